# %% wrong="relu forgotten on the way forward" zh="正向計算時忘了套用 relu" id="q1_tiny_gradient" points=4
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = z1
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="slope of relu left out" zh="沒有乘上 relu 的斜率" id="q1_tiny_gradient" points=4
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="delta with the wrong sign" zh="誤差訊號的正負號相反" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = y - (w2 * a1 + b2)
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="weight w2 forgotten on the way back" zh="往回算時忘了乘 w2" id="q1_tiny_gradient" points=4
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 if z1 > 0 else 0.0
    return delta1 * x, delta1, delta2 * a1, delta2

# %% wrong="x and a1 exchanged in the gradients of the weights" zh="權重的梯度裡，x 和 a1 對調了" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * a1, delta1, delta2 * x, delta2

# %% wrong="order w1, w2, b1, b2 instead of w1, b1, w2, b2" zh="順序寫成 w1、w2、b1、b2，而不是 w1、b1、w2、b2" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * x, delta2 * a1, delta1, delta2

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    return (4, 2, 1.5, 1) if w1 > 0 else (0, 0, 0, -2)

# %% wrong="W as (outputs, inputs)" zh="W 的形狀寫成（輸出，輸入）" id="q2_shapes"
def param_shapes(sizes):
    return [((n_out, n_in), (n_out,)) for n_in, n_out in zip(sizes[:-1], sizes[1:])]


def num_params(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="biases not counted" zh="沒有算偏差的個數" id="q2_shapes"
def param_shapes(sizes):
    return [((n_in, n_out), (n_out,)) for n_in, n_out in zip(sizes[:-1], sizes[1:])]


def num_params(sizes):
    return sum(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="one bias per input, not per output" zh="每個輸入一個偏差，而不是每個輸出一個" id="q2_shapes"
def param_shapes(sizes):
    return [((n_in, n_out), (n_in,)) for n_in, n_out in zip(sizes[:-1], sizes[1:])]


def num_params(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="inputs counted as a layer of their own" zh="把輸入也算成一層" id="q2_shapes"
def param_shapes(sizes):
    return [((n_in, n_out), (n_out,)) for n_in, n_out in zip([1] + sizes[:-1], sizes)]


def num_params(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))

# %% wrong="formula for two layers only" zh="公式只適用於兩層" id="q2_shapes"
def param_shapes(sizes):
    i, h, o = sizes[0], sizes[1], sizes[-1]
    return [((i, h), (h,)), ((h, o), (o,))]


def num_params(sizes):
    i, h, o = sizes[0], sizes[1], sizes[-1]
    return i * h + h + h * o + o

# %% wrong="softmax without axis" zh="softmax 沒有指定軸" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b))
    return A

# %% wrong="softmax over the samples (axis 0), not over the classes" zh="softmax 沿著樣本（第 0 軸）算，而不是沿著類別" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=0))
    return A

# %% wrong="X missing in the list" zh="串列裡少了 X" id="q3_forward"
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=1))
    return A[1:]

# %% wrong="only the last output returned, not the list" zh="只回傳最後的輸出，而不是整個串列" id="q3_forward"
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=1))
    return A[-1]

# %% wrong="relu of the hidden layers forgotten" zh="隱藏層忘了套用 relu" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(A[-1] @ W + b)
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=1))
    return A

# %% wrong="relu before the softmax" zh="softmax 之前多了 relu" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(np.maximum(A[-1] @ W + b, 0), axis=1))
    return A

# %% wrong="softmax forgotten" zh="忘了套用 softmax" id="q3_forward" points=6
def forward(X, params):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(A[-1] @ W + b)
    return A

# %% wrong="weighted sums kept in the list, not outputs" zh="串列裡存的是加權總和，而不是輸出" id="q3_forward"
def forward(X, params):
    Z, A = [X], X
    for W, b in params[:-1]:
        Z.append(A @ W + b)
        A = np.maximum(Z[-1], 0)
    W, b = params[-1]
    Z.append(softmax(A @ W + b, axis=1))
    return Z

