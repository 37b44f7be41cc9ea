# %% wrong="size of the window forgotten" zh="忘了乘上視窗的大小" id="q1_fans"
def fans(shape):
    *window, channels_in, channels_out = shape
    places = 1
    for size in window:
        places *= size
    return channels_in, channels_out

# %% wrong="window multiplied into fan-in only" zh="只有輸入端數乘了視窗" id="q1_fans"
def fans(shape):
    *window, channels_in, channels_out = shape
    places = 1
    for size in window:
        places *= size
    return places * channels_in, channels_out

# %% wrong="sizes of the window added, not multiplied" zh="視窗的大小用加的，而不是用乘的" id="q1_fans"
def fans(shape):
    *window, channels_in, channels_out = shape
    places = 1
    for size in window:
        places += size
    return places * channels_in, places * channels_out

# %% wrong="fan-in and fan-out exchanged" zh="輸入端數和輸出端數對調了" id="q1_fans"
def fans(shape):
    *window, channels_in, channels_out = shape
    places = 1
    for size in window:
        places *= size
    return places * channels_out, places * channels_in

# %% wrong="always two axes of the window, also where it has one or three" zh="視窗一律當成兩個軸" id="q1_fans"
def fans(shape):
    if len(shape) == 2:
        return shape
    return shape[0] * shape[1] * shape[-2], shape[0] * shape[1] * shape[-1]

# %% wrong="windows of one or two axes only" zh="視窗只處理了一個或兩個軸的情形" id="q1_fans"
def fans(shape):
    if len(shape) == 2:
        return shape
    if len(shape) == 3:
        return shape[0] * shape[1], shape[0] * shape[2]
    height, width, channels_in, channels_out = shape
    return height * width * channels_in, height * width * channels_out

# %% wrong="rows counted in place of columns" zh="數的是列（橫的），而不是行（直的）" id="q2_num_kinds"
def num_kinds(W, b):
    units = np.round(np.vstack([W, b]), 5)
    return len(np.unique(units, axis=0))

# %% wrong="bias not looked at" zh="沒有把偏差算進去" id="q2_num_kinds"
def num_kinds(W, b):
    units = np.round(W, 5).T
    return len(np.unique(units, axis=0))

# %% wrong="different numbers counted, not different units" zh="數的是不同的數字，而不是不同的單元" id="q2_num_kinds"
def num_kinds(W, b):
    units = np.round(np.vstack([W, b]), 5).T
    return len(np.unique(units))

# %% wrong="not rounded" zh="沒有四捨五入" id="q2_num_kinds"
def num_kinds(W, b):
    units = np.vstack([W, b]).T
    return len(np.unique(units, axis=0))

# %% wrong="rounded to whole numbers" zh="四捨五入到整數" id="q2_num_kinds"
def num_kinds(W, b):
    units = np.round(np.vstack([W, b]), 0).T
    return len(np.unique(units, axis=0))

# %% wrong="only the sums of the units compared" zh="只比較各單元的總和" id="q2_num_kinds"
def num_kinds(W, b):
    return len({round(float(total), 5) for total in W.sum(axis=0) + b})

# %% wrong="only neighbouring units compared" zh="只比較相鄰的單元" id="q2_num_kinds"
def num_kinds(W, b):
    units = np.round(np.vstack([W, b]), 5).T
    return 1 + sum(not np.array_equal(u, v) for u, v in zip(units[:-1], units[1:]))

# %% wrong="standard deviation instead of variance" zh="算了標準差，而不是變異數" id="q3_variance" points=4
def weight_variance(fan_in, fan_out, scale, mode):
    if mode == "fan_in":
        return np.sqrt(scale / fan_in)
    if mode == "fan_out":
        return np.sqrt(scale / fan_out)
    if mode == "fan_avg":
        return np.sqrt(2 * scale / (fan_in + fan_out))
    raise ValueError("unknown mode")


