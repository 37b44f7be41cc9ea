# %% [markdown] lang="en"
# After this chapter you can
#
# - train a network on 60,000 handwritten digits, and say what each number in its log means;
# - tell chance, the generalisation gap and overfitting apart;
# - read any tensor by its axes, its shape and its dtype, slice it, cut it into batches, and add it up along an axis;
# - write relu, broadcasting and the dot product as loops, and say why nobody runs them that way;
# - see tensor operations as motions in space, and prove why a network needs something that is not linear;
# - follow a gradient downhill, and judge whether a step is too small or too large;
# - apply the chain rule from the back to the front, and build the first network again without Keras.
#
# You need Python with NumPy, and the derivative of a function of one variable. Three sittings: **A** (2.1 to 2.4, 30 min) a first network,
# **B** (2.5 to 2.13, 75 min) the tensors in it, **C** (2.14 to 2.22, 70 min) how it learns. All letters stand in the [notation](notation.md).
#
# The chapter follows a lecture by 陳俊豪. Folded cells titled *Check* compare with his slides: `check_slide` prints a line when a number agrees,
# `check_erratum` when a slide errs and the cell proves it.

# %% [markdown] lang="zh-TW" of="64b3d05a"
# 讀完這一章，你可以
#
# - 用 60,000 張手寫數字訓練一個神經網路，並說清楚訓練紀錄上每個數字的意義；
# - 分辨巧合、泛化差距與過度配適；
# - 從軸、形狀、資料型別讀懂任何張量，會切片、切成批次，也會沿著某個軸加總；
# - 用迴圈寫出 relu、廣播與點積，並說出為什麼沒有人這樣執行；
# - 把張量運算看成空間中的運動，並證明神經網路為什麼需要非線性；
# - 沿著梯度走下坡，並判斷步長太小還是太大；
# - 從輸出往回套用連鎖律，並且不靠 Keras 把第一個神經網路重做一次。
#
# 你需要會一點 Python 和 NumPy，並懂得單變數函數的微分。全章分三次讀：**A**（2.1 到 2.4，30 分鐘）第一個神經網路，**B**（2.5 到 2.13，75 分鐘）其中的張量，**C**（2.14 到 2.22，70 分鐘）它如何學習。所有符號列在[記號表](notation.md)。
#
# 這一章依照陳俊豪教授的課程。標題有 *Check*（網站上是「檢查」或「比較」）的摺疊儲存格會和投影片比對：數字相符時，`check_slide` 印出一行；投影片有誤、而儲存格證明了這一點時，由 `check_erratum` 印出。

# %%
import numpy as np

from utils import plotting
from utils.data import load_mnist, one_hot
from utils.drawings import learning
from utils.drawings import tensors as drawings
from utils.plotting import show
from utils.slides import check_erratum, check_slide

# %% [markdown] lang="en"
# ## 2.1 The data: handwritten digits (6 min)
#
# We begin with a complete network, before any theory. Its task: given a picture of a handwritten
# digit, say which of the ten digits it is.
#
# A **class** is one of the possible answers, here 0 to 9. A **sample** is one input, here one picture. A **label** is the right answer for one sample, written down by a human.
#
# The pictures are MNIST, assembled from forms filled in for the US National Institute of Standards and Technology (LeCun et al., 1998): 60,000 samples to learn from,
# the *training set*, and 10,000 that the network never sees while it learns, the *test set*. Learning has succeeded if the answers agree with the labels of the **test** set.
#
# **Predict.** Each picture has 28 × 28 points, *pixels*, from 0 (paper) to 255 (ink). Which share of all pixels is 0: a quarter, a half, four fifths?
#
# <details><summary>Answer</summary>
#
# {{ end: paper | .0% }}: four fifths is paper. The folded cell counts.
# </details>

# %% [markdown] lang="zh-TW" of="eb86c13c"
# ## 2.1 資料：手寫數字（6 分鐘）
#
# 在談任何理論之前，我們先做出一個完整的神經網路。它的任務是：看一張手寫數字的圖片，說出它是十個數字中的哪一個。
#
# **類別**（class）是可能的答案之一，這裡是 0 到 9。**樣本**（sample）是一筆輸入，這裡是一張圖片。**標籤**（label）是一個樣本的正確答案，由人工標註。
#
# 圖片是 MNIST，整理自填給美國國家標準與技術研究院（National Institute of Standards and Technology）的手寫表單（LeCun et al., 1998）：60,000 個樣本用來學習，稱為**訓練集**（training set）；另外 10,000 個是神經網路學習時從未看過的，稱為**測試集**（test set）。網路的答案與**測試集**的標籤一致，學習才算成功。
#
# **先猜猜看。** 每張圖片有 28 × 28 個點，稱為**像素**（pixel），數值從 0（紙）到 255（墨）。所有像素中，有多少是 0：四分之一、一半，還是五分之四？
#
# <details><summary>解答</summary>
#
# {{ end: paper | .0% }}：五分之四是紙。摺疊的儲存格數過了。
# </details>

# %% rows="T1" slides="B001 B002"
(X_train, y_train), (X_test, y_test) = load_mnist()

print("pictures:", X_train.shape, X_train.dtype, " labels:", y_train[:8], "...")
print("row 14 of the first picture:", X_train[0, 14])

# %% rows="T1" slides="B004 B005 B006 B007" fold="Check the data"
check_slide("T1", "training images", X_train.shape, ["60000", "28", "28"])
check_slide("T1", "test images", X_test.shape, ["10000", "28", "28"])
check_slide("T1", "labels", [len(y_train), len(y_test)], ["60000", "10000"])
ends = [*y_train[:3], *y_train[-3:]], [*y_test[:3], *y_test[-3:]]
check_slide("T1", "training labels", ends[0], ["5", "0", "4", "5", "6", "8"])
check_slide("T1", "test labels", ends[1], ["7", "2", "1", "4", "5", "6"])
assert X_train.dtype == y_train.dtype == np.uint8
assert np.array_equal(np.unique(y_train), np.arange(10))
paper = (X_train == 0).mean()
assert X_train.min() == 0 and X_train.max() == 255 and 0.8 < paper < 0.82
#! falsify: *y_test[:3], *y_test[-3:] => *y_test[-3:], *y_test[:3]
#! falsify: (X_train == 0).mean() => (X_train > 0).mean()

# %% rows="T1" fold="Draw 16 pictures"
show(
    plotting.plot_images(
        X_train[:16],
        [f"label {label}" for label in y_train[:16]],
        columns=8,
        title="The first 16 training samples",
    ),
    alt="Two rows of eight handwritten digits in grey on white, each with its label "
    "above it: 5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5, 3, 6, 1, 7.",
)
#! alt zh-TW: 兩列各八個手寫數字，灰色筆畫、白色底，每個數字上方是它的標籤：5、0、4、1、9、2、1、3、1、4、3、5、3、6、1、7。

# %% [markdown] lang="en"
# `uint8` is an unsigned integer of 8 bits, with room for $2^8 = 256$ values. `X` stands for inputs, `y` for labels.
#
# The network needs two preparations. **Inputs**: it takes one row of numbers per sample, so each picture becomes a row of $28 \cdot 28 = 784$. Small numbers make training easier (section 1.6),
# so pixels are divided by 255; that needs fractions, hence the type `float32`. **Labels**: the network gives ten numbers, one per class, so the label becomes ten numbers, too:
# a 1 at the place of the right class, 0 elsewhere. This is **one-hot** encoding (`one_hot` is ours, Keras has `to_categorical`).

# %% [markdown] lang="zh-TW" of="f64a9eae"
# `uint8` 是 8 位元的無號整數，可以存 $2^8 = 256$ 種值。`X` 代表輸入，`y` 代表標籤。
#
# 交給神經網路之前，要做兩項準備。**輸入**：每個樣本是一列數字，因此每張圖片攤平成一列，共 $28 \cdot 28 = 784$ 個。數字小，訓練比較順利（1.6 節），所以把像素除以 255；這需要小數，型別因此改成 `float32`。**標籤**：網路會輸出十個數字，每個類別一個，所以標籤也變成十個數字：正確類別的位置是 1，其餘是 0。這稱為**獨熱編碼**（one-hot encoding；`one_hot` 是我們寫的，Keras 有 `to_categorical`）。

# %% rows="T1" slides="B015 B016"
import keras

X_tr = X_train.reshape((60000, 28 * 28)).astype("float32") / 255
X_te = X_test.reshape((10000, 28 * 28)).astype("float32") / 255
Y_tr, Y_te = one_hot(y_train), one_hot(y_test)

print("inputs", X_tr.shape, X_tr.dtype, "from", X_tr.min(), "to", X_tr.max())
print("label of sample 0:", y_train[0], "->", Y_tr[0])
assert np.array_equal(Y_tr, keras.utils.to_categorical(y_train))
#! falsify: one_hot(y_train), one_hot(y_test) => one_hot(9 - y_train), one_hot(y_test)

# %% rows="T1" slides="B003 B004" fold="Check the slide's load_data, without a download"
from unittest import mock

from utils.data import MNIST_FILE

with mock.patch("keras.src.datasets.mnist.get_file", return_value=str(MNIST_FILE)):
    listing = keras.datasets.mnist.load_data()
(train_images, train_labels), (test_images, test_labels) = listing
ours = (X_train, y_train, X_test, y_test)
theirs = (train_images, train_labels, test_images, test_labels)
assert all(np.array_equal(mine, its) for mine, its in zip(ours, theirs, strict=True))
assert all(isinstance(array, np.ndarray) for pair in listing for array in pair)
print("keras.datasets.mnist.load_data() gives the same four arrays")
#! falsify: (train_images, train_labels), (test_images, test_labels) = listing => (train_images, test_images), (train_labels, test_labels) = listing

# %% [markdown] lang="en"
# ## 2.2 The first network (8 min)
#
# A network is built of **layers**. A layer takes numbers in, computes, and hands numbers on; think of a filter that lets through what matters for the task. Ours has two, both **dense**, or
# *fully connected*: every output depends on every input.
#
# - `Dense(512, activation="relu")`: 512 outputs. Each is a weighted sum of the 784 pixels plus one more number, the *bias*; then $\text{relu}(z) = \max(z, 0)$ is applied.
# - `Dense(10, activation="softmax")`: ten weighted sums of these 512 numbers. *Softmax* turns them into ten probabilities: all positive, with sum 1.
#
# Then the network is *compiled*: it gets the three things that training needs. A **loss function** says how wrong the answers are (categorical cross-entropy: minus the natural logarithm of the
# probability given to the right class; 0 when sure and right, large when sure and wrong; unit *nat*; chapter 5). An **optimizer** changes the weights so that the loss falls (RMSprop, chapter 7). A **metric** is for us humans (accuracy: the share of right answers, chapter 6).
#
# **Predict.** How many numbers does this network have to learn?
#
# <details><summary>Answer</summary>
#
# $784 \cdot 512 + 512$ in the first layer, $512 \cdot 10 + 10$ in the second: 407,050 together.
# </details>

# %% [markdown] lang="zh-TW" of="dd76f04c"
# ## 2.2 第一個神經網路（8 分鐘）
#
# 神經網路由**層**（layer）組成。一層接受數字、計算，再把數字往後傳；你可以把它想成過濾器，只讓對任務重要的東西通過。我們的網路有兩層，都是**密集層**（dense layer），也叫**全連接層**（fully connected layer）：每個輸出都與每個輸入有關。
#
# - `Dense(512, activation="relu")`：512 個輸出。每個都是 784 個像素的加權總和（weighted sum），再加上一個數，稱為**偏差**（bias）；然後套用 $\text{relu}(z) = \max(z, 0)$。
# - `Dense(10, activation="softmax")`：前面 512 個數字的十個加權總和。**Softmax** 把它們變成十個機率：全都是正數，總和為 1。
#
# 接著是**編譯**（compile），也就是交代訓練所需的三件事。**損失函數**（loss function）衡量答案錯得多嚴重（類別交叉熵，categorical cross-entropy：把正確類別得到的機率取自然對數，再加負號；有把握又答對是 0，有把握卻答錯就很大；單位是 **nat**；第 5 章）。**優化器**（optimizer）負責改變權重（weight），讓損失下降（RMSprop，第 7 章）。**評估標準**（metric）是給人看的（準確率，accuracy，也就是答對的比例，第 6 章）。
#
# **先猜猜看。** 這個網路要學多少個數字？
#
# <details><summary>解答</summary>
#
# 第一層 $784 \cdot 512 + 512$ 個，第二層 $512 \cdot 10 + 10$ 個，合計 407,050 個。
# </details>

# %% rows="T1" slides="B010 B013"
import tensorflow as tf

from utils.device import report_device

report_device()