# %% wrong="always two layers, whatever params holds" zh="不論 params 有幾層，都只算兩層" id="q3_forward"
def forward(X, params):
    (W1, b1), (W2, b2) = params[0], params[-1]
    A1 = np.maximum(X @ W1 + b1, 0)
    return [X, A1, softmax(A1 @ W2 + b2, axis=1)]

# %% wrong="minus forgotten" zh="忘了加負號" id="q4_loss"
def loss(Y, P):
    return np.sum(Y * np.log(P)) / len(Y)

# %% wrong="sum over the samples, not the mean" zh="對樣本加總，而不是取平均" id="q4_loss"
def loss(Y, P):
    return -np.sum(Y * np.log(P))

# %% wrong="mean over all entries, not over the samples" zh="對所有元素取平均，而不是對樣本" id="q4_loss"
def loss(Y, P):
    return -np.mean(Y * np.log(P))

# %% wrong="logarithm to base 2 instead of the natural one" zh="用了以 2 為底的對數，而不是自然對數" id="q4_loss"
def loss(Y, P):
    return -np.sum(Y * np.log2(P)) / len(Y)

# %% wrong="target and prediction exchanged" zh="目標和預測對調了" id="q4_loss"
def loss(Y, P):
    return -np.sum(P * np.log(Y + 1e-9)) / len(Y)

# %% wrong="binary cross-entropy of every entry" zh="對每個元素算二元交叉熵" id="q4_loss"
def loss(Y, P):
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(Y)

# %% wrong="fixed results for the visible tests, no loss computed" zh="對看得到的測試回傳固定的答案，沒有實際計算損失" id="q4_loss"
def loss(Y, P):
    return 0.693147 if len(Y) == 1 else 1.151293

# %% wrong="target minus prediction, not prediction minus target" zh="目標減預測，而不是預測減目標" id="q5_error_signals" points=6
def output_error(Y, P):
    return (Y - P) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="division by the number of samples forgotten" zh="忘了除以樣本數" id="q5_error_signals" points=6
def output_error(Y, P):
    return P - Y


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="divided by the number of classes, not of samples" zh="除以類別數，而不是樣本數" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / Y.shape[1]


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="multiplied by P (1 - P), which cross-entropy has cancelled" zh="多乘了 P (1 - P)，搭配交叉熵時它已經消掉了" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) * P * (1 - P) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% wrong="W not transposed" zh="忘了轉置 W" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W) * (A > 0)

# %% wrong="W transposed only where the shapes demand it" zh="只有形狀不相容時才轉置 W" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    back = delta @ W if W.shape[0] == delta.shape[1] else delta @ W.T
    return back * (A > 0)

# %% wrong="slope of relu forgotten in the hidden layer" zh="隱藏層忘了乘 relu 的斜率" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T)

# %% wrong="multiplied by A itself instead of the slope of relu" zh="乘上的是 A 本身，而不是 relu 的斜率" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * A

# %% wrong="relu applied to the error signal" zh="把 relu 用在誤差訊號上" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return np.maximum(delta @ W.T, 0)

# %% wrong="slope 1 also where A is 0 (>= instead of >)" zh="A 為 0 時斜率也當成 1（用了 >= 而不是 >）" id="q5_error_signals" points=6
def output_error(Y, P):
    return (P - Y) / len(Y)


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A >= 0)

# %% wrong="gradients listed from the last layer to the first" zh="梯度的順序從最後一層排到第一層" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.append((A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="sign flipped" zh="梯度的正負號相反" id="q6_backward"
def backward(Y, A, params):
    error = (Y - A[-1]) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="division by the number of samples left out" zh="沒有除以樣本數" id="q6_backward"
def backward(Y, A, params):
    error = A[-1] - Y
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="divided by the number of samples in every layer" zh="每一層都除以樣本數，而不是總共只除一次" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0) / len(Y)
    return grads

# %% wrong="db: mean over the samples instead of their sum" zh="db 對樣本取平均，而不是加總" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.mean(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="db: added over the units, not over the samples" zh="db 對單元加總，而不是對樣本" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=1)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="db: not added up over the samples" zh="db 沒有對樣本加總" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="dW transposed" zh="dW 被轉置了" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (error.T @ A[k], error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="dW: output of the layer used instead of its input" zh="dW 用了該層的輸出，而不是輸入" id="q6_backward" points=5
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k + 1].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="weights not transposed on the way back" zh="往回傳時權重沒有轉置" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0]) * (A[k] > 0)
    return grads

