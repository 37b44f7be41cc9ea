# %% [markdown] lang="en"
# After this chapter you can
#
# - say what an artificial neuron computes, draw it, and name who invented which part of it;
# - carry out a forward step and a backward step by hand, and check both with a program;
# - tell stochastic, mini-batch and full-batch gradient descent apart, and explain an epoch;
# - explain why features are scaled before training;
# - prove that one neuron can learn AND and OR, but can never learn XOR;
# - build a network with a hidden layer in NumPy, train it on XOR, and rebuild it in Keras;
# - choose a first guess for the number of hidden units, and say what theory promises about it;
# - choose an activation function, and compute softmax without overflow;
# - name the five components that chapters 4 to 7 take up one by one.
#
# You need Python with NumPy and the derivative of a function of one variable. Everything else is
# explained here. Reading takes two to three hours; a good place for a break is after section 1.10.
#
# The course follows a set of lecture slides. Where a number stands on a slide, a cell computes it again:
# `check_slide("P2", …)` prints both and says whether they agree (P2 is the course's number for the topic), and
# `check_erratum` proves a slip of the slide. Lines that begin with `assert` stop the notebook when a statement is
# false. In reading you can skip both.

# %% [markdown] lang="zh-TW" of="6555d973"
# 讀完這一章，你可以
#
# - 說出人工神經元在計算什麼、畫出它的結構，並知道每個部分是誰提出的；
# - 親手做一次正向傳播和一次反向傳播，再用程式驗證；
# - 分辨隨機、小批次與全批次梯度下降，並說明什麼是一個週期（epoch）；
# - 解釋為什麼訓練前要做特徵縮放；
# - 證明單一神經元學得會 AND 和 OR，卻永遠學不會 XOR；
# - 用 NumPy 寫出有隱藏層的網路、用它學會 XOR，再用 Keras 重做一次；
# - 估計隱藏層該放幾個節點，並說出理論究竟保證了什麼；
# - 選擇激活函數，並在不溢位的情況下計算 softmax；
# - 說出第 4 到第 7 章要逐一深入的五大元件。
#
# 你只需要會一點 Python 和 NumPy，並懂得單變數函數的微分，其餘都會在這裡解釋。閱讀大約需要兩到三小時；1.10 節之後適合休息一下。
#
# 這門課依據一套授課投影片。凡是投影片上的數字，都有一個儲存格重新計算：`check_slide("P2", …)` 會印出兩者並說明是否一致（P2 是課程為這個主題編的代號），`check_erratum` 則證明投影片的筆誤。以 `assert` 開頭的程式碼，會在敘述不成立時讓筆記本停下來。閱讀時這兩種都可以略過。

# %%
import numpy as np

from utils import plotting
from utils.drawings import perceptron as drawings
from utils.plotting import show
from utils.slides import check_erratum, check_slide

np.set_printoptions(precision=4, suppress=True)

# %% [markdown] lang="en"
# ## 1.1 From a nerve cell to a perceptron
#
# A nerve cell, a **neuron**, collects electrical signals from other cells through its branches,
# the dendrites. Each contact point, a synapse, passes its signal on more or less strongly, and it may
# also inhibit. When enough arrives within a short time, the cell fires: it sends a pulse down its
# axon to other cells. When too little arrives, it sends nothing.
#
# Three steps turned this into mathematics.
#
# - **1943.** The neurophysiologist Warren McCulloch and the logician Walter Pitts described a neuron as
#   a unit that outputs 1 when the number of active inputs reaches a threshold and no inhibiting input is active, and 0 otherwise. Networks
#   of such units can compute any logical formula (McCulloch and Pitts, 1943). Nothing in them learns.
# - **1957.** Frank Rosenblatt, a psychologist at the Cornell Aeronautical Laboratory in Buffalo,
#   described the **perceptron** in a report (Rosenblatt, 1957) and a year later in an
#   article (Rosenblatt, 1958). Its connections have strengths that change with experience: the machine
#   *learns* from examples.
# - **Later**, when networks of several layers were to be trained, the hard threshold gave way to a smooth curve, the sigmoid. That small change is what makes
#   training by derivatives possible, as section 1.3 shows.
#
# | nerve cell | artificial neuron | symbol |
# |---|---|---|
# | signals arriving at the dendrites | inputs, also called features | $x_1, \dots, x_d$ |
# | strength of a synapse, exciting or inhibiting | weights, positive or negative | $w_1, \dots, w_d$ |
# | cell body that adds the signals up | weighted sum | $z$ |
# | readiness to fire | bias; firing threshold $= -b$ | $b$ |
# | pulse, or no pulse | activation | $a = \varphi(z)$ |
#
# With the bias the neuron switches where $w_1x_1 + \dots + w_dx_d = -b$: a large bias means a low threshold.
#
# The picture is an inspiration, not a model of the brain: real neurons send trains of pulses in time,
# and there is no accepted evidence that they compute derivatives.

# %% [markdown] lang="zh-TW" of="99d92157"
# ## 1.1 從神經細胞到感知器
#
# 神經細胞也叫**神經元**（neuron），它透過分枝，也就是樹突（dendrite），收集其他細胞傳來的電訊號。每個接點稱為突觸（synapse），有的傳得強、有的傳得弱，也有的會產生抑制作用。若短時間內累積的訊號夠多，細胞就會「放電」，沿著軸突（axon）把一個脈衝送往其他細胞；如果不夠，就什麼也不送。
#
# 從這裡走到數學模型，經過了三個階段。
#
# - **1943 年**。神經生理學家 Warren McCulloch 和邏輯學家 Walter Pitts 把神經元描述成一個單元：活躍輸入的個數達到閾值（threshold）、而且沒有抑制性的輸入時輸出 1，否則輸出 0。這種單元組成的網路可以計算任何邏輯式（McCulloch and Pitts, 1943），但完全不會學習。
# - **1957 年**。康乃爾航空實驗室（位於水牛城）的心理學家 Frank Rosenblatt 在一份報告（Rosenblatt, 1957）中提出**感知器**（perceptron），隔年發表期刊論文（Rosenblatt, 1958）。它的連接強度會隨經驗改變：這台機器能從例子中**學習**。
# - **後來**，為了訓練多層的網路，硬性的閾值換成了平滑的曲線，也就是 sigmoid。1.3 節會說明，正是這個小小的改變，讓我們可以用微分來訓練。
#
# | 神經細胞 | 人工神經元 | 符號 |
# |---|---|---|
# | 抵達樹突的訊號 | 輸入，也稱為特徵（feature） | $x_1, \dots, x_d$ |
# | 突觸的強度，興奮或抑制 | 權重（weight），可正可負 | $w_1, \dots, w_d$ |
# | 把訊號加總的細胞本體 | 加權總和（weighted sum） | $z$ |
# | 放電的難易程度 | 偏差（bias）；放電閾值 $= -b$ | $b$ |
# | 放電或不放電 | 激活值（activation） | $a = \varphi(z)$ |
#
# 有了偏差，神經元在 $w_1x_1 + \dots + w_dx_d = -b$ 的地方切換：偏差越大，閾值越低。
#
# 這只是靈感來源，不是大腦的模型：真正的神經元會隨時間送出一連串脈衝，至今也沒有公認的證據顯示它們會計算導數（derivative）。

# %% [markdown] lang="en"
# In symbols, with $d$ inputs:
#
# $$z = w_1x_1 + w_2x_2 + \dots + w_dx_d + b, \qquad a = \varphi(z).$$
#
# First the **weighted sum** $z$, then the **activation function** $\varphi$. Two choices of $\varphi$ matter now:
#
# - the **step function** of Rosenblatt's perceptron: $\varphi(z) = 1$ if $z > 0$, otherwise $0$;
# - the **sigmoid** $\varphi(z) = \sigma(z) = \dfrac{1}{1 + e^{-z}}$, which rises smoothly from 0 to 1.
#
# The sigmoid's output lies strictly between 0 and 1, so it can be read as a probability of "yes".

# %% [markdown] lang="zh-TW" of="d0eaa6a8"
# 寫成符號，若有 $d$ 個輸入：
#
# $$z = w_1x_1 + w_2x_2 + \dots + w_dx_d + b, \qquad a = \varphi(z).$$
#
# 先算**加權總和** $z$，再套上**激活函數**（activation function）$\varphi$。目前有兩種 $\varphi$ 很重要：
#
# - Rosenblatt 感知器使用的**階梯函數**（step function）：若 $z > 0$ 則 $\varphi(z) = 1$，否則為 $0$；
# - **sigmoid 函數** $\varphi(z) = \sigma(z) = \dfrac{1}{1 + e^{-z}}$，從 0 平滑地上升到 1。
#
# sigmoid 的輸出嚴格介於 0 與 1 之間，所以可以解讀成「是」的機率。


# %%
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


fig = plotting.plot_network(
    [3, 1, 1],
    node_labels=[["$x_1$", "$x_2$", "$x_3$"], ["$\\Sigma$"], ["$\\varphi$"]],
    edge_labels=[[["$w_1$"], ["$w_2$"], ["$w_3$"]], [["$z$"]]],
    layer_names=["inputs", "weighted sum\n+ bias b", "activation\n= output a"],
    title="An artificial neuron",
)
show(
    fig,
    alt="Three inputs with weights run into a node that sums them up and adds "
    "the bias; its result z passes through the activation phi to become the "
    "output a.",
)

# %%
z_line = np.linspace(-6, 6, 601)
curves = {"step": (z_line > 0).astype(float), "sigmoid": sigmoid(z_line)}
fig = plotting.plot_curves(
    curves,
    x=dict.fromkeys(curves, z_line),
    xlabel="weighted sum z",
    ylabel="activation a",
    title="Two activation functions",
)
show(
    fig,
    alt="Two curves over z from -6 to 6: the step jumps from 0 to 1 at z = 0, "
    "the sigmoid rises smoothly from near 0 to near 1 and is one half at z = 0.",
)
assert sigmoid(0) == 0.5 and 0 < curves["sigmoid"].min() < curves["sigmoid"].max() < 1

# %% [markdown] lang="en"
# ## 1.2 One forward step
#
# The example of the slides: will the air conditioner be switched on? Three days were observed, each with
# three **features**: how uncomfortable people feel (0 to 10), the temperature in °C, and whether guests
# are in the house (1 = yes). The **label** $Y$ is what happened: 1 = switched on, 0 = not.
#
# | day | discomfort $x_1$ | temperature $x_2$ | guests $x_3$ | switched on $Y$ |
# |---|---|---|---|---|
# | 1 | 4 | 32 | 0 | No |
# | 2 | 8 | 29 | 0 | Yes |
# | 3 | 5 | 28 | 1 | Yes |
#
# Each row is one **sample**. All samples together form a matrix $X$ of shape (3, 3): 3 samples, 3 features.
# The weights form a vector $w$ of shape (3,). The example has no bias, and every weight starts at 0.1.
# The three weighted sums come from one matrix product, $z = Xw$, of shape (3,).
#
# Computing from the inputs towards the output is called the **forward pass**.

# %% [markdown] lang="zh-TW" of="c3a4dd4f"
# ## 1.2 一次正向傳播
#
# 投影片的例子：冷氣會不會被打開？我們觀察了三天，每天有三個**特徵**：不舒服的程度（0 到 10）、溫度（°C），以及有沒有客人（1 = 有）。**標籤**（label）$Y$ 是實際發生的事：1 = 開，0 = 不開。
#
# | 日 | 不舒服 $x_1$ | 溫度 $x_2$ | 客人 $x_3$ | 開冷氣 $Y$ |
# |---|---|---|---|---|
# | 1 | 4 | 32 | 0 | No |
# | 2 | 8 | 29 | 0 | Yes |
# | 3 | 5 | 28 | 1 | Yes |
#
# 每一列是一個**樣本**（sample）。所有樣本排成矩陣（matrix）$X$，形狀（shape）是 (3, 3)：3 個樣本、3 個特徵。權重排成向量（vector）$w$，形狀 (3,)。這個例子沒有偏差，權重一開始都是 0.1。三個加權總和只要一次矩陣乘法就能得到：$z = Xw$，形狀 (3,)。
#
# 從輸入往輸出計算的過程，稱為**正向傳播**（forward pass）。

# %% rows="P2"
X = np.array([[4.0, 32, 0], [8, 29, 0], [5, 28, 1]])  # (samples, features)
y = np.array([0.0, 1.0, 1.0])
w = np.full(3, 0.1)

z = X @ w  # (3,)
y_hat = sigmoid(z)  # (3,)
decision = (y_hat >= 0.5).astype(float)

check_slide("P2", "weighted sums", z, ["3.6", "3.7", "3.4"])
check_slide("P2", "sigmoid of 3.6 and 3.4", y_hat[[0, 2]], ["0.9734", "0.9677"])
check_erratum("P2", "sigmoid of 3.7", y_hat[1], slide="0.9758", right="0.9759")
print("decisions at 0.5:", ["Yes" if d else "No" for d in decision])
assert decision.all()

# %% [markdown] lang="en"
# The first sum by hand: $4 \cdot 0.1 + 32 \cdot 0.1 + 0 \cdot 0.1 = 0.4 + 3.2 + 0 = 3.6$. Then
# $\sigma(3.6) = 1/(1 + e^{-3.6}) = 1/(1 + 0.0273) = 0.9734$.
#
# One slip of the slide is settled above: $\sigma(3.7) = {{ y_hat[1] | .6f }}$, so the slide's 0.9758 was cut off after
# four digits. Rounded, it is 0.9759.
#
# The neuron answers "Yes" for all three days, because every output is above 0.5. For day 1 that is wrong.
# Notice also what dominates the sums: the temperature contributes about 3 to every one of them and hardly
# differs between the days. We come back to this in section 1.6; the slide itself remarks that features
# are usually scaled first, and skips it here to keep the arithmetic simple.

# %% [markdown] lang="zh-TW" of="252db106"
# 第一個總和用手算：$4 \cdot 0.1 + 32 \cdot 0.1 + 0 \cdot 0.1 = 0.4 + 3.2 + 0 = 3.6$。接著 $\sigma(3.6) = 1/(1 + e^{-3.6}) = 1/(1 + 0.0273) = 0.9734$。
#
# 上面的輸出也訂正了投影片的一個小筆誤：$\sigma(3.7) = {{ y_hat[1] | .6f }}$，投影片的 0.9758 是把小數第四位以後直接捨去；四捨五入應該是 0.9759。
#
# 三天的輸出都大於 0.5，所以神經元全部回答「Yes」，但第 1 天答錯了。也請注意總和由誰主導：溫度對每個總和都貢獻約 3，而且各天幾乎沒有差別。1.6 節會再回來談這一點；投影片自己也註明平常會先做特徵縮放（feature scaling），這裡只是為了讓計算簡單才省略。

# %% [markdown] lang="en"
# ## 1.3 The loss that can be learned from
#
# How wrong is the neuron? A **loss function** turns a prediction $\hat Y$ and a label $Y$ into one number that is 0 when
# they agree. The slides use half the squared error, $C = \tfrac12(\hat Y - Y)^2$. The factor ½ will cancel a 2 in the
# derivative and changes nothing else.
#
# The slide inserts the *decision* (0 or 1) for $\hat Y$. One can also insert the sigmoid's *output*, before it
# is cut at 0.5. Both are computed here.

# %% [markdown] lang="zh-TW" of="592744c4"
# ## 1.3 可以用來學習的損失
#
# 神經元錯得多嚴重？**損失函數**（loss function）把預測 $\hat Y$ 和標籤 $Y$ 變成一個數字，兩者一致時為 0。投影片採用平方誤差的一半：$C = \tfrac12(\hat Y - Y)^2$。係數 ½ 是為了消去微分時出現的 2，沒有其他作用。
#
# 投影片代入 $\hat Y$ 的是**決策**（0 或 1）；也可以代入 sigmoid 的**輸出**，也就是還沒以 0.5 分成 0 或 1 的值。這裡兩種都算。

# %% rows="P2"
loss_of_decision = 0.5 * (decision - y) ** 2
loss_of_output = 0.5 * (y_hat - y) ** 2

check_slide("P2", "loss of the decision", loss_of_decision, ["0.5", "0", "0"])
print("loss of the sigmoid output:", loss_of_output)
assert loss_of_output[0] < 0.5 and (loss_of_output[1:] > 0).all()

# %% [markdown] lang="en"
# The two agree roughly: day 1 is bad, days 2 and 3 are good. The difference shows when a weight moves. The next cell
# changes only the temperature weight $w_2$, keeps the other two at 0.1, and draws the mean loss of the three
# days both ways.

# %% [markdown] lang="zh-TW" of="e8a17e8e"
# 兩者大致吻合：第 1 天很差，第 2、3 天很好。但只要移動權重，差別就出現了。下一個儲存格只改變溫度的權重 $w_2$，另外兩個維持 0.1，並用兩種方式畫出三天的平均損失。

# %% rows="P2"
w2_values = np.linspace(-0.2, 0.15, 3501)
z_all = 0.1 * X[:, [0]] + X[:, [1]] * w2_values + 0.1 * X[:, [2]]  # (3, 3501)
smooth = 0.5 * np.mean((sigmoid(z_all) - y[:, None]) ** 2, axis=0)
stairs = 0.5 * np.mean(((z_all >= 0) - y[:, None]) ** 2, axis=0)
flat = np.mean(np.diff(stairs) == 0)
never_flat = bool((np.diff(smooth) != 0).all())
lowest = w2_values[smooth.argmin()]
print(f"share of steps without any change: loss of the decision {flat:.3f}")
print("loss of the output changes at every step:", never_flat)
assert flat > 0.999 and never_flat
assert np.isclose(6 * stairs[smooth.argmin()], 1), "one decision of three is wrong"
assert stairs.min() == 0 and w2_values[stairs == 0].max() < lowest
assert np.isclose(np.interp(0.1, w2_values, smooth), loss_of_output.mean())

# %% rows="P2"
curves = {"of the decision (0 or 1)": stairs, "of the sigmoid output": smooth}
fig = plotting.plot_curves(
    curves,
    x=dict.fromkeys(curves, w2_values),
    xlabel="temperature weight $w_2$",
    ylabel="mean loss of three days",
    title="Only one of the two losses has a slope",
)
fig.axes[0].axvline(0.1, color="gray", lw=1)
_ = fig.axes[0].text(0.102, 0.05, "start", color="gray")
show(
    fig,
    alt="Against the temperature weight the loss of the decision is a staircase "
    "of flat pieces; the loss of the sigmoid output is a smooth curve with one "
    "valley.",
)

# %% [markdown] lang="en"
# The loss of the decision is a staircase. Between its steps it is exactly flat, so its derivative is 0: it
# says *that* the neuron is wrong, but not in which direction to move the weights. At the steps there is no derivative at
# all. The loss of the sigmoid output has a slope everywhere, and the slope tells us which way is down.
#
# The figure also shows the price. The smooth curve is lowest near $w_2 = {{ lowest | .3f | 0.002 }}$, but there one
# decision is still wrong; the staircase is 0 only in a narrow gap a little further left. The smooth loss is a substitute
# for what we want, not the same thing. Here it misleads only because the other two weights are held fixed: section 1.5
# moves all three, and they reach the gap.
#
# So from now on $\hat Y$ in the loss is the sigmoid's output, **not** the decision. The decision is only
# used to count right and wrong answers.

# %% [markdown] lang="zh-TW" of="002f30af"
# 決策的損失像一座樓梯。每一階都完全水平，導數是 0：它告訴你神經元**錯了**，卻沒說權重該往哪個方向移動；而在兩階交接的地方，導數根本不存在。sigmoid 輸出的損失則處處有斜率，斜率就告訴我們哪邊是下坡。
#
# 圖中也看得到代價。平滑曲線的最低點在 $w_2 = {{ lowest | .3f | 0.002 }}$ 附近，但在那裡還有一個決策是錯的；樓梯只在左邊不遠處的一道窄縫裡等於 0。平滑的損失只是替代品，和我們真正想要的並不相同。這裡會被它誤導，只是因為另外兩個權重固定不動：1.5 節讓三個權重一起移動，就走得進那道縫。
#
# 所以從現在起，損失裡的 $\hat Y$ 指的是 sigmoid 的輸出，**不是**決策。決策只用來計算答對和答錯的個數。

