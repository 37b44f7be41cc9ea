# %% [markdown] lang="en"
# After this chapter you can
#
# - prove above which learning rate gradient descent diverges, and measure that limit on a real network while it trains;
# - derive what momentum buys, and say what it does not;
# - write nine update rules in a few lines each, and explain why turning a surface changes who wins;
# - choose rule, rate, schedule and weight decay by measurement, with a paired interval before you name a winner;
# - tell which advice of the slides holds, where its limits lie, and what is folklore.
#
# You need the gradient (chapter 2), backpropagation (chapter 3) and cross-entropy (chapter 5); the letters stand in the [notation table](notation.md). Lines such as `O4 default rates: … agrees` compare a result with the lecture's slides.

# %% [markdown] lang="zh-TW" of="c537066e"
# 讀完這一章，你可以
#
# - 證明學習率（learning rate）超過哪個值，梯度下降（gradient descent）就會發散，並在真實網路訓練時量出這個界限；
# - 推導動量（momentum）帶來了什麼，也說得出它沒有帶來什麼；
# - 用幾行程式寫出九種更新規則，並解釋為什麼把曲面轉個角度，贏家就換人；
# - 靠測量選擇規則、學習率、排程和權重衰減，而且先有成對的區間，才說誰贏；
# - 分辨投影片的建議哪些成立、界限在哪裡、哪些只是口耳相傳。
#
# 你需要先讀過梯度（第 2 章）、反向傳播（backpropagation，第 3 章）和交叉熵（cross-entropy，第 5 章）；所有字母都列在[記號表](notation.md)裡。像 `O4 default rates: … agrees` 這樣的一行，是把結果和課程的投影片相比。

# %%
from types import SimpleNamespace

import numpy as np

from utils.drawings import optimizers as drawings
from utils.nn.optimizers import RULES, descend, steps_until
from utils.plotting import show
from utils.show_code import print_code
from utils.slides import check_erratum, check_slide
from utils.surfaces import SURFACES, rotated

# %% [markdown] lang="en"
# ## Part I: How descent works
#
# ## 7.1 The job (7 min)
#
# A network has weights $w$ (the slides write θ) and a loss $f(w)$. An **optimizer** changes $w$ so that $f(w)$ falls. It knows the gradient $g = \nabla f(w)$, nothing else. The gradient points in the direction in which $f$ rises fastest, so the simplest rule goes the other way, by a step proportional to the **learning rate** $\eta$ (`lr` in code):
#
# $$w \leftarrow w - \eta\, g.$$
#
# Where $g = 0$ this rule stops. In a **minimum** the loss rises in all directions; the lowest minimum is the **global** one, the others are **local**. In a **saddle point** the loss rises in some directions and falls in others. What decides is the **Hessian**, the matrix of second derivatives. An *eigenvector* of a symmetric matrix $A$ is a direction $q$ that $A$ only stretches, $Aq = \lambda q$; the factor λ is its *eigenvalue*. The Hessian's eigenvalues are the curvatures along perpendicular directions. All positive: a minimum. Mixed signs: a saddle. (Where one is 0, they do not decide.)
#
# Our first landscape has two weights: $f(w_1, w_2) = \tfrac14 w_1^4 - w_1^2 + 0.3\,w_1 + w_2^2$.
#
# **Predict.** A slide says that the end is found where the gradient is 0. How many points with $g = 0$ has this landscape, and how many of them are an end?
#
# <details><summary>Answer</summary>
#
# Three: two minima and a saddle between them. In the saddle the gradient is 0 too, but it is no end: along $w_1$ the loss falls on both sides.
# </details>

# %% [markdown] lang="zh-TW" of="55e394cc"
# ## 第一部分：下降的原理
#
# ## 7.1 優化器的工作（7 分鐘）
#
# 網路有權重 $w$（投影片寫成 θ）和損失（loss）$f(w)$。**優化器**（optimizer）改變 $w$，讓 $f(w)$ 下降；它手上只有梯度 $g = \nabla f(w)$，沒有別的資訊。梯度指向 $f$ 上升最快的方向，所以最簡單的規則就是往反方向走，步伐的大小與**學習率** $\eta$（程式裡的 `lr`）成正比：
#
# $$w \leftarrow w - \eta\, g.$$
#
# 在 $g = 0$ 的地方，這條規則就停住。在**極小**（minimum），往任何方向走損失都會上升；最低的極小是**全域極小**（global minimum），其餘是**區域極小**（local minimum）。在**鞍點**（saddle point），有些方向上升、有些方向下降。判斷的依據是 **Hessian 矩陣**，也就是二階導數的矩陣。對稱矩陣 $A$ 的**特徵向量**（eigenvector）是一個只會被 $A$ 伸縮的方向 $q$，$Aq = \lambda q$；倍數 λ 就是**特徵值**（eigenvalue）。Hessian 的特徵值是沿著幾個互相垂直的方向的曲率。全部為正，就是極小；有正有負，就是鞍點。（若有一個是 0，就無法據以判斷。）
#
# 我們的第一個地形有兩個權重：$f(w_1, w_2) = \tfrac14 w_1^4 - w_1^2 + 0.3\,w_1 + w_2^2$。
#
# **先猜猜看。** 有一張投影片說，梯度為 0 就代表找到終點。這個地形有幾個 $g = 0$ 的點？其中幾個是終點？
#
# <details><summary>解答</summary>
#
# 三個：兩個極小，中間夾著一個鞍點。鞍點的梯度也是 0，但不是終點：沿著 $w_1$ 往兩邊走，損失都會下降。
# </details>


# %% slides="A074 A076" rows="O1"
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
assert np.abs(gradient(np.array([[x, 0.0] for x in points]))).max() < 1e-12
check_erratum(
    "O1", "all are minima", "saddle" not in points.values(), slide=True, right=False
)
#! falsify: 3 * x**2 - 2, 2.0 => 3 * x**2 + 2, 2.0
#! falsify: w[..., 0] ** 3 - 2 * w[..., 0] + 0.3 => w[..., 0] ** 3 - w[..., 0] + 0.3

# %% [markdown] lang="en"
# Does the gradient point uphill? The cell compares a small step along it with steps in 360 other directions, at 200 points, and tries both signs: one deck says that SGD moves the weights "towards the gradient".

# %% [markdown] lang="zh-TW" of="955c1042"
# 梯度真的指向上坡嗎？下一個儲存格在 200 個點上，把沿著梯度的一小步和往其他 360 個方向的一小步相比，再試正負兩種方向：有一份投影片說 SGD「往梯度的方向」更新權重。

# %% slides="A075 E001 E007" rows="O1"
rng = np.random.default_rng(0)
W = rng.uniform(-2, 2, (200, 2))
g = gradient(W)
unit = g / np.linalg.norm(g, axis=1, keepdims=True)
angles = np.deg2rad(np.arange(360))
around = W[:, None] + 1e-6 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
best_of_360 = height(*np.moveaxis(around, -1, 0)).max(axis=1)
steepest = height(*(W + 1e-6 * unit).T) >= best_of_360 - 1e-12
against, along = (
    height(*(W + sign * 1e-6 * unit).T) - height(*W.T) for sign in (-1, 1)
)
print(
    f"points where no direction rises faster than the gradient: {steepest.sum()} of 200"
)
assert steepest.all() and (against < 0).all()
check_erratum(
    "O1", "a step towards g lowers f", bool((along < 0).any()), slide=True, right=False
)
#! falsify: unit = g / => unit = -g /
#! falsify: 2 * w[..., 1]], axis=-1) => w[..., 1]], axis=-1)

# %% fold="Draw the landscape"
named = dict(zip(("global minimum", "saddle", "local minimum"), points, strict=True))
grid = np.stack(np.meshgrid(np.linspace(-2, 2, 11), np.linspace(-1.2, 1.2, 7)), axis=-1)
arrows = grid.reshape(-1, 2)
show(
    drawings.plot_landscape(
        height, arrows, gradient(arrows), {k: (x, 0) for k, x in named.items()}
    ),
    alt="Contours of a loss of two weights with two valleys. Blue arrows, minus the "
    "gradient, flow into the left, global, or the right, local minimum, and "
    "part at the saddle between them.",
)
#! alt zh-TW: 兩個權重的損失的等高線，有兩個山谷。藍色箭頭是負梯度，流向左邊的全域極小或右邊的區域極小，並在兩者之間的鞍點分開。

# %% [markdown] lang="en"
# The arrows show minus the gradient. They lead downhill, but only into the *nearest* valley: who starts on the right of the saddle ends in the local minimum.
#
# ## 7.2 How large a step? (10 min)
#
# Near most minima a smooth loss looks like a quadratic bowl (not near all: $w^4$ is flatter than any bowl). Take $f(w) = \tfrac12\lambda w^2$ with curvature $\lambda > 0$. The gradient is $\lambda w$, and
#
# $$w \leftarrow w - \eta\lambda w = (1 - \eta\lambda)\,w, \qquad\text{after } t \text{ steps}\quad w_t = (1 - \eta\lambda)^t\, w_0 .$$
#
# This shrinks if and only if $|1 - \eta\lambda| < 1$, that is $0 < \eta < 2/\lambda$. Up to $1/\lambda$ the factor is positive and $w$ approaches 0 from one side; between $1/\lambda$ and $2/\lambda$ it is negative and $w$ **zigzags**. With many weights, $f(w) = \tfrac12 w^\top\! A\, w$ with a symmetric $A$ whose eigenvalues $\lambda_i$ are positive. Along each eigenvector the step is the one above, and the directions do not mix. All shrink if and only if
#
# $$\eta < \frac{2}{\lambda_{\max}} .$$
#
# The most curved direction limits the rate, the flattest pays for it: it shrinks by $1 - \eta\lambda_{\min}$ only. The best rate makes both factors equally large: $1 - \eta\lambda_{\min} = -(1 - \eta\lambda_{\max})$, so $\eta = 2/(\lambda_{\min} + \lambda_{\max})$, and the distance shrinks per step by
#
# $$\frac{\kappa - 1}{\kappa + 1}, \qquad \kappa = \frac{\lambda_{\max}}{\lambda_{\min}},$$
#
# where κ (kappa) is the **condition number**. We test all this on a ravine with curvatures 1 and 50. (`descend` repeats a rule and returns the weights after every step.)
#
# **Predict.** A slide says that in a narrow ravine the path jumps to and fro even if the rate is already very small. Below which rate does it not jump at all?
#
# <details><summary>Answer</summary>
#
# Below $1/\lambda_{\max} = 0.02$ the factor $1 - 50\eta$ is positive: the sign across the ravine never changes.
# </details>

# %% [markdown] lang="zh-TW" of="73002a6b"
# 箭頭畫的是負梯度。它們都指向下坡，但只通往**最近**的山谷：從鞍點右邊出發，最後會停在區域極小。
#
# ## 7.2 一步要走多遠？（10 分鐘）
#
# 在大多數極小附近，平滑的損失看起來像一個二次函數的碗（並非全部：$w^4$ 就比任何碗都平）。取 $f(w) = \tfrac12\lambda w^2$，曲率 $\lambda > 0$。梯度是 $\lambda w$，於是
#
# $$w \leftarrow w - \eta\lambda w = (1 - \eta\lambda)\,w, \qquad t \text{ 步之後}\quad w_t = (1 - \eta\lambda)^t\, w_0 .$$
#
# 它會縮小的充要條件是 $|1 - \eta\lambda| < 1$，也就是 $0 < \eta < 2/\lambda$。$\eta$ 不超過 $1/\lambda$ 時，倍數是正的，$w$ 從同一側接近 0；在 $1/\lambda$ 和 $2/\lambda$ 之間，倍數是負的，$w$ 會**來回擺盪**（zigzag）。有許多權重時，$f(w) = \tfrac12 w^\top\! A\, w$，其中 $A$ 對稱，特徵值 $\lambda_i$ 全為正。沿著每個特徵向量，走一步的結果就如上式，各方向互不干擾。所有方向都縮小的充要條件是
#
# $$\eta < \frac{2}{\lambda_{\max}} .$$
#
# 學習率受限於最彎曲的方向，代價卻由最平坦的方向承擔：它每步只縮小為 $1 - \eta\lambda_{\min}$ 倍。最好的學習率讓兩個倍數一樣大：$1 - \eta\lambda_{\min} = -(1 - \eta\lambda_{\max})$，所以 $\eta = 2/(\lambda_{\min} + \lambda_{\max})$，距離每步縮小為
#
# $$\frac{\kappa - 1}{\kappa + 1}, \qquad \kappa = \frac{\lambda_{\max}}{\lambda_{\min}},$$
#
# 其中 κ（kappa）是**條件數**（condition number）。我們在曲率為 1 和 50 的狹谷（ravine）上檢驗這一切。（`descend` 重複執行一種規則，回傳每一步之後的權重。）
#
# **先猜猜看。** 有一張投影片說，山谷太窄時，即使學習率已經很小，路徑仍會反覆橫跳。學習率低於多少，就完全不會橫跳？
#
# <details><summary>解答</summary>
#
# 低於 $1/\lambda_{\max} = 0.02$ 時，倍數 $1 - 50\eta$ 是正的：橫向的正負號從不改變。
# </details>

# %% slides="A077 A083 A084 A088 E002" rows="O2"
ravine = SURFACES["ravine"]  # (x^2 + 50 y^2) / 2, start (-10, 1)
sgd = RULES["SGD"]
distances, turns, factors = {}, {}, {}
for lr in (0.001, 0.01, 0.03, 2 / 51, 0.0405):
    path = descend(sgd, ravine.gradient, ravine.start, 200, lr=lr)
    size = np.linalg.norm(path, axis=1)
    turns[lr] = np.sum(np.diff(np.sign(path[:, 1])) != 0)  # zigzags across
    factors[lr] = (size[-1] / size[100]) ** (1 / 100)
    distances[f"lr {lr:.4g}"] = size
    print(
        f"lr {lr:.4f}: factor per step {factors[lr]:.4f}, zigzags {turns[lr]:3d},",
        end=" ",
    )
    print(f"distance after 200 steps {size[-1]:.3g}")

# %% slides="A083 A084" rows="O2" fold="Check the ravine against the formulas"
assert np.isclose(factors[2 / 51], 49 / 51) and np.isclose(factors[0.001], 0.999)
assert min(factors, key=factors.get) == 2 / 51 and factors[0.0405] > 1
across, along = np.abs(ravine.gradient(ravine.start))[::-1]
assert across > along  # at the start: 50 against 10
jumps = bool(turns[0.001] + turns[0.01] > 0)
check_erratum("O2", "zigzag at rates 0.001 and 0.01", jumps, slide=True, right=False)
assert turns[0.03] > 150
#! falsify: descend(sgd, ravine.gradient, ravine.start, 200, lr=lr) => descend(sgd, ravine.gradient, ravine.start, 200, lr=-lr)
#! falsify: np.abs(ravine.gradient(ravine.start))[::-1] => np.abs(ravine.gradient(ravine.start))
#! falsify: / size[100]) ** (1 / 100) => / size[100]) ** (1 / 200)

# %% slides="E003" fold="Test the bound on five random bowls, and search along the direction"
many = np.linspace(0.001, 0.045, 200)  # 200 rates at once, one per row
starts = np.tile(ravine.start, (200, 1))
after = descend(sgd, ravine.gradient, starts, 200, lr=many[:, None])[-1]
for seed in range(5):
    rng = np.random.default_rng(seed)
    B = rng.normal(size=(6, 6))
    A = B @ B.T  # symmetric, all eigenvalues positive
    bound = 2 / np.linalg.eigvalsh(A).max()
    rates = bound * np.array([[0.99], [1.01]])
    ends = descend(sgd, lambda w, A=A: w @ A, rng.normal(size=(2, 6)), 3000, lr=rates)[
        -1
    ]
    below, above = np.linalg.norm(ends, axis=1)
    print(f"bound {bound:.3f}: distance {below:.1g} just below, {above:.0e} just above")
    assert below < 5 < 1e6 < above
w, searched = np.array(ravine.start), [np.linalg.norm(ravine.start)]
for _ in range(200):  # first the direction g, then the best rate along it
    g = ravine.gradient(w)
    w = w - (g @ g) / (g @ (np.array([1, 50]) * g)) * g
    searched.append(np.linalg.norm(w))
best_constant = distances["lr 0.03922"][-1]
print(f"best constant rate {best_constant:.2g}, line search {searched[-1]:.2g}")
assert searched[-1] < best_constant
#! falsify: bound = 2 / np.linalg => bound = 1 / np.linalg
#! falsify: A = B @ B.T => A = B + B.T
#! falsify: (np.array([1, 50]) * g)) * g => (np.array([50, 1]) * g)) * g

# %% fold="Draw the rates"
show(
    drawings.plot_rates(distances, many, np.linalg.norm(after, axis=1), 2 / 50),
    alt="Left: distance from the minimum by step for five learning rates: nearly "
    "level for 0.001, falling for 0.01, 0.03 and fastest for 0.0392, rising for "
    "0.0405. Right: distance after 200 steps over the rate: it falls until just "
    "below 0.04, then shoots up.",
)
#! alt zh-TW: 左圖：五種學習率下，每一步與極小的距離：0.001 幾乎持平，0.01、0.03 下降，0.0392 降得最快，0.0405 上升。右圖：200 步之後的距離對學習率作圖：一直下降到略低於 0.04，然後急遽上升。

# %% [markdown] lang="en"
# The bound is sharp, in the ravine as in random bowls of six dimensions; the best rate shrinks by 49/51 per step, as derived; and a *very small* rate does not zigzag, it creeps. "The steeper, the larger the rate" is the wrong way round for a constant rate: $\eta g$ is long on a steep slope by itself, and the steeper (more curved) direction is the one that forbids a larger η. Choosing the best η along $g$ in every step ends much closer here, for one more product with $A$.
#
# **Should the rate fall?** On a smooth bowl it need not: $g$ shrinks by itself near the minimum. But mini-batches give the true gradient *plus noise*, and noise does not shrink. We take 500 runs on $f = \tfrac12 w^2$ with noise of standard deviation 1 on each gradient. If each step adds noise of variance $\eta^2$ and shrinks the rest by $(1-\eta)^2$, the variance settles where $\sigma^2 = (1-\eta)^2\sigma^2 + \eta^2$, so $\sigma = \sqrt{\eta/(2-\eta)}$.

# %% [markdown] lang="zh-TW" of="49480da3"
# 這個界限非常準，在狹谷如此，在六維的隨機碗裡也如此；最好的學習率每步縮小為 49/51，和推導的一樣；而**非常小**的學習率不會擺盪，只是爬得很慢。「坡度越陡，學習率應越大」對固定的學習率來說正好說反了：坡陡的地方 $\eta g$ 本來就長，而且正是較陡（較彎）的方向不允許更大的 η。如果每一步都沿著 $g$ 選最好的 η，在這裡最後會離極小近得多，代價是多算一次與 $A$ 的乘積。
#
# **學習率該遞減嗎？** 在平滑的碗裡不需要：接近極小時 $g$ 自己就會縮小。但小批次（mini-batch）給的是真正的梯度**加上雜訊**，而雜訊不會縮小。我們在 $f = \tfrac12 w^2$ 上跑 500 次，每個梯度都加上標準差為 1 的雜訊。如果每一步加入變異數 $\eta^2$ 的雜訊，並把其餘部分縮小為 $(1-\eta)^2$ 倍，變異數會停在 $\sigma^2 = (1-\eta)^2\sigma^2 + \eta^2$，所以 $\sigma = \sqrt{\eta/(2-\eta)}$。


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

# %% slides="A078" fold="Check and draw the noise"
constant = tremble["constant 0.3, noisy"]
plateau = np.sqrt((constant[-200:] ** 2).mean())
assert abs(plateau - np.sqrt(0.3 / 1.7)) < 0.02
assert constant[-1] > 3 * tremble["0.3 / (1 + 0.1 t), noisy"][-1]
converges = bool(tremble["constant 0.3, exact gradient"][-1] < 1e-12)
check_erratum("O2", "a constant rate fails", not converges, slide=True, right=False)
show(
    drawings.plot_distances(tremble, "Noise asks for a falling rate", (0.01, 100)),
    alt="Distance over 400 steps. Exact gradient: it falls out of the picture. With "
    "noise the constant rates stop, 0.3 near 0.4 and 0.03, slowly, near 0.12; "
    "the falling rate goes on to 0.06.",
)
#! falsify: w - rate(t) * (w + noise => w + rate(t) * (w + noise
#! falsify: 0.3 / (1 + 0.1 * t), 1) => 0.3 / (1 + 0.1 * 0), 1)
#! falsify: noise * rng.normal(size=num_runs) => noise * rng.random(size=num_runs)
#! alt zh-TW: 400 步之間的距離。精確的梯度：一路掉出圖外。有雜訊時，固定的學習率會停住：0.3 停在 0.4 附近，0.03 慢慢停在 0.12 附近；遞減的學習率繼續降到 0.06。

# %% [markdown] lang="en"
# "A falling rate converges easily, a constant one hardly": true with noise; with exact gradients and $\eta$ below the bound a constant rate converges. The plateau of 0.3 lies at {{ plateau | .2f }}, computed {{ np.sqrt(0.3 / 1.7) | .2f }}.
#
# ## 7.3 The bound on a real network (12 min)
#
# For a network nobody writes down the Hessian $A$. But one product $A\,u$ costs only two gradients:
#
# $$A\,u \approx \frac{\nabla f(w + \varepsilon u) - \nabla f(w - \varepsilon u)}{2\varepsilon}.$$
#
# That is enough for the largest eigenvalue. **Power iteration**: take any $u$, replace it again and again by $A\,u$ divided by its length. The part along the eigenvector of the largest $|\lambda|$ grows fastest, and soon only it is left; the length of $A\,u$ is then $|\lambda|$. We call this number the **sharpness**. Our network is small: 200 digits shrunk to 7×7 pixels, 64 tanh units, 10 outputs, squared error, and every step uses all 200 digits, so that there is no noise.

# %% [markdown] lang="zh-TW" of="a88a5819"
# 「學習率遞減容易收斂，固定不變不易收斂」：有雜訊時是對的；梯度精確而且 $\eta$ 低於界限時，固定的學習率也會收斂。0.3 的平台在 {{ plateau | .2f }}，算出來是 {{ np.sqrt(0.3 / 1.7) | .2f }}。
#
# ## 7.3 真實網路上的界限（12 分鐘）
#
# 對網路來說，沒有人會把 Hessian 矩陣 $A$ 寫出來。但一個乘積 $A\,u$ 只要兩次梯度就能算出：
#
# $$A\,u \approx \frac{\nabla f(w + \varepsilon u) - \nabla f(w - \varepsilon u)}{2\varepsilon}.$$
#
# 要求最大的特徵值，這就夠了。**冪次迭代**（power iteration）：任取一個 $u$，反覆把它換成 $A\,u$ 除以其長度。沿著 $|\lambda|$ 最大的特徵向量的那一份長得最快，不久就只剩下它；這時 $A\,u$ 的長度就是 $|\lambda|$。我們把這個數稱為**尖銳度**（sharpness）。我們的網路很小：200 張縮成 7×7 像素的數字、64 個 tanh 單元、10 個輸出、平方誤差；每一步都用全部 200 張，所以沒有雜訊。

# %% rows="O2"
from utils.data import load_mnist, one_hot, to_float

(images, labels), (test_images, test_labels) = load_mnist()


def shrink(images):  # 28 x 28 to 7 x 7: means of 4 x 4 pixels
    return to_float(images).reshape(-1, 7, 4, 7, 4).mean(axis=(2, 4)).reshape(-1, 49)


X_200 = shrink(images[:200]).astype(float)
X_200 = X_200 - X_200.mean()
Y_200 = one_hot(labels[:200]).astype(float)


def loss_and_gradient(w):
    """Of a 49-64-10 network without biases; w holds both matrices in one row."""
    W1, W2 = w[:3136].reshape(49, 64), w[3136:].reshape(64, 10)
    A1 = np.tanh(X_200 @ W1)
    error = A1 @ W2 - Y_200
    delta2 = error / len(X_200)
    delta1 = (delta2 @ W2.T) * (1 - A1**2)
    dW1, dW2 = X_200.T @ delta1, A1.T @ delta2
    return (error**2).sum() / 400, np.concatenate([dW1.ravel(), dW2.ravel()])


# %% [markdown] lang="en"
# The power iteration, and its check: SciPy's `eigsh` finds the eigenvalue by another method (Lanczos), from the same products.

# %% [markdown] lang="zh-TW" of="7c410793"
# 下面是冪次迭代，以及對它的檢驗：SciPy 的 `eigsh` 用另一種方法（Lanczos），從同樣的乘積求出特徵值。


# %%
def hessian_times(w, u, eps=1e-4):
    plus, minus = loss_and_gradient(w + eps * u)[1], loss_and_gradient(w - eps * u)[1]
    return (plus - minus) / (2 * eps)


def sharpness(w, u, num_rounds):
    for _ in range(num_rounds):
        product = hessian_times(w, u)
        largest = np.linalg.norm(product)
        u = product / largest
    return largest, u


rng = np.random.default_rng(0)
w_first = np.concatenate([rng.normal(0, 1 / 7, 3136), rng.normal(0, 1 / 8, 640)])
u_first = rng.normal(size=w_first.size)
by_power, _ = sharpness(w_first, u_first / np.linalg.norm(u_first), 60)
print(f"sharpness at the start {by_power:.2f}, so the bound is {2 / by_power:.2f}")

# %% fold="Check the power iteration"
from scipy.sparse.linalg import LinearOperator, eigsh

size = (w_first.size, w_first.size)
hessian = LinearOperator(size, matvec=lambda u: hessian_times(w_first, u), dtype=float)
by_lanczos = eigsh(hessian, k=1, which="LM", tol=1e-4, v0=u_first)[0][0]
assert np.isclose(by_power, by_lanczos, rtol=0.01)
print(f"power iteration and Lanczos agree: {by_power:.2f}, {by_lanczos:.2f}")
#! falsify: largest = np.linalg.norm(product) => largest = np.linalg.norm(product) ** 2

# %% [markdown] lang="en"
# **Predict.** We train with the rates 0.2, 0.3 and 0.5, without noise, 3,000 steps each. On a fixed bowl, a rate is below $2/\lambda_{\max}$ or training diverges. But here the Hessian changes on the way. What will the sharpness do?
#
# <details><summary>Answer</summary>
#
# It rises until it reaches $2/\eta$, and stays there: at 10, 6.7 and 4. A larger rate ends in a *flatter* place.
# </details>

# %% [markdown] lang="zh-TW" of="a76c89a9"
# **先猜猜看。** 我們用學習率 0.2、0.3 和 0.5 訓練，沒有雜訊，各 3,000 步。在固定的碗上，學習率要嘛低於 $2/\lambda_{\max}$，要嘛訓練發散。但這裡的 Hessian 會一路改變。尖銳度會怎麼變？
#
# <details><summary>解答</summary>
#
# 它會一直上升，直到碰到 $2/\eta$ 就停在那裡：10、6.7 和 4。學習率越大，最後停留的地方越**平坦**。
# </details>

# %% rows="O2"
from utils.nn.stacked import one_thread  # small matrices: one core is faster


def follow_sharpness(lr, num_steps=3000, every=50):
    w, u = w_first, u_first / np.linalg.norm(u_first)
    sharp, losses = [], []
    for t in range(num_steps + 1):
        loss, g = loss_and_gradient(w)
        losses.append(loss)
        if t % every == 0:
            largest, u = sharpness(w, u, 8 if t else 60)
            sharp.append(largest)
        w = w - lr * g
    return np.arange(0, num_steps + 1, every), np.array(sharp), np.array(losses)


edge = {}
for lr in (0.2, 0.3, 0.5):
    with one_thread():
        edge[lr] = follow_sharpness(lr)
    _, sharp, losses = edge[lr]
    settled = sharp[-10:].mean() * lr / 2
    print(f"lr {lr}: sharpness {sharp[0]:.1f} at first,", end=" ")
    print(f"{settled:.1f} times 2/lr at last; loss {losses[0]:.1f} -> {losses[-1]:.1f}")

