# %% [markdown] lang="en"
# A network learns from a single number, the **loss**. If that number is wrong, everything that follows is wrong too, and often without any error message.
# In this lab you write the losses of chapter 5 yourself, make them survive logits of many thousands, find their gradient, and train a machine with it
# that reads handwritten digits. In the end your loss shows which digits surprise that machine most.
#
# Notation as in the chapter: $n$ samples, $K$ classes; the truth is `y`, `Y` or `labels`, probabilities are `p` or `P`, logits (the numbers before softmax) are `Z`.
# **The truth is always the first argument.** $\ln$ is the natural logarithm, `np.log`. `(n, K)` is an array of $n$ rows and $K$ columns, `(n,)` an array of $n$ numbers.

# %% [markdown] lang="zh-TW" of="62f52ce3"
# 網路靠一個數字來學習，這個數字就是**損失**（loss）。損失算錯了，後面的一切都會跟著錯，而且往往沒有任何錯誤訊息。在這個 lab 裡，你會親手寫出第 5 章的各種損失，讓它們面對上萬的 logit 也不會壞，找出它們的梯度，再用來訓練一個會讀手寫數字的機器。最後，你的損失會告訴你，哪些數字最讓這個機器意外。
#
# 符號和第 5 章相同：$n$ 個樣本、$K$ 個類別；真實答案是 `y`、`Y` 或 `labels`，機率是 `p` 或 `P`，對數勝算（logit，進入 softmax 之前的數）是 `Z`。**真實答案一律是第一個參數。** $\ln$ 是自然對數，也就是 `np.log`。`(n, K)` 是 $n$ 列、$K$ 行的陣列，`(n,)` 是有 $n$ 個數字的陣列。

# %% grade="readonly" id="imports"
import numpy as np

from labs.checks import Question, near, parts, passed, reference
from labs.stand_ins import lab05 as given
from utils.data import flatten, load_mnist, to_float
from utils.plotting import plot_curves, plot_images, show

# %% [markdown] lang="en"
# ## Question 1: squared error (6 points, 4 min)
#
# A weather model predicts several numbers for each day, such as the temperatures at noon and at midnight. The **mean squared error** of one sample is the mean of
# the squared errors of its $d$ outputs:
#
# $$C_i = \frac1d\sum_{j=1}^{d}(\hat Y_{ij} - Y_{ij})^2.$$
#
# Write `mean_squared_error(Y, Y_hat)` for two arrays of shape `(n, d)`. Return one loss per sample, shape `(n,)`.
#
# Example: truth $(1, 2)$, prediction $(1.5, 1)$: the squares are $0.25$ and $1$, their mean is $0.625$.

# %% [markdown] lang="zh-TW" of="05aa7dee"
# ## 第 1 題：平方誤差（6 分，4 分鐘）
#
# 一個天氣模型每天要預測好幾個數值，例如中午和半夜的氣溫。單一樣本的**均方誤差**（mean squared error），是它的 $d$ 個輸出的平方誤差的平均：
#
# $$C_i = \frac1d\sum_{j=1}^{d}(\hat Y_{ij} - Y_{ij})^2.$$
#
# 請寫 `mean_squared_error(Y, Y_hat)`，兩個參數都是形狀 `(n, d)` 的陣列。每個樣本回傳一個損失，形狀 `(n,)`。
#
# 例：真實值 $(1, 2)$、預測 $(1.5, 1)$：平方誤差是 $0.25$ 和 $1$，平均是 $0.625$。

# %% grade="solution" id="q1_mse"
def mean_squared_error(Y, Y_hat):
    """Return the mean squared error of each sample, (n,), for Y and Y_hat (n, d)."""
    ### BEGIN SOLUTION
    return np.mean((Y_hat - Y) ** 2, axis=1)
    ### END SOLUTION

