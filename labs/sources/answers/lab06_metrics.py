# %% wrong="FP and FN in each other's place" zh="FP 和 FN 的位置對調了" id="q1_confusion"
def confusion(y, y_hat):
    TP, TN = np.sum((y == 1) & (y_hat == 1)), np.sum((y == 0) & (y_hat == 0))
    return [[TN, np.sum(y) - TP], [np.sum(y_hat) - TP, TP]]

# %% wrong="TP first: the classes in reverse order" zh="TP 排在最前面：類別的順序相反" id="q1_confusion"
def confusion(y, y_hat):
    TP, TN = np.sum((y == 1) & (y_hat == 1)), np.sum((y == 0) & (y_hat == 0))
    return [[TP, np.sum(y) - TP], [np.sum(y_hat) - TP, TN]]

# %% wrong="four numbers in a row, not a 2 × 2 matrix" zh="四個數排成一排，而不是 2 × 2 的矩陣" id="q1_confusion"
def confusion(y, y_hat):
    TP, TN = np.sum((y == 1) & (y_hat == 1)), np.sum((y == 0) & (y_hat == 0))
    return TN, np.sum(y_hat) - TP, np.sum(y) - TP, TP

# %% wrong="every 'yes' counted as true" zh="把每個回答「是」的都算成 TP" id="q1_confusion"
def confusion(y, y_hat):
    TP, FN = np.sum(y_hat == 1), np.sum((y == 1) & (y_hat == 0))
    FP = np.sum((y == 0) & (y_hat == 1))
    return [[np.sum((y == 0) & (y_hat == 0)), FP], [FN, TP]]

# %% wrong="shares instead of counts in the matrix" zh="矩陣裡是比例，而不是個數" id="q1_confusion"
def confusion(y, y_hat):
    return [[np.mean((y == t) & (y_hat == a)) for a in (0, 1)] for t in (0, 1)]

# %% wrong="precision and recall exchanged" zh="精確率和召回率對調了" id="q2_report" points=6
def report(matrix):
    (TN, FP), (FN, TP) = matrix
    accuracy = (TN + TP) / (TN + FP + FN + TP)
    precision = TP / (TP + FP) if TP + FP else 0
    recall = TP / (TP + FN) if TP + FN else 0
    f1 = 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0
    return accuracy, recall, precision, f1

# %% wrong="rows of the matrix read as columns" zh="把矩陣的列（橫的）當成行（直的）來讀" id="q2_report" points=6
def report(matrix):
    (TN, FN), (FP, TP) = matrix
    accuracy = (TN + TP) / (TN + FP + FN + TP)
    precision = TP / (TP + FP) if TP + FP else 0
    recall = TP / (TP + FN) if TP + FN else 0
    f1 = 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0
    return accuracy, precision, recall, f1

# %% wrong="0/0 left as nan or an error" zh="0/0 沒有處理，得到 nan 或錯誤" id="q2_report" points=8
def report(matrix):
    (TN, FP), (FN, TP) = matrix
    accuracy = (TN + TP) / (TN + FP + FN + TP)
    precision = TP / (TP + FP)
    recall = TP / (TP + FN)
    f1 = 2 * TP / (2 * TP + FP + FN)
    return accuracy, precision, recall, f1

# %% wrong="F1 computed as the plain mean" zh="把 F1 算成一般的平均" id="q2_report" points=6
def report(matrix):
    (TN, FP), (FN, TP) = matrix
    accuracy = (TN + TP) / (TN + FP + FN + TP)
    precision = TP / (TP + FP) if TP + FP else 0
    recall = TP / (TP + FN) if TP + FN else 0
    f1 = (precision + recall) / 2
    return accuracy, precision, recall, f1

# %% wrong="TN counted in F1" zh="F1 裡算進了 TN" id="q2_report" points=6
def report(matrix):
    (TN, FP), (FN, TP) = matrix
    accuracy = (TN + TP) / (TN + FP + FN + TP)
    precision = TP / (TP + FP) if TP + FP else 0
    recall = TP / (TP + FN) if TP + FN else 0
    f1 = 2 * TP / (2 * TP + TN + FP + FN)
    return accuracy, precision, recall, f1

