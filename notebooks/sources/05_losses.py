# %% [markdown] lang="en"
# After this chapter you can
#
# - compute squared error and both cross-entropies by hand, in NumPy and in Keras;
# - explain information, entropy, cross-entropy and KL divergence with a weather forecast;
# - say what the mean loss of many samples converges to, and why a good loss need not be 0;
# - derive the three standard losses from one principle, maximum likelihood;
# - show when squared error slows a classifier down, and when it does not matter;
# - make a loss break (`inf`, `nan`, a wrong gradient), and write the form that does not break;
# - choose a loss for outliers, for quantiles and for a rare class, and say what each choice costs.
#
# You need chapters 1 to 3: softmax, gradient descent, the error signal. Letters of several chapters stand in the [notation table](notation.md); those that only this chapter needs are explained where they appear ($H$ is an entropy here, $t$ a true class, $f$ a frequency). Logarithms are natural ($\ln$, in code `np.log`) unless a base is written.

# %% [markdown] lang="zh-TW" of="b413a3f7"
# 讀完這一章，你可以
#
# - 用手算、NumPy 和 Keras 計算平方誤差與兩種交叉熵；
# - 用天氣預報解釋資訊量、熵、交叉熵與 KL 散度；
# - 說出許多樣本的平均損失會趨近什麼，以及好的損失為什麼不必是 0；
# - 從同一個原理（最大概似）推導出三種標準損失；
# - 說明平方誤差什麼時候會拖慢分類器，什麼時候沒有關係；
# - 親手讓損失壞掉（`inf`、`nan`、錯的梯度），再寫出不會壞的形式；
# - 為離群值、分位數和稀有類別選擇損失，並說出每種選擇的代價。
#
# 你需要第 1 到 3 章的內容：softmax、梯度下降（gradient descent）、誤差訊號（error signal）。跨章使用的字母列在[記號表](notation.md)裡；只有這一章需要的，出現時再說明（這一章的 $H$ 是熵，$t$ 是正確類別，$f$ 是頻率）。沒有標明底數時，對數都是自然對數（$\ln$，程式裡是 `np.log`）。

# %%
import numpy as np

from utils import plotting
from utils.drawings import losses as drawings
from utils.plotting import show
from utils.slides import check_erratum, check_slide

# %% [markdown] lang="en"
# ## 5.1 Three losses (10 min)
#
# A **loss function** compares one prediction with the truth and returns one number: least when they agree (0, when the truth is one number or one class), more the worse they fit. Training makes the mean of that number over all samples small. Three tasks, three losses:
#
# | task | truth | prediction | loss of one sample |
# |---|---|---|---|
# | regression: a number | $y$ | $\hat y$ | squared error $(\hat y - y)^2$ |
# | two classes: yes or no | $y$ = 1 or 0 | $p$ = probability of yes | **binary cross-entropy** $-y\ln p - (1-y)\ln(1-p)$ |
# | $K$ classes | $y = (y_1, \dots, y_K)$, one-hot | $p = (p_1, \dots, p_K)$, sum 1 | **categorical cross-entropy** $-\sum_k y_k \ln p_k$ |
#
# **One-hot** means: 1 at the true class, 0 elsewhere. The mean of squared errors is the **mean squared error**, MSE.
#
# By hand: predicting 2.5 when the truth is 3 costs $(-0.5)^2 = 0.25$. Predicting $(0.20, 0.75, 0.05)$ when the second class is true costs $-\ln 0.75 = 0.288$: the zeros of the one-hot vector remove all other terms.
#
# **Predict.** A forecaster announces rain with $p = 0.8$. How many times as much does it cost if the day stays dry as if it rains: 4 times, 7 times or 16 times?
#
# <details><summary>Answer</summary>
#
# About 7 times: $-\ln 0.2 = 1.609$ against $-\ln 0.8 = 0.223$.
# </details>

# %% [markdown] lang="zh-TW" of="e5aa5899"
# ## 5.1 三種損失（10 分鐘）
#
# **損失函數**（loss function）把一個預測和真實答案相比，回傳一個數字：完全一致時最小（答案是單一數值或單一類別時為 0），差得越遠就越大。訓練就是讓所有樣本的平均損失變小。三種任務，三種損失：
#
# | 任務 | 真實答案 | 預測 | 單一樣本的損失 |
# |---|---|---|---|
# | 迴歸（regression）：一個數值 | $y$ | $\hat y$ | 平方誤差 $(\hat y - y)^2$ |
# | 兩個類別：是或否 | $y$ = 1 或 0 | $p$ =「是」的機率 | **二元交叉熵**（binary cross-entropy）$-y\ln p - (1-y)\ln(1-p)$ |
# | $K$ 個類別 | $y = (y_1, \dots, y_K)$，獨熱編碼 | $p = (p_1, \dots, p_K)$，總和為 1 | **類別交叉熵**（categorical cross-entropy）$-\sum_k y_k \ln p_k$ |
#
# **獨熱編碼**（one-hot）的意思是：正確類別為 1，其餘為 0。平方誤差的平均稱為**均方誤差**（mean squared error，MSE）。
#
# 用手算：真實值 3、預測 2.5，損失是 $(-0.5)^2 = 0.25$。第二類才是答案，而預測是 $(0.20, 0.75, 0.05)$ 時，損失為 $-\ln 0.75 = 0.288$：獨熱編碼裡的 0 消去了其他各項。
#
# **先猜猜看**：預報員說下雨機率 $p = 0.8$。沒下雨時的損失是下雨時的幾倍？4 倍、7 倍還是 16 倍？
#
# <details><summary>解答</summary>
#
# 大約 7 倍：$-\ln 0.2 = 1.609$ 對 $-\ln 0.8 = 0.223$。
# </details>


# %% rows="L1"
def squared_error(y, y_hat):
    return (y_hat - y) ** 2


def binary_cross_entropy(y, p):
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def categorical_cross_entropy(Y, P):
    """Y and P have shape (n, K); the sum runs over the classes, the result is (n,)."""
    return -(Y * np.log(P)).sum(axis=-1)


dog_only, three_classes = np.array([[0, 1, 0]]), np.array([[0.2, 0.75, 0.05]])
print(f"a number:    {squared_error(3.0, 2.5):.3f}")
rain, dry = binary_cross_entropy(1, 0.8), binary_cross_entropy(0, 0.8)
print(f"rain, dry:   {rain:.3f}, {dry:.3f}; {dry / rain:.1f} times as much")
print(f"three classes: {categorical_cross_entropy(dog_only, three_classes)[0]:.3f}")

# %% rows="L1" fold="Check the losses computed by hand"
one_sample = [squared_error(3.0, 2.5), rain, dry]
one_sample.append(categorical_cross_entropy(dog_only, three_classes)[0])
print("by hand: 0.250 0.223 1.609 0.288")
print("NumPy:  ", *(f"{loss:.3f}" for loss in one_sample))
assert np.allclose(one_sample, [0.25, 0.223, 1.609, 0.288], atol=5e-4)
assert 6.5 < dry / rain < 7.5
#! falsify: -y * np.log(p) - (1 - y) => -y * np.log(p) + (1 - y)
#! falsify: -(Y * np.log(P)) => -((1 - Y) * np.log(P))

# %% [markdown] lang="en"
# **The same in Keras.** Keras has each loss twice. As a *function*, `keras.losses.binary_crossentropy(y, p)`, it returns one loss per sample; if a sample has several outputs, it takes their mean for MSE and binary cross-entropy and their sum for categorical cross-entropy. As a *class*, `keras.losses.BinaryCrossentropy()`, it also combines the samples, by default to their mean.
#
# There is a second difference, which no name tells: the functions keep the precision of their input, the classes convert to float32 first. `dirichlet` draws random probabilities: each row is positive and adds up to 1.

# %% [markdown] lang="zh-TW" of="f2f075e5"
# **用 Keras 做同樣的事**。Keras 的每種損失都有兩個版本。**函式**（function）版 `keras.losses.binary_crossentropy(y, p)` 對每個樣本回傳一個損失；若每個樣本有多個輸出，MSE 與二元交叉熵會對它們取平均，類別交叉熵則取總和。**類別**（Python 的 class）版 `keras.losses.BinaryCrossentropy()` 還會把所有樣本合成一個數，預設是取平均。
#
# 還有一個從名稱看不出來的差別：函式版保留輸入的精度，class 版會先轉成 float32。`dirichlet` 會產生隨機的機率：每一列都是正數，總和為 1。

# %% slides="A053 A054 A055" rows="L1"
import keras

from utils.data import one_hot

rng = np.random.default_rng(0)
Y_values, Y_guesses = rng.normal(size=(2, 8, 5))  # 8 samples with 5 outputs each
Y_yes, P_yes = rng.integers(0, 2, (8, 5)).astype(float), rng.uniform(0.05, 0.95, (8, 5))
Y_class, P_class = one_hot(rng.integers(0, 5, 8), 5), rng.dirichlet(np.ones(5), size=8)

mse = squared_error(Y_values, Y_guesses).mean(axis=1)
bce = binary_cross_entropy(Y_yes, P_yes).mean(axis=1)
trio = {  # our losses, and truth and prediction for Keras
    "mean_squared_error": (mse, Y_values, Y_guesses),
    "binary_crossentropy": (bce, Y_yes, P_yes),
    "categorical_crossentropy": (
        categorical_cross_entropy(Y_class, P_class),
        Y_class,
        P_class,
    ),
}
for name, (ours, truth, prediction) in trio.items():
    theirs = getattr(keras.losses, name)(truth, prediction).numpy()
    print(f"{name:25s} ours {ours[0]:.6f}, Keras {theirs[0]:.6f} {theirs.dtype}")
    assert np.allclose(ours, theirs, rtol=1e-12, atol=0)
#! falsify: (Y_yes, P_yes).mean(axis=1) => (Y_yes, P_yes).sum(axis=1)
#! falsify: (Y_values, Y_guesses).mean(axis=1) => (Y_values, Y_guesses).mean(axis=1) / 2

# %% rows="L1" fold="The classes compute in float32"
classes = {
    "mean_squared_error": keras.losses.MeanSquaredError(),
    "binary_crossentropy": keras.losses.BinaryCrossentropy(),
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy(),
}
for name, (ours, truth, prediction) in trio.items():
    theirs = classes[name](truth, prediction).numpy()
    off = abs(theirs / ours.mean() - 1)
    print(f"{name:25s} class: {theirs.dtype}, equal to six digits: {off < 1e-6}")
    assert theirs.dtype == np.float32 and off < 1e-6
#! falsify: off = abs(theirs / ours.mean() - 1) => off = abs(theirs / ours.sum() - 1)

# %% [markdown] lang="en"
# The functions agree with ours to twelve digits, the classes to six, which is all that float32 has. So compare functions when you test a formula.
#
# For squared error it is clear why the number measures "how wrong". Why should it be the logarithm of a probability? The next five sections answer that.

# %% [markdown] lang="zh-TW" of="b23ab440"
# 函式版和我們的結果吻合到第十二位，class 版只到第六位，那已經是 float32 的極限。所以要檢驗公式時，請用函式版。
#
# 平方誤差為什麼能衡量「錯得多嚴重」，一看就懂。但為什麼要取機率的對數？接下來五節回答這個問題。

# %% [markdown] lang="en"
# ## 5.2 Information: how surprising is an event? (8 min)
#
# "It snowed in Taipei" is news; "it did not snow in Taipei" is not. Suppose an event has probability $P$. A measure of surprise $I(P)$ should fulfil three wishes:
#
# 1. a certain event is no news: $I(1) = 0$;
# 2. the rarer, the more: $I$ grows as $P$ falls;
# 3. two independent events (neither changes the probability of the other) together, of probability $P\cdot Q$, are as surprising as both one after the other: $I(PQ) = I(P) + I(Q)$.
#
# The logarithm turns products into sums, so $I(P) = -\log P$ fulfils all three. It is called the **information** of the event; the theory built on it is that of Shannon (1948). The base of the logarithm only chooses the unit: base 2 gives **bits**, base 10 **hartleys**, base $e$ **nats**.
#
# This course grew out of lecture slides. Where a number stands on a slide, a folded cell compares it and prints a line such as `L2 …: agrees`, or `erratum` where the slide is wrong; "L2" is our number for the topic.
#
# Say it snows on 1 day in 10 in Tokyo and on 1 in 1000 in Taipei (round numbers for the example).
#
# **Predict.** How many hartleys has each event, and how many has snow in both cities on one day, if the two are independent?
#
# <details><summary>Answer</summary>
#
# 1 and 3, the number of zeros of 10 and 1000; together $1 + 3 = 4$.
# </details>

# %% [markdown] lang="zh-TW" of="447e6f3d"
# ## 5.2 資訊量：一件事有多令人意外？（8 分鐘）
#
# 「台北下雪了」是新聞，「台北沒下雪」不是。假設一個事件的機率是 $P$，衡量意外程度的 $I(P)$ 應該滿足三個要求：
#
# 1. 必然發生的事不是新聞：$I(1) = 0$；
# 2. 越罕見，數值越大：$P$ 變小時 $I$ 變大；
# 3. 兩個獨立事件（其中一個發生與否，不改變另一個的機率）同時發生的機率是 $P\cdot Q$，意外程度應該等於兩者相加：$I(PQ) = I(P) + I(Q)$。
#
# 對數把乘積變成總和，所以 $I(P) = -\log P$ 三個要求都滿足。它稱為事件的**資訊量**（information），建立在它上面的理論出自 Shannon（1948）。對數的底數只決定單位：以 2 為底是**位元**（bit），以 10 為底是 **hartley**，以 $e$ 為底是 **nat**。
#
# 這門課源自一套授課投影片：投影片上的數字，會由摺疊的儲存格比對，並印出一列像 `L2 …: agrees` 的文字（投影片有誤時是 `erratum`）；「L2」是我們給這個主題的編號。
#
# 假設東京每 10 天有 1 天下雪，台北每 1000 天才有 1 天（為了舉例而取的簡單數字）。
#
# **先猜猜看**：兩個事件各有多少 hartley？若兩者互相獨立，兩地同一天下雪又是多少？
#
# <details><summary>解答</summary>
#
# 1 和 3，也就是 10 和 1000 裡 0 的個數；合起來是 $1 + 3 = 4$。
# </details>

# %% rows="L1 L2"
snow = {"Tokyo": 1 / 10, "Taipei": 1 / 1000}
for city, P in snow.items():
    bits, hartleys, nats = -np.log2(P), -np.log10(P), -np.log(P)
    print(f"{city:7s} {bits:6.3f} bits = {hartleys:.3f} hartleys = {nats:.3f} nats")
both = -np.log10(snow["Tokyo"] * snow["Taipei"])
print(f"snow in both cities: {both:.3f} hartleys")

# %% rows="L1 L2" slides="A058" fold="Compare with the slide, and the units with each other"
in_hartleys = np.array([-np.log10(P) for P in snow.values()])
check_slide("L2", "information of snow in Tokyo, Taipei", in_hartleys, ["1", "3"])
assert np.isclose(both, in_hartleys.sum())
assert np.allclose([bits, hartleys], [nats / np.log(2), nats / np.log(10)])
#! falsify: -np.log10(P) for P => -np.log2(P) for P
#! falsify: snow["Tokyo"] * snow["Taipei"] => snow["Tokyo"] + snow["Taipei"]

# %% [markdown] lang="en"
# A value in nats divided by $\ln 2$ is in bits, divided by $\ln 10$ in hartleys. So a cross-entropy with $\log_2$ (as on the slides), with $\log_{10}$ (this example) or with $\ln$ (Keras) differs by a constant factor only, and a constant factor cannot move the place of a minimum. The next cell tries all forecasts from 0.001 to 0.999 for a truth of 0.3.

# %% [markdown] lang="zh-TW" of="4248c854"
# 以 nat 為單位的值除以 $\ln 2$ 就是位元，除以 $\ln 10$ 就是 hartley。因此交叉熵寫成 $\log_2$（投影片的寫法）、$\log_{10}$（這個例子）或 $\ln$（Keras），只差一個常數倍，而常數倍不會移動最小值的位置。下一個儲存格以真實機率 0.3 為例，從 0.001 到 0.999 試過所有預報。

# %% slides="A054 A055" rows="L1"
forecasts = np.linspace(0.001, 0.999, 999)
for name, log in {"log2": np.log2, "log10": np.log10, "ln": np.log}.items():
    cost = -0.3 * log(forecasts) - 0.7 * log(1 - forecasts)
    best = forecasts[cost.argmin()]
    print(f"{name:5s} least cost {cost.min():.4f} at forecast {best:.3f}")
    assert np.isclose(best, 0.3)
#! falsify: -0.3 * log(forecasts) - 0.7 => -0.7 * log(forecasts) - 0.3

# %% [markdown] lang="en"
# Same place, other unit. What does change with the base is the gradient, by the same factor: for plain SGD that acts like another learning rate.

# %% [markdown] lang="zh-TW" of="63f2e1b9"
# 位置相同，單位不同。會隨底數改變的是梯度，而且是同一個倍數：對單純的 SGD 來說，效果等於換了學習率。

# %% [markdown] lang="en"
# ## 5.3 Entropy: the average surprise (8 min)
#
# Tomorrow in Tokyo brings one of two messages: "snow", probability 0.1, information 1 hartley; or "no snow", probability 0.9, information $-\log_{10} 0.9 = 0.046$ hartleys. On average over many days you receive
#
# $$0.1\cdot 1 + 0.9\cdot 0.046 = 0.141 \text{ hartleys per day}.$$
#
# This expected information is the **entropy** of the distribution $y = (y_1, \dots, y_K)$:
#
# $$H(y) = -\sum_{k=1}^{K} y_k\log y_k, \qquad \text{with } 0\log 0 := 0,$$
#
# because $y\log y$ tends to 0 as $y$ does: what never happens surprises nobody. The sum runs over **all** outcomes of one question, so the $y_k$ add up to 1.
#
# **Predict.** Snow in Taipei is three times as surprising as snow in Tokyo. Which city's *weather* has the larger entropy?
#
# <details><summary>Answer</summary>
#
# Tokyo's, by far: 0.141 against 0.003 hartleys. Taipei's surprise comes too rarely to matter on average.
# </details>

# %% [markdown] lang="zh-TW" of="ead3daf0"
# ## 5.3 熵：平均的意外程度（8 分鐘）
#
# 東京明天的天氣只有兩種可能的消息：「下雪」，機率 0.1，資訊量 1 hartley，或是「沒下雪」，機率 0.9，資訊量 $-\log_{10} 0.9 = 0.046$ hartley。長期下來，平均每天得到
#
# $$0.1\cdot 1 + 0.9\cdot 0.046 = 0.141 \text{ hartley}.$$
#
# 資訊量的期望值，就是機率分布 $y = (y_1, \dots, y_K)$ 的**熵**（entropy）：
#
# $$H(y) = -\sum_{k=1}^{K} y_k\log y_k, \qquad 0\log 0 := 0,$$
#
# 因為 $y$ 趨近 0 時，$y\log y$ 也趨近 0：永遠不發生的事，不會讓任何人意外。總和要涵蓋同一個問題的**所有**結果，所以各個 $y_k$ 加起來是 1。
#
# **先猜猜看**：台北下雪的意外程度是東京下雪的三倍。哪個城市的**天氣**熵比較大？
#
# <details><summary>解答</summary>
#
# 東京，而且大得多：0.141 對 0.003 hartley。台北的意外太少發生，平均起來無足輕重。
# </details>


# %% rows="L2"
def entropy(y, log=np.log2):
    y = np.asarray(y)
    return -(y[y > 0] * log(y[y > 0])).sum()


days = {city: [P, 1 - P] for city, P in snow.items()}
for city, y in days.items():
    print(f"entropy of {city:7s} {entropy(y, np.log10):.4f} hartleys", end=" = ")
    print(f"{entropy(y):.4f} bits")
outcomes = np.outer(days["Tokyo"], days["Taipei"]).ravel()  # four, sum 1
together = entropy(outcomes, np.log10)
print(f"both cities, if independent: {together:.4f} hartleys")

# %% rows="L2" slides="A059 A060" fold="Entropy is the mean information; what adding cities gives"
rng = np.random.default_rng(0)
snowed = rng.random(1_000_000) < 0.1  # a million days in Tokyo
received = np.where(snowed, -np.log10(0.1), -np.log10(0.9))
print(f"mean information of a million days: {received.mean():.3f} hartleys")
assert abs(received.mean() - entropy(days["Tokyo"], np.log10)) < 0.001
assert np.isclose(together, sum(entropy(y, np.log10) for y in days.values()))

P_snow = np.array(list(snow.values()))
check_erratum(
    "L2", "snow in Tokyo, snow in Taipei: all outcomes of one question",
    bool(np.isclose(P_snow.sum(), 1)), slide=True, right=False,
)  # fmt: skip
eleven = np.full(11, 0.1)  # eleven cities like Tokyo, added as the slide adds
print(f"eleven such cities: probabilities {eleven.sum():.1f}, more than 1")
assert np.isclose(eleven.sum(), 1.1)
#! falsify: [P, 1 - P] for city, P => [P, P] for city, P
#! falsify: -(y[y > 0] * log(y[y > 0])) => -log(y[y > 0])

# %% [markdown] lang="en"
# Outcomes of *one* question may be added up; and entropies of independent questions may: Tokyo's and Taipei's together are {{ together | .4f }} hartleys. The lecture calls something else "the entropy of snow": $\frac{1}{10}(-\log\frac{1}{10}) + \frac{1}{1000}(-\log\frac{1}{1000}) + \cdots$, one term for each city's snow. "Snow in Tokyo" and "snow in Taipei" are not the outcomes of one question: the days without snow are missing, and the probabilities do not add up to 1. The folded cell adds eleven cities like Tokyo: their probabilities make 1.1.

# %% [markdown] lang="zh-TW" of="3eaa307a"
# **同一個**問題的各種結果可以相加；互相獨立的問題，熵也可以相加：東京和台北合起來是 {{ together | .4f }} hartley。課程裡的「下雪的資訊熵」卻是另一回事：$\frac{1}{10}(-\log\frac{1}{10}) + \frac{1}{1000}(-\log\frac{1}{1000}) + \cdots$，每個城市的下雪各占一項。「東京下雪」和「台北下雪」並不是同一個問題的各種結果：漏掉了沒下雪的日子，機率加起來也不是 1。摺疊的儲存格把十一個像東京這樣的城市加起來，機率總和成了 1.1。

# %% rows="L2" fold="Draw information and entropy"
P_line = np.linspace(0.0005, 0.9995, 1999)
entropies = np.array([entropy([P, 1 - P]) for P in P_line])
names = {"Tokyo, 0.1": 0.1, "Taipei, 0.001": 0.001}
fig = drawings.plot_information(P_line, -np.log2(P_line), entropies, names)
show(
    fig,
    alt="Left: information falls from 10 bits for snow in Taipei over 3.3 bits "
    "for snow in Tokyo to 0 for a certain event. Right: entropy of a "
    "yes-or-no question is an arch from 0 up to 1 bit at probability one half "
    "and back; Taipei lies near 0.",
)
assert np.isclose(P_line[entropies.argmax()], 0.5, atol=1e-3)
#! falsify: entropy([P, 1 - P]) for P in P_line => entropy([P]) for P in P_line
#! alt zh-TW: 左圖：資訊量由台北下雪的 10 位元，經過東京下雪的 3.3 位元，一路降到必然事件的 0。右圖：是非題的熵是一個拱形，兩端為 0，機率一半時最高，達 1 位元；台北在靠近 0 的地方。

