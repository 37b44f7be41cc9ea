# %% wrong="relu forgotten forwards" id="q1_tiny_gradient" points=4
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = z1
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="slope of relu left out" id="q1_tiny_gradient" points=4
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="delta with the wrong sign" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = y - (w2 * a1 + b2)
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="weight w2 forgotten on the way back" id="q1_tiny_gradient" points=4
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 if z1 > 0 else 0.0
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="multiplied by the wrong end" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * a1, delta1, delta2 * x, delta2

# %% wrong="order w1, w2, b1, b2" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * x, delta2 * a1, delta1, delta2

# %% wrong="typed in the visible answers" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    return (4, 2, 1.5, 1) if w1 > 0 else (0, 0, 0, -2)

# %% wrong="W as (outputs, inputs)" id="q2_shapes"
def param_shapes(sizes):
    return [((n_out, n_in), (n_out,)) for n_in, n_out in zip(sizes[:-1], sizes[1:])]


def num_params(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="biases not counted" id="q2_shapes"
def param_shapes(sizes):
    return [((n_in, n_out), (n_out,)) for n_in, n_out in zip(sizes[:-1], sizes[1:])]


def num_params(sizes):
    return sum(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="one bias per input" id="q2_shapes"
def param_shapes(sizes):
    return [((n_in, n_out), (n_in,)) for n_in, n_out in zip(sizes[:-1], sizes[1:])]


def num_params(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="the inputs as a layer of their own" id="q2_shapes"
def param_shapes(sizes):
    return [((n_in, n_out), (n_out,)) for n_in, n_out in zip([1] + sizes[:-1], sizes)]


def num_params(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="formula for two layers only" id="q2_shapes"
def param_shapes(sizes):
    i, h, o = sizes[0], sizes[1], sizes[-1]
    return [((i, h), (h,)), ((h, o), (o,))]


def num_params(sizes):
    i, h, o = sizes[0], sizes[1], sizes[-1]
    return i * h + h + h * o + o

# %% wrong="softmax without axis" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b))
    return A

# %% wrong="softmax down the samples" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=0))
    return A

# %% wrong="X missing in the list" id="q3_forward"
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=1))
    return A[1:]

# %% wrong="only the last output" id="q3_forward"
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=1))
    return A[-1]

# %% wrong="no relu" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(A[-1] @ W + b)
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=1))
    return A

# %% wrong="relu before the softmax" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(np.maximum(A[-1] @ W + b, 0), axis=1))
    return A

# %% wrong="softmax forgotten" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(A[-1] @ W + b)
    return A

# %% wrong="weighted sums kept, not outputs" id="q3_forward"
def forward(X, params):
    Z, A = [X], X
    for W, b in params[:-1]:
        Z.append(A @ W + b)
        A = np.maximum(Z[-1], 0)
    W, b = params[-1]
    Z.append(softmax(A @ W + b, axis=1))
    return Z

# %% wrong="two layers, whatever params says" id="q3_forward"
def forward(X, params):
    (W1, b1), (W2, b2) = params[0], params[-1]
    A1 = np.maximum(X @ W1 + b1, 0)
    return [X, A1, softmax(A1 @ W2 + b2, axis=1)]

# %% wrong="minus forgotten" id="q4_loss"
def loss(Y, P):
    return np.sum(Y * np.log(P)) / len(Y)

# %% wrong="sum over the samples" id="q4_loss"
def loss(Y, P):
    return -np.sum(Y * np.log(P))

# %% wrong="mean over all entries" id="q4_loss"
def loss(Y, P):
    return -np.mean(Y * np.log(P))

# %% wrong="logarithm to base 2" id="q4_loss"
def loss(Y, P):
    return -np.sum(Y * np.log2(P)) / len(Y)

# %% wrong="target and prediction exchanged" id="q4_loss"
def loss(Y, P):
    return -np.sum(P * np.log(Y + 1e-9)) / len(Y)

# %% wrong="binary cross-entropy of every entry" id="q4_loss"
def loss(Y, P):
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(Y)

# %% wrong="visible answers typed in" id="q4_loss"
def loss(Y, P):
    return 0.693147 if len(Y) == 1 else 1.151293

