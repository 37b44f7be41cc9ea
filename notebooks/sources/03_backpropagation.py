# %% [markdown] lang="en"
# After this chapter you can
#
# - carry a small network through one forward pass, one backward pass and one update, with every number written out;
# - derive the error signal of softmax with cross-entropy, and the two rules that reach every weight of any network;
# - write these rules for one sample and for a batch, and use the shapes to find a missing transpose;
# - build a program that differentiates other programs, and explain why it works backwards;
# - test a gradient in two independent ways, and say how exact the test is;
# - recognise overfitting in learning curves, and compare the remedies.
#
# You need chapters 1 and 2: weighted sum, activation, softmax, gradient descent, matrix product and chain rule.

# %% [markdown] lang="zh-TW" of="68da68c1"
# 讀完這一章，你可以
#
# - 用一個小網路走完一次正向傳播（forward pass）、一次反向傳播（backward pass）和一次更新，並寫出每個數字；
# - 推導 softmax 搭配交叉熵的誤差訊號，以及能一路算到任何網路中每個權重的兩條規則；
# - 把這兩條規則寫成單一樣本和整個批次的形式，並從形狀看出哪裡少了轉置（transpose）；
# - 寫一個能對其他程式微分的程式，並解釋它為什麼要由後往前算；
# - 用兩種互相獨立的方法檢查梯度，並說出檢查有多精確；
# - 從學習曲線（learning curve）認出過度配適，並比較各種對策。
#
# 你需要第 1、2 章的內容：加權總和（weighted sum）、激活函數（activation function）、softmax、梯度下降（gradient descent）、矩陣乘法與連鎖律（chain rule）。

# %%
import inspect
from functools import partial
from itertools import pairwise, product

import numpy as np

from utils import plotting
from utils.data import flatten, load_mnist, one_hot, to_float
from utils.drawings import backpropagation as draw
from utils.nn import backprop
from utils.nn.autodiff import Value
from utils.nn.backprop import numeric_gradient, relative_error
from utils.plotting import show
from utils.slides import check_erratum, check_slide

np.set_printoptions(precision=4, suppress=True)

# %% [markdown] lang="en"
# ## 3.1 A network with 21 parameters
#
# Gradient descent needs one derivative for every weight and every bias. **Backpropagation** computes all of them in one sweep
# from the loss back to the inputs (Rumelhart et al., 1986). We begin with a network so small that we can follow every number: two inputs, one
# hidden layer of three units (neurons), three outputs.
#
# - $x$: the inputs, shape (2,).
# - $W^1$: the weights of layer 1, shape (3, 2). The number on top is the layer, not a power. $w^1_{ij}$ leads **to** hidden unit $i$ **from** input $j$.
# - $b^1$: the biases of layer 1, shape (3,).
# - $z^1 = W^1x + b^1$: the weighted sums, shape (3,).
# - $a^1 = \text{relu}(z^1)$: the outputs of the layer, shape (3,).
#
# Layer 2 does the same with $a^1$ as its input: $z^2 = W^2a^1 + b^2$, where $W^2$ has shape (3, 3). Together $6 + 3 + 9 + 3 = 21$ parameters.
#
# The example comes from lecture slides on which this course is based. They give the input (0.6, 0.2) and the sums $z^2$; the picture
# with the weights is lost, so **we chose** weights that lead to the same sums. A line that begins with `B4` compares what a cell has computed with the number on the slide (B4 is our
# number for the topic) and stops the program if they differ.

# %% [markdown] lang="zh-TW" of="b0c27737"
# ## 3.1 一個有 21 個參數的網路
#
# 梯度下降需要損失對每個權重、每個偏差的導數。**反向傳播**（backpropagation）從損失往輸入一路算回去，一趟就能全部求出（Rumelhart et al., 1986）。我們先看一個小到每個數字都追得到的網路：兩個輸入、一個有三個單元（unit，也就是神經元，neuron）的隱藏層（hidden layer）、三個輸出。
#
# - $x$：輸入，形狀 (2,)。
# - $W^1$：第 1 層的權重（weight），形狀 (3, 2)。右上角的數字是層的編號，不是次方。$w^1_{ij}$ **通往**隱藏單元 $i$，**來自**輸入 $j$。
# - $b^1$：第 1 層的偏差（bias），形狀 (3,)。
# - $z^1 = W^1x + b^1$：加權總和，形狀 (3,)。
# - $a^1 = \text{relu}(z^1)$：這一層的輸出，形狀 (3,)。
#
# 第 2 層以 $a^1$ 為輸入，做同樣的事：$z^2 = W^2a^1 + b^2$，其中 $W^2$ 的形狀是 (3, 3)。總共 $6 + 3 + 9 + 3 = 21$ 個參數。
#
# 這個例子出自本課程所依據的投影片。投影片給了輸入 (0.6, 0.2) 和總和 $z^2$，但標著權重的圖已經遺失，所以這裡的權重是**我們自己選的**，能得到同樣的總和。以 `B4` 開頭的一行會把程式算出的結果和投影片上的數字比較（B4 是我們給這個主題的編號），不一致時程式就會停止。

# %% rows="B4 B1"
x = np.array([0.6, 0.2])
W1 = np.array([[0.1, 0.2], [0.2, -0.3], [-0.5, 0.4]])  # (3, 2): to unit i, from j
b1 = np.array([0.0, 0.0, 0.1])
W2 = np.array([[0.3, -0.5, 0.4], [-0.3, 0.6, 0.2], [0.4, 0.5, -0.2]])  # (3, 3)
b2 = np.array([0.0, 0.0, 0.05])

z1 = W1 @ x + b1
a1 = np.maximum(z1, 0)
z2 = W2 @ a1 + b2
print("z1 =", z1, "  a1 =", a1)
check_slide("B4", "parameters", W1.size + b1.size + W2.size + b2.size, "21")
check_slide("B4", "weighted sums z2", z2, ["0", "0.006", "0.12"], show="0, 0.006, 0.12")

# %% [markdown] lang="en"
# By hand for hidden unit 1: $z^1_1 = 0.1\cdot0.6 + 0.2\cdot0.2 + 0 = 0.1$. Unit 3 gets $-0.5\cdot0.6 + 0.4\cdot0.2 + 0.1 = -0.12$, and relu makes 0 of it: for this sample
# unit 3 is switched off. We shall see what that means for its weights.
#
# The numbers $z^2$ are called **logits**. **Softmax** (section 1.16) turns them into three probabilities $p$, and the **cross-entropy** measures how bad these are. The
# target $y = (0, 1, 0)$ says that the second class is right:
#
# $$p_i = \frac{e^{z^2_i}}{\sum_k e^{z^2_k}}, \qquad C = -\sum_i y_i \ln p_i = -\ln p_2 .$$
#
# Only the probability of the right class counts, since the other $y_i$ are 0.

# %% [markdown] lang="zh-TW" of="bc6509b7"
# 隱藏單元 1 用手算：$z^1_1 = 0.1\cdot0.6 + 0.2\cdot0.2 + 0 = 0.1$。單元 3 得到 $-0.5\cdot0.6 + 0.4\cdot0.2 + 0.1 = -0.12$，經過 relu 變成 0：對這個樣本來說，單元 3 是關閉的。稍後會看到這對它的權重有什麼影響。
#
# $z^2$ 這些數稱為**對數勝算**（logit）。**softmax**（1.16 節）把它們變成三個機率 $p$，**交叉熵**（cross-entropy）則衡量這些機率有多差。目標 $y = (0, 1, 0)$ 表示正確答案是第二類：
#
# $$p_i = \frac{e^{z^2_i}}{\sum_k e^{z^2_k}}, \qquad C = -\sum_i y_i \ln p_i = -\ln p_2 .$$
#
# 其他的 $y_i$ 都是 0，所以只有正確類別的機率有影響。

# %% rows="B4"
y = np.array([0.0, 1.0, 0.0])
p = np.exp(z2) / np.exp(z2).sum()
C = -np.sum(y * np.log(p))

check_slide("B4", "softmax", p, ["0.319", "0.321", "0.36"])
check_slide("B4", "loss from the rounded 0.321", -np.log(0.321), "1.1363")
check_erratum("B4", "loss, not rounded in between", C, slide="1.1363", right="1.1362")
known = {
    "x": x,
    "W1": W1,
    "W2": W2,
    "z1": z1,
    "a1": a1,
    "z2": z2,
    "p": p,
    "y": y,
    "C": C,
}
show(
    draw.network_step(known, step=4),
    alt="The network from left to right: inputs 0.6 and 0.2, hidden outputs 0.1, 0.06 "
    "and 0, probabilities 0.319, 0.321 and 0.360, weights on the edges, loss 1.1362.",
)

# %% [markdown] lang="en"
# The slide rounds $p_2$ to 0.321 before it takes the logarithm and so gets 1.1363; without that rounding the loss is {{ C | .4f }}. The network is nearly undecided: three equal
# probabilities would cost $\ln 3 = 1.0986$.

# %% [markdown] lang="zh-TW" of="f53048bf"
# 投影片先把 $p_2$ 四捨五入成 0.321 再取對數，得到 1.1363；中間不捨入的話，損失是 {{ C | .4f }}。這個網路幾乎拿不定主意：三個機率相等時，損失是 $\ln 3 = 1.0986$。

# %% [markdown] lang="en"
# ## 3.2 The first error signal: p − y
#
# How does the loss change when a weighted sum changes? That derivative is so useful that it has a name, the **error signal** of a unit:
#
# $$\delta_i = \frac{\partial C}{\partial z_i}.$$
#
# For the output layer we put softmax into the loss. Since $\ln p_i = z_i - \ln\sum_k e^{z_k}$,
#
# $$C = -\sum_i y_i z_i + \Big(\sum_i y_i\Big)\ln\sum_k e^{z_k} = -\sum_i y_i z_i + \ln\sum_k e^{z_k},$$
#
# where the last step uses that the targets sum to 1. The derivative with respect to one $z_i$: from the first sum, $-y_i$; from the logarithm, $\dfrac{1}{\sum_k e^{z_k}}\cdot e^{z_i} = p_i$. Hence
#
# $$\boxed{\;\delta = p - y\;}\qquad\text{shapes: } (3,) = (3,) - (3,).$$
#
# Prediction minus target, nothing more: one reason why softmax and cross-entropy go together (chapter 5 gives others).
#
# We test it by **central differences**: $\dfrac{\partial C}{\partial z_i} \approx \dfrac{C(z_i + \varepsilon) - C(z_i - \varepsilon)}{2\varepsilon}$ with $\varepsilon = 10^{-6}$. `numeric_gradient` does this for each entry of an array.

# %% [markdown] lang="zh-TW" of="3b465806"
# ## 3.2 第一個誤差訊號：p − y
#
# 加權總和改變時，損失會怎麼變？這個導數非常有用，所以有自己的名字，叫做單元的**誤差訊號**（error signal）：
#
# $$\delta_i = \frac{\partial C}{\partial z_i}.$$
#
# 對輸出層，我們把 softmax 代進損失。因為 $\ln p_i = z_i - \ln\sum_k e^{z_k}$，
#
# $$C = -\sum_i y_i z_i + \Big(\sum_i y_i\Big)\ln\sum_k e^{z_k} = -\sum_i y_i z_i + \ln\sum_k e^{z_k},$$
#
# 最後一步用到目標的總和是 1。對其中一個 $z_i$ 微分：第一個總和給出 $-y_i$，對數那一項給出 $\dfrac{1}{\sum_k e^{z_k}}\cdot e^{z_i} = p_i$。因此
#
# $$\boxed{\;\delta = p - y\;}\qquad\text{形狀：} (3,) = (3,) - (3,).$$
#
# 就只是預測減目標。softmax 和交叉熵常常一起出現，這是原因之一（第 5 章還有其他原因）。
#
# 我們用**中央差分**（central difference）檢查：$\dfrac{\partial C}{\partial z_i} \approx \dfrac{C(z_i + \varepsilon) - C(z_i - \varepsilon)}{2\varepsilon}$，取 $\varepsilon = 10^{-6}$。`numeric_gradient` 會對陣列的每個元素這樣做。


# %% rows="B5"
def cross_entropy_of(z, y):
    p = np.exp(z) / np.exp(z).sum()
    return -np.sum(y * np.log(p))


delta2 = p - y
z_probe = z2.copy()
measured = numeric_gradient(lambda: cross_entropy_of(z_probe, y), z_probe)
print("p - y:              ", delta2)
print("central differences:", measured)
assert np.allclose(delta2, measured, atol=1e-9)

# %% [markdown] lang="en"
# The signs make sense: raising $z_2$, the logit of the right class, lowers the loss, raising one of the others increases it.
#
# One example proves little. So we take 200 random cases with five classes, also with targets that are spread over several classes, and compare with TensorFlow's derivative.
# `tf.GradientTape` records what is computed inside its `with` block and can then differentiate it.

