# %% [markdown] lang="en"
# After this chapter you can
#
# - say what an artificial neuron computes, and carry out a forward and a backward step by hand and by program;
# - read and write a matrix product, and say what a row and a column of it mean;
# - explain the learning rate, a batch, an epoch, and why features are scaled before training;
# - prove that one neuron can learn AND and OR, but never XOR, and build a network with a hidden layer that can;
# - choose an activation function, and compute softmax without overflow;
# - name the five components, four of which chapters 4 to 7 take up.
#
# You need Python with NumPy and the derivative of a function of one variable. Everything else is explained here. The main line
# takes about two hours; a good place for a break is after section 1.8. Sections marked *optional* stand at the end.
#
# The example and the claims that we test come from a lecture by 紀俊男. A number of the lecture is compared with ours by
# `check_slide`, and `check_erratum` proves a slip. (The P2 and the like in their output are rows of the lecture's syllabus.) These checks, and the drawing of figures, stand mostly in folded cells; `assert` stops the
# notebook when a statement is false. The letters are those of the [notation table](notation.md) of the course.

# %% [markdown] lang="zh-TW" of="42c79ce7"
# 讀完這一章，你可以
#
# - 說出人工神經元在計算什麼，並用手算和程式各做一次正向傳遞與反向傳遞；
# - 看懂、也會寫矩陣乘法，並說出它的一列和一行各代表什麼；
# - 解釋學習率、批次、週期（epoch），以及訓練前為什麼要做特徵縮放；
# - 證明單一神經元學得會 AND 和 OR，卻永遠學不會 XOR，並做出一個有隱藏層、學得會的網路；
# - 選擇激活函數，並在不溢位的情況下計算 softmax；
# - 說出五大元件，其中四個在第 4 到第 7 章逐一深入。
#
# 你需要會 Python 和 NumPy，並懂得單變數函數的微分，其餘都會在這裡解釋。主線大約需要兩小時，1.8 節之後適合休息一下。標示「選讀」的小節放在最後。
#
# 例子和要檢驗的說法，出自紀俊男老師的授課投影片。投影片上的數字由 `check_slide` 與我們的結果比對，`check_erratum` 則證明筆誤（輸出裡的 P2 等代號，是課程大綱的項目）。這些檢查和畫圖的程式大多收在摺疊的儲存格裡；`assert` 會在敘述不成立時讓筆記本停下來。符號請見全課程的[符號表](notation.md)。

# %%
import numpy as np

from utils import plotting
from utils.drawings import perceptron as drawings
from utils.plotting import show
from utils.slides import check_erratum, check_slide

np.set_printoptions(precision=4, suppress=True)

# %% [markdown] lang="en" slides="A001"
# ## 1.1 From a nerve cell to a perceptron (6 min)
#
# A nerve cell, a **neuron**, collects electrical signals through its branches. Each contact point, a synapse, passes its signal
# on more or less strongly, and some inhibit. When enough arrives within a short time, the cell *fires*: it sends a pulse to other
# cells. Otherwise it sends nothing.
#
# Warren McCulloch and Walter Pitts (1943) made a formula of it: a unit that outputs 1 when enough of its inputs are active. Nothing in it
# learns. The psychologist Frank Rosenblatt, at the Cornell Aeronautical Laboratory, described the **perceptron** in a report of 1957 and an
# article of 1958: its connections have strengths that change with experience, so the machine *learns* from examples.
#
# | nerve cell | artificial neuron | symbol |
# |---|---|---|
# | arriving signals | inputs, also called features | $x_1, \dots, x_d$ |
# | strength of a synapse, exciting or inhibiting | weights, positive or negative | $w_1, \dots, w_d$ |
# | readiness to fire | bias | $b$ |
# | all signals together | weighted sum | $z = w_1x_1 + \dots + w_dx_d + b$ |
# | pulse, or no pulse | activation, the output | $a = \varphi(z)$ |
#
# The **activation function** $\varphi$ decides what becomes of the weighted sum. Two of them matter now. The **step function** of Rosenblatt's
# perceptron is 1 if $z > 0$ and 0 otherwise; $z = 0$ counts as "no", everywhere in this chapter. The **sigmoid** $\sigma(z) = \dfrac{1}{1 + e^{-z}}$ rises smoothly from 0 to 1, so
# that its output can be read as a probability of "yes". It came later, when training by derivatives needed a slope.
#
# **Predict, then run.** A neuron has one input, the weight 2 and the bias −3. For which $x$ does the step function fire? What is the sigmoid's output where it begins to fire?
# <details><summary>Answer</summary>
#
# It fires where $2x - 3 > 0$, that is for $x > 1.5$. At $x = 1.5$ the sum is 0; there the step function still says 0, and the sigmoid is exactly one half.
# </details>

# %% [markdown] lang="zh-TW" of="17cf1163"
# ## 1.1 從神經細胞到感知器（6 分鐘）
#
# 神經細胞也叫**神經元**（neuron），它透過分枝收集電訊號。每個接點稱為突觸（synapse），有的傳得強、有的傳得弱，也有的會抑制。短時間內累積的訊號夠多，細胞就會**放電**，把一個脈衝送往其他細胞；不夠的話，就什麼也不送。
#
# Warren McCulloch 和 Walter Pitts（1943）把它寫成公式：夠多的輸入處於活躍狀態時，單元就輸出 1；但它還不會學習。心理學家 Frank Rosenblatt 在康乃爾航空實驗室提出**感知器**（perceptron），先在 1957 年寫成報告，1958 年再發表論文：它的連接強度會隨經驗改變，所以這台機器能從例子中**學習**。
#
# | 神經細胞 | 人工神經元 | 符號 |
# |---|---|---|
# | 傳來的訊號 | 輸入，也稱為特徵（feature） | $x_1, \dots, x_d$ |
# | 突觸的強度，興奮或抑制 | 權重（weight），可正可負 | $w_1, \dots, w_d$ |
# | 有多容易放電 | 偏差（bias） | $b$ |
# | 所有訊號加在一起 | 加權總和（weighted sum） | $z = w_1x_1 + \dots + w_dx_d + b$ |
# | 放電或不放電 | 激活值（activation），也就是輸出 | $a = \varphi(z)$ |
#
# **激活函數**（activation function）$\varphi$ 決定加權總和會變成什麼。目前有兩種很重要。Rosenblatt 感知器用的是**階梯函數**（step function）：$z > 0$ 時為 1，否則為 0；$z = 0$ 在本章一律算作「否」。**sigmoid 函數** $\sigma(z) = \dfrac{1}{1 + e^{-z}}$ 從 0 平滑地上升到 1，所以輸出可以解讀成「是」的機率。它是後來為了用微分訓練、需要斜率時才採用的。
#
# **先預測，再執行**。一個神經元只有一個輸入，權重是 2、偏差是 −3。$x$ 在什麼範圍時，階梯函數會放電？在剛要開始放電的地方，sigmoid 的輸出是多少？
# <details><summary>解答</summary>
#
# $2x - 3 > 0$ 時放電，也就是 $x > 1.5$。在 $x = 1.5$，總和是 0：階梯函數仍是 0，而 sigmoid 恰好是二分之一。
# </details>


# %%
def step(z):
    return (z > 0).astype(float)  # 1.0 where z > 0, else 0.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


x = np.array([1.0, 1.5, 2.0])
z = 2 * x - 3
print("z:      ", z)
print("step:   ", step(z))
print("sigmoid:", sigmoid(z))
assert step(z).tolist() == [0, 0, 1] and sigmoid(z)[1] == 0.5
#! falsify: (z > 0) => (z >= 0)
#! falsify: 2 * x - 3 => 2 * x + 3

# %% fold="Draw the neuron and its two activation functions"
z_line = np.linspace(-6, 6, 601)
fig = drawings.plot_neuron(z_line, {"step": step(z_line), "sigmoid": sigmoid(z_line)})
show(
    fig,
    alt="Left: three inputs with weights run into a node that sums them up and adds "
    "the bias; the sum z passes through the activation phi to become the output "
    "a. Right: the step jumps from 0 to 1 at z = 0, the sigmoid rises smoothly "
    "and is one half at 0.",
)
#! alt zh-TW: 左圖：三個輸入各帶一個權重，匯入一個加總並加上偏差的節點，總和 z 經過激活函數 phi 成為輸出 a。右圖：階梯函數在 z = 0 從 0 跳到 1，sigmoid 平滑上升，在 0 的地方是二分之一。

# %% [markdown] lang="en"
# The picture is an inspiration, not a model of the brain: real neurons send trains of pulses in time.

# %% [markdown] lang="zh-TW" of="ad727da4"
# 這只是靈感來源，不是大腦的模型：真正的神經元會隨時間送出一連串脈衝。

# %% [markdown] lang="en"
# ## 1.2 One forward step, and the matrix product (9 min)
#
# Will the air conditioner be switched on? Three days were observed.
#
# | day | discomfort, 0 to 10 | temperature, °C | guests, 1 = yes | switched on |
# |---|---|---|---|---|
# | 1 | 4 | 32 | 0 | No |
# | 2 | 8 | 29 | 0 | Yes |
# | 3 | 5 | 28 | 1 | Yes |
#
# Each day is one **sample**. What happened is its **label** or target $y$: 1 for Yes, 0 for No. The samples form a **matrix** $X$, a table of numbers: one row
# a sample, one column a feature. Its **shape** is (3, 3). In the lecture's example every weight starts at 0.1 and there is no bias.
#
# For day 1 the weighted sum is $4\cdot 0.1 + 32\cdot 0.1 + 0\cdot 0.1 = 3.6$. To do that for all days at once there is the **matrix product** $Xw$, in NumPy `X @ w`: take a row of $X$, multiply
# it entry by entry with $w$, add up; that is one entry of the result. So (3 days, 3 features) `@` (3 features,) gives (3 days,). The features, which both
# factors share, are added up and vanish from the shape.

# %% [markdown] lang="zh-TW" of="04ce3f58"
# ## 1.2 一次正向傳遞，以及矩陣乘法（9 分鐘）
#
# 冷氣會不會被打開？我們觀察了三天。
#
# | 日 | 不舒服，0 到 10 | 溫度，°C | 客人，1 = 有 | 開冷氣 |
# |---|---|---|---|---|
# | 1 | 4 | 32 | 0 | No |
# | 2 | 8 | 29 | 0 | Yes |
# | 3 | 5 | 28 | 1 | Yes |
#
# 每一天是一個**樣本**（sample），實際發生的事是它的**標籤**（label），也就是目標 $y$：Yes 為 1、No 為 0。所有樣本排成**矩陣**（matrix）$X$，也就是一張數字的表格：一列是一個樣本，一行是一個特徵，**形狀**（shape）是 (3, 3)。在投影片的例子裡，權重一開始都是 0.1，沒有偏差。
#
# 第 1 天的加權總和是 $4\cdot 0.1 + 32\cdot 0.1 + 0\cdot 0.1 = 3.6$。要一次算完所有的日子，就用**矩陣乘法** $Xw$，NumPy 寫成 `X @ w`：取 $X$ 的一列，和 $w$ 逐項相乘再加總，就得到結果的一項。所以（3 天，3 個特徵）`@`（3 個特徵）得到（3 天）：兩邊共有的「特徵」被加總，從形狀中消失。

# %% rows="P2"
X = np.array([[4.0, 32, 0], [8, 29, 0], [5, 28, 1]])  # (samples, features)
y = np.array([0.0, 1.0, 1.0])  # 1 = switched on
w = np.full(3, 0.1)

by_loops = []
for row in X:  # one day
    total = 0.0
    for j in range(3):  # one feature
        total += row[j] * w[j]
    by_loops.append(total)

z = X @ w  # all days at once: (3, 3) @ (3,) gives (3,)
print("by loops:  ", np.array(by_loops))
print("by product:", z)
assert np.allclose(z, by_loops)
#! falsify: X @ w  # all => w @ X  # all

# %% rows="P2" fold="Draw the matrix product"
fig = drawings.plot_matrix_product(X, w, row=0)
show(
    fig,
    alt="Three tables: X with three rows and columns, w with three entries, z with "
    "three entries. The first row of X, all of w and the first entry of z are "
    "coloured; below stands 4 times 0.1 plus 32 times 0.1 plus 0 times 0.1 equals "
    "3.6.",
)
#! alt zh-TW: 三張表格：X 有三列三行，w 有三項，z 有三項。X 的第一列、整個 w 和 z 的第一項塗上顏色；下方寫著 4 乘 0.1 加 32 乘 0.1 加 0 乘 0.1 等於 3.6。

# %% [markdown] lang="en"
# Then each sum goes through the sigmoid: $\hat y = \sigma(z)$, the **prediction**. Above one half, that is for $z > 0$, the decision is "Yes".
#
# **Predict, then run.** All weights are equal. Which feature dominates the sums? Is it the reason why every answer is "Yes"?
# <details><summary>Answer</summary>
#
# The temperature: it contributes about 3 to every sum, because the size of a feature's numbers acts like a weight. But it is not why every answer is "Yes": without it the sums are 0.4, 0.8 and 0.6, still above 0. With no negative weight or feature and no bias, no sum can fall below 0.
# </details>

# %% [markdown] lang="zh-TW" of="852987f2"
# 接著每個總和都通過 sigmoid：$\hat y = \sigma(z)$，這就是**預測**（prediction）。大於二分之一，也就是 $z > 0$ 時，決策為「Yes」。
#
# **先預測，再執行**。所有權重都一樣大，哪個特徵主宰了總和？每天都答「Yes」是因為它嗎？
# <details><summary>解答</summary>
#
# 溫度。它對每個總和都貢獻約 3：特徵的數字越大，作用就像權重越大。但每天都答「Yes」並不是因為它：拿掉溫度，總和是 0.4、0.8、0.6，還是大於 0。權重和特徵都不是負的，又沒有偏差，總和不可能低於 0。
# </details>

# %% rows="P2"
y_hat = sigmoid(z)  # (3,), entry by entry
decision = step(z)
contributions = X * w  # each row of X entry by entry with w: (3, 3)
without_temperature = z - contributions[:, 1]
print("contributions:")
print(contributions)
print("sums without the temperature:", without_temperature)
print("predictions:", y_hat)
print("decisions:  ", ["Yes" if d == 1 else "No" for d in decision])
assert decision.all() and np.allclose(contributions.sum(axis=1), z)
assert (contributions[:, 1] > 0.75 * z).all()  # the temperature
assert np.allclose(without_temperature, [0.4, 0.8, 0.6]) and contributions.min() >= 0
#! falsify: X * w  # each => X / w  # each
#! falsify: z - contributions[:, 1] => z - contributions[:, 0]
#! falsify: np.full(3, 0.1) => np.full(3, 0.2)

# %% rows="P2" slides="A004 A005 A006 A007" fold="Compare with the lecture's numbers"
check_slide("P2", "weighted sums", z, ["3.6", "3.7", "3.4"])
check_slide("P2", "sigmoid of 3.6 and 3.4", y_hat[[0, 2]], ["0.9734", "0.9677"])
check_erratum("P2", "sigmoid of 3.7", y_hat[1], slide="0.9758", right="0.9759")
check_slide("P2", "decisions, 1 = Yes", decision, ["1", "1", "1"])
#! falsify: 1 / (1 + np.exp(-z)) => 1 / (1 + np.exp(z))

# %% [markdown] lang="en"
# For day 1 the neuron is wrong. (The lecture's 0.9758 was cut off: $\sigma(3.7) = {{ y_hat[1] | .6f }}$ rounds to 0.9759.) Computing from the inputs to the output is called
# the **forward pass**. Note the two products: `X @ w` adds up along each row, `X * w` multiplies entry by entry and adds nothing.

# %% [markdown] lang="zh-TW" of="5c98cb2e"
# 第 1 天答錯了。（投影片的 0.9758 是直接捨去的結果：$\sigma(3.7) = {{ y_hat[1] | .6f }}$，四捨五入應為 0.9759。）從輸入往輸出計算，稱為**正向傳遞**（forward pass）。請注意兩種乘法：`X @ w` 會沿著每一列加總；`X * w` 只逐項相乘，不做任何加總。

# %% [markdown] lang="en"
# ## 1.3 The loss that can be learned from (7 min)
#
# How wrong is the neuron? A **loss function** turns a prediction and a label into one number that is 0 when they agree. The lecture uses half the squared error, $C = \tfrac12(\hat y - y)^2$; the ½
# will cancel a 2 in the derivative. It inserts the *decision*, 0 or 1, for $\hat y$. One can also insert the sigmoid's *output*, before it is cut at one half.

# %% [markdown] lang="zh-TW" of="4cd6742c"
# ## 1.3 可以用來學習的損失（7 分鐘）
#
# 神經元錯得多嚴重？**損失函數**（loss function）把預測和標籤變成一個數字，兩者一致時為 0。投影片用平方誤差的一半：$C = \tfrac12(\hat y - y)^2$，其中 ½ 會消去微分時出現的 2。投影片代入 $\hat y$ 的是**決策**（0 或 1）；也可以代入 sigmoid 的**輸出**，也就是還沒用二分之一切開的值。

# %% rows="P2" slides="A008"
loss_of_decision = 0.5 * (decision - y) ** 2
loss_of_output = 0.5 * (y_hat - y) ** 2
print("loss of the decision:", loss_of_decision)
print("loss of the output:  ", loss_of_output)
check_slide("P2", "loss of the decision", loss_of_decision, ["0.5", "0", "0"])
assert loss_of_output[0] < 0.5 and (loss_of_output[1:] > 0).all()
#! falsify: 0.5 * (decision - y) ** 2 => (decision - y) ** 2

# %% [markdown] lang="en"
# The two agree roughly. Their difference shows when a weight moves.
#
# **Predict, then run.** We change only the temperature's weight, in 3,500 tiny moves from −0.2 to 0.15. At how many of these moves does the loss of the decision change?
# <details><summary>Answer</summary>
#
# At three: once for each day, where its sum passes through 0. Everywhere else it is exactly flat.
# </details>

# %% [markdown] lang="zh-TW" of="ae7fb21e"
# 兩者大致吻合，差別要等權重移動時才看得出來。
#
# **先預測，再執行**。只改變溫度的權重，從 −0.2 到 0.15 分成 3,500 小步。決策的損失會在其中幾步改變？
# <details><summary>解答</summary>
#
# 三步：每一天各一次，就在總和通過 0 的時候。其他地方完全是平的。
# </details>

# %% rows="P2"
smooth, stairs = [], []
w2_values = np.linspace(-0.2, 0.15, 3501)
for w2 in w2_values:
    sums = X @ np.array([0.1, w2, 0.1])
    smooth.append(0.5 * np.mean((sigmoid(sums) - y) ** 2))
    stairs.append(0.5 * np.mean((step(sums) - y) ** 2))

changes = int(np.count_nonzero(np.diff(stairs)))
lowest = w2_values[np.argmin(smooth)]
wrong = round(2 * len(y) * stairs[np.argmin(smooth)])  # decisions
print("moves at which the loss of the decision changes:", changes)
print("loss of the output changes at every move:", bool(np.diff(smooth).all()))
print("wrong decisions where the loss of the output is lowest:", wrong)
assert changes == 3 and np.diff(smooth).all() and wrong == 1 and min(stairs) == 0
#! falsify: (step(sums) - y) ** 2 => (sigmoid(sums) - y) ** 2
#! falsify: (sigmoid(sums) - y) ** 2 => (step(sums) - y) ** 2

# %% rows="P2" fold="Draw both losses"
curves = {
    "of the decision (0 or 1)": np.array(stairs),
    "of the sigmoid's output": np.array(smooth),
}
fig = plotting.plot_curves(
    curves,
    x=dict.fromkeys(curves, w2_values),
    xlabel="temperature's weight $w_2$",
    ylabel="mean loss of three days",
    title="Only one of the two losses has a slope",
)
fig.axes[0].axvline(0.1, color="gray", lw=1)
_ = fig.axes[0].text(0.102, 0.05, "start", color="gray")  # _ =: show no result
show(
    fig,
    alt="Against the temperature's weight the loss of the decision is a staircase of "
    "flat pieces; the loss of the sigmoid's output is a smooth curve with one "
    "valley.",
)
#! alt zh-TW: 橫軸是溫度的權重。決策的損失像樓梯，由一段段水平線組成；sigmoid 輸出的損失是一條平滑的曲線，有一個谷底。

# %% [markdown] lang="en"
# The loss of the decision says *that* the neuron is wrong, but not in which direction to move: between its jumps the derivative is 0, at the jumps there is none. The loss of the output has a slope everywhere, and the slope
# tells which way is down.
#
# There is a price. The smooth curve is lowest near $w_2 = {{ lowest | .3f | 0.002 }}$, where one decision is still wrong. The smooth loss is a substitute for what we want. (With all three weights free, section 1.5 gets every day right.)
# From now on $\hat y$ in a loss is the sigmoid's output; decisions only serve to count right answers.

# %% [markdown] lang="zh-TW" of="9416a362"
# 決策的損失只說神經元**錯了**，沒說該往哪個方向移動：平的地方導數是 0，跳躍的地方沒有導數。輸出的損失則處處有斜率，斜率就指出哪邊是下坡。
#
# 這是有代價的。平滑曲線的最低點在 $w_2 = {{ lowest | .3f | 0.002 }}$ 附近，但在那裡還有一個決策是錯的：平滑的損失只是替代品。（三個權重都能移動時，1.5 節就能三天全對。）從現在起，損失裡的 $\hat y$ 一律是 sigmoid 的輸出；決策只用來計算答對的個數。

# %% [markdown] lang="en"
# ## 1.4 Which way should each weight move? (11 min)
#
# The plainest way to find out: **nudge** one weight, leave the others, and look at the loss.

# %% [markdown] lang="zh-TW" of="c75eb107"
# ## 1.4 每個權重該往哪裡移動？（11 分鐘）
#
# 最直接的辦法：只把一個權重**輕推**一下，其他不動，看損失怎麼變。


# %% rows="P3"
def mean_loss(X, y, w):
    return 0.5 * np.mean((sigmoid(X @ w) - y) ** 2)


nudge = 1e-6
by_nudging = []
for j in range(3):
    moved = w.copy()
    moved[j] += nudge
    by_nudging.append((mean_loss(X, y, moved) - mean_loss(X, y, w)) / nudge)
print("change of the loss per unit of each weight:", np.array(by_nudging))

