# %% [markdown] lang="en"
# After this chapter you can
#
# - explain why gradient descent diverges above a certain learning rate, and prove where that limit lies;
# - name four ways in which descent goes wrong, and a cure for each;
# - write momentum, Adagrad, RMSprop, Adadelta, Adam and their relatives in a few lines each, and show that they are what Keras computes;
# - read a paper's formula against a library's code, and find where they differ;
# - choose an optimizer and its learning rate by measurement: sweep, grid search, population based training;
# - say what batch size, clipping, second-order methods and newer optimizers do, and what is folklore.
#
# You need the gradient (chapter 2), backpropagation (chapter 3) and cross-entropy (chapter 5). `check_slide` and `check_erratum` print one line that compares a
# result with the lecture slides from which this course grew ("O4" is our number for a topic). You need not have the slides.

# %% [markdown] lang="zh-TW" of="62f33994"
# 讀完這一章，你可以
#
# - 解釋為什麼學習率（learning rate）超過某個值，梯度下降（gradient descent）就會發散，並證明這個界限在哪裡；
# - 說出梯度下降會出問題的四種情形，以及各自的解法；
# - 用幾行程式寫出動量、Adagrad、RMSprop、Adadelta、Adam 等更新規則，並證明它們就是 Keras 所算的；
# - 對照論文的公式和函式庫的程式碼，找出兩者的差異；
# - 靠實際測量選擇優化器和學習率：掃描、網格搜尋、族群式訓練；
# - 說明批次大小、梯度裁剪、二階方法和較新的優化器各有什麼作用，以及哪些只是口耳相傳的說法。
#
# 你需要先讀過梯度（第 2 章）、反向傳播（backpropagation，第 3 章）和交叉熵（cross-entropy，第 5 章）。`check_slide` 和 `check_erratum` 會印出一行，把結果和本課程所依據的投影片相比（「O4」這類代號是我們給主題的編號）。沒有投影片也讀得懂。

# %%
import numpy as np

from utils.drawings import optimizers as drawings
from utils.nn.optimizers import RULES, descend, steps_until
from utils.plotting import show
from utils.show_code import print_code
from utils.slides import check_erratum, check_slide
from utils.surfaces import SURFACES

# %% [markdown] lang="en"
# ## 7.1 The job
#
# A network has weights $w$ (the slides write θ). The loss $f(w)$ says how wrong it is. An **optimizer** changes $w$ so that $f(w)$ falls. It knows the gradient $g = \nabla f(w)$, nothing else.
# The gradient points in the direction in which $f$ rises fastest, so the simplest rule goes the other way, by a step proportional to the **learning rate** $\eta$ (`lr` in code):
#
# $$w \leftarrow w - \eta\, g.$$
#
# Where $g = 0$ this rule stops. Such points are of three kinds. In a **minimum** the loss rises in all directions; the lowest of all minima is the **global** one, the others are **local**. In a maximum it falls in all
# directions. In a **saddle point** it rises in some directions and falls in others. What decides is the **Hessian**, the matrix of second derivatives: its eigenvalues are the curvatures along perpendicular directions. (An *eigenvector* of a matrix $A$ is a direction $q$ that $A$ only stretches, $Aq = \lambda q$; the factor λ is its *eigenvalue*. An $n \times n$ symmetric matrix has $n$ perpendicular ones.) All positive: a minimum. Mixed signs: a saddle. (Where one is 0, they do not decide.)
#
# Our first landscape has two weights: $f(w_1, w_2) = \tfrac14 w_1^4 - w_1^2 + 0.3\,w_1 + w_2^2$.

# %% [markdown] lang="zh-TW" of="89dba5e6"
# ## 7.1 優化器的工作
#
# 神經網路有權重 $w$（投影片寫成 θ），損失（loss）$f(w)$ 表示它錯得多嚴重。**優化器**（optimizer）的工作是改變 $w$，讓 $f(w)$ 下降；它手上只有梯度 $g = \nabla f(w)$，沒有別的資訊。梯度指向 $f$ 上升最快的方向，所以最簡單的規則就是往反方向走，步伐的大小與**學習率** $\eta$（程式裡的 `lr`）成正比：
#
# $$w \leftarrow w - \eta\, g.$$
#
# 在 $g = 0$ 的地方，這條規則就停住了。這種點有三類。在**極小**（minimum），往任何方向走損失都會上升；所有極小之中最低的是**全域極小**（global minimum），其餘是**區域極小**（local minimum）。在極大，往任何方向走損失都會下降。在**鞍點**（saddle point），有些方向上升、有些方向下降。判斷的依據是 **Hessian 矩陣**，也就是二階導數的矩陣：它的特徵值就是沿著幾個互相垂直的方向的曲率。（如果方向 $q$ 被矩陣 $A$ 作用之後只是伸縮，也就是 $Aq = \lambda q$，$q$ 就稱為**特徵向量**（eigenvector），倍數 λ 則是**特徵值**（eigenvalue）。$n \times n$ 的對稱矩陣有 $n$ 個互相垂直的特徵向量。）全部為正，就是極小；有正有負，就是鞍點。（若有特徵值是 0，就無法只憑特徵值判斷。）
#
# 我們的第一個地形有兩個權重：$f(w_1, w_2) = \tfrac14 w_1^4 - w_1^2 + 0.3\,w_1 + w_2^2$。


# %% slides="A074" rows="O1"
def height(x, y):
    return x**4 / 4 - x**2 + 0.3 * x + y**2


def gradient(w):
    return np.stack([w[..., 0] ** 3 - 2 * w[..., 0] + 0.3, 2 * w[..., 1]], axis=-1)


points = {}
for x in np.sort(np.roots([1, 0, -2, 0.3])):  # where the first derivative is 0
    curvatures = (3 * x**2 - 2, 2.0)  # this Hessian is diagonal
    kind = "minimum" if min(curvatures) > 0 else "saddle"
    points[x] = kind
    print(f"({x:6.3f}, 0) height {height(x, 0):6.3f}, curvatures", end=" ")
    print(f"{curvatures[0]:6.3f} and {curvatures[1]:.3f}: {kind}")
assert list(points.values()) == ["minimum", "saddle", "minimum"]

# %% [markdown] lang="en"
# Two minima, the left one lower, with a saddle between. Does the gradient point uphill? We compare a small step along it with equally small steps in 360 other directions, at 200 random points.

# %% [markdown] lang="zh-TW" of="0ad0b8a8"
# 有兩個極小，左邊的較低，中間夾著一個鞍點。梯度真的指向上坡嗎？我們隨機取 200 個點，在每個點上沿著梯度走一小步，再和往其他 360 個方向走同樣大小的一步相比。

# %% slides="A075 E001" rows="O1"
rng = np.random.default_rng(0)
W = rng.uniform(-2, 2, (200, 2))
g = gradient(W)
uphill = W + 1e-6 * g / np.linalg.norm(g, axis=1, keepdims=True)
angles = np.deg2rad(np.arange(360))
around = W[:, None] + 1e-6 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
best_of_360 = height(*np.moveaxis(around, -1, 0)).max(axis=1)
steepest = height(*uphill.T) >= best_of_360 - 1e-12
print(
    f"points where no direction rises faster than the gradient: {steepest.sum()} of 200"
)
assert steepest.all()

named = dict(zip(("global minimum", "saddle", "local minimum"), points, strict=True))
grid = np.stack(np.meshgrid(np.linspace(-2, 2, 11), np.linspace(-1.2, 1.2, 7)), axis=-1)
arrows = grid.reshape(-1, 2)
show(
    drawings.plot_landscape(
        height, arrows, gradient(arrows), {k: (x, 0) for k, x in named.items()}
    ),
    alt="Contours of a loss of two weights with two valleys. Blue arrows, minus the "
    "gradient, flow into the left, global, or the right, local minimum, and part "
    "at the saddle between them.",
)

# %% [markdown] lang="en"
# The arrows show minus the gradient. They lead downhill, but only into the *nearest* valley: who starts on the right of the saddle ends in the local minimum. And on the line through the saddle they lead exactly into it.
#
# ## 7.2 How large a step?
#
# Near a minimum every smooth loss looks like a quadratic bowl, so we study one. Take $f(w) = \tfrac12\lambda w^2$ with curvature $\lambda > 0$. The gradient is $\lambda w$, and one step gives
#
# $$w \leftarrow w - \eta\lambda w = (1 - \eta\lambda)\,w, \qquad\text{after } t \text{ steps}\quad w_t = (1 - \eta\lambda)^t\, w_0 .$$
#
# This shrinks if and only if $|1 - \eta\lambda| < 1$, that is $0 < \eta < 2/\lambda$. With many weights, $f(w) = \tfrac12 w^\top\! A\, w$ with a symmetric matrix $A$ whose eigenvalues are positive; the gradient is $Aw$. Along each eigenvector of $A$ the step is the one above, with that eigenvector's eigenvalue $\lambda_i$,
# and the directions do not mix. All of them shrink if and only if
#
# $$\eta < \frac{2}{\lambda_{\max}} .$$
#
# The most curved direction limits the rate. The flattest pays for it: it shrinks by $1 - \eta\lambda_{\min}$ only. Their ratio $\lambda_{\max}/\lambda_{\min}$ is called the **condition number**. We test the bound on a ravine with curvatures 1 and 50, where it is 0.04, and then on random matrices. (`descend` repeats a rule and returns the weights after every step; its code is in `utils/nn/optimizers.py`.)

# %% [markdown] lang="zh-TW" of="82659d05"
# 箭頭畫的是負梯度。它們都指向下坡，但只通往**最近**的山谷：從鞍點右邊出發，最後會停在區域極小。而在穿過鞍點的那條線上，箭頭正好通往鞍點。
#
# ## 7.2 一步要走多遠？
#
# 在極小附近，平滑的損失看起來都像一個碗，也就是二次函數，所以我們就來研究碗。取 $f(w) = \tfrac12\lambda w^2$，曲率 $\lambda > 0$。梯度是 $\lambda w$，走一步得到
#
# $$w \leftarrow w - \eta\lambda w = (1 - \eta\lambda)\,w, \qquad t \text{ 步之後}\quad w_t = (1 - \eta\lambda)^t\, w_0 .$$
#
# $w_t$ 會逐步縮小的充要條件是 $|1 - \eta\lambda| < 1$，也就是 $0 < \eta < 2/\lambda$。有許多權重時，$f(w) = \tfrac12 w^\top\! A\, w$，其中 $A$ 是特徵值全為正的對稱矩陣，梯度是 $Aw$。沿著 $A$ 的每個特徵向量，走一步的結果就如上式，只是 $\lambda$ 換成該特徵向量的特徵值 $\lambda_i$，而且各方向互不干擾。所有方向都縮小的充要條件是
#
# $$\eta < \frac{2}{\lambda_{\max}} .$$
#
# 學習率受限於最彎曲的方向，代價卻由最平坦的方向承擔：它每步只縮小為 $1 - \eta\lambda_{\min}$ 倍。兩者的比值 $\lambda_{\max}/\lambda_{\min}$ 稱為**條件數**（condition number）。我們先在曲率為 1 和 50 的狹谷（ravine）上檢驗這個界限（此時是 0.04），再用隨機矩陣檢驗。（`descend` 重複執行一種規則，傳回每一步之後的權重；程式在 `utils/nn/optimizers.py`。）

# %% slides="A078 A088 E001 E002" rows="O2"
ravine = SURFACES["ravine"]  # (x^2 + 50 y^2) / 2, start (-10, 1)
sgd = RULES["SGD"]
rates = {"too small": 0.001, "good": 0.035, "large": 0.0399, "diverging": 0.0405}
distances = {}
for name, lr in rates.items():
    path = descend(sgd, ravine.gradient, ravine.start, 200, lr=lr)
    distances[f"{name}: {lr}"] = np.linalg.norm(path, axis=1)
    left = np.linalg.norm(path[-1])
    print(f"{name:>9}, lr {lr}: distance after 200 steps {left:.3g}")

many = np.linspace(0.001, 0.045, 200)  # 200 rates at once, one per row
starts = np.tile(ravine.start, (200, 1))
after = descend(sgd, ravine.gradient, starts, 200, lr=many[:, None])[-1]
show(
    drawings.plot_rates(distances, many, np.linalg.norm(after, axis=1), 2 / 50),
    alt="Left: distance from the minimum by step for four learning rates: nearly "
    "level, falling steadily, falling with the rest oscillating, and rising. "
    "Right: distance after 200 steps over the rate: it falls until just below "
    "0.04, then shoots up.",
)

# %% [markdown] lang="en"
# Now five random bowls in six dimensions, each with a rate one percent below and one percent above its bound.

# %% [markdown] lang="zh-TW" of="138bd52c"
# 接著用五個隨機產生的六維碗，每個都試兩種學習率：比界限小百分之一和大百分之一。

# %% rows="O2"
for seed in range(5):
    rng = np.random.default_rng(seed)
    B = rng.normal(size=(6, 6))
    A = B @ B.T  # symmetric, all eigenvalues positive
    bound = 2 / np.linalg.eigvalsh(A).max()
    start = rng.normal(size=6)
    ends = [
        np.linalg.norm(
            descend(sgd, lambda w, A=A: A @ w, start, 3000, lr=k * bound)[-1]
        )
        for k in (0.99, 1.01)
    ]
    print(f"bound {bound:.3f}: distance {ends[0]:.1g} just below,", end=" ")
    print(f"{ends[1]:.0e} just above")
    assert ends[0] < np.linalg.norm(start) < 1e6 < ends[1]

# %% [markdown] lang="en"
# One percent above the bound the weights explode, one percent below they do not, in six dimensions as in two. (Two of them are still at 0.8 and 0.6 after 3,000 steps: those bowls have a very flat direction.)
#
# What does "too small" cost? At 0.001 the flat direction keeps $0.999^{200} = 82\,\%$ of its distance. For a network nobody knows $\lambda_{\max}$, and it changes during training. That is why rates are searched (7.10).
#
# **Should the rate fall?** On a smooth bowl it need not: the step is $\eta g$, and $g$ shrinks by itself as the minimum comes near. But networks are trained with mini-batches, whose gradient is the true one *plus noise*, and noise does not shrink. A constant rate then keeps
# the weights trembling at a distance. A **schedule** that lets $\eta$ fall calms them. We take 500 runs on $f = \tfrac12 w^2$ with noise of standard deviation 1 on each gradient.

# %% [markdown] lang="zh-TW" of="bb6cb855"
# 比界限大百分之一，權重就爆炸；小百分之一就不會。六維和二維都一樣。（其中兩個碗走了 3,000 步還剩 0.8 和 0.6，因為它們有一個非常平坦的方向。）
#
# 「太小」的代價是什麼？學習率 0.001 時，200 步之後平坦方向還剩下 $0.999^{200} = 82\,\%$ 的距離。至於神經網路，沒有人知道 $\lambda_{\max}$，而且它在訓練過程中會改變，所以學習率得靠搜尋（7.10 節）。
#
# **學習率該遞減嗎？** 在平滑的碗裡不需要：步伐是 $\eta g$，接近極小時 $g$ 自己就會縮小。但神經網路用小批次（mini-batch）訓練，算出的是真正的梯度**加上雜訊**，而雜訊不會縮小。固定的學習率會讓權重一直在離極小一段距離的地方晃動；讓 $\eta$ 遞減的**排程**（schedule）可以使權重安定下來。我們在 $f = \tfrac12 w^2$ 上跑 500 次，每一步的梯度都加上標準差為 1 的雜訊。


# %% slides="A077 A078" rows="O2"
def noisy_runs(rate, noise, num_steps=400, num_runs=500):
    """Root mean square distance from 0 after every step; rate is a function of t."""
    rng = np.random.default_rng(0)
    w = np.full(num_runs, 10.0)
    sizes = [10.0]
    for t in range(num_steps):
        w = w - rate(t) * (w + noise * rng.normal(size=num_runs))
        sizes.append(np.sqrt((w**2).mean()))
    return np.array(sizes)


tremble = {
    "constant 0.3, exact gradient": noisy_runs(lambda t: 0.3, 0),
    "constant 0.3, noisy": noisy_runs(lambda t: 0.3, 1),
    "constant 0.03, noisy": noisy_runs(lambda t: 0.03, 1),
    "0.3 / (1 + 0.1 t), noisy": noisy_runs(lambda t: 0.3 / (1 + 0.1 * t), 1),
}
for name, sizes in tremble.items():
    print(
        f"{name:28}: distance after 20 steps {sizes[20]:.3f}, after 400 {sizes[-1]:.3f}"
    )
assert tremble["constant 0.3, noisy"][-1] > 3 * tremble["0.3 / (1 + 0.1 t), noisy"][-1]
show(
    drawings.plot_distances(tremble, "Noise asks for a falling rate", (0.01, 100)),
    alt="Distance over 400 steps. Exact gradient: it falls out of the picture. With "
    "noise the constant rates stop, 0.3 near 0.4 and 0.03, slowly, near 0.12; the "
    "falling rate goes on to 0.06.",
)

