# %% wrong="one mean over everything, not one per sample" zh="全部只取一個平均，而不是每個樣本一個" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    return np.mean((Y_hat - Y) ** 2)

# %% wrong="mean over the samples, not over the outputs" zh="對樣本取平均，而不是對輸出" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    return np.mean((Y_hat - Y) ** 2, axis=0)

# %% wrong="sum over the outputs, not the mean" zh="對輸出加總，而不是取平均" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    return np.sum((Y_hat - Y) ** 2, axis=1)

# %% wrong="root taken at the end" zh="最後多開了根號" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    return np.sqrt(np.mean((Y_hat - Y) ** 2, axis=1))

# %% wrong="half the sum, which is the mean of two outputs only" zh="總和除以 2，只有兩個輸出時才是平均" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    return np.sum((Y_hat - Y) ** 2, axis=1) / 2

# %% wrong="divided by the sum of the weights, also for sum_over_batch_size" zh="sum_over_batch_size 也除以權重的總和" id="q2_combine"
def combine(losses, s, reduction):
    weighted = s * losses
    if reduction == "none":
        return weighted
    if reduction == "sum":
        return weighted.sum()
    return weighted.sum() / s.sum()

# %% wrong="weights forgotten for 'none'" zh="reduction 為 none 時忘了乘上權重" id="q2_combine"
def combine(losses, s, reduction):
    weighted = s * losses
    if reduction == "none":
        return losses
    if reduction == "sum":
        return weighted.sum()
    if reduction == "sum_over_batch_size":
        return weighted.sum() / len(losses)
    return weighted.sum() / s.sum()

# %% wrong="divided by the number of samples with a weight" zh="只除以權重不為 0 的樣本數" id="q2_combine"
def combine(losses, s, reduction):
    weighted = s * losses
    if reduction == "none":
        return weighted
    if reduction == "sum":
        return weighted.sum()
    if reduction == "sum_over_batch_size":
        return weighted.sum() / np.count_nonzero(s)
    return weighted.sum() / s.sum()

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q2_combine"
def combine(losses, s, reduction):
    return {"none": [2, 0, 1], "sum": 3, "sum_over_batch_size": 1}.get(reduction, 0.6)

# %% wrong="only the term for y = 1" zh="只算了 y = 1 的那一項" id="q3_bce"
def binary_cross_entropy(y, p):
    return -y * np.log(p)

# %% wrong="logarithm to base 10 instead of the natural one" zh="用了以 10 為底的對數，而不是自然對數" id="q3_bce"
def binary_cross_entropy(y, p):
    return -y * np.log10(p) - (1 - y) * np.log10(1 - p)

# %% wrong="minus forgotten" zh="忘了加負號" id="q3_bce"
def binary_cross_entropy(y, p):
    return y * np.log(p) + (1 - y) * np.log(1 - p)

# %% wrong="mean instead of one loss per day" zh="回傳平均，而不是每一天一個損失" id="q3_bce"
def binary_cross_entropy(y, p):
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))

# %% wrong="truth and forecast exchanged" zh="真實答案和預報對調了" id="q3_bce"
def binary_cross_entropy(y, p):
    y, p = p, np.clip(y, 1e-7, 1 - 1e-7)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)

# %% wrong="nats instead of bits: natural logarithm, not base 2" zh="用了自然對數（單位是 nat），而不是以 2 為底的對數（單位是位元）" id="q4_entropy"
def entropy(y):
    y = y[y > 0]
    return -np.sum(y * np.log(y))


def kl_divergence(y, p):
    possible = y > 0
    return np.sum(y[possible] * np.log(y[possible] / p[possible]))

# %% wrong="probabilities of 0 give nan" zh="機率為 0 時得到 nan" id="q4_entropy"
def entropy(y):
    return -np.sum(y * np.log2(y))


def kl_divergence(y, p):
    return np.sum(y * np.log2(y / p))

# %% wrong="KL divergence the other way round" zh="KL 散度的方向反了（y 和 p 對調）" id="q4_entropy" points=6
def entropy(y):
    y = y[y > 0]
    return -np.sum(y * np.log2(y))


def kl_divergence(y, p):
    possible = y > 0
    return np.sum(p[possible] * np.log2(p[possible] / y[possible]))