def build_network(metrics=("accuracy",)):
    network = keras.Sequential(
        [
            keras.Input((28 * 28,)),
            keras.layers.Dense(512, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    speed = {"jit_compile": True, "steps_per_execution": 67}
    loss = "categorical_crossentropy"
    network.compile(optimizer="rmsprop", loss=loss, metrics=list(metrics), **speed)
    return network


keras.utils.set_random_seed(0)
network = build_network()
print("numbers to learn:", network.count_params())

# %% [markdown] lang="en"
# At first these numbers are mostly random. (`speed` is about speed only: `jit_compile` compiles the steps for your processor, and `steps_per_execution` lets TensorFlow do 67 of them before it returns to Python.)

# %% [markdown] lang="zh-TW" of="a7b2c1b4"
# 這些數字一開始大多是隨機的。（`speed` 只影響速度：`jit_compile` 把每一步編譯成適合你的處理器的程式，`steps_per_execution` 讓 TensorFlow 一次做完 67 步再回到 Python。）

# %% rows="T1" slides="B009 B011 B012" fold="Check the layers"
assert network.count_params() == (784 * 512 + 512) + (512 * 10 + 10)

pictures = tf.constant(X_tr[:100])
hidden = network.layers[0](pictures).numpy()
probabilities = network(pictures).numpy()
assert hidden.min() == 0 < hidden.max()
assert probabilities.min() > 0 and np.allclose(probabilities.sum(axis=1), 1)
print("relu: nothing below 0; softmax: between 0 and 1, rows add up to 1")

# A dense unit hears all inputs; in a sparse layer, such as a convolution, few.
sparse = keras.layers.Conv2D(1, 3)
image = tf.Variable(X_tr[:1].reshape(1, 28, 28, 1))
with tf.GradientTape(persistent=True) as tape:
    dense_unit = keras.ops.sum(network.layers[0].kernel[:, 0] * keras.ops.ravel(image))
    sparse_unit = sparse(image)[0, 5, 5, 0]
heard = [
    int(np.count_nonzero(tape.gradient(unit, image)))
    for unit in (dense_unit, sparse_unit)
]
print("inputs that one unit hears, dense and sparse:", heard)
assert heard == [784, 9]
#! falsify: keras.layers.Conv2D(1, 3) => keras.layers.Conv2D(1, 5)
#! falsify: keras.layers.Dense(512, activation="relu") => keras.layers.Dense(512, activation="tanh")

# %% [markdown] lang="en"
# ## 2.3 Training, and what its log says (8 min)
#
# `fit` shows the network 128 samples at a time, a *batch*, changes the weights a little after each, and goes through the training set five times, that is, for five **epochs**.
#
# To find out what its numbers mean, we measure besides: a *callback*, an object whose methods `fit` calls at set times, takes loss and accuracy after every epoch with the weights held still,
# on 10,000 training samples and on the 10,000 test samples. It also reads the optimizer's own count of updates.
#
# **Predict.** In the first line of the log, which is higher: the training accuracy that `fit` reports, or the test accuracy after that epoch?
#
# <details><summary>Answer</summary>
#
# The test accuracy, {{ end: test_curve[0, 1] | .3f | 0.006 }} against {{ end: reported[0] | .3f | 0.004 }}. Not because the network were better on new pictures: see below.
# </details>

# %% [markdown] lang="zh-TW" of="c6e9ee16"
# ## 2.3 訓練，以及訓練紀錄在說什麼（8 分鐘）
#
# `fit` 每次讓神經網路看 128 個樣本，也就是一個**批次**（batch），看完就稍微調整權重；整個訓練集要走完五遍，也就是五個**週期**（epoch）。
#
# 為了弄清楚它的數字是什麼意思，我們另外測量：**callback** 是一個物件，`fit` 會在固定的時機呼叫它的方法。每個週期結束後，它讓權重固定不動，在 10,000 個訓練樣本和 10,000 個測試樣本上測量損失與準確率，也讀出優化器自己數到的更新次數。
#
# **先猜猜看。** 紀錄的第一行裡，哪一個比較高：`fit` 回報的訓練準確率，還是這個週期之後的測試準確率？
#
# <details><summary>解答</summary>
#
# 測試準確率：{{ end: test_curve[0, 1] | .3f | 0.006 }} 對 {{ end: reported[0] | .3f | 0.004 }}。但並不是網路反而更會認新圖片，原因見下文。
# </details>


# %% rows="T1 T2 T3" slides="B017 B021" tags=["nbval-ignore-output"]
class Record(keras.callbacks.Callback):
    """Measure after every epoch, with the weights held still."""

    def __init__(self):
        super().__init__()
        self.train, self.test, self.updates = [], [], []

    def on_epoch_end(self, epoch, logs=None):
        sets = (self.train, X_tr[:10_000], Y_tr[:10_000]), (self.test, X_te, Y_te)
        for results, X, Y in sets:
            loss, acc = self.model.evaluate(X, Y, batch_size=10_000, verbose=0)
            results.append((loss, acc))
        self.updates.append(int(self.model.optimizer.iterations.numpy()))


record = Record()
options = {"batch_size": 128, "verbose": 0, "callbacks": [record]}
history = network.fit(X_tr, Y_tr, epochs=5, **options).history
for epoch, (_, acc) in enumerate(record.test):
    loss, train_acc = history["loss"][epoch], history["accuracy"][epoch]
    print(
        f"epoch {epoch + 1}: loss {loss:.4f} accuracy {train_acc:.4f} | test {acc:.4f}"
    )
assert history["loss"][-1] < history["loss"][0]

# %% [markdown] lang="en"
# The columns before the bar are the log that `fit` prints with `verbose=1`.

# %% [markdown] lang="zh-TW" of="f141c87b"
# 直線之前的幾欄，就是 `verbose=1` 時 `fit` 會印出的訓練紀錄。

# %% rows="T1" slides="B018 B019 B021" fold="Check the log against the slide's"
reported = np.array(history["accuracy"])
held_still, test_curve = np.array(record.train), np.array(record.test)  # loss, accuracy
train_acc, test_acc = reported[-1], test_curve[-1, 1]

about = {"show": "(above)"}
check_slide("T1", "training accuracy", train_acc, "0.9892", within=0.004, **about)
check_slide("T1", "test accuracy", test_acc, "0.9785", within=0.004, **about)
on_slide = ["0.9259", "0.9699", "0.9798", "0.9854", "0.9892"]
check_slide("T1", "accuracy by epoch", reported, on_slide, within=0.004, **about)
on_slide = ["0.2563", "0.1023", "0.0674", "0.0486", "0.0372"]
check_slide("T1", "loss by epoch", history["loss"], on_slide, within=0.01, **about)
assert reported[0] < test_curve[0, 1] < held_still[0, 1]

# RMSprop's averages of squares after these five epochs; section 2.21 explains them.
s_of_w1 = [s for s in network.optimizer.variables if s.shape == (784, 512)]
damped = np.mean(s_of_w1[0].numpy() < 1e-7)  # sqrt(s) below sqrt(1e-7)
assert len(s_of_w1) == 1 and damped > 0.5, "most weights of the first layer"
#! falsify: s_of_w1[0].numpy() < 1e-7 => np.sqrt(s_of_w1[0].numpy()) < 1e-7
#! falsify: reported = np.array(history["accuracy"]) => reported = np.array(record.test)[:, 1]


# %% rows="T1" slides="B008 B061" fold="Check what the first layer lets through"
def nearest_mean(features, features_test):
    """Accuracy of answering with the class whose mean is nearest."""
    means = np.stack([features[y_train[:10_000] == k].mean(axis=0) for k in range(10)])
    distances = (means**2).sum(axis=1) - 2 * features_test @ means.T
    return np.mean(distances.argmin(axis=1) == y_test)


distil = network.layers[0]
keras.utils.set_random_seed(0)
untrained = build_network().layers[0]
share = {"pixels": nearest_mean(X_tr[:10_000], X_te)}
for name, layer in {"untrained layer": untrained, "trained layer": distil}.items():
    share[name] = nearest_mean(layer(X_tr[:10_000]).numpy(), layer(X_te).numpy())
print("nearest mean is right:", {name: f"{s:.2f}" for name, s in share.items()})
assert share["trained layer"] > max(share["pixels"], share["untrained layer"]) + 0.03
#! falsify: distil = network.layers[0] => distil = build_network().layers[0]

# %% rows="T1" slides="B014" fold="Check that a metric changes nothing"
few, few_labels = X_tr[:1280], Y_tr[:1280]
trained, fell = [], []
for metrics in ((), ("accuracy",)):
    keras.utils.set_random_seed(1)
    model = build_network(metrics)
    before = keras.losses.categorical_crossentropy(few_labels, model(few))
    _ = model.fit(few, few_labels, batch_size=128, shuffle=False, verbose=0)
    after = keras.losses.categorical_crossentropy(few_labels, model(few))
    fell.append(np.mean(after) / np.mean(before))
    trained.append(np.concatenate([np.ravel(w) for w in model.get_weights()]))
print("weights with and without a metric are equal:", np.array_equal(*trained))
assert np.array_equal(*trained) and max(fell) < 0.6, "and the optimizer lowers the loss"
#! falsify: keras.utils.set_random_seed(1) => keras.utils.set_random_seed(len(metrics))

# %% [markdown] lang="en"
# Accuracies agree with the slide within 0.004 and losses within 0.01, for every epoch. (Why the first losses differ by more than chance: section 2.25.) The second folded cell shows the filter at work: answering with the class
# whose *average* is nearest is right for {{ share["pixels"] | .2f | 0.01 }} of the test set on raw pixels, for {{ share["trained layer"] | .2f | 0.03 }} on the outputs of the trained first layer, and an untrained layer brings nothing.
#
# Now the puzzle. Keras adds up right and wrong answers *while the epoch runs*, and the weights change all the time. The reported number is a **running average** over the epoch, including its beginning, when the
# network was worse. With its weights held still at the end of the first epoch, the same network gets {{ held_still[0, 1] | .3f | 0.006 }} of the training samples right, not {{ reported[0] | .3f | 0.004 }}.

# %% [markdown] lang="zh-TW" of="b3d55c4c"
# 每個週期的準確率都與投影片相差不到 0.004，損失相差不到 0.01。（前幾個損失的差距大到不像巧合，原因見 2.25 節。）第二個摺疊的儲存格讓我們看到過濾器的作用：以「離哪一類的**平均**最近」來回答，用原始像素能答對測試集的 {{ share["pixels"] | .2f | 0.01 }}，用訓練過的第一層的輸出則是 {{ share["trained layer"] | .2f | 0.03 }}，而沒訓練過的層毫無幫助。
#
# 現在來解謎。Keras 是**一邊訓練**一邊累計答對與答錯的數目，而權重在這段時間一直在變。回報的數字是整個週期的**累計平均**（running average），連週期剛開始、網路還比較差的時候也算在內。第一個週期結束時，讓權重固定不動，同一個網路其實能答對 {{ held_still[0, 1] | .3f | 0.006 }} 的訓練樣本，而不是 {{ reported[0] | .3f | 0.004 }}。

# %% [markdown] lang="en"
# ## 2.4 Chance, gap, overfitting (10 min)
#
# With the weights held still the order is what it should be: the network is better on what it learned from than on what it did not. The difference, both measured with the same weights, is the **generalisation gap**.
#
# Could it be chance? If a network answers right with probability $p$, its accuracy on $n$ independent samples scatters with a standard deviation of $\sqrt{p(1-p)/n}$. For a difference of two
# accuracies the squares add up. We compare; and we look whether the first and the last 5,000 test samples are equally hard.

# %% [markdown] lang="zh-TW" of="5af84280"
# ## 2.4 巧合、差距與過度配適（10 分鐘）
#
# 讓權重固定不動再測量，順序就合理了：神經網路對學過的樣本表現較好，對沒學過的較差。用同一組權重測得的兩者之差，稱為**泛化差距**（generalisation gap）。
#
# 會不會只是巧合？如果網路答對的機率是 $p$，它在 $n$ 個獨立樣本上的準確率，標準差是 $\sqrt{p(1-p)/n}$；兩個準確率相減時，標準差的平方相加。我們拿差距和它比較，也看看前 5,000 個和後 5,000 個測試樣本是不是一樣難。

# %% rows="T2" slides="B022" tags=["nbval-ignore-output"]
p, q = held_still[-1, 1], test_curve[-1, 1]
gap = p - q
noise = np.sqrt(p * (1 - p) / 10_000 + q * (1 - q) / 10_000)
print(f"gap after 5 epochs: {gap:.4f}, standard deviation by chance: {noise:.4f}")

guesses = network.predict(X_te, batch_size=1000, verbose=0)  # probabilities
right = guesses.argmax(axis=1) == y_test
first, last = right[:5000].mean(), right[5000:].mean()
chance = np.sqrt(2 * q * (1 - q) / 5000)
print(f"first half {first:.4f}, last half {last:.4f}, by chance: {chance:.4f}")
assert gap > 3 * noise, "the gap is larger than chance explains"
assert last - first > 3 * chance, "the halves are not equally hard"
#! falsify: gap = p - q => gap = train_acc - p
#! falsify: right[:5000].mean(), right[5000:].mean() => right[::2].mean(), right[1::2].mean()

# %% [markdown] lang="en"
# (`argmax(axis=1)` gives the place of the largest number in each row, the network's answer; section 2.8.)
#
# The gap is {{ gap | .4f | 0.005 }}, some {{ gap / noise | .0f | x2 }} standard deviations: not chance. Either part of what the network has learned holds for the training samples only, or the test digits are harder.
#
# The second line is a surprise. The last 5,000 test digits are easier than the first 5,000, by {{ (last - first) / chance | .0f | x1.6 }} standard deviations: the test set is not 10,000 samples of one kind. It was put together from two
# groups of writers, census employees and high-school students (LeCun et al., 1998); that the halves are these two groups is our guess. Who tests on a part of it should draw that part at random.
#
# The slide calls the gap *overfitting*. But there is a gap after three epochs, too, while the test loss still falls. We keep the word for what does harm: a network **overfits** when training goes on lowering the loss on the training samples while the loss (or the error) on new samples rises.
#
# **Predict.** We train ten more epochs. What will the test loss do, and what the test accuracy?
#
# <details><summary>Answer</summary>
#
# The test loss turns and rises from {{ end: test_curve[:, 0].min() | .3f | 0.006 }} to {{ end: test_curve[-1, 0] | .3f | 0.01 }}. The test accuracy does not fall: {{ end: test_curve[4, 1] | .3f | 0.004 }} after 5 epochs, {{ end: test_curve[-1, 1] | .3f | 0.003 }} after 15.
# </details>

# %% [markdown] lang="zh-TW" of="2cabe611"
# （`argmax(axis=1)` 給出每一列中最大的數在哪個位置，也就是網路的答案；見 2.8 節。）
#
# 差距是 {{ gap | .4f | 0.005 }}，大約是標準差的 {{ gap / noise | .0f | x2 }} 倍：不是巧合。要不是網路學到的東西有一部分只對訓練樣本成立，就是測試集的數字比較難。
#
# 第二行令人意外：後 5,000 個測試數字比前 5,000 個容易，相差標準差的 {{ (last - first) / chance | .0f | x1.6 }} 倍，所以測試集並不是 10,000 個同類的樣本。它由兩群人的筆跡組成：人口普查局的員工和高中生（LeCun et al., 1998）；兩半是否正好就是這兩群人，則是我們的猜測。如果只用測試集的一部分來測試，就應該隨機抽取。
#
# 投影片把這個差距稱為**過度配適**。可是三個週期之後就有差距了，那時測試損失還在下降。我們把這個詞留給真正有害的情況：繼續訓練讓訓練樣本的損失不斷下降，新樣本的損失（或錯誤率）卻上升，這時才說網路**過度配適**（overfitting）。
#
# **先猜猜看。** 再訓練十個週期，測試損失會怎樣？測試準確率呢？
#
# <details><summary>解答</summary>
#
# 測試損失會掉頭上升，從 {{ end: test_curve[:, 0].min() | .3f | 0.006 }} 升到 {{ end: test_curve[-1, 0] | .3f | 0.01 }}。測試準確率卻沒有下降：5 個週期後是 {{ end: test_curve[4, 1] | .3f | 0.004 }}，15 個週期後是 {{ end: test_curve[-1, 1] | .3f | 0.003 }}。
# </details>

# %% rows="T2" slides="B022" fold="Train on, and check"
more = network.fit(X_tr, Y_tr, epochs=10, **options).history
held_still, test_curve = np.array(record.train), np.array(record.test)
reported = np.array(history["accuracy"] + more["accuracy"])
losses = history["loss"] + more["loss"]
turn = test_curve[:, 0].argmin() + 1  # the epoch with the lowest test loss

assert held_still[-1, 0] < 0.3 * held_still[4, 0], "the training loss falls on"
assert test_curve[-1, 0] > 1.03 * test_curve[:, 0].min(), "the test loss has risen"
assert test_curve[-1, 1] > test_curve[4, 1], "and the test accuracy has not fallen"
gaps = held_still[:, 1] - test_curve[:, 1]
assert gaps[-1] > gaps[4] > gaps[0]
early_gap = gaps[2] > 3 * noise and test_curve[3, 0] < test_curve[2, 0]
assert early_gap, "after three epochs a gap, and the test loss falls on: no overfitting"
#! falsify: more = network.fit(X_tr, Y_tr, epochs=10, **options).history => more = network.fit(X_te, Y_te, epochs=10, **options).history
#! falsify: held_still[:, 1] - test_curve[:, 1] => test_curve[:, 1] - held_still[:, 1]

# %% rows="T2" fold="Draw the fifteen epochs"
figure, axes = plotting.subplots(1, 2, width=9.6, height=3.8)
names = ["test set", "training, weights held still", "training, as reported"]
curves = [test_curve[:, 1], held_still[:, 1], reported]
labels = {"ylabel": "accuracy", "title": "Accuracy"}
plotting.plot_curves(dict(zip(names, curves, strict=True)), ax=axes[0], **labels)
curves = [test_curve[:, 0], held_still[:, 0], losses]
labels = {"ylabel": "cross-entropy (nats)", "title": "Loss"}
plotting.plot_curves(dict(zip(names, curves, strict=True)), ax=axes[1], **labels)
for ax in axes:
    ax.axvline(5, color="#888888", linestyle=":", label="the slide stops here")
    ax.legend()
show(
    figure,
    alt="Accuracy and loss over 15 epochs, a dotted line at epoch 5. The training "
    "curves go on to accuracy 1 and loss 0; the test accuracy stays near 0.98, and "
    "the test loss is lowest after 5 to 10 epochs and then rises slowly.",
)
#! alt zh-TW: 15 個週期的準確率與損失，第 5 個週期處有一條點線。訓練曲線一直走到準確率 1、損失 0；測試準確率停在 0.98 附近，測試損失在 5 到 10 個週期後最低，然後慢慢上升。

# %% [markdown] lang="en"
# The test loss is lowest after epoch {{ turn | d | 4 }} here (6 to 10 from the five starts of section 2.25). From there on this network overfits: the training loss runs to 0, the test loss rises. And yet its *decisions* on new pictures get no worse. What gets worse is its certainty on the pictures that it misreads.
#
# This does not say when to stop. Whoever chooses the number of epochs by looking at the test set has used the test set for learning; chapter 3 takes a third set for that. Here are the mistakes.

# %% [markdown] lang="zh-TW" of="77805141"
# 這裡的測試損失在第 {{ turn | d | 4 }} 個週期後最低（2.25 節從五個起點重做，是第 6 到第 10 個週期）。從那裡起，這個網路就過度配適了：訓練損失一路走向 0，測試損失上升。然而它對新圖片的**判斷**並沒有變差。變差的是它對認錯的圖片的把握：它越來越確信自己是對的。
#
# 這並沒有告訴我們該在何時停止。看著測試集決定訓練幾個週期的人，等於把測試集也拿來學習了；第 3 章會為此另外準備一份資料。以下是它認錯的圖片。

# %% rows="T1" fold="Draw the mistakes of which the network is surest"
probabilities = network.predict(X_te, batch_size=1000, verbose=0)
answers = probabilities.argmax(axis=1)
wrong = np.flatnonzero(answers != y_test)
certainty = probabilities[wrong].max(axis=1)
surest = wrong[np.argsort(-certainty)][:16]

assert np.isclose(1 - len(wrong) / len(y_test), test_curve[-1, 1])
early = np.median(guesses[~right].max(axis=1))  # of the mistakes after five epochs
assert np.median(certainty) > early, "wrong, and surer of it than before"
show(
    plotting.plot_images(
        X_test[surest],
        [f"{y_test[k]}, says {answers[k]}" for k in surest],
        columns=8,
        title="Wrong, and very sure of it (label, answer)",
    ),
    alt="Sixteen test digits that the network misread with the highest probability, "
    "each with its label and the answer. Some are hard even for people; others are "
    "clear to us.",
)
#! falsify: probabilities[wrong].max(axis=1) => probabilities[wrong, y_test[wrong]]
#! falsify: guesses[~right].max(axis=1) => guesses[right].max(axis=1)
#! alt zh-TW: 網路以最高機率認錯的十六個測試數字，各附標籤與網路的答案。有些連人也難以辨認，有些在我們看來很清楚。

# %% [markdown] lang="en"
# Of the 10,000 test samples it misreads {{ len(wrong) | d | 40 }}, half of them with a probability above {{ np.median(certainty) | .2f | 0.1 }} (after five epochs {{ early | .2f | 0.1 }}). Being sure is not being right.

# %% [markdown] lang="zh-TW" of="db75d7d0"
# 10,000 個測試樣本中它認錯了 {{ len(wrong) | d | 40 }} 個，其中一半的機率高於 {{ np.median(certainty) | .2f | 0.1 }}（五個週期時是 {{ early | .2f | 0.1 }}）。有把握不等於答對。

# %% [markdown] lang="en"
# ## 2.5 Tensors: axes, shape, dtype (8 min)
#
# Everything that went into the network, through it and out of it was a **tensor**: a container for numbers, arranged along any number of directions. Each direction is an **axis**. The number of axes is the
# **rank**; NumPy calls it `ndim` (Harris et al., 2020). How many entries an axis has is its length, or *dimension*; all lengths together are the **shape**. The type that all entries share is the **dtype**.
# For MNIST: 3, (60000, 28, 28), `uint8`.
#
# | rank | name | example | shape |
# |---|---|---|---|
# | 0 | scalar | a temperature | `()` |
# | 1 | vector | the temperatures of a day | `(24,)` |
# | 2 | matrix | a row of measurements per patient | `(patients, measurements)` |
# | 3 | 3D tensor | grey pictures | `(samples, height, width)` |
# | 4 | 4D tensor | colour pictures | `(samples, height, width, channels)` |
# | 5 | 5D tensor | films | `(samples, frames, height, width, channels)` |
#
# **Predict.** How many axes and how many entries has a 5-dimensional vector? And a 5D tensor with two entries along each axis?
#
# <details><summary>Answer</summary>
#
# The vector has one axis with 5 entries. The tensor has five axes and $2^5 = 32$ entries. The word dimension means a length in the first case, the number of axes in the second. (And the word rank means something else in linear algebra, the number of independent rows of a matrix: a table of ones has two axes and matrix rank 1.)
# </details>

# %% [markdown] lang="zh-TW" of="fd20edeb"
# ## 2.5 張量：軸、形狀、資料型別（8 分鐘）
#
# 不論是進入神經網路、在裡面流動，還是從裡面出來的，全都是**張量**（tensor）：裝數字的容器，數字可以沿著任意多個方向排列。每個方向是一個**軸**（axis）。軸的數目是**階**（rank），NumPy（Harris et al., 2020）稱為 `ndim`。一個軸上有幾個元素，是這個軸的長度，也叫**維度**（dimension）；所有長度合起來是**形狀**（shape）。所有元素共用的型別是**資料型別**（dtype）。MNIST 是 3、(60000, 28, 28)、`uint8`。
#
# | 階 | 名稱 | 例子 | 形狀 |
# |---|---|---|---|
# | 0 | 純量（scalar） | 一個溫度 | `()` |
# | 1 | 向量（vector） | 一天的溫度 | `(24,)` |
# | 2 | 矩陣（matrix） | 每位病人一列測量值 | `(patients, measurements)` |
# | 3 | 3D 張量 | 灰階圖片 | `(samples, height, width)` |
# | 4 | 4D 張量 | 彩色圖片 | `(samples, height, width, channels)` |
# | 5 | 5D 張量 | 影片 | `(samples, frames, height, width, channels)` |
#
# **先猜猜看。** 5 維向量有幾個軸、幾個元素？每個軸上有兩個元素的 5D 張量呢？
#
# <details><summary>解答</summary>
#
# 向量有一個軸，軸上有 5 個元素。張量有五個軸，共 $2^5 = 32$ 個元素。「維」在前者指長度，在後者指軸的數目。（線性代數裡，矩陣的 rank（秩）也是另一回事，指獨立列的數目：全是 1 的表格有兩個軸，秩卻是 1。）
# </details>

# %% rows="T4" slides="B023 B025 B028 B029"
scalar = np.array(12)
vector = np.array([12, 3, 6, 14, 7])
matrix = np.array([[5, 78, 2, 34, 0], [6, 79, 3, 35, 1], [7, 80, 4, 36, 2]])
stack = np.stack([matrix, matrix, matrix])
stacks = np.stack([stack, stack])

for tensor in [scalar, vector, matrix, stack, stacks]:
    print(f"rank {tensor.ndim}  shape {tensor.shape!s:13} entries {tensor.size}")

# %% rows="T4" slides="B024 B025 B026 B027 B028 B029 B030 B033" fold="Check the ranks, and draw them"
tensors = [scalar, vector, matrix, stack, stacks]
check_slide("T4", "rank", [t.ndim for t in tensors[:4]], ["0", "1", "2", "3"])
check_erratum("T4", "entries of [12, 3, 6, 14, 7]", vector.size, slide="4", right="5")
check_slide("T4", "axes of MNIST", X_train.ndim, "3")
check_slide("T4", "shape of MNIST", X_train.shape, ["60000", "28", "28"])
assert X_train.dtype == "uint8" and matrix.shape == (3, 5) and stack.shape == (3, 3, 5)
vector_5d, tensor_5d = np.zeros(5), np.zeros((2, 2, 2, 2, 2))
assert (vector_5d.ndim, vector_5d.size) == (1, 5)
assert (tensor_5d.ndim, tensor_5d.size) == (5, 32)
ones = np.ones((3, 5))  # another meaning of the word rank
assert ones.ndim == 2 and np.linalg.matrix_rank(ones) == 1

show(
    drawings.draw_ranks([tensor.shape for tensor in tensors]),
    alt="Five drawings made of square cells: one cell (rank 0), a row of five (rank "
    "1), three rows of five (rank 2), three such tables one behind the other (rank 3), "
    "and two such stacks side by side (rank 4), with the shape below each.",
)
#! falsify: np.stack([matrix, matrix, matrix]) => np.concatenate([matrix, matrix, matrix])
#! falsify: np.zeros((2, 2, 2, 2, 2)) => np.zeros((5, 2))
#! alt zh-TW: 五個由方格組成的圖：一格（0 階）、一列五格（1 階）、三列五格（2 階）、三張這樣的表前後相疊（3 階）、兩疊這樣的表並排（4 階），下方標出形狀。

# %% [markdown] lang="en"
# ## 2.6 Numbers in a computer, and TensorFlow's own tensors (7 min)
#
# The dtype decides what fits. A `uint8` has no room for 300. `float32` keeps about 7 digits, `float64` about 16. NumPy makes `float64` from your fractions, TensorFlow and Keras `float32`: half the memory, and enough for training.
#
# TensorFlow has two tensors of its own. What `tf.constant` makes never changes. A `tf.Variable` can be changed in place, by `assign` and its relatives: weights are Variables. `.numpy()` gives either back as a NumPy array.
#
# **Predict** the first two lines: 200 + 100 as `uint8`, and 16,777,216 + 1 as `float32`.
#
# <details><summary>Answer</summary>
#
# 44, because $300 - 256 = 44$, and no warning. And $16{,}777{,}216 = 2^{24}$, the 1 is lost: the next number that a `float32` can hold is two higher.
# </details>

# %% [markdown] lang="zh-TW" of="1e57c15c"
# ## 2.6 電腦裡的數字，以及 TensorFlow 自己的張量（7 分鐘）
#
# 資料型別決定裝得下什麼。`uint8` 裝不下 300。`float32` 大約保留 7 位數字，`float64` 大約 16 位。你寫的小數，NumPy 會存成 `float64`，TensorFlow 和 Keras 則存成 `float32`：記憶體少一半，訓練也夠用。
#
# TensorFlow 有兩種自己的張量。`tf.constant` 做出來的永遠不變。`tf.Variable` 可以用 `assign` 之類的方法就地修改：權重就是 Variable。兩者都能用 `.numpy()` 變回 NumPy 陣列。
#
# **先猜猜看**前兩行：200 + 100 用 `uint8` 算是多少？16,777,216 + 1 用 `float32` 算呢？
#
# <details><summary>解答</summary>
#
# 是 44，因為 $300 - 256 = 44$，而且沒有任何警告。至於 $16{,}777{,}216 = 2^{24}$，加上的 1 不見了：`float32` 能存的下一個數比它大 2。
# </details>

# %% rows="T4" slides="B031"
sum_uint8 = np.array([200], dtype="uint8") + np.array([100], dtype="uint8")
print("200 + 100 as uint8:", sum_uint8[0])
for dtype in ("float32", "float64"):
    big, third = np.array(2**24, dtype), np.array(1, dtype) / np.array(3, dtype)
    print(f"{dtype}: 16777216 + 1 = {big + np.array(1, dtype):.0f}, 1/3 = {third:.17f}")

fractions, c = np.array([0.5, 0.25]), tf.constant([0.5, 0.25])
v = tf.Variable(c)
v.assign_sub(0.1 * c)  # subtract in place: what every update of weights does
print("NumPy:", fractions.dtype, " constant:", c.dtype.name, " variable:", v.numpy())
try:
    print(c + tf.constant(fractions))
except tf.errors.InvalidArgumentError:
    print("float32 + float64: TensorFlow refuses")

# %% [markdown] lang="en"
# NumPy would have converted silently; TensorFlow wants you to say which type you mean, with `tf.cast`. The wrap-around of `uint8` is one more reason to convert pictures to `float32` first.

# %% [markdown] lang="zh-TW" of="53551a07"
# NumPy 會直接轉換，不提醒你；TensorFlow 則要你用 `tf.cast` 說清楚是哪一種型別。`uint8` 超過上限會繞回小的數，這是先把圖片轉成 `float32` 再做算術的另一個理由。

# %% rows="T4" slides="B031" fold="Check the dtypes"
assert sum_uint8[0] == 300 - 256
assert np.float32(2**24) + np.float32(1) == np.float32(2**24)
assert np.nextafter(np.float32(2**24), np.float32(np.inf)) == 2**24 + 2
assert [np.finfo(t).precision + 1 for t in ("float32", "float64")] == [7, 16]
assert fractions.dtype == "float64" and c.dtype == tf.float32
assert not hasattr(c, "assign") and isinstance(v.numpy(), np.ndarray)
assert np.allclose(v.numpy(), 0.9 * fractions), "ten percent were taken off"
mixed = np.array([0.5], "float32") + fractions
print("float32 + float64 in NumPy:", mixed.dtype)
assert mixed.dtype == "float64" and tf.cast(c, tf.float64).dtype == tf.float64
#! falsify: v.assign_sub(0.1 * c) => v.assign_add(0.1 * c)
#! falsify: np.array([100], dtype="uint8") => np.array([100], dtype="int64")

# %% [markdown] lang="en"
# ## 2.7 Slices and batches (10 min)
#
# To select part of a tensor is **slicing**. `10:100` means from index 10 up to, but without, 100: 90 entries. A lone `:` takes the whole axis, and axes not mentioned are taken whole. Negative numbers count from the end,
# a third number is a step.
#
# A slice of a NumPy array copies nothing. It is a **view**, a second window on the same memory: nearly free, and dangerous, since writing into it changes the original. A list of indices, or a condition, gives a **copy**.
#
# **Predict.** The cell writes 99 into a slice and $-1$ into a selection by a list. Which of them arrives in `numbers`?
#
# <details><summary>Answer</summary>
#
# The 99, because the slice is a view. The $-1$ went into a copy.
# </details>

# %% [markdown] lang="zh-TW" of="81598d02"
# ## 2.7 切片與批次（10 分鐘）
#
# 從張量中選出一部分，稱為**切片**（slicing）。`10:100` 表示從索引 10 開始，到 100 之前為止（不含 100），共 90 個。單獨一個 `:` 取整個軸，沒寫到的軸也是整個取。負數從尾端數起，第三個數字是間隔。
#
# NumPy 陣列的切片什麼也不複製。它是一個**檢視**（view），同一塊記憶體的另一扇窗：幾乎不花時間，卻也有危險，因為寫進去就會改到原本的資料。用索引串列或條件來選取，得到的是**複本**（copy）。
#
# **先猜猜看。** 下面的儲存格把 99 寫進一個切片，把 $-1$ 寫進用串列選取的部分。哪一個會出現在 `numbers` 裡？
#
# <details><summary>解答</summary>
#
# 99，因為切片是檢視。$-1$ 寫進了複本。
# </details>

# %% rows="T5" slides="B034"
part = X_train[10:100]
print("three ways to write one slice:", part.shape)
assert np.array_equal(part, X_train[10:100, :, :])
assert np.array_equal(part, X_train[10:100, 0:28, 0:28])

numbers = np.arange(12).reshape(3, 4)
window, chosen = numbers[1:, :2], numbers[[1, 2]]
window[0, 0] = 99
chosen[1, 3] = -1
print(numbers)

# %% rows="T5" slides="B034 B035" fold="Check views and copies, and draw slices"
check_slide("T5", "shape of the slice", part.shape, ["90", "28", "28"])
assert np.shares_memory(window, numbers) and not np.shares_memory(chosen, numbers)
assert not np.shares_memory(numbers, numbers[numbers > 5])
assert numbers[1, 0] == 99 and -1 not in numbers

eight = X_train[:8]
crops = {
    "all": eight,
    "[:, 14:, 14:]": eight[:, 14:, 14:],
    "[:, 7:-7, 7:-7]": eight[:, 7:-7, 7:-7],
    "[:, ::2, ::2]": eight[:, ::2, ::2],
}
assert all(images.shape == (8, 14, 14) for images in list(crops.values())[1:])
assert np.array_equal(crops["[:, 7:-7, 7:-7]"], eight[:, 7:21, 7:21])
show(
    drawings.draw_crops(crops),
    alt="Four rows of the same eight digits: whole, the lower right quarter only, the "
    "centre only, and coarse versions with half as many pixels per side. Digits stay "
    "recognisable in the centre and in the coarse version, not in the corner.",
)
#! falsify: numbers[[1, 2]] => numbers[1:3]
#! falsify: eight[:, 7:-7, 7:-7], => eight[:, 6:-8, 6:-8],
#! alt zh-TW: 同樣八個數字的四列圖：整張、只有右下四分之一、只有中央、每邊像素減半的粗略版。中央和粗略版還認得出數字，角落則認不出。

# %% [markdown] lang="en"
# All crops keep a quarter of the numbers: what a slice throws away matters more than how much.
#
# By agreement axis 0 of a *data* tensor counts the samples. A **batch** is a slice along it: with 128 samples per batch, counted from $n = 0$, batch $n$ is `[128 * n : 128 * (n + 1)]`. Slicing past the end is no error, it gives what is
# there; so the last batch comes out right by itself, only shorter. After each batch the weights are changed once: an *update*, or *iteration*.
#
# **Predict.** How many batches are there, how long is the last, and how many updates did five epochs make?
#
# <details><summary>Answer</summary>
#
# $60000/128 = 468.75$, so 469 batches; the last has $60000 - 468 \cdot 128 = 96$ samples. Five epochs make $5 \cdot 469 = 2345$ updates.
# </details>

# %% [markdown] lang="zh-TW" of="033dd559"
# 三種裁切都只保留四分之一的數值：丟掉的是什麼，比丟掉多少更重要。
#
# 依照慣例，**資料**張量的第 0 軸用來數樣本。**批次**（batch）就是沿著這個軸的切片：每批 128 個樣本、從 $n = 0$ 數起，第 $n$ 批是 `[128 * n : 128 * (n + 1)]`。切片超出尾端不是錯誤，有多少就給多少；所以最後一批自然就對了，只是比較短。每看完一批，權重就更新一次，這稱為一次**更新**，也叫**迭代**（iteration）。
#
# **先猜猜看。** 一共有幾批？最後一批有多長？五個週期更新了幾次？
#
# <details><summary>解答</summary>
#
# $60000/128 = 468.75$，所以有 469 批；最後一批有 $60000 - 468 \cdot 128 = 96$ 個樣本。五個週期更新 $5 \cdot 469 = 2345$ 次。
# </details>


# %% rows="T6 T3" slides="B036 B037 E016"
def batches(*tensors, batch_size=128):
    """Cut tensors along axis 0, all at the same places."""
    for start in range(0, len(tensors[0]), batch_size):
        yield tuple(tensor[start : start + batch_size] for tensor in tensors)


sizes = [len(X) for X, y in batches(X_train, y_train)]
print("batches:", len(sizes), " first:", sizes[0], " last:", sizes[-1])
print("the optimizer has counted:", record.updates[:5])

# %% rows="T3 T6" slides="B036 B037 B080 B081" fold="Check batches and updates"
check_slide("T3", "60000 / 128", 60000 / 128, "468.75")
per_epoch = np.diff([0, *record.updates])
check_slide("T3", "updates in an epoch, counted", per_epoch[0], "469")
check_slide("T3", "updates in five epochs, counted", record.updates[4], "2345")
assert (per_epoch == len(sizes)).all() and sizes[-1] == 96 and sum(sizes) == 60000
n = 3
assert np.array_equal(list(batches(X_train))[n][0], X_train[128 * n : 128 * (n + 1)])
assert X_train[128 * 469 : 128 * 470].shape == (0, 28, 28)
#! falsify: start : start + batch_size => start : start + batch_size - 1
#! falsify: range(0, len(tensors[0]), batch_size) => range(batch_size, len(tensors[0]), batch_size)

# %% rows="T6 T14" slides="B039 B070" fold="Check what the slide says of batches"
# "Mini-batch: a single sample per iteration." Then an epoch would have 60,000 updates.
one_each = len(list(batches(y_train, batch_size=1)))
check_erratum(
    "T14", "updates per epoch", per_epoch[0], slide=str(one_each), right="469"
)
sgd = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
sgd.compile(keras.optimizers.SGD(), "mse")
_ = sgd.fit(X_tr[:1280], Y_tr[:1280], batch_size=128, verbose=0)
assert sgd.optimizer.iterations == 10, "Keras' SGD takes the batches that fit cuts"

# "All tensors have the samples on axis 0." Weights do not, a scalar has no axis.
lengths = {}
for count in (96, 128):
    x = tf.constant(X_tr[:count])
    layer = network.layers[0]
    for name, tensor in {"x": x, "hidden": layer(x), "W1": layer.kernel}.items():
        lengths.setdefault(name, []).append(tensor.shape[0])
assert lengths["x"] == lengths["hidden"] == [96, 128]
check_erratum(
    "T6",
    "axis 0 of W1 for 96 and 128 samples",
    lengths["W1"],
    slide=[96, 128],
    right=[784, 784],
)
#! falsify: "W1": layer.kernel => "W1": layer(x)
#! falsify: batches(y_train, batch_size=1) => batches(y_train, batch_size=128)

# %% [markdown] lang="en"
# ## 2.8 Adding up along an axis (8 min)
#
# Sum, mean, maximum: an operation that makes fewer numbers out of many is a **reduction**. Without more it reduces the whole tensor to one number. With `axis=` it works along that axis only, and one rule gives the shape:
# **the axis that you name disappears.** With `keepdims=True` it stays, with length 1.
#
# Three students, four quizzes, shape (3, 4). `sum(axis=0)` adds *down* the students: one total per quiz, (4,). `sum(axis=1)` adds *along* the quizzes: one per student, (3,).
#
# **Predict.** `X_train` has the shape (60000, 28, 28). Which shapes have `X_train.mean(axis=0)` and `X_train.mean(axis=(1, 2))`, and what are they?
#
# <details><summary>Answer</summary>
#
# (28, 28): the mean picture, drawn below. And (60000,): the mean ink of each picture.
# </details>

# %% [markdown] lang="zh-TW" of="284e7b16"
# ## 2.8 沿著軸加總（8 分鐘）
#
# 總和、平均、最大值：把很多數字變成較少數字的運算，稱為**縮減**（reduction）。不指定軸，整個張量就縮減成一個數。指定 `axis=`，就只沿著那個軸做，形狀由一條規則決定：**指定的軸會消失**。加上 `keepdims=True`，它就留下來，長度是 1。
#
# 三個學生、四次小考，形狀是 (3, 4)。`sum(axis=0)` 沿著學生的方向**往下**加：每次小考一個總分，(4,)。`sum(axis=1)` 沿著小考的方向**橫著**加：每個學生一個總分，(3,)。
#
# **先猜猜看。** `X_train` 的形狀是 (60000, 28, 28)。`X_train.mean(axis=0)` 和 `X_train.mean(axis=(1, 2))` 各是什麼形狀？代表什麼？
#
# <details><summary>解答</summary>
#
# (28, 28)：平均的圖片，畫在下面。以及 (60000,)：每張圖片的平均墨量。
# </details>

# %% rows="T4"
points = np.array([[7, 9, 4, 10], [5, 6, 8, 9], [10, 8, 9, 5]])  # (students, quizzes)

print("all points:       ", points.sum())
print("per quiz, axis 0: ", points.sum(axis=0))
print("per student:      ", points.sum(axis=1))
print("their best quiz:  ", points.argmax(axis=1))
totals = points.sum(axis=1, keepdims=True)
print("totals kept as a column:", totals.shape)
print((points / totals).round(2))  # each student's points as shares of the total
try:
    points / points.sum(axis=1)
except ValueError as error:
    print("without keepdims:", error)

# %% rows="T4" fold="Check the reductions, and draw them"
mean_picture, ink = X_train.mean(axis=0), X_train.mean(axis=(1, 2))
assert mean_picture.shape == (28, 28) and ink.shape == (60000,)
assert points.sum(axis=0).shape == (4,) and points.sum(axis=1).shape == (3,)
by_loop = [sum(points[i, j] for i in range(3)) for j in range(4)]
assert points.sum(axis=0).tolist() == by_loop
assert totals.shape == (3, 1) and np.allclose((points / totals).sum(axis=1), 1)
best = [row.tolist().index(max(row)) for row in points]
assert points.argmax(axis=1).tolist() == best
assert np.isclose(ink.mean(), X_train.mean()), "equal counts: the mean of means"

show(
    drawings.draw_reductions(points, mean_picture),
    alt="A table of three rows and four columns. Below it a row of four sums, axis 0 "
    "gone; to its right three sums, axis 1 gone, and a column (3, 1) with keepdims. "
    "Beside them the mean of all MNIST pictures, a blur.",
)
#! falsify: totals = points.sum(axis=1, keepdims=True) => totals = points.sum(axis=1, keepdims=True).mean(axis=0, keepdims=True)
#! falsify: points[i, j] for i in range(3)) for j in range(4) => points[j, i] for i in range(4)) for j in range(3)
#! falsify: X_train.mean(axis=0), X_train.mean(axis=(1, 2)) => X_train.mean(axis=-1), X_train.mean(axis=(1, 2))
#! alt zh-TW: 一張三列四行的表。下方是一列四個總和，第 0 軸消失；右方是三個總和，第 1 軸消失，以及加上 keepdims 的 (3, 1) 的一行。再旁邊是所有 MNIST 圖片的平均，一團模糊。

# %% [markdown] lang="en"
# Without `keepdims` the division fails, because (3, 4) and (3,) do not fit; section 2.11 says why, and when such a mistake goes unnoticed. You have met reductions before: accuracy is `(answers == y_test).mean()`, the network's answer is `argmax(axis=1)`,
# and softmax divides each row of exponentials by its sum, with `keepdims`.

# %% [markdown] lang="zh-TW" of="92b370ca"
# 少了 `keepdims`，除法就會失敗，因為 (3, 4) 和 (3,) 不相容；2.11 節會說明原因，以及這種錯什麼時候不會被發現。其實你早就看過縮減：準確率是 `(answers == y_test).mean()`，網路的答案是 `argmax(axis=1)`，softmax 則是先取指數，再把每一列除以總和，要用 `keepdims`。

# %% [markdown] lang="en"
# ## 2.9 Shapes of real data, and what they weigh (8 min)
#
# Which tensor fits which data? Ask: what is one sample, and which axes does *it* have? Then put the sample axis in front. We build four data sets from raw material: people with age, postcode and income; documents as counts of words; a share price sampled every second; a tweet as characters.
#
# Bytes are entries times bytes per entry: 4 for `float32`, 1 for `uint8`.
#
# **Predict.** A million tweets of 280 characters, each character one-hot among the 128 of ASCII, as `float32`: does it fit into your computer's memory?
#
# <details><summary>Answer</summary>
#
# It needs $10^6 \cdot 280 \cdot 128 \cdot 4$ bytes, {{ end: megabytes["tweets"][0] / 1000 | .0f }} GB: more than most computers have.
# </details>

# %% [markdown] lang="zh-TW" of="3dee5aec"
# ## 2.9 真實資料的形狀，以及它有多重（8 分鐘）
#
# 什麼資料該用什麼張量？先問：一個樣本是什麼？**它自己**有哪些軸？然後在最前面加上樣本軸。我們從原始材料做出四個資料集：有年齡、郵遞區號和收入的人；以字數統計表示的文件；每秒一筆的股價；以及一則拆成字元的推文。
#
# 位元組數等於元素個數乘以一個元素的位元組數：`float32` 是 4，`uint8` 是 1。
#
# **先猜猜看。** 一百萬則推文，每則 280 個字元，每個字元是 ASCII 128 個字元的獨熱編碼，存成 `float32`：你的電腦記憶體裝得下嗎？
#
# <details><summary>解答</summary>
#
# 需要 $10^6 \cdot 280 \cdot 128 \cdot 4$ 個位元組，也就是 {{ end: megabytes["tweets"][0] / 1000 | .0f }} GB：比大多數電腦的記憶體還多。
# </details>

# %% rows="T7" slides="B041 B042 B043 B044"
rng = np.random.default_rng(0)
age, postcode = rng.integers(0, 100, 100_000), rng.integers(100, 983, 100_000)
people = np.column_stack([age, postcode, rng.lognormal(10, 0.5, 100_000)])

# 500 texts of 300 words; a word is its place in a dictionary of 20,000
# zipf: a few words occur often, most seldom, as in real texts
texts = rng.zipf(1.3, (500, 300)) % 20_000
# bincount: how often each number occurs
documents = np.stack([np.bincount(text, minlength=20_000) for text in texts])

# 250 days of 6.5 hours: a price every second; kept per minute: last, highest, lowest.
# cumsum adds up the changes from second to second.
seconds = rng.normal(0, 0.01, (250, int(6.5 * 60), 60)).cumsum(axis=2) + 100
prices = np.stack([seconds[:, :, -1], seconds.max(axis=2), seconds.min(axis=2)], axis=2)

# ljust pads with blanks to 280; frombuffer reads the bytes as numbers
tweet = "One axis per question: which tweet, which place, which character?".ljust(280)
codes = np.frombuffer(tweet.encode("ascii"), "uint8")  # (280,)
rows = np.eye(128, dtype="uint8")  # row k is the one-hot vector of character k
one_hot_tweet = rows[codes]  # (280, 128)
tweets = np.broadcast_to(one_hot_tweet, (1_000_000, 280, 128))
for data in (people, documents, prices, tweets):
    print(data.shape)

# %% rows="T7" slides="B041 B042 B043 B044" fold="Check the shapes, and compute the bytes"
data = {"people": people, "documents": documents, "prices": prices, "tweets": tweets}
data |= {"MNIST": X_train, "tweets as codes": np.broadcast_to(codes, (1_000_000, 280))}
data["64 colour pictures"] = np.zeros((64, 256, 256, 3), "uint8")
# 4 frames a second
data["4 films of 60 s"] = np.broadcast_to(np.uint8(0), (4, 60 * 4, 144, 256, 3))
megabytes = {}
for name, tensor in data.items():
    megabytes[name] = [
        tensor.size * np.dtype(t).itemsize / 1e6 for t in ("float32", "uint8")
    ]
    full, small = megabytes[name]
    print(f"{name:18} {tensor.shape!s:23} float32 {full:9.1f} MB, uint8 {small:8.1f}")

counted = people.shape
check_erratum("T7", "100,000 people", counted, slide=(10_000, 3), right=(100_000, 3))
check_slide("T7", "500 documents", documents.shape, ["500", "20000"])
check_slide("T7", "share prices", prices.shape, ["250", "390", "3"])
check_slide("T7", "tweets", tweets.shape, ["1000000", "280", "128"])
assert (documents.sum(axis=1) == 300).all(), "every word is counted once"
assert (prices[..., 2] <= prices[..., 0]).all() and (
    prices[..., 0] <= prices[..., 1]
).all()
assert bytes(one_hot_tweet.argmax(axis=1).tolist()).decode() == tweet
assert X_train.nbytes / 1e6 == megabytes["MNIST"][1]
assert megabytes["tweets"][0] / megabytes["tweets as codes"][1] == 512
#! falsify: int(6.5 * 60) => int(6.5) * 60
#! falsify: seconds.max(axis=2), seconds.min(axis=2)], axis=2) => seconds.max(axis=2), seconds.min(axis=2)], axis=0)
#! falsify: np.bincount(text, minlength=20_000) => np.bincount(text[1:], minlength=20_000)

# %% [markdown] lang="en"
# (`np.broadcast_to` pretends a million copies and stores one; section 2.11.)
#
# The tweets are the lesson. Of every 128 numbers 127 are 0. Stored as character codes, one byte each, they need {{ megabytes["tweets as codes"][1] / 1000 | .2f }} GB instead of {{ megabytes["tweets"][0] / 1000 | .0f }}. Real programs keep the codes, and pictures as `uint8`, and convert one batch at a time.
# MNIST grows from {{ megabytes["MNIST"][1] | .0f }} to {{ megabytes["MNIST"][0] | .0f }} MB, still harmless, so this chapter converts it at once.

# %% [markdown] lang="zh-TW" of="95544c1a"
# （`np.broadcast_to` 假裝有一百萬份，實際上只存一份；見 2.11 節。）
#
# 值得記住的是推文：每 128 個數字中有 127 個是 0。存成字元碼，每個一位元組，只要 {{ megabytes["tweets as codes"][1] / 1000 | .2f }} GB，而不是 {{ megabytes["tweets"][0] / 1000 | .0f }} GB。實際的程式保存字元碼，圖片則保存 `uint8`，輪到哪個批次才轉換。MNIST 會從 {{ megabytes["MNIST"][1] | .0f }} MB 變成 {{ megabytes["MNIST"][0] | .0f }} MB，還無妨，所以這一章一次全部轉換。

# %% [markdown] lang="en"
# ## 2.10 Element-wise operations (8 min)
#
# A dense layer computes $\text{relu}(xW + b)$: a dot product, an addition, a relu. The next sections take these apart, the simplest first.
#
# relu and addition work **element-wise**: each entry of the result depends only on the entries at the same place. Here they are as loops over rows $i$ and columns $j$. `trace=True` prints every state on the way.
#
# **Predict.** The slide's relu has `for j in range(x.shape[i])` in place of `x.shape[1]`, and on its own 2 × 2 example it is right. What happens with the shapes (2, 3) and (3, 2)?
#
# <details><summary>Answer</summary>
#
# (2, 3): row 0 runs through `x.shape[0]`, that is 2, columns: the entry in its third column is not touched. No error, a wrong result. (3, 2): row 0 already runs through `x.shape[0]`, that is 3, columns, and there are only two: `IndexError`. A test on a square input is weak evidence; test with lengths that all differ.
# </details>

# %% [markdown] lang="zh-TW" of="894fd298"
# ## 2.10 逐元素運算（8 分鐘）
#
# 密集層計算的是 $\text{relu}(xW + b)$：一個點積、一個加法、一個 relu。接下來幾節把它們拆開，從最簡單的開始。
#
# relu 和加法都是**逐元素**（element-wise）運算：結果的每個元素只和輸入中同一位置的元素有關。下面寫成對列 $i$、行 $j$ 的迴圈；`trace=True` 會印出途中的每個狀態。
#
# **先猜猜看。** 投影片的 relu 把 `x.shape[1]` 寫成 `for j in range(x.shape[i])`，在它自己的 2 × 2 例子上卻是對的。形狀是 (2, 3) 和 (3, 2) 時會怎樣？
#
# <details><summary>解答</summary>
#
# (2, 3)：第 0 列只走過 `x.shape[0]`，也就是 2 行，索引 2 的那一行沒有處理到。沒有錯誤訊息，結果卻錯了。(3, 2)：第 0 列就要走 `x.shape[0]`，也就是 3 行，但只有兩行：`IndexError`。只用方陣測試，證據很薄弱；測試時，各軸的長度都要不同。
# </details>


# %% rows="T8" slides="B046 B047"
def naive_relu(x):
    x = x.copy()  # keep the caller's tensor as it is
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x


def naive_add(x, y, trace=False):
    assert x.ndim == 2 and x.shape == y.shape
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += y[i, j]
            if trace:
                print(x.tolist())
    return x


x, y = np.array([[1, 2], [3, 4]]), np.array([[6, 7], [8, 9]])
z = np.array([[-1, -2], [3, -4]])
print("relu:", naive_relu(z).tolist(), " sum, entry by entry:")
total = naive_add(x, y, trace=True)

# %% [markdown] lang="en"
# NumPy does the same in compiled code over one block of memory, several numbers per instruction of the processor. The folded cell checks the loops and measures both.

# %% [markdown] lang="zh-TW" of="f617fd73"
# NumPy 用編譯好的程式走過一整塊記憶體，一個處理器指令就處理好幾個數字，做的是同樣的事。摺疊的儲存格檢查這些迴圈，並測量兩者的時間。

# %% rows="T8" slides="B047 B048" fold="Check the loops"
import contextlib
import io
import json
import timeit


def printed(function, *inputs):
    """What a function prints, line by line, as numbers."""
    with contextlib.redirect_stdout(io.StringIO()) as page:
        function(*inputs, trace=True)
    return [json.loads(line) for line in page.getvalue().splitlines()]


check_slide("T8", "relu", naive_relu(z), [["0", "0"], ["3", "0"]])
states = ["7 2 3 4", "7 9 3 4", "7 9 11 4", "7 9 11 13"]
check_slide(
    "T8",
    "states of the sum",
    np.reshape(printed(naive_add, x, y), (4, 4)),
    [state.split() for state in states],
)
check_slide("T8", "x + y in NumPy", x + y, [["7", "9"], ["11", "13"]])
check_slide("T8", "x * y in NumPy", x * y, [["6", "14"], ["24", "36"]])
check_slide("T8", "np.maximum(z, 0)", np.maximum(z, 0), [["0", "0"], ["3", "0"]])
rng = np.random.default_rng(0)
for shape in [(1, 1), (2, 3), (3, 2), (1, 7), (20, 5)]:
    p, q = rng.normal(size=shape), rng.normal(size=shape)
    assert np.array_equal(naive_relu(p), keras.ops.relu(p).numpy())
    assert np.array_equal(naive_add(p, q), p + q)
#! falsify: x[i, j] = max(x[i, j], 0) => x[i, j] = max(x[i, j], 1)
#! falsify: x[i, j] += y[i, j] => x[i, j] += y[j, i]


# %% rows="T8" slides="B046" fold="Check the slide's relu"
def slide_relu(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[i]):  # the slip: i instead of 1
            x[i, j] = max(x[i, j], 0)
    return x.tolist()


assert slide_relu(z) == [[0, 0], [3, 0]], "on the slide's 2 x 2 input nothing is wrong"
below = -np.ones((2, 3), int)
check_erratum(
    "T8",
    "relu of a 2 x 3 matrix of -1",
    naive_relu(below).tolist(),
    slide=slide_relu(below),
    right=[[0, 0, 0], [0, 0, 0]],
)
try:
    found = slide_relu(below.T)
except IndexError as error:
    found = error
print("the slide's relu of a 3 x 2 matrix:", found)
assert isinstance(found, IndexError) and "axis 1" in str(found), "in row 0 already"
#! falsify: np.ones((2, 3), int) => np.ones((2, 2), int)
#! falsify: slide_relu(below.T) => slide_relu(below)


# %% rows="T8" fold="Measure loops and NumPy"
def microseconds(function, x, repeats):
    """The fastest of several calls: the one disturbed least."""
    return 1e6 * min(timeit.repeat(lambda: function(x), number=1, repeat=repeats))


inputs = [rng.normal(size=(10, width)) for width in (1, 100, 10_000)]
loops = np.array([microseconds(naive_relu, p, 5) for p in inputs])
calls = np.array([microseconds(lambda p: np.maximum(p, 0), p, 50) for p in inputs])
ratios = loops / calls
assert ratios[-1] > 20 and ratios[-1] > 2 * ratios[0]
#! falsify: ratios = loops / calls => ratios = calls / loops

# %% [markdown] lang="en"
# | relu, entries of $x$ | loop (µs) | NumPy (µs) | ratio |
# |---|---|---|---|
# | 10 | {{ loops[0] | .0f | x8 }} | {{ calls[0] | .1f | x8 }} | {{ ratios[0] | .0f | x8 }} |
# | 1,000 | {{ loops[1] | .0f | x8 }} | {{ calls[1] | .1f | x8 }} | {{ ratios[1] | .0f | x8 }} |
# | 100,000 | {{ loops[2] | .0f | x8 }} | {{ calls[2] | .1f | x8 }} | {{ ratios[2] | .0f | x8 }} |
#
# For tiny tensors NumPy's fixed cost of about a microsecond per call dominates. The advice that lasts: let one call work on many numbers.

# %% [markdown] lang="zh-TW" of="6c121328"
# | relu，$x$ 的元素個數 | 迴圈（µs） | NumPy（µs） | 倍數 |
# |---|---|---|---|
# | 10 | {{ loops[0] | .0f | x8 }} | {{ calls[0] | .1f | x8 }} | {{ ratios[0] | .0f | x8 }} |
# | 1,000 | {{ loops[1] | .0f | x8 }} | {{ calls[1] | .1f | x8 }} | {{ ratios[1] | .0f | x8 }} |
# | 100,000 | {{ loops[2] | .0f | x8 }} | {{ calls[2] | .1f | x8 }} | {{ ratios[2] | .0f | x8 }} |
#
# 張量很小時，NumPy 每次呼叫約一微秒的固定成本占了大部分。真正該記住的是：讓一次呼叫處理很多數字。

# %% [markdown] lang="en"
# ## 2.11 Broadcasting (10 min)
#
# The layer adds one bias vector of shape (10,) to a batch of shape (32, 10). The shapes differ, and yet it works: NumPy **broadcasts** the smaller tensor, in two steps.
#
# 1. It gets new axes of length 1 *in front* until both have the same rank: (10,) becomes (1, 10).
# 2. Along each axis of length 1 it is repeated until the lengths match: (1, 10) becomes (32, 10).
#
# The repetition takes place only in thought: nothing is copied. The whole rule in one sentence: **write the shapes under each other, flush right; each pair of lengths must be equal, or one of them 1, or missing.**
#
# **Predict.** Which of these additions work, and what is the shape of the result? (32, 10) + (32,); (32, 10) + (32, 1); (4,) + (4, 1)
#
# <details><summary>Answer</summary>
#
# The first fails: flush right, 10 meets 32. The second gives (32, 10), the third (4, 4).
# </details>

# %% [markdown] lang="zh-TW" of="ebe4e4d6"
# ## 2.11 廣播（10 分鐘）
#
# 密集層要把形狀 (10,) 的一個偏差向量，加到形狀 (32, 10) 的批次上。形狀不同，卻行得通：NumPy 會**廣播**（broadcasting）較小的張量，分成兩步。
#
# 1. 在它的**最前面**加上長度為 1 的新軸，直到兩者的階相同：(10,) 變成 (1, 10)。
# 2. 沿著每個長度為 1 的軸重複，直到長度一致：(1, 10) 變成 (32, 10)。
#
# 所謂重複只是概念上的：什麼也沒有複製。完整的規則只要一句話：**把兩個形狀上下並列、靠右對齊，每一對長度必須相等，或其中之一是 1，或其中之一不存在**。
#
# **先猜猜看。** 下列加法哪些行得通？結果是什麼形狀？(32, 10) + (32,)；(32, 10) + (32, 1)；(4,) + (4, 1)
#
# <details><summary>解答</summary>
#
# 第一個失敗：靠右對齊時，10 對上 32。第二個是 (32, 10)，第三個是 (4, 4)。
# </details>

# %% rows="T9" slides="B049"
batch, bias = rng.normal(size=(32, 10)), rng.normal(size=10)
step1 = bias[np.newaxis, :]  # a new axis in front: (1, 10)
step2 = np.repeat(step1, 32, axis=0)  # (32, 10)
print("equal to the sum by hand:", np.array_equal(batch + bias, batch + step2))

virtual = np.broadcast_to(bias, (32, 10))
# strides: how many bytes lie between neighbours along each axis
print("bytes from one row to the next:", step2.strides[0], "and", virtual.strides[0])

y_true = np.array([1.0, 2.0, 3.0, 4.0])  # (4,)
y_hat = y_true.reshape(4, 1)  # a perfect prediction, in the shape networks give
print("mean squared error of it:", np.mean((y_true - y_hat) ** 2))

# %% rows="T9" slides="B049" fold="Check the rule on every pair of shapes"
from itertools import product


def broadcast_shape(a, b):
    """The common shape of two shapes, or None if there is none."""
    rank = max(len(a), len(b))
    a, b = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    if any(m != n and 1 not in (m, n) for m, n in zip(a, b, strict=True)):
        return None
    return tuple(n if m == 1 else m for m, n in zip(a, b, strict=True))


def numpy_shape(a, b):
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


all_shapes = [s for rank in range(4) for s in product((0, 1, 2, 3), repeat=rank)]
pairs = list(product(all_shapes, repeat=2))
assert all(broadcast_shape(a, b) == numpy_shape(a, b) for a, b in pairs)
print(len(pairs), "pairs of shapes agree with NumPy")
asked = [((32, 10), (32,)), ((32, 10), (32, 1)), ((4,), (4, 1))]
assert [broadcast_shape(a, b) for a, b in asked] == [None, (32, 10), (4, 4)]
#! falsify: (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b => a + (1,) * (rank - len(a)), b + (1,) * (rank - len(b))

# %% rows="T9" slides="B049" fold="Check the two steps, and draw broadcasting"
check_slide(
    "T9", "the two steps", [*step1.shape, *step2.shape], ["1", "10", "32", "10"]
)
assert np.array_equal(batch + bias, batch + virtual) and virtual.strides == (0, 8)
assert np.shares_memory(virtual, bias) and not np.shares_memory(step2, bias)
assert (y_true - y_hat).shape == (4, 4) and np.mean((y_true - y_hat) ** 2) == 2.5
assert keras.losses.MeanSquaredError()(y_true, y_hat) == 0, (
    "Keras' losses guard against it"
)

row, column = np.array([1, 2, 3]), np.array([[1], [2], [3], [4]])
show(
    drawings.draw_broadcast(np.arange(12).reshape(4, 3) * 10, row, column),
    alt="Two additions drawn as tables of numbers. Above: a 4 by 3 table plus a row of "
    "three, drawn once solid and three times dotted. Below: a row plus a column, each "
    "repeated in dotted cells, gives a full 4 by 3 table.",
)
#! falsify: virtual = np.broadcast_to(bias, (32, 10)) => virtual = np.repeat(step1, 32, axis=0)
#! falsify: y_true.reshape(4, 1) => y_true.reshape(4)
#! alt zh-TW: 用數字表畫出兩個加法。上：4 × 3 的表加上一列三個數，實線畫一次、虛線畫三次。下：一列加一行，各以虛線重複，得到完整的 4 × 3 表。


# %% rows="T9" slides="B050" fold="Check the loop for matrix + vector"
def naive_add_matrix_and_vector(x, y, slip=False, trace=False):
    assert x.ndim == 2 and y.ndim == 1 and x.shape[1] == y.shape[0]
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[i if slip else 1]):
            x[i, j] += y[j]
            if trace:
                print(x.tolist())
    return x


print(
    "[[1, 2], [3, 4]] + [6, 7]:",
    printed(naive_add_matrix_and_vector, x, np.array([6, 7])),
)
assert np.array_equal(
    naive_add_matrix_and_vector(x, np.array([6, 7])), [[7, 9], [9, 11]]
)
assert np.array_equal(naive_add_matrix_and_vector(batch, bias), batch + bias)
zeros, three = np.zeros((2, 3), int), np.array([6, 7, 8])
check_erratum(
    "T9",
    "2 x 3 zeros + [6, 7, 8]",
    naive_add_matrix_and_vector(zeros, three),
    slide=naive_add_matrix_and_vector(zeros, three, slip=True),
    right=[[6, 7, 8], [6, 7, 8]],
)
#! falsify: x[i, j] += y[j] => x[i, j] += y[i]

# %% [markdown] lang="en"
# Dotted cells are not stored (their rows lie 0 bytes apart); the lower half shows that *both* sides may be broadcast at once.
#
# The mean squared error above is a trap: labels (4,), predictions (4, 1) as a network gives them, the prediction perfect; and yet $y - \hat y$ silently became (4, 4), every label against every prediction, and the "error" is
# 2.5. Keras' own losses guard against it, your code does not. When a loss refuses to fall, print the shapes first.

# %% [markdown] lang="zh-TW" of="6cff85bd"
# 虛線的格子並沒有真的存起來（相鄰兩列相距 0 個位元組）；下半部顯示，**兩邊**可以同時被廣播。
#
# 上面印出的均方誤差是個陷阱。標籤是 (4,)，預測是 (4, 1)（神經網路就是這樣輸出的），預測完全正確；可是 $y - \hat y$ 悄悄變成 (4, 4)，每個標籤都去減每個預測，「誤差」成了 2.5。Keras 自己的損失函數會防範這件事，你寫的程式不會。損失一直降不下來的時候，先把形狀印出來看。

# %% [markdown] lang="en"
# ## 2.12 The dot product (12 min)
#
# The third operation is the one that mixes. The **dot product** of two vectors of equal length multiplies entry by entry and adds everything up, to a single number:
#
# $$ x \cdot y = \sum_i x_i \, y_i, \qquad [1, 2] \cdot [5, 9] = 1 \cdot 5 + 2 \cdot 9 = 23. $$
#
# **Matrix · vector** is one dot product per row of the matrix. **Matrix · matrix** is one per pair of a row on the left and a column on the right:
#
# $$ z_{ij} = \sum_k x_{ik} \, y_{kj}, \qquad (a, b) \cdot (b, c) \to (a, c). $$
#
# The inner lengths must agree, because a row of $x$ meets a column of $y$; they disappear. The outer ones remain.
#
# **Predict** the four states that $z$ runs through for $[[1, 2], [3, 4]] \cdot [5, 9]$, if each product is added as soon as it is there.
#
# <details><summary>Answer</summary>
#
# [5, 0], [23, 0], [23, 15], [23, 51].
# </details>

# %% [markdown] lang="zh-TW" of="aa3a6aec"
# ## 2.12 點積（12 分鐘）
#
# 第三種運算會把數字混在一起。兩個等長向量的**點積**（dot product）是逐個元素相乘再全部加起來，結果是一個數：
#
# $$ x \cdot y = \sum_i x_i \, y_i, \qquad [1, 2] \cdot [5, 9] = 1 \cdot 5 + 2 \cdot 9 = 23. $$
#
# **矩陣 · 向量**是矩陣的每一列各做一次點積。**矩陣 · 矩陣**是左邊的每一列和右邊的每一行，兩兩做一次點積：
#
# $$ z_{ij} = \sum_k x_{ik} \, y_{kj}, \qquad (a, b) \cdot (b, c) \to (a, c). $$
#
# 內側的兩個長度必須相等，因為 $x$ 的一列要對上 $y$ 的一行；它們會消失，留下外側的兩個。
#
# **先猜猜看。** 計算 $[[1, 2], [3, 4]] \cdot [5, 9]$ 時，每算出一個乘積就加進去，$z$ 會經過哪四個狀態？
#
# <details><summary>解答</summary>
#
# [5, 0]、[23, 0]、[23, 15]、[23, 51]。
# </details>


# %% rows="T10" slides="B053 B054"
def naive_matrix_vector_dot(x, y, trace=False):
    assert x.ndim == 2 and y.ndim == 1 and x.shape[1] == y.shape[0]
    z = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i] += x[i, j] * y[j]
            if trace:
                print(z.tolist())
    return z


def naive_matrix_dot(x, y):
    z = np.zeros((x.shape[0], y.shape[1]))
    for j in range(y.shape[1]):
        z[:, j] = naive_matrix_vector_dot(x, y[:, j])  # one column of y at a time
    return z


M, u = np.array([[1, 2], [3, 4]]), np.array([5, 9])
A, B = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 2], [3, 4], [5, 6]])
_ = naive_matrix_vector_dot(M, u, trace=True)
print("element-wise M * M:", (M * M).tolist(), " dot M @ M:", (M @ M).tolist())