# %% fold="Check and draw the edge of stability"
for lr, (_, sharp, losses) in edge.items():
    last = sharp[-10:]
    assert (np.abs(last * lr / 2 - 1) < 0.1).all()  # within 10 % of 2/lr
    assert losses[-1] < 0.25 * losses[0]
assert edge[0.2][1][0] < 5 and np.sum(np.diff(edge[0.5][2]) > 0) > 500
show(
    drawings.plot_edge(edge),
    alt="Left: sharpness over 3000 steps for three rates. It starts near 4 and "
    "rises, for 0.2 to 10, for 0.3 to 6.7, for 0.5 to 4; there, on the dashed "
    "lines 2/lr, it stays. Right: the losses fall on, in small jumps once the "
    "line is reached.",
)
#! falsify: last * lr / 2 => last * lr
#! falsify: (plus - minus) / (2 * eps) => (plus - minus) / eps
#! falsify: sharp[-10:] => sharp[:10]
#! alt zh-TW: 左圖：三種學習率在 3000 步之間的尖銳度。從 4 左右開始上升，0.2 升到 10，0.3 升到 6.7，0.5 升到 4；到了虛線 2/lr 就停在那裡。右圖：損失持續下降，碰到虛線之後帶著小小的跳動。

# %% [markdown] lang="en"
# This is the **edge of stability** (Cohen et al., 2021). The bound does not stop training: when the sharpness passes $2/\eta$, the loss rises in many single steps, but still falls on the whole. (Why, we did not test.) The *rate sets the sharpness* of the place where training goes on. Remember this for section 7.15. This is one small network, with full batches and squared error.
#
# ## 7.4 What momentum buys (15 min)
#
# **Momentum** (Polyak, 1964) keeps a step $s$ (the slides call it $v$) and lets each gradient only change it:
#
# $$s \leftarrow \gamma s - \eta g, \qquad w \leftarrow w + s, \qquad \gamma = 0.9 \text{ usually.}$$
#
# All rules live in `utils/nn/optimizers.py`. Each takes the weights, the gradient and a dictionary of what it must remember, and returns new weights and memory:

# %% [markdown] lang="zh-TW" of="bf412a76"
# 這就是**穩定邊緣**（edge of stability；Cohen et al., 2021）。界限並沒有讓訓練停下來：尖銳度超過 $2/\eta$ 之後，損失雖然在許多步裡上升，整體來說還是下降。（原因我們沒有測試。）**學習率決定了訓練所在之處的尖銳度**；讀到 7.15 節時請記得這件事。（這裡只是一個小網路，用整批訓練和平方誤差。）
#
# ## 7.4 動量帶來了什麼（15 分鐘）
#
# **動量**（Polyak, 1964）保留一個步伐 $s$（投影片稱為 $v$），每次的梯度只是改變它：
#
# $$s \leftarrow \gamma s - \eta g, \qquad w \leftarrow w + s, \qquad \gamma \text{ 通常取 } 0.9 .$$
#
# 所有的規則都在 `utils/nn/optimizers.py` 裡。每條規則接收權重、梯度，以及一個存放它所需記憶的字典，並回傳新的權重和記憶：

# %% rows="O4"
print_code(RULES["SGD"], RULES["momentum"], RULES["Nesterov"])

# %% [markdown] lang="en"
# Written out for three steps, with the push $p_t = -\eta g_t$: $s_3 = \gamma^2 p_0 + \gamma p_1 + p_2$. Old gradients fade geometrically. If all pushes are equal, the step grows to $(1 + \gamma + \gamma^2 + \dots)\,p = p/(1-\gamma)$, ten times $p$ for 0.9; if they alternate in sign, it settles at $p/(1+\gamma)$. A direction that persists is sped up, one that turns is damped.

# %% [markdown] lang="zh-TW" of="78dbb697"
# 把前三步展開，令每次的推力為 $p_t = -\eta g_t$：$s_3 = \gamma^2 p_0 + \gamma p_1 + p_2$。舊的梯度以等比的方式淡出。如果每次推力都相同，步伐會增加到 $(1 + \gamma + \gamma^2 + \dots)\,p = p/(1-\gamma)$，γ = 0.9 時是 $p$ 的十倍；如果正負交替，就停在 $p/(1+\gamma)$。方向持續不變就加速，方向轉來轉去就減弱。


# %% slides="A085 A089 A090 E004 E005 E006" rows="O6"
def response(rule, at, num_steps, key, **options):
    """What a rule remembers after num_steps, if only the gradient `at` is not 0."""
    state = {}
    for t in range(num_steps):
        _, state = rule(np.zeros(1), np.array([float(t == at)]), state, **options)
    return state[key][0]


def step_lengths(rule, gradients, **options):
    """The size of the last step after all these gradients."""
    given = iter(gradients)
    path = descend(rule, lambda w: [next(given)], [0.0], len(gradients), **options)
    return abs(path[-1, 0] - path[-2, 0])


for n, slide in {2: ["0.9", "1"], 3: ["0.81", "0.9", "1"]}.items():
    weights = [response(RULES["momentum"], k, n, "s", lr=-1.0) for k in range(n)]
    check_slide("O6", f"factors in step {n}", np.array(weights), slide)
same, alternating = np.ones(200), (-1.0) ** np.arange(200)
lengths = [step_lengths(RULES["momentum"], g, lr=0.01) for g in (same, alternating)]
print("step after equal gradients {:.4f}, after alternating {:.5f}".format(*lengths))
assert np.allclose(lengths, [0.01 / 0.1, 0.01 / 1.9])
#! falsify: np.ones(200), (-1.0) ** => np.ones(20), (-1.0) **
#! falsify: abs(path[-1, 0] - path[-2, 0]) => abs(path[-1, 0] - path[0, 0])
#! falsify: "s", lr=-1.0) => "s", lr=-1.0, momentum=0.8)

# %% [markdown] lang="en"
# So η with γ = 0.9 acts like 10 η without momentum. **A comparison at equal η compares two rates that differ by ten**; fair is equal $\eta/(1-\gamma)$, or each rule at its own best. What is left of momentum then? We derive it, again on $f = \tfrac12\lambda w^2$. Since $s_t = w_t - w_{t-1}$,
#
# $$w_{t+1} = w_t + \gamma\,(w_t - w_{t-1}) - \eta\lambda w_t = (1 + \gamma - \eta\lambda)\,w_t - \gamma\,w_{t-1}.$$
#
# Try $w_t = z^t$: then $z^2 - (1 + \gamma - \eta\lambda)\,z + \gamma = 0$. The two roots have the product γ, and the larger $|z|$ is the factor per step.
#
# - *Bound.* While the roots are complex, both have $|z| = \sqrt\gamma < 1$. Beyond, they are real, and the larger one leaves the unit circle at $z = -1$: $1 + (1 + \gamma - \eta\lambda) + \gamma = 0$, so $\eta = 2(1+\gamma)/\lambda$. **Momentum moves the bound from $2/\lambda_{\max}$ to $2(1+\gamma)/\lambda_{\max}$.**
# - *Best rate.* All directions shrink by $\sqrt\gamma$ as long as all roots are complex, which holds for $(1-\sqrt\gamma)^2 \le \eta\lambda \le (1+\sqrt\gamma)^2$. The smallest γ that fits both ends has $\sqrt{\eta\lambda_{\min}} = 1 - \sqrt\gamma$ and $\sqrt{\eta\lambda_{\max}} = 1 + \sqrt\gamma$. Dividing and adding these gives
#
# $$\sqrt\gamma = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}, \qquad \eta = \Big(\frac{2}{\sqrt{\lambda_{\min}} + \sqrt{\lambda_{\max}}}\Big)^2 .$$
#
# The factor per step is $\sqrt\gamma$: **the square root of κ takes the place of κ**.
#
# **Predict.** In our ravine, κ = 50, and gradient descent shrinks the distance at best by 49/51 = 0.961 a step. What does momentum reach, and about how many of its steps do the work of 100 plain ones?
#
# <details><summary>Answer</summary>
#
# $(\sqrt{50}-1)/(\sqrt{50}+1) = 0.752$. Since $\ln 0.961 / \ln 0.752 = 0.14$, about 14 steps.
# </details>

# %% [markdown] lang="zh-TW" of="ef666c2b"
# 所以 γ = 0.9 時的 η，效果就像沒有動量時的 10 η。**在相同的 η 下比較，比的其實是相差十倍的兩個學習率**；公平的比法是讓 $\eta/(1-\gamma)$ 相同，或讓每條規則都用自己最好的學習率。那麼動量還剩下什麼？我們再用 $f = \tfrac12\lambda w^2$ 來推導。因為 $s_t = w_t - w_{t-1}$，
#
# $$w_{t+1} = w_t + \gamma\,(w_t - w_{t-1}) - \eta\lambda w_t = (1 + \gamma - \eta\lambda)\,w_t - \gamma\,w_{t-1}.$$
#
# 代入 $w_t = z^t$，得到 $z^2 - (1 + \gamma - \eta\lambda)\,z + \gamma = 0$。兩根的乘積是 γ，較大的 $|z|$ 就是每步的倍數。
#
# - **界限。** 兩根是複數時，$|z| = \sqrt\gamma < 1$。再往上，兩根變成實數，絕對值較大的那個在 $z = -1$ 離開單位圓：$1 + (1 + \gamma - \eta\lambda) + \gamma = 0$，所以 $\eta = 2(1+\gamma)/\lambda$。**動量把界限從 $2/\lambda_{\max}$ 移到 $2(1+\gamma)/\lambda_{\max}$。**
# - **最好的學習率。** 只要所有的根都是複數，每個方向都縮小為 $\sqrt\gamma$ 倍；條件是 $(1-\sqrt\gamma)^2 \le \eta\lambda \le (1+\sqrt\gamma)^2$。剛好容得下兩端的最小 γ 滿足 $\sqrt{\eta\lambda_{\min}} = 1 - \sqrt\gamma$ 和 $\sqrt{\eta\lambda_{\max}} = 1 + \sqrt\gamma$。把兩式相除、相加，得到
#
# $$\sqrt\gamma = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}, \qquad \eta = \Big(\frac{2}{\sqrt{\lambda_{\min}} + \sqrt{\lambda_{\max}}}\Big)^2 .$$
#
# 每步的倍數是 $\sqrt\gamma$：**κ 的位置換成了 κ 的平方根**。
#
# **先猜猜看。** 我們的狹谷 κ = 50，梯度下降每步最多把距離縮小為 49/51 = 0.961 倍。動量可以做到多少？大約幾步就抵得上單純的 100 步？
#
# <details><summary>解答</summary>
#
# $(\sqrt{50}-1)/(\sqrt{50}+1) = 0.752$。因為 $\ln 0.961 / \ln 0.752 = 0.14$，大約 14 步。
# </details>


# %% rows="O3 O4"
def best_momentum(low, high):
    """Best rate and momentum for curvatures low to high, and the factor per step."""
    root = (np.sqrt(high / low) - 1) / (np.sqrt(high / low) + 1)
    return (2 / (np.sqrt(low) + np.sqrt(high))) ** 2, root**2, root


lr, gamma, factor = best_momentum(1, 50)
path = descend(
    RULES["momentum"], ravine.gradient, ravine.start, 400, lr=lr, momentum=gamma
)
size = np.linalg.norm(path, axis=1)
measured = (size[400] / size[200]) ** (1 / 200)
print(
    f"best rate {lr:.4f}, momentum {gamma:.3f}: factor per step {measured:.3f},",
    end=" ",
)
print(f"derived {factor:.3f}, without momentum {49 / 51:.3f}")
print(f"steps for 100 plain ones: {100 * np.log(49 / 51) / np.log(factor):.0f}")
assert abs(measured - factor) < 0.005
#! falsify: (2 / (np.sqrt(low) + np.sqrt(high))) ** 2, => 2 / (low + high),
#! falsify: return (2 / (np.sqrt(low) + np.sqrt(high))) ** 2, root**2, => return (2 / (np.sqrt(low) + np.sqrt(high))) ** 2, root,

# %% rows="O4" fold="Check the bound 2(1 + γ)/λ for four momenta"
gammas = np.array([0.0, 0.5, 0.9, 0.99])
for gamma in gammas:
    bound = 2 * (1 + gamma) / 50
    rates = bound * np.array([[0.995], [1.005]])
    path = descend(
        RULES["momentum"],
        ravine.gradient,
        [ravine.start] * 2,
        9000,
        lr=rates,
        momentum=gamma,
    )
    below, above = np.abs(path[-1, :, 1])  # across, where the curvature is 50
    print(
        f"momentum {gamma:4}: bound {bound:.4f}; below {below:.0e}, above {above:.0e}"
    )
    assert below < 1e-3 and not above < 1e3
#! falsify: 2 * (1 + gamma) / 50 => 2 / (1 - gamma) / 50
#! falsify: 2 * (1 + gamma) / 50 => 2 / 50

# %% [markdown] lang="en"
# The whole plane of rates and momenta at once: colour is the factor per step, the larger over both curvatures; where it exceeds 1, descent diverges. In a live kernel, move the cross to the darkest point and compare with the formula; then raise κ to 1,000.

# %% [markdown] lang="zh-TW" of="1e71b857"
# 把學習率和動量的整個平面一次畫出來：顏色是每步的倍數，取兩個曲率的倍數中較大的那個；超過 1 的地方，下降就發散。在執行中的核心裡，把十字移到顏色最深的一點，和公式比較；然後把 κ 提高到 1,000。

# %% rows="O3"
from utils.explore import explore


def factor_per_step(lr, gamma, curvature):
    """The larger absolute value of the roots of z² - (1 + γ - ηλ) z + γ."""
    b = 1 + gamma - lr * curvature
    root = np.sqrt(b**2 - 4 * gamma + 0j)
    return np.maximum(np.abs(b + root), np.abs(b - root)) / 2


def draw_map(log10_kappa, share_of_bound, gamma):
    kappa = 10.0**log10_kappa
    rates, momenta = np.linspace(0.01, 2, 120) * 2 / kappa, np.linspace(0, 0.99, 100)
    grid = np.meshgrid(rates, momenta)
    factors = np.maximum(factor_per_step(*grid, 1.0), factor_per_step(*grid, kappa))
    lr = share_of_bound * 2 / kappa
    bowl = np.array([1.0, kappa])
    path = descend(
        RULES["momentum"], lambda w: bowl * w, [1.0, 1.0], 100, lr=lr, momentum=gamma
    )
    best = best_momentum(1.0, kappa)
    here = np.linalg.norm(path, axis=1)
    return drawings.plot_momentum_map(
        rates, momenta, factors, (lr, gamma), best[:2], here
    )


# %% rows="O3" fold="Show the map"
explore(
    draw_map,
    alt="Left: a map of the factor per step over the rate and the momentum, with "
    "kappa 50. It is dark in a narrow wedge around rate 0.06 and momentum 0.57, "
    "marked by a star, and white beyond the slanted line 2(1 + gamma)/lambda. A "
    "cross marks the chosen pair, rate 0.04 and momentum 0.9. Right: the "
    "distance for this pair falls in waves over 100 steps.",
    log10_kappa=(0.5, 3.0, 0.1, 1.7),
    share_of_bound=(0.05, 2.0, 0.05, 1.0),
    gamma=(0.0, 0.99, 0.01, 0.9),
)
#! alt zh-TW: 左圖：條件數 50 時，每步縮小的倍數對學習率和動量的地圖。在學習率 0.06、動量 0.57 附近有一個狹窄的深色楔形，以星號標示；斜線 2(1+γ)/λ 之外是白色。十字是選定的一組：學習率 0.04、動量 0.9。右圖：這一組的距離在 100 步之間起伏下降。
#! page log10_kappa (log10 of the condition number; 條件數的 log10): 0.5, 1, 1.7, 2.5, 3
#! page share_of_bound (rate as a share of the bound; 學習率占上界的比例): 0.1, 0.3, 0.5, 0.7, 1, 1.3, 1.9
#! page gamma (momentum γ; 動量 γ): 0, 0.3, 0.57, 0.9, 0.97

# %% rows="O3" fold="Check the map"
rates, momenta = np.linspace(0.001, 0.08, 400), np.linspace(0, 0.99, 400)
grid = np.meshgrid(rates, momenta)
factors = np.maximum(factor_per_step(*grid, 1.0), factor_per_step(*grid, 50.0))
lr, gamma, factor = best_momentum(1, 50)
row, column = np.unravel_index(factors.argmin(), factors.shape)
print(
    f"darkest point of the map: rate {rates[column]:.3f}, momentum {momenta[row]:.2f}"
)
assert abs(rates[column] - lr) < 0.002 and abs(momenta[row] - gamma) < 0.02
assert factor - 1e-9 < factors.min() < factor + 0.02
assert ((factors < 1) == (rates < 2 * (1 + momenta[:, None]) / 50)).mean() > 0.999
#! falsify: 1 + gamma - lr * curvature => 1 + gamma + lr * curvature
#! falsify: b**2 - 4 * gamma + 0j => b**2 - gamma + 0j

# %% [markdown] lang="en"
# Do networks behave so? A recorded sweep (`python -m experiments o10_rates`) trained a network with 128 hidden units on all of MNIST for 3 epochs with twelve rates per rule. We draw the losses of SGD and momentum twice: over η, and over $\eta/(1-\gamma)$.

# %% [markdown] lang="zh-TW" of="11a82d0d"
# 網路也是這樣嗎？一次事先記錄好的掃描（`python -m experiments o10_rates`）用全部的 MNIST 訓練一個有 128 個隱藏單元（hidden unit）的網路 3 個週期，每條規則試十二種學習率。我們把 SGD 和動量的損失畫兩次：一次對 η，一次對 $\eta/(1-\gamma)$。

# %% rows="O10"
from experiments.o10_rates import EXPERIMENT as SWEEP
from utils.device import full_run


def collect(runs, value, **fixed):
    """The recorded value of every seed, as an array, where the settings agree."""
    return np.array(
        [r[value] for r in runs if all(r[k] == v for k, v in fixed.items())]
    )


sweep = SWEEP.results(live=full_run())
by_rate = {}
for rule, gamma in {"SGD": 0.0, "momentum": 0.9}.items():
    rates = collect(sweep, "rates", rule=rule)[0]
    by_rate[rule] = rates, rates / (1 - gamma), collect(sweep, "train_loss", rule=rule)
for k, rate in enumerate(by_rate["SGD"][0]):
    twin = np.flatnonzero(np.isclose(by_rate["momentum"][1], rate))
    if len(twin) and rate >= 0.01:
        plain, with_momentum = (
            by_rate["SGD"][2][:, k].mean(),
            by_rate["momentum"][2][:, twin].mean(),
        )
        print(
            f"lr/(1 - gamma) {rate:4g}: SGD {plain:.3f}, momentum {with_momentum:.3f}"
        )
print(SWEEP.provenance())

# %% rows="O10" fold="Check and draw the one curve"
together = {}
for k, rate in enumerate(by_rate["SGD"][0]):
    twin = np.flatnonzero(np.isclose(by_rate["momentum"][1], rate))
    if len(twin):
        together[rate] = by_rate["momentum"][2][:, twin[0]] / by_rate["SGD"][2][:, k]
level = [ratio for rate, ratio in together.items() if 0.001 <= rate <= 0.3]
assert np.abs(np.concatenate(level) - 1).max() < 0.1 and len(level) >= 5
assert (together[3.0] < 0.2).all()  # at 3 only momentum still trains
at_1 = {k: losses[:, np.isclose(rates, 1)] for k, (rates, _, losses) in by_rate.items()}
assert at_1["SGD"].max() < 0.2 and at_1["momentum"].min() > 1  # over lr: only SGD
show(
    drawings.plot_one_curve(by_rate),
    alt="Training loss over the rate, left over lr, right over lr/(1 - gamma). Left "
    "the curves of SGD and momentum are a decade apart. Right they lie on each "
    "other from 0.001 to 1; at 3 SGD fails and momentum still trains.",
)
#! falsify: {"SGD": 0.0, "momentum": 0.9} => {"SGD": 0.0, "momentum": 0.0}
#! falsify: rates / (1 - gamma) => rates * (1 - gamma)
#! alt zh-TW: 訓練損失對學習率作圖，左圖橫軸是 lr，右圖是 lr/(1 − γ)。左圖裡 SGD 和動量的曲線相差十倍；右圖裡從 0.001 到 1 兩者重疊，到了 3，SGD 失敗而動量仍能訓練。

# %% [markdown] lang="en"
# **One curve.** At equal $\eta/(1-\gamma)$, momentum changed nothing here up to 0.3. At 3 only momentum still trains. Over η itself it is the other way: SGD stands 1, momentum does not, though a fixed bowl would let it take 1.9 times the rate of SGD. A network is no fixed bowl.
#
# **Nesterov's** method (1983) takes the gradient where the step $\gamma s$ will lead anyway:
#
# $$s \leftarrow \gamma s - \eta\,\nabla f(w + \gamma s), \qquad w \leftarrow w + s. \tag{a}$$
#
# Our code, like Keras, follows the look-ahead point $w' = w + \gamma s$ itself: $w' \leftarrow w' + \gamma s - \eta\,\nabla f(w')$ with the new $s$.
#
# <details><summary>Why this is the same</summary>
#
# Mark new values by +. Then $w'_+ = w_+ + \gamma s_+ = w' - \gamma s + s_+ + \gamma s_+$, and by (a) $s_+ - \gamma s = -\eta g$: that is the code.
# </details>

# %% [markdown] lang="zh-TW" of="fc6d4099"
# **同一條曲線。** 在相同的 $\eta/(1-\gamma)$ 下，到 0.3 為止，動量什麼都沒有改變；到了 3，只有動量仍能訓練。改看 η 本身就反過來：SGD 撐得住 1，動量撐不住；若是固定的碗，它的學習率應該可以用到 SGD 的 1.9 倍。網路不是固定的碗。
#
# **Nesterov** 的方法（1983）取的是步伐 $\gamma s$ 反正會走到的那個位置的梯度：
#
# $$s \leftarrow \gamma s - \eta\,\nabla f(w + \gamma s), \qquad w \leftarrow w + s. \tag{a}$$
#
# 我們的程式和 Keras 一樣，記錄的就是前瞻（look-ahead）的位置 $w' = w + \gamma s$：用新的 $s$ 計算 $w' \leftarrow w' + \gamma s - \eta\,\nabla f(w')$。
#
# <details><summary>為什麼兩者相同</summary>
#
# 用 + 表示更新後的值。那麼 $w'_+ = w_+ + \gamma s_+ = w' - \gamma s + s_+ + \gamma s_+$，而由 (a) 得 $s_+ - \gamma s = -\eta g$：這正是程式所算的。
# </details>

# %% slides="A092 A093" rows="O4 O5"
rosenbrock = SURFACES["Rosenbrock"]
lr, gamma, w, s = 0.0005, 0.9, np.array(rosenbrock.start), np.zeros(2)
look_ahead = [w + gamma * s]
for _ in range(300):  # the form of the paper and of the slide
    s = gamma * s - lr * rosenbrock.gradient(w + gamma * s)
    w = w + s
    look_ahead.append(w + gamma * s)
library = descend(RULES["Nesterov"], rosenbrock.gradient, rosenbrock.start, 300, lr=lr)
assert np.abs(library - look_ahead).max() < 1e-9
print("paper's form and library's: equal over 300 steps to 1e-9")

rates = np.geomspace(0.001, 0.2, 120)[:, None, None]  # which is faster in the ravine?
momenta = np.linspace(0, 0.95, 96)[:, None]
fastest = {}
for rule in ("momentum", "Nesterov"):
    starts = np.ones((120, 96, 2)) * ravine.start
    ends = descend(
        RULES[rule], ravine.gradient, starts, 80, lr=rates, momentum=momenta
    )[-1]
    fastest[rule] = np.nanmin(np.linalg.norm(ends, axis=-1))
    print(f"{rule}: at its best rate and momentum {fastest[rule]:.0e} after 80 steps")
assert fastest["momentum"] < fastest["Nesterov"]
#! falsify: rosenbrock.gradient(w + gamma * s) => rosenbrock.gradient(w)
#! falsify: look_ahead.append(w + gamma * s) => look_ahead.append(w)
#! falsify: RULES[rule], ravine.gradient, starts => RULES["momentum"], ravine.gradient, starts

# %% [markdown] lang="en"
# "Nesterov converges faster than momentum" is not a law: on a quadratic, each at its own best pair, momentum is faster.
#
# ## 7.5 Four illnesses and the lecture's cures (9 min)
#
# The lecture names four places where plain descent suffers, and a cure for each: local minimum → cyclical rate; saddle → momentum; ravine → momentum; cliff → throw away gradients above a limit.
#
# **Local minimum.** Let the rate jump up now and then (Smith, 2017; Loshchilov and Hutter, 2017): the weights settle in another valley; one keeps the best place seen. We take a wide bowl with four narrow dips at its sides, and one with equally wide dips everywhere; 401 starts, 120 steps. In each of four cycles the rate falls from its peak to 0.02 along a cosine. Perhaps the high rate helps, not its return? So we also try one single fall.

# %% [markdown] lang="zh-TW" of="83b24977"
# 「Nesterov 的收斂比動量更快」不是定律：在二次函數上，各自用最好的學習率和動量，動量比較快。
#
# ## 7.5 四種毛病，投影片的四種解法（9 分鐘）
#
# 投影片列出單純的梯度下降走得不順利的四種情形，各有一種解法：區域極小 → 週期性學習率；鞍點 → 動量；狹谷 → 動量；懸崖 → 把超過閾值的梯度丟掉。
#
# **區域極小。** 讓學習率不時跳高一下（cyclical learning rate；Smith, 2017; Loshchilov and Hutter, 2017）：權重會離開山谷，落進另一個，最後保留途中見過最好的地方。我們取一個寬的碗，兩側有四個狹窄的坑；另外取一個到處都是等寬坑洞的碗。從 401 個起點出發，走 120 步，分成四個循環，學習率在每個循環裡沿著餘弦從峰值降到 0.02。有用的會不會只是高學習率，而不是它一再回來？所以也試試讓它只降一次。

# %% rows="O3"
dips, width = np.array([-3.0, -2.1, 2.2, 3.4]), 0.15


def narrow(w):
    z = (w[..., None] - dips) / width
    return 0.1 * w**2 - 0.35 * np.exp(-(z**2) / 2).sum(-1)


def narrow_slope(w):
    z = (w[..., None] - dips) / width
    return 0.2 * w + 0.35 / width * (z * np.exp(-(z**2) / 2)).sum(-1)


def equal(w):
    return 0.05 * w**2 + (1 - np.cos(4 * w)) / 2


def equal_slope(w):
    return 0.1 * w + 2 * np.sin(4 * w)


# %% [markdown] lang="en"
# **Predict.** The narrow dips have the curvature $0.35/0.15^2 = 15.6$, the equal ones 8.1. Which peak rates can throw a run out of its dip?
#
# <details><summary>Answer</summary>
#
# Those above $2/15.6 = 0.13$ make the narrow dips unstable, those above $2/8.1 = 0.25$ the equal ones. Unstable is not enough, though: with equal dips a peak of 0.4 shakes the runs, and all fall back.
# </details>

# %% [markdown] lang="zh-TW" of="012c391a"
# **先猜猜看。** 狹窄的坑，曲率是 $0.35/0.15^2 = 15.6$；等寬的坑是 8.1。峰值要多高，才能把權重甩出坑外？
#
# <details><summary>解答</summary>
#
# 超過 $2/15.6 = 0.13$，狹窄的坑就不穩定；超過 $2/8.1 = 0.25$，等寬的坑就不穩定。但光是不穩定還不夠：坑等寬時，峰值 0.4 只是把權重搖一搖，最後全都掉回原處。
# </details>


# %% slides="A079 A080 A088" rows="O3"
def cycles(height, slope, w, peak, period, low=0.02, num_steps=120):
    """The lowest place that each run has reached at the end of a period."""
    lowest, least = w, np.inf
    for t in range(num_steps):
        wave = (1 + np.cos(np.pi * (t % period) / (period - 1))) / 2  # from 1 to 0
        w = w - (low + (peak - low) * wave) * slope(w)
        if (t + 1) % period == 0:
            lowest = np.where(height(w) < least, w, lowest)
            least = height(lowest)
    return lowest


