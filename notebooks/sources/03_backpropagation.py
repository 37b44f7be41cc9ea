# %% [markdown] lang="en"
# After this chapter you can
#
# - carry a small network through one forward pass, one backward pass and one update, with every number written out;
# - say why the effects of many paths add up, and derive from it the four equations of backpropagation;
# - use the shapes to find a missing transpose, and a numeric test to find a wrong sign;
# - build a program that differentiates other programs, and explain why it works backwards;
# - recognise overfitting in learning curves, and tell a remedy that works from one that only buys time.
#
# You need chapters 1 and 2: weighted sum, activation, softmax, gradient descent, matrix product, chain rule. All letters stand in the [notation table](notation.md): samples are rows, weights have the shape (inputs, outputs).

# %% [markdown] lang="zh-TW" of="b96d755e"
# 讀完這一章，你可以
#
# - 用一個小網路走完一次正向傳遞（forward pass）、一次反向傳遞（backward pass）和一次更新，並寫出每個數字；
# - 說出許多條路徑的影響為什麼要相加，並由此推導反向傳播的四個式子；
# - 從形狀看出哪裡少了轉置（transpose），用數值檢查找出錯誤的正負號；
# - 寫一個能對其他程式微分的程式，並解釋它為什麼要從輸出往回算；
# - 從學習曲線（learning curve）認出過度配適（overfitting），並分辨哪些對策真的有效、哪些只是拖延時間。
#
# 你需要第 1、2 章的內容：加權總和（weighted sum）、激活函數（activation function）、softmax、梯度下降（gradient descent）、矩陣乘法與連鎖律（chain rule）。所有字母都列在[記號表](notation.md)裡：樣本是列（row），權重的形狀是（輸入，輸出）。

# %%
from itertools import product

import numpy as np
from scipy.special import log_softmax, softmax

from utils import plotting
from utils.data import flatten, load_mnist, one_hot, to_float
from utils.drawings import backpropagation as drawings
from utils.drawings.backpropagation import COLUMNS, Network, frames
from utils.nn import backprop
from utils.nn.autodiff import Value
from utils.nn.backprop import numeric_gradient, relative_error
from utils.plotting import show
from utils.show_code import print_code
from utils.slides import check_erratum, check_slide

np.set_printoptions(precision=4, suppress=True)

# %% [markdown] lang="en"
# ## 3.1 A network with 21 parameters (8 min)
#
# Gradient descent needs one derivative for every weight and every bias. **Backpropagation** computes all of them in one sweep from the loss back to the inputs (Rumelhart et al., 1986). We begin with a network so small that we can follow every number: two inputs, one hidden layer of three units, three outputs.
#
# - $x$: the inputs, shape (2,).
# - $W^{(1)}$: the weights of layer 1, shape (2, 3). $W^{(1)}_{ij}$ leads **from** input $i$ **to** hidden unit $j$. The number in brackets is the layer, not a power.
# - $b^{(1)}$: the biases of layer 1, shape (3,).
# - $z^{(1)} = xW^{(1)} + b^{(1)}$: the weighted sums, shape (3,) = (2,)(2, 3) + (3,).
# - $a^{(1)} = \varphi(z^{(1)})$: the outputs of the layer. $\varphi$ stands for any activation; here it is relu.
#
# Layer 2 does the same with $a^{(1)}$ as its input: $z^{(2)} = a^{(1)}W^{(2)} + b^{(2)}$, where $W^{(2)}$ has the shape (3, 3). Together $6 + 3 + 9 + 3 = 21$ parameters.
#
# The example comes from the lecture on which this chapter is based. Its slides give the input (0.6, 0.2) and the sums $z^{(2)}$; the picture with the weights is lost. So **we chose** the weights, and relu. A line that begins with a topic number, such as `B4`, compares what a cell has computed with the number on the slide, and stops the program if they differ.
#
# **Predict.** Hidden unit 3 has the weights −0.5 and 0.4 and the bias 0.1. What does it send on?
#
# <details><summary>Answer</summary>
#
# Its sum is $-0.5\cdot0.6 + 0.4\cdot0.2 + 0.1 = -0.12$, and relu makes 0 of it: for this sample unit 3 is switched off.
# </details>

# %% [markdown] lang="zh-TW" of="1361f735"
# ## 3.1 一個有 21 個參數的網路（8 分鐘）
#
# 梯度下降需要損失對每個權重、每個偏差的導數。**反向傳播**（backpropagation）從損失往輸入一路算回去，一趟就能全部求出（Rumelhart et al., 1986）。我們先看一個小到每個數字都追得到的網路：兩個輸入、一個有三個隱藏單元（hidden unit）的隱藏層（hidden layer）、三個輸出。
#
# - $x$：輸入，形狀 (2,)。
# - $W^{(1)}$：第 1 層的權重（weight），形狀 (2, 3)。$W^{(1)}_{ij}$ **從**輸入 $i$ **通往**隱藏單元 $j$。括號裡的數字是層的編號，不是次方。
# - $b^{(1)}$：第 1 層的偏差（bias），形狀 (3,)。
# - $z^{(1)} = xW^{(1)} + b^{(1)}$：加權總和，形狀 (3,) = (2,)(2, 3) + (3,)。
# - $a^{(1)} = \varphi(z^{(1)})$：這一層的輸出。$\varphi$ 代表任何一種激活函數，這裡是 relu。
#
# 第 2 層以 $a^{(1)}$ 為輸入，做同樣的事：$z^{(2)} = a^{(1)}W^{(2)} + b^{(2)}$，其中 $W^{(2)}$ 的形狀是 (3, 3)。總共 $6 + 3 + 9 + 3 = 21$ 個參數。
#
# 這個例子出自本章所依據的課程。投影片給了輸入 (0.6, 0.2) 和總和 $z^{(2)}$，但標著權重的圖已經遺失，所以權重和 relu 都是**我們自己選的**。輸出裡以 `B4` 這類主題編號開頭的文字，是把程式算出的結果和投影片上的數字比對；兩者不符，程式就會停止。
#
# **先猜猜看。** 隱藏單元 3 的權重是 −0.5 和 0.4，偏差是 0.1。它會送出什麼？
#
# <details><summary>解答</summary>
#
# 它的總和是 $-0.5\cdot0.6 + 0.4\cdot0.2 + 0.1 = -0.12$，經過 relu 變成 0：對這個樣本來說，單元 3 是關閉的。
# </details>

# %% rows="B4 B1" slides="C005 C028"
x = np.array([0.6, 0.2])
W1 = np.array([[0.1, 0.2, -0.5], [0.2, -0.3, 0.4]])  # (2, 3): from i, to j
b1 = np.array([0.0, 0.0, 0.1])
W2 = np.array([[0.3, -0.3, 0.4], [-0.5, 0.6, 0.5], [0.4, 0.2, -0.2]])  # (3, 3)
b2 = np.array([0.0, 0.0, 0.05])

z1 = x @ W1 + b1
a1 = np.maximum(z1, 0)
z2 = a1 @ W2 + b2
print("z1 =", z1, "  a1 =", a1)
assert np.allclose(z1, [0.1, 0.06, -0.12]) and a1[2] == 0
#! falsify: x @ W1 + b1 => x @ W1 - b1
#! falsify: np.maximum(z1, 0) => np.abs(z1)

# %% [markdown] lang="en"
# The numbers $z^{(2)}$ are called **logits**. **Softmax** (chapter 1) turns them into three probabilities $p$, and the **cross-entropy** measures how bad these are. The target $y = (0, 1, 0)$ says that the second class is right:
#
# $$p_k = \frac{e^{z_k}}{\sum_m e^{z_m}}, \qquad C = -\sum_k y_k \ln p_k = -\ln p_2 .$$
#
# Only the probability of the right class counts, since the other $y_k$ are 0. The unit is the *nat*, as the logarithm is the natural one. We take softmax and its logarithm from SciPy, in the form that cannot overflow.

# %% [markdown] lang="zh-TW" of="222d4e91"
# $z^{(2)}$ 這些數稱為**對數勝算**（logit），以下直接寫 logit。**softmax**（第 1 章）把它們變成三個機率 $p$，**交叉熵**（cross-entropy）則衡量這些機率有多差。目標 $y = (0, 1, 0)$ 表示正確答案是第二類：
#
# $$p_k = \frac{e^{z_k}}{\sum_m e^{z_m}}, \qquad C = -\sum_k y_k \ln p_k = -\ln p_2 .$$
#
# 其他的 $y_k$ 都是 0，所以只有正確類別的機率有影響。因為取的是自然對數，單位稱為 nat。softmax 和它的對數都用 SciPy 的版本，那種寫法不會溢位。

# %% rows="B4" slides="C030 C035"
y = np.array([0.0, 1.0, 0.0])
p = softmax(z2)
C = -np.sum(y * log_softmax(z2))
print("p =", p, f"  C = {C:.4f}")
assert np.isclose(p.sum(), 1) and np.isclose(C, -np.log(p[1]))
#! falsify: -np.sum(y * log_softmax(z2)) => np.sum(y * log_softmax(z2))
#! falsify: p = softmax(z2) => p = np.exp(z2)

# %% rows="B4" slides="C027 C029 C031 C032 C033 C034" fold="Compare with the slide"
check_slide("B4", "parameters", W1.size + b1.size + W2.size + b2.size, "21")
check_slide("B4", "logits", z2, ["0", "0.006", "0.12"], show="0, 0.006, 0.12")
check_slide("B4", "softmax", p, ["0.319", "0.321", "0.36"])
check_slide("B4", "sum of the probabilities", p.sum(), "1", within=1e-12, show="1")
check_slide("B4", "class of the target", y.argmax() + 1, "2")
check_slide("B4", "loss from the rounded 0.321", -np.log(0.321), "1.1363")
check_erratum("B4", "loss, not rounded in between", C, slide="1.1363", right="1.1362")
#! falsify: a1 @ W2 + b2 => a1 @ W2.T + b2
#! falsify: W1.size + b1.size + W2.size => W1.size + x.size + W2.size

# %% [markdown] lang="en"
# The slide rounds $p_2$ to 0.321 before it takes the logarithm and so gets 1.1363; without that rounding the loss is {{ C | .4f }}. The network is nearly undecided: three equal probabilities would cost $\ln 3 = {{ np.log(3) | .4f }}$.

# %% [markdown] lang="zh-TW" of="8e9ead38"
# 投影片先把 $p_2$ 四捨五入成 0.321 再取對數，得到 1.1363；中間不捨入的話，損失是 {{ C | .4f }}。這個網路幾乎拿不定主意：三個機率相等時，損失是 $\ln 3 = {{ np.log(3) | .4f }}$。

# %% fold="Draw the forward pass"
network = Network(W1, W2, b1, b2)
steps = frames(network, x, y)
show(
    drawings.plot_frame(steps[4]),
    alt="The network from left to right: inputs 0.6 and 0.2, hidden outputs 0.1, 0.06"
    " and 0, probabilities 0.319, 0.321 and 0.360; weights on the edges, sums and"
    " biases above the units, loss 1.1362.",
)
#! alt zh-TW: 由左到右的網路：輸入 0.6 和 0.2，隱藏單元的輸出 0.1、0.06 和 0，機率 0.319、0.321 和 0.360；權重標在邊上，總和與偏差標在單元上方，損失 1.1362。

# %% [markdown] lang="en"
# ## 3.2 The first error signal: p − y (8 min)
#
# How does the loss change when a weighted sum changes? Chapter 1 gave that derivative a name, the **error signal** of a unit:
#
# $$\delta_k = \frac{\partial C}{\partial z_k}.$$
#
# For the output layer we put softmax into the loss. Since $\ln p_k = z_k - \ln\sum_m e^{z_m}$,
#
# $$C = -\sum_k y_k z_k + \Big(\sum_k y_k\Big)\ln\sum_m e^{z_m} = -\sum_k y_k z_k + \ln\sum_m e^{z_m},$$
#
# where the last step uses that the targets sum to 1. Now the derivative by one $z_k$. The first sum gives $-y_k$, the logarithm gives $\dfrac{1}{\sum_m e^{z_m}}\cdot e^{z_k} = p_k$. Hence
#
# $$\delta^{(2)} = p - y\qquad\text{shapes: } (3,) = (3,) - (3,).$$
#
# Prediction minus target, nothing more: one reason why softmax and cross-entropy go together (chapter 5 gives others).
#
# **Predict.** Which of the three error signals are positive, and what is their sum?
#
# <details><summary>Answer</summary>
#
# The signal of the right class is negative: raising its logit lowers the loss. The two others are positive. The sum is 0, because $p$ and $y$ both sum to 1.
# </details>
#
# We test the formula by **central differences**, $\dfrac{\partial C}{\partial z_k} \approx \dfrac{C(z_k + \varepsilon) - C(z_k - \varepsilon)}{2\varepsilon}$ with $\varepsilon = 10^{-6}$. They know nothing of our derivation. `numeric_gradient` does this for each entry of an array.

# %% [markdown] lang="zh-TW" of="78ae3233"
# ## 3.2 第一個誤差訊號：p − y（8 分鐘）
#
# 加權總和改變時，損失會怎麼變？第 1 章替這個導數取了名字，叫做單元的**誤差訊號**（error signal）：
#
# $$\delta_k = \frac{\partial C}{\partial z_k}.$$
#
# 對輸出層，我們把 softmax 代進損失。因為 $\ln p_k = z_k - \ln\sum_m e^{z_m}$，
#
# $$C = -\sum_k y_k z_k + \Big(\sum_k y_k\Big)\ln\sum_m e^{z_m} = -\sum_k y_k z_k + \ln\sum_m e^{z_m},$$
#
# 最後一步用到目標的總和是 1。接著對其中一個 $z_k$ 微分：第一個總和微分得 $-y_k$，對數那一項微分得 $\dfrac{1}{\sum_m e^{z_m}}\cdot e^{z_k} = p_k$。因此
#
# $$\delta^{(2)} = p - y\qquad\text{形狀：} (3,) = (3,) - (3,).$$
#
# 就只是預測減目標。softmax 和交叉熵常常一起出現，這是原因之一（第 5 章還有其他原因）。
#
# **先猜猜看。** 三個誤差訊號裡，哪些是正的？總和是多少？
#
# <details><summary>解答</summary>
#
# 正確類別的訊號是負的：提高它的 logit 會降低損失。另外兩個是正的。總和是 0，因為 $p$ 和 $y$ 的總和都是 1。
# </details>
#
# 我們用**中央差分**（central difference）檢查公式：$\dfrac{\partial C}{\partial z_k} \approx \dfrac{C(z_k + \varepsilon) - C(z_k - \varepsilon)}{2\varepsilon}$，取 $\varepsilon = 10^{-6}$。這個方法完全沒有用到我們的推導。`numeric_gradient` 會對陣列的每個元素這樣做。


# %% rows="B5" slides="C008"
def loss_of_logits(z):
    return -np.sum(y * log_softmax(z))


delta2 = p - y
z_probe = z2.copy()
measured = numeric_gradient(lambda: loss_of_logits(z_probe), z_probe)
print("p - y:              ", delta2)
print("central differences:", measured)
assert np.allclose(delta2, measured, atol=1e-9) and np.isclose(delta2.sum(), 0)
#! falsify: delta2 = p - y => delta2 = y - p
#! falsify: delta2 = p - y => delta2 = p * (1 - p) * (p - y)

# %% [markdown] lang="en"
# One example proves little. The folded cell takes 200 random cases with five classes, also with targets spread over several classes, and compares with TensorFlow. `tf.GradientTape` records what is computed inside its `with` block and can then differentiate it. The last line breaks the condition: if the targets of a sample sum to 2, the factor $\sum_k y_k$ stays in the formula, and the error signal is $2p - y$.

# %% [markdown] lang="zh-TW" of="55ab8444"
# 只看一個例子證明不了什麼。下面摺疊的儲存格隨機取 200 個五類別的例子，其中的目標分散在好幾個類別上，再與 TensorFlow 比較。`tf.GradientTape` 會記錄 `with` 區塊裡的計算，之後就能對它微分。最後一行故意打破前提：如果一個樣本的目標總和是 2，公式裡就會留下 $\sum_k y_k$ 這個因子，誤差訊號變成 $2p - y$。

# %% rows="B5" fold="Compare with TensorFlow on 200 random cases"
import keras
import tensorflow as tf

from utils.device import report_device

report_device()
rng = np.random.default_rng(0)
Z = rng.normal(0, 3, (200, 5))
Y = rng.dirichlet(np.ones(5), 200)  # random targets; each row sums to 1
P = softmax(Z, axis=1)

logits = tf.Variable(Z)
with tf.GradientTape() as tape:
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=Y, logits=logits)
gap = np.abs(P - Y - tape.gradient(loss, logits).numpy()).max()
print("largest difference between P - Y and the tape below 1e-14:", gap < 1e-14)

row, doubled = Z[0].copy(), 2 * Y[0]  # a target that sums to 2
measured = numeric_gradient(lambda: -np.sum(doubled * log_softmax(row)), row)
print("target sums to 2: p - y =", P[0] - doubled, " true:", measured)
assert gap < 1e-14 and np.allclose(measured, 2 * P[0] - doubled, atol=1e-8)
assert not np.allclose(measured, P[0] - doubled, atol=0.01)
#! falsify: np.abs(P - Y - => np.abs(Y - P -
#! falsify: 2 * P[0] - doubled, atol => P[0] - doubled, atol

# %% [markdown] lang="en"
# ## 3.3 A nudge along every path (10 min)
#
# One step further back: how does the loss depend on $a^{(1)}_1$, the output of hidden unit 1? It reaches the loss along **three** paths, one through each output unit. Let us simply try it: raise $a^{(1)}_1$ by 0.001 and see what each path does.
#
# The nudge moves the logit $z^{(2)}_k$ by $0.001\,W^{(2)}_{1k}$, and a logit that moves by a little changes the loss by about $\delta^{(2)}_k$ times as much. So along path $k$ the two slopes multiply: $W^{(2)}_{1k}\,\delta^{(2)}_k$.
#
# **Predict.** The three paths contribute 0.0957, 0.2037 and 0.1439. By how much does the loss rise when all three act together: their sum, their product, or the largest of them, times 0.001?

# %% [markdown] lang="zh-TW" of="4a71cabb"
# ## 3.3 沿著每條路徑輕輕一推（10 分鐘）
#
# 再往回一步：隱藏單元 1 的輸出 $a^{(1)}_1$ 如何影響損失？它沿著**三條**路徑傳到損失，每個輸出單元各一條。那就直接試試看：把 $a^{(1)}_1$ 提高 0.001，看每條路徑發生什麼事。
#
# 這一推讓 logit $z^{(2)}_k$ 移動 $0.001\,W^{(2)}_{1k}$；logit 只移動一點點時，損失的變化大約是移動量的 $\delta^{(2)}_k$ 倍。所以沿著路徑 $k$，兩個斜率相乘：$W^{(2)}_{1k}\,\delta^{(2)}_k$。
#
# **先猜猜看。** 三條路徑的貢獻是 0.0957、0.2037 和 0.1439。三條一起作用時，損失會上升多少：是它們的和、積，還是最大的那個，再乘上 0.001？

# %% rows="B1" slides="C011"
size = 0.001
nudged = a1 + size * np.array([1, 0, 0])
contributions = W2[0] * delta2  # along each path: weight times error signal

change = loss_of_logits(nudged @ W2 + b2) - loss_of_logits(a1 @ W2 + b2)
print("contribution of each path:   ", contributions)
print(f"their sum:                    {contributions.sum():.4f}")
print(f"change of the loss / {size}: {change / size:.4f}")
assert abs(change / size - contributions.sum()) < 0.001
assert np.allclose(contributions, [0.0957, 0.2037, 0.1439], atol=0.00005)
#! falsify: W2[0] * delta2 => W2[:, 0] * delta2
#! falsify: W2[0] * delta2 => W2[0] + delta2

# %% fold="Draw the three paths"
show(
    drawings.plot_nudge(W2[0], delta2, change / size, size=size),
    alt="Left: from the first hidden unit three paths lead through the three logits "
    "to the loss; on each path a weight and an error signal multiply. Right: the "
    "contributions 0.0957, 0.2037 and 0.1439 stacked on each other reach 0.443, "
    "the height of the measured change.",
)
#! alt zh-TW: 左圖：從第一個隱藏單元出發，有三條路徑經過三個 logit 通到損失，每條路徑上權重與誤差訊號相乘。右圖：三個貢獻 0.0957、0.2037、0.1439 疊起來剛好到 0.443，也就是實際量到的變化。

