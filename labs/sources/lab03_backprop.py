# %% [markdown] lang="en"
# In 1989 a network learned to read the handwritten zip codes on American letters (LeCun et al., 1989). What made it
# learn was **backpropagation**: one sweep from the error at the output back to every single weight. In this lab
# you write that sweep yourself, for a network of any depth, prove that it is right, and let it learn to read
# real handwritten digits.
#
# The network: hidden layers with relu, softmax at the end, cross-entropy as the loss. Samples are **rows**, as in section 3.6:
#
# | | shape | |
# |---|---|---|
# | `X` | `(n, n_0)` | $n$ samples |
# | `Y` | `(n, n_L)` | targets: one 1 in each row, at the right class |
# | `params` | list of $L$ tuples | `params[0]` is `(W, b)` of layer 1, `params[1]` of layer 2, … |
# | `W` of layer $l$ | `(n_{l-1}, n_l)` | (inputs, outputs) |
# | `b` of layer $l$ | `(n_l,)` | |

# %% [markdown] lang="zh-TW" of="d01bdd37"
# 1989 年，有一個網路學會了辨認美國信封上手寫的郵遞區號（LeCun et al., 1989）。讓它學會的方法是**反向傳播**（backpropagation）：從輸出的誤差出發，往回走一趟，就算出每一個權重該怎麼調整。在這個 lab 裡，你會親手寫出這一趟，適用於任何深度的網路；證明它是對的；再讓它學會辨認真實的手寫數字。
#
# 我們的網路：隱藏層用 relu，最後一層用 softmax，損失是交叉熵（cross-entropy）。樣本排成**列**，和 3.6 節一樣：
#
# | | 形狀 | |
# |---|---|---|
# | `X` | `(n, n_0)` | $n$ 個樣本 |
# | `Y` | `(n, n_L)` | 目標：每一列在正確的類別是 1，其餘是 0 |
# | `params` | $L$ 個 tuple 的串列 | `params[0]` 是第 1 層的 `(W, b)`，`params[1]` 是第 2 層的，依此類推 |
# | 第 $l$ 層的 `W` | `(n_{l-1}, n_l)` | （輸入，輸出） |
# | 第 $l$ 層的 `b` | `(n_l,)` | |

# %% grade="readonly" id="imports"
import numpy as np
from scipy.special import softmax

from labs.checks import Question, exactly, near, parts, passed, reference
from labs.stand_ins import lab03 as given
from utils.data import flatten, load_mnist, one_hot, to_float
from utils.plotting import plot_curves, plot_images, show

# %% [markdown] lang="en"
# ## Question 1: the chain rule with plain numbers (8 points, 10 min)
#
# The smallest network that has a hidden layer: one input, one hidden relu unit, one output. Everything is a plain number:
#
# $$z_1 = w_1x + b_1,\qquad a_1 = \mathrm{relu}(z_1) = \max(z_1, 0),\qquad \hat y = w_2a_1 + b_2,\qquad C = \tfrac12(\hat y - y)^2.$$
#
# Backwards: the error signal of the output is $\delta_2 = \partial C/\partial\hat y = \hat y - y$, and that of the hidden unit is $\delta_1 = \partial C/\partial z_1 = \delta_2\,w_2\,\mathrm{relu}'(z_1)$, where
# $\mathrm{relu}'$ is 1 for $z_1 > 0$ and otherwise 0. The derivative for a weight is the error signal at its end times the value at its beginning; for a bias it is the error signal itself.
#
# Write `tiny_gradient(x, y, w1, b1, w2, b2)` that returns the tuple $\left(\frac{\partial C}{\partial w_1}, \frac{\partial C}{\partial b_1}, \frac{\partial C}{\partial w_2}, \frac{\partial C}{\partial b_2}\right)$.
#
# Example: $x = 2$, $y = 1$, $w_1 = 0.5$, $b_1 = 0.5$, $w_2 = 2$, $b_2 = -1$. Forward: $z_1 = a_1 = 1.5$, $\hat y = 2$. Backward: $\delta_2 = 1$, $\delta_1 = 2$. Result: $(4, 2, 1.5, 1)$. Follow it on paper before you write code.

# %% [markdown] lang="zh-TW" of="721f064b"
# ## 第 1 題：用純數字走一遍連鎖律（8 分，10 分鐘）
#
# 有隱藏層的網路之中，最小的是：一個輸入、一個 relu 隱藏單元、一個輸出。每一項都只是一個數字：
#
# $$z_1 = w_1x + b_1,\qquad a_1 = \mathrm{relu}(z_1) = \max(z_1, 0),\qquad \hat y = w_2a_1 + b_2,\qquad C = \tfrac12(\hat y - y)^2.$$
#
# 往回算：輸出的誤差訊號（error signal）是 $\delta_2 = \partial C/\partial\hat y = \hat y - y$，隱藏單元的誤差訊號是 $\delta_1 = \partial C/\partial z_1 = \delta_2\,w_2\,\mathrm{relu}'(z_1)$，其中 $\mathrm{relu}'$ 在 $z_1 > 0$ 時是 1，否則是 0。權重的導數，是它終點的誤差訊號乘上起點的值；偏差的導數就是誤差訊號本身。
#
# 請寫 `tiny_gradient(x, y, w1, b1, w2, b2)`，回傳 tuple $\left(\frac{\partial C}{\partial w_1}, \frac{\partial C}{\partial b_1}, \frac{\partial C}{\partial w_2}, \frac{\partial C}{\partial b_2}\right)$。
#
# 例：$x = 2$、$y = 1$、$w_1 = 0.5$、$b_1 = 0.5$、$w_2 = 2$、$b_2 = -1$。正向：$z_1 = a_1 = 1.5$，$\hat y = 2$。反向：$\delta_2 = 1$，$\delta_1 = 2$。結果是 $(4, 2, 1.5, 1)$。寫程式之前，請先在紙上算一遍。

# %% grade="solution" id="q1_tiny_gradient"
def tiny_gradient(x, y, w1, b1, w2, b2):
    """Return the derivatives of C by w1, b1, w2, b2: four numbers."""
    ### BEGIN SOLUTION
    z1 = w1 * x + b1
    a1 = max(z1, 0)
    delta2 = w2 * a1 + b2 - y
    delta1 = delta2 * w2 if z1 > 0 else 0.0
    return delta1 * x, delta1, delta2 * a1, delta2
    ### END SOLUTION