# %% [markdown] lang="en"
# ## 1.4 One backward step by hand
#
# We want to know how the loss of one sample changes when a weight $w_j$ changes a little: the derivative
# $\partial C/\partial w_j$ (the round ∂ says that the other weights stay as they are). The weight acts through a chain: $w_j$ changes $z$, $z$ changes $\hat Y$, $\hat Y$ changes $C$. The **chain rule**
# says that the derivative of a chain is the product of the derivatives of its links:
#
# $$\frac{\partial C}{\partial w_j} = \frac{\partial C}{\partial \hat Y}\cdot\frac{\partial \hat Y}{\partial z}\cdot\frac{\partial z}{\partial w_j}.$$
#
# The three links, one at a time:
#
# 1. $C = \tfrac12(\hat Y - Y)^2$ gives $\dfrac{\partial C}{\partial \hat Y} = \hat Y - Y$.
# 2. $\hat Y = (1 + e^{-z})^{-1}$ gives
#    $\dfrac{\partial \hat Y}{\partial z} = \dfrac{e^{-z}}{(1+e^{-z})^2} = \dfrac{1}{1+e^{-z}}\cdot\dfrac{e^{-z}}{1+e^{-z}} = \hat Y(1-\hat Y).$
# 3. $z = w_1x_1 + w_2x_2 + w_3x_3$ gives $\dfrac{\partial z}{\partial w_j} = x_j$.
#
# The first two do not depend on $j$. Their product is called the **error signal** $\delta = (\hat Y - Y)\,\hat Y(1-\hat Y)$, one
# number per sample. All three derivatives together form the **gradient**
#
# $$\nabla_w C = \delta\, x, \qquad \text{shapes: } (3,) = \text{number} \times (3,).$$
#
# For day 1: $\delta = (0.9734 - 0)\cdot 0.9734 \cdot 0.0266 = 0.0252$, hence
# $\nabla_w C = 0.0252\cdot(4, 32, 0) = (0.101, 0.806, 0)$.
#
# For a batch, that is a group, of $n$ samples we take the mean of their losses. The mean of the gradients is again one matrix product:
# $\nabla_w C = \tfrac1n X^{\mathsf T}\delta$ with shapes $(3,) = (3, n)\,(n,)$, where $X^{\mathsf T}$ is $X$ with rows and columns exchanged (the transpose, `X.T`).

# %% [markdown] lang="zh-TW" of="22f71b01"
# ## 1.4 親手做一次反向傳播
#
# 我們想知道：權重 $w_j$ 改變一點點時，一個樣本的損失會怎麼改變？也就是導數 $\partial C/\partial w_j$（圓體的 ∂ 表示其他權重固定不動）。權重的影響是一環扣一環的：$w_j$ 改變 $z$，$z$ 改變 $\hat Y$，$\hat Y$ 改變 $C$。**連鎖律**（chain rule）說，整條鏈的導數等於每一環導數的乘積：
#
# $$\frac{\partial C}{\partial w_j} = \frac{\partial C}{\partial \hat Y}\cdot\frac{\partial \hat Y}{\partial z}\cdot\frac{\partial z}{\partial w_j}.$$
#
# 一環一環來：
#
# 1. $C = \tfrac12(\hat Y - Y)^2$，所以 $\dfrac{\partial C}{\partial \hat Y} = \hat Y - Y$。
# 2. $\hat Y = (1 + e^{-z})^{-1}$，所以 $\dfrac{\partial \hat Y}{\partial z} = \dfrac{e^{-z}}{(1+e^{-z})^2} = \dfrac{1}{1+e^{-z}}\cdot\dfrac{e^{-z}}{1+e^{-z}} = \hat Y(1-\hat Y).$
# 3. $z = w_1x_1 + w_2x_2 + w_3x_3$，所以 $\dfrac{\partial z}{\partial w_j} = x_j$。
#
# 前兩環與 $j$ 無關，兩者的乘積稱為**誤差訊號**（error signal）$\delta = (\hat Y - Y)\,\hat Y(1-\hat Y)$，每個樣本一個數字。三個導數合起來就是**梯度**（gradient）
#
# $$\nabla_w C = \delta\, x, \qquad \text{形狀：} (3,) = \text{一個數} \times (3,).$$
#
# 以第 1 天為例：$\delta = (0.9734 - 0)\cdot 0.9734 \cdot 0.0266 = 0.0252$，因此 $\nabla_w C = 0.0252\cdot(4, 32, 0) = (0.101, 0.806, 0)$。
#
# 若一個批次（batch，也就是一組樣本）有 $n$ 個樣本，就取損失的平均。梯度的平均同樣只要一次矩陣乘法：$\nabla_w C = \tfrac1n X^{\mathsf T}\delta$，形狀為 $(3,) = (3, n)\,(n,)$，其中 $X^{\mathsf T}$ 是把 $X$ 的列與行互換（轉置，transpose，`X.T`）。


# %% rows="P3"
def mean_loss(X, y, w):
    return 0.5 * np.mean((sigmoid(X @ w) - y) ** 2)


def gradient(X, y, w):
    """Gradient (features,) of the mean loss of the samples X (n, features)."""
    y_hat = sigmoid(X @ w)  # (n,)
    delta = (y_hat - y) * y_hat * (1 - y_hat)  # (n,)
    return X.T @ delta / len(X)  # (features, n) @ (n,)


for day in range(3):
    print(f"day {day + 1}: gradient", gradient(X[[day]], y[[day]], w))
print("mean :  gradient", gradient(X, y, w))
assert np.allclose(gradient(X[[0]], y[[0]], w), [0.1008, 0.8064, 0], atol=5e-5)

# %% [markdown] lang="en"
# Is the derivation right? TensorFlow finds derivatives by itself: a `GradientTape` records every operation of the
# forward pass and then applies the chain rule backwards through the record (chapter 3 builds such a
# machine). If our formula and the tape agree to the last digits, the formula is right.

# %% [markdown] lang="zh-TW" of="628efc21"
# 推導正確嗎？TensorFlow 會自己求導數：`GradientTape` 先記錄正向傳播的每個運算，再沿著紀錄往回套用連鎖律（第 3 章會親手做一個這樣的工具）。如果我們的公式和它算出的結果到最後幾位都一致，公式就是對的。

# %% rows="P3"
import tensorflow as tf

w_variable = tf.Variable(w)  # float64, like NumPy
with tf.GradientTape() as tape:
    output = tf.sigmoid(tf.linalg.matvec(tf.constant(X), w_variable))
    loss = 0.5 * tf.reduce_mean((output - y) ** 2)
from_tape = tape.gradient(loss, w_variable).numpy()

difference = np.abs(from_tape - gradient(X, y, w)).max()
print("by the tape:  ", from_tape)
print("by our formula:", gradient(X, y, w))
assert difference < 1e-14

# %% [markdown] lang="en"
# The two agree to the last digits that a computer keeps. That checks the formula at one point; an error that happens to vanish at this point would go unnoticed, which is why later checks use random points.

# %% [markdown] lang="zh-TW" of="7baa8304"
# 兩者連電腦所能保留的最後幾位都一致。不過這只在一個點上驗證了公式；如果有錯誤碰巧在這一點消失，就不會被發現，所以之後的驗證都使用隨機的點。

# %% [markdown] lang="en"
# The gradient points in the direction in which the loss *grows* fastest. **Gradient descent** goes the opposite way:
#
# $$w \leftarrow w - \eta\,\nabla_w C,$$
#
# where $\eta$ (eta), in code `lr`, is the **learning rate**: how far one step goes. Computing the gradient from the loss
# back to the weights and correcting them is the **backward pass**. For the temperature weight, by hand, with the mean gradient
# printed above: $0.1 - 0.03\cdot {{ gradient(X, y, w)[1] | .4f }} = {{ w[1] - 0.03 * gradient(X, y, w)[1] | .4f }}$.

# %% [markdown] lang="zh-TW" of="05355830"
# 梯度指向損失**增加**最快的方向。**梯度下降**（gradient descent）則往反方向走：
#
# $$w \leftarrow w - \eta\,\nabla_w C,$$
#
# 其中 $\eta$（eta，程式裡寫成 `lr`）是**學習率**（learning rate），決定一步走多遠。從損失往回計算權重的梯度並修正權重，就是**反向傳播**（backward pass）。以溫度的權重為例，用上面印出的平均梯度手算：$0.1 - 0.03\cdot {{ gradient(X, y, w)[1] | .4f }} = {{ w[1] - 0.03 * gradient(X, y, w)[1] | .4f }}$。

# %% rows="P3"
lr = 0.03
w_new = w - lr * gradient(X, y, w)
print("weights before:", w, f"  mean loss: {mean_loss(X, y, w):.4f}")
print("weights after: ", w_new, f"  mean loss: {mean_loss(X, y, w_new):.4f}")
assert mean_loss(X, y, w_new) < mean_loss(X, y, w)

# %% [markdown] lang="en"
# One step made the loss a little smaller. The temperature weight moved most, because its input is the largest
# number. The guests' weight grew slightly: day 3, the only one with guests, was a "Yes" that is not yet quite 1.

# %% [markdown] lang="zh-TW" of="38952d97"
# 走了一步，損失小了一點。溫度的權重移動最多，因為它的輸入數字最大。客人的權重略微增加：唯一有客人的第 3 天是「Yes」，而輸出還沒完全到 1。

# %% [markdown] lang="en"
# ## 1.5 Training until all three days are right
#
# Training is this step, again and again. The next cell repeats it, once with $\eta = 0.03$ and once with $\eta = 1$, and notes
# after how many steps all three decisions are right for the first time.

# %% [markdown] lang="zh-TW" of="b0642667"
# ## 1.5 訓練到三天全對
#
# 訓練就是一再重複這一步。下一個儲存格分別以 $\eta = 0.03$ 和 $\eta = 1$ 反覆執行，並記下走到第幾步，三個決策才第一次全部正確。


# %% rows="P3"
def train(X, y, lr, num_steps, w_start=0.1):
    """Return the last w, the outputs (steps, n), and the first step with all right."""
    w, outputs, first_right = np.full(X.shape[1], w_start), [], None
    for step in range(1, num_steps + 1):
        w = w - lr * gradient(X, y, w)
        outputs.append(sigmoid(X @ w))
        if first_right is None and ((outputs[-1] >= 0.5) == y).all():
            first_right = step
    return w, np.array(outputs), first_right


w_slow, outputs_slow, steps_raw = train(X, y, lr=0.03, num_steps=300)
_, outputs_fast, never = train(X, y, lr=1.0, num_steps=300)
print("lr = 0.03: all three right after", steps_raw, "steps; weights", w_slow.round(2))
print("lr = 1:    never all three right within 300 steps")
assert steps_raw is not None and steps_raw < 100 and never is None

# %% rows="P3"
fig, axes = plotting.subplots(1, 2, width=10, height=3.6)
for ax, outputs, title in zip(
    axes, [outputs_slow, outputs_fast], ["lr = 0.03", "lr = 1: stuck"], strict=True
):
    _ = plotting.plot_curves(
        {f"day {d + 1} (Y = {int(y[d])})": outputs[:, d] for d in range(3)},
        xlabel="step",
        ylabel="output of the neuron",
        title=title,
        ax=ax,
    )
    ax.axhline(0.5, color="gray", lw=1)
    ax.set_ylim(-0.05, 1.05)
    ax.legend(loc="center right")
show(
    fig,
    alt="Output for each day against steps. With rate 0.03 day 1 falls below one "
    "half while days 2 and 3 stay above it; with rate 1 all three outputs jump "
    "up and down and then stick at 1, so that day 1 stays wrong.",
)

# %% [markdown] lang="en"
# With $\eta = 0.03$ all three days are right after {{ steps_raw }} steps, and training pulls the outputs further apart
# afterwards. With $\eta = 1$ the first ten steps jump wildly, until one throws the weights so far that every output sits at the upper end of the sigmoid,
# where $\hat Y(1-\hat Y)$ is practically 0: the error signal vanishes and nothing moves any more.
#
# What did the neuron learn? Its temperature weight is {{ w_slow[1] | .2f | 0.05 }}: *negative*. It believes that heat speaks against
# switching the air conditioner on. That is absurd, but it is what the three days say: the hottest day was the "No". The
# loss measures agreement with the samples, not with common sense. Three samples are enough to explain the arithmetic,
# never enough to learn from.

# %% [markdown] lang="zh-TW" of="1289a786"
# 用 $\eta = 0.03$ 時，經過 {{ steps_raw }} 步三天全部答對，之後的訓練讓輸出分得更開。用 $\eta = 1$ 時，前十步劇烈跳動，直到某一步把權重甩得太遠，每個輸出都跑到 sigmoid 的上端；那裡的 $\hat Y(1-\hat Y)$ 幾乎是 0，誤差訊號消失，權重再也動不了。
#
# 神經元學到了什麼？溫度的權重是 {{ w_slow[1] | .2f | 0.05 }}，是**負的**：它認為天氣越熱越不該開冷氣。這很荒謬，但三天的資料就是這麼說的：最熱的那天正好沒開。損失衡量的是符不符合樣本，而不是符不符合常識。三個樣本足以說明計算方法，但絕不足以學到東西。

# %% [markdown] lang="en"
# ## 1.6 Why features are scaled first
#
# Temperatures are numbers near 30, the guests' feature is 0 or 1. The gradient is $\delta x$: an input that is 30 times larger
# moves its weight 30 times further, whatever it means. The usual cure is to **standardise** each feature: subtract its
# mean, divide by its standard deviation,
#
# $$x'_j = \frac{x_j - \mu_j}{s_j},$$
#
# so that every feature has mean 0 and standard deviation 1. (Mean and standard deviation come from the training
# samples, and the same two numbers are used for every later sample.)

# %% [markdown] lang="zh-TW" of="3d0e40c3"
# ## 1.6 為什麼要先做特徵縮放
#
# 溫度是 30 左右的數字，客人則是 0 或 1。梯度是 $\delta x$：輸入大 30 倍，它的權重就移動 30 倍遠，不管這個特徵代表什麼。通常的解法是把每個特徵**標準化**（standardise）：減去平均，再除以標準差，
#
# $$x'_j = \frac{x_j - \mu_j}{s_j},$$
#
# 讓每個特徵的平均為 0、標準差為 1。（平均和標準差由訓練樣本算出，之後的新樣本也用同樣的兩個數字。）

# %% rows="P5"
X_scaled = (X - X.mean(axis=0)) / X.std(axis=0)
print(X_scaled)
assert np.allclose(X_scaled.mean(axis=0), 0) and np.allclose(X_scaled.std(axis=0), 1)

lowest_loss = {}
for name, features in [("raw", X), ("standardised", X_scaled)]:
    _, outputs, _ = train(features, y, lr=1.0, num_steps=2000, w_start=-0.1)
    losses = 0.5 * np.mean((outputs - y) ** 2, axis=1)  # one per step
    lowest_loss[name] = losses.min()
    below = int(np.argmax(losses < 0.01)) + 1 if losses.min() < 0.01 else None
    print(f"lr = 1, {name}: loss below 0.01 after {below} steps")
assert lowest_loss["raw"] > 0.05 and below < 200

# %% [markdown] lang="en"
# Same samples, same start (all weights −0.1, so that both begin with mistakes), same learning rate: with raw features the loss never
# gets below 0.01 in 2000 steps, with standardised ones it takes {{ below }}.
#
# That is a fair comparison at $\eta = 1$, but is 1 a fair choice? Raw features did work with $\eta = 0.03$. So let us try
# many learning rates, and ask each time for the number of steps until the mean loss is below 0.01. To save time all rates
# train at once: one row of weights per rate.

# %% [markdown] lang="zh-TW" of="b651100b"
# 同樣的樣本、同樣的起點（權重全是 −0.1，所以兩者一開始都有答錯的樣本）、同樣的學習率：用原始特徵，2000 步之內損失從未低於 0.01；標準化之後只要 {{ below }} 步。
#
# 在 $\eta = 1$ 之下這是公平的比較，但選 1 本身公平嗎？原始特徵用 $\eta = 0.03$ 確實行得通。所以我們多試幾個學習率，每次都問：平均損失要幾步才會低於 0.01？為了省時間，所有學習率同時訓練：每個學習率各占一列權重。

# %% rows="P5"
learning_rates = np.logspace(-3, 1, 17)  # 0.001 to 10


def steps_needed(X, y, goal=0.01, max_steps=15_000):
    """Steps until the loss is below `goal`, one per learning rate; nan if never."""
    W = np.full((len(learning_rates), X.shape[1]), -0.1)  # (rates, features)
    needed = np.full(len(learning_rates), np.nan)
    for step in range(1, max_steps + 1):
        p = sigmoid(W @ X.T)  # (rates, samples)
        W -= learning_rates[:, None] * ((p - y) * p * (1 - p) @ X) / len(X)
        reached = 0.5 * np.mean((sigmoid(W @ X.T) - y) ** 2, axis=1) < goal
        needed[np.isnan(needed) & reached] = step
    return needed


# %% [markdown] lang="en"
# Four versions of the features compete: raw, only divided by the standard deviation, only centred (the mean subtracted), and both.

# %% [markdown] lang="zh-TW" of="b765da04"
# 四種特徵互相比較：原始的、只除以標準差的、只置中（減去平均）的，以及兩者都做的。

# %% rows="P5" tags=["nbval-ignore-output"]
with np.errstate(over="ignore"):  # exp of a large number: the sigmoid is then 0
    needed = {
        "raw": steps_needed(X, y),
        "only divided": steps_needed(X / X.std(axis=0), y),
        "only centred": steps_needed(X - X.mean(axis=0), y),
        "standardised": steps_needed(X_scaled, y),
    }
best = {name: int(np.nanmin(n)) for name, n in needed.items()}
largest = {name: learning_rates[~np.isnan(n)].max() for name, n in needed.items()}
for name in needed:
    rate = learning_rates[np.nanargmin(needed[name])]
    print(
        f"{name:>12}: fewest steps {best[name]}, at rate {rate:.3f}; "
        f"works up to {largest[name]:.3f}"
    )
assert best["raw"] > 10 * best["standardised"]
assert largest["standardised"] >= 10 and largest["raw"] < 1
assert largest["only centred"] >= 10 and largest["only divided"] < 1
assert best["only divided"] > 10 * best["only centred"]

# %% rows="P5"
fig = plotting.plot_curves(
    needed,
    x=dict.fromkeys(needed, learning_rates),
    logx=True,
    logy=True,
    xlabel="learning rate",
    ylabel="steps until the loss is below 0.01",
    title="Scaling permits larger steps",
)
for line in fig.axes[0].lines:
    line.set_marker("o")
fig.axes[0].legend()
show(
    fig,
    alt="Steps needed against learning rate on two logarithmic axes. All lines fall "
    "together, but those of the raw and of the only divided features end below rate 1, "
    "while those of the centred and of the standardised ones go on falling to a few "
    "steps at rate 10.",
)

same = np.isclose(learning_rates, 0.01)
ratio_at_same = (needed["raw"][same] / needed["standardised"][same]).item()
assert 0.5 < ratio_at_same < 2

# %% [markdown] lang="en"
# The figure says more exactly what scaling does. At the small rate 0.01 both need about the same number of steps (ratio {{ ratio_at_same | .1f | 0.2 }}). But the raw problem breaks down above about {{ largest["raw"] | .1f | 0.15 }}, while the standardised one keeps working up to 10, the largest rate we tried. With the best rate of each, the raw problem needs about {{ best["raw"] | d | 60 }} steps, the standardised one {{ best["standardised"] }}. (The dots missing on the far left are rates too small for 15,000 steps.) Scaling does not make a small step more useful. It *permits large steps*.
#
# **Why?** All temperatures are near 30, so a small change of that weight moves *all* sums by a large amount, and with them the loss: the loss is steep in that direction and gentle in the others. One learning rate must serve all directions. It has to be small enough for the steep one, and is then needlessly small for the gentle ones. Subtracting the mean removes this common part. The two curves in between show it: here *centring* alone does nearly everything, and dividing alone very little. (With features whose spreads differ by large factors, dividing matters as well.) Chapter 7 turns this into a formula for the largest rate that works.
#
# To see it, leave out the guests, so that two weights remain and the loss is a landscape over a plane. Both paths below start at $w_1 = w_2 = 0.1$, each with a rate suited to its landscape.

# %% [markdown] lang="zh-TW" of="64aeab51"
# 這張圖更精確地說明了縮放的作用。學習率小到 0.01 時，兩者需要的步數差不多（比值 {{ ratio_at_same | .1f | 0.2 }}）。但學習率超過大約 {{ largest["raw"] | .1f | 0.15 }} 之後，原始特徵就失敗了，標準化的特徵則一直到我們試過的最大值 10 都行得通。各用自己最好的學習率，原始特徵要大約 {{ best["raw"] | d | 60 }} 步，標準化的只要 {{ best["standardised"] }} 步。（最左邊缺少的點，是學習率太小、15,000 步還不夠。）縮放不會讓小步變得更有用，而是**讓我們可以跨大步**。
#
# **為什麼**？溫度全都在 30 上下，所以這個權重稍微改變，**所有**總和都會一起大幅移動，損失也跟著大變：損失在這個方向很陡，在其他方向很緩。所有方向只能共用一個學習率。它必須小到陡的方向受得了，對緩的方向來說就小得沒有必要。減去平均正好去掉這個共同的部分。中間的兩條曲線證實了這一點：在這裡，單是**置中**（減去平均）就幾乎達到全部的效果，單是除以標準差則幾乎沒有幫助。（如果各特徵的離散程度相差很多倍，除以標準差就同樣重要。）第 7 章會把這件事變成公式，算出可用的最大學習率。
#
# 為了用眼睛看，我們先拿掉客人，只留兩個權重，損失就成了平面上的地形。下面兩條路徑都從 $w_1 = w_2 = 0.1$ 出發，各用適合自己地形的學習率。


