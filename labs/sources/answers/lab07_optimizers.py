# %% wrong="start missing from the path" zh="路徑裡少了起點" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    w, path = start, []
    for _ in range(num_steps):
        w = w - lr * curvatures * w
        path.append(w)
    return np.array(path)

# %% wrong="one array, changed in place, so that all rows are equal" zh="一直改動同一個陣列，所以每一列都相同" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    w = start
    path = [w]
    for _ in range(num_steps):
        w -= lr * curvatures * w
        path.append(w)
    return np.array(path)

# %% wrong="steps uphill: gradient added, not subtracted" zh="往上坡走：加上梯度，而不是減去" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    path = [start]
    for _ in range(num_steps):
        path.append(path[-1] + lr * curvatures * path[-1])
    return np.array(path)

# %% wrong="gradient of the start at every step" zh="每一步都用起點的梯度" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    g, path = curvatures * start, [start]
    for _ in range(num_steps):
        path.append(path[-1] - lr * g)
    return np.array(path)

# %% wrong="the path of the visible test returned, nothing computed" zh="回傳看得到的測試裡那一條固定的路徑，沒有實際計算" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    return np.array([[1.0, 2.0], [0.75, 0.0], [0.5625, 0.0]])

# %% wrong="absolute value forgotten" zh="忘了取絕對值" id="q2_slowest_factor"
def slowest_factor(curvatures, lr):
    return np.max(1 - lr * curvatures)


def best_lr(curvatures):
    return 2 / (np.min(curvatures) + np.max(curvatures))

# %% wrong="fastest factor instead of the slowest" zh="取了最快的倍率，而不是最慢的" id="q2_slowest_factor"
def slowest_factor(curvatures, lr):
    return np.min(np.abs(1 - lr * curvatures))


def best_lr(curvatures):
    return 2 / (np.min(curvatures) + np.max(curvatures))

# %% wrong="factor of the largest curvature instead of the largest factor" zh="取了最大曲率的倍率，而不是最大的倍率" id="q2_slowest_factor"
def slowest_factor(curvatures, lr):
    return np.abs(1 - lr * np.max(curvatures))


def best_lr(curvatures):
    return 2 / (np.min(curvatures) + np.max(curvatures))

# %% wrong="the bound 2 / λ instead of the best rate" zh="回傳上限 2 / λ，而不是最佳的學習率" id="q2_slowest_factor"
def slowest_factor(curvatures, lr):
    return np.max(np.abs(1 - lr * curvatures))


def best_lr(curvatures):
    return 2 / np.max(curvatures)

# %% wrong="first two curvatures instead of the smallest and the largest" zh="用了前兩個曲率，而不是最小和最大的" id="q2_slowest_factor"
def slowest_factor(curvatures, lr):
    return np.max(np.abs(1 - lr * curvatures))


def best_lr(curvatures):
    return 2 / (curvatures[0] + curvatures[1])

# %% wrong="sign of the velocity flipped" zh="速度的正負號相反" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    v = beta * v + lr * g
    if nesterov:
        return w + beta * v - lr * g, v
    return w + v, v

# %% wrong="velocity without the learning rate, as other books write it" zh="速度裡沒有學習率（有些書是這樣寫的）" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    v = beta * v + g
    if nesterov:
        return w - lr * (g + beta * v), v
    return w - lr * v, v

# %% wrong="gradient multiplied by 1 - beta, as in a running average" zh="梯度多乘了 1 - beta，變成移動平均" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    v = beta * v - (1 - beta) * lr * g
    if nesterov:
        return w + beta * v - lr * g, v
    return w + v, v

# %% wrong="beta forgotten" zh="忘了乘 beta" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    v = v - lr * g
    if nesterov:
        return w + beta * v - lr * g, v
    return w + v, v

# %% wrong="nesterov with the old velocity" zh="Nesterov 用了舊的速度" id="q3_momentum_step" points=6
def momentum_step(w, v, g, lr, beta, nesterov):
    new_v = beta * v - lr * g
    if nesterov:
        return w + beta * v - lr * g, new_v
    return w + new_v, new_v

