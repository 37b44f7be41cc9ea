# %% [markdown] lang="en"
# After this chapter you can
#
# - say what a loss is for and what a metric is for, and show that they can disagree;
# - fill in a confusion matrix and read accuracy, precision, recall and F1 off it, by hand, in NumPy, in Keras and in scikit-learn;
# - recognise when accuracy misleads, and what to report instead;
# - explain what Keras does between two batches, and write a metric of your own that is right for every batch size;
# - find out why a library's F1 looks wrong, with the real TensorFlow Addons as the patient;
# - draw ROC and precision-recall curves, and choose a threshold by its cost;
# - say which data a reported number may come from, and use k-fold cross-validation when there is little of it.
#
# You need chapter 2 (a first network in Keras) and chapter 5 (losses, one-hot labels).

# %% [markdown] lang="zh-TW" of="8fbc0c4d"
# 讀完這一章，你可以
#
# - 說明損失和評估標準各有什麼用途，並舉例說明兩者可能互相矛盾；
# - 填寫混淆矩陣，用手算、NumPy、Keras 和 scikit-learn 從中讀出準確率、精確率、召回率與 F1；
# - 看出準確率什麼時候會誤導人，以及這時該回報什麼；
# - 解釋 Keras 在批次之間做了什麼，並寫出不論批次大小都正確的自訂評估標準；
# - 找出函式庫的 F1 看起來不對的原因，以真正的 TensorFlow Addons 為診斷對象；
# - 畫出 ROC 曲線與精確率－召回率曲線，並依成本選擇閾值；
# - 說明一個成績可以取自哪些資料，並在樣本不多時使用 k 折交叉驗證。
#
# 你需要第 2 章（第一個 Keras 網路）和第 5 章（損失函數、獨熱編碼）的內容。

# %%
import numpy as np

from utils.drawings import metrics as drawings
from utils.nn.activations import sigmoid
from utils.nn.losses import binary_cross_entropy
from utils.plotting import show
from utils.slides import check_slide

# %% [markdown] lang="en"
# ## 6.1 A loss for the optimizer, a metric for people
#
# A **metric** is a number that tells people how good a model is: the share of right answers, or the typical error in degrees. The loss of chapter 5 also compares predictions with the truth. Why two numbers?
#
# Four samples, two of them "yes". After epoch A a model gives the probabilities 0.6, 0.6, 0.4, 0.4 of yes; after epoch B it gives 0.99, 0.99, 0.01 and, for the last "no", 0.6. The answer is yes when the probability is above 0.5. Which epoch was better?

# %% [markdown] lang="zh-TW" of="ec698bae"
# ## 6.1 損失給優化器看，評估標準給人看
#
# **評估標準**（metric）是讓人知道模型有多好的數字：答對的比例，或是預測氣溫平均差了幾度。第 5 章的損失（loss）同樣是拿預測和真實答案相比，為什麼還需要第二個數字？
#
# 假設有四個樣本（sample），其中兩個的答案是「是」。模型在週期（epoch）A 之後預測「是」的機率為 0.6、0.6、0.4、0.4；在週期 B 之後是 0.99、0.99、0.01，而最後一個「否」得到 0.6。機率超過 0.5 就回答「是」。哪個週期比較好？

# %% slides="A064" rows="M1"
y_four = np.array([1, 1, 0, 0])
epochs = {"A": np.array([0.6, 0.6, 0.4, 0.4]), "B": np.array([0.99, 0.99, 0.01, 0.6])}
for name, p in epochs.items():
    loss = binary_cross_entropy(y_four, p).mean()
    accuracy = np.mean((p > 0.5) == y_four)
    print(f"epoch {name}: loss {loss:.3f}, accuracy {accuracy:.2f}")
    assert np.isclose(loss, {"A": 0.511, "B": 0.237}[name], atol=5e-4)
    assert accuracy == {"A": 1, "B": 0.75}[name]

# %% [markdown] lang="en"
# B has less than half the loss, and one mistake more. Both numbers are right: the loss asks how much probability went to the truth, the **accuracy** only how many answers are on the right side of 0.5.
#
# Could we drop the loss and train on accuracy itself? Take one neuron with one input $x$ and the weight fixed at 4, so $p = \sigma(4x + b)$, and look at both numbers as the bias $b$ changes, on 20 samples.

# %% [markdown] lang="zh-TW" of="a741f238"
# B 的損失不到 A 的一半，卻多錯一題。兩個數字都沒有算錯：損失問的是真實答案分到多少機率，**準確率**（accuracy）只問有多少答案落在 0.5 的正確那一側。
#
# 那麼可不可以不要損失，直接用準確率來訓練？取一個神經元（neuron），只有一個輸入 $x$，權重（weight）固定為 4，所以 $p = \sigma(4x + b)$。我們用 20 個樣本，觀察偏差（bias）$b$ 改變時這兩個數字如何變化。

# %% slides="A064" rows="M1"
rng = np.random.default_rng(0)
x = rng.normal(size=20)
y_20 = (x + rng.normal(0, 0.5, 20) > 0).astype(int)  # mostly the sign of x, with noise
b_line = np.linspace(-8, 8, 401)
P = sigmoid(4 * x[:, None] + b_line)  # (20, 401): a column for each bias
truths = np.repeat(y_20[None], 401, axis=0)  # (401, 20): the same row for each bias
loss_line = binary_cross_entropy(truths, P.T)  # (401,): the mean loss at each bias
accuracy_line = np.mean((P > 0.5) == y_20[:, None], axis=0)

flat = np.mean(np.diff(accuracy_line) == 0)
print(f"neighbouring biases with equal accuracy: {flat:.0%}")
print(f"with equal loss: {np.mean(np.diff(loss_line) == 0):.0%}")
assert flat > 0.9 and (np.diff(loss_line) != 0).all()
show(
    drawings.plot_slope_and_stairs(b_line, loss_line, accuracy_line),
    alt="Left: the mean cross-entropy over the bias, a smooth valley. Right: the "
    "accuracy over the same bias, stairs with flat steps; its slope is 0 except "
    "at the jumps.",
)

# %% [markdown] lang="en"
# Accuracy is a staircase. Its derivative is 0 nearly everywhere, so gradient descent would never move. The loss has a slope everywhere. So the optimizer gets the loss, people get the metric, and nothing is differentiated through a metric: it may be as jumpy as it likes.
#
# For **regression** (a number is predicted) the same formula can serve both. The mean squared error, MSE, is the usual loss, but its unit is the square of what was measured. Its root, the **root mean squared error** RMSE, is in the unit itself: degrees, dollars. Predicting 21, 24 and 30 degrees when 20, 26 and 28 were measured gives the errors 1, −2 and 2, MSE $(1 + 4 + 4)/3 = 3$ square degrees and RMSE $\sqrt3 = 1.73$ degrees.

# %% [markdown] lang="zh-TW" of="e7b1f6ff"
# 準確率像一座階梯，導數幾乎處處為 0，所以梯度下降（gradient descent）會停在原地；損失則處處有斜率。因此損失交給優化器（optimizer），評估標準交給人看。沒有人會對評估標準微分，它要怎麼跳動都無妨。
#
# 在**迴歸**（regression，預測一個數值）問題中，同一條公式可以兼任兩者。均方誤差（mean squared error，MSE）是常用的損失，但它的單位是測量單位的平方。取平方根得到**均方根誤差**（root mean squared error，RMSE），單位就和測量值相同，例如度或元。舉例來說，實際溫度是 20、26、28 度，預測是 21、24、30 度，誤差是 1、−2、2，MSE 為 $(1 + 4 + 4)/3 = 3$ 平方度，RMSE 為 $\sqrt3 = 1.73$ 度。

# %% slides="A065" rows="M1"
import keras
from sklearn import metrics as sk  # scikit-learn

degrees, forecast = np.array([20.0, 26, 28]), np.array([21.0, 24, 30])
mse = np.mean((forecast - degrees) ** 2)
ours = {"MSE": mse, "RMSE": np.sqrt(mse)}
theirs = {
    "MSE": (keras.metrics.MeanSquaredError(), sk.mean_squared_error),
    "RMSE": (keras.metrics.RootMeanSquaredError(), sk.root_mean_squared_error),
}
for name, (in_keras, in_sklearn) in theirs.items():
    values = (
        ours[name],
        float(in_keras(degrees, forecast)),
        in_sklearn(degrees, forecast),
    )
    print(f"{name:4s}", *(f"{value:.3f}" for value in values))
    assert np.allclose(values, values[0])

# %% [markdown] lang="en"
# The columns are ours, Keras' and scikit-learn's; scikit-learn is a library of classical machine learning whose metrics serve as our referee in this chapter.
#
# ## 6.2 The confusion matrix
#
# From here on it is about **classification**. Twelve images, the question "is it a 5?", the truth $y$ (1 = yes), and a network's probabilities $p$:

# %% [markdown] lang="zh-TW" of="a356edbb"
# 三欄依序是我們的、Keras 的和 scikit-learn 的結果。scikit-learn 是傳統機器學習的函式庫，本章請它的評估標準來當裁判。
#
# ## 6.2 混淆矩陣
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
# Count in the figure: TN 5, FP 2, FN 2, TP 3. So accuracy is 8/12, precision 3/5, recall 3/5. (The last two are equal only because FP = FN here.)

# %% [markdown] lang="zh-TW" of="3eee4d82"
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
# 在圖上數一數：TN 5、FP 2、FN 2、TP 3。所以準確率是 8/12，精確率是 3/5，召回率也是 3/5（兩者相等，只是因為這裡 FP = FN）。（本課程依據的投影片把這三者稱為確度、精度、廣度。）


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
    return {
        "accuracy": (TN + TP) / matrix.sum(),
        "precision": precision,
        "recall": recall,
    }


matrix = confusion_matrix(y, y_hat)
print(matrix)
print({name: round(float(value), 3) for name, value in scores(matrix).items()})
assert matrix.tolist() == [[5, 2], [2, 3]]

# %% [markdown] lang="en"
# (`np.add.at` adds 1 for every pair in the list, also when the same place comes up twice; `matrix[y, y_hat] += 1` would count each place once.) Now the same by Keras and scikit-learn, on the twelve samples and on 50 random sets.

# %% [markdown] lang="zh-TW" of="030f3751"
# （`np.add.at` 會為清單裡的每一對位置加 1，同一個位置重複出現也照加；`matrix[y, y_hat] += 1` 則每個位置只算一次。）接著用 Keras 和 scikit-learn 做同樣的事，先用這十二個樣本，再用 50 組隨機資料。


# %% slides="A068" rows="M1"
def by_keras(y, p):
    found = {
        "accuracy": keras.metrics.BinaryAccuracy(threshold=0.5),
        "precision": keras.metrics.Precision(thresholds=0.5),
        "recall": keras.metrics.Recall(thresholds=0.5),
    }
    return {name: float(metric(y, p)) for name, metric in found.items()}


def by_sklearn(y, y_hat):
    return {
        "accuracy": sk.accuracy_score(y, y_hat),
        "precision": sk.precision_score(y, y_hat),
        "recall": sk.recall_score(y, y_hat),
    }


rng, largest = np.random.default_rng(0), 0.0
trials = [(y, p)] + [(rng.integers(0, 2, 40), rng.random(40)) for _ in range(50)]
for truth, chance in trials:
    answer = (chance > 0.5).astype(int)
    ours = scores(confusion_matrix(truth, answer))
    assert (confusion_matrix(truth, answer) == sk.confusion_matrix(truth, answer)).all()
    for theirs in (by_keras(truth, chance), by_sklearn(truth, answer)):
        largest = max(largest, *(abs(ours[name] - theirs[name]) for name in ours))
