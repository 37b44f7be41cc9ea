# %% [markdown] lang="en"
# After this chapter you can
#
# - explain why a network that starts with equal weights never becomes more than one unit per layer;
# - derive how large weights should be from the number of inputs and outputs of a layer (Glorot, He);
# - predict the size of signals and error signals at any depth, and measure it;
# - read one picture that tells which size of weights suits ReLU and which suits tanh;
# - start any network from its data when no formula is at hand, and its output bias from the class frequencies;
# - read Keras' list of initializers, and choose.
#
# You need the first network of chapter 2 and the error signal δ of chapter 3. All letters stand in the [notation table](notation.md). Where a cell compares a number with the slides of the lecture that the course follows, its line begins with a topic such as I1; you need not have the slides.

# %% [markdown] lang="zh-TW" of="93336366"
# 讀完這一章，你可以
#
# - 解釋為什麼權重全部相等的網路，每一層永遠只抵得上一個單元；
# - 從一層的輸入端數和輸出端數，推導出權重應該多大（Glorot、He）；
# - 預測訊號和誤差訊號在任何深度的大小，並且實際測量；
# - 看懂一張圖，從中得知 ReLU 和 tanh 各適合多大的權重；
# - 沒有公式可用時，根據資料決定任何網路的起點，並根據類別頻率決定輸出偏差的起點；
# - 看懂 Keras 的權重初始器清單，並做出選擇。
#
# 你需要先讀過第 2 章的第一個網路，以及第 3 章的誤差訊號（error signal）δ。所有字母都列在[記號表](notation.md)裡。有些儲存格會把算出的數字和本課程所依據的投影片相比，該行以 I1 這類主題代號開頭；沒有投影片也能讀。

# %%
from itertools import pairwise

import keras
import numpy as np
import tensorflow as tf

from experiments import i5_initializers, i5_rates, i7_choice
from utils.data import flatten, load_mnist, one_hot, to_float
from utils.device import full_run
from utils.drawings import initializers as drawings
from utils.explore import explore
from utils.nn import stacked
from utils.plotting import show
from utils.slides import check_erratum, check_slide

# %% [markdown] lang="en"
# ## 4.1 An experiment first (8 min)
#
# Gradient descent improves weights, but somebody has to choose the first ones. The rule that does so is the **initializer**. Does it matter? We train the same network three times. Only the first weights differ: all zero; drawn from a normal distribution with mean 0 and standard deviation 0.4, written $N(0, 0.4)$; or "Glorot normal", whose meaning section 4.4 explains. Biases start at 0, here and everywhere up to section 4.11.
#
# The network is a small **convolutional** one. Its first layers look at the image through windows of 3×3 pixels and use the same weights at every place; `MaxPooling2D` keeps the largest of each 2×2 outputs. You need to know only that these layers have weights that must start somewhere. The last layer gives ten logits.
#
# Keras calls the array of weights of a layer its **kernel**: shape (inputs, outputs) in a dense layer, (height, width, channels in, channels out) in a convolution. We use the word in this sense. `start()` makes one initializer for each kernel; section 4.9 shows why one for all would be a mistake.

# %% [markdown] lang="zh-TW" of="95638f89"
# ## 4.1 先做一個實驗（8 分鐘）
#
# 梯度下降會改進權重，但最初的權重得有人決定。負責決定的規則就是**權重初始器**（initializer）。它重要嗎？我們把同一個網路訓練三次，只有最初的權重不同：全部為零；從平均 0、標準差（standard deviation）0.4 的常態分布（normal distribution）抽樣，寫成 $N(0, 0.4)$；或是「Glorot normal」，它的意思要到 4.4 節才會揭曉。在 4.11 節之前，偏差一律從 0 開始。
#
# 這是一個小型的**卷積**（convolution）網路。前面幾層透過 3×3 像素的視窗看圖片，在每個位置都使用同一組權重；`MaxPooling2D` 從每 2×2 個輸出中留下最大的一個。你只要知道這些層也有需要起始值的權重就夠了。最後一層給出十個對數勝算（logit）。
#
# Keras 把一層的權重陣列稱為這一層的 **kernel**：密集層（dense layer）的形狀是（輸入，輸出），卷積層是（高，寬，輸入通道，輸出通道）。本章的 kernel 都是這個意思。`start()` 為每個 kernel 各建立一個初始器；為什麼不能全部共用一個，4.9 節會說明。


# %% rows="I5"
def small_cnn(start, seed=0):
    keras.utils.set_random_seed(seed)
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


def normal_04():
    return keras.initializers.RandomNormal(mean=0.0, stddev=0.4)


starts = {
    "zeros": keras.initializers.Zeros,
    "N(0, 0.4)": normal_04,
    "Glorot normal": keras.initializers.GlorotNormal,
}
kernels = small_cnn(normal_04).get_weights()[::2]  # without the biases
print("shapes of the kernels:", *[kernel.shape for kernel in kernels])

# %% [markdown] lang="en"
# We train on 3,000 images, in batches of 16, for 4 epochs (752 updates), and score on 2,000 others that we keep for choices: validation images.
#
# **Predict.** Rank the three starts. What will the accuracy of "zeros" be?
#
# <details><summary>Answer</summary>
#
# "Zeros" stays at the share of one digit, 10 to 11 %: section 4.2 shows why. $N(0, 0.4)$ learns; Glorot normal learns better.
# </details>

# %% [markdown] lang="zh-TW" of="1ed53790"
# 訓練用 3,000 張圖片，批次大小 16，4 個週期（752 次更新）；評分用另外 2,000 張專門用來做選擇的圖片，也就是驗證集（validation set）。
#
# **先猜猜看**：三種起點的名次如何？「zeros」的準確率會是多少？
#
# <details><summary>解答</summary>
#
# 「zeros」停在某一個數字所占的比例，10% 到 11%，原因見 4.2 節。$N(0, 0.4)$ 學得起來，Glorot normal 學得更好。
# </details>

# %% rows="I5" tags=["nbval-ignore-output"]
(images, labels), (test_images, test_labels) = load_mnist()
pixels = to_float(images)[..., None]  # (60000, 28, 28, 1), between 0 and 1
X_small, y_small = pixels[:3000], labels[:3000]
validation = pixels[50_000:52_000], labels[50_000:52_000]
# the cross-entropy of logits with labels 0 to 9:
loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

live = {}
for name, start in starts.items():
    model = small_cnn(start)
    model.compile(
        keras.optimizers.SGD(0.01),
        loss_function,
        metrics=["accuracy"],
        steps_per_execution=47,  # updates in one call: faster, the same result
    )
    run = model.fit(
        X_small, y_small, batch_size=16, epochs=4, verbose=0, validation_data=validation
    )
    live[name] = run.history["val_accuracy"]
    print(f"{name:>13}: validation accuracy per epoch", np.round(live[name], 2))
shares = np.bincount(labels[50_000:52_000]) / 2000
assert min(abs(live["zeros"][-1] - shares)) < 1e-3  # the share of one digit
assert live["Glorot normal"][-1] > live["N(0, 0.4)"][-1] + 0.1 > 0.3
#! falsify: min(abs(live["zeros"][-1] - shares)) => min(abs(live["N(0, 0.4)"][-1] - shares))

# %% [markdown] lang="en"
# The lecture's experiment has 60,000 images, batches of 128 and 12 epochs. That takes minutes, so we ran it from two seeds each and recorded it (`experiments/`); with a GPU or `COURSE_FULL=1` it runs here. Network and learning rate (0.01) are ours, since the slide names none.

# %% [markdown] lang="zh-TW" of="da9a14eb"
# 投影片的實驗使用 60,000 張圖片、批次大小 128、12 個週期。這需要好幾分鐘，所以我們事先跑好並記錄下來，每種起點各兩個隨機種子（見 `experiments/`）；若有 GPU 或設定 `COURSE_FULL=1`，就會在這裡現場執行。投影片沒有說明網路和學習率，這裡的網路和學習率 0.01 是我們選的。

# %% slides="A041" rows="I5"
runs = i5_initializers.EXPERIMENT.results(live=full_run())
keys = ["zeros", "normal_0.4", "glorot_normal"]
recorded = {}  # each (seeds, epochs)
for name, key in zip(starts, keys, strict=True):
    curves = [run["test_accuracy"] for run in runs if run["start"] == key]
    recorded[name] = np.array(curves)
    print(f"{name:>13}: test accuracy after 12 epochs", recorded[name][:, -1])
print(i5_initializers.EXPERIMENT.provenance())

zeros, normal, glorot = recorded.values()
assert (np.abs(zeros - 0.11) < 0.01).all()  # in every epoch
assert normal[:, -1].min() > 0.9
assert glorot[:, -1].min() > normal[:, -1].max() + 0.005
assert zeros.shape[1] == i5_initializers.EPOCHS == 12 and len(images) == 60_000
#! falsify: if run["start"] == key => if run["start"] != key
#! falsify: run["test_accuracy"] => run["test_loss"]

# %% rows="I5" fold="Draw both experiments"
titles = ("Live: 3,000 images", "Recorded: 60,000 images; band: 2 seeds")
show(
    drawings.plot_starts(live, recorded, titles),
    alt="Accuracy per epoch for three starts, live and recorded. Zeros stays flat at "
    "0.11. The two random starts rise; Glorot normal ends highest in both panels. "
    "In the recorded panel the bands from least to greatest shrink to thin lines.",
)
#! alt zh-TW: 三種起點的準確率隨週期的變化，左為現場訓練，右為事先記錄。zeros 停在 0.11；兩種隨機起點都上升，兩張圖都以 Glorot normal 最高。右圖中由最小到最大的色帶逐漸縮成細線。

# %% [markdown] lang="en"
# The start matters.
#
# - **Zeros** never learns: {{ zeros[:, -1].mean() | .1% }} of the test images, the share of the commonest digit, in every epoch and from every seed.
# - **$N(0, 0.4)$** reaches {{ normal[:, -1].min() | .3f }} to {{ normal[:, -1].max() | .3f }} after 12 epochs.
# - **Glorot normal** reaches {{ glorot[:, -1].min() | .3f }} to {{ glorot[:, -1].max() | .3f }}: its worst run beats the best one of $N(0, 0.4)$.
#
# What this does not show: all three had the learning rate 0.01. Would another rate help $N(0, 0.4)$? And what is wrong with 0.4? Keep these two questions; section 4.10 comes back to them.

# %% [markdown] lang="zh-TW" of="3266891c"
# 起點果然重要。
#
# - **Zeros** 完全沒有學習：不論哪個週期、哪個種子，測試圖片都只答對 {{ zeros[:, -1].mean() | .1% }}，正是最常見的數字所占的比例。
# - **$N(0, 0.4)$** 在 12 個週期後達到 {{ normal[:, -1].min() | .3f }} 到 {{ normal[:, -1].max() | .3f }}。
# - **Glorot normal** 達到 {{ glorot[:, -1].min() | .3f }} 到 {{ glorot[:, -1].max() | .3f }}：它最差的一次，也勝過 $N(0, 0.4)$ 最好的一次。
#
# 這個實驗的限制：三者的學習率都是 0.01。換一個學習率，$N(0, 0.4)$ 會不會好一點？0.4 又錯在哪裡？請記住這兩個問題，4.10 節會再回來談。

# %% [markdown] lang="en"
# ## 4.2 Equal weights stay equal (12 min)
#
# **First the zeros.** With all kernels 0, every weighted sum is 0 and every hidden output is $\mathrm{relu}(0) = 0$. The gradient of a kernel is a product of its inputs with the error signal behind it (chapter 3).
#
# **Predict.** Of the eight arrays of this network, four kernels and four biases, which get a gradient that is not 0?
#
# <details><summary>Answer</summary>
#
# Only the last bias. For the last kernel the inputs are 0; for all others the error signal is 0, because it comes back multiplied by zero weights.
# </details>

# %% [markdown] lang="zh-TW" of="cf8d6683"
# ## 4.2 相等的權重永遠相等（12 分鐘）
#
# **先看全部為零的情形。** 所有 kernel 都是 0，每個加權總和就是 0，每個隱藏單元的輸出也是 $\mathrm{relu}(0) = 0$。kernel 的梯度，是它的輸入乘上它後面傳回來的誤差訊號（第 3 章）。
#
# **先猜猜看**：這個網路有四個 kernel、四組偏差，共八個陣列。哪些陣列的梯度不是 0？
#
# <details><summary>解答</summary>
#
# 只有最後一層的偏差。最後一個 kernel 的輸入是 0；其他各層的誤差訊號往回傳時乘上了零權重，所以也是 0。
# </details>

# %% rows="I2"
model = small_cnn(keras.initializers.Zeros)
with tf.GradientTape() as tape:
    loss = loss_function(y_small, model(X_small))
gradients = tape.gradient(loss, model.trainable_variables)

names = ["conv 1", "conv 2", "dense 1", "dense 2"]
largest = [float(np.abs(g).max()) for g in gradients]
for name, kernel, bias in zip(names, largest[::2], largest[1::2], strict=True):
    print(f"{name}: largest gradient: kernel {kernel:.4f}, bias {bias:.4f}")
assert max(largest[:-1]) == 0 and largest[-1] > 0

# %% [markdown] lang="en"
# So the network gives every image the same ten probabilities. The best it can do is to match how often each digit occurs, $p_0, \dots, p_9$; its loss is then $-\sum_k p_k \ln p_k$, and its answer is always the commonest digit. The recorded runs ended just there. The lecture says that equal weights make the outputs alike and training *slow*. From zeros the outputs are indeed alike, but training is not slow: it ends at this floor.

# %% [markdown] lang="zh-TW" of="6e9464be"
# 所以這個網路對每張圖片都給出同樣的十個機率。它最多只能讓機率符合各數字出現的頻率 $p_0, \dots, p_9$，此時損失是 $-\sum_k p_k \ln p_k$，而答案永遠是最常見的數字。事先記錄的訓練，正好停在這裡。投影片說權重一樣會使輸出類似、收斂變**慢**。從零開始時，輸出確實類似，但並不是慢：訓練就停在這個下限。

# %% slides="A042" rows="I2 I5"
p = np.bincount(labels) / len(labels)  # of all 60,000 labels
floor = -(p * np.log(p)).sum()
losses = np.array([run["loss"] for run in runs if run["start"] == "zeros"])
print(f"best loss without looking at the image: {floor:.4f}")
print("recorded from zeros, after 6 epochs:   ", losses[:, 5])
print("                     after 12 epochs:  ", losses[:, 11])
assert np.abs(losses[:, 5:] - floor).max() < 1e-3  # reached by epoch 6, and kept
#! falsify: -(p * np.log(p)).sum() => -(p * np.log2(p)).sum()
#! falsify: run["start"] == "zeros" => run["start"] == "normal_0.4"

# %% [markdown] lang="en"
# **Now any other constant.** Take a tiny network: 3 inputs, 2 hidden tanh units, 1 output, loss $\tfrac12(\hat y-y)^2$. $W^{(1)}$ has shape (3, 2), one column per hidden unit; $W^{(2)}$ has shape (2, 1). Two samples suffice.

# %% [markdown] lang="zh-TW" of="701edcd1"
# **再看其他常數。** 取一個極小的網路：3 個輸入、2 個 tanh 隱藏單元、1 個輸出，損失是 $\tfrac12(\hat y-y)^2$。$W^{(1)}$ 的形狀是 (3, 2)，每一行屬於一個隱藏單元；$W^{(2)}$ 的形狀是 (2, 1)。兩個樣本就夠了。

# %% rows="I2"
X_toy = np.array([[1.0, 0, 2], [0, 1, 1]])  # (2 samples, 3 inputs)
y_toy = np.array([[1.0], [-1]])


def toy_gradients(W1, W2):
    A = np.tanh(X_toy @ W1)  # (2, 2): samples, hidden units
    delta2 = (A @ W2 - y_toy) / 2  # (2, 1)
    delta1 = (delta2 @ W2.T) * (1 - A**2)  # (2, 2)
    return X_toy.T @ delta1, A.T @ delta2  # (3, 2), (2, 1)


rng = np.random.default_rng(0)
equal = toy_gradients(np.full((3, 2), 0.5), np.full((2, 1), 0.5))
mixed = toy_gradients(rng.normal(0, 0.5, (3, 2)), rng.normal(0, 0.5, (2, 1)))
print("gradient of W1, all weights 0.5:", *equal[0].round(3), sep="\n")
print("gradient of W1, random weights:", *mixed[0].round(3), sep="\n")
assert (equal[0][:, 0] == equal[0][:, 1]).all() and equal[1][0] == equal[1][1]
assert np.abs(mixed[0][:, 0] - mixed[0][:, 1]).max() > 0.05
#! falsify: np.full((2, 1), 0.5)) => np.array([[0.5], [0.4]]))
#! falsify: rng.normal(0, 0.5, (3, 2)), rng.normal(0, 0.5, (2, 1)) => np.full((3, 2), 0.3), np.full((2, 1), 0.3)

# %% [markdown] lang="en"
# With equal weights both columns are the same: the two units have the same inputs and weights, so the same output; they feed the next layer through equal weights, so they receive the same error signal; hence the same gradient and the same update. After the update they are equal again, and so on: by induction, **forever**. The layer computes no more than one unit could. Random weights **break the symmetry** (Rumelhart et al., 1986).
#
# On MNIST: 16 hidden tanh units, with all weights started at 0.01, or drawn with standard deviation 0.01. `stacked.train` is the training loop of chapter 3 for several networks at once; a unit test compares it with Keras. Three seeds each.

# %% [markdown] lang="zh-TW" of="387e665d"
# 權重相等時，兩行完全相同：兩個單元的輸入和權重相同，輸出就相同；它們透過相等的權重接到下一層，收到的誤差訊號也相同；於是梯度相同、更新也相同。更新之後兩者仍然相等，如此下去，由數學歸納法可知**永遠**相等。整層能算的東西，不會比一個單元多。隨機的權重則能**打破對稱**，英文稱為 symmetry breaking（Rumelhart et al., 1986）。
#
# 在 MNIST 上試試：16 個 tanh 隱藏單元，權重全部從 0.01 開始，或從標準差 0.01 的隨機值開始。`stacked.train` 就是第 3 章的訓練迴圈，只是同時訓練好幾個網路，它的單元測試會和 Keras 比對。各用三個種子。

# %% rows="I2" tags=["nbval-ignore-output"]
X_flat, Y_flat = flatten(to_float(images[:3000])), one_hot(labels[:3000])
sizes = [(3, 784, 16), (3, 16, 10)]  # (networks, inputs, outputs)
kinds = {
    "equal": [np.full(size, 0.01) for size in sizes],
    "random": [rng.normal(0, 0.01, size) for size in sizes],
}
options = {"activation": "tanh", "lr": 0.2, "num_epochs": 10, "batch_size": 50}
trained, accuracy = {}, {}
for name, weights in kinds.items():
    trained[name] = stacked.train(weights, X_flat, Y_flat, **options)
    accuracy[name] = stacked.accuracy(*trained[name], X_flat, labels[:3000], "tanh")
    W1 = trained[name][0][0]  # (3, 784, 16)
    apart = (W1.max(axis=2) - W1.min(axis=2)).max()
    print(f"{name:6}: accuracy {accuracy[name].round(2)}, units differ by {apart:.0e}")