# %% wrong="weights of the wrong layer on the way back" zh="往回傳時用了別層的權重" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k - 1][0].T) * (A[k] > 0)
    return grads

# %% wrong="slope of relu forgotten" zh="忘了乘 relu 的斜率" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T)
    return grads

# %% wrong="slope of a sigmoid, A (1 - A), instead of relu's" zh="用了 sigmoid 的斜率 A (1 - A)，而不是 relu 的" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * A[k] * (1 - A[k])
    return grads

# %% wrong="slope of relu in the first layer only" zh="只在第一層乘了 relu 的斜率" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        error = error * (A[k + 1] > 0) if k == 0 else error
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T)
    return grads

# %% wrong="error signal of the output used in every layer" zh="每一層都用了輸出層的誤差訊號" id="q6_backward" points=10
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    return [(a.T @ error, error.sum(axis=0)) for a in A[:-1]]

# %% wrong="two layers only" zh="只算兩層" id="q6_backward"
def backward(Y, A, params):
    error2 = (A[2] - Y) / len(Y)
    error1 = (error2 @ params[1][0].T) * (A[1] > 0)
    return [(A[0].T @ error1, error1.sum(axis=0)), (A[1].T @ error2, error2.sum(axis=0))]

# %% wrong="one flat list instead of pairs (dW, db)" zh="全部放在一個串列裡，沒有分成每層一對的 (dW, db)" id="q6_backward"
def backward(Y, A, params):
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads[:0] = [A[k].T @ error, error.sum(axis=0)]
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads

# %% wrong="entry not put back after it was moved" zh="元素移動之後，沒有放回原來的值" id="q7_numeric_gradient"
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

# %% wrong="divided by eps, not by 2 eps" zh="除以 eps，而不是 2 eps" id="q7_numeric_gradient" points=4
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

# %% wrong="/ 2 * eps, without brackets around 2 * eps" zh="寫成 / 2 * eps，2 * eps 沒有加括號" id="q7_numeric_gradient" points=4
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

# %% wrong="step to one side only" zh="只往一邊移動" id="q7_numeric_gradient" points=4
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

# %% wrong="a fixed eps instead of the one handed in" zh="eps 寫成固定的數，沒有用到傳進來的值" id="q7_numeric_gradient" points=4
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

# %% wrong="second step taken from the moved value" zh="第二次移動是從已經移動過的值開始" id="q7_numeric_gradient" points=4
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

# %% wrong="whole array moved at once" zh="一次移動了整個陣列" id="q7_numeric_gradient" points=4
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
# %% wrong="a copy moved, which the network does not use" zh="移動的是複本，網路並沒有用到它" id="q7_numeric_gradient" points=4
def numeric_gradient(X, Y, params, eps):
    grads = []
    for pair in params:
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                moved = array.copy()
                moved[index] += eps
                up = given.network_loss(X, Y, params)
                moved[index] -= 2 * eps
                slope[index] = (up - given.network_loss(X, Y, params)) / (2 * eps)
        grads.append(tuple(slopes))
    return grads

# %% wrong="weights only, not the biases" zh="只算權重，沒有算偏差" id="q7_numeric_gradient" points=4
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
# %% wrong="difference not divided by the length of v" zh="差沒有除以 v 的長度" id="q8_layer_errors"
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

# %% wrong="divided by the length of u, not of v" zh="除以 u 的長度，而不是 v 的" id="q8_layer_errors"
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

# %% wrong="squares without the root at the end" zh="平方和最後沒有開根號" id="q8_layer_errors"
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

# %% wrong="absolute values added up instead of squares" zh="加總的是絕對值，而不是平方" id="q8_layer_errors"
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

# %% wrong="difference of the lengths, not length of the difference" zh="算的是長度的差，而不是差的長度" id="q8_layer_errors"
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