# %% [markdown] lang="en"
# The falling rate is as fast as the large one at first and ends closer than the small one. The plateau can be computed: if each step adds noise of variance $\eta^2$ and shrinks the rest by $(1-\eta)^2$, the variance $\sigma^2$ settles where $\sigma^2 = (1-\eta)^2 \sigma^2 + \eta^2$, so
# $\sigma = \sqrt{\eta/(2-\eta)}$, which is {{ np.sqrt(0.3 / 1.7) | .2f }} for 0.3.
#
# The lecture says that with a constant rate descent hardly converges. That is true with noise; with exact gradients and $\eta$ below the bound it converges. (In Keras a schedule takes the place of the number: `SGD(keras.optimizers.schedules.CosineDecay(0.3, 1000))`.)
#
# ## 7.3 Four illnesses, four cures
#
# The lecture names four places where plain descent suffers, and a cure for each. We test them one by one.
#
# **Local minimum → cyclical learning rate.** Let the rate jump up now and then (Smith, 2017; Loshchilov and Hutter, 2017): the weights leave the valley, settle in another, and one keeps the best. We take a wide bowl with four narrow dips at its sides, and for comparison a bowl with
# equally wide dips everywhere. 401 starts, four cycles of 30 steps; within each the rate falls from its peak to 0.02 along a cosine.

# %% [markdown] lang="zh-TW" of="756e8577"
# 遞減的學習率一開始和大的學習率一樣快，最後又比小的學習率更接近極小。曲線最後停在多高的平台，可以算出來：如果每一步加入變異數 $\eta^2$ 的雜訊，並把其餘部分縮小為 $(1-\eta)^2$ 倍，變異數 $\sigma^2$ 會停在 $\sigma^2 = (1-\eta)^2 \sigma^2 + \eta^2$，所以 $\sigma = \sqrt{\eta/(2-\eta)}$；$\eta = 0.3$ 時是 {{ np.sqrt(0.3 / 1.7) | .2f }}。
#
# 投影片說，學習率固定不變就不易收斂。有雜訊時確實如此；梯度精確而且 $\eta$ 低於界限時，它會收斂。（在 Keras 裡，排程可以直接放在學習率的位置：`SGD(keras.optimizers.schedules.CosineDecay(0.3, 1000))`。）
#
# ## 7.3 四種毛病，四種解法
#
# 投影片列出單純的梯度下降走得不順利的四種情形，各有一種解法。我們逐一檢驗。
#
# **區域極小 → 週期性學習率（cyclical learning rate）。** 讓學習率不時跳高一下（Smith, 2017; Loshchilov and Hutter, 2017）：權重會跳出原來的山谷，落進另一個，最後留下最好的結果。我們取一個寬的碗，兩側共有四個狹窄的坑；另外取一個到處都是等寬坑洞的碗作為對照。從 401 個起點出發，跑四個循環，每個循環 30 步；在每個循環之內，學習率從峰值沿著餘弦曲線降到 0.02。

# %% rows="O3"
dips, width = np.array([-3.0, -2.1, 2.2, 3.4]), 0.15


def narrow(w):
    return 0.1 * w**2 - 0.35 * np.exp(-(((w[..., None] - dips) / width) ** 2) / 2).sum(
        -1
    )


def narrow_slope(w):
    z = (w[..., None] - dips) / width
    return 0.2 * w + 0.35 / width * (z * np.exp(-(z**2) / 2)).sum(-1)


def equal_slope(w):  # of 0.05 w^2 + (1 - cos 4w) / 2
    return 0.1 * w + 2 * np.sin(4 * w)


# %% [markdown] lang="en"
# `cycle` runs the descent; `wave` falls from 1 to 0 within each period.

# %% [markdown] lang="zh-TW" of="cec7b350"
# `cycle` 執行梯度下降；`wave` 在每個循環之內從 1 降到 0。


# %% slides="A079 A088" rows="O3"
def cycle(slope, w, peak, low=0.02, period=30, num_steps=120):
    path = [w]
    for t in range(num_steps):
        wave = (1 + np.cos(np.pi * (t % period) / (period - 1))) / 2
        path.append(path[-1] - (low + (peak - low) * wave) * slope(path[-1]))
    return np.array(path)


w_starts = np.linspace(-4, 4, 401)
assert w_starts[narrow(w_starts).argmin()] == 0  # the global minimum
found, ends = {}, {}
for name, slope in {"narrow dips": narrow_slope, "equal dips": equal_slope}.items():
    for peak in (0.02, 0.2, 0.4, 0.6):
        ends[name, peak] = cycle(slope, w_starts, peak)[-1]
        found[name, peak] = np.mean(np.abs(ends[name, peak]) < 0.4)
        kind = "constant" if peak == 0.02 else f"peak {peak}"
        print(f"{name}, {kind:8}: {found[name, peak]:.0%} end in the global minimum")
assert found["narrow dips", 0.4] > 0.9 and found["narrow dips", 0.02] < 0.3
moved = np.abs(ends["equal dips", 0.4] - ends["equal dips", 0.02])
print(f"equal dips, 1.6 apart: peak 0.4 moves an end by {moved.max():.2f} at most")
assert moved.max() < 0.4

# %% [markdown] lang="en"
# Peaks of 0.4 and 0.6 throw every run out of the narrow dips: their curvature is about {{ 0.35 / 0.0225 | .1f }}, so rates above $2/15.6 = 0.13$ are unstable there, by the bound of 7.2, while the wide bowl (curvature 0.2) stands rates up to 10. A peak of 0.2 is above 0.13 only for a part of each cycle, and most runs stay.
# Where all dips are equally wide (curvature 8.1, bound 0.25), a peak of 0.4 shakes the runs, but not one changes its dip. A peak of 0.6 does move them, and still about half end elsewhere. So a cyclical rate can help to escape *narrow* minima, if its peak suits them. It is no general cure.
#
# **Saddle → momentum; ravine → momentum; cliff → clipping.** Momentum keeps a share of the last step; clipping shortens a gradient that is longer than a limit. Both get their own sections. Here each is compared with plain descent at the *same* learning rate. The cliff is a flat bowl with a wall across it.

# %% [markdown] lang="zh-TW" of="8c10e660"
# 峰值 0.4 和 0.6 把每一個起點都甩出了狹窄的坑：坑底的曲率約為 {{ 0.35 / 0.0225 | .1f }}，依照 7.2 節的界限，學習率只要大於 $2/15.6 = 0.13$，在那裡就不穩定，而寬的碗（曲率 0.2）可以承受到 10。峰值 0.2 只在每個循環的一部分時間超過 0.13，所以大多數仍留在原來的坑裡。所有的坑一樣寬時（坑底曲率 8.1，界限 0.25），峰值 0.4 會讓權重晃動，卻沒有一個換到別的坑。峰值 0.6 確實能讓它們換坑，但仍有大約一半停在別處。所以峰值選得合適時，週期性學習率有助於逃出**狹窄**的極小，但不是萬靈丹。
#
# **鞍點 → 動量；狹谷（病態曲率，pathological curvature）→ 動量；懸崖 → 梯度裁剪。** 動量（momentum）保留上一步的一部分；梯度裁剪（gradient clipping）把太長的梯度縮短到上限。兩者後面各有專節，這裡先用**相同**的學習率，分別和單純的梯度下降比較。懸崖是一個平坦的碗，中間橫著一道牆。


# %% slides="A081 A085 A088 A091 E006" rows="O3"
def clipped(g, limit=1.0):
    return g * min(1.0, limit / np.linalg.norm(g))


def compare(name, lr, num_steps, cure):
    f = SURFACES[name]
    rule = RULES["momentum"] if cure == "momentum" else sgd
    better = f.gradient if cure == "momentum" else lambda w: clipped(f.gradient(w))
    plain = descend(sgd, f.gradient, f.start, num_steps, lr=lr)
    return {"plain": plain, cure: descend(rule, better, f.start, num_steps, lr=lr)}


saddle = compare("saddle", 0.02, 250, "momentum")
ravine_ways = compare("ravine", 0.01, 400, "momentum")
cliff = compare("cliff", 0.3, 100, "clipping")
cured = {
    "saddle, until the height is below -1": [
        SURFACES["saddle"](*p.T) + 1 for p in saddle.values()
    ],
    "ravine, until the height is below 0.1": [
        ravine(*p.T) - 0.1 for p in ravine_ways.values()
    ],
    "cliff, until the height is below 0.1": [
        SURFACES["cliff"](*p.T) - 0.1 for p in cliff.values()
    ],
}
for what, heights in cured.items():
    plain, better = (steps_until(h, 0) for h in heights)
    print(f"{what}: plain {plain} steps, cured {better}")
    assert better < 0.6 * plain

# %% [markdown] lang="en"
# The figure shows the paths. (First panel: a run that starts at 3.6; the marks are lifted above the curve. Saddle and ravine: the first 60 and 100 steps.)

# %% [markdown] lang="zh-TW" of="d71659ea"
# 下圖畫出各條路徑。（第一格是從 3.6 出發的那一次；標記畫得比曲線略高，以便辨認。鞍點和狹谷兩格只畫前 60 步和前 100 步。）

# %% rows="O3"
w_line = np.linspace(-4, 4, 801)
w_paths = {
    "constant 0.02": cycle(narrow_slope, np.array([3.6]), 0.02),
    "cyclical, peak 0.4": cycle(narrow_slope, np.array([3.6]), 0.4),
}
show(
    drawings.plot_cures(
        (w_line, narrow(w_line), w_paths, narrow),
        {
            "Saddle": ("saddle", {k: p[:61] for k, p in saddle.items()}),
            "Ravine": ("ravine", {k: p[:101] for k, p in ravine_ways.items()}),
            "Cliff": ("cliff", cliff),
        },
    ),
    alt="Four panels. Local minimum: the constant rate stays in a narrow dip at the "
    "right, the cyclical one ends in the middle of the bowl. Saddle: plain descent "
    "stands still near the saddle, momentum leaves it. Ravine: momentum is further "
    "along. Cliff: plain descent is thrown far to the left at the wall, clipping "
    "walks down to the minimum.",
)

# %% [markdown] lang="en"
# All four cures work in these examples, chosen so that they would. Each has its price: momentum overshoots (look at the ravine), clipping needs a limit, the cycle wastes steps. Sections 7.4 and 7.12 look closer.
#
# ## 7.4 Momentum
#
# **Momentum** (Polyak, 1964) keeps a step $s$ (the slides call it $v$; we need that letter later) and lets each gradient only change it:
#
# $$s \leftarrow \gamma s - \eta g, \qquad w \leftarrow w + s, \qquad \gamma = 0.9 \text{ usually.}$$
#
# All nine rules of this chapter live in `utils/nn/optimizers.py`. Each takes the weights, the gradient and a dictionary that holds what it must remember, and returns new weights and memory. `print_code` shows their source. (What stands after a colon or an arrow, such as `Floats`, only says of which type a thing is.) Here are the first three:

# %% [markdown] lang="zh-TW" of="f481c4e4"
# 四種解法在這些例子裡都有效，因為例子就是為此挑選的。每一種也都有代價：動量會衝過頭（看狹谷那格），裁剪需要設定上限，週期性學習率會浪費步數。7.4 和 7.12 節再仔細看。
#
# ## 7.4 動量
#
# **動量**（Polyak, 1964）會記住一個步伐 $s$（投影片寫成 $v$，但這個字母我們之後另有用途），每次的梯度只負責修改它：
#
# $$s \leftarrow \gamma s - \eta g, \qquad w \leftarrow w + s, \qquad \text{通常 } \gamma = 0.9 .$$
#
# 本章的九種規則都放在 `utils/nn/optimizers.py`。每一個函式都接收權重、梯度和一個字典（存放要記住的東西），傳回新的權重和新的記憶。`print_code` 會印出原始碼。（冒號或箭頭後面的字，例如 `Floats`，只是註明型別。）先看前三種：

# %% rows="O4"
print_code(RULES["SGD"], RULES["momentum"], RULES["Nesterov"])

# %% [markdown] lang="en"
# `state.get("s", 0.0)` is the memory, or 0 at the first call. Written out for three steps, with the push $p_t = -\eta g_t$:
#
# $$s_1 = p_0,\qquad s_2 = \gamma p_0 + p_1,\qquad s_3 = \gamma^2 p_0 + \gamma p_1 + p_2 .$$
#
# We read these factors off the code: a gradient of size 1 at one step only, then nothing.

# %% [markdown] lang="zh-TW" of="ac5ff1af"
# `state.get("s", 0.0)` 取出記憶，第一次呼叫時則是 0。令推力 $p_t = -\eta g_t$，寫出前三步：
#
# $$s_1 = p_0,\qquad s_2 = \gamma p_0 + p_1,\qquad s_3 = \gamma^2 p_0 + \gamma p_1 + p_2 .$$
#
# 我們直接從程式讀出這些係數：只在某一步給大小為 1 的梯度，其餘都是 0。


# %% slides="A085 A090 E004" rows="O6"
def response(rule, at, num_steps, key, **options):
    """What a rule remembers after num_steps, if only the gradient `at` is not 0."""
    state = {}
    for t in range(num_steps):
        _, state = rule(np.zeros(1), np.array([float(t == at)]), state, **options)
    return state[key][0]


for n, slide in {2: ["0.9", "1"], 3: ["0.81", "0.9", "1"]}.items():
    factors = [response(RULES["momentum"], k, n, "s", lr=-1.0) for k in range(n)]
    check_slide("O6", f"factors in step {n}", np.array(factors), slide)

# %% [markdown] lang="en"
# Old gradients fade geometrically. If all gradients are equal, the step grows to $(1 + 0.9 + 0.81 + \dots)\,p = p/(1-0.9) = 10\,p$; if they alternate in sign, it stays near $p/(1+0.9)$. So momentum goes up to ten times faster along a ravine and damps the zigzag across it. It also means that $\eta$ with momentum 0.9 acts like $10\,\eta$ without.
#
# **Nesterov's** method (1983) says: we know that we shall move by $\gamma s$ anyway, so take the gradient where that leads:
#
# $$s \leftarrow \gamma s - \eta\,\nabla f(w + \gamma s), \qquad w \leftarrow w + s. \tag{a}$$
#
# Our code, like Keras, has no gradient at another place. It computes $w' \leftarrow w' + \gamma s - \eta\,\nabla f(w')$. Is that the same? Call the look-ahead point $w' = w + \gamma s$. In (a), with new values marked by +: $w'_+ = w_+ + \gamma s_+ = w + s_+ + \gamma s_+ = w' - \gamma s + s_+ + \gamma s_+$. By (a), $s_+ - \gamma s = -\eta g$, hence
#
# $$w'_+ = w' + \gamma s_+ - \eta g,\qquad g = \nabla f(w').$$
#
# That is the code. The library follows the look-ahead point itself. The cell runs both on the Rosenbrock function.

# %% [markdown] lang="zh-TW" of="380e8326"
# 舊的梯度以等比的方式逐漸淡出。如果每次梯度都相同，步伐會增加到 $(1 + 0.9 + 0.81 + \dots)\,p = p/(1-0.9) = 10\,p$；如果正負交替，步伐就一直在 $p/(1+0.9)$ 左右。所以動量沿著狹谷最多快十倍，並抑制橫向的來回擺盪。這也表示，學習率 $\eta$ 搭配 0.9 的動量，效果就像沒有動量時的 $10\,\eta$。
#
# **Nesterov** 的方法（1983）說：反正都要移動 $\gamma s$，不如就取移動之後那個位置的梯度：
#
# $$s \leftarrow \gamma s - \eta\,\nabla f(w + \gamma s), \qquad w \leftarrow w + s. \tag{a}$$
#
# 我們的程式和 Keras 一樣，沒有用到別處的梯度，它算的是 $w' \leftarrow w' + \gamma s - \eta\,\nabla f(w')$。兩者相同嗎？把前瞻（look-ahead）的位置記為 $w' = w + \gamma s$。在 (a) 中，用下標 + 表示更新後的值：$w'_+ = w_+ + \gamma s_+ = w + s_+ + \gamma s_+ = w' - \gamma s + s_+ + \gamma s_+$。由 (a) 得 $s_+ - \gamma s = -\eta g$，因此
#
# $$w'_+ = w' + \gamma s_+ - \eta g,\qquad g = \nabla f(w').$$
#
# 這正是程式所算的；換句話說，函式庫記錄的就是前瞻的位置。下面在 Rosenbrock 函數上把兩種形式都跑一遍。

# %% slides="A092" rows="O4 O5"
rosenbrock = SURFACES["Rosenbrock"]
lr, gamma, w, s = 0.0005, 0.9, np.array(rosenbrock.start), np.zeros(2)
look_ahead = [w + gamma * s]
for _ in range(300):  # the form of the paper and of the slide
    s = gamma * s - lr * rosenbrock.gradient(w + gamma * s)
    w = w + s
    look_ahead.append(w + gamma * s)
