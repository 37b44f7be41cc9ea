# %% [markdown] lang="en"
# After this chapter you can
#
# - say what a loss is for and what a metric is for, and show that they can disagree;
# - read accuracy, precision, recall and F1 off a confusion matrix, also with many classes and with several labels at once;
# - recognise when accuracy misleads, and say how far chance alone can move it;
# - write a metric that is right for every batch size and survives saving, and know which "accuracy" Keras took;
# - find out whether probabilities can be trusted, and choose a threshold by what mistakes cost;
# - say which data a reported number may come from, and look at the mistakes behind it.
#
# One model accompanies the chapter: the **one-neuron detector of fives**. Chapter 4 started it well and chapter 5 gave it its loss; here it is judged. All choices are made on validation data. The test set is opened once, in section 6.18.
#
# You need chapter 2 (a first network in Keras) and chapter 5 (losses, logits, one-hot labels). All letters stand in the [notation table](notation.md).

# %% [markdown] lang="zh-TW" of="29373008"
# 讀完這一章，你可以
#
# - 說明損失和評估標準各有什麼用途，並舉例說明兩者可能互相矛盾；
# - 從混淆矩陣讀出準確率、精確率、召回率與 F1，不論是多個類別，還是同時有好幾個標籤；
# - 看出準確率什麼時候會誤導人，並說出單憑運氣就能讓它變動多少；
# - 寫出不論批次大小都正確、存檔後也不走樣的評估標準，並知道 Keras 選了哪一種「accuracy」；
# - 檢查機率可不可信，並依犯錯的代價選擇閾值；
# - 說明一個成績可以取自哪些資料，並實際看看背後的錯誤。
#
# 有一個模型貫穿全章：**只有一個神經元的「5」偵測器**。第 4 章替它選了好的起點，第 5 章給了它損失函數，這一章來評量它。所有選擇都在驗證資料上做，測試集只在 6.18 節打開一次。
#
# 你需要第 2 章（第一個 Keras 網路）和第 5 章（損失函數、logit、獨熱編碼）的內容。所有字母都列在[記號表](notation.md)裡。

# %%
import tempfile

import keras
import numpy as np
from sklearn import metrics as sk  # scikit-learn: our referee

from utils.data import flatten, load_mnist, one_hot, to_float
from utils.drawings import metrics as drawings
from utils.nn.activations import sigmoid
from utils.nn.losses import binary_cross_entropy
from utils.plotting import plot_images, show
from utils.slides import check_erratum, check_slide

# %% [markdown] lang="en"
# ## 6.1 A loss for the optimizer, a metric for people (10 min)
#
# A **metric** is a number that tells people how good a model is: the share of right answers, or the typical error in degrees. The loss of chapter 5 also compares predictions with the truth. Why two numbers?
#
# Four samples, two of them "yes". After epoch A a model gives the probabilities 0.6, 0.6, 0.4, 0.4 of yes; after epoch B it gives 0.99, 0.99, 0.01 and, for the last "no", 0.6. The answer is yes when the probability is above 0.5.
#
# **Predict.** Which epoch has the lower loss, and which the more right answers?
#
# <details><summary>Answer</summary>
#
# B has the lower loss, 0.237 against 0.511: it is nearly certain of three right answers. A has more right answers, four against three.
# </details>

# %% [markdown] lang="zh-TW" of="937ef2e8"
# ## 6.1 損失給優化器看，評估標準給人看（10 分鐘）
#
# **評估標準**（metric）是讓人知道模型有多好的數字：答對的比例，或是預測氣溫平均差了幾度。第 5 章的損失（loss）同樣是拿預測和真實答案相比，為什麼還需要第二個數字？
#
# 假設有四個樣本（sample），其中兩個的答案是「是」。模型在週期（epoch）A 之後預測「是」的機率為 0.6、0.6、0.4、0.4；在週期 B 之後是 0.99、0.99、0.01，而最後一個「否」得到 0.6。機率超過 0.5 就回答「是」。
#
# **先猜猜看**：哪個週期的損失比較低？哪個答對比較多？
#
# <details><summary>解答</summary>
#
# B 的損失比較低（B 是 0.237，A 是 0.511），因為它對三個正確答案幾乎有十足把握。A 答對比較多：A 答對四題，B 答對三題。
# </details>

# %% slides="A064" rows="M1"
y_four = np.array([1, 1, 0, 0])
p_four = {"A": np.array([0.6, 0.6, 0.4, 0.4]), "B": np.array([0.99, 0.99, 0.01, 0.6])}
judged = {}
for name, p in p_four.items():
    loss = binary_cross_entropy(y_four, p).mean()
    accuracy = np.mean((p > 0.5) == y_four)
    judged[name] = loss, accuracy
    print(f"epoch {name}: loss {loss:.3f}, accuracy {accuracy:.2f}")
assert np.allclose([judged["A"], judged["B"]], [[0.511, 1], [0.237, 0.75]], atol=5e-4)
#! falsify: (p > 0.5) == y_four => p > 0.5
#! falsify: binary_cross_entropy(y_four, p).mean() => binary_cross_entropy(y_four, p).sum()

# %% [markdown] lang="en"
# Both numbers are right: the loss asks how much probability went to the truth, the **accuracy** only how many answers are on the right side of 0.5.
#
# Could we drop the loss and train on accuracy itself? Take one neuron with one input $x$ and the weight 4, so $p = \sigma(4x + b)$, and look at both numbers as the bias $b$ changes, on 20 samples.

# %% [markdown] lang="zh-TW" of="5604106a"
# 兩個數字都沒有算錯：損失問的是真實答案分到多少機率，**準確率**（accuracy）只問有多少答案落在 0.5 的正確那一側。
#
# 那麼可不可以不要損失，直接用準確率來訓練？取一個神經元（neuron），只有一個輸入 $x$，權重（weight）是 4，所以 $p = \sigma(4x + b)$。我們用 20 個樣本，觀察偏差（bias）$b$ 改變時這兩個數字如何變化。

# %% slides="A064" rows="M1"
rng = np.random.default_rng(0)
x = rng.normal(size=20)
y_20 = (x + rng.normal(0, 0.5, 20) > 0).astype(int)  # mostly the sign of x, with noise
b_line = np.linspace(-8, 8, 401)
loss_line, accuracy_line = [], []
for b in b_line:
    p = sigmoid(4 * x + b)
    loss_line.append(binary_cross_entropy(y_20, p).mean())
    accuracy_line.append(np.mean((p > 0.5) == y_20))
flat = np.mean(np.diff(accuracy_line) == 0)
print(f"neighbouring biases with equal accuracy: {flat:.0%}")
print(f"with equal loss: {np.mean(np.diff(loss_line) == 0):.0%}")

# %% fold="Check and draw both"
assert flat > 0.9 and max(accuracy_line) > 0.8 and np.diff(loss_line).all()
show(
    drawings.plot_slope_and_stairs(b_line, loss_line, accuracy_line),
    alt="Left: the mean cross-entropy over the bias, a smooth valley. Right: the "
    "accuracy over the same bias, stairs with flat steps; its slope is 0 except "
    "at the jumps.",
)
#! falsify: np.mean((p > 0.5) == y_20) => np.mean(np.abs(p - y_20))
#! falsify: sigmoid(4 * x + b) => sigmoid(4 * x)
#! alt zh-TW: 左圖：平均交叉熵隨偏差變化，是一座平滑的山谷。右圖：準確率隨同一個偏差變化，像階梯，除了跳躍處，斜率都是 0。

# %% [markdown] lang="en"
# Accuracy is a staircase. Its derivative is 0 nearly everywhere, so gradient descent would never move. The loss has a slope everywhere. So the optimizer gets the loss and people get the metric.
#
# For **regression** (a number is predicted) one formula can serve both. The mean squared error, MSE, is the usual loss, but its unit is the square of what was measured. Its root, the **root mean squared error** RMSE, is in the unit itself. Predicting 21, 24 and 30 degrees when 20, 26 and 28 were measured gives the errors 1, −2 and 2: MSE $(1 + 4 + 4)/3 = 3$ square degrees, RMSE $\sqrt3 = 1.73$ degrees.

# %% [markdown] lang="zh-TW" of="08513684"
# 準確率像一座階梯，導數幾乎處處為 0，所以梯度下降（gradient descent）會停在原地；損失則處處有斜率。因此損失交給優化器（optimizer），評估標準交給人看。
#
# 在**迴歸**（regression，預測一個數值）問題中，同一條公式可以兼任兩者。均方誤差（mean squared error，MSE）是常用的損失，但它的單位是測量單位的平方。取平方根得到**均方根誤差**（root mean squared error，RMSE），單位就和測量值相同。舉例來說，實際溫度是 20、26、28 度，預測是 21、24、30 度，誤差是 1、−2、2：MSE 為 $(1 + 4 + 4)/3 = 3$ 平方度，RMSE 為 $\sqrt3 = 1.73$ 度。

# %% slides="A065" rows="M1"
degrees, forecast = np.array([20.0, 26, 28]), np.array([21.0, 24, 30])
mse = np.mean((forecast - degrees) ** 2)
rmse = np.sqrt(mse)
mse_keras = float(keras.metrics.MeanSquaredError()(degrees, forecast))
rmse_keras = float(keras.metrics.RootMeanSquaredError()(degrees, forecast))
rmse_sklearn = sk.root_mean_squared_error(degrees, forecast)
print(f"MSE  ours {mse:.3f}, Keras {mse_keras:.3f}")
print(f"RMSE ours {rmse:.3f}, Keras {rmse_keras:.3f}, scikit-learn {rmse_sklearn:.3f}")
assert np.allclose([mse, mse, rmse, rmse], [3, mse_keras, rmse_keras, rmse_sklearn])
#! falsify: np.sqrt(mse) => np.mean(np.abs(forecast - degrees))
#! falsify: (forecast - degrees) ** 2 => (forecast + degrees) ** 2

# %% [markdown] lang="en"
# scikit-learn is a library of classical machine learning whose metrics serve as our referee.
#
# ## 6.2 The confusion matrix (10 min)
#
# From here on it is about **classification**. Twelve images, the question "is it a 5?", the truth $y$ (1 = yes), and a network's probabilities $p$:

# %% [markdown] lang="zh-TW" of="dd5ebf66"
# scikit-learn 是傳統機器學習的函式庫，本章請它的評估標準來當裁判。
#
# ## 6.2 混淆矩陣（10 分鐘）
#
# 接下來談的都是**分類**（classification）。下面有十二張圖片，問題是「這是 5 嗎？」，$y$ 是真實答案（1 代表是），$p$ 是網路給的機率：

# %% rows="M1"
y = np.array([1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0])
p = np.array([0.9, 0.6, 0.2, 0.4, 0.7, 0.8, 0.3, 0.1, 0.2, 0.3, 0.1, 0.6])
y_hat = (p > 0.5).astype(int)  # the answer: yes above the threshold 0.5
show(
    drawings.plot_samples(y, p, 0.5),
    alt="Twelve samples over the predicted probability. Right of the threshold 0.5 lie "
    "three true fives and two that are none; left of it two true fives and five that "
    "are none.",
)
#! alt zh-TW: 十二個樣本依預測機率排列。閾值 0.5 右邊有三張真的 5 和兩張不是 5；左邊有兩張真的 5 和五張不是 5。

# %% [markdown] lang="en"
# The limit above which we answer yes is the **threshold**. Truth and answer give four cases. *Positive* and *negative* is what the answer says; *true* and *false*, whether it is right:
#
# | | answer no | answer yes |
# |---|---|---|
# | **truth no** | TN, true negatives | FP, false positives: false alarms |
# | **truth yes** | FN, false negatives: misses | TP, true positives |
#
# This table of counts is the **confusion matrix**: rows are the truth, columns the prediction (some books swap them). Three questions, three metrics:
#
# - How many answers are right? **accuracy** $= \dfrac{TN + TP}{\text{all}}$
# - When it says yes, how often is that true? **precision** $= \dfrac{TP}{TP + FP}$
# - Of the true yes, how many did it find? **recall** $= \dfrac{TP}{TP + FN}$
#
# **Predict.** Count the four cases in the figure, and compute the three metrics.
#
# <details><summary>Answer</summary>
#
# TN 5, FP 2, FN 2, TP 3. Accuracy 8/12, precision 3/5, recall 3/5. The last two are equal only because FP = FN here.
# </details>

# %% [markdown] lang="zh-TW" of="7fd21370"
# 超過某個界線就回答「是」，這個界線稱為**閾值**（threshold）。真實答案和回答合起來有四種情況。**陽性**（positive）或**陰性**（negative）指的是回答，**真**（true）或**偽**（false）指的是回答對不對：
#
# | | 回答否 | 回答是 |
# |---|---|---|
# | **實際為否** | TN，真陰性 | FP，偽陽性：誤報 |
# | **實際為是** | FN，偽陰性：漏報 | TP，真陽性 |
#
# 這張計數表就是**混淆矩陣**（confusion matrix）：橫的列（row）是真實答案，直的行（column）是預測（有些書相反）。三個問題對應三種評估標準：
#
# - 有多少回答是對的？**準確率**（accuracy）$= \dfrac{TN + TP}{\text{全部}}$
# - 回答「是」的時候，有多少次是真的？**精確率**（precision）$= \dfrac{TP}{TP + FP}$
# - 真正的「是」，找到了多少？**召回率**（recall）$= \dfrac{TP}{TP + FN}$
#
# （本課程依據的投影片把這三者稱為確度、精度、廣度。）
#
# **先猜猜看**：在圖上數出四種情況，再算出這三個評估標準。
#
# <details><summary>解答</summary>
#
# TN 5、FP 2、FN 2、TP 3。準確率 8/12，精確率 3/5，召回率 3/5。後兩者相等，只是因為這裡 FP = FN。
# </details>


# %% slides="A068 A069" rows="M1"
def confusion_matrix(y, y_hat, num_classes=2):
    """Counts (num_classes, num_classes): rows truth, columns prediction."""
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(matrix, (y, y_hat), 1)  # row y, column y_hat: one more, for each sample
    return matrix


def scores(matrix):
    (TN, FP), (FN, TP) = matrix
    with np.errstate(invalid="ignore"):  # 0/0 gives nan, "not a number"
        precision, recall = np.divide(TP, TP + FP), np.divide(TP, TP + FN)
    accuracy = (TN + TP) / matrix.sum()
    return {"accuracy": accuracy, "precision": precision, "recall": recall}


matrix = confusion_matrix(y, y_hat)
print(matrix)
print({name: round(float(value), 3) for name, value in scores(matrix).items()})
assert matrix.tolist() == [[5, 2], [2, 3]]
#! falsify: np.add.at(matrix, (y, y_hat), 1) => matrix[y, y_hat] += 1
#! falsify: (p > 0.5).astype(int) => (p < 0.5).astype(int)

# %% [markdown] lang="en"
# (`np.add.at` adds 1 for every pair in the list, also when the same place comes up twice; `matrix[y, y_hat] += 1` would count each place once.) The folded cell compares with scikit-learn and Keras, on the twelve samples and on 50 random sets, in most of which FP and FN differ.

# %% [markdown] lang="zh-TW" of="f44cf3ba"
# （`np.add.at` 會為清單裡的每一對位置加 1，同一個位置重複出現也照加；`matrix[y, y_hat] += 1` 則每個位置只算一次。）摺疊的儲存格拿這十二個樣本，以及 50 組隨機資料（FP 與 FN 大多不相等），和 scikit-learn、Keras 比對。


# %% slides="A068 A069" rows="M1" fold="Compare with scikit-learn on 51 sets"
rng = np.random.default_rng(0)
sets = [(y, p)]
for _ in range(50):
    sets.append((rng.integers(0, 2, 40), rng.random(40)))
for truth, chance in sets:
    answer = (chance > 0.5).astype(int)
    ours = scores(confusion_matrix(truth, answer))
    assert (confusion_matrix(truth, answer) == sk.confusion_matrix(truth, answer)).all()
    assert np.isclose(ours["accuracy"], sk.accuracy_score(truth, answer))
    assert np.isclose(ours["precision"], sk.precision_score(truth, answer))
    assert np.isclose(ours["recall"], sk.recall_score(truth, answer))
print("51 sets: counts and all three metrics equal scikit-learn's")
#! falsify: (y, y_hat), 1) => (y_hat, y), 1)
#! falsify: np.divide(TP, TP + FP), np.divide(TP, TP + FN) => np.divide(TP, TP + FN), np.divide(TP, TP + FP)
#! falsify: accuracy = (TN + TP) / matrix.sum() => accuracy = TP / matrix.sum()

# %% slides="A068" rows="M1" fold="Compare with Keras"
worst = 0.0
for truth, chance in sets[:10]:
    ours = scores(confusion_matrix(truth, (chance > 0.5).astype(int)))
    for name, metric in {
        "accuracy": keras.metrics.BinaryAccuracy(threshold=0.5),
        "precision": keras.metrics.Precision(thresholds=0.5),
        "recall": keras.metrics.Recall(thresholds=0.5),
    }.items():
        worst = max(worst, abs(ours[name] - float(metric(truth, chance))))
print(f"ten sets: differences from Keras below 1e-6: {worst < 1e-6}")
assert worst < 1e-6
#! falsify: keras.metrics.Precision(thresholds=0.5) => keras.metrics.Precision(thresholds=0.6)

# %% [markdown] lang="en"
# All agree (Keras computes in float32, so not to the last digit).
#
# ## 6.3 When accuracy misleads (10 min)
#
# Now real data: MNIST, "is it a 5?". We put the last 10,000 training images aside as a **validation set** (section 6.14 says why) and train the detector, one neuron on 784 pixels, which is logistic regression (chapter 1). It gives the logit $z$; its probability is $p = \sigma(z)$. The competitor needs no training: it always answers no.
#
# **Predict.** About 9% of the images are fives. What accuracy, precision and recall has "always no"?
#
# <details><summary>Answer</summary>
#
# Accuracy about 0.91, recall 0, because it finds none. Precision is 0/0: it never says yes. (Keras reports 0 there.)
# </details>

# %% [markdown] lang="zh-TW" of="4fe919ff"
# 全部一致（Keras 用 float32 計算，所以不會連最後一位都相同）。
#
# ## 6.3 準確率誤導人的時候（10 分鐘）
#
# 換成真實資料：MNIST，「這是 5 嗎？」。我們把訓練圖片的最後 10,000 張留作**驗證集**（validation set，理由見 6.14 節），並訓練偵測器：784 個像素上的一個神經元，也就是邏輯迴歸（logistic regression，第 1 章）。它輸出 logit $z$，機率是 $p = \sigma(z)$。對手完全不需要訓練：它永遠回答「否」。
#
# **先猜猜看**：大約 9% 的圖片是 5。「永遠回答否」的準確率、精確率和召回率各是多少？
#
# <details><summary>解答</summary>
#
# 準確率大約 0.91；召回率是 0，因為一張 5 也沒找到。精確率是 0/0：它從不回答「是」。（Keras 這時給 0。）
# </details>


# %% rows="M2"
(X_all, digits), (X_test, digits_test) = load_mnist()
X_all, X_test = flatten(to_float(X_all)), flatten(to_float(X_test))
X_train, X_val = X_all[:50_000], X_all[50_000:]
digits_train, digits_val = digits[:50_000], digits[50_000:]
y_val = (digits_val == 5).astype(int)


def train_detector(seed, epochs=3, rows=slice(None)):  # rows: those to train on
    keras.utils.set_random_seed(seed)
    detector = keras.Sequential([keras.Input((784,)), keras.layers.Dense(1)])  # logits
    detector.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    y_train = (digits_train == 5).astype("float32")
    detector.fit(X_train[rows], y_train[rows], batch_size=256, epochs=epochs, verbose=0)
    return detector


detector = train_detector(0)
z_val = detector.predict(X_val, batch_size=1000, verbose=0)[:, 0].astype(float)
p_val = sigmoid(z_val)

# %% [markdown] lang="en"
# (`Adam` is an optimizer of chapter 7.) Both answer the 10,000 validation images:

# %% [markdown] lang="zh-TW" of="a78f394e"
# （`Adam` 是第 7 章的一種優化器。）兩者都回答這 10,000 張驗證圖片：

# %% rows="M2" tags=["nbval-ignore-output"]
answers = {"always no": np.zeros(10_000, int), "one neuron": (p_val > 0.5).astype(int)}
fives, report = {}, {}
for name, answer in answers.items():
    fives[name] = confusion_matrix(y_val, answer)
    report[name] = scores(fives[name])
    print(f"{name:10s}", {key: round(float(v), 3) for key, v in report[name].items()})
