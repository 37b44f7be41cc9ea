# %% [markdown] lang="en"
# You know the game: a message is whispered from ear to ear. If everybody speaks a little more softly than they heard it, the tenth
# player hears nothing. If everybody speaks a little louder, the tenth one shouts. A deep network plays this game with numbers, and how loud each layer speaks is decided
# before any training: by the **initializer** that draws the first weights.
#
# In this lab you build the initializers of Keras in NumPy, the truncated normal with its odd constant 0.8796 included, and then measure which one
# carries a message through ten layers.
#
# Shapes: a dense layer has weights `(inputs, outputs)`, a convolution (window…, channels in, channels out). Layers
# have no biases here, unless a question says so.

# %% [markdown] lang="zh-TW" of="f79ade2d"
# 你一定玩過傳話遊戲：一句話從一個人耳邊傳到下一個人耳邊。如果每個人都比自己聽到的再小聲一點，第十個人就什麼也聽不到；如果每個人都再大聲一點，第十個人就是在大吼了。深層網路玩的就是這個遊戲，只是傳的是數字；而每一層該多大聲，在訓練之前就決定了：由抽出最初權重的**權重初始器**（initializer）決定。
#
# 在這個 lab 裡，你會用 NumPy 寫出 Keras 的權重初始器，包括截斷常態分布和它那個奇怪的常數 0.8796；再實際測量，看哪一種能讓話好好傳過十層。
#
# 形狀：密集層的權重是 `(inputs, outputs)`（輸入，輸出），卷積層是（視窗……，輸入通道，輸出通道）。除非題目提到，這裡的層都沒有偏差。

# %% grade="readonly" id="imports"
from itertools import pairwise
from math import erf, exp, pi, sqrt

import numpy as np
from scipy.stats import truncnorm

from labs.checks import Question, exactly, near, parts, passed
from labs.checks import reference, refuses, require
from labs.stand_ins import lab04 as given
from utils.data import load_mnist, one_hot, to_float
from utils.nn import stacked
from utils.plotting import plot_bars, plot_curves, plot_layer_histograms, show

# %% [markdown] lang="en"
# ## Question 1: fan-in and fan-out (6 points, 6 min)
#
# **Fan-in** is the number of weights that enter one output, **fan-out** the number of weights that leave one input. In a dense layer with weights $(n_\text{in}, n_\text{out})$ these are $n_\text{in}$ and $n_\text{out}$. In a convolution every output sees a
# whole window of every input channel, and every input is seen from a whole window of every output channel: both counts are multiplied by the number of places in the window.
#
# Write `fans(shape)` that returns the tuple (fan-in, fan-out). `shape` is a tuple: `(inputs, outputs)`, or with one or more window sizes in front, `(…, channels in, channels out)`.
#
# Examples: `fans((784, 100))` is $(784, 100)$. `fans((3, 5, 16, 32))` is $(3\cdot5\cdot16,\ 3\cdot5\cdot32) = (240, 480)$. A window can also have one axis, as for sound: `fans((9, 2, 4))` is $(18, 36)$.

# %% [markdown] lang="zh-TW" of="65ee9353"
# ## 第 1 題：輸入端數與輸出端數（6 分，6 分鐘）
#
# **輸入端數**（fan-in）是進入一個輸出的權重個數，**輸出端數**（fan-out）是從一個輸入出發的權重個數。密集層的權重形狀是 $(n_\text{in}, n_\text{out})$，這兩個數目就是 $n_\text{in}$ 和 $n_\text{out}$。在卷積層裡，每個輸出看到每個輸入通道的整個視窗，每個輸入也會被每個輸出通道的整個視窗看到，所以兩個數目都要乘上視窗裡的位置個數。
#
# 請寫 `fans(shape)`，回傳 tuple（輸入端數，輸出端數）。`shape` 是一個 tuple：`(inputs, outputs)`；或是前面還有一個以上的視窗大小，最後兩個是輸入通道數和輸出通道數。
#
# 例：`fans((784, 100))` 是 $(784, 100)$。`fans((3, 5, 16, 32))` 是 $(3\cdot5\cdot16,\ 3\cdot5\cdot32) = (240, 480)$。視窗也可以只有一個軸，例如處理聲音時：`fans((9, 2, 4))` 是 $(18, 36)$。

# %% grade="solution" id="q1_fans"
def fans(shape):
    """Return (fan_in, fan_out) of weights of this shape: whole numbers."""
    ### BEGIN SOLUTION
    *window, channels_in, channels_out = shape
    places = 1
    for size in window:
        places *= size
    return places * channels_in, places * channels_out
    ### END SOLUTION

