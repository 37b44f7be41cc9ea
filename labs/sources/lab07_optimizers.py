# %% [markdown] lang="en"
# You stand in thick fog above a gorge like Taroko's, and you want to get down to the river. You see nothing, but under your feet you feel how steep the
# ground is and in which direction. That is all an **optimizer** knows: at each step it gets the gradient, the direction in which the loss rises fastest, and
# it decides where to go next. In this lab you build the best-known rules, **momentum**, **RMSprop** and **Adam**, race them down three valleys, and at the end
# tune them on real MNIST.
#
# All rules here are **pure functions**: they get the weights, the gradient and the rule's memory (its **state**), and return the new weights and the new
# state. Nothing is remembered elsewhere, and nothing that was handed in is changed.
#
# Symbols: $w$ the weights, $g$ the gradient at $w$, $\eta$ the learning rate (`lr` in the code). All operations on arrays are element-wise. `(n, d)` is an array
# of $n$ rows and $d$ columns, `(d,)` an array of $d$ numbers.

# %% [markdown] lang="zh-TW" of="23e6550b"
# 你站在像太魯閣那樣的峽谷上方，四周大霧，而你想下到溪邊。你什麼也看不見，但腳底感覺得到地面有多陡、往哪個方向傾斜。**優化器**（optimizer）知道的也只有這些：每一步它拿到梯度，也就是損失上升最快的方向，然後決定下一步走到哪裡。在這個 lab 裡，你會寫出最有名的幾種規則：**動量**（momentum）、**RMSprop** 和 **Adam**，讓它們在三座山谷裡賽跑，最後在真實的 MNIST 上調校其中一個。
#
# 這裡的規則全都是**純函式**（pure function）：拿到權重、梯度和規則自己的記憶（稱為**狀態**，state），回傳新的權重和新的狀態。不在別處記住任何東西，也不改動傳進來的任何東西。
#
# 符號：$w$ 是權重，$g$ 是在 $w$ 處的梯度，$\eta$ 是學習率（程式裡寫成 `lr`）。陣列的運算都是逐元素進行。`(n, d)` 是 $n$ 列、$d$ 行的陣列，`(d,)` 是有 $d$ 個數字的陣列。

# %% grade="readonly" id="imports"
from functools import partial

import numpy as np

from labs.checks import Question, exactly, near, parts, passed, require
from labs.stand_ins import lab07 as given
from utils.data import load_mnist, to_float
from utils.plotting import plot_curves, plot_images, plot_surface_paths, show, subplots

# %% [markdown] lang="en"
# ## Question 1: plain gradient descent (6 points, 8 min)
#
# The simplest valley is a bowl: $f(w) = \frac12\sum_j \lambda_j w_j^2$. The number $\lambda_j$ is the **curvature** in direction $j$: large means steep walls. The gradient
# is $g_j = \lambda_j w_j$, the lowest point is $w = 0$. Gradient descent walks against the gradient:
#
# $$w \leftarrow w - \eta\, g.$$
#
# Write `sgd_path(start, curvatures, lr, num_steps)`. `start` and `curvatures` are arrays `(d,)`. Return the whole path as an array of shape
# `(num_steps + 1, d)`: row 0 is the start, row $k$ the position after $k$ steps. Make a new array at each step: after `w -= ...` all rows would be one array.
#
# Example: start $(1, 2)$, curvatures $(1, 4)$, `lr` 0.25. The first gradient is $(1, 8)$, so the first step leads to $(0.75, 0)$, the second to $(0.5625, 0)$.

# %% [markdown] lang="zh-TW" of="32c2a440"
# ## 第 1 題：最單純的梯度下降（6 分，8 分鐘）
#
# 最簡單的山谷是一只碗：$f(w) = \frac12\sum_j \lambda_j w_j^2$。$\lambda_j$ 是第 $j$ 個方向的**曲率**（curvature），越大表示谷壁越陡。梯度是 $g_j = \lambda_j w_j$，最低點在 $w = 0$。梯度下降就是往梯度的反方向走：
#
# $$w \leftarrow w - \eta\, g.$$
#
# 請寫 `sgd_path(start, curvatures, lr, num_steps)`。`start` 和 `curvatures` 是形狀 `(d,)` 的陣列。回傳整條路徑，形狀是 `(num_steps + 1, d)`：第 0 列是起點，第 $k$ 列是走了 $k$ 步之後的位置。每一步都要做出新的陣列：若寫 `w -= ...`，所有的列會變成同一個陣列。
#
# 例：起點 $(1, 2)$、曲率 $(1, 4)$、`lr` 0.25。第一個梯度是 $(1, 8)$，所以第一步走到 $(0.75, 0)$，第二步走到 $(0.5625, 0)$。

# %% grade="solution" id="q1_sgd_path"
def sgd_path(start, curvatures, lr, num_steps):
    """Return the path (num_steps + 1, d) of gradient descent in a bowl."""
    ### BEGIN SOLUTION
    w = start
    visited = [w]
    for _ in range(num_steps):
        w = w - lr * curvatures * w
        visited.append(w)
    return np.array(visited)
    ### END SOLUTION