# %% [markdown] lang="en"
# They add up. But why may one add them? You know derivatives of one variable, and here three logits move at once. So let them move **one after the other**. First only $z_1$, then also $z_2$, then also $z_3$. Each of these steps changes one variable, so each changes the loss by about its own $\delta_k$ times its step. And the three changes together are exactly the whole change, because each step starts where the one before has ended.
#
# "About", because when $z_2$ moves, $z_1$ has moved already and $\delta_2$ is no longer quite the same. That error must vanish when the nudge shrinks. We walk the three steps with three sizes of nudge.

# %% [markdown] lang="zh-TW" of="a2372a2a"
# 它們是相加的。但為什麼可以相加？你學過的是一個變數的導數，這裡卻有三個 logit 同時移動。那就讓它們**一個接一個**移動：先只動 $z_1$，再動 $z_2$，再動 $z_3$。每一步只有一個變數改變，所以每一步造成的損失變化，大約是自己的 $\delta_k$ 乘上步長。而三次變化加起來，剛好就是全部的變化，因為每一步都從前一步結束的地方開始。
#
# 說「大約」，是因為 $z_2$ 移動時，$z_1$ 已經移動過了，$\delta_2$ 不再完全一樣。推得越輕，這個誤差就必須越接近 0。我們用三種力道各推一次，每次都走完這三步。

# %% rows="B1"
errors = []
for size in (0.01, 0.001, 0.0001):
    z_moving = z2.copy()
    changes = []
    for k in range(3):
        before = loss_of_logits(z_moving)
        z_moving[k] += size * W2[0, k]  # only this logit moves
        changes.append((loss_of_logits(z_moving) - before) / size)
    errors.append(abs(sum(changes) - contributions.sum()))
    print(f"nudge {size:<6}: step by step", np.round(changes, 5), end=" ")
    print(f"sum off by {errors[-1]:.0e}")
assert 8 < errors[0] / errors[1] < 12 and 8 < errors[1] / errors[2] < 12
#! falsify: += size * W2[0, k] => += size * W2[k, 0]
#! falsify: before = loss_of_logits(z_moving) => before = loss_of_logits(z2)

# %% [markdown] lang="en"
# A nudge ten times smaller leaves a tenth of the error; in the limit nothing is left. This is the heart of backpropagation:
#
# > **Along a path, slopes multiply. Over all paths, they add up.**
#
# For every hidden unit $j$ at once:
#
# $$\frac{\partial C}{\partial a^{(1)}_j} = \sum_k W^{(2)}_{jk}\,\delta^{(2)}_k, \qquad \frac{\partial C}{\partial a^{(1)}} = \delta^{(2)}\,W^{(2)\top}\qquad (3,) = (3,)(3, 3).$$
#
# Why the transpose? Forward, unit $k$ adds up what arrives: down *column* $k$ of $W^{(2)}$. Backward, unit $j$ adds up what its own edges bring back: along *row* $j$.
#
# **Who forgets paths loses signals.** The lecture starts the backward pass with a rule for the last layer, in its letters $\delta = \sigma'(z)\odot\nabla C$ ($\odot$: entry by entry): each output's slope times $\partial C/\partial p_k$. That counts one path per logit, $z_k \to p_k \to C$. It holds for sigmoid outputs. But softmax mixes: every logit moves all three probabilities.
#
# **Predict.** On our example, $\partial C/\partial p_k = -y_k/p_k$ and the slope of $p_k$ by its own $z_k$ is $p_k(1 - p_k)$ (chapter 1). Which error signals does the rule give?
#
# <details><summary>Answer</summary>
#
# $(0, -0.679, 0)$: with $y_1 = y_3 = 0$, two of the three signals are lost.
# </details>

# %% [markdown] lang="zh-TW" of="5fd1ece8"
# 推的力道縮小為十分之一，誤差也只剩十分之一；取極限時就完全消失。這就是反向傳播的核心：
#
# > **同一條路徑上，斜率相乘；各條路徑的結果，再相加。**
#
# 把所有隱藏單元 $j$ 一次寫出來：
#
# $$\frac{\partial C}{\partial a^{(1)}_j} = \sum_k W^{(2)}_{jk}\,\delta^{(2)}_k, \qquad \frac{\partial C}{\partial a^{(1)}} = \delta^{(2)}\,W^{(2)\top}\qquad (3,) = (3,)(3, 3).$$
#
# 為什麼有轉置？往前算時，單元 $k$ 把送到的東西加起來，是沿著 $W^{(2)}$ 的第 $k$ **行**（column）；往回算時，單元 $j$ 把從它出發的邊帶回來的東西加起來，是沿著第 $j$ **列**（row）。
#
# **漏掉路徑，就會漏掉訊號。** 課程講反向傳遞時，先給最後一層一條規則，照它的記號是 $\delta = \sigma'(z)\odot\nabla C$（$\odot$ 是逐元素相乘），也就是每個輸出自己的斜率乘上 $\partial C/\partial p_k$。這樣每個 logit 只算了一條路徑：$z_k \to p_k \to C$。輸出是 sigmoid 時，這是對的；但 softmax 的各個輸出會互相牽動：任何一個 logit 改變，三個機率都會跟著變。
#
# **先猜猜看。** 在我們的例子裡，$\partial C/\partial p_k = -y_k/p_k$，而 $p_k$ 對自己的 $z_k$ 的斜率是 $p_k(1 - p_k)$（第 1 章）。用這條規則會得到哪些誤差訊號？
#
# <details><summary>解答</summary>
#
# $(0, -0.679, 0)$：因為 $y_1 = y_3 = 0$，三個訊號丟了兩個。
# </details>

# %% rows="B2 B5" slides="C009 C010"
by_rule = p * (1 - p) * (-y / p) + 0  # one path per logit; + 0 turns -0 into 0
slopes = np.diag(p) - np.outer(p, p)  # [k, m]: slope of p_m by z_k, chapter 1
all_paths = slopes @ (-y / p)  # three paths per logit
true = numeric_gradient(lambda: loss_of_logits(z_probe), z_probe)

print("one path per logit:", np.round(by_rule, 3))
by_slide, right = by_rule.round(3).tolist(), ["0.319", "-0.679", "0.360"]
check_erratum("B2", "δ of softmax", true, slide=by_slide, right=right)
assert np.allclose(all_paths, true, atol=1e-8)
assert np.allclose(by_rule, [0, p[1] - 1, 0])
assert not np.outer(a1, by_rule)[:, [0, 2]].any()  # no signal for these weights
#! falsify: np.diag(p) - np.outer(p, p) => np.diag(p) - np.outer(p, y)
#! falsify: np.diag(p) - np.outer(p, p) => np.diag(p * (1 - p))

# %% [markdown] lang="en"
# Why is the middle one right? Only $p_2$ enters the loss, so of the three paths from $z_2$ only its own carries anything. The two other logits act on the loss through $p_2$ as well, by paths that the rule leaves out. So the weights and biases that lead to them get no signal at all: nothing tells them to push a wrong class down. The full table `slopes` holds all paths and gives $p - y$ again. The rule is right where every output has an activation of its own; we shall use it there.

# %% [markdown] lang="zh-TW" of="df984260"
# 為什麼中間那個是對的？損失裡只有 $p_2$，所以從 $z_2$ 出發的三條路徑中，只有通往 $p_2$ 的那一條有貢獻。另外兩個 logit 也是透過 $p_2$ 影響損失，而規則漏掉的正是這些路徑。所以通往這兩個 logit 的權重和偏差完全得不到訊號：沒有任何東西叫它們把錯誤的類別往下壓。完整的斜率表 `slopes` 包含所有路徑，結果又是 $p - y$。每個輸出各有自己的激活函數時，這條規則是對的，之後我們會在那種情況使用它。

# %% [markdown] lang="en"
# ## 3.4 From error signals to weights (8 min)
#
# **A weight has one path.** Written out, $z^{(2)}_k = \sum_j a^{(1)}_j W^{(2)}_{jk} + b^{(2)}_k$. The weight $W^{(2)}_{jk}$ occurs in $z^{(2)}_k$ only, multiplied by $a^{(1)}_j$. Two factors:
#
# $$\frac{\partial C}{\partial W^{(2)}_{jk}} = \frac{\partial z^{(2)}_k}{\partial W^{(2)}_{jk}}\cdot\frac{\partial C}{\partial z^{(2)}_k} = a^{(1)}_j\,\delta^{(2)}_k, \qquad \frac{\partial C}{\partial b^{(2)}_k} = 1\cdot\delta^{(2)}_k .$$
#
# *How active is the beginning of the edge, times how wrong is its end.* All nine products form a table, the **outer product**: rows belong to the $a_j$, columns to the $\delta_k$, and the shape is that of $W^{(2)}$.
#
# **Predict.** Hidden unit 3 sent out 0. Which entries of the table are 0?
#
# <details><summary>Answer</summary>
#
# Row 3, the weights that *leave* unit 3: each contains the factor $a^{(1)}_3 = 0$. What comes out of a switched-off unit has no effect, so neither have the weights behind it.
# </details>

# %% [markdown] lang="zh-TW" of="1b862c76"
# ## 3.4 從誤差訊號到權重（8 分鐘）
#
# **每個權重只有一條路徑。** 展開來寫，$z^{(2)}_k = \sum_j a^{(1)}_j W^{(2)}_{jk} + b^{(2)}_k$。權重 $W^{(2)}_{jk}$ 只出現在 $z^{(2)}_k$ 裡，而且與 $a^{(1)}_j$ 相乘。於是有兩個因子：
#
# $$\frac{\partial C}{\partial W^{(2)}_{jk}} = \frac{\partial z^{(2)}_k}{\partial W^{(2)}_{jk}}\cdot\frac{\partial C}{\partial z^{(2)}_k} = a^{(1)}_j\,\delta^{(2)}_k, \qquad \frac{\partial C}{\partial b^{(2)}_k} = 1\cdot\delta^{(2)}_k .$$
#
# 也就是說：**這條邊的起點有多活躍，乘上它的終點錯得多嚴重**。九個乘積排成一張表，稱為**外積**（outer product）：每一列對應一個 $a_j$，每一行對應一個 $\delta_k$，形狀和 $W^{(2)}$ 一樣。
#
# **先猜猜看。** 隱藏單元 3 送出 0。表中哪些元素是 0？
#
# <details><summary>解答</summary>
#
# 第 3 列，也就是從單元 3 **出發**的權重：每個都含有因子 $a^{(1)}_3 = 0$。關閉的單元送出去的東西沒有作用，接在它後面的權重當然也沒有。
# </details>

# %% rows="B4 B1"
W2_grad = np.outer(a1, delta2)  # (3, 3)
b2_grad = delta2  # (3,)
show(
    drawings.plot_outer_product(
        a1,
        delta2,
        a_name="a^{(1)}",
        delta_name="\\delta^{(2)}",
        title="Gradient of $W^{(2)}$ (blue positive, orange negative)",
    ),
    alt="A table of nine products: rows 0.10, 0.06, 0, columns 0.319, -0.679, 0.360. "
    "The last row is zero, since hidden unit 3 is switched off.",
)
assert np.isclose(W2_grad[0, 1], 0.1 * (p[1] - 1)) and not W2_grad[2].any()
#! falsify: np.outer(a1, delta2)  # (3, 3) => np.outer(delta2, a1)
#! alt zh-TW: 九個乘積排成的表：列是 0.10、0.06、0，行是 0.319、-0.679、0.360。最後一列全是 0，因為隱藏單元 3 是關閉的。

# %% [markdown] lang="en"
# **Layer 1.** The paths have brought us to $\partial C/\partial a^{(1)}$. From $a^{(1)}_j$ to $z^{(1)}_j$ there is the activation, and its slope multiplies: relu has slope 1 for $z > 0$ and 0 for $z < 0$. (At 0 it has none; by convention one takes 0.) So
#
# $$\delta^{(1)} = \big(\delta^{(2)}\,W^{(2)\top}\big)\odot\varphi'(z^{(1)}), \qquad \frac{\partial C}{\partial W^{(1)}_{ij}} = x_i\,\delta^{(1)}_j ,$$
#
# where $\odot$ multiplies element by element. The last formula is the one from before, with $x$ in the place of $a^{(1)}$.

# %% [markdown] lang="zh-TW" of="52199d60"
# **第 1 層。** 沿著各條路徑，我們已經走到 $\partial C/\partial a^{(1)}$。從 $a^{(1)}_j$ 到 $z^{(1)}_j$ 中間是激活函數，要乘上它的斜率：relu 在 $z > 0$ 時斜率為 1，$z < 0$ 時為 0。（在 0 的位置沒有斜率，慣例上取 0。）所以
#
# $$\delta^{(1)} = \big(\delta^{(2)}\,W^{(2)\top}\big)\odot\varphi'(z^{(1)}), \qquad \frac{\partial C}{\partial W^{(1)}_{ij}} = x_i\,\delta^{(1)}_j ,$$
#
# 其中 $\odot$ 是逐元素（element-wise）相乘。最後一式就是剛才的公式，只是把 $a^{(1)}$ 換成 $x$。

# %% rows="B4 B1 B2" slides="C006 C007"
a1_grad = delta2 @ W2.T  # (3,)
delta1 = np.where(z1 > 0, a1_grad, 0)  # (3,)
W1_grad, b1_grad = np.outer(x, delta1), delta1  # (2, 3), (3,)
print("dC/da1 =", a1_grad, "  delta1 =", delta1)


def loss_now():
    return loss_of_logits(np.maximum(x @ W1 + b1, 0) @ W2 + b2)


by_hand = [W1_grad, b1_grad, W2_grad, b2_grad]
numeric = [numeric_gradient(loss_now, array) for array in (W1, b1, W2, b2)]
error = relative_error(by_hand, numeric)
print(
    "all 21 derivatives: relative error to central differences below 1e-6:",
    error < 1e-6,
)
assert error < 1e-6
#! falsify: delta2 @ W2.T => delta2 @ W2
#! falsify: np.where(z1 > 0, a1_grad, 0) => a1_grad
#! falsify: np.outer(x, delta1), delta1 => np.outer(x, delta1), 2 * delta1

# %% [markdown] lang="en"
# `relative_error` is the distance between the two gradients, seen as one list of 21 numbers, divided by the length of the numeric one.
#
# Unit 3 has error signal 0 although its output would have mattered: $\partial C/\partial a^{(1)}_3 = {{ a1_grad[2] | .3f }}$. Its slope is 0, so from this sample its weights learn nothing. If that happens for *every* sample the unit is lost; chapter 8 counts such "dead" units.
#
# The backward pass has used $a^{(1)}$, $z^{(1)}$ and $x$. Hence the order: first forward, keeping everything, then backward.

# %% [markdown] lang="zh-TW" of="6f0a8ca5"
# `relative_error` 把兩個梯度各看成一串 21 個數，取兩者的距離，再除以數值梯度的向量長度（norm）。
#
# 單元 3 的輸出其實會影響損失，$\partial C/\partial a^{(1)}_3 = {{ a1_grad[2] | .3f }}$，誤差訊號卻是 0。這是因為它的斜率是 0，所以它的權重從這個樣本學不到任何東西。如果對**每個**樣本都這樣，這個單元就廢了；第 8 章會數一數這種「死亡」的單元。
#
# 反向傳遞用到 $a^{(1)}$、$z^{(1)}$ 和 $x$。所以順序是：先往前算，把所有結果留著，再往回算。

# %% fold="Draw the backward pass"
show(
    drawings.plot_frame(steps[8]),
    alt="The same network with gradients on the edges: error signals 0.443, -0.387 "
    "and 0 below the hidden units, 0.319, -0.679 and 0.360 below the outputs. All"
    " edges into and out of hidden unit 3 have gradient 0, although the loss "
    "depends on its output by -0.080.",
)
known = steps[8]["known"]
assert np.allclose(known["dW1"], W1_grad) and np.allclose(known["dW2"], W2_grad)
#! falsify: network = Network(W1, W2, b1, b2) => network = Network(W1, W2.T, b1, b2)
#! alt zh-TW: 同一個網路，邊上標著梯度：隱藏單元下方的誤差訊號是 0.443、-0.387 和 0，輸出下方是 0.319、-0.679 和 0.360。進出隱藏單元 3 的邊梯度全是 0，雖然損失對它的輸出的導數是 -0.080。

# %% [markdown] lang="en"
# ## 3.5 One update, by hand and by Keras (7 min)
#
# Gradient descent moves every parameter a little against its derivative: $w \leftarrow w - \eta\,\partial C/\partial w$, where the learning rate $\eta$ is `lr` in code; here 0.5. For example $W^{(2)}_{12} \leftarrow -0.3 - 0.5\cdot(-0.0679) = -0.266$.
#
# **Predict.** How many of the 21 parameters does the update leave as they are?
#
# <details><summary>Answer</summary>
#
# Six, all around the switched-off unit 3: its two incoming weights and its bias (error signal 0), and its three outgoing weights (output 0).
# </details>

# %% [markdown] lang="zh-TW" of="f5d86bfe"
# ## 3.5 更新一次：手算與 Keras（7 分鐘）
#
# 梯度下降讓每個參數往導數的反方向移動一點：$w \leftarrow w - \eta\,\partial C/\partial w$，學習率（learning rate）$\eta$ 在程式裡叫做 `lr`，這裡取 0.5。例如 $W^{(2)}_{12} \leftarrow -0.3 - 0.5\cdot(-0.0679) = -0.266$。
#
# **先猜猜看。** 21 個參數裡，有幾個在這次更新後維持原樣？
#
# <details><summary>解答</summary>
#
# 六個，都在關閉的單元 3 周圍：兩個通往它的權重和它的偏差（誤差訊號是 0），以及三個從它出發的權重（輸出是 0）。
# </details>

# %% rows="B4" slides="C001 C002"
lr = 0.5
W1_new, b1_new = W1 - lr * W1_grad, b1 - lr * b1_grad
W2_new, b2_new = W2 - lr * W2_grad, b2 - lr * b2_grad

z2_new = np.maximum(x @ W1_new + b1_new, 0) @ W2_new + b2_new
C_new = loss_of_logits(z2_new)
unmoved = sum((g == 0).sum() for g in by_hand)
print(f"loss {C:.4f} -> {C_new:.4f}; {unmoved} parameters unmoved")
print(f"answer: class {p.argmax() + 1} -> class {z2_new.argmax() + 1}")
assert C_new < C and z2_new.argmax() == 1 and unmoved == 6
assert np.isclose(W2_new[0, 1], -0.266, atol=0.0005)
#! falsify: b1 - lr * b1_grad => b1 + 20 * lr * b1_grad
#! falsify: W2 - lr * W2_grad, b2 - lr * b2_grad => W2 + lr * W2_grad, b2 + lr * b2_grad

# %% [markdown] lang="en"
# One step, and the network already answers with the right class. Now Keras does the same step. Three things are new or worth recalling:
#
# - `set_weights` puts our numbers into the model; Keras stores weights as we do, (inputs, outputs).
# - `train_on_batch` does exactly one update with the samples it is given, and returns the loss *before* the update.
# - `x[None]` adds an axis in front: a batch with one sample, shape (1, 2).

# %% [markdown] lang="zh-TW" of="024df7fe"
# 只走一步，網路的答案就變成正確的類別了。接著讓 Keras 做同樣的一步。有三件事是新的，或值得複習：
#
# - `set_weights` 把我們的數字放進模型；Keras 儲存權重的形狀和我們一樣，是（輸入，輸出）。
# - `train_on_batch` 用給定的樣本剛好更新一次，並回傳更新**之前**的損失。
# - `x[None]` 在最前面加一個軸：只有一個樣本的批次（batch），形狀 (1, 2)。

# %% rows="B4"
hidden = keras.layers.Dense(3, activation="relu")
output = keras.layers.Dense(3, activation="softmax")
model = keras.Sequential([keras.Input((2,)), hidden, output])
model.compile(keras.optimizers.SGD(lr), loss="categorical_crossentropy")
model.set_weights([W1, b1, W2, b2])
keras_loss = float(model.train_on_batch(x[None], y[None]))