# %% [markdown] lang="zh-TW" of="3a8dadd6"
# 正負號很合理：提高正確類別的 logit $z_2$ 會降低損失，提高其他的 logit 則會增加損失。
#
# 只看一個例子證明不了什麼，所以我們取 200 組隨機的五類問題，目標也可以分散在好幾個類別上，並與 TensorFlow 的導數比較。`tf.GradientTape` 會記錄 `with` 區塊裡的計算，之後就能對它微分。

# %% rows="B5"
import keras
import tensorflow as tf

from utils.device import report_device

report_device()
rng = np.random.default_rng(0)
Z = rng.normal(0, 3, (200, 5))
Y = rng.dirichlet(np.ones(5), 200)  # random targets; each row sums to 1
P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)

logits = tf.Variable(Z)
with tf.GradientTape() as tape:
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=Y, logits=logits)
gap = np.abs(P - Y - tape.gradient(loss, logits).numpy()).max()
print("largest difference between P - Y and the tape below 1e-14:", gap < 1e-14)

z_probe, y_double = Z[0].copy(), 2 * Y[0]  # a target that sums to 2
measured = numeric_gradient(lambda: cross_entropy_of(z_probe, y_double), z_probe)
print("target sums to 2: p - y =", P[0] - y_double, " true:", measured)
assert gap < 1e-14 and np.allclose(measured, 2 * P[0] - y_double, atol=1e-8)

# %% [markdown] lang="en"
# Equal up to rounding. The last line shows the condition at work: if the targets of a sample sum to 2, the factor $\sum_i y_i$ stays in the formula, and the error signal is $2p - y$ instead.

# %% [markdown] lang="zh-TW" of="51eaed3c"
# 除了捨入誤差，兩者相同。最後一行顯示前提條件的作用：如果一個樣本的目標總和是 2，公式裡就會留下 $\sum_i y_i$ 這個因子，誤差訊號變成 $2p - y$。

# %% [markdown] lang="en"
# ## 3.3 From the error signal to the weights
#
# **Layer 2.** Written out, $z^2_i = \sum_j w^2_{ij}\,a^1_j + b^2_i$. The weight $w^2_{ij}$ occurs in $z^2_i$ only, multiplied by $a^1_j$. The chain rule has two factors:
#
# $$\frac{\partial C}{\partial w^2_{ij}} = \frac{\partial C}{\partial z^2_i}\cdot\frac{\partial z^2_i}{\partial w^2_{ij}} = \delta^2_i\; a^1_j, \qquad \frac{\partial C}{\partial b^2_i} = \delta^2_i\cdot 1 .$$
#
# *How wrong is the end of the edge, times how active is its beginning.* All nine products form a table, the **outer product** $\delta^2 (a^1)^\top$, in NumPy `np.outer(delta2, a1)`, with the shape (3, 3) of $W^2$.

# %% [markdown] lang="zh-TW" of="560266a5"
# ## 3.3 從誤差訊號到權重
#
# **第 2 層**：展開來寫，$z^2_i = \sum_j w^2_{ij}\,a^1_j + b^2_i$。權重 $w^2_{ij}$ 只出現在 $z^2_i$ 裡，並且乘著 $a^1_j$。連鎖律有兩個因子：
#
# $$\frac{\partial C}{\partial w^2_{ij}} = \frac{\partial C}{\partial z^2_i}\cdot\frac{\partial z^2_i}{\partial w^2_{ij}} = \delta^2_i\; a^1_j, \qquad \frac{\partial C}{\partial b^2_i} = \delta^2_i\cdot 1 .$$
#
# 也就是說：**這條邊的終點錯得多嚴重，乘上它的起點有多活躍**。九個乘積排成一張表，稱為**外積**（outer product）$\delta^2 (a^1)^\top$，NumPy 寫成 `np.outer(delta2, a1)`，形狀是 (3, 3)，和 $W^2$ 一樣。

# %% rows="B4 B1"
W2_grad = np.outer(delta2, a1)  # (3, 3)
b2_grad = delta2  # (3,)
show(
    draw.outer_product(
        delta2,
        a1,
        delta_name="\\delta^2",
        a_name="a^1",
        title="Gradient of $W^2$: every $\\delta^2_i$ times every $a^1_j$",
    ),
    alt="A table of nine products: rows 0.319, -0.679, 0.360, columns 0.10, 0.06, 0. "
    "The last column is zero, since hidden unit 3 is switched off.",
)
assert np.allclose(W2_grad[1, 0], (p[1] - 1) * 0.1) and not W2_grad[:, 2].any()

# %% [markdown] lang="en"
# Row 2, column 1: $-0.679\cdot 0.10 = -0.0679$. The third column is 0: what comes out of a switched-off unit has no effect, so neither have the weights behind it.
#
# **Layer 1.** How does the loss depend on $a^1_j$, the output of hidden unit $j$? It reaches the loss along **three** paths, one through each output unit, and the effects of the paths add up:
#
# $$\frac{\partial C}{\partial a^1_j} = \sum_i \frac{\partial C}{\partial z^2_i}\cdot\frac{\partial z^2_i}{\partial a^1_j} = \sum_i \delta^2_i\, w^2_{ij}.$$
#
# The sum runs down column $j$ of $W^2$. For all $j$ together that is $(W^2)^\top\delta^2$: the transpose appears because forward we add up along rows, backward along columns. For unit 1:
# $0.319\cdot 0.3 + (-0.679)(-0.3) + 0.360\cdot 0.4 = 0.443$.
#
# From $a^1_j$ to $z^1_j$ there is the activation. Its slope multiplies: $\text{relu}'(z) = 1$ for $z > 0$ and 0 for $z < 0$. (At 0 there is no derivative; by convention one takes 0.) So
#
# $$\delta^1 = \text{relu}'(z^1)\odot (W^2)^\top\delta^2, \qquad \frac{\partial C}{\partial w^1_{ij}} = \delta^1_i\,x_j .$$
#
# $\odot$ multiplies element by element. Shapes: $(3,) = (3,)\odot(3, 3)(3,)$. The last formula is the one from before, with $x$ in the place of $a^1$.

# %% [markdown] lang="zh-TW" of="b367259e"
# 第 2 列第 1 行：$-0.679\cdot 0.10 = -0.0679$。第三行全是 0：關閉的單元送出去的東西沒有作用，接在它後面的權重當然也沒有。
#
# **第 1 層**：隱藏單元 $j$ 的輸出 $a^1_j$ 如何影響損失？它沿著**三條**路徑傳到損失，每個輸出單元各一條，各條路徑的影響要加起來：
#
# $$\frac{\partial C}{\partial a^1_j} = \sum_i \frac{\partial C}{\partial z^2_i}\cdot\frac{\partial z^2_i}{\partial a^1_j} = \sum_i \delta^2_i\, w^2_{ij}.$$
#
# 這個總和沿著 $W^2$ 的第 $j$ 行往下加。把所有 $j$ 合在一起就是 $(W^2)^\top\delta^2$：之所以出現轉置，是因為往前算時沿著列加總，往回算時沿著行加總。以單元 1 為例：$0.319\cdot 0.3 + (-0.679)(-0.3) + 0.360\cdot 0.4 = 0.443$。
#
# 從 $a^1_j$ 到 $z^1_j$ 中間是激活函數，要乘上它的斜率：$z > 0$ 時 $\text{relu}'(z) = 1$，$z < 0$ 時為 0。（在 0 的位置沒有導數，慣例上取 0。）所以
#
# $$\delta^1 = \text{relu}'(z^1)\odot (W^2)^\top\delta^2, \qquad \frac{\partial C}{\partial w^1_{ij}} = \delta^1_i\,x_j .$$
#
# $\odot$ 是逐元素（element-wise）相乘。形狀：$(3,) = (3,)\odot(3, 3)(3,)$。最後一式就是剛才的公式，只是把 $a^1$ 換成 $x$。

# %% rows="B4 B1"
a1_grad = W2.T @ delta2  # (3,)
delta1 = (z1 > 0) * a1_grad  # (3,)
W1_grad, b1_grad = np.outer(delta1, x), delta1  # (3, 2), (3,)
known |= {"delta2": delta2, "dW2": W2_grad, "delta1": delta1, "dW1": W1_grad}
show(
    draw.network_step(known, step=8),
    alt="The same network with gradients on the edges and error signals below the "
    "units: 0.443, -0.387 and 0 in the hidden layer, 0.319, -0.679 and 0.360 at the "
    "outputs. All edges into and out of hidden unit 3 have gradient 0.",
)
assert np.allclose(delta1.round(3), [0.443, -0.387, 0]) and a1_grad[2] != 0

# %% [markdown] lang="en"
# Unit 3 has error signal 0 although it would have mattered: $\partial C/\partial a^1_3 = {{ a1_grad[2] | .3f }}$. Its slope is 0, so from this sample its weights learn nothing. If that happens for *every* sample the unit is lost; chapter 8 counts such "dead" units.
#
# The backward pass has used $a^1$, $z^1$ and $x$, all from the forward pass. Hence the order: first forward, keeping everything, then backward. Now all 21 derivatives are tested against central differences.

# %% [markdown] lang="zh-TW" of="8cefabc8"
# 單元 3 的輸出其實會影響損失，誤差訊號卻是 0：$\partial C/\partial a^1_3 = {{ a1_grad[2] | .3f }}$。這是因為它的斜率是 0，所以它的權重從這個樣本學不到任何東西。如果對**每個**樣本都這樣，這個單元就廢了；第 8 章會數一數這種「死亡」的單元。
#
# 反向傳播用到 $a^1$、$z^1$ 和 $x$，全都來自正向傳播。所以順序是：先往前算，把所有結果留著，再往回算。接著用中央差分檢查全部 21 個導數。


# %% rows="B4 B2"
def loss_now():
    return cross_entropy_of(W2 @ np.maximum(W1 @ x + b1, 0) + b2, y)


by_hand = [W1_grad, b1_grad, W2_grad, b2_grad]
numeric = [numeric_gradient(loss_now, array) for array in (W1, b1, W2, b2)]
for name, ours, theirs in zip(["W1", "b1", "W2", "b2"], by_hand, numeric, strict=True):
    gap = np.abs(ours - theirs).max()
    print(f"{name}: shape {ours.shape}, largest gap below 1e-8: {gap < 1e-8}")
    assert gap < 1e-8
error = relative_error(by_hand, numeric)
print("relative error below 1e-6:", error < 1e-6)
assert error < 1e-6

# %% [markdown] lang="en"
# `relative_error` is the distance between the two gradients, seen as one list of 21 numbers, divided by the length of the numeric one.
#
# ## 3.4 One update, by hand and by Keras
#
# Gradient descent moves every parameter a little against its derivative: $w \leftarrow w - \eta\,\partial C/\partial w$. The learning rate $\eta$ is called `lr` in code; here 0.5. For example $w^2_{21} \leftarrow -0.3 - 0.5\cdot(-0.0679) = -0.266$.

# %% [markdown] lang="zh-TW" of="8528fcbd"
# `relative_error` 把兩個梯度各看成一串 21 個數，取兩者的距離，再除以數值梯度的長度。
#
# ## 3.4 更新一次：手算與 Keras
#
# 梯度下降讓每個參數往導數的反方向移動一點：$w \leftarrow w - \eta\,\partial C/\partial w$。學習率（learning rate）$\eta$ 在程式裡叫做 `lr`，這裡取 0.5。例如 $w^2_{21} \leftarrow -0.3 - 0.5\cdot(-0.0679) = -0.266$。

# %% rows="B4"
lr = 0.5
W1_new, b1_new = W1 - lr * W1_grad, b1 - lr * b1_grad
W2_new, b2_new = W2 - lr * W2_grad, b2 - lr * b2_grad

z2_new = W2_new @ np.maximum(W1_new @ x + b1_new, 0) + b2_new
p_new, C_new = np.exp(z2_new) / np.exp(z2_new).sum(), cross_entropy_of(z2_new, y)
print(f"loss {C:.4f} -> {C_new:.4f}; probability of the right class", end=" ")
print(f"{p[1]:.3f} -> {p_new[1]:.3f}")
assert C_new < C and p_new.argmax() == 1 and p.argmax() == 2

# %% [markdown] lang="en"
# One step, and the network already answers with the right class. Now Keras does the same step. Three calls are new or worth recalling:
#
# - `set_weights` puts our numbers into the model. Keras stores a weight matrix as (inputs, outputs), the transpose of ours.
# - `train_on_batch` does exactly one update with the samples it is given, and returns the loss *before* the update.
# - `x[None]` adds an axis in front: a batch with one sample, shape (1, 2).