W1_equal = trained["equal"][0][0]
assert (W1_equal.max(axis=2) - W1_equal.min(axis=2)).max() < 1e-6
assert accuracy["random"].min() > accuracy["equal"].max() + 0.3

# %% rows="I2" fold="Draw what eight hidden units have learned"
show(
    drawings.plot_units({k: trained[k][0][0][0, :, :8] for k in trained}),
    alt="Pictures of the weights into eight hidden units, after training from equal "
    "and from random weights, one colour bar a row. Equal: eight times the same "
    "picture. Random: all differ.",
)
#! alt zh-TW: 訓練之後，進入八個隱藏單元的權重畫成的圖片，每列一個色條。相等的起點：八張一模一樣。隨機的起點：張張不同。

# %% [markdown] lang="en"
# Each picture shows the 784 weights into one hidden unit. The equal start has learned *something*, the right answer for {{ accuracy["equal"].mean() | .2f | 0.06 }} of the training images against {{ accuracy["random"].mean() | .2f | 0.03 }}, but 16 times the same. (Pixels that are black in every image keep their first value, here 0.01.) That its layer is worth one unit can be shown: keep *one* of the 16 and give it the sum of their outgoing weights.

# %% [markdown] lang="zh-TW" of="954a60d7"
# 每張圖是進入一個隱藏單元的 784 個權重。相等的起點確實學到了**一點東西**，訓練圖片答對 {{ accuracy["equal"].mean() | .2f | 0.06 }}，隨機起點則是 {{ accuracy["random"].mean() | .2f | 0.03 }}；但它的 16 個單元學到的一模一樣。（在所有圖片中都是黑色的像素，權重停在起始值，這裡是 0.01。）這一層只抵得上一個單元，可以驗證：只留下 16 個之中的**一個**，把全部的輸出權重加總交給它。

# %% rows="I2"
(W1, W2), (b1, b2) = trained["equal"]  # of three networks
all_units = stacked.forward([W1, W2], [b1, b2], X_flat, "tanh")[-1]  # logits
one = [W1[:, :, :1], W2.sum(axis=1, keepdims=True)]  # (3, 784, 1), (3, 1, 10)
one_unit = stacked.forward(one, [b1[:, :, :1], b2], X_flat, "tanh")[-1]
same = np.allclose(all_units, one_unit, rtol=0, atol=1e-5)
print("16 units and one unit give the same logits to 1e-5:", same)
assert same and np.abs(all_units).max() > 0.1
#! falsify: W2.sum(axis=1, keepdims=True) => W2.mean(axis=1, keepdims=True)
#! falsify: trained["equal"] => trained["random"]

# %% [markdown] lang="en"
# Biases, by contrast, may all start at 0: the weights already make the units differ. So weights must be random. But *how* random: with which standard deviation?

# %% [markdown] lang="zh-TW" of="1cd2b8bc"
# 至於偏差，全部從 0 開始無妨，因為權重已經讓各單元不同了。所以權重必須是隨機的。但要**多**隨機？標準差該取多少？

# %% [markdown] lang="en"
# ## 4.3 Random numbers in five facts (10 min)
#
# The rest of the chapter needs five facts about random numbers. Here each has its symbol, a reason where one line suffices, and a simulation with a million draws.
#
# 1. **Mean and mean square.** $E[v]$ is the mean of a random number $v$, $E[v^2]$ its **mean square**. The **variance** $\mathrm{Var}[v] = E[v^2] - E[v]^2$ is the mean squared distance from the mean; its root is the **standard deviation** σ. If the mean is 0, variance and mean square are the same.
# 2. **A factor** $c$ multiplies the mean square by $c^2$ and σ by $|c|$, because $(cv)^2 = c^2v^2$.
# 3. **Independent** numbers, of which one tells nothing about the other: the mean of their product is the product of their means, $E[uv] = E[u]\,E[v]$. With mean 0 the product has mean 0, and $E[u^2v^2] = E[u^2]\,E[v^2]$.
# 4. **A sum** of $n$ independent numbers with mean 0 has $n$ times the mean square: in $(v_1 + \dots + v_n)^2$ the products $v_iv_j$ have mean 0 by fact 3, and only the $n$ squares are left. So σ grows by $\sqrt n$, not by $n$: positive and negative parts cancel.
# 5. **A sum of many** independent numbers of similar size is nearly **normal**: its histogram follows the bell $h(v) = \frac1{\sqrt{2\pi}\,\sigma}e^{-v^2/(2\sigma^2)}$, with 68 % within σ and 95 % within 2σ.
#
# **Predict.** $u$ and $v$ have mean 0 and σ = 2. What are $E[v^2]$, $E[(3v)^2]$, $E[u^2v^2]$, and the mean square of a sum of twelve such numbers?
#
# <details><summary>Answer</summary>
#
# 4, then $9\cdot4 = 36$, then $4\cdot4 = 16$, and $12\cdot4 = 48$.
# </details>

# %% [markdown] lang="zh-TW" of="31781bce"
# ## 4.3 認識亂數的五個性質（10 分鐘）
#
# 本章接下來要用到亂數的五個性質。每個性質都附上符號，一行說得完的就附上理由，並用一百萬次抽樣來模擬。
#
# 1. **平均與均方。** $E[v]$ 是亂數 $v$ 的平均，也就是高中所說的期望值；$E[v^2]$ 是它的**均方**（mean square）。**變異數**（variance）$\mathrm{Var}[v] = E[v^2] - E[v]^2$ 是與平均之距離平方的平均，開根號就是**標準差**（standard deviation）σ。平均為 0 時，變異數等於均方。
# 2. **乘上 $c$ 倍**，均方變成 $c^2$ 倍，σ 變成 $|c|$ 倍，因為 $(cv)^2 = c^2v^2$。
# 3. **獨立**的意思是：知道其中一個數，無助於猜出另一個數。獨立的兩數，乘積的平均等於平均的乘積，$E[uv] = E[u]\,E[v]$。平均為 0 時，乘積的平均也是 0，而且 $E[u^2v^2] = E[u^2]\,E[v^2]$。
# 4. **總和**：$n$ 個平均為 0 的獨立數相加，均方是 $n$ 倍。因為 $(v_1 + \dots + v_n)^2$ 展開後，由性質 3，各個 $v_iv_j$ 的平均為 0，只剩下 $n$ 個平方。所以 σ 只變成 $\sqrt n$ 倍，而不是 $n$ 倍：正負會互相抵消。
# 5. **很多項的總和**：許多大小相近的獨立數相加，總和接近**常態分布**（normal distribution），直方圖貼近鐘形曲線 $h(v) = \frac1{\sqrt{2\pi}\,\sigma}e^{-v^2/(2\sigma^2)}$，有 68% 落在 σ 以內，95% 落在 2σ 以內。
#
# **先猜猜看**：$u$ 和 $v$ 的平均是 0、σ = 2。$E[v^2]$、$E[(3v)^2]$、$E[u^2v^2]$ 各是多少？十二個這樣的數相加，均方是多少？
#
# <details><summary>解答</summary>
#
# 4；$9\cdot4 = 36$；$4\cdot4 = 16$；$12\cdot4 = 48$。
# </details>

# %% rows="I3"
rng = np.random.default_rng(0)
u, v = rng.normal(0, 2, (2, 1_000_000))  # mean 0, standard deviation 2
twelve = rng.normal(0, 2, (100_000, 12)).sum(axis=1)
boxes = rng.uniform(-1, 1, (100_000, 12))  # not normal: every number equally likely
sums = {n: boxes[:, :n].sum(axis=1) for n in (1, 2, 12)}

squares = [v**2, (3 * v) ** 2, u**2 * v**2, twelve**2]
facts = [np.mean(values) for values in squares]
within = [np.mean(np.abs(sums[12]) < k * sums[12].std()) for k in (1, 2)]
print("1. mean square              ", facts[0].round(1))
print("2. of three times the number", facts[1].round(0))
print("3. of the product           ", facts[2].round(0))
print("4. of a sum of twelve       ", facts[3].round(0))
print("5. share of sums within 1 and 2 σ:", np.round(within, 2))

# %% rows="I3" fold="Check the five facts"
np.testing.assert_allclose(facts, [4, 36, 16, 48], rtol=0.02)
np.testing.assert_allclose(within, [0.68, 0.95], atol=0.01)
np.testing.assert_allclose(
    [s.var() for s in sums.values()], [1 / 3, 2 / 3, 4], rtol=0.02
)
assert abs(np.mean(u * v)) < 0.02
#! falsify: u**2 * v**2 => v**2 * v**2
#! falsify: (100_000, 12)).sum(axis=1) => (100_000, 12)).mean(axis=1)
#! falsify: (3 * v) ** 2 => 3 * v**2

# %% rows="I3" fold="Draw sums of 1, 2 and 12 numbers"
show(
    drawings.plot_sums(sums),
    alt="Three histograms with normal curves of the same standard deviation. One "
    "number between -1 and 1: a box. A sum of two: a triangle. A sum of twelve: a "
    "bell that follows the curve.",
)
#! alt zh-TW: 三張直方圖，各疊上標準差相同的常態曲線。一個介於 -1 和 1 之間的數：長方形；兩個的和：三角形；十二個的和：與曲線吻合的鐘形。

# %% [markdown] lang="en"
# Fact 5 in pictures: one number that is equally likely everywhere between −1 and 1 gives a box, a sum of two a triangle, and a sum of twelve can hardly be told from the bell. A weighted sum in a network has hundreds of terms.

# %% [markdown] lang="zh-TW" of="8841ad6b"
# 圖中是性質 5：一個在 −1 到 1 之間均勻出現的數，直方圖是長方形；兩個相加是三角形；十二個相加，就幾乎和鐘形分不出來了。網路裡的加權總和，往往有好幾百項。

# %% [markdown] lang="en"
# ## 4.4 How large? Fan-in, fan-out, Glorot (14 min)
#
# A unit has 100 inputs, each +1 or −1, and weights from a normal distribution with mean 0 and standard deviation σ = 1, 0.1 or 0.01.
#
# **Predict.** How large is its weighted sum typically, for σ = 1? Which of the three σ keeps the size of the inputs, 1?
#
# <details><summary>Answer</summary>
#
# A sum of 100 terms of size 1: by fact 4 about $\sqrt{100} = 10$, not 100 and not 1. σ = 0.1 keeps the size.
# </details>

# %% [markdown] lang="zh-TW" of="1e65628b"
# ## 4.4 權重應該多大？輸入端數、輸出端數與 Glorot（14 分鐘）
#
# 一個單元有 100 個輸入，每個是 +1 或 −1，權重抽自平均 0、標準差 σ 的常態分布，σ 分別是 1、0.1、0.01。
#
# **先猜猜看**：σ = 1 時，加權總和通常有多大？哪一個 σ 能維持輸入的大小 1？
#
# <details><summary>解答</summary>
#
# 100 項大小為 1 的數相加：由性質 4，大約是 $\sqrt{100} = 10$，不是 100，也不是 1。σ = 0.1 能維持大小。
# </details>

# %% rows="I3"
x = rng.choice([-1.0, 1.0], size=100)
spread, stuck = {}, {}
for std in (1.0, 0.1, 0.01):
    z = rng.normal(0, std, (20_000, 100)) @ x  # 20,000 units
    spread[std] = z.std()
    stuck[std] = np.mean(np.abs(np.tanh(z)) > 0.99)
    print(
        f"σ = {std:4}: sums have σ {z.std():5.2f}; tanh beyond ±0.99: {stuck[std]:.0%}"
    )
np.testing.assert_allclose(list(spread.values()), [10, 1, 0.1], rtol=0.03)
#! falsify: size=100) => size=100) * 0.5
#! falsify: (20_000, 100)) @ x => (20_000, 100)) @ x / 10

# %% [markdown] lang="en"
# With σ = 1, {{ stuck[1.0] | .0% | 2 }} of tanh's outputs lie at its flat ends, where the slope and with it the gradient is nearly 0. With σ = 0.01 the signal becomes ten times smaller, and in the next layer again. With σ = 0.1 = 1/√100 it keeps its size. So σ must depend on the number of connections, of which a layer has two. **Fan-in** $n_\text{in}$ is the number of weights that enter one output, **fan-out** $n_\text{out}$ the number that leave one input:

# %% [markdown] lang="zh-TW" of="24472a1e"
# σ = 1 時，有 {{ stuck[1.0] | .0% | 2 }} 的 tanh 輸出落在平坦的兩端，那裡的斜率接近 0，梯度也就接近 0。σ = 0.01 時，訊號變成十分之一，到下一層又再變一次。σ = 0.1 = 1/√100 時，大小維持不變。可見 σ 必須看連接的數目，而一層有兩個數目：**輸入端數**（fan-in）$n_\text{in}$ 是進入一個輸出的權重個數，**輸出端數**（fan-out）$n_\text{out}$ 是從一個輸入出發的權重個數：

# %% rows="I3" fold="Draw fan-in and fan-out"
show(
    drawings.plot_fans(4, 3),
    alt="A layer with four inputs and three outputs, drawn twice. Left, the four "
    "weights into one output are marked: fan-in 4. Right, the three weights out "
    "of one input: fan-out 3.",
)
#! alt zh-TW: 同一層畫兩次，四個輸入、三個輸出。左：標出進入一個輸出的四個權重，輸入端數 4。右：標出從一個輸入出發的三個權重，輸出端數 3。

# %% [markdown] lang="en"
# In a convolution every output sees a whole window, and every input is seen from a whole window of places. So both counts are multiplied by the window: a kernel (3, 3, 16, 32) has fan-in 3·3·16 = 144 and fan-out 3·3·32 = 288.
#
# **Forward.** A layer has inputs $x_i$ and weighted sums $z_j = \sum_i x_iW_{ij}$. The weights are independent of each other and of the inputs, with mean 0 and variance $\sigma^2$. For given inputs the terms $x_iW_{ij}$ of one sum are independent. Each has the mean square $E[x^2]\,\sigma^2$ (fact 3), and there are $n_\text{in}$ of them (fact 4):
#
# $$E[z^2] = n_\text{in}\,\sigma^2\,E[x^2] \qquad (1)$$
#
# **Backward.** The error signal that arrives at input $i$ is $\sum_j \delta_jW_{ij}$, a sum over the $n_\text{out}$ outputs (chapter 3). If we assume that error signals are independent of the weights, the same two facts give
#
# $$E\bigl[(\delta W^\top)^2\bigr] = n_\text{out}\,\sigma^2\,E[\delta^2] \qquad (2)$$
#
# Signals keep their size if $n_\text{in}\sigma^2 = 1$, error signals if $n_\text{out}\sigma^2 = 1$. Both are possible only if $n_\text{in} = n_\text{out}$. Glorot and Bengio (2010) take the compromise: add the two conditions, $(n_\text{in} + n_\text{out})\,\sigma^2 = 2$, hence
#
# $$\sigma = \sqrt{\frac{2}{n_\text{in}+n_\text{out}}}.$$
#
# **Predict.** A layer has 400 inputs and 100 outputs. By which factors does Glorot's σ multiply the two mean squares?
#
# <details><summary>Answer</summary>
#
# $\sigma^2 = 2/500$: forward $400\cdot2/500 = 1.6$, backward $100\cdot2/500 = 0.4$.
# </details>

# %% [markdown] lang="zh-TW" of="ee6e70b6"
# 在卷積層裡，每個輸出看到整個視窗，每個輸入也會被整個視窗範圍內的輸出看到，所以兩個數目都要乘上視窗大小：形狀 (3, 3, 16, 32) 的 kernel，輸入端數是 3·3·16 = 144，輸出端數是 3·3·32 = 288。
#
# **正向。** 一層的輸入是 $x_i$，加權總和是 $z_j = \sum_i x_iW_{ij}$。權重彼此獨立，也與輸入獨立，平均為 0，變異數為 $\sigma^2$。給定輸入時，同一個總和裡的各項 $x_iW_{ij}$ 彼此獨立。每一項的均方是 $E[x^2]\,\sigma^2$（性質 3），一共 $n_\text{in}$ 項（性質 4）：
#
# $$E[z^2] = n_\text{in}\,\sigma^2\,E[x^2] \qquad (1)$$
#
# **反向。** 傳回輸入 $i$ 的誤差訊號是 $\sum_j \delta_jW_{ij}$，對 $n_\text{out}$ 個輸出求和（第 3 章）。假設誤差訊號與權重獨立，同樣由這兩個性質得到
#
# $$E\bigl[(\delta W^\top)^2\bigr] = n_\text{out}\,\sigma^2\,E[\delta^2] \qquad (2)$$
#
# $n_\text{in}\sigma^2 = 1$ 時訊號維持大小，$n_\text{out}\sigma^2 = 1$ 時誤差訊號維持大小。只有在 $n_\text{in} = n_\text{out}$ 時，兩者才能兼顧。Glorot 和 Bengio（2010）採取折衷，把兩個條件相加：$(n_\text{in} + n_\text{out})\,\sigma^2 = 2$，於是
#
# $$\sigma = \sqrt{\frac{2}{n_\text{in}+n_\text{out}}}.$$
#
# **先猜猜看**：某一層有 400 個輸入、100 個輸出。採用 Glorot 的 σ，兩個均方各乘上幾倍？
#
# <details><summary>解答</summary>
#
# $\sigma^2 = 2/500$：正向 $400\cdot2/500 = 1.6$，反向 $100\cdot2/500 = 0.4$。
# </details>

# %% slides="A043" rows="I3"
n_in, n_out = 400, 100
X_unit = rng.normal(size=(500, n_in))  # inputs with mean square 1
delta = rng.normal(size=(500, n_out))  # error signals with mean square 1
choices = {"1/fan_in": 1 / 400, "1/fan_out": 1 / 100, "2/(fan_in + fan_out)": 2 / 500}
factors, in_theory = [], []
print("variance σ²            forward  theory  backward  theory")
for name, variance in choices.items():
    W = rng.normal(0, variance**0.5, (n_in, n_out))
    factors.append([np.mean((X_unit @ W) ** 2), np.mean((delta @ W.T) ** 2)])
    in_theory.append([n_in * variance, n_out * variance])
    (ahead, back), (ahead_0, back_0) = factors[-1], in_theory[-1]
    print(f"{name:21} {ahead:8.2f} {ahead_0:7.2f} {back:9.2f} {back_0:7.2f}")
np.testing.assert_allclose(factors, in_theory, rtol=0.05)
np.testing.assert_allclose(in_theory[2], [1.6, 0.4])
#! falsify: variance**0.5, (n_in, n_out)) => variance, (n_in, n_out))
#! falsify: [n_in * variance, n_out * variance] => [n_out * variance, n_in * variance]

# %% [markdown] lang="en"
# The theory holds: each of the first two choices keeps one direction and spoils the other by the factor 4.
#
# Note *what* is kept: the size of signals, not of weights. The lecture puts Glorot's idea as keeping the spread of the **weights** at the input like that at the output. Take a funnel of layers, 1,600 – 800 – 400 – 200 – 100 units, once with Glorot's σ for each layer, once with weights of one spread everywhere (the geometric mean of Glorot's).