# %% grade="test" id="q1_test" points=8
with Question(1, points=8) as q1:
    grads = tiny_gradient(2.0, 1.0, 0.5, 0.5, 2.0, -1.0)
    dw1, db1, dw2, db2 = parts(grads, 4, "tiny_gradient(2, 1, 0.5, 0.5, 2, -1)")
    with q1.part("dC/dw2, dC/db2", 4):
        near(db2, 1.0, "dC/db2", en="y_hat is 2 and y is 1.", zh="y_hat 是 2，y 是 1。")
        near(dw2, 1.5, "dC/dw2",
             en="The error signal 1 times a1 = 1.5, where w2 begins.",
             zh="誤差訊號 1 乘上 w2 起點的 a1 = 1.5。")
    with q1.part("dC/dw1, dC/db1", 4):
        near(db1, 2.0, "dC/db1", en="The error signal 1 comes back through w2 = 2.",
             zh="誤差訊號 1 經由 w2 = 2 回傳來。")
        near(dw1, 4.0, "dC/dw1", en="delta1 = 2 times the input x = 2.",
             zh="delta1 = 2 乘上輸入 x = 2。")
    off = "tiny_gradient(2, 1, -0.5, 0.5, 2, -1)"
    grads = parts(tiny_gradient(2.0, 1.0, -0.5, 0.5, 2.0, -1.0), 4, off)
    with q1.part("dC/dw2, dC/db2"):
        near(grads[2:], [0, -2], f"{off}[2:]",
             en="Here z1 = -0.5: the hidden unit is off, its output is 0.",
             zh="這裡 z1 = -0.5：隱藏單元是關閉的，所以它的輸出是 0。")
    with q1.part("dC/dw1, dC/db1"):
        near(grads[:2], [0, 0], f"{off}[:2]",
             en="Here z1 = -0.5: the hidden unit is off, its slope is 0.",
             zh="這裡 z1 = -0.5：隱藏單元是關閉的，所以它的斜率是 0。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for on in (1, -1, 1, -1, 1):
        x, y, w2, b2 = rng.uniform(0.3, 2, 4) * rng.choice([-1, 1], 4)
        w1 = float(rng.uniform(0.3, 2) * on * np.sign(x))
        b1 = float(rng.uniform(0, 1) * on)
        p, h = np.array([w1, b1, w2, b2]), 1e-6
        costs = [[0.5 * (q[2] * max(q[0] * x + q[1], 0) + q[3] - y) ** 2
                  for q in (p + h * e, p - h * e)] for e in np.eye(4)]
        slopes = [(up - down) / (2 * h) for up, down in costs]
        grads = tiny_gradient(*(float(v) for v in (x, y, *p)))
        grads = parts(grads, 4, "tiny_gradient(...)")
        with q1.part("dC/dw2, dC/db2"):
            near(grads[2:], slopes[2:], "tiny_gradient(...)[2:]")
        with q1.part("dC/dw1, dC/db1"):
            near(grads[:2], slopes[:2], "tiny_gradient(...)[:2]")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: what shapes? (4 points, 5 min)
#
# Most mistakes in a backward pass are mistakes of shape, so know them beforehand. `sizes` lists the units per layer, the inputs first: `[784, 64, 10]` has two layers, $L = 2$. Write
#
# - `param_shapes(sizes)`: a list with one tuple per layer, (shape of `W`, shape of `b`), each shape a tuple of whole numbers;
# - `num_params(sizes)`: how many weights and biases the network has in all.
#
# Example: `param_shapes([2, 3, 3])` is `[((2, 3), (3,)), ((3, 3), (3,))]` and `num_params([2, 3, 3])` is $6 + 3 + 9 + 3 = 21$.

# %% [markdown] lang="zh-TW" of="776fc72f"
# ## 第 2 題：形狀是什麼？（4 分，5 分鐘）
#
# 反向傳播裡大多數的錯誤都是形狀的錯誤，所以要先弄清楚形狀。`sizes` 依序列出每一層的單元數，第一個是輸入：`[784, 64, 10]` 有兩層，$L = 2$。請寫
#
# - `param_shapes(sizes)`：回傳串列，每層一個 tuple（`W` 的形狀，`b` 的形狀），每個形狀都是整數的 tuple；
# - `num_params(sizes)`：整個網路的權重和偏差一共有幾個。
#
# 例：`param_shapes([2, 3, 3])` 是 `[((2, 3), (3,)), ((3, 3), (3,))]`，`num_params([2, 3, 3])` 是 $6 + 3 + 9 + 3 = 21$。

# %% grade="solution" id="q2_shapes"
def param_shapes(sizes):
    """Return [(shape of W, shape of b), ...], one tuple per layer."""
    ### BEGIN SOLUTION
    return [((sizes[k], sizes[k + 1]), (sizes[k + 1],)) for k in range(len(sizes) - 1)]
    ### END SOLUTION


def num_params(sizes):
    """Return the number of all weights and biases."""
    ### BEGIN SOLUTION
    return sum((sizes[k] + 1) * sizes[k + 1] for k in range(len(sizes) - 1))
    ### END SOLUTION

# %% grade="test" id="q2_test" points=4
with Question(2, points=4) as q2:
    shapes = parts(param_shapes([2, 3, 3]), 2, "param_shapes([2, 3, 3])",
                   en="One tuple per layer; the inputs are no layer.",
                   zh="每層一個 tuple；輸入不算一層。")
    exactly(shapes, [((2, 3), (3,)), ((3, 3), (3,))], "param_shapes([2, 3, 3])",
            en="W is (inputs, outputs), b has one number per output.",
            zh="W 是（輸入，輸出），b 每個輸出一個數字。")
    exactly(num_params([2, 3, 3]), 21, "num_params([2, 3, 3])",
            en="Count the biases too.", zh="偏差也要算。")
    exactly(num_params([784, 64, 10]), 50_890, "num_params([784, 64, 10])")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for num_layers in (1, 3, 5):
        sizes = rng.permutation(np.arange(2, 20))[:num_layers + 1].tolist()
        wanted, count = [], 0
        for layer in range(num_layers):
            inputs, outputs = sizes[layer], sizes[layer + 1]
            wanted.append(((inputs, outputs), (outputs,)))
            count += np.zeros((inputs, outputs)).size + outputs
        exactly(param_shapes(sizes), wanted, f"param_shapes({sizes})")
        exactly(num_params(sizes), count, f"num_params({sizes})")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# ## Question 3: forward, and keep everything (12 points, 10 min)
#
# Set $A^{(0)} = X$. Then for $l = 1, \dots, L$
#
# $$Z^{(l)} = A^{(l-1)}W^{(l)} + b^{(l)},\qquad A^{(l)} = \mathrm{relu}(Z^{(l)})\ \text{ in hidden layers},\qquad A^{(L)} = \mathrm{softmax}(Z^{(L)})\ \text{ in the last.}$$
#
# Write `forward(X, params)` that returns the **list** $[A^{(0)}, A^{(1)}, \dots, A^{(L)}]$, since the backward pass will need all of it. For the softmax use SciPy's from the first cell: `softmax(Z, axis=1)` makes
# each row sum to 1.
#
# The test uses the network of section 3.1 with 21 parameters, `given.small_network()`, and two samples. For the first, $(0.6, 0.2)$, the hidden outputs are $(0.1, 0.06, 0)$ and the probabilities $(0.319, 0.321, 0.360)$.

# %% [markdown] lang="zh-TW" of="e5df2ce2"
# ## 第 3 題：往前算，全部留著（12 分，10 分鐘）
#
# 令 $A^{(0)} = X$，然後對 $l = 1, \dots, L$，
#
# $$Z^{(l)} = A^{(l-1)}W^{(l)} + b^{(l)},\qquad A^{(l)} = \mathrm{relu}(Z^{(l)})\ \text{（隱藏層）},\qquad A^{(L)} = \mathrm{softmax}(Z^{(L)})\ \text{（最後一層）}.$$
#
# 請寫 `forward(X, params)`，回傳**串列** $[A^{(0)}, A^{(1)}, \dots, A^{(L)}]$，因為反向傳播全部都用得到。softmax 請用第一個儲存格匯入的 SciPy 版本：`softmax(Z, axis=1)` 會讓每一列的總和都是 1。
#
# 測試用的是 3.1 節那個有 21 個參數的網路 `given.small_network()`，以及兩個樣本。第一個樣本 $(0.6, 0.2)$ 的隱藏層輸出是 $(0.1, 0.06, 0)$，機率是 $(0.319, 0.321, 0.360)$。

# %% grade="solution" id="q3_forward"
def forward(X, params):
    """Return the outputs of all layers, the inputs first: [X, A1, ..., AL]."""
    ### BEGIN SOLUTION
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = params[-1]
    A.append(softmax(A[-1] @ W + b, axis=1))
    return A
    ### END SOLUTION

# %% grade="test" id="q3_test" points=12 forbids="utils.nn.backprop"
with Question(3, points=12) as q3:
    X, (W2, b2) = np.array([[0.6, 0.2], [-0.5, 1.0]]), given.small_network()[1]
    A = parts(forward(X, given.small_network()), 3, "forward(X, given.small_network())",
              en="X first, then one array per layer.", zh="先是 X，然後每層一個陣列。")
    with q3.part("the hidden layers | 隱藏層", 6):
        near(A[0], X, "forward(...)[0]", en="It begins with X.", zh="串列的開頭是 X。")
        near(A[1], [[0.1, 0.06, 0], [0.15, 0, 0.75]], "forward(...)[1]",
             en="relu of X @ W + b, with W and b of layer 1.",
             zh="第 1 層的 X @ W + b 再取 relu。")
    with q3.part("the last layer | 最後一層", 6):
        sums = np.array(A[1], float) @ W2 + b2
        near(A[2], softmax(sums, axis=1), "forward(...)[2]",
             en="softmax of the last weighted sums, without relu, along axis 1.",
             zh="最後一層的加權總和不取 relu，直接沿著第 1 軸取 softmax。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, *sizes in ((4, 3, 6, 5), (1, 4, 2, 5, 3, 6), (7, 5, 3)):
        X, params = rng.normal(size=(n, sizes[0])), given.start(sizes, HIDDEN_SEED)
        A = parts(forward(X.copy(), params), len(sizes), f"forward(X, params), {sizes}")
        a = [X]
        for W, b in params:
            z = np.array([[sum(row * W[:, j]) + b[j] for j in range(len(b))]
                          for row in a[-1]])
            a.append(z * (z > 0))
        with q3.part("the hidden layers | 隱藏層"):
            for k in range(len(sizes) - 1):
                near(A[k], a[k], f"forward(...)[{k}], {sizes}")
        with q3.part("the last layer | 最後一層"):
            # Beside right hidden layers, or beside those that it comes from.
            e = np.exp(np.array(A[-2], float) @ W + b)
            near(A[-1], e / e.sum(axis=1, keepdims=True), f"forward(...)[-1], {sizes}")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# ## Question 4: the loss (6 points, 4 min)
#
# Cross-entropy, averaged over the samples:
#
# $$C = \frac1n\sum_{s=1}^{n}\Bigl(-\sum_i Y_{si}\,\ln P_{si}\Bigr).$$
#
# Write `loss(Y, P)` for targets `Y` and probabilities `P` (all above 0), both `(n, classes)`. Return one number.
#
# Example: for one sample with target $(0, 1, 0)$ and probabilities $(0.25, 0.5, 0.25)$ it is $-\ln 0.5 = 0.6931$. For two such samples it is the same: a mean.

# %% [markdown] lang="zh-TW" of="19f9bed2"
# ## 第 4 題：損失（6 分，4 分鐘）
#
# 交叉熵，對樣本取平均：
#
# $$C = \frac1n\sum_{s=1}^{n}\Bigl(-\sum_i Y_{si}\,\ln P_{si}\Bigr).$$
#
# 請寫 `loss(Y, P)`，目標 `Y` 和機率 `P`（全都大於 0）的形狀都是 `(n, classes)`。回傳一個數字。
#
# 例：一個樣本，目標 $(0, 1, 0)$、機率 $(0.25, 0.5, 0.25)$，損失是 $-\ln 0.5 = 0.6931$。兩個這樣的樣本，損失還是一樣，因為是平均。

# %% grade="solution" id="q4_loss"
def loss(Y, P):
    """Return the mean cross-entropy, a number, of targets Y and probabilities P."""
    ### BEGIN SOLUTION
    return -np.sum(Y * np.log(P)) / len(Y)
    ### END SOLUTION

# %% grade="test" id="q4_test" points=6 forbids="given.network_loss @cross_entropy utils.nn.backprop"
with Question(4, points=6) as q4:
    Y, P = np.array([[0.0, 1.0, 0.0]]), np.array([[0.25, 0.5, 0.25]])
    near(loss(Y, P), 0.693147, "loss([[0, 1, 0]], [[0.25, 0.5, 0.25]])",
         en="Minus the natural logarithm of the right class's probability.",
         zh="正確類別的機率取自然對數，再加負號。")
    Y, P = np.eye(3)[[1, 0]], np.array([[0.25, 0.5, 0.25], [0.2, 0.3, 0.5]])
    near(loss(Y, P), 1.151293, "loss(Y, P), Y: (2, 3)",
         en="Add over the classes, take the mean over the samples.",
         zh="對類別加總，對樣本取平均。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, classes in ((1, 4), (5, 3), (40, 10)):
        labels, P = rng.integers(0, classes, n), rng.dirichlet(np.ones(classes) + 1, n)
        wanted = sum(-np.log(P[i, labels[i]]) for i in range(n)) / n
        Y = np.eye(classes)[labels]
        near(loss(Y, P), wanted, f"loss(Y, P), Y: ({n}, {classes})")
        near(loss(np.tile(Y, (3, 1)), np.tile(P, (3, 1))), wanted,
             "loss of all samples three times | 每個樣本重複三次的損失",
             en="A mean stays the same.", zh="平均不會變。")
        order = rng.permutation(classes)
        near(loss(Y[:, order], P[:, order]), wanted, "loss(Y[:, order], P[:, order])",
             en="The order of the classes must not matter.", zh="類別的順序不應影響結果。")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: the two rules of error signals (12 points, 10 min)
#
# The error signals of a layer, $\Delta^{(l)} = \partial C/\partial Z^{(l)}$, have one row per sample and one column per unit. Two rules reach every layer:
#
# 1. **Start.** For softmax with cross-entropy (section 3.2) $\;\Delta^{(L)} = (P - Y)/n$. The mean of the loss puts the $n$ there, once for all layers.
# 2. **One layer back.** $\;\Delta^{(l)} = \bigl(\Delta^{(l+1)}W^{(l+1)\top}\bigr)\odot\mathrm{relu}'(Z^{(l)})$, where $\odot$ multiplies entry by entry. Since $A^{(l)} = \mathrm{relu}(Z^{(l)})$, the slope is 1 exactly where $A^{(l)} > 0$.
#
# Write `output_error(Y, P)` for rule 1 and `hidden_error(delta, W, A)` for rule 2: `delta` `(n, n_{l+1})` and `W` `(n_l, n_{l+1})` belong to layer $l+1$, `A` `(n, n_l)` holds the outputs of layer $l$. The result has the shape of `A`.
#
# Example, chapter 3's network with the first sample alone: $P - Y = (0.319, -0.679, 0.360)$. Hidden unit 1 receives $0.319\cdot0.3 + (-0.679)(-0.3) + 0.360\cdot0.4 = 0.443$; unit 3 is off, so it receives 0.

# %% [markdown] lang="zh-TW" of="8bc6001b"
# ## 第 5 題：誤差訊號的兩條規則（12 分，10 分鐘）
#
# 一層的誤差訊號 $\Delta^{(l)} = \partial C/\partial Z^{(l)}$，每個樣本一列，每個單元一行。只要兩條規則，就能到達每一層：
#
# 1. **起點。** softmax 搭配交叉熵時（3.2 節），$\;\Delta^{(L)} = (P - Y)/n$。這個 $n$ 來自損失的平均，只要除這一次，對所有層都有效。
# 2. **往回一層。** $\;\Delta^{(l)} = \bigl(\Delta^{(l+1)}W^{(l+1)\top}\bigr)\odot\mathrm{relu}'(Z^{(l)})$，其中 $\odot$ 是逐元素相乘。因為 $A^{(l)} = \mathrm{relu}(Z^{(l)})$，斜率恰好在 $A^{(l)} > 0$ 的位置是 1。
#
# 請寫規則 1 的 `output_error(Y, P)` 和規則 2 的 `hidden_error(delta, W, A)`：`delta` `(n, n_{l+1})` 和 `W` `(n_l, n_{l+1})` 屬於第 $l+1$ 層，`A` `(n, n_l)` 是第 $l$ 層的輸出。結果的形狀與 `A` 相同。
#
# 例：第 3 章的網路，只看第一個樣本：$P - Y = (0.319, -0.679, 0.360)$。隱藏單元 1 收到 $0.319\cdot0.3 + (-0.679)(-0.3) + 0.360\cdot0.4 = 0.443$；單元 3 是關閉的，所以收到 0。

# %% grade="solution" id="q5_error_signals"
def output_error(Y, P):
    """Return the error signals of the output layer: (n, classes)."""
    ### BEGIN SOLUTION
    return (P - Y) / len(Y)
    ### END SOLUTION


def hidden_error(delta, W, A):
    """Return the error signals (n, n_l) of the layer whose outputs are A (n, n_l)."""
    ### BEGIN SOLUTION
    return (delta @ W.T) * (A > 0)
    ### END SOLUTION

# %% grade="test" id="q5_test" points=12 forbids="given.network_gradient utils.nn.backprop"
with Question(5, points=12) as q5:
    Y, P = np.eye(3)[[1, 0]], np.array([[0.3, 0.3, 0.4], [0.6, 0.2, 0.2]])
    with q5.part("output_error", 6):
        near(output_error(Y[:1], P[:1]), [[0.3, -0.7, 0.4]],
             "output_error(Y, P), Y: (1, 3)", en="Prediction minus target.",
             zh="預測減目標。")
        near(output_error(Y, P), [[0.15, -0.35, 0.2], [-0.2, 0.1, 0.1]],
             "output_error(Y, P), Y: (2, 3)",
             en="Divide by the number of samples.", zh="要除以樣本數。")
    W2 = given.small_network()[1][0]
    delta = np.array([[0.319, -0.679, 0.360], [-0.6, 0.3, 0.3]])
    A = np.array([[0.1, 0.06, 0.0], [0.15, 0.0, 0.75]])
    with q5.part("hidden_error", 6):
        near(hidden_error(delta, W2, A), [[0.4434, -0.3869, 0], [-0.15, 0, -0.24]],
             "hidden_error(delta, W, A), W: (3, 3)",
             en="delta @ W.T, and 0 where A is 0. A square W hides a missing "
                "transpose.",
             zh="delta @ W.T，而且 A 為 0 的位置是 0。W 是方陣時，少了轉置也不會出錯。")
        wide = hidden_error(np.ones((2, 4)), np.ones((3, 4)), A)
        near(wide, [[4, 4, 0], [4, 0, 4]], "hidden_error(delta, W, A), W: (3, 4)",
             en="The slope is 1 or 0, nothing else.", zh="斜率只會是 1 或 0。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, units, outputs in ((1, 4, 3), (6, 2, 5), (5, 5, 5), (9, 7, 4)):
        P = rng.dirichlet(np.ones(outputs), n)
        Y = np.eye(outputs)[rng.integers(0, outputs, n)]
        wanted = [[(p - t) / n for p, t in zip(*r)] for r in zip(P, Y)]
        with q5.part("output_error"):
            near(output_error(Y, P), wanted,
                 f"output_error(Y, P), Y: ({n}, {outputs})")
        delta, W = rng.normal(size=(n, outputs)), rng.normal(size=(units, outputs))
        A = np.maximum(rng.normal(size=(n, units)), 0)
        wanted = [[sum(delta[i] * W[j]) if A[i, j] > 0 else 0 for j in range(units)]
                  for i in range(n)]
        with q5.part("hidden_error"):
            near(hidden_error(delta, W, A), wanted,
                 f"hidden_error(delta, W, A), W: {W.shape}")
            near(hidden_error(-3 * delta, W, 5 * A), -3 * np.array(wanted),
                 "hidden_error(-3 * delta, W, 5 * A)",
                 en="It is linear in delta, and of A only the sign counts.",
                 zh="結果對 delta 是線性的，而 A 只看正負號。")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: backpropagation (18 points, 15 min)
#
# Now the whole sweep. With the error signals $\Delta^{(l)}$ of question 5, the gradient of layer $l$ is
#
# $$\frac{\partial C}{\partial W^{(l)}} = A^{(l-1)\top}\Delta^{(l)},\qquad \frac{\partial C}{\partial b^{(l)}} = \text{sum of the rows of }\Delta^{(l)}.$$
#
# Write `backward(Y, A, params)`. `A` is the list $[A^{(0)}, \dots, A^{(L)}]$ that a right `forward` returns (the test hands it in). Return a list with one tuple `(dW, db)` per layer, **layer 1 first**, shaped like `params`.
#
# A plan: start with $\Delta^{(L)}$. Go through the layers from the last to the first. In each: note `(dW, db)`, then carry the error signal one layer back, except in the first. At the end turn the list round.
# Beware of the numbering: `A[k]` is the *input* of `params[k]`.

# %% [markdown] lang="zh-TW" of="f8331b8e"
# ## 第 6 題：反向傳播（18 分，15 分鐘）
#
# 現在走完整趟。有了第 5 題的誤差訊號 $\Delta^{(l)}$，第 $l$ 層的梯度是
#
# $$\frac{\partial C}{\partial W^{(l)}} = A^{(l-1)\top}\Delta^{(l)},\qquad \frac{\partial C}{\partial b^{(l)}} = \text{把 }\Delta^{(l)}\text{ 的各列加起來}.$$
#
# 請寫 `backward(Y, A, params)`。`A` 是正確的 `forward` 會回傳的串列 $[A^{(0)}, \dots, A^{(L)}]$（測試會直接給你）。回傳的串列每層一個 tuple `(dW, db)`，**第 1 層在最前面**，形狀和 `params` 相同。
#
# 作法：從 $\Delta^{(L)}$ 開始，由最後一層走到第一層。在每一層先記下 `(dW, db)`，再把誤差訊號往回傳一層（第一層不必再傳）。最後把串列反轉過來。注意編號：`A[k]` 是 `params[k]` 的**輸入**。

# %% grade="solution" id="q6_backward"
def backward(Y, A, params):
    """Return the gradient of the loss, [(dW, db), ...], layer 1 first."""
    ### BEGIN SOLUTION
    error = (A[-1] - Y) / len(Y)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (A[k].T @ error, error.sum(axis=0)))
        if k > 0:
            error = (error @ params[k][0].T) * (A[k] > 0)
    return grads
    ### END SOLUTION

# %% [markdown] lang="en"
# The next cell holds what the tests of this and later questions use to compare two lists of `(dW, db)`.

# %% [markdown] lang="zh-TW" of="9673680f"
# 下一個儲存格是這一題和後面幾題的測試用來比較兩串 `(dW, db)` 的函式。

# %% grade="readonly" id="check_layers"
def layers_of(got, count):
    """Return the tuples (dW, db) of a list of that many layers."""
    layers = parts(got, count, "the list of (dW, db) | (dW, db) 的串列",
                   en="One tuple per layer.", zh="每層一個 tuple。")
    return [parts(layer, 2, f"the entry of layer {k} | 第 {k} 層的項目")
            for k, layer in enumerate(layers, start=1)]


def check_layers(got, wanted, within=1e-5, hint=("", ""), which=(0, 1), layers=None):
    """Compare dW (which: 0) and db (1) of layers (from 0; all), the last one first."""
    found, (en, zh) = layers_of(got, len(wanted)), hint
    for k in reversed(range(len(wanted)) if layers is None else layers):
        for i in which:
            name = ("dW", "db")[i]
            near(found[k][i], wanted[k][i],
                 f"layer {k + 1}: {name} | 第 {k + 1} 層：{name}", within=within,
                 en=en, zh=zh)

# %% grade="test" id="q6_test" points=18 forbids="given.network_gradient utils.nn.backprop"
with Question(6, points=18) as q6:
    X, Y = np.array([[0.6, 0.2], [-0.5, 1.0]]), np.eye(3)[[1, 0]]
    A = [X, np.array([[0.1, 0.06, 0], [0.15, 0, 0.75]]),
         np.array([[0.31913, 0.321051, 0.359819], [0.405338, 0.31885, 0.275812]])]
    layer_1 = ([[0.173938, -0.116108, 0.057314], [-0.037529, -0.038703, -0.114629]],
               [0.139811, -0.193513, -0.114629])
    layer_2 = ([[-0.028643, -0.010034, 0.038677], [0.009574, -0.020368, 0.010795],
                [-0.222998, 0.119569, 0.103430]], [-0.137766, -0.180050, 0.317815])
    last = ("The layer's inputs, transposed, times (P - Y) / n. Layer 1 comes first.",
            "這一層的輸入轉置之後，乘上 (P - Y) / n。串列從第 1 層開始。")
    earlier = ("See how delta is carried back: times W.T of the layer behind, and 0 "
               "where this layer is off.",
               "檢查 delta 往回傳的方式：乘上後一層的 W 的轉置，"
               "而且這一層關閉的位置是 0。")
    biases = ("The sum of delta over the samples: one number per unit, as b has.",
              "delta 對樣本加總：每個單元一個數字，和 b 一樣。")
    got = backward(Y, A, given.small_network())
    layers_of(got, 2)
    with q6.part("dW of the last layer | 最後一層的 dW", 5):
        check_layers(got, [layer_1, layer_2], 1e-4, last, [0], [1])
    with q6.part("db of the last layer | 最後一層的 db", 5):
        check_layers(got, [layer_1, layer_2], 1e-4, biases, [1], [1])
    with q6.part("the layers before it | 前面各層", 8):
        check_layers(got, [layer_1, layer_2], 1e-4, earlier, [0, 1], [0])
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, *sizes in ((5, 3, 4), (1, 4, 6, 3), (8, 2, 5, 4, 3), (6, 5, 5, 5, 5, 5)):
        params = given.start(sizes, int(rng.integers(1e6)))
        X = rng.normal(size=(n, sizes[0]))
        Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], n)]
        wanted, A = reference(given.network_gradient)(X, Y, params), [X]
        for W, b in params:
            A.append(np.maximum(np.einsum("ni,io->no", A[-1], W) + b, 0))
        A[-1] = softmax(np.einsum("ni,io->no", A[-2], W) + b, axis=1)
        # The mean over all samples twice is the mean over all samples.
        for times in (1, 2):
            got = backward(np.tile(Y, (times, 1)), [np.tile(a, (times, 1)) for a in A],
                           params)
            end = len(params) - 1
            with q6.part("dW of the last layer | 最後一層的 dW"):
                check_layers(got, wanted, 1e-5, last, [0], [end])
            with q6.part("db of the last layer | 最後一層的 db"):
                check_layers(got, wanted, 1e-5, biases, [1], [end])
            with q6.part("the layers before it | 前面各層"):
                check_layers(got, wanted, 1e-5, earlier, [0, 1], range(end))
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# ## Question 7: the same gradient without any chain rule (12 points, 12 min)
#
# How do you know that a backward pass is right? By a second way that shares nothing with it. Move one single parameter by $\pm\varepsilon$, leave all others, and see how the loss changes (section 3.2):
#
# $$\frac{\partial C}{\partial w} \approx \frac{C(w + \varepsilon) - C(w - \varepsilon)}{2\varepsilon}.$$
#
# Write `numeric_gradient(X, Y, params, eps)` that does this for **every** entry of every `W` and `b`, and returns a list of `(dW, db)` like `backward`. The loss comes from
# `given.network_loss(X, Y, params)`, or from your own `forward` and `loss`. Afterwards the arrays in `params` must hold what they held before: put each entry back.
#
# Useful: `for index in np.ndindex(W.shape)` runs through all places of an array of any shape, and `W[index]` is the number there. `np.zeros_like(W)` makes an array to fill.