def recipe(name):
    scale = 2.0 if name == "he" else 1.0
    return scale, "fan_avg" if name == "glorot" else "fan_in"

# %% wrong="sum of the fans instead of their mean" zh="用了輸入端數和輸出端數的和，而不是平均" id="q3_variance" points=4
def weight_variance(fan_in, fan_out, scale, mode):
    if mode == "fan_in":
        return scale / fan_in
    if mode == "fan_out":
        return scale / fan_out
    if mode == "fan_avg":
        return scale / (fan_in + fan_out)
    raise ValueError("unknown mode")


def recipe(name):
    scale = 2.0 if name == "he" else 1.0
    return scale, "fan_avg" if name == "glorot" else "fan_in"

# %% wrong="unknown mode is taken as fan_avg" zh="把不認識的 mode 當成 fan_avg" id="q3_variance" points=4
def weight_variance(fan_in, fan_out, scale, mode):
    if mode == "fan_in":
        return scale / fan_in
    if mode == "fan_out":
        return scale / fan_out
    return 2 * scale / (fan_in + fan_out)


def recipe(name):
    scale = 2.0 if name == "he" else 1.0
    return scale, "fan_avg" if name == "glorot" else "fan_in"

# %% wrong="no ValueError for an unknown mode" zh="遇到不認識的 mode 沒有引發 ValueError" id="q3_variance" points=4
def weight_variance(fan_in, fan_out, scale, mode):
    if mode == "fan_in":
        return scale / fan_in
    if mode == "fan_out":
        return scale / fan_out
    if mode == "fan_avg":
        return 2 * scale / (fan_in + fan_out)


def recipe(name):
    scale = 2.0 if name == "he" else 1.0
    return scale, "fan_avg" if name == "glorot" else "fan_in"

# %% wrong="Glorot with scale 2 instead of 1" zh="Glorot 的 scale 用了 2，而不是 1" id="q3_variance" points=6
def weight_variance(fan_in, fan_out, scale, mode):
    if mode == "fan_in":
        return scale / fan_in
    if mode == "fan_out":
        return scale / fan_out
    if mode == "fan_avg":
        return 2 * scale / (fan_in + fan_out)
    raise ValueError("unknown mode")


def recipe(name):
    scale = 2.0 if name != "lecun" else 1.0
    return scale, "fan_avg" if name == "glorot" else "fan_in"

# %% wrong="He with the mean of both fans instead of fan-in" zh="He 用了輸入端數和輸出端數的平均，而不是只用輸入端數" id="q3_variance" points=6
def weight_variance(fan_in, fan_out, scale, mode):
    if mode == "fan_in":
        return scale / fan_in
    if mode == "fan_out":
        return scale / fan_out
    if mode == "fan_avg":
        return 2 * scale / (fan_in + fan_out)
    raise ValueError("unknown mode")


def recipe(name):
    scale = 2.0 if name == "he" else 1.0
    return scale, "fan_avg" if name != "lecun" else "fan_in"

# %% wrong="scale forgotten" zh="忘了乘 scale" id="q3_variance" points=4
def weight_variance(fan_in, fan_out, scale, mode):
    if mode == "fan_in":
        return 1 / fan_in
    if mode == "fan_out":
        return 1 / fan_out
    if mode == "fan_avg":
        return 2 / (fan_in + fan_out)
    raise ValueError("unknown mode")


def recipe(name):
    scale = 2.0 if name == "he" else 1.0
    return scale, "fan_avg" if name == "glorot" else "fan_in"

# %% wrong="standard deviation taken as the limit" zh="把標準差當成界限 c" id="q4_uniform_weights" points=4
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(seed)
    c = np.sqrt(variance)
    return rng.uniform(-c, c, shape)

# %% wrong="root forgotten" zh="忘了開根號" id="q4_uniform_weights" points=4
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(seed)
    c = 3 * variance
    return rng.uniform(-c, c, shape)

