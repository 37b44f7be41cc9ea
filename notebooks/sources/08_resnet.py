# %% [markdown] lang="en"
# After this chapter you can
#
# - explain why gradients vanish or explode in deep networks, and predict how fast;
# - measure the gradient of every layer, and say which remedy helps against what;
# - recognise dead ReLU units, count them, and heal the network;
# - say what batch normalization does in training and in inference, and to gradients;
# - build a residual block, derive why the gradient reaches layer 1, and know what this does not explain;
# - read a loss surface, and judge how far to trust it.
#
# You need the error signal of chapter 3, and the mean squares of section 4.4. Lines printed by `check_slide` and `check_erratum` compare a number
# with the lecture slides that the course follows, under the name of its topic (such as V1).

# %% [markdown] lang="zh-TW" of="fe0101b6"
# 讀完這一章，你可以
#
# - 解釋深層網路的梯度為什麼會消失或爆炸，並預測它變化得多快；
# - 測量每一層的梯度，說出哪一種對策對付哪一種毛病；
# - 認出死亡 ReLU，算出有幾個，並把網路治好；
# - 說明批次正規化在訓練和推論時各做什麼，又怎樣改變梯度；
# - 建立殘差塊，推導梯度為什麼到得了第一層，也知道這個推導沒有解釋到什麼；
# - 看懂損失曲面，並判斷它有幾分可信。
#
# 你需要先學過第 3 章的誤差訊號（error signal）和 4.4 節的均方（mean square）。`check_slide` 和 `check_erratum` 印出的每一行，是把算出來的數字和本課程所依據的投影片相比，開頭是主題代號（例如 V1）。

# %%
import numpy as np

from utils.data import load_mnist, one_hot, to_float
from utils.drawings import resnet as drawings
from utils.explore import explore
from utils.nn.gradient_flow import draw_weights, predicted_norms, run_pass
from utils.nn.stacked import accuracy, train
from utils.plotting import show
from utils.slides import check_erratum, check_slide

# %% [markdown] lang="en"
# ## 8.1 A product of slopes
#
# Three sigmoid units in a row, one per layer: $h_1 = \sigma(w_1x)$, $h_2 = \sigma(w_2h_1)$, $h_3 = \sigma(w_3h_2)$, where $z_l = w_lh_{l-1}$ is the weighted sum of layer $l$ and $h_0 = x$.
# How much does the output change when the input does? The chain rule multiplies the slopes on the way:
#
# $$\frac{dh_3}{dx} = \sigma'(z_3)\,w_3\cdot\sigma'(z_2)\,w_2\cdot\sigma'(z_1)\,w_1.$$
#
# Every further layer adds two more factors, a weight and a slope. For the sigmoid, $\sigma'(z) = \sigma(z)\,(1-\sigma(z))$. A product $p(1-p)$ is largest at
# $p = \tfrac12$, that is at $z = 0$, where it is $\tfrac14$.

# %% [markdown] lang="zh-TW" of="e71e7b08"
# ## 8.1 斜率的連乘積
#
# 三個 sigmoid 單元排成一列，每層一個：$h_1 = \sigma(w_1x)$、$h_2 = \sigma(w_2h_1)$、$h_3 = \sigma(w_3h_2)$，其中 $z_l = w_lh_{l-1}$ 是第 $l$ 層的加權總和（weighted sum），$h_0 = x$。輸入改變時，輸出會改變多少？連鎖律（chain rule）把沿途的斜率乘起來：
#
# $$\frac{dh_3}{dx} = \sigma'(z_3)\,w_3\cdot\sigma'(z_2)\,w_2\cdot\sigma'(z_1)\,w_1.$$
#
# 每多一層，就多乘兩個因子：一個權重和一個斜率。sigmoid 的斜率是 $\sigma'(z) = \sigma(z)\,(1-\sigma(z))$。乘積 $p(1-p)$ 在 $p = \tfrac12$ 時最大，也就是 $z = 0$ 的時候，值為 $\tfrac14$。


# %% slides="D021 D023 D026" rows="V1"
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


z = np.linspace(-6, 6, 1201)
slopes = {
    "sigmoid": sigmoid_slope(z),
    "tanh": 1 - np.tanh(z) ** 2,
    "ReLU": (z > 0).astype(float),
}
print(f"steepest point of the sigmoid: z = {abs(z[slopes['sigmoid'].argmax()]):.2f}")
check_slide("V1", "largest slope", slopes["sigmoid"].max(), "0.25")
print(f"a hundred of them, multiplied: {0.25**100:.1e}")
assert 0 < 0.25**100 < 1e-60
show(
    drawings.plot_slopes(slopes, z),
    alt="Derivatives of three activations. The sigmoid's is a low bell that peaks "
    "at 0.25, tanh's a bell that peaks at 1, and ReLU's jumps from 0 to 1 at z "
    "= 0.",
)

# %% [markdown] lang="en"
# After 100 sigmoid layers the slopes alone leave at most $0.25^{100}\approx 6\cdot10^{-61}$. The first weights would get no gradient worth the name: the gradient **vanishes**.
#
# But the weights multiply as well, so the bound is not the whole story. We try three chains, with weight 1, with weight 4, and with weight 4 and bias −2. The last one is made so that every $z$ is 0.

# %% [markdown] lang="zh-TW" of="68ea0252"
# 經過 100 層 sigmoid，光看斜率，最多就只剩下 $0.25^{100}\approx 6\cdot10^{-61}$。最前面的權重得不到像樣的梯度，這就是**梯度消失**（vanishing gradient）。
#
# 不過權重也要乘進去，所以這個上限還不是全貌。試三條鏈：權重為 1；權重為 4；權重為 4、偏差（bias）為 −2。最後一條刻意讓每個 $z$ 都是 0。


# %% slides="D025" rows="V1"
def chain_slope(w, b, num_layers, h=0.5):
    product = 1.0
    for _ in range(num_layers):
        z = w * h + b
        h, product = sigmoid(z), product * w * sigmoid_slope(z)
    return product


chains = {"w = 1": (1, 0), "w = 4": (4, 0), "w = 4, b = -2": (4, -2)}
for name, (w, b) in chains.items():
    values = [chain_slope(w, b, n) for n in (3, 10, 100)]
    print(f"{name:14} slope through 3, 10, 100 layers:", *[f"{v:.1e}" for v in values])
assert chain_slope(1, 0, 100) < 0.25**100 and chain_slope(4, -2, 100) == 1

# %% [markdown] lang="en"
# With $w = 4$ the bound per layer is $4\cdot0.25 = 1$, and yet the chain fares worse, because its units **saturate**: $z$ lies near 4, where the sigmoid is flat. Only the artificial
# third chain keeps its slope. So weights and slopes must be looked at together, in real layers.

# %% [markdown] lang="zh-TW" of="1507fe27"
# $w = 4$ 時，每層的上限是 $4\cdot0.25 = 1$，結果卻更糟，因為單元**飽和**（saturate）了：$z$ 接近 4，那裡的 sigmoid 很平坦。只有刻意安排的第三條鏈保住了斜率。所以權重和斜率必須放在一起，在真正的層裡觀察。

# %% [markdown] lang="en"
# ## 8.2 The gradient of every layer
#
# Now a network with real layers: 196 inputs (digits shrunk to 14×14 pixels), $L$ **hidden layers** of 64 units, ten outputs with softmax cross-entropy. Chapter 3 has the two rules. With the outputs $A_{l-1}$
# (samples × units) that enter layer $l$, and $Z_l = A_{l-1}W_l$, $A_l = \varphi(Z_l)$ with the activation $\varphi$,
#
# $$\Delta_l = (\Delta_{l+1}W_{l+1}^{\mathsf T})\odot\varphi'(Z_l),\qquad \frac{\partial C}{\partial W_l} = A_{l-1}^{\mathsf T}\Delta_l .$$
#
# $\Delta_l$ holds the error signals of layer $l$, $\odot$ multiplies entry by entry. At the output, it starts as probabilities minus labels, divided by the number of samples. Biases start at 0 and are left out here.

# %% [markdown] lang="zh-TW" of="dd8ed825"
# ## 8.2 每一層的梯度
#
# 現在來看真正的網路：196 個輸入（縮成 14×14 像素的數字影像）、$L$ 個**隱藏層**（hidden layer，每層 64 個單元）、十個輸出，使用 softmax 交叉熵（cross-entropy）。兩條規則在第 3 章都推導過。進入第 $l$ 層的是前一層的輸出 $A_{l-1}$（樣本 × 單元），$Z_l = A_{l-1}W_l$，$A_l = \varphi(Z_l)$（$\varphi$ 是激活函數），於是
#
# $$\Delta_l = (\Delta_{l+1}W_{l+1}^{\mathsf T})\odot\varphi'(Z_l),\qquad \frac{\partial C}{\partial W_l} = A_{l-1}^{\mathsf T}\Delta_l .$$
#
# $\Delta_l$ 是第 $l$ 層的誤差訊號，$\odot$ 表示逐元素（element-wise）相乘。它從輸出層開始，那裡等於機率減去標籤，再除以樣本數。偏差從 0 開始，這裡略去。


# %% rows="V2"
def layer_gradients(weights, X, Y, phi, slope):
    A, Z = [X], []
    for W in weights[:-1]:
        Z.append(A[-1] @ W)
        A.append(phi(Z[-1]))
    scores = np.exp(A[-1] @ weights[-1])
    delta = (scores / scores.sum(axis=1, keepdims=True) - Y) / len(X)
    gradients = [A[-1].T @ delta]
    for layer in reversed(range(len(Z))):
        delta = (delta @ weights[layer + 1].T) * slope(Z[layer])
        gradients.insert(0, A[layer].T @ delta)
    return gradients


(images, labels), (test_images, test_labels) = load_mnist()


def shrink(images):
    """Average 2x2 pixels: (n, 28, 28) to (n, 196)."""
    return to_float(images).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)


pixels = shrink(images[:2000])
X, Y = (pixels - pixels.mean()) / pixels.std(), one_hot(labels[:2000])
X_64, Y_64 = X[:64].astype(float), Y[:64].astype(float)  # for the gradients

# %% [markdown] lang="en"
# We compare with TensorFlow's tape on a network of 20 sigmoid layers. `draw_weights` draws normal weights with variance $s/n$, where $n$ is the number of inputs of the layer and $s$ is called
# `scale` (section 4.9); its first axis counts networks, because later we want several. `run_pass` is our function for several networks at once, with more options; its unit tests compare it with TensorFlow, too.

# %% [markdown] lang="zh-TW" of="55234248"
# 我們用一個 20 層 sigmoid 的網路，和 TensorFlow 的 `GradientTape` 比對。`draw_weights` 從常態分佈抽出變異數（variance）為 $s/n$ 的權重，$n$ 是這一層的輸入個數，$s$ 就是 `scale`（4.9 節）；抽出的陣列以第一個軸區分不同的網路，因為稍後要一次看好幾個。`run_pass` 是我們另外寫的函式，能一次處理好幾個網路，選項也比較多；它的單元測試同樣拿它和 TensorFlow 比對。

# %% rows="V2"
import tensorflow as tf

stack = draw_weights(20, 64, 196, 10, scale=1)
W_20 = [W[0] for W in stack]
ours = layer_gradients(W_20, X_64, Y_64, sigmoid, sigmoid_slope)

variables = [tf.Variable(W) for W in W_20]
with tf.GradientTape() as tape:
    h = tf.constant(X_64)
    for W in variables[:-1]:
        h = tf.sigmoid(h @ W)
    loss = tf.nn.softmax_cross_entropy_with_logits(Y_64, h @ variables[-1])
    loss = tf.reduce_mean(loss)
theirs = tape.gradient(loss, variables)
many = run_pass(stack, X_64, Y_64, "sigmoid").weight_gradients
for name, other in {"tape": theirs, "run_pass": [g[0] for g in many]}.items():
    same = [
        np.allclose(g, o, rtol=1e-8, atol=0) for g, o in zip(ours, other, strict=True)
    ]
    print(f"{name}: {sum(same)} of {len(same)} gradients equal to 8 digits")
    assert all(same)
print(
    "norms of layers 1, 10, 20:",
    *[f"{np.linalg.norm(ours[k]):.0e}" for k in (0, 9, 19)],
)

# %% [markdown] lang="en"
# The **norm** of a gradient is its length: the root of the sum of all squared entries. In layer 20 it is about 0.2, in layer 1 more than eleven powers of ten less. Before we look at more depths and activations, let us predict them.

# %% [markdown] lang="zh-TW" of="bee93c8b"
# 梯度的**範數**（norm）就是它的長度：所有元素平方和的平方根。第 20 層約為 0.2，第 1 層小了十一個數量級以上。在測量更多深度和激活函數（activation function）之前，我們先來預測。