# %% rows="T10" slides="B051 B053 B054" fold="Check the dot products"
def naive_vector_dot(x, y, trace=False):
    assert x.ndim == 1 and x.shape == y.shape
    total = 0
    for i in range(x.shape[0]):
        total += x[i] * y[i]
        if trace:
            print(total)
    return total


check_slide("T10", "vector . vector", printed(naive_vector_dot, M[0], u), ["5", "23"])
states = [["5", "0"], ["23", "0"], ["23", "15"], ["23", "51"]]
check_slide("T10", "matrix . vector", printed(naive_matrix_vector_dot, M, u), states)
for a, b, c in product((1, 2, 5), repeat=3):
    p, q = rng.normal(size=(a, b)), rng.normal(size=(b, c))
    assert np.allclose(naive_matrix_dot(p, q), p @ q)
    assert np.isclose(naive_vector_dot(p[0], q[:, 0]), np.dot(p[0], q[:, 0]))
    assert np.allclose(p @ q, tf.matmul(p, q).numpy())
assert not np.array_equal(M * M, M @ M)
#! falsify: z[i] += x[i, j] * y[j] => z[i] += x[j, i] * y[j]
#! falsify: z[:, j] = naive_matrix_vector_dot(x, y[:, j]) => z[:, j] = naive_matrix_vector_dot(x, y[:, 0])