print(f"51 sets, largest difference below 1e-6: {largest < 1e-6}")
assert largest < 1e-6

# %% [markdown] lang="en"
# All three agree (Keras computes in float32, so not to the last digit). In Keras, precision and recall also count TP, FP and FN; you can see the counts themselves with `keras.metrics.TruePositives()` and its three sisters.
#
# ## 6.3 When accuracy misleads
#
# Now real data: the MNIST digits, question "is it a 5?". We put the last 10,000 training images aside as a validation set (section 6.11 says why) and train one neuron with a sigmoid, which is logistic regression (chapter 1). The competitor needs no training at all: it always answers no.

# %% [markdown] lang="zh-TW" of="deb3d6b3"
# 三者都一致（Keras 用 float32 計算，所以不會連最後一位都相同）。在 Keras 裡，精確率和召回率同樣是靠計數 TP、FP、FN 算出來的；想看計數本身，可以用 `keras.metrics.TruePositives()` 和它的三個同類。
#
# ## 6.3 準確率誤導人的時候
#
# 換成真實資料：MNIST 手寫數字，問題是「這是 5 嗎？」。我們把訓練圖片的最後 10,000 張留作驗證集（validation set，理由見 6.11 節），訓練一個使用 sigmoid 的神經元，也就是邏輯迴歸（logistic regression，第 1 章）。對手完全不需要訓練：它永遠回答「否」。

# %% rows="M2" tags=["nbval-ignore-output"]
from utils.data import flatten, load_mnist, to_float

(X_all, digit_all), (X_test, digit_test) = load_mnist()
X_all, X_test = flatten(to_float(X_all)), flatten(to_float(X_test))
X_train, X_val = X_all[:50_000], X_all[50_000:]
y_train, y_val, y_test = (  # 1 for a five, 0 for all others
    (digits == 5).astype("int64")
    for digits in (digit_all[:50_000], digit_all[50_000:], digit_test)
)

keras.utils.set_random_seed(0)
model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(1, activation="sigmoid")]
)
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy")
model.fit(X_train, y_train, batch_size=256, epochs=3, verbose=0)
p_val, p_test = (
    model.predict(X, batch_size=1000, verbose=0)[:, 0] for X in (X_val, X_test)
)
answers = {"always no": np.zeros(10_000, int), "one neuron": (p_test > 0.5).astype(int)}
fives = {name: confusion_matrix(y_test, answer) for name, answer in answers.items()}
report = {name: scores(matrix) for name, matrix in fives.items()}
for name, values in report.items():
    print(f"{name:10s}", {metric: round(float(v), 3) for metric, v in values.items()})
assert report["always no"]["accuracy"] == 0.9108
assert 0.96 < report["one neuron"]["accuracy"] < 0.98
assert 0.65 < report["one neuron"]["recall"] < 0.82

# %% [markdown] lang="en"
# (`Adam` is an optimizer of chapter 7.) The same counts as pictures:

# %% [markdown] lang="zh-TW" of="a85bf36e"
# （`Adam` 是第 7 章的一種優化器。）把同樣的計數畫成圖：

# %% rows="M2"
show(
    drawings.plot_confusions(fives),
    alt="Two confusion matrices of 10,000 test images. Always no: 9,108 true "
    "negatives, 892 misses, no true positive. One neuron: about 9,040 true negatives, "
    "70 false alarms, 210 misses and 680 true positives.",
)
always_no, neuron = report["always no"], report["one neuron"]
in_keras = float(keras.metrics.Precision()(y_test, answers["always no"]))
print(f"precision of always no: ours {always_no['precision']}, Keras {in_keras}")
assert np.isnan(always_no["precision"]) and in_keras == always_no["recall"] == 0

# %% [markdown] lang="en"
# The classifier that has learned nothing is right on **{{ always_no["accuracy"] | .1%}}** of the images, because only {{ int(y_test.sum()) }} of 10,000 are fives. Its recall is 0: it finds none of them. Its precision is 0/0, not a number, because it never says yes (Keras reports 0 there).
#
# The neuron's accuracy, {{ neuron["accuracy"] | .3f | 0.004 }}, is only {{ 100 * (neuron["accuracy"] - always_no["accuracy"]) | .0f | 1 }} percentage points higher, although it finds about {{ neuron["recall"] | .0% | 4 }} of the fives, and {{ neuron["precision"] | .0% | 3 }} of its alarms are right. And 0.97 sounds better than "it misses one five in four", which is the same model.
#
# Three habits follow. Compare an accuracy with the share of the largest class. Report precision and recall when one class is rare. And look at the confusion matrix: it holds all that the others are computed from. What this does not show is that accuracy is useless: for ten digits of about equal number it is a fair summary, and there its baseline is {{ np.bincount(digit_test).max() / 10_000 | .1% }}.

# %% [markdown] lang="zh-TW" of="23d2ba27"
# 什麼都沒學的分類器，答對了 **{{ always_no["accuracy"] | .1%}}** 的圖片，因為 10,000 張裡只有 {{ int(y_test.sum()) }} 張是 5。它的召回率是 0：一張 5 也沒找到。它從不回答「是」，所以精確率是 0/0，不是一個數（Keras 這時回報 0）。
#
# 神經元的準確率是 {{ neuron["accuracy"] | .3f | 0.004 }}，只高了 {{ 100 * (neuron["accuracy"] - always_no["accuracy"]) | .0f | 1 }} 個百分點，但它找到了大約 {{ neuron["recall"] | .0% | 4 }} 的 5，而且發出的警報有 {{ neuron["precision"] | .0% | 3 }} 是對的。「準確率 0.97」聽起來很好，「每四張 5 就漏掉一張」聽起來不太妙，說的卻是同一個模型。
#
# 由此可以養成三個習慣：把準確率和最大類別（class）所占的比例相比；有稀有類別時，回報精確率和召回率；還有，看一看混淆矩陣，因為其他數字都是從它算出來的。這並不表示準確率沒有用：十個數字的數量差不多時，它足以代表整體表現，這時的基準線是 {{ np.bincount(digit_test).max() / 10_000 | .1% }}。

# %% [markdown] lang="en"
# ## 6.4 F1: one number from two
#
# Models are easier to rank with one number. The average of precision and recall does not serve: "always yes" has recall 1 and, with 892 fives in 10,000, precision 0.089. The average, 0.54, looks like a mediocre classifier. **F1** takes the **harmonic mean** instead, the reciprocal of the mean of the reciprocals:
#
# $$F_1 = \frac{2}{\frac1{\text{precision}} + \frac1{\text{recall}}} = \frac{2}{\frac{TP + FP}{TP} + \frac{TP + FN}{TP}} = \frac{2\,TP}{2\,TP + FP + FN}.$$
#
# It lies closer to the smaller of the two, and is never more than twice that. For "always yes" it is $2\cdot892/(2\cdot892 + 9108) = 0.164$; for the twelve samples $6/(6 + 2 + 2) = 0.6$. The idea of combining the two so, with a weight for their importance, goes back to van Rijsbergen (1979); F1 is the case of equal weight. The first form cannot be computed when TP = 0, the last one can as long as there is a yes in truth or answer.

# %% [markdown] lang="zh-TW" of="c47748c1"
# ## 6.4 F1：兩個數字合成一個
#
# 只有一個數字的時候，模型比較容易排名。但直接取精確率和召回率的平均數行不通：「永遠回答是」的召回率是 1，而 10,000 張裡有 892 張 5，所以精確率是 0.089。平均 0.54，看起來像個還過得去的分類器。**F1** 改用**調和平均數**（harmonic mean），也就是倒數的平均數的倒數：
#
# $$F_1 = \frac{2}{\frac1{\text{precision}} + \frac1{\text{recall}}} = \frac{2}{\frac{TP + FP}{TP} + \frac{TP + FN}{TP}} = \frac{2\,TP}{2\,TP + FP + FN}.$$
#
# 它比較靠近兩者中較小的那個，而且絕不會超過它的兩倍。「永遠回答是」的 F1 是 $2\cdot892/(2\cdot892 + 9108) = 0.164$；十二個樣本的 F1 是 $6/(6 + 2 + 2) = 0.6$。像這樣把兩者合併，並依重要性加權的想法，來自 van Rijsbergen（1979）；F1 是權重相等的情形。TP = 0 時，第一種寫法算不出來；最後一種只要真實答案或回答裡有一個「是」，就能計算。


# %% rows="M1 M4"
def f1_score(matrix):
    (_, FP), (FN, TP) = matrix
    return 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0.0


line = np.linspace(0.01, 1, 100)
precision, recall = np.meshgrid(line, line)
show(
    drawings.plot_means(
        line, (precision + recall) / 2, 2 / (1 / precision + 1 / recall)
    ),
    alt="Contours of two means over precision and recall. Arithmetic mean: straight "
    "lines; always-yes at precision 0.09, recall 1 lies near 0.5. F1: curves that "
    "bend towards the axes; always-yes lies below 0.2.",
)
yes_always = confusion_matrix(y_test, np.ones(10_000, int))
print(f"always yes: F1 {f1_score(yes_always):.3f}")
print(f"always no: F1 {f1_score(fives['always no']):.3f}")
print(f"twelve samples: F1 {f1_score(confusion_matrix(y, y_hat)):.3f}")
for truth, answer in [(y_test, answers["one neuron"]), (y, y_hat), (y_test, y_test)]:
    ours = f1_score(confusion_matrix(truth, answer))
    assert np.isclose(ours, sk.f1_score(truth, answer))
assert np.isclose(f1_score(yes_always), 0.164, atol=5e-4)

# %% [markdown] lang="en"
# The lazy classifiers get 0.164 and 0, our neuron about {{ f1_score(fives["one neuron"]) | .2f | 0.03 }}. Note what F1 does not contain: **TN**. It is made for a rare class that one searches for, and it is not symmetric. Call "not a 5" the positive class, and the same answers have another F1 (the twelve samples: $10/14 = 0.714$). So F1 always needs the addition *of which class*; forgetting it is half of the trouble in section 6.9.

# %% [markdown] lang="zh-TW" of="e83d7724"
# 偷懶的分類器得到 0.164 和 0，我們的神經元大約是 {{ f1_score(fives["one neuron"]) | .2f | 0.03 }}。請注意 F1 裡少了什麼：**TN**。它是為了「尋找稀有類別」而設計的，而且並不對稱。如果把「不是 5」當成陽性，同樣的回答會有另一個 F1（十二個樣本是 $10/14 = 0.714$）。所以提到 F1，一定要說明**是哪個類別的**；6.9 節的麻煩，有一半就出在忘了說明。

# %% [markdown] lang="en"
# ## 6.5 Many classes: micro, macro, weighted
#
# With $K$ classes, each class $k$ has its own question "is it $k$?", and its own TP, FP, FN and F1. In the confusion matrix $TP_k$ stands on the diagonal, $FP_k$ is the rest of column $k$, $FN_k$ the rest of row $k$. Three ways to make one number of it:
#
# - **macro**: the mean of the $K$ F1 scores, every class counts the same;
# - **weighted**: their mean, weighted by how often each class is true;
# - **micro**: add up TP, FP and FN over the classes first, then compute one F1.
#
# By hand, ten samples of three classes with confusion matrix $\begin{pmatrix}5&1&0\\1&1&0\\1&0&1\end{pmatrix}$: TP = 5, 1, 1; FP = 2, 1, 0; FN = 1, 1, 1. F1 per class: 10/13 = 0.769, 2/4 = 0.5, 2/3 = 0.667. Macro: 0.645. Weighted: $(6\cdot0.769 + 2\cdot0.5 + 2\cdot0.667)/10 = 0.695$. Micro: $14/(14 + 3 + 3) = 0.7$.
#
# Seven of ten answers are right, and micro-F1 is 0.7. That is no accident. When every sample has exactly one true class and gets exactly one answer, every wrong answer is one FP (for the class that was answered) and one FN (for the class that was true). So $\sum FP_k = \sum FN_k =$ number of errors, $\sum TP_k =$ number of right answers, and
#
# $$\text{micro-}F_1 = \frac{2\cdot\text{right}}{2\cdot\text{right} + \text{errors} + \text{errors}} = \frac{\text{right}}{\text{all}} = \text{accuracy}.$$