# %% [markdown] lang="zh-TW" of="45782c4d"
# 只走一步，網路的答案就變成正確的類別了。接著讓 Keras 做同樣的一步。有三個呼叫是新的，或值得複習：
#
# - `set_weights` 把我們的數字放進模型。Keras 的權重矩陣以（輸入，輸出）的形狀儲存，正好是我們的矩陣的轉置。
# - `train_on_batch` 用給定的樣本剛好更新一次，並回傳更新**之前**的損失。
# - `x[None]` 在最前面加一個軸：只有一個樣本的批次，形狀 (1, 2)。

# %% rows="B4"
model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(3, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=lr), loss="categorical_crossentropy"
)
model.set_weights([W1.T, b1, W2.T, b2])
keras_loss = float(model.train_on_batch(x[None], y[None]))

ours = [W1_new.T, b1_new, W2_new.T, b2_new]
pairs = zip(ours, model.get_weights(), strict=True)
worst = max(np.abs(mine - theirs).max() for mine, theirs in pairs)
print(f"parameters: {model.count_params()}, Keras's loss: {keras_loss:.4f}")
print("all 21 updated parameters within 1e-6 of ours:", worst < 1e-6)
assert worst < 1e-6 and abs(keras_loss - C) < 1e-6

# %% [markdown] lang="en"
# All parameters agree to six decimals. Keras computes with 32-bit numbers, about seven digits, and we with 64 bits; more cannot be expected.
#
# ## 3.5 Two rules for any depth
#
# Nothing above depended on there being two layers. For a network with $L$ layers, $a^0 = x$ and
#
# $$z^l = W^la^{l-1} + b^l, \qquad a^l = \sigma(z^l), \qquad l = 1, \dots, L,$$
#
# where $\sigma$ now stands for whatever activation the layer has. The derivative for any weight is the product of two factors,
#
# $$\frac{\partial C}{\partial w^l_{ij}} = \underbrace{\frac{\partial C}{\partial z^l_i}}_{\delta^l_i}\cdot\underbrace{\frac{\partial z^l_i}{\partial w^l_{ij}}}_{a^{l-1}_j}$$
#
# (for $l = 1$ the second factor is $x_j$), and the error signals follow from each other, from the last layer to the first:
#
# 1. **Start:** $\delta^L = \sigma'(z^L)\odot\nabla C$, where $\nabla C$ holds the derivatives $\partial C/\partial a^L_i$.
# 2. **One layer back:** $\delta^l = \sigma'(z^l)\odot (W^{l+1})^\top\delta^{l+1}$.
#
# Rule 2 is what we did in 3.3: unit $i$ of layer $l$ feeds every unit $k$ of layer $l+1$, so $\delta^l_i = \sigma'(z^l_i)\sum_k w^{l+1}_{ki}\delta^{l+1}_k$.
# Rule 1 is for activations that work on each unit by itself. Softmax mixes the units; with cross-entropy it has the start $p - y$ of its own.
#
# The code, for sigmoid layers and the loss $C = \tfrac12\sum_i(a^L_i - y_i)^2$. Then $\nabla C = a^L - y$, and $\sigma' = \sigma(1-\sigma)$ can be written with the outputs: $a(1 - a)$.

# %% [markdown] lang="zh-TW" of="c56a46dd"
# 所有參數到小數點後六位都一致。Keras 以 32 位元計算，大約有七位有效數字，我們則用 64 位元；這已經是所能期待的最高吻合程度。
#
# ## 3.5 適用於任何深度的兩條規則
#
# 上面的推導完全沒有用到「只有兩層」。若網路有 $L$ 層，令 $a^0 = x$，則
#
# $$z^l = W^la^{l-1} + b^l, \qquad a^l = \sigma(z^l), \qquad l = 1, \dots, L,$$
#
# 這裡的 $\sigma$ 代表該層的激活函數，不論是哪一種。任何權重的導數都是兩個因子的乘積：
#
# $$\frac{\partial C}{\partial w^l_{ij}} = \underbrace{\frac{\partial C}{\partial z^l_i}}_{\delta^l_i}\cdot\underbrace{\frac{\partial z^l_i}{\partial w^l_{ij}}}_{a^{l-1}_j}$$
#
# （$l = 1$ 時，第二個因子是 $x_j$）。誤差訊號則從最後一層到第一層，一層推出一層：
#
# 1. **起點**：$\delta^L = \sigma'(z^L)\odot\nabla C$，其中 $\nabla C$ 由各個 $\partial C/\partial a^L_i$ 組成。
# 2. **往回一層**：$\delta^l = \sigma'(z^l)\odot (W^{l+1})^\top\delta^{l+1}$。
#
# 規則 2 就是 3.3 節的做法：第 $l$ 層的單元 $i$ 會送到第 $l+1$ 層的每個單元 $k$，所以 $\delta^l_i = \sigma'(z^l_i)\sum_k w^{l+1}_{ki}\delta^{l+1}_k$。規則 1 適用於每個單元各自計算的激活函數。softmax 會把各單元混在一起；搭配交叉熵時，它有自己的起點 $p - y$。
#
# 程式採用 sigmoid 層，損失為 $C = \tfrac12\sum_i(a^L_i - y_i)^2$。此時 $\nabla C = a^L - y$，而 $\sigma' = \sigma(1-\sigma)$ 可以用輸出寫成 $a(1 - a)$。


# %% rows="B1 B2"
def forward_one(x, params):
    """The outputs of all layers for one sample: [x, a1, ..., aL]."""
    a = [x]
    for W, b in params:
        a.append(1 / (1 + np.exp(-(W @ a[-1] + b))))
    return a


def backward_one(y, a, params):
    """The gradient (dW, db) of every layer, from the last to the first."""
    delta = a[-1] * (1 - a[-1]) * (a[-1] - y)  # rule 1
    grads = []
    for layer in reversed(range(len(params))):
        grads.append((np.outer(delta, a[layer]), delta))
        if layer > 0:
            W, _ = params[layer]
            delta = a[layer] * (1 - a[layer]) * (W.T @ delta)  # rule 2
    return grads[::-1]


# %% [markdown] lang="en"
# In the code `params[0]` belongs to layer 1, and `a[layer]` is the *input* of `params[layer]`. A network with five layers is the test.

# %% [markdown] lang="zh-TW" of="08c6e1df"
# 程式裡的 `params[0]` 屬於第 1 層，而 `a[layer]` 是 `params[layer]` 的**輸入**。我們用一個五層的網路測試。

# %% rows="B1 B2"
rng = np.random.default_rng(0)
sizes = [4, 6, 5, 5, 6, 3]
params_five = [
    (rng.normal(size=(n_out, n_in)), rng.normal(size=n_out))
    for n_in, n_out in pairwise(sizes)
]
x_five, y_five = rng.normal(size=4), rng.random(3)


def loss_five():
    return 0.5 * np.sum((forward_one(x_five, params_five)[-1] - y_five) ** 2)


grads_five = backward_one(y_five, forward_one(x_five, params_five), params_five)
numeric = [numeric_gradient(loss_five, array) for pair in params_five for array in pair]
error = relative_error([g for pair in grads_five for g in pair], numeric)
print("gradients:", [dW.shape for dW, _ in grads_five])
print("relative error below 1e-6:", error < 1e-6)
assert error < 1e-6

# %% [markdown] lang="en"
# ## 3.6 A batch at a time
#
# In practice $n$ samples are processed together, one sample per **row**, as in chapters 1 and 2 and in Keras. The vectors become rows, so everything is transposed:
#
# | | one sample, vectors | batch, samples as rows |
# |---|---|---|
# | weights | $W$: (outputs, inputs) | $W$: (inputs, outputs) |
# | weighted sums | $z = Wa + b$ | $Z = AW + b$ |
# | one layer back | $\sigma'\odot (W^\top\delta)$ | $\sigma'\odot(\Delta W^\top)$ |
# | gradient of $W$ | $\delta\,a^\top$ | $A^\top\Delta$ |
# | gradient of $b$ | $\delta$ | sum of the rows of $\Delta$ |
#
# $A$ has shape (n, inputs) and $\Delta$, the error signals of all samples, (n, outputs). Why does $A^\top\Delta$ need no further sum over the samples? Entry $(j, i)$ of the product is $\sum_s A_{sj}\Delta_{si}$: the product of the two factors for every sample $s$,
# added up. The loss of a batch is the *mean* over its samples, so $\Delta$ is divided by $n$ once, at the start.
#
# This is the version in `utils.nn.backprop` that we use from here on. `inspect.getsource` prints the code of a function.

# %% [markdown] lang="zh-TW" of="635b93b1"
# ## 3.6 一次一個批次
#
# 實務上會一次處理一個批次（batch）的 $n$ 個樣本，每個樣本一**列**，第 1、2 章和 Keras 都是這樣。向量變成了列，所以一切都轉置了：
#
# | | 單一樣本，向量 | 批次，樣本排成列 |
# |---|---|---|
# | 權重 | $W$：（輸出，輸入） | $W$：（輸入，輸出） |
# | 加權總和 | $z = Wa + b$ | $Z = AW + b$ |
# | 往回一層 | $\sigma'\odot (W^\top\delta)$ | $\sigma'\odot(\Delta W^\top)$ |
# | $W$ 的梯度 | $\delta\,a^\top$ | $A^\top\Delta$ |
# | $b$ 的梯度 | $\delta$ | 把 $\Delta$ 的各列加起來 |
#
# $A$ 的形狀是（n，輸入），$\Delta$ 是所有樣本的誤差訊號，形狀是（n，輸出）。為什麼 $A^\top\Delta$ 不必再對樣本加總？乘積的第 $(j, i)$ 個元素是 $\sum_s A_{sj}\Delta_{si}$：每個樣本 $s$ 的兩個因子相乘，再全部加起來。批次的損失是各樣本的**平均**，所以一開始就把 $\Delta$ 除以 $n$，只需除這一次。
#
# 這就是 `utils.nn.backprop` 裡的版本，接下來都用它。`inspect.getsource` 會印出函式的程式碼。

# %% rows="B2"
print(inspect.getsource(backprop.backward))

# %% [markdown] lang="en"
# It has the lines of `backward_one`, with the products turned round. `SLOPES` holds $\sigma'$ for each activation, written with the output, as $a(1-a)$ was. The loss is the cross-entropy if the last activation is softmax, and otherwise half the squared error.
#
# Two independent tests for several depths and activations: central differences know nothing of the chain rule, and the tape is other people's code.

# %% [markdown] lang="zh-TW" of="27e18179"
# 它和 `backward_one` 的每一行都對得上，只是乘積的順序反了過來。`SLOPES` 裡是每種激活函數的 $\sigma'$，和 $a(1-a)$ 一樣用輸出來寫。如果最後的激活函數是 softmax，損失就是交叉熵，否則是平方誤差的一半。
#
# 我們用兩種互相獨立的方法，測試幾種深度和激活函數：中央差分對連鎖律一無所知，tape 則是別人寫的程式。


# %% rows="B2"
def tape_gradient(X, Y, params, activations):
    variables = [tf.Variable(array) for pair in params for array in pair]
    with tf.GradientTape() as tape:
        A = X
        for layer, name in enumerate(activations):
            Z = A @ variables[2 * layer] + variables[2 * layer + 1]
            A = keras.activations.get(name)(Z)
        loss = tf.reduce_mean(-tf.reduce_sum(Y * tf.math.log(A), axis=1))
    return [gradient.numpy() for gradient in tape.gradient(loss, variables)]


# %% [markdown] lang="en"
# `our_gradient` puts the pairs (dW, db) into one list. Sixteen samples, five inputs, four classes:

# %% [markdown] lang="zh-TW" of="49cf994a"
# `our_gradient` 把各對 (dW, db) 放進同一個串列。十六個樣本、五個輸入、四個類別：


# %% rows="B2"
def our_gradient(X, Y, params, activations):
    A = backprop.forward(X, params, activations)
    return [g for pair in backprop.backward(Y, A, params, activations) for g in pair]


rng = np.random.default_rng(1)
X_small, Y_small = rng.normal(size=(16, 5)), one_hot(rng.integers(0, 4, 16), 4)
Y_small = Y_small.astype(float)


def loss_of(params, names):
    return backprop.loss(
        Y_small, backprop.forward(X_small, params, names)[-1], "softmax"
    )


print("layers  activation  differences < 1e-6  tape < 1e-12")
for num_layers, name in product((1, 2, 4, 8), ("sigmoid", "tanh", "relu")):
    sizes = [5] + [7] * (num_layers - 1) + [4]
    params = backprop.init_params(sizes, rng)
    names = [name] * (num_layers - 1) + ["softmax"]
    ours = our_gradient(X_small, Y_small, params, names)
    taped = tape_gradient(X_small, Y_small, params, names)
    loss_here = partial(loss_of, params, names)  # a function without arguments
    numeric = [numeric_gradient(loss_here, array) for pair in params for array in pair]
    first, second = relative_error(ours, numeric), relative_error(ours, taped)
    print(f"{num_layers:6}  {name:10}  {first < 1e-6!s:18}  {second < 1e-12}")
    assert first < 1e-6 and second < 1e-12