# %% [markdown] lang="en"
# ## 8.3 Predict the slope
#
# Section 4.4 asked how mean squares change from layer to layer; we only add the activation. In a wide layer, a weighted sum of many terms is roughly normally distributed. Let $q = E[z^2]$ be its mean square,
# write $z = \sqrt q\,u$ with $u$ drawn from $N(0, 1)$, and let the weights have variance $s/n$. Then from one layer to the next
#
# - forward, $q$ becomes $s\,E[\varphi(\sqrt q\,u)^2]$;
# - backward, the mean square of the error signals is multiplied by $g = s\,E[\varphi'(\sqrt q\,u)^2]$.
#
# (The second line assumes that error signals are independent of weights and sums; Poole et al., 2016; Schoenholz et al., 2017.) After a few layers $q$ hardly changes any more, and error
# signals are multiplied by the same $\sqrt g$ in every layer: a straight line on a log scale. The outputs then have the same size in every layer, so the gradients $A_{l-1}^{\mathsf T}\Delta_l$ follow the same line. We compute it by drawing 200,000 numbers $u$.

# %% [markdown] lang="zh-TW" of="57f56a5c"
# ## 8.3 預測斜率
#
# 4.4 節探討過均方從一層到下一層如何變化；這裡只是再加上激活函數。層夠寬時，許多項的加權總和大致呈常態分佈。設均方 $q = E[z^2]$，寫成 $z = \sqrt q\,u$，其中 $u$ 從 $N(0, 1)$ 抽樣，權重的變異數是 $s/n$。那麼從一層到下一層：
#
# - 正向：$q$ 變成 $s\,E[\varphi(\sqrt q\,u)^2]$；
# - 反向：誤差訊號的均方乘上 $g = s\,E[\varphi'(\sqrt q\,u)^2]$。
#
# （第二條假設誤差訊號與權重、加權總和互相獨立；Poole et al., 2016；Schoenholz et al., 2017。）幾層之後 $q$ 幾乎不再改變，誤差訊號在每一層都乘上相同的 $\sqrt g$：在對數尺度上就是一條直線。這時各層的輸出大小相同，所以梯度 $A_{l-1}^{\mathsf T}\Delta_l$ 也沿著同一條直線變化。我們抽出 200,000 個 $u$ 來計算。


# %% rows="V2"
def factor_per_layer(phi, slope, scale, q=1.0, num_layers=100):
    u = np.random.default_rng(0).normal(size=200_000)
    for _ in range(num_layers):
        q = scale * np.mean(phi(np.sqrt(q) * u) ** 2)
    return np.sqrt(scale * np.mean(slope(np.sqrt(q) * u) ** 2))


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


factor = {
    "sigmoid": factor_per_layer(sigmoid, sigmoid_slope, 1),
    "tanh": factor_per_layer(np.tanh, tanh_slope, 1),
    "ReLU": factor_per_layer(lambda z: np.maximum(z, 0), lambda z: z > 0, 2),
}
for name, value in factor.items():
    print(f"{name:8} predicted factor {value:.2f}, after 98 layers {value**98:.0e}")
assert 0.23 < factor["sigmoid"] < 0.24
assert 0.98 < factor["tanh"] <= 1 and abs(factor["ReLU"] - 1) < 0.02

# %% [markdown] lang="en"
# Sigmoid: {{ factor["sigmoid"] | .3f }} per layer, a little less than the largest slope 0.25. tanh with $s = 1$ and ReLU with $s = 2$, the starts that chapter 4 recommends, should keep the gradient. (For tanh the factor
# comes close to 1 but $q$ shrinks slowly; `predicted_norms` follows both layer by layer.) Now measure: five depths, five networks each.

# %% [markdown] lang="zh-TW" of="8dc4e7f4"
# sigmoid 每層乘上 {{ factor["sigmoid"] | .3f }}，比最大的斜率 0.25 略小。$s = 1$ 的 tanh 和 $s = 2$ 的 ReLU，也就是第 4 章建議的起點，應該能保住梯度。（tanh 的因子接近 1，但 $q$ 會慢慢縮小；`predicted_norms` 逐層追蹤兩者。）現在來測量：五種深度，各五個網路。

# %% slides="D027" rows="V2"
depths = (5, 10, 20, 50, 100)
scales = {"sigmoid": 1, "tanh": 1, "ReLU": 2}
measured, predicted = {}, {}
for name, scale in scales.items():
    measured[name] = {}
    for depth in depths:
        stack = draw_weights(depth, 64, 196, 10, scale=scale, num_networks=5)
        done = run_pass(stack, X_64, Y_64, name.lower())
        measured[name][depth] = done.norms  # (networks, layers)
    first = np.mean(done.sums[0] ** 2)
    predicted[name] = predicted_norms(name.lower(), scale, 100, first)
    middle = np.exp(np.log(done.norms).mean(axis=0))
    ratio = middle[1] / middle[99]
    print(f"{name:8} 100 layers: norm of layer 2 / norm of layer 100 = {ratio:.0e}")

# %% [markdown] lang="en"
# The comparison starts with layer 2, because layer 1 has other inputs than the rest.

# %% [markdown] lang="zh-TW" of="6388dc41"
# 以下從第 2 層開始比較，因為第 1 層的輸入和其他層不同。

# %% rows="V2"
per_layer = {
    name: (by_depth[100][:, 1] / by_depth[100][:, 99]) ** (1 / 98)
    for name, by_depth in measured.items()
}
for name, values in per_layer.items():
    print(
        f"{name:8} measured factor per layer {values.min():.2f} to {values.max():.2f}"
    )
assert np.abs(per_layer["sigmoid"] / factor["sigmoid"] - 1).max() < 0.03
eight_layers = round(factor["sigmoid"] ** -8, -4)
for name in ("tanh", "ReLU"):
    inner = measured[name][100][:, 1:100]
    assert (inner.max(axis=1) / inner.min(axis=1)).max() < 100
show(
    drawings.plot_depths_norms(measured, predicted),
    alt="Gradient norm per layer on a log scale from 1e4 down to 1e-66. With "
    "sigmoid the lines for 5, 10, 20, 50 and 100 layers fall along one straight "
    "slope towards the first layer; at 100 layers layer 2 stands at about "
    "1e-62, far below the smallest float32 number. With tanh and ReLU all lines "
    "stay near the top.",
)

# %% [markdown] lang="en"
# Read each line from right to left, as the error signal travels. Lines are geometric means of five networks; the bands from least to greatest are thin on this scale.
#
# - **Sigmoid**: every depth falls along the same slope, {{ per_layer["sigmoid"].mean() | .3f | 0.001 }} per layer, as predicted. This is an exponential law: not 100 layers are the problem, 10 already cost a factor of {{ eight_layers | ,.0f | x1.3 }} between layers 2 and 10.
# - **tanh and ReLU** with the right scale keep their gradient within about two powers of ten over 100 layers.
#
# What this does not show: that such networks can be *trained*. Section 4.14 found that after 50 ReLU layers all samples look alike, although the signal keeps its size. A gradient of good size may
# point nowhere useful. Section 8.11 will train them.
#
# Our arrays are float64. Networks are usually trained in float32, whose smallest number is about $10^{-45}$:

# %% [markdown] lang="zh-TW" of="f79058a3"
# 每條線要從右往左讀，這是誤差訊號行進的方向。每條線是五個網路的幾何平均；色帶涵蓋最小值到最大值，在這個尺度上很窄。
#
# - **sigmoid**：每一種深度都沿著同一個斜率下降，每層乘上 {{ per_layer["sigmoid"].mean() | .3f | 0.001 }}，和預測相符。這是指數規律：不必等到 100 層才有問題，光是 10 層，第 2 層和第 10 層之間就差了 {{ eight_layers | ,.0f | x1.3 }} 倍。
# - **tanh 和 ReLU** 只要 scale 正確，100 層的梯度變化大約都在兩個數量級以內。
#
# 這張圖沒有說明的是：這樣的網路是否**訓練得起來**。4.14 節發現，經過 50 層 ReLU，所有樣本看起來都差不多，即使訊號大小不變。大小合適的梯度，方向不一定有用。8.11 節會實際訓練它們。
#
# 我們的陣列是 float64。訓練網路時通常用 float32，它能表示的最小數字大約是 $10^{-45}$：

# %% slides="D027" rows="V2"
W_100 = [W[0].astype("float32") for W in draw_weights(100, 64, 196, 10, scale=1)]
X_32, Y_32 = X_64.astype("float32"), Y_64.astype("float32")
done = run_pass([W[None] for W in W_100], X_32, Y_32, "sigmoid")
zero = [bool((g == 0).all()) for g in done.weight_gradients]
print("float32, 100 sigmoid layers: gradient exactly 0 in layer 1:", zero[0])
print("layers whose gradient is all zeros: more than 20:", sum(zero) > 20)
assert zero[0] and not zero[-1] and 20 < sum(zero) < 50

# %% [markdown] lang="en"
# Here "vanishing" is meant literally: more than twenty layers get the gradient 0, and no optimizer can rescale a 0.

# %% [markdown] lang="zh-TW" of="597101d7"
# 在這裡「消失」就是字面上的意思：二十多層得到的梯度就是 0，而 0 不管用什麼優化器（optimizer）都放大不了。

# %% [markdown] lang="en"
# ## 8.4 Exploding gradients
#
# If a factor per layer is greater than 1, the same law works the other way. What matters is the factor, not the activation: large weights do it. We start 30 layers with larger scales.

# %% [markdown] lang="zh-TW" of="fc6d3d4f"
# ## 8.4 梯度爆炸
#
# 如果每層的因子大於 1，同一個規律就反過來作用。關鍵在於因子，不在於激活函數：權重太大就會這樣。我們用較大的 scale 當起點，建立 30 層的網路。

# %% rows="V3"
choices = {"tanh": (1, 2.25, 9), "sigmoid": (1, 16, 400)}
panels, theory, growths = {}, {}, {}
for name, some in choices.items():
    title = f"{name}, 30 layers"
    panels[title], theory[title] = {}, {}
    for scale in some:
        stack = draw_weights(30, 64, 196, 10, scale=scale, num_networks=5)
        done = run_pass(stack, X_64, Y_64, name)
        inner = done.norms[:, :30]
        line = predicted_norms(name, scale, 30, np.mean(done.sums[0] ** 2))
        middle = np.exp(np.log(inner).mean(axis=0))
        panels[title][f"scale {scale:g}"] = inner
        theory[title][f"scale {scale:g}"] = line * middle[-1]
        growths[name, scale] = growth = (middle[1] / middle[29]) ** (1 / 28)
        expected = line[0] ** (1 / 28)
        print(
            f"{name:8} scale {scale:4g}: factor {growth:.2f}, predicted {expected:.2f}"
        )
        assert abs(growth / expected - 1) < 0.12

# %% rows="V3"
show(
    drawings.plot_norms(panels, ylim=(1e-19, 1e6), predicted=theory),
    alt="Gradient norm per layer for 30 layers, log scale. tanh: scale 1 stays "
    "level, 2.25 rises a little towards layer 1 and 9 by four powers of ten. "
    "Sigmoid: scales 1 and 16 fall, scale 400 rises. Thin dotted lines of the "
    "theory run along all of them.",
)

# %% [markdown] lang="en"
# Dotted black: the prediction. With a scale of 9, tanh multiplies the gradient by {{ growths["tanh", 9] | .2f | 0.08 }} per layer: after 28 layers by several thousand. And the sigmoid, too, **explodes** when its weights are large enough: "sigmoid means vanishing" holds for usual starts, not always.
# No scale of the sigmoid tried here is level from end to end; somewhere between 16 and 400 there must be one.
#
# With ReLU, large weights show differently: outputs grow forward as the error signal grows backward, their product is the same in every layer, and *all* gradients grow with depth. Such a network is the second patient of the next section.

# %% [markdown] lang="zh-TW" of="a0d1d176"
# 黑色點線是預測。scale 為 9 的 tanh 每層把梯度乘上 {{ growths["tanh", 9] | .2f | 0.08 }}，28 層就是好幾千倍。sigmoid 的權重夠大時，也同樣會發生**梯度爆炸**（exploding gradient）：「sigmoid 就等於梯度消失」只適用於常見的起點，並非永遠成立。這裡試過的 scale 沒有一個能讓 sigmoid 從頭到尾持平；16 和 400 之間必定有一個可以。
#
# 換成 ReLU，權重太大時的症狀就不一樣了：正向的輸出愈來愈大，反向的誤差訊號也愈來愈大，兩者的乘積在每層都一樣，於是**所有**梯度都隨深度增大。下一節的第二個病人就是這種網路。