# %% [markdown] lang="en"
# To lower the loss, lower the first two weights, the second most of all, and raise the third a little. But nudging costs one forward pass for every weight. Calculus gives all the numbers at once.
#
# A weight $w_j$ acts through a chain: it changes $z$, $z$ changes $\hat y$, $\hat y$ changes $C$. The **chain rule** says that the effects multiply:
#
# $$\frac{\partial C}{\partial w_j} = \frac{\partial C}{\partial \hat y}\cdot\frac{\partial \hat y}{\partial z}\cdot\frac{\partial z}{\partial w_j}.$$
#
# (The round ∂ says that the other weights stay as they are.) Link by link:
#
# 1. $C = \tfrac12(\hat y - y)^2$ gives $\hat y - y$: how far the prediction is off.
# 2. $\hat y = (1 + e^{-z})^{-1}$ gives $\dfrac{e^{-z}}{(1+e^{-z})^2} = \dfrac{1}{1+e^{-z}}\cdot\dfrac{e^{-z}}{1+e^{-z}} = \hat y(1-\hat y)$: how steep the sigmoid is there.
# 3. $z = w_1x_1 + w_2x_2 + w_3x_3$ gives $x_j$: how strongly the weight acts.
#
# The first two are the same for all weights. Their product is the **error signal** $\delta = \partial C/\partial z = (\hat y - y)\,\hat y(1-\hat y)$, one number a sample. So $\partial C/\partial w_j = \delta x_j$. For day 1
# $\delta = 0.9734\cdot 0.9734\cdot 0.0266 = 0.0252$, and the three derivatives, together called the **gradient**, are $0.0252\cdot(4, 32, 0) = (0.101, 0.806, 0)$.
#
# For $n$ samples we take the mean. For weight $j$ that is the sum over the samples of $x_j\,\delta$, divided by $n$: feature $j$ of all days meets the error signals of all days. So it is a matrix product again,
# $\nabla_w C = \tfrac1n X^\top\delta$, where the **transpose** $X^\top$, `X.T`, is $X$ with rows and columns exchanged, and $\nabla_w C$ is the name of the gradient.

# %% [markdown] lang="zh-TW" of="3317e260"
# 要讓損失變小，就把前兩個權重調低，第二個要調最多，第三個稍微調高。但是輕推的辦法，每個權重都要多做一次正向傳遞；用微分可以一次得到所有的數字。
#
# 權重 $w_j$ 的影響是一環扣一環的：它改變 $z$，$z$ 改變 $\hat y$，$\hat y$ 改變 $C$。**連鎖律**（chain rule）說，這些影響要相乘：
#
# $$\frac{\partial C}{\partial w_j} = \frac{\partial C}{\partial \hat y}\cdot\frac{\partial \hat y}{\partial z}\cdot\frac{\partial z}{\partial w_j}.$$
#
# （圓體的 ∂ 表示其他權重固定不動。）一環一環來：
#
# 1. $C = \tfrac12(\hat y - y)^2$，得到 $\hat y - y$：預測差了多少。
# 2. $\hat y = (1 + e^{-z})^{-1}$，得到 $\dfrac{e^{-z}}{(1+e^{-z})^2} = \dfrac{1}{1+e^{-z}}\cdot\dfrac{e^{-z}}{1+e^{-z}} = \hat y(1-\hat y)$：sigmoid 在那裡有多陡。
# 3. $z = w_1x_1 + w_2x_2 + w_3x_3$，得到 $x_j$：這個權重的作用有多強。
#
# 前兩環對所有權重都一樣，乘積稱為**誤差訊號**（error signal）$\delta = \partial C/\partial z = (\hat y - y)\,\hat y(1-\hat y)$，每個樣本一個數字，於是 $\partial C/\partial w_j = \delta x_j$。第 1 天的 $\delta = 0.9734\cdot 0.9734\cdot 0.0266 = 0.0252$，三個導數合稱**梯度**（gradient），也就是 $0.0252\cdot(4, 32, 0) = (0.101, 0.806, 0)$。
#
# 有 $n$ 個樣本時取平均。對權重 $j$ 來說，就是把每個樣本的 $x_j\,\delta$ 加總再除以 $n$：所有日子的第 $j$ 個特徵，對上所有日子的誤差訊號。這又是一次矩陣乘法：$\nabla_w C = \tfrac1n X^\top\delta$，其中**轉置**（transpose）$X^\top$（`X.T`）是把 $X$ 的列與行互換，$\nabla_w C$ 是梯度的記號。


# %% rows="P3" slides="A009"
def gradient(X, y, w):
    """Gradient (features,) of the mean loss over the samples X (n, features)."""
    y_hat = sigmoid(X @ w)  # (n,)
    delta = (y_hat - y) * y_hat * (1 - y_hat)  # (n,)
    return X.T @ delta / len(X)  # (features, n) @ (n,)


first = [0]  # a list of rows: X[first] is still a matrix, of shape (1, 3)
print("day 1 alone:", gradient(X[first], y[first], w))
print("mean of all:", gradient(X, y, w))
print("by nudging: ", np.array(by_nudging))
assert np.allclose(gradient(X[first], y[first], w), [0.101, 0.806, 0], atol=5e-4)
assert np.allclose(gradient(X, y, w), by_nudging, atol=1e-5)
#! falsify: (y_hat - y) * y_hat * (1 - y_hat) => (y - y_hat) * y_hat * (1 - y_hat)
#! falsify: delta / len(X) => delta
#! falsify: y_hat * (1 - y_hat)  # (n,) => (1 - y_hat)  # (n,)

# %% [markdown] lang="en"
# Each day has its own wish: minus its gradient is the direction in which a small change of the weights helps this day most. Gradient descent follows the mean of the wishes.
#
# **Predict, then run.** Which day's wish is the largest, and which feature does it concern most?
# <details><summary>Answer</summary>
#
# Day 1's, because it is the only wrong one, and in it the temperature's weight, because its input is the largest number. Days 2 and 3 are nearly content; their wishes are over twenty times smaller and point the other way.
# </details>

# %% [markdown] lang="zh-TW" of="aeb84052"
# 每一天都有自己的願望：負的梯度，就是權重往哪個方向稍微移動，對這一天最有幫助。梯度下降照著所有願望的平均走。
#
# **先預測，再執行**。哪一天的願望最大？主要針對哪個特徵？
# <details><summary>解答</summary>
#
# 第 1 天，因為只有它答錯；主要針對溫度的權重，因為它的輸入數字最大。第 2、3 天已經差不多滿意了，願望不到第 1 天的二十分之一，方向也相反。
# </details>

# %% rows="P3" fold="Draw what each day wants"
wishes = np.array([-gradient(X[[day]], y[[day]], w) for day in range(3)])
fig = drawings.plot_wishes(wishes, ["$w_1$", "$w_2$", "$w_3$"])
show(
    fig,
    alt="Wanted changes of the three weights. Day 1 wants the temperature's weight "
    "much lower and that of discomfort lower; days 2 and 3 want tiny changes "
    "upwards. Their mean is about a third of what day 1 wants.",
)
sizes = np.linalg.norm(wishes, axis=1)
assert np.allclose(wishes.mean(axis=0), -gradient(X, y, w))
assert sizes[0] > 20 * sizes[1:].max() and (wishes[0] <= 0).all()
assert (wishes[1:] >= 0).all() and np.abs(wishes[0]).argmax() == 1
#! falsify: -gradient(X[[day]], y[[day]], w) => gradient(X[[day]], y[[day]], w)
#! alt zh-TW: 三個權重各希望怎麼變。第 1 天希望溫度的權重大幅降低、不舒服的權重也降低；第 2、3 天只希望極小幅度地升高。平均大約是第 1 天願望的三分之一。

# %% [markdown] lang="en"
# Is the derivation right everywhere, not only here? TensorFlow finds derivatives by itself: a `GradientTape` records the operations of the forward pass and applies the chain rule backwards through the record (chapter 3
# builds such a machine). We compare at a hundred random points.

# %% [markdown] lang="zh-TW" of="e7417a80"
# 這個推導是不是到處都對，而不只是在這一點？TensorFlow 會自己求導數：`GradientTape` 記錄正向傳遞的運算，再沿著紀錄往回套用連鎖律（第 3 章會親手做一個）。我們在一百個隨機的點上比對。

# %% rows="P3" slides="A009"
import tensorflow as tf

largest_gap = 0.0
for random_w in np.random.default_rng(0).normal(0, 0.1, (100, 3)):
    w_variable = tf.Variable(random_w)
    with tf.GradientTape() as tape:
        output = tf.sigmoid(tf.linalg.matvec(X, w_variable))  # X @ w
        loss = 0.5 * tf.reduce_mean((output - y) ** 2)
    from_tape = tape.gradient(loss, w_variable).numpy()
    largest_gap = max(largest_gap, np.abs(from_tape - gradient(X, y, random_w)).max())
print("largest difference below 1e-14:", largest_gap < 1e-14)
assert largest_gap < 1e-14
#! falsify: 0.5 * tf.reduce_mean => tf.reduce_mean

# %% [markdown] lang="en"
# Computing the gradient, from the loss back to the weights, is the **backward pass**. The **update** then moves the weights against it; this is **gradient descent**:
#
# $$w \leftarrow w - \eta\,\nabla_w C.$$
#
# The **learning rate** $\eta$ (eta), in code `lr`, says how far one step goes.

# %% [markdown] lang="zh-TW" of="48053feb"
# 從損失往回算出權重的梯度，稱為**反向傳遞**（backward pass）。接著**更新**（update）讓權重往反方向移動，這就是**梯度下降**（gradient descent）：
#
# $$w \leftarrow w - \eta\,\nabla_w C.$$
#
# **學習率**（learning rate）$\eta$（eta，程式裡寫成 `lr`）決定一步走多遠。

# %% rows="P3"
lr = 0.03
w_new = w - lr * gradient(X, y, w)
print("weights before:", w, f"  mean loss: {mean_loss(X, y, w):.4f}")
print("weights after: ", w_new, f"  mean loss: {mean_loss(X, y, w_new):.4f}")
assert mean_loss(X, y, w_new) < mean_loss(X, y, w)
#! falsify: w - lr * gradient(X, y, w) => w + lr * gradient(X, y, w)

# %% [markdown] lang="en"
# ## 1.5 Training until all three days are right (7 min)
#
# Training is this step, again and again.
#
# **Predict, then run.** The hottest day was the "No". Which sign will the temperature's weight have in the end?
# <details><summary>Answer</summary>
#
# Negative. The loss measures agreement with the samples, not with common sense: three samples suffice to explain the arithmetic, not to learn from.
# </details>

# %% [markdown] lang="zh-TW" of="194f467d"
# ## 1.5 訓練到三天全對（7 分鐘）
#
# 訓練就是一再重複這一步。
#
# **先預測，再執行**。最熱的那天是「No」。訓練結束時，溫度的權重會是正還是負？
# <details><summary>解答</summary>
#
# 負的。損失衡量的是符不符合樣本，而不是符不符合常識：三個樣本足以說明計算方法，卻不足以學到東西。
# </details>


# %% rows="P3"
def train(X, y, lr, num_steps):
    """Return the last weights, the outputs (steps, n), and the first step all right."""
    w, outputs, first_right = np.full(3, 0.1), [], None
    for count in range(1, num_steps + 1):
        w = w - lr * gradient(X, y, w)
        outputs.append(sigmoid(X @ w))
        if first_right is None and (step(X @ w) == y).all():
            first_right = count
    return w, np.array(outputs), first_right


w_slow, outputs_slow, steps_slow = train(X, y, lr=0.03, num_steps=300)
_, outputs_fast, steps_fast = train(X, y, lr=1.0, num_steps=300)
moving = np.flatnonzero((outputs_fast < 1).any(axis=1)) + 1  # steps not all exactly 1
print("lr = 0.03: all right after", steps_slow, "steps; weights", w_slow.round(2))
print("lr = 1:    all right within 300 steps:", steps_fast is not None)
print("lr = 1:    every output is exactly 1, slope 0, from step", moving[-1] + 1)
assert steps_slow is not None and steps_slow < 100 and w_slow[1] < 0
assert steps_fast is None and moving[-1] == 9 and (outputs_fast[0] < 0.5).all()
#! falsify: w = w - lr * gradient(X, y, w) => w = w + lr * gradient(X, y, w)
#! falsify: lr=1.0, num_steps=300 => lr=0.01, num_steps=300

# %% rows="P3" fold="Draw the outputs during training"
fig, axes = plotting.subplots(1, 2, width=10, height=3.8)
runs = {"lr = 0.03": outputs_slow, "lr = 1: stuck": outputs_fast}
for ax, (title, outputs) in zip(axes, runs.items(), strict=True):
    _ = plotting.plot_curves(
        {f"day {d + 1} (y = {int(y[d])})": outputs[:, d] for d in range(3)},
        logx=True,
        xlabel="step",
        ylabel="output of the neuron",
        title=title,
        ax=ax,
    )
    ax.axhline(0.5, color="gray", lw=1)
    ax.set_ylim(-0.05, 1.05)
    ax.legend(loc="lower right", fontsize=8, bbox_to_anchor=(1, 0.05))
axes[0].get_legend().set_loc("lower left")
axes[0].get_legend().set_bbox_to_anchor((0, 0.05))
show(
    fig,
    alt="Output for each day against steps, on a logarithmic axis. With rate 0.03 day "
    "1 falls below one half while days 2 and 3 stay above it; with rate 1 the "
    "outputs jump up and down for about ten steps and then stick at 1, so that "
    "day 1 stays wrong.",
)
#! alt zh-TW: 每一天的輸出隨步數的變化，橫軸是對數。學習率 0.03 時，第 1 天降到二分之一以下，第 2、3 天維持在上方；學習率 1 時，輸出上下跳動大約十步，然後全部停在 1，所以第 1 天一直是錯的。

# %% [markdown] lang="en"
# With $\eta = 0.03$ all days are right after {{ steps_slow }} steps. With $\eta = 1$ the outputs jump up and down until the tenth update throws the sums to about 70. There $\hat y(1-\hat y)$ is 0 to all digits of the computer, the error signal
# vanishes although day 1 is wrong, and nothing moves any more: the neuron is **saturated**. And the temperature's weight did end up negative, {{ w_slow[1] | .2f | 0.05 }}.

# %% [markdown] lang="zh-TW" of="26f73690"
# $\eta = 0.03$ 時，{{ steps_slow }} 步之後三天全對。$\eta = 1$ 時，輸出上下跳動，直到第十步把總和甩到 70 左右，那裡的 $\hat y(1-\hat y)$ 在電腦的精度內就是 0，第 1 天明明答錯，誤差訊號卻消失，權重再也動不了：這個神經元**飽和**（saturated）了。而溫度的權重最後果然是負的：{{ w_slow[1] | .2f | 0.05 }}。

# %% [markdown] lang="en"
# ## 1.6 Why features are scaled first (10 min)
#
# The lecture remarks that features are usually scaled. To see why, three days are too few, so we invent a diary of 200. Its owner switches on with a probability that rises with discomfort, heat and guests, and then throws a biased
# coin: nobody can predict every day.
#
# From now on the neuron has a bias. It needs no new formula: **the bias is the weight of an input that is always 1**, so a column of ones does it.

# %% [markdown] lang="zh-TW" of="13254feb"
# ## 1.6 為什麼要先做特徵縮放（10 分鐘）
#
# 投影片註明平常會先做特徵縮放（feature scaling）。為什麼？三天的資料太少，所以我們虛構一本 200 天的日記：主人開冷氣的機率隨不舒服程度、溫度和客人而升高，最後擲一枚不公平的硬幣決定，因此沒有人能每天都猜對。
#
# 從現在起神經元有偏差。它不需要新的公式：**偏差就是一個恆為 1 的輸入的權重**，所以加上一行 1 就行了。


# %% rows="P5"
def make_diary(seed, n=200):
    """Return features (n, 3) and labels (n,) of n invented days."""
    rng = np.random.default_rng(seed)
    discomfort = rng.integers(0, 11, n)  # 0 to 10
    temperature = rng.integers(20, 37, n)  # °C
    guests = rng.integers(0, 2, n)  # 0 or 1
    score = 0.6 * (discomfort - 6) + 0.25 * (temperature - 28) + 1.5 * (guests - 0.5)
    labels = (rng.random(n) < sigmoid(score)).astype(float)  # the biased coin
    return np.column_stack([discomfort, temperature, guests]).astype(float), labels


def with_ones(X):
    return np.column_stack([X, np.ones(len(X))])  # the last weight is the bias


diary, y_diary = make_diary(seed=0)
print("mean of each feature:              ", diary.mean(axis=0))
print("standard deviation of each feature:", diary.std(axis=0))
print("switched on:", y_diary.mean())

# %% [markdown] lang="en"
# (`axis=0` runs down the rows, so it gives one number for each column.) Scaling usually means to **standardise** each feature: subtract its mean $\mu_j$ and divide by its standard deviation $s_j$, $x'_j = (x_j - \mu_j)/s_j$. Both
# come from the training samples and are kept for later ones. It has two halves, centring and dividing. We try each alone, and centring alone once more after the temperature was written
# in thousandths of a degree, as the sensors of many computers report it: same days, another unit.
#
# Each version gets 49 learning rates from $10^{-10}$ to 100, and we count the steps, at most 3,000, until the loss is within 5 % of the lowest possible. All rates train at once, one row of weights for each.
#
# **Predict, then run.** Which half helps more here, centring or dividing?
# <details><summary>Answer</summary>
#
# Centring, by far. The spreads differ by a factor of ten (0.5 to 5), but the temperature's mean is almost six times its spread. Dividing still turns about ten steps into one; in thousandths of a degree it becomes necessary.
# </details>

# %% [markdown] lang="zh-TW" of="2e90601a"
# （`axis=0` 沿著列往下走，所以每一行得到一個數字。）特徵縮放通常是指**標準化**（standardise）：每個特徵減去平均 $\mu_j$、再除以標準差 $s_j$，也就是 $x'_j = (x_j - \mu_j)/s_j$。兩個數字都由訓練樣本算出，之後的新樣本也沿用。它包含兩半：置中（減去平均）和除以標準差。我們分別只做一半；另外再把溫度改用千分之一度記錄（許多電腦的感測器就是這樣回報的），同樣的日子、不同的單位，然後只做置中。
#
# 每個版本都試 49 個學習率，從 $10^{-10}$ 到 100，計算要幾步（最多 3,000 步），損失才會降到與最低值相差 5% 以內。所有學習率同時訓練，各占一列權重。
#
# **先預測，再執行**。在這裡，置中和除以標準差，哪一半比較有用？
# <details><summary>解答</summary>
#
# 置中，而且差很多。離散程度雖然差到十倍（0.5 到 5），溫度的平均卻是自己標準差的將近六倍。除以標準差仍能把十步左右變成一步；改用千分之一度之後，則非除不可。
# </details>


# %% rows="P5"
def steps_needed(X1, y, rates, goal, max_steps=3000):
    """Steps until the loss is below the goal, one per learning rate; nan if never."""
    W = np.zeros((len(rates), X1.shape[1]))  # one row of weights per rate
    y_hat = sigmoid(W @ X1.T)  # (rates, n)
    needed = np.full(len(rates), np.nan)
    for count in range(1, max_steps + 1):
        delta = (y_hat - y) * y_hat * (1 - y_hat)
        gradients = delta @ X1 / len(X1)  # (rates, weights)
        W = W - rates[:, None] * gradients  # [:, None]: the rates as a column
        y_hat = sigmoid(W @ X1.T)
        losses = 0.5 * np.mean((y_hat - y) ** 2, axis=1)
        needed[np.isnan(needed) & (losses < goal)] = count
    return needed


def versions(X):
    mean, spread = X.mean(axis=0), X.std(axis=0)
    thousandths = X * [1, 1000, 1]
    return {
        "raw": X,
        "only divided": X / spread,
        "only centred": X - mean,
        "only centred, 0.001 °C": thousandths - thousandths.mean(axis=0),
        "standardised": (X - mean) / spread,
    }


# %% rows="P5" slides="A003" tags=["nbval-ignore-output"]
rates = np.logspace(-10, 2, 49)
fewest, first_diary = {}, {}
for seed in range(5):  # five diaries
    X_raw, labels = make_diary(seed)
    X1 = with_ones(versions(X_raw)["standardised"])
    best_w = np.zeros(4)
    for _ in range(2000):
        best_w = best_w - 3 * gradient(X1, labels, best_w)
    goal = 1.05 * mean_loss(X1, labels, best_w)
    for name, features in versions(X_raw).items():
        with np.errstate(over="ignore"):  # where exp is too large, the sigmoid is 0
            needed = steps_needed(with_ones(features), labels, rates, goal)
        counts = needed[~np.isnan(needed)]
        fewest.setdefault(name, []).append(
            int(counts.min()) if len(counts) else "never"
        )
        first_diary.setdefault(name, needed)
print("fewest steps in five diaries (never: not within 3,000 steps)")
for name, counts in fewest.items():
    print(f"{name:>22}: {counts}")
assert fewest["raw"] == fewest["only centred, 0.001 °C"] == ["never"] * 5
assert max(fewest["only centred"]) < 100 and max(fewest["standardised"]) <= 10
assert all(count == "never" or count > 500 for count in fewest["only divided"])
#! falsify: "only divided": X / spread => "only divided": X - mean
#! falsify: X * [1, 1000, 1] => X * [1, 1, 1]

# %% rows="P5" fold="Draw the steps against the learning rate"
reached = {name: n for name, n in first_diary.items() if not np.isnan(n).all()}
fig = plotting.plot_curves(
    reached,
    x=dict.fromkeys(reached, rates),
    logx=True,
    logy=True,
    xlabel="learning rate",
    ylabel="steps to within 5 % of the lowest loss",
    title="Raw features never get there in 3,000 steps",
)
for line, marker in zip(fig.axes[0].lines, plotting.MARKERS, strict=False):
    line.set_marker(marker)
_ = fig.axes[0].set_xlim(0.03, 200)
fig.axes[0].legend()
show(
    fig,
    alt="Steps needed against learning rate, both logarithmic, in the first diary. "
    "The standardised features need fewer steps the larger the rate, down to a "
    "few at rates of 10 and more; beyond about 30 it rises again. The centred ones "
    "stop at some tens of steps, the divided ones at over a thousand.",
)
first_step = -gradient(X1, labels, np.zeros(4))  # of the last diary, standardised
lengths = np.linalg.norm(first_step) * np.linalg.norm(best_w)
cosine = first_step @ best_w / lengths
print(f"cosine of the first step with the way to the optimum: {cosine:.2f}")
assert cosine > 0.95 and set(first_diary) - set(reached) == {
    "raw",
    "only centred, 0.001 °C",
}
#! falsify: -gradient(X1, labels, np.zeros(4)) => gradient(X1, labels, np.zeros(4))
#! alt zh-TW: 第一本日記中，各學習率需要的步數，兩軸都是對數。標準化的特徵，學習率越大步數越少，在 10 以上只要幾步，超過約 30 又變多；只置中的停在數十步，只除以標準差的要一千步以上。

# %% [markdown] lang="en"
# (With standardised features one large step can suffice, because the first gradient points almost straight at the optimum.)
#
# **Why does the mean matter?** Keep only the temperature and the bias, so that the loss is a landscape over two numbers. With raw temperatures near 28, raising the weight by 1 moves all sums by about 28, just as raising the bias by 28 does. So the two
# numbers undo each other: along that line the loss hardly changes, across it it changes violently. One learning rate must serve both directions. Centred temperatures do not move all sums together, and the ravine widens into an oval bowl.

# %% [markdown] lang="zh-TW" of="7837ba60"
# （標準化之後，有時一大步就夠，因為第一個梯度幾乎正對著最佳解。）
#
# **為什麼平均會有影響**？只留下溫度和偏差，損失就成了兩個數字上的地形。原始溫度都在 28 附近，權重增加 1，所有總和就一起增加大約 28，效果和偏差增加 28 一樣。所以這兩個數字會互相抵消：沿著這條線，損失幾乎不變；橫越它，損失劇烈變化。而兩個方向只能共用一個學習率。置中之後的溫度不再讓所有總和一起移動，溝谷就變寬，成了橢圓的碗。


