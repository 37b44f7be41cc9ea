# %% [markdown] lang="en"
# After this chapter you can
#
# - train a network on 60,000 handwritten digits, and say exactly what each number in its log means;
# - tell overfitting from noise, and count how many times the weights were changed;
# - read any tensor by its number of axes, its shape and its dtype, and compute how many bytes it needs;
# - slice tensors, cut data into batches, and know whether you hold a copy or a view;
# - write relu, addition, broadcasting and the dot product as loops, and explain why nobody runs them that way;
# - see tensor operations as motions in space, and prove why a network needs something that is not linear;
# - compute a gradient, follow it downhill, and judge whether a step is too small or too large;
# - apply the chain rule to nested functions of matrices, from the back to the front;
# - build the first network again without Keras, and prove that it is the same.
#
# You need Python with NumPy, and the derivative of a function of one variable. Matrices are introduced here.
#
# The chapter has three parts, each good for one sitting: **A** (2.1 to 2.9) a first network and the tensors in it, **B** (2.10 to 2.16) what can be done with tensors,
# **C** (2.17 to 2.22) how a network learns. As in chapter 1, `check_slide("T1", …)` compares a number with the lecture slides and `check_erratum` corrects a slip of theirs.

# %% [markdown] lang="zh-TW" of="b9268828"
# 讀完這一章，你可以
#
# - 用 60,000 張手寫數字訓練一個神經網路，並說清楚訓練紀錄上每個數字的意義；
# - 分辨過度配適與單純的雜訊，並數出權重究竟更新了幾次；
# - 從軸數、形狀、資料型別這三項讀懂任何張量，並算出它占多少位元組；
# - 對張量做切片、把資料切成批次，並知道手上拿的是複本還是檢視；
# - 用迴圈寫出 relu、加法、廣播與點積，並解釋為什麼實務上沒有人這樣執行；
# - 把張量運算看成空間中的運動，並證明神經網路為什麼一定需要非線性；
# - 計算梯度、沿著它走下坡，並判斷步長太小還是太大；
# - 對矩陣的巢狀函數套用連鎖律，由後往前算；
# - 不靠 Keras 把第一個神經網路重做一次，並證明兩者相同。
#
# 你需要會一點 Python 和 NumPy，並懂得單變數函數的微分。矩陣會在這一章介紹。
#
# 這一章分成三部分，每部分適合一次讀完：**A**（2.1 到 2.9）第一個神經網路和其中的張量，**B**（2.10 到 2.16）張量可以做什麼，**C**（2.17 到 2.22）神經網路如何學習。和第 1 章一樣，`check_slide("T1", …)` 會和投影片上的數字比對，`check_erratum` 則訂正投影片的筆誤。

# %%
import timeit

import matplotlib.pyplot as plt
import numpy as np

from utils import plotting
from utils.data import load_mnist, one_hot
from utils.drawings import tensors as drawings
from utils.plotting import COLORS, show
from utils.slides import check_erratum, check_slide

# %% [markdown] lang="en"
# ## 2.1 The data: handwritten digits
#
# We begin with a complete network, before any theory, so that every later section has something to explain.
# Its task: given a picture of a handwritten digit, say which of the ten digits it is.
#
# Three words that return all the time. A **class** is one of the possible answers, here 0 to 9. A **sample** is one
# input, here one picture. A **label** is the right answer for one sample, written down by a human.
#
# The pictures come from MNIST, assembled from forms filled in for the US National Institute of Standards and
# Technology (LeCun et al., 1998): 60,000 samples to learn from, the *training set*, and 10,000 that the network never
# sees while it learns, the *test set*. Learning has succeeded if the network's answers agree with the labels of the
# **test** set.

# %% [markdown] lang="zh-TW" of="ed29b552"
# ## 2.1 資料：手寫數字
#
# 在談任何理論之前，我們先做出一個完整的神經網路，之後的每一節就都有東西可以解釋。它的任務是：看一張手寫數字的圖片，說出它是十個數字中的哪一個。
#
# 有三個詞會一再出現。**類別**（class）是所有可能的答案之一，這裡是 0 到 9。**樣本**（sample）是一筆輸入，這裡是一張圖片。**標籤**（label）是一個樣本的正確答案，由人工標註。
#
# 圖片來自 MNIST，整理自填給美國國家標準與技術研究院（National Institute of Standards and Technology）的手寫表單（LeCun et al., 1998）：其中 60,000 個樣本用來學習，稱為**訓練集**（training set）；另外 10,000 個是神經網路在學習過程中從未看過的，稱為**測試集**（test set）。如果網路的答案與**測試集**的標籤一致，學習才算成功。

# %% rows="T1"
(X_train, y_train), (X_test, y_test) = load_mnist()
print("pictures:", X_train.shape, X_train.dtype, " labels:", y_train[:8], "...")
print("one row of the first picture:", X_train[0, 14])

check_slide("T1", "training images", X_train.shape, ["60000", "28", "28"])
check_slide("T1", "test images", X_test.shape, ["10000", "28", "28"])
check_slide("T1", "labels", [len(y_train), len(y_test)], ["60000", "10000"])
check_slide("T1", "first labels", y_train[:3], ["5", "0", "4"])
check_slide("T1", "last labels", y_train[-3:], ["5", "6", "8"])
assert X_train.dtype == y_train.dtype == np.uint8
assert X_train.min() == 0 and X_train.max() == 255
assert np.array_equal(np.unique(y_train), np.arange(10))

# %% [markdown] lang="en"
# `X_train` holds 60,000 pictures of 28 × 28 points, called *pixels*. Each pixel is a whole number from 0 (paper) to 255
# (ink). The type is called `uint8`: an unsigned integer of 8 bits, which has room for $2^8 = 256$ values.
# For data sets, `X` stands for inputs and `y` for labels. `load_mnist` reads the copy of MNIST that comes with this course;
# elsewhere, `keras.datasets.mnist.load_data()` gives the same four arrays.

# %% [markdown] lang="zh-TW" of="0a0bdb6d"
# `X_train` 裝著 60,000 張圖片，每張有 28 × 28 個點，稱為**像素**（pixel）。每個像素是 0（紙）到 255（墨）之間的整數，型別叫做 `uint8`：8 位元的無號整數，可以存 $2^8 = 256$ 種值。談到資料集時，`X` 代表輸入，`y` 代表標籤。`load_mnist` 讀的是課程附帶的 MNIST；在別的地方可以用 `keras.datasets.mnist.load_data()` 取得同樣的四個陣列。

# %% rows="T1"
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

# %% [markdown] lang="en"
# Two preparations are needed before a network can take these pictures.
#
# **Inputs.** The network of this chapter takes one row of numbers per sample, so each picture of 28 × 28 becomes a row
# of $28 \cdot 28 = 784$. It also learns best from small numbers, so the pixels are divided by 255 and lie between 0 and 1.
# That needs fractions, hence the type changes to `float32`.
#
# **Labels.** The network will give ten numbers, one per class. So the label, too, becomes ten numbers: a 1 at the place of
# the right class and 0 elsewhere. This is called **one-hot** encoding.

# %% [markdown] lang="zh-TW" of="0350bd2e"
# 圖片交給神經網路之前，要先做兩項準備。
#
# **輸入**：在這一章的網路裡，每個樣本是一列數字，因此每張 28 × 28 的圖片要攤平成一列，共 $28 \cdot 28 = 784$ 個數字。另外，輸入是小的數字時，網路學得最好，所以把像素除以 255，讓數值落在 0 和 1 之間。這需要小數，型別因此改成 `float32`。
#
# **標籤**：網路會輸出十個數字，每個類別一個，所以標籤也要變成十個數字：正確類別的位置是 1，其餘是 0。這稱為**獨熱編碼**（one-hot encoding）。

# %% rows="T1"
X_tr = X_train.reshape((60000, 28 * 28)).astype("float32") / 255
X_te = X_test.reshape((10000, 28 * 28)).astype("float32") / 255
Y_tr, Y_te = one_hot(y_train), one_hot(y_test)

print("inputs", X_tr.shape, X_tr.dtype, "from", X_tr.min(), "to", X_tr.max())
print("label of sample 0:", y_train[0], "->", Y_tr[0])
assert np.array_equal(Y_tr.argmax(axis=1), y_train) and (Y_tr.sum(axis=1) == 1).all()

# %% [markdown] lang="en"
# ## 2.2 The first network
#
# A network is built of **layers**. A layer takes numbers in, computes, and hands numbers on; you may think of it as a
# filter that lets through what matters for the task. Ours has two, both **dense**, also called *fully connected*: every
# output of the layer depends on every one of its inputs.
#
# - `Dense(512, activation="relu")`: 512 outputs. Each is a weighted sum of the 784 pixels, to which
#   $\text{relu}(z) = \max(z, 0)$ is applied.
# - `Dense(10, activation="softmax")`: ten outputs, each a weighted sum of the 512 numbers. *Softmax* then turns them into
#   ten probabilities: all positive, with sum 1.
#
# Then the network is *compiled*, that is, given the three things that training needs: a **loss function** says how wrong
# the answers are (categorical cross-entropy: minus the natural logarithm of the probability that the network gave to the right class, 0 when it was sure and right,
# large when it was sure and wrong; its unit is called *nat*; chapter 5); an **optimizer** changes the weights so that the loss falls
# (RMSprop, chapter 7); a **metric** is reported for us humans (accuracy: the share of right answers, chapter 6).

# %% [markdown] lang="zh-TW" of="88c8af10"
# ## 2.2 第一個神經網路
#
# 神經網路由**層**（layer）組成。一層接受數字、計算，再把數字往後傳；你可以把它想成過濾器，只讓對任務重要的東西通過。我們的網路有兩層，都是**密集層**（dense layer），也叫**全連接層**（fully connected layer）：這一層的每個輸出都與它的每個輸入有關。
#
# - `Dense(512, activation="relu")`：512 個輸出。每個輸出是 784 個像素的加權總和（weighted sum），再套用 $\text{relu}(z) = \max(z, 0)$。
# - `Dense(10, activation="softmax")`：10 個輸出，每個是前面 512 個數字的加權總和。接著由 **softmax** 把它們變成十個機率：全都是正數，總和為 1。
#
# 然後是**編譯**（compile），也就是交代訓練所需的三件事：**損失函數**（loss function）衡量答案錯得多嚴重（類別交叉熵，categorical cross-entropy：把網路給正確類別的機率取自然對數，再加負號；有把握又答對時是 0，有把握卻答錯時很大；單位稱為 **nat**；第 5 章）；**優化器**（optimizer）負責改變權重，讓損失下降（RMSprop，第 7 章）；**評估標準**（metric）則是報告給人看的（準確率，accuracy，也就是答對的比例，第 6 章）。

# %%
import keras
import tensorflow as tf

from utils.device import report_device

report_device()