# %% wrong="the whole width 2c taken as the limit c" zh="把整個寬度 2c 當成界限 c" id="q4_uniform_weights" points=4
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(seed)
    c = np.sqrt(12 * variance)
    return rng.uniform(-c, c, shape)

# %% wrong="from 0 to c, not from -c to c" zh="從 0 到 c，而不是從 -c 到 c" id="q4_uniform_weights" points=4
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(seed)
    c = np.sqrt(3 * variance)
    return rng.uniform(0, c, shape)

# %% wrong="seed not used" zh="沒有用到種子" id="q4_uniform_weights" points=6
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng()
    c = np.sqrt(3 * variance)
    return rng.uniform(-c, c, shape)

# %% wrong="a fixed seed instead of the one handed in" zh="種子寫成固定的數，沒有用到傳進來的值" id="q4_uniform_weights" points=6
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(1)
    c = np.sqrt(3 * variance)
    return rng.uniform(-c, c, shape)

# %% wrong="normal numbers instead of uniform ones" zh="用了常態分布，而不是均勻分布" id="q4_uniform_weights" points=4
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(seed)
    c = np.sqrt(3 * variance)
    return rng.normal(0, np.sqrt(variance), shape)

# %% wrong="only three different values drawn" zh="只抽出三種不同的值" id="q4_uniform_weights" points=4
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(seed)
    c = np.sqrt(3 * variance)
    return rng.choice([-c, 0, c], shape)

# %% wrong="nothing beyond the border drawn again" zh="超出邊界的值完全沒有重抽" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std, shape)
    beyond = np.abs(W) > 2 * std
    while False:
        W[beyond] = rng.normal(0, std, beyond.sum())
        beyond = np.abs(W) > 2 * std
    return W

# %% wrong="drawn again only once" zh="只重抽了一次" id="q5_truncated_normal" points=6
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std, shape)
    beyond = np.abs(W) > 2 * std
    if beyond.any():
        W[beyond] = rng.normal(0, std, beyond.sum())
        beyond = np.abs(W) > 2 * std
    return W

# %% wrong="set to the border instead of drawn again" zh="超出的值改成邊界值，而不是重抽" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    return np.clip(rng.normal(0, std, shape), -2 * std, 2 * std)

# %% wrong="set to 0 instead of drawn again" zh="超出的值改成 0，而不是重抽" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    W = np.random.default_rng(seed).normal(0, std, shape)
    W[np.abs(W) > 2 * std] = 0
    return W

# %% wrong="only the upper side cut" zh="只截斷了正的那一側" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std, shape)
    beyond = W > 2 * std
    while beyond.any():
        W[beyond] = rng.normal(0, std, beyond.sum())
        beyond = W > 2 * std
    return W

# %% wrong="cut at 2, not at 2 standard deviations" zh="截斷點是 2，而不是 2 個標準差" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std, shape)
    beyond = np.abs(W) > 2
    while beyond.any():
        W[beyond] = rng.normal(0, std, beyond.sum())
        beyond = np.abs(W) > 2
    return W

# %% wrong="cut at one standard deviation, not at two" zh="截斷點是 1 個標準差，而不是 2 個" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std, shape)
    beyond = np.abs(W) > std
    while beyond.any():
        W[beyond] = rng.normal(0, std, beyond.sum())
        beyond = np.abs(W) > std
    return W

# %% wrong="widened here, which belongs to a later question" zh="在這裡就事先放寬了標準差，那是後面的題目才要做的" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    std, cut = std / 0.8796256610, std
    W = rng.normal(0, std, shape)
    beyond = np.abs(W) > 2 * std
    while beyond.any():
        W[beyond] = rng.normal(0, std, beyond.sum())
        beyond = np.abs(W) > 2 * std
    return W