# %% [markdown] lang="en"
# ## 8.5 Four remedies, measured
#
# The lecture names four remedies: fewer layers, ReLU, gradient clipping, and weight regularization (L1 or L2).
#
# **Gradient clipping** shortens a gradient that is longer than $c$ and keeps its direction: $g \leftarrow g\,\min(1, c/\lVert g\rVert)$. In Keras this is `clipnorm=c`, applied to each array of weights apart; `global_clipnorm` takes all
# arrays together, and `clipvalue` cuts every entry to $[-c, c]$, which may change the direction. The slide says that Keras clips by default, with clipnorm 1.0 and clipvalue 0.5. We ask Keras.

# %% [markdown] lang="zh-TW" of="d448ca5f"
# ## 8.5 四種對策，逐一測量
#
# 投影片列出四種對策：更少的層、ReLU、梯度裁剪、權重正則化（L1 或 L2）。
#
# **梯度裁剪**（gradient clipping）把長度超過 $c$ 的梯度縮短，方向不變：$g \leftarrow g\,\min(1, c/\lVert g\rVert)$。在 Keras 裡是 `clipnorm=c`，對每個權重陣列分別處理；`global_clipnorm` 把所有陣列合起來算；`clipvalue` 則把每個元素限制在 $[-c, c]$ 之內，方向可能因此改變。投影片說 Keras 預設就會裁剪，clipnorm 是 1.0，clipvalue 是 0.5。我們直接問 Keras。

# %% slides="D032" rows="V4"
import keras

rules = ["SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam"]
defaults = [getattr(keras.optimizers, name)() for name in rules]
for name in ("clipnorm", "clipvalue", "global_clipnorm"):
    found = {getattr(optimizer, name) for optimizer in defaults}
    print(f"{name} of {len(rules)} optimizers:", found)
    assert found == {None}
sgd = keras.optimizers.SGD()
check_erratum("V4", "default clipnorm", sgd.clipnorm, slide=1.0, right=None)
check_erratum("V4", "default clipvalue", sgd.clipvalue, slide=0.5, right=None)

gradient = np.array([3.0, 4.0])  # length 5
for option, formula in {
    "clipnorm": gradient * min(1, 1 / np.linalg.norm(gradient)),
    "clipvalue": np.clip(gradient, -1, 1),
}.items():
    w = keras.Variable(np.zeros(2))
    keras.optimizers.SGD(1.0, **{option: 1.0}).apply([gradient], [w])
    print(f"{option}=1: gradient (3, 4) becomes", -np.asarray(w).round(3))
    assert np.allclose(-np.asarray(w), formula, atol=1e-6)

# %% [markdown] lang="en"
# Keras clips nothing unless you ask for it; 1.0 and 0.5 are values of examples, in another deck of the same lecture.
#
# **Weight regularization** adds $\lambda\sum|w|$ (L1) or $\lambda\sum w^2$ (L2) to the loss, which pulls weights towards 0.
#
# Now two patients with ten hidden layers of 32 units: one with vanishing gradients (sigmoid, scale 1), one with exploding ones (ReLU, scale 4.5). Each gets no remedy and every remedy alone, at three learning rates, from three seeds, 4 epochs of 2,000 digits.
# The second has ReLU already, so for it we add the remedy of chapter 4: He's scale 2. `train` is plain mini-batch gradient descent (tested against Keras).

# %% [markdown] lang="zh-TW" of="7b976093"
# 除非你指定，Keras 什麼都不會裁剪；1.0 和 0.5 是同一門課另一份投影片裡範例的數值。
#
# **權重正則化**（weight regularization）在損失裡加上 $\lambda\sum|w|$（L1）或 $\lambda\sum w^2$（L2），把權重往 0 拉。
#
# 現在有兩個病人，都是十個隱藏層，每層 32 個單元：一個梯度消失（sigmoid，scale 1），一個梯度爆炸（ReLU，scale 4.5）。每個病人先不用任何對策訓練一次，再把各種對策分別單獨用一次；每次都試三種學習率（learning rate）和三個隨機種子，用 2,000 張數字影像訓練 4 個週期（epoch）。第二個病人原本就用 ReLU，所以替它加上第 4 章的對策：He 的 scale 2。`train` 是單純的小批次（mini-batch）梯度下降（已和 Keras 比對過）。

# %% rows="V4"
sick = {
    "vanishing (sigmoid, scale 1)": ("sigmoid", 1),
    "exploding (ReLU, scale 4.5)": ("relu", 4.5),
}
remedies = {
    "none": {},
    "2 layers": {"depth": 2},
    "ReLU, He's scale": {"activation": "relu", "scale": 2},
    "clipnorm 1": {"clip_norm": 1.0},
    "L1, λ = 0.001": {"l1": 0.001},
    "L2, λ = 0.01": {"l2": 0.01},
}
treat_rates = (0.01, 0.1, 1.0)
print(
    len(sick), "patients,", len(remedies), "rows,", len(treat_rates), "learning rates"
)


# %% [markdown] lang="en"
# `treat` trains three networks at once and gives their training accuracies; a network that broke has 0.

# %% [markdown] lang="zh-TW" of="027922ac"
# `treat` 一次訓練三個網路，回傳它們的訓練準確率（accuracy）；崩潰的網路記為 0。


# %% slides="D030 D031" rows="V4"
def treat(activation, scale, lr, depth=10, **options):
    stack = draw_weights(depth, 32, 196, 10, scale=scale, num_networks=3)
    stack = [W.astype("float32") for W in stack]
    W, b = train(stack, X, Y, activation, lr=lr, num_epochs=4, batch_size=32, **options)
    return accuracy(W, b, X, labels[:2000], activation)


table = {}
for title, (activation, scale) in sick.items():
    patient = {"activation": activation, "scale": scale}
    table[title] = np.array(
        [
            [treat(**(patient | cure), lr=lr) for lr in treat_rates]
            for cure in remedies.values()
        ]
    )  # (remedies, rates, seeds)

# %% slides="D029" rows="V4" tags=["nbval-ignore-output"]
show(
    drawings.plot_remedies(table, treat_rates, list(remedies)),
    alt="Training accuracy for six remedies and three learning rates. Vanishing "
    "patient: only two layers and ReLU reach high accuracy, clipping, L1 and L2 "
    "stay at chance. Exploding patient: runs break without remedy and with L1 "
    "or L2; with clipping none breaks.",
)
vanish, explode = table.values()
best_v, best_e = vanish.mean(axis=2).max(axis=1), explode.mean(axis=2).max(axis=1)
assert best_v[[0, 3, 4, 5]].max() < 0.2 and best_v[[1, 2]].min() > 0.6
broken = explode[[0, 4, 5]]  # no remedy, L1, L2
assert (broken[:, 1:] < 0.2).all() and (broken[:, 2] == 0).mean() > 0.4
assert (explode[3] > 0).all() and explode[3, 2].mean() < 0.3
assert best_e[[1, 2]].min() > 0.6
for name, v, e in zip(remedies, best_v, best_e, strict=True):
    print(f"{name:17} best mean accuracy: vanishing {v:.2f}, exploding {e:.2f}")

# %% [markdown] lang="en"
# Each cell is the mean of three seeds; "broke" means that the loss became infinite. Guessing gives 0.11.
#
# | remedy | against vanishing | against exploding |
# |---|---|---|
# | fewer layers | helps: the best of all | helps: the best of all |
# | ReLU (with He's scale) | helps | helps, through the scale: this patient had ReLU already |
# | gradient clipping | no effect: it only shortens | no run breaks any more; but at rate 1 none learns either, and at 0.01, where nothing broke before, it only slows learning |
# | L1, L2 | no effect | no effect in 248 updates |
#
# So the first two help against both, clipping only against explosions, and regularization here against neither. Regularization works slowly: a pull of $2\eta\lambda w$ per step ($\eta$ is `lr`) cannot undo a bad start before the first step explodes. (Pascanu, Mikolov and Bengio, 2013, discuss it for recurrent networks that start with small weights, where it
# keeps them from *growing* too large; we did not test that.) And fewer layers is no remedy if depth is what you want.

# %% [markdown] lang="zh-TW" of="e97a3caf"
# 每格是三個種子的平均；「broke」表示損失變成無限大。亂猜的準確率是 0.11。
#
# | 對策 | 對付梯度消失 | 對付梯度爆炸 |
# |---|---|---|
# | 更少的層 | 有效，而且最好 | 有效，而且最好 |
# | ReLU（配 He 的 scale） | 有效 | 有效，但功勞在 scale：這個病人本來就用 ReLU |
# | 梯度裁剪 | 無效：它只會縮短梯度 | 訓練不再崩潰；但學習率 1 時仍然學不起來，而 0.01 時本來就不會崩潰，裁剪只是拖慢學習 |
# | L1、L2 | 無效 | 在 248 次更新內無效 |
#
# 所以前兩種對兩種毛病都有效，裁剪只能對付爆炸，正則化在這裡則都沒有幫助。正則化作用緩慢：每步只拉 $2\eta\lambda w$（$\eta$ 就是 `lr`），來不及在第一步爆炸之前挽救不良的起點。（Pascanu, Mikolov and Bengio, 2013 討論過正則化，但對象是從小權重開始的循環神經網路（recurrent neural network），目的是避免權重**長得**太大；這裡沒有測試。）而如果你要的就是深度，減少層數就稱不上對策了。

# %% [markdown] lang="en"
# ## 8.6 ReLU: slope 1 or 0
#
# $\mathrm{relu}(z) = \max(0, z)$ has slope 1 for $z > 0$ and 0 for $z < 0$. At $z = 0$ there is a corner, and no derivative. Any line through the corner that stays below the curve has a slope between 0 and 1; such a slope is called a **subgradient**,
# and gradient descent may use any of them. TensorFlow takes 0:

# %% [markdown] lang="zh-TW" of="a27d96de"
# ## 8.6 ReLU：斜率不是 1 就是 0
#
# $\mathrm{relu}(z) = \max(0, z)$ 在 $z > 0$ 時斜率為 1，$z < 0$ 時為 0。$z = 0$ 處有個轉角，沒有導數。任何通過轉角而且不高於曲線的直線，斜率都介於 0 和 1 之間；這樣的斜率稱為**次梯度**（subgradient），梯度下降用哪一個都可以。TensorFlow 取 0：

# %% slides="D035 D036" rows="V5"
z = tf.Variable([-2.0, 0.0, 3.0])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(tf.nn.relu(z))
slope_tf = tape.gradient(total, z).numpy()
print("slope of ReLU at -2, 0, 3:", slope_tf)
assert slope_tf.tolist() == [0, 0, 1]

rng = np.random.default_rng(0)
a = rng.normal(size=1000)
for g in (0, 0.5, 1):
    assert (np.maximum(a, 0) >= g * a).all()  # the line with slope g lies below
print("lines of slope 0, 0.5 and 1 through the corner stay below the curve")

# %% [markdown] lang="en"
# About half of all $z$ are negative at the start, so half of the outputs are exactly 0. The lecture compares that with **dropout**, which sets a random half of the outputs to 0 in training, and concludes that ReLU
# relieves overfitting. The likeness ends at the word "random": dropout switches off other units each time, whereas ReLU switches off the same units whenever it sees the same image.
#
# Test: two hidden layers of 64 units, only 500 digits, 60 epochs, five seeds. If sparsity works like dropout, ReLU should have fewer errors on 2,000 test digits than tanh, which has no zeros.

# %% [markdown] lang="zh-TW" of="0f540f1b"
# 一開始大約有一半的 $z$ 是負的，所以一半的輸出正好是 0。投影片把這一點比作**丟棄法**（dropout），它在訓練時隨機把一半的輸出設為 0；投影片因此認為 ReLU 能緩解過度配適（overfitting）。但兩者的相似之處僅止於「隨機」二字：丟棄法每次關掉不同的單元，ReLU 則是只要看到同一張影像，關掉的就是同樣的單元。
#
# 實驗：兩個隱藏層、每層 64 個單元，只用 500 張數字影像，60 個週期，五個種子。如果稀疏性（sparsity）的作用像丟棄法，ReLU 在 2,000 張測試影像上的錯誤應該比 tanh 少，因為 tanh 沒有零。

# %% slides="D037" rows="V5"
X_test = (shrink(test_images[:2000]) - pixels.mean()) / pixels.std()
y_test, Y_test = test_labels[:2000], one_hot(test_labels[:2000])
kinds = {
    "tanh": ("tanh", 1, 0.0),
    "ReLU": ("relu", 2, 0.0),
    "ReLU + dropout": ("relu", 2, 0.5),
}
error, zeros = {}, {}
for name, (activation, scale, dropout) in kinds.items():
    stack = draw_weights(2, 64, 196, 10, scale=scale, num_networks=5)
    stack = [W.astype("float32") for W in stack]
    options = {"lr": 0.1, "num_epochs": 60, "batch_size": 20, "dropout": dropout}
    W, b = train(stack, X[:500], Y[:500], activation, **options)
    error[name] = 1 - accuracy(W, b, X_test, y_test, activation)
    outputs = run_pass(W, X_test, Y_test, activation, biases=b).outputs[1:]
    zeros[name] = np.mean([(a == 0).mean(axis=(1, 2)) for a in outputs], axis=0)
    train_error = 1 - accuracy(W, b, X[:500], labels[:500], activation)
    print(f"{name:15} largest training error {train_error.max():.1%}")
    assert train_error.max() < 0.02