# %% wrong="cross-entropy instead of the KL divergence" zh="算了交叉熵，而不是 KL 散度" id="q4_entropy" points=6
def entropy(y):
    y = y[y > 0]
    return -np.sum(y * np.log2(y))


def kl_divergence(y, p):
    return -np.sum(y * np.log2(p))

# %% wrong="plain mean of the surprises, not weighted" zh="意外程度（資訊量）直接取平均，沒有用機率加權" id="q4_entropy" points=6
def entropy(y):
    y = y[y > 0]
    return -np.mean(np.log2(y))


def kl_divergence(y, p):
    possible = y > 0
    return np.sum(y[possible] * np.log2(y[possible] / p[possible]))

# %% wrong="0 times ln 0 gives nan" zh="0 乘 ln 0 得到 nan" id="q5_cce"
def categorical_cross_entropy(Y, P):
    return -np.sum(Y * np.log(P), axis=1)

# %% wrong="probabilities clipped, so that inf is lost" zh="機率被裁剪了，inf 因此消失" id="q5_cce"
def categorical_cross_entropy(Y, P):
    return -np.sum(Y * np.log(np.clip(P, 1e-7, 1)), axis=1)

# %% wrong="every nan and every inf made 0" zh="把 nan 和 inf 全都改成 0" id="q5_cce"
def categorical_cross_entropy(Y, P):
    return -np.sum(np.nan_to_num(Y * np.log(P), neginf=0.0), axis=1)

# %% wrong="one sum for all samples, not one loss each" zh="全部樣本只有一個總和，而不是每個樣本一個損失" id="q5_cce"
def categorical_cross_entropy(Y, P):
    return -np.sum(Y * np.log(np.where(Y > 0, P, 1)))

# %% wrong="only the likeliest class of the target" zh="只看目標裡機率最大的類別" id="q5_cce"
def categorical_cross_entropy(Y, P):
    return -np.log(P[np.arange(len(P)), Y.argmax(axis=1)])

# %% wrong="labels counted from 1" zh="標籤從 1 開始數" id="q6_labels"
def to_one_hot(labels, num_classes):
    return np.eye(num_classes)[labels - 1]


def sparse_cross_entropy(labels, P):
    return -np.log(P[np.arange(len(P)), labels])

# %% wrong="as many columns as the largest label, not num_classes" zh="矩陣的行數由最大的標籤決定，而不是 num_classes" id="q6_labels"
def to_one_hot(labels, num_classes):
    return np.eye(labels.max() + 1)[labels]


def sparse_cross_entropy(labels, P):
    return -np.log(P[np.arange(len(P)), labels])

# %% wrong="P[:, labels], which takes columns, not one entry per row" zh="寫成 P[:, labels]，取出的是好幾個整行（直的），而不是每列（橫的）一個數" id="q6_labels"
def to_one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def sparse_cross_entropy(labels, P):
    return -np.log(P[:, labels])

# %% wrong="probability of the likeliest class, not of the label" zh="取了最大的機率，而不是標籤那一類的機率" id="q6_labels"
def to_one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]


def sparse_cross_entropy(labels, P):
    return -np.log(P.max(axis=1))

# %% wrong="one-hot matrix transposed" zh="獨熱編碼的矩陣被轉置了" id="q6_labels"
def to_one_hot(labels, num_classes):
    return np.eye(num_classes)[labels].T


def sparse_cross_entropy(labels, P):
    return -np.log(P[np.arange(len(P)), labels])

# %% wrong="softmax without subtracting the largest logit" zh="softmax 沒有先減去最大的 logit" id="q7_from_logits" points=6
def cross_entropy_from_logits(labels, Z):
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return -np.log(P[np.arange(len(Z)), labels])