# %% grade="test" id="q1_test" points=6 forbids="given.move @optimizer"
with Question(1, points=6) as q1:
    path = sgd_path(np.array([1.0, 2.0]), np.array([1.0, 4.0]), 0.25, 2)
    exactly(np.shape(path), (3, 2), "sgd_path(start, curvatures, 0.25, 2).shape",
            en="The start and two steps make three rows.",
            zh="起點加上兩步，一共三列。")
    near(path[0], [1, 2], "row 0 of the path | 路徑的第 0 列",
         en="It is the start. If you wrote w -= ..., all rows are the same array.",
         zh="應該是起點。若寫 w -= …，每一列其實是同一個陣列。")
    near(path[1:], [[0.75, 0], [0.5625, 0]], "the path from row 1 on | 第 1 列之後的路徑",
         en="The gradient is curvatures * w, computed again at each position.",
         zh="梯度是 curvatures * w，每到一個位置都要重新計算。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for d, num_steps in ((1, 4), (3, 7), (5, 1), (2, 0)):
        start, curvatures = rng.normal(size=d), rng.uniform(0.5, 8, d)
        lr = float(rng.uniform(0.01, 0.3))
        # In a bowl each coordinate is multiplied by the same factor at every step.
        powers = (1 - lr * curvatures) ** np.arange(num_steps + 1)[:, None]
        near(sgd_path(start.copy(), curvatures, lr, num_steps), start * powers,
             f"sgd_path(...), d = {d}, num_steps = {num_steps}")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: how large may the step be? (6 points, 9 min)
#
# In the bowl one step turns $w_j$ into $w_j - \eta\lambda_j w_j = (1 - \eta\lambda_j)\,w_j$. After $k$ steps the start has been multiplied by $(1 - \eta\lambda_j)^k$: it shrinks if
# $|1 - \eta\lambda_j| < 1$, and grows without end if $|1 - \eta\lambda_j| > 1$, which happens when $\eta > 2/\lambda_j$. The direction that shrinks most slowly, or explodes fastest, decides how
# the descent goes. So the number that matters is the **slowest factor**
#
# $$r(\eta) = \max_j |1 - \eta\lambda_j|.$$
#
# Small steps are slow along the flat direction, large ones explode across the steep one. The best compromise makes both equally fast:
# $1 - \eta\lambda_{\min} = -(1 - \eta\lambda_{\max})$. Solve this for $\eta$.
#
# Write `slowest_factor(curvatures, lr)` and `best_lr(curvatures)`; both return one number. `curvatures` is an array `(d,)` of positive numbers in any order.
#
# Example: curvatures $(1, 25)$, `lr` 0.07: the factors are $0.93$ and $-0.75$, so the slowest one is $0.93$.

# %% [markdown] lang="zh-TW" of="b03a9a03"
# ## 第 2 題：一步最多能走多遠？（6 分，9 分鐘）
#
# 在碗裡，一步會把 $w_j$ 變成 $w_j - \eta\lambda_j w_j = (1 - \eta\lambda_j)\,w_j$。走 $k$ 步之後，起點就乘上了 $(1 - \eta\lambda_j)^k$：若 $|1 - \eta\lambda_j| < 1$ 就會縮小；若 $|1 - \eta\lambda_j| > 1$，也就是 $\eta > 2/\lambda_j$，就會無止境地變大。縮小得最慢（或爆炸得最快）的那個方向，決定了整趟下降的快慢。所以真正重要的數字是**最慢的倍率**
#
# $$r(\eta) = \max_j |1 - \eta\lambda_j|.$$
#
# 步伐小，沿著平緩的方向會走得很慢；步伐大，橫越陡峭的方向會爆炸。最好的折衷是讓兩者一樣快：$1 - \eta\lambda_{\min} = -(1 - \eta\lambda_{\max})$。請從這個式子解出 $\eta$。
#
# 請寫 `slowest_factor(curvatures, lr)` 和 `best_lr(curvatures)`，兩者都回傳一個數字。`curvatures` 是形狀 `(d,)` 的正數陣列，順序不一定。
#
# 例：曲率 $(1, 25)$、`lr` 0.07：倍率是 $0.93$ 和 $-0.75$，所以最慢的是 $0.93$。

# %% grade="solution" id="q2_slowest_factor"
def slowest_factor(curvatures, lr):
    """Return the largest |1 - lr * curvature|: a number."""
    ### BEGIN SOLUTION
    return np.max(np.abs(1 - lr * curvatures))
    ### END SOLUTION


def best_lr(curvatures):
    """Return the learning rate with the smallest slowest_factor: a number."""
    ### BEGIN SOLUTION
    return 2 / (np.min(curvatures) + np.max(curvatures))
    ### END SOLUTION

# %% grade="test" id="q2_test" points=6
with Question(2, points=6) as q2:
    ravine = np.array([1.0, 25.0])
    near(slowest_factor(ravine, 0.07), 0.93, "slowest_factor([1, 25], 0.07)",
         en="The factors are 0.93 and -0.75; take the largest absolute value.",
         zh="倍率是 0.93 和 -0.75；取絕對值最大的那個。")
    near(slowest_factor(ravine, 0.1), 1.5, "slowest_factor([1, 25], 0.1)",
         en="1 - 0.1 * 25 is -1.5: the sign doesn't matter, the size does.",
         zh="1 - 0.1 * 25 是 -1.5：重要的是大小，不是正負號。")
    near(best_lr(ravine), 2 / 26, "best_lr([1, 25])",
         en="Solve 1 - lr * 1 = -(1 - lr * 25) for lr.",
         zh="從 1 - lr * 1 = -(1 - lr * 25) 解出 lr。")
    near(best_lr(np.array([25.0, 4.0, 1.0])), 2 / 26, "best_lr([25, 4, 1])",
         en="Only the smallest and the largest curvature count, wherever they stand.",
         zh="只有最小和最大的曲率有關，不論它們排在哪裡。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for d in (1, 2, 6):
        curvatures = rng.uniform(0.1, 40, d)
        lr = float(rng.uniform(0.001, 0.2))
        factor = max(abs(1 - lr * c) for c in curvatures)
        near(slowest_factor(curvatures.copy(), lr), factor,
             f"slowest_factor(curvatures, {lr:.3f}), d = {d}")
        best = 2 / (min(curvatures) + max(curvatures))
        near(best_lr(curvatures.copy()), best, f"best_lr(curvatures), d = {d}")
        # At the best rate the factor is (kappa - 1) / (kappa + 1).
        kappa = max(curvatures) / min(curvatures)
        near(slowest_factor(curvatures.copy(), best), (kappa - 1) / (kappa + 1),
             "slowest_factor at the best rate | 最佳學習率的 slowest_factor")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# For curvatures 1 and 25 even the best rate leaves a factor of 0.92 per step: in a ravine, plain gradient descent is slow whatever you do. The next
# questions build what helps.

# %% [markdown] lang="zh-TW" of="573d62ba"
# 曲率是 1 和 25 時，就算用最佳的學習率，每一步的倍率仍是 0.92：在狹谷裡，單純的梯度下降怎麼調都慢。接下來的題目就要做出解決的辦法。

# %% [markdown] lang="en"
# ## Question 3: momentum (12 points, 10 min)
#
# A ball rolling down keeps its speed. Momentum adds a state $v$, the **velocity**, which starts at 0. Each step keeps a share $\beta$ of the old velocity and adds the new push.
# In the form that Keras uses:
#
# $$v \leftarrow \beta v - \eta g, \qquad w \leftarrow w + v.$$
#
# **Nesterov's** variant updates $v$ in the same way, but moves the weights by the velocity they would have one step later. In Keras's form, with the **new** $v$:
#
# $$w \leftarrow w + \beta v - \eta g.$$
#
# Write `momentum_step(w, v, g, lr, beta, nesterov)` that returns the tuple `(w, v)` of the new weights and the new velocity. `w`, `v` and `g` are arrays of one shape, any shape;
# `nesterov` is `True` or `False`. Write exactly these forms (other books scale $v$ differently), and leave the arrays that were handed in as they are.
#
# Example: $w = 1$, $v = -0.2$, $g = 1$, $\eta = 0.1$, $\beta = 0.9$. The new velocity is $-0.18 - 0.1 = -0.28$. The new weight is $0.72$ without Nesterov, and
# $1 - 0.252 - 0.1 = 0.648$ with it.

# %% [markdown] lang="zh-TW" of="eee0dbe9"
# ## 第 3 題：動量（12 分，10 分鐘）
#
# 往下滾的球會保持速度。動量法多了一個狀態 $v$，稱為**速度**（velocity），從 0 開始。每一步保留舊速度的 $\beta$ 倍，再加上新的推力。Keras 採用的形式是：
#
# $$v \leftarrow \beta v - \eta g, \qquad w \leftarrow w + v.$$
#
# **Nesterov** 的版本以同樣的方式更新 $v$，但移動權重時，用的是再走一步之後才會有的速度。Keras 的形式如下，其中 $v$ 是**新的**速度：
#
# $$w \leftarrow w + \beta v - \eta g.$$
#
# 請寫 `momentum_step(w, v, g, lr, beta, nesterov)`，以 tuple `(w, v)` 回傳新的權重和新的速度。`w`、`v`、`g` 是形狀相同的陣列，什麼形狀都可以；`nesterov` 是 `True` 或 `False`。請完全照這裡的形式寫（別的書上 $v$ 的縮放方式可能不同），而且傳進來的陣列必須保持原樣。
#
# 例：$w = 1$、$v = -0.2$、$g = 1$、$\eta = 0.1$、$\beta = 0.9$。新的速度是 $-0.18 - 0.1 = -0.28$。不用 Nesterov 時，新的權重是 $0.72$；用 Nesterov 時是 $1 - 0.252 - 0.1 = 0.648$。

# %% grade="solution" id="q3_momentum_step"
def momentum_step(w, v, g, lr, beta, nesterov):
    """Return the new (w, v); w, v and g are arrays of one shape."""
    ### BEGIN SOLUTION
    v = beta * v - lr * g
    if nesterov:
        return w + beta * v - lr * g, v
    return w + v, v
    ### END SOLUTION

# %% grade="test" id="q3_test" points=12 forbids="given.move @optimizer"
with Question(3, points=12) as q3:
    w, v, g = np.array([1.0, -2.0]), np.array([0.0, 0.0]), np.array([2.0, -4.0])
    new_w, new_v = parts(momentum_step(w.copy(), v, g, 0.1, 0.9, False), 2,
                         "momentum_step(w, v, g, 0.1, 0.9, False)")
    with q3.part("momentum", 6):
        near(new_v, [-0.2, 0.4], "new v, from v = 0 | 新的 v，原本 v = 0",
             en="From rest, it is -lr * g.", zh="從靜止開始，應是 -lr * g。")
        near(new_w, [0.8, -1.6], "new w, from v = 0 | 新的 w，原本 v = 0",
             en="Add the new velocity; lr is in it already.",
             zh="加上新的速度；lr 已經在裡面了。")
    w, v, g = np.array([1.0, -2.0]), np.array([-0.2, 0.4]), np.array([1.0, 0.0])
    new_w, new_v = parts(momentum_step(w, v, g, 0.1, 0.9, False), 2,
                         "momentum_step(w, v, g, 0.1, 0.9, False)")
    with q3.part("momentum"):
        near(new_v, [-0.28, 0.36], "new v, from (-0.2, 0.4) | 新的 v，原本 (-0.2, 0.4)",
             en="Keep beta of the old velocity.", zh="保留舊速度的 beta 倍。")
        near(new_w, [0.72, -1.64], "new w | 新的 w")
        near([w, v], [[1, -2], [-0.2, 0.4]],
             "after the step, your input w, v | 執行之後，傳進來的 w、v",
             en="It was changed: write v = ..., not v *= ... or w += ...",
             zh="它們被改掉了：請寫 v = …，不要寫 v *= … 或 w += …。")
    w, v = np.array([1.0, -2.0]), np.array([-0.2, 0.4])
    new_w, new_v = parts(momentum_step(w, v, g, 0.1, 0.9, True), 2,
                         "momentum_step(w, v, g, 0.1, 0.9, True)")
    with q3.part("nesterov", 6):
        near(new_w, [0.648, -1.676], "new w with nesterov | nesterov 的新 w",
             en="It is w + beta * v - lr * g with the new v.",
             zh="是 w + beta * v - lr * g，其中 v 是新的。")
        near(new_v, [-0.28, 0.36], "new v, the same with nesterov | nesterov 的新 v，一樣")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((3,), (2, 4), (1,)):
        w_0, (g_1, g_2, g_3) = rng.normal(size=shape), rng.normal(size=(3, *shape))
        lr, beta = rng.uniform(0.01, 0.5), rng.uniform(0.3, 0.95)
        for nesterov in (False, True):
            w, v = w_0.copy(), np.zeros(shape)
            for g in (g_1, g_2, g_3):
                w, v = parts(momentum_step(w, v, g.copy(), lr, beta, nesterov), 2,
                             f"momentum_step(...), w: {shape}")
                w, v = np.array(w), np.array(v)
            moved = -lr * ((1 + beta + beta**2) * g_1 + (1 + beta) * g_2 + g_3)
            if nesterov:  # one more term of each sum
                moved -= lr * (beta**3 * g_1 + beta**2 * g_2 + beta * g_3)
            with q3.part("nesterov" if nesterov else "momentum"):
                near(v, -lr * (beta**2 * g_1 + beta * g_2 + g_3),
                     "v after three steps | 三步之後的 v")
                near(w, w_0 + moved, f"w after three steps, nesterov = {nesterov} | "
                                     f"三步之後的 w，nesterov = {nesterov}")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# ## Question 4: RMSprop (10 points, 8 min)
#
# In a ravine one direction has large gradients, another small ones, and a single learning rate can't suit both. RMSprop gives each weight its own: it divides by the typical size of
# that weight's gradients. Its state $s$ is a running average of the **squared** gradient, started at 0, with $\rho$ (`rho`) just below 1:
#
# $$s \leftarrow \rho\,s + (1-\rho)\,g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s + \epsilon}}.$$
#
# The small number $\epsilon$ (`eps`) prevents a division by zero. Here it stands **inside** the root, as in Keras.
#
# Write `rmsprop_step(w, s, g, lr, rho, eps)` that returns the tuple `(w, s)`, new arrays again. The average is taken per weight, over the steps, never over the
# weights.
#
# Example: $w = 1$, $s = 0$, $g = 2$, $\eta = 0.1$, $\rho = 0.9$, $\epsilon = 0$. Then $s = 0.1\cdot 4 = 0.4$ and $w = 1 - 0.2/\sqrt{0.4} = 0.6838$. With $\epsilon = 1$ it would be
# $1 - 0.2/\sqrt{1.4} = 0.8310$.

# %% [markdown] lang="zh-TW" of="b1ea4ea4"
# ## 第 4 題：RMSprop（10 分，8 分鐘）
#
# 在狹谷裡，一個方向的梯度很大，另一個方向的很小，單一的學習率無法兼顧。RMSprop 讓每個權重有自己的學習率：把學習率除以這個權重的梯度通常的大小。它的狀態 $s$ 是梯度**平方**的移動平均，從 0 開始，$\rho$（`rho`）略小於 1：
#
# $$s \leftarrow \rho\,s + (1-\rho)\,g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s + \epsilon}}.$$
#
# 很小的數 $\epsilon$（`eps`）用來避免除以 0。在這裡它放在根號**裡面**，與 Keras 相同。
#
# 請寫 `rmsprop_step(w, s, g, lr, rho, eps)`，以 tuple `(w, s)` 回傳結果，同樣是新的陣列。平均是把歷次的值加以平均，每個權重各算各的，絕不把不同的權重混在一起平均。
#
# 例：$w = 1$、$s = 0$、$g = 2$、$\eta = 0.1$、$\rho = 0.9$、$\epsilon = 0$。此時 $s = 0.1\cdot 4 = 0.4$，$w = 1 - 0.2/\sqrt{0.4} = 0.6838$。若 $\epsilon = 1$，則是 $1 - 0.2/\sqrt{1.4} = 0.8310$。

# %% grade="solution" id="q4_rmsprop_step"
def rmsprop_step(w, s, g, lr, rho, eps):
    """Return the new (w, s); w, s and g are arrays of one shape."""
    ### BEGIN SOLUTION
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / np.sqrt(s + eps), s
    ### END SOLUTION

# %% grade="test" id="q4_test" points=10 forbids="given.move @optimizer"
with Question(4, points=10) as q4:
    w, s, g = np.array([1.0, 1.0]), np.array([0.0, 0.0]), np.array([2.0, -0.1])
    new_w, new_s = parts(rmsprop_step(w, s, g, 0.1, 0.9, 0.0), 2,
                         "rmsprop_step(w, s, g, 0.1, 0.9, 0.0)")
    with q4.part("the average s | 平均 s", 5):
        near(new_s, [0.4, 0.001], "new s, from s = 0 | 新的 s，原本 s = 0",
             en="One number per weight: (1 - rho) times the squared gradient.",
             zh="每個權重一個數字：(1 - rho) 乘上梯度的平方。")
    with q4.part("the step of w | w 的步伐", 5):
        near(new_w, w - 0.1 * g / np.sqrt(np.array(new_s, float)),
             "new w, eps = 0 | 新的 w，eps = 0",
             en="Divide lr * g by the root of the new s, your own.",
             zh="lr * g 要除以新的 s 的平方根，也就是你自己的 s。")
    w, s, g = np.array([1.0]), np.array([0.5]), np.array([1.0])
    new_w, new_s = parts(rmsprop_step(w, s, g, 0.1, 0.9, 0.0), 2,
                         "rmsprop_step(w, s, g, 0.1, 0.9, 0.0)")
    with q4.part("the average s | 平均 s"):
        near(new_s, [0.55], "new s, from s = 0.5 | 新的 s，原本 s = 0.5",
             en="Keep rho of the old average.", zh="保留舊平均的 rho 倍。")
    w, s, g = np.array([1.0]), np.array([0.0]), np.array([2.0])
    new_w, new_s = parts(rmsprop_step(w, s, g, 0.1, 0.9, 1.0), 2,
                         "rmsprop_step(w, s, g, 0.1, 0.9, 1.0)")
    with q4.part("the step of w | w 的步伐"):
        near(new_w, w - 0.1 * g / np.sqrt(np.array(new_s, float) + 1),
             "new w, eps = 1 | 新的 w，eps = 1",
             en="eps is added inside the root.", zh="eps 要加在根號裡面。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((4,), (3, 2), (1,)):
        w, g, s = *rng.normal(size=(2, *shape)), rng.uniform(0, 2, shape)
        lr, rho, eps = rng.uniform((0.01, 0.5, 0.1), (0.5, 0.99, 1)).tolist()
        want_s = rho * s + (1 - rho) * g * g
        step = rmsprop_step(w.copy(), s.copy(), g.copy(), lr, rho, eps)
        new_w, new_s = parts(step, 2, f"rmsprop_step(...), w: {shape}")
        with q4.part("the average s | 平均 s"):
            near(new_s, want_s, f"new s, w: {shape} | 新的 s，w: {shape}")
        with q4.part("the step of w | w 的步伐"):
            # With a right s, or with the one that was returned.
            near(new_w, w - lr * g * (np.array(new_s, float) + eps) ** -0.5,
                 f"new w, w: {shape} | 新的 w，w: {shape}")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: averages that start at zero (6 points, 8 min)
#
# Adam keeps two running averages. Both start at 0, although no gradient need have been 0, so at first they are too small. For gradients $g_1, g_2, \dots$
#
# $$m_0 = 0, \qquad m_t = \beta\,m_{t-1} + (1-\beta)\,g_t.$$
#
# If all gradients are 4 and $\beta = 0.9$, then $m_1 = 0.4$, $m_2 = 0.76$, $m_3 = 1.084$: far too small at first. The shares with which the gradients enter $m_t$ add up to $1 - \beta^t$ instead of 1, so
# dividing by that number repairs it. This is the **bias correction**:
#
# $$\hat m_t = \frac{m_t}{1 - \beta^t}, \qquad t = 1, 2, 3, \dots$$
#
# Write `averages(g, beta)`. `g` `(T,)` holds $g_1$ to $g_T$. Return the tuple `(m, m_hat)`, two arrays `(T,)` with $m_1$ to $m_T$ and $\hat m_1$ to $\hat m_T$. The recursion goes on with the uncorrected $m_t$.
#
# Example: for the three gradients of 4 above, $\hat m$ is $(4, 4, 4)$.

# %% [markdown] lang="zh-TW" of="616456f8"
# ## 第 5 題：從零開始的平均（6 分，8 分鐘）
#
# Adam 會記住兩個移動平均。兩者都從 0 開始，但實際上不曾有哪個梯度必須是 0，所以一開始的平均都太小。梯度為 $g_1, g_2, \dots$ 時，
#
# $$m_0 = 0, \qquad m_t = \beta\,m_{t-1} + (1-\beta)\,g_t.$$
#
# 若梯度全是 4 而 $\beta = 0.9$，則 $m_1 = 0.4$、$m_2 = 0.76$、$m_3 = 1.084$：一開始小得離譜。平均 $m_t$ 中各個梯度所占的比例加起來是 $1 - \beta^t$，而不是 1，所以除以這個數就能校正。這稱為**偏差校正**（bias correction）：
#
# $$\hat m_t = \frac{m_t}{1 - \beta^t}, \qquad t = 1, 2, 3, \dots$$
#
# 請寫 `averages(g, beta)`。`g` `(T,)` 存放 $g_1$ 到 $g_T$。回傳 tuple `(m, m_hat)`：兩個 `(T,)` 的陣列，分別是 $m_1$ 到 $m_T$ 和 $\hat m_1$ 到 $\hat m_T$。遞迴要用未校正的 $m_t$ 繼續算下去。
#
# 例：以上面三個都是 4 的梯度來說，$\hat m$ 是 $(4, 4, 4)$。

# %% grade="solution" id="q5_averages"
def averages(g, beta):
    """Return (m, m_hat), both (T,), for the gradients g (T,)."""
    ### BEGIN SOLUTION
    m, m_hat, average = [], [], 0.0
    for t, g_t in enumerate(g, start=1):
        average = beta * average + (1 - beta) * g_t
        m.append(average)
        m_hat.append(average / (1 - beta**t))
    return np.array(m), np.array(m_hat)
    ### END SOLUTION

# %% grade="test" id="q5_test" points=6 forbids="scipy.signal.lfilter scipy.signal.sosfilt scipy.signal.dlsim tensorflow.train.ExponentialMovingAverage"
with Question(5, points=6) as q5:
    m, m_hat = parts(averages(np.array([4.0, 4.0, 4.0]), 0.9), 2,
                     "averages([4, 4, 4], 0.9)")
    near(m, [0.4, 0.76, 1.084], "m, g = (4, 4, 4)",
         en="Start from 0, and go on with the uncorrected average.",
         zh="從 0 開始，並用未校正的平均繼續算。")
    near(m_hat, [4, 4, 4], "m_hat, g = (4, 4, 4)",
         en="Divide the t-th average by 1 - beta**t; the first t is 1.",
         zh="第 t 個平均要除以 1 - beta**t；第一個 t 是 1。")
    m, m_hat = parts(averages(np.array([4.0, -2.0]), 0.5), 2, "averages([4, -2], 0.5)")
    near(m, [2, 0], "m, g = (4, -2), beta = 0.5")
    near(m_hat, [4, 0], "m_hat, g = (4, -2), beta = 0.5")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for T in (1, 5, 12):
        g, beta = rng.normal(size=T), float(rng.uniform(0.5, 0.99))
        m, m_hat = parts(averages(g.copy(), beta), 2,
                         f"averages(g, {beta:.3f}), g: ({T},)")
        weights = [beta ** np.arange(t)[::-1] for t in range(1, T + 1)]
        near(m, [(1 - beta) * np.sum(k * g[:len(k)]) for k in weights], f"m, g: ({T},)")
        near(m_hat, [np.average(g[:len(k)], weights=k) for k in weights],
             f"m_hat, g: ({T},)",
             en="m_hat is a true weighted mean of the gradients so far.",
             zh="m_hat 是到目前為止所有梯度真正的加權平均。")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: Adam (14 points, 11 min)
#
# Adam (Kingma and Ba, 2015) joins both ideas: an average $m$ of the gradient, like momentum, and an average $v$ of its square, like RMSprop (the $s$ of question 4, not the velocity of question 3), both corrected. Step number $t$ (1 for the first
# step) is
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\,g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,$$
#
# $$\hat m = \frac{m}{1-\beta_1^t}, \qquad \hat v = \frac{v}{1-\beta_2^t}, \qquad w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}.$$
#
# Write **this form, the paper's**: $\epsilon$ stands outside the root, beside the corrected $\sqrt{\hat v}$. (Keras adds $\epsilon$ to the uncorrected $\sqrt v$ and puts the correction into the learning rate, so its
# $\epsilon$ counts more during the first steps. With the usual $10^{-7}$ nobody notices.)
#
# Write `adam_step(w, m, v, t, g, lr, beta1, beta2, eps)` that returns the tuple `(w, m, v)`. The averages in it are the uncorrected ones: the next step goes on from them. As before, change nothing that
# was handed in.
#
# Example: $w = 1$, $m = v = 0$, $t = 1$, $g = 2$, $\eta = 0.1$, $\beta_1 = 0.9$, $\beta_2 = 0.96$, $\epsilon = 0$. Then $m = 0.2$, $v = 0.16$, $\hat m = 2$, $\hat v = 4$, and $w = 1 - 0.1\cdot 2/2 = 0.9$.

# %% [markdown] lang="zh-TW" of="7e88fb82"
# ## 第 6 題：Adam（14 分，11 分鐘）
#
# Adam（Kingma 和 Ba，2015）結合了這兩個想法：像動量一樣記住梯度的平均 $m$，也像 RMSprop 一樣記住梯度平方的平均 $v$（就是第 4 題的 $s$，不是第 3 題的速度），兩者都做偏差校正。第 $t$ 步（第一步的 $t$ 是 1）為
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\,g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,$$
#
# $$\hat m = \frac{m}{1-\beta_1^t}, \qquad \hat v = \frac{v}{1-\beta_2^t}, \qquad w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}.$$
#
# 請寫**這個形式，也就是論文的形式**：$\epsilon$ 在根號外面，加在校正過的 $\sqrt{\hat v}$ 旁邊。（Keras 則是把 $\epsilon$ 加在未校正的 $\sqrt v$ 上，再把校正併入學習率，所以它的 $\epsilon$ 在前幾步的影響比較大。用平常的 $10^{-7}$ 時，兩者幾乎沒有差別。）
#
# 請寫 `adam_step(w, m, v, t, g, lr, beta1, beta2, eps)`，以 tuple `(w, m, v)` 回傳結果。其中的平均是未校正的：下一步要從它們繼續。同樣不要改動傳進來的任何東西。
#
# 例：$w = 1$、$m = v = 0$、$t = 1$、$g = 2$、$\eta = 0.1$、$\beta_1 = 0.9$、$\beta_2 = 0.96$、$\epsilon = 0$。此時 $m = 0.2$、$v = 0.16$、$\hat m = 2$、$\hat v = 4$，而 $w = 1 - 0.1\cdot 2/2 = 0.9$。

# %% grade="solution" id="q6_adam_step"
def adam_step(w, m, v, t, g, lr, beta1, beta2, eps):
    """Return the new (w, m, v) of step t, which is 1 for the first step."""
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION

# %% grade="test" id="q6_test" points=14 forbids="given.move @optimizer"
with Question(6, points=14) as q6:
    w, zero, g = np.array([1.0, -2.0]), np.zeros(2), np.array([2.0, -0.5])
    step = adam_step(w.copy(), zero.copy(), zero.copy(), 1, g, 0.1, 0.9, 0.96, 0.0)
    new_w, new_m, new_v = parts(step, 3, "adam_step(...), t = 1")
    with q6.part("the averages m and v | 平均 m 和 v", 6):
        near(new_m, [0.2, -0.05], "new m, t = 1 | 新的 m，t = 1",
             en="Return the uncorrected average.", zh="要回傳未校正的平均。")
        near(new_v, [0.16, 0.01], "new v, t = 1 | 新的 v，t = 1",
             en="The average of g squared, uncorrected.", zh="g 平方的平均，未校正。")
    with q6.part("the step of w | w 的步伐", 8):
        near(new_w, [0.9, -1.9], "new w, t = 1",
             en="Whatever the gradient, the first step is lr long. Are both corrected?",
             zh="不論梯度多大，第一步的長度都是 lr。兩個平均都校正了嗎？")
    w, m, v, g = (np.array([x]) for x in (1.0, 0.5, 0.2, -1.0))
    step = adam_step(w, m, v, 3, g, 0.1, 0.9, 0.96, 0.0)
    with q6.part("the step of w | w 的步伐"):
        new_w, _, _ = parts(step, 3, "adam_step(...), t = 3")
        near(new_w, [0.908967], "new w, t = 3", en="Divide by 1 - beta**t with this t.",
             zh="要除以 1 - beta**t，t 就是傳進來的那個。")
    with q6.part("the averages m and v | 平均 m 和 v"):
        near([w, m, v], [[1], [0.5], [0.2]], "w, m, v afterwards | 執行之後的 w、m、v",
             en="It was changed: write m = ..., not m *= ...",
             zh="它們被改掉了：請寫 m = …，不要寫 m *= …。")
    step = adam_step(*np.array([[1.0], [0], [0]]), 1, -g * 2, 0.1, 0.9, 0.96, 1.0)
    with q6.part("the step of w | w 的步伐"):
        new_w, _, _ = parts(step, 3, "adam_step(...), eps = 1")
        near(new_w, [0.933333], "new w, eps = 1 | 新的 w，eps = 1",
             en="Add eps to the root of the corrected v, outside the root.",
             zh="eps 要加在校正過的 v 的平方根上，在根號外面。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape, steps in (((3,), 6), ((2, 3), 4), ((1,), 1)):
        start, gradients = rng.normal(size=shape), rng.normal(size=(steps, *shape))
        lr, eps = float(rng.uniform(0.01, 0.5)), float(rng.uniform(0.05, 1))
        beta1, beta2 = float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.9, 0.999))
        w, m, v, want = start.copy(), np.zeros(shape), np.zeros(shape), start
        for t in range(1, steps + 1):
            g = gradients[t - 1]
            result = adam_step(w, m, v, t, g.copy(), lr, beta1, beta2, eps)
            w, m, v = map(np.array, parts(result, 3, f"adam_step(...), t = {t}"))
            past = np.arange(t)[::-1]
            mean = np.average(gradients[:t], axis=0, weights=beta1**past)
            square = np.average(gradients[:t] ** 2, axis=0, weights=beta2**past)
            want = want - lr * mean / (square**0.5 + eps)
            with q6.part("the averages m and v | 平均 m 和 v"):
                near(m, mean * (1 - beta1**t), f"m, t = {t}")
                near(v, square * (1 - beta2**t), f"v, t = {t}")
            with q6.part("the step of w | w 的步伐"):
                near(w, want, f"w, t = {t}")
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# Is it really Adam? Once question 6 passes, the next cell lets your function and Keras's own optimizer walk 100 steps down the same ravine, $f(x, y) = \frac12x^2 + \frac{25}{2}y^2$, and compares them at every
# step. `given.slope("ravine", w)` is the gradient there. What remains is rounding, since Keras computes with 32 bits, and its other place for $\epsilon$.

# %% [markdown] lang="zh-TW" of="4f2a46e7"
# 這真的是 Adam 嗎？第 6 題通過之後，下一個儲存格會讓你的函式和 Keras 自己的優化器，從同一座狹谷 $f(x, y) = \frac12x^2 + \frac{25}{2}y^2$ 往下走 100 步，並且每一步都拿來比較。`given.slope("ravine", w)` 是那裡的梯度。剩下的差異來自捨入誤差（Keras 用 32 位元計算），以及它把 $\epsilon$ 放在不同的位置。

# %% grade="readonly" id="compare"
import keras


def compare_with_keras():
    yours, m, v = np.array([-9.0, 2.0]), np.zeros(2), np.zeros(2)
    theirs = keras.Variable([-9.0, 2.0])
    optimizer = keras.optimizers.Adam(learning_rate=0.5)
    gap = 0.0
    for t in range(1, 101):
        yours, m, v = adam_step(
            yours, m, v, t, given.slope("ravine", yours), 0.5, 0.9, 0.999, 1e-7)
        slope = given.slope("ravine", theirs.numpy())
        optimizer.apply([keras.ops.convert_to_tensor(slope, "float32")], [theirs])
        gap = max(gap, np.abs(yours - theirs.numpy()).max())
    print(f"largest difference to keras.optimizers.Adam in 100 steps: {gap:.1e}")


if passed(6):
    compare_with_keras()

# %% [markdown] lang="en"
# ## Question 7: clipping (10 points, 9 min)
#
# At a cliff the gradient is huge, and one step throws the weights far away. **Clipping** limits the gradient before it is used. There are three kinds. $\|g\|$ is the length of the gradient, the root of the sum of its
# squares.
#
# - `clip_by_value(g, limit)`: each entry on its own is brought into $[-\text{limit}, \text{limit}]$. The direction may change.
# - `clip_by_norm(g, limit)`: if $\|g\|$ is greater than the limit, scale the whole array so that its length **is** the limit; else leave it. The direction stays.
# - `clip_by_global_norm(grads, limit)`: the same for a list of arrays of different shapes (the gradients of all layers): one length, taken over **all** of their entries, and one common factor. Return a list.
#
# `g` may have any shape. A gradient of zeros stays zero. In Keras these are the arguments `clipvalue`, `clipnorm` and `global_clipnorm` of every optimizer; each is off unless you set it.
#
# Examples: $(3, -4)$ with limit 1 becomes $(1, -1)$ by value and $(0.6, -0.8)$ by norm. The list $[(3, 0), (4)]$ with limit 1 has the global length 5 and becomes $[(0.6, 0), (0.8)]$.

# %% [markdown] lang="zh-TW" of="4c55068c"
# ## 第 7 題：梯度裁剪（10 分，9 分鐘）
#
# 在懸崖邊，梯度非常大，一步就會把權重拋到很遠的地方。**梯度裁剪**（gradient clipping）在使用梯度之前先限制它的大小，有三種做法。$\|g\|$ 是梯度的長度，也就是各元素平方和的平方根。
#
# - `clip_by_value(g, limit)`：每個元素各自限制在 $[-\text{limit}, \text{limit}]$ 之內。方向可能改變。
# - `clip_by_norm(g, limit)`：若 $\|g\|$ 大於 limit，就把整個陣列縮小，讓長度**等於** limit；否則保持不變。方向不變。
# - `clip_by_global_norm(grads, limit)`：對一串形狀各不相同的陣列（各層的梯度）做同樣的事：長度只有一個，由**全部**的元素一起算，縮小的倍率也共用一個。回傳串列。
#
# `g` 可以是任何形狀。全是 0 的梯度仍然是 0。在 Keras 裡，它們是每個優化器都有的參數 `clipvalue`、`clipnorm` 和 `global_clipnorm`；不設定就不會裁剪。
#
# 例：$(3, -4)$、limit 為 1，按值裁剪得到 $(1, -1)$，按長度裁剪得到 $(0.6, -0.8)$。串列 $[(3, 0), (4)]$、limit 為 1，整體長度是 5，得到 $[(0.6, 0), (0.8)]$。

# %% grade="solution" id="q7_clip"
def clip_by_value(g, limit):
    """Return g with every entry brought into [-limit, limit]."""
    ### BEGIN SOLUTION
    return np.clip(g, -limit, limit)
    ### END SOLUTION


def clip_by_norm(g, limit):
    """Return g, scaled down to length limit if it is longer."""
    ### BEGIN SOLUTION
    return g * limit / max(np.sqrt(np.sum(g**2)), limit)
    ### END SOLUTION


def clip_by_global_norm(grads, limit):
    """Return the list of arrays, all scaled by one factor if together too long."""
    ### BEGIN SOLUTION
    length = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * limit / max(length, limit) for g in grads]
    ### END SOLUTION

# %% grade="test" id="q7_test" points=10 forbids="keras.ops.clip keras.optimizers keras.constraints keras.src.optimizers.base_optimizer.clip_by_global_norm tensorflow.clip_by_value tensorflow.clip_by_norm tensorflow.clip_by_global_norm tensorflow.raw_ops.ClipByValue"
with Question(7, points=10) as q7:
    with q7.part("clip_by_value", 2):
        near(clip_by_value(np.array([3.0, -4.0, 0.5]), 1.0), [1, -1, 0.5],
             "clip_by_value([3, -4, 0.5], 1)",
             en="Limit both sides, entry by entry.", zh="逐元素限制，兩側都要。")
    g = np.array([3.0, -4.0])
    with q7.part("clip_by_norm", 4):
        near(clip_by_norm(g.copy(), 1.0), [0.6, -0.8], "clip_by_norm([3, -4], 1)",
             en="The length is 5: divide by 5, so that it becomes 1.",
             zh="長度是 5：除以 5，讓長度變成 1。")
        near(clip_by_norm(g.copy(), 10.0), [3, -4], "clip_by_norm([3, -4], 10)",
             en="What is short enough stays as it is.", zh="夠短的就保持不變。")
        near(clip_by_norm(np.zeros(2), 1.0), [0, 0], "clip_by_norm([0, 0], 1)",
             en="Don't divide by a length of 0.", zh="不要除以長度 0。")
    with q7.part("clip_by_global_norm", 4):
        both = clip_by_global_norm([np.array([3.0, 0.0]), np.array([4.0])], 1.0)
        first, second = parts(both, 2, "clip_by_global_norm([[3, 0], [4]], 1)")
        near(first, [0.6, 0], "first array of clip_by_global_norm([[3, 0], [4]], 1) | "
                              "clip_by_global_norm([[3, 0], [4]], 1) 的第一個陣列",
             en="All arrays together have the length 5.", zh="全部陣列合起來的長度是 5。")
        near(second, [0.8], "second array | 第二個陣列")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((5,), (2, 3), (4, 1)):
        g = rng.normal(scale=3, size=shape)
        limit = float(rng.uniform(0.2, 0.9) * np.linalg.norm(g))
        with q7.part("clip_by_value"):
            near(clip_by_value(g.copy(), 0.7), np.minimum(np.maximum(g, -0.7), 0.7),
                 f"clip_by_value(g, 0.7), g: {shape}")
        with q7.part("clip_by_norm"):
            near(clip_by_norm(g.copy(), limit), g / np.linalg.norm(g) * limit,
                 f"clip_by_norm(g, {limit:.3f}), g: {shape}")
            near(clip_by_norm(g.copy(), 99.0), g, f"clip_by_norm(g, 99), g: {shape}")
        grads = [g, rng.normal(size=(3, 2)), rng.normal(size=4)]
        length = np.linalg.norm(np.concatenate([a.ravel() for a in grads]))
        for limit in (float(length) / 3, float(length) * 3):
            factor = min(1, limit / length)
            with q7.part("clip_by_global_norm"):
                clipped = clip_by_global_norm([a.copy() for a in grads], limit)
                clipped = parts(clipped, 3, f"clip_by_global_norm(grads, {limit:.3f})")
                for i, (one, a) in enumerate(zip(clipped, grads)):
                    near(one, factor * a,
                         f"clip_by_global_norm(grads, {limit:.3f})[{i}]")
    with q7.part("clip_by_global_norm"):
        zeros = parts(clip_by_global_norm([np.zeros(2), np.zeros((2, 2))], 1.0), 2,
                      "clip_by_global_norm(zeros, 1)")
        near(zeros[1], np.zeros((2, 2)), "clip_by_global_norm(zeros, 1)[1]")
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# What clipping can do and what it can't: the next cell walks down the ravine with `lr` 0.1, which is above the bound $2/25 = 0.08$ of question 2, first without clipping and then with your `clip_by_norm(g, 1.0)`.
# Before you run it, decide: where does each of the two walks end? No clipped step is longer than 0.1.

# %% [markdown] lang="zh-TW" of="96e7f835"
# 梯度裁剪能做什麼、不能做什麼？下一個儲存格用 `lr` 0.1 走下狹谷，這超過了第 2 題的上限 $2/25 = 0.08$；一次不裁剪，一次用你的 `clip_by_norm(g, 1.0)`。執行之前先想一想：兩次各會走到哪裡？提示：裁剪之後，每一步都不超過 0.1。

# %% grade="readonly" id="cliff"
def draw_clipping():
    distances = {"no clipping": [], "clipped to length 1": []}
    for name, record in distances.items():
        w = np.array([1.0, 2.0])
        for _ in range(80):
            record.append(np.linalg.norm(w))
            g = given.slope("ravine", w)
            w = w - 0.1 * (clip_by_norm(g, 1.0) if "clipped" in name else g)
    show(plot_curves(distances, xlabel="step", ylabel="distance to the minimum",
                     title="A learning rate that is too large", logy=True),
         alt="Without clipping the distance grows without end, a straight line on the "
             "logarithmic axis; with clipping it falls and levels off at 0.05.")


if passed(7):
    draw_clipping()

# %% [markdown] lang="en"
# Without clipping the distance to the minimum grows without end. With it the walk comes close, but it ends jumping to and fro across the bottom, always 0.05 from the minimum: clipping limits the damage, but it doesn't replace a good learning rate.

# %% [markdown] lang="zh-TW" of="37b77494"
# 不裁剪時，離最低點的距離無止境地變大。裁剪之後能走到附近，但最後會在谷底兩側來回跳動，離最低點始終是 0.05：裁剪可以控制損害，但不能取代好的學習率。

# %% [markdown] lang="en"
# ## Question 8: the race (10 points, 8 min)
#
# Now all rules start in the same place. Write `descend(rule, surface, start, lr, num_steps)`. `rule` and `surface` are strings, `start` is a tuple of two numbers. Return the path, an array `(num_steps + 1, 2)`
# whose row 0 is the start.
#
# Two functions are ready for you:
#
# - `given.slope(surface, w)` is the gradient `(2,)` of the surface `"ravine"`, `"saddle"` or `"beale"` at `w` `(2,)`.
# - `given.move(rule, w, gradients, lr)` is the position after one step by the rule `"sgd"`, `"momentum"`, `"rmsprop"` or `"adam"`, from `w`. Instead of a state it wants a list of **all gradients so far**, the newest one
#   last; so the list grows by one entry at each step. It uses $\beta = 0.9$; $\rho = 0.9$; $\beta_1 = 0.9$ and $\beta_2 = 0.999$; $\epsilon = 10^{-7}$.
#
# You may use your own steps instead, with the same settings.
#
# Example: `descend("sgd", "ravine", (-9, 2), 0.04, 1)` is `[[-9, 2], [-8.64, 0]]`.

# %% [markdown] lang="zh-TW" of="fbab3ee3"
# ## 第 8 題：賽跑（10 分，8 分鐘）
#
# 現在讓所有的規則從同一個地方出發。請寫 `descend(rule, surface, start, lr, num_steps)`。`rule` 和 `surface` 是字串，`start` 是兩個數字的 tuple。回傳路徑，形狀是 `(num_steps + 1, 2)` 的陣列，第 0 列是起點。
#
# 有兩個現成的函式可以用：
#
# - `given.slope(surface, w)`：曲面 `"ravine"`、`"saddle"` 或 `"beale"` 在 `w` `(2,)` 處的梯度，形狀 `(2,)`。
# - `given.move(rule, w, gradients, lr)`：從 `w` 出發，依規則 `"sgd"`、`"momentum"`、`"rmsprop"` 或 `"adam"` 走一步之後的位置。它要的不是狀態，而是**到目前為止所有梯度**的串列，最新的排在最後；所以串列每一步會多一個元素。它用 $\beta = 0.9$、$\rho = 0.9$、$\beta_1 = 0.9$ 和 $\beta_2 = 0.999$、$\epsilon = 10^{-7}$。
#
# 你也可以改用自己寫的規則，設定要相同。
#
# 例：`descend("sgd", "ravine", (-9, 2), 0.04, 1)` 是 `[[-9, 2], [-8.64, 0]]`。

# %% grade="solution" id="q8_descend"
def descend(rule, surface, start, lr, num_steps):
    """Return the path (num_steps + 1, 2) of a rule down a surface."""
    ### BEGIN SOLUTION
    w = np.array(start, dtype=float)
    visited, gradients = [w], []
    for _ in range(num_steps):
        gradients.append(given.slope(surface, w))
        w = given.move(rule, w, gradients, lr)
        visited.append(w)
    return np.array(visited)
    ### END SOLUTION

# %% grade="test" id="q8_test" points=10
with Question(8, points=10) as q8:
    path = descend("sgd", "ravine", (-9, 2), 0.04, 1)
    exactly(np.shape(path), (2, 2), 'descend("sgd", "ravine", (-9, 2), 0.04, 1).shape',
            en="The start and one step.", zh="起點，加上一步。")
    with q8.part("without memory: sgd | 沒有記憶：sgd", 4):
        near(path, [[-9, 2], [-8.64, 0]], 'descend("sgd", "ravine", (-9, 2), 0.04, 1)')
    path = descend("momentum", "ravine", (-9, 2), 0.02, 3)
    with q8.part("with memory | 有記憶", 6):
        near(path, [[-9, 2], [-8.82, 1], [-8.4816, -0.4], [-8.007408, -1.46]],
             'descend("momentum", "ravine", (-9, 2), 0.02, 3)',
             en="Compute the gradient again at each position, and keep all in the "
                "list.",
             zh="每到一個位置都要重新計算梯度，並且全部保留在串列裡。")
    path = descend("adam", "saddle", (-3, 0.001), 0.1, 2)
    with q8.part("with memory | 有記憶"):
        near(path[1:], [[-2.9, 0.10099], [-2.8001, 0.176065]],
             'descend("adam", "saddle", (-3, 0.001), 0.1, 2)[1:]',
             en="Are both the rule and the surface used?", zh="rule 和 surface 都有用到嗎？")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for rule in rng.permutation(["sgd", "momentum", "rmsprop", "adam"]):
        for surface, num_steps in (("ravine", 6), ("saddle", 4), ("beale", 5)):
            w, lr = rng.uniform(-0.9, 0.9, 2), float(rng.uniform(0.001, 0.02))
            start, want, gradients = tuple(w.tolist()), [w], []
            for _ in range(num_steps):
                gradients = [*gradients, given.slope(surface, w)]
                w = given.move(str(rule), w, gradients, lr)
                want.append(w)
            memory = "without memory: sgd | 沒有記憶：sgd"
            with q8.part(memory if rule == "sgd" else "with memory | 有記憶"):
                near(descend(str(rule), surface, start, lr, num_steps), want,
                     f'descend("{rule}", "{surface}", start, {lr:.4f}, {num_steps})')
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# Once question 8 passes, you see the race: 60 steps in each of three valleys. Each rule got a learning rate that suits it; with other rates another rule may win. **Before you run it**, look at
# the **saddle** surface: its minima are at $(0, \pm2)$, the saddle is at $(0, 0)$, and the walk starts at $(-3, 0.001)$, where the slope in $y$ is only 0.001. Which rule will be the last to turn away from the saddle? Write
# it down, with your reason, in the answer cell of question 11 at the end.

# %% [markdown] lang="zh-TW" of="3726a3cf"
# 第 8 題通過之後，你就能看到這場賽跑：三座山谷，各走 60 步。每種規則都用了適合它的學習率；換成別的學習率，贏家可能就不同了。**執行之前**，先看看**鞍點**（saddle）曲面：最低點在 $(0, \pm2)$，鞍點在 $(0, 0)$，起點 $(-3, 0.001)$ 在 $y$ 方向的坡度只有 0.001。哪一種規則會最晚離開鞍點？請把答案和理由寫在最後第 11 題的作答儲存格裡。

# %% grade="readonly" id="race"
races = {
    # start, range of x, range of y, learning rates, where the minima are
    "ravine": ((-9, 2), (-10, 3), (-3, 3), (0.04, 0.01, 0.2, 0.5), [(0, 0)]),
    "saddle": ((-3, 0.001), (-3.5, 1.5), (-3, 3), (0.1, 0.05, 0.1, 0.1),
               [(0, 2), (0, -2)]),
    "beale": ((1, 1.5), (0, 4), (-2, 2), (0.02, 0.004, 0.05, 0.2), [(3, 0.5)]),
}


def draw_race():
    figure, axes = subplots(1, 3, width=13, height=4.6)
    for ax, (surface, (start, xlim, ylim, rates, minima)) in zip(axes, races.items()):
        paths = {f"{rule} {lr}": descend(rule, surface, start, lr, 60) for rule, lr in
                 zip(["sgd", "momentum", "rmsprop", "adam"], rates)}
        plot_surface_paths(partial(given.height, surface), paths, xlim=xlim,
                           ylim=ylim, minima=minima, log=surface != "saddle",
                           title=f"{surface}, 60 steps", ax=ax)
    show(figure,
         alt="Three contour maps with four paths each. In the ravine momentum and "
             "RMSprop come nearest to the minimum; at the saddle gradient descent "
             "still stands near it when others have reached a minimum; on Beale's "
             "surface all follow the bent valley.")


if passed(8):
    draw_race()

# %% [markdown] lang="en"
# ## Question 9: tune it on real digits (10 points, 9 min)
#
# Now a real loss: a network that reads MNIST digits, shrunk to 14×14 pixels so that it trains in a blink. To an optimizer even this network is only one long vector of weights.
#
# - `given.train_digits(rule, lr, X, y)` trains a fresh network on images `X` `(n, 196)` and labels `y` `(n,)` by one of the four rules and returns its weights.
# - `given.read_digits(weights, X)` returns the digits `(n,)` that the network with these weights reads.
#
# Which learning rate is best? Good rates can lie anywhere from 0.0001 to 10, so they are searched on a **logarithmic** scale, by multiplying: `np.geomspace(0.001, 10, 5)` is $0.001, 0.01, 0.1, 1, 10$. Write `tune(rule, low, high, X, y, X_val, y_val)`
# that searches first coarsely, then finely:
#
# 1. Round one: the 5 rates `np.geomspace(low, high, 5)`. For each, train on `X, y` and take the accuracy on the **validation set** `X_val, y_val`: the share of digits that are read correctly.
# 2. Let $c$ be the rate with the highest accuracy (the first, if several are equal) and $q$ the ratio of two neighbouring rates of round one, the larger over the smaller. Round two: the 5 rates `np.geomspace(c / q**0.5, c * q**0.5, 5)`.
# 3. Return the tuple `(best, rates, accuracies)`: `best` is the rate with the highest accuracy of all (again the first), `rates` are all 10 in the order in which they were tried ($c$ comes twice), `accuracies` are theirs.
#
# Example: with `low` 0.001 and `high` 10 the ratio is $q = 10$. If 0.1 wins round one, round two tries $0.0316, 0.0562, 0.1, 0.178, 0.316$.

# %% [markdown] lang="zh-TW" of="caa505e2"
# ## 第 9 題：用真實的手寫數字調校（10 分，9 分鐘）
#
# 現在換成真正的損失：一個辨識 MNIST 手寫數字的網路。圖片縮小成 14×14 像素，一眨眼就能訓練完。對優化器來說，連這個網路也只是一個很長的權重向量。
#
# - `given.train_digits(rule, lr, X, y)`：用四種規則之一，在圖片 `X` `(n, 196)` 和標籤 `y` `(n,)` 上訓練一個全新的網路，回傳它的權重。
# - `given.read_digits(weights, X)`：回傳用這組權重的網路所讀出的數字 `(n,)`。
#
# 哪個學習率最好？好的學習率可能落在 0.0001 到 10 之間的任何地方，所以要用**對數**刻度來找，也就是用乘的：`np.geomspace(0.001, 10, 5)` 是 $0.001, 0.01, 0.1, 1, 10$。請寫 `tune(rule, low, high, X, y, X_val, y_val)`，先粗略地找，再仔細地找：
#
# 1. 第一輪：`np.geomspace(low, high, 5)` 這 5 個學習率。每一個都用 `X, y` 訓練，再計算在**驗證集**（validation set）`X_val, y_val` 上的準確率：讀對的比例。
# 2. 令 $c$ 是準確率最高的學習率（若有好幾個一樣高，取第一個），$q$ 是第一輪相鄰兩個學習率的比值（大的除以小的）。第二輪：`np.geomspace(c / q**0.5, c * q**0.5, 5)` 這 5 個學習率。
# 3. 回傳 tuple `(best, rates, accuracies)`：`best` 是全部 10 個學習率中準確率最高的那一個（一樣高時同樣取先出現的），`rates` 是依嘗試順序排列的全部 10 個學習率（$c$ 會出現兩次），`accuracies` 是它們各自的準確率。
#
# 例：`low` 為 0.001、`high` 為 10 時，比值是 $q = 10$。若 0.1 贏得第一輪，第二輪就嘗試 $0.0316, 0.0562, 0.1, 0.178, 0.316$。

# %% grade="readonly" id="digits"
(train_images, train_labels), (test_images, test_labels) = load_mnist()


def small(images):
    """Average 2 by 2 pixels: uint8 (n, 28, 28) to floats (n, 196) from 0 to 1."""
    return to_float(images).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)