# %% [markdown] lang="en"
# The arch on the right is highest at ½, where it is 1 bit: a fair coin is the least predictable yes-or-no question. (For $K$ outcomes the highest entropy is $\log K$, when all are equally likely.)
#
# ## 5.4 Cross-entropy: the surprise of someone who believes something else (10 min)
#
# A forecaster announces probabilities $p$. The weather follows $y$. On a day with outcome $k$ the forecaster is surprised by $-\log p_k$; outcome $k$ happens with probability $y_k$. The average surprise is the **cross-entropy**
#
# $$H(y, p) = -\sum_k y_k\log p_k .$$
#
# In Tokyo, $y = (0.1, 0.9)$. A forecaster who always says "50 : 50" is surprised by 1 bit every day. One who knows $y$ is surprised by $H(y) = 0.469$ bits on average. The difference, 0.531 bits, is the price of the wrong belief. Written out, it is the **Kullback–Leibler (KL) divergence** (Kullback and Leibler, 1951):
#
# $$D(y\,\|\,p) = H(y, p) - H(y) = \sum_k y_k\log\frac{y_k}{p_k}.$$
#
# **It is never negative.** For every $x > 0$ we have $\ln x \le x - 1$ (the right side is the tangent at $x = 1$, and $\ln$ bends down), with equality only at $x = 1$. With $x = p_k/y_k$, over all $k$ with $y_k > 0$ (if some $p_k$ is 0 there, $D$ is infinite):
#
# $$-D(y\,\|\,p) = \sum_k y_k\ln\frac{p_k}{y_k} \le \sum_k y_k\Bigl(\frac{p_k}{y_k} - 1\Bigr) = \sum_k p_k - \sum_k y_k \le 1 - 1 = 0.$$
#
# So cross-entropy is smallest when the forecast is the truth, $p = y$, and then it equals the entropy.
#
# **Predict.** In Tokyo one forecaster always says 50 : 50, another always "1 % snow". Whose average surprise is larger?
#
# <details><summary>Answer</summary>
#
# That of 50 : 50: 1 bit against $0.1\cdot 6.64 + 0.9\cdot 0.0145 = 0.677$ bits. Both are too high; who says "never" is surprised without limit, on the first day of snow.
# </details>

# %% [markdown] lang="zh-TW" of="072b2ded"
# 右邊的拱形在 ½ 處最高，等於 1 位元：公平的硬幣是最難預測的是非題。（有 $K$ 種結果時，所有結果機率相等時熵最大，等於 $\log K$。）
#
# ## 5.4 交叉熵：信念不符時的意外程度（10 分鐘）
#
# 預報員公布的機率是 $p$，天氣實際遵循 $y$。出現結果 $k$ 的那天，預報員的意外程度是 $-\log p_k$；而結果 $k$ 發生的機率是 $y_k$。平均的意外程度就是**交叉熵**（cross-entropy）：
#
# $$H(y, p) = -\sum_k y_k\log p_k .$$
#
# 東京的 $y = (0.1, 0.9)$。永遠說「一半一半」的預報員，每天都得到 1 位元的意外；知道 $y$ 的人平均只有 $H(y) = 0.469$ 位元。相差的 0.531 位元，就是信念錯誤的代價。把這個差寫成式子，就是 **Kullback–Leibler 散度**，簡稱 KL 散度（KL divergence；Kullback and Leibler, 1951）：
#
# $$D(y\,\|\,p) = H(y, p) - H(y) = \sum_k y_k\log\frac{y_k}{p_k}.$$
#
# **它永遠不會是負的**。對所有 $x > 0$ 都有 $\ln x \le x - 1$（右邊是 $x = 1$ 處的切線，而 $\ln$ 的圖形向下彎），只有 $x = 1$ 時相等。代入 $x = p_k/y_k$，對所有 $y_k > 0$ 的 $k$ 相加（若其中有 $p_k = 0$，$D$ 就是無限大）：
#
# $$-D(y\,\|\,p) = \sum_k y_k\ln\frac{p_k}{y_k} \le \sum_k y_k\Bigl(\frac{p_k}{y_k} - 1\Bigr) = \sum_k p_k - \sum_k y_k \le 1 - 1 = 0.$$
#
# 所以預報等於真實機率（$p = y$）時，交叉熵最小，而且正好等於熵。
#
# **先猜猜看**：在東京，一位預報員永遠說一半一半，另一位永遠說「下雪機率 1%」。誰的平均意外程度比較大？
#
# <details><summary>解答</summary>
#
# 說一半一半的那位：1 位元對 $0.1\cdot 6.64 + 0.9\cdot 0.0145 = 0.677$ 位元。兩者都偏高；至於說「絕不下雪」的人，第一次下雪那天就會得到無限大的意外。
# </details>


# %% slides="A057 A061" rows="L3"
def cross_entropy(y, p, log=np.log2):
    return -(y * log(p)).sum()


y_tokyo, coin = np.array([0.1, 0.9]), np.array([0.5, 0.5])
one_percent = np.array([0.01, 0.99])
for name, p in {"knows y": y_tokyo, "50 : 50": coin, "1 %": one_percent}.items():
    cross, gap = cross_entropy(y_tokyo, p), (y_tokyo * np.log2(y_tokyo / p)).sum()
    print(f"{name:8s} cross-entropy {cross:.3f}", end=" = ")
    print(f"entropy {entropy(y_tokyo):.3f} + KL {gap:.3f}")
    assert np.isclose(cross, entropy(y_tokyo) + gap)
print(
    f"KL of 50 : 50 the other way round: {(coin * np.log2(coin / y_tokyo)).sum():.3f}"
)
#! falsify: -(y * log(p)).sum() => -(p * log(y)).sum()

# %% rows="L3" slides="A061" fold="Check against Keras and SciPy; 10,000 random pairs"
from scipy.stats import entropy as scipy_entropy

kl = cross_entropy(y_tokyo, coin) - entropy(y_tokyo)
# with two arguments, SciPy's entropy is the KL divergence
assert np.isclose(kl, scipy_entropy(y_tokyo, coin, base=2))
keras_nats = keras.losses.categorical_crossentropy(y_tokyo, coin)
assert np.isclose(keras_nats, cross_entropy(y_tokyo, coin, np.log), rtol=1e-12)
values = [
    entropy(y_tokyo),
    cross_entropy(y_tokyo, coin),
    cross_entropy(y_tokyo, one_percent),
]
assert np.allclose(values, [0.469, 1, 0.677], atol=5e-4)

rng = np.random.default_rng(0)
Y_many, P_many = rng.dirichlet(np.ones(4), size=(2, 10_000))
smallest = (Y_many * np.log2(Y_many / P_many)).sum(axis=1).min()
print(f"smallest KL of 10,000 random pairs: {smallest:.4f} bits, not negative")
assert smallest > 0
#! falsify: Y_many * np.log2(Y_many / P_many) => P_many * np.log2(Y_many / P_many)
#! falsify: kl = cross_entropy(y_tokyo, coin) - => kl = cross_entropy(coin, y_tokyo) -

# %% rows="L3" fold="Draw the gap"
cross_line = -0.1 * np.log2(P_line) - 0.9 * np.log2(1 - P_line)
shown = (P_line > 0.004) & (P_line < 0.85)
fig = drawings.plot_gap(P_line[shown], cross_line[shown], entropy(y_tokyo), 0.1, 0.5)
show(
    fig,
    alt="Cross-entropy in bits over the forecast: a curve that touches the "
    "horizontal line of the entropy, 0.469, exactly at the true probability "
    "0.1 and lies above it everywhere else. At forecast 0.5 an arrow marks "
    "the gap, the KL divergence.",
)
#! alt zh-TW: 交叉熵（位元）隨預報變化的曲線，恰好在真實機率 0.1 處碰到代表熵的水平線 0.469，其他地方都在它上方。預報 0.5 處用箭頭標出兩者的差距，也就是 KL 散度。

# %% [markdown] lang="en"
# The curve touches the entropy in one point, the truth. So cross-entropy is not itself "the gap between the real and the predicted distribution", as the lecture puts it: the gap is the KL divergence. But training can only move $p$, and $H(y)$ does not depend on $p$, so minimising the one minimises the other. Nor is the KL divergence a distance: exchanging $y$ and $p$ gives another value.

# %% [markdown] lang="zh-TW" of="cd94ea83"
# 曲線和熵只在一點相碰，就是真實機率。所以交叉熵本身並不像課程所說，是「實際與預測機率分布的落差」：真正的落差是 KL 散度。不過訓練只能移動 $p$，而 $H(y)$ 與 $p$ 無關，所以讓其中一個最小，另一個也會最小。KL 散度也不是距離：把 $y$ 和 $p$ 對調，數值就不同。

# %% [markdown] lang="en"
# ## 5.5 A thousand days: where the distribution meets the labels (8 min)
#
# Section 5.1 had a label for every sample, 1 or 0. Section 5.4 had a distribution $y = (0.1, 0.9)$. What has the one to do with the other? No single day in Tokyo snows by 10 %.
#
# Take $n$ days, each with a one-hot label, and a forecaster who says the same $p$ every day, since nothing tells the days apart. Sort the days by their outcome. Outcome $k$ happened on $n_k$ of them, and each of those costs $-\ln p_k$. The mean loss is
#
# $$\frac1n\sum_{i=1}^{n}\bigl(-\ln p_{\text{outcome of day } i}\bigr) = \sum_k \frac{n_k}{n}\,(-\ln p_k) = H(f, p), \qquad f_k = \frac{n_k}{n}.$$
#
# > **The mean cross-entropy over samples with equal inputs is the cross-entropy of their frequencies.**
#
# With more days $f$ comes closer to $y$, so the mean loss tends to $H(y, p)$.
#
# For the $n$ days at hand it is smallest at $p = f$, and there it is $H(f)$, not 0. We simulate a thousand days.
#
# **Predict.** What will the mean loss of the best forecaster be, in bits: near 0, or near 0.47?
#
# <details><summary>Answer</summary>
#
# Near 0.47, the entropy of (0.1, 0.9); here 0.433, because it happened to snow on 89 days only. No forecaster who says the same every day can do better.
# </details>

# %% [markdown] lang="zh-TW" of="05cc2b1f"
# ## 5.5 一千天：機率分布與標籤在這裡相遇（8 分鐘）
#
# 5.1 節的每個樣本都有一個標籤，不是 1 就是 0；5.4 節卻有一個分布 $y = (0.1, 0.9)$。兩者有什麼關係？東京沒有哪一天是「下了 10% 的雪」。
#
# 取 $n$ 天，每天有一個獨熱編碼的標籤；沒有任何線索能區分這些日子，所以預報員每天都說同樣的 $p$。把日子按結果分類：結果 $k$ 發生了 $n_k$ 天，其中每一天的損失都是 $-\ln p_k$。平均損失是
#
# $$\frac1n\sum_{i=1}^{n}\bigl(-\ln p_{\text{第 } i \text{ 天的結果}}\bigr) = \sum_k \frac{n_k}{n}\,(-\ln p_k) = H(f, p), \qquad f_k = \frac{n_k}{n}.$$
#
# > **輸入相同的樣本，平均交叉熵就是它們的頻率的交叉熵。**
#
# 天數越多，$f$ 越接近 $y$，所以平均損失趨近 $H(y, p)$。
#
# 就手上這 $n$ 天而言，它在 $p = f$ 時最小，最小值是 $H(f)$，而不是 0。我們來模擬一千天。
#
# **先猜猜看**：最好的預報員，平均損失會是多少位元？接近 0，還是接近 0.47？
#
# <details><summary>解答</summary>
#
# 接近 0.47，也就是 (0.1, 0.9) 的熵；這裡是 0.433，因為剛好只下了 89 天雪。每天都報同樣機率的預報員，不可能做得更好。
# </details>

# %% rows="L3"
rng = np.random.default_rng(0)
Y_days = one_hot((rng.random(1000) > 0.1).astype(int), 2)  # (1000, 2): snow, no snow
f = Y_days.mean(axis=0)  # frequencies
print("first three days:", Y_days[:3].tolist(), " frequencies:", np.round(f, 3))

forecasters = {"knows y": y_tokyo, "50 : 50": coin, "1 %": one_percent}
daily = {}  # the loss of each day, in bits
for name, p in forecasters.items():
    daily[name] = categorical_cross_entropy(Y_days, p) / np.log(2)
    print(f"{name:8s} mean loss {daily[name].mean():.4f}", end=", ")
    print(f"H(f, p) = {cross_entropy(f, p):.4f} bits")

every_p = np.stack([P_line, 1 - P_line], axis=1)
mean_losses = np.array([categorical_cross_entropy(Y_days, p).mean() for p in every_p])
best = P_line[mean_losses.argmin()]
print(f"best forecast {best:.3f}: {mean_losses.min() / np.log(2):.4f}", end=" bits, ")
print(f"H(f) = {entropy(f):.4f}")

# %% rows="L3" fold="Check the identity and the minimum"
for name, p in forecasters.items():
    assert np.isclose(daily[name].mean(), cross_entropy(f, p), rtol=1e-5)
assert abs(best - f[0]) < 0.001
assert np.isclose(mean_losses.min() / np.log(2), entropy(f), rtol=1e-4)
assert np.isclose(f[0], 0.089) and np.isclose(entropy(f), 0.433, atol=5e-4)
print("mean of the daily losses = cross-entropy of the frequencies")
#! falsify: f = Y_days.mean(axis=0) => f = y_tokyo
#! falsify: np.stack([P_line, 1 - P_line], axis=1) => np.stack([1 - P_line, P_line], axis=1)

# %% rows="L3" fold="Draw the running means"
count = np.arange(1, 1001)
running = {name: np.cumsum(losses) / count for name, losses in daily.items()}
fig = plotting.plot_curves(
    running,
    x=dict.fromkeys(running, count),
    xlabel="days so far",
    ylabel="mean loss [bits]",
    title="Mean loss of one-hot days tends to the cross-entropy",
    logx=True,
)
for p in forecasters.values():
    level = cross_entropy(y_tokyo, p)
    fig.axes[0].axhline(level, color="#666666", lw=1, zorder=0)
    beside = fig.axes[0].get_yaxis_transform()  # 0 left edge, 1 right edge
    fig.axes[0].text(
        1.01, level, f"H(y, p) = {level:.3f}", va="center", transform=beside
    )
show(
    fig,
    alt="Mean loss over the days so far, logarithmic axis, three forecasters. Each "
    "has a grey line H(y, p): 0.469 for the one who knows y, 0.677 for 1 per cent, "
    "1 for 50 : 50, which is there from the first day on. With 89 days of snow "
    "instead of 100 the other two end a little below their lines.",
)
last = [losses[-1] for losses in running.values()]
assert np.allclose(last, [0.469, 1, 0.677], atol=0.08)
#! falsify: np.cumsum(losses) / count => np.cumsum(losses) / 1000 * np.log(2)
#! alt zh-TW: 三位預報員到目前為止的平均損失，橫軸是對數刻度的天數。每條曲線都有一條灰線 H(y, p)：知道 y 的是 0.469，說 1% 的是 0.677，說一半一半的是 1，從第一天起就在線上。下雪的日子是 89 天而不是 100 天，所以另外兩條最後略低於自己的線。

# %% [markdown] lang="en"
# Every label is certain (1 or 0), the entropy of each day's own one-hot label is 0, and still no forecaster who says the same every day falls below {{ entropy(f) | .3f }} bits. (In the figure two curves end a little below their lines, since it snowed on 89 days instead of 100.) A loss of 0 can be reached only where equal inputs never carry different labels. Where they do, as in every noisy problem, the floor is the entropy of the labels given the inputs, and a loss that is not 0 may already be perfect.
#
# For a network: inputs $x$ group the samples, each group has its own frequencies $f(x)$, and the mean loss is smallest when $p(x) = f(x)$ in each group. That is why outputs trained with cross-entropy may be read as probabilities. (Squared error has its minimum there too; the difference is the way, section 5.8.) On training data alone the reading fails when hardly any input occurs twice: a large network then makes each sample a group of its own, with the loss near 0, and that is overfitting (chapter 3).

# %% [markdown] lang="zh-TW" of="4a142bc0"
# 每個標籤都是明確的（不是 1 就是 0），每一天自己的獨熱編碼熵是 0，但每天說同樣機率的預報員，損失都不會低於 {{ entropy(f) | .3f }} 位元。圖中兩條曲線最後略低於灰線，因為下雪的日子是 89 天，而不是 100 天。只有在相同的輸入永遠帶著相同的標籤時，損失才可能達到 0。只要資料有雜訊，下限就是「已知輸入時，標籤的熵」；損失不是 0，也可能已經完美。
#
# 換成網路：輸入 $x$ 把樣本分組，每組有自己的頻率 $f(x)$，每一組都滿足 $p(x) = f(x)$ 時，平均損失最小。這就是用交叉熵訓練出來的輸出可以解讀成機率的原因。（平方誤差的最小值也在那裡，差別在走過去的路，見 5.8 節。）但如果幾乎沒有哪個輸入出現兩次，只看訓練資料就不能這樣解讀：大的網路會讓每個樣本自成一組，損失接近 0，而那就是過度配適（第 3 章）。

# %% [markdown] lang="en"
# ## 5.6 One principle: maximum likelihood (12 min)
#
# The same number, from the other side. Let the network predict a probability distribution. The **likelihood** is the probability (for numbers, the probability density) that it gave to the labels that were in fact observed; for independent samples, the product over all samples. The principle of **maximum likelihood**: choose the weights for which it is largest. The logarithm turns the product into a sum and moves no maximum; the minus turns "largest" into "smallest". So each sample contributes the loss $-\ln(\text{probability of its label})$.
#
# A coin shows heads 7 times in 10 throws. The likelihood of a belief $p$ is $p^7(1-p)^3$.
#
# **Predict.** Which $p$ makes it largest? And how small can the mean cross-entropy of the ten throws become, in nats?
#
# <details><summary>Answer</summary>
#
# $p = 0.7$, by section 5.5: the frequency of heads. The mean cross-entropy is then the entropy of (0.7, 0.3), 0.611 nats.
# </details>

# %% [markdown] lang="zh-TW" of="06fba5b4"
# ## 5.6 同一個原理：最大概似（12 分鐘）
#
# 同一個數字，從另一面來看。讓網路預測一個機率分布。**概似**（likelihood）就是它給實際觀察到的標籤的機率（標籤是數值時，則是機率密度）；樣本互相獨立時，是所有樣本的乘積。**最大概似**（maximum likelihood）原理說：選擇讓概似最大的權重。取對數把乘積變成總和，不會移動最大值的位置；加上負號，把「最大」變成「最小」。所以每個樣本貢獻的損失是 $-\ln(\text{它的標籤的機率})$。
#
# 一枚硬幣擲 10 次，出現 7 次正面。信念 $p$ 的概似是 $p^7(1-p)^3$。
#
# **先猜猜看**：哪個 $p$ 讓它最大？十次投擲的平均交叉熵，最小可以到多少 nat？
#
# <details><summary>解答</summary>
#
# $p = 0.7$，理由就在 5.5 節：它是正面的頻率。這時平均交叉熵是 (0.7, 0.3) 的熵，0.611 nat。
# </details>

# %% rows="L9"
p_line = np.linspace(0.01, 0.99, 981)
throws = np.array([1] * 7 + [0] * 3)
chances = np.where(throws[:, None] == 1, p_line, 1 - p_line)  # (10, 981)
likelihood = chances.prod(axis=0)
bce = binary_cross_entropy(throws[:, None], p_line).mean(axis=0)
peak, valley = p_line[likelihood.argmax()], p_line[bce.argmin()]
print(f"likelihood is largest at p = {peak:.3f}")
print(f"cross-entropy is least at p = {valley:.3f}: {bce.min():.3f} nats")

# %% rows="L9" fold="Check and draw the coin"
assert np.isclose(peak, 0.7) and np.isclose(valley, 0.7)
assert np.allclose(-np.log(likelihood) / 10, bce)
assert np.isclose(bce.min(), entropy([0.7, 0.3], np.log), atol=1e-6)
fig = drawings.plot_coin(p_line, likelihood, bce)
show(
    fig,
    alt="Left: likelihood of seven heads and three tails over p, a hill with its "
    "top at 0.7. Right: mean binary cross-entropy over p, a valley with its "
    "bottom at the same 0.7.",
)
#! falsify: likelihood = chances.prod(axis=0) => likelihood = chances.sum(axis=0)
#! falsify: [1] * 7 + [0] * 3 => [1] * 3 + [0] * 7
#! alt zh-TW: 左圖：七次正面、三次反面的概似隨 p 變化，像一座小山，頂點在 0.7。右圖：平均二元交叉熵隨 p 變化，像一個山谷，谷底也在 0.7。

# %% [markdown] lang="en"
# Both lie at the same $p$. All three standard losses come out of the principle:
#
# - **$K$ classes.** The probability of the observed class $t$ is $p_t$, hence $-\ln p_t = -\sum_k y_k\ln p_k$: categorical cross-entropy.
# - **Yes or no.** The probability of $y$ is $p$ if $y=1$ and $1-p$ if $y=0$ (the *Bernoulli* distribution; the one for $K$ classes is called *categorical*), in one formula $p^y(1-p)^{1-y}$: binary cross-entropy.
# - **A number.** Assume $y$ scatters around $\hat y$ by a normal distribution with fixed standard deviation $\sigma$ (a number here, not the sigmoid):
#
# $$-\ln\Bigl(\frac{1}{\sigma\sqrt{2\pi}}\,e^{-(y-\hat y)^2/2\sigma^2}\Bigr) = \frac{(y - \hat y)^2}{2\sigma^2} + \ln(\sigma\sqrt{2\pi}).$$
#
# The last term and the factor $1/2\sigma^2$ do not depend on the weights: what remains is squared error. With the Laplace density $\frac{1}{2b}e^{-|y-\hat y|/b}$, which has heavier tails (large errors are less improbable), the same steps give the absolute error.
#
# So a loss belongs to an output activation, and the pair to a task:
#
# | task | last layer | loss in Keras | assumed distribution of the label | $\partial C/\partial z$ |
# |---|---|---|---|---|
# | a number | 1 unit, linear | `"mse"` | normal, fixed $\sigma$ | $\hat y - y$ for $\frac12(\hat y - y)^2$; MSE: twice that |
# | a number, outliers | 1 unit, linear | `"mae"`, `Huber()` | Laplace for MAE | sign, or limited |
# | yes or no | 1 unit, sigmoid | `BinaryCrossentropy` | Bernoulli | $p - y$ |
# | one of $K$ classes | $K$ units, softmax | `CategoricalCrossentropy`, `Sparse…` | categorical | $p - y$ |
# | several of $K$ labels at once | $K$ units, sigmoid | `BinaryCrossentropy` | $K$ Bernoullis | $(p - y)/K$ |
#
# Bridle (1990) put forward that softmax outputs with this loss can be read as class probabilities. The last column says that, the row for outliers apart, all pairs have the same error signal: prediction minus truth, up to a factor. The folded cells check the four likelihoods with SciPy and the last column with TensorFlow.