# %% rows="T1"
def build_network():
    network = keras.Sequential(
        [
            keras.Input((28 * 28,)),
            keras.layers.Dense(512, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile(
        optimizer="rmsprop",
        loss="categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=True,
        steps_per_execution=64,
    )
    return network


keras.utils.set_random_seed(0)
network = build_network()
by_hand = (784 * 512 + 512) + (512 * 10 + 10)
print("numbers to learn:", network.count_params())
assert network.count_params() == by_hand

# %% [markdown] lang="en"
# Each of the 512 outputs of the first layer has 784 weights and one bias, a number that is added; each of the ten outputs
# of the second has 512 weights and one bias. Together $784 \cdot 512 + 512 + 512 \cdot 10 + 10 = 407{,}050$ numbers, at
# first mostly random.
#
# The last two options of `compile` are about speed only, not about the result: `jit_compile=True` has the steps compiled for your processor,
# and `steps_per_execution=64` lets TensorFlow do 64 of them before it returns to Python.

# %% [markdown] lang="zh-TW" of="63ca4a4e"
# 第一層的 512 個輸出，每個都有 784 個權重（weight）和一個偏差（bias，也就是額外加上的一個數）；第二層的 10 個輸出，每個都有 512 個權重和一個偏差。總共 $784 \cdot 512 + 512 + 512 \cdot 10 + 10 = 407{,}050$ 個數字，一開始大多是隨機的。
#
# `compile` 的最後兩個選項只影響速度，不影響結果：`jit_compile=True` 把每一步編譯成適合你的處理器的程式，`steps_per_execution=64` 讓 TensorFlow 一次做完 64 步再回到 Python。

# %% [markdown] lang="en"
# ## 2.3 Training, and what the log says
#
# `fit` shows the network 128 samples at a time, a *batch*, changes the weights a little after each, and goes through the whole
# training set five times, that is, for five **epochs**. To find out what the reported numbers mean, we measure besides: after
# every epoch, with the weights held still, the accuracy on 10,000 training samples and on the 10,000 test samples, and
# the number of changes to the weights that the optimizer itself has counted.

# %% [markdown] lang="zh-TW" of="bef0c87e"
# ## 2.3 訓練，以及訓練紀錄在說什麼
#
# `fit` 每次讓神經網路看 128 個樣本，也就是一個**批次**（batch），看完就稍微調整權重；整個訓練集要走完五遍，也就是五個**週期**（epoch）。為了弄清楚它回報的數字是什麼意思，我們自己也另外測量：每個週期結束後，讓權重固定不動，測量 10,000 個訓練樣本和 10,000 個測試樣本的準確率，並記下優化器自己數到的權重更新次數。


# %% rows="T1 T2 T3"
class Record(keras.callbacks.Callback):
    """After every epoch, measure loss and accuracy with the weights held still."""

    def on_train_begin(self, logs=None):
        self.train, self.test, self.updates = [], [], []

    def on_epoch_end(self, epoch, logs=None):
        options = {"batch_size": 10_000, "verbose": 0}
        self.train.append(self.model.evaluate(X_tr[:10_000], Y_tr[:10_000], **options))
        self.test.append(self.model.evaluate(X_te, Y_te, **options))
        self.updates.append(int(self.model.optimizer.iterations.numpy()))


record = Record()
history = network.fit(
    X_tr, Y_tr, epochs=5, batch_size=128, verbose=0, callbacks=[record]
).history

# %% rows="T1" tags=["nbval-ignore-output"]
for epoch in range(5):
    print(
        f"epoch {epoch + 1}: loss {history['loss'][epoch]:.4f}"
        f"  accuracy {history['accuracy'][epoch]:.4f}"
        f"  |  test accuracy {record.test[epoch][1]:.4f}"
    )
assert len(history["loss"]) == 5 and history["loss"][-1] < history["loss"][0]

# %% [markdown] lang="en"
# This is the log that `fit` prints when `verbose=1`: loss and accuracy on the training set, one line per epoch; the last column is from our callback. First the comparison with the slide, then the meaning of the columns.

# %% [markdown] lang="zh-TW" of="9321a662"
# 這就是 `verbose=1` 時 `fit` 會印出的訓練紀錄：每個週期一行，列出訓練集上的損失和準確率；最後一欄來自我們的 callback。先和投影片比對，再看每一欄的意義。

# %% rows="T1"
reported = np.array(history["accuracy"])
held_still, test_curve = np.array(record.train)[:, 1], np.array(record.test)[:, 1]
train_acc, test_acc = reported[-1], test_curve[-1]

check_slide(
    "T1", "training accuracy", train_acc, "0.9892", within=0.004, show="(above)"
)
check_slide("T1", "test accuracy", test_acc, "0.9785", within=0.004, show="(above)")
check_slide(
    "T1",
    "training accuracy by epoch",
    reported,
    ["0.9259", "0.9699", "0.9798", "0.9854", "0.9892"],
    within=0.004,
    show="(above)",
)

# %% [markdown] lang="en"
# Our run reports a training accuracy of {{ train_acc | .4f | 0.004 }} (slide: 0.9892) and reaches {{ test_acc | .4f | 0.004 }}
# on the test set (slide: 0.9785). Starting weights and the order of samples are random, so the last digits vary from run to
# run; the slide's values are met within 0.004, for every epoch of the log.
#
# But *which* training accuracy is that? Keras adds up right and wrong answers while the epoch runs, and the weights
# change all the time: the reported number is a **running average** over the epoch, including its beginning, when the network was
# worse. In the first epoch it says {{ reported[0] | .3f | 0.004 }}, although the network that the epoch ended with gets
# {{ held_still[0] | .3f | 0.006 }} of the first 10,000 training samples right. A beginner who reads "training {{ reported[0] | .3f | 0.004 }},
# test {{ test_curve[0] | .3f | 0.006 }}" in the first line of a log might conclude that the network is better on pictures
# it has never seen. It is not.

# %% [markdown] lang="zh-TW" of="f8b781da"
# 這次執行回報的訓練準確率是 {{ train_acc | .4f | 0.004 }}（投影片：0.9892），測試集上則達到 {{ test_acc | .4f | 0.004 }}（投影片：0.9785）。初始權重和樣本順序是隨機的，所以每次執行的最後幾位數都不同；與投影片的數值相比，紀錄中每一個週期的差距都在 0.004 之內。
#
# 但這究竟是**哪一種**訓練準確率？Keras 一邊訓練，一邊累計答對與答錯的數目，而權重在這段時間一直在變：回報的數字是整個週期的**累計平均**（running average），連週期剛開始、網路還比較差的時候也算在內。第一個週期回報 {{ reported[0] | .3f | 0.004 }}，可是這個週期結束時的網路，其實能答對前 10,000 個訓練樣本的 {{ held_still[0] | .3f | 0.006 }}。初學者若在紀錄的第一行讀到「訓練 {{ reported[0] | .3f | 0.004 }}，測試 {{ test_curve[0] | .3f | 0.006 }}」，可能會以為網路對沒看過的圖片反而認得更好。事實並非如此。

# %% rows="T2"
figure, axes = plotting.subplots(1, 2, width=9.6, height=3.8)
plotting.plot_curves(
    {
        "test set": test_curve,
        "training, weights held still": held_still,
        "training, as reported": reported,
    },
    ylabel="accuracy",
    title="Accuracy",
    ax=axes[0],
)
plotting.plot_curves(
    {
        "test set": np.array(record.test)[:, 0],
        "training, weights held still": np.array(record.train)[:, 0],
        "training, as reported": history["loss"],
    },
    ylabel="cross-entropy (nats)",
    title="Loss",
    ax=axes[1],
)
show(
    figure,
    alt="Accuracy and loss over five epochs. The training accuracy with weights held "
    "still stays above the test accuracy and the distance grows; the reported "
    "accuracy starts lowest and ends near the one with weights held still. The "
    "losses mirror this.",
)

# %% [markdown] lang="en"
# ## 2.4 The gap is overfitting
#
# With the weights held still the order is what it should be: the network is better on what it learned from than on what it
# did not, and the distance is larger at the end than at the beginning. This gap is **overfitting**: part of what the network has learned holds for
# the training samples only.
#
# Could the gap be chance? If a network answers right with probability $p$, then its accuracy on $n$ independent samples
# scatters with a standard deviation of $\sqrt{p(1-p)/n}$ (the binomial distribution, divided by $n$). We compare the gap with that.

# %% [markdown] lang="zh-TW" of="ed725185"
# ## 2.4 這個差距就是過度配適
#
# 讓權重固定不動再測量，順序就合理了：神經網路對學過的樣本表現較好，對沒學過的較差，而且最後的差距比一開始大。這個差距就是**過度配適**（overfitting）：網路學到的東西，有一部分只對訓練樣本成立。
#
# 差距會不會只是巧合？如果網路答對的機率是 $p$，那麼它在 $n$ 個獨立樣本上的準確率，標準差是 $\sqrt{p(1-p)/n}$（二項分布的標準差除以 $n$）。我們拿差距和它比較。

# %% rows="T2" tags=["nbval-ignore-output"]
gaps = held_still - test_curve
noise = np.sqrt(test_acc * (1 - test_acc) / len(y_test))

assert gaps[-1] > 3 * noise, "the gap is larger than chance explains"
assert gaps[-1] > gaps[0], "the gap has grown"
assert test_curve[-1] > test_curve[0], "and yet the test accuracy has risen"
print("gap after each epoch:", gaps.round(4), " standard deviation:", noise.round(4))

# %% [markdown] lang="en"
# After five epochs the gap is {{ gaps[-1] | .4f | 0.005 }}, the standard deviation {{ noise | .4f | 0.0005 }}: about
# {{ gaps[-1] / noise | .0f | x2 }} times as large, and the training accuracy scatters even less. It is not chance.
#
# What this does *not* show: that training should have stopped. The test accuracy was higher at the end than after the first
# epoch. Overfitting that does harm looks different: the test curve turns and gets worse. Chapter 3 provokes that on
# purpose, and uses a third set, the validation set, to notice it: whoever chooses the number of epochs by looking at the test
# set has used the test set for learning.
#
# Let us look at the mistakes themselves.

# %% [markdown] lang="zh-TW" of="79fb8f59"
# 五個週期之後，差距是 {{ gaps[-1] | .4f | 0.005 }}，標準差是 {{ noise | .4f | 0.0005 }}，差距大約是標準差的 {{ gaps[-1] / noise | .0f | x2 }} 倍，而訓練準確率的散布更小。這不是巧合。
#
# 但這**並不**表示訓練應該早點停。最後的測試準確率仍然高於第一個週期之後。真正有害的過度配適長得不一樣：測試曲線會掉頭變差。第 3 章會刻意製造這種情況，並用第三份資料，也就是驗證集（validation set），來察覺它：看著測試集決定訓練幾個週期的人，等於把測試集也拿來學習了。
#
# 接著來看看它認錯的圖片。

# %% rows="T1"
probabilities = network.predict(X_te, batch_size=1000, verbose=0)
answers = probabilities.argmax(axis=1)
wrong = np.flatnonzero(answers != y_test)
surest = wrong[np.argsort(-probabilities[wrong].max(axis=1))][:16]

assert np.isclose(1 - len(wrong) / len(y_test), test_acc)
show(
    plotting.plot_images(
        X_test[surest],
        [f"{y_test[k]}, says {answers[k]}" for k in surest],
        columns=8,
        title="Wrong, and very sure of it (label, answer)",
    ),
    alt="Sixteen test digits that the network misread with the highest probability, "
    "each with its label and the answer. Some are hard even for people, such as a 6 "
    "without its loop read as 1; others are clear to us.",
)

# %% [markdown] lang="en"
# The network's answer is the class with the largest probability (`argmax`). Of the 10,000 test samples it misreads
# {{ len(wrong) | d | 40 }}; shown are the sixteen where it was surest, so this is a choice of the worst. Some of them would make you hesitate, too; others are
# plain to us. A high probability is therefore not a promise: for a network as for a person, being sure is not being right.

# %% [markdown] lang="zh-TW" of="9454bccc"
# 網路的答案是機率最大的那個類別（`argmax`）。10,000 個測試樣本中它認錯了 {{ len(wrong) | d | 40 }} 個，圖中是它最有把握的 16 個，也就是刻意挑出的最糟情況。有些連你也會猶豫，有些在我們看來卻很清楚。所以機率高並不是保證：神經網路和人一樣，有把握不等於答對。

# %% [markdown] lang="en"
# ## 2.5 How many updates?
#
# 60,000 samples in batches of 128: $60000/128 = 468.75$. There is no three quarters of a batch; the last batch is simply smaller,
# and the weights are changed after it as well. That makes 469 updates in each epoch, and 2345 in five. The optimizer counts
# its own updates in `iterations`; our callback has read that counter while training was running.

# %% [markdown] lang="zh-TW" of="8eebe55c"
# ## 2.5 更新了幾次？
#
# 60,000 個樣本，每批 128 個：$60000/128 = 468.75$。世上沒有四分之三個批次，最後一批只是比較小，看完之後權重照樣更新。所以每個週期更新 469 次，五個週期共 2345 次。優化器會把自己的更新次數記在 `iterations` 裡，我們的 callback 在訓練進行時讀出了這個計數器。

# %% rows="T3"
per_epoch = np.diff([0, *record.updates])

check_slide("T3", "60000 / 128", 60000 / 128, "468.75")
check_slide("T3", "updates in the first epoch, counted", per_epoch[0], "469")
check_slide("T3", "updates in five epochs, counted", record.updates[-1], "2345")
print("counter after each epoch:", record.updates)
assert (per_epoch == 469).all()

# %% [markdown] lang="en"
# The counter agrees with the slide in every epoch. It was read while the network trained, so it counts what happened, not what should happen.

# %% [markdown] lang="zh-TW" of="2154ecfa"
# 計數器在每個週期都與投影片一致。它是在訓練進行時讀出的，所以數的是實際發生的事，而不是應該發生的事。

# %% [markdown] lang="en"
# ## 2.6 Tensors: a number, a row, a table, and so on
#
# Everything that went into the network, through it and out of it was a **tensor**: a container for numbers, arranged
# along any number of directions. Each direction is an **axis**. The number of axes is the **rank** of the tensor; NumPy calls it
# `ndim` (Harris et al., 2020). How many entries an axis has is its *dimension* or length, and all the lengths together are the **shape**.
#
# | rank | name | example | shape |
# |---|---|---|---|
# | 0 | scalar | a temperature | `()` |
# | 1 | vector | the temperatures of a day | `(24,)` |
# | 2 | matrix | a row of measurements per patient | `(patients, measurements)` |
# | 3 | 3D tensor | grey pictures, or series in time | `(samples, height, width)` |
# | 4 | 4D tensor | colour pictures | `(samples, height, width, channels)` |
# | 5 | 5D tensor | films | `(samples, frames, height, width, channels)` |
#
# (On the slide the scalar's column is headed "Shape"; *Scalar* is meant.)

# %% [markdown] lang="zh-TW" of="5e91fd31"
# ## 2.6 張量：一個數、一列數、一張表，以此類推
#
# 不論是進入神經網路、在裡面流動，還是從裡面出來的，全都是**張量**（tensor）：裝數字的容器，數字可以沿著任意多個方向排列。每個方向是一個**軸**（axis）。軸的數目是張量的**階**（rank），NumPy（Harris et al., 2020）稱為 `ndim`。一個軸上有幾個元素，是這個軸的**維度**（dimension），也就是長度；所有軸的長度合起來，就是**形狀**（shape）。
#
# | 階 | 名稱 | 例子 | 形狀 |
# |---|---|---|---|
# | 0 | 純量（scalar） | 一個溫度 | `()` |
# | 1 | 向量（vector） | 一天的溫度 | `(24,)` |
# | 2 | 矩陣（matrix） | 每位病人一列測量值 | `(patients, measurements)` |
# | 3 | 3D 張量 | 灰階圖片，或時間序列 | `(samples, height, width)` |
# | 4 | 4D 張量 | 彩色圖片 | `(samples, height, width, channels)` |
# | 5 | 5D 張量 | 影片 | `(samples, frames, height, width, channels)` |
#
# （投影片上純量那一欄的標題寫成「Shape」，應該是「Scalar」。）

# %% rows="T4"
scalar = np.array(12)
vector = np.array([12, 3, 6, 14, 7])
matrix = np.array([[5, 78, 2, 34, 0], [6, 79, 3, 35, 1], [7, 80, 4, 36, 2]])
stack = np.stack([matrix, matrix, matrix])
stacks = np.stack([stack, stack])

tensors = [scalar, vector, matrix, stack, stacks]
for tensor in tensors:
    print(f"rank {tensor.ndim}  shape {tensor.shape!s:13} entries {tensor.size}")
check_slide("T4", "rank", [t.ndim for t in tensors[:4]], ["0", "1", "2", "3"])
check_erratum("T4", "entries of [12, 3, 6, 14, 7]", vector.size, slide="4", right="5")


# %% rows="T4"
show(
    drawings.draw_ranks([tensor.shape for tensor in tensors]),
    alt="Five drawings made of square cells: one cell (rank 0), a row of five (rank "
    "1), three rows of five (rank 2), three such tables one behind the other (rank 3), "
    "and two such stacks side by side (rank 4), with the shape below each.",
)

# %% [markdown] lang="en"
# The slide's comment counts four entries in `[12, 3, 6, 14, 7]`; there are five. Such a vector is called a *5-dimensional
# vector*, and here the word dimension misleads: it has **one** axis with five entries. A *5D tensor* has **five** axes. If each axis
# had only two entries, that would be $2^5 = 32$ numbers.
#
# A second word to beware of is *rank*. In linear algebra the rank of a matrix is the number of its independent rows. That is a
# different thing: a 3 × 5 table of ones has two axes, but matrix rank 1.

# %% [markdown] lang="zh-TW" of="a5ad6ae8"
# 投影片的註解說 `[12, 3, 6, 14, 7]` 有 4 個元素，其實是 5 個。這樣的向量稱為 **5 維向量**，「維」這個字在這裡容易誤導：它只有**一個**軸，軸上有五個元素。**5D 張量**則有**五個**軸；就算每個軸只有兩個元素，也有 $2^5 = 32$ 個數字。
#
# 另一個要小心的詞是**階**，因為它的英文 rank 還有別的意思。線性代數裡，矩陣的 rank（秩）是獨立列的數目，那是另一回事：一張全是 1 的 3 × 5 表格有兩個軸，但矩陣的秩是 1。

# %% rows="T4"
vector_5d, tensor_5d = np.zeros(5), np.zeros((2, 2, 2, 2, 2))
ones = np.ones((3, 5))

print("5D vector: axes", vector_5d.ndim, "entries", vector_5d.size)
print("5D tensor: axes", tensor_5d.ndim, "entries", tensor_5d.size)
print("table of ones: axes", ones.ndim, "matrix rank", np.linalg.matrix_rank(ones))
assert (vector_5d.ndim, tensor_5d.ndim, np.linalg.matrix_rank(ones)) == (1, 5, 1)

# %% [markdown] lang="en"
# Three attributes say all about a tensor's form: the **number of axes**, the **shape**, and the **dtype**, the type that all its
# entries share. For MNIST they are 3, (60000, 28, 28) and `uint8`.
#
# The dtype matters. A `uint8` has no room for 300, so $200 + 100$ becomes $300 - 256 = 44$, without a warning. Whoever
# adds pictures as `uint8` gets large values that turn small: one more reason to convert to `float32` first.

# %% [markdown] lang="zh-TW" of="38f07c68"
# 三個屬性就能說明一個張量的樣子：**軸的數目**、**形狀**，以及所有元素共用的**資料型別**（dtype）。以 MNIST 來說，是 3、(60000, 28, 28) 和 `uint8`。
#
# 資料型別很重要。`uint8` 裝不下 300，所以 $200 + 100$ 會變成 $300 - 256 = 44$，而且沒有任何警告。直接把 `uint8` 圖片相加，大的數值反而會變小：這是先轉成 `float32` 的另一個理由。

# %% rows="T4"
check_slide("T4", "axes of MNIST", X_train.ndim, "3")
check_slide("T4", "shape of MNIST", X_train.shape, ["60000", "28", "28"])
print("T4 dtype of MNIST:", X_train.dtype)
total = np.array([200], dtype="uint8") + np.array([100], dtype="uint8")
print("200 + 100 as uint8:", total[0])
assert X_train.dtype == "uint8" and total[0] == 300 - 256

# %% [markdown] lang="en"
# ### Channels first or last
#
# A colour picture has three numbers per pixel, its red, green and blue **channel**. There are two habits of where to put that axis:
# `(samples, height, width, channels)`, *channels last*, the habit of TensorFlow, and `(samples, channels, height, width)`, *channels
# first*, the habit of PyTorch. Both hold the same numbers. To get from one to the other, the axes must be **moved**
# (`np.moveaxis`). Reshaping gives the right shape with the numbers in the wrong places, and no error.
#
# To see it, we put three digits into the three channels of one picture.

# %% [markdown] lang="zh-TW" of="8e942048"
# ### 通道在前還是在後
#
# 彩色圖片的每個像素有三個數字，分別是紅、綠、藍三個**通道**（channel）。通道軸放在哪裡有兩種習慣：`(samples, height, width, channels)` 是**通道在後**（channels last），TensorFlow 的習慣；`(samples, channels, height, width)` 是**通道在前**（channels first），PyTorch 的習慣。兩者裝的數字完全相同。從一種換到另一種，必須**搬動軸**（`np.moveaxis`）；若用重塑（reshape），形狀對了，數字卻跑錯位置，而且不會報錯。
#
# 我們把三個手寫數字分別放進一張圖片的三個通道，看看會怎樣。

# %% rows="T4"
first = X_train[[1, 2, 3]][None]
last = np.moveaxis(first, 1, -1)
mixed_up = first.reshape(1, 28, 28, 3)

print("channels first", first.shape, " channels last", last.shape)
assert np.array_equal(last[0, :, :, 2], first[0, 2])
assert mixed_up.shape == last.shape and not np.array_equal(mixed_up, last)

figure, axes = plotting.subplots(1, 2, width=6.4, height=3.4)
for ax, picture, title in zip(
    axes, [last[0], mixed_up[0]], ["moveaxis", "reshape"], strict=True
):
    ax.imshow(picture)
    ax.set(xticks=[], yticks=[], title=title)
    ax.grid(False)
show(
    figure,
    alt="Left, moved axes: three digits, 0, 4 and 1, in red, green and blue over each "
    "other on black, each of full size. Right, reshape: a mosaic of nine tiny digits, "
    "three coarse copies of each, in coloured fragments.",
)

# %% [markdown] lang="en"
# Why nine little digits? Reshape reads the $3\cdot28\cdot28$ numbers in their order and takes three neighbours at a time as red, green and blue. So one row of the result holds three pixel rows of one digit side by side, and the three digits come to lie one below the other. Same shape, same numbers, a wrong picture, and no error. Keras expects channels last unless told otherwise.

# %% [markdown] lang="zh-TW" of="00f54077"
# 為什麼會出現九個小數字？重塑依原本的順序讀出 $3\cdot28\cdot28$ 個數，每次拿相鄰的三個當作紅、綠、藍。所以結果的一列裝著同一個手寫數字的三列像素，並排在一起，而三個手寫數字則上下排列。形狀相同、數值相同，圖卻是錯的，而且不會報錯。除非另外設定，Keras 預期通道在後。

# %% [markdown] lang="en"
# ## 2.7 Slicing
#
# To select part of a tensor is called **slicing**. `10:100` means: from index 10 up to, but without, index 100, which is 90
# entries. A lone `:` takes the whole axis, and axes that are not mentioned are taken whole. So the three lines below select
# the same 90 pictures.

# %% [markdown] lang="zh-TW" of="a14f5758"
# ## 2.7 切片
#
# 從張量中選出一部分，稱為**切片**（slicing）。`10:100` 表示從索引 10 開始，到索引 100 之前為止（不含 100），共 90 個。單獨一個 `:` 取整個軸，沒寫到的軸也是整個取。所以下面三行選的是同樣的 90 張圖片。

# %% rows="T5"
part = X_train[10:100]

check_slide("T5", "shape of the slice", part.shape, ["90", "28", "28"])
assert np.array_equal(part, X_train[10:100, :, :])
assert np.array_equal(part, X_train[10:100, 0:28, 0:28])

# %% [markdown] lang="en"
# Every axis can be sliced on its own. Negative numbers count from the end, and a third number is a step. All four rows of the
# next figure come from the same eight pictures: `[:, 14:, 14:]` is the lower right quarter, `[:, 7:-7, 7:-7]` the central
# 14 × 14 pixels, `[:, ::2, ::2]` every second pixel of every second line.

# %% [markdown] lang="zh-TW" of="9b2e3103"
# 每個軸都可以各自切片。負數從尾端數起，第三個數字是間隔。下圖的四列都出自同樣的八張圖片：`[:, 14:, 14:]` 是右下角的四分之一，`[:, 7:-7, 7:-7]` 是中央的 14 × 14 像素，`[:, ::2, ::2]` 則是每隔一列、每隔一行取一個像素。

# %% rows="T5"
eight = X_train[:8]
crops = {
    "all": eight,
    "[:, 14:, 14:]": eight[:, 14:, 14:],
    "[:, 7:-7, 7:-7]": eight[:, 7:-7, 7:-7],
    "[:, ::2, ::2]": eight[:, ::2, ::2],
}
figure, axes = plt.subplots(4, 8, figsize=(8.5, 4.4))
for row, (name, images) in zip(axes, crops.items(), strict=True):
    for ax, image in zip(row, images, strict=True):
        ax.imshow(image, vmin=0, vmax=255)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
    row[0].set_ylabel(name, rotation=0, ha="right", va="center")
    assert images.shape[1:] == ((28, 28) if name == "all" else (14, 14))
show(
    figure,
    alt="Four rows of the same eight digits: whole, the lower right quarter only, the "
    "centre only, and coarse versions with half as many pixels per side. Digits stay "
    "recognisable in the centre and in the coarse version, not in the corner.",
)

# %% [markdown] lang="en"
# The central 14 × 14 pixels and the coarse version still show most digits; the lower right quarter rarely does. All three have a quarter of the numbers. What a slice throws away matters more than how much.

# %% [markdown] lang="zh-TW" of="07049632"
# 中央的 14 × 14 個像素和較粗的版本大多還認得出數字，右下四分之一則很難。三者都只剩四分之一的數值。切片丟掉了什麼，比丟掉多少更重要。

# %% [markdown] lang="en"
# ### View or copy?
#
# A slice with `:` does not copy any number. It is a **view**: a second window on the same memory. That makes slicing nearly free, and it
# makes it dangerous: writing into the view writes into the original. Selecting with a list of indices or with a condition, on the
# other hand, gives a **copy**.

# %% [markdown] lang="zh-TW" of="97d6ef5d"
# ### 檢視還是複本？
#
# 用 `:` 切片不會複製任何數字。切片是一個**檢視**（view）：同一塊記憶體的另一扇窗。所以切片幾乎不花時間，但也有危險：寫進檢視，就等於寫進原本的資料。相反地，用索引串列或條件來選取，得到的是**複本**（copy）。

# %% rows="T5"
original = np.arange(12).reshape(3, 4)
selections = {
    "[1:, :2]": original[1:, :2],
    "[::2]": original[::2],
    "[[0, 2]]": original[[0, 2]],
    "[original > 5]": original[original > 5],
    "[1:].copy()": original[1:].copy(),
}
for name, selected in selections.items():
    shared = np.shares_memory(original, selected)
    print(f"{name:15} {'view' if shared else 'copy'}")
    assert shared == (name in ("[1:, :2]", "[::2]"))

selections["[1:, :2]"][0, 0] = 99
print("after writing 99 into the first view:\n", original)
assert original[1, 0] == 99

# %% [markdown] lang="en"
# The 99 has arrived in `original`. When you want to change a slice and keep the original, take `.copy()` first; the loops of
# section 2.10 do that before they write anything.

# %% [markdown] lang="zh-TW" of="7b99b503"
# 99 出現在 `original` 裡了。如果想修改切片又要保留原本的資料，就先 `.copy()`；2.10 節的迴圈在寫入之前都會這麼做。

# %% [markdown] lang="en"
# ## 2.8 Batches
#
# By agreement the first axis, axis 0, counts the samples; it is the *sample axis*. A **batch** is a slice along it, and in a batch
# it is called the *batch axis*. With 128 samples per batch and counting from $n = 0$, batch $n$ is `[128 * n : 128 * (n + 1)]`.
#
# Slicing past the end is no error in Python, it just gives what is there. This makes the last batch come out right without
# any effort: $60000 - 468 \cdot 128 = 96$ samples. It also means that a wrong $n$ goes unnoticed: batch 469 is empty.

# %% [markdown] lang="zh-TW" of="cc94e7d7"
# ## 2.8 批次
#
# 依照慣例，第一個軸（第 0 軸）用來數樣本，稱為**樣本軸**。**批次**（batch）就是沿著樣本軸的切片，在批次裡這個軸稱為**批次軸**。每批 128 個樣本、從 $n = 0$ 數起，第 $n$ 批就是 `[128 * n : 128 * (n + 1)]`。
#
# 在 Python 裡，切片超出尾端不是錯誤，有多少就給多少。所以最後一批不必費心處理，自然就對了：$60000 - 468 \cdot 128 = 96$ 個樣本。但這也表示 $n$ 給錯了不會被發現：第 469 批是空的。


# %% rows="T6"
def batches(*tensors, batch_size=128):
    """Cut tensors along axis 0, all at the same places."""
    for start in range(0, len(tensors[0]), batch_size):
        yield tuple(tensor[start : start + batch_size] for tensor in tensors)


sizes = [len(X) for X, y in batches(X_train, y_train)]
print("batches:", len(sizes), " first:", sizes[0], " last:", sizes[-1])

n = 3
assert np.array_equal(list(batches(X_train))[n][0], X_train[128 * n : 128 * (n + 1)])
assert len(sizes) == 469 and sizes[-1] == 96 and sum(sizes) == 60000
assert X_train[128 * 469 : 128 * 470].shape == (0, 28, 28)

# %% [markdown] lang="en"
# ## 2.9 Shapes of real data, and what they weigh
#
# Which tensor fits which data? Always ask: what is one sample, and which axes does *it* have? Then add the sample axis in front.
#
# - **Vectors**: 100,000 people with age, postcode and income: (100000, 3). 500 documents, each described by how often each of 20,000 words
#   occurs in it: (500, 20000).
# - **Series**: prices of a share: the current, the highest and the lowest of each minute, a trading day of 6.5 hours (390 minutes), 250
#   days: (250, 390, 3). One million tweets of 280 characters, each character one-hot among the 128 of ASCII: (1000000, 280, 128).
# - **Images**: 128 colour pictures of 256 × 256: (128, 256, 256, 3). **Video**: 4 films of 60 s with 4 frames a second, 144 × 256: (4, 240, 144, 256, 3).
#
# The bytes are the number of entries times the bytes of one entry: 4 for `float32`, 1 for `uint8`. To compute that, we need
# not own the memory: `np.broadcast_to` makes a tensor of any shape that stores a single number and repeats it (section
# 2.11 explains how), and its `nbytes` says what the real one would take.

# %% [markdown] lang="zh-TW" of="f2bb1993"
# ## 2.9 真實資料的形狀，以及它有多重
#
# 什麼資料該用什麼張量？永遠先問：一個樣本是什麼？**它自己**有哪些軸？然後在最前面加上樣本軸。
#
# - **向量**：100,000 人的年齡、郵遞區號、收入：(100000, 3)。500 篇文件，每篇以 20,000 個單字各出現幾次來描述：(500, 20000)。
# - **序列**：股票每分鐘的目前價、最高價與最低價，一個交易日 6.5 小時（390 分鐘），共 250 天：(250, 390, 3)。一百萬則推文，每則 280 個字元，每個字元是 ASCII 128 個字元的獨熱編碼：(1000000, 280, 128)。
# - **影像**：128 張 256 × 256 的彩色圖片：(128, 256, 256, 3)。**影片**：4 段 60 秒、每秒 4 格、144 × 256 的影片：(4, 240, 144, 256, 3)。
#
# 位元組數等於元素個數乘以一個元素的位元組數：`float32` 是 4，`uint8` 是 1。計算這個數字不需要真的占用記憶體：`np.broadcast_to` 可以做出任意形狀的張量，實際上只存一個數、重複使用（2.11 節會解釋原理），而它的 `nbytes` 會告訴我們真正的張量要占多少。

# %% rows="T7"
shapes = {
    "people": (100_000, 3),
    "documents": (500, 20_000),
    "share prices": (250, 390, 3),
    "tweets, one-hot": (1_000_000, 280, 128),
    "MNIST": (60_000, 28, 28),
    "colour images": (128, 256, 256, 3),
    "video": (4, 240, 144, 256, 3),
}


def megabytes(shape, dtype):
    tensor = np.broadcast_to(np.zeros((), dtype), shape)
    assert tensor.nbytes == np.prod(shape, dtype="int64") * np.dtype(dtype).itemsize
    return tensor.nbytes / 1e6


print(f"{'data':16} {'shape':25} {'float32':>12} {'uint8':>12}")
for name, shape in shapes.items():
    full, small = megabytes(shape, "float32"), megabytes(shape, "uint8")
    print(f"{name:16} {shape!s:25} {full:9.1f} MB {small:9.1f} MB")

# %% rows="T7"
people = np.broadcast_to(np.float32(0), shapes["people"])
tweets = np.broadcast_to(np.uint8(0), shapes["tweets, one-hot"])
codes = np.broadcast_to(np.uint8(0), tweets.shape[:2])

check_erratum(
    "T7", "100,000 people x 3", people.shape, slide=(10_000, 3), right=(100_000, 3)
)
check_slide("T7", "documents", shapes["documents"], ["500", "20000"])
check_slide("T7", "minutes in a trading day", 6.5 * 60, "390")
check_slide("T7", "share prices", shapes["share prices"], ["250", "390", "3"])
check_slide("T7", "tweets", tweets.shape, ["1000000", "280", "128"])
print("bytes for the tweets:", tweets.nbytes, "one-hot,", codes.nbytes, "as codes")
assert tweets.nbytes == 128 * codes.nbytes

# %% [markdown] lang="en"
# The slide speaks of 100,000 people and prints the shape (10000, 3): one zero is missing.
#
# The tweets are the lesson. One-hot as `float32` they need 143 GB, more than most laptops have, and 127 of every 128 numbers are
# zero. Stored as character codes, one byte each, they need 0.28 GB. Real programs therefore keep the codes and make one-hot
# vectors one batch at a time. The same holds for pictures: keep `uint8`, convert per batch. MNIST alone grows from 47 to 188 MB when
# converted at once, which is still harmless, so this chapter does it.

# %% [markdown] lang="zh-TW" of="2d1e8279"
# 投影片說的是 100,000 人，印出的形狀卻是 (10000, 3)，少了一個零。
#
# 值得記住的是推文的例子。用 `float32` 的獨熱編碼需要 143 GB，大多數筆電裝不下，而且每 128 個數字中有 127 個是零。若存成字元碼，每個一位元組，只要 0.28 GB。所以實際的程式都保存字元碼，輪到哪個批次才把它轉成獨熱向量。圖片也一樣：保存 `uint8`，逐批轉換。光是 MNIST，一次全部轉換就會從 47 MB 變成 188 MB，但這還無妨，所以這一章就直接轉了。

# %% [markdown] lang="en"
# ## 2.10 Element-wise operations
#
# A dense layer computes $\text{relu}(\text{dot}(x, W) + b)$: a dot product, an addition, a relu. The next sections take these three
# operations apart, the simplest first.
#
# relu and addition work **element-wise**: each entry of the result depends only on the entries at the same place. Written as a loop
# over rows $i$ and columns $j$, that is:

# %% [markdown] lang="zh-TW" of="1fdc9ec4"
# ## 2.10 逐元素運算
#
# 密集層計算的是 $\text{relu}(\text{dot}(x, W) + b)$：一個點積、一個加法、一個 relu。接下來幾節就把這三種運算拆開，從最簡單的開始。
#
# relu 和加法都是**逐元素**（element-wise）運算：結果的每個元素只和同一位置的元素有關。寫成對列 $i$、行 $j$ 的迴圈，就是：


# %% rows="T8"
def naive_relu(x):
    assert x.ndim == 2
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x


def naive_add(x, y):
    assert x.ndim == 2 and x.shape == y.shape
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += y[i, j]
    return x


x, y = np.array([[1, 2], [3, 4]]), np.array([[6, 7], [8, 9]])
z = np.array([[-1, -2], [3, -4]])
check_slide("T8", "relu", naive_relu(z), [["0", "0"], ["3", "0"]])
check_slide("T8", "sum", naive_add(x, y), [["7", "9"], ["11", "13"]])

# %% rows="T8"
check_slide("T8", "x + y in NumPy", x + y, [["7", "9"], ["11", "13"]])
check_slide("T8", "x * y in NumPy", x * y, [["6", "14"], ["24", "36"]])
check_slide("T8", "np.maximum(z, 0)", np.maximum(z, 0), [["0", "0"], ["3", "0"]])

rng = np.random.default_rng(0)
for shape in [(1, 1), (2, 3), (3, 2), (1, 7), (20, 5)]:
    p, q = rng.normal(size=shape), rng.normal(size=shape)
    assert np.array_equal(naive_relu(p), np.maximum(p, 0))
    assert np.array_equal(naive_add(p, q), p + q)
    assert np.array_equal(np.maximum(p, 0), keras.ops.relu(p).numpy())

# %% [markdown] lang="en"
# The loops and NumPy agree for every shape tried. (The slide's comment calls `x * y` an addition; it is the element-wise product.)
#
# The slide's relu contains a slip that its own example hides: the inner loop runs over `range(x.shape[i])`, with `i` in place of
# `1`. In row 0 it goes through `x.shape[0]` columns, that is, as many as there are *rows*; in row 1 through `x.shape[1]`; in row 2 it
# asks for a third axis that does not exist. On a 2 × 2 input both lengths are 2 and all seems well.

# %% [markdown] lang="zh-TW" of="eabccbdf"
# 試過的每種形狀，迴圈與 NumPy 都一致。（投影片的註解把 `x * y` 說成相加，其實是逐元素相乘。）
#
# 投影片的 relu 有個被自己的例子掩蓋的筆誤：內層迴圈是 `range(x.shape[i])`，該寫 `1` 的地方寫成了 `i`。在第 0 列，它走過 `x.shape[0]` 行，也就是和**列數**一樣多；在第 1 列走過 `x.shape[1]` 行；到第 2 列則要求一個不存在的第三軸。輸入是 2 × 2 時兩個長度都是 2，看起來一切正常。


# %% rows="T8"
def slide_relu(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[i]):  # the slip: i instead of 1
            x[i, j] = max(x[i, j], 0)
    return x


def outcome(x):
    try:
        return slide_relu(x).tolist()
    except IndexError as error:
        return f"IndexError: {error}"


assert outcome(z) == [[0, 0], [3, 0]], "on the slide's 2 x 2 input nothing is wrong"
check_erratum(
    "T8",
    "relu of a 2 x 3 matrix of -1",
    naive_relu(-np.ones((2, 3), int)).tolist(),
    slide=outcome(-np.ones((2, 3), int)),
    right=[[0, 0, 0], [0, 0, 0]],
)
for shape in [(3, 2), (3, 3)]:
    print(shape, "->", outcome(-np.ones(shape, int)))
    assert outcome(-np.ones(shape, int)).startswith("IndexError")

# %% [markdown] lang="en"
# The 2 × 3 case is the worst of the three: no error, just a $-1$ left standing in the upper right corner. A test on a square input
# is weak evidence. Test with lengths that all differ.
#
# ### Why nobody writes the loops
#
# For each entry Python looks up an index, makes a number object, calls `max` and stores the result. NumPy does the same
# in compiled code over one block of memory, several numbers per processor instruction. We measure both on the same inputs.

# %% [markdown] lang="zh-TW" of="a2eb649c"
# 三者之中 2 × 3 的情況最糟：沒有錯誤訊息，只是右上角默默留下一個 $-1$。只用方陣來測試，證據很薄弱。測試時，各軸的長度都要不同。
#
# ### 為什麼沒有人這樣寫迴圈
#
# 對每個元素，Python 都要查索引、建立一個數字物件、呼叫 `max`，再把結果存回去。NumPy 則用編譯好的程式走過一整塊記憶體，一個處理器指令就處理好幾個數字。我們用同樣的輸入測量兩者的時間。


# %% rows="T8"
def best_time(function, repeats):
    """Seconds of the fastest of several calls: the one disturbed least."""
    return min(timeit.repeat(function, number=1, repeat=repeats))


widths = [1, 100, 10_000]
inputs = [rng.normal(size=(10, width)) for width in widths]
loops = [1e6 * best_time(lambda p=p: naive_relu(p), 5) for p in inputs]
calls = [1e6 * best_time(lambda p=p: np.maximum(p, 0), 50) for p in inputs]
ratios = np.array(loops) / calls
add_loop = 1e6 * best_time(lambda: naive_add(inputs[-1], inputs[-1]), 5)
add_call = 1e6 * best_time(lambda: inputs[-1] + inputs[-1], 50)
assert ratios[-1] > 20 and ratios[-1] > 2 * ratios[0] and add_loop > 20 * add_call

# %% [markdown] lang="en"
# The cell prints nothing; its numbers fill this table. Times are in microseconds (millionths of a second), each the best of several runs:
#
# | relu, entries of $x$ | loop (µs) | NumPy (µs) | ratio |
# |---|---|---|---|
# | 10 | {{ loops[0] | .0f | x8 }} | {{ calls[0] | .1f | x8 }} | {{ ratios[0] | .0f | x8 }} |
# | 1,000 | {{ loops[1] | .0f | x8 }} | {{ calls[1] | .1f | x8 }} | {{ ratios[1] | .0f | x8 }} |
# | 100,000 | {{ loops[2] | .0f | x8 }} | {{ calls[2] | .1f | x8 }} | {{ ratios[2] | .0f | x8 }} |
#
# Addition of two tensors of 100,000 entries: ratio {{ add_loop / add_call | .0f | x8 }}.
#
# With 100,000 entries the ratio was far larger than with 10. Do not learn that number by heart: it depends on the
# machine, on what else it is doing, and, as the table shows, on the size. For tiny tensors NumPy's fixed cost of about a
# microsecond per call dominates. The advice that lasts: let one call work on many numbers.

# %% [markdown] lang="zh-TW" of="6ab0c787"
# 這個儲存格不會印出任何東西，測得的數字都填在下表。時間的單位是微秒（百萬分之一秒），各取數次中最快的一次：
#
# | relu，$x$ 的元素個數 | 迴圈（µs） | NumPy（µs） | 倍數 |
# |---|---|---|---|
# | 10 | {{ loops[0] | .0f | x8 }} | {{ calls[0] | .1f | x8 }} | {{ ratios[0] | .0f | x8 }} |
# | 1,000 | {{ loops[1] | .0f | x8 }} | {{ calls[1] | .1f | x8 }} | {{ ratios[1] | .0f | x8 }} |
# | 100,000 | {{ loops[2] | .0f | x8 }} | {{ calls[2] | .1f | x8 }} | {{ ratios[2] | .0f | x8 }} |
#
# 兩個各有 100,000 個元素的張量相加：倍數 {{ add_loop / add_call | .0f | x8 }}。
#
# 100,000 個元素的倍數比 10 個元素時大得多。這個數字不必背：它取決於機器、機器當時還在忙什麼，以及（如表所示）張量的大小。張量很小時，NumPy 每次呼叫約一微秒的固定成本占了大部分。真正該記住的是：讓一次呼叫處理很多數字。

# %% [markdown] lang="en"
# ## 2.11 Broadcasting
#
# The layer adds one bias vector of shape (10,) to a whole batch of shape (32, 10). The shapes differ, and yet it works: NumPy
# **broadcasts** the smaller tensor. In two steps:
#
# 1. The smaller tensor gets new axes of length 1 *in front* until both have the same rank: (10,) becomes (1, 10).
# 2. Along each axis of length 1 it is repeated until the lengths match: (1, 10) becomes (32, 10).
#
# The repetition takes place only in thought. The broadcast tensor steps 0 bytes forward along the new axis (its *stride* is 0), so
# that it reads the same ten numbers again for each row.

# %% [markdown] lang="zh-TW" of="bdd76e46"
# ## 2.11 廣播
#
# 密集層要把形狀 (10,) 的一個偏差向量，加到形狀 (32, 10) 的整個批次上。形狀不同，卻行得通：NumPy 會**廣播**（broadcasting）較小的張量。分成兩步：
#
# 1. 在較小的張量**最前面**加上長度為 1 的新軸，直到兩者的階相同：(10,) 變成 (1, 10)。
# 2. 沿著每個長度為 1 的軸重複，直到長度一致：(1, 10) 變成 (32, 10)。
#
# 所謂重複只是概念上的。廣播後的張量沿著新軸每走一步，在記憶體裡前進 0 個位元組（也就是**步幅**為 0，英文是 stride），所以每一列讀到的都是同樣那十個數字。

# %% rows="T9"
batch, bias = rng.normal(size=(32, 10)), rng.normal(size=10)

step1 = bias[np.newaxis, :]
step2 = np.repeat(step1, 32, axis=0)
virtual = np.broadcast_to(bias, (32, 10))
print("shapes:", bias.shape, "->", step1.shape, "->", step2.shape)
print("bytes from row to row, repeated:", step2.strides[0])
print("bytes from row to row, broadcast:", virtual.strides[0])

assert np.array_equal(batch + bias, batch + step2)
assert np.array_equal(batch + bias, batch + virtual)
assert np.shares_memory(virtual, bias) and virtual.strides == (0, 8)


# %% rows="T9"
table = np.arange(12).reshape(4, 3) * 10
row, column = np.array([1, 2, 3]), np.array([[1], [2], [3], [4]])
figure, axes = plt.subplots(2, 3, figsize=(8.4, 5.6))
drawings.draw_table(axes[0, 0], table, "x: (4, 3)")
drawings.draw_table(
    axes[0, 1], np.tile(row, (4, 1)), "+ row: (3,)", drawings.repeated(4, 3, axis=0)
)
drawings.draw_table(axes[0, 2], table + row, "= (4, 3)")
drawings.draw_table(
    axes[1, 0], np.tile(row, (4, 1)), "row: (3,)", drawings.repeated(4, 3, axis=0)
)
drawings.draw_table(
    axes[1, 1], np.tile(column, 3), "+ column: (4, 1)", drawings.repeated(4, 3, axis=1)
)
drawings.draw_table(axes[1, 2], row + column, "= (4, 3)")
show(
    figure,
    alt="Two additions drawn as tables of numbers. Above: a 4 by 3 table plus a row of "
    "three, drawn once solid and three times faint. Below: a row plus a column, each "
    "repeated faintly, gives a full 4 by 3 table.",
)

# %% [markdown] lang="en"
# Dotted cells are not stored. The lower row of the figure shows that *both* sides may be broadcast at once.
#
# As a loop, matrix + vector reads as follows. The slide's version has the same slip as its relu, `range(x.shape[i])`, and fails
# on the same kind of input.

# %% [markdown] lang="zh-TW" of="891a820a"
# 虛線的格子並沒有真的存起來。下面那一列顯示，**兩邊**可以同時被廣播。
#
# 矩陣加向量寫成迴圈如下。投影片的版本和它的 relu 有相同的筆誤 `range(x.shape[i])`，也在同一類輸入上失敗。


# %% rows="T9"
def naive_add_matrix_and_vector(x, y, slip=False):
    assert x.ndim == 2 and y.ndim == 1 and x.shape[1] == y.shape[0]
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[i if slip else 1]):
            x[i, j] += y[j]
    return x


assert np.array_equal(naive_add_matrix_and_vector(batch, bias), batch + bias)
zeros, y = np.zeros((2, 3), int), np.array([6, 7, 8])
check_erratum(
    "T9",
    "2 x 3 zeros + [6, 7, 8]",
    naive_add_matrix_and_vector(zeros, y),
    slide=naive_add_matrix_and_vector(zeros, y, slip=True),
    right=[[6, 7, 8], [6, 7, 8]],
)

# %% [markdown] lang="en"
# ### When it must fail, and when it should but does not
#
# The complete rule fits into one sentence: **write the shapes under each other, flush right; each pair of lengths must be equal, or
# one of them 1, or missing.** Here it is as a function. To be sure that it is the whole rule, we compare it with NumPy on every
# pair of shapes of up to three axes with lengths 0 to 3.

# %% [markdown] lang="zh-TW" of="bca48055"
# ### 什麼時候一定失敗，什麼時候該失敗卻沒有
#
# 完整的規則只要一句話：**把兩個形狀上下並列、靠右對齊，每一對長度必須相等，或其中之一是 1，或其中之一不存在**。寫成函式如下。為了確定規則就只有這些，我們取出三個軸以內、長度為 0 到 3 的所有形狀，兩兩一組和 NumPy 比對。

# %% rows="T9"
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
failing = sum(broadcast_shape(a, b) is None for a, b in pairs)
print(len(pairs), "pairs of shapes agree with NumPy;", failing, "of them must fail")

# %% rows="T9"
cases = [((32, 10), (10,)), ((32, 10), (32,)), ((32, 10), (32, 1)), ((5,), (5, 1))]
for a, b in cases:
    print(f"{a!s:9} + {b!s:8} -> {broadcast_shape(a, b)}")
assert broadcast_shape((32, 10), (32,)) is None

y_true = np.array([1.0, 2.0, 3.0, 4.0])
y_hat = y_true.reshape(4, 1)
wrong_mse = np.mean((y_true - y_hat) ** 2)
right_mse = np.mean((y_true - y_hat[:, 0]) ** 2)
print("mean squared error of a perfect prediction:", wrong_mse, "instead of", right_mse)
assert (y_true - y_hat).shape == (4, 4) and wrong_mse == 2.5 and right_mse == 0

# %% [markdown] lang="en"
# (32, 10) + (32,) fails: flush right, 10 meets 32. If one number per *row* is meant, it must be a column, (32, 1).
#
# The second part shows the trap that has cost many people an afternoon. Labels of shape (4,), predictions of shape (4, 1) as a network
# gives them, and the prediction is perfect; yet $y - \hat y$ silently becomes (4, 4), every label against every prediction, and the "error" is
# 2.5. (The losses of Keras guard against it, your own code does not.) When a loss refuses to fall, print the shapes first.

# %% [markdown] lang="zh-TW" of="569c266c"
# (32, 10) + (32,) 會失敗：靠右對齊時，10 對上了 32。如果想讓每一**列**各加一個數，那個張量必須是直的一行，也就是 (32, 1)。
#
# 第二部分是讓許多人耗掉一個下午的陷阱。標籤的形狀是 (4,)，預測的形狀是 (4, 1)（神經網路就是這樣輸出的），預測完全正確；可是 $y - \hat y$ 悄悄變成 (4, 4)，每個標籤都去減每個預測，「誤差」成了 2.5。（Keras 的損失函數會防範這件事，你自己寫的程式不會。）損失一直降不下來的時候，先把形狀印出來看。

# %% [markdown] lang="en"
# ## 2.12 The dot product
#
# The third operation is the one that mixes. The **dot product** of two vectors of equal length multiplies entry by entry and adds
# everything up; the result is a single number:
#
# $$ x \cdot y = \sum_i x_i \, y_i, \qquad [1, 2] \cdot [5, 9] = 1 \cdot 5 + 2 \cdot 9 = 23. $$
#
# Everything else is built from it. **Matrix · vector**: one dot product per row of the matrix. **Matrix · matrix**: one dot
# product per pair of a row on the left and a column on the right:
#
# $$ z_{ij} = \sum_k x_{ik} \, y_{kj}, \qquad (a, b) \cdot (b, c) \to (a, c). $$
#
# The two inner lengths must agree, because a row of $x$ meets a column of $y$; they disappear. The outer ones remain.

# %% [markdown] lang="zh-TW" of="09647b25"
# ## 2.12 點積
#
# 第三種運算會把數字混在一起。兩個等長向量的**點積**（dot product）是逐個元素相乘再全部加起來，結果是一個數：
#
# $$ x \cdot y = \sum_i x_i \, y_i, \qquad [1, 2] \cdot [5, 9] = 1 \cdot 5 + 2 \cdot 9 = 23. $$
#
# 其他的都由它組成。**矩陣 · 向量**：矩陣的每一列各做一次點積。**矩陣 · 矩陣**：左邊的每一列和右邊的每一行，兩兩做一次點積：
#
# $$ z_{ij} = \sum_k x_{ik} \, y_{kj}, \qquad (a, b) \cdot (b, c) \to (a, c). $$
#
# 內側的兩個長度必須相等，因為 $x$ 的一列要對上 $y$ 的一行；它們會消失，留下外側的兩個。


# %% rows="T10"
def naive_vector_dot(x, y):
    assert x.ndim == 1 and y.ndim == 1 and x.shape == y.shape
    total = 0
    for i in range(x.shape[0]):
        total += x[i] * y[i]
    return total


def naive_matrix_vector_dot(x, y):
    assert x.ndim == 2 and y.ndim == 1 and x.shape[1] == y.shape[0]
    return np.array([naive_vector_dot(row, y) for row in x])


def naive_matrix_dot(x, y):
    assert x.ndim == 2 and y.ndim == 2 and x.shape[1] == y.shape[0]
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, j] = naive_vector_dot(x[i, :], y[:, j])
    return z


# %% rows="T10"
v, w, M = np.array([1, 2]), np.array([5, 9]), np.array([[1, 2], [3, 4]])
check_slide("T10", "vector . vector", naive_vector_dot(v, w), "23")
check_slide("T10", "matrix . vector", naive_matrix_vector_dot(M, w), ["23", "51"])

for a, b, c in product((1, 2, 5), repeat=3):
    p, q = rng.normal(size=(a, b)), rng.normal(size=(b, c))
    assert np.allclose(naive_matrix_dot(p, q), p @ q)
    assert np.allclose(naive_matrix_vector_dot(p, q[:, 0]), np.dot(p, q[:, 0]))
    assert np.allclose(p @ q, tf.matmul(p, q).numpy())
assert M.shape == (2, 2) and np.array_equal(M @ M, [[7, 10], [15, 22]])
print("element-wise M * M:", (M * M).tolist(), " dot M @ M:", (M @ M).tolist())

# %% [markdown] lang="en"
# `@` and `np.dot` are NumPy's dot product of matrices, `*` is the element-wise product. They are different operations, and for square
# matrices nothing warns you when you take the wrong one.
#
# The slide's matrix product has two mistakes. The first line reads `assert len(x.shape) = 2`, with a single `=`: Python refuses to
# even start. And the result is written to `z[i, i]` instead of `z[i, j]`: each row's results land on top of each other on the
# diagonal, and the last one stays.

# %% [markdown] lang="zh-TW" of="e1773a79"
# `@` 和 `np.dot` 是 NumPy 的矩陣點積，`*` 則是逐元素相乘。兩者是不同的運算，而且矩陣是方陣時，用錯了不會有任何警告。
#
# 投影片的矩陣點積有兩個錯誤。第一行是 `assert len(x.shape) = 2`，只有一個 `=`：Python 根本不會開始執行。另外，結果寫進 `z[i, i]` 而不是 `z[i, j]`：每一列的結果都疊在對角線上，只剩最後一個。

# %% rows="T10"
try:
    compile("assert len(x.shape) = 2", "slide", "exec")
    accepted = True
except SyntaxError:
    accepted = False
print("Python accepts 'assert len(x.shape) = 2':", accepted)
assert not accepted
compile("assert len(x.shape) == 2", "mended", "exec")


def slide_matrix_dot(x, y):
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, i] = naive_vector_dot(x[i, :], y[:, j])  # the slip: i, i
    return z


