# %% wrong="size instead of number of axes" id="q1_describe"
def describe(x):
    return len(x) if x.ndim else 0, x.shape, x.dtype.name

# %% wrong="the dtype itself" id="q1_describe"
def describe(x):
    return x.ndim, x.shape, x.dtype

# %% wrong="typed in the visible answers" id="q1_describe"
def describe(x):
    return (3, (60, 28, 28), "uint8") if x.shape else (0, (), "float64")

# %% wrong="input changed in place" id="q2_naive_relu"
def naive_relu(x):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x

# %% wrong="the slide's x.shape[i]" id="q2_naive_relu"
def naive_relu(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[i]):
            x[i, j] = max(x[i, j], 0)
    return x

# %% wrong="absolute value" id="q2_naive_relu"
def naive_relu(x):
    return abs(x)

# %% wrong="returned inside the loop" id="q2_naive_relu"
def naive_relu(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
        return x

# %% wrong="shapes not compared, NumPy broadcasts" id="q3_naive_add"
def naive_add(x, y):
    return x + y

# %% wrong="only the number of rows compared" id="q3_naive_add"
def naive_add(x, y):
    if len(x) != len(y):
        raise ValueError("the shapes differ")
    return x + y[:, :x.shape[1]]

# %% wrong="assert instead of ValueError" id="q3_naive_add"
def naive_add(x, y):
    assert x.shape == y.shape
    return x + y

# %% wrong="added along the columns" id="q4_naive_add_row"
def naive_add_row(x, v):
    if len(v) != x.shape[1]:
        raise ValueError("does not fit")
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] = x[i, j] + v[i]
    return z

# %% wrong="a vector of one entry accepted" id="q4_naive_add_row"
def naive_add_row(x, v):
    return x + v

# %% wrong="a vector that is too long accepted" id="q4_naive_add_row"
def naive_add_row(x, v):
    if len(v) < x.shape[1]:
        raise ValueError("too short")
    return x + v[:x.shape[1]]

# %% wrong="products not added up" id="q5_dot"
def vector_dot(x, y):
    return x * y


def matrix_vector_dot(x, y):
    return x @ y

# %% wrong="last product missing" id="q5_dot"
def vector_dot(x, y):
    z = 0
    for i in range(len(x) - 1):
        z += x[i] * y[i]
    return z


def matrix_vector_dot(x, y):
    return x @ y

# %% wrong="columns instead of rows" id="q5_dot"
def vector_dot(x, y):
    return sum(x[i] * y[i] for i in range(len(x)))


def matrix_vector_dot(x, y):
    return x.T @ y

# %% wrong="the slide's z[i, i]" id="q6_matrix_dot" points=4
def matrix_dot(x, y):
    if x.shape[1] != y.shape[0]:
        raise ValueError("does not fit")
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, i] = sum(x[i, :] * y[:, j])
    return z

# %% wrong="element-wise product" id="q6_matrix_dot"
def matrix_dot(x, y):
    return x * y

# %% wrong="second factor transposed" id="q6_matrix_dot"
def matrix_dot(x, y):
    return x @ y.T

# %% wrong="an IndexError instead of a ValueError" id="q6_matrix_dot" points=6
def matrix_dot(x, y):
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                z[i, j] += x[i, k] * y[k, j]
    return z

# %% wrong="aligned at the left" id="q7_broadcast_shape"
def broadcast_shape(a, b):
    axes = max(len(a), len(b))
    a, b = tuple(a) + (1,) * (axes - len(a)), tuple(b) + (1,) * (axes - len(b))
    for p, q in zip(a, b):
        if p != q and 1 not in (p, q):
            raise ValueError("does not fit")
    return tuple(max(p, q) for p, q in zip(a, b))

# %% wrong="1 is not stretched" id="q7_broadcast_shape" points=4
def broadcast_shape(a, b):
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)
    if any(p != q and p != 1 for p, q in zip(a, b)):
        raise ValueError("does not fit")
    return b

