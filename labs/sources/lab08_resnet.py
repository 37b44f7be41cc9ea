# %% [markdown] lang="en"
# Twenty pupils stand in a row. The teacher whispers a correction to the last one, who passes it on to the neighbour, and so on to the first. If each passes on only a quarter of what was heard, the first pupil
# never learns anything. Backpropagation is such a game: the error signal starts at the output and has to reach the first layer. In this lab you measure how it fades, find out why a **shortcut** keeps it
# alive, write a **residual block** with its backward pass, and train a network of 26 layers that learns only because of its shortcuts.
#
# Words for shapes: `(n, d)` is an array of $n$ rows (samples) and $d$ columns, `(d,)` an array of $d$ numbers. $\odot$ multiplies element by element.

# %% [markdown] lang="zh-TW" of="50c003bf"
# 二十個學生排成一列玩傳話遊戲。老師把一句更正悄悄告訴最後一位，他再傳給旁邊的人，一路傳到第一位。如果每個人都只傳出聽到的四分之一，第一位學生就什麼也學不到。反向傳播就是這樣的遊戲：誤差訊號從輸出端出發，必須回傳第一層。在這個 lab 裡，你會量出訊號怎麼變弱，找出為什麼**捷徑連接**（shortcut）能讓它不消失，寫出**殘差塊**（residual block）和它的反向傳播，再訓練一個有 26 層、靠捷徑才學得會的網路。
#
# 形狀的寫法：`(n, d)` 是 $n$ 列（樣本）、$d$ 行的陣列，`(d,)` 是有 $d$ 個數字的陣列。$\odot$ 表示逐元素相乘。

# %% grade="readonly" id="imports"
from itertools import pairwise

import numpy as np
from scipy.special import expit

from labs.checks import Question, exactly, near, parts, passed, require
from utils.data import load_mnist, to_float
from utils.plotting import plot_curves, show

# %% [markdown] lang="en"
# ## Question 1: a quarter at most (6 points, 7 min)
#
# On its way back through a layer, the error signal is multiplied by the derivative of the activation function. For the sigmoid $f(z) = 1/(1+e^{-z})$ that is
#
# $$f'(z) = f(z)\,\big(1 - f(z)\big),$$
#
# which is never more than 0.25 (at $z = 0$). Through $n$ layers the activations alone contribute a factor of at most $0.25^n$.
#
# Write two functions:
#
# - `sigmoid_slope(z)`: $f'(z)$ for a number or an array; the result has the shape of `z`. `expit` from the first cell is the sigmoid $f$.
# - `layers_until(limit)`: the smallest whole number $n$ of layers for which $0.25^n$ is **less than** `limit`, a number between 0 and 1.
#
# Examples: `sigmoid_slope(0.0)` is 0.25. `layers_until(0.02)` is 3, because $0.25^2 = 0.0625$ and $0.25^3 \approx 0.0156$. `layers_until(0.25)` is 2.

# %% [markdown] lang="zh-TW" of="8b4acd23"
# ## 第 1 題：最多四分之一（6 分，7 分鐘）
#
# 誤差訊號往回穿過一層時，會乘上激活函數的導數。對 sigmoid $f(z) = 1/(1+e^{-z})$ 來說，導數是
#
# $$f'(z) = f(z)\,\big(1 - f(z)\big),$$
#
# 它永遠不超過 0.25（在 $z = 0$ 時）。穿過 $n$ 層之後，光是激活函數貢獻的倍率，最多就只有 $0.25^n$。
#
# 請寫兩個函式：
#
# - `sigmoid_slope(z)`：$f'(z)$，`z` 可以是一個數字或陣列，結果的形狀與 `z` 相同。第一個儲存格匯入的 `expit` 就是 sigmoid $f$。
# - `layers_until(limit)`：使 $0.25^n$ **小於** `limit` 的最小整數 $n$（層數）；`limit` 是 0 與 1 之間的數字。
#
# 例：`sigmoid_slope(0.0)` 是 0.25。`layers_until(0.02)` 是 3，因為 $0.25^2 = 0.0625$，而 $0.25^3 \approx 0.0156$。`layers_until(0.25)` 是 2。

# %% grade="solution" id="q1_slope"
def sigmoid_slope(z):
    """Return the derivative of the sigmoid, in the shape of z."""
    ### BEGIN SOLUTION
    f = expit(z)
    return f * (1 - f)
    ### END SOLUTION


def layers_until(limit):
    """Return the smallest whole n with 0.25**n < limit."""
    ### BEGIN SOLUTION
    n = 0
    while 0.25**n >= limit:
        n += 1
    return n
    ### END SOLUTION

# %% grade="test" id="q1_test" points=6 forbids="utils.nn.activations.lookup scipy.stats.logistic scipy.stats.Logistic tensorflow.raw_ops.SigmoidGrad tensorflow.python.ops.gen_math_ops.sigmoid_grad"
with Question(1, points=6) as q1:
    near(sigmoid_slope(0.0), 0.25, "sigmoid_slope(0)",
         en="f(0) is 0.5, so the slope is 0.5 * 0.5.",
         zh="f(0) 是 0.5，所以斜率是 0.5 * 0.5。")
    near(sigmoid_slope(np.array([-2.0, 2.0])), [0.104994, 0.104994],
         "sigmoid_slope([-2, 2])",
         en="f(z) * (1 - f(z)), where f is expit.",
         zh="f(z) * (1 - f(z))，其中 f 是 expit。")
    exactly(layers_until(0.02), 3, "layers_until(0.02)",
            en="0.25**2 is 0.0625, 0.25**3 is about 0.0156.",
            zh="0.25**2 是 0.0625，0.25**3 大約是 0.0156。")
    exactly(layers_until(0.25), 2, "layers_until(0.25)",
            en="0.25 is not less than 0.25.", zh="0.25 並沒有小於 0.25。")
    exactly(layers_until(1e-7), 12, "layers_until(0.0000001)")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((5,), (2, 3)):
        z, h = rng.normal(scale=3, size=shape), 1e-6
        near(sigmoid_slope(z), (expit(z + h) - expit(z - h)) / (2 * h),
             f"sigmoid_slope(z), z: {shape}")
        near(sigmoid_slope(-z), sigmoid_slope(z), "sigmoid_slope(-z)",
             en="The slope is the same on both sides.", zh="兩側的斜率相同。")
    for n in rng.integers(3, 90, 6).tolist():
        exactly(layers_until(float(0.25**n * rng.uniform(1.1, 3.9))), n,
                "layers_until(limit)",
                en=f"0.25**{n} is below this limit, 0.25**{n - 1} is not.",
                zh=f"0.25**{n} 低於這個 limit，0.25**{n - 1} 則沒有。")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: forward through many layers (8 points, 8 min)
#
# A deep network, here without biases: layer $l$ takes the outputs $A_{l-1}$ of the layer before and gives
#
# $$A_l = f(A_{l-1} W_l), \qquad A_0 = X.$$
#
# Write `forward(X, weights, activation)`. `X` is `(n, d)`; `weights` is a list of $L$ matrices, whose shapes fit one after the other; `activation` is `"sigmoid"`, `"tanh"` or `"relu"` and is used in **every** layer. Return the
# list of all $L + 1$ arrays $A_0, A_1, \dots, A_L$, beginning with `X`.
#
# Use `expit`, `np.tanh` and $\max(z, 0)$.