# %% [markdown] lang="zh-TW" of="bb535ef0"
# ## 6.5 多個類別：micro、macro、weighted
#
# 有 $K$ 個類別時，每個類別 $k$ 都有自己的問題「這是 $k$ 嗎？」，因此各有自己的 TP、FP、FN 與 F1。在混淆矩陣裡，$TP_k$ 在對角線上，$FP_k$ 是第 $k$ 行的其餘部分，$FN_k$ 是第 $k$ 列的其餘部分。要合成一個數，有三種做法：
#
# - **macro**（巨觀平均）：$K$ 個 F1 的平均數，每個類別份量相同；
# - **weighted**（加權平均）：同樣是平均數，但按各類別實際出現的次數加權；
# - **micro**（微觀平均）：先把各類別的 TP、FP、FN 分別加總，再計算一個 F1。
#
# 用手算看看：十個樣本、三個類別，混淆矩陣是 $\begin{pmatrix}5&1&0\\1&1&0\\1&0&1\end{pmatrix}$。TP = 5、1、1；FP = 2、1、0；FN = 1、1、1。各類別的 F1 是 10/13 = 0.769、2/4 = 0.5、2/3 = 0.667。macro 是 0.645。weighted 是 $(6\cdot0.769 + 2\cdot0.5 + 2\cdot0.667)/10 = 0.695$。micro 是 $14/(14 + 3 + 3) = 0.7$。
#
# 十題答對七題，而 micro-F1 剛好是 0.7。這不是巧合。只要每個樣本恰好有一個真實類別，也恰好得到一個回答，那麼每個錯誤的回答都是一個 FP（算在回答的那個類別）加一個 FN（算在真正的那個類別）。所以 $\sum FP_k = \sum FN_k =$ 錯誤數，$\sum TP_k =$ 答對數，於是
#
# $$\text{micro-}F_1 = \frac{2\cdot\text{答對}}{2\cdot\text{答對} + \text{錯誤} + \text{錯誤}} = \frac{\text{答對}}{\text{全部}} = \text{準確率}.$$


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

# %% [markdown] lang="en"
# Now all ten digits: one softmax layer, trained like the neuron.

# %% [markdown] lang="zh-TW" of="c3ac49c1"
# 接著換成全部十個數字：一層 softmax，訓練方式和剛才的神經元一樣。

# %% rows="M4" tags=["nbval-ignore-output"]
from utils.data import one_hot

keras.utils.set_random_seed(0)
digits = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(10, activation="softmax")]
)
digits.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy"
)
digits.fit(X_train, digit_all[:50_000], batch_size=256, epochs=3, verbose=0)
P_digits = digits.predict(X_test, batch_size=1000, verbose=0)  # (10000, 10)
answer = P_digits.argmax(axis=1)
ten = confusion_matrix(digit_test, answer, 10)
accuracy = np.mean(answer == digit_test)
print(f"accuracy {accuracy:.3f}")
assert 0.91 < accuracy < 0.935

# %% [markdown] lang="en"
# Its F1 in all four forms, ours, scikit-learn's and that of `keras.metrics.F1Score`, which wants one-hot truths. The last line is the neuron of section 6.3, with the classes yes and no:

# %% [markdown] lang="zh-TW" of="3f533778"
# 它的四種 F1：我們的、scikit-learn 的，以及 `keras.metrics.F1Score` 的，後者的真實答案要用獨熱編碼（one-hot）。最後一行是 6.3 節的神經元，類別是「是」與「否」：

# %% rows="M4" tags=["nbval-ignore-output"]
ten_averages = averages(ten)
for average, ours in ten_averages.items():
    in_sklearn = sk.f1_score(digit_test, answer, average=average)
    in_keras = float(
        keras.metrics.F1Score(average=average)(one_hot(digit_test), P_digits)
    )
    print(
        f"{average:9s} ours {ours:.4f}, "
        f"scikit-learn {in_sklearn:.4f}, Keras {in_keras:.4f}"
    )
    assert np.allclose([in_sklearn, in_keras], ours, atol=1e-5)
per_class = keras.metrics.F1Score(average=None)(one_hot(digit_test), P_digits)
assert np.allclose(per_class, f1_per_class(ten), atol=1e-5)
print(f"accuracy  {accuracy:.4f}")
assert np.isclose(ten_averages["micro"], accuracy)
rare = averages(fives["one neuron"])
print("is it a 5?", {name: round(float(value), 3) for name, value in rare.items()})
assert rare["macro"] < rare["micro"] - 0.03

# %% [markdown] lang="en"
# Where the mistakes lie, and F1 digit by digit:

# %% [markdown] lang="zh-TW" of="02b44c0c"
# 錯誤集中在哪裡，以及每個數字的 F1：

# %% rows="M4"
show(
    drawings.plot_ten_classes(
        ten, f1_per_class(ten), {k: ten_averages[k] for k in ("micro", "macro")}
    ),
    alt="Left: confusion matrix of ten digits; among the most frequent mistakes are "
    "7 and 4 read as 9. Right: F1 per digit as bars between about 0.88 "
    "and 0.97, highest for 0 and 1; micro and macro average, two lines near 0.92.",
)
worst = f1_per_class(ten).min()
assert ten[7, 9] > 20 and ten[4, 9] > 20 and f1_per_class(ten).argmax() in (0, 1)
assert 0.85 < worst < 0.91 and abs(ten_averages["micro"] - ten_averages["macro"]) < 0.01

# %% [markdown] lang="en"
# Micro-F1 *is* the accuracy, to the last digit. It adds no information, only a more impressive name. Macro differs little for the ten digits, which are about equally common; for the neuron with its rare class it is {{ rare["macro"] | .2f | 0.03 }} against a micro-F1 of {{ rare["micro"] | .2f | 0.01 }}. The bars tell more than any average: the weakest class has {{ worst | .2f | 0.02 }}. (Micro-F1 and accuracy part as soon as a sample may have several labels, or none.)

# %% [markdown] lang="zh-TW" of="9353a71f"
# micro-F1 **就是**準確率，連最後一位都一樣。它沒有提供新的資訊，只是名字比較響亮。十個數字的數量差不多，macro 也相差無幾；換成有稀有類別的那個神經元，macro 是 {{ rare["macro"] | .2f | 0.03 }}，micro-F1 卻是 {{ rare["micro"] | .2f | 0.01 }}。長條圖告訴我們的比任何平均數都多：最弱的類別只有 {{ worst | .2f | 0.02 }}。（如果一個樣本可以有好幾個標籤（label），或是一個都沒有，micro-F1 和準確率就會分道揚鑣。）

# %% [markdown] lang="en"
# ## 6.6 Metrics have a memory
#
# An epoch arrives in batches. `fit` and `evaluate` call three methods of every metric: `reset_state` at the start of the epoch, `update_state(y, p)` after each batch, `result` whenever a number is shown. Between the calls the metric keeps **state**: a few variables. We feed the twelve samples in batches of 5, 5 and 2.

# %% [markdown] lang="zh-TW" of="2f42d07b"
# ## 6.6 評估標準有記憶
#
# 一個週期的資料是一批一批來的。`fit` 和 `evaluate` 會呼叫每個評估標準的三個方法：週期開始時呼叫 `reset_state`，每個批次（batch）之後呼叫 `update_state(y, p)`，要顯示數字時呼叫 `result`。在兩次呼叫之間，評估標準保存著**狀態**（state），也就是幾個變數。我們把十二個樣本分成 5、5、2 三個批次餵進去。

# %% rows="M5"
metric = keras.metrics.BinaryAccuracy()
batches = [slice(0, 5), slice(5, 10), slice(10, 12)]
of_batches = []
for batch in batches:
    of_batches.append(np.mean(y_hat[batch] == y[batch]))
    metric.update_state(y[batch], p[batch])
    total, count = (float(variable) for variable in metric.variables)
    print(f"batch {of_batches[-1]:.3f}; right {total:.0f} of {count:.0f}", end="")
    print(f"; result {float(metric.result()):.3f}")
print(f"plain mean of the three batches: {np.mean(of_batches):.3f}")
assert np.isclose(float(metric.result()), 8 / 12)
assert not np.isclose(np.mean(of_batches), 8 / 12, atol=0.02)
metric.reset_state()
assert float(metric.result()) == 0

# %% [markdown] lang="en"
# The state is two numbers, how many are right and how many there were, and the result is their quotient: 8/12, exactly that of all samples together. The plain mean of the batch accuracies is another number, because the last batch, with 2 samples, would count as much as one with 5. Two consequences:
#
# - When you call a metric yourself, call `reset_state` between two data sets. Otherwise the second result includes the first.
# - The accuracy that `fit` prints after an epoch is collected while the weights change. It is an average over the epoch, not the accuracy of the final weights (chapter 2).
#
# For accuracy a mean weighted by the batch sizes would still be right. For F1 it would not: F1 is a quotient, and the batch size is not its denominator. Its parts must be added first. In batches of 4 the twelve samples have TP, FP, FN = (2, 0, 1), (1, 1, 1) and (0, 1, 0), so F1 = 4/5, 2/4 and 0/1. The mean is 0.433, the F1 of all twelve is 0.6. How far off is it on the 10,000 test images? A batch without any five in truth or answer has F1 = 0/0; one must decide to call that 0 or 1.

# %% [markdown] lang="zh-TW" of="b21b8131"
# 狀態只有兩個數字：答對幾題、總共幾題；結果就是兩者的商 8/12，和全部樣本一起算完全相同。各批次準確率的平均數則是另一個數字，因為最後一批只有 2 個樣本，份量卻和 5 個樣本的批次一樣。這帶來兩個注意事項：
#
# - 自己呼叫評估標準時，換資料集之前要先呼叫 `reset_state`，否則第二個結果會混入第一個資料集。
# - `fit` 在每個週期之後印出的準確率，是在權重變動的過程中累積的。它是整個週期的平均，不是最終權重的準確率（第 2 章）。
#
# 以準確率來說，把各批次的值依批次大小加權平均，仍然是對的。F1 就不行：它是一個商，分母卻不是批次大小，所以分子和分母必須先各自加總。以 4 個樣本為一批，十二個樣本的 (TP, FP, FN) 是 (2, 0, 1)、(1, 1, 1)、(0, 1, 0)，所以 F1 是 4/5、2/4、0/1。平均是 0.433，而十二個樣本合起來的 F1 是 0.6。在 10,000 張測試圖片上，會差多少呢？如果一個批次的真實答案和回答裡都沒有 5，F1 就是 0/0，必須約定算成 0 還是 1。


# %% rows="M5 M4"
def batch_f1(y, y_hat, batch_size, empty):
    """F1 of every full batch; `empty` where there is no yes at all."""
    n = len(y) // batch_size * batch_size
    y, y_hat = y[:n].reshape(-1, batch_size), y_hat[:n].reshape(-1, batch_size)
    TP, yes = (y * y_hat).sum(axis=1), y.sum(axis=1) + y_hat.sum(axis=1)
    # 2 TP + FP + FN = (TP + FN) + (TP + FP): yes in the truth plus yes in the answer
    return np.where(yes == 0, empty, 2 * TP / np.maximum(yes, 1))