# %% wrong="drawn with a larger standard deviation" zh="用了較大的標準差來抽" id="q5_truncated_normal" points=6
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std / 0.88, shape)
    beyond = np.abs(W) > 2 * std
    while beyond.any():
        W[beyond] = rng.normal(0, std / 0.88, beyond.sum())
        beyond = np.abs(W) > 2 * std
    return W

# %% wrong="numbers drawn again are uniform, not normal" zh="重抽時用了均勻分布，而不是常態分布" id="q5_truncated_normal" points=6
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std, shape)
    beyond = np.abs(W) > 2 * std
    while beyond.any():
        W[beyond] = rng.uniform(-2 * std, 2 * std, beyond.sum())
        beyond = np.abs(W) > 2 * std
    return W

# %% wrong="variance instead of its root" zh="回傳的是變異數，沒有開根號" id="q6_kept_std" points=4
def kept_std(c):
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return 1 - 2 * c * density / erf(c / sqrt(2))


def std_before(target):
    return target / 0.87962566103423978

# %% wrong="not divided by the share that is kept" zh="沒有除以留下來的比例" id="q6_kept_std" points=4
def kept_std(c):
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return sqrt(1 - 2 * c * density)


def std_before(target):
    return target / 0.87962566103423978

# %% wrong="erf(c) instead of erf(c / sqrt(2))" zh="寫成 erf(c)，而不是 erf(c / sqrt(2))" id="q6_kept_std" points=4
def kept_std(c):
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return sqrt(1 - 2 * c * density / erf(c))


def std_before(target):
    return target / 0.87962566103423978

# %% wrong="root of 2π forgotten" zh="忘了除以 2π 的平方根" id="q6_kept_std" points=4
def kept_std(c):
    density = exp(-c ** 2 / 2)
    return sqrt(1 - 2 * c * density / erf(c / sqrt(2)))


def std_before(target):
    return target / 0.87962566103423978

# %% wrong="a fixed 2 in place of c" zh="把 c 寫成固定的 2" id="q6_kept_std" points=4
def kept_std(c):
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return sqrt(1 - 4 * density / erf(c / sqrt(2)))


def std_before(target):
    return target / 0.87962566103423978

# %% wrong="target multiplied, not divided" zh="目標值用乘的，而不是用除的" id="q6_kept_std" points=8
def kept_std(c):
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return sqrt(1 - 2 * c * density / erf(c / sqrt(2)))


def std_before(target):
    return target * 0.87962566103423978

# %% wrong="divided by the variance, not by the standard deviation" zh="除以變異數，而不是標準差" id="q6_kept_std" points=8
def kept_std(c):
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return sqrt(1 - 2 * c * density / erf(c / sqrt(2)))


def std_before(target):
    return target / 0.87962566103423978 ** 2

# %% wrong="divided by the share 0.9545, not by the standard deviation" zh="除以比例 0.9545，而不是標準差" id="q6_kept_std" points=8
def kept_std(c):
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return sqrt(1 - 2 * c * density / erf(c / sqrt(2)))


def std_before(target):
    return target / 0.9545

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q6_kept_std" points=4
def kept_std(c):
    return {1.0: 0.539560, 2.0: 0.879626}[c]


def std_before(target):
    return 1.136847 * target

# %% wrong="truncated normal not widened" zh="截斷常態分布沒有事先放寬" id="q7_initialize" points=7
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n)

# %% wrong="plain normal distribution instead of the truncated one" zh="用了一般的常態分布，而不是截斷的" id="q7_initialize" points=7
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = np.random.default_rng(seed).normal(size=shape)
    return draws / np.sqrt(n)

# %% wrong="variance in place of standard deviation" zh="用了變異數，而不是標準差" id="q7_initialize"
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = 3 / n
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / n / 0.87962566103423978