# %% [markdown] lang="zh-TW" of="06037dcb"
# ## 第 2 題：正向穿過許多層（8 分，8 分鐘）
#
# 一個很深的網路，這裡不用偏差：第 $l$ 層接收前一層的輸出 $A_{l-1}$，算出
#
# $$A_l = f(A_{l-1} W_l), \qquad A_0 = X.$$
#
# 請寫 `forward(X, weights, activation)`。`X` 是 `(n, d)`；`weights` 是 $L$ 個矩陣的串列，形狀前後銜接；`activation` 是 `"sigmoid"`、`"tanh"` 或 `"relu"`，**每一層**都使用。回傳由全部 $L + 1$ 個陣列 $A_0, A_1, \dots, A_L$ 組成的串列，第一個是 `X`。
#
# 請用 `expit`、`np.tanh` 和 $\max(z, 0)$。

# %% grade="solution" id="q2_forward"
def forward(X, weights, activation):
    """Return the list [X, A_1, ..., A_L] of all layers' outputs."""
    ### BEGIN SOLUTION
    f = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
    arrays = [X]
    for W in weights:
        arrays.append(f[activation](arrays[-1] @ W))
    return arrays
    ### END SOLUTION

# %% grade="test" id="q2_test" points=8 forbids="utils.nn.backprop utils.nn.gradient_flow utils.nn.stacked"
X = np.array([[1.0, 2.0], [0.0, 1.0]])
W1 = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]])
W2 = np.array([[1.0], [-1.0], [2.0]])
with Question(2, points=8) as q2:
    outputs = forward(X.copy(), [W1, W2], "relu")
    outputs = parts(outputs, 3, 'forward(X, [W1, W2], "relu")',
                    en="X, and one array per layer.", zh="X，加上每層一個陣列。")
    near(outputs[0], X, 'forward(X, [W1, W2], "relu")[0]',
         en="The list begins with X.", zh="串列的第一個是 X。")
    near(outputs[1], [[1, 1, 0], [0, 1, 0]], 'forward(X, [W1, W2], "relu")[1]',
         en="X @ W1, then the activation.", zh="先算 X @ W1，再取激活函數。")
    near(outputs[2], [[0], [0]], 'forward(X, [W1, W2], "relu")[2]',
         en="The last layer has the activation, too.", zh="最後一層也要取激活函數。")
    outputs = forward(X.copy(), [W1, W2], "tanh")
    outputs = parts(outputs, 3, 'forward(X, [W1, W2], "tanh")')
    near(outputs[2], [[-0.958576], [-0.979488]], 'forward(X, [W1, W2], "tanh")[2]',
         en="Is the activation used?", zh="有用到 activation 嗎？")
    outputs = forward(X.copy(), [W1], "sigmoid")
    outputs = parts(outputs, 2, 'forward(X, [W1], "sigmoid")')
    near(outputs[1][1], [0.5, 0.731059, 0.268941], 'forward(X, [W1], "sigmoid")[1][1]')
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for sizes in ((3, 5, 2), (4, 1, 6, 3), (2, 2)):
        A, weights = rng.normal(size=(7, sizes[0])), []
        for d, h in pairwise(sizes):
            weights.append(rng.normal(size=(d, h)))
        for activation in ("relu", "sigmoid", "tanh"):
            outputs = forward(A.copy(), [W.copy() for W in weights], activation)
            outputs = parts(outputs, len(sizes), f'forward(..., "{activation}")')
            value = A
            for k, W in enumerate(weights):
                value = np.einsum("nd,dh->nh", value, W)
                if activation == "relu":
                    value = value * (value > 0)
                else:
                    value = (np.tanh(value) if activation == "tanh"
                             else (1 + np.tanh(value / 2)) / 2)
                near(outputs[k + 1], value, f"A_{k + 1}",
                     en=f"activation: {activation}.", zh=f"激活函數：{activation}。")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# ## Question 3: how much arrives at each layer? (12 points, 13 min)
#
# Now backward. Write $Z_l = A_{l-1}W_l$. Let $C$ be the cost, a number computed from $A_L$. The **error signal** of layer $l$ is $\Delta_l = \partial C/\partial Z_l$. All that a layer's weights hear about the cost comes through it: their gradient is $A_{l-1}^T\Delta_l$. Let $G = \partial C/\partial A_L$ be given. From the last layer to the first,
#
# $$\Delta_L = G \odot f'(Z_L), \qquad \Delta_{l} = (\Delta_{l+1}\,W_{l+1}^T) \odot f'(Z_l) \quad\text{for } l = L-1, \dots, 1.$$
#
# The derivative follows from the **output** $A = f(Z)$ alone: it is $A(1-A)$ for the sigmoid, $1 - A^2$ for tanh, and for ReLU 1 where $A > 0$, else 0.
#
# Write `signal_lengths(outputs, weights, activation, G)`. `outputs` is the list $[A_0, \dots, A_L]$ as in question 2, `G` has the shape of $A_L$. Return the $L$ **lengths** of $\Delta_1$ to $\Delta_L$, the first layer first. The length of a matrix is the root of
# the sum of the squares of all its entries.
#
# Example with one unit per layer, sigmoid: $X = 1$, $W_1 = 2$, $W_2 = 3$, so $A_1 = 0.8808$, $A_2 = 0.9335$. With $G = 1$ we get $\Delta_2 = 0.9335\cdot 0.0665 = 0.0620$ and $\Delta_1 = 0.0620\cdot 3\cdot 0.1050 = 0.0195$: the result is $(0.0195, 0.0620)$.

# %% [markdown] lang="zh-TW" of="0ef07e03"
# ## 第 3 題：每一層收到多少？（12 分，13 分鐘）
#
# 現在反過來。令 $Z_l = A_{l-1}W_l$，$C$ 是由 $A_L$ 算出的成本，是一個數字。第 $l$ 層的**誤差訊號**（error signal）是 $\Delta_l = \partial C/\partial Z_l$。這一層的權重只能透過它得知成本：權重的梯度是 $A_{l-1}^T\Delta_l$。給定 $G = \partial C/\partial A_L$，從最後一層往第一層算：
#
# $$\Delta_L = G \odot f'(Z_L), \qquad \Delta_{l} = (\Delta_{l+1}\,W_{l+1}^T) \odot f'(Z_l) \quad (l = L-1, \dots, 1).$$
#
# 導數只要從**輸出** $A = f(Z)$ 就能算出：sigmoid 是 $A(1-A)$，tanh 是 $1 - A^2$，ReLU 則是 $A > 0$ 的地方為 1，否則為 0。
#
# 請寫 `signal_lengths(outputs, weights, activation, G)`。`outputs` 是第 2 題那樣的串列 $[A_0, \dots, A_L]$，`G` 的形狀與 $A_L$ 相同。回傳 $\Delta_1$ 到 $\Delta_L$ 這 $L$ 個誤差訊號的**長度**，第一層在最前面。矩陣的長度，是它所有元素平方和的平方根。
#
# 每層只有一個單元的例子（sigmoid）：$X = 1$、$W_1 = 2$、$W_2 = 3$，所以 $A_1 = 0.8808$、$A_2 = 0.9335$。若 $G = 1$，則 $\Delta_2 = 0.9335\cdot 0.0665 = 0.0620$，$\Delta_1 = 0.0620\cdot 3\cdot 0.1050 = 0.0195$：結果是 $(0.0195, 0.0620)$。

# %% grade="solution" id="q3_signal_lengths"
def signal_lengths(outputs, weights, activation, G):
    """Return the lengths of the error signals of layers 1 to L."""
    ### BEGIN SOLUTION
    slope = {
        "sigmoid": lambda out: out * (1 - out),
        "tanh": lambda out: 1 - out**2,
        "relu": lambda out: (out > 0).astype(float),
    }[activation]
    lengths = []
    for A, W in zip(outputs[:0:-1], weights[::-1]):
        delta = G * slope(A)
        lengths.append(np.sqrt(np.sum(delta**2)))
        G = delta @ W.T
    return lengths[::-1]
    ### END SOLUTION

