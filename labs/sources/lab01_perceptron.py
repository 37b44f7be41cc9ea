# %% [markdown] lang="en"
# A YouBike station stands in front of a school. Some mornings all bicycles are gone by eight. Can a machine
# learn to say when? In this lab you build one artificial **neuron** piece by piece, teach it by gradient descent,
# find out what one neuron can never do, and let a small network do it.
#
# Each morning is one **sample** with three **features**:
#
# | | meaning | unit |
# |---|---|---|
# | $x_1$ | rain | millimetres |
# | $x_2$ | temperature above 20 °C | degrees |
# | $x_3$ | school day | 1 = yes, 0 = no |
#
# The **label** $Y$ is 1 if the station was empty at eight, otherwise 0.
#
# Words for shapes: `(n, d)` is an array of $n$ rows (samples) and $d$ columns (features); `(n,)` is an array of $n$ numbers.

# %% [markdown] lang="zh-TW" of="67b1c9ee"
# 學校前面有一個 YouBike 站。有些早上，八點以前車就被借光了。機器能學會預測嗎？在這個 lab 裡，你會一步一步做出一個人工**神經元**（neuron），用梯度下降來訓練它，發現單一神經元永遠做不到的事，再讓一個小網路來完成。
#
# 每個早上是一個**樣本**（sample），有三個**特徵**（feature）：
#
# | | 意義 | 單位 |
# |---|---|---|
# | $x_1$ | 雨量 | 毫米 |
# | $x_2$ | 比 20 °C 高幾度 | 度 |
# | $x_3$ | 是否上學日 | 1 = 是，0 = 否 |
#
# **標籤**（label） $Y$：八點時沒有車為 1，否則為 0。
#
# 形狀的寫法：`(n, d)` 是 $n$ 列（樣本）、$d$ 行（特徵）的陣列；`(n,)` 是有 $n$ 個數字的陣列。

# %% grade="readonly" id="imports"
import numpy as np
from scipy.special import expit

from labs.checks import Question, exactly, near, parts, passed, reference
from labs.stand_ins import lab01 as given
from utils.plotting import plot_curves, plot_decision_boundary, show

# %% [markdown] lang="en"
# ## Question 1: the weighted sum (6 points, 4 min)
#
# A neuron multiplies each input by its own **weight**, adds everything up, and adds the **bias** once:
#
# $$z = w_1x_1 + w_2x_2 + \dots + w_dx_d + b.$$
#
# Write `weighted_sum(x, w, b)`. `x` and `w` are lists of equal length, of any length; `b` is a number. Return $z$.
#
# Example: `weighted_sum([2, 5, 1], [-0.5, 0.1, 2.0], -1.0)` is $2\cdot(-0.5) + 5\cdot 0.1 + 1\cdot 2.0 - 1.0 = 0.5$.

# %% [markdown] lang="zh-TW" of="e1f9fa11"
# ## 第 1 題：加權總和（6 分，4 分鐘）
#
# 神經元把每個輸入乘上各自的**權重**（weight），全部相加，最後再加一次**偏差**（bias）：
#
# $$z = w_1x_1 + w_2x_2 + \dots + w_dx_d + b.$$
#
# 請寫 `weighted_sum(x, w, b)`。`x` 和 `w` 是等長的串列（list），長度不限；`b` 是一個數字。回傳 $z$。
#
# 例：`weighted_sum([2, 5, 1], [-0.5, 0.1, 2.0], -1.0)` 是 $2\cdot(-0.5) + 5\cdot 0.1 + 1\cdot 2.0 - 1.0 = 0.5$。

# %% grade="solution" id="q1_weighted_sum"
def weighted_sum(x, w, b):
    """Return z, a number, for lists x and w of equal length and a number b."""
    ### BEGIN SOLUTION
    z = b
    for x_j, w_j in zip(x, w):
        z += w_j * x_j
    return z
    ### END SOLUTION

# %% grade="test" id="q1_test" points=6
with Question(1, points=6) as q1:
    z = weighted_sum([0, 0, 0], [-0.5, 0.1, 2.0], 7.0)
    near(z, 7.0, "weighted_sum([0, 0, 0], [-0.5, 0.1, 2.0], 7.0)",
         en="When all inputs are 0, only the bias is left, once.",
         zh="輸入全是 0 時，只剩下偏差，而且只加一次。")
    z = weighted_sum([2, 5, 1], [-0.5, 0.1, 2.0], -1.0)
    near(z, 0.5, "weighted_sum([2, 5, 1], [-0.5, 0.1, 2.0], -1.0)",
         en="Each input is multiplied by the weight at the same place.",
         zh="每個輸入要乘上同一個位置的權重。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for d in (1, 2, 5, 9):
        x, w, b = rng.normal(size=d), rng.normal(size=d), rng.normal()
        z = weighted_sum(x.tolist(), w.tolist(), float(b))
        near(z, x @ w + b, f"weighted_sum(x, w, b), len(x) = {d}",
             en="Does it work for any number of inputs?", zh="輸入個數不同時也對嗎？")
        z = weighted_sum(x.tolist(), (3 * w).tolist(), float(3 * b))
        near(z, 3 * (x @ w + b), "weighted_sum(x, 3 * w, 3 * b)",
             en="Tripling all weights and the bias triples z.",
             zh="權重和偏差都變成 3 倍，z 也應變成 3 倍。")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: the sigmoid (8 points, 6 min)
#
# The sigmoid squeezes any number into the range from 0 to 1, so that it can be read as a probability:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}.$$
#
# Write `sigmoid(z)` for a number or a NumPy array of any shape; the result has the shape of `z`. Use NumPy, but no ready-made
# sigmoid.
#
# Examples: $\sigma(0) = 0.5$, $\sigma(2) \approx 0.8808$. For large $z$ it approaches 1, for very negative $z$ it approaches 0.

# %% [markdown] lang="zh-TW" of="172f7599"
# ## 第 2 題：sigmoid（8 分，6 分鐘）
#
# sigmoid 把任何數字壓縮到 0 與 1 之間，所以可以解讀成機率：
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}.$$
#
# 請寫 `sigmoid(z)`，`z` 可以是一個數字，或任何形狀的 NumPy 陣列；結果的形狀與 `z` 相同。請用 NumPy，但不要用現成的 sigmoid。
#
# 例：$\sigma(0) = 0.5$，$\sigma(2) \approx 0.8808$。$z$ 很大時接近 1，$z$ 是很小的負數時接近 0。