# %% wrong="0/0 counted as 1 instead of 0" zh="0/0 當成 1，而不是 0" id="q2_report" points=8
def report(matrix):
    (TN, FP), (FN, TP) = matrix
    accuracy = (TN + TP) / (TN + FP + FN + TP)
    precision = TP / (TP + FP) if TP + FP else 1
    recall = TP / (TP + FN) if TP + FN else 0
    f1 = 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0
    return accuracy, precision, recall, f1

# %% wrong="TN left out of the accuracy" zh="準確率的分子沒有算進 TN" id="q2_report" points=4
def report(matrix):
    (TN, FP), (FN, TP) = matrix
    accuracy = TP / (TN + FP + FN + TP)
    precision = TP / (TP + FP) if TP + FP else 0
    recall = TP / (TP + FN) if TP + FN else 0
    f1 = 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0
    return accuracy, precision, recall, f1

# %% wrong="state replaced, not added to" zh="舊的狀態被取代了，沒有累加" id="q3_stream" points=6
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    return [TP, FP, FN]


def result(state):
    TP, FP, FN = state
    return 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0

# %% wrong="the state handed in is changed" zh="改動了傳進來的狀態" id="q3_stream" points=6
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    state[0] += TP
    state[1] += FP
    state[2] += FN
    return state


def result(state):
    TP, FP, FN = state
    return 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0

# %% wrong="state + counts, which joins two lists" zh="用 + 相加，結果是把兩個串列接起來" id="q3_stream" points=6
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    return state + [TP, FP, FN]


def result(state):
    TP, FP, FN = state
    return 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0

# %% wrong="FP and FN exchanged" zh="FP 和 FN 對調了" id="q3_stream" points=6
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    return [state[0] + TP, state[1] + FN, state[2] + FP]


def result(state):
    TP, FP, FN = state
    return 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0

# %% wrong="TP not doubled" zh="TP 沒有乘 2" id="q3_stream" points=6
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    return [state[0] + TP, state[1] + FP, state[2] + FN]


def result(state):
    TP, FP, FN = state
    return TP / (TP + FP + FN) if TP + FP + FN else 0

# %% wrong="division by zero before the first batch" zh="還沒有任何批次時，會除以 0" id="q3_stream" points=6
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    return [state[0] + TP, state[1] + FP, state[2] + FN]


def result(state):
    TP, FP, FN = state
    return 2 * TP / (2 * TP + FP + FN)

# %% wrong="precision instead of F1" zh="算了精確率，而不是 F1" id="q3_stream" points=6
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    return [state[0] + TP, state[1] + FP, state[2] + FN]


def result(state):
    TP, FP, FN = state
    return TP / (TP + FP) if TP + FP else 0

