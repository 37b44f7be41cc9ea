# %% [markdown] lang="en"
# After this chapter you can
#
# - explain why a network that starts with equal weights never becomes more than one unit per layer;
# - derive how large weights should be from the number of inputs and outputs of a layer (Glorot, He);
# - read Keras' list of initializers, and say what each draws;
# - explain why Keras widens the truncated normal, and compute the constant 0.8796;
# - measure whether signals and gradients survive ten or fifty layers, and compare with theory;
# - choose an initializer, knowing what the usual advice is worth.
#
# You need the first network of chapter 2 and the error signal δ of chapter 3. Lines printed by
# `check_slide` compare a number with the lecture slides that the course follows, under the name of its
# topic (such as I1); `assert` stops the run when a statement is false. You need not have the slides.

# %% [markdown] lang="zh-TW" of="c12b67f9"
# 讀完這一章，你可以
#
# - 解釋為什麼權重全部相等的網路，每一層永遠只抵得上一個單元；
# - 從一層的輸入端數和輸出端數，推導出權重應該多大（Glorot、He）；
# - 看懂 Keras 的權重初始器清單，說出每一種抽出什麼樣的數字；
# - 說明 Keras 為什麼要把截斷常態分佈放寬，並算出常數 0.8796；
# - 測量訊號和梯度能不能通過十層、五十層，並與理論比較；
# - 選擇權重初始器，也知道常見的建議有幾分可信。
#
# 你需要先讀過第 2 章的第一個網路，以及第 3 章的誤差訊號 δ。`check_slide` 印出的每一行，是把算出來的數字和本課程所依據的投影片相比，開頭是主題代號（例如 I1）；`assert` 會在敘述不成立時讓程式停下來。沒有投影片也能讀。

# %%
import keras
import numpy as np
import tensorflow as tf

from experiments.i5_initializers import EXPERIMENT
from utils import plotting
from utils.data import flatten, load_mnist, one_hot, to_float
from utils.device import full_run
from utils.drawings import initializers as drawings
from utils.explore import explore
from utils.plotting import show
from utils.slides import check_slide

# %% [markdown] lang="en"
# ## 4.1 An experiment first
#
# Gradient descent improves weights, but somebody has to choose the first ones. The rule that does so is
# the **initializer**. Does it matter? We train the same network three times. Only the first weights differ:
# all zero; drawn from a normal distribution with mean 0 and standard deviation 0.4, written $N(0, 0.4)$;
# or "Glorot normal", whose meaning is the subject of section 4.4. Biases start at 0, here and in the whole chapter.
#
# The network is a small **convolutional** one (CNN). Its first layers look at the image through windows of 3×3 pixels and
# use the same weights at every place; `MaxPooling2D` keeps the largest of each 2×2 outputs. For this chapter you need to know
# only that these layers have weights that must start somewhere. The last layer gives ten logits;
# `from_logits=True` puts the softmax into the loss.

# %% [markdown] lang="zh-TW" of="6a85c17f"
# ## 4.1 先做一個實驗
#
# 梯度下降會改進權重，但最初的權重得有人決定。負責決定的規則就是**權重初始器**（initializer）。它重要嗎？我們把同一個網路訓練三次，只有最初的權重不同：全部為零；從平均 0、標準差 0.4 的常態分佈抽樣，寫成 $N(0, 0.4)$；或是「Glorot normal」，它的意思要到 4.4 節才會揭曉。本章的偏差一律從 0 開始。
#
# 這是一個小型的**卷積**網路（CNN）。前面幾層透過 3×3 像素的視窗看影像，在每個位置都使用同一組權重；`MaxPooling2D` 從每 2×2 個輸出中留下最大的一個。讀這一章，只要知道這些層也有需要起始值的權重就夠了。最後一層給出十個對數勝算（logit）；`from_logits=True` 表示把 softmax 併入損失。


# %% rows="I5"
def small_cnn(start):
    keras.utils.set_random_seed(0)
    Conv2D, Dense = keras.layers.Conv2D, keras.layers.Dense
    network = [
        keras.Input((28, 28, 1)),
        Conv2D(8, 3, activation="relu", kernel_initializer=start()),
        keras.layers.MaxPooling2D(),
        Conv2D(16, 3, activation="relu", kernel_initializer=start()),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        Dense(64, activation="relu", kernel_initializer=start()),
        Dense(10, kernel_initializer=start()),
    ]
    return keras.Sequential(network)


starts = {
    "zeros": keras.initializers.Zeros,
    "N(0, 0.4)": lambda: keras.initializers.RandomNormal(mean=0.0, stddev=0.4),
    "Glorot normal": keras.initializers.GlorotNormal,
}

# %% [markdown] lang="en"
# Live we use 3,000 of the 60,000 images, batches of 16 and 4 epochs: 752 updates.

# %% [markdown] lang="zh-TW" of="ffecb346"
# 這裡現場只用 60,000 張影像中的 3,000 張，批次大小 16，訓練 4 個週期：共 752 次更新。

# %% slides="A041" rows="I5" tags=["nbval-ignore-output"]
(images, labels), (test_images, test_labels) = load_mnist()
X_small, y_small = (
    to_float(images[:3000])[..., None],
    labels[:3000],
)  # (3000, 28, 28, 1)
loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

live = {}
for name, start in starts.items():
    model = small_cnn(start)
    model.compile(keras.optimizers.SGD(0.01), loss_function, metrics=["accuracy"])
    run = model.fit(X_small, y_small, batch_size=16, epochs=4, verbose=0)
    live[name] = run.history["accuracy"]
    print(f"{name:>13}: accuracy per epoch", np.round(live[name], 2))

commonest = np.bincount(y_small).max() / len(y_small)
print(f"share of the commonest digit: {commonest:.3f}")
assert abs(live["zeros"][-1] - commonest) < 1e-3
assert live["Glorot normal"][-1] > live["N(0, 0.4)"][-1] + 0.03 > commonest + 0.3

# %% [markdown] lang="en"
# The full experiment has 60,000 images, batches of 128 and 12 epochs, from three seeds each. That takes minutes, so it was run
# once and recorded (script and raw numbers lie in `experiments/`); with a GPU or `COURSE_FULL=1` it runs here.
# The lecture does not say which network or learning rate it used; these are ours.

# %% [markdown] lang="zh-TW" of="e858e90e"
# 完整的實驗使用 60,000 張影像、批次大小 128、12 個週期，每種起點各跑三個隨機種子。這需要好幾分鐘，所以事先跑好並記錄下來（程式和原始數據在 `experiments/`）；若有 GPU 或設定 `COURSE_FULL=1`，就會在這裡現場執行。原投影片沒有說明用了什麼網路和學習率，這裡的設定是我們選的。

# %% slides="A042" rows="I5"
runs = EXPERIMENT.results(live=full_run())
keys = ["zeros", "normal_0.4", "glorot_normal"]
recorded = {
    name: np.array([run["test_accuracy"] for run in runs if run["start"] == key])
    for name, key in zip(starts, keys, strict=True)
}  # each (seeds, epochs)
for name, accuracy in recorded.items():
    print(f"{name:>13}: test accuracy after 12 epochs", accuracy[:, -1])
print(EXPERIMENT.provenance())

zeros, normal, glorot = recorded.values()
assert (np.abs(zeros - 0.11) < 0.01).all()  # in every epoch
assert (normal[:, -1] > 0.9).all() and glorot[:, -1].min() > normal[:, -1].max() + 0.01
gap_first = (glorot - normal)[:, 0]

# %% rows="I5"
titles = ("Live: 3,000 images", "Recorded: 60,000 images; band: 3 seeds")
show(
    drawings.plot_starts(live, recorded, titles),
    alt="Accuracy per epoch for three starts, live and recorded. Zeros stays flat at "
    "0.11. The two random starts rise; Glorot normal ends highest in both panels. In "
    "the recorded panel the bands from least to greatest shrink to thin lines.",
)

# %% [markdown] lang="en"
# The start matters.
#
# - **Zeros** never learns: {{ zeros[:, -1].mean() | .1% }} of the test images, in every epoch, from every seed. That is the share of the digit 1, the
#   commonest. (The lecture says that equal weights make training *slow*. Here it does not happen at all.)
# - **$N(0, 0.4)$** does learn. After 12 epochs it reaches {{ normal[:, -1].min() | .3f | 0.01 }} to {{ normal[:, -1].max() | .3f | 0.01 }}.
# - **Glorot normal** reaches about {{ glorot[:, -1].mean() | .3f | 0.01 }} from every seed: its worst run beats the best one of $N(0, 0.4)$.
#
# What this does not show: one network, one learning rate. After the first epoch the lead over $N(0, 0.4)$ lies between
# {{ gap_first.min() | .2f | 0.05 }} and {{ gap_first.max() | .2f | 0.05 }}, depending on the seed, so a single short run could mislead you.

# %% [markdown] lang="zh-TW" of="8990e357"
# 起點果然重要。
#
# - **Zeros** 完全沒有學習：不論哪個週期、哪個隨機種子，測試影像都只答對 {{ zeros[:, -1].mean() | .1% }}。這正是最常見的數字 1 所佔的比例。（投影片說權重相同會使收斂**變慢**；在這裡是根本不會收斂。）
# - **$N(0, 0.4)$** 學得起來，12 個週期後達到 {{ normal[:, -1].min() | .3f | 0.01 }} 到 {{ normal[:, -1].max() | .3f | 0.01 }}。
# - **Glorot normal** 三個種子都達到約 {{ glorot[:, -1].mean() | .3f | 0.01 }}：它最差的一次，也勝過 $N(0, 0.4)$ 最好的一次。
#
# 這個實驗的限制：只有一種網路、一種學習率。第一個週期結束時，Glorot normal 領先 $N(0, 0.4)$ 的幅度隨種子不同，介於 {{ gap_first.min() | .2f | 0.05 }} 和 {{ gap_first.max() | .2f | 0.05 }} 之間，所以只看一次短短的訓練，很可能被誤導。

# %% [markdown] lang="en"
# ## 4.2 Why weights must differ
#
# **First the zeros.** With all kernels 0, every weighted sum is 0 and every hidden output is $\mathrm{relu}(0) = 0$. The gradient of a kernel is a
# product of its inputs with the error signal behind it (chapter 3). For the last kernel the inputs are 0.
# For all others the error signal is 0, because it comes back multiplied by zero weights. Only the last bias can
# move. The tape confirms it.

# %% [markdown] lang="zh-TW" of="009fa480"
# ## 4.2 為什麼權重不能相同
#
# **先看全部為零的情形。** 所有權重都是 0，每個加權總和就是 0，每個隱藏輸出也是 $\mathrm{relu}(0) = 0$。一層權重的梯度，是它的輸入乘上它後面傳回來的誤差訊號（第 3 章）。對最後一層來說，輸入是 0；對其他各層來說，誤差訊號往回傳時乘上了零權重，所以也是 0。唯一能動的只有最後一層的偏差。用 `GradientTape` 確認：

# %% slides="A042" rows="I2"
model = small_cnn(keras.initializers.Zeros)
with tf.GradientTape() as tape:
    loss = loss_function(y_small, model(X_small))
gradients = tape.gradient(loss, model.trainable_variables)

names = ["conv 1", "conv 2", "dense 1", "dense 2"]
largest = [float(np.abs(g).max()) for g in gradients]
for name, kernel, bias in zip(names, largest[::2], largest[1::2], strict=True):
    print(
        f"{name}: largest gradient of the kernel {kernel:.4f}, of the bias {bias:.4f}"
    )
assert max(largest[:-1]) == 0 and largest[-1] > 0