# %% wrong="the larger size always wins" id="q7_broadcast_shape" points=6
def broadcast_shape(a, b):
    if (len(a), len(b)) == (2, 1) and b[0] not in (1, a[-1]):
        raise ValueError("does not fit")
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)
    return tuple(max(p, q) for p, q in zip(a, b))

# %% wrong="longer shape returned, extra axes lost" id="q7_broadcast_shape" points=4
def broadcast_shape(a, b):
    result = []
    for p, q in zip(a[::-1], b[::-1]):
        if p != q and 1 not in (p, q):
            raise ValueError("does not fit")
        result.insert(0, max(p, q))
    return tuple(result)

# %% wrong="bias after ReLU" id="q8_dense"
def dense(X, W, b):
    return np.maximum(X @ W, 0) + b

# %% wrong="ReLU forgotten" id="q8_dense"
def dense(X, W, b):
    return X @ W + b

# %% wrong="three loops" id="q8_dense" slow=true
def dense(X, W, b):
    z = np.zeros((X.shape[0], W.shape[1]))
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            z[i, j] = b[j]
            for k in range(X.shape[1]):
                z[i, j] += X[i, k] * W[k, j]
            z[i, j] = max(z[i, j], 0)
    return z

# %% wrong="slices the sample axis" id="q9_slices"
def lower_right(images):
    return images[14:, 14:]


def centre(images):
    return images[:, 7:21, 7:21]

# %% wrong="upper left" id="q9_slices"
def lower_right(images):
    return images[:, :14, :14]


def centre(images):
    return images[:, 7:21, 7:21]

# %% wrong="centre off by one" id="q9_slices"
def lower_right(images):
    return images[:, 14:, 14:]


def centre(images):
    return images[:, 6:20, 6:20]

# %% wrong="float64" id="q10_to_matrix"
def to_matrix(images):
    return images.reshape(len(images), -1) / 255

# %% wrong="divided as whole numbers" id="q10_to_matrix"
def to_matrix(images):
    return (images.reshape(len(images), -1) // 255).astype("float32")

# %% wrong="columns first" id="q10_to_matrix"
def to_matrix(images):
    rows = images.transpose(0, 2, 1).reshape(len(images), -1)
    return rows.astype("float32") / 255

# %% wrong="images in columns" id="q10_to_matrix"
def to_matrix(images):
    return images.reshape(-1, len(images)).astype("float32") / 255

# %% wrong="last batch lost" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[k * batch_size:(k + 1) * batch_size], y[k * batch_size:(k + 1) * batch_size])
            for k in range(len(X) // batch_size)]

# %% wrong="empty batch at the end" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[k * batch_size:(k + 1) * batch_size], y[k * batch_size:(k + 1) * batch_size])
            for k in range(len(X) // batch_size + 1)]

# %% wrong="labels not cut" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[i:i + batch_size], y) for i in range(0, len(X), batch_size)]

# %% wrong="off by one at the border" id="q11_batches"
def batches(X, y, batch_size):
    return [(X[i:i + batch_size - 1], y[i:i + batch_size - 1])
            for i in range(0, len(X), batch_size)]

# %% wrong="mean over the features" id="q12_nearest" points=6
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=1)[0] for k in range(10)])


def nearest(X, means):
    return np.argmin(((X[:, None, :] - means) ** 2).sum(axis=2), axis=1)

# %% wrong="farthest" id="q12_nearest" points=6
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=0) for k in range(10)])


def nearest(X, means):
    return np.argmax(((X[:, None, :] - means) ** 2).sum(axis=2), axis=1)

# %% wrong="differences not squared" id="q12_nearest" points=6
def mean_rows(X, y):
    return np.array([X[y == k].mean(axis=0) for k in range(10)])


def nearest(X, means):
    return np.argmin((X[:, None, :] - means).sum(axis=2), axis=1)

# %% wrong="sum instead of mean" id="q12_nearest" points=6
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