few = batch_f1(y, y_hat, 4, empty=0)
print("batches of 4:", few, f"mean {few.mean():.3f}")
assert np.isclose(few.mean(), 0.433, atol=5e-4)

# %% [markdown] lang="en"
# Now the test images, in batches of 10 to 2000 (all divide 10,000, so no image is left out).

# %% [markdown] lang="zh-TW" of="183914cc"
# 換成測試圖片，每批 10 到 2000 張（都能整除 10,000，所以沒有圖片被漏掉）。

# %% rows="M5 M4"
sizes = [10, 20, 50, 100, 200, 500, 1000, 2000]
means = {
    f"mean of batches, 0/0 counts {empty}": np.array(
        [batch_f1(y_test, answers["one neuron"], size, empty).mean() for size in sizes]
    )
    for empty in (0, 1)
}
whole = f1_score(fives["one neuron"])
show(
    drawings.plot_batches(sizes, means, whole),
    alt="Mean of per-batch F1 over the batch size. With 0/0 counted as 0 it climbs "
    "from about 0.5 at 10 samples to the F1 of all, 0.83, at about 500. Counted as 1 "
    "it starts near the F1 of all, dips below it and joins the other curve at 50.",
)
as_zero, as_one = means.values()
assert (as_zero[:4] < whole - 0.005).all() and as_zero[0] < 0.7 * whole
assert as_one[1:3].min() < whole - 0.015 and abs(as_zero[-1] - whole) < 0.01

# %% [markdown] lang="en"
# With 20 images a batch the mean says {{ as_zero[1] | .2f | 0.03 }}, or {{ as_one[1] | .2f | 0.03 }} with the other convention; the F1 of all is {{ whole | .2f | 0.02 }}. Only for large batches do they meet. Early Keras computed precision, recall and F1 in just this way, per batch and averaged. They were removed from Keras 2.0 in March 2017 because such approximations of global metrics were "more misleading than helpful" (Keras issue 5794). That is one answer to "why was there no F1?"; section 6.9 finds more.

# %% [markdown] lang="zh-TW" of="ca7f1457"
# 每批 20 張時，平均值是 {{ as_zero[1] | .2f | 0.03 }}；換一種約定則是 {{ as_one[1] | .2f | 0.03 }}；全部合起來的 F1 是 {{ whole | .2f | 0.02 }}。只有批次很大時，三者才會一致。早期的 Keras 正是這樣計算精確率、召回率和 F1：每批算一次，再取平均。2017 年 3 月的 Keras 2.0 把它們移除，理由是這樣近似全域的評估標準「誤導多於幫助」（more misleading than helpful，Keras issue 5794）。這是「為何沒有 F1？」的一個答案，6.9 節還會找到更多。

# %% [markdown] lang="en"
# ## 6.7 A metric of your own
#
# The cure is state: keep the two sums that F1 divides, TP and `yes` (that is $2\,TP + FP + FN$, as in `batch_f1`), and divide at the end. A Keras metric is a class with the three methods; `add_variable` creates a state variable, which `reset_state` sets to 0 for us. `keras.ops` is Keras' NumPy, needed because inside `fit` the data are tensors.

# %% [markdown] lang="zh-TW" of="1e2bbe88"
# ## 6.7 自己寫一個評估標準
#
# 解決方法就是狀態：保存 F1 所需的兩個總和，也就是 TP 和 `yes`（即 $2\,TP + FP + FN$，和 `batch_f1` 裡一樣），最後才相除。Keras 的評估標準是一個具有上述三個方法的類別（Python 的 class）；`add_variable` 建立一個狀態變數，而 `reset_state` 會替我們把它歸零。`keras.ops` 相當於 Keras 版的 NumPy；在 `fit` 裡面，資料是張量（tensor），所以要用它來計算。


# %% rows="M8"
class StreamingF1(keras.metrics.Metric):
    """F1 of the class "yes", from counts that are kept over all batches."""

    def __init__(self, threshold=0.5, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold = threshold
        self.TP, self.yes = (
            self.add_variable(shape=(), initializer="zeros", name=count)
            for count in ("TP", "yes")
        )

    def update_state(self, y, p, sample_weight=None):
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))  # (n, 1) or (n,)
        y_hat = keras.ops.cast(keras.ops.reshape(p, (-1,)) > self.threshold, "float32")
        s = 1.0 if sample_weight is None else keras.ops.cast(sample_weight, "float32")
        s = keras.ops.reshape(s, (-1,))
        self.TP.assign_add(keras.ops.sum(s * y * y_hat))
        self.yes.assign_add(keras.ops.sum(s * (y + y_hat)))  # 2 TP + FP + FN

    def result(self):
        return keras.ops.divide_no_nan(2 * self.TP, self.yes)  # 0 for 0/0


# %% [markdown] lang="en"
# The two reshapes matter: Keras hands over columns of shape $(n, 1)$ as well as rows $(n,)$, and $(n,)\cdot(n, 1)$ would broadcast to $(n, n)$ (chapter 2). The test: any batch size must give scikit-learn's F1 of the whole, alone and inside `evaluate`.

# %% [markdown] lang="zh-TW" of="38210fa3"
# 那兩個 reshape 很重要：Keras 交來的資料，形狀（shape）有時是直行 $(n, 1)$，有時是 $(n,)$，而 $(n,)\cdot(n, 1)$ 會廣播（broadcasting）成 $(n, n)$（第 2 章）。測試的標準是：不論批次大小，不論單獨使用還是放進 `evaluate`，都必須得到 scikit-learn 對整體算出的 F1。


# %% rows="M8" tags=["nbval-ignore-output"]
def streamed(metric, y, p, batch_size):
    metric.reset_state()
    for start in range(0, len(y), batch_size):
        part = slice(start, start + batch_size)
        metric.update_state(y[part], p[part])
    return float(metric.result())


f1 = StreamingF1()
for name, truth, chance, batch_sizes in [
    ("twelve samples", y, p, (1, 4, 5, 12)),
    ("first 300 test images", y_test[:300], p_test[:300], (1, 7, 300)),
    ("all test images", y_test, p_test, (64, 999, 10_000)),
]:
    right = sk.f1_score(truth, chance > 0.5)
    values = [streamed(f1, truth, chance, size) for size in batch_sizes]
    print(f"{name:22s} scikit-learn {right:.3f};", end="")
    print(
        " ours",
        *(f"{v:.3f} (batch {n})" for v, n in zip(values, batch_sizes, strict=True)),
    )
    assert np.allclose(values, right, atol=1e-6)

model.compile(loss="binary_crossentropy", metrics=[StreamingF1()])
for batch_size in (32, 333):
    inside = model.evaluate(X_test, y_test, batch_size=batch_size, verbose=0)[1]
    print(f"evaluate, batch {batch_size}: {inside:.3f}")
    assert np.isclose(inside, whole, atol=1e-5)

# %% [markdown] lang="en"
# One state, one value, whatever the batches. `keras.metrics.F1Score`, today part of Keras again, works in the same way.
#
# Weights are part of the contract: `sample_weight` counts a sample more or less often, as for losses. Two checks, a weight of 2 against the sample twice, and weight 0 against leaving it out:

# %% [markdown] lang="zh-TW" of="b65dcba8"
# 因為只有一份狀態，不論怎麼分批，結果都相同。如今重回 Keras 的 `keras.metrics.F1Score` 也是這樣運作的。
#
# 樣本的權重也在約定之列：和損失一樣，`sample_weight` 讓一個樣本多算或少算幾次。檢查兩件事：權重 2 是否等於樣本出現兩次，權重 0 是否等於不計。

# %% rows="M8"
s = np.array([2.0] * 3 + [1.0] * 6 + [0.0] * 3)
f1.reset_state()
f1.update_state(y, p, sample_weight=s)
weighted = float(f1.result())
by_copies = streamed(f1, np.repeat(y, s.astype(int)), np.repeat(p, s.astype(int)), 5)
in_sklearn = sk.f1_score(y, y_hat, sample_weight=s)
print(f"weights {weighted:.4f}, copies {by_copies:.4f}, scikit-learn {in_sklearn:.4f}")
assert np.allclose([by_copies, in_sklearn], weighted)
assert not np.isclose(weighted, 0.6)

# %% [markdown] lang="en"
# ## 6.8 Which "accuracy"?
#
# `metrics=["accuracy"]` is a convenience: Keras has several accuracies and picks one by the **shapes** of truth and output, at the first batch.
#
# | output | truth | Keras takes | which compares |
# |---|---|---|---|
# | $(n, 1)$ | $(n,)$ or $(n, 1)$, 0 or 1 | `BinaryAccuracy` | $p > 0.5$ with the truth |
# | $(n, K)$ | integers $(n,)$ or $(n, 1)$ | `SparseCategoricalAccuracy` | argmax of the output with the truth |
# | $(n, K)$ | one-hot $(n, K)$ | `CategoricalAccuracy` | argmax with argmax |
#
# The next cell asks Keras itself: a model that passes its input on (`Activation("linear")`), four samples, and the class of the metric that `compile` made.

# %% [markdown] lang="zh-TW" of="eb49133c"
# ## 6.8 哪一種「accuracy」？
#
# `metrics=["accuracy"]` 是為了方便而設的：Keras 有好幾種準確率，會在第一個批次依照真實答案和輸出的**形狀**選一種。
#
# | 輸出 | 真實答案 | Keras 選用 | 比較方式 |
# |---|---|---|---|
# | $(n, 1)$ | $(n,)$ 或 $(n, 1)$，0 或 1 | `BinaryAccuracy` | $p > 0.5$ 與真實答案 |
# | $(n, K)$ | 整數 $(n,)$ 或 $(n, 1)$ | `SparseCategoricalAccuracy` | 輸出的 argmax 與真實答案 |
# | $(n, K)$ | 獨熱編碼 $(n, K)$ | `CategoricalAccuracy` | 兩邊的 argmax |
#
# 下一個儲存格直接問 Keras：一個把輸入原封不動傳出去的模型（`Activation("linear")`）、四個樣本，看看 `compile` 建立的是哪一個類別的物件。

# %% rows="M3"
P_one = np.array([[0.3], [0.6], [0.4], [0.8]])
P_three = np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.3, 0.3, 0.4], [0.2, 0.6, 0.2]])
labels = np.array([0, 1, 2, 2])
cases = {
    "one column": (P_one, np.array([0, 1, 1, 1]), "binary_crossentropy"),
    "integers": (P_three, labels, "sparse_categorical_crossentropy"),
    "one-hot": (P_three, one_hot(labels, 3), "categorical_crossentropy"),
}
chosen = []
for name, (output, truth, loss) in cases.items():
    passing = keras.Sequential(
        [keras.Input(output.shape[1:]), keras.layers.Activation("linear")]
    )
    passing.compile(loss=loss, metrics=["accuracy"])
    value = passing.evaluate(output, truth, verbose=0)[1]
    chosen.append(type(passing.metrics[-1].metrics[0]).__name__)  # the one it made
    print(f"{name:10s} {chosen[-1]:25s} {value:.2f}")
    assert np.isclose(value, 0.75)
assert chosen == ["BinaryAccuracy", "SparseCategoricalAccuracy", "CategoricalAccuracy"]

# %% [markdown] lang="en"
# Three of four answers are right in each case, and all three say so. Now the wrong metric by name. Nothing below raises an error; every line prints a number that looks like an accuracy.

# %% [markdown] lang="zh-TW" of="20b68f53"
# 三種情況都是四題對三題，三者的回答也都一樣。現在故意指定錯的評估標準。下面沒有一行會出現錯誤訊息，每一行都印出一個看起來像準確率的數字。