# %% rows="P5"
def descend(X1, lr, num_steps):
    path = [np.zeros(2)]
    for _ in range(num_steps):
        path.append(path[-1] - lr * gradient(X1, y_diary, path[-1]))
    return np.array(path)  # (steps + 1, 2): weight of the temperature, bias


raw_1 = with_ones(diary[:, 1])
centred_1 = with_ones(diary[:, 1] - diary[:, 1].mean())
path_raw = descend(raw_1, lr=0.03, num_steps=1000)
path_centred = descend(centred_1, lr=1.0, num_steps=50)
same_rate = descend(centred_1, lr=0.03, num_steps=1000)
loss_raw = mean_loss(raw_1, y_diary, path_raw[-1])
loss_centred = mean_loss(centred_1, y_diary, path_centred[-1])
loss_same_rate = mean_loss(centred_1, y_diary, same_rate[-1])
print(f"raw,     rate 0.03, 1000 steps: loss {loss_raw:.3f}")
print(f"centred, rate 0.03, 1000 steps: loss {loss_same_rate:.3f}")
print(f"centred, rate 1,      50 steps: loss {loss_centred:.3f}")
turns = np.sign(np.diff(descend(raw_1, 0.05, 30)[:, 0]))
print(
    "raw, rate 0.05: the weight turns back at every step:", (np.diff(turns) != 0).all()
)
assert loss_raw > loss_centred + 0.01 and loss_raw > loss_same_rate + 0.01
assert (np.diff(turns) != 0).all()
#! falsify: diary[:, 1] - diary[:, 1].mean() => diary[:, 1]
#! falsify: descend(raw_1, 0.05, 30) => descend(centred_1, 0.05, 30)
#! falsify: descend(centred_1, lr=0.03, num_steps=1000) => descend(raw_1, lr=0.03, num_steps=1000)

# %% rows="P5" fold="Draw the two landscapes"
fig = drawings.plot_landscapes(
    {"raw": (raw_1, 0.03, path_raw), "centred": (centred_1, 1.0, path_centred)},
    y_diary,
    limits={"raw": ((-0.3, 0.6), (-8, 2)), "centred": ((-0.2, 0.7), (-1.2, 0.6))},
)
show(
    fig,
    alt="Loss over the temperature's weight and the bias. Raw: a narrow slanting "
    "ravine, of which a path of a thousand steps has covered a small part. "
    "Centred: a wide bowl, and a path of fifty steps that has almost reached the "
    "bottom.",
)
#! alt zh-TW: 損失在溫度權重與偏差上的地形。原始特徵：一條狹窄傾斜的溝谷，一千步的路徑只走了一小段。置中之後：寬闊的碗，五十步的路徑幾乎已經到底。

# %% [markdown] lang="en"
# So scaling does two things. The landscape is *less* steep, so that *larger* steps are possible: at rate 0.05 the raw weight already jumps from wall to wall. And it is *less* flat, so that *equal* steps help more: at the same rate 0.03 a thousand of them end at {{ loss_same_rate | .3f | 0.001 }} instead of {{ loss_raw | .3f | 0.001 }}. LeCun et al. (1998) explain it in depth, and chapter 7 turns it into a formula for the largest rate that works.

# %% [markdown] lang="zh-TW" of="cd7fe962"
# 所以縮放有兩個作用。地形不再那麼陡，可以跨**更大**的步：學習率 0.05 時，原始特徵的權重已經在兩壁之間來回跳動。也不再那麼平，**同樣大小**的步更有用：同樣用 0.03 走一千步，損失是 {{ loss_same_rate | .3f | 0.001 }}，而不是 {{ loss_raw | .3f | 0.001 }}。LeCun et al.（1998）有深入的說明，第 7 章會把它變成公式，算出可用的最大學習率。

# %% [markdown] lang="en"
# ## 1.7 One sample, a batch, or all of them (9 min)
#
# How many samples should one update look at?
#
# | name | samples per update | updates per epoch |
# |---|---|---|
# | stochastic gradient descent (SGD) | 1 | $n$ |
# | mini-batch gradient descent | $B$ | $n/B$, rounded up |
# | (full-)batch gradient descent | all $n$ | 1 |
#
# One pass through all samples is an **epoch**, whatever the size of the batch.
#
# First the direction: how well does one sample's gradient agree with that of all 200? Two vectors can be compared by the cosine of their angle: 1 is the same direction, 0 a right angle, below 0 is against each other.

# %% [markdown] lang="zh-TW" of="add73691"
# ## 1.7 一個樣本、一個批次，還是全部（9 分鐘）
#
# 每次更新該看多少個樣本？
#
# | 名稱 | 每次更新的樣本數 | 每個週期的更新次數 |
# |---|---|---|
# | 隨機梯度下降（stochastic gradient descent, SGD） | 1 | $n$ |
# | 小批次（mini-batch）梯度下降，投影片稱為「批次隨機梯度下降」 | $B$ | $n/B$，無條件進位 |
# | （全）批次梯度下降，投影片稱為「一般梯度下降」 | 全部 $n$ 個 | 1 |
#
# 不論批次多大，所有樣本都看過一次就是一個**週期**（epoch，投影片稱為「一期」）。
#
# 先看方向：單一樣本的梯度，和全部 200 個樣本的梯度有多一致？兩個向量可以用夾角的餘弦比較：1 是同方向，0 是直角，小於 0 就是背道而馳。

# %% rows="P4"
X_diary = with_ones(versions(diary)["standardised"])  # (200, 4)
start_w = np.zeros(4)
whole = gradient(X_diary, y_diary, start_w)
rng = np.random.default_rng(0)
groups = {
    "one sample": [[i] for i in range(200)],
    "batch of 20": [rng.choice(200, 20, replace=False) for _ in range(200)],
}
cosines = {}
for name, chosen_rows in groups.items():
    parts = np.array([gradient(X_diary[r], y_diary[r], start_w) for r in chosen_rows])
    lengths = np.linalg.norm(parts, axis=1) * np.linalg.norm(whole)
    cosines[name] = parts @ whole / lengths
    if name == "one sample":
        print("their mean equals the whole:", np.allclose(parts.mean(axis=0), whole))
        assert np.allclose(parts.mean(axis=0), whole)
    print(f"{name:>11}: cosine {cosines[name].mean():.2f} on average, ", end="")
    print(f"against the whole {np.mean(cosines[name] < 0):.0%}")
against = np.mean(cosines["one sample"] < 0)
assert 0.2 < cosines["one sample"].mean() < 0.5 and 0.1 < against < 0.3
assert cosines["batch of 20"].mean() > 0.8 and (cosines["batch of 20"] > 0).all()
#! falsify: y_diary[r], start_w) for r => 1 - y_diary[r], start_w) for r
#! falsify: rng.choice(200, 20, replace=False) => rng.choice(200, 1, replace=False)

# %% [markdown] lang="en"
# A single sample is right *on average*, but hardly alone: at the start, {{ against | .0% }} of the samples make more than a right angle with the whole. Twenty together are much surer. Now the training.
#
# **Predict, then run.** Of the updates from one sample each, how many raise the loss on all 200 days? And how many full-batch updates?
# <details><summary>Answer</summary>
#
# At this rate about half of them, and none.
# </details>

# %% [markdown] lang="zh-TW" of="ecee86b3"
# 單一樣本的方向**平均起來**是對的，但個別來看並不準：在起點，有 {{ against | .0% }} 的樣本和整體的夾角超過直角；二十個合在一起就可靠得多。接著開始訓練。
#
# **先預測，再執行**。每次只看一個樣本的更新，有多少會讓 200 天的損失上升？全批次的更新呢？
# <details><summary>解答</summary>
#
# 以這個學習率，大約一半；全批次則一次也沒有。
# </details>


# %% rows="P4" slides="A010 E009 E015"
def train_in_batches(X1, y, batch_size, lr, num_epochs=5):
    """Return the loss on all samples after each update."""
    rng = np.random.default_rng(0)
    w, losses = np.zeros(X1.shape[1]), []
    for _ in range(num_epochs):
        order = rng.permutation(len(X1))  # a new order in every epoch
        for start in range(0, len(X1), batch_size):
            chosen = order[start : start + batch_size]
            w = w - lr * gradient(X1[chosen], y[chosen], w)
            losses.append(mean_loss(X1, y, w))
    return np.array(losses)


batch_sizes = {"one sample": 1, "batch of 20": 20, "all 200": 200}
at_rate_1 = {}
for name, size in batch_sizes.items():
    losses = train_in_batches(X_diary, y_diary, size, lr=1.0)
    at_rate_1[name] = losses
    raised = np.mean(np.diff(losses) > 0)
    print(
        f"{name:>11}: {len(losses)} updates in 5 epochs, loss {losses[-1]:.3f}; ",
        end="",
    )
    print(f"{raised:.0%} of the updates raised it")
assert [len(losses) for losses in at_rate_1.values()] == [1000, 50, 5]
assert np.mean(np.diff(at_rate_1["one sample"]) > 0) > 0.3
assert (np.diff(at_rate_1["all 200"]) < 0).all()
#! falsify: range(0, len(X1), batch_size) => range(0, len(X1) // 2, batch_size)
#! falsify: w = w - lr * gradient(X1[chosen] => w = w + lr * gradient(X1[chosen]

# %% [markdown] lang="en"
# At rate 1, for the same five epochs, one sample at a time is far ahead: it made 1000 updates, the full batch 5. Is that a fair comparison? Each deserves its own best rate, and more than one diary.

# %% [markdown] lang="zh-TW" of="e7e4bd38"
# 學習率為 1、同樣五個週期，每次一個樣本遙遙領先：它更新了 1000 次，全批次只有 5 次。但這樣比公平嗎？每一種都該用自己最好的學習率，也不該只看一本日記。

# %% rows="P4" tags=["nbval-ignore-output"]
batch_rates = [0.1, 0.3, 1, 3, 10, 30, 100]
after_five = np.zeros((5, 3, len(batch_rates)))  # diaries, batch sizes, rates
for seed in range(5):
    features, labels = make_diary(seed)
    X1 = with_ones(versions(features)["standardised"])
    for i, size in enumerate(batch_sizes.values()):
        for j, rate in enumerate(batch_rates):
            after_five[seed, i, j] = train_in_batches(X1, labels, size, rate)[-1]

mean_after = after_five.mean(axis=0)  # over the diaries: (3, rates)
for name, values in zip(batch_sizes, mean_after, strict=True):
    best = int(values.argmin())
    print(f"{name:>11}: at rate 1 {values[2]:.4f}; ", end="")
    print(f"best {values[best]:.4f}, at rate {batch_rates[best]}")
best_rates = [batch_rates[k] for k in mean_after.argmin(axis=1)]
high = mean_after[:, np.array(batch_rates) >= 10]  # rates of 10 and more
print(
    "one sample, rates of 10 and more:", high[0].round(3), " all 200:", high[2].round(3)
)
best_losses = after_five.min(axis=2)  # (diaries, 3)
assert (after_five[:, 0, 2] < after_five[:, 2, 2] - 0.015).all()  # at rate 1
assert best_rates[0] < best_rates[1] < best_rates[2] and (high[0] > high[2]).all()
assert np.ptp(best_losses, axis=1).max() < 0.004  # at each one's best rate
#! falsify: [0.1, 0.3, 1, 3, 10, 30, 100] => [0.1, 0.3, 1, 1, 1, 1, 1]
#! falsify: np.array(batch_rates) >= 10 => np.array(batch_rates) >= 1

# %% rows="P4" fold="Draw both comparisons"
fig, axes = plotting.subplots(1, 2, width=10, height=3.8)
_ = plotting.plot_curves(
    at_rate_1,
    x={name: np.arange(1, len(v) + 1) * 5 / len(v) for name, v in at_rate_1.items()},
    xlabel="epoch",
    ylabel="loss on all 200 days",
    title="All with learning rate 1",
    ax=axes[0],
)
_ = plotting.plot_curves(
    dict(zip(batch_sizes, mean_after, strict=True)),
    x=dict.fromkeys(batch_sizes, batch_rates),
    logx=True,
    xlabel="learning rate",
    ylabel="loss after 5 epochs",
    title="Mean of five diaries",
    ax=axes[1],
)
show(
    fig,
    alt="Left, against epochs at rate 1: one sample at a time is down at once, "
    "batches of 20 need about three epochs, all 200 have hardly begun. Right, "
    "loss after five epochs against the learning rate: three valleys of equal "
    "depth, at a larger rate the larger the batch.",
)
#! alt zh-TW: 左圖，學習率 1，橫軸是週期：每次一個樣本立刻下降，每批 20 個大約要三個週期，全部 200 個幾乎還沒開始。右圖，五個週期後的損失隨學習率變化：三個一樣深的谷，批次越大，谷底的學習率越大。

# %% [markdown] lang="en"
# Each at its own best rate, all three end at practically the same loss. The bigger the batch, the surer its direction and the larger the step it can take. On this small problem nothing is gained per epoch by small batches; at a fixed *small* rate such as 1 very much is, and at a fixed rate of 10 or more they lose. What neither panel shows is time, memory, or
# networks whose landscape forbids such large steps: chapter 7 measures them.

# %% [markdown] lang="zh-TW" of="f5142f91"
# 各用自己最好的學習率時，三者最後的損失幾乎相同。批次越大，方向越可靠，能跨的步就越大。在這個小問題上，以週期來算，小批次並沒有好處；學習率固定在 1 這樣的**小值**時，好處非常大；固定在 10 以上，反而吃虧。兩張圖都看不出時間和記憶體，也看不出地形不容許這麼大步的網路會怎樣：第 7 章會測量。

# %% [markdown] lang="en"
# ## 1.8 With a sigmoid and cross-entropy, the neuron is logistic regression (10 min)
#
# The lecture puts an equals sign between perceptron and *logistic regression*, the statistician's classifier (Cox, 1958). A neuron with a sigmoid computes the same function. To get the same *weights* it needs the same loss.
#
# Logistic regression asks: which weights make the observed labels most probable? If the neuron says "yes" with probability $\hat y$, an observed yes has probability $\hat y$, an observed no $1 - \hat y$. The probability of all days is the product. A logarithm turns it
# into a sum, and a minus sign turns "largest" into "smallest". The result is the **binary cross-entropy**
#
# $$C = -\frac1n\sum_i \big[\,y_i\ln\hat y_i + (1-y_i)\ln(1-\hat y_i)\,\big].$$
#
# For one sample $\dfrac{\partial C}{\partial\hat y} = -\dfrac{y}{\hat y} + \dfrac{1-y}{1-\hat y} = \dfrac{\hat y - y}{\hat y(1-\hat y)}$. Times the slope $\hat y(1-\hat y)$ that gives
#
# $$\delta = \hat y - y.$$
#
# The factor that silenced the saturated neuron of section 1.5 has cancelled.
#
# **Predict, then run.** The same diary, the same neuron, half the squared error in one case and cross-entropy in the other, both trained to the end. Are the weights the same?
# <details><summary>Answer</summary>
#
# No. Same function, another loss, another optimum. Only with cross-entropy are they those of logistic regression.
# </details>

# %% [markdown] lang="zh-TW" of="8a41753c"
# ## 1.8 使用 sigmoid 和交叉熵的神經元就是邏輯迴歸（10 分鐘）
#
# 投影片在感知器和**邏輯迴歸**（logistic regression）之間畫了等號；後者是統計學家的分類器（Cox, 1958）。使用 sigmoid 的神經元，計算的函數和它相同；要得到同樣的**權重**，還得用同樣的損失。
#
# 邏輯迴歸問的是：哪一組權重，會讓觀察到的標籤機率最大？如果神經元說「是」的機率為 $\hat y$，觀察到「是」的機率就是 $\hat y$，觀察到「否」則是 $1 - \hat y$，所有日子的機率相乘。取對數把乘積變成總和，加上負號把「最大」變成「最小」，結果就是**二元交叉熵**（binary cross-entropy）：
#
# $$C = -\frac1n\sum_i \big[\,y_i\ln\hat y_i + (1-y_i)\ln(1-\hat y_i)\,\big].$$
#
# 對單一樣本，$\dfrac{\partial C}{\partial\hat y} = -\dfrac{y}{\hat y} + \dfrac{1-y}{1-\hat y} = \dfrac{\hat y - y}{\hat y(1-\hat y)}$，乘上斜率 $\hat y(1-\hat y)$ 就得到
#
# $$\delta = \hat y - y.$$
#
# 讓 1.5 節飽和的神經元得不到訊號的因子，已經消掉了。
#
# **先預測，再執行**。同一本日記、同一個神經元，一次用平方誤差的一半，一次用交叉熵，都訓練到底。權重會一樣嗎？
# <details><summary>解答</summary>
#
# 不會。函數相同，損失不同，最佳解就不同。只有用交叉熵時，權重才和邏輯迴歸相同。
# </details>

# %% rows="P1" slides="A002"
from sklearn.linear_model import LogisticRegression

w_neuron, w_squared = np.zeros(4), np.zeros(4)
for _ in range(3000):
    delta = sigmoid(X_diary @ w_neuron) - y_diary  # (200,)
    w_neuron = w_neuron - 1.0 * X_diary.T @ delta / len(X_diary)
    w_squared = w_squared - 3.0 * gradient(X_diary, y_diary, w_squared)

# C=np.inf switches off scikit-learn's penalty on large weights.
reference = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
_ = reference.fit(X_diary[:, :3], y_diary)
theirs = np.append(reference.coef_[0], reference.intercept_)
print("neuron, cross-entropy:", w_neuron.round(3))
print("scikit-learn:         ", theirs.round(3))
print("neuron, squared error:", w_squared.round(3))
gap = np.abs(w_neuron - theirs).max()
print("largest gap to scikit-learn below 1e-6:", gap < 1e-6)
assert gap < 1e-6 and np.abs(w_squared - theirs).max() > 0.05
#! falsify: X_diary.T @ delta / len(X_diary) => X_diary.T @ (delta * 0.9) / len(X_diary) - 0.01
#! falsify: sigmoid(X_diary @ w_neuron) - y_diary => sigmoid(2 * X_diary @ w_neuron) - y_diary

# %% [markdown] lang="en"
# Why the diary and not the three days? Once all samples can be put on their right sides, there are no best weights: doubling them moves every output closer to its label, without end.

# %% [markdown] lang="zh-TW" of="876dd4fb"
# 為什麼用日記，而不用那三天？只要所有樣本都能落在正確的一側，就沒有最佳權重：權重加倍，每個輸出都更接近標籤，永無止境。


# %% rows="P1"
def cross_entropy(y, y_hat):
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


doubled = [cross_entropy(y, sigmoid(X @ (factor * w_slow))) for factor in (1, 2, 4, 8)]
print("three days, weights times 1, 2, 4, 8:", np.array(doubled))
diary_doubled = [
    cross_entropy(y_diary, sigmoid(X_diary @ (factor * w_neuron))) for factor in (1, 2)
]
print("diary, weights times 1, 2:           ", np.array(diary_doubled))
assert (np.diff(doubled) < 0).all() and diary_doubled[1] > diary_doubled[0]
#! falsify: (1 - y) * np.log(1 - y_hat) => (1 - y) * np.log(y_hat)

# %% [markdown] lang="en"
# The same neuron once more in **Keras**, which the rest of the course uses. Keras describes a network by its layers; TensorFlow computes and finds the derivatives.
#
# | Keras | what it is |
# |---|---|
# | `Dense(1, activation="sigmoid")` | a **dense layer** of one neuron: every input has a weight |
# | `keras.Sequential([...])` | a network, layer after layer; `keras.Input((3,))`: a sample has 3 features |
# | `compile(loss=..., optimizer=...)` | what should become small, and how the weights move; `SGD` is $w \leftarrow w - \eta\,\nabla_w C$ |
# | `train_on_batch(X, y)` | one forward pass, backward pass and update |
# | `get_weights()`, `set_weights(...)` | the weights as NumPy arrays; the bias has an array of its own |

# %% [markdown] lang="zh-TW" of="0124dca7"
# 同一個神經元，這次改用接下來一直使用的 **Keras**。Keras 以「層」（layer）描述網路；TensorFlow 負責計算和求導數。
#
# | Keras | 意思 |
# |---|---|
# | `Dense(1, activation="sigmoid")` | 只有一個神經元的**密集層**（dense layer）：每個輸入都有權重 |
# | `keras.Sequential([...])` | 一層接一層的網路；`keras.Input((3,))`：一個樣本有 3 個特徵 |
# | `compile(loss=..., optimizer=...)` | 要讓什麼變小，以及權重如何移動；`SGD` 就是 $w \leftarrow w - \eta\,\nabla_w C$ |
# | `train_on_batch(X, y)` | 一次正向傳遞、反向傳遞和更新 |
# | `get_weights()`、`set_weights(...)` | 以 NumPy 陣列讀出、寫入權重；偏差自成一個陣列 |

# %% rows="P1" slides="A002"
import keras

keras.utils.set_random_seed(0)
one = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, activation="sigmoid")])
one.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(1.0))
one.set_weights([np.zeros((3, 1)), np.zeros(1)])

w_ours = np.zeros(4)
for _ in range(100):
    one.train_on_batch(X_diary[:, :3], y_diary[:, None])  # labels as a column (200, 1)
    delta = sigmoid(X_diary @ w_ours) - y_diary
    w_ours = w_ours - 1.0 * X_diary.T @ delta / len(X_diary)

w_keras = np.concatenate([weights.ravel() for weights in one.get_weights()])
print("NumPy:", w_ours.round(3))
print("Keras:", w_keras.round(3))
print("largest difference below 1e-6:", np.abs(w_keras - w_ours).max() < 1e-6)
assert np.allclose(w_keras, w_ours, atol=1e-6)
#! falsify: X_diary.T @ delta / len(X_diary) => X_diary.T @ delta / 100

# %% [markdown] lang="en"
# After 100 steps they differ by less than a millionth. That is the size of rounding: Keras keeps 32 bits a number, NumPy 64.

# %% [markdown] lang="zh-TW" of="235c79e2"
# 100 步之後，兩者相差不到百萬分之一，這正是捨入誤差的大小：Keras 一個數字用 32 位元，NumPy 用 64 位元。