# %% wrong="nesterov ignored" zh="沒有用到 nesterov" id="q3_momentum_step" points=6
def momentum_step(w, v, g, lr, beta, nesterov):
    v = beta * v - lr * g
    return w + v, v

# %% wrong="the velocity handed in is changed" zh="改動了傳進來的速度" id="q3_momentum_step" points=6
def momentum_step(w, v, g, lr, beta, nesterov):
    v *= beta
    v -= lr * g
    if nesterov:
        return w + beta * v - lr * g, v
    return w + v, v

# %% wrong="old velocity returned" zh="回傳的是舊的速度" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    new_v = beta * v - lr * g
    if nesterov:
        return w + beta * new_v - lr * g, v
    return w + new_v, v

# %% wrong="epsilon outside the root" zh="epsilon 放在根號外面" id="q4_rmsprop_step" points=5
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s

# %% wrong="divided by the average, not by its root" zh="除以平均本身，沒有開根號" id="q4_rmsprop_step" points=5
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (s + eps), s

# %% wrong="a growing sum, as in Adagrad, instead of an average" zh="一直累加（像 Adagrad），而不是平均" id="q4_rmsprop_step" points=5
def rmsprop_step(w, s, g, lr, rho, eps):
    s = s + (1 - rho) * g**2
    return w - lr * g / np.sqrt(s + eps), s

# %% wrong="rho and 1 - rho exchanged" zh="rho 和 1 - rho 對調了" id="q4_rmsprop_step" points=5
def rmsprop_step(w, s, g, lr, rho, eps):
    s = (1 - rho) * s + rho * g**2
    return w - lr * g / np.sqrt(s + eps), s

# %% wrong="one average for all weights" zh="所有權重共用一個平均" id="q4_rmsprop_step" points=5
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * np.mean(g**2)
    return w - lr * g / np.sqrt(s + eps), s

# %% wrong="divided by the old average" zh="除以舊的平均" id="q4_rmsprop_step" points=5
def rmsprop_step(w, s, g, lr, rho, eps):
    new_s = rho * s + (1 - rho) * g**2
    return w - lr * g / np.sqrt(s + eps), new_s

# %% wrong="t counted from 0" zh="t 從 0 開始數" id="q5_averages"
def averages(g, beta):
    m, m_hat, average = [], [], 0.0
    for t, g_t in enumerate(g):
        average = beta * average + (1 - beta) * g_t
        m.append(average)
        m_hat.append(average / (1 - beta**t))
    return np.array(m), np.array(m_hat)

# %% wrong="divided by 1 - beta at every step" zh="每一步都除以 1 - beta" id="q5_averages"
def averages(g, beta):
    m, m_hat, average = [], [], 0.0
    for g_t in g:
        average = beta * average + (1 - beta) * g_t
        m.append(average)
        m_hat.append(average / (1 - beta))
    return np.array(m), np.array(m_hat)

# %% wrong="goes on with the corrected average" zh="用校正過的平均繼續往下算" id="q5_averages"
def averages(g, beta):
    m, m_hat, average = [], [], 0.0
    for t, g_t in enumerate(g, start=1):
        average = beta * average + (1 - beta) * g_t
        m.append(average)
        average = average / (1 - beta**t)
        m_hat.append(average)
    return np.array(m), np.array(m_hat)

# %% wrong="average starts from the first gradient, not from 0" zh="平均從第一個梯度開始，而不是從 0" id="q5_averages"
def averages(g, beta):
    m, m_hat, average = [], [], g[0]
    for t, g_t in enumerate(g, start=1):
        average = beta * average + (1 - beta) * g_t
        m.append(average)
        m_hat.append(average / (1 - beta**t))
    return np.array(m), np.array(m_hat)

# %% wrong="no bias correction" zh="沒有做偏差校正" id="q6_adam_step" points=6
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * m / (np.sqrt(v) + eps), m, v