# %% rows="P5"
def descend_two(X2, lr, num_steps=60):
    path = [np.array([0.1, 0.1])]
    for _ in range(num_steps):
        path.append(path[-1] - lr * gradient(X2, y, path[-1]))
    return np.array(path)  # (steps + 1, 2)


path_raw = descend_two(X[:, :2], lr=0.04)
path_scaled = descend_two(X_scaled[:, :2], lr=2.0)
final_raw = mean_loss(X[:, :2], y, path_raw[-1])
final_scaled = mean_loss(X_scaled[:, :2], y, path_scaled[-1])
print(f"loss after 60 steps: raw {final_raw:.4f}, standardised {final_scaled:.4f}")
print("temperature weight, raw, first steps:", path_raw[:6, 1].round(3))
assert final_raw > 5 * final_scaled
bounces = np.diff(np.sign(np.diff(path_raw[:12, 1]))) != 0
assert bounces.mean() > 0.5  # up and down by turns

# %% rows="P5"
fig = drawings.draw_landscapes(
    {
        "raw": (X[:, :2], 0.04, path_raw[:13]),
        "standardised": (X_scaled[:, :2], 2.0, path_scaled),
    },
    y,
    limits={
        "raw": ((-0.1, 0.4), (-0.25, 0.2)),
        "standardised": ((-1, 4), (-5, 1)),
    },
)
show(
    fig,
    alt="Loss over two weights. Raw: a narrow slanting ravine, and a path of twelve "
    "steps that jumps from one wall to the other. Standardised: a wide slope, and a "
    "path of sixty steps that runs down in a smooth curve.",
)

# %% [markdown] lang="en"
# On the left, twelve steps are drawn. The rate is near the largest that the temperature's steep walls allow, and the path jumps from wall to
# wall and makes little way along the ravine. On the right, sixty steps run downhill in a smooth curve. (The two maps have different scales.) Both landscapes belong to the
# same three days and the same kind of neuron; only the origin and the unit of the features changed.
#
# What this does not show: the two landscapes do not contain exactly the same neurons. Subtracting the means shifts the
# weighted sum by a constant, so without a bias, raw and standardised neurons can express different decisions. With a bias they can
# express the same ones, which is one more reason to have a bias from now on. LeCun et al. (1998) explain scaling in
# depth.

# %% [markdown] lang="zh-TW" of="ad5735c5"
# 左圖畫了 12 步。學習率已接近溫度方向的陡壁所能容許的最大值，路徑在兩壁之間來回跳動，沿著溝谷卻沒前進多少。右圖的 60 步則沿著平滑的曲線下坡。（兩張圖的尺度不同。）兩個地形屬於同樣的三天、同一種神經元，改變的只有特徵的原點和單位。
#
# 這張圖看不出來的是：兩個地形裡的神經元並不完全相同。減去平均會讓加權總和平移一個常數，所以沒有偏差時，原始與標準化的神經元能表達的決策不同；有了偏差，兩者就能表達同樣的決策。這也是我們從現在起都加上偏差的理由之一。LeCun et al. (1998) 對特徵縮放有深入的說明。

# %% [markdown] lang="en"
# ## 1.7 Stochastic, mini-batch and full-batch gradient descent
#
# How many samples should one step look at? The slides name three answers.
#
# | name | samples per update | updates per epoch, $N$ samples |
# |---|---|---|
# | stochastic gradient descent (SGD) | 1 | $N$ |
# | mini-batch gradient descent | $K$ | $\lceil N/K \rceil$: $N/K$ rounded up |
# | (full-)batch gradient descent | all $N$ | 1 |
#
# One pass through all samples is an **epoch**, whatever the batch size.
#
# Three days are too few to see a difference, so we invent a diary of 200 days. The features are drawn at random; the
# owner switches on with a probability that rises with discomfort, heat and guests, and then throws a (biased) coin. So even
# someone who knew the rule could not predict every day. This time heat counts in favour. The features are standardised, and the
# neuron has a bias $b$; its derivative is $\delta\cdot 1$, as if the bias were the weight of an input that is always 1.

# %% [markdown] lang="zh-TW" of="e018a6c4"
# ## 1.7 隨機、小批次與全批次梯度下降
#
# 每一步該看多少個樣本？投影片列出三種答案。
#
# | 名稱 | 每次更新的樣本數 | 每個週期的更新次數（共 $N$ 個樣本） |
# |---|---|---|
# | 隨機梯度下降（stochastic gradient descent, SGD） | 1 | $N$ |
# | 小批次（mini-batch）梯度下降 | $K$ | $\lceil N/K \rceil$，也就是 $N/K$ 無條件進位 |
# | （全）批次梯度下降 | 全部 $N$ 個 | 1 |
#
# 不論批次多大，所有樣本都看過一次，就是一個**週期**（epoch，投影片稱為「一期」）。
#
# 三天的資料太少，看不出差別，所以我們虛構一本 200 天的日記。特徵隨機抽出；主人開冷氣的機率隨不舒服程度、溫度和客人而升高，最後擲一枚（不公平的）硬幣決定。因此，就算知道規則，也無法每天都猜對。這一次，熱是支持開冷氣的。特徵先標準化，神經元有偏差 $b$；損失對它的導數是 $\delta\cdot 1$，就好像偏差是某個永遠為 1 的輸入的權重。

# %% rows="P4"
rng = np.random.default_rng(0)
num_days = 200
diary = np.column_stack(
    [
        rng.integers(0, 11, num_days),  # discomfort, 0 to 10
        rng.integers(20, 37, num_days),  # temperature, °C
        rng.integers(0, 2, num_days),  # guests, 0 or 1
    ]
).astype(float)
true_z = 0.6 * (diary[:, 0] - 6) + 0.25 * (diary[:, 1] - 28) + 1.5 * (diary[:, 2] - 0.5)
y_diary = (rng.random(num_days) < sigmoid(true_z)).astype(float)
X_diary = (diary - diary.mean(axis=0)) / diary.std(axis=0)

share_yes, rule_right = y_diary.mean(), ((true_z > 0) == y_diary).mean()
print(
    f"switched on: {share_yes:.1%} of the days; "
    f"the rule behind the diary is right on {rule_right:.1%} of them"
)
assert rule_right < 0.95


# %% rows="P4"
def train_in_batches(X, y, batch_size, num_updates, lr=1.0, seed=0):
    """Minimise half the squared error; returns w, b, and the loss after each update."""
    rng = np.random.default_rng(seed)
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    while len(losses) < num_updates:
        order = rng.permutation(len(X))  # a new order in every epoch
        for start in range(0, len(X), batch_size):
            chosen = order[start : start + batch_size]
            y_hat = sigmoid(X[chosen] @ w + b)
            delta = (y_hat - y[chosen]) * y_hat * (1 - y_hat)
            w = w - lr * X[chosen].T @ delta / len(chosen)
            b = b - lr * delta.mean()
            losses.append(0.5 * np.mean((sigmoid(X @ w + b) - y) ** 2))
    return w, b, np.array(losses[:num_updates])


sizes = {"stochastic (1)": 1, "mini-batch (20)": 20, "full batch (200)": 200}
runs = {
    name: train_in_batches(X_diary, y_diary, size, num_updates=1000)
    for name, size in sizes.items()
}
losses = {name: run[2] for name, run in runs.items()}
for name, values in losses.items():
    rises = np.mean(np.diff(values) > 0)
    print(f"{name:>17}: loss {values[-1]:.3f}; {rises:.0%} of the updates raised it")
assert (np.diff(losses["full batch (200)"]) <= 1e-15).all()
assert np.mean(np.diff(losses["stochastic (1)"]) > 0) > 0.2

# %% [markdown] lang="en"
# The loss in `losses` is always that of all 200 days, so that the three are comparable. Here they are on one axis, drawn
# twice: against the number of updates, and against the number of epochs.

# %% [markdown] lang="zh-TW" of="1b0dee9c"
# `losses` 裡的損失一律是 200 天的平均，三者才能互相比較。下面把三條曲線畫在同一個座標軸上，一共畫兩次：一次對更新次數，一次對週期數。

# %% rows="P4"
fig, axes = plotting.subplots(1, 2, width=10, height=3.8)
updates = {name: np.arange(1, 1001) for name in sizes}
epochs = {name: updates[name] * size / num_days for name, size in sizes.items()}
views = [("update", updates), ("epoch", epochs)]
for ax, (unit, positions) in zip(axes, views, strict=True):
    _ = plotting.plot_curves(
        losses,
        x=positions,
        logx=unit == "update",
        xlabel=f"{unit}s",
        ylabel="loss on all days",
        title=f"Per {unit}",
        ax=ax,
    )
axes[1].set_xlim(0, 5.2)
show(
    fig,
    alt="Left, against updates: three curves fall together, the stochastic one "
    "jagged. Right, against epochs: the stochastic curve is down at once, the "
    "mini-batch one needs about two epochs, the full batch has hardly begun "
    "after five.",
)

after_5 = {name: values[epochs[name] <= 5][-1] for name, values in losses.items()}
assert after_5["stochastic (1)"] < after_5["full batch (200)"] - 0.02
assert after_5["mini-batch (20)"] < after_5["full batch (200)"] - 0.02
assert losses["full batch (200)"][-1] < losses["stochastic (1)"][-1]

# %% [markdown] lang="en"
# Both views are true and answer different questions.
#
# - **Per update** the three are much alike. A step from one sample points roughly the same way as a step from all 200, only with
#   noise: about half of the single steps are steps back (the percentages above), but early in training the steps forward are larger. The full batch never rises; the stochastic curve jumps, and it keeps jumping: at the end it stays
#   above the others, because the single samples never agree on one best $w$. (All three use the same rate here. A smaller one would lower that floor.)
# - **Per epoch**, that is for the same number of samples looked at, small batches are far ahead: after 5 epochs the stochastic loss is
#   {{ after_5["stochastic (1)"] | .3f | 0.002 }}, the mini-batch loss {{ after_5["mini-batch (20)"] | .3f | 0.002 }}, the
#   full-batch loss {{ after_5["full batch (200)"] | .3f | 0.002 }}. They simply made 1000, 50 and 5 updates.
#
# What neither view shows is time. A processor handles 20 samples in one matrix product hardly slower than one, so mini-batches
# usually win by the clock. Chapter 7 measures it. (In Keras, `SGD` with a batch size above 1 is mini-batch gradient descent,
# despite its name. Slide deck B explains "mini-batch" as one sample per step; that is the stochastic case.)

# %% [markdown] lang="zh-TW" of="cc907a36"
# 兩種畫法都對，只是回答不同的問題。
#
# - **以更新次數來看**，三者很像。由一個樣本決定的一步，方向和由 200 個樣本決定的大致相同，只是帶有雜訊：單一樣本的步伐約有一半是倒退（見上面的百分比），但在訓練初期，前進的步伐比倒退的大。全批次的損失從不上升；隨機的曲線忽上忽下，而且一直如此：到最後仍高於另外兩條，因為個別樣本對「最好的 $w$」永遠意見不一。（這裡三者用同一個學習率；小一點的學習率可以降低它最後停留的高度。）
# - **以週期來看**，也就是看過同樣多的樣本時，小批次遙遙領先：5 個週期之後，隨機的損失是 {{ after_5["stochastic (1)"] | .3f | 0.002 }}，小批次是 {{ after_5["mini-batch (20)"] | .3f | 0.002 }}，全批次是 {{ after_5["full batch (200)"] | .3f | 0.002 }}。原因很單純：它們分別更新了 1000、50 和 5 次。
#
# 兩種畫法都看不出時間。處理器用一次矩陣乘法算 20 個樣本，幾乎和算 1 個一樣快，所以論實際時間通常是小批次勝出，第 7 章會測量。（Keras 的 `SGD` 只要批次大於 1，做的其實就是小批次梯度下降，名稱容易誤導。投影片 B 把「小批次」解釋成每次一個樣本，那其實是隨機梯度下降。）

# %% [markdown] lang="en"
# ## 1.8 With a sigmoid, the neuron is logistic regression
#
# The slide puts an equals sign between perceptron and *logistic regression*, the statistician's classifier (Cox, 1958). Precisely: a neuron with
# a sigmoid computes the same function as logistic regression. To get the same *weights* it must also be trained
# with the same loss, and that is not the squared error.
#
# Logistic regression asks: which weights make the observed labels most probable? If the neuron says "yes" with probability
# $\hat Y$, an observed yes has probability $\hat Y$ and an observed no has $1 - \hat Y$. In one formula: $\hat Y^{Y}(1-\hat Y)^{1-Y}$. Taking the
# logarithm turns the product over all days into a sum, and a minus sign turns "largest" into "smallest". The
# result is the **binary cross-entropy**
#
# $$C = -\frac1n\sum_{i=1}^n \big[\,Y_i\ln\hat Y_i + (1-Y_i)\ln(1-\hat Y_i)\,\big].$$
#
# Its derivative for one sample, link by link: $\dfrac{\partial C}{\partial\hat Y} = -\dfrac{Y}{\hat Y} + \dfrac{1-Y}{1-\hat Y} = \dfrac{\hat Y - Y}{\hat Y(1-\hat Y)}$,
# times $\dfrac{\partial\hat Y}{\partial z} = \hat Y(1-\hat Y)$, gives
#
# $$\delta = \frac{\partial C}{\partial z} = \hat Y - Y.$$
#
# The factor $\hat Y(1-\hat Y)$, which made the neuron of section 1.5 get stuck, has cancelled. Chapter 5 looks at this in detail.

# %% [markdown] lang="zh-TW" of="089ad22c"
# ## 1.8 使用 sigmoid 的神經元就是邏輯迴歸
#
# 投影片在感知器和**邏輯迴歸**（logistic regression）之間畫了等號；後者是統計學家的分類器（Cox, 1958）。精確地說：使用 sigmoid 的神經元，計算的函數和邏輯迴歸相同；若要得到同樣的**權重**，還必須用同樣的損失來訓練，而那並不是平方誤差。
#
# 邏輯迴歸問的是：哪一組權重，會讓觀察到的標籤機率最大？如果神經元說「是」的機率為 $\hat Y$，觀察到「是」的機率就是 $\hat Y$，觀察到「否」的機率是 $1 - \hat Y$，合成一個式子：$\hat Y^{Y}(1-\hat Y)^{1-Y}$。取對數，把各天的乘積變成總和；加上負號，把「最大」變成「最小」。結果就是**二元交叉熵**（binary cross-entropy）：
#
# $$C = -\frac1n\sum_{i=1}^n \big[\,Y_i\ln\hat Y_i + (1-Y_i)\ln(1-\hat Y_i)\,\big].$$
#
# 單一樣本的導數，一環一環算：$\dfrac{\partial C}{\partial\hat Y} = -\dfrac{Y}{\hat Y} + \dfrac{1-Y}{1-\hat Y} = \dfrac{\hat Y - Y}{\hat Y(1-\hat Y)}$，再乘上 $\dfrac{\partial\hat Y}{\partial z} = \hat Y(1-\hat Y)$，得到
#
# $$\delta = \frac{\partial C}{\partial z} = \hat Y - Y.$$
#
# 在 1.5 節讓神經元卡住的因子 $\hat Y(1-\hat Y)$ 被消掉了。第 5 章會詳細討論。

# %% rows="P1"
from sklearn.linear_model import LogisticRegression

w_neuron, b_neuron = np.zeros(3), 0.0
for _ in range(2000):
    delta = sigmoid(X_diary @ w_neuron + b_neuron) - y_diary  # (200,)
    w_neuron -= 1.0 * X_diary.T @ delta / num_days
    b_neuron -= 1.0 * delta.mean()

# C = inf means no penalty on the weights (older versions: penalty=None).
reference = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(X_diary, y_diary)
w_gap = np.abs(w_neuron - reference.coef_[0]).max()
b_gap = abs(b_neuron - reference.intercept_[0])
p_gap = np.abs(
    sigmoid(X_diary @ w_neuron + b_neuron) - reference.predict_proba(X_diary)[:, 1]
).max()
print("our neuron:  ", w_neuron.round(3), round(b_neuron, 3))
print("scikit-learn:", reference.coef_[0].round(3), reference.intercept_.round(3))
print("gaps below 1e-6:", max(w_gap, b_gap, p_gap) < 1e-6)
assert max(w_gap, b_gap, p_gap) < 1e-6

w_half_square = runs["full batch (200)"][0]
assert np.abs(w_half_square - reference.coef_[0]).max() > 0.05  # other loss

# %% [markdown] lang="en"
# Weights, bias and all 200 probabilities agree to better than one millionth. The neuron trained with half the squared error in
# section 1.7 found other weights ({{ w_half_square[0] | .2f | 0.02 }}, {{ w_half_square[1] | .2f | 0.02 }}, {{ w_half_square[2] | .2f | 0.02 }}): same
# function, other loss, other optimum. Rosenblatt's own perceptron, with its hard threshold and its own learning rule
# (section 1.9), is not logistic regression either; it has no probabilities.
#
# Why the diary and not the three days? The diary cannot be separated without mistakes, because coins were thrown. The three
# days can. Then logistic regression has **no** best weights: once all samples are on the right side, doubling $w$ and $b$ doubles every
# sum, pushes every output closer to its label and lowers the loss, again and again without end. Software hides this by adding a penalty on
# large weights; scikit-learn does so by default, which is why we switched it off with `C=np.inf`.

# %% [markdown] lang="zh-TW" of="4ef36dd7"
# 權重、偏差和 200 個機率的差距都小於百萬分之一。1.7 節以平方誤差的一半訓練的神經元，找到的是另一組權重（{{ w_half_square[0] | .2f | 0.02 }}、{{ w_half_square[1] | .2f | 0.02 }}、{{ w_half_square[2] | .2f | 0.02 }}）：函數相同，損失不同，最佳解就不同。Rosenblatt 本人的感知器使用硬閾值和自己的學習規則（1.9 節），也不是邏輯迴歸，因為它沒有機率。
#
# 為什麼用日記，而不用那三天？日記的結果由擲硬幣決定，不可能毫無錯誤地分開；那三天卻可以。這時邏輯迴歸**沒有**最佳權重：一旦所有樣本都在正確的一側，把 $w$ 和 $b$ 加倍，每個總和也加倍，每個輸出就更接近標籤、損失就更低；這樣可以一再加倍，永無止境。軟體會對大的權重加上懲罰，把這件事掩蓋掉；scikit-learn 預設就是如此，所以我們用 `C=np.inf` 把它關掉。

# %% [markdown] lang="en"
# The same neuron once more, this time in **Keras**, the library that the rest of the course uses. Keras describes a network by its layers; TensorFlow, underneath, computes and finds the derivatives. Five names suffice:
#
# | Keras | what it is |
# |---|---|
# | `keras.layers.Dense(1, activation="sigmoid")` | a **dense layer** of one neuron: every input has a weight; $\sigma(Xw + b)$ |
# | `keras.Sequential([...])` | a network: layers one after another; `keras.Input((3,))` says that a sample has 3 features |
# | `compile(loss=..., optimizer=...)` | chooses what should become small, and how the weights move: `SGD` is $w \leftarrow w - \eta\,\nabla_w C$ |
# | `train_on_batch(X, Y)` | one step: forward pass, loss, backward pass, update |
# | `get_weights()`, `set_weights(...)` | the weights as NumPy arrays |

# %% [markdown] lang="zh-TW" of="c928fe02"
# 同一個神經元，這次改用 **Keras**，也就是這門課接下來一直使用的函式庫。Keras 以「層」（layer）來描述網路；底層的 TensorFlow 負責計算和求導數。只要認識五個名稱：
#
# | Keras | 意思 |
# |---|---|
# | `keras.layers.Dense(1, activation="sigmoid")` | 只有一個神經元的**密集層**（dense layer）：每個輸入都有權重；$\sigma(Xw + b)$ |
# | `keras.Sequential([...])` | 一個網路：一層接著一層；`keras.Input((3,))` 表示一個樣本有 3 個特徵 |
# | `compile(loss=..., optimizer=...)` | 指定要讓什麼變小，以及權重如何移動：`SGD` 就是 $w \leftarrow w - \eta\,\nabla_w C$ |
# | `train_on_batch(X, Y)` | 一步：正向傳播、損失、反向傳播、更新 |
# | `get_weights()`、`set_weights(...)` | 以 NumPy 陣列讀出、寫入權重 |