# %% grade="solution" id="q2_sigmoid"
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for a number or an array, in the same shape."""
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-z))
    ### END SOLUTION

# %% grade="test" id="q2_test" points=8 forbids="given.forward @sigmoid"
with Question(2, points=8) as q2:
    near(sigmoid(0.0), 0.5, "sigmoid(0)")
    near(sigmoid(2.0), 0.880797, "sigmoid(2)",
         en="A positive z must give more than one half: is the sign in exp(-z) right?",
         zh="z 為正時，結果應大於一半：exp(-z) 的正負號對嗎？")
    z = np.array([[-1.0, 0.0, 1.0], [2.0, 3.0, 4.0]])
    near(sigmoid(z)[0], [0.268941, 0.5, 0.731059], "sigmoid(z)[0], z: (2, 3)")
    near(sigmoid(np.array([-800.0, 800.0])), [0, 1], "sigmoid([-800, 800])",
         en="Far out it is 0 or 1, not nan.", zh="在很遠的兩端應是 0 或 1，不會是 nan。")
    ### BEGIN HIDDEN TESTS
    right = reference(expit)
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((7,), (3, 4), (2, 3, 2)):
        z = rng.normal(scale=3, size=shape)
        near(sigmoid(z), right(z), f"sigmoid(z), z: {shape}")
        near(sigmoid(z) + sigmoid(-z), np.ones(shape), "sigmoid(z) + sigmoid(-z)",
             en="The two always add up to 1.", zh="兩者相加一定是 1。")
    number = float(rng.uniform(-5, 5))
    near(sigmoid(number), right(number), f"sigmoid({number:.3f})")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# ## Question 3: all mornings at once (6 points, 6 min)
#
# With the samples as rows of a matrix `X` of shape `(n, d)`, weights `w` of shape `(d,)` and one bias `b`, all $n$ weighted sums
# come from one matrix-vector product: $z = Xw + b$, shapes `(n,)` = `(n, d)` @ `(d,)` + number. The output of the neuron is $\hat Y = \sigma(z)$.
#
# Write `forward(X, w, b)` that returns $\hat Y$ of shape `(n,)`. For $\sigma$ use `expit` from the first cell: it is SciPy's sigmoid, and
# right even if your own is not yet.

# %% [markdown] lang="zh-TW" of="1f8734ed"
# ## 第 3 題：一次算完所有早上（6 分，6 分鐘）
#
# 把樣本排成矩陣 `X` 的列，形狀 `(n, d)`；權重 `w` 的形狀是 `(d,)`，偏差 `b` 是一個數字。一次矩陣與向量的乘積就能得到全部 $n$ 個加權總和：$z = Xw + b$，形狀為 `(n,)` = `(n, d)` @ `(d,)` + 純量。神經元的輸出是 $\hat Y = \sigma(z)$。
#
# 請寫 `forward(X, w, b)`，回傳形狀 `(n,)` 的 $\hat Y$。$\sigma$ 請用第一個儲存格匯入的 `expit`：它是 SciPy 的 sigmoid，就算你自己的 sigmoid 還沒寫對，也不受影響。

# %% grade="solution" id="q3_forward"
def forward(X, w, b):
    """Return the outputs (n,) of the neuron for samples X (n, d), w (d,), number b."""
    ### BEGIN SOLUTION
    return expit(X @ w + b)
    ### END SOLUTION

# %% grade="test" id="q3_test" points=6 forbids="given.forward"
with Question(3, points=6) as q3:
    X = np.array([[2.0, 5.0, 1.0], [0.0, 8.0, 1.0], [9.0, -3.0, 0.0], [0.0, 6.0, 0.0]])
    w = np.array([-0.5, 0.1, 2.0])
    near(forward(X, w, -1.0), [0.622459, 0.858149, 0.003018, 0.401312],
         "forward(X, w, -1.0), X: (4, 3)",
         en="One output per row of X: expit of X @ w + b.",
         zh="X 的每一列對應一個輸出：X @ w + b 再取 expit。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d in ((1, 3), (6, 2), (5, 5), (20, 7)):
        X, w, b = rng.normal(size=(n, d)), rng.normal(size=d), float(rng.normal())
        y_hat = forward(X, w, b)
        near(y_hat, expit(X @ w + b), f"forward(X, w, b), X: ({n}, {d})")
        near(forward(X[::-1].copy(), w, b), np.asarray(y_hat)[::-1],
             "forward(X[::-1], w, b)",
             en="Each output depends on its own row only.",
             zh="每個輸出只取決於自己那一列。")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# ## Question 4: decide, and count what is right (8 points, 6 min)
#
# The output is a probability, but the station's staff want a yes or no. Write two functions:
#
# - `decide(y_hat, threshold)` returns an array of whole numbers: 1 where the output is **at least** the threshold, otherwise 0.
# - `accuracy(decision, y)` returns the share of decisions that equal the label: $\dfrac{\text{number right}}{\text{number in all}}$.
#
# Examples: `decide(np.array([0.2, 0.5, 0.7]), 0.5)` is `[0, 1, 1]`; `accuracy(np.array([0, 1, 1]), np.array([0, 0, 1]))` is $2/3$.

# %% [markdown] lang="zh-TW" of="d3f4ea22"
# ## 第 4 題：做決定，再數答對幾個（8 分，6 分鐘）
#
# 輸出是機率，但管理員要的是「會」或「不會」。請寫兩個函式：
#
# - `decide(y_hat, threshold)` 回傳整數陣列：輸出**大於或等於**閾值（threshold）的位置是 1，否則是 0。
# - `accuracy(decision, y)` 回傳決定與標籤相同的比例，也就是準確率：$\dfrac{\text{答對的個數}}{\text{全部的個數}}$。
#
# 例：`decide(np.array([0.2, 0.5, 0.7]), 0.5)` 是 `[0, 1, 1]`；`accuracy(np.array([0, 1, 1]), np.array([0, 0, 1]))` 是 $2/3$。

# %% grade="solution" id="q4_decide"
def decide(y_hat, threshold):
    """Return 1 where y_hat (n,) is at least the threshold, else 0: integers (n,)."""
    ### BEGIN SOLUTION
    return (y_hat >= threshold).astype(int)
    ### END SOLUTION


def accuracy(decision, y):
    """Return the share of decisions (n,) that equal the labels y (n,): a number."""
    ### BEGIN SOLUTION
    return np.mean(decision == y)
    ### END SOLUTION

# %% grade="test" id="q4_test" points=8 forbids="@accuracy"
with Question(4, points=8) as q4:
    exactly(decide(np.array([0.2, 0.5, 0.7]), 0.5), [0, 1, 1],
            "decide([0.2, 0.5, 0.7], 0.5)",
            en="An output equal to the threshold counts as 1.",
            zh="輸出恰好等於閾值時算 1。")
    exactly(decide(np.array([0.2, 0.5, 0.7]), 0.6), [0, 0, 1],
            "decide([0.2, 0.5, 0.7], 0.6)",
            en="Is the threshold used?", zh="有用到 threshold 嗎？")
    share = accuracy(np.array([0, 1, 1]), np.array([0, 0, 1]))
    near(share, 2 / 3, "accuracy([0, 1, 1], [0, 0, 1])")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (5, 40):
        y_hat, y = rng.integers(0, 21, n) / 20, rng.integers(0, 2, n)
        for threshold in (0.25, 0.5, float(y_hat[0])):
            exactly(decide(y_hat, threshold), [int(p >= threshold) for p in y_hat],
                    f"decide(y_hat, {threshold}), y_hat: ({n},)")
        guess = rng.integers(0, 2, n)
        near(accuracy(guess, y), sum(guess == y) / n, f"accuracy(guess, y), y: ({n},)",
             en="Zeros that are right count too.", zh="答對的 0 也要算。")
        near(accuracy(1 - y, y), 0, "accuracy(1 - y, y)")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: how wrong is it? (6 points, 4 min)
#
# Learning needs a number that says how wrong the outputs are. We use the mean over all samples of half the squared error:
#
# $$C = \frac1n\sum_{i=1}^{n}\frac12\,(\hat Y_i - Y_i)^2.$$
#
# Write `loss(y_hat, y)` for two arrays of shape `(n,)`. Return one number.
#
# Example: outputs $(0.8, 0.4)$, labels $(1, 0)$: the halves are $0.02$ and $0.08$, their mean is $0.05$.

# %% [markdown] lang="zh-TW" of="b445e5dc"
# ## 第 5 題：錯得多嚴重？（6 分，4 分鐘）
#
# 要學習，就需要一個數字來表示輸出錯得多嚴重，也就是**損失**（loss）。我們用平方誤差的一半，再對所有樣本取平均：
#
# $$C = \frac1n\sum_{i=1}^{n}\frac12\,(\hat Y_i - Y_i)^2.$$
#
# 請寫 `loss(y_hat, y)`，兩個參數都是形狀 `(n,)` 的陣列。回傳一個數字。
#
# 例：輸出 $(0.8, 0.4)$、標籤 $(1, 0)$：兩個「一半的平方」是 $0.02$ 和 $0.08$，平均是 $0.05$。

# %% grade="solution" id="q5_loss"
def loss(y_hat, y):
    """Return the mean over the samples of half the squared error: a number."""
    ### BEGIN SOLUTION
    return np.mean((y_hat - y) ** 2) / 2
    ### END SOLUTION

# %% grade="test" id="q5_test" points=6 forbids="given.loss @squared_error"
with Question(5, points=6) as q5:
    C = loss(np.array([0.8, 0.4]), np.array([1.0, 0.0]))
    near(C, 0.05, "loss([0.8, 0.4], [1, 0])",
         en="Square each error, halve it, then take the mean of all samples.",
         zh="每個誤差先平方、除以 2，再對所有樣本取平均。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (1, 3, 50):
        y_hat, y = rng.uniform(size=n), rng.integers(0, 2, n).astype(float)
        expected = sum(0.5 * (p - t) ** 2 for p, t in zip(y_hat, y)) / n
        near(loss(y_hat, y), expected, f"loss(y_hat, y), y: ({n},)")
        near(loss(y, y_hat), expected, "loss(y, y_hat)",
             en="A squared error does not care about the order.",
             zh="平方誤差與先後順序無關。")
        near(loss(np.tile(y_hat, 2), np.tile(y, 2)), expected,
             "loss of all samples twice | 每個樣本重複一次的損失",
             en="A mean stays the same when every sample comes twice.",
             zh="每個樣本都重複一次，平均不會變。")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: which way is down? (16 points, 12 min)
#
# To make the loss smaller we need its derivatives. For one sample the chain rule gives (chapter 1, section 1.4)
#
# $$\delta_i = (\hat Y_i - Y_i)\,\hat Y_i\,(1 - \hat Y_i), \qquad \frac{\partial C_i}{\partial w_j} = \delta_i\,x_{ij}, \qquad \frac{\partial C_i}{\partial b} = \delta_i.$$
#
# $\delta_i$ is the **error signal** of sample $i$. The gradient of the mean loss is the mean of these over the samples. Its shapes:
# $\delta$ is `(n,)`, the gradient for $w$ is `(d,)`, the gradient for $b$ is one number.
#
# Write `gradient(X, y, y_hat)` that returns the tuple `(grad_w, grad_b)`. The outputs `y_hat` `(n,)` are given to you, so this does not depend on
# question 3.
#
# Example with one sample: $x = (1, 2)$, $Y = 1$, $\hat Y = 0.8$. Then $\delta = (0.8 - 1)\cdot 0.8\cdot 0.2 = -0.032$, so the result is
# $\big((-0.032, -0.064),\, -0.032\big)$.

# %% [markdown] lang="zh-TW" of="295a983a"
# ## 第 6 題：往哪邊是下坡？（16 分，12 分鐘）
#
# 要讓損失變小，就需要它的導數。對單一樣本，由連鎖律（chain rule）可得（見第 1 章 1.4 節）
#
# $$\delta_i = (\hat Y_i - Y_i)\,\hat Y_i\,(1 - \hat Y_i), \qquad \frac{\partial C_i}{\partial w_j} = \delta_i\,x_{ij}, \qquad \frac{\partial C_i}{\partial b} = \delta_i.$$
#
# $\delta_i$ 是樣本 $i$ 的**誤差訊號**（error signal）。平均損失的梯度，就是這些導數對所有樣本的平均。各個形狀：$\delta$ 是 `(n,)`，$w$ 的梯度是 `(d,)`，$b$ 的梯度是一個數字。
#
# 請寫 `gradient(X, y, y_hat)`，回傳 tuple `(grad_w, grad_b)`。輸出 `y_hat` `(n,)` 會直接給你，所以這一題與第 3 題是否答對無關。
#
# 單一樣本的例子：$x = (1, 2)$、$Y = 1$、$\hat Y = 0.8$。$\delta = (0.8 - 1)\cdot 0.8\cdot 0.2 = -0.032$，所以結果是 $\big((-0.032, -0.064),\, -0.032\big)$。

# %% grade="solution" id="q6_gradient"
def gradient(X, y, y_hat):
    """Return (grad_w, grad_b) of the mean loss: shapes (d,) and a number."""
    ### BEGIN SOLUTION
    delta = (y_hat - y) * y_hat * (1 - y_hat)  # (n,)
    return X.T @ delta / len(X), np.mean(delta)  # (d, n) @ (n,)
    ### END SOLUTION

# %% grade="test" id="q6_test" points=16 forbids="given.gradient"
with Question(6, points=16) as q6:
    one = gradient(np.array([[1.0, 2.0]]), np.array([1.0]), np.array([0.8]))
    grad_w, grad_b = parts(one, 2, "gradient([[1, 2]], [1], [0.8])")
    with q6.part("grad_w", 8):
        near(grad_w, [-0.032, -0.064], "grad_w, X: (1, 2)",
             en="Multiply each input by the error signal -0.032.",
             zh="每個輸入乘上誤差訊號 -0.032。")
    with q6.part("grad_b", 8):
        near(grad_b, -0.032, "grad_b, X: (1, 2)")
    X = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 1.0]])
    two = gradient(X, np.array([1.0, 0.0]), np.array([0.8, 0.5]))
    grad_w, grad_b = parts(two, 2, "gradient(X, y, y_hat)")
    with q6.part("grad_w"):
        near(grad_w, [0.1715, -0.0945, 0.0625], "grad_w, X: (2, 3)",
             en="One number per feature, the mean over the samples: X.T @ delta / n.",
             zh="每個特徵一個數字，是所有樣本的平均：X.T @ delta / n。")
    with q6.part("grad_b"):
        near(grad_b, 0.0465, "grad_b, X: (2, 3)",
             en="The mean of the error signals: one number.", zh="誤差訊號的平均：一個數字。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d in ((1, 4), (6, 2), (30, 5)):
        X, y = rng.normal(size=(n, d)), rng.integers(0, 2, n).astype(float)
        w, b, h = rng.normal(size=d), float(rng.normal()), 1e-5
        grad = gradient(X, y, given.forward(X, w, b))
        grad_w, grad_b = parts(grad, 2, "gradient(X, y, y_hat)")
        slopes = [given.loss(X, y, w + h * e, b) - given.loss(X, y, w - h * e, b)
                  for e in np.eye(d)]
        with q6.part("grad_w"):
            near(grad_w, np.array(slopes) / (2 * h), f"grad_w, X: ({n}, {d})",
                 within=1e-6,
                 en="Expected: how the loss changes when each weight moves a little.",
                 zh="應為：每個權重移動一點點時，損失實際的變化率。")
        slope = given.loss(X, y, w, b + h) - given.loss(X, y, w, b - h)
        with q6.part("grad_b"):
            near(grad_b, slope / (2 * h), f"grad_b, X: ({n}, {d})", within=1e-6)
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# ## Question 7: one step of gradient descent (6 points, 5 min)
#
# The gradient points uphill. A **training step** goes the other way, as far as the **learning rate** $\eta$ (`lr`) says:
#
# $$w \leftarrow w - \eta\,\frac{\partial C}{\partial w}, \qquad b \leftarrow b - \eta\,\frac{\partial C}{\partial b}.$$
#
# Write `training_step(w, b, grad_w, grad_b, lr)` that returns the tuple of the new weights `(d,)` and the new bias. It must leave the array `w` that it
# was given as it is: `w -= …` would change the caller's array, `w = w - …` makes a new one.
#
# Example: $w = (1, -2)$, $b = 0.5$, gradient $(0.2, 0.4)$ and $-1$, $\eta = 0.5$ give $(0.9, -2.2)$ and $1.0$.

# %% [markdown] lang="zh-TW" of="ab50db03"
# ## 第 7 題：一步梯度下降（6 分，5 分鐘）
#
# 梯度指向上坡。**訓練的一步**往反方向走，走多遠由**學習率** $\eta$（`lr`）決定：
#
# $$w \leftarrow w - \eta\,\frac{\partial C}{\partial w}, \qquad b \leftarrow b - \eta\,\frac{\partial C}{\partial b}.$$
#
# 請寫 `training_step(w, b, grad_w, grad_b, lr)`，以 tuple 回傳新的權重 `(d,)` 和新的偏差。傳進來的陣列 `w` 必須保持原樣：`w -= …` 會改動呼叫者的陣列，`w = w - …` 才會產生新的陣列。
#
# 例：$w = (1, -2)$、$b = 0.5$，梯度 $(0.2, 0.4)$ 和 $-1$，$\eta = 0.5$，得到 $(0.9, -2.2)$ 和 $1.0$。

# %% grade="solution" id="q7_training_step"
def training_step(w, b, grad_w, grad_b, lr):
    """Return (new_w, new_b) after one step against the gradient."""
    ### BEGIN SOLUTION
    return w - lr * grad_w, b - lr * grad_b
    ### END SOLUTION

# %% grade="test" id="q7_test" points=6 forbids="@optimizer"
with Question(7, points=6) as q7:
    w = np.array([1.0, -2.0])
    step = training_step(w, 0.5, np.array([0.2, 0.4]), -1.0, 0.5)
    new_w, new_b = parts(step, 2, "training_step(...)")
    near(new_w, [0.9, -2.2], "new_w, w = (1, -2), grad_w = (0.2, 0.4), lr = 0.5",
         en="Subtract lr times the gradient.", zh="要減去 lr 乘上梯度。")
    near(new_b, 1.0, "new_b, b = 0.5, grad_b = -1, lr = 0.5",
         en="The bias takes the same kind of step.", zh="偏差也要走同樣的一步。")
    near(w, [1.0, -2.0], "the old w, afterwards | 原來的 w，執行之後",
         en="The step changed it: write w = w - ..., not w -= ...",
         zh="它被改掉了：請寫 w = w - …，不要寫 w -= …。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for d in (1, 3, 6):
        w, g, (b, g_b) = rng.normal(size=d), rng.normal(size=d), rng.normal(size=2)
        lr = float(rng.uniform(0.01, 2))
        step = training_step(w.copy(), float(b), g, float(g_b), lr)
        new_w, new_b = parts(step, 2, "training_step(...)")
        near(new_w, w - lr * g, f"new_w, w: ({d},), lr = {lr:.3f}")
        near(new_b, b - lr * g_b, f"new_b, lr = {lr:.3f}")
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# ## Question 8: train (12 points, 10 min)
#
# Training repeats the step. Write `train(X, y, w, b, lr, num_steps)`: each step uses **all** samples (full batch). Return the tuple `(w, b, losses)`:
# the last weights and bias, and a list of `num_steps` losses. `losses[k]` is the loss **before** step $k+1$, so `losses[0]` belongs to the weights you
# were given.
#
# For the parts you may use your own functions, or these, which are right whatever your answers above: `given.loss(X, y, w, b)` is the loss,
# `given.gradient(X, y, w, b)` the tuple of both gradients.

# %% [markdown] lang="zh-TW" of="16f09e10"
# ## 第 8 題：訓練（12 分，10 分鐘）
#
# 訓練就是不斷重複這一步。請寫 `train(X, y, w, b, lr, num_steps)`，每一步都用**全部**的樣本（全批次）。回傳 tuple `(w, b, losses)`：最後的權重和偏差，以及有 `num_steps` 個損失的串列。`losses[k]` 是第 $k+1$ 步**之前**的損失，所以 `losses[0]` 是一開始給定的權重的損失。
#
# 各個部分可以用你自己的函式，也可以用下面這兩個；不論前面答得如何，它們都是對的：`given.loss(X, y, w, b)` 是損失，`given.gradient(X, y, w, b)` 是兩個梯度的 tuple。

# %% grade="solution" id="q8_train"
def train(X, y, w, b, lr, num_steps):
    """Return (w, b, losses) after num_steps full-batch steps."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(num_steps):
        losses.append(given.loss(X, y, w, b))
        grad_w, grad_b = given.gradient(X, y, w, b)
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b, losses
    ### END SOLUTION