A, B = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 2], [3, 4], [5, 6]])
assert np.array_equal(A @ B, naive_matrix_dot(A, B))
check_erratum(
    "T10",
    "(2, 3) . (3, 2)",
    naive_matrix_dot(A, B).astype(int).tolist(),
    slide=slide_matrix_dot(A, B).astype(int).tolist(),
    right=[[22, 28], [49, 64]],
)

# %% rows="T10"
figure, axes = plt.subplots(1, 3, figsize=(7.6, 3), width_ratios=[3, 2, 2])
drawings.draw_table(axes[0], A, "x: (2, 3)", marked=np.indices(A.shape)[0] == 1)
drawings.draw_table(axes[1], B, "y: (3, 2)", marked=np.indices(B.shape)[1] == 0)
drawings.draw_table(axes[2], A @ B, "x @ y: (2, 2)", marked=np.array([[0, 0], [1, 0]]))
figure.suptitle("Row 1 times column 0: 4·1 + 5·3 + 6·5 = 49", fontsize=11)
show(
    figure,
    alt="Three tables: x with its second row marked, y with its first column marked, "
    "and the product with the entry 49 in the second row, first column marked.",
)

# %% [markdown] lang="en"
# ### More axes
#
# With more axes on the left the rule stays: its last axis meets the first axis of the right and disappears.
#
# | left | right | result |
# |---|---|---|
# | (a, b) | (b,) | (a,) |
# | (a, b) | (b, c) | (a, c) |
# | (a, b, c, d) | (d,) | (a, b, c) |
# | (a, b, c, d) | (d, e) | (a, b, c, e) |
#
# For two *stacks* of matrices use `@`: it multiplies them in pairs, as a batch, and so does TensorFlow's `tf.matmul`. (`np.dot` would combine every matrix on the left with every one on the right.)
#
# The slide says that the dot product is also called *tensor product*. In mathematics that name belongs to something else, the table of *all* products $x_i y_j$ of two vectors. Nothing is added up there, so from two vectors comes a matrix, not a number.