library = descend(RULES["Nesterov"], rosenbrock.gradient, rosenbrock.start, 300, lr=lr)
largest = np.abs(library - look_ahead).max()
print("largest difference over 300 steps: below 1e-9")
print("distance between w and w' at the end:", np.linalg.norm(w - library[-1]).round(4))
assert largest < 1e-9

# %% [markdown] lang="en"
# The same path up to rounding. The last line shows how far the two variables are apart; in a minimum, where $s = 0$, they meet.
#
# ## 7.5 A rate for every weight
#
# In a ravine every *direction* would need a rate of its own. The next three rules give every *weight* its own: they divide by the size of its past gradients. Such rules are called **adaptive**.

# %% [markdown] lang="zh-TW" of="9d1fbb4b"
# 兩條路徑相同，只差捨入誤差。最後一行是 $w$ 和 $w'$ 這兩個變數的距離；到了極小，$s = 0$，兩者就會重合。
#
# ## 7.5 每個權重有自己的學習率
#
# 在狹谷裡，每個**方向**都需要自己的學習率。接下來的三種規則則是讓每個**權重**有自己的學習率：除以它過去梯度的大小。這類方法稱為**自適應**（adaptive）。

# %% rows="O4"
print_code(RULES["Adagrad"], RULES["RMSprop"], RULES["Adadelta"])

# %% [markdown] lang="en"
# - **Adagrad** (Duchi, Hazan and Singer, 2011) divides by the root of the *sum* of all squared gradients. The sum only grows, so all rates fall for ever.
# - **RMSprop** (Tieleman and Hinton, 2012) replaces the sum by a moving average: $G \leftarrow \rho G + (1-\rho)g^2$. Old gradients are forgotten.
# - **Adadelta** (Zeiler, 2012) also keeps an average $D$ of its own squared steps and uses $\sqrt D$ in place of a rate. A gradient has the unit loss/weight, so $g/\sqrt G$ has no unit; times $\sqrt D$ it has the unit of a weight, as a step should.
#
# `epsilon` ($\varepsilon = 10^{-7}$) keeps the divisor from 0. The cell checks the factors in $G$ after three steps and then feeds all three rules with a gradient that is 1 for 100 steps, and 0.1 from then on. The figure shows step divided by gradient, the rate that is really in force.

# %% [markdown] lang="zh-TW" of="165ba24c"
# - **Adagrad**（Duchi, Hazan and Singer, 2011）除以所有梯度平方**總和**的平方根。總和只會增加，所以每個學習率都一直下降。
# - **RMSprop**（Tieleman and Hinton, 2012）把總和換成移動平均：$G \leftarrow \rho G + (1-\rho)g^2$，舊的梯度會被遺忘。
# - **Adadelta**（Zeiler, 2012）另外保存自己步伐平方的平均 $D$，用 $\sqrt D$ 取代學習率。梯度的單位是「損失／權重」，所以 $g/\sqrt G$ 沒有單位；乘上 $\sqrt D$ 就有了權重的單位，正是步伐該有的單位。
#
# `epsilon`（$\varepsilon = 10^{-7}$）讓除數不會是 0。下一個儲存格先檢查三步之後 $G$ 的係數，再讓三種規則接收同一串梯度：前 100 步是 1，之後是 0.1。圖中畫的是步伐除以梯度，也就是真正生效的學習率。

# %% slides="A096 A097 A099 E025 E028 E033 E034" rows="O6"
options = {"lr": 1.0, "rho": 0.9}
factors = [response(RULES["Adadelta"], k, 3, "G", **options) for k in range(3)]
check_slide(
    "O6", "factors in Adadelta's G", np.array(factors), ["0.081", "0.09", "0.1"]
)

sequence = np.r_[np.ones(100), np.full(200, 0.1)]
in_force = {}
for name, lr in {"Adagrad": 1.0, "RMSprop": 0.1, "Adadelta": 100.0}.items():
    given = iter(sequence)  # next(given) is one gradient after the other
    path = descend(RULES[name], lambda w, given=given: [next(given)], [0.0], 300, lr=lr)
    in_force[f"{name}, lr {lr:g}"] = -np.diff(path[:, 0]) / sequence
for name, rate in in_force.items():
    print(f"{name:16}: rate in force at step 100 {rate[99]:.3f},", end=" ")
    print(f"at step 300 {rate[-1]:.3f}")

a, r, d = in_force.values()
assert a[-1] < a[99] and 9 < r[-1] / r[99] < 11 and (np.diff(d[10:]) > 0).all()

show(
    drawings.plot_rates_in_force(in_force),
    alt="Rate in force over 300 steps. Adagrad falls all the time and hardly reacts "
    "when the gradient falls to a tenth. RMSprop is soon level, then rises "
    "tenfold and is level again. Adadelta rises all the time, faster after the change.",
)

# %% [markdown] lang="en"
# RMSprop makes up for the smaller gradient completely: after a while its steps are as long as before, whatever the scale of the gradient. Adagrad does not. (The slides say of these rules "large gradient, large rate". The measurement shows the opposite: the divisor makes the rate *small* where gradients are large.) The lecture recommends Adadelta's learning rate 10 although the paper has none;
# a likely reason is its slow start: with $D = 0$ the first step is only $\sqrt\varepsilon/\sqrt{0.05} = 0.0014$ times η.
#
# ## 7.6 Adam
#
# **Adam** (Kingma and Ba, 2015) averages the gradient, like momentum, and its square, like RMSprop:
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\,g,\qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,\qquad \beta_1 = 0.9,\ \beta_2 = 0.999 .$$
#
# Both start at 0, and that pulls them towards 0. If all gradients have the mean $\mu$, then after $t$ steps $m$ has the mean $(1-\beta_1)(1 + \beta_1 + \dots + \beta_1^{t-1})\,\mu = (1-\beta_1^t)\,\mu$. So divide: $\hat m = m/(1-\beta_1^t)$ and $\hat v = v/(1-\beta_2^t)$. This is **bias correction**. Then
# $w \leftarrow w - \eta\,\hat m/(\sqrt{\hat v} + \varepsilon)$.

# %% [markdown] lang="zh-TW" of="eaba4210"
# RMSprop 完全補償了變小的梯度：過一陣子，步伐就和以前一樣長，不受梯度的尺度影響。Adagrad 則不會。（投影片對這些規則寫的是「梯度大→η 大」。測量的結果相反：除數使梯度大的地方學習率變**小**。）論文裡的 Adadelta 沒有學習率，投影片卻建議用 10；可能的原因是它起步很慢：$D = 0$ 時，第一步只有 η 的 $\sqrt\varepsilon/\sqrt{0.05} = 0.0014$ 倍。
#
# ## 7.6 Adam
#
# **Adam**（Kingma and Ba, 2015）像動量一樣平均梯度，也像 RMSprop 一樣平均梯度的平方：
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\,g,\qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,\qquad \beta_1 = 0.9,\ \beta_2 = 0.999 .$$
#
# 兩者都從 0 開始，因此估計值會偏向 0。如果每個梯度的平均都是 $\mu$，$t$ 步之後 $m$ 的平均是 $(1-\beta_1)(1 + \beta_1 + \dots + \beta_1^{t-1})\,\mu = (1-\beta_1^t)\,\mu$。所以要除回來：$\hat m = m/(1-\beta_1^t)$，$\hat v = v/(1-\beta_2^t)$。這就是**偏差校正**（bias correction）。接著更新 $w \leftarrow w - \eta\,\hat m/(\sqrt{\hat v} + \varepsilon)$。

# %% slides="E041 E042 E043" rows="O6"
rng = np.random.default_rng(1)
gradients = 1 + 0.5 * rng.normal(size=1000)  # mean 1, mean square 1.25
t = np.arange(1, 1001)
averages = {}
for beta, values in {0.9: gradients, 0.999: gradients**2}.items():
    total, raw = 0.0, []
    for value in values:
        total = beta * total + (1 - beta) * value
        raw.append(total)
    name = "m" if beta == 0.9 else "v"
    averages[f"{name} as it is"] = np.array(raw)
    averages[f"{name} corrected"] = np.array(raw) / (1 - beta**t)
for name, values in averages.items():
    print(f"{name:12}: step 1 {values[0]:.3f}, step 10 {values[9]:.3f},", end=" ")
    print(f"step 1000 {values[-1]:.3f}")
assert averages["v as it is"][9] < 0.02 and abs(averages["v corrected"][9] - 1.25) < 0.5

show(
    drawings.plot_estimates(averages),
    alt="Four estimates over 1000 steps, logarithmic. m as it is climbs from 0.1 to "
    "1 in about 30 steps, v as it is is still far below 1.25 after 1000. Both "
    "corrected estimates are near the true values from the first steps.",
)

# %% [markdown] lang="en"
# Without correction $v$ is far too small for a thousand steps, $m$ only for thirty. The first step would be $(1-\beta_1)/\sqrt{1-\beta_2} = 3.2$ times too long.
#
# **What are moments?** Adam stands for adaptive *moment* estimation. The $r$-th moment of numbers $x_i$ about $a$ is the mean of $(x_i - a)^r$. The first about 0 is the mean μ; the second about μ the variance σ²; the third about μ over $\sigma^3$ is the skewness (0 if symmetric); the fourth over $\sigma^4$ the kurtosis (3 for a normal distribution).

# %% [markdown] lang="zh-TW" of="cc67e26a"
# 沒有校正時，$v$ 在前一千步都嚴重偏小，$m$ 則只在前三十步左右。若不校正，第一步會變成應有長度的 $(1-\beta_1)/\sqrt{1-\beta_2} = 3.2$ 倍。
#
# **什麼是動差（moment）？** Adam 是 adaptive *moment* estimation 的縮寫。一組數 $x_i$ 以 $a$ 為中心的 $r$ 階動差，是 $(x_i - a)^r$ 的平均。以 0 為中心的一階動差是平均數 μ；以 μ 為中心的二階動差是變異數（variance）σ²；以 μ 為中心的三階動差除以 $\sigma^3$ 是偏態（skewness，對稱時為 0）；四階動差除以 $\sigma^4$ 是峰度（kurtosis，常態分布為 3）。

# %% slides="A107 A108 E044 E066" rows="O7"
from scipy import stats

sample = np.random.default_rng(0).exponential(size=10_000)  # mean 1, variance 1


def moment(x, r, about):
    return ((x - about) ** r).mean()


mean = moment(sample, 1, 0)
sigma = np.sqrt(moment(sample, 2, mean))
ours = [
    mean,
    sigma**2,
    moment(sample, 3, mean) / sigma**3,
    moment(sample, 4, mean) / sigma**4,
]
scipy_says = [sample.mean(), sample.var(), stats.skew(sample)]
scipy_says += [stats.kurtosis(sample, fisher=False)]
names = ["mean", "variance", "skewness", "kurtosis"]
for name, one, other in zip(names, ours, scipy_says, strict=True):
    print(f"{name:8}: ours {one:.3f}, SciPy {other:.3f}")
assert np.allclose(ours, scipy_says)

v_corrected = averages["v corrected"][-1]
print(f"gradients of the figure above: v corrected {v_corrected:.3f},", end=" ")
about_zero, variance = moment(gradients, 2, 0), gradients.var()
print(f"second moment about 0 {about_zero:.3f}, variance {variance:.3f}")
assert abs(about_zero - v_corrected) < 0.05

# %% [markdown] lang="en"
# Adam's $m$ estimates the first moment and $v$ the second *about 0*, which is variance plus squared mean. It is not the variance, as a slide puts it. (For the exponential distribution skewness and kurtosis are 2 and 9; the sample comes near.)
#
# Two relatives. **AMSGrad** (Reddi, Kale and Kumar, 2018): after a rare large gradient Adam's $v$ shrinks again and the step may grow too much; AMSGrad divides by the largest $v$ so far. **Nadam** (Dozat, 2016) puts Nesterov's look-ahead into Adam: in the numerator the present gradient counts once more, and the weight of the past, $u$, starts near $\beta_1/2$ and rises to $\beta_1$.

# %% [markdown] lang="zh-TW" of="0d54a0b7"
# Adam 的 $m$ 估計一階動差，$v$ 估計**以 0 為中心**的二階動差，也就是變異數加上平均數的平方，而不是投影片某一頁所說的變異數。（指數分布的偏態和峰度是 2 和 9，樣本的值與之相近。）
#
# 還有兩個變體。**AMSGrad**（Reddi, Kale and Kumar, 2018）：罕見的大梯度過後，Adam 的 $v$ 又會縮小，步伐可能變得太大；AMSGrad 改為除以歷來最大的 $v$。**Nadam**（Dozat, 2016）把 Nesterov 的前瞻放進 Adam：在分子裡，當下的梯度會多算一次，而過去梯度所占的份量 $u$ 從大約 $\beta_1/2$ 逐漸升到 $\beta_1$。

# %% rows="O4"
print_code(RULES["Adam"], RULES["AMSGrad"], RULES["Nadam"])

# %% [markdown] lang="en"
# `alpha` contains both corrections at once: $\eta\sqrt{1-\beta_2^t}/(1-\beta_1^t)$.
#
# ## 7.7 Are they what Keras computes?
#
# Keras has the same rules. Its signatures and defaults, read from the library itself (options that all optimizers share are left out):

# %% [markdown] lang="zh-TW" of="46328fd5"
# `alpha` 把兩個校正合在一起：$\eta\sqrt{1-\beta_2^t}/(1-\beta_1^t)$。
#
# ## 7.7 這真的是 Keras 所算的嗎？
#
# Keras 有同樣的規則。下面是直接從函式庫讀出的參數和預設值（所有優化器共有的選項略去）：

# %% slides="A086 A094 A098 A103 A114 E036 E040 E047" rows="O4"
import inspect

import keras

names = ("SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "Nadam")
signatures = {
    n: inspect.signature(getattr(keras.optimizers, n)).parameters for n in names
}
shared = set.intersection(*(set(s) for s in signatures.values())) - {"learning_rate"}
defaults = {
    name: {k: p.default for k, p in signature.items() if k not in shared}
    for name, signature in signatures.items()
}
for name, options in defaults.items():
    print(f"{name:8}", ", ".join(f"{k}={v}" for k, v in options.items()))
print(
    "clipping, by default:",
    [signatures["SGD"][k].default for k in ("clipvalue", "clipnorm")],
)

rates_on_slides = ["0.01", "0.001", "0.001", "0.001", "0.001", "0.001"]
rates_of_keras = [options["learning_rate"] for options in defaults.values()]
check_slide("O4", "default rates", rates_of_keras, rates_on_slides)
check_erratum(
    "O5", "RMSprop's rho", defaults["RMSprop"]["rho"], slide="0.95", right="0.9"
)

# %% [markdown] lang="en"
# Momentum and Nesterov are options of `SGD`, AMSGrad is one of `Adam`. Now the proof. Twelve weights get 120 random gradients whose sizes differ by seven powers of ten; Keras and our rules start alike and are compared after every step (`optimizer.apply(gradients, variables)` makes one). Everything is in 64 bits.
#
# One obstacle: Keras rounds some constants to 32 bits even then, such as 0.9 and 0.999 inside $\beta^t$. So we give both sides constants that 32 bits hold exactly, such as $1 - 2^{-10}$ for $\beta_2$. Only Nadam's 0.96 is fixed inside Keras.

# %% [markdown] lang="zh-TW" of="abb846d0"
# 動量和 Nesterov 是 `SGD` 的選項，AMSGrad 是 `Adam` 的選項。現在來證明。十二個權重接收 120 次隨機的梯度，大小相差七個數量級；Keras 和我們的規則從相同的起點開始，每一步都比較（`optimizer.apply(gradients, variables)` 走一步）。全部使用 64 位元的浮點數。
#
# 有一個障礙：即使如此，Keras 還是會把某些常數捨入成 32 位元，例如 $\beta^t$ 裡的 0.9 和 0.999。所以我們讓雙方都使用 32 位元能精確表示的常數，例如 $\beta_2 = 1 - 2^{-10}$。只有 Nadam 的 0.96 寫死在 Keras 裡，無法更改。


# %% rows="O4"
def keras_path(optimizer, w, gradients):
    variable = keras.Variable(w, dtype="float64")
    path = [variable.numpy()]
    for g in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(g, dtype="float64")], [variable])
        path.append(variable.numpy())
    return np.array(path)


def our_path(rule, w, gradients, **options):
    given = iter(gradients)
    return descend(rule, lambda _: next(given), w, len(gradients), **options)


rng = np.random.default_rng(0)
w_start = rng.normal(size=12)
random_gradients = 10.0 ** rng.uniform(-5, 2, 12) * rng.normal(size=(120, 12))

# %% [markdown] lang="en"
# For each rule: the Keras class, the options of both, and what only Keras needs to be told.