# %% wrong="logarithm of the softmax, which may be 0" zh="先算 softmax 再取對數，機率可能變成 0" id="q7_from_logits" points=6
def cross_entropy_from_logits(labels, Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(P[np.arange(len(Z)), labels])

# %% wrong="clipped probabilities instead of logits" zh="先算出機率再裁剪，而不是直接用 logit" id="q7_from_logits" points=6
def cross_entropy_from_logits(labels, Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(np.clip(P[np.arange(len(Z)), labels], 1e-7, 1))

# %% wrong="largest logit of all rows, not of each" zh="減去的是所有列之中最大的 logit，而不是每一列自己的" id="q7_from_logits" points=6
def cross_entropy_from_logits(labels, Z):
    top = Z.max()
    total = top + np.log(np.exp(Z - top).sum(axis=1))
    return total - Z[np.arange(len(Z)), labels]

# %% wrong="largest logit not added back" zh="最大的 logit 沒有加回來" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    total = np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1))
    return total - Z[np.arange(len(Z)), labels]

# %% wrong="mean of the losses, not one each" zh="回傳損失的平均，而不是每個樣本一個" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    top = Z.max(axis=1)
    total = top + np.log(np.exp(Z - top[:, None]).sum(axis=1))
    return np.mean(total - Z[np.arange(len(Z)), labels])

# %% wrong="sign flipped" zh="梯度的正負號相反" id="q8_gradient" points=7
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    return (np.eye(Z.shape[1])[labels] - softmax(Z)) / len(Z)

# %% wrong="division by the number of samples forgotten" zh="忘了除以樣本數" id="q8_gradient" points=7
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    return softmax(Z) - np.eye(Z.shape[1])[labels]

# %% wrong="divided by the number of entries, not of samples" zh="除以元素的個數，而不是樣本數" id="q8_gradient" points=7
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    return (softmax(Z) - np.eye(Z.shape[1])[labels]) / Z.size

# %% wrong="softmax that overflows for large logits" zh="logit 很大時 softmax 會溢位" id="q8_gradient"
def softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    return (softmax(Z) - np.eye(Z.shape[1])[labels]) / len(Z)

# %% wrong="softmax divided by the sum over all rows" zh="softmax 除以所有列的總和，而不是每一列自己的" id="q8_gradient"
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum()


def logit_gradient(labels, Z):
    return (softmax(Z) - np.eye(Z.shape[1])[labels]) / len(Z)

# %% wrong="Z, which was handed in, is changed" zh="改動了傳進來的 Z" id="q8_gradient"
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    return (softmax(Z) - np.eye(Z.shape[1])[labels]) / len(Z)

# %% wrong="multiplied by P (1 - P), as for the squared error" zh="多乘了 P (1 - P)，那是平方誤差才有的因子" id="q8_gradient" points=7
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    P = softmax(Z)
    return (P - np.eye(Z.shape[1])[labels]) * P * (1 - P) / len(Z)

# %% wrong="from_logits not passed on" zh="沒有把 from_logits 傳下去" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    if labels.ndim == 1:
        return keras.losses.sparse_categorical_crossentropy(labels, outputs).numpy()
    return keras.losses.categorical_crossentropy(labels, outputs).numpy()

# %% wrong="categorical_crossentropy for both kinds of labels" zh="兩種標籤都用了 categorical_crossentropy" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    return keras.losses.categorical_crossentropy(
        labels, outputs, from_logits=from_logits).numpy()

# %% wrong="sparse_categorical_crossentropy for both kinds of labels" zh="兩種標籤都用了 sparse_categorical_crossentropy" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    return keras.losses.sparse_categorical_crossentropy(
        labels, outputs, from_logits=from_logits).numpy()

# %% wrong="softmax applied first, and from_logits passed on as well" zh="先做了 softmax，又把 from_logits 傳給 Keras" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    if from_logits:
        outputs = keras.ops.convert_to_numpy(keras.ops.softmax(outputs))
    if labels.ndim == 1:
        loss = keras.losses.sparse_categorical_crossentropy
    else:
        loss = keras.losses.categorical_crossentropy
    return loss(labels, outputs, from_logits=from_logits).numpy()

# %% wrong="probabilities made first, so that Keras clips them" zh="先換算成機率，結果被 Keras 裁剪了" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    if from_logits:
        outputs = keras.ops.convert_to_numpy(keras.ops.softmax(outputs))
    if labels.ndim == 1:
        return keras.losses.sparse_categorical_crossentropy(labels, outputs).numpy()
    return keras.losses.categorical_crossentropy(labels, outputs).numpy()

# %% wrong="a tensor returned, not a NumPy array" zh="回傳張量，而不是 NumPy 陣列" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    if labels.ndim == 1:
        loss = keras.losses.sparse_categorical_crossentropy
    else:
        loss = keras.losses.categorical_crossentropy
    return loss(labels, outputs, from_logits=from_logits)