pairs = zip([W1_new, b1_new, W2_new, b2_new], model.get_weights(), strict=True)
worst = max(np.abs(ours - theirs).max() for ours, theirs in pairs)
print(f"parameters: {model.count_params()}, Keras's loss: {keras_loss:.4f}")
print("all 21 updated parameters within 1e-7 of ours:", worst < 1e-7)
assert worst < 1e-7 and abs(keras_loss - C) < 1e-6
#! falsify: b2 - lr * b2_grad => b2 - lr * b1_grad

# %% [markdown] lang="en"
# All parameters agree to seven decimals. Keras computes with 32-bit numbers, about seven digits, and we with 64 bits; much closer they cannot get. And if we go on?

# %% [markdown] lang="zh-TW" of="86bcdcb9"
# 所有參數到小數點後七位都一致。Keras 以 32 位元計算，大約有七位有效數字，我們則用 64 位元，所以幾乎不可能更接近了。繼續訓練下去呢？

# %% slides="C037 C038"
losses = [keras_loss]
for _ in range(500):
    model.reset_metrics()  # 3.10 says why
    losses.append(float(model.train_on_batch(x[None], y[None])))
answer = model(x[None]).numpy()[0]
for k in (1, 10, 100, 500):
    print(f"loss after {k:3} updates: {losses[k]:.3f}")
print("probability of the right class above 0.99:", answer[1] > 0.99)
assert answer[1] > 0.99 and all(np.diff(losses) < 0)
assert abs(losses[1] - C_new) < 1e-5  # the loss that we found for the first update
assert np.isclose(model.get_weights()[0][:, 2], W1[:, 2]).all()  # unit 3 never moved
#! falsify: model.train_on_batch(x[None], y[None]) => model.train_on_batch(x[None], np.roll(y, 1)[None])

# %% [markdown] lang="en"
# The loss falls with every update, and for this one sample the network becomes nearly certain. That proves little about other samples: with one sample to please, 15 of 21 parameters found a way. Unit 3 never woke up.

# %% [markdown] lang="zh-TW" of="d5ccd5b3"
# 每次更新，損失都下降；對這一個樣本，網路變得幾乎百分之百確定。但這對其他樣本說明不了什麼：要討好的樣本只有一個，而 21 個參數中的 15 個找到了辦法。單元 3 則從頭到尾沒有醒過來。

# %% [markdown] lang="en"
# ## 3.6 Four equations for any depth (14 min)
#
# Nothing above depended on there being two layers, or one sample. For $L$ layers and $n$ samples, one in each **row**: $A^{(0)} = X$, and for $l = 1, \dots, L$
#
# $$Z^{(l)} = A^{(l-1)}W^{(l)} + b^{(l)}, \qquad A^{(l)} = \varphi(Z^{(l)}).$$
#
# $A^{(l)}$ and $Z^{(l)}$ have the shape ($n$, units of layer $l$). The loss $C$ is the *mean* over the samples. $\Delta^{(l)} = \partial C/\partial Z^{(l)}$ holds the error signals, one row a sample:
#
# $$\begin{aligned}
# \Delta^{(L)} &= (P - Y)/n &&\text{start, for softmax with cross-entropy} &\text{(1)}\\
# \Delta^{(l)} &= \big(\Delta^{(l+1)}W^{(l+1)\top}\big)\odot\varphi'(Z^{(l)}) &&\text{one layer back} &\text{(2)}\\
# \nabla_{W^{(l)}} C &= A^{(l-1)\top}\Delta^{(l)} &&\text{weights} &\text{(3)}\\
# \nabla_{b^{(l)}} C &= \text{sum of the rows of }\Delta^{(l)} &&\text{biases} &\text{(4)}
# \end{aligned}$$
#
# For outputs with activations of their own, (1) becomes $\Delta^{(L)} = \nabla_{A^{(L)}} C\odot\varphi'(Z^{(L)})$; with half the squared error, $\nabla_{A^{(L)}} C = (A^{(L)} - Y)/n$. That is the rule of 3.3, where it holds.
#
# **Shapes**, with $u_l$ units in layer $l$: (2) $(n, u_l) = (n, u_{l+1})(u_{l+1}, u_l)$; (3) $(u_{l-1}, u_l) = (u_{l-1}, n)(n, u_l)$. A gradient has the shape of what it belongs to. Write the shapes below the factors; usually only one order with one transpose fits.
#
# **Predict.** The derivative of a batch is a mean over its samples. Where in (3) are the samples added up?
#
# <details><summary>Answer</summary>
#
# Inside the matrix product. Entry $(i, j)$ of $A^\top\Delta$ is $\sum_s A_{si}\Delta_{sj}$: the product *beginning of the edge times end of the edge* for every sample $s$, summed. The $1/n$ of the mean came in once, in (1).
# </details>
#
# This is all of it in code, the function `backward` in `utils`. `SLOPES` holds $\varphi'$, written with the output $a$: for the sigmoid $a(1 - a)$, for tanh $1 - a^2$.

# %% [markdown] lang="zh-TW" of="9de4857b"
# ## 3.6 適用於任何深度的四個式子（14 分鐘）
#
# 上面的推導完全沒有用到「只有兩層」或「只有一個樣本」這兩個條件。若有 $L$ 層、$n$ 個樣本，每個樣本一**列**：令 $A^{(0)} = X$，對 $l = 1, \dots, L$，
#
# $$Z^{(l)} = A^{(l-1)}W^{(l)} + b^{(l)}, \qquad A^{(l)} = \varphi(Z^{(l)}).$$
#
# $A^{(l)}$ 和 $Z^{(l)}$ 的形狀是（$n$，第 $l$ 層的單元數）。損失 $C$ 是各樣本的**平均**。$\Delta^{(l)} = \partial C/\partial Z^{(l)}$ 是誤差訊號，一個樣本一列：
#
# $$\begin{aligned}
# \Delta^{(L)} &= (P - Y)/n &&\text{起點：softmax 搭配交叉熵} &\text{(1)}\\
# \Delta^{(l)} &= \big(\Delta^{(l+1)}W^{(l+1)\top}\big)\odot\varphi'(Z^{(l)}) &&\text{往回一層} &\text{(2)}\\
# \nabla_{W^{(l)}} C &= A^{(l-1)\top}\Delta^{(l)} &&\text{權重} &\text{(3)}\\
# \nabla_{b^{(l)}} C &= \Delta^{(l)}\text{ 的各列相加} &&\text{偏差} &\text{(4)}
# \end{aligned}$$
#
# 如果每個輸出各有自己的激活函數，(1) 就變成 $\Delta^{(L)} = \nabla_{A^{(L)}} C\odot\varphi'(Z^{(L)})$；損失是平方誤差的一半時，$\nabla_{A^{(L)}} C = (A^{(L)} - Y)/n$。這就是 3.3 節的那條規則，在這裡它是成立的。
#
# **形狀**（$u_l$ 是第 $l$ 層的單元數）：(2) $(n, u_l) = (n, u_{l+1})(u_{l+1}, u_l)$；(3) $(u_{l-1}, u_l) = (u_{l-1}, n)(n, u_l)$。梯度的形狀，一定和對應的參數（或變數）相同。把形狀寫在每個因子下面，通常只有一種順序、一種轉置方式對得上。
#
# **先猜猜看。** 批次的導數是各樣本導數的平均。(3) 式在哪裡把樣本加起來？
#
# <details><summary>解答</summary>
#
# 在矩陣乘法裡面。$A^\top\Delta$ 的第 $(i, j)$ 個元素是 $\sum_s A_{si}\Delta_{sj}$：每個樣本 $s$ 的「邊的起點乘邊的終點」，再全部加起來。平均的 $1/n$ 已經在 (1) 裡乘過一次了。
# </details>
#
# 全部寫成程式就是 `utils` 裡的函式 `backward`。`SLOPES` 裡是 $\varphi'$，用輸出 $a$ 來寫：sigmoid 是 $a(1 - a)$，tanh 是 $1 - a^2$。

# %% rows="B2"
print_code(backprop.backward)

rng = np.random.default_rng(0)
params = backprop.init_params([5, 7, 6, 4], rng)
names = ["tanh", "sigmoid", "softmax"]
X_batch, Y_batch = rng.normal(size=(16, 5)), one_hot(rng.integers(0, 4, 16), 4)


def gradient(X, Y):
    """The gradients of all weights and biases, in one list."""
    A = backprop.forward(X, params, names)
    return [g for pair in backprop.backward(Y, A, params, names) for g in pair]


whole = gradient(X_batch, Y_batch)
single = [gradient(X_batch[s : s + 1], Y_batch[s : s + 1]) for s in range(16)]
mean = [np.mean(arrays, axis=0) for arrays in zip(*single, strict=True)]
print("gradients of the weights:", [g.shape for g in whole[::2]])
print("batch equals mean of its samples:", relative_error(whole, mean) < 1e-12)
assert relative_error(whole, mean) < 1e-12
#! falsify: np.mean(arrays, axis=0) => np.sum(arrays, axis=0)

# %% [markdown] lang="en"
# The folded cell tests four depths and three activations in two independent ways: central differences know nothing of the chain rule, and the tape is other people's code.

# %% [markdown] lang="zh-TW" of="e8431a8a"
# 下面摺疊的儲存格用兩種互相獨立的方法，測試四種深度和三種激活函數：中央差分完全沒有用到連鎖律，tape 則是別人寫的程式。


# %% rows="B2" slides="C004 C012 C013" fold="Test twelve networks against differences and the tape"
def tape_gradient(X, Y, params, names):
    variables = [tf.Variable(array) for pair in params for array in pair]
    with tf.GradientTape() as tape:
        A = X
        for layer, name in enumerate(names):
            Z = A @ variables[2 * layer] + variables[2 * layer + 1]
            A = keras.activations.get(name)(Z)
        loss = tf.reduce_mean(-tf.reduce_sum(Y * tf.math.log(A), axis=1))
    return [g.numpy() for g in tape.gradient(loss, variables)]


def batch_loss():
    A = backprop.forward(X_batch, params, names)
    return backprop.loss(Y_batch, A[-1], "softmax")


Y_batch = Y_batch.astype(float)
for num_layers, name in product((1, 2, 4, 8), ("sigmoid", "tanh", "relu")):
    params = backprop.init_params([5] + [7] * (num_layers - 1) + [4], rng)
    # With biases of 0, a layer that is off puts the next sums exactly on relu's kink.
    params = [(W, rng.normal(0, 0.1, b.shape)) for W, b in params]
    names = [name] * (num_layers - 1) + ["softmax"]
    ours = gradient(X_batch, Y_batch)
    taped = tape_gradient(X_batch, Y_batch, params, names)
    numeric = [numeric_gradient(batch_loss, array) for pair in params for array in pair]
    assert relative_error(ours, numeric) < 1e-6 and relative_error(ours, taped) < 1e-12
    print(f"{num_layers} layers, {name}: differences within 1e-6, tape within 1e-12")
#! falsify: Y * tf.math.log(A), axis=1) => Y * tf.math.log(A), axis=0)
#! falsify: backprop.backward(Y, A, params, names) for g in pair => backprop.backward(2 * Y, A, params, names) for g in pair


# %% [markdown] lang="en"
# The bounds differ for a reason: the tape computes the same derivative in another order, so only rounding remains, about $10^{-16}$. Central differences subtract two nearly equal losses, which leaves about nine of sixteen digits. A *wrong* formula stands out: with the wrong sign throughout, the error is 200 %. Shapes find a missing transpose, unless the matrix is square, like our $W^{(2)}$ in 3.1; the numeric test finds that as well, and the sign.
#
# **All paths at once.** What (2) does becomes clear when one refuses to do it. A network 4 – 6 – 5 – 5 – 6 – 3: from hidden unit 1 of the first layer, $5\cdot5\cdot6\cdot3 = 450$ paths lead to the outputs. We walk each of them, multiply its weights and slopes, and add up.

# %% [markdown] lang="zh-TW" of="7281032f"
# 兩個界限不同是有原因的：tape 用另一種順序計算同樣的導數，所以只剩捨入誤差，大約 $10^{-16}$；中央差分則是把兩個幾乎相等的損失相減，十六位數字大約只剩九位。**錯誤**的公式一看就知道：正負號全部相反時，誤差是 200%。形狀能找出漏掉的轉置，除非矩陣是方陣，就像 3.1 節的 $W^{(2)}$；數值檢查連這種情況也找得出來，還能找出正負號。
#
# **所有路徑一次算完。** 這正是 (2) 做的事；故意不用它，就看得出來。網路是 4 – 6 – 5 – 5 – 6 – 3：從第一層的隱藏單元 1 出發，有 $5\cdot5\cdot6\cdot3 = 450$ 條路徑通到輸出。我們一條一條走，把路上的權重和斜率相乘，再全部加起來。

# %% rows="B2"
params = backprop.init_params([4, 6, 5, 5, 6, 3], rng)
names = ["tanh"] * 4 + ["softmax"]
x_deep, y_deep = rng.normal(size=(1, 4)), np.array([[0.0, 1.0, 0.0]])
A = backprop.forward(x_deep, params, names)
slope = [1 - a[0] ** 2 for a in A]  # of tanh, one array a layer

total, num_paths = 0.0, 0
for path in product(range(5), range(5), range(6), range(3)):
    factors, unit = slope[1][0], 0  # begin in unit 1 of layer 1
    for layer, next_unit in enumerate(path, start=2):
        factors *= params[layer - 1][0][unit, next_unit]
        factors *= slope[layer][next_unit] if layer < 5 else 1.0
        unit = next_unit
    total += factors * (A[5] - y_deep)[0, unit]  # ends at an output: p - y
    num_paths += 1

delta_deep = gradient(x_deep, y_deep)[1][0]  # of the bias of unit 1 = its error signal
print(f"{num_paths} paths, sum {total:.6f}; backward pass: {delta_deep:.6f}")
assert num_paths == 450 and np.isclose(total, delta_deep, rtol=1e-12)
#! falsify: [unit, next_unit] => [0, next_unit]
#! falsify: 1 - a[0] ** 2 => 1 - a[0]

# %% [markdown] lang="en"
# The same number. The 450 paths cost nine factors each (five slopes, counting $p - y$, and four weights), for one unit of one layer; the backward pass finds the signals of *all* units of all layers with {{ sum(W.size for W, _ in params[1:]) | d }} products of weights, because it adds up what paths have in common before it goes on. That is the whole secret of its speed.

# %% [markdown] lang="zh-TW" of="ebcb7680"
# 得到同一個數。450 條路徑，每條有九個因子（連 $p - y$ 在內五個斜率，加上四個權重），卻只算出一層裡的一個單元；反向傳遞只用 {{ sum(W.size for W, _ in params[1:]) | d }} 次權重乘法，就得到**所有**層、所有單元的訊號，因為它在繼續往回走之前，先把各條路徑共有的部分加起來。它之所以快，秘密全在這裡。

# %% [markdown] lang="en"
# ## 3.7 Explore: step through the two passes (10 min)
#
# The network of 3.1 in nine steps: what is blue runs forward, what is orange runs backward, and green is what each path brings back. In a live notebook, move the slider *step* from 0 to 8, and change the input and the target; step 9 shows all steps small, each with the numbers that are new in it, as here. The menu has a second network, without biases and in the notation of other books (section 3.13).

# %% [markdown] lang="zh-TW" of="d48e9ca4"
# ## 3.7 動手探索：一步一步走過兩趟傳遞（10 分鐘）
#
# 3.1 節的網路分成九步：藍色往前走，橘色往回走，綠色是每條路徑帶回來的東西。在可執行的筆記本裡，把滑桿「step」從 0 移到 8，並改變輸入和目標；移到 9，所有步驟就會縮小排在一起，每一步只寫出新算出的數字，就像這裡看到的。選單裡還有第二個網路，沒有偏差，採用別的教材的記號（3.13 節）。

# %%
from utils.explore import explore

rng = np.random.default_rng(2)
v, w = rng.normal(size=(2, 3)), rng.normal(size=(3, 2))
other = Network(v, w, hidden="sigmoid", output="sigmoid", notation=COLUMNS)


def stepper(step, network_name, x1, x2, target):
    y = np.eye(3)[target - 1]
    if network_name == "2-3-3, rows":
        passes = frames(network, [x1, x2], y)
    else:
        passes = frames(other, [x1, x2], y[:2])
    return (
        drawings.plot_strip(passes) if step == 9 else drawings.plot_frame(passes[step])
    )


explore(
    stepper,
    alt="Nine small drawings of the network. Steps 0 to 4 fill in inputs, sums, "
    "hidden outputs, logits and probabilities from left to right; steps 5 to 8 "
    "the error signals, the gradient of layer 2, the contributions of the nine "
    "paths, and the gradient of layer 1 from right to left.",
    step=(0, 9, 1, 9),
    network_name=["2-3-3, rows", "2-3-2, columns"],
    x1=(-1.0, 1.0, 0.1, 0.6),
    x2=(-1.0, 1.0, 0.1, 0.2),
    target=[2, 1, 3],
)
#! alt zh-TW: 網路的九張小圖。第 0 到 4 步由左往右填入輸入、總和、隱藏單元的輸出、logit 和機率；第 5 到 8 步由右往左填入誤差訊號、第 2 層的梯度、九條路徑的貢獻，以及第 1 層的梯度。
#! page step (step; 步驟): range(10)
#! page network_name (network; 網路): "2-3-3, rows"
#! page x1 (input x1; 輸入 x1): 0.1, 0.6
#! page x2 (input x2; 輸入 x2): 0, 0.2
#! page target (target class; 目標類別): 2, 1

# %% [markdown] lang="en"
# **Predict** before you move a slider:
#
# 1. Set $x_2 = 0$. How many of the 15 derivatives of weights are 0?
# 2. Find an input for which all three hidden units are on. What appears around unit 3?
# 3. Change the target from 2 to 1. Which error signals change, and which stay?
#
# <details><summary>Answers</summary>
#
# 1. Seven. Three weights leave $x_2$, and each of their derivatives has the factor $x_2 = 0$. Unit 3 is still off ($z = -0.2$), so the weight from $x_1$ into it and the three weights out of it have derivative 0 as well.
# 2. For instance $x = (0.2, 0.1)$: the sums are 0.04, 0.01, 0.04. The error signal of unit 3 and the derivatives on its two incoming and three outgoing edges are no longer 0.
# 3. In the forward pass only the loss changes. At the outputs $\delta = p - y$: the signals of units 1 and 2 change, $\delta_3 = p_3$ stays. In the hidden layer $\delta_1$ and $\delta_2$ change; $\delta_3$ stays 0, since unit 3 is off.
# </details>

# %% [markdown] lang="zh-TW" of="d4ab4616"
# 移動滑桿之前，**先猜猜看**：
#
# 1. 設 $x_2 = 0$。15 個權重的導數裡，有幾個是 0？
# 2. 找一個讓三個隱藏單元都開啟的輸入。單元 3 周圍會出現什麼？
# 3. 把目標從 2 改成 1。哪些誤差訊號會變，哪些不變？
#
# <details><summary>解答</summary>
#
# 1. 七個。有三個權重從 $x_2$ 出發，它們的導數都含有因子 $x_2 = 0$。單元 3 仍然關閉（$z = -0.2$），所以從 $x_1$ 通往它的權重，以及從它出發的三個權重，導數也是 0。
# 2. 例如 $x = (0.2, 0.1)$：總和是 0.04、0.01、0.04。單元 3 的誤差訊號，以及兩條進、三條出的邊上的導數，都不再是 0。
# 3. 正向傳遞裡只有損失會變。輸出層的 $\delta = p - y$：單元 1 和 2 的訊號會變，$\delta_3 = p_3$ 不變。隱藏層的 $\delta_1$ 和 $\delta_2$ 會變；$\delta_3$ 仍是 0，因為單元 3 是關閉的。
# </details>


# %% fold="Check the three answers"
def last_frame(x1, x2, target):
    known = frames(network, [x1, x2], np.eye(3)[target - 1])[8]["known"]
    return {name: np.array(value) for name, value in known.items()}