# %% [markdown] lang="zh-TW" of="12fde1b9"
# 下面為每一種規則列出：Keras 的類別、雙方的選項，以及只需要告訴 Keras 的選項。

# %% slides="A089 A092 A101 A104 A105 A113 B072 E004 E042 E047 E066" rows="O4"
betas = {"beta_1": 0.875, "beta_2": 1 - 2**-10}
half = {"momentum": 0.875}
twins = {
    "SGD": (keras.optimizers.SGD, {}, {}),
    "momentum": (keras.optimizers.SGD, half, {}),
    "Nesterov": (keras.optimizers.SGD, half, {"nesterov": True}),
    "Adagrad": (keras.optimizers.Adagrad, {"initial_accumulator_value": 0.125}, {}),
    "Adadelta": (keras.optimizers.Adadelta, {}, {}),
    "RMSprop": (keras.optimizers.RMSprop, {}, {}),
    "Adam": (keras.optimizers.Adam, betas, {}),
    "AMSGrad": (keras.optimizers.Adam, betas, {"amsgrad": True}),
    "Nadam": (keras.optimizers.Nadam, betas, {}),
}
theirs, lr = {}, 2**-6
for name, (kind, both, keras_only) in twins.items():
    rate = 4.0 if name == "Adadelta" else lr
    optimizer = kind(learning_rate=rate, **both, **keras_only)
    theirs[name] = keras_path(optimizer, w_start, random_gradients)
    path = our_path(RULES[name], w_start, random_gradients, lr=rate, **both)
    difference = np.abs(path - theirs[name]).max()
    tolerance = 1e-7 if name == "Nadam" else 1e-12
    print(f"{name:8}: 120 steps, largest difference below {tolerance:.0e}")
    assert difference < tolerance
    assert np.abs(theirs[name][-1] - w_start).max() > 1e-3  # it did move

# %% [markdown] lang="en"
# All nine agree, eight to rounding. (A unit test of our module confirms the cause for Nadam: with 0.96 rounded where Keras rounds it, the two agree to rounding, too.)
#
# ## 7.8 The slides' formulas, settled
#
# Formulas of optimizers exist in many variants, and slides copy them with small changes. With a referee we can settle them. Two of the course's slide decks have such formulas: deck A on networks in general, deck E on optimizers. Each rule below is written as a slide has it; everything else is as in our own.

# %% [markdown] lang="zh-TW" of="311703c1"
# 九種全部一致，其中八種只差捨入誤差。（Nadam 的差異從何而來，這個模組的單元測試已經證實：只要在 Keras 捨入的地方把 0.96 也捨入，兩者同樣只差捨入誤差。）
#
# ## 7.8 投影片的公式，逐一裁定
#
# 優化器的公式有許多變形，投影片在轉抄時又常有小小的改動。有了 Keras 當裁判，就能逐一裁定。本課程的投影片中有兩份含有這些公式：投影片 A 談神經網路概論，投影片 E 專談優化器。下面每種規則都照投影片寫，其餘部分和我們的一樣。


# %% rows="O5"
def adam_slide(
    w, g, state, lr, beta_1, beta_2, inside=False, mixed=False, epsilon=1e-7
):
    """Deck A: epsilon inside the root (Adam); a maximum of two kinds of v (AMSGrad)."""
    t = state.get("t", 0) + 1
    m = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    v_old = state.get("v", 0.0)
    v = beta_2 * v_old + (1 - beta_2) * g**2
    v_hat = v / (1 - beta_2**t)
    if mixed:
        v_hat = np.maximum(v_old / (1 - beta_2**t), v)
    divisor = np.sqrt(v_hat) + epsilon / np.sqrt(1 - beta_2**t)  # where Keras has it
    if inside:
        divisor = np.sqrt(v_hat + epsilon)
    return w - lr * m / (1 - beta_1**t) / divisor, {"t": t, "m": m, "v": v}


def adam_deck_e(w, g, state, lr, beta_1, beta_2, epsilon=1e-7):
    """Deck E: the average of squares is updated from m."""
    t = state.get("t", 0) + 1
    m = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    v = beta_2 * m + (1 - beta_2) * g**2
    root = np.sqrt(np.maximum(v / (1 - beta_2**t), 0))  # the slide's v can be negative
    return w - lr * m / (1 - beta_1**t) / (root + epsilon), {"t": t, "m": m}


# %% [markdown] lang="en"
# Nadam's slide has a constant $\beta_1$; deck E's Adagrad divides by the root of the *mean* square.

# %% [markdown] lang="zh-TW" of="b7a5b041"
# 投影片上的 Nadam，$\beta_1$ 是常數；投影片 E 的 Adagrad 除以梯度平方之**平均**的平方根。


# %% rows="O5"
def nadam_constant(w, g, state, lr, beta_1, beta_2, epsilon=1e-7):
    t = state.get("t", 0) + 1
    m = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    v = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    step = beta_1 * m_hat + (1 - beta_1) / (1 - beta_1**t) * g
    return w - lr * step / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


def adagrad_mean(w, g, state, lr, fading=False):
    t = state.get("t", 0) + 1
    total = state.get("total", 0.0) + g**2
    rate = lr / np.sqrt(t) if fading else lr
    return w - rate * g / np.sqrt(total / t), {"t": t, "total": total}


# %% [markdown] lang="en"
# The table below holds, for each: the slide's form, our rule, its options, and the difference in words.

# %% [markdown] lang="zh-TW" of="4a86b849"
# 下表為每一種列出：投影片的形式、我們的規則、它的選項，以及用文字寫出的差異。


# %% slides="A103 A105 A111 A114 E026 E039" rows="O5"
inside, mixed = betas | {"inside": True}, betas | {"mixed": True}
slides = {
    "Adam, deck A": (adam_slide, "Adam", inside, "ε inside", "ε outside"),
    "Adam, deck E": (adam_deck_e, "Adam", betas, "v from m", "v from v"),
    "AMSGrad, deck A": (adam_slide, "AMSGrad", mixed, "mixed v", "largest v"),
    "Nadam, deck A": (nadam_constant, "Nadam", betas, "β₁ constant", "β₁ rising"),
    "Adagrad, deck E": (adagrad_mean, "Adagrad", {}, "mean", "sum"),
    "RMSprop, deck A": (RULES["RMSprop"], "RMSprop", {"rho": 0.95}, "ρ 0.95", "ρ 0.9"),
}
gaps = {}
for title, (rule, name, options, theirs_is, ours_is) in slides.items():
    mine = our_path(RULES[name], w_start, random_gradients, lr=lr, **twins[name][1])
    on_slide = our_path(rule, w_start, random_gradients, lr=lr, **options)
    gap = [np.abs(path - theirs[name])[1:].max(axis=1) for path in (on_slide, mine)]
    equal = ours_is if gap[1].max() < 1e-7 < 1e-3 < gap[0].max() else "neither"
    check_erratum("O5", title, equal, slide=theirs_is, right=ours_is)
    gaps[f"{title}: {theirs_is}"] = tuple(gap)
show(
    drawings.plot_differences(gaps),
    alt="Six panels, one per rule. The largest difference of the slide's form from "
    "Keras, dashed, lies between a hundredth and 1, for deck E's Adam at the top of "
    "the picture. That of our form lies at rounding, below a millionth of a "
    "millionth, for Nadam at a hundred-millionth.",
)

# %% [markdown] lang="en"
# The dashed lines are no rounding errors. (Deck E's Adam, drawn at the limit of 1,000, lies far above the picture: its $v$ can become negative; we put 0 there, and the step is divided by ε alone.) Where gradients are far above $\sqrt\varepsilon \approx 3\cdot10^{-4}$, the place of ε hardly matters, because $\sqrt{v + \varepsilon} \approx \sqrt v$; the gradients of this test reach down to $10^{-5}$. Four details:
#
# - AMSGrad: the slide's maximum compares a bias-corrected old $v$ with an uncorrected new one. Paper and Keras take the largest uncorrected $v$ so far.
# - Algorithm 1 of the Adam paper adds ε to $\sqrt{\hat v}$. Keras adds it to $\sqrt v$, before the correction, which the paper mentions as a more efficient form and calls its constant $\hat\varepsilon$. For Adagrad, Adadelta and RMSprop Keras does have ε *inside* the root, as the slides do.
# - The slide's mean in Adagrad becomes the sum if η falls as $1/\sqrt{t+1}$: the two factors cancel. With a constant η the slide's form never slows down.
# - Adadelta's paper has no learning rate. Keras multiplies by one whose default is 0.001: with it Adadelta hardly moves.

# %% [markdown] lang="zh-TW" of="9cc84fee"
# 虛線那麼大的差距不是捨入誤差。（投影片 E 的 Adam 畫在上限 1,000，實際上遠遠超出圖外：它的 $v$ 可能變成負數；我們遇到負數就改成 0，於是步伐只除以 ε。）在梯度遠大於 $\sqrt\varepsilon \approx 3\cdot10^{-4}$ 的地方，ε 的位置幾乎沒有影響，因為 $\sqrt{v + \varepsilon} \approx \sqrt v$；這個測試的梯度小到 $10^{-5}$。還有四個細節：
#
# - AMSGrad：投影片取的最大值，是拿校正過的舊 $v$ 和未校正的新 $v$ 相比。論文和 Keras 取的是歷來最大的、未校正的 $v$。
# - Adam 論文的演算法 1 把 ε 加在 $\sqrt{\hat v}$ 上。Keras 在校正之前就加在 $\sqrt v$ 上；論文提到這是比較有效率的寫法，並把這個常數記為 $\hat\varepsilon$。至於 Adagrad、Adadelta 和 RMSprop，Keras 確實把 ε 放在根號**裡面**，和投影片一樣。
# - 投影片的 Adagrad 用的是平均；如果 η 依 $1/\sqrt{t+1}$ 遞減，兩個因子互相抵消，平均就變成總和。η 固定時，投影片的形式永遠不會慢下來。
# - Adadelta 的論文沒有學習率。Keras 乘上一個學習率，預設值是 0.001：用這個值，Adadelta 幾乎不動。

# %% slides="E026" rows="O5"
w_sum = our_path(
    RULES["Adagrad"],
    w_start,
    random_gradients,
    lr=lr,
    initial_accumulator_value=0.0,
    epsilon=0.0,
)
w_mean = our_path(adagrad_mean, w_start, random_gradients, lr=lr, fading=True)
print("Adagrad, mean with fading rate against sum: difference below 1e-12")
assert np.abs(w_sum - w_mean).max() < 1e-12

ends = [
    our_path(RULES["Adadelta"], w_start, random_gradients, lr=k)[-1] for k in (1, 0.001)
]
moved = [np.abs(end - w_start).max() for end in ends]
print(f"Adadelta, 120 steps: moved {moved[0]:.1g} with the paper's rate 1,", end=" ")
print(f"{moved[1]:.1g} with Keras's 0.001")
assert moved[0] > 500 * moved[1]


# %% [markdown] lang="en"
# And the old names `lr` and `decay` of deck E's slides?

# %% [markdown] lang="zh-TW" of="2966118c"
# 那麼投影片 E 上的舊名稱 `lr` 和 `decay` 呢？

# %% slides="E010" rows="O5"
import warnings

try:
    keras.optimizers.SGD(lr=0.01)
except ValueError:
    print("SGD(lr=0.01): refused")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.optimizers.SGD(decay=1e-6)
print("SGD(decay=1e-6): ignored, with", len(caught), "warning")
schedule = keras.optimizers.schedules.InverseTimeDecay(0.01, 1, 0.5)
print(
    "InverseTimeDecay(0.01, 1, 0.5) at step 3:", round(float(schedule(3)), 4), end="; "
)
print("old formula lr / (1 + decay * t):", 0.01 / (1 + 0.5 * 3))
assert len(caught) == 1 and np.isclose(float(schedule(3)), 0.01 / (1 + 0.5 * 3))

# %% [markdown] lang="en"
# The old `lr` is now `learning_rate`, and `decay` is a schedule: `InverseTimeDecay` computes what `decay` did. One more difference for the curious: Keras' Nadam lets $u$ rise as $1 - \tfrac12\,0.96^{t}$; PyTorch uses $0.96^{t/250}$, a much slower rise.
#
# ## 7.9 The race
#
# Nine rules, seven surfaces, 120 steps. Four of the surfaces are classical test functions: those of Beale, Rosenbrock, Himmelblau and Rastrigin. Each rule runs with 21 learning rates from 0.0001 to 500. To be fair, no step inside the picture may be longer than a tenth of its longer side, else a rule could win by a lucky jump. Among the rates that obey, the rule gets the one that ends lowest (on the saddle, where $f$ falls without end: that leaves the picture first).

# %% [markdown] lang="zh-TW" of="4570ea06"
# 舊的 `lr` 現在叫 `learning_rate`，`decay` 則變成排程：`InverseTimeDecay` 算的就是 `decay` 以前做的事。還有一個差異，供有興趣的讀者參考：Keras 的 Nadam 讓 $u$ 依 $1 - \tfrac12\,0.96^{t}$ 上升；PyTorch 用的是 $0.96^{t/250}$，上升得慢許多。
#
# ## 7.9 優化器大賽
#
# 九種規則，七個曲面，120 步。其中四個是經典的測試函數：Beale、Rosenbrock、Himmelblau 和 Rastrigin。每種規則都試 21 種學習率，從 0.0001 到 500。為了公平，在圖的範圍內，任何一步都不能超過圖面較長一邊的十分之一，以免有規則靠僥倖的一跳取勝。在合格的學習率當中，採用最後高度最低的那一個（在鞍點的曲面上，$f$ 無止境地下降，所以改用最早離開圖面的那一個）。

# %% rows="O8"
RATES = np.array([d * 10.0**k for k in range(-4, 3) for d in (1, 2, 5)])


def best_path(surface, rule, num_steps=120):
    starts = np.tile(surface.start, (len(RATES), 1))
    paths = descend(rule, surface.gradient, starts, num_steps, lr=RATES[:, None])
    low, high = np.transpose([surface.xlim, surface.ylim])
    inside = ((paths >= low) & (paths <= high)).all(axis=2)
    inside = np.logical_and.accumulate(inside, axis=0)  # (steps + 1, rates)
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.linalg.norm(np.diff(paths, axis=0), axis=2)
        heights = np.maximum(surface(*np.moveaxis(paths, -1, 0)), 1e-6)
    allowed = (np.where(inside[:-1], steps, 0) <= 0.1 * (high - low).max()).all(axis=0)
    if surface.minima:  # lowest at the end; between equals, lower on the way
        with np.errstate(invalid="ignore"):
            score = np.log10(heights[-1]) + 0.001 * np.log10(heights).mean(axis=0)
        score = np.where(allowed & inside[-1], score, np.inf)
    else:  # first out of the picture
        score = np.where(allowed & ~inside[-1], inside.sum(axis=0), np.inf)
    best = int(np.argmin(score))
    last = int(inside[:, best].sum())  # where it leaves, its path stays
    path = paths[:, best].copy()
    path[last + 1 :] = path[min(last, num_steps)]
    return path, RATES[best], heights[-1, best] if surface.minima else last


# %% [markdown] lang="en"
# (All rates run at once: `paths` has one axis for the steps, one for the rates, one for x and y. Heights below $10^{-6}$ count as that: arrived.)

# %% [markdown] lang="zh-TW" of="afe269eb"
# （所有學習率同時執行：`paths` 的三個軸依序是步數、學習率、座標（x 和 y）。低於 $10^{-6}$ 的高度一律記為 $10^{-6}$，表示已經抵達。）

# %% slides="E051" rows="O8"
paths, chosen, score = {}, {}, {}
for name, surface in SURFACES.items():
    results = {rule: best_path(surface, step) for rule, step in RULES.items()}
    paths[name] = {rule: result[0] for rule, result in results.items()}
    chosen[name] = {rule: result[1] for rule, result in results.items()}
    score[name] = {rule: result[2] for rule, result in results.items()}


def coarse(height):  # below 0.01 only the power of ten
    power = 10.0 ** np.ceil(np.log10(height))
    return f"{height:.2g}" if height > 0.01 else f"<{power:g}"


print("height at the end (saddle: steps until out)")
for name, scores in score.items():
    order = sorted(scores, key=lambda rule: round(scores[rule], 6))
    shown = [f"{rule} {coarse(scores[rule])}" for rule in (*order[:3], order[-1])]
    print(f"{name:10}: {', '.join(shown[:3])} ... last {shown[3]}")
show(
    drawings.Race(paths).still(120),
    alt="Seven contour plots with the paths of nine rules from a common start. On "
    "Beale and Rosenbrock they follow a curved valley and stop at different "
    "places; on Himmelblau eight reach the nearest minimum, momentum another; on "
    "Rastrigin all stay in the dip next to the start; they leave the saddle; they "
    "run along the ravine; and walk down the cliff.",
)
rastrigin = np.array([path[-1] for path in paths["Rastrigin"].values()])
assert np.ptp(rastrigin, axis=0).max() < 0.05
assert score["Beale"]["Adam"] < 0.01 < score["Beale"]["SGD"]

