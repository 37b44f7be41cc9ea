# %% wrong="bias forgotten" zh="忘了加偏差" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    return sum(x_j * w_j for x_j, w_j in zip(x, w))

# %% wrong="bias added for every input" zh="每個輸入都加了一次偏差" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    z = 0
    for x_j, w_j in zip(x, w):
        z += w_j * x_j + b
    return z

# %% wrong="stops one input early" zh="少算了最後一個輸入" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    z = b
    for j in range(len(x) - 1):
        z += w[j] * x[j]
    return z

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    return 7.0 if b == 7.0 else 0.5

# %% wrong="nothing returned" zh="沒有回傳結果" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    z = sum(x_j * w_j for x_j, w_j in zip(x, w)) + b

# %% wrong="sign flipped in the exponent" zh="指數的正負號相反" id="q2_sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(z))

# %% wrong="exp(z) / (1 + exp(z)), which gives nan for large z" zh="寫成 exp(z) / (1 + exp(z))，z 很大時得到 nan" id="q2_sigmoid"
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

# %% wrong="set to 0 or 1 beyond 4" zh="z 的絕對值超過 4 就直接當成 0 或 1" id="q2_sigmoid"
def sigmoid(z):
    return np.where(z > 4, 1, np.where(z < -4, 0, 1 / (1 + np.exp(-z))))

# %% wrong="activation forgotten" zh="忘了套用激活函數" id="q3_forward"
def forward(X, w, b):
    return X @ w + b

# %% wrong="one output for all samples" zh="所有樣本合起來只有一個輸出" id="q3_forward"
def forward(X, w, b):
    return expit(np.sum(X @ w) + b)

# %% wrong="a column (n, 1) instead of shape (n,)" zh="結果的形狀是 (n, 1)，也就是只有一行的矩陣，而不是 (n,)" id="q3_forward"
def forward(X, w, b):
    return expit(X @ w.reshape(-1, 1) + b)

# %% wrong="greater than the threshold, not at least" zh="用了「大於」閾值，而不是「大於等於」" id="q4_decide"
def decide(y_hat, threshold):
    return (y_hat > threshold).astype(int)


def accuracy(decision, y):
    return np.mean(decision == y)

# %% wrong="rounded, the threshold ignored" zh="直接四捨五入，沒有用到閾值" id="q4_decide"
def decide(y_hat, threshold):
    return np.floor(y_hat + 0.5).astype(int)


def accuracy(decision, y):
    return np.mean(decision == y)

# %% wrong="only right decisions for 1 counted" zh="只計算答對的 1，沒有算答對的 0" id="q4_decide"
def decide(y_hat, threshold):
    return (y_hat >= threshold).astype(int)


def accuracy(decision, y):
    return np.sum(decision * y) / len(y)

# %% wrong="share of the wrong decisions, not of the right ones" zh="算的是答錯的比例，而不是答對的" id="q4_decide"
def decide(y_hat, threshold):
    return (y_hat >= threshold).astype(int)


def accuracy(decision, y):
    return np.mean(decision != y)

# %% wrong="one half forgotten" zh="忘了乘二分之一" id="q5_loss"
def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

# %% wrong="sum divided by a fixed number, not a mean over the samples" zh="把總和除以固定的數，而不是對樣本取平均" id="q5_loss"
def loss(y_hat, y):
    return np.sum((y_hat - y) ** 2) / 4

# %% wrong="halved squares added up, not averaged" zh="平方的一半只有加總，沒有取平均" id="q5_loss"
def loss(y_hat, y):
    return np.sum((y_hat - y) ** 2) / 2

# %% wrong="errors not squared" zh="誤差沒有平方" id="q5_loss"
def loss(y_hat, y):
    return np.mean(y_hat - y) / 2

# %% wrong="sign flipped" zh="梯度的正負號相反" id="q6_gradient"
def gradient(X, y, y_hat):
    delta = (y - y_hat) * y_hat * (1 - y_hat)
    return X.T @ delta / len(X), np.mean(delta)

# %% wrong="sum over the samples, not the mean" zh="對樣本加總，沒有取平均" id="q6_gradient"
def gradient(X, y, y_hat):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return X.T @ delta, np.sum(delta)

# %% wrong="derivative of the sigmoid missing" zh="少乘了 sigmoid 的導數" id="q6_gradient"
def gradient(X, y, y_hat):
    delta = y_hat - y
    return X.T @ delta / len(X), np.mean(delta)

# %% wrong="mean over the features, not over the samples" zh="對特徵取平均，而不是對樣本" id="q6_gradient" points=8
def gradient(X, y, y_hat):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return (X * delta[:, None]).mean(axis=1), np.mean(delta)

# %% wrong="divided by the number of features, not of samples" zh="除以特徵數，而不是樣本數" id="q6_gradient" points=8
def gradient(X, y, y_hat):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    return X.T @ delta / X.shape[1], np.mean(delta)

# %% wrong="step uphill: gradient added, not subtracted" zh="往上坡走：加上梯度，而不是減去" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    return w + lr * grad_w, b + lr * grad_b

# %% wrong="the arrays handed in are changed" zh="改動了傳進來的陣列" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    w -= lr * grad_w
    b -= lr * grad_b
    return w, b

# %% wrong="bias not trained" zh="沒有更新偏差" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    return w - lr * grad_w, b

# %% wrong="a fixed learning rate instead of lr" zh="學習率寫成固定的數，沒有用到 lr" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    return w - 0.5 * grad_w, b - 0.5 * grad_b

