# %% wrong="bias forgotten" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    return sum(x_j * w_j for x_j, w_j in zip(x, w))

# %% wrong="bias added for every input" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    z = 0
    for x_j, w_j in zip(x, w):
        z += w_j * x_j + b
    return z

# %% wrong="stops one input early" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    z = b
    for j in range(len(x) - 1):
        z += w[j] * x[j]
    return z

# %% wrong="typed in the visible answers" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    return 7.0 if b == 7.0 else 0.5

# %% wrong="nothing returned" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    z = sum(x_j * w_j for x_j, w_j in zip(x, w)) + b

# %% wrong="sign flipped in the exponent" id="q2_sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(z))

# %% wrong="exp / (1 + exp), nan far out" id="q2_sigmoid"
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

# %% wrong="cut off beyond 4" id="q2_sigmoid"
def sigmoid(z):
    return np.where(z > 4, 1, np.where(z < -4, 0, 1 / (1 + np.exp(-z))))

# %% wrong="activation forgotten" id="q3_forward"
def forward(X, w, b):
    return X @ w + b

# %% wrong="one output for all samples" id="q3_forward"
def forward(X, w, b):
    return expit(np.sum(X @ w) + b)

# %% wrong="column instead of (n,)" id="q3_forward"
def forward(X, w, b):
    return expit(X @ w.reshape(-1, 1) + b)

# %% wrong="greater than, not at least" id="q4_decide"
def decide(y_hat, threshold):
    return (y_hat > threshold).astype(int)


def accuracy(decision, y):
    return np.mean(decision == y)

# %% wrong="rounds, threshold ignored" id="q4_decide"
def decide(y_hat, threshold):
    return np.floor(y_hat + 0.5).astype(int)


def accuracy(decision, y):
    return np.mean(decision == y)

# %% wrong="counts only the ones that are right" id="q4_decide"
def decide(y_hat, threshold):
    return (y_hat >= threshold).astype(int)


def accuracy(decision, y):
    return np.sum(decision * y) / len(y)

# %% wrong="one half forgotten" id="q5_loss"
def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

# %% wrong="sum instead of mean, halved by chance" id="q5_loss"
def loss(y_hat, y):
    return np.sum((y_hat - y) ** 2) / 4

# %% wrong="signed error" id="q5_loss"
def loss(y_hat, y):
    return np.mean(y_hat - y) / 2

# %% wrong="sign flipped" id="q6_gradient"
def gradient(X, y, y_hat):
    delta = (y - y_hat) * y_hat * (1 - y_hat)
    return X.T @ delta / len(X), np.mean(delta)

# %% wrong="mean missing" id="q6_gradient"
def gradient(X, y, y_hat):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return X.T @ delta, np.sum(delta)

# %% wrong="derivative of the sigmoid missing" id="q6_gradient"
def gradient(X, y, y_hat):
    delta = y_hat - y
    return X.T @ delta / len(X), np.mean(delta)

# %% wrong="mean over the features" id="q6_gradient" points=8
def gradient(X, y, y_hat):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return (X * delta[:, None]).mean(axis=1), np.mean(delta)

# %% wrong="divided by the number of features" id="q6_gradient" points=8
def gradient(X, y, y_hat):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return X.T @ delta / X.shape[1], np.mean(delta)

# %% wrong="uphill" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    return w + lr * grad_w, b + lr * grad_b

# %% wrong="input changed in place" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    w -= lr * grad_w
    b -= lr * grad_b
    return w, b

# %% wrong="bias not trained" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    return w - lr * grad_w, b

# %% wrong="learning rate typed in" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    return w - 0.5 * grad_w, b - 0.5 * grad_b

# %% wrong="loss after the step" id="q8_train" points=6
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps):
        grad_w, grad_b = given.gradient(X, y, w, b)
        w, b = w - lr * grad_w, b - lr * grad_b
        losses.append(given.loss(X, y, w, b))
    return w, b, losses

# %% wrong="gradient computed once" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    grad_w, grad_b = given.gradient(X, y, w, b)
    for _ in range(num_steps):
        losses.append(given.loss(X, y, w, b))
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b, losses

