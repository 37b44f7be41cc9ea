# %% [markdown] lang="en"
# In Taiwan every shop receipt is a lottery ticket, and many people drop theirs into the donation box of a charity. Suppose that every receipt whose last digit is a **7** wins 200 dollars. Ten thousand receipts lie in the box, and a small
# program has read the last digits. It gives each receipt a probability $p$ of "this is a 7". Which ones should the volunteers look at?
#
# Every wrong answer has a price: a missed 7 loses the prize of 200 dollars, a false alarm costs a volunteer 20 dollars' worth of time. In this lab you write the metrics that tell how good the program is, catch the ways in which they deceive,
# and in the end set its threshold so that the charity keeps the most money. The digits are real ones, from MNIST.
#
# Notation as in chapter 6: `y` is the truth and `y_hat` the answer, both 1 for yes and 0 for no; `p` is the probability of yes. **The truth is always the first argument.** Shapes: `(n,)` is an array of $n$ numbers, `(n, K)` has $n$ rows and $K$ columns.

# %% [markdown] lang="zh-TW" of="f67461a0"
# 統一發票人人都拿得到，也有很多人隨手投進公益團體的捐贈箱。假設末位數字是 **7** 的發票，每一張都中獎 200 元。捐贈箱裡有一萬張發票，一個小程式已經讀過每張的末位數字，並對每一張給出「這是 7」的機率 $p$。志工該檢查哪幾張？
#
# 每個錯誤的答案都有代價：漏掉一張 7，就損失 200 元獎金；一次誤報，要花掉志工價值 20 元的時間。在這個 lab 裡，你會寫出衡量這個程式好壞的評估標準（metric），識破它們騙人的地方，最後設定程式的閾值，讓公益團體留住最多的錢。數字都是真的，來自 MNIST。
#
# 符號和第 6 章相同：`y` 是真實答案，`y_hat` 是程式的回答，1 代表是，0 代表否；`p` 是「是」的機率。**真實答案一律是第一個參數。** 形狀：`(n,)` 是有 $n$ 個數字的陣列，`(n, K)` 是 $n$ 列、$K$ 行的陣列。

# %% grade="readonly" id="imports"
import numpy as np
from scipy.special import expit

from labs.checks import Question, near, parts, passed, reference
from labs.stand_ins import lab06 as given
from utils.data import flatten, load_mnist, to_float
from utils.plotting import plot_curves, plot_images, show

# %% [markdown] lang="en"
# ## Question 1: four kinds of answers (6 points, 6 min)
#
# *Positive* and *negative* is what the program says, *true* and *false* whether it is right:
#
# | | answer no | answer yes |
# |---|---|---|
# | **truth no** | TN, true negatives | FP, false positives: false alarms |
# | **truth yes** | FN, false negatives: misses | TP, true positives |
#
# Write `confusion(y, y_hat)` for two arrays of shape `(n,)` that hold 0 and 1. Return the four counts in this layout, `[[TN, FP], [FN, TP]]`, as a list of lists or an array `(2, 2)`.
#
# Example: $y = (1, 1, 0, 0, 0)$, answers $(1, 0, 0, 0, 1)$: one 7 is found, one missed, there is one false alarm, and two are rightly left alone: `[[2, 1], [1, 1]]`.

# %% [markdown] lang="zh-TW" of="09794fa5"
# ## 第 1 題：四種結果（6 分，6 分鐘）
#
# 「陽性」（positive）與「陰性」（negative）說的是程式的回答，「真」（true）與「偽」（false）說的是回答對不對：
#
# | | 回答否 | 回答是 |
# |---|---|---|
# | **真實為否** | TN，真陰性 | FP，偽陽性：誤報 |
# | **真實為是** | FN，偽陰性：漏報 | TP，真陽性 |
#
# 請寫 `confusion(y, y_hat)`，兩個參數都是形狀 `(n,)`、內容為 0 和 1 的陣列。依照這張表的排法回傳四個個數，也就是**混淆矩陣**（confusion matrix） `[[TN, FP], [FN, TP]]`，可以是串列的串列，也可以是 `(2, 2)` 的陣列。
#
# 例：$y = (1, 1, 0, 0, 0)$，回答 $(1, 0, 0, 0, 1)$：找到一張 7，漏掉一張，誤報一次，另外兩張正確地略過：`[[2, 1], [1, 1]]`。

# %% grade="solution" id="q1_confusion"
def confusion(y, y_hat):
    """Return [[TN, FP], [FN, TP]] for truth y (n,) and answers y_hat (n,)."""
    ### BEGIN SOLUTION
    TP, TN = np.sum((y == 1) & (y_hat == 1)), np.sum((y == 0) & (y_hat == 0))
    return [[TN, np.sum(y_hat) - TP], [np.sum(y) - TP, TP]]
    ### END SOLUTION