# %% [markdown] lang="zh-TW" of="8dafe6d5"
# ## 第 7 題：不用連鎖律，算出同樣的梯度（12 分，12 分鐘）
#
# 怎麼知道反向傳播寫對了？用第二種與它毫無關係的方法。把單獨一個參數移動 $\pm\varepsilon$，其他的都不動，看損失怎麼變（3.2 節）：
#
# $$\frac{\partial C}{\partial w} \approx \frac{C(w + \varepsilon) - C(w - \varepsilon)}{2\varepsilon}.$$
#
# 請寫 `numeric_gradient(X, Y, params, eps)`，對每個 `W` 和 `b` 的**每一個**元素都這樣做，並和 `backward` 一樣回傳 `(dW, db)` 的串列。損失可以用 `given.network_loss(X, Y, params)`，或用你自己的 `forward` 和 `loss`。執行完之後，`params` 裡的陣列必須和原來一樣，所以每個元素移動之後都要放回去。
#
# 實用的工具：不論陣列是什麼形狀，`for index in np.ndindex(W.shape)` 都會走過所有位置，`W[index]` 就是那裡的數字。`np.zeros_like(W)` 會建立一個形狀相同、等著填入的陣列。

# %% grade="solution" id="q7_numeric_gradient"
def numeric_gradient(X, Y, params, eps):
    """Return the gradient, [(dW, db), ...], by central differences."""
    ### BEGIN SOLUTION
    grads = []
    for pair in params:
        slopes = [np.zeros_like(array) for array in pair]
        for array, slope in zip(pair, slopes):
            for index in np.ndindex(array.shape):
                before = array[index]
                array[index] = before + eps
                up = given.network_loss(X, Y, params)
                array[index] = before - eps
                slope[index] = (up - given.network_loss(X, Y, params)) / (2 * eps)
                array[index] = before
        grads.append(tuple(slopes))
    return grads
    ### END SOLUTION