# %% grade="test" id="q8_test" points=12
with Question(8, points=12) as q8:
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([0.0, 0.0, 0.0, 1.0])
    result = train(X, y, np.array([0.5, -0.5]), 0.1, 1.0, 3)
    w, b, losses = parts(result, 3, "train(X, y, w, b, 1.0, 3)")
    with q8.part("the losses | 損失", 6):
        near(losses[:1], [0.134896], "losses[:1]",
             en="The first loss belongs to the weights before any step.",
             zh="第一個損失屬於還沒走任何一步的權重。")
        near(losses, [0.134896, 0.130804, 0.127109], "losses, num_steps = 3",
             en="One loss per step; compute a new gradient before each step.",
             zh="每一步一個損失；每一步之前都要重新計算梯度。")
    with q8.part("w and b | w 和 b", 6):
        near(w, [0.481966, -0.477079], "w, num_steps = 3, lr = 1")
        near(b, -0.082458, "b, num_steps = 3, lr = 1",
             en="Is the bias trained too?", zh="偏差也有訓練到嗎？")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    X, y = rng.normal(size=(12, 3)), rng.integers(0, 2, 12).astype(float)
    w_0, b_0, lr = rng.normal(size=3), float(rng.normal()), float(rng.uniform(0.3, 3))
    w, b, losses = parts(train(X, y, w_0.copy(), b_0, lr, 12), 3, "train(..., 12)")
    with q8.part("the losses | 損失"):
        near(len(losses), 12, "len(losses), num_steps = 12")
    half = parts(train(X, y, w_0.copy(), b_0, lr, 5), 3, "train(..., 5)")
    rest = train(X, y, np.array(half[0]), float(half[1]), lr, 7)
    rest = parts(rest, 3, "train(..., 7)")
    with q8.part("w and b | w 和 b"):
        near(rest[0], w, "w after 5 + 7 steps | 5 + 7 步之後的 w",
             en="It must equal w after 12 steps.", zh="應與連續 12 步之後的 w 相同。")
    with q8.part("the losses | 損失"):
        near([*half[2], *rest[2]], losses, "losses of 5 + 7 steps | 5 + 7 步的損失")
    # Where the bias moves far, whoever updates it first has other losses too.
    cases = (y, w_0, b_0, lr), (0 * y, 0.3 * w_0, 1.5, lr + 4)
    for y, w_0, b_0, lr in cases:
        result = train(X, y, w_0.copy(), b_0, lr, 12)
        w, b, losses = parts(result, 3, "train(..., 12)")
        wanted = []
        for _ in range(12):
            wanted.append(given.loss(X, y, w_0, b_0))
            grad_w, grad_b = given.gradient(X, y, w_0, b_0)
            w_0, b_0 = w_0 - lr * grad_w, b_0 - lr * grad_b
        with q8.part("the losses | 損失"):
            near(losses, wanted, "losses, num_steps = 12")
        with q8.part("w and b | w 和 b"):
            near(w, w_0, f"w, num_steps = 12, lr = {lr:.3f}")
            near(b, b_0, f"b, num_steps = 12, lr = {lr:.3f}")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# With question 8 your neuron is complete. Once its test passes, the next cell gives it 200 mornings. Whether the station ran empty was decided by a coin whose bias depends on the three