# %% wrong="epsilon inside the root" zh="epsilon 放在根號裡面" id="q6_adam_step" points=6
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / np.sqrt(v_hat + eps), m, v

# %% wrong="epsilon beside the uncorrected root, as in Keras" zh="epsilon 加在未校正的根號旁（Keras 的寫法）" id="q6_adam_step" points=6
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    alpha = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - alpha * m / (np.sqrt(v) + eps), m, v

# %% wrong="corrected averages returned" zh="回傳了校正過的平均" id="q6_adam_step"
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v

# %% wrong="v averages the square of m, not of the gradient" zh="v 平均的是 m 的平方，而不是梯度的平方" id="q6_adam_step"
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v

# %% wrong="correction of the first step at every step" zh="每一步都用第一步的校正" id="q6_adam_step" points=6
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v

# %% wrong="m, which was handed in, is changed" zh="改動了傳進來的 m" id="q6_adam_step" points=8
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m *= beta1
    m += (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v

# %% wrong="only one side is limited" zh="只限制了一邊" id="q7_clip" points=8
def clip_by_value(g, limit):
    return np.minimum(g, limit)


def clip_by_norm(g, limit):
    return g * limit / max(np.linalg.norm(g), limit)


def clip_by_global_norm(grads, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * limit / max(length, limit) for g in grads]

# %% wrong="short gradients are stretched" zh="把短的梯度也拉長了" id="q7_clip" points=6
def clip_by_value(g, limit):
    return np.clip(g, -limit, limit)


def clip_by_norm(g, limit):
    return g * limit / np.sqrt(np.sum(g**2))


def clip_by_global_norm(grads, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * limit / max(length, limit) for g in grads]

# %% wrong="a gradient that is too long is set to 0" zh="太長的梯度被改成 0" id="q7_clip" points=6
def clip_by_value(g, limit):
    return np.clip(g, -limit, limit)


def clip_by_norm(g, limit):
    return g if np.sqrt(np.sum(g**2)) <= limit else 0 * g


def clip_by_global_norm(grads, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * limit / max(length, limit) for g in grads]

# %% wrong="each array clipped on its own, not all together" zh="各個陣列分開裁剪，而不是全部一起" id="q7_clip" points=6
def clip_by_value(g, limit):
    return np.clip(g, -limit, limit)


def clip_by_norm(g, limit):
    return g * limit / max(np.sqrt(np.sum(g**2)), limit)


def clip_by_global_norm(grads, limit):
    return [clip_by_norm(g, limit) for g in grads]

# %% wrong="length of a matrix taken row by row" zh="矩陣的長度是每一列分開算的，而不是全部一起" id="q7_clip" points=6
def clip_by_value(g, limit):
    return np.clip(g, -limit, limit)


def clip_by_norm(g, limit):
    length = np.sqrt(np.sum(g**2, axis=-1, keepdims=True))
    return g * limit / np.maximum(length, limit)


def clip_by_global_norm(grads, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * limit / max(length, limit) for g in grads]

# %% wrong="start missing" zh="少了起點" id="q8_descend"
def descend(rule, surface, start, lr, num_steps):
    w, path, gradients = np.array(start, dtype=float), [], []
    for _ in range(num_steps):
        gradients.append(given.slope(surface, w))
        w = given.move(rule, w, gradients, lr)
        path.append(w)
    return np.array(path)

# %% wrong="last position missing" zh="少了最後一個位置" id="q8_descend"
def descend(rule, surface, start, lr, num_steps):
    w = np.array(start, dtype=float)
    visited, gradients = [], []
    for _ in range(num_steps):
        visited.append(w)
        gradients.append(given.slope(surface, w))
        w = given.move(rule, w, gradients, lr)
    return np.array(visited)

# %% wrong="only the newest gradient handed on" zh="只傳了最新的梯度" id="q8_descend" points=4
def descend(rule, surface, start, lr, num_steps):
    path = [np.array(start, dtype=float)]
    for _ in range(num_steps):
        g = given.slope(surface, path[-1])
        path.append(given.move(rule, path[-1], [g], lr))
    return np.array(path)

# %% wrong="plain gradient descent, whatever the rule" zh="不論哪種規則，一律用單純的梯度下降" id="q8_descend" points=4
def descend(rule, surface, start, lr, num_steps):
    visited = [np.array(start, dtype=float)]
    for _ in range(num_steps):
        visited.append(visited[-1] - lr * given.slope(surface, visited[-1]))
    return np.array(visited)

# %% wrong="newest gradient first in the list, not last" zh="最新的梯度放在串列最前面，而不是最後" id="q8_descend"
def descend(rule, surface, start, lr, num_steps):
    w = np.array(start, dtype=float)
    path, gradients = [w], []
    for _ in range(num_steps):
        gradients.insert(0, given.slope(surface, w))
        w = given.move(rule, w, gradients, lr)
        path.append(w)
    return np.array(path)

# %% wrong="gradient always taken at the start" zh="每一步的梯度都在起點算" id="q8_descend"
def descend(rule, surface, start, lr, num_steps):
    w = np.array(start, dtype=float)
    path, gradients = [w], []
    for _ in range(num_steps):
        gradients.append(given.slope(surface, start))
        w = given.move(rule, w, gradients, lr)
        path.append(w)
    return np.array(path)

# %% wrong="always the ravine, whatever the surface" zh="不論哪個曲面，一律用 ravine（狹谷）" id="q8_descend"
def descend(rule, surface, start, lr, num_steps):
    w = np.array(start, dtype=float)
    path, gradients = [w], []
    for _ in range(num_steps):
        gradients.append(given.slope("ravine", w))
        w = given.move(rule, w, gradients, lr)
        path.append(w)
    return np.array(path)

# %% wrong="accuracy on the training set instead of the validation set" zh="用了訓練集的準確率，而不是驗證集的" id="q9_tune"
def tune(rule, low, high, X, y, X_val, y_val):
    def accuracy(lr):
        return np.mean(given.read_digits(given.train_digits(rule, lr, X, y), X) == y)

    rates = list(np.geomspace(low, high, 5))
    accuracies = [accuracy(lr) for lr in rates]
    center, width = rates[int(np.argmax(accuracies))], (rates[1] / rates[0]) ** 0.5
    fine = list(np.geomspace(center / width, center * width, 5))
    accuracies += [accuracy(lr) for lr in fine]
    rates += fine
    return rates[int(np.argmax(accuracies))], rates, accuracies

# %% wrong="evenly spaced rates instead of equal ratios" zh="學習率等距排列，而不是等比" id="q9_tune"
def tune(rule, low, high, X, y, X_val, y_val):
    rates = list(np.linspace(low, high, 10))
    accuracies = [
        np.mean(given.read_digits(given.train_digits(rule, lr, X, y), X_val) == y_val)
        for lr in rates
    ]
    return rates[int(np.argmax(accuracies))], rates, accuracies

# %% wrong="one round instead of two" zh="只做了一輪，而不是兩輪" id="q9_tune"
def tune(rule, low, high, X, y, X_val, y_val):
    rates = list(np.geomspace(low, high, 5))
    accuracies = [
        np.mean(given.read_digits(given.train_digits(rule, lr, X, y), X_val) == y_val)
        for lr in rates
    ]
    return rates[int(np.argmax(accuracies))], rates, accuracies

# %% wrong="best of the second round only" zh="只從第二輪裡選最好的" id="q9_tune"
def tune(rule, low, high, X, y, X_val, y_val):
    def accuracy(lr):
        weights = given.train_digits(rule, lr, X, y)
        return np.mean(given.read_digits(weights, X_val) == y_val)

    rates = list(np.geomspace(low, high, 5))
    accuracies = [accuracy(lr) for lr in rates]
    center, width = rates[int(np.argmax(accuracies))], (rates[1] / rates[0]) ** 0.5
    fine = list(np.geomspace(center / width, center * width, 5))
    accuracies = [accuracy(lr) for lr in fine]
    return fine[int(np.argmax(accuracies))], rates + fine, accuracies

# %% wrong="best accuracy returned in place of the rate" zh="回傳最高的準確率，而不是學習率" id="q9_tune" points=5
def tune(rule, low, high, X, y, X_val, y_val):
    def accuracy(lr):
        weights = given.train_digits(rule, lr, X, y)
        return np.mean(given.read_digits(weights, X_val) == y_val)

    rates = list(np.geomspace(low, high, 5))
    accuracies = [accuracy(lr) for lr in rates]
    center, width = rates[int(np.argmax(accuracies))], (rates[1] / rates[0]) ** 0.5
    fine = list(np.geomspace(center / width, center * width, 5))
    accuracies += [accuracy(lr) for lr in fine]
    return max(accuracies), rates + fine, accuracies

# %% wrong="always plain gradient descent, whatever the rule" zh="不論哪種規則，一律用單純的梯度下降" id="q9_tune" slow=true
def tune(rule, low, high, X, y, X_val, y_val):
    def accuracy(lr):
        weights = given.train_digits("sgd", lr, X, y)
        return np.mean(given.read_digits(weights, X_val) == y_val)

    rates = list(np.geomspace(low, high, 5))
    accuracies = [accuracy(lr) for lr in rates]
    center, width = rates[int(np.argmax(accuracies))], (rates[1] / rates[0]) ** 0.5
    fine = list(np.geomspace(center / width, center * width, 5))
    accuracies += [accuracy(lr) for lr in fine]
    rates += fine
    return rates[int(np.argmax(accuracies))], rates, accuracies

# %% wrong="probabilities instead of digits" zh="回傳機率，而不是讀出的數字" id="q10_train_keras"
def train_keras(X, y, X_new, lr, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((196,)), keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=50, epochs=1, verbose=0)
    return model.predict(X_new, verbose=0)

# %% wrong="argmax over the images, not over the classes" zh="argmax 沿著圖片取，而不是沿著類別" id="q10_train_keras" slow=true
def train_keras(X, y, X_new, lr, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((196,)), keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=50, epochs=5, verbose=0)
    return model.predict(X_new, verbose=0).argmax(axis=0)

# %% wrong="lr not used" zh="沒有用到 lr" id="q10_train_keras" points=6 slow=true
def train_keras(X, y, X_new, lr, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((196,)), keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", loss="sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=50, epochs=5, verbose=0)
    return model.predict(X_new, verbose=0).argmax(axis=1)

# %% wrong="SGD instead of Adam" zh="用了 SGD，而不是 Adam" id="q10_train_keras" points=4 slow=true
def train_keras(X, y, X_new, lr, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((196,)), keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(keras.optimizers.SGD(learning_rate=lr),
                  loss="sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=50, epochs=5, verbose=0)
    return model.predict(X_new, verbose=0).argmax(axis=1)

# %% wrong="not trained" zh="沒有訓練" id="q10_train_keras"
def train_keras(X, y, X_new, lr, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((196,)), keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model.predict(X_new, verbose=0).argmax(axis=1)

# %% wrong="trained on other data than those handed in" zh="訓練用的不是傳進來的資料" id="q10_train_keras" points=4 slow=true
def train_keras(X, y, X_new, lr, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((196,)), keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy")
    model.fit(X_train, y_train, batch_size=50, epochs=5, verbose=0)
    return model.predict(X_new, verbose=0).argmax(axis=1)

# %% right="plain loops and lists" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    path = [list(start)]
    for _ in range(num_steps):
        path.append([w - lr * c * w for w, c in zip(path[-1], curvatures)])
    return path

# %% right="plain loops and lists" id="q2_slowest_factor"
def slowest_factor(curvatures, lr):
    slowest = 0.0
    for c in curvatures:
        slowest = max(slowest, abs(1 - lr * c))
    return slowest


def best_lr(curvatures):
    return 2 / (min(curvatures) + max(curvatures))

# %% right="plain loops and lists" id="q5_averages"
def averages(g, beta):
    m, m_hat = [], []
    for t in range(len(g)):
        before = m[t - 1] if t > 0 else 0
        m.append(beta * before + (1 - beta) * g[t])
        m_hat.append(m[t] / (1 - beta ** (t + 1)))
    return m, m_hat

# %% right="plain loops and lists" id="q7_clip"
def clip_by_value(g, limit):
    clipped = g.copy()
    clipped[clipped > limit] = limit
    clipped[clipped < -limit] = -limit
    return clipped.tolist()


def clip_by_norm(g, limit):
    return clip_by_global_norm([g], limit)[0]


def clip_by_global_norm(grads, limit):
    total = 0.0
    for g in grads:
        for entry in g.ravel():
            total += entry**2
    if total**0.5 <= limit:
        return grads
    return [(g / total**0.5 * limit).tolist() for g in grads]

# %% right="plain loops and lists" id="q9_tune"
def tune(rule, low, high, X, y, X_val, y_val):
    q = (high / low) ** (1 / 4)
    rates, accuracies = [], []

    def attempt(lr):
        digits = given.read_digits(given.train_digits(rule, lr, X, y), X_val)
        right = sum(1 for a, b in zip(digits, y_val) if a == b)
        rates.append(lr)
        accuracies.append(right / len(y_val))

    for k in range(5):
        attempt(low * q**k)
    c = rates[accuracies.index(max(accuracies))]
    for k in range(5):
        attempt(c * q ** (-0.5 + k / 4))
    return [rates[accuracies.index(max(accuracies))], rates, accuracies]

# %% right="NumPy in closed form" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    return start * (1 - lr * curvatures) ** np.arange(num_steps + 1)[:, None]

# %% right="NumPy in closed form" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    new_v = np.add(np.multiply(v, beta), -lr * g)
    return (w + beta**2 * v - (1 + beta) * lr * g if nesterov else w + new_v), new_v

# %% right="NumPy in closed form" id="q4_rmsprop_step"
def rmsprop_step(w, s, g, lr, rho, eps):
    s_new = s + (1 - rho) * (np.square(g) - s)
    return [w - lr * g * (s_new + eps) ** -0.5, s_new]

# %% right="NumPy in closed form" id="q5_averages"
def averages(g, beta):
    T = len(g)
    age = np.arange(T)[:, None] - np.arange(T)
    weights = np.where(age >= 0, (1 - beta) * beta ** np.maximum(age, 0), 0)
    return weights @ g, weights @ g / weights.sum(axis=1)

# %% right="NumPy in closed form" id="q6_adam_step"
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    root = np.sqrt(1 - beta2**t)
    # Keras's form, with the epsilon that makes it the paper's
    return w - lr * root / (1 - beta1**t) * m / (np.sqrt(v) + eps * root), m, v

# %% right="float32, warnings, own steps" id="q4_rmsprop_step"
def rmsprop_step(w, s, g, lr, rho, eps):
    import sys
    import warnings

    print("stepping", file=sys.stderr)
    warnings.warn("just so", stacklevel=2)
    w, s, g = (np.asarray(a, "float32") for a in (w, s, g))
    s = np.float32(rho) * s + np.float32(1 - rho) * g**2
    return w - np.float32(lr) * g / np.sqrt(s + np.float32(eps)), s

# %% right="float32, warnings, own steps" id="q8_descend"
def descend(rule, surface, start, lr, num_steps):
    w = np.array(start, dtype=float)
    first, second, path = np.zeros(2), np.zeros(2), [w]
    for t in range(1, num_steps + 1):
        g = given.slope(surface, w)
        if rule == "sgd":
            w = w - lr * g
        elif rule == "momentum":
            w, first = momentum_step(w, first, g, lr, 0.9, False)
        elif rule == "rmsprop":
            first = 0.9 * first + 0.1 * g**2
            w = w - lr * g / np.sqrt(first + 1e-7)
        else:
            w, first, second = adam_step(w, first, second, t, g, lr, 0.9, 0.999, 1e-7)
        path.append(w)
    return [p.tolist() for p in path]

# %% right="TensorFlow" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    import tensorflow as tf

    w, v, g = (tf.constant(a, tf.float64) for a in (w, v, g))
    v = beta * v - lr * g
    w = w + beta * v - lr * g if nesterov else w + v
    return w.numpy(), v.numpy()

# %% right="TensorFlow" id="q10_train_keras" slow=true
def train_keras(X, y, X_new, lr, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    hidden = keras.layers.Dense(32, activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(10)(hidden))
    model.compile(keras.optimizers.Adam(lr),
                  loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(X.astype("float32"), np.eye(10)[y], batch_size=50, epochs=5, verbose=0)
    return [int(np.argmax(row)) for row in model(X_new).numpy()]

# %% ready="TensorFlow's clipping" id="q7_clip"
def clip_by_value(g, limit):
    import tensorflow as tf

    return tf.clip_by_value(g, -limit, limit).numpy()


def clip_by_norm(g, limit):
    import tensorflow as tf

    return tf.clip_by_norm(g, limit).numpy()


def clip_by_global_norm(grads, limit):
    import tensorflow as tf

    return [g.numpy() for g in tf.clip_by_global_norm(grads, limit)[0]]

# %% ready="given.move as gradient descent" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    path = [np.asarray(start, float)]
    for _ in range(num_steps):
        path.append(given.move("sgd", path[-1], [curvatures * path[-1]], lr))
    return np.array(path)

# %% ready="SciPy's filter" id="q5_averages"
def averages(g, beta):
    from scipy.signal import lfilter

    m = lfilter([1 - beta], [1, -beta], np.asarray(g, float), axis=0)
    t = np.arange(1, len(g) + 1).reshape(-1, *[1] * (np.ndim(g) - 1))
    return m, m / (1 - beta**t)

# %% ready="Keras's RMSprop" id="q4_rmsprop_step"
def rmsprop_step(w, s, g, lr, rho, eps):
    import keras

    optimizer, variable = keras.optimizers.RMSprop(lr, rho, epsilon=eps), keras.Variable(w)
    optimizer.build([variable])
    optimizer.apply([keras.ops.convert_to_tensor(g)])
    return variable.numpy(), s

# %% ready="Keras's SGD by its name" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    import keras

    optimizer = keras.optimizers.get({"class_name": "SGD", "config": {
        "learning_rate": lr, "momentum": beta, "nesterov": bool(nesterov)}})
    variable = keras.Variable(w)
    optimizer.build([variable])
    optimizer.momentums[0].assign(v)
    optimizer.apply([keras.ops.convert_to_tensor(g, "float32")])
    return variable.numpy(), optimizer.momentums[0].numpy()

# %% ready="scikit-learn's Adam" id="q6_adam_step"
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    from sklearn.neural_network._stochastic_optimizers import AdamOptimizer

    new = np.array(w, float)
    optimizer = AdamOptimizer([new], lr, beta1, beta2, eps)
    optimizer.t, optimizer.ms, optimizer.vs = t - 1, [m], [v]
    optimizer.update_params([new], [g])
    return new, optimizer.ms[0], optimizer.vs[0]

# %% ready="SciPy's filter in sections" id="q5_averages"
def averages(g, beta):
    from scipy.signal import sosfilt

    m = sosfilt([[1 - beta, 0, 0, 1, -beta, 0]], g)
    return m, m / (1 - beta ** np.arange(1, len(g) + 1))

# %% ready="Keras's largest norm" id="q7_clip"
def clip_by_value(g, limit):
    return np.clip(g, -limit, limit)


def clip_by_norm(g, limit):
    import keras

    return keras.constraints.MaxNorm(limit, axis=None)(g).numpy()


def clip_by_global_norm(grads, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * limit / max(length, limit) for g in grads]