# %% [markdown] lang="en"
# So the network gives every image the same ten probabilities. The best it can do is to match how often each digit occurs,
# $p_0, \dots, p_9$. Its loss is then $-\sum_k p_k \ln p_k$, and its answer is always the commonest digit. The recorded runs ended just there.

# %% [markdown] lang="zh-TW" of="d883050d"
# 所以這個網路對每張影像都給出同樣的十個機率。它最多只能讓機率符合各數字出現的頻率 $p_0, \dots, p_9$，此時損失是 $-\sum_k p_k \ln p_k$，而答案永遠是最常見的數字。事先記錄的訓練，正好停在這裡。

# %% slides="A042" rows="I2 I5"
p = np.bincount(labels) / len(labels)  # all 60,000 labels
best_constant = -(p * np.log(p)).sum()
final = [run["loss"][-1] for run in runs if run["start"] == "zeros"]
print(f"best loss without looking at the image: {best_constant:.4f}")
print(f"recorded from zeros, after 12 epochs  : {np.mean(final):.4f}")
assert np.abs(np.array(final) - best_constant).max() < 1e-3

# %% [markdown] lang="en"
# **Now any other constant.** Take a tiny network: 3 inputs, 2 hidden tanh units, 1 output, loss $\tfrac12(\text{output}-\text{target})^2$. The kernel $W_1$ has shape (3, 2), one
# column per hidden unit; $W_2$ has shape (2, 1). Two samples suffice.

# %% [markdown] lang="zh-TW" of="942f2e9f"
# **再看其他常數。** 取一個極小的網路：3 個輸入、2 個 tanh 隱藏單元、1 個輸出，損失是 $\tfrac12(\text{輸出}-\text{目標})^2$。$W_1$ 的形狀是 (3, 2)，每一行（column）屬於一個隱藏單元；$W_2$ 的形狀是 (2, 1)。兩個樣本就夠了。

# %% rows="I2"
X_toy = np.array([[1.0, 0, 2], [0, 1, 1]])  # (2 samples, 3 inputs)
y_toy = np.array([[1.0], [-1]])


def toy_gradients(W1, W2):
    A = np.tanh(X_toy @ W1)  # (2, 2): samples, hidden units
    delta2 = (A @ W2 - y_toy) / 2  # (2, 1)
    delta1 = (delta2 @ W2.T) * (1 - A**2)  # (2, 2)
    return X_toy.T @ delta1, A.T @ delta2  # (3, 2), (2, 1)


equal = toy_gradients(np.full((3, 2), 0.5), np.full((2, 1), 0.5))
rng = np.random.default_rng(0)
mixed = toy_gradients(rng.normal(0, 0.5, (3, 2)), rng.normal(0, 0.5, (2, 1)))
print("gradient of W1, all weights 0.5:", *equal[0].round(3), sep="\n")
print("gradient of W1, random weights:", *mixed[0].round(3), sep="\n")
assert (equal[0][:, 0] == equal[0][:, 1]).all() and equal[1][0] == equal[1][1]
assert np.abs(mixed[0][:, 0] - mixed[0][:, 1]).max() > 0.05

# %% [markdown] lang="en"
# With equal weights both columns are the same: the two units have the same inputs and weights, so the same output; they feed the next layer through
# equal weights, so they receive the same error signal; hence the same gradient and the same update. After the
# update they are equal again, and so on: by induction, **forever**. The layer computes no more than one unit could. Random weights **break the symmetry**
# (Rumelhart, Hinton and Williams, 1986).
#
# On MNIST: 16 hidden tanh units, with all weights started at 0.01, or drawn with standard deviation 0.01. `stacked.train` is the training
# loop of chapter 3 for several networks at once; a unit test compares it with Keras. Three seeds each.

# %% [markdown] lang="zh-TW" of="50f53d9e"
# 權重相等時，兩行完全相同：兩個單元的輸入和權重相同，輸出就相同；它們透過相等的權重接到下一層，收到的誤差訊號也相同；於是梯度相同、更新也相同。更新之後兩者仍然相等，如此下去，由數學歸納法可知**永遠**相等。整層能算的東西，不會比一個單元多。隨機的權重則能**打破對稱**（symmetry breaking）（Rumelhart, Hinton and Williams, 1986）。
#
# 在 MNIST 上試試：16 個 tanh 隱藏單元，權重全部從 0.01 開始，或從標準差 0.01 的隨機值開始。`stacked.train` 就是第 3 章的訓練迴圈，只是同時訓練好幾個網路，它的單元測試會和 Keras 比對。各用三個種子。

# %% rows="I2" tags=["nbval-ignore-output"]
from utils.nn import stacked

X_flat, Y_flat = flatten(to_float(images[:3000])), one_hot(labels[:3000])
sizes = [(3, 784, 16), (3, 16, 10)]  # (networks, inputs, outputs)
kinds = {
    "equal": [np.full(size, 0.01) for size in sizes],
    "random": [rng.normal(0, 0.01, size) for size in sizes],
}
options = {"activation": "tanh", "lr": 0.2, "num_epochs": 10, "batch_size": 50}
trained, accuracy = {}, {}
for name, start in kinds.items():
    trained[name] = stacked.train(start, X_flat, Y_flat, **options)
    accuracy[name] = stacked.accuracy(*trained[name], X_flat, labels[:3000], "tanh")
    W1 = trained[name][0][0]
    # ptp: largest minus smallest, here over the 16 units
    apart = np.ptp(W1, axis=2).max()
    print(f"{name:6}: accuracy {accuracy[name].round(2)}, units differ by {apart:.0e}")

assert np.ptp(trained["equal"][0][0], axis=2).max() < 1e-6
assert accuracy["random"].min() > accuracy["equal"].max() + 0.3

# %% rows="I2"
show(
    drawings.plot_units({k: trained[k][0][0][0, :, :8] for k in trained}),
    alt="Pictures of the weights into eight hidden units, after training from equal "
    "and from random weights. Equal: eight times the same picture. Random: all differ.",
)

# %% [markdown] lang="en"
# Each picture shows the 784 weights into one hidden unit (red negative, blue positive, white 0). The equal start has learned *something*, the right answer for {{ accuracy["equal"].mean() | .2f | 0.06 }} of
# the training images against {{ accuracy["random"].mean() | .2f | 0.03 }}, but 16 times the same. That its layer is worth one unit can be proved: keep *one* of the 16 and give it the sum of their outgoing weights.

# %% [markdown] lang="zh-TW" of="e57bba8e"
# 每張圖是進入一個隱藏單元的 784 個權重（紅負、藍正、白色為 0）。相等的起點確實學到了**一點東西**，訓練影像答對 {{ accuracy["equal"].mean() | .2f | 0.06 }}，隨機起點則是 {{ accuracy["random"].mean() | .2f | 0.03 }}；但它的 16 個單元學到的一模一樣。這一層只抵得上一個單元，可以證明：只留下 16 個之中的**一個**，把全部的輸出權重加總交給它。

# %% rows="I2"
(W1, W2), (b1, b2) = trained["equal"]  # for three networks
all_units = stacked.forward([W1, W2], [b1, b2], X_flat, "tanh")[-1]  # logits
W2_sum = W2.sum(axis=1, keepdims=True)  # (3, 1, 10)
one_unit = stacked.forward([W1[:, :, :1], W2_sum], [b1[:, :, :1], b2], X_flat, "tanh")[
    -1
]
same = np.allclose(all_units, one_unit, rtol=0, atol=1e-5)
print("16 units and one unit give the same logits to 1e-5:", same)
assert same and np.abs(all_units).max() > 0.1

# %% [markdown] lang="en"
# Biases, by contrast, may all start at 0: the weights already make the units differ.

# %% [markdown] lang="zh-TW" of="18efeeb8"
# 至於偏差，全部從 0 開始無妨，因為權重已經讓各單元不同了。

# %% [markdown] lang="en"
# ## 4.3 What Keras offers
#
# So weights should be random. How random? Many rules refer to two counts of a layer. In a dense layer with a kernel of shape `(inputs, outputs)`, **fan-in** is the number of weights that enter one
# output, and **fan-out** the number of weights that leave one input:

# %% [markdown] lang="zh-TW" of="00797dc1"
# ## 4.3 Keras 提供了什麼
#
# 所以權重要隨機。那要多隨機？許多規則會用到一層的兩個數目。在形狀為 `(inputs, outputs)` 的密集層裡，**輸入端數**（fan-in）是進入一個輸出的權重個數，**輸出端數**（fan-out）則是從一個輸入出發的權重個數：

# %% rows="I3"
show(
    drawings.plot_fans(4, 3),
    alt="A layer with four inputs and three outputs, drawn twice. Left, the four "
    "weights into one output are marked: fan-in 4. Right, the three weights out of one "
    "input: fan-out 3.",
)

# %% [markdown] lang="en"
# In a convolution every output sees a whole window, and every input is seen from a whole window of places. So both counts are multiplied by the window: a kernel (3, 3, 16, 32) has fan-in 3·3·16 = 144 and
# fan-out 3·3·32 = 288.
#
# Now the list, read from Keras itself. Every string is also the name of its class in `keras.initializers`; `inspect.signature` tells the class' parameters and
# their defaults. Every random one also takes a `seed`, left out here.

# %% [markdown] lang="zh-TW" of="29412948"
# 在卷積層裡，每個輸出看到整個視窗，每個輸入也會被整個視窗範圍內的輸出看到，所以兩個數目都要乘上視窗大小：形狀 (3, 3, 16, 32) 的權重，輸入端數是 3·3·16 = 144，輸出端數是 3·3·32 = 288。
#
# 接下來的清單直接從 Keras 讀出。每個字串也是 `keras.initializers` 裡對應類別的名稱，`inspect.signature` 會列出類別的參數和預設值。隨機的初始器都還有 `seed` 參數，這裡略去。

# %% slides="A036" rows="I1"
import inspect