# %% rows="P1"
import keras

keras.utils.set_random_seed(0)
one = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, activation="sigmoid")])
one.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(1.0))
one.set_weights([np.zeros((3, 1)), np.zeros(1)])

w_ours, b_ours = np.zeros(3), 0.0
for _ in range(100):
    one.train_on_batch(X_diary, y_diary[:, None])
    delta = sigmoid(X_diary @ w_ours + b_ours) - y_diary
    w_ours, b_ours = w_ours - X_diary.T @ delta / num_days, b_ours - delta.mean()

w_keras, b_keras = one.get_weights()
print("NumPy:", w_ours.round(3), round(b_ours, 3))
print("Keras:", w_keras.ravel().round(3), b_keras.round(3))
assert np.allclose(w_keras.ravel(), w_ours, atol=1e-4) and np.isclose(b_keras, b_ours)

# %% [markdown] lang="en"
# After 100 steps from the same start the weights agree to better than 0.0001. The rest is rounding: Keras computes with 32-bit numbers, NumPy with 64.

# %% [markdown] lang="zh-TW" of="db639aa2"
# 從同樣的起點走 100 步之後，兩組權重相差不到 0.0001。剩下的差距來自捨入：Keras 用 32 位元計算，NumPy 用 64 位元。

# %% [markdown] lang="en"
# ## 1.9 AND, OR and XOR: what one line can do
#
# Where does one neuron switch from "no" to "yes"? Where $z = 0$, that is $w_1x_1 + w_2x_2 + b = 0$: with two inputs a straight line, with three a
# plane, with more a *hyperplane*. It is called the **decision boundary**. Data whose two classes lie on different sides of some hyperplane are
# **linearly separable**. By this definition one neuron can be perfect on exactly these data.
#
# The smallest tests are the logic gates: two inputs that are 0 or 1, and four samples.
#
# | $x_1$ | $x_2$ | AND | OR | XOR |
# |---|---|---|---|---|
# | 0 | 0 | 0 | 0 | 0 |
# | 0 | 1 | 0 | 1 | 1 |
# | 1 | 0 | 0 | 1 | 1 |
# | 1 | 1 | 1 | 1 | 0 |
#
# XOR, the exclusive or, is 1 when exactly one input is 1. We train Rosenblatt's perceptron with the hard threshold and his idea of learning: do nothing
# when the answer is right; when it is wrong, add the input to the weights (answer should have been 1) or subtract it (should have been 0):
#
# $$w \leftarrow w + (Y - \hat Y)\,x, \qquad b \leftarrow b + (Y - \hat Y).$$
#
# No derivative is needed. The first epoch for OR by hand, starting from zero; a point with $z = 0$ exactly, on the line, counts as 0:
#
# | sample | $z$ | output | label | update | $(w_1, w_2, b)$ after it |
# |---|---|---|---|---|---|
# | (0,0) | 0 | 0 | 0 | none | (0, 0, 0) |
# | (0,1) | 0 | 0 | 1 | add (0, 1) and 1 | (0, 1, 1) |
# | (1,0) | 1 | 1 | 1 | none | (0, 1, 1) |
# | (1,1) | 2 | 1 | 1 | none | (0, 1, 1) |
#
# One mistake in this epoch. In the next, (0,0) gives $z = 1$, a mistake, and so on. In the code each sample gets a third input 1, so that $b$ is
# simply a third weight and both updates stand in one line.

# %% [markdown] lang="zh-TW" of="d81cab58"
# ## 1.9 AND、OR 與 XOR：一條直線做得到什麼
#
# 一個神經元在哪裡從「否」變成「是」？在 $z = 0$ 的地方，也就是 $w_1x_1 + w_2x_2 + b = 0$：兩個輸入時是一條直線，三個輸入時是平面，更多時是**超平面**（hyperplane）。這稱為**決策邊界**（decision boundary）。如果兩個類別可以分別落在某個超平面的兩側，資料就是**線性可分**（linearly separable）的。由定義可知，單一神經元能完全答對的，正是這種資料。
#
# 最小的測試是邏輯閘：兩個輸入都是 0 或 1，一共四個樣本。
#
# | $x_1$ | $x_2$ | AND | OR | XOR |
# |---|---|---|---|---|
# | 0 | 0 | 0 | 0 | 0 |
# | 0 | 1 | 0 | 1 | 1 |
# | 1 | 0 | 0 | 1 | 1 |
# | 1 | 1 | 1 | 1 | 0 |
#
# XOR（互斥或，exclusive or）在恰好一個輸入為 1 時等於 1。我們訓練 Rosenblatt 的硬閾值感知器，並採用他的學習方式：答對時什麼都不做；答錯時，若答案應為 1 就把輸入加到權重上，應為 0 就減去：
#
# $$w \leftarrow w + (Y - \hat Y)\,x, \qquad b \leftarrow b + (Y - \hat Y).$$
#
# 完全不需要導數。以 OR 的第一個週期為例，從零開始手算；剛好 $z = 0$、落在線上的點算作 0：
#
# | 樣本 | $z$ | 輸出 | 標籤 | 更新 | 更新後的 $(w_1, w_2, b)$ |
# |---|---|---|---|---|---|
# | (0,0) | 0 | 0 | 0 | 無 | (0, 0, 0) |
# | (0,1) | 0 | 0 | 1 | 加上 (0, 1) 和 1 | (0, 1, 1) |
# | (1,0) | 1 | 1 | 1 | 無 | (0, 1, 1) |
# | (1,1) | 2 | 1 | 1 | 無 | (0, 1, 1) |
#
# 這個週期犯了一次錯。下一個週期 (0,0) 得到 $z = 1$，又錯了，如此繼續。程式裡每個樣本都多一個恆為 1 的輸入，$b$ 就只是第三個權重，兩個更新可以寫成一行。

# %% rows="P6"
X_gate = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
gates = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}


def learn_gate(labels, max_epochs=50):
    """Perceptron rule; returns (w1, w2, b), mistakes per epoch, whether it cycles."""
    w, seen, mistakes = np.zeros(3), set(), []
    for _ in range(max_epochs):
        if tuple(w) in seen:  # same weights as before an earlier epoch: it repeats
            return w, mistakes, True
        seen.add(tuple(w))
        mistakes.append(0)
        for x, label in zip(np.c_[X_gate, np.ones(4)], labels, strict=True):
            error = label - (w @ x > 0)
            w = w + error * x
            mistakes[-1] += int(error != 0)
        if mistakes[-1] == 0:
            break
    return w, mistakes, False


learned = {name: learn_gate(labels) for name, labels in gates.items()}
for name, (w_gate, mistakes, cycles) in learned.items():
    end = "repeats for ever" if cycles else f"w = {w_gate[:2]}, b = {w_gate[2]}"
    print(f"{name:>3}: mistakes per epoch {mistakes}; {end}")
assert [learned[name][2] for name in gates] == [False, False, True]
assert learned["AND"][1][-1] == learned["OR"][1][-1] == 0

# %% rows="P6"
fig, axes = plotting.subplots(1, 3, width=10, height=3.6)
for ax, (name, labels) in zip(axes, gates.items(), strict=True):
    w_gate = learned[name][0]
    right = int(((X_gate @ w_gate[:2] + w_gate[2] > 0) == np.array(labels)).sum())
    _ = plotting.plot_decision_boundary(
        lambda P, w=w_gate: P @ w[:2] + w[2],
        X_gate,
        labels,
        threshold=0.0,
        title=f"{name}: {right} of 4 right",
        class_names=["0", "1"],
        ax=ax,
    )
    ax.legend(loc="upper center", ncols=2, fontsize=8)
show(
    fig,
    alt="AND and OR: a straight line separates the ones from the zeros. XOR: the "
    "line reached in training leaves points of both classes on one side.",
)

# %% [markdown] lang="en"
# AND and OR are learned after a few epochs; in the figure their lines run *through* a point of label 0, which counts as right. On XOR the weights come back to a value they had before. As nothing in the rule is random, they run in a circle for ever. (The line drawn for XOR is the one at which we stopped. Weights change after each mistake, so an epoch can make four mistakes although the line at its end has two samples right.)
#
# That the rule finds a line when there is one is no luck: the **perceptron convergence theorem** (Novikoff, 1962) says that it then makes only finitely many mistakes.
#
# <details><summary>The theorem and its proof, for readers who know the dot product of vectors</summary>
#
# Write $v = (x_1, x_2, 1)$ for a sample and $u = (w_1, w_2, b)$ for the weights, and let $s = +1$ for label 1, $s = -1$ for label 0. Suppose some vector $u^*$ of length 1 separates the samples with margin $\gamma > 0$, that is $s\,(u^*\cdot v) \ge \gamma$ for all, and that all $v$ have length at most $R$. Then the rule, starting from zero, makes at most $(R/\gamma)^2$ mistakes.
#
# 1. At each mistake $u$ becomes $u + sv$, so $u^*\cdot u$ grows by $s\,(u^*\cdot v) \ge \gamma$. After $k$ mistakes $u^*\cdot u \ge k\gamma$.
# 2. The squared length becomes $\lVert u\rVert^2 + 2s(u\cdot v) + \lVert v\rVert^2$. At a mistake $s(u\cdot v) \le 0$, so it grows by at most $R^2$. After $k$ mistakes $\lVert u\rVert^2 \le kR^2$.
# 3. A dot product with a vector of length 1 is at most the length: $k\gamma \le u^*\cdot u \le \lVert u\rVert \le \sqrt k\,R$. Hence $k \le (R/\gamma)^2$.
#
# </details>
#
# All this shows only that *this* rule with *this* order fails on XOR. Perhaps a cleverer one would find a line?

# %% [markdown] lang="zh-TW" of="9873550e"
# AND 和 OR 幾個週期就學會了；圖中，它們的直線**穿過**一個標籤為 0 的點，這樣算答對。在 XOR 上，權重回到了先前出現過的值；規則裡沒有任何隨機性，所以它會永遠繞圈。（XOR 那張圖畫的是停下來時的直線。權重在每次犯錯之後就會改變，所以一個週期可以犯四次錯，結束時的那條線卻答對兩個樣本。）
#
# 只要直線存在，規則就找得到，這不是運氣：**感知器收斂定理**（perceptron convergence theorem; Novikoff, 1962）說，這時它只會犯有限次錯。
#
# <details><summary>定理與證明，給懂向量點積（dot product）的讀者</summary>
#
# 把樣本寫成 $v = (x_1, x_2, 1)$，權重寫成 $u = (w_1, w_2, b)$；標籤 1 時 $s = +1$，標籤 0 時 $s = -1$。假設某個長度為 1 的向量 $u^*$ 以間隔 $\gamma > 0$ 分開所有樣本，也就是 $s\,(u^*\cdot v) \ge \gamma$ 全部成立，而且所有 $v$ 的長度都不超過 $R$。那麼從零出發，規則最多犯 $(R/\gamma)^2$ 次錯。
#
# 1. 每次犯錯，$u$ 變成 $u + sv$，所以 $u^*\cdot u$ 增加 $s\,(u^*\cdot v) \ge \gamma$。犯 $k$ 次錯之後 $u^*\cdot u \ge k\gamma$。
# 2. 長度的平方變成 $\lVert u\rVert^2 + 2s(u\cdot v) + \lVert v\rVert^2$。犯錯時 $s(u\cdot v) \le 0$，所以最多增加 $R^2$。犯 $k$ 次錯之後 $\lVert u\rVert^2 \le kR^2$。
# 3. 與長度為 1 的向量做點積，結果不會超過自己的長度：$k\gamma \le u^*\cdot u \le \lVert u\rVert \le \sqrt k\,R$，所以 $k \le (R/\gamma)^2$。
#
# </details>
#
# 這些只說明**這個**規則、**這個**順序在 XOR 上行不通。會不會有更聰明的方法找得到那條線？

# %% [markdown] lang="en"
# ## 1.10 No line works for XOR
#
# **Proof by algebra.** Suppose weights $w_1, w_2, b$ got all four samples right, "1" meaning $z > 0$. Then
#
# $$
# \begin{aligned}
# (0,0)\to 0:&\quad b \le 0, & (1,1)\to 0:&\quad w_1 + w_2 + b \le 0,\\
# (1,0)\to 1:&\quad w_1 + b > 0, & (0,1)\to 1:&\quad w_2 + b > 0.
# \end{aligned}
# $$
#
# Add the two in the first row: $w_1 + w_2 + 2b \le 0$. Add the two in the second row: $w_1 + w_2 + 2b > 0$. Both cannot hold. So no
# such weights exist, and no training of one neuron will ever find them. This is the limit that Minsky and Papert (1969) made famous.
#
# **A check by computer.** There are only $2^4 = 16$ functions of two binary inputs. For each, `separation_margin` searches *all* lines at once, with $w_1, w_2, b$ between −1 and 1, for the one whose worst sample is
# as clearly on its right side as possible, and returns how clearly: the smallest $|z|$, counted as negative on the wrong side. We call it the **margin**. (It solves a linear program, a kind of optimisation problem whose best solution is found
# systematically, not by trial.) A line exists exactly when the margin is above 0. In the figure, the four digits are the labels of (0,0), (0,1), (1,0), (1,1).

# %% [markdown] lang="zh-TW" of="36659711"
# ## 1.10 沒有任何直線能解 XOR
#
# **代數證明**。假設有權重 $w_1, w_2, b$ 能答對四個樣本（$z > 0$ 代表 1），那麼
#
# $$
# \begin{aligned}
# (0,0)\to 0:&\quad b \le 0, & (1,1)\to 0:&\quad w_1 + w_2 + b \le 0,\\
# (1,0)\to 1:&\quad w_1 + b > 0, & (0,1)\to 1:&\quad w_2 + b > 0.
# \end{aligned}
# $$
#
# 第一列兩式相加：$w_1 + w_2 + 2b \le 0$。第二列兩式相加：$w_1 + w_2 + 2b > 0$。兩者不可能同時成立，所以這樣的權重不存在，單一神經元怎麼訓練都找不到。這就是因 Minsky and Papert (1969) 而廣為人知的限制。
#
# **用電腦檢查**。兩個二元輸入的函數只有 $2^4 = 16$ 個。對每一個，`separation_margin` 在 $w_1, w_2, b$ 介於 −1 與 1 之間的**所有**直線中，找出讓最勉強的樣本也盡可能落在正確一側的那一條，並傳回有多明確：也就是最小的 $|z|$，落在錯誤一側時算負的。我們稱它為**間隔**（margin）。（它解的是線性規劃，一種能有系統地找到最佳解、不必反覆嘗試的最佳化問題。）間隔大於 0，直線就存在；否則就不存在。圖中的四個數字，依序是 (0,0)、(0,1)、(1,0)、(1,1) 的標籤。

# %% rows="P6"
from itertools import product

from utils.separability import separation_margin

functions = list(product([0, 1], repeat=4))  # labels of (0,0), (0,1), (1,0), (1,1)
margins = {labels: separation_margin(X_gate, labels) for labels in functions}
hopeless = [labels for labels in functions if margins[labels][0] < 1e-9]
print(16 - len(hopeless), "of 16 functions are linearly separable; not:", hopeless)
smallest = min(t for labels, (t, _) in margins.items() if labels not in hopeless)
print("smallest margin among the separable ones:", round(smallest, 3))
assert hopeless == [(0, 1, 1, 0), (1, 0, 0, 1)] and smallest > 0.1
for labels, (_, line) in margins.items():
    right = ((X_gate @ line[:2] + line[2] > 0) == labels).all()
    assert right or labels in hopeless

# %% rows="P6"
names = {tuple(labels): name for name, labels in gates.items()}
names[1, 0, 0, 1] = "not XOR"
fig = drawings.draw_sixteen_functions(X_gate, margins, names)
show(
    fig,
    alt="All sixteen functions of two bits. Fourteen show a line, or all points "
    "on one side; XOR and its negation have none.",
)

# %% [markdown] lang="en"
# Fourteen of the sixteen functions have a line (two of them trivially: constant 0 and constant 1). Exactly two have none, XOR and its negation.
#
# So the limit is sharp, but it is a limit of *one* neuron. Minsky and Papert knew that several neurons in layers escape it. What was missing
# was a way to train them.

# %% [markdown] lang="zh-TW" of="105ddafd"
# 十六個函數中有十四個存在直線（其中兩個很簡單：恆為 0 和恆為 1）。恰好有兩個不存在：XOR 和它的否定。
#
# 所以這個限制非常明確，但那是**單一**神經元的限制。Minsky 和 Papert 知道，把好幾個神經元排成多層就能擺脫它；當時缺少的是訓練的方法。

# %% [markdown] lang="en"
# ## 1.11 A hidden layer solves XOR
#
# XOR can be said in words that single neurons understand: "OR, but not AND". So let one neuron compute OR, another AND, and a
# third combine them. Neurons between the inputs and the output form a **hidden layer**; the whole is a **multilayer perceptron** (MLP). By hand:
#
# - $h_1 = 1$ if $x_1 + x_2 - 0.5 > 0$ (this is OR);
# - $h_2 = 1$ if $x_1 + x_2 - 1.5 > 0$ (this is AND);
# - output $1$ if $h_1 - h_2 - 0.5 > 0$ (OR and not AND).

# %% [markdown] lang="zh-TW" of="e0f092ac"
# ## 1.11 加上隱藏層就能解 XOR
#
# XOR 可以用單一神經元聽得懂的話來說：「OR，但不是 AND」。那就讓一個神經元算 OR，另一個算 AND，第三個把它們組合起來。介於輸入和輸出之間的神經元組成**隱藏層**（hidden layer）；整體稱為**多層感知器**（multilayer perceptron, MLP）。手動設定：
#
# - 若 $x_1 + x_2 - 0.5 > 0$，$h_1 = 1$（這是 OR）；
# - 若 $x_1 + x_2 - 1.5 > 0$，$h_2 = 1$（這是 AND）；
# - 若 $h_1 - h_2 - 0.5 > 0$，輸出 $1$（OR 且非 AND）。

# %% rows="P7"
W1_hand = np.array([[1.0, 1.0], [1.0, 1.0]])  # (inputs, hidden)
b1_hand = np.array([-0.5, -1.5])
W2_hand = np.array([[1.0], [-1.0]])  # (hidden, outputs)

h_hand = (X_gate @ W1_hand + b1_hand > 0).astype(float)  # (4, 2)
out_hand = (h_hand @ W2_hand - 0.5 > 0).astype(int)  # (4, 1)
print("x1 x2 | h1 h2 | out")
for x, h, o in zip(X_gate.astype(int), h_hand.astype(int), out_hand, strict=True):
    print(f" {x[0]}  {x[1]} |  {h[0]}  {h[1]} |  {o[0]}")
assert out_hand.ravel().tolist() == gates["XOR"]

fig = plotting.plot_network(
    [2, 2, 1],
    weights=[W1_hand, W2_hand],
    layer_names=["input", "hidden", "output"],
    node_labels=[["$x_1$", "$x_2$"], ["OR\n−0.5", "AND\n−1.5"], ["XOR\n−0.5"]],
    edge_labels=[[["1", "1"], ["1", "1"]], [["1"], ["-1"]]],
    title="XOR = OR and not AND (second line: bias)",
)
show(
    fig,
    alt="A network of two inputs, two hidden neurons OR (bias -0.5) and AND (bias "
    "-1.5) with all weights 1, and one output XOR that adds OR with weight 1 and "
    "AND with weight -1, bias -0.5.",
)

# %% [markdown] lang="en"
# Setting weights by hand does not scale. To *learn* them we need derivatives, so the hidden steps become smooth: the hidden units use the **hyperbolic tangent**
#
# $$\tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}} = 2\sigma(2z) - 1,$$
#
# an S-shaped curve like the sigmoid, but from −1 to 1. Its derivative follows from the sigmoid's: $2\cdot 2\,\sigma(2z)(1-\sigma(2z)) = 1 - \tanh^2 z$.
#
# **Why an activation at all?** Without one, the hidden layer would be wasted: $(XW_1 + b_1)W_2 + b_2 = X(W_1W_2) + (b_1W_2 + b_2)$, a single neuron with weights $W_1W_2$ again, however many hidden units there are.
#
# The forward pass for $n$ samples and $H$ hidden units, with shapes. Capital letters now stand for matrices: $W_1, b_1$ belong to the hidden layer, $W_2, b_2$ to the output, and $A$ holds the hidden outputs.
#
# $$
# \begin{aligned}
# A &= \tanh(XW_1 + b_1) &&(n, H) = (n, 2)(2, H) + (1, H)\\
# z &= AW_2 + b_2 &&(n, 1) = (n, H)(H, 1) + (1, 1)\\
# \hat Y &= \sigma(z) &&(n, 1)
# \end{aligned}
# $$