# %% grade="test" id="q3_test" points=12 forbids="utils.nn.backprop utils.nn.gradient_flow utils.nn.stacked"
with Question(3, points=12) as q3:
    one = np.ones((1, 1))
    outputs = [one, np.array([[0.880797]]), np.array([[0.933540]])]
    lengths = signal_lengths(outputs, [2 * one, 3 * one], "sigmoid", one.copy())
    exactly(len(lengths), 2, "len(lengths), two layers | len(lengths)，兩層",
            en="One length per layer.", zh="每一層一個長度。")
    with q3.part("the last layer | 最後一層", 5):
        near(lengths[1], 0.062043, "lengths[1], one unit per layer | lengths[1]，每層一個單元",
             en="The last layer stands last: G times its derivative, A * (1 - A).",
             zh="最後一層排在最後：G 乘上它的導數 A * (1 - A)。")
    with q3.part("the layers before it | 前面各層", 7):
        near(lengths[0], 0.019542, "lengths[0], one unit per layer | lengths[0]，每層一個單元",
             en="Go back through W2, then times the derivative of layer 1.",
             zh="往回穿過 W2，再乘上第 1 層的導數。")
    outputs = [one, np.array([[0.462117]])]
    lengths = signal_lengths(outputs, [one / 2], "tanh", one.copy())
    with q3.part("the last layer | 最後一層"):
        near(lengths, [0.786448], "lengths, one layer, tanh | lengths，一層，tanh",
             en="The derivative of tanh is 1 - A**2.", zh="tanh 的導數是 1 - A**2。")
    W1, W2 = np.array([[1.0, -1, 0], [0, 1, 1]]), np.array([[1.0], [-1], [2]])
    outputs = [np.array([[1.0, 2], [0, 1]]), np.array([[1.0, 1, 2], [0, 1, 1]]),
               np.array([[4.0], [1]])]
    lengths = signal_lengths(outputs, [W1, W2], "relu", np.ones((2, 1)))
    hint = {"en": "Where a ReLU gave 0, nothing goes back through it.",
            "zh": "ReLU 輸出為 0 的地方，沒有任何訊號能往回傳。"}
    with q3.part("the last layer | 最後一層"):
        near(lengths[1], 1.414214, 'lengths[1], "relu"', **hint)
    with q3.part("the layers before it | 前面各層"):
        near(lengths[0], 3.316625, 'lengths[0], "relu"', **hint)
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    functions = {"sigmoid": lambda z: (1 + np.tanh(z / 2)) / 2, "tanh": np.tanh,
                 "relu": lambda z: z * (z > 0)}

    def run_through(A, weights, f):
        reached = [A]
        for W in weights:
            reached.append(f(reached[-1] @ W))
        return reached

    for sizes in ((3, 4, 2), (2, 5, 3, 4), (3, 2)):
        A, G = rng.normal(size=(6, sizes[0])), rng.normal(size=(6, sizes[-1]))
        weights, h = [rng.normal(size=s) for s in pairwise(sizes)], 1e-6
        for activation in ("tanh", "relu", "sigmoid"):
            f, expected = functions[activation], []
            reached = run_through(A, weights, f)
            for k, W in enumerate(weights):
                slopes, Z = [], reached[k] @ W
                # ReLU is straight on the left of 0, where its derivative is 0.
                right = 0 if activation == "relu" else h
                for index in np.ndindex(Z.shape):
                    ends = []
                    for step in (right, -h):
                        moved = Z.copy()
                        moved[index] += step
                        last = run_through(f(moved), weights[k + 1:], f)[-1]
                        ends.append(np.sum(G * last))
                    slopes.append((ends[0] - ends[1]) / (right + h))
                expected.append(np.linalg.norm(slopes))
            lengths = signal_lengths(reached, [W.copy() for W in weights], activation,
                                     G.copy())
            exactly(len(lengths), len(weights), f"len(lengths), sizes {sizes}")
            with q3.part("the last layer | 最後一層"):
                near(lengths[-1], expected[-1], f'lengths[-1], "{activation}"')
            with q3.part("the layers before it | 前面各層"):
                near(lengths[:-1], expected[:-1], f'lengths[:-1], "{activation}"',
                     en=f"sizes of the layers: {sizes}.", zh=f"各層的大小：{sizes}。")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# Once questions 2 and 3 pass, the next cell sends random data through 30 layers of 64 units and shows the error signal of each layer. The weights are normal numbers with standard deviation $\text{scale}/\sqrt{64}$. The vertical axis is logarithmic: a straight line means
# the same factor at every layer. There are five lines: sigmoid and tanh with scale 1, and ReLU with scale 1, $\sqrt2$ (He's) and $2\sqrt2$. **Before you run it**, decide for each of them whether the error signal shrinks, keeps its size or grows on its way back from layer 30 to layer 1, and
# write that down, with your reasons, in the answer cell of question 10 at the end.

# %% [markdown] lang="zh-TW" of="7c413481"
# 第 2、3 題通過之後，下一個儲存格會把隨機的資料送進 30 層、每層 64 個單元的網路，並顯示每一層的誤差訊號。權重是常態分布的隨機數，標準差為 $\text{scale}/\sqrt{64}$。縱軸是對數刻度：直線表示每一層都乘上同樣的倍率。圖上有五條線：scale 為 1 的 sigmoid 和 tanh，以及 scale 為 1、$\sqrt2$（He 初始器）和 $2\sqrt2$ 的 ReLU。**執行之前**，請逐一判斷：從第 30 層往回走到第 1 層，誤差訊號會縮小、維持大小，還是變大？把答案和理由寫在最後第 10 題的作答儲存格裡。

# %% grade="readonly" id="depth"
def measure_depth():
    measured, rng = {}, np.random.default_rng(0)
    for activation, scale in (("sigmoid", 1), ("tanh", 1), ("relu", 1),
                              ("relu", 2**0.5), ("relu", 2 * 2**0.5)):
        stack = [scale * rng.normal(size=(64, 64)) / 8 for _ in range(30)]
        outputs = forward(rng.normal(size=(100, 64)), stack, activation)
        measured[f"{activation}, scale {scale:.2f}"] = signal_lengths(
            outputs, stack, activation, rng.normal(size=(100, 64)))
    show(plot_curves(measured, xlabel="layer", ylabel="length of the error signal",
                     logy=True, title="What arrives at each of 30 layers"),
         alt="Nearly straight lines on a logarithmic axis. From layer 30 back to layer "
             "1 the sigmoid falls by about eighteen powers of ten, tanh by one, ReLU "
             "with scale 1 by four; with scale 1.41 it stays level, at 2.83 it rises.")
    return measured


measured = measure_depth() if passed(2) and passed(3) else {}

# %% [markdown] lang="en"
# ## Question 4: the factor per layer (6 points, 6 min)
#
# A straight line on a logarithmic axis has a slope: the logarithm of the factor from one layer to the next. Write `factor_per_layer(lengths)`: by which factor is the error signal multiplied, on average, for each layer that it goes **back**, towards
# the input? `lengths` `(L,)` holds the positive lengths of layers 1 to $L$, as in question 3.
#
# Fit a straight line to the points $(l, \ln \text{length}_l)$ by least squares; its slope $s$ is the growth per layer **forward**, so the answer is $e^{-s}$. `np.polyfit(x, y, 1)` returns slope and intercept of that line. All layers count, not only the
# two ends.
#
# Examples: $(0.001, 0.01, 0.1)$ gives $0.1$; $(0.01, 0.02, 0.4, 0.4)$ gives $0.2451$.