# %% slides="D037" rows="V5" tags=["nbval-ignore-output"]
show(
    drawings.plot_runs(
        {
            "Zeros among hidden outputs": {k: 100 * v for k, v in zeros.items()},
            "Test error": {k: 100 * v for k, v in error.items()},
        },
        ["share of zeros (%)", "test error (%)"],
    ),
    alt="Five seeds each. Left: tanh has no zeros, ReLU about 40 percent, with "
    "dropout in training about 70. Right: the test errors of all three lie "
    "between 17 and 20 percent and overlap.",
)
for name in kinds:
    low, high = 100 * error[name].min(), 100 * error[name].max()
    print(f"{name:15} test error {low:.1f} to {high:.1f} %")
mean_error = {name: values.mean() for name, values in error.items()}
assert zeros["tanh"].max() == 0 and 0.3 < zeros["ReLU"].mean() < 0.6
assert mean_error["ReLU"] > mean_error["tanh"] - 0.01
lowest, highest = zip(*[(e.min(), e.max()) for e in error.values()], strict=True)
assert max(lowest) < min(highest)  # the three ranges overlap

# %% [markdown] lang="en"
# ReLU is sparse, {{ zeros["ReLU"].mean() | .0% | 0.03 }} zeros against none, yet its mean test error, {{ mean_error["ReLU"] | .1% | 0.01 }}, is not lower than tanh's {{ mean_error["tanh"] | .1% | 0.01 }}. Real dropout on top of ReLU gives {{ mean_error["ReLU + dropout"] | .1% | 0.01 }}; the seeds of all three overlap, so even that gain is uncertain here.
# In this experiment the claim that ReLU's zeros fight overfitting finds no support. One architecture and one data set do not disprove it everywhere. Glorot, Bordes and Bengio (2011) do argue for sparse units, for other reasons: information is easier to disentangle, and computing with zeros can be cheap.

# %% [markdown] lang="zh-TW" of="a5792fda"
# ReLU 確實稀疏，{{ zeros["ReLU"].mean() | .0% | 0.03 }} 的輸出是零，tanh 一個也沒有；但它的平均測試錯誤率 {{ mean_error["ReLU"] | .1% | 0.01 }} 並沒有比 tanh 的 {{ mean_error["tanh"] | .1% | 0.01 }} 低。在 ReLU 上另外加真正的丟棄法，則是 {{ mean_error["ReLU + dropout"] | .1% | 0.01 }}；三者各種子的結果互相重疊，連這一點進步也不能確定。在這個實驗裡，「ReLU 的零能對抗過度配適」的說法得不到支持。一種架構、一個資料集，當然不足以證明它處處不成立。Glorot, Bordes and Bengio（2011）也主張稀疏的單元，但理由不同：資訊比較容易拆解開來，而且對零做計算可以很省。

# %% [markdown] lang="en"
# ## 8.7 Dead ReLU
#
# A unit whose $z$ is negative for *every* training sample outputs only zeros. Its slope is 0 everywhere, so its own weights get no gradient, and nothing in this layer can bring it back. It is **dead**. The lecture
# names two causes: a start that cannot be activated, and a learning rate so high that one step throws the weights far off. We count the dead among 64 hidden units, on 2,000 digits with pixels from 0 to 2, from five seeds.

# %% [markdown] lang="zh-TW" of="0e146072"
# ## 8.7 死亡 ReLU
#
# 如果一個單元的 $z$ 對**每一個**訓練樣本都是負的，它就只會輸出零。它的斜率處處為 0，自己的權重得不到梯度，這一層裡沒有任何東西能把它救回來。這就是**死亡 ReLU**（dead ReLU）。投影片指出兩個原因：起始值使它無法被激活；學習率太高，一步就把權重甩得太遠。我們用 2,000 張像素值 0 到 2 的數字影像和五個種子，數一數 64 個隱藏單元裡死了幾個。

# %% slides="D039" rows="V6"
X_dead = 2 * pixels
start = [
    W.astype("float32") for W in draw_weights(1, 64, 196, 10, scale=2, num_networks=5)
]
once = {"lr": 0.1, "batch_size": 20}


def dead_units(W, b):
    z = run_pass(W, X_dead, Y, "relu", biases=b).sums[0]  # (networks, samples, units)
    return (z.max(axis=1) <= 0).sum(axis=1)


def with_bias(value):
    return [np.full((5, 1, 64), value, "float32"), np.zeros((5, 1, 10), "float32")]


by_bias = {c: dead_units(start, with_bias(c)) for c in (0, -1, -3, -5)}
for value, count in by_bias.items():
    print(f"start with bias {value:2}: dead units, five seeds:", count)
by_rate = {}
for lr in (0.1, 0.3, 0.7, 1.5):
    W, b = train(start, X_dead, Y, "relu", **(once | {"lr": lr}), num_epochs=2)
    by_rate[lr] = dead_units(W, b)
thrown_off = W, b  # of the last and highest rate
assert by_bias[0].max() <= 2 and by_bias[-3].min() > 40 and by_bias[-5].min() >= 62

# %% [markdown] lang="en"
# Both causes can be dosed. A bias of 0 leaves nearly every unit alive, one of −5 kills all of them before training has begun. Now the learning rate, with bias 0:

# %% [markdown] lang="zh-TW" of="243ca658"
# 這兩種原因都可以像用藥一樣調整劑量。偏差為 0，幾乎每個單元都活著；偏差為 −5，訓練還沒開始就全部陣亡。接著看學習率，偏差為 0：

# %% slides="D038 D040" rows="V6" tags=["nbval-ignore-output"]
for lr, count in by_rate.items():
    print(f"two epochs at learning rate {lr}: dead units, five seeds:", count)
assert by_rate[0.1].max() <= 3 and by_rate[0.3].max() <= 5 and by_rate[1.5].min() > 35

# %% [markdown] lang="en"
# **Revival.** We take both groups of networks, those started with bias −3 and those thrown off by the rate 1.5, and train them on at the harmless rate 0.1 for 4 epochs: once as they are, and three times with another activation in place of ReLU. *Leaky ReLU* has slope 0.2 for negative $z$;
# *ELU* is $e^z - 1$ there, with slope $e^z$; *GELU* is $z\,\Phi(z)$, with Φ the share of a standard normal distribution below $z$.

# %% [markdown] lang="zh-TW" of="dbee4a35"
# **復活。** 取兩組網路，一組從偏差 −3 開始，一組被學習率 1.5 甩壞，再用無害的學習率 0.1 繼續訓練 4 個週期：一次維持原樣，另外三次各把 ReLU 換成別的激活函數。**Leaky ReLU** 在 $z$ 為負時斜率是 0.2；**ELU** 在那裡是 $e^z - 1$，斜率 $e^z$；**GELU** 是 $z\,\Phi(z)$，Φ 是標準常態分佈落在 $z$ 以下的比例。

# %% rows="V6" tags=["nbval-ignore-output"]
ill = {
    "started with bias −3": (start, with_bias(-3)),
    "after learning rate 1.5": thrown_off,
}
functions = {"ReLU": "relu", "leaky": "leaky_relu", "ELU": "elu", "GELU": "gelu"}
healed = {}
for title, (W_ill, b_ill) in ill.items():
    print(f"{title}: dead {dead_units(W_ill, b_ill)}")
    healed[title] = {}
    for name, function in functions.items():
        W_new, b_new = train(
            W_ill, X_dead, Y, function, biases=b_ill, num_epochs=4, **once
        )
        count = dead_units(W_new, b_new)
        right = accuracy(W_new, b_new, X_dead, labels[:2000], function)
        healed[title][name] = 100 * right
        print(f"   trained on as {name:6} never positive {count}")
        if name == "ReLU":
            assert (count >= dead_units(W_ill, b_ill)).all()  # none came back
    acc = {name: values.mean() for name, values in healed[title].items()}
    assert min(acc["leaky"], acc["ELU"]) > 75 > 65 > max(acc["ReLU"], acc["GELU"])

# %% rows="V6"
show(
    drawings.plot_runs(healed, ["training accuracy (%)"] * 2),
    alt="Training accuracy after training on, five seeds, for both groups of dying "
    "networks. ReLU stays low, leaky ReLU and ELU reach 80 to 90 percent, GELU "
    "lies only a little above ReLU.",
)
for name, slope in {"leaky": 0.2, "ELU": np.exp(-3.0)}.items():
    print(f"slope at z = -3: {name:6} {slope:.3f}")
z = tf.Variable(-3.0)
with tf.GradientTape() as tape:
    output = keras.activations.gelu(z)
print(f"slope at z = -3: GELU   {tape.gradient(output, z):.3f}")

# %% [markdown] lang="en"
# Not one dead ReLU came back. With leaky ReLU and ELU both groups learn again: many units become positive for some samples, and the others have a slope all the same and can contribute, so that "never positive" is no death for them.
# GELU also brings units back, but in 4 epochs it gains little accuracy. A likely reason is its slope: at −3 it is tiny and even negative. We did not train longer.
#
# In a *deep* network a unit may also come back because the layers before it change its inputs. Here there is one hidden layer, so the inputs are fixed.

# %% [markdown] lang="zh-TW" of="2424aeff"
# 死掉的 ReLU 沒有一個復活。換成 leaky ReLU 和 ELU，兩組網路都重新學了起來：許多單元對某些樣本又變成正的，其餘的單元照樣有斜率，也能有貢獻，所以對它們來說「從不為正」並不等於死亡。GELU 也讓一些單元復活，但在 4 個週期內，準確率進步不多。可能的原因是斜率：它在 −3 處的斜率很小，甚至是負的。我們沒有訓練得更久。
#
# 在**深層**網路裡，前面的層改變了輸入，單元也可能因此復活。這裡只有一個隱藏層，輸入是固定的。

# %% [markdown] lang="en"
# ## 8.8 Batch normalization
#
# If the size of signals is the problem, why not set it by force in every layer? **Batch normalization** (Ioffe and Szegedy, 2015) does so. In **training mode** it takes the weighted sums $z$ of one unit over the batch, subtracts their mean $\mu_B$ and divides by their standard deviation:
#
# $$\hat z = \frac{z - \mu_B}{\sqrt{\sigma_B^2 + \varepsilon}},\qquad \text{output} = \gamma\,\hat z + \beta .$$
#
# γ and β are learned, one pair per unit, and start at 1 and 0. $\varepsilon = 0.001$ prevents a division by 0. In **inference mode** there may be only one sample, and an answer must not depend on its neighbours. So the layer then uses averages of $\mu_B$ and $\sigma_B^2$ that it kept while training:
# after each batch, average ← 0.99 · average + 0.01 · new value.

# %% [markdown] lang="zh-TW" of="3602765d"
# ## 8.8 批次正規化
#
# 如果問題出在訊號的大小，何不在每一層強制設定它？**批次正規化**（batch normalization；Ioffe and Szegedy, 2015）就是這樣做。在**訓練模式**（training mode）下，它取一個單元在整個批次上的加權總和 $z$，減去平均 $\mu_B$，再除以標準差：
#
# $$\hat z = \frac{z - \mu_B}{\sqrt{\sigma_B^2 + \varepsilon}},\qquad \text{輸出} = \gamma\,\hat z + \beta .$$
#
# γ 和 β 是學來的，每個單元一對，從 1 和 0 開始。$\varepsilon = 0.001$ 用來避免除以 0。在**推論模式**（inference mode）下，可能只有一個樣本，而且答案不該受到旁邊的樣本影響，所以這一層改用訓練時累積的 $\mu_B$ 和 $\sigma_B^2$ 的平均：每個批次之後，平均 ← 0.99 · 平均 + 0.01 · 新值。

# %% slides="D001" rows="V7"
Z = np.random.default_rng(0).normal(3.0, 2.0, (500, 32, 4)).astype("float32")  # batches


def normalize(z, mean, variance):
    return (z - mean) / np.sqrt(variance + 1e-3)


layer = keras.layers.BatchNormalization()
mean, variance = np.zeros(4), np.ones(4)  # Keras' start
for count, batch in enumerate(Z, start=1):
    trained = np.asarray(layer(batch, training=True))
    ours = normalize(batch, batch.mean(axis=0), batch.var(axis=0))
    assert np.allclose(ours, trained, atol=1e-4)
    mean = 0.99 * mean + 0.01 * batch.mean(axis=0)
    variance = 0.99 * variance + 0.01 * batch.var(axis=0)
    if count in (1, 50, 500):
        inferred = np.asarray(layer(batch, training=False))
        assert np.allclose(normalize(batch, mean, variance), inferred, atol=1e-3)
        gap = np.abs(trained - inferred).mean()
        print(f"after {count:3} batches: ours = Keras; the modes differ by {gap:.1f}")