strings = [
    *("zeros", "ones", "constant", "random_uniform", "random_normal"),
    *("truncated_normal", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal"),
    *("lecun_uniform", "lecun_normal", "variance_scaling", "orthogonal"),
]
defaults = {}
print(f"{'string':17} {'class':16} parameters and defaults")
for name in strings:
    kind = getattr(keras.initializers, name)
    defaults[name] = {
        key: parameter.default
        for key, parameter in inspect.signature(kind).parameters.items()
        if key not in ("seed", "input_axes", "output_axes")
    }
    shown = ", ".join(f"{key}={value!r}" for key, value in defaults[name].items())
    print(f"{name:17} {kind.__name__:16} {shown}")

# %% [markdown] lang="en"
# The defaults are those of the lecture. Any of these strings may be given to a layer as `kernel_initializer`; one does not work alone:

# %% [markdown] lang="zh-TW" of="1f82cb7c"
# 預設值和投影片相同。這些字串都可以直接交給一層的 `kernel_initializer`，只有一個不能單獨使用：

# %% slides="A036 A037" rows="I1"
check_slide("I1", "constant", defaults["constant"]["value"], "0")
limits = list(defaults["random_uniform"].values())
check_slide("I1", "random_uniform", limits, ["-0.05", "0.05"])
for name in ("random_normal", "truncated_normal"):
    check_slide("I1", name, list(defaults[name].values()), ["0.0", "0.05"])

try:
    keras.initializers.get("constant")
    print('the bare string "constant": works')
except (KeyError, TypeError):
    print('the bare string "constant": fails, Constant(value) is needed')

# %% [markdown] lang="en"
# What each draws, with $n_\text{in}$ and $n_\text{out}$ for fan-in and fan-out and σ for the standard deviation (sections 4.4 to 4.6 derive the formulas):
#
# | string | distribution | σ | range |
# |---|---|---|---|
# | `zeros`, `ones`, `constant` | one value | 0 | 0, 1, `value` |
# | `random_uniform` | uniform | $0.05/\sqrt3$ | ±0.05 |
# | `random_normal` | normal | 0.05 | unlimited |
# | `truncated_normal` | normal, redrawn beyond ±2·0.05 | 0.88·0.05 | ±0.1 |
# | `glorot_uniform` | uniform | $\sqrt{2/(n_\text{in}+n_\text{out})}$ | $\pm\sqrt{6/(n_\text{in}+n_\text{out})}$ |
# | `glorot_normal` | truncated normal | $\sqrt{2/(n_\text{in}+n_\text{out})}$ | ±2.27 σ |
# | `he_uniform`, `he_normal` | the same two | $\sqrt{2/n_\text{in}}$ | $\pm\sqrt3$ σ, ±2.27 σ |
# | `lecun_uniform`, `lecun_normal` | the same two | $\sqrt{1/n_\text{in}}$ | $\pm\sqrt3$ σ, ±2.27 σ |
# | `variance_scaling` | truncated normal | $\sqrt{\text{scale}/n}$ | ±2.27 σ |
# | `orthogonal` | random rotation (Saxe, McClelland and Ganguli, 2014) | $1/\sqrt{\max(n_\text{in}, n_\text{out})}$ | ±1 |
#
# Does each do what its formula says? We draw a million weights from every one, as a kernel (1250, 800). The mean of $N$ draws
# should be within 5σ/√N of 0.

# %% [markdown] lang="zh-TW" of="fe1c4e63"
# 以 $n_\text{in}$、$n_\text{out}$ 表示輸入端數和輸出端數，σ 表示標準差，各初始器抽出的數字如下（公式會在 4.4 到 4.6 節推導）：
#
# | 字串 | 分佈 | σ | 範圍 |
# |---|---|---|---|
# | `zeros`、`ones`、`constant` | 單一數值 | 0 | 0、1、`value` |
# | `random_uniform` | 均勻分佈 | $0.05/\sqrt3$ | ±0.05 |
# | `random_normal` | 常態分佈 | 0.05 | 無限制 |
# | `truncated_normal` | 常態分佈，超過 ±2·0.05 就重抽 | 0.88·0.05 | ±0.1 |
# | `glorot_uniform` | 均勻分佈 | $\sqrt{2/(n_\text{in}+n_\text{out})}$ | $\pm\sqrt{6/(n_\text{in}+n_\text{out})}$ |
# | `glorot_normal` | 截斷常態分佈 | $\sqrt{2/(n_\text{in}+n_\text{out})}$ | ±2.27 σ |
# | `he_uniform`、`he_normal` | 同上兩種 | $\sqrt{2/n_\text{in}}$ | $\pm\sqrt3$ σ、±2.27 σ |
# | `lecun_uniform`、`lecun_normal` | 同上兩種 | $\sqrt{1/n_\text{in}}$ | $\pm\sqrt3$ σ、±2.27 σ |
# | `variance_scaling` | 截斷常態分佈 | $\sqrt{\text{scale}/n}$ | ±2.27 σ |
# | `orthogonal` | 隨機旋轉（Saxe, McClelland and Ganguli, 2014） | $1/\sqrt{\max(n_\text{in}, n_\text{out})}$ | ±1 |
#
# 每一種都名實相符嗎？我們用形狀 (1250, 800) 的權重，從每一種抽一百萬個數字。$N$ 個數字的平均，離 0 應該不超過 5σ/√N。

# %% rows="I1"
n_in, n_out = shape = (1250, 800)
glorot_std, he_std, lecun_std = (
    (2 / (n_in + n_out)) ** 0.5,
    (2 / n_in) ** 0.5,
    n_in**-0.5,
)
wide, narrow = 2 / 0.87962566, 3**0.5  # range divided by σ: truncated normal, uniform
expected = {  # σ, range
    "random_uniform": (0.05 / 3**0.5, 0.05),
    "random_normal": (0.05, np.inf),
    "truncated_normal": (0.87962566 * 0.05, 0.1),
    "glorot_uniform": (glorot_std, narrow * glorot_std),
    "glorot_normal": (glorot_std, wide * glorot_std),
    "he_uniform": (he_std, narrow * he_std),
    "he_normal": (he_std, wide * he_std),
    "lecun_uniform": (lecun_std, narrow * lecun_std),
    "lecun_normal": (lecun_std, wide * lecun_std),
    "variance_scaling": (lecun_std, wide * lecun_std),
    "orthogonal": (max(shape) ** -0.5, 1.0),
}
draws = {}
for name in strings:
    kind = getattr(keras.initializers, name)
    initializer = kind(seed=0) if name in expected else kind()
    draws[name] = np.asarray(initializer(shape), dtype=float)

# %% [markdown] lang="en"
# Now every claim of the table is compared with the draws.

# %% [markdown] lang="zh-TW" of="1855d86d"
# 接著把表中的每一項，都和抽出來的數字比對。

# %% slides="A036 A037 A038 A040" rows="I1"
print(f"{'':17} {'mean':>8} {'σ':>7} {'formula':>8} {'largest':>8} {'formula':>8}")
for name, (std, limit) in expected.items():
    values = draws[name]
    largest = np.abs(values).max()
    print(
        f"{name:17} {values.mean().round(4) + 0.0:8.4f} {values.std():7.4f} {std:8.4f} "
        f"{largest:8.4f} {limit:8.4f}"
    )
    assert values.size == 10**6 and abs(values.mean()) < 5 * std / 1000
    assert abs(values.var() / std**2 - 1) < 0.01 and largest <= limit * (1 + 1e-6)
    if name not in ("random_normal", "orthogonal"):
        assert largest > 0.97 * limit  # the range is used
assert np.abs(draws["random_normal"]).max() > 4 * 0.05
columns = draws["orthogonal"].T @ draws["orthogonal"]  # (800, 800)
perpendicular = np.abs(columns - np.eye(800)).max() < 1e-4
print("orthogonal: columns perpendicular and of length 1:", perpendicular)
assert perpendicular
for name, value in {"zeros": 0, "ones": 1, "constant": 0}.items():
    assert (draws[name] == value).all()

# %% rows="I1"
show(
    drawings.plot_densities(draws),
    alt="Fourteen small densities on one scale. Zeros, ones and constant are single "
    "values. The uniform ones are boxes of different width, the normal ones bells, the "
    "truncated ones bells with cut tails. Orthogonal looks like a narrow bell.",
)

# %% [markdown] lang="en"
# All agree. The plain ones have the same width for every layer, the others adapt to its shape. `lecun_normal` and `variance_scaling` are the same picture, because the
# second's defaults are the first's definition. `orthogonal` cannot be understood from its density alone: what counts is that its columns are perpendicular and of length 1 (last line of the output).
#
# **A trap.** An initializer *object* gives the same numbers whenever it is called with the same shape. If you make one object and hand it to two layers, both start
# equal. Hand over a string, or make a new object per layer, as `start()` did in section 4.1.

# %% [markdown] lang="zh-TW" of="69b71a32"
# 全部吻合。前面幾種不管放在哪一層都一樣寬，其餘的會依層的形狀調整。`lecun_normal` 和 `variance_scaling` 的圖一樣，因為後者的預設值就是前者的定義。`orthogonal` 光看密度看不出所以然：重點是它的各行互相垂直、長度為 1（見輸出的最後一行）。
#
# **一個陷阱。** 同一個初始器**物件**，只要形狀相同，每次呼叫都給出同樣的數字。如果只建立一個物件卻交給兩層使用，兩層的起點就會一模一樣。請改用字串，或像 4.1 節的 `start()` 那樣，每層建立一個新物件。

# %% rows="I1"
shared = keras.initializers.GlorotNormal(seed=0)
first, second = (keras.layers.Dense(4, kernel_initializer=shared) for _ in range(2))
third = keras.layers.Dense(
    4, kernel_initializer=keras.initializers.GlorotNormal(seed=1)
)
for layer in (first, second, third):
    layer.build((None, 4))
kernels = [np.asarray(layer.kernel) for layer in (first, second, third)]
print("one object for two layers, equal kernels:", (kernels[0] == kernels[1]).all())
print("another object with another seed        :", (kernels[0] == kernels[2]).all())
assert (kernels[0] == kernels[1]).all() and (kernels[0] != kernels[2]).all()

# %% [markdown] lang="en"
# ## 4.4 How large should weights be?
#
# **An example.** A unit has 100 inputs, each +1 or −1, and weights drawn from $N(0, 1)$. Its weighted sum is a sum of 100 random numbers that partly cancel. How large is
# it typically? Not 100, and not 1.

# %% [markdown] lang="zh-TW" of="7081ea02"
# ## 4.4 權重應該多大？
#
# **一個例子。** 一個單元有 100 個輸入，每個是 +1 或 −1，權重從 $N(0, 1)$ 抽樣。它的加權總和是 100 個隨機數的和，彼此會抵消一部分。總和一般有多大？不是 100，也不是 1。

# %% slides="A043" rows="I3"
rng = np.random.default_rng(0)
x = rng.choice([-1.0, 1.0], size=100)
spread = {}
for sigma in (1.0, 0.1, 0.01):
    z = rng.normal(0, sigma, (20_000, 100)) @ x  # 20,000 units
    spread[sigma] = z.std()
    print(
        f"σ = {sigma:4}: weighted sums have standard deviation {z.std():5.2f}; "
        f"tanh beyond ±0.99: {np.mean(np.abs(np.tanh(z)) > 0.99):.0%}"
    )
    assert abs(z.std() / (10 * sigma) - 1) < 0.03

# %% [markdown] lang="en"
# It is 10 = √100 times σ. With σ = 1 most tanh units sit at their flat ends, where the derivative, and with it the gradient, is nearly 0. With σ = 0.01 the signal becomes ten
# times smaller, in each layer again. With σ = 0.1 = 1/√100 it keeps its size. This is the whole idea; now the general case.
#
# **Two quantities.** For random numbers $v$ we write $E[v]$ for their mean and $E[v^2]$ for their **mean square**. The **variance** is the mean squared distance from the mean, $\mathrm{Var}[v] = E[v^2] - E[v]^2$. If
# the mean is 0, the two are the same. For independent $v$ and $u$, $E[vu] = E[v]\,E[u]$.
#
# **Forward.** One layer has inputs $x_1, \dots, x_{n_\text{in}}$ and weighted sums $z_j = \sum_i x_iW_{ij}$, shapes $(n_\text{in},)$ times $(n_\text{in}, n_\text{out})$. The weights are independent of each other and of
# the inputs, with mean 0 and variance $\sigma^2$.
#
# 1. Square: $z_j^2 = \sum_i\sum_k x_ix_k\,W_{ij}W_{kj}$.
# 2. Mean of a term with $i \ne k$: contains $E[W_{ij}]\,E[W_{kj}] = 0\cdot0$. These terms vanish.
# 3. Mean of a term with $i = k$: $E[x_i^2]\,E[W_{ij}^2] = E[x^2]\,\sigma^2$. There are $n_\text{in}$ of them.
#
# $$E[z^2] = n_\text{in}\,\sigma^2\,E[x^2]$$
#
# The signal keeps its size if $n_\text{in}\sigma^2 = 1$.
#
# **Backward.** The error signal of the inputs is $\delta^x_i = \sum_j \delta^z_jW_{ij}$, a sum over the $n_\text{out}$ outputs (chapter 3). The same three steps, with the assumption that the error signals are independent of
# the weights, give
#
# $$E[(\delta^x)^2] = n_\text{out}\,\sigma^2\,E[(\delta^z)^2].$$
#
# The gradient keeps its size if $n_\text{out}\sigma^2 = 1$. Both wishes can be met only if $n_\text{in} = n_\text{out}$. Glorot and Bengio (2010) take the compromise: the sum of the two
# conditions, $(n_\text{in} + n_\text{out})\,\sigma^2 = 2$, hence
#
# $$\sigma = \sqrt{\frac{2}{n_\text{in}+n_\text{out}}}.$$
#
# **Uniform.** Numbers spread evenly over $[-c, c]$ have variance $\frac1{2c}\int_{-c}^{c} v^2\,dv = \frac{1}{2c}\cdot\frac{2c^3}{3} = \frac{c^2}{3}$. Setting it to $\sigma^2$ gives
# $c = \sqrt3\,\sigma = \sqrt{6/(n_\text{in}+n_\text{out})}$.
#
# So far there is no activation. The derivation holds for one whose slope is 1 near 0, such as tanh, as long as the sums stay small. ReLU comes in section 4.7.

# %% [markdown] lang="zh-TW" of="5750c875"
# 大約是 σ 的 10 = √100 倍。σ = 1 時，大多數 tanh 單元都落在平坦的兩端，那裡的導數接近 0，梯度也就接近 0。σ = 0.01 時，訊號變成十分之一，而且每過一層又再變一次。σ = 0.1 = 1/√100 時，大小維持不變。道理就是這樣；接下來推導一般的情形。
#
# **兩個量。** 對隨機數 $v$，以 $E[v]$ 表示平均，$E[v^2]$ 表示**均方**（mean square）。**變異數**（variance）是與平均之距離平方的平均，$\mathrm{Var}[v] = E[v^2] - E[v]^2$。平均為 0 時，兩者相同。若 $v$ 與 $u$ 獨立，則 $E[vu] = E[v]\,E[u]$。
#
# **正向。** 一層的輸入是 $x_1, \dots, x_{n_\text{in}}$，加權總和是 $z_j = \sum_i x_iW_{ij}$，形狀是 $(n_\text{in},)$ 乘 $(n_\text{in}, n_\text{out})$。權重彼此獨立，也與輸入獨立，平均為 0，變異數為 $\sigma^2$。
#
# 1. 平方：$z_j^2 = \sum_i\sum_k x_ix_k\,W_{ij}W_{kj}$。
# 2. $i \ne k$ 的項，平均含有 $E[W_{ij}]\,E[W_{kj}] = 0\cdot0$，所以消失。
# 3. $i = k$ 的項，平均是 $E[x_i^2]\,E[W_{ij}^2] = E[x^2]\,\sigma^2$，一共有 $n_\text{in}$ 項。
#
# $$E[z^2] = n_\text{in}\,\sigma^2\,E[x^2]$$
#
# 若 $n_\text{in}\sigma^2 = 1$，訊號的大小就維持不變。
#
# **反向。** 輸入的誤差訊號是 $\delta^x_i = \sum_j \delta^z_jW_{ij}$，對 $n_\text{out}$ 個輸出求和（第 3 章）。假設誤差訊號與權重獨立，同樣的三個步驟得到
#
# $$E[(\delta^x)^2] = n_\text{out}\,\sigma^2\,E[(\delta^z)^2].$$
#
# 若 $n_\text{out}\sigma^2 = 1$，梯度的大小就維持不變。只有在 $n_\text{in} = n_\text{out}$ 時，兩個願望才能同時實現。Glorot 和 Bengio（2010）採取折衷：把兩個條件相加，$(n_\text{in} + n_\text{out})\,\sigma^2 = 2$，於是
#
# $$\sigma = \sqrt{\frac{2}{n_\text{in}+n_\text{out}}}.$$
#
# **均勻分佈。** 均勻散布在 $[-c, c]$ 的數字，變異數是 $\frac1{2c}\int_{-c}^{c} v^2\,dv = \frac{1}{2c}\cdot\frac{2c^3}{3} = \frac{c^2}{3}$。令它等於 $\sigma^2$，得到 $c = \sqrt3\,\sigma = \sqrt{6/(n_\text{in}+n_\text{out})}$。
#
# 到這裡還沒有激活函數。只要總和夠小，這個推導就適用於在 0 附近斜率為 1 的函數，例如 tanh。ReLU 留到 4.7 節。

# %% slides="A043" rows="I3"
n_in, n_out = 400, 100
X_unit = rng.normal(size=(500, n_in))  # inputs with mean square 1
delta_z = rng.normal(size=(500, n_out))  # error signals with mean square 1
print("variance σ²               forward  (theory)   backward  (theory)")
choices = {"1/fan_in": 1 / 400, "1/fan_out": 1 / 100, "2/(fan_in + fan_out)": 2 / 500}
for name, variance in choices.items():
    W = rng.normal(0, variance**0.5, (n_in, n_out))
    forward_gain = np.mean((X_unit @ W) ** 2) / np.mean(X_unit**2)
    backward_gain = np.mean((delta_z @ W.T) ** 2) / np.mean(delta_z**2)
    theory = n_in * variance, n_out * variance
    print(
        f"{name:25} {forward_gain:7.2f}  ({theory[0]:6.2f})   "
        f"{backward_gain:8.2f}  ({theory[1]:6.2f})"
    )
    assert np.allclose([forward_gain, backward_gain], theory, rtol=0.05)

# %% [markdown] lang="en"
# The theory holds. Each of the first two choices keeps one direction and spoils the other by the factor 4; the compromise is off by 1.6 forward and 0.4 backward.
#
# **From scratch, and equal to Keras.** The generators of NumPy and Keras differ, so we cannot compare number by number. But we can give *our* limit to Keras' uniform
# generator, with the seed of the initializer. If our formula is right, the kernels are the same.

# %% [markdown] lang="zh-TW" of="e7097599"
# 理論成立。前兩種選擇各自維持一個方向，另一個方向則差了 4 倍；折衷的選擇正向是 1.6 倍，反向是 0.4 倍。
#
# **自己寫，並與 Keras 相等。** NumPy 和 Keras 的亂數產生器不同，無法逐一比對數字。但我們可以把**自己**算的界限，交給 Keras 的均勻亂數產生器，並使用和初始器相同的種子。如果公式正確，得到的權重就會一樣。


# %% slides="A038" rows="I3"
def fans(shape):
    """fan_in and fan_out of a dense (in, out) or convolution (..., in, out) kernel."""
    window = int(np.prod(shape[:-2]))  # 1 for a dense layer
    return window * shape[-2], window * shape[-1]


def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape)