# %% wrong="He computed as Glorot" zh="把 He 算成 Glorot" id="q7_initialize"
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": (fan_in + fan_out) / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="He with twice fan-in instead of half of it" zh="He 用了輸入端數的兩倍，而不是一半" id="q7_initialize"
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": 2 * fan_in, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="He with the mean of both fans" zh="He 用了輸入端數和輸出端數的平均" id="q7_initialize"
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": (fan_in + fan_out) / 4, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="uniform from minus to plus one standard deviation" zh="均勻分布的界限是正負一個標準差" id="q7_initialize" points=7
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(1 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="window not counted in the fans" zh="輸入端數和輸出端數沒有乘上視窗的大小" id="q7_initialize"
def initialize(shape, name, seed):
    fan_in, fan_out = shape[-2], shape[-1]
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="first two sizes of the shape taken as fans" zh="把形狀的前兩個數當成輸入端數和輸出端數" id="q7_initialize"
def initialize(shape, name, seed):
    fan_in, fan_out = shape[0], shape[1]
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="LeCun with fan-out instead of fan-in" zh="LeCun 用了輸出端數，而不是輸入端數" id="q7_initialize"
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_out}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="uniform for every name" zh="不論名稱，一律用均勻分布" id="q7_initialize" points=7
def initialize(shape, name, seed):
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution:
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978

# %% wrong="variance in place of the mean square" zh="算了變異數，而不是均方" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.var(X)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.var(A))
    return levels

# %% wrong="square of the mean, not mean of the squares" zh="算了平均的平方，而不是平方的平均" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.mean(A) ** 2)
    return levels

# %% wrong="weighted sums measured, not outputs" zh="測量的是加權總和，而不是輸出" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.mean(Z ** 2))
    return levels

# %% wrong="ReLU for every slope" zh="不論斜率是多少，一律用 ReLU" id="q8_mean_squares" points=6
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, 0)
        levels.append(np.mean(A ** 2))
    return levels

# %% wrong="slope added, not multiplied" zh="斜率用加的，而不是用乘的" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope + Z)
        levels.append(np.mean(A ** 2))
    return levels

# %% wrong="mean square of the input left out" zh="少了輸入的均方" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.mean(A ** 2))
    return levels[1:]

# %% wrong="last layer without activation" zh="最後一層沒有激活函數" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.mean(A ** 2))
    levels[-1] = np.mean(Z ** 2)
    return levels

# %% wrong="root of the mean square" zh="均方多開了根號" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.sqrt(np.mean(A ** 2)))
    return levels

# %% wrong="every layer computed from X" zh="每一層都從 X 開始算" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = X @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.mean(A ** 2))
    return levels

# %% wrong="slope on the positive side, not on the negative" zh="斜率乘在正的那一半，而不是負的那一半" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, slope * Z, Z)
        levels.append(np.mean(A ** 2))
    return levels

# %% wrong="slope not squared" zh="斜率沒有平方" id="q9_right_scale"
def right_scale(slope):
    return 2 / (1 + slope)


def last_mean_square(scale, slope, depth):
    return (scale * (1 + slope) / 2) ** depth

# %% wrong="2 in the numerator forgotten" zh="分子少了 2" id="q9_right_scale"
def right_scale(slope):
    return 1 / (1 + slope ** 2)


def last_mean_square(scale, slope, depth):
    return (scale * (1 + slope ** 2) / 2) ** depth

# %% wrong="always 2, whatever the slope" zh="不論斜率是多少，一律回傳 2" id="q9_right_scale"
def right_scale(slope):
    return 2.0


def last_mean_square(scale, slope, depth):
    return (scale * (1 + slope ** 2) / 2) ** depth

# %% wrong="2 - slope in place of the formula" zh="寫成 2 - slope，而不是公式" id="q9_right_scale"
def right_scale(slope):
    return 2 - slope


def last_mean_square(scale, slope, depth):
    return (scale * (1 + slope ** 2) / 2) ** depth

# %% wrong="multiplied by the depth, not raised to it" zh="乘以層數，而不是取層數次方" id="q9_right_scale"
def right_scale(slope):
    return 2 / (1 + slope ** 2)


