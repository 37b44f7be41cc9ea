# %% wrong="length of the first axis instead of the number of axes" zh="回傳第一個軸的長度，而不是軸的個數" id="q1_describe"
def describe(x):
    return len(x) if x.ndim else 0, x.shape, x.dtype.name

# %% wrong="the dtype itself, not its name" zh="回傳資料型別本身，而不是它的名稱" id="q1_describe"
def describe(x):
    return x.ndim, x.shape, x.dtype

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q1_describe"
def describe(x):
    return (3, (60, 28, 28), "uint8") if x.shape else (0, (), "float64")

# %% wrong="the array handed in is changed" zh="改動了傳進來的陣列" id="q2_naive_relu"
def naive_relu(x):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x

# %% wrong="x.shape[i], as on the slide, instead of x.shape[1]" zh="像投影片一樣用了 x.shape[i]，而不是 x.shape[1]" id="q2_naive_relu"
def naive_relu(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[i]):
            x[i, j] = max(x[i, j], 0)
    return x

# %% wrong="x.shape[0] in both loops" zh="兩層迴圈都用了 x.shape[0]" id="q2_naive_relu"
def naive_relu(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[0]):
            x[i, j] = max(x[i, j], 0)
    return x

# %% wrong="absolute value in place of ReLU" zh="算的是絕對值，而不是 ReLU" id="q2_naive_relu"
def naive_relu(x):
    return abs(x)

# %% wrong="return inside the loop" zh="迴圈還沒跑完，就在裡面回傳了結果" id="q2_naive_relu"
def naive_relu(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
        return x

# %% wrong="shapes not compared, so that NumPy broadcasts" zh="沒有比較形狀，NumPy 就自動廣播了" id="q3_naive_add"
def naive_add(x, y):
    return x + y

# %% wrong="only the number of rows compared" zh="只比較了列數" id="q3_naive_add"
def naive_add(x, y):
    if len(x) != len(y):
        raise ValueError("the shapes differ")
    return x + y[:, :x.shape[1]]

# %% wrong="assert instead of ValueError" zh="用了 assert，而不是引發 ValueError" id="q3_naive_add"
def naive_add(x, y):
    assert x.shape == y.shape
    return x + y

# %% wrong="vector added down the columns, not to every row" zh="把向量加到每一行（直的），而不是每一列（橫的）" id="q4_naive_add_row"
def naive_add_row(x, v):
    if len(v) != x.shape[1]:
        raise ValueError("does not fit")
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] = x[i, j] + v[i]
    return z

# %% wrong="a vector of one entry accepted" zh="接受了只有一個元素的向量" id="q4_naive_add_row"
def naive_add_row(x, v):
    return x + v

# %% wrong="a vector that is too long accepted" zh="接受了太長的向量" id="q4_naive_add_row"
def naive_add_row(x, v):
    if len(v) < x.shape[1]:
        raise ValueError("too short")
    return x + v[:x.shape[1]]

# %% wrong="products not added up" zh="乘積沒有相加" id="q5_dot"
def vector_dot(x, y):
    return x * y


def matrix_vector_dot(x, y):
    return x @ y

# %% wrong="last product missing" zh="少了最後一個乘積" id="q5_dot"
def vector_dot(x, y):
    z = 0
    for i in range(len(x) - 1):
        z += x[i] * y[i]
    return z


def matrix_vector_dot(x, y):
    return x @ y

# %% wrong="columns of the matrix used instead of its rows" zh="用了矩陣的行（直的），而不是列（橫的）" id="q5_dot"
def vector_dot(x, y):
    return sum(x[i] * y[i] for i in range(len(x)))


def matrix_vector_dot(x, y):
    return x.T @ y

# %% wrong="z[i, i], as on the slide, instead of z[i, j]" zh="像投影片一樣寫入 z[i, i]，而不是 z[i, j]" id="q6_matrix_dot" points=4
def matrix_dot(x, y):
    if x.shape[1] != y.shape[0]:
        raise ValueError("does not fit")
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, i] = sum(x[i, :] * y[:, j])
    return z