# %% [markdown] lang="en"
# Now the same race in motion: three steps a picture, 41 pictures, a rest at the end, and again. (It is an image, so it plays in Jupyter, in Colab and on a web page.)

# %% [markdown] lang="zh-TW" of="d16ac085"
# 現在讓同一場比賽動起來：每格畫面前進三步，共 41 格，最後停一會兒，再重新開始。（這是一張影像，所以在 Jupyter、Colab 和網頁上都能播放。）

# %% rows="O8"
from utils.plotting import show_animation

race = drawings.Race(paths)
show_animation(
    race.figure,
    race.moving,
    lambda k: race.update(3 * k),
    41,
    alt="Animation: the nine rules start together on seven surfaces. On the saddle, "
    "Adam and its relatives leave at once, SGD and momentum last. On Beale and in "
    "the ravine momentum and Nesterov swing, Adam and its relatives arrive early, "
    "SGD and Adagrad fall behind.",
)

# %% [markdown] lang="en"
# What the race shows:
#
# - **No rule wins everywhere.** On Rosenbrock {{ min(score["Rosenbrock"], key=score["Rosenbrock"].get) }} ends lowest, on Beale {{ min(score["Beale"], key=score["Beale"].get) }}.
# - Rules that divide by the size of the gradient leave the saddle at once, because they enlarge tiny gradients: Adam leaves the picture after {{ int(score["saddle"]["Adam"]) }} steps, SGD after {{ int(score["saddle"]["SGD"]) }}. Momentum needs {{ int(score["saddle"]["momentum"]) }}, more than SGD: the limit on the step forces a smaller rate on it. At the *same* rate it was faster (7.3).
# - Plain SGD is slow in curved valleys (Beale, Rosenbrock). Adagrad slows down by itself.
# - On Rastrigin, with its many dips, all nine end in the same dip, the nearest. On Himmelblau momentum rolls past the nearest minimum into another, which happens to be as good. None of them looks for the global minimum.
# - The best rate depends on the surface and on the rule: SGD's runs from {{ min(chosen[s]["SGD"] for s in chosen) | g }} to {{ max(chosen[s]["SGD"] for s in chosen) | g }}, Adadelta's reaches {{ max(chosen[s]["Adadelta"] for s in chosen) | g }}. Adam gets along with {{ min(chosen[s]["Adam"] for s in chosen) | g }} to {{ max(chosen[s]["Adam"] for s in chosen) | g }}.
#
# What it does not show: two weights are not a million, and there is no noise. So the next race is on real digits.
#
# **On MNIST** (after figure 2 of the Adam paper): two hidden layers of 300 ReLU units with dropout 0.5 (in training, each hidden output is set to 0 with probability ½ and doubled otherwise), batch 128, 10 epochs, two seeds. Each rule has its own rate, half a decade below the best one of the sweep in 7.10 (not swept: Nesterov takes momentum's, AMSGrad and Nadam take Adam's). This took minutes, so it was recorded beforehand.

# %% [markdown] lang="zh-TW" of="00b2b3b9"
# 這場比賽告訴我們：
#
# - **沒有一種規則處處領先。** 在 Rosenbrock 上，最後高度最低的是 {{ min(score["Rosenbrock"], key=score["Rosenbrock"].get) }}，在 Beale 上是 {{ min(score["Beale"], key=score["Beale"].get) }}。
# - 除以梯度大小的規則立刻就離開鞍點，因為它們放大了微小的梯度：Adam 用 {{ int(score["saddle"]["Adam"]) }} 步離開畫面，SGD 要 {{ int(score["saddle"]["SGD"]) }} 步。動量需要 {{ int(score["saddle"]["momentum"]) }} 步，比 SGD 還多：步伐的上限迫使它使用較小的學習率。學習率**相同**時，它比較快（7.3 節）。
# - 單純的 SGD 在彎曲的山谷（Beale、Rosenbrock）很慢。Adagrad 則自己越走越慢。
# - Rastrigin 到處是坑，九種規則全都停在同一個坑，也就是最近的那個。在 Himmelblau 上，動量滾過了最近的極小，停在另一個，而那一個剛好一樣好。沒有一種規則會去尋找全域極小。
# - 最好的學習率隨曲面和規則而異：SGD 從 {{ min(chosen[s]["SGD"] for s in chosen) | g }} 到 {{ max(chosen[s]["SGD"] for s in chosen) | g }}，Adadelta 高達 {{ max(chosen[s]["Adadelta"] for s in chosen) | g }}。Adam 則只需要 {{ min(chosen[s]["Adam"] for s in chosen) | g }} 到 {{ max(chosen[s]["Adam"] for s in chosen) | g }}。
#
# 這場比賽看不出來的事：這裡只有兩個權重，不是一百萬個，而且沒有雜訊。所以下一場改用真正的手寫數字圖片。
#
# **在 MNIST 上**（仿照 Adam 論文的圖 2）：兩個隱藏層（hidden layer），各 300 個 ReLU 單元，丟棄法（dropout）0.5（訓練時，每個隱藏輸出有一半的機率設為 0，否則加倍），批次（batch）大小 128，10 個週期（epoch），兩個隨機種子。每種規則用自己的學習率，比 7.10 節掃描得到的最佳值低了半個數量級（沒有掃描的，Nesterov 沿用動量的值，AMSGrad 和 Nadam 沿用 Adam 的值）。這需要好幾分鐘，所以事先跑好並記錄下來。

# %% slides="A109 A115" rows="O8"
from experiments.o8_race import EXPERIMENT as RACE
from utils.device import full_run


def collect(runs, value, **fixed):
    """The recorded value of every seed, as an array, where the settings agree."""
    return np.array(
        [r[value] for r in runs if all(r[k] == v for k, v in fixed.items())]
    )


runs = RACE.results(live=full_run())
train_loss = {rule: collect(runs, "loss", rule=rule) for rule in RULES}
final = {rule: collect(runs, "test_accuracy", rule=rule)[:, -1] for rule in RULES}
for rule in RULES:
    lr = next(r["lr"] for r in runs if r["rule"] == rule)
    first, last = train_loss[rule].mean(axis=0)[[0, -1]]
    print(f"{rule:8} lr {lr:5g}: training loss {first:.3f} -> {last:.3f}", end=", ")
    print(f"test accuracy {final[rule].min():.3f} to {final[rule].max():.3f}")
print(RACE.provenance())
show(
    drawings.plot_recorded_race(train_loss, final),
    alt="Left: training loss over ten epochs for nine rules, all falling together "
    "from about 0.45; Adam, AMSGrad and Nadam end lowest, near 0.085, the others "
    "near 0.1. Right: test accuracies of all runs lie between 0.977 and 0.982, "
    "mixed.",
)
adams = ("Adam", "AMSGrad", "Nadam")
lowest_other = min(v.mean(axis=0)[-1] for k, v in train_loss.items() if k not in adams)
assert max(train_loss[k].mean(axis=0)[-1] for k in adams) < lowest_other

# %% [markdown] lang="en"
# (To repeat it: `python -m experiments o8_race`.) With rates chosen for each, the nine curves lie close together. Adam and its relatives reach the lowest training loss, as in the paper, but the lead is small, and Adadelta leads in the first epoch. All test accuracies lie within {{ 100 * (max(v.max() for v in final.values()) - min(v.min() for v in final.values())) | .2f | 0.2 }} percentage points; two seeds of one rule are up to {{ 100 * max(np.ptp(v) for v in final.values()) | .2f | 0.2 }} apart. **The choice of the rate matters more than the choice of the rule**, as the next section shows.
# The lecture says that Nadam usually converges faster than Adam. Here its training loss is {{ train_loss["Nadam"].mean(axis=0)[0] | .3f | 0.02 }} against {{ train_loss["Adam"].mean(axis=0)[0] | .3f | 0.02 }} after the first epoch and {{ train_loss["Nadam"].mean(axis=0)[-1] | .3f | 0.01 }} against {{ train_loss["Adam"].mean(axis=0)[-1] | .3f | 0.01 }} at the end: it starts behind and ends slightly ahead. Two seeds cannot settle it.
#
# ## 7.10 Which learning rate?
#
# The lecture gives starting rates: 0.1 for SGD, momentum and Adagrad, 10 for Adadelta, 0.001 for RMSprop and Adam. A recorded sweep tests them: a network with 128 hidden units, all 60,000 images, 3 epochs, twelve rates per rule, two seeds. We call a rate good if its mean training loss is at most twice the lowest.

# %% [markdown] lang="zh-TW" of="ad16b0de"
# （想重做，請執行 `python -m experiments o8_race`。）各自選好學習率之後，九條曲線靠得很近。和論文一樣，Adam 和它的變體達到最低的訓練損失，但領先不多；第一個週期領先的是 Adadelta。所有測試準確率（test accuracy）的差距在 {{ 100 * (max(v.max() for v in final.values()) - min(v.min() for v in final.values())) | .2f | 0.2 }} 個百分點之內；同一種規則換一個種子，最多就差 {{ 100 * max(np.ptp(v) for v in final.values()) | .2f | 0.2 }} 個百分點。**學習率的選擇比規則的選擇更重要**，下一節會看到。投影片說 Nadam 收斂通常比 Adam 快。這裡的訓練損失（Nadam 對 Adam），第一個週期之後是 {{ train_loss["Nadam"].mean(axis=0)[0] | .3f | 0.02 }} 對 {{ train_loss["Adam"].mean(axis=0)[0] | .3f | 0.02 }}，最後是 {{ train_loss["Nadam"].mean(axis=0)[-1] | .3f | 0.01 }} 對 {{ train_loss["Adam"].mean(axis=0)[-1] | .3f | 0.01 }}：Nadam 起步落後，最後略為領先。只有兩個種子，無法下定論。
#
# ## 7.10 該用哪個學習率？
#
# 投影片建議的起始學習率是：SGD、動量和 Adagrad 用 0.1，Adadelta 用 10，RMSprop 和 Adam 用 0.001。我們用一次事先跑好的掃描來檢驗：128 個隱藏單元的網路，全部 60,000 張圖片，3 個週期，每種規則十二種學習率，兩個種子。平均訓練損失不超過最低值兩倍的學習率，我們稱為「好」。

# %% slides="A116" rows="O10"
from experiments.o10_rates import EXPERIMENT as SWEEP

runs = SWEEP.results(live=full_run())
deck = dict.fromkeys(("SGD", "momentum", "Adagrad"), 0.1)
deck |= {"Adadelta": 10, "RMSprop": 0.001, "Adam": 0.001}
sweep_rates = {k: collect(runs, "rates", rule=k, seed=0)[0] for k in deck}
sweep_loss = {k: collect(runs, "train_loss", rule=k) for k in deck}
best_rate, ratio = {}, {}
for rule, lr in deck.items():
    mean = sweep_loss[rule].mean(axis=0)
    best_rate[rule] = sweep_rates[rule][np.nanargmin(mean)]
    ratio[rule] = mean[sweep_rates[rule] == lr][0] / np.nanmin(mean)
    good = sweep_rates[rule][mean <= 2 * np.nanmin(mean)]
    print(f"{rule:8} best {best_rate[rule]:5g}, good {good.min():g} to", end=" ")
    print(f"{good.max():g}; lecture {lr:5g}: {ratio[rule]:.1f} times the lowest loss")
print(SWEEP.provenance())
show(
    drawings.plot_sweep(sweep_rates, sweep_loss, deck, 2),
    alt="Six panels, training loss over the learning rate. Each curve falls over "
    "several decades, has a bottom about one decade wide, and then rises, in the "
    "upper row at once. The lecture's rate lies on the left slope or the bottom, for "
    "SGD outside the good range.",
)
assert ratio["SGD"] > 2 >= max(v for k, v in ratio.items() if k != "SGD")

# %% [markdown] lang="en"
# (`python -m experiments o10_rates` repeats it.) Five of the six starting rates lie in the good range; SGD's 0.1 is too small here: {{ ratio["SGD"] | .1f | 0.3 }} times the lowest loss, which it has at {{ best_rate["SGD"] | g }}. The default rates of Keras for Adagrad and Adadelta, 0.001, are a hundred times and more too small on this problem. All curves have a long slope at the left, where training is only slow, and a bottom. Close behind it SGD, momentum and Adagrad meet a wall, where training fails; for the other three the loss rises about as steeply as it fell. So look for the rise and stay a little below. This is one network and three epochs; on others, the best rates differ.
#
# ## 7.11 Searching: grid and population
#
# **Grid search** tries every combination of a few values for each hyperparameter and keeps the one with the best *validation* loss. With 8 values for each of 3 hyperparameters that makes 512 trainings, and each has one fixed rate from beginning to end.
#
# **Population based training** (PBT; Jaderberg et al., 2017) trains a population at the same time. Now and then the worst members copy weights *and* rate of the best (exploit) and change the rate at random (explore). So it finds not one value but a schedule, in a single training. On a cluster one would use an engine such as Ray Tune, which has PBT. Here is the idea in a dozen lines: 8 networks, 2,000 digits shrunk to 14×14, 10 epochs. `stacked.train` (chapter 4) trains all 8 at once.

# %% [markdown] lang="zh-TW" of="cc3ff779"
# （想重做，請執行 `python -m experiments o10_rates`。）六個起始學習率當中，五個落在好的範圍；SGD 的 0.1 在這裡太小：損失是最低值的 {{ ratio["SGD"] | .1f | 0.3 }} 倍，而最低值出現在學習率 {{ best_rate["SGD"] | g }}。Keras 給 Adagrad 和 Adadelta 的預設值 0.001，在這個問題上小了一百倍以上。每條曲線的左邊都是長長的斜坡，訓練只是比較慢；接著是谷底。谷底過去不遠，SGD、動量和 Adagrad 就撞上一道牆，訓練會失敗；另外三種的損失則以和左邊差不多的坡度上升。所以要先找到損失上升的地方，再往回退一點。這只是一個網路、三個週期；換了網路，最佳學習率就不同。
#
# ## 7.11 搜尋：網格與族群
#
# **網格搜尋**（grid search）對每個超參數取幾個值，試遍所有組合，留下**驗證**損失（validation loss）最低的一組。3 個超參數各取 8 個值，就要訓練 512 次，而且每一次從頭到尾都用固定的學習率。這是最簡單的**超參數搜尋**（hyperparameter search）。
#
# **族群式訓練**（population based training, PBT; Jaderberg et al., 2017）同時訓練一整群網路。每隔一段時間，最差的成員會複製最好的成員的權重**和**學習率（利用，exploit），再隨機改變學習率（探索，explore）。因此它找到的不是單一數值，而是一個排程，而且只需要一次訓練。在運算叢集上，可以使用現成的引擎，例如 Ray Tune 就有 PBT。這裡用十幾行程式示範：8 個網路，2,000 張縮小成 14×14 的數字圖片，10 個週期。`stacked.train`（第 4 章）會同時訓練 8 個網路。

# %% rows="O11"
from utils.data import load_mnist, one_hot, to_float
from utils.nn import stacked

(images, labels), (test_images, test_labels) = load_mnist()


def shrink(images):
    return to_float(images).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)


X, y, Y = shrink(images[:2000]), labels[:2000], one_hot(labels[:2000])
X_val, y_val = shrink(images[2000:3000]), labels[2000:3000]
X_test, y_test = shrink(test_images[:2000]), test_labels[:2000]


def validation_loss(weights, biases):
    z = stacked.forward(weights, biases, X_val, "relu")[-1].astype(float)
    z = z - z.max(axis=2, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=2)) - z[:, np.arange(len(y_val)), y_val]
    return np.nan_to_num(losses.mean(axis=1), nan=np.inf)  # (networks,)


# %% [markdown] lang="en"
# `search` trains the grid or the population, from the same start.

# %% [markdown] lang="zh-TW" of="cbd0dac5"
# `search` 從相同的起點訓練網格或族群。


# %% rows="O11"
def search(seed, population_based, num_epochs=10):
    rng = np.random.default_rng(seed)
    shapes = ((196, 64), (64, 10))
    start = [rng.normal(0, np.sqrt(2 / n_in), (1, n_in, n)) for n_in, n in shapes]
    weights, biases = [np.repeat(W, 8, axis=0).astype("float32") for W in start], None
    rates, losses, history = np.geomspace(0.001, 3, 8), [], []
    for epoch in range(num_epochs):
        options = {"lr": rates, "num_epochs": 1, "batch_size": 50, "seed": epoch}
        weights, biases = stacked.train(
            weights, X, Y, activation="relu", biases=biases, **options
        )
        losses.append(validation_loss(weights, biases))
        history.append(rates)
        order = np.argsort(losses[-1])
        if population_based and epoch < num_epochs - 1:
            worst, best = order[-2:], order[:2]
            for array in (*weights, *biases):
                array[worst] = array[best]  # exploit
            rates = rates.copy()
            rates[worst] = rates[best] * rng.choice([0.8, 1.25], 2)  # explore
    accuracy = stacked.accuracy(weights, biases, X_test, y_test, "relu")[order[0]]
    return np.array(losses), np.array(history), accuracy