w_starts = np.linspace(-4, 4, 401)
bowls = {"narrow": (narrow, narrow_slope), "equal": (equal, equal_slope)}
reached, ends = {}, {}
for name, bowl in bowls.items():
    for peak in (0.02, 0.2, 0.4, 0.6, 0.7):
        for period in (30, 120):  # four cycles, one fall
            found = cycles(*bowl, w_starts, peak, period)
            reached[name, peak, period] = np.mean(np.abs(found) < 0.4)
            ends[name, peak, period] = found
        share = [f"{reached[name, peak, period]:.0%}" for period in (30, 120)]
        print(f"{name} dips, peak {peak}: in the global minimum", end=" ")
        print(f"by four cycles {share[0]}, by one fall {share[1]}")

# %% slides="A079 A080" fold="Check the cycles"
assert w_starts[narrow(w_starts).argmin()] == 0  # the global minimum
assert w_starts[equal(w_starts).argmin()] == 0
for period in (30, 120):
    assert reached["narrow", 0.4, period] > 0.9
    assert reached["narrow", 0.02, period] < 0.3
    shaken = ends["equal", 0.4, period] - ends["equal", 0.02, period]
    assert np.abs(shaken).max() < 0.4  # the same dip
assert reached["equal", 0.6, 30] + 0.2 < reached["equal", 0.6, 120]
assert reached["equal", 0.7, 30] > 0.2 + reached["equal", 0.7, 120]
#! falsify: low + (peak - low) * wave => low
#! falsify: (t % period) / (period - 1) => (t % 30) / 29
#! falsify: height(w) < least, w, lowest => height(w) < least, w, w
#! falsify: 0.35 / width * => -0.35 / width *
#! falsify: 0.1 * w + 2 * np.sin(4 * w) => 0.1 * w - 2 * np.sin(4 * w)

# %% [markdown] lang="en"
# A *high* rate helps to escape narrow minima; that it comes back adds nothing: one fall does the same. With equal dips one fall is better at a peak of 0.6 ({{ reached["equal", 0.6, 120] | .0% }} against {{ reached["equal", 0.6, 30] | .0% }}), four cycles are at 0.7 ({{ reached["equal", 0.7, 30] | .0% }} against {{ reached["equal", 0.7, 120] | .0% }}): no general cure.
#
# **Saddle and ravine.** Steps until the height stays below −1 (saddle) or 0.1 (ravine). First the comparison that makes momentum look best, equal rates. The second saddle has the curvature 50 across the way out; there and in the ravine each rule has its best of 200 rates.

# %% [markdown] lang="zh-TW" of="fd4c0047"
# **高**學習率有助於離開狹窄的極小；它一再回來並沒有多幫什麼忙：只降一次，結果相同。坑等寬時，峰值 0.6 是只降一次較好（{{ reached["equal", 0.6, 120] | .0% }} 對 {{ reached["equal", 0.6, 30] | .0% }}），峰值 0.7 則是四個循環較好（{{ reached["equal", 0.7, 30] | .0% }} 對 {{ reached["equal", 0.7, 120] | .0% }}）：不是萬靈丹。
#
# **鞍點和狹谷。** 數的是高度從此低於 −1（鞍點）或 0.1（狹谷）所需的步數。先是讓動量最好看的那種比較：學習率相同。第二個鞍點在垂直於出路的方向上，曲率是 50；在那裡和在狹谷，每條規則都用 200 種學習率中自己最好的一種。


# %% rows="O3" fold="Count the steps for many rates"
steep = SimpleNamespace(gradient=lambda w: w * [-1, 50], start=(0.001, 1.0))


def steps_needed(surface, rule, rates, goal, **options):
    """Steps for every rate until the height stays below the goal."""
    starts = np.tile(surface.start, (len(rates), 1))
    paths = descend(
        RULES[rule], surface.gradient, starts, 400, lr=rates[:, None], **options
    )
    with np.errstate(over="ignore", invalid="ignore"):
        if surface is steep:
            heights = paths**2 @ np.array([-0.5, 25])
            heights[:, np.abs(paths[-1, :, 1]) > 1] = np.inf  # diverged across
        else:
            heights = surface(*np.moveaxis(paths, -1, 0))  # (steps + 1, rates)
    return np.array([steps_until(h, goal) for h in heights.T])


# %% [markdown] lang="en"
# `steps_needed` runs all rates at once:

# %% [markdown] lang="zh-TW" of="56c6a3e7"
# `steps_needed` 一次跑完所有的學習率：

# %% slides="A081 A085 A091" rows="O3"
saddle = SURFACES["saddle"]
plain, with_momentum, tenfold = (
    steps_needed(saddle, rule, np.array([lr]), -1)[0]
    for rule, lr in (("SGD", 0.02), ("momentum", 0.02), ("SGD", 0.2))
)
print(f"saddle, rate 0.02: SGD {plain}, momentum {with_momentum};", end=" ")
print(f"SGD at 0.2: {tenfold}")
fine = np.geomspace(0.001, 0.2, 200)
steep_steps = {k: steps_needed(steep, k, fine, -1).min() for k in ("SGD", "momentum")}
print("steep saddle, best rate of each:", {k: int(v) for k, v in steep_steps.items()})
ravine_steps = {
    "SGD": steps_needed(ravine, "SGD", fine, 0.1).min(),
    "momentum 0.9": steps_needed(ravine, "momentum", fine, 0.1).min(),
    "momentum 0.57": steps_needed(ravine, "momentum", fine, 0.1, momentum=0.567).min(),
}
print("ravine, best rate of each:", {k: int(v) for k, v in ravine_steps.items()})
assert tenfold < with_momentum < plain
assert steep_steps["momentum"] < 0.5 * steep_steps["SGD"]
assert ravine_steps["momentum 0.57"] < 0.5 * ravine_steps["SGD"]
assert ravine_steps["momentum 0.9"] > 0.5 * ravine_steps["SGD"]
#! falsify: ("SGD", 0.2) => ("SGD", 0.02)
#! falsify: w * [-1, 50], => w * [-1, 1],
#! falsify: 0.1, momentum=0.567 => 0.1, momentum=0.95

# %% [markdown] lang="en"
# In the saddle momentum is faster at the same rate, and *slower* than SGD at ten times the rate. The steep saddle forbids SGD such a rate, and momentum is faster: it cures what is steep across, not the saddle. In the ravine γ = 0.9 gains less than a factor of two on SGD at its best; the γ that suits κ = 50 gains more than three.
#
# **Cliff.** Here the lecture's cure is wrong. **Clipping** shortens a gradient that is longer than a limit; the lecture throws it away. 200 starts above a cliff, η = 0.3:

# %% [markdown] lang="zh-TW" of="d68f9659"
# 在鞍點，學習率相同時動量較快；SGD 的學習率大十倍時，動量反而**較慢**。陡的鞍點不准 SGD 用這麼大的學習率，動量就較快：它治的是兩側太陡，不是鞍點。在狹谷，γ = 0.9 比起 SGD 最好的情形，快不到兩倍；適合 κ = 50 的 γ 則快三倍以上。
#
# **懸崖。** 投影片的解法在這裡是錯的。**裁剪**（clipping）是把超過閾值的梯度縮短；投影片是把它丟掉。懸崖上方的 200 個起點，η = 0.3：

# %% slides="A082" rows="O3 O13"
cliff = SURFACES["cliff"]
rng = np.random.default_rng(0)
cliff_starts = np.column_stack([rng.uniform(1.5, 3, 200), rng.uniform(-2, 2, 200)])


def treated(w, kind):
    g = cliff.gradient(w)
    length = np.linalg.norm(g, axis=1, keepdims=True)
    if kind == "clipped to 1":
        return g / np.maximum(length, 1)
    return g * (length <= 1) if kind == "thrown away above 1" else g


arrived = {}
for kind in ("as it is", "clipped to 1", "thrown away above 1"):
    ways = descend(
        sgd, lambda w, kind=kind: treated(w, kind), cliff_starts, 150, lr=0.3
    )
    heights = cliff(*np.moveaxis(ways, -1, 0))  # (steps + 1, starts)
    arrived[kind] = np.mean(heights[-1] < 0.1)
    far = np.abs(ways).max()
    print(f"gradient {kind:19}: {arrived[kind]:4.0%} arrive, farthest point {far:.0f}")
assert arrived["thrown away above 1"] < 0.05 and arrived["clipped to 1"] == 1
#! falsify: g * (length <= 1) if => g / np.maximum(length, 1) if
#! falsify: g / np.maximum(length, 1) => g * np.maximum(length, 1)

# %% [markdown] lang="en"
# **Throwing away fails completely**: at the edge every gradient is oversized, no step is made, so the next gradient is the same one, for ever. (With mini-batches the next one would differ.)
#
# ## 7.6 A rate for every weight (9 min)
#
# In a ravine every *direction* would need a rate of its own. The next three rules give every *weight* its own (that is not the same, as 7.8 will show): they divide by the size of its past gradients. Such rules are called **adaptive**.

# %% [markdown] lang="zh-TW" of="c00faf9e"
# **丟掉梯度完全行不通**：在懸崖邊，每個梯度都過大，一步也不走，所以下一個梯度還是同一個，永遠如此。（用小批次時，下一個會不同。）
#
# ## 7.6 每個權重有自己的學習率（9 分鐘）
#
# 在狹谷裡，每個**方向**都需要自己的學習率。接下來的三種規則讓每個**權重**有自己的學習率（兩者並不相同，7.8 節會看到）：除以它過去梯度的大小。這類規則稱為**自適應**（adaptive）。

# %% rows="O4"
print_code(RULES["Adagrad"], RULES["RMSprop"], RULES["Adadelta"])

# %% [markdown] lang="en"
# - **Adagrad** (Duchi, Hazan and Singer, 2011) divides by the root of the *sum* of all squared gradients. The sum only grows, so all rates fall for ever. `initial_accumulator_value` is where the sum starts; 0 would make the first step ±η whatever the gradient.
# - **RMSprop** (Tieleman and Hinton, 2012) replaces the sum by a moving average: $G \leftarrow \rho G + (1-\rho)g^2$. Old gradients are forgotten.
# - **Adadelta** (Zeiler, 2012) also averages its own squared steps, $D$, and uses $\sqrt D$ in place of a rate: then a step has the unit of a weight.
#
# `epsilon` keeps the divisor from 0.
#
# **Predict.** A slide says of these rules: large gradient, large rate. The gradient is 1 for 100 steps and then 0.1. What happens to the rate in force, step divided by gradient, of RMSprop?
#
# <details><summary>Answer</summary>
#
# It rises tenfold: the divisor makes the rate *small* where gradients are large, so that the steps keep their length.
# </details>

# %% [markdown] lang="zh-TW" of="7b5b44ad"
# - **Adagrad**（Duchi, Hazan and Singer, 2011）除以所有梯度平方**總和**的平方根。總和只增不減，所以每個學習率都一直下降。`initial_accumulator_value` 是總和的起始值；若是 0，不論梯度多大，第一步都是 ±η。
# - **RMSprop**（Tieleman and Hinton, 2012）把總和換成移動平均：$G \leftarrow \rho G + (1-\rho)g^2$，舊的梯度會被遺忘。
# - **Adadelta**（Zeiler, 2012）另外平均自己步伐的平方 $D$，用 $\sqrt D$ 取代學習率：這樣步伐就有了權重的單位。
#
# `epsilon` 讓除數不會是 0。
#
# **先猜猜看。** 有一張投影片說這些規則「梯度大→學習率大」。梯度先是 100 步的 1，之後是 0.1。RMSprop 真正生效的學習率（步伐除以梯度）會怎麼變？
#
# <details><summary>解答</summary>
#
# 升高十倍：除數使梯度大的地方學習率變**小**，步伐才能維持一樣長。
# </details>

# %% slides="A096 A097 A099 E025 E028 E033 E034" rows="O6"
options = {"lr": 1.0, "rho": 0.9}
shares = [response(RULES["Adadelta"], k, 3, "G", **options) for k in range(3)]
check_slide("O6", "shares in Adadelta's G", np.array(shares), ["0.081", "0.09", "0.1"])

sequence = np.r_[np.ones(100), np.full(200, 0.1)]
in_force = {}
for name, lr in {"Adagrad": 1.0, "RMSprop": 0.1, "Adadelta": 100.0}.items():
    given = iter(sequence)  # next(given) is one gradient after the other
    path = descend(RULES[name], lambda w, given=given: [next(given)], [0.0], 300, lr=lr)
    in_force[f"{name}, lr {lr:g}"] = -np.diff(path[:, 0]) / sequence
for name, rate in in_force.items():
    print(f"{name:16}: rate in force at step 100 {rate[99]:.3f},", end=" ")
    print(f"at step 300 {rate[-1]:.3f}")
#! falsify: "G", **options) => "D", **options)

# %% slides="A096 A097 E028 E034" fold="Check and draw the rates in force"
a, r, d = in_force.values()
assert (np.diff(a) < 0).all() and a[0] > 5 * a[99] and (np.diff(d[10:]) > 0).all()
assert 9 < r[-1] / r[99] < 11
grows = bool(r[99] > r[-1])  # the gradient is larger at step 100
check_erratum("O6", "large gradient, large rate", grows, slide=True, right=False)
show(
    drawings.plot_rates_in_force(in_force),
    alt="Rate in force over 300 steps. Adagrad falls all the time and hardly reacts "
    "when the gradient falls to a tenth. RMSprop is soon level, then rises "
    "tenfold and is level again. Adadelta rises all the time, faster after the "
    "change.",
)
#! falsify: np.ones(100), np.full(200, 0.1) => np.ones(100), np.full(200, 10.0)
#! falsify: -np.diff(path[:, 0]) / sequence => -np.diff(path[:, 0])
#! alt zh-TW: 300 步之間真正生效的學習率。Adagrad 一直下降，梯度降到十分之一時幾乎沒有反應。RMSprop 很快持平，之後上升十倍再持平。Adadelta 一直上升，梯度變小後升得更快。

# %% [markdown] lang="en"
# RMSprop makes up for the smaller gradient completely, Adagrad does not.
#
# <details><summary>A slide recommends the rate 10 for Adadelta, though the paper has none. Why?</summary>
#
# The likely reason is its slow start: with $D = 0$ the first step is only $\sqrt\varepsilon/\sqrt{0.05} = 0.0014$ times η.
# </details>
#
# Two slides see momentum in these rules: Adadelta "sums past updates like momentum, so that bad directions cancel", RMSprop "joins momentum with a part of AdaGrad". But both average *squares*, and squares cannot cancel. The cell feeds equal and alternating gradients, as in 7.4:

# %% [markdown] lang="zh-TW" of="aa4dfa00"
# RMSprop 完全補償了變小的梯度，Adagrad 則不會。
#
# <details><summary>有一張投影片建議 Adadelta 的學習率取 10，但論文裡根本沒有學習率。為什麼？</summary>
#
# 可能的原因是它起步很慢：$D = 0$ 時，第一步只有 η 的 $\sqrt\varepsilon/\sqrt{0.05} = 0.0014$ 倍。
# </details>
#
# 有兩張投影片在這些規則裡看到動量：Adadelta「像動量一樣累加過往的更新，讓壞方向相消」，RMSprop「結合動量與 AdaGrad 的一部分」。但兩者平均的都是**平方**，而平方不會相消。下一個儲存格像 7.4 節那樣，分別給相同的和正負交替的梯度：

# %% slides="A100 A101 A102 A104 E065" rows="O5"
for name in ("momentum", "RMSprop", "Adadelta"):
    lengths = [step_lengths(RULES[name], g, lr=0.01) for g in (same, alternating)]
    print(f"{name:8}: equal gradients {lengths[0]:.6f}, alternating {lengths[1]:.6f}")
    damped = bool(lengths[1] < 0.9 * lengths[0])
    if name == "momentum":
        assert damped
    else:
        check_erratum("O5", f"{name} damps turns", damped, slide=True, right=False)
#! falsify: for g in (same, alternating)] => for g in (same, 0.5 * same * (1 + alternating))]

# %% [markdown] lang="en"
# ## 7.7 Adam (11 min)
#
# **Adam** (Kingma and Ba, 2015) averages the gradient, like momentum, and its square, like RMSprop:
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\,g,\qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,\qquad \beta_1 = 0.9,\ \beta_2 = 0.999 .$$
#
# Both start at 0, and that pulls them towards 0. If all gradients have the mean $\mu$, then after $t$ steps $m$ has the mean $(1-\beta_1)(1 + \beta_1 + \dots + \beta_1^{t-1})\,\mu = (1-\beta_1^t)\,\mu$. So divide: $\hat m = m/(1-\beta_1^t)$ and $\hat v = v/(1-\beta_2^t)$. This is **bias correction**. Then $w \leftarrow w - \eta\,\hat m/(\sqrt{\hat v} + \varepsilon)$.
#
# **Predict.** All gradients are 1. How long would Adam's first step be without the correction, in units of η? And how long can a corrected step get at most?
#
# <details><summary>Answer</summary>
#
# Without: $0.1/\sqrt{0.001} = 3.2$ instead of 1, and it gets worse before it gets better. Corrected: a single gradient after a long silence makes a step of nearly $0.1/\sqrt{0.001} = 3.2$, the bound that the paper names. Gradients that *grow* from there make longer ones. By Cauchy and Schwarz
#
# $$m^2 = \Big(\sum_k (1-\beta_1)\beta_1^k\, g_{t-k}\Big)^2 \le \sum_k \frac{(1-\beta_1)^2\beta_1^{2k}}{(1-\beta_2)\beta_2^k}\ \sum_k (1-\beta_2)\beta_2^k\, g_{t-k}^2,$$
#
# and the last sum is $v$, so that $|m|/\sqrt v \le (1-\beta_1)\big/\sqrt{(1-\beta_2)(1-\beta_1^2/\beta_2)} = 7.3$, with equality if every gradient is $\beta_2/\beta_1$ times the one before.
# </details>

# %% [markdown] lang="zh-TW" of="05a42729"
# ## 7.7 Adam（11 分鐘）
#
# **Adam**（Kingma and Ba, 2015）像動量一樣平均梯度，也像 RMSprop 一樣平均梯度的平方：
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\,g,\qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,\qquad \beta_1 = 0.9,\ \beta_2 = 0.999 .$$
#
# 兩者都從 0 開始，因此估計值會偏向 0。如果每個梯度的平均都是 $\mu$，$t$ 步之後 $m$ 的平均是 $(1-\beta_1)(1 + \beta_1 + \dots + \beta_1^{t-1})\,\mu = (1-\beta_1^t)\,\mu$。所以要除回來：$\hat m = m/(1-\beta_1^t)$，$\hat v = v/(1-\beta_2^t)$。這就是**偏差校正**（bias correction）。接著更新 $w \leftarrow w - \eta\,\hat m/(\sqrt{\hat v} + \varepsilon)$。
#
# **先猜猜看。** 每個梯度都是 1。沒有校正的話，Adam 的第一步是幾個 η？有校正的話，一步最長可以多長？
#
# <details><summary>解答</summary>
#
# 沒有校正：$0.1/\sqrt{0.001} = 3.2$ 而不是 1，而且之後先變得更糟才好轉。有校正：長久沉默之後突然來一個梯度，步伐接近 $0.1/\sqrt{0.001} = 3.2$，也就是論文所說的上限。但梯度如果從那裡一路**變大**，步伐還會更長。由柯西不等式（Cauchy–Schwarz）
#
# $$m^2 = \Big(\sum_k (1-\beta_1)\beta_1^k\, g_{t-k}\Big)^2 \le \sum_k \frac{(1-\beta_1)^2\beta_1^{2k}}{(1-\beta_2)\beta_2^k}\ \sum_k (1-\beta_2)\beta_2^k\, g_{t-k}^2,$$
#
# 最後一個總和就是 $v$，所以 $|m|/\sqrt v \le (1-\beta_1)\big/\sqrt{(1-\beta_2)(1-\beta_1^2/\beta_2)} = 7.3$；每個梯度都是前一個的 $\beta_2/\beta_1$ 倍時，等號成立。
# </details>


# %% slides="E040 E041 E042 E043 E046 E052 E061 A106" rows="O6"
def adam_from_parts(gradients, lr=1.0, beta_1=0.9, beta_2=0.999, correct=True):
    """RMSprop's divisor, momentum's average, and the correction; the steps."""
    m, v, steps = 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t) if correct else m
        v_hat = v / (1 - beta_2**t) if correct else v
        steps.append(lr * m_hat / np.sqrt(v_hat) if v_hat else 0.0)
    return np.array(steps)


ones = np.ones(300)
raw, corrected = adam_from_parts(ones, correct=False), adam_from_parts(ones)
print(
    f"gradients 1: first step {corrected[0]:.2f}, without correction {raw[0]:.2f},",
    end=" ",
)
print(f"at worst {raw.max():.1f} (step {raw.argmax() + 1}), step 300: {raw[-1]:.2f}")
silence = np.r_[np.zeros(5000), 1.0]
growing = np.r_[np.zeros(5000), (0.999 / 0.9) ** np.arange(100)]
print(
    f"after 5000 gradients 0, one of 1: step {adam_from_parts(silence)[-1]:.2f},",
    end=" ",
)
print(f"100 that grow by {0.999 / 0.9 - 1:.0%}: {adam_from_parts(growing)[-1]:.2f}")

# %% slides="E042 E046 E052 E061 A106" fold="Check that these parts are Adam"
rng = np.random.default_rng(1)
noisy = 1 + 0.5 * rng.normal(size=300)
given = iter(noisy)
path = descend(RULES["Adam"], lambda w: [next(given)], [0.0], 300, lr=1.0, epsilon=0.0)
assert np.allclose(-np.diff(path[:, 0]), adam_from_parts(noisy))
assert np.allclose(corrected, 1) and np.isclose(raw[0], 0.1 / np.sqrt(0.001))
limit = 0.1 / np.sqrt(0.001 * (1 - 0.9**2 / 0.999))
assert 0.99 * limit < adam_from_parts(growing).max() <= limit and round(limit, 1) == 7.3
wild = rng.normal(size=(100, 200)) * (rng.random((100, 200)) < 0.05)  # rare gradients
largest = max(np.abs(adam_from_parts(row)).max() for row in wild)
assert 1.2 < largest <= limit and 3.1 < adam_from_parts(silence)[-1] < 3.2
scaled = adam_from_parts(
    1000 * noisy
)  # mean and mean square both count: scale does not
assert np.allclose(scaled, adam_from_parts(noisy))
#! falsify: m / (1 - beta_1**t) if correct => m / (1 - beta_1) ** t if correct
#! falsify: v = beta_2 * v + (1 - beta_2) * g**2 => v = beta_2 * m + (1 - beta_2) * g**2
#! falsify: np.r_[np.zeros(5000), 1.0] => np.r_[np.ones(5000), 1.0]
#! falsify: (0.999 / 0.9) ** np.arange(100) => np.ones(100)

# %% [markdown] lang="en"
# So a corrected step has a definite range, as a slide says, but it is 7.3 η, not η. And $v$ is the mean of $g^2$, the second moment *about 0*, which is variance plus squared mean; a slide calls it the variance. (See 7.21.)
#
# **AMSGrad** (Reddi, Kale and Kumar, 2018) divides by the largest $v$ so far. Why should one? Take the loss whose gradient is +3 in every third step and −1 in the others, and hold $w$ between −1 and 1. The mean gradient is $1/3 > 0$, so −1 is best. With $\beta_1 = 0$ and a short memory, $\beta_2 = 0.1$, Adam divides the rare large gradient by its own size: it counts about as much as one small one, and the small ones are two.
#
# **Predict.** Where does Adam end? And can AMSGrad, as a slide says, "run faster, so that it does not fall into valleys"?
#
# <details><summary>Answer</summary>
#
# At +1, the worst point. AMSGrad's divisor is never smaller than Adam's, so for the same gradients its steps are never longer.
# </details>

# %% [markdown] lang="zh-TW" of="aab70b3d"
# 所以如投影片所說，校正後的步伐有確定的範圍，但範圍是 7.3 η，不是 η。而 $v$ 是 $g^2$ 的平均，也就是**以 0 為中心**的二階動差：變異數加上平均的平方；有一張投影片把它叫做變異數。（見 7.21 節。）
#
# **AMSGrad**（Reddi, Kale and Kumar, 2018）除以歷來最大的 $v$。為什麼要這樣？取一個損失，每三步裡有一步的梯度是 +3，其餘是 −1，並讓 $w$ 維持在 −1 和 1 之間。平均梯度是 $1/3 > 0$，所以 −1 最好。$\beta_1 = 0$ 而且記憶很短（$\beta_2 = 0.1$）時，Adam 把罕見的大梯度除以它自己的大小：它大約只抵得上一個小的，而小的有兩個。
#
# **先猜猜看。** Adam 最後停在哪裡？AMSGrad 能像投影片說的那樣「衝快一點，避免掉入山谷」嗎？
#
# <details><summary>解答</summary>
#
# 停在 +1，最差的地方。AMSGrad 的除數從不小於 Adam 的，所以梯度相同時，它的步伐絕不會更長。
# </details>


# %% slides="A112" rows="O4"
def held_path(name, num_steps=3000, **options):
    """Descend with a rate of 0.1/√t, and hold w between -1 and 1."""
    w, state, path = np.zeros(1), {}, []
    for t in range(1, num_steps + 1):
        g = np.array([3.0 if t % 3 == 1 else -1.0])
        w, state = RULES[name](w, g, state, lr=0.1 / np.sqrt(t), **options)
        w = np.clip(w, -1, 1)
        path.append(w[0])
    return np.array(path)


short_memory = {"beta_1": 0.0, "beta_2": 0.1}
held = {"SGD": held_path("SGD")}
held |= {name: held_path(name, **short_memory) for name in ("Adam", "AMSGrad")}
print("after 3000 steps:", {name: round(float(p[-1]), 2) for name, p in held.items()})
assert held["SGD"][-1] < -0.9 and held["AMSGrad"][-1] < -0.9 and held["Adam"][-1] > 0.9
#! falsify: 3.0 if t % 3 == 1 else -1.0 => 3.0 if t % 4 == 1 else -1.0
#! falsify: w, g, state, lr=0.1 => w, -g, state, lr=0.1

# %% slides="A112" fold="Check AMSGrad's speed, and draw"
rng = np.random.default_rng(0)
series = rng.normal(size=(300, 200)) * 10.0 ** rng.uniform(-1, 1, (300, 200))
steps = {}
for name in ("Adam", "AMSGrad"):
    given = iter(series)
    path = descend(
        RULES[name], lambda w, g=given: next(g), np.zeros(200), 300, lr=1.0, beta_2=0.9
    )
    steps[name] = np.diff(path, axis=0)
ratio = np.abs(steps["AMSGrad"]) / np.abs(steps["Adam"])
print(f"step of AMSGrad / Adam: at most {ratio.max():.3f}, mean {ratio.mean():.2f}")
faster = bool(ratio.max() > 1 + 1e-6)
check_erratum("O5", "AMSGrad steps further", faster, slide=True, right=False)
show(
    drawings.plot_held(held),
    alt="The weight over 3000 steps. SGD and AMSGrad go to -1, the best point; Adam "
    "goes to +1, the worst, and stays there.",
)
#! falsify: np.abs(steps["AMSGrad"]) / np.abs(steps["Adam"]) => np.abs(steps["Adam"]) / np.abs(steps["AMSGrad"])
#! alt zh-TW: 權重在 3000 步之間的變化。SGD 和 AMSGrad 走到最佳點 −1；Adam 走到最差的 +1，並停在那裡。

# %% [markdown] lang="en"
# **Nadam** (Dozat, 2016) is the last of our nine: it puts Nesterov's look-ahead into Adam. The code of all three:

# %% [markdown] lang="zh-TW" of="00d514e5"
# **Nadam**（Dozat, 2016）是九種裡的最後一種，它把 Nesterov 的前瞻放進 Adam。三者的程式：

# %% rows="O4"
print_code(RULES["Adam"], RULES["AMSGrad"], RULES["Nadam"])