# %% [markdown] lang="zh-TW" of="5e046597"
# ### 更多軸
#
# 左邊有更多軸時，規則不變：左邊的最後一軸與右邊的第一軸相遇，然後消失。
#
# | 左 | 右 | 結果 |
# |---|---|---|
# | (a, b) | (b,) | (a,) |
# | (a, b) | (b, c) | (a, c) |
# | (a, b, c, d) | (d,) | (a, b, c) |
# | (a, b, c, d) | (d, e) | (a, b, c, e) |
#
# 如果兩邊都是**一疊**矩陣，請用 `@`：它會像批次一樣兩兩配對相乘，TensorFlow 的 `tf.matmul` 也是如此。（`np.dot` 則會把左邊的每個矩陣和右邊的每個矩陣都乘一遍。）
#
# 投影片說點積又稱為**張量積**。在數學裡，張量積指的是另一件事：兩個向量**所有**乘積 $x_i y_j$ 排成的表。它不做加總，所以兩個向量得到的是矩陣，而不是一個數。

# %% rows="T10"
four = rng.normal(size=(2, 3, 4, 5))
print("(2, 3, 4, 5) with (5,):  ", np.dot(four, rng.normal(size=5)).shape)
print("(2, 3, 4, 5) with (5, 6):", np.dot(four, rng.normal(size=(5, 6))).shape)

left, right = rng.normal(size=(7, 2, 3)), rng.normal(size=(7, 3, 4))
paired = left @ right
print("(7, 2, 3) @ (7, 3, 4):   ", paired.shape)
assert np.allclose(paired, tf.matmul(left, right).numpy())
assert all(np.allclose(paired[k], left[k] @ right[k]) for k in range(7))

table = np.outer([1, 2], [5, 9])
print("all products of [1, 2] and [5, 9]:", table.tolist())
check_erratum("T10", "rank of the tensor product", table.ndim, slide="0", right="2")

# %% [markdown] lang="en"
# ### Back to the layer
#
# Now the dense layer can be written down: $\text{relu}(x \cdot W + b)$. In Keras one *row* of $x$ is one sample and $W$ has the shape (inputs,
# outputs), so for a batch the shapes are
#
# $$ (128, 784) \cdot (784, 512) + (512,) \to (128, 512). $$
#
# The slide writes `dot(W, input) + b`, with $W$ on the left. That is the habit of mathematics books: one sample is a *column*, $W$ has the shape
# (outputs, inputs), and the bias is a column. Both are right in themselves, and one is the other with rows and columns exchanged (section 2.13):
# $(xW)^\top = W^\top x^\top$. They must not be mixed: with Keras' shapes and our batch of 128, `dot(W, input)` does not even compute (with a batch of 512 it would, and be wrong).

# %% [markdown] lang="zh-TW" of="62bc0e1b"
# ### 回到密集層
#
# 現在可以把密集層寫下來了：$\text{relu}(x \cdot W + b)$。在 Keras 裡，$x$ 的一**列**是一個樣本，$W$ 的形狀是（輸入數，輸出數），所以一個批次的形狀是
#
# $$ (128, 784) \cdot (784, 512) + (512,) \to (128, 512). $$
#
# 投影片寫成 `dot(W, input) + b`，$W$ 在左邊。那是數學書的習慣：一個樣本是一**行**（直的），$W$ 的形狀是（輸出數，輸入數），偏差也是直的一行。兩種寫法各自都對，而且把列與行互換（2.13 節）就能變成另一種：$(xW)^\top = W^\top x^\top$。但不能混用：照 Keras 的形狀和這裡 128 個樣本的批次，`dot(W, input)` 根本算不出來（批次若是 512 就算得出來，但結果是錯的）。

# %% rows="T10"
W1, b1, W2, b2 = network.get_weights()
x = X_te[:128]
hidden = np.maximum(x @ W1 + b1, 0)
columns = np.maximum(W1.T @ x.T + b1[:, None], 0)

assert np.allclose(hidden, network.layers[0](x).numpy(), atol=1e-4)
assert np.allclose(columns, hidden.T, atol=1e-4)
print("rows:", x.shape, "@", W1.shape, "+", b1.shape, "->", hidden.shape)
print("columns:", W1.T.shape, "@", x.T.shape, "->", columns.shape)
try:
    np.dot(W1, x)
    mixed = True
except ValueError:
    mixed = False
print("dot(W, input) with the shapes of Keras works:", mixed)
assert not mixed

# %% [markdown] lang="en"
# ## 2.13 Reshape is not transpose
#
# **Reshaping** changes the lengths of the axes and keeps the number of entries. What it also keeps is the *order* in which the
# entries are read, row by row. **Transposing** swaps the axes, $z_{ji} = x_{ij}$: rows become columns, and the order changes.
#
# The slide says that transposing a matrix uses reshaping. The example of a 2 × 3 matrix refutes it: both results have the shape (3, 2), and different
# contents.

# %% [markdown] lang="zh-TW" of="333686e0"
# ## 2.13 重塑不是轉置
#
# **重塑**（reshape）改變各軸的長度，元素的總數不變。它還保留了一樣東西：元素一列一列讀下來的**順序**。**轉置**（transpose）則是交換兩個軸，$z_{ji} = x_{ij}$：列變成行，順序也就變了。
#
# 投影片說矩陣轉置時會用到重塑。一個 2 × 3 矩陣的例子就能推翻：兩者的結果形狀都是 (3, 2)，內容卻不同。

# %% rows="T11"
A = np.array([[1, 2, 3], [4, 5, 6]])
figure, axes = plt.subplots(1, 3, figsize=(7.2, 3), width_ratios=[3, 2, 2])
drawings.draw_table(axes[0], A, "A: (2, 3)")
drawings.draw_table(axes[1], A.reshape(3, 2), "A.reshape(3, 2)")
drawings.draw_table(axes[2], A.T, "A.T")
show(
    figure,
    alt="Three tables: the numbers 1 to 6 in two rows of three; after reshape in three "
    "rows of two, still counting 1 2, 3 4, 5 6; after transpose 1 4, 2 5, 3 6.",
)
assert A.T.shape == A.reshape(3, 2).shape == (3, 2)
check_erratum(
    "T11", "transpose", A.T, slide=A.reshape(3, 2), right=[[1, 4], [2, 5], [3, 6]]
)

# %% rows="T11"
print("A read row by row:              ", A.ravel())
print("A.reshape(3, 2) read row by row:", A.reshape(3, 2).ravel())
print("A.T read row by row:            ", A.T.ravel())
x = rng.normal(size=(4, 6))
for shape in [(24,), (2, 12), (6, 4), (2, 3, 4), (-1, 8)]:
    assert np.array_equal(x.reshape(shape).ravel(), x.ravel())
assert not np.array_equal(x.T.ravel(), x.ravel())
assert all(x.T[j, i] == x[i, j] for i, j in np.ndindex(*x.shape))
assert np.shares_memory(x, x.T) and np.shares_memory(x, x.reshape(6, 4))

# %% [markdown] lang="en"
# A length of $-1$ in `reshape` means: whatever makes the count come out. Neither operation copies anything here; transposing only
# swaps the strides, and both results are views.
#
# This is why reshaping (60000, 28, 28) to (60000, 784) was safe: the sample axis stays in front, and each picture is read out row by row. And it is
# why reshaping from channels first to channels last, in section 2.6, was not.

# %% [markdown] lang="zh-TW" of="dd7f48e5"
# `reshape` 中的長度 $-1$ 表示：由總數決定，剛好是多少就是多少。這裡兩種運算都沒有複製任何東西；轉置只是交換步幅，兩者的結果都是檢視。
#
# 所以把 (60000, 28, 28) 重塑成 (60000, 784) 是安全的：樣本軸留在最前面，每張圖片一列一列讀出來。也正因為如此，2.6 節用重塑把通道從前面換到後面就錯了。

# %% [markdown] lang="en"
# ## 2.14 Tensor operations as geometry
#
# A vector of two numbers is a point in the plane, or an arrow to it. A matrix of shape (n, 2) is a set of $n$ points: a figure. What do
# tensor operations do to a figure?
#
# - **Adding** one vector $t$ to all points *translates* the figure. (That is broadcasting at work.)
# - **Multiplying by a matrix** $A$ of shape (2, 2), $P \to PA$, is a *linear map*. It can rotate, scale, shear or mirror; the origin stays
#   where it is.
# - **Both**, $P \to PA + t$, is an *affine map*, which is what a dense layer does before its activation.
#
# With points as rows, rotation by the angle $\theta$ counterclockwise, scaling, and shearing are
#
# $$ A_{\text{rotate}} = \begin{pmatrix} \cos\theta & \sin\theta \\ -\sin\theta & \cos\theta \end{pmatrix}, \quad
# A_{\text{scale}} = \begin{pmatrix} s_x & 0 \\ 0 & s_y \end{pmatrix}, \quad
# A_{\text{shear}} = \begin{pmatrix} 1 & 0 \\ k & 1 \end{pmatrix}. $$
#
# To read such a matrix, look at its rows: the first is where the point $(1, 0)$ goes, the second where $(0, 1)$ goes.

# %% [markdown] lang="zh-TW" of="8af81d97"
# ## 2.14 張量運算的幾何意義
#
# 兩個數字的向量是平面上的一個點，或是指向它的箭頭。形狀 (n, 2) 的矩陣是 $n$ 個點，也就是一個圖形。張量運算會對圖形做什麼？
#
# - 所有的點都**加上**同一個向量 $t$，圖形就**平移**（translation）。（這正是廣播。）
# - **乘上**形狀 (2, 2) 的**矩陣** $A$，$P \to PA$，是**線性變換**（linear map）：可以旋轉、縮放、剪切（shear）或鏡射，原點不動。
# - **兩者都做**，$P \to PA + t$，是**仿射變換**（affine map）。密集層在套用激活函數（activation function）之前，做的就是這件事。
#
# 一列代表一個點時，逆時針旋轉角度 $\theta$、縮放、剪切分別是
#
# $$ A_{\text{rotate}} = \begin{pmatrix} \cos\theta & \sin\theta \\ -\sin\theta & \cos\theta \end{pmatrix}, \quad
# A_{\text{scale}} = \begin{pmatrix} s_x & 0 \\ 0 & s_y \end{pmatrix}, \quad
# A_{\text{shear}} = \begin{pmatrix} 1 & 0 \\ k & 1 \end{pmatrix}. $$
#
# 讀這種矩陣的訣竅是看它的列：第一列是點 $(1, 0)$ 的去處，第二列是 $(0, 1)$ 的去處。

# %% rows="T12"
corners = "0 0 0 5 3 5 3 4 1 4 1 3 2.5 3 2.5 2 1 2 1 0"  # the outline of an F
letter = np.array(corners.split(), float).reshape(-1, 2) / 2
theta = np.radians(40)
rotation = np.array([[np.cos(theta), np.sin(theta)], [-np.sin(theta), np.cos(theta)]])
scaling, shear = np.diag([1.6, 0.6]), np.array([[1.0, 0.0], [0.7, 1.0]])
shift = np.array([1.0, -1.5])
maps = {
    "original": (np.eye(2), 0),
    "translation: P + t": (np.eye(2), shift),
    "rotation by 40°": (rotation, 0),
    "scaling by 1.6 and 0.6": (scaling, 0),
    "shear": (shear, 0),
    "affine: P A + t": (shear @ rotation, shift),
}
moved = {name: letter @ A + t for name, (A, t) in maps.items()}

figure, axes = plt.subplots(2, 3, figsize=(9, 6), sharex=True, sharey=True)
for ax, (name, points) in zip(axes.flat, moved.items(), strict=True):
    ax.fill(*letter.T, color="#DDDDDD")
    ax.fill(*points.T, facecolor=COLORS[5], edgecolor=COLORS[0], alpha=0.75)
    ax.plot(0, 0, "k+", markersize=10)
    ax.set(title=name, aspect="equal", xlim=(-2.5, 4.2), ylim=(-2, 3.2))
show(
    figure,
    alt="Six panels with the outline of a letter F: original, translated, rotated, "
    "scaled, sheared, and under an affine map; the original stays in grey behind. "
    "Only the panels with a translation move the corner at the origin.",
)

# %% [markdown] lang="en"
# What each map keeps can be tested. The area of a polygon follows from its corners (the shoelace formula), and a linear map multiplies
# every area by the absolute value of the *determinant* of its matrix, $\det A = a_{11}a_{22} - a_{12}a_{21}$. So rotation and shear keep the area, and
# the scaling above multiplies it by $1.6 \cdot 0.6 = 0.96$. Rotation and translation also keep all distances. And *every*
# affine map keeps midpoints in the middle, hence straight lines straight. Remember that last sentence for the next section.