# %% wrong="last, smaller batch left out" zh="少了最後一個較小的批次" id="q10_train"
def train(X, labels, W, b, lr, batch_size):
    losses = []
    for k in range(len(X) // batch_size):
        rows = slice(k * batch_size, (k + 1) * batch_size)
        Z = X[rows] @ W + b
        losses.append(given.softmax_loss(labels[rows], Z))
        G = given.softmax_gradient(labels[rows], Z)
        W, b = W - lr * X[rows].T @ G, b - lr * G.sum(axis=0)
    return W, b, losses

# %% wrong="loss measured after the update, not before" zh="損失是在更新之後計算的，而不是更新之前" id="q10_train" points=7
def train(X, labels, W, b, lr, batch_size):
    losses = []
    for k in range(0, len(X), batch_size):
        X_batch, y_batch = X[k:k + batch_size], labels[k:k + batch_size]
        G = given.softmax_gradient(y_batch, X_batch @ W + b)
        W, b = W - lr * X_batch.T @ G, b - lr * G.sum(axis=0)
        losses.append(given.softmax_loss(y_batch, X_batch @ W + b))
    return W, b, losses

# %% wrong="gradient divided by the batch size once more" zh="梯度又除以了一次批次大小" id="q10_train"
def train(X, labels, W, b, lr, batch_size):
    losses = []
    for k in range(0, len(X), batch_size):
        X_batch, y_batch = X[k:k + batch_size], labels[k:k + batch_size]
        Z = X_batch @ W + b
        losses.append(given.softmax_loss(y_batch, Z))
        G = given.softmax_gradient(y_batch, Z)
        W, b = W - lr * X_batch.T @ G / len(X_batch), b - lr * G.mean(axis=0)
    return W, b, losses

# %% wrong="mean for the bias instead of the sum" zh="偏差的梯度取平均，而不是加總" id="q10_train"
def train(X, labels, W, b, lr, batch_size):
    losses = []
    for k in range(0, len(X), batch_size):
        X_batch, y_batch = X[k:k + batch_size], labels[k:k + batch_size]
        Z = X_batch @ W + b
        losses.append(given.softmax_loss(y_batch, Z))
        G = given.softmax_gradient(y_batch, Z)
        W, b = W - lr * X_batch.T @ G, b - lr * G.mean(axis=0)
    return W, b, losses

# %% wrong="all samples in every step, not one batch" zh="每一步都用了全部樣本，而不是一個批次" id="q10_train"
def train(X, labels, W, b, lr, batch_size):
    losses = []
    for _ in range(0, len(X), batch_size):
        Z = X @ W + b
        losses.append(given.softmax_loss(labels, Z))
        G = given.softmax_gradient(labels, Z)
        W, b = W - lr * X.T @ G, b - lr * G.sum(axis=0)
    return W, b, losses

# %% wrong="steps uphill: gradient added, not subtracted" zh="往上坡走：加上梯度，而不是減去" id="q10_train"
def train(X, labels, W, b, lr, batch_size):
    losses = []
    for k in range(0, len(X), batch_size):
        X_batch, y_batch = X[k:k + batch_size], labels[k:k + batch_size]
        Z = X_batch @ W + b
        losses.append(given.softmax_loss(y_batch, Z))
        G = given.softmax_gradient(y_batch, Z)
        W, b = W + lr * X_batch.T @ G, b + lr * G.sum(axis=0)
    return W, b, losses

# %% right="plain loops and lists" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    losses = []
    for truth, guess in zip(Y, Y_hat):
        total = 0
        for a, b in zip(truth, guess):
            total += (a - b) ** 2
        losses.append(total / len(truth))
    return losses

# %% right="plain loops and lists" id="q2_combine"
def combine(losses, s, reduction):
    weighted = [a * b for a, b in zip(s, losses)]
    if reduction == "none":
        return weighted
    divisors = {"sum": 1, "sum_over_batch_size": len(s),
                "mean_with_sample_weight": sum(s)}
    return sum(weighted) / divisors[reduction]

# %% right="plain loops and lists" id="q3_bce"
def binary_cross_entropy(y, p):
    import math

    return [-math.log(b) if a == 1 else -math.log(1 - b) for a, b in zip(y, p)]

# %% right="plain loops and lists" id="q4_entropy"
def entropy(y):
    import math

    total = 0.0
    for a in y:
        if a > 0:
            total -= a * math.log2(a)
    return total


def kl_divergence(y, p):
    import math

    return sum(a * math.log2(a / b) for a, b in zip(y, p) if a > 0)

# %% right="plain loops and lists" id="q5_cce"
def categorical_cross_entropy(Y, P):
    losses = []
    for y, p in zip(Y, P):
        total = 0.0
        for a, b in zip(y, p):
            if a > 0:
                total += np.inf if b == 0 else -a * np.log(b)
        losses.append(total)
    return losses

# %% right="plain loops and lists" id="q6_labels"
def to_one_hot(labels, num_classes):
    return [[1 if k == t else 0 for k in range(num_classes)] for t in labels]


def sparse_cross_entropy(labels, P):
    return [-np.log(p[t]) for p, t in zip(P, labels)]

# %% right="plain loops and lists" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    import math

    losses = []
    for t, z in zip(labels, Z):
        top = max(z)
        losses.append(top + math.log(sum(math.exp(a - top) for a in z)) - z[t])
    return losses

# %% right="plain loops and lists" id="q8_gradient"
def softmax(Z):
    rows = []
    for z in Z:
        powers = [np.exp(a - max(z)) for a in z]
        rows.append([a / sum(powers) for a in powers])
    return rows


def logit_gradient(labels, Z):
    return [[(a - (k == t)) / len(Z) for k, a in enumerate(p)]
            for t, p in zip(labels, softmax(Z))]

# %% right="NumPy and SciPy with other functions" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    E = Y - Y_hat
    return np.einsum("nd,nd->n", E, E) / E.shape[1]

# %% right="NumPy and SciPy with other functions" id="q2_combine"
def combine(losses, s, reduction):
    match reduction:
        case "none":
            return np.multiply(losses, s)
        case "sum":
            return losses @ s
        case "sum_over_batch_size":
            return np.mean(losses * s)
        case _:
            return np.average(losses, weights=s)

# %% right="NumPy and SciPy with other functions" id="q3_bce"
def binary_cross_entropy(y, p):
    return -np.log(np.where(y == 1, p, 1 - p))

# %% right="NumPy and SciPy with other functions" id="q5_cce"
def categorical_cross_entropy(Y, P):
    from scipy.special import xlogy

    return -xlogy(Y, P).sum(axis=1)

# %% right="NumPy and SciPy with other functions" id="q6_labels"
def to_one_hot(labels, num_classes):
    return labels[:, None] == np.arange(num_classes)


def sparse_cross_entropy(labels, P):
    return -np.log(np.take_along_axis(P, labels[:, None], axis=1)[:, 0])

# %% right="NumPy and SciPy with other functions" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    return np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(Z)), labels]

# %% right="own functions instead of given" id="q10_train"
def train(X, labels, W, b, lr, batch_size):
    losses = []
    for rows in np.split(np.arange(len(X)), range(batch_size, len(X), batch_size)):
        Z = X[rows] @ W + b
        losses.append(np.mean(cross_entropy_from_logits(labels[rows], Z)))
        G = np.array(logit_gradient(labels[rows], Z))
        W -= lr * X[rows].T @ G
        b -= lr * np.sum(G, axis=0)
    return [W, b, np.array(losses)]

# %% right="float32 and warnings" id="q3_bce"
def binary_cross_entropy(y, p):
    import sys
    import warnings

    print("computing", file=sys.stderr)
    warnings.warn("just so", stacklevel=2)
    y, p = y.astype("float32"), p.astype("float32")
    return -y * np.log(p) - (1 - y) * np.log(1 - p)

# %% right="float32 and warnings" id="q6_labels"
def to_one_hot(labels, num_classes):
    return np.eye(num_classes, dtype="float32")[labels]


def sparse_cross_entropy(labels, P):
    return -np.log(P[np.arange(len(P)), labels].astype("float32"))

# %% right="float32 and warnings" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    Z = Z.astype("float32")
    top = Z.max(axis=1)
    total = top + np.log(np.exp(Z - top[:, None]).sum(axis=1))
    return total - Z[np.arange(len(Z)), labels]

# %% right="float32 and warnings" id="q8_gradient"
def softmax(Z):
    Z = Z.astype("float32")
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    Y = np.eye(Z.shape[1], dtype="float32")[labels]
    return (softmax(Z) - Y) / np.float32(len(Z))

# %% right="float32 and warnings" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    kind = "Categorical" if labels.ndim == 2 else "SparseCategorical"
    loss = getattr(keras.losses, kind + "Crossentropy")(from_logits, reduction="none")
    return np.array(loss(labels, outputs.astype("float32")))

# %% right="TensorFlow" id="q5_cce"
def categorical_cross_entropy(Y, P):
    import tensorflow as tf

    return -tf.reduce_sum(tf.math.multiply_no_nan(tf.math.log(P), Y), axis=1).numpy()

# %% right="Keras, one-hot made from integers" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    Y = np.eye(outputs.shape[1])[labels] if len(labels.shape) < 2 else labels
    loss = keras.losses.categorical_crossentropy(Y, outputs, from_logits=from_logits)
    return [float(value) for value in loss]

# %% ready="SciPy's entropies" id="q4_entropy"
def entropy(y):
    from scipy.special import entr

    return entr(y).sum() / np.log(2)


def kl_divergence(y, p):
    from scipy.stats import entropy as relative

    return relative(y, p, base=2)

# %% ready="SciPy's log_softmax" id="q8_gradient"
def softmax(Z):
    from scipy.special import log_softmax

    return np.exp(log_softmax(Z, axis=1))


def logit_gradient(labels, Z):
    Y = np.zeros_like(Z)
    Y[range(len(Z)), labels] = 1
    return (softmax(Z) - Y) / Z.shape[0]

# %% ready="TensorFlow's cross-entropy of logits" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    import tensorflow as tf

    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, Z).numpy()