# %% [markdown] lang="zh-TW" of="5e56c5aa"
# 頂點和谷底在同一個 $p$。三種標準損失都出自這個原理：
#
# - **$K$ 個類別**。觀察到的類別 $t$ 的機率是 $p_t$，所以損失是 $-\ln p_t = -\sum_k y_k\ln p_k$，也就是類別交叉熵。
# - **是或否**。$y=1$ 的機率是 $p$，$y=0$ 的機率是 $1-p$（稱為 Bernoulli 分布；$K$ 個類別時稱為類別分布），合成一個式子 $p^y(1-p)^{1-y}$，得到二元交叉熵。
# - **一個數值**。假設 $y$ 以固定標準差 $\sigma$（這裡是一個數，不是 sigmoid）的常態分布散布在 $\hat y$ 周圍：
#
# $$-\ln\Bigl(\frac{1}{\sigma\sqrt{2\pi}}\,e^{-(y-\hat y)^2/2\sigma^2}\Bigr) = \frac{(y - \hat y)^2}{2\sigma^2} + \ln(\sigma\sqrt{2\pi}).$$
#
# 最後一項和因子 $1/2\sigma^2$ 都與權重無關，剩下的就是平方誤差。換成尾部較厚（較容易出現大誤差）的 Laplace 密度 $\frac{1}{2b}e^{-|y-\hat y|/b}$，同樣的步驟會得到絕對誤差。
#
# 所以每種損失都有搭配的輸出激活函數（activation function），而每一對都對應一種任務：
#
# | 任務 | 最後一層 | Keras 的損失 | 假設的標籤分布 | $\partial C/\partial z$ |
# |---|---|---|---|---|
# | 一個數值 | 1 個單元，線性 | `"mse"` | 常態，固定 $\sigma$ | $\frac12(\hat y - y)^2$ 時為 $\hat y - y$；MSE 為兩倍 |
# | 一個數值，有離群值 | 1 個單元，線性 | `"mae"`、`Huber()` | MAE 對應 Laplace | 誤差的正負號，或限幅後的誤差 |
# | 是或否 | 1 個單元，sigmoid | `BinaryCrossentropy` | Bernoulli | $p - y$ |
# | $K$ 個類別選一個 | $K$ 個單元，softmax | `CategoricalCrossentropy`、`Sparse…` | 類別分布 | $p - y$ |
# | $K$ 個標籤可同時成立 | $K$ 個單元，sigmoid | `BinaryCrossentropy` | $K$ 個 Bernoulli | $(p - y)/K$ |
#
# Bridle（1990）指出，softmax 的輸出搭配這種損失，可以解讀為類別機率。最後一欄說的是：除了離群值那一列，每一對的誤差訊號都一樣，是「預測減真實」，頂多差一個倍數。摺疊的儲存格用 SciPy 檢查四種概似，用 TensorFlow 檢查最後一欄。

# %% rows="L9" fold="Four likelihoods, by SciPy"
from scipy import stats

rng = np.random.default_rng(0)
y_number, guess = rng.normal(size=(2, 20))
P_soft, Y_hard = rng.dirichlet(np.ones(3), 30), one_hot(rng.integers(0, 3, 30), 3)
p_yes, y_yes = rng.uniform(0.05, 0.95, (30, 1)), rng.integers(0, 2, (30, 1))
std = 0.7
gauss = -stats.norm.logpdf(y_number, loc=guess, scale=std)
constant = np.log(std * np.sqrt(2 * np.pi))
laplace = -stats.laplace.logpdf(y_number, loc=guess, scale=1.0)
bernoulli = -stats.bernoulli.logpmf(y_yes, p_yes)
categorical = -stats.multinomial.logpmf(Y_hard, 1, P_soft)
halves = squared_error(y_number, guess) / (2 * std**2)
for name, a, b in [
    ("normal", gauss, halves + constant),
    ("Laplace", laplace, np.abs(y_number - guess) + np.log(2)),
    ("yes or no", bernoulli, binary_cross_entropy(y_yes, p_yes)),
    ("classes", categorical, categorical_cross_entropy(Y_hard, P_soft)),
]:
    print(f"{name:10s} -ln likelihood {np.ravel(a)[0]:.4f}, loss {np.ravel(b)[0]:.4f}")
    assert np.allclose(a, b, rtol=1e-5)
#! falsify: (2 * std**2) => (2 * std)
#! falsify: np.abs(y_number - guess) + np.log(2) => np.abs(y_number - guess)

# %% rows="L9" fold="Derivative of a loss by the logits, by TensorFlow"
import tensorflow as tf

z3, t3 = tf.constant([[1.5, -0.4, 0.3]]), tf.constant([[0.0, 1.0, 0.0]])
yes, several = tf.constant([[1.0]]), tf.constant([[1.0, 1.0, 0.0]])
cce, bce_of = keras.losses.categorical_crossentropy, keras.losses.binary_crossentropy


def slope_of(loss, z):
    with tf.GradientTape() as tape:
        tape.watch(z)
        cost = loss(z)
    return tape.gradient(cost, z).numpy()


# %% slides="A053 A056" rows="L9" fold="The error signals of the table, compared"
pairs = {
    "a number, mse": (
        slope_of(lambda z: (z[:, 0] - 2.0) ** 2, z3[:, :1]),
        2 * (z3[:, :1] - 2),
    ),
    "yes or no": (
        slope_of(lambda z: bce_of(yes, z, from_logits=True), z3[:, :1]),
        tf.sigmoid(z3[:, :1]) - yes,
    ),
    "one of K": (
        slope_of(lambda z: cce(t3, z, from_logits=True), z3),
        tf.nn.softmax(z3) - t3,
    ),
    "several of K": (
        slope_of(lambda z: bce_of(several, z, from_logits=True), z3),
        (tf.sigmoid(z3) - several) / 3,
    ),
}
for name, (measured, formula) in pairs.items():
    print(f"{name:14s} dC/dz = {np.round(measured[0], 3)}")
    assert np.allclose(measured, formula, atol=1e-6)
#! falsify: (tf.sigmoid(z3) - several) / 3 => tf.sigmoid(z3) - several
#! falsify: tf.sigmoid(z3[:, :1]) - yes => yes - tf.sigmoid(z3[:, :1])

# %% [markdown] lang="en"
# ## 5.7 Cat, dog or cow (5 min)
#
# A network with three outputs looks at a picture of a dog: $y = (0, 1, 0)$ for cat, dog, cow. During training its prediction improves in three stages: (0.30, 0.45, 0.25), (0.20, 0.75, 0.05), (0, 1, 0). The slide uses $\log_{10}$.
#
# **Predict.** Which stages does our function of section 5.1 compute without trouble?
#
# <details><summary>Answer</summary>
#
# The first two. For the perfect prediction it computes $0\cdot\ln 0$, which NumPy takes as $0\cdot(-\infty)$, and that is `nan`, "not a number". Section 5.9 repairs this.
# </details>

# %% [markdown] lang="zh-TW" of="0174c84b"
# ## 5.7 貓、狗還是牛（5 分鐘）
#
# 一個有三個輸出的網路，看到一張狗的圖片：依照貓、狗、牛的順序，$y = (0, 1, 0)$。訓練過程中，預測經過三個階段越來越好：(0.30, 0.45, 0.25)、(0.20, 0.75, 0.05)、(0, 1, 0)。投影片用的是 $\log_{10}$。
#
# **先猜猜看**：5.1 節的函式，能順利算出哪幾個階段的損失？
#
# <details><summary>解答</summary>
#
# 前兩個。預測完美時，它算的是 $0\cdot\ln 0$，NumPy 當成 $0\cdot(-\infty)$，得到 `nan`（not a number，非數值）。5.9 節會修好它。
# </details>

# %% rows="L4"
stages = np.array([[0.30, 0.45, 0.25], [0.20, 0.75, 0.05], [0.0, 1.0, 0.0]])
of_the_truth = stages[:, 1]  # y = (0, 1, 0) keeps only the dog's term
hartleys, nats = -np.log10(of_the_truth) + 0.0, -np.log(of_the_truth) + 0.0
print("log10:", *(f"{value:.5f}" for value in hartleys))
print("ln:   ", *(f"{value:.5f}" for value in nats))
with np.errstate(all="ignore"):  # keep NumPy's warnings out of the notebook
    naive = categorical_cross_entropy(np.array([[0, 1, 0]] * 3), stages)
print("our function of section 5.1:", *(f"{value:.4f}" for value in naive))

# %% slides="A062 A063" rows="L4" fold="Compare with the slide"
check_erratum("L4", "first prediction", hartleys[0], slide="0.3469", right="0.3468")
check_slide("L4", "second and third", hartleys[1:], ["0.1249", "0.0000"])
assert np.allclose(naive[:2], nats[:2]) and np.isnan(naive[2])
assert (np.diff(nats) < 0).all() and (stages.argmax(axis=1) == 1).all()
wrong_animal = np.array([[0.05, 0.45, 0.50]])  # cow, with the loss of the first stage
assert np.isclose(categorical_cross_entropy(dog_only, wrong_animal)[0], nats[0])
#! falsify: stages[:, 1] => stages[:, 0]
#! falsify: hartleys, nats = -np.log10(of_the_truth) + 0.0 => hartleys, nats = -np.log(of_the_truth) + 0.0

# %% [markdown] lang="en"
# $-\log_{10} 0.45 = 0.34679$, so the slide's last digit is off by one. Two observations:
#
# - Only the probability of the true class counts. (0.30, 0.45, 0.25) and (0.05, 0.45, 0.50) have the same loss, although the second one names the wrong animal.
# - All three stages answer "dog". The number of right answers has not changed, the loss has. Loss and accuracy measure different things (chapter 6).

# %% [markdown] lang="zh-TW" of="00b40516"
# $-\log_{10} 0.45 = 0.34679$，所以投影片的末位數差了 1。有兩點值得注意：
#
# - 只有正確類別的機率會影響損失。(0.30, 0.45, 0.25) 和 (0.05, 0.45, 0.50) 的損失相同，雖然後者答錯了動物。
# - 三個階段的答案都是「狗」。答對的題數沒變，損失卻變了。損失和準確率（accuracy）衡量的是不同的東西（第 6 章）。

# %% [markdown] lang="en"
# ## 5.8 Why not squared error for classification? (20 min)
#
# One could also compare $p$ with $y$ by $(p - y)^2$. It is 0 when they agree and grows with the error. The difference lies in the **slope**.
#
# A neuron has the logit $z$ and the output $p = \sigma(z)$; its derivative is $p(1-p)$ (chapter 1). By the chain rule:
#
# - squared error: $\dfrac{\partial C}{\partial z} = 2(p - y)\cdot p(1-p)$;
# - cross-entropy: $\dfrac{\partial C}{\partial z} = \Bigl(-\dfrac{y}{p} + \dfrac{1-y}{1-p}\Bigr)\cdot p(1-p) = \dfrac{p - y}{p(1-p)}\cdot p(1-p) = p - y$.
#
# In the cross-entropy the factor $p(1-p)$ cancels; in the squared error it stays. It is nearly 0 whenever $p$ is near 0 **or 1**, right or wrong: the sigmoid is **saturated**.
#
# **Predict.** $y = 0$ and $z = 8$, as wrong as can be, $p = 0.99966$. How many times as hard does cross-entropy pull as squared error: 3, 50 or 1500 times?
#
# <details><summary>Answer</summary>
#
# Some 1500 times: 0.99966 against $2\cdot 0.99966\cdot 0.99966\cdot 0.000335 = 0.00067$.
# </details>

# %% [markdown] lang="zh-TW" of="a6157a57"
# ## 5.8 分類為什麼不用平方誤差？（20 分鐘）
#
# $p$ 和 $y$ 也可以用 $(p - y)^2$ 來比較：一致時為 0，誤差越大就越大。差別在**斜率**。
#
# 一個神經元的 logit 是 $z$，輸出 $p = \sigma(z)$，導數是 $p(1-p)$（第 1 章）。由連鎖律（chain rule）：
#
# - 平方誤差：$\dfrac{\partial C}{\partial z} = 2(p - y)\cdot p(1-p)$；
# - 交叉熵：$\dfrac{\partial C}{\partial z} = \Bigl(-\dfrac{y}{p} + \dfrac{1-y}{1-p}\Bigr)\cdot p(1-p) = \dfrac{p - y}{p(1-p)}\cdot p(1-p) = p - y$。
#
# 交叉熵裡的因子 $p(1-p)$ 消掉了，平方誤差裡的卻還在。只要 $p$ 接近 0 **或 1**，不論對錯，這個因子都幾乎是 0，這時我們說 sigmoid **飽和**（saturated）了。
#
# **先猜猜看**：$y = 0$、$z = 8$，錯得離譜，$p = 0.99966$。交叉熵的拉力是平方誤差的幾倍？3 倍、50 倍還是 1500 倍？
#
# <details><summary>解答</summary>
#
# 大約 1500 倍：0.99966 對 $2\cdot 0.99966\cdot 0.99966\cdot 0.000335 = 0.00067$。
# </details>

# %% rows="L5"
from utils.nn.activations import sigmoid


def pull(loss, p, y):
    """dC/dz of one neuron with p = sigmoid(z)."""
    if loss == "cross-entropy":
        return p - y
    return 2 * (p - y) * p * (1 - p)


def steps_until_right(z, loss, lr=1.0):
    """Gradient descent on z itself, truth 0, until p < 0.1."""
    steps = 0
    while sigmoid(z) >= 0.1:
        z = z - lr * pull(loss, sigmoid(z), 0.0)
        steps += 1
    return steps


p8 = sigmoid(8.0)
strength = pull("cross-entropy", p8, 0) / pull("squared error", p8, 0)
print(f"z = 8: cross-entropy pulls {strength:.0f} times as hard")
race = {}
for loss in ("cross-entropy", "squared error"):
    race[loss] = [steps_until_right(z, loss) for z in (2.0, 4.0, 6.0, 8.0, 10.0)]
    print(f"{loss}: {race[loss]} steps from z = 2, 4, 6, 8, 10")

# %% rows="L5" fold="Check against differences; draw losses and slopes for y = 0"
z_line = np.linspace(-10, 10, 401)
p_z = sigmoid(z_line)
values = {"squared error": p_z**2, "cross-entropy": -np.log(1 - p_z)}
slopes = {name: pull(name, p_z, 0) for name in values}
for name in values:  # central differences: C(z + h) - C(z - h) over 2h
    numeric = (values[name][2:] - values[name][:-2]) / (z_line[2:] - z_line[:-2])
    assert np.allclose(numeric, slopes[name][1:-1], atol=1e-3), name
growth = race["squared error"][-1] / race["squared error"][-2]
print(
    f"squared error, z = 10 after 8: {growth:.1f} times as long; e^2 = {np.exp(2):.1f}"
)
assert 1400 < strength < 1600
assert max(race["cross-entropy"]) < 25 and 6.5 < growth < 8
fig = drawings.plot_losses_and_slopes(
    z_line, values, slopes, xlabel="logit z, truth y = 0"
)
show(
    fig,
    alt="Truth 0, logit from -10 to 10. Left: squared error levels off at 1, "
    "cross-entropy keeps rising in a straight line. Right: the slope of "
    "squared error is a hump around z = 0.7 and returns to 0 for large z; "
    "that of cross-entropy rises to 1 and stays.",
)
#! falsify: return 2 * (p - y) * p * (1 - p) => return 2 * (p - y)
#! falsify: "cross-entropy": -np.log(1 - p_z) => "cross-entropy": -np.log(p_z)
#! alt zh-TW: 真實答案 0，logit 從 −10 到 10。左圖：平方誤差到 1 就變平，交叉熵沿直線繼續上升。右圖：平方誤差的斜率在 z = 0.7 附近隆起，z 變大後又回到 0；交叉熵的斜率上升到 1 後維持不變。

# %% [markdown] lang="en"
# To the right the neuron is wrong and sure of it. There the squared error is a high plateau: large loss, no slope. The race with $\eta = 1$ (in code `lr`) shows the price: for cross-entropy each further unit of $z$ costs about one more step; for squared error it multiplies the time by $e$, but only far out, where $p(1-p) \approx e^{-z}$.
#
# **A whole surface.** A neuron with two weights, 100 points of two overlapping classes. Gradient descent walks on the loss over $(w_1, w_2)$ from two starts (open circles; filled marks are the ends): a mild one, and one where nearly all answers are wrong and sure. The gradient is $X^\top\delta/n$ as in chapter 1, with the error signal $\delta$ of either loss.

# %% [markdown] lang="zh-TW" of="37071ad1"
# 圖的右側，神經元答錯了，還很有把握。平方誤差在那裡是一片高原：損失很大，卻沒有坡度。用 $\eta = 1$（程式裡是 `lr`）賽跑，就看得出代價：用交叉熵，起點的 $z$ 每遠一個單位，大約只多走一步；用平方誤差，到了遠處步數就要乘以 $e$，因為在那裡 $p(1-p) \approx e^{-z}$。
#
# **整張曲面**。一個有兩個權重的神經元，100 個點、兩個互相重疊的類別。梯度下降在 $(w_1, w_2)$ 的損失曲面上，從兩個起點（空心圓；實心標記是終點）出發：一個溫和，另一個幾乎全部答錯，而且很有把握。梯度和第 1 章一樣是 $X^\top\delta/n$，其中 $\delta$ 是各損失的誤差訊號。

# %% rows="L5"
rng = np.random.default_rng(0)
y_points = np.arange(100) % 2
points = rng.normal(size=(100, 2)) + np.where(y_points[:, None] == 1, 1.0, -1.0)


def gradient(loss, w):
    delta = pull(loss, sigmoid(points @ w), y_points)
    return points.T @ delta / len(points)


def walk(loss, w, lr=0.5, num_steps=60):
    path = [np.array(w)]
    for _ in range(num_steps):
        path.append(path[-1] - lr * gradient(loss, path[-1]))
    return np.array(path)


corners = {
    "from the mild start": (-1.0, 3.0),
    "from the badly wrong start": (-5.0, -5.0),
}
paths = {}
for loss in ("cross-entropy", "squared error"):
    paths[loss] = {name: walk(loss, w) for name, w in corners.items()}
    at_start = np.linalg.norm(gradient(loss, np.array([-5.0, -5.0])))
    way = np.linalg.norm(paths[loss]["from the badly wrong start"][-1] + 5)
    print(f"{loss}: slope at the badly wrong start {at_start:.3f},", end=" ")
    print(f"60 steps lead {way:.2f} away")


# %% rows="L5" fold="Measure how steep the surfaces are"
def surface(loss, w1, w2):
    """Mean loss; w1 and w2 may be grids of any shape."""
    z = np.multiply.outer(w1, points[:, 0]) + np.multiply.outer(w2, points[:, 1])
    if loss == "squared error":
        return ((sigmoid(z) - y_points) ** 2).mean(axis=-1)
    return (np.logaddexp(0, z) - y_points * z).mean(axis=-1)  # section 5.9


worst = np.array(corners["from the badly wrong start"])
flat = np.linalg.norm(gradient("squared error", worst))
assert flat < 0.01 * np.linalg.norm(gradient("cross-entropy", worst))
grid = np.linspace(-6.5, 6.5, 53)
for loss in paths:
    sizes = [
        np.linalg.norm(gradient(loss, np.array([a, b]))) for a in grid for b in grid
    ]
    print(f"{loss}: greatest slope on the map {max(sizes):.2f}")
    w, h = np.array([0.7, -1.2]), 1e-5
    by_hand = (surface(loss, w[0] + h, w[1]) - surface(loss, w[0] - h, w[1])) / (2 * h)
    assert np.isclose(by_hand, gradient(loss, w)[0], atol=1e-6)
    assert (max(sizes) > 1.3) == (loss == "cross-entropy") and max(sizes) < 1.5
p_wrong = sigmoid(points @ worst)
hits = np.mean((p_wrong > 0.5) == y_points)
sure = np.maximum(p_wrong, 1 - p_wrong).mean()  # probability of its own answer
print(f"badly wrong start: {hits:.0%} right, {sure:.0%} sure on average")
assert hits < 0.2 and sure > 0.9
slow = walk("squared error", worst, num_steps=2000)  # slow, not stuck
print("squared error after 60 and 2,000 steps:", np.round(slow[[60, 2000]], 1).tolist())
assert np.linalg.norm(slow[60] - worst) < 0.6 and (slow[2000] > 0).all()
assert (paths["cross-entropy"]["from the badly wrong start"][-1] > 0).all()

#! falsify: return points.T @ delta / len(points) => return points.T @ delta
#! falsify: np.where(y_points[:, None] == 1, 1.0, -1.0) => np.where(y_points[:, None] == 1, 0.0, -0.0)

# %% rows="L5" fold="Draw the surfaces"
fig = drawings.plot_surfaces(
    {"cross-entropy": lambda w1, w2: surface("cross-entropy", w1, w2),
     "squared error": lambda w1, w2: surface("squared error", w1, w2)},
    paths, limit=6.5,
)  # fmt: skip
show(
    fig,
    alt="Contours over two weights, each with its own scale. Left, cross-entropy, 0 to "
    "13: a bowl whose sides rise towards the lower left; both paths reach its bright "
    "bottom. Right, squared error, 0 to 0.9: a valley at the upper right and a flat "
    "plateau at the lower left, where the second path hardly moves.",
)
#! alt zh-TW: 兩個權重上的等高線，各有自己的刻度。左圖是交叉熵，0 到 13：像一個碗，碗壁往左下升高，兩條路徑都走到明亮的碗底。右圖是平方誤差，0 到 0.9：右上是山谷，左下是平坦的高原，第二條路徑在那裡幾乎不動。

# %% [markdown] lang="en"
# Mind the two scales: dark is 13 at the left and 0.9 at the right. Measured in loss per unit of weight, cross-entropy is at its steepest just where the answers are worst (for one neuron it is even convex, a bowl without a second valley: its slope $p - y$ never falls as $z$ grows). Squared error has a plateau there, with less than a hundredth of that slope. From the mild start both come down. From the other one squared error is slow, not stuck: after 2,000 steps instead of 60 it has come down too (folded cell).
#
# **The same for softmax.** Let $p = \operatorname{softmax}(z)$ and $C = \frac1K\sum_k (p_k - y_k)^2$, Keras' MSE. The derivative of softmax is $\partial p_k/\partial z_j = p_k([k = j] - p_j)$, where $[k=j]$ is 1 if $k = j$ and 0 otherwise. Hence
#
# $$\frac{\partial C}{\partial z_j} = \frac2K\sum_k (p_k - y_k)\,p_k([k=j] - p_j) = \frac2K\,p_j\Bigl((p_j - y_j) - \sum_k p_k(p_k - y_k)\Bigr).$$
#
# If softmax is sure of the wrong class 1 and class 2 is true, $p = (1,0,0)$ and $y = (0,1,0)$: for $j = 1$ the bracket is $1 - 1 = 0$, for the others $p_j = 0$. No pull at all. Cross-entropy gives $p - y = (1, -1, 0)$.
#
# **Does it matter in practice?** One softmax layer on 5,000 digits, mini-batches of 100, 200 steps, ten seeds, two starts: weights of standard deviation 0.01, at which all $p_k \approx 0.1$, and of standard deviation 1, at which the first predictions are sure and mostly wrong. The losses differ in scale, so for **each start** each loss may choose its learning rate among four, by two seeds on 2,000 validation images; only then the test images are used.
#
# **Predict.** Which loss wins from the small start, and which from the badly wrong one?
#
# <details><summary>Answer</summary>
#
# From the small start hardly either. From the badly wrong one cross-entropy, after 200 steps with nearly every seed, although MSE may take a learning rate ten times its usual one.
# </details>