print("fans of a (3, 3, 16, 32) kernel:", fans((3, 3, 16, 32)))
for shape in ((784, 100), (3, 3, 16, 32)):
    limit = np.sqrt(6 / sum(fans(shape)))
    ours = np.asarray(keras.random.uniform(shape, -limit, limit, seed=7))
    theirs = np.asarray(keras.initializers.GlorotUniform(seed=7)(shape))
    from_numpy = glorot_uniform(shape, rng)
    equal = np.allclose(ours, theirs, rtol=0, atol=1e-7)
    print(f"{shape}: same kernel as Keras, to 1e-7: {equal}")
    assert equal
    assert abs(from_numpy.std() / theirs.std() - 1) < 0.03

# %% [markdown] lang="en"
# ## 4.5 The truncated normal, and 0.8796
#
# A normal distribution has rare large values. A weight of 4σ may saturate its unit from the start, so the **truncated normal** draws anew whatever lies beyond 2σ, which concerns about 5 %. But cutting the tails
# makes the rest narrower: the standard deviation that is left is less than σ. How much less?
#
# Take σ = 1. The normal density is $\varphi(v) = \frac{1}{\sqrt{2\pi}}e^{-v^2/2}$. The part within ±2 holds the share $P = \int_{-2}^{2}\varphi(v)\,dv = 0.9545$. So the truncated density is $\varphi(v)/P$ within
# ±2, and its variance
#
# $$s^2 = \frac1P\int_{-2}^{2}v^2\varphi(v)\,dv.$$
#
# Since $\varphi'(v) = -v\varphi(v)$, the integrand is $-v\cdot\varphi'(v)$, and integration by parts gives
#
# $$\int_{-2}^{2} -v\,\varphi'(v)\,dv = \bigl[-v\,\varphi(v)\bigr]_{-2}^{2} + \int_{-2}^{2}\varphi(v)\,dv = -4\,\varphi(2) + P.$$
#
# With $\varphi(2) = 0.0540$: $s^2 = 1 - 4\varphi(2)/P = 1 - 0.2160/0.9545 = 0.7737$ and $s = 0.8796$.

# %% [markdown] lang="zh-TW" of="20cbbb93"
# ## 4.5 截斷常態分佈與 0.8796
#
# 常態分佈偶爾會出現很大的值。4σ 的權重可能讓單元一開始就飽和，所以**截斷常態分佈**（truncated normal）會把超過 2σ 的數字重抽，這大約佔 5 %。但是切掉尾巴，剩下的就變窄了：標準差會小於 σ。小多少？
#
# 取 σ = 1。常態分佈的密度是 $\varphi(v) = \frac{1}{\sqrt{2\pi}}e^{-v^2/2}$，落在 ±2 以內的比例是 $P = \int_{-2}^{2}\varphi(v)\,dv = 0.9545$。所以截斷後的密度在 ±2 以內是 $\varphi(v)/P$，變異數是
#
# $$s^2 = \frac1P\int_{-2}^{2}v^2\varphi(v)\,dv.$$
#
# 因為 $\varphi'(v) = -v\varphi(v)$，被積函數就是 $-v\cdot\varphi'(v)$，用分部積分得到
#
# $$\int_{-2}^{2} -v\,\varphi'(v)\,dv = \bigl[-v\,\varphi(v)\bigr]_{-2}^{2} + \int_{-2}^{2}\varphi(v)\,dv = -4\,\varphi(2) + P.$$
#
# 代入 $\varphi(2) = 0.0540$：$s^2 = 1 - 4\varphi(2)/P = 1 - 0.2160/0.9545 = 0.7737$，所以 $s = 0.8796$。

# %% slides="A039" rows="I3"
from math import erf, exp, pi, sqrt

from scipy.stats import truncnorm

P = erf(2 / sqrt(2))  # share within two standard deviations
density = exp(-(2**2) / 2) / sqrt(2 * pi)  # φ(2)
s = sqrt(1 - 4 * density / P)
print(f"share within 2 σ: {P:.4f}")
print(f"derived {s:.10f}, SciPy {truncnorm(-2, 2).std():.10f}")
check_slide("I1", "share that is kept, in percent", round(100 * P), "95")
assert abs(s - truncnorm(-2, 2).std()) < 1e-9 and abs(s - 0.87962566103423978) < 1e-12

# %% [markdown] lang="en"
# Keras divides by this number, but not everywhere. The class `TruncatedNormal(stddev)` cuts at 2·stddev and leaves the narrower result. The family of Glorot, He and LeCun first widens the normal to σ/0.8796, so that after
# cutting the standard deviation is exactly the formula's σ.

# %% [markdown] lang="zh-TW" of="1589ded3"
# Keras 會除以這個數字，但並非處處如此。類別 `TruncatedNormal(stddev)` 在 2·stddev 處截斷，保留變窄的結果。Glorot、He、LeCun 這一家則先把常態分佈放寬到 σ/0.8796，截斷之後，標準差正好是公式的 σ。