# %% [markdown] lang="en"
# Both, for three seeds:

# %% [markdown] lang="zh-TW" of="e54b3697"
# 兩種都跑三個種子：

# %% slides="A117" rows="O11" tags=["nbval-ignore-output"]
found = {seed: (search(seed, False), search(seed, True)) for seed in range(3)}
for seed, (fixed, changing) in found.items():
    best = [run[0][-1].min() for run in (fixed, changing)]
    print(
        f"seed {seed}: validation loss grid {best[0]:.3f}, PBT {best[1]:.3f};", end=" "
    )
    print(f"test accuracy grid {fixed[2]:.3f}, PBT {changing[2]:.3f}")
gain = [
    fixed[0][-1].min() - changing[0][-1].min() for fixed, changing in found.values()
]
fixed, changing = found[0]
show(
    drawings.plot_search(fixed[0], fixed[1][0], changing[0], changing[1]),
    alt="Left: validation loss over ten epochs of eight networks with fixed rates, "
    "fanned out, and the best of the population, which follows the best of the "
    "grid. Right: the rates in the population, spread over three decades at first, "
    "gather near 1.",
)
assert np.mean(gain) > -0.02 and all(
    changing[1][-1].min() > 0.1 for _, changing in found.values()
)

# %% [markdown] lang="en"
# The same cost, 8 trainings of 10 epochs. In the mean of three seeds the population ends {{ np.mean(gain) | .3f | 0.02 }} below the grid in validation loss; its small rates have died out, and every member ends near the good range. That is a small gain on a small problem, and part of it may be an illusion: PBT selects by the validation set again and again, so its validation loss may be a bit too good. The mean test accuracies are {{ np.mean([f[2] for f, _ in found.values()]) | .3f | 0.02 }} (grid) and {{ np.mean([c[2] for _, c in found.values()]) | .3f | 0.02 }} (PBT). In the paper its strength shows in long trainings, in which the best rate changes.
#
# ## 7.12 Clipping
#
# Keras clips in three ways: `clipvalue=0.5` cuts every component to [−0.5, 0.5]; `clipnorm=1` shortens the gradient *of each array of weights* to length 1; `global_clipnorm=1` shortens all arrays together. Default: none. The lecture describes a fourth way: throw an oversized gradient away and make no step.

# %% [markdown] lang="zh-TW" of="484a0c7d"
# 成本相同，都是 8 個網路各訓練 10 個週期。三個種子平均起來，族群最後的驗證損失比網格低 {{ np.mean(gain) | .3f | 0.02 }}；太小的學習率已經被淘汰，所有成員最後都落在好的範圍附近。這是小問題上的小幅改善，而且有一部分可能是錯覺：PBT 一再用驗證集（validation set）來挑選，所以它的驗證損失可能比實際的好看一些。平均測試準確率是 {{ np.mean([f[2] for f, _ in found.values()]) | .3f | 0.02 }}（網格）和 {{ np.mean([c[2] for _, c in found.values()]) | .3f | 0.02 }}（PBT）。在論文裡，PBT 的長處要在時間長、最佳學習率中途會改變的訓練裡才顯現出來。
#
# ## 7.12 梯度裁剪
#
# Keras 有三種裁剪方式：`clipvalue=0.5` 把每個分量限制在 [−0.5, 0.5]；`clipnorm=1` 把**每個權重陣列**的梯度縮短到長度 1；`global_clipnorm=1` 把所有陣列合起來縮短。預設是不裁剪。投影片描述了第四種：把過大的梯度丟掉，這一步不走。

# %% slides="E067" rows="O13"
g_kernel, g_bias = np.array([2.0, 1.0]), np.array([0.9])


def after_clipping(**option):
    variables = [keras.Variable(np.zeros(n)) for n in (2, 1)]
    optimizer = keras.optimizers.SGD(1.0, **option)
    tensors = [
        keras.ops.convert_to_tensor(g, dtype="float32") for g in (g_kernel, g_bias)
    ]
    optimizer.apply(tensors, variables)
    return [-v.numpy().astype(float) for v in variables]  # the gradient that was used


together = np.linalg.norm([*g_kernel, *g_bias])
by_hand = {
    "clipvalue": [np.clip(g, -0.5, 0.5) for g in (g_kernel, g_bias)],
    "clipnorm": [clipped(g_kernel), clipped(g_bias)],
    "global_clipnorm": [g / max(1, together) for g in (g_kernel, g_bias)],
}
by_keras = {}
for name, limit in {"clipvalue": 0.5, "clipnorm": 1.0, "global_clipnorm": 1.0}.items():
    by_keras[name] = after_clipping(**{name: limit})
    kernel, bias = (g.round(3) for g in by_keras[name])
    print(f"{name:15}: kernel (2, 1) -> {kernel}, bias (0.9) -> {bias}")
    for one, other in zip(by_keras[name], by_hand[name], strict=True):
        assert np.allclose(one, other, atol=1e-6)

# %% [markdown] lang="en"
# `clipvalue` turns the direction, (2, 1) became (0.5, 0.5); the other two keep it. `clipnorm` keeps the direction within an array but changes the balance between arrays (the bias was left alone); only `global_clipnorm` keeps the direction of the whole gradient.
#
# And in training? On the cliff, 200 starts on the high side, η = 0.3.

# %% [markdown] lang="zh-TW" of="bfd789be"
# `clipvalue` 改變了方向，(2, 1) 變成 (0.5, 0.5)；另外兩種保持方向。`clipnorm` 保持每個陣列之內的方向，但改變陣列之間的比例（偏差的梯度，也就是輸出中的 `bias`，完全沒變）；只有 `global_clipnorm` 保持整個梯度的方向。
#
# 對訓練又有什麼影響？在懸崖上，從高的那一側取 200 個起點，η = 0.3。

# %% rows="O13"
cliff_surface = SURFACES["cliff"]
rng = np.random.default_rng(0)
cliff_starts = np.column_stack([rng.uniform(1.5, 3, 200), rng.uniform(-2, 2, 200)])


def limited(kind):
    def gradient(w):
        g = cliff_surface.gradient(w)
        length = np.linalg.norm(g, axis=1, keepdims=True)
        return {
            "no clipping": g,
            "clipnorm 1": g / np.maximum(length, 1),
            "clipvalue 0.5": np.clip(g, -0.5, 0.5),
            "throw away > 1": g * (length <= 1),
        }[kind]

    return gradient


# %% [markdown] lang="en"
# `limited` gives the gradient, treated in one of four ways, at all 200 places at once.

# %% [markdown] lang="zh-TW" of="0fda181e"
# `limited` 一次給出 200 個位置的梯度，並以四種方式之一處理。

# %% slides="A082" rows="O13"
over_the_edge = {}
for kind in ("no clipping", "clipnorm 1", "clipvalue 0.5", "throw away > 1"):
    ways = descend(sgd, limited(kind), cliff_starts, 150, lr=0.3)
    heights = cliff_surface(*np.moveaxis(ways, -1, 0))  # (steps + 1, starts)
    needed = [steps_until(h, 0.1) for h in heights.T]
    arrived = np.mean(heights[-1] < 0.1)
    over_the_edge[kind] = np.median(heights, axis=1)[:61]
    print(
        f"{kind:15}: {arrived:4.0%} arrive, median {np.median(needed):3.0f} steps,",
        end=" ",
    )
    far = np.abs(ways).max()
    print(f"at most {max(needed)}; farthest from the minimum {far:.0f}")
    assert (arrived < 0.05) == (kind == "throw away > 1")
show(
    drawings.plot_clipping(
        g_kernel, {k: v[0] for k, v in by_keras.items()}, over_the_edge
    ),
    alt="Left: the vector (2, 1) as an arrow, and what three kinds of clipping make "
    "of it: two shorter arrows in the same direction, one turned to the diagonal. "
    "Right: median height over 60 steps; with clipping it falls, without it falls "
    "later, and where oversized gradients are thrown away it stays on top of the "
    "cliff.",
)

# %% [markdown] lang="en"
# Clipped runs arrive first; unclipped ones are thrown far out and need longer. **Throwing away fails completely**: at the edge every gradient is oversized, no step is made, so the next gradient is the same one, for ever. (With mini-batches the next gradient would differ, so it need not be for ever; but it is a poor idea.)
#
# ## 7.13 Batch size
#
# One **epoch** of 50,000 samples in batches of 128 has how many iterations?

# %% [markdown] lang="zh-TW" of="bb99f091"
# 有裁剪的先抵達；沒有裁剪的會被拋得很遠，需要比較久。**把梯度丟掉則完全失敗**：在懸崖邊，每次的梯度都過大，於是一步也不走，下一次的梯度還是同一個，就這樣永遠卡住。（用小批次時，下一次的梯度會不同，所以未必永遠卡住；但這終究不是好辦法。）
#
# ## 7.13 批次大小
#
# 50,000 個樣本，批次大小 128，一個**週期**有幾次迭代（iteration）？

# %% slides="E017" rows="O12"
print("50000 / 128 =", 50000 / 128)
check_slide("O12", "iterations per epoch", int(np.ceil(50000 / 128)), "391")
print("samples in the last batch:", 50000 - 390 * 128)

# %% [markdown] lang="en"
# The last batch holds the remaining 80. (The slide computes $50000/128 + 1 = 391$, which rounds down silently; for 51,200 samples the formula would give 401 where 400 is right.)
#
# Which batch size is best? A recorded experiment trains on 10,000 digits with plain SGD in three ways: 5 epochs at rate 0.1; 5 epochs at a rate proportional to the batch size (0.1 at 128; Goyal et al., 2017); and 400 updates at 0.1, however many epochs that takes. It also measures the processor time of an epoch.

# %% [markdown] lang="zh-TW" of="edfec44b"
# 最後一個批次只有剩下的 80 個樣本。（投影片寫 $50000/128 + 1 = 391$，其實暗中捨去了小數；換成 51,200 個樣本，這個公式會得到 401，正確答案是 400。）
#
# 哪種批次大小最好？一項事先跑好的實驗用 10,000 張數字圖片和單純的 SGD，以三種方式訓練：學習率 0.1，5 個週期；學習率與批次大小成正比（128 時為 0.1；Goyal et al., 2017），5 個週期；學習率 0.1，更新 400 次，不管那是幾個週期。實驗也測量一個週期所需的處理器時間。

# %% slides="E018 E019 E021 E022" rows="O12"
from experiments.o12_batch import BATCH_SIZES
from experiments.o12_batch import EXPERIMENT as BATCH

runs = BATCH.results(live=full_run())
parts = {
    "epochs": "5 epochs, lr 0.1",
    "scaled": "5 epochs, lr scaled",
    "updates": "400 updates",
}
by_batch = {
    name: np.array(
        [collect(runs, "test_accuracy", part=part, batch_size=n) for n in BATCH_SIZES]
    ).T
    for part, name in parts.items()
}  # each (seeds, sizes)
seconds = np.array(next(r["processor"] for r in runs if r["part"] == "seconds"))
time_of = dict(zip(BATCH_SIZES, seconds, strict=True))
one_against_128 = np.median(time_of[1] / time_of[128])
print(f"time of an epoch, batch 1 against 128: {one_against_128:.0f} times")
neighbours = {}
for power, other in ((128, 100), (256, 250), (1024, 1000)):
    neighbours[power] = np.median(time_of[power] / time_of[other])
    print(f"time of an epoch, batch {power} against {other}: {neighbours[power]:.2f}")
for name, values in by_batch.items():
    mean = dict(zip(BATCH_SIZES, values.mean(axis=0).tolist(), strict=True))
    print(f"{name}:", {n: round(mean[n], 2) for n in (1, 16, 128, 1024, 10000)})
print(BATCH.provenance())
assert one_against_128 > 20 and abs(neighbours[256] - 1) < 0.15

# %% [markdown] lang="en"
# As a picture (bands: two seeds at the left, nine rounds at the right):

# %% [markdown] lang="zh-TW" of="76e14c2a"
# 畫成圖（帶狀範圍：左圖是兩個種子，右圖是九輪測量）：

# %% slides="E022" rows="O12"
show(
    drawings.plot_batches(BATCH_SIZES, by_batch, seconds),
    alt="Left: test accuracy over batch size. With 5 epochs at one rate it peaks at "
    "16 and falls to below 0.5 at 10,000. With a scaled rate it is level up to "
    "1,024 and collapses beyond. With 400 updates it rises from 0.6 to "
    "0.9 at 16 and is level. Right: processor time per 10,000 images falls from about "
    "11 seconds at batch 1 to 0.1 at 1,000 and beyond.",
)

# %% [markdown] lang="en"
# (`python -m experiments o12_batch` repeats it.)
#
# - *At equal epochs and one rate*, small batches win simply because they make more updates, until batch 1, where rate 0.1 is too large for the noise.
# - *With the rate scaled to the batch*, everything from 1 to 1,024 gives the same accuracy. Beyond, the scaled rate is 3.9 and more, behind the wall that 7.10 found for SGD, and training fails. So batch size and rate must be judged together.
# - *At equal updates*, batch 1 is far behind; from 64 on all reach the same accuracy, and the larger ones pay for it with more images per update.
# - *Time*: batch 1 costs {{ one_against_128 | .0f | x2 }} times as much processor time per epoch as batch 128, because each update has a fixed cost.
# - *Powers of two*: 256 against 250 takes {{ neighbours[256] | .2f | 0.15 }} times as long, 1,024 against 1,000 {{ neighbours[1024] | .2f | 0.2 }} times. On this processor a power of two brings nothing. (Measured on a CPU only; the slide's advice is about GPUs.)
#
# ## 7.14 Does Adam end in sharp minima?
#
# The lecture warns that Adam, though fast, may settle where the curvature is high, and that such minima generalise worse. (Keskar et al. 2017 blame sharp minima for the bad results of large batches, Wilson et al. 2017 found adaptive methods to generalise worse.) A recorded test: a small network, 20,000 digits, six seeds, the lecture's rates. Sharpness is the largest eigenvalue of the Hessian on 5,000 training images. Because that shrinks with the loss itself, it is measured twice: when the training loss of an epoch first falls below 0.05 (we call that equal loss), and after 30 epochs.

# %% [markdown] lang="zh-TW" of="be9b5a4e"
# （想重做，請執行 `python -m experiments o12_batch`。）
#
# - **週期數和學習率相同時**，小批次勝出，只是因為更新次數多；但批次大小 1 例外，因為對那麼大的雜訊來說，學習率 0.1 太大。
# - **學習率隨批次大小等比例調整時**，1 到 1,024 的準確率都一樣。批次再大，調整後的學習率就有 3.9 以上，已經越過 7.10 節為 SGD 找到的那道牆，訓練失敗。所以批次大小和學習率必須一起評估。
# - **更新次數相同時**，批次大小 1 遠遠落後；64 以上的準確率都相同，但批次越大，每次更新要處理的影像越多。
# - **時間**：批次大小 1 每個週期所用的處理器時間，是批次大小 128 的 {{ one_against_128 | .0f | x2 }} 倍，因為每次更新都有固定的成本。
# - **2 的冪次**：256 所需的時間是 250 的 {{ neighbours[256] | .2f | 0.15 }} 倍，1,024 是 1,000 的 {{ neighbours[1024] | .2f | 0.2 }} 倍。在這顆處理器上，2 的冪次沒有好處。（只在 CPU 上測量；投影片的建議是針對 GPU。）
#
# ## 7.14 Adam 會停在尖銳的極小嗎？
#
# 投影片警告：Adam 雖快，卻可能停在曲率很大的地方，而這種極小的泛化（generalization）能力較差。（Keskar et al. 2017 認為大批次表現差要歸咎於尖銳的極小；Wilson et al. 2017 發現自適應方法的泛化能力較差。）我們用一項事先跑好的實驗來檢驗：一個小網路，20,000 張數字圖片，六個種子，學習率用投影片的建議值。尖銳程度以 Hessian 的最大特徵值來衡量，用 5,000 張訓練圖片計算。由於它會隨著損失本身縮小，所以測量兩次：第一次是某個週期的訓練損失首度低於 0.05 時（我們稱為「損失相同」），第二次是 30 個週期之後。

# %% slides="A110" rows="O9"
from experiments.o9_sharp_minima import EXPERIMENT as SHARP

runs = SHARP.results(live=full_run())
measures = {
    "equal_loss_top_eigenvalue": "eigenvalue at equal loss",
    "equal_loss_test_accuracy": "test accuracy there",
    "end_top_eigenvalue": "eigenvalue at the end",
    "end_test_accuracy": "test accuracy at the end",
}
sharp = {
    label: {k: collect(runs, value, rule=k) for k in ("SGD", "momentum", "Adam")}
    for value, label in measures.items()
}
for label, values in sharp.items():
    for k, v in values.items():
        print(f"{label}, {k}: mean {v.mean():.3g}, {v.min():.3g} to {v.max():.3g}")