# %% [markdown] lang="en"
# All twelve pass. The bounds differ for a reason: the tape computes the same derivative in another order, so only rounding remains, about $10^{-16}$. Central differences subtract two nearly equal losses, which leaves about ten of sixteen digits, and the curve is not exactly straight between the two points. A *wrong* formula stands out: a forgotten minus sign misses by 200 %. With relu the test can fail by accident, if a weighted sum lies within $10^{-6}$ of the kink at 0.

# %% [markdown] lang="zh-TW" of="78ca2fff"
# 十二個案例全部通過。兩個界限不同是有原因的：tape 用另一種順序計算同樣的導數，所以只剩捨入誤差，大約 $10^{-16}$。中央差分則是把兩個幾乎相等的損失相減，十六位數字大約只剩十位，而且曲線在兩點之間也不是完全筆直。**錯誤**的公式則一看就知道：忘了負號，就差 200%。使用 relu 時，如果某個加權總和與 0 處的轉折剛好相距不到 $10^{-6}$，檢查可能會因為巧合而不通過。

# %% [markdown] lang="en"
# ## 3.7 Another notation: let the shapes decide
#
# Other texts write the same network differently, and mixing the habits leads to mistakes. The slides have a second example, a 2-3-2 network without biases. All vectors are **columns**, the weights are stored as (inputs, outputs) and used transposed:
#
# $$\underset{(3,1)}{s} = \underset{(3,2)}{v^\top}\underset{(2,1)}{x},\quad h = f_1(s),\quad \underset{(2,1)}{z} = \underset{(2,3)}{w^\top}\underset{(3,1)}{h},\quad \hat y = f_2(z),\quad C = \tfrac12(y-\hat y)^\top(y-\hat y).$$
#
# $f_1$, $f_2$ are activations, $y$ is the target, $\hat y$ the output. In this section $v$ and $w$ are whole matrices. Step by step, from the back:
#
# - $\partial C/\partial\hat y_j = -(y_j - \hat y_j)$: the minus is the inner derivative of $y - \hat y$.
# - $\delta_z = -(y-\hat y)\odot f_2'(z)$, shape (2, 1).
# - $z_j = \sum_k w_{kj}h_k$, so $\partial C/\partial w_{kj} = h_k\,\delta_{z,j}$: $\;\nabla w = h\,\delta_z^\top$, shapes $(3,2) = (3,1)(1,2)$.
# - $h_k$ enters both sums: $\partial C/\partial h_k = \sum_j w_{kj}\delta_{z,j}$: $\;w\,\delta_z$, shapes $(3,1) = (3,2)(2,1)$.
# - $\delta_s = f_1'(s)\odot(w\,\delta_z)$, shape (3, 1).
# - $\nabla v = x\,\delta_s^\top$, shapes $(2,3) = (2,1)(1,3)$.
#
# Here no transpose stands at $w$ on the way back, because it already stands on the way forward.

# %% [markdown] lang="zh-TW" of="a49d110f"
# ## 3.7 另一種記號：讓形狀來決定
#
# 別的教材會用不同的寫法描述同樣的網路，把不同習慣混在一起就容易出錯。投影片有第二個例子，是沒有偏差的 2-3-2 網路。所有向量都是**直的**（行向量），權重以（輸入，輸出）儲存，使用時再轉置：
#
# $$\underset{(3,1)}{s} = \underset{(3,2)}{v^\top}\underset{(2,1)}{x},\quad h = f_1(s),\quad \underset{(2,1)}{z} = \underset{(2,3)}{w^\top}\underset{(3,1)}{h},\quad \hat y = f_2(z),\quad C = \tfrac12(y-\hat y)^\top(y-\hat y).$$
#
# $f_1$、$f_2$ 是激活函數，$y$ 是目標，$\hat y$ 是輸出。在這一節裡，$v$ 和 $w$ 是整個矩陣。從後面開始，一步一步來：
#
# - $\partial C/\partial\hat y_j = -(y_j - \hat y_j)$：負號是 $y - \hat y$ 的內層導數。
# - $\delta_z = -(y-\hat y)\odot f_2'(z)$，形狀 (2, 1)。
# - $z_j = \sum_k w_{kj}h_k$，所以 $\partial C/\partial w_{kj} = h_k\,\delta_{z,j}$，即 $\nabla w = h\,\delta_z^\top$，形狀 $(3,2) = (3,1)(1,2)$。
# - $h_k$ 出現在兩個總和裡，所以 $\partial C/\partial h_k = \sum_j w_{kj}\delta_{z,j}$，即 $w\,\delta_z$，形狀 $(3,1) = (3,2)(2,1)$。
# - $\delta_s = f_1'(s)\odot(w\,\delta_z)$，形狀 (3, 1)。
# - $\nabla v = x\,\delta_s^\top$，形狀 $(2,3) = (2,1)(1,3)$。
#
# 這裡往回走時 $w$ 沒有轉置，因為往前走時它已經轉置過了。

# %% rows="B3"
rng = np.random.default_rng(2)
v, w = rng.normal(size=(2, 3)), rng.normal(size=(3, 2))
x_col, y_col = rng.normal(size=(2, 1)), rng.random((2, 1))


def f(z):  # both activations are sigmoids here
    return 1 / (1 + np.exp(-z))


def forward_columns():
    h = f(v.T @ x_col)
    return h, f(w.T @ h)


def loss_columns():
    residual = y_col - forward_columns()[1]
    return 0.5 * (residual.T @ residual).item()  # (1, 2)(2, 1) = (1, 1), one number


# %% [markdown] lang="en"
# The six formulas in six lines, and the check.

# %% [markdown] lang="zh-TW" of="fe249a5a"
# 六個公式寫成六行，接著檢查。

# %% rows="B3"
h, y_hat = forward_columns()
delta_z = -(y_col - y_hat) * y_hat * (1 - y_hat)
grad_w = h @ delta_z.T
delta_s = h * (1 - h) * (w @ delta_z)
grad_v = x_col @ delta_s.T

numeric = [numeric_gradient(loss_columns, array) for array in (v, w)]
error = relative_error([grad_v, grad_w], numeric)
print(
    "shapes:", grad_v.shape, grad_w.shape, " relative error below 1e-6:", error < 1e-6
)
assert error < 1e-6

# %% [markdown] lang="en"
# The slide's own result is $\Delta w = (y-\hat y)f_2'(z)\,h$ and $\Delta v = [(y-\hat y)f_2'(z)][w^\top f_1'(s)]\,x$. Two things are missing in it. The minus sign: with $\hat y$ as the output, the update $w - \alpha\,\Delta w$ would walk *uphill*. (One slide also calls the output $y$; if $y$ were the
# output and $\hat y$ the target, the sign would be right.) And the transposes and element-wise products: as printed, the shapes cannot be multiplied. Both are proved here.

# %% [markdown] lang="zh-TW" of="9b945d72"
# 投影片自己的結果是 $\Delta w = (y-\hat y)f_2'(z)\,h$ 和 $\Delta v = [(y-\hat y)f_2'(z)][w^\top f_1'(s)]\,x$，其中少了兩樣東西。一是負號：以 $\hat y$ 為輸出時，更新 $w - \alpha\,\Delta w$ 會往**上坡**走。（有一張投影片把輸出也叫做 $y$；如果 $y$ 是輸出、$\hat y$ 是目標，正負號就對了。）二是轉置與逐元素乘積：照投影片的寫法，形狀根本乘不起來。以下程式證實這兩點。

# %% rows="B3"
printed = (y_col - y_hat) * y_hat * (1 - y_hat)  # the slide's derivative towards z
z_col = w.T @ h


def loss_of_z():
    return 0.5 * np.sum((y_col - f(z_col)) ** 2)


signs = np.sign(numeric_gradient(loss_of_z, z_col) / printed).ravel()
check_erratum(
    "B3", "sign before (y - y_hat) f2'", signs, slide=["1", "1"], right=["-1", "-1"]
)


try:
    printed @ h
except ValueError:
    print("(y - y_hat) f2'(z) times h: shapes (2, 1) and (3, 1) do not multiply")

# The slide's gradient of v, with element-wise and outer products wherever they help:
as_printed = (printed * (w.T @ (h * (1 - h)))) @ x_col.T
shape = as_printed.shape
check_erratum(
    "B3", "shape of the gradient of v", grad_v.shape, slide=shape, right=(2, 3)
)
assert shape == (2, 2) and grad_w.shape == w.shape and grad_v.shape == v.shape

# %% [markdown] lang="en"
# For $\Delta v$ the cell took the kindest reading; the shape is still wrong, since $w^\top f_1'(s)$ adds up the hidden units that should be kept apart.
#
# **A rule for every day:** a gradient has the shape of what it belongs to. Write the shapes below the factors; usually only one order with one transpose fits. That finds the form, not the sign: the sign is found by a numeric test.

# %% [markdown] lang="zh-TW" of="f06b5940"
# 對 $\Delta v$，程式已經採取最寬容的解讀，形狀還是不對，因為 $w^\top f_1'(s)$ 把本該分開的隱藏單元加在一起了。
#
# **日常守則**：梯度的形狀，一定和它所對應的參數或變數相同。把形狀寫在每個因子下面，通常只有一種順序、一種轉置方式對得上。這樣能找出式子的樣子，卻決定不了正負號；正負號要靠數值檢查。

# %% [markdown] lang="en"
# ## 3.8 Let a program do it: automatic differentiation
#
# We derived the formulas for one kind of network. A small change of the loss, and the derivation starts again. Yet every computation is made of few kinds of steps, $+$, $\times$, $\exp$, $\ln$, relu, and each step knows its own slope:
#
# | step | slope towards the first | towards the second |
# |---|---|---|
# | $a + b$ | 1 | 1 |
# | $a \cdot b$ | $b$ | $a$ |
# | $\exp a$ | $\exp a$ | |
# | $\ln a$ | $1/a$ | |
# | $\text{relu}(a)$ | 1 if $a > 0$, otherwise 0 | |
#
# So let every number remember its **parents**, the values that it was computed from, together with the slope towards each. Then a program can go back along the parents and multiply. That is **automatic differentiation** in **reverse mode**; Linnainmaa (1976) described it, and `tf.GradientTape` works that way. Baydin et al. (2018) survey the field.
#
# Here are the four parts that matter of the class `Value` in `utils/autodiff.py`. Python calls `__mul__` when it meets `*`.

# %% [markdown] lang="zh-TW" of="69a82567"
# ## 3.8 讓程式來做：自動微分
#
# 我們只為一種網路推導了公式。損失稍微一改，推導就得重來。然而任何計算都只由少數幾種步驟組成，$+$、$\times$、$\exp$、$\ln$、relu，而每種步驟的斜率都是已知的：
#
# | 步驟 | 對第一個數的斜率 | 對第二個數的斜率 |
# |---|---|---|
# | $a + b$ | 1 | 1 |
# | $a \cdot b$ | $b$ | $a$ |
# | $\exp a$ | $\exp a$ | |
# | $\ln a$ | $1/a$ | |
# | $\text{relu}(a)$ | $a > 0$ 時為 1，否則為 0 | |
#
# 所以，讓每個數都記住自己的**父節點**（parent），也就是它由哪些值算出來，同時記住對各個父節點的斜率。程式就能沿著父節點往回走，一路相乘。這就是**反向模式**（reverse mode）的**自動微分**（automatic differentiation）；Linnainmaa（1976）描述過這個方法，`tf.GradientTape` 也是這樣運作的。Baydin et al.（2018）對這個領域做了綜覽。
#
# 以下是 `utils/autodiff.py` 裡 `Value` 類別最重要的四個部分。Python 遇到 `*` 時會呼叫 `__mul__`。

# %% rows="B6"
for method in (Value.__init__, Value.__mul__, Value.exp, Value.backward):
    print(inspect.getsource(method))

# %% [markdown] lang="en"
# Text after a colon or an arrow (`: float`, `-> int`) only says what kind of thing is meant. `number` counts the values in the order in which they are made. Read `backward` slowly, it is the whole idea.
#
# - `history()` lists all values that went into this one, oldest first. A parent is always older than its children, because it must exist before they are computed.
# - The output starts with `grad` 1, since $\partial C/\partial C = 1$.
# - From the youngest to the oldest, each value hands `grad * slope` to its parents. When a value's turn comes, all of its children have already contributed.
# - `+=` adds up the paths, like the sum in 3.3.
#
# The other operations are written in the same manner; the file is about a hundred lines long. We try it on a neuron with sigmoid and cross-entropy. With $z = wx + b$ its loss is $C = \ln(1 + e^z) - yz$ (section 1.8, written out), and $z$ is used **twice**.