# %% [markdown] lang="en"
# `alpha` contains both corrections. All nine rules equal Keras's, step by step (7.19).
#
# ## 7.8 The race, and its twins (12 min)
#
# Nine rules, seven surfaces, 120 steps. Two of the surfaces come twice: as they are and **turned by 45°**. To plain descent a turn means nothing. Rules with a rate for every *weight* know only the axes.
#
# A fair race: every rule has 60 rates, $10^{-4}$ to $10^3$, a third apart. It gets the one with the lowest median height after 120 steps over 100 starts, and then races from 100 *other* starts. On the saddle, where the height falls without end, we count steps until it is below −1, and allow no rate that steps further than 0.2. For each start the rules are ranked, 1 is best, and the ranks averaged.
#
# **Predict.** In the saddle as it is, Adam is much faster than SGD. And in the turned saddle?
#
# <details><summary>Answer</summary>
#
# More than four times slower than before: along the axes Adam enlarges the tiny gradient that leads out; after the turn that gradient is mixed with the large one in both weights. Adagrad becomes slower than SGD.
# </details>

# %% [markdown] lang="zh-TW" of="8298b9db"
# `alpha` 包含了兩個校正。九種規則每一步都和 Keras 的相等（7.19 節）。
#
# ## 7.8 比賽，和轉了角度的雙胞胎（12 分鐘）
#
# 九種規則、七個曲面、120 步。其中兩個曲面出現兩次：原來的樣子，和**旋轉 45°** 之後。對單純的梯度下降來說，旋轉沒有任何意義；讓每個**權重**有自己學習率的規則，卻只認得座標軸。
#
# 怎樣才公平？每條規則有 60 種學習率，從 $10^{-4}$ 到 $10^3$，每一種都比前一種大三分之一左右。它先在 100 個起點上跑，採用 120 步後高度的中位數最低的那一種，再從**另外** 100 個起點比賽。在鞍點的曲面上，高度會無止境地下降，所以我們數降到 −1 以下所需的步數，而且凡是有一步走得比 0.2 遠的學習率，都不採用。每個起點都替規則排名，1 最好，再把名次平均。
#
# **先猜猜看。** 在原來的鞍點，Adam 比 SGD 快得多。旋轉之後的鞍點呢？
#
# <details><summary>解答</summary>
#
# 比先前慢四倍以上：沿著座標軸時，Adam 把通往外面的微小梯度放大；旋轉之後，那個梯度在兩個權重裡都和大的梯度混在一起。Adagrad 則變得比 SGD 還慢。
# </details>

# %% rows="O8"
RATES = np.geomspace(1e-4, 1e3, 60)
turn = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)  # start @ turn is turned by 45 degrees
boxes = {  # where starts are drawn: as low and high x, low and high y
    "saddle": (-2, 2, -0.01, 0.01),
    "ravine": (-10, 10, -2, 2),
    "Beale": (-0.5, 4.5, -2, 2.5),
    "Rosenbrock": (-2, 2, -1, 3),
    "Rastrigin": (-1.2, 3.2, -3.2, 1.2),
}
courses = {}
for name, (left, right, low, high) in boxes.items():
    rng = np.random.default_rng(1)
    drawn = np.column_stack(
        [rng.uniform(left, right, 200), rng.uniform(low, high, 200)]
    )
    courses[name] = SURFACES[name], drawn
    if name in ("saddle", "ravine"):
        courses[f"{name}, turned"] = rotated(SURFACES[name]), drawn @ turn

# %% [markdown] lang="en"
# One function scores a rule on all rates and starts at once:

# %% [markdown] lang="zh-TW" of="237b7209"
# 用一個函數，把一條規則在所有學習率和起點上的成績一次算完：


# %% rows="O8" fold="Score a rule on all rates and starts"
def scores(surface, starts, rule):
    """Height at the end for every rate and start; in a saddle, steps until below -1."""
    all_starts = np.broadcast_to(starts, (len(RATES), *starts.shape))
    paths = descend(
        RULES[rule], surface.gradient, all_starts, 120, lr=RATES[:, None, None]
    )
    with np.errstate(over="ignore", invalid="ignore"):
        if surface.minima:
            heights = surface(*np.moveaxis(paths[-1], -1, 0))
            return np.minimum(np.nan_to_num(heights, nan=np.inf), 1e9)
        inside = surface(*np.moveaxis(paths, -1, 0)) > -1  # (steps + 1, rates, starts)
        inside = np.logical_and.accumulate(inside, axis=0)
        longest = np.where(
            inside[:-1], np.linalg.norm(np.diff(paths, axis=0), axis=-1), 0
        )
    too_far = (longest > 0.2).any(axis=(0, 2))
    return np.where(too_far[:, None], np.inf, inside.sum(axis=0))


# %% slides="E051" rows="O8" tags=["nbval-ignore-output"]
from scipy.stats import rankdata

final, chosen = {}, {}
for name, (surface, starts) in courses.items():
    for rule in RULES:
        found = scores(surface, starts, rule)
        best = np.median(found[:, :100], axis=1).argmin()  # chosen on 100 starts
        chosen[name, rule] = RATES[best]
        final[name, rule] = found[best, 100:]  # raced on the other 100
print("mean rank    ", *(f"{rule:>8}" for rule in RULES))
ranks = {}
for name in courses:
    ranks[name] = rankdata([final[name, rule] for rule in RULES], axis=0).mean(axis=1)
    print(f"{name:14}", *(f"{rank:8.1f}" for rank in ranks[name]))
assert ranks["ravine"].argmin() == list(RULES).index("Adagrad")
#! falsify: final[name, rule] = found[best, 100:]  # raced on the other 100 => final[name, rule] = found[best, :100] * 0 + 1.0  # raced


# %% slides="E051 A088 A091" fold="Check the race"
def median(name, rule):
    return np.median(final[name, rule])


rule_names = list(RULES)
for name in ("saddle", "ravine"):
    twin = f"{name}, turned"
    for rule in ("SGD", "momentum", "Nesterov"):  # a turn means nothing to them
        assert chosen[name, rule] == chosen[twin, rule]
        assert np.isclose(median(name, rule), median(twin, rule), rtol=0.05)
out = {rule: (median("saddle", rule), median("saddle, turned", rule)) for rule in RULES}
for rule in ("SGD", "Adagrad", "RMSprop", "Adam"):
    print(
        f"{rule}: out of the saddle after {out[rule][0]:.0f}, turned {out[rule][1]:.0f}"
    )
assert out["Adam"][1] > 3 * out["Adam"][0] and out["Adagrad"][1] > out["SGD"][1]
assert median("ravine, turned", "Adagrad") > 1e4 * median("ravine", "Adagrad")
assert median("ravine, turned", "Adagrad") > median("ravine, turned", "SGD")
winners = {name: rule_names[rank.argmin()] for name, rank in ranks.items()}
assert len(set(winners.values())) >= 3  # no rule wins everywhere
assert out["RMSprop"][1] < out["Adam"][1] < out["SGD"][1]  # turned, they still lead
assert rule_names[ranks["ravine, turned"].argsort()[1]] == "Nadam"
lr, w, state = chosen["ravine", "Adagrad"], np.array(ravine.start), {}
for _ in range(3):
    w, state = RULES["Adagrad"](w, ravine.gradient(w), state, lr=lr)
newton = lr / np.sqrt(state["G"]) * np.array([1, 50])  # rate in force times curvature
print(f"Adagrad in the ravine, rate in force times curvature: {newton.round(2)}")
assert np.allclose(newton, 1, atol=0.1)
#! falsify: return np.median(final[name, rule]) => return np.median(final["saddle", rule])
#! falsify: np.sqrt(state["G"]) * np.array([1, 50]) => np.sqrt(state["G"]) * np.array([50, 1])

# %% slides="E031 E051" fold="Check Rastrigin and the zigzag"
home = {rule: np.mean(final["Rastrigin", rule] < 0.1) for rule in RULES}
shares = {rule: f"{share:.0%}" for rule, share in home.items()}
print("Rastrigin, starts that reach the global minimum:", shares)
zigzags = {}  # E031: RMSprop in the ravine, at its best rate
for rule in ("SGD", "RMSprop"):
    path = descend(
        RULES[rule], ravine.gradient, ravine.start, 120, lr=chosen["ravine", rule]
    )
    zigzags[rule] = int(np.sum(np.diff(np.sign(path[:, 1])) != 0))
print("zigzags across the ravine in 120 steps:", zigzags)
assert zigzags["RMSprop"] > 30 and median("ravine", "RMSprop") > median("ravine", "SGD")
assert np.ptp(list(home.values())) < 0.05  # nobody finds the global minimum more often
#! falsify: np.sign(path[:, 1])) != 0)) => np.sign(path[:, 0])) != 0))

# %% [markdown] lang="en"
# And in motion, with the heights below:

# %% [markdown] lang="zh-TW" of="1ba92928"
# 讓它動起來，下方是高度：

# %% rows="O8" fold="Draw the race"
from utils.plotting import show_animation

racers = ("SGD", "momentum", "Adagrad", "RMSprop", "Adam")
tracks = {}
for name in ("ravine", "ravine, turned", "Rosenbrock"):
    f = courses[name][0]
    ways = {
        k: descend(RULES[k], f.gradient, f.start, 120, lr=chosen[name, k])
        for k in racers
    }
    tracks[name] = f, ways
race = drawings.Race(tracks)
show_animation(
    race.figure,
    race.moving,
    lambda k: race.update(6 * k),
    21,
    alt="Animation: five rules on the ravine, the turned ravine and Rosenbrock's "
    "valley, with their heights over 120 steps below. In the ravine Adagrad "
    "falls fastest; in the turned one it is overtaken by SGD and momentum, "
    "whose curves are the same as before. On Rosenbrock momentum and Adam end "
    "lowest.",
)
#! alt zh-TW: 動畫：五種規則在狹谷、旋轉後的狹谷和 Rosenbrock 的山谷上前進，下方是 120 步之間的高度。在狹谷裡 Adagrad 降得最快；旋轉之後，它被 SGD 和動量超過，而這兩者的曲線和先前相同。在 Rosenbrock 上，動量和 Adam 最後最低。

# %% [markdown] lang="en"
# What the race shows:
#
# - **No rule wins everywhere**, and the winner of the ravine loses in the turned ravine. SGD, momentum and Nesterov do the same in both. The turn costs the adaptive rules much of their lead in the saddle, not all: Adam leaves it after {{ out["Adam"][0] | .0f }} steps, turned after {{ out["Adam"][1] | .0f }} (SGD: {{ out["SGD"][0] | .0f }} both times). Adagrad needs {{ out["Adagrad"][0] | .0f }} and {{ out["Adagrad"][1] | .0f }}. In the turned ravine Nadam stays second. (Exercise 2 tries a smaller turn.)
# - RMSprop zigzags across the ravine, too, if less often ({{ zigzags["RMSprop"] }} times in 120 steps, SGD {{ zigzags["SGD"] }}), and its steps do not shrink: it ends behind SGD.
# - On Rastrigin's egg box every rule ends in a nearby dip; each reaches the global minimum from {{ home["SGD"] | .0% }} of the starts. "SGD easily ends in a local optimum" is true of all nine.
#
# Two weights are not a million, and there is no noise. That adaptive rules work in networks suggests that axes mean something there (a guess).
#
# <details><summary>Adagrad's chosen rate in the ravine is {{ chosen["ravine", "Adagrad"] | .0f | x3 }}. Why does that win?</summary>
#
# By accident: the first step leads far out, and the gradient there, about λη, rules the sum $G$. From then on the rate in force is about $\eta/(\lambda\eta) = 1/\lambda$ for each weight: Newton's step (7.22).
# </details>
#
# ## Part II: Training in practice
#
# ## 7.9 Which learning rate? (9 min)
#
# The lecture gives starting rates: 0.1 for SGD, momentum and Adagrad, 10 for Adadelta, 0.001 for RMSprop and Adam. Deck E adds that RMSprop needs no rate set by hand, that adaptive defaults may be best, that Adagrad needs less tuning. The recorded sweep of 7.4 tests all of it: six rules, twelve rates, two seeds, three epochs.
#
# **Predict.** How much worse is RMSprop at a tenth of its best rate, and at ten times it?
#
# <details><summary>Answer</summary>
#
# More than three times the loss, at either. An adaptive rule divides the *size of the gradient* out, so its rate is just the length of a step, and that must be chosen like any other.
# </details>

# %% [markdown] lang="zh-TW" of="e8e2f267"
# 比賽顯示：
#
# - **沒有一種規則處處領先**，而且狹谷的贏家在旋轉後的狹谷裡輸了。SGD、動量和 Nesterov 在兩者的表現相同；在鞍點，旋轉讓自適應的規則失去大半的領先，但不是全部：Adam 用 {{ out["Adam"][0] | .0f }} 步離開，旋轉之後要 {{ out["Adam"][1] | .0f }} 步（SGD 兩次都是 {{ out["SGD"][0] | .0f }} 步）；Adagrad 要 {{ out["Adagrad"][0] | .0f }} 步和 {{ out["Adagrad"][1] | .0f }} 步。在旋轉後的狹谷裡，Nadam 仍是第二。（練習 2 試一個較小的角度。）
# - RMSprop 一樣會橫越狹谷來回擺盪，只是次數少一點（120 步裡有 {{ zigzags["RMSprop"] }} 次，SGD 是 {{ zigzags["SGD"] }} 次），而且步伐不會縮小：最後落在 SGD 後面。
# - 在 Rastrigin 的蛋盒上，每條規則都停在附近的坑裡；各自只從 {{ home["SGD"] | .0% }} 的起點走到全域極小。「SGD 容易收斂到區域最佳」，九種都一樣。
#
# 兩個權重不是一百萬個，也沒有雜訊。自適應的規則在網路上有效，暗示座標軸在那裡有意義（這是猜測）。
#
# <details><summary>Adagrad 在狹谷選出的學習率是 {{ chosen["ravine", "Adagrad"] | .0f | x3 }}。為什麼這樣會贏？</summary>
#
# 碰巧：第一步就走得很遠，那裡的梯度約為 λη，主宰了總和 $G$。此後每個權重生效的學習率約為 $\eta/(\lambda\eta) = 1/\lambda$，正是牛頓法的步伐（7.22 節）。
# </details>
#
# ## 第二部分：實際訓練
#
# ## 7.9 該用哪個學習率？（9 分鐘）
#
# 投影片給了初始學習率：SGD、動量和 Adagrad 是 0.1，Adadelta 是 10，RMSprop 和 Adam 是 0.001。投影片 E 還說，RMSprop 不需要手動設定學習率，自適應方法的預設值可能就是最好的，Adagrad 減少了手動調節。7.4 節的掃描可以一次檢驗：六種規則、十二種學習率、兩個種子、三個週期。
#
# **先猜猜看。** RMSprop 的學習率是最佳值的十分之一時，損失會差多少？十倍時呢？
#
# <details><summary>解答</summary>
#
# 兩種情形的損失都在三倍以上。自適應的規則把梯度的**大小**除掉了，所以它的學習率就是步伐的長度，而這一樣要挑選。
# </details>

# %% slides="A116 E027 E029 E032 E059" rows="O10"
deck = dict.fromkeys(("SGD", "momentum", "Adagrad"), 0.1)
deck |= {"Adadelta": 10, "RMSprop": 0.001, "Adam": 0.001}
sweep_rates = {k: collect(sweep, "rates", rule=k)[0] for k in deck}
sweep_loss = {k: collect(sweep, "train_loss", rule=k) for k in deck}  # (seeds, rates)
best_rate, ratio, decades = {}, {}, {}
for rule, lr in deck.items():
    mean = sweep_loss[rule].mean(axis=0)
    lowest = np.nanmin(mean)
    best_rate[rule] = sweep_rates[rule][np.nanargmin(mean)]
    ratio[rule] = dict(zip(sweep_rates[rule].tolist(), mean / lowest, strict=True))
    good = sweep_rates[rule][mean <= 2 * lowest]
    decades[rule] = np.log10(good.max() / good.min())
    print(f"{rule:8} best {best_rate[rule]:5g}; at the lecture's {lr:5g}", end=" ")
    print(
        f"{ratio[rule][lr]:.1f} times that loss; good {good.min():g} to {good.max():g}"
    )

# %% slides="A116 E027 E029 E032 E059" rows="O10" fold="Check and draw the sweep"
at_deck = sweep_loss["SGD"][:, sweep_rates["SGD"] == 0.1].ravel()
assert (at_deck > 1.5 * np.nanmin(sweep_loss["SGD"], axis=1)).all()  # SGD: too small
assert max(ratio[k][deck[k]] for k in deck if k != "SGD") <= 2
needs_none = max(ratio["RMSprop"].values()) < 2
check_erratum("O10", "RMSprop at any rate", needs_none, slide=True, right=False)
defaults_best = all(ratio[k][0.001] < 1.2 for k in ("Adagrad", "RMSprop", "Adam"))
check_erratum(
    "O10", "adaptive defaults are best", defaults_best, slide=True, right=False
)
check_erratum(
    "O10", "Adagrad's best rate", best_rate["Adagrad"], slide="0.01", right="0.3"
)
assert decades["Adagrad"] <= decades["SGD"] + 0.1
assert (
    min(ratio["RMSprop"][k] for k in (0.0003, 0.03)) > 3
    and best_rate["RMSprop"] == 0.003
)
show(
    drawings.plot_sweep(sweep_rates, sweep_loss, deck, 2),
    alt="Six panels, training loss over the learning rate. Each curve falls over "
    "several decades, has a bottom about one decade wide, and then rises, in "
    "the upper row at once. The lecture's rate lies on the left slope or the "
    "bottom.",
)
#! falsify: ratio[rule] = dict(zip(sweep_rates[rule].tolist(), mean / lowest => ratio[rule] = dict(zip(sweep_rates[rule].tolist(), lowest / mean
#! falsify: np.nanargmin(mean) => np.nanargmax(mean)
#! falsify: {"Adadelta": 10, "RMSprop": 0.001, "Adam": 0.001} => {"Adadelta": 10, "RMSprop": 0.1, "Adam": 0.001}
#! alt zh-TW: 六格圖，訓練損失對學習率作圖。每條曲線先在好幾個數量級上下降，谷底約寬一個數量級，然後上升；上排的三條一下子就升高。投影片的學習率落在左側的斜坡或谷底。

# %% [markdown] lang="en"
# Each curve has a long slope at the left, where training is only slow, and a bottom; close behind it SGD, momentum and Adagrad meet a wall. So look for the rise and stay a little below. The lecture's rates are usable; SGD's is too small on this network ({{ ratio["SGD"][0.1] | .1f | 0.4 }} times the lowest loss, which it has at {{ best_rate["SGD"] | g }}). Every adaptive rule needs its rate: RMSprop's loss is {{ ratio["RMSprop"][0.0001] | .1f | 1 }} times the best at 0.0001 and {{ ratio["RMSprop"][0.1] | .0f | x2 }} times at 0.1, and Keras's default 0.001 for Adagrad costs a factor of {{ ratio["Adagrad"][0.001] | .0f | x2 }}.
#
# Another record races all nine after figure 2 of the Adam paper: dropout, two hidden layers of 300 units, 20,000 digits, 10 epochs, five seeds. Each rule has the best of five rates, searched on this very network with validation digits.
#
# A **paired** difference compares two methods seed by seed, from the same start. We give its mean with a 95 % interval; if that contains 0, the verdict is "undecided".

# %% [markdown] lang="zh-TW" of="4eeb31e7"
# 每條曲線左邊都有一段長長的斜坡，訓練只是慢；然後是谷底；SGD、動量和 Adagrad 緊接著就撞牆。所以，先找出開始上升的地方，再往下退一點。投影片的學習率可以用，只是 SGD 的對這個網路太小（損失是最低值的 {{ ratio["SGD"][0.1] | .1f | 0.4 }} 倍，最低值在 {{ best_rate["SGD"] | g }}）。每一種自適應的規則都需要自己的學習率：RMSprop 的損失在 0.0001 是最佳值的 {{ ratio["RMSprop"][0.0001] | .1f | 1 }} 倍，在 0.1 是 {{ ratio["RMSprop"][0.1] | .0f | x2 }} 倍；Keras 給 Adagrad 的預設值 0.001，代價是 {{ ratio["Adagrad"][0.001] | .0f | x2 }} 倍。
#
# 另一份紀錄仿照 Adam 論文的圖 2，讓九種規則全部上場：丟棄法（dropout）、兩個隱藏層各 300 個單元、20,000 張圖片、10 個週期、五個種子。每條規則用五種學習率裡最好的，就在這個網路上用驗證圖片搜尋出來。
#
# **成對**的差是逐個種子比較兩種方法，起點相同。我們給出平均和 95% 的區間；區間若包含 0，結論就是「無法判定」。

# %% rows="O8"
from scipy.stats import t as student

from experiments.o8_search import EXPERIMENT as RATE_SEARCH
from experiments.o8_tuned import EXPERIMENT as RACE


def paired(a, b):
    """Mean of a - b over the seeds, and half the width of its 95 % interval."""
    difference = np.asarray(a) - np.asarray(b)
    n = len(difference)
    spread = difference.std(ddof=1) / np.sqrt(n)
    return difference.mean(), student.ppf(0.975, n - 1) * spread


runs = RACE.results(live=full_run())
train_loss = {k: collect(runs, "loss", rule=k) for k in RULES}  # (seeds, epochs)
accuracy = {k: 100 * collect(runs, "test_accuracy", rule=k)[:, -1] for k in RULES}
for rule, losses in train_loss.items():
    behind = paired(losses[:, -1], train_loss["Adam"][:, -1])
    print(
        f"{rule:8} lr {collect(runs, 'lr', rule=rule)[0]:<5g}: training loss", end=" "
    )
    print(f"{losses[:, -1].mean():.3f}, above Adam's by", end=" ")
    print("{:+.3f} ± {:.3f};".format(*behind), end=" ")
    print(f"test accuracy {accuracy[rule].mean():.2f}%")
print(RACE.provenance())

# %% slides="A109 A115 E064" rows="O8" fold="Check the race on digits"
final_loss = {rule: losses[:, -1] for rule, losses in train_loss.items()}
adams = ("Adam", "AMSGrad", "Nadam")
for rule in RULES:
    mean, half = paired(final_loss[rule], final_loss["Adam"])
    assert (abs(mean) <= half) if rule in adams else mean - half > 0, rule
sgd_momentum = paired(final_loss["momentum"], final_loss["SGD"])
adam_sgd = paired(accuracy["Adam"], accuracy["SGD"])
adam_rms = paired(accuracy["Adam"], accuracy["RMSprop"])
nadam_adam = paired(final_loss["Nadam"], final_loss["Adam"])
adam_curve = train_loss["Adam"].mean(axis=0)
as_good = int(np.argmax(adam_curve <= final_loss["SGD"].mean())) + 1
print(
    f"Adam's loss is as low as SGD's last after {as_good} of {len(adam_curve)} epochs"
)
assert 5 <= as_good <= 8  # SGD is slower, not slow
assert abs(sgd_momentum[0]) < sgd_momentum[1] and abs(adam_rms[0]) < adam_rms[1]
searched_rms = next(r for r in RATE_SEARCH.results() if r["rule"] == "RMSprop")
rms_slower = searched_rms["loss"][searched_rms["rates"].index(0.001)]
assert rms_slower < 0.9 * final_loss["RMSprop"].mean()
#! falsify: adams = ("Adam", "AMSGrad", "Nadam") => adams = ("Adam", "AMSGrad", "momentum")
#! falsify: train_loss["Adam"].mean(axis=0) => train_loss["momentum"].mean(axis=0)
#! falsify: difference.std(ddof=1) / np.sqrt(n) => difference.std(ddof=1) / n / n
#! falsify: np.asarray(a) - np.asarray(b) => np.asarray(b) - np.asarray(a)

# %% [markdown] lang="en"
# Adam, AMSGrad and Nadam reach the lowest training loss, as in the paper; between them it is undecided (Nadam against Adam {{ nadam_adam[0] | +.4f | 0.003 }} ± {{ nadam_adam[1] | .4f | 0.003 }}). SGD comes in {{ len(adam_curve) }} epochs to where Adam is after {{ as_good }}: slower, not slow. Momentum, at the same $\eta/(1-\gamma)$, adds nothing ({{ sgd_momentum[0] | +.3f | 0.003 }} ± {{ sgd_momentum[1] | .3f | 0.003 }}). (Validation chose RMSprop's rate; at 0.001 its training loss was {{ rms_slower | .3f | 0.02 }}.) In test accuracy Adam leads SGD by {{ adam_sgd[0] | .1f | 0.3 }} ± {{ adam_sgd[1] | .1f | 0.3 }} percentage points, RMSprop by as much.
#
# ## 7.10 Schedules (10 min)
#
# For the rest of Part II we train our own networks, in seconds: 7×7 digits, one hidden layer of 32 ReLU units, 2,000 training digits, 10 epochs in batches of 50. `many.train` runs any number of networks at once, each with its own seed and rate. Rates are chosen on 2,000 *validation* digits; the test digits are used once, for what was chosen.
#
# Five schedules, as factors of the rate over the share $x$ of all updates: constant; $1/(1+10x)$; half a **cosine** wave from 1 to 0; **warm-up** (linear over the first tenth), then cosine; and **1cycle** (Smith, 2018): up over 30 %, then down to 0.
#
# **Predict.** Which will have the *larger* best rate, constant or cosine?
#
# <details><summary>Answer</summary>
#
# Cosine, or an equal one: its mean is only half of where it starts, and the noise of a high rate (7.2) is calmed later.
# </details>

# %% [markdown] lang="zh-TW" of="3f9943d9"
# 和論文一樣，Adam、AMSGrad 和 Nadam 的訓練損失最低；三者之中誰最好，無法判定（Nadam 對 Adam：{{ nadam_adam[0] | +.4f | 0.003 }} ± {{ nadam_adam[1] | .4f | 0.003 }}）。SGD 用 {{ len(adam_curve) }} 個週期走到 Adam 第 {{ as_good }} 個週期的地方：比較慢，但不算「慢」。在相同的 $\eta/(1-\gamma)$ 下，動量沒有幫助（{{ sgd_momentum[0] | +.3f | 0.003 }} ± {{ sgd_momentum[1] | .3f | 0.003 }}）。（RMSprop 的學習率是驗證資料選的；0.001 時，它的訓練損失是 {{ rms_slower | .3f | 0.02 }}。）測試準確率方面，Adam 領先 SGD {{ adam_sgd[0] | .1f | 0.3 }} ± {{ adam_sgd[1] | .1f | 0.3 }} 個百分點，RMSprop 也領先這麼多。
#
# ## 7.10 排程（10 分鐘）
#
# 第二部分接下來都用我們自己的網路，幾秒就訓練好：7×7 的數字、一個 32 個 ReLU 單元的隱藏層、2,000 張訓練圖片、10 個週期、批次 50。`many.train` 可以同時訓練任意多個網路，每個有自己的種子和學習率。學習率用 2,000 張**驗證**圖片挑選；測試圖片只在選定之後用一次。
#
# 五種排程（schedule），以學習率的倍數表示，$x$ 是已完成的更新所占的比例：固定；$1/(1+10x)$；從 1 降到 0 的半個**餘弦**波（cosine）；**暖身**（warm-up，前十分之一線性上升）再接餘弦；以及 **1cycle**（Smith, 2018）：前 30% 上升，再降到 0。
#
# **先猜猜看。** 固定和餘弦，哪一種的最佳學習率**較大**？
#
# <details><summary>解答</summary>
#
# 餘弦，或者兩者相同：它的平均只有起始值的一半，而且高學習率的雜訊（7.2 節）之後會平息。
# </details>

# %% rows="O2"
from utils.nn import many

X_train, Y_train = shrink(images[:2000]), one_hot(labels[:2000])
X_val, y_val = shrink(images[4000:6000]), labels[4000:6000]
X_test, y_test = shrink(test_images[:5000]), test_labels[:5000]
sizes = (49, 32, 10)


def half_wave(x):
    return 0.5 * (1 + np.cos(np.pi * x))