# %% ready="TensorFlow's softmax" id="q8_gradient"
def softmax(Z):
    import tensorflow as tf

    return tf.nn.softmax(Z).numpy()


def logit_gradient(labels, Z):
    import tensorflow as tf

    z = tf.constant(Z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        C = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, z))
    return tape.gradient(C, z).numpy()

# %% ready="given.softmax_loss, row by row" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    return np.array([given.softmax_loss(labels[[i]], Z[[i]]) for i in range(len(Z))])

# %% ready="Keras's squared error" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    import keras

    return keras.losses.mean_squared_error(Y, Y_hat).numpy()

# %% ready="scikit-learn's log loss" id="q3_bce"
def binary_cross_entropy(y, p):
    from sklearn.metrics import log_loss

    return [log_loss([t], [q], labels=[0, 1]) for t, q in zip(y, p)]

# %% ready="Keras's table of losses" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    import keras

    return keras.losses.get("mse")(Y, Y_hat).numpy()

# %% ready="Keras's reduction" id="q2_combine"
def combine(losses, s, reduction):
    from keras.src.losses.loss import reduce_weighted_values

    return reduce_weighted_values(losses, s, reduction=reduction).numpy()

# %% ready="SciPy's coin" id="q3_bce"
def binary_cross_entropy(y, p):
    from scipy.stats import bernoulli

    return -bernoulli.logpmf(y, p)