# %% [markdown] lang="zh-TW" of="e5948630"
# 理論成立：前兩種選擇各自維持一個方向，另一個方向則差了 4 倍。
#
# 請注意維持的是**什麼**：是訊號的大小，不是權重的大小。投影片說 Glorot 的想法，是讓輸入端與輸出端的**權重**分散程度相近。取一個漏斗形的網路，各層 1,600 – 800 – 400 – 200 – 100 個單元，一次每層採用 Glorot 的 σ，一次全部採用同樣分散的權重（取 Glorot 各層 σ 的幾何平均）。

# %% slides="A044" rows="I3"
widths = [1600, 800, 400, 200, 100]
glorot_std = [(2 / (a + b)) ** 0.5 for a, b in pairwise(widths)]
equal_std = [float(np.prod(glorot_std)) ** 0.25] * 4
swing = {}
for name, stds in {"Glorot": glorot_std, "equal": equal_std}.items():
    a = rng.normal(size=(200, 1600))
    levels = [1.0]
    for std, n_out in zip(stds, widths[1:], strict=True):
        a = a @ rng.normal(0, std, (a.shape[1], n_out))
        levels.append(np.mean(a**2))
    steps = np.array(levels[1:]) / levels[:-1]
    swing[name] = max(steps) / min(steps)
    print(
        f"{name:6}: σ of the weights",
        np.round(stds, 3),
        "mean square times",
        steps.round(1),
    )
print(f"σ of the weights, last layer over first: {glorot_std[-1] / glorot_std[0]:.2f}")
assert glorot_std[-1] / glorot_std[0] > 2.5  # weights are not alike, signals are
assert swing["Glorot"] < 1.3 and swing["equal"] > 6
#! falsify: (2 / (a + b)) ** 0.5 => (2 / (1600 + 100)) ** 0.5
#! falsify: "equal": equal_std => "equal": glorot_std

# %% [markdown] lang="en"
# With Glorot the weights of the last layer are 2.8 times as wide as those of the first, and just so every layer treats signals alike. With equal weights the first layers enlarge and the last ones shrink. "Signals" must stand where the slide says "weights".
#
# **Uniform.** Numbers spread evenly over $[-c, c]$ have variance $\frac1{2c}\int_{-c}^{c} v^2\,dv = \frac{c^2}{3}$ (in 4.3: 1/3 for $c = 1$). Setting it to $\sigma^2$ gives $c = \sqrt3\,\sigma = \sqrt{6/(n_\text{in}+n_\text{out})}$. This is `glorot_uniform`, Keras' default. The generators of NumPy and Keras differ, but we can give *our* limit to Keras' uniform generator, with the same seed. If our formula is right, the kernels are the same.

# %% [markdown] lang="zh-TW" of="4f182883"
# 採用 Glorot 時，最後一層的權重分散程度是第一層的 2.8 倍，正因如此，每一層對訊號才一視同仁。權重分散程度處處相同時，前面幾層會放大，後面幾層會縮小。投影片寫「權重」的地方，應該是「訊號」。
#
# **均勻分布。** 均勻散布在 $[-c, c]$ 的數，變異數是 $\frac1{2c}\int_{-c}^{c} v^2\,dv = \frac{c^2}{3}$（4.3 節裡 $c = 1$，得到 1/3）。令它等於 $\sigma^2$，得到 $c = \sqrt3\,\sigma = \sqrt{6/(n_\text{in}+n_\text{out})}$。這就是 Keras 的預設 `glorot_uniform`。NumPy 和 Keras 的亂數產生器不同，但我們可以把**自己**算的界限，交給 Keras 的均勻亂數產生器，並使用相同的種子。如果公式正確，得到的 kernel 就會一樣。


# %% slides="A038" rows="I3"
def fans(shape):
    """fan_in and fan_out of a dense (in, out) or convolution (..., in, out) kernel."""
    window = int(np.prod(shape[:-2]))  # 1 for a dense layer
    return window * shape[-2], window * shape[-1]


for shape in ((784, 100), (3, 3, 16, 32)):
    limit = np.sqrt(6 / sum(fans(shape)))
    ours = np.asarray(keras.random.uniform(shape, -limit, limit, seed=7))
    theirs = np.asarray(keras.initializers.GlorotUniform(seed=7)(shape))
    equal = np.allclose(ours, theirs, rtol=0, atol=1e-7)
    print(f"{shape}: fans {fans(shape)}, same kernel as Keras: {equal}")
    assert equal

# %% [markdown] lang="en"
# ## 4.5 ReLU takes half: He (14 min)
#
# Glorot's derivation has no activation; it holds for one whose slope is 1 near 0, such as tanh, while sums are small. ReLU needs one more step. Let $z$ be a weighted sum; its distribution is symmetric about 0, because the weights' is. ReLU keeps the positive half and sets the other to 0. By symmetry each half holds half of $E[z^2]$, so with (1)
#
# $$E[a^2] = \tfrac12E[z^2] = \tfrac12\,n_\text{in}\,\sigma^2\,E[x^2] \qquad (3)$$
#
# Backward, ReLU multiplies the error signal by its slope, which is 0 for half of the units and 1 for the others: the same factor ½. In square layers with Glorot, $n\sigma^2 = 1$, both mean squares **halve in every layer**. He et al. (2015) therefore take $n_\text{in}\sigma^2 = 2$:
#
# $$\sigma = \sqrt{\frac{2}{n_\text{in}}}.$$
#
# We measure it on square layers of 512 units without biases, with random inputs of mean square 1. At the top we put a random error signal of mean square 1. `scale` is $n\sigma^2$: 1 for Glorot, 2 for He.

# %% [markdown] lang="zh-TW" of="a94398cc"
# ## 4.5 ReLU 拿走一半：He（14 分鐘）
#
# Glorot 的推導沒有激活函數（activation function）；只要總和夠小，就適用於在 0 附近斜率為 1 的函數，例如 tanh。ReLU 則要再加一步。設 $z$ 是加權總和，它的分布對 0 對稱，因為權重的分布對稱。ReLU 留下正的一半，把另一半設為 0。由對稱性，兩半各占 $E[z^2]$ 的一半，所以由 (1)
#
# $$E[a^2] = \tfrac12E[z^2] = \tfrac12\,n_\text{in}\,\sigma^2\,E[x^2] \qquad (3)$$
#
# 反向時，誤差訊號要乘上 ReLU 的斜率，一半的單元是 0，另一半是 1，所以同樣是 ½ 倍。輸入和輸出一樣多的層採用 Glorot，$n\sigma^2 = 1$，兩個均方**每過一層都減半**。因此 He et al.（2015）取 $n_\text{in}\sigma^2 = 2$：
#
# $$\sigma = \sqrt{\frac{2}{n_\text{in}}}.$$
#
# 來測量看看：每層 512 個單元、沒有偏差，輸入是均方為 1 的亂數；最上層給一個均方為 1 的隨機誤差訊號。`scale` 就是 $n\sigma^2$：Glorot 是 1，He 是 2。

# %% rows="I6"
activations = {  # the function; its slope, computed from its output
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(a.dtype)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
}


def signals(scale, activation, depth, rng, n=512, samples=32):
    """Outputs, error signals and kernels of one freshly started network."""
    phi, slope = activations[activation]
    std = np.float32(np.sqrt(scale / n))
    weights = [std * rng.standard_normal((n, n), "float32") for _ in range(depth)]
    outputs = [rng.standard_normal((samples, n), "float32")]
    for W in weights:
        outputs.append(phi(outputs[-1] @ W))
    deltas = [rng.standard_normal((samples, n), "float32")]  # of the last layer
    for layer in range(depth - 1, 0, -1):  # as in chapter 3
        deltas.insert(0, (deltas[0] @ weights[layer].T) * slope(outputs[layer]))
    return outputs, deltas, weights


# %% [markdown] lang="en"
# **Predict.** Ten layers, Glorot, ReLU. What is the mean square of the last outputs, and of the error signals of layer 1? Which share of the error signals is exactly 0?
#
# <details><summary>Answer</summary>
#
# $2^{-10} \approx 0.001$ and $2^{-9} \approx 0.002$ (nine ReLUs on the way back). About half of them, in *every* layer below the last.
# </details>

# %% [markdown] lang="zh-TW" of="8629f101"
# **先猜猜看**：十層、Glorot、ReLU。最後一層輸出的均方是多少？第 1 層誤差訊號的均方呢？有多少比例的誤差訊號正好是 0？
#
# <details><summary>解答</summary>
#
# $2^{-10} \approx 0.001$ 與 $2^{-9} \approx 0.002$（回程經過九個 ReLU）。除了最後一層，**每一層**都約有一半是 0。
# </details>

# %% slides="A045 A046 A047 A049" rows="I6"
combinations = {
    "Glorot, ReLU": (1, "ReLU"),
    "He, ReLU": (2, "ReLU"),
    "Glorot, tanh": (1, "tanh"),
}
rng = np.random.default_rng(0)
ten = {name: signals(*setting, 10, rng) for name, setting in combinations.items()}
for name, (outputs, deltas, _) in ten.items():
    print(
        f"{name:12}: outputs of layer 10: mean square {np.mean(outputs[10] ** 2):.4f}, "
        f"error signals of layer 1: {np.mean(deltas[0] ** 2):.4f}"
    )
outputs, deltas, _ = ten["Glorot, ReLU"]
zero_share = np.array([np.mean(delta == 0) for delta in deltas[:-1]])
variances = np.array([delta.var() for delta in deltas])
per_layer = (variances[0] / variances[-1]) ** (1 / 9)
print("share of error signals that are 0, layers 1 to 9:", zero_share.round(2))
print(f"variance of the error signals: times {per_layer:.2f} per layer")

# %% rows="I6" fold="Check the ten layers"
assert np.abs(zero_share - 0.5).max() < 0.1 and abs(per_layer - 0.5) < 0.05
for name, last, first in (("Glorot, ReLU", 2**-10, 2**-9), ("He, ReLU", 1, 1)):
    outputs, deltas, _ = ten[name]
    found = np.mean(outputs[10] ** 2), np.mean(deltas[0] ** 2)
    np.testing.assert_allclose(found, [last, first], rtol=0.5)
#! falsify: np.sqrt(scale / n) => np.sqrt(scale / n / 2)
#! falsify: * slope(outputs[layer]) => * 1
#! falsify: "He, ReLU": (2, "ReLU") => "He, ReLU": (1, "ReLU")

# %% [markdown] lang="en"
# The lecture says just this: half of the gradients are cut to 0 in every layer, their spread halves each time (as variance; the standard deviation is multiplied by $\sqrt{1/2} = 0.71$), and their diversity fades; He's factor 2 keeps it.
#
# But weights are not moved by error signals. They are moved by **kernel gradients**, $\nabla_{W^{(l)}}C = A^{(l-1)\top}\Delta^{(l)}$: outputs of the layer below times error signals.
#
# **Predict.** With Glorot and ReLU, in our square layers, the error signals of layer 1 are $\sqrt{2^9} \approx 23$ times smaller than those of layer 10. Which layer has the smallest kernel gradient?
#
# <details><summary>Answer</summary>
#
# None: all ten are of the same size. Layer 1 has small error signals but large inputs, layer 10 large error signals but small inputs: mean squares $2^{-9}\cdot1$ and $1\cdot2^{-9}$.
# </details>

# %% [markdown] lang="zh-TW" of="2593bc0b"
# 投影片說的正是如此：每一層都有一半的梯度被截為 0，離散程度每層減半（指變異數；標準差則是乘上 $\sqrt{1/2} = 0.71$），多樣性逐漸消失；He 的 2 倍則能維持。
#
# 但是，讓權重移動的不是誤差訊號，而是 **kernel 的梯度** $\nabla_{W^{(l)}}C = A^{(l-1)\top}\Delta^{(l)}$：前一層的輸出，乘上誤差訊號。
#
# **先猜猜看**：在這個各層一樣寬的網路裡，Glorot 配 ReLU 時，第 1 層的誤差訊號只有第 10 層的 $1/\sqrt{2^9} \approx 1/23$。哪一層 kernel 的梯度最小？
#
# <details><summary>解答</summary>
#
# 沒有哪一層最小：十層一樣大。第 1 層的誤差訊號小，但輸入大；第 10 層的誤差訊號大，但輸入小：均方分別是 $2^{-9}\cdot1$ 與 $1\cdot2^{-9}$。
# </details>

# %% rows="I6"
kernel_gradients, sizes, law = {}, {}, {}
for name, (outputs, deltas, weights) in ten.items():
    pairs = list(zip(outputs[:-1], deltas, strict=True))  # inputs, error signals
    gradients = [a.T.astype(float) @ delta / len(a) for a, delta in pairs]
    kernel_gradients[name] = gradients
    sizes[name] = np.array([np.sqrt(np.mean(g**2)) for g in gradients])
    law[name] = np.array(
        [np.sum(W * g) for W, g in zip(weights, gradients, strict=True)]
    )
    print(f"{name}: size of the kernel gradients (root of the mean square):")
    print(sizes[name].round(4))

# %% rows="I6" fold="Check the sizes in square layers, and the law"
for name in ("Glorot, ReLU", "He, ReLU"):
    assert sizes[name].max() / sizes[name].min() < 1.5
    np.testing.assert_allclose(law[name], law[name][0], rtol=1e-3)
ratio = sizes["He, ReLU"].mean() / sizes["Glorot, ReLU"].mean()
assert 15 < ratio < 35  # 2 ** 4.5 = 22.6
assert np.ptp(law["Glorot, tanh"]) > 0.1 * np.abs(law["Glorot, tanh"]).max()  # no law
print("sum of W * gradient, equal in all ten layers to 1e-3: both ReLU networks")
#! falsify: np.sum(W * g) => np.sum(W**2 * g)
#! falsify: list(zip(outputs[:-1], deltas, strict=True)) => list(zip(outputs[1:], deltas, strict=True))
#! falsify: a.T.astype(float) @ delta => a.T.astype(float) @ np.abs(delta)

# %% rows="I6" slides="A047" fold="Draw outputs, error signals and kernel gradients"
show(
    drawings.plot_ridges(
        {name: (o[1:], d, kernel_gradients[name]) for name, (o, d, _) in ten.items()}
    ),
    alt="Histograms of ten layers for three networks, each scaled to the same "
    "height, with black bars for the root of the mean square. Glorot with "
    "ReLU: outputs shrink to a spike at 0 towards layer 10, error signals "
    "towards layer 1, and kernel gradients have bars of one length in all "
    "layers. He with ReLU: all three keep their size. Glorot with tanh: "
    "outputs and error signals slowly narrower.",
)
#! alt zh-TW: 三種網路各十層的直方圖，高度都調成一樣，黑色橫線是均方的平方根。Glorot 配 ReLU：輸出往第 10 層、誤差訊號往第 1 層縮成 0 附近的尖刺，而 kernel 梯度的橫線每層一樣長。He 配 ReLU：三者都維持大小。Glorot 配 tanh：輸出和誤差訊號慢慢變窄。

# %% [markdown] lang="en"
# Upper row: outputs, from layer 1 at the top to layer 10. Middle row: error signals, which travel upwards from layer 10. Lower row: kernel gradients, each column with its own scale. The black bars are the root of the mean square. On the left both signals die out on their way, and the kernel gradients keep one size in all layers (their shape changes from wide bells to sharp spikes, the bars do not), but {{ ratio | .0f | x1.3 }} times smaller than He's. So with ReLU and Glorot the *early* layers do not starve: **all** layers move slowly.
#
# That the sizes agree needs layers of one width and kernels of one σ. An exact law, which the folded cell checks, needs neither: $\sum_{ij} W_{ij}\,\partial C/\partial W_{ij}$ is **the same number in every layer** of a ReLU network without biases. Multiply one kernel by $c > 0$: since $\mathrm{relu}(cz) = c\,\mathrm{relu}(z)$, the last sums are multiplied by $c$, *whichever* kernel it was. So $C$ as a function of $c$ is the same for all layers, and so is its slope at $c = 1$, which by the chain rule is that sum. For tanh there is no such law.

# %% [markdown] lang="zh-TW" of="81354f29"
# 上排是輸出，由最上面的第 1 層到第 10 層；中排是誤差訊號，由第 10 層往上傳；下排是 kernel 的梯度，每行各有自己的刻度。黑色橫線是均方的平方根。左邊的網路，兩種訊號都一路消失，kernel 的梯度則每層一樣大（形狀由寬的鐘形變成尖刺，橫線的長度卻不變），但只有 He 的 1/{{ ratio | .0f | x1.3 }}。所以 ReLU 配 Glorot 時，並不是**前面**幾層分不到梯度，而是**所有**的層都走得很慢。
#
# 梯度一樣大，需要各層一樣寬、σ 也相同。另有一條精確的定律不需要這些條件，由摺疊的儲存格檢驗：在沒有偏差的 ReLU 網路裡，$\sum_{ij} W_{ij}\,\partial C/\partial W_{ij}$ **每一層都是同一個數**。把某一個 kernel 乘上 $c > 0$：因為 $\mathrm{relu}(cz) = c\,\mathrm{relu}(z)$，**不論**乘的是哪一層，最後的總和都乘上 $c$。所以 $C$ 作為 $c$ 的函數，每一層都相同，在 $c = 1$ 的斜率也就相同，而由連鎖律，這個斜率就是上面的和。tanh 沒有這條定律。

# %% rows="I6" fold="The same in Keras: outputs, and the gradient of the first kernel"
outputs, deltas, weights = ten["He, ReLU"]
Dense = keras.layers.Dense
layers = [Dense(512, activation="relu", use_bias=False) for _ in range(9)]
layers.append(Dense(512, use_bias=False))  # the last: weighted sums only
model = keras.Sequential([keras.Input((512,)), *layers])
model.set_weights(weights)
with tf.GradientTape() as tape:
    z_last = model(outputs[0])
    score = tf.reduce_sum(z_last * deltas[-1]) / 32  # its slope by z_last is delta / 32
by_keras = tape.gradient(score, layers[0].kernel).numpy()
ours = kernel_gradients["He, ReLU"][0]
forward_error = np.abs(np.maximum(z_last, 0) - outputs[-1]).max() / outputs[-1].max()
backward_error = np.abs(by_keras - ours).max() / np.abs(ours).max()
print("outputs and gradients like Keras', to 1e-5 of the largest:", end=" ")
print(forward_error < 1e-5 and backward_error < 1e-5)
assert forward_error < 1e-5 and backward_error < 1e-5

# %% [markdown] lang="en"
# ## 4.6 One number per layer predicts fifty layers (10 min)
#
# Let $m$ be the mean square of a layer's inputs. By (1) its weighted sums have the variance $n\sigma^2m$, and by fact 5 they are nearly normal. So we know their distribution, and for *any* activation φ
#
# $$m_\text{next} = E\bigl[\varphi(z)^2\bigr], \qquad z \sim N\bigl(0,\ \sigma\sqrt{nm}\bigr) \qquad (4)$$
#
# and on the way back the mean square of the error signals is multiplied by $n\sigma^2\,E[\varphi'(z)^2]$ (here $n_\text{in} = n_\text{out} = n$). For ReLU both factors are $n\sigma^2/2$. For tanh a computer takes the two means over a fine grid. One number per layer then stands for hundreds of units.