schedules = {
    "constant": lambda x: 1.0,
    "1/(1 + 10x)": lambda x: 1 / (1 + 10 * x),
    "cosine": half_wave,
    "warm-up, cosine": lambda x: x / 0.1 if x < 0.1 else half_wave((x - 0.1) / 0.9),
    "1cycle": lambda x: x / 0.3 if x < 0.3 else half_wave((x - 0.3) / 0.7),
}

# %% [markdown] lang="en"
# Six rates times ten seeds make 60 networks, trained at once for each schedule:

# %% [markdown] lang="zh-TW" of="bdd89102"
# 六種學習率乘上十個種子，就是 60 個網路，每種排程一次訓練完：

# %% rows="O2"
rates, num_seeds = np.geomspace(0.03, 1, 6), 10
networks = {
    "seeds": np.tile(np.arange(num_seeds), 6),
    "lr": np.repeat(rates, num_seeds),
}
scheduled = {}
for name, schedule in schedules.items():
    theta = many.train(
        RULES["momentum"],
        X_train,
        Y_train,
        sizes,
        num_epochs=10,
        schedule=schedule,
        **networks,
    )
    scheduled[name] = theta.reshape(6, num_seeds, -1)  # (rates, seeds, parameters)

# %% [markdown] lang="en"
# Now the choice, on validation digits, and the one look at the test digits:

# %% [markdown] lang="zh-TW" of="508ca6f8"
# 接著用驗證圖片挑選，然後看測試圖片一次：


# %% rows="O2"
def choose_and_test(trained):
    """The best rate by validation loss; test losses and accuracies of its seeds."""
    losses = [many.evaluate(theta, X_val, y_val, sizes)[0].mean() for theta in trained]
    best = int(np.argmin(losses))
    return best, losses, *many.evaluate(trained[best], X_test, y_test, sizes)


tested, curves = {}, {}
for name, trained in scheduled.items():
    best, curves[name], tested[name], accuracy = choose_and_test(trained)
    print(
        f"{name:15} best rate {rates[best]:.2f}: test loss {tested[name].mean():.3f},",
        end=" ",
    )
    print(f"accuracy {accuracy.mean():.3f}")
gains = {k: paired(v, tested["constant"]) for k, v in tested.items() if k != "constant"}
for name, (mean, half) in gains.items():
    print(f"{name:15} against constant: {mean:+.3f} ± {half:.3f}")

# %% fold="Check and draw the schedules"
for name in ("cosine", "warm-up, cosine", "1cycle"):
    mean, half = gains[name]
    assert mean + half < 0, name  # better than constant, over ten seeds
    assert np.argmin(curves[name]) >= np.argmin(curves["constant"])
among = paired(tested["1cycle"], tested["cosine"])
print(f"1cycle against cosine: {among[0]:+.3f} ± {among[1]:.3f}")
assert abs(among[0]) < 0.06
show(
    drawings.plot_schedules(schedules, rates, curves),
    alt="Left: the factor of the rate over the course of training for five "
    "schedules. Right: validation loss over the rate. At small rates the "
    "constant one is lowest; from 0.2 on it rises, and cosine, warm-up with "
    "cosine, and 1cycle, close together, lie lower.",
)
#! falsify: best = int(np.argmin(losses)) => best = 0
#! alt zh-TW: 左圖：五種排程在訓練過程中學習率的倍數。右圖：驗證損失對學習率作圖。學習率小時，固定的最低；從 0.2 起它開始上升，餘弦、暖身加餘弦與 1cycle 較低，三者很接近。

# %% [markdown] lang="en"
# A falling rate helps here, each at its own best rate: cosine by {{ -gains["cosine"][0] | .3f | 0.02 }} ± {{ gains["cosine"][1] | .3f | 0.02 }} in test loss over {{ num_seeds }} seeds. 1cycle against cosine: {{ among[0] | +.3f | 0.02 }} ± {{ among[1] | .3f | 0.02 }}, no more than a hint, since we have compared several pairs. In Keras a schedule takes the place of the number: `SGD(keras.optimizers.schedules.CosineDecay(0.3, 400))`.
#
# ## 7.11 Searching: grid, random, population (10 min)
#
# **Grid search** tries every combination of a few values. **Random search** (Bergstra and Bengio, 2012) draws each trial at random: nine trials then try nine different rates, a 3 × 3 grid only three. That matters when one hyperparameter counts more than the others, and one usually does. **Population based training** (PBT; Jaderberg et al., 2017) trains all trials at the same time; after every epoch the worst copy weights *and* hyperparameters of the best (exploit) and change them at random (explore), so that it finds a schedule, not a value. Each gets nine trainings of 10 epochs on 1,000 digits, over a rate from 0.003 to 10 and an L2 penalty from $10^{-5}$ to $10^{-2}$, and repeats that with 20 seeds. Grid and random search also try the range from 0.01 to 30.

# %% [markdown] lang="zh-TW" of="bbcf5ae4"
# 各自用最好的學習率時，會下降的學習率在這裡有幫助：餘弦的測試損失在 {{ num_seeds }} 個種子上低了 {{ -gains["cosine"][0] | .3f | 0.02 }} ± {{ gains["cosine"][1] | .3f | 0.02 }}。1cycle 對餘弦：{{ among[0] | +.3f | 0.02 }} ± {{ among[1] | .3f | 0.02 }}；我們比了好幾對，這頂多是個線索。在 Keras 裡，排程直接放在學習率的位置：`SGD(keras.optimizers.schedules.CosineDecay(0.3, 400))`。
#
# ## 7.11 搜尋：網格、隨機、族群（10 分鐘）
#
# **網格搜尋**（grid search）試遍幾個值的所有組合。**隨機搜尋**（random search；Bergstra and Bengio, 2012）每次都隨機抽取：九次試驗就試了九種學習率，3 × 3 的網格只試了三種。當某一個超參數比其他的重要（通常如此），這就有差別。**族群式訓練**（population based training, PBT；Jaderberg et al., 2017）同時訓練所有試驗；每個週期之後，最差的成員複製最好的成員的權重**和**超參數（exploit），再隨機改動（explore），所以它找到的是排程，不是一個值。三者各有九次訓練，每次用 1,000 張圖片、10 個週期，學習率從 0.003 到 10，L2 懲罰從 $10^{-5}$ 到 $10^{-2}$，再用 20 個種子重複。網格和隨機搜尋另外再試 0.01 到 30。

# %% rows="O11"
X_1000, Y_1000 = X_train[:1000], Y_train[:1000]
trial_seeds = np.repeat(np.arange(20), 9)
rng = np.random.default_rng(0)
trials = {}
for where, low, high in (("", 0.003, 10), (", 0.01 to 30", 0.01, 30)):
    grid_lr, grid_l2 = np.meshgrid(
        np.geomspace(low, high, 3), np.geomspace(1e-5, 1e-2, 3)
    )
    trials["grid" + where] = np.tile(grid_lr.ravel(), 20), np.tile(grid_l2.ravel(), 20)
    drawn_lr = 10 ** rng.uniform(np.log10(low), np.log10(high), 180)
    trials["random" + where] = drawn_lr, 10 ** rng.uniform(-5, -2, 180)


def more_epochs(lr, l2, **options):
    return many.train(
        RULES["SGD"], X_1000, Y_1000, sizes, seeds=trial_seeds, lr=lr, l2=l2, **options
    )


def losses_of(theta):
    return many.evaluate(theta, X_val, y_val, sizes)[0].reshape(20, 9)


trained = {name: more_epochs(*values, num_epochs=10) for name, values in trials.items()}

# %% [markdown] lang="en"
# The population starts from the random draws:

# %% [markdown] lang="zh-TW" of="f4156f56"
# 族群從隨機抽出的值開始：

# %% slides="A117" rows="O11"
lr, l2 = (values.reshape(20, 9).copy() for values in trials["random"])
theta = None
for epoch in range(10):  # the population, 20 times nine networks
    theta = more_epochs(
        lr.ravel(), l2.ravel(), num_epochs=1, theta=theta, first_epoch=epoch
    )
    if epoch < 9:
        order = losses_of(theta).argsort(axis=1)
        members = theta.reshape(20, 9, -1)
        for k in range(20):
            worst, best = order[k, -2:], order[k, :2]
            members[k, worst] = members[k, best]  # exploit
            lr[k, worst] = lr[k, best] * rng.choice([0.8, 1.25], 2)  # explore
            l2[k, worst] = l2[k, best] * rng.choice([0.8, 1.25], 2)
trained["PBT"] = theta

# %% slides="A117" rows="O11"
searched, searched_test = {}, {}
for name, theta in trained.items():
    losses = losses_of(theta)
    best = losses.argmin(axis=1)
    searched[name] = losses[np.arange(20), best]
    winners = theta.reshape(20, 9, -1)[np.arange(20), best]
    searched_test[name] = many.evaluate(winners, X_test, y_test, sizes)[0]
    print(f"{name:20}: validation loss {searched[name].mean():.3f},", end=" ")
    print(f"test loss {searched_test[name].mean():.3f}")
against_grid = {
    k: paired(searched_test[k], searched_test["grid"]) for k in ("random", "PBT")
}
shifted = ("random, 0.01 to 30", "grid, 0.01 to 30")
against_grid[shifted[0]] = paired(*(searched_test[k] for k in shifted))
for name, (mean, half) in against_grid.items():
    print(f"{name:18} against grid, test loss: {mean:+.3f} ± {half:.3f}")

# %% slides="A117 E023" rows="O11" fold="Check and draw the searches"
mean, half = against_grid["random"]
assert mean + half < 0  # random beats the grid of three rates
lucky, half = against_grid["random, 0.01 to 30"]
assert lucky > mean + 0.05 and lucky - half < 0  # by less, where a good rate is tried
table = np.minimum(losses_of(trained["grid"]), 5).mean(axis=0).reshape(3, 3)  # (l2, lr)
by_lr, by_l2 = np.ptp(table.mean(axis=0)), np.ptp(table.mean(axis=1))
print(f"spread of the loss over the rates {by_lr:.2f}, over the penalties {by_l2:.2f}")
assert by_lr > 5 * by_l2
show(
    drawings.plot_searches(
        {
            k: (trials[k][0].reshape(20, 9)[0], losses_of(trained[k])[0])
            for k in ("grid", "random")
        },
        searched_test,
    ),
    alt="Left: validation loss over the rate for one seed. The grid's nine trials "
    "stand in three columns, the random ones are spread, some near the bottom "
    "at 1. Right: test losses of the chosen networks for twenty seeds; over "
    "0.003 to 10 random and PBT lie lower than the grid, and overlap; over 0.01 to "
    "30 grid and random overlap.",
)
#! falsify: reshape(3, 3)  # (l2, lr) => reshape(3, 3).T  # (l2, lr)
#! falsify: np.tile(grid_lr.ravel(), 20), np.tile(grid_l2.ravel(), 20) => np.tile(grid_l2.ravel(), 20), np.tile(grid_lr.ravel(), 20)
#! falsify: k in shifted) => k in ("random", "grid"))
#! alt zh-TW: 左圖：一個種子下，驗證損失對學習率作圖。網格的九次試驗排成三欄，隨機的則散開，有幾個接近 1 附近的谷底。右圖：二十個種子裡選出的網路的測試損失。範圍 0.003 到 10 時，隨機搜尋和 PBT 低於網格，彼此重疊；0.01 到 30 時，網格和隨機搜尋重疊。

# %% [markdown] lang="en" slides="A118"
# Random search beats this grid, for the reason given: the loss varies by {{ by_lr | .1f | 0.3 }} over the rates and by {{ by_l2 | .2f | 0.1 }} over the penalties, and the grid spends nine trainings on three rates. By how much is luck: from 0.01 to 30 the middle rate is 0.55 instead of 0.17, a good one, and the difference {{ lucky | +.3f | 0.03 }} ± {{ against_grid["random, 0.01 to 30"][1] | .3f | 0.03 }}. PBT against random: {{ paired(searched_test["PBT"], searched_test["random"])[0] | +.3f | 0.03 }} ± {{ paired(searched_test["PBT"], searched_test["random"])[1] | .3f | 0.03 }}. (PBT comes from a company of Google's and borrows from genetic algorithms: Jaderberg et al., 2017.)
#
# Deck E would tune batch size and rate last. For the rate that is the wrong order: nothing else can be judged at a bad one.
#
# ## 7.12 Weight decay (8 min)
#
# An **L2 penalty** adds $\lambda w$ to the gradient; **weight decay** shrinks the weights themselves, $w \leftarrow w - \eta\lambda w$. For SGD the two are one formula. For Adam they are not: a penalty passes through the division by $\sqrt v$, so that weights with *large* gradients are shrunk less. **AdamW** (Loshchilov and Hutter, 2019) decays the weights directly.
#
# **Predict.** Two weights have gradients that are pure noise, of size 1 and of size 100. Both start at 1. Which one shrinks under Adam with an L2 penalty, and which under AdamW?
#
# <details><summary>Answer</summary>
#
# With the penalty only the first: for the second $\lambda w$ is divided by 100. AdamW shrinks both alike.
# </details>

# %% [markdown] lang="zh-TW" of="2fcf0e53"
# 隨機搜尋勝過這個網格，原因如上：損失隨學習率變動 {{ by_lr | .1f | 0.3 }}，隨懲罰只變動 {{ by_l2 | .2f | 0.1 }}，而網格把九次訓練花在三種學習率上。至於贏多少，要看運氣：範圍換成 0.01 到 30，中間的學習率就不是 0.17，而是不錯的 0.55，差距成了 {{ lucky | +.3f | 0.03 }} ± {{ against_grid["random, 0.01 to 30"][1] | .3f | 0.03 }}。PBT 對隨機搜尋：{{ paired(searched_test["PBT"], searched_test["random"])[0] | +.3f | 0.03 }} ± {{ paired(searched_test["PBT"], searched_test["random"])[1] | .3f | 0.03 }}。（PBT 出自 Google 旗下的公司，借用了基因演算法的想法：Jaderberg et al., 2017。）
#
# 投影片 E 建議最後才調整批次大小和學習率。對學習率來說，順序反了：學習率不對，其他的都無從判斷。
#
# ## 7.12 權重衰減（8 分鐘）
#
# **L2 懲罰**把 $\lambda w$ 加進梯度；**權重衰減**（weight decay）則直接縮小權重，$w \leftarrow w - \eta\lambda w$。對 SGD 來說，兩者是同一條公式；對 Adam 則不是：懲罰會被除以 $\sqrt v$，所以梯度**大**的權重縮得較少。**AdamW**（Loshchilov and Hutter, 2019）直接衰減權重。
#
# **先猜猜看。** 有兩個權重，梯度都是純粹的雜訊，大小是 1 和 100，都從 1 開始。Adam 加 L2 懲罰會縮小哪一個？AdamW 呢？
#
# <details><summary>解答</summary>
#
# 加懲罰時只有第一個：第二個的 $\lambda w$ 被除以 100。AdamW 讓兩者同樣縮小。
# </details>


# %% rows="O15"
def shrink_in_noise(l2, decay, lr=0.01, num_steps=500, num_runs=200):
    """Mean of two weights after training on noise of size 1 and 100."""
    rng = np.random.default_rng(0)
    w, state = np.ones((num_runs, 2)), {}
    for _ in range(num_steps):
        g = rng.normal(size=(num_runs, 2)) * np.array([1, 100]) + l2 * w
        w, state = RULES["Adam"](w - lr * decay * w, g, state, lr=lr)
    return w.mean(axis=0)


shrunk = {"no decay": shrink_in_noise(0, 0), "Adam with L2": shrink_in_noise(0.5, 0)}
shrunk["AdamW"] = shrink_in_noise(0, 0.3)
for name, (quiet, loud) in shrunk.items():
    print(f"{name:12}: weight with noise 1 {quiet:.2f}, with noise 100 {loud:.2f}")
assert abs(shrunk["AdamW"][0] - shrunk["AdamW"][1]) < 0.1 and shrunk["AdamW"][1] < 0.4
assert shrunk["Adam with L2"][0] < 0.2 and shrunk["Adam with L2"][1] > 0.8
#! falsify: np.array([1, 100]) + l2 * w => np.array([1, 1]) + l2 * w
#! falsify: w - lr * decay * w, g => w - lr * decay * w / np.array([1, 100]), g

# %% [markdown] lang="en"
# Does it matter for a network? Decay needs something to do: only 500 digits, 40 epochs; without decay the highest rate learns them all. Four rates, three strengths, ten seeds, both methods. Each seed chooses its own pair by validation loss, so that the interval holds the luck of the choice.

# %% [markdown] lang="zh-TW" of="b0757d12"
# 這對網路重要嗎？得讓衰減有事可做：我們只用 500 張圖片，訓練 40 個週期；不衰減時，最高的學習率會把它們全部學會。四種學習率、三種強度、十個種子、兩種方法。每個種子用自己的驗證損失挑自己的組合：這樣區間裡也包含了挑選的運氣。

# %% rows="O15"
decay_rates = np.array([0.01, 0.02, 0.04, 0.08])
strengths = np.array([0, 0.01, 0.03])
pairs = np.array([(lr, k) for lr in decay_rates for k in strengths for _ in range(10)])
decayed = {}
for name, factor in {"Adam with L2": 0.1, "AdamW": 10.0}.items():
    option = {"l2" if name == "Adam with L2" else "decay": pairs[:, 1] * factor}
    decayed[name] = many.train(
        RULES["Adam"],
        X_train[:500],
        Y_train[:500],
        sizes,
        num_epochs=40,
        seeds=np.tile(np.arange(10), 12),
        lr=pairs[:, 0],
        schedule=half_wave,
        **option,
    )

# %% rows="O15" fold="Choose on validation digits, seed by seed"
decay_maps, decay_tests, at_high = {}, {}, {}
for name, theta in decayed.items():
    val = many.evaluate(theta, X_val, y_val, sizes)[0].reshape(4, 3, 10)
    decay_maps[name] = val.mean(axis=2)  # (rates, strengths)
    test = np.array(many.evaluate(theta, X_test, y_test, sizes)).reshape(2, 4, 3, 10)
    for label, columns in {"no decay": slice(0, 1), name: slice(1, None)}.items():
        best = val[:, columns].reshape(-1, 10).argmin(axis=0)  # one for each seed
        decay_tests[label] = test[:, :, columns].reshape(2, -1, 10)[
            :, best, np.arange(10)
        ]
    gain = test[:, 3, 2] - test[:, 3, 0]  # strength 0.03 at the highest rate
    at_high[name] = [paired(part, 0 * part) for part in gain]
    learned = many.evaluate(theta, X_train[:500], labels[:500], sizes)[1]
    learned = learned.reshape(4, 3, 10).mean(axis=2)
for label, (losses, shares) in decay_tests.items():
    print(f"{label:12}: test loss {losses.mean():.3f}, accuracy {shares.mean():.3f}")
print("share of the 500 digits learned without decay:", learned[:, 0].round(2))

# %% rows="O15" fold="Check and draw the decay"
helps = {
    name: paired(decay_tests[name][0], decay_tests["no decay"][0]) for name in decayed
}
right = {
    name: paired(decay_tests[name][1], decay_tests["no decay"][1]) for name in decayed
}
of_two = paired(decay_tests["AdamW"][0], decay_tests["Adam with L2"][0])
for name, (mean, half) in helps.items():
    print(f"{name} against no decay: {mean:+.3f} ± {half:.3f};", end=" ")
    print("at rate 0.08 {:+.3f} ± {:.3f}".format(*at_high[name][0]))
    assert mean + half < 0 and at_high[name][0][0] < -0.2
    assert mean > at_high[name][0][0] / 4  # far less, with each at its best
    assert at_high[name][1][0] < 0.005  # no more digits are right
print(f"AdamW against Adam with L2: {of_two[0]:+.3f} ± {of_two[1]:.3f}")
assert of_two[0] + of_two[1] > 0 and learned[3, 0] > 0.995  # AdamW is not better
show(
    drawings.plot_decay(decay_rates, strengths, decay_maps),
    alt="Two maps of the validation loss over the rate and the strength of the "
    "decay, for Adam with an L2 penalty and AdamW. They look alike: without decay "
    "the loss rises with the rate, with strengths of 0.01 and 0.03 it is low at "
    "all rates.",
)
#! falsify: .argmin(axis=0)  # one for each seed => .argmax(axis=0)  # one for each seed
#! falsify: test[:, 3, 2] - test[:, 3, 0] => test[:, 3, 0] - test[:, 3, 2]
#! alt zh-TW: 兩張驗證損失的地圖，橫軸是衰減強度，縱軸是學習率，分別是 Adam 加 L2 懲罰和 AdamW。兩張很像：不衰減時，損失隨學習率上升；強度 0.01 和 0.03 時，各種學習率都低。

# %% [markdown] lang="en"
# At rate 0.08 decay lowers the test loss by {{ -at_high["AdamW"][0][0] | .2f | 0.08 }} (AdamW), yet no more digits are right ({{ 100 * at_high["AdamW"][1][0] | +.1f | 0.5 }} ± {{ 100 * at_high["AdamW"][1][1] | .1f | 0.4 }} percentage points). Each at its own best pair: {{ helps["Adam with L2"][0] | +.3f | 0.02 }} ± {{ helps["Adam with L2"][1] | .3f | 0.02 }} for L2 (accuracy {{ 100 * right["Adam with L2"][0] | +.1f | 0.5 }} ± {{ 100 * right["Adam with L2"][1] | .1f | 0.4 }} points, at higher rates), {{ helps["AdamW"][0] | +.3f | 0.02 }} ± {{ helps["AdamW"][1] | .3f | 0.02 }} for AdamW ({{ 100 * right["AdamW"][0] | +.1f | 0.5 }} ± {{ 100 * right["AdamW"][1] | .1f | 0.4 }}). AdamW against Adam with L2: {{ of_two[0] | +.3f | 0.02 }} ± {{ of_two[1] | .3f | 0.02 }}. The mechanism is real; that it makes a better network does not show here.
#
# ## 7.13 Batch size (9 min)
#
# How many iterations has one **epoch** of 50,000 samples in batches of 128? $50000/128 = 390.6$: 390 full batches and one of 80, together 391.
#
# <details><summary>What the slides compute</summary>
#
# $50000/128 + 1$, rounded down silently; for 51,200 samples that would give 401, where 400 is right. Another slide has 100,000 samples in 1,000 parts of 1,000, which takes 1,000,000.
# </details>

# %% [markdown] lang="zh-TW" of="c546d545"
# 學習率 0.08 時，衰減使測試損失降低 {{ -at_high["AdamW"][0][0] | .2f | 0.08 }}（AdamW），答對的圖片卻沒有變多（{{ 100 * at_high["AdamW"][1][0] | +.1f | 0.5 }} ± {{ 100 * at_high["AdamW"][1][1] | .1f | 0.4 }} 個百分點）。各用自己最好的組合：L2 是 {{ helps["Adam with L2"][0] | +.3f | 0.02 }} ± {{ helps["Adam with L2"][1] | .3f | 0.02 }}（準確率 {{ 100 * right["Adam with L2"][0] | +.1f | 0.5 }} ± {{ 100 * right["Adam with L2"][1] | .1f | 0.4 }} 個百分點，用的是較高的學習率），AdamW 是 {{ helps["AdamW"][0] | +.3f | 0.02 }} ± {{ helps["AdamW"][1] | .3f | 0.02 }}（{{ 100 * right["AdamW"][0] | +.1f | 0.5 }} ± {{ 100 * right["AdamW"][1] | .1f | 0.4 }}）。AdamW 對 Adam 加 L2：{{ of_two[0] | +.3f | 0.02 }} ± {{ of_two[1] | .3f | 0.02 }}。機制是真的；至於它能不能讓網路更好，這裡看不出來。
#
# ## 7.13 批次大小（9 分鐘）
#
# 50,000 個樣本、批次 128，一個**週期**（epoch）有幾次迭代？$50000/128 = 390.6$：390 個完整的批次，加上一個 80 個樣本的，共 391。
#
# <details><summary>投影片怎麼算</summary>
#
# $50000/128 + 1$，暗中捨去了小數；51,200 個樣本時會得到 401，正確的是 400。另一張投影片把 100,000 個樣本分成 1,000 份、每份 1,000 個，那需要 1,000,000 個。
# </details>

# %% slides="E013 E014 E017" rows="O12"
check_slide("O12", "iterations per epoch", int(np.ceil(50000 / 128)), "391")
check_erratum(
    "O12", "samples in 1000 parts of 1000", 1000 * 1000, slide="100000", right="1000000"
)
theta = many.start(sizes, [0])  # one set of weights, seen by every batch
batches = [slice(k, k + 50) for k in range(0, 2000, 50)]
parts = [
    many.gradient(theta, X_train[None, rows], Y_train[None, rows], sizes)
    for rows in batches
]
whole = many.gradient(theta, X_train[None], Y_train[None], sizes)
assert np.allclose(np.mean(parts, axis=0), whole, atol=1e-6)
spread = np.linalg.norm(np.std(parts, axis=0)) / np.linalg.norm(whole)
print(f"noise of a batch of 50: {spread:.2f} times the length of the whole gradient")
assert spread > 0.2  # each batch has a loss and a gradient of its own
#! falsify: slice(k, k + 50) for k => slice(k, k + 25) for k
#! falsify: 1000 * 1000, slide => 100 * 1000, slide

# %% [markdown] lang="en"
# Each batch has its own loss; the weights are common to all; and the mean of the batches' gradients is the whole gradient.
#
# **Predict.** Which trains further in three passes over the data, batches of 50 or of 2,000? And does it matter whether the data repeat themselves?
#
# <details><summary>Answer</summary>
#
# The small batches, by far: they make 40 updates a pass; with repeated samples alike. A slide says that SGD has no redundancy: it sees each copy as often as the full batch does, but moves in between.
# </details>

# %% [markdown] lang="zh-TW" of="ffe803f8"
# 每個批次有自己的損失；權重是所有批次共用的；各批次梯度的平均就是整體的梯度。
#
# **先猜猜看。** 資料看過三遍，批次 50 和批次 2,000，哪一種訓練得更遠？資料重複時有差別嗎？
#
# <details><summary>解答</summary>
#
# 批次 50 遠得多，因為每看一遍更新 40 次；樣本重複時也一樣。有一張投影片說 SGD 沒有冗餘：其實它看到每份複本的次數和整批一樣多，只是中間一直在移動。
# </details>

# %% slides="E008 E049" rows="O12"
copies = np.tile(np.arange(200), 10)  # 200 digits, each ten times
passes = {}
batch_rates = np.geomspace(0.1, 3, 6)
for data, rows in {
    "2000 digits": np.arange(2000),
    "200 digits, 10 times": copies,
}.items():
    for n in (50, 2000):
        theta = many.train(
            RULES["SGD"],
            X_train[rows],
            Y_train[rows],
            sizes,
            num_epochs=3,
            batch_size=n,
            seeds=np.tile(np.arange(5), 6),
            lr=np.repeat(batch_rates, 5),
        )
        loss = many.evaluate(theta, X_train[rows], labels[:2000][rows], sizes)[0]
        passes[data, n] = loss.reshape(6, 5).mean(axis=1).min()  # its best rate
        print(
            f"{data}, batch {n:4}: training loss after 3 epochs {passes[data, n]:.2f}"
        )
assert all(passes[data, 50] < 0.5 * passes[data, 2000] for data, _ in passes)
#! falsify: batch_size=n, => batch_size=2000,

# %% [markdown] lang="en"
# So SGD is fast *per pass*, on any data. Which batch size is best? A record trains on 10,000 digits with plain SGD in three ways: 5 epochs at rate 0.1; 5 epochs at a rate proportional to the batch size (0.1 at 128; Goyal et al., 2017); 400 updates at 0.1.

# %% [markdown] lang="zh-TW" of="af3785e4"
# 所以，**以每看一遍資料來算**，SGD 在任何資料上都快。哪種批次大小最好？有一份紀錄用單純的 SGD 在 10,000 張圖片上以三種方式訓練：5 個週期、學習率 0.1；5 個週期、學習率與批次大小成正比（128 時為 0.1；Goyal et al., 2017）；以及 400 次更新、學習率 0.1。