alone = np.asarray(layer(Z[0][:1], training=True))
print("one sample alone, training mode:", alone[0].round(2))
assert gap < 0.3 and np.abs(alone).max() == 0

# %% [markdown] lang="en"
# Both modes equal Keras. Three things to remember. After few batches the averages are still near their start, so a network may look good in training and poor in inference. A single sample in training mode gives only zeros: it is its own mean. And a layer that is
# used in the wrong mode computes something else, without an error message.
#
# What does it do to deep networks? 50 layers, with and without, at the start of training; the left panel shows the standard deviation of $z$ over the samples (after normalization, where there is one).

# %% [markdown] lang="zh-TW" of="4aab8c74"
# 兩種模式都和 Keras 相等。有三件事要記住。第一，只看過幾個批次時，平均還停在起始值附近，所以網路可能在訓練時表現很好，推論時卻很差。第二，單一樣本在訓練模式下只會得到零，因為平均就是它自己。第三，模式用錯時，這一層會算出別的東西，而且不會出現任何錯誤訊息。
#
# 它對深層網路有什麼作用？50 層，有和沒有批次正規化，訓練剛開始的狀態；左圖是 $z$ 在各樣本之間的標準差（有正規化的話，就是正規化之後的）。

# %% rows="V7"
spread, bn_norms = {}, {}
for name, scale in scales.items():
    stack = draw_weights(50, 64, 196, 10, scale=scale, num_networks=5)
    for batch_norm in (False, True):
        done = run_pass(stack, X_64, Y_64, name.lower(), batch_norm=batch_norm)
        label = f"{name} + batch norm" if batch_norm else name
        bn_norms[label] = done.norms[:, :50]
        stds = [z.std(axis=1).mean(axis=1) for z in done.sums]
        spread[label] = np.maximum(np.stack(stds, axis=1), 1e-18)
show(
    drawings.plot_norms(
        {"Spread of z over the samples": spread, "Gradient": bn_norms},
        ylabel="standard deviation (left), norm (right)",
        height=5.0,
    ),
    alt="Left: without batch normalization the spread of z over the samples falls, "
    "for the sigmoid to the rounding error by layer 27; with it, it stays at 1. "
    "Right: the sigmoid's gradient falls to 1e-31 without, and is nearly level "
    "with batch normalization; with ReLU and batch normalization it grows "
    "towards layer 1 up to about 1e4.",
)

# %% [markdown] lang="en"
# Batch normalization keeps the samples apart, by construction, and rescues the sigmoid's gradient completely. (Without it the spread ends at $10^{-16}$, the rounding error: all 64 images have become one.) But with ReLU the gradient now *grows* towards layer 1. Is that a law, too? Backward, normalization divides the error signal by the spread of the sums, which is the root of
# $s\,\mathrm{Var}[\varphi(u)]$, while the layer multiplies it by the root of $s\,E[\varphi'(u)^2]$, with $u$ from $N(0, 1)$. So $s$ cancels, and the factor should be $\sqrt{E[\varphi'(u)^2]/\mathrm{Var}[\varphi(u)]}$, whatever the start.

# %% [markdown] lang="zh-TW" of="4b4cb11e"
# 批次正規化依定義就讓樣本保持差異，也完全救回了 sigmoid 的梯度。（沒有它，標準差最後停在 $10^{-16}$，也就是捨入誤差：64 張影像已經變成同一張。）但是 ReLU 的梯度現在往第 1 層的方向**增大**了。這也是一個規律嗎？反向傳播時，正規化把誤差訊號除以總和的標準差，也就是 $s\,\mathrm{Var}[\varphi(u)]$ 的平方根；這一層又把它乘上 $s\,E[\varphi'(u)^2]$ 的平方根，其中 $u$ 來自 $N(0, 1)$。所以 $s$ 消掉了，因此不論起點為何，因子都應該是 $\sqrt{E[\varphi'(u)^2]/\mathrm{Var}[\varphi(u)]}$。

# %% rows="V7"
u = np.random.default_rng(0).normal(size=200_000)
formulas = {
    "sigmoid": (sigmoid, sigmoid_slope),
    "tanh": (np.tanh, tanh_slope),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: z > 0),
}
bn_factor = {}
for name, (phi, slope) in formulas.items():
    predicted_bn = np.sqrt(np.mean(slope(u) ** 2) / np.var(phi(u)))
    n = bn_norms[f"{name} + batch norm"]
    bn_factor[name] = ((n[:, 1] / n[:, 49]) ** (1 / 48)).mean()
    print(f"{name:8} factor {bn_factor[name]:.2f}, predicted {predicted_bn:.2f}")
    assert abs(bn_factor[name] / predicted_bn - 1) < 0.04
assert bn_factor["ReLU"] ** 48 > 3000

# %% [markdown] lang="en"
# The estimate is good to a few percent. For ReLU it is $\sqrt{\pi/(\pi-1)} = 1.21$, a result of Yang et al. (2019): very deep plain networks with batch normalization do not vanish, they **explode**. Over 50 layers that is a factor of ten thousand between the last layers and the first.

# %% [markdown] lang="zh-TW" of="24d2ea0b"
# 這個估計的誤差只有幾個百分點。ReLU 的值是 $\sqrt{\pi/(\pi-1)} = 1.21$，這是 Yang et al.（2019）的結果：很深的普通網路（plain network）加上批次正規化，梯度不會消失，而是會**爆炸**。50 層下來，最後幾層和第一層之間相差一萬倍。

# %% [markdown] lang="en"
# ## 8.9 The residual block
#
# He et al. (2016) asked a simple question. Take a trained network and put more layers behind it. If the new layers compute the **identity**, output = input, nothing gets worse. So a deeper network should never train worse. Yet it does (section 8.11). Is the identity hard to learn?
#
# Their answer is the **residual block**. Two layers compute $F(x) = w_2\,\mathrm{relu}(w_1x)$, and a **shortcut** adds the input:
#
# $$H(x) = F(x) + x .$$
#
# To compute the identity, the plain form must find $F(x) = x$; the block needs only $F(x) = 0$, and weights near 0 do that. In Keras a shortcut is one `add`:

# %% [markdown] lang="zh-TW" of="61c2784a"
# ## 8.9 殘差塊
#
# He et al.（2016）問了一個簡單的問題。拿一個訓練好的網路，在後面再接上幾層。如果新的層計算**恆等函數**（identity），輸出等於輸入，結果就不會變差。所以更深的網路不該訓練得更差，事實卻不然（8.11 節）。是不是恆等函數很難學？
#
# 他們的答案是**殘差塊**（residual block）。兩層計算 $F(x) = w_2\,\mathrm{relu}(w_1x)$，再由**捷徑連接**（shortcut）加上輸入：
#
# $$H(x) = F(x) + x .$$
#
# 要得到恆等函數，普通的形式（plain form）必須找到 $F(x) = x$；殘差塊只需要 $F(x) = 0$，權重接近 0 就做到了。在 Keras 裡，捷徑只是一個 `add`：

# %% slides="D042" rows="V8"
rng = np.random.default_rng(0)
w1, w2 = rng.normal(0, 0.5, (2, 8, 8)).astype("float32")
x = np.abs(rng.normal(size=(5, 8))).astype("float32")

entry = keras.Input((8,))
hidden = keras.layers.Dense(8, activation="relu", use_bias=False)(entry)
F = keras.layers.Dense(8, use_bias=False)(hidden)
block = keras.Model(entry, keras.layers.add([F, entry]))
block.set_weights([w1, w2])
H = np.maximum(x @ w1, 0) @ w2 + x
print("NumPy and Keras agree:", np.allclose(block(x), H, atol=1e-5))
assert np.allclose(block(x), H, atol=1e-5)
block.set_weights([w1, 0 * w2])
print("w2 = 0 gives the identity:", np.allclose(block(x), x))
assert np.allclose(block(x), x)

# %% [markdown] lang="en"
# Now train both forms towards the identity, with one block and with five in a row: 8 inputs $\ge 0$ (as after a ReLU, so that the plain form *can* represent the identity), small random weights, five seeds, 400 steps of gradient descent. For each form the best of three learning rates counts.
# As a counter-test, a target that suits the plain form: 0.

# %% [markdown] lang="zh-TW" of="b546af16"
# 現在讓兩種形式都學習恆等函數，分別用一個塊，以及五個塊相連：輸入是 8 個不小於 0 的數（就像經過 ReLU 之後，這樣普通的形式才**有能力**表示恆等函數），權重是小的隨機數，用五個種子，做 400 步梯度下降。每種形式取三種學習率中結果最好的一種。另外做一個反面的對照測試，目標改為對普通形式有利的 0。


# %% rows="V8"
def train_blocks(shortcut, num_blocks, target, lr, num_steps=400):
    rng = np.random.default_rng(0)
    W1 = rng.normal(0, 0.25, (num_blocks, 5, 8, 8))  # blocks, seeds, in, out
    W2 = rng.normal(0, 0.18, (num_blocks, 5, 8, 8))
    x = np.abs(rng.normal(size=(5, 200, 8)))
    errors = []
    for _ in range(num_steps):
        h, Z = [x], []
        for k in range(num_blocks):
            Z.append(h[k] @ W1[k])
            h.append(np.maximum(Z[k], 0) @ W2[k] + shortcut * h[k])
        difference = h[-1] - target * x
        errors.append(np.mean(difference**2, axis=(1, 2)))
        delta = 2 * difference / difference[0].size
        for k in reversed(range(num_blocks)):
            delta_z = (delta @ W2[k].swapaxes(1, 2)) * (Z[k] > 0)
            W2[k] -= lr * np.maximum(Z[k], 0).swapaxes(1, 2) @ delta
            step = lr * h[k].swapaxes(1, 2) @ delta_z
            delta = delta_z @ W1[k].swapaxes(1, 2) + shortcut * delta
            W1[k] -= step
    return np.array(errors)  # (steps, seeds)


# %% [markdown] lang="en"
# The only difference between the forms is the factor `shortcut`, 0 or 1. It stands in two places: forward it adds the input, backward it adds the error signal.

# %% [markdown] lang="zh-TW" of="dc1c165a"
# 兩種形式只差在 `shortcut` 這個因子是 0 還是 1。它出現在兩個地方：正向時加上輸入，反向時加上誤差訊號。

# %% slides="D044 D045" rows="V8"
tasks = {
    "target x, one block": (1, 1),
    "target x, five blocks": (5, 1),
    "target 0, one block": (1, 0),
}
identity = {}
for title, (num_blocks, target) in tasks.items():
    identity[title] = {}
    for name, shortcut in {"plain": 0, "with shortcut": 1}.items():
        with np.errstate(over="ignore", invalid="ignore"):
            runs = [
                train_blocks(shortcut, num_blocks, target, lr) for lr in (0.1, 0.3, 1.0)
            ]
        worst = [np.nan_to_num(run[-1], nan=np.inf).max() for run in runs]
        best = identity[title][name] = runs[int(np.argmin(worst))]
        print(f"{title}, {name:13}: error {best[0].mean():.2f} at the start")
x_1, x_5, zero_1 = identity.values()
assert x_1["with shortcut"][-1].max() < 1e-3 < 0.01 < x_1["plain"][-1].min()
assert x_5["with shortcut"][-1].max() < 5e-3 < 0.1 < x_5["plain"][-1].min()
assert zero_1["plain"][-1].max() < 1e-3
assert (x_5["plain"][-1] > 0.8).sum() >= 4

# %% rows="V8"
show(
    drawings.plot_identity(identity),
    alt="Squared error per step on a log scale, five seeds. Towards the identity "
    "the block with shortcut starts near the goal and falls far below 0.001, "
    "the plain form stays above 0.03 with one block, and near 1 with five, but "
    "for one run. "
    "Towards 0 the plain form wins.",
)

# %% [markdown] lang="en"
# With the shortcut, the identity is learned almost at once; without it, 400 steps are not enough, and four of five runs with five plain blocks hardly move. So far the lecture is right. The right panel shows why: the shortcut changes *where training starts*. Small weights mean "do nothing" for a residual block, and "output 0" for a plain one.
# If the goal is 0, the plain form wins. The bet behind ResNet is that in a deep network each block should change its input only a little.

# %% [markdown] lang="zh-TW" of="88e3597f"
# 有捷徑時，恆等函數幾乎一下子就學會了；沒有捷徑時，400 步也不夠，五個普通的塊相連時，五次裡更有四次幾乎毫無進展。到這裡投影片是對的。右圖則說明了原因：捷徑改變的是**訓練的出發點**。小的權重，對殘差塊的意思是「什麼都不做」，對普通的塊則是「輸出 0」。如果目標是 0，贏的是普通的形式。ResNet 押的寶是：在深層網路裡，每個塊只需要稍微修改它的輸入。