always_no, neuron = report["always no"], report["one neuron"]
assert neuron["accuracy"] > always_no["accuracy"]
show(
    drawings.plot_confusions(fives),
    alt="Two confusion matrices of 10,000 validation images. Always no: 9,085 true "
    "negatives, 915 misses, no true positive. One neuron: about 9,010 true negatives, "
    "70 false alarms, 200 misses and 710 true positives.",
)
#! alt zh-TW: 10,000 張驗證圖片的兩個混淆矩陣。永遠回答否：9,085 個真陰性、915 個漏報、沒有真陽性。一個神經元：大約 9,010 個真陰性、70 個誤報、200 個漏報、710 個真陽性。

# %% rows="M2" fold="Check both"
assert always_no["accuracy"] == 0.9085 and np.isnan(always_no["precision"])
assert always_no["recall"] == 0
assert 0.96 < neuron["accuracy"] < 0.98 and 0.68 < neuron["recall"] < 0.83
assert neuron["precision"] > 0.87
in_keras = float(keras.metrics.Precision()(y_val, answers["always no"]))
print(f"precision of always no in Keras: {in_keras}")
assert in_keras == 0
#! falsify: np.zeros(10_000, int), => np.ones(10_000, int),
#! falsify: (p_val > 0.5).astype(int)} => (p_val > 0.9).astype(int)}

# %% [markdown] lang="en"
# The classifier that has learned nothing is right on **{{ always_no["accuracy"] | .1%}}** of the images, because only {{ int(y_val.sum()) }} of 10,000 are fives. The neuron's accuracy, {{ neuron["accuracy"] | .3f | 0.004 }}, is only {{ 100 * (neuron["accuracy"] - always_no["accuracy"]) | .0f | 1 }} percentage points higher, although it finds {{ neuron["recall"] | .0% | 5 }} of the fives and {{ neuron["precision"] | .0% | 3 }} of its alarms are right. And 0.97 sounds better than "it misses more than one five in five", which is the same model.
#
# Three habits follow. Compare an accuracy with the share of the largest class. Report precision and recall when one class is rare. Look at the confusion matrix: it holds all that the others are computed from. Accuracy is not useless: for ten digits of about equal number it is a fair summary, and there its baseline is {{ np.bincount(digits_val).max() / 10_000 | .1% }}.
#
# ## 6.4 How sure is an accuracy? (8 min)
#
# On other images the neuron would have another accuracy. How far off? Treat each image as a throw of a coin that lands on "right" with probability $a$. The share of right answers among $n$ throws has the standard deviation
#
# $$\sqrt{\frac{a(1 - a)}{n}},$$
#
# and in about 95% of all samples it lies within 1.96 of them from $a$. (We do not know $a$ and put the measured share in its place.) This **margin** belongs to every share: with $n$ = all images to an accuracy, $n$ = true yes to a recall, $n$ = alarms to a precision.
#
# **Predict.** Accuracy 0.972 on 10,000 images: how large is the margin? And that of the recall, about 0.78 on 915 fives?
#
# <details><summary>Answer</summary>
#
# $1.96\sqrt{0.972\cdot0.028/10000} = 0.003$, and $1.96\sqrt{0.78\cdot0.22/915} = 0.027$: the recall is eight times less certain. A factor of $\sqrt{10000/915} = 3.3$ is there because few images are fives; the other 2.5 because $a(1 - a)$ is larger at 0.78 than at 0.972.
# </details>

# %% [markdown] lang="zh-TW" of="7d0530cc"
# 什麼都沒學的分類器，答對了 **{{ always_no["accuracy"] | .1%}}** 的圖片，因為 10,000 張裡只有 {{ int(y_val.sum()) }} 張是 5。神經元的準確率 {{ neuron["accuracy"] | .3f | 0.004 }} 只高了 {{ 100 * (neuron["accuracy"] - always_no["accuracy"]) | .0f | 1 }} 個百分點，但它找到了 {{ neuron["recall"] | .0% | 5 }} 的 5，發出的警報有 {{ neuron["precision"] | .0% | 3 }} 是對的。「準確率 0.97」聽起來很好，「每五張 5 就漏掉不只一張」聽起來不太妙，說的卻是同一個模型。
#
# 由此可以養成三個習慣：把準確率和最大類別（class）所占的比例相比；有稀有類別時，同時報告精確率和召回率；還有，看一看混淆矩陣，因為其他數字都是從它算出來的。準確率並非沒有用：十個數字的數量差不多時，它足以代表整體表現，這時的基準線是 {{ np.bincount(digits_val).max() / 10_000 | .1% }}。
#
# ## 6.4 準確率有多可靠？（8 分鐘）
#
# 換一批圖片，神經元的準確率就會不同。會差多少？把每張圖片當成擲一次硬幣，擲出「答對」的機率是 $a$。擲 $n$ 次，答對比例的標準差是
#
# $$\sqrt{\frac{a(1 - a)}{n}},$$
#
# 而且大約 95% 的情況下，這個比例與 $a$ 的距離不超過 1.96 個標準差。（我們不知道 $a$，就用量到的比例代替。）這個**誤差範圍**（margin）是每個比例都該附上的：準確率的 $n$ 是所有圖片，召回率的 $n$ 是真正的「是」，精確率的 $n$ 是警報數。
#
# **先猜猜看**：10,000 張圖片上的準確率是 0.972，誤差範圍有多大？召回率大約 0.78，來自 915 張 5，誤差範圍又是多少？
#
# <details><summary>解答</summary>
#
# $1.96\sqrt{0.972\cdot0.028/10000} = 0.003$；$1.96\sqrt{0.78\cdot0.22/915} = 0.027$。召回率的不確定程度大約是準確率的八倍：其中 $\sqrt{10000/915} = 3.3$ 倍是因為 5 的圖片很少，另外 2.5 倍是因為 0.78 的 $a(1 - a)$ 比 0.972 的大。
# </details>


# %% rows="M7" tags=["nbval-ignore-output"]
def margin(share, n):
    """Half the width of the 95% interval of a share of n independent samples."""
    return 1.96 * np.sqrt(share * (1 - share) / n)


(TN, FP), (FN, TP) = fives["one neuron"]
for name, n in {"accuracy": 10_000, "recall": TP + FN, "precision": TP + FP}.items():
    print(f"{name:9s} {neuron[name]:.3f} ± {margin(neuron[name], n):.3f}  (n = {n})")

# Does it hold? Draw samples from the 10,000 answers, whose accuracy we know.
rng = np.random.default_rng(0)
right = answers["one neuron"] == y_val
covered, ratio = {}, {}
for n in (100, 500, 2000):
    shares = rng.choice(right, (2000, n)).mean(axis=1)  # 2,000 samples of n answers
    covered[n] = np.mean(np.abs(shares - right.mean()) <= margin(shares, n))
    ratio[n] = shares.std() / (margin(right.mean(), n) / 1.96)
    print(f"n = {n:4d}: {covered[n]:.0%} of the intervals contain {right.mean():.3f}")
assert all(0.9 < share < 0.97 for share in covered.values())
#! falsify: share * (1 - share) / n) => share * (1 - share)) / n
#! falsify: share * (1 - share) / n => share / n
#! falsify: 1.96 * np.sqrt( => 1.0 * np.sqrt(
#! falsify: rng.choice(right, (2000, n)).mean(axis=1) => rng.choice(right, (2000, n // 2)).mean(axis=1)

# %% rows="M7" fold="Check the margins"
assert np.allclose(list(ratio.values()), 1, atol=0.06)
assert np.isclose(margin(0.972, 10_000), 0.003, atol=5e-4)
assert np.isclose(margin(0.78, 915), 0.027, atol=5e-4)
no_error = float(margin(1.0, 20))
print("margin of 20 right answers out of 20:", no_error)
assert no_error == 0
#! falsify: (margin(right.mean(), n) / 1.96) => margin(right.mean(), n)

# %% [markdown] lang="en"
# The formula gives the spread, and about 95% of the intervals contain the accuracy that they estimate, somewhat fewer on small samples, where few mistakes are drawn. It fails at the edge: 20 right answers out of 20 get the margin 0, as if nothing could go wrong. And it speaks of other images *of the same kind*, not of another training, and not of other people's handwriting. **Report a share together with its margin.**

# %% [markdown] lang="zh-TW" of="da3ddeda"
# 公式算出的分散程度是對的，大約 95% 的區間包含了要估計的準確率；樣本少的時候略低一些，因為抽到的錯誤很少。它在邊界上會失靈：20 題全對，誤差範圍是 0，彷彿永遠不會出錯。另外，它說的是**同一類**的其他圖片，不包括重新訓練，也不包括別人的筆跡。**報告一個比例時，請一併附上誤差範圍。**

# %% [markdown] lang="en"
# ## 6.5 F1: one number from two (8 min)
#
# Models are easier to rank with one number. The average of precision and recall does not serve: "always yes" has recall 1 and, with 915 fives in 10,000, precision 0.09. The average, 0.55, looks like a mediocre classifier. **F1** takes the **harmonic mean** instead, the reciprocal of the mean of the reciprocals:
#
# $$F_1 = \frac{2}{\frac1{\text{precision}} + \frac1{\text{recall}}} = \frac{2}{\frac{TP + FP}{TP} + \frac{TP + FN}{TP}} = \frac{2\,TP}{2\,TP + FP + FN}.$$
#
# It lies closer to the smaller of the two, and is never more than twice that (van Rijsbergen, 1979, with a weight for their importance).
#
# **Predict.** What is F1 of the twelve samples, of "always yes", and of "always no"?
#
# <details><summary>Answer</summary>
#
# $6/(6 + 2 + 2) = 0.6$; $2\cdot915/(2\cdot915 + 9085) = 0.168$; 0.
# </details>

# %% [markdown] lang="zh-TW" of="1b92fbab"
# ## 6.5 F1：兩個數字合成一個（8 分鐘）
#
# 只有一個數字的時候，模型比較容易排名。但直接取精確率和召回率的平均數行不通：「永遠回答是」的召回率是 1，而 10,000 張裡有 915 張 5，所以精確率是 0.09。平均 0.55，看起來像個還過得去的分類器。**F1** 改用**調和平均數**（harmonic mean），也就是倒數的平均數的倒數：
#
# $$F_1 = \frac{2}{\frac1{\text{精確率}} + \frac1{\text{召回率}}} = \frac{2}{\frac{TP + FP}{TP} + \frac{TP + FN}{TP}} = \frac{2\,TP}{2\,TP + FP + FN}.$$
#
# 它比較靠近兩者中較小的那個，而且絕不會超過較小值的兩倍（van Rijsbergen，1979，原本還依重要性加權）。
#
# **先猜猜看**：十二個樣本的 F1 是多少？「永遠回答是」和「永遠回答否」呢？
#
# <details><summary>解答</summary>
#
# $6/(6 + 2 + 2) = 0.6$；$2\cdot915/(2\cdot915 + 9085) = 0.168$；0。
# </details>


# %% rows="M1 M4"
def f1_score(matrix):
    (_, FP), (FN, TP) = matrix
    return 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0.0


yes_always = confusion_matrix(y_val, np.ones(10_000, int))
f1_lazy = f1_score(yes_always), f1_score(fives["always no"])
print(f"always yes: F1 {f1_lazy[0]:.3f}; always no: F1 {f1_lazy[1]:.3f}")
print(f"twelve samples: F1 {f1_score(matrix):.3f}")
f1_of_no = f1_score(matrix[::-1, ::-1])  # "not a 5" as the positive class
print(f"the same answers, F1 of the class no: {f1_of_no:.3f}")
assert np.isclose(f1_score(matrix), sk.f1_score(y, y_hat))
#! falsify: 2 * TP / (2 * TP + FP + FN) => TP / (TP + FP + FN)

# %% rows="M1 M4" fold="Check, and draw both means"
neuron_f1 = f1_score(fives["one neuron"])
assert np.isclose(neuron_f1, sk.f1_score(y_val, answers["one neuron"]))
assert np.allclose(f1_lazy, [0.168, 0], atol=5e-4) and np.isclose(f1_of_no, 10 / 14)
line = np.linspace(0.01, 1, 100)
precision, recall = np.meshgrid(line, line)
arithmetic, harmonic = (precision + recall) / 2, 2 / (1 / precision + 1 / recall)
assert (harmonic <= 2 * np.minimum(precision, recall)).all()
show(
    drawings.plot_means(line, arithmetic, harmonic),
    alt="Contours of two means over precision and recall. Arithmetic mean: straight "
    "lines; always-yes at precision 0.09, recall 1 lies near 0.5. F1: curves that "
    "bend towards the axes; always-yes lies below 0.2.",
)
#! falsify: matrix[::-1, ::-1] => matrix.T
#! falsify: 2 / (1 / precision + 1 / recall) => np.sqrt(precision * recall)
#! falsify: confusion_matrix(y_val, np.ones(10_000, int)) => confusion_matrix(y_val, y_val)
#! alt zh-TW: 兩種平均數對精確率與召回率的等高線。算術平均：直線，「永遠回答是」（精確率 0.09、召回率 1）在 0.5 附近。F1：彎向兩軸的曲線，「永遠回答是」低於 0.2。

# %% [markdown] lang="en"
# Our neuron has about {{ neuron_f1 | .2f | 0.03 }}. Note what F1 does not contain: **TN**. It is made for a rare class that one searches for, and it is not symmetric: with "not a 5" as the positive class, the same twelve answers have F1 $10/14 = 0.714$. So F1 always needs the addition *of which class*.
#
# ## 6.6 Many classes: micro, macro, weighted (12 min)
#
# With $K$ classes, each class $k$ has its own question "is it $k$?", and its own TP, FP, FN and F1. In the confusion matrix $TP_k$ stands on the diagonal, $FP_k$ is the rest of column $k$, $FN_k$ the rest of row $k$. Three ways to make one number of it:
#
# - **macro**: the mean of the $K$ F1 scores, every class counts the same;
# - **weighted**: their mean, weighted by how often each class is true;
# - **micro**: add up TP, FP and FN over the classes first, then compute one F1.
#
# By hand, ten samples of three classes with confusion matrix $\begin{pmatrix}5&1&0\\1&1&0\\1&0&1\end{pmatrix}$: TP = 5, 1, 1; FP = 2, 1, 0; FN = 1, 1, 1. F1 per class: 10/13 = 0.769, 2/4 = 0.5, 2/3 = 0.667. Macro: 0.645. Weighted: $(6\cdot0.769 + 2\cdot0.5 + 2\cdot0.667)/10 = 0.695$. Micro: $14/(14 + 3 + 3) = 0.7$.
#
# **Predict.** Seven of ten answers are right, and micro-F1 is 0.7. An accident?
#
# <details><summary>Answer</summary>
#
# No. When every sample has exactly one true class and gets exactly one answer, every wrong answer is one FP (for the class that was answered) and one FN (for the class that was true). So $\sum FP_k = \sum FN_k =$ errors, $\sum TP_k =$ right answers, and
#
# $$\text{micro-}F_1 = \frac{2\cdot\text{right}}{2\cdot\text{right} + \text{errors} + \text{errors}} = \frac{\text{right}}{\text{all}} = \text{accuracy}.$$
# </details>

# %% [markdown] lang="zh-TW" of="06b874bd"
# 我們的神經元大約是 {{ neuron_f1 | .2f | 0.03 }}。請注意 F1 裡少了什麼：**TN**。它是為了「尋找稀有類別」而設計的，而且並不對稱：如果把「不是 5」當成陽性，同樣的十二個回答，F1 是 $10/14 = 0.714$。所以提到 F1，一定要說明**是哪個類別的**。
#
# ## 6.6 多個類別：micro、macro、weighted（12 分鐘）
#
# 有 $K$ 個類別時，每個類別 $k$ 都有自己的問題「這是 $k$ 嗎？」，因此各有自己的 TP、FP、FN 與 F1。在混淆矩陣裡，$TP_k$ 在對角線上，$FP_k$ 是第 $k$ 行的其餘部分，$FN_k$ 是第 $k$ 列的其餘部分。要合成一個數，有三種做法：
#
# - **macro**（巨觀平均）：$K$ 個 F1 的平均數，每個類別份量相同；
# - **weighted**（加權平均）：同樣是平均數，但按各類別實際出現的次數加權；
# - **micro**（微觀平均）：先把各類別的 TP、FP、FN 分別加總，再計算一個 F1。
#
# 用手算看看：十個樣本、三個類別，混淆矩陣是 $\begin{pmatrix}5&1&0\\1&1&0\\1&0&1\end{pmatrix}$。TP = 5、1、1；FP = 2、1、0；FN = 1、1、1。各類別的 F1 是 10/13 = 0.769、2/4 = 0.5、2/3 = 0.667。macro 是 0.645。weighted 是 $(6\cdot0.769 + 2\cdot0.5 + 2\cdot0.667)/10 = 0.695$。micro 是 $14/(14 + 3 + 3) = 0.7$。
#
# **先猜猜看**：十題答對七題，而 micro-F1 剛好是 0.7。這是巧合嗎？
#
# <details><summary>解答</summary>
#
# 不是。只要每個樣本恰好有一個真實類別，也恰好得到一個回答，那麼每個錯誤的回答都是一個 FP（算在回答的那個類別）加一個 FN（算在真正的那個類別）。所以 $\sum FP_k = \sum FN_k =$ 錯誤數，$\sum TP_k =$ 答對數，於是
#
# $$\text{micro-}F_1 = \frac{2\cdot\text{答對}}{2\cdot\text{答對} + \text{錯誤} + \text{錯誤}} = \frac{\text{答對}}{\text{全部}} = \text{準確率}.$$
# </details>


# %% rows="M4"
def f1_per_class(matrix):
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    return 2 * TP / (2 * TP + FP + FN)


def averages(matrix):
    f1, size = f1_per_class(matrix), matrix.sum(axis=1)
    TP = np.trace(matrix)  # the sum of the diagonal
    errors = matrix.sum() - TP
    return {
        "micro": 2 * TP / (2 * TP + errors + errors),
        "macro": f1.mean(),
        "weighted": (size * f1).sum() / size.sum(),
    }


three = np.array([[5, 1, 0], [1, 1, 0], [1, 0, 1]])
print("per class", np.round(f1_per_class(three), 3))
print({name: round(float(value), 3) for name, value in averages(three).items()})
assert np.allclose(list(averages(three).values()), [0.7, 0.645, 0.695], atol=5e-4)
#! falsify: f1, size = f1_per_class(matrix), matrix.sum(axis=1) => f1, size = f1_per_class(matrix), matrix.sum(axis=0)
#! falsify: errors = matrix.sum() - TP => errors = (matrix.sum() - TP) / 2
#! falsify: matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP => matrix.sum(axis=0), matrix.sum(axis=1)
#! falsify: "macro": f1.mean() => "macro": np.median(f1)

# %% [markdown] lang="en"
# Now all ten digits: one softmax layer, trained like the detector.

# %% [markdown] lang="zh-TW" of="3be8c377"
# 接著換成全部十個數字：一層 softmax，訓練方式和偵測器一樣。

# %% rows="M4" tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
reader = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(10, activation="softmax")]
)
reader.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy"
)
reader.fit(X_train, digits_train, batch_size=256, epochs=3, verbose=0)
P_val = reader.predict(X_val, batch_size=1000, verbose=0)  # (10000, 10)
read = P_val.argmax(axis=1)
ten = confusion_matrix(digits_val, read, 10)
ten_averages = averages(ten)
accuracy = np.mean(read == digits_val)
print(f"accuracy {accuracy:.3f} ± {margin(accuracy, 10_000):.3f}")
print({name: round(float(value), 4) for name, value in ten_averages.items()})
rare = averages(fives["one neuron"])
print("is it a 5?", {name: round(float(value), 3) for name, value in rare.items()})
assert 0.91 < accuracy < 0.94

# %% rows="M4" fold="Compare with scikit-learn and Keras"
assert np.isclose(ten_averages["micro"], accuracy)
for average, ours in ten_averages.items():
    assert np.isclose(ours, sk.f1_score(digits_val, read, average=average))
assert np.allclose(f1_per_class(ten), sk.f1_score(digits_val, read, average=None))
assert rare["macro"] < rare["micro"] - 0.03
for average in ("micro", "macro", "weighted"):
    in_keras = keras.metrics.F1Score(average=average)(one_hot(digits_val), P_val)
    assert np.isclose(float(in_keras), ten_averages[average], atol=1e-5)
print("all four forms equal scikit-learn's and Keras'")
#! falsify: averages(fives["one neuron"]) => averages(ten)