# %% [markdown] lang="zh-TW" of="41cbd0bc"
# 冒號或箭頭後面的文字（`: float`、`-> int`）只是註明型別。`number` 依照產生的順序替每個值編號。請慢慢讀 `backward`，核心想法全在裡面。
#
# - `history()` 列出參與計算的所有值，最早的在前。父節點一定比子節點早，因為要先有它才算得出子節點。
# - 輸出的 `grad` 從 1 開始，因為 $\partial C/\partial C = 1$。
# - 從最晚的到最早的，每個值都把 `grad * slope` 交給父節點。輪到某個值時，它的所有子節點都已經交過了。
# - `+=` 把各條路徑加起來，就像 3.3 節的總和。
#
# 其他運算的寫法都一樣，整個檔案大約一百行。我們用一個 sigmoid 加交叉熵的神經元來試。令 $z = wx + b$，它的損失是 $C = \ln(1 + e^z) - yz$（把 1.8 節的式子展開），其中 $z$ 用了**兩次**。

# %% rows="B6"
w_, x_, b_, y_ = (
    Value(number, name=name)
    for number, name in [(0.5, "w"), (2.0, "x"), (-0.4, "b"), (1.0, "y")]
)
z_ = w_ * x_ + b_
C_ = (1 + z_.exp()).log() - y_ * z_
_ = C_.backward()

error_signal = 1 / (1 + np.exp(-z_.data)) - y_.data
print(
    f"z: value {z_.data:.3f}, grad {z_.grad:.4f}; sigmoid(z) - y = {error_signal:.4f}"
)
print(f"w: grad {w_.grad:.4f}; (sigmoid(z) - y) x = {error_signal * x_.data:.4f}")
assert np.isclose(z_.grad, error_signal) and np.isclose(w_.grad, 2 * error_signal)
show(
    draw.expression_graph(
        C_, title="Every value, its gradient, and the slopes between"
    ),
    alt="A graph from left to right: w and x are multiplied, b is added, the sum "
    "z goes both into exp, plus 1, ln and into the product with y; the difference "
    "of the two is the loss. Boxes show value and gradient, arrows the local slope.",
)

# %% [markdown] lang="en"
# Follow the gradient of $z$, the left one of the two $+$: one path comes back through $\exp$ and $\ln$ and brings $\sigma(z) = 0.6457$, the other comes through the product with $y$ and brings $-1$. The sum is $\sigma(z) - y$, the error signal that chapter 1 derived on paper. The engine found it without knowing what a
# sigmoid is.
#
# Next the network of 3.1, all 21 parameters as `Value`s. NumPy can hold such objects in its arrays; `@` then calls our `*` and `+`, and `np.exp` and `np.log` call the methods of these names.

# %% [markdown] lang="zh-TW" of="c1fac392"
# 請看 $z$（圖中兩個 $+$ 裡左邊那個）的梯度：一條路徑經過 $\ln$ 和 $\exp$ 回來，帶來 $\sigma(z) = 0.6457$；另一條經過與 $y$ 的乘積回來，帶來 $-1$。加起來是 $\sigma(z) - y$，正是第 1 章在紙上推導出來的誤差訊號。這個引擎根本不知道什麼是 sigmoid，卻自己算出來了。
#
# 接著是 3.1 節的網路，21 個參數全部換成 `Value`。NumPy 的陣列裝得下這種物件；`@` 會呼叫我們的 `*` 和 `+`，`np.exp` 和 `np.log` 則會呼叫同名的方法。


# %% rows="B6"
def as_values(array):
    return np.array([Value(number) for number in array.ravel()]).reshape(array.shape)


parameters = [as_values(array) for array in (W1, b1, W2, b2)]
W1_, b1_, W2_, b2_ = parameters
hidden = np.array([unit.relu() for unit in W1_ @ x.tolist() + b1_])
logits = W2_ @ hidden + b2_
loss_ = np.log(np.exp(logits).sum()) - logits[1]  # class 2 is right
products = loss_.backward()

# np.vectorize applies a function to every entry of an array.
found = [np.vectorize(lambda value: value.grad)(array) for array in parameters]
error = relative_error(found, by_hand)
print(f"loss {loss_.data:.4f}, {len(loss_.history())} values, {products} products")
print("all 21 gradients equal those of 3.3 within 1e-14:", error < 1e-14)
assert error < 1e-14

# %% [markdown] lang="en"
# And against TensorFlow, on a function that nobody would differentiate by hand for fun:
# $f(a, b) = \dfrac{\ln(1 + e^{ab})\,(a - b)}{1 + b^2} + \text{relu}(a)$. The same Python function runs on both kinds of numbers; only `exp`, `ln` and relu are passed in.

# %% [markdown] lang="zh-TW" of="1b4bdfeb"
# 再拿一個沒有人想親手微分的函數和 TensorFlow 比較：$f(a, b) = \dfrac{\ln(1 + e^{ab})\,(a - b)}{1 + b^2} + \text{relu}(a)$。同一個 Python 函式可以用在兩種數上，只有 `exp`、`ln` 和 relu 要另外傳入。


# %% rows="B6"
def strange(a, b, exp, log, relu):
    return log(1 + exp(a * b)) * (a - b) / (1 + b * b) + relu(a)


gaps = []
for start in np.random.default_rng(0).normal(size=(100, 2)):
    a, b = Value(start[0]), Value(start[1])
    _ = strange(a, b, Value.exp, Value.log, Value.relu).backward()
    tensors = [tf.Variable(number) for number in start]
    with tf.GradientTape() as tape:
        result = strange(*tensors, tf.exp, tf.math.log, tf.nn.relu)
    taped = np.array([g.numpy() for g in tape.gradient(result, tensors)])
    gaps.append(np.abs(taped - [a.grad, b.grad]).max())
print("100 random points, largest gap to the tape below 1e-12:", max(gaps) < 1e-12)
assert max(gaps) < 1e-12

# %% [markdown] lang="en"
# ## 3.9 Why backwards?
#
# One could multiply the same slopes from the front. Choose one input, give it the slope 1, all other inputs 0, and carry along how fast every value changes with it. That is **forward mode**. It takes five lines with our graph, and counts its products like `backward` does.

# %% [markdown] lang="zh-TW" of="0f477f6c"
# ## 3.9 為什麼由後往前？
#
# 同樣的斜率也可以從前面開始乘。選一個輸入，把它的斜率設為 1，其他輸入設為 0，一路帶著「每個值隨它變化多快」往後走。這稱為**正向模式**（forward mode）。用我們的圖只要五行，而且和 `backward` 一樣會數自己做了幾次乘法。


# %% rows="B6"
def forward_slopes(values, source):
    """How fast each value changes with `source`; and the number of products."""
    slopes = {}
    for value in values:  # oldest first
        slopes[value] = 1.0 if value is source else 0.0
        for parent, slope in value.parents:
            slopes[value] += slope * slopes[parent]
    return slopes, sum(len(value.parents) for value in values)


counts = {"forward mode": [], "reverse mode": []}
num_inputs = [1, 4, 16, 64, 256]
for n in num_inputs:
    inputs = [Value(k / n) for k in range(n)]
    output = sum(x.exp() for x in inputs).log()  # ln of a sum of n exponentials
    counts["reverse mode"].append(output.backward())
    counts["forward mode"].append(0)
    for x_in in inputs:  # one pass for every input
        slopes, products = forward_slopes(output.history(), x_in)
        counts["forward mode"][-1] += products
        assert np.isclose(slopes[output], x_in.grad)
print("inputs:      ", num_inputs)
print("forward mode:", counts["forward mode"])
print("reverse mode:", counts["reverse mode"])
ratio = [f / r for f, r in zip(*counts.values(), strict=True)]
assert ratio == num_inputs

# %% [markdown] lang="en"
# The first row is the second one times the number of inputs. (With one input there are 4 products, because `sum` begins with $0 + e^{x}$.)

# %% [markdown] lang="zh-TW" of="134b0aae"
# 第一列剛好是第二列乘上輸入的個數。（只有一個輸入時有 4 次乘法，因為 `sum` 從 $0 + e^{x}$ 開始加。）

# %% rows="B6"
show(
    plotting.plot_curves(
        counts,
        x=dict.fromkeys(counts, num_inputs),
        logx=True,
        logy=True,
        xlabel="number of inputs",
        ylabel="products for the whole gradient",
        title="Forward mode pays for every input again",
    ),
    alt="Two straight lines on logarithmic axes: reverse mode with slope one, from 4 "
    "to 769 products, forward mode with slope two, from 4 to about 197,000.",
)

# %% [markdown] lang="en"
# Both give the same derivatives. But a forward pass answers "what does *this input* change?", so it must be repeated for every input: exactly $n$ times the products. A backward pass answers "what changes *this output*?", for all inputs at once. A network may have millions of inputs in this sense (its
# parameters) and one output, the loss. For a function with one input and many outputs it would be the other way round (question 4 below).
#
# What does that mean for a real network, 784 inputs, 64 hidden units, 10 outputs? Per sample, only multiplications of weights are counted.

# %% [markdown] lang="zh-TW" of="3d3aeea0"
# 兩者得到的導數相同。但正向模式走一趟，回答的是「**這個輸入**會改變什麼」，所以每個輸入都要重來一次：乘法次數剛好是 $n$ 倍。反向模式走一趟，回答的是「什麼會改變**這個輸出**」，一次涵蓋所有輸入。在這個意義下，神經網路的輸入（它的參數）可以有好幾百萬個，而輸出只有一個，就是損失。若函數只有一個輸入、卻有許多輸出，情況就反過來（見後面的第 4 題）。
#
# 對真實的網路來說，這代表什麼？假設有 784 個輸入、64 個隱藏單元、10 個輸出。以下只計算每個樣本與權重有關的乘法。

# %% rows="B6"
sizes = [784, 64, 10]
gaps_between = list(pairwise(sizes))
forward_cost = sum(n_in * n_out for n_in, n_out in gaps_between)
signal_cost = sum(n_in * n_out for n_in, n_out in gaps_between[1:])  # W^T delta
num_params = sum(n_in * n_out + n_out for n_in, n_out in gaps_between)

backward_cost = forward_cost + signal_cost  # outer products, and signals carried back
print(f"forward pass {forward_cost:,}, backward pass {backward_cost:,} multiplications")
print(f"central differences: {2 * num_params:,} forward passes, 2 per parameter")
share = backward_cost / forward_cost
saved = 2 * num_params * forward_cost / (forward_cost + backward_cost)
print(f"backward costs {share:.2f} forward passes; saved: a factor of {saved:,.0f}")
assert 1 <= share < 2 and saved > 50_000

# %% [markdown] lang="en"
# The whole gradient costs about as much as one more forward pass, however many parameters there are; for deep networks, where signals are carried through every layer, at most about two. This is why networks with millions of weights can be trained at all. The price is memory: all $a^l$ must be kept until the backward pass. (Multiplications are a
# measure of work, not of time: memory access counts as well.)

# %% [markdown] lang="zh-TW" of="9a218b91"
# 不論參數有多少，整個梯度的代價大約等於再做一次正向傳播；網路很深時，訊號必須穿過每一層，但代價頂多也只有大約兩次。有數百萬個權重的網路之所以訓練得起來，原因就在這裡。代價是記憶體：所有的 $a^l$ 都要保留到反向傳播用完為止。（乘法次數衡量的是工作量，不是時間；存取記憶體也要時間。）

# %% [markdown] lang="en"
# ## 3.10 Real digits: by hand and by Keras, step by step
#
# Does our backpropagation train a real network? MNIST has 60,000 training images of 28 × 28 pixels; `flatten` makes rows of 784 numbers, `to_float` scales them to 0…1, `one_hot` turns a digit into a row of ten. The network: 784 inputs, 64 tanh units, 10 outputs with softmax; batches of 128; one epoch of
# 469 updates.
#
# Keras gets the same initial weights and the same batches in the same order. Then the two must agree at **every** step, not only at the end.

# %% [markdown] lang="zh-TW" of="b346e245"
# ## 3.10 真實的數字：手寫程式與 Keras 逐步對照
#
# 我們的反向傳播訓練得動真正的網路嗎？MNIST 有 60,000 張 28 × 28 像素的訓練圖片；`flatten` 把每張攤成 784 個數的一列，`to_float` 縮放到 0…1，`one_hot` 把一個數字變成十個數的一列。網路有 784 個輸入、64 個 tanh 單元、10 個 softmax 輸出；批次大小 128；一個週期（epoch）共 469 次更新。
#
# Keras 拿到同樣的初始權重，以及順序相同的同一批批次。那麼兩者在**每一步**都必須一致，不是只有最後。