# %% wrong="target minus prediction" id="q5_error_signals" points=6
def output_error(Y, P):
    return (Y - P) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="number of samples forgotten" id="q5_error_signals" points=6
def output_error(Y, P):
    return P - Y


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="divided by the number of classes" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / Y.shape[1]


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="slope of softmax multiplied in" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) * P * (1 - P) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="transpose forgotten" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W) * (A > 0)

# %% wrong="transpose only where the shapes demand it" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    back = delta @ W if W.shape[0] == delta.shape[1] else delta @ W.T
    return back * (A > 0)

# %% wrong="hidden slope forgotten" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T)

# %% wrong="A itself in place of the slope" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * A

# %% wrong="relu of the error signal" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return np.maximum(delta @ W.T, 0)

# %% wrong="slope 1 also where A is 0" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A >= 0)

# %% wrong="last layer first" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.append((A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="sign flipped" id="q6_backward"
def backward(Y, A, params):
    error = (Y - A[-1]) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="mean forgotten" id="q6_backward"
def backward(Y, A, params):
    error = A[-1] - Y
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="mean taken in every layer" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0) / len(Y)
    return grads

# %% wrong="bias: mean instead of sum" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.mean(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="bias: added over the units" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=1)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="bias not added up" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="dW transposed" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (error.T @ A[k], error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="output of the layer instead of its input" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k + 1].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="weights not transposed" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0]) * (A[k] > 0)
    return grads

# %% wrong="weights of the wrong layer" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k - 1][0].T) * (A[k] > 0)
    return grads

# %% wrong="slope of relu forgotten" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T)
    return grads

# %% wrong="slope of a sigmoid" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * A[k] * (1 - A[k])
    return grads

# %% wrong="slope of relu in the first layer only" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        error = error * (A[k + 1] > 0) if k == 0 else error
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T)
    return grads

# %% wrong="error signal of the output in every layer" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    return [(a.T @ error, error.sum(axis=0)) for a in A[:-1]]

# %% wrong="stops at two layers" id="q6_backward"
def backward(Y, A, params):
    error2 = (A[2] - Y) / len(Y)
    error1 = (error2 @ params[1][0].T) * (A[1] > 0)
    return [(A[0].T @ error1, error1.sum(axis=0)), (A[1].T @ error2, error2.sum(axis=0))]

# %% wrong="one flat list" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads[:0] = [A[k].T @ error, error.sum(axis=0)]
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="not put back" id="q7_numeric_gradient"
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                before = array[index]
                array[index] = before + eps
                up = given.network_loss(X, Y, params)
                array[index] = before - eps
                slope[index] = (up - given.network_loss(X, Y, params)) / (2 * eps)
        grads.append(tuple(slopes))
    return grads

# %% wrong="divided by eps, not by 2 eps" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                before = array[index]
                array[index] = before + eps
                up = given.network_loss(X, Y, params)
                array[index] = before - eps
                slope[index] = (up - given.network_loss(X, Y, params)) / eps
                array[index] = before
        grads.append(tuple(slopes))
    return grads

# %% wrong="divided by 2 times eps without brackets" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                before = array[index]
                array[index] = before + eps
                up = given.network_loss(X, Y, params)
                array[index] = before - eps
                slope[index] = (up - given.network_loss(X, Y, params)) / 2 * eps
                array[index] = before
        grads.append(tuple(slopes))
    return grads

# %% wrong="one step to one side only" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                before = array[index]
                array[index] = before + eps
                up = given.network_loss(X, Y, params)
                array[index] = before
                slope[index] = (up - given.network_loss(X, Y, params)) / eps
                array[index] = before
        grads.append(tuple(slopes))
    return grads

# %% wrong="eps typed in" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        eps = 1e-5
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                before = array[index]
                array[index] = before + eps
                up = given.network_loss(X, Y, params)
                array[index] = before - eps
                slope[index] = (up - given.network_loss(X, Y, params)) / (2 * eps)
                array[index] = before
        grads.append(tuple(slopes))
    return grads

# %% wrong="second step from the moved value" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                before = array[index]
                array[index] = before + eps
                up = given.network_loss(X, Y, params)
                array[index] -= eps
                slope[index] = (up - given.network_loss(X, Y, params)) / (2 * eps)
                array[index] = before
        grads.append(tuple(slopes))
    return grads