# %% grade="test" id="q7_test" points=12 forbids="given.network_gradient scipy.optimize.approx_fprime scipy.optimize._numdiff.approx_derivative scipy.differentiate tensorflow.test.compute_gradient tensorflow.compat.v1.test.compute_gradient utils.nn.backprop"
with Question(7, points=12) as q7:
    X, Y = np.array([[0.6, 0.2], [-0.5, 1.0]]), np.eye(3)[[1, 0]]
    exact = reference(given.network_gradient)(X, Y, given.small_network())
    hint = ("Move one entry by eps to both sides, no other: (up - down) / (2 * eps).",
            "只把這一個元素往兩邊各移動 eps，其他都不動：(up - down) / (2 * eps)。")
    params = given.small_network()
    with q7.part("the gradient | 梯度", 8):
        got = numeric_gradient(X, Y, params, 1e-5)
        check_layers(got, exact, hint=hint)
        coarse = layers_of(numeric_gradient(X, Y, given.small_network(), 0.05), 2)
        near(coarse[1][1], [-0.137740, -0.180017, 0.317847],
             "db of layer 2, eps = 0.05", within=5e-6,
             en="One step to each side, C(w + eps) - C(w - eps), over 2 eps.",
             zh="兩邊各走一步：C(w + eps) - C(w - eps)，再除以 2 eps。")
    with q7.part("params afterwards | 執行之後的 params", 4):
        numeric_gradient(X, Y, params, 0.01)
        check_layers(params, given.small_network(), 1e-9,
                     ("Put every entry back.", "每個元素都要放回原來的值。"))
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, *sizes in ((4, 3, 2), (1, 2, 4, 3), (3, 2, 3, 2, 4)):
        params = given.start(sizes, int(rng.integers(1e6)))
        X = rng.normal(size=(n, sizes[0]))
        Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], n)]
        exact = reference(given.network_gradient)(X, Y, params)
        with q7.part("the gradient | 梯度"):
            check_layers(numeric_gradient(X, Y, params, 1e-5), exact)
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# ## Question 8: find the layer with the mistake (6 points, 7 min)
#
# Two gradients are never equal to the last digit, so we need a measure. Write the numbers of a layer's `dW` and `db` as one long list $u$, and those of the numeric gradient as $v$. The **relative error** of the layer is
#
# $$\frac{\lVert u - v\rVert}{\lVert v\rVert},\qquad \lVert v\rVert = \sqrt{v_1^2 + v_2^2 + \dots}$$
#
# Around $10^{-9}$ is rounding; a sign error gives 2. And the error signal travels from the last layer to the first: a mistake on the way spoils everything *before* that layer in the network. So the culprit is the **last** layer that is wrong. Write
#
# - `layer_errors(grads, numeric)`: a list of relative errors, one per layer, for two lists of `(dW, db)`;
# - `culprit(errors)`: the number, 1 to $L$, of the last layer whose relative error is above $10^{-6}$; 0 if there is none.
#
# Example: `culprit([2.0, 0.7, 1e-9])` is 2: layer 3 is right, layer 2 is wrong, and layer 1 has inherited it.