# %% [markdown] lang="zh-TW" of="c0d8c2af"
# ## 4.6 每層一個數字，預測五十層（10 分鐘）
#
# 設 $m$ 是一層輸入的均方。由 (1)，加權總和的變異數是 $n\sigma^2m$；由性質 5，它接近常態分布。知道了分布，對**任何**激活函數 φ 都有
#
# $$m_\text{next} = E\bigl[\varphi(z)^2\bigr], \qquad z \sim N\bigl(0,\ \sigma\sqrt{nm}\bigr) \qquad (4)$$
#
# 而誤差訊號往回傳時，均方要乘上 $n\sigma^2\,E[\varphi'(z)^2]$（這裡 $n_\text{in} = n_\text{out} = n$）。對 ReLU 來說，兩個倍數都是 $n\sigma^2/2$；對 tanh，則由電腦在細密的網格上取這兩個平均。這樣，每層只用一個數字，就代表了好幾百個單元。

# %% rows="I6"
grid = np.linspace(-8, 8, 2000)
share = np.exp(-(grid**2) / 2)
share /= share.sum()  # how often a standard normal number falls at each point


def one_layer(scale, activation, m):
    """Mean square of the outputs, and the factor of the error signals."""
    phi, slope = activations[activation]
    a = phi(np.sqrt(scale * m) * grid)
    return share @ a**2, scale * (share @ slope(a) ** 2)


def theory(scale, activation, depth):
    """Mean squares of outputs (depth + 1,), and of error signals (depth,)."""
    ahead, factors = [1.0], []
    for _ in range(depth):
        m, factor = one_layer(scale, activation, ahead[-1])
        ahead.append(m)
        factors.append(factor)
    back = [1.0]  # the last layer's own error signal
    for factor in reversed(factors[:-1]):
        back.insert(0, back[0] * factor)
    return np.array(ahead), np.array(back)


# %% [markdown] lang="en"
# **Predict.** Where do the outputs of the three networks end after 50 layers? (For Glorot with ReLU you can compute it; for tanh, guess.)
#
# <details><summary>Answer</summary>
#
# Glorot with ReLU: $2^{-50} \approx 10^{-15}$. He with ReLU: 1. Glorot with tanh: 0.01, for tanh flattens small values less and less.
# </details>
#
# Each measured number is a mean over four networks. A layer of 256 units adds a random error of some percent to the size of the signal, and fifty such errors multiply; so we allow a factor 4 at fifty layers, and 1.6 in the first ten.

# %% [markdown] lang="zh-TW" of="e8429eb8"
# **先猜猜看**：五十層之後，三種網路的輸出各剩多少？（Glorot 配 ReLU 算得出來，tanh 請用猜的。）
#
# <details><summary>解答</summary>
#
# Glorot 配 ReLU：$2^{-50} \approx 10^{-15}$。He 配 ReLU：1。Glorot 配 tanh：0.01，因為值越小，tanh 壓得越少。
# </details>
#
# 每個測量值都是四個網路的平均。每層只有 256 個單元，所以每過一層，訊號大小就有百分之幾的隨機誤差，五十個這樣的誤差會相乘；因此五十層時容許 4 倍，前十層容許 1.6 倍。


# %% rows="I6"
def measure(scale, activation, depth, rng, networks=4, n=256):
    """The same two as `theory`, measured: means over several networks."""
    ahead, back = np.zeros(depth + 1), np.zeros(depth)
    for _ in range(networks):
        outputs, deltas, _ = signals(scale, activation, depth, rng, n)
        ahead += [np.mean(a.astype(float) ** 2) / networks for a in outputs]
        back += [np.mean(delta.astype(float) ** 2) / networks for delta in deltas]
    return ahead, back


predicted, measured = {}, {}
for name, setting in combinations.items():
    predicted[name] = theory(*setting, 50)
    measured[name] = measure(*setting, 50, rng)
    ends = predicted[name][0][50], predicted[name][1][0]
    print(f"{name:12}: theory: outputs {ends[0]:.1e}, back in layer 1 {ends[1]:.1e}")

# %% rows="I6" fold="Check theory against measurement"
for name in combinations:
    for found, expected in zip(measured[name], predicted[name], strict=True):
        ratios = found / expected
        assert ratios.min() > 1 / 4 and ratios.max() < 4, name
    early = measured[name][0][:11] / predicted[name][0][:11]
    assert early.min() > 1 / 1.6 and early.max() < 1.6, name
np.testing.assert_allclose(
    predicted["Glorot, ReLU"][0], 0.5 ** np.arange(51.0), rtol=2e-2
)
for levels in predicted["He, ReLU"]:
    np.testing.assert_allclose(levels, 1, rtol=2e-2)
assert 0.005 < predicted["Glorot, tanh"][0][50] < 0.015
#! falsify: np.sqrt(scale * m) * grid => scale * m * grid
#! falsify: scale * (share @ slope(a) ** 2) => share @ slope(a) ** 2 / 2
#! falsify: share @ a**2, scale => share @ a, scale

# %% rows="I6" fold="Draw fifty layers"
show(
    drawings.plot_levels(measured, predicted),
    alt="Mean square per layer on a logarithmic axis, fifty layers, measured markers "
    "over lines of the theory. Glorot with ReLU falls to about 1e-15 in both "
    "directions, He with ReLU stays near 1, Glorot with tanh flattens near 0.01.",
)
#! alt zh-TW: 五十層中每層的均方，對數刻度，標記是測量值，線是理論。Glorot 配 ReLU 兩個方向都降到約 1e-15，He 配 ReLU 維持在 1 附近，Glorot 配 tanh 在 0.01 附近變平。

# %% [markdown] lang="en"
# The markers lie on the lines. Glorot with ReLU loses half per layer for ever. Glorot with tanh loses too, but ever more slowly: {{ predicted["Glorot, tanh"][0][10] | .3f }} after ten layers, {{ predicted["Glorot, tanh"][0][50] | .3f }} after fifty. Is there a better $n\sigma^2$ for tanh? Formula (4) can tell for any value. Section 4.14 shows what size alone does not tell: two *different* inputs become alike, even with He.

# %% [markdown] lang="zh-TW" of="cba8906e"
# 測量值落在理論線上。Glorot 配 ReLU 每層損失一半，一直如此。Glorot 配 tanh 也會損失，但越來越慢：十層之後是 {{ predicted["Glorot, tanh"][0][10] | .3f }}，五十層之後是 {{ predicted["Glorot, tanh"][0][50] | .3f }}。對 tanh 來說，有沒有更好的 $n\sigma^2$？式 (4) 對任何值都能回答。至於光看大小看不出來的事，4.14 節會說明：即使採用 He，兩個**不同**的輸入也會越來越像。

# %% [markdown] lang="en"
# ## 4.7 One picture: which nσ²? (12 min)
#
# Now we turn the knob. For every $n\sigma^2$ two numbers tell what happens in a very deep network:
#
# - **forward**: where does the mean square of the outputs settle? If $m_\text{next} = m$, it stays for ever: a **fixed point** of (4).
# - **backward**: by which factor does one layer multiply the mean square of the error signals, once the outputs have settled?
#
# The ideal is a living forward signal *and* a backward factor of 1. We mark three values: Glorot, 1; He, 2; and $(5/3)^2 = 25/9 \approx 2.78$, the value that PyTorch suggests for tanh (`calculate_gain("tanh")` is 5/3, to be multiplied with σ).
#
# **Predict.** For ReLU both factors are $n\sigma^2/2$. Which value is the only one that neither kills nor explodes? For tanh, do you expect the backward factor at 2 to be below, at or above 1?
#
# <details><summary>Answer</summary>
#
# ReLU: 2, He's. tanh: above 1, about 1.11. The outputs live on, but error signals grow by a tenth in every layer.
# </details>

# %% [markdown] lang="zh-TW" of="dccb9c4c"
# ## 4.7 一張圖：nσ² 該取多少？（12 分鐘）
#
# 現在來轉動旋鈕。對每一個 $n\sigma^2$，只要兩個數字，就知道很深的網路裡會發生什麼事：
#
# - **正向**：輸出的均方最後停在哪裡？如果 $m_\text{next} = m$，它就永遠不變，稱為 (4) 的**不動點**（fixed point）。
# - **反向**：輸出穩定之後，每過一層，誤差訊號的均方乘上幾倍？
#
# 最理想的是正向的訊號活著，**而且**反向的倍數是 1。我們標出三個值：Glorot 的 1、He 的 2，以及 $(5/3)^2 = 25/9 \approx 2.78$，這是 PyTorch 對 tanh 的建議（`calculate_gain("tanh")` 是 5/3，用來乘 σ）。
#
# **先猜猜看**：ReLU 的兩個倍數都是 $n\sigma^2/2$。哪一個值既不消失也不爆炸？至於 tanh，在 2 的地方，反向的倍數小於、等於還是大於 1？
#
# <details><summary>解答</summary>
#
# ReLU：2，就是 He 的值。tanh：大於 1，約 1.11。輸出活了下來，但誤差訊號每過一層就大一成。
# </details>


# %% rows="I6"
def settle(scale, activation, layers=200):
    """Mean square of the outputs, and the backward factor, after many layers."""
    m = 1.0
    for _ in range(layers):
        m, factor = one_layer(scale, activation, m)
    return m, factor


marks = {"Glorot": 1.0, "He": 2.0, "5/3": 25 / 9}
scales = np.unique(np.append(np.linspace(0.5, 3.5, 31), list(marks.values())))
tanh_curve = np.array([settle(scale, "tanh") for scale in scales])  # (scales, 2)
settled = {name: settle(scale, "tanh") for name, scale in marks.items()}
for name, (m, factor) in settled.items():
    at_30 = theory(marks[name], "tanh", 30)
    print(
        f"tanh, {name:6}: fixed point {m:.2f}, backward {factor:.2f}; in 30 layers: "
        f"outputs {at_30[0][30]:.3f}, error signals of layer 1 {at_30[1][0]:.3g}"
    )

# %% [markdown] lang="en"
# And measured, on networks of 40 layers: outputs of layer 40, and the mean factor per layer between layers 40 and 20.

# %% [markdown] lang="zh-TW" of="9a5b4642"
# 再用 40 層的網路測量：第 40 層的輸出，以及第 40 層到第 20 層之間每層的平均倍數。

# %% rows="I6"
rng = np.random.default_rng(1)
dots = {"ReLU": [], "tanh": []}  # (n sigma^2, outputs, backward factor)
for activation in dots:
    for scale in (0.7, 1.0, 1.5, 2.0, 25 / 9):
        ahead, back = measure(scale, activation, 40, rng, networks=2)
        dots[activation].append((scale, ahead[40], (back[19] / back[39]) ** (1 / 20)))
    dots[activation] = np.array(dots[activation])
    print(
        activation,
        "backward factor per layer, measured:",
        dots[activation][:, 2].round(2),
    )

# %% rows="I6" fold="Check curves and measured points"
for scale, outputs_40, factor in dots["tanh"]:
    expected = settle(scale, "tanh")
    assert abs(factor / expected[1] - 1) < 0.06, scale
    if scale >= 1.5:
        assert abs(outputs_40 / expected[0] - 1) < 0.2, scale
np.testing.assert_allclose(dots["ReLU"][:, 2], dots["ReLU"][:, 0] / 2, rtol=0.06)
assert dots["ReLU"][:3, 1].max() < 0.01 and dots["ReLU"][4, 1] > 100  # below 2, above
np.testing.assert_allclose(settled["He"], [0.309, 1.105], atol=0.005)
np.testing.assert_allclose(settled["5/3"], [0.424, 1.21], atol=0.005)
assert abs(settled["Glorot"][1] - 1) < 0.01 > settled["Glorot"][0]
#! falsify: one_layer(scale, activation, m) => one_layer(scale, activation, 1.0)
#! falsify: 25 / 9} => 5 / 3}
#! falsify: (back[19] / back[39]) ** (1 / 20) => (back[39] / back[19]) ** (1 / 20)

# %% rows="I6" fold="Draw the picture of the chapter"
show(
    drawings.plot_scales(scales, tanh_curve, dots, marks),
    alt="Two panels over n sigma squared from 0.5 to 3.5. Forward: with tanh the "
    "outputs settle at 0 up to 1 and rise to about 0.5; with ReLU they vanish "
    "below 2, keep any size at 2 and explode above. Backward factor per layer: "
    "ReLU is the straight line n sigma squared over 2, through 1 at He's value 2; "
    "tanh rises to 1 at Glorot's value 1, then slowly, to 1.11 at He's and 1.21 "
    "at 5/3. Measured points lie on the curves.",
)
#! alt zh-TW: 兩張圖，橫軸是 n sigma 平方，從 0.5 到 3.5。正向：tanh 的輸出在 1 以前都停在 0，之後升到約 0.5；ReLU 在 2 以下消失，在 2 維持任何大小，在 2 以上爆炸。反向每層的倍數：ReLU 是直線 n sigma 平方除以 2，在 He 的 2 通過 1；tanh 在 Glorot 的 1 升到 1，之後緩緩上升，到 He 是 1.11，到 5/3 是 1.21。測量點都在曲線上。

# %% [markdown] lang="en"
# The choice can be read off.
#
# - **ReLU**: only $n\sigma^2 = 2$ works, in both panels. Left of it everything dies, right of it everything explodes. He.
# - **tanh**: no value does both. At Glorot's 1 the backward factor tends to 1 ({{ settled["Glorot"][1] | .2f }} after 200 layers), but the outputs sink towards 0 (slowly: to {{ theory(1.0, "tanh", 30)[0][30] | .3f }} after 30 layers). At He's 2 the outputs live at {{ settled["He"][0] | .2f }}, but error signals grow by {{ settled["He"][1] - 1 | .0%}} a layer, at 5/3 by {{ settled["5/3"][1] - 1 | .0%}}. Over a few layers that is harmless, over 30 layers it makes {{ theory(2.0, "tanh", 30)[1][0] | .0f }}-fold and {{ theory(25 / 9, "tanh", 30)[1][0] | .0f }}-fold mean squares.
#
# So for tanh we expect 5/3 to be the worst of the three marked values at 30 layers. Section 4.12 tests it by training.

# %% [markdown] lang="zh-TW" of="3071c93e"
# 該怎麼選，一看便知。
#
# - **ReLU**：兩張圖都只有 $n\sigma^2 = 2$ 可行。小於 2 全部消失，大於 2 全部爆炸。答案是 He。
# - **tanh**：沒有兩全其美的值。在 Glorot 的 1，反向的倍數趨近 1（200 層之後是 {{ settled["Glorot"][1] | .2f }}），但輸出會沉向 0（很慢：30 層之後是 {{ theory(1.0, "tanh", 30)[0][30] | .3f }}）。在 He 的 2，輸出停在 {{ settled["He"][0] | .2f }}，但誤差訊號每層增加 {{ settled["He"][1] - 1 | .0%}}，在 5/3 則是 {{ settled["5/3"][1] - 1 | .0%}}。只有幾層時無妨，30 層時均方就分別變成 {{ theory(2.0, "tanh", 30)[1][0] | .0f }} 倍和 {{ theory(25 / 9, "tanh", 30)[1][0] | .0f }} 倍。
#
# 所以我們預期：用 tanh 時，在 30 層，標出的三個值之中 5/3 最差。4.12 節會用訓練來檢驗。

# %% [markdown] lang="en"
# ## 4.8 A start from data (7 min)
#
# What if there is no formula for your activation, or layers of many kinds follow each other? Then let the data decide: send one batch through the network, and divide each kernel by the standard deviation of its weighted sums before you go on to the next layer. Ten lines; Mishkin and Matas (2016) start convolutional networks of any activation so.
#
# **Predict.** The inputs are MNIST pixels, mostly 0, with mean square 0.1. Of which size are the weighted sums of layer 30, on images that were *not* in the batch?
#
# <details><summary>Answer</summary>
#
# Near 1, for every activation: new images resemble the batch.
# </details>

# %% [markdown] lang="zh-TW" of="3d0e90eb"
# ## 4.8 讓資料決定起點（7 分鐘）
#
# 如果你的激活函數沒有公式，或者各層的種類不同，怎麼辦？讓資料決定：把一個批次送進網路，每到一層，先把 kernel 除以這一層加權總和的標準差，再往下一層走。只要十行程式；Mishkin 和 Matas（2016）就是這樣為各種激活函數的卷積網路設定起點。
#
# **先猜猜看**：輸入是 MNIST 的像素，大多是 0，均方 0.1。對**不在**這個批次裡的圖片，第 30 層的加權總和有多大？
#
# <details><summary>解答</summary>
#
# 不論哪種激活函數都接近 1：新的圖片和批次裡的很像。
# </details>

# %% rows="I6"
from utils.nn.activations import ACTIVATIONS


def start_from_data(X, widths, activation, rng):
    """Kernels that give every layer weighted sums of standard deviation 1 on X."""
    weights, a = [], X
    for n_out in widths:
        W = rng.normal(size=(a.shape[1], n_out))
        W /= (a @ W).std()
        weights.append(W)
        a = ACTIVATIONS[activation].f(a @ W)
    return weights


batch, fresh = X_flat[:200].astype(float), X_flat[200:400].astype(float)
sums_at_30 = {}
for activation in ("relu", "tanh", "gelu"):
    data_weights = start_from_data(batch, [128] * 30, activation, rng)
    he_weights = [rng.normal(0, (2 / len(W)) ** 0.5, W.shape) for W in data_weights]
    for name, weights in (("from data", data_weights), ("He", he_weights)):
        a = fresh
        for W in weights:
            z = a @ W
            a = ACTIVATIONS[activation].f(z)
        sums_at_30[activation, name] = z.std()
        print(f"{activation}, {name:9}: sums of layer 30 have σ {z.std():.2g}")

# %% rows="I6" fold="Check the start from data"
for (activation, name), std in sums_at_30.items():
    assert name == "He" or 0.7 < std < 1.4, activation
assert sums_at_30["gelu", "He"] < 0.001 and sums_at_30["relu", "He"] > 0.1
#! falsify: W /= (a @ W).std() => W *= (a @ W).std()
#! falsify: W /= (a @ W).std() => W /= W.std() * len(W)

# %% [markdown] lang="en"
# For GELU, a smooth relative of ReLU that chapter 8 meets again, He's factor is too small: the signal sinks below a thousandth. The start from data needs to know nothing about it. (It fixes the forward size only; nobody promises the backward one.)

# %% [markdown] lang="zh-TW" of="1b325019"
# GELU 是 ReLU 的平滑親戚，對它來說，He 的倍數太小：訊號沉到千分之一以下。由資料決定起點，則完全不需要知道激活函數是什麼。（不過它只管正向的大小，反向的大小沒有人保證。）