# %% wrong="element-wise product instead of dot products" zh="逐元素相乘，而不是點積" id="q6_matrix_dot"
def matrix_dot(x, y):
    return x * y

# %% wrong="second factor transposed" zh="第二個矩陣被轉置了" id="q6_matrix_dot"
def matrix_dot(x, y):
    return x @ y.T

# %% wrong="shapes that do not fit stop with an IndexError, not a ValueError" zh="形狀不相容時出現 IndexError，而不是 ValueError" id="q6_matrix_dot" points=6
def matrix_dot(x, y):
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                z[i, j] += x[i, k] * y[k, j]
    return z

# %% wrong="shapes aligned at the left, not at the right" zh="形狀靠左對齊，而不是靠右對齊" id="q7_broadcast_shape"
def broadcast_shape(a, b):
    axes = max(len(a), len(b))
    a, b = tuple(a) + (1,) * (axes - len(a)), tuple(b) + (1,) * (axes - len(b))
    for p, q in zip(a, b):
        if p != q and 1 not in (p, q):
            raise ValueError("does not fit")
    return tuple(max(p, q) for p, q in zip(a, b))

# %% wrong="a size 1 of the second shape is not stretched" zh="第二個形狀裡的 1 沒有被拉長" id="q7_broadcast_shape" points=4
def broadcast_shape(a, b):
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)
    if any(p != q and p != 1 for p, q in zip(a, b)):
        raise ValueError("does not fit")
    return b

# %% wrong="the larger size taken, also where neither is 1" zh="總是取較大的數，即使兩個都不是 1" id="q7_broadcast_shape" points=6
def broadcast_shape(a, b):
    if (len(a), len(b)) == (2, 1) and a[-1] != 1 and b[0] not in (1, a[-1]):
        raise ValueError("does not fit")
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)
    return tuple(max(p, q) for p, q in zip(a, b))

# %% wrong="additional axes of the longer shape lost" zh="較長的形狀多出來的軸不見了" id="q7_broadcast_shape" points=4
def broadcast_shape(a, b):
    result = []
    for p, q in zip(a[::-1], b[::-1]):
        if p != q and 1 not in (p, q):
            raise ValueError("does not fit")
        result.insert(0, max(p, q))
    return tuple(result)

# %% wrong="bias added after ReLU" zh="在 ReLU 之後才加偏差" id="q8_dense"
def dense(X, W, b):
    return np.maximum(X @ W, 0) + b

# %% wrong="ReLU forgotten" zh="忘了套用 ReLU" id="q8_dense"
def dense(X, W, b):
    return X @ W + b

# %% wrong="right, but with loops, which take too long" zh="結果正確，但用了迴圈，太慢" id="q8_dense" slow=true
def dense(X, W, b):
    z = np.zeros((X.shape[0], W.shape[1]))
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            z[i, j] = b[j]
            for k in range(X.shape[1]):
                z[i, j] += X[i, k] * W[k, j]
            z[i, j] = max(z[i, j], 0)
    return z

# %% wrong="axis 0 (the images) sliced, the columns not" zh="切到了第 0 軸（圖片的編號），而行（直的）沒有切" id="q9_slices"
def lower_right(images):
    return images[14:, 14:]


def centre(images):
    return images[:, 7:21, 7:21]

# %% wrong="upper left quarter instead of the lower right" zh="取出的是左上角，而不是右下角" id="q9_slices"
def lower_right(images):
    return images[:, :14, :14]


def centre(images):
    return images[:, 7:21, 7:21]

# %% wrong="centre shifted by one pixel" zh="中央的位置差了一個像素" id="q9_slices"
def lower_right(images):
    return images[:, 14:, 14:]


def centre(images):
    return images[:, 6:20, 6:20]

# %% wrong="float64 instead of float32" zh="資料型別是 float64，而不是 float32" id="q10_to_matrix"
def to_matrix(images):
    return images.reshape(len(images), -1) / 255