# %% [markdown] lang="en"
# ## 8.10 The gradient through a shortcut
#
# **One weight.** The lecture compares a layer $wx$ without and with shortcut, with loss $E = (\text{output} - y)^2$:
#
# - without: $E = (wx - y)^2$, so $\dfrac{dE}{dw} = 2(wx-y)\,x$;
# - with: $E = (wx + x - y)^2$, so $\dfrac{dE}{dw} = 2(wx + x - y)\,x = 2(wx-y)\,x + 2x^2$.

# %% [markdown] lang="zh-TW" of="9bda8d79"
# ## 8.10 經過捷徑的梯度
#
# **一個權重。** 投影片比較同一層 $wx$ 沒有捷徑和有捷徑的情形，損失是 $E = (\text{輸出} - y)^2$：
#
# - 沒有捷徑：$E = (wx - y)^2$，所以 $\dfrac{dE}{dw} = 2(wx-y)\,x$；
# - 有捷徑：$E = (wx + x - y)^2$，所以 $\dfrac{dE}{dw} = 2(wx + x - y)\,x = 2(wx-y)\,x + 2x^2$。

# %% slides="D046 D047 D048 D049" rows="V9"
rng = np.random.default_rng(0)
w, x, y = (tf.Variable(values) for values in rng.normal(size=(3, 10_000)))
with tf.GradientTape(persistent=True) as tape:
    E_plain, E_short = (w * x - y) ** 2, (w * x + x - y) ** 2
g_plain, g_short = tape.gradient(E_plain, w), tape.gradient(E_short, w)
formula = 2 * (w * x - y) * x
print("tape = 2(wx-y)x        :", np.allclose(g_plain, formula))
print("tape = 2(wx-y)x + 2x²  :", np.allclose(g_short, formula + 2 * x**2))
assert np.allclose(g_plain, formula) and np.allclose(g_short, formula + 2 * x**2)
larger = float(np.mean(np.abs(g_short) > np.abs(g_plain)))
print(f"the gradient with shortcut is the larger one in {larger:.0%} of random cases")
assert 0.55 < larger < 0.75

w_line = np.linspace(-1.5, 2.5, 201)
curves = {"without: (w − 1)²": (w_line - 1) ** 2, "with shortcut: w²": w_line**2}
minima = dict(zip(curves, (1.0, 0.0), strict=True))
show(
    drawings.plot_one_weight(w_line, curves, minima),
    alt="Two equal parabolas for x = y = 1: without shortcut the lowest point is at "
    "w = 1, with shortcut at w = 0, where small weights start.",
)

# %% [markdown] lang="en"
# Both formulas hold. But the added $2x^2$ does not make the gradient larger as such: in {{ 1 - larger | .0% }} of the cases it makes it smaller. The figure ($x = y = 1$, the identity as the goal) shows what it does: the same parabola, moved by 1, so that the lowest point lies at $w = 0$. This is section 8.9 again.
#
# **Many layers.** The strength of the shortcut appears in the product. With one unit per layer and $h_l = h_{l-1} + F_l(h_{l-1})$ the chain rule gives
#
# $$\frac{dh_L}{dh_0} = \prod_{l=1}^{L}\bigl(1 + F_l'\bigr) = 1 + \sum_l F_l' + \dots\qquad\text{instead of}\qquad \prod_{l=1}^{L} F_l' .$$
#
# Every factor gains a +1. If all $F_l'$ are small, the plain product vanishes and the residual one does not: its first term, 1, is the path along all shortcuts, on which nothing is lost.

# %% [markdown] lang="zh-TW" of="b9aceaa1"
# 兩個公式都成立。但多出來的 $2x^2$ 並不會單純讓梯度變大：有 {{ 1 - larger | .0% }} 的情形反而變小。從圖中（$x = y = 1$，目標是恆等函數）可以看出它的作用：同樣的拋物線移動了 1，最低點於是落在 $w = 0$。這又回到 8.9 節。
#
# **許多層。** 捷徑的威力要在連乘積裡才看得到。若每層一個單元，且 $h_l = h_{l-1} + F_l(h_{l-1})$，由連鎖律可得
#
# $$\frac{dh_L}{dh_0} = \prod_{l=1}^{L}\bigl(1 + F_l'\bigr) = 1 + \sum_l F_l' + \dots\qquad\text{而不是}\qquad \prod_{l=1}^{L} F_l' .$$
#
# 每個因子都多了 +1。如果所有 $F_l'$ 都很小，普通的乘積會消失，殘差的乘積則不會：它的第一項 1 是沿著所有捷徑前進的路，途中什麼都沒有損失。

# %% slides="D049" rows="V9"
small = np.random.default_rng(0).uniform(-0.1, 0.1, 50)  # fifty weights
h_0 = tf.Variable(1.0, dtype=tf.float64)
with tf.GradientTape(persistent=True) as tape:
    plain = short = h_0 * 1
    for w_l in small:
        plain, short = w_l * plain, short + w_l * short
plain_slope = float(tape.gradient(plain, h_0))
short_slope = float(tape.gradient(short, h_0))
print(
    f"50 layers, |w| < 0.1: plain {plain_slope:.0e}, with shortcuts {short_slope:.2f}"
)
assert np.isclose(plain_slope, np.prod(small), rtol=1e-9)
assert np.isclose(short_slope, np.prod(1 + small), rtol=1e-9)
assert abs(plain_slope) < 1e-50 and 0.2 < short_slope < 5

# %% [markdown] lang="en"
# Now the networks of section 8.2 with 50 layers. With shortcuts each layer computes $A_l = A_{l-1} + \varphi(A_{l-1}W_l)$. We draw three lines: plain; with shortcuts and the same weights; with shortcuts and a scale divided by the depth, so that every layer changes its input only a little.

# %% [markdown] lang="zh-TW" of="04d224ab"
# 接著回到 8.2 節的網路，這次是 50 層。有捷徑時，每一層計算 $A_l = A_{l-1} + \varphi(A_{l-1}W_l)$。畫三條線：普通的；有捷徑、權重相同的；有捷徑、而且 scale 除以深度的，這樣每一層只稍微修改輸入。

# %% slides="D049" rows="V9"
panels = {}
forms = {"plain": (False, 1), "shortcuts": (True, 1), "shortcuts, scale/50": (True, 50)}
for name, scale in scales.items():
    panels[name] = {}
    for label, (shortcuts, divisor) in forms.items():
        stack = draw_weights(50, 64, 196, 10, scale=scale / divisor, num_networks=5)
        done = run_pass(stack, X_64, Y_64, name.lower(), shortcuts=shortcuts)
        panels[name][label] = done.norms[:, :50]
        if (name, label) == ("ReLU", "shortcuts"):
            squares = [np.mean(A**2) for A in done.outputs[1:]]
plain, full, scaled = panels["sigmoid"].values()
assert plain[:, 1].max() < 1e-28 and full[:, 1].min() > 1e-3 < scaled[:, 1].min()
per_block = (squares[-1] / squares[0]) ** (1 / 49)
print(f"ReLU with shortcuts: mean square times {per_block:.1f} per block")
assert 2.5 < per_block < 3.3 and panels["ReLU"]["shortcuts"].min() > 1e8
levels = [lines["shortcuts, scale/50"] for lines in panels.values()]
assert all(n.max() < 1e4 and n.min() > 1e-2 for n in levels)
print("with shortcuts and scale/50, no layer is below 0.01 or above 10,000")

# %% rows="V9"
show(
    drawings.plot_norms(panels, ylim=(1e-34, 1e16), height=4.6),
    alt="Gradient norm per layer for 50 layers. Sigmoid: plain falls to 1e-31, with "
    "shortcuts level. tanh: all nearly level. ReLU: plain level, with shortcuts and "
    "full weights level but at 1e11, with the scale divided by the depth level "
    "near 10.",
)

# %% [markdown] lang="en"
# With shortcuts even the sigmoid's gradient reaches layer 1. But the +1 has a price: with ReLU and He's weights, $F$ has as large a mean square as the input $h$. In $(h + F)^2 = h^2 + F^2 + 2hF$ the last term is not negative either, so the mean square more than doubles: every block multiplies it by about {{ per_block | .1f }}, and everything explodes. Residual networks need blocks that start small, or batch normalization inside them, as in He et al. (2016).

# %% [markdown] lang="zh-TW" of="0fa5863a"
# 有了捷徑，連 sigmoid 的梯度都到得了第 1 層。但 +1 也有代價：ReLU 配 He 的權重時，$F$ 的均方和輸入 $h$ 一樣大。$(h + F)^2 = h^2 + F^2 + 2hF$ 的最後一項也不是負的，所以均方不只變成兩倍：每經過一個塊約乘上 {{ per_block | .1f }}，一切都爆炸了。殘差網路裡的塊，一開始的作用必須很小，不然就要像 He et al.（2016）那樣，在塊裡使用批次正規化。

# %% [markdown] lang="en"
# ## 8.11 Degradation: deeper and worse
#
# Now we train. Dense tanh networks with 4, 16 and 48 hidden layers of 32 units, plain (scale 1) and with shortcuts (scale 1/depth, but 1 in layer 1, which has no shortcut: each form with the start that suits it), 2,000 digits, 4 epochs, three seeds, the best of three learning rates. There is no batch normalization.
# We look at the **training** error: overfitting cannot raise it.

# %% [markdown] lang="zh-TW" of="aa084a9d"
# ## 8.11 退化：更深卻更差
#
# 現在來訓練。網路由 tanh 密集層（dense layer）組成，有 4、16、48 個隱藏層，每層 32 個單元，普通的（scale 1）和有捷徑的（scale 1/深度，但沒有捷徑的第 1 層是 1；兩種形式各用適合自己的起點），2,000 張數字影像、4 個週期、三個種子，取三種學習率中最好的，不用批次正規化。我們看的是**訓練**錯誤率：過度配適不會讓它升高。

# %% slides="D034" rows="V10"
net_depths, net_rates = (4, 16, 48), (0.01, 0.03, 0.1)


def training_error(depth, shortcuts, lr):
    scale = 1 / depth if shortcuts else 1
    stack = draw_weights(depth, 32, 196, 10, scale=scale, num_networks=3)
    stack[0] = draw_weights(1, 32, 196, 10, scale=1, num_networks=3)[0]
    stack = [W.astype("float32") for W in stack]
    options = {"lr": lr, "num_epochs": 4, "batch_size": 32, "shortcuts": shortcuts}
    W, b = train(stack, X, Y, "tanh", **options)
    return 1 - accuracy(W, b, X, labels[:2000], "tanh", shortcuts=shortcuts)


live = {}
for name, shortcuts in {"plain": False, "with shortcuts": True}.items():
    live[name] = []
    for depth in net_depths:
        runs = [training_error(depth, shortcuts, lr) for lr in net_rates]
        live[name].append(min(runs, key=np.mean))
live = {name: np.array(values) for name, values in live.items()}  # (depths, seeds)

# %% rows="V10" tags=["nbval-ignore-output"]
show(
    drawings.plot_errors_by_depth(live, net_depths),
    alt="Training error for 4, 16 and 48 hidden layers. Plain networks get much "
    "worse with depth, from about 5 to about 50 percent; networks with "
    "shortcuts stay below 12.",
)
for name, values in live.items():
    print(f"{name:15} mean training error:", (100 * values.mean(axis=1)).round(0), "%")
assert live["plain"][2].min() > 0.25 > 0.15 > live["with shortcuts"].max()
assert live["plain"][0].max() < 0.12 < 0.6 * live["plain"][2].mean()

# %% [markdown] lang="en"
# More layers, higher training error: He et al. (2016) call it **degradation**. A deeper network could imitate the shallow one, but gradient descent does not find it. With shortcuts the error rises as well, but only to {{ live["with shortcuts"][2].mean() | .0% | 0.04 }}, against {{ live["plain"][2].mean() | .0% | 0.15 }}. And yet section 8.3 showed that the gradient of such tanh networks does *not* vanish, at least at the start. So a vanishing gradient at the start is not the explanation here.
#
# The experiment proper uses the networks of He et al., made small: convolutions with batch normalization and ReLU, 8, 20 and 56 layers, plain or with shortcuts, 10,000 MNIST images at 14×14 pixels, 8 epochs, momentum 0.9, the rate divided by 10 after 6 epochs; two seeds at the paper's learning rate 0.1 and one at 0.01. Plain and residual networks of a depth have the same
# number of parameters. It takes half an hour and was recorded; `python -m experiments v10_degradation` records it anew, and with a GPU or `COURSE_FULL=1` it runs here.