# %% rows="M3" tags=["nbval-ignore-output"]
km = keras.metrics
truth_digits, logits = one_hot(digit_test), np.log(p_test / (1 - p_test))
uniform = np.full_like(P_digits, 0.1)  # a network that has no idea
column = y_test[:, None], p_test[:, None]
wrong = {
    "1 binary, one-hot, no idea": (km.BinaryAccuracy(), truth_digits, uniform, 0.1),
    "2 binary, one-hot, trained": (
        km.BinaryAccuracy(), truth_digits, P_digits, accuracy),
    "3 categorical, one column": (
        km.CategoricalAccuracy(), *column, neuron["accuracy"]),
    "4 categorical, integers": (
        km.CategoricalAccuracy(), digit_test, P_digits, accuracy),
    "5 Accuracy(), one column": (km.Accuracy(), *column, neuron["accuracy"]),
    "6 binary, logits": (
        km.BinaryAccuracy(), y_test[:, None], logits[:, None], neuron["accuracy"]),
}  # fmt: skip
found = {}
for name, (metric, truth, output, right) in wrong.items():
    found[name[0]] = float(metric(truth, output))
    print(f"{name:28s} says {found[name[0]]:.3f}, right is {right:.3f}")
assert np.isclose(found["1"], 0.9) and found["2"] > 0.98 and found["3"] == 1
assert found["4"] < 0.3 and found["5"] < 0.01
at_logit = np.mean((logits > 0.5) == y_test)
assert np.isclose(found["6"], at_logit, atol=2e-4)

# %% [markdown] lang="en"
# 1. `BinaryAccuracy` on ten columns asks ten yes-no questions. Whoever says no to all is right on nine: 0.900 for a network that knows nothing.
# 2. The trained network looks like {{ found["2"] | .3f | 0.004 }} instead of {{ accuracy | .3f | 0.005 }}.
# 3. `CategoricalAccuracy` on one column: argmax of one number is always 0, for the truth too. **Always 1.000**, whatever the model does.
# 4. With integers instead of one-hot truths it compares argmaxes of unrelated things. The number is meaningless.
# 5. `Accuracy()`, without prefix, asks whether the *probability equals* the label. Almost never.
# 6. With logits (no sigmoid in the last layer), 0.5 is the wrong threshold: $\sigma(z) > 0.5$ means $z > 0$. This is the insidious one, because the value is nearly right; and `"accuracy"` falls into it too. Write `BinaryAccuracy(threshold=0)` for logits.
#
# Protection: let the string choose when the last layer has a sigmoid or softmax, name the class when it has not, and once per project compute the accuracy of a few predictions by hand. With classes of equal size an untrained network should score near chance; if it does much better, suspect the metric first.

# %% [markdown] lang="zh-TW" of="8f007d1c"
# 1. 把 `BinaryAccuracy` 用在十個欄位（column）的輸出上，等於問十個是非題。全部回答「否」，就答對九題：一個什麼都不懂的網路得到 0.900。
# 2. 訓練過的網路看起來有 {{ found["2"] | .3f | 0.004 }}，其實是 {{ accuracy | .3f | 0.005 }}。
# 3. 把 `CategoricalAccuracy` 用在單一欄位上：一個數的 argmax 永遠是 0，真實答案的也是。所以**永遠是 1.000**，不管模型做了什麼。
# 4. 真實答案是整數而不是獨熱編碼，比較的就是兩個不相干的 argmax。得到的數字沒有意義。
# 5. 不帶前綴的 `Accuracy()` 問的是「機率是否**等於**標籤」，而兩者幾乎從來不會相等。
# 6. 輸出是對數勝算（logit）時（最後一層沒有 sigmoid），0.5 是錯的閾值：$\sigma(z) > 0.5$ 代表 $z > 0$。這一種最難察覺，因為數字幾乎正確，而且字串 `"accuracy"` 也會掉進這個陷阱。輸出是 logit 時，請寫 `BinaryAccuracy(threshold=0)`。
#
# 自保的方法：最後一層有 sigmoid 或 softmax 時，讓字串自己選；沒有的話，就明確寫出類別名稱。每個專案至少親手計算一次幾個預測的準確率。各類別數量相同時，未經訓練的網路，分數應該接近瞎猜；如果高出許多，先懷疑評估標準，而不是稱讚網路。

# %% [markdown] lang="en"
# ## 6.9 Why there was no F1
#
# The slides on which this course is based say that Keras had no F1 because the computed value was *not correct*, and invite students to see how incorrect: install TensorFlow Addons, compile with `F1Score(num_classes=2, average="micro")`, and compare with a computation by hand. Their run has the confusion matrix [[1049, 0], [0, 982]] and a hand-computed F1 of 100%. What Addons printed is lost with the slide's picture. So we ask it.
#
# **TensorFlow Addons** was a collection of extras for TensorFlow; it ended in 2024. Its last release, 0.23.0, needs Python 3.11 or older and TensorFlow 2.15 or older, so it lives in an environment of its own, which `make tfa` builds in the course's folder. If that is there, the next cells run the code below in a process of that old Python. If not, as on Colab, they show what it computed when the course was made. These two functions are what is executed:

# %% [markdown] lang="zh-TW" of="70e21671"
# ## 6.9 為何沒有 F1
#
# 本課程依據的投影片說，Keras 沒有 F1，是因為算出來的值**不正確**，並邀請學生看看有多不正確：安裝 TensorFlow Addons，編譯時加上 `F1Score(num_classes=2, average="micro")`，再和手工計算比較。投影片那次執行的混淆矩陣是 [[1049, 0], [0, 982]]，手算的 F1 是 100%。Addons 當時印出什麼，已經隨著投影片的圖片遺失了。所以我們直接問它。
#
# **TensorFlow Addons** 是 TensorFlow 的擴充套件集，2024 年停止維護。它的最後一版 0.23.0 需要 Python 3.11（含）以下與 TensorFlow 2.15（含）以下，所以要裝在專屬的環境裡；`make tfa` 會在課程的資料夾中建立這個環境。如果環境存在，接下來的儲存格會在那個舊版 Python 的行程（process）裡執行下面的程式碼；如果不存在（例如在 Colab 上），就顯示課程製作時算好的結果。實際執行的是這兩個函式：

# %% slides="A072" rows="M4"
import inspect

from experiments.m4_addons import EXPERIMENT, addons_available, addons_f1, addons_model

print(inspect.getsource(addons_f1))
print(inspect.getsource(addons_model))

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
# **The slide's run.** We build data with that confusion matrix: 1049 samples at $x = -1$ (no), 982 at $x = 1$ (yes), and a model that separates them without a mistake. "Two classes" can be built in two ways: two softmax outputs with one-hot truths, or one sigmoid output. The slide does not say which. (A line of `check_slide` compares a computed number with the one on the slide; "M4" is our number for the topic.)

# %% [markdown] lang="zh-TW" of="fcaaacba"
# **投影片的那次執行。** 我們造出混淆矩陣相同的資料：1049 個樣本在 $x = -1$（否），982 個在 $x = 1$（是），以及一個完全不會分錯的模型。「兩個類別」有兩種做法：兩個 softmax 輸出加獨熱編碼，或是一個 sigmoid 輸出。投影片沒有說明是哪一種。（`check_slide` 印出的每一行，是把算出來的數字和投影片上的數字相比；「M4」是我們給這個主題的編號。）

# %% slides="A070 A072 A073" rows="M4"
perfect = np.array([[1049, 0], [0, 982]])
check_slide("M4", "accuracy by hand in %", 100 * np.trace(perfect) / 2031, "100.00")
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

# %% [markdown] lang="en"
# There it is. With two softmax outputs the slide's call gives 1.000, as it should. With **one sigmoid output the same call reports 0.652** for a model without a single mistake, with accuracy 1.000 beside it in the same line. We do not know whether this is what the slide's authors saw, but it is what anyone would call an incorrect F1. Nor does Addons complain that `num_classes=2` does not fit one column.
#
# The last line gives it away: 0.652 is the F1 of one who *always says yes*. The reason is the default `threshold=None`. It means: the largest entry of each row is the answer. In a row with one entry that entry is the largest. So every score is a yes (unless it is practically 0), and the predictions do not matter at all. The twelve samples show the same, and the averages. Addons, today's `keras.metrics.F1Score` and scikit-learn side by side:

# %% [markdown] lang="zh-TW" of="ab67d047"
# 找到了。用兩個 softmax 輸出，投影片的呼叫得到 1.000，理當如此。**換成一個 sigmoid 輸出，同樣的呼叫卻回報 0.652**，而這個模型一題也沒錯，同一列的準確率明明是 1.000。我們無法得知投影片的作者看到的是不是這個，但任何人都會說這個 F1 不正確。而且 `num_classes=2` 和單一欄位不符，Addons 也沒有任何抱怨。
#
# 最後一列洩露了真相：0.652 是「永遠回答是」的 F1。原因在於預設值 `threshold=None`，它的意思是：每一列裡最大的那一項就是回答。如果一列只有一項，最大的就是它自己。於是每個分數都算成「是」（除非它幾乎就是 0），預測是什麼完全不重要。在那十二個樣本上也看得到同樣的現象，還可以順便檢查各種平均。下面把 Addons、現在的 `keras.metrics.F1Score` 和 scikit-learn 並排：

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

# %% [markdown] lang="en"
# All three agree in every line, once scikit-learn is asked the *same question*. The second line is its F1 for "always yes"; the answer one expects is the first line, 0.600. The third is the accuracy (section 6.5), the fourth the mean of the F1 of yes and of no. (That weighted also equals the accuracy is special to these samples: it happens when FP = FN.) So the arithmetic was never wrong. Four different questions have four different answers, and the defaults chose one that nobody meant. **Keras 3 still has the same default**: for a single sigmoid column, always write `threshold=0.5`.
#
# That the value does not depend on the predictions, the next cell tests with 100 random ones, here with Keras 3. And the last suspect: the mean over batches.

# %% [markdown] lang="zh-TW" of="69aca3a9"
# 只要問 scikit-learn **同一個問題**，三者每一列都一致。第二列是它對「永遠回答是」算出的 F1；大家期待的答案是第一列的 0.600。第三列就是準確率（6.5 節），第四列是「是」與「否」兩個 F1 的平均。（weighted 也等於準確率，是這組樣本的特例：FP = FN 時才會如此。）所以算術從來沒有錯：四個不同的問題有四個不同的答案，而預設值挑了一個沒有人想問的。**Keras 3 仍然是同樣的預設值**：輸出是單一 sigmoid 欄位時，一定要寫 `threshold=0.5`。
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

# %% [markdown] lang="en"
# Addons 0.23 keeps a state: updated three times, it gives the F1 of all twelve samples. A mean of batch values appears when a plain *function* that computes F1 is passed as a metric. Keras wraps it so that its results are averaged:

# %% [markdown] lang="zh-TW" of="698ad446"
# Addons 0.23 有保存狀態：更新三次之後，得到的是十二個樣本合起來的 F1。如果把計算 F1 的普通**函式**（function）當成評估標準傳進去，就會出現批次的平均，因為 Keras 會把函式包裝起來，將它傳回的值取平均：


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

# %% [markdown] lang="en"
# **Verdict.** The last Addons computes what it documents. "Incorrect" values come from one column without a threshold, from micro where the F1 of one class was meant, or from averaging batches. What this does not show is how older versions behaved: their issue tracker reports real errors, for example an F1 that was 0 unless the predictions were exactly 0 or 1 (Addons issue 490, of 2019). A metric, too, is code; test it on twelve samples whose answer you know.