# %% rows="B7"
(X_train, y_train), (X_test, y_test) = load_mnist()
X_tr, X_te, Y_tr = (
    flatten(to_float(X_train)),
    flatten(to_float(X_test)),
    one_hot(y_train),
)
ACTIVATIONS = ["tanh", "softmax"]
order = np.random.default_rng(0).permutation(len(X_tr))
batches = [order[start : start + 128] for start in range(0, len(order), 128)]


def train_by_hand(params, batches, lr, dtype):
    losses = []
    for rows in batches:
        X, Y = X_tr[rows].astype(dtype), Y_tr[rows].astype(dtype)
        A = backprop.forward(X, params, ACTIVATIONS)
        losses.append(backprop.loss(Y, A[-1], "softmax"))
        grads = backprop.backward(Y, A, params, ACTIVATIONS)
        params = [
            (W - lr * dW, b - lr * db)
            for (W, b), (dW, db) in zip(params, grads, strict=True)
        ]
    return params, losses


# %% [markdown] lang="en"
# For Keras, `train_on_batch` again. It returns a running mean of the losses since the last `reset_metrics()`, so we reset before each step. `dtype` is the kind of number to compute with, `float32` by default.

# %% [markdown] lang="zh-TW" of="e54b4805"
# Keras 這邊還是用 `train_on_batch`。它回傳的是上一次 `reset_metrics()` 以來損失的累計平均，所以每一步之前都要重設。`dtype` 是計算所用的數字型別，預設為 `float32`。