# %% wrong="whole array moved at once" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        slopes = []
        for array in pair:
            array += eps
            up = given.network_loss(X, Y, params)
            array -= 2 * eps
            down = given.network_loss(X, Y, params)
            array += eps
            slopes.append(np.full(array.shape, (up - down) / (2 * eps)))
        grads.append(tuple(slopes))
    return grads
# %% wrong="weights only" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for W, b in params:
        slope = np.zeros_like(W)
        for index in np.ndindex(W.shape):
            W[index] += eps
            up = given.network_loss(X, Y, params)
            W[index] -= 2 * eps
            slope[index] = (up - given.network_loss(X, Y, params)) / (2 * eps)
            W[index] += eps
        grads.append((slope, np.zeros_like(b)))
    return grads
# %% wrong="not divided" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v))
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="divided by the own gradient" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v) / np.linalg.norm(u))
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="squares without the root" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.sum((u - v) ** 2) / np.sum(v ** 2))
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="sum of the absolute values" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.abs(u - v).sum() / np.abs(v).sum())
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="difference of the lengths" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(abs(np.linalg.norm(u) - np.linalg.norm(v)) / np.linalg.norm(v))
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="first wrong layer" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v) / np.linalg.norm(v))
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return min(wrong, default=0)

# %% wrong="counted from 0" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v) / np.linalg.norm(v))
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=0) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="layer with the largest error" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v) / np.linalg.norm(v))
    return errors


def culprit(errors):
    return int(np.argmax(errors)) + 1 if max(errors) > 1e-6 else 0

# %% wrong="last layer that is right" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v) / np.linalg.norm(v))
    return errors


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error < 1e-6]
    return max(wrong, default=0)

# %% wrong="biases left out" id="q8_layer_errors"
def layer_errors(grads, numeric):
    return [np.linalg.norm(u[0] - v[0]) / np.linalg.norm(v[0])
            for u, v in zip(grads, numeric)]


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="uphill" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W + lr * dW, b + lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% wrong="bias not trained" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W - lr * dW, b)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% wrong="last batch left out" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X) - batch_size + 1, batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% wrong="all samples in every step" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X, Y, params)
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% wrong="loss of all samples" id="q9_train" points=8
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X, Y, params))
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% wrong="loss after the step" id="q9_train" points=8
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
            losses.append(given.network_loss(X_now, Y_now, params))
    return params, losses

# %% wrong="one loss per epoch" id="q9_train" points=8
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        losses.append(given.network_loss(X, Y, params))
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% wrong="every epoch starts from the first weights" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        now = params
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, now))
            grads = given.network_gradient(X_now, Y_now, now)
            now = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(now, grads)]
    return now, losses

# %% wrong="gradient computed once per epoch" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        grads = given.network_gradient(X[:batch_size], Y[:batch_size], params)
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% wrong="only the last layer trained" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X_now, Y_now, params)
            (W, b), (dW, db) = params[-1], grads[-1]
            params = params[:-1] + [(W - lr * dW, b - lr * db)]
    return params, losses

# %% wrong="new params not returned" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X_now, Y_now, params)
            new = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return new, losses

# %% wrong="samples shuffled" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    losses = []
    for _ in range(num_epochs):
        order = np.random.default_rng(0).permutation(len(X))
        X, Y = X[order], Y[order]
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses

# %% right="plain loops and lists" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    grads = [0.0, 0.0, 0.0, 0.0]
    z = w1 * x + b1
    if z > 0:
        grads[3] = w2 * z + b2 - y
        grads[2] = grads[3] * z
        grads[1] = grads[3] * w2
        grads[0] = grads[1] * x
    else:
        grads[3] = b2 - y
    return grads

# %% right="plain loops and lists" id="q2_shapes"
def param_shapes(sizes):
    shapes = []
    for k in range(1, len(sizes)):
        shapes.append([[sizes[k - 1], sizes[k]], [sizes[k]]])
    return shapes