# %% [markdown] lang="zh-TW" of="88c8370a"
# **判決。** 最後一版 Addons 確實是照說明文件計算的。「不正確」的值來自三種情況：單一欄位卻沒有設閾值、想問的是某個類別的 F1 卻用了 micro，或是把各批次的值取平均。這裡沒有檢驗的是更早的版本：它們的問題追蹤系統裡記錄著真正的錯誤，例如預測不是剛好 0 或 1 時，F1 就一直是 0（Addons issue 490，2019 年）。評估標準也是程式；請用十二個你知道答案的樣本測試它。

# %% [markdown] lang="en"
# ## 6.10 Choosing the threshold
#
# 0.5 is a habit, not a law. Raise the threshold, and the neuron says yes less often: recall can only fall, and precision mostly rises.

# %% [markdown] lang="zh-TW" of="6d215945"
# ## 6.10 選擇閾值
#
# 0.5 只是習慣，不是定律。把閾值調高，神經元就比較少回答「是」：召回率只會下降或持平，精確率大多會上升。


# %% rows="M6"
def at_thresholds(y, p, thresholds):
    counts = np.array([confusion_matrix(y, (p > t).astype(int)) for t in thresholds])
    (_, FP), (FN, TP) = counts.transpose(1, 2, 0)  # each (thresholds,)
    return FP, FN, TP


thresholds = np.linspace(0.01, 0.99, 99)
FP, FN, TP = at_thresholds(y_val, p_val, thresholds)
curves = {
    "precision": TP / (TP + FP),
    "recall": TP / (TP + FN),
    "F1": 2 * TP / (2 * TP + FP + FN),
}
best_f1 = thresholds[curves["F1"].argmax()]
show(
    drawings.plot_over_threshold(
        thresholds, curves, {"0.5": 0.5, f"best F1: {best_f1:.2f}": best_f1},
        ylabel="value", title="The neuron on the validation set",
    ),
    alt="Precision, recall and F1 over the threshold. Recall falls from almost 1 to "
    "about 0.1, precision rises from about 0.2 to 1; F1 is a hill whose top lies "
    "left of 0.5.",
)  # fmt: skip
gain = curves["F1"].max() - curves["F1"][49]
print("recall never rises:", (np.diff(curves["recall"]) <= 0).all())
assert (np.diff(curves["recall"]) <= 0).all() and 0.2 < best_f1 < 0.5 and gain > 0

# %% [markdown] lang="en"
# For this neuron the best F1 lies a little below 0.5, but the hill is flat on top: the gain over 0.5 is {{ gain | .3f | 0.02 }}. To compare models before a threshold is chosen, one draws what *all* thresholds give. The **ROC curve** shows recall against the **false positive rate** $FP/(FP + TN)$, the share of the true no that raise an alarm. (The name, receiver operating characteristic, comes from radar.) The **precision-recall curve** shows precision against recall. Both need no loop: sort the samples by falling score; the threshold moves down, each sample passed adds 1 to TP or to FP. Samples of equal score are passed together.

# %% [markdown] lang="zh-TW" of="f379a09e"
# 對這個神經元來說，最好的 F1 落在略低於 0.5 的地方，但山頂很平：比 0.5 只多了 {{ gain | .3f | 0.02 }}。如果想在選定閾值之前比較模型，可以畫出**所有**閾值的結果。**ROC 曲線**畫的是召回率對**偽陽性率**（false positive rate）$FP/(FP + TN)$，後者是真正的「否」當中發出警報的比例。（ROC 是 receiver operating characteristic 的縮寫，名稱源自雷達。）**精確率－召回率曲線**（precision-recall curve）畫的是精確率對召回率。兩者都不需要迴圈：把樣本依分數由高到低排序，閾值往下移，每經過一個樣本，TP 或 FP 就加 1。分數相同的樣本要同時通過。


# %% rows="M6"
def curves_of(y, score):
    """FP and TP (m,) for falling thresholds; samples of equal score pass together."""
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


for truth, score in [(y, p), (y_test, p_test)]:
    fpr, tpr, _ = sk.roc_curve(truth, score, drop_intermediate=False)
    assert np.allclose(roc_curve(truth, score), [fpr, tpr])
    precision, recall, _ = sk.precision_recall_curve(truth, score)
    ours = np.array(precision_recall_curve(truth, score))[:, ::-1]  # rising scores
    assert np.allclose(ours, [precision[:-1], recall[:-1]])
print("twelve samples, false positive rate:", np.round(roc_curve(y, p)[0], 2))
print("twelve samples, recall:             ", np.round(roc_curve(y, p)[1], 2))

# %% [markdown] lang="en"
# Both curves equal scikit-learn's. One number for the whole ROC curve is the **area under the curve**, AUC: 1 for a perfect order, 0.5 for guessing. It has a second meaning: the probability that a random yes scores higher than a random no, ties counting half (Hanley and McNeil, 1982). For the twelve samples one can count: $5\cdot7 = 35$ pairs, of which the yes wins 28 and ties 2, so AUC = 29/35 = 0.829. For the precision-recall curve the usual number is **average precision**, the sum of the precisions at all steps of the curve, each weighted by the recall gained there.

# %% [markdown] lang="zh-TW" of="61dd2241"
# 兩條曲線都和 scikit-learn 相同。整條 ROC 曲線可以用一個數字概括：**曲線下面積**（area under the curve，AUC），排序完美時是 1，瞎猜是 0.5。它還有第二種意義：隨機取一個「是」和一個「否」，「是」的分數較高的機率，平手算一半（Hanley 與 McNeil，1982）。十二個樣本可以直接數：共 $5\cdot7 = 35$ 對，「是」贏了 28 對、平手 2 對，所以 AUC = 29/35 = 0.829。精確率－召回率曲線常用的數字是**平均精確率**（average precision）：把曲線每一步的精確率加起來，以該步增加的召回率為權重。


# %% rows="M6"
def area(fpr, tpr):  # sum of trapezoids
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)


def average_precision(y, score):
    precision, recall = precision_recall_curve(y, score)
    return np.sum(np.diff(recall, prepend=0) * precision)


gaps = p[y == 1][:, None] - p[y == 0]  # all pairs of a yes and a no, (5, 7)
by_pairs = np.mean((gaps > 0) + 0.5 * (gaps == 0))
print(f"twelve samples: area {area(*roc_curve(y, p)):.3f}, pairs {by_pairs:.3f}")
print(f"average precision {average_precision(y, p):.3f}")
assert np.isclose(by_pairs, 29 / 35)
for truth, score in [(y, p), (y_test, p_test)]:
    auc = area(*roc_curve(truth, score))
    assert np.isclose(auc, sk.roc_auc_score(truth, score))
    ours = average_precision(truth, score)
    assert np.isclose(ours, sk.average_precision_score(truth, score))
many = keras.metrics.AUC(num_thresholds=1000)(y_test, p_test)
print(f"Keras' AUC within 0.002 of the exact one: {abs(float(many) - auc) < 0.002}")
assert abs(float(many) - auc) < 0.002

# %% [markdown] lang="en"
# `keras.metrics.AUC` cannot sort an epoch that comes in batches, so it counts at fixed thresholds (200 by default) and approximates. Now the curves of the neuron on the test set, with two thresholds marked.

# %% [markdown] lang="zh-TW" of="eb410f1c"
# `keras.metrics.AUC` 的資料是一批批來的，無法把整個週期排序，所以它在固定的閾值上計數（預設 200 個），得到的是近似值。現在畫出神經元在測試集（test set）上的曲線，並標出兩個閾值。

# %% rows="M6"
points = {}
for threshold in (0.5, 0.1):
    (TN, FP), (FN, TP) = confusion_matrix(y_test, (p_test > threshold).astype(int))
    points[f"threshold {threshold}"] = FP / (FP + TN), TP / (TP + FN), TP / (TP + FP)
precision, recall = precision_recall_curve(y_test, p_test)
show(
    drawings.plot_roc_and_precision(
        {"one neuron": roc_curve(y_test, p_test)},
        {"one neuron": (recall, precision)},
        y_test.mean(),
        points,
    ),
    alt="Left: ROC curve of the neuron, close to the upper left corner. Right: its "
    "precision-recall curve, near 1 at low recall and falling to 0.09. Lowering the "
    "threshold from 0.5 to 0.1 moves a little to the right in ROC, and far down in "
    "precision.",
)
low = points["threshold 0.1"]
assert low[0] < 0.12 and low[2] < 0.7 and auc > 0.96

# %% [markdown] lang="en"
# The same neuron looks excellent on the left (AUC {{ auc | .2f | 0.01 }}) and less so on the right (average precision {{ ours | .2f | 0.02 }}). At threshold 0.1 only {{ low[0] | .1% | 1 }} of the non-fives raise an alarm, which the ROC curve hardly shows; but there are ten times as many of them, so only {{ low[2] | .0% | 6 }} of the alarms are true. With a rare class the precision-recall curve tells more about the alarms one will get (Saito and Rehmsmeier, 2015).
#
# **Which threshold, then?** That depends on what mistakes cost. Say the fives are forged signatures: a miss costs 10, a false alarm 1. If a sample is a yes with probability $p$, answering yes costs $(1 - p)\cdot1$ on average, answering no $p\cdot10$. Yes is cheaper when $p > 1/(1 + 10) = 0.091$; in general
#
# $$p > \frac{c_{FP}}{c_{FP} + c_{FN}}.$$
#
# That holds if the $p$ can be trusted as probabilities. If not, measure: take the threshold of least cost **on the validation set**, then pay on the test set.

# %% [markdown] lang="zh-TW" of="f0e319d6"
# 同一個神經元，在左圖看起來很出色（AUC {{ auc | .2f | 0.01 }}），在右圖就沒那麼好（平均精確率 {{ ours | .2f | 0.02 }}）。閾值 0.1 時，「不是 5」的圖片只有 {{ low[0] | .1% | 1 }} 發出警報，在 ROC 曲線上幾乎看不出來；但這種圖片有十倍之多，所以警報只有 {{ low[2] | .0% | 6 }} 是真的。有稀有類別時，精確率－召回率曲線更能說明會收到什麼樣的警報（Saito 與 Rehmsmeier，2015）。
#
# **那該選哪個閾值？** 要看犯錯的代價。假設「5」是偽造的簽名：漏掉一個的成本是 10，誤報一次是 1。如果一個樣本有機率 $p$ 為「是」，回答「是」的平均成本是 $(1 - p)\cdot1$，回答「否」是 $p\cdot10$。當 $p > 1/(1 + 10) = 0.091$ 時，回答「是」比較便宜；一般而言
#
# $$p > \frac{c_{FP}}{c_{FP} + c_{FN}}.$$
#
# 前提是 $p$ 真的可以當作機率。如果不行，就實際測量：**在驗證集上**找出成本最低的閾值，再到測試集上結帳。


# %% rows="M6" tags=["nbval-ignore-output"]
def cost_at(y, p, thresholds):
    FP, FN, _ = at_thresholds(y, p, thresholds)
    return 1 * FP + 10 * FN


cost_val = cost_at(y_val, p_val, thresholds)
candidates = {
    "habit": 0.5,
    "formula": 1 / 11,
    "validation": thresholds[cost_val.argmin()],
}
paid = dict(zip(candidates, cost_at(y_test, p_test, candidates.values()), strict=True))
for name, threshold in candidates.items():
    print(f"{name:10s} threshold {threshold:.2f}, cost on the test set {paid[name]}")
show(
    drawings.plot_over_threshold(
        thresholds, {"cost": cost_val}, candidates,
        ylabel="cost on 10,000 images", title="A miss costs 10, a false alarm 1",
    ),
    alt="Cost over the threshold on the validation set: a valley with its bottom near "
    "0.15, rising steadily to the right. The formula's 0.09 lies a little left of the "
    "bottom; the habit 0.5 costs far more.",
)  # fmt: skip
assert paid["habit"] > 1.3 * max(paid["formula"], paid["validation"])
assert 0.08 < candidates["validation"] < 0.3