# %% rows="T10" slides="B055" fold="Check the matrix product, and draw it"


def slide_matrix_dot(x, y):
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, i] = naive_vector_dot(x[i, :], y[:, j])  # the slip: i, i
    return z


check_erratum(
    "T10",
    "(2, 3) . (3, 2)",
    naive_matrix_dot(A, B).astype(int).tolist(),
    slide=slide_matrix_dot(A, B).astype(int).tolist(),
    right=[[22, 28], [49, 64]],
)
show(
    drawings.draw_product(A, B, 1, 0),
    alt="Three tables: x with its second row marked, y with its first column marked, "
    "and the product with the entry 49 in the second row, first column marked.",
)
#! falsify: naive_matrix_dot(A, B).astype(int).tolist() => naive_matrix_dot(B, A).astype(int).tolist()
#! alt zh-TW: 三張表：x 標出第二列，y 標出第一行，乘積標出第二列第一行的 49。

# %% [markdown] lang="en"
# `@` (or `np.dot`) is the dot product, `*` the element-wise one. For square matrices nothing warns you when you take the wrong one.
#
# ### Back to the layer, and einsum
#
# In this course, as in Keras, a *row* of $X$ is one sample and $W$ has the shape (inputs, outputs): $\text{relu}(XW + b)$, with
#
# $$ (128, 784) \cdot (784, 512) + (512,) \to (128, 512). $$
#
# The slide writes `dot(W, input) + b`, the habit of mathematics books: a sample is a *column*, $W$ has the shape (outputs, inputs). One is the other with rows and columns exchanged, $(XW)^\top = W^\top X^\top$; mixed, they fail (or, by chance of size, give something else).
#
# Sums of products over any axes can be written with letters, one per axis: `np.einsum`. **A letter that is missing on the right of the arrow is summed over.**
#
# **Predict** what each of the five lines computes, before you run them.
#
# <details><summary>Answer</summary>
#
# Dot product of two vectors; matrix · vector; matrix · matrix; sums of the rows, `A.sum(axis=1)`; all products $v_i u_j$, nothing summed.
# </details>

# %% [markdown] lang="zh-TW" of="15ddc557"
# `@`（或 `np.dot`）是點積，`*` 是逐元素相乘。矩陣是方陣時，用錯了不會有任何警告。
#
# ### 回到密集層，以及 einsum
#
# 本課程和 Keras 一樣，$X$ 的一**列**是一個樣本，$W$ 的形狀是（輸入數，輸出數）：$\text{relu}(XW + b)$，形狀是
#
# $$ (128, 784) \cdot (784, 512) + (512,) \to (128, 512). $$
#
# 投影片寫成 `dot(W, input) + b`，那是數學書的習慣：一個樣本是直的一**行**，$W$ 的形狀是（輸出數，輸入數）。把列與行互換就能變成另一種，$(XW)^\top = W^\top X^\top$；混用就會失敗，或在大小剛好相符時算成別的東西。
#
# 對任意的軸做「相乘再加總」，可以用字母來寫，一個軸一個字母：`np.einsum`。**箭頭右邊沒有出現的字母，就沿著它加總。**
#
# **先猜猜看**下面五行各算什麼，再執行。
#
# <details><summary>解答</summary>
#
# 兩個向量的點積；矩陣 · 向量；矩陣 · 矩陣；每一列的總和，`A.sum(axis=1)`；所有的乘積 $v_i u_j$，沒有加總。
# </details>

# %% rows="T10" slides="B045 B052"
W1, b1, W2, b2 = network.get_weights()
x = X_te[:128]
hidden = np.maximum(x @ W1 + b1, 0)
print(x.shape, "@", W1.shape, "+", b1.shape, "->", hidden.shape)

v = M[0]
print("i,i->    ", np.einsum("i,i->", v, u))
print("ij,j->i  ", np.einsum("ij,j->i", M, u))
print("ik,kj->ij", np.einsum("ik,kj->ij", A, B).tolist())
print("ij->i    ", np.einsum("ij->i", A))
print("i,j->ij  ", np.einsum("i,j->ij", v, u).tolist())

# %% rows="T10" slides="B045 B052" fold="Check the layer, and einsum"
assert np.allclose(hidden, network.layers[0](x).numpy(), atol=1e-4)
columns = np.maximum(W1.T @ x.T + b1[:, None], 0)
assert np.allclose(columns, hidden.T, atol=1e-4)
try:
    np.dot(W1, x)
    mixed = "no error"
except ValueError:
    mixed = "ValueError"
by_chance = np.dot(
    W1, X_te[:512]
)  # a batch of 512 fits by chance, and then b1 does not
assert by_chance.shape == (784, 784) and broadcast_shape((784, 784), (512,)) is None
check_erratum(
    "T10",
    "dot(W, input) in the shapes of Keras",
    mixed,
    slide="no error",
    right="ValueError",
)
assert np.einsum("i,i->", v, u) == v @ u and np.array_equal(
    np.einsum("ij,j->i", M, u), M @ u
)
assert np.array_equal(np.einsum("ik,kj->ij", A, B), A @ B)
assert np.array_equal(np.einsum("ij->i", A), A.sum(axis=1))
# "Dot product, also called tensor product": that is the table of all products.
tensor_product = np.einsum("i,j->ij", v, u)
assert np.array_equal(tensor_product, np.outer(v, u))
check_erratum(
    "T10", "rank of the tensor product", tensor_product.ndim, slide=0, right=2
)
#! falsify: np.maximum(x @ W1 + b1, 0) => np.maximum(x @ W1, 0) + b1
#! falsify: W1.T @ x.T + b1[:, None] => W1.T @ x.T - b1[:, None]

# %% [markdown] lang="en"
# ## 2.13 Reshape is not transpose (6 min)
#
# **Reshaping** changes the lengths of the axes and keeps the *order* in which entries are read, row by row. **Transposing** swaps the axes, $z_{ji} = x_{ij}$: rows become columns, and the order changes. The slide says that transposing uses reshaping.
#
# A colour picture shows why it matters. Each pixel has three numbers, its red, green and blue **channel**. TensorFlow puts that axis last, PyTorch first. To get from one to the other the axis must be *moved* (`np.moveaxis`); reshape gives the right shape, too.
#
# **Predict.** What are `A.reshape(3, 2)` and `A.T` for $A$ with the rows 1 2 3 and 4 5 6?
#
# <details><summary>Answer</summary>
#
# Reshape: 1 2, 3 4, 5 6. Transpose: 1 4, 2 5, 3 6. Same shape (3, 2), different contents.
# </details>

# %% [markdown] lang="zh-TW" of="3113e93e"
# ## 2.13 重塑不是轉置（6 分鐘）
#
# **重塑**（reshape）改變各軸的長度，但保留元素一列一列讀下來的**順序**。**轉置**（transpose）則是交換兩個軸，$z_{ji} = x_{ij}$：列變成行，順序也就變了。投影片說轉置時會用到重塑。
#
# 彩色圖片能說明為什麼這件事重要。每個像素有三個數字，分別是紅、綠、藍三個**通道**（channel）。TensorFlow 把這個軸放在最後，PyTorch 放在前面。從一種換到另一種，必須**搬動**這個軸（`np.moveaxis`）；用重塑，形狀也會對。
#
# **先猜猜看。** $A$ 的兩列是 1 2 3 和 4 5 6，`A.reshape(3, 2)` 和 `A.T` 各是什麼？
#
# <details><summary>解答</summary>
#
# 重塑：1 2、3 4、5 6。轉置：1 4、2 5、3 6。形狀同樣是 (3, 2)，內容不同。
# </details>

# %% rows="T11 T4" slides="B038 B057 B058"
print("A.reshape(3, 2):", A.reshape(3, 2).tolist(), " A.T:", A.T.tolist())
print("read row by row:", A.reshape(3, 2).ravel(), "and", A.T.ravel())

first = X_train[[1, 2, 3]][np.newaxis]  # channels first: three digits, one per channel
last = np.moveaxis(first, 1, -1)
mixed_up = first.reshape(1, 28, 28, 3)
print("channels first", first.shape, " last", last.shape, " reshaped", mixed_up.shape)

# %% rows="T11 T4" slides="B038 B057 B058" fold="Check reshape and transpose, and draw them"
check_erratum(
    "T11", "transpose", A.T, slide=A.reshape(3, 2), right=[[1, 4], [2, 5], [3, 6]]
)
noise_matrix = rng.normal(size=(4, 6))
for shape in [(24,), (2, 12), (6, 4), (2, 3, 4), (-1, 8)]:
    reshaped = noise_matrix.reshape(shape)
    assert reshaped.size == 24 and np.array_equal(
        reshaped.ravel(), noise_matrix.ravel()
    )
assert not np.array_equal(noise_matrix.T.ravel(), noise_matrix.ravel())
assert np.shares_memory(noise_matrix, noise_matrix.T), "neither copies anything"
assert last.shape == mixed_up.shape and not np.array_equal(last, mixed_up)
assert all(np.array_equal(last[0, :, :, k], X_train[1 + k]) for k in range(3))

show(
    drawings.draw_reshape(A, last[0], mixed_up[0]),
    alt="Above, three tables: the numbers 1 to 6 in two rows of three; after reshape "
    "1 2, 3 4, 5 6; after transpose 1 4, 2 5, 3 6. Below, moveaxis: three digits in "
    "red, green and blue over each other; reshape: a mosaic of nine tiny digits.",
)
#! falsify: np.moveaxis(first, 1, -1) => np.moveaxis(first, 1, -1)[..., ::-1]
#! falsify: noise_matrix.reshape(shape) => noise_matrix.T.reshape(shape)
#! alt zh-TW: 上方三張表：1 到 6 排成兩列三行；重塑後是 1 2、3 4、5 6；轉置後是 1 4、2 5、3 6。下方，moveaxis：三個數字以紅、綠、藍疊在一起；reshape：九個小數字的馬賽克。

# %% [markdown] lang="en"
# Reshape reads the $3 \cdot 28 \cdot 28$ numbers in their order and takes three neighbours at a time as red, green and blue: right shape, right numbers, a wrong picture, no error. Reshaping (60000, 28, 28) to (60000, 784) was safe, because the order of reading is what we wanted. (A length of $-1$ in `reshape` means: whatever makes the count come out.)

# %% [markdown] lang="zh-TW" of="55a46ec9"
# 重塑依原本的順序讀出 $3 \cdot 28 \cdot 28$ 個數，每次拿相鄰的三個當作紅、綠、藍：形狀對、數值對，圖卻是錯的，而且不會報錯。把 (60000, 28, 28) 重塑成 (60000, 784) 是安全的，因為我們要的正是這個讀取順序。（`reshape` 中的長度 $-1$ 表示：由 NumPy 依元素總數自動算出。）

# %% [markdown] lang="en"
# ## 2.14 Tensor operations as geometry (8 min)
#
# A vector of two numbers is a point in the plane. A matrix of shape (n, 2) is $n$ points: a figure. What do tensor operations do to a figure?
#
# - **Adding** one vector $b$ to all points *translates* it. (Broadcasting at work.)
# - **Multiplying by a matrix**, $P \to PA$, is a *linear map*: it can rotate, scale, shear or mirror; the origin stays. To read $A$, look at its rows: the first is where the point $(1, 0)$ goes, the second where $(0, 1)$ goes.
# - **Both**, $P \to PA + b$, is an *affine map*: what a dense layer does before its activation. Straight lines stay straight.
#
# Two affine layers behind each other, without activation, multiply out to
#
# $$ (X W^{(1)} + b^{(1)}) W^{(2)} + b^{(2)} = X \underbrace{(W^{(1)} W^{(2)})}_{W} + \underbrace{(b^{(1)} W^{(2)} + b^{(2)})}_{b}, $$
#
# a *single* affine layer. However many you stack, a hundred layers can do no more than one. With relu in between this is no longer true: it creases the plane along the axes, and lines get bends.
#
# **Predict.** Which of these keep the area of a figure: translation, rotation by 40°, scaling by 1.6 and 0.6, the shear $\begin{pmatrix} 1 & 0 \\ 0.7 & 1 \end{pmatrix}$?
#
# <details><summary>Answer</summary>
#
# All but the scaling, which multiplies it by $1.6 \cdot 0.6 = 0.96$. A linear map multiplies areas by the absolute value of its *determinant*, $a_{11}a_{22} - a_{12}a_{21}$.
# </details>

# %% [markdown] lang="zh-TW" of="a91f0c5c"
# ## 2.14 張量運算的幾何意義（8 分鐘）
#
# 兩個數字的向量是平面上的一個點。形狀 (n, 2) 的矩陣是 $n$ 個點，也就是一個圖形。張量運算會對圖形做什麼？
#
# - 所有的點都**加上**同一個向量 $b$，圖形就**平移**（translation）。（這正是廣播。）
# - **乘上矩陣**，$P \to PA$，是**線性變換**（linear map）：可以旋轉、縮放、剪切（shear）或鏡射，原點不動。讀 $A$ 的訣竅是看它的列：第一列是點 $(1, 0)$ 的去處，第二列是 $(0, 1)$ 的去處。
# - **兩者都做**，$P \to PA + b$，是**仿射變換**（affine map）：密集層在套用激活函數（activation function）之前，做的就是這件事。直線仍是直線。
#
# 兩個仿射層接在一起，中間不放激活函數，乘開就是
#
# $$ (X W^{(1)} + b^{(1)}) W^{(2)} + b^{(2)} = X \underbrace{(W^{(1)} W^{(2)})}_{W} + \underbrace{(b^{(1)} W^{(2)} + b^{(2)})}_{b}, $$
#
# 也就是**一個**仿射層。不管疊多少層，一百層能做的事都不比一層多。中間放進 relu 就不同了：它沿著座標軸把平面摺起來，直線就有了轉折。
#
# **先猜猜看。** 下列哪些會保持圖形的面積：平移、旋轉 40°、縮放 1.6 和 0.6 倍、剪切 $\begin{pmatrix} 1 & 0 \\ 0.7 & 1 \end{pmatrix}$？
#
# <details><summary>解答</summary>
#
# 除了縮放都會；縮放把面積乘上 $1.6 \cdot 0.6 = 0.96$。線性變換會把面積乘上**行列式**（determinant）$a_{11}a_{22} - a_{12}a_{21}$ 的絕對值。
# </details>

# %% rows="T12" slides="B059"
corners = "0 0 0 5 3 5 3 4 1 4 1 3 2.5 3 2.5 2 1 2 1 0"  # the outline of an F
letter = np.array(corners.split(), float).reshape(-1, 2) / 2
angle = np.radians(40)
rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
shear, scaling = np.array([[1.0, 0.0], [0.7, 1.0]]), np.diag([1.6, 0.6])
same = np.eye(2)
b1, b2 = np.array([-0.2, -1.5]), np.array([1.0, 0.5])
maps = {
    "translation: P + b": (same, b1),
    "rotation by 40°: P A": (rotation, 0),
    "scaling by 1.6 and 0.6": (scaling, 0),
    "shear": (shear, 0),
    "affine: P A + b": (shear @ rotation, b1),
}
moved = {name: letter @ A + b for name, (A, b) in maps.items()}
moved["two affine layers"] = (letter @ shear + b1) @ rotation + b2
moved["the same, as one layer"] = letter @ (shear @ rotation) + (b1 @ rotation + b2)

# %% rows="T12" slides="B059" fold="Check the maps"


def area(points):
    """Area of a polygon from its corners (the shoelace formula)."""
    x, y = points.T
    return abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2


def distances(points):
    return np.linalg.norm(points[:, np.newaxis] - points, axis=-1)


for name, (A, b) in maps.items():
    P = moved[name]
    rigid = np.allclose(distances(P), distances(letter))
    print(f"{name:23} area x {area(P) / area(letter):.2f}  distances kept: {rigid}")
    assert np.isclose(area(P), abs(np.linalg.det(A)) * area(letter))
    assert rigid == (name in ("translation: P + b", "rotation by 40°: P A"))
    middle = (letter[0] + letter[1]) / 2
    assert np.allclose(middle @ A + b, (P[0] + P[1]) / 2), "midpoints stay midpoints"
assert np.isclose(area(moved["scaling by 1.6 and 0.6"]) / area(letter), 0.96)
assert np.allclose([1, 0] @ rotation, [0.766, 0.643], atol=1e-3), "counterclockwise"
assert np.allclose(moved["two affine layers"], moved["the same, as one layer"])
#! falsify: [-np.sin(angle), np.cos(angle)] => [np.sin(angle), np.cos(angle)]
#! falsify: (b1 @ rotation + b2) => (rotation @ b1 + b2)