def num_params(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += sizes[k - 1] * sizes[k] + sizes[k]
    return total

# %% right="plain loops and lists" id="q3_forward"
def forward(X, params):
    A = [[list(row) for row in X]]
    for k in range(len(params)):
        W, b = params[k]
        rows = []
        for row in A[-1]:
            z = [sum(row[i] * W[i, j] for i in range(len(row))) + b[j] for j in range(len(b))]
            if k < len(params) - 1:
                rows.append([v if v > 0 else 0.0 for v in z])
            else:
                total = sum(np.exp(v) for v in z)
                rows.append([np.exp(v) / total for v in z])
        A.append(rows)
    return A

# %% right="plain loops and lists" id="q4_loss"
def loss(Y, P):
    total = 0.0
    for y, p in zip(Y, P):
        for y_i, p_i in zip(y, p):
            total -= y_i * np.log(p_i) / len(Y)
    return total

# %% right="plain loops and lists" id="q5_error_signals"
def output_error(Y, P):
    return [[(p - t) / len(Y) for p, t in zip(*rows)] for rows in zip(P, Y)]


def hidden_error(delta, W, A):
    result = []
    for d, a in zip(delta, A):
        row = []
        for j in range(len(a)):
            row.append(sum(d[i] * W[j, i] for i in range(len(d))) if a[j] > 0 else 0)
        result.append(row)
    return result

# %% right="plain loops and lists" id="q6_backward"
def backward(Y, A, params):
    n = len(Y)
    grads = [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
    for s in range(n):
        error = [(p - t) / n for p, t in zip(A[-1][s], Y[s])]
        for k in reversed(range(len(params))):
            dW, db = grads[k]
            for j in range(len(error)):
                db[j] += error[j]
                for i in range(A[k].shape[1]):
                    dW[i, j] += A[k][s, i] * error[j]
            W = params[k][0]
            error = [sum(W[i, j] * error[j] for j in range(len(error))) if A[k][s, i] > 0 else 0
                     for i in range(A[k].shape[1])]
    return grads

# %% right="plain loops and lists" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for (dW, db), (nW, nb) in zip(grads, numeric):
        top = ((dW - nW) ** 2).sum() + ((db - nb) ** 2).sum()
        errors.append((top / ((nW ** 2).sum() + (nb ** 2).sum())) ** 0.5)
    return errors


def culprit(errors):
    for k in range(len(errors) - 1, -1, -1):
        if errors[k] > 1e-6:
            return k + 1
    return 0

# %% right="NumPy with other functions" id="q2_shapes"
def param_shapes(sizes):
    arrays = [(np.empty((i, o)), np.empty(o)) for i, o in zip(sizes, sizes[1:])]
    return [(W.shape, b.shape) for W, b in arrays]


def num_params(sizes):
    sizes = np.array(sizes)
    return np.dot(sizes[:-1] + 1, sizes[1:])

# %% right="NumPy with other functions" id="q3_forward"
def forward(X, params):
    A, last = [X], len(params) - 1
    for k, (W, b) in enumerate(params):
        Z = np.einsum("ni,io->no", A[-1], W) + b[None]
        A.append(np.exp(Z) / np.exp(Z).sum(1, keepdims=True) if k == last else Z.clip(0))
    return tuple(A)

# %% right="NumPy with other functions" id="q4_loss"
def loss(Y, P):
    return np.mean(np.sum(-Y * np.log(P), axis=1))

# %% right="NumPy with other functions" id="q5_error_signals"
def output_error(Y, P):
    return P / Y.shape[0] - Y / Y.shape[0]


def hidden_error(delta, W, A):
    return np.where(A == 0, 0, np.dot(W, delta.T).T)

# %% right="NumPy with other functions" id="q6_backward"
def backward(Y, A, params):
    deltas = [output_error(Y, A[-1])]
    for (W, _), a in zip(params[:0:-1], A[-2:0:-1]):
        deltas.append(hidden_error(deltas[-1], W, a))
    return [[np.tensordot(a, d, (0, 0)), np.ones(len(Y)) @ d] for a, d in zip(A, deltas[::-1])]

# %% right="NumPy with other functions" id="q7_numeric_gradient"
def numeric_gradient(X, Y, params, eps):
    flat = np.concatenate([part.ravel() for pair in params for part in pair])

    def unpack(values):
        at, made = 0, []
        for pair in params:
            arrays = []
            for part in pair:
                arrays.append(values[at:at + part.size].reshape(part.shape))
                at += part.size
            made.append(tuple(arrays))
        return made

    def cost(values):
        return loss(Y, forward(X, unpack(values))[-1])

    moves = eps * np.eye(len(flat))
    return unpack(np.array([(cost(flat + m) - cost(flat - m)) / (2 * eps) for m in moves]))

# %% right="NumPy with other functions" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    steps, losses = -(-len(X) // batch_size), []
    for step in range(num_epochs * steps):
        rows = slice(step % steps * batch_size, (step % steps + 1) * batch_size)
        A = forward(X[rows], params)
        losses.append(loss(Y[rows], A[-1]))
        for (W, b), (dW, db) in zip(params, backward(Y[rows], A, params)):
            W -= lr * dW
            b -= lr * db
    return params, losses

# %% right="TensorFlow" id="q3_forward"
def forward(X, params):
    import tensorflow as tf

    A = [tf.constant(X)]
    for W, b in params[:-1]:
        A.append(tf.nn.relu(A[-1] @ W + b))
    W, b = params[-1]
    A.append(tf.nn.softmax(A[-1] @ W + b))
    return [a.numpy() for a in A]

# %% right="TensorFlow" id="q6_backward"
def backward(Y, A, params):
    import tensorflow as tf

    variables = [(tf.Variable(W), tf.Variable(b)) for W, b in params]
    with tf.GradientTape() as tape:
        a = tf.constant(A[0])
        for W, b in variables[:-1]:
            a = tf.nn.relu(a @ W + b)
        z = a @ variables[-1][0] + variables[-1][1]
        C = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y, z))
    return [tuple(g.numpy() for g in pair) for pair in tape.gradient(C, variables)]