# %% [markdown] lang="en"
# ## 4.9 One family, and Keras' list (14 min)
#
# All rules so far are of one kind: variance = a factor over a count of connections. `VarianceScaling` has both as arguments:
#
# $$\sigma = \sqrt{\frac{\text{scale}}{n}}, \qquad \text{uniform between } \pm\sqrt{\frac{3\cdot\text{scale}}{n}} .$$
#
# `mode` says what $n$ is: `"fan_in"`, `"fan_out"`, or `"fan_avg"`, their mean. `distribution` is `"uniform"`, `"untruncated_normal"` or `"truncated_normal"`. The last one draws again whatever lies beyond two standard deviations. That cuts off 5 % of the draws and leaves only 0.8796 of σ (section 4.15 derives this number); so the family first widens the normal to σ/0.8796. In NumPy:

# %% [markdown] lang="zh-TW" of="9856cffa"
# ## 4.9 一個家族，以及 Keras 的清單（14 分鐘）
#
# 到目前為止的規則都是同一類：變異數 = 倍數除以連接的數目。`VarianceScaling` 把兩者都變成參數：
#
# $$\sigma = \sqrt{\frac{\text{scale}}{n}}, \qquad \text{均勻分布則介於 } \pm\sqrt{\frac{3\cdot\text{scale}}{n}} .$$
#
# `mode` 決定 $n$ 是什麼：`"fan_in"`、`"fan_out"`，或兩者的平均 `"fan_avg"`。`distribution` 可以是 `"uniform"`、`"untruncated_normal"` 或 `"truncated_normal"`。最後一種會把超過兩個標準差的數重抽，這等於切掉抽樣結果的 5%，使 σ 只剩原來的 0.8796 倍（推導見 4.15 節）；所以這個家族會先把常態分布放寬到 σ/0.8796。用 NumPy 寫：


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
    beyond = np.abs(draws) > 2
    while beyond.any():  # truncated: draw those again
        draws[beyond] = rng.standard_normal(beyond.sum())
        beyond = np.abs(draws) > 2
    return std / 0.8796 * draws


family = {
    "GlorotUniform": (1.0, "fan_avg", "uniform"),
    "GlorotNormal": (1.0, "fan_avg", "truncated_normal"),
    "HeUniform": (2.0, "fan_in", "uniform"),
    "HeNormal": (2.0, "fan_in", "truncated_normal"),
    "LecunUniform": (1.0, "fan_in", "uniform"),
    "LecunNormal": (1.0, "fan_in", "truncated_normal"),
}

# %% [markdown] lang="en"
# **Predict.** Which member of the family is He's rule, and which Glorot's? Both stand in the cell above; say why $1/\text{fan}_\text{avg}$ is Glorot's $2/(n_\text{in}+n_\text{out})$.
#
# <details><summary>Answer</summary>
#
# fan_avg is $(n_\text{in}+n_\text{out})/2$, so $1/\text{fan}_\text{avg} = 2/(n_\text{in}+n_\text{out})$.
# </details>
#
# The folded cell proves that each named class is this member: with equal seeds the kernels are equal. It also compares our function with Keras' and with the formula.

# %% [markdown] lang="zh-TW" of="9c51979a"
# **先猜猜看**：家族裡哪一個是 He，哪一個是 Glorot？兩者都在上面的儲存格裡；請說明為什麼 $1/\text{fan}_\text{avg}$ 就是 Glorot 的 $2/(n_\text{in}+n_\text{out})$。
#
# <details><summary>解答</summary>
#
# fan_avg 是 $(n_\text{in}+n_\text{out})/2$，所以 $1/\text{fan}_\text{avg} = 2/(n_\text{in}+n_\text{out})$。
# </details>
#
# 摺疊的儲存格證明每個有名字的類別就是這個成員：種子相同，kernel 就相同。它也拿我們的函式跟 Keras 以及公式比較。

# %% slides="A050 A051" rows="I4" fold="Compare the family with Keras"
for name, setting in family.items():
    for shape in ((784, 100), (3, 3, 16, 32)):
        named = getattr(keras.initializers, name)(seed=3)(shape)
        general = keras.initializers.VarianceScaling(*setting, seed=3)(shape)
        assert np.array_equal(named, general)
    print(f"{name:13} = VarianceScaling{setting}")
counts = {"fan_in": 600, "fan_out": 400, "fan_avg": 500}
for scale, mode in ((2.0, "fan_in"), (1.0, "fan_avg"), (0.5, "fan_out")):
    for distribution in ("uniform", "truncated_normal", "untruncated_normal"):
        ours = variance_scaling((600, 400), scale, mode, distribution, rng).std()
        initializer = keras.initializers.VarianceScaling(
            scale, mode, distribution, seed=0
        )
        theirs = np.asarray(initializer((600, 400))).std()
        formula = np.sqrt(scale / counts[mode])
        np.testing.assert_allclose([ours, theirs], formula, rtol=0.01)
print("nine settings: ours, Keras' and the formula's σ agree within 1 %")
#! falsify: std / 0.8796 * draws => std * draws
#! falsify: -np.sqrt(3) * std, np.sqrt(3) * std => -std, std
#! falsify: "fan_avg": (fan_in + fan_out) / 2}[mode] => "fan_avg": fan_in + fan_out}[mode]

# %% [markdown] lang="en"
# Two remarks on the lecture. It gives He's $n$ as the *mean* of fan-in and fan-out; He et al. and Keras take fan-in, which is the same only in square layers. And it says that `glorot_normal` drops what lies beyond 2σ, keeping 95 %. The share is right, but because of the widening the cut lies at 2/0.8796 = 2.27 of the formula's σ. `TruncatedNormal(stddev)` does not widen: it cuts at 2·stddev and is narrower than it says.

# %% [markdown] lang="zh-TW" of="8185e0c2"
# 投影片有兩處要補充。它說 He 的 $n$ 是輸入端數與輸出端數的**平均**；He et al. 和 Keras 則取輸入端數，只有在兩者相等時才相同。它又說 `glorot_normal` 丟棄 2σ 以外的值，保留 95%。比例沒錯，但因為事先放寬，若以公式的 σ 為單位，截斷點在 2/0.8796 = 2.27。`TruncatedNormal(stddev)` 不會放寬：它在 2·stddev 處截斷，實際上比自己宣稱的窄。

# %% slides="A048 A039" rows="I4 I3" fold="Prove both remarks"
for shape in ((100, 100), (784, 100), (100, 784)):
    W = np.asarray(keras.initializers.HeNormal(seed=0)(shape))
    by_mean, by_fan_in = np.sqrt(2 / (sum(shape) / 2)), np.sqrt(2 / shape[0])
    print(
        f"{shape!s:10}: Keras {W.std():.3f}; fan_in {by_fan_in:.3f}, mean {by_mean:.3f}"
    )
    assert abs(W.std() / by_fan_in - 1) < 0.02
    assert (abs(W.std() / by_mean - 1) < 0.02) == (shape[0] == shape[1])
shape = (1000, 1000)
sigma = np.sqrt(2 / sum(shape))
plain = np.asarray(keras.initializers.TruncatedNormal(stddev=sigma, seed=0)(shape))
widened = np.asarray(keras.initializers.GlorotNormal(seed=0)(shape))
kept = np.mean(np.abs(u) < 2 * 2)  # u of section 4.3 has σ = 2
check_slide("I1", "share that is kept, in percent", round(100 * kept), "95")
beyond = np.abs(widened).max() / sigma
check_erratum("I1", "cut, in σ", beyond, slide="2", right="2.27")
np.testing.assert_allclose(
    [plain.std(), widened.std()], [0.88 * sigma, sigma], rtol=0.005
)
#! falsify: np.sqrt(2 / shape[0]) => np.sqrt(2 / shape[1])
#! falsify: TruncatedNormal(stddev=sigma, seed=0) => GlorotNormal(seed=0)

# %% [markdown] lang="en"
# Now the reference table. Every string may be given to a layer as `kernel_initializer`, and is the name of a class in `keras.initializers`.
#
# | string | distribution | σ | made for |
# |---|---|---|---|
# | `zeros`, `ones`, `constant` | one value (`constant` needs its value: `Constant(3.0)`) | 0 | biases |
# | `random_uniform` | uniform within ±0.05 | $0.05/\sqrt3$ | one width only |
# | `random_normal` | normal | 0.05 | one width only |
# | `truncated_normal` | normal, drawn again beyond ±0.1 | 0.88·0.05 | one width only |
# | `glorot_uniform`, `glorot_normal` | uniform, truncated normal | $\sqrt{2/(n_\text{in}+n_\text{out})}$ | tanh, outputs; sigmoid is not covered by the derivation |
# | `he_uniform`, `he_normal` | the same two | $\sqrt{2/n_\text{in}}$ | ReLU and relatives |
# | `lecun_uniform`, `lecun_normal` | the same two | $\sqrt{1/n_\text{in}}$ | SELU (an activation that this course does not use) |
# | `variance_scaling` | `distribution` | $\sqrt{\text{scale}/n}$ | any of these; its defaults are `lecun_normal` |
# | `orthogonal` | random perpendicular columns or rows (Saxe et al., 2014) | $1/\sqrt{\max(n_\text{in}, n_\text{out})}$ | recurrent layers (not in this course) |
#
# Does each do what it says? We draw 200,000 weights from every one, as a kernel (500, 400). The folded cell compares mean, σ and range with the table.

# %% [markdown] lang="zh-TW" of="c88992c2"
# 以下是供查閱的表。每個字串都可以交給一層的 `kernel_initializer`，也是 `keras.initializers` 裡類別的名稱。
#
# | 字串 | 分布 | σ | 適用 |
# |---|---|---|---|
# | `zeros`、`ones`、`constant` | 單一數值（`constant` 要給值：`Constant(3.0)`） | 0 | 偏差 |
# | `random_uniform` | ±0.05 之間的均勻分布 | $0.05/\sqrt3$ | 只適合一種寬度 |
# | `random_normal` | 常態分布 | 0.05 | 只適合一種寬度 |
# | `truncated_normal` | 常態分布，超過 ±0.1 就重抽 | 0.88·0.05 | 只適合一種寬度 |
# | `glorot_uniform`、`glorot_normal` | 均勻分布、截斷常態分布 | $\sqrt{2/(n_\text{in}+n_\text{out})}$ | tanh、輸出層；推導不涵蓋 sigmoid |
# | `he_uniform`、`he_normal` | 同上兩種 | $\sqrt{2/n_\text{in}}$ | ReLU 及其變形 |
# | `lecun_uniform`、`lecun_normal` | 同上兩種 | $\sqrt{1/n_\text{in}}$ | SELU（本課程沒有用到的激活函數） |
# | `variance_scaling` | 由 `distribution` 決定 | $\sqrt{\text{scale}/n}$ | 以上皆可；預設值就是 `lecun_normal` |
# | `orthogonal` | 隨機而互相垂直的行或列（Saxe et al., 2014） | $1/\sqrt{\max(n_\text{in}, n_\text{out})}$ | 循環層（recurrent layer，本課程沒有用到） |
#
# 每一種都名實相符嗎？我們用形狀 (500, 400) 的 kernel，從每一種抽二十萬個權重。摺疊的儲存格把平均、σ 與範圍拿來跟這張表比對。

# %% rows="I1"
import inspect