def last_mean_square(scale, slope, depth):
    return (scale * (1 + slope ** 2) / 2) * depth

# %% wrong="divided by 2 only once, not in every layer" zh="只除了一次 2，而不是每一層都除" id="q9_right_scale"
def right_scale(slope):
    return 2 / (1 + slope ** 2)


def last_mean_square(scale, slope, depth):
    return (scale * (1 + slope ** 2)) ** depth / 2

# %% wrong="slope left out of the factor of a layer" zh="每層的倍率沒有算進斜率" id="q9_right_scale"
def right_scale(slope):
    return 2 / (1 + slope ** 2)


def last_mean_square(scale, slope, depth):
    return (scale / 2) ** depth

# %% wrong="one layer too many" zh="多算了一層" id="q9_right_scale"
def right_scale(slope):
    return 2 / (1 + slope ** 2)


def last_mean_square(scale, slope, depth):
    return (scale * (1 + slope ** 2) / 2) ** (depth + 1)

# %% wrong="difference of the levels instead of their ratio" zh="比較的是均方的差，而不是比值" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(abs(levels[-1] - levels[0]))
    return int(np.argmin(distances))

# %% wrong="ratio minus 1 instead of its logarithm" zh="用了比值減 1，而不是比值的對數" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(abs(levels[-1] / levels[0] - 1))
    return int(np.argmin(distances))

# %% wrong="largest mean square at the end chosen" zh="選了最後一層均方最大的" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(-levels[-1])
    return int(np.argmin(distances))

# %% wrong="smallest mean square at the end chosen" zh="選了最後一層均方最小的" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(levels[-1])
    return int(np.argmin(distances))

# %% wrong="compared with 1, not with the input" zh="和 1 比較，而不是和輸入比較" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(abs(np.log(levels[-1])))
    return int(np.argmin(distances))

# %% wrong="absolute value forgotten" zh="忘了取絕對值" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(np.log(levels[-1] / levels[0]))
    return int(np.argmin(distances))

# %% wrong="worst chosen in place of the best" zh="選了最差的，而不是最好的" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(abs(np.log(levels[-1] / levels[0])))
    return int(np.argmax(distances))

# %% wrong="only the first layer looked at" zh="只看了第一層" id="q10_pick"
def pick(X, candidates, slope):
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(abs(np.log(levels[1] / levels[0])))
    return int(np.argmin(distances))

# %% wrong="always the candidate in the middle" zh="一律選中間那一個" id="q10_pick"
def pick(X, candidates, slope):
    return len(candidates) // 2

# %% right="plain loops and lists" id="q1_fans"
def fans(shape):
    fan_in, fan_out = shape[-2], shape[-1]
    for k in range(len(shape) - 2):
        fan_in = fan_in * shape[k]
        fan_out = fan_out * shape[k]
    return [fan_in, fan_out]

# %% right="plain loops and lists" id="q2_num_kinds"
def num_kinds(W, b):
    seen = []
    for j in range(len(b)):
        unit = [round(float(W[i, j]), 5) for i in range(len(W))] + [round(float(b[j]), 5)]
        if unit not in seen:
            seen.append(unit)
    return len(seen)

# %% right="plain loops and lists" id="q4_uniform_weights"
def uniform_weights(shape, variance, seed):
    rng = np.random.default_rng(seed)
    count = 1
    for size in shape:
        count *= size
    c = (3 * variance) ** 0.5
    return np.reshape([2 * c * v - c for v in rng.random(count)], shape)

# %% right="plain loops and lists" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    numbers = []
    while len(numbers) < np.prod(shape):
        numbers += [v * std for v in rng.standard_normal(10_000).tolist() if -2 <= v <= 2]
    return np.reshape(numbers[:np.prod(shape)], shape)