# %% grade="test" id="q1_test" points=6 forbids="given.fans tensorflow.python.ops.init_ops._compute_fans tensorflow.python.ops.init_ops_v2._compute_fans keras.src.initializers.random_initializers.compute_fans utils.nn.initializers"
with Question(1, points=6) as q1:
    exactly(parts(fans((784, 100)), 2, "fans((784, 100))"), (784, 100),
            "fans((784, 100))",
            en="A dense layer has no window: nothing to multiply by.",
            zh="密集層沒有視窗，不必再乘上任何數。")
    exactly(parts(fans((3, 5, 16, 32)), 2, "fans((3, 5, 16, 32))"), (240, 480),
            "fans((3, 5, 16, 32))",
            en="The window has 3 * 5 places; it counts in both.",
            zh="視窗有 3 * 5 個位置，兩個數目都要乘。")
    exactly(parts(fans((9, 2, 4)), 2, "fans((9, 2, 4))"), (18, 36), "fans((9, 2, 4))",
            en="A window may have any number of axes, here one.",
            zh="視窗可以有任意個軸，這裡是一個。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for axes in (0, 1, 2, 3):
        shape = tuple(int(size) for size in rng.permutation(np.arange(2, 9))[:axes + 2])
        kernel = np.zeros(shape)
        wanted = kernel[..., 0].size, kernel[..., 0, :].size
        exactly(fans(shape), wanted, f"fans({shape})")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: how many different units? (6 points, 8 min)
#
# Why not start with equal weights? Two hidden units with the same incoming weights, the same bias and the same outgoing weights get the same gradient, so they stay equal forever (section 4.2).
# To see it you need a counter.
#
# Write `num_kinds(W, b)` for the weights `W` `(inputs, units)` and biases `b` `(units,)` of a hidden layer: the number of **different** units. A unit is its **column** of `W` together with its bias. Round all numbers to 5 decimals first, because a computer's
# sums may differ in the sixteenth.
#
# Example: for $W = \begin{pmatrix}1 & 1 & 1\\ 2 & 2 & 3\end{pmatrix}$, $b = (0, 0, 0)$ the answer is 2: the first two units are twins. With $b = (0, 1, 0)$ it is 3.

# %% [markdown] lang="zh-TW" of="3a50c814"
# ## 第 2 題：有幾種不同的單元？（6 分，8 分鐘）
#
# 為什麼權重不能從同樣的值開始？兩個隱藏單元的輸入權重、偏差和輸出權重都相同，梯度就相同，所以永遠相同（4.2 節）。要親眼看到，先得有個能數的工具。
#
# 請寫 `num_kinds(W, b)`，`W` `(inputs, units)` 和 `b` `(units,)` 是一個隱藏層的權重和偏差：回傳有幾種**不同**的單元。一個單元就是 `W` 的一**行**（column），加上它的偏差。請先把所有數字四捨五入到小數點後 5 位，因為電腦算出的總和可能在第十六位有差異。
#
# 例：$W = \begin{pmatrix}1 & 1 & 1\\ 2 & 2 & 3\end{pmatrix}$、$b = (0, 0, 0)$ 時答案是 2：前兩個單元是雙胞胎。$b = (0, 1, 0)$ 時答案是 3。

# %% grade="solution" id="q2_num_kinds"
def num_kinds(W, b):
    """Return how many different units a layer W (inputs, units), b (units,) has."""
    ### BEGIN SOLUTION
    units = np.round(np.vstack([W, b]), 5).T  # (units, inputs + 1)
    return len(np.unique(units, axis=0))
    ### END SOLUTION

# %% grade="test" id="q2_test" points=6
with Question(2, points=6) as q2:
    W = np.array([[1.0, 1.0, 1.0], [2.0, 2.0, 3.0]])
    exactly(num_kinds(W, np.zeros(3)), 2, "num_kinds(W, [0, 0, 0])",
            en="A unit is a column of W: (1, 2), (1, 2), (1, 3).",
            zh="一個單元是 W 的一行：(1, 2)、(1, 2)、(1, 3)。")
    exactly(num_kinds(W, np.array([0.0, 1.0, 0.0])), 3, "num_kinds(W, [0, 1, 0])",
            en="Another bias makes another unit.", zh="偏差不同，就是不同的單元。")
    exactly(num_kinds(np.array([[1.0, 1.0 + 1e-12, 1.2]]), np.zeros(3)), 2,
            "num_kinds([[1, 1.000000000001, 1.2]], [0, 0, 0])",
            en="Round to 5 decimals first.", zh="先四捨五入到小數點後 5 位。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for inputs, units, kinds in ((4, 7, 3), (2, 9, 9), (6, 5, 1), (1, 8, 4)):
        which = rng.permutation([*range(kinds), *rng.integers(0, kinds, units - kinds)])
        prototypes = np.sign(rng.normal(size=(inputs, kinds))) + 10 * np.arange(kinds)
        W = prototypes[:, which] + rng.uniform(-1e-9, 1e-9, (inputs, units))
        exactly(num_kinds(W, np.ones(units)), kinds, f"num_kinds(W, b), W: {W.shape}")
        exactly(num_kinds(np.ones((inputs, units)), which * 0.5), kinds,
                "num_kinds(W, b), all weights equal | num_kinds(W, b)，權重全部相等")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# Once question 2 passes, the next cell trains 16 hidden tanh units on 2,000 digits, once with all weights started at 0.01 and once with random ones.

# %% [markdown] lang="zh-TW" of="d85c5ad7"
# 第 2 題通過之後，下一個儲存格會用 2,000 個手寫數字訓練 16 個 tanh 隱藏單元：一次所有權重都從 0.01 開始，一次從隨機值開始。

# %% grade="readonly" id="digits"
(images, labels), (test_images, test_labels) = load_mnist()


def shrink(images):
    """Average 2 × 2 pixels and standardise: (n, 28, 28) to (n, 196)."""
    small = to_float(images).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    return (small.reshape(-1, 196) - 0.13) / 0.29


X_digits, X_new = shrink(images[:3000]), shrink(test_images[:2000])
Y_digits, y_new = one_hot(labels[:3000]), test_labels[:2000]

# %% grade="readonly" id="twins"
if passed(2):
    dice = np.random.default_rng(0)
    for kind, draw in {"equal": lambda size: np.full(size, 0.01),
                       "random": lambda size: dice.normal(0, 0.01, size)}.items():
        first = [draw((1, 196, 16)), draw((1, 16, 10))]
        W_now, b_now = stacked.train(first, X_digits[:2000], Y_digits[:2000], lr=0.1,
                                     activation="tanh", num_epochs=5, batch_size=50)
        read = stacked.accuracy(W_now, b_now, X_new, y_new, "tanh")[0]
        print(f"{kind:6} start: {num_kinds(W_now[0][0], b_now[0][0, 0]):2} kinds of "
              f"units after training, {read:.0%} of new digits right")

# %% [markdown] lang="en"
# ## Question 3: one formula for all (10 points, 7 min)
#
# Glorot, He and LeCun all draw weights with mean 0 and the variance
#
# $$\sigma^2 = \frac{\text{scale}}{n},$$
#
# where `mode` says what $n$ is: `"fan_in"`, `"fan_out"`, or `"fan_avg"`, the mean of both (section 4.9). Write two functions:
#
# - `weight_variance(fan_in, fan_out, scale, mode)` returns $\sigma^2$. Any other `mode` must raise a `ValueError`.
# - `recipe(name)` returns the tuple `(scale, mode)` for `"glorot"`, whose variance is $2/(n_\text{in}+n_\text{out})$, for `"he"`, $2/n_\text{in}$, and for `"lecun"`, $1/n_\text{in}$.
#
# Example: `weight_variance(300, 100, 1.0, "fan_avg")` is $1/200 = 0.005$.

# %% [markdown] lang="zh-TW" of="7acf0fb6"
# ## 第 3 題：一個公式，通用於全部（10 分，7 分鐘）
#
# Glorot、He 和 LeCun 抽出的權重，平均都是 0，變異數（variance）都是
#
# $$\sigma^2 = \frac{\text{scale}}{n},$$
#
# 其中 `mode` 決定 $n$ 是什麼：`"fan_in"`、`"fan_out"`，或兩者的平均 `"fan_avg"`（4.9 節）。請寫兩個函式：
#
# - `weight_variance(fan_in, fan_out, scale, mode)` 回傳 $\sigma^2$。其他的 `mode` 必須引發 `ValueError`。
# - `recipe(name)` 回傳 tuple `(scale, mode)`：`"glorot"` 的變異數是 $2/(n_\text{in}+n_\text{out})$，`"he"` 是 $2/n_\text{in}$，`"lecun"` 是 $1/n_\text{in}$。
#
# 例：`weight_variance(300, 100, 1.0, "fan_avg")` 是 $1/200 = 0.005$。

# %% grade="solution" id="q3_variance"
def weight_variance(fan_in, fan_out, scale, mode):
    """Return scale / n; mode says what n is."""
    ### BEGIN SOLUTION
    if mode == "fan_in":
        return scale / fan_in
    if mode == "fan_out":
        return scale / fan_out
    if mode == "fan_avg":
        return 2 * scale / (fan_in + fan_out)
    raise ValueError(f"mode must be fan_in, fan_out or fan_avg, not {mode}.")
    ### END SOLUTION


def recipe(name):
    """Return (scale, mode) for name "glorot", "he" or "lecun"."""
    ### BEGIN SOLUTION
    scale = 2.0 if name == "he" else 1.0
    return scale, "fan_avg" if name == "glorot" else "fan_in"
    ### END SOLUTION

# %% grade="test" id="q3_test" points=10 forbids="@variance_scaling"
with Question(3, points=10) as q3:
    with q3.part("weight_variance", 6):
        for mode, n in {"fan_in": 300, "fan_out": 100, "fan_avg": 200}.items():
            near(weight_variance(300, 100, 2.0, mode), 2 / n,
                 f'weight_variance(300, 100, 2.0, "{mode}")', within=1e-7,
                 en=f"The variance, not its root: 2 / n, where n is {n}.",
                 zh=f"要回傳變異數，不是它的平方根：2 / n，其中 n 是 {n}。")
        refuses(lambda: weight_variance(300, 100, 2.0, "fans"),
                'weight_variance(300, 100, 2.0, "fans")')
    with q3.part("recipe", 4):
        exactly(parts(recipe("he"), 2, 'recipe("he")'), (2, "fan_in"), 'recipe("he")',
                en="He's variance is 2 over fan-in alone.", zh="He 的變異數是 2 除以輸入端數。")
        exactly(parts(recipe("lecun"), 2, 'recipe("lecun")'), (1, "fan_in"),
                'recipe("lecun")')
        exactly(parts(recipe("glorot"), 2, 'recipe("glorot")'), (1, "fan_avg"),
                'recipe("glorot")', en="2 / (n_in + n_out) is 1 over their mean.",
                zh="2 / (n_in + n_out) 就是 1 除以兩者的平均。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for _ in range(4):
        fan_in, fan_out = (int(size) for size in rng.integers(2, 500, 2))
        scale = float(rng.uniform(0.3, 4))
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
        with q3.part("weight_variance"):
            for mode in rng.permutation(list(n)):
                variance = weight_variance(fan_in, fan_out, scale, str(mode))
                what = f'weight_variance({fan_in}, {fan_out}, {scale:.2f}, "{mode}")'
                near(variance * n[mode] / scale, 1, f"{what} * n / scale")
    with q3.part("weight_variance"):
        refuses(lambda: weight_variance(30, 10, 1.0, "fan_sum"), 'mode "fan_sum"')
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# ## Question 4: uniform weights (10 points, 7 min)
#
# Numbers spread evenly over $[-c, c]$ have variance $c^2/3$. Write `uniform_weights(shape, variance, seed)` that returns an array of this shape with numbers spread evenly over $[-c, c]$, with the $c$ that gives this variance.
#
# Take your numbers from `rng = np.random.default_rng(seed)`, here and in the questions below, so that a seed always gives the same weights, and use `rng.uniform`.
#
# Example: for variance 0.03 all numbers lie between $-0.3$ and $0.3$.

# %% [markdown] lang="zh-TW" of="aab1725e"
# ## 第 4 題：均勻分布的權重（10 分，7 分鐘）
#
# 均勻散布在 $[-c, c]$ 的數字，變異數是 $c^2/3$。請寫 `uniform_weights(shape, variance, seed)`，回傳這個形狀的陣列，數字均勻散布在 $[-c, c]$，而 $c$ 要剛好得到這個變異數。
#
# 這一題和後面各題的亂數，都請由 `rng = np.random.default_rng(seed)` 產生，這樣同一個種子永遠得到同樣的權重；並請使用 `rng.uniform`。
#
# 例：變異數 0.03 時，所有數字都介於 $-0.3$ 與 $0.3$ 之間。

# %% grade="solution" id="q4_uniform_weights"
def uniform_weights(shape, variance, seed):
    """Return an array of this shape, spread evenly over [-c, c], of this variance."""
    rng = np.random.default_rng(seed)
    ### BEGIN SOLUTION
    c = np.sqrt(3 * variance)
    return rng.uniform(-c, c, shape)
    ### END SOLUTION

# %% grade="test" id="q4_test" points=10 forbids="@variance_scaling"
with Question(4, points=10) as q4:
    W = uniform_weights((500, 200), 0.03, 1)
    exactly(np.shape(W), (500, 200), "uniform_weights((500, 200), 0.03, 1).shape")
    W = np.asarray(W, float)
    with q4.part("the spread | 分布", 6):
        near(W.max(), 0.3, "uniform_weights((500, 200), 0.03, 1).max()", within=0.002,
             en="c is the root of 3 * variance.", zh="c 是 3 * variance 的平方根。")
        near(W.min(), -0.3, "uniform_weights((500, 200), 0.03, 1).min()", within=0.002,
             en="From -c to c, so that the mean is 0.", zh="從 -c 到 c，平均才會是 0。")
        near(W.var() / 0.03, 1, "uniform_weights((500, 200), 0.03, 1).var() / 0.03",
             within=0.02)
    with q4.part("the seed | 種子", 4):
        near(uniform_weights((500, 200), 0.03, 1), W, "the same seed again | 再用同一個種子",
             en="Make a new rng from the seed in each call.",
             zh="每次呼叫都要由 seed 重新建立 rng。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((300, 400), (5, 5, 60, 80)):
        variance, seed = float(rng.uniform(0.001, 2)), int(rng.integers(1e6))
        W = np.asarray(uniform_weights(shape, variance, seed), float)
        exactly(W.shape, shape, f"uniform_weights({shape}, ...).shape")
        W = W / variance ** 0.5
        with q4.part("the spread | 分布"):
            near([W.min(), W.max()], [-(3 ** 0.5), 3 ** 0.5], within=0.01,
                 what="least and largest, in σ | 最小值與最大值（以 σ 為單位）")
            near([W.mean(), W.var()], [0, 1], within=0.02,
                 what="mean and variance, in σ | 平均與變異數（以 σ 為單位）")
            near(np.mean(np.abs(W) < 3 ** 0.5 / 2), 0.5,
                 "share of the inner half | 落在內側一半的比例", within=0.01)
        with q4.part("the seed | 種子"):
            other = np.asarray(uniform_weights(shape, variance, seed + 1), float)
            require(np.abs(other / variance ** 0.5 - W).max() > 0.1,
                    en="Another seed must give other weights.",
                    zh="換一個種子，必須得到不同的權重。")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: cut the tails (12 points, 9 min)
#
# A normal distribution has rare, very large values. The **truncated normal** draws again whatever lies beyond two standard deviations, and again, until nothing does. (Cutting such values off *at* the border would
# be something else: one in twenty would sit exactly there.)
#
# Write `truncated_normal(shape, std, seed)`: normal numbers with mean 0 and standard deviation `std`, of which all beyond `2 * std` on either side are drawn again. Use `rng.standard_normal` or `rng.normal`, with `rng` from the seed.
#
# Hint: `beyond = np.abs(W) > 2 * std` marks the places; `W[beyond] = …` fills as many new numbers in. Repeat while there are any.

# %% [markdown] lang="zh-TW" of="7135e8d0"
# ## 第 5 題：切掉尾巴（12 分，9 分鐘）
#
# 常態分布偶爾會出現很大的值。**截斷常態分布**（truncated normal）會把超過兩個標準差的數字重抽，抽到全部都不超過為止。（如果只是把這些值改成邊界的值，那是另一回事：每二十個數字就有一個剛好落在邊界上。）
#
# 請寫 `truncated_normal(shape, std, seed)`：平均 0、標準差 `std` 的常態分布數字，兩側超過 `2 * std` 的都要重抽。請由種子建立 `rng`，使用 `rng.standard_normal` 或 `rng.normal`。
#
# 提示：`beyond = np.abs(W) > 2 * std` 標出這些位置，`W[beyond] = …` 可以填入同樣個數的新數字。只要還有，就一直重複。

# %% grade="solution" id="q5_truncated_normal"
def truncated_normal(shape, std, seed):
    """Return normal numbers of this shape; those beyond 2 * std are drawn again."""
    rng = np.random.default_rng(seed)
    ### BEGIN SOLUTION
    W = rng.normal(0, std, shape)
    beyond = np.abs(W) > 2 * std
    while beyond.any():
        W[beyond] = rng.normal(0, std, beyond.sum())
        beyond = np.abs(W) > 2 * std
    return W
    ### END SOLUTION

# %% grade="test" id="q5_test" points=12 forbids="@truncated_normal"
with Question(5, points=12) as q5:
    W = truncated_normal((500, 400), 0.1, 1)
    exactly(np.shape(W), (500, 400), "truncated_normal((500, 400), 0.1, 1).shape")
    W = np.asarray(W, float)
    with q5.part("the cut | 截斷", 6):
        require(np.abs(W).max() <= 0.2 * (1 + 1e-6),
                en=f"A number of size {np.abs(W).max():.3f} is beyond 2 * 0.1: draw "
                   f"again "
                   "until there is none.",
                zh=f"有一個數字的大小是 {np.abs(W).max():.3f}，超過 2 * 0.1：要重抽到沒有為止。")
        require(len(np.unique(np.round(W, 12))) > 0.99 * W.size,
                en="Many numbers are equal: draw them again instead of cutting them "
                   "off.",
                zh="有許多數字相同：應該重抽，而不是截成同一個值。")
        near(np.abs(W).max(), 0.2, "the largest size | 最大的絕對值", within=0.004,
             en="The cut lies at 2 * std.", zh="截斷點在 2 * std。")
    with q5.part("the middle | 中間的分布", 6):
        near(W.std() / 0.1, 0.8796, "truncated_normal((500, 400), 0.1, 1).std() / 0.1",
             within=0.008,
             en="The middle is that of a normal distribution with this std.",
             zh="中間的部分就是標準差為 std 的常態分布。")
    ### BEGIN HIDDEN TESTS
    below = reference(truncnorm.cdf)
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((300, 1000), (3, 5, 100, 200)):
        std, seed = float(rng.uniform(0.01, 3)), int(rng.integers(1e6))
        W = truncated_normal(shape, std, seed)
        exactly(np.shape(W), shape, f"truncated_normal({shape}, ...).shape")
        again, W = truncated_normal(shape, std, seed), np.asarray(W, float)
        with q5.part("the cut | 截斷"):
            require(np.abs(W / std).max() <= 2 + 1e-6,
                    en="A number lies beyond 2 * std.",
                    zh="有數字超過 2 * std。")
            near(again, W, "the same seed again | 再用同一個種子")
        with q5.part("the middle | 中間的分布"):
            W = W / std
            near(W.mean(), 0, "mean, in std | 平均（以 std 為單位）", within=0.015)
            outer, wanted = np.mean(np.abs(W) > 1.5), 2 * below(-1.5, -2, 2)
            near(outer, wanted, "share beyond 1.5 std | 超過 1.5 個 std 的比例",
                 within=0.0037, en="Are the new numbers normal ones too?",
                 zh="重抽的數字也是常態分布嗎？")
            for edge in (-1.5, -0.5, 0.7, 1.8):
                share = np.mean(edge > W)
                near(share, below(edge, -2, 2), within=0.006,
                     what=f"share below {edge} std | 小於 {edge} 個 std 的比例")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: the constant 0.8796 (12 points, 9 min)
#
# Without its tails the distribution is narrower: less than `std` is left. How much? For a standard normal (density $\varphi(v) = e^{-v^2/2}/\sqrt{2\pi}$) of which only $[-c, c]$ is kept, the share that is kept is $P = \mathrm{erf}(c/\sqrt2)$, and the steps of section 4.15, with $c$ in the place of 2, give the variance
#
# $$s^2 = \frac1P\int_{-c}^{c}v^2\varphi(v)\,dv = 1 - \frac{2c\,\varphi(c)}{P}.$$
#
# Write two functions:
#
# - `kept_std(c)` returns $s$. (`erf`, `exp`, `pi` and `sqrt` are imported. Check: `kept_std(2)` is 0.8796.)
# - `std_before(target)` returns the standard deviation that the normal must have **before** it is cut at two of its own standard deviations, so that `target` is left **after** it. This is how Keras draws `glorot_normal` and `he_normal`.
#
# Example: `std_before(1.0)` is 1.1368.

# %% [markdown] lang="zh-TW" of="2e2f1d76"
# ## 第 6 題：常數 0.8796（12 分，9 分鐘）
#
# 少了尾巴，分布就變窄：剩下的標準差小於 `std`。小多少？標準常態分布（密度 $\varphi(v) = e^{-v^2/2}/\sqrt{2\pi}$）只留下 $[-c, c]$ 時，留下的比例是 $P = \mathrm{erf}(c/\sqrt2)$。把 4.15 節推導中的 2 換成 $c$，就得到變異數
#
# $$s^2 = \frac1P\int_{-c}^{c}v^2\varphi(v)\,dv = 1 - \frac{2c\,\varphi(c)}{P}.$$
#
# 請寫兩個函式：
#
# - `kept_std(c)` 回傳 $s$。（`erf`、`exp`、`pi`、`sqrt` 都已匯入。驗算：`kept_std(2)` 是 0.8796。）
# - `std_before(target)`：常態分布在自己的兩個標準差處截斷。要讓截斷**之後**的標準差剛好是 `target`，截斷**之前**的標準差應該是多少？Keras 的 `glorot_normal` 和 `he_normal` 就是這樣抽的。
#
# 例：`std_before(1.0)` 是 1.1368。

# %% grade="solution" id="q6_kept_std"
def kept_std(c):
    """Return the standard deviation of a standard normal kept within [-c, c]."""
    ### BEGIN SOLUTION
    density = exp(-c ** 2 / 2) / sqrt(2 * pi)
    return sqrt(1 - 2 * c * density / erf(c / sqrt(2)))
    ### END SOLUTION


def std_before(target):
    """Return the standard deviation before the cut that leaves target after it."""
    ### BEGIN SOLUTION
    return target / 0.87962566103423978
    ### END SOLUTION

# %% grade="test" id="q6_test" points=12 forbids="scipy.stats.truncnorm scipy.stats.truncate"
with Question(6, points=12) as q6:
    with q6.part("kept_std", 8):
        near(kept_std(2.0), 0.879626, "kept_std(2)", within=1e-5,
             en="Is it the root of the variance? Is φ divided by the root of 2π?",
             zh="有對變異數開根號嗎？φ 有除以 2π 的平方根嗎？")
        near(kept_std(1.0), 0.539560, "kept_std(1)", within=1e-5,
             en="Does it use c everywhere?", zh="每個地方都用到 c 嗎？")
    with q6.part("std_before", 4):
        near(std_before(1.0), 1.136847, "std_before(1)", within=1e-4,
             en="It must be wider before: something is lost.", zh="截斷會變窄，所以之前要更寬。")
        near(std_before(0.05), 0.0568424, "std_before(0.05)", within=1e-5)
    ### BEGIN HIDDEN TESTS
    std = reference(truncnorm.std)
    rng = np.random.default_rng(HIDDEN_SEED)
    for c in (0.3, *rng.uniform(0.5, 4, 4), 6.0):
        wanted = std(-c, c)
        with q6.part("kept_std"):
            near(kept_std(float(c)), wanted, f"kept_std({c:.3f})", within=1e-5)
    for target in rng.uniform(0.01, 5, 3):
        with q6.part("std_before"):
            near(std_before(float(target)) * std(-2, 2), target,
                 f"std_before({target:.3f}) * kept_std(2)", within=1e-4)
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# ## Question 7: all six initializers (14 points, 12 min)
#
# Put it together. Write `initialize(shape, name, seed)` for the names `"glorot_uniform"`, `"glorot_normal"`, `"he_uniform"`, `"he_normal"`, `"lecun_uniform"`, `"lecun_normal"`. The part before the `_` fixes the variance (question 3; glorot $2/(n_\text{in}+n_\text{out})$, he $2/n_\text{in}$, lecun $1/n_\text{in}$). `uniform` is spread
# evenly over $[-c, c]$; `normal` is the truncated normal, widened beforehand so that the variance **after** the cut is right. `shape` may be that of a convolution.
#
# Use your own functions, or in their place: `given.fans(shape)`; `rng.uniform`; and `truncnorm.rvs(-2, 2, size=shape, random_state=seed)`, SciPy's standard normal truncated at ±2, not widened. `name.split("_")` gives both parts of the name.
#
# Example: `initialize((300, 100), "glorot_uniform", 0)` has shape $(300, 100)$ and lies within $\pm\sqrt{6/400} = \pm0.1225$.

# %% [markdown] lang="zh-TW" of="50ddd22c"
# ## 第 7 題：六種權重初始器（14 分，12 分鐘）
#
# 把前面的組合起來。請寫 `initialize(shape, name, seed)`，`name` 可以是 `"glorot_uniform"`、`"glorot_normal"`、`"he_uniform"`、`"he_normal"`、`"lecun_uniform"`、`"lecun_normal"`。`_` 前面的部分決定變異數（第 3 題；glorot 是 $2/(n_\text{in}+n_\text{out})$，he 是 $2/n_\text{in}$，lecun 是 $1/n_\text{in}$）。`uniform` 均勻散布在 $[-c, c]$；`normal` 是截斷常態分布，而且事先放寬，讓截斷**之後**的變異數剛好正確。`shape` 也可能是卷積層的形狀。
#
# 可以用你自己的函式，也可以改用：`given.fans(shape)`；`rng.uniform`；以及 `truncnorm.rvs(-2, 2, size=shape, random_state=seed)`，這是 SciPy 在 ±2 截斷的標準常態分布，沒有放寬。`name.split("_")` 可以把名稱拆成兩部分。
#
# 例：`initialize((300, 100), "glorot_uniform", 0)` 的形狀是 $(300, 100)$，數字都在 $\pm\sqrt{6/400} = \pm0.1225$ 之內。

# %% grade="solution" id="q7_initialize"
def initialize(shape, name, seed):
    """Return weights of this shape, drawn by the rule of Keras that has this name."""
    ### BEGIN SOLUTION
    fan_in, fan_out = given.fans(shape)
    family, distribution = name.split("_")
    n = {"glorot": (fan_in + fan_out) / 2, "he": fan_in / 2, "lecun": fan_in}[family]
    if distribution == "uniform":
        c = np.sqrt(3 / n)
        return np.random.default_rng(seed).uniform(-c, c, shape)
    draws = truncnorm.rvs(-2, 2, size=shape, random_state=seed)
    return draws / np.sqrt(n) / 0.87962566103423978
    ### END SOLUTION

# %% grade="test" id="q7_test" points=14 forbids="@variance_scaling"
with Question(7, points=14) as q7:
    for name, shape, std, limit in (("glorot_uniform", (300, 100), 0.070711, 0.122474),
                                    ("glorot_normal", (300, 100), 0.070711, 0.160777),
                                    ("lecun_uniform", (300, 100), 0.057735, 0.1),
                                    ("he_normal", (3, 3, 20, 60), 0.105409, 0.239668)):
        what, even = f'initialize({shape}, "{name}", 1)', name.endswith("uniform")
        with q7.part("uniform", 7) if even else q7.part("normal", 7):
            W = initialize(shape, name, 1)
            exactly(np.shape(W), shape, f"{what}.shape")
            near(np.std(W) / std, 1, f"{what}.std() / {std}", within=0.025,
                 en="12 % too little: a truncated normal that was not widened? Much "
                    "off: "
                    "another rule's variance, the window, or variance and std "
                    "confused?",
                 zh="少了 12 %：截斷常態分布沒有先放寬？差很多：用了別的規則的變異數、"
                    "忘了視窗，或把變異數和標準差弄混了？")
            near(np.max(np.abs(W)) / limit, 1, f"{what}.max() / {limit}", within=0.02,
                 en="uniform ends at √3 σ, the widened truncated normal at 2.27 σ.",
                 zh="uniform 的界限是 √3 σ，放寬後的截斷常態分布是 2.27 σ。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for name in ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal",
                 "lecun_uniform", "lecun_normal"):
        for shape in ((150, 350), (400, 120), (3, 5, 40, 90), (7, 90, 70)):
            window, seed = int(np.prod(shape[:-2])), int(rng.integers(1e6))
            n_in, n_out = window * shape[-2], window * shape[-1]
            variance = {"g": 2 / (n_in + n_out), "h": 2 / n_in, "l": 1 / n_in}[name[0]]
            limit = 3 ** 0.5 if name.endswith("uniform") else 2.27369
            inner = 0.5 if limit < 2 else 2 * truncnorm.cdf(1, -2, 2) - 1
            with q7.part("uniform" if limit < 2 else "normal"):
                W = initialize(shape, name, seed)
                exactly(np.shape(W), shape, f'initialize({shape}, "{name}", ...).shape')
                near(initialize(shape, name, seed), W, "the same seed again | 再用同一個種子")
                W = np.asarray(W, float) / variance ** 0.5
                near([W.mean(), W.std()], [0, 1], within=0.03,
                     what=f'mean and standard deviation, in σ, {shape}, "{name}" | '
                          f'平均與標準差（以 σ 為單位），{shape}、"{name}"')
                near(np.abs(W).max(), limit, within=0.02,
                     what=f'largest size, in σ, {shape}, "{name}" | '
                          f'最大的絕對值（以 σ 為單位），{shape}、"{name}"')
                near(np.mean(np.abs(W) < limit / 2), inner, within=0.015,
                     what=f'share of the inner half, {shape}, "{name}" | '
                          f'落在內側一半的比例，{shape}、"{name}"')
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# ## Question 8: listen at every layer (10 points, 8 min)
#
# How loud is the message after each layer? We measure the **mean square** of the numbers, the mean of their squares. The activation is the **leaky ReLU** with slope $s$: $\varphi(z) = z$ for $z > 0$ and $s\,z$ for $z < 0$. With $s = 0$ it is ReLU, with $s = 1$ it does nothing at all.
#
# Write `mean_squares(X, weights, slope)` for samples `X` `(n, inputs)` and a list of weight matrices: $A^{(0)} = X$, $A^{(l)} = \varphi(A^{(l-1)}W^{(l)})$ in every layer, the last included. Return the list of the mean squares of $A^{(0)}, A^{(1)}, \dots$: plain numbers, one more than there are layers.
#
# Example: $X = \begin{pmatrix}3 & 1\end{pmatrix}$ has mean square $(9 + 1)/2 = 5$. With $W^{(1)} = \begin{pmatrix}1 & 0\\ 1 & -2\end{pmatrix}$ the sums are $(4, -2)$. ReLU makes $(4, 0)$ of them, mean square 8; with slope 0.5 it is $(4, -1)$, mean square 8.5.

# %% [markdown] lang="zh-TW" of="9fe71259"
# ## 第 8 題：在每一層聽聽看（10 分，8 分鐘）
#
# 話傳過每一層之後，還有多大聲？我們測量數字的**均方**（mean square），也就是平方的平均。激活函數是斜率為 $s$ 的 **leaky ReLU**：$z > 0$ 時 $\varphi(z) = z$，$z < 0$ 時 $\varphi(z) = s\,z$。$s = 0$ 就是 ReLU，$s = 1$ 則什麼也不做。
#
# 請寫 `mean_squares(X, weights, slope)`，`X` `(n, inputs)` 是樣本，`weights` 是權重矩陣的串列：$A^{(0)} = X$，每一層（包括最後一層）都是 $A^{(l)} = \varphi(A^{(l-1)}W^{(l)})$。回傳 $A^{(0)}, A^{(1)}, \dots$ 的均方所成的串列：都是單純的數字，個數比層數多一個。
#
# 例：$X = \begin{pmatrix}3 & 1\end{pmatrix}$ 的均方是 $(9 + 1)/2 = 5$。$W^{(1)} = \begin{pmatrix}1 & 0\\ 1 & -2\end{pmatrix}$ 時，加權總和是 $(4, -2)$。ReLU 把它變成 $(4, 0)$，均方是 8；斜率 0.5 則是 $(4, -1)$，均方是 8.5。

# %% grade="solution" id="q8_mean_squares"
def mean_squares(X, weights, slope):
    """Return the mean squares of X and of each layer's outputs: a list of numbers."""
    ### BEGIN SOLUTION
    levels, A = [np.mean(X ** 2)], X
    for W in weights:
        Z = A @ W
        A = np.where(Z > 0, Z, slope * Z)
        levels.append(np.mean(A ** 2))
    return levels
    ### END SOLUTION

# %% grade="test" id="q8_test" points=10 forbids="given.mean_squares utils.nn.stacked"
with Question(8, points=10) as q8:
    X, W = np.array([[3.0, 1.0]]), np.array([[1.0, 0.0], [1.0, -2.0]])
    V = np.array([[1.0, 1.0], [0.0, 3.0]])
    with q8.part("slope 0 | 斜率 0", 6):
        near(mean_squares(X, [W], 0.0), [5.0, 8.0], "mean_squares([[3, 1]], [W], 0)",
             en="First the input's, (9 + 1) / 2; then ReLU makes (4, 0) of (4, -2).",
             zh="先是輸入的 (9 + 1) / 2；接著 ReLU 把 (4, -2) 變成 (4, 0)。")
        near(mean_squares(X, [W, V], 0.0), [5, 8, 16],
             "mean_squares([[3, 1]], [W, V], 0)",
             en="The outputs of layer 1 are the inputs of layer 2.",
             zh="第 1 層的輸出就是第 2 層的輸入。")
    with q8.part("other slopes | 其他斜率", 4):
        near(mean_squares(X, [W], 0.5), [5.0, 8.5], "mean_squares([[3, 1]], [W], 0.5)",
             en="Slope 0.5 makes (4, -1) of (4, -2).",
             zh="斜率 0.5 把 (4, -2) 變成 (4, -1)。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, *sizes in ((5, 3, 4, 6), (1, 2, 7, 3, 5), (20, 6, 2)):
        X, slope = rng.normal(1, 1, (n, sizes[0])), float(rng.uniform(0.1, 0.9))
        weights = [rng.normal(size=shape) for shape in pairwise(sizes)]
        for s in (0.0, slope, 1.0):
            wanted = reference(given.mean_squares)(X, weights, s)
            with q8.part("other slopes | 其他斜率" if s else "slope 0 | 斜率 0"):
                levels = mean_squares(X.copy(), [W.copy() for W in weights], s)
                near(levels, wanted, f"mean_squares, sizes {sizes}, slope {s:.2f}")
                levels = mean_squares(3 * X, [W.copy() for W in weights], s)
                near(levels, 9 * np.array(wanted),
                     "mean_squares(3 * X, weights, slope)",
                     en="Three times as loud is nine times the mean square.",
                     zh="大聲 3 倍，均方就是 9 倍。")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# Once questions 7 and 8 pass, the next cells send 200 random messages through ten ReLU layers of 128 units: with your Glorot, your He, and He's weights times 1.4. Before you run them, decide which of the three speaks too softly, which just right and which too loudly.

# %% [markdown] lang="zh-TW" of="8eebd6d8"
# 第 7、8 題通過之後，下面的儲存格會讓 200 則隨機的訊息傳過十個 ReLU 層，每層 128 個單元，權重有三種：你的 Glorot、你的 He，以及 He 的權重再乘上 1.4。執行之前請先判斷：哪一種太小聲、哪一種剛剛好、哪一種太大聲？

# %% grade="readonly" id="levels"
if passed(7) and passed(8):
    messages = np.random.default_rng(0).normal(size=(200, 128))
    curves = {}
    for chosen, voice in ("glorot_normal", 1), ("he_normal", 1), ("he_normal", 1.4):
        ten = [voice * initialize((128, 128), chosen, ear) for ear in range(10)]
        curves[f"{voice} · {chosen}"] = mean_squares(messages, ten, 0.0)
    show(plot_curves(curves, x={chosen: np.arange(11) for chosen in curves}, logy=True,
                     xlabel="layer (0: the input)", ylabel="mean square",
                     title="Ten ReLU layers"),
         alt="The mean square falls to about a thousandth with Glorot, stays near 1 "
             "with He, and rises to about a thousand with 1.4 times He's weights.")

# %% grade="readonly" id="histograms"
if passed(7):
    told, seen = np.random.default_rng(0).normal(size=(200, 128)), {}
    for layer in range(1, 11):
        told = np.maximum(told @ initialize((128, 128), "glorot_normal", layer), 0)
        seen[f"layer {layer}"] = told[told > 0]
    show(plot_layer_histograms(seen, xlabel="outputs above 0", xlim=(0, 1.5),
                               title="The message fades: Glorot with ReLU"),
         alt="Histograms of ten layers: broad in layer 1, a spike at 0 in layer 10.")

# %% [markdown] lang="en"
# ## Question 9: the right scale for any slope (6 points, 8 min)
#
# Why does He take 2? A weighted sum of $n$ inputs has $E[z^2] = n\,\sigma^2\,E[x^2]$ (section 4.4). Its distribution is symmetric, so each half, $z > 0$ and $z < 0$, holds half of $E[z^2]$. The leaky ReLU leaves the positive half as it is and multiplies every number of the negative half by the slope $s$.
#
# Work out on paper which part of $E[z^2]$ is left, and from that the scale in $\sigma^2 = \text{scale}/n$ with which the mean square stays the same. Write
#
# - `right_scale(slope)`: this scale. For ReLU, slope 0, it must be He's 2.
# - `last_mean_square(scale, slope, depth)`: the mean square after `depth` layers with $\sigma^2 = \text{scale}/n$, when the input's is 1.
#
# Example: LeCun's scale 1 with ReLU: the mean square halves in each layer, so after 10 layers it is $2^{-10} = 0.000977$.

# %% [markdown] lang="zh-TW" of="050f0347"
# ## 第 9 題：任何斜率都適用的 scale（6 分，8 分鐘）
#
# 為什麼 He 要取 2？$n$ 個輸入的加權總和，$E[z^2] = n\,\sigma^2\,E[x^2]$（4.4 節）。它的分布是對稱的，所以 $z > 0$ 和 $z < 0$ 兩半各佔 $E[z^2]$ 的一半。leaky ReLU 讓正的一半維持原樣，把負的一半的每個數字都乘上斜率 $s$。
#
# 請在紙上推算，$E[z^2]$ 還剩下幾分之幾？由此得出，$\sigma^2 = \text{scale}/n$ 裡的 scale 應該是多少，均方才會維持不變。請寫
#
# - `right_scale(slope)`：這個 scale。對 ReLU（斜率 0）來說，必須是 He 的 2。
# - `last_mean_square(scale, slope, depth)`：輸入的均方是 1、$\sigma^2 = \text{scale}/n$ 時，經過 `depth` 層之後的均方。
#
# 例：LeCun 的 scale 是 1，搭配 ReLU 時均方每層減半，所以 10 層之後是 $2^{-10} = 0.000977$。

# %% grade="solution" id="q9_right_scale"
def right_scale(slope):
    """Return the scale that keeps the mean square with a leaky ReLU of this slope."""
    ### BEGIN SOLUTION
    return 2 / (1 + slope ** 2)
    ### END SOLUTION


def last_mean_square(scale, slope, depth):
    """Return the mean square after depth layers, if the input's is 1."""
    ### BEGIN SOLUTION
    return (scale * (1 + slope ** 2) / 2) ** depth
    ### END SOLUTION

# %% grade="test" id="q9_test" points=6
with Question(9, points=6) as q9:
    near(right_scale(0.0), 2.0, "right_scale(0)", en="ReLU: He's 2.", zh="ReLU：He 的 2。")
    near(right_scale(1.0), 1.0, "right_scale(1)",
         en="Slope 1 changes nothing, so nothing has to be made up for.",
         zh="斜率 1 什麼都不變，也就不必補償。")
    near(right_scale(0.5), 1.6, "right_scale(0.5)",
         en="A number times 0.5 has a square times 0.25.", zh="數字乘 0.5，平方就乘 0.25。")
    near(last_mean_square(1.0, 0.0, 10), 2.0 ** -10, "last_mean_square(1, 0, 10)",
         within=1e-7, en="A half, ten times over.", zh="連乘十次一半。")
    near(last_mean_square(4.0, 0.0, 3), 8.0, "last_mean_square(4, 0, 3)",
         en="Twice as much in each layer.", zh="每層變成 2 倍。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    z = truncnorm.ppf((np.arange(20_000) + 0.5) / 20_000, -9, 9)  # evenly normal
    for slope in rng.uniform(0, 1.5, 5):
        left = np.mean(np.where(z > 0, z, slope * z) ** 2) / np.mean(z ** 2)
        near(right_scale(float(slope)), 1 / left, f"right_scale({slope:.3f})")
        depth, scale = int(rng.integers(2, 12)), float(rng.uniform(0.5, 2.5))
        near(last_mean_square(scale, float(slope), depth) / (scale * left) ** depth, 1,
             f"last_mean_square({scale:.3f}, {slope:.3f}, {depth}) / expected | "
             f"last_mean_square({scale:.3f}, {slope:.3f}, {depth}) / 應有的值")
        near(last_mean_square(right_scale(float(slope)), float(slope), depth), 1,
             "last_mean_square(right_scale(slope), slope, depth)",
             en="With the right scale the mean square stays 1.",
             zh="scale 正確時，均方維持在 1。")
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# ## Question 10: pick by measuring (8 points, 6 min)
#
# Formulas are for layers of one kind. A real network has layers of many widths, so the safe way is to **measure**. Write `pick(X, candidates, slope)`: `candidates` is a list, each entry the weights of a whole network (a list of matrices, as in question 8). Return the **index** of the candidate whose last layer is as loud as the input, as nearly as possible.
#
# "Nearly" is meant as a factor: ten times too loud is as bad as ten times too soft. So compare by $\left|\ln\dfrac{m_L}{m_0}\right|$, where $m_0$ is the mean square of the input and $m_L$ that of the last layer; the smallest wins.
#
# For the mean squares take your own `mean_squares`, or `given.mean_squares(X, weights, slope)`, which is right.

# %% [markdown] lang="zh-TW" of="382c5381"
# ## 第 10 題：用測量來挑選（8 分，6 分鐘）
#
# 公式適用於每一層都一樣的情形，真實的網路卻有各種寬度的層，所以最保險的方法是**測量**。請寫 `pick(X, candidates, slope)`：`candidates` 是一個串列，每一項都是一整個網路的權重（矩陣的串列，和第 8 題一樣）。請回傳最後一層和輸入的音量最接近的那一個候選的**索引**（index）。
#
# 「接近」是以倍數來看：太大聲 10 倍和太小聲 10 倍一樣糟。所以請用 $\left|\ln\dfrac{m_L}{m_0}\right|$ 來比較，$m_0$ 是輸入的均方，$m_L$ 是最後一層的均方；最小的獲勝。
#
# 均方可以用你自己的 `mean_squares`，也可以用一定正確的 `given.mean_squares(X, weights, slope)`。

# %% grade="solution" id="q10_pick"
def pick(X, candidates, slope):
    """Return the index of the candidate that keeps the mean square best."""
    ### BEGIN SOLUTION
    distances = []
    for weights in candidates:
        levels = given.mean_squares(X, weights, slope)
        distances.append(abs(np.log(levels[-1] / levels[0])))
    return int(np.argmin(distances))
    ### END SOLUTION

# %% grade="test" id="q10_test" points=8
with Question(10, points=8) as q10:
    X = np.array([[2.0, 2.0], [2.0, -2.0]])
    soft, loud, best = 0.1 * np.eye(2), 10 * np.eye(2), 1.5 * np.eye(2)
    exactly(pick(X, [[soft], [best], [loud]], 1.0), 1, "pick(X, [soft, best, loud], 1)",
            en="best multiplies the mean square by 2.25, the others by 0.01 and 100.",
            zh="best 讓均方變成 2.25 倍，另外兩個是 0.01 倍和 100 倍。")
    exactly(pick(X, [[0.2 * np.eye(2)], [2 * np.eye(2)]], 1.0), 1,
            "pick(X, [0.2 * eye, 2 * eye], 1)",
            en="4 times too loud is nearer than 25 times too soft.",
            zh="大聲 4 倍，比小聲 25 倍更接近。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    sizes = [30, 60, 40, 70, 36, 50, 64, 44, 32, 56, 45]
    for slope in (0.0, 0.3, 1.0, 0.0):
        X = rng.uniform(0.3, 4) * rng.normal(size=(20, sizes[0]))
        gains = rng.permutation([0.2, 0.55, 1.0, 1.9, 4.0])
        networks = []
        for gain in gains:
            # What layer 1 does says nothing about the tenth.
            steps = np.array([2.5 if gain == 1 else 1.0, *[gain] * 9])
            sigmas = np.sqrt(steps * 2 / (1 + slope ** 2) / sizes[:-1])
            networks.append([rng.normal(0, sigma, shape)
                             for sigma, shape in zip(sigmas, pairwise(sizes))])
        levels = [given.mean_squares(X, network, slope) for network in networks]
        wanted = int(np.argmin([abs(np.log(m[-1] / m[0])) for m in levels]))
        exactly(pick(X.copy(), networks, slope), wanted,
                f"pick(X, candidates, {slope}), ten layers | "
                f"pick(X, candidates, {slope})，十層")
    ### END HIDDEN TESTS
q10.score

# %% [markdown] lang="en"
# ## Question 11: which start will win? (6 points, 5 min)
#
# The last cell puts it to the test, once questions 7 and 10 pass. Three networks with ten hidden ReLU layers of 64 units start: with a fixed σ of 0.05, with
# your Glorot and with your He. First `pick` chooses one by measuring, before any training. Then all three train on 3,000 digits, with the same learning rate.
#
# 1. **Before you run it** (3 points): by question 9, each ReLU layer multiplies the mean square by $n\sigma^2/2$, with $n$ = 64 inputs. Compute this factor for
#    σ = 0.05, for Glorot and for He, and what is left of 1 after ten layers. Which network will read most digits, and which fewest?
# 2. **After you ran it** (3 points): was your order right? Explain what a mean square that is nearly 0 in the last layers does to the **training** of a network.
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="840c91a0"
# ## 第 11 題：哪一種起點會贏？（6 分，5 分鐘）
#
# 第 7 題和第 10 題通過之後，最後一個儲存格會驗收成果：三個網路各有十個 ReLU 隱藏層，每層 64 個單元，分別從固定的 σ = 0.05、你的 Glorot 和你的 He 出發。先由 `pick` 在訓練之前靠測量挑一個，再用 3,000 個手寫數字、相同的學習率訓練全部三個。
#
# 1. **執行之前**（3 分）：由第 9 題可知，每個 ReLU 層會把均方乘上 $n\sigma^2/2$，這裡 $n$ = 64 個輸入。請算出 σ = 0.05、Glorot、He 三種情況的倍率，以及 1 經過十層之後剩下多少。哪個網路會讀對最多數字？哪個最少？
# 2. **執行之後**（3 分）：名次和你預測的一樣嗎？最後幾層的均方幾乎是 0 時，對網路的**訓練**有什麼影響？請解釋。
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q11_explain" points=6
# 1. σ = 0.05: 64 · 0.0025 / 2 = 0.08 per layer, 0.08^10 = 1e-11 after ten. Glorot:
#    σ² = 2/(64 + 64) = 1/64, so the factor is 1/2, and about 0.001 is left. He:
#    σ² = 2/64, the factor is 1, nothing is lost. I expect He first, then Glorot, and
#    0.05 last, with about 10 % right.
# 2. The order was right. The derivative for a weight is its input times the error
#    signal. In the last layers the inputs are almost 0, so their weights hardly move;
#    and on its way back the signal goes through the same small weights, so that nothing
#    arrives at the first layers. Only the output's biases learn: the network guesses.

# %% grade="readonly" id="race"
if passed(7) and passed(10):
    widths = [196, *[64] * 10, 10]
    ends = list(pairwise(widths))
    coin = np.random.default_rng(0)
    starts = {"σ = 0.05": [coin.normal(0, 0.05, pair) for pair in ends]}
    for rule in ("glorot_normal", "he_normal"):
        starts[rule] = [initialize(pair, rule, number)
                        for number, pair in enumerate(ends)]
    hidden = [start[:-1] for start in starts.values()]
    print("pick chooses:", list(starts)[pick(X_digits[:200], hidden, 0.0)])
    stacks = [np.stack(layer) for layer in zip(*starts.values())]
    trained = stacked.train(stacks, X_digits, Y_digits, lr=0.05, activation="relu",
                            num_epochs=3, batch_size=50)
    shares = stacked.accuracy(*trained, X_new, y_new, "relu")
    show(plot_bars(dict(zip(starts, shares)), ylabel="share of new digits read right",
                   title="Ten hidden layers, three epochs"),
         alt="Bars: with 0.05 the network only guesses, Glorot is better, He is best.")

# %% [markdown] lang="en"
# One seed and one learning rate are no proof; section 4.12 tries several of each and finds the same order. But `pick` needed neither training nor labels: it listened to ten layers once.

# %% [markdown] lang="zh-TW" of="93530536"
# 只有一個種子和一種學習率，不能算是證明；4.12 節各試了好幾個，得到同樣的名次。不過 `pick` 既不需要訓練，也不需要標籤：只要在十層裡聽過一遍就夠了。