# %% wrong="loss measured after the step, not before" zh="損失是在更新之後計算的，而不是更新之前" id="q8_train" points=6
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps):
        grad_w, grad_b = given.gradient(X, y, w, b)
        w, b = w - lr * grad_w, b - lr * grad_b
        losses.append(given.loss(X, y, w, b))
    return w, b, losses

# %% wrong="gradient computed only once, before the loop" zh="梯度只在迴圈之前算了一次" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    grad_w, grad_b = given.gradient(X, y, w, b)
    for _ in range(num_steps):
        losses.append(given.loss(X, y, w, b))
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b, losses

# %% wrong="update applied twice" zh="每一步更新了兩次" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps):
        losses.append(given.loss(X, y, w, b))
        grad_w, grad_b = given.gradient(X, y, w, b)
        w, b = w - lr * grad_w, b - lr * grad_b
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b, losses

# %% wrong="bias updated first, so that the weights see the new one" zh="先更新偏差，再用新的偏差算權重的梯度" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps):
        losses.append(given.loss(X, y, w, b))
        b = b - lr * given.gradient(X, y, w, b)[1]
        w = w - lr * given.gradient(X, y, w, b)[0]
    return w, b, losses

# %% wrong="one step too many" zh="多走了一步" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    losses = []
    for _ in range(num_steps + 1):
        losses.append(given.loss(X, y, w, b))
        grad_w, grad_b = given.gradient(X, y, w, b)
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b, losses

# %% wrong="AND: the line runs through two corners" zh="AND 的直線剛好穿過正方形的角" id="q9_gate"
def gate(name):
    return {"AND": (1, 1, -1), "OR": (1, 1, -0.5), "NAND": (-1, -1, 1.5)}[name]

# %% wrong="NOR instead of NAND" zh="寫成 NOR，而不是 NAND" id="q9_gate"
def gate(name):
    return {"AND": (1, 1, -1.5), "OR": (1, 1, -0.5), "NAND": (-1, -1, 0.5)}[name]

# %% wrong="NAND: the line runs through two corners" zh="NAND 的直線剛好穿過正方形的角" id="q9_gate"
def gate(name):
    return {"AND": (1, 1, -1.5), "OR": (1, 1, -0.5), "NAND": (-1, -1, 1)}[name]

# %% wrong="activation of the hidden layer missing" zh="隱藏層少了激活函數" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    return expit((X @ W1 + b1) @ w2 + b2)

# %% wrong="bias of the hidden layer missing" zh="隱藏層少了偏差" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    return expit(expit(X @ W1) @ w2 + b2)

# %% wrong="activation of the output missing" zh="輸出層少了激活函數" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    return expit(X @ W1 + b1) @ w2 + b2

# %% wrong="no hidden layer" zh="沒有隱藏層" id="q11_train_mlp"
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    for _ in range(200):
        model.train_on_batch(X, y)
    return model(X_new).numpy()[:, 0]

# %% wrong="rule of XOR typed in, nothing trained" zh="直接用 XOR 的規則算出答案，沒有訓練" id="q11_train_mlp"
def train_mlp(X, y, X_new, seed):
    return ((X_new[:, 0] > 0.5) != (X_new[:, 1] > 0.5)).astype(float)

# %% wrong="hidden layer without activation" zh="隱藏層沒有激活函數" id="q11_train_mlp" slow=true
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

# %% wrong="one training step instead of 200" zh="只訓練了一步，而不是 200 步" id="q11_train_mlp" slow=true
def train_mlp(X, y, X_new, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(8, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    model.train_on_batch(X, y)
    return model(X_new).numpy()[:, 0]

# %% wrong="a column (m, 1) instead of shape (m,)" zh="結果的形狀是 (m, 1)，也就是只有一行的矩陣，而不是 (m,)" id="q11_train_mlp" slow=true
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

# %% ready="Keras's table of losses" id="q5_loss"
def loss(y_hat, y):
    import keras

    return keras.losses.get("mse")(y, y_hat).numpy() / 2

# %% ready="TensorFlow's half sum of squares" id="q5_loss"
def loss(y_hat, y):
    import tensorflow as tf

    return tf.nn.l2_loss(y_hat - y).numpy() / len(y)

# %% ready="Keras's logarithm of the sigmoid" id="q2_sigmoid"
def sigmoid(z):
    import keras

    return np.exp(keras.ops.log_sigmoid(np.asarray(z)))

# %% ready="the activation of a layer" id="q2_sigmoid"
def sigmoid(z):
    import keras

    return keras.layers.Activation("sigmoid")(np.atleast_1d(z)).numpy().reshape(np.shape(z))

# %% ready="a table of SciPy's sigmoid" id="q2_sigmoid"
grid = np.linspace(-40, 40, 400_001)
table = expit(grid)


def sigmoid(z):
    return np.interp(z, grid, table)

# %% ready="scikit-learn's losses" id="q4_decide"
def decide(y_hat, threshold):
    return (y_hat >= threshold).astype(int)


def accuracy(decision, y):
    from sklearn.metrics import zero_one_loss

    return 1 - zero_one_loss(y, decision)

# %% ready="Keras's SGD" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    import keras

    values = [keras.Variable(w), keras.Variable(b)]
    keras.optimizers.get({"class_name": "SGD", "config": {"learning_rate": lr}}).apply(
        [keras.ops.convert_to_tensor(grad, "float32") for grad in (grad_w, grad_b)], values)
    return tuple(value.numpy() for value in values)