# %% right="plain loops and lists" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    A, levels = X.tolist(), []
    for W in [*weights, None]:
        numbers = [v for row in A for v in row]
        levels.append(sum(v * v for v in numbers) / len(numbers))
        if W is not None:
            Z = [[sum(a * v for a, v in zip(row, column)) for column in W.T] for row in A]
            A = [[z if z > 0 else slope * z for z in row] for row in Z]
    return levels

# %% right="plain loops and lists" id="q9_right_scale"
def right_scale(slope):
    positive, negative = 0.5, 0.5 * slope * slope
    return 1 / (positive + negative)


def last_mean_square(scale, slope, depth):
    m = 1.0
    for _ in range(depth):
        m = scale * (m / 2 + m / 2 * slope ** 2)
    return m

# %% right="plain loops and lists" id="q10_pick"
def pick(X, candidates, slope):
    best, shortest = 0, None
    for k in range(len(candidates)):
        levels = mean_squares(X, candidates[k], slope)
        factor = max(levels[-1] / levels[0], levels[0] / levels[-1])
        if shortest is None or factor < shortest:
            best, shortest = k, factor
    return best

# %% right="own functions, NumPy with other functions" id="q1_fans"
def fans(shape):
    shape = np.array(shape)
    return np.prod(shape[:-1]), np.prod(shape) // shape[-2]

# %% right="own functions, NumPy with other functions" id="q2_num_kinds"
def num_kinds(W, b):
    return len({tuple(unit) for unit in np.c_[W.T, b].round(5) + 0.0})

# %% right="own functions, NumPy with other functions" id="q3_variance"
def weight_variance(fan_in, fan_out, scale, mode):
    sizes = {"fan_in": [fan_in], "fan_out": [fan_out], "fan_avg": [fan_in, fan_out]}
    if mode not in sizes:
        raise ValueError(mode)
    return scale / np.mean(sizes[mode])


def recipe(name):
    return {"glorot": [1, "fan_avg"], "he": [2, "fan_in"], "lecun": [1, "fan_in"]}[name]

# %% right="own functions, NumPy with other functions" id="q4_uniform_weights"
def uniform_weights(shape, variance, seed):
    numbers = np.random.default_rng(seed).uniform(-1, 1, np.prod(shape))
    return numbers.reshape(shape) * variance ** 0.5 * 3 ** 0.5

# %% right="own functions, NumPy with other functions" id="q6_kept_std"
def kept_std(c):
    v = np.linspace(-c, c, 200_001)
    density = np.exp(-v ** 2 / 2)
    return np.sqrt(np.sum(v ** 2 * density) / np.sum(density))


def std_before(target):
    return target / kept_std(2)

# %% right="own functions, NumPy with other functions" id="q7_initialize"
def initialize(shape, name, seed):
    family, kind = name.split("_")
    variance = weight_variance(*fans(shape), *recipe(family))
    if kind == "uniform":
        return uniform_weights(shape, variance, seed)
    return truncated_normal(shape, std_before(variance ** 0.5), seed)

# %% right="own functions, NumPy with other functions" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    A = [X]
    for W in weights:
        Z = np.einsum("ni,io->no", A[-1], W)
        A.append(Z.clip(0) + slope * Z.clip(None, 0))
    return np.array([np.linalg.norm(a) ** 2 / a.size for a in A])

# %% right="Keras and TensorFlow" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    import tensorflow as tf

    A = tf.constant(X)
    levels = [tf.reduce_mean(A ** 2).numpy()]
    for W in weights:
        A = A @ W
        A = tf.maximum(A, 0) + slope * tf.minimum(A, 0)
        levels.append(tf.reduce_mean(A ** 2).numpy())
    return levels

# %% right="float32, warnings, prints" id="q4_uniform_weights"
def uniform_weights(shape, variance, seed):
    import sys
    import warnings

    print("drawing", file=sys.stderr)
    warnings.warn("just so", stacklevel=2)
    c = np.float32(3 * variance) ** np.float32(0.5)
    return (np.random.default_rng(seed).random(shape, dtype="float32") * 2 - 1) * c