# %% right="float32, warnings, prints" id="q3_forward"
def forward(X, params):
    import sys
    import warnings

    print("forward", file=sys.stderr)
    warnings.warn("just so", stacklevel=2)
    A = [np.float32(X)]
    for k, (W, b) in enumerate(params):
        Z = A[-1] @ W.astype("float32") + b.astype("float32")
        A.append(softmax(Z, axis=1) if k + 1 == len(params) else np.maximum(Z, 0))
    return A

# %% right="float32, warnings, prints" id="q4_loss"
def loss(Y, P):
    return -np.mean(np.log(P[np.arange(len(Y)), Y.argmax(axis=1)]))

# %% right="float32, warnings, prints" id="q5_error_signals"
def output_error(Y, P):
    return ((P - Y) / len(Y)).astype("float32")


def hidden_error(delta, W, A):
    return np.float32(delta) @ np.float32(W).T * np.sign(A).astype("float32")

# %% right="float32, warnings, prints" id="q6_backward"
def backward(Y, A, params):
    A = [a.astype("float32") for a in A]
    d = (A[-1] - Y.astype("float32")) / np.float32(len(Y))
    out = []
    while params:
        (W, _), params = params[-1], params[:-1]
        out = [(A[len(params)].T @ d, d.sum(0))] + out
        d = d @ W.T.astype("float32") * (A[len(params)] > 0)
    return out

# %% ready="Keras's cross-entropy" id="q4_loss"
def loss(Y, P):
    import keras

    return float(np.mean(keras.losses.categorical_crossentropy(Y, P)))

# %% ready="given.network_gradient" id="q6_backward"
def backward(Y, A, params):
    return given.network_gradient(A[0], Y, params)

# %% ready="exact instead of numeric" id="q7_numeric_gradient"
def numeric_gradient(X, Y, params, eps):
    return [(dW.copy(), db.copy()) for dW, db in given.network_gradient(X, Y, params)]

# %% ready="the chapter's backpropagation" id="q5_error_signals"
def output_error(Y, P):
    from utils.nn import backprop

    return backprop.backward(Y, [Y, P], [(Y, Y)], ["softmax"])


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% ready="the chapter's forward pass" id="q3_forward"
def forward(X, params):
    from utils.nn import backprop

    return backprop.forward(X, params, ["relu"] * (len(params) - 1) + ["softmax"])