# %% [markdown] lang="en"
# ## 1.9 AND, OR and XOR: what one line can do (8 min)
#
# A neuron switches from "no" to "yes" where $z = 0$. With two inputs, $w_1x_1 + w_2x_2 + b = 0$ is a straight line, with more a plane or *hyperplane*: the **decision boundary**. Data whose two classes lie on different sides of some hyperplane
# are **linearly separable**. On exactly these one neuron can be perfect.
#
# The smallest tests are logic gates, with two inputs that are 0 or 1. AND is 1 if both are 1, OR if at least one is, XOR (*exclusive or*) if exactly one is. We train Rosenblatt's perceptron with his own rule: when the answer is right, do nothing; when it is wrong, add the
# input to the weights (it should have been 1) or subtract it (it should have been 0),
#
# $$w \leftarrow w + (y - \hat y)\,x,$$
#
# with the column of ones for the bias. No derivative is needed. The first epoch for OR by hand, from zero:
#
# | sample | $z$ | output | label | update | $(w_1, w_2, b)$ after it |
# |---|---|---|---|---|---|
# | (0,0) | 0 | 0 | 0 | none | (0, 0, 0) |
# | (0,1) | 0 | 0 | 1 | add (0, 1, 1) | (0, 1, 1) |
# | (1,0) | 1 | 1 | 1 | none | (0, 1, 1) |
# | (1,1) | 2 | 1 | 1 | none | (0, 1, 1) |
#
# **Predict, then run.** What happens in the second epoch at (0,0)? And what can the rule do on XOR, if nothing in it is random?
# <details><summary>Answer</summary>
#
# There $z = 1$, which is wrong, so (0, 0, 1) is subtracted. On XOR no epoch is without a mistake; the weights come back to values that they had before, and so they run in a circle for ever.
# </details>

# %% [markdown] lang="zh-TW" of="edc8ee9d"
# ## 1.9 AND、OR 與 XOR：一條直線做得到什麼（8 分鐘）
#
# 神經元在 $z = 0$ 的地方從「否」變成「是」。有兩個輸入時，$w_1x_1 + w_2x_2 + b = 0$ 是一條直線，更多時是平面或**超平面**（hyperplane），稱為**決策邊界**（decision boundary）。如果兩個類別可以分別落在某個超平面的兩側，資料就是**線性可分**（linearly separable）的；單一神經元能完全答對的，正是這種資料。
#
# 最小的測試是邏輯閘，兩個輸入都是 0 或 1。AND 在兩者都是 1 時為 1，OR 在至少一個是 1 時為 1，XOR（互斥或，exclusive or）在恰好一個是 1 時為 1。我們用 Rosenblatt 自己的規則訓練感知器：答對時什麼都不做；答錯時，答案應為 1 就把輸入加到權重上，應為 0 就減去：
#
# $$w \leftarrow w + (y - \hat y)\,x,$$
#
# 偏差一樣用恆為 1 的一行處理，完全不需要導數。以 OR 的第一個週期為例，從零開始手算：
#
# | 樣本 | $z$ | 輸出 | 標籤 | 更新 | 更新後的 $(w_1, w_2, b)$ |
# |---|---|---|---|---|---|
# | (0,0) | 0 | 0 | 0 | 無 | (0, 0, 0) |
# | (0,1) | 0 | 0 | 1 | 加上 (0, 1, 1) | (0, 1, 1) |
# | (1,0) | 1 | 1 | 1 | 無 | (0, 1, 1) |
# | (1,1) | 2 | 1 | 1 | 無 | (0, 1, 1) |
#
# **先預測，再執行**。第二個週期到了 (0,0) 會發生什麼事？規則裡沒有任何隨機性，那麼它在 XOR 上會怎樣？
# <details><summary>解答</summary>
#
# 這時 $z = 1$，答錯了，所以減去 (0, 0, 1)。在 XOR 上，每個週期都會犯錯；權重會回到先前出現過的值，於是永遠繞圈。
# </details>

# %% rows="P6"
X_gate = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
gates = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}


def learn_gate(labels):
    """Perceptron rule; returns the weights after each epoch and the mistakes in it."""
    w, weights, mistakes = np.zeros(3), [], []
    for _ in range(50):  # epochs, at most
        wrong = 0
        for x, label in zip(with_ones(X_gate), labels, strict=True):
            error = label - step(w @ x)  # 0, 1 or -1
            w = w + error * x
            wrong += int(error != 0)
        mistakes.append(wrong)
        if wrong == 0 or any(np.array_equal(w, earlier) for earlier in weights):
            break  # learned, or here before
        weights.append(w)
    return w, mistakes


# %% rows="P6" slides="A011"
learned = {name: learn_gate(labels) for name, labels in gates.items()}
for name, (line, mistakes) in learned.items():
    end = f"learned: w = {line[:2]}, b = {line[2]}"
    if mistakes[-1] > 0:
        end = "back at earlier weights: it repeats for ever"
    print(f"{name:>3}: mistakes per epoch {mistakes}; {end}")
assert learned["AND"][1][-1] == 0 and learned["OR"][1][-1] == 0
assert min(learned["XOR"][1]) > 0 and learned["OR"][1][0] == 1
#! falsify: w = w + error * x => w = w - error * x
#! falsify: "XOR": [0, 1, 1, 0] => "XOR": [0, 1, 1, 1]

# %% rows="P6" slides="A012" fold="Compare the tables, and draw the three lines"
for name, table in [
    ("AND", [["0", "0"], ["0", "1"]]),
    ("OR", [["0", "1"], ["1", "1"]]),
    ("XOR", [["0", "1"], ["1", "0"]]),
]:
    x1, x2 = X_gate.astype(int).T
    logic = {"AND": x1 & x2, "OR": x1 | x2, "XOR": x1 ^ x2}[name]
    assert logic.tolist() == gates[name]
    check_slide("P6", f"table of {name}", logic.reshape(2, 2), table)
fig = drawings.plot_gates(
    X_gate, gates, {name: line for name, (line, _) in learned.items()}
)
show(
    fig,
    alt="AND and OR: a line with all ones on one side and all zeros on the other or "
    "on the line itself. XOR: the line reached in training has points of both "
    "classes on one side.",
)
#! falsify: x1 ^ x2 => x1 | x2
#! alt zh-TW: AND 和 OR：一條直線，1 全在一側，0 全在另一側或剛好在線上。XOR：訓練停下來時的直線，同一側有兩種類別的點。

# %% [markdown] lang="en"
# AND and OR are learned. (Their lines run *through* a point of label 0, which counts as "no".) When a line exists, the rule always finds one: section 1.19 proves it. But all this shows only that *this* rule fails on XOR. Perhaps a cleverer one would find a line?

# %% [markdown] lang="zh-TW" of="9ee2d822"
# AND 和 OR 都學會了。（圖中的直線**穿過**一個標籤為 0 的點，這算作「否」。）只要直線存在，這個規則一定找得到，1.19 節有證明。但這些只說明**這個**規則在 XOR 上行不通。會不會有更聰明的方法找得到那條線？

# %% [markdown] lang="en"
# ## 1.10 No line works for XOR (5 min)
#
# Suppose weights $w_1, w_2, b$ got all four samples right. Then
#
# $$
# \begin{aligned}
# (0,0)\to 0:&\quad b \le 0, & (1,1)\to 0:&\quad w_1 + w_2 + b \le 0,\\
# (1,0)\to 1:&\quad w_1 + b > 0, & (0,1)\to 1:&\quad w_2 + b > 0.
# \end{aligned}
# $$
#
# Add the first row: $w_1 + w_2 + 2b \le 0$. Add the second: $w_1 + w_2 + 2b > 0$. Both cannot hold, so no such weights exist, and no training of one neuron will ever find them. Minsky and Papert (1969) made this limit famous.
#
# **Predict, then run.** There are $2^4 = 16$ functions of two binary inputs. How many of them have a line?
# <details><summary>Answer</summary>
#
# Fourteen. Only XOR and its negation, "both inputs equal", have none.
# </details>
#
# `separation_margin` searches all lines at once (by linear programming, a method that finds a best solution systematically) for the one whose worst sample is as clearly on its right side as possible. It returns how clearly, the *margin* (weights and bias stay between −1 and 1, for larger ones would only inflate it); a line exists exactly when the margin is above 0.

# %% [markdown] lang="zh-TW" of="d5622976"
# ## 1.10 沒有任何直線能解 XOR（5 分鐘）
#
# 假設有權重 $w_1, w_2, b$ 能答對四個樣本，那麼
#
# $$
# \begin{aligned}
# (0,0)\to 0:&\quad b \le 0, & (1,1)\to 0:&\quad w_1 + w_2 + b \le 0,\\
# (1,0)\to 1:&\quad w_1 + b > 0, & (0,1)\to 1:&\quad w_2 + b > 0.
# \end{aligned}
# $$
#
# 第一列相加：$w_1 + w_2 + 2b \le 0$。第二列相加：$w_1 + w_2 + 2b > 0$。兩者不可能同時成立，所以這樣的權重不存在，單一神經元怎麼訓練都找不到。這個限制因 Minsky and Papert（1969）而廣為人知。
#
# **先預測，再執行**。兩個二元輸入的函數共有 $2^4 = 16$ 個，其中有幾個存在直線？
# <details><summary>解答</summary>
#
# 十四個。只有 XOR 和它的否定「兩個輸入相同」沒有。
# </details>
#
# `separation_margin` 一次搜尋所有直線（用線性規劃，一種能有系統地找到最佳解的方法），讓最勉強的樣本也盡可能**明確地**落在正確一側，並回傳明確的程度，稱為**間隔**（margin；權重和偏差限制在 −1 到 1 之間，否則放大就能讓它變大）；間隔大於 0，就表示直線存在，反之亦然。

# %% rows="P6" slides="A011"
from itertools import product

from utils.separability import separation_margin

functions = list(product([0, 1], repeat=4))  # labels of (0,0), (0,1), (1,0), (1,1)
margins = {labels: separation_margin(X_gate, labels) for labels in functions}
without = [labels for labels, (margin, _) in margins.items() if margin < 1e-9]
print(len(functions) - len(without), "of 16 functions have a line; without:", without)

for labels, (_, line) in margins.items():
    right = (step(with_ones(X_gate) @ line) == labels).all()
    assert right or labels in without
assert without == [(0, 1, 1, 0), (1, 0, 0, 1)]
#! falsify: X_gate, labels) for labels => X_gate[:3], labels[:3]) for labels
#! falsify: margin < 1e-9 => margin < 0.5

# %% rows="P6" fold="Draw the sixteen functions"
names = {tuple(labels): name for name, labels in gates.items()}
names[1, 0, 0, 1] = "not XOR"
fig = drawings.plot_sixteen_functions(X_gate, margins, names)
show(
    fig,
    alt="All sixteen functions of two bits. Fourteen show a line, or all points on "
    "one side; XOR and its negation are grey and have none.",
)
#! alt zh-TW: 兩個位元的全部十六個函數。十四個有一條直線，或所有點都在同一側；XOR 和它的否定塗成灰色，沒有直線。

# %% [markdown] lang="en"
# ## 1.11 A hidden layer, by hand (7 min)
#
# XOR can be said in words that single neurons understand: "OR, but not AND". So let one neuron compute OR, another AND, and a third combine them. Neurons between the inputs and the output form a **hidden layer**, its neurons are **hidden units**, and the whole is a **multilayer perceptron** (MLP).
#
# A layer of several neurons has several columns of weights. So $W^{(1)}$ has the shape (inputs, hidden units): column $k$ holds the weights of unit $k$, and the product $XW^{(1)}$ meets every row of $X$ with every column *of $W^{(1)}$*. The number in brackets says which layer it belongs to;
# it is not a power. The biases $b^{(1)}$, one for each unit, are added to every row (this is called *broadcasting*; chapter 2):
#
# $$Z^{(1)} = XW^{(1)} + b^{(1)}, \qquad (4, 2) = (4, 2)(2, 2) + (2,).$$
#
# **Predict, then run.** Leave the step function of the hidden layer out. Can other weights make up for it?
# <details><summary>Answer</summary>
#
# No. Without it the output is a weighted sum of weighted sums, which is one weighted sum: $(XW^{(1)} + b^{(1)})W^{(2)} + b^{(2)} = X\,(W^{(1)}W^{(2)}) + (b^{(1)}W^{(2)} + b^{(2)})$. Any number of layers collapses into a single neuron, and XOR is out of reach.
# </details>

# %% [markdown] lang="zh-TW" of="2172178f"
# ## 1.11 親手做一個隱藏層（7 分鐘）
#
# XOR 可以用單一神經元聽得懂的話來說：「OR，但不是 AND」。那就讓一個神經元算 OR，另一個算 AND，第三個把它們組合起來。介於輸入和輸出之間的神經元組成**隱藏層**（hidden layer），其中的神經元稱為**隱藏單元**（hidden unit），整體就是**多層感知器**（multilayer perceptron, MLP）。
#
# 一層有好幾個神經元，權重就有好幾行。所以 $W^{(1)}$ 的形狀是（輸入，隱藏單元）：第 $k$ 行是單元 $k$ 的權重，$XW^{(1)}$ 讓 $X$ 的每一列和 $W^{(1)}$ 的每一行各相乘一次。括號裡的數字表示屬於哪一層，不是次方。偏差 $b^{(1)}$ 每個單元一個，會加到每一列上（這叫**廣播**，broadcasting，見第 2 章）：
#
# $$Z^{(1)} = XW^{(1)} + b^{(1)}, \qquad (4, 2) = (4, 2)(2, 2) + (2,).$$
#
# **先預測，再執行**。如果拿掉隱藏層的階梯函數，改用別的權重補得回來嗎？
# <details><summary>解答</summary>
#
# 不行。沒有它，輸出就是加權總和的加權總和，仍然只是一個加權總和：$(XW^{(1)} + b^{(1)})W^{(2)} + b^{(2)} = X\,(W^{(1)}W^{(2)}) + (b^{(1)}W^{(2)} + b^{(2)})$。不管多少層都等於單一神經元，XOR 就做不到了。
# </details>

# %% rows="P7" slides="A013"
W1 = np.array([[1.0, 1.0], [1.0, 1.0]])  # (inputs, hidden): columns OR and AND
b1 = np.array([-0.5, -1.5])
W2 = np.array([[1.0], [-1.0]])  # (hidden, outputs): OR and not AND
b2 = np.array([-0.5])

A1 = step(X_gate @ W1 + b1)  # (4, 2)
out = step(A1 @ W2 + b2)  # (4, 1)
print("x1 x2 OR AND out")
print(np.column_stack([X_gate, A1, out]).astype(int))
assert out.ravel().tolist() == gates["XOR"]

without_step = (X_gate @ W1 + b1) @ W2 + b2
one_neuron = X_gate @ (W1 @ W2) + (b1 @ W2 + b2)
print("without the step, equal to one neuron:", np.allclose(without_step, one_neuron))
assert np.allclose(without_step, one_neuron)
#! falsify: [[1.0], [-1.0]] => [[1.0], [1.0]]
#! falsify: [-0.5, -1.5] => [-0.5, -0.5]
#! falsify: (b1 @ W2 + b2) => (b1.sum() + b2)

# %% rows="P7" fold="Draw the network"
fig = plotting.plot_network(
    [2, 2, 1],
    weights=[W1, W2],
    layer_names=["input", "hidden", "output"],
    node_labels=[["$x_1$", "$x_2$"], ["OR\n−0.5", "AND\n−1.5"], ["XOR\n−0.5"]],
    edge_labels=[[["1", "1"], ["1", "1"]], [["1"], ["−1"]]],
    title="XOR = OR and not AND (second line: bias)",
)
show(
    fig,
    alt="A network of two inputs, two hidden units OR (bias -0.5) and AND (bias -1.5) "
    "with all weights 1, and one output XOR that adds OR with weight 1 and AND "
    "with weight -1, bias -0.5.",
)
#! alt zh-TW: 兩個輸入、兩個隱藏單元 OR（偏差 −0.5）和 AND（偏差 −1.5），權重都是 1；輸出 XOR 以權重 1 加上 OR、以權重 −1 加上 AND，偏差 −0.5。

# %% [markdown] lang="en"
# ## 1.12 Learning the hidden weights (11 min)
#
# To *learn* such weights we need slopes, so the step becomes smooth. Hidden units often use the **hyperbolic tangent** $\tanh z = 2\sigma(2z) - 1$, a sigmoid stretched to the range from −1 to 1. Its slope follows from the sigmoid's: $4\,\sigma(2z)(1-\sigma(2z)) = 1 - \tanh^2 z$.
#
# How does the weight from input $j$ to hidden unit $k$ act on the loss of one sample, the cross-entropy of a sigmoid output? Through a chain of four links: it changes the weighted sum of unit $k$ (by $x_j$), that changes the unit's output $a_k$ (by the slope $1 - a_k^2$), that changes the output neuron's sum (by the
# outgoing weight $W^{(2)}_k$), and that changes the loss (by $\hat y - y$, section 1.8). The effects multiply:
#
# $$\frac{\partial C}{\partial W^{(1)}_{jk}} = (\hat y - y)\cdot W^{(2)}_k\cdot(1 - a_k^2)\cdot x_j = \delta^{(1)}_k\,x_j.$$
#
# The first factor is the error signal $\delta^{(2)}$ of the output. The first three are the error signal $\delta^{(1)}_k$ of unit $k$: it is to blame in proportion to its outgoing weight and to how steep it is where it stands. The last step is as for the single neuron,
# *error signal times input*, in both layers; a bias has the input 1. (Each hidden unit has only one way to the output here. Where there are several, their effects add up: chapter 3.)
#
# One thing is new at the start: the weights begin at *random* numbers. Equal hidden units would get equal gradients and stay copies of each other (chapter 4).

# %% [markdown] lang="zh-TW" of="1ce8c6a6"
# ## 1.12 學習隱藏層的權重（11 分鐘）
#
# 要**學**這些權重就需要斜率，所以把階梯換成平滑的函數。隱藏單元常用**雙曲正切**（hyperbolic tangent）$\tanh z = 2\sigma(2z) - 1$，就是把 sigmoid 拉到 −1 到 1 之間。它的斜率可由 sigmoid 得到：$4\,\sigma(2z)(1-\sigma(2z)) = 1 - \tanh^2 z$。
#
# 從輸入 $j$ 到隱藏單元 $k$ 的權重，怎麼影響一個樣本的損失（輸出是 sigmoid，損失是交叉熵）？要經過四環：它改變單元 $k$ 的加權總和（乘上 $x_j$），總和改變單元的輸出 $a_k$（乘上斜率 $1 - a_k^2$），$a_k$ 改變輸出神經元的總和（乘上通往輸出的權重 $W^{(2)}_k$），最後改變損失（乘上 $\hat y - y$，見 1.8 節）。這些影響要相乘：
#
# $$\frac{\partial C}{\partial W^{(1)}_{jk}} = (\hat y - y)\cdot W^{(2)}_k\cdot(1 - a_k^2)\cdot x_j = \delta^{(1)}_k\,x_j.$$
#
# 第一個因子是輸出層的誤差訊號 $\delta^{(2)}$；前三個合起來是單元 $k$ 的誤差訊號 $\delta^{(1)}_k$：它該負多少責任，取決於通往輸出的權重，以及所在位置有多陡。最後一步和單一神經元一樣，兩層都是**誤差訊號乘以輸入**，偏差的輸入是 1。（這裡每個隱藏單元只有一條路通往輸出；如果有好幾條，影響要相加，見第 3 章。）
#
# 起點有一件事是新的：權重從**隨機**的數字開始。相同的隱藏單元會得到相同的梯度，永遠是彼此的複製品（第 4 章）。


# %% rows="P7"
def init_mlp(n_in, n_hidden, rng):
    W1 = rng.uniform(-1, 1, (n_in, n_hidden))
    W2 = rng.uniform(-1, 1, (n_hidden, 1))
    return [W1, np.zeros(n_hidden), W2, np.zeros(1)]


def forward(X, params):
    W1, b1, W2, b2 = params
    A1 = np.tanh(X @ W1 + b1)  # (n, hidden)
    return A1, sigmoid(A1 @ W2 + b2)  # (n, 1)


def mlp_gradients(X, Y, params):
    A1, Y_hat = forward(X, params)
    W2 = params[2]
    delta2 = Y_hat - Y  # (n, 1)
    delta1 = delta2 * W2.ravel() * (1 - A1**2)  # (n, hidden)
    n = len(X)
    return [
        X.T @ delta1 / n,
        delta1.mean(axis=0),
        A1.T @ delta2 / n,
        delta2.mean(axis=0),
    ]


# %% [markdown] lang="en"
# (`W2.ravel()` is the column of outgoing weights written as a row.) Before using the formulas we check them by nudging, a little better than in section 1.4: half a step forward and half a step back, $\bigl(C(w + \varepsilon) - C(w - \varepsilon)\bigr)/2\varepsilon$. This test, *finite differences*, works for any gradient.

# %% [markdown] lang="zh-TW" of="dfe9cb22"
# （`W2.ravel()` 把通往輸出的權重從一行改寫成一列。）使用公式之前，先用輕推來檢查，而且比 1.4 節再準一點：往前、往後各推一小步，$\bigl(C(w + \varepsilon) - C(w - \varepsilon)\bigr)/2\varepsilon$。這個方法稱為**有限差分**（finite difference），任何梯度都能檢驗。

# %% rows="P7"
Y_xor = np.array([[0.0], [1], [1], [0]])
params = init_mlp(2, 2, np.random.default_rng(1))
by_formula = mlp_gradients(X_gate, Y_xor, params)
eps = 1e-6
for k, name in enumerate(["W1", "b1", "W2", "b2"]):
    by_difference = np.zeros_like(params[k])
    for index in np.ndindex(params[k].shape):  # one number after the other
        losses = []
        for change in (eps, -eps):
            moved = [p.copy() for p in params]
            moved[k][index] += change
            losses.append(cross_entropy(Y_xor, forward(X_gate, moved)[1]))
        by_difference[index] = (losses[0] - losses[1]) / (2 * eps)
    print(f"{name}: formula    {by_formula[k].ravel().round(6)}")
    print(f"    difference {by_difference.ravel().round(6)}")
    assert np.allclose(by_formula[k], by_difference, atol=1e-8)
#! falsify: (1 - A1**2) => (1 - A1)
#! falsify: delta2 * W2.ravel() => delta2 * W2.ravel()[::-1]
#! falsify: delta1.mean(axis=0) => delta1.sum(axis=0)
#! falsify: A1.T @ delta2 / n => A1.T @ delta2

# %% [markdown] lang="en"
# All nine derivatives agree. Now the training, in NumPy and in Keras from the same start.

# %% [markdown] lang="zh-TW" of="92220a24"
# 九個導數都一致。接著從同一個起點，分別用 NumPy 和 Keras 訓練。


# %% rows="P7"
def train_mlp(X, Y, params, lr, num_steps):
    for _ in range(num_steps):
        grads = mlp_gradients(X, Y, params)
        params = [p - lr * g for p, g in zip(params, grads, strict=True)]
    return params


start = init_mlp(2, 2, np.random.default_rng(2))  # one that succeeds: see below
trained = train_mlp(X_gate, Y_xor, start, lr=0.5, num_steps=2000)
A1_xor, out_xor = forward(X_gate, trained)
print("outputs for (0,0), (0,1), (1,0), (1,1):", out_xor.ravel().round(3))
assert np.array_equal(out_xor > 0.5, Y_xor == 1)
assert cross_entropy(Y_xor, out_xor) < 0.02
#! falsify: p - lr * g => p + lr * g

# %% rows="P7" slides="A013"
keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(2, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.5))
model.set_weights(start)
for _ in range(500):
    model.train_on_batch(X_gate, Y_xor)