# %% [markdown] lang="zh-TW" of="4f4a7f8b"
# 權重靠手動設定，網路一大就行不通。要**學**權重就需要導數，所以把隱藏層的階梯換成平滑的函數。隱藏節點使用**雙曲正切**（hyperbolic tangent）：
#
# $$\tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}} = 2\sigma(2z) - 1,$$
#
# 形狀像 sigmoid 的 S 曲線，但範圍是 −1 到 1。它的導數可由 sigmoid 的導數得到：$2\cdot 2\,\sigma(2z)(1-\sigma(2z)) = 1 - \tanh^2 z$。
#
# **為什麼一定要有激活函數**？沒有的話，隱藏層就白費了：$(XW_1 + b_1)W_2 + b_2 = X(W_1W_2) + (b_1W_2 + b_2)$，不管有多少隱藏節點，都只是一個權重為 $W_1W_2$ 的神經元。
#
# $n$ 個樣本、$H$ 個隱藏節點的正向傳播如下，右邊是形狀。從這裡起，大寫字母代表矩陣：$W_1, b_1$ 屬於隱藏層，$W_2, b_2$ 屬於輸出層，$A$ 是隱藏層的輸出。
#
# $$
# \begin{aligned}
# A &= \tanh(XW_1 + b_1) &&(n, H) = (n, 2)(2, H) + (1, H)\\
# z &= AW_2 + b_2 &&(n, 1) = (n, H)(H, 1) + (1, 1)\\
# \hat Y &= \sigma(z) &&(n, 1)
# \end{aligned}
# $$

# %% [markdown] lang="en"
# The backward pass, first for one sample and one weight. The weight $W_{1,jk}$ from input $j$ to hidden unit $k$ acts through a chain of four links: it changes the weighted sum of unit $k$ (by $x_j$), that changes the output $A_k$ (by the slope $1 - A_k^2$), that changes $z$ (by the outgoing weight $W_{2,k}$), and that changes the loss (by $\hat Y - Y$, section 1.8):
#
# $$\frac{\partial C}{\partial W_{1,jk}} = (\hat Y - Y)\cdot W_{2,k}\cdot(1 - A_k^2)\cdot x_j.$$
#
# The first three factors are the error signal of unit $k$: it is to blame for the error in proportion to its outgoing weight and to how steep its tanh is where it stands. For all samples and units at once, with the mean over samples:
#
# $$
# \begin{aligned}
# \delta_2 &= (\hat Y - Y)/n &&(n, 1)\\
# \nabla_{W_2} C &= A^{\mathsf T}\delta_2 &&(H, 1) = (H, n)(n, 1)\\
# \delta_1 &= \delta_2 W_2^{\mathsf T}\odot(1 - A^2) &&(n, H) = (n, 1)(1, H)\odot(n, H)\\
# \nabla_{W_1} C &= X^{\mathsf T}\delta_1 &&(2, H) = (2, n)(n, H)
# \end{aligned}
# $$
#
# where $\odot$ multiplies element by element, and the products with $A^{\mathsf T}$ and $X^{\mathsf T}$ add up over the samples. (The $1/n$ of the mean now sits inside $\delta$.) The biases' gradients are the sums of $\delta_2$ and $\delta_1$ over the samples. Chapter 3 does this for any number of layers.
#
# One thing is new at the start: the weights begin at *random* numbers. If all hidden units began equal, they would get equal gradients and stay copies of each other for ever (chapter 4).

# %% [markdown] lang="zh-TW" of="72025fc4"
# 接著是反向傳播，先看一個樣本、一個權重。從輸入 $j$ 到隱藏節點 $k$ 的權重 $W_{1,jk}$，影響要經過四環：它改變節點 $k$ 的加權總和（乘上 $x_j$），總和改變輸出 $A_k$（乘上斜率 $1 - A_k^2$），$A_k$ 改變 $z$（乘上送出去的權重 $W_{2,k}$），$z$ 再改變損失（乘上 $\hat Y - Y$，見 1.8 節）：
#
# $$\frac{\partial C}{\partial W_{1,jk}} = (\hat Y - Y)\cdot W_{2,k}\cdot(1 - A_k^2)\cdot x_j.$$
#
# 前三個因子就是節點 $k$ 的誤差訊號：它對誤差該負多少責任，取決於它送出去的權重，以及它所在位置的 tanh 有多陡。所有樣本和節點一次算完，並對樣本取平均：
#
# $$
# \begin{aligned}
# \delta_2 &= (\hat Y - Y)/n &&(n, 1)\\
# \nabla_{W_2} C &= A^{\mathsf T}\delta_2 &&(H, 1) = (H, n)(n, 1)\\
# \delta_1 &= \delta_2 W_2^{\mathsf T}\odot(1 - A^2) &&(n, H) = (n, 1)(1, H)\odot(n, H)\\
# \nabla_{W_1} C &= X^{\mathsf T}\delta_1 &&(2, H) = (2, n)(n, H)
# \end{aligned}
# $$
#
# 其中 $\odot$ 表示逐元素（element-wise）相乘，與 $A^{\mathsf T}$、$X^{\mathsf T}$ 的乘積會對樣本加總。（平均的 $1/n$ 現在放在 $\delta$ 裡。）偏差的梯度是 $\delta_2$、$\delta_1$ 對樣本的總和。第 3 章會推廣到任意層數。
#
# 起點有一件事是新的：權重從**隨機**的數字開始。如果所有隱藏節點一開始都相同，它們的梯度就相同，永遠只會是彼此的複製品（第 4 章）。


# %% rows="P7"
def init_mlp(n_in, n_hidden, rng):
    """Random weights between -1 and 1, biases zero."""
    W1 = rng.uniform(-1, 1, (n_in, n_hidden))
    W2 = rng.uniform(-1, 1, (n_hidden, 1))
    return [W1, np.zeros((1, n_hidden)), W2, np.zeros((1, 1))]


def forward(X, params):
    W1, b1, W2, b2 = params
    A = np.tanh(X @ W1 + b1)  # (n, hidden)
    return A, sigmoid(A @ W2 + b2)  # (n, 1)


def mlp_gradients(X, Y, params):
    A, Y_hat = forward(X, params)
    delta2 = (Y_hat - Y) / len(X)  # (n, 1)
    delta1 = delta2 @ params[2].T * (1 - A**2)  # (n, hidden)
    bias1, bias2 = delta1.sum(axis=0, keepdims=True), delta2.sum(axis=0, keepdims=True)
    return [X.T @ delta1, bias1, A.T @ delta2, bias2]


def cross_entropy(Y, Y_hat):
    return -np.mean(Y * np.log(Y_hat) + (1 - Y) * np.log(1 - Y_hat))


# %% [markdown] lang="en"
# Before using it we check it. **Finite differences** are an independent test of any gradient: change one weight by a tiny $\pm\varepsilon$, everything else fixed, and see how much the loss changes,
#
# $$\frac{\partial C}{\partial w} \approx \frac{C(w + \varepsilon) - C(w - \varepsilon)}{2\varepsilon}.$$

# %% [markdown] lang="zh-TW" of="b6f0e91e"
# 使用之前先檢查。**有限差分**（finite difference）可以獨立檢驗任何梯度：只把一個權重改變極小的 $\pm\varepsilon$，其他都固定不動，看損失改變多少：
#
# $$\frac{\partial C}{\partial w} \approx \frac{C(w + \varepsilon) - C(w - \varepsilon)}{2\varepsilon}.$$

# %% rows="P7"
Y_xor = np.array(gates["XOR"], dtype=float)[:, None]  # (4, 1)
params = init_mlp(2, 2, np.random.default_rng(1))


def finite_difference(k, index, eps=1e-6):
    """The same derivative without any formula: move one number, look at the loss."""
    losses = []
    for change in (eps, -eps):
        moved = [p.copy() for p in params]
        moved[k][index] += change
        losses.append(cross_entropy(Y_xor, forward(X_gate, moved)[1]))
    return (losses[0] - losses[1]) / (2 * eps)


by_formula = mlp_gradients(X_gate, Y_xor, params)
for k, name in enumerate(["W1", "b1", "W2", "b2"]):
    by_difference = [finite_difference(k, i) for i in np.ndindex(params[k].shape)]
    print(f"{name}: formula    {by_formula[k].ravel().round(6)}")
    print(f"    difference {np.round(by_difference, 6)}")
    assert np.allclose(by_formula[k].ravel(), by_difference, atol=1e-8)

# %% [markdown] lang="en"
# All nine derivatives agree to six digits and more. Now the training: repeat the step 2000 times.

# %% [markdown] lang="zh-TW" of="6bfb2e02"
# 九個導數都一致到六位以上。接著訓練：把這一步重複 2000 次。


# %% rows="P7"
def train_mlp(X, Y, params, lr, num_steps):
    """Full-batch gradient descent; returns the new parameters and the losses."""
    losses = []
    for _ in range(num_steps):
        losses.append(cross_entropy(Y, forward(X, params)[1]))
        grads = mlp_gradients(X, Y, params)
        params = [p - lr * g for p, g in zip(params, grads, strict=True)]
    return params, losses


start = init_mlp(2, 2, np.random.default_rng(2))  # one that succeeds: see below
trained, xor_losses = train_mlp(X_gate, Y_xor, start, lr=0.5, num_steps=2000)
A_xor, out_xor = forward(X_gate, trained)
print("outputs for (0,0), (0,1), (1,0), (1,1):", out_xor.ravel().round(3))
print(f"loss: {xor_losses[0]:.3f} at the start, {xor_losses[-1]:.3f} at the end")
assert ((out_xor > 0.5) == Y_xor).all() and xor_losses[-1] < 0.02

# %% [markdown] lang="en"
# The network has learned XOR. Now the same in **Keras**: a dense layer of two tanh units, a dense layer of one sigmoid unit, and, to make the runs comparable, the same initial weights. 500 steps are enough for the comparison.

# %% [markdown] lang="zh-TW" of="e640c7d7"
# 網路學會了 XOR。接著用 **Keras** 做同樣的事：一個有兩個 tanh 節點的密集層，再接一個 sigmoid 節點的密集層；為了能互相比較，初始權重也相同。比較只需要 500 步。

# %% rows="P7"
keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(2, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.5))
model.set_weights([start[0], start[1].ravel(), start[2], start[3].ravel()])
for _ in range(500):
    model.train_on_batch(X_gate, Y_xor)

after_500, _ = train_mlp(X_gate, Y_xor, start, lr=0.5, num_steps=500)
print("NumPy outputs:", forward(X_gate, after_500)[1].ravel().round(3))
print("Keras outputs:", model.predict(X_gate, verbose=0).ravel().round(3))
for ours, theirs in zip(after_500, model.get_weights(), strict=True):
    assert np.allclose(ours.ravel(), theirs.ravel(), atol=1e-3)

# %% [markdown] lang="en"
# After 500 steps every weight of the Keras network equals ours within a thousandth; the rest is rounding, because Keras computes with 32-bit numbers.
#
# Does it always work? We repeat the training from 200 random starts for several sizes of the hidden layer. `ManyNetworks` holds 200 networks at once; it contains the same formulas with one more axis in front, and starts like Keras.

# %% [markdown] lang="zh-TW" of="64cf8ea6"
# 500 步之後，Keras 網路的每個權重都和我們的相差不到千分之一；剩下的差距來自捨入，因為 Keras 用 32 位元計算。
#
# 每次都會成功嗎？我們試幾種大小的隱藏層，各從 200 個隨機起點重新訓練。`ManyNetworks` 一次容納 200 個網路，裡面是同樣的公式，只是前面多一個軸；起點的抽法和 Keras 相同。

# %% rows="P7"
from utils.nn.two_layer import ManyNetworks

solved, losses_of_two = {}, None
for n_hidden in (1, 2, 3, 4, 8):
    networks = ManyNetworks.random(200, n_in=2, n_hidden=n_hidden)
    networks.train(X_gate, Y_xor, lr=0.5, num_steps=2000)
    outputs = networks.predict(X_gate)  # (200, 4, 1)
    solved[str(n_hidden)] = ((outputs > 0.5) == Y_xor).all(axis=(1, 2)).mean()
    if n_hidden == 2:
        losses_of_two = -np.log(np.where(Y_xor == 1, outputs, 1 - outputs)).mean((1, 2))
stuck = np.median(losses_of_two[losses_of_two > 0.1])
assert solved["1"] == 0 and 0.35 < solved["2"] < 0.8
assert solved["2"] < solved["3"] < solved["8"] and solved["8"] > 0.97

fig = plotting.plot_bars(
    {name: 100 * share for name, share in solved.items()},
    ylabel="solved XOR (% of 200 starts)",
    title="Two hidden units suffice, but often get stuck",
)
fig.axes[0].set_xlabel("hidden units")
show(
    fig,
    alt="Share of starts that solve XOR: none with one hidden unit, about half "
    "with two, over nine in ten with three, practically all with eight.",
)

# %% [markdown] lang="en"
# One hidden unit still draws one line, so it never succeeds. Two *can* represent XOR, yet only {{ solved["2"] | .0% | 4 }} of the random starts get there within 2000 steps at this rate. The others are stuck on a nearly flat stretch, where every step gains less than the one before, typically with a loss
# near $\tfrac12\ln 2 = 0.347$ (median {{ stuck | .3f | 0.02 }}): two samples right, the other two at 0.5. With eight units {{ solved["8"] | .0% | 3 }} succeed. "A solution exists" and
# "gradient descent finds it" are different statements; spare units make the second more likely.

# %% [markdown] lang="zh-TW" of="d519c09a"
# 一個隱藏節點仍然只能畫一條線，所以從不成功。兩個**能夠**表示 XOR，但以這個學習率走 2000 步，只有 {{ solved["2"] | .0% | 4 }} 的隨機起點到得了。其餘的困在幾乎平坦的地方，每一步的進展都比前一步更小，損失通常接近 $\tfrac12\ln 2 = 0.347$（中位數 {{ stuck | .3f | 0.02 }}）：兩個樣本答對，另外兩個停在 0.5。用八個節點時，{{ solved["8"] | .0% | 3 }} 會成功。「解存在」和「梯度下降找得到」是兩回事；多幾個備用的節點，找得到的機會就比較大。

# %% [markdown] lang="en"
# ## 1.12 What the hidden units have learned
#
# What do the two hidden units of our trained network do? Left and middle: where over the square of inputs each unit's output is positive. Right: the four samples drawn not at their inputs
# $(x_1, x_2)$, but at the hidden units' outputs $(h_1, h_2)$. The straight line there is the boundary of the output neuron.

# %% [markdown] lang="zh-TW" of="b52937c6"
# ## 1.12 隱藏節點學到了什麼
#
# 在訓練好的網路裡，兩個隱藏節點各在做什麼？左圖和中圖顯示每個節點的輸出在輸入的正方形上哪裡為正；右圖畫出四個樣本，但位置不是輸入 $(x_1, x_2)$，而是隱藏節點的輸出 $(h_1, h_2)$。右圖的直線是輸出神經元的邊界。

# %% rows="P7"
fig = drawings.draw_hidden_units(
    X_gate, gates["XOR"], lambda P: forward(P, trained)[0], trained[2], trained[3]
)
show(
    fig,
    alt="Each hidden unit draws one line that cuts off one corner of the square. "
    "In hidden space (0,0) and (1,1) fall together, and one line separates the "
    "classes.",
)
hidden_margin, _ = separation_margin(A_xor, gates["XOR"])
print("hidden outputs of the four samples:")
print(A_xor.round(2))
print(f"margin of the best line in hidden space: {hidden_margin:.2f}")
assert hidden_margin > 0.1
assert (A_xor > 0).sum(axis=0).tolist() == [1, 1], "each unit cuts off one corner"
assert np.abs(A_xor[0] - A_xor[3]).max() < 0.1  # (0,0) and (1,1) fall together

# %% [markdown] lang="en"
# Each hidden unit is a single neuron and draws a single line; neither solves XOR. Together they *move the samples*: in the hidden space the two samples of class 0 have landed on practically the same spot, and
# the classes are linearly separable. Training did not find our OR and AND: each of its units cuts off *one* of the two corners where the label is 1. The hidden layer **re-represents** the input so that
# the last neuron has an easy task. Four samples are a small stage for a large idea, but it is the one that later chapters build on; Rumelhart, Hinton and Williams (1986) showed that gradient descent finds such representations by itself.

# %% [markdown] lang="zh-TW" of="59525f9a"
# 每個隱藏節點都只是單一神經元，只能畫一條線，誰也解不了 XOR。但合起來，它們**移動了樣本**：在隱藏空間裡，類別 0 的兩個樣本幾乎落在同一點，兩個類別變成線性可分。訓練找到的並不是我們的 OR 和 AND：兩個節點各切下**一個**標籤為 1 的角。隱藏層把輸入**重新表示**，讓最後一個神經元的任務變簡單。四個樣本的舞台很小，但後面的章節都建立在這個概念上；Rumelhart, Hinton and Williams (1986) 展示了梯度下降會自己找到這樣的表示。

# %% [markdown] lang="en"
# ### Does H1 become "discomfort" and H2 "guests"?
#
# Slide deck A tells a story about the air-conditioner network with two hidden units: hidden layers add abstraction, H1 is mostly about discomfort, H2 mostly
# about guests. It is a helpful picture. Is it also what training produces?
#
# First: such a network *exists*. The next cell builds one by hand and it gets all three days right. Second: does gradient descent *find* it? We train 1000 networks
# with two hidden units on the three standardised days, and 200 on the diary. A unit is "about" the feature with its largest absolute weight (the features are
# standardised, so weights are comparable). The story holds when one unit is about discomfort and the other about guests. By chance it holds with
# probability $2 \cdot \tfrac13 \cdot \tfrac13 = \tfrac29 \approx 22\,\%$.

# %% [markdown] lang="zh-TW" of="c342a6ea"
# ### H1 會變成「不舒服」，H2 會變成「客人」嗎？
#
# 投影片 A 替有兩個隱藏節點的冷氣網路說了一個故事：隱藏層能增加抽象程度，H1 以不舒服程度為主，H2 以有無客人為主。這幅圖像有助於理解，但訓練真的會產生這樣的結果嗎？
#
# 首先，這樣的網路**存在**：下一個儲存格手動造出一個，三天全對。其次，梯度下降**找得到**它嗎？我們用標準化的三天訓練 1000 個有兩個隱藏節點的網路，再用日記訓練 200 個。一個節點絕對值最大的權重屬於哪個特徵，就說它「以那個特徵為主」（特徵已標準化，權重可以互相比較）。一個節點以不舒服為主、另一個以客人為主，就算故事成立。純靠運氣的機率是 $2 \cdot \tfrac13 \cdot \tfrac13 = \tfrac29 \approx 22\,\%$。

# %% rows="P7"
story = [np.array([[1.0, 0], [0, 0], [0, 1]]), np.zeros((1, 2)), np.ones((2, 1)), 0.0]
by_hand = forward(X_scaled, story)[1].ravel()
print("the story's network, made by hand:", by_hand.round(2))
assert ((by_hand > 0.5) == y).all()

pairs = [(0, 2), (0, 1), (1, 2), (0, 0), (1, 1), (2, 2)]


def count_pairs(W1):
    """Share of networks for each pair of main features; W1 is (runs, 3, 2)."""
    main = np.sort(np.abs(W1).argmax(axis=1), axis=1)  # (runs, 2)
    return [float((main == pair).all(axis=1).mean()) for pair in pairs]


three_days = ManyNetworks.random(1000, n_in=3, n_hidden=2)
diaries = ManyNetworks.random(200, n_in=3, n_hidden=2)
shares = {"before training": count_pairs(three_days.W1)}
three_days.train(X_scaled, y[:, None], lr=0.5, num_steps=1500)
diaries.train(X_diary, y_diary[:, None], lr=1.0, num_steps=1500)
shares["after training, three days"] = count_pairs(three_days.W1)
shares["after training, diary"] = count_pairs(diaries.W1)
chance, three, long = (values[0] for values in shares.values())
print(f"the story holds: {chance:.0%} before, {three:.0%} three days, {long:.0%} diary")
assert 0.15 < chance < 0.3 and three < 0.06 and 0.25 < long < 0.75

# %% rows="P7"
names = ["discomfort", "temperature", "guests"]
fig = drawings.draw_pairs(shares, [" +\n".join(names[f] for f in p) for p in pairs])
show(
    fig,
    alt="Shares of networks by the main features of their two units. Discomfort "
    "with guests: about 22 % before training, almost none after training on "
    "three days, about half after the diary.",
)