# %% rows="M4" fold="Draw the mistakes and F1 digit by digit"
f1_ten = f1_per_class(ten)
wrong_ten = ten - np.diag(np.diag(ten))
often = np.unravel_index(wrong_ten.argmax(), (10, 10))  # (true digit, answer)
weakest = f1_ten.min()
assert f1_ten.argmax() in (0, 1, 6) and 0.85 < weakest < 0.92
assert abs(ten_averages["micro"] - ten_averages["macro"]) < 0.01
show(
    drawings.plot_ten_classes(
        ten, f1_ten, {k: ten_averages[k] for k in ("micro", "macro")}
    ),
    alt="Left: confusion matrix of ten digits, the mistakes shaded by their number. "
    "Right: F1 per digit as points between about 0.88 and 0.97, highest for 0, 6 and "
    "1; micro and macro average, two lines near 0.93.",
)
#! falsify: f1_ten = f1_per_class(ten) => f1_ten = f1_per_class(ten)[::-1]
#! alt zh-TW: 左圖：十個數字的混淆矩陣，錯誤越多顏色越深。右圖：每個數字的 F1，大約在 0.88 到 0.97 之間，0、6 和 1 最高；micro 和 macro 平均是 0.93 附近的兩條線。

# %% [markdown] lang="en"
# Micro-F1 *is* the accuracy, to the last digit: no new information, only a more impressive name. Macro differs little for the ten digits, of which none is rare and none is very weak; for the detector with its rare class it is {{ rare["macro"] | .2f | 0.03 }} against a micro-F1 of {{ rare["micro"] | .2f | 0.01 }}. The points tell more than any average: the weakest class has {{ weakest | .2f | 0.02 }}.

# %% [markdown] lang="zh-TW" of="bba78f71"
# micro-F1 **就是**準確率，連最後一位都一樣：沒有新的資訊，只是名字比較響亮。十個數字裡沒有稀有的，也沒有特別弱的，所以 macro 相差無幾；換成有稀有類別的偵測器，macro 是 {{ rare["macro"] | .2f | 0.03 }}，micro-F1 卻是 {{ rare["micro"] | .2f | 0.01 }}。圖上的點告訴我們的比任何平均數都多：最弱的類別只有 {{ weakest | .2f | 0.02 }}。

# %% [markdown] lang="en"
# ## 6.7 Several labels at once (8 min)
#
# A photo may show a dog *and* a ball; a digit may be even *and* prime. Then every label has a sigmoid of its own, and truth and answer are rows of zeros and ones. Now there are several "accuracies":
#
# - **per entry**: the share of right entries, over all samples and labels;
# - **exact match**: the share of samples with all labels right;
# - micro- and macro-F1, as in 6.6, with each label as a class.
#
# We ask four questions about a digit: even? prime? has a hole (0, 6, 8, 9)? 5 or more?
#
# **Predict.** Order per-entry accuracy, exact match, and what `metrics=["accuracy"]` shows, by size.
#
# <details><summary>Answer</summary>
#
# Per entry is the largest: one wrong label of four costs a quarter of a sample. Exact match is smaller. The string shows less than either here; it does something else: it compares argmaxes.
# </details>

# %% [markdown] lang="zh-TW" of="d9056832"
# ## 6.7 同時有好幾個標籤（8 分鐘）
#
# 一張照片可能有狗**也**有球；一個數字可能是偶數**也**是質數。這時每個標籤（label）各有一個 sigmoid，真實答案和回答都是一列 0 與 1。「準確率」也就有好幾種：
#
# - **逐格**（per entry）：所有樣本、所有標籤中，答對的格子所占的比例；
# - **完全相符**（exact match）：所有標籤都對的樣本所占的比例；
# - micro-F1 與 macro-F1：和 6.6 節一樣，把每個標籤當成一個類別。
#
# 我們對一個數字問四個問題：是偶數嗎？是質數嗎？有洞嗎（0、6、8、9）？是 5 以上嗎？
#
# **先猜猜看**：逐格準確率、完全相符，還有 `metrics=["accuracy"]` 顯示的數字，由大到小怎麼排？
#
# <details><summary>解答</summary>
#
# 逐格最大：四個標籤錯一個，只損失四分之一個樣本。完全相符比較小。字串顯示的在這裡比兩者都小；它做的是另一件事：比較 argmax。
# </details>

# %% rows="M3 M4" tags=["nbval-ignore-output"]
even, prime, hole = [0, 2, 4, 6, 8], [2, 3, 5, 7], [0, 6, 8, 9]
columns = [np.isin(digits, group) for group in (even, prime, hole, range(5, 10))]
Y_all = np.stack(columns, axis=1).astype(int)  # (60000, 4), several ones in a row
Y_val = Y_all[50_000:]

keras.utils.set_random_seed(0)
asker = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(4, activation="sigmoid")]
)
asker.compile(
    optimizer=keras.optimizers.Adam(0.003),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
asker.fit(X_train, Y_all[:50_000], batch_size=256, epochs=3, verbose=0)
string_says = asker.evaluate(X_val, Y_val, batch_size=1000, verbose=0)[1]
P_labels = asker.predict(X_val, batch_size=1000, verbose=0)
entry = np.mean((P_labels > 0.5) == Y_val)
exact = np.mean(((P_labels > 0.5) == Y_val).all(axis=1))
print(f"per entry {entry:.3f} ± {margin(entry, 10_000):.3f}")
print(f"exact match {exact:.3f} ± {margin(exact, 10_000):.3f}")
print(f'metrics=["accuracy"] says {string_says:.3f}')
assert entry > exact > string_says

# %% [markdown] lang="en"
# (The margin of the per-entry accuracy uses $n$ = samples: the four labels of one image are not independent.) How wrong can the string be? Here are four samples with three labels, and a model without a single mistake:

# %% [markdown] lang="zh-TW" of="7ea5bc1c"
# （逐格準確率的誤差範圍用樣本數當 $n$，因為同一張圖片的四個標籤並不互相獨立。）字串能錯得多離譜？這裡有四個樣本、三個標籤，以及一個完全沒有錯的模型：

# %% rows="M3 M4"
Y_several = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
P_several = np.array(
    [[0.6, 0.9, 0.1], [0.2, 0.7, 0.9], [0.7, 0.1, 0.8], [0.9, 0.8, 0.6]]
)
print("all entries right:", ((P_several > 0.5) == Y_several).all())
print("argmax of truth: ", Y_several.argmax(axis=1))
print("argmax of output:", P_several.argmax(axis=1))

passing = keras.Sequential([keras.Input((3,)), keras.layers.Activation("linear")])
passing.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    run_eagerly=True,  # as plain Python: quicker for four samples
)
perfect_says = passing.evaluate(P_several, Y_several, verbose=0)[1]
print(f'metrics=["accuracy"] says {perfect_says:.2f}')

# %% rows="M3 M4" fold="Check the labels"
from itertools import permutations

by_order = []  # what the string says when the four questions are renumbered
for order in permutations(range(4)):
    Y, P = Y_val[:, order], P_labels[:, order]
    by_order.append(np.mean(Y.argmax(axis=1) == P.argmax(axis=1)))
assert np.isclose(by_order[0], string_says, atol=1e-3)
assert max(by_order) - min(by_order) > 0.1 and max(by_order) < exact
assert ((P_several > 0.5) == Y_several).all() and np.isclose(perfect_says, 0.25)
assert np.mean(Y_several.argmax(axis=1) == P_several.argmax(axis=1)) == 0.25
assert entry > exact + 0.1 and exact > string_says + 0.1
answer = (P_labels > 0.5).astype(int)
TP, errors = (answer * Y_val).sum(), (answer != Y_val).sum()
micro = 2 * TP / (2 * TP + errors)  # errors = FP + FN
assert np.isclose(micro, sk.f1_score(Y_val, answer, average="micro"))
assert abs(micro - entry) > 0.005 and abs(micro - exact) > 0.1
print(f"micro-F1 {micro:.2f} is neither of the accuracies")
#! falsify: [0.6, 0.9, 0.1] => [0.9, 0.6, 0.1]
#! falsify: errors = (answer * Y_val).sum(), (answer != Y_val).sum() => errors = (answer * Y_val).sum(), (answer == Y_val).sum()

# %% [markdown] lang="en"
# A perfect model gets 0.25. With a row of several ones, argmax finds the *first* one in the truth and the *largest* in the output, and being right means that these agree. For our real model the string says {{ string_says | .2f | 0.05 }} where {{ entry | .0% | 2 }} of the entries and {{ exact | .0% | 3 }} of the images are right; and when the four questions are renumbered, it says anything from {{ min(by_order) | .2f | 0.05 }} to {{ max(by_order) | .2f | 0.05 }}. With several labels, name the metric: `BinaryAccuracy()` counts entries. And micro-F1, {{ micro | .2f | 0.02 }}, is no longer any accuracy: that identity needed one label per sample.
#
# ## 6.8 Metrics have a memory (8 min)
#
# An epoch arrives in batches. `fit` and `evaluate` call three methods of every metric: `reset_state` at the start of the epoch, `update_state(y, p)` after each batch, `result` whenever a number is shown. Between the calls the metric keeps **state**: a few variables. We feed the twelve samples in batches of 5, 5 and 2, with accuracies 0.6, 0.8 and 0.5.
#
# **Predict.** Does Keras report the mean 0.633, or 8/12 = 0.667?
#
# <details><summary>Answer</summary>
#
# 8/12. Its state is two numbers, how many are right and how many there were; the result is their quotient.
# </details>

# %% [markdown] lang="zh-TW" of="a653925e"
# 完美的模型只得到 0.25。一列裡有好幾個 1 時，argmax 在真實答案裡找到的是**第一個** 1，在輸出裡找到的是**最大**的那一格，兩者相同才算答對。對我們真正的模型，字串說 {{ string_says | .2f | 0.05 }}，實際上有 {{ entry | .0% | 2 }} 的格子、{{ exact | .0% | 3 }} 的圖片是對的；而且只要把四個問題換個順序，它說的就從 {{ min(by_order) | .2f | 0.05 }} 到 {{ max(by_order) | .2f | 0.05 }} 都有可能。有好幾個標籤時，請明確寫出評估標準：`BinaryAccuracy()` 數的是格子。另外，micro-F1 是 {{ micro | .2f | 0.02 }}，不再等於任何一種準確率：那個等式需要每個樣本恰好一個標籤。
#
# ## 6.8 評估標準有記憶（8 分鐘）
#
# 一個週期的資料是一批一批來的。`fit` 和 `evaluate` 會呼叫每個評估標準的三個方法：週期開始時呼叫 `reset_state`，每個批次（batch）之後呼叫 `update_state(y, p)`，要顯示數字時呼叫 `result`。在兩次呼叫之間，評估標準保存著**狀態**（state），也就是幾個變數。我們把十二個樣本分成 5、5、2 三個批次餵進去，準確率分別是 0.6、0.8、0.5。
#
# **先猜猜看**：Keras 顯示的是平均數 0.633，還是 8/12 = 0.667？
#
# <details><summary>解答</summary>
#
# 8/12。它的狀態只有兩個數字：答對幾題、總共幾題；結果就是兩者的商。
# </details>

# %% rows="M5"
metric = keras.metrics.BinaryAccuracy()
of_batches = []
for batch in (slice(0, 5), slice(5, 10), slice(10, 12)):
    of_batches.append(np.mean(y_hat[batch] == y[batch]))
    metric.update_state(y[batch], p[batch])
    total, count = (float(variable) for variable in metric.variables)
    print(f"batch {of_batches[-1]:.3f}; right {total:.0f} of {count:.0f}", end="")
    print(f"; result {float(metric.result()):.3f}")
print(f"plain mean of the three batches: {np.mean(of_batches):.3f}")
assert np.isclose(float(metric.result()), 8 / 12)
assert np.isclose(np.mean(of_batches), 0.633, atol=5e-4)
#! falsify: slice(5, 10), slice(10, 12) => slice(5, 12), slice(10, 12)

# %% [markdown] lang="en"
# The plain mean is another number, because the last batch, with 2 samples, would count as much as one with 5. Two consequences:
#
# - When you call a metric yourself, call `reset_state` between two data sets. Otherwise the second result includes the first.
# - The accuracy that `fit` prints after an epoch is collected while the weights change. It is not the accuracy of the final weights (chapter 2).
#
# For accuracy a mean weighted by the batch sizes would still be right. For F1 it would not: its parts must be added first. In batches of 4 the twelve samples have TP, FP, FN = (2, 0, 1), (1, 1, 1) and (0, 1, 0), so F1 = 4/5, 2/4 and 0/1; the mean is 0.433, the F1 of all is 0.6. A batch without any five in truth or answer has F1 = 0/0, which must be called 0 or 1.
#
# **Predict.** Averaged over batches of 20 validation images, is the detector's F1 too low or too high?
#
# <details><summary>Answer</summary>
#
# Too low with either convention: far too low when 0/0 counts 0, since such batches are frequent, and a little too low when it counts 1. In batches of 4 or 5 the second convention makes it too high: even the direction of the error depends on the batch size.
# </details>

# %% [markdown] lang="zh-TW" of="a34852e7"
# 單純取平均會得到另一個數字，因為最後一批只有 2 個樣本，份量卻和 5 個樣本的批次一樣。這帶來兩個注意事項：
#
# - 自己呼叫評估標準時，換資料集之前要先呼叫 `reset_state`，否則第二個結果會混入第一個資料集。
# - `fit` 在每個週期之後印出的準確率，是在權重變動的過程中累積的，不是最終權重的準確率（第 2 章）。
#
# 以準確率來說，把各批次的值依批次大小加權平均，仍然是對的。F1 就不行：分子和分母必須先各自加總。以 4 個樣本為一批，十二個樣本的 (TP, FP, FN) 是 (2, 0, 1)、(1, 1, 1)、(0, 1, 0)，所以 F1 是 4/5、2/4、0/1，平均是 0.433，而全部合起來是 0.6。如果一個批次的真實答案和回答裡都沒有 5，F1 就是 0/0，必須約定算成 0 還是 1。
#
# **先猜猜看**：以 20 張驗證圖片為一批取平均，偵測器的 F1 會偏低還是偏高？
#
# <details><summary>解答</summary>
#
# 兩種約定都偏低：把 0/0 算成 0 時低很多，因為這種批次很常見；算成 1 時也低一點。每批只有 4 或 5 張時，第二種約定反而偏高：連誤差的方向都取決於批次大小。
# </details>


# %% rows="M5 M4"
def batch_f1(y, y_hat, batch_size, empty):
    """F1 of every full batch; `empty` where there is no yes at all."""
    n = len(y) // batch_size * batch_size
    y, y_hat = y[:n].reshape(-1, batch_size), y_hat[:n].reshape(-1, batch_size)
    TP, yes = (y * y_hat).sum(axis=1), y.sum(axis=1) + y_hat.sum(axis=1)
    # 2 TP + FP + FN = (TP + FN) + (TP + FP): yes in the truth plus yes in the answer
    return np.where(yes == 0, empty, 2 * TP / np.maximum(yes, 1))


few = batch_f1(y, y_hat, 4, empty=0)
print("twelve samples, batches of 4:", few, f"mean {few.mean():.3f}")
sizes = [4, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]  # all divide 10,000
neuron_says = answers["one neuron"]
as_zero = np.array([batch_f1(y_val, neuron_says, size, 0).mean() for size in sizes])
as_one = np.array([batch_f1(y_val, neuron_says, size, 1).mean() for size in sizes])

# %% rows="M5 M4" fold="Check, and draw the means"
assert np.allclose(few, [0.8, 0.5, 0]) and np.isclose(few.mean(), 0.433, atol=5e-4)
assert (as_zero[:6] < neuron_f1 - 0.005).all() and as_zero[0] < 0.7 * neuron_f1
assert as_one[0] > neuron_f1 + 0.02 and as_one[3] < neuron_f1 - 0.005
assert abs(as_zero[-1] - neuron_f1) < 0.01
show(
    drawings.plot_batches(
        sizes,
        {
            "mean of batches, 0/0 counts 0": as_zero,
            "mean of batches, 0/0 counts 1": as_one,
        },
        neuron_f1,
    ),
    alt="Mean of per-batch F1 over the batch size. With 0/0 counted as 0 it climbs "
    "from below 0.3 at 4 samples to the F1 of all, about 0.84, at about 500. Counted "
    "as 1 it starts above the F1 of all, near 0.9, falls below it at 20 and joins the "
    "other curve at 50.",
)
#! falsify: y.sum(axis=1) + y_hat.sum(axis=1) => 2 * y.sum(axis=1)
#! falsify: np.where(yes == 0, empty, => np.where(yes == 0, 0.8,
#! alt zh-TW: 各批次 F1 的平均隨批次大小變化。0/0 算成 0 時，從 4 個樣本的不到 0.3 爬升，到 500 左右達到全體的 F1（大約 0.84）。算成 1 時，起點在全體的 F1 之上，接近 0.9，到 20 時降到它下面，在 50 附近與另一條會合。

# %% [markdown] lang="en"
# With 20 images a batch the mean says {{ as_zero[3] | .2f | 0.04 }}, or {{ as_one[3] | .2f | 0.03 }} with the other convention; the F1 of all is {{ neuron_f1 | .2f | 0.03 }}. Early Keras computed precision, recall and F1 in just this way. They were removed from Keras 2.0 in March 2017 because such approximations of global metrics were "more misleading than helpful" (Keras issue 5794). That is one answer to the lecture's question why there was no F1; the optional section 6.19 finds more, with the real TensorFlow Addons.
#
# ## 6.9 A metric of your own (10 min)
#
# The cure is state: keep the two sums that F1 divides, TP and `yes` (that is $2\,TP + FP + FN$), and divide at the end. A Keras metric is a class with the three methods; `add_variable` creates a state variable, which `reset_state` sets to 0. `keras.ops` is Keras' NumPy, needed because inside `fit` the data are tensors.

# %% [markdown] lang="zh-TW" of="b47dce48"
# 每批 20 張時，平均值是 {{ as_zero[3] | .2f | 0.04 }}；換一種約定則是 {{ as_one[3] | .2f | 0.03 }}；全部合起來的 F1 是 {{ neuron_f1 | .2f | 0.03 }}。早期的 Keras 正是這樣計算精確率、召回率和 F1。2017 年 3 月的 Keras 2.0 把它們移除，理由是這樣近似全域的評估標準「誤導多於幫助」（more misleading than helpful，Keras issue 5794）。投影片問「為何沒有 F1？」，這是其中一個答案；選讀的 6.19 節用真正的 TensorFlow Addons 找到更多。
#
# ## 6.9 自己寫一個評估標準（10 分鐘）
#
# 解決方法就是狀態：保存 F1 所需的兩個總和，也就是 TP 和 `yes`（即 $2\,TP + FP + FN$），最後才相除。Keras 的評估標準是一個具有上述三個方法的類別（Python 的 class）；`add_variable` 建立一個狀態變數，而 `reset_state` 會把它歸零。`keras.ops` 相當於 Keras 版的 NumPy；在 `fit` 裡面，資料是張量（tensor），所以要用它來計算。


# %% rows="M8"
class StreamingF1(keras.metrics.Metric):
    """F1 of the class "yes", from counts that are kept over all batches."""

    def __init__(self, threshold=0.5, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold = threshold
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.yes = self.add_variable(shape=(), initializer="zeros", name="yes")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))  # (n, 1) or (n,)
        y_hat = keras.ops.cast(keras.ops.reshape(p, (-1,)) > self.threshold, "float32")
        s = 1.0 if sample_weight is None else keras.ops.cast(sample_weight, "float32")
        s = keras.ops.reshape(s, (-1,))
        self.TP.assign_add(keras.ops.sum(s * y * y_hat))
        self.yes.assign_add(keras.ops.sum(s * (y + y_hat)))  # 2 TP + FP + FN

    def result(self):
        return keras.ops.divide_no_nan(2 * self.TP, self.yes)  # 0 for 0/0

    def get_config(self):  # what `model.save` writes down besides the weights
        return super().get_config() | {"threshold": self.threshold}


# %% [markdown] lang="en"
# The reshapes matter: Keras hands over columns $(n, 1)$ as well as rows $(n,)$, and $(n,)\cdot(n, 1)$ would broadcast to $(n, n)$ (chapter 2). The test: any batch size must give scikit-learn's F1 of the whole, alone and inside `evaluate`. (Our detector gives logits. $\sigma(z) > 0.5$ means $z > 0$, so there the threshold is 0.)

# %% [markdown] lang="zh-TW" of="740124fe"
# 那幾個 reshape 很重要：Keras 交來的資料，形狀（shape）有時是 $(n, 1)$，有時是 $(n,)$，而 $(n,)\cdot(n, 1)$ 會廣播（broadcasting）成 $(n, n)$（第 2 章）。測試的標準是：不論批次大小，不論單獨使用還是放進 `evaluate`，都必須得到 scikit-learn 對整體算出的 F1。（我們的偵測器輸出 logit，$\sigma(z) > 0.5$ 就是 $z > 0$，所以這裡的閾值是 0。）


# %% rows="M8" tags=["nbval-ignore-output"]
def streamed(metric, y, p, batch_size):
    metric.reset_state()
    for start in range(0, len(y), batch_size):
        part = slice(start, start + batch_size)
        metric.update_state(y[part], p[part])
    return float(metric.result())