# %% [markdown] lang="en"
# On the test set the habit costs {{ int(paid["habit"]) | d | 250 }}, the validated threshold {{ int(paid["validation"]) | d | 120 }}, the formula {{ int(paid["formula"]) | d | 120 }}. Same network, no training; only the question was put properly.

# %% [markdown] lang="zh-TW" of="441c9aed"
# 在測試集上，沿用習慣的閾值，成本是 {{ int(paid["habit"]) | d | 250 }}；用驗證集選出的閾值，成本是 {{ int(paid["validation"]) | d | 120 }}；用公式算出的閾值，成本是 {{ int(paid["formula"]) | d | 120 }}。同一個網路，沒有重新訓練，只是把問題問對了。

# %% [markdown] lang="en"
# ## 6.11 Which data may the number come from?
#
# Accuracy is correct answers divided by all answers. *Which* answers? On the **training set** a model may have learned the answers by heart (chapter 3). Therefore the **test set**, which training never sees. Why a third one, the **validation set**? Because whatever is *chosen* by looking at a number, a threshold, a layer size, the best of many runs, makes that number too good. The extreme case: 1,000 "models" that throw a coin, 100 validation samples, and we keep the best.

# %% [markdown] lang="zh-TW" of="a74bb248"
# ## 6.11 成績可以取自哪些資料？
#
# 準確率是答對數除以總題數。問題是：**哪些**題目？在**訓練集**（training set）上，模型可能把答案背了下來（第 3 章），所以要有訓練時從未見過的**測試集**（test set）。那為什麼還要第三份，也就是**驗證集**（validation set）？因為只要看著一個數字來**挑選**，不論挑的是閾值、層的大小，還是許多次執行中最好的一次，那個數字就會好得不真實。最極端的例子：1,000 個擲硬幣的「模型」、100 個驗證樣本，我們留下最好的一個。

# %% rows="M7"
rng = np.random.default_rng(0)
truth_val, truth_test = rng.integers(0, 2, (2, 100))
guesses_val, guesses_test = rng.integers(0, 2, (2, 1000, 100))  # 1,000 guessers
correct = (guesses_val == truth_val).sum(axis=1)
best = correct.argmax()
again = (guesses_test[best] == truth_test).sum()
print(f"best on validation: {correct[best]} correct / 100 = {correct[best] / 100:.2f}")
print(f"the same one on the test set: {again} / 100 = {again / 100:.2f}")
print(f"mean of all on validation: {correct.mean() / 100:.3f}")
fewer_models = correct[:10].max() / 100
fewer_samples = (guesses_val == truth_val)[:, :20].mean(axis=1).max()
print(
    f"best of 10 only: {fewer_models:.2f}; of 1,000 on 20 samples: {fewer_samples:.2f}"
)
show(
    drawings.plot_luck(correct / 100, correct[best] / 100, again / 100),
    alt="Histogram of the validation accuracy of 1,000 coin throwers, centred at 0.5 "
    "and 0.05 wide. The best one lies far right; on the test set the same one is back "
    "near 0.5.",
)
assert correct[best] >= 62 and 38 <= again <= 62
assert fewer_models < correct[best] / 100 < fewer_samples

# %% [markdown] lang="en"
# The best coin seems to know something: {{ int(correct[best]) }} of 100. It knows nothing, as {{ int(again) }} of 100 on fresh samples show. So: **train** on the training set, **choose** on the validation set, **report** the test set, once. The more one chooses among, and the smaller the validation set, the larger the bias: the best of 10 coins reaches only {{ fewer_models | .2f }}, but the best of 1,000 judged by 20 samples {{ fewer_samples | .2f }}.
#
# With 60,000 images, 10,000 can be put aside. With 100 samples a fifth is 20, and one answer more or less changes the accuracy by 0.05. **K-fold cross-validation** uses every sample for both: cut the samples into $k$ parts (**folds**), train $k$ models, each tested on one fold and trained on the others, and average the $k$ accuracies.

# %% [markdown] lang="zh-TW" of="80f36c8b"
# 最好的那枚硬幣似乎真的懂些什麼：100 題對了 {{ int(correct[best]) }} 題。其實它什麼都不懂，換一批新樣本，100 題只對 {{ int(again) }} 題。所以：用訓練集**訓練**，用驗證集**挑選**，用測試集**回報**，而且只用一次。挑選的對象越多、驗證集越小，高估得就越厲害：10 枚硬幣中最好的只有 {{ fewer_models | .2f }}，而只用 20 個樣本評分時，1,000 枚中最好的高達 {{ fewer_samples | .2f }}。
#
# 有 60,000 張圖片時，可以留下 10,000 張。如果只有 100 個樣本，五分之一就是 20 個，多對或多錯一題，準確率就差 0.05。**k 折交叉驗證**（k-fold cross-validation）讓每個樣本兩種用途都派得上：把樣本切成 $k$ 份（稱為**折**，fold），訓練 $k$ 個模型，每個用一折測試、其餘的折訓練，再把 $k$ 個準確率平均。

# %% rows="M7"
from sklearn.model_selection import KFold


def k_folds(n, k, rng=None):
    """Numbers of the held-out samples of each fold; shuffled when rng is given."""
    order = np.arange(n) if rng is None else rng.permutation(n)
    return np.array_split(order, k)


for n, k in [(12, 5), (100, 5), (103, 10)]:
    theirs = [held for _, held in KFold(k).split(np.zeros(n))]
    assert all((a == b).all() for a, b in zip(k_folds(n, k), theirs, strict=True))
    print(f"{n} samples, {k} folds of sizes", *sorted({len(f) for f in theirs}))
folds = k_folds(12, 5, np.random.default_rng(0))
assert sorted(np.concatenate(folds)) == list(range(12))
show(
    drawings.plot_folds(folds, 12),
    alt="Five rows, one per model, over twelve samples. Each model is tested on two or "
    "three samples and trained on the rest; every sample is tested exactly once.",
)

# %% [markdown] lang="en"
# Does it help? The breast cancer data of scikit-learn have 569 samples with 30 features and two classes. We pretend to own 100 of them; the other 469 tell us the accuracy we are trying to estimate. As a model that trains in no time we take the **nearest mean**: average the training samples of each class; a new sample belongs to the class whose average is nearer. The features are scaled first (chapter 1), and scaling belongs to the training: mean and deviation come from the training part only, otherwise the held-out samples have a say in their own test.

# %% [markdown] lang="zh-TW" of="d4d08e87"
# 這樣做有幫助嗎？scikit-learn 附帶的乳癌資料有 569 個樣本、30 個特徵、兩個類別。我們假裝只擁有其中 100 個；其餘 469 個用來告訴我們，想估計的準確率到底是多少。模型採用幾乎不花訓練時間的**最近平均**（nearest mean）：對每個類別的訓練樣本取平均，新樣本離哪個平均近，就屬於哪一類。資料要先做特徵縮放（feature scaling，第 1 章），而縮放也是訓練的一部分：平均數和標準差只能取自訓練的部分，否則留作測試的樣本就插手了自己的考試。

# %% rows="M7"
from sklearn.datasets import load_breast_cancer

X_cells, y_cells = load_breast_cancer(return_X_y=True)


def accuracy_on(held, train):
    mean, deviation = X_cells[train].mean(axis=0), X_cells[train].std(axis=0)
    X_scaled = (X_cells - mean) / deviation
    centres = [X_scaled[train][y_cells[train] == k].mean(axis=0) for k in (0, 1)]
    distance = [((X_scaled[held] - centre) ** 2).sum(axis=1) for centre in centres]
    correct = (np.argmin(distance, axis=0) == y_cells[held]).sum()
    return correct / len(held)


def five_accuracies(samples, rng):
    folds = [samples[fold] for fold in k_folds(len(samples), 5, rng)]
    return [accuracy_on(fold, np.setdiff1d(samples, fold)) for fold in folds]


rng = np.random.default_rng(0)
order = rng.permutation(len(X_cells))
own, others = order[:100], order[100:]
elsewhere = accuracy_on(others, own)
print("five folds:", np.round(five_accuracies(own, rng), 2))
print(f"on the other 469 samples: {elsewhere:.2f}")

# %% [markdown] lang="en"
# (`setdiff1d(samples, fold)`: the samples that are not in the fold.) Fifty times we shuffle the 100 and estimate: once from a single split of 80 and 20, once from five folds. And fifty times we draw *another* 100 of the 569 and use five folds.

# %% [markdown] lang="zh-TW" of="dfa27f11"
# （`setdiff1d(samples, fold)` 是不在這一折裡的樣本。）我們把這 100 個樣本重新洗牌五十次，每次做兩種估計：一種只切一次，80 個訓練、20 個測試；另一種用五折。另外，再從 569 個樣本中抽出**別的** 100 個，同樣用五折，也做五十次。

# %% rows="M7"
same = [five_accuracies(own, rng) for _ in range(50)]
fresh = [five_accuracies(rng.choice(569, 100, replace=False), rng) for _ in range(50)]
estimates = {
    "one split": np.array(same)[:, 0],  # its first fold alone
    "five folds": np.mean(same, axis=1),
    "five folds, other 100s": np.mean(fresh, axis=1),
}
spread = {name: values.std() for name, values in estimates.items()}
for name, values in estimates.items():
    low, high = values.min(), values.max()
    print(f"{name:22s} {low:.2f} to {high:.2f}, standard deviation {spread[name]:.3f}")
assert estimates["five folds"].max() < elsewhere
assert spread["five folds"] < 0.4 * spread["one split"]
assert spread["five folds, other 100s"] > 1.5 * spread["five folds"]
show(
    drawings.plot_estimates(estimates, elsewhere),
    alt="Estimates of an accuracy, fifty in each of three rows. From one split of 20 "
    "samples they spread widely; from five folds of the same 100 samples they lie "
    "close together; from five folds of other samples the spread is in between.",
)

# %% [markdown] lang="en"
# A single split says anything from {{ estimates["one split"].min() | .2f }} to {{ estimates["one split"].max() | .2f }}, depending on the shuffle; five folds lie between {{ estimates["five folds"].min() | .2f }} and {{ estimates["five folds"].max() | .2f }}. The price is training five models.
#
# The third row shows what the second hides. All its estimates use the same 100 samples, so they share their luck: here the accuracy on the other 469, {{ elsewhere | .2f }}, lies outside their range. With other samples the estimates spread {{ spread["five folds, other 100s"] / spread["five folds"] | .0f | 1 }} times as widely. Shuffling again and again does not make 100 samples more than 100. And cross-validation either chooses or estimates; if it was used to choose, a test set is still needed (Hastie, Tibshirani and Friedman, 2009, chapter 7).

# %% [markdown] lang="zh-TW" of="68f7b1c5"
# 只切一次，估計值可能是 {{ estimates["one split"].min() | .2f }} 到 {{ estimates["one split"].max() | .2f }} 之間的任何數，全看怎麼洗牌；五折則落在 {{ estimates["five folds"].min() | .2f }} 到 {{ estimates["five folds"].max() | .2f }} 之間。代價是要訓練五個模型。
#
# 第三列顯示了第二列看不到的事。第二列的估計全都使用同樣的 100 個樣本，運氣好壞是共同的：在這裡，其餘 469 個樣本的準確率 {{ elsewhere | .2f }} 就落在它們的範圍之外。換成別的樣本，估計值分散的程度是 {{ spread["five folds, other 100s"] / spread["five folds"] | .0f | 1 }} 倍。洗再多次牌，100 個樣本也不會變多。另外，交叉驗證要嘛用來挑選，要嘛用來估計；如果已經用它挑選，仍然需要測試集（Hastie、Tibshirani 與 Friedman，2009，第 7 章）。