one, two = last_frame(0.6, 0.0, 2), last_frame(0.2, 0.1, 2)
three, start = last_frame(0.6, 0.2, 1), last_frame(0.6, 0.2, 2)
zeros = (one["dW1"] == 0).sum() + (one["dW2"] == 0).sum()
print("1.", zeros, "derivatives are 0; z of unit 3:", one["z1"][2].round(3))
print("2. sums", two["z1"].round(3), " δ of unit 3:", two["delta1"][2].round(3))
outer = list(~np.isclose(three["delta2"], start["delta2"]))
inner = list(~np.isclose(three["delta1"], start["delta1"]))
print("3. δ changed at outputs", *outer, "and in the hidden layer", *inner)
assert zeros == 7 and np.isclose(one["z1"][2], -0.2)
assert (two["z1"] > 0).all() and two["delta1"][2] != 0
assert two["dW1"][:, 2].all() and two["dW2"][2].all()
assert outer == inner == [True, True, False]
assert np.allclose(three["z2"], start["z2"]) and three["C"] != start["C"]
#! falsify: last_frame(0.6, 0.0, 2) => last_frame(0.0, 0.0, 2)
#! falsify: last_frame(0.2, 0.1, 2) => last_frame(0.0, 0.1, 2)
#! falsify: last_frame(0.6, 0.2, 1) => last_frame(0.6, 0.2, 3)

# %% [markdown] lang="en"
# ## 3.8 Let a program do it: automatic differentiation (14 min)
#
# We derived the equations for one kind of network. A small change of the loss, and the derivation starts again. Yet every computation is made of few kinds of steps, and each step knows its own slope:
#
# | step | slope towards $u$ | towards $r$ |
# |---|---|---|
# | $u + r$ | 1 | 1 |
# | $u \cdot r$ | $r$ | $u$ |
# | $\exp u$ | $\exp u$ | |
# | $\ln u$ | $1/u$ | |
# | $\text{relu}(u)$ | 1 if $u > 0$, otherwise 0 | |
#
# So let every number remember its **parents**, the values that it was computed from, together with the slope towards each. Then a program can go back along the parents: multiply along the paths, add up where they meet. That is **automatic differentiation** in **reverse mode** (Linnainmaa, 1976; Baydin et al., 2018, survey the field). Here are the parts that matter of the class `Value` in `utils`. Python calls `__mul__` when it meets `*`.

# %% [markdown] lang="zh-TW" of="ca7f84db"
# ## 3.8 讓程式來做：自動微分（14 分鐘）
#
# 我們只為一種網路推導了式子。損失稍微一改，推導就得重來。然而任何計算都只由少數幾種步驟組成，而每種步驟的斜率都是已知的：
#
# | 步驟 | 對 $u$ 的斜率 | 對 $r$ 的斜率 |
# |---|---|---|
# | $u + r$ | 1 | 1 |
# | $u \cdot r$ | $r$ | $u$ |
# | $\exp u$ | $\exp u$ | |
# | $\ln u$ | $1/u$ | |
# | $\text{relu}(u)$ | $u > 0$ 時為 1，否則為 0 | |
#
# 所以，讓每個數都記住自己的**父節點**（parent），也就是算出它的那些值，同時記住它對每個父節點的斜率。程式就能沿著父節點往回走：沿路相乘，會合處相加。這就是**反向模式**（reverse mode）的**自動微分**（automatic differentiation；Linnainmaa, 1976；綜覽見 Baydin et al., 2018）。以下是 `utils` 裡 `Value` 類別最重要的部分。Python 遇到 `*` 時會呼叫 `__mul__`。

# %% rows="B6"
print_code(Value.__init__, Value.__mul__, Value.exp, Value.backward)

# %% [markdown] lang="en"
# `number` counts the values in the order in which they are made. Read `backward` slowly, it is the whole idea.
#
# - `history()` lists all values that went into this one, oldest first. A parent is older than its children, because it must exist before they are computed.
# - The output starts with `grad` 1, since $\partial C/\partial C = 1$.
# - From the youngest to the oldest, each value hands `grad * slope` to its parents. When its turn comes, all of its children have already contributed.
# - `+=` adds up the paths, as in 3.3.
#
# We try it on a neuron with sigmoid and cross-entropy. With $z = wx + b$ its loss is $C = \ln(1 + e^z) - yz$, and $z$ is used **twice**. (That is chapter 1's loss, since $\ln\hat y = z - \ln(1 + e^z)$ and $\ln(1 - \hat y) = -\ln(1 + e^z)$.)
#
# **Predict.** Two numbers meet in the gradient of $z$. Which?
#
# <details><summary>Answer</summary>
#
# The path through $\exp$ and $\ln$ brings back $\sigma(z) = 0.6457$, the path through the product with $y = 1$ brings $-1$. The sum is $\sigma(z) - y = -0.3543$, the error signal that chapter 1 derived on paper.
# </details>

# %% [markdown] lang="zh-TW" of="d4f39852"
# `number` 依照產生的順序替每個值編號。請慢慢讀 `backward`，核心想法全在裡面。
#
# - `history()` 列出參與計算的所有值，最早的在前。父節點一定比子節點早，因為要先有它才算得出子節點。
# - 輸出的 `grad` 從 1 開始，因為 $\partial C/\partial C = 1$。
# - 從最晚的到最早的，每個值都把 `grad * slope` 交給父節點。輪到某個值時，它的所有子節點都已經交過了。
# - `+=` 把各條路徑加起來，和 3.3 節一樣。
#
# 我們用一個 sigmoid 加交叉熵的神經元來試。令 $z = wx + b$，它的損失是 $C = \ln(1 + e^z) - yz$，其中 $z$ 用了**兩次**。（這就是第 1 章的損失，因為 $\ln\hat y = z - \ln(1 + e^z)$，$\ln(1 - \hat y) = -\ln(1 + e^z)$。）
#
# **先猜猜看。** $z$ 的梯度裡有兩個數會合，是哪兩個？
#
# <details><summary>解答</summary>
#
# 經過 $\exp$ 和 $\ln$ 的路徑帶回 $\sigma(z) = 0.6457$，經過與 $y = 1$ 相乘的路徑帶回 $-1$。加起來是 $\sigma(z) - y = -0.3543$，正是第 1 章在紙上推導出來的誤差訊號。
# </details>

# %% rows="B6"
w_, x_, b_, y_ = (
    Value(0.5, name="w"),
    Value(2.0, name="x"),
    Value(-0.4, name="b"),
    Value(1.0, name="y"),
)
z_ = w_ * x_ + b_
C_ = (1 + z_.exp()).log() - y_ * z_
C_.backward()

sigmoid_z = 1 / (1 + np.exp(-z_.data))
print(f"z.grad = {z_.grad:.4f} = {sigmoid_z:.4f} - {y_.data:.0f}")
print(f"w.grad = {w_.grad:.4f} = z.grad * x")
assert np.isclose(sigmoid_z, 0.6457, atol=0.00005)
assert np.isclose(z_.grad, sigmoid_z - 1) and np.isclose(w_.grad, 2 * (sigmoid_z - 1))
#! falsify: log() - y_ * z_ => log() + y_ * z_
#! falsify: w_ * x_ + b_ => w_ * x_ + w_ + b_

# %% fold="Draw the graph"
show(
    drawings.plot_graph(C_, title="Every value, its gradient, and the slopes between"),
    alt="A graph from left to right: w and x are multiplied, b is added, the sum z "
    "goes both into exp, plus 1, ln and into the product with y; the difference "
    "of the two is the loss. Boxes show value and gradient, arrows the local "
    "slope.",
)
#! alt zh-TW: 由左到右的圖：w 與 x 相乘，加上 b，得到的 z 一邊經過 exp、加 1、ln，一邊與 y 相乘；兩者的差就是損失。方框裡是值與梯度，箭頭上是局部斜率。

# %% [markdown] lang="en"
# The engine found the error signal without knowing what a sigmoid is. The folded cell lets it differentiate the network of 3.1 and, against TensorFlow, a function that nobody would differentiate by hand for fun.

# %% [markdown] lang="zh-TW" of="a62807bf"
# 這個引擎根本不知道什麼是 sigmoid，卻自己算出了誤差訊號。下面摺疊的儲存格讓它微分 3.1 節的網路，還有一個沒有人想親手微分的函數，後者與 TensorFlow 比較。


# %% rows="B6" fold="Test the engine on the network of 3.1 and against the tape"
def as_values(array):
    return np.array([Value(number) for number in array.ravel()]).reshape(array.shape)


parameters = [as_values(array) for array in (W1, b1, W2, b2)]
W1_, b1_, W2_, b2_ = parameters
units = np.array([unit.relu() for unit in x.tolist() @ W1_ + b1_])
logits = units @ W2_ + b2_
loss_ = np.log(np.exp(logits).sum()) - logits[1]  # class 2 is right
loss_.backward()
found = [np.array([v.grad for v in a.ravel()]).reshape(a.shape) for a in parameters]
print("all 21 gradients within 1e-14 of ours:", relative_error(found, by_hand) < 1e-14)
assert relative_error(found, by_hand) < 1e-14


def strange(a, b, exp, log, relu):
    return log(1 + exp(a * b)) * (a - b) / (1 + b * b) + relu(a)


for start in np.random.default_rng(0).normal(size=(100, 2)):
    a, b = Value(start[0]), Value(start[1])
    strange(a, b, Value.exp, Value.log, Value.relu).backward()
    tensors = [tf.Variable(number) for number in start]
    with tf.GradientTape() as tape:
        result = strange(*tensors, tf.exp, tf.math.log, tf.nn.relu)
    taped = [g.numpy() for g in tape.gradient(result, tensors)]
    assert np.allclose([a.grad, b.grad], taped, rtol=0, atol=1e-12)
print("strange function at 100 random points: equal to the tape within 1e-12")
#! falsify: logits[1]  # class 2 => logits[0]  # class 2
#! falsify: [a.grad, b.grad], taped => [b.grad, a.grad], taped

# %% [markdown] lang="en"
# None of this is *symbolic* differentiation, which turns a formula into another formula. Here no formula exists: engine and tape record what was computed, also through loops whose length depends on the numbers.
#
# **Predict.** $f(u)$ squares $u$ until it is at least 100. What is $f'(3)$, and what is $f'(11)$?
#
# <details><summary>Answer</summary>
#
# From 3: 9, 81, 6561, so $f(u) = u^8$ there and $f'(3) = 8\cdot3^7 = 17{,}496$. From 11: 121, so $f(u) = u^2$ and $f'(11) = 22$. One program, two formulas.
# </details>

# %% [markdown] lang="zh-TW" of="9fd93ea7"
# 這不是**符號**微分（symbolic differentiation）。符號微分是把一個公式變成另一個公式；這裡卻沒有公式：引擎和 tape 記錄的都是實際做過的計算，連次數取決於數值的迴圈也照樣記錄。
#
# **先猜猜看。** $f(u)$ 一直把 $u$ 平方，直到至少是 100 為止。$f'(3)$ 和 $f'(11)$ 各是多少？
#
# <details><summary>解答</summary>
#
# 從 3 開始：9、81、6561，所以在那裡 $f(u) = u^8$，$f'(3) = 8\cdot3^7 = 17{,}496$。從 11 開始：121，所以 $f(u) = u^2$，$f'(11) = 22$。同一個程式，兩個公式。
# </details>


# %% rows="B6"
def f(u):
    while float(u.data if isinstance(u, Value) else u) < 100:
        u = u * u
    return u


for start, expected in ((3.0, 8 * 3**7), (11.0, 22)):
    ours, theirs = Value(start), tf.Variable(start)
    f(ours).backward()
    with tf.GradientTape() as tape:
        result = f(theirs)
    slope = float(tape.gradient(result, theirs))
    print(f"f'({start:.0f}): engine {ours.grad:.0f}, tape {slope:.0f}")
    assert ours.grad == slope == expected
#! falsify: u = u * u => u = u * float(u.data if isinstance(u, Value) else u)

# %% [markdown] lang="en"
# ## 3.9 Why backwards? (10 min)
#
# One could multiply the same slopes from the front. Choose one input, give it the slope 1, all other inputs 0, and carry along how fast every value changes with it. That is **forward mode**. One forward pass answers "what does *this input* change?", so it must be repeated for every input. One backward pass answers "what changes *this output*?", for all inputs at once. A loss is one output; its inputs, in this sense, are all the parameters.
#
# **Predict.** The function $\ln(e^{u_1} + \dots + e^{u_{256}})$ has 256 inputs and one output. How many times the products of reverse mode does forward mode need?
#
# <details><summary>Answer</summary>
#
# 256 times, if it does every product. A clever program leaves out products with 0. Then the factor is 43, because Python's `sum` adds one number at a time, and an early input moves the whole chain of sums behind it. Were the sum one single step, 1.5 would remain. A network has no such luck: behind the first layer, a parameter moves nearly everything.
# </details>

# %% [markdown] lang="zh-TW" of="057853ab"
# ## 3.9 為什麼要往回算？（10 分鐘）
#
# 同樣的斜率也可以從輸入那一端開始乘。選一個輸入，把它的斜率設為 1，其他輸入設為 0，一路往前算，同時算出每個值隨這個輸入變化多快。這稱為**正向模式**（forward mode）。正向走一趟，回答的是「**這個輸入**會改變什麼」，所以每個輸入都要重來一次。反向走一趟，回答的是「什麼會改變**這個輸出**」，一次涵蓋所有輸入。損失只是一個輸出，而這裡所說的輸入，則是所有的參數。
#
# **先猜猜看。** 函數 $\ln(e^{u_1} + \dots + e^{u_{256}})$ 有 256 個輸入、一個輸出。正向模式需要的乘法是反向模式的幾倍？
#
# <details><summary>解答</summary>
#
# 如果每個乘法都做，是 256 倍。聰明一點的程式會略過乘以 0 的部分，那樣是 43 倍：Python 的 `sum` 一次只加一個數，前面的輸入一動，後面整串的和都跟著動。如果加總是單獨一個步驟，就只剩 1.5 倍。網路沒有這種運氣：第一層的參數一動，後面幾乎全部都會跟著動。
# </details>


# %% rows="B6"
def forward_slopes(values, source, skip_zeros):
    """How fast each value changes with `source`, and the products that it took."""
    slopes, products = {}, 0
    for value in values:  # oldest first
        slopes[value] = 1.0 if value is source else 0.0
        for parent, slope in value.parents:
            if slopes[parent] != 0 or not skip_zeros:
                slopes[value] += slope * slopes[parent]
                products += 1
    return slopes, products


counts = {"forward, every product": [], "forward, without zeros": [], "reverse": []}
num_inputs = [1, 4, 16, 64, 256]
for n in num_inputs:
    inputs = [Value(k / n) for k in range(n)]
    output = sum(u.exp() for u in inputs).log()  # ln of a sum of n exponentials
    counts["reverse"].append(output.backward())
    for name, skip in (
        ("forward, every product", False),
        ("forward, without zeros", True),
    ):
        counts[name].append(0)
        for source in inputs:  # one pass for every input
            slopes, products = forward_slopes(output.history(), source, skip)
            counts[name][-1] += products
            assert np.isclose(slopes[output], source.grad)
#! falsify: slope * slopes[parent] => slope + slopes[parent]
#! falsify: 1.0 if value is source else 0.0 => 1.0 if value is output else 0.0

# %% rows="B6" fold="Print and draw the counts"
for name, numbers in counts.items():
    print(f"{name:24}", "  ".join(f"{number:,}" for number in numbers))
every, without, reverse = (np.array(numbers) for numbers in counts.values())
print(
    "factors at 256 inputs:",
    every[-1] / reverse[-1],
    "and",
    (without / reverse)[-1].round(1),
)
assert (every / reverse == num_inputs).all() and np.diff(without / reverse).min() > 0
assert round(without[-1] / reverse[-1]) == 43
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
    alt="Three lines on logarithmic axes: reverse mode is lowest with slope one, from"
    " 4 to 769 products; forward mode rises to about 197,000 with every product "
    "and to about 33,000 without zeros, both steeper than reverse mode.",
)
#! falsify: if slopes[parent] != 0 or not skip_zeros => if slopes[parent] != 0
#! alt zh-TW: 對數座標上的三條線：反向模式最低，斜率為一，從 4 到 769 次乘法；正向模式做完每個乘法時升到約 197,000 次，略過零時約 33,000 次，兩者都比反向模式陡。

# %% rows="B6" fold="The same with the sum in one step"
terms = [u.exp() for u in inputs]
in_one = Value(sum(e.data for e in terms), tuple((e, 1.0) for e in terms)).log()
few = sum(forward_slopes(in_one.history(), u, skip_zeros=True)[1] for u in inputs)
print(f"with the sum in one step: {few / in_one.backward():.1f}")
assert round(few / in_one.backward(), 1) == 1.5
#! falsify: (e, 1.0) for e in terms => (e, 0.0) for e in terms

# %% [markdown] lang="en"
# Now a real network, 784 – 64 – 10 with 50,890 parameters, and seconds instead of products. TensorFlow has both modes: the tape, and a `ForwardAccumulator` that carries along the slopes in one chosen *direction*: all parameters move together, each in proportion to its entry in the direction. By 3.3 that slope must be the sum of gradient times direction over all parameters. We check this, then time each mode beside a plain forward pass.

# %% [markdown] lang="zh-TW" of="8426ef38"
# 接著換成真實的網路，784 – 64 – 10，共 50,890 個參數，而且不數乘法，改量時間。TensorFlow 兩種模式都有：tape，以及帶著「沿某一個選定**方向**的斜率」往前走的 `ForwardAccumulator`：所有參數同時移動，各自的移動量與方向中對應的數成正比。依 3.3 節，這個斜率應該等於所有參數的「梯度乘方向」之和。我們先檢查這一點，再把兩種模式和單純的正向傳遞比較時間。

# %% rows="B6"
hidden = keras.layers.Dense(64, activation="tanh")
timed = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10)])
variables = timed.trainable_variables
weights = [variable.value for variable in variables]
direction = [tf.random.normal(array.shape, seed=0) for array in weights]
X_timed, y_timed = tf.random.normal((512, 784), seed=0), tf.zeros(512, tf.int32)


def mean_loss():
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y_timed, timed(X_timed))
    return tf.reduce_mean(losses)


def reverse_mode():  # the slopes of the loss towards all parameters
    with tf.GradientTape() as tape:
        loss = mean_loss()
    return tape.gradient(loss, variables)


def forward_mode():  # the slope of the loss in one direction
    with tf.autodiff.ForwardAccumulator(weights, direction) as slopes:
        loss = mean_loss()
    return slopes.jvp(loss)


pairs = zip(reverse_mode(), direction, strict=True)
along = sum(float(tf.reduce_sum(g * d)) for g, d in pairs)
agree = np.isclose(forward_mode(), along, rtol=1e-3)
print("the two modes agree on the slope in this direction:", agree)
assert agree
#! falsify: tf.reduce_sum(g * d) => tf.reduce_sum(g)

# %% rows="B6" slides="C003 B062" tags=["nbval-ignore-output"] fold="Time the three, in turn"
import time


def seconds(function, repeats=20):
    begin = time.perf_counter()
    for _ in range(repeats):
        function()
    return time.perf_counter() - begin


functions = [tf.function(f) for f in (mean_loss, reverse_mode, forward_mode)]
_ = [function() for function in functions]  # the first call builds the graph
rounds = np.array([[seconds(function) for function in functions] for _ in range(9)])
_, reverse_ratio, one_ratio = np.median(rounds / rounds[:, :1], axis=0)
num_params = timed.count_params()
print(f"whole gradient by the tape: {reverse_ratio:.1f} forward passes")
print(
    f"one direction by forward mode: {one_ratio:.1f}; {num_params:,} of them:", end=" "
)
print(f"{one_ratio * num_params:,.0f}")
print(f"central differences: {2 * num_params:,} forward passes")
assert num_params == 50_890 and reverse_ratio < 6 and 0.8 < one_ratio < 10

# %% [markdown] lang="en"
# Here the whole gradient cost the time of a few forward passes, the one that it needs included; the output above says how many. To move every weight up and down and look would cost 101,780 of them. This is why networks with millions of weights can be trained at all. The price is memory: all $A^{(l)}$ must be kept until the backward pass.