# %% slides="E018 E019 E020 E021 E022" rows="O12"
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
for name, values in by_batch.items():
    mean = dict(zip(BATCH_SIZES, values.mean(axis=0).tolist(), strict=True))
    print(f"{name}:", {n: round(mean[n], 2) for n in (1, 16, 32, 128, 1024, 10000)})
seconds = np.array(next(r["processor"] for r in runs if r["part"] == "seconds"))
time_of = dict(zip(BATCH_SIZES, seconds, strict=True))
relative = {}
for power, other in ((1, 128), (256, 250), (1024, 1000)):
    relative[power] = np.median(time_of[power] / time_of[other])
    print(f"time of an epoch, batch {power} against {other}: {relative[power]:.2f}")
print(BATCH.provenance())

# %% slides="E018 E019 E020 E021 E022" rows="O12" fold="Check and draw the batch sizes"
mean = {
    k: dict(zip(BATCH_SIZES, v.mean(axis=0), strict=True)) for k, v in by_batch.items()
}
equal, scaled, updates = mean.values()
assert (
    equal[16] > equal[1024] + 0.03 and equal[1024] > equal[10000]
)  # small: more updates
near = [scaled[n] for n in BATCH_SIZES if n <= 1024]
assert max(near) - min(near) < 0.03  # 32 is no better than its neighbours
assert updates[1] < updates[128] - 0.1
assert relative[1] > 20 and abs(relative[256] - 1) < 0.15
show(
    drawings.plot_batches(BATCH_SIZES, by_batch, seconds),
    alt="Left: test accuracy over batch size. With 5 epochs at one rate it peaks at "
    "16 and falls to below 0.5 at 10,000. With a scaled rate it is level up to "
    "1,024 and collapses beyond. With 400 updates it rises from 0.6 to 0.9 at "
    "16 and is level. Right: processor time per 10,000 images falls from about "
    "11 seconds at batch 1 to 0.1 at 1,000 and beyond.",
)
#! falsify: time_of[power] / time_of[other] => time_of[other] / time_of[power]
#! falsify: near = [scaled[n] => near = [equal[n]
#! alt zh-TW: 左圖：測試準確率對批次大小作圖。5 個週期、同一學習率時，在 16 達到高峰，到 10,000 時降到 0.5 以下。學習率按比例調整時，到 1,024 為止都持平，再往上就崩潰。400 次更新時，從 0.6 升到批次 16 時的 0.9，之後持平。右圖：每 10,000 張圖片的處理器時間，從批次 1 的約 11 秒降到 1,000 以上的 0.1 秒。

# %% [markdown] lang="en"
# At equal epochs and one rate small batches win (1 does not: 0.1 is too much for it). With the rate scaled, everything from 1 to 1,024 is alike: 32 is a fine default and no optimum. Beyond, the scaled rate lies behind the wall of 7.9. Batch 1 takes {{ relative[1] | .0f | x2 }} times as long an epoch as 128. Powers of two: 256 against 250 took {{ relative[256] | .2f | 0.15 }} times as long, on a CPU; on GPUs, which the slide means, it is unmeasured.
#
# Five epochs say nothing on the end of training. Another record trains on 2,560 digits *to the same loss*, 0.02, with the rate 0.1 or scaled, five seeds.
#
# **Predict.** What will be equal for the batch sizes 32, 128 and 512 at one rate, and what with the scaled rate?
#
# <details><summary>Answer</summary>
#
# At one rate the number of *updates*, with the scaled rate the number of *epochs*. Both times $\eta$ times the number of updates is the same.
# </details>

# %% [markdown] lang="zh-TW" of="bddf32d4"
# 週期數和學習率都相同時，小批次獲勝（批次 1 除外：0.1 對它太大）。學習率按比例調整時，從 1 到 1,024 都一樣：32 是不錯的預設值，但不是最佳值。再往上，按比例的學習率就落在 7.9 節的牆後面。批次 1 的一個週期要花批次 128 的 {{ relative[1] | .0f | x2 }} 倍時間。2 的冪次：256 所花的時間是 250 的 {{ relative[256] | .2f | 0.15 }} 倍，這是在 CPU 上；投影片的建議是針對 GPU，這裡沒有測量。
#
# 只訓練五個週期，看不出訓練到最後會怎樣。所以另一份紀錄用 2,560 張圖片**訓練到相同的損失** 0.02；學習率同樣分成固定 0.1 和按比例兩種，五個種子。
#
# **先猜猜看。** 批次大小 32、128 和 512，學習率相同時，什麼會相等？學習率按比例時呢？
#
# <details><summary>解答</summary>
#
# 學習率相同時，**更新**次數相等；按比例時，**週期**數相等。兩種情形的 $\eta$ 乘上更新次數都相同。
# </details>

# %% slides="E018 E019" rows="O12"
from experiments.o12_end import EXPERIMENT as TO_THE_END

runs = TO_THE_END.results(live=full_run())
at_end = {}
for rates, n in (
    ("same", 32),
    ("same", 128),
    ("same", 512),
    ("scaled", 32),
    ("scaled", 512),
):
    arm = {"rates": rates, "batch_size": n}
    at_end[rates, n] = {
        k: collect(runs, k, **arm) for k in ("updates", "epochs", "test_accuracy", "lr")
    }
    found = {k: v.mean() for k, v in at_end[rates, n].items()}
    print(
        f"batch {n:3}, lr {found['lr']:5g}: {found['updates']:4.0f} updates,", end=" "
    )
    print(f"{found['epochs']:3.0f} epochs, test accuracy {found['test_accuracy']:.4f}")
print(TO_THE_END.provenance())

# %% slides="E018 E019" rows="O12" fold="Check the end of training"
at_end["scaled", 128] = at_end["same", 128]  # the same training
large = {}
for rates, equal_part in (("same", "updates"), ("scaled", "epochs")):
    needed = [at_end[rates, n][equal_part].mean() for n in (32, 128, 512)]
    assert max(needed) < 1.1 * min(needed)
    two = (100 * at_end[rates, n]["test_accuracy"] for n in (512, 32))
    large[rates] = paired(*two)
    print(f"{rates} rate, test accuracy, 512 against 32:", end=" ")
    print("{:+.2f} ± {:.2f} points".format(*large[rates]))
assert large["same"][0] - large["same"][1] < 0 < large["scaled"][0] - large["scaled"][1]
assert abs(large["same"][0]) < large["same"][1]  # undecided
#! falsify: ("same", "updates"), ("scaled", "epochs") => ("same", "epochs"), ("scaled", "updates")
#! falsify: for n in (512, 32)) => for n in (32, 512))

# %% [markdown] lang="en"
# The scaled rate needs some {{ at_end["same", 128]["epochs"].mean() | .0f | 8 }} epochs for every size. Do large batches end worse? 512 against 32 is {{ large["same"][0] | +.2f | 0.2 }} ± {{ large["same"][1] | .2f | 0.2 }} percentage points at one rate, undecided, and {{ large["scaled"][0] | +.2f | 0.2 }} ± {{ large["scaled"][1] | .2f | 0.2 }} with the scaled one: *better*, at 16 times the rate.
#
# ## 7.14 Clipping (4 min)
#
# Keras clips in three ways: `clipvalue=0.5` cuts every component to [−0.5, 0.5]; `clipnorm=1` shortens the gradient *of each array* to length 1; `global_clipnorm=1` shortens all arrays together.
#
# **Predict.** Which of the three keep the direction of a kernel's gradient?
#
# <details><summary>Answer</summary>
#
# The two with a norm. `clipvalue` makes (0.5, 0.5) of it.
# </details>

# %% [markdown] lang="zh-TW" of="07608dac"
# 學習率按比例時，每種大小都要大約 {{ at_end["same", 128]["epochs"].mean() | .0f | 8 }} 個週期。大批次的結局比較差嗎？512 對 32，學習率相同時是 {{ large["same"][0] | +.2f | 0.2 }} ± {{ large["same"][1] | .2f | 0.2 }} 個百分點，無法判定；按比例時是 {{ large["scaled"][0] | +.2f | 0.2 }} ± {{ large["scaled"][1] | .2f | 0.2 }}，學習率是 16 倍，反而**更好**。
#
# ## 7.14 梯度裁剪（4 分鐘）
#
# Keras 有三種裁剪：`clipvalue=0.5` 把每個分量截到 [−0.5, 0.5]；`clipnorm=1` 把**每個陣列**的梯度縮到長度 1；`global_clipnorm=1` 把所有陣列一起縮短。
#
# **先猜猜看。** 三種裡哪幾種會保持一個權重矩陣的梯度方向？
#
# <details><summary>解答</summary>
#
# 名稱裡有 norm 的兩種。`clipvalue` 會把它變成 (0.5, 0.5)。
# </details>

# %% slides="E067" rows="O13"
import keras

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
    "clipnorm": [g / max(1, np.linalg.norm(g)) for g in (g_kernel, g_bias)],
    "global_clipnorm": [g / max(1, together) for g in (g_kernel, g_bias)],
}
for name, limit in {"clipvalue": 0.5, "clipnorm": 1.0, "global_clipnorm": 1.0}.items():
    kernel, bias = after_clipping(**{name: limit})
    print(
        f"{name:15}: kernel (2, 1) -> {kernel.round(3)}, bias (0.9) -> {bias.round(3)}"
    )
    assert np.allclose([*kernel, *bias], np.concatenate(by_hand[name]), atol=1e-6)
#! falsify: g / max(1, together) for => g / max(1, np.linalg.norm(g)) for
#! falsify: np.clip(g, -0.5, 0.5) for g => np.clip(g, -1.0, 1.0) for g

# %% [markdown] lang="en"
# `clipvalue` turns the direction; `clipnorm` changes the balance between arrays; only `global_clipnorm` keeps the direction of the whole gradient.
#
# ## 7.15 Does Adam end in sharp minima? (8 min)
#
# The lecture warns that Adam may settle where the curvature is high, and that such minima generalise worse; Keskar et al. (2017) blame large batches. A record trains a small network (two hidden layers, 5,120 digits, five seeds) with three rules at several rates and batch sizes, and measures the sharpness of 7.3 when the training loss has just fallen below 0.05. Sharpness shrinks with the loss itself, so it must be compared at *equal loss*.
#
# Two warnings. By 7.3 the *rate* sets the sharpness, and by 7.4 momentum 0.9 multiplies the rate in force by ten. And the eigenvalue changes when a ReLU layer is doubled and the next one halved, although the network stays the same (Dinh et al., 2017); so the record also holds the rise of the loss along random directions scaled to each filter's size (Li et al., 2018).
#
# **Predict.** SGD at 0.1, SGD with momentum at 0.1, Adam at 0.001. Which is flattest at equal loss, and why?
#
# <details><summary>Answer</summary>
#
# SGD with momentum, since its rate in force is ten times that of SGD.
# </details>

# %% [markdown] lang="zh-TW" of="460518e7"
# `clipvalue` 會轉方向；`clipnorm` 會改變陣列之間的比重；只有 `global_clipnorm` 保持整個梯度的方向。
#
# ## 7.15 Adam 會停在尖銳的極小嗎？（8 分鐘）
#
# 投影片警告，Adam 可能停在曲率很高的地方，而那樣的極小泛化較差；Keskar et al.（2017）則歸咎於大的批次。有一份紀錄用三種規則、多種學習率和批次大小訓練一個小網路（兩個隱藏層、5,120 張圖片、五個種子），並在訓練損失剛降到 0.05 以下時測量 7.3 節的尖銳度。尖銳度會隨著損失一起縮小，所以必須在**相同的損失**下比較。
#
# 先給兩個警告。依 7.3 節，決定尖銳度的是**學習率**；依 7.4 節，動量 0.9 讓實際的學習率變成十倍。而且，把一個 ReLU 層加倍、下一層減半，網路不變，特徵值卻會變（Dinh et al., 2017）；所以紀錄裡還有另一個量：沿著按各濾波器大小縮放的隨機方向，損失上升多少（Li et al., 2018）。
#
# **先猜猜看。** SGD 0.1、SGD 加動量 0.1、Adam 0.001，同損失時哪一個最平坦？為什麼？
#
# <details><summary>解答</summary>
#
# SGD 加動量，因為它實際的學習率是 SGD 的十倍。
# </details>

# %% slides="A110" rows="O9"
from experiments.o9_flat_minima import EXPERIMENT as SHARP

runs = [r for r in SHARP.results(live=full_run()) if r["rule"] != "SGD" or r["lr"] < 1]
sharp = {}
for rule, lr, n in dict.fromkeys((r["rule"], r["lr"], r["batch_size"]) for r in runs):
    arm = {"rule": rule, "lr": lr, "batch_size": n}
    sharp[f"{rule} {lr:g}" + (f", batch {n}" if n != 128 else "")] = {
        "eigenvalue": collect(runs, "top_eigenvalue", **arm)[:, 0],  # at loss 0.05
        "rise": collect(runs, "loss_rise", **arm)[:, 0, 2],
        "test": collect(runs, "test_accuracy", **arm)[:, 1],  # at loss 0.01
    }
for name, found in sharp.items():
    print(f"{name:20}: eigenvalue {found['eigenvalue'].mean():.1f},", end=" ")
    print(f"rise {found['rise'].mean():.2f}, test accuracy {found['test'].mean():.3f}")
print(SHARP.provenance())


# %% slides="A110" rows="O9" fold="Check and draw the record"
def sharper(one, other, measure="eigenvalue"):
    return paired(sharp[one][measure], sharp[other][measure])


flatter = {
    "SGD 0.5 against 0.1": sharper("SGD 0.5", "SGD 0.1"),
    "momentum 0.1 against 0.01": sharper("momentum 0.1", "momentum 0.01"),
    "Adam 0.003 against 0.001": sharper("Adam 0.003", "Adam 0.001"),
    "SGD 0.3, batch 32 against 512": sharper("SGD 0.3, batch 32", "SGD 0.3, batch 512"),
    "Adam, batch 32 against 512": sharper(
        "Adam 0.001, batch 32", "Adam 0.001, batch 512"
    ),
}
for name, (mean, half) in flatter.items():
    print(f"eigenvalue, {name}: {mean:+.1f} ± {half:.1f}")
    assert mean + half < 0
adam_sharper = sharper("Adam 0.001", "SGD 0.1")
adam_better = sharper("Adam 0.001", "SGD 0.1", "test")
in_force = sharper("momentum 0.01", "SGD 0.1")
assert in_force[0] > -1 and adam_sharper[0] - adam_sharper[1] < 0
flat_sgd = sharper("SGD 0.5", "SGD 0.1", "test")
across = ("momentum 0.1", "Adam 0.001, batch 512")
flat_across, level_test = sharper(*across), sharper(*across, "test")
assert flat_sgd[0] > flat_sgd[1] and flat_across[0] + flat_across[1] < -2
assert level_test[0] < level_test[1]  # not better, though so much flatter
worse = bool(adam_better[0] + adam_better[1] < 0)
check_erratum("O9", "Adam ends worse than SGD", worse, slide=True, right=False)
#! falsify: paired(sharp[one][measure], sharp[other][measure]) => paired(sharp[other][measure], sharp[one][measure])
#! falsify: "eigenvalue": collect(runs, "top_eigenvalue", **arm)[:, 0] => "eigenvalue": collect(runs, "top_eigenvalue", rule=rule)[:5, 0]

# %% fold="Draw the record"
show(
    drawings.plot_sharpness(sharp),
    alt="Three strip charts, one row for each rule, rate and batch size, a dot for "
    "each seed: eigenvalue and rise of the loss at loss 0.05, test accuracy at "
    "loss 0.01. For every rule the larger rate and the smaller batch lie "
    "further left in the first two; SGD at 0.1, momentum at 0.01 and Adam at "
    "0.001 overlap.",
)
#! alt zh-TW: 三張點圖，每種規則、學習率和批次大小一列，每個種子一點：損失 0.05 時的特徵值和損失的上升、損失 0.01 時的測試準確率。前兩張裡，每條規則都是學習率較大、批次較小的落在較左邊；SGD 0.1、動量 0.01 和 Adam 0.001 互相重疊。

# %% [markdown] lang="en"
# For every rule the larger rate is flatter, and the smaller batch, too, as Keskar et al. found. Momentum at 0.01 has the rate in force of SGD at 0.1, and is not flatter ({{ in_force[0] | +.1f | 0.6 }} ± {{ in_force[1] | .1f | 0.6 }}). Adam at 0.001 against SGD at 0.1: {{ adam_sharper[0] | +.1f | 0.6 }} ± {{ adam_sharper[1] | .1f | 0.6 }} in eigenvalue, and {{ 100 * adam_better[0] | +.2f | 0.3 }} ± {{ 100 * adam_better[1] | .2f | 0.3 }} percentage points in test accuracy. So the warning about Adam finds no support here; name rate and batch first. Is flatter better? For SGD, yes (0.5 against 0.1: {{ 100 * flat_sgd[0] | +.1f | 0.3 }} ± {{ 100 * flat_sgd[1] | .1f | 0.3 }} points); across rules no: momentum 0.1 is flatter by {{ -flat_across[0] | .1f | 1 }} ± {{ flat_across[1] | .1f | 1 }} than Adam with batch 512, and {{ 100 * level_test[0] | +.1f | 0.3 }} ± {{ 100 * level_test[1] | .1f | 0.3 }} points in accuracy. (One small network; SGD at 1.0 lost a seed.)
#
# ## 7.16 What the slides say about choosing (12 min)
#
# Deck E ends with advice on choosing:
#
# | claim | where | verdict |
# |---|---|---|
# | Adadelta and RMSprop work like momentum | 7.6 | false: squares cannot cancel |
# | AMSGrad keeps the rate up | 7.7 | false: no step is longer for the same gradients |
# | RMSprop needs no rate; defaults may be best; Adagrad needs less tuning | 7.9 | false; the last: no wider range than SGD's |
# | the path zigzags even at tiny rates | 7.2 | false |
# | RMSprop damps the zigzag | 7.8 | it zigzags less often, and does not calm down |
# | SGD is slow; SGD is fast on large data | 7.9, 7.13 | slower than Adam, by a third of the epochs; fast per pass |
# | SGD easily ends in local optima | 7.8 | true of all nine rules |
# | Adam overfits and ends in bad curvature | 7.15 | no support |
# | tune batch size and rate last | 7.11 | false for the rate |
# | update without ε | below | every weight becomes NaN |
# | Adam needs little memory | below | two numbers a weight; SGD keeps none, momentum and RMSprop one |
# | Adam and RMSprop suit moving targets | below | here SGD follows best, Adam no better than momentum |
# | RMSprop suits recurrent networks | below | better than SGD and momentum, not than Adam |
# | use Adam for deep networks | below | ahead with four hidden layers, but also with one |
# | the sparser, the better Adam is than RMSprop | 7.23 | not beyond noise |
#
# **Predict.** In MNIST, 67 pixels are white in all 60,000 images. What does RMSprop without ε, as deck E prints it, do to the weights that leave such a pixel in its first step?
#
# <details><summary>Answer</summary>
#
# Their gradient is 0, so $g/\sqrt G = 0/0$ is NaN. With the next forward pass every output is NaN, then every weight.
# </details>

# %% [markdown] lang="zh-TW" of="4c14f016"
# 每條規則都是學習率較大的較平坦，批次較小的也較平坦，和 Keskar et al. 的發現一致。動量 0.01 的實際學習率等於 SGD 0.1，並沒有更平坦（{{ in_force[0] | +.1f | 0.6 }} ± {{ in_force[1] | .1f | 0.6 }}）。Adam 0.001 對 SGD 0.1：特徵值 {{ adam_sharper[0] | +.1f | 0.6 }} ± {{ adam_sharper[1] | .1f | 0.6 }}，測試準確率 {{ 100 * adam_better[0] | +.2f | 0.3 }} ± {{ 100 * adam_better[1] | .2f | 0.3 }} 個百分點。所以對 Adam 的警告在這裡找不到支持；該先點名的是學習率和批次大小。越平坦就越好嗎？對 SGD 來說是（0.5 對 0.1：{{ 100 * flat_sgd[0] | +.1f | 0.3 }} ± {{ 100 * flat_sgd[1] | .1f | 0.3 }} 個百分點）；跨規則就不是：動量 0.1 的特徵值比 Adam 批次 512 低 {{ -flat_across[0] | .1f | 1 }} ± {{ flat_across[1] | .1f | 1 }}，準確率卻是 {{ 100 * level_test[0] | +.1f | 0.3 }} ± {{ 100 * level_test[1] | .1f | 0.3 }} 個百分點。（只有一個小網路。SGD 1.0 有一個種子失敗，所以略去。）
#
# ## 7.16 投影片怎麼說「如何選擇」（12 分鐘）
#
# 投影片 E 最後談如何選擇：
#
# | 說法 | 在哪裡 | 結論 |
# |---|---|---|
# | Adadelta 和 RMSprop 像動量 | 7.6 | 錯：平方不會相消 |
# | AMSGrad 讓學習率衝快一點 | 7.7 | 錯：梯度相同時，步伐絕不會比 Adam 長 |
# | RMSprop 不需要學習率；預設值可能最好；Adagrad 減少調節 | 7.9 | 錯；最後一項：好的範圍沒有比 SGD 寬 |
# | 學習率再小也會橫跳 | 7.2 | 錯 |
# | RMSprop 抑制來回擺盪 | 7.8 | 擺盪次數少一點，但不會平息 |
# | SGD 很慢；SGD 在大資料上很快 | 7.9、7.13 | 比 Adam 慢，約差三分之一的週期；以每看一遍資料來算很快 |
# | SGD 容易收斂到區域最佳 | 7.8 | 九種規則都是 |
# | Adam 容易過度配適，停在病態曲率 | 7.15 | 找不到支持 |
# | 最後才調批次大小和學習率 | 7.11 | 對學習率來說是錯的 |
# | 更新公式沒有 ε | 下面 | 每個權重都變成 NaN |
# | Adam 對記憶體的需求小 | 下面 | 每個權重兩個數；SGD 不用存，動量和 RMSprop 存一個 |
# | Adam 和 RMSprop 適合會移動的目標 | 下面 | 在這裡 SGD 跟得最好，Adam 不比動量好 |
# | RMSprop 適合遞迴網路 | 下面 | 比 SGD 好，不論加不加動量；不比 Adam 好 |
# | 深層網路用 Adam | 下面 | 四個隱藏層時領先，但一個時也領先 |
# | 梯度越稀疏，Adam 比 RMSprop 越好 | 7.23 | 沒有超出雜訊 |
#
# **先猜猜看。** MNIST 有 67 個像素在全部 60,000 張圖片裡都是空白。照投影片 E 印的、沒有 ε 的 RMSprop，第一步會把從這些像素出發的權重變成什麼？
#
# <details><summary>解答</summary>
#
# 它們的梯度是 0，所以 $g/\sqrt G = 0/0$ 是 NaN。下一次正向傳遞，每個輸出都是 NaN，接著是每個權重。
# </details>

# %% slides="E035"
white = (images == 0).all(axis=0).sum()
X_28, Y_28 = to_float(images[:500]).reshape(1, 500, 784), one_hot(labels[:500])[None]
theta, state = many.start((784, 32, 10), [0]), {}
spoiled = []
with np.errstate(invalid="ignore"):
    for _ in range(3):
        g = many.gradient(theta, X_28, Y_28, (784, 32, 10))
        theta, state = RULES["RMSprop"](theta, g, state, lr=0.001, epsilon=0.0)
        spoiled.append(int(np.isnan(theta[0, : 784 * 32]).sum()))
print(f"always white: {white} pixels; NaN after three updates: {spoiled} of {784 * 32}")
numbers = 784 * 32 - spoiled[-1]
check_erratum("O5", "weights that are still numbers", numbers, slide=784 * 32, right=0)
#! falsify: lr=0.001, epsilon=0.0) => lr=0.001, epsilon=1e-7)

# %% slides="E055 E056" fold="Count what each rule keeps"
kept = {}
for name, rule in RULES.items():  # numbers kept for each of 1000 weights
    _, memory = rule(np.zeros(1000), np.ones(1000), {}, lr=0.1)
    kept[name] = sum(np.size(v) == 1000 for k, v in memory.items() if k != "largest")
kept["AMSGrad"] += 1  # the largest v so far
print("numbers kept per weight:", kept)
assert (
    kept["SGD"] == 0 and kept["momentum"] == kept["RMSprop"] == 1 and kept["Adam"] == 2
)
moved, _ = RULES["Adam"](np.zeros(2), np.array([1.0, 9.0]), {"v": 1.0}, lr=1.0)
same_rate = bool(np.isclose(*(moved / np.array([1.0, 9.0]))))  # step / gradient
check_erratum(
    "O5", "rates differ by memory, not by weight", same_rate, slide=True, right=False
)
#! falsify:  if k != "largest" =>  if k

# %% [markdown] lang="en"
# ("Different *memory*" on a slide is a slip for *parameters*.) A moving target: a bowl whose minimum wanders and jumps, noisy gradients, each rule at its best of twelve rates over 20 runs. And a recurrent network (one set of weights, used seven times) reads a 7×7 digit row by row. Then one and four hidden layers.

# %% [markdown] lang="zh-TW" of="12f68ad0"
# （投影片上的「不同**內存**」是**參數**的筆誤。）接著是會移動的目標：碗的最低點四處漂移、偶爾跳動，梯度有雜訊，每條規則用十二種學習率裡最好的，跑 20 次。然後是遞迴網路（同一組權重用七次）：它一列一列地讀 7×7 的數字。最後是有一個和四個隱藏層的網路。


# %% fold="A minimum that wanders and jumps"
def tracking_error(rule, rates, num_steps=600, num_runs=20, **options):
    """Root mean square distance from a wandering minimum, for every rate and run."""
    rng = np.random.default_rng(0)
    target, w, state, total = (
        np.zeros(num_runs),
        np.zeros((len(rates), num_runs)),
        {},
        0.0,
    )
    for t in range(num_steps):
        target = (
            target + 0.05 * rng.normal(size=num_runs) + (5.0 if t % 150 == 149 else 0.0)
        )
        g = w - target + rng.normal(size=num_runs)
        w, state = RULES[rule](w, g, state, lr=rates[:, None], **options)
        total = total + (w - target) ** 2
    return np.sqrt(total / num_steps)


# %% slides="E054 E057" fold="Follow it with five rules"
arms = {rule: {} for rule in ("SGD", "momentum", "Adagrad", "RMSprop", "Adam")}
arms["Adam, β₁ = 0"] = {"beta_1": 0.0}  # no average of the gradient
tracking = {}
for name, options in arms.items():
    scale = {"momentum": 0.1, "Adagrad": 20}.get(name, 1)
    rates = np.geomspace(0.02, 1, 12) * scale
    error = tracking_error(name.split(",")[0], rates, **options)
    tracking[name] = error[error.mean(axis=1).argmin()]
    print(f"moving target, {name:12}: error {tracking[name].mean():.2f}")
for rule in ("momentum", "RMSprop", "Adam"):
    mean, half = paired(tracking[rule], tracking["SGD"])
    assert mean - half > 0 and tracking[rule].mean() < 2
assert abs(tracking["Adam"].mean() / tracking["momentum"].mean() - 1) < 0.1
assert tracking["Adam, β₁ = 0"].mean() < 0.75 * tracking["Adam"].mean()
#! falsify: w - target + rng => w + target + rng
#! falsify: g = w - target + rng.normal(size=num_runs) => g = np.sign(w - target) + rng.normal(size=num_runs)

# %% slides="E037 E057"
from utils.nn import recurrent

sequences, val_sequences = X_train.reshape(-1, 7, 7), X_val.reshape(-1, 7, 7)
lowest_rate = {"SGD": 0.1, "momentum": 0.01, "RMSprop": 0.003, "Adam": 0.003}
by_rows = {}
for rule, low in lowest_rate.items():
    theta = recurrent.train(
        RULES[rule],
        sequences,
        Y_train,
        num_epochs=5,
        seeds=np.tile(np.arange(30), 4),
        lr=np.repeat(np.geomspace(low, 10 * low, 4), 30),
    )
    losses = recurrent.loss(theta, val_sequences, y_val).reshape(4, 30)
    by_rows[rule] = losses[losses.mean(axis=1).argmin()]
    print(f"recurrent, {rule:8}: validation loss {by_rows[rule].mean():.2f}")