# %% wrong="update applied twice" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps):
        losses.append(given.loss(X, y, w, b))
        grad_w, grad_b = given.gradient(X, y, w, b)
        w, b = w - lr * grad_w, b - lr * grad_b
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b, losses

# %% wrong="bias updated first, used for the weights" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps):
        losses.append(given.loss(X, y, w, b))
        b = b - lr * given.gradient(X, y, w, b)[1]
        w = w - lr * given.gradient(X, y, w, b)[0]
    return w, b, losses

# %% wrong="one step too many" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps + 1):
        losses.append(given.loss(X, y, w, b))
        grad_w, grad_b = given.gradient(X, y, w, b)
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b, losses

# %% wrong="AND touches a corner" id="q9_gate"
def gate(name):
    return {"AND": (1, 1, -1), "OR": (1, 1, -0.5), "NAND": (-1, -1, 1.5)}[name]

# %% wrong="NAND is NOR" id="q9_gate"
def gate(name):
    return {"AND": (1, 1, -1.5), "OR": (1, 1, -0.5), "NAND": (-1, -1, 0.5)}[name]

# %% wrong="activation of the hidden layer missing" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    return expit((X @ W1 + b1) @ w2 + b2)

# %% wrong="hidden bias missing" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    return expit(expit(X @ W1) @ w2 + b2)

# %% wrong="output not squeezed" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    return expit(X @ W1 + b1) @ w2 + b2

# %% wrong="no hidden layer" id="q11_train_mlp"
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    for _ in range(200):
        model.train_on_batch(X, y)
    return model(X_new).numpy()[:, 0]

# %% wrong="typed in the answers of XOR" id="q11_train_mlp"
def train_mlp(X, y, X_new, seed):
    return ((X_new[:, 0] > 0.5) != (X_new[:, 1] > 0.5)).astype(float)

# %% wrong="hidden layer without activation" id="q11_train_mlp" slow=true
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(8),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    for _ in range(200):
        model.train_on_batch(X, y)
    return model(X_new).numpy()[:, 0]

# %% wrong="one step instead of 200" id="q11_train_mlp" slow=true
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(8, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    model.train_on_batch(X, y)
    return model(X_new).numpy()[:, 0]

# %% wrong="column instead of (m,)" id="q11_train_mlp" slow=true
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(8, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    for _ in range(200):
        model.train_on_batch(X, y)
    return model(X_new).numpy()

# %% right="plain loops and lists everywhere" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    z = 0.0
    for j in range(len(x)):
        z = z + x[j] * w[j]
    return z + b

# %% right="plain loops and lists everywhere" id="q3_forward"
def forward(X, w, b):
    outputs = []
    for x in X:
        z = b
        for j in range(len(w)):
            z += x[j] * w[j]
        outputs.append(float(expit(z)))
    return outputs

# %% right="plain loops and lists everywhere" id="q4_decide"
def decide(y_hat, threshold):
    return [1 if p >= threshold else 0 for p in y_hat]


def accuracy(decision, y):
    right = 0
    for d, t in zip(decision, y):
        if d == t:
            right += 1
    return right / len(y)

# %% right="plain loops and lists everywhere" id="q5_loss"
def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat, y):
        total += 0.5 * (p - t) ** 2
    return total / len(y)

# %% right="plain loops and lists everywhere" id="q6_gradient"
def gradient(X, y, y_hat):
    n, d = X.shape
    grad_w, grad_b = [0.0] * d, 0.0
    for i in range(n):
        delta = (y_hat[i] - y[i]) * y_hat[i] * (1 - y_hat[i])
        for j in range(d):
            grad_w[j] += delta * X[i, j] / n
        grad_b += delta / n
    return grad_w, grad_b

# %% right="plain loops and lists everywhere" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    return [w_j - lr * g_j for w_j, g_j in zip(w, grad_w)], b - lr * grad_b

# %% right="plain loops and lists everywhere" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    outputs = []
    for x in X:
        H = [expit(sum(x * W1[:, k]) + b1[k]) for k in range(len(b1))]
        outputs.append(expit(sum(h * v for h, v in zip(H, w2)) + b2))
    return outputs

# %% right="NumPy with other functions" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    return np.dot(x, w) + b

# %% right="NumPy with other functions" id="q2_sigmoid"
def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))