# %% [markdown] lang="zh-TW" of="83f72efc"
# ## 第 4 題：每一層的倍率（6 分，6 分鐘）
#
# 對數刻度上的直線有斜率，它是相鄰兩層之間倍率的對數。請寫 `factor_per_layer(lengths)`：誤差訊號每往**回**（往輸入端）走一層，平均會乘上多少倍？`lengths` `(L,)` 是第 1 到第 $L$ 層的長度，都是正數，與第 3 題相同。
#
# 用最小平方法，以一條直線配適各點 $(l, \ln \text{length}_l)$；它的斜率 $s$ 是每往**前**（往輸出端）走一層，對數增加的量，所以答案是 $e^{-s}$。`np.polyfit(x, y, 1)` 會回傳這條直線的斜率和截距。要用到所有的層，不是只看兩端。
#
# 例：$(0.001, 0.01, 0.1)$ 得到 $0.1$；$(0.01, 0.02, 0.4, 0.4)$ 得到 $0.2451$。

# %% grade="solution" id="q4_factor"
def factor_per_layer(lengths):
    """Return the factor for each layer back, from a line through the logarithms."""
    ### BEGIN SOLUTION
    slope, _ = np.polyfit(np.arange(len(lengths)), np.log(lengths), 1)
    return np.exp(-slope)
    ### END SOLUTION