f1 = StreamingF1()
for batch_size in (1, 4, 5, 12):
    value = streamed(f1, y, p, batch_size)
    print(f"twelve samples in batches of {batch_size:2d}: {value:.3f}")
    assert np.isclose(value, sk.f1_score(y, y_hat))

detector.compile(
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[StreamingF1(threshold=0)],
)
inside = detector.evaluate(X_val, y_val, batch_size=333, verbose=0)[1]
print(f"evaluate, batches of 333: {inside:.3f}; scikit-learn {neuron_f1:.3f}")
assert np.isclose(inside, neuron_f1, atol=1e-5)
assert np.isclose(streamed(f1, y_val, p_val, 999), neuron_f1, atol=1e-5)
#! falsify: keras.ops.sum(s * (y + y_hat)) => keras.ops.sum(s * (y + y_hat) / 2)
#! falsify: metrics=[StreamingF1(threshold=0)] => metrics=[StreamingF1()]

# %% [markdown] lang="en"
# One state, one value, whatever the batches; `keras.metrics.F1Score`, today part of Keras again, works in the same way. The folded cell checks `sample_weight`: a weight of 2 against the sample twice, and weight 0 against leaving it out.
#
# **Predict.** We save a model that carries `StreamingF1(threshold=0.17)` and load it again, once as written and once without `get_config`. What happens to F1?
#
# <details><summary>Answer</summary>
#
# With `get_config` nothing. Without it the loaded metric is built with the default threshold 0.5, without a word, and reports another F1: here 0.5 in place of 1.
# </details>

# %% [markdown] lang="zh-TW" of="291ead1d"
# 因為只有一份狀態，不論怎麼分批，結果都相同；如今重回 Keras 的 `keras.metrics.F1Score` 也是這樣運作的。摺疊的儲存格檢查 `sample_weight`：權重 2 是否等於樣本出現兩次，權重 0 是否等於不計。
#
# **先猜猜看**：我們把帶著 `StreamingF1(threshold=0.17)` 的模型存檔再載入，一次照上面的寫法，一次拿掉 `get_config`。F1 會怎樣？
#
# <details><summary>解答</summary>
#
# 有 `get_config` 就不會變。沒有的話，載入的評估標準會不聲不響地用預設閾值 0.5 重建，顯示另一個 F1：在這裡是 0.5，而不是 1。
# </details>


# %% rows="M8"
class Forgetful(StreamingF1):
    get_config = keras.metrics.Metric.get_config  # as if we had written none


def before_and_after_saving(metric_class):
    low = np.array([[0.1], [0.2], [0.4], [0.9]])  # above 0.17: the three yes
    truth = np.array([[0], [1], [1], [1]])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(
        loss="binary_crossentropy",
        metrics=[metric_class(threshold=0.17)],
        run_eagerly=True,
    )
    before = model.evaluate(low, truth, verbose=0)[1]
    with tempfile.TemporaryDirectory() as folder:
        model.save(f"{folder}/model.keras")
        known = {metric_class.__name__: metric_class}
        loaded = keras.models.load_model(f"{folder}/model.keras", custom_objects=known)
    return before, loaded.evaluate(low, truth, verbose=0)[1]


saved = {}
for metric_class in (StreamingF1, Forgetful):
    before, after = saved[metric_class] = before_and_after_saving(metric_class)
    print(f"{metric_class.__name__:11s} before {before:.2f}, after {after:.2f}")

# %% rows="M8" fold="Check saving and sample weights"
assert np.allclose(saved[StreamingF1], [1, 1]) and np.allclose(
    saved[Forgetful], [1, 0.5]
)
s = np.array([2.0] * 3 + [1.0] * 6 + [0.0] * 3)
f1.reset_state()
f1.update_state(y, p, sample_weight=s)
weighted = float(f1.result())
by_copies = streamed(f1, np.repeat(y, s.astype(int)), np.repeat(p, s.astype(int)), 5)
in_sklearn = sk.f1_score(y, y_hat, sample_weight=s)
print(f"weights {weighted:.4f}, copies {by_copies:.4f}, scikit-learn {in_sklearn:.4f}")
assert np.allclose([by_copies, in_sklearn], weighted) and not np.isclose(weighted, 0.6)
#! falsify: {"threshold": self.threshold} => {}
#! falsify: keras.ops.sum(s * y * y_hat) => keras.ops.sum(y * y_hat)

# %% [markdown] lang="en"
# Whatever `__init__` takes belongs into `get_config`. A metric, too, is code: test it on twelve samples whose answer you know.
#
# ## 6.10 Which "accuracy"? (12 min)
#
# `metrics=["accuracy"]` is a convenience: Keras has several accuracies, and `compile` picks one by the **shapes** of truth and output.
#
# | output | truth | Keras takes | which compares |
# |---|---|---|---|
# | $(n, 1)$ | $(n,)$ or $(n, 1)$, 0 or 1 | `BinaryAccuracy` | $p > 0.5$ with the truth |
# | $(n, K)$ | integers $(n,)$ or $(n, 1)$ | `SparseCategoricalAccuracy` | argmax of the output with the truth |
# | $(n, K)$ | one-hot $(n, K)$ | `CategoricalAccuracy` | argmax with argmax |
# | $(n, K)$ | several labels $(n, K)$ | `CategoricalAccuracy`, **wrong** | argmax with argmax (6.7) |
#
# The next cell asks Keras itself, with a model that passes its input on.

# %% [markdown] lang="zh-TW" of="c75d6763"
# `__init__` 收到什麼，`get_config` 就該交出什麼。評估標準也是程式：請用十二個你知道答案的樣本測試它。
#
# ## 6.10 哪一種「accuracy」？（12 分鐘）
#
# `metrics=["accuracy"]` 是為了方便而設的：Keras 有好幾種準確率，`compile` 依照真實答案和輸出的**形狀**選一種。
#
# | 輸出 | 真實答案 | Keras 選用 | 比較方式 |
# |---|---|---|---|
# | $(n, 1)$ | $(n,)$ 或 $(n, 1)$，0 或 1 | `BinaryAccuracy` | $p > 0.5$ 與真實答案 |
# | $(n, K)$ | 整數 $(n,)$ 或 $(n, 1)$ | `SparseCategoricalAccuracy` | 輸出的 argmax 與真實答案 |
# | $(n, K)$ | 獨熱編碼 $(n, K)$ | `CategoricalAccuracy` | 兩邊的 argmax |
# | $(n, K)$ | 好幾個標籤 $(n, K)$ | `CategoricalAccuracy`，**錯的** | 兩邊的 argmax（6.7 節） |
#
# 下一個儲存格用一個把輸入原封不動傳出去的模型，直接問 Keras。

# %% slides="A067" rows="M3"
P_one = np.array([[0.3], [0.6], [0.4], [0.8]])
P_three = np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.3, 0.3, 0.4], [0.2, 0.6, 0.2]])
labels = np.array([0, 1, 2, 2])
cases = {
    "one column": (P_one, np.array([0, 1, 1, 1]), "binary_crossentropy"),
    "integers": (P_three, labels, "sparse_categorical_crossentropy"),
    "one-hot": (P_three, one_hot(labels, 3), "categorical_crossentropy"),
    "several": (P_several, Y_several, "binary_crossentropy"),
}
chosen, values = {}, {}
for name, (output, truth, loss) in cases.items():
    model = keras.Sequential(
        [keras.Input(output.shape[1:]), keras.layers.Activation("linear")]
    )
    model.compile(loss=loss, metrics=["accuracy"], run_eagerly=True)
    values[name] = model.evaluate(output, truth, verbose=0)[1]
    chosen[name] = type(model.metrics[-1].metrics[0]).__name__  # the one it made
    print(f"{name:10s} {chosen[name]:25s} {values[name]:.2f}")

# %% [markdown] lang="en"
# Three of four answers are right in the first three cases, and Keras says so. The fourth is the perfect model of 6.7.
#
# The lecture's table says that the string "accuracy" stands for the class `Accuracy()`, and that RMSE, recall and precision have no string. **Predict:** what is true of today's Keras?
#
# <details><summary>Answer</summary>
#
# `keras.metrics.get("accuracy")` is indeed `Accuracy`, but `compile` never takes it: it chooses by shape. And RMSE, recall, precision, F1 and AUC (section 6.11) have strings: the names of their classes in small letters, such as `"root_mean_squared_error"`. Only the short form `"rmse"` does not exist.
# </details>

# %% [markdown] lang="zh-TW" of="5052b5f7"
# 前三種情況都是四題裡答對三題，Keras 也這麼說。第四種是 6.7 節的完美模型。
#
# 投影片的表格說，字串 "accuracy" 代表類別 `Accuracy()`，而 RMSE、召回率、精確率沒有代表字串。**先猜猜看**：在現在的 Keras 裡，哪些是對的？
#
# <details><summary>解答</summary>
#
# `keras.metrics.get("accuracy")` 的確是 `Accuracy`，但 `compile` 從來不用它，而是依形狀選擇。RMSE、召回率、精確率、F1 和 AUC（6.11 節）都有字串，就是類別名稱的小寫形式，例如 `"root_mean_squared_error"`。不存在的只有簡寫 `"rmse"`。
# </details>


# %% slides="A066 A067" rows="M3 M1"
def class_of(string):
    try:
        return type(keras.metrics.get(string)).__name__
    except ValueError:
        return "no such string"


strings = {
    "MSE": "mse", "accuracy": "accuracy", "RMSE": "root_mean_squared_error",
    "recall": "recall", "precision": "precision", "F1": "f1_score", "AUC": "auc",
    "short": "rmse",
}  # fmt: skip
for string in strings.values():
    print(f'"{string}":', class_of(string))

# %% slides="A066 A067" rows="M3 M1" fold="Compare with the lecture's table"
kinds = ["BinaryAccuracy", "SparseCategoricalAccuracy"] + ["CategoricalAccuracy"] * 2
assert list(chosen.values()) == kinds
assert np.allclose(list(values.values()), [0.75, 0.75, 0.75, 0.25])
assert class_of(strings["MSE"]) == "MeanSquaredError"
assert class_of("accuracy") == "Accuracy" and "Accuracy" not in chosen.values()
with_string = []
for name in ("RMSE", "recall", "precision"):
    if class_of(strings[name]) != "no such string":
        with_string.append(name)
check_erratum(
    "M3",
    "strings for RMSE, recall, precision",
    ", ".join(with_string),
    slide="none",
    right="RMSE, recall, precision",
)
assert class_of("f1_score") == "F1Score" and class_of("auc") == "AUC"
assert class_of("rmse") == "no such string"
#! falsify: "root_mean_squared_error" => "rmse"
#! falsify: return type(keras.metrics.get(string)).__name__ => return type(keras.losses.get(string)).__name__

# %% [markdown] lang="en"
# (`"f1_score"` on one column falls into the trap of section 6.19: every score counts as yes.) Now the wrong metric by name. Nothing below raises an error; every line prints a number that looks like an accuracy.

# %% [markdown] lang="zh-TW" of="1f556b32"
# （把 `"f1_score"` 用在單一欄位上，會掉進 6.19 節的陷阱：每個分數都算成「是」。）現在故意指定錯的評估標準。下面沒有一行會出現錯誤訊息，每一行都印出一個看起來像準確率的數字。

# %% slides="A067" rows="M3" tags=["nbval-ignore-output"]
km = keras.metrics
truth_ten = one_hot(digits_val)
no_idea = np.full_like(P_val, 0.1)  # a network that knows nothing
truth_one, p_one, z_one = y_val[:, None], p_val[:, None], z_val[:, None]
right_one = neuron["accuracy"]
wrong = {
    "1 binary, one-hot, no idea": (km.BinaryAccuracy(), truth_ten, no_idea, 0.1),
    "2 binary, one-hot, trained": (km.BinaryAccuracy(), truth_ten, P_val, accuracy),
    "3 categorical, one column": (
        km.CategoricalAccuracy(), truth_one, p_one, right_one),
    "4 categorical, integers": (km.CategoricalAccuracy(), digits_val, P_val, accuracy),
    "5 Accuracy(), one column": (km.Accuracy(), truth_one, p_one, right_one),
    "6 binary, logits": (km.BinaryAccuracy(), truth_one, z_one, right_one),
    "7 categorical, several labels": (
        km.CategoricalAccuracy(), Y_val, P_labels, entry),
}  # fmt: skip
found = {}
for name, (metric, truth, output, right) in wrong.items():
    found[name[0]] = float(metric(truth, output))
    print(f"{name:30s} says {found[name[0]]:.3f}, right is {right:.3f}")
assert found["3"] == 1

# %% slides="A067" rows="M3" fold="Check the seven"
assert np.isclose(found["1"], 0.9) and found["2"] > 0.98 and found["3"] == 1
assert np.isclose(found["4"], np.mean(read == digits_val.argmax()), atol=1e-4)
assert found["4"] < 0.3 and found["5"] < 0.01 and found["7"] < entry - 0.2
assert np.isclose(found["6"], np.mean((z_val > 0.5) == y_val), atol=2e-4)
assert found["6"] < right_one and np.isclose(found["7"], string_says, atol=1e-4)
at_zero = float(keras.metrics.BinaryAccuracy(threshold=0)(truth_one, z_one))
assert np.isclose(at_zero, right_one, atol=1e-6)
print(
    f"BinaryAccuracy(threshold=0) on logits is right: {np.isclose(at_zero, right_one)}"
)
#! falsify: BinaryAccuracy(threshold=0)(truth_one => BinaryAccuracy(threshold=0.5)(truth_one
#! falsify: truth_ten, P_val, accuracy) => truth_ten, no_idea, accuracy)

# %% [markdown] lang="en"
# 1. `BinaryAccuracy` on ten columns asks ten yes-no questions. Whoever says no to all is right on nine: 0.900 for a network that knows nothing.
# 2. The trained network looks like {{ found["2"] | .3f | 0.004 }} instead of {{ accuracy | .3f | 0.006 }}.
# 3. `CategoricalAccuracy` on one column: argmax of one number is always 0, for the truth too. **Always 1.000**.
# 4. With integers instead of one-hot truths, argmax of the truth is *one* number for all images: {{ digits_val.argmax() }}, the position of the first 9. So {{ found["4"] | .3f | 0.01 }} is only the share of images answered {{ digits_val.argmax() }}.
# 5. `Accuracy()` asks whether the *probability equals* the label. Almost never.
# 6. With logits, 0.5 is the wrong threshold. This is the insidious one, because the value is nearly right; `"accuracy"` falls into it too. Write `BinaryAccuracy(threshold=0)`.
# 7. Several labels: 6.7.
#
# Protection: let the string choose when the last layer has **one sigmoid or one softmax**. Name the class for logits and for several labels, and once per project compute the accuracy of a few predictions by hand.

# %% [markdown] lang="zh-TW" of="859297fe"
# 1. 把 `BinaryAccuracy` 用在十個欄位（column）的輸出上，等於問十個是非題。全部回答「否」，就答對九題：一個什麼都不懂的網路得到 0.900。
# 2. 訓練過的網路看起來有 {{ found["2"] | .3f | 0.004 }}，其實是 {{ accuracy | .3f | 0.006 }}。
# 3. 把 `CategoricalAccuracy` 用在單一欄位上：一個數的 argmax 永遠是 0，真實答案的也是。所以**永遠是 1.000**。
# 4. 真實答案是整數而不是獨熱編碼時，真實答案的 argmax 對所有圖片都是**同一個**數：{{ digits_val.argmax() }}，也就是第一個 9 的位置。所以 {{ found["4"] | .3f | 0.01 }} 只是回答 {{ digits_val.argmax() }} 的圖片所占的比例。
# 5. `Accuracy()` 問的是「機率是否**等於**標籤」，而兩者幾乎從來不會相等。
# 6. 輸出是 logit 時，0.5 是錯的閾值。這一種最難察覺，因為數字幾乎正確，而且字串 `"accuracy"` 也會掉進這個陷阱。請寫 `BinaryAccuracy(threshold=0)`。
# 7. 好幾個標籤：見 6.7 節。
#
# 自保的方法：最後一層是**一個 sigmoid 或一個 softmax** 時，才讓字串自己選。輸出是 logit 或有好幾個標籤時，請明確寫出類別名稱；每個專案至少親手計算一次幾個預測的準確率。

# %% [markdown] lang="en"
# ## 6.11 All thresholds at once (12 min)
#
# 0.5 is a habit, not a law.
#
# **Predict.** We raise the threshold. Which of precision and recall can only fall, and where does F1 have its top?
#
# <details><summary>Answer</summary>
#
# Recall can only fall or stay: whoever was missed stays missed. Precision mostly rises, but may fall when the alarms that are dropped were true. The top of F1 lies a little below 0.5 here, and is flat.
# </details>

# %% [markdown] lang="zh-TW" of="efe12e23"
# ## 6.11 一次看所有閾值（12 分鐘）
#
# 0.5 只是習慣，不是定律。
#
# **先猜猜看**：把閾值調高，精確率和召回率哪一個只會下降？F1 在哪裡最高？
#
# <details><summary>解答</summary>
#
# 召回率只會下降或持平，因為漏掉的不會再被找回。精確率大多會上升，但如果丟掉的警報剛好是真的，也可能下降。這裡 F1 在略低於 0.5 的地方最高，而且那一帶很平緩。
# </details>


# %% rows="M6"
def at_thresholds(y, p, thresholds):
    """FP, FN, TP at each threshold: three arrays (thresholds,)."""
    counts = np.array([confusion_matrix(y, (p > t).astype(int)) for t in thresholds])
    return counts[:, 0, 1], counts[:, 1, 0], counts[:, 1, 1]


thresholds = np.linspace(0.01, 0.99, 99)
FP, FN, TP = at_thresholds(y_val, p_val, thresholds)
curves = {
    "precision": TP / (TP + FP),
    "recall": TP / (TP + FN),
    "F1": 2 * TP / (2 * TP + FP + FN),
}
best_f1 = thresholds[curves["F1"].argmax()]
gain = curves["F1"].max() - neuron_f1

# %% rows="M6" fold="Check and draw"
assert (np.diff(curves["recall"]) <= 0).all() and (np.diff(FP) <= 0).all()
assert np.isclose(curves["F1"][49], neuron_f1) and 0.25 < best_f1 < 0.5
assert 0 <= gain < 0.05 and 0.7 < (np.diff(curves["precision"]) >= 0).mean() < 1
show(
    drawings.plot_over_threshold(
        thresholds, curves, {"0.5": 0.5, f"best F1: {best_f1:.2f}": best_f1},
        ylabel="value", title="The neuron on the validation set",
    ),
    alt="Precision, recall and F1 over the threshold. Recall falls from almost 1 to "
    "about 0.1, precision rises from about 0.2 to 1; F1 is a hill whose flat top lies "
    "a little left of 0.5.",
)  # fmt: skip
#! falsify: counts[:, 0, 1], counts[:, 1, 0], counts[:, 1, 1] => counts[:, 1, 0], counts[:, 0, 1], counts[:, 1, 1]
#! falsify: "recall": TP / (TP + FN) => "recall": FN / (TP + FN)
#! alt zh-TW: 精確率、召回率與 F1 隨閾值變化。召回率從將近 1 降到大約 0.1，精確率從大約 0.2 升到 1；F1 是一座小山，平坦的山頂在 0.5 左邊一點。

# %% [markdown] lang="en"
# For this training the gain over 0.5 is {{ gain | .3f | 0.01 }}. To compare models before a threshold is chosen, one draws what *all* thresholds give. The **ROC curve** shows recall against the **false positive rate** $FP/(FP + TN)$, the share of the true no that raise an alarm. The **precision-recall curve** shows precision against recall. Neither needs a loop: sort the samples by falling score; the threshold moves down, each sample passed adds 1 to TP or to FP. Samples of equal score are passed together.

# %% [markdown] lang="zh-TW" of="ffcbba56"
# 就這次訓練來說，和 0.5 相比多了 {{ gain | .3f | 0.01 }}。如果想在選定閾值之前比較模型，可以畫出**所有**閾值的結果。**ROC 曲線**畫的是召回率對**偽陽性率**（false positive rate）$FP/(FP + TN)$，後者是真正的「否」當中發出警報的比例。**精確率－召回率曲線**（precision-recall curve）畫的是精確率對召回率。兩者都不需要迴圈：把樣本依分數由高到低排序，閾值往下移，每經過一個樣本，TP 或 FP 就加 1。分數相同的樣本要同時通過。


# %% rows="M6"
def curves_of(y, score):
    """FP and TP for falling thresholds; samples of equal score pass together."""
    order = np.argsort(-score, kind="stable")
    y, score = y[order], score[order]
    last = np.append(np.diff(score) != 0, True)  # the last sample of each score
    return np.cumsum(1 - y)[last], np.cumsum(y)[last]