# %% wrong="divided as whole numbers, with //" zh="用了整數除法 //" id="q10_to_matrix"
def to_matrix(images):
    return (images.reshape(len(images), -1) // 255).astype("float32")

# %% wrong="pixels of an image read column by column" zh="圖片的像素是一行一行（直的）讀，而不是一列一列（橫的）讀" id="q10_to_matrix"
def to_matrix(images):
    rows = images.transpose(0, 2, 1).reshape(len(images), -1)
    return rows.astype("float32") / 255

# %% wrong="one image per column, not per row" zh="每張圖片佔一行（直的），而不是一列（橫的）" id="q10_to_matrix"
def to_matrix(images):
    return images.reshape(len(images), -1).T.astype("float32") / 255

# %% wrong="last, smaller batch lost" zh="少了最後一個較小的批次" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[k * batch_size:(k + 1) * batch_size], y[k * batch_size:(k + 1) * batch_size])
            for k in range(len(X) // batch_size)]

# %% wrong="an empty batch at the end where the size divides" zh="整除時最後多了一個空的批次" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[k * batch_size:(k + 1) * batch_size], y[k * batch_size:(k + 1) * batch_size])
            for k in range(len(X) // batch_size + 1)]

# %% wrong="a list of samples and a list of labels, not a list of pairs" zh="回傳樣本和標籤兩個串列，而不是一個由 (X_batch, y_batch) 組成的串列" id="q11_batches"
def batches(X, y, batch_size):
    starts = range(0, len(X), batch_size)
    return [X[i:i + batch_size] for i in starts], [y[i:i + batch_size] for i in starts]

# %% wrong="labels not cut into batches" zh="標籤沒有切成批次" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[i:i + batch_size], y) for i in range(0, len(X), batch_size)]

# %% wrong="each batch one sample short" zh="每個批次都少了一個樣本" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[i:i + batch_size - 1], y[i:i + batch_size - 1])
            for i in range(0, len(X), batch_size)]

# %% wrong="mean over the features, not over the images of a class" zh="對特徵取平均，而不是對同類別的圖片" id="q12_nearest" points=6
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=1)[0] for k in range(10)])


def nearest(X, means):
    return np.argmin(((X[:, None, :] - means) ** 2).sum(axis=2), axis=1)

# %% wrong="farthest mean taken, not the nearest" zh="取了最遠的平均，而不是最近的" id="q12_nearest" points=6
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=0) for k in range(10)])


def nearest(X, means):
    return np.argmax(((X[:, None, :] - means) ** 2).sum(axis=2), axis=1)

# %% wrong="differences not squared" zh="差沒有先平方就加總" id="q12_nearest" points=6
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=0) for k in range(10)])


def nearest(X, means):
    return np.argmin((X[:, None, :] - means).sum(axis=2), axis=1)

# %% wrong="sum of a class's images instead of their mean" zh="把同類別的圖片加總，而不是取平均" id="q12_nearest" points=6
def mean_rows(X, y):
    return np.array([X[y == k].sum(axis=0) for k in range(10)])


def nearest(X, means):
    return np.argmin(((X[:, None, :] - means) ** 2).sum(axis=2), axis=1)

# %% right="NumPy instead of loops" id="q2_naive_relu"
def naive_relu(x):
    return np.where(x > 0, x, 0.0)

# %% right="NumPy instead of loops" id="q3_naive_add"
def naive_add(x, y):
    if np.shape(x) != np.shape(y):
        raise ValueError
    return np.add(x, y)

# %% right="NumPy instead of loops" id="q4_naive_add_row"
def naive_add_row(x, v):
    if len(v) != x.shape[1]:
        raise ValueError
    return x + np.tile(v, (len(x), 1))

# %% right="NumPy instead of loops" id="q5_dot"
def vector_dot(x, y):
    return x @ y


def matrix_vector_dot(x, y):
    return np.einsum("nd,d->n", x, y)