# %% grade="test" id="q4_test" points=6
with Question(4, points=6) as q4:
    near(factor_per_layer(np.array([0.001, 0.01, 0.1])), 0.1,
         "factor_per_layer([0.001, 0.01, 0.1])",
         en="Going back, from 0.1 to 0.01 to 0.001, each layer multiplies by 0.1.",
         zh="往回走時，從 0.1 到 0.01 再到 0.001，每一層都乘上 0.1。")
    near(factor_per_layer(np.array([0.01, 0.02, 0.4, 0.4])), 0.245064,
         "factor_per_layer([0.01, 0.02, 0.4, 0.4])",
         en="Fit the line through the natural logarithms of all layers.",
         zh="要用直線配適所有層長度的自然對數。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for L in (2, 5, 30):
        lengths = np.exp(rng.normal(size=L) + rng.normal() * np.arange(L))
        place = np.arange(L) - (L - 1) / 2
        want = np.exp(-np.sum(place * np.log(lengths)) / np.sum(place**2))
        near(factor_per_layer(lengths.copy()), want,
             f"factor_per_layer(lengths), L = {L}")
        near(factor_per_layer(7 * lengths), want, "factor_per_layer(7 * lengths)",
             en="A common factor changes nothing.", zh="全部乘上同一個數，結果不變。")
        near(factor_per_layer(lengths[::-1].copy()), 1 / want,
             "factor_per_layer(lengths[::-1])",
             en="In the other direction it is the reciprocal.", zh="反方向應是倒數。")
    ### END HIDDEN TESTS
q4.score

# %% grade="readonly" id="factors"
def print_factors():
    for name, lengths in measured.items():
        print(f"{name:<18} factor per layer {factor_per_layer(np.array(lengths)):.3f}")


if passed(4):
    print_factors()

# %% [markdown] lang="en"
# ## Question 5: one weight, with and without a shortcut (12 points, 12 min)
#
# The smallest layer there is has one weight: it turns $x$ into $wx$. With a **shortcut** its input is added to its output: $wx + x$. Take the squared error $E = (\hat y - y)^2$.
#
# - `one_weight_gradient(w, x, y, shortcut)`: $\dfrac{\partial E}{\partial w}$ for the numbers $w, x, y$. Without shortcut $\hat y = wx$, with it $\hat y = wx + x$. Return a number; derive it by the chain rule.
# - `chain_gradient(w, x, y, shortcut)`: now $L$ such layers in a row, `w` `(L,)`. Without shortcuts $\hat y = x\,w_1w_2\cdots w_L$; with them $\hat y = x\,(1+w_1)(1+w_2)\cdots(1+w_L)$. Return the array `(L,)` of $\dfrac{\partial E}{\partial w_l}$: it contains the product of
#   all the **other** factors. A factor may be 0 (a weight of 0, or of -1 with shortcuts), so don't divide by it.
#
# Examples: $w = 0.5$, $x = 2$, $y = 4$ give $-12$ without and $-4$ with the shortcut; the difference is $2x^2$. For $w = (0.5, 0.2)$, $x = 2$, $y = 1$ the chain gives $(-0.64, -1.6)$ without and $(12.48, 15.6)$ with shortcuts.

# %% [markdown] lang="zh-TW" of="03503030"
# ## 第 5 題：只有一個權重，有捷徑與沒有捷徑（12 分，12 分鐘）
#
# 最小的一層只有一個權重：把 $x$ 變成 $wx$。加上**捷徑**（shortcut）時，輸入會加到輸出上：$wx + x$。誤差取平方誤差 $E = (\hat y - y)^2$。
#
# - `one_weight_gradient(w, x, y, shortcut)`：對數字 $w, x, y$ 算出 $\dfrac{\partial E}{\partial w}$。沒有捷徑時 $\hat y = wx$，有捷徑時 $\hat y = wx + x$。回傳一個數字；請用連鎖律推導。
# - `chain_gradient(w, x, y, shortcut)`：現在把 $L$ 個這樣的層接成一串，`w` 的形狀是 `(L,)`。沒有捷徑時 $\hat y = x\,w_1w_2\cdots w_L$；有捷徑時 $\hat y = x\,(1+w_1)(1+w_2)\cdots(1+w_L)$。回傳由 $\dfrac{\partial E}{\partial w_l}$ 組成的陣列 `(L,)`：式子裡有所有**其他**因子的乘積。因子可能是 0（權重是 0，或有捷徑時權重是 -1），所以不要除以它。
#
# 例：$w = 0.5$、$x = 2$、$y = 4$，沒有捷徑時得到 $-12$，有捷徑時得到 $-4$；兩者相差 $2x^2$。$w = (0.5, 0.2)$、$x = 2$、$y = 1$ 的一串，沒有捷徑時得到 $(-0.64, -1.6)$，有捷徑時得到 $(12.48, 15.6)$。

# %% grade="solution" id="q5_shortcut"
def one_weight_gradient(w, x, y, shortcut):
    """Return dE/dw, a number, for E = (y_hat - y)**2."""
    ### BEGIN SOLUTION
    y_hat = w * x + x if shortcut else w * x
    return 2 * (y_hat - y) * x
    ### END SOLUTION


def chain_gradient(w, x, y, shortcut):
    """Return dE/dw_l for all layers of a chain: an array (L,)."""
    ### BEGIN SOLUTION
    factors = 1 + w if shortcut else w
    others = np.array([np.prod(np.delete(factors, k)) for k in range(len(factors))])
    return 2 * (x * np.prod(factors) - y) * x * others
    ### END SOLUTION

# %% grade="test" id="q5_test" points=12
with Question(5, points=12) as q5:
    with q5.part("one_weight_gradient", 5):
        near(one_weight_gradient(0.5, 2.0, 4.0, False), -12,
             "one_weight_gradient(0.5, 2, 4, False)",
             en="2 * (y_hat - y) times the derivative of y_hat by w.",
             zh="2 * (y_hat - y)，再乘上 y_hat 對 w 的導數。")
        near(one_weight_gradient(0.5, 2.0, 4.0, True), -4,
             "one_weight_gradient(0.5, 2, 4, True)",
             en="Only y_hat changes: the derivative of w*x + x by w is still x.",
             zh="只有 y_hat 改變：w*x + x 對 w 的導數還是 x。")
    w = np.array([0.5, 0.2])
    with q5.part("chain_gradient", 7):
        near(chain_gradient(w.copy(), 2.0, 1.0, False), [-0.64, -1.6],
             "chain_gradient([0.5, 0.2], 2, 1, False)",
             en="For w_1 the other factor is w_2.", zh="對 w_1 來說，其他因子是 w_2。")
        near(chain_gradient(w.copy(), 2.0, 1.0, True), [12.48, 15.6],
             "chain_gradient([0.5, 0.2], 2, 1, True)",
             en="For w_1 the other factor is 1 + w_2.", zh="對 w_1 來說，其他因子是 1 + w_2。")
        near(chain_gradient(np.array([0.0, 0.2]), 2.0, 1.0, False), [-0.8, 0],
             "chain_gradient([0, 0.2], 2, 1, False)",
             en="A weight may be 0: multiply the others instead of dividing.",
             zh="權重可能是 0：請把其他的乘起來，不要用除的。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for L in (1, 3, 8):
        w, x, y = rng.normal(size=L), *rng.normal(size=2).tolist()
        for shortcut in (False, True):
            # Exact derivatives, since the error has degree 2 in each weight.
            errors = []
            for step in (1, -1):
                moved = w + step * np.eye(L) + shortcut
                errors.append((x * np.prod(moved, axis=1) - y) ** 2)
            want = (errors[0] - errors[1]) / 2
            with q5.part("chain_gradient"):
                near(chain_gradient(w.copy(), x, y, shortcut), want,
                     f"chain_gradient(w, x, y, {shortcut}), L = {L}")
            if L == 1:
                with q5.part("one_weight_gradient"):
                    near(one_weight_gradient(float(w[0]), x, y, shortcut), want[0],
                         f"one_weight_gradient(w, x, y, {shortcut})")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# With shortcuts every factor of the product gains a 1. Once question 5 passes, the next cell draws what that means for the **first** weight of a chain of 1 to 60 layers, whose weights are small random numbers of about 0.1. What will the line with shortcuts
# look like, and what the line without?

# %% [markdown] lang="zh-TW" of="aab88a80"
# 有了捷徑，乘積裡的每個因子都多了 1。第 5 題通過之後，下一個儲存格把 1 到 60 層接成一串（權重是很小的隨機數，大小約 0.1），畫出捷徑對**第一個**權重的梯度有什麼影響。有捷徑的線會是什麼樣子？沒有捷徑的呢？

# %% grade="readonly" id="chain"
def draw_chain():
    small_weights = np.random.default_rng(0).normal(scale=0.1, size=60)
    reach = {
        name: [abs(chain_gradient(small_weights[:L], 1.0, 2.0, shortcut)[0])
               for L in range(1, 61)]
        for name, shortcut in (("without shortcuts", False), ("with shortcuts", True))}
    show(plot_curves(reach, xlabel="number of layers", logy=True,
                     ylabel="gradient of the first weight",
                     title="What arrives at the first of many layers"),
         alt="Without shortcuts the curve falls steeply, by more than one power of ten "
             "per layer; with shortcuts it stays between 1 and 2.")


if passed(5):
    draw_chain()

# %% [markdown] lang="en"
# Without shortcuts each layer passes on about a tenth, and the gradient is lost at once. With them each layer passes on all of it, changed a little.

# %% [markdown] lang="zh-TW" of="2dc175a3"
# 沒有捷徑時，每一層只傳出大約十分之一，梯度立刻消失。有捷徑時，每一層都完整地傳下去，只稍微改變一點。

# %% [markdown] lang="en"
# ## Question 6: the residual block (8 points, 6 min)
#
# A **residual block** computes a correction $F(X)$ by two layers and adds it to its input:
#
# $$H(X) = F(X) + X, \qquad F(X) = \text{relu}(XW_1)\,W_2.$$
#
# Shapes: `X` `(n, d)`, `W1` `(d, h)`, `W2` `(h, d)`; the result is `(n, d)`, the shape of `X`, so that blocks can be stacked. Write `residual_block(X, W1, W2)`. There is one ReLU, between the two layers.
#
# Example: $X = (1, -2)$, $W_1 = \begin{pmatrix}1\\2\end{pmatrix}$, $W_2 = (3, -4)$: $XW_1 = -3$, its ReLU is 0, so $F = (0, 0)$ and $H = (1, -2)$. For $X = (1, 2)$: $XW_1 = 5$, $F = (15, -20)$, $H = (16, -18)$.

# %% [markdown] lang="zh-TW" of="4a41dbdc"
# ## 第 6 題：殘差塊（8 分，6 分鐘）
#
# **殘差塊**（residual block）用兩層算出一個修正量 $F(X)$，再加到自己的輸入上：
#
# $$H(X) = F(X) + X, \qquad F(X) = \text{relu}(XW_1)\,W_2.$$
#
# 形狀：`X` `(n, d)`、`W1` `(d, h)`、`W2` `(h, d)`；結果是 `(n, d)`，與 `X` 相同，所以可以一塊一塊疊起來。請寫 `residual_block(X, W1, W2)`。ReLU 只有一個，在兩層之間。
#
# 例：$X = (1, -2)$、$W_1 = \begin{pmatrix}1\\2\end{pmatrix}$、$W_2 = (3, -4)$：$XW_1 = -3$，取 ReLU 之後是 0，所以 $F = (0, 0)$、$H = (1, -2)$。若 $X = (1, 2)$：$XW_1 = 5$、$F = (15, -20)$、$H = (16, -18)$。

# %% grade="solution" id="q6_residual_block"
def residual_block(X, W1, W2):
    """Return H = relu(X W1) W2 + X, shape (n, d)."""
    ### BEGIN SOLUTION
    return np.maximum(X @ W1, 0) @ W2 + X
    ### END SOLUTION

# %% grade="test" id="q6_test" points=8
with Question(6, points=8) as q6:
    W1, W2 = np.array([[1.0], [2.0]]), np.array([[3.0, -4.0]])
    near(residual_block(np.array([[1.0, 2.0]]), W1, W2), [[16, -18]],
         "residual_block([[1, 2]], W1, W2)",
         en="F is (15, -20); add X to it, and no more.",
         zh="F 是 (15, -20)；再加上 X 就好。")
    near(residual_block(np.array([[1.0, -2.0]]), W1, W2), [[1, -2]],
         "residual_block([[1, -2]], W1, W2)",
         en="ReLU gives 0 here, so the block hands X on as it is, signs included.",
         zh="這裡 ReLU 是 0，所以殘差塊把 X 原封不動地傳下去，正負號也不變。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d, h in ((4, 3, 5), (1, 2, 7), (6, 5, 2)):
        X, W1 = rng.normal(size=(n, d)), rng.normal(size=(d, h))
        W2 = rng.normal(size=(h, d))
        H = residual_block(X.copy(), W1.copy(), W2.copy())
        want = [x + sum(max(x @ W1[:, k], 0) * W2[k] for k in range(h)) for x in X]
        near(H, want, f"residual_block(X, W1, W2), n = {n}, d = {d}, h = {h}")
        near(residual_block(X.copy(), W1, 0 * W2), X, "residual_block(X, W1, 0 * W2)",
             en="With W2 = 0 the block is the identity.",
             zh="W2 = 0 時，殘差塊就是恆等函數。")
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# ## Question 7: backward through the block (16 points, 12 min)
#
# Let $Z = XW_1$ and $A = \text{relu}(Z)$, so that $H = AW_2 + X$. Given $G = \partial C/\partial H$ `(n, d)`, find all three gradients. The block has two paths, so **two** contributions reach $X$:
#
# $$\frac{\partial C}{\partial W_2} = A^T G, \qquad \Delta = (G\,W_2^T) \odot \text{relu}'(Z), \qquad \frac{\partial C}{\partial W_1} = X^T\Delta, \qquad \frac{\partial C}{\partial X} = \Delta\,W_1^T + \;?$$
#
# The missing term is what comes back along the shortcut, through $H = \dots + X$. Find it. $\text{relu}'(z)$ is 1 for $z > 0$, else 0.
#
# Write `residual_block_backward(X, W1, W2, G)` that returns the tuple `(grad_X, grad_W1, grad_W2)`, with the shapes of `X`, `W1` and `W2`.
#
# Example: $X = (1, 2)$ and the weights of question 6, $G = (2, 1)$: $A = 5$, so the gradient of $W_2$ is $(10, 5)$; $\Delta = 2\cdot 3 - 4 = 2$; the gradient of $W_1$ is $(2, 4)^T$; the first contribution to $X$ is $(2, 4)$, and with the missing term it is $(4, 5)$.

# %% [markdown] lang="zh-TW" of="1119a1f7"
# ## 第 7 題：反向穿過殘差塊（16 分，12 分鐘）
#
# 令 $Z = XW_1$、$A = \text{relu}(Z)$，於是 $H = AW_2 + X$。給定 $G = \partial C/\partial H$ `(n, d)`，求出全部三個梯度。殘差塊裡有兩條路，所以回傳 $X$ 的貢獻有**兩個**：
#
# $$\frac{\partial C}{\partial W_2} = A^T G, \qquad \Delta = (G\,W_2^T) \odot \text{relu}'(Z), \qquad \frac{\partial C}{\partial W_1} = X^T\Delta, \qquad \frac{\partial C}{\partial X} = \Delta\,W_1^T + \;?$$
#
# 少掉的那一項，就是沿著捷徑、經由 $H = \dots + X$ 回傳來的。請把它找出來。$\text{relu}'(z)$ 在 $z > 0$ 時為 1，否則為 0。
#
# 請寫 `residual_block_backward(X, W1, W2, G)`，回傳 tuple `(grad_X, grad_W1, grad_W2)`，形狀分別與 `X`、`W1`、`W2` 相同。
#
# 例：$X = (1, 2)$，權重與第 6 題相同，$G = (2, 1)$：$A = 5$，所以 $W_2$ 的梯度是 $(10, 5)$；$\Delta = 2\cdot 3 - 4 = 2$；$W_1$ 的梯度是 $(2, 4)^T$；回傳 $X$ 的第一個貢獻是 $(2, 4)$，加上少掉的那一項之後是 $(4, 5)$。

# %% grade="solution" id="q7_backward"
def residual_block_backward(X, W1, W2, G):
    """Return (grad_X, grad_W1, grad_W2) for G = dC/dH of shape (n, d)."""
    ### BEGIN SOLUTION
    A = np.maximum(X @ W1, 0)
    delta = (G @ W2.T) * (A > 0)
    return delta @ W1.T + G, X.T @ delta, A.T @ G
    ### END SOLUTION

# %% grade="test" id="q7_test" points=16 forbids="utils.nn.backprop utils.nn.two_layer"
with Question(7, points=16) as q7:
    W1, W2 = np.array([[1.0], [2.0]]), np.array([[3.0, -4.0]])
    X, G = np.array([[1.0, 2.0]]), np.array([[2.0, 1.0]])
    three = residual_block_backward(X, W1, W2, G.copy())
    three = parts(three, 3, "residual_block_backward([[1, 2]], W1, W2, [[2, 1]])")
    with q7.part("grad_W2", 4):
        near(three[2], [[10, 5]], "grad_W2, X = [[1, 2]]", en="A.T @ G.", zh="A.T @ G。")
    with q7.part("grad_W1", 6):
        near(three[1], [[2], [4]], "grad_W1, X = [[1, 2]]",
             en="X.T @ delta, with delta = 2.", zh="X.T @ delta，其中 delta = 2。")
    with q7.part("grad_X", 6):
        near(three[0], [[4, 5]], "grad_X, X = [[1, 2]]",
             en="Both paths count: (2, 4) through the layers, and the shortcut's.",
             zh="兩條路都要算：經過兩層的 (2, 4)，加上捷徑帶回來的。")
    three = residual_block_backward(np.array([[1.0, -2.0]]), W1, W2, G.copy())
    three = parts(three, 3, "residual_block_backward([[1, -2]], W1, W2, [[2, 1]])")
    with q7.part("grad_X"):
        near(three[0], [[2, 1]], "grad_X, X = [[1, -2]]",
             en="ReLU is closed, yet the gradient still comes back along the shortcut.",
             zh="ReLU 關上了，但梯度還是會沿著捷徑回傳來。")
    with q7.part("grad_W1"):
        near(three[1], [[0], [0]], "grad_W1, X = [[1, -2]]",
             en="Where ReLU is closed, its derivative is 0.",
             zh="ReLU 關上的地方，導數是 0。")
    with q7.part("grad_W2"):
        near(three[2], [[0, 0]], "grad_W2, X = [[1, -2]]",
             en="A is 0 here: it is taken after ReLU.", zh="這裡 A 是 0：A 是取 ReLU 之後的值。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)

    def loss_of(X, W1, W2, G):
        return np.sum(G * (np.maximum(X @ W1, 0) @ W2 + X))

    for n, d, h in ((4, 3, 5), (1, 2, 6), (6, 5, 2)):
        values = [rng.normal(size=s) for s in ((n, d), (d, h), (h, d))]
        G, step = rng.normal(size=(n, d)), 1e-6
        slopes = [np.zeros(v.shape) for v in values]
        for value, slope in zip(values, slopes):
            for index in np.ndindex(value.shape):
                kept, ends = value[index], []
                for value[index] in (kept + step, kept - step):
                    ends.append(loss_of(*values, G))
                value[index] = kept
                slope[index] = (ends[0] - ends[1]) / (2 * step)
        three = residual_block_backward(*[v.copy() for v in values], G.copy())
        three = parts(three, 3, "residual_block_backward(...)")
        for name, grad, slope in zip(("grad_X", "grad_W1", "grad_W2"), three, slopes):
            with q7.part(name):
                near(grad, slope, name, en=f"n = {n}, d = {d}, h = {h}.",
                     zh=f"n = {n}，d = {d}，h = {h}。")
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# ## Question 8: dead ReLUs (6 points, 6 min)
#
# ReLU lets the gradient through unweakened, but only where its input is positive. A unit whose weighted sum is positive for no sample is **dead**: it gives 0 for every sample and gets no gradient, so it can't recover by itself.
#
# Write `dead_units(X, W, b)`: how many of the $h$ units of the layer $\text{relu}(XW + b)$ give 0 for **all** samples? Shapes: `X` `(n, d)`, `W` `(d, h)`, `b` `(h,)`. Return a whole number.
#
# Example: $X = \begin{pmatrix}1\\-1\end{pmatrix}$, $W = (1, 1, 0)$, $b = (0, -2, 0)$. The units get $(1, -1)$, $(-1, -3)$ and $(0, 0)$; the last two are dead: the answer is 2.

# %% [markdown] lang="zh-TW" of="a29d21f3"
# ## 第 8 題：死亡 ReLU（6 分，6 分鐘）
#
# ReLU 會讓梯度原樣通過，但只限於輸入為正的地方。加權和對任何樣本都不為正的單元就**死了**：它對每個樣本都輸出 0，得不到梯度，所以無法靠自己恢復。
#
# 請寫 `dead_units(X, W, b)`：$\text{relu}(XW + b)$ 這一層的 $h$ 個單元中，有幾個對**所有**樣本都輸出 0？形狀：`X` `(n, d)`、`W` `(d, h)`、`b` `(h,)`。回傳一個整數。
#
# 例：$X = \begin{pmatrix}1\\-1\end{pmatrix}$、$W = (1, 1, 0)$、$b = (0, -2, 0)$。三個單元的輸入分別是 $(1, -1)$、$(-1, -3)$ 和 $(0, 0)$；後兩個是死的，所以答案是 2。

# %% grade="solution" id="q8_dead_units"
def dead_units(X, W, b):
    """Return the number of units of relu(X W + b) that give 0 for all samples."""
    ### BEGIN SOLUTION
    return int(np.sum(np.all(X @ W + b <= 0, axis=0)))
    ### END SOLUTION

# %% grade="test" id="q8_test" points=6
with Question(8, points=6) as q8:
    X, W = np.array([[1.0], [-1.0]]), np.array([[1.0, 1.0, 0.0]])
    exactly(dead_units(X, W, np.array([0.0, -2.0, 0.0])), 2,
            "dead_units([[1], [-1]], [[1, 1, 0]], [0, -2, 0])",
            en="Dead means 0 for every sample; an input of 0 gives 0.",
            zh="對每個樣本都輸出 0 的單元才是死的；輸入為 0 時，輸出也是 0。")
    exactly(dead_units(X, W, np.array([0.0, 0.5, 0.1])), 0,
            "dead_units([[1], [-1]], [[1, 1, 0]], [0, 0.5, 0.1])")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d, h in ((9, 3, 40), (4, 6, 30), (1, 2, 25)):
        X, W = rng.normal(size=(n, d)), rng.normal(size=(d, h))
        b = -rng.uniform(0, 5, h)
        want = sum(all(x @ W[:, k] + b[k] <= 0 for x in X) for k in range(h))
        exactly(dead_units(X.copy(), W.copy(), b.copy()), want,
                f"dead_units(X, W, b), n = {n}, d = {d}, h = {h}")
        exactly(dead_units(X.copy(), W.copy(), b - 100), h, "dead_units(X, W, b - 100)",
                en="A bias of -100 kills all units.", zh="偏差為 -100 時，所有單元都會死。")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# Units die in two ways, and the next cell shows both, for 100 units and 200 samples, once question 8 passes: they start with a bias that is too low, or one step of gradient descent with a huge learning rate throws their weights so far that they never come
# back. A few are dead from the start, even with bias 0: all inputs are positive, and most of these units' weights happen to be negative. Compare each line with that.

# %% [markdown] lang="zh-TW" of="9adb1982"
# 單元的死法有兩種。第 8 題通過之後，下一個儲存格會以 100 個單元、200 個樣本把兩種都示範一次：一種是一開始的偏差太低；另一種是用大得離譜的學習率走了一步梯度下降，把權重拋得太遠，再也回不來。有幾個單元即使偏差為 0，一開始就是死的：輸入全都是正的，而這些單元的權重碰巧大多是負的。請把每一行輸出都和這個數字比較。

# %% grade="readonly" id="deaths"
def count_deaths():
    rng = np.random.default_rng(0)
    samples, W = rng.uniform(size=(200, 10)), rng.normal(scale=0.3, size=(10, 100))
    for bias in (0, -1, -2, -3):
        dead = dead_units(samples, W, np.full(100, bias))
        print(f"bias {bias:>2}: {dead:>3} dead of 100")
    # One step on the error of the mean output, whose target is 0.
    units = np.maximum(samples @ W, 0)
    delta = 2 * units.mean(axis=1, keepdims=True) * (units > 0) / units.size
    for lr in (10, 100, 1000, 10_000):
        dead = dead_units(samples, W - lr * samples.T @ delta, -lr * delta.sum(axis=0))
        print(f"one step with learning rate {lr:>5}: {dead:>3} dead of 100")


if passed(8):
    count_deaths()

# %% [markdown] lang="en"
# ## Question 9: 26 layers that learn (20 points, 15 min)
#
# Now build it in Keras and let it read MNIST digits (14×14 pixels). Write `train_deep(X, y, X_new, num_blocks, shortcut, seed)`:
#
# 1. `keras.utils.set_random_seed(seed)`.
# 2. Begin with `inputs = keras.Input((196,))` and a `Dense` layer of 32 units without activation.
# 3. Then `num_blocks` blocks. Each takes the tensor `x` that came out before, computes $F(x)$ by a `Dense` layer of 32 units with activation `"relu"` and a `Dense` layer of 32 units without activation, **both with `use_bias=False`**, and gives $F(x) + x$
#    (`keras.layers.Add()([F, x])`) if `shortcut` is true, else $F(x)$ alone.
# 4. At the end a `Dense` layer of 10 units with activation `"softmax"`; `model = keras.Model(inputs, outputs)`.
# 5. `compile` with `keras.optimizers.Adam(learning_rate=0.003)`, the loss `"sparse_categorical_crossentropy"` and `metrics=["accuracy"]`. `fit` with `batch_size=50`, `epochs=5`, `verbose=0`; it returns an object whose `.history["accuracy"]` is the list of the
#    accuracies on the training images, one per epoch.
# 6. Return the tuple `(num_params, accuracies, digits)`: `model.count_params()`, that list, and the digits `(m,)` which the network reads from `X_new` `(m, 196)`, by `argmax` over the 10 columns of `model.predict(X_new, verbose=0)`.
#
# A shortcut has no weights, so both kinds have the same number of parameters. The test trains both with 12 blocks, that is 26 layers with weights, on 1,000 images: with shortcuts the training accuracy must reach 75 % and 60 % of 500 new images must be right; **without** shortcuts the same
# network must stay below 70 % on the very images it was trained on. It takes about ten seconds.

# %% [markdown] lang="zh-TW" of="3da77ec8"
# ## 第 9 題：學得會的 26 層（20 分，15 分鐘）
#
# 現在用 Keras 把它做出來，讓它辨識 MNIST 手寫數字（14×14 像素）。請寫 `train_deep(X, y, X_new, num_blocks, shortcut, seed)`：
#
# 1. `keras.utils.set_random_seed(seed)`。
# 2. 開頭是 `inputs = keras.Input((196,))`，接一個 32 個單元、沒有激活函數的 `Dense` 層。
# 3. 接著是 `num_blocks` 個塊。每一塊接收前面輸出的張量 `x`，用一個 32 個單元、激活函數為 `"relu"` 的 `Dense` 層，和一個 32 個單元、沒有激活函數的 `Dense` 層算出 $F(x)$，**兩層都要設 `use_bias=False`**；`shortcut` 為真時輸出 $F(x) + x$（`keras.layers.Add()([F, x])`），否則只輸出 $F(x)$。
# 4. 最後是一個 10 個單元、激活函數為 `"softmax"` 的 `Dense` 層；`model = keras.Model(inputs, outputs)`。
# 5. `compile`：優化器 `keras.optimizers.Adam(learning_rate=0.003)`，損失 `"sparse_categorical_crossentropy"`，`metrics=["accuracy"]`。`fit`：`batch_size=50`、`epochs=5`、`verbose=0`；它回傳的物件中，`.history["accuracy"]` 是每個週期（epoch）在訓練圖片上的準確率的串列。
# 6. 回傳 tuple `(num_params, accuracies, digits)`：`model.count_params()`、上面那個串列，以及網路從 `X_new` `(m, 196)` 讀出的數字 `(m,)`，也就是對 `model.predict(X_new, verbose=0)` 的 10 行取 `argmax`。
#
# 捷徑沒有權重，所以兩種網路的參數個數相同。測試會用 12 個塊，也就是 26 個有權重的層，在 1,000 張圖片上訓練這兩種網路：有捷徑時，訓練準確率必須達到 75 %，500 張新圖片要讀對 60 %；**沒有**捷徑時，同樣的網路即使在自己訓練過的圖片上，也必須低於 70 %。測試大約需要十秒。

# %% grade="readonly" id="digits"
import keras

(train_images, train_labels), (test_images, test_labels) = load_mnist()


def small(images):
    """Average 2 by 2 pixels: uint8 (n, 28, 28) to floats (n, 196) from 0 to 1."""
    return to_float(images).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)


X_train, y_train = small(train_images[:1000]), train_labels[:1000]
X_val, y_val = small(train_images[1000:1500]), train_labels[1000:1500]
X_test, y_test = small(test_images[:500]), test_labels[:500]

# %% grade="solution" id="q9_train_deep"
def train_deep(X, y, X_new, num_blocks, shortcut, seed):
    """Train on X (n, 196), y (n,); return (num_params, accuracies, digits (m,))."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((196,))
    x = keras.layers.Dense(32)(inputs)
    for _ in range(num_blocks):
        F = keras.layers.Dense(32, activation="relu", use_bias=False)(x)
        F = keras.layers.Dense(32, use_bias=False)(F)
        x = keras.layers.Add()([F, x]) if shortcut else F
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(learning_rate=0.003),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=50, epochs=5, verbose=0).history
    digits = model.predict(X_new, verbose=0).argmax(axis=1)
    return model.count_params(), history["accuracy"], digits
    ### END SOLUTION

# %% grade="test" id="q9_test" points=20
curves = {}
with Question(9, points=20) as q9:
    for shortcut in (True, False):
        result = train_deep(X_train, y_train, X_val, 12, shortcut, 0)
        params, accuracies, digits = parts(result, 3, "train_deep(...)")
        sizes = len(accuracies), len(digits)
        exactly(sizes, (5, 500), "(len(accuracies), len(digits))")
        with q9.part("num_params", 6):
            exactly(params, 31210, "num_params, 12 blocks | num_params，12 個塊",
                    en="Two layers of 32 units per block, both without bias.",
                    zh="每一塊有兩層，各 32 個單元，都沒有偏差。")
        last, share = accuracies[-1], np.mean(np.array(digits) == y_val)
        if shortcut:
            learned = last >= 0.7
            with q9.part("with shortcuts | 有捷徑", 8):
                require(last >= 0.75 and share >= 0.6,
                        en=f"it reads {100 * last:.0f} % of the training images and "
                           f"{100 * share:.0f} % of the new ones, expected 75 % and "
                           "60 %: is x added, and are there 5 epochs?",
                        zh=f"訓練圖片讀對 {100 * last:.0f} %，新圖片讀對 {100 * share:.0f} %，"
                           "應有 75 % 和 60 %：有加上 x 嗎？有訓練 5 個週期嗎？")
        else:
            with q9.part("without shortcuts | 沒有捷徑", 6):
                require(learned and last < 0.7,
                        en=f"it reads {100 * last:.0f} % of the training images, "
                           "expected less than 70 %, and more with shortcuts.",
                        zh=f"訓練圖片讀對 {100 * last:.0f} %，應低於 70 %，且有捷徑時更高：捷徑拿掉了嗎？")
        curves["with shortcuts" if shortcut else "without shortcuts"] = accuracies
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    rename, seed = rng.permutation(10), int(rng.integers(1, 10_000))
    for blocks, labels in ((11, rename[y_train]), (0, y_train)):
        result = train_deep(X_train, labels, X_test, blocks, True, seed)
        params, _, digits = parts(result, 3, f"train_deep(..., {blocks}, True, ...)")
        with q9.part("num_params"):
            exactly(params, 6634 + 2048 * blocks,
                    f"num_params, {blocks} blocks | num_params，{blocks} 個塊",
                    en="Is num_blocks used?", zh="有用到 num_blocks 嗎？")
        wanted = rename[y_test] if blocks else y_test
        share = np.mean(np.array(digits) == wanted)
        with q9.part("with shortcuts | 有捷徑"):
            require(share >= 0.5,
                    en=f"with {blocks} blocks, seed {seed} and other labels it reads "
                       f"{100 * share:.0f} % of new images, expected 50 % or more.",
                    zh=f"{blocks} 個塊、種子 {seed}、換了標籤時，新圖片只讀對 "
                       f"{100 * share:.0f} %，應有 50 % 以上。")
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# Once question 9 passes, you see both learning curves. Only the shortcuts differ: the number of weights, their start and the data are the same. Two cautions. Other starts help the plain network too (with He's initializer it does better and the residual one worse), and
# on a task this small 26 layers are no better than 2. The point is that depth no longer **hurts**; on large images, where depth is needed, that is what made networks of over 100 layers possible (He et al., 2016).

# %% [markdown] lang="zh-TW" of="56320601"
# 第 9 題通過之後，你會看到兩條學習曲線。兩者只差在捷徑：權重的個數、初始值和資料都相同。有兩點要留意。換一種權重初始器，普通的網路也可能變好（例如用 He 初始器時，它會變好，殘差網路反而變差）；而且這麼小的任務，26 層並不比 2 層好。重點在於，變深不再**有害**；在真正需要深度的大圖片上，正是這一點讓超過 100 層的網路成為可能（He 等人，2016）。

# %% grade="readonly" id="picture"
def draw_learning():
    show(plot_curves(curves, xlabel="epoch", ylabel="accuracy on the training images",
                     title="26 layers, the same start, the same data"),
         alt="With shortcuts the accuracy climbs to about 0.9 in five epochs; without "
             "them it stays far below.")


if passed(9):
    draw_learning()

# %% [markdown] lang="en"
# ## Question 10: what arrives at the first layer? (6 points, 5 min)
#
# Look again at the picture "What arrives at each of 30 layers" above question 4, which your functions drew, and at the factors that question 4 printed.
#
# 1. (2 points) Your prediction from **before** you ran it: which of the five error signals shrink, which keep their size, which grow, and why? Where were you wrong?
# 2. (2 points) For ReLU with scale 1 the factor per layer is about 0.7. Explain where it comes from, and compute what is left after 30 layers.
# 3. (2 points) What would the line of 30 **residual blocks** with small weights look like in this picture? Give your reason with the gradient of question 7.
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="f10a444c"
# ## 第 10 題：第一層收得到什麼？（6 分，5 分鐘）
#
# 請再看一次第 4 題上方的圖「What arrives at each of 30 layers」，它是用你的函式畫的；也請看第 4 題印出的倍率。
#
# 1. （2 分）你在執行**之前**的預測：五個誤差訊號之中，哪些會縮小、哪些維持大小、哪些變大？為什麼？哪裡猜錯了？
# 2. （2 分）scale 為 1 的 ReLU，每層的倍率大約是 0.7。請解釋這個數字怎麼來的，並算出經過 30 層還剩下多少。
# 3. （2 分）如果換成 30 個權重很小的**殘差塊**，這張圖上的線會是什麼樣子？請用第 7 題的梯度說明理由。
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q10_depth" points=6
# 1. I said: sigmoid shrinks most, since its slope is 1/4 at most; tanh shrinks a
#    little, its slope is below 1; ReLU shrinks with 1, stays with √2 and grows with
#    2√2. All right, but I did not expect the sigmoid to lose eighteen powers of ten.
# 2. With scale 1 the weights alone keep the length. ReLU's slope is 0 for about half
#    of the units and 1 for the others, so half of the sum of squares is lost: the
#    length is multiplied by √(1/2) = 0.71. 0.71^30 = 3e-5: the more than four powers
#    of ten in the picture.
# 3. Almost level. In a block the error signal arrives twice: unchanged through the
#    shortcut, and through the two layers, which with small weights is a small
#    correction. So the factor per block is near 1.