# %% [markdown] lang="zh-TW" of="3d301317"
# ## 第 8 題：找出錯在哪一層（6 分，7 分鐘）
#
# 兩個梯度不可能每一位數字都相同，所以需要一個量尺。把一層的 `dW` 和 `db` 的所有數字排成一長串 $u$，數值梯度的數字排成 $v$。這一層的**相對誤差**（relative error）是
#
# $$\frac{\lVert u - v\rVert}{\lVert v\rVert},\qquad \lVert v\rVert = \sqrt{v_1^2 + v_2^2 + \dots}$$
#
# 大約 $10^{-9}$ 只是捨入誤差；正負號錯了則是 2。而誤差訊號是從最後一層傳到第一層的：半路上出錯，網路中**排在那一層前面**的各層就全部跟著錯。所以元凶是出錯的各層之中，**最後面**的那一層。請寫
#
# - `layer_errors(grads, numeric)`：給兩串 `(dW, db)`，回傳相對誤差的串列，每層一個數字；
# - `culprit(errors)`：相對誤差大於 $10^{-6}$ 的各層之中，最後一層的編號（1 到 $L$）；都沒有就回傳 0。
#
# 例：`culprit([2.0, 0.7, 1e-9])` 是 2：第 3 層是對的，第 2 層錯了，第 1 層則是受它連累。