def roc_curve(y, score):
    FP, TP = curves_of(y, score)
    return np.append(0, FP) / FP[-1], np.append(0, TP) / TP[-1]


def precision_recall_curve(y, score):
    FP, TP = curves_of(y, score)
    return TP / (TP + FP), TP / TP[-1]


print("twelve samples, false positive rate:", np.round(roc_curve(y, p)[0], 2))
print("twelve samples, recall:             ", np.round(roc_curve(y, p)[1], 2))

# %% [markdown] lang="en"
# One number for the whole ROC curve is the **area under the curve**, AUC: 1 for a perfect order, 0.5 for guessing. It has a second meaning: the probability that a random yes scores higher than a random no, ties counting half (Hanley and McNeil, 1982). For the twelve samples one can count: $5\cdot7 = 35$ pairs, of which the yes wins 28 and ties 2, so AUC = 29/35 = 0.829. For the precision-recall curve the usual number is **average precision**: the precisions at all steps of the curve, each weighted by the recall gained there.

# %% [markdown] lang="zh-TW" of="8704e035"
# 整條 ROC 曲線可以用一個數字概括：**曲線下面積**（area under the curve，AUC），排序完美時是 1，亂猜是 0.5。它還有第二種意義：隨機取一個「是」和一個「否」，「是」的分數較高的機率，平手算一半（Hanley 與 McNeil，1982）。十二個樣本可以直接數：共 $5\cdot7 = 35$ 對，「是」贏了 28 對、平手 2 對，所以 AUC = 29/35 = 0.829。精確率－召回率曲線常用的數字是**平均精確率**（average precision）：把曲線每一步的精確率加起來，以該步增加的召回率為權重。


# %% rows="M6"
def area(fpr, tpr):  # sum of trapezoids
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)


def average_precision(y, score):
    precision, recall = precision_recall_curve(y, score)
    return np.sum(np.diff(recall, prepend=0) * precision)


gaps = p[y == 1][:, None] - p[y == 0]  # all pairs of a yes and a no, (5, 7)
by_pairs = np.mean((gaps > 0) + 0.5 * (gaps == 0))
auc, ap = area(*roc_curve(y_val, p_val)), average_precision(y_val, p_val)
print(f"twelve samples: area {area(*roc_curve(y, p)):.3f}, pairs {by_pairs:.3f}")
print(f"detector: AUC {auc:.2f}, average precision {ap:.2f}")

# %% rows="M6" fold="Compare with scikit-learn, and draw both curves"
assert np.isclose(by_pairs, 29 / 35) and auc > 0.95 and 0.8 < ap < 0.95
for truth, score in [(y, p), (y_val, p_val)]:
    fpr, tpr, _ = sk.roc_curve(truth, score, drop_intermediate=False)
    assert len(roc_curve(truth, score)[0]) == len(fpr)  # ties pass together
    assert np.allclose(roc_curve(truth, score), [fpr, tpr])
    precision, recall, _ = sk.precision_recall_curve(truth, score)
    ours = np.array(precision_recall_curve(truth, score))[:, ::-1]  # rising scores
    assert np.allclose(ours, [precision[:-1], recall[:-1]])
    assert np.isclose(area(*roc_curve(truth, score)), sk.roc_auc_score(truth, score))
    ours = average_precision(truth, score)
    assert np.isclose(ours, sk.average_precision_score(truth, score))
points = {}
for threshold in (0.5, 0.1):
    (TN, FP), (FN, TP) = confusion_matrix(y_val, (p_val > threshold).astype(int))
    points[f"threshold {threshold}"] = FP / (FP + TN), TP / (TP + FN), TP / (TP + FP)
low = points["threshold 0.1"]
assert 0.05 < low[0] < 0.15 and 0.4 < low[2] < 0.65
precision, recall = precision_recall_curve(y_val, p_val)
show(
    drawings.plot_roc_and_precision(
        {"one neuron": roc_curve(y_val, p_val)},
        {"one neuron": (recall, precision)},
        y_val.mean(),
        points,
    ),
    alt="Left: ROC curve of the neuron, close to the upper left corner. Right: its "
    "precision-recall curve, near 1 at low recall and falling to 0.09. Lowering the "
    "threshold from 0.5 to 0.1 moves a little to the right in ROC, and far down in "
    "precision.",
)
#! falsify: last = np.append(np.diff(score) != 0, True) => last = np.full(len(score), True)
#! falsify: np.diff(recall, prepend=0) * precision => np.diff(recall, prepend=0) * recall
#! falsify: (gaps > 0) + 0.5 * (gaps == 0) => gaps >= 0
#! alt zh-TW: 左圖：神經元的 ROC 曲線，靠近左上角。右圖：它的精確率－召回率曲線，召回率低時接近 1，最後降到 0.09。閾值從 0.5 降到 0.1，在 ROC 圖上只往右移一點，精確率卻大幅下降。

# %% [markdown] lang="en"
# The same neuron looks excellent on the left and less so on the right. At threshold 0.1 only {{ low[0] | .0% | 2 }} of the non-fives raise an alarm, which the ROC curve hardly shows; but there are ten times as many of them, so only {{ low[2] | .0% | 7 }} of the alarms are true. With a rare class the precision-recall curve tells more about the alarms one will get (Saito and Rehmsmeier, 2015).
#
# ## 6.12 Can the probabilities be trusted? (10 min)
#
# When the detector says 0.3, is it a five in 3 cases of 10? Such probabilities are called **calibrated**. To look: sort the images into bins by $p$, and compare the mean $p$ of each bin with the share of fives in it. That is a **reliability diagram**; calibrated probabilities lie on the diagonal.
#
# **Predict.** Are the probabilities of our detector too timid (too near 0.5) or too bold?
#
# <details><summary>Answer</summary>
#
# Too timid: among the images with $p \approx 0.14$ fewer than 14% are fives, among those with $p \approx 0.75$ more than 75%. On the whole the logits are too small in size. (A guess why, before you read on?)
# </details>
#
# The cure of Platt (1999): a second neuron with one input, the first one's logit, $q = \sigma(uz + c)$. It has two parameters, which it learns on data that the first has not been trained on: here the first half of the validation set. We judge on the second half.

# %% [markdown] lang="zh-TW" of="03db73d6"
# 同一個神經元，在左圖看起來很出色，在右圖就沒那麼好。閾值 0.1 時，「不是 5」的圖片只有 {{ low[0] | .0% | 2 }} 發出警報，在 ROC 曲線上幾乎看不出來；但這種圖片有十倍之多，所以警報只有 {{ low[2] | .0% | 7 }} 是真的。有稀有類別時，精確率－召回率曲線更能說明會收到什麼樣的警報（Saito 與 Rehmsmeier，2015）。
#
# ## 6.12 機率可以相信嗎？（10 分鐘）
#
# 偵測器說 0.3 的時候，十次裡真的有三次是 5 嗎？符合的話，就說這些機率是**校準**（calibrated）過的。檢查的方法：把圖片依 $p$ 分成幾組，比較每組的平均 $p$ 和其中 5 所占的比例。畫出來就是**可靠度圖**（reliability diagram）；校準過的機率會落在對角線上。
#
# **先猜猜看**：我們的偵測器給的機率是太保守（太靠近 0.5），還是太有自信？
#
# <details><summary>解答</summary>
#
# 太保守：$p \approx 0.14$ 的圖片裡，5 不到 14%；$p \approx 0.75$ 的圖片裡，5 超過 75%。整體而言，logit 的絕對值太小了。（在往下讀之前，猜猜看為什麼？）
# </details>
#
# Platt（1999）的解法：再加一個神經元，只有一個輸入，就是第一個神經元的 logit：$q = \sigma(uz + c)$。它有兩個參數，要用第一個神經元沒有學過的資料來學：這裡用驗證集的前半。評量則用後半。


# %% rows="M6" tags=["nbval-ignore-output"]
from sklearn.linear_model import LogisticRegression

first, second = slice(0, 5000), slice(5000, 10_000)  # halves of the validation set


def calibrate(z, y):
    neuron = LogisticRegression(C=1e6).fit(z[:, None], y)  # C: hardly regularised
    return neuron.coef_[0, 0], neuron.intercept_[0]


def reliability(y, p):
    """Per bin: mean probability, share of yes, and the margin of that share."""
    bins = np.minimum((10 * p).astype(int), 9)  # 0 to 0.1, 0.1 to 0.2, …
    groups = [bins == k for k in range(10)]
    said = np.array([p[group].mean() for group in groups])
    share = np.array([y[group].mean() for group in groups])
    count = np.array([group.sum() for group in groups])
    return said, share, margin(share, count)


u, c = calibrate(z_val[first], y_val[first])
p_second, q_second = p_val[second], sigmoid(u * z_val[second] + c)
y_second = y_val[second]
raw, calibrated = reliability(y_second, p_second), reliability(y_second, q_second)
loss_raw = binary_cross_entropy(y_second, p_second).mean()
loss_calibrated = binary_cross_entropy(y_second, q_second).mean()
print(
    f"u = {u:.2f}, c = {c:.2f}; cross-entropy {loss_raw:.3f} -> {loss_calibrated:.3f}"
)
assert loss_calibrated < loss_raw - 0.0005
#! falsify: sigmoid(u * z_val[second] + c) => sigmoid(z_val[second] / u + c)
#! falsify: .fit(z[:, None], y) => .fit(z[:, None], 1 - y)

# %% rows="M6" fold="Check and draw the reliability diagram"
assert 1.05 < u < 1.5
z_long = train_detector(0, epochs=10).predict(X_val, batch_size=1000, verbose=0)[:, 0]
u_long = calibrate(z_long[first].astype(float), y_val[first])[0]
assert u_long < u - 0.05  # training longer makes the detector less timid
rng = np.random.default_rng(0)
by_chance = []  # how far off the bins are when q is exactly right
for _ in range(200):
    said, share, _ = reliability(rng.random(5000) < q_second, q_second)
    by_chance.append(np.abs(share - said).mean())
flips = np.mean((q_second > 0.5) == y_second) - np.mean((p_second > 0.5) == y_second)
assert abs(flips) < 0.004  # accuracy at 0.5 hardly changes
assert raw[1][1] < raw[0][1] and raw[1][7] > raw[0][7]  # timid at both ends
miss_raw = np.abs(raw[1] - raw[0]).mean()
miss_calibrated = np.abs(calibrated[1] - calibrated[0]).mean()
assert miss_calibrated < miss_raw
assert np.isclose(auc, area(*roc_curve(y_val, u * z_val + c)))  # the order stays
said, share, _ = reliability(np.array([0, 1, 1, 0] * 10), np.linspace(0.02, 0.98, 40))
assert np.allclose(said, np.linspace(0.02, 0.98, 40).reshape(10, 4).mean(axis=1))
assert np.allclose(share, 0.5)
show(
    drawings.plot_reliability({"detector": raw, "calibrated": calibrated}),
    alt="Two reliability diagrams on 5,000 validation images: share of fives over the "
    "probability, in ten bins with margins. Left, the detector: below the diagonal at "
    "low probabilities, above it at high ones. Right, calibrated: closer on average.",
)
#! falsify: np.minimum((10 * p).astype(int), 9) => np.minimum((10 * y).astype(int), 9)
#! falsify: share = np.array([y[group].mean() for group in groups]) => share = np.array([p[group].mean() for group in groups])
#! alt zh-TW: 5,000 張驗證圖片的兩張可靠度圖：5 所占的比例對機率，分成十組並附上誤差範圍。左圖是偵測器：低機率處在對角線下方，高機率處在上方。右圖是校準之後：平均而言比較靠近對角線。

# %% [markdown] lang="en"
# A factor of {{ u | .1f | 0.2 }} on the logits, and the cross-entropy on images that played no part in it falls from {{ loss_raw | .3f | 0.01 }} to {{ loss_calibrated | .3f | 0.01 }}. On average a bin was off by {{ miss_raw | .2f | 0.04 }}, now by {{ miss_calibrated | .2f | 0.04 }}; not every point lies on the diagonal, partly by chance (probabilities that are exactly right would be off by {{ np.mean(by_chance) | .2f | 0.02 }} in bins of this size), partly because two numbers cannot repair every shape. Why timid? Training stopped after three epochs; after ten, $u$ is {{ u_long | .1f | 0.1 }}. Accuracy at 0.5 hardly changes and AUC not at all, because the order of the scores stays. The class weights of chapter 5 spoil calibration in another way: they shift all logits by about a known amount.
#
# ## 6.13 What do mistakes cost? (10 min)
#
# **Which threshold, then?** That depends on what mistakes cost. Say the fives are forged signatures: a miss costs 10, a false alarm 1. If a sample is a yes with probability $p$, answering yes costs $(1 - p)\cdot1$ on average, answering no $p\cdot10$. Yes is cheaper when $p > 1/(1 + 10) = 0.091$; in general
#
# $$p > \frac{c_{FP}}{c_{FP} + c_{FN}}.$$
#
# That holds if $p$ can be trusted. If not, measure: take the threshold of least cost on validation data.
#
# **Predict.** Four rules: 0.5 by habit; the formula with $p$; the formula with the calibrated $q$; the measured threshold. Which is cheapest on images that did not take part in the choice?
#
# <details><summary>Answer</summary>
#
# The habit costs far more than the others. Between the other three, 10,000 images cannot decide.
# </details>
#
# One training is an anecdote. We train the detector five times, choose on one half of the validation set, pay on the other, then swap the halves.

# %% [markdown] lang="zh-TW" of="bfd71f5b"
# logit 乘上 {{ u | .1f | 0.2 }}，在完全沒有參與校準的圖片上，交叉熵就從 {{ loss_raw | .3f | 0.01 }} 降到 {{ loss_calibrated | .3f | 0.01 }}。原本每組平均偏差 {{ miss_raw | .2f | 0.04 }}，現在是 {{ miss_calibrated | .2f | 0.04 }}；並不是每個點都落在對角線上，一部分出於偶然（這樣大小的組，即使機率完全正確，也會偏差 {{ np.mean(by_chance) | .2f | 0.02 }}），一部分是因為兩個參數修正不了所有形狀。為什麼太保守？因為只訓練了三個週期；訓練十個週期之後，$u$ 是 {{ u_long | .1f | 0.1 }}。閾值 0.5 的準確率幾乎不變，AUC 則完全不變，因為分數的順序沒有改變。第 5 章的類別權重以另一種方式破壞校準：它把所有 logit 移動一個大致已知的量。
#
# ## 6.13 犯錯的代價是多少？（10 分鐘）
#
# **那該選哪個閾值？** 要看犯錯的代價。假設「5」是偽造的簽名：漏掉一個的成本是 10，誤報一次是 1。如果一個樣本有機率 $p$ 為「是」，回答「是」的平均成本是 $(1 - p)\cdot1$，回答「否」是 $p\cdot10$。當 $p > 1/(1 + 10) = 0.091$ 時，回答「是」比較便宜；一般而言
#
# $$p > \frac{c_{FP}}{c_{FP} + c_{FN}}.$$
#
# 前提是 $p$ 可以相信。如果不行，就實際測量：在驗證資料上找出成本最低的閾值。
#
# **先猜猜看**：四種規則：習慣用的 0.5、公式配 $p$、公式配校準過的 $q$、實際測量的閾值。在沒有參與選擇的圖片上，哪一種最便宜？
#
# <details><summary>解答</summary>
#
# 習慣遠比其他三種貴。至於其他三種，10,000 張圖片分不出勝負。
# </details>
#
# 只訓練一次，只能算個案。我們把偵測器訓練五次，用驗證集的一半選擇，在另一半上計算成本，然後兩半對調。


# %% rows="M6"
Z_seeds = [z_val]
for seed in (1, 2, 3, 4):
    z = train_detector(seed).predict(X_val, batch_size=1000, verbose=0)[:, 0]
    Z_seeds.append(z.astype(float))

# %% [markdown] lang="en"
# Now the four rules, as functions of these stored logits:

# %% [markdown] lang="zh-TW" of="fe5aad21"
# 接著把四種規則套用在這些存下來的 logit 上：


# %% rows="M6" tags=["nbval-ignore-output"]
def prices(y, p, threshold):
    """What each image costs (n,): a false alarm 1, a miss 10."""
    y_hat = (p > threshold).astype(int)
    return 1 * (y_hat > y) + 10 * (y_hat < y)


def cost_at(y, p, thresholds):
    return np.array([prices(y, p, t).sum() for t in thresholds])


def prices_of_rules(z, choose, pay):
    """Prices (4 rules, images of `pay`), chosen and calibrated on `choose`."""
    p, y = sigmoid(z), y_val
    u, c = calibrate(z[choose], y[choose])
    q = sigmoid(u * z + c)
    measured = thresholds[cost_at(y[choose], p[choose], thresholds).argmin()]
    rules = [(p, 0.5), (p, 1 / 11), (q, 1 / 11), (p, measured)]
    return np.array([prices(y[pay], score[pay], t) for score, t in rules])


paid = []
for z in Z_seeds:
    halves = prices_of_rules(z, second, first), prices_of_rules(z, first, second)
    paid.append(np.concatenate(halves, axis=1))
paid = np.array(paid)  # (5 seeds, 4 rules, 10000 images)
costs = paid.sum(axis=2)
print("habit, formula, calibrated formula, measured")
print(costs)
assert (costs[:, 0] > 1.2 * costs[:, 1:].max(axis=1)).all()
#! falsify: 1 * (y_hat > y) + 10 * (y_hat < y) => 10 * (y_hat > y) + 1 * (y_hat < y)
#! falsify: thresholds).argmin()] => thresholds).argmax()]

# %% [markdown] lang="en"
# Each row is one training on the same images, so the rules can be compared row by row and image by image. The mean difference of two rules has two margins: over other *trainings*, and over other *images*, of which we have 10,000 prices:

# %% [markdown] lang="zh-TW" of="77f9792c"
# 每一列是一次訓練，用的圖片都相同，所以可以逐列、逐張圖片比較各種規則。兩種規則的平均差距有兩種誤差範圍：換一次**訓練**，以及換一批**圖片**；後者由 10,000 張圖片各自的成本算出：


# %% rows="M6" tags=["nbval-ignore-output"]
def paired(a, b):
    """Mean of a - b, its margin over trainings, and its margin over images."""
    difference = paid[:, a] - paid[:, b]  # (5 seeds, 10000 images)
    of_seed = difference.sum(axis=1)
    # 2.78 and not 1.96: from only 5 values the spread is uncertain too (Student's t)
    over_trainings = 2.78 * of_seed.std(ddof=1) / np.sqrt(5)
    over_images = 1.96 * difference.mean(axis=0).std() * np.sqrt(10_000)  # of a sum
    return of_seed.mean(), over_trainings, over_images


gaps = {}
print(f"{'':30s}   mean  trainings  images")
for name, a, b in [
    ("habit - formula", 0, 1),
    ("calibrated formula - formula", 2, 1),
    ("measured - formula", 3, 1),
    ("measured - calibrated formula", 3, 2),
]:
    mean, trainings, images = gaps[name] = paired(a, b)
    print(f"{name:30s} {mean:6.0f}  ± {trainings:7.0f}  ± {images:.0f}")
assert gaps["habit - formula"][0] > sum(gaps["habit - formula"][1:])
#! falsify: paid[:, a] - paid[:, b] => paid[:, b] - paid[:, a]

# %% rows="M6" fold="Check, and draw the cost over the threshold"
from scipy.stats import t as student

assert np.isclose(student.ppf(0.975, 4), 2.78, atol=0.005)
small = [gaps[name] for name in list(gaps)[1:]]
assert all(abs(mean) < 250 and 20 < images < 150 for mean, _, images in small)
draws = np.random.default_rng(0).integers(0, 10_000, (500, 10_000))  # other images
resampled = (paid[:, 3] - paid[:, 1]).mean(axis=0)[draws].sum(axis=1)
assert np.isclose(1.96 * resampled.std(), gaps["measured - formula"][2], rtol=0.2)
factors = [calibrate(z, y_val)[0] for z in Z_seeds]
assert min(factors) > 1.1  # too timid in every training
cost_val = cost_at(y_val, p_val, thresholds)
measured = thresholds[cost_val.argmin()]
assert cost_at(y_val, p_val, [0.999])[0] > 5000 and 0.1 < measured < 0.25
show(
    drawings.plot_over_threshold(
        thresholds, {"cost": cost_val},
        {"habit": 0.5, "formula": 1 / 11, "measured": measured},
        ylabel="cost on 10,000 images", title="A miss costs 10, a false alarm 1",
    ),
    alt="Cost over the threshold on the validation set: a valley with its bottom near "
    "0.16, rising steadily to the right. The formula's 0.09 lies a little left of the "
    "bottom; the habit 0.5 costs far more.",
)  # fmt: skip
#! falsify: difference.mean(axis=0).std() * np.sqrt(10_000) => difference.mean(axis=0).std() / np.sqrt(10_000)
#! falsify: thresholds[cost_val.argmin()] => thresholds[cost_val.argmax()]
#! alt zh-TW: 驗證集上的成本隨閾值變化：像一座山谷，谷底在 0.16 附近，往右穩定上升。公式的 0.09 在谷底左邊一點；習慣的 0.5 貴得多。