# features, so no machine can be right every time. The features are standardised first: mean 0, standard deviation 1.

# %% [markdown] lang="zh-TW" of="986c6c11"
# 完成第 8 題，你的神經元就完整了。測試通過之後，下一個儲存格會給它 200 個早上。車有沒有被借光，是由一枚「偏心」程度取決於三個特徵的硬幣決定的，所以沒有任何機器能每次都對。特徵先做了標準化：平均 0、標準差 1。

# %% grade="readonly" id="mornings"
if passed(8):
    dice = np.random.default_rng(1)
    mornings = np.c_[dice.exponential(4, 200), dice.normal(4, 5, 200),
                     dice.random(200) < 0.7]
    empty = (dice.random(200) < expit(mornings @ [-0.5, 0.1, 3.0] - 1.0)).astype(float)
    scaled = (mornings - mornings.mean(axis=0)) / mornings.std(axis=0)
    w_bike, b_bike, curve = train(scaled, empty, np.zeros(3), 0.0, 2.0, 300)
    show(plot_curves({"loss": curve}, xlabel="step", title="Your neuron learns"),
         alt="The loss falls steeply in the first fifty steps and then levels off.")
    hits = np.mean((given.forward(scaled, w_bike, b_bike) >= 0.5) == empty)
    print("weights for rain, temperature, school day:", np.round(w_bike, 2))
    print(f"accuracy: {hits:.3f}; always saying the more frequent answer: "
          f"{max(empty.mean(), 1 - empty.mean()):.3f}")