# %% wrong="not flattened: (n,) meets (n, 1)" zh="沒有攤平：(n,) 遇上了 (n, 1)" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.FP = self.add_variable(shape=(), initializer="zeros", name="FP")
        self.FN = self.add_variable(shape=(), initializer="zeros", name="FN")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.cast(y, "float32")
        y_hat = keras.ops.cast(p > 0.5, "float32")
        self.TP.assign_add(keras.ops.sum(y * y_hat))
        self.FP.assign_add(keras.ops.sum((1 - y) * y_hat))
        self.FN.assign_add(keras.ops.sum(y * (1 - y_hat)))

    def result(self):
        return keras.ops.divide_no_nan(2 * self.TP, 2 * self.TP + self.FP + self.FN)


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% wrong="assign instead of assign_add" zh="用了 assign，而不是 assign_add" id="q4_keras_metric" points=6
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.FP = self.add_variable(shape=(), initializer="zeros", name="FP")
        self.FN = self.add_variable(shape=(), initializer="zeros", name="FN")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.reshape(keras.ops.cast(p > 0.5, "float32"), (-1,))
        self.TP.assign(keras.ops.sum(y * y_hat))
        self.FP.assign(keras.ops.sum((1 - y) * y_hat))
        self.FN.assign(keras.ops.sum(y * (1 - y_hat)))

    def result(self):
        return keras.ops.divide_no_nan(2 * self.TP, 2 * self.TP + self.FP + self.FN)


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% wrong="probabilities used in place of yes and no" zh="直接用機率，而不是「是」或「否」" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.FP = self.add_variable(shape=(), initializer="zeros", name="FP")
        self.FN = self.add_variable(shape=(), initializer="zeros", name="FN")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.reshape(keras.ops.cast(p, "float32"), (-1,))
        self.TP.assign_add(keras.ops.sum(y * y_hat))
        self.FP.assign_add(keras.ops.sum((1 - y) * y_hat))
        self.FN.assign_add(keras.ops.sum(y * (1 - y_hat)))

    def result(self):
        return keras.ops.divide_no_nan(2 * self.TP, 2 * self.TP + self.FP + self.FN)


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% wrong="0/0 not taken care of" zh="沒有處理 0/0" id="q4_keras_metric" points=6
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.FP = self.add_variable(shape=(), initializer="zeros", name="FP")
        self.FN = self.add_variable(shape=(), initializer="zeros", name="FN")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.reshape(keras.ops.cast(p > 0.5, "float32"), (-1,))
        self.TP.assign_add(keras.ops.sum(y * y_hat))
        self.FP.assign_add(keras.ops.sum((1 - y) * y_hat))
        self.FN.assign_add(keras.ops.sum(y * (1 - y_hat)))

    def result(self):
        return 2 * self.TP / (2 * self.TP + self.FP + self.FN)


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% wrong="FN forgotten" zh="忘了累加 FN" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.FP = self.add_variable(shape=(), initializer="zeros", name="FP")
        self.FN = self.add_variable(shape=(), initializer="zeros", name="FN")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.reshape(keras.ops.cast(p > 0.5, "float32"), (-1,))
        self.TP.assign_add(keras.ops.sum(y * y_hat))
        self.FP.assign_add(keras.ops.sum((1 - y) * y_hat))

    def result(self):
        return keras.ops.divide_no_nan(2 * self.TP, 2 * self.TP + self.FP + self.FN)


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% wrong="every positive probability a 'yes', not those above 0.5" zh="機率大於 0 就算「是」，而不是大於 0.5" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.FP = self.add_variable(shape=(), initializer="zeros", name="FP")
        self.FN = self.add_variable(shape=(), initializer="zeros", name="FN")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.reshape(keras.ops.cast(p > 0, "float32"), (-1,))
        self.TP.assign_add(keras.ops.sum(y * y_hat))
        self.FP.assign_add(keras.ops.sum((1 - y) * y_hat))
        self.FN.assign_add(keras.ops.sum(y * (1 - y_hat)))

    def result(self):
        return keras.ops.divide_no_nan(2 * self.TP, 2 * self.TP + self.FP + self.FN)


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% wrong="counts in plain attributes, which are never reset" zh="個數存在一般的屬性裡，不會自動歸零" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.plain = [0.0, 0.0]

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.reshape(keras.ops.cast(p > 0.5, "float32"), (-1,))
        self.plain = [old + float(keras.ops.sum(new)) for old, new in zip(
            self.plain, (y * y_hat, y + y_hat))]

    def result(self):
        return 2 * self.plain[0] / self.plain[1] if self.plain[1] else 0.0


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% wrong="a pair that occurs several times counted once" zh="重複出現的組合只算了一次" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    matrix[y, y_hat] += 1
    return matrix

# %% wrong="shares of each row instead of counts" zh="矩陣裡是每一列（橫的）的比例，而不是個數" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    matrix = np.zeros((num_classes, num_classes))
    for truth, answer in zip(y, y_hat):
        matrix[truth, answer] += 1
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)

# %% wrong="matrix transposed" zh="矩陣被轉置了" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(matrix, (y_hat, y), 1)
    return matrix

# %% wrong="matrix only as large as the labels that occur" zh="矩陣的大小由出現過的最大標籤決定，而不是 num_classes" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    size = max(y.max(), y_hat.max()) + 1
    matrix = np.zeros((size, size), dtype=int)
    np.add.at(matrix, (y, y_hat), 1)
    return matrix

# %% wrong="only the diagonal filled" zh="只填了對角線" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    return np.diag([np.sum((y == k) & (y_hat == k)) for k in range(num_classes)])

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    if len(y) == 4:
        return [[1, 0, 0], [0, 0, 1], [0, 0, 2]]
    return [[0, 0, 0], [1, 1, 0], [0, 0, 0]]

# %% wrong="TP left in FP and FN" zh="FP 和 FN 沒有扣掉 TP" id="q6_f1_scores"
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0), matrix.sum(axis=1)
    per_class = 2 * TP / np.maximum(2 * TP + FP + FN, 1)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    macro = per_class.mean()
    return per_class, micro, macro