# %% rows="B7"
def train_by_keras(params, batches, lr, dtype):
    model = keras.Sequential(
        [
            keras.Input((784,), dtype=dtype),
            keras.layers.Dense(64, activation="tanh", dtype=dtype),
            keras.layers.Dense(10, activation="softmax", dtype=dtype),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.SGD(lr),
        loss=keras.losses.CategoricalCrossentropy(dtype=dtype),
    )
    model.set_weights([array for pair in params for array in pair])
    losses = []
    for rows in batches:
        model.reset_metrics()
        X, Y = X_tr[rows].astype(dtype), Y_tr[rows].astype(dtype)
        losses.append(float(model.train_on_batch(X, Y)))
    return model, losses


# %% [markdown] lang="en"
# The learning rate is 1/8, a number that binary fractions hold exactly in every precision.

# %% [markdown] lang="zh-TW" of="bdeac300"
# 學習率取 1/8，任何精確度的二進位小數都能準確表示這個數。

# %% rows="B7"
BOUND = 1e-5
start = backprop.init_params([784, 64, 10], np.random.default_rng(0), "float32")
trained, losses = train_by_hand(start, batches, 0.125, "float32")
keras_model, keras_losses = train_by_keras(start, batches, 0.125, "float32")

gaps = np.abs(np.array(losses) - keras_losses)
print(f"updates: {len(losses)}; loss {losses[0]:.2f} -> {losses[-1]:.2f}")
print(f"largest difference of the loss at any step below {BOUND}:", gaps.max() < BOUND)
assert len(losses) == 469 and gaps.max() < BOUND and losses[-1] < 0.5

# %% [markdown] lang="en"
# Both loss curves, and their difference on a logarithmic axis:

# %% [markdown] lang="zh-TW" of="3bb23bb8"
# 兩條損失曲線，以及它們的差距（對數刻度）：

# %% rows="B7"
figure, axes = plotting.subplots(1, 2, width=9.6, height=3.8)
curves = {"Keras": keras_losses, "by hand": losses}
_ = plotting.plot_curves(
    curves,
    xlabel="update",
    ylabel="cross-entropy of the batch (nats)",
    title="Two curves, one line",
    ax=axes[0],
)
_ = axes[1].semilogy(
    np.arange(1, 470), gaps + 1e-9, ".", ms=3, label="|by hand − Keras|"
)
_ = axes[1].axhline(BOUND, color="black", ls="--", label="asserted bound")
axes[1].set(xlabel="update", ylabel="difference (nats; 0 as 1e-9)", ylim=(3e-10, 1e-2))
axes[1].set_title("Their difference")
_ = axes[1].legend(loc="upper right")
show(
    figure,
    alt="Left: the loss falls from 2.4 to about 0.2 in 469 updates; the curves of "
    "Keras and of our code lie on each other. Right: their difference stays below one "
    "millionth, far below the bound of 1e-5.",
)

# %% [markdown] lang="en"
# The curves lie on each other. Why is the difference not exactly 0? A `float32` has about seven digits: its relative spacing is $2^{-23} \approx 1.2\cdot10^{-7}$. A sum of 784 products depends in the last digit on the order in which it is added up, and NumPy and TensorFlow add in different orders. Each step starts from weights that differ in the last digit, and the
# differences could pile up, so the bound leaves room: $10^{-5}$.
#
# If that explanation is right, then with `float64`, whose spacing is $2^{-52}$, the difference must shrink by a factor of about $5\cdot10^8$. We test it on the weights after 100 updates.

# %% [markdown] lang="zh-TW" of="9d9540a0"
# 兩條曲線完全重疊。差距為什麼不是剛好 0？`float32` 大約有七位有效數字，相對間距是 $2^{-23} \approx 1.2\cdot10^{-7}$。784 個乘積的總和，最後一位會隨著相加的順序而變，而 NumPy 和 TensorFlow 相加的順序不同。每一步都從最後一位不同的權重出發，差異可能會累積，所以界限留了餘裕：$10^{-5}$。
#
# 如果這個解釋正確，那麼改用間距為 $2^{-52}$ 的 `float64`，差距應該會縮小大約 $5\cdot10^8$ 倍。我們用 100 次更新之後的權重來檢驗。

# %% rows="B7"
weight_gaps = {}
for dtype in ("float32", "float64"):
    start = backprop.init_params([784, 64, 10], np.random.default_rng(0), dtype)
    ours, _ = train_by_hand(start, batches[:100], 0.125, dtype)
    theirs = train_by_keras(start, batches[:100], 0.125, dtype)[0].get_weights()
    pairs = zip([array for pair in ours for array in pair], theirs, strict=True)
    weight_gaps[dtype] = max(np.abs(a - b).max() for a, b in pairs)
print(
    "float32: largest difference of a weight below 1e-5:", weight_gaps["float32"] < 1e-5
)
print("float64: below 1e-13:", weight_gaps["float64"] < 1e-13)
shrunk = weight_gaps["float32"] / weight_gaps["float64"]
print("smaller by a factor above 1e7:", shrunk > 1e7)
assert weight_gaps["float32"] < 1e-5 and weight_gaps["float64"] < 1e-13 and shrunk > 1e7

# %% [markdown] lang="en"
# It shrinks as predicted: it *was* rounding. We used tanh for a reason. With relu the slope jumps from 0 to 1; when a weighted sum lies within rounding of 0, the two programs may fall on different sides, and a difference of $10^{-8}$ becomes one that can be seen. Nothing is wrong then, but no small bound can be promised.
#
# ## 3.11 Right or wrong: accuracy, and overfitting
#
# A trained network gives ten probabilities. Its answer is the class with the largest, `argmax`; the **accuracy** is the number of right answers divided by the number of samples. Training and test accuracy are both measured with the final weights.

# %% [markdown] lang="zh-TW" of="427c8c4a"
# 差距如預期縮小了，所以**確實**是捨入造成的。選用 tanh 是有原因的：relu 的斜率會從 0 跳到 1，當某個加權總和與 0 的距離在捨入誤差以內，兩個程式可能落在不同的一邊，$10^{-8}$ 的差距就會變成看得見的差距。這不代表有錯，只是無法保證一個很小的界限。
#
# ## 3.11 對或錯：準確率與過度配適
#
# 訓練好的網路會給出十個機率。機率最大的類別就是它的答案，用 `argmax` 取得；**準確率**（accuracy）是答對的個數除以樣本數。訓練準確率與測試準確率都用最後的權重來量。

# %% rows="B8" tags=["nbval-ignore-output"]
P_test = backprop.forward(X_te, trained, ACTIVATIONS)[-1]  # (10000, 10)
P_train = backprop.forward(X_tr, trained, ACTIVATIONS)[-1]
print(
    "probabilities of test image 0:",
    P_test[0].round(2),
    "-> answer",
    P_test[0].argmax(),
)
correct = int((P_test.argmax(axis=1) == y_test).sum())
test_acc, train_acc = correct / len(y_test), (P_train.argmax(axis=1) == y_train).mean()
print(f"right on the test set: {correct} / {len(y_test)} = {test_acc:.3f}")
print(f"training accuracy {train_acc:.3f}")
assert P_test[0].argmax() == y_test[0] == 7
assert 0.90 < test_acc < 0.96 and abs(train_acc - test_acc) < 0.02

# %% [markdown] lang="en"
# On the test set {{ correct | .0f | 60 }} of 10,000 are right, about the share of the training set: after one epoch this network has not begun to overfit. The **error**, 1 − accuracy, is the share of wrong answers.
#
# **Overfitting** means that the error keeps falling on the training samples while on new ones it rises. We provoke it on purpose: only 500 training images, 128 relu units, 400 updates. And once more with 20 % of the 500 labels replaced by a wrong digit, as happens with data labelled in a hurry; the test labels stay correct.
#
# `train_small` trains with Adam, an optimizer of chapter 7, and measures every 25 updates. Its options are for the next section.

# %% [markdown] lang="zh-TW" of="ad9955e4"
# 測試集（test set）的 10,000 張裡答對 {{ correct | .0f | 60 }} 張，比例和訓練集（training set）差不多：才訓練一個週期，這個網路還沒開始過度配適。**錯誤率**（error）是 1 − 準確率，也就是答錯的比例。
#
# **過度配適**（overfitting）是指：訓練樣本的錯誤率繼續下降，新樣本的錯誤率卻上升。我們故意製造這種情況：只用 500 張訓練圖片、128 個 relu 單元、更新 400 次。再做一次，但把這 500 個標籤中的 20% 換成錯的數字，就像匆忙標註的資料那樣；測試集的標籤仍然正確。
#
# `train_small` 用第 7 章的優化器（optimizer）Adam 訓練，每 25 次更新量一次。它的其他選項下一節才會用到。


# %% rows="B8 B9"
def small_model(lr, units=128, regularizer=None, dropout=0.0):
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(
                units, activation="relu", kernel_regularizer=regularizer
            ),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    loss = "sparse_categorical_crossentropy"  # labels as integers, not one-hot
    model.compile(optimizer=keras.optimizers.Adam(lr), loss=loss)
    return model


# %% [markdown] lang="en"
# `measure` gives error and loss with the weights held still; calling a model as a function is a forward pass without dropout.

# %% [markdown] lang="zh-TW" of="5144033f"
# `measure` 在權重固定的情況下給出錯誤率和損失；把模型當函式呼叫，就是一次不含丟棄法的正向傳播。


# %% rows="B8 B9"
def measure(model, X, y):
    """Share of wrong answers, and mean cross-entropy."""
    P = model(X).numpy()
    p_right = P[np.arange(len(y)), y]  # of each sample, the probability of its label
    return np.mean(P.argmax(axis=1) != y), -np.mean(np.log(p_right + 1e-9))  # no ln 0


def train_small(model, X, y, X_new, y_new, num_updates, seed, change=None, every=25):
    """Errors and losses on (X, y) and (X_new, y_new) over time; the best weights."""
    rng, seen, best = np.random.default_rng(seed), [], None
    for update in range(num_updates + 1):
        if update % every == 0:
            seen.append(
                [*measure(model, X[:500], y[:500]), *measure(model, X_new, y_new)]
            )
            if best is None or seen[-1][2] < min(row[2] for row in seen[:-1]):
                best = model.get_weights()
        if update < num_updates:
            rows = rng.choice(len(X), 50, replace=False)
            batch = X[rows] if change is None else change(X[rows], rng)
            model.train_on_batch(batch, y[rows])
    names = ["train_error", "train_loss", "test_error", "test_loss"]
    return dict(zip(names, np.array(seen).T, strict=True)), best


# %% [markdown] lang="en"
# Now the two trainings. `order` is the random order of 3.10, so the first 500 images are a random choice.

# %% [markdown] lang="zh-TW" of="8fa18580"
# 接著是兩次訓練。`order` 是 3.10 節的隨機順序，所以前 500 張就是隨機挑選的圖片。

# %% rows="B8" tags=["nbval-ignore-output"]
rng = np.random.default_rng(0)
y_wrong = y_train[order].copy()  # the training set in random order
is_wrong = rng.random(len(y_wrong)) < 0.2
y_wrong[is_wrong] = (y_wrong[is_wrong] + rng.integers(1, 10, is_wrong.sum())) % 10
X_mixed, y_right = X_tr[order], y_train[order]

records, updates = {}, np.arange(0, 401, 25)
for title, labels in [("All labels right", y_right), ("20 % of labels wrong", y_wrong)]:
    keras.utils.set_random_seed(0)
    model = small_model(lr=0.002)
    records[title], _ = train_small(
        model, X_mixed[:500], labels[:500], X_te, y_test, num_updates=400, seed=0
    )
for title, record in records.items():
    error, loss = record["test_error"], record["test_loss"]
    print(f"{title}: training error {record['train_error'][-1]:.2f};", end=" ")
    print(f"test error at best {error.min():.2f}, in the end {error[-1]:.2f};", end=" ")
    print(f"test loss {loss.min():.2f}, {loss[-1]:.2f}")
    assert record["train_error"][-1] < 0.03 and loss[-1] > loss.min() + 0.02
assert error[-1] > error.min() + 0.02  # of the record with wrong labels

# %% [markdown] lang="en"
# The curves, with the axes cut at the top so that the slow changes can be seen:

# %% [markdown] lang="zh-TW" of="e0cc6eb7"
# 曲線如下，縱軸截掉上方，才看得出緩慢的變化：

# %% rows="B8"
show(
    draw.overfitting(records, updates),
    alt="Errors and losses over 400 updates. With right labels the training error goes "
    "to 0, the test error falls and stays flat, the test loss falls and rises a "
    "little. With wrong labels the training error also goes to 0, while test error and "
    "test loss reach a minimum early and rise clearly afterwards.",
)

# %% [markdown] lang="en"
# Three observations.
#
# - The training error goes to 0 in both cases. With wrong labels that means: the network has **memorised** even the {{ is_wrong[:500].sum() | d }} wrong labels. Zhang et al. (2017) showed that large networks can even learn labels that are completely random.
# - With wrong labels the *test error* has its minimum early and rises afterwards: this is the textbook picture. Our reading: memorising the exceptions spoils answers nearby that had been right.
# - With right labels the test error does **not** rise here, it only stops falling; but the test *loss* rises. The likely reason, not tested here: the network becomes ever more certain, also where it is wrong, and the loss punishes that. Whether you see overfitting depends on what you measure.
#
# One run each, so do not trust the digits; the next section repeats the case with several seeds.

# %% [markdown] lang="zh-TW" of="302c7c51"
# 有三點觀察。
#
# - 兩種情況下，訓練錯誤率都降到 0。標籤有錯時，這表示網路連 {{ is_wrong[:500].sum() | d }} 個錯誤的標籤也**背**了起來。Zhang et al.（2017）指出，大型網路甚至學得會完全隨機的標籤。
# - 標籤有錯時，**測試錯誤率**很早就到最低點，之後上升，這就是教科書上的那張圖。我們的解讀是：死背例外，把附近原本答對的也弄錯了。
# - 標籤全對時，測試錯誤率在這裡**沒有**上升，只是不再下降；但測試**損失**上升了。可能的原因（這裡沒有檢驗）是網路越來越有把握，連答錯的地方也一樣，而損失會懲罰這種情況。看不看得到過度配適，取決於你量的是什麼。
#
# 這裡各只跑一次，別太相信數字；下一節會用好幾個隨機種子重做這個案例。

# %% [markdown] lang="en"
# ## 3.12 Remedies, on one figure
#
# The case with wrong labels, treated in seven ways. Everything else stays the same: 500 images, 128 units, 500 updates with batches of 50, a smaller learning rate of 0.0005.
#
# | remedy | what changes | idea |
# |---|---|---|
# | smaller model | 24 units | less room for memorising |
# | more data | 2500 images, 20 % of their labels wrong too | exceptions no longer fit in |
# | L1 | the loss gains $0.002\sum\lvert w\rvert$ over the first layer | pulls weights to exactly 0 |
# | L2 | the loss gains $0.05\sum w^2$ over the first layer | keeps weights small (Krogh and Hertz, 1992) |
# | dropout | each hidden output is set to 0 with probability 0.8 in training | no unit may rely on another (Srivastava et al., 2014) |
# | augmentation | in each batch, every image is shifted by −2 to 2 pixels | new pictures, same label |
# | early stopping | keep the weights with the lowest validation error | stop before memorising begins (Prechelt, 1998) |
#
# Early stopping chooses by looking at data, and whoever chooses by the test set has used it up. So the curves are measured on a **validation set**: 2000 further training images with correct labels. The test set is used once, for the final numbers. (`keras.callbacks.EarlyStopping` with `restore_best_weights=True` does the same within `fit`.) L1, L2, dropout, augmentation and early stopping are all called **regularization**.

# %% [markdown] lang="zh-TW" of="e84546d8"
# ## 3.12 各種對策放在同一張圖
#
# 針對標籤有錯的案例，我們試用七種對策。其他條件都相同：500 張圖片、128 個單元、500 次更新、批次大小 50、較小的學習率 0.0005。
#
# | 對策 | 改變什麼 | 想法 |
# |---|---|---|
# | 縮小模型 | 24 個單元 | 背東西的空間變少 |
# | 更多資料 | 2500 張圖片，標籤同樣有 20% 是錯的 | 例外多到背不完 |
# | L1 | 損失加上第一層的 $0.002\sum\lvert w\rvert$ | 把權重拉到剛好 0 |
# | L2 | 損失加上第一層的 $0.05\sum w^2$ | 讓權重保持小（Krogh and Hertz, 1992） |
# | 丟棄法（dropout） | 訓練時，每個隱藏輸出以 0.8 的機率設為 0 | 任何單元都不能依賴其他單元（Srivastava et al., 2014） |
# | 資料增強（data augmentation） | 每個批次裡，每張圖片隨機平移 −2 到 2 個像素 | 圖片是新的，標籤不變 |
# | 提前停止（early stopping） | 保留驗證錯誤率最低時的權重 | 在開始死背之前停下來（Prechelt, 1998） |
#
# 提前停止是看著資料做選擇，而拿測試集做選擇，就等於把測試集用掉了。所以曲線是在**驗證集**（validation set）上量的：另外 2000 張標籤正確的訓練圖片。測試集只在最後用一次。（在 `fit` 裡，`keras.callbacks.EarlyStopping` 加上 `restore_best_weights=True` 會做同樣的事。）L1、L2、丟棄法、資料增強和提前停止，合稱**正則化**（regularization）。


# %% rows="B9"
def shift(X, rng):
    """Move each image by -2 to 2 pixels in both directions, background coming in."""
    images = np.pad(X.reshape(-1, 28, 28), ((0, 0), (2, 2), (2, 2)))
    moved = [
        image[down : down + 28, right : right + 28]
        for image, (down, right) in zip(
            images, rng.integers(0, 5, (len(X), 2)), strict=True
        )
    ]
    return np.array(moved).reshape(X.shape)


REMEDIES = {
    "none": {},
    "smaller model": {"units": 24},
    "L1": {"regularizer": keras.regularizers.L1(0.002)},
    "L2": {"regularizer": keras.regularizers.L2(0.05)},
    "dropout": {"dropout": 0.8},
    "augmentation": {"change": shift},
    "more data": {"num_images": 2500},
}
X_val, y_val = X_mixed[-2000:], y_right[-2000:]

# %% [markdown] lang="en"
# Every remedy runs three times, each time with other training images, other starting weights and other batches; the same three sets for all remedies, so that they can be compared in pairs.

# %% [markdown] lang="zh-TW" of="f8361921"
# 每種對策都跑三次，每次用不同的訓練圖片、初始權重和批次；所有對策都用同樣的三組，這樣才能成對比較。

# %% rows="B9"
curves, final = {}, {}
for name, remedy in REMEDIES.items():
    options = dict(remedy)
    num_images, change = options.pop("num_images", 500), options.pop("change", None)
    runs = []
    for seed in range(3):
        first = 2500 * seed
        rows = slice(first, first + num_images)
        keras.utils.set_random_seed(seed)
        model = small_model(lr=0.0005, **options)
        record, best = train_small(
            model, X_mixed[rows], y_wrong[rows], X_val, y_val, 500, seed, change
        )
        runs.append(record["test_error"])  # here: of the validation set
        final.setdefault(name, []).append(measure(model, X_te, y_test)[0])
        if name == "none":
            model.set_weights(best)
            final.setdefault("early stopping", []).append(
                measure(model, X_te, y_test)[0]
            )
    curves[name] = np.mean(runs, axis=0)
stop = (25 * curves["none"].argmin(), curves["none"].min())

# %% [markdown] lang="en"
# All curves on one figure. The star is the lowest point of the untreated network.

# %% [markdown] lang="zh-TW" of="84337497"
# 所有曲線放在同一張圖。星號是不處理時的最低點。

# %% rows="B9"
show(
    draw.remedies(curves, np.arange(0, 501, 25), stop),
    alt="Validation error over 500 updates, mean of three runs. Without remedy it "
    "falls to about 0.20 and rises to about 0.23; a star marks early stopping at the "
    "lowest point. Smaller model, L1 and L2 end a little lower, dropout lower, "
    "augmentation and more data lowest of all and without a rise.",
)

# %% [markdown] lang="en"
# And the test error, with the final weights (for early stopping, the kept ones). The gain is the difference to the untreated network with the same images and seed.

# %% [markdown] lang="zh-TW" of="f81aacf9"
# 接著是測試錯誤率，用最後的權重來量（提前停止則用保留的權重）。gain 是與圖片、種子都相同但不做處理的網路相比，所得的差。

# %% rows="B9" tags=["nbval-ignore-output"]
means = {name: np.mean(errors) for name, errors in final.items()}
gains = {name: np.array(final["none"]) - errors for name, errors in final.items()}
ranked = sorted(means, key=means.get, reverse=True)
for name in ranked:
    print(f"{name:15} test error {means[name]:.3f}, gains {gains[name].round(3)}")
clear = ["early stopping", "dropout", "augmentation", "more data"]
slight = ["smaller model", "L1", "L2"]
assert all(gains[name].mean() > 0.01 for name in clear)
assert all(gains[name].min() > 0.01 for name in clear[1:])
assert all(-0.01 < gains[name].mean() < gains["dropout"].mean() for name in slight)

# %% [markdown] lang="en"
# The same as bars, with the standard deviation of the three runs:

# %% [markdown] lang="zh-TW" of="4dc1d018"
# 同樣的數字畫成長條圖，並標出三次執行的標準差：

# %% rows="B9"
spread = {name: np.std(final[name]) for name in ranked}
show(
    plotting.plot_bars(
        {name: means[name] for name in ranked},
        errors=spread,
        ylabel="test error (share wrong)",
        title="Test error: mean and standard deviation of three runs",
    ),
    alt="Bars of the test error: highest without remedy, a little lower with L1, L2 "
    "and the smaller model, then early stopping, dropout, augmentation, more data",
)

# %% [markdown] lang="en"
# Without remedy {{ means["none"] | .2f | 0.02 }} of the test images are wrong.
#
# - **More data** is best ({{ means["more data"] | .2f | 0.02 }}), then **augmentation** ({{ means["augmentation"] | .2f | 0.02 }}), which makes new data out of old. In all three runs both beat the untreated network by a clear margin, and so does **dropout** ({{ means["dropout"] | .2f | 0.02 }}).
# - **Early stopping** ({{ means["early stopping"] | .2f | 0.02 }}) costs nothing, and can be combined with every other remedy.
# - **Smaller model**, **L1** and **L2** help little here; three runs cannot rank them among each other, and with other seeds some of them gain nothing.
#
# What this does not show: which remedy is best in general. We picked one strength for each (0.8, 0.05, …) after a few trials on validation data; other strengths, other data or fewer wrong labels change the order. And shifting digits is fair only because a shifted 7 is still a 7.

# %% [markdown] lang="zh-TW" of="89df5aa0"
# 不做任何處理時，測試圖片的錯誤率是 {{ means["none"] | .2f | 0.02 }}。
#
# - **更多資料**最好（{{ means["more data"] | .2f | 0.02 }}），其次是**資料增強**（{{ means["augmentation"] | .2f | 0.02 }}），它從舊資料變出新資料。三次執行裡，這兩者都明顯勝過不處理的網路，**丟棄法**（{{ means["dropout"] | .2f | 0.02 }}）也是。
# - **提前停止**（{{ means["early stopping"] | .2f | 0.02 }}）不花成本，而且可以和其他任何對策併用。
# - **縮小模型**、**L1** 和 **L2** 在這裡幫助不大；只有三次執行，排不出它們之間的名次，換個種子，有些可能毫無幫助。
#
# 這個實驗並沒有說明，一般而言哪種對策最好。每種對策的強度（0.8、0.05……）都是在驗證資料上試了幾次後選定的；換個強度、換份資料，或錯誤標籤少一點，名次就會改變。另外，平移數字之所以合理，是因為平移之後的 7 還是 7。

# %% [markdown] lang="en"
# ## 3.13 Explore: step through the two passes
#
# The network of 3.1 again. In a live notebook, move the slider *step* from 0 to 8 and see the values appear from left to right, then the error signals and gradients from right to left. The other sliders change the input and the target. The figure shows the last step.

# %% [markdown] lang="zh-TW" of="9a19c009"
# ## 3.13 動手探索：一步一步走過兩趟傳播
#
# 再看一次 3.1 節的網路。在可執行的筆記本裡，把滑桿「step」從 0 移到 8，會看到數值由左往右出現，接著誤差訊號和梯度由右往左出現。其他控制項可以改變輸入和目標。圖中顯示的是最後一步。

# %%
from utils.explore import explore


def passes(x1, x2, target):
    """All numbers of one forward and one backward pass."""
    x, y = np.array([x1, x2]), np.eye(3)[target - 1]
    z1 = W1 @ x + b1
    a1 = np.maximum(z1, 0)
    z2 = W2 @ a1 + b2
    p = np.exp(z2) / np.exp(z2).sum()
    delta2 = p - y
    delta1 = (z1 > 0) * (W2.T @ delta2)
    values = {"x": x, "y": y, "W1": W1, "W2": W2, "z1": z1, "a1": a1, "z2": z2, "p": p}
    values |= {"C": -np.log(p[target - 1]), "delta1": delta1, "delta2": delta2}
    return values | {"dW1": np.outer(delta1, x), "dW2": np.outer(delta2, a1)}


explore(
    lambda step, x1, x2, target: draw.network_step(passes(x1, x2, target), step),
    alt="The network at the last step: values in the nodes, error signals below them, "
    "and on every edge the derivative of the loss with respect to its weight.",
    step=(0, 8, 1, 8),
    x1=(-1.0, 1.0, 0.1, 0.6),
    x2=(-1.0, 1.0, 0.1, 0.2),
    target=[2, 1, 3],
)

# %% [markdown] lang="en"
# Try to predict before you move a slider:
#
# - Set $x_2 = 0$. Which gradients vanish, and why only those?
# - Find an input for which hidden unit 3 is on. What changes on the edges around it?
# - Change the target. Which numbers change, and which stay?
#
# <details><summary>Answers</summary>
#
# With $x_2 = 0$ the three gradients of the edges that leave $x_2$ are 0, because each contains the factor $x_2$; the others stay alive. Unit 3 is on when $-0.5x_1 + 0.4x_2 + 0.1 > 0$, for instance at $x_1 = 0$: then its error signal and the gradients of its incoming and outgoing edges appear. The target changes nothing in the forward pass but the loss; all error signals change.
# </details>

# %% [markdown] lang="zh-TW" of="564f46e0"
# 移動滑桿之前，先試著預測：
#
# - 設 $x_2 = 0$。哪些梯度會消失？為什麼只有這些？
# - 找一個讓隱藏單元 3 開啟的輸入。它周圍的邊有什麼改變？
# - 改變目標。哪些數字會變，哪些不變？
#
# <details><summary>解答</summary>
#
# $x_2 = 0$ 時，從 $x_2$ 出發的三條邊梯度為 0，因為都含有因子 $x_2$；其他的不受影響。當 $-0.5x_1 + 0.4x_2 + 0.1 > 0$ 時單元 3 會開啟，例如 $x_1 = 0$：這時它的誤差訊號，以及進出它的邊的梯度都會出現。改變目標時，正向傳播裡只有損失會變；誤差訊號則全部都會變。
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A network has the layers 4 – 5 – 3. How many parameters has it, and what are the shapes of $\delta^2$, $\delta^1$ and $\partial C/\partial W^1$ for one sample (vectors) and for a batch of 32 (rows)?
#
# <details><summary>Answer</summary>
#
# $4\cdot5 + 5 + 5\cdot3 + 3 = 43$. One sample: (3,), (5,), (5, 4). Batch: (32, 3), (32, 5), (4, 5).
# </details>
#
# **2.** Softmax gives $p = (0.7, 0.2, 0.1)$, the target is class 1. What is $\delta$? What is it if the loss is perfect, $p = (1, 0, 0)$?
#
# <details><summary>Answer</summary>
#
# $\delta = p - y = (-0.3, 0.2, 0.1)$; it always sums to 0. For $p = y$ it is (0, 0, 0), and no weight changes.
# </details>
#
# **3.** Somebody initialises all weights and biases with 0 and uses tanh. Which gradients are not 0 in the first step?
#
# <details><summary>Answer</summary>
#
# All hidden outputs are $\tanh 0 = 0$, so $\partial C/\partial W^2 = \delta^2(a^1)^\top = 0$. $(W^2)^\top\delta^2 = 0$, so $\delta^1 = 0$ and with it all of layer 1. Only $\partial C/\partial b^2 = \delta^2$ is left: the network can merely learn how frequent each class is. Chapter 4 takes this up.
# </details>
#
# **4.** A program computes 1000 outputs from one input. Which mode of automatic differentiation would you choose?
#
# <details><summary>Answer</summary>
#
# Forward mode: one pass gives the slopes of all 1000 outputs towards the one input. Reverse mode needs one pass per output.
# </details>
#
# **5.** During training the training error falls from 0.10 to 0.02, the validation error stays at 0.15 and the validation loss rises. What would you do first?
#
# <details><summary>Answer</summary>
#
# The network grows too certain about its training samples. Cheapest: keep the weights with the best validation value (early stopping). Then more data or augmentation, then regularization; a larger network or longer training would make it worse.
# </details>

# %% [markdown] lang="zh-TW" of="fc83cbab"
# ## 自我檢測
#
# **1.** 某個網路的各層是 4 – 5 – 3。它有幾個參數？對單一樣本（向量）和 32 個樣本的批次（排成列），$\delta^2$、$\delta^1$ 和 $\partial C/\partial W^1$ 的形狀各是什麼？
#
# <details><summary>解答</summary>
#
# $4\cdot5 + 5 + 5\cdot3 + 3 = 43$。單一樣本：(3,)、(5,)、(5, 4)。批次：(32, 3)、(32, 5)、(4, 5)。
# </details>
#
# **2.** softmax 給出 $p = (0.7, 0.2, 0.1)$，目標是第 1 類。$\delta$ 是多少？如果預測完美，$p = (1, 0, 0)$，又是多少？
#
# <details><summary>解答</summary>
#
# $\delta = p - y = (-0.3, 0.2, 0.1)$，總和一定是 0。$p = y$ 時是 (0, 0, 0)，所有權重都不變。
# </details>
#
# **3.** 有人把所有權重和偏差都設為 0，並使用 tanh。第一步有哪些梯度不是 0？
#
# <details><summary>解答</summary>
#
# 所有隱藏輸出都是 $\tanh 0 = 0$，所以 $\partial C/\partial W^2 = \delta^2(a^1)^\top = 0$。又因為 $(W^2)^\top\delta^2 = 0$，所以 $\delta^1 = 0$，第 1 層的梯度也全是 0。只剩下 $\partial C/\partial b^2 = \delta^2$：網路頂多學到每個類別有多常出現。第 4 章會談這個問題。
# </details>
#
# **4.** 某個程式從一個輸入算出 1000 個輸出。你會選哪一種模式的自動微分？
#
# <details><summary>解答</summary>
#
# 正向模式：走一趟就得到 1000 個輸出對這個輸入的斜率。反向模式則每個輸出都要走一趟。
# </details>
#
# **5.** 訓練時，訓練錯誤率從 0.10 降到 0.02，驗證錯誤率停在 0.15，驗證損失上升。你會先做什麼？
#
# <details><summary>解答</summary>
#
# 網路對訓練樣本太有把握了。成本最低的做法是保留驗證結果最好的權重（提前停止），接著是更多資料或資料增強，再來是正則化；用更大的網路或訓練更久只會更糟。
# </details>

# %% [markdown] lang="en"
# ## Summary
#
# - The **error signal** of a unit is $\delta = \partial C/\partial z$. For softmax with cross-entropy it is $p - y$ at the output, if the targets sum to 1.
# - One layer back: $\delta^l = \sigma'(z^l)\odot (W^{l+1})^\top\delta^{l+1}$. The sum over paths makes the transpose.
# - The derivative of a weight is the error signal at its end times the activity at its beginning: $\delta\,a^\top$ for one sample, $A^\top\Delta$ for a batch.
# - A gradient has the shape of its parameter. Shapes find a missing transpose; central differences find a wrong sign.
# - **Automatic differentiation**: every value remembers its parents and the local slopes; the backward sweep multiplies and adds.
# - **Reverse mode** gives the whole gradient for about the price of one or two forward passes; forward mode and differences pay once per parameter.
# - Our code and Keras agree at every step up to rounding, and the rounding shrinks with the precision as it should.
# - **Overfitting**: training error falls, test error or test loss rises. More data, augmentation, dropout, smaller models, L1, L2 and early stopping work against it, by different amounts.

# %% [markdown] lang="zh-TW" of="eefb9db4"
# ## 總結
#
# - 單元的**誤差訊號**是 $\delta = \partial C/\partial z$。softmax 搭配交叉熵時，只要目標的總和是 1，輸出層的誤差訊號就是 $p - y$。
# - 往回一層：$\delta^l = \sigma'(z^l)\odot (W^{l+1})^\top\delta^{l+1}$。轉置來自對各條路徑的加總。
# - 權重的導數，是終點的誤差訊號乘上起點的活躍程度：單一樣本為 $\delta\,a^\top$，批次為 $A^\top\Delta$。
# - 梯度的形狀和它的參數相同。形狀能找出少掉的轉置，中央差分能找出錯誤的正負號。
# - **自動微分**：每個值記住父節點與局部斜率；往回走的那一趟負責相乘與相加。
# - **反向模式**以大約一到兩次正向傳播的代價得到整個梯度；正向模式和差分法則是每個參數都要付一次代價。
# - 我們的程式和 Keras 每一步都只差捨入誤差，而捨入誤差也如預期隨精確度縮小。
# - **過度配適**：訓練錯誤率下降，測試錯誤率或測試損失上升。更多資料、資料增強、丟棄法、縮小模型、L1、L2 和提前停止都能對抗它，效果各有不同。

# %% [markdown] lang="en"
# ## References
#
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind (2018). Automatic differentiation in machine learning: a survey. *Journal of Machine Learning Research* 18 (153), 1–43.
# - A. Krogh, J. A. Hertz (1992). A simple weight decay can improve generalization. *Advances in Neural Information Processing Systems* 4, 950–957.
# - S. Linnainmaa (1976). Taylor expansion of the accumulated rounding error. *BIT Numerical Mathematics* 16, 146–160. [doi:10.1007/BF01931367](https://doi.org/10.1007/BF01931367)
# - L. Prechelt (1998). Early stopping – but when? In *Neural Networks: Tricks of the Trade*, LNCS 1524, 55–69. Springer. [doi:10.1007/3-540-49430-8_3](https://doi.org/10.1007/3-540-49430-8_3)
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986). Learning representations by back-propagating errors. *Nature* 323, 533–536. [doi:10.1038/323533a0](https://doi.org/10.1038/323533a0)
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov (2014). Dropout: a simple way to prevent neural networks from overfitting. *Journal of Machine Learning Research* 15 (56), 1929–1958.
# - C. Zhang, S. Bengio, M. Hardt, B. Recht, O. Vinyals (2017). Understanding deep learning requires rethinking generalization. *International Conference on Learning Representations*. [arXiv:1611.03530](https://arxiv.org/abs/1611.03530)

# %% [markdown] lang="zh-TW" of="5e1733af"
# ## 參考文獻
#
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind (2018). Automatic differentiation in machine learning: a survey. *Journal of Machine Learning Research* 18 (153), 1–43.
# - A. Krogh, J. A. Hertz (1992). A simple weight decay can improve generalization. *Advances in Neural Information Processing Systems* 4, 950–957.
# - S. Linnainmaa (1976). Taylor expansion of the accumulated rounding error. *BIT Numerical Mathematics* 16, 146–160. [doi:10.1007/BF01931367](https://doi.org/10.1007/BF01931367)
# - L. Prechelt (1998). Early stopping – but when? In *Neural Networks: Tricks of the Trade*, LNCS 1524, 55–69. Springer. [doi:10.1007/3-540-49430-8_3](https://doi.org/10.1007/3-540-49430-8_3)
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986). Learning representations by back-propagating errors. *Nature* 323, 533–536. [doi:10.1038/323533a0](https://doi.org/10.1038/323533a0)
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov (2014). Dropout: a simple way to prevent neural networks from overfitting. *Journal of Machine Learning Research* 15 (56), 1929–1958.
# - C. Zhang, S. Bengio, M. Hardt, B. Recht, O. Vinyals (2017). Understanding deep learning requires rethinking generalization. *International Conference on Learning Representations*. [arXiv:1611.03530](https://arxiv.org/abs/1611.03530)