# %% [markdown] lang="en"
# ## Question 9: gates by hand (8 points, 8 min)
#
# Rosenblatt's perceptron has a hard threshold: it answers 1 if $w_1x_1 + w_2x_2 + b > 0$, otherwise 0. With inputs 0 and 1 it can be a logic gate:
#
# | $x_1$ | $x_2$ | AND | OR | NAND |
# |---|---|---|---|---|
# | 0 | 0 | 0 | 0 | 1 |
# | 0 | 1 | 0 | 1 | 1 |
# | 1 | 0 | 0 | 1 | 1 |
# | 1 | 1 | 1 | 1 | 0 |
#
# Write `gate(name)` that returns the tuple `(w1, w2, b)` for `"AND"`, `"OR"` and `"NAND"`. Real signals are never exact, so your gates must still be right
# when each input is off by up to **0.1**: the line must keep its distance from all four corners.

# %% [markdown] lang="zh-TW" of="2ab44147"
# ## 第 9 題：親手設計邏輯閘（8 分，8 分鐘）
#
# Rosenblatt 的感知器（perceptron）使用硬性的閾值：若 $w_1x_1 + w_2x_2 + b > 0$ 就回答 1，否則回答 0。輸入是 0 和 1 時，它可以當作邏輯閘：
#
# | $x_1$ | $x_2$ | AND | OR | NAND |
# |---|---|---|---|---|
# | 0 | 0 | 0 | 0 | 1 |
# | 0 | 1 | 0 | 1 | 1 |
# | 1 | 0 | 0 | 1 | 1 |
# | 1 | 1 | 1 | 1 | 0 |
#
# 請寫 `gate(name)`，對 `"AND"`、`"OR"`、`"NAND"` 分別回傳 tuple `(w1, w2, b)`。真實的訊號不會剛剛好，所以每個輸入有最多 **0.1** 的誤差時，你的邏輯閘也必須答對：那條直線要和四個角保持距離。