# %% slides="A039" rows="I3"
shape = (1000, 1000)
sigma = np.sqrt(2 / sum(shape))
plain = np.asarray(keras.initializers.TruncatedNormal(stddev=sigma, seed=0)(shape))
rescaled = np.asarray(keras.initializers.GlorotNormal(seed=0)(shape))
by_hand = np.asarray(keras.random.truncated_normal(shape, 0.0, sigma / s, seed=0))
left_after_ten = (s**2) ** 10
for name, W in {"TruncatedNormal": plain, "GlorotNormal": rescaled}.items():
    print(
        f"{name:15}: standard deviation {W.std() / sigma:.3f} σ, "
        f"largest weight {np.abs(W).max() / sigma:.3f} σ"
    )
difference = np.abs(by_hand - rescaled).max() / sigma
print("widened by hand, same seed: GlorotNormal to 1e-5 σ:", difference < 1e-5)
assert difference < 1e-5
assert abs(plain.std() / sigma - s) < 0.003 and abs(rescaled.std() / sigma - 1) < 0.003

# %% rows="I3"
show(
    drawings.plot_truncation(plain, rescaled, sigma, s),
    alt="Three densities with the same formula. The normal has tails. TruncatedNormal "
    "is cut at two sigma and is narrower. GlorotNormal is cut farther out, at 2.27 "
    "sigma, and is wider.",
)

# %% [markdown] lang="en"
# So "Glorot normal, everything beyond ±2σ thrown away" is right only if σ means the widened one. In units of the formula's σ the cut lies at 2/0.8796 = 2.27. 12 % seems little, but it acts in every layer: the mean square of the sums is multiplied by 0.7737 each time, after ten layers by {{ left_after_ten | .3f }}. The last line of the output proves the rescaling with equal seeds.

# %% [markdown] lang="zh-TW" of="fa8aaabd"
# 所以「Glorot normal 會丟掉 ±2σ 以外的值」這句話，只有當 σ 指放寬後的標準差才對；若以公式的 σ 為單位，截斷點在 2/0.8796 = 2.27。12 % 看似不多，卻是每一層都發生：總和的均方每層乘上 0.7737，十層之後就是 {{ left_after_ten | .3f }}。輸出的最後一行使用相同的種子，證明 Keras 確實做了放寬。

# %% [markdown] lang="en"
# ## 4.6 One family: variance scaling
#
# Glorot, He and LeCun differ in two choices only: what to divide by, and a factor. `VarianceScaling` makes both explicit:
#
# $$\sigma = \sqrt{\frac{\text{scale}}{n}}, \qquad c = \sqrt{\frac{3\cdot\text{scale}}{n}}\ \text{ for the uniform one.}$$
#
# `mode` says what $n$ is: `"fan_in"`, `"fan_out"`, or `"fan_avg"`, their mean $(n_\text{in}+n_\text{out})/2$. With the mean, Glorot's $2/(n_\text{in}+n_\text{out})$ is $1/n$: scale 1. `distribution` is
# `"uniform"`, `"truncated_normal"` (widened as above) or `"untruncated_normal"`. In NumPy:

# %% [markdown] lang="zh-TW" of="5e2cd838"
# ## 4.6 同一個家族：變異數縮放
#
# Glorot、He、LeCun 之間只有兩處不同：除以什麼，以及乘上什麼倍數。`VarianceScaling` 把這兩處都變成參數：
#
# $$\sigma = \sqrt{\frac{\text{scale}}{n}}, \qquad c = \sqrt{\frac{3\cdot\text{scale}}{n}}\ \text{（均勻分佈）}$$
#
# `mode` 決定 $n$ 是什麼：`"fan_in"`、`"fan_out"`，或兩者的平均 `"fan_avg"`，即 $(n_\text{in}+n_\text{out})/2$。取平均時，Glorot 的 $2/(n_\text{in}+n_\text{out})$ 就是 $1/n$，也就是 scale 等於 1。`distribution` 可以是 `"uniform"`、`"truncated_normal"`（如上放寬）或 `"untruncated_normal"`。用 NumPy 寫：


# %% rows="I4"
def variance_scaling(shape, scale, mode, distribution, rng):
    fan_in, fan_out = fans(shape)
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = np.sqrt(scale / n)
    if distribution == "uniform":
        return rng.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape)
    draws = rng.standard_normal(shape)
    if distribution == "untruncated_normal":
        return std * draws
    while (beyond := np.abs(draws) > 2).any():  # truncated: draw those anew
        draws[beyond] = rng.standard_normal(beyond.sum())
    return std / s * draws  # s = 0.8796...


# %% [markdown] lang="en"
# We compare its standard deviation with Keras' and with the formula, for three settings and all distributions.

# %% [markdown] lang="zh-TW" of="dc70800d"
# 用三組設定和所有分佈，把它的標準差拿來和 Keras、和公式比較。

# %% slides="A050" rows="I4"
settings = [(2.0, "fan_in"), (1.0, "fan_avg"), (0.5, "fan_out")]
distributions = ("uniform", "truncated_normal", "untruncated_normal")
print("scale mode     distribution          NumPy    Keras  formula")
for scale, mode in settings:
    n = {"fan_in": 600, "fan_out": 400, "fan_avg": 500}[mode]
    for distribution in distributions:
        ours = variance_scaling((600, 400), scale, mode, distribution, rng)
        initializer = keras.initializers.VarianceScaling(
            scale, mode, distribution, seed=0
        )
        stds = ours.std(), np.asarray(initializer((600, 400))).std(), np.sqrt(scale / n)
        print(
            f"{scale:5} {mode:8} {distribution:20}", "".join(f"{v:8.4f}" for v in stds)
        )
        assert np.allclose(stds, stds[2], rtol=0.01)

# %% [markdown] lang="en"
# The named classes are members of the family. With equal seeds the kernels must be equal, and they are:

# %% [markdown] lang="zh-TW" of="89a744a6"
# 那些有名字的類別都是這個家族的成員。種子相同，權重就必須相同，事實也是如此：

# %% slides="A051" rows="I4"
family = {
    "GlorotUniform": (1.0, "fan_avg", "uniform"),
    "GlorotNormal": (1.0, "fan_avg", "truncated_normal"),
    "HeUniform": (2.0, "fan_in", "uniform"),
    "HeNormal": (2.0, "fan_in", "truncated_normal"),
    "LecunUniform": (1.0, "fan_in", "uniform"),
    "LecunNormal": (1.0, "fan_in", "truncated_normal"),
}
for name, setting in family.items():
    for shape in ((784, 100), (3, 3, 16, 32)):
        named = getattr(keras.initializers, name)(seed=3)(shape)
        general = keras.initializers.VarianceScaling(*setting, seed=3)(shape)
        assert np.array_equal(named, general)
    print(f"{name:13} = VarianceScaling{setting}")

# %% [markdown] lang="en"
# **He's rule** doubles the variance: $\sigma = \sqrt{2/n}$; why 2, the next section shows. The lecture derives it from Glorot's with $n$ the *mean* of fan-in and fan-out. He et al. (2015) and Keras take fan-in. In square
# layers, with fan-in = fan-out, this is the same; in others it is not:

# %% [markdown] lang="zh-TW" of="adda85d6"
# **He 的規則**把變異數加倍：$\sigma = \sqrt{2/n}$；為什麼是 2，下一節揭曉。投影片由 Glorot 的公式出發，$n$ 取輸入端數與輸出端數的**平均**；He et al.（2015）和 Keras 則取輸入端數。輸入和輸出一樣多時，兩者相同，否則不同：

# %% slides="A048" rows="I4"
for shape in ((100, 100), (784, 100), (100, 784)):
    W = np.asarray(keras.initializers.HeNormal(seed=0)(shape))
    by_mean, by_fan_in = np.sqrt(2 / (sum(shape) / 2)), np.sqrt(2 / shape[0])
    print(
        f"{shape!s:10}: Keras draws {W.std():.3f}; with fan_in {by_fan_in:.3f}, "
        f"with the mean {by_mean:.3f}"
    )
    assert abs(W.std() / by_fan_in - 1) < 0.02
    assert (abs(W.std() / by_mean - 1) < 0.02) == (shape[0] == shape[1])

# %% [markdown] lang="en"
# ## 4.7 Ten layers with ReLU, then fifty
#
# Glorot's derivation had no activation. With ReLU it needs one more step. Let $z$ be a weighted sum with mean 0 whose distribution is symmetric, as it is when the weights' is, and $a = \mathrm{relu}(z)$.
# ReLU keeps the positive half and sets the other half to 0. By symmetry each half holds half of $E[z^2]$. So
#
# $$E[a^2] = \tfrac12E[z^2] = \tfrac12\,n_\text{in}\,\sigma^2\,E[x^2].$$
#
# In a square layer with Glorot, $n_\text{in}\sigma^2 = 1$: the mean square of the outputs **halves in every layer**. After ten layers it is $2^{-10} \approx 0.001$. With He, $n_\text{in}\sigma^2 = 2$, and it stays 1. Backward, ReLU multiplies the
# error signal by its derivative, which is 0 for about half of the units: the same factor ½.
#
# Which moment is it? The mean square, not the variance: the outputs of ReLU are never negative, so their mean is not 0. (For normal $z$, $\mathrm{Var}[a] = (1-\frac1\pi)\,E[a^2] = 0.68\,E[a^2]$. As the ratio is
# the same in every layer, the variance halves as well.) For the weighted sums the two are the same.
#
# We measure it: square layers of 512 units without biases, random inputs with mean square 1, and a random error signal at the top. `forward` keeps the outputs of all layers, `backward` the error signals, as in chapter 3.

# %% [markdown] lang="zh-TW" of="9fb9c11f"
# ## 4.7 ReLU：十層，再到五十層
#
# Glorot 的推導沒有激活函數。用 ReLU 時要再加一步。設加權總和 $z$ 平均為 0、分佈對稱（只要權重的分佈對稱就成立），$a = \mathrm{relu}(z)$。ReLU 留下正的一半，把另一半設為 0。由對稱性，兩半各佔 $E[z^2]$ 的一半，所以
#
# $$E[a^2] = \tfrac12E[z^2] = \tfrac12\,n_\text{in}\,\sigma^2\,E[x^2].$$
#
# 若輸入和輸出一樣多並採用 Glorot，則 $n_\text{in}\sigma^2 = 1$：輸出的均方**每過一層就減半**，十層之後是 $2^{-10} \approx 0.001$。採用 He 則 $n_\text{in}\sigma^2 = 2$，均方維持在 1。反向時，誤差訊號要乘上 ReLU 的導數，約有一半的單元導數為 0，同樣是 ½ 倍。
#
# 這裡說的是哪一個量？是均方，不是變異數：ReLU 的輸出不會是負的，所以平均不是 0。（若 $z$ 是常態分佈，$\mathrm{Var}[a] = (1-\frac1\pi)\,E[a^2] = 0.68\,E[a^2]$。這個比值每層都一樣，所以變異數也逐層減半。）對加權總和而言，兩者相同。
#
# 來測量看看：每層 512 個單元、沒有偏差，輸入是均方為 1 的隨機數，最上層給一個隨機的誤差訊號。`forward` 留下每一層的輸出，`backward` 留下每一層的誤差訊號，和第 3 章一樣。

# %% rows="I6"
from utils.nn.initializers import glorot_normal, he_normal

activations = {  # function; derivative as a function of the output
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(a.dtype)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
}


def forward(X, weights, activation):
    """The inputs, then every layer's outputs."""
    outputs = [X]
    for W in weights:
        outputs.append(activations[activation][0](outputs[-1] @ W))
    return outputs