# %% [markdown] lang="en"
# The habit costs {{ costs[:, 0].mean() / costs[:, 1].mean() | .1f | 0.3 }} times what the formula costs, with the same network, far beyond both margins. Measuring seems to save another {{ -gaps["measured - formula"][0] | .0f | 60 }}: ± {{ gaps["measured - formula"][1] | .0f | 50 }} over other trainings on these same images, but ± {{ gaps["measured - formula"][2] | .0f | 40 }} over other images. Calibrating saves {{ -gaps["calibrated formula - formula"][0] | .0f | 60 }} ± {{ gaps["calibrated formula - formula"][1] | .0f | 40 }} and ± {{ gaps["calibrated formula - formula"][2] | .0f | 40 }}. Training again does not remove the chance in the images, so only one thing is shown: the habit is dear. Any of the three will do; calibrate and measure on validation data. (Too timid is no accident of one training: in all five $u$ lies between {{ min(factors) | .1f | 0.1 }} and {{ max(factors) | .1f | 0.1 }}.)

# %% [markdown] lang="zh-TW" of="9568a06e"
# 同一個網路，習慣的成本是公式的 {{ costs[:, 0].mean() / costs[:, 1].mean() | .1f | 0.3 }} 倍，差距遠超過兩種誤差範圍。實際測量似乎再省下 {{ -gaps["measured - formula"][0] | .0f | 60 }}：在同一批圖片上換別的訓練，誤差範圍是 ± {{ gaps["measured - formula"][1] | .0f | 50 }}，換一批圖片則是 ± {{ gaps["measured - formula"][2] | .0f | 40 }}。校準省下 {{ -gaps["calibrated formula - formula"][0] | .0f | 60 }}，兩種誤差範圍是 ± {{ gaps["calibrated formula - formula"][1] | .0f | 40 }} 與 ± {{ gaps["calibrated formula - formula"][2] | .0f | 40 }}。再多訓練幾次，也去不掉圖片本身的偶然，所以真正證實的只有一件事：習慣的 0.5 很貴。其他三種用哪一種都可以；校準和測量都要在驗證資料上做。（機率太保守並不是單次訓練的偶然：五次訓練的 $u$ 都在 {{ min(factors) | .1f | 0.1 }} 到 {{ max(factors) | .1f | 0.1 }} 之間。）

# %% [markdown] lang="en"
# ## 6.14 Which data may the number come from? (8 min)
#
# Accuracy is correct answers divided by all answers. *Which* answers? On the **training set** a model may have learned the answers by heart (chapter 3). Therefore the **test set**, which training never sees. Why a third one, the **validation set**? Because whatever is *chosen* by looking at a number, a threshold, a layer size, the best of many runs, makes that number too good. The extreme case: 1,000 "models" that throw a coin, 100 validation samples, and we keep the best.
#
# **Predict.** What accuracy does the best coin have on the validation set, and what on fresh samples?
#
# <details><summary>Answer</summary>
#
# More than 0.62: the standard deviation is 0.05, and the best of 1,000 lies about three of them above 0.5. On fresh samples it is a coin again, near 0.5.
# </details>

# %% [markdown] lang="zh-TW" of="6c61cc1d"
# ## 6.14 成績可以取自哪些資料？（8 分鐘）
#
# 準確率是答對數除以總題數。問題是：**哪些**題目？在**訓練集**（training set）上，模型可能把答案背了下來（第 3 章），所以要有訓練時從未見過的**測試集**（test set）。那為什麼還要第三份，也就是**驗證集**？因為只要看著一個數字來**挑選**，不論挑的是閾值、層的大小，還是許多次執行中最好的一次，那個數字就會過於樂觀。最極端的例子：1,000 個擲硬幣的「模型」、100 個驗證樣本，我們留下最好的一個。
#
# **先猜猜看**：最好的那枚硬幣，在驗證集上的準確率是多少？換一批新樣本呢？
#
# <details><summary>解答</summary>
#
# 超過 0.62：標準差是 0.05，1,000 個當中最好的大約比 0.5 高三個標準差。換成新樣本，它又只是一枚硬幣，回到 0.5 附近。
# </details>

# %% rows="M7"
rng = np.random.default_rng(0)
truth_val, truth_test = rng.integers(0, 2, (2, 100))
guesses_val, guesses_test = rng.integers(0, 2, (2, 1000, 100))  # 1,000 guessers
correct = (guesses_val == truth_val).mean(axis=1)
best = correct.argmax()
again = (guesses_test[best] == truth_test).mean()
few_models = correct[:10].max()
few_samples = (guesses_val == truth_val)[:, :20].mean(axis=1).max()
print(f"best of 1,000: {correct[best]:.2f} ± {margin(correct[best], 100):.2f}")
print(f"the same one on other samples: {again:.2f} ± {margin(again, 100):.2f}")
print(f"best of 10 only: {few_models:.2f}; of 1,000 on 20 samples: {few_samples:.2f}")

# %% rows="M7" fold="Check and draw"
assert correct[best] >= 0.62 and 0.38 <= again <= 0.62
assert few_models < correct[best] < few_samples
assert correct[best] - margin(correct[best], 100) > 0.5  # the margin does not help
show(
    drawings.plot_luck(correct, correct[best], again),
    alt="Histogram of the validation accuracy of 1,000 coin throwers, centred at 0.5 "
    "and 0.05 wide. The best one lies far right; on the test set the same one is back "
    "near 0.5.",
)
#! falsify: (guesses_test[best] == truth_test).mean() => (guesses_val[best] == truth_val).mean()
#! falsify: correct[:10].max() => correct.max()
#! alt zh-TW: 1,000 個擲硬幣者在驗證集上的準確率直方圖，中心在 0.5，寬度約 0.05。最好的一個遠在右邊；同一個在測試集上又回到 0.5 附近。

# %% [markdown] lang="en"
# The best coin reaches {{ correct[best] | .2f }}, and even its margin lies above 0.5: a margin holds for *one* share, not for the best of many. It knows nothing, as {{ again | .2f }} on fresh samples shows. So: **train** on the training set, **choose** on the validation set, **report** the test set, once. The more one chooses among and the smaller the validation set, the larger the bias.
#
# ## 6.15 Few samples: folds (12 min)
#
# With 60,000 images, 10,000 can be put aside. With 100 samples a fifth is 20, and one answer more or less changes the accuracy by 0.05. **K-fold cross-validation** uses every sample for both: cut the samples into $k$ parts (**folds**), train $k$ models, each tested on one fold and trained on the others, and average.

# %% [markdown] lang="zh-TW" of="d637a1d7"
# 最好的那枚硬幣達到 {{ correct[best] | .2f }}，連誤差範圍都在 0.5 之上：誤差範圍只對**一個**比例成立，不適用於從許多個裡挑出來的最好的一個。它其實什麼都不懂，換一批新樣本只有 {{ again | .2f }}。所以：用訓練集**訓練**，用驗證集**挑選**，最後的成績只用測試集**算一次**。挑選的對象越多、驗證集越小，高估得就越厲害。
#
# ## 6.15 樣本不多的時候：分折（12 分鐘）
#
# 有 60,000 張圖片時，可以留下 10,000 張。如果只有 100 個樣本，五分之一就是 20 個，多對或多錯一題，準確率就差 0.05。**k 折交叉驗證**（k-fold cross-validation）讓每個樣本兩種用途都派得上：把樣本切成 $k$ 份（稱為**折**，fold），訓練 $k$ 個模型，每個用一折測試、其餘的折訓練，再取平均。


# %% rows="M7"
def k_folds(n, k, rng=None):
    """Numbers of the held-out samples of each fold; shuffled when rng is given."""
    order = np.arange(n) if rng is None else rng.permutation(n)
    return np.array_split(order, k)


folds = k_folds(12, 5, np.random.default_rng(0))
print("sizes:", [len(fold) for fold in folds])
show(
    drawings.plot_folds(folds, 12),
    alt="Five rows, one per model, over twelve samples. Each model is tested on two or "
    "three samples and trained on the rest; every sample is tested exactly once.",
)
assert sorted(np.concatenate(folds)) == list(range(12))
#! falsify: rng.permutation(n) => rng.integers(0, n, n)
#! alt zh-TW: 五列代表五個模型，橫軸是十二個樣本。每個模型用兩到三個樣本測試，其餘用來訓練；每個樣本恰好被測試一次。

# %% [markdown] lang="en"
# Does it help? The breast cancer data of scikit-learn have 569 samples with 30 features and two classes. We pretend to own 100 of them; the other 469 tell us the accuracy we try to estimate. As a model that trains in no time we take the **nearest mean**: average the training samples of each class; a new sample belongs to the class whose average is nearer. Scaling belongs to the training: mean and deviation come from the training part only, otherwise the held-out samples have a say in their own test.
#
# **Predict.** Fifty times we shuffle the 100 and estimate, from one split of 80 and 20, from five folds, and from five folds of *another* 100 of the 569. Order the three spreads.
#
# <details><summary>Answer</summary>
#
# One split spreads most, five folds of the same 100 least. With other samples the spread is in between: that is the luck of the 100 samples, which no shuffling removes.
# </details>

# %% [markdown] lang="zh-TW" of="99b80b8e"
# 這樣做有幫助嗎？scikit-learn 附帶的乳癌資料有 569 個樣本、30 個特徵、兩個類別。我們假裝只擁有其中 100 個；其餘 469 個用來告訴我們，想估計的準確率到底是多少。模型採用幾乎不花訓練時間的**最近平均**（nearest mean）：對每個類別的訓練樣本取平均，新樣本離哪個平均近，就屬於哪一類。縮放也是訓練的一部分：平均數和標準差只能取自訓練的部分，否則留作測試的樣本就影響了自己的考試。
#
# **先猜猜看**：我們重新洗牌五十次，每次做三種估計：只切一次，80 個訓練、20 個測試；五折；從 569 個樣本中抽出**別的** 100 個做五折。三種估計的分散程度怎麼排？
#
# <details><summary>解答</summary>
#
# 只切一次最分散，同樣 100 個樣本的五折最集中。換成別的樣本則介於其間：那是這 100 個樣本的運氣，怎麼洗牌都去不掉。
# </details>

# %% rows="M7"
from sklearn.datasets import load_breast_cancer, load_wine

X_cells, y_cells = load_breast_cancer(return_X_y=True)


def nearest_mean(X_train, y_train, X):
    """Answer for the rows of X the class whose mean is nearest, on scaled features."""
    mean, deviation = X_train.mean(axis=0), X_train.std(axis=0)
    scaled_train, scaled = (X_train - mean) / deviation, (X - mean) / deviation
    classes = np.unique(y_train)
    distances = []
    for k in classes:
        centre = scaled_train[y_train == k].mean(axis=0)
        distances.append(((scaled - centre) ** 2).sum(axis=1))
    return classes[np.argmin(distances, axis=0)]


def fold_accuracies(X, y, folds):
    accuracies = []
    for fold in folds:
        train = np.setdiff1d(np.concatenate(folds), fold)  # those not in the fold
        answer = nearest_mean(X[train], y[train], X[fold])
        accuracies.append(np.mean(answer == y[fold]))
    return accuracies


# %% [markdown] lang="en"
# Fifty rounds of the three estimates:

# %% [markdown] lang="zh-TW" of="cb13ccb7"
# 三種估計各做五十次：

# %% rows="M7"
rng = np.random.default_rng(0)
order = rng.permutation(569)
own, others = order[:100], order[100:]
answer = nearest_mean(X_cells[own], y_cells[own], X_cells[others])
elsewhere = np.mean(answer == y_cells[others])
estimates = {"one split": [], "five folds": [], "five folds, other 100s": []}
for _ in range(50):
    folds = np.array_split(rng.permutation(own), 5)
    same = fold_accuracies(X_cells, y_cells, folds)
    estimates["one split"].append(same[0])  # its first fold alone
    estimates["five folds"].append(np.mean(same))
    folds = np.array_split(rng.choice(569, 100, replace=False), 5)
    fresh = fold_accuracies(X_cells, y_cells, folds)
    estimates["five folds, other 100s"].append(np.mean(fresh))
spread = {name: np.std(values) for name, values in estimates.items()}
for name, values in estimates.items():
    print(f"{name:22s} {min(values):.2f} to {max(values):.2f}, std {spread[name]:.3f}")
print(f"on the other 469 samples: {elsewhere:.2f} ± {margin(elsewhere, 469):.2f}")

# %% rows="M7" fold="Check and draw"
assert max(estimates["five folds"]) < elsewhere
assert spread["five folds"] < 0.4 * spread["one split"]
assert spread["five folds, other 100s"] > 1.5 * spread["five folds"]
show(
    drawings.plot_estimates(
        {name: np.array(values) for name, values in estimates.items()}, elsewhere
    ),
    alt="Estimates of an accuracy, fifty in each of three rows. From one split of 20 "
    "samples they spread widely; from five folds of the same 100 samples they lie "
    "close together; from five folds of other samples the spread is in between.",
)
#! falsify: rng.choice(569, 100, replace=False) => rng.permutation(own)
#! falsify: estimates["one split"].append(same[0]) => estimates["one split"].append(np.mean(same))
#! alt zh-TW: 準確率的估計值，三列各五十個。只用 20 個樣本切一次時分得很開；同樣 100 個樣本的五折很集中；換成別的樣本做五折則介於其間。

# %% [markdown] lang="en"
# Five folds steady the estimate, for the price of training five models. But all points of the second row use the same 100 samples and share their luck: here the accuracy on the other 469 lies outside their range (with another 100 it may lie inside, or on the other side). Shuffling again and again does not make 100 samples more than 100. And cross-validation either chooses or estimates; if it was used to choose, a test set is still needed (Hastie, Tibshirani and Friedman, 2009, chapter 7).
#
# **Two ways in which plain folds fail.** Scikit-learn's wine data hold 178 wines of three growers, *sorted by grower*. And among 100 images perhaps ten are fives. **Stratified** folds deal out each class in turn, like cards, so that every fold has its share.
#
# **Predict.** Three plain folds of the sorted wines: what happens? And how many of ten shuffled folds of 100 images, ten of them fives, hold no five at all?
#
# <details><summary>Answer</summary>
#
# The first fold holds wines of the first grower only (but for one), whose wines its model has never seen in training: accuracy 0.02. The third fares likewise: 0.17, as some wines of the second grower are in it. Of ten shuffled folds about three hold no five, and their recall is 0/0.
# </details>

# %% [markdown] lang="zh-TW" of="400f27b2"
# 五折讓估計穩定下來，代價是訓練五個模型。但第二列的點全都使用同樣的 100 個樣本，運氣好壞是共同的：這一次，其餘 469 個樣本的準確率落在它們的範圍之外（換成別的 100 個，也可能落在範圍裡，或在另一側）。洗再多次牌，100 個樣本也不會變多。另外，交叉驗證要嘛用來挑選，要嘛用來估計；如果已經用它挑選，仍然需要測試集（Hastie、Tibshirani 與 Friedman，2009，第 7 章）。
#
# **普通的分折在兩種情況下會失靈。** scikit-learn 的葡萄酒資料有 178 支酒，來自三個酒莊，而且**依酒莊排序**。另外，100 張圖片裡也許只有十張是 5。**分層**（stratified）分折像發牌一樣，把每個類別輪流發給各折，讓每一折都分到應有的比例。
#
# **先猜猜看**：把排好序的酒切成三折，會發生什麼事？100 張圖片裡有十張 5，洗牌後分成十折，有幾折一張 5 也沒有？
#
# <details><summary>解答</summary>
#
# 第一折幾乎全是第一個酒莊的酒，而它的模型在訓練時從沒見過這個酒莊；準確率是 0.02。第三折也類似，但裡面還有一些第二個酒莊的酒，準確率是 0.17。洗牌後的十折裡大約有三折沒有 5，召回率是 0/0。
# </details>


# %% rows="M7"
def stratified_folds(y, k, rng):
    dealt = []  # the samples class by class, shuffled within each class
    for label in np.unique(y):
        dealt.extend(rng.permutation(np.flatnonzero(y == label)))
    return [np.array(dealt[i::k]) for i in range(k)]  # deal them out in turn


X_wine, y_wine = load_wine(return_X_y=True)
rng = np.random.default_rng(0)
wine = {
    "plain": fold_accuracies(X_wine, y_wine, k_folds(178, 3)),
    "shuffled": fold_accuracies(X_wine, y_wine, k_folds(178, 3, rng)),
    "stratified": fold_accuracies(X_wine, y_wine, stratified_folds(y_wine, 3, rng)),
}
for name, accuracies in wine.items():
    print(
        f"wine, {name:10s}", np.round(accuracies, 2), f"mean {np.mean(accuracies):.2f}"
    )

ten_of_100 = np.repeat([0, 1], [90, 10])
without = {"shuffled": [], "stratified": []}
for _ in range(200):
    shuffled = k_folds(100, 10, rng)
    without["shuffled"].append(sum(ten_of_100[fold].sum() == 0 for fold in shuffled))
    dealt = stratified_folds(ten_of_100, 10, rng)
    without["stratified"].append(sum(ten_of_100[fold].sum() == 0 for fold in dealt))
for name, counts in without.items():
    print(f"of ten folds, {name}: {np.mean(counts):.1f} hold no five")

# %% rows="M7" fold="Check the folds against scikit-learn"
from sklearn.model_selection import KFold, StratifiedKFold

for n, k in [(12, 5), (100, 5), (103, 10)]:
    theirs = [held for _, held in KFold(k).split(np.zeros(n))]
    assert all((a == b).all() for a, b in zip(k_folds(n, k), theirs, strict=True))
counts = {"ours": [], "theirs": []}
for fold in stratified_folds(y_wine, 3, rng):
    counts["ours"].append(np.bincount(y_wine[fold], minlength=3))
for _, held in StratifiedKFold(3).split(X_wine, y_wine):
    counts["theirs"].append(np.bincount(y_wine[held], minlength=3))
assert (
    np.abs(np.sort(counts["ours"], axis=0) - np.sort(counts["theirs"], axis=0)).max()
    <= 1
)
dealt = stratified_folds(y_wine, 3, rng)
assert sorted(np.concatenate(dealt)) == list(range(178))
assert np.allclose(np.array(wine["plain"])[[0, 2]], [0.02, 0.17], atol=0.006)
assert np.mean(wine["plain"]) < 0.5
assert (
    wine["plain"][2] < 0.3
    and min(np.mean(wine["stratified"]), np.mean(wine["shuffled"])) > 0.9
)
none = 10 * np.prod(np.arange(81, 91) / np.arange(91, 101))  # no five among ten draws
assert abs(np.mean(without["shuffled"]) - none) < 0.3 and np.isclose(
    none, 3.3, atol=0.05
)
assert max(without["stratified"]) == 0
print(f"counted by combinations: {none:.2f} of ten shuffled folds hold no five")
#! falsify: dealt[i::k] => dealt[i * len(dealt) // k : (i + 1) * len(dealt) // k]
#! falsify: np.flatnonzero(y == label) => np.flatnonzero(y >= label)
#! falsify: np.setdiff1d(np.concatenate(folds), fold) => np.concatenate(folds)

# %% [markdown] lang="en"
# The plain folds of the wines say {{ np.mean(wine["plain"]) | .2f }}, the stratified {{ np.mean(wine["stratified"]) | .2f }} ± {{ margin(np.mean(wine["stratified"]), 178) | .2f }}. Shuffling cures that too, but not the folds without a five. Stratify when classes are rare (scikit-learn's `cross_val_score` does so for classifiers, without shuffling), and add up TP, FP and FN over the folds rather than averaging, as with batches.
#
# ## 6.16 Look at the mistakes (8 min)
#
# Every number so far counts mistakes. Now we look at them: the twelve validation images on which the detector was wrong and most certain.
#
# **Predict.** Are they misses or false alarms? Which digits do you expect among the false alarms?
#
# <details><summary>Answer</summary>
#
# At least ten of the twelve are misses: fives with $p$ near 0. With ten times as many other digits, the neuron learned above all to stay quiet: a detector trained on equally many fives and others has fewer misses among its worst twelve. False alarms are 3s most of all, then 0s and 8s.
# </details>