after_500 = train_mlp(X_gate, Y_xor, start, lr=0.5, num_steps=500)
print("NumPy, 500 steps:", forward(X_gate, after_500)[1].ravel().round(3))
print("Keras, 500 steps:", model.predict(X_gate, verbose=0).ravel().round(3))
for ours, theirs in zip(after_500, model.get_weights(), strict=True):
    assert np.allclose(ours, theirs, atol=1e-3)
#! falsify: lr=0.5, num_steps=500 => lr=0.4, num_steps=500

# %% [markdown] lang="en"
# Equal within a thousandth. Does it always work? We train from 200 random starts for several sizes of the hidden layer. `ManyNetworks` holds 200 networks at once, with the same formulas, one more axis in front, and starts drawn by Glorot's rule (chapter 4).
#
# **Predict, then run.** Two hidden units *can* compute XOR. From what share of the starts do they learn it?
# <details><summary>Answer</summary>
#
# Only from about half. The others are stuck. With eight units practically all succeed.
# </details>

# %% [markdown] lang="zh-TW" of="594acf53"
# 兩者相差不到千分之一。每次都會成功嗎？我們試幾種大小的隱藏層，各從 200 個隨機起點訓練。`ManyNetworks` 一次容納 200 個網路，公式相同，只是前面多一個軸，起點則依 Glorot 的規則抽出（第 4 章）。
#
# **先預測，再執行**。兩個隱藏單元**能夠**計算 XOR。有多少比例的起點學得會？
# <details><summary>解答</summary>
#
# 只有大約一半，其餘的卡住了。用八個單元時，幾乎全部成功。
# </details>

# %% rows="P7"
from utils.nn.two_layer import ManyNetworks

solved, stuck_losses = {}, {}
for n_hidden in (1, 2, 3, 4, 8):
    networks = ManyNetworks.random(200, n_in=2, n_hidden=n_hidden)
    networks.train(X_gate, Y_xor, lr=0.5, num_steps=2000)
    outputs = networks.predict(X_gate)  # (200, 4, 1)
    right = ((outputs > 0.5) == Y_xor).all(axis=(1, 2))
    solved[str(n_hidden)] = right.mean()
    likelihoods = np.where(Y_xor == 1, outputs, 1 - outputs)
    stuck_losses[n_hidden] = -np.log(likelihoods[~right]).mean(axis=(1, 2))

stuck = np.median(stuck_losses[2])
print("share that learned XOR:", {k: f"{share:.0%}" for k, share in solved.items()})
print(f"median loss of the stuck ones with two units: {stuck:.3f}")
assert solved["1"] == 0 and 0.35 < solved["2"] < 0.8
assert solved["2"] < solved["3"] < solved["8"] and solved["8"] > 0.97
assert np.isclose(stuck, np.log(2) / 2, atol=0.02)
#! falsify: Y_xor == 1, outputs, 1 - outputs => Y_xor == 0, outputs, 1 - outputs
#! falsify: ((outputs > 0.5) == Y_xor) => ((outputs > 0.5) == Y_xor[::-1] * 0)

# %% rows="P7" fold="Draw the shares"
fig = plotting.plot_bars(
    {name: 100 * share for name, share in solved.items()},
    ylabel="learned XOR (% of 200 starts)",
    title="Two hidden units suffice, but often get stuck",
)
_ = fig.axes[0].set_xlabel("hidden units")
show(
    fig,
    alt="Share of starts that learn XOR: none with one hidden unit, about half with "
    "two, over nine in ten with three, practically all with eight.",
)
#! alt zh-TW: 學會 XOR 的起點比例：一個隱藏單元為零，兩個大約一半，三個超過九成，八個幾乎全部。

# %% [markdown] lang="en"
# One hidden unit still draws one line. With two, {{ solved["2"] | .0% | 4 }} get there; the others sit on a nearly flat stretch with a loss near $\tfrac12\ln 2 = 0.347$: two samples right, the other two at one half. "A solution exists" and "gradient descent finds it" are different statements, and spare units make the second more likely.

# %% [markdown] lang="zh-TW" of="92969364"
# 一個隱藏單元仍然只能畫一條線。兩個單元時，{{ solved["2"] | .0% | 4 }} 學得會；其餘的停在幾乎平坦的地方，損失接近 $\tfrac12\ln 2 = 0.347$：兩個樣本答對，另外兩個停在二分之一。「解存在」和「梯度下降找得到」是兩回事，多幾個備用的單元，找到的機會就比較大。

# %% [markdown] lang="en"
# ## 1.13 What the hidden units have learned (4 min)
#
# Left and middle: where over the square of inputs each unit of our trained network is positive. Right: the four samples drawn at the *outputs* of the two units, with the boundary of the output neuron.
#
# **Predict, then run.** Each unit can draw only one line, and no line solves XOR. What must the hidden layer have done to the four samples?
# <details><summary>Answer</summary>
#
# It has moved them so that one line now suffices: (0,0) and (1,1) fall together. Training did not find our OR and AND; each of its units cuts off one of the two corners with label 1.
# </details>

# %% [markdown] lang="zh-TW" of="6bffb05e"
# ## 1.13 隱藏單元學到了什麼（4 分鐘）
#
# 左圖和中圖：訓練好的兩個單元，在輸入的正方形上各在哪裡為正。右圖：把四個樣本畫在兩個單元**輸出**的位置，並畫出輸出神經元的邊界。
#
# **先預測，再執行**。每個單元只能畫一條線，而沒有任何直線能解 XOR。那麼隱藏層一定對四個樣本做了什麼？
# <details><summary>解答</summary>
#
# 它把樣本移到一條線就夠用的位置：(0,0) 和 (1,1) 落在一起。訓練找到的不是我們的 OR 和 AND；兩個單元各切下一個標籤為 1 的角。
# </details>

# %% rows="P7" slides="A015" fold="Draw the hidden units and the hidden space"
fig = drawings.plot_hidden_units(
    X_gate, gates["XOR"], lambda P: forward(P, trained)[0], trained[2], trained[3]
)
show(
    fig,
    alt="Each hidden unit draws one line that cuts off one corner of the square. In "
    "hidden space (0,0) and (1,1) fall together, and one line separates the "
    "classes.",
)
hidden_margin, _ = separation_margin(A1_xor, gates["XOR"])
print("outputs of the two units for the four samples:")
print(A1_xor.round(2))
print(f"margin in hidden space {hidden_margin:.2f}, of the inputs ", end="")
print(f"{abs(separation_margin(X_gate, gates['XOR'])[0]):.2f}")
assert hidden_margin > 0.1 and np.abs(A1_xor[0] - A1_xor[3]).max() < 0.1
assert (A1_xor > 0).sum(axis=0).tolist() == [1, 1]  # each cuts off one corner
#! falsify: separation_margin(A1_xor, gates => separation_margin(X_gate, gates
#! alt zh-TW: 每個隱藏單元畫一條線，切下正方形的一個角。在隱藏空間裡，(0,0) 和 (1,1) 落在一起，一條直線就能分開兩個類別。

# %% [markdown] lang="en"
# The hidden layer **re-represents** the inputs so that the last neuron has an easy task. Four samples are a small stage for a large idea; Rumelhart, Hinton and Williams (1986) showed that gradient descent finds such representations by itself. Whether units then stand for clean human ideas is another question (section 1.20).

# %% [markdown] lang="zh-TW" of="f06b8a76"
# 隱藏層把輸入**重新表示**，讓最後一個神經元的任務變簡單。雖然只有四個樣本，背後的概念卻很重要；Rumelhart, Hinton and Williams（1986）展示了梯度下降會自己找到這樣的表示。至於單元是否因此代表清楚的人類概念，則是另一個問題（1.20 節）。

# %% [markdown] lang="en"
# ## 1.14 Activation functions (7 min)
#
# These five are the classical ones. The backward pass needs their derivatives.
#
# | name | formula | range | derivative | used for |
# |---|---|---|---|---|
# | linear | $z$ | all numbers | $1$ | output of a regression |
# | sigmoid | $1/(1+e^{-z})$ | 0 to 1 | $\sigma(1-\sigma)$ | output, two classes |
# | tanh | $2\sigma(2z) - 1$ | −1 to 1 | $1 - \tanh^2 z$ | hidden layers |
# | ReLU | $\max(0, z)$ | 0 and up | 0 for $z<0$, 1 for $z>0$ | hidden layers |
# | softmax | section 1.15 | 0 to 1, sum 1 | section 1.15 | output, many classes |
#
# **Regression** means predicting a number instead of a class: it needs outputs without bounds. ReLU is short for *rectified linear unit*; at $z = 0$ its graph has a corner, where TensorFlow takes 0 as the derivative.
#
# **Predict, then run.** Where is the sigmoid steepest, and how steep? If a signal's error passes back through ten sigmoids, what is left of it at most?
# <details><summary>Answer</summary>
#
# At $z = 0$, with slope ¼. After ten of them at most $(\tfrac14)^{10}$, about a millionth (apart from the weights on the way). This is the *vanishing gradient* of chapter 8. ReLU's slope is 1 wherever it is not 0.
# </details>

# %% [markdown] lang="zh-TW" of="20548361"
# ## 1.14 激活函數（7 分鐘）
#
# 最經典的是這五種。反向傳遞需要它們的導數。
#
# | 名稱 | 公式 | 值域 | 導數 | 用途 |
# |---|---|---|---|---|
# | 線性（linear） | $z$ | 所有實數 | $1$ | 迴歸的輸出 |
# | sigmoid | $1/(1+e^{-z})$ | 0 到 1 | $\sigma(1-\sigma)$ | 輸出層，二選一 |
# | tanh | $2\sigma(2z) - 1$ | −1 到 1 | $1 - \tanh^2 z$ | 隱藏層 |
# | ReLU | $\max(0, z)$ | 0 以上 | $z<0$ 時為 0，$z>0$ 時為 1 | 隱藏層 |
# | softmax | 1.15 節 | 0 到 1，總和為 1 | 1.15 節 | 輸出層，多選一 |
#
# **迴歸**（regression）是預測一個數字而不是類別，所以輸出不能有界限。ReLU 是**線性整流函數**（rectified linear unit）的縮寫；它在 $z = 0$ 有轉角，TensorFlow 在那裡把導數取為 0。
#
# **先預測，再執行**。sigmoid 在哪裡最陡？有多陡？誤差訊號往回通過十個 sigmoid 之後，最多剩下多少？
# <details><summary>解答</summary>
#
# 在 $z = 0$，斜率 ¼。通過十個之後最多剩 $(\tfrac14)^{10}$，大約百萬分之一（不計途中的權重）。這就是第 8 章的**梯度消失**（vanishing gradient）。ReLU 的斜率只要不是 0，就是 1。
# </details>

# %% rows="P9" slides="A025 A026 A027 B079"
functions_1d = {  # name: (function, derivative)
    "linear": (lambda z: z, np.ones_like),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (lambda z: 2 * sigmoid(2 * z) - 1, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(0, z), step),
}
z_random = np.append(np.random.default_rng(0).normal(0, 3, 1000), 0)  # the corner too
for name, (f, slope) in functions_1d.items():
    z_tensor = tf.constant(z_random)
    with tf.GradientTape() as tape:
        tape.watch(z_tensor)  # a constant; variables are watched by themselves
        from_keras = keras.activations.get(name)(z_tensor)
    slope_of_tape = tape.gradient(from_keras, z_tensor).numpy()
    same = np.allclose(f(z_random), from_keras.numpy(), atol=1e-12)
    same_slope = np.allclose(slope(z_random), slope_of_tape, atol=1e-12)
    print(f"{name:>7}: equals Keras {same}, its slope equals the tape's {same_slope}")
    assert same and same_slope

largest = sigmoid(0.0) * (1 - sigmoid(0.0))
print(f"steepest sigmoid: {largest}; ten of them: {largest**10:.1e}")
assert np.isclose(functions_1d["sigmoid"][1](z_line).max(), largest) and largest == 0.25
#! falsify: 2 * sigmoid(2 * z) - 1 => 2 * sigmoid(z) - 1
#! falsify: np.maximum(0, z), step => np.maximum(0, z), np.ones_like
#! falsify: (lambda z: z, np.ones_like) => (lambda z: z, np.zeros_like)

# %% rows="P9" fold="Draw the activations and their slopes"
fig, axes = plotting.subplots(1, 2, width=10, height=3.8)
for ax, part, title in zip(
    axes, (0, 1), ("activation $\\varphi(z)$", "slope $\\varphi'(z)$"), strict=True
):
    curves = {
        name: functions_1d[name][part](z_line) for name in ("sigmoid", "tanh", "relu")
    }
    _ = plotting.plot_curves(
        curves,
        x=dict.fromkeys(curves, z_line),
        xlabel="weighted sum z",
        ylabel=title,
        title=title,
        ax=ax,
    )
axes[0].set_ylim(-2, 3)
show(
    fig,
    alt="Left: the S-shaped sigmoid from 0 to 1, tanh from -1 to 1, and ReLU, zero on "
    "the left and rising on the right. Right: their slopes: a bump of height one "
    "quarter, a bump of height one, a step.",
)
#! alt zh-TW: 左圖：S 形的 sigmoid 從 0 到 1，tanh 從 −1 到 1，ReLU 左邊為零、右邊上升。右圖：它們的斜率，分別是高四分之一的山丘、高 1 的山丘，以及一階樓梯。

# %% [markdown] lang="en"
# Saturation is the price of the two S-shaped curves: far from 0 their slope vanishes. ReLU does not saturate on the right, and is dead flat on the left. The lecture names four advantages of ReLU; section 1.23 tests each.

# %% [markdown] lang="zh-TW" of="70e2719d"
# 飽和是兩條 S 形曲線的代價：離 0 很遠時斜率趨近於零。ReLU 在右側不會飽和，在左側則完全是平的。投影片列出 ReLU 的四個優點，1.23 節逐一檢驗。

# %% [markdown] lang="en" slides="A035"
# ## 1.15 Softmax (9 min)
#
# Softmax is for a choice among many, such as the grade of a red wine (Cortez et al., 2009), the lecture's example. For $K$ classes the network has $K$ outputs $z_1, \dots, z_K$, called **logits**. **Softmax** turns them into probabilities: $e^{z_j}$ makes them positive, division by the sum makes them add up to 1,
#
# $$p_j = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}.$$
#
# By hand: $z = (2, 1, 0)$ gives $e^z = (7.39, 2.72, 1)$ with sum 11.11, hence $p = (0.665, 0.245, 0.090)$. The class with the largest $p_j$, which is the one with the largest logit, is the answer. Three laws:
#
# - **Sum.** The $p_j$ add up to 1.
# - **Shift.** Adding the same $c$ to all logits changes nothing, since $e^{z_j + c} = e^c e^{z_j}$ and $e^c$ cancels. Only differences count.
# - **Two classes.** $p_1 = \dfrac{e^{z_1}}{e^{z_1}+e^{z_2}} = \dfrac{1}{1 + e^{-(z_1 - z_2)}} = \sigma(z_1 - z_2)$: the sigmoid is softmax for two classes.
#
# **Predict, then run.** What is softmax of (2, 2, 2)? And what do the two classes (1000, 1000) give by the formula as it stands?
# <details><summary>Answer</summary>
#
# One third each. The formula gives infinity divided by infinity, `nan` ("not a number"), though the answer is one half each; the cells below show both.
# </details>

# %% [markdown] lang="zh-TW" of="8968d9e2"
# ## 1.15 Softmax（9 分鐘）
#
# softmax 用於多選一，例如投影片的紅酒評等（Cortez et al., 2009）。有 $K$ 個類別時，網路有 $K$ 個輸出 $z_1, \dots, z_K$，稱為 **logit**。**softmax** 把它們變成機率：$e^{z_j}$ 讓它們為正，除以總和讓它們加起來等於 1，
#
# $$p_j = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}.$$
#
# 手算一個例子：$z = (2, 1, 0)$，$e^z = (7.39, 2.72, 1)$，總和 11.11，所以 $p = (0.665, 0.245, 0.090)$。$p_j$ 最大的類別就是答案，也就是 logit 最大的那一個。三個性質：
#
# - **總和**。所有 $p_j$ 加起來等於 1。
# - **平移不變**。所有 logit 都加上同一個 $c$，結果不變，因為 $e^{z_j + c} = e^c e^{z_j}$，$e^c$ 會約掉。只有差距才重要。
# - **兩個類別**。$p_1 = \dfrac{e^{z_1}}{e^{z_1}+e^{z_2}} = \dfrac{1}{1 + e^{-(z_1 - z_2)}} = \sigma(z_1 - z_2)$：sigmoid 就是兩個類別的 softmax。
#
# **先預測，再執行**。(2, 2, 2) 的 softmax 是多少？兩個類別的 (1000, 1000) 直接套公式會得到什麼？
# <details><summary>解答</summary>
#
# 各三分之一。公式會算出無限大除以無限大，也就是 `nan`（not a number，不是數字），但正確答案是各二分之一；下面的儲存格兩者都會算。
# </details>


# %% rows="P9" slides="A034"
def naive_softmax(Z):
    """Softmax along the last axis, exactly as the formula says."""
    powers = np.exp(Z)
    return powers / powers.sum(axis=-1, keepdims=True)  # keeps the axis, with length 1


print("softmax of (2, 1, 0):", naive_softmax(np.array([2.0, 1, 0])).round(3))
rng = np.random.default_rng(0)
samples, W_classes = rng.normal(size=(100, 5)), rng.normal(size=(5, 4))
Z = samples @ W_classes  # logits of 100 samples for 4 classes
P = naive_softmax(Z)
two = naive_softmax(Z[:, :2])[:, 0]
laws = {
    "sum is 1": np.allclose(P.sum(axis=-1), 1),
    "strictly between 0 and 1": bool(((P > 0) & (P < 1)).all()),
    "shift changes nothing": np.allclose(naive_softmax(Z + 3.7), P),
    "two classes: sigmoid of the difference": np.allclose(
        two, sigmoid(Z[:, 0] - Z[:, 1])
    ),
    "largest logit, largest p": np.array_equal(Z.argmax(axis=1), P.argmax(axis=1)),
    "equals Keras": np.allclose(keras.activations.softmax(tf.constant(Z)).numpy(), P),
}
for law, holds in laws.items():
    print(f"{law:>38}: {holds}")
    assert holds
#! falsify: powers = np.exp(Z) => powers = np.exp(-Z)
#! falsify: powers.sum(axis=-1, keepdims=True) => powers.sum(keepdims=True)
#! falsify: sigmoid(Z[:, 0] - Z[:, 1]) => sigmoid(Z[:, 1] - Z[:, 0])

# %% [markdown] lang="en"
# **Derivatives.** Every output depends on every logit, so there is a table of them. With $E = \sum_k e^{z_k}$ the quotient rule gives $\dfrac{e^{z_i}E - e^{z_i}e^{z_i}}{E^2} = p_i(1 - p_i)$ for $\partial p_i/\partial z_i$, and
# $\dfrac{0 - e^{z_i}e^{z_j}}{E^2} = -p_ip_j$ for $\partial p_i/\partial z_j$ with $i \ne j$. TensorFlow's table for one sample, against ours:

# %% [markdown] lang="zh-TW" of="069ca68b"
# **導數**。每個輸出都取決於所有的 logit，所以導數是一張表。令 $E = \sum_k e^{z_k}$，由除法的微分公式，$\partial p_i/\partial z_i$ 是 $\dfrac{e^{z_i}E - e^{z_i}e^{z_i}}{E^2} = p_i(1 - p_i)$；$i \ne j$ 時，$\partial p_i/\partial z_j$ 是 $\dfrac{0 - e^{z_i}e^{z_j}}{E^2} = -p_ip_j$。以一個樣本為例，把 TensorFlow 的表和我們的比對：

# %% rows="P9"
z_one, p = tf.constant(Z[:1]), P[0]
with tf.GradientTape() as tape:
    tape.watch(z_one)
    p_one = keras.activations.softmax(z_one)
table = tape.jacobian(p_one, z_one)  # the slope of every output by every logit
table = table.numpy().reshape(4, 4)  # row i: all slopes of p_i

ours = np.zeros((4, 4))
for i in range(4):
    for j in range(4):
        ours[i, j] = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
print(table.round(3))
print("row sums:", np.abs(table.sum(axis=1)).round(12))
assert np.allclose(ours, table) and np.allclose(table.sum(axis=1), 0)
#! falsify: else -p[i] * p[j] => else p[i] * p[j]
#! falsify: p[i] * (1 - p[i]) if => p[i] if

# %% [markdown] lang="en"
# Raising one logit raises its own probability and lowers all others. Each row adds up to 0 because of the shift law: raising *all* logits together must leave $p_i$ unchanged. (Each column does so because the $p_i$ add up to 1.)
#
# **The trap.** Keras computes in `float32`, whose largest number is about $3.4\cdot 10^{38}$. Already $e^{89}$ is larger. The shift law is the cure: subtract the largest logit first. The largest power is then $e^0 = 1$, and nothing can overflow.

# %% [markdown] lang="zh-TW" of="e82a641c"
# 提高一個 logit，自己的機率上升，其他的都下降。每一列加起來是 0，原因是平移不變：**所有** logit 一起提高，$p_i$ 必須不變。（每一行加起來也是 0，那才是因為所有 $p_i$ 的總和是 1。）
#
# **陷阱**。Keras 用 `float32` 計算，最大的數大約是 $3.4\cdot 10^{38}$，而 $e^{89}$ 就已經超過。平移不變正是解藥：先減去最大的 logit，最大的一項就是 $e^0 = 1$，不可能溢位（overflow）。


# %% rows="P9"
def softmax(Z):
    """Stable softmax along the last axis."""
    return naive_softmax(Z - Z.max(axis=-1, keepdims=True))


with np.errstate(over="ignore", invalid="ignore"):  # NumPy would warn
    e_88, e_89 = np.exp(np.float32(88)), np.exp(np.float32(89))
    overflowed = naive_softmax(np.array([1000.0, 1000.0]))
print(f"float32: e^88 = {e_88:.3g}, e^89 = {e_89}")
print("naive  (1000, 1000):", overflowed)
print("stable (1000, 1000):", softmax(np.array([1000.0, 1000.0])))
large = np.array([[1000.0, 1001.0, 1002.0]])
print("stable and Keras, (1000, 1001, 1002):", softmax(large)[0], end=" ")
print(keras.activations.softmax(tf.constant(large)).numpy()[0])
assert np.isfinite(e_88) and np.isinf(e_89) and np.isnan(overflowed).all()
assert softmax(np.array([1000.0, 1000.0])).tolist() == [0.5, 0.5]
assert np.allclose(softmax(large), keras.activations.softmax(tf.constant(large)))
assert np.allclose(softmax(Z), P) and np.allclose(softmax(np.array([2.0, 2, 2])), 1 / 3)
#! falsify: Z - Z.max(axis=-1, keepdims=True) => Z - Z.min(axis=-1, keepdims=True) * 0
#! falsify: np.exp(np.float32(89)) => np.exp(np.float64(89))