# %% [markdown] lang="zh-TW" of="072c8bf0"
# 每種變換保留了什麼，是可以檢驗的。多邊形的面積可以由頂點算出（鞋帶公式），而線性變換會把所有面積乘上矩陣**行列式**（determinant）$\det A = a_{11}a_{22} - a_{12}a_{21}$ 的絕對值。所以旋轉和剪切保持面積，上面的縮放則把面積乘上 $1.6 \cdot 0.6 = 0.96$。旋轉和平移還會保持所有的距離。而**任何**仿射變換都讓中點仍是中點，因此直線仍是直線。請記住最後這句話，下一節會用到。


# %% rows="T12"
def area(points):
    x, y = points.T
    return abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2


def distances(points):
    return np.linalg.norm(points[:, None] - points[None], axis=-1)


for name, (A, t) in maps.items():
    P = moved[name]
    rigid = np.allclose(distances(P), distances(letter))
    print(f"{name:24} area x {area(P) / area(letter):.2f}  distances kept: {rigid}")
    assert np.isclose(area(P), abs(np.linalg.det(A)) * area(letter))
    assert rigid == (name in ("original", "translation: P + t", "rotation by 40°"))
    middle = (letter[0] + letter[1]) / 2
    assert np.allclose(middle @ A + t, (P[0] + P[1]) / 2)
assert np.allclose([1, 0] @ rotation, [0.766, 0.643], atol=1e-3), "counterclockwise"
assert np.allclose([0, 1] @ shear, [0.7, 1])
assert np.allclose([2, 2] @ scaling, [3.2, 1.2])

# %% [markdown] lang="en"
# ## 2.15 Why a network needs something that is not linear
#
# Put two affine layers behind each other, without an activation, and multiply out:
#
# $$ (x W_1 + b_1) W_2 + b_2 = x \underbrace{(W_1 W_2)}_{W} + \underbrace{(b_1 W_2 + b_2)}_{b}. $$
#
# That is a *single* affine layer with weights $W$ and bias $b$. However many you stack, the result is one affine map: a hundred layers could do no
# more than one.
#
# With relu in between this is no longer true. A proof needs only one counterexample: an affine map sends the midpoint of two points to the
# midpoint of their images; a function that does not cannot be affine.

# %% [markdown] lang="zh-TW" of="369ce5cb"
# ## 2.15 神經網路為什麼需要非線性
#
# 把兩個仿射層接在一起，中間不放激活函數，然後乘開：
#
# $$ (x W_1 + b_1) W_2 + b_2 = x \underbrace{(W_1 W_2)}_{W} + \underbrace{(b_1 W_2 + b_2)}_{b}. $$
#
# 這就是**一個**仿射層，權重是 $W$、偏差是 $b$。不管疊多少層，結果都是一個仿射變換：一百層能做的事，不會比一層多。
#
# 中間放進 relu，就不是這樣了。證明只需要一個反例：仿射變換會把兩點的中點送到兩個像的中點；做不到這件事的函數，就不可能是仿射變換。

# %% rows="T12"
rng = np.random.default_rng(3)
V1, c1 = rng.normal(size=(1, 6)), rng.normal(size=6)
V2, c2 = rng.normal(size=(6, 1)), rng.normal(size=1)


def without(x):
    return (x @ V1 + c1) @ V2 + c2


def with_relu(x):
    return np.maximum(x @ V1 + c1, 0) @ V2 + c2


x = np.linspace(-3, 3, 301)[:, None]
one_layer = x @ (V1 @ V2) + (c1 @ V2 + c2)
p, q = np.array([[-3.0]]), np.array([[3.0]])
bend = {
    function.__name__: (function((p + q) / 2) - (function(p) + function(q)) / 2).item()
    for function in (without, with_relu)
}
for name, value in bend.items():
    print(f"{name:>9}: f(middle) is off the midpoint by {abs(value):.3f}")
assert np.allclose(without(x), one_layer)
assert abs(bend["without"]) < 1e-12 and abs(bend["with_relu"]) > 0.1

# %% rows="T12"
stacked = {
    "two layers, no activation": without(x)[:, 0],
    "the one layer x W + b": one_layer[:, 0],
    "two layers with relu": with_relu(x)[:, 0],
}
figure = plotting.plot_curves(
    stacked,
    x=dict.fromkeys(stacked, x[:, 0]),
    xlabel="input x",
    ylabel="output",
    title="Two layers, without and with relu",
)
show(
    figure,
    alt="Output against input. The two layers without activation and the single layer "
    "give the same straight line; the layers with relu give a line with several bends.",
)

# %% [markdown] lang="en"
# Without activation the value at the middle is the midpoint, to rounding; with relu it is off, so that function cannot be affine. Each of the six hidden units with relu switches on or off at one input, and there the curve may bend (five of the six places lie inside the picture). With enough units the bends can follow any
# continuous curve as closely as you like (chapter 1 states the theorem). Without relu there is nothing that could bend.

# %% [markdown] lang="zh-TW" of="9b18e5a3"
# 沒有激活函數時，中點的值就是兩端的中點（只差捨入誤差）；加上 relu 就不是了，所以那個函數不可能是仿射的。六個使用 relu 的隱藏節點（hidden unit），各自在某個輸入值開啟或關閉，曲線就可能在那裡轉折（六個位置中有五個落在圖裡）。節點夠多時，這些轉折可以任意逼近任何連續曲線（定理見第 1 章）。沒有 relu，就沒有任何地方可以轉折。

# %% [markdown] lang="en"
# ## 2.16 Deep learning as uncrumpling
#
# Here is a picture of what a deep network does. Take two sheets of paper, one blue and one orange, lay one on the other, and crumple both into one
# ball. The sheets are two classes. Each *is* still a smooth sheet, and they touch nowhere, but no flat knife can separate blue from orange.
# Learning to classify means to uncrumple: to find simple movements, one after the other, that make the ball flat again. Each layer is one such movement
# (Chollet, 2021, section 2.3, uses the same picture).
#
# The slide shows it as a drawing; here it is done. A fold is made by a simple movement: every point is pushed along one axis by an
# amount that depends on another, for example
#
# $$ z \leftarrow z + 0.55 \sin(2.5\, x + \varphi) $$
#
# with a random $\varphi$. Such a push can be undone exactly, by subtracting the same amount. So five pushes make a ball in which, as we know for sure, the sheets are still
# separate.

# %% [markdown] lang="zh-TW" of="d8a7baae"
# ## 2.16 深度學習就是把紙團攤平
#
# 深度神經網路在做什麼，可以這樣想像：拿一張藍紙和一張橘紙疊在一起，揉成一團。兩張紙就是兩個類別。每一張**仍然**是一張平滑的紙，彼此完全沒有碰到，但沒有一把平直的刀能把藍和橘分開。學習分類就是攤平紙團：找出一連串簡單的動作，讓紙團恢復平坦。每一層就是一個這樣的動作（Chollet, 2021, 2.3 節用的也是這個比喻）。
#
# 投影片用圖畫說明，我們則實際做一次。要做出一道摺痕，動作很簡單：把每個點沿著一個軸推移，推多少取決於另一個軸，例如
#
# $$ z \leftarrow z + 0.55 \sin(2.5\, x + \varphi) $$
#
# 其中 $\varphi$ 是隨機的。這種推移可以完全復原，只要減掉同樣的量就好。所以推五次揉成的紙團裡，可以確定兩張紙仍然是分開的。

# %% rows="T12"
from scipy.spatial import cKDTree

fold_rng = np.random.default_rng(0)
phases = fold_rng.uniform(0, 2 * np.pi, 5)
folds = list(zip([2, 0, 1, 2, 0], [0, 2, 2, 1, 2], phases, strict=True))


def flat_sheets(n, rng):
    """Points (n, 3) on two parallel sheets, and their class."""
    side = rng.integers(0, 2, n)
    return np.column_stack([rng.uniform(-1, 1, (n, 2)), 0.3 * side - 0.15]), side


def crumple(points, folds, sign=1):
    points = points.copy()
    for axis, other, phase in folds:
        points[:, axis] += sign * 0.55 * np.sin(2.5 * points[:, other] + phase)
    return points


rng = np.random.default_rng(0)
flat, side = flat_sheets(6000, rng)
flat_test, side_test = flat_sheets(2000, rng)
ball, ball_test = crumple(flat, folds), crumple(flat_test, folds)
assert np.allclose(crumple(ball, folds[::-1], sign=-1), flat), "it can be undone"
nearest = cKDTree(ball[side == 0]).query(ball[side == 1])[0].min()
assert nearest > 0.05, "the sheets touch nowhere"

# %% rows="T12"
show(
    drawings.draw_sheets({"before": flat, "crumpled": ball}, side),
    alt="Above, two three-dimensional scatter plots: a blue and an orange flat sheet "
    "one over the other, and the same sheets folded into each other. Below, a thin "
    "slice through each: two parallel lines, and two bands that follow each other's "
    "bends.",
)

# %% [markdown] lang="en"
# The network has three hidden layers of eight units and one of three, with tanh as activation (a smooth curve from $-1$ to 1), and one sigmoid
# output. It sees 6,000 points; the other 2,000 are kept for testing.
#
# Then we ask after each layer: **how well does a flat knife separate the classes here?** The knife is a linear classifier (logistic regression), trained
# on that layer's outputs; we measure its accuracy on the test points. A cut through 8-dimensional space cannot be drawn; what can be drawn is the view
# *along* the cut: horizontally the distance of each point from the cutting plane, vertically the direction in the plane in which the points spread most.

# %% [markdown] lang="zh-TW" of="38f2baf2"
# 這個網路有三個八節點的隱藏層和一個三節點的隱藏層，激活函數是 tanh（從 $-1$ 到 1 的平滑曲線），輸出是一個 sigmoid 節點。它看 6,000 個點，另外 2,000 個留作測試。
#
# 然後我們在每一層之後問：**在這裡，一把平直的刀把兩類分得多好**？這把刀是用該層的輸出訓練的線性分類器（邏輯迴歸，logistic regression），再測量它在測試點上的準確率。8 維空間裡的切面畫不出來，但可以畫**順著**切面看過去的樣子：橫軸是每個點到切面的距離，縱軸是切面內各點散布最廣的方向。

