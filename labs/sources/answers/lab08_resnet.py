# %% wrong="the sigmoid itself, not its derivative" zh="回傳 sigmoid 本身，而不是它的導數" id="q1_slope"
def sigmoid_slope(z):
    return expit(z)


def layers_until(limit):
    n = 0
    while 0.25**n >= limit:
        n += 1
    return n

# %% wrong="z (1 - z) instead of f (1 - f)" zh="寫成 z (1 - z)，而不是 f (1 - f)" id="q1_slope"
def sigmoid_slope(z):
    return z * (1 - z)


def layers_until(limit):
    n = 0
    while 0.25**n >= limit:
        n += 1
    return n

# %% wrong="stops where the bound equals the limit" zh="上限剛好等於 limit 時就停了" id="q1_slope"
def sigmoid_slope(z):
    return expit(z) * (1 - expit(z))


def layers_until(limit):
    n = 0
    while 0.25**n > limit:
        n += 1
    return n

# %% wrong="one layer too few" zh="少算了一層" id="q1_slope"
def sigmoid_slope(z):
    return expit(z) * (1 - expit(z))


def layers_until(limit):
    return int(np.log(limit) / np.log(0.25))

# %% wrong="stops after twenty layers" zh="算到二十層就停了" id="q1_slope"
def sigmoid_slope(z):
    return expit(z) * (1 - expit(z))


def layers_until(limit):
    for n in range(20):
        if 0.25**n < limit:
            return n
    return 20

# %% wrong="X missing from the list" zh="串列裡少了 X" id="q2_forward"
def forward(X, weights, activation):
    f = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
    outputs = []
    for W in weights:
        X = f[activation](X @ W)
        outputs.append(X)
    return outputs

# %% wrong="last layer without activation" zh="最後一層沒有激活函數" id="q2_forward"
def forward(X, weights, activation):
    f = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
    outputs = [X]
    for W in weights[:-1]:
        outputs.append(f[activation](outputs[-1] @ W))
    return [*outputs, outputs[-1] @ weights[-1]]

# %% wrong="always ReLU, whatever the activation" zh="不論哪種激活函數，一律用 ReLU" id="q2_forward"
def forward(X, weights, activation):
    outputs = [X]
    for W in weights:
        outputs.append(np.maximum(outputs[-1] @ W, 0))
    return outputs

# %% wrong="every layer computed from X" zh="每一層都從 X 開始算" id="q2_forward"
def forward(X, weights, activation):
    f = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
    return [X, *[f[activation](X @ W) for W in weights]]

# %% wrong="only the last output returned, not the list" zh="只回傳最後的輸出，而不是整個串列" id="q2_forward"
def forward(X, weights, activation):
    f = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
    for W in weights:
        X = f[activation](X @ W)
    return X

# %% wrong="derivative of the activation forgotten" zh="忘了乘激活函數的導數" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    lengths = []
    for W in weights[::-1]:
        lengths.append(np.sqrt(np.sum(G**2)))
        G = G @ W.T
    return lengths[::-1]

# %% wrong="lengths listed from the last layer to the first" zh="長度從最後一層排到第一層" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    slope = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A**2,
             "relu": lambda A: (A > 0).astype(float)}[activation]
    lengths = []
    for A, W in zip(outputs[:0:-1], weights[::-1]):
        delta = G * slope(A)
        lengths.append(np.sqrt(np.sum(delta**2)))
        G = delta @ W.T
    return lengths

# %% wrong="derivative of ReLU taken as 1 everywhere" zh="ReLU 的導數一律當成 1" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    slope = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A**2,
             "relu": lambda A: np.ones(A.shape)}[activation]
    lengths = []
    for A, W in zip(outputs[:0:-1], weights[::-1]):
        delta = G * slope(A)
        lengths.append(np.sqrt(np.sum(delta**2)))
        G = delta @ W.T
    return lengths[::-1]

# %% wrong="derivative of tanh without the square" zh="tanh 的導數少了平方" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    slope = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A,
             "relu": lambda A: (A > 0).astype(float)}[activation]
    lengths = []
    for A, W in zip(outputs[:0:-1], weights[::-1]):
        delta = G * slope(A)
        lengths.append(np.sqrt(np.sum(delta**2)))
        G = delta @ W.T
    return lengths[::-1]