def backward(outputs, weights, activation, delta):
    """Error signals of all layers' weighted sums, given those of the last layer."""
    deltas = [delta]
    for layer in range(len(weights) - 1, 0, -1):
        slopes = activations[activation][1](outputs[layer])
        deltas.insert(0, (deltas[0] @ weights[layer].T) * slopes)
    return deltas


# %% [markdown] lang="en"
# `utils.nn.initializers` holds our functions of the last section under their names, with checks of bad input. Three networks: Glorot with ReLU, He with ReLU, Glorot with tanh.

# %% [markdown] lang="zh-TW" of="fd00baef"
# `utils.nn.initializers` 收錄了上一節我們寫的函式，並加上對不當輸入的檢查。比較三種網路：Glorot 配 ReLU、He 配 ReLU、Glorot 配 tanh。

# %% rows="I6"
combinations = {
    "Glorot, ReLU": (glorot_normal, "ReLU"),
    "He, ReLU": (he_normal, "ReLU"),
    "Glorot, tanh": (glorot_normal, "tanh"),
}


def signals(start, activation, depth, rng, n=512, samples=32):
    """Outputs, error signals and weights of one freshly started network."""
    X = rng.normal(size=(samples, n)).astype("float32")
    weights = [start((n, n), rng=rng).astype("float32") for _ in range(depth)]
    outputs = forward(X, weights, activation)
    top = rng.normal(size=(samples, n)).astype("float32")
    return outputs, backward(outputs, weights, activation, top), weights


# %% [markdown] lang="en"
# Ten layers:

# %% [markdown] lang="zh-TW" of="0b9b8e00"
# 十層：

# %% slides="A045 A047 A049" rows="I6"
rng = np.random.default_rng(0)
ten = {name: signals(*setting, 10, rng) for name, setting in combinations.items()}
for name, (outputs, deltas, _) in ten.items():
    a, delta = outputs[10], deltas[0]
    print(
        f"{name:12}: outputs of layer 10: mean square {np.mean(a**2):.4f}, variance "
        f"{a.var():.4f}; error signals of layer 1: {np.mean(delta**2):.4f}"
    )
glorot_relu, he_relu = ten["Glorot, ReLU"], ten["He, ReLU"]
zero_share = [np.mean(delta == 0) for delta in glorot_relu[1][:-1]]
print("share of error signals cut to 0, layers 1 to 9:", np.round(zero_share, 2))
assert np.abs(np.array(zero_share) - 0.5).max() < 0.1

# %% slides="A047" rows="I6"
show(
    drawings.plot_ridges({name: (o[1:], d) for name, (o, d, _) in ten.items()}),
    alt="Histograms of ten layers for three networks. Glorot with ReLU: outputs shrink "
    "to a spike at 0 towards layer 10, error signals towards layer 1. He with ReLU: "
    "the width stays about the same. Glorot with tanh: slowly narrower.",
)

# %% [markdown] lang="en"
# Upper row: outputs, from layer 1 at the top to layer 10 at the bottom. Lower row: error signals, which travel upwards from layer 10 to layer 1. On the left, diversity dies out in both directions, as the lecture says: with a spike at 0, all
# units and all samples look alike. In the middle He's factor 2 keeps both wide. On the right tanh with Glorot loses a little per layer.
#
# Two remarks on the lecture's wording. Half of the error signals are cut to 0 *in every layer* (the printed shares), not "half of the half"; what is halved again and again is the mean
# square of the rest. And "the spread halves" is true of the variance; the standard deviation shrinks by $\sqrt{1/2} = 0.71$.
#
# **The same in Keras.** We give our He weights to ten Keras layers. The gradient that the tape finds for the first kernel must be $X^{\mathsf T}\delta^1$ (chapter 3).

# %% [markdown] lang="zh-TW" of="f72efc84"
# 上排是輸出，由最上面的第 1 層到最下面的第 10 層；下排是誤差訊號，由第 10 層往上傳到第 1 層。左邊的網路在兩個方向上都失去多樣性，正如投影片所說：全部擠成 0 附近的一根尖刺，所有單元、所有樣本看起來都一樣。中間 He 的 2 倍讓兩者都保持寬廣。右邊 tanh 配 Glorot，每層損失一點點。
#
# 關於投影片的說法，有兩點要補充。每一層**各自**有一半的誤差訊號被截為 0（見印出的比例），不是「一半的一半」；一再減半的，是其餘訊號的均方。另外，「離散程度少一半」對變異數成立；標準差則是乘上 $\sqrt{1/2} = 0.71$。
#
# **換成 Keras。** 把我們的 He 權重交給十個 Keras 層。`GradientTape` 對第一層權重求得的梯度，應該等於 $X^{\mathsf T}\delta^1$（第 3 章）。

# %% rows="I6"
outputs, deltas, weights = he_relu
layers = [keras.layers.Dense(512, activation="relu", use_bias=False) for _ in range(9)]
layers.append(keras.layers.Dense(512, use_bias=False))  # the last: weighted sums only
model = keras.Sequential([keras.Input((512,)), *layers])
model.set_weights(weights)

with tf.GradientTape() as tape:
    z_last = model(outputs[0])
    score = tf.reduce_sum(z_last * deltas[-1])  # its derivative by z_last is delta
kernel_gradient = tape.gradient(score, layers[0].kernel).numpy()

ours = outputs[0].T @ deltas[0]
forward_error = np.abs(np.maximum(z_last, 0) - outputs[-1]).max() / outputs[-1].max()
backward_error = np.abs(kernel_gradient - ours).max() / np.abs(ours).max()
print("outputs differ by less than 1e-5 of the largest:", forward_error < 1e-5)
print("gradients likewise:", backward_error < 1e-5)
assert forward_error < 1e-5 and backward_error < 1e-5

# %% [markdown] lang="en"
# **Theory line over measurement.** Let $m_\ell$ be the mean square of the outputs of layer $\ell$, with $m_0 = 1$. The weighted sums are nearly normal, because they are sums of many terms, with variance $g\,m_{\ell-1}$,
# where $g = n_\text{in}\sigma^2$ (1 for Glorot, 2 for He). Hence for any activation φ
#
# $$m_\ell = E\bigl[\varphi(z)^2\bigr],\qquad z \sim N(0,\ g\,m_{\ell-1}),$$
#
# and the error signals gain the factor $g\,E[\varphi'(z)^2]$ per layer on their way back. For ReLU both are $g/2$. For tanh we
# take the mean over a fine grid of $z$. In words: one number per layer says what 512 units do.

# %% [markdown] lang="zh-TW" of="c003f702"
# **理論線與測量值。** 設 $m_\ell$ 是第 $\ell$ 層輸出的均方，$m_0 = 1$。加權總和由許多項相加而成，所以接近常態分佈，變異數是 $g\,m_{\ell-1}$，其中 $g = n_\text{in}\sigma^2$（Glorot 是 1，He 是 2）。因此對任何激活函數 φ，
#
# $$m_\ell = E\bigl[\varphi(z)^2\bigr],\qquad z \sim N(0,\ g\,m_{\ell-1}),$$
#
# 而誤差訊號往回傳時，每層乘上 $g\,E[\varphi'(z)^2]$。對 ReLU 來說，兩者都是 $g/2$；對 tanh 則在細密的 $z$ 網格上取平均。也就是說，每層只用一個數字，就描述了 512 個單元的行為。


# %% rows="I6"
def theory(g, activation, depth):
    """Mean squares of outputs (depth + 1,) and of error signals (depth,)."""
    phi, slope = activations[activation]
    grid = np.linspace(-8, 8, 4001)
    density = np.exp(-(grid**2) / 2)
    density /= density.sum()  # standard normal on the grid
    m, factors = [1.0], []
    for _ in range(depth):
        a = phi(np.sqrt(g * m[-1]) * grid)
        m.append(density @ a**2)
        factors.append(g * (density @ slope(a) ** 2))
    # The signal of layer l has passed layers depth - 1, ..., l on its way back.
    back = np.cumprod([1.0, *factors[-2::-1]])[::-1]
    return np.array(m), back


def measure(start, activation, depth, rng, networks=4):
    """The same two, measured: means over several networks."""
    squares = []
    for _ in range(networks):
        outputs, deltas, _ = signals(start, activation, depth, rng)
        squares.append([np.mean(v.astype(float) ** 2) for v in outputs + deltas])
    mean = np.mean(squares, axis=0)
    return mean[: depth + 1], mean[depth + 1 :]


# %% [markdown] lang="en"
# Ten layers first, each number a mean over four networks.

# %% [markdown] lang="zh-TW" of="3ee31069"
# 先看十層，每個數字都是四個網路的平均。

# %% rows="I6"
gains = {"Glorot, ReLU": 1, "He, ReLU": 2, "Glorot, tanh": 1}
predicted, measured = {}, {}
for depth in (10, 50):
    predicted[depth] = {
        name: theory(g, combinations[name][1], depth) for name, g in gains.items()
    }
    measured[depth] = {
        name: measure(*setting, depth, rng) for name, setting in combinations.items()
    }
halves = predicted[10]["Glorot, ReLU"][0]
assert np.allclose(halves, 0.5 ** np.arange(11), rtol=1e-3)  # the theory halves
for name in gains:
    ratios = [
        m / t for m, t in zip(measured[10][name], predicted[10][name], strict=True)
    ]
    ratios = np.concatenate(ratios)
    print(
        f"{name:12}: measured / theory between 0.6 and 1.6 in all ten layers:", end=" "
    )
    print(((ratios > 0.6) & (ratios < 1.6)).all())
    assert ((ratios > 0.6) & (ratios < 1.6)).all()

# %% slides="A049" rows="I6"
show(
    drawings.plot_levels(measured[10], predicted[10]),
    alt="Mean square per layer on a logarithmic axis, ten layers, measurement and "
    "theory. Glorot with ReLU falls in a straight line to a thousandth, forward and "
    "backward. He with ReLU stays at 1. Glorot with tanh sinks slowly in a curve.",
)

# %% [markdown] lang="en"
# The markers lie on the lines. Now fifty layers. A layer has only 512 units, so each layer adds a random error of some percent to the size of the signal, and these errors multiply: single networks scatter
# around the line by a factor that grows with depth. We allow a factor 4.

# %% [markdown] lang="zh-TW" of="3b3373ef"
# 測量值落在理論線上。再來是五十層。每層只有 512 個單元，所以每過一層，訊號大小就有百分之幾的隨機誤差，而這些誤差會相乘：網路愈深，個別網路偏離理論線的倍數就愈大。這裡容許 4 倍。

# %% rows="I6"
ends = {name: levels[0][-1] for name, levels in predicted[50].items()}
for name in gains:
    ratios = [
        m / t for m, t in zip(measured[50][name], predicted[50][name], strict=True)
    ]
    ratios = np.concatenate(ratios)
    inside = ((ratios > 1 / 4) & (ratios < 4)).all()
    print(
        f"{name:12}: theory {ends[name]:.1e} at layer 50; within a factor 4: {inside}"
    )
    assert inside

# %% rows="I6"
show(
    drawings.plot_levels(measured[50], predicted[50]),
    alt="The same for fifty layers. Glorot with ReLU falls to about 1e-15 in both "
    "directions, He with ReLU stays near 1, Glorot with tanh flattens near 0.01.",
)