# %%
keras.utils.set_random_seed(0)
uncrumple = keras.Sequential(
    [
        keras.Input((3,)),
        *[keras.layers.Dense(units, activation="tanh") for units in (8, 8, 8, 3)],
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
uncrumple.compile(
    keras.optimizers.Adam(0.01),
    "binary_crossentropy",
    jit_compile=True,
    steps_per_execution=47,
)
_ = uncrumple.fit(ball, side, batch_size=128, epochs=40, verbose=0)

# %% rows="T12" tags=["nbval-ignore-output"]
from sklearn.linear_model import LogisticRegression

outputs, outputs_test = [ball], [ball_test]
for layer in uncrumple.layers[:-1]:
    outputs.append(layer(outputs[-1]).numpy())
    outputs_test.append(layer(outputs_test[-1]).numpy())

knives = [LogisticRegression(C=10, max_iter=5000).fit(H, side) for H in outputs]
separable = np.array(
    [knife.score(H, side_test) for knife, H in zip(knives, outputs_test, strict=True)]
)
assert separable[0] < 0.7 and separable[-1] > 0.98
print("right by a flat cut, input to layer 4:", separable.round(2))
assert separable[0] < separable[1] < separable[2] + 0.01 < separable[3] + 0.02

# %% rows="T12"
show(
    drawings.draw_cuts(knives, outputs_test, side_test, separable),
    alt="Five scatter plots, input to layer 4, each with a dashed vertical line, the "
    "flat cut. In the input blue and orange overlap; from layer to layer they move "
    "apart, and after the last layers they lie on opposite sides of the line.",
)

# %% [markdown] lang="en"
# In the ball the flat cut that logistic regression finds is right for {{ separable[0] | .2f | 0.02 }} of the test points, little better than guessing. After the four layers it is
# right for {{ separable[1] | .2f | 0.08 }}, {{ separable[2] | .2f | 0.12 }}, {{ separable[3] | .2f | 0.03 }} and {{ separable[4] | .2f | 0.03 }}. No layer was asked to make its output easy to
# cut, only the last one; the gradient passed the demand backwards.
#
# What the picture does not say: a layer need not be reversible (relu throws information away, and so does going from eight units to three), and real
# classes are not always two clean sheets. Why depth helps is more than this image.

# %% [markdown] lang="zh-TW" of="14d74030"
# 在紙團裡，邏輯迴歸找到的平直切面對測試點的準確率是 {{ separable[0] | .2f | 0.02 }}，比亂猜好不了多少。經過四層之後，依序是 {{ separable[1] | .2f | 0.08 }}、{{ separable[2] | .2f | 0.12 }}、{{ separable[3] | .2f | 0.03 }} 和 {{ separable[4] | .2f | 0.03 }}。沒有人要求每一層的輸出都要容易切開，被要求的只有最後一層；是梯度把這個要求往回傳給前面各層。
#
# 這個比喻沒說到的是：一層不一定可逆（relu 會丟掉資訊，從八個節點變成三個也會），真實的類別也不總是兩張乾淨的紙。深度為什麼有用，不是這一個比喻就說得完的。

# %% [markdown] lang="en"
# ## 2.17 The derivative: a line that fits for a short way
#
# How does a network find its weights? It changes them a little, in the direction that makes the loss smaller. "Direction" and "a little" need the
# derivative.
#
# Look at a smooth function near a point $x$. Step aside by a small $\varepsilon$. The value changes almost in proportion:
#
# $$ f(x + \varepsilon) \approx f(x) + a \, \varepsilon . $$
#
# The number $a$ for which this fits best is the **derivative** $f'(x)$, the slope. If $a > 0$, a small step to the right makes $f$ larger, so
# to make $f$ smaller, go left: against the sign of the derivative.
#
# How good is "almost"? The part that is left out is about $\tfrac12 f''(x)\,\varepsilon^2$ (the next term of Taylor's formula). A tenth of the step, a hundredth of the error: on a plot with
# two logarithmic axes that is a line of slope 2. We also compute the slope from two values, $(f(x+\varepsilon) - f(x))/\varepsilon$, and its error. We test it with $f = \sin$ at $x = 1$, where $a = \cos 1$.

# %% [markdown] lang="zh-TW" of="90d852ee"
# ## 2.17 導數：在短距離內貼合的直線
#
# 神經網路怎麼找到它的權重？它朝著讓損失變小的方向，把權重改變一點點。「方向」和「一點點」都要靠導數。
#
# 看一個平滑函數在點 $x$ 附近的樣子。往旁邊走一小步 $\varepsilon$，函數值的變化幾乎和步長成正比：
#
# $$ f(x + \varepsilon) \approx f(x) + a \, \varepsilon . $$
#
# 讓這條直線最貼合的數 $a$，就是**導數**（derivative）$f'(x)$，也就是斜率。如果 $a > 0$，往右一小步會讓 $f$ 變大；所以要讓 $f$ 變小，就往左走：與導數的正負號相反。
#
# 「幾乎」有多準？省略的部分大約是 $\tfrac12 f''(x)\,\varepsilon^2$（泰勒公式的下一項）。步長變成十分之一，誤差就變成百分之一：在兩軸都取對數的圖上，這是一條斜率 2 的直線。我們另外也用兩個函數值計算斜率 $(f(x+\varepsilon) - f(x))/\varepsilon$，並看它的誤差。檢驗用的是 $f = \sin$、$x = 1$，這時 $a = \cos 1$。

# %% rows="T13"
steps = 10.0 ** -np.arange(1, 13.1, 0.25)
a = np.cos(1.0)
change = np.sin(1.0 + steps) - np.sin(1.0)
line_error = np.abs(change - a * steps)
slope_error = np.abs(change / steps - a)

reliable = steps >= 1e-6
slope = np.polyfit(np.log10(steps[reliable]), np.log10(line_error[reliable]), 1)[0]
floor = line_error[steps < 1e-9].max()
best_step = steps[slope_error.argmin()]
print(f"slope of the error for steps of 1e-6 and more: {slope:.2f}")
assert abs(slope - 2) < 0.02
assert floor < 2.3e-16 and np.median(line_error[steps < 1e-9]) > 1e-18
assert 1e-10 < best_step < 1e-6

# %% rows="T13"
errors = {
    "error of the line": np.maximum(line_error, 1e-19),
    "half f'' times step squared": np.sin(1.0) / 2 * steps**2,
    "error of the slope (f(x+ε) - f(x)) / ε": slope_error,
}
figure = plotting.plot_curves(
    errors,
    x=dict.fromkeys(errors, steps),
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

# %% [markdown] lang="en"
# The error follows $\tfrac12 |f''| \varepsilon^2$ with slope 2 until about $\varepsilon = 10^{-8}$. Below that the theory still holds and the computer does not: `float64` keeps
# about 16 digits, so a value near 1 is uncertain by about $10^{-16}$, whatever the step. The third curve shows the price: a slope computed from two
# nearby values divides this noise by $\varepsilon$. Steps that are too small make it *worse*; the best is near $10^{-8}$. Keep this figure in mind
# when chapter 3 checks gradients by finite differences.

# %% [markdown] lang="zh-TW" of="7311aee5"
# 誤差沿著 $\tfrac12 |f''| \varepsilon^2$ 以斜率 2 下降，直到大約 $\varepsilon = 10^{-8}$。再往下，理論仍然成立，電腦卻跟不上了：`float64` 大約有 16 位數字，所以接近 1 的數值，不管步長多大，都有大約 $10^{-16}$ 的不確定。第三條曲線顯示代價：用兩個相近的函數值算斜率時，這個雜訊會被除以 $\varepsilon$。步長太小反而**更糟**，最好的大約是 $10^{-8}$。第 3 章用有限差分檢查梯度時，請想起這張圖。

# %% [markdown] lang="en"
# ## 2.18 The gradient: the derivative of a tensor operation
#
# The loss depends not on one number but on a whole tensor of weights. Keep the samples $x$ and labels $y$ fixed, and the loss is a function of $W$ alone:
#
# $$ f(W) = \text{loss}(\text{dot}(x, W), y). $$
#
# Its **gradient** $\nabla f(W)$ is a tensor of the *same shape* as $W$. Its entry $ij$ says how fast $f$ grows when only $W_{ij}$ grows. The approximation
# of the last section becomes
#
# $$ f(W + D) \approx f(W) + \sum_{ij} \nabla f(W)_{ij} \, D_{ij} $$
#
# for a small change $D$. Which $D$ of a given length lowers $f$ the most? The sum is a dot product, (length of one) · (length of the other) · cosine of the angle between them,
# and it is most negative when the angle is 180°: when $D$ points exactly against the gradient. Hence the rule that the whole of deep learning rests on:
#
# $$ W_1 = W_0 - \text{step} \cdot \nabla f(W_0). $$
#
# Here $W_0$ is the weights before the step and $W_1$ after it; the slide's *step* is the learning rate, `lr`, of chapter 1. We check all of this on one batch of MNIST, with a single layer of 784 × 10 weights and no bias;
# `tf.nn.softmax_cross_entropy_with_logits` is softmax followed by the loss of section 2.2. TensorFlow computes the gradient; how it does so is the
# subject of section 2.21 and chapter 3.

# %% [markdown] lang="zh-TW" of="5ad7afe2"
# ## 2.18 梯度：張量運算的導數
#
# 損失不是只取決於一個數，而是取決於整個權重張量。把樣本 $x$ 和標籤 $y$ 固定，損失就只是 $W$ 的函數：
#
# $$ f(W) = \text{loss}(\text{dot}(x, W), y). $$
#
# 它的**梯度**（gradient）$\nabla f(W)$ 是與 $W$ **形狀相同**的張量，第 $ij$ 個元素表示只有 $W_{ij}$ 增加時，$f$ 增加得多快。上一節的近似就變成
#
# $$ f(W + D) \approx f(W) + \sum_{ij} \nabla f(W)_{ij} \, D_{ij} $$
#
# 其中 $D$ 是很小的變化。在長度固定的所有 $D$ 之中，哪一個讓 $f$ 降得最多？這個總和是點積，等於（一個的長度）·（另一個的長度）· 兩者夾角的餘弦，夾角 180° 時負得最多，也就是 $D$ 正好指向梯度的反方向時。於是得到整個深度學習所依靠的規則：
#
# $$ W_1 = W_0 - \text{step} \cdot \nabla f(W_0). $$
#
# 其中 $W_0$ 是這一步之前的權重，$W_1$ 是之後的；投影片的「step」就是第 1 章的學習率（learning rate）`lr`。我們在 MNIST 的一個批次上檢驗這一切，只用一層 784 × 10 的權重，沒有偏差；`tf.nn.softmax_cross_entropy_with_logits` 就是 softmax 再接上 2.2 節的損失。梯度由 TensorFlow 計算；它怎麼算的，是 2.21 節和第 3 章的主題。

# %% rows="T13"
x_batch = tf.constant(X_tr[:128], tf.float64)
y_batch = tf.constant(Y_tr[:128], tf.float64)


def f(W):
    z = tf.matmul(x_batch, W)
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=y_batch, logits=z)
    return tf.reduce_mean(loss)


rng = np.random.default_rng(0)
W0 = tf.Variable(rng.normal(0, 0.05, (784, 10)))
with tf.GradientTape() as tape:
    f0 = f(W0)
G = tape.gradient(f0, W0).numpy()
f0 = f0.numpy()
print("shape of W0:", W0.shape, " shape of the gradient:", G.shape)

D = rng.normal(size=G.shape)
e = 1e-6
numeric = (f(W0 + e * D) - f(W0 - e * D)).numpy() / (2 * e)
print(f"change of f along D, per unit: predicted {np.sum(G * D):.4f}")
print(f"                               measured  {numeric:.4f}")
assert np.isclose(numeric, np.sum(G * D), rtol=1e-6)

# %% rows="T13"
length = np.linalg.norm(G)
drop = f0 - f(W0 - 0.01 * G).numpy()
random_drops = []
for _ in range(200):
    D = rng.normal(size=G.shape)
    D *= length / np.linalg.norm(D)
    random_drops.append(f0 - f(W0 + 0.01 * D).numpy())
print(f"f falls by {drop:.4f} along the gradient,")
print(f"by at most {max(random_drops):.4f} along 200 random directions")
assert drop > 0 and drop > max(random_drops)

step_sizes = np.logspace(-3, 1.5, 60)
along = np.array([f(W0 - s * G).numpy() for s in step_sizes])
predicted = f0 - step_sizes * length**2
assert along[0] < f0, "a small step lowers the loss"
assert along[-1] > f0, "a large one raises it"
assert abs(along[0] - predicted[0]) < 0.01 * (f0 - predicted[0])

# %% rows="T13"
shown = predicted > 0
figure = plotting.plot_curves(
    {
        "f(W0 - step · gradient)": along,
        "linear approximation": predicted[shown],
        "f(W0)": np.full_like(along, f0),
    },
    x={
        "f(W0 - step · gradient)": step_sizes,
        "linear approximation": step_sizes[shown],
        "f(W0)": step_sizes,
    },
    xlabel="step",
    ylabel="loss of the batch (nats)",
    logx=True,
    title="One step against the gradient",
)
figure.axes[0].set_ylim(0, 6)
show(
    figure,
    alt="Loss after one step against the gradient, for steps from 0.001 to 30. It "
    "starts at f(W0), falls along the linear approximation, reaches a minimum, then "
    "rises far above f(W0) for large steps.",
)

# %% [markdown] lang="en"
# With a small step the loss falls just as the gradient predicts, and more than in any of 200 random directions of equal length. (Among 7,840 dimensions random directions are nearly at right angles to the gradient, so they are weak opponents; the proof is the angle of 180° above.) The longer the step, the
# worse the prediction: the gradient knows only the slope at $W_0$. The best single step here was {{ step_sizes[along.argmin()] | .2f | x1.5 }}; beyond it the
# loss rises again, and far beyond it is higher than before.
#
# The slide calls the gradient at $W_0$ a *curvature*. It is the slope. Curvature is how the slope changes, the second derivative. The function
# $f(w) = 3w$ shows the difference: slope 3 everywhere, curvature 0.

# %% [markdown] lang="zh-TW" of="8f690205"
# 步長很小時，損失正如梯度所預測的下降，而且比 200 個等長的隨機方向都降得多。（在 7,840 維的空間裡，隨機方向幾乎都和梯度垂直，所以是很弱的對手；真正的證明是上面夾角 180° 的論證。）步長越長，預測越不準：梯度只知道 $W_0$ 處的斜率。這裡最好的單一步長是 {{ step_sizes[along.argmin()] | .2f | x1.5 }}；超過它，損失又會上升，超過太多就比原來還高。
#
# 投影片把 $W_0$ 處的梯度說成**曲率**。梯度其實是斜率；曲率是斜率如何變化，也就是二階導數。函數 $f(w) = 3w$ 可以看出差別：斜率處處是 3，曲率是 0。

# %% [markdown] lang="en"
# ## 2.19 Stochastic gradient descent
#
# To use the rule $W_1 = W_0 - \text{step} \cdot \nabla f(W_0)$ again and again is called **gradient descent**; the step is the **learning rate**, `lr`. What
# remains to be settled is over how many samples the loss is averaged before each update.
#
# | name | samples per update | updates per epoch, MNIST |
# |---|---|---|
# | **stochastic** gradient descent (SGD) in the strict sense | 1, drawn at random | 60,000 |
# | **mini-batch** stochastic gradient descent | a few, here 128 | 469 |
# | **full-batch** gradient descent | all | 1 |
#
# The slide writes that in *mini-batch* each iteration takes a single sample. That is the first row, not the second, and contradicts the slide's own network, which
# takes 128 and makes 469 updates. (In everyday speech "SGD" usually means the second row, as in `keras.optimizers.SGD`.) The idea of following noisy
# estimates goes back to Robbins and Monro (1951).

# %% [markdown] lang="zh-TW" of="5db07340"
# ## 2.19 隨機梯度下降
#
# 反覆使用 $W_1 = W_0 - \text{step} \cdot \nabla f(W_0)$ 這條規則，稱為**梯度下降**（gradient descent）；步長就是**學習率**（learning rate，`lr`）。還要決定的是：每次更新之前，損失要對多少個樣本取平均。
#
# | 名稱 | 每次更新的樣本數 | MNIST 每個週期的更新次數 |
# |---|---|---|
# | 嚴格意義的**隨機**梯度下降（stochastic gradient descent, SGD） | 1，隨機抽取 | 60,000 |
# | **小批次**（mini-batch）隨機梯度下降 | 若干個，這裡是 128 | 469 |
# | **全批次**（full-batch）梯度下降 | 全部 | 1 |
#
# 投影片寫道，**小批次**每次迭代（iteration）只取一個樣本。那是第一列，不是第二列，也和投影片自己的網路矛盾：它每次取 128 個，更新 469 次。（平常說的「SGD」多半是指第二列，例如 `keras.optimizers.SGD`。）跟著有雜訊的估計走，這個想法可追溯到 Robbins and Monro (1951)。

# %% [markdown] lang="en"
# Why is it allowed to look at only a few samples? The loss is an average over samples, so its gradient is an average of one gradient per sample; a random
# batch gives an estimate of it that is right on average (*unbiased*). As for any average of $B$ independent draws, its scatter shrinks like $1/\sqrt B$. We measure both
# for a layer of 784 × 10 weights. (Its gradient is $x^\top (p - y)/B$, where $p$ are the probabilities; chapter 3 derives it, here the tape confirms it.)

# %% [markdown] lang="zh-TW" of="18ccdf93"
# 為什麼可以只看少數樣本？損失是對樣本取平均，所以它的梯度也是各個樣本的梯度的平均；隨機抽取的批次給出它的一個估計，平均起來是對的（**不偏**，unbiased）。就像任何 $B$ 個獨立抽樣的平均一樣，它的散布以 $1/\sqrt B$ 縮小。我們用一層 784 × 10 的權重來測量這兩件事。（它的梯度是 $x^\top (p - y)/B$，其中 $p$ 是機率；第 3 章會推導，這裡先用 `GradientTape` 確認。）


# %% rows="T14"
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def gradient_of(W, X, Y):
    return X.T @ (softmax(X @ W) - Y) / len(X)


check_erratum(
    "T14",
    "samples in one mini-batch of the first network",
    len(next(batches(X_tr))[0]),
    slide="1",
    right="128",
)
W = W0.numpy()
assert np.allclose(gradient_of(W, X_tr[:128], Y_tr[:128]), G, atol=1e-6)

X_few, Y_few = X_tr[:4096], Y_tr[:4096]
whole = gradient_of(W, X_few, Y_few)
parts = [gradient_of(W, X, Y) for X, Y in batches(X_few, Y_few)]
assert np.allclose(np.mean(parts, axis=0), whole), "the mean over all batches"

# %% rows="T14"
batch_sizes = 2 ** np.arange(0, 10)
scatter = []
for size in batch_sizes:
    picks = rng.integers(0, len(X_few), (60, size))
    off = [np.sum((gradient_of(W, X_few[k], Y_few[k]) - whole) ** 2) for k in picks]
    scatter.append(np.sqrt(np.mean(off)) / np.linalg.norm(whole))
slope = np.polyfit(np.log(batch_sizes), np.log(scatter), 1)[0]
assert abs(slope + 0.5) < 0.05

lines = {"measured": scatter, "falls like 1 / sqrt(B)": scatter[0] / batch_sizes**0.5}
figure = plotting.plot_curves(
    lines,
    x=dict.fromkeys(lines, batch_sizes),
    xlabel="batch size B",
    ylabel="error of the gradient / its length",
    title="How noisy is the gradient of a batch?",
    logx=True,
    logy=True,
)
show(
    figure,
    alt="Relative error of a batch's gradient against batch size, on logarithmic axes. "
    "The measured points lie on the line 1 over the square root of B.",
)

# %% [markdown] lang="en"
# The exponent is {{ slope | .2f | 0.04 }}. Four times the samples, four times the work, but only half the noise. That is why small batches pay. Section 1.7 showed the three variants in training; chapter 7 measures their time.

# %% [markdown] lang="zh-TW" of="81fdc5b6"
# 測得的指數是 {{ slope | .2f | 0.04 }}。樣本變成四倍，計算量也是四倍，雜訊卻只減半。這就是小批次划算的原因。1.7 節看過三種做法的訓練過程；第 7 章會測量它們的時間。

# %% [markdown] lang="en"
# ## 2.20 Step size, local minima and momentum
#
# Gradient descent with a single weight can be watched. The loss
#
# $$ f(w) = \tfrac14 w^4 - w^2 + 0.3\,w, \qquad f'(w) = w^3 - 2w + 0.3, $$
#
# has two valleys: the **global minimum**, the lowest point of all, at $w \approx -1.48$, and a **local minimum**, lower than everything nearby, at $w \approx 1.33$. All
# runs start at $w = 2.2$, in the local minimum's valley. The learning rate is first tiny, then reasonable, then too large.
#
# The fourth run adds **momentum** (Polyak, 1964). Think of a ball rolling down: it keeps part of its speed $v$, and the slope only changes the speed:
#
# $$ v \leftarrow m\,v - \text{lr} \cdot f'(w), \qquad w \leftarrow w + v . $$
#
# With $m = 0$ this is plain gradient descent.

# %% [markdown] lang="zh-TW" of="c710acc7"
# ## 2.20 步長、區域極小與動量
#
# 只有一個權重時，梯度下降的過程看得見。下面這個損失
#
# $$ f(w) = \tfrac14 w^4 - w^2 + 0.3\,w, \qquad f'(w) = w^3 - 2w + 0.3, $$
#
# 有兩個山谷：**全域極小**（global minimum）是所有點中最低的，在 $w \approx -1.48$；**區域極小**（local minimum）只比附近的點低，在 $w \approx 1.33$。每次都從 $w = 2.2$ 出發，那裡屬於區域極小的山谷。學習率先是極小，再來適中，最後太大。
#
# 第四次加上**動量**（momentum; Polyak, 1964）。想像一顆滾下坡的球：它保留一部分速度 $v$，坡度只是改變速度：
#
# $$ v \leftarrow m\,v - \text{lr} \cdot f'(w), \qquad w \leftarrow w + v . $$
#
# $m = 0$ 就是單純的梯度下降。


# %% rows="T14"
def loss_1d(w):
    return w**4 / 4 - w**2 + 0.3 * w


def slope_1d(w):
    return w**3 - 2 * w + 0.3


def descend(w, lr, m=0.0, num_steps=200):
    """All weights visited, the start included."""
    path, v = [w], 0.0
    for _ in range(num_steps):
        v = m * v - lr * slope_1d(w)
        w = w + v
        path.append(w)
    return np.array(path)


best, _, stuck = np.sort(np.roots([1, 0, -2, 0.3]).real)
print(f"global minimum at {best:.3f}, local minimum at {stuck:.3f}")
assert loss_1d(best) < loss_1d(stuck)
w, h = np.array([-2.0, 0.5, 1.7]), 1e-6
assert np.allclose(slope_1d(w), (loss_1d(w + h) - loss_1d(w - h)) / (2 * h))
assert abs(slope_1d(best)) < 1e-9 and abs(slope_1d(stuck)) < 1e-9

# %% rows="T14"
runs = {
    "too small: lr 0.002": descend(2.2, 0.002),
    "reasonable: lr 0.05": descend(2.2, 0.05),
    "too large: lr 0.6": descend(2.2, 0.6),
    "momentum 0.9, lr 0.05": descend(2.2, 0.05, m=0.9),
}
figure, axes = plt.subplots(2, 2, figsize=(9, 6), sharex=True, sharey=True)
grid = np.linspace(-2.4, 2.4, 300)
for k, (ax, (name, path)) in enumerate(zip(axes.flat, runs.items(), strict=True)):
    ax.plot(grid, loss_1d(grid), color="#888888")
    ax.plot(path[:61], loss_1d(path[:61]), "o-", color=COLORS[k], ms=4, lw=0.8)
    start = {"color": "white", "mec": "black", "ms": 9, "label": "start"}
    ax.plot(path[0], loss_1d(path[0]), "o", **start)
    ax.plot(path[60], loss_1d(path[60]), "k*", ms=14, label="after 60 updates")
    ax.set_title(name)
axes[0, 0].legend(loc="upper center")
for ax in axes[1]:
    ax.set_xlabel("weight w")
for ax in axes[:, 0]:
    ax.set_ylabel("loss f(w)")
show(
    figure,
    alt="A curve with two valleys, the left one deeper, in four panels with 60 updates "
    "each from the same start at the right. Too small: has hardly moved. Reasonable: "
    "rests in the right, local minimum. Too large: jumps to and fro in the left "
    "valley. Momentum: has rolled over the hill into the deeper, left valley.",
)

# %% rows="T14"
small, good, large, ball_path = runs.values()
assert small[60] - stuck > 0.2, "after 60 updates still far away"
assert abs(descend(2.2, 0.002, num_steps=5000)[-1] - stuck) < 1e-3, "same place, later"
assert 0.6 * (3 * best**2 - 2) > 2, "each step overshoots by more than it came from"
assert abs(good[-1] - stuck) < 1e-3, "settles in the local minimum and stays"
assert np.ptp(large[-20:]) > 0.1, "never settles"
assert abs(ball_path[-1] - best) < 0.01, "reaches the global minimum"
with np.errstate(over="ignore", invalid="ignore"):
    flown = descend(2.2, 0.8, num_steps=4)
print("lr 0.8:", " ".join(f"{w:.3g}" for w in flown))
assert abs(flown[-1]) > 1000, "diverges"

# %% [markdown] lang="en"
# - **Too small** (0.002): the right direction, but after 60 updates it is still on the slope. It ends in the local minimum, too, only later.
# - **Reasonable** (0.05): settles quickly, in the *local* minimum. Nothing in the rule could get it out: there the gradient is 0.
# - **Too large** (0.6): jumps over the hill at the first step, which looks like luck, and then to and fro across the deeper valley for ever: near the bottom the slope changes by $f'' \approx 4.6$ per unit, so a step from a distance $d$ goes
#   $0.6\cdot4.6\,d = 2.8\,d$ and lands farther away, at $1.8\,d$ on the other side. (The limit is $\text{lr}\cdot f'' = 2$; question 5 below.) With 0.8 the weights explode within four steps.
# - **Momentum** (0.9, same learning rate as the second): the ball is fast enough to roll over the hill.
#
# The slide says that momentum solves the problems of slow convergence and of local minima. "Solves" is too strong. We let runs start everywhere from $-3$ to 3, with momenta from 0 to
# 0.98, and note in which valley each ends.

# %% [markdown] lang="zh-TW" of="48743a9d"
# - **太小**（0.002）：方向沒錯，但更新 60 次之後還在坡上。它最後同樣停在區域極小，只是比較晚。
# - **適中**（0.05）：很快就穩定下來，但停在**區域**極小。這條規則裡沒有任何東西能讓它離開：那裡的梯度是 0。
# - **太大**（0.6）：第一步就跳過山丘，看似幸運，之後卻永遠在較深的山谷裡來回跳動：在谷底附近，每移動一單位，斜率就改變 $f'' \approx 4.6$，所以距離谷底 $d$ 時，一步走 $0.6\cdot4.6\,d = 2.8\,d$，落在另一側 $1.8\,d$ 處，反而更遠。（界限是 $\text{lr}\cdot f'' = 2$，見下面的第 5 題。）若是 0.8，權重在四步之內就爆掉了。
# - **動量**（0.9，學習率和第二個相同）：球的速度夠快，滾過了山丘。
#
# 投影片說動量解決了收斂速度和區域極小的問題。「解決」說得太滿了。我們讓起點遍布 $-3$ 到 3，動量從 0 到 0.98，看看每一次停在哪個山谷。

# %% rows="T14"
starts, momenta = np.linspace(-3, 3, 151), np.linspace(0, 0.98, 50)
ends = np.array([descend(starts, 0.05, m=m, num_steps=1500)[-1] for m in momenta])
in_global = ends < 0.15
from_right = starts > 0.16

assert not in_global[0, from_right].any(), "without momentum nothing escapes"
assert in_global[0, starts < 0.14].all()
escaped = in_global[1:, from_right].mean()
spoiled = 1 - in_global[1:, starts < 0.14].mean()
needed = momenta[in_global[:, from_right].any(axis=1)].min()
assert 0.02 < escaped < 0.5 and 0.02 < spoiled < escaped and needed > 0.5

figure, ax = plotting.subplots(width=7, height=3.8)
colors = plt.matplotlib.colors.ListedColormap([COLORS[4], COLORS[0]])
ax.pcolormesh(starts, momenta, in_global, cmap=colors, rasterized=True)
ax.plot([], [], "s", color=COLORS[0], label="ends in the global minimum")
ax.plot([], [], "s", color=COLORS[4], label="ends in the local minimum")
ax.axvline(best, color="white", linestyle="--")
ax.axvline(stuck, color="black", linestyle=":")
ax.legend(loc="lower center")
ax.set(xlabel="start w", ylabel="momentum m", title="Where does it end? (lr 0.05)")
ax.grid(False)
show(
    figure,
    alt="A map over start and momentum. Left of the hill nearly all is blue, global "
    "minimum; right of it nearly all is orange, local minimum. Only for starts far out "
    "and much momentum, the upper corners break up into stripes of the other colour.",
)

# %% [markdown] lang="en"
# Blue ends in the global minimum (its place is the dashed line), orange in the local one (dotted). Without much momentum the start decides: a run that begins on the right stays there. An escape takes a start
# high on the slope and, here, a momentum of at least {{ needed | .2f }}; over this whole map {{ 100 * escaped | .0f | 2 }} % of the starts on the right escape. And {{ 100 * spoiled | .0f | 2 }} % of the starts on the left, which
# were already in the better valley, are carried out of it and end in the worse. (A map of another size gives other shares.) Momentum gives a chance to leave a local minimum. It is no guarantee, and it can do harm.

# %% [markdown] lang="zh-TW" of="c00044a9"
# 藍色表示停在全域極小（虛線標出它的位置），橘色表示停在區域極小（點線）。動量不夠大時，一切由起點決定：從右邊出發的就留在右邊。要逃出去，起點得在坡上夠高的地方，而且在這裡動量至少要有 {{ needed | .2f }}；整張圖算起來，從右邊出發的有 {{ 100 * escaped | .0f | 2 }}% 逃了出去。而從左邊出發、本來就在較好山谷裡的，也有 {{ 100 * spoiled | .0f | 2 }}% 被帶出去，停在較差的那一個。（換一張範圍不同的圖，比例也會不同。）動量提供了離開區域極小的機會，並不是保證，有時還會幫倒忙。

# %% [markdown] lang="en"
# ### The slide's momentum loop is Nesterov's
#
# The loop on the slide does not do what the formula above says. In our symbols it reads
#
# $$ v \leftarrow m\,v - \text{lr} \cdot f'(w), \qquad w \leftarrow w + m\,v - \text{lr} \cdot f'(w). $$
#
# In plain momentum the weight moves by $v$, and $v$ already contains both the old speed and the gradient. The slide moves by $m v - \text{lr} \cdot f'(w)$: it takes the new speed,
# applies the rule to it once more, and moves by the result, as if looking one step ahead. That is a known method, Nesterov's accelerated gradient (Nesterov, 1983), in the form in which
# Keras offers it today (after Sutskever et al., 2013). Which option of `keras.optimizers.SGD` equals the slide? Here is the slide's loop.

# %% [markdown] lang="zh-TW" of="0c1f0677"
# ### 投影片的動量迴圈其實是 Nesterov 的方法
#
# 投影片上的迴圈，做的並不是上面的公式。用我們的符號寫出來是
#
# $$ v \leftarrow m\,v - \text{lr} \cdot f'(w), \qquad w \leftarrow w + m\,v - \text{lr} \cdot f'(w). $$
#
# 單純的動量讓權重移動 $v$，而 $v$ 已經包含原來的速度和梯度。投影片移動的是 $m v - \text{lr} \cdot f'(w)$：把新的速度再套用一次規則，用結果來移動，就像往前多看一步。這是一個已知的方法，稱為 Nesterov 加速梯度（Nesterov's accelerated gradient; Nesterov, 1983），寫法和 Keras 現在提供的相同（來自 Sutskever et al., 2013）。投影片等於 `keras.optimizers.SGD` 的哪一個選項？先寫出投影片的迴圈。


# %% rows="T14"
def descend_like_the_slide(w, lr, m, num_steps=200):
    path, v = [w], 0.0
    for _ in range(num_steps):
        v = m * v - lr * slope_1d(w)
        w = w + m * v - lr * slope_1d(w)
        path.append(w)
    return np.array(path)


# %% [markdown] lang="en"
# The same 100 updates by Keras, with either option:

# %% [markdown] lang="zh-TW" of="7ca865b3"
# 再讓 Keras 用兩種選項各做同樣的 100 次更新：


# %% rows="T14"
def keras_path(nesterov, num_steps=100):
    w = keras.Variable(2.2, dtype="float64")
    sgd = keras.optimizers.SGD(0.05, momentum=0.9, nesterov=nesterov)
    path = [2.2]
    for _ in range(num_steps):
        sgd.apply([tf.constant(slope_1d(path[-1]), tf.float64)], [w])
        path.append(float(w.numpy()))
    return np.array(path)


plain = descend(2.2, 0.05, m=0.9, num_steps=100)
slide_loop = descend_like_the_slide(2.2, 0.05, m=0.9, num_steps=100)
options = {f"nesterov={flag}": keras_path(flag) for flag in (False, True)}
off = {name: np.abs(path - slide_loop).max() for name, path in options.items()}
print("largest difference from the slide:", {k: f"{v:.2f}" for k, v in off.items()})
assert np.abs(options["nesterov=False"] - plain).max() < 1e-5
check_erratum(
    "T14",
    "Keras option that equals the slide's momentum loop",
    min(off, key=off.get),
    slide="nesterov=False",
    right="nesterov=True",
)
assert off["nesterov=True"] < 1e-5 and off["nesterov=False"] > 1


# %% rows="T14"
many_starts = np.linspace(0.2, 3, 57)
shares = {}
for m in (0.8, 0.95):
    ends = [
        method(many_starts, 0.05, m, num_steps=1500)[-1]
        for method in (descend, descend_like_the_slide)
    ]
    shares[m] = [float(np.mean(end < 0.15)) for end in ends]
    print(f"m = {m}: plain escapes {shares[m][0]:.0%}, slide's loop {shares[m][1]:.0%}")
assert shares[0.8][0] > shares[0.8][1] and shares[0.95][0] < shares[0.95][1]

# %% [markdown] lang="en"
# The slide's loop is `nesterov=True`, to five decimals (Keras stores the learning rate and the momentum in 32 bits). And the difference matters: from the same start, with the same numbers, plain momentum ends at
# {{ plain[-1] | .2f }}, near the global minimum, and the slide's loop at {{ slide_loop[-1] | .2f }}, in the local one. From other starts and with other momenta
# it can be the other way round, as the printed shares show: over 57 starts between 0.2 and 3, neither form escapes always, and which one escapes more often depends on $m$. (The slide's `momentum=0.1` is unusually small; 0.9 is the usual value.)

# %% [markdown] lang="zh-TW" of="54cdf408"
# 投影片的迴圈就是 `nesterov=True`，一致到小數第五位（Keras 用 32 位元儲存學習率和動量）。而且這個差別有影響：同樣的起點、同樣的數值，單純的動量停在 {{ plain[-1] | .2f }}，靠近全域極小；投影片的迴圈停在 {{ slide_loop[-1] | .2f }}，是區域極小。換成別的起點和動量，結果也可能相反，從印出的比例就看得出來：在 0.2 到 3 的 57 個起點中，兩種形式都不是每次都逃得出去，哪一種比較常逃出來則取決於 $m$。（投影片的 `momentum=0.1` 小得少見，常用值是 0.9。）

# %% [markdown] lang="en"
# ## 2.21 The chain rule
#
# A network is a chain of functions, each fed with the result of the one before. The slide's example has three tensor operations $a$, $b$, $c$ with weights $W_1$, $W_2$, $W_3$:
#
# $$ f(W_1, W_2, W_3) = a(W_1, b(W_2, c(W_3))). $$
#
# Mind the numbering: the *innermost* function $c$, with $W_3$, is computed **first**; it is the layer next to the input.
#
# The **chain rule** says how to differentiate: for $y = f(g(x))$
#
# $$ \frac{dy}{dx} = f'(g(x)) \cdot g'(x), $$
#
# the outer slope, *taken at the inner value*, times the inner slope. (The slide writes $f'(g(x)) = f'(g) \cdot g'(x)$; what it means is the derivative of $f(g(x))$ with respect to $x$.)
# With three functions there are three factors. We try it with numbers: $c = w^2$, $b = \sin c$, $a = e^b$ at $w = 1.3$.

# %% [markdown] lang="zh-TW" of="068b0fc3"
# ## 2.21 連鎖律
#
# 神經網路是一串函數，每一個都拿前一個的結果當輸入。投影片的例子有三個張量運算 $a$、$b$、$c$，權重是 $W_1$、$W_2$、$W_3$：
#
# $$ f(W_1, W_2, W_3) = a(W_1, b(W_2, c(W_3))). $$
#
# 注意編號：**最內層**的函數 $c$（權重 $W_3$）**最先**計算，它是最靠近輸入的那一層。
#
# **連鎖律**（chain rule）說明如何微分：若 $y = f(g(x))$，則
#
# $$ \frac{dy}{dx} = f'(g(x)) \cdot g'(x), $$
#
# 也就是外層的斜率（在**內層的值**那一點取）乘以內層的斜率。（投影片寫成 $f'(g(x)) = f'(g) \cdot g'(x)$，它的意思是 $f(g(x))$ 對 $x$ 的導數。）有三個函數，就有三個因子。先用數字試試：$c = w^2$、$b = \sin c$、$a = e^b$，在 $w = 1.3$。

# %% rows="T15"
w = 1.3
c = w**2
b = np.sin(c)
a = np.exp(b)

da_db = np.exp(b)  # from the back to the front
da_dc = da_db * np.cos(c)
da_dw = da_dc * 2 * w
print(f"forward:  c = {c:.4f}, b = {b:.4f}, a = {a:.4f}")
print(f"backward: da/db = {da_db:.4f}, da/dc = {da_dc:.4f}, da/dw = {da_dw:.4f}")

variable = tf.Variable(w, dtype=tf.float64)
with tf.GradientTape() as tape:
    result = tf.exp(tf.sin(variable**2))
assert np.isclose(da_dw, tape.gradient(result, variable).numpy())
assert not np.isclose(da_dw, np.exp(b)), "the outer slope alone is not the derivative"

# %% [markdown] lang="en"
# Forward, values are computed and *kept*: the backward pass needs $c$ for $\cos c$ and $b$ for $e^b$. Backward, one number is carried along, and each function multiplies it by its own
# slope. A `tf.GradientTape` does exactly that: it records the operations and plays them back in reverse. This is **backpropagation** (Rumelhart et al., 1986).

# %% [markdown] lang="zh-TW" of="fd56d063"
# 往前走時，算出數值並且**保留**下來，因為回程的 $\cos c$ 需要 $c$，$e^b$ 需要 $b$。往回走時，一路帶著一個數，每個函數把自己的斜率乘上去。`tf.GradientTape` 做的正是這件事：記下運算，再倒著播放。這就是**反向傳播**（backpropagation; Rumelhart et al., 1986）。

# %% [markdown] lang="en"
# With matrices the factors must keep their shapes. One layer first, with small numbers of entries: $r = Wv - t$ and $f = \tfrac12\sum_i r_i^2$, where $v$ has 3 entries, $r$ and $t$ have 2, and $W$ is (2, 3). (This section writes a sample as a *column*, $Wv$, as the slide does; section 2.12 compared the two habits.) Written out, $r_i = \sum_j W_{ij}v_j - t_i$.
#
# - **For the weights.** Only $r_i$ contains $W_{ij}$, with the factor $v_j$, and $f$ changes by $r_i$ per unit of $r_i$. So $\partial f/\partial W_{ij} = r_i\,v_j$: the table of all products of $r$ and $v$, `np.outer(r, v)`, written $r\,v^\top$, with the shape (2, 3) of $W$.
# - **For the input.** $v_j$ enters *every* $r_i$, with the factor $W_{ij}$. So $\partial f/\partial v_j = \sum_i r_i W_{ij}$: a sum down column $j$, that is $W^\top r$, with the shape (3,) of $v$.
# - **Through an activation.** If $v = \tanh(z)$ entry by entry, each $z_j$ moves only its own $v_j$, with the slope $1 - v_j^2$. So $\partial f/\partial z = (W^\top r)\odot(1 - v^2)$, with $\odot$ the element-wise product.
#
# A deeper chain only repeats these three rules. With two tanh layers in front,
#
# $$ u = c(W_3) = \tanh(W_3 x), \quad v = b(W_2, u) = \tanh(W_2 u), \quad f = a(W_1, v) = \tfrac12\sum_i (W_1 v - t)_i^2 , $$
#
# | step | rule | shape |
# |---|---|---|
# | $r = W_1 v - t$ | | (2,) |
# | $\partial f/\partial W_1 = r\, v^\top$ | weights | (2, 3) |
# | $\delta_2 = (W_1^\top r) \odot (1 - v^2)$ | input, activation | (3,) |
# | $\partial f/\partial W_2 = \delta_2\, u^\top$ | weights | (3, 5) |
# | $\delta_3 = (W_2^\top \delta_2) \odot (1 - u^2)$ | input, activation | (5,) |
# | $\partial f/\partial W_3 = \delta_3\, x^\top$ | weights | (5, 4) |
#
# Each gradient has the shape of its matrix, as it must. It is the computation of section 1.11 with one more layer.

# %% [markdown] lang="zh-TW" of="d126acf1"
# 換成矩陣時，每個因子的形狀要對得上。先看一層，而且元素不多：$r = Wv - t$，$f = \tfrac12\sum_i r_i^2$，其中 $v$ 有 3 個元素，$r$ 和 $t$ 有 2 個，$W$ 是 (2, 3)。（這一節和投影片一樣，把樣本寫成**直的一行**，$Wv$；兩種習慣的比較見 2.12 節。）寫開來是 $r_i = \sum_j W_{ij}v_j - t_i$。
#
# - **對權重**：只有 $r_i$ 含有 $W_{ij}$，係數是 $v_j$；而 $r_i$ 每改變一單位，$f$ 改變 $r_i$。所以 $\partial f/\partial W_{ij} = r_i\,v_j$：$r$ 和 $v$ 所有乘積排成的表，也就是 `np.outer(r, v)`，記為 $r\,v^\top$，形狀 (2, 3) 和 $W$ 一樣。
# - **對輸入**：$v_j$ 出現在**每一個** $r_i$ 裡，係數是 $W_{ij}$。所以 $\partial f/\partial v_j = \sum_i r_i W_{ij}$：沿著第 $j$ 行加總，也就是 $W^\top r$，形狀 (3,) 和 $v$ 一樣。
# - **通過激活函數**：若 $v = \tanh(z)$ 是逐元素的，每個 $z_j$ 只影響自己的 $v_j$，斜率是 $1 - v_j^2$。所以 $\partial f/\partial z = (W^\top r)\odot(1 - v^2)$，其中 $\odot$ 是逐元素乘積。
#
# 再深的鏈也只是重複這三條規則。前面再加兩個 tanh 層：
#
# $$ u = c(W_3) = \tanh(W_3 x), \quad v = b(W_2, u) = \tanh(W_2 u), \quad f = a(W_1, v) = \tfrac12\sum_i (W_1 v - t)_i^2 , $$
#
# | 步驟 | 規則 | 形狀 |
# |---|---|---|
# | $r = W_1 v - t$ | | (2,) |
# | $\partial f/\partial W_1 = r\, v^\top$ | 權重 | (2, 3) |
# | $\delta_2 = (W_1^\top r) \odot (1 - v^2)$ | 輸入、激活 | (3,) |
# | $\partial f/\partial W_2 = \delta_2\, u^\top$ | 權重 | (3, 5) |
# | $\delta_3 = (W_2^\top \delta_2) \odot (1 - u^2)$ | 輸入、激活 | (5,) |
# | $\partial f/\partial W_3 = \delta_3\, x^\top$ | 權重 | (5, 4) |
#
# 每個梯度的形狀都和它的矩陣相同，本來就該如此。這就是 1.11 節的計算，只是多了一層。

# %% rows="T15"
rng = np.random.default_rng(1)
x, t = rng.normal(size=4), rng.normal(size=2)
W1, W2, W3 = (rng.normal(0, 0.7, shape) for shape in ((2, 3), (3, 5), (5, 4)))

u = np.tanh(W3 @ x)  # forward: c, b, a
v = np.tanh(W2 @ u)
r = W1 @ v - t

grad1 = np.outer(r, v)  # backward: a, b, c
delta2 = (W1.T @ r) * (1 - v**2)
grad2 = np.outer(delta2, u)
delta3 = (W2.T @ delta2) * (1 - u**2)
grad3 = np.outer(delta3, x)

weights = [tf.Variable(W) for W in (W1, W2, W3)]
with tf.GradientTape() as tape:
    inner = tf.tanh(tf.linalg.matvec(weights[2], x))
    middle = tf.tanh(tf.linalg.matvec(weights[1], inner))
    value = tf.reduce_sum((tf.linalg.matvec(weights[0], middle) - t) ** 2) / 2
taped_gradients = tape.gradient(value, weights)
for by_hand, taped in zip((grad1, grad2, grad3), taped_gradients, strict=True):
    gap = np.abs(by_hand - taped.numpy()).max()
    print(
        "shape",
        by_hand.shape,
        " largest difference from the tape below 1e-12:",
        gap < 1e-12,
    )
    assert np.allclose(by_hand, taped.numpy(), rtol=1e-10)

# %% rows="T15"
show(
    drawings.draw_chain(),
    alt="Boxes x, c(W3), b(W2, u), a(W1, v), f. Solid arrows to the right carry x, u, "
    "v, f; dashed arrows back carry the derivatives of f by v and u, and down, each "
    "weight's gradient.",
)

# %% [markdown] lang="en"
# Why from the back? The last value $f$ is a single number, so what is carried backwards is always one *vector*, and each step is matrix times vector. Starting at the front one would have to
# carry the derivative of every value with respect to every weight: whole matrices. Chapter 3 measures the difference.

# %% [markdown] lang="zh-TW" of="a3a4a79f"
# 為什麼要從後面開始？最後的 $f$ 是一個數，所以往回帶的永遠是一個**向量**，每一步都是矩陣乘向量。若從前面開始，就得帶著每個值對每個權重的導數：那是一個個完整的矩陣。第 3 章會測量兩者的差別。

# %% [markdown] lang="en"
# ## 2.22 The first network again, from scratch
#
# Everything is in place to build the network of section 2.2 without Keras: dense layers, batches, a loss, gradients and a training loop. We write it in plain TensorFlow, which provides two
# things that NumPy does not have, a tape for the gradients and a compiler.
#
# To be the same network it needs the same optimizer. **RMSprop** (Tieleman and Hinton, 2012) keeps, for each weight, a running average $s$ of the squared gradient,
# and divides by its root. A weight whose gradients are small thus gets steps of about the same size as the others: at the first step $s = 0.1\,g^2$, so the step is about $0.001/\sqrt{0.1} = 0.0032$, unless $g$ is so small that the $10^{-7}$ outweighs $s$ (for a pixel that is always white, $g = 0$ and nothing moves):
#
# $$ s \leftarrow 0.9\, s + 0.1\, g^2, \qquad w \leftarrow w - 0.001 \cdot \frac{g}{\sqrt{s + 10^{-7}}} . $$
#
# The $10^{-7}$ keeps the root away from 0; the same number protects the logarithm below. Chapter 7 compares RMSprop with its relatives. For the loss we need the categorical cross-entropy: minus the logarithm of the probability that the network gave to the right class, averaged over the batch (chapter 5).

# %% [markdown] lang="zh-TW" of="b017a4d0"
# ## 2.22 從零打造第一個神經網路
#
# 要不靠 Keras 做出 2.2 節的網路，所需的一切都齊了：密集層、批次、損失、梯度和訓練迴圈。我們只用 TensorFlow 本身來寫，它有兩樣 NumPy 沒有的東西：計算梯度用的 tape，以及編譯器。
#
# 要做出同一個網路，就要用同一個優化器。**RMSprop**（Tieleman and Hinton, 2012）為每個權重保存梯度平方的移動平均（running average）$s$，再除以它的平方根。這樣，梯度小的權重也能得到和其他權重差不多大的步伐：第一步時 $s = 0.1\,g^2$，所以步伐約為 $0.001/\sqrt{0.1} = 0.0032$，除非 $g$ 小到 $10^{-7}$ 比 $s$ 還大（例如永遠空白的像素，$g = 0$，權重不動）：
#
# $$ s \leftarrow 0.9\, s + 0.1\, g^2, \qquad w \leftarrow w - 0.001 \cdot \frac{g}{\sqrt{s + 10^{-7}}} . $$
#
# 其中 $10^{-7}$ 讓平方根不會是 0，下面的對數也用同一個數保護。第 7 章會拿 RMSprop 和同類的方法比較。損失用類別交叉熵：把網路給正確類別的機率取對數、加負號，再對批次取平均（第 5 章）。


# %% rows="T16"
class NaiveDense:
    """A dense layer: activation(x W + b), x (batch, n_in) to (batch, n_out)."""

    def __init__(self, n_in, n_out, activation, rng):
        limit = np.sqrt(6 / (n_in + n_out))  # Keras' default start, see chapter 4
        start = rng.uniform(-limit, limit, (n_in, n_out)).astype("float32")
        self.W, self.b = tf.Variable(start), tf.Variable(tf.zeros(n_out))
        self.activation = activation

    def __call__(self, x):
        return self.activation(tf.matmul(x, self.W) + self.b)


def relu(z):
    return tf.maximum(z, 0.0)


def tf_softmax(z):
    e = tf.exp(z - tf.reduce_max(z, axis=1, keepdims=True))
    return e / tf.reduce_sum(e, axis=1, keepdims=True)


def cross_entropy(y, p):
    return -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(p + 1e-7), axis=1))