# %% rows="T12" slides="B059" fold="Check relu, and draw the maps"
# The edge of the F from corner 0 to corner 1, as many points, before and after relu.
edge = np.linspace(letter[0], letter[1], 101) @ (shear @ rotation) + b1
creased = np.maximum(edge, 0)
off_middle = np.abs(creased[50] - (creased[0] + creased[-1]) / 2).max()
print(f"relu: an edge's middle is {off_middle:.2f} away from the midpoint of its ends")
assert off_middle > 0.1, "so relu after an affine map is not affine"
dense = np.concatenate(
    [np.linspace(a, b, 30) for a, b in zip(letter, np.roll(letter, -1, 0), strict=True)]
)
moved["with relu: not affine"] = np.maximum(dense @ (shear @ rotation) + b1, 0)
show(
    learning.draw_motions(letter, moved),
    alt="Eight panels with the outline of a letter F, the original in grey behind: "
    "translated, rotated, scaled, sheared, under an affine map, under two affine "
    "layers and, equal, under one. With relu, all parts below zero are pressed onto "
    "the axes.",
)
#! falsify: np.maximum(edge, 0) => np.maximum(edge, -9)
#! alt zh-TW: 八張字母 F 的輪廓圖，灰色是原圖：平移、旋轉、縮放、剪切、仿射變換、兩個仿射層，以及與之相同的一層。加上 relu 後，小於零的部分全被壓到座標軸上。

# %% [markdown] lang="en"
# An affine map sends the midpoint of two points to the midpoint of their images; relu does not, so no affine map equals it: one counterexample is a proof.

# %% [markdown] lang="zh-TW" of="a82292d8"
# 仿射變換會把兩點的中點送到兩個像的中點；relu 卻不會，所以沒有任何仿射變換等於它：一個反例就是證明。

# %% [markdown] lang="en"
# ## 2.15 Deep learning as uncrumpling (8 min)
#
# Here is a picture of what a deep network does. Take two sheets of paper, one blue and one orange, lay one on the other, and crumple both into one ball. The sheets are two classes. They touch nowhere, but no flat knife separates blue from orange.
# Learning to classify is to uncrumple: to find simple movements, one after the other, that make the ball flat again. Each layer is one (Chollet, 2021, section 2.3).
#
# The slide shows it as a drawing; here it is done. A fold pushes every point along one axis by an amount that depends on another, $z \leftarrow z + 0.5 \sin(3x + \varphi)$. It can be undone exactly, so after seven folds the sheets are still separate for sure. A network with four hidden layers learns which point lies on which sheet.
#
# **Predict.** A flat knife (logistic regression) cuts the crumpled ball. Which share of new points lies on the right side: half, two thirds, nearly all? And after the network's last hidden layer?
#
# <details><summary>Answer</summary>
#
# {{ end: flat_cut[0] | .2f | 0.02 }} in the ball, {{ end: flat_cut[-1] | .2f | 0.02 }} after the last hidden layer.
# </details>

# %% [markdown] lang="zh-TW" of="17ba2234"
# ## 2.15 深度學習就是把紙團攤平（8 分鐘）
#
# 深度神經網路在做什麼，可以這樣想像：拿一張藍紙和一張橘紙疊在一起，揉成一團。兩張紙就是兩個類別。兩張紙完全沒有碰到，但沒有一把平直的刀能把藍和橘分開。學習分類就是攤平紙團：找出一連串簡單的動作，讓紙團恢復平坦。每一層就是一個這樣的動作（Chollet, 2021, 2.3 節）。
#
# 投影片用圖畫說明，我們則實際做一次。一道摺痕把每個點沿著一個軸推移，推多少取決於另一個軸，$z \leftarrow z + 0.5 \sin(3x + \varphi)$。這個動作可以完全復原，所以摺七次之後，可以確定兩張紙仍然是分開的。一個有四個隱藏層的網路學習哪個點在哪張紙上。
#
# **先猜猜看。** 用一把平直的刀（邏輯迴歸，logistic regression）切開紙團，新的點有多少落在正確的一側：一半、三分之二，還是幾乎全部？經過網路最後一個隱藏層之後呢？
#
# <details><summary>解答</summary>
#
# 在紙團裡是 {{ end: flat_cut[0] | .2f | 0.02 }}，經過最後一個隱藏層之後是 {{ end: flat_cut[-1] | .2f | 0.02 }}。
# </details>

# %% rows="T12" slides="B060"
PHASES = [3.8, 2.4, 5.0, 1.1, 5.5, 3.4, 5.7]
AXES = [2, 0, 1, 2, 0, 1, 2]  # the axis that is pushed ...
OTHERS = [1, 2, 0, 1, 2, 0, 1]  # ... by how much depends on this one
FOLDS = list(zip(AXES, OTHERS, PHASES, strict=True))


def two_sheets(n, rng):
    side = rng.integers(0, 2, n)  # 0: lower sheet, 1: upper sheet
    return np.column_stack([rng.uniform(-1, 1, (n, 2)), 0.4 * side - 0.2]), side


def crumple(points, folds=FOLDS, sign=1):
    points = points.copy()
    for axis, other, phase in folds:
        points[:, axis] += sign * 0.5 * np.sin(3 * points[:, other] + phase)
    return points


rng = np.random.default_rng(0)
flat, side = two_sheets(6000, rng)
flat_test, side_test = two_sheets(2000, rng)
ball, ball_test = crumple(flat), crumple(flat_test)

# %% [markdown] lang="en"
# The network: three hidden layers of sixteen units and one of three, with tanh, and one sigmoid output.

# %% [markdown] lang="zh-TW" of="ec1055f9"
# 網路有三個各十六個隱藏單元的隱藏層、一個三個隱藏單元的隱藏層，激活函數是 tanh，最後是一個 sigmoid 輸出。

# %% rows="T12" slides="B060"
keras.utils.set_random_seed(1)
hidden_layers = [keras.layers.Dense(n, activation="tanh") for n in (16, 16, 16, 3)]
output = keras.layers.Dense(1, activation="sigmoid")
uncrumple = keras.Sequential([keras.Input((3,)), *hidden_layers, output])
adam = keras.optimizers.Adam(0.01)
uncrumple.compile(adam, "binary_crossentropy", jit_compile=True, steps_per_execution=47)
_ = uncrumple.fit(ball, side, batch_size=128, epochs=50, verbose=0)

# %% rows="T12" slides="B060" fold="Cut after every layer" tags=["nbval-ignore-output"]
from scipy.spatial import cKDTree
from sklearn.linear_model import LogisticRegression

assert np.allclose(crumple(ball, FOLDS[::-1], sign=-1), flat), "it can be undone"
nearest = cKDTree(ball[side == 0]).query(ball[side == 1])[0].min()
assert nearest > 0.03, "the sheets touch nowhere"

outputs, outputs_test = [ball], [ball_test]
for layer in hidden_layers:
    outputs.append(layer(outputs[-1]).numpy())
    outputs_test.append(layer(outputs_test[-1]).numpy())
knives = [LogisticRegression(C=10, max_iter=5000).fit(H, side) for H in outputs]
tested = zip(knives, outputs_test, strict=True)
flat_cut = np.array([knife.score(H, side_test) for knife, H in tested])
print("right by a flat cut, input to layer 4:", flat_cut.round(2))
assert flat_cut[0] < 0.7 and flat_cut[-1] > 0.95 and flat_cut[-2] > 0.93
assert flat_cut[0] < flat_cut[1] < flat_cut[3]
#! falsify: knife.score(H, side_test) => knife.score(H, 1 - side_test)
#! falsify: FOLDS[::-1], sign=-1 => FOLDS, sign=-1

# %% rows="T12" slides="B060" fold="Draw the sheets, and the cuts"
many, many_side = two_sheets(200_000, rng)
show(
    learning.draw_uncrumpling(
        flat,
        ball,
        side,
        crumple(many),
        many_side,
        knives,
        outputs_test,
        side_test,
        flat_cut,
    ),
    alt="Above: two flat sheets, the ball crumpled from them, and a thin slice through "
    "the ball in which blue and orange lines wind round each other. Below: the data "
    "seen along logistic regression's flat cut, from the input, where the colours "
    "overlap, to layer 4, where they lie on opposite sides.",
)
#! alt zh-TW: 上：兩張平的紙、揉成的紙團，以及紙團的一片薄切面，藍線與橘線互相纏繞。下：順著邏輯迴歸的平直切面看過去，從兩色重疊的輸入，到兩色分居兩側的第 4 層。

# %% [markdown] lang="en"
# In the ball the flat cut of logistic regression is right for {{ flat_cut[0] | .2f | 0.02 }} of the test points, after the four layers for {{ flat_cut[1] | .2f | 0.1 }}, {{ flat_cut[2] | .2f | 0.12 }}, {{ flat_cut[3] | .2f | 0.05 }} and {{ flat_cut[4] | .2f | 0.04 }}. Only the last layer was asked to make its output easy to cut; the gradient passed the demand backwards.
#
# What the picture does not say: a layer need not be reversible (relu throws information away), and real classes are not always two clean sheets.

# %% [markdown] lang="zh-TW" of="af1c4ec0"
# 在紙團裡，邏輯迴歸的平直切面對測試點的準確率是 {{ flat_cut[0] | .2f | 0.02 }}；經過四層之後，依序是 {{ flat_cut[1] | .2f | 0.1 }}、{{ flat_cut[2] | .2f | 0.12 }}、{{ flat_cut[3] | .2f | 0.05 }} 和 {{ flat_cut[4] | .2f | 0.04 }}。被要求「輸出要容易切開」的只有最後一層；是梯度把這個要求往回傳給前面各層。
#
# 這個比喻沒說到的是：一層不一定可逆（relu 會丟掉資訊），真實的類別也不總是兩張乾淨的紙。

# %% [markdown] lang="en"
# ## 2.16 The derivative: a line that fits for a short way (6 min)
#
# A network finds its weights by changing them a little, in the direction that makes the loss smaller. "Direction" and "a little" need the derivative. Near a point $x$ of a smooth function, step aside by a small $\varepsilon$; the value changes almost in proportion:
#
# $$ f(x + \varepsilon) \approx f(x) + a \, \varepsilon . $$
#
# The number $a$ for which this fits best is the **derivative** $f'(x)$, the slope. If $a > 0$, a small step to the right makes $f$ larger; to make $f$ smaller, go against the sign of $a$.
#
# What is left out is about $\tfrac12 f''(x)\,\varepsilon^2$, the next term of Taylor's formula. We test it with $f = \sin$ at $x = 1$, and also compute the slope from two values, $(f(x+\varepsilon) - f(x))/\varepsilon$.
#
# **Predict.** A tenth of the step: by which factor does the error of the line shrink? And is the slope from two values best with the smallest step?
#
# <details><summary>Answer</summary>
#
# By 100. And no: the best step is near $10^{-8}$; below, it gets worse again.
# </details>

# %% [markdown] lang="zh-TW" of="bf23efad"
# ## 2.16 導數：在短距離內貼合的直線（6 分鐘）
#
# 神經網路尋找權重的方法，是朝著讓損失變小的方向，把權重改變一點點。「方向」和「一點點」都要靠導數。在平滑函數的點 $x$ 附近，往旁邊走一小步 $\varepsilon$，函數值的變化幾乎和步長成正比：
#
# $$ f(x + \varepsilon) \approx f(x) + a \, \varepsilon . $$
#
# 讓這條直線最貼合的數 $a$，就是**導數**（derivative）$f'(x)$，也就是斜率。如果 $a > 0$，往右一小步會讓 $f$ 變大；要讓 $f$ 變小，就往與 $a$ 的正負號相反的方向走。
#
# 省略的部分大約是 $\tfrac12 f''(x)\,\varepsilon^2$，也就是泰勒公式的下一項。我們用 $f = \sin$、$x = 1$ 來檢驗，另外也用兩個函數值計算斜率 $(f(x+\varepsilon) - f(x))/\varepsilon$。
#
# **先猜猜看。** 步長變成十分之一，直線的誤差縮小幾倍？用兩個函數值算斜率時，步長最小就最準嗎？
#
# <details><summary>解答</summary>
#
# 100 倍。不是：最好的步長大約是 $10^{-8}$，再小反而變差。
# </details>

# %% rows="T13" slides="B063"
eps = 10.0 ** -np.arange(1, 13.1, 0.25)  # 0.1 down to 1e-13
a = np.cos(1.0)
change = np.sin(1.0 + eps) - np.sin(1.0)
line_error = np.abs(change - a * eps)
slope_error = np.abs(change / eps - a)

# %% rows="T13" slides="B063" fold="Check the errors, and draw them"
reliable = eps >= 1e-6
exponent = np.polyfit(np.log10(eps[reliable]), np.log10(line_error[reliable]), 1)[0]
print(f"error of the line: power {exponent:.2f} of the step, for steps from 1e-6")
assert abs(exponent - 2) < 0.02
assert np.allclose(line_error[reliable], np.sin(1) / 2 * eps[reliable] ** 2, rtol=0.05)
assert 1e-10 < eps[slope_error.argmin()] < 1e-6 and slope_error[-1] > 1e-5
assert np.cos(1.0) > 0 and np.sin(1.001) > np.sin(1) > np.sin(0.999)

errors = {
    "error of the line": np.maximum(line_error, 1e-19),
    "half f'' times step squared": np.sin(1.0) / 2 * eps**2,
    "error of the slope (f(x+ε) - f(x)) / ε": slope_error,
}
figure = plotting.plot_curves(
    errors,
    x=dict.fromkeys(errors, eps),
    xlabel="step ε",
    ylabel="absolute error",
    logx=True,
    logy=True,
    title="sin at 1: how good is the linear approximation?",
)
figure.axes[0].set_ylim(1e-19, 1e3)
show(
    figure,
    alt="Errors against step size on logarithmic axes. The error of the line falls "
    "with slope 2 along the theory line until steps of about 1e-8, then stays near "
    "1e-16 and scatters. The error of the slope falls, is least near 1e-8, then rises.",
)
#! falsify: a = np.cos(1.0) => a = -np.cos(1.0)
#! falsify: change - a * eps => change - 0.999 * a * eps
#! alt zh-TW: 兩軸都取對數，誤差對步長。直線的誤差沿著理論線以斜率 2 下降，到步長約 1e-8 為止，之後在 1e-16 附近跳動。斜率的誤差先下降，在 1e-8 附近最小，然後上升。

# %% [markdown] lang="en"
# Below $\varepsilon = 10^{-8}$ the theory still holds and the computer does not: `float64` keeps about 16 digits, so a value near 1 is uncertain by about $10^{-16}$, whatever the step, and the slope divides this noise by $\varepsilon$. Chapter 3 checks gradients in this way.

# %% [markdown] lang="zh-TW" of="f1033eaf"
# $\varepsilon$ 小於 $10^{-8}$ 之後，理論仍然成立，電腦卻跟不上了：`float64` 大約有 16 位數字，所以接近 1 的數值，不管步長多大，都有大約 $10^{-16}$ 的不確定，而算斜率時，這個雜訊會被除以 $\varepsilon$。第 3 章就用這個方法檢查梯度。

# %% [markdown] lang="en"
# ## 2.17 The gradient: the derivative of a tensor operation (10 min)
#
# Keep samples and labels fixed, and the loss is a function of the weights alone: $C(W) = \text{loss}(XW, Y)$. How must each weight change to lower it?
#
# One could *try*: take one weight, here 0.3, nudge it up and down, and see what the loss does. That needs two evaluations of the loss for each weight, for each step.
#
# The **gradient** $\nabla_W C$ answers for all weights at once. It is a tensor of the *same shape* as $W$; its entry $ij$ says how fast $C$ grows when only $W_{ij}$ grows. For a small change $D$ of all weights, the line of the last section becomes
#
# $$ C(W + D) \approx C(W) + \sum_{ij} (\nabla_W C)_{ij} \, D_{ij} . $$
#
# Which $D$ of a given length lowers $C$ most? The sum is a dot product: length times length times the cosine of the angle. It is most negative at 180°, when $D$ points exactly against the gradient. Hence the rule that deep learning rests on, with the *learning rate* $\eta$ (`lr`; the slide's `step`):
#
# $$ W \leftarrow W - \eta \, \nabla_W C. $$
#
# **Predict.** The nudges below show a loss that is lower at 0.35 than at 0.25. Which sign has that entry of the gradient?
#
# <details><summary>Answer</summary>
#
# Negative: more weight, less loss. The rule subtracts it, so the weight grows.
# </details>

# %% [markdown] lang="zh-TW" of="3eca3639"
# ## 2.17 梯度：張量運算的導數（10 分鐘）
#
# 把樣本和標籤固定，損失就只是權重的函數：$C(W) = \text{loss}(XW, Y)$。每個權重該怎麼改變，才能讓它下降？
#
# 可以用**試**的：挑一個權重（這裡是 0.3），把它調高、調低一點，看看損失如何變化。但這樣每走一步，每個權重都要計算兩次損失。
#
# **梯度**（gradient）$\nabla_W C$ 則一次回答所有的權重。它是與 $W$ **形狀相同**的張量，第 $ij$ 個元素表示只有 $W_{ij}$ 增加時，$C$ 增加得多快。所有權重有一個很小的變化 $D$ 時，上一節的直線就變成
#
# $$ C(W + D) \approx C(W) + \sum_{ij} (\nabla_W C)_{ij} \, D_{ij} . $$
#
# 長度固定時，哪一個 $D$ 讓 $C$ 降得最多？這個總和是點積：長度乘以長度，再乘以夾角的餘弦。夾角 180° 時最小，也就是 $D$ 正好指向梯度的反方向。於是得到深度學習所依靠的規則，其中 $\eta$ 是**學習率**（learning rate，程式裡的 `lr`，投影片的 `step`）：
#
# $$ W \leftarrow W - \eta \, \nabla_W C. $$
#
# **先猜猜看。** 下面調整一個權重時，損失在 0.35 比在 0.25 低。梯度的那個元素是正還是負？
#
# <details><summary>解答</summary>
#
# 負的：權重越大，損失越小。規則會減去它，所以權重變大。
# </details>

# %% rows="T13" slides="B064 B065"
X, Y = tf.constant(X_tr[:128], tf.float64), tf.constant(Y_tr[:128], tf.float64)


def loss(W):
    """Mean cross-entropy of softmax(X W): one layer without bias."""
    Z = tf.matmul(X, W)  # TensorFlow calls what goes into softmax logits
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y, Z))


W = np.random.default_rng(0).normal(0, 0.05, (784, 10))
row, digit = 407, 3  # one pixel in the middle, one class
for weight in (0.25, 0.30, 0.35):
    W[row, digit] = weight
    print(f"weight {weight:.2f}: loss {loss(W):.5f}")

W[row, digit] = 0.30
W_now = tf.Variable(W)
with tf.GradientTape() as tape:  # records what is computed from W_now
    C = loss(W_now)
G = tape.gradient(C, W_now).numpy()
print("shapes:", W.shape, G.shape, f" that entry of the gradient: {G[row, digit]:.4f}")
print(f"loss before and after a step: {C:.4f}, {loss(W - 0.1 * G):.4f}")

# %% rows="T13" slides="B064 B065" fold="Check the gradient"
nudged = []
for weight in (0.25, 0.35):
    W_nudged = W.copy()
    W_nudged[row, digit] = weight
    nudged.append(loss(W_nudged).numpy())
assert (
    np.isclose((nudged[1] - nudged[0]) / 0.1, G[row, digit], rtol=0.01)
    and G[row, digit] < 0
)
calls = 2 * sum(w.size for w in network.get_weights())
print("to nudge every weight of the first network:", calls, "evaluations for one step")
assert calls == 814_100

rng = np.random.default_rng(0)
D = rng.normal(size=G.shape)
numeric = (loss(W + 1e-6 * D) - loss(W - 1e-6 * D)).numpy() / 2e-6
print(f"change along a random D: predicted {np.sum(G * D):.4f}, found {numeric:.4f}")
assert np.isclose(numeric, np.sum(G * D), rtol=1e-6)
fall = (C - loss(W - 0.01 * G)).numpy()
falls = []
for _ in range(200):
    D = rng.normal(size=G.shape)
    falls.append(
        (C - loss(W + 0.01 * D * np.linalg.norm(G) / np.linalg.norm(D))).numpy()
    )
print(
    f"fall of the loss: {fall:.4f} by the gradient, elsewhere {max(falls):.4f} at most"
)
assert fall > 0 and fall > max(falls)
#! falsify: G = tape.gradient(C, W_now).numpy() => G = -tape.gradient(C, W_now).numpy()
#! falsify: calls = 2 * => calls =

# %% rows="T13" slides="B066" fold="Check that a gradient is not a curvature"
# "The gradient is the curvature." Both for 3w, and for w squared at its bottom.
found = []
for f, start in ((lambda w: 3 * w, 1.0), (lambda w: w**2, 0.0)):
    w = tf.Variable(start)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            value = f(w)
        slope = inner.gradient(value, w)
    curvature = outer.gradient(slope, w, unconnected_gradients="zero")
    found.append((float(slope), float(curvature)))
slopes, curvatures = zip(*found, strict=True)
print("3w: slope and curvature", found[0], "  w squared at 0:", found[1])
check_erratum(
    "T13",
    "curvatures of 3w and of w² at 0",
    curvatures,
    slide=list(slopes),
    right=[0.0, 2.0],
)
#! falsify: curvature = outer.gradient(slope, w => curvature = outer.gradient(value, w

# %% [markdown] lang="en"
# The gradient predicts the nudges, and no random direction of equal length lowers the loss as much. (Random directions are weak opponents, nearly at right angles to it; the proof is the angle of 180°.) To nudge every weight of our first network would take {{ calls | ,d }} evaluations per step; the tape takes
# one pass forward and one back.
#
# The slide calls the gradient a *curvature*. It is the slope; curvature is how the slope changes. $3w$ has slope 3 and curvature 0, and at the bottom of $w^2$ it is the other way round: slope 0, curvature 2.

# %% [markdown] lang="zh-TW" of="b8a59382"
# 梯度預測了上下調整的結果，而等長的隨機方向中，沒有一個讓損失降得這麼多。（隨機方向幾乎都和梯度垂直，是很弱的對手；真正的證明是夾角 180°。）若要把第一個網路的每個權重都上下調整，每走一步就要計算損失 {{ calls | ,d }} 次；`GradientTape` 只要往前一趟、往後一趟。
#
# 投影片把梯度說成**曲率**。梯度其實是斜率；曲率是斜率如何變化。$3w$ 的斜率是 3、曲率是 0；在 $w^2$ 的谷底則相反：斜率 0、曲率 2。

# %% [markdown] lang="en"
# ## 2.18 Step size (6 min)
#
# To use the rule again and again is **gradient descent**. With a single weight it can be watched. The loss
#
# $$ f(w) = \tfrac14 w^4 - w^2 + 0.3\,w, \qquad f'(w) = w^3 - 2w + 0.3, $$
#
# has two valleys: the **global minimum**, the lowest point of all, at $w \approx -1.48$, and a **local minimum**, lower than everything nearby, at $w \approx 1.33$. All runs start at $w = 2.2$, with a learning rate that is tiny, reasonable, too large. The fourth panel is MNIST: the loss of the last section after *one* step, against $\eta$.
#
# **Predict.** For $f(w) = w^2$ and a start at $w = 1$, which learning rates make $|w|$ shrink?
#
# <details><summary>Answer</summary>
#
# $w \leftarrow w - \eta \cdot 2w = (1 - 2\eta)\,w$ shrinks if $|1 - 2\eta| < 1$, that is $0 < \eta < 1$. In general the limit near a minimum is $\eta f'' < 2$.
# </details>

# %% [markdown] lang="zh-TW" of="ac8ad9fa"
# ## 2.18 步長（6 分鐘）
#
# 反覆使用這條規則，就是**梯度下降**（gradient descent）。只有一個權重時，過程看得見。下面這個損失
#
# $$ f(w) = \tfrac14 w^4 - w^2 + 0.3\,w, \qquad f'(w) = w^3 - 2w + 0.3, $$
#
# 有兩個山谷：**全域極小**（global minimum）是所有點中最低的，在 $w \approx -1.48$；**區域極小**（local minimum）只比附近的點低，在 $w \approx 1.33$。每次都從 $w = 2.2$ 出發，學習率分別是極小、適中、太大。第四張圖是 MNIST：上一節的損失走**一步**之後，對 $\eta$ 作圖。
#
# **先猜猜看。** $f(w) = w^2$，從 $w = 1$ 出發，哪些學習率會讓 $|w|$ 縮小？
#
# <details><summary>解答</summary>
#
# $w \leftarrow w - \eta \cdot 2w = (1 - 2\eta)\,w$，當 $|1 - 2\eta| < 1$，也就是 $0 < \eta < 1$ 時會縮小。一般而言，在極小附近的界限是 $\eta f'' < 2$。
# </details>


# %% rows="T14" slides="B068 B069"
def f(w):
    return w**4 / 4 - w**2 + 0.3 * w


def slope(w):
    return w**3 - 2 * w + 0.3


def descend(w, lr, num_steps=60):
    """All weights visited, the start included."""
    path = [w]
    for _ in range(num_steps):
        w = w - lr * slope(w)
        path.append(w)
    return np.array(path)


paths = {lr: descend(2.2, lr) for lr in (0.002, 0.05, 0.6)}
for lr, path in paths.items():
    print(f"lr {lr}: after 60 updates w = {path[-1]:.2f}, f(w) = {f(path[-1]):.2f}")