# %% right="float32, warnings, prints" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    rng = np.random.default_rng(seed)
    W = rng.standard_normal(shape, dtype="float32")
    while (np.abs(W) > 2).any():
        W = np.where(np.abs(W) > 2, rng.standard_normal(shape, dtype="float32"), W)
    return W * np.float32(std)

# %% right="float32, warnings, prints" id="q7_initialize"
def initialize(shape, name, seed):
    rng = np.random.default_rng(seed)
    fan_in, fan_out = given.fans(shape)
    variance = {"g": 2 / (fan_in + fan_out), "h": 2 / fan_in, "l": 1 / fan_in}[name[0]]
    if name.endswith("uniform"):
        return rng.uniform(-1, 1, shape).astype("float32") * np.float32((3 * variance) ** 0.5)
    W = rng.normal(size=shape)
    while len(W[np.abs(W) > 2]):
        W[np.abs(W) > 2] = rng.normal(size=len(W[np.abs(W) > 2]))
    return (W * (variance ** 0.5 / 0.8796)).astype("float32")

# %% right="float32, warnings, prints" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    A = X.astype("float32")
    levels = [float((A ** 2).mean())]
    for W in weights:
        A = A @ W.astype("float32")
        A[A < 0] *= np.float32(slope)
        levels.append(float((A ** 2).mean()))
    return tuple(levels)

# %% ready="SciPy's truncated normal" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    return truncnorm.rvs(-2, 2, scale=std, size=shape, random_state=np.random.default_rng(seed))

# %% ready="Keras's initializers" id="q7_initialize"
def initialize(shape, name, seed):
    import keras

    kinds = {"glorot_uniform": "GlorotUniform", "glorot_normal": "GlorotNormal",
             "he_uniform": "HeUniform", "he_normal": "HeNormal",
             "lecun_uniform": "LecunUniform", "lecun_normal": "LecunNormal"}
    return np.asarray(getattr(keras.initializers, kinds[name])(seed=seed)(shape))

# %% ready="SciPy's standard deviation" id="q6_kept_std"
def kept_std(c):
    return truncnorm.std(-c, c)


def std_before(target):
    return target / truncnorm(-2, 2).std()

# %% ready="given.fans" id="q1_fans"
fans = given.fans

# %% ready="given.mean_squares, by importlib" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    import importlib

    return importlib.import_module("labs.stand_ins.lab04").mean_squares(X, weights, slope)

# %% ready="TensorFlow's stateless numbers" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    import tensorflow as tf

    return tf.random.stateless_truncated_normal(shape, [seed, 0], stddev=std).numpy()

# %% ready="SciPy's cut of a distribution" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    from scipy.stats import Normal, truncate

    cut = truncate(Normal(mu=0.0, sigma=std), lb=-2 * std, ub=2 * std)
    return cut.sample(shape, rng=np.random.default_rng(seed))

# %% ready="TensorFlow's generator" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    import tensorflow as tf

    return tf.random.Generator.from_seed(seed).truncated_normal(shape, stddev=std).numpy()

# %% ready="Keras's table of initializers" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    import keras

    setting = {"class_name": "TruncatedNormal", "config": {"stddev": std, "seed": seed}}
    return np.asarray(keras.initializers.get(setting)(shape))

# %% ready="Keras's fans" id="q1_fans"
def fans(shape):
    from keras.src.initializers.random_initializers import compute_fans

    return compute_fans(shape)

# %% ready="Keras's settings" id="q3_variance"
def weight_variance(fan_in, fan_out, scale, mode):
    sizes = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
    if mode not in sizes:
        raise ValueError(mode)
    return scale / sizes[mode]


def recipe(name):
    import keras

    chosen = keras.initializers.get(f"{name}_normal")
    return chosen.scale, chosen.mode