# %% wrong="squared length, root forgotten" zh="長度忘了開根號" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    slope = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A**2,
             "relu": lambda A: (A > 0).astype(float)}[activation]
    lengths = []
    for A, W in zip(outputs[:0:-1], weights[::-1]):
        delta = G * slope(A)
        lengths.append(np.sum(delta**2))
        G = delta @ W.T
    return lengths[::-1]

# %% wrong="lengths of the weights' gradients, not of the error signals" zh="算了權重梯度的長度，而不是誤差訊號的" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    slope = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A**2,
             "relu": lambda A: (A > 0).astype(float)}[activation]
    lengths = []
    for before, A, W in zip(outputs[-2::-1], outputs[::-1], weights[::-1]):
        delta = G * slope(A)
        lengths.append(np.sqrt(np.sum((before.T @ delta) ** 2)))
        G = delta @ W.T
    return lengths[::-1]

# %% wrong="weights not transposed" zh="權重沒有轉置" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    slope = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A**2,
             "relu": lambda A: (A > 0).astype(float)}[activation]
    lengths = []
    for A, W in zip(outputs[:0:-1], weights[::-1]):
        delta = G * slope(A)
        lengths.append(np.sqrt(np.sum(delta**2)))
        G = delta @ W
    return lengths[::-1]

# %% wrong="factor of a step forward, not back" zh="算的是往前一層的倍率，而不是往回一層的" id="q4_factor"
def factor_per_layer(lengths):
    return np.exp(np.polyfit(np.arange(len(lengths)), np.log(lengths), 1)[0])

# %% wrong="only the first and the last layer used" zh="只用了第一層和最後一層" id="q4_factor"
def factor_per_layer(lengths):
    return (lengths[0] / lengths[-1]) ** (1 / (len(lengths) - 1))

# %% wrong="logarithm to base 10, exponential to base e" zh="取對數時以 10 為底，還原時卻以 e 為底" id="q4_factor"
def factor_per_layer(lengths):
    return np.exp(-np.polyfit(np.arange(len(lengths)), np.log10(lengths), 1)[0])

# %% wrong="intercept in place of the slope" zh="用了截距，而不是斜率" id="q4_factor"
def factor_per_layer(lengths):
    return np.exp(-np.polyfit(np.arange(len(lengths)), np.log(lengths), 1)[1])

# %% wrong="mean of the ratios instead of a line through the logarithms" zh="用了比值的平均，而不是以直線配適對數" id="q4_factor"
def factor_per_layer(lengths):
    return np.mean(lengths[:-1] / lengths[1:])

# %% wrong="factor 2 forgotten" zh="忘了乘 2" id="q5_shortcut"
def one_weight_gradient(w, x, y, shortcut):
    return ((w + shortcut) * x - y) * x


def chain_gradient(w, x, y, shortcut):
    factors = w + shortcut
    others = np.array([np.prod(np.delete(factors, k)) for k in range(len(w))])
    return (x * np.prod(factors) - y) * x * others

# %% wrong="shortcut not taken into account" zh="沒有算進捷徑" id="q5_shortcut"
def one_weight_gradient(w, x, y, shortcut):
    return 2 * (w * x - y) * x


def chain_gradient(w, x, y, shortcut):
    others = np.array([np.prod(np.delete(w, k)) for k in range(len(w))])
    return 2 * (x * np.prod(w) - y) * x * others

# %% wrong="the shortcut also added to the derivative by w" zh="對 w 的導數也加上了捷徑" id="q5_shortcut" points=7
def one_weight_gradient(w, x, y, shortcut):
    if shortcut:
        return 2 * (w * x + x - y) * (x + 1)
    return 2 * (w * x - y) * x


def chain_gradient(w, x, y, shortcut):
    factors = w + shortcut
    others = np.array([np.prod(np.delete(factors, k)) for k in range(len(w))])
    return 2 * (x * np.prod(factors) - y) * x * others