# %% right="NumPy with other functions" id="q3_forward"
def forward(X, w, b):
    return expit(np.einsum("nd,d->n", X, w) + b)

# %% right="NumPy with other functions" id="q4_decide"
def decide(y_hat, threshold):
    return np.where(y_hat < threshold, 0, 1)


def accuracy(decision, y):
    return 1 - np.count_nonzero(np.array(decision) - y) / y.size

# %% right="NumPy with other functions" id="q5_loss"
def loss(y_hat, y):
    error = y_hat - y
    return error @ error / (2 * error.size)

# %% right="NumPy with other functions" id="q6_gradient"
def gradient(X, y, y_hat):
    delta = (y_hat - y) * (y_hat - y_hat ** 2)
    return (delta[:, None] * X).mean(axis=0), delta.mean()

# %% right="NumPy with other functions" id="q9_gate"
def gate(name):
    if name == "NAND":
        return -20.0, -20.0, 30.0
    return [20.0, 20.0, -30.0 if name == "AND" else -10.0]

# %% right="float32 and warnings" id="q2_sigmoid"
def sigmoid(z):
    import sys
    import warnings

    print("computing", file=sys.stderr)
    warnings.warn("just so", stacklevel=2)
    return np.float32(1) / (np.float32(1) + np.exp(-np.float32(z)))

# %% right="float32 and warnings" id="q3_forward"
def forward(X, w, b):
    return expit((X.astype("float32") @ w.astype("float32") + np.float32(b)))

# %% right="float32 and warnings" id="q6_gradient"
def gradient(X, y, y_hat):
    X, y, y_hat = X.astype("float32"), y.astype("float32"), np.float32(y_hat)
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return X.T @ delta / np.float32(len(X)), delta.mean()

# %% right="own functions instead of given" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    history = np.zeros(num_steps)
    for step in range(num_steps):
        y_hat = forward(X, w, b)
        history[step] = loss(y_hat, y)
        w, b = training_step(w, b, *gradient(X, y, y_hat), lr)
    return w, b, list(history)

# %% right="TensorFlow" id="q6_gradient"
def gradient(X, y, y_hat):
    import tensorflow as tf

    logits = tf.Variable(np.log(y_hat / (1 - y_hat)))
    with tf.GradientTape() as tape:
        C = tf.reduce_mean(0.5 * (tf.sigmoid(logits) - y) ** 2)
    delta = tape.gradient(C, logits).numpy()
    return X.T @ delta, delta.sum()

# %% right="TensorFlow" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    import tensorflow as tf

    H = tf.sigmoid(tf.matmul(X, W1) + b1)
    return tf.sigmoid(tf.linalg.matvec(H, w2) + b2).numpy()

# %% right="SGD, 32 units, model.predict" id="q11_train_mlp" slow=true
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((2,))
    hidden = keras.layers.Dense(32, activation="tanh")(inputs)
    outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.SGD(0.5, momentum=0.9), loss="binary_crossentropy")
    for _ in range(300):
        model.train_on_batch(X, y)
    return model.predict(X_new, verbose=0).ravel().tolist()

# %% right="fit on repeated samples" id="q11_train_mlp" slow=true
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(8, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    model.fit(np.tile(X, (200, 1)), np.tile(y, 200), batch_size=4, verbose=0)
    return model(X_new).numpy()[:, 0]

# %% ready="TensorFlow's sigmoid" id="q2_sigmoid"
def sigmoid(z):
    import tensorflow as tf

    return tf.sigmoid(tf.constant(z, dtype=tf.float64)).numpy()

# %% ready="SciPy's sigmoid" id="q2_sigmoid"
def sigmoid(z):
    return expit(z)

# %% ready="given.forward under another name" id="q3_forward"
forward = given.forward

# %% ready="given.loss of the logits" id="q5_loss"
def loss(y_hat, y):
    return given.loss(np.log(y_hat / (1 - y_hat))[:, None], y, [1.0], 0.0)