# %% [markdown] lang="zh-TW" of="f587b80b"
# 請注意兩邊刻度不同：最深的顏色，左邊是 13，右邊是 0.9。以每單位權重的損失來量，交叉熵在答案最糟的地方最陡（單一神經元時它甚至是凸函數（convex function），像一個沒有第二個谷的碗：$z$ 變大時，斜率 $p - y$ 絕不變小）。平方誤差在那裡是高原，斜率不到百分之一。從溫和的起點出發，兩者都走得下來。從另一個起點出發，平方誤差只是慢，並沒有卡住：走 2,000 步而不是 60 步，它也下來了（見摺疊的儲存格）。
#
# **softmax 也一樣**。令 $p = \operatorname{softmax}(z)$，$C = \frac1K\sum_k (p_k - y_k)^2$，也就是 Keras 的 MSE。softmax 的導數是 $\partial p_k/\partial z_j = p_k([k = j] - p_j)$，其中 $[k=j]$ 在 $k = j$ 時為 1，否則為 0。因此
#
# $$\frac{\partial C}{\partial z_j} = \frac2K\sum_k (p_k - y_k)\,p_k([k=j] - p_j) = \frac2K\,p_j\Bigl((p_j - y_j) - \sum_k p_k(p_k - y_k)\Bigr).$$
#
# 假設 softmax 一口咬定是第 1 類，答案卻是第 2 類，也就是 $p = (1,0,0)$、$y = (0,1,0)$：$j = 1$ 時括號內是 $1 - 1 = 0$，其他的 $p_j = 0$。完全沒有拉力。交叉熵則給出 $p - y = (1, -1, 0)$。
#
# **實際訓練時有影響嗎？** 用 5,000 張數字圖片訓練一層 softmax，小批次（mini-batch）100，200 步，十個隨機種子，兩種起點：標準差 0.01 的權重，這時所有 $p_k \approx 0.1$；標準差 1 的權重，最初的預測很有把握，而且大多是錯的。兩種損失的尺度不同，所以**每種起點**都讓每種損失用兩個種子、2,000 張驗證圖片，從四個學習率（learning rate）裡選出自己的；選好之後才用測試圖片。
#
# **先猜猜看**：從小權重出發，哪種損失會贏？從錯得離譜的起點出發呢？
#
# <details><summary>解答</summary>
#
# 從小權重出發，幾乎不分勝負。從錯得離譜的起點出發，200 步之後幾乎每個種子都是交叉熵贏，即使 MSE 用了十倍於平常的學習率。
# </details>

# %% rows="L5"
from utils.data import flatten, load_mnist, to_float
from utils.nn.activations import softmax

(X_all, digits), (X_test, digits_test) = load_mnist()
X_few, Y_few = flatten(to_float(X_all[:5000])), one_hot(digits[:5000])
X_valid, valid = flatten(to_float(X_all[50_000:52_000])), digits[50_000:52_000]
X_new = flatten(to_float(X_test))


def error_signal(P, Y, loss):
    """dC/dz per sample, shape (n, K), for P = softmax(Z)."""
    E = P - Y
    if loss == "cross-entropy":
        return E
    if loss == "MSE without softmax":  # P = Z
        return 2 / P.shape[-1] * E
    return 2 / P.shape[-1] * P * (E - (P * E).sum(axis=-1, keepdims=True))


# %% rows="L5" fold="The formula for softmax, by automatic differentiation"
Y_dog, signals = np.array([[0.0, 1.0, 0.0]]), {}
for z1 in (1.0, 4.0, 8.0):
    Z = np.array([[z1, 0.0, 0.0]])
    for loss, name in {
        "MSE": "mse",
        "cross-entropy": "categorical_crossentropy",
    }.items():
        signals[loss, z1] = error_signal(softmax(Z), Y_dog, loss)
        with tf.GradientTape() as tape:
            z = tf.constant(Z)
            tape.watch(z)
            cost = keras.losses.get(name)(tf.constant(Y_dog), tf.nn.softmax(z))
        assert np.allclose(signals[loss, z1], tape.gradient(cost, z), atol=1e-12)
        slopes_text = " ".join(f"{d:8.4f}" for d in signals[loss, z1][0])
        print(f"z = ({z1:.0f}, 0, 0)  {loss:14s} dC/dz = {slopes_text}")
fall = signals["MSE", 4.0][0, 0] / signals["MSE", 8.0][0, 0]
assert 40 < fall < 60
#! falsify: P * (E - (P * E).sum(axis=-1, keepdims=True)) => P * (E - E.sum(axis=-1, keepdims=True))
#! falsify: return 2 / P.shape[-1] * P => return 1 / P.shape[-1] * P


# %% rows="L5"
def train(loss, lr, std, seed, num_steps=200, batch_size=100):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, std, (784, 10)).astype("float32")
    b, accuracy = np.zeros(10, "float32"), []
    for step in range(num_steps + 1):
        if step % 40 == 0:
            accuracy.append(np.mean((X_valid @ W + b).argmax(axis=1) == valid))
        rows = rng.integers(0, len(X_few), batch_size)
        X_batch, Y_batch = X_few[rows], Y_few[rows]  # (100, 784), (100, 10)
        Z = X_batch @ W + b
        P = Z if loss == "MSE without softmax" else softmax(Z)
        delta = error_signal(P, Y_batch, loss) / batch_size
        W -= lr * X_batch.T @ delta.astype("float32")
        b -= lr * delta.sum(axis=0)
    return np.array(accuracy), W, b


# %% rows="L5" tags=["nbval-ignore-output"]
rates = {"cross-entropy": [0.1, 1, 10, 100], "MSE": [1, 10, 100, 1000]}
runs, chosen, tested = {}, {}, {}
for std in (0.01, 1.0):
    for loss in rates:
        ends = []
        for lr in rates[loss]:  # choose by two seeds
            runs[std, loss, lr] = [train(loss, lr, std, seed) for seed in (0, 1)]
            ends.append(np.mean([run[0][-1] for run in runs[std, loss, lr]]))
        lr = chosen[std, loss] = rates[loss][int(np.argmax(ends))]
        runs[std, loss, lr] += [train(loss, lr, std, seed) for seed in range(2, 10)]
        results = []
        for _, W, b in runs[std, loss, lr]:
            results.append(np.mean((X_new @ W + b).argmax(axis=1) == digits_test))
        tested[std, loss] = np.array(results)
        print(f"start {std}, {loss}: validation", np.round(ends, 2), end=" ")
        print(f"chosen lr {lr}, test", np.round(results, 3))
assert tested[1.0, "cross-entropy"].mean() > tested[1.0, "MSE"].mean() + 0.03

# %% rows="L5" tags=["nbval-ignore-output"] fold="Check the choice and the pairs"
difference = {
    std: tested[std, "cross-entropy"] - tested[std, "MSE"] for std in (0.01, 1.0)
}
for std, gaps in difference.items():
    print(f"start {std}: cross-entropy minus MSE, same seed {gaps.mean():.3f}", end=" ")
    print(f"({gaps.min():.3f} to {gaps.max():.3f})")
assert [chosen[0.01, loss] for loss in rates] == [1, 10]
assert chosen[1.0, "cross-entropy"] >= 10 and chosen[1.0, "MSE"] == 100
assert abs(difference[0.01].mean()) < 0.02 and np.sum(difference[1.0] > 0) >= 9
usual = np.mean([run[0][-1] for run in runs[1.0, "MSE", 10]])
spoilt = np.mean([run[0][-1] for run in runs[0.01, "MSE", 100]])
assert usual < 0.6 and spoilt < 0.6
#! falsify: tested[std, "cross-entropy"] - tested[std, "MSE"] for std => tested[std, "MSE"] - tested[std, "cross-entropy"] for std

# %% rows="L5" tags=["nbval-ignore-output"] fold="MSE after 1,000 steps; a control without softmax"
late = [train("MSE", 100, 1.0, seed, num_steps=1000)[0][-1] for seed in range(10)]
best_lr = chosen[1.0, "cross-entropy"]
early = [run[0][-1] for run in runs[1.0, "cross-entropy", best_lr]]
print("badly wrong start, MSE after 1,000 steps: validation", np.round(late, 2))
print("cross-entropy after 200 steps: validation", np.round(early, 2))
caught_up = np.sum(late >= np.median(early))
print("as good as the median of these:", caught_up, "of 10")
assert min(late) < np.median(early) - 0.05 and 1 <= caught_up <= 4
plain_logits = {}  # squared error on the logits themselves
for std in (0.01, 1.0):
    ends = [
        np.mean([train("MSE without softmax", lr, std, seed)[0][-1] for seed in (0, 1)])
        for lr in (0.03, 0.1, 0.2)
    ]
    plain_logits[std] = max(ends)
    print(f"start {std}, MSE without softmax: validation", np.round(ends, 2))
assert plain_logits[0.01] > 0.8 and plain_logits[1.0] < 0.3
#! falsify: "MSE without softmax", lr, std, seed => "cross-entropy", lr, std, seed
#! falsify: train("MSE", 100, 1.0, seed, num_steps=1000) => train("MSE", 10, 1.0, seed, num_steps=200)

# %% rows="L5" tags=["nbval-ignore-output"] fold="Draw the chosen runs"
panels = {}
for title, std in {"Small start": 0.01, "Badly wrong start": 1.0}.items():
    panels[title] = {
        f"{loss}, lr {chosen[std, loss]}": np.array(
            [run[0] for run in runs[std, loss, chosen[std, loss]]]
        ).T
        for loss in rates
    }
assert all(len(panel) == 2 for panel in panels.values())
fig = drawings.plot_spread(
    panels, range(0, 201, 40), xlabel="step", ylabel="validation accuracy"
)
show(
    fig,
    alt="Validation accuracy over 200 steps, mean and range of ten seeds, each loss "
    "at its best learning rate. From small weights both end near 0.89. From badly "
    "wrong weights cross-entropy climbs faster, to about 0.85; MSE is slower, "
    "spreads widely and ends near 0.71.",
)
#! alt zh-TW: 200 步的驗證準確率，十個種子的平均與範圍，每種損失用自己最好的學習率。從小權重出發，兩者都到 0.89 左右。從錯得離譜的權重出發，交叉熵爬得比較快，到 0.85 左右；MSE 比較慢、起伏很大，最後約為 0.71。

# %% [markdown] lang="en"
# From the small start the difference is {{ difference[0.01].mean() | .3f | 0.006 }} on average, with both signs among the ten seeds: too little to name a winner here. From the badly wrong start cross-entropy is ahead after 200 steps, by {{ difference[1.0].mean() | .2f | 0.03 }} on average and in {{ np.sum(difference[1.0] > 0) | d | 1 }} of 10 seeds. And one rate does not serve MSE for both starts: its 10 of the small start reaches {{ usual | .2f | 0.06 }} from the wrong one, its 100 of the wrong start {{ spoilt | .2f | 0.06 }} from the small one.
#
# After 1,000 steps (folded cell) the ten MSE runs stand between {{ min(late) | .2f | 0.15 }} and {{ max(late) | .2f | 0.03 }} on the validation images: most are still behind what cross-entropy reached in 200 steps (the median of its ten runs), a few have caught up.
#
# Nor does this show that MSE is a bad loss for classification as such. Faster training with cross-entropy, explained by the steeper surface, was reported by Solla, Levin and Fleisher (1988). But Hui and Belkin (2021) trained many modern architectures with squared error, *without* softmax in front of it, and found them comparable or better on most tasks. In the neuron and on the surface above, saturation together with squared error is what slows training down. Our digit runs alone cannot separate it from other effects of large starting weights: the control, squared error on the plain logits, does worse still from the badly wrong start ({{ plain_logits[1.0] | .2f | 0.06 }} after 200 steps at the best of three rates; from the small one {{ plain_logits[0.01] | .2f | 0.03 }}).

# %% [markdown] lang="zh-TW" of="a9a31fde"
# 從小權重出發，平均相差 {{ difference[0.01].mean() | .3f | 0.006 }}，各種子有正有負：差距太小，十個種子**無法判定**。從錯得離譜的起點出發，200 步之後交叉熵領先，平均 {{ difference[1.0].mean() | .2f | 0.03 }}，10 個種子中有 {{ np.sum(difference[1.0] > 0) | d | 1 }} 個是如此。而且 MSE 無法用同一個學習率應付兩種起點：小權重起點選出的 10，在錯誤的起點只到 {{ usual | .2f | 0.06 }}；錯誤的起點選出的 100，在小權重起點只到 {{ spoilt | .2f | 0.06 }}。
#
# 1,000 步之後（見摺疊的儲存格），十次 MSE 訓練的驗證準確率在 {{ min(late) | .2f | 0.15 }} 到 {{ max(late) | .2f | 0.03 }} 之間：大多仍落後於交叉熵 200 步的水準（十次訓練的中位數），只有少數幾次追上。
#
# 這也沒有證明 MSE 本身不適合分類。Solla、Levin 與 Fleisher（1988）報告用交叉熵訓練較快，並以曲面較陡來解釋；但 Hui 與 Belkin（2021）用平方誤差訓練許多現代架構，前面**不加** softmax，在大多數任務上表現相當或更好。從上面的單一神經元和曲面來看，拖慢訓練的是「飽和」加上「平方誤差」。光靠這組數字圖片的實驗，無法和大權重起點的其他影響區分開來：對照組把平方誤差直接用在 logit 上，從錯得離譜的起點出發，反而更差（三個學習率中最好的，200 步後為 {{ plain_logits[1.0] | .2f | 0.06 }}；從小權重出發則是 {{ plain_logits[0.01] | .2f | 0.03 }}）。

# %% [markdown] lang="en"
# ## 5.9 Three numerical accidents, and log-sum-exp (15 min)
#
# float32 holds numbers up to about $3.4\cdot 10^{38}$, which is $e^{88.7}$, and positive ones down to about $10^{-38}$, which is $e^{-87.3}$ (NumPy goes on to $10^{-45}$ with fewer digits, TensorFlow usually does not). Larger ones become `inf` (**overflow**), smaller ones 0 (**underflow**). Softmax takes $e^z$, and logits of 100 are not rare when a start is bad or an input unscaled.
#
# **Predict.** The logits are $(120, 0, 0)$, the second class is true. What is the exact loss, roughly?
#
# <details><summary>Answer</summary>
#
# $-\ln p_2 = \ln(e^{120} + 1 + 1) - 0$, that is 120. A large number, but a harmless one.
# </details>

# %% [markdown] lang="zh-TW" of="2141faea"
# ## 5.9 三種數值事故，以及 log-sum-exp（15 分鐘）
#
# float32 最大能表示約 $3.4\cdot 10^{38}$，也就是 $e^{88.7}$；最小的正數約 $10^{-38}$，也就是 $e^{-87.3}$（NumPy 可以用較少的位數延伸到 $10^{-45}$，TensorFlow 通常不行）。再大就變成 `inf`（**溢位**，overflow），再小就變成 0（**欠位**（又稱下溢），underflow）。softmax 要計算 $e^z$，而起點不好或輸入沒有縮放時，logit 到 100 並不稀奇。
#
# **先猜猜看**：logit 是 $(120, 0, 0)$，第二類才是答案。真正的損失大約是多少？
#
# <details><summary>解答</summary>
#
# $-\ln p_2 = \ln(e^{120} + 1 + 1) - 0$，也就是 120。數字雖大，卻一點也不可怕。
# </details>

# %% rows="L6"
Z = np.array([120, 0, 0], dtype="float32")  # sure of the first class
y = np.array([0, 1, 0], dtype="float32")  # the second one is true
with np.errstate(all="ignore"):
    powers = np.exp(Z)
    shares = powers / powers.sum()
    print("1. overflow:  e^z =", powers, " softmax =", shares)
    p = softmax(Z)  # subtracts the largest logit first (chapter 1)
    print("2. underflow: stable softmax =", p, " -ln p of the truth =", -np.log(p[1]))
    in_a_sum = -(y * np.log(p)).sum()
    print("3. 0 x ln 0:  y ln p =", y * np.log(p), " loss =", in_a_sum)

# %% [markdown] lang="en"
# 1. $e^{120}$ does not fit; `inf / inf` is `nan`.
# 2. Subtracting the largest logit avoids that, but then $p$ of the true class, $e^{-120}$, becomes exactly 0, and $-\ln 0 = \infty$.
# 3. With a one-hot sum, a 0 of $y$ may meet $\ln 0 = -\infty$: `0 * inf` is `nan`.
#
# One `nan` in the gradient, and after the next update every weight it reaches is `nan`.
#
# A common remedy is **clipping**: replace $p$ by the nearest number between $\varepsilon$ and $1 - \varepsilon$. Keras does so with $\varepsilon = 10^{-7}$ when it is given probabilities. Then the loss is at most $-\ln 10^{-7} = 16.118$. But a clipped value is constant, and the derivative of a constant is **0**. We compare four ways to compute the same loss. `tf.nn.softmax` is already the stable one.

# %% [markdown] lang="zh-TW" of="83de5046"
# 1. $e^{120}$ 存不下；`inf / inf` 得到 `nan`。
# 2. 先減去最大的 logit 可以避免溢位，但正確類別的機率 $e^{-120}$ 變成不折不扣的 0，而 $-\ln 0 = \infty$。
# 3. 用獨熱編碼加總時，$y$ 裡的 0 可能遇上 $\ln 0 = -\infty$：`0 * inf` 是 `nan`。
#
# 梯度裡只要有一個 `nan`，下一次更新後，它影響到的每個權重都會變成 `nan`。
#
# 常見的補救是**裁剪**（clipping）：把 $p$ 換成 $\varepsilon$ 與 $1 - \varepsilon$ 之間最接近的數。Keras 收到機率時就這麼做，$\varepsilon = 10^{-7}$。這樣損失最多是 $-\ln 10^{-7} = 16.118$。但是被裁剪的值是常數，常數的導數是 **0**。我們用四種寫法計算同一個損失；`tf.nn.softmax` 本身已經是穩定的寫法。


# %% rows="L6"
def exp_over_sum(Y, z):
    p = tf.exp(z) / tf.reduce_sum(tf.exp(z), axis=-1, keepdims=True)
    return -tf.reduce_sum(Y * tf.math.log(p), axis=-1)


def log_of_softmax(Y, z):
    return -tf.reduce_sum(Y * tf.math.log(tf.nn.softmax(z)), axis=-1)


def keras_clipped(Y, z):
    return cce(Y, tf.nn.softmax(z))


def from_logits(Y, z):
    return cce(Y, z, from_logits=True)


# %% rows="L6" fold="Loss and gradient of a form, for many logits at once"
def loss_and_gradient(form, z1):
    """For logits (z1, 0, 0), truth class 2: losses (n,) and gradients (n, 3)."""
    z = tf.constant(np.stack([z1, 0 * z1, 0 * z1], axis=1), tf.float32)
    Y = tf.constant(np.tile([0.0, 1.0, 0.0], (len(z1), 1)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(z)
        loss = form(Y, z)
    return loss.numpy(), tape.gradient(loss, z).numpy()


# %% rows="L6"
z1_few = np.array([5.0, 20.0, 60.0, 120.0])
print("logit z1        ", z1_few)
for form in (exp_over_sum, log_of_softmax, keras_clipped, from_logits):
    loss, slope = loss_and_gradient(form, z1_few)
    print(f"{form.__name__:15s} loss", np.round(loss, 2), end="  ")
    print("dC/dz1", np.round(slope[:, 0], 2))

# %% [markdown] lang="en"
# The exact derivative by $z_1$ is $p_1 - 0$: 0.99 at first, then 1.
#
# - At 5 all agree.
# - At 20 the clipped form reports 16.12 instead of 20 and has **no gradient**. The sample that is most wrong teaches nothing.
# - At 60 the first form is worse than broken, it is silently wrong: the loss is right, the gradient is not. Our explanation: the derivative of $1/S$, with the sum $S \approx e^{60}$, is $-1/S^2 \approx -e^{-120}$. That is too small for float32 and becomes 0. If this is so, the first form must fail where $e^{-2z_1}$ gets lost, near 43.7, and the second where $e^{-z_1}$ does, near 87.3. The folded cell tries 521 logits, with the exact gradient computed in float64.
# - At 120 the first two are broken; `from_logits=True` is right everywhere.

# %% [markdown] lang="zh-TW" of="a60f76ae"
# 對 $z_1$ 的真正導數是 $p_1 - 0$：先是 0.99，之後是 1。
#
# - $z_1 = 5$：全部一致。
# - $z_1 = 20$：裁剪的寫法報出 16.12 而不是 20，而且**沒有梯度**。錯得最嚴重的樣本，反而什麼也教不了。
# - $z_1 = 60$：第一種寫法比當掉更糟，它默默地算錯：損失是對的，梯度卻是錯的。我們的解釋：$1/S$ 的導數是 $-1/S^2$，其中總和 $S \approx e^{60}$，所以約為 $-e^{-120}$，小到 float32 存不下而變成 0。若真如此，第一種寫法應該在 $e^{-2z_1}$ 消失的地方失靈，約 43.7；第二種則在 $e^{-z_1}$ 消失的地方，約 87.3。摺疊的儲存格試了 521 個 logit，正確的梯度用 float64 計算。
# - $z_1 = 120$：前兩種壞掉了；`from_logits=True` 全程正確。

# %% rows="L6" tags=["nbval-ignore-output"] fold="Where each form begins to fail"
z1_line = np.linspace(0, 130, 521)
exact = 1 / (1 + 2 * np.exp(-z1_line))  # e^z1 / (e^z1 + 2), in float64
pulls, first_failure = {}, {}
for name, form in {
    "exp / sum": exp_over_sum, "log of softmax": log_of_softmax,
    "Keras, clipped": keras_clipped, "from_logits=True": from_logits,
}.items():  # fmt: skip
    pulls[name] = loss_and_gradient(form, z1_line)[1][:, 0]
    bad = ~(np.abs(pulls[name] - exact) < 0.01)  # nan counts as bad
    first_failure[name] = z1_line[bad.argmax()] if bad.any() else np.inf
    print(f"{name:17s} first wrong at z1 = {first_failure[name]:.2f}")
tiny = -np.log(np.finfo("float32").tiny)  # the smallest number of full precision
print(f"e^-z1 is that small at {tiny:.1f}, its square at {tiny / 2:.1f}")
# a processor that keeps numbers below 1e-38 fails somewhat later
assert tiny / 2 - 1 < first_failure["exp / sum"] < 53
assert tiny - 1 < first_failure["log of softmax"] < 105
assert 15.5 < first_failure["Keras, clipped"] < 16.8
assert np.isinf(first_failure["from_logits=True"])
assert np.isnan(shares).any() and p[1] == 0 and np.isnan(in_a_sum)
assert keras.config.epsilon() == 1e-7
#! falsify: exact = 1 / (1 + 2 * np.exp(-z1_line)) => exact = 1 / (1 + 2 * np.exp(z1_line))
#! falsify: "from_logits=True": from_logits, => "from_logits=True": keras_clipped,

# %% rows="L6" fold="Draw the gradients"
fig = drawings.plot_pulls(z1_line, pulls, exact)
show(
    fig,
    alt="Gradient of the wrong class's logit, one panel per form; it should rise "
    "to 1 and stay. exp over sum drops to 0 after 43, log of softmax ends "
    "after 87, the clipped form drops to 0 after 16; only from_logits=True "
    "stays at 1 up to 130.",
)
#! alt zh-TW: 錯誤類別的 logit 的梯度，每種寫法一格；正確的梯度應該上升到 1 後維持不變。exp 除以總和的寫法在 43 之後掉到 0，對 softmax 取對數的寫法在 87 之後中斷，裁剪的寫法在 16 之後掉到 0；只有 from_logits=True 到 130 都維持在 1。

# %% [markdown] lang="en"
# The explanation fits: the first form fails just where $1/S^2$ gets lost, the second where $p_t$ does.
#
# **The right form: log-sum-exp.** Do not compute $p$ at all. For the true class $t$:
#
# $$-\ln p_t = -\ln\frac{e^{z_t}}{\sum_k e^{z_k}} = \ln\sum_k e^{z_k} - z_t .$$
#
# What is left is $\operatorname{LSE}(z) = \ln\sum_k e^{z_k}$. Let $z_{\max}$ be the largest logit and take $e^{z_{\max}}$ out of the sum:
#
# $$\operatorname{LSE}(z) = \ln\Bigl(e^{z_{\max}}\sum_k e^{z_k - z_{\max}}\Bigr) = z_{\max} + \ln\sum_k e^{z_k - z_{\max}}.$$
#
# Every exponent is now at most 0, so nothing overflows; one term is $e^0 = 1$, so the logarithm never sees 0 (Blanchard, Higham and Higham, 2021, analyse its rounding errors). For two classes, with one logit held at 0, the same steps give
#
# $$-y\ln\sigma(z) - (1-y)\ln(1-\sigma(z)) = \ln(1 + e^{z}) - yz = \max(z, 0) - yz + \ln(1 + e^{-|z|}).$$

# %% [markdown] lang="zh-TW" of="03dbbec8"
# 結果與解釋相符：第一種寫法正好在 $1/S^2$ 消失的地方失靈，第二種則在 $p_t$ 消失的地方。
#
# **正確的寫法：log-sum-exp**。根本不要計算 $p$。令正確類別為 $t$：
#
# $$-\ln p_t = -\ln\frac{e^{z_t}}{\sum_k e^{z_k}} = \ln\sum_k e^{z_k} - z_t .$$
#
# 剩下的是 $\operatorname{LSE}(z) = \ln\sum_k e^{z_k}$。令 $z_{\max}$ 為最大的 logit，把 $e^{z_{\max}}$ 提到總和外面：
#
# $$\operatorname{LSE}(z) = \ln\Bigl(e^{z_{\max}}\sum_k e^{z_k - z_{\max}}\Bigr) = z_{\max} + \ln\sum_k e^{z_k - z_{\max}}.$$
#
# 現在每個指數都不大於 0，不會溢位；其中一項是 $e^0 = 1$，所以對數不會遇到 0（Blanchard、Higham 與 Higham（2021）分析了它的捨入誤差）。兩個類別、其中一個 logit 固定為 0 時，同樣的步驟得到
#
# $$-y\ln\sigma(z) - (1-y)\ln(1-\sigma(z)) = \ln(1 + e^{z}) - yz = \max(z, 0) - yz + \ln(1 + e^{-|z|}).$$


# %% rows="L6"
def log_sum_exp(Z):
    top = Z.max(axis=-1, keepdims=True)
    return top[..., 0] + np.log(np.exp(Z - top).sum(axis=-1))


def cross_entropy_from_logits(Y, Z):
    return log_sum_exp(Z) - (Y * Z).sum(axis=-1)  # the rows of Y sum to 1


def binary_cross_entropy_from_logits(y, z):
    # log1p(x) = ln(1 + x), exact for small x as well
    return np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))