# %% wrong="divided by the factor, which may be 0" zh="除以因子本身，而它可能是 0" id="q5_shortcut" points=5
def one_weight_gradient(w, x, y, shortcut):
    return 2 * (w * x + (x if shortcut else 0) - y) * x


def chain_gradient(w, x, y, shortcut):
    factors = 1 + w if shortcut else w
    product = x * np.prod(factors)
    return 2 * (product - y) * product / factors

# %% wrong="its own layer's factor included" zh="乘積裡沒有去掉自己那一層的因子" id="q5_shortcut" points=5
def one_weight_gradient(w, x, y, shortcut):
    return 2 * (w * x + (x if shortcut else 0) - y) * x


def chain_gradient(w, x, y, shortcut):
    factors = 1 + w if shortcut else w
    product = x * np.prod(factors)
    return 2 * (product - y) * product * np.ones(len(w))

# %% wrong="only the factors of later layers" zh="只乘了後面幾層的因子" id="q5_shortcut" points=5
def one_weight_gradient(w, x, y, shortcut):
    return 2 * (w * x + (x if shortcut else 0) - y) * x


def chain_gradient(w, x, y, shortcut):
    factors = 1 + w if shortcut else w
    later = np.array([np.prod(factors[k + 1:]) for k in range(len(w))])
    return 2 * (x * np.prod(factors) - y) * x * later

# %% wrong="shortcut forgotten" zh="忘了加捷徑" id="q6_residual_block"
def residual_block(X, W1, W2):
    return np.maximum(X @ W1, 0) @ W2

# %% wrong="ReLU once more at the end" zh="最後多了一個 ReLU" id="q6_residual_block"
def residual_block(X, W1, W2):
    return np.maximum(np.maximum(X @ W1, 0) @ W2 + X, 0)

# %% wrong="ReLU forgotten" zh="忘了套用 ReLU" id="q6_residual_block"
def residual_block(X, W1, W2):
    return X @ W1 @ W2 + X

# %% wrong="ReLU after the second layer instead of the first" zh="ReLU 放在第二層之後，而不是第一層" id="q6_residual_block"
def residual_block(X, W1, W2):
    return np.maximum(X @ W1 @ W2, 0) + X

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q6_residual_block"
def residual_block(X, W1, W2):
    return np.array([[16.0, -18.0]]) if X[0, 1] > 0 else X

# %% wrong="nothing passed back along the shortcut" zh="沒有沿著捷徑往回傳" id="q7_backward" points=10
def residual_block_backward(X, W1, W2, G):
    A = np.maximum(X @ W1, 0)
    delta = (G @ W2.T) * (A > 0)
    return delta @ W1.T, X.T @ delta, A.T @ G

# %% wrong="1 added instead of G" zh="加了 1，而不是 G" id="q7_backward" points=10
def residual_block_backward(X, W1, W2, G):
    A = np.maximum(X @ W1, 0)
    delta = (G @ W2.T) * (A > 0)
    return delta @ W1.T + 1, X.T @ delta, A.T @ G

# %% wrong="X added instead of G" zh="加了 X，而不是 G" id="q7_backward" points=10
def residual_block_backward(X, W1, W2, G):
    A = np.maximum(X @ W1, 0)
    delta = (G @ W2.T) * (A > 0)
    return delta @ W1.T + X, X.T @ delta, A.T @ G

# %% wrong="derivative of ReLU forgotten" zh="忘了乘 ReLU 的導數" id="q7_backward" points=4
def residual_block_backward(X, W1, W2, G):
    A = np.maximum(X @ W1, 0)
    delta = G @ W2.T
    return delta @ W1.T + G, X.T @ delta, A.T @ G

# %% wrong="gradients divided by the number of samples" zh="梯度又除以了樣本數" id="q7_backward" points=6
def residual_block_backward(X, W1, W2, G):
    A = np.maximum(X @ W1, 0)
    delta = (G @ W2.T) * (A > 0)
    return delta @ W1.T + G, X.T @ delta / len(X), A.T @ G / len(X)