# %% [markdown] lang="en"
# ## 1.16 The five components (6 min)
#
# Everything in this chapter had five exchangeable parts. Chapters 4 to 7 take up four of them.
#
# | component | question it answers | in this chapter | chapter |
# |---|---|---|---|
# | activation | what does a unit do with its sum? | step, sigmoid, tanh, ReLU, softmax | this one |
# | initializer | where do the weights start? | all 0.1; all 0; at random | 4 |
# | loss | what should become small? | half squared error, cross-entropy | 5 |
# | metric | how good is it, for people? | share of right answers | 6 |
# | optimizer | how do the weights move? | gradient descent | 7 |

# %% [markdown] lang="zh-TW" of="98b33a84"
# ## 1.16 五大元件（6 分鐘）
#
# 這一章的一切，都由五個可以替換的零件組成，其中四個在第 4 到第 7 章逐一深入。
#
# | 元件 | 它回答的問題 | 本章用過的 | 章 |
# |---|---|---|---|
# | 激活函數 | 單元如何處理加權總和？ | 階梯、sigmoid、tanh、ReLU、softmax | 本章 |
# | 權重初始器（initializer） | 權重從哪裡出發？ | 全部 0.1；全部 0；隨機 | 4 |
# | 損失函數 | 要讓什麼變小？ | 平方誤差的一半、交叉熵 | 5 |
# | 評估標準（metric） | 以人的標準，表現有多好？ | 答對的比例 | 6 |
# | 優化器（optimizer） | 權重怎麼移動？ | 梯度下降 | 7 |

# %% rows="P11" slides="A023" fold="Draw the training loop"
fig = drawings.plot_training_loop()
show(
    fig,
    alt="Inputs pass weights and activation to the prediction; loss and metric "
    "compare it with the targets. Gradients run back from the loss to the "
    "optimizer, which updates the weights, which the initializer set once.",
)
#! alt zh-TW: 輸入經過權重和激活函數得到預測；損失函數和評估標準把預測與目標比較。梯度從損失往回傳到優化器，由它更新權重；權重一開始由初始器設定一次。

# %% [markdown] lang="en"
# In Keras each component is one word, and `fit` repeats the step over mini-batches and epochs.
#
# **Predict, then run.** 200 samples in batches of 20, 15 epochs: how many updates does Keras' `SGD` make? And what accuracy can one hope for, when coins were thrown?
# <details><summary>Answer</summary>
#
# $10\cdot 15 = 150$: although its name says *stochastic*, it takes whatever batch it is given. The rule behind the diary is right on about eight days in ten; a training accuracy far above that would be noise learned by heart.
# </details>

# %% [markdown] lang="zh-TW" of="863140b6"
# 在 Keras 裡，每個元件都只是一個詞，`fit` 會依小批次和週期重複這個步驟。
#
# **先預測，再執行**。200 個樣本、每批 20 個、15 個週期，Keras 的 `SGD` 會更新幾次？既然結果由擲硬幣決定，準確率（accuracy）可以期待多高？
# <details><summary>解答</summary>
#
# $10\cdot 15 = 150$ 次：名稱雖然是**隨機**梯度下降，給它多大的批次，它就用多大的批次。日記背後的規則，十天大約對八天；如果訓練準確率遠高於此，那是把雜訊背了下來。
# </details>

# %% rows="P11" slides="A024 A087"
keras.utils.set_random_seed(0)
first = keras.layers.Dense(
    4,
    activation="relu",  # activation
    kernel_initializer="glorot_uniform",  # initializer
)
last = keras.layers.Dense(1, activation="sigmoid")
model = keras.Sequential([keras.Input((3,)), first, last])
model.compile(
    loss="binary_crossentropy",  # loss
    metrics=["accuracy"],  # metric
    optimizer=keras.optimizers.SGD(learning_rate=0.5),  # optimizer
)
history = model.fit(
    X_diary[:, :3], y_diary, batch_size=20, epochs=15, verbose=0
).history
updates = int(model.optimizer.iterations.numpy())
score = 0.6 * (diary[:, 0] - 6) + 0.25 * (diary[:, 1] - 28) + 1.5 * (diary[:, 2] - 0.5)
rule_right = np.mean(step(score) == y_diary)
print("updates:", updates)
print(f"accuracy after 15 epochs {history['accuracy'][-1]:.2f}, ", end="")
print(f"of the rule behind the diary {rule_right:.2f}")
assert updates == 150 and 0.75 < history["accuracy"][-1] < 0.95
assert history["loss"][-1] < history["loss"][0] and rule_right < 0.95
#! falsify: batch_size=20, epochs=15 => batch_size=1, epochs=15

# %% [markdown] lang="en"
# ## 1.17 Explore: move the line yourself (5 min)
#
# In a live kernel, move $w_1$, $w_2$ and $b$. What does $b$ alone do? What happens when all three are multiplied by 2? By −1? How many of XOR's samples can you get right at most? (On a web page you see one line over all three gates.)
#
# <details><summary>Answers</summary>
#
# $b$ shifts the line without turning it. Multiplying all three by 2 leaves it where it is; multiplying by −1 exchanges the two sides. On XOR three is the most: section 1.10 excludes four. The cell below checks the last three, at every setting of the sliders.
#
# </details>

# %% [markdown] lang="zh-TW" of="9b7a47ea"
# ## 1.17 動手探索：自己移動直線（5 分鐘）
#
# 在執行中的核心（kernel）裡移動 $w_1$、$w_2$、$b$。只動 $b$ 有什麼效果？三個數字都乘以 2 會怎樣？乘以 −1 呢？XOR 的四個樣本最多能答對幾個？（在網頁上看到的是一條線畫在三個邏輯閘上。）
#
# <details><summary>解答</summary>
#
# $b$ 讓直線平移但不轉動。都乘以 2，直線不變；乘以 −1，兩側互換。XOR 最多答對三個，因為 1.10 節排除了四個。下面的儲存格會在滑桿的每一種設定下檢查後三個答案。
#
# </details>

# %% rows="P6"
from utils.explore import explore


def draw_line(w1, w2, b):
    return drawings.plot_gates(X_gate, gates, dict.fromkeys(gates, (w1, w2, b)))


explore(
    draw_line,
    alt="One line, x1 + x2 = 0.5, over the three gates: OR is all right, of XOR three "
    "samples are right, of AND two; for AND the bias has to be lower.",
    w1=(-2.0, 2.0, 0.1, 1.0),
    w2=(-2.0, 2.0, 0.1, 1.0),
    b=(-3.0, 3.0, 0.1, -0.5),
)
#! alt zh-TW: 一條直線 x1 + x2 = 0.5 畫在三個邏輯閘上：OR 全對，XOR 對三個，AND 對兩個；AND 需要更低的偏差。
#! page w1 (weight w1; 權重 w1): -2, -1, 0, 1, 2
#! page w2 (weight w2; 權重 w2): -2, -1, 0, 1, 2
#! page b (bias b; 偏差 b): -1.5, -1, -0.5, 0.5, 1

# %% rows="P6" fold="Check the answers"
grid = np.array(
    list(product(np.arange(-20, 21), np.arange(-20, 21), np.arange(-30, 31)))
)  # every setting of the sliders, in tenths
answers = with_ones(X_gate) @ grid.T > 0  # (4, settings)
right = (answers == np.array(gates["XOR"])[:, None]).sum(axis=0)
print("XOR, right at most:", right.max(), "of 4, over", len(grid), "settings")
assert (
    right.max() == 3
    and (with_ones(X_gate) @ [10, 10, -5] > 0).tolist()[1:] == [True] * 3
)
assert (answers == (with_ones(X_gate) @ (2 * grid.T) > 0)).all()
off_line = with_ones(X_gate) @ grid.T != 0
assert (answers != (with_ones(X_gate) @ (-grid.T) > 0))[off_line].all()
#! falsify: np.array(gates["XOR"])[:, None] => np.array(gates["OR"])[:, None]
#! falsify: (-grid.T) > 0 => (grid.T) > 0

# %% [markdown] lang="en"
# ## Check yourself
#
# 1. A fourth day has discomfort 6, temperature 30 and guests 1. With all weights 0.1 and no bias, what are the output, half the squared error if the air conditioner stayed off, the error signal and the gradient?
# <details><summary>Answer</summary>
#
# $z = 0.6 + 3.0 + 0.1 = 3.7$ and $\hat y = 0.9759$; the loss is $0.4762$. The error signal is $0.9759\cdot 0.9759\cdot(1 - 0.9759) = 0.02298$ and the gradient $0.02298\cdot(6, 30, 1) = (0.138, 0.689, 0.023)$.
# </details>
#
# 2. You train on 60,000 samples in batches of 128 for 5 epochs. How many updates is that? How many with full batches?
# <details><summary>Answer</summary>
#
# $60000/128 = 468.75$, so 469 per epoch (the last batch is smaller), 2345 in all. With full batches: 5.
# </details>
#
# 3. NAND is 0 only for (1,1). Find $w_1, w_2, b$ for one neuron.
# <details><summary>Answer</summary>
#
# For example $-1, -1, 1.5$: the sums are 1.5, 0.5, 0.5, −0.5.
# </details>
#
# 4. What shape has $XW$ for 200 samples of 3 features and a layer of 8 units? Which numbers make up its entry in row 7, column 2?
# <details><summary>Answer</summary>
#
# (200, 8) = (200, 3)(3, 8). The features of sample 7 times the weights of unit 2, added up.
# </details>
#
# 5. **Write it yourself.** Change `mlp_gradients` to half the squared error, $C = \tfrac12(\hat y - y)^2$, and check it by nudging.
# <details><summary>Answer</summary>
#
# One line changes: the link $\hat y(1-\hat y)$ no longer cancels, so `delta2 = (Y_hat - Y) * Y_hat * (1 - Y_hat)`; and in the check the loss.
# </details>
#
# The next cell checks these answers.

# %% [markdown] lang="zh-TW" of="12451343"
# ## 自我檢測
#
# 1. 第四天的不舒服程度是 6、溫度 30、有客人（1）。權重全為 0.1、沒有偏差時，輸出是多少？如果當天沒開冷氣，平方誤差的一半、誤差訊號和梯度各是多少？
# <details><summary>解答</summary>
#
# $z = 0.6 + 3.0 + 0.1 = 3.7$，$\hat y = 0.9759$，損失 $0.4762$。誤差訊號 $0.9759\cdot 0.9759\cdot(1 - 0.9759) = 0.02298$，梯度 $0.02298\cdot(6, 30, 1) = (0.138, 0.689, 0.023)$。
# </details>
#
# 2. 用 60,000 個樣本、每批 128 個，訓練 5 個週期，一共更新幾次？改用全批次呢？
# <details><summary>解答</summary>
#
# $60000/128 = 468.75$，所以每個週期 469 次（最後一批比較小），總共 2345 次。全批次則是 5 次。
# </details>
#
# 3. NAND 只有在 (1,1) 時為 0。請為單一神經元找出 $w_1, w_2, b$。
# <details><summary>解答</summary>
#
# 例如 $-1$、$-1$、$1.5$：總和是 1.5、0.5、0.5、−0.5。
# </details>
#
# 4. 200 個樣本、3 個特徵，一層有 8 個單元，$XW$ 的形狀是什麼？第 7 列第 2 行的那一項由哪些數字組成？
# <details><summary>解答</summary>
#
# (200, 8) = (200, 3)(3, 8)。第 7 個樣本的特徵乘以第 2 個單元的權重，再加總。
# </details>
#
# 5. **動手寫**。把 `mlp_gradients` 改成平方誤差的一半 $C = \tfrac12(\hat y - y)^2$，並用輕推檢查。
# <details><summary>解答</summary>
#
# 只要改一行：$\hat y(1-\hat y)$ 這一環不再消掉，所以 `delta2 = (Y_hat - Y) * Y_hat * (1 - Y_hat)`；檢查時的損失也要換。
# </details>
#
# 下一個儲存格會檢查這些解答。

# %% rows="P2 P3 P6 P7" fold="Check the answers"
x_new = np.array([[6.0, 30, 1]])
out_new = sigmoid(x_new @ np.full(3, 0.1))
delta_new = out_new * out_new * (1 - out_new)
assert np.allclose(
    [out_new, out_new**2 / 2, delta_new], [[0.9759], [0.4762], [0.02298]], atol=5e-5
)
new_gradient = gradient(x_new, np.zeros(1), np.full(3, 0.1))
assert np.allclose(new_gradient, [0.138, 0.689, 0.023], atol=5e-4)
batches = range(0, 60_000, 128)
assert (len(batches), 5 * len(batches)) == (469, 2345)
assert (with_ones(X_gate) @ [-1, -1, 1.5]).tolist() == [1.5, 0.5, 0.5, -0.5]
X_rows, W_layer = rng.normal(size=(200, 3)), rng.normal(size=(3, 8))
assert (X_rows @ W_layer).shape == (200, 8)
assert np.isclose((X_rows @ W_layer)[6, 1], sum(X_rows[6] * W_layer[:, 1]))

A1, Y_hat = forward(X_gate, params)
delta2 = (Y_hat - Y_xor) * Y_hat * (1 - Y_hat)
moved = [p.copy() for p in params]
moved[2][0, 0] += eps
change = np.mean((forward(X_gate, moved)[1] - Y_xor) ** 2 - (Y_hat - Y_xor) ** 2) / 2
assert np.isclose((A1.T @ delta2 / 4)[0, 0], change / eps, atol=1e-5)
print("all answers hold")
#! falsify: [-1, -1, 1.5] => [1, 1, -1.5]
#! falsify: (Y_hat - Y_xor) * Y_hat * (1 - Y_hat) => Y_hat - Y_xor
#! falsify: out_new * out_new * (1 - out_new) => out_new * (1 - out_new)

# %% [markdown] lang="en"
# ## Summary
#
# - A neuron computes a weighted sum plus bias, then an activation; for all samples at once the sum is the matrix product $Xw$. The bias is the weight of an input that is always 1.
# - Training follows the slope of a smooth loss: chain rule, error signal $\delta = \partial C/\partial z$, gradient $X^\top\delta/n$, update $w \leftarrow w - \eta\,\nabla_w C$. A saturated neuron has no slope.
# - Scaling permits larger steps and makes each more useful: centring undoes the tie between weights and bias, dividing the difference in units.
# - One sample is right on average only. Bigger batches are surer and bear larger rates; an epoch is one pass through the data.
# - With a sigmoid and cross-entropy the neuron is logistic regression, and $\delta = \hat y - y$.
# - One neuron draws one hyperplane, so XOR is out of its reach. A hidden layer *with an activation* re-represents the inputs. That a solution exists does not mean that training finds it.
# - Softmax turns logits into probabilities; subtract the largest first.

# %% [markdown] lang="zh-TW" of="078e76f0"
# ## 總結
#
# - 神經元先算加權總和加上偏差，再套上激活函數；所有樣本的總和一次就能用矩陣乘法 $Xw$ 算完。偏差就是一個恆為 1 的輸入的權重。
# - 訓練沿著平滑損失的斜率走：連鎖律、誤差訊號 $\delta = \partial C/\partial z$、梯度 $X^\top\delta/n$、更新 $w \leftarrow w - \eta\,\nabla_w C$。飽和的神經元沒有斜率。
# - 縮放讓我們可以跨大步，每一步也更有用：置中解開權重與偏差的糾纏，除以標準差消除單位的差異。
# - 單一樣本只在平均上是對的。批次越大越可靠，也承受得起越大的學習率；所有資料看過一次是一個週期。
# - 使用 sigmoid 和交叉熵的神經元就是邏輯迴歸，這時 $\delta = \hat y - y$。
# - 單一神經元畫出一個超平面，所以做不到 XOR。**有激活函數**的隱藏層會把輸入重新表示。解存在，並不代表訓練找得到。
# - softmax 把 logit 變成機率；要先減去最大值。

# %% [markdown] lang="en"
# ## 1.18 Slips of the slides (optional, 3 min)
#
# The lecture is sound; a few sentences of its slides are not, and a reader who has them at hand may stumble. What is tested elsewhere in this chapter: the digits of $\sigma(3.7)$ (1.2), the loss of the decision (1.3), the story of two hidden units (1.20), a rule for their number (1.21), "two layers: any function" (1.22), ReLU (1.23). One remains. Of softmax the slide says that $e^{X^\top W_j}$ stands for the probability of class $j$. It is not one before it is divided by the sum:

# %% [markdown] lang="zh-TW" of="dbc92d94"
# ## 1.18 投影片的筆誤（選讀，3 分鐘）
#
# 這份教材大致可靠，只有少數句子有問題，手邊有投影片的讀者可能會被絆住。本章其他地方檢驗過的有：$\sigma(3.7)$ 的位數（1.2）、決策的損失（1.3）、兩個隱藏單元的故事（1.20）、單元數的公式（1.21）、「2 層：任何函數」（1.22），以及 ReLU（1.23）。還剩一個：講到 softmax 時，投影片說 $e^{X^\top W_j}$ 代表第 $j$ 類發生的機率。在除以總和之前，它並不是機率：

# %% rows="P9" slides="A034" fold="Check that powers are not probabilities"
powers = np.exp([2.0, 1.0, 0.0])
print(
    "e^z:",
    powers.round(2),
    " divided by the sum:",
    softmax(np.array([2.0, 1, 0])).round(3),
)
assert powers.max() > 1 and np.isclose(softmax(np.array([2.0, 1, 0])).sum(), 1)
#! falsify: powers = np.exp([2.0, 1.0, 0.0]) => powers = softmax(np.array([2.0, 1.0, 0.0]))

# %% [markdown] lang="en"
# ## 1.19 Why Rosenblatt's rule finds a line (optional, 5 min)
#
# The **perceptron convergence theorem** (Novikoff, 1962): if a line exists, the rule makes only finitely many mistakes. Write $v = (x_1, x_2, 1)$ for a sample, $u = (w_1, w_2, b)$ for the weights, and $s = +1$ for label 1, $s = -1$ for label 0. Suppose some $u^*$ of length 1 separates the samples with room $\gamma > 0$,
# that is $s\,(u^*\cdot v) \ge \gamma$ for all, and no $v$ is longer than $R$. (The dot product $u\cdot v$ is the weighted sum; it is at most the product of the lengths.) Then the rule, from zero, makes at most $(R/\gamma)^2$ mistakes.
#
# 1. At each mistake $u$ becomes $u + sv$, so $u^*\cdot u$ grows by at least $\gamma$. After $k$ mistakes $u^*\cdot u \ge k\gamma$.
# 2. The squared length becomes $\lVert u\rVert^2 + 2s(u\cdot v) + \lVert v\rVert^2$. At a mistake $s(u\cdot v) \le 0$, so it grows by at most $R^2$. After $k$ mistakes $\lVert u\rVert \le \sqrt k\,R$.
# 3. Together $k\gamma \le u^*\cdot u \le \lVert u\rVert \le \sqrt k\,R$, hence $k \le (R/\gamma)^2$.
#
# **Predict, then run.** How many mistakes did the rule make on AND and on OR, by the lists of section 1.9? Are they close to what the theorem allows?
# <details><summary>Answer</summary>
#
# 10 and 4. No: the theorem allows 51 and 27. It promises an end, not a good estimate.
# </details>

# %% [markdown] lang="zh-TW" of="3b2e3315"
# ## 1.19 為什麼 Rosenblatt 的規則找得到直線（選讀，5 分鐘）
#
# **感知器收斂定理**（perceptron convergence theorem; Novikoff, 1962）：只要直線存在，規則就只會犯有限次錯。把樣本寫成 $v = (x_1, x_2, 1)$，權重寫成 $u = (w_1, w_2, b)$；標籤 1 時 $s = +1$，標籤 0 時 $s = -1$。假設某個長度為 1 的 $u^*$ 能分開所有樣本，並留有餘地 $\gamma > 0$，也就是 $s\,(u^*\cdot v) \ge \gamma$ 全部成立，而且每個 $v$ 的長度都不超過 $R$。（點積 $u\cdot v$ 就是加權總和，最多等於兩個長度的乘積。）那麼從零出發，規則最多犯 $(R/\gamma)^2$ 次錯。
#
# 1. 每次犯錯，$u$ 變成 $u + sv$，所以 $u^*\cdot u$ 至少增加 $\gamma$。犯 $k$ 次錯之後 $u^*\cdot u \ge k\gamma$。
# 2. 長度的平方變成 $\lVert u\rVert^2 + 2s(u\cdot v) + \lVert v\rVert^2$。犯錯時 $s(u\cdot v) \le 0$，所以最多增加 $R^2$。犯 $k$ 次錯之後 $\lVert u\rVert \le \sqrt k\,R$。
# 3. 合起來 $k\gamma \le u^*\cdot u \le \lVert u\rVert \le \sqrt k\,R$，所以 $k \le (R/\gamma)^2$。
#
# **先預測，再執行**。從 1.9 節的清單看，規則在 AND 和 OR 上各犯了幾次錯？接近定理容許的次數嗎？
# <details><summary>解答</summary>
#
# 10 次和 4 次。並不接近：定理容許 51 次和 27 次。它保證會結束，但不是好的估計。
# </details>

# %% rows="P6" slides="A018"
mistakes_made, mistakes_allowed = [], []
for name in ("AND", "OR"):
    labels = np.array(gates[name])
    _, line = separation_margin(X_gate, labels)
    signs = np.where(labels == 1, 1, -1)
    room = (signs * (with_ones(X_gate) @ line)).min() / np.linalg.norm(line)
    longest = np.linalg.norm(with_ones(X_gate), axis=1).max()
    made, allowed = sum(learned[name][1]), (longest / room) ** 2
    print(f"{name}: {made} mistakes, at most {allowed:.1f} allowed")
    assert room > 0 and made <= allowed
    mistakes_made.append(made)
    mistakes_allowed.append(round(allowed))
assert mistakes_made == [10, 4] and mistakes_allowed == [51, 27]
#! falsify: np.where(labels == 1, 1, -1) => np.where(labels == 1, -1, 1)

# %% [markdown] lang="en"
# ## 1.20 Does H1 become "discomfort" and H2 "guests"? (optional, 6 min)
#
# The lecture tells a story about the air conditioner's network with two hidden units: H1 is mostly about discomfort, H2 mostly about guests. Such a network exists; the next cell builds one by hand. Does gradient descent find it? We train 400 networks on the three standardised days, and 100 on each of five diaries. A unit
# is "about" the feature with its largest absolute weight. By chance the story holds with probability $2\cdot\tfrac13\cdot\tfrac13 = \tfrac29$, about 22 %.
#
# **Predict, then run.** Look at the three days. Which feature is of no use for telling day 1 from day 2?
# <details><summary>Answer</summary>
#
# The guests: 0 on both. So on these three days training moves the units away from the story.
# </details>

# %% [markdown] lang="zh-TW" of="d07a6ca3"
# ## 1.20 H1 會變成「不舒服」，H2 會變成「客人」嗎？（選讀，6 分鐘）
#
# 投影片替冷氣網路的兩個隱藏單元說了一個故事：H1 以不舒服程度為主，H2 以有無客人為主。這樣的網路存在，下一個儲存格就手動造出一個。但梯度下降找得到它嗎？我們用標準化的三天訓練 400 個網路，再用五本日記各訓練 100 個。一個單元絕對值最大的權重屬於哪個特徵，就說它「以那個特徵為主」。純靠運氣，故事成立的機率是 $2\cdot\tfrac13\cdot\tfrac13 = \tfrac29$，約 22%。
#
# **先預測，再執行**。看看那三天的資料：要分辨第 1 天和第 2 天，哪個特徵完全沒有用？
# <details><summary>解答</summary>
#
# 客人：兩天都是 0。所以在這三天上，訓練會讓單元遠離這個故事。
# </details>