# %% grade="solution" id="q8_layer_errors"
def layer_errors(grads, numeric):
    """Return the relative error of each layer: a list of numbers, layer 1 first."""
    ### BEGIN SOLUTION
    errors = []
    for ours, theirs in zip(grads, numeric):
        u = np.concatenate([np.ravel(part) for part in ours])
        v = np.concatenate([np.ravel(part) for part in theirs])
        errors.append(np.linalg.norm(u - v) / np.linalg.norm(v))
    return errors
    ### END SOLUTION


def culprit(errors):
    """Return the number of the last layer with an error above 1e-6, or 0."""
    ### BEGIN SOLUTION
    wrong = [number for number, error in enumerate(errors, start=1) if error > 1e-6]
    return max(wrong, default=0)
    ### END SOLUTION

# %% grade="test" id="q8_test" points=6 forbids="utils.nn.backprop"
with Question(8, points=6) as q8:
    v = [(np.array([[3.0, 0.0]]), np.array([4.0, 0.0])),
         (np.array([[2.0], [0.0]]), np.array([0.0]))]
    u = [(np.array([[3.0, 5.0]]), np.array([4.0, 0.0])),
         (np.array([[-2.0], [0.0]]), np.array([0.0]))]
    errors = parts(layer_errors(u, v), 2, "layer_errors(u, v)")
    near(errors, [1.0, 2.0], "layer_errors(u, v)",
         en="Layer 1: u - v = (0, 5, 0, 0) has length 5, and so has v = (3, 0, 4, 0).",
         zh="第 1 層：u - v = (0, 5, 0, 0) 的長度是 5，v = (3, 0, 4, 0) 的長度也是 5。")
    exactly(culprit([2.0, 0.7, 1e-9]), 2, "culprit([2.0, 0.7, 1e-9])",
            en="The last layer that is wrong, counted from 1.", zh="出錯的最後一層，從 1 數起。")
    exactly(culprit([1e-9, 3e-10]), 0, "culprit([1e-9, 3e-10])",
            en="Nothing is wrong here.", zh="這裡沒有任何一層出錯。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shapes in ([(2, 3), (3, 5), (5, 4), (4, 2)], [(6, 3)]):
        v = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in shapes]
        u = [tuple(part + rng.normal(0, 0.1, part.shape) for part in pair)
             for pair in v]
        wanted = [(sum(((p - q) ** 2).sum() for p, q in zip(*pair))
                   / sum((q ** 2).sum() for q in pair[1])) ** 0.5 for pair in zip(u, v)]
        near(layer_errors(u, v), wanted, "layer_errors(u, v)")
        minus = [(-W, -b) for W, b in v]
        near(layer_errors(minus, v), [2.0] * len(v), "layer_errors(-v, v)")
    for _ in range(10):
        last, length = int(rng.integers(0, 5)), int(rng.integers(5, 8))
        errors = 10 ** rng.uniform(-12, -8, length)
        errors[:last] = 10 ** rng.uniform(-5, 1, last)
        errors = [float(f"{error:.1e}") for error in errors]
        exactly(culprit(errors), last, f"culprit({errors})")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# Once questions 6, 7 and 8 pass, the next cell lets your numeric gradient judge your `backward` on a network with four layers.