# %% wrong="first wrong layer instead of the last" zh="回傳第一個出錯的層，而不是最後一個" id="q8_layer_errors"
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

# %% wrong="layers counted from 0" zh="層的編號從 0 開始" id="q8_layer_errors"
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

# %% wrong="layer with the largest error, not the last wrong one" zh="回傳誤差最大的層，而不是最後一個出錯的層" id="q8_layer_errors"
def layer_errors(grads, numeric):
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v) / np.linalg.norm(v))
    return errors


def culprit(errors):
    return int(np.argmax(errors)) + 1 if max(errors) > 1e-6 else 0

# %% wrong="last layer that is right, not wrong" zh="回傳最後一個正確的層，而不是出錯的層" id="q8_layer_errors"
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

# %% wrong="biases left out" zh="沒有算進偏差" id="q8_layer_errors"
def layer_errors(grads, numeric):
    return [np.linalg.norm(u[0] - v[0]) / np.linalg.norm(v[0])
            for u, v in zip(grads, numeric)]


def culprit(errors):
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)

# %% wrong="steps uphill: gradient added, not subtracted" zh="往上坡走：加上梯度，而不是減去" id="q9_train"
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

# %% wrong="bias not trained" zh="沒有更新偏差" id="q9_train"
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

# %% wrong="last, smaller batch left out" zh="少了最後一個較小的批次" id="q9_train"
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

# %% wrong="all samples in every step, not one batch" zh="每一步都用了全部樣本，而不是一個批次" id="q9_train"
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

# %% wrong="loss of all samples, not of the batch" zh="記錄的是全部樣本的損失，而不是批次的" id="q9_train" points=8
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

# %% wrong="loss measured after the step, not before" zh="損失是在更新之後計算的，而不是更新之前" id="q9_train" points=8
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

# %% wrong="one loss per epoch, not per step" zh="每個週期只記錄一個損失，而不是每一步一個" id="q9_train" points=8
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

# %% wrong="every epoch starts from the first weights" zh="每個週期都從最初的權重重新開始" id="q9_train"
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

# %% wrong="gradient computed only once per epoch" zh="每個週期只算一次梯度" id="q9_train"
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

# %% wrong="only the last layer trained" zh="只訓練了最後一層" id="q9_train"
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

# %% wrong="new params not kept" zh="沒有保留更新後的 params" id="q9_train"
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

# %% wrong="samples shuffled, not taken in order" zh="打亂了樣本的順序" id="q9_train"
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

# %% ready="Keras's cross-entropy by its name" id="q4_loss"
def loss(Y, P):
    import keras

    return float(np.mean(keras.losses.deserialize("categorical_crossentropy")(Y, P)))

# %% ready="SciPy's logarithm of a probability" id="q4_loss"
def loss(Y, P):
    from scipy.stats import multinomial

    return -np.mean([multinomial.logpmf(y, 1, p) for y, p in zip(Y, P)])

# %% ready="given.network_loss of the logarithms" id="q4_loss"
def loss(Y, P):
    classes = len(P[0])
    return given.network_loss(np.log(P), Y, [(np.eye(classes), np.zeros(classes))])

# %% ready="given.network_gradient of the logarithms" id="q5_error_signals"
def output_error(Y, P):
    layer = np.log(P), np.zeros(len(P[0]))
    return given.network_gradient(np.eye(len(P)), Y, [layer])[0][0]


def hidden_error(delta, W, A):
    return (delta @ W.T) * (A > 0)

# %% ready="TensorFlow's differences" id="q7_numeric_gradient"
def numeric_gradient(X, Y, params, eps):
    import tensorflow as tf

    shapes = [part.shape for layer in params for part in layer]

    def value(*flat):
        parts = [np.asarray(part).reshape(shape) for part, shape in zip(flat, shapes)]
        return tf.constant(given.network_loss(X, Y, list(zip(parts[::2], parts[1::2]))))

    flat = [tf.constant(part) for layer in params for part in layer]
    numeric = tf.test.compute_gradient(value, flat, delta=eps)[1]
    slopes = [part.reshape(shape) for part, shape in zip(numeric, shapes)]
    return list(zip(slopes[::2], slopes[1::2]))