# %% [markdown] lang="en"
# ## 6.12 Explore: move the threshold
#
# In a live kernel, move the threshold over the neuron's scores on the 10,000 test images.
#
# 1. Find the largest recall with precision at least 0.9.
# 2. Which threshold gives the best F1? Compare with the best accuracy.
# 3. What happens to each metric at the right end, and why does accuracy mind so little?

# %% [markdown] lang="zh-TW" of="41aded4c"
# ## 6.12 動手探索：移動閾值
#
# 在執行中的 kernel 裡移動閾值，觀察神經元對 10,000 張測試圖片的分數。
#
# 1. 精確率至少 0.9 時，召回率最高能到多少？
# 2. 哪個閾值的 F1 最好？和準確率最好的閾值比一比。
# 3. 移到最右端時，各個評估標準發生什麼事？為什麼準確率幾乎不受影響？

# %% rows="M1 M6"
from utils.explore import explore


def draw_threshold(threshold):
    matrix = confusion_matrix(y_test, (p_test > threshold).astype(int))
    values = scores(matrix) | {"F1": f1_score(matrix)}
    return drawings.plot_threshold_view(y_test, p_test, threshold, matrix, values)


FP, FN, TP = at_thresholds(y_test, p_test, thresholds)
enough = np.flatnonzero(TP >= 0.9 * (TP + FP))[0]  # the first with precision 0.9
reach, reach_at = TP[enough] / 892, thresholds[enough]
best_here = thresholds[(2 * TP / (2 * TP + FP + FN)).argmax()]
best_acc = thresholds[(FP + FN).argmin()]
assert 0.65 < reach < 0.85 and 0.2 < best_here < 0.5 and 0.3 < best_acc < 0.6
explore(
    draw_threshold,
    alt="Threshold 0.5. Left: histograms of the scores of fives and others, on a "
    "logarithmic axis. Middle: the confusion matrix. Right: accuracy 0.97, precision "
    "about 0.91, recall about 0.76, F1 about 0.83 as bars.",
    threshold=(0.01, 0.99, 0.01, 0.5),
)

# %% [markdown] lang="en"
# <details><summary>What you find</summary>
#
# 1. Recall about {{ reach | .2f | 0.05 }}, near threshold {{ reach_at | .2f | 0.1 }}. 2. F1 is best near {{ best_here | .2f | 0.1 }}; accuracy has its flat top near {{ best_acc | .2f | 0.15 }}. 3. Recall and F1 collapse while precision stays near 1; accuracy falls towards 0.91, that of "always no", because 91% of the images are no.
# </details>

# %% [markdown] lang="zh-TW" of="c47016f7"
# <details><summary>你會發現</summary>
#
# 1. 召回率約 {{ reach | .2f | 0.05 }}，閾值在 {{ reach_at | .2f | 0.1 }} 附近。2. F1 在 {{ best_here | .2f | 0.1 }} 附近最好；準確率的山頂很平，在 {{ best_acc | .2f | 0.15 }} 附近。3. 召回率和 F1 一落千丈，精確率停在 1 附近；準確率降向 0.91，也就是「永遠回答否」的準確率，因為 91% 的圖片都不是 5。
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# 1. A test for a disease that 1% of people have is right on 98% of 10,000 people. Someone proposes to replace it by a form letter "you are healthy". Compare accuracy and recall, if the test finds 80 of the 100 ill.
# <details><summary>Answer</summary>
#
# The letter: accuracy 0.99, recall 0. The test: accuracy 0.98, recall 0.8; 200 errors, of which 20 are misses, so 180 false alarms and precision $80/260 = 0.308$. The letter is "more accurate" and useless.
# </details>
#
# 2. Batches of 100, 100 and 50 have accuracies 0.9, 0.8 and 1.0. What does Keras report? Could you tell the F1 of the epoch from three batch F1 scores?
# <details><summary>Answer</summary>
#
# $(90 + 80 + 50)/250 = 0.88$; the plain mean would be 0.9. No: F1 needs the sums of TP, FP and FN.
# </details>
#
# 3. `metrics=[keras.metrics.F1Score()]` on a sigmoid output shows 0.1638 in every epoch, and 8.92% of the samples are yes. What is wrong?
# <details><summary>Answer</summary>
#
# `threshold=None` on one column: everything counts as yes. $2\cdot0.0892/(1 + 0.0892) = 0.164$. Set `threshold=0.5`.
# </details>
#
# 4. A false alarm costs 1, a miss 4. Above which probability should the answer be yes? What if the probabilities are not to be trusted?
# <details><summary>Answer</summary>
#
# Above $1/(1 + 4) = 0.2$. If they cannot be trusted: the threshold of least cost on a validation set.
# </details>
#
# 5. Someone tries 200 settings, takes the one with the best test accuracy and reports that accuracy. What is wrong, and what would be right?
# <details><summary>Answer</summary>
#
# The test set has chosen, so its number is too good. Choose on a validation set, or by cross-validation inside the training data, and use the test set once for the chosen one.
# </details>

# %% [markdown] lang="zh-TW" of="0a50945a"
# ## 自我檢測
#
# 1. 某種疾病的患者占人口的 1%。一項檢驗用在 10,000 人身上，98% 判斷正確。有人提議改寄一封制式信函「您很健康」。如果檢驗找出 100 位患者中的 80 位，請比較兩者的準確率和召回率。
# <details><summary>答案</summary>
#
# 信函：準確率 0.99，召回率 0。檢驗：準確率 0.98，召回率 0.8；共 200 個錯誤，其中 20 個是漏報，所以有 180 個誤報，精確率是 $80/260 = 0.308$。信函「比較準確」，卻毫無用處。
# </details>
#
# 2. 三個批次各有 100、100、50 個樣本，準確率是 0.9、0.8、1.0。Keras 會回報多少？如果知道的是三個批次的 F1，能不能算出整個週期的 F1？
# <details><summary>答案</summary>
#
# $(90 + 80 + 50)/250 = 0.88$；單純取平均會得到 0.9。不能：F1 需要 TP、FP、FN 的總和。
# </details>
#
# 3. sigmoid 輸出使用 `metrics=[keras.metrics.F1Score()]`，每個週期都顯示 0.1638，而樣本中有 8.92% 是「是」。哪裡出了問題？
# <details><summary>答案</summary>
#
# 單一欄位加上 `threshold=None`：全部都算成「是」。$2\cdot0.0892/(1 + 0.0892) = 0.164$。請設定 `threshold=0.5`。
# </details>
#
# 4. 誤報的成本是 1，漏報的成本是 4。機率超過多少時該回答「是」？如果機率不可信呢？
# <details><summary>答案</summary>
#
# 超過 $1/(1 + 4) = 0.2$。如果不可信，就在驗證集上找出成本最低的閾值。
# </details>
#
# 5. 有人試了 200 種設定，選出測試準確率最高的一種，並回報那個準確率。錯在哪裡？怎麼做才對？
# <details><summary>答案</summary>
#
# 測試集被用來挑選，所以那個數字好得不真實。應該用驗證集，或在訓練資料內做交叉驗證來挑選，最後只對選中的那一個使用一次測試集。
# </details>

# %% rows="M1 M4 M5 M6"
quiz = [80 / 260, (90 + 80 + 50) / 250, 2 * 0.0892 / (1 + 0.0892), 1 / (1 + 4)]
print("the numbers in the answers:", *(f"{value:.3f}" for value in quiz))
assert np.allclose(quiz, [0.308, 0.88, 0.164, 0.2], atol=5e-4)

# %% [markdown] lang="en"
# ## Summary
#
# - The loss steers the optimizer and needs a slope; a metric informs people and needs none. They can disagree.
# - Confusion matrix: rows truth, columns prediction, TN FP / FN TP. Accuracy asks about all answers, precision about the alarms, recall about the true yes.
# - With a rare class accuracy is close to that of "always no". Report precision, recall, F1 of the rare class, and the matrix.
# - Micro-F1 of single-label data is accuracy; macro counts every class the same; per class tells most.
# - A metric keeps state. Add counts over the batches, divide at the end; a mean of batch values is something else.
# - `"accuracy"` is chosen by shapes. The wrong accuracy by name gives a plausible number, not an error.
# - The F1 of TensorFlow Addons, and of Keras today, counts every score of a single column as yes unless you set `threshold`.
# - ROC and precision-recall curves show all thresholds. Choose one by cost, on validation data.
# - Train, choose, report: three sets. With few samples, k folds.

# %% [markdown] lang="zh-TW" of="e11eaac5"
# ## 總結
#
# - 損失引導優化器，需要斜率；評估標準給人看，不需要斜率。兩者可能互相矛盾。
# - 混淆矩陣：列是真實答案，行是預測，TN FP／FN TP。準確率看所有回答，精確率看警報，召回率看真正的「是」。
# - 有稀有類別時，準確率會接近「永遠回答否」。請回報稀有類別的精確率、召回率、F1，以及混淆矩陣。
# - 每個樣本只有一個標籤時，micro-F1 就是準確率；macro 讓每個類別份量相同；逐類別的數字資訊最多。
# - 評估標準保存狀態。跨批次累加計數，最後才相除；各批次的平均是另一回事。
# - `"accuracy"` 依形狀選擇。指名選錯準確率時，得到的是看似合理的數字，而不是錯誤訊息。
# - TensorFlow Addons 的 F1，以及現在 Keras 的 F1，會把單一欄位的每個分數都當成「是」，除非你設定 `threshold`。
# - ROC 曲線和精確率－召回率曲線呈現所有閾值。請依成本選擇，而且用驗證資料選。
# - 訓練、挑選、回報：三份資料。樣本不多時，用 k 折交叉驗證。

# %% [markdown] lang="en"
# ## References
#
# - Hanley, J. A., and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC) curve. *Radiology*, 143(1), 29–36. doi:10.1148/radiology.143.1.7063747
# - Hastie, T., Tibshirani, R., and Friedman, J. (2009). *The Elements of Statistical Learning*, 2nd edition. Springer. doi:10.1007/978-0-387-84858-7
# - Keras issue 5794 (2017). Precision, Recall and F1 Metrics Removed. <https://github.com/keras-team/keras/issues/5794>
# - Saito, T., and Rehmsmeier, M. (2015). The precision-recall plot is more informative than the ROC plot when evaluating binary classifiers on imbalanced datasets. *PLOS ONE*, 10(3), e0118432. doi:10.1371/journal.pone.0118432
# - TensorFlow Addons issue 490 (2019). Bug in F1 and FBeta implementation and test. <https://github.com/tensorflow/addons/issues/490>
# - van Rijsbergen, C. J. (1979). *Information Retrieval*, 2nd edition. Butterworths.

# %% [markdown] lang="zh-TW" of="ae2e4ca5"
# ## 參考文獻
#
# - Hanley, J. A., and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC) curve. *Radiology*, 143(1), 29–36. doi:10.1148/radiology.143.1.7063747
# - Hastie, T., Tibshirani, R., and Friedman, J. (2009). *The Elements of Statistical Learning*, 2nd edition. Springer. doi:10.1007/978-0-387-84858-7
# - Keras issue 5794 (2017). Precision, Recall and F1 Metrics Removed. <https://github.com/keras-team/keras/issues/5794>
# - Saito, T., and Rehmsmeier, M. (2015). The precision-recall plot is more informative than the ROC plot when evaluating binary classifiers on imbalanced datasets. *PLOS ONE*, 10(3), e0118432. doi:10.1371/journal.pone.0118432
# - TensorFlow Addons issue 490 (2019). Bug in F1 and FBeta implementation and test. <https://github.com/tensorflow/addons/issues/490>
# - van Rijsbergen, C. J. (1979). *Information Retrieval*, 2nd edition. Butterworths.