# %% [markdown] lang="zh-TW" of="cd578a8b"
# 第 6、7、8 題都通過之後，下一個儲存格會用你的數值梯度，在一個四層的網路上檢驗你的 `backward`。

# %% grade="readonly" id="judge"
if passed(3) and passed(6) and passed(7) and passed(8):
    dice, deep = np.random.default_rng(0), given.start([4, 6, 5, 6, 3], seed=0)
    X_deep, Y_deep = dice.normal(size=(7, 4)), np.eye(3)[dice.integers(0, 3, 7)]
    grads_deep = backward(Y_deep, forward(X_deep, deep), deep)
    errors_deep = layer_errors(grads_deep, numeric_gradient(X_deep, Y_deep, deep, 1e-6))
    print("relative error per layer:", [f"{found:.0e}" for found in errors_deep])
    print("culprit:", culprit(errors_deep))

# %% [markdown] lang="en"
# ## Question 9: train it on digits (16 points, 12 min)
#
# Everything is ready. Write `train(X, Y, params, lr, num_epochs, batch_size)`: mini-batch gradient descent. One **epoch** goes through all samples in their order, `batch_size` rows at a time (the last batch holds those that are left). For each batch: compute the
# gradient, then move every parameter one step, $W \leftarrow W - \eta\,\partial C/\partial W$ and likewise $b$, with $\eta$ = `lr`. Return the tuple `(params, losses)`: the parameters after the last step, as a list of tuples, and a list with the loss of each batch **before**
# its step, over all epochs.
#
# Use your own `forward`, `loss` and `backward`: then everything that learns here is yours. Should one of them not pass yet, `given.network_loss(X, Y, params)` and `given.network_gradient(X, Y, params)` are right; they come from TensorFlow's `GradientTape`.
# Use matrix products: a loop over all pixels would take minutes.
#
# The hidden test also trains 784–32–10 networks on 2,000 MNIST images, which takes seconds, and asks how many test images they read right.

# %% [markdown] lang="zh-TW" of="243eab93"
# ## 第 9 題：用手寫數字訓練（16 分，12 分鐘）
#
# 一切就緒。請寫 `train(X, Y, params, lr, num_epochs, batch_size)`：小批次（mini-batch）梯度下降。一個**週期**（epoch）依序走過所有樣本，每次取 `batch_size` 列（最後一批是剩下的樣本）。對每個批次：先算梯度，再讓每個參數走一步，$W \leftarrow W - \eta\,\partial C/\partial W$，$b$ 也一樣，其中 $\eta$ 就是 `lr`。回傳 tuple `(params, losses)`：最後一步之後的參數（tuple 的串列），以及每個批次在走那一步**之前**的損失，所有週期接成一個串列。
#
# 請用你自己的 `forward`、`loss` 和 `backward`：這樣，這裡會學習的一切都出自你的手。萬一其中有還沒通過的，可以改用 `given.network_loss(X, Y, params)` 和 `given.network_gradient(X, Y, params)`，它們是對的，由 TensorFlow 的 `GradientTape` 算出。請使用矩陣乘法：用迴圈走過所有像素要好幾分鐘。
#
# 隱藏測試還會用 2,000 張 MNIST 圖片訓練 784–32–10 的網路，需要幾秒鐘，再看它們讀對幾張測試圖片。