# %% rows="P7" slides="A014"
X_three = versions(X)["standardised"]
story = [np.array([[1.0, 0], [0, 0], [0, 1]]), np.zeros(2), np.ones((2, 1)), 0.0]
by_hand = forward(X_three, story)[1].ravel()
print("the story's network, made by hand:", by_hand.round(2))
assert ((by_hand > 0.5) == y).all()
#! falsify: [[1.0, 0], [0, 0], [0, 1]] => [[0, 0], [1.0, 0], [0, 1]]

# %% rows="P7" slides="A014"
pairs = [(0, 2), (0, 1), (1, 2), (0, 0), (1, 1), (2, 2)]


def count_pairs(W1):
    """Share of networks for each pair of main features; W1 is (runs, 3, 2)."""
    main = np.sort(np.abs(W1).argmax(axis=1), axis=1)  # (runs, 2)
    return [float((main == pair).all(axis=1).mean()) for pair in pairs]


three_days = ManyNetworks.random(400, n_in=3, n_hidden=2)
shares = {"before training": count_pairs(three_days.W1)}
three_days.train(X_three, y[:, None], lr=0.5, num_steps=1500)
shares["three days"] = count_pairs(three_days.W1)
by_diary = []
for seed in range(5):
    features, labels = make_diary(seed)
    networks = ManyNetworks.random(100, n_in=3, n_hidden=2)
    networks.train(
        versions(features)["standardised"], labels[:, None], lr=1.0, num_steps=1500
    )
    by_diary.append(count_pairs(networks.W1))
shares["five diaries"] = np.mean(by_diary, axis=0).tolist()
held = [values[0] for values in by_diary]
print(f"the story holds: {shares['before training'][0]:.0%} before training, ", end="")
print(f"{shares['three days'][0]:.0%} three days; in the diaries", np.round(held, 2))
assert 0.15 < shares["before training"][0] < 0.3 and shares["three days"][0] < 0.06
both_about = dict(zip(pairs, shares["three days"], strict=True))
assert both_about[1, 1] > 2 * both_about[0, 0]  # temperature, discomfort
assert max(held) - min(held) > 0.15
#! falsify: np.abs(W1).argmax(axis=1) => np.abs(W1).argmin(axis=1)

# %% rows="P7" fold="Draw the shares"
names = ["discomfort", "temperature", "guests"]
fig = drawings.plot_pairs(shares, [" +\n".join(names[f] for f in p) for p in pairs])
show(
    fig,
    alt="Shares of networks by the main features of their two units. Discomfort with "
    "guests: about 22 % before training, almost none after training on three "
    "days, and in between after the diaries.",
)
gaps = {}
for name, column in zip(names, X_three.T, strict=True):
    gaps[name] = np.abs(
        column[y == 1] - column[y == 0][0]
    ).min()  # day 1 to the nearest Yes
    print(f"{name:>11}: gap between the No and the nearest Yes {gaps[name]:.2f}")
assert gaps["guests"] == 0 and gaps["temperature"] > 2 * gaps["discomfort"] > 0
#! falsify: column[y == 1] - column[y == 0][0] => column[y == 1] - column[y == 1][0]
#! alt zh-TW: 依兩個單元的主要特徵統計的網路比例。「不舒服＋客人」在訓練前約 22%，用三天訓練後幾乎沒有，用日記訓練後介於兩者之間或更高。

# %% [markdown] lang="en"
# On the three days the story holds in {{ shares["three days"][0] | .0% | 2 }} of the networks, less often than before training: the guests' feature is the same on day 1 (No) and day 2 (Yes), so it can't tell them apart. Temperature leaves the widest gap between No and Yes, and networks in which *both* units are about it are several times as frequent as those in which both are about discomfort. That the gap is the reason is our guess.
# On the diaries the share differs widely, from {{ min(held) | .0% | 4 }} to {{ max(held) | .0% | 6 }} among these five. Names like "the guest neuron" have to be measured, not assumed.

# %% [markdown] lang="zh-TW" of="bef907e9"
# 在三天的資料上，只有 {{ shares["three days"][0] | .0% | 2 }} 的網路符合故事，比訓練前還少：客人這個特徵在第 1 天（No）和第 2 天（Yes）的值相同，無法分辨兩者。溫度在 No 與 Yes 之間留下的間隙最大，而兩個單元**都**以溫度為主的網路，是都以不舒服為主的好幾倍；間隙是不是原因，只是我們的猜測。用日記訓練時，比例相差很大，這五本就從 {{ min(held) | .0% | 4 }} 到 {{ max(held) | .0% | 6 }}。「客人神經元」這類名稱要靠測量才能成立，不能憑空假設。

# %% [markdown] lang="en"
# ## 1.21 How many hidden units? (optional, 8 min)
#
# Nobody can compute the right number in advance. The lecture gives two first guesses, with $n_{\text{prev}}$ and $n_{\text{next}}$ the sizes of the layers before and after:
#
# - **mean rule:** $H = \dfrac{n_{\text{prev}} + n_{\text{next}}}{2}$;
# - **rule of thumb:** $H = \dfrac{N}{\alpha\,(n_{\text{prev}} + n_{\text{next}})}$ with $N$ training samples and $\alpha$ from 2 to 10, usually 5.
#
# The second one counts: a hidden layer of $H$ units has $H\,(n_{\text{prev}} + n_{\text{next}})$ weights (biases aside), so the rule allows one weight for every $\alpha$ samples. The slide says that $\alpha = 2$ prevents overfitting. But a *larger* $\alpha$ gives *fewer* units; 2 is the most generous choice, 10 the most cautious.

# %% [markdown] lang="zh-TW" of="016dad1a"
# ## 1.21 該有幾個隱藏單元？（選讀，8 分鐘）
#
# 沒有人能事先算出正確的數目。投影片給了兩個公式當作最初的猜測，其中 $n_{\text{prev}}$ 和 $n_{\text{next}}$ 是上一層和下一層的單元數：
#
# - **算術平均數**：$H = \dfrac{n_{\text{prev}} + n_{\text{next}}}{2}$；
# - **經驗法則**：$H = \dfrac{N}{\alpha\,(n_{\text{prev}} + n_{\text{next}})}$，$N$ 是訓練樣本數，$\alpha$ 取 2 到 10，一般取 5。
#
# 第二個公式其實是在數數：有 $H$ 個單元的隱藏層有 $H\,(n_{\text{prev}} + n_{\text{next}})$ 個權重（不計偏差），所以它容許每 $\alpha$ 個樣本配一個權重。投影片說 $\alpha = 2$ 可防止過度配適（overfitting，投影片稱「過擬合」）。但 $\alpha$ **越大**，單元**越少**：2 是最寬鬆的選擇，10 才是最謹慎的。


# %% rows="P8" slides="A016 A017"
def mean_rule(n_prev, n_next):
    return (n_prev + n_next) / 2


def rule_of_thumb(num_samples, n_prev, n_next, alpha):
    return num_samples / (alpha * (n_prev + n_next))


tasks = {
    "air conditioner": (3, 3, 1),
    "two moons (below)": (100, 2, 1),
    "MNIST (chapter 2)": (60_000, 784, 10),
}
print(f"{'':18}   mean   alpha=2  alpha=5  alpha=10")
for name, (num_samples, n_prev, n_next) in tasks.items():
    thumbs = [rule_of_thumb(num_samples, n_prev, n_next, alpha) for alpha in (2, 5, 10)]
    print(f"{name:18} {mean_rule(n_prev, n_next):7.2f} ", end="")
    print(f"{thumbs[0]:8.2f} {thumbs[1]:8.2f} {thumbs[2]:9.2f}")
    assert thumbs[0] > thumbs[1] > thumbs[2]  # a larger alpha, fewer units
    assert np.isclose(thumbs[1] * (n_prev + n_next), num_samples / 5)
assert mean_rule(3, 1) == 2  # the lecture's H1 and H2
#! falsify: num_samples / (alpha * => num_samples * (alpha *
#! falsify: (n_prev + n_next) / 2 => n_prev / 2

# %% [markdown] lang="en"
# The two rules can be far apart, in both directions. So we test them. *Two moons* are two interleaved half circles with noise. We train on 100 points with 1 to 64 tanh units, for ten training sets and starts, and measure the share of right answers on 2000 fresh points, after 250, 2,000 and 8,000 updates. (Each update also keeps 0.9 of the one
# before it. This is *momentum*, which shortens training; chapter 7.)
#
# **Predict, then run.** The training accuracy of 64 units reaches nearly 1. What does training on and on do to the answers on fresh points?
# <details><summary>Answer</summary>
#
# After 250 updates they are the best of all; from there on it harms them, the longer, the more. The gap between training and fresh points widens, and most for the large networks.
# </details>

# %% [markdown] lang="zh-TW" of="1867192d"
# 兩個公式可能差得很遠，而且兩種方向都有。所以我們來測試。**雙月**（two moons）是兩個互相交錯、帶有雜訊的半圓。我們用 100 個點訓練 1 到 64 個 tanh 單元，換十組訓練資料和起點，再用 2000 個新的點量測答對的比例，在 250 次、2,000 次和 8,000 次更新之後各量一次。（每次更新還保留前一次的 0.9 倍，這是能縮短訓練的**動量**，momentum，見第 7 章。）
#
# **先預測，再執行**。64 個單元的訓練準確率幾乎到 1。一直訓練下去，對新的點有什麼影響？
# <details><summary>解答</summary>
#
# 250 次更新時表現最好；之後就有害，而且越久越糟。訓練資料和新資料之間的差距變大，大的網路尤其明顯。
# </details>

# %% rows="P8" slides="A017" tags=["nbval-ignore-output"]
from sklearn.datasets import make_moons

moons = [make_moons(100, noise=0.3, random_state=seed) for seed in range(10)]
X_moons = np.stack([points for points, _ in moons])  # (10, 100, 2)
Y_moons = np.stack([labels for _, labels in moons])
Y_moons = Y_moons[..., None]  # a last axis of length 1: (10, 100, 1)
X_fresh, y_fresh = make_moons(2000, noise=0.3, random_state=99)

hidden_sizes = [1, 2, 3, 5, 7, 17, 64]
sweep, nets = {250: {}, 2000: {}, 8000: {}}, {}
for n_hidden in hidden_sizes:
    nets[n_hidden] = ManyNetworks.random(10, n_in=2, n_hidden=n_hidden)
    for total, more in ((250, 250), (2000, 1750), (8000, 6000)):
        nets[n_hidden].train(X_moons, Y_moons, lr=0.3, num_steps=more, momentum=0.9)
        on_training = (nets[n_hidden].predict(X_moons) > 0.5) == Y_moons
        on_fresh = (nets[n_hidden].predict(X_fresh) > 0.5) == y_fresh[:, None]
        sweep[total][n_hidden] = on_training.mean((1, 2)), on_fresh.mean((1, 2))
for total, results in sweep.items():
    fresh = {
        size: round(float(values[1].mean()), 3) for size, values in results.items()
    }
    print(f"fresh points, {total} updates:", fresh)
    lost = results[5][1] - results[64][1]
    print(f"  5 units minus 64: {lost.mean():.3f}, better in {np.sum(lost > 0)} of 10")
assert lost.mean() > 0.01 and np.sum(lost > 0) >= 8  # after 8,000 updates
#! falsify: results[5][1] - results[64][1] => results[1][1] - results[64][1]

# %% rows="P8" fold="Check and draw the sizes"
measured = {
    f"after {total:,} updates": {
        name: np.array([values[k] for values in results.values()])
        for k, name in enumerate(("training", "fresh points"))
    }
    for total, results in sweep.items()
}
advice = {"mean": mean_rule(2, 1)}
for alpha in (10, 5, 2):
    advice[f"α={alpha}"] = rule_of_thumb(100, 2, 1, alpha)
fig = drawings.plot_size_sweep(hidden_sizes, measured, advice)
show(
    fig,
    alt="Accuracy against hidden units, after 250, 2,000 and 8,000 updates. Training "
    "accuracy mostly rises with the units, after 8,000 updates to nearly 1. On fresh "
    "points more units are better after 250 updates; later 3 to 5 are best, and "
    "accuracy falls beyond them, most after 8,000 updates.",
)
fresh_late = {size: values[1].mean() for size, values in sweep[8000].items()}
for total in (2000, 8000):
    fresh = {size: values[1].mean() for size, values in sweep[total].items()}
    assert fresh[1] < fresh[2] < min(fresh[3], fresh[5])
    assert max(fresh, key=fresh.get) in (3, 5) and fresh[17] < fresh[3]
early = sweep[250][64][1].mean()  # stopped early: better than all others
assert early == max(v[1].mean() for panel in sweep.values() for v in panel.values())
assert sweep[8000][64][1].mean() < sweep[2000][64][1].mean()  # longer is worse
assert sweep[8000][64][0].mean() > 0.98
gap = {k: {n: (v[0] - v[1]).mean() for n, v in sweep[k].items()} for k in sweep}
assert all(gap[8000][n] > gap[2000][n] for n in (3, 5, 7, 17, 64))
assert gap[8000][64] - gap[2000][64] > gap[8000][3] - gap[2000][3]
#! falsify: (v[0] - v[1]).mean() => (v[1] - v[0]).mean()
#! falsify: sweep[250][64][1].mean() => sweep[2000][64][1].mean()
#! alt zh-TW: 準確率隨隱藏單元數的變化，250 次、2,000 次與 8,000 次更新後各一張。訓練準確率大致隨單元數上升，8,000 次後接近 1；新的點在 250 次後是單元越多越好，之後則以 3 到 5 個單元最好，再多就下降，8,000 次之後下降得最多。

# %% rows="P8" fold="Draw three of the networks"
drawn = {size: nets[size] for size in (1, 5, 64)}
first_run = {size: sweep[8000][size][1][0] for size in drawn}
fig = drawings.plot_moons(X_moons[0], Y_moons[0, :, 0], drawn, first_run)
show(
    fig,
    alt="The same hundred points of two interleaved half moons three times, after "
    "8,000 updates. One unit draws a straight line, five follow the gap between "
    "the moons, sixty-four bend around single points.",
)
#! alt zh-TW: 8,000 次更新後，同樣的一百個雙月資料點畫三次：一個單元畫直線，五個順著雙月之間的空隙走，六十四個繞著個別的點彎曲。

# %% [markdown] lang="en"
# For this task one unit is too few, two (the mean rule gives 1.5) are still worse than three. After 2,000 or more updates three to five, near the advice of $\alpha = 10$, do best, and after 8,000 the slide's $\alpha = 2$, 17 units, stands at {{ fresh_late[17] | .3f | 0.01 }} on fresh points, against {{ fresh_late[3] | .3f | 0.01 }} with three. But stopped
# after 250 updates, 64 units reach {{ early | .3f | 0.01 }}, more than any other entry: what harms is too many units *trained too long*. One data set, one way of training: use the rules to start, then try half and double as many, and decide by data not used for training (chapters 2 and 6).

# %% [markdown] lang="zh-TW" of="2336f299"
# 就這個任務而言：一個單元太少，兩個（算術平均數是 1.5）也還不如三個。更新 2,000 次以上時，三到五個單元（接近 $\alpha = 10$ 的建議）最好；8,000 次之後，投影片的 $\alpha = 2$，也就是 17 個單元，在新的點上是 {{ fresh_late[17] | .3f | 0.01 }}，三個單元則是 {{ fresh_late[3] | .3f | 0.01 }}。但若在 250 次就停下，64 個單元可到 {{ early | .3f | 0.01 }}，比其他任何一格都高：有害的是單元太多**而且**訓練太久。這只是一組資料、一種訓練方法：公式拿來當起點，接著試一半和兩倍的單元數，用沒有拿來訓練的資料決定（第 2、6 章）。

# %% [markdown] lang="en"
# ## 1.22 How many hidden layers? (optional, 9 min)
#
# The lecture follows a rule of thumb by Jeff Heaton (2008): no hidden layer for linearly separable classes; one for any map from one bounded region to another; two for "any mathematical function". So, it says, shallow networks almost always have two or three layers, deep ones tens to hundreds.
#
# **One layer.** The *universal approximation theorem* (Cybenko, 1989; Hornik, 1991; Leshno et al., 1993): for a continuous function $f$ on a closed and bounded set and any $\varepsilon > 0$ there is a network with one hidden layer, a linear output and *some finite number* of units that differs from $f$ by less than $\varepsilon$ everywhere on the set. Leshno and colleagues proved it for
# every reasonable activation that is not a polynomial. It does not say how many units are needed, nor that training finds them.
#
# For one input and ReLU one can see it. A weighted sum of ReLUs is a line with a kink wherever a unit switches on, so it can join points of $f$ by straight pieces of width $h$; its largest gap is then at most $\tfrac{h^2}{8}\max|f''|$ (the bound of linear interpolation). The weights are set directly, without training.

# %% [markdown] lang="zh-TW" of="d7aa41ef"
# ## 1.22 該有幾個隱藏層？（選讀，9 分鐘）
#
# 投影片採用 Jeff Heaton（2008）的經驗法則：線性可分的類別不需要隱藏層；從有界區域到有界區域的任何函數，一層就夠；兩層可以做「任何數學函數」。因此，淺層學習大多固定在 2 到 3 層，深度學習則有數十到數百層。
#
# **一層**。**通用近似定理**（universal approximation theorem; Cybenko, 1989; Hornik, 1991; Leshno et al., 1993）：設 $f$ 是有界閉集合上的連續函數，$\varepsilon > 0$，那麼存在一個只有一個隱藏層、輸出為線性、單元數為**某個有限數**的網路，在整個集合上與 $f$ 的差距都小於 $\varepsilon$。Leshno 等人證明，只要激活函數合理、又不是多項式，定理就成立。它沒有說需要多少單元，也沒有說訓練找得到它們。
#
# 只有一個輸入、使用 ReLU 時看得見這件事。ReLU 的加權總和是一條折線，每個單元開始作用的地方就有一個轉折，所以它可以用寬度 $h$ 的直線段連接 $f$ 上的點，最大差距不超過 $\tfrac{h^2}{8}\max|f''|$（線性內插的上界）。權重直接設定，完全不訓練。


# %% rows="P8" slides="A019"
def chords(f, n_hidden, low, high):
    """One hidden ReLU layer that joins n_hidden + 1 points of f by straight lines."""
    knots = np.linspace(low, high, n_hidden + 1)
    slopes = np.diff(f(knots)) / np.diff(knots)  # one slope per piece
    kinks = np.diff(slopes, prepend=0.0)  # output weight of each unit (n_hidden,)
    return lambda x: f(low) + np.maximum(0, x[:, None] - knots[:-1]) @ kinks


x_line = np.linspace(-np.pi, np.pi, 20_001)
counts, errors = [4, 8, 16, 32, 64], []
for H in counts:
    network = chords(np.sin, H, -np.pi, np.pi)
    errors.append(np.abs(network(x_line) - np.sin(x_line)).max())
bounds = [(2 * np.pi / H) ** 2 / 8 for H in counts]  # h^2 / 8, and |sin''| <= 1
print("units:        ", counts)
print("largest error:", [round(float(e), 4) for e in errors])
assert (np.array(errors) <= np.array(bounds) + 1e-12).all()
assert errors[-1] > 0.99 * bounds[-1]  # the bound is nearly reached
#! falsify: prepend=0.0 => prepend=1.0
#! falsify: ** 2 / 8 for H => ** 2 / 16 for H

# %% [markdown] lang="en"
# Twice the units, soon a quarter of the error.
#
# **Two layers, "any function"?** A network of continuous units is continuous, however many layers it has. At a jump of height 1 it must pass through all values between, so somewhere near the jump it is off by at least one half. We train networks with one and two hidden layers on a jump, five starts each, and look a hair's breadth to both sides of it.
#
# **Predict, then run.** Can the *mean* error become small all the same?
# <details><summary>Answer</summary>
#
# Yes. The steep part can be narrow, so few points suffer; the largest error never falls below one half.
# </details>

# %% [markdown] lang="zh-TW" of="62a841cb"
# 單元加倍，誤差很快就接近四分之一。
#
# **兩層就能做「任何函數」**？由連續單元組成的網路，不管幾層都是連續的。遇到高度為 1 的跳躍，它一定會經過中間的每一個值，所以跳躍附近總有地方至少差二分之一。我們用一個跳躍來訓練有一個和兩個隱藏層的網路，各五個起點，再看跳躍左右極近的兩點。
#
# **先預測，再執行**。儘管如此，**平均**誤差能變得很小嗎？
# <details><summary>解答</summary>
#
# 可以。陡的部分可以很窄，受影響的點很少；但最大誤差永遠不會低於二分之一。
# </details>

# %% rows="P8" slides="A020" tags=["nbval-ignore-output"]
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.simplefilter("ignore", ConvergenceWarning)  # we look at the result instead
x_jump = np.linspace(-1, 1, 401)[:, None]
jump = (x_jump[:, 0] > 0).astype(float)
beside = np.array([[-1e-9], [1e-9]])  # where the jump is 0 and 1
for depth in (1, 2):
    mean_error, at_the_jump = [], []
    for seed in range(5):
        net = MLPRegressor(
            hidden_layer_sizes=[32] * depth,
            solver="lbfgs",
            max_iter=2000,
            random_state=seed,
        )
        _ = net.fit(x_jump, jump)
        mean_error.append(np.abs(net.predict(x_jump) - jump).mean())
        at_the_jump.append(np.abs(net.predict(beside) - [0, 1]).max())
    print(f"{depth} hidden: mean error {np.round(mean_error, 3)}, ", end="")
    print(f"beside the jump {np.round(at_the_jump, 2)}")
    assert min(at_the_jump) > 0.499 and np.median(mean_error) < 0.05
#! falsify: np.array([[-1e-9], [1e-9]]) => np.array([[-0.5], [0.5]])

# %% [markdown] lang="en"
# So "two layers: any function" is wrong, unless one means approximation on average, and then one layer does as well. **What do layers buy in practice?** Layers of 8 tanh units on three tasks: classes on two sides of a line, two moons, and a ring around a disc; 200 training points, ten data sets and starts, 2000 fresh points.

# %% [markdown] lang="zh-TW" of="7d9ea023"
# 所以「2 層：任何函數」並不正確，除非指的是平均意義下的近似，而那樣一層也做得到。**實際上，多幾層有什麼好處**？我們用每層 8 個 tanh 單元試三個任務：一條線兩側的類別、雙月，以及圓盤外圍一個環；200 個訓練點，十組資料與起點，2000 個新的點。

# %% rows="P8" slides="A018 A021" tags=["nbval-ignore-output"]
from sklearn.datasets import make_circles


def two_sides(n, random_state):
    points = np.random.default_rng(random_state).normal(size=(n, 2))
    return points, (points @ [1, 0.5] > 0.1).astype(int)