# %% rows="T14 T13" slides="B068 B069" fold="Check the three runs"
best, _, stuck = np.sort(np.roots([1, 0, -2, 0.3]).real)
assert np.allclose([best, stuck], [-1.48, 1.33], atol=0.01) and f(best) < f(stuck)
w, h = np.array([-2.0, 0.5, 1.7]), 1e-6
assert np.allclose(slope(w), (f(w + h) - f(w - h)) / (2 * h))
small, good, large = paths.values()
assert small[60] - stuck > 0.2, "after 60 updates still far away"
assert abs(descend(2.2, 0.002, 5000)[-1] - stuck) < 1e-3, "the same place, later"
assert abs(good[-1] - stuck) < 1e-3, "settles in the local minimum and stays"
assert large[1] < 0 and np.ptp(descend(2.2, 0.6, 500)[-20:]) > 0.1, "never settles"
with np.errstate(over="ignore", invalid="ignore"):
    assert abs(descend(2.2, 0.8, 4)[-1]) > 1000, "diverges"
curvature_best = 3 * best**2 - 2
assert (
    np.isclose(curvature_best, 4.6, atol=0.05) and 0.6 * curvature_best > 2 > 0.05 * 4.6
)
limits = {lr: abs(1 - 2 * lr) for lr in (0.01, 0.5, 0.99, 1.0, 1.01)}
assert [lr for lr, factor in limits.items() if factor < 1] == [0.01, 0.5, 0.99]
#! falsify: w = w - lr * slope(w) => w = w - lr * slope(path[0])
#! falsify: return w**3 - 2 * w + 0.3 => return w**3 - 2 * w - 0.3

# %% rows="T14 T13" slides="B068 B069" fold="Check one step on MNIST, and draw all"
rates = np.logspace(-3, 1.5, 60)
after = np.array([loss(W - lr * G).numpy() for lr in rates])
straight = C.numpy() - rates * np.sum(G**2)
best_rate = rates[after.argmin()]
assert after[0] < C < after[-1], "a small step lowers the loss, a large one raises it"
assert np.isclose(after[0], straight[0], atol=0.01 * (C - straight[0]))
show(
    learning.draw_descents(paths, f, rates, after, straight, float(C)),
    alt="Three panels show a curve with two valleys and 60 updates from the right: too "
    "small, hardly moved; reasonable, rests in the right, local minimum; too large, "
    "jumps to and fro in the left valley. The fourth: the loss on MNIST after one "
    "step falls along a straight line, reaches a minimum and rises far above it.",
)
#! falsify: straight = C.numpy() - rates * np.sum(G**2) => straight = C.numpy() - rates * np.sum(np.abs(G))
#! alt zh-TW: 三張圖是有兩個山谷的曲線，從右邊出發更新 60 次：太小，幾乎沒動；適中，停在右邊的區域極小；太大，在左邊的山谷來回跳。第四張：MNIST 的損失走一步之後，先沿直線下降，到最低點，再升到遠高於起點。

# %% [markdown] lang="en"
# - **Too small** (0.002): the right direction, but after 60 updates still on the slope. It ends in the local minimum, too, only later.
# - **Reasonable** (0.05): settles quickly, in the *local* minimum. There the gradient is 0; nothing in the rule could get it out. Momentum might (optional section 2.23).
# - **Too large** (0.6): jumps over the hill, which looks like luck, and then to and fro across the deeper valley for ever: there $f'' \approx 4.6$, and $0.6 \cdot 4.6 = 2.8 > 2$. With 0.8 the weights explode within four steps.
# - **MNIST**: a small step lowers the loss as the gradient predicts. The best single step is near {{ best_rate | .1f | x1.5 }}; far beyond it the loss is higher than before.

# %% [markdown] lang="zh-TW" of="933e0e0b"
# - **太小**（0.002）：方向沒錯，但更新 60 次之後還在坡上。它最後同樣停在區域極小，只是比較晚。
# - **適中**（0.05）：很快就穩定下來，但停在**區域**極小。那裡的梯度是 0，這條規則裡沒有任何東西能讓它離開。動量或許可以（選讀的 2.23 節）。
# - **太大**（0.6）：跳過山丘，看似幸運，之後卻永遠在較深的山谷裡來回跳動：那裡 $f'' \approx 4.6$，而 $0.6 \cdot 4.6 = 2.8 > 2$。若是 0.8，權重在四步之內就爆掉了。
# - **MNIST**：走一小步，損失正如梯度所預測的下降。最好的單一步長大約是 {{ best_rate | .1f | x1.5 }}；超過太多，損失就比原來還高。

# %% [markdown] lang="en"
# ## 2.19 The gradient of a batch (5 min)
#
# Over how many samples should the loss be averaged before each update: one, a batch, all? Section 1.7 tried all three. Why is it allowed to look at only a few? The loss is an average over samples, so its gradient is an average of one gradient per sample. A random batch
# gives an estimate that is right on average (*unbiased*). For one layer with softmax, that gradient is $X^\top (P - Y)/B$, with the probabilities $P$; chapter 3 derives it.
#
# To follow noisy estimates is an idea of Robbins and Monro (1951). How noisy are they?
#
# **Predict.** Four times as many samples in a batch: by which factor does the noise shrink?
#
# <details><summary>Answer</summary>
#
# By 2: the average of $B$ independent draws scatters like $1/\sqrt{B}$.
# </details>

# %% [markdown] lang="zh-TW" of="5f4566b4"
# ## 2.19 一個批次的梯度（5 分鐘）
#
# 每次更新之前，損失該對多少樣本取平均：一個、一批，還是全部？1.7 節三種都試過了。為什麼可以只看少數幾個？損失是對樣本取平均，所以它的梯度也是各個樣本的梯度的平均。隨機抽取的批次給出一個估計，平均起來是對的（**不偏**，unbiased）。只有一層加上 softmax 時，這個梯度是 $X^\top (P - Y)/B$，其中 $P$ 是機率；第 3 章會推導。
#
# 跟著有雜訊的估計走，這個想法可追溯到 Robbins and Monro（1951）。雜訊有多大？
#
# **先猜猜看。** 批次的樣本數變成四倍，雜訊縮小幾倍？
#
# <details><summary>解答</summary>
#
# 2 倍：$B$ 個獨立抽樣的平均，散布和 $1/\sqrt{B}$ 成正比。
# </details>


# %% rows="T14" slides="B067 B071"
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def gradient_of(X, Y):
    return X.T @ (softmax(X @ W) - Y) / len(X)


X_all, Y_all = X_tr[:4096], Y_tr[:4096]
whole = gradient_of(X_all, Y_all)
rng = np.random.default_rng(0)
batch_sizes = 2 ** np.arange(0, 10)  # 1 to 512
relative_noise = []
for B in batch_sizes:
    errors = []
    for _ in range(60):
        rows = rng.integers(0, len(X_all), B)
        errors.append(np.sum((gradient_of(X_all[rows], Y_all[rows]) - whole) ** 2))
    relative_noise.append(np.sqrt(np.mean(errors)) / np.linalg.norm(whole))
print("error / length of the gradient:", np.round(relative_noise, 1))

# %% rows="T14" slides="B067 B071" fold="Check the law, and draw it"
assert np.allclose(gradient_of(X_tr[:128], Y_tr[:128]), G, atol=1e-6), "the tape agrees"
parts = [gradient_of(X, Y) for X, Y in batches(X_all, Y_all)]
assert np.allclose(np.mean(parts, axis=0), whole), "the mean over all batches is exact"
exponent = np.polyfit(np.log(batch_sizes), np.log(relative_noise), 1)[0]
assert abs(exponent + 0.5) < 0.05

lines = {
    "measured": relative_noise,
    "falls like 1 / sqrt(B)": relative_noise[0] / np.sqrt(batch_sizes),
}
figure = plotting.plot_curves(
    lines,
    x=dict.fromkeys(lines, batch_sizes),
    xlabel="batch size B",
    ylabel="error of the gradient / its length",
    title="How noisy is the gradient of a batch?",
    logx=True,
    logy=True,
)
learning.plain_ticks(figure.axes[0], x=[1, 4, 16, 64, 256], y=[0.5, 1, 2, 5, 10])
show(
    figure,
    alt="Relative error of a batch's gradient against batch size, on logarithmic axes. "
    "The measured points lie on the line 1 over the square root of B, from 8 at one "
    "sample to below one half at 512.",
)
#! falsify: X.T @ (softmax(X @ W) - Y) => X.T @ (Y - softmax(X @ W))
#! falsify: E / E.sum(axis=1, keepdims=True) => E / E.sum(axis=0, keepdims=True)
#! falsify: rows = rng.integers(0, len(X_all), B) => rows = rng.integers(0, len(X_all), 1).repeat(B)
#! alt zh-TW: 兩軸都取對數，批次梯度的相對誤差對批次大小。測得的點落在 B 的平方根分之一的線上，一個樣本時是 8，512 個時低於一半。

# %% rows="T14" slides="B067 B071" fold="Check the noise further down"
# Further down: 200 updates with all 4,096 samples. The noise of one sample follows from
# the lengths of all samples' gradients, |x| |p - y|; for a batch divide by sqrt(B).
later, one_sample = W.astype("float32"), []
for _ in range(201):
    error = softmax(X_all @ later) - Y_all
    g = X_all.T @ error / len(X_all)
    squared = np.mean(np.sum(X_all**2, axis=1) * np.sum(error**2, axis=1))
    one_sample.append(np.sqrt(squared / np.sum(g**2) - 1))
    later -= 0.5 * g
assert np.isclose(one_sample[0], relative_noise[0], rtol=0.2), "as drawn at random"
assert one_sample[-1] > 5 * one_sample[0]
#! falsify: later -= 0.5 * g => later += 0.5 * g
#! falsify: error**2, axis=1 => error, axis=1

# %% [markdown] lang="en"
# At this random start a single sample's gradient is off by {{ relative_noise[0] | .0f | 2 }} times the gradient's own length, a batch of 128 by {{ relative_noise[7] | .1f | 0.2 }} (measured exponent {{ exponent | .2f | 0.04 }}). Four times the work halves the noise, no more: that is why small batches pay, early on most of all. Further down the ratios grow: after 200 updates (all 4,096 samples, $\eta = 0.5$) they are {{ one_sample[-1] | .0f | 6 }} and {{ one_sample[-1] / np.sqrt(128) | .0f | 1 }}.

# %% [markdown] lang="zh-TW" of="dac1262c"
# 在這個隨機的起點，單一樣本的梯度，誤差是梯度本身長度的 {{ relative_noise[0] | .0f | 2 }} 倍，128 個樣本的批次則是 {{ relative_noise[7] | .1f | 0.2 }} 倍（測得的指數是 {{ exponent | .2f | 0.04 }}）。計算量變成四倍，雜訊也只減半：這就是小批次划算的原因，在訓練初期尤其如此。再往下走，倍數會變大：用全部 4,096 個樣本更新 200 次之後（$\eta = 0.5$），是 {{ one_sample[-1] | .0f | 6 }} 倍和 {{ one_sample[-1] / np.sqrt(128) | .0f | 1 }} 倍。

# %% [markdown] lang="en"
# ## 2.20 The chain rule (8 min)
#
# A network is a chain of functions, each fed with the result of the one before. The slide's example has three operations $a$, $b$, $c$ with weights $w_1$, $w_2$, $w_3$:
#
# $$ f(w_1, w_2, w_3) = a(w_1, b(w_2, c(w_3))). $$
#
# Mind the numbering: the *innermost*, $c$ with $w_3$, is computed **first**; it is the layer next to the input. The **chain rule** says
#
# $$ \frac{d}{dx} f(g(x)) = f'(g(x)) \cdot g'(x), $$
#
# the outer slope, *taken at the inner value*, times the inner slope. A longer chain has more factors.
#
# Here each weight is one number, so that nothing but slopes is multiplied: $c = \tanh(w_3 x)$, $b = \tanh(w_2 c)$, $a = \tfrac12 (w_1 b - y)^2$, with input $x$ and target $y$; the value of $a$ is $f$. The slope of $\tanh$ is $1 - \tanh^2$, so $1 - c^2$ and $1 - b^2$ are known already.
#
# **Predict.** Which numbers of the forward pass does $\partial f/\partial w_3$ need?
#
# <details><summary>Answer</summary>
#
# $c$, $b$ and $x$ (with the weights $w_1$, $w_2$ and the target): $b$ in $w_1 b - y$ and in $1 - b^2$, $c$ in $1 - c^2$; only the last value $f$ is not needed. That is why the forward pass keeps its values.
# </details>

# %% [markdown] lang="zh-TW" of="69d429a1"
# ## 2.20 連鎖律（8 分鐘）
#
# 神經網路是一串函數，每一個都拿前一個的結果當輸入。投影片的例子有三個運算 $a$、$b$、$c$，權重是 $w_1$、$w_2$、$w_3$：
#
# $$ f(w_1, w_2, w_3) = a(w_1, b(w_2, c(w_3))). $$
#
# 注意編號：**最內層**的 $c$（權重 $w_3$）**最先**計算，它是最靠近輸入的那一層。**連鎖律**（chain rule）說
#
# $$ \frac{d}{dx} f(g(x)) = f'(g(x)) \cdot g'(x), $$
#
# 也就是外層的斜率（在**內層的值**那一點取）乘以內層的斜率。鏈越長，因子越多。
#
# 這裡每個權重都只是一個數，所以相乘的只有斜率：$c = \tanh(w_3 x)$、$b = \tanh(w_2 c)$、$a = \tfrac12 (w_1 b - y)^2$，其中 $x$ 是輸入、$y$ 是目標，$a$ 的值就是 $f$。$\tanh$ 的斜率是 $1 - \tanh^2$，所以 $1 - c^2$ 和 $1 - b^2$ 是現成的。
#
# **先猜猜看。** 計算 $\partial f/\partial w_3$，需要正向傳遞（forward pass）中的哪些數？
#
# <details><summary>解答</summary>
#
# $c$、$b$ 和 $x$（還有權重 $w_1$、$w_2$ 與目標）：$b$ 出現在 $w_1 b - y$ 和 $1 - b^2$，$c$ 出現在 $1 - c^2$；只有最後的值 $f$ 用不到。這就是正向傳遞要保留各個值的原因。
# </details>

# %% rows="T15" slides="B075 B077"
x, y = 1.5, 1.0
w1, w2, w3 = 0.7, -1.2, 0.8

c = np.tanh(w3 * x)  # forward: c, b, a
b = np.tanh(w2 * c)
a = (w1 * b - y) ** 2 / 2

df_dw1 = (w1 * b - y) * b  # backward: a, b, c
df_db = (w1 * b - y) * w1
df_dw2 = df_db * (1 - b**2) * c
df_dc = df_db * (1 - b**2) * w2
df_dw3 = df_dc * (1 - c**2) * x
print(f"forward:  c = {c:.4f}, b = {b:.4f}, f = {a:.4f}")
print(f"backward: df/db = {df_db:.4f}, df/dc = {df_dc:.4f}")
print(f"gradient: {df_dw1:.4f}, {df_dw2:.4f}, {df_dw3:.4f}")

# %% rows="T15" slides="B075 B076 B077" fold="Check with the tape"
weights = [tf.Variable(w, dtype=tf.float64) for w in (w1, w2, w3)]
with tf.GradientTape() as tape:
    value = (weights[0] * tf.tanh(weights[1] * tf.tanh(weights[2] * x)) - y) ** 2 / 2
taped = np.array([g.numpy() for g in tape.gradient(value, weights)])
assert np.allclose(taped, [df_dw1, df_dw2, df_dw3], rtol=1e-12)


def slope_w3(b, c, x):
    return (w1 * b - y) * w1 * (1 - b**2) * w2 * (1 - c**2) * x


assert np.isclose(slope_w3(b, c, x), df_dw3), "b, c and x are all that it needs"
for others in ((b + 0.1, c, x), (b, c + 0.1, x), (b, c, x + 0.1)):
    assert not np.isclose(slope_w3(*others), df_dw3), "and it needs each of them"
# "f'(g(x)) = f'(g) g'(x)": the left side is the outer slope alone, not the derivative.
outer_slope = df_dc
whole_slope = (np.tanh((w3 + 1e-6) * x) - np.tanh((w3 - 1e-6) * x)) / 2e-6 * outer_slope
assert np.isclose(whole_slope, df_dw3)
check_erratum(
    "T15",
    "slope by w3, against the outer slope alone",
    df_dw3,
    slide=f"{outer_slope:.4f}",
    right=f"{whole_slope:.4f}",
)
#! falsify: df_db * (1 - b**2) * w2 => df_db * (1 - b) * w2
#! falsify: df_dw2 = df_db * (1 - b**2) * c => df_dw2 = df_db * (1 - b**2) * w2
#! falsify: (w1 * b - y) * w1 => (y - w1 * b) * w1


# %% rows="T15" slides="B078" fold="Check that differentiation is automatic, not symbolic"
def until_100(x):
    """A program, not a formula: how often it multiplies depends on x."""
    y = x
    while y < 100:
        y = y * x
    return y


# "TensorFlow differentiates symbolically." Then there would be one formula for all x.
taped_slopes = []
for start, power in ((2.0, 7), (3.0, 5)):
    variable = tf.Variable(start)
    with tf.GradientTape() as tape:
        y = until_100(variable)
    taped_slopes.append(tape.gradient(y, variable).numpy())
    assert y == start**power and taped_slopes[-1] == power * start ** (power - 1)
one_formula = [7 * 2.0**6, 7 * 3.0**6]
check_erratum(
    "T15",
    "slopes of a loop at 2 and 3",
    taped_slopes,
    slide=one_formula,
    right=[448.0, 405.0],
)
#! falsify: ((2.0, 7), (3.0, 5)) => ((2.0, 7), (3.0, 7))

# %% rows="T15" slides="B077" fold="Draw the chain"
show(
    learning.draw_chain(
        {"x": x, "c": c, "b": b, "f": a},
        {"c": df_dc, "b": df_db},
        {"w3": (w3, df_dw3), "w2": (w2, df_dw2), "w1": (w1, df_dw1)},
    ),
    alt="Boxes x, c, b, f from left to right with their values. Solid arrows carry "
    "values forward, dashed ones the derivatives of f by b and c backward. Above each "
    "solid arrow stands its weight, below each box but x the gradient of a weight.",
)
#! alt zh-TW: 由左到右是方框 x、c、b、f 及其數值。實線箭頭把數值往前帶，虛線箭頭把 f 對 b 和 c 的導數往回帶。每個實線箭頭上方是它的權重，除了 x，每個方框下方是一個權重的梯度。

# %% [markdown] lang="en"
# Forward, values are computed and *kept*. Backward, one number is carried along, and each function multiplies it by its own slope. A `GradientTape` does exactly that: it records the operations and plays them back in reverse. This is **backpropagation** (Rumelhart et al., 1986); chapter 3 derives it for matrices.
#
# This is *automatic* differentiation, not *symbolic*, as the slide has it: the tape finds no formula. The folded cell differentiates a loop that ends at the 7th power for $x = 2$ and at the 5th for $x = 3$; the tape gives the slope of what was run.

# %% [markdown] lang="zh-TW" of="fab4d0b4"
# 往前走時，算出數值並且**保留**下來。往回走時（反向傳遞，backward pass），一路帶著一個數，每個函數把自己的斜率乘上去。`GradientTape` 做的正是這件事：記下運算，再倒著播放。這就是**反向傳播**（backpropagation; Rumelhart et al., 1986），第 3 章會推導它的矩陣形式。
#
# 這是**自動**微分（automatic differentiation），不是投影片所說的**符號**微分（symbolic differentiation）：`GradientTape` 並沒有找出公式。摺疊的儲存格對一個迴圈微分，它在 $x = 2$ 時得到 7 次方、在 $x = 3$ 時得到 5 次方；得到的是實際執行的那個程式的斜率。

# %% [markdown] lang="en"
# ## 2.21 The first network again, from scratch (12 min)
#
# Everything is in place to build the network of section 2.2 without Keras, in plain TensorFlow.
#
# To be the same network it needs the same optimizer. **RMSprop** (Tieleman and Hinton, 2012) keeps, for each weight, a running average $s$ of the squared gradient $g$, and divides by its root:
#
# $$ s \leftarrow 0.9\, s + 0.1\, g^2, \qquad w \leftarrow w - 0.001 \cdot \frac{g}{\sqrt{s + 10^{-7}}} . $$
#
# So a weight with small gradients, but well above $3 \cdot 10^{-4}$, gets steps about as large as the others. Below that the $10^{-7}$, which keeps the root away from 0, makes the steps small, after the five epochs of section 2.3 for {{ damped | .0% | 5 }} of the first layer's weights (section 2.25). The same number protects the logarithm of the loss.

# %% [markdown] lang="zh-TW" of="8177e527"
# ## 2.21 從零打造第一個神經網路（12 分鐘）
#
# 要不靠 Keras 做出 2.2 節的網路，所需的一切都齊了。我們只用 TensorFlow 本身來寫。
#
# 要做出同一個網路，就要用同一個優化器。**RMSprop**（Tieleman and Hinton, 2012）為每個權重保存梯度 $g$ 平方的移動平均 $s$，再除以它的平方根：
#
# $$ s \leftarrow 0.9\, s + 0.1\, g^2, \qquad w \leftarrow w - 0.001 \cdot \frac{g}{\sqrt{s + 10^{-7}}} . $$
#
# 這樣，梯度雖小、但仍明顯大於 $3 \cdot 10^{-4}$ 的權重，也能得到和其他權重差不多大的步伐。$10^{-7}$ 讓平方根不會是 0，但梯度再小的話，它就會把步伐壓小；2.3 節的五個週期之後，第一層有 {{ damped | .0% | 5 }} 的權重是這樣（2.25 節）。損失裡的對數也用同一個數保護。


# %% rows="T16"
def new_network(seed):
    rng, params = np.random.default_rng(seed), []
    for n_in, n_out in [(784, 512), (512, 10)]:
        limit = np.sqrt(6 / (n_in + n_out))  # Keras' default start, chapter 4
        params.append(rng.uniform(-limit, limit, (n_in, n_out)))
        params.append(np.zeros(n_out))
    return [tf.Variable(p, dtype=tf.float32) for p in params]


def forward(params, X):
    W1, b1, W2, b2 = params
    A1 = tf.maximum(X @ W1 + b1, 0.0)
    Z2 = A1 @ W2 + b2
    E = tf.exp(Z2 - tf.reduce_max(Z2, axis=1, keepdims=True))
    return E / tf.reduce_sum(E, axis=1, keepdims=True)


def cross_entropy(Y, P):
    return -tf.reduce_mean(tf.reduce_sum(Y * tf.math.log(P + 1e-7), axis=1))


# %% [markdown] lang="en"
# One update: forward, back with the tape, and the two formulas.

# %% [markdown] lang="zh-TW" of="f923a094"
# 更新一次：往前算，用 tape 往回算，再套用那兩條公式。


# %% rows="T16"
@tf.function(jit_compile=True, reduce_retracing=True)
def train_step(params, squares, X, Y):
    with tf.GradientTape() as tape:
        C = cross_entropy(Y, forward(params, X))
    gradients = tape.gradient(C, params)
    for w, s, g in zip(params, squares, gradients, strict=True):
        s.assign(0.9 * s + 0.1 * g**2)
        w.assign_sub(0.001 * g / tf.sqrt(s + 1e-7))


# %% [markdown] lang="en"
# `@tf.function` records the tensor operations of `train_step` once and then runs the recording without Python: faster, same result.
#
# Is it the same network? The strict test: start both with the *same* weights, give both the same ten batches in the same order, and compare all 407,050 numbers.
#
# **Predict.** After ten updates, by how much will the two differ at most: 0.1, 0.001, 0.00001?
#
# <details><summary>Answer</summary>
#
# By less than 0.00001, while weights have moved by more than 0.01. What remains is rounding in 32 bits.
# </details>

# %% [markdown] lang="zh-TW" of="fc730d66"
# `@tf.function` 把 `train_step` 的張量運算記錄一次，之後執行的就是這份紀錄，不再經過 Python：比較快，結果相同。
#
# 它真的是同一個網路嗎？嚴格的檢驗是：兩邊從**相同**的權重出發，依同樣的順序給同樣的十個批次，再比較全部 407,050 個數字。
#
# **先猜猜看。** 更新十次之後，兩者最多相差多少：0.1、0.001，還是 0.00001？
#
# <details><summary>解答</summary>
#
# 不到 0.00001，而權重已經移動了 0.01 以上。剩下的只是 32 位元的捨入誤差。
# </details>

# %% rows="T16"
keras.utils.set_random_seed(0)
reference = build_network()
start = reference.get_weights()
twin = [tf.Variable(w) for w in start]
squares = [tf.Variable(tf.zeros_like(w)) for w in twin]

X_ten, Y_ten = X_tr[: 10 * 128], Y_tr[: 10 * 128]
options = {"batch_size": 128, "shuffle": False, "verbose": 0}
ten_batches = reference.fit(X_ten, Y_ten, **options).history
for X, Y in batches(X_ten, Y_ten):
    train_step(twin, squares, X, Y)

off, moved_by, compared = [], [], 0
for mine, theirs, before in zip(twin, reference.get_weights(), start, strict=True):
    off.append(np.abs(mine.numpy() - theirs).max())
    moved_by.append(np.abs(theirs - before).max())
    compared += theirs.size