# %% [markdown] lang="zh-TW" of="21eaa0bd"
# 在這裡，算出整個梯度所花的時間，只是正向傳遞的幾倍（包含它本來就要做的那一次；上面的輸出寫著幾倍）。如果把每個權重都往上、往下各動一次來看，要做 101,780 次。有數百萬個權重的網路之所以訓練得起來，原因就在這裡。代價是記憶體：所有的 $A^{(l)}$ 都要保留到反向傳遞用完為止。

# %% [markdown] lang="en"
# ## 3.10 Real digits: by hand and by Keras, step by step (10 min)
#
# Does our backpropagation train a real network? `flatten` makes rows of 784 numbers of the 60,000 training images of MNIST, `to_float` scales them to 0…1, `one_hot` turns a digit into a row of ten. The network: 784 inputs, 64 tanh units, 10 outputs with softmax; batches of 128; one epoch of 469 updates.
#
# Keras gets the same initial weights and the same batches in the same order. Then the two must agree at **every** step, not only at the end.

# %% [markdown] lang="zh-TW" of="ad556763"
# ## 3.10 真實的數字：手寫程式與 Keras 逐步對照（10 分鐘）
#
# 我們的反向傳播訓練得動真正的網路嗎？MNIST 有 60,000 張訓練圖片；`flatten` 把每張攤成 784 個數的一列，`to_float` 縮放到 0…1，`one_hot` 把一個數字變成十個數的一列。網路有 784 個輸入、64 個 tanh 單元、10 個 softmax 輸出；批次大小 128；一個週期（epoch）共 469 次更新。
#
# Keras 拿到同樣的初始權重，以及內容與順序都相同的批次。那麼兩者在**每一步**都必須一致，不是只有最後。

# %% rows="B7"
(X_train, y_train), (X_test, y_test) = load_mnist()
X_tr, X_te = flatten(to_float(X_train)), flatten(to_float(X_test))
Y_tr = one_hot(y_train)
order = np.random.default_rng(0).permutation(len(X_tr))
batches = [order[start : start + 128] for start in range(0, len(order), 128)]


def train_by_hand(params, batches, activation, dtype, lr=0.125):
    losses, names = [], [activation, "softmax"]
    for rows in batches:
        X, Y = X_tr[rows].astype(dtype), Y_tr[rows].astype(dtype)
        A = backprop.forward(X, params, names)
        losses.append(backprop.loss(Y, A[-1], "softmax"))
        grads = backprop.backward(Y, A, params, names)
        pairs = zip(params, grads, strict=True)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in pairs]
    return params, losses


# %% [markdown] lang="en"
# Older versions of Keras return from `train_on_batch` a running mean of the losses since the last `reset_metrics()`, so we reset before each step. `dtype` is the kind of number to compute with, `float32` by default. The learning rate is 1/8, which every precision holds exactly.

# %% [markdown] lang="zh-TW" of="28584993"
# 較舊版本的 Keras，`train_on_batch` 回傳的是上一次 `reset_metrics()` 以來損失的累計平均，所以我們在每一步之前都重設。`dtype` 是計算所用的數字型別，預設為 `float32`。學習率取 1/8，這個數在任何精度下都能毫無誤差地表示。


# %% rows="B7"
def train_by_keras(params, batches, activation, dtype, lr=0.125):
    hidden = keras.layers.Dense(64, activation=activation, dtype=dtype)
    output = keras.layers.Dense(10, activation="softmax", dtype=dtype)
    model = keras.Sequential([keras.Input((784,), dtype=dtype), hidden, output])
    loss = keras.losses.CategoricalCrossentropy(dtype=dtype)
    model.compile(keras.optimizers.SGD(lr), loss=loss)
    model.set_weights([array for pair in params for array in pair])
    losses = []
    for rows in batches:
        model.reset_metrics()
        X, Y = X_tr[rows].astype(dtype), Y_tr[rows].astype(dtype)
        losses.append(float(model.train_on_batch(X, Y)))
    return model, losses


start = backprop.init_params([784, 64, 10], np.random.default_rng(0), "float32")
trained, losses = train_by_hand(start, batches, "tanh", "float32")
_, keras_losses = train_by_keras(start, batches, "tanh", "float32")
gaps = np.abs(np.array(losses) - keras_losses)
print(f"updates: {len(losses)}; loss {losses[0]:.2f} -> {losses[-1]:.2f}")
print("largest difference of the loss at any step below 1e-5:", gaps.max() < 1e-5)
assert len(losses) == 469 and gaps.max() < 1e-5 and losses[-1] < 0.5
#! falsify: b - lr * db) for => b - 1.01 * lr * db) for

# %% rows="B7" fold="Draw both curves and their difference"
figure, axes = plotting.subplots(1, 2, width=9.6, height=3.8)
_ = plotting.plot_curves(
    {"Keras": keras_losses, "by hand": losses},
    xlabel="update",
    ylabel="cross-entropy of the batch (nats)",
    title="Two curves, one line",
    ax=axes[0],
)
label = "|by hand − Keras|"
_ = axes[1].semilogy(np.arange(1, 470), gaps + 1e-9, ".", ms=3, label=label)
_ = axes[1].axhline(1e-5, color="black", ls="--", label="asserted bound")
axes[1].set(xlabel="update", ylabel="difference (nats; 0 as 1e-9)", ylim=(3e-10, 1e-2))
axes[1].set_title("Their difference")
_ = axes[1].legend(loc="upper right")
show(
    figure,
    alt="Left: the loss falls from 2.4 to about 0.2 in 469 updates; the curves of "
    "Keras and of our code lie on each other. Right: their difference stays below"
    " one millionth, far below the bound of 1e-5.",
)
#! alt zh-TW: 左圖：損失在 469 次更新中從 2.4 降到大約 0.2，Keras 和我們的曲線重疊。右圖：兩者的差距一直低於百萬分之一，遠低於 1e-5 的界限。

# %% [markdown] lang="en"
# The curves lie on each other. Why is the difference not exactly 0? Our guess: rounding. A `float32` is spaced by $2^{-23} \approx 1.2\cdot10^{-7}$ of its size, and a sum of 784 products, or a tanh, may differ in its last digit between NumPy and TensorFlow, which compute it in different ways. If that is right, then the *weights* after 50 updates must come closer by a factor of about $2^{29}$ when both compute in `float64`, with spacing $2^{-52}$.
#
# **Predict.** And the reported *losses*: do they come closer by that factor, too? And what changes with relu, whose slope jumps at 0?

# %% [markdown] lang="zh-TW" of="3561a981"
# 兩條曲線看起來疊在一起。差距為什麼不是剛好 0？我們猜是捨入。相鄰兩個 `float32` 的間距，是數值大小的 $2^{-23} \approx 1.2\cdot10^{-7}$；而 784 個乘積的總和或 tanh，NumPy 和 TensorFlow 的算法不同，最後一位就可能不同。如果猜得對，兩邊都改用間距為 $2^{-52}$ 的 `float64` 時，50 次更新之後**權重**的差距應該會縮小到大約 $2^{29}$ 分之一。
#
# **先猜猜看。** 回報的**損失**，差距也會縮小這麼多嗎？換成斜率在 0 處跳躍的 relu，又會怎麼樣？

# %% rows="B7" tags=["nbval-ignore-output"]
shrunk = {}
for activation in ("tanh", "relu"):
    weight_gap, loss_gap = {}, {}
    for dtype in ("float32", "float64"):
        start = backprop.init_params([784, 64, 10], np.random.default_rng(0), dtype)
        ours, our_losses = train_by_hand(start, batches[:50], activation, dtype)
        model, their_losses = train_by_keras(start, batches[:50], activation, dtype)
        pairs = zip(
            [a for pair in ours for a in pair], model.get_weights(), strict=True
        )
        weight_gap[dtype] = max(np.abs(a - b).max() for a, b in pairs)
        loss_gap[dtype] = np.abs(np.array(our_losses) - their_losses).max()
    shrunk[activation] = np.log2(weight_gap["float32"] / weight_gap["float64"])
    print(f"{activation}, float32 -> float64:", end=" ")
    print("weights {float32:.1e} -> {float64:.1e},".format(**weight_gap), end=" ")
    print(f"2^{shrunk[activation]:.1f} closer;", end=" ")
    print("losses {float32:.1e} -> {float64:.1e}".format(**loss_gap))
    assert 26 < shrunk[activation] < 32 and weight_gap["float32"] < 1e-5
    assert loss_gap["float64"] > 1e-9  # Keras reports a loss in float32
#! falsify: CategoricalCrossentropy(dtype=dtype) => CategoricalCrossentropy(dtype="float32")

# %% [markdown] lang="en"
# The weights come closer by about $2^{29}$, so it *was* rounding, and with relu just the same: nowhere in these 50 updates did the kink at 0 turn a rounding difference into a visible one. The losses hardly come closer, for a dull reason: Keras reports a loss as `float32` whatever the network computes in. The right panel above showed mostly the last digit of a report.

# %% [markdown] lang="zh-TW" of="08342420"
# 權重的差距縮小到大約 $2^{29}$ 分之一，所以**確實**是捨入；換成 relu 也一樣：在這 50 次更新裡，0 處的轉折從來沒有把捨入的差異放大到看得見。損失的差距卻幾乎沒有縮小，原因很單純：不論網路用什麼精度計算，Keras 都以 `float32` 回報損失。上面的右圖看到的，主要只是回報數字的最後一位。

# %% [markdown] lang="en"
# ## 3.11 Right or wrong: accuracy and learning curves (10 min)
#
# A trained network gives ten probabilities. Its answer is the class with the largest, `argmax`; the **accuracy** is the number of right answers divided by the number of samples. It is measured with the weights that training has ended with.

# %% [markdown] lang="zh-TW" of="aca378b9"
# ## 3.11 對或錯：準確率與學習曲線（10 分鐘）
#
# 訓練好的網路會輸出十個機率。機率最大的類別就是它的答案，用 `argmax` 取得；**準確率**（accuracy）是答對的個數除以樣本數，用訓練結束時的權重來量。

# %% rows="B8" slides="C017 C018 C039 C040 C044" tags=["nbval-ignore-output"]
P_test = backprop.forward(X_te, trained, ["tanh", "softmax"])[-1]  # (10000, 10)
P_train = backprop.forward(X_tr, trained, ["tanh", "softmax"])[-1]
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
#! falsify: P_test.argmax(axis=1) == y_test => P_test.argmin(axis=1) == y_test

# %% [markdown] lang="en"
# On the test set {{ correct | .0f | 60 }} of 10,000 are right, about the share of the training set. The **error**, 1 − accuracy, is the share of wrong answers.
#
# A network *overfits* when training lowers the loss on its samples and raises it on new ones (chapter 2). Here we provoke it: only 500 training images, 128 relu units, 400 updates with Adam, an optimizer of chapter 7. And once more with 20 % of the 500 labels replaced by a wrong digit, as happens with data labelled in a hurry; the test labels stay correct.
#
# **Predict.** What will the *training* error be in the end, when a fifth of the labels are nonsense: about 0.2, or about 0?

# %% [markdown] lang="zh-TW" of="de137e7a"
# 測試集（test set）的 10,000 張裡答對 {{ correct | .0f | 60 }} 張，比例和訓練集（training set）差不多。**錯誤率**（error）是 1 − 準確率，也就是答錯的比例。
#
# 訓練使訓練樣本的損失下降，新樣本的損失卻上升，這就是**過度配適**（overfitting，第 2 章）。這裡我們故意製造它：只用 500 張訓練圖片、128 個 relu 單元，用第 7 章的優化器（optimizer）Adam 更新 400 次。再做一次，但把這 500 個標籤中的 20% 換成錯的數字，就像匆忙標註的資料那樣；測試集的標籤仍然正確。
#
# **先猜猜看。** 五分之一的標籤是亂寫的，最後的**訓練**錯誤率會是大約 0.2，還是大約 0？


# %% rows="B8"
def measure(model, X, y):
    """Share of wrong answers, and mean cross-entropy, with the weights held still."""
    P = model(X).numpy()
    p_right = P[np.arange(len(y)), y]  # of each sample, the probability of its label
    return np.mean(P.argmax(axis=1) != y), -np.mean(np.log(p_right + 1e-9))  # no ln 0


def learning_curves(X, y, num_updates=400, every=25):
    keras.utils.set_random_seed(0)
    hidden = keras.layers.Dense(128, activation="relu")
    output = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((784,)), hidden, output])
    model.compile(keras.optimizers.Adam(0.002), "sparse_categorical_crossentropy")
    rng, seen = np.random.default_rng(0), []
    for update in range(num_updates + 1):
        if update % every == 0:
            seen.append([*measure(model, X, y), *measure(model, X_te, y_test)])
        rows = rng.choice(len(X), 50, replace=False)
        model.train_on_batch(X[rows], y[rows])
    names = ["train_error", "train_loss", "test_error", "test_loss"]
    return dict(zip(names, np.array(seen).T, strict=True))


# %% rows="B8" slides="C019 C020" tags=["nbval-ignore-output"]
rng = np.random.default_rng(0)
X_small, y_small = X_tr[order[:500]], y_train[order[:500]].astype(int)
is_wrong = rng.random(500) < 0.2
y_mixed = np.where(is_wrong, (y_small + rng.integers(1, 10, 500)) % 10, y_small)

records = {
    "All labels right": learning_curves(X_small, y_small),
    "20 % of labels wrong": learning_curves(X_small, y_mixed),
}
for title, record in records.items():
    error, loss = record["test_error"], record["test_loss"]
    print(f"{title}: training error {record['train_error'][-1]:.2f};", end=" ")
    print(f"test error at best {error.min():.2f}, in the end {error[-1]:.2f};", end=" ")
    print(f"test loss {loss.min():.2f}, {loss[-1]:.2f}")
    assert record["train_error"][-1] < 0.005 and loss[-1] > loss.min() + 0.02
assert error[-1] > error.min() + 0.02  # of the record with wrong labels
level = records["All labels right"]["test_error"]
assert level[-1] < error[-1] - 0.05 and level[-1] < level.min() + 0.01
#! falsify: X_small, y_mixed => X_small, y_small
#! falsify: model.train_on_batch(X[rows], y[rows]) => model.train_on_batch(X[rows], y_train[rows])

# %% fold="Draw the learning curves"
show(
    drawings.plot_overfitting(records, np.arange(0, 401, 25)),
    alt="Errors and losses over 400 updates. With right labels the training error "
    "goes to 0, the test error falls and stays flat, the test loss falls and "
    "rises a little. With wrong labels the training error also goes to 0, while "
    "test error and test loss reach a minimum early and rise clearly afterwards.",
)
#! alt zh-TW: 400 次更新中的錯誤率與損失。標籤全對時，訓練錯誤率降到 0，測試錯誤率下降後持平，測試損失下降後略為上升。標籤有錯時，訓練錯誤率同樣降到 0，測試錯誤率與測試損失卻很早就到最低點，之後明顯上升。

# %% [markdown] lang="en"
# - The training error goes to 0 in both cases: the network has **memorised** even the {{ is_wrong.sum() | d }} wrong labels. Zhang et al. (2017) showed that large networks can even learn labels that are completely random.
# - With wrong labels the *test error* has its minimum early and rises afterwards, as the lecture draws it. Our reading, a guess: memorising the exceptions spoils answers nearby that had been right.
# - With right labels the test error does **not** rise here, it only stops falling; but the test *loss* rises. By chapter 2's definition, which speaks of the loss, that is overfitting as well; whoever looks at the error alone does not see it.
#
# One run each, so do not trust the digits; the next section has five seeds.

# %% [markdown] lang="zh-TW" of="1cf9f701"
# - 兩種情況下，訓練錯誤率都降到 0：網路連 {{ is_wrong.sum() | d }} 個錯誤的標籤也**背**了起來。Zhang et al.（2017）指出，大型網路甚至學得會完全隨機的標籤。
# - 標籤有錯時，**測試錯誤率**很早就到最低點，之後上升，和課程畫的一樣。我們的解讀是：死背例外，把附近原本答對的也弄錯了；這只是猜測。
# - 標籤全對時，測試錯誤率在這裡**沒有**上升，只是不再下降；但測試**損失**上升了。第 2 章的定義說的是損失，所以這也是過度配適，只是單看錯誤率看不出來。
#
# 這裡各只跑一次，別太相信數字；下一節會用五個隨機種子。

# %% [markdown] lang="en"
# ## 3.12 Which remedies only buy time? (15 min)
#
# The lecture names four remedies: fewer parameters (in a network most simply fewer layers), more data, regularisation, augmentation. We try them on a smaller copy of the case with wrong labels: 500 images shrunk to 14 × 14 pixels, 64 relu units, batches of 50, Adam at 0.004. One thing changes at a time.
#
# | remedy | what changes | idea |
# |---|---|---|
# | fewer layers | no hidden layer; and, for comparison, two | less room for memorising |
# | fewer units | 12 | less room for memorising |
# | L1 | the loss gains $0.005\sum\lvert w\rvert$ over all weights | pulls weights towards 0 |
# | L2 | the loss gains $0.01\sum w^2$ over all weights | keeps weights small (Krogh and Hertz, 1992) |
# | dropout | in training, each hidden output is set to 0 with probability 0.8, the survivors are multiplied by 5 | no unit may rely on another (Srivastava et al., 2014) |
# | augmentation | every image shifted by up to 1 pixel, drawn again in each batch | new pictures, same label |
# | more data | 2,500 images, 20 % of their labels wrong too | more that is right to learn from |
# | early stopping | keep the weights with the lowest validation error | stop before memorising begins (Prechelt, 1998) |
#
# L1, L2, dropout, augmentation and early stopping are all called **regularisation**. Early stopping chooses by looking at data, and whoever chooses by the test set has used it up. So it chooses on a **validation set**, 2,000 further training images; so did we, when we chose most strengths among two or three. Their labels are right, so that the effect shows clearly. The test set only reports.
#
# Now the trap. Compare all remedies after 250 updates, and you compare *speeds*: whatever slows training down has not begun to memorise yet. It gets early stopping for free. So we go on to 3,000 updates, with five seeds. The five networks are trained at once: every array gets one more axis in front, and the four equations stay as they are.
#
# **Predict.** After 250 updates all remedies but L1 beat the untreated network (the two hidden layers are no remedy, only a comparison). Which of them hold their level until 3,000?
#
# <details><summary>Answer</summary>
#
# Clearly only L2. L1 moves little, at a worse level. All the others get worse, and all but L2 end behind the untreated network that was simply stopped early.
# </details>

# %% [markdown] lang="zh-TW" of="34bb881a"
# ## 3.12 哪些對策只是拖延時間？（15 分鐘）
#
# 課程提出四種對策：減少參數（在神經網路裡，最簡單的是減少層數）、更多資料、正則化、資料增強。我們用標籤有錯的案例的縮小版來試：500 張縮成 14 × 14 像素的圖片、64 個 relu 單元、批次大小 50、Adam 的學習率 0.004。每次只改變一件事。
#
# | 對策 | 改變什麼 | 想法 |
# |---|---|---|
# | 減少層數 | 沒有隱藏層；另外也試兩層作為對照 | 背東西的空間變少 |
# | 減少單元 | 12 個 | 背東西的空間變少 |
# | L1 | 損失加上所有權重的 $0.005\sum\lvert w\rvert$ | 把權重往 0 拉 |
# | L2 | 損失加上所有權重的 $0.01\sum w^2$ | 讓權重保持小（Krogh and Hertz, 1992） |
# | 丟棄法（dropout） | 訓練時，每個隱藏單元的輸出以 0.8 的機率設為 0，留下來的乘以 5 | 任何單元都不能依賴其他單元（Srivastava et al., 2014） |
# | 資料增強（data augmentation） | 每個批次裡，每張圖片重新隨機平移，最多 1 個像素 | 圖片是新的，標籤不變 |
# | 更多資料 | 2,500 張圖片，標籤同樣有 20% 是錯的 | 有更多正確的東西可學 |
# | 提前停止（early stopping） | 保留驗證錯誤率最低時的權重 | 在開始死背之前停下來（Prechelt, 1998） |
#
# L1、L2、丟棄法、資料增強和提前停止，合稱**正則化**（regularization）。提前停止是看著資料做選擇，而拿測試集做選擇，就等於把測試集用掉了。所以它在**驗證集**（validation set）上選擇，也就是另外 2,000 張訓練圖片；大部分對策的強度，我們也是在這裡從兩三種裡選出來的。驗證集的標籤都正確，好讓效果看得清楚。測試集只用來回報結果。
#
# 陷阱在這裡：如果都在 250 次更新之後比較，比的其實是**速度**。凡是讓訓練變慢的對策，都還沒開始死背，等於免費得到提前停止。所以我們一直訓練到 3,000 次更新，並用五個隨機種子（seed）。五個網路同時訓練：每個陣列的最前面多一個軸，四個式子則完全不變。
#
# **先猜猜看。** 250 次更新之後，除了 L1 以外，所有對策都勝過不處理的網路（兩個隱藏層只是對照，不算對策）。到 3,000 次為止，哪些守得住？
#
# <details><summary>解答</summary>
#
# 明確守得住的只有 L2。L1 變化不大，但水準較差。其他的都變差；除了 L2 以外，最後都輸給不處理、只是提前停止的網路。
# </details>