for k in ("SGD", "momentum", "Adam"):
    median = np.median(collect(runs, "end_train_loss", rule=k))
    print(f"training loss at the end, {k}: median {median:.2g}")
print(SHARP.provenance())
show(
    drawings.plot_sharpness(sharp),
    alt="Four strip charts, six seeds each. At equal loss SGD and Adam have "
    "eigenvalues near 5, momentum mostly below 2, with test accuracies that "
    "overlap. At the end the eigenvalues are 4 for SGD, 0.3 to 3 for Adam, 0.015 "
    "for momentum; momentum has the best accuracies.",
)
at_end = sharp["test accuracy at the end"]
assert (at_end["momentum"] > at_end["Adam"]).all()
adam_wins = (at_end["Adam"] > at_end["SGD"]).sum()

# %% [markdown] lang="en"
# (`python -m experiments o9_sharp_minima` repeats it.) The result is mixed, and we report it as it is.
#
# - At equal loss Adam is *not* sharper than plain SGD: {{ sharp["eigenvalue at equal loss"]["Adam"].mean() | .1f | 0.5 }} against {{ sharp["eigenvalue at equal loss"]["SGD"].mean() | .1f | 0.5 }}. SGD *with momentum* is flatter than both, {{ sharp["eigenvalue at equal loss"]["momentum"].mean() | .1f | 0.5 }}. Yet its test accuracy there is no better: {{ sharp["test accuracy there"]["momentum"].mean() | .3f | 0.004 }} against {{ sharp["test accuracy there"]["Adam"].mean() | .3f | 0.004 }} (Adam). ("Equal" is rough: at that moment the losses lie between {{ collect(runs, "equal_loss_train_loss").min() | .2f | 0.01 }} and {{ collect(runs, "equal_loss_train_loss").max() | .2f | 0.01 }}.)
# - After 30 epochs momentum beats Adam on the test images in all six seeds, and Adam beats plain SGD in {{ adam_wins }} of them. But SGD's training loss is then still far above the others' in the median: at rate 0.1 it is not finished, as 7.10 would lead one to expect.
#
# So in this experiment Adam ends worse than SGD with momentum and better than SGD without, and flatness does not explain it at equal loss. Rates were not tuned for each rule, and this is one small network.
#
# ## 7.15 The core lab: learning rate and batch
#
# The lab that belongs to these slides trains five dense layers on MNIST with Adam for 20 epochs: rate 0.02 with batch 300, rate 0.02 with batch 640, and then 0.01 against 0.001. The slide gives no width; we take four layers of 128 units and the outputs, three seeds, recorded.

# %% [markdown] lang="zh-TW" of="60d73aa4"
# （想重做，請執行 `python -m experiments o9_sharp_minima`。）結果有好有壞，我們照實報告。
#
# - 損失相同時，Adam **不比**單純的 SGD 尖銳：{{ sharp["eigenvalue at equal loss"]["Adam"].mean() | .1f | 0.5 }} 對 {{ sharp["eigenvalue at equal loss"]["SGD"].mean() | .1f | 0.5 }}。**加了動量**的 SGD 比兩者都平坦：{{ sharp["eigenvalue at equal loss"]["momentum"].mean() | .1f | 0.5 }}。但它此時的測試準確率並沒有比較好：{{ sharp["test accuracy there"]["momentum"].mean() | .3f | 0.004 }}，Adam 是 {{ sharp["test accuracy there"]["Adam"].mean() | .3f | 0.004 }}。（「相同」只是大致：那一刻的損失介於 {{ collect(runs, "equal_loss_train_loss").min() | .2f | 0.01 }} 和 {{ collect(runs, "equal_loss_train_loss").max() | .2f | 0.01 }} 之間。）
# - 30 個週期之後，在測試圖片上，六個種子都是動量勝過 Adam，Adam 則在其中 {{ adam_wins }} 個勝過單純的 SGD。但 SGD 此時的訓練損失（中位數）仍遠高於另外兩者：學習率 0.1 還沒訓練完，正如 7.10 節所預料。
#
# 所以在這個實驗裡，Adam 最後的結果比加了動量的 SGD 差，比沒有動量的 SGD 好；而在損失相同時，平坦程度也解釋不了這些差別。各規則的學習率沒有個別調整，而且這只是一個小網路。
#
# ## 7.15 核心練習：學習率與批次大小
#
# 這份投影片附的練習，是用 Adam 在 MNIST 上訓練有五個密集層（dense layer）的網路，共 20 個週期：學習率 0.02 配批次大小 300、學習率 0.02 配批次大小 640，再比較 0.01 和 0.001。投影片沒有寫每層的寬度；我們取四層各 128 個單元，再加輸出層，用三個種子事先跑好。

# %% slides="C041 C042 C043 C045" rows="O16"
from experiments.o16_core_lab import EXPERIMENT as LAB

runs = LAB.results(live=full_run())
lab = {}
for lr, n in ((0.02, 300), (0.02, 640), (0.01, 300), (0.001, 300)):
    name = f"lr {lr}, batch {n}"
    lab[name] = collect(runs, "accuracy", lr=lr, batch_size=n)
    at_8, at_20 = lab[name][:, 7], lab[name][:, 19]
    test = collect(runs, "test_accuracy", lr=lr, batch_size=n)[:, 19]
    print(f"{name}: training accuracy after 8 epochs {at_8.mean():.3f}", end=" ")
    print(f"({at_8.min():.3f} to {at_8.max():.3f}),", end=" ")
    print(f"after 20 {at_20.mean():.3f}, test {test.mean():.3f}")
print(LAB.provenance())
after_8 = [values[:, 7].mean() for values in lab.values()]
assert (np.diff(after_8) > 0).all()
show(
    drawings.plot_core_lab(lab),
    alt="Training accuracy over 20 epochs for four settings with bands over three "
    "seeds. Rate 0.001 is on top, then 0.01, then 0.02 with batch 640, then 0.02 "
    "with batch 300, whose curve is uneven and its band wide.",
)

# %% [markdown] lang="en"
# (`python -m experiments o16_core_lab` repeats it.) After 8 epochs: {{ after_8[0] | .3f | 0.006 }}, {{ after_8[1] | .3f | 0.006 }}, {{ after_8[2] | .3f | 0.006 }}, {{ after_8[3] | .3f | 0.006 }}. Ten to twenty times Adam's default rate is too much here. A larger batch helps a little at 0.02; a smaller rate helps far more. A likely reason is that of 7.2: with a large rate the noise of the mini-batches keeps the weights at a distance, and a larger batch has less noise. (Not tested here.) In lab 9 you do this yourself.
#
# ## 7.16 Beyond the gradient
#
# The rate had to be small because of the most curved direction. Who knows the curvature, that is the Hessian $A$, can do better. **Newton's method** steps to the bottom of the bowl that fits: $w \leftarrow w - A^{-1} g$. On a quadratic that is the minimum, in one step. But solving with an $n\times n$ matrix costs about $n^3$ operations.
#
# **Conjugate gradient** (Hestenes and Stiefel, 1952) needs only products $A\,d$. It walks along directions $d$ that do not disturb each other: $d_i^\top A\,d_j = 0$. Each direction is finished in one step of the right length, so $n$ directions finish an $n$-dimensional quadratic. This is the slide's algorithm:

# %% [markdown] lang="zh-TW" of="0b0efd5f"
# （想重做，請執行 `python -m experiments o16_core_lab`。）8 個週期之後：{{ after_8[0] | .3f | 0.006 }}、{{ after_8[1] | .3f | 0.006 }}、{{ after_8[2] | .3f | 0.006 }}、{{ after_8[3] | .3f | 0.006 }}。Adam 預設學習率的十到二十倍，在這裡太大了。學習率 0.02 時，加大批次略有幫助；降低學習率的幫助大得多。可能的原因如 7.2 節所說：學習率大時，小批次的雜訊讓權重一直停在離極小一段距離的地方，而大批次的雜訊較小。（這裡沒有檢驗。）在 lab09，你會自己做這個實驗。
#
# ## 7.16 超越梯度
#
# 學習率之所以必須小，是因為受限於最彎曲的方向。如果知道曲率，也就是 Hessian 矩陣 $A$，就能做得更好。**牛頓法**（Newton's method）用一個碗去貼合目前位置的曲面，再一步踏到碗底：$w \leftarrow w - A^{-1} g$。在二次函數上，一步就到極小。但求解 $n\times n$ 的方程組，大約要 $n^3$ 次運算。
#
# **共軛梯度法**（conjugate gradient; Hestenes and Stiefel, 1952）只需要乘積 $A\,d$。它沿著互不干擾的方向 $d$ 前進：$d_i^\top A\,d_j = 0$。每個方向只要走一步、長度正確，就不必再回頭，所以走完 $n$ 個方向就到了 $n$ 維二次函數的極小。投影片的演算法如下：


# %% slides="E069 E070" rows="O14"
def conjugate_gradient(A, w, num_steps):
    g = A @ w  # gradient of w.A.w / 2
    d, path, directions = -g, [w], []
    for _ in range(num_steps):
        w = w - (g @ d) / (d @ A @ d) * d  # the exact minimum along d
        directions.append(d)
        g = A @ w
        d = -g + (g @ A @ d) / (d @ A @ d) * d
        path.append(w)
    return np.array(path), np.array(directions)


# %% [markdown] lang="en"
# The cell compares one Newton step, $n$ steps of conjugate gradient, and $n$ steps of gradient descent at its best constant rate, $2/(\lambda_{\min}+\lambda_{\max})$.

# %% [markdown] lang="zh-TW" of="ff5c41cf"
# 下一個儲存格比較牛頓法走一步、共軛梯度法走 $n$ 步，以及梯度下降以最佳固定學習率 $2/(\lambda_{\min}+\lambda_{\max})$ 走 $n$ 步。

# %% slides="E069 E071" rows="O14"
for n in (2, 5, 10):
    rng = np.random.default_rng(n)
    Q = np.linalg.qr(rng.normal(size=(n, n)))[0]  # random perpendicular directions
    A = Q @ np.diag(np.geomspace(1, 50, n)) @ Q.T  # curvatures 1 to 50
    w = rng.normal(size=n)
    path, directions = conjugate_gradient(A, w, n)
    newton = w - np.linalg.solve(A, A @ w)
    plain = descend(sgd, lambda w, A=A: A @ w, w, n, lr=2 / 51)[-1]
    left = [np.linalg.norm(v) / np.linalg.norm(w) for v in (path[-2], path[-1], plain)]
    print(f"n = {n:2}: distance left after n - 1 steps {left[0]:.1g}, after n", end=" ")
    print(f"below 1e-6; gradient descent {left[2]:.2f}")
    assert left[1] < 1e-6 < 1e-3 < left[0] and np.linalg.norm(newton) < 1e-9
    products = directions @ A @ directions.T
    lengths = np.sqrt(np.diag(products))
    assert np.abs(products / np.outer(lengths, lengths) - np.eye(n)).max() < 1e-4

plain = np.linalg.norm(descend(sgd, lambda w: A @ w, w, 10, lr=2 / 51), axis=1)
distances = {
    "conjugate gradient": np.linalg.norm(path, axis=1),
    "gradient descent": plain,
}
show(
    drawings.plot_distances(distances, "A quadratic in 10 dimensions", (1e-8, 100)),
    alt="Distance over ten steps. Gradient descent falls a little; conjugate "
    "gradient falls to a hundredth in nine steps and out of the picture at the "
    "tenth.",
)

# %% [markdown] lang="en"
# Both claims hold, and the directions are conjugate, as the last assert checks. Then why are networks not trained so? A million weights have a Hessian of 4 terabytes. Their loss is no quadratic, and has saddles, to which a plain Newton step is drawn as to minima. And with mini-batches gradient and Hessian are noisy, so an exact line step is exact for the wrong function. Adam's $\sqrt v$ can be seen as a cheap stand-in: one number per weight instead of a matrix.
#
# ## 7.17 Rare features, and what came after Adam
#
# Deck E advises adaptive rules for **sparse** features, that is features which are 0 most of the time: their weights get few gradients, so each should count more. We test it on logistic regression with 10 common features (present in half of the samples) and 40 rare ones (in 1 %), all with true weights of size 2. One pass over 4,000 samples in batches of 20; each rule with its best of six rates; twenty seeds.

# %% [markdown] lang="zh-TW" of="818a9db5"
# 兩個說法都成立，而且最後一個 `assert` 確認了各方向互相共軛。那麼為什麼不用這些方法訓練神經網路？一百萬個權重的 Hessian 要占 4 TB。網路的損失不是二次函數，還有鞍點，而單純的牛頓法會像奔向極小一樣奔向鞍點。再加上用小批次時，梯度和 Hessian 都有雜訊，沿著直線走得再精確，也只是對錯誤的函數精確。Adam 的 $\sqrt v$ 可以看成廉價的替代品：每個權重只要一個數，而不需要整個矩陣。
#
# ## 7.17 稀有特徵，以及 Adam 之後
#
# 投影片 E 建議，**稀疏**（sparse）特徵，也就是大部分時候是 0 的特徵，要用自適應的規則：這種特徵的權重很少收到梯度，所以每一次都該多算一點。我們用邏輯迴歸（logistic regression）檢驗：10 個常見特徵（出現在一半的樣本中）、40 個稀有特徵（出現在 1 % 的樣本中），真正的權重大小都是 2。批次大小 20，把 4,000 個樣本看過一遍；每種規則取六種學習率中最好的；二十個種子。


# %% rows="O15"
grids = {
    "SGD": [0.1, 0.3, 1, 3, 10, 30],
    "momentum": [0.01, 0.03, 0.1, 0.3, 1, 3],
    "Adagrad": [0.03, 0.1, 0.3, 1, 3, 10],
    "RMSprop": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
    "Adam": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
}


def rare_features(seed, n):
    rng = np.random.default_rng(seed)
    X = (rng.random((n, 50)) < np.r_[np.full(10, 0.5), np.full(40, 0.01)]).astype(float)
    y = rng.random(n) < 1 / (1 + np.exp(-X @ true_weights))
    return X, y.astype(float)


def one_pass(rule, rates, X, y):
    w, state, lr = np.zeros((len(rates), 50)), {}, np.array(rates)[:, None]
    for k in range(0, len(X), 20):
        X_b, y_b = X[k : k + 20], y[k : k + 20]
        p = 1 / (1 + np.exp(-w @ X_b.T))  # (rates, 20)
        w, state = rule(w, (p - y_b) @ X_b / 20, state, lr=lr)
    return w


def test_loss(w, X, y):
    z = w @ X.T
    return (np.logaddexp(0, z) - y * z).mean(axis=1)


# %% [markdown] lang="en"
# `one_pass` trains with all rates at once. Now every rule, on twenty data sets:

# %% [markdown] lang="zh-TW" of="146819ed"
# `one_pass` 同時用所有的學習率訓練。現在讓每種規則面對二十組資料：

# %% slides="E024 E050 E053 E058" rows="O15"
sizes, rare_losses = {name: [] for name in grids}, {name: [] for name in grids}
for seed in range(20):
    true_weights = np.random.default_rng(seed).choice([-2.0, 2.0], 50)
    X_s, y_s = rare_features(100 + seed, 4000)
    X_t, y_t = rare_features(200 + seed, 20_000)
    for name, rates in grids.items():
        w = one_pass(RULES[name], rates, X_s, y_s)
        losses = test_loss(w, X_t, y_t)
        right_way = w[losses.argmin()] * np.sign(true_weights)
        sizes[name].append((right_way[:10].mean(), right_way[10:].mean()))
        rare_losses[name].append(losses.min())
for name in grids:
    common, rare = np.mean(sizes[name], axis=0)
    print(f"{name:8}: common {common:.2f}, rare {rare:.2f} (true 2); loss", end=" ")
    print(f"{np.mean(rare_losses[name]):.3f}, lower than SGD's for", end=" ")
    print(np.sum(np.less(rare_losses[name], rare_losses["SGD"])), "of 20 seeds")
show(
    drawings.plot_rare({k: tuple(np.transpose(v)) for k, v in sizes.items()}, 2.0),
    alt="For five rules the size that weights of common and of rare features have "
    "reached, for twenty seeds. Common ones lie around 1.8 of the true size 2 for all "
    "rules. Rare ones lie below 1 for SGD, anywhere for momentum, and mostly between "
    "1 and 1.8 for the adaptive rules.",
)
for rule in ("Adagrad", "RMSprop", "Adam"):
    assert np.sum(np.less(rare_losses[rule], rare_losses["SGD"])) > 15
    assert np.mean(sizes[rule], axis=0)[1] > np.mean(sizes["SGD"], axis=0)[1] + 0.3