# %% rows="T16"
class NaiveNetwork:
    """The two layers of section 2.2, trained by RMSprop."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.layers = [
            NaiveDense(784, 512, relu, rng),
            NaiveDense(512, 10, tf_softmax, rng),
        ]
        self.weights = [v for layer in self.layers for v in (layer.W, layer.b)]
        self.squares = [tf.Variable(tf.zeros_like(w)) for w in self.weights]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    @tf.function(jit_compile=True, reduce_retracing=True)
    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            loss = cross_entropy(y, self(x))
        gradients = tape.gradient(loss, self.weights)
        for w, s, g in zip(self.weights, self.squares, gradients, strict=True):
            s.assign(0.9 * s + 0.1 * g**2)
            w.assign_sub(0.001 * g / tf.sqrt(s + 1e-7))
        return loss


# %% [markdown] lang="en"
# `@tf.function` has Python walk through `train_step` once and records the tensor operations (`reduce_retracing`: one recording for batches of any length); from then on the recording runs, without Python. It is not needed for the
# result, only for the time. In `train_step`, `self(x)` is section 2.12, the loss section 2.2, the tape section 2.21, and the two assignments are the formulas above.
#
# Is it the same network? The strict test: start both with the *same* weights, give both the same ten batches in the same order, and compare all 407,050 numbers.

# %% [markdown] lang="zh-TW" of="9ad9f15b"
# `@tf.function` 讓 Python 走過一次 `train_step`，把張量運算記錄下來（`reduce_retracing`：一份紀錄適用於任何長度的批次）；之後執行的就是這份紀錄，不再經過 Python。它不影響結果，只是為了省時間。在 `train_step` 裡，`self(x)` 是 2.12 節，損失是 2.2 節，tape 是 2.21 節，兩個指派就是上面的公式。
#
# 它真的是同一個網路嗎？嚴格的檢驗是：兩邊從**相同**的權重出發，依同樣的順序給同樣的十個批次，再比較全部 407,050 個數字。

# %% rows="T16"
keras.utils.set_random_seed(0)
reference = build_network()
twin, before = NaiveNetwork(seed=0), reference.get_weights()
for mine, theirs in zip(twin.weights, reference.get_weights(), strict=True):
    mine.assign(theirs)

first = slice(0, 10 * 128)
_ = reference.fit(X_tr[first], Y_tr[first], batch_size=128, shuffle=False, verbose=0)
for X, Y in batches(X_tr[first], Y_tr[first]):
    twin.train_step(X, Y)

pairs = list(zip(twin.weights, reference.get_weights(), strict=True))
largest = max(np.abs(mine.numpy() - theirs).max() for mine, theirs in pairs)
moved = max(
    np.abs(theirs - start).max()
    for (_, theirs), start in zip(pairs, before, strict=True)
)
print("weights moved by more than 0.01:", bool(moved > 0.01))
print("largest difference below 0.00001:", bool(largest < 1e-5))
assert (
    moved > 0.01
    and largest < 1e-5
    and sum(theirs.size for _, theirs in pairs) == 407_050
)

# %% [markdown] lang="en"
# Ten updates moved weights by more than a hundredth, and still the two differ by less than a hundred-thousandth: rounding in 32 bits. Now the full training: own random start, five epochs, and batches shuffled anew in each, so that no batch always meets the same samples.

# %% [markdown] lang="zh-TW" of="5b943a4a"
# 十次更新讓權重移動了百分之一以上，兩者的差距卻不到十萬分之一，那是 32 位元的捨入誤差。現在做完整的訓練：自己的隨機起點、五個週期，而且每個週期都重新打亂批次，免得每一批遇到的總是同樣的樣本。


# %% rows="T16 T3"
def train(network, num_epochs=5, batch_size=128, seed=0):
    """Train on MNIST; return the number of updates made."""
    rng, num_updates = np.random.default_rng(seed), 0
    for _ in range(num_epochs):
        order = rng.permutation(len(X_tr))
        for (rows,) in batches(order, batch_size=batch_size):
            network.train_step(X_tr[rows], Y_tr[rows])
            num_updates += 1
    return num_updates


def accuracy(network, X, y):
    return np.mean(network(X).numpy().argmax(axis=1) == y)


scratch = NaiveNetwork(seed=0)
check_slide("T16", "updates from scratch", train(scratch), "2345")
scratch_acc = accuracy(scratch, X_te, y_test)
check_slide("T16", "test accuracy", scratch_acc, "0.9785", within=0.004, show="(below)")
scratch_train = accuracy(scratch, X_tr[:10_000], y_train[:10_000])
assert abs(scratch_acc - test_acc) < 0.006, "the same band as Keras"
assert abs(scratch_train - held_still[-1]) < 0.006

# %% [markdown] lang="en"
# From scratch: {{ scratch_acc | .4f | 0.004 }} on the test set and {{ scratch_train | .4f | 0.005 }} on the first 10,000 training samples; Keras: {{ test_acc | .4f | 0.004 }} and {{ held_still[-1] | .4f | 0.005 }}. The difference on the test set is of the size of the noise computed in section 2.4, {{ noise | .4f | 0.0005 }}. One number each does not tell which
# of the two is better, and neither is: they are the same method with different random numbers.

# %% [markdown] lang="zh-TW" of="af30c36c"
# 從零打造的網路在測試集上是 {{ scratch_acc | .4f | 0.004 }}，在前 10,000 個訓練樣本上是 {{ scratch_train | .4f | 0.005 }}；Keras 分別是 {{ test_acc | .4f | 0.004 }} 和 {{ held_still[-1] | .4f | 0.005 }}。測試集上的差距和 2.4 節算出的雜訊 {{ noise | .4f | 0.0005 }} 是同一個量級。各只有一個數字，無法說誰比較好；其實也沒有誰比較好：兩者是同一個方法，只是亂數不同。

# %% [markdown] lang="en"
# ## 2.23 Explore: move a digit, light a digit
#
# The picture of a digit is a tensor, and the operations of this chapter can be tried on it. *Affine*: each pixel position is multiplied by a matrix (rotation, zoom, shear) and shifted. *Broadcasting*: a number `()`, a row `(28,)`
# or a column `(28, 1)` is added to all 28 × 28 pixels. The network of section 2.2 says what it still recognises. Run the cell in a live notebook to get sliders.
#
# One detail: `scipy.ndimage.affine_transform` asks, for every *output* pixel, where in the *input* it comes from. So it needs the inverse matrix. We check this with a quarter turn, which NumPy can do without any
# interpolation.

# %% [markdown] lang="zh-TW" of="e57edb7b"
# ## 2.23 動手探索：移動數字、照亮數字
#
# 手寫數字的圖片是一個張量，本章的運算都可以拿它來試。**仿射**：每個像素的位置乘上一個矩陣（旋轉、縮放、剪切）再平移。**廣播**：把一個數 `()`、一列 `(28,)` 或一行 `(28, 1)` 加到全部 28 × 28 個像素上。2.2 節的網路會說它還認得出什麼。在可執行的筆記本裡執行這個儲存格，就會出現滑桿。
#
# 有個細節：`scipy.ndimage.affine_transform` 問的是，每個**輸出**像素來自**輸入**的哪裡，所以它需要反矩陣。我們用四分之一圈的旋轉來檢查，因為這種旋轉 NumPy 不必內插就能做到。

# %%
from scipy.ndimage import affine_transform

from utils.explore import explore


def move(image, angle=0.0, zoom=1.0, shear=0.0, shift=0.0):
    """Map an image (28, 28) about its centre; rows count downwards."""
    turn = np.radians(angle)
    A = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    A = zoom * A @ np.array([[1.0, 0.0], [-shear, 1.0]])
    back, centre = np.linalg.inv(A), np.full(2, 13.5)
    offset = centre - back @ (centre + np.array([0, shift]))
    return affine_transform(image, back, offset, order=1)


LIGHTS = {
    "none": np.float32(0),
    "number ()": np.float32(0.3),
    "row (28,)": np.linspace(0, 0.8, 28, dtype="float32"),
    "column (28, 1)": np.linspace(0, 0.8, 28, dtype="float32")[:, None],
}
picture = X_te[0].reshape(28, 28)
assert np.allclose(move(picture, angle=90), np.rot90(picture), atol=1e-5)
assert np.allclose(move(picture, shift=3)[:, 3:], picture[:, :-3], atol=1e-5)

# %% [markdown] lang="en"
# First one experiment on the whole test set: all pictures shifted to the right by 0 to 4 pixels.

# %% [markdown] lang="zh-TW" of="b642fbb1"
# 先對整個測試集做一個實驗：把所有圖片向右平移 0 到 4 個像素。

# %% tags=["nbval-ignore-output"]
test_pictures = X_te.reshape(-1, 28, 28)
shifted_acc = []
for pixels in range(5):
    shifted = np.zeros_like(test_pictures)
    shifted[:, :, pixels:] = test_pictures[:, :, : 28 - pixels]
    shifted_acc.append(accuracy(network, shifted.reshape(-1, 784), y_test))
print("accuracy at shifts of 0 to 4 pixels:", np.round(shifted_acc, 2))
assert shifted_acc[1] > 0.9 and shifted_acc[3] < 0.75
assert np.all(np.diff(shifted_acc) < 0)


# %%
def playground(angle, zoom, shear, shift, light, digit):
    image = X_te[np.flatnonzero(y_test == digit)[0]].reshape(28, 28)
    moved = move(image, angle, zoom, shear, shift)
    lit = np.clip(moved + LIGHTS[light], 0, 1)
    panels = {"original": image, "moved": moved, f"light: {light}": lit}
    answers = network(np.stack([p.reshape(784) for p in panels.values()])).numpy()
    return drawings.draw_answers(panels, answers)


explore(
    playground,
    alt="Three pictures of a 7 with the network's answer above each: the original and "
    "the rotated and sheared one are read as 7, the one with light from left to right "
    "is not.",
    angle=(-180.0, 180.0, 5.0, 25.0),
    zoom=(0.5, 1.5, 0.05, 1.0),
    shear=(-1.0, 1.0, 0.05, 0.2),
    shift=(-8.0, 8.0, 0.5, 0.0),
    light=["row (28,)", "column (28, 1)", "number ()", "none"],
    digit=[7, 0, 1, 2, 3, 4, 5, 6, 8, 9],
)
turned = move(picture, 25.0, 1.0, 0.2)
tested = [picture, turned, np.clip(turned + LIGHTS["row (28,)"], 0, 1)]
answers = network(np.stack(tested).reshape(3, 784)).numpy().argmax(axis=1)
assert (answers == 7).tolist() == [True, True, False]

# %% [markdown] lang="en"
# In the figure, the 7 is still read as 7 after rotating by 25° and shearing; the light changes the answer. Over the whole test set a shift by one pixel leaves an accuracy of {{ shifted_acc[1] | .2f | 0.02 }}, three pixels {{ shifted_acc[3] | .2f | 0.08 }}, although a single digit, such as this 7, may survive it. A dense layer has its own weight for every pixel: it learned the digits *at their places* and does not know that neighbouring pixels belong together.
#
# Things to find out with the sliders: by how much may a 7 be rotated before the network changes its mind? And a 0? What does the light of a *number* do, which to your eye only turns the paper grey?
#
# What this does not show: that all networks are so fragile. Other layers share their weights between places.

# %% [markdown] lang="zh-TW" of="fc4c23fe"
# 圖中的 7 旋轉 25° 並剪切之後，仍然被認成 7；加上光之後答案就變了。就整個測試集來說，平移一個像素，準確率還有 {{ shifted_acc[1] | .2f | 0.02 }}，平移三個像素只剩 {{ shifted_acc[3] | .2f | 0.08 }}，雖然個別的數字（例如這個 7）可能撐得住。密集層對每個像素都有各自的權重：它學到的是**固定位置上**的數字，並不知道相鄰的像素有關係。
#
# 可以用滑桿試試：7 要轉多少，網路才會改變答案？0 呢？加上**一個數**（number）的光，在你眼中只是紙變灰了，網路又會怎麼說？
#
# 這並不表示所有網路都這麼脆弱，有些層會在不同位置之間共用權重。

# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A data set has 10,000 colour pictures of 32 × 32. What are rank, shape (channels last) and bytes as `uint8` and as `float32`? How many updates do three epochs with batch size 64 make?
#
# <details><summary>Answer</summary>
#
# Rank 4, shape (10000, 32, 32, 3), that is 30,720,000 entries: 30.72 MB as `uint8`, 122.88 MB as `float32`. $10000/64 = 156.25$, so 157 updates per epoch, the last one with 16 samples, and 471 in three epochs.
# </details>
#
# **2.** Which of these additions work, and what is the result's shape? (a) (5, 1) + (1, 4); (b) (6, 4) + (6,); (c) (8, 3, 4) + (3, 1); (d) (2, 3) + ().
#
# <details><summary>Answer</summary>
#
# (a) (5, 4). (b) Fails: flush right, 4 meets 6. (c) (8, 3, 4). (d) (2, 3): a scalar fits everything.
# </details>
#
# **3.** $a = e^b$, $b = \sin c$, $c = w^2$. What is $db/dw$ at $w = 1$, by hand? And which of the values of the forward pass did you need?
#
# <details><summary>Answer</summary>
#
# $db/dw = \cos c \cdot 2w = \cos 1 \cdot 2 = 1.0806$. Needed were $w$ and $c$, which is why the forward pass keeps them.
# </details>
#
# **4.** A friend stacks five dense layers without activation, and wonders why the network is no better than one layer. Explain. Would it help if the activation were $\varphi(z) = 2z + 1$?
#
# <details><summary>Answer</summary>
#
# Affine maps after each other are one affine map, so five layers can do no more than one. $2z + 1$ is affine itself and changes nothing. Something that is not affine is needed, such as relu or tanh.
# </details>
#
# **5.** For $f(w) = w^2$ and $w_0 = 1$, which learning rates make $|w|$ shrink?
#
# <details><summary>Answer</summary>
#
# $f'(w) = 2w$, so $w \leftarrow (1 - 2\,\text{lr})\,w$. It shrinks if $|1 - 2\,\text{lr}| < 1$, that is $0 < \text{lr} < 1$. At lr = 0.5 it arrives in one step; at lr = 1 it jumps between 1 and $-1$ for ever; above, it diverges.
# </details>

# %% [markdown] lang="zh-TW" of="0b82a0d4"
# ## 自我檢測
#
# **1.** 某資料集有 10,000 張 32 × 32 的彩色圖片。它的階、形狀（通道在後）是什麼？用 `uint8` 和 `float32` 各占多少位元組？批次大小 64，三個週期共更新幾次？
#
# <details><summary>答案</summary>
#
# 4 階，形狀 (10000, 32, 32, 3)，共 30,720,000 個元素：`uint8` 是 30.72 MB，`float32` 是 122.88 MB。$10000/64 = 156.25$，所以每個週期更新 157 次（最後一次只有 16 個樣本），三個週期共 471 次。
# </details>
#
# **2.** 下列加法哪些行得通？結果的形狀是什麼？(a) (5, 1) + (1, 4)；(b) (6, 4) + (6,)；(c) (8, 3, 4) + (3, 1)；(d) (2, 3) + ()。
#
# <details><summary>答案</summary>
#
# (a) (5, 4)。(b) 失敗：靠右對齊時，4 對上 6。(c) (8, 3, 4)。(d) (2, 3)：純量和什麼都相容。
# </details>
#
# **3.** $a = e^b$、$b = \sin c$、$c = w^2$。在 $w = 1$ 處，手算 $db/dw$ 是多少？用到了正向傳播（forward pass）中的哪些值？
#
# <details><summary>答案</summary>
#
# $db/dw = \cos c \cdot 2w = \cos 1 \cdot 2 = 1.0806$。用到的是 $w$ 和 $c$，這就是正向傳播要保留它們的原因。
# </details>
#
# **4.** 朋友疊了五個沒有激活函數的密集層，不明白為什麼不比一層好。請解釋。如果激活函數是 $\varphi(z) = 2z + 1$，會有幫助嗎？
#
# <details><summary>答案</summary>
#
# 仿射變換接著仿射變換，還是一個仿射變換，所以五層能做的不比一層多。$2z + 1$ 本身就是仿射的，什麼也沒改變。需要的是非仿射的函數，例如 relu 或 tanh。
# </details>
#
# **5.** $f(w) = w^2$，$w_0 = 1$，哪些學習率會讓 $|w|$ 縮小？
#
# <details><summary>答案</summary>
#
# $f'(w) = 2w$，所以 $w \leftarrow (1 - 2\,\text{lr})\,w$。當 $|1 - 2\,\text{lr}| < 1$，也就是 $0 < \text{lr} < 1$ 時會縮小。lr = 0.5 一步就到；lr = 1 會永遠在 1 和 $-1$ 之間跳動；再大就發散。
# </details>

# %% [markdown] lang="en"
# ## Summary
#
# - A **tensor** is described by its number of axes, its shape and its dtype; the first axis counts the samples. Entries times bytes per entry is what it weighs.
# - A slice is a **view**: nothing is copied, and writing into it changes the original. A **batch** is a slice along axis 0, and the last one may be short: $\lceil 60000/128 \rceil = 469$ updates per epoch.
# - **Element-wise** operations work place by place. **Broadcasting** lines shapes up flush right and repeats axes of length 1. The **dot product** makes the inner lengths disappear: $(a, b) \cdot (b, c) \to (a, c)$.
# - **Reshape** keeps the order of the entries, **transpose** swaps the axes. They are not the same.
# - A dense layer is an affine map, a motion in space, followed by an activation. Without the activation any number of layers collapses into one.
# - The **gradient** has the shape of the weights and points uphill; $W_1 = W_0 - \text{step} \cdot \nabla f(W_0)$ lowers the loss if the step is small enough. Batches give noisy gradients, with noise $\propto 1/\sqrt{B}$.
# - Momentum may leave a local minimum and may also leave a better one. The slide's loop is Nesterov's form.
# - The **chain rule** multiplies slopes from the back to the front; that is backpropagation, the subject of chapter 3.
# - The accuracy that `fit` reports is an average over an epoch of changing weights. The gap between training and test accuracy, measured with the same weights, is overfitting.

# %% [markdown] lang="zh-TW" of="8c90c8f5"
# ## 總結
#
# - **張量**由軸的數目、形狀和資料型別來描述；第一個軸用來數樣本。元素個數乘以每個元素的位元組數，就是它的重量。
# - 切片是**檢視**：什麼也沒複製，寫進去就會改到原本的資料。**批次**是沿著第 0 軸的切片，最後一批可能比較短：每個週期更新 $\lceil 60000/128 \rceil = 469$ 次。
# - **逐元素**運算在同一位置上各自計算。**廣播**把形狀靠右對齊，重複長度為 1 的軸。**點積**讓內側的長度消失：$(a, b) \cdot (b, c) \to (a, c)$。
# - **重塑**保留元素的順序，**轉置**交換軸。兩者不是同一回事。
# - 密集層是一個仿射變換（空間中的運動），再加上激活函數。沒有激活函數，再多層也會塌縮成一層。
# - **梯度**的形狀與權重相同，指向上坡；步長夠小時，$W_1 = W_0 - \text{step} \cdot \nabla f(W_0)$ 會降低損失。批次給的梯度帶有雜訊，大小 $\propto 1/\sqrt{B}$。
# - 動量可能帶你離開區域極小，也可能帶你離開更好的極小。投影片的迴圈是 Nesterov 的形式。
# - **連鎖律**由後往前把斜率相乘；這就是反向傳播，第 3 章的主題。
# - `fit` 回報的準確率，是權重不斷改變的一整個週期的平均。用同一組權重測得的訓練與測試準確率之差，才是過度配適。

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
# - F. Chollet (2021). *Deep Learning with Python*, second edition, chapter 2. Manning.
# - C. R. Harris, K. J. Millman, S. J. van der Walt et al. (2020). Array programming with NumPy. *Nature* 585, 357–362. [doi:10.1038/s41586-020-2649-2](https://doi.org/10.1038/s41586-020-2649-2)
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner (1998). Gradient-based learning applied to document recognition. *Proceedings of the IEEE* 86 (11), 2278–2324. [doi:10.1109/5.726791](https://doi.org/10.1109/5.726791)
# - Y. Nesterov (1983). A method of solving a convex programming problem with convergence rate O(1/k²). *Soviet Mathematics Doklady* 27, 372–376.
# - B. T. Polyak (1964). Some methods of speeding up the convergence of iteration methods. *USSR Computational Mathematics and Mathematical Physics* 4 (5), 1–17. [doi:10.1016/0041-5553(64)90137-5](https://doi.org/10.1016/0041-5553(64)90137-5)
# - H. Robbins, S. Monro (1951). A stochastic approximation method. *Annals of Mathematical Statistics* 22 (3), 400–407. [doi:10.1214/aoms/1177729586](https://doi.org/10.1214/aoms/1177729586)
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986). Learning representations by back-propagating errors. *Nature* 323, 533–536. [doi:10.1038/323533a0](https://doi.org/10.1038/323533a0)
# - I. Sutskever, J. Martens, G. Dahl, G. Hinton (2013). On the importance of initialization and momentum in deep learning. *ICML*, 1139–1147.
# - T. Tieleman, G. Hinton (2012). Lecture 6.5, RMSprop: divide the gradient by a running average of its recent magnitude. *Coursera: Neural Networks for Machine Learning*.