# %% wrong="G, which was handed in, is changed by +=" zh="用 += 改動了傳進來的 G" id="q7_backward" points=12
def residual_block_backward(X, W1, W2, G):
    A = np.maximum(X @ W1, 0)
    delta = (G @ W2.T) * (A > 0)
    G += delta @ W1.T
    return G, X.T @ delta, A.T @ G

# %% wrong="ReLU of the block's first layer left out" zh="殘差塊的第一層少了 ReLU" id="q7_backward" points=12
def residual_block_backward(X, W1, W2, G):
    A = X @ W1
    delta = (G @ W2.T) * (A > 0)
    return delta @ W1.T + G, X.T @ delta, A.T @ G

# %% wrong="units with 0 for any sample counted, not for all" zh="只要對一個樣本輸出 0 就算，而不是對所有樣本都輸出 0" id="q8_dead_units"
def dead_units(X, W, b):
    return int(np.sum(np.any(X @ W + b <= 0, axis=0)))

# %% wrong="less than 0, not at most 0" zh="用了「小於 0」，而不是「小於等於 0」" id="q8_dead_units"
def dead_units(X, W, b):
    return int(np.sum(np.all(X @ W + b < 0, axis=0)))

# %% wrong="bias forgotten" zh="忘了加偏差" id="q8_dead_units"
def dead_units(X, W, b):
    return int(np.sum(np.all(X @ W <= 0, axis=0)))

# %% wrong="samples counted instead of units" zh="數的是樣本，而不是單元" id="q8_dead_units"
def dead_units(X, W, b):
    return int(np.sum(np.all(X @ W + b <= 0, axis=1)))

# %% wrong="zeros counted instead of units" zh="數的是 0 的個數，而不是單元" id="q8_dead_units"
def dead_units(X, W, b):
    return int(np.sum(X @ W + b <= 0))

# %% wrong="mean over the samples at most 0, not every sample" zh="看的是樣本的平均是否不大於 0，而不是每個樣本" id="q8_dead_units"
def dead_units(X, W, b):
    return int(np.sum(np.mean(X @ W + b, axis=0) <= 0))

# %% wrong="biases in the blocks" zh="殘差塊裡還有偏差" id="q9_train_deep" points=14 slow=true
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        F = keras.layers.Dense(32)(keras.layers.Dense(32, activation="relu")(x))
        x = keras.layers.Add()([F, x]) if shortcut else F
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(learning_rate=0.003),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=50, epochs=5, verbose=0).history
    digits = model.predict(X_new, verbose=0).argmax(axis=1)
    return model.count_params(), history["accuracy"], digits

# %% wrong="built, but not trained" zh="模型建好了，但沒有訓練" id="q9_train_deep" points=6
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        F = keras.layers.Dense(32, activation="relu", use_bias=False)(x)
        F = keras.layers.Dense(32, use_bias=False)(F)
        x = keras.layers.Add()([F, x]) if shortcut else F
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    return model.count_params(), [0.9] * 5, model.predict(X_new, verbose=0).argmax(axis=1)

# %% wrong="joined side by side (Concatenate), not added" zh="用 Concatenate 接在一起，而不是相加" id="q9_train_deep"
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        F = keras.layers.Dense(32, activation="relu", use_bias=False)(x)
        F = keras.layers.Dense(32, use_bias=False)(F)
        x = keras.layers.Concatenate()([F, x]) if shortcut else F
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    return model.count_params(), [0.9] * 5, model.predict(X_new, verbose=0).argmax(axis=1)

# %% wrong="never a shortcut" zh="不論 shortcut，一律沒有捷徑" id="q9_train_deep" points=6 slow=true
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        x = keras.layers.Dense(32, activation="relu", use_bias=False)(x)
        x = keras.layers.Dense(32, use_bias=False)(x)
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(learning_rate=0.003),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=50, epochs=5, verbose=0).history
    digits = model.predict(X_new, verbose=0).argmax(axis=1)
    return model.count_params(), history["accuracy"], digits

# %% wrong="always a shortcut" zh="不論 shortcut，一律有捷徑" id="q9_train_deep" points=14 slow=true
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        F = keras.layers.Dense(32, activation="relu", use_bias=False)(x)
        x = x + keras.layers.Dense(32, use_bias=False)(F)
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(learning_rate=0.003),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=50, epochs=5, verbose=0).history
    digits = model.predict(X_new, verbose=0).argmax(axis=1)
    return model.count_params(), history["accuracy"], digits