print(compared, "numbers; moved by more than 0.01:", bool(max(moved_by) > 0.01))
print("largest difference below 0.00001:", bool(max(off) < 1e-5))
assert compared == 407_050 and max(moved_by) > 0.01 and max(off) < 1e-5
#! falsify: tf.sqrt(s + 1e-7) => (tf.sqrt(s) + 1e-7)
#! falsify: s.assign(0.9 * s + 0.1 * g**2) => s.assign(0.9 * s + 0.1 * g)
#! falsify: tf.maximum(X @ W1 + b1, 0.0) => tf.maximum(X @ W1, 0.0) + b1

# %% rows="T1 T16" fold="Check that fit reports a running average"
again = [tf.Variable(w) for w in start]
squares = [tf.Variable(tf.zeros_like(w)) for w in again]
seen = []
for X, Y in batches(X_ten, Y_ten):
    P = forward(again, X).numpy()  # the answers before the update of this batch
    seen.append(np.mean(P.argmax(axis=1) == Y.argmax(axis=1)))
    train_step(again, squares, X, Y)
P = forward(again, X_ten).numpy()
at_the_end = np.mean(P.argmax(axis=1) == Y_ten.argmax(axis=1))
said = ten_batches["accuracy"][0]
print(
    f"fit says {said:.2f}; mean over batches {np.mean(seen):.2f}; end {at_the_end:.2f}"
)
assert np.isclose(said, np.mean(seen), atol=0.002) and at_the_end > said + 0.1
#! falsify: P = forward(again, X).numpy()  # the answers => P = forward(again, X_ten[:128]).numpy()  # the answers

# %% [markdown] lang="en"
# Now the full training: own random start, five epochs, samples shuffled again in each, so that each epoch cuts different batches.

# %% [markdown] lang="zh-TW" of="77302d13"
# 現在做完整的訓練：自己的隨機起點、五個週期，而且每個週期都重新打亂樣本，讓每個週期切出的批次都不同。


# %% rows="T16 T3"
def train(params, num_epochs=5, batch_size=128, seed=0):
    """Train on MNIST; return the number of updates."""
    rng, num_updates = np.random.default_rng(seed), 0
    squares = [tf.Variable(tf.zeros_like(w)) for w in params]
    for _ in range(num_epochs):
        order = rng.permutation(len(X_tr))
        for (rows,) in batches(order, batch_size=batch_size):
            train_step(params, squares, X_tr[rows], Y_tr[rows])
            num_updates += 1
    return num_updates


def accuracy(params, X, y):
    return np.mean(forward(params, X).numpy().argmax(axis=1) == y)


scratch = new_network(seed=0)
num_updates = train(scratch)
scratch_acc = accuracy(scratch, X_te, y_test)
print("updates from scratch:", num_updates)

# %% rows="T16 T3" slides="B021 B081" fold="Check the network from scratch"
check_slide("T16", "updates from scratch", num_updates, "2345")
check_slide("T16", "test accuracy", scratch_acc, "0.9785", within=0.004, show="(below)")
scratch_train = accuracy(scratch, X_tr[:10_000], y_train[:10_000])
assert abs(scratch_acc - test_acc) < 0.006, "the same band as Keras"
assert abs(scratch_train - held_still[4, 1]) < 0.006
#! falsify: X_tr[rows], Y_tr[rows] => X_tr[rows], Y_tr[rng.permutation(rows)]

# %% [markdown] lang="en"
# From scratch {{ scratch_acc | .4f | 0.004 }} on the test set, by Keras {{ test_acc | .4f | 0.004 }}: a difference within the scatter between starts (0.977 to 0.982, section 2.25).

# %% [markdown] lang="zh-TW" of="03f89185"
# 從零打造的網路在測試集上是 {{ scratch_acc | .4f | 0.004 }}，Keras 是 {{ test_acc | .4f | 0.004 }}：這個差距在不同起點之間的差異範圍內（0.977 到 0.982，2.25 節）。

# %% [markdown] lang="en"
# ## 2.22 Explore: move a digit, light a digit (5 min)
#
# The operations of this chapter can be tried on the picture of a digit. *Affine*: pixel positions are multiplied by a matrix (rotation, zoom, shear) and shifted. *Broadcasting*: a number `()`, a row `(28,)` or a column `(28, 1)` is added to all 28 × 28 pixels. The network of section 2.2 says what it still recognises.
# In a live notebook the folded cell gives sliders; the strip shows one sweep for readers without.
#
# **Predict.** All test pictures are shifted to the right by three pixels. The accuracy was {{ test_curve[-1, 1] | .2f | 0.01 }}; what is it now: 0.95, 0.8, 0.6?
#
# <details><summary>Answer</summary>
#
# {{ end: shifted_acc[3] | .2f | 0.08 }} here, in other runs between 0.6 and 0.7; with one pixel it is still {{ end: shifted_acc[1] | .2f | 0.02 }}.
# </details>

# %% [markdown] lang="zh-TW" of="7a9de986"
# ## 2.22 動手探索：移動數字、照亮數字（5 分鐘）
#
# 本章的運算都可以拿手寫數字的圖片來試。**仿射**：像素的位置乘上一個矩陣（旋轉、縮放、剪切）再平移。**廣播**：把一個數 `()`、一列 `(28,)` 或一行 `(28, 1)` 加到全部 28 × 28 個像素上。2.2 節的網路會說它還認得出什麼。在可執行的筆記本裡，摺疊的儲存格會給你滑桿；下面那一排小圖則讓其他讀者也看到數字轉動時的樣子。
#
# **先猜猜看。** 把所有測試圖片向右平移三個像素。原本的準確率是 {{ test_curve[-1, 1] | .2f | 0.01 }}，現在是多少：0.95、0.8，還是 0.6？
#
# <details><summary>解答</summary>
#
# 這裡是 {{ end: shifted_acc[3] | .2f | 0.08 }}，其他幾次執行在 0.6 到 0.7 之間；只平移一個像素時還有 {{ end: shifted_acc[1] | .2f | 0.02 }}。
# </details>

# %% tags=["nbval-ignore-output"]
test_pictures = X_te.reshape(-1, 28, 28)
shifted_acc = []
for pixels in range(5):
    shifted = np.zeros_like(test_pictures)
    shifted[:, :, pixels:] = test_pictures[:, :, : 28 - pixels]
    answers = network(shifted.reshape(-1, 784)).numpy().argmax(axis=1)
    shifted_acc.append((answers == y_test).mean())
print("accuracy at shifts of 0 to 4 pixels:", np.round(shifted_acc, 2))
assert shifted_acc[1] > 0.9 and shifted_acc[3] < 0.75
#! falsify: shifted[:, :, pixels:] = test_pictures[:, :, : 28 - pixels] => shifted[:, :, :] = test_pictures

# %% fold="The explorable: move a picture"
from scipy.ndimage import affine_transform

from utils.explore import explore


def move(image, angle=0.0, zoom=1.0, shear=0.0, shift=0.0):
    """Map an image (28, 28) about its centre; rows count downwards."""
    turn = np.radians(angle)
    A = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    A = zoom * A @ np.array([[1.0, 0.0], [-shear, 1.0]])
    # affine_transform asks where each output pixel comes from: the inverse matrix.
    back, centre = np.linalg.inv(A), np.full(2, 13.5)
    offset = centre - back @ (centre + np.array([0, shift]))
    return affine_transform(image, back, offset, order=1)


# %% fold="The explorable: what the sliders change"
LIGHTS = {
    "row (28,)": np.linspace(0, 0.8, 28, dtype="float32"),
    "column (28, 1)": np.linspace(0, 0.8, 28, dtype="float32")[:, np.newaxis],
    "number ()": np.float32(0.3),
    "none": np.float32(0),
}
TURNS = range(-80, 81, 20)


def ask(images):
    return network(np.stack(images).reshape(-1, 784)).numpy()


def playground(angle, zoom, shear, shift, light, digit):
    image = test_pictures[np.flatnonzero(y_test == digit)[0]]
    moved = move(image, angle, zoom, shear, shift)
    lit = np.clip(moved + LIGHTS[light], 0, 1)
    panels = {"original": image, "moved": moved, f"light: {light}": lit}
    sweep = {f"{turn}°": move(image, turn, zoom, shear, shift) for turn in TURNS}
    answers = ask(list(panels.values())), ask(list(sweep.values()))
    return learning.draw_playground(panels, answers[0], sweep, answers[1], digit)


# %% fold="The explorable"
explore(
    playground,
    alt="Above, three pictures of a 7 with the network's answer: the original and the "
    "rotated, sheared one are read as 7, the one with light from left to right is not. "
    "Below, the 7 at nine angles from -80 to 80 degrees; near 0 it is read as "
    "7, farther out often not.",
    angle=(-180.0, 180.0, 5.0, 25.0),
    zoom=(0.5, 1.5, 0.05, 1.0),
    shear=(-1.0, 1.0, 0.05, 0.2),
    shift=(-8.0, 8.0, 0.5, 0.0),
    light=list(LIGHTS),
    digit=[7, 0, 1, 2, 3, 4, 5, 6, 8, 9],
)
#! alt zh-TW: 上：一個 7 的三張圖與網路的答案，原圖以及旋轉並剪切的圖都認成 7，加上由左到右的光之後就不是了。下：這個 7 在 -80 到 80 度之間的九個角度，靠近 0 度時認成 7，離得較遠時常常認錯。
#! page angle (angle in degrees; 角度（度）): -90, -50, -25, 0, 25, 50, 90
#! page zoom (zoom; 縮放): 1
#! page shear (shear; 剪切): 0.2
#! page shift (shift to the right in pixels; 向右平移（像素）): 0, 3
#! page light (light; 光): LIGHTS
#! page digit (digit; 數字): 7, 0

# %% fold="Check the explorable"
picture = test_pictures[0]
assert np.allclose(move(picture, angle=90), np.rot90(picture), atol=1e-5)
assert np.allclose(move(picture, shift=3)[:, 3:], picture[:, :-3], atol=1e-5)
turned = move(picture, 25.0, 1.0, 0.2)
answers = ask([picture, turned, np.clip(turned + LIGHTS["row (28,)"], 0, 1)]).argmax(
    axis=1
)
assert (answers == 7).tolist() == [True, True, False]
answers = ask([move(picture, turn, 1.0, 0.2) for turn in TURNS]).argmax(axis=1)
assert answers[4] == 7 and (answers != 7).sum() >= 2
#! falsify: back, centre = np.linalg.inv(A), np.full(2, 13.5) => back, centre = A, np.full(2, 13.5)

# %% [markdown] lang="en"
# A dense layer has its own weight for every pixel: it learned the digits *at their places* and does not know that neighbouring pixels belong together.
#
# With the sliders: by how much may a 0 be rotated? What does the light of a *number* do, which to your eye only turns the paper grey?

# %% [markdown] lang="zh-TW" of="f4922791"
# 密集層對每個像素都有各自的權重：它學到的是**固定位置上**的數字，並不知道相鄰的像素有關係。
#
# 用滑桿試試：0 要轉多少，網路才會改變答案？加上**一個數**（number）的光，在你眼中只是紙變灰了，網路又會怎麼說？

# %% [markdown] lang="en"
# ## Exercises
#
# **1. Run it.** A data set has 10,000 colour pictures of 32 × 32. Rank, shape (channels last), megabytes as `uint8` and as `float32`? How many updates do three epochs with batches of 64 make?
#
# <details><summary>Answer</summary>
#
# Rank 4, (10000, 32, 32, 3), 30.72 MB and 122.88 MB. 157 updates per epoch, the last with 16 samples; 471 in all.
# </details>
#
# **2. Say why.** Which work, and with which shape: (a) (5, 1) + (1, 4); (b) (6, 4) + (6,); (c) (8, 3, 4) + (3, 1); (d) (2, 3) + ()?
#
# <details><summary>Answer</summary>
#
# (a) (5, 4). (b) fails: flush right, 4 meets 6. (c) (8, 3, 4). (d) (2, 3): a scalar fits everything.
# </details>
#
# **3. Explain.** A friend stacks five dense layers without activation and wonders why they are no better than one. Would the activation $\varphi(z) = 2z + 1$ help?
#
# <details><summary>Answer</summary>
#
# Affine maps after each other are one affine map, and $2z + 1$ is affine itself. Something that is not affine is needed, such as relu.
# </details>
#
# **4. By hand.** $a = e^b$, $b = \sin c$, $c = w^2$. What is $da/dw$ at $w = 1$?
#
# <details><summary>Answer</summary>
#
# $e^{\sin 1} \cdot \cos 1 \cdot 2 = 2.5068$.
# </details>
#
# **5. Write it.** A function that *standardises* $X$ of shape (samples, features): every feature gets mean 0 and standard deviation 1. No loop. Then one that does the same for each *sample*.
#
# <details><summary>Answer</summary>
#
# `(X - X.mean(axis=0)) / X.std(axis=0)`. For each sample: `(X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)`; without `keepdims` it fails, or, if X is square, does something else without a word.
# </details>

# %% [markdown] lang="zh-TW" of="9df102ec"
# ## 練習
#
# **1. 跑跑看。** 某資料集有 10,000 張 32 × 32 的彩色圖片。它的階、形狀（通道在後）是什麼？用 `uint8` 和 `float32` 各占多少 MB？批次大小 64，三個週期共更新幾次？
#
# <details><summary>解答</summary>
#
# 4 階，(10000, 32, 32, 3)，30.72 MB 和 122.88 MB。每個週期更新 157 次，最後一次只有 16 個樣本；共 471 次。
# </details>
#
# **2. 說說原因。** 下列加法哪些行得通？結果是什麼形狀？(a) (5, 1) + (1, 4)；(b) (6, 4) + (6,)；(c) (8, 3, 4) + (3, 1)；(d) (2, 3) + ()。
#
# <details><summary>解答</summary>
#
# (a) (5, 4)。(b) 失敗：靠右對齊時，4 對上 6。(c) (8, 3, 4)。(d) (2, 3)：純量和什麼都相容。
# </details>
#
# **3. 解釋。** 朋友疊了五個沒有激活函數的密集層，不明白為什麼不比一層好。如果激活函數是 $\varphi(z) = 2z + 1$，會有幫助嗎？
#
# <details><summary>解答</summary>
#
# 仿射變換接著仿射變換，還是一個仿射變換，而 $2z + 1$ 本身就是仿射的。需要的是非仿射的函數，例如 relu。
# </details>
#
# **4. 手算。** $a = e^b$、$b = \sin c$、$c = w^2$。在 $w = 1$ 處，$da/dw$ 是多少？
#
# <details><summary>解答</summary>
#
# $e^{\sin 1} \cdot \cos 1 \cdot 2 = 2.5068$。
# </details>
#
# **5. 自己寫。** 寫一個函式，把形狀（樣本，特徵）的 $X$ **標準化**：每個特徵的平均是 0、標準差是 1，不用迴圈。再寫一個對每個**樣本**做同樣的事。
#
# <details><summary>解答</summary>
#
# `(X - X.mean(axis=0)) / X.std(axis=0)`。對每個樣本則是 `(X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)`；少了 `keepdims` 就會失敗，若 X 剛好是方陣，則會不聲不響地做成另一件事。
# </details>

# %% rows="T7 T9 T15" fold="Check the answers to exercises 1 to 4"
colour = np.zeros((10_000, 32, 32, 3), "uint8")
of_64 = [len(images) for (images,) in batches(colour, batch_size=64)]
assert (colour.ndim, colour.nbytes, 4 * colour.size) == (4, 30_720_000, 122_880_000)
assert (len(of_64), of_64[-1], 3 * len(of_64)) == (157, 16, 471)
sums = [((5, 1), (1, 4)), ((6, 4), (6,)), ((8, 3, 4), (3, 1)), ((2, 3), ())]
assert [numpy_shape(a, b) for a, b in sums] == [(5, 4), None, (8, 3, 4), (2, 3)]

rng = np.random.default_rng(0)
layers = [(rng.normal(size=(3, 3)), rng.normal(size=3)) for _ in range(5)]


def five_layers(X):
    for W_layer, b_layer in layers:
        X = 2 * (X @ W_layer + b_layer) + 1
    return X


p, q = rng.normal(size=(1, 3)), rng.normal(size=(1, 3))
assert np.allclose(five_layers((p + q) / 2), (five_layers(p) + five_layers(q)) / 2)
w, h = 1.0, 1e-6
numeric = (np.exp(np.sin((w + h) ** 2)) - np.exp(np.sin((w - h) ** 2))) / (2 * h)
by_hand = np.exp(np.sin(1)) * np.cos(1) * 2
assert np.isclose(numeric, by_hand) and f"{by_hand:.4f}" == "2.5068"
#! falsify: X = 2 * (X @ W_layer + b_layer) + 1 => X = np.maximum(X @ W_layer + b_layer, 0)
#! falsify: np.exp(np.sin(1)) * np.cos(1) * 2 => np.exp(np.sin(1)) * 2

# %% fold="Check the answer to exercise 5"
X = rng.normal(3, 5, (6, 4))
by_feature = (X - X.mean(axis=0)) / X.std(axis=0)
by_sample = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
for result, axis in ((by_feature, 0), (by_sample, 1)):
    assert np.allclose(result.mean(axis=axis), 0) and np.allclose(
        result.std(axis=axis), 1
    )
square = X[:4]
wrong = (square - square.mean(axis=1)) / square.std(axis=1)
assert wrong.shape == (4, 4) and not np.allclose(wrong.mean(axis=1), 0)
print("the answers to the exercises are right")
#! falsify: X.mean(axis=1, keepdims=True)) / X.std => X.mean()) / X.std

# %% [markdown] lang="en"
# ## 2.23 Momentum, and the slide's loop (optional, 10 min)
#
# **Momentum** (Polyak, 1964): think of a ball rolling down. It keeps part $m$ of its speed $v$, and the slope only changes the speed:
#
# $$ v \leftarrow m\,v - \eta\,f'(w), \qquad w \leftarrow w + v . $$
#
# With $m = 0$ this is plain gradient descent. The slide says that momentum solves the problems of slow convergence and of local minima. We let runs on the loss of section 2.18 start everywhere from $-3$ to 3, with momenta from 0 to 0.98, and note in which valley each ends.
#
# The slide's own loop reads, in our letters,
#
# $$ v \leftarrow m\,v - \eta\,f'(w), \qquad w \leftarrow w + m\,v - \eta\,f'(w). $$
#
# In plain momentum the weight moves by $v$, which already contains the old speed and the gradient. The slide applies the rule to the new speed once more, as if looking a step ahead: Nesterov's accelerated gradient (Nesterov, 1983), in the form of Sutskever et al. (2013).
#
# **Predict.** Which option of `keras.optimizers.SGD` equals the slide's loop, `nesterov=False` or `nesterov=True`? And does a loop `while loss > 0.01`, with the loss counted from the global minimum, $f(w) - f(w^*)$, always end?
#
# <details><summary>Answer</summary>
#
# `nesterov=True`. And no: with the slide's momentum of 0.1 and a start at 2.2, it sits in the local minimum for ever. (With $f$ itself as the loss it ends after {{ end: at_once }} updates, since $f$ is negative in both valleys: such a condition says little.)
# </details>

# %% [markdown] lang="zh-TW" of="460cd862"
# ## 2.23 動量，以及投影片的迴圈（選讀，10 分鐘）
#
# **動量**（momentum; Polyak, 1964）：想像一顆滾下坡的球。它保留一部分（$m$）的速度 $v$，坡度只是改變速度：
#
# $$ v \leftarrow m\,v - \eta\,f'(w), \qquad w \leftarrow w + v . $$
#
# $m = 0$ 就是單純的梯度下降。投影片說動量解決了收斂太慢和區域極小的問題。我們用 2.18 節的損失，讓起點遍布 $-3$ 到 3，動量從 0 到 0.98，看看每一次停在哪個山谷。
#
# 投影片自己的迴圈，用我們的符號寫出來是
#
# $$ v \leftarrow m\,v - \eta\,f'(w), \qquad w \leftarrow w + m\,v - \eta\,f'(w). $$
#
# 單純的動量讓權重移動 $v$，而 $v$ 已經包含原來的速度和梯度。投影片把規則再套用到新的速度上，就像往前多看一步：這是 Nesterov 加速梯度（Nesterov's accelerated gradient; Nesterov, 1983），寫法同 Sutskever et al.（2013）。
#
# **先猜猜看。** `keras.optimizers.SGD` 的哪個選項等於投影片的迴圈，`nesterov=False` 還是 `nesterov=True`？還有，`while loss > 0.01` 的迴圈（損失從全域極小算起，$f(w) - f(w^*)$）一定會結束嗎？
#
# <details><summary>解答</summary>
#
# `nesterov=True`。不一定：用投影片的動量 0.1，從 2.2 出發，它會永遠停在區域極小。（如果損失就是 $f$ 本身，更新 {{ end: at_once }} 次就結束了，因為 $f$ 在兩個山谷裡都是負的：這樣的條件說明不了什麼。）
# </details>


# %% rows="T14" slides="B073 B074"
def roll(w, lr, m, num_steps=200):
    """Momentum, as Polyak has it; all weights visited."""
    path, v = [w], 0.0
    for _ in range(num_steps):
        v = m * v - lr * slope(w)
        w = w + v
        path.append(w)
    return np.array(path)


def roll_like_the_slide(w, lr, m, num_steps=200):
    path, v = [w], 0.0
    for _ in range(num_steps):
        v = m * v - lr * slope(w)
        w = w + m * v - lr * slope(w)
        path.append(w)
    return np.array(path)


print("momentum 0.9 from 2.2 ends at", roll(2.2, 0.05, 0.9)[-1].round(2))
print("the slide's loop ends at     ", roll_like_the_slide(2.2, 0.05, 0.9)[-1].round(2))

# %% rows="T14" slides="B073 B074" fold="Check the two loops"


def keras_path(nesterov, num_steps=100):
    weight = keras.Variable(2.2, dtype="float64")
    sgd = keras.optimizers.SGD(0.05, momentum=0.9, nesterov=nesterov)
    path = [2.2]
    for _ in range(num_steps):
        sgd.apply([tf.constant(slope(path[-1]), tf.float64)], [weight])
        path.append(float(weight.numpy()))
    return np.array(path)


slide_loop = roll_like_the_slide(2.2, 0.05, 0.9, 100)
options = {f"nesterov={flag}": keras_path(flag) for flag in (False, True)}
off = {name: np.abs(path - slide_loop).max() for name, path in options.items()}
assert np.abs(options["nesterov=False"] - roll(2.2, 0.05, 0.9, 100)).max() < 1e-5
assert off["nesterov=True"] < 1e-5 and off["nesterov=False"] > 1
check_erratum(
    "T14",
    "option that equals the slide's loop",
    min(off, key=off.get),
    slide="nesterov=False",
    right="nesterov=True",
)
#! falsify: w = w + m * v - lr * slope(w) => w = w + m * v
#! falsify: w = w + v => w = w + m * v


# %% rows="T14" slides="B073 B074" fold="Check the slide's while loop"
def updates_needed(w, excess, slope_of, m, lr=0.05, cap=10_000):
    """The slide's loop with its `while loss > 0.01`; `cap` if it does not end."""
    v, count = 0.0, 0
    while excess(w) > 0.01 and count < cap:
        v = m * v - lr * slope_of(w)
        w = w + m * v - lr * slope_of(w)
        count += 1
    return count


bowl = [updates_needed(2.2, lambda w: w**2, lambda w: 2 * w, m) for m in (0, 0.1, 0.5)]
print("updates until w² < 0.01, momentum 0, 0.1, 0.5:", bowl)
assert bowl[0] > bowl[1] > bowl[2]
endless = updates_needed(2.2, lambda w: f(w) - f(best), slope, 0.1)
print("two valleys, from 2.2, momentum 0.1: stopped by us after", endless)
assert endless == 10_000
at_once = updates_needed(2.2, f, slope, 0.1)  # f itself is below 0 in both valleys
assert at_once == 2
#! falsify: v = m * v - lr * slope_of(w) => v = m * v + lr * slope_of(w)
#! falsify: lambda w: f(w) - f(best) => lambda w: f(w) - f(stuck)


# %% rows="T14" slides="B073" fold="Check how much momentum is too much"
def first_and_for_good(m, lr=0.05, num_steps=1000):
    """The update that first brings w² below 0.01, and the last that does."""
    w, v, below = 2.2, 0.0, []
    for _ in range(num_steps):
        v = m * v - lr * 2 * w
        w = w + v
        below.append(w**2 < 0.01)
    return below.index(True) + 1, num_steps - below[::-1].index(False) + 1


plain = {m: first_and_for_good(m) for m in (0, 0.1, 0.5, 0.7, 0.9, 0.98)}
print("w² < 0.01 with plain momentum, first and for good:", plain)
assert plain[0] == (30, 30) and plain[0.5] == (11, 11)
assert plain[0.5][1] < plain[0.7][1] < plain[0][1] < plain[0.9][1] < plain[0.98][1]
assert plain[0.9][0] < plain[0.5][0], "it is there soon, and does not stay"
#! falsify: v = m * v - lr * 2 * w => v = m * v - lr * (1 - m) * 2 * w
#! falsify: num_steps - below[::-1].index(False) + 1 => below.index(True) + 1