print("exact loss:", cross_entropy_from_logits(y, Z))

# %% rows="L6" fold="200 samples with logits of standard deviation 1000, against SciPy and Keras"
from scipy.special import logsumexp

rng = np.random.default_rng(0)
Z_wild = rng.normal(0, 1000, (200, 10))
Y_one = one_hot(rng.integers(0, 10, 200)).astype(float)
y_bit = rng.integers(0, 2, 200).astype(float)
many = cross_entropy_from_logits(Y_one, Z_wild)
two = binary_cross_entropy_from_logits(y_bit, Z_wild[:, 0])
keras_many = cce(Y_one, Z_wild, from_logits=True)
keras_two = bce_of(y_bit[:, None], Z_wild[:, :1], from_logits=True)
print(f"logits up to {np.abs(Z_wild).max():.0f}", end="; ")
print(f"all losses finite: {np.isfinite(many).all()}")
print(f"first sample: ours {many[0]:.2f}, Keras {keras_many[0]:.2f}")
assert np.isclose(cross_entropy_from_logits(y, Z), 120)
assert np.allclose(log_sum_exp(Z_wild), logsumexp(Z_wild, axis=-1))
assert np.allclose(many, keras_many, rtol=1e-6) and np.allclose(
    two, keras_two, rtol=1e-6
)
#! falsify: return log_sum_exp(Z) - (Y * Z).sum(axis=-1) => return log_sum_exp(Z) + (Y * Z).sum(axis=-1)
#! falsify: np.maximum(z, 0) - y * z => np.maximum(z, 0) - (1 - y) * z

# %% [markdown] lang="en"
# Ours, SciPy's and Keras' agree even for logits of several thousand; `utils.nn.losses` keeps these functions for later chapters. In Keras the habit is: **while training, no activation in the last layer, and `from_logits=True` in the loss**; apply softmax or sigmoid to the predictions afterwards. Chapter 6 at times puts the activation into the model, for shortness; a softmax or sigmoid layer *directly* before the loss is safe too, for Keras then computes from the logits behind its back. Section 5.16 shows when it does not.

# %% [markdown] lang="zh-TW" of="4581a2ab"
# 即使 logit 高達數千，我們的、SciPy 的和 Keras 的結果都一致；`utils.nn.losses` 收錄了這些函式，後面的章節會用到。使用 Keras 時的好習慣是：**訓練時，最後一層不加激活函數，損失設 `from_logits=True`**；需要機率時，再對預測結果套上 softmax 或 sigmoid。第 6 章有時為了簡短，會把激活函數放進模型；softmax 或 sigmoid 層**直接**接在損失之前也是安全的，因為 Keras 會悄悄改用 logit 計算。5.16 節說明什麼時候不會。

# %% [markdown] lang="en"
# ## 5.10 One-hot or integer labels (6 min)
#
# A one-hot vector holds nothing but the number $t$ of the true class. `sparse_categorical_crossentropy` takes that number directly: the loss is $-\ln p_t$, an entry looked up by its index. Labels have shape $(n,)$ instead of $(n, K)$.
#
# **Predict.** 60,000 labels as one byte each, or as ten float32 numbers each: how many times the memory?
#
# <details><summary>Answer</summary>
#
# 40 times: $10\cdot 4$ bytes against 1.
# </details>

# %% [markdown] lang="zh-TW" of="7f273987"
# ## 5.10 獨熱編碼或整數標籤（6 分鐘）
#
# 獨熱編碼的向量裡，唯一的資訊就是正確類別的編號 $t$。`sparse_categorical_crossentropy` 直接使用這個編號：損失是 $-\ln p_t$，也就是用索引取出的那一項。標籤的形狀是 $(n,)$，而不是 $(n, K)$。
#
# **先猜猜看**：60,000 個標籤，每個用一個位元組，或每個用十個 float32，記憶體相差幾倍？
#
# <details><summary>解答</summary>
#
# 40 倍：$10\cdot 4$ 個位元組對 1 個。
# </details>

# %% rows="L7"
Z_some = np.random.default_rng(0).normal(0, 5, (60_000, 10))
P_some, Y_dense = softmax(Z_some), one_hot(digits)
by_index = -np.log(P_some[np.arange(60_000), digits])  # row i, column digits[i]
sparse = keras.losses.sparse_categorical_crossentropy(digits, Z_some, from_logits=True)
dense = keras.losses.categorical_crossentropy(Y_dense, Z_some, from_logits=True)
print(f"mean loss: {by_index.mean():.4f}, {np.mean(sparse):.4f}, {np.mean(dense):.4f}")
memory = Y_dense.nbytes / digits.nbytes
print(
    f"integers {digits.nbytes:,} bytes, one-hot {Y_dense.nbytes:,}: {memory:.0f} times"
)

# %% rows="L7" fold="Check; and four calls that Keras refuses"
assert np.allclose(by_index, sparse, rtol=1e-4) and np.allclose(
    sparse, dense, rtol=1e-5
)
assert memory == 40