makers = {
    "line": two_sides,
    "moons": lambda n, random_state: make_moons(
        n, noise=0.2, random_state=random_state
    ),
    "ring": lambda n, random_state: make_circles(
        n, noise=0.1, factor=0.5, random_state=random_state
    ),
}
by_depth = {}
for task, make in makers.items():
    for depth in range(4):
        scores = []
        for seed in range(10):
            net = MLPClassifier([8] * depth, "tanh", solver="lbfgs", random_state=seed)
            _ = net.fit(*make(200, random_state=seed))
            scores.append(net.score(*make(2000, random_state=1000 + seed)))
        by_depth[task, depth] = np.array(scores)
    means = [round(float(by_depth[task, d].mean()), 3) for d in range(4)]
    print(f"{task:>5}: 0, 1, 2, 3 hidden layers", means)
assert by_depth["line", 0].min() > 0.98  # no hidden layer is needed for a line
assert by_depth["moons", 0].mean() < 0.9 and by_depth["ring", 0].mean() < 0.6
#! falsify: [8] * depth, "tanh" => [8] * max(1, depth), "tanh"

# %% rows="P8" slides="A018 A021" fold="Check what the layers buy"
assert by_depth["moons", 1].mean() > 0.93 and by_depth["ring", 1].mean() > 0.93
for task in makers:  # a second and a third layer change little, either way
    for depth in (2, 3):
        gain = by_depth[task, depth] - by_depth[task, 1]
        print(f"{task:>5}: {depth} layers instead of 1: {gain.mean():+.3f}")
        assert abs(gain.mean()) < 0.025
#! falsify: by_depth[task, depth] - by_depth[task, 1] => by_depth[task, depth] - by_depth["ring", 0]

# %% [markdown] lang="en"
# The first layer that is needed is worth a lot, the second and third at most about one point, in either direction. So for small tasks like these the lecture's advice is sound. The networks that made "deep learning" a word are another matter. How many layers with weights lie on their way from the picture to the answer?

# %% [markdown] lang="zh-TW" of="759f4f85"
# 真正需要的第一個隱藏層價值很高；第二、三層最多差大約一個百分點，有好有壞。所以對這類小任務，投影片的建議是合理的。讓「深度學習」成為流行語的網路則是另一回事：從圖片到答案的路上，有幾層帶權重？

# %% rows="P8" slides="A022"
depths = {}
for name in ("ResNet50", "ResNet152"):
    build = getattr(keras.applications, name)  # keras.applications.ResNet50, …
    network = build(weights=None)  # He et al. (2016)
    with_weights = [
        layer.name
        for layer in network.layers
        if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)  # or
    ]
    beside_the_way = [n for n in with_weights if n.endswith("_0_conv")]  # shortcuts
    depths[name] = len(with_weights) - len(beside_the_way)
print("layers with weights, one after the other:", depths)
assert depths == {"ResNet50": 50, "ResNet152": 152}
#! falsify: len(with_weights) - len(beside_the_way) => len(with_weights)

# %% [markdown] lang="en"
# Tens to hundreds, then; chapter 8 explains what had to be invented for that.

# %% [markdown] lang="zh-TW" of="516b874a"
# 確實是數十到數百層；為此需要什麼發明，第 8 章會說明。

# %% [markdown] lang="en"
# ## 1.23 Four claims about ReLU (optional, 10 min)
#
# **Claim 1: no vanishing gradient.** The lecture says that the sigmoid is nearly flat at its ends, so that training becomes slow *at the end of convergence*. Two tests with one unit. First: the output is to reach 0.5, from equally wrong starts (half the squared error, rate 0.5).
#
# **Predict, then run.** The sigmoid starts at $z = 8$, ReLU at $z = 1$, both with output about 1. A second ReLU starts at $z = -8$. Which of the three never arrives?
# <details><summary>Answer</summary>
#
# The second ReLU: its output is 0 and so is its slope. The sigmoid's slope is tiny, but it arrives.
# </details>

# %% [markdown] lang="zh-TW" of="9ccb6906"
# ## 1.23 關於 ReLU 的四個說法（選讀，10 分鐘）
#
# **說法一：解決梯度消失**。投影片說，sigmoid 的兩端幾乎是平的，所以「收斂末期」會很慢。我們用一個單元做兩個測試。第一個：讓輸出到達 0.5，起點錯得一樣多（平方誤差的一半，學習率 0.5）。
#
# **先預測，再執行**。sigmoid 從 $z = 8$ 出發，ReLU 從 $z = 1$ 出發，輸出都約為 1；第二個 ReLU 從 $z = -8$ 出發。三者之中哪一個永遠到不了？
# <details><summary>解答</summary>
#
# 第二個 ReLU：它的輸出是 0，斜率也是 0。sigmoid 的斜率很小，但終究會到。
# </details>


# %% rows="P10" slides="A028"
def way_to(target, name, z, num_steps=20_000):
    """Every z on the way until the output is within 0.01 of the target."""
    f, slope = functions_1d[name]
    way = [z]
    while abs(f(z) - target) >= 0.01 and len(way) <= num_steps:
        z = z - 0.5 * (f(z) - target) * slope(z)
        way.append(z)
    return np.array(way)


ways = {
    "sigmoid from z = 8": way_to(0.5, "sigmoid", np.array(8.0)),
    "ReLU from z = 1": way_to(0.5, "relu", np.array(1.0)),
    "ReLU from z = -8": way_to(0.5, "relu", np.array(-8.0)),
}
taken = {name: len(way) - 1 for name, way in ways.items()}
print("steps taken:", taken)
assert taken["sigmoid from z = 8"] > 500 * taken["ReLU from z = 1"]
assert taken["ReLU from z = -8"] == 20_000 and np.ptp(ways["ReLU from z = -8"]) == 0
#! falsify: "relu", np.array(-8.0) => "relu", np.array(8.0)

# %% rows="P10" slides="A028" fold="Draw the three ways"
fig = plotting.plot_curves(
    ways,
    x={name: np.arange(len(way)) for name, way in ways.items()},
    xlabel="gradient step",
    ylabel="weighted sum z",
    title="Towards output 0.5: slow, quick, never",
)
fig.axes[0].set_xscale("symlog")  # logarithmic, but with room for step 0
_ = fig.axes[0].legend(loc="center", bbox_to_anchor=(0.35, 0.4))
show(
    fig,
    alt="z against steps, logarithmic in steps. ReLU from 1 is there within a few "
    "steps; the sigmoid from 8 needs thousands; ReLU from minus 8 stays there for "
    "ever.",
)
outputs = sigmoid(ways["sigmoid from z = 8"])
waiting = np.argmax((outputs - 0.5) ** 2 < 0.9 * (outputs[0] - 0.5) ** 2) / len(outputs)
print(
    f"share of the sigmoid's steps before its loss has fallen by a tenth: {waiting:.0%}"
)
assert waiting > 0.9
#! falsify: < 0.9 * (outputs[0] - 0.5) ** 2 => < 0.001 * (outputs[0] - 0.5) ** 2 + 1
#! alt zh-TW: z 隨步數的變化，步數為對數。從 1 出發的 ReLU 幾步就到；從 8 出發的 sigmoid 要上萬步；從 −8 出發的 ReLU 永遠停在原地。

# %% [markdown] lang="en"
# For $z > 0$ the claim holds. For $z < 0$ ReLU's slope is not small but exactly 0: this unit never moves again for this input; if that is so for all inputs it is *dead* (chapter 8). And the sigmoid spends its time not at the end: {{ waiting | .0%}} of the steps pass before the loss has fallen by a tenth, because it *starts* saturated.
#
# Second: the target is 1, which the sigmoid can only approach. How many steps does each halving of the error cost?

# %% [markdown] lang="zh-TW" of="3cab9089"
# $z > 0$ 時，這個說法成立。$z < 0$ 時，ReLU 的斜率不是很小，而是恰好為 0：對這個輸入，這個單元再也不會動；如果對所有輸入都如此，它就**死亡**了（第 8 章）。而且 sigmoid 的時間並不是花在末期：{{ waiting | .0%}} 的步數都在損失下降一成之前，因為它**一開始**就飽和了。
#
# 第二個：目標是 1，sigmoid 只能趨近。誤差每減半一次，要花幾步？


# %% rows="P10" slides="A029"
def steps_to_halve(with_slope):
    """Steps until the error of a sigmoid from z = 0 is below 1/4, 1/8, … of 1."""
    z, count, counts = 0.0, 0, []
    for goal in (1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64):
        while 1 - sigmoid(z) >= goal:
            y_hat = sigmoid(z)
            z = z - 0.5 * (y_hat - 1) * (y_hat * (1 - y_hat) if with_slope else 1)
            count += 1
        counts.append(count)
    return np.array(counts)


squared, entropy = steps_to_halve(True), steps_to_halve(False)
print("squared error:", squared, " times:", (squared[1:] / squared[:-1]).round(1))
print("cross-entropy:", entropy, " times:", (entropy[1:] / entropy[:-1]).round(1))
assert squared[-1] / squared[-2] > 3.5 and entropy[-1] / entropy[-2] < 2.2
#! falsify: (y_hat * (1 - y_hat) if with_slope else 1) => 1
#! falsify: steps_to_halve(True), steps_to_halve(False) => steps_to_halve(True), steps_to_halve(True)

# %% [markdown] lang="en"
# Here the lecture is right: with the squared error each further halving multiplies the total number of steps by nearly four, with cross-entropy only by two. So the loss matters more than the activation, though cross-entropy slows down too. In deep networks the trouble is there from the start, because slopes of at most ¼ multiply (section 1.14).
#
# **Claim 2: small contributions are cut to 0, whose remainder slows the sigmoid down. Claim 3: ReLU is closer to the all-or-nothing of a nerve cell**, whose pulse has its full height above the threshold, however strong the stimulus (Adrian, 1914).

# %% [markdown] lang="zh-TW" of="411ff820"
# 這裡投影片說對了：用平方誤差時，每再減半一次，總步數就變成將近四倍；用交叉熵則約兩倍。所以損失函數比激活函數更關鍵，雖然交叉熵到末期也會變慢。在深層的網路裡，問題從一開始就存在，因為最多只有 ¼ 的斜率會一層一層相乘（1.14 節）。
#
# **說法二：貢獻度小的神經元會被切斷成 0，sigmoid 的殘值則會拖慢運算。說法三：ReLU 較貼近神經細胞「全有或全無」的特性**：真正的脈衝只要超過閾值，就是完整的高度，不論刺激多強（Adrian, 1914）。

# %% rows="P10" slides="A030 A032"
rng = np.random.default_rng(0)
sums = rng.normal(size=(1000, 100)) @ rng.normal(0, 0.1, (100, 500))  # a random layer
after_relu, after_sigmoid = np.maximum(0, sums), sigmoid(sums)
zeros_relu, zeros_sigmoid = np.mean(after_relu == 0), np.mean(after_sigmoid == 0)
small_kept = np.mean(sums[after_relu > 0] < 0.1)
large_cut = np.mean(sums[after_relu == 0] < -1)
print(f"exactly zero: ReLU {zeros_relu:.0%}, sigmoid {zeros_sigmoid:.0%}")
print(f"of those kept, {small_kept:.0%} are below 0.1; ", end="")
print(f"of those cut, {large_cut:.0%} are beyond -1")
assert 0.48 < zeros_relu < 0.52 and zeros_sigmoid == 0
assert small_kept > 0.05 and large_cut > 0.2

stimulus = np.array([-10.0, -1, -0.1, 0.1, 1, 10])
for name, values in [
    ("step", step(stimulus)),
    ("relu", np.maximum(0, stimulus)),
    ("sigmoid", sigmoid(stimulus)),
]:
    print(f"{name:>7}:", " ".join(f"{value:.5f}" for value in values))
relu_above = np.maximum(0, stimulus)[3:]
assert relu_above[2] > 99 * relu_above[0]  # graded
assert sigmoid(stimulus)[5] / sigmoid(stimulus)[3] < 2  # nearly "all"
assert (np.maximum(0, stimulus)[:3] == 0).all() and (sigmoid(stimulus)[:3] > 0).all()
#! falsify: sums[after_relu == 0] < -1 => sums[after_relu == 0] > -1e-3
#! falsify: np.maximum(0, stimulus)[3:] => step(stimulus)[3:]

# %% [markdown] lang="en"
# ReLU makes half of the outputs exactly zero (*sparse*; Glorot, Bordes and Bengio, 2011). But it cuts what is *negative*, however large, and keeps what is positive, however small. And it is "nothing" below the threshold, as the lecture says; above it, it is not "all" but graded: a hundred times the stimulus, a hundred times the output. There the sigmoid, which levels off at 1, is closer to "all".
#
# **Claim 4: ReLU is cheaper**, because it needs no $e^{-x}$. We time it, and with it the open half of claim 2: a matrix product with half zeros against one without. Times on a busy machine wobble, so the two run in turns and we take the median ratio; of the products we take the median of five such attempts.

# %% [markdown] lang="zh-TW" of="0a66d2fa"
# ReLU 讓一半的輸出恰好為零（**稀疏**，sparse；Glorot, Bordes and Bengio, 2011）。但它切掉的是**負的**，不管多大；留下的是正的，不管多小。在閾值以下它確實「全無」，這點投影片說得對；超過之後卻不是「全有」，而是漸進的：刺激大一百倍，輸出也大一百倍。在那一側，最後停在 1 的 sigmoid 反而比較接近「全有」。
#
# **說法四：ReLU 比較省計算**，因為不必算 $e^{-x}$。我們來測時間，連同說法二還沒回答的一半：有一半是零的矩陣乘法，和完全沒有零的相比。機器忙碌時，等待只會讓時間變長，所以兩者輪流執行，各取最快的一次；矩陣乘法做五輪，再取五輪的中位數。

# %% rows="P10" slides="A031 A033" tags=["nbval-ignore-output"]
import time


def median_ratio(one, other, calls, repeats=60):
    """Median ratio of the times of two functions, called in turns."""
    ratios = []
    for _ in range(repeats):
        times = []
        for function in (one, other):
            begin = time.perf_counter()
            for _ in range(calls):
                function()
            times.append(time.perf_counter() - begin)
        ratios.append(times[0] / times[1])
    return np.median(ratios)


# Few enough that a busy machine seldom interrupts a turn:
z_big = tf.constant(rng.normal(size=100_000), tf.float32)
speed_ratio = median_ratio(lambda: tf.nn.sigmoid(z_big), lambda: tf.nn.relu(z_big), 3)
W_next = rng.normal(size=(500, 500))
products = [lambda: after_relu @ W_next, lambda: after_sigmoid @ W_next]
attempts = [median_ratio(*products, 1, repeats=25) for _ in range(5)]  # all count
zeros_ratio = np.median(attempts)
print(f"sigmoid / ReLU:                     {speed_ratio:.1f} times the time")
print(f"product with half zeros / without:  {zeros_ratio:.2f} times the time")
print(f"  in five attempts: {min(attempts):.2f} to {max(attempts):.2f}")
assert speed_ratio > 1.3 and 0.75 < zeros_ratio < 1.33
#! falsify: [lambda: after_relu @ W_next, => [lambda: after_relu @ W_next @ W_next,
#! falsify: lambda: tf.nn.sigmoid(z_big) => lambda: tf.nn.relu(z_big)

# %% [markdown] lang="en"
# TensorFlow's sigmoid takes {{ speed_ratio | .1f | x5 }} times the time of its ReLU here; how much it is differs between machines. The product with half zeros takes {{ zeros_ratio | .2f | 0.25 }} times the time of the other, which is within the noise of such a measurement (see the five attempts): an ordinary matrix product multiplies zeros as patiently as other numbers, so the sigmoid's remainder slows nothing down.
#
# | the lecture's claim | verdict |
# |---|---|
# | no vanishing gradient; trouble at the end of convergence | true for $z > 0$; for $z < 0$ the slope is 0. At the end with the squared error, at the start where a unit starts saturated |
# | small contributions become 0; a remainder slows computing | half become 0, but the negative ones, not the small ones; no time is saved in dense layers |
# | closer to all-or-nothing | below the threshold yes, above it no |
# | cheaper | true for the function alone |

# %% [markdown] lang="zh-TW" of="0009ca8d"
# 在這裡，TensorFlow 的 sigmoid 花的時間是 ReLU 的 {{ speed_ratio | .1f | x5 }} 倍；差多少要看機器。有一半是零的乘法，時間是另一個的 {{ zeros_ratio | .2f | 0.25 }} 倍，在測量的誤差範圍之內（看五輪的結果）：一般的矩陣乘法遇到零照樣老老實實地乘，所以 sigmoid 的殘值並不會拖慢什麼。
#
# | 投影片的說法 | 檢驗結果 |
# |---|---|
# | 解決梯度消失；問題在收斂末期 | $z > 0$ 時正確，$z < 0$ 時斜率是 0。用平方誤差時慢在末期；一開始就飽和的單元則慢在開頭 |
# | 貢獻小的變成 0；殘值拖慢運算 | 一半變成 0，但切掉的是負的，不是小的；在密集層裡不省時間 |
# | 較貼近全有或全無 | 閾值以下對，以上不對 |
# | 比較省計算 | 單就函數而言正確 |

# %% [markdown] lang="en"
# ## References
#
# - Adrian, E. D. (1914). The all-or-none principle in nerve. *Journal of Physiology*, 47(6), 460–474.
# - Cortez, P., Cerdeira, A., Almeida, F., Matos, T., and Reis, J. (2009). Modeling wine preferences by data mining from physicochemical properties. *Decision Support Systems*, 47(4), 547–553. doi:10.1016/j.dss.2009.05.016
# - Cox, D. R. (1958). The regression analysis of binary sequences. *Journal of the Royal Statistical Society, Series B*, 20(2), 215–242.
# - Cybenko, G. (1989). Approximation by superpositions of a sigmoidal function. *Mathematics of Control, Signals and Systems*, 2, 303–314. doi:10.1007/BF02551274
# - Glorot, X., Bordes, A., and Bengio, Y. (2011). Deep sparse rectifier neural networks. *AISTATS*, PMLR 15, 315–323.
# - He, K., Zhang, X., Ren, S., and Sun, J. (2016). Deep residual learning for image recognition. *CVPR*, 770–778. doi:10.1109/CVPR.2016.90
# - Heaton, J. (2008). *Introduction to Neural Networks with Java*, 2nd edition. Heaton Research.
# - Hornik, K. (1991). Approximation capabilities of multilayer feedforward networks. *Neural Networks*, 4(2), 251–257. doi:10.1016/0893-6080(91)90009-T
# - LeCun, Y., Bottou, L., Orr, G. B., and Müller, K.-R. (1998). Efficient BackProp. In *Neural Networks: Tricks of the Trade*, Springer, 9–50. doi:10.1007/3-540-49430-8_2
# - Leshno, M., Lin, V. Ya., Pinkus, A., and Schocken, S. (1993). Multilayer feedforward networks with a nonpolynomial activation function can approximate any function. *Neural Networks*, 6(6), 861–867. doi:10.1016/S0893-6080(05)80131-5
# - McCulloch, W. S., and Pitts, W. (1943). A logical calculus of the ideas immanent in nervous activity. *Bulletin of Mathematical Biophysics*, 5, 115–133. doi:10.1007/BF02478259
# - Minsky, M., and Papert, S. (1969). *Perceptrons: An Introduction to Computational Geometry*. MIT Press.
# - Novikoff, A. B. J. (1962). On convergence proofs on perceptrons. *Proceedings of the Symposium on the Mathematical Theory of Automata*, 12, 615–622. Polytechnic Institute of Brooklyn.
# - Rosenblatt, F. (1957). The perceptron: a perceiving and recognizing automaton (Project PARA). Report 85-460-1, Cornell Aeronautical Laboratory.
# - Rosenblatt, F. (1958). The perceptron: a probabilistic model for information storage and organization in the brain. *Psychological Review*, 65(6), 386–408. doi:10.1037/h0042519
# - Rumelhart, D. E., Hinton, G. E., and Williams, R. J. (1986). Learning representations by back-propagating errors. *Nature*, 323, 533–536. doi:10.1038/323533a0

# %% [markdown] lang="zh-TW" of="ddb90987"
# ## 參考文獻
#
# - Adrian, E. D. (1914). The all-or-none principle in nerve. *Journal of Physiology*, 47(6), 460–474.
# - Cortez, P., Cerdeira, A., Almeida, F., Matos, T., and Reis, J. (2009). Modeling wine preferences by data mining from physicochemical properties. *Decision Support Systems*, 47(4), 547–553. doi:10.1016/j.dss.2009.05.016
# - Cox, D. R. (1958). The regression analysis of binary sequences. *Journal of the Royal Statistical Society, Series B*, 20(2), 215–242.
# - Cybenko, G. (1989). Approximation by superpositions of a sigmoidal function. *Mathematics of Control, Signals and Systems*, 2, 303–314. doi:10.1007/BF02551274
# - Glorot, X., Bordes, A., and Bengio, Y. (2011). Deep sparse rectifier neural networks. *AISTATS*, PMLR 15, 315–323.
# - He, K., Zhang, X., Ren, S., and Sun, J. (2016). Deep residual learning for image recognition. *CVPR*, 770–778. doi:10.1109/CVPR.2016.90
# - Heaton, J. (2008). *Introduction to Neural Networks with Java*（第 2 版）. Heaton Research.
# - Hornik, K. (1991). Approximation capabilities of multilayer feedforward networks. *Neural Networks*, 4(2), 251–257. doi:10.1016/0893-6080(91)90009-T
# - LeCun, Y., Bottou, L., Orr, G. B., and Müller, K.-R. (1998). Efficient BackProp. In *Neural Networks: Tricks of the Trade*, Springer, 9–50. doi:10.1007/3-540-49430-8_2
# - Leshno, M., Lin, V. Ya., Pinkus, A., and Schocken, S. (1993). Multilayer feedforward networks with a nonpolynomial activation function can approximate any function. *Neural Networks*, 6(6), 861–867. doi:10.1016/S0893-6080(05)80131-5
# - McCulloch, W. S., and Pitts, W. (1943). A logical calculus of the ideas immanent in nervous activity. *Bulletin of Mathematical Biophysics*, 5, 115–133. doi:10.1007/BF02478259
# - Minsky, M., and Papert, S. (1969). *Perceptrons: An Introduction to Computational Geometry*. MIT Press.
# - Novikoff, A. B. J. (1962). On convergence proofs on perceptrons. *Proceedings of the Symposium on the Mathematical Theory of Automata*, 12, 615–622. Polytechnic Institute of Brooklyn.
# - Rosenblatt, F. (1957). The perceptron: a perceiving and recognizing automaton (Project PARA). Report 85-460-1, Cornell Aeronautical Laboratory.
# - Rosenblatt, F. (1958). The perceptron: a probabilistic model for information storage and organization in the brain. *Psychological Review*, 65(6), 386–408. doi:10.1037/h0042519
# - Rumelhart, D. E., Hinton, G. E., and Williams, R. J. (1986). Learning representations by back-propagating errors. *Nature*, 323, 533–536. doi:10.1038/323533a0