# %% rows="T14" slides="B073" fold="Check where runs end, and draw the map"
starts, momenta = np.linspace(-3, 3, 151), np.linspace(0, 0.98, 50)
ends = np.array([roll(starts, 0.05, m, 1500)[-1] for m in momenta])
in_global = ends < 0.15
right_side, left_side = starts > 0.16, starts < 0.14
assert not in_global[0, right_side].any(), "without momentum nothing escapes"
assert in_global[0, left_side].all()
escaped = in_global[1:, right_side].mean()
spoiled = 1 - in_global[1:, left_side].mean()
needed = momenta[in_global[:, right_side].any(axis=1)].min()
assert 0.02 < escaped < 0.5 and 0.02 < spoiled < escaped and needed > 0.5
both = {}
for m in (0.8, 0.95):
    from_right = np.linspace(0.2, 3, 57)
    loops = (roll, roll_like_the_slide)
    both[m] = [np.mean(loop(from_right, 0.05, m, 1500)[-1] < 0.15) for loop in loops]
    print(f"m = {m}: plain escapes {both[m][0]:.0%}, the slide's loop {both[m][1]:.0%}")
assert both[0.8][0] > both[0.8][1] and both[0.95][0] < both[0.95][1]
show(
    learning.draw_basins(starts, momenta, in_global, best, stuck),
    alt="A map over start and momentum. Left of the hill nearly all is blue, global "
    "minimum; right of it nearly all is orange, local minimum. Only for starts far out "
    "and much momentum, the upper corners break up into stripes of the other colour. "
    "Dashed white (legend: grey): place of the global minimum; dotted: the local.",
)
#! falsify: in_global = ends < 0.15 => in_global = ends > 0.15
#! alt zh-TW: 起點對動量的地圖。山丘左邊幾乎全是藍色（全域極小），右邊幾乎全是橘色（區域極小）。只有起點很遠、動量很大時，上方兩角才碎成另一種顏色的條紋。白色虛線（圖例中為灰色）標出全域極小，點線標出區域極小。

# %% [markdown] lang="en"
# Without much momentum the start decides. An escape takes a start high on the slope and, here ($\eta = 0.05$, starts up to 3), a momentum of at least {{ needed | .2f }}: {{ 100 * escaped | .0f | 2 }} % of the starts on the right escape. And {{ 100 * spoiled | .0f | 2 }} % of those on the left, already in the better valley, are carried out of it. (A map of another size gives other shares.) So momentum may leave a local minimum and may do harm; "solves" is too strong. Moderate momentum does speed up the way down: on the bowl $w^2$ the slide's loop needs {{ bowl[0] }} updates without it and {{ bowl[2] }} with $m = 0.5$. Too much makes the ball swing: with $m = 0.9$ plain momentum is below 0.01 after {{ plain[0.9][0] }} updates, but stays there only from update {{ plain[0.9][1] }} on, and with 0.98 from {{ plain[0.98][1] }} on.
#
# Plain momentum and the slide's loop end in different valleys from the same start, and which escapes more often depends on $m$.

# %% [markdown] lang="zh-TW" of="d636b942"
# 動量不夠大時，一切由起點決定。要逃出去，起點得在坡上夠高的地方，而且在這裡（$\eta = 0.05$，起點最遠到 3）動量至少要有 {{ needed | .2f }}：從右邊出發的有 {{ 100 * escaped | .0f | 2 }}% 逃了出去。而從左邊出發、本來就在較好山谷裡的，也有 {{ 100 * spoiled | .0f | 2 }}% 被帶出去。（換一張範圍不同的圖，比例也會不同。）所以動量可能帶你離開區域極小，也可能幫倒忙；「解決」說得太滿了。適度的動量確實讓下坡變快：在碗形的 $w^2$ 上，投影片的迴圈沒有動量時要更新 {{ bowl[0] }} 次，$m = 0.5$ 時只要 {{ bowl[2] }} 次。動量太大，球就會來回擺盪：$m = 0.9$ 時，單純的動量更新 {{ plain[0.9][0] }} 次就低於 0.01，但要到第 {{ plain[0.9][1] }} 次之後才不再超過；0.98 時則要到第 {{ plain[0.98][1] }} 次。
#
# 同樣的起點，單純的動量和投影片的迴圈停在不同的山谷；哪一種比較常逃出來，則取決於 $m$。

# %% [markdown] lang="en"
# ## 2.24 Dot products with more axes (optional, 4 min)
#
# With more axes on the left the rule of section 2.12 stays: its last axis meets the first of the right and disappears.
#
# | left | right | result |
# |---|---|---|
# | (a, b) | (b,) | (a,) |
# | (a, b) | (b, c) | (a, c) |
# | (a, b, c, d) | (d,) | (a, b, c) |
# | (a, b, c, d) | (d, e) | (a, b, c, e) |
#
# For two *stacks* of matrices `@` and `tf.matmul` multiply in pairs, as a batch; `np.dot` would combine every matrix on the left with every one on the right.
#
# **Predict** the shape of (7, 2, 3) `@` (7, 3, 4), and of `np.dot` of the same two.
#
# <details><summary>Answer</summary>
#
# (7, 2, 4), and (7, 2, 7, 4).
# </details>

# %% [markdown] lang="zh-TW" of="d9b90551"
# ## 2.24 更多軸的點積（選讀，4 分鐘）
#
# 左邊有更多軸時，2.12 節的規則不變：左邊的最後一軸與右邊的第一軸相遇，然後消失。
#
# | 左 | 右 | 結果 |
# |---|---|---|
# | (a, b) | (b,) | (a,) |
# | (a, b) | (b, c) | (a, c) |
# | (a, b, c, d) | (d,) | (a, b, c) |
# | (a, b, c, d) | (d, e) | (a, b, c, e) |
#
# 如果兩邊都是**一疊**矩陣，`@` 和 `tf.matmul` 會像批次一樣兩兩配對相乘；`np.dot` 則會把左邊的每個矩陣和右邊的每個矩陣都乘一遍。
#
# **先猜猜看** (7, 2, 3) `@` (7, 3, 4) 的形狀，以及同樣兩者用 `np.dot` 的形狀。
#
# <details><summary>解答</summary>
#
# (7, 2, 4)，以及 (7, 2, 7, 4)。
# </details>

# %% rows="T10" slides="B056"
rng = np.random.default_rng(0)
two, four = rng.normal(size=(4, 5)), rng.normal(size=(2, 3, 4, 5))
for left, right in [
    (two, rng.normal(size=5)),
    (two, rng.normal(size=(5, 6))),
    (four, rng.normal(size=5)),
    (four, rng.normal(size=(5, 6))),
]:
    result = np.dot(left, right)
    print(left.shape, right.shape, "->", result.shape)
    assert result.shape == left.shape[:-1] + right.shape[1:]
    assert np.allclose(result, np.tensordot(left, right, axes=(left.ndim - 1, 0)))
left, right = rng.normal(size=(7, 2, 3)), rng.normal(size=(7, 3, 4))
print("stacks:", (left @ right).shape, "and by np.dot", np.dot(left, right).shape)
assert (left @ right).shape == (7, 2, 4) and np.dot(left, right).shape == (7, 2, 7, 4)
assert np.allclose(left @ right, tf.matmul(left, right).numpy())
assert all(np.allclose((left @ right)[k], left[k] @ right[k]) for k in range(7))
#! falsify: left.shape[:-1] + right.shape[1:] => left.shape[1:] + right.shape[:-1]

# %% [markdown] lang="en"
# ## 2.25 The slide's listing and its log, today (optional, 6 min)
#
# The slide shows "a network in six lines". They still run, with a warning about `input_shape`. The bar reads `60000/60000`, `5s 80us/step` on the slide and `469/469` today: the old bar counted samples, the new one counts batches.
#
# Its losses are another matter. The first is 0.2563, ours {{ history["loss"][0] | .4f | 0.004 }}. Chance? An old Keras put the $10^{-7}$ of RMSprop *outside* the root, $g/(\sqrt{s} + 10^{-7})$. For small gradients that is a larger step. A recorded experiment trains with both rules from five starts each.

# %% [markdown] lang="zh-TW" of="c955b593"
# ## 2.25 投影片的程式與紀錄，今天再看（選讀，6 分鐘）
#
# 投影片說，六行程式就能寫出一個神經網路。這六行今天仍能執行，只是對 `input_shape` 會有一個警告。進度列在投影片上是 `60000/60000`、`5s 80us/step`，今天則是 `469/469`：以前數的是樣本，現在數的是批次。
#
# 損失則是另一回事。投影片的第一個損失是 0.2563，我們的是 {{ history["loss"][0] | .4f | 0.004 }}。是巧合嗎？舊版 Keras 把 RMSprop 的 $10^{-7}$ 放在根號**外面**，$g/(\sqrt{s} + 10^{-7})$。梯度很小時，這一步會比較大。下面是預先錄好的實驗，兩種規則各從五個起點訓練。

# %% rows="T1" slides="B010 B020 B082" fold="Run the slide's six lines"
import ast
import re
import warnings

listing = """
network = models.Sequential()
network.add(layers.Dense(512, activation='relu', input_shape=(28 * 28,)))
network.add(layers.Dense(10, activation='softmax'))
network.compile(optimizer='rmsprop',
    loss='categorical_crossentropy', metrics=['accuracy'])
network.fit(train_images, train_labels, epochs=5, batch_size=128)
test_loss, test_acc = network.evaluate(test_images, test_labels)
"""
check_slide("T1", "lines of the listing", len(ast.parse(listing).body), "6")
names = {"train_images": X_tr[:1280], "train_labels": Y_tr[:1280]}
names |= {"test_images": X_te[:1000], "test_labels": Y_te[:1000]}
names |= {"models": keras.models, "layers": keras.layers}
page = io.StringIO()
with contextlib.redirect_stdout(page), warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    exec(listing, names)
warned = any("input_shape" in str(w.message) for w in caught)
print("it warns about input_shape:", warned)
assert warned and names["test_acc"] > 0.7
bars = re.findall(r"(\d+)/(\d+)", page.getvalue())
ends = [bar for bar in bars if bar[0] == bar[1] and bar != ("5", "5")]
print("1280 samples in batches of 128, the bar ends at", "/".join(ends[0]))
assert set(ends) <= {("10", "10"), ("32", "32")}, "10 batches, and 32 to evaluate"
# 80 µs are the time of one sample, not of one batch.
check_slide("T1", "seconds of an epoch", 80e-6 * 60_000, "5", within=0.5)

# %% rows="T1 T2" slides="B019 B022" fold="The recorded experiment: where the small number stands"
from experiments.t2_epochs import EXPERIMENT
from utils.device import full_run

runs = EXPERIMENT.results(live=full_run())
by_rule = {}
for rule in ("inside", "outside"):
    by_rule[rule] = np.array([run["loss"][:5] for run in runs if run["rule"] == rule])
    low, high = by_rule[rule][:, 0].min(), by_rule[rule][:, 0].max()
    print(f"1e-7 {rule:7} the root: loss of epoch 1 from {low:.4f} to {high:.4f}")
inside, outside = by_rule["inside"].mean(axis=0), by_rule["outside"].mean(axis=0)
on_slide = np.array([0.2563, 0.1023, 0.0674, 0.0486, 0.0372])
assert by_rule["inside"][:, 0].min() > by_rule["outside"][:, 0].max() + 0.004
nearer = np.abs(on_slide - outside) < 0.5 * np.abs(on_slide - inside)
print("the slide is nearer to the old rule in epochs", np.flatnonzero(nearer) + 1)
assert nearer[:3].all() and on_slide[4] > max(by_rule["inside"][:, 4])
low, high = by_rule["outside"][:, 0].max(), by_rule["inside"][:, 0].min()
assert low < on_slide[0] < high, "between the two, outside the range of either"
#! falsify: run["rule"] == rule => run["rule"] != rule

# %% rows="T2" slides="B022" fold="The recorded experiment: five starts, 20 epochs"
turns, rises, halves = [], [], []
for run in runs:
    if run["rule"] == "inside":
        test_loss = np.array(run["test_loss"])
        turns.append(int(test_loss.argmin()) + 1)
        rises.append(test_loss[-1] / test_loss.min())
        halves.append(run["last_half"][4] - run["first_half"][4])
        assert run["test_accuracy"][-1] > run["test_accuracy"][4]
print("lowest test loss in epoch", sorted(turns), "of 20, all rise afterwards")
assert min(rises) > 1.03 and min(turns) >= 5 and max(turns) <= 12
assert min(halves) > 0.008, "the last 5,000 test digits are easier in every run"
#! falsify: run["last_half"][4] - run["first_half"][4] => run["first_half"][4] - run["last_half"][4]

# %% [markdown] lang="en"
# The starts scatter by 0.001 around {{ inside[0] | .3f }} with today's rule and around {{ outside[0] | .3f }} with the old one; the slide's 0.2563 lies between the two, much nearer to the old, though outside its range. That explains most of the difference in the first three epochs. (The slide's last loss, 0.0372, is above all of ours; that we can't explain.)
#
# The same record confirms section 2.4 over five starts: the test loss is lowest in one of the epochs {{ min(turns) }} to {{ max(turns) }} and then rises, while the test accuracy does not fall; and the second half of the test set is the easier one each time.

# %% [markdown] lang="zh-TW" of="b968096e"
# 今天的規則，五次的損失都在 {{ inside[0] | .3f }} 附近，舊規則則在 {{ outside[0] | .3f }} 附近，散布大約 0.001；投影片的 0.2563 介於兩者之間，離舊規則近得多，但仍在它的範圍之外。這解釋了前三個週期的大部分差距。（投影片最後一個損失 0.0372 比我們的每一次都高，這一點我們無法解釋。）
#
# 同一份紀錄也以五個起點確認了 2.4 節：測試損失在第 {{ min(turns) }} 到第 {{ max(turns) }} 個週期之間最低，之後上升，測試準確率卻沒有下降；而且每一次都是測試集的後半比較容易。

# %% [markdown] lang="en"
# ## 2.26 More statements of the slides, tested (optional, 6 min)
#
# - **"Strings vary in length, so they do not suit tensors."** True with limits: NumPy takes them, all stretched to the longest, and cuts what is longer.
# - **"A company's code is a 0D tensor, an announcement (code, name, date, time, subject) a 1D tensor."** As numbers, the first is. The second mixes types: by default NumPy makes strings of it all, no arithmetic left.
# - **`assert len(x.shape) = 2`** in the matrix product: with a single `=`, Python does not even start. And the result is written to `z[i, i]`: each row's results land on top of each other on the diagonal (checked in 2.12).
# - **Matrix + vector** has the slip of the relu, `range(x.shape[i])`, and fails on the same inputs (2.11).
# - **"Mini-batch: a single sample in each iteration"** contradicts the slide's own 469 updates. **"All tensors have the samples on axis 0"**: weights do not, a scalar has no axis (2.7).
# - **100,000 people, shape (10000, 3)**: a zero is missing (2.9). `[12, 3, 6, 14, 7]` has five entries, not four (2.5). The dot product is no *tensor product*, which is the table of all products (2.12).
# - **`x * y` "adds element by element"**, says a comment: it multiplies. And the scalar's column of the overview is headed "Shape" for *Scalar*.
# - **"$f'(g(x)) = f'(g) \cdot g'(x)$"**: meant is the derivative of $f(g(x))$ by $x$; section 2.20 computes both sides.
#
# **Predict.** What is left of "backpropagation" written into `np.array(["relu", "softmax"])`?
#
# <details><summary>Answer</summary>
#
# "backpro", seven letters, the length of "softmax". No warning.
# </details>

# %% [markdown] lang="zh-TW" of="31c34e64"
# ## 2.26 投影片的其他說法，逐一檢驗（選讀，6 分鐘）
#
# - **「字串長短不一，不適合放進張量」**：有條件成立：NumPy 收得下，但會全部撐成最長的那個長度，太長的則被切掉。
# - **「公司代號是 0 階張量，一則公告（代號、簡稱、日期、時間、主旨）是 1 階張量」**：代號當成數字來看是的。公告則混了不同型別：NumPy 預設會把它全部變成字串，再也不能計算。
# - 矩陣點積裡的 **`assert len(x.shape) = 2`**：只有一個 `=`，Python 根本不會開始執行。而且結果寫進 `z[i, i]`：每一列的結果都疊在對角線上（2.12 節檢查過）。
# - **矩陣加向量**和 relu 有同樣的筆誤 `range(x.shape[i])`，也在同樣的輸入上出錯（2.11 節）。
# - **「小批次就是一次取一個樣本」**：這與投影片自己的 469 次更新不符。**「每個張量的第 0 軸都在數樣本」**：權重不是，純量則沒有軸（2.7 節）。
# - **100,000 人，形狀 (10000, 3)**：少了一個零（2.9 節）。`[12, 3, 6, 14, 7]` 有 5 個元素，不是 4 個（2.5 節）。點積不是**張量積**，張量積是所有乘積排成的表（2.12 節）。
# - 註解說 **`x * y` 是「元素相加」**，其實是相乘。總表裡純量那一欄的標題寫成「Shape」，應該是「Scalar」。
# - **「$f'(g(x)) = f'(g) \cdot g'(x)$」**：意思是 $f(g(x))$ 對 $x$ 的導數；2.20 節算出了兩邊。
#
# **先猜猜看。** 把 "backpropagation" 寫進 `np.array(["relu", "softmax"])`，會剩下什麼？
#
# <details><summary>解答</summary>
#
# "backpro"，七個字母，也就是 "softmax" 的長度。沒有任何警告。
# </details>

# %% rows="T4 T10" slides="B032 B040 B048 B055"
words = np.array(["relu", "softmax"])
print("dtype:", words.dtype, " bytes:", words.nbytes, "for 11 letters")
words[0] = "backpropagation"
print("written 'backpropagation', kept:", words[0])

announcement = np.array([2330, "TSMC", 20261121, "14:30", "dividend"])
print("code:", np.array(2330).ndim, "axes; announcement:", announcement.tolist())
try:
    compile("assert len(x.shape) = 2", "slide", "exec")
except SyntaxError as error:
    print("SyntaxError:", error.msg.split(".")[0])

# %% rows="T4 T10" slides="B032 B040 B048 B055" fold="Check these statements"
assert words[0] == "backpro" and words.nbytes == 2 * 7 * 4  # 4 bytes for each character
assert np.array(2330).ndim == 0 and announcement.dtype.kind == "U"
try:
    announcement * 2
    arithmetic = True
except TypeError:  # NumPy has no product of strings
    arithmetic = False
assert not arithmetic
for text, accepted in (("assert len(x) = 2", False), ("assert len(x) == 2", True)):
    try:
        compile(text, "slide", "exec")
        compiled = True
    except SyntaxError:
        compiled = False
    assert compiled == accepted
x, y = np.array([[1, 2], [3, 4]]), np.array([[6, 7], [8, 9]])
check_erratum("T8", "x * y", x * y, slide=x + y, right=[["6", "14"], ["24", "36"]])
#! falsify: np.array(["relu", "softmax"]) => np.array(["relu", "softmax"], dtype=object)
#! falsify: np.array([2330, "TSMC", 20261121, "14:30", "dividend"]) => np.array([2330, 0, 20261121, 1430, 0])

# %% [markdown] lang="en"
# ## Summary
#
# - A **tensor** is described by its axes, its shape and its dtype; axis 0 of data counts the samples. A slice is a **view**. A **batch** is a slice along axis 0, the last may be short: $\lceil 60000/128 \rceil = 469$ updates per epoch.
# - A **reduction** lets the named axis disappear; `keepdims` keeps it. **Broadcasting** lines shapes up flush right and repeats axes of length 1. The **dot product** makes the inner lengths disappear: $(a, b) \cdot (b, c) \to (a, c)$. **Reshape** keeps the order of the entries, **transpose** does not.
# - A dense layer is an affine map followed by an activation. Without activations any number of layers collapses into one.
# - The **gradient** has the shape of the weights; $W - \eta \nabla_W C$ lowers the loss if the step is small enough. A batch's gradient is noisy, $\propto 1/\sqrt{B}$.
# - The **chain rule** multiplies slopes from the back to the front: backpropagation.
# - The accuracy that `fit` reports is an average over an epoch of changing weights. The **generalisation gap** compares training and test set with the same weights. A network **overfits** when training lowers the loss on its samples and raises it on new ones.

# %% [markdown] lang="zh-TW" of="9c94aeee"
# ## 總結
#
# - **張量**由軸、形狀和資料型別來描述；資料的第 0 軸用來數樣本。切片是**檢視**。**批次**是沿著第 0 軸的切片，最後一批可能比較短：每個週期更新 $\lceil 60000/128 \rceil = 469$ 次。
# - **縮減**讓指定的軸消失；`keepdims` 把它留下來。**廣播**把形狀靠右對齊，重複長度為 1 的軸。**點積**讓內側的長度消失：$(a, b) \cdot (b, c) \to (a, c)$。**重塑**保留元素的順序，**轉置**不保留。
# - 密集層是一個仿射變換，再加上激活函數。沒有激活函數，再多層也會塌縮成一層。
# - **梯度**的形狀與權重相同；步長夠小時，$W - \eta \nabla_W C$ 會降低損失。批次的梯度帶有雜訊，大小 $\propto 1/\sqrt{B}$。
# - **連鎖律**從輸出往回把斜率相乘：這就是反向傳播。
# - `fit` 回報的準確率，是權重不斷改變的一整個週期的平均。**泛化差距**用同一組權重比較訓練集與測試集。訓練讓訓練樣本的損失下降、新樣本的損失上升時，網路就**過度配適**了。

# %% [markdown] lang="en"
# ## References
#
# - F. Chollet (2021). *Deep Learning with Python*, second edition, chapter 2. Manning.
# - C. R. Harris, K. J. Millman, S. J. van der Walt et al. (2020). Array programming with NumPy. *Nature* 585, 357–362. [doi:10.1038/s41586-020-2649-2](https://doi.org/10.1038/s41586-020-2649-2)
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner (1998). Gradient-based learning applied to document recognition. *Proceedings of the IEEE* 86 (11), 2278–2324. [doi:10.1109/5.726791](https://doi.org/10.1109/5.726791)
# - Y. Nesterov (1983). A method of solving a convex programming problem with convergence rate O(1/k²). *Soviet Mathematics Doklady* 27, 372–376.
# - B. T. Polyak (1964). Some methods of speeding up the convergence of iteration methods. *USSR Computational Mathematics and Mathematical Physics* 4 (5), 1–17. [doi:10.1016/0041-5553(64)90137-5](https://doi.org/10.1016/0041-5553(64)90137-5)
# - H. Robbins, S. Monro (1951). A stochastic approximation method. *Annals of Mathematical Statistics* 22 (3), 400–407. [doi:10.1214/aoms/1177729586](https://doi.org/10.1214/aoms/1177729586)
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986). Learning representations by back-propagating errors. *Nature* 323, 533–536. [doi:10.1038/323533a0](https://doi.org/10.1038/323533a0)
# - I. Sutskever, J. Martens, G. Dahl, G. Hinton (2013). On the importance of initialization and momentum in deep learning. *ICML*, 1139–1147.
# - T. Tieleman, G. Hinton (2012). Lecture 6.5, RMSprop: divide the gradient by a running average of its recent magnitude. *Coursera: Neural Networks for Machine Learning*.

# %% [markdown] lang="zh-TW" of="c799b880"
# ## 參考文獻
#
# - F. Chollet（2021）。*Deep Learning with Python*, second edition, chapter 2. Manning.
# - C. R. Harris, K. J. Millman, S. J. van der Walt et al.（2020）。Array programming with NumPy. *Nature* 585, 357–362. [doi:10.1038/s41586-020-2649-2](https://doi.org/10.1038/s41586-020-2649-2)
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner（1998）。Gradient-based learning applied to document recognition. *Proceedings of the IEEE* 86 (11), 2278–2324. [doi:10.1109/5.726791](https://doi.org/10.1109/5.726791)
# - Y. Nesterov（1983）。A method of solving a convex programming problem with convergence rate O(1/k²). *Soviet Mathematics Doklady* 27, 372–376.
# - B. T. Polyak（1964）。Some methods of speeding up the convergence of iteration methods. *USSR Computational Mathematics and Mathematical Physics* 4 (5), 1–17. [doi:10.1016/0041-5553(64)90137-5](https://doi.org/10.1016/0041-5553(64)90137-5)
# - H. Robbins, S. Monro（1951）。A stochastic approximation method. *Annals of Mathematical Statistics* 22 (3), 400–407. [doi:10.1214/aoms/1177729586](https://doi.org/10.1214/aoms/1177729586)
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams（1986）。Learning representations by back-propagating errors. *Nature* 323, 533–536. [doi:10.1038/323533a0](https://doi.org/10.1038/323533a0)
# - I. Sutskever, J. Martens, G. Dahl, G. Hinton（2013）。On the importance of initialization and momentum in deep learning. *ICML*, 1139–1147.
# - T. Tieleman, G. Hinton（2012）。Lecture 6.5, RMSprop: divide the gradient by a running average of its recent magnitude. *Coursera: Neural Networks for Machine Learning*.