# %% ready="Keras's binary operation" id="q3_bce"
def binary_cross_entropy(y, p):
    import keras

    return keras.ops.binary_crossentropy(y, p).numpy()

# %% ready="SciPy's discrete distribution" id="q4_entropy"
def entropy(y):
    from scipy.stats import rv_discrete

    return rv_discrete(values=(range(len(y)), y)).entropy() / np.log(2)


def kl_divergence(y, p):
    possible = y > 0
    return np.sum(y[possible] * np.log2(y[possible] / p[possible]))

# %% ready="Keras's categorical operation" id="q5_cce"
def categorical_cross_entropy(Y, P):
    import keras

    losses = keras.ops.categorical_crossentropy(Y, P).numpy()
    return np.where((Y * (P == 0)).any(axis=1), np.inf, losses)

# %% ready="TensorFlow's raw operation" id="q6_labels"
def to_one_hot(labels, num_classes):
    import tensorflow as tf

    return tf.raw_ops.OneHot(indices=labels, depth=num_classes, on_value=1.0,
                             off_value=0.0).numpy()


def sparse_cross_entropy(labels, P):
    return -np.log(P[np.arange(len(P)), labels])

# %% ready="Keras's log_softmax" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    import keras

    return -keras.activations.log_softmax(keras.ops.convert_to_tensor(Z)).numpy()[
        np.arange(len(Z)), labels]

# %% ready="TensorFlow's raw cross-entropy" id="q8_gradient"
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def logit_gradient(labels, Z):
    import tensorflow as tf

    both = tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=Z, labels=labels)
    return both.backprop.numpy() / len(Z)