# %% [markdown] lang="zh-TW" of="2391d27a"
# 層數愈多，訓練錯誤率愈高：He et al.（2016）稱之為**退化**（degradation）。深的網路明明可以模仿淺的網路，梯度下降卻找不到這樣的解。有捷徑時，錯誤率也會上升，但只到 {{ live["with shortcuts"][2].mean() | .0% | 0.04 }}，普通網路則升到 {{ live["plain"][2].mean() | .0% | 0.15 }}。但 8.3 節已經看到，這種 tanh 網路的梯度**並沒有**消失，至少在起點沒有。所以起點的梯度消失不是這裡的原因。
#
# 正式的實驗採用 He et al. 的網路，縮小尺寸：卷積（convolution）加上批次正規化和 ReLU，8、20、56 層，普通的或有捷徑的，10,000 張 14×14 像素的 MNIST 影像，8 個週期，動量（momentum）0.9，6 個週期後學習率除以 10；論文的學習率 0.1 用兩個種子，0.01 用一個種子。同樣深度的普通網路和殘差網路，參數個數相同。全部要跑半小時，所以事先記錄；`python -m experiments v10_degradation` 可以重新記錄，若有 GPU 或設定 `COURSE_FULL=1`，就在這裡現場執行。

# %% slides="D034" rows="V10"
from experiments.v10_degradation import EXPERIMENT as V10
from utils.device import full_run

runs = V10.results(live=full_run())
final = {}
print("training error at the end (%), learning rate 0.1, 0.1 and 0.01")
for shortcuts in (False, True):
    for depth in (8, 20, 56):
        chosen = [r for r in runs if (r["depth"], r["shortcuts"]) == (depth, shortcuts)]
        errors = 100 * np.array([r["final_error"] for r in chosen])
        final[depth, shortcuts] = errors
        kind = "residual" if shortcuts else "plain"
        print(f"{kind:8} {depth:2} layers:", *[f"{error:5.1f}" for error in errors])
print(V10.provenance())
assert final[56, False].min() > 10 and final[56, True].max() < 1
assert max(final[8, False].max(), final[20, False].max()) < 4

# %% rows="V10"
show(
    drawings.plot_degradation(runs),
    alt="Recorded training error per epoch, log scale. Plain, learning rate 0.1: 8 "
    "and 20 layers fall below 1 percent, 56 layers stay above 40. Plain, rate "
    "0.01: 56 layers end near 16 percent. Residual: all depths fall below 1 "
    "percent at rate 0.1.",
)

# %% [markdown] lang="en"
# - The plain network of 56 layers is much worse than that of 20: {{ final[56, False][0] | .0f | 2 }} and {{ final[56, False][1] | .0f | 2 }} % training error at rate 0.1. At 0.01 it does better, {{ final[56, False][2] | .0f | 2 }} %, so part of the trouble was the rate, but not all of it.
# - The residual network of 56 layers has below 1 % in all three runs, with the same number of parameters.
# - Between 8 and 20 layers there is no degradation: both plain nets end below 1 % at rate 0.1, and at 0.01 the deeper one is better. And 56 residual layers are not clearly better than 20: for MNIST, 20 are enough. (On CIFAR-10, He et al. find that residual networks improve up to 110 layers.)
#
# Figure and table differ a little: the curves are Keras' averages while the weights move, the table is measured at the end in inference mode.
#
# Is this the vanishing gradient? These networks have batch normalization, for which section 8.8 found gradients that grow rather than vanish; He et al. (2016, section 4.1) checked theirs and argue that vanishing gradients are unlikely to be the cause. So the lecture's chain "deep, hence vanishing, hence residual blocks" is too short.
# We recorded no variant without batch normalization, and two or one seeds only.

# %% [markdown] lang="zh-TW" of="daef2379"
# - 56 層的普通網路比 20 層差很多：學習率 0.1 時，訓練錯誤率是 {{ final[56, False][0] | .0f | 2 }} 和 {{ final[56, False][1] | .0f | 2 }} %。學習率 0.01 時好一些，{{ final[56, False][2] | .0f | 2 }} %，可見部分原因出在學習率，但不是全部。
# - 56 層的殘差網路三次都低於 1 %，參數個數完全相同。
# - 8 層和 20 層之間沒有退化：學習率 0.1 時，兩個普通網路都低於 1 %；0.01 時，較深的反而比較好。而 56 層的殘差網路也沒有明顯勝過 20 層：對 MNIST 來說，20 層就夠了。（在 CIFAR-10 上，He et al. 發現殘差網路一直到 110 層都還在進步。）
#
# 圖和表略有出入：曲線是 Keras 在權重變動期間的平均，表則是訓練結束後在推論模式下測量的。
#
# 這是梯度消失嗎？這些網路都有批次正規化，而 8.8 節發現這時梯度不會消失，反而會增大；He et al.（2016，4.1 節）檢查過他們的梯度，認為梯度消失不太可能是原因。所以投影片的推論「太深，所以梯度消失，所以需要殘差塊」過於簡化。這裡沒有記錄不含批次正規化的版本，而且種子只有兩個或一個。

# %% [markdown] lang="en"
# ## 8.12 The loss surface
#
# What do shortcuts change, if not only the size of gradients? Li et al. (2018) drew a picture. The loss of the network of 56 layers is a function of more than 200,000 weights. Choose two random **directions** $d_1$ and $d_2$, each a set of numbers of the same shapes as the weights $\theta$, and draw the loss over the plane
#
# $$(a, b)\ \mapsto\ C(\theta + a\,d_1 + b\,d_2).$$
#
# A trap: ReLU with batch normalization does not care if all weights of a filter are doubled. A fixed step is then large for small weights and small for large ones, and any surface could be made to look flat. So each filter of a direction is scaled to the length of the network's own filter: **filter normalization**. In Keras a convolution's kernel has the shape
# (height, width, channels in, channels out), and the filters lie along the *last* axis. A step of 1 is then as long as the filter itself.

# %% [markdown] lang="zh-TW" of="dc34cca3"
# ## 8.12 損失曲面
#
# 捷徑改變的如果不只是梯度的大小，那還有什麼？Li et al.（2018）畫出了一張圖：損失曲面（loss surface）。56 層網路的損失，是超過 200,000 個權重的函數。選兩個隨機的**方向**（direction）$d_1$ 和 $d_2$，各是一組與權重 $\theta$ 形狀相同的數字，然後在這個平面上畫出損失：
#
# $$(a, b)\ \mapsto\ C(\theta + a\,d_1 + b\,d_2).$$
#
# 有一個陷阱：ReLU 加上批次正規化時，把一個濾波器（filter）的權重全部加倍，結果並不會改變。於是同樣長的一步，對小的權重來說很大，對大的權重來說很小，任何曲面都可以因此畫得很平坦。所以方向裡的每個濾波器，都要縮放成和網路自己的濾波器一樣長：**濾波器正規化**（filter normalization）。在 Keras 裡，卷積核（kernel）的形狀是（高、寬、輸入通道、輸出通道），濾波器沿著**最後一軸**排列。這樣，一步的長度 1 就等於濾波器本身的長度。

# %% rows="V11"
kernel = np.random.default_rng(0).normal(0, 0.1, (3, 3, 8, 16))  # a network's weights
kernel *= np.linspace(0.1, 2, 16)  # filters of different length


def filter_normalized(weights, rng):
    noise = rng.normal(size=weights.shape)
    axes = tuple(range(weights.ndim - 1))  # all but the last
    length = np.sqrt((weights**2).sum(axis=axes))
    return noise * length / np.sqrt((noise**2).sum(axis=axes))


def lengths(array):
    return np.sqrt((array**2).sum(axis=(0, 1, 2)))


direction = filter_normalized(kernel, np.random.default_rng(1))
print("lengths of filters 1, 8, 16:", lengths(kernel)[[0, 7, 15]].round(2))
print("the same of the direction  :", lengths(direction)[[0, 7, 15]].round(2))
assert lengths(direction).shape == (16,)
assert np.allclose(lengths(direction), lengths(kernel))

# %% [markdown] lang="en"
# We trained the networks of section 8.11 with 20 and 56 layers on 2,000 images, this time with Adam (chapter 7) and 80 epochs, so that the plain network of 56 layers gets near the others: around a network that has learned nothing there is little to see. Then the loss of 250 training images was computed on a grid of 25 × 25 points, in inference mode. Biases and batch normalization stayed
# as trained. This, too, is recorded (`python -m experiments v11_surface`).

# %% [markdown] lang="zh-TW" of="2f37c80a"
# 我們把 8.11 節的 20 層和 56 層網路，用 2,000 張影像訓練 80 個週期，這次使用 Adam（第 7 章），讓 56 層的普通網路也能接近其他網路的水準：一個什麼都沒學到的網路，周圍沒什麼可看的。接著在 25 × 25 個格點上，計算 250 張訓練影像的損失，使用推論模式；偏差和批次正規化維持訓練後的值。這也是事先記錄的（`python -m experiments v11_surface`）。

# %% slides="D050" rows="V11"
from experiments.v11_surface import EXPERIMENT as V11