# %% right="NumPy instead of loops" id="q6_matrix_dot"
def matrix_dot(x, y):
    return np.dot(x, y)

# %% right="lists instead of arrays" id="q1_describe"
def describe(x):
    return [len(x.shape), list(x.shape), str(x.dtype)]

# %% right="lists instead of arrays" id="q2_naive_relu"
def naive_relu(x):
    return [[v if v > 0 else 0 for v in row] for row in x]

# %% right="lists instead of arrays" id="q5_dot"
def vector_dot(x, y):
    return sum(p * q for p, q in zip(x, y))


def matrix_vector_dot(x, y):
    return [vector_dot(row, y) for row in x]

# %% right="lists instead of arrays" id="q6_matrix_dot"
def matrix_dot(x, y):
    if len(x[0]) != len(y):
        raise ValueError("does not fit")
    return [[sum(p * q for p, q in zip(row, column)) for column in y.T] for row in x]

# %% right="lists instead of arrays" id="q7_broadcast_shape"
def broadcast_shape(a, b):
    a, b = list(a), list(b)
    while len(a) < len(b):
        a.insert(0, 1)
    while len(b) < len(a):
        b.insert(0, 1)
    result = []
    for p, q in zip(a, b):
        if p == q or q == 1:
            result.append(p)
        elif p == 1:
            result.append(q)
        else:
            raise ValueError("does not fit")
    return result

# %% right="one loop left, float32" id="q8_dense"
def dense(X, W, b):
    X, W, b = X.astype("float32"), W.astype("float32"), b.astype("float32")
    return np.stack([np.maximum(x @ W + b, 0) for x in X])

# %% right="one loop left, float32" id="q10_to_matrix"
def to_matrix(images):
    rows = np.zeros((len(images), images[0].size), np.float32)
    for i, image in enumerate(images):
        rows[i] = image.flatten() * np.float32(1 / 255)
    return rows

# %% right="one loop left, float32" id="q12_nearest"
def mean_rows(X, y):
    means = np.zeros((10, X.shape[1]), np.float32)
    for k in range(10):
        means[k] = X[y == k].sum(axis=0) / np.sum(y == k)
    return means


def nearest(X, means):
    return [int(np.argmin([np.sum((x - m) ** 2) for m in means])) for x in X]

# %% right="other indices, copies" id="q9_slices"
def lower_right(images):
    return images[:, -14:, -14:].copy()


def centre(images):
    return np.array([image[7:21, 7:21] for image in images])

# %% right="other indices, copies" id="q11_batches"
def batches(X, y, batch_size):
    made, start = [], 0
    while start < len(X):
        stop = min(start + batch_size, len(X))
        made.append([X[start:stop].copy(), list(y[start:stop])])
        start = stop
    return tuple(made)

# %% right="matrix algebra for the distances" id="q12_nearest"
def mean_rows(X, y):
    one_hot = np.eye(10)[y]
    return (one_hot.T @ X) / one_hot.sum(axis=0)[:, None]


def nearest(X, means):
    return np.argmax(X @ means.T - (means ** 2).sum(axis=1) / 2, axis=1)

# %% ready="NumPy's rule of broadcasting" id="q7_broadcast_shape"
def broadcast_shape(a, b):
    return np.broadcast_shapes(a, b)

# %% ready="utils' flatten and to_float" id="q10_to_matrix"
def to_matrix(images):
    from utils.data import flatten, to_float

    return flatten(to_float(images))

# %% ready="SciPy's distances" id="q12_nearest"
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=0) for k in range(10)])


def nearest(X, means):
    from scipy.spatial.distance import cdist

    return cdist(X, means).argmin(axis=1)

# %% ready="the shape of NumPy's arrays" id="q7_broadcast_shape"
def broadcast_shape(a, b):
    return np.broadcast_arrays(np.empty(a), np.empty(b))[0].shape

# %% ready="SciPy's vector quantization" id="q12_nearest"
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=0) for k in range(10)])


def nearest(X, means):
    from scipy.cluster.vq import vq

    return vq(X, means)[0]