# %% [markdown] lang="en"
# On the three days of the slide the story holds in {{ three | .0% | 2 }} of the networks, less often than before training. The samples explain why: the guests' feature has
# the same value on day 1 (No) and day 2 (Yes), so it cannot tell them apart, whereas temperature separates all three days by itself. Training puts its weight
# where it helps. On the diary the story holds in about {{ long | .0% | 12 }} of the networks: possible, but no law. (Do not read much into that share: it belongs to this one
# diary; another one drawn by the same recipe can give a very different share. It also depends on our reading of "about".)
#
# So: a hidden layer does re-represent its inputs, but units rarely carry one clean human concept each, and what they carry depends on the data and on
# the random start. Names like "the guest neuron" have to be *measured*, not assumed.

# %% [markdown] lang="zh-TW" of="aedce1cf"
# 在投影片的三天資料上，只有 {{ three | .0% | 2 }} 的網路符合這個故事，比訓練前還少。看樣本就知道原因：客人這個特徵在第 1 天（No）和第 2 天（Yes）的值相同，無法分辨兩者；溫度單獨一個就能把三天分開。訓練會把權重放在有用的地方。在日記上，大約 {{ long | .0% | 12 }} 的網路符合：有可能，但不是定律。（別太看重這個比例：它只屬於這一本日記，用同樣方法抽出的另一本可能差很多；它也取決於我們怎麼虛構日記，以及如何解讀「為主」。）
#
# 結論是：隱藏層確實會重新表示輸入，但節點很少各自承載一個乾淨的人類概念；它們承載什麼，取決於資料和隨機的起點。「客人神經元」這類名稱要靠**測量**才能成立，不能憑空假設。

# %% [markdown] lang="en"
# ## 1.13 How many hidden units?
#
# Nobody can compute the right number in advance. The slides give two formulas as a first guess, with $n_{\text{prev}}$ and $n_{\text{next}}$ the sizes of the layers before and after:
#
# - **mean rule:** $H = \dfrac{n_{\text{prev}} + n_{\text{next}}}{2}$;
# - **rule of thumb:** $H = \dfrac{N}{\alpha\,(n_{\text{prev}} + n_{\text{next}})}$ with $N$ training samples and $\alpha$ from 2 to 10.
#
# The second one counts. A hidden layer of $H$ units has $H\,(n_{\text{prev}} + n_{\text{next}})$ weights (biases aside), so the rule says: *weights* $= N/\alpha$, or
# $\alpha$ samples per weight. The slide recommends $\alpha = 2$ against overfitting and 5 as usual. Read the formula again: a *larger* $\alpha$ gives *fewer*
# units, so $\alpha = 2$ is the most generous choice in the range, and 10 the most cautious. We read "2 resists overfitting" as: 2 samples per weight are the least one should have.

# %% [markdown] lang="zh-TW" of="36641e97"
# ## 1.13 隱藏層該有幾個節點？
#
# 沒有人能事先算出正確的數目。投影片給了兩個公式，當作最初的猜測，其中 $n_{\text{prev}}$ 和 $n_{\text{next}}$ 是上一層和下一層的節點數：
#
# - **算術平均數**：$H = \dfrac{n_{\text{prev}} + n_{\text{next}}}{2}$；
# - **經驗法則**：$H = \dfrac{N}{\alpha\,(n_{\text{prev}} + n_{\text{next}})}$，$N$ 是訓練樣本數，$\alpha$ 取 2 到 10。
#
# 第二個公式其實是在數數。有 $H$ 個節點的隱藏層有 $H\,(n_{\text{prev}} + n_{\text{next}})$ 個權重（不計偏差），所以這個法則說的是：**權重數** $= N/\alpha$，也就是每個權重配 $\alpha$ 個樣本。投影片說 $\alpha = 2$ 可防止過度配適（overfitting，投影片稱「過擬合」），一般取 5。但再看一次公式：$\alpha$ **越大**，節點**越少**，所以在這個範圍裡，$\alpha = 2$ 是最寬鬆的選擇，10 才是最謹慎的。我們把「2 可防止過擬合」理解成：每個權重至少要有 2 個樣本。


# %% rows="P8"
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
    print(
        f"{name:18} {mean_rule(n_prev, n_next):7.2f} "
        f"{thumbs[0]:8.2f} {thumbs[1]:8.2f} {thumbs[2]:9.2f}"
    )
    assert thumbs[0] > thumbs[1] > thumbs[2]  # a larger alpha, fewer units
    assert np.isclose(thumbs[1] * (n_prev + n_next), num_samples / 5)  # weights = N / 5
assert mean_rule(3, 1) == 2  # the slide's H1 and H2

# %% [markdown] lang="en"
# **Worked example.** The air conditioner has 3 inputs, 1 output and $N = 3$ samples. Mean rule: $(3+1)/2 = 2$, the slide's H1 and H2. Rule of thumb with $\alpha = 5$:
# $3/(5\cdot 4) = 0.15$ units, so by this rule three samples justify no hidden layer at all. The two rules can be far apart. For MNIST the first gives
# {{ mean_rule(784, 10) | .0f }} units and the second {{ rule_of_thumb(60_000, 784, 10, 5) | .0f }}; for two moons the second gives more than the first. The network of chapter 2 has 512 and works well. They are guesses.
#
# So we test them. *Two moons* are two interleaved half circles with noise. We train on $N = 100$ points with 1 to 64 hidden units, ten times each (ten training sets, ten random starts), and
# measure accuracy on 1000 fresh points. (Hidden units are tanh, the loss is cross-entropy. Each step also keeps 0.9 of the step before it. This is *momentum*, which shortens training; chapter 7.) **Accuracy** is the share of right answers.

# %% [markdown] lang="zh-TW" of="4b777a47"
# **計算範例**。冷氣的例子有 3 個輸入、1 個輸出、$N = 3$ 個樣本。算術平均數：$(3+1)/2 = 2$，正是投影片的 H1 和 H2。經驗法則取 $\alpha = 5$：$3/(5\cdot 4) = 0.15$ 個節點，也就是說，照這個法則，三個樣本撐不起一個隱藏層。兩個公式可能差得很遠：對 MNIST，第一個給 {{ mean_rule(784, 10) | .0f }} 個節點，第二個給 {{ rule_of_thumb(60_000, 784, 10, 5) | .0f }} 個；對雙月（two moons）則是第二個給得多。第 2 章的網路用了 512 個，表現很好。這些公式只是猜測。
#
# 所以我們來測試。**雙月**是兩個互相交錯、帶有雜訊的半圓。我們用 $N = 100$ 個點訓練 1 到 64 個隱藏節點，每種重複十次（十組訓練資料、十個隨機起點），再用 1000 個新的點量測準確率。（隱藏節點用 tanh，損失是交叉熵。每一步還保留前一步的 0.9 倍，這是能縮短訓練的**動量**（momentum），見第 7 章。）**準確率**（accuracy）是答對的比例。

# %% rows="P8"
from sklearn.datasets import make_moons

noise, num_runs = 0.3, 10
moons = [make_moons(100, noise=noise, random_state=seed) for seed in range(num_runs)]
X_moons = np.stack([points for points, _ in moons])  # (10, 100, 2)
Y_moons = np.stack([labels for _, labels in moons])[..., None]  # (10, 100, 1)
X_fresh, y_fresh = make_moons(1000, noise=noise, random_state=99)

hidden_sizes = [1, 2, 3, 4, 5, 7, 10, 17, 32, 64]
trained_moons, train_acc, fresh_acc = {}, [], []  # accuracies (10 sizes, 10 runs)
for n_hidden in hidden_sizes:
    networks = ManyNetworks.random(num_runs, n_in=2, n_hidden=n_hidden)
    networks.train(X_moons, Y_moons, lr=0.3, num_steps=2000, momentum=0.9)
    right = (networks.predict(X_moons) > 0.5) == Y_moons
    train_acc.append(right.mean(axis=(1, 2)))
    right = (networks.predict(X_fresh) > 0.5) == y_fresh[:, None]
    fresh_acc.append(right.mean(axis=(1, 2)))
    trained_moons[n_hidden] = networks

shown = {size: trained_moons[size] for size in (1, 5, 64)}
first_run = {size: fresh_acc[hidden_sizes.index(size)][0] for size in shown}
fig = drawings.draw_moons(X_moons[0], Y_moons[0, :, 0], shown, first_run)
show(
    fig,
    alt="The same hundred points of two interleaved half moons three times. One unit "
    "draws a straight line, five follow the gap between the moons, sixty-four bend "
    "around single points.",
)

# %% [markdown] lang="en"
# One unit draws a straight line; five follow the gap between the moons; sixty-four bend around single points. The titles give the accuracy of these three networks, one training set and one start each, which decides nothing. Now all ten, for every size:

# %% [markdown] lang="zh-TW" of="016272eb"
# 一個節點只能畫一條直線；五個節點能順著雙月之間的空隙走；六十四個節點會繞著個別的點彎來彎去。標題是這三個網路的準確率，但各只有一組訓練資料、一個起點，不足以下結論。接著是每種大小、全部十組的結果：

# %% rows="P8" tags=["nbval-ignore-output"]
advice = {"mean rule": mean_rule(2, 1)}
for alpha in (10, 5, 2):
    advice[f"α = {alpha}"] = rule_of_thumb(100, 2, 1, alpha)
measured = {"training": np.array(train_acc), "fresh points": np.array(fresh_acc)}
fig = drawings.draw_size_sweep(hidden_sizes, measured, advice)
show(
    fig,
    alt="Accuracy against hidden units. Training accuracy rises to about 0.95. "
    "On fresh points it rises steeply up to 3 or 5 units, then falls slightly.",
)

fresh = dict(zip(hidden_sizes, measured["fresh points"].mean(axis=1), strict=True))
on_training = dict(zip(hidden_sizes, measured["training"].mean(axis=1), strict=True))
print("fresh points:", {size: round(float(a), 2) for size, a in fresh.items()})
assert fresh[1] < fresh[2] and fresh[2] + 0.01 < min(fresh[3], fresh[5])
assert fresh[64] < fresh[5] and fresh[64] > fresh[1]
assert on_training[64] - fresh[64] > on_training[2] - fresh[2] + 0.02
assert max(fresh, key=fresh.get) in (3, 4, 5)
spread = np.ptp(measured["fresh points"], axis=1)  # best minus worst of the ten runs
assert fresh[5] - fresh[64] < spread[-1]

# %% [markdown] lang="en"
# What this shows, for this task: one unit is too few, because it draws one line, and two are still worse than three (the mean rule gives 1.5). With 3 to 5 units, near the advice of $\alpha = 10$, the
# network does best on fresh points, about {{ fresh[5] | .2f | 0.02 }}. The advice of $\alpha = 5$ (7 units) and $\alpha = 2$ (17 units) is one or two points below that. With still more units it stays there, {{ fresh[64] | .2f | 0.02 }} with 64, although it does *better* on the training points: that is
# **overfitting**. Yet 64 units, far more than any rule allows, cost only about {{ 100 * (fresh[5] - fresh[64]) | .0f | 2 }} percentage points, less than the spread between runs.
#
# What it does not show: one data set, one way of training. Use the rules to start, then try half and double as many, and decide by accuracy on data not used for training (chapter 6).

# %% [markdown] lang="zh-TW" of="5a6964fd"
# 就這個任務而言，結果顯示：一個節點太少，因為只能畫一條線；兩個也還不如三個（算術平均數是 1.5）。3 到 5 個節點，接近 $\alpha = 10$ 的建議，在新的點上表現最好，約 {{ fresh[5] | .2f | 0.02 }}；$\alpha = 5$（7 個）和 $\alpha = 2$（17 個）的建議低了一、兩個百分點。節點再多，準確率也停在那裡，64 個時是 {{ fresh[64] | .2f | 0.02 }}，但在訓練點上卻**更好**：這就是**過度配適**。不過 64 個節點雖然遠遠超過任何公式的建議，也只損失大約 {{ 100 * (fresh[5] - fresh[64]) | .0f | 2 }} 個百分點，比各次執行之間的差距還小。
#
# 但別忘了：這只是一組資料、一種訓練方法。公式拿來當起點就好，接著試一半和兩倍的節點數，再看沒有拿來訓練的資料，以它的準確率決定（第 6 章）。

# %% [markdown] lang="en"
# ## 1.14 How many hidden layers?
#
# The slide follows a rule of thumb by Jeff Heaton (2008), whose book it names:
#
# | hidden layers | can do, by the rule of thumb |
# |---|---|
# | 0 | linearly separable classes: one neuron, logistic regression |
# | 1 | any continuous map from one bounded region to another |
# | 2 | any decision boundary, any (smooth) map, to any accuracy |
#
# Row 0 holds by the definition of linearly separable. For row 1 there is a theorem. The **universal approximation theorem** (Cybenko, 1989; Hornik, 1991; Leshno et al., 1993) says:
#
# > Let $f$ be a continuous function on a closed and bounded set of inputs, and $\varepsilon > 0$. Then there is a network with **one** hidden layer, a linear output and *some finite number* of units
# > whose output differs from $f$ by less than $\varepsilon$ everywhere on that set.
#
# Cybenko proved it for continuous sigmoidal activations, Hornik for every bounded, non-constant continuous one, Leshno and colleagues for every (reasonable) activation that is **not a polynomial**, which
# includes ReLU. So "1 layer" in the table is right, in the sense of *approximation*. The theorem does **not** say how many units are needed, nor that training finds
# them, nor that the network is good outside the samples. Row 2, which the slide shortens to "any mathematical function", promises too much: a function with a jump is not
# met exactly, everywhere, by any network of continuous units, since a continuous output must pass through all values between on its way up.
#
# For one input and ReLU, $\max(0, x)$, one can see the theorem. A weighted sum of ReLUs is a line with a kink wherever a unit switches on. So it can join any points by straight pieces.
# For a function $f$ with second derivative $f''$ the largest gap of such a chain of chords of width $h$ is at most $\tfrac{h^2}{8}\max|f''|$ (a standard bound for linear interpolation). In the code, each unit's output weight is the change of slope at its kink. The next cell sets the weights directly, without training.

# %% [markdown] lang="zh-TW" of="6ce601c7"
# ## 1.14 該有幾個隱藏層？
#
# 投影片採用 Jeff Heaton (2008) 的經驗法則，並列出了他的書名：
#
# | 隱藏層數 | 依經驗法則可以做到 |
# |---|---|
# | 0 | 線性可分的類別：單一神經元，也就是邏輯迴歸 |
# | 1 | 從一個有界區域到另一個有界區域的任何連續函數 |
# | 2 | 任何決策邊界、任何（平滑）函數，精確到任意程度 |
#
# 第 0 列由線性可分的定義直接成立。第 1 列有定理支持。**通用近似定理**（universal approximation theorem; Cybenko, 1989; Hornik, 1991; Leshno et al., 1993）說：
#
# > 設 $f$ 是有界閉集合上的連續函數，$\varepsilon > 0$。那麼存在一個只有**一個**隱藏層、輸出為線性、節點數為**某個有限數**的網路，它的輸出在整個集合上與 $f$ 的差距都小於 $\varepsilon$。
#
# Cybenko 對連續的 S 形激活函數證明了它，Hornik 推廣到所有有界、非常數的連續激活函數，Leshno 等人再推廣到所有（合理的）**不是多項式**的激活函數，其中包括 ReLU。所以表中的「1 層」是對的，但意思是**近似**。定理**沒有**說需要多少節點，沒有說訓練找得到它們，也沒有說網路在樣本以外表現良好。第 2 列在投影片上簡化成「任何數學函數」，這就說得太滿了：有跳躍的函數，任何由連續節點組成的網路都無法處處精確符合，因為連續的輸出在上升途中一定會經過中間的每一個值。
#
# 只有一個輸入、使用 ReLU，也就是 $\max(0, x)$ 時，這個定理看得見。ReLU 的加權總和是一條折線，每個節點開始作用的地方就有一個轉折，所以它可以用直線段連接任意的點。若函數 $f$ 有二階導數 $f''$，以寬度 $h$ 的弦相連時，與 $f$ 的最大差距不超過 $\tfrac{h^2}{8}\max|f''|$（線性內插的標準上界）。程式裡，每個節點的輸出權重就是它轉折處斜率的變化量。下一個儲存格直接設定權重，完全不訓練。


# %% rows="P8"
def chords(f, n_hidden, low, high):
    """One hidden ReLU layer that joins n_hidden + 1 points of f by straight lines."""
    knots = np.linspace(low, high, n_hidden + 1)
    slopes = np.diff(f(knots)) / np.diff(knots)  # one slope per piece
    kinks = np.diff(slopes, prepend=0.0)  # output weight of each unit (n_hidden,)
    return lambda x: f(low) + np.maximum(0, x[:, None] - knots[:-1]) @ kinks


x_line = np.linspace(-np.pi, np.pi, 20_001)
counts = [4, 8, 16, 32, 64, 128, 256]
errors = []
for H in counts:
    network = chords(np.sin, H, -np.pi, np.pi)
    errors.append(np.abs(network(x_line) - np.sin(x_line)).max())
bound = [(2 * np.pi / H) ** 2 / 8 for H in counts]  # h^2 / 8, and |sin''| <= 1
print("units:        ", counts)
print("largest error:", [round(float(e), 5) for e in errors])
assert (np.array(errors) <= np.array(bound) + 1e-12).all()
assert errors[-1] > 0.99 * bound[-1], "the bound is reached"

# %% rows="P8"
shown = {"sin x": np.sin(x_line)}
for H in (4, 8):
    shown[f"{H} ReLU units"] = chords(np.sin, H, -np.pi, np.pi)(x_line)
fig = plotting.plot_curves(
    shown,
    x=dict.fromkeys(shown, x_line),
    xlabel="x",
    ylabel="output",
    title="One hidden layer, no training",
)
show(
    fig,
    alt="A sine curve with two chains of straight pieces: four ReLU units follow it "
    "roughly, eight closely.",
)

# %% [markdown] lang="en"
# Twice the units, a quarter of the error: for this function every accuracy can be reached, and we even know with how many units. It does not show that training would find these weights; here they were computed from the function itself.

# %% [markdown] lang="zh-TW" of="e21c47b3"
# 節點加倍，誤差變成四分之一：對這個函數可以達到任意精確度，我們甚至知道需要多少節點。但它沒有說明訓練能不能找到這些權重；這裡的權重是直接由函數算出來的。

# %% [markdown] lang="en"
# ## 1.15 Activation functions
#
# Five activations cover most networks. They differ in where they are used and in their derivatives, which the backward pass needs.
#
# | name | formula | range | derivative | used for |
# |---|---|---|---|---|
# | linear | $f(z) = z$ | all numbers | $1$ | output of a regression |
# | sigmoid | $\sigma(z) = \dfrac{1}{1+e^{-z}}$ | 0 to 1 | $\sigma(1-\sigma)$ | output, two classes |
# | tanh | $2\sigma(2z) - 1$ | −1 to 1 | $1 - \tanh^2 z$ | hidden layers (section 1.11) |
# | ReLU | $\max(0, z)$ | 0 and up | $0$ for $z<0$, $1$ for $z>0$ | hidden layers |
# | softmax | $p_i = \dfrac{e^{z_i}}{\sum_k e^{z_k}}$ | 0 to 1, sum 1 | $p_i(\delta_{ij} - p_j)$ | output, many classes |
#
# ReLU is short for *rectified linear unit*. At $z = 0$ its graph has a corner and no derivative; TensorFlow uses 0 there. **Regression** means predicting a number instead of a class. Softmax is different from the other four: each output depends on
# *all* inputs, so it has a table (a matrix) of derivatives, one for each pair of output and input; $\delta_{ij}$ is explained in section 1.16. We begin with the four that act on one number.

# %% [markdown] lang="zh-TW" of="78581a5b"
# ## 1.15 激活函數
#
# 大多數的網路只用到五種激活函數。它們的差別在於用在哪裡，以及反向傳播所需的導數。
#
# | 名稱 | 公式 | 值域 | 導數 | 用途 |
# |---|---|---|---|---|
# | 線性（linear） | $f(z) = z$ | 所有實數 | $1$ | 迴歸的輸出 |
# | sigmoid | $\sigma(z) = \dfrac{1}{1+e^{-z}}$ | 0 到 1 | $\sigma(1-\sigma)$ | 輸出層，二選一 |
# | tanh | $2\sigma(2z) - 1$ | −1 到 1 | $1 - \tanh^2 z$ | 隱藏層（1.11 節） |
# | ReLU | $\max(0, z)$ | 0 以上 | $z<0$ 時為 $0$，$z>0$ 時為 $1$ | 隱藏層 |
# | softmax | $p_i = \dfrac{e^{z_i}}{\sum_k e^{z_k}}$ | 0 到 1，總和為 1 | $p_i(\delta_{ij} - p_j)$ | 輸出層，多選一 |
#
# ReLU 是**線性整流函數**（rectified linear unit）的縮寫。它在 $z = 0$ 有轉角、沒有導數，TensorFlow 在那裡取 0。**迴歸**（regression）是指預測一個數字，而不是類別。softmax 和另外四個不同：每個輸出都取決於**所有**輸入，所以它的導數是一張表（矩陣），每一對輸出與輸入各一個；$\delta_{ij}$ 在 1.16 節說明。先看作用在單一數字上的四個。