# %% grade="test" id="q1_test" points=6 forbids="@squared_error"
with Question(1, points=6) as q1:
    near(mean_squared_error(np.array([[1.0, 2.0]]), np.array([[1.5, 1.0]])), [0.625],
         "mean_squared_error([[1, 2]], [[1.5, 1]])",
         en="Square both errors and take their mean: one number for the one sample.",
         zh="兩個誤差各自平方，再取平均：一個樣本，一個數字。")
    Y = np.array([[1.0, 2.0, 0.0], [30.0, 24.0, 27.0]])
    Y_hat = np.array([[1.5, 1.0, 0.5], [29.0, 25.0, 31.0]])
    near(mean_squared_error(Y, Y_hat), [0.5, 6.0],
         "mean_squared_error(Y, Y_hat), Y: (2, 3)",
         en="One number per sample: the mean over its outputs, along axis 1.",
         zh="每個樣本一個數字：沿著軸 1，對它的各個輸出取平均。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d in ((1, 4), (6, 1), (7, 3)):
        Y, Y_hat = rng.normal(size=(2, n, d))
        expected = [sum((a - b) ** 2 for a, b in zip(*rows)) / d
                    for rows in zip(Y, Y_hat)]
        loss = mean_squared_error(Y.copy(), Y_hat.copy())
        near(loss, expected, f"mean_squared_error(Y, Y_hat), Y: ({n}, {d})")
        near(mean_squared_error(Y, Y + 3 * (Y_hat - Y)), 9 * np.array(expected),
             "the loss with all errors tripled | 所有誤差變成 3 倍時的損失",
             en="Three times the error is nine times the loss.",
             zh="誤差變成 3 倍，損失應變成 9 倍。")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: from many losses to one (6 points, 7 min)
#
# A **sample weight** $s_i$ says how much sample $i$ counts: 0 leaves it out, 3 counts it three times. Keras knows four ways, called `reduction`, to combine the losses $C_i$ of $n$
# samples (section 5.14):
#
# | `reduction` | result |
# |---|---|
# | `"none"` | the $n$ numbers $s_iC_i$ |
# | `"sum"` | $\sum_i s_iC_i$ |
# | `"sum_over_batch_size"` | $\frac1n\sum_i s_iC_i$ |
# | `"mean_with_sample_weight"` | $\sum_i s_iC_i \big/ \sum_i s_i$ |
#
# Write `combine(losses, s, reduction)` for two arrays of shape `(n,)` and one of these four strings. Return an array `(n,)` for `"none"`, otherwise one number.
#
# Example: losses $(0.5, 2, 1)$, weights $(4, 0, 1)$: in the order of the table $(2, 0, 1)$, $3$, $1$ and $0.6$.

# %% [markdown] lang="zh-TW" of="89adf3f7"
# ## 第 2 題：把許多損失合成一個（6 分，7 分鐘）
#
# **樣本權重**（sample weight）$s_i$ 表示第 $i$ 個樣本的份量：0 代表不計，3 代表算三次。要合併 $n$ 個樣本的損失 $C_i$，Keras 有四種方式，稱為 `reduction`（見 5.14 節）：
#
# | `reduction` | 結果 |
# |---|---|
# | `"none"` | $n$ 個數 $s_iC_i$ |
# | `"sum"` | $\sum_i s_iC_i$ |
# | `"sum_over_batch_size"` | $\frac1n\sum_i s_iC_i$ |
# | `"mean_with_sample_weight"` | $\sum_i s_iC_i \big/ \sum_i s_i$ |
#
# 請寫 `combine(losses, s, reduction)`，前兩個參數是形狀 `(n,)` 的陣列，第三個是這四個字串之一。`"none"` 回傳形狀 `(n,)` 的陣列，其他都回傳一個數字。
#
# 例：損失 $(0.5, 2, 1)$、權重 $(4, 0, 1)$：依表格的順序，結果是 $(2, 0, 1)$、$3$、$1$、$0.6$。

# %% grade="solution" id="q2_combine"
def combine(losses, s, reduction):
    """Combine losses (n,) with sample weights s (n,) as Keras does."""
    ### BEGIN SOLUTION
    weighted = s * losses
    if reduction == "none":
        return weighted
    if reduction == "sum":
        return weighted.sum()
    if reduction == "sum_over_batch_size":
        return weighted.sum() / len(losses)
    return weighted.sum() / s.sum()
    ### END SOLUTION

# %% grade="test" id="q2_test" points=6 forbids="keras.losses keras.src.losses.loss.reduce_weighted_values tensorflow.compat.v1.losses"
with Question(2, points=6) as q2:
    losses, s = np.array([0.5, 2.0, 1.0]), np.array([4.0, 0.0, 1.0])
    near(combine(losses, s, "none"), [2, 0, 1], 'combine(losses, s, "none")',
         en="Each loss times its weight, nothing added up.",
         zh="每個損失乘上自己的權重，不相加。")
    near(combine(losses, s, "sum"), 3, 'combine(losses, s, "sum")')
    near(combine(losses, s, "sum_over_batch_size"), 1,
         'combine(losses, s, "sum_over_batch_size")',
         en="Divide by the number of samples, also by those of weight 0.",
         zh="要除以樣本數，權重為 0 的樣本也算在內。")
    near(combine(losses, s, "mean_with_sample_weight"), 0.6,
         'combine(losses, s, "mean_with_sample_weight")',
         en="Divide by the sum of the weights.", zh="要除以權重的總和。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (2, 9):
        losses, s = rng.exponential(size=n), rng.exponential(3, size=n)
        total = sum(a * b for a, b in zip(losses, s))
        mean = total / sum(s)
        for name, expected, factor in (
            ("none", [a * b for a, b in zip(losses, s)], 2), ("sum", total, 2),
            ("sum_over_batch_size", total / n, 2), ("mean_with_sample_weight", mean, 1),
        ):
            near(combine(losses.copy(), s.copy(), name), expected,
                 f'combine(losses, s, "{name}"), n = {n}')
            near(combine(losses.copy(), 2 * s, name), factor * np.array(expected),
                 f'combine(losses, 2 * s, "{name}"), n = {n}',
                 en="Doubled weights double every result but the weighted mean.",
                 zh="權重加倍，除了加權平均之外，結果都應加倍。")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# ## Question 3: will it rain? (8 points, 6 min)
#
# A forecast says "rain with probability $p$". Afterwards we know the truth: $y = 1$ for rain, $y = 0$ for none. The **binary cross-entropy** charges the surprise of what
# happened:
#
# $$C = -y\ln p - (1 - y)\ln(1 - p).$$
#
# Write `binary_cross_entropy(y, p)` for two arrays of shape `(n,)`, with $0 < p < 1$. Return one loss per day, shape `(n,)`.
#
# Example: whoever says $p = 0.9$ pays $-\ln 0.9 = 0.105$ if it rains, but $-\ln 0.1 = 2.303$ if it doesn't.

# %% [markdown] lang="zh-TW" of="38240e3e"
# ## 第 3 題：會下雨嗎？（8 分，6 分鐘）
#
# 天氣預報說「下雨機率 $p$」，事後我們知道真實答案：下雨是 $y = 1$，沒下是 $y = 0$。**二元交叉熵**（binary cross-entropy）以實際發生的事有多令人意外來計價：
#
# $$C = -y\ln p - (1 - y)\ln(1 - p).$$
#
# 請寫 `binary_cross_entropy(y, p)`，兩個參數都是形狀 `(n,)` 的陣列，$0 < p < 1$。每一天回傳一個損失，形狀 `(n,)`。
#
# 例：預報 $p = 0.9$ 時，如果真的下雨，要付 $-\ln 0.9 = 0.105$；如果沒下，要付 $-\ln 0.1 = 2.303$。

# %% grade="solution" id="q3_bce"
def binary_cross_entropy(y, p):
    """Return the loss of each sample, (n,), for y (n,) of 0 and 1, p (n,)."""
    ### BEGIN SOLUTION
    return -y * np.log(p) - (1 - y) * np.log(1 - p)
    ### END SOLUTION

# %% grade="test" id="q3_test" points=8 forbids="given.softmax_loss @cross_entropy"
with Question(3, points=8) as q3:
    near(binary_cross_entropy(np.array([1.0]), np.array([0.9])), [0.105361],
         "binary_cross_entropy([1], [0.9])",
         en="It rained, so the loss is -ln p, with the natural logarithm.",
         zh="下雨了，所以損失是 -ln p，要用自然對數。")
    y, p = np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.9, 0.25])
    near(binary_cross_entropy(y, p), [0.105361, 2.302585, 1.386294],
         "binary_cross_entropy([1, 0, 1], [0.9, 0.9, 0.25])",
         en="Without rain the loss is -ln(1 - p). One number per day.",
         zh="沒下雨時，損失是 -ln(1 - p)。每一天一個數字。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (1, 5, 40):
        y, p = rng.integers(0, 2, n).astype(float), rng.uniform(0.01, 0.99, n)
        expected = [-np.log(q if rain else 1 - q) for rain, q in zip(y, p)]
        near(binary_cross_entropy(y.copy(), p.copy()), expected,
             f"binary_cross_entropy(y, p), y: ({n},)")
        near(binary_cross_entropy(1 - y, 1 - p), expected,
             "binary_cross_entropy(1 - y, 1 - p)",
             en="Asking for 'no rain' instead of 'rain' must cost the same.",
             zh="把問題改成「不下雨」，損失應該不變。")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# ## Question 4: entropy, and the price of a wrong belief (12 points, 10 min)
#
# At a tea shop half of the customers want no sugar, a quarter a little, one in eight half, one in eight full: $y = (\frac12, \frac14, \frac18, \frac18)$. The **entropy** is the
# average surprise, here with $\log_2$, so in **bits**:
#
# $$H(y) = -\sum_k y_k\log_2 y_k = \tfrac12\cdot 1 + \tfrac14\cdot 2 + \tfrac18\cdot 3 + \tfrac18\cdot 3 = 1.75.$$
#
# It is also the number of yes-or-no questions the shop needs on average: "None?", if not, "A little?", if not, "Half?". What nobody orders adds nothing: $0\log_2 0$ counts as 0.
#
# If the shop believes $p$ instead of $y$, its surprise is larger on average by the **KL divergence**, also in bits:
#
# $$D(y\,\|\,p) = \sum_k y_k\log_2\frac{y_k}{p_k}, \qquad \text{again with 0 for each } y_k = 0.$$
#
# Write `entropy(y)` and `kl_divergence(y, p)` for arrays of shape `(K,)` whose entries add up to 1. `y` may hold zeros, `p` doesn't. Each returns one number.
#
# Examples: `entropy(y)` above is 1.75; `kl_divergence(np.array([1, 0]), np.array([0.5, 0.5]))` is $\log_2 2 = 1$.

# %% [markdown] lang="zh-TW" of="e5ad4553"
# ## 第 4 題：熵，以及信念錯誤的代價（12 分，10 分鐘）
#
# 手搖飲料店裡，一半的客人點無糖，四分之一點微糖，八分之一點半糖，八分之一點全糖：$y = (\frac12, \frac14, \frac18, \frac18)$。**熵**（entropy）是平均的意外程度；這裡用 $\log_2$，單位是**位元**（bit）：
#
# $$H(y) = -\sum_k y_k\log_2 y_k = \tfrac12\cdot 1 + \tfrac14\cdot 2 + \tfrac18\cdot 3 + \tfrac18\cdot 3 = 1.75.$$
#
# 這也是店員平均要問幾個是非題：「無糖嗎？」不是的話，「微糖嗎？」還不是，「半糖嗎？」沒有人點的選項不增加任何東西：$0\log_2 0$ 算作 0。
#
# 如果店家相信的機率是 $p$ 而不是 $y$，平均的意外程度就會變大，多出來的部分是 **KL 散度**（KL divergence），單位也是位元：
#
# $$D(y\,\|\,p) = \sum_k y_k\log_2\frac{y_k}{p_k}, \qquad y_k = 0 \text{ 的項同樣算作 } 0.$$
#
# 請寫 `entropy(y)` 和 `kl_divergence(y, p)`，參數都是形狀 `(K,)` 的陣列，各項加起來是 1。`y` 可能含有 0，`p` 不會。兩個函式都回傳一個數字。
#
# 例：上面的 `entropy(y)` 是 1.75；`kl_divergence(np.array([1, 0]), np.array([0.5, 0.5]))` 是 $\log_2 2 = 1$。

# %% grade="solution" id="q4_entropy"
def entropy(y):
    """Return the entropy of the probabilities y (K,) in bits: a number."""
    ### BEGIN SOLUTION
    y = y[y > 0]
    return -np.sum(y * np.log2(y))
    ### END SOLUTION


def kl_divergence(y, p):
    """Return the KL divergence D(y || p) of y (K,) and p (K,) in bits: a number."""
    ### BEGIN SOLUTION
    possible = y > 0
    return np.sum(y[possible] * np.log2(y[possible] / p[possible]))
    ### END SOLUTION

# %% grade="test" id="q4_test" points=12 forbids="scipy.special.entr @cross_entropy"
with Question(4, points=12) as q4:
    tea = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    with q4.part("entropy", 6):
        near(entropy(tea), 1.75, "entropy([1/2, 1/4, 1/8, 1/8])",
             en="The sum of y_k times -log2(y_k). In bits: np.log2, not np.log.",
             zh="y_k 乘上 -log2(y_k) 的總和。單位是位元：用 np.log2，不是 np.log。")
        near(entropy(np.array([1.0, 0.0, 0.0])), 0, "entropy([1, 0, 0])",
             en="0 * log2(0) is nan in NumPy: leave out the entries that are 0.",
             zh="NumPy 算 0 * log2(0) 會得到 nan：要跳過等於 0 的項。")
    with q4.part("kl_divergence", 6):
        near(kl_divergence(np.array([1.0, 0.0]), np.array([0.5, 0.5])), 1,
             "kl_divergence([1, 0], [0.5, 0.5])",
             en="y_k log2(y_k / p_k), the truth above; nothing where y_k is 0.",
             zh="y_k log2(y_k / p_k)，分子是真實機率；y_k 為 0 的項不計。")
        near(kl_divergence(tea, tea), 0, "kl_divergence(y, y)",
             en="Who believes the truth pays nothing extra.",
             zh="相信的就是真實機率，沒有額外的代價。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for K in (2, 5, 9):
        y, p = rng.dirichlet(np.ones(K), size=2)
        h = sum(-a * np.log(a) for a in y) / np.log(2)
        d = sum(-a * np.log(b) for a, b in zip(y, p)) / np.log(2) - h
        with q4.part("entropy"):
            near(entropy(y.copy()), h, f"entropy(y), y: ({K},)")
            near(entropy(np.r_[0, y, 0]), h, "entropy([0, *y, 0])",
                 en="Zeros add nothing.", zh="0 不應增加任何東西。")
            near(entropy(np.full(K, 1 / K)), np.log2(K),
                 f"entropy([1/{K}, ..., 1/{K}])")
            near(entropy(np.outer(y, p).ravel()), h - sum(p * np.log2(p)),
                 "entropy(np.outer(y, p).ravel())",
                 en="Two independent questions: their entropies add up.",
                 zh="兩個獨立的問題：熵應該相加。")
        with q4.part("kl_divergence"):
            near(kl_divergence(y.copy(), p.copy()), d,
                 f"kl_divergence(y, p), y: ({K},)",
                 en="It is the cross-entropy minus the entropy of y.",
                 zh="它等於交叉熵減去 y 的熵。")
            q = np.r_[p, 0.5] / 1.5
            near(kl_divergence(np.r_[y, 0], q), d + np.log2(1.5),
                 "kl_divergence([*y, 0], q)")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: many classes (8 points, 8 min)
#
# With $K$ classes the truth of one sample is a row $y_1, \dots, y_K$, usually one-hot, sometimes shared between classes. The **categorical cross-entropy** of each row is, in nats,
#
# $$C = -\sum_{k=1}^{K} y_k\ln p_k, \qquad \text{with 0 for each } y_k = 0, \text{ even where } p_k = 0.$$
#
# Write `categorical_cross_entropy(Y, P)` for two arrays of shape `(n, K)`; the result is `(n,)`. Don't clip: where the model gave probability 0 to what did happen, the loss is `np.inf`.
#
# Examples: $y = (0, 1, 0)$, $p = (0.2, 0.5, 0.3)$ cost $-\ln 0.5 = 0.693$. The perfect $p = (0, 1, 0)$ costs 0. With $y = (\frac12, \frac12, 0)$ and $p = (\frac14, \frac12, \frac14)$ the loss
# is $\frac12\cdot 1.386 + \frac12\cdot 0.693 = 1.040$.

# %% [markdown] lang="zh-TW" of="4946bf8e"
# ## 第 5 題：許多類別（8 分，8 分鐘）
#
# 有 $K$ 個類別時，單一樣本的真實答案是一列 $y_1, \dots, y_K$，通常是獨熱編碼（one-hot），有時由幾個類別分攤。每一列的**類別交叉熵**（categorical cross-entropy）以 nat 為單位，是
#
# $$C = -\sum_{k=1}^{K} y_k\ln p_k, \qquad y_k = 0 \text{ 的項算作 } 0 \text{，就算 } p_k = 0 \text{ 也一樣}.$$
#
# 請寫 `categorical_cross_entropy(Y, P)`，兩個參數都是形狀 `(n, K)` 的陣列，結果的形狀是 `(n,)`。請不要裁剪：如果實際發生的事，模型給的機率是 0，損失就是 `np.inf`。
#
# 例：$y = (0, 1, 0)$、$p = (0.2, 0.5, 0.3)$ 的損失是 $-\ln 0.5 = 0.693$。完美的 $p = (0, 1, 0)$ 損失是 0。$y = (\frac12, \frac12, 0)$、$p = (\frac14, \frac12, \frac14)$ 的損失是 $\frac12\cdot 1.386 + \frac12\cdot 0.693 = 1.040$。

# %% grade="solution" id="q5_cce"
def categorical_cross_entropy(Y, P):
    """Return the cross-entropy of each row, (n,), in nats, for Y and P (n, K)."""
    ### BEGIN SOLUTION
    # Where Y is 0, P is replaced by 1, whose logarithm is 0.
    return -np.sum(Y * np.log(np.where(Y > 0, P, 1)), axis=1)
    ### END SOLUTION

# %% grade="test" id="q5_test" points=8 forbids="given.softmax_loss @cross_entropy"
with Question(5, points=8) as q5:
    Y = np.array([[0.0, 1.0, 0.0], [0.5, 0.5, 0.0]])
    P = np.array([[0.2, 0.5, 0.3], [0.25, 0.5, 0.25]])
    near(categorical_cross_entropy(Y, P), [0.693147, 1.039721],
         "categorical_cross_entropy(Y, P), Y: (2, 3)",
         en="For each row the sum over the classes (axis 1), natural logarithm.",
         zh="每一列對所有類別（軸 1）加總，用自然對數。")
    sure, dog = np.array([[0.0, 1.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    near(categorical_cross_entropy(dog, sure), [0],
         "categorical_cross_entropy([[0, 1, 0]], [[0, 1, 0]])",
         en="0 * ln(0) is nan in NumPy: a class with y = 0 must add nothing.",
         zh="NumPy 算 0 * ln(0) 會得到 nan：y = 0 的類別不應增加任何東西。")
    cow = np.array([[0.0, 0.0, 1.0]])
    near(categorical_cross_entropy(cow, sure), [np.inf],
         "categorical_cross_entropy([[0, 0, 1]], [[0, 1, 0]])",
         en="What had probability 0 and did happen costs inf: don't clip.",
         zh="機率為 0 的事卻發生了，損失是 inf：不要裁剪。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K in ((1, 6), (5, 2), (8, 4)):
        Y, P = rng.dirichlet(np.ones(K), size=(2, n))
        Y[0], P[0, 0] = np.eye(K)[-1], 0  # a zero that must not count
        P[0] /= P[0].sum()
        expected = [sum(-a * np.log(b) for a, b in zip(*rows) if a > 0)
                    for rows in zip(Y, P)]
        near(categorical_cross_entropy(Y.copy(), P.copy()), expected,
             f"categorical_cross_entropy(Y, P), Y: ({n}, {K})")
        order = rng.permutation(K)
        near(categorical_cross_entropy(Y[:, order], P[:, order]), expected,
             "the loss with the classes reordered | 類別重新排序後的損失",
             en="The order of the classes must not matter.", zh="類別的順序不應影響結果。")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: integer labels (6 points, 7 min)
#
# A one-hot row holds nothing but the number of the true class, so one can store that number alone: `labels` of shape `(n,)`, integers from 0 to $K - 1$. Write two functions:
#
# - `to_one_hot(labels, num_classes)` returns the matrix `(n, num_classes)`: in row $i$ a 1 in column `labels[i]`, elsewhere 0.
# - `sparse_cross_entropy(labels, P)` returns the losses $-\ln p_t$, shape `(n,)`, where $t$ is the label of the row. Look the probabilities up, without any one-hot matrix.
#
# Example: labels $(2, 0)$ with 3 classes are the rows $(0, 0, 1)$ and $(1, 0, 0)$. With $p$-rows $(0.2, 0.5, 0.3)$ and $(0.25, 0.5, 0.25)$ the losses are $-\ln 0.3 = 1.204$ and $-\ln 0.25 = 1.386$.

# %% [markdown] lang="zh-TW" of="ea442d2d"
# ## 第 6 題：整數標籤（6 分，7 分鐘）
#
# 獨熱編碼的一列，唯一的資訊就是正確類別的編號，所以只存編號就夠了：`labels` 的形狀是 `(n,)`，內容是 0 到 $K - 1$ 的整數。請寫兩個函式：
#
# - `to_one_hot(labels, num_classes)` 回傳矩陣 `(n, num_classes)`：第 $i$ 列的第 `labels[i]` 行是 1，其餘是 0。
# - `sparse_cross_entropy(labels, P)` 回傳損失 $-\ln p_t$，形狀 `(n,)`，$t$ 是該列的標籤。請直接用索引取出機率，不要做獨熱編碼。
#
# 例：3 個類別時，標籤 $(2, 0)$ 對應兩列 $(0, 0, 1)$ 和 $(1, 0, 0)$。若兩列機率是 $(0.2, 0.5, 0.3)$ 和 $(0.25, 0.5, 0.25)$，損失是 $-\ln 0.3 = 1.204$ 和 $-\ln 0.25 = 1.386$。

# %% grade="solution" id="q6_labels"
def to_one_hot(labels, num_classes):
    """Return integer labels (n,) as a one-hot matrix (n, num_classes)."""
    ### BEGIN SOLUTION
    return np.eye(num_classes)[labels]
    ### END SOLUTION


def sparse_cross_entropy(labels, P):
    """Return -ln of the probability of each true class, (n,), for P (n, K)."""
    ### BEGIN SOLUTION
    return -np.log(P[np.arange(len(P)), labels])
    ### END SOLUTION

# %% grade="test" id="q6_test" points=6 forbids="given.softmax_loss @cross_entropy @one_hot"
with Question(6, points=6) as q6:
    labels = np.array([2, 0])
    near(to_one_hot(labels, 3), [[0, 0, 1], [1, 0, 0]], "to_one_hot([2, 0], 3)",
         en="Classes count from 0: label 0 is the first column.",
         zh="類別從 0 開始編號：標籤 0 對應第一個位置。")
    near(to_one_hot(np.array([1]), 3), [[0, 1, 0]], "to_one_hot([1], 3)",
         en="There are num_classes columns, also when the last class doesn't occur.",
         zh="行數是 num_classes，就算最後一類沒有出現也一樣。")
    P = np.array([[0.2, 0.5, 0.3], [0.25, 0.5, 0.25]])
    near(sparse_cross_entropy(labels, P), [1.203973, 1.386294],
         "sparse_cross_entropy([2, 0], P), P: (2, 3)",
         en="One entry per row: P[np.arange(n), labels]. P[:, labels] is (n, n).",
         zh="每列取一個：P[np.arange(n), labels]。P[:, labels] 的形狀是 (n, n)。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K in ((1, 3), (6, 5), (4, 11)):
        labels, P = rng.integers(0, K, n), rng.dirichlet(np.ones(K), size=n)
        table = [[float(k == t) for k in range(K)] for t in labels]
        expected = [-np.log(P[i, labels[i]]) for i in range(n)]
        near(to_one_hot(labels.copy(), K), table, f"to_one_hot({labels.tolist()}, {K})",
             en="Is the number of columns num_classes?", zh="行數是 num_classes 嗎？")
        near(sparse_cross_entropy(labels.copy(), P.copy()), expected,
             f"sparse_cross_entropy(labels, P), P: ({n}, {K})")
        near(sparse_cross_entropy(labels[::-1].copy(), P[::-1].copy()), expected[::-1],
             "the losses with the samples reversed | 樣本順序反過來的損失")
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# ## Question 7: a loss that does not break (14 points, 12 min)
#
# A network gives logits, not probabilities. Softmax makes $p_t = e^{z_t} / \sum_k e^{z_k}$, but $e^{1000}$ is `inf`, and a tiny $p_t$ becomes 0, whose logarithm is $-\infty$. Section 5.9 has the way out: don't compute $p_t$ at
# all. For the true class $t$
#
# $$-\ln p_t = \ln\sum_k e^{z_k} - z_t, \qquad \ln\sum_k e^{z_k} = z_{\max} + \ln\sum_k e^{z_k - z_{\max}},$$
#
# where $z_{\max}$ is the largest logit **of the same row**. Write `cross_entropy_from_logits(labels, Z)` for integer labels `(n,)` and logits `Z` `(n, K)` of any size. Return the losses `(n,)`. Use NumPy's `exp` and `log`, no ready-made function.
#
# Examples: logits $(0, 0, 0, 0)$ cost $\ln 4 = 1.386$ whatever the label. With logits $(1000, 0, 0)$ label 0 costs 0 and label 1 costs exactly 1000.

# %% [markdown] lang="zh-TW" of="0125ab34"
# ## 第 7 題：不會壞掉的損失（14 分，12 分鐘）
#
# 網路輸出的是 logit，不是機率。softmax 算出 $p_t = e^{z_t} / \sum_k e^{z_k}$，但是 $e^{1000}$ 會變成 `inf`；而很小的 $p_t$ 會變成 0，取對數就是 $-\infty$。5.9 節提供了出路：根本不要計算 $p_t$。令正確類別為 $t$，
#
# $$-\ln p_t = \ln\sum_k e^{z_k} - z_t, \qquad \ln\sum_k e^{z_k} = z_{\max} + \ln\sum_k e^{z_k - z_{\max}},$$
#
# 其中 $z_{\max}$ 是**同一列**裡最大的 logit。請寫 `cross_entropy_from_logits(labels, Z)`，`labels` 是整數標籤 `(n,)`，`Z` 是 logit `(n, K)`，數值大小不限。回傳損失 `(n,)`。請用 NumPy 的 `exp` 和 `log`，不要用現成的函式。
#
# 例：logit 是 $(0, 0, 0, 0)$ 時，不論標籤為何，損失都是 $\ln 4 = 1.386$。logit 是 $(1000, 0, 0)$ 時，標籤 0 的損失是 0，標籤 1 的損失正好是 1000。

# %% grade="solution" id="q7_from_logits"
def cross_entropy_from_logits(labels, Z):
    """Return the losses (n,) for labels (n,) and logits Z (n, K) of any size."""
    ### BEGIN SOLUTION
    top = Z.max(axis=1)
    total = top + np.log(np.exp(Z - top[:, None]).sum(axis=1))
    return total - Z[np.arange(len(Z)), labels]
    ### END SOLUTION

# %% grade="test" id="q7_test" points=14 forbids="given.softmax_loss given.softmax_gradient @cross_entropy @softmax"
with Question(7, points=14) as q7:
    Z = np.array([[0.0, 0.0, 0.0], [1.0, -1.0, 2.0]])
    with q7.part("small logits | 不大的 logit", 6):
        near(cross_entropy_from_logits(np.array([1, 0]), Z), [1.098612, 1.349012],
             "cross_entropy_from_logits([1, 0], Z), Z: (2, 3)",
             en="One loss per row: log of the sum of exp, minus the true class's "
                "logit.",
             zh="每列一個損失：先取 exp、加總、取對數，再減去正確類別的 logit。")
    Z = np.array([[1000.0, 0.0, 0.0], [1000.0, 0.0, 0.0]])
    with q7.part("large logits | 很大的 logit", 8):
        near(cross_entropy_from_logits(np.array([0, 1]), Z), [0, 1000],
             "cross_entropy_from_logits([0, 1], Z), logits 1000, 0, 0",
             en="exp(1000) is inf: subtract the largest logit first, and add it back "
                "after "
                "the log. A loss of inf means the log of a probability was taken.",
             zh="exp(1000) 是 inf：先減去最大的 logit，取對數之後再加回來。"
                "損失若是 inf，表示對機率取了對數。")
        Z = np.array([[-1000.0, -1001.0], [3000.0, 3000.0]])
        near(cross_entropy_from_logits(np.array([0, 1]), Z), [0.313262, 0.693147],
             "cross_entropy_from_logits([0, 1], Z), rows around -1000 and 3000",
             en="Each row needs its own largest logit: axis=1.",
             zh="每一列要用自己最大的 logit：axis=1。")
    ### BEGIN HIDDEN TESTS
    from scipy.special import logsumexp

    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K, scale in ((1, 4, 1), (6, 3, 1), (6, 3, 30), (5, 10, 3000)):
        labels, Z = rng.integers(0, K, n), rng.normal(scale=scale, size=(n, K))
        shift = rng.uniform(-500, 500, (n, 1))
        expected = reference(logsumexp)(Z, axis=1) - [z[t] for z, t in zip(Z, labels)]
        small = "small logits | 不大的 logit" if scale == 1 else "large logits | 很大的 logit"
        with q7.part(small):
            near(cross_entropy_from_logits(labels.copy(), Z.copy()), expected,
                 f"cross_entropy_from_logits(labels, Z), Z: ({n}, {K}), scale {scale}")
        with q7.part("large logits | 很大的 logit"):
            near(cross_entropy_from_logits(labels.copy(), Z + shift), expected,
                 "the losses with a number added to each row | 每列各加上一個數之後的損失",
                 en="Adding the same number to all logits of a row changes nothing.",
                 zh="同一列的 logit 全部加上同一個數，損失不變。")
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# ## Question 8: its gradient (14 points, 11 min)
#
# The probabilities and the gradient come next. Softmax can use the same trick, because a number subtracted from all logits of a row cancels:
#
# $$p_k = \frac{e^{z_k - z_{\max}}}{\sum_j e^{z_j - z_{\max}}}.$$
#
# Let $C$ be the **mean** of the $n$ losses. Its gradient with respect to the logits is as simple as can be (chapter 3):
#
# $$\frac{\partial C}{\partial Z_{ik}} = \frac1n\,(P_{ik} - Y_{ik}),$$
#
# with the one-hot truth $Y$: 1 in column `labels[i]` of row $i$. Write `softmax(Z)` and `logit_gradient(labels, Z)`, both of shape `(n, K)`. They must leave the array `Z` as it was.
#
# Example: the row $(0, \ln 3)$ has $p = (\frac14, \frac34)$. If it is the only sample and its label is 0, the gradient is $(-\frac34, \frac34)$.

# %% [markdown] lang="zh-TW" of="570626ad"
# ## 第 8 題：損失的梯度（14 分，11 分鐘）
#
# 接著要算機率和梯度。softmax 可以用同樣的技巧，因為一列的 logit 全部減去同一個數，會互相抵消：
#
# $$p_k = \frac{e^{z_k - z_{\max}}}{\sum_j e^{z_j - z_{\max}}}.$$
#
# 令 $C$ 為 $n$ 個損失的**平均**。它對 logit 的梯度簡單得不能再簡單（見第 3 章）：
#
# $$\frac{\partial C}{\partial Z_{ik}} = \frac1n\,(P_{ik} - Y_{ik}),$$
#
# 其中 $Y$ 是獨熱編碼的真實答案：第 $i$ 列的第 `labels[i]` 行是 1。請寫 `softmax(Z)` 和 `logit_gradient(labels, Z)`，結果的形狀都是 `(n, K)`。陣列 `Z` 必須保持原樣。
#
# 例：一列 $(0, \ln 3)$ 的機率是 $p = (\frac14, \frac34)$。如果它是唯一的樣本，而且標籤是 0，梯度就是 $(-\frac34, \frac34)$。

# %% grade="solution" id="q8_gradient"
def softmax(Z):
    """Return the probabilities (n, K) of logits Z (n, K) of any size."""
    ### BEGIN SOLUTION
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


def logit_gradient(labels, Z):
    """Return the gradient (n, K) of the mean loss, for labels (n,), logits Z (n, K)."""
    ### BEGIN SOLUTION
    grad = softmax(Z)
    grad[np.arange(len(Z)), labels] -= 1
    return grad / len(Z)
    ### END SOLUTION

# %% grade="test" id="q8_test" points=14 forbids="given.softmax_loss given.softmax_gradient @softmax @cross_entropy"
with Question(8, points=14) as q8:
    Z = np.array([[0.0, np.log(3)], [5.0, 5.0], [1000.0, 0.0]])
    before = Z.copy()
    changed = {"en": "It was changed: write Z - ..., not Z -= ...",
               "zh": "它被改掉了：請寫 Z - …，不要寫 Z -= …。"}
    with q8.part("softmax", 7):
        near(softmax(Z), [[0.25, 0.75], [0.5, 0.5], [1, 0]],
             "softmax(Z), Z: (3, 2)",
             en="Each row adds up to 1; subtract the row's largest logit before exp.",
             zh="每一列加起來是 1；取 exp 之前，先減去該列最大的 logit。")
        near(Z, before, "Z afterwards | 執行後的 Z", **changed)
    Z = before.copy()
    with q8.part("logit_gradient", 7):
        near(logit_gradient(np.array([0]), Z[:1].copy()), [[-0.75, 0.75]],
             "logit_gradient([0], [[0, ln 3]])",
             en="For one sample it is p - y: negative at the true class.",
             zh="單一樣本時是 p - y：在正確類別的位置是負的。")
        grad = logit_gradient(np.array([0, 1, 1]), Z)
        near(grad, np.array([[-0.75, 0.75], [0.5, -0.5], [1, -1]]) / 3,
             "logit_gradient([0, 1, 1], Z), Z: (3, 2)",
             en="The gradient of the mean: divide by the number of samples n.",
             zh="這是平均損失的梯度：要除以樣本數 n。")
        near(Z, before, "Z afterwards | 執行後的 Z", **changed)
    ### BEGIN HIDDEN TESTS
    from scipy.special import log_softmax

    log_p = reference(log_softmax)
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K in ((1, 5), (6, 3), (4, 8)):
        labels, Z = rng.integers(0, K, n), rng.normal(scale=3, size=(n, K))
        far = Z + rng.uniform(-500, 500, (n, 1))
        slopes, h = np.zeros((n, K)), 1e-5
        for i, k in np.ndindex(n, K):
            for sign in (1, -1):
                moved = Z.copy()
                moved[i, k] += sign * h
                losses = -log_p(moved, axis=1)[np.arange(n), labels]
                slopes[i, k] += sign * losses.mean() / (2 * h)
        P = np.exp(log_p(Z, axis=1))
        with q8.part("softmax"):
            near(softmax(Z.copy()), P, f"softmax(Z), Z: ({n}, {K})")
            near(softmax(far), P, "softmax of shifted rows | 每列平移之後的 softmax")
        with q8.part("logit_gradient"):
            near(logit_gradient(labels.copy(), Z.copy()), slopes, within=1e-6,
                 what=f"logit_gradient(labels, Z), Z: ({n}, {K})",
                 en="Expected: how the mean loss changes when each logit moves a "
                    "little.",
                 zh="應為：每個 logit 移動一點點時，平均損失實際的變化率。")
            grad = np.array(logit_gradient(labels.copy(), far))
            near(grad.sum(axis=1), np.zeros(n), "logit_gradient(labels, Z).sum(axis=1)")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# ## Question 9: the right call in Keras (6 points, 6 min)
#
# Keras has all this ready, but one has to make the right call: by the kind of the labels and by what the network's last layer gives. The wrong call often raises no error, only the
# number is wrong. The four cases, with the functions `keras.losses.categorical_crossentropy` and `keras.losses.sparse_categorical_crossentropy`:
#
# | | outputs are probabilities | outputs are logits |
# |---|---|---|
# | labels `(n,)`, integers | sparse | sparse, `from_logits=True` |
# | labels `(n, K)`, one-hot | categorical | categorical, `from_logits=True` |
#
# Write `keras_losses(labels, outputs, from_logits)`. It sees from the shape of `labels` which kind they are (`labels.ndim`); `outputs` is `(n, K)`; `from_logits` is `True` or `False`. Call the right function of Keras and return its losses as a NumPy array
# `(n,)`: Keras gives a tensor, `.numpy()` turns it into an array.

# %% [markdown] lang="zh-TW" of="ddc201ab"
# ## 第 9 題：在 Keras 裡選對呼叫方式（6 分，6 分鐘）
#
# 這些 Keras 都有現成的，但要選對呼叫方式：要看標籤是哪一種，也要看網路最後一層輸出什麼。選錯時往往沒有錯誤訊息，只是數字不對。共有四種情況，用到 `keras.losses.categorical_crossentropy` 和 `keras.losses.sparse_categorical_crossentropy` 兩個函式：
#
# | | 輸出是機率 | 輸出是 logit |
# |---|---|---|
# | 標籤 `(n,)`，整數 | sparse | sparse，`from_logits=True` |
# | 標籤 `(n, K)`，獨熱編碼 | categorical | categorical，`from_logits=True` |
#
# 請寫 `keras_losses(labels, outputs, from_logits)`。它要從 `labels` 的形狀（`labels.ndim`）看出標籤是哪一種；`outputs` 的形狀是 `(n, K)`；`from_logits` 是 `True` 或 `False`。呼叫 Keras 正確的函式，並以形狀 `(n,)` 的 NumPy 陣列回傳損失：Keras 回傳的是張量，用 `.numpy()` 轉成陣列。

# %% grade="readonly" id="keras"
import keras

# %% grade="solution" id="q9_keras"
def keras_losses(labels, outputs, from_logits):
    """Return Keras' losses (n,) for labels (n,) or (n, K) and outputs (n, K)."""
    ### BEGIN SOLUTION
    if labels.ndim == 1:
        loss = keras.losses.sparse_categorical_crossentropy
    else:
        loss = keras.losses.categorical_crossentropy
    return loss(labels, outputs, from_logits=from_logits).numpy()
    ### END SOLUTION

# %% grade="test" id="q9_test" points=6
with Question(9, points=6) as q9:
    labels, Y = np.array([2, 0]), np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    P = np.array([[0.2, 0.5, 0.3], [0.25, 0.5, 0.25]])
    near(keras_losses(labels, P, False), [1.203973, 1.386294],
         "keras_losses([2, 0], P, False)",
         en="Integer labels need the sparse function.", zh="整數標籤要用 sparse 的函式。")
    near(keras_losses(Y, P, False), [1.203973, 1.386294],
         "keras_losses(Y, P, False), Y one-hot",
         en="One-hot labels need the categorical function.",
         zh="獨熱編碼的標籤要用 categorical 的函式。")
    Z = np.array([[0.0, 40.0, 1.0], [2.0, 1.0, 2.0]])
    near(keras_losses(Y, Z, True), [39.0, 0.861995],
         "keras_losses(Y, Z, True), logits up to 40",
         en="Pass from_logits on. About 16.1 means that a softmax came first, clipped.",
         zh="要把 from_logits 傳下去。得到約 16.1，表示先做了 softmax 而被裁剪。")
    near(keras_losses(labels, Z, True), [39.0, 0.861995],
         "keras_losses([2, 0], Z, True)")
    ### BEGIN HIDDEN TESTS
    from scipy.special import log_softmax

    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K in ((1, 4), (6, 3), (5, 9)):
        labels, Z = rng.integers(0, K, n), rng.normal(scale=15, size=(n, K))
        P = rng.dirichlet(np.full(K, 3.0), size=n)
        rows = np.arange(n)
        for outputs, from_logits, table in (
            (Z, True, -log_softmax(Z, axis=1)), (P, False, -np.log(P)),
        ):
            for truth in (labels, np.eye(K)[labels]):
                near(keras_losses(truth.copy(), outputs.copy(), from_logits),
                     table[rows, labels],
                     f"keras_losses(labels, outputs, {from_logits}), "
                     f"labels: {truth.shape}, outputs: ({n}, {K})")
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# ## Question 10: train with it (14 points, 9 min)
#
# **Softmax regression** is a network of one layer without activation: logits $Z = XW + b$ with `X` `(n, d)`, `W` `(d, K)`, `b` `(K,)`. With $G = \partial C/\partial Z$ of shape `(n, K)` from question 8, the chain rule gives
#
# $$\frac{\partial C}{\partial W} = X^{\mathsf T}G \quad\text{of shape } (d, K), \qquad \frac{\partial C}{\partial b} = \text{sum of the rows of } G \quad\text{of shape } (K,).$$
#
# The division by the number of samples already sits in $G$. Write `train(X, labels, W, b, lr, batch_size)` for **one epoch**: take the samples in their order, `batch_size` at a time (the last mini-batch may be shorter). For each mini-batch
#
# 1. compute the logits, and record the mean loss **before** the update;
# 2. subtract `lr` times the gradients from `W` and `b`.
#
# Return the tuple `(W, b, losses)`, with one loss per mini-batch. For the parts you may use your own functions, or these, which are right whatever your answers above: `given.softmax_loss(labels, Z)` is the mean loss, `given.softmax_gradient(labels, Z)` is $G$.

# %% [markdown] lang="zh-TW" of="0f7e05e2"
# ## 第 10 題：用它來訓練（14 分，9 分鐘）
#
# **softmax 迴歸**（softmax regression）是只有一層、沒有激活函數的網路：logit $Z = XW + b$，`X` `(n, d)`、`W` `(d, K)`、`b` `(K,)`。令 $G = \partial C/\partial Z$，形狀 `(n, K)`，就是第 8 題的梯度，由連鎖律可得
#
# $$\frac{\partial C}{\partial W} = X^{\mathsf T}G \text{，形狀 } (d, K), \qquad \frac{\partial C}{\partial b} = G \text{ 各列的總和，形狀 } (K,).$$
#
# 除以樣本數這件事，$G$ 裡面已經做了。請寫 `train(X, labels, W, b, lr, batch_size)`，訓練**一個週期**（epoch）：依照原本的順序，每次取 `batch_size` 個樣本（最後一個小批次可能比較短）。對每個小批次
#
# 1. 計算 logit，並記下更新**之前**的平均損失；
# 2. `W` 和 `b` 各減去 `lr` 乘上自己的梯度。
#
# 回傳 tuple `(W, b, losses)`，每個小批次一個損失。各個部分可以用你自己的函式，也可以用下面這兩個；不論前面答得如何，它們都是對的：`given.softmax_loss(labels, Z)` 是平均損失，`given.softmax_gradient(labels, Z)` 是 $G$。

# %% grade="solution" id="q10_train"
def train(X, labels, W, b, lr, batch_size):
    """Return (W, b, losses) after one epoch over X (n, d) with labels (n,)."""
    ### BEGIN SOLUTION
    losses = []
    for start in range(0, len(X), batch_size):
        X_batch = X[start:start + batch_size]
        y_batch = labels[start:start + batch_size]
        Z = X_batch @ W + b
        losses.append(given.softmax_loss(y_batch, Z))
        G = given.softmax_gradient(y_batch, Z)
        W, b = W - lr * X_batch.T @ G, b - lr * G.sum(axis=0)
    return W, b, losses
    ### END SOLUTION

# %% grade="test" id="q10_test" points=14
with Question(10, points=14) as q10:
    X = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [3.0, 0.0], [0.0, 1.0]])
    labels, zeros = np.array([0, 1, 2, 0, 1]), (np.zeros((2, 3)), np.zeros(3))
    W, b, losses = parts(train(X, labels, *zeros, 0.6, 2), 3, "train(X, labels, ...)")
    with q10.part("the losses | 損失", 7):
        near(len(losses), 3, "len(losses), 5 samples, batch_size = 2",
             en="Batches of 2, 2 and 1: the short one counts too.",
             zh="小批次的大小是 2、2、1：最短的也要算。")
        near(losses[:1], [1.098612], "losses[:1], W and b all 0",
             en="Before any update all three classes are equally likely: ln 3.",
             zh="更新之前，三個類別的機率相等：ln 3。")
        near(losses, [1.098612, 1.099719, 0.958726], "losses, lr = 0.6",
             en="The first is right, the others depend on the updates: the batch's own "
                "samples, minus lr * X_batch.T @ G, minus lr * G.sum(axis=0).",
             zh="第一個損失是對的，之後的取決於更新：只用該小批次的樣本，"
                "W 減去 lr * X_batch.T @ G，b 減去 lr * G.sum(axis=0)。")
    with q10.part("W and b | W 和 b", 7):
        near(W, [[0.469499, -0.453969, -0.01553], [-0.468567, 0.630267, -0.1617]],
             "W, lr = 0.6",
             en="Subtract lr * X_batch.T @ G.", zh="要減去 lr * X_batch.T @ G。")
        near(b, [-0.044235, 0.258845, -0.21461], "b, lr = 0.6",
             en="Subtract lr times the sum of the rows of G, not their mean.",
             zh="要減去 lr 乘上 G 各列的總和，不是平均。")
    ### BEGIN HIDDEN TESTS
    from scipy.special import log_softmax

    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d, K, size in ((23, 4, 3, 6), (10, 3, 5, 5), (7, 2, 4, 20)):
        X, labels = rng.normal(size=(n, d)), rng.integers(0, K, n)
        W, b, lr = rng.normal(size=(d, K)), rng.normal(size=K), rng.uniform(0.1, 1)
        W_end, b_end, history = W, b, []
        for rows in np.array_split(np.arange(n), range(size, n, size)):
            Z = X[rows] @ W_end + b_end
            Y, log_P = np.eye(K)[labels[rows]], log_softmax(Z, axis=1)
            history.append(-np.sum(Y * log_P) / len(rows))
            G = (np.exp(log_P) - Y) / len(rows)
            W_end = W_end - lr * np.einsum("nd,nk->dk", X[rows], G)
            b_end = b_end - lr * G.sum(axis=0)
        start = (X.copy(), labels.copy(), W.copy(), b.copy())
        got = parts(train(*start, float(lr), size), 3, "train(X, labels, ...)")
        what = f"n = {n}, batch_size = {size}, lr = {lr:.3f}"
        with q10.part("the losses | 損失"):
            near(got[2], history, f"losses, {what}")
        with q10.part("W and b | W 和 b"):
            near(got[0], W_end, f"W, {what}")
            near(got[1], b_end, f"b, {what}")
    ### END HIDDEN TESTS
q10.score

# %% [markdown] lang="en"
# Now the real thing. Once question 10 passes, the next cell trains on all 60,000 digits of MNIST, one epoch in mini-batches of 100, starting from zeros. The first loss must be $\ln 10 = 2.303$: ten classes, no idea which.

# %% [markdown] lang="zh-TW" of="da8ba935"
# 現在來真的。第 10 題通過之後，下一個儲存格會用 MNIST 的全部 60,000 個數字訓練一個週期，小批次 100，從 0 開始。第一個損失一定是 $\ln 10 = 2.303$：十個類別，完全不知道是哪一個。

# %% grade="readonly" id="digits"
if passed(10):
    (X_train, y_train), (X_test, y_test) = load_mnist()
    y_train, y_test = y_train.astype(int), y_test.astype(int)
    W_digits, b_digits, curve = train(flatten(to_float(X_train)), y_train,
                                      np.zeros((784, 10)), np.zeros(10), 0.5, 100)
    Z_test = flatten(to_float(X_test)) @ np.array(W_digits) + np.array(b_digits)
    show(plot_curves({"mean loss of the mini-batch": curve}, xlabel="mini-batch",
                     ylabel="loss (nats)", title="Your loss trains on MNIST"),
         alt="The loss starts at 2.3, falls to about 0.5 within 30 mini-batches, then "
         "goes down slowly with much scatter.")
    limit = min(np.max(W_digits), -np.min(W_digits))
    show(plot_images(np.clip(W_digits, -limit, limit).T.reshape(10, 28, 28),
                     labels=list(range(10)), columns=10, cmap="RdBu",
                     title="The weights of each class: blue is for it, red against"),
         alt="Ten images of weights. Blue regions resemble the strokes of the digit, "
         "red ones lie where other digits have ink, such as the centre of the 0.")
    print(f"first loss {curve[0]:.3f}, mean of the last hundred "
          f"{np.mean(curve[-100:]):.3f}")
    print(f"accuracy on the 10,000 test images: "
          f"{np.mean(Z_test.argmax(axis=1) == y_test):.3f}")

# %% [markdown] lang="en"
# About nine of ten digits after one pass, with a single layer. The loss tells more than right or wrong: it says how surprised the model was by each image. These are the sixteen test images with the largest loss.

# %% [markdown] lang="zh-TW" of="087c4917"
# 只有一層，看過一遍資料，十個數字大約就答對九個。損失說的比對錯更多：它說出模型看到每一張圖片的答案時，有多意外。下面是損失最大的十六張測試圖片。

# %% grade="readonly" id="surprises"
if passed(7) and passed(10):
    surprise = np.array(cross_entropy_from_logits(y_test, Z_test))
    worst = np.argsort(surprise)[::-1][:16]
    said = Z_test.argmax(axis=1)
    show(plot_images(X_test[worst],
                     labels=[f"{y_test[i]}, said {said[i]}" for i in worst],
                     title="The most surprising test images: label, and what it said"),
         alt="Sixteen oddly written digits, each with its label and the wrong answer.")
    print("their losses in nats:", np.round(surprise[worst], 1))
    print(f"mean loss of all test images {surprise.mean():.3f}, median "
          f"{np.median(surprise):.3f}")

# %% [markdown] lang="en"
# ## Question 11: what is the model surprised by? (6 points, 5 min)
#
# Look at your last pictures: the curve, the weights of each class, and the most surprising test images. (They appear once questions 7 and 10 pass.)
#
# 1. (2 points) Most of these sixteen images have a loss near 9 nats. Which probability did the model give to the **true** digit then? Compute it, and say what 0.69 nats
#    would have meant.
# 2. (2 points) Choose one of the sixteen images that you can read yourself. Write down its label and what the model said, and explain the mistake with the
#    picture of the weights: one layer only adds up ink at fixed places.
# 3. (2 points) The mean loss of all test images is well above the median. What does that say about how the loss is spread over the images, and what does the
#    mean tell you that the accuracy doesn't?
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="165bc9f4"
# ## 第 11 題：模型對什麼感到意外？（6 分，5 分鐘）
#
# 請看最後幾張圖：曲線、各類別的權重，以及最讓模型意外的測試圖片。（第 7 題和第 10 題通過之後才會出現。）
#
# 1. （2 分）這十六張圖片的損失大多在 9 nat 左右。這時模型給**正確**數字的機率是多少？請算出來，並說明如果損失是 0.69 nat，又代表什麼。
# 2. （2 分）從十六張圖片裡選一張你自己讀得出來的，寫下它的標籤和模型的答案，再用權重的圖解釋為什麼會錯：只有一層的網路，只會把固定位置的墨水加起來。
# 3. （2 分）所有測試圖片的平均損失遠高於中位數。這說明損失在各圖片之間是怎麼分布的？平均損失又透露了哪些準確率看不出來的事？
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q11_surprise" points=6
# 1. exp(-9) = 0.00012, about one in eight thousand: the model was nearly sure that it
#    is another digit. 0.69 = ln 2 would be a probability of one half.
# 2. A 7 with a bar through it, said 2. The bar and the stroke below put ink in the
#    middle and at the bottom, where the picture of class 2 is blue, and little in the
#    places that are blue for 7. The layer adds the weights under the ink; it cannot see
#    that the strokes make a 7.
# 3. Most images have a loss near 0, and a few have a very large one: these pull the
#    mean up, but not the median. The accuracy only counts how many are wrong; the mean
#    loss also tells how sure the model was of its wrong answers.