# %% grade="test" id="q1_test" points=6 forbids="given.total_costs @confusion"
with Question(1, points=6) as q1:
    y, y_hat = np.array([1, 1, 0, 0, 0]), np.array([1, 0, 0, 0, 1])
    near(confusion(y, y_hat), [[2, 1], [1, 1]],
         "confusion([1, 1, 0, 0, 0], [1, 0, 0, 0, 1])",
         en="The layout is [[TN, FP], [FN, TP]].", zh="排法是 [[TN, FP], [FN, TP]]。")
    y = np.array([1, 0, 0, 1, 1, 0, 0, 0, 0, 1])
    y_hat = np.array([1, 0, 1, 1, 0, 0, 0, 1, 0, 1])
    near(confusion(y, y_hat), [[4, 2], [1, 3]],
         "confusion(y, y_hat), 10 receipts | confusion(y, y_hat)，10 張發票",
         en="Rows are the truth, columns the answer: false alarms at the top right.",
         zh="列是真實答案，行是回答：誤報在右上角。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (1, 30, 101):
        y, y_hat = (rng.random(n) < 0.3).astype(int), (rng.random(n) < 0.6).astype(int)
        pairs = list(zip(y.tolist(), y_hat.tolist()))
        (TN, FP), (FN, TP) = [[pairs.count((t, a)) for a in (0, 1)] for t in (0, 1)]
        near(confusion(y.copy(), y_hat.copy()), [[TN, FP], [FN, TP]],
             f"confusion(y, y_hat), n = {n}")
        near(confusion(1 - y, 1 - y_hat), [[TP, FN], [FP, TN]],
             "confusion(1 - y, 1 - y_hat)",
             en="Yes and no exchanged: TN and TP change places, FP and FN too.",
             zh="是與否全部互換時，TN 和 TP 對調，FP 和 FN 也對調。")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: four metrics (10 points, 8 min)
#
# From the four counts follow
#
# $$\text{accuracy} = \frac{TN + TP}{\text{all}}, \qquad \text{precision} = \frac{TP}{TP + FP}, \qquad \text{recall} = \frac{TP}{TP + FN}, \qquad F_1 = \frac{2\,TP}{2\,TP + FP + FN}.$$
#
# Precision asks: how many alarms were right? Recall: how many of the sevens were found? Write `report(matrix)` for `matrix` = `[[TN, FP], [FN, TP]]`, an array `(2, 2)`. Return the tuple `(accuracy, precision, recall, f1)`. Where a quotient is 0/0, return 0 for it, as Keras does.
#
# Example: `[[4, 2], [1, 3]]` has accuracy $7/10$, precision $3/5$, recall $3/4$ and $F_1 = 6/9$.

# %% [markdown] lang="zh-TW" of="d5cff775"
# ## 第 2 題：四種評估標準（10 分，8 分鐘）
#
# 由四個個數可以算出
#
# $$\text{accuracy} = \frac{TN + TP}{\text{all}}, \qquad \text{precision} = \frac{TP}{TP + FP}, \qquad \text{recall} = \frac{TP}{TP + FN}, \qquad F_1 = \frac{2\,TP}{2\,TP + FP + FN}.$$
#
# 依序是**準確率**（accuracy，all 是總數）、**精確率**（precision）、**召回率**（recall）和 $F_1$。精確率問的是：發出的警報有多少是對的？召回率問的是：所有的 7 找到了多少？請寫 `report(matrix)`，`matrix` 是 `[[TN, FP], [FN, TP]]`，形狀 `(2, 2)` 的陣列。回傳 tuple `(accuracy, precision, recall, f1)`。遇到 0/0 時，該項回傳 0，和 Keras 一樣。
#
# 例：`[[4, 2], [1, 3]]` 的準確率是 $7/10$，精確率 $3/5$，召回率 $3/4$，$F_1 = 6/9$。

# %% grade="solution" id="q2_report"
def report(matrix):
    """Return (accuracy, precision, recall, f1) for [[TN, FP], [FN, TP]]."""
    ### BEGIN SOLUTION
    (TN, FP), (FN, TP) = matrix
    precision = TP / (TP + FP) if TP + FP else 0
    recall = TP / (TP + FN) if TP + FN else 0
    f1 = 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0
    return (TN + TP) / (TN + FP + FN + TP), precision, recall, f1
    ### END SOLUTION

# %% grade="test" id="q2_test" points=10 forbids="@f1"
with Question(2, points=10) as q2:
    values = parts(report(np.array([[4, 2], [1, 3]])), 4, "report([[4, 2], [1, 3]])")
    names = ("accuracy", "precision", "recall", "f1")
    hints = (("Right answers, TN and TP, among all.", "答對的 TN 和 TP，佔全部的比例。"),
             ("Divide by all alarms, TP + FP.", "要除以所有的警報 TP + FP。"),
             ("Divide by all sevens, TP + FN.", "要除以所有的 7，也就是 TP + FN。"),
             ("TN is not in it, and TP counts twice.", "裡面沒有 TN，而 TP 算兩次。"))
    right = (0.7, 0.6, 0.75, 2 / 3)

    def check_values(names, values, right, hints, which):
        for k in which:
            near(values[k], right[k], f"{names[k]} in report([[4, 2], [1, 3]]) "
                 f"| report([[4, 2], [1, 3]]) 的 {names[k]}", en=hints[k][0],
                 zh=hints[k][1])

    with q2.part("accuracy and f1 | 準確率和 f1", 4):
        check_values(names, values, right, hints, (0, 3))
    with q2.part("precision and recall | 精確率和召回率", 4):
        check_values(names, values, right, hints, (1, 2))
    with q2.part("0/0", 2):
        near(parts(report(np.array([[9, 0], [1, 0]])), 4, "report([[9, 0], [1, 0]])"),
             [0.9, 0, 0, 0], "report([[9, 0], [1, 0]])",
             en="It never says yes: precision is 0/0, return 0.",
             zh="它從不回答「是」：精確率是 0/0，請回傳 0。")
    ### BEGIN HIDDEN TESTS
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(HIDDEN_SEED)
    for _ in range(6):
        (TN, FP), (FN, TP) = matrix = rng.integers(1, 200, (2, 2))
        y = np.repeat([0, 0, 1, 1], matrix.ravel())
        y_hat = np.repeat([0, 1, 0, 1], matrix.ravel())
        right = [np.mean(y == y_hat), y[y_hat == 1].mean(), y_hat[y == 1].mean(),
                 reference(f1_score)(y, y_hat)]
        got = parts(report(matrix.copy()), 4, "report(matrix)")
        turned = parts(report(np.array([[TN, FN], [FP, TP]])), 4, "report(matrix)")
        with q2.part("accuracy and f1 | 準確率和 f1"):
            near([got[0], got[3]], [right[0], right[3]], f"report({matrix.tolist()})")
            near([turned[0], turned[3]], [right[0], right[3]],
                 "report, FP, FN exchanged")
        with q2.part("precision and recall | 精確率和召回率"):
            near(got[1:3], right[1:3], f"report({matrix.tolist()})[1:3]")
            near(turned[1:3], right[2:0:-1], "report, FP and FN exchanged")
    for matrix, right in (([[5, 3], [0, 0]], 5 / 8), ([[7, 0], [0, 0]], 1)):
        with q2.part("0/0"):
            near(parts(report(np.array(matrix)), 4, "report(matrix)"), [right, 0, 0, 0],
                 f"report({matrix})")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# Now the real receipts. The next cell trains one neuron (chapter 1) on 50,000 digits to answer "is it a 7?", and computes $p$ for 10,000 **validation** and 10,000 **test** images; it takes a few seconds. If questions 1 and 2 pass, the cell after it compares the neuron with a program that always says no.

# %% [markdown] lang="zh-TW" of="5111bce8"
# 現在輪到真的發票。下一個儲存格用 50,000 個數字訓練一個神經元（第 1 章），讓它回答「這是 7 嗎？」，並對 10,000 張**驗證**（validation）圖片和 10,000 張**測試**（test）圖片算出 $p$，需要幾秒鐘。如果第 1 題和第 2 題都通過，再下一個儲存格會拿這個神經元和一個永遠說「不是」的程式比較。

# %% grade="readonly" id="scores"
(X_all, digit_all), (X_test, digit_test) = load_mnist()
is_seven = (digit_all == 7).astype(int)
y_train, y_val = is_seven[:50_000], is_seven[50_000:]
y_test = (digit_test == 7).astype(int)
w_seven, b_seven = np.zeros(784), 0.0
for begin in range(0, 50_000, 100):  # one epoch, mini-batches of 100
    X_batch = flatten(to_float(X_all[begin:begin + 100]))
    delta = expit(X_batch @ w_seven + b_seven) - y_train[begin:begin + 100]
    w_seven = w_seven - 0.5 * X_batch.T @ delta / 100
    b_seven = b_seven - 0.5 * delta.mean()
p_val = expit(flatten(to_float(X_all[50_000:])) @ w_seven + b_seven)
p_test = expit(flatten(to_float(X_test)) @ w_seven + b_seven)

# %% grade="readonly" id="baseline"
if passed(1) and passed(2):
    print("            accuracy precision recall    F1")
    programs = {"always no": 0 * y_test, "one neuron": 1 * (p_test > 0.5)}
    for program, said in programs.items():
        four = report(np.array(confusion(y_test, said)))
        print(f"{program:12s}", *(f"{metric:8.3f}" for metric in four))

# %% [markdown] lang="en"
# "Always no" has an accuracy of almost 0.9 and finds nothing: only a tenth of the digits are sevens. Accuracy alone would have hidden that.
#
# ## Question 3: F1 over a stream of batches (12 points, 9 min)
#
# Receipts arrive in batches. F1 of all of them is **not** the mean of the batches' F1. What can be added up are the counts: a **state** `[TP, FP, FN]`, which starts as `[0, 0, 0]`. Write two functions:
#
# - `update(state, y, y_hat)` returns the new state, a list of three numbers: the old counts plus those of the batch. Leave the list `state` itself as it was.
# - `result(state)` returns F1 of everything counted so far; 0 while all three counts are 0.
#
#
# Example: the batch $y = (1, 1, 0)$, answers $(1, 0, 0)$ turns `[0, 0, 0]` into `[1, 0, 1]`; the next, $y = (0, 0)$, answers $(0, 1)$, turns that into `[1, 1, 1]`. F1 of all five is $2/4$; the mean of both batches' F1 would be $(2/3 + 0)/2 = 1/3$.

# %% [markdown] lang="zh-TW" of="b5729595"
# 「永遠說不是」的準確率將近 0.9，卻什麼也沒找到：只有十分之一的數字是 7。只看準確率，就不會發現這件事。
#
# ## 第 3 題：一批一批計算 F1（12 分，9 分鐘）
#
# 發票是一批一批送來的。全部發票的 F1，**不是**各批 F1 的平均。可以相加的是個數，也就是一個**狀態**（state） `[TP, FP, FN]`，從 `[0, 0, 0]` 開始。請寫兩個函式：
#
# - `update(state, y, y_hat)` 回傳新的狀態，是有三個數字的串列：舊的個數加上這一批的個數。傳進來的串列 `state` 要保持原樣。
# - `result(state)` 回傳到目前為止全部的 F1；三個個數都是 0 時回傳 0。
#
# 例：一批 $y = (1, 1, 0)$，回答 $(1, 0, 0)$，把 `[0, 0, 0]` 變成 `[1, 0, 1]`；下一批 $y = (0, 0)$，回答 $(0, 1)$，再把它變成 `[1, 1, 1]`。五張合起來的 F1 是 $2/4$；兩批 F1 的平均卻是 $(2/3 + 0)/2 = 1/3$。

# %% grade="solution" id="q3_stream"
def update(state, y, y_hat):
    """Return the state [TP, FP, FN] after one more batch y (n,), y_hat (n,)."""
    ### BEGIN SOLUTION
    TP = int(np.sum(y * y_hat))
    FP, FN = int(np.sum(y_hat)) - TP, int(np.sum(y)) - TP
    return [state[0] + TP, state[1] + FP, state[2] + FN]
    ### END SOLUTION


def result(state):
    """Return F1 of the counts [TP, FP, FN]: a number."""
    ### BEGIN SOLUTION
    TP, FP, FN = state
    return 2 * TP / (2 * TP + FP + FN) if TP + FP + FN else 0
    ### END SOLUTION

# %% grade="test" id="q3_test" points=12 forbids="given.total_costs @f1 @confusion"
with Question(3, points=12) as q3:
    first = (np.array([1, 1, 0]), np.array([1, 0, 0]))
    state = [0, 0, 0]
    with q3.part("update", 6):
        near(update(state, *first), [1, 0, 1],
             "update([0, 0, 0], [1, 1, 0], [1, 0, 0])",
             en="One found, no false alarm, one missed.", zh="找到一個，沒有誤報，漏掉一個。")
        near(update([1, 0, 1], np.array([0, 0]), np.array([0, 1])), [1, 1, 1],
             "update([1, 0, 1], [0, 0], [0, 1])",
             en="Add the batch's counts to those of the state.",
             zh="把這一批的個數加到狀態裡原有的個數。")
        near(state, [0, 0, 0],
             "the old state, afterwards | 原來的狀態，執行之後",
             en="It was changed: return a new list, don't use state[0] += ...",
             zh="它被改掉了：請回傳新的串列，不要用 state[0] += …。")
    with q3.part("result", 6):
        near(result([1, 1, 1]), 1 / 2, "result([1, 1, 1])",
             en="2 TP / (2 TP + FP + FN): TP counts twice.",
             zh="2 TP / (2 TP + FP + FN)：TP 算兩次。")
        near(result([3, 4, 1]), 6 / 11, "result([3, 4, 1])",
             en="2 TP / (2 TP + FP + FN).", zh="2 TP / (2 TP + FP + FN)。")
        near(result([0, 0, 0]), 0, "result([0, 0, 0])",
             en="Nothing counted yet: 0.", zh="還沒有任何個數：0。")
    ### BEGIN HIDDEN TESTS
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(HIDDEN_SEED)
    for n, share in ((20, 0.5), (50, 0.2), (300, 0.1)):
        y = (rng.random(n) < share).astype(int)
        y_hat = np.where(rng.random(n) < 0.3, 1 - y, y)
        expected = reference(f1_score)(y, y_hat, zero_division=0)
        counts = [int(np.sum(y * y_hat)), int(np.sum((1 - y) * y_hat)),
                  int(np.sum(y * (1 - y_hat)))]
        for turn in (1, -1):
            cuts = np.sort(rng.integers(0, n, 4))
            batches = list(zip(np.split(y, cuts), np.split(y_hat, cuts)))[::turn]
            with q3.part("update"):
                state = [0, 0, 0]
                for batch in batches:
                    state = list(update(list(state), *(a.copy() for a in batch)))
                near(state, counts, f"the state after {n} receipts in 5 batches "
                     f"| 分成 5 批的 {n} 張發票之後的 state",
                     en="It must be that of all at once, however they are cut.",
                     zh="不論怎麼分批，都應等於一次計算全部。")
        with q3.part("result"):
            near(result(counts), expected, f"result({counts})")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# Once question 3 passes, the next cell compares the two on the real scores: the mean of the batches' F1 (a batch without any 7 in truth or answer counts 0), and your streamed F1, for batches of 5 to 2,000.

# %% [markdown] lang="zh-TW" of="d980d976"
# 第 3 題通過之後，下一個儲存格會用真實的資料比較兩者：各批 F1 的平均（真實答案和回答都沒有 7 的那一批算 0），以及你逐批累計的 F1，每批從 5 張到 2,000 張。

# %% grade="readonly" id="batches"
if passed(3):
    sizes, said = [5, 10, 20, 50, 100, 200, 500, 1000, 2000], 1 * (p_test > 0.5)
    means, streamed = [], []
    for size in sizes:
        stream, of_batches = [0, 0, 0], []
        for start in range(0, 10_000, size):
            chunk = y_test[start:start + size], said[start:start + size]
            stream = update(stream, *chunk)
            of_batches.append(result(update([0, 0, 0], *chunk)))
        means.append(np.mean(of_batches))
        streamed.append(result(stream))
    f1_curves = {"mean of the batches' F1": means, "your streamed F1": streamed}
    show(plot_curves(f1_curves, x=dict.fromkeys(f1_curves, sizes), logx=True,
                     xlabel="batch size", ylabel="F1",
                     title="Same answers, two numbers"),
         alt="The mean of the batches' F1 rises from about 0.4 for batches of 5 to 0.91"
         " from 500 on; the streamed F1 is 0.91 for every batch size.")

# %% [markdown] lang="en"
# ## Question 4: the same as a Keras metric (12 points, 12 min)
#
# In Keras a metric is a class with three methods. Keras calls `update_state` for every batch, `result` when a number is wanted, `reset_state` before the next pass. The state lives in variables made by `add_variable`; `reset_state` sets them to 0 for you.
#
# Write the two missing methods of `StreamingF1`:
#
# - `update_state(y, p)` adds the counts of a batch: `self.TP.assign_add(number)`, and likewise `self.FP`, `self.FN`. The answer is yes where **p > 0.5**.
# - `result()` returns F1; 0 while all counts are 0 (`keras.ops.divide_no_nan(a, b)` gives 0 for 0/0).
#
# A trap: Keras may hand over `y` as `(n,)` and `p` as `(n, 1)`, and their product would be `(n, n)`. Flatten both first, for instance `y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))`. The tensors of a batch want `keras.ops.sum` and `keras.ops.cast(..., "float32")` rather than NumPy's functions.
#
# `keras_f1` is complete: it puts your metric into a model that passes $p$ on, lets Keras evaluate it with the truth `y`, then with `1 - y`, and returns both values. The second is right only if nothing is left over from the first.

# %% [markdown] lang="zh-TW" of="93afaedc"
# ## 第 4 題：寫成 Keras 的 metric（12 分，12 分鐘）
#
# 在 Keras 裡，metric 是有三個方法的類別（class）。Keras 對每一批呼叫 `update_state`，需要數字時呼叫 `result`，下一輪開始之前呼叫 `reset_state`。狀態存放在 `add_variable` 建立的變數裡；`reset_state` 會自動把它們歸零。
#
# 請寫出 `StreamingF1` 缺少的兩個方法：
#
# - `update_state(y, p)` 加上一批的個數：`self.TP.assign_add(個數)`，`self.FP` 和 `self.FN` 也一樣。**p > 0.5** 時，回答為「是」。
# - `result()` 回傳 F1；所有個數都是 0 時回傳 0（`keras.ops.divide_no_nan(a, b)` 遇到 0/0 會得到 0）。
#
# 小心陷阱：Keras 給的 `y` 可能是 `(n,)`，`p` 卻是 `(n, 1)`，兩者相乘會變成 `(n, n)`。請先把兩者都攤平，例如 `y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))`。一批資料是張量，請用 `keras.ops.sum` 和 `keras.ops.cast(..., "float32")`，不要用 NumPy 的函式。
#
# `keras_f1` 已經寫好：它把你的 metric 放進一個直接輸出 $p$ 的模型，讓 Keras 先用真實答案 `y` 評估，再用 `1 - y` 評估，回傳兩個值。第一次的個數沒有殘留，第二個值才會對。

# %% grade="readonly" id="keras"
import keras

# %% grade="solution" id="q4_keras_metric"
class StreamingF1(keras.metrics.Metric):
    """F1 of the answers p > 0.5, from counts kept over all batches."""

    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.TP = self.add_variable(shape=(), initializer="zeros", name="TP")
        self.FP = self.add_variable(shape=(), initializer="zeros", name="FP")
        self.FN = self.add_variable(shape=(), initializer="zeros", name="FN")

    def update_state(self, y, p, sample_weight=None):
        ### BEGIN SOLUTION
        y = keras.ops.reshape(keras.ops.cast(y, "float32"), (-1,))
        y_hat = keras.ops.reshape(keras.ops.cast(p > 0.5, "float32"), (-1,))
        self.TP.assign_add(keras.ops.sum(y * y_hat))
        self.FP.assign_add(keras.ops.sum((1 - y) * y_hat))
        self.FN.assign_add(keras.ops.sum(y * (1 - y_hat)))
        ### END SOLUTION

    def result(self):
        ### BEGIN SOLUTION
        return keras.ops.divide_no_nan(2 * self.TP, 2 * self.TP + self.FP + self.FN)
        ### END SOLUTION


def keras_f1(y, p, batch_size):
    """Return Keras' F1 of y and of 1 - y (n,), for p (n,). Complete as it is."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="mse", metrics=[StreamingF1()], run_eagerly=True)
    return [float(model.evaluate(p[:, None], truth, batch_size, verbose=0)[1])
            for truth in (y, 1 - y)]

# %% grade="test" id="q4_test" points=12 forbids="keras.metrics.F1Score keras.metrics.FBetaScore sklearn.metrics"
with Question(4, points=12) as q4:
    y = np.array([1, 1, 0, 1, 0, 0, 0, 0])
    p = np.array([0.9, 0.4, 0.7, 0.8, 0.6, 0.1, 0.7, 0.9])
    with q4.part("one batch | 一批", 6):
        near(keras_f1(y, p, 8), [4 / 9, 8 / 11],
             "keras_f1(y, p, 8), all 8 in one batch "
             "| keras_f1(y, p, 8)，8 筆一批",
             en="TP, FP, FN = 2, 4, 1, then 4, 2, 1. [0.5, 0.681818] means that (n,) "
                "met "
                "(n, 1): flatten both. Only the second off: the first is still in it.",
             zh="TP、FP、FN 先是 2、4、1，再來是 4、2、1。[0.5, 0.681818] 表示 (n,) 遇上了 (n, 1)："
                "兩者都要攤平。若只有第二個不對，表示第一次的個數還在裡面。")
    with q4.part("several batches | 好幾批", 6):
        near(keras_f1(y, p, 3), [4 / 9, 8 / 11],
             "keras_f1(y, p, 3), batches of 3, 3, 2 "
             "| keras_f1(y, p, 3)，各批 3、3、2 筆",
             en="Add with assign_add; assign would forget the earlier batches.",
             zh="要用 assign_add 累加；assign 會忘掉前面的批次。")
        near(keras_f1(np.array([0, 0, 0]), np.array([0.1, 0.2, 0.3]), 2), [0, 0],
             "keras_f1([0, 0, 0], [0.1, 0.2, 0.3], 2)",
             en="0/0 should give 0.", zh="0/0 應得到 0。")
    ### BEGIN HIDDEN TESTS
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(HIDDEN_SEED)
    for n, batch_size in ((25, 7), (60, 16), (90, 100)):
        y = (rng.random(n) < 0.3).astype(int)
        p = np.clip(0.35 * y + rng.uniform(0.05, 0.75, n), 0, 1)
        score = reference(f1_score)
        expected = [score(truth, p > 0.5, zero_division=0) for truth in (y, 1 - y)]
        with q4.part("one batch | 一批" if n < batch_size else "several batches | 好幾批"):
            near(keras_f1(y.copy(), p.copy(), batch_size), expected,
                 f"keras_f1(y, p, {batch_size}), y: ({n},)")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: which digit for which? (6 points, 6 min)
#
# The charity now wants all ten digits read. With $K$ classes, the **confusion matrix** has $K$ rows for the truth and $K$ columns for the answer: entry $(i, j)$ counts the samples of class $i$ that were answered $j$.
#
# Write `confusion_matrix(y, y_hat, num_classes)` for arrays `(n,)` of integers from 0 to $K - 1$. Return the counts `(K, K)`.
#
# Example: $y = (0, 1, 2, 2)$, answers $(0, 2, 2, 2)$ and 3 classes: `[[1, 0, 0], [0, 0, 1], [0, 0, 2]]`.

# %% [markdown] lang="zh-TW" of="92818009"
# ## 第 5 題：把誰當成誰？（6 分，6 分鐘）
#
# 公益團體現在想讀出全部十個數字。有 $K$ 個類別時，混淆矩陣有 $K$ 列，代表真實類別；有 $K$ 行，代表回答：第 $(i, j)$ 項是「真實為 $i$、回答為 $j$」的樣本數。
#
# 請寫 `confusion_matrix(y, y_hat, num_classes)`，兩個陣列的形狀都是 `(n,)`，內容是 0 到 $K - 1$ 的整數。回傳個數，形狀 `(K, K)`。
#
# 例：$y = (0, 1, 2, 2)$，回答 $(0, 2, 2, 2)$，3 個類別：`[[1, 0, 0], [0, 0, 1], [0, 0, 2]]`。

# %% grade="solution" id="q5_matrix"
def confusion_matrix(y, y_hat, num_classes):
    """Return the counts (K, K): rows truth y (n,), columns answer y_hat (n,)."""
    ### BEGIN SOLUTION
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for truth, answer in zip(y, y_hat):
        matrix[truth, answer] += 1
    return matrix
    ### END SOLUTION

# %% grade="test" id="q5_test" points=6 forbids="@confusion"
with Question(5, points=6) as q5:
    near(confusion_matrix(np.array([0, 1, 2, 2]), np.array([0, 2, 2, 2]), 3),
         [[1, 0, 0], [0, 0, 1], [0, 0, 2]],
         "confusion_matrix([0, 1, 2, 2], [0, 2, 2, 2], 3)",
         en="Row: truth, column: answer. A pair that comes twice counts twice: "
            "matrix[y, y_hat] += 1 counts it once.",
         zh="列是真實類別，行是回答。出現兩次的組合要算兩次：matrix[y, y_hat] += 1 只會算一次。")
    near(confusion_matrix(np.array([1, 1]), np.array([1, 0]), 3),
         [[0, 0, 0], [1, 1, 0], [0, 0, 0]], "confusion_matrix([1, 1], [1, 0], 3)",
         en="There are num_classes rows, also for classes that don't occur.",
         zh="列數是 num_classes，沒有出現的類別也要有一列。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K in ((7, 4), (200, 3), (90, 10)):
        y, y_hat = rng.integers(0, K, (2, n))
        pairs = list(zip(y.tolist(), y_hat.tolist()))
        expected = [[pairs.count((i, j)) for j in range(K)] for i in range(K)]
        near(confusion_matrix(y.copy(), y_hat.copy(), K), expected,
             f"confusion_matrix(y, y_hat, {K}), y: ({n},)")
        near(confusion_matrix(y_hat.copy(), y.copy(), K), np.transpose(expected),
             f"confusion_matrix(y_hat, y, {K})",
             en="Exchanging truth and answer transposes the matrix.",
             zh="真實類別和回答對調，矩陣應轉置。")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: one F1 from many (12 points, 10 min)
#
# Each class $k$ has its own question "is it $k$?". In the matrix, $TP_k$ stands on the diagonal, $FP_k$ is the rest of **column** $k$, $FN_k$ the rest of **row** $k$. From them comes one F1 per class. Two ways to make a single number:
#
# - **macro**: the mean of the $K$ F1 scores;
# - **micro**: add up TP, FP and FN over all classes first, then compute one F1.
#
# Write `f1_scores(matrix)` for an array `(K, K)`. Return the tuple `(per_class, micro, macro)`: an array or list of $K$ numbers, and two numbers. A class with $TP = FP = FN = 0$ has F1 0.
#
# Example: `[[4, 1, 0], [2, 2, 1], [0, 0, 2]]` has $TP = (4, 2, 2)$, $FP = (2, 1, 1)$, $FN = (1, 3, 0)$, F1 per class $(8/11, 4/8, 4/5)$, micro $16/24$, macro $0.676$.

# %% [markdown] lang="zh-TW" of="a02b69b9"
# ## 第 6 題：把許多 F1 合成一個（12 分，10 分鐘）
#
# 每個類別 $k$ 都有自己的問題：「是 $k$ 嗎？」在矩陣裡，$TP_k$ 在對角線上，$FP_k$ 是第 $k$ **行**（直的）其餘的總和，$FN_k$ 是第 $k$ **列**（橫的）其餘的總和。由它們可以算出每個類別的 F1。要合成一個數，有兩種方式：
#
# - **macro**：$K$ 個 F1 的平均；
# - **micro**：先把所有類別的 TP、FP、FN 分別加總，再算一個 F1。
#
# 請寫 `f1_scores(matrix)`，`matrix` 是 `(K, K)` 的陣列。回傳 tuple `(per_class, micro, macro)`：一個有 $K$ 個數字的陣列或串列，和兩個數字。$TP = FP = FN = 0$ 的類別，F1 是 0。
#
# 例：`[[4, 1, 0], [2, 2, 1], [0, 0, 2]]` 的 $TP = (4, 2, 2)$、$FP = (2, 1, 1)$、$FN = (1, 3, 0)$，各類別的 F1 是 $(8/11, 4/8, 4/5)$，micro 是 $16/24$，macro 是 $0.676$。

# %% grade="solution" id="q6_f1_scores"
def f1_scores(matrix):
    """Return (per_class, micro, macro) F1 of a confusion matrix (K, K)."""
    ### BEGIN SOLUTION
    TP = np.diag(matrix)
    FP, FN = matrix.sum(axis=0) - TP, matrix.sum(axis=1) - TP
    # The divisor is 0 only where TP is 0 too, and 0 / 1 is 0.
    per_class = 2 * TP / np.maximum(2 * TP + FP + FN, 1)
    micro = 2 * TP.sum() / (2 * TP + FP + FN).sum()
    return per_class, micro, per_class.mean()
    ### END SOLUTION

# %% grade="test" id="q6_test" points=12 forbids="@f1"
with Question(6, points=12) as q6:
    matrix = np.array([[4, 1, 0], [2, 2, 1], [0, 0, 2]])
    per_class, micro, macro = parts(f1_scores(matrix), 3, "f1_scores(matrix)")
    with q6.part("per_class", 5):
        near(per_class, [8 / 11, 4 / 8, 4 / 5], "per_class",
             en="For each class 2 TP / (2 TP + FP + FN): diagonal, column, row.",
             zh="每個類別是 2 TP / (2 TP + FP + FN)：對角線、行、列。")
    with q6.part("micro", 4):
        near(micro, 16 / 24, "micro",
             en="Add TP, FP and FN of all classes, then one quotient: 16 / (16 + 4 + "
                "4).",
             zh="先把各類別的 TP、FP、FN 加總，再相除：16 / (16 + 4 + 4)。")
    with q6.part("macro", 3):
        near(macro, 0.675758, "macro", en="The plain mean of per_class.",
             zh="per_class 的平均。")
    matrix = np.array([[3, 0, 0], [0, 0, 0], [0, 0, 2]])
    per_class, _, macro = parts(f1_scores(matrix), 3, "f1_scores(matrix)")
    with q6.part("per_class"):
        near(per_class, [1, 0, 1],
             "per_class, class 1 never occurs | per_class，第 1 類沒有出現",
             en="0/0 should give 0, not nan.", zh="0/0 應得到 0，不是 nan。")
    with q6.part("macro"):
        near(macro, 2 / 3, "macro, class 1 never occurs | macro，第 1 類沒有出現",
             en="All three classes count.", zh="三個類別都要算。")
    ### BEGIN HIDDEN TESTS
    from sklearn.metrics import f1_score

    right = reference(f1_score)
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K in ((30, 4), (100, 3), (60, 9)):
        y = rng.integers(0, K, n)
        y_hat = np.where(rng.random(n) < 0.4, rng.integers(0, K, n), y)
        matrix = np.array([[np.sum((y == i) & (y_hat == j)) for j in range(K)]
                           for i in range(K)])
        of = {average: right(y, y_hat, labels=range(K), average=average,
                                zero_division=0) for average in (None, "macro")}
        got = parts(f1_scores(matrix.copy()), 3, "f1_scores(matrix)")
        with q6.part("per_class"):
            near(got[0], of[None], f"per_class, K = {K}")
        with q6.part("micro"):
            near(got[1], np.mean(y == y_hat), f"micro, K = {K}",
                 en="With one answer per sample, micro-F1 is the accuracy.",
                 zh="每個樣本只有一個回答時，micro-F1 就是準確率。")
        with q6.part("macro"):
            near(got[2], of["macro"], f"macro, K = {K}")
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# ## Question 7: which accuracy? (6 points, 7 min)
#
# Accuracy is the share of right answers, but how one gets the answer depends on the shapes. Keras decides in the same way when you write `metrics=["accuracy"]`:
#
# | `output` | `truth` | a sample is right when |
# |---|---|---|
# | `(n, 1)`, probability of yes | `(n,)` or `(n, 1)`, 0 or 1 | (output > 0.5) agrees with the truth |
# | `(n, K)` with K > 1 | `(n,)`, integers | the largest output stands in column `truth[i]` |
# | `(n, K)` with K > 1 | `(n, K)`, one-hot | the largest output stands where the 1 is |
#
# Write `accuracy(truth, output)` that does the right thing in all three cases. Return one number.
#
# Example: outputs $(0.7, 0.2, 0.1)$ and $(0.1, 0.5, 0.4)$ with the truths 0 and 2, or $(1, 0, 0)$ and $(0, 0, 1)$: one of two is right, $0.5$.

# %% [markdown] lang="zh-TW" of="7c0722fb"
# ## 第 7 題：是哪一種準確率？（6 分，7 分鐘）
#
# 準確率是答對的比例，但要怎麼得到「回答」，取決於形狀。寫 `metrics=["accuracy"]` 時，Keras 也是這樣判斷的：
#
# | `output` | `truth` | 怎樣算答對 |
# |---|---|---|
# | `(n, 1)`，「是」的機率 | `(n,)` 或 `(n, 1)`，0 或 1 | (output > 0.5) 與真實答案一致 |
# | `(n, K)`，K > 1 | `(n,)`，整數 | 最大的輸出在第 `truth[i]` 行 |
# | `(n, K)`，K > 1 | `(n, K)`，獨熱編碼 | 最大的輸出在 1 的位置 |
#
# 請寫 `accuracy(truth, output)`，三種情況都要做對。回傳一個數字。
#
# 例：輸出是 $(0.7, 0.2, 0.1)$ 和 $(0.1, 0.5, 0.4)$，真實答案是 0 和 2，或者寫成 $(1, 0, 0)$ 和 $(0, 0, 1)$：兩個答對一個，$0.5$。

# %% grade="solution" id="q7_accuracy"
def accuracy(truth, output):
    """Return the share of right answers, for any of the three pairs of shapes."""
    ### BEGIN SOLUTION
    if output.shape[1] == 1:
        return np.mean((output[:, 0] > 0.5) == truth.ravel())
    if truth.ndim == 2:
        truth = truth.argmax(axis=1)
    return np.mean(output.argmax(axis=1) == truth)
    ### END SOLUTION

# %% grade="test" id="q7_test" points=6 forbids="@accuracy"
with Question(7, points=6) as q7:
    P = np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4]])
    near(accuracy(np.array([0, 2]), P), 0.5, "accuracy([0, 2], P), P: (2, 3)",
         en="Compare output.argmax(axis=1) with the integers.",
         zh="拿 output.argmax(axis=1) 和整數標籤比較。")
    near(accuracy(np.array([[1, 0, 0], [0, 0, 1]]), P), 0.5,
         "accuracy([[1, 0, 0], [0, 0, 1]], P), P: (2, 3)",
         en="Samples count, not entries: argmax of both sides.",
         zh="算的是樣本，不是每一項：兩邊都取 argmax。")
    column = np.array([[0.3], [0.6], [0.4], [0.8]])
    near(accuracy(np.array([0, 1, 1, 1]), column), 0.75,
         "accuracy([0, 1, 1, 1], output), output: (4, 1)",
         en="One column: compare with 0.5 (argmax is always 0), and make both (n,).",
         zh="只有一行：和 0.5 比較（argmax 永遠是 0），並把兩邊都變成 (n,)。")
    near(accuracy(np.array([[0], [1], [1], [1]]), column), 0.75,
         "accuracy([[0], [1], [1], [1]], output), output: (4, 1)")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, K in ((9, 4), (20, 2), (5, 5)):
        labels, P = rng.integers(0, K, n), rng.dirichlet(np.ones(K), size=n)
        P[::2] = np.eye(K)[labels[::2]] * 0.6 + P[::2] * 0.4
        right = np.mean([p.tolist().index(max(p)) == t for p, t in zip(P, labels)])
        near(accuracy(labels.copy(), P.copy()), right,
             f"accuracy(labels, P), P: ({n}, {K})")
        near(accuracy(np.eye(K)[labels], P.copy()), right,
             f"accuracy(one_hot, P), P: ({n}, {K})")
        bits, p = rng.integers(0, 2, n), rng.uniform(0, 1, n)
        right = sum((q > 0.5) == bool(bit) for q, bit in zip(p, bits)) / n
        near(accuracy(bits.copy(), p[:, None]), right, f"accuracy(y, p), p: ({n}, 1)")
        near(accuracy(bits[:, None], p[:, None]), right,
             f"accuracy(y, p), y and p: ({n}, 1)")
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# ## Question 8: how well does it sort? (10 points, 7 min)
#
# Back to the sevens. So far we have judged answers; now the probabilities themselves, for all thresholds at once. **AUC**, the area under the ROC curve, has a simple meaning: take one 7 and one other digit at random; how often does the 7 get the larger $p$?
#
# Write `auc(y, p)` for arrays `(n,)`: of all pairs of one yes and one no, the share in which the yes has the larger `p`. A pair with equal `p` counts one half. `y` holds at least one 1 and one 0.
#
# Example: $y = (1, 1, 0, 0)$, $p = (0.9, 0.4, 0.4, 0.2)$: the four pairs count $1$, $1$, $\frac12$ and $1$, so AUC is $3.5/4 = 0.875$.

# %% [markdown] lang="zh-TW" of="37ea5c02"
# ## 第 8 題：排序排得多好？（10 分，7 分鐘）
#
# 回到 7 的問題。到目前為止，我們評的是回答；現在要評機率本身，一次涵蓋所有閾值（threshold）。**AUC**，也就是 ROC 曲線下的面積，有個簡單的意義：隨機取一個 7 和一個別的數字，7 得到較大的 $p$ 的機會有多大？
#
# 請寫 `auc(y, p)`，參數都是形狀 `(n,)` 的陣列：在所有「一個是、一個否」的配對中，「是」的 `p` 較大的比例。`p` 相等的配對算二分之一。`y` 裡至少有一個 1 和一個 0。
#
# 例：$y = (1, 1, 0, 0)$、$p = (0.9, 0.4, 0.4, 0.2)$：四個配對分別算 $1$、$1$、$\frac12$、$1$，所以 AUC 是 $3.5/4 = 0.875$。

# %% grade="solution" id="q8_auc"
def auc(y, p):
    """Return the share of (yes, no) pairs in which the yes has the larger p."""
    ### BEGIN SOLUTION
    yes, no = p[y == 1][:, None], p[y == 0]  # (a, 1) against (b,)
    return np.mean((yes > no) + 0.5 * (yes == no))
    ### END SOLUTION

# %% grade="test" id="q8_test" points=10 forbids="sklearn.metrics keras.metrics scipy.stats.mannwhitneyu scipy.stats.somersd"
with Question(8, points=10) as q8:
    y, p = np.array([1, 1, 0, 0, 0]), np.array([0.9, 0.4, 0.5, 0.2, 0.1])
    with q8.part("all p different | p 都不同", 6):
        near(auc(y, p), 5 / 6, "auc([1, 1, 0, 0, 0], [0.9, 0.4, 0.5, 0.2, 0.1])",
             en="Six pairs of one yes and one no; only (0.4, 0.5) is the wrong way "
                "round.",
             zh="一個是、一個否，共六個配對；只有 (0.4, 0.5) 順序顛倒。")
    y, p = np.array([1, 1, 0, 0]), np.array([0.9, 0.4, 0.4, 0.2])
    with q8.part("equal p | 相等的 p", 4):
        near(auc(y, p), 0.875, "auc([1, 1, 0, 0], [0.9, 0.4, 0.4, 0.2])",
             en="The pair with equal p counts one half.", zh="p 相等的配對算二分之一。")
    ### BEGIN HIDDEN TESTS
    from sklearn.metrics import roc_auc_score

    right = reference(roc_auc_score)
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (6, 25, 80):
        y = rng.permutation(np.r_[0, 1, 1, rng.integers(0, 2, n - 3)])
        p = np.round(np.clip(0.3 * y + 0.7 * rng.random(n), 0, 1), 1)
        apart, expected = rng.permutation(n) / n, right(y, p)
        with q8.part("all p different | p 都不同"):
            near(auc(y.copy(), apart.copy()), right(y, apart), f"auc(y, p), y: ({n},)")
            near(auc(1 - y, apart.copy()), 1 - right(y, apart), "auc(1 - y, p)",
                 en="Exchanging yes and no turns AUC into 1 - AUC.",
                 zh="是與否互換時，AUC 變成 1 - AUC。")
        with q8.part("equal p | 相等的 p"):
            near(auc(y.copy(), p.copy()), expected, f"auc(y, p), y: ({n},)")
            near(auc(y.copy(), p ** 3 / 5), expected, "auc(y, p ** 3 / 5)",
                 en="Only the order of p matters, not its size.",
                 zh="只有 p 的順序重要，大小不重要。")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# ## Question 9: what each threshold costs (10 points, 7 min)
#
# The program says yes where $p$ is **greater than** a threshold. A false alarm costs $c_{FP}$, a miss $c_{FN}$; right answers cost nothing. Write `costs(y, p, thresholds, cost_fp, cost_fn)` for `y` and `p` of shape `(n,)` and an array `thresholds` of shape `(m,)`. Return the total cost at each threshold, shape `(m,)`.
#
# Example: $y = (1, 1, 0, 0)$, $p = (0.9, 0.4, 0.5, 0.2)$, a false alarm costs 20 and a miss 200. Threshold 0.3 gives one false alarm: 20. Threshold 0.45 gives one false alarm and one miss: 220. Threshold 0.6 gives one miss: 200.

# %% [markdown] lang="zh-TW" of="fe50b891"
# ## 第 9 題：每個閾值要花多少錢？（10 分，7 分鐘）
#
# $p$ **大於**閾值時，程式回答「是」。一次誤報的代價是 $c_{FP}$，一次漏報是 $c_{FN}$；答對不花錢。請寫 `costs(y, p, thresholds, cost_fp, cost_fn)`，`y` 和 `p` 的形狀是 `(n,)`，`thresholds` 是形狀 `(m,)` 的陣列。回傳每個閾值的總代價，形狀 `(m,)`。
#
# 例：$y = (1, 1, 0, 0)$、$p = (0.9, 0.4, 0.5, 0.2)$，誤報 20 元，漏報 200 元。閾值 0.3 有一次誤報：20。閾值 0.45 有一次誤報和一次漏報：220。閾值 0.6 有一次漏報：200。

# %% grade="solution" id="q9_costs"
def costs(y, p, thresholds, cost_fp, cost_fn):
    """Return the total cost (m,) at thresholds (m,), for y (n,) and p (n,)."""
    ### BEGIN SOLUTION
    totals = []
    for threshold in thresholds:
        y_hat = p > threshold
        FP, FN = np.sum(y_hat & (y == 0)), np.sum(~y_hat & (y == 1))
        totals.append(cost_fp * FP + cost_fn * FN)
    return np.array(totals)
    ### END SOLUTION

# %% grade="test" id="q9_test" points=10 forbids="given.total_costs sklearn.metrics"
with Question(9, points=10) as q9:
    y, p = np.array([1, 1, 0, 0]), np.array([0.9, 0.4, 0.5, 0.2])
    with q9.part("the costs | 代價", 6):
        near(costs(y, p, np.array([0.3, 0.45, 0.6]), 20, 200), [20, 220, 200],
             "costs(y, p, [0.3, 0.45, 0.6], 20, 200)",
             en="cost_fp per false alarm, cost_fn per miss; one total for each "
                "threshold.",
             zh="每次誤報付 cost_fp，每次漏報付 cost_fn；每個閾值一個總和。")
    with q9.part("p equal to the threshold | p 等於閾值", 4):
        near(costs(y, p, np.array([0.0, 0.5]), 1, 3), [2, 3],
             "costs(y, p, [0, 0.5], 1, 3)",
             en="The prices are 1 and 3 now, and 0.5 isn't greater than 0.5: that is "
                "a no.",
             zh="現在的價格是 1 和 3；而且 0.5 沒有大於 0.5，所以算「否」。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, m in ((8, 3), (40, 6), (5, 11)):
        y, p = rng.integers(0, 2, n), rng.integers(0, 21, n) / 20
        thresholds = rng.permutation(np.r_[p[:2], rng.random(m - 2)])
        a, b = float(rng.uniform(1, 9)), float(rng.uniform(10, 90))
        expected = [sum((b if t else a) for t, q in zip(y, p) if (q > limit) != t)
                    for limit in thresholds]
        with q9.part("p equal to the threshold | p 等於閾值"):
            near(costs(y.copy(), p.copy(), thresholds.copy(), a, b), expected,
                 f"costs(y, p, thresholds, {a:.2f}, {b:.2f}), thresholds: ({m},)")
        between = rng.integers(0, 20, m) / 20 + 0.025
        expected = [sum((b if t else a) for t, q in zip(y, p) if (q > limit) != t)
                    for limit in between]
        with q9.part("the costs | 代價"):
            near(costs(y.copy(), p.copy(), between.copy(), a, b), expected,
                 f"costs(y, p, thresholds, {a:.2f}, {b:.2f}), thresholds: ({m},)")
            near(costs(y.copy(), p.copy(), between.copy(), 3 * a, 3 * b),
                 3 * np.array(expected), "costs with tripled prices | 價格變成 3 倍的總代價")
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# ## Question 10: choose, then pay (10 points, 8 min)
#
# The threshold is chosen where mistakes are still free of charge: on the **validation set**. What it really costs is what the **test set** says, once, with the threshold that was chosen. Choosing on the test set would make the number too good.
#
# Write `choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn)`; `thresholds` ascends. Return the tuple `(threshold, paid)`: the threshold of least cost on the validation set (the smallest, if several cost equally little), and the cost on the test set at that threshold, one number.
#
# You may use your own `costs`, or `given.total_costs(y, p, thresholds, cost_fp, cost_fn)`, which is right whatever your answer above and gives an array `(m,)`.

# %% [markdown] lang="zh-TW" of="6cb35773"
# ## 第 10 題：先選擇，再付錢（10 分，8 分鐘）
#
# 閾值要在犯錯還不用付錢的地方選，也就是**驗證集**（validation set）。真正的代價則由**測試集**（test set）決定，只用一次，而且要用已經選好的閾值。如果在測試集上選，得到的數字會太好看。
#
# 請寫 `choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn)`，`thresholds` 由小到大排列。回傳 tuple `(threshold, paid)`：在驗證集上代價最小的閾值（有好幾個一樣小時取最小的），以及用這個閾值在測試集上的代價，一個數字。
#
# 可以用你自己的 `costs`，也可以用 `given.total_costs(y, p, thresholds, cost_fp, cost_fn)`；不論前面答得如何，它都是對的，會回傳形狀 `(m,)` 的陣列。

# %% grade="solution" id="q10_choose"
def choose_and_pay(y_val, p_val, y_test, p_test, thresholds, cost_fp, cost_fn):
    """Return (threshold, paid): chosen on validation data, paid on test data."""
    ### BEGIN SOLUTION
    on_val = given.total_costs(y_val, p_val, thresholds, cost_fp, cost_fn)
    threshold = thresholds[np.argmin(on_val)]
    paid = given.total_costs(y_test, p_test, np.array([threshold]), cost_fp, cost_fn)
    return threshold, paid[0]
    ### END SOLUTION

# %% grade="test" id="q10_test" points=10
with Question(10, points=10) as q10:
    val = (np.array([1, 1, 0, 0]), np.array([0.9, 0.4, 0.5, 0.2]))
    new = (np.array([1, 0, 0, 1, 0]), np.array([0.35, 0.6, 0.4, 0.2, 0.3]))
    grid = np.array([0.1, 0.3, 0.37, 0.6])
    threshold, paid = parts(choose_and_pay(*val, *new, grid, 20, 200), 2,
                            "choose_and_pay(..., 20, 200)")
    with q10.part("threshold", 6):
        near(threshold, 0.3, "threshold, a miss costs 200 | threshold，漏報 200 元",
             en="On the validation data 0.3 and 0.37 both cost 20: take the smaller. "
                "0.1 "
                "is best on the test data, which must have no say.",
             zh="在驗證集上，0.3 和 0.37 的代價都是 20：取較小的。0.1 在測試集上最好，"
                "但測試集不能參與選擇。")
    with q10.part("paid", 4):
        near(paid, 240, "paid, a miss costs 200 | paid，漏報 200 元",
             en="At 0.3 the test data have two false alarms and one miss: one number.",
             zh="閾值 0.3 時，測試集有兩次誤報、一次漏報：一個數字。")
    threshold, paid = parts(choose_and_pay(*val, *new, grid, 200, 20), 2,
                            "choose_and_pay(..., 200, 20)")
    with q10.part("threshold"):
        near(threshold, 0.6, "threshold, a false alarm costs 200 | threshold，誤報 200 元")
    with q10.part("paid"):
        near(paid, 40, "paid, a false alarm costs 200 | paid，誤報 200 元")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, k, m in ((30, 17, 9), (12, 40, 5), (200, 150, 30)):
        y, t = rng.integers(0, 2, n), rng.integers(0, 2, k)
        p, q = (np.clip(0.3 * a + 0.7 * rng.random(len(a)), 0, 1) for a in (y, t))
        grid = np.sort(rng.random(m))
        a, b = float(rng.uniform(1, 9)), float(rng.uniform(1, 9))
        on_val = [np.sum(a * (1 - y) * (p > h) + b * y * (p <= h)) for h in grid]
        chosen = grid[on_val.index(min(on_val))]
        due = np.sum(a * (1 - t) * (q > chosen) + b * t * (q <= chosen))
        got = choose_and_pay(y.copy(), p.copy(), t.copy(), q.copy(), grid.copy(), a, b)
        got = parts(got, 2, "choose_and_pay(...)")
        with q10.part("threshold"):
            near(got[0], chosen, f"threshold, {m} to choose from | threshold，共 {m} 個可選",
                 en="Choose on the validation data only.", zh="只能用驗證集來選。")
        with q10.part("paid"):
            near(got[1], due, f"paid, {k} test samples | paid，{k} 個測試樣本")
    ### END HIDDEN TESTS
q10.score

# %% [markdown] lang="en"
# ## Question 11: where should the threshold lie? (6 points, 5 min)
#
# Now the charity's money. Once question 10 passes, the next cell chooses the threshold for the real scores: 20 dollars for a false alarm, 200 for a missed seven. It compares it with
# the habit, 0.5, and with the formula of section 6.13, $c_{FP}/(c_{FP} + c_{FN}) = 20/220$, which would be best if $p$ were an exact probability. Then it draws what each threshold costs.
#
# 1. **Before you run it** (2 points): will the best threshold lie above or below 0.5? Say why, by comparing one more false alarm with one more miss.
# 2. **Before you run it** (2 points): which answers does a program give at threshold 0, and which at threshold 1, and what does it pay for? Predict the shape of the curve from that.
# 3. **After you ran it** (2 points): compare your threshold with the formula's. Which of the two would you use for next month's receipts, and why was it right to choose it
#    on the validation set although the bill is that of the test set?
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="b50092ff"
# ## 第 11 題：閾值該放在哪裡？（6 分，5 分鐘）
#
# 現在來算公益團體的錢。第 10 題通過之後，下一個儲存格會為真實的資料選出閾值：誤報 20 元，漏掉一個 7 損失 200 元。它會和習慣的 0.5 比較，也和 6.13 節的公式 $c_{FP}/(c_{FP} + c_{FN}) = 20/220$ 比較；如果 $p$ 是精確的機率，公式就是最好的。接著畫出每個閾值的代價。
#
# 1. **執行之前**（2 分）：最好的閾值會比 0.5 高還是低？請比較「多一次誤報」和「多一次漏報」來說明理由。
# 2. **執行之前**（2 分）：閾值是 0 時，程式會回答什麼？是 1 時呢？各要為哪些錯誤付錢？由此預測曲線的形狀。
# 3. **執行之後**（2 分）：拿你選的閾值和公式的比較。下個月的發票，你會用哪一個？最後的花費明明是用測試集算的，為什麼卻該在驗證集上選閾值？
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q11_threshold" points=6
# 1. Below 0.5. A miss costs as much as ten false alarms, so it pays to call something a
#    seven even when that is rather unlikely.
# 2. At 0 everything is a yes: no seven is missed, but each of the about 9,000 other
#    images costs 20 dollars. At 1 everything is a no: each of the about 1,000 sevens
#    costs 200. Both ends are dear and of like size, so the curve is a valley whose
#    lowest place lies nearer to 0.
# 3. Mine is above 1/11 and pays less on the test set. The formula needs exact
#    probabilities, and this neuron's p are not; so I take the measured one. On the test
#    set I would have chosen what fits its accidents: then its bill would be too low to
#    be believed for next month.

# %% grade="readonly" id="money"
if passed(10):
    grid = np.linspace(0.01, 0.99, 99)
    chosen, paid = choose_and_pay(y_val, p_val, y_test, p_test, grid, 20, 200)
    bills = {"validation set": given.total_costs(y_val, p_val, grid, 20, 200),
             "test set": given.total_costs(y_test, p_test, grid, 20, 200)}
    show(plot_curves(bills, x=dict.fromkeys(bills, grid), xlabel="threshold",
                     ylabel="cost (dollars)", title="What each threshold costs"),
         alt="Two similar curves, cost over threshold for validation and test set: a "
         "flat valley around 0.2, then a rise that grows steep towards 1.")
    for way, cut in (("habit", 0.5), ("formula", 20 / 220), ("yours", chosen)):
        lost = given.total_costs(y_test, p_test, np.array([cut]), 20, 200)[0]
        print(f"{way:8s} threshold {cut:.2f}: {lost:,.0f} dollars lost")
    if passed(8):
        print(f"AUC on 1,000 test images: {auc(y_test[:1000], p_test[:1000]):.3f}")
    rescued = np.flatnonzero((y_test == 1) & (p_test <= 0.5) & (p_test > chosen))[:24]
    show(plot_images(X_test[rescued], labels=[f"p = {q:.2f}" for q in p_test[rescued]],
                     title="Sevens that 0.5 misses and your threshold finds"),
         alt="24 handwritten sevens, each with its p, all below 0.5.")

# %% [markdown] lang="en"
# Same neuron, no further training: the question was only put properly. Each seven in the last picture is worth 200 dollars, and its price is a few more false alarms at 20 dollars each.

# %% [markdown] lang="zh-TW" of="031d32c7"
# 同一個神經元，沒有再訓練：只是把問題問對了。最後一張圖裡的每個 7 都值 200 元，代價是多幾次 20 元的誤報。