X_train, y_train = small(train_images[:1000]), train_labels[:1000]
X_val, y_val = small(train_images[1000:1500]), train_labels[1000:1500]
X_test, y_test = small(test_images[:2000]), test_labels[:2000]
show(plot_images(X_train[:8].reshape(-1, 14, 14), y_train[:8], title="MNIST, 14×14"),
     alt="Eight handwritten digits, coarse but readable.")

# %% grade="solution" id="q9_tune"
def tune(rule, low, high, X, y, X_val, y_val):
    """Return (best, rates, accuracies) of a search in two rounds of 5 rates."""
    ### BEGIN SOLUTION
    def accuracy(lr):
        weights = given.train_digits(rule, lr, X, y)
        return np.mean(given.read_digits(weights, X_val) == y_val)

    rates = list(np.geomspace(low, high, 5))
    accuracies = [accuracy(lr) for lr in rates]
    center, width = rates[int(np.argmax(accuracies))], (rates[1] / rates[0]) ** 0.5
    fine = list(np.geomspace(center / width, center * width, 5))
    rates += fine
    accuracies += [accuracy(lr) for lr in fine]
    return rates[int(np.argmax(accuracies))], rates, accuracies
    ### END SOLUTION

# %% grade="test" id="q9_test" points=10
with Question(9, points=10) as q9:
    result = tune("sgd", 0.001, 10.0, X_train, y_train, X_val, y_val)
    best, rates, accuracies = parts(result, 3, 'tune("sgd", 0.001, 10, ...)')
    exactly((len(rates), len(accuracies)), (10, 10), "(len(rates), len(accuracies))",
            en="Two rounds of five.", zh="兩輪，每輪五個。")
    with q9.part("the first round | 第一輪", 5):
        near(rates[:5], [0.001, 0.01, 0.1, 1, 10], "rates[:5]",
             en="np.geomspace(low, high, 5).", zh="np.geomspace(low, high, 5)。")
        weights = given.train_digits("sgd", 0.1, X_train, y_train)
        read = given.read_digits(weights, X_val)
        near(accuracies[2], np.mean(read == y_val), "accuracies[2], lr = 0.1",
             en="Train on X, y, then count the right digits among X_val, y_val.",
             zh="用 X, y 訓練，再計算 X_val, y_val 中讀對的比例。")
    coarse = rates[int(np.argmax(accuracies[:5]))]
    with q9.part("the second round and the best | 第二輪與最佳值", 5):
        fine = np.geomspace(coarse / 10**0.5, coarse * 10**0.5, 5)
        near(rates[5:], fine, "rates[5:]",
             en="Round two surrounds the best of round one: c / q**0.5 to c * q**0.5.",
             zh="第二輪：在第一輪最好的學習率附近，從 c / q**0.5 到 c * q**0.5。")
        near(best, rates[int(np.argmax(accuracies))], "best",
             en="The rate, not the accuracy, with the highest accuracy of all ten.",
             zh="十個之中準確率最高的那個學習率，不是準確率本身。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for rule, low in (("momentum", 0.003), ("adam", 0.0008)):
        rows, new = rng.permutation(1000)[:400], rng.permutation(500)[:150]
        low, q = low * float(rng.uniform(0.8, 1.2)), float(rng.uniform(3, 5))
        data = X_train[rows], y_train[rows], X_val[new], y_val[new]

        def reference(lr, rule=rule, data=data):
            weights = given.train_digits(rule, lr, *data[:2])
            return np.mean(given.read_digits(weights, data[2]) == data[3])

        tried = [low * q**k for k in range(5)]
        scores = [reference(lr) for lr in tried]
        coarse = tried[int(np.argmax(scores))]
        tried += [coarse * q ** (k / 4 - 0.5) for k in range(5)]
        scores += [reference(lr) for lr in tried[5:]]
        result = tune(rule, low, low * q**4, *[part.copy() for part in data])
        best, rates, accuracies = parts(result, 3, f'tune("{rule}", {low:.4f}, ...)')
        hint = {"en": f'rule = "{rule}".', "zh": f'rule = "{rule}"。'}
        # Rates that differ in the last digit may read a digit or two differently.
        with q9.part("the first round | 第一輪"):
            near(rates[:5], tried[:5], "rates[:5]", **hint)
            near(accuracies[:5], scores[:5], "accuracies[:5]", within=0.012, **hint)
        with q9.part("the second round and the best | 第二輪與最佳值"):
            near(rates[5:], tried[5:], "rates[5:]", **hint)
            near(accuracies[5:], scores[5:], "accuracies[5:]", within=0.012, **hint)
            near(best, rates[int(np.argmax(accuracies))], "best", **hint)
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# Once question 9 passes, the next cell tunes all four rules and draws what was found. The last column is measured on 2,000 test images that no choice has seen: the accuracy of the winner on the validation set is
# a little too kind, since it was picked for being the highest. Before you run it: will the four rules be best at the same learning rates?

# %% [markdown] lang="zh-TW" of="90bc7158"
# 第 9 題通過之後，下一個儲存格會調校全部四種規則，並畫出結果。最後一欄是在 2,000 張測試圖片上量到的，做任何選擇時都沒有用到這些圖片：贏家在驗證集上的準確率會稍微偏高，畢竟它就是靠準確率最高才被選中的。執行之前先想一想：四種規則表現最好的學習率會一樣嗎？

# %% grade="readonly" id="sweep"
def draw_sweep():
    curves, places = {}, {}
    print("rule       best rate   validation   test")
    lowest = {"sgd": 0.01, "momentum": 0.001, "rmsprop": 0.0001, "adam": 0.0001}
    for rule, low in lowest.items():
        best, rates, accuracies = tune(
            rule, low, 1000 * low, X_train, y_train, X_val, y_val)
        order = np.argsort(rates)
        places[rule], curves[rule] = np.array(rates)[order], np.array(accuracies)[order]
        weights = given.train_digits(rule, best, X_train, y_train)
        hits = np.mean(given.read_digits(weights, X_test) == y_test)
        print(f"{rule:<9} {best:>10.4f} {max(accuracies):>12.3f} {hits:>6.3f}")
    show(plot_curves(curves, x=places, xlabel="learning rate", logx=True,
                     ylabel="validation accuracy",
                     title="Every rule has its own good rates"),
         alt="Four hills on a logarithmic axis: RMSprop and Adam do best between 0.007 "
             "and 0.05, momentum between 0.07 and 0.5, gradient descent between 0.3 "
             "and 2, beyond which it collapses.")


if passed(9):
    draw_sweep()

# %% [markdown] lang="en"
# Each rule has its own range of good rates, and the hills differ in width, too: a comparison of rules at one common rate says nothing.

# %% [markdown] lang="zh-TW" of="270439cb"
# 每種規則都有自己適合的學習率範圍，山丘的寬度也不同：用同一個學習率來比較不同的規則，說明不了什麼。

# %% [markdown] lang="en"
# ## Question 10: the same in Keras (10 points, 5 min)
#
# You have built what `keras.optimizers` contains; from now on you may use it. Write `train_keras(X, y, X_new, lr, seed)` that trains a Keras network with Adam on the images `X` `(n, 196)` with labels `y` `(n,)`, whole numbers from 0 to 9, and
# returns the digits that it reads from `X_new` `(m, 196)`, as an array of whole numbers `(m,)`.
#
# 1. `keras.utils.set_random_seed(seed)`.
# 2. `keras.Sequential` with `keras.Input((196,))`, a `Dense` layer of 32 units with activation `"relu"`, and a `Dense` layer of 10 units with activation `"softmax"`.
# 3. `compile` with `keras.optimizers.Adam(learning_rate=lr)` and the loss `"sparse_categorical_crossentropy"`, which takes labels as whole numbers.
# 4. `fit` with `batch_size=50`, `epochs=5`, `verbose=0`.
# 5. `model.predict(X_new, verbose=0)` gives probabilities `(m, 10)`. The digit is the index of the largest probability in its row.
#
# The test trains on 1,000 images and asks for 500 new ones: with `lr` 0.01 at least 70 % must be right. With a rate of 0.000001 the network must learn almost nothing (40 % right at most); this shows that your `lr` reaches the optimizer.

# %% [markdown] lang="zh-TW" of="92df822f"
# ## 第 10 題：用 Keras 做同樣的事（10 分，5 分鐘）
#
# `keras.optimizers` 裡有的，你已經自己寫過了，從現在起就可以直接使用。請寫 `train_keras(X, y, X_new, lr, seed)`：用 Adam 在圖片 `X` `(n, 196)` 和標籤 `y` `(n,)`（0 到 9 的整數）上訓練一個 Keras 網路，再以整數陣列 `(m,)` 回傳它從 `X_new` `(m, 196)` 讀出的數字。
#
# 1. `keras.utils.set_random_seed(seed)`。
# 2. `keras.Sequential`：`keras.Input((196,))`，一個 32 個單元、激活函數為 `"relu"` 的 `Dense` 層，以及一個 10 個單元、激活函數為 `"softmax"` 的 `Dense` 層。
# 3. `compile`：優化器 `keras.optimizers.Adam(learning_rate=lr)`，損失 `"sparse_categorical_crossentropy"`，它接受整數的標籤。
# 4. `fit`：`batch_size=50`、`epochs=5`、`verbose=0`。
# 5. `model.predict(X_new, verbose=0)` 得到形狀 `(m, 10)` 的機率。每一列中機率最大的索引，就是讀出的數字。
#
# 測試會用 1,000 張圖片訓練，再讓網路讀 500 張新的圖片：`lr` 為 0.01 時，至少要讀對 70 %。學習率為 0.000001 時，網路應該幾乎什麼都學不到（最多讀對 40 %）：這可以看出你的 `lr` 確實傳給了優化器。

# %% grade="solution" id="q10_train_keras"
def train_keras(X, y, X_new, lr, seed):
    """Train a network with Adam on X (n, 196), y (n,); return digits (m,) for X_new."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((196,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=50, epochs=5, verbose=0)
    return model.predict(X_new, verbose=0).argmax(axis=1)
    ### END SOLUTION

# %% grade="test" id="q10_test" points=10
with Question(10, points=10) as q10:
    digits = train_keras(X_train, y_train, X_val, 0.01, 0)
    exactly(np.shape(digits), (500,), "train_keras(...).shape, X_new: (500, 196)",
            en="One digit per image: argmax over the 10 columns.",
            zh="每張圖片一個數字：在 10 行之中取 argmax。")
    with q10.part("lr", 4):
        barely = train_keras(X_train, y_train, X_val, 1e-6, 0)
        share = np.mean(np.array(barely) == y_val)
        require(share <= 0.4,
                en=f"with lr = 0.000001 it reads {100 * share:.0f} % of the digits, "
                   "expected 40 % or fewer: does your lr reach the optimizer?",
                zh=f"lr = 0.000001 時還是讀對了 {100 * share:.0f} % 的新圖片，應該不超過 40 %："
                   "你的 lr 有傳給優化器嗎？")
        require(np.mean(np.array(digits) == y_val) > share,
                en="lr = 0.01 reads no more digits than lr = 0.000001: use lr.",
                zh="lr = 0.01 並沒有比 lr = 0.000001 讀對更多：lr 有用到嗎？")
    with q10.part("what it learns | 學到的東西", 6):
        share = np.mean(np.array(digits) == y_val)
        require(share >= 0.7,
                en=f"with lr = 0.01 it reads {100 * share:.0f} % of the new digits, "
                   "expected 70 % or more: Adam, relu, softmax, 5 epochs, batches of "
                   "50?",
                zh=f"lr = 0.01 時只讀對 {100 * share:.0f} % 的新圖片，應有 70 % 以上：用的是 Adam 嗎？"
                   "有 relu 和 softmax 嗎？是否以 50 張為一批，訓練 5 個週期（epoch）？")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    rename, rows = rng.permutation(10), rng.permutation(2000)[:400]
    seed = int(rng.integers(1, 10_000))
    digits = train_keras(X_train, rename[y_train], X_test[rows], 0.01, seed)
    exactly(np.shape(digits), (400,), "train_keras(...).shape, X_new: (400, 196)")
    with q10.part("what it learns | 學到的東西"):
        share = np.mean(np.array(digits) == rename[y_test[rows]])
        require(share >= 0.65,
                en=f"with renamed labels and seed {seed} it reads {100 * share:.0f} %, "
                   "expected 65 % or more: it must learn whatever y says.",
                zh=f"標籤重新編號、種子為 {seed} 時只讀對 {100 * share:.0f} %，應有 65 % 以上："
                   "不論 y 裡的標籤怎麼編，網路都必須學會。")
    ### END HIDDEN TESTS
q10.score

# %% [markdown] lang="en"
# ## Question 11: away from the saddle (6 points, 5 min)
#
# Look again at the middle picture of the race, which your `descend` of question 8 drew: 60 steps from $(-3, 0.001)$.
#
# 1. (2 points) Your prediction from **before** you ran it: which rule is the last to turn away from the saddle, and why? Was it right?
# 2. (2 points) The gradient at the start is $(-3, -0.001)$, and both rules have the learning rate 0.1. By how much does the **first** step of plain gradient descent change $y$, and
#    by how much that of Adam? Use the formulas of questions 1 and 6, and explain the difference.
# 3. (2 points) Adam's steps are about as long where the gradient is tiny as where it is large. Name a situation in which that is a disadvantage, and say what one can do about it.
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="7be6a621"
# ## 第 11 題：離開鞍點（6 分，5 分鐘）
#
# 請再看一次賽跑中間的那張圖，它是你第 8 題的 `descend` 畫的：從 $(-3, 0.001)$ 出發走 60 步。
#
# 1. （2 分）你在執行**之前**的預測：哪一種規則最晚離開鞍點？為什麼？猜對了嗎？
# 2. （2 分）起點的梯度是 $(-3, -0.001)$，兩種規則的學習率都是 0.1。單純的梯度下降的**第一步**會讓 $y$ 改變多少？Adam 呢？請用第 1 題和第 6 題的公式計算，並解釋差別從何而來。
# 3. （2 分）無論梯度是大是小，Adam 的步伐都差不多長。請舉出一種因此吃虧的情況，並說明可以怎麼補救。
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q11_saddle" points=6
# 1. I expected plain gradient descent to be last: its step is the learning rate times
#    the slope, and the slope in y is almost 0. It was: after 60 steps it still stands
#    near the saddle.
# 2. Gradient descent: 0.1 · 0.001 = 0.0001. Adam: after the correction m is g and v is
#    g² in the first step, so the step is 0.1 · g/|g| = 0.1, a thousand times as much.
#    Adam divides by the gradient's own size, so only the sign is left.
# 3. Near a minimum the gradients are small, and with batches mostly noise. Gradient
#    descent slows down there by itself; Adam goes on with steps near its learning rate
#    and jumps about. One lowers the learning rate towards the end.