# %% slides="E037 E057 E060" fold="Check it, and train four hidden layers"
rms_sgd = paired(by_rows["RMSprop"], by_rows["SGD"])
rms_momentum = paired(by_rows["RMSprop"], by_rows["momentum"])
rms_adam = paired(by_rows["RMSprop"], by_rows["Adam"])
print("recurrent: RMSprop against SGD {:+.2f} ± {:.2f},".format(*rms_sgd), end=" ")
print("momentum {:+.2f} ± {:.2f},".format(*rms_momentum), end=" ")
print("Adam {:+.3f} ± {:.3f}".format(*rms_adam))
assert rms_sgd[0] + rms_sgd[1] < 0 and rms_momentum[0] + rms_momentum[1] < 0
assert rms_sgd[0] < rms_momentum[0] and abs(rms_adam[0]) < 0.03
deep = {}
for depth in (1, 4):
    shape = (49, *[32] * depth, 10)
    for rule, low in {"momentum": 0.02, "Adam": 0.003}.items():
        theta = many.train(
            RULES[rule],
            X_train,
            Y_train,
            shape,
            num_epochs=10,
            schedule=half_wave,
            seeds=np.tile(np.arange(5), 6),
            lr=np.repeat(np.geomspace(low, 32 * low, 6), 5),
        ).reshape(6, 5, -1)
        losses = [many.evaluate(part, X_val, y_val, shape)[0].mean() for part in theta]
        best = theta[np.argmin(losses)]
        deep[depth, rule] = many.evaluate(best, X_test, y_test, shape)[1]
deep_gain = {n: paired(deep[n, "Adam"], deep[n, "momentum"]) for n in (1, 4)}
for n, (mean, half) in deep_gain.items():
    print(f"hidden layers {n}: Adam against momentum {mean:+.3f} ± {half:.3f}")
    assert mean - half > 0
#! falsify: paired(by_rows["RMSprop"], by_rows["SGD"]) => paired(by_rows["SGD"], by_rows["RMSprop"])
#! falsify: paired(by_rows["RMSprop"], by_rows["momentum"]) => paired(by_rows["RMSprop"], by_rows["Adam"])
#! falsify: paired(by_rows["RMSprop"], by_rows["Adam"]) => paired(by_rows["RMSprop"], by_rows["SGD"])

# %% [markdown] lang="en"
# In this recurrent network (30 seeds) RMSprop is ahead of SGD ({{ rms_sgd[0] | +.2f | 0.03 }} ± {{ rms_sgd[1] | .2f | 0.03 }} in loss) and, by less, of momentum ({{ rms_momentum[0] | +.2f | 0.02 }} ± {{ rms_momentum[1] | .2f | 0.02 }}); from Adam it hardly differs ({{ rms_adam[0] | +.3f | 0.01 }} ± {{ rms_adam[1] | .3f | 0.01 }}). With four hidden layers Adam leads momentum by {{ 100 * deep_gain[4][0] | .1f | 1 }} ± {{ 100 * deep_gain[4][1] | .1f | 1 }} percentage points, each at its best of six rates; but with one, too, by {{ 100 * deep_gain[1][0] | .1f | 1 }} ± {{ 100 * deep_gain[1][1] | .1f | 1 }}. SGD follows a moving target best; momentum (error {{ tracking["momentum"].mean() | .2f | 0.05 }}) is as late as Adam ({{ tracking["Adam"].mean() | .2f | 0.05 }}): both average old gradients. Adam without the average has {{ tracking["Adam, β₁ = 0"].mean() | .2f | 0.05 }}.
#
# What advice is left? Start with Adam at 0.001 to 0.003 or SGD with momentum 0.9; search the *rate* first, on validation data, over decades and then finely; let it fall to 0 with a cosine; decay the weights if the network overfits; and name a winner only with seeds and an interval.
#
# ## 7.17 Exercises and check (12 min)
#
# 1. (Run with another value.) In 7.3, train with the rates 0.7, which is above the bound at the start, and 0.1, for 8,000 steps. Where does the sharpness settle, if it does?
# 2. (Explain.) In 7.8, turn the ravine by 5° instead of 45°. Which rules change, and by how much?
# 3. (Change the code.) Write a schedule that falls to a tenth at 60 % and to a hundredth at 85 % of the updates, and compare it with cosine by `paired`.
# 4. (Write it yourself.) Write Lion in the form of our rules: the step is $-\eta\,\mathrm{sign}(\beta_1 m + (1-\beta_1) g)$, then $m \leftarrow \beta_2 m + (1-\beta_2) g$ with $\beta = (0.9, 0.99)$. Race it in the ravine and the turned ravine. Before you run: will the turn matter?
#
# **Check yourself**
#
# 1. A quadratic has curvatures 4 and 100. Which constant rates converge without momentum, and which with γ = 0.9?
# <details><summary>Answer</summary>
#
# $\eta < 2/100 = 0.02$, and $\eta < 2\cdot1.9/100 = 0.038$.
# </details>
#
# 2. Which momentum is best for it, and what does it gain?
# <details><summary>Answer</summary>
#
# κ = 25, so $\sqrt\gamma = (5-1)/(5+1) = 2/3$, γ = 0.44. Factor 0.667 a step instead of $24/26 = 0.923$: five times fewer steps.
# </details>
#
# 3. What is Adam's very first step, for a gradient well above ε?
# <details><summary>Answer</summary>
#
# $-\eta\,g/|g|$: exactly the learning rate, against the sign.
# </details>
#
# 4. A friend reports: "Momentum 0.9 at rate 0.1 beats SGD at rate 0.1, so momentum helps." What do you ask?
# <details><summary>Answer</summary>
#
# What SGD does at rate 1, or each at its own best rate; and over how many seeds.
# </details>
#
# ## Summary
#
# - Gradient descent on a quadratic converges if and only if $\eta < 2/\lambda_{\max}$. On our network the sharpness rose until $2/\eta$ and stayed: the rate set it.
# - Momentum moves the bound to $2(1+\gamma)/\lambda_{\max}$ and puts $\sqrt\kappa$ in the place of κ. At equal $\eta/(1-\gamma)$ and below the wall it changes nothing.
# - Adaptive rules give every weight its own rate. Their lead on surfaces depends on the axes: a turn takes much of it.
# - Every rule needs its rate. A falling schedule helped; random search beat a grid whose few rates were unlucky; weight decay lowered the loss of an overfitting network.
# - "Undecided" is a result. Most winners of one run are.

# %% [markdown] lang="zh-TW" of="fefef133"
# 在這個遞迴網路上，用 30 個種子，RMSprop 領先 SGD（損失差 {{ rms_sgd[0] | +.2f | 0.03 }} ± {{ rms_sgd[1] | .2f | 0.03 }}），也領先加了動量的 SGD，但幅度較小（{{ rms_momentum[0] | +.2f | 0.02 }} ± {{ rms_momentum[1] | .2f | 0.02 }}）；和 Adam 幾乎沒有差別（{{ rms_adam[0] | +.3f | 0.01 }} ± {{ rms_adam[1] | .3f | 0.01 }}）。有四個隱藏層時，各用六種學習率裡最好的，Adam 領先動量 {{ 100 * deep_gain[4][0] | .1f | 1 }} ± {{ 100 * deep_gain[4][1] | .1f | 1 }} 個百分點；但只有一個時也領先 {{ 100 * deep_gain[1][0] | .1f | 1 }} ± {{ 100 * deep_gain[1][1] | .1f | 1 }}。跟著移動的目標跑得最好的是單純的 SGD；動量（誤差 {{ tracking["momentum"].mean() | .2f | 0.05 }}）和 Adam（{{ tracking["Adam"].mean() | .2f | 0.05 }}）一樣慢半拍，因為兩者都平均了舊的梯度；去掉這個平均，Adam 是 {{ tracking["Adam, β₁ = 0"].mean() | .2f | 0.05 }}。
#
# 那麼，留下來的建議是什麼？一開始用 Adam（學習率 0.001 到 0.003）或 SGD 加動量 0.9；用驗證資料搜尋**學習率**，先跨好幾個數量級，再細找；讓它沿餘弦降到 0；網路過度配適時加上權重衰減；要說誰贏，先有種子和區間。
#
# ## 7.17 練習與自我檢測（12 分鐘）
#
# 1. （換個值再跑。）在 7.3 節分別用學習率 0.7（高於起點的界限）和 0.1 各訓練 8,000 步。尖銳度停在哪裡？真的停下來了嗎？
# 2. （解釋。）在 7.8 節把狹谷旋轉 5° 而不是 45°。哪些規則會變？變多少？
# 3. （改程式。）寫一個排程，在更新完成 60% 時降到十分之一，85% 時降到百分之一，並用 `paired` 和餘弦比較。
# 4. （自己動手寫。）把 Lion 寫成我們的規則的形式：步伐是 $-\eta\,\mathrm{sign}(\beta_1 m + (1-\beta_1) g)$，然後 $m \leftarrow \beta_2 m + (1-\beta_2) g$，$\beta = (0.9, 0.99)$。讓它在狹谷和旋轉後的狹谷裡比賽。執行之前先想：旋轉會有影響嗎？
#
# **自我檢測**
#
# 1. 一個二次函數的曲率是 4 和 100。沒有動量時，哪些固定的學習率會收斂？γ = 0.9 時呢？
# <details><summary>解答</summary>
#
# $\eta < 2/100 = 0.02$，以及 $\eta < 2\cdot1.9/100 = 0.038$。
# </details>
#
# 2. 對它來說，哪個動量最好？能快多少？
# <details><summary>解答</summary>
#
# κ = 25，所以 $\sqrt\gamma = (5-1)/(5+1) = 2/3$，γ = 0.44。每步的倍數是 0.667，而不是 $24/26 = 0.923$：步數少到五分之一。
# </details>
#
# 3. 梯度遠大於 ε 時，Adam 的第一步是多少？
# <details><summary>解答</summary>
#
# $-\eta\,g/|g|$：大小正好等於學習率，方向與梯度的正負號相反。
# </details>
#
# 4. 朋友說：「動量 0.9、學習率 0.1 贏過學習率 0.1 的 SGD，所以動量有用。」你會問什麼？
# <details><summary>解答</summary>
#
# SGD 用學習率 1 的結果如何，或者兩者各用自己最好的學習率；還有，用了幾個種子。
# </details>
#
# ## 總結
#
# - 在二次函數上，梯度下降收斂的充要條件是 $\eta < 2/\lambda_{\max}$。在我們的網路上，尖銳度升到 $2/\eta$ 就停在那裡：由學習率決定。
# - 動量把界限移到 $2(1+\gamma)/\lambda_{\max}$，並以 $\sqrt\kappa$ 取代 κ。$\eta/(1-\gamma)$ 相同而且還沒撞牆時，它什麼都不改變。
# - 自適應的規則讓每個權重有自己的學習率。它們在曲面上的領先取決於座標軸：把曲面轉個角度，就少了許多。
# - 每條規則都需要挑學習率。會下降的排程有幫助；網格的幾種學習率運氣不好時，隨機搜尋勝過它；權重衰減降低了過度配適的網路的損失。
# - 「無法判定」也是結果。只跑一次的贏家，大多屬於此類。

# %% slides="E060" fold="Check the answers"
edges = [2 * (1 + gamma) / 100 for gamma in (0.0, 0.9)]
lr, gamma, factor = best_momentum(4, 100)
assert np.allclose(edges, [0.02, 0.038]) and np.isclose(gamma, 4 / 9)
assert 4.5 < np.log(factor) / np.log(24 / 26) < 5.5
w, _ = RULES["Adam"](np.zeros(2), np.array([3.0, -0.02]), {}, lr=0.1)
assert np.allclose(w, [-0.1, 0.1], atol=1e-4)
print(f"bounds {edges}; momentum {gamma:.2f}, factor {factor:.3f}; step {w.round(3)}")
#! falsify: 2 * (1 + gamma) / 100 => 2 / (1 + gamma) / 100

# %% [markdown] lang="en"
# ## 7.18 The slides' listings today (optional, 8 min)
#
# Deck E prints five listings for an old Keras. All begin so; then four of them build an optimizer with `lr`, `decay` and `epsilon=None`, and compile with the mean squared error. The cell runs what is printed, shows the first error, and then the modern form.

# %% [markdown] lang="zh-TW" of="e5f52d31"
# ## 7.18 投影片的程式，今天還能跑嗎？（選讀，8 分鐘）
#
# 投影片 E 印了五段舊版 Keras 的程式。開頭都一樣；其中四段接著用 `lr`、`decay` 和 `epsilon=None` 建立優化器，並以均方誤差編譯。下一個儲存格照印出來的執行，顯示第一個錯誤，再換成現代的寫法。

# %% rows="O5"
import inspect
import warnings

from keras import optimizers


def listing_model():
    model = keras.Sequential()
    with warnings.catch_warnings(
        record=True
    ):  # input_shape still works, with a warning
        dense = keras.layers.Dense(64, kernel_initializer="uniform", input_shape=(10,))
    model.add(dense)
    model.add(keras.layers.Activation("softmax"))
    return model


old = {
    "SGD": {"lr": 0.01, "decay": 1e-6, "momentum": 0.9, "nesterov": True},
    "Adagrad": {"lr": 0.01, "epsilon": None, "decay": 0.0},
    "RMSprop": {"lr": 0.001, "epsilon": None, "decay": 0.0},
    "Adam": {"lr": 0.001, "epsilon": None, "decay": 0.0},
}
X_listing = np.random.default_rng(0).random((32, 10)).astype("float32")
Y_listing = np.eye(64, dtype="float32")[np.arange(32)]

# %% [markdown] lang="en"
# Each is tried as printed, then with `lr` and `decay` renamed or dropped, then in the modern form.

# %% [markdown] lang="zh-TW" of="5dfcceaa"
# 每段都先照印出來的試，再把 `lr` 和 `decay` 改名或拿掉，最後用現代的寫法。

# %% slides="E010 E011 E012 E030 E038 E048 A113" rows="O5"
first_errors, second_errors = {}, {}
for name, options in old.items():
    kind = getattr(optimizers, name)
    try:
        with warnings.catch_warnings(record=True):  # of decay
            kind(**options)
    except ValueError as error:
        first_errors[name] = str(error)
    renamed = {k: v for k, v in options.items() if k not in ("lr", "decay")}
    model = listing_model()
    model.compile(
        loss="mean_squared_error",
        optimizer=kind(options["lr"], **renamed),
        run_eagerly=True,
    )
    try:
        model.fit(X_listing, Y_listing, epochs=1, verbose=0)
        second_errors[name] = "trains"
    except ValueError as error:
        second_errors[name] = str(error).split("\n")[0]
    modern = {k: v for k, v in renamed.items() if v is not None}
    model.compile(
        loss="categorical_crossentropy",
        optimizer=kind(options["lr"], **modern),
        run_eagerly=True,
    )
    last_loss = model.fit(X_listing, Y_listing, epochs=1, verbose=0).history["loss"][-1]
    print(f"{name:8}: {first_errors[name].splitlines()[0]};", end=" ")
    print(f"renamed: {second_errors[name]}; modern form: trains")
    assert "lr" in first_errors[name] and abs(last_loss - np.log(64)) < 0.1
#! falsify: first_errors[name] = str(error) => first_errors[name] = type(error).__name__

# %% slides="E010 E011 E012 E030 E038 E048 A113" fold="Check the listings"
for name in ("Adagrad", "RMSprop", "Adam"):
    trains = second_errors[name] == "trains"
    check_erratum("O5", f"{name}(epsilon=None) trains", trains, slide=True, right=False)
check_erratum(
    "O5", "SGD takes lr", "lr" not in first_errors["SGD"], slide=True, right=False
)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    optimizers.SGD(decay=1e-6)
schedule = optimizers.schedules.InverseTimeDecay(0.01, 1, 0.5)  # what decay did
assert len(caught) == 1 and np.isclose(float(schedule(3)), 0.01 / (1 + 0.5 * 3))
by_name, by_class = optimizers.get("sgd").get_config(), optimizers.SGD().get_config()
del by_name["name"], by_class["name"]
assert by_name == by_class and np.isclose(by_name["learning_rate"], 0.01)
amsgrad = optimizers.Adam(0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=True)
assert amsgrad.get_config()["amsgrad"]
#! falsify: InverseTimeDecay(0.01, 1, 0.5) => ExponentialDecay(0.01, 1, 0.5)
#! falsify: optimizers.get("sgd").get_config() => optimizers.get("adam").get_config()

# %% [markdown] lang="en"
# `lr` is now `learning_rate`; `decay` is ignored with a warning, and `InverseTimeDecay` computes what it did. Whoever only renames runs into `epsilon=None`, which the slides say stands for `K.epsilon()`: the optimizer is built, and `fit` fails. And the mean squared error on a softmax of 64 classes is a poor choice (chapter 5). The fifth listing runs without complaint and is the worst: a softmax of 64 with *binary* cross-entropy, for 2 epochs. Deck B's listing (chapter 2) runs as printed to this day.

# %% [markdown] lang="zh-TW" of="41a13d9f"
# `lr` 現在叫 `learning_rate`；`decay` 會被忽略並發出警告，`InverseTimeDecay` 算的就是它以前做的事。只改名字的人會碰上 `epsilon=None`，投影片說它代表 `K.epsilon()`：優化器建得起來，`fit` 卻失敗。而且，64 類的 softmax 配均方誤差是不好的選擇（第 5 章）。第五段程式跑得毫無怨言，卻是最糟的：64 個輸出的 softmax 配**二元**交叉熵，訓練 2 個週期。投影片 B 的程式（第 2 章）照印出來的到今天都能跑。

# %% slides="E063" rows="O5"
keras.utils.set_random_seed(0)
answers = np.eye(64, dtype="float32")[np.random.default_rng(1).integers(0, 64, 2000)]
model = listing_model()
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
questions = np.random.default_rng(0).random((2000, 10)).astype("float32")
model.fit(questions, answers, batch_size=32, epochs=2, verbose=0)
loss, accuracy = model.evaluate(questions, answers, verbose=0)
p = model.predict(questions, verbose=0)
from_softmax = -np.mean(answers * np.log(p) + (1 - answers) * np.log(1 - p))
z = questions @ model.layers[0].kernel.numpy() + model.layers[0].bias.numpy()
q = 1 / (1 + np.exp(-z))
from_sigmoid = -np.mean(answers * np.log(q) + (1 - answers) * np.log(1 - q))
print(f"loss {loss:.3f}, accuracy {accuracy:.2f}; by hand from the outputs", end=" ")
print(f"{from_softmax:.3f}, from sigmoids of the sums {from_sigmoid:.3f}")
uses_outputs = bool(np.isclose(loss, from_softmax, rtol=0.01))
check_erratum(
    "O5", "the loss judges the outputs", uses_outputs, slide=True, right=False
)
assert np.isclose(loss, from_sigmoid, rtol=0.01)
#! falsify: q = 1 / (1 + np.exp(-z)) => q = 1 / (1 + np.exp(z))

# %% [markdown] lang="en"
# (Random answers cannot be learned; the point is the loss.) Keras sees that the outputs come from a softmax, takes the sums *before* it and puts them through sigmoids: what is trained is not the network that predicts. No message says so.

# %% [markdown] lang="zh-TW" of="47e79319"
# （隨機的答案學不會；重點是損失。）Keras 發現輸出來自 softmax，就取 softmax **之前**的加總，改送進 sigmoid：所訓練的並不是拿來預測的那個網路，而且沒有任何訊息告訴你。

# %% [markdown] lang="en"
# ## 7.19 Are they what Keras computes? (optional, 8 min)
#
# Signatures and defaults, read from the library itself (options that all optimizers share are left out):

# %% [markdown] lang="zh-TW" of="d7e92ffa"
# ## 7.19 這真的是 Keras 所算的嗎？（選讀，8 分鐘）
#
# 下面是直接從函式庫讀出的參數和預設值（所有優化器共有的選項略去）：