# %% rows="P9"
functions_1d = {  # name: (function, derivative)
    "linear": (lambda z: z, np.ones_like),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (lambda z: 2 * sigmoid(2 * z) - 1, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(0, z), lambda z: (z > 0).astype(float)),
}
z_random = np.random.default_rng(0).normal(0, 3, 1000)
z_random[0] = 0.0  # the corner of ReLU too
for name, (f, df) in functions_1d.items():
    z_tensor = tf.constant(z_random)
    with tf.GradientTape() as tape:
        tape.watch(z_tensor)
        from_keras = keras.activations.get(name)(z_tensor)
    slope = tape.gradient(from_keras, z_tensor).numpy()
    value_gap = np.abs(f(z_random) - from_keras.numpy()).max()
    slope_gap = np.abs(df(z_random) - slope).max()
    print(
        f"{name:>7}: equals Keras {value_gap < 1e-12}, "
        f"derivative equals the tape's {slope_gap < 1e-12}"
    )
    assert value_gap < 1e-12 and slope_gap < 1e-12

# %% rows="P9"
fig, axes = plotting.subplots(1, 2, width=10, height=3.8)
z_line = np.linspace(-5, 5, 501)
for ax, part, title in zip(
    axes, (0, 1), ("activation f(z)", "derivative f'(z)"), strict=True
):
    curves = {
        name: functions_1d[name][part](z_line) for name in ("sigmoid", "tanh", "relu")
    }
    _ = plotting.plot_curves(
        curves,
        x=dict.fromkeys(curves, z_line),
        xlabel="z",
        ylabel=title,
        title=title,
        ax=ax,
    )
axes[0].set_ylim(-2, 3)
show(
    fig,
    alt="Left: the S-shaped sigmoid from 0 to 1, tanh from -1 to 1, and ReLU, zero on "
    "the left and rising on the right. Right: their derivatives: a bump of height one "
    "quarter, a bump of height one, a step.",
)

slopes = functions_1d["sigmoid"][1](z_line)
print(f"largest slope of the sigmoid: {slopes.max():.2f}")
assert np.isclose(slopes.max(), 0.25) and np.isclose(z_line[slopes.argmax()], 0)

# %% [markdown] lang="en"
# The formulas and derivatives equal Keras's. Note the heights on the right: the sigmoid's slope is at most ¼, tanh's at most 1, and both vanish far from 0, whereas ReLU's is 1 wherever it is not 0. Section 1.17 and chapter 8 are about the consequences.

# %% [markdown] lang="zh-TW" of="7c6de15c"
# 公式和導數都與 Keras 一致。請注意右圖的高度：sigmoid 的斜率最多 ¼，tanh 最多 1，兩者離 0 很遠時都趨近於零；ReLU 的斜率只要不是 0 就是 1。這會帶來什麼後果，是 1.17 節和第 8 章的主題。

# %% [markdown] lang="en"
# ## 1.16 Softmax
#
# For $K$ classes the network has $K$ outputs $z_1, \dots, z_K$, called **logits**; in the slide's notation $z_j = X^{\mathsf T}W_j$. **Softmax** turns them into
# probabilities: $e^{z_j}$ makes them positive, division by the sum makes them add up to 1,
#
# $$p_j = P(Y = j \mid X) = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}.$$
#
# An example by hand: $z = (2, 1, 0)$ gives $e^z = (7.39, 2.72, 1)$ with sum 11.11, hence $p = (0.665, 0.245, 0.090)$.
#
# Three laws, each in one line:
#
# - **Sum.** $\sum_j p_j = \dfrac{\sum_j e^{z_j}}{\sum_k e^{z_k}} = 1$.
# - **Shift.** Adding the same $c$ to all logits changes nothing: $\dfrac{e^{z_j + c}}{\sum_k e^{z_k + c}} = \dfrac{e^c e^{z_j}}{e^c\sum_k e^{z_k}} = p_j$. Only differences count.
# - **Two classes.** $p_1 = \dfrac{e^{z_1}}{e^{z_1}+e^{z_2}} = \dfrac{1}{1 + e^{-(z_1 - z_2)}} = \sigma(z_1 - z_2)$: the sigmoid of the difference. So the sigmoid is softmax for two classes with one logit held at 0.
#
# And the derivative, by the quotient rule. With the sum $E = \sum_k e^{z_k}$: for $i = j$, $\dfrac{\partial p_i}{\partial z_i} = \dfrac{e^{z_i}E - e^{z_i}e^{z_i}}{E^2} = p_i(1 - p_i)$;
# for $i \ne j$, $\dfrac{\partial p_i}{\partial z_j} = \dfrac{0 - e^{z_i}e^{z_j}}{E^2} = -p_ip_j$. Together $p_i(\delta_{ij} - p_j)$ with $\delta_{ij} = 1$ if $i = j$, else 0; as a matrix
# of shape $(K, K)$: $\operatorname{diag}(p) - pp^{\mathsf T}$, where $\operatorname{diag}(p)$ has $p$ on its diagonal and entry $(i, j)$ of $pp^{\mathsf T}$ is $p_ip_j$. (This $\delta_{ij}$ has nothing to do with the error signal $\delta$.)

# %% [markdown] lang="zh-TW" of="81d915c5"
# ## 1.16 Softmax
#
# 有 $K$ 個類別時，網路有 $K$ 個輸出 $z_1, \dots, z_K$，稱為**對數勝算**（logit）；投影片的寫法是 $z_j = X^{\mathsf T}W_j$。**softmax** 把它們變成機率：$e^{z_j}$ 讓它們為正，除以總和讓它們加起來等於 1，
#
# $$p_j = P(Y = j \mid X) = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}.$$
#
# 手算一個例子：$z = (2, 1, 0)$，$e^z = (7.39, 2.72, 1)$，總和 11.11，所以 $p = (0.665, 0.245, 0.090)$。
#
# 三個性質，各一行：
#
# - **總和**。$\sum_j p_j = \dfrac{\sum_j e^{z_j}}{\sum_k e^{z_k}} = 1$。
# - **平移不變**。所有 logit 都加上同一個 $c$，結果不變：$\dfrac{e^{z_j + c}}{\sum_k e^{z_k + c}} = \dfrac{e^c e^{z_j}}{e^c\sum_k e^{z_k}} = p_j$。只有差距才重要。
# - **兩個類別**。$p_1 = \dfrac{e^{z_1}}{e^{z_1}+e^{z_2}} = \dfrac{1}{1 + e^{-(z_1 - z_2)}} = \sigma(z_1 - z_2)$：就是差的 sigmoid。所以 sigmoid 就是兩個類別、其中一個 logit 固定為 0 的 softmax。
#
# 接著用除法的微分公式求導數。令總和 $E = \sum_k e^{z_k}$：當 $i = j$，$\dfrac{\partial p_i}{\partial z_i} = \dfrac{e^{z_i}E - e^{z_i}e^{z_i}}{E^2} = p_i(1 - p_i)$；當 $i \ne j$，$\dfrac{\partial p_i}{\partial z_j} = \dfrac{0 - e^{z_i}e^{z_j}}{E^2} = -p_ip_j$。合起來是 $p_i(\delta_{ij} - p_j)$，其中 $i = j$ 時 $\delta_{ij} = 1$，否則為 0；寫成形狀 $(K, K)$ 的矩陣：$\operatorname{diag}(p) - pp^{\mathsf T}$，其中 $\operatorname{diag}(p)$ 的對角線是 $p$，$pp^{\mathsf T}$ 的第 $(i, j)$ 項是 $p_ip_j$。（這裡的 $\delta_{ij}$ 和誤差訊號 $\delta$ 無關。）


# %% rows="P9"
def naive_softmax(Z):
    """Softmax along the last axis, exactly as the formula says."""
    powers = np.exp(Z)
    return powers / powers.sum(axis=-1, keepdims=True)


print("by hand and by code:", naive_softmax(np.array([2.0, 1.0, 0.0])).round(3))
Z = np.random.default_rng(0).normal(0, 2, (100, 4))  # 100 samples, 4 classes
P = naive_softmax(Z)
two = naive_softmax(Z[:, :2])  # two classes only
laws = {
    "sum is 1": np.abs(P.sum(axis=-1) - 1),
    "shift changes nothing": np.abs(naive_softmax(Z + 3.7) - P),
    "two classes: sigmoid": np.abs(two[:, 0] - sigmoid(Z[:, 0] - Z[:, 1])),
    "equals Keras": np.abs(keras.activations.softmax(tf.constant(Z)).numpy() - P),
}
for law, gaps in laws.items():
    print(f"{law:>22}: largest gap below 1e-12 is {gaps.max() < 1e-12}")
    assert gaps.max() < 1e-12

# %% [markdown] lang="en"
# The laws hold. The table of derivatives for the first sample, from TensorFlow, against the formula:

# %% [markdown] lang="zh-TW" of="4504ba56"
# 三個性質都成立。再用 TensorFlow 算出第一個樣本的導數表，和公式比對：

# %% rows="P9"
z_one = tf.constant(Z[0])
with tf.GradientTape() as tape:
    tape.watch(z_one)
    p_one = keras.activations.softmax(z_one[None])[0]
jacobian = tape.jacobian(p_one, z_one).numpy()  # all derivatives at once (4, 4)
p = P[0]
print(jacobian.round(3))
assert np.allclose(np.diag(p) - np.outer(p, p), jacobian)

# %% [markdown] lang="en"
# The table equals the formula. Its diagonal is positive and the rest negative: raising one logit raises its own probability and lowers all the others. Each row adds up to 0, because the probabilities always add up to 1.

# %% [markdown] lang="zh-TW" of="c44dc412"
# 導數表和公式一致。對角線是正的，其餘都是負的：提高一個 logit，自己的機率上升，其他的都下降。每一列加起來是 0，因為機率的總和永遠是 1。

# %% [markdown] lang="en"
# The formula has one trap. Computers store numbers up to about $10^{308}$, and $e^{710}$ is already larger. Then the formula divides infinity by infinity. The shift law is the cure: subtract the largest
# logit first. The largest power is then $e^0 = 1$, so nothing can overflow, and the result is the same.

# %% [markdown] lang="zh-TW" of="1562337b"
# 這個公式有一個陷阱。電腦能存的數字最大約 $10^{308}$，而 $e^{710}$ 已經超過，公式就變成無限大除以無限大。平移不變的性質正是解藥：先減去最大的 logit，最大的一項就是 $e^0 = 1$，不可能溢位（overflow），而結果不變。


# %% rows="P9"
def softmax(Z):
    """Stable softmax along the last axis."""
    return naive_softmax(Z - Z.max(axis=-1, keepdims=True))


large = np.array([1000.0, 1001.0, 1002.0])
with np.errstate(over="ignore", invalid="ignore"):  # NumPy would warn
    overflowed = naive_softmax(large)
print("naive: ", overflowed)
print("stable:", softmax(large))
print("Keras: ", keras.activations.softmax(tf.constant(large[None])).numpy()[0])
assert np.isnan(overflowed).all()
assert np.allclose(softmax(large), softmax(large - 1000))
assert np.allclose(softmax(Z), P)
assert softmax(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0, 0, 1]

# %% [markdown] lang="en"
# `nan` means "not a number"; once it appears, every weight it touches becomes `nan` too. Chapter 5 returns to this with the loss included.

# %% [markdown] lang="zh-TW" of="71934630"
# `nan` 的意思是「不是數字」（not a number）；一旦出現，碰到它的權重也都會變成 `nan`。第 5 章會連同損失函數再討論一次。

# %% [markdown] lang="en"
# ## 1.17 Four claims about ReLU
#
# Slide deck A gives four advantages of ReLU over the sigmoid in hidden layers. We test each.
#
# **Claim 1: the gradient does not saturate.** Far from 0 the sigmoid is nearly flat: "$x$ moves a lot, $y$ hardly", and learning stalls. As a test, one unit is to reach the output 0.5, by gradient descent on half the squared error.
# The sigmoid starts at $z = 8$, where its output is nearly 1; ReLU at $z = 1$, where its output is 1: both are wrong by 0.5. For ReLU we also start at $z = -8$.

# %% [markdown] lang="zh-TW" of="fb2e819e"
# ## 1.17 關於 ReLU 的四個說法
#
# 投影片 A 列出 ReLU 用在隱藏層時，勝過 sigmoid 的四個優點。我們逐一檢驗。
#
# **說法一：梯度不會飽和**。離 0 很遠時，sigmoid 幾乎是平的：「X 前進很多，Y 不太動」，學習於是停滯。測試方法：讓一個節點用梯度下降（損失為平方誤差的一半）把輸出調到 0.5。sigmoid 從 $z = 8$ 出發，輸出接近 1；ReLU 從 $z = 1$ 出發，輸出是 1：兩者的誤差同樣是 0.5。ReLU 再另外從 $z = -8$ 出發一次。

# %% rows="P10"
slopes_at = np.array([0.0, 2.0, 5.0, 10.0])
for name in ("sigmoid", "relu"):
    values = [f"{slope:.6f}" for slope in functions_1d[name][1](slopes_at)]
    print(f"slope of {name:>7} at z = 0, 2, 5, 10:", ", ".join(values))


def way_to_target(name, z, lr=0.5, target=0.5, num_steps=20_000):
    """Every z on the way until the output is within 0.01 of the target."""
    f, df = functions_1d[name]
    way = [z]
    while abs(f(z) - target) >= 0.01 and len(way) <= num_steps:
        z = z - lr * (f(z) - target) * df(z)
        way.append(z)
    return np.array(way)


ways = {
    "sigmoid from z = 8": way_to_target("sigmoid", np.array(8.0)),
    "ReLU from z = 1": way_to_target("relu", np.array(1.0)),
    "ReLU from z = -8": way_to_target("relu", np.array(-8.0)),
}
steps_taken = {name: len(values) - 1 for name, values in ways.items()}
assert steps_taken["sigmoid from z = 8"] > 500 * steps_taken["ReLU from z = 1"]
assert np.ptp(ways["ReLU from z = -8"]) == 0  # it never moves

# %% rows="P10"
fig = plotting.plot_curves(
    ways,
    x={name: np.arange(len(way)) for name, way in ways.items()},
    xlabel="gradient step",
    ylabel="weighted sum z",
    title="Towards output 0.5: quick, slow, never",
)
fig.axes[0].set_xscale("symlog")  # logarithmic, but with room for step 0
_ = fig.axes[0].legend(loc="center", bbox_to_anchor=(0.35, 0.4))
show(
    fig,
    alt="z against steps, logarithmic in steps. ReLU from 1 is there within a few "
    "steps; the sigmoid from 8 needs thousands; ReLU from minus 8 stays there for "
    "ever.",
)
print({name: n for name, n in steps_taken.items() if "-8" not in name})
assert steps_taken["ReLU from z = -8"] == 20_000  # given up

# %% [markdown] lang="en"
# The claim holds for $z > 0$: ReLU arrives after {{ steps_taken["ReLU from z = 1"] }} steps, the sigmoid after {{ steps_taken["sigmoid from z = 8"] }}. But for $z < 0$ ReLU's derivative
# is not small, it is exactly 0: that unit never moves again for this input. If it happens for all inputs the unit is **dead** (chapter 8). So "ReLU solves the vanishing gradient" is half the truth: it removes
# saturation on one side and makes it total on the other. The slide places the trouble at the end of training. In deep networks it is present from the start, because slopes of at most ¼ multiply (chapter 8).
#
# **Claim 2: small contributions are cut to exactly zero.** We send 1000 random inputs through a random layer and count exact zeros.

# %% [markdown] lang="zh-TW" of="8d7fe673"
# $z > 0$ 時，這個說法成立：ReLU 只要 {{ steps_taken["ReLU from z = 1"] }} 步，sigmoid 要 {{ steps_taken["sigmoid from z = 8"] }} 步。但 $z < 0$ 時，ReLU 的導數不是很小，而是恰好為 0：對這個輸入，這個節點再也不會動。如果對所有輸入都如此，它就**死亡**了（死亡 ReLU，dead ReLU，第 8 章）。所以「ReLU 解決梯度消失（vanishing gradient）」只說對一半：它消除了一側的飽和，卻讓另一側完全飽和。投影片把問題歸在收斂末期；但在深層的網路裡，問題從一開始就存在，因為最多只有 ¼ 的斜率會一層一層相乘（第 8 章）。
#
# **說法二：貢獻度小的神經元會被切斷成恰好 0**。我們把 1000 個隨機輸入送進一個隨機的層，數數看有多少個恰好為零。

# %% rows="P10"
rng = np.random.default_rng(0)
Z_layer = rng.normal(size=(1000, 100)) @ rng.normal(0, 0.1, (100, 500))  # (1000, 500)
after_relu, after_sigmoid = np.maximum(0, Z_layer), sigmoid(Z_layer)
zeros_relu, zeros_sigmoid = np.mean(after_relu == 0), np.mean(after_sigmoid == 0)
small_kept = np.mean(np.abs(Z_layer[after_relu > 0]) < 0.1)
large_cut = np.mean(np.abs(Z_layer[after_relu == 0]) > 1)
print(
    f"exactly zero: ReLU {zeros_relu:.1%}, sigmoid {zeros_sigmoid:.1%}; "
    f"smallest sigmoid output {after_sigmoid.min():.3f}"
)
print(
    f"kept although below 0.1: {small_kept:.1%} of the kept; "
    f"cut although beyond -1: {large_cut:.1%} of the cut"
)
assert 0.48 < zeros_relu < 0.52 and zeros_sigmoid == 0
assert small_kept > 0.05 and large_cut > 0.2

# %% [markdown] lang="en"
# Half of the outputs are exactly zero after ReLU, none after the sigmoid: the layer's output is **sparse** (Glorot, Bordes and Bengio, 2011). But "small contributions" is not quite what is cut. ReLU cuts what is
# *negative*, however large ({{ large_cut | .0% | 3 }} of the cut sums lie beyond −1), and keeps what is positive, however small. The slide also says that the sigmoid's leftovers slow down the computation.
# That is a matter of time, and is measured below together with claim 4.

# %% [markdown] lang="zh-TW" of="68c06b17"
# 經過 ReLU，一半的輸出恰好是零，sigmoid 則一個也沒有：這一層的輸出是**稀疏**（sparse）的（Glorot, Bordes and Bengio, 2011）。但被切斷的並不完全是「貢獻度小」的。ReLU 切掉的是**負的**，不管多大（被切掉的總和有 {{ large_cut | .0% | 3 }} 小於 −1）；留下的是正的，不管多小。投影片還說 sigmoid 的殘值會拖慢運算，這和時間有關，留到下面與說法四一起測量。

# %% [markdown] lang="en"
# **Claim 3: ReLU is closer to the all-or-nothing of a nerve cell**, because below the threshold it does not respond at all, whereas the sigmoid keeps a remainder. A nerve cell's pulse is all-or-none: above the threshold it has its full height, however strong the stimulus (Adrian, 1914). We compare the outputs of three activations for six stimuli.

# %% [markdown] lang="zh-TW" of="a371b592"
# **說法三：ReLU 較貼近神經細胞「全有或全無」的特性**，因為低於閾值就完全不反應，sigmoid 則仍保留殘值。神經細胞的脈衝是全有或全無的：超過閾值，脈衝就是完整的高度，不論刺激多強（Adrian, 1914）。我們比較三種激活函數對六種刺激的輸出。

# %% rows="P10"
stimulus = np.array([-10.0, -1.0, -0.1, 0.1, 1.0, 10.0])
responses = {
    "step": (stimulus > 0).astype(float),
    "relu": np.maximum(0, stimulus),
    "sigmoid": sigmoid(stimulus),
}
for name, values in responses.items():
    print(f"{name:>7}:", " ".join(f"{value:.5f}" for value in values))
assert len(np.unique(responses["step"])) == 2
assert len(np.unique(responses["relu"])) == 4  # 0, and one per positive input
assert (responses["relu"][:3] == 0).all() and (responses["sigmoid"][:3] > 0).all()
assert np.isclose(responses["relu"][5], 100 * responses["relu"][3])