# %% rows="B9" fold="Five training sets with wrong labels, and five starts"
from utils.nn.initializers import glorot_uniform
from utils.nn.optimizers import adam
from utils.nn.stacked import Form, backpropagate, one_thread, propagate, zero_biases


def shrunk(images):
    """Images (n, 28, 28) as (n, 14, 14): the means of 2 x 2 pixels."""
    return to_float(images).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))


rng = np.random.default_rng(0)
images, right = shrunk(X_train)[order], y_train[order].astype(int)
wrong = rng.random(len(right)) < 0.2
given = np.where(wrong, (right + rng.integers(1, 10, len(right))) % 10, right)
FIVE = np.arange(5)[:, None]


def five_rows(num_images):
    """Which images each of the five networks is trained on, (5, num_images)."""
    return 10_000 * FIVE + np.arange(num_images)


def five_starts(hidden, rng):
    """The weights, then the biases, of five networks, stacked."""
    shapes = zip([196, *hidden], [*hidden, 10], strict=True)
    W = [np.stack([glorot_uniform(shape, rng=rng) for _ in FIVE]) for shape in shapes]
    return [array.astype("float32") for array in W + zero_biases(W)]


# %% rows="B9" fold="Shifting images"
def shifted(batch, pixels, rng):
    """Move each image (5, n, 14, 14) by up to so many pixels; background comes in."""
    if pixels == 0:
        return batch
    padded = np.pad(batch, ((0, 0), (0, 0), (pixels, pixels), (pixels, pixels)))
    down, across = rng.integers(0, 2 * pixels + 1, (2, *batch.shape[:2], 1, 1))
    rows, columns = down + np.arange(14)[:, None], across + np.arange(14)
    of, sample = FIVE[:, :, None, None], np.arange(batch.shape[1])[:, None, None]
    return padded[of, sample, rows, columns]


one_pixel = np.zeros((5, 40, 14, 14))
one_pixel[:, :, 5, 7] = 1
_, _, down, across = np.nonzero(shifted(one_pixel, 1, np.random.default_rng(0)))
assert np.unique(down).tolist() == [4, 5, 6] and np.unique(across).tolist() == [6, 7, 8]
assert abs(wrong.mean() - 0.2) < 0.01 and ((given != right) == wrong).all()
#! falsify: rng.integers(0, 2 * pixels + 1, (2, => rng.integers(0, pixels + 1, (2,
#! falsify: rng.integers(1, 10, len(right))) % 10, right) => rng.integers(0, 10, len(right))) % 10, right)


# %% rows="B9" fold="Answers and errors of five networks"
CHECKPOINTS = [25, 50, 75, 100, 150, 250, 400, 600, 850, 1100, 1500, 2000, 2500, 3000]
VALIDATION = images[-2000:], right[-2000:]
REPORT = shrunk(X_test), y_test


def five_answers(params, X):
    """The answers of the five networks, (5, n), without dropout."""
    layers, rows = len(params) // 2, X.reshape(*X.shape[:-2], 196)
    trace = propagate(params[:layers], params[layers:], rows, Form("relu"))
    return trace.logits.argmax(axis=2)


def five_errors(params, X, labels):
    """The share of wrong answers of each of the five networks."""
    return (five_answers(params, X) != labels).mean(axis=1)


# %% [markdown] lang="en"
# The gradients: equations (1) to (4), and what the penalties add. Their slopes are $\lambda\,\mathrm{sign}\,w$ for L1, where $\mathrm{sign}\,w$ is 1 or −1, and $2\lambda w$ for L2. $\lambda$ is the strength, 0.005 or 0.01.

# %% [markdown] lang="zh-TW" of="42482fa9"
# 梯度就是式子 (1) 到 (4)，再加上懲罰項的斜率：L1 是 $\lambda\,\mathrm{sign}\,w$（$\mathrm{sign}\,w$ 是 1 或 −1），L2 是 $2\lambda w$。$\lambda$ 是強度，取 0.005 或 0.01。


# %% rows="B9"
UNTREATED = {"num_images": 500, "hidden": (64,), "pixels": 0}
UNTREATED |= {"l1": 0, "l2": 0, "dropout": 0}
# In float32, like the weights: a float64 among them would make all of it float64.
ADAM = {"lr": 0.004, "beta_1": np.float32(0.9), "beta_2": np.float32(0.999)}


def gradients_of_five(params, batch, Y, use, rng):
    """Gradients of the weights, then of the biases, of five networks at once."""
    layers, form = len(params) // 2, Form("relu", dropout=use["dropout"])
    W, b = params[:layers], params[layers:]
    trace = propagate(W, b, batch.reshape(5, 50, 196), form, rng)
    delta = (softmax(trace.logits, axis=2) - Y) / 50  # equation (1)
    W_grads, b_grads = backpropagate(W, trace, delta)  # equations (2), (3), (4)
    for w, dW in zip(W, W_grads, strict=True):
        if use["l1"] or use["l2"]:
            dW += use["l1"] * np.sign(w) + 2 * use["l2"] * w
    return W_grads + b_grads


# %% [markdown] lang="en"
# The training: draw a batch, and take a step of Adam (chapter 7).

# %% [markdown] lang="zh-TW" of="0204d51b"
# 訓練：抽一個批次，再走一步 Adam（第 7 章）。


# %% rows="B9"
def train_five(remedy, start=None, num_updates=3000):
    """Train five networks at once; give their errors over time, and what they were."""
    use, rng = UNTREATED | remedy, np.random.default_rng(0)
    mine = five_rows(use["num_images"])
    X, labels = images[mine], given[mine]
    params = five_starts(use["hidden"], rng) if start is None else list(start)
    memory, seen, kept = [{} for _ in params], [], []
    for update in range(1, num_updates + 1):
        rows = rng.integers(0, use["num_images"], (5, 50))
        batch, Y = X[FIVE, rows], np.eye(10, dtype="float32")[labels[FIVE, rows]]
        batch = shifted(batch, use["pixels"], rng)
        grads = gradients_of_five(params, batch, Y, use, rng)
        for k, dparam in enumerate(grads):
            params[k], memory[k] = adam(params[k], dparam, memory[k], **ADAM)
        if update in CHECKPOINTS:
            kept.append(list(params))
            sets = ((X, labels), VALIDATION)
            seen.append([five_errors(params, *each) for each in sets])
    return np.array(seen), kept


# %% [markdown] lang="en"
# Nine settings.

# %% [markdown] lang="zh-TW" of="a05817f6"
# 九種設定。

# %% rows="B9" tags=["nbval-ignore-output"]
REMEDIES = {
    "no remedy": {},
    "no hidden layer": {"hidden": ()},
    "two hidden layers": {"hidden": (64, 64)},
    "12 units": {"hidden": (12,)},
    "L1": {"l1": 0.005},
    "L2": {"l2": 0.01},
    "dropout": {"dropout": 0.8},
    "augmentation": {"pixels": 1},
    "2,500 images": {"num_images": 2500},
}
TIMES = [CHECKPOINTS.index(n) for n in (250, 1500, 3000)]
curves, networks = {}, {}
print("after 250, 1,500 and 3,000 updates:   training error    validation error")
with one_thread():  # small products are slower on several cores
    for name, settings in REMEDIES.items():
        curves[name], networks[name] = train_five(settings)
        train, validation = curves[name][TIMES].mean(axis=2).T.round(3)
        print(f"{name:20}", *[f"{number:9.3f}" for number in [*train, *validation]])
assert all(seen.shape == (len(CHECKPOINTS), 2, 5) for seen in curves.values())

# %% [markdown] lang="en"
# One panel a remedy: lines are means of five seeds, bands reach from the lowest to the highest. The thin black line is the validation error of the untreated network. Dotted lines mark 250 and 1,500 updates; the axis is cut at 0.5.

# %% [markdown] lang="zh-TW" of="7439c7e8"
# 每種對策一格：線是五個種子的平均，色帶從最低到最高。細黑線是不處理的網路的驗證錯誤率。點線標出 250 次和 1,500 次更新；縱軸只畫到 0.5。

# %% rows="B9" fold="Draw training and validation errors"
by_name = {name: (seen[:, 0].T, seen[:, 1].T) for name, seen in curves.items()}
show(
    drawings.plot_remedy_curves(by_name, np.array(CHECKPOINTS), marks=(250, 1500)),
    alt="Nine panels over 3,000 updates on a logarithmic axis. In all but two panels "
    "the training error falls towards 0, and the validation error first falls, "
    "then rises. With L2 both stay level, with a training error above 0.2; with L1 "
    "nearly so, but the training error goes on falling.",
)
#! alt zh-TW: 九格圖，橫軸是對數刻度的 3,000 次更新。除了兩格以外，訓練錯誤率都往 0 下降，驗證錯誤率先降後升。L2 的兩條線都維持水平，訓練錯誤率在 0.2 以上；L1 也差不多，但訓練錯誤率一直慢慢下降。

# %% [markdown] lang="en"
# And the test set, with one more moment: *early stopping*, the weights that were best on the validation set. The dashed line is the untreated network stopped early. It is not free: it has seen 2,000 correctly labelled images to choose by, four times as many as it was trained on.

# %% [markdown] lang="zh-TW" of="79624937"
# 再來看測試集，並多看一個時間點：**提前停止**，也就是取在驗證集上表現最好的權重。虛線是不處理、只提前停止的網路。這並不是免費的：它看了 2,000 張標籤正確的圖片才選出來，是訓練圖片的四倍。

# %% rows="B9" fold="Draw the test errors"
errors, moments = {}, dict(zip(["250 updates", "1,500", "3,000"], TIMES, strict=True))
with one_thread():
    for name, kept in networks.items():
        stops = curves[name][:, 1].argmin(axis=0)  # the best checkpoint of each seed
        pairs = list(enumerate(stops))
        parts = range(len(kept[0]))
        best = [np.stack([kept[stop][k][seed] for seed, stop in pairs]) for k in parts]
        errors[name] = {
            what: five_errors(kept[n], *REPORT) for what, n in moments.items()
        } | {"early stopping": five_errors(best, *REPORT)}
free = errors["no remedy"]["early stopping"]
label = "no remedy,\nearly stopping"
show(
    drawings.plot_remedy_errors(errors, reference=free.mean(), reference_name=label),
    alt="Test errors of nine settings after 250, 1,500 and 3,000 updates and with "
    "early stopping. Without a remedy they run from 0.23 to 0.30. All others rise, "
    "too, but L1, which hardly moves, and L2, which stays near 0.2. Stopped early, L2, "
    "dropout, augmentation and more images lie left of the dashed line.",
)
#! alt zh-TW: 九種設定在 250、1,500、3,000 次更新之後，以及提前停止時的測試錯誤率。不處理時從 0.23 升到 0.30。其他的也都上升，只有 L1 幾乎不動，L2 停在 0.2 附近。提前停止時，L2、丟棄法、資料增強和更多圖片位於虛線左邊。

# %% rows="B9" fold="Count who is ahead, in pairs with the same seed" tags=["nbval-ignore-output"]
at_250, drift, behind, stopped_gain = {}, {}, {}, {}
print(
    "gain at 250, change until 3,000, gain on the dashed line, gain if all stop early"
)
for name, four in errors.items():
    early, _, end, stopped = four.values()
    at_250[name] = (errors["no remedy"]["250 updates"] - early).mean()
    drift[name], behind[name] = (end - early).mean(), (free - end).mean()
    stopped_gain[name] = free - stopped  # one number a seed
    seeds = (stopped_gain[name] > 0).sum()
    print(f"{name:20} {at_250[name]:+.3f} {drift[name]:+8.3f}", end=" ")
    print(f"{behind[name]:+8.3f} {stopped_gain[name].mean():+8.3f}, {seeds} of 5 seeds")
assert drift["no remedy"] > 0.02
#! falsify: (end - early).mean() => (early - end).mean()

# %% rows="B9" fold="Count the wrong labels that are given back" tags=["nbval-ignore-output"]
learned, truth = {}, {}
print("of the images with a wrong label, answered with it, and with the true class")
for name, settings in REMEDIES.items():
    mine = five_rows(settings.get("num_images", 500))
    answers = five_answers(networks[name][-1], images[mine])
    learned[name] = (answers == given[mine])[wrong[mine]].mean()
    truth[name] = (answers == right[mine])[wrong[mine]].mean()
    print(f"{name:20} {learned[name]:.0%} {truth[name]:6.0%}")
buying = ["no hidden layer", "12 units", "dropout", "augmentation", "2,500 images"]
assert learned["no remedy"] > 0.98 and learned["augmentation"] > 0.4
assert learned["augmentation"] == min(learned[name] for name in buying)
assert learned["L2"] < 0.2 and truth["L2"] > 0.6 and learned["L1"] < 0.3
#! falsify: answers == given[mine] => answers == right[mine]
#! falsify: networks[name][-1], images[mine] => networks[name][0], images[mine]

# %% rows="B9" slides="C021 C022 C023 C024 C026" fold="Check what the text says"
assert all(at_250[name] > 0 for name in [*buying, "L2"]) and at_250["L1"] < 0.02
assert all(drift[name] > 0.01 and behind[name] < -0.01 for name in buying)
assert drift["L2"] < 0.01 and abs(drift["L1"]) < 0.03
assert behind["L1"] < -0.02 < behind["L2"]
L1_train = curves["L1"][:, 0].mean(axis=1)
assert L1_train[TIMES[1]] - L1_train[-1] > 0.01
level = [
    errors[name]["3,000"].mean()
    for name in ("two hidden layers", "no remedy", buying[0])
]
assert np.ptp(level) < 0.03 and errors["12 units"]["3,000"].mean() > max(level) + 0.02
assert all((stopped_gain[name] > 0).all() for name in buying[3:])
assert stopped_gain["dropout"].mean() > 0 and stopped_gain["L2"].mean() > 0
assert stopped_gain["12 units"].mean() < 0 and stopped_gain["L1"].mean() < 0
print("what the text below says holds")
#! falsify: free - stopped  # one => stopped - free  # one
#! falsify: [:, 1].argmin(axis=0)  # the best => [:, 1].argmax(axis=0)  # the best
#! falsify: free - end).mean() => end - free).mean()
#! falsify: [:, 0].mean(axis=1) => [:, 0].mean(axis=1)[::-1]

# %% [markdown] lang="en"
# At these strengths, and if one waits long enough, the remedies are of two kinds.
#
# - **Buying time.** Fewer layers, fewer units, dropout, augmentation and more data are ahead after 250 updates. Then all of them rise, and after 3,000 updates each is behind the untreated network that was stopped early. For the wrong labels are learned after all: with augmentation {{ learned["augmentation"] | .0% | 15 }} of them, with the others even more. Twelve units end worse than no remedy; two hidden layers, one and none end level.
# - **Holding.** With L2 the networks give back only {{ learned["L2"] | .0% | 6 }} of the wrong labels, and answer {{ truth["L2"] | .0% | 10 }} of these images with the *true* class. The test error ends at {{ errors["L2"]["3,000"].mean() | .2f | 0.02 }}, without remedy at {{ errors["no remedy"]["3,000"].mean() | .2f | 0.03 }}.
# - **Undecided: L1.** It gives back only {{ learned["L1"] | .0% | 10 }} of the wrong labels, at a worse level. But its training error was still falling when we stopped, so it may merely be slower.
#
# And if everybody may stop early? Then more data ({{ errors["2,500 images"]["early stopping"].mean() | .2f | 0.02 }}) and augmentation ({{ errors["augmentation"]["early stopping"].mean() | .2f | 0.02 }}) gain in every seed over the untreated network ({{ free.mean() | .2f | 0.02 }}), dropout and L2 a little on average; fewer units and L1 lose; without the hidden layer it is undecided. So: watch the validation error, stop early, and get more data, or make some.
#
# What this does not show: which remedy is best in general. Other strengths, other data or fewer wrong labels change the order. And shifting digits is fair only because a shifted 7 is still a 7.
#
# Why the two kinds? A guess: a penalty that is *strong enough* changes what is best, so that memorising costs more than it brings; the other remedies leave memorising the best solution and make the way to it longer. That can be tested. We give five networks that have memorised everything to four treatments: L2, L2 with a tenth of its strength, dropout, and augmentation.
#
# **Predict.** Their training error is 0. With which of the four does it rise, and where is it 1,500 updates later?

# %% [markdown] lang="zh-TW" of="7e72e15b"
# 在這樣的強度下，只要等得夠久，對策就分成兩類。
#
# - **拖延時間**：減少層數、減少單元、丟棄法、資料增強和更多資料，在 250 次更新之後都領先。之後它們的測試錯誤率全都上升；3,000 次更新之後，每一種都輸給不處理、只是提前停止的網路。因為錯誤的標籤終究還是被背起來了：資料增強背了其中的 {{ learned["augmentation"] | .0% | 15 }}，其他的背得更多。十二個單元最後比不處理還差；兩個隱藏層、一個隱藏層和沒有隱藏層，最後不相上下。
# - **守得住**：用 L2 時，網路只背了錯誤標籤的 {{ learned["L2"] | .0% | 6 }}；這些圖片中有 {{ truth["L2"] | .0% | 10 }}，網路答的是**真正**的類別。測試錯誤率最後是 {{ errors["L2"]["3,000"].mean() | .2f | 0.02 }}，不處理則是 {{ errors["no remedy"]["3,000"].mean() | .2f | 0.03 }}。
# - **還不能斷定：L1**。它也只背了錯誤標籤的 {{ learned["L1"] | .0% | 10 }}，但水準較差。而且停止訓練時，它的訓練錯誤率還在下降，所以它也可能只是比較慢。
#
# 如果大家都可以提前停止呢？那麼更多資料（{{ errors["2,500 images"]["early stopping"].mean() | .2f | 0.02 }}）和資料增強（{{ errors["augmentation"]["early stopping"].mean() | .2f | 0.02 }}）在每個種子下都勝過不處理的網路（{{ free.mean() | .2f | 0.02 }}），丟棄法和 L2 平均略勝；減少單元和 L1 反而輸了；去掉隱藏層則分不出勝負。所以：看驗證錯誤率，提前停止，並且取得更多資料，或自己變出一些。
#
# 這個實驗並沒有說明，一般而言哪種對策最好。換個強度、換份資料，或錯誤標籤少一點，名次就會改變。另外，平移數字之所以合理，是因為平移之後的 7 還是 7。
#
# 為什麼分成兩類？我們猜：**夠強**的懲罰項改變了「什麼是最好的」，使死背的代價超過好處；其他對策沒有改變這一點，死背仍然是最好的解，只是要走更久才到得了。這可以檢驗：我們把已經全部背起來的五個網路，交給四種處理方式：L2、強度只有十分之一的 L2、丟棄法和資料增強。
#
# **先猜猜看。** 它們的訓練錯誤率是 0。四種之中，哪些會讓它上升？再更新 1,500 次之後又會是多少？