# %% [markdown] lang="en"
# The advice holds: with SGD the rare weights are still far from their size when the common ones have nearly arrived; the adaptive rules bring them about half to two thirds of the remaining way further, and their loss is lower for nearly every seed. Momentum is a toss-up: its loss is lower than SGD's for about half of the seeds. (The best rates were chosen on the test samples, alike for all rules.)
#
# **What came after.** *AdamW* (Loshchilov and Hutter, 2019) is Adam with weight decay that acts on the weights directly: $w \leftarrow w - \eta\,\lambda_w w$ beside Adam's step, not as a term in the gradient, where $\sqrt v$ would distort it. *Lion* (Chen et al., 2023), found by a search over programs, steps by $\eta$ times the *sign* of an averaged gradient: every weight moves equally far, and only one average is stored.
# *Muon* (Jordan et al., 2024) treats a dense layer's kernel as a matrix and replaces the averaged gradient by a nearly orthogonal matrix in the same directions, so that all directions are stepped equally far; other weights get AdamW. Keras ships all three. One curve each, on 4,000 digits, two seeds; rates picked from a few by training loss.

# %% [markdown] lang="zh-TW" of="55532a6b"
# 這個建議成立：用 SGD 時，常見特徵的權重幾乎到位，稀有特徵的權重還差得遠；自適應的規則讓它們把剩下的路多走了大約一半到三分之二，而且幾乎每個種子的損失都較低。動量則不一定：大約一半的種子損失比 SGD 低。（最佳學習率是用測試樣本挑的，所有規則一視同仁。）
#
# **Adam 之後。** *AdamW*（Loshchilov and Hutter, 2019）是 Adam 加上直接作用在權重上的權重衰減（weight decay）：除了 Adam 的步伐，另外再做 $w \leftarrow w - \eta\,\lambda_w w$，而不是把這一項放進梯度裡，讓它被 $\sqrt v$ 扭曲。*Lion*（Chen et al., 2023）是在程式空間中搜尋出來的，步伐是 $\eta$ 乘上平均梯度的**正負號**：每個權重移動得一樣遠，而且只需要保存一個平均值。*Muon*（Jordan et al., 2024）把密集層的權重當成矩陣，用方向相同、但接近正交的矩陣取代平均梯度，讓所有方向都走一樣遠；其餘的權重用 AdamW。三種在 Keras 裡都有。下面各畫一條曲線：4,000 張數字圖片，兩個種子；學習率是依訓練損失從幾個值裡挑的。

# %% rows="O15" tags=["nbval-ignore-output"]
X_new, y_new = to_float(images[:4000]).reshape(-1, 784), labels[:4000]
modern = {"Adam": (0.003, {}), "AdamW": (0.003, {}), "Lion": (0.001, {})}
if [int(n) for n in keras.__version__.split(".")[:2]] >= [3, 13]:  # before, Muon stops
    modern["Muon"] = (0.003, {"exclude_layers": ["logits"]})
loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
newer = {name: [] for name in modern}
for name, (lr, options) in modern.items():
    for seed in range(2):
        keras.utils.set_random_seed(seed)
        hidden = keras.layers.Dense(64, activation="relu")
        logits = keras.layers.Dense(10, name="logits")
        model = keras.Sequential([keras.Input((784,)), hidden, logits])
        model.compile(getattr(keras.optimizers, name)(lr, **options), loss_function)
        run = model.fit(X_new, y_new, batch_size=50, epochs=3, verbose=0)
        newer[name].append(run.history["loss"])
    print(
        f"{name:5} lr {lr}: training loss per epoch",
        np.mean(newer[name], axis=0).round(2),
    )
assert max(np.mean(v, axis=0)[-1] for v in newer.values()) < 0.35

curves = {k: np.mean(v, axis=0) for k, v in newer.items()}
show(
    drawings.plot_epochs(curves, "Adam and three successors"),
    alt="Training loss over three epochs: Adam and AdamW lie on each other, Lion "
    "begins higher and comes close, Muon begins highest and ends lowest.",
)

# %% [markdown] lang="en"
# AdamW's decay is too weak to matter in three epochs. Muon starts slowly here and ends lowest. Four curves on one small problem are an introduction, not a verdict.
#
# ## 7.18 Explore
#
# Pick a surface, a rule, a rate (as a power of ten) and a start (as a share of the picture's width and height), and move `steps` to watch the path grow. Try: SGD in the ravine just below and above $\log_{10} 0.04 = -1.4$; all rules on Rastrigin; momentum on Himmelblau from different starts.

# %% [markdown] lang="zh-TW" of="9ee48485"
# AdamW 的衰減太弱，三個週期內看不出影響。Muon 在這裡起步慢，最後卻最低。一個小問題上的四條曲線只是初步認識，不是定論。
#
# ## 7.18 動手探索
#
# 選擇曲面、規則、學習率（以 10 的幾次方表示）和起點（以圖的寬和高的比例表示），再移動 `steps` 看路徑如何延伸。試試看：在狹谷裡用 SGD，讓學習率略低於、再略高於 $\log_{10} 0.04 = -1.4$；在 Rastrigin 上試遍所有規則；在 Himmelblau 上用動量，換幾個不同的起點。

# %% rows="O3 O8"
from utils.explore import explore


def draw_path(surface, rule, log10_lr, start_x, start_y, steps):
    chosen_surface = SURFACES[surface]
    (left, right), (low, high) = chosen_surface.xlim, chosen_surface.ylim
    start = (left + start_x * (right - left), low + start_y * (high - low))
    lr = 10.0**log10_lr
    path = descend(RULES[rule], chosen_surface.gradient, start, steps, lr=lr)
    with np.errstate(over="ignore", invalid="ignore"):
        heights = chosen_surface(*path.T)
    title = f"{rule} on {surface}, lr {lr:.3g}"
    return drawings.plot_way(chosen_surface, path, rule, title, heights)


explore(
    draw_path,
    alt="The path of momentum on Himmelblau's function: it swings over a valley and "
    "settles in one of the four minima; beside it the height over 60 steps, "
    "falling in waves.",
    surface=["Himmelblau", *(name for name in SURFACES if name != "Himmelblau")],
    rule=["momentum", *(name for name in RULES if name != "momentum")],
    log10_lr=(-4.0, 2.5, 0.1, -2.4),
    start_x=(0.05, 0.95, 0.05, 0.45),
    start_y=(0.05, 0.95, 0.05, 0.4),
    steps=(1, 300, 1, 60),
)

# %% [markdown] lang="en"
# ## Check yourself
#
# 1. A quadratic has curvatures 4 and 100. Which constant rates converge? After 100 steps at $\eta = 0.01$, what share of its distance has the flat direction left?
# <details><summary>Answer</summary>
#
# $\eta < 2/100 = 0.02$. The flat direction keeps $(1 - 0.01\cdot4)^{100} = 0.96^{100} = 1.7\,\%$.
# </details>
#
# 2. With momentum 0.9 and equal gradients the step grows to 10 times $\eta g$. How large does it get with momentum 0.99? And with 0.9 if the gradient changes sign at every step?
# <details><summary>Answer</summary>
#
# $1/(1-0.99) = 100$ times. With alternating signs $1 - 0.9 + 0.81 - \dots = 1/1.9$, about half of $\eta g$.
# </details>
#
# 3. What is Adam's very first step, for a gradient $g \neq 0$ of any size well above ε?
# <details><summary>Answer</summary>
#
# $\hat m = g$ and $\hat v = g^2$, so $-\eta\,g/|g|$: exactly the learning rate, in the direction against the sign. That is why Adam's rate can be read as "how far may a weight move per step".
# </details>
#
# 4. You use batch 64 and rate 0.05 and change to batch 256. What do you try first for the rate, and what limits it?
# <details><summary>Answer</summary>
#
# $0.05\cdot256/64 = 0.2$, the linear rule. The limit is $2/\lambda_{\max}$, which does not grow with the batch.
# </details>
#
# 5. A training with `clipvalue=0.5` gets the gradient (0.1, 30). Which direction does the step have? And with `clipnorm=1`?
# <details><summary>Answer</summary>
#
# (0.1, 0.5): the small component now counts a fifth of the large one, before it was a 300th. `clipnorm=1` gives (0.0033, 1), the old direction.
# </details>

# %% [markdown] lang="zh-TW" of="234e8ad6"
# ## 自我檢測
#
# 1. 一個二次函數的曲率是 4 和 100。哪些固定的學習率會收斂？$\eta = 0.01$ 走 100 步之後，平坦的方向還剩下多少比例的距離？
# <details><summary>答案</summary>
#
# $\eta < 2/100 = 0.02$。平坦的方向剩下 $(1 - 0.01\cdot4)^{100} = 0.96^{100} = 1.7\,\%$。
# </details>
#
# 2. 動量 0.9 而且每次梯度相同時，步伐會增加到 $\eta g$ 的 10 倍。動量 0.99 時呢？動量 0.9 但梯度每一步都變號時呢？
# <details><summary>答案</summary>
#
# $1/(1-0.99) = 100$ 倍。正負交替時是 $1 - 0.9 + 0.81 - \dots = 1/1.9$，大約是 $\eta g$ 的一半。
# </details>
#
# 3. 對於任意大小（但遠大於 ε）的梯度 $g \neq 0$，Adam 的第一步是多少？
# <details><summary>答案</summary>
#
# $\hat m = g$、$\hat v = g^2$，所以是 $-\eta\,g/|g|$：大小正好等於學習率，方向與梯度的正負號相反。因此 Adam 的學習率可以讀成「一個權重每一步可以移動多遠」。
# </details>
#
# 4. 你用批次大小 64、學習率 0.05，現在要改成批次大小 256。學習率先試多少？什麼會限制它？
# <details><summary>答案</summary>
#
# $0.05\cdot256/64 = 0.2$，也就是線性規則。限制是 $2/\lambda_{\max}$，它不會隨批次變大。
# </details>
#
# 5. 用 `clipvalue=0.5` 訓練，得到梯度 (0.1, 30)。這一步的方向是什麼？用 `clipnorm=1` 呢？
# <details><summary>答案</summary>
#
# (0.1, 0.5)：小的分量現在是大的五分之一，原本是三百分之一。`clipnorm=1` 得到 (0.0033, 1)，方向不變。
# </details>

# %% [markdown] lang="en"
# ## Summary
#
# - Gradient descent on a quadratic converges if and only if $\eta < 2/\lambda_{\max}$. With noisy gradients a constant rate leaves a tremble; a falling one calms it.
# - Momentum keeps a share of the last step: faster along, damped across. Adagrad, RMSprop, Adadelta and Adam divide by the size of past gradients and so give every weight its own rate. Adam corrects its averages for their start at 0.
# - Our nine rules equal Keras over 120 steps, which settles in which form each formula is meant.
# - No rule wins everywhere. With the rate tuned for each, nine rules trained a network on MNIST almost equally well; the rate matters more.
# - Measured folklore: powers of two brought nothing on a CPU; Adam's end points were not sharper than plain SGD's; SGD with momentum was flattest and ended best in that test; throwing large gradients away blocks training; adaptive rules do help rare features.
#
# ## References
#
# - X. Chen et al. (2023). Symbolic discovery of optimization algorithms. *NeurIPS* 36. arXiv:2302.06675.
# - T. Dozat (2016). Incorporating Nesterov momentum into Adam. *ICLR Workshop*.
# - J. Duchi, E. Hazan and Y. Singer (2011). Adaptive subgradient methods for online learning and stochastic optimization. *Journal of Machine Learning Research* 12, 2121–2159.
# - P. Goyal et al. (2017). Accurate, large minibatch SGD: training ImageNet in 1 hour. arXiv:1706.02677.
# - M. R. Hestenes and E. Stiefel (1952). Methods of conjugate gradients for solving linear systems. *Journal of Research of the National Bureau of Standards* 49, 409–436.
# - M. Jaderberg et al. (2017). Population based training of neural networks. arXiv:1711.09846.
# - K. Jordan et al. (2024). Muon: an optimizer for hidden layers in neural networks. https://kellerjordan.github.io/posts/muon/
# - N. S. Keskar et al. (2017). On large-batch training for deep learning: generalization gap and sharp minima. *ICLR*. arXiv:1609.04836.
# - D. P. Kingma and J. Ba (2015). Adam: a method for stochastic optimization. *ICLR*. arXiv:1412.6980.
# - I. Loshchilov and F. Hutter (2017). SGDR: stochastic gradient descent with warm restarts. *ICLR*. (2019). Decoupled weight decay regularization. *ICLR*.
# - Y. Nesterov (1983). A method for solving the convex programming problem with convergence rate $O(1/k^2)$. *Soviet Mathematics Doklady* 27, 372–376.
# - B. T. Polyak (1964). Some methods of speeding up the convergence of iteration methods. *USSR Computational Mathematics and Mathematical Physics* 4(5), 1–17.
# - S. J. Reddi, S. Kale and S. Kumar (2018). On the convergence of Adam and beyond. *ICLR*.
# - L. N. Smith (2017). Cyclical learning rates for training neural networks. *WACV*, 464–472.
# - T. Tieleman and G. Hinton (2012). Lecture 6.5: RMSprop. *COURSERA: Neural Networks for Machine Learning*.
# - A. C. Wilson et al. (2017). The marginal value of adaptive gradient methods in machine learning. *NeurIPS* 30. arXiv:1705.08292.
# - M. D. Zeiler (2012). ADADELTA: an adaptive learning rate method. arXiv:1212.5701.

# %% [markdown] lang="zh-TW" of="61e76675"
# ## 重點整理
#
# - 在二次函數上，梯度下降收斂的充要條件是 $\eta < 2/\lambda_{\max}$。梯度有雜訊時，固定的學習率會讓權重一直晃動，遞減的學習率使權重安定下來。
# - 動量保留上一步的一部分：沿著山谷加快，橫向減弱。Adagrad、RMSprop、Adadelta 和 Adam 除以過去梯度的大小，讓每個權重有自己的學習率。Adam 還會校正平均值從 0 開始所造成的偏差。
# - 我們的九種規則在 120 步之內和 Keras 相等，由此裁定了每條公式應有的形式。
# - 沒有一種規則處處領先。各自調好學習率之後，九種規則在 MNIST 上訓練出的網路幾乎一樣好；學習率更重要。
# - 口耳相傳的說法，實測結果是：2 的冪次在 CPU 上沒有好處；Adam 的終點沒有比單純的 SGD 尖銳；在該測試中，加了動量的 SGD 最平坦，終點也最好；丟掉大的梯度會卡住訓練；自適應的規則確實有助於稀有特徵。
#
# ## 參考文獻
#
# - X. Chen et al. (2023). Symbolic discovery of optimization algorithms. *NeurIPS* 36. arXiv:2302.06675.
# - T. Dozat (2016). Incorporating Nesterov momentum into Adam. *ICLR Workshop*.
# - J. Duchi, E. Hazan and Y. Singer (2011). Adaptive subgradient methods for online learning and stochastic optimization. *Journal of Machine Learning Research* 12, 2121–2159.
# - P. Goyal et al. (2017). Accurate, large minibatch SGD: training ImageNet in 1 hour. arXiv:1706.02677.
# - M. R. Hestenes and E. Stiefel (1952). Methods of conjugate gradients for solving linear systems. *Journal of Research of the National Bureau of Standards* 49, 409–436.
# - M. Jaderberg et al. (2017). Population based training of neural networks. arXiv:1711.09846.
# - K. Jordan et al. (2024). Muon: an optimizer for hidden layers in neural networks. https://kellerjordan.github.io/posts/muon/
# - N. S. Keskar et al. (2017). On large-batch training for deep learning: generalization gap and sharp minima. *ICLR*. arXiv:1609.04836.
# - D. P. Kingma and J. Ba (2015). Adam: a method for stochastic optimization. *ICLR*. arXiv:1412.6980.
# - I. Loshchilov and F. Hutter (2017). SGDR: stochastic gradient descent with warm restarts. *ICLR*. (2019). Decoupled weight decay regularization. *ICLR*.
# - Y. Nesterov (1983). A method for solving the convex programming problem with convergence rate $O(1/k^2)$. *Soviet Mathematics Doklady* 27, 372–376.
# - B. T. Polyak (1964). Some methods of speeding up the convergence of iteration methods. *USSR Computational Mathematics and Mathematical Physics* 4(5), 1–17.
# - S. J. Reddi, S. Kale and S. Kumar (2018). On the convergence of Adam and beyond. *ICLR*.
# - L. N. Smith (2017). Cyclical learning rates for training neural networks. *WACV*, 464–472.
# - T. Tieleman and G. Hinton (2012). Lecture 6.5: RMSprop. *COURSERA: Neural Networks for Machine Learning*.
# - A. C. Wilson et al. (2017). The marginal value of adaptive gradient methods in machine learning. *NeurIPS* 30. arXiv:1705.08292.
# - M. D. Zeiler (2012). ADADELTA: an adaptive learning rate method. arXiv:1212.5701.