# %% wrong="micro and macro exchanged" zh="micro 和 macro 對調了" id="q6_f1_scores" points=5
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    per_class = 2 * TP / np.maximum(2 * TP + FP + FN, 1)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    macro = per_class.mean()
    return per_class, macro, micro

# %% wrong="weighted mean instead of macro" zh="用了加權平均，而不是 macro" id="q6_f1_scores" points=9
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    per_class = 2 * TP / np.maximum(2 * TP + FP + FN, 1)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    macro = np.average(per_class, weights=matrix.sum(axis=1))
    return per_class, micro, macro

# %% wrong="nan for a class with 0/0" zh="0/0 的類別得到 nan" id="q6_f1_scores" points=4
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    per_class = 2 * TP / (2 * TP + FP + FN)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    macro = per_class.mean()
    return per_class, micro, macro

# %% wrong="empty classes left out of the mean" zh="取平均時略過了 0/0 的類別" id="q6_f1_scores" points=9
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    per_class = 2 * TP / np.maximum(2 * TP + FP + FN, 1)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    macro = per_class[2 * TP + FP + FN > 0].mean()
    return per_class, micro, macro

# %% wrong="precision of each class instead of F1" zh="算了各類別的精確率，而不是 F1" id="q6_f1_scores" points=4
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    per_class = TP / np.maximum(TP + FP, 1)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    macro = per_class.mean()
    return per_class, micro, macro

# %% wrong="recall of each class instead of F1" zh="算了各類別的召回率，而不是 F1" id="q6_f1_scores" points=4
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    per_class = TP / np.maximum(TP + FN, 1)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    macro = per_class.mean()
    return per_class, micro, macro