# %% grade="solution" id="q9_train"
def train(X, Y, params, lr, num_epochs, batch_size):
    """Return (params, losses) after num_epochs of mini-batch gradient descent."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(num_epochs):
        for first in range(0, len(X), batch_size):
            X_now, Y_now = X[first:first + batch_size], Y[first:first + batch_size]
            losses.append(given.network_loss(X_now, Y_now, params))
            grads = given.network_gradient(X_now, Y_now, params)
            params = [(W - lr * dW, b - lr * db)
                      for (W, b), (dW, db) in zip(params, grads)]
    return params, losses
    ### END SOLUTION

# %% grade="test" id="q9_test" points=16
with Question(9, points=16) as q9:
    X = np.array([[0.6, 0.2], [-0.5, 1.0], [0.3, -0.8], [1.0, 1.0], [-0.2, -0.4]])
    Y = np.eye(3)[[1, 0, 2, 1, 0]]
    result = train(X, Y, given.small_network(), 0.5, 2, 2)
    new, losses = parts(result, 2, "train(X, Y, params, 0.5, 2, 2)")
    with q9.part("the losses | 各批次的損失", 8):
        exactly(len(losses), 6, "len(losses), 5 samples, batch_size = 2, 2 epochs",
                en="Batches of 2, 2 and 1 samples, twice.", zh="每個週期分成 2、2、1 個樣本，共兩次。")
        wanted = [1.019595, 1.095379, 1.388895, 0.855329, 1.166575, 0.879225]
        near(losses, wanted, "losses, lr = 0.5, batch_size = 2",
             en="Each batch's loss, before its step; the gradient is new for each "
                "batch.",
             zh="每個批次在走一步之前的損失；每個批次都要重新計算梯度。")
    with q9.part("the parameters | 參數", 8):
        new = parts(new, 2, "params after training | 訓練之後的 params")
        W2, b2 = parts(new[1], 2, "params[1] after training | 訓練之後的 params[1]")
        near(b2, [0.395857, -0.065394, -0.280463],
             "b of layer 2 after training | 訓練之後第 2 層的 b",
             en="b - lr * db after each batch.", zh="每個批次之後都是 b - lr * db。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    cases = ((7, 3, 3, 4, 5, 3), (6, 2, 2, 3, 4, 5, 2), (4, 9, 4, 2, 3))
    for n, size, num_epochs, *sizes in cases:
        start, lr = given.start(sizes, int(rng.integers(1e6))), rng.uniform(0.1, 1)
        X = rng.normal(size=(n, sizes[0]))
        Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], n)]
        now, wanted = [(W.copy(), b.copy()) for W, b in start], []
        for rows in [range(n)[i:i + size] for i in range(0, n, size)] * num_epochs:
            wanted.append(given.network_loss(X[rows], Y[rows], now))
            steps = given.network_gradient(X[rows], Y[rows], now)
            for arrays, slopes in zip(now, steps):
                for array, slope in zip(arrays, slopes):
                    array -= lr * slope
        new, losses = parts(train(X, Y, start, lr, num_epochs, size), 2, "train(...)")
        with q9.part("the losses | 各批次的損失"):
            near(losses, wanted, f"losses, n = {n}, batch_size = {size}, sizes {sizes}")
        with q9.part("the parameters | 參數"):
            check_layers(new, now, 1e-4)
    (photos, digits), (new_photos, new_digits) = load_mnist()
    for _ in range(2):
        rows = rng.permutation(60_000)[:2000]
        X, Y = flatten(to_float(photos[rows])), one_hot(digits[rows])
        start = given.start([784, 32, 10], int(rng.integers(1e6)))
        with q9.part("the parameters | 參數"):
            new, _ = parts(train(X, Y, start, 0.2, 2, 25), 2, "train(...)")
            (W1, b1), (W2, b2) = layers_of(new, 2)
            logits = np.maximum(flatten(to_float(new_photos)) @ W1 + b1, 0) @ W2 + b2
            right = np.mean(np.argmax(logits, axis=1) == new_digits)
            exactly(bool(right > 0.75), True, f"test accuracy {right:.3f} > 0.75")
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# ## Question 10: read the learning curve (6 points, 5 min)
#
# Once questions 3 and 9 pass, the next cell trains a network with 50,890 parameters on 10,000 digits for three epochs, and lets it read 10,000 others
# that it has never seen. It takes a few seconds. The curve that it draws has 30 points; each is the mean loss of 20 batches, 1,000 images.
#
# 1. **Before you run it** (2 points): what is the cross-entropy of a network that gives each of the ten digits the same probability? Use that to
#    predict where the curve begins, and say how you expect it to go on.
# 2. **After you ran it** (2 points): is the first point where the untrained network would be? Explain the difference.
# 3. (2 points) Why does the curve fall steeply first and slowly later? Use the error signal of the output, $P - Y$, in your answer.
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="a20c3b3a"
# ## 第 10 題：讀懂學習曲線（6 分，5 分鐘）
#
# 第 3 題和第 9 題通過之後，下一個儲存格會用 10,000 個手寫數字，把一個有 50,890 個參數的網路訓練三個週期，再讓它讀另外 10,000 個從沒看過的數字。這需要幾秒鐘。它畫出的曲線有 30 個點，每一點是 20 個批次（1,000 張圖片）的平均損失。
#
# 1. **執行之前**（2 分）：如果網路對十個數字都給相同的機率，交叉熵是多少？由此預測曲線會從哪裡開始，並說明你認為接下來會怎麼走。
# 2. **執行之後**（2 分）：第一個點和還沒訓練的網路的損失一樣嗎？請解釋差別從何而來。
# 3. （2 分）為什麼曲線先陡降、後來才慢慢下降？回答時請用到輸出的誤差訊號 $P - Y$。
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q10_curve" points=6
# 1. -ln(1/10) = ln 10 = 2.30. A fresh network knows nothing, so the curve should begin
#    near 2.3 and fall, fast at first, then level off above 0.
# 2. No, it is at about 1.6. The point is a mean over 20 batches, and after each of them
#    the weights were changed: only the very first batch was read by the untrained
#    network, and in 20 steps much is learned.
# 3. At first P is far from Y for nearly every image, so the gradients are large and all
#    point the same way. Later P is close to Y for most images; what is left are few
#    and odd ones, whose gradients are small on average and partly cancel.

# %% grade="readonly" id="digits"
if passed(3) and passed(9):
    (pictures, names), (new_pictures, new_names) = load_mnist()
    X_digits, Y_digits = flatten(to_float(pictures[:10_000])), one_hot(names[:10_000])
    fresh = given.start([784, 64, 10], seed=0)
    reader, curve = train(X_digits, Y_digits, fresh, 0.2, 3, 50)
    means = np.mean(np.reshape(curve, (-1, 20)), axis=1)  # 20 batches: 1,000 images
    show(plot_curves({"loss": means}, xlabel="thousand images seen",
                     title="Your backpropagation reads digits"),
         alt="The loss falls from about 1.5 to about 0.2, steeply at first.")
    guesses = np.argmax(forward(flatten(to_float(new_pictures)), reader)[-1], axis=1)
    print(f"right on 10,000 unseen images: {np.mean(guesses == new_names):.1%}")

# %% [markdown] lang="en"
# And what does it still get wrong? Above each image: the label, then the network's answer. Some of them you would hesitate about too.

# %% [markdown] lang="zh-TW" of="c7c20d13"
# 它還有哪些會讀錯？每張圖片上方是標籤，以及網路的答案。其中有些，你可能也會猶豫。

# %% grade="readonly" id="mistakes"
if passed(3) and passed(9):
    missed = np.flatnonzero(guesses != new_names)[:24]
    titles = [f"{new_names[at]} → {guesses[at]}" for at in missed]
    show(plot_images(new_pictures[missed], labels=titles, title="Label → answer"),
         alt="24 badly written digits that the network read as another digit.")

# %% [markdown] lang="en"
# **Reference.** Y. LeCun, B. Boser, J. S. Denker, D. Henderson, R. E. Howard, W. Hubbard, L. D. Jackel (1989). Backpropagation applied to handwritten zip code recognition. *Neural Computation* 1 (4), 541–551.

# %% [markdown] lang="zh-TW" of="ca3f6747"
# **參考文獻**：Y. LeCun, B. Boser, J. S. Denker, D. Henderson, R. E. Howard, W. Hubbard, L. D. Jackel (1989). Backpropagation applied to handwritten zip code recognition. *Neural Computation* 1 (4), 541–551.