surfaces = V11.results(live=full_run())
summary = {}
for row in surfaces:
    S, error = np.array(row["surface"]), row["train_error"]
    moved = [S[1 + i : 24 + i, 1 + j : 24 + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    others = np.delete(moved, 4, axis=0)  # the eight neighbours of each inner point
    valleys = int((S[1:-1, 1:-1] < others.min(axis=0)).sum())
    low = np.mean(S < 1)
    summary[row["depth"], row["shortcuts"]] = error, valleys, low
    kind = "residual" if row["shortcuts"] else "plain"
    print(
        f"{row['depth']} layers, {kind:8}: training error {error:.1%}; on the grid "
        f"local minima: {valleys}, loss below 1 at {low:.1%} of the points"
    )
print(V11.provenance())
plain, residual = summary[56, False], summary[56, True]
assert plain[1] > residual[1] and residual[2] > 2 * plain[2]
assert all(error < 0.05 for error, _, _ in summary.values())

# %% rows="V11"
show(
    drawings.plot_surfaces([row for row in surfaces if row["depth"] == 56]),
    alt="Loss surfaces of two trained networks of 56 layers, as mountains and as "
    "contours, log scale from 0.0001 to 10,000. Plain: a small hole in the "
    "middle of a broad plateau, with walls around. With shortcuts: one deep and "
    "regular funnel, with walls around.",
)

# %% [markdown] lang="en"
# The star marks the trained network; heights above 10,000 are cut off, and the scale is logarithmic. With shortcuts there is one deep funnel, and on this grid no other local minimum: every way down ends at the star. The plain network lies in a small hole, less deep, in the middle of a broad plateau: the loss is below 1 at {{ plain[2] | .1% }} of the points, against {{ residual[2] | .1% }}. On the plateau
# the loss is about 3 to 6, worse than guessing ($\ln 10 = 2.3$), and there are {{ plain[1] - 1 | d }} more local minima in which descent within this plane could end. Farther out both have walls, the plain network's steeper. The same in cross-section, now for all four networks:

# %% [markdown] lang="zh-TW" of="ab7ea747"
# 星號是訓練好的網路；高於 10,000 的部分截去不畫，刻度是對數的。有捷徑時只有一個很深的漏斗，在這些格點上沒有別的區域極小（local minimum）：往下走，最後都會到達星號。普通網路則落在一個較淺的小洞裡，周圍是寬闊的高原：損失低於 1 的格點只有 {{ plain[2] | .1% }}，有捷徑的則是 {{ residual[2] | .1% }}。高原上的損失約為 3 到 6，比亂猜（$\ln 10 = 2.3$）還差，而且還有 {{ plain[1] - 1 | d }} 個別的區域極小，在這個平面上往下走，可能就停在那裡。再往外，兩者都有高牆，普通網路的更陡。再看剖面，這次是全部四個網路：

# %% rows="V11"
show(
    drawings.plot_slices(surfaces),
    alt="Loss along both directions for four networks, log scale. Three have a deep "
    "narrow valley that ends below 0.001; the plain one of 56 layers has a "
    "shallower one that ends near 0.1 and a plateau beside it. Farther out all "
    "rise to 100 and more.",
)

# %% [markdown] lang="en"
# With 20 layers, plain and residual networks have holes of the same kind, and both can be trained. The plain network of 56 layers stands out. This points the same way as Li et al. (2018), but it is much milder: their plain network of 56 layers, on CIFAR-10, has a chaotic surface full of peaks. Ours, thinner and on easier images, has a small hole and a plateau.
#
# How far to trust it? Two of 200,000 directions are a thin slice, from one seed per network. A local minimum on the grid is one within the slice, not necessarily in the whole space. The plain network of 56 layers has the highest training error of the four ({{ plain[0] | .1% }}), so part of its smaller and shallower hole only says that it is less well trained.
# And a picture is no proof: that smoothness is *why* residual networks train is a plausible reading, which we did not test.

# %% [markdown] lang="zh-TW" of="099eedc8"
# 20 層時，普通網路和殘差網路的洞是同一類，兩者也都訓練得起來。與眾不同的是 56 層的普通網路。這和 Li et al.（2018）的方向一致，但溫和得多：他們在 CIFAR-10 上的 56 層普通網路，曲面混亂、布滿尖峰；我們的網路較窄、影像較簡單，只有一個小洞和一片高原。
#
# 這張圖有幾分可信？200,000 個方向中的兩個，只是薄薄的一片，而且每個網路只有一個種子。格點上的區域極小，只是這一片裡的極小，在整個空間裡未必是。56 層的普通網路在四者之中訓練錯誤率最高（{{ plain[0] | .1% }}），所以它的洞較小、較淺，有一部分只是表示它訓練得較差。而且圖不是證明：「因為曲面平滑，**所以**殘差網路容易訓練」是合理的解讀，但我們沒有檢驗。

# %% [markdown] lang="en"
# ## 8.13 Explore: one gradient per layer
#
# Choose depth, activation, start and shortcuts. Which starts keep tanh level over 100 layers, and at which size? Find a start with which ReLU explodes without shortcuts. Does any start save the plain sigmoid? (64 units per layer, five networks. $N(0, 0.05^2)$ is scale 0.16, since $64\cdot0.05^2 = 0.16$.)

# %% [markdown] lang="zh-TW" of="dcbc3c05"
# ## 8.13 動手探索：每層一個梯度
#
# 選擇深度、激活函數、起點和捷徑。哪些起點能讓 tanh 到 100 層都保持水平？是在多大的值？找出一個讓沒有捷徑的 ReLU 爆炸的起點。有沒有任何起點救得了普通的 sigmoid？（每層 64 個單元，五個網路。$N(0, 0.05^2)$ 就是 scale 0.16，因為 $64\cdot0.05^2 = 0.16$。）


# %% rows="V2 V9"
starts = {
    "LeCun, scale 1": 1.0,
    "He, scale 2": 2.0,
    "N(0, 0.05²)": 0.16,
    "scale 9": 9.0,
}


def draw_gradients(depth, activation, start, shortcuts):
    stack = draw_weights(depth, 64, 196, 10, scale=starts[start], num_networks=5)
    added = shortcuts == "with shortcuts"
    done = run_pass(stack, X_64, Y_64, activation.lower(), shortcuts=added)
    inner = np.clip(done.norms[:, :depth], 1e-45, 1e35)
    title = f"{activation}, {depth} layers, {start}, {shortcuts}"
    return drawings.plot_norms({title: {"gradient": inner}}, ylim=(1e-46, 1e36))


explore(
    draw_gradients,
    alt="Gradient norm per layer for 30 plain sigmoid layers with scale 1: a "
    "straight line that falls to about 1e-19 in layer 1.",
    depth=(2, 100, 1, 30),
    activation=["sigmoid", "tanh", "ReLU"],
    start=list(starts),
    shortcuts=["plain", "with shortcuts"],
)

# %% [markdown] lang="en"
# <details><summary>What you should find</summary>
#
# tanh: scale 1 is level near 0.1. $N(0, 0.05^2)$ is level, too, but near $10^{-40}$: outputs shrink forward as error signals shrink backward. He's scale 2 makes it grow slowly towards layer 1, scale 9 fast. ReLU explodes with scale 9, in all layers alike, because outputs grow forward as error signals grow backward. The plain sigmoid vanishes with all four starts, fastest with the smallest; only shortcuts save it. With shortcuts and He's start ReLU explodes.
# </details>

# %% [markdown] lang="zh-TW" of="0266a146"
# <details><summary>你應該會發現</summary>
#
# tanh：scale 1 持平在 0.1 左右。$N(0, 0.05^2)$ 也持平，卻在 $10^{-40}$ 左右：輸出往前縮小，誤差訊號往後縮小。He 的 scale 2 會讓梯度往第 1 層的方向慢慢增大，scale 9 則增大得很快。ReLU 配 scale 9 會爆炸，而且各層都一樣，因為輸出愈往前傳愈大，誤差訊號愈往回傳也愈大。普通的 sigmoid 不論用四種起點的哪一種，梯度都會消失，scale 愈小消失得愈快；只有捷徑救得了它。有捷徑又用 He 的起點時，ReLU 會爆炸。
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# 1. How many sigmoid layers suffice to make $0.25^L$ smaller than one millionth?
# <details><summary>Answer</summary>
#
# $0.25^{10} = 9.5\cdot10^{-7}$: ten.
# </details>
#
# 2. A deep ReLU network of equal layers starts with scale 3. By which factor per layer do error signals grow backward? And the gradient of a weight?
# <details><summary>Answer</summary>
#
# ReLU's slope is 1 for half of the sums, so $g = 3\cdot\tfrac12$ and the factor is $\sqrt{1.5} = 1.22$. Outputs grow by the same factor forward. Hence the gradient of the weights is of equal size in all layers, and all of them grow by 1.22 with every layer that is added.
# </details>
#
# 3. A friend's network of 40 sigmoid layers does not learn. He adds `clipnorm=1`. Does it help?
# <details><summary>Answer</summary>
#
# No. Clipping shortens gradients that are too long; his are too short. ReLU with He's start, batch normalization or shortcuts help against that.
# </details>
#
# 4. Derive $dE/dw$ for a shortcut with factor $c$: output $wx + cx$, $E = (wx + cx - y)^2$. Where is the lowest point for $y = x$?
# <details><summary>Answer</summary>
#
# $2(wx + cx - y)\,x = 2(wx-y)\,x + 2cx^2$. For $y = x$ it is 0 at $w = 1 - c$.
# </details>
#
# 5. A network with batch normalization gets 98 % in training and 12 % right after the first 20 batches when you call `evaluate`. What may be wrong?
# <details><summary>Answer</summary>
#
# `evaluate` uses the stored averages, which after 20 batches still hold $0.99^{20} = 82\,\%$ of their start. Train longer, or lower the layer's `momentum`.
# </details>

# %% [markdown] lang="zh-TW" of="935cd0f5"
# ## 自我檢測
#
# 1. 要讓 $0.25^L$ 小於百萬分之一，需要幾層 sigmoid？
# <details><summary>答案</summary>
#
# $0.25^{10} = 9.5\cdot10^{-7}$：十層。
# </details>
#
# 2. 一個深層 ReLU 網路，每層一樣寬，以 scale 3 開始。誤差訊號往回傳時，每層放大幾倍？權重的梯度呢？
# <details><summary>答案</summary>
#
# ReLU 對一半的加權總和斜率為 1，所以 $g = 3\cdot\tfrac12$，因子是 $\sqrt{1.5} = 1.22$。輸出往前傳也以同樣的倍數增大，所以各層權重的梯度一樣大；而每增加一層，全部的梯度都再放大 1.22 倍。
# </details>
#
# 3. 朋友有一個 40 層的 sigmoid 網路學不起來，他加上 `clipnorm=1`。有用嗎？
# <details><summary>答案</summary>
#
# 沒有用。裁剪只會縮短太長的梯度，他的梯度卻是太短。對付這種毛病，有用的是 ReLU 配 He 的起點、批次正規化，或捷徑。
# </details>
#
# 4. 若捷徑帶有因子 $c$：輸出 $wx + cx$，$E = (wx + cx - y)^2$，推導 $dE/dw$。當 $y = x$ 時，最低點在哪裡？
# <details><summary>答案</summary>
#
# $2(wx + cx - y)\,x = 2(wx-y)\,x + 2cx^2$。$y = x$ 時，它在 $w = 1 - c$ 處為 0。
# </details>
#
# 5. 一個有批次正規化的網路，訓練時答對 98 %，但在最初 20 個批次之後呼叫 `evaluate`，卻只有 12 %。可能是哪裡出了問題？
# <details><summary>答案</summary>
#
# `evaluate` 使用累積的平均，20 個批次之後，其中仍有 $0.99^{20} = 82\,\%$ 是起始值。訓練久一點，或把這一層的 `momentum` 調低。
# </details>

# %% [markdown] lang="en"
# ## Summary
#
# - Backward, every layer multiplies the error signal by a factor that its weights and slopes decide together. Over many layers that is an exponential law, which two averages predict.
# - A factor below 1 makes gradients vanish (sigmoid with usual starts: 0.24 per layer), above 1 explode (large weights, with any activation tried).
# - Fewer layers and ReLU with the right scale cure both. Clipping stops explosions only, and Keras does not clip by default. L1 and L2 did not help in our test.
# - A dead ReLU does not come back; leaky ReLU and ELU heal the network, GELU only in part. ReLU's zeros did not act like dropout.
# - Batch normalization keeps the spread of signals. With ReLU its gradients grow by 1.21 per layer backward.
# - A residual block starts near the identity, and its +1 in every factor carries the gradient to layer 1.
# - Plain networks degrade with depth although their gradients do not vanish at the start; with shortcuts they degrade much less, and the recorded ones hardly. Around the plain network of 56 layers the loss surface has a small hole and a plateau, with shortcuts one deep funnel.
#
# ## References
#
# - X. Glorot, A. Bordes and Y. Bengio (2011). Deep sparse rectifier neural networks. *AISTATS*, PMLR 15, 315–323.
# - K. He, X. Zhang, S. Ren and J. Sun (2016). Deep residual learning for image recognition. *CVPR*, 770–778. (arXiv:1512.03385, 2015.)
# - S. Ioffe and C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. *ICML*, PMLR 37, 448–456.
# - H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein (2018). Visualizing the loss landscape of neural nets. *Advances in Neural Information Processing Systems* 31.
# - R. Pascanu, T. Mikolov and Y. Bengio (2013). On the difficulty of training recurrent neural networks. *ICML*, PMLR 28(3), 1310–1318.
# - B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli (2016). Exponential expressivity in deep neural networks through transient chaos. *Advances in Neural Information Processing Systems* 29.
# - S. S. Schoenholz, J. Gilmer, S. Ganguli and J. Sohl-Dickstein (2017). Deep information propagation. *ICLR*.
# - G. Yang, J. Pennington, V. Rao, J. Sohl-Dickstein and S. S. Schoenholz (2019). A mean field theory of batch normalization. *ICLR*.

# %% [markdown] lang="zh-TW" of="e4f3bc76"
# ## 重點整理
#
# - 反向傳播時，每一層都把誤差訊號乘上一個因子，由權重和斜率共同決定。層數一多就是指數規律，用兩個平均值就能預測。
# - 因子小於 1，梯度消失（一般起點的 sigmoid：每層 0.24 倍）；大於 1，梯度爆炸（權重太大，試過的激活函數都會）。
# - 更少的層，以及 ReLU 配上正確的 scale，對兩者都有效。裁剪只能阻止爆炸，而且 Keras 預設不裁剪。L1 和 L2 在我們的測試中沒有幫助。
# - 死亡 ReLU 不會自己復活；leaky ReLU 和 ELU 能治好網路，GELU 只能治好一部分。ReLU 的零，作用並不像丟棄法。
# - 批次正規化維持訊號的分散程度。配上 ReLU，梯度每往回一層就放大 1.21 倍。
# - 殘差塊從接近恆等函數的地方出發，每個因子裡的 +1 把梯度帶到第 1 層。
# - 普通網路的梯度就算在起點沒有消失，也會隨深度退化；有捷徑時退化輕微得多，在事先記錄的實驗裡則幾乎沒有。56 層普通網路周圍的損失曲面是一個小洞和一片高原，有捷徑則是一個很深的漏斗。
#
# ## 參考文獻
#
# - X. Glorot, A. Bordes and Y. Bengio (2011). Deep sparse rectifier neural networks. *AISTATS*, PMLR 15, 315–323.
# - K. He, X. Zhang, S. Ren and J. Sun (2016). Deep residual learning for image recognition. *CVPR*, 770–778.（arXiv:1512.03385，2015。）
# - S. Ioffe and C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. *ICML*, PMLR 37, 448–456.
# - H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein (2018). Visualizing the loss landscape of neural nets. *Advances in Neural Information Processing Systems* 31.
# - R. Pascanu, T. Mikolov and Y. Bengio (2013). On the difficulty of training recurrent neural networks. *ICML*, PMLR 28(3), 1310–1318.
# - B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli (2016). Exponential expressivity in deep neural networks through transient chaos. *Advances in Neural Information Processing Systems* 29.
# - S. S. Schoenholz, J. Gilmer, S. Ganguli and J. Sohl-Dickstein (2017). Deep information propagation. *ICLR*.
# - G. Yang, J. Pennington, V. Rao, J. Sohl-Dickstein and S. S. Schoenholz (2019). A mean field theory of batch normalization. *ICLR*.