# %% [markdown] lang="en"
# With Glorot and ReLU the mean square ends at $2^{-50} \approx 10^{-15}$: so small a gradient that the first layers would hardly move. tanh with Glorot does *not* keep the mean square either: tanh flattens every value a little. But the smaller the values, the less it
# flattens, so the decline slows down: {{ predicted[10]["Glorot, tanh"][0][-1] | .3f }} after ten layers, {{ ends["Glorot, tanh"] | .3f }} after fifty. Section 4.8 shows that such a network still learns.
#
# **What He does not keep.** Size is not everything. How similar are the outputs of two *different* random inputs? We measure the cosine of the angle between them: 0 for perpendicular, 1 for the same direction. Theory for ReLU
# (Cho and Saul, 2009): a cosine $\cos\theta$ becomes $\frac1\pi\bigl(\sin\theta + (\pi-\theta)\cos\theta\bigr)$ after each layer.

# %% [markdown] lang="zh-TW" of="fd77f808"
# Glorot 配 ReLU，均方最後是 $2^{-50} \approx 10^{-15}$：梯度小到前面幾層幾乎不動。tanh 配 Glorot 其實也**沒有**維持均方，因為 tanh 會把每個值壓低一些。但值愈小，壓得愈少，所以縮小得愈來愈慢：十層之後是 {{ predicted[10]["Glorot, tanh"][0][-1] | .3f }}，五十層之後是 {{ ends["Glorot, tanh"] | .3f }}。4.8 節會看到，這樣的網路仍然學得起來。
#
# **He 維持不了的東西。** 大小不是一切。兩個**不同**的隨機輸入，輸出有多相似？我們測量兩者夾角的餘弦：垂直是 0，同方向是 1。ReLU 的理論（Cho and Saul, 2009）是：每過一層，餘弦 $\cos\theta$ 變成 $\frac1\pi\bigl(\sin\theta + (\pi-\theta)\cos\theta\bigr)$。

# %% rows="I6"
outputs, _, _ = signals(he_normal, "ReLU", 50, rng)
cosine = 0.0  # random inputs are nearly perpendicular
similar = {}
for layer in range(1, 51):
    theta = np.arccos(cosine)
    cosine = (np.sin(theta) + (np.pi - theta) * cosine) / np.pi
    if layer in (1, 5, 10, 50):
        unit = outputs[layer] / np.linalg.norm(outputs[layer], axis=1, keepdims=True)
        pairs = np.sum(unit[::2] * unit[1::2], axis=1)  # 16 pairs of samples
        similar[layer] = cosine
        print(
            f"layer {layer:2}: cosine measured {pairs.mean():.2f}, theory {cosine:.2f}"
        )
        assert abs(pairs.mean() - cosine) < 0.06

# %% [markdown] lang="en"
# After ten layers two unrelated inputs point in nearly the same direction (cosine {{ similar[10] | .2f }}), after fifty they can hardly be told apart ({{ similar[50] | .2f }}), although the numbers are as
# large as ever. So "diversity kept" is half true: He keeps the spread over the units, not the difference between the samples. This is one reason to expect that
# very deep plain networks stay hard to train; chapter 8 has remedies.

# %% [markdown] lang="zh-TW" of="7e8a7f62"
# 十層之後，兩個毫不相干的輸入已指向幾乎相同的方向（餘弦 {{ similar[10] | .2f }}）；五十層之後幾乎無法分辨（{{ similar[50] | .2f }}），儘管數字的大小絲毫不減。所以「保持多樣性」只對了一半：He 維持的是單元之間的分散，不是樣本之間的差異。由此可以預期，很深的普通網路還是難以訓練；第 8 章會談解決的辦法。

# %% [markdown] lang="en"
# ## 4.8 Which one?
#
# The lecture's advice: *shallow* networks: random or truncated normal; *deep* ones: Glorot; *deep with ReLU*: He, that is variance scaling with scale 2. We test it: 2, 10 and 30 hidden layers of 64 units, ReLU and tanh, 2,000 MNIST images made
# smaller (14×14) and scaled to mean 0 and standard deviation 1, 4 epochs, 1,000 test images. For each start three seeds and four learning rates (0.01, 0.03, 0.1, 0.3); the rate with the best mean counts.
# `random_normal` has its default 0.05.

# %% [markdown] lang="zh-TW" of="f6ceeb5f"
# ## 4.8 該選哪一種？
#
# 投影片的建議是：**淺層**網路用隨機常態或截斷常態；**深層**用 Glorot；**深層加 ReLU** 用 He，也就是 scale 為 2 的變異數縮放。我們來檢驗：2、10、30 個隱藏層，每層 64 個單元，ReLU 和 tanh 各一組；取 2,000 張縮小的 MNIST 影像（14×14），縮放成平均 0、標準差 1，訓練 4 個週期，用 1,000 張測試影像評分。每種起點用三個種子、四種學習率（0.01、0.03、0.1、0.3），取平均最好的學習率。`random_normal` 採用預設值 0.05。


# %% rows="I7"
def shrink(images):
    """Average 2x2 pixels: (n, 28, 28) to (n, 196)."""
    return to_float(images).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)


X_train, X_test = shrink(images[:2000]), shrink(test_images[:1000])
mean, std = X_train.mean(), X_train.std()
X_train, X_test = (X_train - mean) / std, (X_test - mean) / std
Y_train, y_test = one_hot(labels[:2000]), test_labels[:1000]

rules = {
    "random_normal": lambda shape, rng: rng.normal(0, 0.05, shape),
    "Glorot normal": lambda shape, rng: glorot_normal(shape, rng=rng),
    "He normal": lambda shape, rng: he_normal(shape, rng=rng),
}
depths, rates, seeds = (2, 10, 30), (0.01, 0.03, 0.1, 0.3), range(3)
print("training", X_train.shape, "test", X_test.shape)


# %% [markdown] lang="en"
# `try_all` trains 36 networks at once: three rules, four rates, three seeds.

# %% [markdown] lang="zh-TW" of="8f8dcc81"
# `try_all` 一次訓練 36 個網路：三種規則、四種學習率、三個種子。


# %% rows="I7"
def try_all(activation, depth):
    """Test accuracies (rules, seeds), each rule at its best learning rate."""
    shapes = [(196, 64), *[(64, 64)] * (depth - 1), (64, 10)]
    networks = [
        [rule(shape, rng) for shape in shapes]
        for rule in rules.values()
        for _ in rates
        for rng in [np.random.default_rng(seed) for seed in seeds]
    ]
    stacks = [
        np.stack(layer).astype("float32") for layer in zip(*networks, strict=True)
    ]
    lr = np.tile(np.repeat(rates, len(seeds)), len(rules))
    options = {"activation": activation, "lr": lr, "num_epochs": 4, "batch_size": 50}
    trained = stacked.train(stacks, X_train, Y_train, **options)
    accuracy = stacked.accuracy(*trained, X_test, y_test, activation).reshape(3, 4, 3)
    best = accuracy.mean(axis=2).argmax(axis=1)
    return accuracy[range(3), best]


# %% [markdown] lang="en"
# The table holds, for each activation, rules × depths × seeds.

# %% [markdown] lang="zh-TW" of="bed8ee55"
# 對每一種激活函數，`table` 存放規則 × 深度 × 種子的結果。

# %% slides="A052" rows="I7" tags=["nbval-ignore-output"]
table = {
    name: np.stack([try_all(name.lower(), depth) for depth in depths], axis=1)
    for name in ("ReLU", "tanh")
}  # each (rules, depths, seeds)
relu, tanh = table["ReLU"].mean(axis=2), table["tanh"].mean(axis=2)
print("ReLU (rows: rules, columns: depths)", relu.round(2), sep="\n")
print("tanh", tanh.round(2), sep="\n")
assert min(relu[:, 0].min(), tanh[:, 0].min()) > 0.7  # depth 2: everything works
assert np.ptp(relu[:, 0]) < 0.06 and np.ptp(tanh[:, 0]) < 0.06  # and equally well
assert relu[2, 1] > relu[1, 1] + 0.04 and relu[2, 2] > relu[1, 2] + 0.1
assert max(relu[0, 1:].max(), tanh[0, 1:].max(), relu[1, 2]) < 0.2  # chance
assert tanh[1:, 1].min() > 0.7 and tanh[1:, 2].min() > 0.5

# %% rows="I7"
show(
    drawings.plot_choice(table, list(rules), depths, chance=0.1),
    alt="Test accuracy for three starts and three depths, for ReLU and tanh. At two "
    "hidden layers all cells are dark. At ten and thirty the random normal is at "
    "chance. Glorot fails with ReLU at thirty layers; He is best there. With tanh both "
    "work.",
)

# %% [markdown] lang="en"
# Cells show the mean of three seeds and, below it, least and greatest.
#
# | advice | verdict |
# |---|---|
# | shallow: random or truncated normal | works, and so do Glorot and He, each at its best rate: with ReLU {{ relu[0, 0] | .2f | 0.03 }}, {{ relu[1, 0] | .2f | 0.03 }} and {{ relu[2, 0] | .2f | 0.03 }} |
# | deep: Glorot | true for tanh; with ReLU it is behind at 10 layers and at chance at 30 |
# | deep with ReLU: He | true: best at 10 and 30 layers; but {{ relu[2, 2] | .2f | 0.12 }} at 30 is not good |
#
# The fixed 0.05 fails in deep networks because of their width: $64\cdot0.05^2 = 0.16$, so each layer multiplies the mean square by 0.16, with ReLU by 0.08. With 800 ReLU units per layer 0.05 would *be* He's σ. A fixed number suits one width; the formulas suit any.
#
# What this does not show: four epochs, one width, plain gradient descent, and learning rates chosen on the test images, alike for all. With tanh, He is no worse than Glorot at 30 layers ({{ tanh[2, 2] | .2f | 0.1 }} against {{ tanh[1, 2] | .2f | 0.1 }}), which the theory of sizes does not predict. He et al. (2015) report the same pattern for ReLU in convolutional networks:
# with 22 layers both starts converge, theirs faster; with 30 layers only theirs does.
#
# **Rule of thumb**: Glorot (Keras' default is `glorot_uniform`) for tanh and for outputs; He for ReLU and its relatives, whatever the depth.

# %% [markdown] lang="zh-TW" of="8843de4d"
# 每格是三個種子的平均，下方是最小值和最大值。
#
# | 建議 | 檢驗結果 |
# |---|---|
# | 淺層：隨機常態或截斷常態 | 可行，Glorot 和 He 用各自最好的學習率也一樣可行：配 ReLU 分別是 {{ relu[0, 0] | .2f | 0.03 }}、{{ relu[1, 0] | .2f | 0.03 }}、{{ relu[2, 0] | .2f | 0.03 }} |
# | 深層：Glorot | 對 tanh 成立；配 ReLU 時，10 層已落後，30 層只剩猜測的水準 |
# | 深層加 ReLU：He | 成立：10 層和 30 層都最好；但 30 層的 {{ relu[2, 2] | .2f | 0.12 }} 並不理想 |
#
# 固定的 0.05 在深層網路失敗，原因在寬度：$64\cdot0.05^2 = 0.16$，每過一層，均方就乘上 0.16，配 ReLU 則是 0.08。如果每層有 800 個 ReLU 單元，0.05 就**正好是** He 的 σ。固定的數字只適合某一種寬度，公式則適合任何寬度。
#
# 這個實驗的限制：只訓練四個週期、一種寬度、單純的梯度下降，而且學習率是用測試影像挑的（所有起點一視同仁）。配 tanh 時，30 層的 He 並不比 Glorot 差（{{ tanh[2, 2] | .2f | 0.1 }} 對 {{ tanh[1, 2] | .2f | 0.1 }}），只看大小的理論並沒有預測到這一點。He et al.（2015）在 ReLU 卷積網路上報告了相同的規律：22 層時兩種起點都會收斂，他們的較快；30 層時只有他們的會收斂。
#
# **經驗法則**：tanh 和輸出層用 Glorot（Keras 的預設是 `glorot_uniform`）；ReLU 及其變形，不論深淺都用 He。