strings = [
    *("zeros", "ones", "constant", "random_uniform", "random_normal"),
    *("truncated_normal", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal"),
    *("lecun_uniform", "lecun_normal", "variance_scaling", "orthogonal"),
]
draws, defaults = {}, {}
for name in strings:
    kind = getattr(keras.initializers, name)
    arguments = inspect.signature(kind).parameters  # with their defaults
    defaults[name] = {key: argument.default for key, argument in arguments.items()}
    random = {"seed": 0} if "seed" in arguments else {}
    draws[name] = np.asarray(kind(**random)((500, 400)), dtype=float)
print("variance_scaling:", defaults["variance_scaling"])

# %% slides="A036 A037 A040" rows="I1" fold="Compare defaults and constants with the table"
check_slide("I1", "Constant", defaults["constant"]["value"], "0")
check_slide("I1", "Ones", draws["ones"].max(), "1")
limits = [defaults["random_uniform"][key] for key in ("minval", "maxval")]
check_slide("I1", "random_uniform", limits, ["-0.05", "0.05"])
for name in ("random_normal", "truncated_normal"):
    check_slide(
        "I1", name, [defaults[name][key] for key in ("mean", "stddev")], ["0.0", "0.05"]
    )
assert {"scale", "mode", "distribution"} <= set(defaults["variance_scaling"])
try:
    keras.initializers.get("constant")
    bare = True
except (KeyError, TypeError):
    bare = False
assert not bare  # the string "constant" alone is refused
for name, value in {"zeros": 0, "ones": 1, "constant": 0}.items():
    assert (draws[name] == value).all()

# %% slides="A037" rows="I1" fold="Compare mean, σ and range of eleven random initializers"
glorot_std, he_std, lecun_std = (2 / 900) ** 0.5, (2 / 500) ** 0.5, (1 / 500) ** 0.5
wide, box, cut = (
    2 / 0.8796,
    3**0.5,
    0.8796,
)  # range divided by σ, twice; σ left by a cut
expected = {  # σ, range
    "random_uniform": (0.05 / 3**0.5, 0.05),
    "random_normal": (0.05, np.inf),
    "truncated_normal": (cut * 0.05, 0.1),
    "glorot_uniform": (glorot_std, box * glorot_std),
    "glorot_normal": (glorot_std, wide * glorot_std),
    "he_uniform": (he_std, box * he_std),
    "he_normal": (he_std, wide * he_std),
    "lecun_uniform": (lecun_std, box * lecun_std),
    "lecun_normal": (lecun_std, wide * lecun_std),
    "variance_scaling": (lecun_std, wide * lecun_std),
    "orthogonal": (500**-0.5, 1.0),
}
for name, (std, limit) in expected.items():
    values = draws[name]
    largest = np.abs(values).max()
    assert abs(values.mean()) < 5 * std / values.size**0.5, name
    assert abs(values.std() / std - 1) < 0.01 and largest <= limit * (1 + 1e-4), name
    assert name in ("random_normal", "orthogonal") or largest > 0.97 * limit, name
columns = draws["orthogonal"].T @ draws["orthogonal"]  # (400, 400)
np.testing.assert_allclose(columns, np.eye(400), atol=1e-4)
print("mean, σ and range of eleven random initializers: as in the table")
print("orthogonal (500, 400): columns perpendicular and of length 1")
#! falsify: "he_normal": (he_std, wide * he_std) => "he_normal": (glorot_std, wide * glorot_std)
#! falsify: "truncated_normal": (cut * 0.05, 0.1) => "truncated_normal": (0.05, 0.1)
#! falsify: draws["orthogonal"].T @ draws["orthogonal"] => (draws["orthogonal"] @ draws["orthogonal"].T)[:400, :400]

# %% rows="I1" fold="Draw what each initializer draws"
show(
    drawings.plot_densities(draws, expected),
    alt="Fourteen small densities on one scale, with the formula's curve over the "
    "random ones. Zeros, ones and constant are single values. The uniform ones "
    "are boxes of different width, the normal ones bells, the truncated ones "
    "bells with cut tails. Orthogonal looks like a narrow bell.",
)
#! alt zh-TW: 十四張小的密度圖，刻度相同，隨機的幾種疊上公式的曲線。zeros、ones、constant 是單一數值；均勻的是寬窄不同的長方形；常態的是鐘形；截斷的是切掉尾巴的鐘形；orthogonal 像一個窄鐘形。

# %% [markdown] lang="en"
# All agree. The density does not say all about `orthogonal`: what counts is that its columns are perpendicular and of length 1 (its rows, if there are more outputs than inputs).
#
# **A trap.** In Keras 3 an initializer *object* keeps one seed and gives the same random numbers at every call, whatever the shape. Hand one object to two layers, and the smaller kernel repeats the numbers of the larger one. A string, or a new object without `seed` for each layer, is safe; so is `seed=keras.random.SeedGenerator(0)`, which moves on.

# %% [markdown] lang="zh-TW" of="8439f890"
# 全部吻合。光看密度，看不出 `orthogonal` 的特點：重點是它的各行互相垂直、長度為 1（輸出比輸入多時，則是各列）。
#
# **一個陷阱。** 在 Keras 3 裡，初始器**物件**保有一個固定的種子，不論形狀如何，每次呼叫都給出同樣的亂數。如果把一個物件交給兩層，小的 kernel 就會重複大的 kernel 的數字。給字串，或為每一層建立新的物件（不指定種子），就不會出錯；`seed=keras.random.SeedGenerator(0)` 也可以，它會一直往前走。

# %% rows="I1"
shared = keras.initializers.GlorotNormal()  # one object, no seed given
small, large = (np.ravel(shared(shape)) for shape in ((3, 3, 1, 8), (400, 64)))
likeness = np.corrcoef(small, large[:72])[0, 1]
new = [np.ravel(keras.initializers.GlorotNormal()((400, 64))) for _ in range(2)]
moving = keras.initializers.GlorotNormal(seed=keras.random.SeedGenerator(0))
print(f"one object, two shapes: correlation of the first 72 numbers {likeness:.4f}")
print(f"two new objects:        {abs(np.corrcoef(*new)[0, 1]):.1f}")
assert likeness > 0.9999 and abs(np.corrcoef(*new)[0, 1]) < 0.05
assert not np.array_equal(moving((4, 4)), moving((4, 4)))
assert np.array_equal(shared((4, 4)), shared((4, 4)))

# %% [markdown] lang="en"
# ## 4.10 Back to the first experiment (14 min)
#
# Now the puzzle of 4.1 can be computed before anything is trained. A layer with ReLU multiplies the mean square by $n_\text{in}\sigma^2/2$ (3), the last one by $n_\text{in}\sigma^2$ (1), and $0.4^2 = 0.16$.
#
# **Predict.** Fan-in of the four kernels, and the factors for $N(0, 0.4)$? The four kernels have the shapes (3, 3, 1, 8), (3, 3, 8, 16), (400, 64) and (64, 10).
#
# <details><summary>Answer</summary>
#
# Fan-in 9, 72, 400, 64. Factors $9\cdot0.16/2 = 0.7$, then $5.8$, $32$ and $64\cdot0.16 = 10$: together some 1,360.
# </details>

# %% [markdown] lang="zh-TW" of="646a5595"
# ## 4.10 回到最初的實驗（14 分鐘）
#
# 4.1 節的謎，現在不用訓練就算得出來。有 ReLU 的一層，均方乘上 $n_\text{in}\sigma^2/2$，見 (3)；最後一層乘上 $n_\text{in}\sigma^2$，見 (1)；而 $0.4^2 = 0.16$。
#
# **先猜猜看**：四個 kernel 的形狀是 (3, 3, 1, 8)、(3, 3, 8, 16)、(400, 64)、(64, 10)。輸入端數各是多少？$N(0, 0.4)$ 的四個倍數各是多少？
#
# <details><summary>解答</summary>
#
# 輸入端數是 9、72、400、64。倍數是 $9\cdot0.16/2 = 0.7$，接著是 $5.8$、$32$，以及 $64\cdot0.16 = 10$：乘起來大約 1,360。
# </details>

# %% rows="I5 I6" tags=["nbval-ignore-output"]
fan_in = np.array([fans(kernel.shape)[0] for kernel in kernels])
variances = {  # of the weights of the four layers
    "N(0, 0.4)": np.full(4, 0.4**2),
    "Glorot normal": np.array([2 / sum(fans(kernel.shape)) for kernel in kernels]),
}
in_theory, found, logits, first_loss = {}, {}, {}, {}
for name, variance in variances.items():
    in_theory[name] = fan_in * variance / [2, 2, 2, 1]
    steps, logits[name], first_loss[name] = [], [], []
    for seed in range(10):
        model, a, squares = small_cnn(starts[name], seed), X_small[:200], []
        for layer in model.layers:
            seen, a = np.square(a), layer(a)
            if seen.ndim == 4:  # what the windows see: edges are seen less often
                seen = keras.ops.average_pool(seen, 3, strides=1)
            if layer.weights:
                squares.append(np.mean(np.square(a)) / np.mean(seen))
        steps.append(squares)
        logits[name].append(np.std(a, axis=1).mean())
        first_loss[name].append(float(loss_function(y_small[:200], a)))
    found[name] = np.mean(steps, axis=0)
    print(f"{name:13}: factors, theory  ", in_theory[name].round(2))
    print(f"{'':13}           measured", found[name].round(2))
for name in variances:
    assert abs(found[name] / in_theory[name] - 1).max() < 0.3
assert abs(np.prod(in_theory["N(0, 0.4)"]) - 1360) < 5
#! falsify: / [2, 2, 2, 1] => / [1, 1, 1, 1]
#! falsify: fan_in * variance => np.roll(fan_in, 1) * variance

# %% [markdown] lang="en"
# The factors agree (means of ten seeds). Pooling, which keeps the largest of four, adds a factor of its own between the layers. So the ten logits of an image have a standard deviation of about {{ np.mean(logits["N(0, 0.4)"]) | .0f | 5 }}, with Glorot {{ np.mean(logits["Glorot normal"]) | .2f | 0.05 }}. What does that mean for the loss? For ten logits of spread $s$ that know nothing of the image, the loss is the mean of $\ln\sum_k e^{z_k} - z_\text{right}$. We simulate it.
#
# **Predict.** What is it for $s$ near 0? And for large $s$, does it grow like $s$, $s^2$ or $e^s$?
#
# <details><summary>Answer</summary>
#
# $\ln 10 = 2.30$ for small $s$. For large $s$ it grows like $s$: $\ln\sum e^{z_k}$ is then the largest logit, on average $1.54\,s$ above the right one.
# </details>

# %% [markdown] lang="zh-TW" of="0febacdf"
# 倍數吻合（十個種子的平均）。池化（pooling）留下四個中最大的一個，在層與層之間又多乘了一個倍數。於是一張圖片的十個 logit，標準差大約是 {{ np.mean(logits["N(0, 0.4)"]) | .0f | 5 }}，Glorot 則是 {{ np.mean(logits["Glorot normal"]) | .2f | 0.05 }}。這對損失有什麼影響？如果十個 logit 的標準差是 $s$，而且對圖片一無所知，損失就是 $\ln\sum_k e^{z_k} - z_\text{right}$ 的平均。我們用模擬來算。
#
# **先猜猜看**：$s$ 接近 0 時，損失是多少？$s$ 很大時，它是隨 $s$、$s^2$ 還是 $e^s$ 增加？
#
# <details><summary>解答</summary>
#
# $s$ 很小時是 $\ln 10 = 2.30$。$s$ 很大時與 $s$ 成正比：此時 $\ln\sum e^{z_k}$ 就是最大的 logit，平均比正確的那一個高 $1.54\,s$。
# </details>

# %% rows="I5 I6" tags=["nbval-ignore-output"]
noise = rng.normal(size=(100_000, 10))


def blind_loss(s):
    """Mean cross-entropy of logits with standard deviation s that know nothing."""
    z = s * noise
    top = z.max(axis=1)
    return np.mean(top + np.log(np.exp(z.T - top).sum(axis=0)) - z[:, 0])


for name in variances:
    s, at_start = np.mean(logits[name]), np.mean(first_loss[name])
    simulated = blind_loss(s)
    print(
        f"{name:13}: logits {s:5.2f}; loss {at_start:5.1f}, simulated {simulated:5.1f}"
    )
s, at_start = np.mean(logits["N(0, 0.4)"]), np.mean(first_loss["N(0, 0.4)"])
assert (
    abs(blind_loss(0.01) - np.log(10)) < 0.01 and abs(blind_loss(100) / 154 - 1) < 0.02
)
assert abs(at_start / blind_loss(s) - 1) < 0.2 and at_start > 30
assert abs(np.mean(first_loss["Glorot normal"]) - np.log(10)) < 0.1
#! falsify: - z[:, 0]) => + z[:, 0].max())
#! falsify: z = s * noise => z = s**0.5 * noise

# %% [markdown] lang="en"
# This is wrong with 0.4: before the first step the network is sure of wrong answers, with a loss of {{ at_start | .0f | 6 }} where a guess costs 2.3. A check worth a line in every project: *is the loss at the start near* $\ln K$? (It finds other mistakes too: chapter 5.)
#
# Does another learning rate help, or a start with small logits? A recorded run trains the network of 4.1 at six rates from five seeds, with a third start: $N(0, 0.4)$ whose last kernel is divided so that the logits have σ = 1. The rate of each start is chosen on 5,000 validation images, the accuracy is then read once from the test images.

# %% [markdown] lang="zh-TW" of="cbd75c17"
# 0.4 的毛病在這裡：還沒開始訓練，網路就對錯誤的答案深信不疑，損失是 {{ at_start | .0f | 6 }}，而亂猜也不過 2.3。每個專案都值得用一行程式檢查：**一開始的損失是否接近** $\ln K$？（這還能抓出其他錯誤，見第 5 章。）
#
# 換一個學習率有用嗎？從小的 logit 開始呢？事先記錄的實驗，用 4.1 節的網路試了六種學習率、五個種子，並加上第三種起點：$N(0, 0.4)$，但把最後一個 kernel 除以一個數，使 logit 的 σ = 1。每種起點的學習率由 5,000 張驗證圖片選定，準確率再用測試圖片算一次。

# %% rows="I5"
rate_runs = i5_rates.EXPERIMENT.results(live=full_run())
at_best = {}  # test accuracies (seeds,) at the rate that validation chooses
for key in ("normal_0.4", "normal_0.4, logits 1", "glorot_normal"):
    chosen = [run for run in rate_runs if run["start"] == key]
    best = np.mean([run["validation"] for run in chosen], axis=0).argmax()
    at_best[key] = np.array([run["test"][best] for run in chosen])
    print(
        f"{key:20}: rate {i5_rates.RATES[best]}, test accuracy", at_best[key].round(3)
    )
# paired by seed:
small_logits = at_best["normal_0.4, logits 1"] - at_best["normal_0.4"]
glorot_lead = at_best["glorot_normal"] - at_best["normal_0.4, logits 1"]

# %% rows="I5" fold="Check the paired differences"
assert all(run["validation"] != run["test"] for run in rate_runs)
assert small_logits.mean() > 2 * small_logits.std() / 5**0.5 > 0
assert glorot_lead.min() > 0.01 and small_logits.min() > 0.01
print("logits divided, gain seed by seed:", small_logits.round(3))
print("Glorot's lead over that:          ", glorot_lead.round(3))
#! falsify: run["start"] == key => run["start"] != key

# %% [markdown] lang="en"
# Back to the two questions of 4.1. Another rate helps, but does not rescue $N(0, 0.4)$: at its best it reaches {{ at_best["normal_0.4"].mean() | .2f }}, Glorot {{ at_best["glorot_normal"].mean() | .2f }} (at 0.05, the largest rate that we tried). Dividing the last kernel, so that the network starts undecided instead of sure, brings {{ small_logits.mean() | .2f }} on average (seed by seed {{ small_logits.min() | .2f }} to {{ small_logits.max() | .2f }}). Glorot stays ahead by {{ glorot_lead.min() | .2f }} to {{ glorot_lead.max() | .2f }}. And 752 updates are few: the recorded runs of 4.1 show that after 5,628 the gap is down to {{ glorot[:, -1].mean() - normal[:, -1].mean() | .2f | 0.01 }}.
#
# Is it the small logits that help? A control: with ReLU and biases 0, dividing *any* one kernel divides the logits by the same number. So four networks can start with the same logits.
#
# **Predict.** We divide conv 1, conv 2, dense 1 or dense 2, one at a time. Do all four learn alike? Look at the factors of this section again.
#
# <details><summary>Answer</summary>
#
# No. Dividing dense 1, whose factor 32 was far too large, helps most; dividing conv 1, whose factor 0.72 was nearly right, stops the learning.
# </details>

# %% [markdown] lang="zh-TW" of="a9f5bc25"
# 回到 4.1 節的兩個問題。換個學習率有幫助，但救不了 $N(0, 0.4)$：它最好也只到 {{ at_best["normal_0.4"].mean() | .2f }}，Glorot 則是 {{ at_best["glorot_normal"].mean() | .2f }}（學習率 0.05，我們試過的最大值）。只把最後一個 kernel 縮小，讓網路從猶豫不決開始，而不是深信不疑，平均就提高 {{ small_logits.mean() | .2f }}（各種子從 {{ small_logits.min() | .2f }} 到 {{ small_logits.max() | .2f }}）。Glorot 仍領先 {{ glorot_lead.min() | .2f }} 到 {{ glorot_lead.max() | .2f }}。而且 752 次更新並不多：4.1 節記錄的訓練，在 5,628 次更新之後，差距只剩 {{ glorot[:, -1].mean() - normal[:, -1].mean() | .2f | 0.01 }}。
#
# 有幫助的是小的 logit 嗎？做個對照：使用 ReLU、偏差為 0 時，不論把**哪一個** kernel 除以一個數，logit 都會除以同一個數。所以四個網路可以從同樣大的 logit 開始。
#
# **先猜猜看**：分別把 conv 1、conv 2、dense 1、dense 2 其中一個縮小，四個網路學得一樣好嗎？再看一次本節算出的倍數。
#
# <details><summary>解答</summary>
#
# 不一樣。縮小 dense 1 最有幫助，它的倍數 32 太大了；縮小 conv 1 則完全學不起來，它的倍數 0.72 本來就差不多正確。
# </details>

# %% rows="I5" tags=["nbval-ignore-output"]
divided = {name: [] for name in names}  # conv 1 to dense 2: accuracies of two seeds
for k, name in enumerate(names):
    for seed in (0, 1):
        model = small_cnn(normal_04, seed)
        weights = model.get_weights()
        weights[2 * k] /= np.std(model(X_small[:500]))
        model.set_weights(weights)
        assert abs(np.std(model(X_small[:500])) - 1) < 1e-3  # whichever kernel it is
        sgd = keras.optimizers.SGD(0.02)
        model.compile(sgd, loss_function, metrics=["accuracy"], steps_per_execution=47)
        model.fit(X_small, y_small, batch_size=16, epochs=4, verbose=0)
        divided[name].append(model.evaluate(*validation, verbose=0)[1])
    print(f"{name} divided: validation accuracy", np.round(divided[name], 2))
assert max(divided["conv 1"]) < 0.2 and min(divided["dense 1"]) > 0.85
assert min(np.subtract(divided["dense 1"], divided["dense 2"])) > 0.01
#! falsify: weights[2 * k] /= => weights[2 * 3] /=
#! falsify: weights[2 * k] /= => weights[6 - 2 * k] /=

# %% [markdown] lang="en"
# The same logits at the start, and accuracies from {{ min(divided["conv 1"]) | .2f | 0.03 }} to {{ max(divided["dense 1"]) | .2f | 0.03 }}. So the size of the logits alone does not decide; *which* kernel has the wrong size does. With dense 1 divided, $N(0, 0.4)$ learns about as well as Glorot. (Two seeds at one rate, 0.02.)

# %% [markdown] lang="zh-TW" of="9a5c306c"
# 起點的 logit 一樣大，準確率卻從 {{ min(divided["conv 1"]) | .2f | 0.03 }} 到 {{ max(divided["dense 1"]) | .2f | 0.03 }} 都有。可見決定結果的不只是 logit 的大小，還要看**哪一個** kernel 的大小不對。把 dense 1 縮小之後，$N(0, 0.4)$ 學得和 Glorot 差不多好。（兩個種子，一種學習率 0.02。）

# %% [markdown] lang="en"
# ## 4.11 Where the output bias starts: a detector of fives (9 min)
#
# "The loss at the start should be $\ln K$" assumes equally frequent classes. Here is a case where they are not, which chapters 5 and 6 will follow further: one neuron that says whether a digit is a 5. Its logit is $z = Xw + b$, its probability $\sigma(z)$ (with an argument, σ is the sigmoid), and a share $p$ = {{ end: prior | .3f }} of the training images are fives.
#
# With $b = 0$ the detector starts at probabilities around ½, and first has to learn that fives are rare. Nothing hinders us from telling it: the logit whose sigmoid is $p$ is $b = \ln\frac{p}{1-p}$.
#
# **Predict.** Which loss would a detector have whose answers are all ½, and one whose answers are all $p$?
#
# <details><summary>Answer</summary>
#
# $\ln 2 = 0.69$, and $-p\ln p - (1-p)\ln(1-p) = 0.30$. The random weights move the first by 0.1 or 0.2, up or down, the second by less.
# </details>

# %% [markdown] lang="zh-TW" of="f99db052"
# ## 4.11 輸出偏差的起點：數字 5 偵測器（9 分鐘）
#
# 「一開始的損失應該是 $\ln K$」假設每個類別一樣常見。這裡有一個類別多寡懸殊的例子，第 5、6 章還會繼續用它：只有一個神經元，判斷一張圖片是不是 5。它的對數勝算是 $z = Xw + b$，機率是 $\sigma(z)$（寫成函數的 σ 是 sigmoid，不是標準差）；訓練圖片中，5 所占的比例是 $p$ = {{ end: prior | .3f }}。
#
# 如果 $b = 0$，偵測器一開始給的機率都在 ½ 附近，必須先學會 5 很少見。我們大可直接告訴它：sigmoid 等於 $p$ 的 logit 是 $b = \ln\frac{p}{1-p}$。
#
# **先猜猜看**：如果偵測器每次都回答 ½，損失是多少？每次都回答 $p$ 呢？
#
# <details><summary>解答</summary>
#
# $\ln 2 = 0.69$，以及 $-p\ln p - (1-p)\ln(1-p) = 0.30$。隨機的權重會使第一個數上下變動 0.1 或 0.2，第二個數變動較小。
# </details>

# %% rows="I3"
X = flatten(to_float(images))
X_train, X_val = X[:50_000], X[50_000:]
y = (labels == 5).astype("float32")
y_train, y_val = y[:50_000], y[50_000:]
prior = float(y_train.mean())
bias = np.log(prior / (1 - prior))
print(f"share of fives {prior:.4f}, bias {bias:.3f}")


def detector(bias, seed=0):
    keras.utils.set_random_seed(seed)
    start = keras.initializers.Constant(bias)
    layers = [keras.Input((784,)), keras.layers.Dense(1, bias_initializer=start)]
    return keras.Sequential(layers)


# %% [markdown] lang="en"
# We train both starts from five seeds: Adam at 0.003, batches of 256, 3 epochs. To save time the ten detectors stand side by side in one layer with ten outputs; each has its own weights and its own loss, so none knows of the others. `steps_per_execution=14` lets Keras report every 14 updates; there we compute the losses on the 10,000 validation images.

# %% [markdown] lang="zh-TW" of="540e3ef2"
# 兩種起點各用五個種子訓練：Adam，學習率 0.003，批次大小 256，3 個週期。為了節省時間，十個偵測器並排放在同一層，共十個輸出；每個都有自己的權重和自己的損失，彼此互不相干。`steps_per_execution=14` 讓 Keras 每 14 次更新回報一次，我們就在那時計算 10,000 張驗證圖片的損失。


# %% rows="I3"
class Watch(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.losses = []
        self.on_train_batch_end(0)

    def on_train_batch_end(self, batch, logs=None):
        W, b = (np.asarray(v) for v in self.model.trainable_variables)
        z = X_val @ W + b  # (10000, 10); then the binary cross-entropy, (10,)
        self.losses.append(np.mean(np.logaddexp(0, z) - y_val[:, None] * z, axis=0))


# %% [markdown] lang="en"
# Now the ten detectors, side by side.

# %% [markdown] lang="zh-TW" of="f1c1db86"
# 接著把十個偵測器並排。

# %% rows="I3" tags=["nbval-ignore-output"]
detectors = [detector(b, seed) for b in (0.0, bias) for seed in range(5)]
one_by_one = [single.get_weights() for single in detectors]
ten_detectors = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
ten_detectors.set_weights(
    [np.concatenate(v, axis=-1) for v in zip(*one_by_one, strict=True)]
)
ten_detectors.compile(
    keras.optimizers.Adam(0.003),
    keras.losses.BinaryCrossentropy(from_logits=True),
    steps_per_execution=14,
)
watch = Watch()
options = {"batch_size": 256, "epochs": 3, "verbose": 0, "callbacks": [watch]}
keras.utils.set_random_seed(0)
ten_detectors.fit(X_train, np.repeat(y_train[:, None], 10, axis=1), **options)
losses = np.array(watch.losses).T  # (10, reports)
curves = {"bias 0": losses[:5], "bias ln(p/(1-p))": losses[5:]}
for name, runs in curves.items():
    print(f"{name:16}: loss at the start", runs[:, 0].round(2), end="; ")
    print("at the end", runs[:, -1].round(4))
    assert (runs[:, -1] < runs[:, 0] / 2).all()

# %% rows="I3" fold="Check the losses at the start, and count the updates that are saved"
zero, informed = curves.values()
blind = -prior * np.log(prior) - (1 - prior) * np.log(1 - prior)
assert abs(informed[:, 0].mean() - blind) < 0.03 < 0.3 < zero[:, 0].mean() - blind
assert abs(zero[:, 0].mean() - np.log(2)) < 0.12
epoch_1 = zero.shape[1] // 3
needed = np.argmax(informed < zero[:, epoch_1, None], axis=1)  # reports until as good
saved = (epoch_1 - needed) / epoch_1  # in epochs, one number a seed
late = np.abs(informed[:, -1] - zero[:, -1])
print(
    f"epochs saved at the end of the first one: {saved.min():.2f} to {saved.max():.2f}"
)
assert (informed[:, : epoch_1 + 1] < zero[:, : epoch_1 + 1]).all()
assert saved.min() > 0.05 and late.max() < 0.003
#! falsify: losses[:5], "bias ln => losses[5:], "bias ln
#! falsify: blind = -prior * np.log(prior) - => blind = -prior * np.log2(prior) -

# %% rows="I3" fold="Draw the detector's validation loss"
show(
    drawings.plot_detector(curves, 14, blind),
    alt="Validation loss of the detector over the updates, mean and band of five "
    "seeds. With bias 0 it starts near 0.7 and falls steeply; with the bias from "
    "the share of fives it starts at 0.30, the dotted line of a blind detector. "
    "After one epoch both are near 0.12, at the end they coincide.",
)
#! alt zh-TW: 偵測器的驗證損失隨更新次數的變化，五個種子的平均與範圍。偏差從 0 開始時，損失由 0.7 左右陡降；由 5 的比例決定偏差時，損失從 0.30 開始，就是點線所示的盲猜。一個週期之後兩者都在 0.12 附近，最後重合。

# %% [markdown] lang="en"
# The losses at the start are as predicted. The informed start is ahead through the whole first epoch; what the other one reaches at the end of its first epoch, it has {{ saved.min() | .2f | 0.1 }} to {{ saved.max() | .2f | 0.1 }} epochs earlier. After three epochs nothing is left of the lead (difference at most {{ late.max() | .4f | 0.001 }}): a good start saves time here, it does not make a better detector. Chapter 5 trains this neuron with class weights, chapter 6 chooses its threshold.

# %% [markdown] lang="zh-TW" of="14e90a54"
# 起點的損失符合預測。知道比例的起點，在整個第一個週期都領先；另一種起點在第一個週期結束時才達到的損失，它早 {{ saved.min() | .2f | 0.1 }} 到 {{ saved.max() | .2f | 0.1 }} 個週期就達到了。三個週期之後，領先完全消失（相差不超過 {{ late.max() | .4f | 0.001 }}）：在這裡，好的起點節省的是時間，並不會得到更好的偵測器。第 5 章會用類別權重訓練這個神經元，第 6 章則替它選閾值。

# %% [markdown] lang="en"
# ## 4.12 Which one? (10 min)
#
# The lecture's advice: *shallow* networks: random or truncated normal; *deep* ones: Glorot; *deep with ReLU*: He. We add the gain 5/3, and test with 2, 10 and 30 hidden layers of 64 units, ReLU and tanh, on 4,000 MNIST images made smaller (14×14), plain gradient descent, 480 updates. Six learning rates, five seeds; each start gets the rate that is best on 5,000 *validation* images (mean of the seeds), and its accuracy is then read from the test images; a run that diverged counts as 0. This is a recorded run (`experiments/i7_choice.py`); the last cell of this section trains a part live.
#
# **Predict** from 4.7: which starts are at chance with 30 ReLU layers? With 30 tanh layers, is He (2) or 5/3 (2.78) better?
#
# <details><summary>Answer</summary>
#
# ReLU: N(0, 0.05) and Glorot, which die out. (5/3 explodes; at a tiny rate it still learns a little.) tanh: He, whose error signals grow by a factor 8 instead of 141.
# </details>

# %% [markdown] lang="zh-TW" of="a7a0f815"
# ## 4.12 該選哪一種？（10 分鐘）
#
# 投影片的建議是：**淺層**網路用隨機常態或截斷常態；**深層**用 Glorot；**深層加 ReLU** 用 He。我們再加上 5/3，並用 2、10、30 個隱藏層來檢驗：每層 64 個單元，ReLU 和 tanh 各一組，4,000 張縮小的 MNIST 圖片（14×14），單純的梯度下降，480 次更新。六種學習率、五個種子；每種起點採用在 5,000 張**驗證**圖片上最好的學習率（種子的平均），再用測試圖片算準確率；發散的訓練以 0 計。這是事先記錄的實驗（`experiments/i7_choice.py`）；本節最後的儲存格會現場訓練其中一部分。
#
# **先猜猜看**，根據 4.7 節：30 層 ReLU 時，哪些起點和亂猜差不多？30 層 tanh 時，He（2）和 5/3（2.78）哪一個好？
#
# <details><summary>解答</summary>
#
# ReLU：N(0, 0.05) 和 Glorot，訊號會消失。（5/3 會爆炸；用極小的學習率，仍能學到一點。）tanh：He，它的誤差訊號只變成 8 倍，而不是 141 倍。
# </details>

# %% slides="A052" rows="I7"
choice_runs = i7_choice.EXPERIMENT.results(live=full_run())
table = {}  # activation to test accuracies (starts, depths, seeds)
for activation in ("relu", "tanh"):
    columns = []
    for depth in i7_choice.DEPTHS:
        chosen = [
            r
            for r in choice_runs
            if (r["activation"], r["depth"]) == (activation, depth)
        ]
        validated = np.array(
            [r["validation"][-1] for r in chosen]
        )  # (seeds, starts, rates)
        tested = np.array([r["test"][-1] for r in chosen])
        best = validated.mean(axis=0).argmax(axis=1)  # one rate a start
        columns.append([tested[:, start, rate] for start, rate in enumerate(best)])
    table[activation] = np.stack(columns, axis=1)
relu, tanh = table["relu"].mean(axis=2), table["tanh"].mean(axis=2)
print("ReLU (rows: starts, columns: depths)", relu.round(2), sep="\n")
print("tanh", tanh.round(2), sep="\n")

# %% rows="I7" fold="Check the verdicts"
for scores in (table["relu"], table["tanh"]):
    assert scores[:, 0].min() > 0.9  # two layers: every start works
    assert np.ptp(scores[:, 0].mean(axis=1)) < 0.01  # and equally well
    assert scores[0, 1:].max() < 0.12  # N(0, 0.05): chance in deep networks
he_lead = table["relu"][2] - table["relu"][1]  # over Glorot; (depths, seeds), paired
assert he_lead[1].mean() > 0.01 and he_lead[1].min() > -0.005
assert he_lead[2].min() > 0.3 and table["relu"][1, 2].max() < 0.12
gain_lag = table["tanh"][2, 2] - table["tanh"][3, 2]  # He over 5/3, 30 layers
glorot_lead_30 = table["tanh"][1, 2] - table["tanh"][2, 2]  # Glorot over He
assert gain_lag.min() > 0 and table["relu"][2, 2].min() > table["relu"][3, 2].max()
assert glorot_lead_30.min() < 0 < glorot_lead_30.max()  # undecided
np.testing.assert_allclose([64 * 0.05**2, 800 * 0.05**2], [0.16, 2])
print("He over 5/3, 30 tanh layers, seed by seed:", gain_lag.round(2))
print("Glorot over He:                           ", glorot_lead_30.round(2))
#! falsify: validated.mean(axis=0).argmax(axis=1) => validated.mean(axis=0).argmin(axis=1)
#! falsify: == (activation, depth) => == ("tanh", depth)

# %% rows="I7" fold="Ten ReLU layers after 160 updates"
tens = [r for r in choice_runs if (r["activation"], r["depth"]) == ("relu", 10)]
first_160 = np.mean([r["test"][0] for r in tens], axis=0)  # (starts, rates)
validated = np.mean([r["validation"][0] for r in tens], axis=0)
early_10 = [first_160[k, validated[k].argmax()] for k in (1, 2)]  # Glorot, He
at_003 = first_160[1:3, i7_choice.RATES.index(0.03)]
assert early_10[1] > early_10[0] + 0.15
assert np.diff(at_003) > np.diff(early_10) + 0.1
print("after 160 updates: Glorot, He, each at its best rate:", np.round(early_10, 2))
print("                               both at the rate 0.03:", np.round(at_003, 2))
#! falsify: .index(0.03) => .index(0.1)

# %% rows="I7" fold="Draw the table"
show(
    drawings.plot_choice(
        {"ReLU": table["relu"], "tanh": table["tanh"]},
        i7_choice.STARTS,
        i7_choice.DEPTHS,
        0.1,
    ),
    alt="Test accuracy for four starts and three depths, for ReLU and tanh. At two "
    "hidden layers all cells are near 0.92. The random normal is at chance, 0.11, "
    "at ten and thirty. With thirty ReLU layers He reaches 0.64, 5/3 0.24, Glorot "
    "chance. With thirty tanh layers Glorot and He reach about 0.85, 5/3 0.79.",
)
#! alt zh-TW: 每一格是四種起點之一在一種深度的測試準確率，左為 ReLU，右為 tanh。兩個隱藏層時全部約 0.92。隨機常態在十層和三十層都只有 0.11。ReLU 三十層時，He 是 0.64，5/3 是 0.24，Glorot 是 0.11。tanh 三十層時，Glorot 和 He 約 0.85，5/3 是 0.79。

# %% [markdown] lang="en"
# | advice | verdict |
# |---|---|
# | shallow: random or truncated normal | works, and so do the others, each at its best rate (0.3, the largest that we tried): with ReLU all four means lie within 0.01 |
# | deep: Glorot | true for tanh. With ReLU it is behind at 10 layers ({{ relu[1, 1] | .2f }} against {{ relu[2, 1] | .2f }}) and at chance at 30, at every rate that we tried (up to 0.3) |
# | deep with ReLU: He | true; but {{ relu[2, 2] | .2f }} at 30 layers is not good |
#
# The picture of 4.7 predicted it: with 30 ReLU layers only 2 trains well (5/3 still learns a little at 0.001, the smallest rate that we tried); with tanh Glorot and He cannot be told apart (their difference has both signs, from {{ glorot_lead_30.min() | .2f }} to {{ glorot_lead_30.max() | .2f }} over the seeds: undecided), and 5/3 is behind He with every seed, by {{ gain_lag.min() | .2f }} to {{ gain_lag.max() | .2f }}. The fixed 0.05 fails because of the width: $64\cdot0.05^2 = 0.16$, where ReLU wants 2. With 800 units per layer 0.05 would *be* He's σ.
#
# What this does not show: one width, plain gradient descent, 480 updates. After 160 updates ten ReLU layers from Glorot stood at {{ early_10[0] | .2f }} against He's {{ early_10[1] | .2f }}: a bad start is partly made up for by longer training. (The last cell of this section trains ten such layers live, both starts at the rate 0.03. There the gap is wider than between the best rates of each.) He et al. (2015) report the same for convolutional networks: with 22 layers both starts converge, theirs faster; with 30 only theirs does.
#
# **Rule of thumb**: He for ReLU and its relatives, whatever the depth; Glorot for tanh and for outputs (Keras' default is `glorot_uniform`).

# %% [markdown] lang="zh-TW" of="97a91eca"
# | 建議 | 檢驗結果 |
# |---|---|
# | 淺層：隨機常態或截斷常態 | 可行，其他起點用各自最好的學習率（都是 0.3，我們試過的最大值）也一樣可行：配 ReLU 時，四個平均相差不到 0.01 |
# | 深層：Glorot | 對 tanh 成立。配 ReLU 時，10 層已落後（{{ relu[1, 1] | .2f }} 對 {{ relu[2, 1] | .2f }}），30 層則在我們試過的所有學習率（最大 0.3）下都和亂猜差不多 |
# | 深層加 ReLU：He | 成立；但 30 層的 {{ relu[2, 2] | .2f }} 並不理想 |
#
# 這正是 4.7 節那張圖的預測：30 層 ReLU 時，只有 2 訓練得好（5/3 用 0.001，我們試過的最小學習率，仍能學到一點）；配 tanh 時，Glorot 和 He 不分高下（各種子的差有正有負，從 {{ glorot_lead_30.min() | .2f }} 到 {{ glorot_lead_30.max() | .2f }}，無法判定），5/3 則每個種子都輸給 He，相差 {{ gain_lag.min() | .2f }} 到 {{ gain_lag.max() | .2f }}。固定的 0.05 失敗，原因在寬度：$64\cdot0.05^2 = 0.16$，而 ReLU 需要 2。如果每層有 800 個單元，0.05 就**正好是** He 的 σ。
#
# 這個實驗的限制：只有一種寬度、單純的梯度下降、480 次更新。在第 160 次更新時，十層 ReLU 的 Glorot 是 {{ early_10[0] | .2f }}，He 是 {{ early_10[1] | .2f }}：不好的起點，訓練久一點可以追回一部分。（本節最後的儲存格會現場訓練這樣的十層，兩種起點的學習率都是 0.03；這時的差距，比各用自己最好的學習率時更大。）He et al.（2015）在卷積網路上報告了相同的情形：22 層時兩種起點都會收斂，他們的較快；30 層時只有他們的會收斂。
#
# **經驗法則**：ReLU 及其變形，不論深淺都用 He；tanh 和輸出層用 Glorot（Keras 的預設是 `glorot_uniform`）。

# %% rows="I7" tags=["nbval-ignore-output"]
X_less = i7_choice.smaller(images[:2000])
X_less = (X_less - X_less.mean()) / X_less.std()
live_10 = {}
for name in ("Glorot normal", "He normal"):
    networks = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        shapes = [(196, 64), *[(64, 64)] * 9, (64, 10)]
        networks.append([i7_choice.start(name, shape, rng) for shape in shapes])
    weights = [
        np.stack(layer).astype("float32") for layer in zip(*networks, strict=True)
    ]
    trained_10 = stacked.train(
        weights, X_less, Y_flat[:2000], "relu", lr=0.03, num_epochs=3
    )
    live_10[name] = stacked.accuracy(*trained_10, X_less, labels[:2000], "relu")
    print(f"ten ReLU layers, {name}: training accuracy", live_10[name].round(2))
assert (live_10["He normal"] - live_10["Glorot normal"]).min() > 0.1

# %% [markdown] lang="en"
# ## 4.13 Explore: choose σ and depth (10 min)
#
# Width 256. Upper row: outputs of up to five layers. Lower row: error signals, which travel from the last layer to the first. The number behind each layer is the root of the mean square. In a running notebook, move the sliders.
#
# 1. ReLU: at which σ have both layer 1 and layer 20 outputs of the same size? Compare with $\sqrt{2/256} = 0.088$.
# 2. tanh, 20 layers: at Glorot's $\sqrt{1/256} = 0.0625$, what is the size of the outputs in layer 20, and of the error signals in layer 1?
# 3. tanh, 20 layers, σ = 0.2: the outputs keep their size. Why is it a bad start all the same?
#
# <details><summary>What you should find</summary>
#
# 1. At 0.0875. At 0.075 and at 0.1 layer 20 is already {{ end: 1 / growth[0.075] | .0f | 3 }} times smaller or {{ end: growth[0.1] | .0f | 3 }} times larger than layer 1.
# 2. Outputs {{ end: found_20[0] | .2f | 0.03 }}, error signals {{ end: found_20[1] | .2f | 0.06 }} (they started at 1): both sink together.
# 3. The error signals of layer 1 are {{ end: found_20[2] | .0f | x1.6 }} times as large as those of layer 20: they explode.
# </details>

# %% [markdown] lang="zh-TW" of="e2402915"
# ## 4.13 動手探索：選擇 σ 和深度（10 分鐘）
#
# 每層寬度 256。上列是其中最多五層的輸出；下列是誤差訊號，由最後一層傳向第一層。層號後面的數字是均方的平方根。請在執行中的筆記本裡移動滑桿。
#
# 1. ReLU：σ 是多少時，第 1 層和第 20 層的輸出一樣大？和 $\sqrt{2/256} = 0.088$ 比較。
# 2. tanh、20 層：採用 Glorot 的 $\sqrt{1/256} = 0.0625$，第 20 層的輸出多大？第 1 層的誤差訊號多大？
# 3. tanh、20 層、σ = 0.2：輸出維持了大小。為什麼它仍是不好的起點？
#
# <details><summary>你應該會發現</summary>
#
# 1. 在 0.0875。到了 0.075，第 20 層已縮小到第 1 層的 1/{{ end: 1 / growth[0.075] | .0f | 3 }}；到了 0.1，則放大到 {{ end: growth[0.1] | .0f | 3 }} 倍。
# 2. 輸出 {{ end: found_20[0] | .2f | 0.03 }}，誤差訊號 {{ end: found_20[1] | .2f | 0.06 }}（起點是 1）：兩者一起下沉。
# 3. 第 1 層的誤差訊號是第 20 層的 {{ end: found_20[2] | .0f | x1.6 }} 倍：爆炸了。
# </details>


# %% rows="I6"
def layers_at(sigma, depth, activation):
    """Outputs and error signals of layers 1 to depth; the weights have σ = sigma."""
    rng = np.random.default_rng(0)
    outputs, deltas, _ = signals(256 * sigma**2, activation, depth, rng, n=256)
    return outputs[1:], deltas


def draw_layers(sigma, depth, activation):
    outputs, deltas = layers_at(sigma, depth, activation)
    title = f"{activation}, σ = {sigma:.4f}, {depth} layers"
    return drawings.plot_two_ways(outputs, deltas, title)


explore(
    draw_layers,
    alt="Histograms of outputs and error signals of five of ten ReLU layers of 256 "
    "units with sigma 0.0625, which is Glorot's: outputs crowd ever closer to 0 "
    "towards layer 10, error signals towards layer 1.",
    sigma=(0.0125, 0.2, 0.0125, 0.0625),
    depth=(2, 50, 1, 10),
    activation=["ReLU", "tanh"],
)
#! alt zh-TW: 十個 ReLU 層中五層的輸出與誤差訊號的直方圖，每層 256 個單元，sigma 是 Glorot 的 0.0625：輸出往第 10 層越擠越靠近 0，誤差訊號則往第 1 層越擠越靠近 0。
#! page sigma (σ of the weights; 權重的 σ): 0.0125, 0.0375, 0.0625, 0.075, 0.0875, 0.1, 0.15, 0.2
#! page depth (layers; 層數): 2, 5, 10, 20, 50
#! page activation (activation; 激活函數)


# %% rows="I6" fold="Check the three answers"
def root(values):
    return float(np.sqrt(np.mean(np.square(values, dtype=float))))


growth = {}
for std in (0.075, 0.0875, 0.1):
    outputs, _ = layers_at(std, 20, "ReLU")
    growth[std] = root(outputs[19]) / root(outputs[0])
assert 0.6 < growth[0.0875] < 1.6 and growth[0.075] < 1 / 3 and growth[0.1] > 3
outputs, deltas = layers_at(0.0625, 20, "tanh")
found_20 = [root(outputs[19]), root(deltas[0])]
outputs, deltas = layers_at(0.2, 20, "tanh")
found_20.append(root(deltas[0]) / root(deltas[19]))
assert 0.9 < root(outputs[19]) / root(outputs[0]) < 1.1 and found_20[2] > 30
assert 0.1 < found_20[0] < 0.25 and 0.1 < found_20[1] < 0.4
print("the three answers hold")
#! falsify: layers_at(std, 20, "ReLU") => layers_at(std, 20, "tanh")
#! falsify: signals(256 * sigma**2, activation => signals(sigma**2, activation

# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A dense layer has 300 inputs and 100 outputs. Give σ and the uniform limit for Glorot and for He.
#
# <details><summary>Answer</summary>
#
# Glorot: $\sigma = \sqrt{2/400} = 0.0707$, limit $\sqrt{6/400} = 0.1225$. He: $\sigma = \sqrt{2/300} = 0.0816$, limit $\sqrt{6/300} = 0.1414$.
# </details>
#
# **2.** A convolution has the kernel (5, 5, 8, 16). Fan-in, fan-out, He's σ?
#
# <details><summary>Answer</summary>
#
# Fan-in $25\cdot8 = 200$, fan-out $25\cdot16 = 400$, $\sigma = \sqrt{2/200} = 0.1$.
# </details>
#
# **3.** All weights of a network with one hidden tanh layer of 50 units start at 0.3, the biases too. How many different hidden units are there after training? What if only *one* hidden bias starts at 0.4?
#
# <details><summary>Answer</summary>
#
# One: all 50 stay equal. With one different bias there are two kinds: that unit, and 49 equal ones.
# </details>
#
# **4.** Ten ReLU layers of equal width start with Glorot. By which factor does the mean square of the outputs shrink? And with `TruncatedNormal(stddev=σ)` with Glorot's σ?
#
# <details><summary>Answer</summary>
#
# $2^{-10} = 1/1024$. The plain truncated normal keeps only $0.8796^2 = 0.7737$ of the variance, so $(0.7737/2)^{10} = 7.5\cdot10^{-5}$.
# </details>
#
# **5.** Leaky ReLU has slope 1 for $z > 0$ and 0.2 for $z < 0$. Which $n\sigma^2$ keeps the mean square?
#
# <details><summary>Answer</summary>
#
# The negative half contributes $0.2^2 = 0.04$ of its part: $E[a^2] = \tfrac12(1 + 0.04)\,E[z^2]$. So $n_\text{in}\sigma^2 = 2/1.04 = 1.92$.
# </details>
#
# **6.** A detector looks for a digit that makes up 1 % of the images. Where should its output bias start, and what is its loss then?
#
# <details><summary>Answer</summary>
#
# $\ln(0.01/0.99) = -4.60$; loss $-0.01\ln 0.01 - 0.99\ln 0.99 = 0.056$.
# </details>
#
# **7.** *Write it yourself.* With `one_layer` or `settle`, find the $n\sigma^2$ at which tanh's outputs settle at the mean square 0.5.
#
# <details><summary>Answer</summary>
#
# ```python
# low, high = 1.0, 10.0
# for _ in range(40):
#     middle = (low + high) / 2
#     if settle(middle, "tanh")[0] < 0.5:
#         low = middle
#     else:
#         high = middle
# ```
#
# About 3.58. The backward factor is then 1.31.
# </details>

# %% [markdown] lang="zh-TW" of="15795f34"
# ## 自我檢測
#
# **1.** 一個密集層有 300 個輸入、100 個輸出。Glorot 和 He 的 σ 與均勻分布的界限各是多少？
#
# <details><summary>解答</summary>
#
# Glorot：$\sigma = \sqrt{2/400} = 0.0707$，界限 $\sqrt{6/400} = 0.1225$。He：$\sigma = \sqrt{2/300} = 0.0816$，界限 $\sqrt{6/300} = 0.1414$。
# </details>
#
# **2.** 一個卷積層的 kernel 形狀是 (5, 5, 8, 16)。輸入端數、輸出端數和 He 的 σ 各是多少？
#
# <details><summary>解答</summary>
#
# 輸入端數 $25\cdot8 = 200$，輸出端數 $25\cdot16 = 400$，$\sigma = \sqrt{2/200} = 0.1$。
# </details>
#
# **3.** 一個網路有一層 50 個 tanh 隱藏單元，所有權重和偏差都從 0.3 開始。訓練之後，有幾種不同的隱藏單元？如果只有**一個**隱藏單元的偏差從 0.4 開始呢？
#
# <details><summary>解答</summary>
#
# 一種：50 個始終相等。若有一個偏差不同，就有兩種：那一個單元，以及 49 個相等的單元。
# </details>
#
# **4.** 十個一樣寬的 ReLU 層，以 Glorot 開始。輸出的均方縮小為幾倍？如果改用 `TruncatedNormal(stddev=σ)`，σ 取 Glorot 的值呢？
#
# <details><summary>解答</summary>
#
# $2^{-10} = 1/1024$。未放寬的截斷常態分布，變異數只剩 $0.8796^2 = 0.7737$ 倍，所以是 $(0.7737/2)^{10} = 7.5\cdot10^{-5}$。
# </details>
#
# **5.** Leaky ReLU 在 $z > 0$ 時斜率為 1，在 $z < 0$ 時斜率為 0.2。哪一個 $n\sigma^2$ 能維持均方？
#
# <details><summary>解答</summary>
#
# 負的那一半貢獻原來的 $0.2^2 = 0.04$：$E[a^2] = \tfrac12(1 + 0.04)\,E[z^2]$。所以 $n_\text{in}\sigma^2 = 2/1.04 = 1.92$。
# </details>
#
# **6.** 某個偵測器要找的數字只占圖片的 1%。它的輸出偏差該從多少開始？這時損失是多少？
#
# <details><summary>解答</summary>
#
# $\ln(0.01/0.99) = -4.60$；損失 $-0.01\ln 0.01 - 0.99\ln 0.99 = 0.056$。
# </details>
#
# **7.** **自己寫寫看。** 用 `one_layer` 或 `settle`，找出讓 tanh 輸出的均方停在 0.5 的 $n\sigma^2$。
#
# <details><summary>解答</summary>
#
# ```python
# low, high = 1.0, 10.0
# for _ in range(40):
#     middle = (low + high) / 2
#     if settle(middle, "tanh")[0] < 0.5:
#         low = middle
#     else:
#         high = middle
# ```
#
# 大約 3.58。此時反向的倍數是 1.31。
# </details>

# %% rows="I2" fold="Check answer 3"
equal_start = [np.full((1, 4, 50), 0.3), np.full((1, 50, 10), 0.3)]
biases = [np.full((1, 1, 50), 0.3), np.full((1, 1, 10), 0.3)]
biases[0][0, 0, 0] = 0.4  # one unit of 50
four = np.random.default_rng(0).normal(size=(200, 4))  # 200 samples, 4 inputs
options = {"lr": 0.5, "num_epochs": 20, "biases": biases}
W_3 = stacked.train(equal_start, four, Y_flat[:200], "tanh", **options)[0][0][0]
assert np.ptp(W_3[:, 1:], axis=1).max() < 1e-5  # 49 equal units, and another one
assert np.abs(W_3[:, 0] - W_3[:, 1]).max() > 1e-3
print("49 equal units and one other: answer 3 holds")
#! falsify: biases[0][0, 0, 0] = 0.4 => biases[0][0, 0, 0] = 0.3
#! falsify: biases[0][0, 0, 0] = 0.4 => biases[0][0, 0, :25] = 0.4

# %% rows="I3" fold="Check the answers"
np.testing.assert_allclose(
    [(2 / 400) ** 0.5, (6 / 400) ** 0.5, (2 / 300) ** 0.5, (6 / 300) ** 0.5],
    [0.0707, 0.1225, 0.0816, 0.1414],
    atol=5e-5,
)
assert fans((5, 5, 8, 16)) == (200, 400)
np.testing.assert_allclose((0.8796**2 / 2) ** 10, 7.5e-5, rtol=0.01)
leaky = np.where(grid > 0, grid, 0.2 * grid)
np.testing.assert_allclose(2 / 1.04 * (share @ leaky**2), 1, atol=1e-3)
rare = np.log(0.01 / 0.99), -0.01 * np.log(0.01) - 0.99 * np.log(0.99)
np.testing.assert_allclose(rare, [-4.60, 0.056], atol=5e-3)
low, high = 1.0, 10.0
for _ in range(40):
    middle = (low + high) / 2
    if settle(middle, "tanh")[0] < 0.5:
        low = middle
    else:
        high = middle
np.testing.assert_allclose(
    [middle, settle(middle, "tanh")[1]], [3.58, 1.31], atol=0.006
)
print("the other answers hold")
#! falsify: 0.2 * grid) => 0.4 * grid)
#! falsify: [0] < 0.5 => [0] > 0.5

# %% [markdown] lang="en"
# ## Summary
#
# - Units that start equal stay equal. From all zeros a ReLU network learns only how often each class occurs.
# - A weighted sum of $n$ terms has mean square $n\sigma^2E[x^2]$. To keep the size of signals, σ must follow the number of connections.
# - Glorot: $\sigma^2 = 2/(n_\text{in}+n_\text{out})$, a compromise between forward and backward. He: $\sigma^2 = 2/n_\text{in}$, because ReLU halves the mean square.
# - ReLU allows only $n\sigma^2 = 2$. tanh lives above 1, but its error signals grow there: in our test with 30 layers 1 and 2 could not be told apart, and 2.78 was behind.
# - In a ReLU network without biases, with layers of one width and kernels of one σ, all kernel gradients start at one size, even where error signals vanish.
# - Without a formula: divide each kernel by the spread of its weighted sums on one batch.
# - Look at the loss before the first step: $\ln K$ for equally frequent classes. Start an output bias at $\ln\frac{p}{1-p}$ if the class is rare.

# %% [markdown] lang="zh-TW" of="6dbf8c03"
# ## 總結
#
# - 起點相等的單元永遠相等。全部從零開始的 ReLU 網路，只學得到各類別出現的頻率。
# - $n$ 項的加權總和，均方是 $n\sigma^2E[x^2]$。要維持訊號的大小，σ 必須隨連接的數目調整。
# - Glorot：$\sigma^2 = 2/(n_\text{in}+n_\text{out})$，是正向與反向的折衷。He：$\sigma^2 = 2/n_\text{in}$，因為 ReLU 使均方減半。
# - ReLU 只容許 $n\sigma^2 = 2$。tanh 在 1 以上才活得下來，但誤差訊號也在那裡增長：在我們 30 層的實驗裡，1 和 2 不分高下，2.78 落後。
# - 在沒有偏差的 ReLU 網路裡，只要各層一樣寬、σ 也相同，即使誤差訊號逐層消失，起點上各層 kernel 的梯度仍然一樣大。
# - 沒有公式時：用一個批次，把每個 kernel 除以它加權總和的標準差。
# - 開始訓練之前先看損失：類別一樣常見時，應該是 $\ln K$。類別很少見時，輸出偏差從 $\ln\frac{p}{1-p}$ 開始。

# %% [markdown] lang="en"
# ## 4.14 What He does not keep (optional, 5 min)
#
# Size is not everything. How similar are the outputs of two *different* random inputs? We measure the cosine of the angle between them: 0 for perpendicular, 1 for the same direction. Theory for ReLU (Cho and Saul, 2009): a cosine $\cos\theta$ becomes $\frac1\pi\bigl(\sin\theta + (\pi-\theta)\cos\theta\bigr)$ after each layer.
#
# **Predict.** Two unrelated inputs, ten He layers: is the cosine near 0, 0.5 or 1?
#
# <details><summary>Answer</summary>
#
# Near 1: 0.87.
# </details>

# %% [markdown] lang="zh-TW" of="e491250d"
# ## 4.14 He 維持不了的東西（選讀，5 分鐘）
#
# 大小不是一切。兩個**不同**的隨機輸入，輸出有多相似？我們測量兩者夾角的餘弦：垂直是 0，同方向是 1。ReLU 的理論（Cho and Saul, 2009）是：每過一層，餘弦 $\cos\theta$ 變成 $\frac1\pi\bigl(\sin\theta + (\pi-\theta)\cos\theta\bigr)$。
#
# **先猜猜看**：兩個毫不相干的輸入，經過十個 He 層，餘弦接近 0、0.5 還是 1？
#
# <details><summary>解答</summary>
#
# 接近 1：0.87。
# </details>

# %% rows="I6"
outputs, _, _ = signals(2.0, "ReLU", 50, np.random.default_rng(0))
cosine = 0.0  # random inputs are nearly perpendicular
similar, off = {}, []
for layer in range(1, 51):
    theta = np.arccos(cosine)
    cosine = (np.sin(theta) + (np.pi - theta) * cosine) / np.pi
    if layer in (1, 5, 10, 50):
        unit = outputs[layer] / np.linalg.norm(outputs[layer], axis=1, keepdims=True)
        pairs = np.sum(unit[::2] * unit[1::2], axis=1)  # 16 pairs of samples
        similar[layer] = cosine
        off.append(abs(pairs.mean() - cosine))
        print(
            f"layer {layer:2}: cosine measured {pairs.mean():.2f}, theory {cosine:.2f}"
        )
assert max(off) < 0.06 and abs(similar[10] - 0.87) < 0.01
#! falsify: (np.sin(theta) + (np.pi - theta) * cosine) => (np.sin(theta) + theta * cosine)

# %% [markdown] lang="en"
# After ten layers two unrelated inputs point in nearly the same direction ({{ similar[10] | .2f }}), after fifty they can hardly be told apart ({{ similar[50] | .2f }}), although the numbers are as large as ever. So He keeps the spread over the units, not the difference between the samples. This may be why 30 layers train badly even with He (a guess that we do not test here); chapter 8 has remedies.

# %% [markdown] lang="zh-TW" of="569865ac"
# 十層之後，兩個毫不相干的輸入已指向幾乎相同的方向（{{ similar[10] | .2f }}）；五十層之後幾乎無法分辨（{{ similar[50] | .2f }}），儘管數字的大小絲毫不減。可見 He 維持的是單元之間的分散，不是樣本之間的差異。30 層時連 He 也訓練不好，也許就是這個緣故（這是猜測，這裡沒有檢驗）；第 8 章會談解決的辦法。

# %% [markdown] lang="en"
# ## 4.15 The truncated normal, and 0.8796 (optional, 7 min)
#
# What is left of the standard deviation if everything beyond 2σ is drawn again? Take σ = 1 and the bell $h(v) = \frac{1}{\sqrt{2\pi}}e^{-v^2/2}$. The part within ±2 holds the share $P = \int_{-2}^{2}h(v)\,dv = 0.9545$. So the truncated density is $h(v)/P$, and its variance is
#
# $$s^2 = \frac1P\int_{-2}^{2}v^2h(v)\,dv.$$
#
# Since $h'(v) = -v\,h(v)$, the product rule gives $\bigl(v\,h(v)\bigr)' = h(v) - v^2h(v)$. Integrate both sides from −2 to 2:
#
# $$4\,h(2) = P - \int_{-2}^{2}v^2h(v)\,dv, \qquad\text{so}\qquad s^2 = 1 - \frac{4\,h(2)}{P} = 1 - \frac{0.2160}{0.9545} = 0.7737 .$$
#
# Its root is 0.8796. **Predict.** Without the widening, how much of the mean square would be left after ten layers?
#
# <details><summary>Answer</summary>
#
# $0.7737^{10} = 0.077$. Twelve percent of σ sound little, but they are lost in every layer.
# </details>

# %% [markdown] lang="zh-TW" of="0b865c6a"
# ## 4.15 截斷常態分布與 0.8796（選讀，7 分鐘）
#
# 如果把超過 2σ 的數都重抽，標準差還剩多少？取 σ = 1，鐘形曲線是 $h(v) = \frac{1}{\sqrt{2\pi}}e^{-v^2/2}$，落在 ±2 以內的比例是 $P = \int_{-2}^{2}h(v)\,dv = 0.9545$。所以截斷後的密度是 $h(v)/P$，變異數是
#
# $$s^2 = \frac1P\int_{-2}^{2}v^2h(v)\,dv.$$
#
# 因為 $h'(v) = -v\,h(v)$，由乘積的微分，$\bigl(v\,h(v)\bigr)' = h(v) - v^2h(v)$。兩邊從 −2 積分到 2：
#
# $$4\,h(2) = P - \int_{-2}^{2}v^2h(v)\,dv, \qquad\text{所以}\qquad s^2 = 1 - \frac{4\,h(2)}{P} = 1 - \frac{0.2160}{0.9545} = 0.7737 .$$
#
# 開根號就是 0.8796。**先猜猜看**：如果不放寬，十層之後均方還剩多少？
#
# <details><summary>解答</summary>
#
# $0.7737^{10} = 0.077$。σ 少 12% 聽起來不多，卻是每一層都損失。
# </details>

# %% rows="I3"
from math import erf, exp, pi, sqrt

from scipy.stats import truncnorm

P = erf(2 / sqrt(2))  # share within two standard deviations
bell = exp(-(2**2) / 2) / sqrt(2 * pi)  # h(2)
s = sqrt(1 - 4 * bell / P)
print(f"within 2 σ: {P:.4f}; derived {s:.6f}, SciPy {truncnorm(-2, 2).std():.6f}")
print(f"left of the mean square after ten layers: {s**20:.3f}")
by_hand = np.asarray(
    keras.random.truncated_normal((1000, 1000), 0.0, sigma / s, seed=0)
)
print(
    "widened by hand, same seed, equal to GlorotNormal:", np.allclose(by_hand, widened)
)
assert abs(s - truncnorm(-2, 2).std()) < 1e-9 and abs(s**20 - 0.077) < 5e-4
assert np.allclose(by_hand, widened, rtol=1e-4)
#! falsify: 1 - 4 * bell / P => 1 - 2 * bell / P
#! falsify: sqrt(1 - 4 * bell / P) => sqrt(1 - 4 * bell)

# %% rows="I3" fold="Draw the truncation"
show(
    drawings.plot_truncation(plain, widened, sigma, s),
    alt="Three densities with the same formula. The normal has tails. TruncatedNormal "
    "is cut at two sigma and is narrower. GlorotNormal is cut farther out, at "
    "2.27 sigma, and is wider.",
)
#! alt zh-TW: 公式相同的三種密度。常態分布有尾巴；TruncatedNormal 在 2 個 sigma 處切斷，比較窄；GlorotNormal 切在更外面的 2.27 個 sigma，比較寬。

# %% [markdown] lang="en"
# ## References
#
# - Y. Cho and L. K. Saul (2009). Kernel methods for deep learning. *Advances in Neural Information Processing Systems* 22.
# - X. Glorot and Y. Bengio (2010). Understanding the difficulty of training deep feedforward neural networks. *AISTATS*, PMLR 9, 249–256.
# - K. He, X. Zhang, S. Ren and J. Sun (2015). Delving deep into rectifiers: surpassing human-level performance on ImageNet classification. *ICCV*, 1026–1034.
# - Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller (1998). Efficient BackProp. In *Neural Networks: Tricks of the Trade*, Springer, 9–50. (Source of the `lecun` initializers: $\sigma = 1/\sqrt{n_\text{in}}$.)
# - D. Mishkin and J. Matas (2016). All you need is a good init. *ICLR*.
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams (1986). Learning internal representations by error propagation. In *Parallel Distributed Processing*, vol. 1, MIT Press, 318–362.
# - A. M. Saxe, J. L. McClelland and S. Ganguli (2014). Exact solutions to the nonlinear dynamics of learning in deep linear neural networks. *ICLR*.

# %% [markdown] lang="zh-TW" of="605afbec"
# ## 參考文獻
#
# - Y. Cho and L. K. Saul (2009). Kernel methods for deep learning. *Advances in Neural Information Processing Systems* 22.
# - X. Glorot and Y. Bengio (2010). Understanding the difficulty of training deep feedforward neural networks. *AISTATS*, PMLR 9, 249–256.
# - K. He, X. Zhang, S. Ren and J. Sun (2015). Delving deep into rectifiers: surpassing human-level performance on ImageNet classification. *ICCV*, 1026–1034.
# - Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller (1998). Efficient BackProp. In *Neural Networks: Tricks of the Trade*, Springer, 9–50.（`lecun` 初始器的出處：$\sigma = 1/\sqrt{n_\text{in}}$。）
# - D. Mishkin and J. Matas (2016). All you need is a good init. *ICLR*.
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams (1986). Learning internal representations by error propagation. In *Parallel Distributed Processing*, vol. 1, MIT Press, 318–362.
# - A. M. Saxe, J. L. McClelland and S. Ganguli (2014). Exact solutions to the nonlinear dynamics of learning in deep linear neural networks. *ICLR*.