# %% slides="A086 A094 A098 A103 A114 E010 E029 E036 E040 E045 E047" rows="O4"
names = ("SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "Nadam")
signatures = {n: inspect.signature(getattr(optimizers, n)).parameters for n in names}
common = set.intersection(*(set(s) for s in signatures.values())) - {"learning_rate"}
defaults = {
    name: {k: p.default for k, p in signature.items() if k not in common}
    for name, signature in signatures.items()
}
for name, values in defaults.items():
    print(f"{name:8}", ", ".join(f"{k}={v}" for k, v in values.items()))
rates_on_slides = ["0.01", "0.001", "0.001", "0.001", "0.001", "0.001"]
rates_of_keras = [values["learning_rate"] for values in defaults.values()]
check_slide("O4", "default rates", rates_of_keras, rates_on_slides)
rho = defaults["RMSprop"]["rho"]
check_erratum("O5", "RMSprop's rho, deck A", rho, slide="0.95", right="0.9")
epsilon = defaults["Adam"]["epsilon"]
check_erratum("O5", "Adam's epsilon in Keras", epsilon, slide="1e-8", right="1e-07")
check_erratum("O5", "Adagrad's rate", rates_of_keras[1], slide="0.01", right="0.001")
#! falsify: names = ("SGD", "Adagrad", => names = ("Adagrad", "SGD",
#! falsify: defaults["RMSprop"]["rho"] => defaults["Adadelta"]["rho"]

# %% [markdown] lang="en"
# Now the proof. Twelve weights get 120 random gradients whose sizes span six powers of ten; Keras and our rules start alike and are compared after every step, in 64 bits. One obstacle: Keras rounds some constants to 32 bits even then, such as 0.9 inside $\beta^t$. So both sides get constants that 32 bits hold exactly, such as $1 - 2^{-10}$. Only Nadam's 0.96 is fixed inside Keras.

# %% [markdown] lang="zh-TW" of="66c93de8"
# 現在來證明。十二個權重接收 120 次隨機的梯度，大小橫跨六個數量級；Keras 和我們的規則從相同的起點開始，每一步都比較，全用 64 位元。有一個障礙：即使如此，Keras 還是會把某些常數捨入成 32 位元，例如 $\beta^t$ 裡的 0.9。所以雙方都使用 32 位元能精確表示的常數，例如 $1 - 2^{-10}$。只有 Nadam 的 0.96 寫死在 Keras 裡。


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


# %% [markdown] lang="en"
# For each rule: the Keras class, the options of both, and what only Keras needs to be told.

# %% [markdown] lang="zh-TW" of="12fde1b9"
# 下面為每種規則列出：Keras 的類別、雙方的選項，以及只需要告訴 Keras 的選項。

# %% slides="A089 A092 A101 A104 A105 A113 B072 E004 E042 E047 E066" rows="O4"
rng = np.random.default_rng(0)
w_start = rng.normal(size=12)
random_gradients = 10.0 ** rng.uniform(-5, 2, 12) * rng.normal(size=(120, 12))
betas = {"beta_1": 0.875, "beta_2": 1 - 2**-10}
half = {"momentum": 0.875}
twins = {
    "SGD": (optimizers.SGD, {}, {}),
    "momentum": (optimizers.SGD, half, {}),
    "Nesterov": (optimizers.SGD, half, {"nesterov": True}),
    "Adagrad": (optimizers.Adagrad, {"initial_accumulator_value": 0.125}, {}),
    "Adadelta": (optimizers.Adadelta, {}, {}),
    "RMSprop": (optimizers.RMSprop, {}, {}),
    "Adam": (optimizers.Adam, betas, {}),
    "AMSGrad": (optimizers.Adam, betas, {"amsgrad": True}),
    "Nadam": (optimizers.Nadam, betas, {}),
}
theirs, lr = {}, 2**-6
for name, (kind, both, keras_only) in twins.items():
    rate = 4.0 if name == "Adadelta" else lr
    optimizer = kind(learning_rate=rate, **both, **keras_only)
    theirs[name] = keras_path(optimizer, w_start, random_gradients)

# %% slides="A089 A092 A101 A104 A105 A113 B072 E004 E042 E047 E066" rows="O4" fold="Compare all nine"
for name, (_, both, _) in twins.items():
    rate = 4.0 if name == "Adadelta" else lr
    path = our_path(RULES[name], w_start, random_gradients, lr=rate, **both)
    tolerance = 1e-7 if name == "Nadam" else 1e-12
    print(f"{name:8}: 120 steps, largest difference below {tolerance:.0e}")
    assert np.abs(path - theirs[name]).max() < tolerance
    assert np.abs(theirs[name][-1] - w_start).max() > 1e-3  # it did move
#! falsify: our_path(RULES[name], w_start, random_gradients, lr=rate, **both) => our_path(RULES["Adam" if name == "AMSGrad" else name], w_start, random_gradients, lr=rate, **both)
#! falsify: w_start, random_gradients, lr=rate, **both) => w_start, -random_gradients, lr=rate, **both)

# %% [markdown] lang="en"
# All nine agree, eight to rounding. (A unit test confirms the cause for Nadam: with 0.96 rounded where Keras rounds it, they agree to rounding, too.)

# %% [markdown] lang="zh-TW" of="9dbe5ac3"
# 九種全部一致，其中八種只差捨入誤差。（Nadam 的原因已由單元測試證實：在 Keras 捨入的地方把 0.96 也捨入，兩者同樣只差捨入誤差。）

# %% [markdown] lang="en"
# ## 7.20 The slides' formulas, the papers and Keras (optional, 10 min)
#
# Formulas of optimizers exist in variants. Where a slide merely differs from Keras, the cell says "Keras computes"; an *erratum* is a formula that neither paper nor library has. Each rule below is written as a slide has it.

# %% [markdown] lang="zh-TW" of="31587a48"
# ## 7.20 投影片的公式、論文和 Keras（選讀，10 分鐘）
#
# 優化器的公式有許多變形。投影片若只是和 Keras 不同，儲存格會說「Keras computes」；**勘誤**（erratum）只用於論文和函式庫都沒有的公式。下面每種規則都照投影片寫。


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
# Nadam's slide has a constant $\beta_1$; deck E's Adagrad divides by the root of the *mean* square; deck A's sums the square of step $t$ over $k$.

# %% [markdown] lang="zh-TW" of="5806bf7e"
# 投影片上的 Nadam，$\beta_1$ 是常數；投影片 E 的 Adagrad 除以梯度平方之**平均**的平方根；投影片 A 的則是把第 $t$ 步的平方對 $k$ 加總。


# %% rows="O5"
def nadam_constant(w, g, state, lr, beta_1, beta_2, epsilon=1e-7):
    t = state.get("t", 0) + 1
    m = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
    v = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    step = beta_1 * m_hat + (1 - beta_1) / (1 - beta_1**t) * g
    return w - lr * step / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


def adagrad_mean(w, g, state, lr, fading=False):
    """Deck E: the root of the mean of all squares."""
    t = state.get("t", 0) + 1
    total = state.get("total", 0.0) + g**2
    rate = lr / np.sqrt(t) if fading else lr
    return w - rate * g / np.sqrt(total / t), {"t": t, "total": total}


def adagrad_index(w, g, state, lr):
    """Deck A: the square of step t, added t times."""
    t = state.get("t", 0) + 1
    return w - lr * g / np.sqrt(t * g**2), {"t": t}


# %% slides="A095 A103 A105 A111 A114 E026 E039" rows="O5"
inside, mixed = betas | {"inside": True}, betas | {"mixed": True}
on_slides = {
    "Adam, deck A": (adam_slide, "Adam", inside, "ε inside", "ε outside"),
    "Adam, deck E": (adam_deck_e, "Adam", betas, "v from m", "v from v"),
    "AMSGrad, deck A": (adam_slide, "AMSGrad", mixed, "mixed v", "largest v"),
    "Nadam, deck A": (nadam_constant, "Nadam", betas, "β₁ constant", "β₁ rising"),
    "Adagrad, deck E": (adagrad_mean, "Adagrad", {}, "mean", "sum"),
    "Adagrad, deck A": (adagrad_index, "Adagrad", {}, "t gₜ²", "sum of gₖ²"),
}
variants = ("Nadam, deck A",)  # other libraries do have this
gaps = {}
for title, (rule, name, options, theirs_is, ours_is) in on_slides.items():
    mine = our_path(RULES[name], w_start, random_gradients, lr=lr, **twins[name][1])
    on_slide = our_path(rule, w_start, random_gradients, lr=lr, **options)
    gap = [np.abs(path - theirs[name])[1:].max(axis=1) for path in (on_slide, mine)]
    equal = ours_is if gap[1].max() < 1e-7 < 1e-3 < gap[0].max() else "neither"
    if title in variants:
        print(f"{title}: slide {theirs_is}, Keras computes {equal}")
        assert equal == ours_is
    else:
        check_erratum("O5", title, equal, slide=theirs_is, right=ours_is)
    gaps[f"{title}: {theirs_is}"] = tuple(gap)
#! falsify: np.sqrt(total / t), {"t": t, "total": total} => np.sqrt(total + 0.125), {"t": t, "total": total}
#! falsify: (adam_deck_e, "Adam", betas => (RULES["Adam"], "Adam", betas
#! falsify: (on_slide, mine)] => (mine, on_slide)]

# %% slides="E026" rows="O5" fold="Draw the differences, and settle the mean"
exact = {"lr": lr, "initial_accumulator_value": 0.0, "epsilon": 0.0}
w_sum = our_path(RULES["Adagrad"], w_start, random_gradients, **exact)
w_mean = our_path(adagrad_mean, w_start, random_gradients, lr=lr, fading=True)
print("Adagrad, mean with fading rate against sum: difference below 1e-12")
assert np.abs(w_sum - w_mean).max() < 1e-12
show(
    drawings.plot_differences(gaps),
    alt="Six panels, one per rule. The largest difference of the slide's form from "
    "Keras, dashed, lies between a hundredth and 1, for deck E's Adam at the "
    "top of the picture. That of our form lies at rounding, below a millionth "
    "of a millionth, for Nadam at a hundred-millionth.",
)
#! falsify: random_gradients, lr=lr, fading=True) => random_gradients, lr=lr)
#! alt zh-TW: 六格圖，每種規則一格。虛線是投影片的形式與 Keras 的最大差距，落在百分之一到 1 之間，投影片 E 的 Adam 則在圖的頂端。我們的形式只有捨入誤差，低於一兆分之一，Nadam 則在一億分之一。

# %% [markdown] lang="en"
# Deck E's Adam, drawn at the limit of 1,000, lies far above the picture: its $v$ can become negative. Differences of 0 are drawn at $10^{-18}$. Four details:
#
# - Algorithm 1 of the Adam paper adds ε to $\sqrt{\hat v}$, Keras to $\sqrt v$, before the correction (the paper's $\hat\varepsilon$); for Adagrad, Adadelta and RMSprop Keras has ε *inside* the root, as the slides do. Where gradients are far above $\sqrt\varepsilon$ the place hardly matters.
# - AMSGrad: the slide's maximum compares a corrected old $v$ with an uncorrected new one. Paper and Keras take the largest uncorrected $v$ so far.
# - The mean in deck E's Adagrad becomes the sum if η falls as $1/\sqrt{t}$. With a constant η it never slows down. Deck A's index, read literally, leaves only the sign of the gradient.
# - Nadam with a constant $\beta_1$ is a simplification. Keras lets it rise as $1 - \tfrac12\,0.96^{t}$, PyTorch as $1 - \tfrac12\,0.96^{t/250}$.

# %% [markdown] lang="zh-TW" of="eaf71800"
# 投影片 E 的 Adam 畫在上限 1,000，實際上遠遠超出圖外：它的 $v$ 可能變成負數。差距為 0 的畫在 $10^{-18}$。四個細節：
#
# - Adam 論文的演算法 1 把 ε 加在 $\sqrt{\hat v}$ 上，Keras 則在校正之前加在 $\sqrt v$ 上（論文的 $\hat\varepsilon$）；至於 Adagrad、Adadelta 和 RMSprop，Keras 把 ε 放在根號**裡面**，和投影片一樣。梯度遠大於 $\sqrt\varepsilon$ 時，位置幾乎沒有影響。
# - AMSGrad：投影片取的最大值，是拿校正過的舊 $v$ 和未校正的新 $v$ 相比。論文和 Keras 取的是歷來最大的、未校正的 $v$。
# - 投影片 E 的 Adagrad 用的是平均；η 依 $1/\sqrt{t}$ 遞減時，平均就變成總和。η 固定時，它永遠不會慢下來。投影片 A 的下標若照字面讀，只會剩下梯度的正負號。
# - $\beta_1$ 固定的 Nadam 是一種簡化。Keras 讓它依 $1 - \tfrac12\,0.96^{t}$ 上升，PyTorch 依 $1 - \tfrac12\,0.96^{t/250}$。

# %% [markdown] lang="en"
# ## 7.21 Moments (optional, 3 min)
#
# Adam stands for adaptive *moment* estimation. The $r$-th moment of numbers $x_i$ about $a$ is the mean of $(x_i - a)^r$. The first about 0 is the mean μ, the second about μ the variance σ²; the third about μ over $\sigma^3$ is the skewness, the fourth over $\sigma^4$ the kurtosis.

# %% [markdown] lang="zh-TW" of="f5484e97"
# ## 7.21 動差（選讀，3 分鐘）
#
# Adam 是 adaptive *moment* estimation 的縮寫。一組數 $x_i$ 以 $a$ 為中心的 $r$ 階**動差**（moment），是 $(x_i - a)^r$ 的平均。以 0 為中心的一階動差是平均 μ，以 μ 為中心的二階動差是變異數 σ²；以 μ 為中心的三階動差除以 $\sigma^3$ 是偏態（skewness），四階除以 $\sigma^4$ 是峰度（kurtosis）。

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
print("mean, variance, skewness, kurtosis:", np.round(ours, 2))
assert np.allclose(ours, scipy_says)
#! falsify: moment(sample, 3, mean) / sigma**3 => moment(sample, 3, 0) / sigma**3

# %% slides="A108 E044 E066" rows="O7" fold="Compare Adam's v with both"
gradients = 1 + 0.5 * np.random.default_rng(1).normal(size=3000)
v = 0.0
for g in gradients:
    v = 0.999 * v + 0.001 * g**2
v_hat = v / (1 - 0.999**3000)
print(f"Adam's v {v_hat:.2f}; mean square {moment(gradients, 2, 0):.2f},", end=" ")
print(f"variance {gradients.var():.2f}")
assert abs(v_hat - moment(gradients, 2, 0)) < 0.1
is_variance = bool(abs(v_hat - gradients.var()) < 0.1)
check_erratum("O7", "v estimates the variance", is_variance, slide=True, right=False)
#! falsify: 0.001 * g**2 => 0.001 * (g - 1) ** 2

# %% [markdown] lang="en"
# ## 7.22 Beyond the gradient (optional, 8 min)
#
# Who knows the Hessian $A$ can step to the bottom of the bowl that fits: **Newton's method**, $w \leftarrow w - A^{-1} g$. For a million weights $A$ has $10^{12}$ entries, 4 terabytes in 32 bits. **Conjugate gradient** (Hestenes and Stiefel, 1952) needs only products $A\,d$. It walks along directions that do not disturb each other, $d_i^\top A\,d_j = 0$, so $n$ of them finish an $n$-dimensional quadratic. This is the slide's algorithm:

# %% [markdown] lang="zh-TW" of="314510b5"
# ## 7.22 梯度之外（選讀，8 分鐘）
#
# 知道 Hessian 矩陣 $A$，就可以一步走到最吻合的那個碗的碗底：**牛頓法**（Newton's method），$w \leftarrow w - A^{-1} g$。一百萬個權重的 $A$ 有 $10^{12}$ 個元素，32 位元時是 4 TB。**共軛梯度法**（conjugate gradient；Hestenes and Stiefel, 1952）只需要乘積 $A\,d$。它沿著互不干擾的方向前進，$d_i^\top A\,d_j = 0$，所以 $n$ 個方向就走完 $n$ 維的二次函數。這就是投影片的演算法：


# %% slides="E068 E069 E070" rows="O14"
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


terabytes = (10**6) ** 2 * 4 / 10**12
print(f"Hessian of a million weights: {terabytes:.0f} terabytes")
assert terabytes == 4

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
#! falsify: d = -g + (g @ A @ d) => d = -g - (g @ A @ d)
#! falsify: w - (g @ d) / (d @ A @ d) * d => w - (g @ g) / (g @ A @ g) * d

# %% [markdown] lang="en"
# For other functions the slide restarts from the last point. On Rosenbrock's valley, with a line search in place of the formula and a restart every two steps:

# %% [markdown] lang="zh-TW" of="c38068d6"
# 對其他的函數，投影片說由最後一點重新開始。在 Rosenbrock 的山谷裡，以一維搜尋取代公式，每兩步重新開始一次：

# %% slides="E072" rows="O14"
from scipy.optimize import minimize_scalar


def lowest_along(w, d):
    """The best step along d, found by trying steps."""
    return minimize_scalar(
        lambda k: rosenbrock(*(w + k * d)), bounds=(0, 0.5), method="bounded"
    ).x


w, on_the_way = np.array(rosenbrock.start), []
while not on_the_way or (on_the_way[-1] > 1e-6 and len(on_the_way) < 40):
    g = rosenbrock.gradient(w)
    d = -g  # restart
    for _ in range(2):
        w = w + lowest_along(w, d) * d
        g_new = rosenbrock.gradient(w)
        d, g = -g_new + (g_new @ g_new) / (g @ g) * d, g_new
    on_the_way.append(rosenbrock(*w))
print(f"Rosenbrock: height {on_the_way[0]:.1f} after one round,", end=" ")
print(f"below 1e-6 after {len(on_the_way)} rounds")
assert on_the_way[0] > 0.01 and 1 < len(on_the_way) < 40
#! falsify: d = -g  # restart => d = g  # restart

# %% [markdown] lang="en"
# Not in one round, as a quadratic, but it arrives. Networks are not trained so: with mini-batches an exact line step is exact for the wrong function, and a plain Newton step is drawn to saddles as to minima.

# %% [markdown] lang="zh-TW" of="b623202b"
# 不像二次函數一輪就完成，但它到得了。網路不這樣訓練：用小批次時，沿線搜尋得再精確，對象也是錯的函數；而單純的牛頓步會被鞍點吸引，就像被極小吸引一樣。

# %% [markdown] lang="en"
# ## 7.23 Rare features (optional, 6 min)
#
# Deck E advises adaptive rules for **sparse** features, that is features which are 0 most of the time: their weights get few gradients. Logistic regression with 10 common features (in half of the samples) and 40 rare ones, all with true weights of size 2; one pass over 4,000 samples in batches of 20; each rule at its best of six rates by validation loss; twenty seeds.

# %% [markdown] lang="zh-TW" of="8c3be70d"
# ## 7.23 稀有特徵（選讀，6 分鐘）
#
# 投影片 E 建議對**稀疏**（sparse）特徵使用自適應的規則；稀疏是指大部分時候都是 0，所以它們的權重很少得到梯度。用邏輯迴歸，10 個常見特徵（出現在一半的樣本裡）和 40 個稀有特徵，真正的權重大小都是 2；4,000 個樣本看一遍，批次 20；每條規則用六種學習率裡驗證損失最低的；二十個種子。

# %% rows="O15"
grids = {
    "SGD": [0.1, 0.3, 1, 3, 10, 30],
    "momentum": [0.01, 0.03, 0.1, 0.3, 1, 3],
    "Adagrad": [0.03, 0.1, 0.3, 1, 3, 10],
    "RMSprop": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
    "Adam": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
}


def train(rule, rates, X, y, num_epochs=1):
    w, state, lr = np.zeros((len(rates), 50)), {}, np.array(rates)[:, None]
    for k in list(range(0, len(X), 20)) * num_epochs:
        X_b, y_b = X[k : k + 20], y[k : k + 20]
        p = 1 / (1 + np.exp(-w @ X_b.T))  # (rates, 20)
        w, state = RULES[rule](w, (p - y_b) @ X_b / 20, state, lr=lr)
    return w


def log_loss(w, X, y):
    z = w @ X.T
    return (np.logaddexp(0, z) - y * z).mean(axis=1)


# %% [markdown] lang="en"
# Training, validation and test samples are drawn anew for each seed:

# %% [markdown] lang="zh-TW" of="3f596d5a"
# 每個種子都重新抽出訓練、驗證和測試樣本：


# %% rows="O15"
def race_of_rare(rule, share, seed, num_epochs=1):
    """Sizes of common and rare weights, and test loss, at the best validation rate."""
    rng = np.random.default_rng(seed)
    true_weights = rng.choice([-2.0, 2.0], 50)
    often = np.r_[np.full(10, 0.5), np.full(40, share)]
    X = (rng.random((16_000, 50)) < often).astype(float)
    y = (rng.random(16_000) < 1 / (1 + np.exp(-X @ true_weights))).astype(float)
    w = train(rule, grids[rule], X[:4000], y[:4000], num_epochs)
    best = log_loss(w, X[4000:10_000], y[4000:10_000]).argmin()
    right_way = w[best] * np.sign(true_weights)
    loss = log_loss(w[best : best + 1], X[10_000:], y[10_000:])[0]
    return right_way[:10].mean(), right_way[10:].mean(), loss


# %% [markdown] lang="en"
# All five rules, twenty seeds:

# %% [markdown] lang="zh-TW" of="80979c6e"
# 五種規則、二十個種子：

# %% slides="E024 E050 E053 E058" rows="O15"
rare = {
    rule: np.array([race_of_rare(rule, 0.01, seed) for seed in range(20)])
    for rule in grids
}
for rule, found in rare.items():
    common, seldom, loss = found.mean(axis=0)
    mean, half_width = paired(found[:, 2], rare["SGD"][:, 2])
    print(
        f"{rule:8}: common {common:.2f}, rare {seldom:.2f} (true 2); loss {loss:.4f},",
        end=" ",
    )
    print(f"against SGD {mean:+.4f} ± {half_width:.4f}")

# %% slides="E024 E050 E053 E058 E062" rows="O15" fold="Check, vary the sparsity, and draw"
for rule in ("Adagrad", "RMSprop", "Adam"):
    mean, half_width = paired(rare[rule][:, 2], rare["SGD"][:, 2])
    assert (
        mean + half_width < 0
        and rare[rule][:, 1].mean() > rare["SGD"][:, 1].mean() + 0.3
    )
advantage = {}
for share in (0.1, 0.01, 0.003):
    two = [
        [race_of_rare(r, share, s)[2] for s in range(10)] for r in ("RMSprop", "Adam")
    ]
    advantage[share] = paired(*two)
    print(f"rare features in {share:.1%}: RMSprop's loss above Adam's by", end=" ")
    print("{:+.4f} ± {:.4f}".format(*advantage[share]))
assert abs(advantage[0.003][0] - advantage[0.1][0]) < 0.01  # no clear growth
longer = [[race_of_rare(r, 0.01, s, 10)[2] for s in range(5)] for r in ("Adam", "SGD")]
longer = paired(*longer)
print("after ten passes, Adam against SGD: {:+.4f} ± {:.4f}".format(*longer))
first_pass = paired(rare["Adam"][:5, 2], rare["SGD"][:5, 2])
assert first_pass[0] < 2 * longer[0] and longer[0] + longer[1] < 0
show(
    drawings.plot_rare({k: (v[:, 0], v[:, 1]) for k, v in rare.items()}, 2.0),
    alt="For five rules the size that weights of common and of rare features have "
    "reached, for twenty seeds. Common ones lie around 1.8 of the true size 2 "
    "for all rules. Rare ones lie below 1 for SGD, anywhere for momentum, and "
    "mostly between 1 and 1.8 for the adaptive rules.",
)
#! falsify: w[best] * np.sign(true_weights) => w[0] * np.sign(true_weights)
#! falsify: X[:4000], y[:4000], num_epochs) => X[:4000], 1 - y[:4000], num_epochs)
#! alt zh-TW: 五種規則下，常見特徵和稀有特徵的權重在二十個種子裡達到的大小。常見的都在 1.8 附近（真正的大小是 2）；稀有的，SGD 低於 1，動量分散各處，自適應的規則大多在 1 到 1.8 之間。

# %% [markdown] lang="en"
# The advice holds for Adagrad, RMSprop and Adam against SGD. Most of it is speed: after ten passes Adam is only {{ -longer[0] | .4f | 0.002 }} ± {{ longer[1] | .4f | 0.002 }} ahead. That Adam's lead over RMSprop *grows* with sparsity does not show.

# %% [markdown] lang="zh-TW" of="ab981912"
# 和 SGD 相比，這個建議對 Adagrad、RMSprop 和 Adam 成立。其中大半是速度：看過十遍之後，Adam 只領先 {{ -longer[0] | .4f | 0.002 }} ± {{ longer[1] | .4f | 0.002 }}。至於 Adam 對 RMSprop 的領先會隨稀疏程度**擴大**，這裡看不出來。

# %% [markdown] lang="en"
# ## 7.24 What came after Adam (optional, 3 min)
#
# *AdamW* stands in 7.12. *Lion* (Chen et al., 2023), found by a search over programs, steps by η times the *sign* of an averaged gradient; only one average is stored. *Muon* (Jordan et al., 2024) treats a dense layer's kernel as a matrix and replaces the averaged gradient by a nearly orthogonal matrix in the same directions; other weights get AdamW. Keras ships all three. One curve each, on 2,000 digits, three epochs, two seeds: an introduction, no verdict.

# %% [markdown] lang="zh-TW" of="61ac0696"
# ## 7.24 Adam 之後（選讀，3 分鐘）
#
# *AdamW* 在 7.12 節。*Lion*（Chen et al., 2023）是在程式空間中搜尋出來的，步伐是 η 乘上平均梯度的**正負號**，只需要保存一個平均值。*Muon*（Jordan et al., 2024）把密集層的權重當成矩陣，用方向相同、但接近正交的矩陣取代平均梯度；其餘的權重用 AdamW。Keras 三種都有。下面各畫一條曲線：2,000 張圖片、三個週期、兩個種子。這只是初步認識，不是定論。

# %% rows="O15" tags=["nbval-ignore-output"]
modern = {"Adam": (0.003, {}), "AdamW": (0.003, {}), "Lion": (0.001, {})}
if [int(n) for n in keras.__version__.split(".")[:2]] >= [3, 13]:  # before, Muon stops
    modern["Muon"] = (0.003, {"exclude_layers": ["logits"]})
loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
newer = {name: [] for name in modern}
X_new = to_float(images[:2000]).reshape(-1, 784)
for name, (lr, options) in modern.items():
    for seed in range(2):
        keras.utils.set_random_seed(seed)
        hidden = keras.layers.Dense(64, activation="relu")
        logits = keras.layers.Dense(10, name="logits")
        model = keras.Sequential([keras.Input((784,)), hidden, logits])
        optimizer = getattr(optimizers, name)(lr, **options)
        model.compile(optimizer, loss_function, jit_compile=False)
        run = model.fit(X_new, labels[:2000], batch_size=50, epochs=3, verbose=0)
        newer[name].append(run.history["loss"])
    print(
        f"{name:5} lr {lr}: training loss per epoch",
        np.mean(newer[name], axis=0).round(2),
    )
assert max(np.mean(v, axis=0)[-1] for v in newer.values()) < 0.5

# %% fold="Draw the successors"
show(
    drawings.plot_epochs(
        {k: np.mean(v, axis=0) for k, v in newer.items()}, "Adam and three successors"
    ),
    alt="Training loss over three epochs for Adam, AdamW, Lion and Muon: all fall "
    "from about 1 to below 0.5; Adam and AdamW lie on each other.",
)
#! alt zh-TW: Adam、AdamW、Lion 和 Muon 在三個週期內的訓練損失：都從大約 1 降到 0.5 以下；Adam 和 AdamW 重疊。

# %% [markdown] lang="en"
# ## 7.25 The core lab, recorded (optional, 4 min)
#
# The lab that belongs to these slides trains five dense layers on MNIST with Adam for 20 epochs: rate 0.02 with batch 300, rate 0.02 with batch 640, then 0.01 against 0.001. In lab 9 you do it yourself, with the batch size, the rate and the initializer. Here is what a record of it gives with 128 units a layer.

# %% [markdown] lang="zh-TW" of="8008305a"
# ## 7.25 核心實驗的紀錄（選讀，4 分鐘）
#
# 這些投影片所屬的實驗，用 Adam 在 MNIST 上訓練五個密集層 20 個週期：學習率 0.02、批次 300；學習率 0.02、批次 640；然後比較 0.01 和 0.001。實驗 9 會讓你親手做，改變批次大小、學習率和初始器。這裡是每層 128 個單元的紀錄。

# %% slides="C041 C042 C043 C045 C046" rows="O16"
from experiments.o16_core_lab import EXPERIMENT as LAB

runs = LAB.results(live=full_run())
lab = {}
for lr, n in ((0.02, 300), (0.02, 640), (0.01, 300), (0.001, 300)):
    name = f"lr {lr}, batch {n}"
    lab[name] = collect(runs, "accuracy", lr=lr, batch_size=n)
    at_8, at_20 = lab[name][:, 7], lab[name][:, 19]
    test = collect(runs, "test_accuracy", lr=lr, batch_size=n)[:, 19]
    print(f"{name}: training accuracy after 8 epochs {at_8.mean():.3f},", end=" ")
    print(f"after 20 {at_20.mean():.3f}, test {test.mean():.3f}; {len(at_8)} seeds")
print(LAB.provenance())
after_8 = [values[:, 7].mean() for values in lab.values()]
assert (np.diff(after_8) > 0).all() and lab["lr 0.02, batch 300"].shape[1] == 20
#! falsify: (0.02, 300), (0.02, 640), (0.01, 300) => (0.01, 300), (0.02, 640), (0.02, 300)

# %% fold="Draw the core lab"
show(
    drawings.plot_core_lab(lab),
    alt="Training accuracy over 20 epochs for four settings with bands over three "
    "seeds. Rate 0.001 is on top, then 0.01, then 0.02 with batch 640, then "
    "0.02 with batch 300, whose curve is uneven and its band wide.",
)
#! alt zh-TW: 四種設定在 20 個週期內的訓練準確率，色帶是三個種子的範圍。學習率 0.001 最高，其次是 0.01，再來是 0.02 批次 640，最後是 0.02 批次 300，它的曲線起伏、色帶也寬。

# %% [markdown] lang="en"
# Ten to twenty times Adam's default rate is too much here; a larger batch helps a little at 0.02, a smaller rate far more.

# %% [markdown] lang="zh-TW" of="db92610a"
# Adam 預設學習率的十到二十倍，在這裡太大了；0.02 時批次大一點略有幫助，學習率小一點幫助大得多。

# %% [markdown] lang="en"
# ## References
#
# - J. Bergstra and Y. Bengio (2012). Random search for hyper-parameter optimization. *JMLR* 13, 281–305.
# - X. Chen et al. (2023). Symbolic discovery of optimization algorithms. *NeurIPS* 36.
# - J. Cohen et al. (2021). Gradient descent on neural networks typically occurs at the edge of stability. *ICLR*.
# - L. Dinh et al. (2017). Sharp minima can generalize for deep nets. *ICML*.
# - T. Dozat (2016). Incorporating Nesterov momentum into Adam. *ICLR Workshop*.
# - J. Duchi, E. Hazan and Y. Singer (2011). Adaptive subgradient methods for online learning and stochastic optimization. *JMLR* 12, 2121–2159.
# - P. Goyal et al. (2017). Accurate, large minibatch SGD: training ImageNet in 1 hour. arXiv:1706.02677.
# - M. R. Hestenes and E. Stiefel (1952). Methods of conjugate gradients for solving linear systems. *J. Res. Natl. Bur. Stand.* 49, 409–436.
# - M. Jaderberg et al. (2017). Population based training of neural networks. arXiv:1711.09846.
# - K. Jordan et al. (2024). Muon: an optimizer for hidden layers in neural networks. https://kellerjordan.github.io/posts/muon/
# - N. S. Keskar et al. (2017). On large-batch training for deep learning: generalization gap and sharp minima. *ICLR*.
# - D. P. Kingma and J. Ba (2015). Adam: a method for stochastic optimization. *ICLR*.
# - H. Li et al. (2018). Visualizing the loss landscape of neural nets. *NeurIPS* 31.
# - I. Loshchilov and F. Hutter (2017). SGDR: stochastic gradient descent with warm restarts. *ICLR*. (2019). Decoupled weight decay regularization. *ICLR*.
# - Y. Nesterov (1983). A method for solving the convex programming problem with convergence rate $O(1/k^2)$. *Soviet Mathematics Doklady* 27, 372–376.
# - B. T. Polyak (1964). Some methods of speeding up the convergence of iteration methods. *USSR Comput. Math. Math. Phys.* 4(5), 1–17.
# - S. J. Reddi, S. Kale and S. Kumar (2018). On the convergence of Adam and beyond. *ICLR*.
# - L. N. Smith (2017). Cyclical learning rates for training neural networks. *WACV*, 464–472. (2018). A disciplined approach to neural network hyper-parameters. arXiv:1803.09820.
# - T. Tieleman and G. Hinton (2012). Lecture 6.5: RMSprop. *COURSERA: Neural Networks for Machine Learning*.
# - M. D. Zeiler (2012). ADADELTA: an adaptive learning rate method. arXiv:1212.5701.

# %% [markdown] lang="zh-TW" of="46dca214"
# ## 參考文獻
#
# - J. Bergstra and Y. Bengio (2012). Random search for hyper-parameter optimization. *JMLR* 13, 281–305.
# - X. Chen et al. (2023). Symbolic discovery of optimization algorithms. *NeurIPS* 36.
# - J. Cohen et al. (2021). Gradient descent on neural networks typically occurs at the edge of stability. *ICLR*.
# - L. Dinh et al. (2017). Sharp minima can generalize for deep nets. *ICML*.
# - T. Dozat (2016). Incorporating Nesterov momentum into Adam. *ICLR Workshop*.
# - J. Duchi, E. Hazan and Y. Singer (2011). Adaptive subgradient methods for online learning and stochastic optimization. *JMLR* 12, 2121–2159.
# - P. Goyal et al. (2017). Accurate, large minibatch SGD: training ImageNet in 1 hour. arXiv:1706.02677.
# - M. R. Hestenes and E. Stiefel (1952). Methods of conjugate gradients for solving linear systems. *J. Res. Natl. Bur. Stand.* 49, 409–436.
# - M. Jaderberg et al. (2017). Population based training of neural networks. arXiv:1711.09846.
# - K. Jordan et al. (2024). Muon: an optimizer for hidden layers in neural networks. https://kellerjordan.github.io/posts/muon/
# - N. S. Keskar et al. (2017). On large-batch training for deep learning: generalization gap and sharp minima. *ICLR*.
# - D. P. Kingma and J. Ba (2015). Adam: a method for stochastic optimization. *ICLR*.
# - H. Li et al. (2018). Visualizing the loss landscape of neural nets. *NeurIPS* 31.
# - I. Loshchilov and F. Hutter (2017). SGDR: stochastic gradient descent with warm restarts. *ICLR*. (2019). Decoupled weight decay regularization. *ICLR*.
# - Y. Nesterov (1983). A method for solving the convex programming problem with convergence rate $O(1/k^2)$. *Soviet Mathematics Doklady* 27, 372–376.
# - B. T. Polyak (1964). Some methods of speeding up the convergence of iteration methods. *USSR Comput. Math. Math. Phys.* 4(5), 1–17.
# - S. J. Reddi, S. Kale and S. Kumar (2018). On the convergence of Adam and beyond. *ICLR*.
# - L. N. Smith (2017). Cyclical learning rates for training neural networks. *WACV*, 464–472. (2018). A disciplined approach to neural network hyper-parameters. arXiv:1803.09820.
# - T. Tieleman and G. Hinton (2012). Lecture 6.5: RMSprop. *COURSERA: Neural Networks for Machine Learning*.
# - M. D. Zeiler (2012). ADADELTA: an adaptive learning rate method. arXiv:1212.5701.