# %% [markdown] lang="en"
# Only the step function is all-or-nothing. ReLU is **nothing** below the threshold, there the slide is right and the sigmoid differs. Above it ReLU is not "all" but *graded*: a hundred times the stimulus, a hundred times the output. It is closer on one side of the threshold, and farther from all-or-nothing than the step on the other.
#
# **Claim 4: ReLU is cheaper**, because it needs no $e^{-x}$. We time two things: the two functions on a million numbers; and, for the open half of
# claim 2, a matrix product whose left factor is half zeros against one without zeros.

# %% [markdown] lang="zh-TW" of="81d9898f"
# 只有階梯函數是全有或全無。ReLU 在閾值以下確實**全無**，這點投影片說得對，sigmoid 則不然。但超過閾值後，ReLU 不是「全有」，而是**漸進**的：刺激大一百倍，輸出也大一百倍。也就是說，在閾值的一側它比較貼近，在另一側則比階梯函數離「全有」更遠。
#
# **說法四：ReLU 比較省計算**，因為不必算 $e^{-x}$。我們測兩種時間：兩個函數各處理一百萬個數字；以及說法二還沒回答的部分：左邊的矩陣有一半是零的乘法，和完全沒有零的相比。

# %% rows="P10" tags=["nbval-ignore-output"]
import time


def best_seconds(function, repeats=30):
    """Seconds of the fastest of several runs: the one that was disturbed least."""
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


rng = np.random.default_rng(0)
numbers, W_next = rng.normal(size=1_000_000), rng.normal(size=(500, 500))
time_sigmoid = best_seconds(lambda: sigmoid(numbers))
time_relu = best_seconds(lambda: np.maximum(0, numbers))
time_zeros = best_seconds(lambda: after_relu @ W_next)
time_full = best_seconds(lambda: after_sigmoid @ W_next)

speed_ratio, zeros_ratio = time_sigmoid / time_relu, time_zeros / time_full
print(f"sigmoid / ReLU, a million numbers:      {speed_ratio:.1f} times the time")
print(f"matrix product, half zeros / no zeros:  {zeros_ratio:.2f} times the time")
assert speed_ratio > 1.2 and 0.3 < zeros_ratio < 3

# %% [markdown] lang="en"
# On the machine that built this page the sigmoid took clearly longer than ReLU (the ratio stands above; it differs much between processors): the claim is true for the function alone. The product with half zeros took about as long as the one without: an ordinary matrix product multiplies zeros as patiently as other numbers, so the sigmoid's
# leftovers do not slow it down. Your machine will give other ratios. All four claims together:
#
# | claim of the slide | verdict |
# |---|---|
# | gradient does not saturate | true for $z > 0$; for $z < 0$ the gradient is exactly 0 |
# | small contributions become exactly 0 | zeros yes, about half; but it cuts negative sums, not small ones; no time saved in dense layers |
# | closer to all-or-nothing | below the threshold: yes, nothing; above it: no, graded |
# | cheaper than the sigmoid | true for the function |

# %% [markdown] lang="zh-TW" of="7e1993e3"
# 在產生本頁的機器上，sigmoid 花的時間明顯比 ReLU 多（比值見上面的輸出，各種處理器相差很大）：單就函數本身，這個說法成立。至於一半是零的乘法，所花的時間和沒有零的差不多：一般的矩陣乘法遇到零，照樣老老實實地乘，所以 sigmoid 的殘值並不會拖慢它。你的機器會測到不同的比值。四個說法整理如下：
#
# | 投影片的說法 | 檢驗結果 |
# |---|---|
# | 梯度不會飽和 | $z > 0$ 時正確；$z < 0$ 時梯度恰好為 0 |
# | 貢獻小的變成恰好 0 | 確實有約一半是零；但切掉的是負的總和，不是小的；在密集層裡不省時間 |
# | 較貼近全有或全無 | 閾值以下：對，全無；閾值以上：不對，是漸進的 |
# | 比 sigmoid 省計算 | 就函數本身而言正確 |

# %% [markdown] lang="en"
# ## 1.18 The five components of a multilayer perceptron
#
# Everything in this chapter had five exchangeable parts. The next chapters take them one by one.
#
# | component | question it answers | in this chapter | chapter |
# |---|---|---|---|
# | activation function | what does a unit do with its weighted sum? | step, sigmoid, tanh, ReLU, softmax | this one |
# | initializer | where do the weights start? | all 0.1; all 0; uniform at random | 4 |
# | loss function | what should become small? | half squared error, cross-entropy | 5 |
# | metric | how good is it, for people? | accuracy | 6 |
# | optimizer | how do the weights move? | gradient descent, momentum | 7 |
#
# They meet in one loop: forward pass, loss, backward pass, update.

# %% [markdown] lang="zh-TW" of="2e7aa7c8"
# ## 1.18 多層感知器的五大元件
#
# 這一章的一切，都由五個可以替換的零件組成。接下來的章節會逐一深入。
#
# | 元件 | 它回答的問題 | 本章用過的 | 章 |
# |---|---|---|---|
# | 激活函數 | 節點如何處理加權總和？ | 階梯、sigmoid、tanh、ReLU、softmax | 本章 |
# | 權重初始器（initializer） | 權重從哪裡出發？ | 全部 0.1；全部 0；均勻隨機 | 4 |
# | 損失函數 | 要讓什麼變小？ | 平方誤差的一半、交叉熵 | 5 |
# | 評估標準（metric） | 在人看來，表現有多好？ | 準確率 | 6 |
# | 優化器（optimizer） | 權重怎麼移動？ | 梯度下降、動量 | 7 |
#
# 它們在同一個迴圈裡各司其職：正向傳播、損失、反向傳播、更新。

# %% rows="P11"
fig = drawings.draw_training_loop()
show(
    fig,
    alt="Inputs pass weights and activation to the prediction; loss and metric compare "
    "it with the labels. Gradients run back from the loss to the optimizer, which "
    "updates the weights, which the initializer set once.",
)

# %% [markdown] lang="en"
# In Keras each component is one word. `fit` repeats the step over mini-batches and epochs:

# %% [markdown] lang="zh-TW" of="b34ceb2d"
# 在 Keras 裡，每個元件都只是一個詞。`fit` 會依小批次和週期重複這個步驟：

# %% rows="P11"
keras.utils.set_random_seed(0)
first = keras.layers.Dense(
    4,
    activation="relu",  # activation function
    kernel_initializer="glorot_uniform",  # initializer
)
last = keras.layers.Dense(1, activation="sigmoid")
model = keras.Sequential([keras.Input((3,)), first, last])
model.compile(
    loss="binary_crossentropy",  # loss function
    metrics=["accuracy"],  # metric
    optimizer=keras.optimizers.SGD(learning_rate=0.5),  # optimizer
)
history = model.fit(X_diary, y_diary, batch_size=20, epochs=15, verbose=0).history

parts = [first.activation.__name__, type(first.kernel_initializer).__name__]
parts += [model.loss, next(iter(history)), type(model.optimizer).__name__]
print("five components:", ", ".join(parts))
print(
    f"loss {history['loss'][0]:.2f} -> {history['loss'][-1]:.2f}, "
    f"accuracy {history['accuracy'][0]:.2f} -> {history['accuracy'][-1]:.2f}"
)
assert parts == ["relu", "GlorotUniform", "binary_crossentropy", "accuracy", "SGD"]
assert history["loss"][-1] < history["loss"][0] and history["accuracy"][-1] > 0.75

# %% [markdown] lang="en"
# The accuracy ends near {{ history["accuracy"][-1] | .2f | 0.03 }}. That is about what the rule behind the diary itself reaches, {{ rule_right | .1% }} of these days, because coins were
# thrown. A training accuracy far above that would be noise learned by heart, not insight.

# %% [markdown] lang="zh-TW" of="7af405f0"
# 準確率最後約 {{ history["accuracy"][-1] | .2f | 0.03 }}，和日記背後的規則本身差不多：因為結果由擲硬幣決定，規則在這些日子也只對了 {{ rule_right | .1% }}。如果訓練準確率遠高於此，那是把雜訊背了下來，不是真正的理解。

# %% [markdown] lang="en"
# ## 1.19 Explore: move the line yourself
#
# In a live kernel, move the sliders for $w_1$, $w_2$ and $b$ and pick a gate. Questions to try: what does $b$ alone do? What happens when all three are multiplied by 2? By −1? How many of XOR's four samples can you get right at most?
# On a web page you see the figure at its starting values.
#
# <details><summary>Answers</summary>
#
# $b$ shifts the line without turning it. Multiplying all three by 2 leaves the line where it is; multiplying by −1 exchanges the two sides. On XOR three of four is the most: the line of OR gets three right, and section 1.10 excludes four.
#
# </details>

# %% [markdown] lang="zh-TW" of="40c878c0"
# ## 1.19 動手探索：自己移動直線
#
# 在執行中的核心（kernel）裡，移動 $w_1$、$w_2$、$b$ 的滑桿，並選擇一種邏輯閘。可以試試：只動 $b$ 有什麼效果？三個數字都乘以 2 會怎樣？乘以 −1 呢？XOR 的四個樣本，你最多能答對幾個？如果是在網頁上看，圖就停在起始值。
#
# <details><summary>答案</summary>
#
# $b$ 讓直線平移但不轉動。三個數字都乘以 2，直線不變；乘以 −1，兩側互換。XOR 最多答對三個：OR 的直線就答對三個，而 1.10 節排除了四個。
#
# </details>

# %% rows="P6"
from utils.explore import explore


def draw_gate(w1, w2, b, gate):
    labels = np.array(gates[gate])
    right = int(((X_gate @ [w1, w2] + b > 0) == labels).sum())
    return plotting.plot_decision_boundary(
        lambda P: P @ np.array([w1, w2]) + b,
        X_gate,
        labels,
        threshold=0.0,
        class_names=["0", "1"],
        title=f"{gate}: {right} of 4; ${w1:.1f}\\,x_1 {w2:+.1f}\\,x_2 {b:+.1f} > 0$",
    )


explore(
    draw_gate,
    alt="The four inputs of AND with the line x1 + x2 = 0.5, which "
    "classifies two of them wrongly: the bias has to be lower.",
    w1=(-2.0, 2.0, 0.1, 1.0),
    w2=(-2.0, 2.0, 0.1, 1.0),
    b=(-3.0, 3.0, 0.1, -0.5),
    gate=["AND", "OR", "XOR"],
)

# %% [markdown] lang="en"
# ## Check yourself
#
# 1. A fourth day has discomfort 6, temperature 30 and guests 1. With all weights 0.1 and no bias, what is the output? What is $\tfrac12(\hat Y - Y)^2$ if the air conditioner stayed off, and what are the error signal and the gradient?
# <details><summary>Answer</summary>
#
# $z = 0.6 + 3.0 + 0.1 = 3.7$ and $\hat Y = 0.9759$. The loss is $\tfrac12\cdot 0.9759^2 = 0.4762$. The error signal is
# $\delta = 0.9759\cdot 0.9759\cdot(1 - 0.9759) = 0.0230$ and the gradient $\delta\cdot(6, 30, 1) = (0.138, 0.689, 0.023)$.
# </details>
#
# 2. You train on 60,000 samples in batches of 128 for 5 epochs. How many updates is that? How many with full batches?
# <details><summary>Answer</summary>
#
# $60000/128 = 468.75$, so 469 updates per epoch (the last batch is smaller), 2345 in all. With full batches: 5.
# </details>
#
# 3. NAND is 0 only for (1,1). Find $w_1, w_2, b$ for one neuron. Why is there no neuron for "both inputs equal"?
# <details><summary>Answer</summary>
#
# For example $w_1 = w_2 = -1$, $b = 1.5$: the sums are 1.5, 0.5, 0.5, −0.5. "Both equal" is the negation of XOR; if $(w_1, w_2, b)$ computed it, $(-w_1, -w_2, -b)$ would, up to points on the line,
# compute XOR. The four inequalities of section 1.10 with all signs turned contradict each other in the same way.
# </details>
#
# 4. Someone builds a network with ten hidden units but forgets the activation function in the hidden layer. Can it learn XOR?
# <details><summary>Answer</summary>
#
# No. Without activation $z = (XW_1 + b_1)W_2 + b_2 = X(W_1W_2) + (b_1W_2 + b_2)$. That is one neuron with weights $W_1W_2$ and bias $b_1W_2 + b_2$, however many units there are.
# </details>
#
# 5. What is softmax of (2, 2, 2), and of (1000, 1000)? What does the naive formula give for the second?
# <details><summary>Answer</summary>
#
# $(\tfrac13, \tfrac13, \tfrac13)$ and $(\tfrac12, \tfrac12)$: only differences count. The naive formula computes infinity divided by infinity, `nan`.
# </details>
#
# The last cell checks these answers.

# %% [markdown] lang="zh-TW" of="e5f241ea"
# ## 自我檢測
#
# 1. 第四天的不舒服程度是 6、溫度 30、有客人（1）。權重全為 0.1、沒有偏差時，輸出是多少？如果當天沒開冷氣，$\tfrac12(\hat Y - Y)^2$ 是多少？誤差訊號和梯度呢？
# <details><summary>答案</summary>
#
# $z = 0.6 + 3.0 + 0.1 = 3.7$，$\hat Y = 0.9759$。損失是 $\tfrac12\cdot 0.9759^2 = 0.4762$。誤差訊號 $\delta = 0.9759\cdot 0.9759\cdot(1 - 0.9759) = 0.0230$，梯度 $\delta\cdot(6, 30, 1) = (0.138, 0.689, 0.023)$。
# </details>
#
# 2. 用 60,000 個樣本、每批 128 個，訓練 5 個週期，一共更新幾次？改用全批次呢？
# <details><summary>答案</summary>
#
# $60000/128 = 468.75$，所以每個週期更新 469 次（最後一批比較小），總共 2345 次。全批次則是 5 次。
# </details>
#
# 3. NAND 只有在 (1,1) 時為 0。請為單一神經元找出 $w_1, w_2, b$。為什麼「兩個輸入相同」沒有任何單一神經元做得到？
# <details><summary>答案</summary>
#
# 例如 $w_1 = w_2 = -1$、$b = 1.5$：總和是 1.5、0.5、0.5、−0.5。「兩個輸入相同」是 XOR 的否定；如果 $(w_1, w_2, b)$ 能計算它，那麼除了恰好在線上的點以外，$(-w_1, -w_2, -b)$ 就能計算 XOR。把 1.10 節四個不等式的符號全部反過來，會以同樣的方式互相矛盾。
# </details>
#
# 4. 有人建了一個有十個隱藏節點的網路，卻忘了在隱藏層加激活函數。它能學會 XOR 嗎？
# <details><summary>答案</summary>
#
# 不能。沒有激活函數時，$z = (XW_1 + b_1)W_2 + b_2 = X(W_1W_2) + (b_1W_2 + b_2)$。不管有多少節點，這都只是一個權重為 $W_1W_2$、偏差為 $b_1W_2 + b_2$ 的神經元。
# </details>
#
# 5. (2, 2, 2) 的 softmax 是多少？(1000, 1000) 呢？後者直接套公式會得到什麼？
# <details><summary>答案</summary>
#
# $(\tfrac13, \tfrac13, \tfrac13)$ 和 $(\tfrac12, \tfrac12)$：只有差距才重要。直接套公式會算出無限大除以無限大，也就是 `nan`。
# </details>
#
# 最後一個儲存格會驗證這些答案。

# %% rows="P2 P3 P6 P9"
x_new = np.array([6.0, 30.0, 1.0])
out_new = sigmoid(x_new @ np.full(3, 0.1))
assert np.isclose(out_new, 0.9759, atol=5e-5)
assert np.isclose(0.5 * out_new**2, 0.4762, atol=5e-5)
assert np.allclose(
    gradient(x_new[None], np.array([0.0]), np.full(3, 0.1)),
    [0.138, 0.689, 0.023],
    atol=5e-4,
)
assert (-(-60_000 // 128), 5 * -(-60_000 // 128)) == (469, 2345)
assert (X_gate @ [-1, -1] + 1.5 > 0).tolist() == [True, True, True, False]
W_a, b_a, W_b, b_b = (
    np.random.default_rng(0).normal(size=shape)
    for shape in [(2, 10), (10,), (10, 1), (1,)]
)
assert np.allclose(
    (X_gate @ W_a + b_a) @ W_b + b_b, X_gate @ (W_a @ W_b) + (b_a @ W_b + b_b)
)
assert np.allclose(softmax(np.array([2.0, 2, 2])), 1 / 3)
assert np.allclose(softmax(np.array([1000.0, 1000])), 1 / 2)
print("all answers hold")

# %% [markdown] lang="en"
# ## Summary
#
# - A neuron computes a weighted sum plus bias, then an activation. Rosenblatt's perceptron used a hard threshold; with a sigmoid and cross-entropy the neuron is logistic regression.
# - The loss of the hard decision is flat almost everywhere. Training uses the loss of the smooth output: chain rule, error signal $\delta$, gradient $X^{\mathsf T}\delta/n$.
# - One update per sample is stochastic, per $K$ samples mini-batch, per whole set full-batch gradient descent. An epoch is one pass through the data.
# - Scaled features permit much larger learning rates, because no single feature dominates the sensitivity of the neuron.
# - One neuron draws one hyperplane. It learns whatever is linearly separable, in finitely many mistakes; XOR is not, and the proof is a sum of four inequalities.
# - Without an activation, layers collapse into one neuron. A hidden layer with one, started from random weights, re-represents the inputs and makes XOR separable. That a solution exists does not mean that training finds it.
# - Rules for the number of hidden units are first guesses. The universal approximation theorem promises existence for continuous functions, not size, training or generalisation.
# - Softmax turns logits into probabilities; subtract the maximum first.
# - ReLU's advantages are real but qualified: no saturation on one side, exact zeros, cheap; it is not all-or-nothing.
# - In Keras a network is a `Sequential` of `Dense` layers; `compile` names loss and optimizer, `train_on_batch` takes one step, `fit` many.

# %% [markdown] lang="zh-TW" of="df422d75"
# ## 總結
#
# - 神經元先算加權總和加上偏差，再套上激活函數。Rosenblatt 的感知器用硬閾值；改用 sigmoid 和交叉熵，神經元就是邏輯迴歸。
# - 硬性決策的損失幾乎處處是平的。訓練用的是平滑輸出的損失：連鎖律、誤差訊號 $\delta$、梯度 $X^{\mathsf T}\delta/n$。
# - 每個樣本更新一次是隨機梯度下降，每 $K$ 個樣本是小批次，全部樣本是全批次。所有資料看過一次是一個週期。
# - 特徵縮放容許大得多的學習率，因為不再有單一特徵主宰神經元的敏感度。
# - 單一神經元畫出一個超平面。凡是線性可分的，它都能在有限次犯錯之內學會；XOR 不是線性可分的，證明只是四個不等式相加。
# - 沒有激活函數，多層會塌縮成單一神經元。有激活函數、從隨機權重出發的隱藏層，會把輸入重新表示，讓 XOR 變得可分。解存在，並不代表訓練找得到。
# - 隱藏節點數的公式只是起點。通用近似定理保證的是連續函數的解存在，不保證節點數、訓練的結果，也不保證對新資料的表現。
# - softmax 把 logit 變成機率；先減去最大值。
# - ReLU 的優點是真的，但有條件：單側不飽和、恰好為零、計算便宜；它並不是全有或全無。
# - 在 Keras 裡，網路是由 `Dense` 層組成的 `Sequential`；`compile` 指定損失和優化器，`train_on_batch` 走一步，`fit` 走很多步。

# %% [markdown] lang="en"
# ## References
#
# - Adrian, E. D. (1914). The all-or-none principle in nerve. *Journal of Physiology*, 47(6), 460–474.
# - Cox, D. R. (1958). The regression analysis of binary sequences. *Journal of the Royal Statistical Society, Series B*, 20(2), 215–242.
# - Cybenko, G. (1989). Approximation by superpositions of a sigmoidal function. *Mathematics of Control, Signals and Systems*, 2, 303–314. doi:10.1007/BF02551274
# - Glorot, X., Bordes, A., and Bengio, Y. (2011). Deep sparse rectifier neural networks. *AISTATS*, PMLR 15, 315–323.
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

# %% [markdown] lang="zh-TW" of="181e8406"
# ## 參考文獻
#
# - Adrian, E. D. (1914). The all-or-none principle in nerve. *Journal of Physiology*, 47(6), 460–474.
# - Cox, D. R. (1958). The regression analysis of binary sequences. *Journal of the Royal Statistical Society, Series B*, 20(2), 215–242.
# - Cybenko, G. (1989). Approximation by superpositions of a sigmoidal function. *Mathematics of Control, Signals and Systems*, 2, 303–314. doi:10.1007/BF02551274
# - Glorot, X., Bordes, A., and Bengio, Y. (2011). Deep sparse rectifier neural networks. *AISTATS*, PMLR 15, 315–323.
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