# %% wrong="always 12 blocks, whatever num_blocks" zh="不論 num_blocks，一律 12 個殘差塊" id="q9_train_deep" points=14 slow=true
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(12):
        F = keras.layers.Dense(32, activation="relu", use_bias=False)(x)
        F = keras.layers.Dense(32, use_bias=False)(F)
        x = keras.layers.Add()([F, x]) if shortcut else F
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(learning_rate=0.003),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=50, epochs=5, verbose=0).history
    digits = model.predict(X_new, verbose=0).argmax(axis=1)
    return model.count_params(), history["accuracy"], digits

# %% wrong="one epoch instead of five" zh="只訓練一個週期，而不是五個" id="q9_train_deep" slow=true
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        F = keras.layers.Dense(32, activation="relu", use_bias=False)(x)
        F = keras.layers.Dense(32, use_bias=False)(F)
        x = keras.layers.Add()([F, x]) if shortcut else F
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(learning_rate=0.003),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=50, verbose=0).history
    digits = model.predict(X_new, verbose=0).argmax(axis=1)
    return model.count_params(), history["accuracy"], digits

# %% right="plain loops and lists" id="q1_slope"
def sigmoid_slope(z):
    return 1 / (np.exp(z) + 2 + np.exp(-z))


def layers_until(limit):
    n, product = 0, 1.0
    while not product < limit:
        product, n = product / 4, n + 1
    return n

# %% right="plain loops and lists" id="q2_forward"
def forward(X, weights, activation):
    outputs = [X.tolist()]
    for W in weights:
        Z = np.dot(outputs[-1], W)
        A = []
        for row in Z:
            if activation == "sigmoid":
                A.append([1 / (1 + np.exp(-z)) for z in row])
            elif activation == "tanh":
                A.append([float(np.tanh(z)) for z in row])
            else:
                A.append([max(z, 0.0) for z in row])
        outputs.append(A)
    return outputs

# %% right="plain loops and lists" id="q5_shortcut"
def one_weight_gradient(w, x, y, shortcut):
    return 2 * (w * x - y) * x + (2 * x**2 if shortcut else 0)


def chain_gradient(w, x, y, shortcut):
    one = 1 if shortcut else 0
    y_hat = x
    for w_k in w:
        y_hat *= w_k + one
    gradient = []
    for layer in range(len(w)):
        slope = x
        for k in range(len(w)):
            if k != layer:
                slope *= w[k] + one
        gradient.append(2 * (y_hat - y) * slope)
    return gradient

# %% right="plain loops and lists" id="q6_residual_block"
def residual_block(X, W1, W2):
    H = []
    for x in X:
        a = [max(0.0, float(np.dot(x, W1[:, k]))) for k in range(W1.shape[1])]
        H.append([x[j] + sum(a[k] * W2[k, j] for k in range(len(a)))
                  for j in range(len(x))])
    return H

# %% right="plain loops and lists" id="q8_dead_units"
def dead_units(X, W, b):
    dead = 0
    for k in range(len(b)):
        if max(x @ W[:, k] + b[k] for x in X) <= 0:
            dead += 1
    return dead

# %% right="NumPy with other functions" id="q1_slope"
def sigmoid_slope(z):
    return expit(z) * expit(-np.asarray(z))


def layers_until(limit):
    return int(np.floor(-np.log2(limit) / 2)) + 1

# %% right="NumPy with other functions" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    lengths = np.zeros(len(weights))
    for layer in range(len(weights) - 1, -1, -1):
        A = outputs[layer + 1]
        if activation == "sigmoid":
            slope = A - A**2
        elif activation == "tanh":
            slope = (1 - A) * (1 + A)
        else:
            slope = np.sign(A)
        delta = G * slope
        lengths[layer] = np.linalg.norm(delta)
        G = np.einsum("nh,dh->nd", delta, weights[layer])
    return lengths