# %% [markdown] lang="zh-TW" of="cf2eb5a8"
# 葡萄酒資料用普通分折，平均是 {{ np.mean(wine["plain"]) | .2f }}，分層的是 {{ np.mean(wine["stratified"]) | .2f }} ± {{ margin(np.mean(wine["stratified"]), 178) | .2f }}。先洗牌也能治好這個毛病，卻治不好「一張 5 也沒有」的折。有稀有類別時請分層（scikit-learn 的 `cross_val_score` 對分類器預設就這麼做，但不洗牌），而且要像處理批次一樣，把各折的 TP、FP、FN 加起來，不要直接取平均。
#
# ## 6.16 看看那些錯誤（8 分鐘）
#
# 到目前為止，每個數字都只是在數錯誤。現在來看一看它們：偵測器答錯、卻又最有把握的十二張驗證圖片。
#
# **先猜猜看**：它們是漏報還是誤報？誤報裡會有哪些數字？
#
# <details><summary>解答</summary>
#
# 十二張裡至少十張是漏報，也就是 $p$ 接近 0 的 5。不是 5 的圖片有十倍之多，神經元學到的主要是少發警報：如果用一樣多的 5 和其他數字訓練，偵測器最離譜的十二個錯誤裡，漏報就比較少。誤報最多的是 3，其次是 0 和 8。
# </details>

# %% rows="M2" tags=["nbval-ignore-output"]
says_five = z_val > 0
mistakes = np.flatnonzero(says_five != (y_val == 1))
by_certainty = mistakes[np.argsort(-np.abs(z_val[mistakes]))]
worst_twelve = by_certainty[:12]
false_alarms = np.bincount(digits_val[says_five & (y_val == 0)], minlength=10)
print(f"{len(mistakes)} mistakes; false alarms by digit:", false_alarms)
assert len(mistakes) == fives["one neuron"][0, 1] + fives["one neuron"][1, 0]
#! falsify: says_five != (y_val == 1) => says_five == (y_val == 1)

# %% rows="M2" fold="Check and draw the twelve"
missed = int(y_val[worst_twelve].sum())
assert missed >= 10 and false_alarms[5] == 0
assert np.abs(z_val[worst_twelve]).min() >= np.abs(z_val[by_certainty[12:]]).max()
assert false_alarms.argmax() == 3
is_five = np.flatnonzero(digits_train == 5)
no_five = np.flatnonzero(digits_train != 5)[: len(is_five)]
balanced = train_detector(0, epochs=30, rows=np.append(is_five, no_five))
z_balanced = balanced.predict(X_val, batch_size=1000, verbose=0)[:, 0]
wrong_side = np.where((z_balanced > 0) != (y_val == 1), np.abs(z_balanced), 0)
missed_balanced = int(y_val[np.argsort(-wrong_side)[:12]].sum())
print(f"misses among the worst twelve: {missed}; trained on as many fives as others:")
print(f"{missed_balanced}")
assert missed_balanced < missed - 1
labels = [f"{digits_val[i]}: p = {p_val[i]:.1e}" for i in worst_twelve]
images = X_val[worst_twelve].reshape(-1, 28, 28)
show(
    plot_images(
        images, labels, columns=6, title="Wrong and most certain: true digit, p"
    ),
    alt="Twelve validation images on which the detector is wrong and most certain, "
    "with the true digit and p. At least ten are fives with p near 0: slanted, broken "
    "or wide ones.",
)
#! falsify: np.argsort(-np.abs(z_val[mistakes])) => np.argsort(np.abs(z_val[mistakes]))
#! falsify: digits_val[says_five & (y_val == 0)] => digits_val[says_five]
#! alt zh-TW: 偵測器答錯、卻又最有把握的十二張驗證圖片，標出真正的數字與 p。至少十張是 p 接近 0 的 5：斜的、斷的或特別寬的。

# %% [markdown] lang="en"
# {{ missed | d | 2 }} of the twelve are fives. Several are easy to read for us. The detector has one weight per pixel, so it compares every image with one fixed picture; a guess is that fives far from that picture, slanted or wide, are lost. What this does not show is how common such fives are: twelve extreme cases are a source of ideas, not a statistic. The counts are one: {{ int(false_alarms[3]) | d | 12 }} of {{ int(false_alarms.sum()) | d | 25 }} false alarms are 3s.
#
# ## 6.17 Explore: move the threshold (6 min)
#
# In a running notebook, move the threshold over the detector's scores on the *validation* images. They are calibrated by $u$ and $c$, now learned from the whole validation set. **Predict** before you move it:
#
# 1. Find the largest recall with precision at least 0.9.
# 2. Which threshold gives the best F1? Compare with the best accuracy.
# 3. What happens to each metric at the right end, and why does accuracy mind so little?
# 4. Which threshold is cheapest when a miss costs 10 and a false alarm 1? (The last bar is the cost per image.)

# %% [markdown] lang="zh-TW" of="eb8d6b85"
# 十二張裡有 {{ missed | d | 2 }} 張是 5，對我們來說有好幾張很容易認。偵測器每個像素只有一個權重，等於拿每張圖片和同一張固定的圖比較；我們猜測，離那張圖太遠的 5（斜的、寬的）就會漏掉。這裡沒有說明的是這種 5 有多常見：十二個極端的例子可以提供靈感，但不是統計。計數才是統計：{{ int(false_alarms.sum()) | d | 25 }} 個誤報裡有 {{ int(false_alarms[3]) | d | 12 }} 個是 3。
#
# ## 6.17 動手探索：移動閾值（6 分鐘）
#
# 在執行中的筆記本裡移動閾值，觀察偵測器對**驗證**圖片的分數；這些分數用 $u$ 與 $c$ 校準過，兩者改由整個驗證集學到。移動之前**先猜猜看**：
#
# 1. 精確率至少 0.9 時，召回率最高能到多少？
# 2. 哪個閾值的 F1 最好？和準確率最好的閾值比一比。
# 3. 移到最右端時，各個評估標準發生什麼事？為什麼準確率幾乎不受影響？
# 4. 漏報的成本是 10、誤報是 1 時，哪個閾值最便宜？（最後一根長條是每張圖片的成本。）

# %% rows="M1 M6"
from utils.explore import explore

u, c = calibrate(z_val, y_val)
q_val = sigmoid(u * z_val + c)


def draw_threshold(threshold):
    matrix = confusion_matrix(y_val, (q_val > threshold).astype(int))
    values = scores(matrix) | {"F1": f1_score(matrix)}
    values["cost"] = prices(y_val, q_val, threshold).mean()
    return drawings.plot_threshold_view(y_val, q_val, threshold, matrix, values)


explore(
    draw_threshold,
    alt="Threshold 0.5. Left: histograms of the scores of fives and others, on a "
    "logarithmic axis. Middle: the confusion matrix. Right: accuracy 0.97, precision "
    "about 0.90, recall about 0.78, F1 about 0.84, cost per image about 0.2.",
    threshold=(0.01, 0.99, 0.01, 0.5),
)
#! alt zh-TW: 閾值 0.5。左圖：5 與其他數字的分數直方圖，縱軸是對數刻度。中圖：混淆矩陣。右圖：準確率 0.97、精確率約 0.90、召回率約 0.78、F1 約 0.84、每張圖片的成本約 0.2 的長條。
#! page threshold (threshold; 閾值): 0.01, 0.03, 0.05, 0.07, 0.09, 0.12, *np.arange(16, 98, 2) / 100, 0.99

# %% rows="M6" fold="Check the four answers"
FP, FN, TP = at_thresholds(y_val, q_val, thresholds)
enough = np.flatnonzero(TP >= 0.9 * (TP + FP))[0]  # the first with precision 0.9
reach, reach_at = TP[enough] / (TP + FN)[enough], thresholds[enough]
best_accuracy = thresholds[(FP + FN).argmin()]
top_f1 = thresholds[(2 * TP / (2 * TP + FP + FN)).argmax()]
cheapest = thresholds[cost_at(y_val, q_val, thresholds).argmin()]
assert 0.03 < cheapest < 0.3
right_end = 1 - (FP + FN)[-1] / 10_000
assert 0.7 < reach < 0.85 and 0.35 < best_accuracy < 0.65 and 0.25 < top_f1 < 0.55
assert always_no["accuracy"] <= right_end < always_no["accuracy"] + 0.03
print(f"accuracy at the right end {right_end:.2f}, of always no 0.91")
#! falsify: TP[enough] / (TP + FN)[enough] => TP[enough] / (TP + FP)[enough]
#! falsify: (FP + FN)[-1] / 10_000 => (FP + FN)[0] / 10_000

# %% [markdown] lang="en"
# <details><summary>What you find</summary>
#
# 1. Recall about {{ reach | .2f | 0.05 }}, near threshold {{ reach_at | .2f | 0.1 }}. 2. F1 is best near {{ top_f1 | .2f | 0.1 }}; accuracy has its flat top near {{ best_accuracy | .2f | 0.1 }}. 3. Recall and F1 collapse while precision stays near 1; accuracy falls towards 0.91, that of "always no", because 91% of the images are no. 4. Near {{ cheapest | .2f | 0.1 }}, not far from the 0.09 of the formula.
# </details>
#
# ## 6.18 The test set, once (6 min)
#
# All is chosen: the network, the calibration, and the threshold of least cost on the validation set. Only now do the 10,000 test images come in, for one report. `MY_THRESHOLD` is ours; put in yours from 6.17 **before** you run the cell, and do not come back to change it. (We have seen the report, and chapters 2 and 3 used the same test images; but no choice was made on them.)
#
# **Predict.** Will the cost per image on the test set be clearly higher than on the validation set, on which the threshold was chosen?
#
# <details><summary>Answer</summary>
#
# Probably not. One threshold out of 99, chosen on 10,000 images, leaves little room for luck: the bias of 6.14 is large where many are tried on few samples. But two sets of images differ by chance. The margin of a *difference* is the root of the sum of both squared margins; the cell prints it.
# </details>

# %% [markdown] lang="zh-TW" of="6f5a0eef"
# <details><summary>你會發現</summary>
#
# 1. 召回率約 {{ reach | .2f | 0.05 }}，閾值在 {{ reach_at | .2f | 0.1 }} 附近。2. F1 在 {{ top_f1 | .2f | 0.1 }} 附近最好；準確率在 {{ best_accuracy | .2f | 0.1 }} 附近最高，而且那一帶很平緩。3. 召回率和 F1 一落千丈，精確率停在 1 附近；準確率降向 0.91，也就是「永遠回答否」的準確率，因為 91% 的圖片都不是 5。4. 在 {{ cheapest | .2f | 0.1 }} 附近，離公式的 0.09 不遠。
# </details>
#
# ## 6.18 測試集，只用一次（6 分鐘）
#
# 一切都選定了：網路、校準，以及在驗證集上成本最低的閾值。10,000 張測試圖片到現在才登場，只為一份成績單。`MY_THRESHOLD` 是我們的選擇；請在執行**之前**換成你在 6.17 節選的，執行之後就不要再回來改。（我們已經看過成績單，第 2、3 章也用過同樣的測試圖片，但沒有任何選擇是根據它們做的。）
#
# **先猜猜看**：測試集上每張圖片的成本，會明顯高於選閾值時驗證集上的成本嗎？
#
# <details><summary>解答</summary>
#
# 應該不會。從 99 個閾值裡用 10,000 張圖片選一個，碰運氣的空間很小；6.14 節的偏差要在「樣本少、試得多」時才會很大。不過兩批圖片之間本來就有偶然的差異。**差距**的誤差範圍，是兩個誤差範圍的平方和再開根號，儲存格會印出來。
# </details>

# %% rows="M6 M7" tags=["nbval-ignore-output"]
MY_THRESHOLD = cheapest  # ours, of least cost on the validation set

z_test = detector.predict(X_test, batch_size=1000, verbose=0)[:, 0].astype(float)
q_test, y_test = sigmoid(u * z_test + c), (digits_test == 5).astype(int)
final = confusion_matrix(y_test, (q_test > MY_THRESHOLD).astype(int))
(TN, FP), (FN, TP) = final
final_scores = scores(final)
print(f"threshold {MY_THRESHOLD:.2f} on q")
for name, n in {"accuracy": 10_000, "recall": TP + FN, "precision": TP + FP}.items():
    value = final_scores[name]
    print(f"{name:9s} {value:.3f} ± {margin(value, n):.3f}")


def mean_price(y, q, threshold):
    price = prices(y, q, threshold)
    return price.mean(), 1.96 * price.std() / np.sqrt(len(price))


price, price_margin = mean_price(y_test, q_test, MY_THRESHOLD)
price_val, margin_val = mean_price(y_val, q_val, MY_THRESHOLD)
both = np.hypot(price_margin, margin_val)  # the root of the sum of squares
print(f"cost per image {price:.3f} ± {price_margin:.3f}")
print(f"minus that on the validation set {price - price_val:.3f} ± {both:.3f}")
assert np.isclose(10_000 * price, FP + 10 * FN)
#! falsify: confusion_matrix(y_test, (q_test > MY_THRESHOLD).astype(int)) => confusion_matrix((q_test > MY_THRESHOLD).astype(int), y_test)

# %% rows="M6 M7" fold="Check the report at the course's threshold"
ours = confusion_matrix(y_test, (q_test > cheapest).astype(int))
ours_price, ours_margin = mean_price(y_test, q_test, cheapest)
ours_val, ours_margin_val = mean_price(y_val, q_val, cheapest)
assert 0.8 < scores(ours)["recall"] < 0.97 and 0.92 < scores(ours)["accuracy"] < 0.97
assert abs(ours_price - ours_val) < 1.5 * np.hypot(ours_margin, ours_margin_val)
habit_test = confusion_matrix(y_test, (z_test > 0).astype(int))
habit_price = (habit_test[0, 1] + 10 * habit_test[1, 0]) / 10_000
assert habit_price > ours_price + 2 * ours_margin
assert np.trace(habit_test) > np.trace(ours)  # fewer mistakes, dearer ones
print(f"for comparison, 0.5 by habit: cost per image {habit_price:.3f}")
#! falsify: 1.96 * price.std() / np.sqrt(len(price)) => 1.96 * price.std()
#! falsify: [1, 0]) / 10_000 => [0, 1]) / 10_000

# %% [markdown] lang="en"
# The report: at a price of 10 to 1 the one-neuron detector finds {{ final_scores["recall"] | .1% | 3 }} ± {{ 100 * margin(final_scores["recall"], TP + FN) | .1f | 1 }} points of the fives, {{ final_scores["precision"] | .0% | 6 }} of its alarms are true, and an image costs {{ price | .3f | 0.02 }} ± {{ price_margin | .3f | 0.004 }}. By habit it would cost {{ habit_price | .2f | 0.05 }}, *with a higher accuracy*: fewer mistakes, but the expensive ones. Whatever model you build next, it can be judged in the same way.

# %% [markdown] lang="zh-TW" of="265bf1a9"
# 成績單：在 10 比 1 的代價下，這個只有一個神經元的偵測器找到 {{ final_scores["recall"] | .1% | 3 }} 的 5（誤差範圍 ± {{ 100 * margin(final_scores["recall"], TP + FN) | .1f | 1 }} 個百分點），警報有 {{ final_scores["precision"] | .0% | 6 }} 是真的，每張圖片的成本是 {{ price | .3f | 0.02 }} ± {{ price_margin | .3f | 0.004 }}。沿用習慣的 0.5，成本會是 {{ habit_price | .2f | 0.05 }}，**準確率卻比較高**：錯得少，但錯的都是貴的。接下來不論你做出什麼模型，都可以用同樣的方法評量。

# %% [markdown] lang="en"
# ## Exercises
#
# 1. *(by hand)* A test for a disease that 1% of people have is right on 98% of 10,000 people and finds 80 of the 100 ill. Someone proposes to replace it by a letter "you are healthy". Compare accuracy, recall and precision.
# <details><summary>Answer</summary>
#
# The letter: accuracy 0.99, recall 0. The test: accuracy 0.98, recall 0.8; 200 errors, of which 20 are misses, so 180 false alarms and precision $80/260 = 0.308$. The letter is "more accurate" and useless.
# </details>
#
# 2. *(by hand)* Model A has accuracy 0.92 on 400 test images, model B 0.94. What are their margins? What would you say about the winner?
# <details><summary>Answer</summary>
#
# $1.96\sqrt{0.92\cdot0.08/400} = 0.027$ and 0.023. Taken alone, these margins do not separate them. Both saw the same images, so the right question is on how many images only one of them was right (a paired comparison).
# </details>
#
# 3. *(change one line)* `metrics=[keras.metrics.F1Score()]` on one sigmoid output shows 0.1638 in every epoch, and 8.92% of the samples are yes. What is wrong?
# <details><summary>Answer</summary>
#
# `threshold=None` on one column: everything counts as yes (section 6.19). $2\cdot0.0892/(1 + 0.0892) = 0.164$. Set `threshold=0.5`.
# </details>
#
# 4. *(apply)* A false alarm costs 1, a miss 4. Above which probability should the answer be yes? Why does the rule "one in five" fail for probabilities that are too timid?
# <details><summary>Answer</summary>
#
# Above $1/(1 + 4) = 0.2$. If they are too timid, an image with $p = 0.2$ is a five less often than in one case of five, so too many alarms are raised. Calibrate, or measure the threshold.
# </details>
#
# 5. *(write it yourself)* Write `StreamingCost(false_alarm=1, miss=10, threshold=0)`, a Keras metric that reports the cost per image, right for every batch size and after saving. Test it against `cost_at`.
# <details><summary>Answer</summary>
#
# State: the total cost and the number of images; `update_state` adds `false_alarm * sum((1 - y) * y_hat) + miss * sum(y * (1 - y_hat))` and the size of the batch; `result` divides; `get_config` returns all three numbers. A plain mean of batch costs would be wrong for a last batch that is smaller.
# </details>

# %% [markdown] lang="zh-TW" of="3ae0f441"
# ## 練習
#
# 1. （用手算）某種疾病的患者占人口的 1%。一項檢驗用在 10,000 人身上，98% 判斷正確，找出 100 位患者中的 80 位。有人提議改寄一封信「您很健康」。比較兩者的準確率、召回率和精確率。
# <details><summary>解答</summary>
#
# 信：準確率 0.99，召回率 0。檢驗：準確率 0.98，召回率 0.8；共 200 個錯誤，其中 20 個是漏報，所以有 180 個誤報，精確率是 $80/260 = 0.308$。信「比較準確」，卻毫無用處。
# </details>
#
# 2. （用手算）模型 A 在 400 張測試圖片上的準確率是 0.92，模型 B 是 0.94。誤差範圍各是多少？能說誰比較好嗎？
# <details><summary>解答</summary>
#
# $1.96\sqrt{0.92\cdot0.08/400} = 0.027$，以及 0.023。只看誤差範圍，分不出高下。兩者看的是同一批圖片，所以該問的是：有多少圖片只有其中一個答對（成對比較）。
# </details>
#
# 3. （改一行）單一 sigmoid 輸出使用 `metrics=[keras.metrics.F1Score()]`，每個週期都顯示 0.1638，而樣本中有 8.92% 是「是」。哪裡出了問題？
# <details><summary>解答</summary>
#
# 單一欄位加上 `threshold=None`：全部都算成「是」（6.19 節）。$2\cdot0.0892/(1 + 0.0892) = 0.164$。請設定 `threshold=0.5`。
# </details>
#
# 4. （應用）誤報的成本是 1，漏報的成本是 4。機率超過多少時該回答「是」？如果機率太保守，「五分之一」這條規則為什麼會失靈？
# <details><summary>解答</summary>
#
# 超過 $1/(1 + 4) = 0.2$。如果機率太保守，$p = 0.2$ 的圖片裡 5 不到五分之一，警報就會太多。請先校準，或實際測量閾值。
# </details>
#
# 5. （自己動手寫）寫一個 Keras 評估標準 `StreamingCost(false_alarm=1, miss=10, threshold=0)`，顯示每張圖片的成本；不論批次大小、不論是否存過檔都要正確。用 `cost_at` 檢驗。
# <details><summary>解答</summary>
#
# 狀態：總成本與圖片數。`update_state` 加上 `false_alarm * sum((1 - y) * y_hat) + miss * sum(y * (1 - y_hat))` 以及批次大小；`result` 相除；`get_config` 交出三個參數。如果直接平均各批次的成本，最後一批比較小時就會出錯。
# </details>

# %% rows="M1 M4 M5 M6" fold="Check the answers"
from math import sqrt

quiz = [80 / 260, 1.96 * sqrt(0.92 * 0.08 / 400), 1.96 * sqrt(0.94 * 0.06 / 400)]
quiz += [2 * 0.0892 / (1 + 0.0892), 1 / (1 + 4)]
print("the numbers in the answers:", *(f"{value:.3f}" for value in quiz))
assert np.allclose(quiz, [0.308, 0.027, 0.023, 0.164, 0.2], atol=5e-4)
#! falsify: 1 / (1 + 4)] => 4 / (1 + 4)]