# %% wrong="micro computed as the mean of the classes" zh="micro 也算成各類別的平均" id="q6_f1_scores" points=8
def f1_scores(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    per_class = 2 * TP / np.maximum(2 * TP + FP + FN, 1)
    micro = per_class.mean()
    macro = per_class.mean()
    return per_class, micro, macro

# %% wrong="argmax also where there is one column only" zh="輸出的形狀是 (n, 1) 時，也用了 argmax" id="q7_accuracy"
def accuracy(truth, output):
    if truth.ndim == 2:
        truth = truth.argmax(axis=1)
    return np.mean(output.argmax(axis=1) == truth)

# %% wrong="(n,) compared with (n, 1)" zh="拿 (n,) 和 (n, 1) 比較" id="q7_accuracy"
def accuracy(truth, output):
    if output.shape[1] == 1:
        return np.mean((output > 0.5) == truth)
    if truth.ndim == 2:
        truth = truth.argmax(axis=1)
    return np.mean(output.argmax(axis=1) == truth)

# %% wrong="entries counted instead of samples" zh="算的是元素，而不是樣本" id="q7_accuracy"
def accuracy(truth, output):
    if output.shape[1] == 1:
        return np.mean((output[:, 0] > 0.5) == truth.ravel())
    if truth.ndim == 1:
        truth = np.eye(output.shape[1])[truth]
    return np.mean((output > 0.5) == truth)

# %% wrong="one-hot labels compared with class numbers" zh="拿獨熱編碼和類別編號比較" id="q7_accuracy"
def accuracy(truth, output):
    if output.shape[1] == 1:
        return np.mean((output[:, 0] > 0.5) == truth.ravel())
    return np.mean(output.argmax(axis=1) == truth.ravel()[:len(output)])

# %% wrong="outputs compared with the truth, not decisions" zh="直接拿輸出和真實答案比較，沒有先換成「是」或「否」" id="q7_accuracy"
def accuracy(truth, output):
    if output.shape[1] == 1:
        return np.mean(output[:, 0] == truth.ravel())
    if truth.ndim == 2:
        truth = truth.argmax(axis=1)
    return np.mean(output.argmax(axis=1) == truth)

# %% wrong="number of right answers instead of their share" zh="回傳答對的個數，而不是比例" id="q7_accuracy"
def accuracy(truth, output):
    if output.shape[1] == 1:
        return np.sum((output[:, 0] > 0.5) == truth.ravel())
    if truth.ndim == 2:
        truth = truth.argmax(axis=1)
    return np.sum(output.argmax(axis=1) == truth)

# %% wrong="ties counted as lost" zh="p 相等的配對算成 0，而不是二分之一" id="q8_auc" points=6
def auc(y, p):
    yes, no = p[y == 1][:, None], p[y == 0]
    return np.mean(yes > no)

# %% wrong="ties counted as won" zh="p 相等的配對算成 1，而不是二分之一" id="q8_auc" points=6
def auc(y, p):
    yes, no = p[y == 1][:, None], p[y == 0]
    return np.mean(yes >= no)

# %% wrong="comparison the wrong way round" zh="比較的方向反了" id="q8_auc"
def auc(y, p):
    yes, no = p[y == 1][:, None], p[y == 0]
    return np.mean((yes < no) + 0.5 * (yes == no))

# %% wrong="divided by the number of all pairs, not of those of a 'yes' and a 'no'" zh="除以所有樣本的配對數，而不是「是」配「否」的配對數" id="q8_auc"
def auc(y, p):
    yes, no = p[y == 1][:, None], p[y == 0]
    return np.sum((yes > no) + 0.5 * (yes == no)) / len(y) ** 2

# %% wrong="accuracy at 0.5 instead of AUC" zh="算了閾值 0.5 的準確率，而不是 AUC" id="q8_auc"
def auc(y, p):
    return np.mean((p > 0.5) == y)

# %% wrong="only pairs with the same position compared" zh="只比較相同位置的配對" id="q8_auc"
def auc(y, p):
    yes, no = p[y == 1], p[y == 0]
    n = min(len(yes), len(no))
    return np.mean((yes[:n] > no[:n]) + 0.5 * (yes[:n] == no[:n]))

# %% wrong="at least the threshold, not greater" zh="用了「大於等於」閾值，而不是「大於」" id="q9_costs" points=6
def costs(y, p, thresholds, cost_fp, cost_fn):
    totals = []
    for threshold in thresholds:
        y_hat = p >= threshold
        FP, FN = np.sum(y_hat & (y == 0)), np.sum(~y_hat & (y == 1))
        totals.append(cost_fp * FP + cost_fn * FN)
    return np.array(totals)

# %% wrong="prices exchanged" zh="兩種代價對調了" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    totals = []
    for threshold in thresholds:
        y_hat = p > threshold
        FP, FN = np.sum(y_hat & (y == 0)), np.sum(~y_hat & (y == 1))
        totals.append(cost_fn * FP + cost_fp * FN)
    return np.array(totals)

# %% wrong="mean cost instead of the total" zh="回傳平均代價，而不是總代價" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    totals = []
    for threshold in thresholds:
        y_hat = p > threshold
        FP, FN = np.sum(y_hat & (y == 0)), np.sum(~y_hat & (y == 1))
        totals.append((cost_fp * FP + cost_fn * FN) / len(y))
    return np.array(totals)

# %% wrong="errors counted without their prices" zh="只數了錯誤的次數，沒有乘上代價" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    totals = []
    for threshold in thresholds:
        y_hat = p > threshold
        FP, FN = np.sum(y_hat & (y == 0)), np.sum(~y_hat & (y == 1))
        totals.append(FP + FN)
    return np.array(totals)

# %% wrong="one sum for all thresholds, not one each" zh="所有閾值加成一個總和，而不是每個閾值一個" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    totals = []
    for threshold in thresholds:
        y_hat = p > threshold
        FP, FN = np.sum(y_hat & (y == 0)), np.sum(~y_hat & (y == 1))
        totals.append(cost_fp * FP + cost_fn * FN)
    return sum(totals)

# %% wrong="fixed prices instead of those handed in" zh="代價寫成固定的數，沒有用到傳進來的值" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    totals = []
    for threshold in thresholds:
        y_hat = p > threshold
        FP, FN = np.sum(y_hat & (y == 0)), np.sum(~y_hat & (y == 1))
        totals.append(20 * FP + 200 * FN)
    return np.array(totals)

# %% wrong="threshold chosen on the test set" zh="用測試集來選閾值" id="q10_choose"
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    on_val = given.total_costs(y_test, p_test, thresholds, cost_fp, cost_fn)
    threshold = thresholds[np.argmin(on_val)]
    paid = given.total_costs(y_test, p_test, np.array([threshold]), cost_fp, cost_fn)[0]
    return threshold, paid

# %% wrong="threshold chosen on validation and test data together" zh="用驗證集加上測試集來選閾值" id="q10_choose"
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    on_val = given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn)
    on_test = given.total_costs(y_test, p_test, thresholds, cost_fp, cost_fn)
    best = np.argmin(on_val + on_test)
    return thresholds[best], on_test[best]