P4 = np.array([[0.3, 0.45, 0.25], [0.2, 0.75, 0.05], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
t4 = np.array([1, 1, 0, 2])
Y4 = one_hot(t4, 3)
CCE = keras.losses.CategoricalCrossentropy
SCCE, BCE = keras.losses.SparseCategoricalCrossentropy, keras.losses.BinaryCrossentropy


def attempt(what, loss, y, p):
    try:
        value = float(loss(y, p))
    except (ValueError, tf.errors.InvalidArgumentError) as error:
        sentence = str(error).split("}} ")[-1].split(". ")[0]  # the first one
        print(f"{what:34s} {type(error).__name__}:\n    {sentence}")
        return None
    print(f"{what:34s} {value:.4f}")
    return value


right = attempt("categorical, one-hot (right)", CCE(), Y4, P4)
assert np.isclose(right, attempt("sparse, integers (right)", SCCE(), t4, P4))
assert attempt("categorical, integers", CCE(), t4, P4) is None
assert attempt("sparse, one-hot", SCCE(), Y4, P4) is None
_ = attempt("sparse, labels 1 to 3", SCCE(), t4 + 1, P4)  # refused on a CPU only
assert attempt("binary, integers", BCE(), t4, P4) is None
#! falsify: P_some[np.arange(60_000), digits] => P_some[np.arange(60_000), 9 - digits]
#! falsify: attempt("sparse, integers (right)", SCCE(), t4, P4) => attempt("sparse, integers (right)", SCCE(), t4 // 2, P4)

# %% [markdown] lang="en"
# Same loss, a fortieth of the memory. One-hot labels are needed where the truth is not one class (label smoothing, section 5.18; several labels at once), and by some metrics (`F1Score`, chapter 6).
#
# The folded cell confuses them. "must have the same rank" means integers given to the categorical loss, "must have rank (ndim) `target.ndim - 1`" means one-hot given to the sparse one. Labels 1 to 3 instead of 0 to 2 are an `InvalidArgumentError`, but only on a CPU: TensorFlow's manual says that on a GPU such samples give `nan` instead. These are the lucky cases; section 5.17 shows seven that Keras does not refuse.

# %% [markdown] lang="zh-TW" of="e6ddeec2"
# 損失相同，記憶體只要四十分之一。需要獨熱編碼的情況是：真實答案不是單一類別（5.18 節的標籤平滑、同時有多個標籤），以及某些評估標準（第 6 章的 `F1Score`）。
#
# 摺疊的儲存格把兩者混用：「must have the same rank」表示把整數給了 categorical 損失，「must have rank (ndim) `target.ndim - 1`」表示把獨熱編碼給了 sparse 損失。標籤用了 1 到 3 而不是 0 到 2，會得到 `InvalidArgumentError`，但只有在 CPU 上才會：依 TensorFlow 的文件，在 GPU 上這些樣本會變成 `nan`。這些還算幸運；5.17 節有七種情況，Keras 一個也不會拒絕。

# %% [markdown] lang="en"
# ## 5.11 Regression with outliers, and quantiles (18 min)
#
# An **outlier** is a value far away from the rest: a typing error, a broken sensor, or a rare truth. Five measurements, 1, 2, 3, 3.5 and 100. Which single number $c$ predicts them best? That depends on the loss of the error $r = c - y$.
#
# - **MSE**, $r^2$: the derivative $\frac2n\sum_i (c - y_i)$ of the mean is 0 at the **mean**, 21.9. One value of 100 has moved the prediction to where no data are.
# - **MAE**, mean absolute error, $|r|$: each value pulls with strength 1, up or down, however far it is. The pulls balance when as many values lie above as below: at the **median**, 3.
# - **Huber** loss (Huber, 1964) is squared near 0 and straight beyond a threshold $\tau$ (Keras calls it `delta`, default 1):
#
# $$h(r) = \tfrac12 r^2 \text{ if } |r| \le \tau, \qquad h(r) = \tau|r| - \tfrac12\tau^2 \text{ otherwise}; \qquad h'(r) = r \text{ limited to } [-\tau, \tau].$$
#
# **Predict.** Where is Huber's best $c$ with $\tau = 1$: at the mean, at the median, between them, or outside?
#
# <details><summary>Answer</summary>
#
# Outside: at 2.833, below both. The text after the cell says why.
# </details>

# %% [markdown] lang="zh-TW" of="db028fee"
# ## 5.11 有離群值的迴歸，以及分位數（18 分鐘）
#
# **離群值**（outlier）是遠離其他資料的值：輸入錯誤、感測器故障，或是罕見的事實。五個測量值 1、2、3、3.5、100，用哪一個數 $c$ 來預測最好？這取決於誤差 $r = c - y$ 的損失。
#
# - **MSE**，$r^2$：平均的導數 $\frac2n\sum_i (c - y_i)$ 在**平均數**（mean）21.9 時為 0。一個 100 就把預測拉到沒有任何資料的地方。
# - **MAE**（平均絕對誤差，mean absolute error），$|r|$：不論多遠，每個值都用強度 1 往上或往下拉。上下個數相等時達到平衡，也就是**中位數**（median）3。
# - **Huber** 損失（Huber, 1964）在 0 附近是平方，超過閾值（threshold）$\tau$（Keras 的參數名稱是 `delta`，預設 1）就變成直線：
#
# $$h(r) = \tfrac12 r^2 \;\;(|r| \le \tau), \qquad h(r) = \tau|r| - \tfrac12\tau^2 \;\;(|r| > \tau); \qquad h'(r) = \text{限制在 } [-\tau, \tau] \text{ 內的 } r.$$
#
# **先猜猜看**：$\tau = 1$ 時，Huber 最好的 $c$ 在哪裡？在平均數、在中位數、在兩者之間，還是在外面？
#
# <details><summary>解答</summary>
#
# 在外面：2.833，比兩者都小。儲存格之後的文字會說明原因。
# </details>


# %% rows="L8"
def huber(r, tau=1.0):
    return np.where(np.abs(r) <= tau, r**2 / 2, tau * np.abs(r) - tau**2 / 2)


measured = np.array([1, 2, 3, 3.5, 100])
candidates = np.linspace(0, 30, 30_001)
errors = candidates - measured[:, None]  # (5, 30001)
loss_of_error = {"MSE": np.square, "MAE": np.abs, "Huber": huber}
best_c = {}
for name, loss in loss_of_error.items():
    best_c[name] = candidates[loss(errors).mean(axis=0).argmin()]
    print(f"{name:5s} is least at c = {best_c[name]:.3f}")
print(f"mean {measured.mean():.1f}, median {np.median(measured):.1f}")
middle = measured[np.abs(measured - best_c["Huber"]) <= 1]
print("values within 1 of Huber's c:", middle, f" their mean {middle.mean():.3f}")

# %% rows="L8" fold="Check against Keras"
rng = np.random.default_rng(0)
Y_true, Y_pred = rng.normal(0, 2, (2, 50, 3))
for name, keras_name in {"MSE": "mse", "MAE": "mae", "Huber": "huber"}.items():
    ours = loss_of_error[name](Y_pred - Y_true).mean(axis=1)
    assert np.allclose(ours, keras.losses.get(keras_name)(Y_true, Y_pred), rtol=1e-6)
assert np.allclose(list(best_c.values()), [21.9, 3, 17 / 6], atol=1e-3)
assert np.isclose(best_c["Huber"], middle.mean(), atol=1e-3)

#! falsify: tau * np.abs(r) - tau**2 / 2 => tau * np.abs(r)
#! falsify: measured - best_c["Huber"]) <= 1 => measured - best_c["Huber"]) <= 2

# %% rows="L8" fold="Huber's best c for every threshold"
taus = np.geomspace(0.05, 200, 60)
path = np.array([candidates[huber(errors, tau).mean(axis=0).argmin()] for tau in taus])
assert path.min() < np.median(measured) - 0.1 and np.isclose(path[0], 3, atol=1e-3)
assert np.isclose(path[-1], measured.mean(), atol=1e-3)
fig = plotting.plot_curves(
    {"Huber": path},
    x={"Huber": taus},
    xlabel="threshold τ",
    ylabel="best prediction c",
    title="From the median to the mean, by a detour below both",
    logx=True,
)
ax = fig.axes[0]
for level, name in [(3, "median 3"), (21.9, "mean 21.9")]:
    ax.axhline(level, color="#666666", lw=1, zorder=0)
    ax.text(0.05, level * 1.06, name)
ax.set(
    yscale="log",
    yticks=[2, 3, 5, 10, 20],
    yticklabels=["2", "3", "5", "10", "20"],
    ylim=(2, 30),
)
ax.minorticks_off()
ax.get_legend().remove()
show(
    fig,
    alt="Huber's best prediction over the threshold, both axes logarithmic. For small "
    "thresholds it is the median, 3; near 1 it dips to 2.83, below median and mean; "
    "from 3 on it rises and reaches the mean, 21.9, near 80.",
)
#! falsify: huber(errors, tau).mean(axis=0) => huber(errors, 1.0).mean(axis=0)
#! alt zh-TW: Huber 的最佳預測隨閾值變化，兩軸都是對數刻度。閾值很小時是中位數 3；在 1 附近降到 2.83，比中位數和平均數都小；從 3 開始上升，在 80 附近到達平均數 21.9。

# %% [markdown] lang="en"
# **Why outside.** A value within $\tau$ of $c$ pulls with its distance, every other one with $\tau$, up or down. At $c = 2.833$ one value pulls fully upwards (100) and one fully downwards (1). They cancel, and what remains is the *mean of the middle values* 2, 3 and 3.5. The median takes 3 from them whatever the distances; their mean is lower, because 2 is farther from 3 than 3.5 is. As $\tau$ shrinks to 0 Huber's prediction becomes the median; once $\tau$ covers all data it is the mean; on the way it need not lie between them.

# %% [markdown] lang="zh-TW" of="d544d77d"
# **為什麼在外面**。和 $c$ 相距 $\tau$ 以內的值，拉力等於距離；其他的值不論遠近，都用 $\tau$ 往上或往下拉。在 $c = 2.833$，全力往上拉的有一個（100），全力往下拉的也有一個（1），互相抵消，剩下的就是**中間那些值** 2、3、3.5 的平均。中位數不管距離，一律取 3；平均則比較小，因為 2 離 3 比 3.5 遠。$\tau$ 趨近 0 時，Huber 的預測變成中位數；$\tau$ 大到涵蓋所有資料時，就是平均數；但半路上不一定在兩者之間。


# %% rows="L8" fold="Draw the losses and their pulls"
def squared_pull(r):
    return 2 * r


def huber_pull(r):
    return np.clip(r, -1, 1)


pull_of_error = {"MSE": squared_pull, "MAE": np.sign, "Huber": huber_pull}
r_line = np.linspace(-4, 4, 401)
shapes = {name: loss(r_line) for name, loss in loss_of_error.items()}
strengths = {name: pull_of(r_line) for name, pull_of in pull_of_error.items()}
for (
    name,
    loss,
) in loss_of_error.items():  # derivative against differences, off the kinks
    numeric = (loss(r_line + 1e-6) - loss(r_line - 1e-6)) / 2e-6
    smooth = (np.abs(np.abs(r_line) - 1) > 0.01) & (np.abs(r_line) > 0.01)
    assert np.allclose(numeric[smooth], strengths[name][smooth], atol=1e-4)
fig = drawings.plot_losses_and_slopes(
    r_line, shapes, strengths, xlabel="error r", ylim=(-0.3, 8)
)
show(
    fig,
    alt="Left: MSE is a parabola, MAE a V, Huber a parabola near 0 that continues "
    "straight. Right: the derivative of MSE grows without limit, that of MAE "
    "jumps from -1 to 1, that of Huber rises from -1 to 1 and stays there.",
)
#! falsify: np.clip(r, -1, 1) => np.clip(r, -2, 2)
#! alt zh-TW: 左圖：MSE 是拋物線，MAE 是 V 字形，Huber 在 0 附近是拋物線，之後沿直線延伸。右圖：MSE 的導數無限增加，MAE 的導數從 −1 跳到 1，Huber 的導數從 −1 上升到 1 後維持不變。

# %% [markdown] lang="en"
# The right panel is the pull of one data point: with MSE an error of 100 pulls a hundred times as hard as an error of 1; with MAE and Huber equally hard.
#
# **Lines.** We draw 200 data sets of 40 points about the line $1 + 2x$. In a second version of each, the last four points lie 12 lower. Every data set gets a line by each loss. MAE's pull does not get weaker near the minimum, so the learning rate shrinks during the last quarter of the steps.

# %% [markdown] lang="zh-TW" of="8ac87d97"
# 右圖是一個資料點的拉力：用 MSE 時，誤差 100 的拉力是誤差 1 的一百倍；用 MAE 和 Huber 時一樣大。
#
# **配適直線**。我們產生 200 組資料，每組是直線 $1 + 2x$ 附近的 40 個點；每組另有一個版本，最後四個點低了 12。每組資料都用每種損失配適一條直線。MAE 在最小值附近拉力也不會變弱，因此最後四分之一的步數中，學習率逐漸縮小。

# %% rows="L8"
rng = np.random.default_rng(1)
x = np.linspace(0, 3, 40)
clean = 1 + 2 * x + rng.normal(0, 0.5, (200, 40))  # one data set per row
spoiled = clean - 12.0 * (np.arange(40) >= 36)


def fit_lines(x, Y, pull_of, lr=0.1, num_steps=2000):
    """One line per row of Y (sets, n); slopes and intercepts have shape (sets, 1)."""
    w = b = np.zeros((len(Y), 1))
    for step in range(num_steps):
        delta = pull_of(w * x + b - Y)
        rate = lr * min(1, 4 * (1 - step / num_steps))
        w = w - rate * (delta * x).mean(axis=1, keepdims=True)
        b = b - rate * delta.mean(axis=1, keepdims=True)
    return w[:, 0], b[:, 0]


slope, lines = {}, {}
for kind, Y_sets in {"clean": clean, "spoiled": spoiled}.items():
    for name, pull_of in pull_of_error.items():
        w, b = fit_lines(x, Y_sets, pull_of)
        slope[kind, name], lines[name] = w, (w[0], b[0])
        print(f"{kind:8s} {name:5s} slope {w.mean():5.2f} ± {w.std():.2f}")

# %% rows="L8" fold="Check, and draw the first of the 200 spoiled data sets"
for name in ("MSE", "Huber"):
    assert slope["clean", name].std() < 0.9 * slope["clean", "MAE"].std()
assert abs(slope["spoiled", "MSE"].mean() - 2) > 1.5
assert all(abs(slope["spoiled", name].mean() - 2) < 0.5 for name in ("MAE", "Huber"))
by_formula = np.polyfit(x, clean.T, 1)[0]  # the exact least-squares slopes
assert np.allclose(slope["clean", "MSE"], by_formula, atol=1e-6)
fig = drawings.plot_fits(x, spoiled[0], np.arange(40) >= 36, lines)
show(
    fig,
    alt="Forty points rise with slope 2, the last four lie 12 lower. The MSE line "
    "is almost flat and misses nearly all points; the lines of MAE and Huber "
    "follow the 36 good ones.",
)
#! falsify: clean - 12.0 * (np.arange(40) >= 36) => clean - 12.0 * (np.arange(40) >= 40)
#! alt zh-TW: 四十個點沿斜率 2 上升，最後四個低了 12。MSE 的直線幾乎是平的，幾乎錯過所有點；MAE 和 Huber 的直線跟著其餘 36 個好的點。

# %% [markdown] lang="en"
# (± is the standard deviation over the 200 data sets.) With outliers the MSE line loses the slope, MAE and Huber keep most of it; they too are pulled a little, since all four outliers lie on one side and at the end. Without outliers the order is reversed: MSE and Huber scatter less than MAE, {{ slope["clean", "MSE"].std() | .3f | 0.002 }} against {{ slope["clean", "MAE"].std() | .3f | 0.003 }}. Robustness has a price; Huber, whose $\tau = 1$ is twice the standard deviation of this noise, pays nothing visible ({{ slope["clean", "Huber"].std() | .3f | 0.002 }}). But $\tau$ must fit the scale of the noise, and whether an outlier is an error or the most important observation, no loss can know.
#
# **From the median to any quantile.** MAE balances at the median because both sides pull equally. Let values above the prediction pull with strength $q$ and values below with $1 - q$: this is the **quantile loss**, also *pinball loss* (Koenker and Bassett, 1978). The pulls balance when $q\cdot(\text{number above}) = (1-q)\cdot(\text{number below})$, so when a share $q$ lies below. Three such lines make a forecast with a range.
#
# **Predict.** Noise that grows with $x$: will the lines for $q$ = 0.1, 0.5 and 0.9 be parallel?
#
# <details><summary>Answer</summary>
#
# No, they spread like a fan, and about 10, 50 and 90 % of the points lie below them.
# </details>

# %% [markdown] lang="zh-TW" of="eef1770a"
# （± 是 200 組資料的標準差。）有離群值時，MSE 的直線失去斜率，MAE 和 Huber 大致保住；它們也被拉偏了一點，因為四個離群值都在同一側、又在末端。沒有離群值時，順序正好相反：MSE 和 Huber 的變動比 MAE 小，{{ slope["clean", "MSE"].std() | .3f | 0.002 }} 對 {{ slope["clean", "MAE"].std() | .3f | 0.003 }}。穩健是有代價的；Huber 的 $\tau = 1$ 是這裡雜訊標準差的兩倍，幾乎沒有付出代價（{{ slope["clean", "Huber"].std() | .3f | 0.002 }}）。不過 $\tau$ 必須配合雜訊的尺度；至於離群值究竟是錯誤，還是最重要的觀測，任何損失都無從得知。
#
# **從中位數到任何分位數**。MAE 平衡在中位數，是因為兩側的拉力一樣大。如果讓高於預測的值用強度 $q$ 拉、低於預測的值用 $1 - q$ 拉，就得到**分位數損失**（quantile loss），也叫 *pinball loss*（Koenker and Bassett, 1978）。$q\cdot(\text{上方個數}) = (1-q)\cdot(\text{下方個數})$ 時達到平衡，也就是有比例 $q$ 的值在下方。三條這樣的線，就是一個附帶範圍的預測。
#
# **先猜猜看**：雜訊隨 $x$ 變大時，$q$ = 0.1、0.5、0.9 的三條線會平行嗎？
#
# <details><summary>解答</summary>
#
# 不會，它們像扇子一樣張開，分別約有 10%、50%、90% 的點在線的下方。
# </details>


# %% rows="L8"
def quantile_pull(q):
    def pull_of(r):  # r = prediction - value
        return np.where(r < 0, -q, 1 - q)

    return pull_of


rng = np.random.default_rng(2)
x_fan = np.linspace(0, 3, 400)
y_fan = 1 + 2 * x_fan + rng.normal(0, 0.3 + 0.5 * x_fan)
fan, below = {}, {}
for q in (0.1, 0.5, 0.9):
    w, b = fit_lines(x_fan, y_fan[None], quantile_pull(q), num_steps=8000)
    fan[q] = w[0], b[0]
    below[q] = np.mean(y_fan < w[0] * x_fan + b[0])
    print(f"q = {q}: slope {w[0]:.2f}, {below[q]:.0%} of the points below")

# %% rows="L8" fold="Check with the true quantiles, and draw"
for q in fan:  # the noise is normal, so its quantile grows in a straight line
    true_slope = 2 + 0.5 * stats.norm.ppf(q)
    assert abs(below[q] - q) < 0.015 and abs(fan[q][0] - true_slope) < 0.25
fig = drawings.plot_quantiles(x_fan, y_fan, fan)
show(
    fig,
    alt="Four hundred points whose scatter grows with x. Three straight lines open "
    "like a fan: below the lowest lie a tenth of the points, below the middle one "
    "half, below the highest nine tenths.",
)
#! falsify: np.where(r < 0, -q, 1 - q) => np.where(r < 0, -(1 - q), q)
#! alt zh-TW: 四百個點，散布程度隨 x 變大。三條直線像扇子一樣張開：最低的線下方有十分之一的點，中間的有一半，最高的有十分之九。

# %% [markdown] lang="en"
# Keras has no quantile loss, but any function of truth and prediction serves as one; exercise 6 asks for it.

# %% [markdown] lang="zh-TW" of="4ed12146"
# Keras 沒有分位數損失，不過任何以真實值和預測為參數的函式都可以當損失；練習 6 就請你寫一個。

# %% [markdown] lang="en"
# ## 5.12 A rare class: weights, and what they cost (15 min)
#
# One neuron is to find the fives among the digits: the case of chapter 4, which started its bias at $\ln(s/(1-s))$, where $s$ is the share of fives, 9 %. A detector that always says no is right on 91 %, so one may wish to make fives count more. In `fit`, `class_weight={0: w0, 1: w1}` multiplies the loss of each sample by the weight of its class. **Balanced** weights $w_1 = 0.5/s$ and $w_0 = 0.5/(1-s)$ let both classes weigh the same in sum, and have mean 1, so that the learning rate keeps its meaning.
#
# What do the weights do to the probabilities? Section 5.5 answers it. Among samples with equal inputs let a share $f$ be fives. Their mean weighted loss is $-w_1 f\ln p - w_0(1-f)\ln(1-p)$: cross-entropy with frequencies in the proportion $w_1 f : w_0(1-f)$. It is least where
#
# $$\frac{p}{1-p} = \frac{w_1}{w_0}\cdot\frac{f}{1-f}, \qquad\text{in logits}\qquad z_\text{weighted} = z_\text{plain} + \ln\frac{w_1}{w_0}.$$
#
# With balanced weights, the shift is $\ln\frac{1-s}{s}$: exactly the bias of chapter 4, with the other sign.
#
# **Predict.** Fives found of all fives (**recall**) and true fives among those reported (**precision**; both in chapter 6): which rises, which falls? And what becomes of the mean predicted probability, which should be 0.09?
#
# <details><summary>Answer</summary>
#
# Recall rises, from about 0.74 to 0.92, precision falls from about 0.92 to 0.57, and the mean probability doubles to about 0.19.
# </details>

# %% [markdown] lang="zh-TW" of="b88c3752"
# ## 5.12 稀有類別：權重，以及它的代價（15 分鐘）
#
# 用一個神經元從數字圖片裡找出 5，就是第 4 章的例子；當時把偏差的起點設為 $\ln(s/(1-s))$，其中 $s$ 是 5 所占的比例，9%。永遠說「不是」的偵測器就有 91% 答對，所以我們可能想提高 5 的比重。在 `fit` 裡，`class_weight={0: w0, 1: w1}` 把每個樣本的損失乘上它的類別的權重。**平衡的**權重 $w_1 = 0.5/s$、$w_0 = 0.5/(1-s)$ 讓兩個類別的總份量相等，而且平均為 1，所以學習率的意義不變。
#
# 權重會對機率做什麼？5.5 節已經有答案。在輸入相同的樣本裡，設 5 的比例是 $f$，加權後的平均損失是 $-w_1 f\ln p - w_0(1-f)\ln(1-p)$，也就是頻率比為 $w_1 f : w_0(1-f)$ 的交叉熵。它的最小值滿足
#
# $$\frac{p}{1-p} = \frac{w_1}{w_0}\cdot\frac{f}{1-f}, \qquad\text{換成 logit：}\qquad z_\text{weighted} = z_\text{plain} + \ln\frac{w_1}{w_0}.$$
#
# 權重平衡時，位移是 $\ln\frac{1-s}{s}$：正好是第 4 章的偏差，只差一個負號。
#
# **先猜猜看**：所有的 5 當中找到的比例（**召回率**，recall），以及報告為 5 的圖片當中真的是 5 的比例（**精確率**，precision；兩者見第 6 章），哪個上升，哪個下降？平均的預測機率本來應該是 0.09，會變成多少？
#
# <details><summary>解答</summary>
#
# 召回率從大約 0.74 升到 0.92，精確率從大約 0.92 降到 0.57，平均機率則加倍，約為 0.19。
# </details>

# %% rows="L1"
(X_all, digits), (X_test, digits_test) = load_mnist()
X = flatten(to_float(X_all))
X_train, X_val = X[:50_000], X[50_000:]
y = (digits == 5).astype("float32")
y_train, y_val = y[:50_000], y[50_000:]

share = float(y_train.mean())
class_weight = {0: 0.5 / (1 - share), 1: 0.5 / share}
shift = np.log(class_weight[1] / class_weight[0])
print(f"share {share:.3f}, weights {class_weight[0]:.2f} and {class_weight[1]:.2f}")
print(f"predicted move of the logits: {shift:.2f}")


def detect(class_weight=None, seed=0):
    """Train the detector; return the logits of the validation images."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(1)])  # logits
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    adam = keras.optimizers.Adam(0.003)
    model.compile(optimizer=adam, loss=loss, steps_per_execution=49)  # 49: for speed
    settings = {"batch_size": 256, "epochs": 3, "class_weight": class_weight}
    model.fit(X_train, y_train, **settings, verbose=0)
    W, b = model.get_weights()
    return (X_val @ W + b)[:, 0].astype(float)


# %% rows="L1" fold="The shift is exact for a neuron without inputs"
weights_of_fives = share * class_weight[1]
weighted_share = weights_of_fives / (weights_of_fives + (1 - share) * class_weight[0])
exact_move = np.log(weighted_share / (1 - weighted_share)) - np.log(share / (1 - share))
print(f"best probability of a neuron without inputs: {share:.3f}, weighted 0.500")
print(f"its logit moves by {exact_move:.4f}; ln of the weights' ratio {shift:.4f}")
assert np.isclose(exact_move, shift) and np.isclose(weighted_share, 0.5)
assert np.isclose(shift, -np.log(share / (1 - share)))  # chapter 4's bias
#! falsify: 0: 0.5 / (1 - share), 1: 0.5 / share => 0: 0.5 / share, 1: 0.5 / (1 - share)

# %% rows="L1" tags=["nbval-ignore-output"]
logits = {}  # seed: (without weights, with weights)
for seed in range(5):
    logits[seed] = detect(seed=seed), detect(class_weight, seed)
    move = np.mean(logits[seed][1] - logits[seed][0])
    print(f"seed {seed}: the logits moved by {move:.2f} on average")
    assert abs(move - shift) < 0.8

# %% [markdown] lang="en"
# The logits moved by about as much as predicted. If the shift is known, it can be taken back: subtract $\ln(w_1/w_0)$ from the weighted logits before the sigmoid. And the other way round: the *plain* detector, which reports a five where $p > \frac12$, can report one where $z > -\ln(w_1/w_0)$. We compare all four on the validation images.

# %% [markdown] lang="zh-TW" of="2b21e480"
# logit 移動的量和預測的差不多。既然知道位移多少，就可以扣回來：先從加權的 logit 減去 $\ln(w_1/w_0)$，再套 sigmoid。反過來也行：**沒有加權**的偵測器原本在 $p > \frac12$ 時報告 5，可以改成在 $z > -\ln(w_1/w_0)$ 時報告。我們在驗證圖片上比較這四種。


# %% rows="L1" tags=["nbval-ignore-output"]
def report(z, threshold=0.0):
    """Recall and precision for z > threshold, mean probability, mean loss."""
    found, p = z > threshold, sigmoid(z)
    hits = np.sum(found & (y_val == 1))
    loss = binary_cross_entropy_from_logits(y_val, z).mean()
    return np.array([hits / y_val.sum(), hits / found.sum(), p.mean(), loss])


def four_ways(plain, weighted):
    return {
        "plain": report(plain),
        "weighted": report(weighted),
        "weighted, shifted back": report(weighted - shift),
        "plain, threshold moved": report(plain, threshold=-shift),
    }


all_reports = {}  # name: five rows of four numbers
for plain, weighted in logits.values():
    for name, numbers in four_ways(plain, weighted).items():
        all_reports.setdefault(name, []).append(numbers)
print(f"share of fives {y_val.mean():.3f}   recall  precision  mean p   loss")
for name, rows in all_reports.items():
    print(f"{name:24s}", "".join(f"{number:9.3f}" for number in np.mean(rows, axis=0)))
assert len(all_reports["plain"]) == 5

# %% rows="L1" tags=["nbval-ignore-output"] fold="Check every seed; precision at the same recall"
columns = np.moveaxis(np.array(list(all_reports.values())), 2, 0)
recall, precision, mean_p, loss_of = columns  # (ways, seeds) each
for name, values_of in zip(
    ("recall", "precision", "mean p", "loss"), columns, strict=True
):
    gaps = values_of[1] - values_of[0]
    print(f"weighted minus plain: {name:9s} {gaps.mean():6.3f} ± {gaps.std():.3f}")
edge = []  # precision of the weighted minus the plain one, at the weighted one's recall
for plain, weighted in logits.values():
    hits = np.sum((weighted > 0) & (y_val == 1))
    cut = np.sort(plain[y_val == 1])[-hits]  # the plain threshold that finds as many
    edge.append(hits / np.sum(weighted > 0) - hits / np.sum(plain >= cut))
print("precision at equal recall, weighted minus plain:", np.round(edge, 3))
assert (recall[1] > recall[0] + 0.1).all() and (recall[3] > recall[0] + 0.1).all()
assert (precision[1] < precision[0] - 0.2).all()
assert (np.abs(mean_p[0] - y_val.mean()) < 0.01).all()
assert (mean_p[1] > 1.7 * mean_p[0]).all()
assert (np.abs(mean_p[2] - y_val.mean()) < 0.025).all()
assert (loss_of[1] > 1.5 * loss_of[0]).all() and (loss_of[2] < 1.12 * loss_of[0]).all()
quoted = [recall[0], recall[1], precision[0], precision[1], mean_p[1]]
assert np.allclose(np.mean(quoted, axis=1), [0.74, 0.92, 0.92, 0.57, 0.19], atol=0.04)
moved = np.array([np.mean(b - a) for a, b in logits.values()])
#! falsify: report(weighted - shift) => report(weighted + shift)
#! falsify: report(plain, threshold=-shift) => report(plain, threshold=shift)

# %% rows="L1" tags=["nbval-ignore-output"] fold="Draw the two detectors' logits"
above = np.mean(logits[0][1] > logits[0][0])
print(f"weighted logit above the plain one: {above:.0%} of the images")
assert above > 0.98
fig = drawings.plot_shift(*[z[:2000] for z in logits[0]], y_val[:2000] == 1, shift)
show(
    fig,
    alt="Logits of 2,000 validation images, plain detector across, weighted one up. "
    "Most points lie near the line 2.31 above the diagonal, fives at the upper right "
    "and there a little below it, other digits at the lower left. In the upper left "
    "quarter the weighted detector reports a five and the plain one does not.",
)
#! alt zh-TW: 2,000 張驗證圖片的 logit，橫軸是沒有加權的偵測器，縱軸是加權的。大部分的點落在比對角線高 2.31 的直線附近；5 在右上，略低於這條線，其他數字在左下。左上角的區域，是加權的偵測器報告為 5、沒有加權的不報告。

# %% [markdown] lang="en"
# Over five seeds, weights raise recall from {{ recall[0].mean() | .2f | 0.03 }} to {{ recall[1].mean() | .2f | 0.02 }} and lower precision from {{ precision[0].mean() | .2f | 0.03 }} to {{ precision[1].mean() | .2f | 0.04 }}. The probabilities are spoilt: their mean is {{ mean_p[1].mean() | .2f | 0.02 }} where {{ y_val.mean() | .2f }} are fives, and the loss nearly doubles. Taking the known shift back repairs most of it ({{ mean_p[2].mean() | .3f | 0.008 }}, loss {{ loss_of[2].mean() | .3f | 0.006 }} against {{ loss_of[0].mean() | .3f | 0.004 }}), not all.
#
# The move was {{ moved.mean() | .2f | 0.2 }} instead of {{ shift | .2f }}. The formula is exact where a model can give each input its own probability, or for a neuron without inputs (the folded cell). One neuron over 784 pixels cannot, and three epochs are not the end of its training; we did not separate the two. Nor is the move the same everywhere: in the figure the fives, at the upper right, lie a little below the line.
#
# Are the weights worth it? Moving the threshold of the plain detector raises recall as well, without training again. At equal recall the weighted one is more precise by {{ np.mean(edge) | .3f | 0.02 }} on average, {{ min(edge) | .3f | 0.02 }} to {{ max(edge) | .3f | 0.03 }} among the seeds: **undecided**. So weights are no cure for a rare class; they choose another point of the exchange between recall and precision, and they choose it before training. Chapter 6 takes the other way: calibrated probabilities, and a threshold by cost.

# %% [markdown] lang="zh-TW" of="25eeb792"
# 五個種子平均下來，權重把召回率從 {{ recall[0].mean() | .2f | 0.03 }} 提高到 {{ recall[1].mean() | .2f | 0.02 }}，精確率從 {{ precision[0].mean() | .2f | 0.03 }} 降到 {{ precision[1].mean() | .2f | 0.04 }}。機率失準了：5 只占 {{ y_val.mean() | .2f }}，平均機率卻是 {{ mean_p[1].mean() | .2f | 0.02 }}，損失也將近加倍。把已知的位移扣回來，大致修好（平均 {{ mean_p[2].mean() | .3f | 0.008 }}，損失 {{ loss_of[2].mean() | .3f | 0.006 }} 對 {{ loss_of[0].mean() | .3f | 0.004 }}），但不是完全修好。
#
# 實際移動了 {{ moved.mean() | .2f | 0.2 }}，而不是 {{ shift | .2f }}。只有模型能給每個輸入各自的機率，或神經元根本沒有輸入時（見摺疊的儲存格），公式才完全準確。784 個像素上的一個神經元做不到，而且三個週期（epoch）還不到訓練的終點；我們沒有把這兩個原因分開。各處的移動量也不相同：圖中右上方的 5 就略低於那條線。
#
# 這樣做值得嗎？移動沒有加權的偵測器的閾值，同樣能提高召回率，而且不必重新訓練。在召回率相同時，加權的偵測器精確率平均高 {{ np.mean(edge) | .3f | 0.02 }}，各種子從 {{ min(edge) | .3f | 0.02 }} 到 {{ max(edge) | .3f | 0.03 }}：**無法判定**。所以權重並不是稀有類別的解藥；它只是在召回率與精確率的交換裡，選了另一個點，而且是在訓練之前就選定。第 6 章走另一條路：校準過的機率，加上由代價決定的閾值。

# %% [markdown] lang="en"
# ## 5.13 Explore: move the prediction (6 min)
#
# In a live kernel, move the three sliders. They are shares, which are divided by their sum to become probabilities. Choose the truth; the last choice is a picture on which 7 of 10 people saw a dog and 3 a cat.
#
# 1. Truth "dog": move only cat and cow against each other. What does the loss do?
# 2. Bring dog close to 0, then close to 1. Where does a small step change the loss most?
# 3. Truth "70% dog, 30% cat": how small can you make the loss?
#
# <details><summary>What you find</summary>
#
# 1. Dog's probability changes only through the sum; as long as cat + cow stays equal, the loss stays equal. 2. Near 0, where the slope $-1/p$ is steep. 3. Shares 0.43, 1.00 and 0.01 give 0.618 nats, the least on the sliders. The bound is 0.611, the entropy of (0.3, 0.7, 0); the slider leaves cow a small rest, and every rest costs.
# </details>

# %% [markdown] lang="zh-TW" of="1fdc1ec9"
# ## 5.13 動手探索：移動預測（6 分鐘）
#
# 在執行中的 kernel 裡移動三個滑桿。它們是份量，除以總和之後才是機率。再選擇真實答案；最後一個選項是一張圖片，10 個人裡有 7 個說是狗、3 個說是貓。
#
# 1. 答案是「dog」：只讓貓和牛互相消長，損失怎麼變？
# 2. 把狗調到接近 0，再調到接近 1。在哪裡，小小一步對損失影響最大？
# 3. 答案是「70% dog, 30% cat」：損失最小能到多少？
#
# <details><summary>你會發現</summary>
#
# 1. 狗的機率只透過總和改變；只要貓加牛不變，損失就不變。2. 接近 0 的地方，那裡斜率 $-1/p$ 很陡。3. 份量取 0.43、1.00、0.01 時是 0.618 nat，是滑桿能到的最小值。下限是 (0.3, 0.7, 0) 的熵 0.611；滑桿總會留一點給牛，只要留下一點，就要付出代價。
# </details>

# %% rows="L4" fold="Start the explorable"
from utils.explore import explore

truths = dict(zip(["cat", "dog", "cow"], np.eye(3), strict=True))
mostly_dog = truths["70% dog, 30% cat"] = np.array([0.3, 0.7, 0.0])


def draw_classes(cat, dog, cow, truth):
    y = truths[truth]
    p = np.array([cat, dog, cow]) / (cat + dog + cow)
    return drawings.plot_contributions(
        ["cat", "dog", "cow"], y, p, "nats", -y * np.log(p)
    )


settings = np.stack(np.meshgrid(*[np.arange(1, 101) / 100] * 3), axis=-1)
settings = settings.reshape(-1, 3)  # all a million positions of the sliders
costs = -np.log(settings / settings.sum(axis=1, keepdims=True)) @ mostly_dog
best_shares, bound = settings[costs.argmin()], entropy([0.3, 0.7], np.log)
print(f"entropy {bound:.3f}; least on the sliders {costs.min():.3f} at", best_shares)
assert np.allclose([bound, costs.min()], [0.611, 0.618], atol=5e-4)
assert np.allclose(best_shares, [0.43, 1.0, 0.01])
explore(
    draw_classes,
    alt="Truth dog, prediction 0.30, 0.45, 0.25. Only the bar of dog contributes "
    "to the cross-entropy, 0.799 nats; cat and cow contribute 0.",
    cat=(0.01, 1.0, 0.01, 0.30),
    dog=(0.01, 1.0, 0.01, 0.45),
    cow=(0.01, 1.0, 0.01, 0.25),
    truth=["dog", "cat", "cow", "70% dog, 30% cat"],
)
#! falsify: keepdims=True)) @ mostly_dog => keepdims=True)) @ truths["dog"]
#! falsify: np.array([0.3, 0.7, 0.0]) => np.array([0.7, 0.3, 0.0])
#! alt zh-TW: 答案是狗，預測為 0.30、0.45、0.25。只有狗的長條對交叉熵有貢獻，0.799 nat；貓和牛的貢獻是 0。
#! page cat (share of cat; 貓的份量): 0.05, 0.3, 0.43, 0.54
#! page dog (share of dog; 狗的份量): 0.01, 0.2, 0.45, 1
#! page cow (share of cow; 牛的份量): 0.01, 0.25, 0.5
#! page truth (truth; 真實答案)

# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** *Run it with another value.* In Tokyo let it snow on 3 days in 10: in a new cell below, call `entropy([0.3, 0.7])` and `cross_entropy(np.array([0.3, 0.7]), coin)`. What becomes of the entropy, and of the mean loss of the forecaster who says 50 : 50?
#
# <details><summary>Answer</summary>
#
# 0.881 bits, and still 1 bit: $-\log_2\frac12 = 1$ whatever happens.
# </details>
#
# **2.** A network predicts (0.1, 0.6, 0.3), the third class is true. What is the loss in nats and in bits?
#
# <details><summary>Answer</summary>
#
# $-\ln 0.3 = 1.204$ nats; divided by $\ln 2$: 1.737 bits.
# </details>
#
# **3.** An untrained network for 10 classes gives about 0.1 to each. Which loss do you expect?
#
# <details><summary>Answer</summary>
#
# $\ln 10 = 2.303$.
# </details>
#
# **4.** By mistake softmax outputs are passed as logits (10 classes). What is the smallest possible loss?
#
# <details><summary>Answer</summary>
#
# Softmax of (1, 0, …, 0) gives the true class at most $e/(e + 9) = 0.232$, so the loss is at least $\ln(e + 9) - 1 = 1.461$. Training seems to stop there.
# </details>
#
# **5.** The loss starts at 16.1 and hardly moves. What do you suspect, and what do you try?
#
# <details><summary>Answer</summary>
#
# Predictions are sure and wrong, and probabilities are clipped at $10^{-7}$: $-\ln 10^{-7} = 16.118$, gradient 0. Remove the last activation, use `from_logits=True`, and look for the cause of the huge logits, such as inputs that are not scaled.
# </details>
#
# **6.** *Write it yourself.* A quantile loss for Keras with $q = 0.9$, for `model.compile(loss=…)`: a function of truth and prediction, both of shape (n, 1), that returns (n,).
#
# <details><summary>Answer</summary>
#
# ```python
# def quantile_loss(y, y_hat):
#     r = y - y_hat
#     return keras.ops.mean(keras.ops.maximum(0.9 * r, -0.1 * r), axis=-1)
# ```
# </details>
#
# **7.** *Write it yourself.* The entropy of each row of an array `P` of shape (n, K), in nats, with $0\ln 0 = 0$ and without a loop.
#
# <details><summary>Answer</summary>
#
# ```python
# def row_entropy(P):
#     return -(P * np.log(np.where(P > 0, P, 1))).sum(axis=-1)
# ```
# </details>

# %% [markdown] lang="zh-TW" of="b6b2c68b"
# ## 自我檢測
#
# **1.** **換個數值再跑一次**。假設東京每 10 天有 3 天下雪：在下方新增一個儲存格，呼叫 `entropy([0.3, 0.7])` 和 `cross_entropy(np.array([0.3, 0.7]), coin)`。熵變成多少？永遠說一半一半的預報員，平均損失又是多少？
#
# <details><summary>解答</summary>
#
# 0.881 位元；後者還是 1 位元，因為不論發生什麼，$-\log_2\frac12 = 1$。
# </details>
#
# **2.** 網路預測 (0.1, 0.6, 0.3)，第三類才是答案。損失是多少 nat？多少位元？
#
# <details><summary>解答</summary>
#
# $-\ln 0.3 = 1.204$ nat；除以 $\ln 2$，得 1.737 位元。
# </details>
#
# **3.** 一個尚未訓練的 10 類網路，給每一類大約 0.1。損失大概是多少？
#
# <details><summary>解答</summary>
#
# $\ln 10 = 2.303$。
# </details>
#
# **4.** 不小心把 softmax 的輸出當成 logit 傳入（10 類）。損失最小可能是多少？
#
# <details><summary>解答</summary>
#
# (1, 0, …, 0) 的 softmax 最多給正確類別 $e/(e + 9) = 0.232$，所以損失至少是 $\ln(e + 9) - 1 = 1.461$。訓練看起來就像停在那裡。
# </details>
#
# **5.** 損失一開始就是 16.1，而且幾乎不動。你懷疑什麼？會怎麼處理？
#
# <details><summary>解答</summary>
#
# 預測很有把握卻是錯的，機率被裁剪在 $10^{-7}$：$-\ln 10^{-7} = 16.118$，梯度是 0。拿掉最後的激活函數，改用 `from_logits=True`，並找出 logit 過大的原因，例如輸入沒有縮放。
# </details>
#
# **6.** **自己寫寫看**。為 Keras 寫一個 $q = 0.9$ 的分位數損失，可以用在 `model.compile(loss=…)`：參數是真實值和預測，形狀都是 (n, 1)，回傳 (n,)。
#
# <details><summary>解答</summary>
#
# ```python
# def quantile_loss(y, y_hat):
#     r = y - y_hat
#     return keras.ops.mean(keras.ops.maximum(0.9 * r, -0.1 * r), axis=-1)
# ```
# </details>
#
# **7.** **自己寫寫看**。陣列 `P` 的形狀是 (n, K)，求每一列的熵，單位 nat，令 $0\ln 0 = 0$，而且不用迴圈。
#
# <details><summary>解答</summary>
#
# ```python
# def row_entropy(P):
#     return -(P * np.log(np.where(P > 0, P, 1))).sum(axis=-1)
# ```
# </details>


# %% rows="L3 L6" fold="Check the answers"
def quantile_loss(y, y_hat):
    r = y - y_hat
    return keras.ops.mean(keras.ops.maximum(0.9 * r, -0.1 * r), axis=-1)


def row_entropy(P):
    return -(P * np.log(np.where(P > 0, P, 1))).sum(axis=-1)


answers = [
    entropy([0.3, 0.7]),
    cross_entropy(np.array([0.3, 0.7]), coin),
    -np.log(0.3),
    -np.log2(0.3),
    np.log(10),
    cross_entropy_from_logits(np.eye(10)[0], np.eye(10)[0]),
    -np.log(1e-7),
]
print("the numbers in the answers:", *(f"{a:.3f}" for a in answers))
assert np.allclose(answers, [0.881, 1, 1.204, 1.737, 2.303, 1.461, 16.118], atol=5e-4)
means = [
    np.mean(quantile_loss(y_fan[:, None], np.full((400, 1), c)))
    for c in candidates[:10_000:25]
]
best_c["0.9"] = candidates[:10_000:25][np.argmin(means)]
print(f"quantile loss is least at {best_c['0.9']:.2f}", end="; ")
print(f"NumPy's quantile {np.quantile(y_fan, 0.9):.2f}")
assert abs(best_c["0.9"] - np.quantile(y_fan, 0.9)) < 0.05
mixed = np.array([[0, 1, 0], [0.3, 0.7, 0]])
assert np.allclose(row_entropy(mixed), [0, 0.611], atol=5e-4)
#! falsify: keras.ops.maximum(0.9 * r, -0.1 * r) => keras.ops.maximum(0.1 * r, -0.9 * r)
#! falsify: np.log(np.where(P > 0, P, 1)) => np.log(np.where(P > 0, P, 0.5)) + 1

# %% [markdown] lang="en"
# ## Summary
#
# - Information is $-\log P$, entropy its mean, cross-entropy the mean surprise of one who believes $p$ while $y$ is true. The gap is the KL divergence, never negative. The base of the logarithm is a unit.
# - The mean cross-entropy over samples with equal inputs is the cross-entropy of their frequencies; with more samples it tends to $H(y, p)$. Its floor is the entropy of the frequencies, so a loss that is not 0 may be perfect.
# - MSE, binary and categorical cross-entropy are the negative log-likelihoods of normal, Bernoulli and categorical labels.
# - Through a saturated sigmoid or softmax the gradient of squared error vanishes; that of cross-entropy is $p - y$. From a good start no difference could be shown.
# - Compute cross-entropy from logits. The naive forms give `inf`, `nan` or, silently, a wrong gradient; clipping gives no gradient.
# - Integer and one-hot labels give the same loss with their own function.
# - MSE leads to the mean, MAE to the median, quantile loss to a quantile; Huber to a point where limited pulls balance, which need not lie between mean and median.
# - Class weights move the logits by about $\ln(w_1/w_0)$: recall for precision, and probabilities that are none until the shift is taken back.

# %% [markdown] lang="zh-TW" of="9385a948"
# ## 總結
#
# - 資訊量是 $-\log P$，熵是它的平均；真實機率是 $y$ 而相信 $p$ 的人，平均的意外程度就是交叉熵。兩者的差距是 KL 散度，永遠不為負。對數的底數只是單位。
# - 輸入相同的樣本，平均交叉熵就是它們的頻率的交叉熵；樣本越多，越趨近 $H(y, p)$。下限是頻率的熵，所以損失不是 0，也可能已經完美。
# - MSE、二元交叉熵與類別交叉熵，分別是標籤服從常態、Bernoulli 與類別分布時的負對數概似。
# - 平方誤差的梯度經過飽和的 sigmoid 或 softmax 時會消失；交叉熵的梯度是 $p - y$。起點良好時，看不出差別。
# - 從 logit 計算交叉熵。直接套公式會得到 `inf`、`nan`，或默默算錯的梯度；裁剪則沒有梯度。
# - 整數標籤和獨熱編碼各用各的函式，損失相同。
# - MSE 趨向平均數，MAE 趨向中位數，分位數損失趨向分位數；Huber 趨向「受限的拉力」互相平衡的點，不一定在平均數與中位數之間。
# - 類別權重讓 logit 移動大約 $\ln(w_1/w_0)$：用精確率換召回率；而且在扣回位移之前，輸出的機率並不是機率。

# %% [markdown] lang="en"
# ## 5.14 From samples to one number: reductions and half SSE (optional, 8 min)
#
# Keras' loss classes combine the losses $C_i$ of $n$ samples according to their argument `reduction`. A **sample weight** $s_i$ says how much sample $i$ counts: 0 leaves it out, 3 counts it three times.
#
# | `reduction` | result |
# |---|---|
# | `"none"` | the $n$ numbers $s_iC_i$ |
# | `"sum"` | $\sum_i s_iC_i$ |
# | `"sum_over_batch_size"`, also called `"mean"`; the default | $\frac1n\sum_i s_iC_i$ |
# | `"mean_with_sample_weight"` | $\sum_i s_iC_i \big/ \sum_i s_i$ |
#
# **Predict.** Three samples with errors 0.5, 1 and −3 have the losses 0.25, 1 and 9; their weights are 1, 0 and 3. What are the last two results?
#
# <details><summary>Answer</summary>
#
# The sum is $0.25 + 27 = 27.25$. Divided by 3 samples: 9.083. Divided by the weights' sum, 4: 6.8125.
# </details>

# %% [markdown] lang="zh-TW" of="b6dd48b5"
# ## 5.14 從各樣本合成一個數：reduction 與 ½ SSE（選讀，8 分鐘）
#
# Keras 的損失 class 依參數 `reduction` 合併 $n$ 個樣本的損失 $C_i$。**樣本權重**（sample weight）$s_i$ 表示第 $i$ 個樣本的份量：0 代表不計，3 代表算三次。
#
# | `reduction` | 結果 |
# |---|---|
# | `"none"` | $n$ 個數 $s_iC_i$ |
# | `"sum"` | $\sum_i s_iC_i$ |
# | `"sum_over_batch_size"`，又名 `"mean"`；預設值 | $\frac1n\sum_i s_iC_i$ |
# | `"mean_with_sample_weight"` | $\sum_i s_iC_i \big/ \sum_i s_i$ |
#
# **先猜猜看**：三個樣本的誤差是 0.5、1、−3，損失就是 0.25、1、9；權重是 1、0、3。最後兩種結果是多少？
#
# <details><summary>解答</summary>
#
# 總和是 $0.25 + 27 = 27.25$。除以 3 個樣本是 9.083；除以權重總和 4 是 6.8125。
# </details>

# %% rows="L1"
y_three, y_hat_three = np.array([[1.0], [2.0], [5.0]]), np.array([[1.5], [3.0], [2.0]])
s = np.array([1.0, 0.0, 3.0])
losses = squared_error(y_three, y_hat_three).mean(axis=1)
by_reduction = {
    "none": s * losses,
    "sum": (s * losses).sum(),
    "sum_over_batch_size": (s * losses).sum() / len(s),
    "mean_with_sample_weight": (s * losses).sum() / s.sum(),
}
for reduction, value in by_reduction.items():
    loss = keras.losses.MeanSquaredError(reduction=reduction)
    theirs = loss(y_three, y_hat_three, sample_weight=s).numpy().astype(float)
    print(f"{reduction:24s} ours {np.round(value, 4)}, Keras {np.round(theirs, 4)}")
    assert np.allclose(value, theirs)
#! falsify: (s * losses).sum() / len(s) => (s * losses).sum() / s.sum()

# %% [markdown] lang="en"
# The default divides by the number of samples, **not** by the sum of the weights. Weights of 2 everywhere therefore double the loss and its gradient. For plain SGD that acts like twice the learning rate; Adam divides by the size of its gradients and hardly notices (chapter 7). To change only the balance between samples, let the weights have mean 1, or use the last reduction.
#
# **½ SSE.** Many texts, ours in chapter 3 among them, use half the *sum* of squared errors, $\frac12\sum_i r_i^2$. For $n$ samples with one output it is $\frac n2$ times the MSE: same minimum, but a gradient $\frac n2$ times as long. A learning rate does not carry over.

# %% [markdown] lang="zh-TW" of="1760ba57"
# 預設做法除以樣本數，**不是**除以權重總和。所以如果權重全是 2，損失和梯度都會加倍。對單純的 SGD 來說，效果等於學習率變兩倍；Adam 會除以梯度的大小，幾乎不受影響（第 7 章）。若只想調整樣本之間的輕重，就讓權重平均為 1，或改用最後一種 reduction。
#
# **½ SSE**。許多教材（包括我們的第 3 章）使用平方誤差**總和**的一半，$\frac12\sum_i r_i^2$。$n$ 個樣本、各一個輸出時，它是 MSE 的 $\frac n2$ 倍：最小值的位置相同，梯度的長度卻是 $\frac n2$ 倍，所以學習率不能直接沿用。

# %% rows="L8"
y_line = clean[0]  # 40 points about 1 + 2x, section 5.11
n = len(x)


def descend(lr, factor, num_steps=200):
    """Gradient descent on factor * (sum of squared errors) for the line w x + b."""
    w = b = 0.0
    for _ in range(num_steps):
        r = w * x + b - y_line
        w, b = w - lr * 2 * factor * (r * x).sum(), b - lr * 2 * factor * r.sum()
    return w, b


for name, lr, factor in [("MSE", 0.1, 1 / n), ("half SSE", 0.1 * 2 / n, 1 / 2)]:
    w, b = descend(lr, factor)
    print(f"{name:9s} lr {lr:.3f}: slope {w:.3f}, intercept {b:.3f}")
far, _ = descend(0.1, 1 / 2, num_steps=20)
print(
    f"half SSE  lr 0.100: after 20 steps the slope is about 10^{np.log10(abs(far)):.0f}"
)
assert np.allclose(descend(0.1, 1 / n), descend(0.1 * 2 / n, 1 / 2)) and abs(far) > 1e6
#! falsify: w - lr * 2 * factor * (r * x).sum() => w - lr * 2 * (r * x).sum() / n

# %% [markdown] lang="en"
# With the rate divided by $n/2 = 20$, half SSE walks the very same path. With the rate of MSE it flies off. The mean has the advantage that the rate does not depend on the number of samples.

# %% [markdown] lang="zh-TW" of="a00756fe"
# 學習率除以 $n/2 = 20$ 之後，½ SSE 走的路徑完全一樣；沿用 MSE 的學習率則會飛走。取平均的好處是學習率和樣本數無關。

# %% [markdown] lang="en"
# ## 5.15 Keras' catalogue of losses (optional, 4 min)
#
# | family | classes of `keras.losses` | for |
# |---|---|---|
# | a number | `MeanSquaredError`, `MeanAbsoluteError`, `Huber`, `LogCosh` | regression; the last two limit outliers |
# | a positive number | `MeanAbsolutePercentageError`, `MeanSquaredLogarithmicError`, `Poisson` | errors in per cent, in orders of magnitude; counts |
# | yes or no | `BinaryCrossentropy`, `BinaryFocalCrossentropy`, `Hinge`, `SquaredHinge` | one output, or several labels at once |
# | one of $K$ | `CategoricalCrossentropy`, `SparseCategoricalCrossentropy`, `CategoricalFocalCrossentropy`, `CategoricalHinge`, `KLDivergence` | classes, distributions |
# | other | `CosineSimilarity`, `Dice`, `Tversky`, `CTC` | directions, overlap of areas, sequences |
#
# **Predict.** `LogCosh` is $\ln\cosh r$. Is it close to squared error, to absolute error, or to Huber?
#
# <details><summary>Answer</summary>
#
# To Huber: $\frac12 r^2$ near 0 and $|r| - \ln 2$ far out, without a kink.
# </details>

# %% [markdown] lang="zh-TW" of="2ce222a4"
# ## 5.15 Keras 的損失一覽（選讀，4 分鐘）
#
# | 種類 | `keras.losses` 的 class | 用途 |
# |---|---|---|
# | 一個數值 | `MeanSquaredError`、`MeanAbsoluteError`、`Huber`、`LogCosh` | 迴歸；後兩種能限制離群值的影響 |
# | 一個正數 | `MeanAbsolutePercentageError`、`MeanSquaredLogarithmicError`、`Poisson` | 百分比誤差、數量級誤差、計數 |
# | 是或否 | `BinaryCrossentropy`、`BinaryFocalCrossentropy`、`Hinge`、`SquaredHinge` | 一個輸出，或同時有多個標籤 |
# | $K$ 選一 | `CategoricalCrossentropy`、`SparseCategoricalCrossentropy`、`CategoricalFocalCrossentropy`、`CategoricalHinge`、`KLDivergence` | 類別、機率分布 |
# | 其他 | `CosineSimilarity`、`Dice`、`Tversky`、`CTC` | 方向、區域的重疊、序列 |
#
# **先猜猜看**：`LogCosh` 是 $\ln\cosh r$。它接近平方誤差、絕對誤差，還是 Huber？
#
# <details><summary>解答</summary>
#
# 接近 Huber：在 0 附近是 $\frac12 r^2$，遠處是 $|r| - \ln 2$，而且沒有折點。
# </details>

# %% rows="L1 L8"
names = (
    "MeanSquaredError MeanAbsoluteError Huber LogCosh MeanAbsolutePercentageError "
    "MeanSquaredLogarithmicError Poisson BinaryCrossentropy BinaryFocalCrossentropy "
    "Hinge SquaredHinge CategoricalCrossentropy SparseCategoricalCrossentropy "
    "CategoricalFocalCrossentropy CategoricalHinge KLDivergence CosineSimilarity Dice "
    "Tversky CTC"
)
catalogue = names.split()
missing = [name for name in catalogue if not hasattr(keras.losses, name)]
print(len(catalogue), "classes; missing here:", missing)
near, distant = (float(keras.losses.LogCosh()([0.0], [r])) for r in (0.01, 20.0))
print(f"LogCosh of 0.01: {near:.2e}; half the square {0.01**2 / 2:.2e}")
print(f"LogCosh of 20: {distant:.4f}; 20 - ln 2 = {20 - np.log(2):.4f}")
assert not missing
assert np.allclose([near, distant], [0.01**2 / 2, 20 - np.log(2)], rtol=1e-3)
#! falsify: 20 - np.log(2)], rtol => 20 + np.log(2)], rtol

# %% [markdown] lang="en"
# ## 5.16 Clipping in everyday use (optional, 8 min)
#
# Does Keras clip in everyday use? Often not. If the last layer is a softmax and the loss comes right after it, Keras 3 on TensorFlow notices and computes from the logits behind its back. The next cell puts different things between the logits $z = (20, 0, 0)$ and the loss: a `Reshape` that leaves the shape as it is, a softmax of our own (`Lambda` makes a layer of a function; `keras.ops` is Keras' NumPy), and a softmax in half precision, with 16 instead of 32 bits per number.
#
# **Predict.** Which of them keep the gradient?
#
# <details><summary>Answer</summary>
#
# Only Keras' own softmax directly before the loss, and logits with `from_logits=True`.
# </details>

# %% [markdown] lang="zh-TW" of="07dc8024"
# ## 5.16 平常使用時的裁剪（選讀，8 分鐘）
#
# 平常使用 Keras 時會被裁剪嗎？往往不會。如果最後一層是 softmax、後面緊接著損失，Keras 3（TensorFlow 後端）會察覺，並悄悄改用 logit 計算。下一個儲存格在 logit $z = (20, 0, 0)$ 和損失之間放入不同的東西：形狀不變的 `Reshape`、自己寫的 softmax（`Lambda` 把函式變成一層，`keras.ops` 相當於 Keras 版的 NumPy），以及半精度的 softmax（每個數用 16 位元，而不是 32 位元）。
#
# **先猜猜看**：哪幾種能保住梯度？
#
# <details><summary>解答</summary>
#
# 只有 Keras 自己的 softmax 直接接在損失之前，以及設了 `from_logits=True` 的 logit。
# </details>


# %% rows="L6"
def own_softmax(z):
    powers = keras.ops.exp(z - keras.ops.max(z, axis=-1, keepdims=True))
    return powers / keras.ops.sum(powers, axis=-1, keepdims=True)


last_layers = {
    "softmax layer": [keras.layers.Softmax()],
    "softmax, then Reshape": [keras.layers.Softmax(), keras.layers.Reshape((3,))],
    "softmax written by hand": [keras.layers.Lambda(own_softmax)],
    "softmax in float16": [keras.layers.Softmax(dtype="mixed_float16")],
    "none, from_logits=True": [keras.layers.Activation("linear")],
}


def through(model, from_logits):
    cce_of = CCE(from_logits=from_logits, reduction="none")
    return lambda Y, z: cce_of(Y, model(z))


rescued = []
for name, layers in last_layers.items():
    model = keras.Sequential([keras.Input((3,)), *layers])
    form = through(model, from_logits=name == "none, from_logits=True")
    loss, slope = loss_and_gradient(form, np.array([20.0]))
    print(f"{name:24s} loss {loss[0]:6.3f}  gradient {np.round(slope[0], 2) + 0.0}")
    if slope.any():
        rescued.append(name)
assert rescued == ["softmax layer", "none, from_logits=True"]
#! falsify: through(model, from_logits=name => through(model, from_logits=True or name

# %% [markdown] lang="en"
# A reshape, a softmax of one's own or half precision, and the gradient of this sample is gone, without any message.
#
# A mistake that really happens: someone forgets to divide the pixels by 255. The logits become large, many predictions start sure and wrong. Does it matter then where the softmax stands? One layer, plain SGD, three seeds, one learning rate ($10^{-4}$) for both, everything equal but a `Reshape` after the softmax; accuracies are on the 2,000 validation images of section 5.8.

# %% [markdown] lang="zh-TW" of="6cb2fb2b"
# 中間隔了 Reshape、自己寫的 softmax 或半精度，這個樣本的梯度就消失了，而且沒有任何訊息。
#
# 有一種錯誤真的會發生：忘了把像素除以 255。logit 會變得很大，許多預測一開始就自信地答錯。這時 softmax 放在哪裡有差嗎？一層網路、單純的 SGD、三個種子、同一個學習率（$10^{-4}$），唯一的差別是 softmax 後面多了一個 `Reshape`；準確率用 5.8 節的 2,000 張驗證圖片計算。

# %% rows="L6" tags=["nbval-ignore-output"]
X_raw, Y_valid = 255 * X_few, one_hot(valid)  # pixels 0 to 255
before, after = {}, {}
for name in ("softmax last", "Reshape after it"):
    layers = [keras.Input((784,)), keras.layers.Dense(10, activation="softmax")]
    if name == "Reshape after it":
        layers.append(keras.layers.Reshape((10,)))
    model = keras.Sequential(layers)
    sgd = keras.optimizers.SGD(learning_rate=1e-4)
    model.compile(optimizer=sgd, loss="categorical_crossentropy", metrics=["accuracy"])
    before[name], after[name] = [], []
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        W_start = keras.initializers.GlorotUniform(seed=seed)((784, 10))
        model.set_weights([W_start, np.zeros(10)])
        before[name].append(model.evaluate(X_raw, Y_few, batch_size=1000, verbose=0)[0])
        model.fit(X_raw, Y_few, batch_size=100, epochs=3, verbose=0)
        after[name].append(model.evaluate(255 * X_valid, Y_valid, verbose=0)[1])
    print(f"{name:17s} loss before", np.round(before[name]), end="  ")
    print("accuracy after", np.round(after[name], 2))
assert max(before["Reshape after it"]) < 16.2 < 100 < min(before["softmax last"])

# %% rows="L6" tags=["nbval-ignore-output"] fold="Check; the share of clipped samples"
clipped = {"raw": [], "scaled": []}
for seed in range(3):
    W_start = np.array(keras.initializers.GlorotUniform(seed=seed)((784, 10)))
    for pixels, inputs in {"raw": X_raw, "scaled": X_few}.items():
        p_start = softmax(inputs @ W_start)[Y_few == 1]
        clipped[pixels].append(np.mean(p_start < keras.config.epsilon()))
print("clipped at the start, three seeds:", np.round(clipped["raw"], 2), end="; ")
print("with scaled pixels", np.round(clipped["scaled"], 2))
gain = np.array(after["softmax last"]) - np.array(after["Reshape after it"])
assert gain.min() > 0.25 and max(clipped["scaled"]) == 0 and min(clipped["raw"]) > 0.5
#! falsify: {"raw": X_raw, "scaled": X_few}.items() => {"raw": X_few, "scaled": X_raw}.items()

# %% [markdown] lang="en"
# Before training, the model with the `Reshape` *reports* a loss of about {{ np.mean(before["Reshape after it"]) | .0f | 2 }}, the other one about {{ np.mean(before["softmax last"]) | .0f | 40 }} (means of the three seeds). It looks better and is not: no sample can cost more than 16.118, and about {{ np.mean(clipped["raw"]) | .0% | 5 }} of the samples are cut off there and send no gradient. After three epochs it is right on about {{ 10 * np.mean(after["Reshape after it"]) | .0f | 1 }} of 10 images, the other one on about {{ 10 * np.mean(after["softmax last"]) | .0f | 1 }}. (How large the gap is depends on the rate; we ran one.) With scaled pixels no sample is clipped at the start, so there the trap stays closed, until a start, an input or a learning rate opens it. A loss near 16.118 is the sign to look for.

# %% [markdown] lang="zh-TW" of="027f4cfe"
# 訓練之前，有 `Reshape` 的模型**報出**的損失約為 {{ np.mean(before["Reshape after it"]) | .0f | 2 }}，另一個約為 {{ np.mean(before["softmax last"]) | .0f | 40 }}（三個種子的平均）。看起來比較好，其實不然：任何樣本最多只算 16.118，約有 {{ np.mean(clipped["raw"]) | .0% | 5 }} 的樣本在那裡被裁剪，不送出任何梯度。三個週期之後，它在 10 張圖片中答對約 {{ 10 * np.mean(after["Reshape after it"]) | .0f | 1 }} 張，另一個約 {{ 10 * np.mean(after["softmax last"]) | .0f | 1 }} 張。（差距多大取決於學習率，這裡只試了一個。）像素縮放之後，一開始沒有樣本被裁剪，陷阱就不會觸發，除非之後又有某個起點、輸入或學習率引發它。損失接近 16.118，就是該留意的徵兆。

# %% [markdown] lang="en"
# ## 5.17 Seven silent confusions (optional, 8 min)
#
# Section 5.10 showed calls that Keras refuses. Here nothing is refused, and no number is the cross-entropy that was meant. The right one is {{ right | .4f }}.
#
# **Predict.** In which of the seven is the loss 0 whatever is predicted?
#
# <details><summary>Answer</summary>
#
# In the last: one probability divided by itself is 1.
# </details>

# %% [markdown] lang="zh-TW" of="d21caa31"
# ## 5.17 七種無聲的混淆（選讀，8 分鐘）
#
# 5.10 節的呼叫，Keras 會拒絕。這裡沒有一個呼叫遭到拒絕，算出來的卻都不是原本要的交叉熵。正確值是 {{ right | .4f }}。
#
# **先猜猜看**：七種當中，哪一種不管預測什麼，損失都是 0？
#
# <details><summary>解答</summary>
#
# 最後一種：一個機率除以自己等於 1。
# </details>

# %% rows="L7"
import warnings

half = attempt("1 sparse, labels divided by 2", SCCE(), t4 / 2, P4)
spread = attempt(
    "2 MSE, integers of shape (n, 1)", keras.losses.MeanSquaredError(), t4[:, None], P4
)
yes_no = attempt("3 binary, one-hot, softmax output", BCE(), Y4, P4)
swapped = attempt("4 truth and prediction exchanged", CCE(), P4, Y4)
twice = attempt("5 probabilities taken for logits", CCE(from_logits=True), Y4, P4)
senseless = attempt("6 logits taken for probabilities", CCE(), Y4, np.log(P4))
with warnings.catch_warnings(record=True) as heard:  # collect warnings, do not print
    warnings.simplefilter("always")
    blind = attempt(
        "7 categorical, one output (n, 1)", CCE(), t4[:, None] > 0, P4[:, :1]
    )
print("Python warned in case 7:", [w.category.__name__ for w in heard])

# %% rows="L7" fold="What each of them computes"
assert np.isclose(half, SCCE()(np.array([0, 0, 0, 1]), P4))  # 0.5, 0.5, 0, 1 cut
assert np.isclose(spread, ((t4[:, None] - P4) ** 2).mean())
assert np.isclose(twice, categorical_cross_entropy(Y4, softmax(P4)).mean())
shares = np.log(P4) / np.log(P4).sum(axis=1, keepdims=True)
assert np.isclose(senseless, categorical_cross_entropy(Y4, shares).mean())
assert abs(blind) < 1e-6 and all(
    abs(value - right) > 0.3 for value in (half, spread, twice)
)
assert np.isclose(yes_no, binary_cross_entropy(Y4, P4).mean())
clipped_log = -np.log(keras.config.epsilon())  # 16.118
assert np.isclose(swapped, (1 - P4[Y4 == 1]).mean() * clipped_log, rtol=1e-5)
print("all seven compute what the text says")
#! falsify: CCE(from_logits=True), Y4, P4) => CCE(from_logits=False), Y4, P4)
#! falsify: SCCE(), t4 / 2, P4) => SCCE(), t4, P4)

# %% [markdown] lang="en"
# 1. **Labels divided by 2**, as when labels are scaled along with the pixels: the sparse loss cuts 0.5 to 0 and trains on wrong classes.
# 2. **MSE, integers of shape (n, 1)**: the label 2 is compared with all three probabilities, by broadcasting (chapter 2).
# 3. **Binary cross-entropy on softmax**: a legal loss, but another one: the mean of three yes-or-no questions. The two are not comparable.
# 4. **Exchanged arguments**: Keras' order is `(y_true, y_pred)`. The log of the zeros in one-hot is clipped at 16.118, hence the large value.
# 5. **Probabilities taken for logits**: softmax is applied twice; the loss can never come near 0 (question 4 of *Check yourself*).
# 6. **Logits taken for probabilities**: Keras divides them by their sum, as if they were shares; the result means nothing.
# 7. **One output with the categorical loss**: nothing is learned. Keras warns of it (a `SyntaxWarning`). For one sigmoid output the loss is `binary_crossentropy`.
#
# A test that should catch most of these: before training, with scaled inputs and small starting weights, the loss of $K$ classes should be near $\ln K$, and on ten samples the network should be able to bring it near 0. (It misses the first case: wrong labels can be learned by heart.)

# %% [markdown] lang="zh-TW" of="983723b7"
# 1. **標籤除以 2**，例如連同像素一起被縮放了：sparse 損失把 0.5 捨去成 0，拿錯的類別來訓練。
# 2. **MSE 配上形狀 (n, 1) 的整數**：標籤 2 會因為廣播（broadcasting，第 2 章），分別和三個機率相比。
# 3. **二元交叉熵配 softmax**：合法，但是另一種損失，也就是三個是非題的平均，兩者不能互相比較。
# 4. **兩個參數對調**：Keras 的順序是 `(y_true, y_pred)`。獨熱編碼裡的 0 取對數後被裁剪在 16.118，所以數值很大。
# 5. **把機率當成 logit**：softmax 做了兩次，損失永遠無法接近 0（見自我檢測第 4 題）。
# 6. **把 logit 當成機率**：Keras 把它們當成份量，除以總和，結果沒有意義。
# 7. **只有一個輸出卻用類別交叉熵**：什麼也學不到。Keras 會對它發出警告（`SyntaxWarning`）。只有一個 sigmoid 輸出時，損失要用 `binary_crossentropy`。
#
# 有個測試應該能揪出大部分的錯誤：訓練前，輸入經過縮放、起始權重很小時，$K$ 個類別的損失應該接近 $\ln K$；而只用十個樣本訓練時，網路應該能讓損失接近 0。（第一種情況測不出來：錯的標籤也能背下來。）

# %% [markdown] lang="en"
# ## 5.18 A short tour: hinge, label smoothing, focal loss (optional, 8 min)
#
# **Hinge** (Cortes and Vapnik, 1995, for support vector machines). Write the label as $\pm1$ and let the network give a score $z$ without sigmoid. The **margin** $m = \pm z$, label times score, is positive if the sign is right. The loss is $\max(0, 1 - m)$: zero from margin 1 on, so points that are clearly right have no influence. Cross-entropy as a function of the margin is $\ln(1 + e^{-m})$, which never becomes 0. Both, the second one in bits, lie above the **0/1 loss**, which is 1 for a wrong sign and 0 for a right one: what one would like to minimise, but it has no slope.
#
# **Label smoothing** (Szegedy et al., 2016). Replace $y$ by $(1-\alpha)y + \alpha/K$. With $\alpha = 0.1$ and three classes, (1, 0, 0) becomes (0.933, 0.033, 0.033). Cross-entropy is least at $p = y$ (section 5.4), so the best lead of the true logit is finite: $\ln(0.933/0.033) = \ln 28 = 3.33$. Without smoothing it grows for ever.
#
# **Focal loss** (Lin et al., 2017) multiplies cross-entropy by $(1 - p_t)^\gamma$, where $p_t$ is the probability of the true class. It was made for object detection, where easy background samples outnumber all others.
#
# **Predict.** With $\gamma = 2$, how much does an easy sample count, $p_t = 0.9$, and a hard one, $p_t = 0.1$?
#
# <details><summary>Answer</summary>
#
# $0.1^2 = 0.01$ times and $0.9^2 = 0.81$ times.
# </details>

# %% [markdown] lang="zh-TW" of="80fbaa9c"
# ## 5.18 快速導覽：hinge、標籤平滑、focal 損失（選讀，8 分鐘）
#
# **hinge 損失**（Cortes and Vapnik, 1995，用於支援向量機，support vector machine）。把標籤寫成 $\pm1$，網路輸出不加 sigmoid 的分數 $z$。**邊距**（margin）$m = \pm z$ 是標籤乘以分數，正負號正確時為正。損失是 $\max(0, 1 - m)$：邊距達到 1 之後就是 0，所以明顯答對的點不再有影響。交叉熵寫成邊距的函數是 $\ln(1 + e^{-m})$，永遠不會變成 0。兩者（後者以位元計）都在 **0/1 損失**之上；0/1 損失在正負號錯誤時為 1、正確時為 0，是我們真正想最小化的，但它沒有斜率。
#
# **標籤平滑**（label smoothing；Szegedy et al., 2016）。把 $y$ 換成 $(1-\alpha)y + \alpha/K$。$\alpha = 0.1$、三個類別時，(1, 0, 0) 變成 (0.933, 0.033, 0.033)。交叉熵在 $p = y$ 時最小（5.4 節），所以正確類別的 logit 最佳領先幅度是有限的：$\ln(0.933/0.033) = \ln 28 = 3.33$。沒有平滑時，它會無止境地增加。
#
# **focal 損失**（Lin et al., 2017）把交叉熵乘上 $(1 - p_t)^\gamma$，其中 $p_t$ 是正確類別的機率。它是為物件偵測設計的，這類任務中，簡單的背景樣本遠多於其他樣本。
#
# **先猜猜看**：$\gamma = 2$ 時，簡單的樣本（$p_t = 0.9$）和困難的樣本（$p_t = 0.1$）各算幾倍？
#
# <details><summary>解答</summary>
#
# $0.1^2 = 0.01$ 倍和 $0.9^2 = 0.81$ 倍。
# </details>

# %% rows="L8"
rng = np.random.default_rng(0)
scores, signs = rng.normal(0, 2, (30, 1)), rng.choice([-1.0, 1.0], (30, 1))
p_true = np.where(y_yes == 1, p_yes, 1 - p_yes)
L = keras.losses
smoothed = 0.9 * Y_hard + 0.1 / 3
ours_and_keras = {
    "hinge": (np.maximum(0, 1 - signs * scores).mean(), L.Hinge()(signs, scores)),
    "label smoothing": (
        categorical_cross_entropy(smoothed, P_soft).mean(),
        L.CategoricalCrossentropy(label_smoothing=0.1)(Y_hard, P_soft),
    ),
    "focal, gamma 2": (
        (-((1 - p_true) ** 2) * np.log(p_true)).mean(),
        L.BinaryFocalCrossentropy(gamma=2.0)(y_yes, p_yes),
    ),
}
for name, (ours, theirs) in ours_and_keras.items():
    print(f"{name:16s} ours {ours:.4f}, Keras {float(theirs):.4f}")
    assert np.isclose(ours, theirs, rtol=1e-5)
#! falsify: np.maximum(0, 1 - signs * scores) => np.maximum(0, -signs * scores)
#! falsify: 0.9 * Y_hard + 0.1 / 3 => 0.9 * Y_hard

# %% rows="L8" fold="Draw the three; the best lead with smoothing"
m, p_t = np.linspace(-3, 3, 301), np.linspace(0.01, 1, 300)
lead = np.linspace(-2, 10, 1201)
margins = {
    "hinge": np.maximum(0, 1 - m),
    "cross-entropy [bits]": np.log2(1 + np.exp(-m)),
    "0/1 loss": (m <= 0).astype(float),
}
assert all((margins[name] >= margins["0/1 loss"] - 1e-12).all() for name in margins)
focal = {f"γ = {g}": -((1 - p_t) ** g) * np.log(p_t) for g in (0, 1, 2, 5)}
Z_lead = np.stack([lead, 0 * lead, 0 * lead], axis=1)  # (1201, 3)
smooth_loss = {}
for alpha in (0, 0.1):
    y_smooth = (1 - alpha) * np.array([1, 0, 0]) + alpha / 3
    smooth_loss[f"α = {alpha}"] = cross_entropy_from_logits(y_smooth, Z_lead)
best_lead = lead[smooth_loss["α = 0.1"].argmin()]
print(f"smoothed: least loss at a lead of {best_lead:.2f}; ln 28 = {np.log(28):.2f}")
assert np.isclose(best_lead, np.log(28), atol=0.01)
assert (np.diff(smooth_loss["α = 0"]) < 0).all()
zero_one = (signs + 1) / 2  # Keras turns hinge labels 0 and 1 into -1 and 1 by itself
assert np.isclose(L.Hinge()(zero_one, scores), L.Hinge()(signs, scores))
fig = drawings.plot_tour(m, margins, lead, smooth_loss, p_t, focal)
show(
    fig,
    alt="Left: the 0/1 loss is a step from 1 to 0 at margin 0; hinge falls straight "
    "to 0 at margin 1, cross-entropy bends towards 0 without reaching it, both above "
    "the step. Middle: with one-hot truth the loss falls for ever, with smoothing "
    "it is least at a lead of 3.3. Right: the larger gamma, the smaller the loss, "
    "most of all, in proportion, for likely classes.",
)
#! falsify: "cross-entropy [bits]": np.log2(1 + np.exp(-m)) => "cross-entropy [bits]": np.log(1 + np.exp(-m))
#! falsify: (1 - alpha) * np.array([1, 0, 0]) + alpha / 3 => (1 - alpha) * np.array([1, 0, 0])
#! alt zh-TW: 左圖：0/1 損失在邊距 0 處由 1 降到 0；hinge 沿直線在邊距 1 降到 0；交叉熵彎向 0 卻到不了，兩者都在階梯之上。中圖：答案是獨熱編碼時損失一直下降，平滑後在領先 3.3 處最小。右圖：gamma 越大，損失越小，其中機率高的類別縮小的比例最大。

# %% [markdown] lang="en"
# All three equal Keras. Whether one of them helps depends on the task; this tour shows what they compute, not that they are better.

# %% [markdown] lang="zh-TW" of="635ec437"
# 三者都和 Keras 相等。它們有沒有幫助，要看任務；這裡只說明它們在計算什麼，並沒有證明它們比較好。

# %% [markdown] lang="en"
# ## References
#
# - Blanchard, P., Higham, D. J., and Higham, N. J. (2021). Accurately computing the log-sum-exp and softmax functions. *IMA Journal of Numerical Analysis*, 41(4), 2311–2330. doi:10.1093/imanum/draa038
# - Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs, with relationships to statistical pattern recognition. In *Neurocomputing*, NATO ASI Series 68, Springer, 227–236. doi:10.1007/978-3-642-76153-9_28
# - Cortes, C., and Vapnik, V. (1995). Support-vector networks. *Machine Learning*, 20, 273–297. doi:10.1007/BF00994018
# - Huber, P. J. (1964). Robust estimation of a location parameter. *Annals of Mathematical Statistics*, 35(1), 73–101. doi:10.1214/aoms/1177703732
# - Hui, L., and Belkin, M. (2021). Evaluation of neural architectures trained with square loss vs cross-entropy in classification tasks. *ICLR*. arXiv:2006.07322
# - Koenker, R., and Bassett, G. (1978). Regression quantiles. *Econometrica*, 46(1), 33–50. doi:10.2307/1913643
# - Kullback, S., and Leibler, R. A. (1951). On information and sufficiency. *Annals of Mathematical Statistics*, 22(1), 79–86. doi:10.1214/aoms/1177729694
# - Lin, T.-Y., Goyal, P., Girshick, R., He, K., and Dollár, P. (2017). Focal loss for dense object detection. *ICCV*, 2980–2988. doi:10.1109/ICCV.2017.324
# - Shannon, C. E. (1948). A mathematical theory of communication. *Bell System Technical Journal*, 27(3), 379–423. doi:10.1002/j.1538-7305.1948.tb01338.x
# - Solla, S. A., Levin, E., and Fleisher, M. (1988). Accelerated learning in layered neural networks. *Complex Systems*, 2(6), 625–640.
# - Szegedy, C., Vanhoucke, V., Ioffe, S., Shlens, J., and Wojna, Z. (2016). Rethinking the Inception architecture for computer vision. *CVPR*, 2818–2826. doi:10.1109/CVPR.2016.308
# - TensorFlow manual, `tf.nn.sparse_softmax_cross_entropy_with_logits`: <https://www.tensorflow.org/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits> (labels out of range on CPU and GPU).

# %% [markdown] lang="zh-TW" of="935eab39"
# ## 參考文獻
#
# - Blanchard, P., Higham, D. J., and Higham, N. J. (2021). Accurately computing the log-sum-exp and softmax functions. *IMA Journal of Numerical Analysis*, 41(4), 2311–2330. doi:10.1093/imanum/draa038
# - Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs, with relationships to statistical pattern recognition. In *Neurocomputing*, NATO ASI Series 68, Springer, 227–236. doi:10.1007/978-3-642-76153-9_28
# - Cortes, C., and Vapnik, V. (1995). Support-vector networks. *Machine Learning*, 20, 273–297. doi:10.1007/BF00994018
# - Huber, P. J. (1964). Robust estimation of a location parameter. *Annals of Mathematical Statistics*, 35(1), 73–101. doi:10.1214/aoms/1177703732
# - Hui, L., and Belkin, M. (2021). Evaluation of neural architectures trained with square loss vs cross-entropy in classification tasks. *ICLR*. arXiv:2006.07322
# - Koenker, R., and Bassett, G. (1978). Regression quantiles. *Econometrica*, 46(1), 33–50. doi:10.2307/1913643
# - Kullback, S., and Leibler, R. A. (1951). On information and sufficiency. *Annals of Mathematical Statistics*, 22(1), 79–86. doi:10.1214/aoms/1177729694
# - Lin, T.-Y., Goyal, P., Girshick, R., He, K., and Dollár, P. (2017). Focal loss for dense object detection. *ICCV*, 2980–2988. doi:10.1109/ICCV.2017.324
# - Shannon, C. E. (1948). A mathematical theory of communication. *Bell System Technical Journal*, 27(3), 379–423. doi:10.1002/j.1538-7305.1948.tb01338.x
# - Solla, S. A., Levin, E., and Fleisher, M. (1988). Accelerated learning in layered neural networks. *Complex Systems*, 2(6), 625–640.
# - Szegedy, C., Vanhoucke, V., Ioffe, S., Shlens, J., and Wojna, Z. (2016). Rethinking the Inception architecture for computer vision. *CVPR*, 2818–2826. doi:10.1109/CVPR.2016.308
# - TensorFlow 文件，`tf.nn.sparse_softmax_cross_entropy_with_logits`：<https://www.tensorflow.org/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits>（標籤超出範圍時，CPU 與 GPU 的行為）。