# %% [markdown] lang="en"
# ## 4.9 Explore: choose σ and depth
#
# Width 256. Glorot's σ is $\sqrt{1/256} = 0.0625$, He's is 0.088. In a live kernel, move the sliders. Try to find a σ at which layer 20 is about as wide as layer 1, for ReLU and for tanh. What happens to tanh when σ is much too large, and to ReLU?

# %% [markdown] lang="zh-TW" of="e5635d72"
# ## 4.9 動手探索：選擇 σ 和深度
#
# 每層寬度 256。Glorot 的 σ 是 $\sqrt{1/256} = 0.0625$，He 的是 0.088。在執行中的 kernel 裡移動滑桿，分別為 ReLU 和 tanh 找出讓第 20 層和第 1 層差不多寬的 σ。σ 太大時，tanh 會怎樣？ReLU 又會怎樣？


# %% rows="I6"
def draw_layers(sigma, depth, activation):
    def start(shape, rng):
        return rng.normal(0, sigma, shape)

    outputs = signals(start, activation, depth, np.random.default_rng(0), n=256)[0]
    layers = {}
    for k in np.unique(np.linspace(1, depth, 10).round().astype(int)):
        a = outputs[k]  # shown without the zeros of ReLU, unless there is nothing else
        layers[f"layer {k}: std {a.std():.2g}"] = a[a != 0] if a.any() else a
    return plotting.plot_layer_histograms(
        layers,
        xlim=(0, 2) if activation == "ReLU" else (-1, 1),
        xlabel="outputs (without zeros)",
        title=f"{activation}, σ = {sigma:.4f}, {depth} layers",
    )


explore(
    draw_layers,
    alt="Histograms of the outputs of ten ReLU layers of 256 units with sigma 0.0625, "
    "which is Glorot's: the values crowd ever closer to 0.",
    sigma=(0.0125, 0.2, 0.0125, 0.0625),
    depth=(2, 50, 1, 10),
    activation=["ReLU", "tanh"],
)

# %% [markdown] lang="en"
# <details><summary>What you should find</summary>
#
# ReLU: at σ = 0.0875, next to He's 0.0884, the widths agree. tanh: with Glorot's 0.0625 layer 20 has about a quarter of the width of layer 1; near 0.1 it comes close. Far above, most outputs stick at −1 or +1, the flat ends, but they stay bounded. ReLU has no such
# bound: at σ = 0.2 the mean square grows by the factor $256\cdot0.04/2 = 5.1$ per layer and leaves the picture.
# </details>

# %% [markdown] lang="zh-TW" of="00e576fe"
# <details><summary>你應該會發現</summary>
#
# ReLU：σ = 0.0875 時寬度相符，He 的值是 0.0884。tanh：採用 Glorot 的 0.0625，第 20 層的寬度約為第 1 層的四分之一；到 0.1 附近就相當接近。再大許多，多數輸出會卡在平坦的兩端 −1 或 +1，但不會超出。ReLU 沒有這種上限：σ = 0.2 時，均方每層乘上 $256\cdot0.04/2 = 5.1$，很快就跑出圖外。
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# 1. A dense layer has 300 inputs and 100 outputs. Give σ and the uniform limit for Glorot and for He.
# <details><summary>Answer</summary>
#
# Glorot: $\sigma = \sqrt{2/400} = 0.0707$, limit $\sqrt{6/400} = 0.1225$. He: $\sigma = \sqrt{2/300} = 0.0816$, limit $\sqrt{6/300} = 0.1414$.
# </details>
#
# 2. All weights of a network with one hidden tanh layer of 50 units start at 0.3, the biases too. How many different hidden units are there after training? What if only *one* hidden bias starts at 0.4?
# <details><summary>Answer</summary>
#
# One: all 50 stay equal. With one different bias there are two kinds: that unit, and 49 equal ones.
# </details>
#
# 3. Ten ReLU layers of equal width start with Glorot normal. By which factor do mean square and standard deviation of the outputs shrink? And with plain `TruncatedNormal(stddev=σ)` with Glorot's σ?
# <details><summary>Answer</summary>
#
# Mean square: $2^{-10} = 1/1024$; standard deviation: its root, 1/32. With the plain truncated normal the weights' variance is 0.7737 of the formula's, so the mean square shrinks by
# $(0.7737/2)^{10} = 7.5\cdot10^{-5}$, the standard deviation by 0.0087.
# </details>
#
# 4. A convolution has kernel (5, 5, 8, 16). Fan-in, fan-out, He's σ?
# <details><summary>Answer</summary>
#
# Fan-in $25\cdot8 = 200$, fan-out $25\cdot16 = 400$, $\sigma = \sqrt{2/200} = 0.1$.
# </details>
#
# 5. Leaky ReLU has slope 1 for $z > 0$ and slope 0.2 for $z < 0$. Which scale keeps the mean square?
# <details><summary>Answer</summary>
#
# The negative half now contributes $0.2^2 = 0.04$ of its part: $E[a^2] = \tfrac12(1 + 0.04)\,E[z^2]$. So $n_\text{in}\sigma^2 = 2/1.04$: scale 1.92.
# </details>

# %% [markdown] lang="zh-TW" of="1d6e84eb"
# ## 自我檢測
#
# 1. 一個密集層有 300 個輸入、100 個輸出。Glorot 和 He 的 σ 與均勻分佈的界限各是多少？
# <details><summary>答案</summary>
#
# Glorot：$\sigma = \sqrt{2/400} = 0.0707$，界限 $\sqrt{6/400} = 0.1225$。He：$\sigma = \sqrt{2/300} = 0.0816$，界限 $\sqrt{6/300} = 0.1414$。
# </details>
#
# 2. 一個網路有一層 50 個 tanh 隱藏單元，所有權重和偏差都從 0.3 開始。訓練之後，有幾種不同的隱藏單元？如果只有**一個**隱藏單元的偏差從 0.4 開始呢？
# <details><summary>答案</summary>
#
# 一種：50 個始終相等。若有一個偏差不同，就有兩種：那一個單元，以及 49 個相等的單元。
# </details>
#
# 3. 十個一樣寬的 ReLU 層，以 Glorot normal 開始。輸出的均方和標準差各縮小為幾倍？如果改用 `TruncatedNormal(stddev=σ)`，σ 取 Glorot 的值呢？
# <details><summary>答案</summary>
#
# 均方是 $2^{-10} = 1/1024$；標準差是它的平方根，1/32。改用未放寬的截斷常態，權重的變異數只有公式的 0.7737 倍，所以均方是 $(0.7737/2)^{10} = 7.5\cdot10^{-5}$，標準差是 0.0087。
# </details>
#
# 4. 一個卷積層的權重形狀是 (5, 5, 8, 16)。輸入端數、輸出端數和 He 的 σ 各是多少？
# <details><summary>答案</summary>
#
# 輸入端數 $25\cdot8 = 200$，輸出端數 $25\cdot16 = 400$，$\sigma = \sqrt{2/200} = 0.1$。
# </details>
#
# 5. Leaky ReLU 在 $z > 0$ 時斜率為 1，在 $z < 0$ 時斜率為 0.2。哪一個 scale 能維持均方？
# <details><summary>答案</summary>
#
# 負的那一半現在貢獻原來的 $0.2^2 = 0.04$：$E[a^2] = \tfrac12(1 + 0.04)\,E[z^2]$。所以 $n_\text{in}\sigma^2 = 2/1.04$，scale 是 1.92。
# </details>

# %% [markdown] lang="en"
# ## Summary
#
# - Units that start equal stay equal. From all zeros a ReLU network learns only how often each class occurs.
# - A weighted sum of $n$ terms has mean square $n\sigma^2E[x^2]$. To keep the size of signals, σ must follow the number of connections.
# - Glorot: $\sigma^2 = 2/(n_\text{in}+n_\text{out})$, a compromise between forward and backward, for activations with slope 1 at 0. He: $\sigma^2 = 2/n_\text{in}$, because ReLU halves the mean square.
# - Both are `VarianceScaling`: scale 1 with `fan_avg`, scale 2 with `fan_in`.
# - Truncation at ±2 leaves 0.8796 of the standard deviation. The scaling family makes up for it, `TruncatedNormal` does not.
# - Measured over ten and fifty layers, mean squares follow the theory. He keeps the size of signals, not the difference between samples.
#
# ## References
#
# - Y. Cho and L. K. Saul (2009). Kernel methods for deep learning. *Advances in Neural Information Processing Systems* 22.
# - X. Glorot and Y. Bengio (2010). Understanding the difficulty of training deep feedforward neural networks. *AISTATS*, PMLR 9, 249–256.
# - K. He, X. Zhang, S. Ren and J. Sun (2015). Delving deep into rectifiers: surpassing human-level performance on ImageNet classification. *ICCV*, 1026–1034.
# - Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller (1998). Efficient BackProp. In *Neural Networks: Tricks of the Trade*, Springer, 9–50. (Source of the `lecun` initializers: $\sigma = 1/\sqrt{n_\text{in}}$.)
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams (1986). Learning internal representations by error propagation. In *Parallel Distributed Processing*, vol. 1, MIT Press, 318–362.
# - A. M. Saxe, J. L. McClelland and S. Ganguli (2014). Exact solutions to the nonlinear dynamics of learning in deep linear neural networks. *ICLR*.

# %% [markdown] lang="zh-TW" of="f482ac22"
# ## 重點整理
#
# - 起點相等的單元永遠相等。全部從零開始的 ReLU 網路，只學得到各類別出現的頻率。
# - $n$ 項的加權總和，均方是 $n\sigma^2E[x^2]$。要維持訊號的大小，σ 必須隨連接的數目調整。
# - Glorot：$\sigma^2 = 2/(n_\text{in}+n_\text{out})$，是正向與反向的折衷，適合在 0 處斜率為 1 的激活函數。He：$\sigma^2 = 2/n_\text{in}$，因為 ReLU 使均方減半。
# - 兩者都是 `VarianceScaling`：scale 1 配 `fan_avg`，scale 2 配 `fan_in`。
# - 在 ±2 截斷，標準差只剩 0.8796 倍。變異數縮放的家族會補回來，`TruncatedNormal` 不會。
# - 在十層和五十層的測量中，均方都符合理論。He 維持的是訊號的大小，不是樣本之間的差異。
#
# ## 參考文獻
#
# - Y. Cho and L. K. Saul (2009). Kernel methods for deep learning. *Advances in Neural Information Processing Systems* 22.
# - X. Glorot and Y. Bengio (2010). Understanding the difficulty of training deep feedforward neural networks. *AISTATS*, PMLR 9, 249–256.
# - K. He, X. Zhang, S. Ren and J. Sun (2015). Delving deep into rectifiers: surpassing human-level performance on ImageNet classification. *ICCV*, 1026–1034.
# - Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller (1998). Efficient BackProp. In *Neural Networks: Tricks of the Trade*, Springer, 9–50.（`lecun` 初始器的出處：$\sigma = 1/\sqrt{n_\text{in}}$。）
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams (1986). Learning internal representations by error propagation. In *Parallel Distributed Processing*, vol. 1, MIT Press, 318–362.
# - A. M. Saxe, J. L. McClelland and S. Ganguli (2014). Exact solutions to the nonlinear dynamics of learning in deep linear neural networks. *ICLR*.