# %% rows="B9" tags=["nbval-ignore-output"]
ill, after = networks["no remedy"][-1], {}
TREATMENTS = {name: REMEDIES[name] for name in ("L2", "dropout", "augmentation")}
TREATMENTS["weak L2"] = {"l2": 0.001}
marks = [CHECKPOINTS.index(n) for n in (250, 850, 1500)]
print("training error after 250, 850 and 1,500 updates, validation error")
with one_thread():
    for name, settings in TREATMENTS.items():
        seen, _ = train_five(settings, start=ill, num_updates=1500)
        after[name] = seen[marks, 0].mean(axis=1)
        print(f"{name:12} 0.000 ->", *after[name].round(3), end=" ")
        print(f"  {curves['no remedy'][-1, 1].mean():.3f} -> {seen[-1, 1].mean():.3f}")
assert after["L2"].min() > 0.12 and abs(after["L2"][2] - after["L2"][1]) < 0.03
assert after["weak L2"].max() < 0.04 and after["dropout"][2] < 0.07
assert after["augmentation"][0] > 0.12 and after["dropout"][0] > 0.04
assert all(after[name][2] < after[name][0] - 0.02 for name in list(TREATMENTS)[1:3])
#! falsify: start=ill => start=None
#! falsify: {"l2": 0.001} => {"l2": 0.01}

# %% [markdown] lang="en"
# With L2 the networks *forget* the wrong labels: the training error rises to {{ after["L2"][2] | .2f | 0.03 }} and stays. Memorising is no longer best. A tenth of the strength is not enough: {{ after["weak L2"][2] | .2f | 0.02 }}. With dropout and augmentation the error rises, too, at first ({{ after["dropout"][0] | .2f | 0.04 }} and {{ after["augmentation"][0] | .2f | 0.05 }} after 250 updates). Then it falls again ({{ after["dropout"][2] | .2f | 0.03 }} and {{ after["augmentation"][2] | .2f | 0.04 }}): the labels are learned once more. So the guess fits these four. L1, a penalty whose training error keeps falling, fits it badly; we do not know why.
#
# **Predict.** L1 pulls weights towards 0. How many of the 12,544 weights of a first layer are *exactly* 0 in the end?
#
# <details><summary>Answer</summary>
#
# Hardly any, none in the run shown, though most are below 0.001 in size. The slope of $\lambda\lvert w\rvert$ is $\pm\lambda$ however small $w$ is, so a step of fixed size overshoots 0 and comes back, again and again. To stay at 0 a weight needs another rule: a step that would cross 0 ends there.
# </details>

# %% [markdown] lang="zh-TW" of="8f768059"
# 用 L2 時，網路把錯誤的標籤**忘掉**了：訓練錯誤率升到 {{ after["L2"][2] | .2f | 0.03 }}，並且停在那裡。死背不再是最好的解。強度只有十分之一就不夠了：{{ after["weak L2"][2] | .2f | 0.02 }}。用丟棄法和資料增強時，錯誤率起初也會上升（250 次更新之後是 {{ after["dropout"][0] | .2f | 0.04 }} 和 {{ after["augmentation"][0] | .2f | 0.05 }}），之後又降下來（{{ after["dropout"][2] | .2f | 0.03 }} 和 {{ after["augmentation"][2] | .2f | 0.04 }}）：標籤又被背了回來。所以這四種都符合我們的猜測。L1 就不太符合：它也是懲罰項，訓練錯誤率卻一直下降；我們不知道原因。
#
# **先猜猜看。** L1 把權重往 0 拉。第一層的 12,544 個權重裡，最後有幾個**剛好**是 0？
#
# <details><summary>解答</summary>
#
# 幾乎沒有（這裡顯示的這次一個也沒有），雖然大部分權重的大小不到 0.001。不論 $w$ 多小，$\lambda\lvert w\rvert$ 的斜率都是 $\pm\lambda$，所以固定大小的一步會越過 0，再走回來，如此反覆。要讓權重停在 0，需要另一條規則：會跨過 0 的一步，就停在 0。
# </details>

# %% rows="B9" fold="Count the zeros" tags=["nbval-ignore-output"]
W_L1 = networks["L1"][-1][0]  # first layers of five networks
zeros, small = (W_L1 == 0).sum(), (np.abs(W_L1) < 0.001).mean()
print(f"L1: {zeros} of {W_L1.size:,} weights are exactly 0, {small:.0%} below 0.001")

w_back_and_forth, w_stopped = 0.0105, 0.0105
for _ in range(100):  # only the penalty, steps of 0.001
    w_back_and_forth -= 0.001 * np.sign(w_back_and_forth)
    w_stopped = np.sign(w_stopped) * max(abs(w_stopped) - 0.001, 0)
print(f"a single weight: {w_back_and_forth:+.4f} by plain steps,", end=" ")
print(f"{w_stopped:.0f} by steps that end at 0")
assert zeros < 0.001 * W_L1.size and small > 0.6
assert 0 < abs(w_back_and_forth) < 0.001 and w_stopped == 0
#! falsify: (np.abs(W_L1) < 0.001) => (np.abs(networks["no remedy"][-1][0]) < 0.001)
#! falsify: max(abs(w_stopped) - 0.001, 0) => abs(w_stopped) - 0.001

# %% [markdown] lang="en"
# ### Too steep a curve?
#
# The lecture says *why* a smaller model should help: it "cannot produce too steep a curve". With one input we can look. Fifteen noisy points of a sine; networks with tanh units are fitted by up to 1,000 steps of an optimizer from SciPy, `minimize`, which takes our loss and our gradient.
#
# **Predict.** Can a network with a *single* hidden unit make a curve steeper than 100?

# %% [markdown] lang="zh-TW" of="352117d5"
# ### 太陡的曲線？
#
# 課程也說明了小模型**為什麼**有用：它「沒有能力產生太過陡峭的曲線」。只有一個輸入時，我們可以直接看。取一條正弦曲線上十五個帶雜訊的點，用 tanh 單元的網路去配適：SciPy 的優化器 `minimize` 使用我們算出的損失和梯度，最多走 1,000 步。
#
# **先猜猜看。** 只有**一個**隱藏單元的網路，做得出斜率超過 100 的曲線嗎？


# %% rows="B9" fold="Fit a network of one input with SciPy"
from scipy.optimize import minimize

GRID = np.linspace(-1, 1, 2001)[:, None]


def fit_curve(X, Y, sizes, seed, updates=1000):
    """Fit a network of one input and give its outputs on a fine grid."""
    names = ["tanh"] * (len(sizes) - 2) + ["linear"]
    start = backprop.init_params(sizes, np.random.default_rng(seed))
    shapes = [array.shape for pair in start for array in pair]
    ends = np.cumsum([np.prod(shape) for shape in shapes])[:-1].astype(int)

    def flat(pairs):
        return np.concatenate([array.ravel() for pair in pairs for array in pair])

    def unflat(theta):
        parts = zip(np.split(theta, ends), shapes, strict=True)
        arrays = [part.reshape(shape) for part, shape in parts]
        return list(zip(arrays[::2], arrays[1::2], strict=True))

    def loss_and_gradient(theta):
        A = backprop.forward(X, unflat(theta), names)
        grads = backprop.backward(Y, A, unflat(theta), names)
        return backprop.loss(Y, A[-1], "linear"), flat(grads)

    options = {"maxiter": updates, "maxfun": 5 * updates, "ftol": 1e-14, "gtol": 1e-9}
    found = minimize(
        loss_and_gradient, flat(start), method="L-BFGS-B", jac=True, options=options
    )
    return backprop.forward(GRID, unflat(found.x), names)[-1][:, 0]


# %% [markdown] lang="en"
# The function packs all parameters into one list of numbers $\theta$, as SciPy wants them. First a jump: sixteen points, −1 on the left and 1 on the right.

# %% [markdown] lang="zh-TW" of="7697cac3"
# 這個函式把所有參數排成一串數 $\theta$，因為 SciPy 要的是這種形式。先試一個突然的跳躍：十六個點，左邊是 −1，右邊是 1。

# %% rows="B9" slides="C025"
steps_at_0 = np.linspace(-1, 1, 16)[:, None]
one_unit = fit_curve(steps_at_0, np.sign(steps_at_0), [1, 1, 1], seed=0)
steepest = np.abs(np.diff(one_unit)).max() / 0.001
flat = bool(steepest < 100)
check_erratum("B9", "one unit stays flatter than 100", flat, slide=True, right=False)
#! falsify: np.sign(steps_at_0) => np.sin(steps_at_0)

# %% [markdown] lang="en"
# It can: the slope of $w_2\tanh(w_1x + b)$ is up to $\lvert w_1w_2\rvert$, and nothing limits weights. What a small model cannot do is *turn often*. Now the noisy sine, five samples of it, with a small network, a wide one, and a deep one.

# %% [markdown] lang="zh-TW" of="0354245b"
# 做得出來：$w_2\tanh(w_1x + b)$ 的斜率可達 $\lvert w_1w_2\rvert$，而權重的大小沒有任何限制。小模型做不到的是**一再轉彎**。接著看帶雜訊的正弦曲線，取五組樣本，分別用小的、寬的和深的網路。

# %% rows="B9" tags=["nbval-ignore-output"]
NETWORKS = {
    "2 units": [1, 2, 1],
    "30 units": [1, 30, 1],
    "3 × 30 units": [1, 30, 30, 30, 1],
}
fits, turns, misses = {}, {}, {}
for title, sizes in NETWORKS.items():
    turns[title], misses[title] = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        X_curve = np.sort(rng.uniform(-1, 1, (15, 1)), axis=0)
        Y_curve = np.sin(3 * X_curve) + rng.normal(0, 0.3, (15, 1))
        with one_thread():
            curve = fit_curve(X_curve, Y_curve, sizes, seed)
        up_or_down = np.sign(np.round(np.diff(curve), 6))
        up_or_down = up_or_down[up_or_down != 0]
        turns[title].append(int((np.diff(up_or_down) != 0).sum()))
        inside = (GRID[:, 0] > X_curve[0]) & (GRID[:, 0] < X_curve[-1])
        misses[title].append(np.abs(curve - np.sin(3 * GRID[:, 0]))[inside].mean())
        if seed == 1:
            fits[title], points = (GRID[:, 0], curve), (X_curve[:, 0], Y_curve[:, 0])
    print(f"{title:13} turns {turns[title]},", end=" ")
    print("mean distance to the sine", np.round(misses[title], 2))
assert max(turns["2 units"]) <= 3 and min(turns["30 units"]) > max(turns["2 units"])
assert min(turns["3 × 30 units"]) > max(turns["2 units"])
for title in ("30 units", "3 × 30 units"):
    assert np.all(np.array(misses[title]) > misses["2 units"])
#! falsify: "2 units": [1, 2, 1] => "2 units": [1, 20, 1]

# %% fold="Draw the fifteen points"
truth = (GRID[:, 0], np.sin(3 * GRID[:, 0]))
show(
    drawings.plot_steep_curves(fits, points, truth),
    alt="Fifteen noisy points of a sine and three fits. Two units give a smooth curve"
    " near the sine, with two turns. Thirty units in one layer and three layers "
    "of thirty run through every point, with steep spikes between them.",
)
#! alt zh-TW: 正弦曲線上十五個帶雜訊的點，以及三種配適。兩個單元得到平滑的曲線，貼近正弦，只轉兩次彎。一層三十個單元、三層各三十個單元則穿過每個點，中間有很陡的尖峰。

# %% [markdown] lang="en"
# In these five runs two units turned at most {{ max(turns["2 units"]) | d | 1 }} times and stayed near the sine. Thirty units followed the noise, with spikes between the points, in one layer as well as in three. (The figure shows one of the five samples, cut at ±2.2.) So the lecture's reason is nearly right: say *"cannot turn often enough"*. And in this example the number of layers is not what counts: the wide network of one hidden layer strays as the deep one does.

# %% [markdown] lang="zh-TW" of="8e83b582"
# 這五次執行裡，兩個單元最多轉 {{ max(turns["2 units"]) | d | 1 }} 次彎，一直貼近正弦。三十個單元跟著雜訊走，點與點之間出現尖峰，一層和三層都一樣。（圖上是五組樣本中的一組，縱軸只畫到 ±2.2。）所以課程說的理由幾乎是對的，只是應該說「**沒有能力轉那麼多次彎**」。而且在這個例子裡，關鍵不是層數：只有一個隱藏層、但很寬的網路，和深的網路一樣偏離正弦。

# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A network has the layers 4 – 5 – 3. How many parameters has it, and what are the shapes of $\Delta^{(2)}$, $\Delta^{(1)}$ and $\nabla_{W^{(1)}}C$ for a batch of 32?
#
# <details><summary>Answer</summary>
#
# $4\cdot5 + 5 + 5\cdot3 + 3 = 43$; (32, 3), (32, 5), (4, 5).
# </details>
#
# **2.** Softmax gives $p = (0.7, 0.2, 0.1)$, the target is class 1. What is $\delta$? What is it if the prediction is perfect, $p = (1, 0, 0)$?
#
# <details><summary>Answer</summary>
#
# $\delta = p - y = (-0.3, 0.2, 0.1)$. For $p = y$ it is (0, 0, 0), and no weight changes.
# </details>
#
# **3.** Somebody sets all weights and biases to 0 and uses tanh. Which gradients are not 0 in the first step?
#
# <details><summary>Answer</summary>
#
# All hidden outputs are $\tanh 0 = 0$, so $\nabla_{W^{(2)}}C = A^{(1)\top}\Delta^{(2)} = 0$. $\Delta^{(2)}W^{(2)\top} = 0$, so all of layer 1 is 0. Only $\nabla_{b^{(2)}}C$ is left: the network can merely learn how frequent each class is. Chapter 4 takes this up.
# </details>
#
# **4.** A program computes 100 outputs from one input. Which mode of automatic differentiation would you choose?
#
# <details><summary>Answer</summary>
#
# Forward mode: one pass gives the slopes of all outputs towards the one input. Reverse mode needs one pass per output.
# </details>
#
# **5.** *Write it yourself.* Give `Value` a method for $\tanh$. Its slope is $1 - \tanh^2$.
#
# <details><summary>Answer</summary>
#
# ```python
# def tanh(value):
#     t = math.tanh(value.data)
#     return Value(t, ((value, 1 - t**2),), "tanh")
# ```
# </details>
#
# **6.** The training error falls from 0.10 to 0.02, the validation error stays at 0.15 and the validation loss rises. What would you do first?
#
# <details><summary>Answer</summary>
#
# Keep the weights with the lowest validation loss: early stopping costs only a validation set. Then get more data, or make some by augmentation, and stop early again. Training longer makes the loss worse and the answers no better.
# </details>

# %% [markdown] lang="zh-TW" of="78b8c7be"
# ## 自我檢測
#
# **1.** 某個網路各層的單元數是 4 – 5 – 3。它有幾個參數？對 32 個樣本的批次，$\Delta^{(2)}$、$\Delta^{(1)}$ 和 $\nabla_{W^{(1)}}C$ 的形狀各是什麼？
#
# <details><summary>解答</summary>
#
# $4\cdot5 + 5 + 5\cdot3 + 3 = 43$；(32, 3)、(32, 5)、(4, 5)。
# </details>
#
# **2.** softmax 的輸出是 $p = (0.7, 0.2, 0.1)$，目標是第 1 類。$\delta$ 是多少？如果預測完美，$p = (1, 0, 0)$，又是多少？
#
# <details><summary>解答</summary>
#
# $\delta = p - y = (-0.3, 0.2, 0.1)$。$p = y$ 時是 (0, 0, 0)，所有權重都不變。
# </details>
#
# **3.** 有人把所有權重和偏差都設為 0，並使用 tanh。第一步有哪些梯度不是 0？
#
# <details><summary>解答</summary>
#
# 所有隱藏單元的輸出都是 $\tanh 0 = 0$，所以 $\nabla_{W^{(2)}}C = A^{(1)\top}\Delta^{(2)} = 0$。又因為 $\Delta^{(2)}W^{(2)\top} = 0$，第 1 層的梯度也全是 0。只剩下 $\nabla_{b^{(2)}}C$：網路頂多學到每個類別有多常出現。第 4 章會談這個問題。
# </details>
#
# **4.** 某個程式從一個輸入算出 100 個輸出。你會選哪一種模式的自動微分？
#
# <details><summary>解答</summary>
#
# 正向模式：走一趟就得到所有輸出對這個輸入的斜率。反向模式則每個輸出都要走一趟。
# </details>
#
# **5.** **自己寫寫看。** 替 `Value` 加上計算 $\tanh$ 的方法（method）。$\tanh$ 的斜率是 $1 - \tanh^2$。
#
# <details><summary>解答</summary>
#
# ```python
# def tanh(value):
#     t = math.tanh(value.data)
#     return Value(t, ((value, 1 - t**2),), "tanh")
# ```
# </details>
#
# **6.** 訓練錯誤率從 0.10 降到 0.02，驗證錯誤率停在 0.15，驗證損失上升。你會先做什麼？
#
# <details><summary>解答</summary>
#
# 保留驗證損失最低時的權重：提前停止的成本只是一個驗證集。接著取得更多資料，或用資料增強變出一些，然後同樣提前停止。訓練更久只會讓損失變糟，答案也不會更好。
# </details>

# %% fold="Check the answers"
import math

params = backprop.init_params([4, 5, 3], np.random.default_rng(0))
X32, Y32 = np.ones((32, 4)), one_hot(np.arange(32) % 3, 3)
A = backprop.forward(X32, params, ["tanh", "softmax"])
grads = backprop.backward(Y32, A, params, ["tanh", "softmax"])
shapes = [A[2].shape, A[1].shape, grads[0][0].shape]
print("1.", sum(W.size + b.size for W, b in params), "parameters, shapes", *shapes)
assert (
    shapes == [(32, 3), (32, 5), (4, 5)]
    and sum(W.size + b.size for W, b in params) == 43
)

z_2 = np.log([0.7, 0.2, 0.1])
signal = numeric_gradient(lambda: -log_softmax(z_2)[0], z_2)
print("2.", signal.round(3))
assert np.allclose(signal, [-0.3, 0.2, 0.1])
sure = np.array([40.0, 0, 0])  # so sure that p = (1, 0, 0) up to rounding
assert np.allclose(numeric_gradient(lambda: -log_softmax(sure)[0], sure), 0)

zeros = [(0 * W, 0 * b) for W, b in params]
A = backprop.forward(X32, zeros, ["tanh", "softmax"])
grads = backprop.backward(Y32, A, zeros, ["tanh", "softmax"])
print("3. not 0:", [[bool(g.any()) for g in pair] for pair in grads])
assert [g.any() for pair in grads for g in pair] == [False, False, False, True]
#! falsify: np.log([0.7, 0.2, 0.1]) => np.log([0.2, 0.7, 0.1])
#! falsify: zeros = [(0 * W, 0 * b) => zeros = [(0 * W, 0 * b + 1)

# %% fold="Check the other answers"
source = Value(0.5)
common = source
for _ in range(10):
    common = (common * 0.1).exp()
outputs = [common * k for k in range(1, 101)]
graph = sorted({v for out in outputs for v in out.history()}, key=lambda v: v.number)
_, forward_products = forward_slopes(graph, source, skip_zeros=False)
reverse_products = sum(out.backward() for out in outputs)
print(f"4. forward mode {forward_products} products in 1 pass;", end=" ")
print(f"reverse mode {reverse_products} products in {len(outputs)} passes")
assert forward_products * 10 < reverse_products


def tanh(value):
    t = math.tanh(value.data)
    return Value(t, ((value, 1 - t**2),), "tanh")


u = Value(0.3)
tanh(u * u).backward()
by_differences = (math.tanh(0.300001**2) - math.tanh(0.299999**2)) / 0.000002
print(f"5. engine {u.grad:.6f}, central differences {by_differences:.6f}")
assert np.isclose(u.grad, by_differences, atol=1e-8)
#! falsify: ((value, 1 - t**2),) => ((value, 1 - t),)