# %% right="NumPy with other functions" id="q4_factor"
def factor_per_layer(lengths):
    from scipy.stats import linregress

    return 10 ** -linregress(np.arange(len(lengths)), np.log10(lengths)).slope

# %% right="NumPy with other functions" id="q7_backward"
def residual_block_backward(X, W1, W2, G):
    Z = np.einsum("nd,dh->nh", X, W1)
    delta = np.where(Z > 0, np.einsum("nd,hd->nh", G, W2), 0)
    return [np.add(G, delta @ W1.T), np.einsum("nd,nh->dh", X, delta),
            np.einsum("nh,nd->hd", np.where(Z > 0, Z, 0), G)]

# %% right="NumPy with other functions" id="q8_dead_units"
def dead_units(X, W, b):
    return np.count_nonzero(np.maximum(X @ W + b, 0).sum(axis=0) == 0)

# %% right="float32 and warnings" id="q2_forward"
def forward(X, weights, activation):
    import sys
    import warnings

    print("running", file=sys.stderr)
    warnings.warn("just so", stacklevel=2)
    A = X.astype("float32")
    outputs = [A]
    for W in weights:
        A = A @ W.astype("float32")
        A = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: z * (z > 0)}[activation](A)
        outputs.append(A)
    return tuple(outputs)

# %% right="float32 and warnings" id="q6_residual_block"
def residual_block(X, W1, W2):
    X, W1, W2 = X.astype("float32"), W1.astype("float32"), W2.astype("float32")
    return X + np.maximum(X @ W1, 0) @ W2

# %% right="TensorFlow" id="q7_backward"
def residual_block_backward(X, W1, W2, G):
    import tensorflow as tf

    variables = [tf.Variable(v) for v in (X, W1, W2)]
    with tf.GradientTape() as tape:
        X_, W1_, W2_ = variables
        C = tf.reduce_sum(G * (tf.nn.relu(X_ @ W1_) @ W2_ + X_))
    return [g.numpy() for g in tape.gradient(C, variables)]

# %% right="TensorFlow" id="q5_shortcut"
def one_weight_gradient(w, x, y, shortcut):
    return float(chain_gradient(np.array([w]), x, y, shortcut)[0])


def chain_gradient(w, x, y, shortcut):
    import tensorflow as tf

    weights = [tf.Variable(w_k, dtype=tf.float64) for w_k in w]
    with tf.GradientTape() as tape:
        y_hat = tf.constant(x, tf.float64)
        for w_k in weights:
            y_hat = w_k * y_hat + y_hat if shortcut else w_k * y_hat
        E = (y_hat - y) ** 2
    return np.array([g.numpy() for g in tape.gradient(E, weights)])

# %% right="a block as a function, one-hot labels" id="q9_train_deep" slow=true
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    keras.utils.set_random_seed(seed)

    def block(x):
        hidden = keras.layers.Dense(32, use_bias=False)(x)
        F = keras.layers.Dense(32, use_bias=False)(keras.layers.Activation("relu")(hidden))
        return keras.layers.add([x, F]) if shortcut else F

    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        x = block(x)
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(0.003), loss="categorical_crossentropy",
                  metrics=["accuracy"])
    run = model.fit(X.astype("float32"), np.eye(10)[y], batch_size=50, epochs=5, verbose=0)
    digits = [int(np.argmax(row)) for row in model(X_new).numpy()]
    return [model.count_params(), run.history["accuracy"], digits]

# %% ready="the chapter's layers" id="q2_forward"
def forward(X, weights, activation):
    from utils.nn import stacked

    return stacked.forward(weights, X, activation)

# %% ready="the chapter's gradient flow" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    from utils.nn.gradient_flow import run_pass

    return run_pass(outputs[0], weights, activation).signals

# %% ready="the chapter's backpropagation" id="q7_backward"
def residual_block_backward(X, W1, W2, G):
    import utils.nn.backprop as chapter

    return chapter.backward(G, [X], [W1, W2], ["relu", "linear"])

# %% ready="SciPy's density" id="q1_slope"
def sigmoid_slope(z):
    from scipy.stats import logistic

    return logistic.pdf(z)


def layers_until(limit):
    n = 0
    while 0.25**n >= limit:
        n += 1
    return n