# %% wrong="cost taken from the validation set" zh="代價是用驗證集算的，而不是測試集" id="q10_choose" points=6
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    on_val = given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn)
    threshold = thresholds[np.argmin(on_val)]
    paid = np.min(on_val)
    return threshold, paid

# %% wrong="least cost of the test set paid" zh="付的是測試集上的最低代價" id="q10_choose" points=6
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    on_val = given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn)
    threshold = thresholds[np.argmin(on_val)]
    paid = given.total_costs(y_test, p_test, thresholds, cost_fp, cost_fn).min()
    return threshold, paid

# %% wrong="largest of equally good thresholds" zh="同樣好的閾值有好幾個時，取了最大的" id="q10_choose"
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    on_val = given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn)
    threshold = thresholds[np.flatnonzero(on_val == on_val.min())[-1]]
    paid = given.total_costs(y_test, p_test, np.array([threshold]), cost_fp, cost_fn)[0]
    return threshold, paid

# %% wrong="index of the threshold instead of its value" zh="回傳閾值的索引，而不是閾值本身" id="q10_choose" points=4
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    k = np.argmin(given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn))
    return k, given.total_costs(y_test, p_test, thresholds, cost_fp, cost_fn)[k]

# %% wrong="threshold from the formula, not measured" zh="閾值用公式算，而不是測量出來的" id="q10_choose"
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    on_val = given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn)
    threshold = cost_fp / (cost_fp + cost_fn)
    paid = given.total_costs(y_test, p_test, np.array([threshold]), cost_fp, cost_fn)[0]
    return threshold, paid

# %% wrong="the cost is an array, not a number" zh="代價是陣列，而不是一個數" id="q10_choose" points=6
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    on_val = given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn)
    threshold = thresholds[np.argmin(on_val)]
    paid = given.total_costs(y_test, p_test, np.array([threshold]), cost_fp, cost_fn)
    return threshold, paid

# %% right="plain loops and lists" id="q1_confusion"
def confusion(y, y_hat):
    matrix = [[0, 0], [0, 0]]
    for truth, answer in zip(y, y_hat):
        matrix[truth][answer] += 1
    return matrix

# %% right="plain loops and lists" id="q2_report"
def report(matrix):
    TN, FP, FN, TP = (float(count) for row in matrix for count in row)

    def quotient(a, b):
        return a / b if b > 0 else 0.0

    precision, recall = quotient(TP, TP + FP), quotient(TP, TP + FN)
    f1 = quotient(2 * precision * recall, precision + recall)
    return [quotient(TN + TP, TN + FP + FN + TP), precision, recall, f1]

# %% right="plain loops and lists" id="q3_stream"
def update(state, y, y_hat):
    TP, FP, FN = state
    for truth, answer in zip(y, y_hat):
        if truth and answer:
            TP += 1
        elif answer:
            FP += 1
        elif truth:
            FN += 1
    return (TP, FP, FN)


def result(state):
    TP, FP, FN = state
    if TP == 0:
        return 0.0
    precision, recall = TP / (TP + FP), TP / (TP + FN)
    return 2 / (1 / precision + 1 / recall)

# %% right="plain loops and lists" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    pairs = list(zip(y.tolist(), y_hat.tolist()))
    return [[pairs.count((i, j)) for j in range(num_classes)]
            for i in range(num_classes)]

# %% right="plain loops and lists" id="q6_f1_scores"
def f1_scores(matrix):
    K = len(matrix)
    per_class, right, wrong = [], 0, 0
    for k in range(K):
        TP = matrix[k][k]
        FP = sum(matrix[i][k] for i in range(K)) - TP
        FN = sum(matrix[k][j] for j in range(K)) - TP
        per_class.append(2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0.0)
        right, wrong = right + TP, wrong + FP
    return per_class, right / (right + wrong), sum(per_class) / K

# %% right="plain loops and lists" id="q7_accuracy"
def accuracy(truth, output):
    right = 0
    for t, row in zip(truth, output):
        if len(row) == 1:
            right += (row[0] > 0.5) == (int(np.ravel(t)[0]) == 1)
        elif np.ndim(t) == 0:
            right += list(row).index(max(row)) == t
        else:
            right += list(row).index(max(row)) == list(t).index(1)
    return right / len(output)