# %% [markdown] lang="en"
# ## Summary
#
# - **Along a path slopes multiply; over all paths they add up.** Backpropagation shares what paths have in common.
# - The **error signal** of a unit is $\delta = \partial C/\partial z$. Four equations: (1) start, $\Delta^{(L)} = (P - Y)/n$ for softmax with cross-entropy; (2) one layer back, $\Delta^{(l)} = \big(\Delta^{(l+1)}W^{(l+1)\top}\big)\odot\varphi'(Z^{(l)})$; (3) weights, $A^{(l-1)\top}\Delta^{(l)}$; (4) biases, the sum of the rows of $\Delta^{(l)}$.
# - A rule with one path per output loses signals where outputs mix, as in softmax.
# - A gradient has the shape of its parameter. Shapes find a missing transpose, unless the matrix is square; central differences find that and a wrong sign.
# - **Automatic differentiation**: every value remembers its parents and the local slopes. **Reverse mode** gives the whole gradient for a few forward passes of time; forward mode and differences pay once per parameter.
# - Our code and Keras agree at every step up to rounding, and the rounding shrinks with the precision as it should.
# - A network memorises wrong labels if it is trained long enough. Judge a remedy when training has ended, or with early stopping for all: with early stopping, more data and augmentation helped; without it, only L2, if strong enough, clearly held, and even made networks forget; most others only bought time.

# %% [markdown] lang="zh-TW" of="ee03164b"
# ## 總結
#
# - **同一條路徑上，斜率相乘；各條路徑的結果，再相加。** 各條路徑共有的部分，反向傳播只算一次。
# - 單元的**誤差訊號**是 $\delta = \partial C/\partial z$。四個式子：(1) 起點，softmax 搭配交叉熵時 $\Delta^{(L)} = (P - Y)/n$；(2) 往回一層，$\Delta^{(l)} = \big(\Delta^{(l+1)}W^{(l+1)\top}\big)\odot\varphi'(Z^{(l)})$；(3) 權重，$A^{(l-1)\top}\Delta^{(l)}$；(4) 偏差，$\Delta^{(l)}$ 的各列相加。
# - 輸出會互相牽動時（例如 softmax），每個輸出只算一條路徑的規則會漏掉訊號。
# - 梯度的形狀和對應的參數相同。形狀能找出漏掉的轉置，除非矩陣是方陣；中央差分連這種情況和錯誤的正負號都找得出來。
# - **自動微分**：每個值記住父節點與局部斜率。**反向模式**只花幾次正向傳遞的時間就得到整個梯度；正向模式和差分則是每個參數都要付一次代價。
# - 我們的程式和 Keras 每一步都只差捨入誤差，而且如預期，精度越高，捨入誤差越小。
# - 只要訓練得夠久，網路連錯誤的標籤都會背起來。評斷對策，要等訓練結束，或讓大家都提前停止。都提前停止時，更多資料和資料增強有幫助；不停止也明確守得住的，只有夠強的 L2，它甚至能讓網路忘掉錯誤的標籤；其餘大多只是拖延時間。

# %% [markdown] lang="en"
# ## 3.13 Other books: columns, and the slips of the slides (optional, 15 min)
#
# <details><summary>The same network in the notation of other books</summary>
#
# Many texts, both decks on backpropagation among them, write a sample as a **column**. Everything is transposed:
#
# | | here: rows | first deck: columns, $W$ is (outputs, inputs) | second deck: columns, $W$ is (inputs, outputs) |
# |---|---|---|---|
# | sums | $z = aW + b$ | $z^l = W^la^{l-1} + b^l$ | $z = w^\top h$ |
# | one layer back | $(\delta W^\top)\odot\varphi'$ | $\sigma'(z^l)\odot (W^{l+1})^\top\delta^{l+1}$ | $f_1'(s)\odot(w\,\delta_z)$ |
# | gradient of $W$ | $a^\top\delta$ | $\delta^l(a^{l-1})^\top$ | $h\,\delta_z^\top$ |
#
# The first deck calls the target $\hat y$ and the output $y$; the second one mostly the other way round.
# </details>
#
# The second deck (Chih-Sheng Huang, 黄志勝) derives a 2-3-2 network without biases, with $v$ and $w$ for the two matrices, $\hat y$ for the output, $y$ for the target, and $C = \tfrac12(y-\hat y)^\top(y-\hat y)$:
#
# $$\underset{(3,1)}{s} = \underset{(3,2)}{v^\top}\underset{(2,1)}{x},\quad h = f_1(s),\quad \underset{(2,1)}{z} = \underset{(2,3)}{w^\top}\underset{(3,1)}{h},\quad \hat y = f_2(z).$$
#
# Step by step from the back:
#
# - $\partial C/\partial\hat y_k = -(y_k - \hat y_k)$: the minus is the inner derivative of $y - \hat y$. So $\delta_z = -(y-\hat y)\odot f_2'(z)$, shape (2, 1).
# - $z_k = \sum_j w_{jk}h_j$, so $\nabla w = h\,\delta_z^\top$, shapes $(3,2) = (3,1)(1,2)$.
# - $h_j$ enters both sums: $\partial C/\partial h = w\,\delta_z$, shapes $(3,1) = (3,2)(2,1)$. No transpose on the way back, because it stands on the way forward.
# - $\delta_s = f_1'(s)\odot(w\,\delta_z)$, shape (3, 1), and $\nabla v = x\,\delta_s^\top$, shapes $(2,3) = (2,1)(1,3)$.

# %% [markdown] lang="zh-TW" of="8854d1cb"
# ## 3.13 別的教材：行向量，以及投影片的筆誤（選讀，15 分鐘）
#
# <details><summary>同一個網路，別的教材的記號</summary>
#
# 許多教材（包括談反向傳播的兩份投影片）把一個樣本寫成**行向量**（column vector），也就是直的一行。於是一切都要轉置：
#
# | | 這裡：列 | 第一份投影片：行，$W$ 是（輸出，輸入） | 第二份投影片：行，$W$ 是（輸入，輸出） |
# |---|---|---|---|
# | 總和 | $z = aW + b$ | $z^l = W^la^{l-1} + b^l$ | $z = w^\top h$ |
# | 往回一層 | $(\delta W^\top)\odot\varphi'$ | $\sigma'(z^l)\odot (W^{l+1})^\top\delta^{l+1}$ | $f_1'(s)\odot(w\,\delta_z)$ |
# | $W$ 的梯度 | $a^\top\delta$ | $\delta^l(a^{l-1})^\top$ | $h\,\delta_z^\top$ |
#
# 第一份投影片把目標叫做 $\hat y$、輸出叫做 $y$；第二份大多相反。
# </details>
#
# 第二份投影片（黄志勝，Chih-Sheng Huang）推導的是沒有偏差的 2-3-2 網路，兩個矩陣是 $v$ 和 $w$，輸出是 $\hat y$，目標是 $y$，$C = \tfrac12(y-\hat y)^\top(y-\hat y)$：
#
# $$\underset{(3,1)}{s} = \underset{(3,2)}{v^\top}\underset{(2,1)}{x},\quad h = f_1(s),\quad \underset{(2,1)}{z} = \underset{(2,3)}{w^\top}\underset{(3,1)}{h},\quad \hat y = f_2(z).$$
#
# 從損失開始，一步一步往回算：
#
# - $\partial C/\partial\hat y_k = -(y_k - \hat y_k)$：負號來自 $y - \hat y$ 對 $\hat y$ 的內層導數。所以 $\delta_z = -(y-\hat y)\odot f_2'(z)$，形狀 (2, 1)。
# - $z_k = \sum_j w_{jk}h_j$，所以 $\nabla w = h\,\delta_z^\top$，形狀 $(3,2) = (3,1)(1,2)$。
# - $h_j$ 出現在兩個總和裡：$\partial C/\partial h = w\,\delta_z$，形狀 $(3,1) = (3,2)(2,1)$。往回走時沒有轉置，因為往前走時已經轉置過了。
# - $\delta_s = f_1'(s)\odot(w\,\delta_z)$，形狀 (3, 1)；$\nabla v = x\,\delta_s^\top$，形狀 $(2,3) = (2,1)(1,3)$。

# %% rows="B3" slides="D002 D003 D004 D005 D006 D007 D008 D010 D013 D016 D018"
x_col, y_col = np.array([[0.6], [0.2]]), np.array([[0.0], [1.0]])
f1 = f2 = backprop.ACTIVATIONS["sigmoid"]


def loss_columns():
    difference = y_col - f2(w.T @ f1(v.T @ x_col))
    return 0.5 * (difference.T @ difference).item()  # (1, 2)(2, 1) = (1, 1), one number


s = v.T @ x_col
h = f1(s)
z = w.T @ h
y_hat = f2(z)
delta_z = -(y_col - y_hat) * y_hat * (1 - y_hat)
w_grad = h @ delta_z.T
delta_s = h * (1 - h) * (w @ delta_z)
v_grad = x_col @ delta_s.T

error = relative_error(
    [v_grad, w_grad], [numeric_gradient(loss_columns, a) for a in (v, w)]
)
print("shapes", v_grad.shape, w_grad.shape, " relative error below 1e-6:", error < 1e-6)
assert error < 1e-6
#! falsify: -(y_col - y_hat) * => (y_col - y_hat) *
#! falsify: (w @ delta_z) => (w @ (delta_z * y_hat))
#! falsify: w.T @ h => w.T @ s

# %% fold="Draw the 2-3-2 network"
known = frames(other, x_col.ravel(), y_col.ravel())[8]["known"]
assert np.allclose(known["dW1"], v_grad) and np.allclose(known["dW2"], w_grad)
show(
    drawings.plot_frame(frames(other, x_col.ravel(), y_col.ravel())[8]),
    alt="The 2-3-2 network with sigmoid units after the last step: inputs 0.6 and "
    "0.2, three hidden outputs, two outputs, error signals below the units and "
    "gradients on the edges.",
)
#! falsify: y_col.ravel())[8]["known"] => 1 - y_col.ravel())[8]["known"]
#! alt zh-TW: 走完最後一步的 2-3-2 網路，單元都是 sigmoid：輸入 0.6 和 0.2，三個隱藏單元的輸出，兩個輸出，單元下方是誤差訊號，邊上是梯度。

# %% [markdown] lang="en"
# The deck's own result is $\Delta w = (y-\hat y)f_2'(z)\,h$ and $\Delta v = [(y-\hat y)f_2'(z)][w^\top f_1'(s)]\,x$. Two things are missing: the minus, and the transposes and element-wise products without which the shapes do not multiply. (On some slides the output is called $y$; then the sign would be right.) We follow both signs downhill, or uphill, for 200 steps.

# %% [markdown] lang="zh-TW" of="4ea3541c"
# 投影片自己的結果是 $\Delta w = (y-\hat y)f_2'(z)\,h$ 和 $\Delta v = [(y-\hat y)f_2'(z)][w^\top f_1'(s)]\,x$，其中少了兩樣東西：負號，以及讓形狀對得上的轉置與逐元素乘積。（有幾張投影片把輸出叫做 $y$，那樣的話正負號就對了。）我們讓兩種正負號各走 200 步，看看是下坡還是上坡。


# %% rows="B3" slides="D009 D011"
def walk(sign, num_steps=200, lr=0.5):
    """The loss before and after so many updates, with the right sign or the slide's."""
    v_now, w_now, losses = v.copy(), w.copy(), []
    for _ in range(num_steps + 1):
        h = f1(v_now.T @ x_col)
        y_hat = f2(w_now.T @ h)
        losses.append(0.5 * np.sum((y_col - y_hat) ** 2))
        delta_z = sign * (y_col - y_hat) * y_hat * (1 - y_hat)
        delta_s = h * (1 - h) * (w_now @ delta_z)
        w_now, v_now = w_now - lr * h @ delta_z.T, v_now - lr * x_col @ delta_s.T
    return losses[0], losses[-1]


right, slide = walk(-1), walk(+1)
print(f"right sign: loss {right[0]:.3f} -> {right[1]:.3f}")
print(f"slide's:    loss {slide[0]:.3f} -> {slide[1]:.3f}")
check_erratum(
    "B3", "sign of w's update", np.sign(right[1] - right[0]), slide=1, right=-1
)
assert right[1] < 0.01 and slide[1] > 0.9
#! falsify: sign * (y_col - y_hat) => -sign * (y_col - y_hat)

# %% rows="B3" slides="D014 D017 D019 D020" fold="Prove what else is wrong in the formulas"
printed = (y_col - y_hat) * y_hat * (1 - y_hat)  # the slide's derivative towards z
try:
    printed @ h
except ValueError:
    print(
        "(y - y_hat) f2'(z) times h: shapes", printed.shape, h.shape, "do not multiply"
    )
else:
    raise AssertionError("the slide's product has shapes that multiply")

# The kindest reading of the gradient of v, with products wherever they help:
as_printed = (printed * (w.T @ (h * (1 - h)))) @ x_col.T
check_erratum("B3", "gradient of v", v_grad.shape, slide=as_printed.shape, right=(2, 3))

# "An earlier layer's gradient is the product of all later gradients": with v = 0 and
# tanh units the hidden layer is silent, and the gradient of w is 0. That of v is not.
v_silent = 0 * v


def loss_silent():
    return 0.5 * np.sum((y_col - f2(w.T @ np.tanh(v_silent.T @ x_col))) ** 2)


later = numeric_gradient(loss_silent, w)
earlier = numeric_gradient(loss_silent, v_silent)
assert not later.any() and (np.abs(earlier) > 0.001).all()
zero = not earlier.any()
check_erratum("B3", "v's gradient is 0 where w's is", zero, slide=True, right=False)
#! falsify: (printed * (w.T @ (h * (1 - h)))) @ x_col.T => x_col @ ((w @ printed) * h * (1 - h)).T
#! falsify: np.tanh(v_silent.T => f1(v_silent.T

# %% [markdown] lang="en"
# What chains are *error signals*, each with its own layer's slope and weights; a gradient is made of one of them and does not enter the next. Six smaller slips, none of which changes a result of the lecture, are spelled out in the last two cells: the "hidden layer $L$" is the output layer; $\nabla C'$ should be $\nabla C$; "if $L > 1$" should be $l > 1$; a sum over classes from $i = 0$ to their number has one term too many; a derivative without its $\partial$ above the line; and a loss that loses its ½ on three slides.

# %% [markdown] lang="zh-TW" of="db2c0ae7"
# 一層接一層相乘的是**誤差訊號**，每個都配上自己那一層的斜率和權重；每個梯度由其中一個誤差訊號算出，但梯度本身不會進入下一步。還有六個較小的筆誤，都不影響課程的結果，最後兩個儲存格會逐一寫明：「隱藏層 $L$」其實是輸出層；$\nabla C'$ 應為 $\nabla C$；「if $L > 1$」應為 $l > 1$；對類別的總和從 $i = 0$ 加到類別數，多了一項；有個導數的分子少了 $\partial$；損失在三張投影片上漏了 ½。

# %% rows="B1" slides="C014 C015 C016 C036" fold="Spell out four slips of the first deck"
sizes = [2, 5, 3]
deep = backprop.init_params(sizes, np.random.default_rng(0))
a = backprop.forward(x[None], deep, ["sigmoid", "sigmoid"])
slope = a[-1] * (1 - a[-1])
delta_deep = ((a[-1] - y) * slope)[0]  # rule 1 with half the squared error
z_last = np.log(a[-1] / (1 - a[-1]))[0]
true = numeric_gradient(lambda: 0.5 * np.sum((f2(z_last) - y) ** 2), z_last)
assert np.allclose(delta_deep, true)

units = delta_deep.size
check_erratum("B1", "units in layer L", units, slide=sizes[-2], right=sizes[-1])
primed = bool(np.allclose(slope * 1, true))  # the derivative of ∇C = a - y is 1
check_erratum("B1", "δ with ∇C' instead of ∇C", primed, slide=True, right=False)

moved = deep[0][0] + np.array([[0.001], [0]]) * np.eye(1, 5)  # the weight from 1 to 1
first_slope = ((x @ moved - x @ deep[0][0])[0] / 0.001).round(6)
of_layer_1, of_layer_0 = a[1][0, 0].round(6), x[0]
check_erratum(
    "B1", "∂z/∂w in layer 1, L = 2", first_slope, slide=of_layer_1, right=of_layer_0
)
terms = (y * np.log(p)).size
check_erratum("B4", "terms of the loss", terms, slide=len(range(0, terms + 1)), right=3)
#! falsify: ((a[-1] - y) * slope)[0] => (a[-1] - y)[0]
#! falsify: [[0.001], [0]] => [[0], [0.001]]

# %% rows="B3" slides="D012 D015" fold="Spell out two slips of the second deck"
quotient = loss_columns() / z  # the slide's fraction, without the ∂ above the line
derivative = numeric_gradient(lambda: 0.5 * np.sum((y_col - f2(z)) ** 2), z)
equal = bool(np.allclose(quotient, derivative))
check_erratum("B3", "loss/∂z is the derivative", equal, slide=True, right=False)
ratio = np.sum((y_col - y_hat) ** 2) / loss_columns()  # the loss without the ½
check_erratum("B3", "loss without ½ : loss", ratio.round(9), slide=1.0, right=2.0)
assert np.allclose(derivative, -(y_col - y_hat) * y_hat * (1 - y_hat))
#! falsify: np.sum((y_col - y_hat) ** 2) / loss => 0.5 * np.sum((y_col - y_hat) ** 2) / loss
#! falsify: (y_col - f2(z)) ** 2), z) => (f2(z)) ** 2), z)

# %% [markdown] lang="en"
# ## References
#
# Of the two decks on backpropagation, the first, “Optimization, and validating neural networks”, names no lecturer; the second, “First steps in machine and deep learning: backpropagation”, is by Chih-Sheng (Tommy) Huang (黄志勝).
#
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind (2018). Automatic differentiation in machine learning: a survey. *Journal of Machine Learning Research* 18 (153), 1–43.
# - A. Krogh, J. A. Hertz (1992). A simple weight decay can improve generalization. *Advances in Neural Information Processing Systems* 4, 950–957.
# - S. Linnainmaa (1976). Taylor expansion of the accumulated rounding error. *BIT Numerical Mathematics* 16, 146–160. [doi:10.1007/BF01931367](https://doi.org/10.1007/BF01931367)
# - L. Prechelt (1998). Early stopping – but when? In *Neural Networks: Tricks of the Trade*, LNCS 1524, 55–69. Springer. [doi:10.1007/3-540-49430-8_3](https://doi.org/10.1007/3-540-49430-8_3)
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986). Learning representations by back-propagating errors. *Nature* 323, 533–536. [doi:10.1038/323533a0](https://doi.org/10.1038/323533a0)
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov (2014). Dropout: a simple way to prevent neural networks from overfitting. *Journal of Machine Learning Research* 15 (56), 1929–1958.
# - C. Zhang, S. Bengio, M. Hardt, B. Recht, O. Vinyals (2017). Understanding deep learning requires rethinking generalization. *International Conference on Learning Representations*. [arXiv:1611.03530](https://arxiv.org/abs/1611.03530)

# %% [markdown] lang="zh-TW" of="da12412b"
# ## 參考文獻
#
# 談反向傳播的投影片有兩份：第一份〈優化原理及神經網路驗證〉沒有署名；第二份〈機器與深度學習基礎知識初探－導傳遞〉的作者是黄志勝（Chih-Sheng (Tommy) Huang）。
#
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind (2018). Automatic differentiation in machine learning: a survey. *Journal of Machine Learning Research* 18 (153), 1–43.
# - A. Krogh, J. A. Hertz (1992). A simple weight decay can improve generalization. *Advances in Neural Information Processing Systems* 4, 950–957.
# - S. Linnainmaa (1976). Taylor expansion of the accumulated rounding error. *BIT Numerical Mathematics* 16, 146–160. [doi:10.1007/BF01931367](https://doi.org/10.1007/BF01931367)
# - L. Prechelt (1998). Early stopping – but when? In *Neural Networks: Tricks of the Trade*, LNCS 1524, 55–69. Springer. [doi:10.1007/3-540-49430-8_3](https://doi.org/10.1007/3-540-49430-8_3)
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986). Learning representations by back-propagating errors. *Nature* 323, 533–536. [doi:10.1038/323533a0](https://doi.org/10.1038/323533a0)
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov (2014). Dropout: a simple way to prevent neural networks from overfitting. *Journal of Machine Learning Research* 15 (56), 1929–1958.
# - C. Zhang, S. Bengio, M. Hardt, B. Recht, O. Vinyals (2017). Understanding deep learning requires rethinking generalization. *International Conference on Learning Representations*. [arXiv:1611.03530](https://arxiv.org/abs/1611.03530)