# %% grade="solution" id="q9_gate"
def gate(name):
    """Return (w1, w2, b) for name "AND", "OR" or "NAND"."""
    ### BEGIN SOLUTION
    return {"AND": (1, 1, -1.5), "OR": (1, 1, -0.5), "NAND": (-1, -1, 1.5)}[name]
    ### END SOLUTION

# %% grade="test" id="q9_test" points=8
corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
truth = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0]}
with Question(9, points=8) as q9:
    for name, table in truth.items():
        w1, w2, b = parts(gate(name), 3, f'gate("{name}")')
        for (x1, x2), wanted in zip(corners, table):
            exactly(int(w1 * x1 + w2 * x2 + b > 0), wanted,
                    f"{name}({x1}, {x2})",
                    en="1 means w1*x1 + w2*x2 + b > 0.",
                    zh="答案 1 表示 w1*x1 + w2*x2 + b > 0。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for name, table in truth.items():
        w1, w2, b = parts(gate(name), 3, f'gate("{name}")')
        ends = [(s, t) for s in (-0.1, 0.1) for t in (-0.1, 0.1)]
        for (x1, x2), wanted in zip(corners, table):
            for s, t in [*ends, *rng.uniform(-0.1, 0.1, (20, 2))]:
                exactly(int(w1 * (x1 + s) + w2 * (x2 + t) + b > 0), wanted,
                        f"{name}({x1 + s:.2f}, {x2 + t:.2f})",
                        en="Inputs may be off by 0.1: keep away from the corners.",
                        zh="輸入可能有 0.1 的誤差：讓直線離四個角遠一點。")
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# ## Question 10: two layers (6 points, 6 min)
#
# XOR answers 1 when exactly one input is 1. No single neuron can do that: no straight line has (0,1) and (1,0) on one side, (0,0) and (1,1) on the other.
# A **multilayer perceptron** can. It first computes several neurons side by side, the **hidden layer**, and feeds their outputs into one more neuron:
#
# $$H = \sigma(XW_1 + b_1), \qquad \hat Y = \sigma(Hw_2 + b_2).$$
#
# Shapes: `X` `(n, d)`, `W1` `(d, h)`, `b1` `(h,)`, so `H` is `(n, h)`; `w2` `(h,)`, `b2` a number, so the result is `(n,)`.
#
# Write `mlp(X, W1, b1, w2, b2)` that returns $\hat Y$. Use `expit` for $\sigma$.

# %% [markdown] lang="zh-TW" of="5424dc46"
# ## 第 10 題：兩層（6 分，6 分鐘）
#
# XOR 在恰好一個輸入為 1 時回答 1。單一神經元做不到：沒有一條直線能讓 (0,1) 和 (1,0) 在同一側、(0,0) 和 (1,1) 在另一側。**多層感知器**（multilayer perceptron）就可以。它先並排計算好幾個神經元，稱為**隱藏層**（hidden layer），再把它們的輸出送進另一個神經元：
#
# $$H = \sigma(XW_1 + b_1), \qquad \hat Y = \sigma(Hw_2 + b_2).$$
#
# 形狀：`X` `(n, d)`、`W1` `(d, h)`、`b1` `(h,)`，所以 `H` 是 `(n, h)`；`w2` `(h,)`、`b2` 是一個數字，所以結果是 `(n,)`。
#
# 請寫 `mlp(X, W1, b1, w2, b2)`，回傳 $\hat Y$。$\sigma$ 請用 `expit`。

# %% grade="solution" id="q10_mlp"
def mlp(X, W1, b1, w2, b2):
    """Return the outputs (n,) of a network with one hidden layer of h neurons."""
    ### BEGIN SOLUTION
    H = expit(X @ W1 + b1)  # (n, h)
    return expit(H @ w2 + b2)  # (n,)
    ### END SOLUTION

# %% grade="test" id="q10_test" points=6 forbids="given.forward"
with Question(10, points=6) as q10:
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    W1, b1 = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]]), np.array([0.5, 1.0, -0.5])
    y_hat = mlp(X, W1, b1, np.array([2.0, -1.0, 1.0]), -0.4)
    near(y_hat, [0.620436, 0.729629, 0.81248, 0.828925],
         "mlp(X, W1, b1, w2, b2), X: (4, 2)",
         en="expit after both layers; each layer adds its own bias.",
         zh="兩層之後都要取 expit；每一層加上自己的偏差。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d, h in ((3, 2, 4), (1, 5, 2), (8, 3, 6)):
        X, W1, b1 = rng.normal(size=(n, d)), rng.normal(size=(d, h)), rng.normal(size=h)
        w2, b2 = rng.normal(size=h), float(rng.normal())
        y_hat = [expit(sum(w2[k] * expit(x @ W1[:, k] + b1[k]) for k in range(h)) + b2)
                 for x in X]
        near(mlp(X, W1, b1, w2, b2), y_hat, f"mlp, n = {n}, d = {d}, h = {h}")
        p = rng.permutation(h)
        near(mlp(X, W1[:, p].copy(), b1[p], w2[p], b2), y_hat, "mlp, reordered",
             en="The order of the hidden neurons must not matter.",
             zh="隱藏層神經元的順序不應影響結果。")
    ### END HIDDEN TESTS
q10.score

# %% [markdown] lang="en"
# ## Question 11: let it learn (12 points, 8 min)
#
# Nobody wants to find the weights of a network by hand. Write `train_mlp(X, y, X_new, seed)` that builds a Keras network, trains it on the samples
# `X` `(n, 2)` with labels `y` `(n,)`, and returns its outputs for `X_new` `(m, 2)` as an array `(m,)`.
#
# 1. `keras.utils.set_random_seed(seed)`, so that a run can be repeated.
# 2. `keras.Sequential` with `keras.Input((2,))`, one hidden `Dense` layer of about 8 units with activation `"tanh"`, and an output `Dense` layer
#    of 1 unit with activation `"sigmoid"`.
# 3. `compile` with `keras.optimizers.Adam(learning_rate=0.1)` and the loss `"binary_crossentropy"` (chapter 5 explains it: for a sigmoid output it
#    learns faster than the squared error).
# 4. Call `model.train_on_batch(X, y)` 200 times: one call is one step on all samples. For so few samples this is much faster than `fit`.
# 5. `model(X_new)` gives a tensor `(m, 1)`; turn it into an array `(m,)` with `.numpy()` and `[:, 0]`.
#
# The test trains it on XOR and asks for points near the four corners: every output must be on the right side of 0.5. It takes a few seconds. The
# hidden test uses other seeds, and other labels than XOR's.

# %% [markdown] lang="zh-TW" of="04b9d5e7"
# ## 第 11 題：讓它自己學（12 分，8 分鐘）
#
# 沒有人想用手找出網路的權重。請寫 `train_mlp(X, y, X_new, seed)`：建立一個 Keras 網路，用樣本 `X` `(n, 2)` 和標籤 `y` `(n,)` 訓練它，再以形狀 `(m,)` 的陣列回傳它對 `X_new` `(m, 2)` 的輸出。
#
# 1. `keras.utils.set_random_seed(seed)`，讓結果可以重現。
# 2. `keras.Sequential`：`keras.Input((2,))`，一個約 8 個單元、激活函數為 `"tanh"` 的隱藏層 `Dense`，以及一個 1 個單元、激活函數為 `"sigmoid"` 的輸出層 `Dense`。
# 3. `compile`：優化器 `keras.optimizers.Adam(learning_rate=0.1)`，損失 `"binary_crossentropy"`（第 5 章會說明：搭配 sigmoid 輸出時，它比平方誤差學得更快）。
# 4. 呼叫 `model.train_on_batch(X, y)` 200 次：每次呼叫就是用全部樣本走一步。樣本這麼少時，這比 `fit` 快得多。
# 5. `model(X_new)` 得到形狀 `(m, 1)` 的張量；用 `.numpy()` 和 `[:, 0]` 把它變成形狀 `(m,)` 的陣列。
#
# 測試會用 XOR 訓練它，再詢問四個角附近的點：每個輸出都要在 0.5 的正確一側。這需要幾秒鐘。隱藏測試使用其他的種子，以及 XOR 以外的標籤。

# %% grade="readonly" id="keras"
import keras

# %% grade="solution" id="q11_train_mlp"
def train_mlp(X, y, X_new, seed):
    """Train a small network on X (n, 2), y (n,); return its outputs (m,) for X_new."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((2,)),
        keras.layers.Dense(8, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=0.1), loss="binary_crossentropy")
    for _ in range(200):
        model.train_on_batch(X, y)
    return model(X_new).numpy()[:, 0]
    ### END SOLUTION

# %% grade="test" id="q11_test" points=12
gate_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
with Question(11, points=12) as q11:
    around = np.concatenate([gate_X, gate_X * 0.9 + 0.05])
    y_hat = np.array(train_mlp(gate_X, np.array([0.0, 1.0, 1.0, 0.0]), around, 0))
    exactly(len(y_hat.shape), 1, "axes of train_mlp(...) | train_mlp(...) 的軸數",
            en="Take column 0 of the model's output.", zh="請取出模型輸出的第 0 行。")
    with q11.part("XOR at its four points | XOR 的四個點", 6):
        exactly((y_hat[:4] > 0.5).astype(int), [0, 1, 1, 0], "train_mlp(...)[:4] > 0.5",
                en="Not learned: is there a hidden layer with tanh, and 200 steps?",
                zh="沒學會：有使用 tanh 的隱藏層嗎？有走 200 步嗎？")
    with q11.part("new points | 新的點", 6):
        exactly((y_hat[4:] > 0.5).astype(int), [0, 1, 1, 0], "train_mlp(...)[4:] > 0.5",
                en="The outputs for all rows of X_new, which are near the four points.",
                zh="X_new 每一列的輸出；這些點就在那四個點附近。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for y in ([1, 0, 0, 1], [0, 1, 1, 0]):
        order = rng.permutation(4)
        near_corners = np.repeat(gate_X, 5, axis=0) + rng.uniform(-0.1, 0.1, (20, 2))
        y_hat = train_mlp(gate_X[order], np.array(y, float)[order],
                          np.concatenate([gate_X[order], near_corners]),
                          int(rng.integers(1, 10_000)))
        found = (np.array(y_hat) > 0.5).astype(int)
        with q11.part("XOR at its four points | XOR 的四個點"):
            exactly(found[:4], np.array(y)[order], f"train_mlp(...) > 0.5, y = {y}",
                    en="It must learn what y says, from any seed.",
                    zh="不論種子為何，都必須學會 y 所說的標籤。")
        with q11.part("new points | 新的點"):
            exactly(found[4:], np.repeat(y, 5), f"train_mlp(...) > 0.5, y = {y}")
    ### END HIDDEN TESTS
q11.score

# %% [markdown] lang="en"
# ## Question 12: what did the network draw? (6 points, 5 min)
#
# The next cell draws how your network of question 11 divides the plane, once that question passes. The four corners of the square are XOR's
# samples: (0, 1) and (1, 0) have the answer 1, (0, 0) and (1, 1) the answer 0.
#
# 1. **Before you run it** (2 points): where will the border between 0 and 1 run? Describe or sketch its shape in words, and say why one
#    straight line cannot do it.
# 2. **After you ran it** (2 points): what does the picture show, and which part of the network makes such a border possible?
# 3. (2 points) The picture also has a colour for points far away from the four corners. Would you trust the network there? Why?
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="8dbe03e1"
# ## 第 12 題：網路畫了什麼？（6 分，5 分鐘）
#
# 第 11 題通過之後，下一個儲存格會畫出你的網路怎麼劃分平面。正方形的四個角就是 XOR 的樣本：(0, 1) 和 (1, 0) 的答案是 1，(0, 0) 和 (1, 1) 的答案是 0。
#
# 1. **執行之前**（2 分）：0 和 1 的邊界會怎麼走？用文字描述它的形狀，並說明為什麼一條直線辦不到。
# 2. **執行之後**（2 分）：圖上看到什麼？是網路的哪一部分，讓它畫得出這樣的邊界？
# 3. （2 分）離四個角很遠的地方，圖上也有顏色。你會相信網路在那裡的答案嗎？為什麼？
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q12_explain" points=6
# 1. The two corners with answer 1 lie on one diagonal, those with answer 0 on the
#    other. A line that has both 1s on one side has a 0 there too. So I expect two
#    borders, or one that bends: a band along the diagonal of the 1s, 0 on both sides.
# 2. The picture has curved borders, and each corner is in its own region. Each hidden
#    neuron draws one soft straight line; the output neuron weighs several of them, and
#    together with the sigmoid that makes curves. One neuron alone has one line.
# 3. No. Nothing was trained there: the loss only asks about four points, and another
#    seed could colour the rest in another way without any change of the loss.

# %% grade="readonly" id="picture"
if passed(11):
    xor = np.array([0.0, 1.0, 1.0, 0.0])
    show(plot_decision_boundary(
        lambda points: train_mlp(gate_X, xor, points, 0), gate_X, xor,
        title="XOR, learned by your network", class_names=["0", "1"]),
        alt="Curved lines separate the regions of 0 and 1; each corner is in its own.")