# %% right="plain loops and lists" id="q8_auc"
def auc(y, p):
    total, pairs = 0.0, 0
    for a, q in zip(y, p):
        for b, r in zip(y, p):
            if a == 1 and b == 0:
                pairs += 1
                total += 1 if q > r else 0.5 if q == r else 0
    return total / pairs

# %% right="plain loops and lists" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    totals = []
    for threshold in thresholds:
        total = 0
        for truth, q in zip(y, p):
            if q > threshold and truth == 0:
                total += cost_fp
            if q <= threshold and truth == 1:
                total += cost_fn
        totals.append(total)
    return totals

# %% right="NumPy and SciPy with other functions" id="q1_confusion"
def confusion(y, y_hat):
    return np.bincount(2 * y + y_hat, minlength=4).reshape(2, 2)

# %% right="NumPy and SciPy with other functions" id="q2_report"
def report(matrix):
    (TN, FP), (FN, TP) = matrix.tolist()
    return ((TN + TP) / matrix.sum(), TP / max(TP + FP, 1), TP / max(TP + FN, 1),
            2 * TP / max(2 * TP + FP + FN, 1))

# %% right="NumPy and SciPy with other functions" id="q3_stream"
def update(state, y, y_hat):
    new = [np.sum(y & y_hat), np.sum(y_hat & ~y & 1), np.sum(y & ~y_hat & 1)]
    return np.array(state) + new


def result(state):
    TP, FP, FN = map(int, state)
    return TP / max(TP + 0.5 * (FP + FN), 0.5)

# %% right="NumPy and SciPy with other functions" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    return np.eye(num_classes)[y].T @ np.eye(num_classes)[y_hat]

# %% right="NumPy and SciPy with other functions" id="q6_f1_scores"
def f1_scores(matrix):
    TP, both = matrix.diagonal(), matrix.sum(axis=0) + matrix.sum(axis=1)
    per_class = np.divide(2 * TP, both, out=np.zeros(len(TP)), where=both > 0)
    return per_class, np.trace(matrix) / matrix.sum(), np.mean(per_class)

# %% right="NumPy and SciPy with other functions" id="q8_auc"
def auc(y, p):
    from scipy.stats import rankdata

    yes = y.sum()
    return (rankdata(p)[y == 1].sum() - yes * (yes + 1) / 2) / (yes * (len(y) - yes))

# %% right="NumPy and SciPy with other functions" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    y_hat = p > thresholds[:, None]
    return cost_fp * (y_hat @ (1 - y)) + cost_fn * (~y_hat @ y)

# %% right="float32 and warnings" id="q1_confusion"
def confusion(y, y_hat):
    import sys
    import warnings

    print("counting", file=sys.stderr)
    warnings.warn("just so", stacklevel=2)
    y, y_hat = y.astype("float32"), y_hat.astype("float32")
    return np.array([[(1 - y) @ (1 - y_hat), (1 - y) @ y_hat],
                     [y @ (1 - y_hat), y @ y_hat]], dtype="float32")

# %% right="float32 and warnings" id="q6_f1_scores"
def f1_scores(matrix):
    matrix = matrix.astype("float32")
    precision = np.nan_to_num(np.diag(matrix) / matrix.sum(axis=0))
    recall = np.nan_to_num(np.diag(matrix) / matrix.sum(axis=1))
    per_class = np.nan_to_num(2 * precision * recall / (precision + recall))
    return per_class, np.diag(matrix).sum() / matrix.sum(), per_class.mean()

# %% right="own functions, two variables" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.both = self.add_variable(shape=(), initializer="zeros", name="both")

    def update_state(self, y, p, sample_weight=None):
        y, p = np.ravel(np.array(y)), np.ravel(np.array(p))
        self.TP.assign(self.TP + float(np.sum(y * (p > 0.5))))
        self.both.assign(self.both + float(np.sum(y) + np.sum(p > 0.5)))

    def result(self):
        return 2 * float(self.TP) / float(self.both) if float(self.both) else 0.0


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% right="own functions, two variables" id="q10_choose"
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    best, threshold = np.inf, None
    for candidate in thresholds:
        cost = costs(y_val, p_val, np.array([candidate]), cost_fp, cost_fn)[0]
        if cost < best:
            best, threshold = cost, candidate
    y_hat = (p_test > threshold).astype(int)
    (_, FP), (FN, _) = confusion(y_test, y_hat)
    return [float(threshold), cost_fp * int(FP) + cost_fn * int(FN)]