# %% rows="M8" fold="Check the fifth answer: StreamingCost"
class StreamingCost(keras.metrics.Metric):
    def __init__(self, false_alarm=1, miss=10, threshold=0, name="cost", **kwargs):
        super().__init__(name=name, **kwargs)
        self.false_alarm, self.miss, self.threshold = false_alarm, miss, threshold
        self.total = self.add_variable(shape=(), initializer="zeros", name="total")
        self.count = self.add_variable(shape=(), initializer="zeros", name="count")

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.cast(keras.ops.reshape(p, (-1,)) > self.threshold, "float32")
        false_alarms = keras.ops.sum((1 - y) * y_hat)
        misses = keras.ops.sum(y * (1 - y_hat))
        self.total.assign_add(self.false_alarm * false_alarms + self.miss * misses)
        self.count.assign_add(keras.ops.cast(keras.ops.size(y), "float32"))

    def result(self):
        return keras.ops.divide_no_nan(self.total, self.count)

    def get_config(self):
        own = {"false_alarm": self.false_alarm, "miss": self.miss}
        return super().get_config() | own | {"threshold": self.threshold}


expected = cost_at(y_val, p_val, [0.5])[0] / 10_000
for batch_size in (333, 10_000):
    assert np.isclose(streamed(StreamingCost(), y_val, z_val, batch_size), expected)
copy = StreamingCost.from_config(StreamingCost(2, 7, 0.5).get_config())
assert (copy.false_alarm, copy.miss, copy.threshold) == (2, 7, 0.5)
#! falsify: keras.ops.sum(y * (1 - y_hat)) => keras.ops.sum(y * y_hat)
#! falsify: | {"threshold": self.threshold} => | {}

# %% [markdown] lang="en"
# ## Summary
#
# - The loss steers the optimizer and needs a slope; a metric informs people and needs none. They can disagree.
# - Confusion matrix: rows truth, columns prediction, TN FP / FN TP. Accuracy asks about all answers, precision about the alarms, recall about the true yes.
# - With a rare class accuracy is close to that of "always no". Report precision, recall, F1 of the rare class, the matrix, and the margin $1.96\sqrt{a(1-a)/n}$ of every share.
# - Micro-F1 of single-label data is accuracy; macro counts every class the same. With several labels at once no two "accuracies" agree, and the string `"accuracy"` measures none of them.
# - A metric keeps state. Add counts over the batches, divide at the end, and write `get_config`.
# - `"accuracy"` is chosen by shapes. Recall, precision and RMSE have strings of their own.
# - Curves show all thresholds; a reliability diagram shows whether probabilities can be trusted; the cost of mistakes chooses the threshold, on validation data.
# - Train, choose, report: three sets. With few samples folds, and stratified ones where a class is rare.
# - Look at the mistakes. Report the test set once, with its margin.

# %% [markdown] lang="zh-TW" of="e1567c21"
# ## 總結
#
# - 損失引導優化器，需要斜率；評估標準給人看，不需要斜率。兩者可能互相矛盾。
# - 混淆矩陣：列是真實答案，行是預測，TN FP／FN TP。準確率看所有回答，精確率看警報，召回率看真正的「是」。
# - 有稀有類別時，準確率會接近「永遠回答否」。請報告稀有類別的精確率、召回率、F1 與混淆矩陣，並為每個比例附上誤差範圍 $1.96\sqrt{a(1-a)/n}$。
# - 每個樣本只有一個標籤時，micro-F1 就是準確率；macro 讓每個類別份量相同。同時有好幾個標籤時，各種「準確率」互不相等，而字串 `"accuracy"` 量的不是其中任何一種。
# - 評估標準保存狀態。跨批次累加計數，最後才相除，並且寫好 `get_config`。
# - `"accuracy"` 依形狀選擇。召回率、精確率和 RMSE 也都有自己的字串。
# - 曲線呈現所有閾值；可靠度圖說明機率可不可信；犯錯的代價決定閾值，而且要在驗證資料上選。
# - 訓練、挑選、報告：三份資料。樣本不多時分折；有稀有類別時用分層分折。
# - 看看那些錯誤。測試集的成績只算一次，並附上誤差範圍。

# %% [markdown] lang="en" slides="A071"
# ## 6.19 Why there was no F1 (optional, 15 min)
#
# The slides on which this course is based say that Keras had no F1 because the computed value was *not correct*, and invite students to see how incorrect: install TensorFlow Addons, compile with `F1Score(num_classes=2, average="micro")`, and compare with a computation by hand. Their run has the confusion matrix [[1049, 0], [0, 982]] and a hand-computed F1 of 100%. What Addons printed is lost with the slide's picture. So we ask it.
#
# (The lecture also tells that somebody asked for F1 again on 17 February 2020, and that the request was closed for want of an answer. What was said in those weeks stands in TensorFlow Addons issue 825 (2020), "make F1-score usable with keras": an F1 outside Keras worked badly with it, and its author was invited to offer it to the main project. Today's Keras has `F1Score` again.)
#
# **TensorFlow Addons** was a collection of extras for TensorFlow; it ended in 2024. Its last release, 0.23.0, needs Python 3.11 or older and TensorFlow 2.15 or older, so it lives in an environment of its own, which `make tfa` builds in the course's folder. If that is there, the next cells run the code below in a process of that old Python. If not, as on Colab, they show what it computed when the course was made. These two functions are what is executed:

# %% [markdown] lang="zh-TW" of="62fd2848"
# ## 6.19 為何沒有 F1（選讀，15 分鐘）
#
# 本課程依據的投影片說，Keras 沒有 F1，是因為算出來的值**不正確**，並邀請學生看看有多不正確：安裝 TensorFlow Addons，編譯時加上 `F1Score(num_classes=2, average="micro")`，再和手工計算比較。投影片那次執行的混淆矩陣是 [[1049, 0], [0, 982]]，手算的 F1 是 100%。Addons 當時印出什麼，已經隨著投影片的圖片遺失了。所以我們直接問它。
#
# （投影片還提到，2020 年 2 月 17 日有人再次提出 F1 的需求，因久未回應而關閉。那幾週的討論可以在 TensorFlow Addons issue 825（2020）「make F1-score usable with keras」讀到：Keras 之外的 F1 和 Keras 配合得不好，作者被邀請把程式交給主專案。現在的 Keras 又有了 `F1Score`。）
#
# **TensorFlow Addons** 是 TensorFlow 的擴充套件集，2024 年停止維護。它的最後一版 0.23.0 需要 Python 3.11（含）以下與 TensorFlow 2.15（含）以下，所以要裝在專屬的環境裡；`make tfa` 會在課程的資料夾中建立這個環境。如果環境存在，接下來的儲存格會在那個舊版 Python 的行程（process）裡執行下面的程式碼；如果不存在（例如在 Colab 上），就顯示課程製作時算好的結果。實際執行的是這兩個函式：

# %% slides="A072" rows="M4"
from experiments.m4_addons import EXPERIMENT, addons_available, addons_f1, addons_model
from utils.show_code import print_code

print_code(addons_f1, addons_model)

# %% [markdown] lang="en"
# The first feeds batches to the metric; the second puts it into `model.compile`, as the slide does, with a model of one layer whose weights are given. First the origin of the numbers:

# %% [markdown] lang="zh-TW" of="9ff5b1a4"
# 第一個函式把批次餵給評估標準；第二個和投影片一樣，把評估標準放進 `model.compile`，模型只有一層，權重是給定的。先交代數字的來源：

# %% rows="M4" tags=["nbval-ignore-output"]
from experiments.m4_addons import provenance

addons, recorded = (
    {run["case"]: np.array(run["value"]) for run in EXPERIMENT.results(live=live)}
    for live in (addons_available(), False)
)
print(provenance(live=addons_available()))
for case, value in recorded.items():
    assert np.allclose(addons[case], value, atol=1e-6), f"live differs: {case}"

# %% [markdown] lang="en"
# **The slide's run.** We build data with that confusion matrix: 1049 samples at $x = -1$ (no), 982 at $x = 1$ (yes), and a model that separates them without a mistake. "Two classes" can be built in two ways: two softmax outputs with one-hot truths, or one sigmoid output. The slide does not say which. (A line that begins with "M4", our number for the topic, compares a computed number with the one on the slide.)
#
# **Predict.** The model makes no mistake. Which F1 does the slide's call report with two softmax outputs, and which with one sigmoid output?
#
# <details><summary>Answer</summary>
#
# 1.000 with two softmax outputs, and 0.652 with one sigmoid output. The next cell shows both, and the text after it why.
# </details>

# %% [markdown] lang="zh-TW" of="39abde5d"
# **投影片的那次執行。** 我們造出混淆矩陣相同的資料：1049 個樣本在 $x = -1$（否），982 個在 $x = 1$（是），以及一個完全不會分錯的模型。「兩個類別」有兩種做法：兩個 softmax 輸出加獨熱編碼，或是一個 sigmoid 輸出。投影片沒有說明是哪一種。（以「M4」這個主題編號開頭的每一行，是把算出來的數字和投影片上的數字相比。）
#
# **先猜猜看**：這個模型一題也沒錯。投影片的呼叫，在兩個 softmax 輸出時顯示的 F1 是多少？一個 sigmoid 輸出時呢？
#
# <details><summary>解答</summary>
#
# 兩個 softmax 輸出時是 1.000，一個 sigmoid 輸出時是 0.652。下一個儲存格兩者都有，原因在後面說明。
# </details>

# %% slides="A070 A072 A073" rows="M4"
perfect = np.array([[1049, 0], [0, 982]])
check_slide("M4", "accuracy by hand in %", 100 * np.trace(perfect) / 2031, "100.00")
check_slide("M4", "recall by hand in %", 100 * scores(perfect)["recall"], "100.00")
check_slide("M4", "F1 by hand in %", 100 * f1_score(perfect), "100.00")
print()
for case in [
    "slide, two softmax outputs",
    "slide, one sigmoid output",
    "one sigmoid output, threshold=0.5",
]:
    accuracy_there, f1_there = addons[case]
    print(f"{case:34s} accuracy {accuracy_there:.3f}, Addons F1 {f1_there:.3f}")
all_yes = sk.f1_score([0] * 1049 + [1] * 982, [1] * 2031)
print(f"F1 of one who always says yes      {all_yes:.3f}")
assert np.isclose(addons["slide, two softmax outputs"], 1).all()
assert np.isclose(addons["slide, one sigmoid output"][1], all_yes, atol=1e-5)
#! falsify: [1] * 2031 => [0] * 1049 + [1] * 982
#! falsify: [[1049, 0], [0, 982]] => [[1049, 0], [1, 982]]

# %% [markdown] lang="en"
# There it is. With two softmax outputs the slide's call gives 1.000, as it should. With **one sigmoid output the same call reports 0.652** for a model without a single mistake, with accuracy 1.000 beside it in the same line. We do not know whether this is what the slide's authors saw, but it is what anyone would call an incorrect F1. Nor does Addons complain that `num_classes=2` does not fit one column.
#
# The last line gives it away: 0.652 is the F1 of one who *always says yes*. The reason is the default `threshold=None`. It means: the largest entry of each row is the answer. In a row with one entry that entry is the largest. So every score is a yes (unless it is practically 0), and the predictions do not matter at all. The twelve samples show the same, and the averages. Addons, today's `keras.metrics.F1Score` and scikit-learn side by side:

# %% [markdown] lang="zh-TW" of="ab67d047"
# 找到了。用兩個 softmax 輸出，投影片的呼叫得到 1.000，理當如此。**換成一個 sigmoid 輸出，同樣的呼叫卻顯示 0.652**，而這個模型一題也沒錯，同一列的準確率明明是 1.000。我們無法得知投影片的作者看到的是不是這個，但任何人都會說這個 F1 不正確。而且 `num_classes=2` 和單一欄位不符，Addons 也沒有任何抱怨。
#
# 最後一列輸出洩露了真相：0.652 是「永遠回答是」的 F1。原因在於預設值 `threshold=None`，它的意思是：每一列裡最大的那一項就是回答。如果一列只有一項，最大的就是它自己。於是每個分數都算成「是」（除非它幾乎就是 0），預測是什麼完全不重要。在那十二個樣本上也看得到同樣的現象，還可以順便檢查各種平均。下面把 Addons、現在的 `keras.metrics.F1Score` 和 scikit-learn 並排：

# %% rows="M4"
two = np.stack([1 - y, y], axis=1), np.stack([1 - p, p], axis=1)  # columns no, yes
one = y[:, None], p[:, None]
rows = {
    "one column, threshold=0.5": (one, {"threshold": 0.5}, (y_hat, "binary")),
    "one column, threshold=None": (one, {}, (np.ones(12, int), "binary")),
    "two columns, micro": (two, {"average": "micro"}, (y_hat, "micro")),
    "two columns, macro": (two, {"average": "macro"}, (y_hat, "macro")),
    "two columns, weighted": (two, {"average": "weighted"}, (y_hat, "weighted")),
    "two columns, per class": (two, {}, (y_hat, None)),
}
print(f"{'':27s} Addons          Keras 3         scikit-learn")
for case, (data, options, (answer, average)) in rows.items():
    here = np.ravel(keras.metrics.F1Score(**options)(*data))
    referee = np.ravel(sk.f1_score(y, answer, average=average))
    columns = [
        " ".join(f"{v:.3f}" for v in np.ravel(f)) for f in (addons[case], here, referee)
    ]
    print(f"{case:27s}", *(f"{text:15s}" for text in columns))
    assert np.allclose(addons[case], here, atol=1e-5)
    assert np.allclose(here, referee, atol=1e-5)
print(f"accuracy {np.mean(y_hat == y):.3f}")
#! falsify: (one, {}, (np.ones(12, int), "binary")) => (one, {}, (y_hat, "binary"))

# %% [markdown] lang="en"
# All three agree in every line, once scikit-learn is asked the *same question*. The second line is its F1 for "always yes"; the answer one expects is the first line, 0.600. The third is the accuracy (section 6.6), the fourth the mean of the F1 of yes and of no. (That weighted also equals the accuracy is special to these samples: it happens when FP = FN.) So the arithmetic was never wrong. Four different questions have four different answers, and the defaults chose one that nobody meant. **Keras 3 still has the same default**: for a single sigmoid column, always write `threshold=0.5`.
#
# That the value does not depend on the predictions, the next cell tests with 100 random ones, here with Keras 3. And the last suspect: the mean over batches.

# %% [markdown] lang="zh-TW" of="9f175d72"
# 只要問 scikit-learn **同一個問題**，三者每一列都一致。第二列是它對「永遠回答是」算出的 F1；大家期待的答案是第一列的 0.600。第三列就是準確率（6.6 節），第四列是「是」與「否」兩個 F1 的平均。（weighted 也等於準確率，是這組樣本的特例：FP = FN 時才會如此。）所以算術從來沒有錯：四個不同的問題有四個不同的答案，而預設值挑了一個沒有人想問的。**Keras 3 仍然是同樣的預設值**：輸出是單一 sigmoid 欄位時，一定要寫 `threshold=0.5`。
#
# 這個值真的和預測無關嗎？下一個儲存格用 100 組隨機預測來測試，這裡用的是 Keras 3。然後是最後一個嫌犯：各批次的平均。

# %% rows="M4"
rng = np.random.default_rng(0)
blind = {
    round(float(keras.metrics.F1Score()(one[0], rng.uniform(0.01, 1, (12, 1)))[0]), 4)
    for _ in range(100)
}
print("threshold=None, 100 random predictions, values seen:", blind)
per_batch = [float(addons[f"batch {k}"][0]) for k in (1, 2, 3)]
print("Addons, batches of 4, one by one:", per_batch, f"mean {np.mean(per_batch):.3f}")
print(f"Addons, the same batches into one metric: {addons['batches 1 to 3'][0]:.3f}")
assert blind == {0.5882} and np.allclose(per_batch, batch_f1(y, y_hat, 4, 0))
assert np.isclose(addons["batches 1 to 3"][0], 0.6)
#! falsify: keras.metrics.F1Score()(one[0] => keras.metrics.F1Score(threshold=0.5)(one[0]

# %% [markdown] lang="en"
# Addons 0.23 keeps a state: updated three times, it gives the F1 of all twelve samples. A mean of batch values appears when a plain *function* that computes F1 is passed as a metric. Keras wraps it so that its results are averaged:

# %% [markdown] lang="zh-TW" of="698ad446"
# Addons 0.23 有保存狀態：更新三次之後，得到的是十二個樣本合起來的 F1。如果把計算 F1 的普通**函式**（function）當成評估標準傳進去，就會出現批次的平均，因為 Keras 會把函式包裝起來，將它回傳的值取平均：


# %% slides="A070" rows="M4 M5"
def f1_function(y, p):
    y, y_hat = keras.ops.cast(y, "float32"), keras.ops.cast(p > 0.5, "float32")
    return 2 * keras.ops.sum(y * y_hat) / keras.ops.sum(y + y_hat)


wrapped = keras.metrics.MeanMetricWrapper(f1_function)  # what `compile` does with it
for start in (0, 4, 8):
    wrapped.update_state(y[start : start + 4], p[start : start + 4])
print(f"the function as a metric, batches of 4: {float(wrapped.result()):.3f}")
print(f"our StreamingF1: {streamed(StreamingF1(), y, p, 4):.3f}")
assert np.isclose(float(wrapped.result()), np.mean(per_batch))
#! falsify: for start in (0, 4, 8): => for start in (0, 4, 4):

# %% [markdown] lang="en"
# **Verdict.** The last Addons computes what it documents. "Incorrect" values come from one column without a threshold, from micro where the F1 of one class was meant, or from averaging batches. What this does not show is how older versions behaved: their issue tracker reports real errors, for example an F1 that was 0 unless the predictions were exactly 0 or 1 (Addons issue 490, of 2019). A metric, too, is code; test it on twelve samples whose answer you know.

# %% [markdown] lang="zh-TW" of="88c8370a"
# **判決。** 最後一版 Addons 確實是照說明文件計算的。「不正確」的值來自三種情況：單一欄位卻沒有設閾值、想問的是某個類別的 F1 卻用了 micro，或是把各批次的值取平均。這裡沒有檢驗的是更早的版本：它們的問題追蹤系統裡記錄著真正的錯誤，例如預測不是剛好 0 或 1 時，F1 就一直是 0（Addons issue 490，2019 年）。評估標準也是程式；請用十二個你知道答案的樣本測試它。

# %% [markdown] lang="en"
# ## References
#
# - Hanley, J. A., and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC) curve. *Radiology*, 143(1), 29–36. doi:10.1148/radiology.143.1.7063747
# - Hastie, T., Tibshirani, R., and Friedman, J. (2009). *The Elements of Statistical Learning*, 2nd edition. Springer. doi:10.1007/978-0-387-84858-7
# - Keras issue 5794 (2017). Precision, Recall and F1 Metrics Removed. <https://github.com/keras-team/keras/issues/5794>
# - Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to regularized likelihood methods. *Advances in Large Margin Classifiers*, MIT Press, 61–74.
# - Saito, T., and Rehmsmeier, M. (2015). The precision-recall plot is more informative than the ROC plot when evaluating binary classifiers on imbalanced datasets. *PLOS ONE*, 10(3), e0118432. doi:10.1371/journal.pone.0118432
# - TensorFlow Addons issue 490 (2019). Bug in F1 and FBeta implementation and test. <https://github.com/tensorflow/addons/issues/490>
# - TensorFlow Addons issue 825 (2020). make F1-score usable with keras. <https://github.com/tensorflow/addons/issues/825>
# - van Rijsbergen, C. J. (1979). *Information Retrieval*, 2nd edition. Butterworths.

# %% [markdown] lang="zh-TW" of="67a9c0b1"
# ## 參考文獻
#
# - Hanley, J. A., and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC) curve. *Radiology*, 143(1), 29–36. doi:10.1148/radiology.143.1.7063747
# - Hastie, T., Tibshirani, R., and Friedman, J. (2009). *The Elements of Statistical Learning*, 2nd edition. Springer. doi:10.1007/978-0-387-84858-7
# - Keras issue 5794 (2017). Precision, Recall and F1 Metrics Removed. <https://github.com/keras-team/keras/issues/5794>
# - Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to regularized likelihood methods. *Advances in Large Margin Classifiers*, MIT Press, 61–74.
# - Saito, T., and Rehmsmeier, M. (2015). The precision-recall plot is more informative than the ROC plot when evaluating binary classifiers on imbalanced datasets. *PLOS ONE*, 10(3), e0118432. doi:10.1371/journal.pone.0118432
# - TensorFlow Addons issue 490 (2019). Bug in F1 and FBeta implementation and test. <https://github.com/tensorflow/addons/issues/490>
# - TensorFlow Addons issue 825 (2020). make F1-score usable with keras. <https://github.com/tensorflow/addons/issues/825>
# - van Rijsbergen, C. J. (1979). *Information Retrieval*, 2nd edition. Butterworths.