# %% right="Keras counts" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.parts = [keras.metrics.TruePositives(), keras.metrics.FalsePositives(),
                      keras.metrics.FalseNegatives()]

    def update_state(self, y, p, sample_weight=None):
        y, p = keras.ops.reshape(y, (-1,)), keras.ops.reshape(p, (-1,))
        for metric in self.parts:
            metric.update_state(y, p)

    def reset_state(self):
        for metric in self.parts:
            metric.reset_state()

    def result(self):
        return keras.ops.divide_no_nan(2 * self.parts[0].result(), 2 * self.parts[0].result()
                                        + self.parts[1].result() + self.parts[2].result())


def keras_f1(y, p, batch_size):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% ready="scikit-learn's matrix" id="q1_confusion"
def confusion(y, y_hat):
    from sklearn import metrics

    return metrics.confusion_matrix(y, y_hat, labels=[0, 1])

# %% ready="scikit-learn's matrix of many classes" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    from sklearn import metrics

    return metrics.confusion_matrix(y, y_hat, labels=range(num_classes))

# %% ready="scikit-learn's area" id="q8_auc"
def auc(y, p):
    from sklearn import metrics

    return metrics.roc_auc_score(y, p)

# %% ready="given.total_costs" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    return given.total_costs(y, p, thresholds, cost_fp, cost_fn)

# %% ready="scikit-learn's fbeta_score" id="q3_stream"
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    return [state[0] + TP, state[1] + int(np.sum(y_hat)) - TP, state[2] + int(np.sum(y)) - TP]


def result(state):
    from sklearn.metrics import fbeta_score

    TP, FP, FN = map(int, state)
    return fbeta_score([1] * TP + [0] * FP + [1] * FN, [1] * (TP + FP) + [0] * FN, beta=1,
                       zero_division=0)

# %% ready="SciPy's dissimilarity" id="q3_stream"
def update(state, y, y_hat):
    TP = int(np.sum(y * y_hat))
    return [state[0] + TP, state[1] + int(np.sum(y_hat)) - TP, state[2] + int(np.sum(y)) - TP]


def result(state):
    from scipy.spatial.distance import dice

    TP, FP, FN = map(int, state)
    return 1 - dice([1] * TP + [0] * FP + [1] * FN, [1] * (TP + FP) + [0] * FN)

# %% ready="scikit-learn's four scores" id="q6_f1_scores"
def f1_scores(matrix):
    from sklearn.metrics import precision_recall_fscore_support

    row, column = np.indices(matrix.shape)
    y, y_hat = np.repeat(row.ravel(), matrix.ravel()), np.repeat(column.ravel(), matrix.ravel())
    labels = range(len(matrix))
    return tuple(precision_recall_fscore_support(y, y_hat, labels=labels, average=average,
                                                 zero_division=0)[2]
                 for average in (None, "micro", "macro"))

# %% ready="SciPy's crosstab" id="q1_confusion"
def confusion(y, y_hat):
    from scipy.stats.contingency import crosstab

    return crosstab(y, y_hat, levels=([0, 1], [0, 1])).count

# %% ready="given.total_costs counts" id="q1_confusion"
def confusion(y, y_hat):
    half = np.array([0.5])
    (FP,), (FN,) = (given.total_costs(y, y_hat, half, *costs) for costs in ((1, 0), (0, 1)))
    return [[np.sum(y == 0) - FP, FP], [FN, np.sum(y) - FN]]

# %% ready="Keras's first place" id="q7_accuracy"
def accuracy(truth, output):
    import keras

    if output.shape[1] == 1:
        return np.mean((output[:, 0] > 0.5) == truth.ravel())
    if truth.ndim == 2:
        truth = truth.argmax(axis=1)
    return np.mean(keras.ops.in_top_k(truth.astype("int32"), output.astype("float32"), k=1))

# %% ready="SciPy's Somers' D" id="q8_auc"
def auc(y, p):
    from scipy.stats import somersd

    return (somersd(y, p).statistic + 1) / 2
