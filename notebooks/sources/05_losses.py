# %% [markdown] lang="en"
# After this chapter you can
#
# - compute squared error and both cross-entropies by hand, in NumPy and in Keras, with sample weights;
# - explain information, entropy, cross-entropy and KL divergence with a weather forecast;
# - show why squared error can leave a classifier stuck, and when it does not matter;
# - make a loss break (`inf`, `nan`, a wrong gradient), and write the form that does not break;
# - choose between one-hot and integer labels, and recognise what happens when they are confused;
# - choose a loss for data with outliers;
# - derive the three standard losses from one principle, maximum likelihood.
#
# You need chapters 1 to 3: softmax, gradient descent, the error signal. Logarithms are natural ($\ln$, in code `np.log`) unless a base is written.

# %% [markdown] lang="zh-TW" of="53007503"
# 讀完這一章，你可以
#
# - 用手算、NumPy 和 Keras 計算均方誤差與兩種交叉熵，並加上樣本權重；
# - 用天氣預報解釋資訊量、熵、交叉熵與 KL 散度；
# - 說明均方誤差為什麼會讓分類器卡住，以及什麼時候沒有關係；
# - 親手讓損失壞掉（`inf`、`nan`、錯的梯度），再寫出不會壞的形式；
# - 選擇獨熱編碼或整數標籤，並認得兩者混用時的症狀；
# - 為含有離群值的資料選擇損失；
# - 從同一個原理（最大概似）推導出三種標準損失。
#
# 你需要第 1 到 3 章的內容：softmax、梯度下降（gradient descent）、誤差訊號（error signal）。沒有標明底數時，對數都是自然對數（$\ln$，程式裡是 `np.log`）。

# %%
import numpy as np

from utils.drawings import losses as drawings
from utils.plotting import show
from utils.slides import check_erratum, check_slide

# %% [markdown] lang="en"
# ## 5.1 Three losses
#
# A **loss function** compares one prediction with the truth and returns one number: 0 when they agree, more the worse they fit. Training makes the mean of that number over all samples small. Three tasks, three losses:
#
# | task | truth | prediction | loss of one sample |
# |---|---|---|---|
# | regression: a number | $y$ | $\hat y$ | squared error $(\hat y - y)^2$ |
# | two classes: yes or no | $y$ = 1 or 0 | $p$ = probability of yes | **binary cross-entropy** $-y\ln p - (1-y)\ln(1-p)$ |
# | $K$ classes | $y = (y_1, \dots, y_K)$, one-hot | $p = (p_1, \dots, p_K)$, sum 1 | **categorical cross-entropy** $-\sum_k y_k \ln p_k$ |
#
# **One-hot** means: 1 at the true class, 0 elsewhere. The mean of squared errors is the **mean squared error**, MSE. In this chapter $y$ is always the truth, $p$ or $\hat y$ the prediction, $z$ a logit (the number before sigmoid or softmax), $k$ counts classes.
#
# By hand: predicting 2.5 when the truth is 3 costs $(-0.5)^2 = 0.25$. Announcing rain with $p = 0.8$ costs $-\ln 0.8 = 0.223$ if it rains and $-\ln 0.2 = 1.609$ if it does not. Predicting $(0.20, 0.75, 0.05)$ when the second class is true costs $-\ln 0.75 = 0.288$: the zeros of the one-hot vector remove all other terms.

# %% [markdown] lang="zh-TW" of="ca2d5964"
# ## 5.1 三種損失
#
# **損失函數**（loss function）把一個預測和真實答案相比，傳回一個數字：一致時為 0，差得越遠就越大。訓練就是讓所有樣本的平均損失變小。三種任務，三種損失：
#
# | 任務 | 真實答案 | 預測 | 單一樣本的損失 |
# |---|---|---|---|
# | 迴歸（regression）：一個數值 | $y$ | $\hat y$ | 平方誤差 $(\hat y - y)^2$ |
# | 兩個類別：是或否 | $y$ = 1 或 0 | $p$ =「是」的機率 | **二元交叉熵**（binary cross-entropy）$-y\ln p - (1-y)\ln(1-p)$ |
# | $K$ 個類別 | $y = (y_1, \dots, y_K)$，獨熱編碼 | $p = (p_1, \dots, p_K)$，總和為 1 | **類別交叉熵**（categorical cross-entropy）$-\sum_k y_k \ln p_k$ |
#
# **獨熱編碼**（one-hot）的意思是：正確類別為 1，其餘為 0。平方誤差的平均稱為**均方誤差**（mean squared error，MSE）。本章中 $y$ 一律是真實答案，$p$ 或 $\hat y$ 是預測，$z$ 是**對數勝算**（logit，也就是進入 sigmoid 或 softmax 之前的數），$k$ 是類別的編號。
#
# 用手算：真實值 3、預測 2.5，損失是 $(-0.5)^2 = 0.25$。預報下雨機率 $p = 0.8$，真的下雨時損失是 $-\ln 0.8 = 0.223$，沒下雨則是 $-\ln 0.2 = 1.609$。第二類才是答案，而預測是 $(0.20, 0.75, 0.05)$ 時，損失為 $-\ln 0.75 = 0.288$：獨熱編碼裡的 0 消去了其他各項。


# %% rows="L1"
def squared_error(y, y_hat):
    return (y_hat - y) ** 2


def binary_cross_entropy(y, p):
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def categorical_cross_entropy(Y, P):
    """Y and P have shape (n, K); the sum runs over the classes, the result is (n,)."""
    return -(Y * np.log(P)).sum(axis=-1)


one_sample = [
    squared_error(3.0, 2.5),
    binary_cross_entropy(1, 0.8),
    binary_cross_entropy(0, 0.8),
    categorical_cross_entropy(np.array([[0, 1, 0]]), np.array([[0.2, 0.75, 0.05]]))[0],
]
print("by hand: 0.250 0.223 1.609 0.288")
print("NumPy:  ", *(f"{loss:.3f}" for loss in one_sample))
assert np.allclose(one_sample, [0.25, 0.223, 1.609, 0.288], atol=5e-4)

# %% [markdown] lang="en"
# ## 5.2 The same in Keras, and from samples to one number
#
# Keras has each loss twice. As a function, `keras.losses.binary_crossentropy(y, p)`, it returns one loss per sample; if a sample has several outputs (shape $(n, d)$), it takes their mean for MSE and binary cross-entropy and their sum for categorical cross-entropy. As a class, `keras.losses.BinaryCrossentropy()`, it also combines the samples into one number. First the functions, against ours on random input.

# %% [markdown] lang="zh-TW" of="61d490ae"
# ## 5.2 用 Keras 做同樣的事，再從各樣本合成一個數
#
# Keras 的每種損失都有兩個版本。函式（function）版 `keras.losses.binary_crossentropy(y, p)` 對每個樣本傳回一個損失；若每個樣本有多個輸出（形狀 $(n, d)$），MSE 與二元交叉熵會對它們取平均，類別交叉熵則取總和。物件版（Python 的 class）`keras.losses.BinaryCrossentropy()` 還會把所有樣本合成一個數。先用隨機輸入比對函式版和我們的寫法。

# %% slides="A053 A054 A055 A061" rows="L1"
import keras

from utils.data import one_hot

rng = np.random.default_rng(0)
Y_values, Y_guesses = rng.normal(size=(2, 8, 5))  # 8 samples with 5 outputs each
Y_yes, P_yes = rng.integers(0, 2, (8, 5)).astype(float), rng.uniform(0.05, 0.95, (8, 5))
Y_class, P_class = one_hot(rng.integers(0, 5, 8), 5), rng.dirichlet(np.ones(5), size=8)
# dirichlet draws random probabilities: each row is positive and adds up to 1

pairs = {
    "mean_squared_error": squared_error(Y_values, Y_guesses).mean(axis=1),
    "binary_crossentropy": binary_cross_entropy(Y_yes, P_yes).mean(axis=1),
    "categorical_crossentropy": categorical_cross_entropy(Y_class, P_class),
}
inputs = [(Y_values, Y_guesses), (Y_yes, P_yes), (Y_class, P_class)]
for (name, ours), (truth, prediction) in zip(pairs.items(), inputs, strict=True):
    theirs = getattr(keras.losses, name)(truth, prediction).numpy()
    print(f"{name:25s} first sample: ours {ours[0]:.4f}, Keras {theirs[0]:.4f}")
    assert np.allclose(ours, theirs, rtol=1e-5)

# %% [markdown] lang="en"
# All eight samples of each agree to five digits; Keras computes in float32, so more cannot be expected.
#
# The class combines the samples according to its argument `reduction`. A **sample weight** $s_i$ says how much sample $i$ counts: 0 leaves it out, 3 counts it three times. With losses $C_i$ of $n$ samples:
#
# | `reduction` | result |
# |---|---|
# | `"none"` | the $n$ numbers $s_iC_i$ |
# | `"sum"` | $\sum_i s_iC_i$ |
# | `"sum_over_batch_size"`, also called `"mean"`; the default | $\frac1n\sum_i s_iC_i$ |
# | `"mean_with_sample_weight"` | $\sum_i s_iC_i \big/ \sum_i s_i$ |
#
# Three samples with errors 0.5, 1 and −3 have the losses 0.25, 1 and 9. Let their weights be 1, 0 and 3.

# %% [markdown] lang="zh-TW" of="11a8e2f8"
# 八個樣本都吻合到第五位有效數字；Keras 用 float32 計算，吻合到這個程度已是極限。
#
# 物件版依參數 `reduction` 決定如何合併樣本。**樣本權重**（sample weight）$s_i$ 表示第 $i$ 個樣本的份量：0 代表不計，3 代表算三次。若 $n$ 個樣本的損失是 $C_i$：
#
# | `reduction` | 結果 |
# |---|---|
# | `"none"` | $n$ 個數 $s_iC_i$ |
# | `"sum"` | $\sum_i s_iC_i$ |
# | `"sum_over_batch_size"`，又名 `"mean"`；預設值 | $\frac1n\sum_i s_iC_i$ |
# | `"mean_with_sample_weight"` | $\sum_i s_iC_i \big/ \sum_i s_i$ |
#
# 三個樣本的誤差是 0.5、1、−3，損失就是 0.25、1、9。權重分別設為 1、0、3。

# %% rows="L1"
y_three, y_hat_three = np.array([[1.0], [2.0], [5.0]]), np.array([[1.5], [3.0], [2.0]])
s = np.array([1.0, 0.0, 3.0])
losses = squared_error(y_three, y_hat_three).mean(axis=1)

ours = {
    "none": s * losses,
    "sum": (s * losses).sum(),
    "sum_over_batch_size": (s * losses).sum() / len(s),
    "mean_with_sample_weight": (s * losses).sum() / s.sum(),
}
for reduction, value in ours.items():
    loss = keras.losses.MeanSquaredError(reduction=reduction)
    theirs = loss(y_three, y_hat_three, sample_weight=s).numpy().astype(float)
    print(f"{reduction:24s} ours {np.round(value, 3)}, Keras {np.round(theirs, 3)}")
    assert np.allclose(value, theirs)

# %% [markdown] lang="en"
# The default divides by the number of samples, **not** by the sum of the weights. Weights of 2 everywhere therefore double the loss and its gradient, which acts like twice the learning rate. To change only the balance between samples, let the weights have mean 1, or use the last reduction. In `fit`, weights enter as `sample_weight=`, or per class as `class_weight={0: 1.0, 1: 5.0}`, for instance to make a rare class count more.
#
# For squared error it is clear why this number measures "how wrong". Why should it be a logarithm of a probability? The next three sections answer that.

# %% [markdown] lang="zh-TW" of="d044ccc8"
# 預設做法除以樣本數，**不是**除以權重總和。所以如果權重全是 2，損失和梯度都會加倍，效果等於學習率（learning rate）變兩倍。若只想調整樣本之間的輕重，就讓權重平均為 1，或改用最後一種 reduction。在 `fit` 裡，權重用 `sample_weight=` 傳入；也可以用 `class_weight={0: 1.0, 1: 5.0}` 按類別指定，例如讓稀有類別的份量重一點。
#
# 平方誤差為什麼能衡量「錯得多嚴重」，一看就懂。但為什麼要取機率的對數？接下來三節回答這個問題。

# %% [markdown] lang="en"
# ## 5.3 Information: how surprising is an event?
#
# "It snowed in Taipei" is news; "it did not snow in Taipei" is not. Suppose an event has probability $P$. A measure of surprise $I(P)$ should fulfil three wishes:
#
# 1. a certain event is no news: $I(1) = 0$;
# 2. the rarer, the more: $I$ grows as $P$ falls;
# 3. two independent events together, of probability $P\cdot Q$, are as surprising as both one after the other: $I(PQ) = I(P) + I(Q)$.
#
# The logarithm turns products into sums, so $I(P) = -\log P$ fulfils all three. It is called the **information** of the event, and the theory built on it is that of Shannon (1948). The base of the logarithm only chooses the unit: base 2 gives **bits**, base 10 **hartleys**, base $e$ **nats**.
#
# Say it snows on 1 day in 10 in Tokyo and on 1 in 1000 in Taipei (round numbers for the example). This course grew out of lecture slides. Where a number stands on a slide, a cell recomputes it and prints one line that says whether both agree; "L2" is our number for the topic.

# %% [markdown] lang="zh-TW" of="aefc700b"
# ## 5.3 資訊量：一件事有多令人意外？
#
# 「台北下雪了」是新聞，「台北沒下雪」不是。假設一個事件的機率是 $P$，衡量意外程度的 $I(P)$ 應該滿足三個要求：
#
# 1. 必然發生的事不是新聞：$I(1) = 0$；
# 2. 越罕見，數值越大：$P$ 變小時 $I$ 變大；
# 3. 兩個獨立事件同時發生的機率是 $P\cdot Q$，意外程度應該等於兩者相加：$I(PQ) = I(P) + I(Q)$。
#
# 對數把乘積變成總和，所以 $I(P) = -\log P$ 三個要求都滿足。它稱為事件的**資訊量**（information），建立在它上面的理論出自 Shannon（1948）。對數的底數只決定單位：以 2 為底是**位元**（bit），以 10 為底是 **hartley**，以 $e$ 為底是 **nat**。
#
# 假設東京每 10 天有 1 天下雪，台北每 1000 天才有 1 天（為了舉例而取的簡單數字）。這門課源自一套授課投影片：投影片上的數字，會由一個儲存格重新計算，並印出一行說明兩者是否一致；「L2」是我們給這個主題的編號。

# %% slides="A058" rows="L1 L2"
snow = {"Tokyo": 1 / 10, "Taipei": 1 / 1000}
in_hartleys = np.array([-np.log10(P) for P in snow.values()])
check_slide("L2", "information of snow in Tokyo, Taipei", in_hartleys, ["1", "3"])

for city, P in snow.items():
    bits, hartleys, nats = -np.log2(P), -np.log10(P), -np.log(P)
    print(f"{city:7s} {bits:6.3f} bits = {hartleys:.3f} hartleys = {nats:.3f} nats")
    assert np.allclose([bits, hartleys], [nats / np.log(2), nats / np.log(10)])

# %% [markdown] lang="en"
# The three units say the same: a value in nats divided by $\ln 2$ is in bits, divided by $\ln 10$ in hartleys. Formulas of cross-entropy with $\log_2$ (common in information theory), with $\log_{10}$ (this example) and with $\ln$ (Keras) therefore differ by a constant factor. A constant factor cannot move the place of a minimum. The next cell shows it for a cross-entropy: truth 0.3, all forecasts from 0.001 to 0.999.

# %% [markdown] lang="zh-TW" of="27067046"
# 三種單位說的是同一件事：以 nat 為單位的值除以 $\ln 2$ 就是位元，除以 $\ln 10$ 就是 hartley。因此交叉熵寫成 $\log_2$（資訊理論的習慣）、$\log_{10}$（這個例子）或 $\ln$（Keras），只差一個常數倍。常數倍不會移動最小值的位置。下一個儲存格用交叉熵驗證：真實機率 0.3，預報從 0.001 一路試到 0.999。

# %% slides="A054 A055" rows="L1"
forecasts = np.linspace(0.001, 0.999, 999)
for name, log in {"log2": np.log2, "log10": np.log10, "ln": np.log}.items():
    cost = -0.3 * log(forecasts) - 0.7 * log(1 - forecasts)
    best = forecasts[cost.argmin()]
    print(f"{name:5s} least cost {cost.min():.4f} at forecast {best:.3f}")
    assert np.isclose(best, 0.3)

# %% [markdown] lang="en"
# Same place, other unit. What does change with the base is the gradient, by the same factor: it acts like another learning rate.
#
# ## 5.4 Entropy: the average surprise
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

# %% [markdown] lang="zh-TW" of="72a30e30"
# 位置相同，單位不同。會隨底數改變的是梯度，而且是同一個倍數：效果等於換了學習率。
#
# ## 5.4 熵：平均的意外程度
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


# %% rows="L2"
def entropy(y, log=np.log2):
    y = np.asarray(y)
    return -(y[y > 0] * log(y[y > 0])).sum()


two_terms = sum(P * -np.log10(P) for P in snow.values())
check_slide("L2", "0.1 x 1 + 0.001 x 3", two_terms, "0.103")
print("probabilities in that sum add up to", round(sum(snow.values()), 3))

days = {city: [P, 1 - P] for city, P in snow.items()}
for city, y in days.items():
    print(f"entropy of {city:7s} {entropy(y, np.log10):.4f} hartleys", end=" = ")
    print(f"{entropy(y):.4f} bits")
both = np.outer(days["Tokyo"], days["Taipei"]).ravel()  # four outcomes, sum 1
together = entropy(both, np.log10)
print(f"both cities, if independent: {together:.4f} hartleys")
assert np.isclose(both.sum(), 1)
assert np.isclose(together, sum(entropy(y, np.log10) for y in days.values()))

# %% [markdown] lang="en"
# The slide calls the sum of the two snow terms, 0.103, "the entropy of snow". The arithmetic is right, but the number is not the entropy of any distribution: "snow in Tokyo" and "snow in Taipei" are not the outcomes of one question, and their probabilities add up to 0.101, not 1. The days without snow are missing.
#
# What can be asked: the entropy of each city ({{ entropy(days["Tokyo"], np.log10) | .4f }} and {{ entropy(days["Taipei"], np.log10) | .4f }} hartleys), or of the weather in both. The latter has four outcomes; if the cities are independent, its entropy is the sum of the two, {{ together | .4f }}. Taipei's snow is far more surprising than Tokyo's, yet Taipei's weather has the smaller entropy: the surprise comes too rarely to matter on average.

# %% [markdown] lang="zh-TW" of="88e1da34"
# 投影片把兩個「下雪」項相加得到 0.103，稱為「下雪的資訊熵」。算術沒錯，但這個數不是任何機率分布的熵：「東京下雪」和「台北下雪」不是同一個問題的各種結果，機率加起來是 0.101 而不是 1，漏掉了沒下雪的日子。
#
# 有意義的問法是：每個城市各自的熵（{{ entropy(days["Tokyo"], np.log10) | .4f }} 與 {{ entropy(days["Taipei"], np.log10) | .4f }} hartley），或是兩地天氣合起來的熵。後者有四種結果；若兩地互相獨立，熵就是兩者之和 {{ together | .4f }}。台北下雪遠比東京下雪令人意外，台北天氣的熵卻比較小：這種意外太少發生，平均起來無足輕重。

# %% rows="L2"
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

# %% [markdown] lang="en"
# The arch on the right is highest at ½, where it is 1 bit: a fair coin is the least predictable yes-or-no question. (For $K$ outcomes the highest entropy is $\log K$, when all are equally likely.)
#
# ## 5.5 Cross-entropy: the surprise of someone who believes something else
#
# A forecaster announces probabilities $p$. The weather follows $y$. On a day with outcome $k$ the forecaster is surprised by $-\log p_k$; outcome $k$ happens with probability $y_k$. The average surprise is the **cross-entropy**
#
# $$H(y, p) = -\sum_k y_k\log p_k .$$
#
# In Tokyo, $y = (0.1, 0.9)$. A forecaster who always says "50 : 50" is surprised by 1 bit every day. One who knows $y$ is surprised by $H(y) = 0.469$ bits on average. The difference, 0.531 bits, is the price of the wrong belief. Written out, it is the **Kullback–Leibler (KL) divergence** (Kullback and Leibler, 1951):
#
# $$D(y\,\|\,p) = H(y, p) - H(y) = \sum_k y_k\log\frac{y_k}{p_k}.$$
#
# **It is never negative.** For every $x > 0$ we have $\ln x \le x - 1$ (the right side is the tangent at $x = 1$, and $\ln$ bends down), with equality only at $x = 1$. With $x = p_k/y_k$, over all $k$ with $y_k > 0$:
#
# $$-D(y\,\|\,p) = \sum_k y_k\ln\frac{p_k}{y_k} \le \sum_k y_k\Bigl(\frac{p_k}{y_k} - 1\Bigr) = \sum_k p_k - \sum_k y_k \le 1 - 1 = 0.$$
#
# So cross-entropy is smallest when the forecast is the truth, $p = y$, and then it equals the entropy.

# %% [markdown] lang="zh-TW" of="1592134a"
# 右邊的拱形在 ½ 處最高，等於 1 位元：公平的硬幣是最難預測的是非題。（有 $K$ 種結果時，所有結果機率相等時熵最大，等於 $\log K$。）
#
# ## 5.5 交叉熵：信念不符時的意外程度
#
# 預報員公布的機率是 $p$，天氣實際遵循 $y$。出現結果 $k$ 的那天，預報員的意外程度是 $-\log p_k$；而結果 $k$ 發生的機率是 $y_k$。平均的意外程度就是**交叉熵**（cross-entropy）：
#
# $$H(y, p) = -\sum_k y_k\log p_k .$$
#
# 東京的 $y = (0.1, 0.9)$。永遠說「一半一半」的預報員，每天都得到 1 位元的意外；知道 $y$ 的人平均只有 $H(y) = 0.469$ 位元。相差的 0.531 位元，就是信念錯誤的代價。把這個差寫成式子，就是 **Kullback–Leibler 散度**，簡稱 KL 散度（KL divergence；Kullback and Leibler, 1951）：
#
# $$D(y\,\|\,p) = H(y, p) - H(y) = \sum_k y_k\log\frac{y_k}{p_k}.$$
#
# **它永遠不會是負的**。對所有 $x > 0$ 都有 $\ln x \le x - 1$（右邊是 $x = 1$ 處的切線，而 $\ln$ 的圖形向下彎），只有 $x = 1$ 時相等。代入 $x = p_k/y_k$，對所有 $y_k > 0$ 的 $k$ 相加：
#
# $$-D(y\,\|\,p) = \sum_k y_k\ln\frac{p_k}{y_k} \le \sum_k y_k\Bigl(\frac{p_k}{y_k} - 1\Bigr) = \sum_k p_k - \sum_k y_k \le 1 - 1 = 0.$$
#
# 所以預報等於真實機率（$p = y$）時，交叉熵最小，而且正好等於熵。

# %% slides="A057" rows="L3"
# with two arguments, SciPy's entropy is the KL divergence
from scipy.stats import entropy as scipy_entropy

y_tokyo, coin = np.array([0.1, 0.9]), np.array([0.5, 0.5])
cross = -(y_tokyo * np.log2(coin)).sum()
gap = (y_tokyo * np.log2(y_tokyo / coin)).sum()
print(f"cross-entropy {cross:.3f} = entropy {entropy(y_tokyo):.3f} + KL {gap:.3f} bits")
print(f"KL the other way round: {(coin * np.log2(coin / y_tokyo)).sum():.3f} bits")
assert np.isclose(cross, entropy(y_tokyo) + gap)
assert np.isclose(gap, scipy_entropy(y_tokyo, coin, base=2))
keras_nats = keras.losses.KLDivergence()(y_tokyo[None], coin[None]).numpy()
assert np.isclose(keras_nats, gap * np.log(2), atol=1e-6)

rng = np.random.default_rng(0)
Y_many, P_many = rng.dirichlet(np.ones(4), size=(2, 10_000))
smallest = (Y_many * np.log2(Y_many / P_many)).sum(axis=1).min()
print(f"smallest KL of 10,000 random pairs: {smallest:.4f} bits, not negative")
assert smallest > 0

# %% [markdown] lang="en"
# The derivation holds on 10,000 random pairs as well. The figure shows all forecasts for Tokyo.

# %% [markdown] lang="zh-TW" of="5c623503"
# 推導的結果在一萬組隨機的機率分布上也成立。下圖畫出對東京的所有預報。

# %% rows="L3"
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

# %% [markdown] lang="en"
# The curve touches the entropy in one point, the truth. Two things to remember:
#
# - The KL divergence is not a distance: exchanging $y$ and $p$ gives another value (0.531 and 0.737).
# - Training can only move $p$. $H(y)$ is constant, so minimising cross-entropy and minimising KL divergence are the same. With one-hot truth $H(y) = 0$: the loss can come as near to 0 as one likes. With uncertain truth it cannot go below $H(y)$, and in Tokyo a loss of 0.469 bits is already perfect.

# %% [markdown] lang="zh-TW" of="0362a4ee"
# 曲線和熵只在一點相切，就是真實機率。請記住兩件事：
#
# - KL 散度不是距離：把 $y$ 和 $p$ 對調，數值就不同（0.531 與 0.737）。
# - 訓練只能移動 $p$。$H(y)$ 是常數，所以讓交叉熵最小，就是讓 KL 散度最小。真實答案是獨熱編碼時 $H(y) = 0$，損失可以無限接近 0；真實答案本身不確定時，損失不可能低於 $H(y)$；以東京來說，0.469 位元就已經完美。

# %% [markdown] lang="en"
# ## 5.6 Cat, dog or cow
#
# A network with three outputs looks at a picture of a dog: $y = (0, 1, 0)$ for cat, dog, cow. During training its prediction improves in three stages. The slide uses $\log_{10}$.

# %% [markdown] lang="zh-TW" of="319ccf29"
# ## 5.6 貓、狗還是牛
#
# 一個有三個輸出的網路，看到一張狗的照片：依照貓、狗、牛的順序，$y = (0, 1, 0)$。訓練過程中，預測經過三個階段越來越好。投影片用的是 $\log_{10}$。

# %% slides="A062 A063" rows="L4"
stages = np.array([[0.30, 0.45, 0.25], [0.20, 0.75, 0.05], [0.0, 1.0, 0.0]])
of_the_truth = stages[:, 1]  # y = (0, 1, 0) keeps only the dog's term
hartleys, nats = -np.log10(of_the_truth) + 0.0, -np.log(of_the_truth) + 0.0

check_erratum("L4", "first prediction", hartleys[0], slide="0.3469", right="0.3468")
check_slide("L4", "second and third", hartleys[1:], ["0.1249", "0.0000"])
print("with ln, as Keras computes:", *(f"{value:.4f}" for value in nats))

with np.errstate(all="ignore"):  # keep NumPy's warnings out of the notebook
    naive = categorical_cross_entropy(np.array([[0, 1, 0]] * 3), stages)
print("our function of section 5.1:", *(f"{value:.4f}" for value in naive))
assert np.allclose(naive[:2], nats[:2]) and np.isnan(naive[2])

# %% [markdown] lang="en"
# $-\log_{10} 0.45 = 0.34679$, so the slide's last digit is off by one. Three observations:
#
# - Only the probability of the true class counts. (0.30, 0.45, 0.25) and (0.00, 0.45, 0.55) have the same loss, although the second one names the wrong animal.
# - All three stages of the slide answer "dog". The number of right answers has not changed, the loss has. Loss and accuracy measure different things (chapter 6).
# - Our function gives `nan` for the perfect prediction: it computes $0\cdot\ln 0$, which NumPy takes as $0\cdot(-\infty)$. Section 5.8 repairs this.

# %% [markdown] lang="zh-TW" of="196053c6"
# $-\log_{10} 0.45 = 0.34679$，所以投影片的末位數差了 1。有三點值得注意：
#
# - 只有正確類別的機率會影響損失。(0.30, 0.45, 0.25) 和 (0.00, 0.45, 0.55) 的損失相同，雖然後者答錯了動物。
# - 投影片的三個階段，答案都是「狗」。答對的題數沒變，損失卻變了。損失和準確率（accuracy）衡量的是不同的東西（第 6 章）。
# - 預測完美時，我們的函式反而得到 `nan`：它算的是 $0\cdot\ln 0$，NumPy 當成 $0\cdot(-\infty)$。5.8 節會修好它。

# %% [markdown] lang="en"
# ## 5.7 Why not squared error for classification?
#
# One could also compare $p$ with $y$ by $(p - y)^2$. It is 0 when they agree and grows with the error. The difference lies in the **slope**.
#
# A neuron has the logit $z$ and the output $p = \sigma(z)$; its derivative is $p(1-p)$ (chapter 1). The error signal $\partial C/\partial z$ tells the weights how to move. By the chain rule:
#
# - squared error: $\dfrac{\partial C}{\partial z} = 2(p - y)\cdot p(1-p)$;
# - cross-entropy: $\dfrac{\partial C}{\partial z} = \Bigl(-\dfrac{y}{p} + \dfrac{1-y}{1-p}\Bigr)\cdot p(1-p) = \dfrac{p - y}{p(1-p)}\cdot p(1-p) = p - y$.
#
# In the cross-entropy the factor $p(1-p)$ cancels; in the squared error it stays. It is nearly 0 whenever $p$ is near 0 **or 1**, right or wrong: the sigmoid is **saturated**. An example with $y = 0$ and $z = 8$, as wrong as can be: $p = 0.99966$ and $p(1-p) = 0.000335$. Cross-entropy pulls with 0.99966, squared error with $2\cdot 0.99966\cdot 0.000335 = 0.00067$.

# %% [markdown] lang="zh-TW" of="33f5a4fe"
# ## 5.7 分類為什麼不用平方誤差？
#
# $p$ 和 $y$ 也可以用 $(p - y)^2$ 來比較：一致時為 0，誤差越大就越大。差別在**斜率**。
#
# 一個神經元的 logit 是 $z$，輸出 $p = \sigma(z)$，導數是 $p(1-p)$（第 1 章）。誤差訊號 $\partial C/\partial z$ 告訴權重該怎麼移動。由連鎖律（chain rule）：
#
# - 平方誤差：$\dfrac{\partial C}{\partial z} = 2(p - y)\cdot p(1-p)$；
# - 交叉熵：$\dfrac{\partial C}{\partial z} = \Bigl(-\dfrac{y}{p} + \dfrac{1-y}{1-p}\Bigr)\cdot p(1-p) = \dfrac{p - y}{p(1-p)}\cdot p(1-p) = p - y$。
#
# 交叉熵裡的因子 $p(1-p)$ 消掉了，平方誤差裡的卻還在。只要 $p$ 接近 0 **或 1**，不論對錯，這個因子都幾乎是 0，這時我們說 sigmoid **飽和**（saturated）了。舉一個錯得離譜的例子：$y = 0$、$z = 8$，這時 $p = 0.99966$，$p(1-p) = 0.000335$。交叉熵的拉力是 0.99966，平方誤差的拉力只有 $2\cdot 0.99966\cdot 0.000335 = 0.00067$。

# %% rows="L5"
from utils.nn.activations import sigmoid

z_line = np.linspace(-10, 10, 401)
p_line = sigmoid(z_line)
slopes = {"squared error": 2 * p_line * p_line * (1 - p_line), "cross-entropy": p_line}
values = {"squared error": p_line**2, "cross-entropy": -np.log(1 - p_line)}

p8 = sigmoid(8.0)
print(f"z = 8: p = {p8:.5f}, p(1 - p) = {p8 * (1 - p8):.6f}")
print(f"cross-entropy pulls with {p8:.5f}, MSE with {2 * p8 * p8 * (1 - p8):.5f}")
for name in values:  # central differences: C(z + h) - C(z - h) over 2h
    numeric = (values[name][2:] - values[name][:-2]) / (z_line[2:] - z_line[:-2])
    assert np.allclose(numeric, slopes[name][1:-1], atol=1e-3), name
assert p8 / (2 * p8 * p8 * (1 - p8)) > 1000

# %% [markdown] lang="en"
# The slopes agree with differences of neighbouring losses (the `assert`). Both are drawn for $y = 0$.

# %% [markdown] lang="zh-TW" of="856fc278"
# 斜率和相鄰損失的差分一致（由 `assert` 檢查）。下圖畫的是 $y = 0$ 的情況。

# %% rows="L5"
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

# %% [markdown] lang="en"
# To the right the neuron is wrong and sure of it. There the squared error is a high plateau: large loss, no slope. Cross-entropy keeps rising with slope 1.
#
# How much time does that cost? Let gradient descent move $z$ itself, $z \leftarrow z - \eta\,\partial C/\partial z$ with learning rate $\eta = 1$ (in code `lr`), until $p < 0.1$.

# %% [markdown] lang="zh-TW" of="46d6f4d4"
# 圖的右側，神經元答錯了，還很有把握。平方誤差在那裡是一片高原：損失很大，卻沒有坡度。交叉熵則以斜率 1 持續上升。
#
# 這要多花多少時間？讓梯度下降直接移動 $z$：$z \leftarrow z - \eta\,\partial C/\partial z$，學習率 $\eta = 1$（程式裡是 `lr`），直到 $p < 0.1$ 為止。

# %% rows="L5"
signals = {
    "cross-entropy": lambda p, y: p - y,
    "squared error": lambda p, y: 2 * (p - y) * p * (1 - p),
}


def steps_until_right(z, signal, lr=1.0):
    steps = 0
    while (p := sigmoid(z)) >= 0.1:  # := stores the value and uses it
        z -= lr * signal(p, 0.0)
        steps += 1
    return steps


starts = [2.0, 4.0, 6.0, 8.0, 10.0]
race = {name: [steps_until_right(z, f) for z in starts] for name, f in signals.items()}
for name, steps in race.items():
    print(f"{name}: {steps} steps from z = 2, 4, 6, 8, 10")
growth = race["squared error"][-1] / race["squared error"][-2]
print(f"last two of squared error: factor {growth:.1f}; e^2 = {np.exp(2):.1f}")
assert max(race["cross-entropy"]) < 25 and 6.5 < growth < 8

# %% [markdown] lang="en"
# For cross-entropy, each further unit of $z$ costs about one more step. For squared error it multiplies the time by $e$, because far out $p(1-p) \approx e^{-z}$.
#
# Next a neuron with two weights on 100 points of two overlapping classes. Its loss is a surface over $(w_1, w_2)$, and gradient descent walks on it from two starts: one harmless, one where nearly all answers are wrong and sure.

# %% [markdown] lang="zh-TW" of="842a50fd"
# 用交叉熵，起點的 $z$ 每遠一個單位，大約只多走一步；用平方誤差，$z$ 每遠一個單位，步數就要乘以 $e$，因為在遠處 $p(1-p) \approx e^{-z}$。
#
# 接著看一個有兩個權重的神經元，資料是 100 個點、兩個互相重疊的類別。損失是 $(w_1, w_2)$ 上的一張曲面，梯度下降從兩個起點出發：一個無害，另一個起點幾乎全部答錯，而且很有把握。

# %% rows="L5"
rng = np.random.default_rng(0)
y_points = np.arange(100) % 2
points = rng.normal(size=(100, 2)) + np.where(y_points[:, None] == 1, 1.0, -1.0)


def mean_loss(loss, w1, w2):
    """Mean over the points; w1 and w2 may be grids of any shape (...)."""
    z = np.multiply.outer(points[:, 0], w1) + np.multiply.outer(points[:, 1], w2)
    y = y_points.reshape(-1, *[1] * (z.ndim - 1))
    if loss == "squared error":
        return ((sigmoid(z) - y) ** 2).mean(axis=0)
    return (np.logaddexp(0, z) - y * z).mean(axis=0)  # ln(1 + e^z) - yz: section 5.8


def walk(loss, w, lr=0.5, num_steps=60):
    path = [np.array(w)]
    for _ in range(num_steps):
        delta = signals[loss](sigmoid(points @ path[-1]), y_points)
        path.append(path[-1] - lr * points.T @ delta / len(points))
    return np.array(path)


# %% [markdown] lang="en"
# `mean_loss` gives the height of the surface, `walk` takes 60 steps of gradient descent on it. The gradient is $X^{\mathsf T}\delta/n$ as in chapter 1, with the error signal $\delta$ of either loss.

# %% [markdown] lang="zh-TW" of="10500c6f"
# `mean_loss` 算出曲面的高度，`walk` 在曲面上走 60 步梯度下降。梯度和第 1 章一樣是 $X^{\mathsf T}\delta/n$，其中 $\delta$ 是各損失的誤差訊號。

# %% rows="L5"
corners = {"harmless start": (-1.0, 3.0), "badly wrong start": (-5.0, -5.0)}
paths = {f: {name: walk(f, w) for name, w in corners.items()} for f in signals}
for loss, walks in paths.items():
    for name, path in walks.items():
        before, after = mean_loss(loss, *path[0]), mean_loss(loss, *path[-1])
        print(f"{loss}, {name}: loss {before:.2f}, after 60 steps {after:.2f}")
p_wrong = sigmoid(points @ np.array(corners["badly wrong start"]))
hits = np.mean((p_wrong > 0.5) == y_points)
sure = np.maximum(p_wrong, 1 - p_wrong).mean()  # probability of its own answer
assert hits < 0.2 and sure > 0.9
print(f"badly wrong start: {hits:.0%} right, {sure:.0%} sure on average")
stuck = paths["squared error"]["badly wrong start"]
assert np.linalg.norm(stuck[-1] - stuck[0]) < 2
assert (paths["cross-entropy"]["badly wrong start"][-1] > 0).all()

fig = drawings.plot_surfaces(
    {f: lambda w1, w2, f=f: mean_loss(f, w1, w2) for f in signals}, paths, limit=6.5
)
show(
    fig,
    alt="Contours over two weights. Left, cross-entropy: a bowl whose sides rise "
    "towards the lower left; both paths reach its bright bottom. Right, squared "
    "error: a valley at the upper right and a flat plateau at the lower left, "
    "where the second path hardly moves.",
)

# %% [markdown] lang="en"
# Dark is high, and where contours are close, it is steep. Cross-entropy is a bowl (for one neuron it is even convex, without a second valley: its slope $p - y$ never falls as $z$ grows). Squared error has a plateau in the lower left corner, and from there 60 steps lead almost nowhere. From the harmless start both come down.
#
# **The same for softmax.** Let $p = \operatorname{softmax}(z)$ and $C = \frac1K\sum_k (p_k - y_k)^2$, Keras' MSE. The derivative of softmax is $\partial p_k/\partial z_j = p_k([k = j] - p_j)$, where $[k=j]$ is 1 if $k = j$ and 0 otherwise. Hence
#
# $$\frac{\partial C}{\partial z_j} = \frac2K\sum_k (p_k - y_k)\,p_k([k=j] - p_j) = \frac2K\,p_j\Bigl((p_j - y_j) - \sum_k p_k(p_k - y_k)\Bigr).$$
#
# If softmax is sure of the wrong class 1 and class 2 is true, $p = (1,0,0)$ and $y = (0,1,0)$: for $j = 1$ the bracket is $1 - 1 = 0$, for the others $p_j = 0$. No pull at all. Cross-entropy gives $p - y = (1, -1, 0)$, as chapter 3 derived.

# %% [markdown] lang="zh-TW" of="521a8cfa"
# 顏色越深越高，等高線越密越陡。交叉熵像一個碗（單一神經元時它甚至是凸函數（convex function），沒有第二個谷：$z$ 變大時，斜率 $p - y$ 絕不變小）。平方誤差在左下角是高原，從那裡走 60 步幾乎沒有前進。從無害的起點出發，兩者都走得下來。
#
# **softmax 也一樣**。令 $p = \operatorname{softmax}(z)$，$C = \frac1K\sum_k (p_k - y_k)^2$，也就是 Keras 的 MSE。softmax 的導數是 $\partial p_k/\partial z_j = p_k([k = j] - p_j)$，其中 $[k=j]$ 在 $k = j$ 時為 1，否則為 0。因此
#
# $$\frac{\partial C}{\partial z_j} = \frac2K\sum_k (p_k - y_k)\,p_k([k=j] - p_j) = \frac2K\,p_j\Bigl((p_j - y_j) - \sum_k p_k(p_k - y_k)\Bigr).$$
#
# 假設 softmax 一口咬定是第 1 類，答案卻是第 2 類，也就是 $p = (1,0,0)$、$y = (0,1,0)$：$j = 1$ 時括號內是 $1 - 1 = 0$，其他的 $p_j = 0$。完全沒有拉力。交叉熵則給出 $p - y = (1, -1, 0)$，這在第 3 章推導過。

# %% rows="L5"
import tensorflow as tf

from utils.nn.activations import softmax


def error_signal(P, Y, loss):
    """dC/dz per sample, shape (n, K), for P = softmax(Z)."""
    E = P - Y
    if loss == "cross-entropy":
        return E
    return 2 / P.shape[-1] * P * (E - (P * E).sum(axis=-1, keepdims=True))


Y_dog = np.array([[0.0, 1.0, 0.0]])
for z1 in (1.0, 4.0, 8.0):
    Z = np.array([[z1, 0.0, 0.0]])
    for loss, f in {"MSE": "mse", "cross-entropy": "categorical_crossentropy"}.items():
        ours = error_signal(softmax(Z), Y_dog, loss)
        with tf.GradientTape() as tape:
            tape.watch(z := tf.constant(Z))
            cost = keras.losses.get(f)(tf.constant(Y_dog), tf.nn.softmax(z))
        assert np.allclose(ours, tape.gradient(cost, z), atol=1e-12)
        slopes_text = " ".join(f"{d:8.4f}" for d in ours[0])
        print(f"z = ({z1:.0f}, 0, 0)  {loss:14s} dC/dz = {slopes_text}")

# %% [markdown] lang="en"
# TensorFlow's automatic derivative agrees with the formula to $10^{-12}$. From $z_1 = 4$ to 8 the pull of MSE falls to about a fiftieth; that of cross-entropy hardly changes.
#
# Does it matter in practice? We train one softmax layer on 5,000 MNIST images with mini-batches of 100, five seeds. First with small weights, standard deviation 0.01, at which all $p_k \approx 0.1$. The two losses differ in scale, so each gets three learning rates, a factor of 10 apart, and keeps the best. Then we change only the start: weights of standard deviation 1 make the first predictions sure and mostly wrong.

# %% [markdown] lang="zh-TW" of="fb97d70a"
# TensorFlow 的自動微分（automatic differentiation）和公式吻合到 $10^{-12}$。$z_1$ 從 4 變成 8，MSE 的拉力只剩大約五十分之一，交叉熵的拉力幾乎不變。
#
# 實際訓練時有影響嗎？我們用 5,000 張 MNIST 圖片訓練一層 softmax，小批次（mini-batch）100，五個隨機種子。先從標準差 0.01 的小權重開始，這時所有 $p_k \approx 0.1$。兩種損失的尺度不同，所以各試三個學習率（相差 10 倍），留下最好的一個。接著只改變起點：標準差 1 的權重，會讓最初的預測很有把握，而且大多是錯的。

# %% rows="L5"
from utils.data import flatten, load_mnist, to_float

(X_train, y_train), (X_test, y_test) = load_mnist()
X, Y = flatten(to_float(X_train[:5000])), one_hot(y_train[:5000])
X_new, y_new = flatten(to_float(X_test[:2000])), y_test[:2000]


def train(loss, lr, scale, seed, num_steps=200, batch_size=100):
    rng = np.random.default_rng(seed)
    W = rng.normal(0, scale, (784, 10)).astype("float32")
    b = np.zeros(10, "float32")
    accuracy = []
    for step in range(num_steps + 1):
        if step % 20 == 0:
            accuracy.append(np.mean((X_new @ W + b).argmax(axis=1) == y_new))
        rows = rng.integers(0, len(X), batch_size)
        X_batch, Y_batch = X[rows], Y[rows]  # (100, 784), (100, 10)
        delta = error_signal(softmax(X_batch @ W + b), Y_batch, loss) / batch_size
        W -= lr * X_batch.T @ delta
        b -= lr * delta.sum(axis=0)
    return accuracy


# %% [markdown] lang="en"
# `train` is the loop of chapter 3 for one layer; only `error_signal` knows which loss is meant. Every twentieth step it measures the accuracy on 2,000 test images.

# %% [markdown] lang="zh-TW" of="25e647f1"
# `train` 就是第 3 章的訓練迴圈，只是只有一層；只有 `error_signal` 知道用的是哪種損失。每 20 步在 2,000 張測試圖片上量一次準確率。

# %% rows="L5" tags=["nbval-ignore-output"]
first = {}
for scale in (0.01, 1.0):
    P_first = softmax(X_new @ np.random.default_rng(0).normal(0, scale, (784, 10)))
    first[scale] = P_first.max(axis=1).mean(), np.mean(P_first.argmax(axis=1) == y_new)
    print(f"start {scale}: sure {first[scale][0]:.2f}, right {first[scale][1]:.2f}")

rates = {"cross-entropy": [0.1, 1, 10], "MSE": [1, 10, 100]}
small = {
    (loss, lr): np.array([train(loss, lr, 0.01, seed) for seed in range(5)]).T
    for loss in rates
    for lr in rates[loss]
}
best = {f: max(rates[f], key=lambda lr: small[f, lr][-1].mean()) for f in rates}
for (loss, lr), runs in small.items():
    print(f"small start, {loss:14s} lr {lr:<4} accuracy {runs[-1].mean():.2f}")
print("best rates:", best)
assert best == {"cross-entropy": 1, "MSE": 10}
assert small["MSE", 100][-1].mean() < small["MSE", 10][-1].mean() - 0.2
assert first[0.01][0] < 0.2 and first[1.0][0] > 0.8 and first[1.0][1] < 0.3

# %% [markdown] lang="en"
# The first two lines describe the untrained predictions: from small weights the largest probability is {{ first[0.01][0] | .2f | 0.02 }} on average, from large ones {{ first[1.0][0] | .2f | 0.02 }}, and only {{ first[1.0][1] | .0% | 3 }} of those answers are right. From small weights both losses, each at its best rate, end equally high.
#
# Now the same with the wrong start. The figure uses the learning rates that were best before; lines are means of the five seeds, bands reach from the worst to the best.

# %% [markdown] lang="zh-TW" of="f5bf9094"
# 前兩行是訓練前的預測：小權重時，最大的機率平均是 {{ first[0.01][0] | .2f | 0.02 }}；大權重時是 {{ first[1.0][0] | .2f | 0.02 }}，但只答對 {{ first[1.0][1] | .0% | 3 }}。從小權重出發，兩種損失各用最好的學習率，最後一樣高。
#
# 換成錯得離譜的起點再做一次。圖中使用剛才最好的學習率；線是五個種子的平均，色帶從最差到最好。

# %% rows="L5" tags=["nbval-ignore-output"]
wrong = {
    (loss, lr): np.array([train(loss, lr, 1.0, seed) for seed in range(5)]).T
    for loss in rates
    for lr in rates[loss]
}
for (loss, lr), runs in wrong.items():
    low, high = runs[-1].min(), runs[-1].max()
    print(f"wrong start, {loss:14s} lr {lr:<4} accuracy {low:.2f} to {high:.2f}")

panels = {
    title: {f"{f}, lr {best[f]}": runs[f, best[f]] for f in rates}
    for title, runs in {"Small start": small, "Badly wrong start": wrong}.items()
}
steps = range(0, 201, 20)
fig = drawings.plot_spread(panels, steps, xlabel="step", ylabel="test accuracy")
show(
    fig,
    alt="Test accuracy over 200 steps, mean and range of five seeds. From small "
    "weights both losses end near 0.86. From badly wrong weights "
    "cross-entropy climbs to almost 0.8 in every run; MSE crawls, and its "
    "best run stays below 0.6.",
)
ends = {f: (small[f, best[f]][-1].mean(), wrong[f, best[f]][-1].mean()) for f in rates}
assert abs(ends["MSE"][0] - ends["cross-entropy"][0]) < 0.03
slowest = wrong["cross-entropy", best["cross-entropy"]][-1].min()
assert slowest > 0.05 + wrong["MSE", best["MSE"]][-1].max()
assert wrong["MSE", 100][-1].mean() > 0.1 + wrong["MSE", 10][-1].mean()

# %% [markdown] lang="en"
# From the small start there is **no** difference worth mentioning: {{ ends["cross-entropy"][0] | .2f | 0.02 }} and {{ ends["MSE"][0] | .2f | 0.02 }}. From the wrong start, cross-entropy reaches {{ ends["cross-entropy"][1] | .2f | 0.03 }} in the same 200 steps, MSE only {{ ends["MSE"][1] | .2f | 0.06 }}. A larger learning rate helps MSE here (see lr 100 in the list), but the same rate ruins the training from the small start. With cross-entropy one rate served both starts.
#
# What this does not show: that MSE is a bad loss for classification as such. Faster training with cross-entropy, explained by the steeper surface, was reported by Solla, Levin and Fleisher (1988). But Hui and Belkin (2021) trained many modern architectures with squared error, *without* softmax in front of it, and found them comparable or better on most tasks. It is saturation plus squared error that gets stuck.

# %% [markdown] lang="zh-TW" of="3fcc4e97"
# 從小權重出發，兩者**沒有**值得一提的差別：{{ ends["cross-entropy"][0] | .2f | 0.02 }} 與 {{ ends["MSE"][0] | .2f | 0.02 }}。從錯得離譜的起點出發，同樣 200 步，交叉熵達到 {{ ends["cross-entropy"][1] | .2f | 0.03 }}，MSE 只有 {{ ends["MSE"][1] | .2f | 0.06 }}。加大學習率對這裡的 MSE 有幫助（見清單裡的 lr 100），但同一個學習率會毀掉小權重起點的訓練。交叉熵則用同一個學習率就能應付兩種起點。
#
# 這個實驗並**沒有**證明 MSE 本身不適合分類。Solla、Levin 與 Fleisher（1988）提出交叉熵訓練較快，並以較陡的曲面解釋；但 Hui 與 Belkin（2021）用平方誤差訓練許多現代架構，前面**不加** softmax，在大多數任務上表現相當或更好。會卡住的是「飽和」加上「平方誤差」。

# %% [markdown] lang="en"
# ## 5.8 When the computer cannot follow: overflow, log 0, clipping
#
# float32 holds numbers up to about $3.4\cdot 10^{38}$, which is $e^{88.7}$, and positive ones down to about $10^{-38}$, which is $e^{-87.3}$ (NumPy goes on to $10^{-45}$ with fewer digits, TensorFlow usually does not). Larger ones become `inf` (**overflow**), smaller ones 0 (**underflow**). Softmax takes $e^z$, and logits of 100 are not rare when a start is bad or an input unscaled. Three accidents:

# %% [markdown] lang="zh-TW" of="77c72057"
# ## 5.8 電腦跟不上的時候：溢位、log 0、裁剪
#
# float32 最大能表示約 $3.4\cdot 10^{38}$，也就是 $e^{88.7}$；最小的正數約 $10^{-38}$，也就是 $e^{-87.3}$（NumPy 可以用較少的位數延伸到 $10^{-45}$，TensorFlow 通常不行）。再大就變成 `inf`（**上溢**，overflow），再小就變成 0（**下溢**，underflow）。softmax 要計算 $e^z$，而起點不好或輸入沒有縮放時，logit 到 100 並不稀奇。會發生三種事故：

# %% rows="L6"
import utils.nn.losses as stable

Z = np.array([120, 0, 0], dtype="float32")  # sure of class 0
y = np.array([0, 1, 0], dtype="float32")  # class 1 is true
with np.errstate(all="ignore"):
    powers = np.exp(Z)
    print("1. overflow:  e^z =", powers, " softmax =", powers / powers.sum())
    p = softmax(Z)  # subtracts the largest logit first (chapter 1)
    print("2. underflow: stable softmax =", p, " -ln p of the truth =", -np.log(p[1]))
    print("3. 0 x ln 0:  y ln p =", y * np.log(p), " loss =", -(y * np.log(p)).sum())
    assert np.isnan(powers / powers.sum()).any() and p[1] == 0
    assert np.isinf(-np.log(p[1])) and np.isnan((y * np.log(p)).sum())
print("exact loss:", stable.categorical_cross_entropy_from_logits(y[None], Z[None]))

# %% [markdown] lang="en"
# 1. $e^{120}$ does not fit; `inf / inf` is `nan` ("not a number").
# 2. Subtracting the largest logit avoids that, but then $p$ of the true class, $e^{-120}$, becomes exactly 0, and $-\ln 0 = \infty$.
# 3. With a one-hot sum, a 0 of $y$ may meet $\ln 0 = -\infty$: `0 * inf` is `nan`.
#
# One `nan` in the gradient, and after the next update every weight it reaches is `nan`. The exact loss (last line, by the formula we are going to derive) is harmless: $-\ln p_2 = \ln(e^{120} + 1 + 1) - 0 = 120$.
#
# A common remedy is **clipping**: replace $p$ by the nearest number between $\varepsilon$ and $1 - \varepsilon$. Keras does so with $\varepsilon = 10^{-7}$ when it is given probabilities. Then the loss is at most $-\ln 10^{-7} = 16.118$. But a clipped value is constant, and the derivative of a constant is **0**. We compare four ways to compute the same loss, with the exact gradient $p - y$.

# %% [markdown] lang="zh-TW" of="bb9bbfd9"
# 1. $e^{120}$ 存不下；`inf / inf` 得到 `nan`（not a number，不是數）。
# 2. 先減去最大的 logit 可以避免溢位，但正確類別的機率 $e^{-120}$ 變成不折不扣的 0，而 $-\ln 0 = \infty$。
# 3. 用獨熱編碼加總時，$y$ 裡的 0 可能遇上 $\ln 0 = -\infty$：`0 * inf` 是 `nan`。
#
# 梯度裡只要有一個 `nan`，下一次更新後，它影響到的每個權重都會變成 `nan`。其實真正的損失（最後一行，用等一下要推導的公式算的）一點也不可怕：$-\ln p_2 = \ln(e^{120} + 1 + 1) - 0 = 120$。
#
# 常見的補救是**裁剪**（clipping）：把 $p$ 換成 $\varepsilon$ 與 $1 - \varepsilon$ 之間最接近的數。Keras 收到機率時就這麼做，$\varepsilon = 10^{-7}$。這樣損失最多是 $-\ln 10^{-7} = 16.118$。但是被裁剪的值是常數，常數的導數是 **0**。我們用四種寫法計算同一個損失，和正確的梯度 $p - y$ 比較。

# %% rows="L6"
cce = keras.losses.categorical_crossentropy


def exp_over_sum(Y, z):
    p = tf.exp(z) / tf.reduce_sum(tf.exp(z), axis=-1, keepdims=True)
    return -tf.reduce_sum(Y * tf.math.log(p), axis=-1)


forms = {
    "exp / sum": exp_over_sum,
    "log of softmax": lambda Y, z: (
        -tf.reduce_sum(Y * tf.math.log(tf.nn.softmax(z)), -1)
    ),
    "Keras, clipped": lambda Y, z: cce(Y, tf.nn.softmax(z)),
    "from_logits=True": lambda Y, z: cce(Y, z, from_logits=True),
}


def loss_and_gradient(form, z):
    z, Y = tf.constant([z], tf.float32), tf.constant([[0.0, 1.0, 0.0]])
    with tf.GradientTape() as tape:
        tape.watch(z)
        loss = form(Y, z)
    return float(loss[0]), tape.gradient(loss, z).numpy()[0]


epsilon = keras.config.epsilon()
print("clipping at", epsilon, "limits the loss to", round(-np.log(epsilon), 3))
assert epsilon == 1e-7

# %% [markdown] lang="en"
# `tf.nn.softmax` is already the stable softmax. Now each form at four logits of the wrong class, from a little wrong to extremely wrong.

# %% [markdown] lang="zh-TW" of="cfa1d670"
# `tf.nn.softmax` 已經是穩定的 softmax。現在讓錯誤類別的 logit 取四個不同的值，從有點錯到錯得離譜，測試每一種寫法。

# %% rows="L6"
for z1 in (5, 20, 60, 120):
    exact = softmax([float(z1), 0.0, 0.0]) - [0, 1, 0]
    print(f"z = ({z1}, 0, 0): exact gradient {np.round(exact, 2) + 0.0}")
    for name, form in forms.items():
        loss, gradient = loss_and_gradient(form, [z1, 0, 0])
        print(
            f"    {name:17s} loss {loss:7.3f}  gradient {np.round(gradient, 2) + 0.0}"
        )
    # from_logits=True, the last one, is right every time
    assert np.isclose(loss, np.log(np.exp(z1) + 2), rtol=1e-6)
    assert np.allclose(gradient, exact, atol=1e-6)

# %% [markdown] lang="en"
# Read the table from above.
#
# - At 5 all agree.
# - At 20 the clipped form reports 16.118 instead of 20 and has **no gradient**. The sample that is most wrong teaches nothing.
# - At 60 the first form is worse than broken, it is silently wrong: the loss is right, the gradient $(0, -1, 0)$ is not. Our explanation: the derivative of $1/S$, with the sum $S \approx e^{60}$, is $-1/S^2 \approx -e^{-120}$. That is too small for float32 and becomes 0. The next cell tests it.
# - At 120 the first two are `nan`.
# - `from_logits=True` is right everywhere.

# %% [markdown] lang="zh-TW" of="3ef4cf8e"
# 由上往下看這張表。
#
# - $z_1 = 5$：全部一致。
# - $z_1 = 20$：裁剪的寫法回報 16.118 而不是 20，而且**沒有梯度**。錯得最嚴重的樣本，反而什麼也教不了。
# - $z_1 = 60$：第一種寫法比當掉更糟，它默默地算錯：損失是對的，梯度 $(0, -1, 0)$ 卻是錯的。我們的解釋：$1/S$ 的導數是 $-1/S^2$，其中總和 $S \approx e^{60}$，所以約為 $-e^{-120}$，小到 float32 存不下而變成 0。下一個儲存格來驗證。
# - $z_1 = 120$：前兩種得到 `nan`。
# - `from_logits=True` 全程正確。

# %% rows="L6" tags=["nbval-ignore-output"]
z1_line = np.linspace(0, 130, 261)
pulls = {  # gradient of the wrong class's logit; exact: it rises to 1 and stays
    name: np.array([loss_and_gradient(form, [z1, 0.0, 0.0])[1][0] for z1 in z1_line])
    for name, form in forms.items()
}
off = {name: np.abs(pull - pulls["from_logits=True"]) for name, pull in pulls.items()}
last_good = {name: z1_line[error < 0.01].max() for name, error in off.items()}
for name, z1 in last_good.items():
    print(f"{name:17s} right up to z1 = {z1:.1f}")
tiny = np.finfo("float32").tiny  # the smallest number of full precision
print(
    f"e^-z1 is that small at {-np.log(tiny):.1f}, (e^-z1)^2 at {-np.log(tiny) / 2:.1f}"
)
assert 43 <= last_good["exp / sum"] <= 52 and 15 < last_good["Keras, clipped"] < 17
assert 86 < last_good["log of softmax"] < 104 and last_good["from_logits=True"] == 130

fig = drawings.plot_pulls(z1_line, pulls)
show(
    fig,
    alt="Gradient of the wrong class's logit, one panel per form; it should rise "
    "to 1 and stay. exp over sum drops to 0 after 43, log of softmax ends "
    "after 87, the clipped form drops to 0 after 16; only from_logits=True "
    "stays at 1 up to 130.",
)

# %% [markdown] lang="en"
# The explanation fits: the first form fails just where $1/S^2$ gets lost, the second where $p_t = e^{-z_1}$ does (on processors that keep numbers below $10^{-38}$, somewhat later).
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

# %% [markdown] lang="zh-TW" of="3292da35"
# 結果與解釋相符：第一種寫法正好在 $1/S^2$ 消失的地方失靈，第二種則在 $p_t = e^{-z_1}$ 消失的地方（有些處理器會保留小於 $10^{-38}$ 的數，失靈得稍晚）。
#
# **正確的寫法：log-sum-exp**。根本不要計算 $p$。令正確類別為 $t$：
#
# $$-\ln p_t = -\ln\frac{e^{z_t}}{\sum_k e^{z_k}} = \ln\sum_k e^{z_k} - z_t .$$
#
# 剩下的是 $\operatorname{LSE}(z) = \ln\sum_k e^{z_k}$。令 $z_{\max}$ 為最大的 logit，把 $e^{z_{\max}}$ 提到總和外面：
#
# $$\operatorname{LSE}(z) = \ln\Bigl(e^{z_{\max}}\sum_k e^{z_k - z_{\max}}\Bigr) = z_{\max} + \ln\sum_k e^{z_k - z_{\max}}.$$
#
# 現在每個指數都不大於 0，不會上溢；其中一項是 $e^0 = 1$，所以對數不會遇到 0（Blanchard、Higham 與 Higham（2021）分析了它的捨入誤差）。兩個類別、其中一個 logit 固定為 0 時，同樣的步驟得到
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


# %% [markdown] lang="en"
# A hard test: 200 samples with logits of standard deviation 1000, against SciPy and Keras.

# %% [markdown] lang="zh-TW" of="ea5e8a50"
# 嚴格的測試：200 個樣本，logit 的標準差是 1000，和 SciPy、Keras 比較。

# %% rows="L6"
from scipy.special import logsumexp

rng = np.random.default_rng(0)
Z = rng.normal(0, 1000, (200, 10))
Y_one, y_bit = one_hot(rng.integers(0, 10, 200)), rng.integers(0, 2, 200).astype(float)
many, two = (
    cross_entropy_from_logits(Y_one, Z),
    binary_cross_entropy_from_logits(y_bit, Z[:, 0]),
)
keras_many = cce(Y_one, Z, from_logits=True)
keras_two = keras.losses.binary_crossentropy(y_bit[:, None], Z[:, :1], from_logits=True)
print(
    f"logits up to {np.abs(Z).max():.0f}; all losses finite: {np.isfinite(many).all()}"
)
print(f"first sample: ours {many[0]:.2f}, Keras {keras_many[0]:.2f}")
assert np.allclose(log_sum_exp(Z), logsumexp(Z, axis=-1))
assert np.allclose(many, keras_many, rtol=1e-5) and np.allclose(
    two, keras_two, rtol=1e-5
)
assert np.allclose(many, stable.categorical_cross_entropy_from_logits(Y_one, Z))
assert np.allclose(two, stable.binary_cross_entropy_from_logits(y_bit, Z[:, 0]))

# %% [markdown] lang="en"
# Ours, SciPy's and Keras' agree even for logits of several thousand. `utils.nn.losses` keeps these functions for later chapters.
#
# **Does Keras clip in everyday use?** Often not. If the last layer is a softmax and the loss comes right after it, Keras 3 on TensorFlow notices and computes from the logits behind its back. The next cell puts different things between the logits $z = (20, 0, 0)$ and the loss: a `Reshape` that leaves the shape as it is, a softmax of our own (`Lambda` makes a layer of a function; `keras.ops` is Keras' NumPy), and a softmax in half precision, with 16 instead of 32 bits per number.

# %% [markdown] lang="zh-TW" of="980e1f88"
# 即使 logit 高達數千，我們的、SciPy 的和 Keras 的結果都一致。`utils.nn.losses` 收錄了這些函式，後面的章節會用到。
#
# **平常使用 Keras 時會被裁剪嗎？** 往往不會。如果最後一層是 softmax、後面緊接著損失，Keras 3（TensorFlow 後端）會察覺，並悄悄改用 logit 計算。下一個儲存格在 logit $z = (20, 0, 0)$ 和損失之間放入不同的東西：形狀不變的 `Reshape`、自己寫的 softmax（`Lambda` 把函式變成一層，`keras.ops` 相當於 Keras 版的 NumPy），以及半精度的 softmax（每個數用 16 位元，而不是 32 位元）。


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
found = {}
for name, layers in last_layers.items():
    model = keras.Sequential([keras.Input((3,)), *layers])
    logits = name == "none, from_logits=True"
    CCE = keras.losses.CategoricalCrossentropy(from_logits=logits, reduction="none")
    found[name] = loss_and_gradient(
        lambda Y, z, CCE=CCE, model=model: CCE(Y, model(z)), [20.0, 0.0, 0.0]
    )
    loss, gradient = found[name]
    print(f"{name:24s} loss {loss:6.3f}  gradient {np.round(gradient, 2) + 0.0}")
rescued = [
    name for name, (value, _) in found.items() if np.isclose(value, 20, atol=1e-3)
]
assert rescued == ["softmax layer", "none, from_logits=True"]
assert all(not found[name][1].any() for name in found if name not in rescued)

# %% [markdown] lang="en"
# The rescue works only for Keras' own softmax directly in front of the loss. A reshape, a softmax of one's own or half precision, and the gradient of this sample is gone, without any message. The safe habit: **no activation in the last layer, and `from_logits=True` in the loss**. For probabilities, apply softmax to the predictions afterwards.
#
# A mistake that really happens: someone forgets to divide the pixels by 255. The logits become large, many predictions start sure and wrong. Does it matter then where the softmax stands? One layer, plain SGD, three seeds, everything equal but a `Reshape` after the softmax.

# %% [markdown] lang="zh-TW" of="1948fc94"
# 只有 Keras 自己的 softmax 直接接在損失之前，才會得救。中間隔了 Reshape、自己寫的 softmax 或半精度，這個樣本的梯度就消失了，而且沒有任何訊息。保險的習慣是：**最後一層不加激活函數（activation function），損失設 `from_logits=True`**。需要機率時，再對預測結果套上 softmax。
#
# 有一種錯誤真的常見：忘了把像素除以 255。logit 會變得很大，許多預測一開始就自信地答錯。這時 softmax 放在哪裡有差嗎？一層網路、單純的 SGD、三個種子，唯一的差別是 softmax 後面多了一個 `Reshape`。

# %% rows="L6" tags=["nbval-ignore-output"]
X_raw, X_new_raw, Y_new = 255 * X, 255 * X_new, one_hot(y_new)  # pixels 0 to 255
results, clipped = {}, {}
for name in ("softmax last", "Reshape after it"):
    model = keras.Sequential(
        [keras.Input((784,)), keras.layers.Dense(10, activation="softmax")]
    )
    if name == "Reshape after it":
        model.add(keras.layers.Reshape((10,)))
    sgd = keras.optimizers.SGD(learning_rate=1e-4)
    model.compile(optimizer=sgd, loss="categorical_crossentropy", metrics=["accuracy"])
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        W_start = keras.initializers.GlorotUniform(seed=seed)((784, 10))
        model.set_weights([W_start, np.zeros(10)])
        for pixels, inputs in {"raw": X_raw, "scaled": X}.items():
            clipped[pixels] = np.mean(softmax(inputs @ W_start)[Y == 1] < 1e-7)
        before = model.evaluate(X_raw, Y, batch_size=1000, verbose=0)[0]
        model.fit(X_raw, Y, batch_size=100, epochs=3, verbose=0)
        accuracy = model.evaluate(X_new_raw, Y_new, batch_size=1000, verbose=0)[1]
        results[name, seed] = before, accuracy
        print(f"{name:17s} loss before {before:5.0f}, accuracy after {accuracy:.2f}")
for seed in range(3):
    (full, learned), (cut, missed) = (
        results[f, seed] for f in ("softmax last", "Reshape after it")
    )
    assert cut < 16.2 < 100 < full and missed + 0.25 < learned

# %% [markdown] lang="en"
# Before training, the model with the `Reshape` *reports* a loss of about {{ np.mean([results["Reshape after it", s][0] for s in range(3)]) | .0f | 2 }}, the other one about {{ np.mean([results["softmax last", s][0] for s in range(3)]) | .0f | 30 }} (means of the three seeds). It looks better and is not: no sample can cost more than 16.118, and about {{ clipped["raw"] | .0% | 5 }} of the samples are cut off there and send no gradient. After three epochs the model with the `Reshape` is right on about {{ 10 * np.mean([results["Reshape after it", s][1] for s in range(3)]) | .0f | 1 }} of 10 test images, the other one on about {{ 10 * np.mean([results["softmax last", s][1] for s in range(3)]) | .0f | 1 }}. With scaled pixels no sample is clipped at the start ({{ clipped["scaled"] | .0% }}), so there the trap stays closed, until a start, an input or a learning rate opens it.
#
# This is one layer and one kind of mistake; how often clipping matters in your network, only its own numbers can tell. A loss near 16.118 is the sign to look for.

# %% [markdown] lang="zh-TW" of="a35244a3"
# 訓練之前，有 `Reshape` 的模型**回報**的損失約為 {{ np.mean([results["Reshape after it", s][0] for s in range(3)]) | .0f | 2 }}，另一個約為 {{ np.mean([results["softmax last", s][0] for s in range(3)]) | .0f | 30 }}（三個種子的平均）。看起來比較好，其實不然：任何樣本最多只算 16.118，約有 {{ clipped["raw"] | .0% | 5 }} 的樣本在那裡被裁剪，不送出任何梯度。三個週期（epoch）之後，有 `Reshape` 的模型在 10 張測試圖片中答對約 {{ 10 * np.mean([results["Reshape after it", s][1] for s in range(3)]) | .0f | 1 }} 張，另一個約 {{ 10 * np.mean([results["softmax last", s][1] for s in range(3)]) | .0f | 1 }} 張。像素縮放之後，一開始沒有樣本被裁剪（{{ clipped["scaled"] | .0% }}），陷阱就不會觸發，除非之後又有某個起點、輸入或學習率引發它。
#
# 這裡只有一層網路和一種失誤；裁剪對你的網路影響多大，要看你自己的網路跑出來的數字。損失接近 16.118，就是該留意的徵兆。

# %% [markdown] lang="en"
# ## 5.9 One-hot or integer labels
#
# A one-hot vector holds nothing but the number $t$ of the true class. `sparse_categorical_crossentropy` takes that number directly: the loss is $-\ln p_t$, an entry looked up by its index. Labels have shape $(n,)$ instead of $(n, K)$.

# %% [markdown] lang="zh-TW" of="d1d84e43"
# ## 5.9 獨熱編碼或整數標籤
#
# 獨熱編碼的向量裡，唯一的資訊就是正確類別的編號 $t$。`sparse_categorical_crossentropy` 直接使用這個編號：損失是 $-\ln p_t$，也就是用索引取出的那一項。標籤的形狀是 $(n,)$，而不是 $(n, K)$。

# %% rows="L7"
labels = y_train.astype("int64")  # (60000,)
Z_some = np.random.default_rng(0).normal(0, 5, (60_000, 10))
P_some = softmax(Z_some)

by_index = -np.log(P_some[np.arange(60_000), labels])  # row i, column labels[i]
sparse = keras.losses.sparse_categorical_crossentropy(labels, Z_some, from_logits=True)
dense = keras.losses.categorical_crossentropy(one_hot(labels), Z_some, from_logits=True)
print(f"mean loss: {by_index.mean():.4f}, {np.mean(sparse):.4f}, {np.mean(dense):.4f}")
Y_dense = one_hot(labels)
print(f"labels: {y_train.nbytes:,} bytes; one-hot float32: {Y_dense.nbytes:,} bytes")
assert np.allclose(by_index, sparse, rtol=1e-4) and np.allclose(
    sparse, dense, rtol=1e-5
)

# %% [markdown] lang="en"
# Same loss, a fortieth of the memory. One-hot labels are needed only when the truth is not one class, as with label smoothing (section 5.11).
#
# What happens when labels, loss and output do not fit? First the luckier cases: four samples, three classes, and calls that Keras refuses.

# %% [markdown] lang="zh-TW" of="02d0b59e"
# 損失相同，記憶體只要四十分之一。只有在真實答案不是單一類別時才需要獨熱編碼，例如標籤平滑（5.11 節）。
#
# 標籤、損失和輸出不相配時，會發生什麼事？先看比較幸運的情況：四個樣本、三個類別，以及 Keras 會拒絕的呼叫。

# %% rows="L7"
P4 = np.array([[0.3, 0.45, 0.25], [0.2, 0.75, 0.05], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
t4 = np.array([1, 1, 0, 2])
Y4 = one_hot(t4, 3)
CCE, SCCE = (
    keras.losses.CategoricalCrossentropy,
    keras.losses.SparseCategoricalCrossentropy,
)


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
attempt("categorical, integers", CCE(), t4, P4)
attempt("sparse, one-hot", SCCE(), Y4, P4)
attempt("sparse, labels 1 to 3", SCCE(), t4 + 1, P4)
refused = attempt("binary, integers", keras.losses.BinaryCrossentropy(), t4, P4)
assert refused is None

# %% [markdown] lang="en"
# The two `ValueError`s for categorical and sparse say that ranks or shapes differ: "must have the same rank" means integers given to the categorical loss, "must have rank (ndim) `target.ndim - 1`" means one-hot given to the sparse one. Labels 1 to 3 instead of 0 to 2 are an `InvalidArgumentError`, but only on a CPU: TensorFlow's manual says that on a GPU such samples give `nan` instead.
#
# Now the dangerous cases. Nothing is refused, and every number is wrong. The right one is {{ right | .4f }}.

# %% [markdown] lang="zh-TW" of="507ee069"
# categorical 和 sparse 的兩個 `ValueError` 是說階或形狀不符：「must have the same rank」表示把整數給了 categorical 損失，「must have rank (ndim) `target.ndim - 1`」表示把獨熱編碼給了 sparse 損失。標籤用了 1 到 3 而不是 0 到 2，會得到 `InvalidArgumentError`，但只有在 CPU 上才會：依 TensorFlow 的文件，在 GPU 上這些樣本會變成 `nan`。
#
# 接著是危險的情況：沒有一個呼叫遭到拒絕，數字卻全錯。正確值是 {{ right | .4f }}。

# %% rows="L7"
import warnings

MSE, BCE = keras.losses.MeanSquaredError, keras.losses.BinaryCrossentropy
half = attempt("sparse, labels divided by 2", SCCE(), t4 / 2, P4)
spread = attempt("MSE, integers of shape (n, 1)", MSE(), t4[:, None], P4)
attempt("binary, one-hot, softmax output", BCE(), Y4, P4)
attempt("truth and prediction exchanged", CCE(), P4, Y4)
twice = attempt("probabilities taken for logits", CCE(from_logits=True), Y4, P4)
senseless = attempt("logits taken for probabilities", CCE(), Y4, np.log(P4))
with warnings.catch_warnings(record=True) as heard:  # collect warnings, do not print
    warnings.simplefilter("always")
    blind = attempt("categorical, one output (n, 1)", CCE(), t4[:, None] > 0, P4[:, :1])
print("Python warned in the last case:", [w.category.__name__ for w in heard])

assert np.isclose(half, SCCE()(np.array([0, 0, 0, 1]), P4))  # 0.5, 0.5, 0, 1 cut
assert np.isclose(spread, ((t4[:, None] - P4) ** 2).mean())
assert np.isclose(twice, categorical_cross_entropy(Y4, softmax(P4)).mean())
shares = np.log(P4) / np.log(P4).sum(axis=1, keepdims=True)
assert np.isclose(senseless, categorical_cross_entropy(Y4, shares).mean())
assert abs(blind) < 1e-6 and all(abs(x - right) > 0.3 for x in (half, spread, twice))

# %% [markdown] lang="en"
# - **Labels divided by 2**, as when labels are scaled along with the pixels: the sparse loss cuts 0.5 to 0 (the first `assert`) and trains on wrong classes.
# - **MSE, integers of shape (n, 1)**: the label 2 is compared with all three probabilities, by broadcasting (chapter 2).
# - **Binary cross-entropy on softmax**: a legal loss, but another one: the mean of three yes-or-no questions. Here it is smaller; the two are not comparable.
# - **Exchanged arguments**: Keras' order is `(y_true, y_pred)`, scikit-learn's too. The log of the zeros in one-hot is clipped at 16.118, hence the large value.
# - **Probabilities taken for logits**: softmax is applied twice; the loss can never come near 0 (question 3 below).
# - **Logits taken for probabilities**: Keras divides them by their sum, as if they were shares; the result means nothing.
# - **One output with the categorical loss**: one probability divided by itself is 1, so the loss is 0 whatever is predicted, and nothing is learned. It is the only case with a warning (a `SyntaxWarning`). For one sigmoid output the loss is `binary_crossentropy`.
#
# A test that should catch most of these: before training, the loss of $K$ classes should be near $\ln K$, and on ten samples the network should be able to bring it near 0. (It misses the first case: wrong labels can be learned by heart.)

# %% [markdown] lang="zh-TW" of="b68853a7"
# - **標籤除以 2**，例如連同像素一起被縮放了：sparse 損失把 0.5 捨去成 0（第一個 `assert`），拿錯的類別來訓練。
# - **MSE 配上形狀 (n, 1) 的整數**：標籤 2 會因為廣播（broadcasting，第 2 章），分別和三個機率相比。
# - **二元交叉熵配 softmax**：合法，但是另一種損失：三個是非題的平均。這裡數值較小，但兩者不能互相比較。
# - **兩個參數對調**：Keras 的順序是 `(y_true, y_pred)`，scikit-learn 也是。獨熱編碼裡的 0 取對數後被裁剪在 16.118，所以數值很大。
# - **把機率當成 logit**：softmax 做了兩次，損失永遠無法接近 0（見後面第 3 題）。
# - **把 logit 當成機率**：Keras 把它們當成份量，除以總和，結果沒有意義。
# - **只有一個輸出卻用類別交叉熵**：一個機率除以自己等於 1，所以不管預測什麼，損失都是 0，什麼也學不到。這是唯一有警告（`SyntaxWarning`）的情況。只有一個 sigmoid 輸出時，損失要用 `binary_crossentropy`。
#
# 有個測試應該能揪出大部分的錯誤：訓練前，$K$ 個類別的損失應該接近 $\ln K$；而只用十個樣本訓練時，網路應該能讓損失接近 0。（第一種情況測不出來：錯的標籤也能背下來。）

# %% [markdown] lang="en"
# ## 5.10 Regression with outliers
#
# An **outlier** is a value far away from the rest: a typing error, a broken sensor, or a rare truth. Five measurements, 1, 2, 3, 3.5 and 100. Which single number $c$ predicts them best? That depends on the loss of the error $r = c - y$.
#
# - **MSE**, $r^2$: the derivative $2\sum_i (c - y_i)$ is 0 at the **mean**, 21.9. One value of 100 has moved the prediction to where no data are.
# - **MAE**, mean absolute error, $|r|$: each value pulls with strength 1, up or down, however far it is. The pulls balance when as many values lie above as below: at the **median**, 3.
# - **Huber** loss (Huber, 1964) is squared near 0 and straight beyond a threshold $\tau$ (Keras calls it `delta`, default 1):
#
# $$h(r) = \tfrac12 r^2 \text{ if } |r| \le \tau, \qquad h(r) = \tau|r| - \tfrac12\tau^2 \text{ otherwise}; \qquad h'(r) = r \text{ limited to } [-\tau, \tau].$$

# %% [markdown] lang="zh-TW" of="c1c82978"
# ## 5.10 有離群值的迴歸
#
# **離群值**（outlier）是遠離其他資料的值：打錯字、感測器壞了，或是罕見的事實。五個測量值 1、2、3、3.5、100，用哪一個數 $c$ 來預測最好？這取決於誤差 $r = c - y$ 的損失。
#
# - **MSE**，$r^2$：導數 $2\sum_i (c - y_i)$ 在**平均數**（mean）21.9 時為 0。一個 100 就把預測拉到沒有任何資料的地方。
# - **MAE**（平均絕對誤差，mean absolute error），$|r|$：不論多遠，每個值都用強度 1 往上或往下拉。上下個數相等時達到平衡，也就是**中位數**（median）3。
# - **Huber** 損失（Huber, 1964）在 0 附近是平方，超過閾值（threshold）$\tau$（Keras 的參數名稱是 `delta`，預設 1）就變成直線：
#
# $$h(r) = \tfrac12 r^2 \;\;(|r| \le \tau), \qquad h(r) = \tau|r| - \tfrac12\tau^2 \;\;(|r| > \tau); \qquad h'(r) = \text{限制在 } [-\tau, \tau] \text{ 內的 } r.$$


# %% rows="L8"
def huber(r, tau=1.0):
    return np.where(np.abs(r) <= tau, r**2 / 2, tau * np.abs(r) - tau**2 / 2)


loss_of_error = {"MSE": np.square, "MAE": np.abs, "Huber": huber}
measured = np.array([1, 2, 3, 3.5, 100])
candidates = np.linspace(0, 30, 30_001)
best_c = {}
for name, f in loss_of_error.items():
    cost = f(candidates - measured[:, None]).mean(axis=0)  # (5, 30001) -> (30001,)
    best_c[name] = candidates[cost.argmin()]
    print(f"{name:5s} is least at c = {best_c[name]:.3f}")
print(f"mean {measured.mean():.1f}, median {np.median(measured):.1f}")

rng = np.random.default_rng(0)
Y_true, Y_pred = rng.normal(0, 2, (2, 50, 3))
for name, f in {"MSE": "mse", "MAE": "mae", "Huber": "huber"}.items():
    ours = loss_of_error[name](Y_pred - Y_true).mean(axis=1)
    assert np.allclose(ours, keras.losses.get(f)(Y_true, Y_pred), rtol=1e-5)
assert np.allclose(list(best_c.values()), [21.9, 3, 17 / 6], atol=1e-3)

# %% [markdown] lang="en"
# All three also equal Keras on random data (the last `assert`). Their shapes explain the result: the derivative at the right is the pull of one data point on the prediction.

# %% [markdown] lang="zh-TW" of="28881950"
# 三者在隨機資料上也都和 Keras 相等（最後一個 `assert`）。結果可以從形狀看出來：右圖的導數，就是一個資料點對預測的拉力。

# %% rows="L8"
r_line = np.linspace(-4, 4, 401)
pull_of_error = {
    "MSE": lambda r: 2 * r,
    "MAE": np.sign,
    "Huber": lambda r: np.clip(r, -1, 1),
}
shapes = {name: f(r_line) for name, f in loss_of_error.items()}
pulls = {name: f(r_line) for name, f in pull_of_error.items()}
fig = drawings.plot_losses_and_slopes(
    r_line, shapes, pulls, xlabel="error r", ylim=(-0.3, 8)
)
show(
    fig,
    alt="Left: MSE is a parabola, MAE a V, Huber a parabola near 0 that continues "
    "straight. Right: the derivative of MSE grows without limit, that of MAE "
    "jumps from -1 to 1, that of Huber rises from -1 to 1 and stays there.",
)
for name, f in loss_of_error.items():  # derivative against differences, off the kinks
    numeric = (f(r_line + 1e-6) - f(r_line - 1e-6)) / 2e-6
    smooth = np.abs(np.abs(r_line) - 1) > 0.01
    smooth &= np.abs(r_line) > 0.01
    assert np.allclose(numeric[smooth], pulls[name][smooth], atol=1e-4)

# %% [markdown] lang="en"
# Huber's answer, 2.833, lies near the median. The right panel is the reason: with MSE an error of 100 pulls a hundred times as hard as an error of 1; with MAE and Huber equally hard.
#
# **½ SSE.** Many texts, ours in chapter 3 among them, use half the *sum* of squared errors, $\frac12\sum_i r_i^2$. For $n$ samples with one output it is $\frac n2$ times the MSE: same minimum, but a gradient $\frac n2$ times as long. A learning rate does not carry over.

# %% [markdown] lang="zh-TW" of="9105571f"
# Huber 的答案 2.833 接近中位數。原因看右圖：用 MSE 時，誤差 100 的拉力是誤差 1 的一百倍；用 MAE 和 Huber 時一樣大。
#
# **½ SSE**。許多教材（包括我們的第 3 章）使用平方誤差**總和**的一半，$\frac12\sum_i r_i^2$。$n$ 個樣本、各一個輸出時，它是 MSE 的 $\frac n2$ 倍：最小值的位置相同，梯度的長度卻是 $\frac n2$ 倍，所以學習率不能直接沿用。

# %% rows="L8"
x = np.linspace(0, 3, 40)
rng = np.random.default_rng(0)
y_line = 1 + 2 * x + rng.normal(0, 0.5, 40)  # true slope 2, intercept 1


def descend(lr, factor, num_steps=200):
    """Gradient descent on factor * (sum of squared errors) for the line w x + b."""
    w = b = 0.0
    for _ in range(num_steps):
        r = w * x + b - y_line
        w, b = w - lr * 2 * factor * (r * x).sum(), b - lr * 2 * factor * r.sum()
    return w, b


n = len(x)
for name, lr, factor in [("MSE", 0.1, 1 / n), ("half SSE", 0.1 * 2 / n, 1 / 2)]:
    w, b = descend(lr, factor)
    print(f"{name:9s} lr {lr:.3f}: slope {w:.3f}, intercept {b:.3f}")
far, _ = descend(0.1, 1 / 2, num_steps=20)
print(f"half SSE  lr 0.100: after 20 steps the slope is {far:.0e}")
assert np.allclose(descend(0.1, 1 / n), descend(0.2 / n, 1 / 2)) and abs(far) > 1e6

# %% [markdown] lang="en"
# With the rate divided by $n/2 = 20$, half SSE walks the very same path. With the rate of MSE it flies off. The mean has the advantage that the rate does not depend on the number of samples.
#
# Now outliers. We lower the last four of the 40 points by 12 and fit a line with each loss. Because one data set is an anecdote, 200 are drawn, each with and without outliers. MAE's pull does not get weaker near the minimum, so the learning rate shrinks during the last quarter of the steps.

# %% [markdown] lang="zh-TW" of="058ebb2c"
# 學習率除以 $n/2 = 20$ 之後，½ SSE 走的路徑完全一樣；沿用 MSE 的學習率則會飛走。取平均的好處是學習率和樣本數無關。
#
# 接著加入離群值：把 40 個點的最後四個降低 12，再用每種損失配適一條直線。只看一組資料不足為憑，所以產生 200 組，每組都有「含離群值」和「不含」兩種版本。MAE 在最小值附近拉力也不會變弱，因此最後四分之一的步數中，學習率逐漸縮小。

# %% rows="L8"
rng = np.random.default_rng(1)
clean = 1 + 2 * x + rng.normal(0, 0.5, (200, 40))  # one data set per row
spoiled = clean - 12.0 * (np.arange(40) >= 36)


def fit_lines(Y, pull, lr=0.1, num_steps=2000):
    """One line per row of Y (sets, 40); slopes and intercepts have shape (sets, 1)."""
    w = b = np.zeros((len(Y), 1))
    for step in range(num_steps):
        delta = pull(w * x + b - Y)
        rate = lr * min(1, 4 * (1 - step / num_steps))
        w = w - rate * (delta * x).mean(axis=1, keepdims=True)
        b = b - rate * delta.mean(axis=1, keepdims=True)
    return w[:, 0], b[:, 0]


# %% [markdown] lang="en"
# Six fits of 200 lines each. The figure shows the first of the 200 data sets.

# %% [markdown] lang="zh-TW" of="41f09c8f"
# 六種配適，各 200 條直線。圖中是 200 組資料的第一組。

# %% rows="L8"
slope, lines = {}, {}
for kind, Y_sets in {"clean": clean, "spoiled": spoiled}.items():
    for name, pull in pull_of_error.items():
        w, b = fit_lines(Y_sets, pull)
        slope[kind, name], lines[name] = w, (w[0], b[0])
        print(f"{kind:8s} {name:5s} slope {w.mean():5.2f} ± {w.std():.2f}")
for name in ("MSE", "Huber"):
    assert slope["clean", name].std() < 0.9 * slope["clean", "MAE"].std()
assert abs(slope["spoiled", "MSE"].mean() - 2) > 1.5
assert all(abs(slope["spoiled", f].mean() - 2) < 0.5 for f in ("MAE", "Huber"))

fig = drawings.plot_fits(x, spoiled[0], np.arange(40) >= 36, lines)
show(
    fig,
    alt="Forty points rise with slope 2, the last four lie 12 lower. The MSE line "
    "is almost flat and misses nearly all points; the lines of MAE and Huber "
    "follow the 36 good ones.",
)

# %% [markdown] lang="en"
# (± is the standard deviation over the 200 data sets.) With outliers the MSE line loses the slope completely, MAE and Huber keep most of it; they too are pulled a little, since all four outliers lie on one side and at the end. Without outliers the order is reversed: MSE and Huber scatter less than MAE, {{ slope["clean", "MSE"].std() | .3f | 0.002 }} against {{ slope["clean", "MAE"].std() | .3f | 0.003 }}. Robustness has a price; Huber, whose $\tau = 1$ is twice the standard deviation of this noise, pays nothing visible ({{ slope["clean", "Huber"].std() | .3f | 0.002 }}). But its $\tau$ must fit the scale of the noise, and whether an outlier is an error or the most important observation, no loss can know.

# %% [markdown] lang="zh-TW" of="7baedc6d"
# （± 是 200 組資料的標準差。）有離群值時，MSE 的直線完全失去斜率，MAE 和 Huber 大致保住；它們也被拉偏了一點，因為四個離群值都在同一側、又在末端。沒有離群值時，順序正好相反：MSE 和 Huber 的變動比 MAE 小，{{ slope["clean", "MSE"].std() | .3f | 0.002 }} 對 {{ slope["clean", "MAE"].std() | .3f | 0.003 }}。穩健是有代價的；Huber 的 $\tau = 1$ 是這裡雜訊標準差的兩倍，幾乎沒有付出代價（{{ slope["clean", "Huber"].std() | .3f | 0.002 }}）。不過它的 $\tau$ 必須配合雜訊的尺度；至於離群值究竟是錯誤，還是最重要的觀測，任何損失都無從得知。

# %% [markdown] lang="en"
# ## 5.11 A short tour: hinge, label smoothing, focal loss
#
# **Hinge** (Cortes and Vapnik, 1995, for support vector machines). Write the label as $\pm1$ and let the network give a score $z$ without sigmoid. The **margin** $m = \pm z$, label times score, is positive if the sign is right. The loss is $\max(0, 1 - m)$: zero from margin 1 on, so points that are clearly right have no influence. Cross-entropy as a function of the margin is $\ln(1 + e^{-m})$, which never becomes 0.
#
# **Label smoothing** (Szegedy et al., 2016). Replace $y$ by $(1-\alpha)y + \alpha/K$. With $\alpha = 0.1$ and three classes, (1, 0, 0) becomes (0.933, 0.033, 0.033). Cross-entropy is least at $p = y$ (section 5.5), so the best lead of the true logit is finite: $\ln(0.933/0.033) = \ln 28 = 3.33$. Without smoothing it grows for ever.
#
# **Focal loss** (Lin et al., 2017) multiplies cross-entropy by $(1 - p_t)^\gamma$, where $p_t$ is the probability of the true class. With $\gamma = 2$ an easy sample, $p_t = 0.9$, counts $0.1^2 = 0.01$ times, a hard one, $p_t = 0.1$, still $0.9^2 = 0.81$ times. It was made for object detection, where easy background samples outnumber all others.

# %% [markdown] lang="zh-TW" of="dbd3ad5b"
# ## 5.11 快速導覽：hinge、標籤平滑、focal 損失
#
# **hinge 損失**（Cortes and Vapnik, 1995，用於支援向量機，support vector machine）。把標籤寫成 $\pm1$，網路輸出不加 sigmoid 的分數 $z$。**邊距**（margin）$m = \pm z$ 是標籤乘以分數，正負號正確時為正。損失是 $\max(0, 1 - m)$：邊距達到 1 之後就是 0，所以明顯答對的點不再有影響。交叉熵寫成邊距的函數是 $\ln(1 + e^{-m})$，永遠不會變成 0。
#
# **標籤平滑**（label smoothing；Szegedy et al., 2016）。把 $y$ 換成 $(1-\alpha)y + \alpha/K$。$\alpha = 0.1$、三個類別時，(1, 0, 0) 變成 (0.933, 0.033, 0.033)。交叉熵在 $p = y$ 時最小（5.5 節），所以正確類別的 logit 最佳領先幅度是有限的：$\ln(0.933/0.033) = \ln 28 = 3.33$。沒有平滑時，它會無止境地增加。
#
# **focal 損失**（Lin et al., 2017）把交叉熵乘上 $(1 - p_t)^\gamma$，其中 $p_t$ 是正確類別的機率。$\gamma = 2$ 時，簡單的樣本 $p_t = 0.9$ 只算 $0.1^2 = 0.01$ 倍，困難的樣本 $p_t = 0.1$ 仍算 $0.9^2 = 0.81$ 倍。它是為物件偵測設計的，這類任務中，簡單的背景樣本遠多於其他樣本。

# %% rows="L8"
rng = np.random.default_rng(0)
scores, signs = rng.normal(0, 2, (30, 1)), rng.choice([-1.0, 1.0], (30, 1))
P_soft, Y_hard = rng.dirichlet(np.ones(3), 30), one_hot(rng.integers(0, 3, 30), 3)
p_yes, y_yes = rng.uniform(0.05, 0.95, (30, 1)), rng.integers(0, 2, (30, 1))
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
zero_one = (signs + 1) / 2  # the same labels, written as 0 and 1
assert np.isclose(L.Hinge()(zero_one, scores), L.Hinge()(signs, scores))

# %% [markdown] lang="en"
# All three equal Keras, which turns hinge labels 0 and 1 into −1 and 1 by itself. Now their curves; for label smoothing, the logits are $(g, 0, 0)$ with the lead $g$.

# %% [markdown] lang="zh-TW" of="8a326140"
# 三者都和 Keras 相等；Keras 會自動把 hinge 的標籤 0 與 1 轉成 −1 與 1。接著畫出曲線；標籤平滑的 logit 是 $(g, 0, 0)$，$g$ 就是領先幅度。

# %% rows="L8"
m, p_t, lead = (
    np.linspace(-3, 3, 301),
    np.linspace(0.01, 1, 300),
    np.linspace(-2, 10, 1201),
)
margins = {"hinge": np.maximum(0, 1 - m), "cross-entropy": np.log1p(np.exp(-m))}
focal = {f"γ = {g}": -((1 - p_t) ** g) * np.log(p_t) for g in (0, 1, 2, 5)}
Z_lead = np.stack([lead, 0 * lead, 0 * lead], axis=1)  # (1201, 3)
smoothed = {}
for alpha in (0, 0.1):
    y = (1 - alpha) * np.array([1, 0, 0]) + alpha / 3
    smoothed[f"α = {alpha}"] = cross_entropy_from_logits(y, Z_lead)
best_lead = lead[smoothed["α = 0.1"].argmin()]
print(f"smoothed: least loss at a lead of {best_lead:.2f}; ln 28 = {np.log(28):.2f}")
assert np.isclose(best_lead, np.log(28), atol=0.01)
assert (np.diff(smoothed["α = 0"]) < 0).all()

fig = drawings.plot_tour(m, margins, lead, smoothed, p_t, focal)
show(
    fig,
    alt="Left: hinge falls straight to 0 at margin 1, cross-entropy bends towards "
    "0 without reaching it. Middle: with one-hot truth the loss falls for "
    "ever, with smoothing it is least at a lead of 3.3. Right: the larger "
    "gamma, the smaller the loss of likely classes.",
)

# %% [markdown] lang="en"
# Whether one of the three helps depends on the task; this tour shows what they compute, not that they are better.
#
# ## 5.12 One principle: maximum likelihood
#
# Where do the three standard losses come from? Let the network predict not a value but a probability distribution. The **likelihood** is the probability (for numbers, the probability density) that it gave to the labels that were in fact observed; for independent samples, the product over all samples. The principle of **maximum likelihood**: choose the weights for which it is largest. The logarithm turns the product into a sum and moves no maximum; the minus turns "largest" into "smallest". So each sample contributes the loss $-\ln(\text{probability of its label})$.
#
# - **$K$ classes.** The probability of the observed class $t$ is $p_t$, hence $-\ln p_t = -\sum_k y_k\ln p_k$: categorical cross-entropy.
# - **Yes or no.** The probability of $y$ is $p$ if $y=1$ and $1-p$ if $y=0$, in one formula $p^y(1-p)^{1-y}$. Hence $-y\ln p - (1-y)\ln(1-p)$: binary cross-entropy.
# - **A number.** Assume $y$ scatters around the prediction $\hat y$ by a normal distribution with fixed standard deviation $\sigma$ (a number here, not the sigmoid):
#
# $$-\ln\Bigl(\frac{1}{\sigma\sqrt{2\pi}}\,e^{-(y-\hat y)^2/2\sigma^2}\Bigr) = \frac{(y - \hat y)^2}{2\sigma^2} + \ln(\sigma\sqrt{2\pi}).$$
#
# The last term and the factor $1/2\sigma^2$ do not depend on the weights: what remains is squared error. (With the Laplace density $\frac{1}{2b}e^{-|y-\hat y|/b}$, which has heavier tails, the same steps give MAE: the loss for outliers assumes outliers.)

# %% [markdown] lang="zh-TW" of="89786e12"
# 它們有沒有幫助，要看任務；這裡只說明它們在計算什麼，並沒有證明它們比較好。
#
# ## 5.12 同一個原理：最大概似
#
# 三種標準損失是從哪裡來的？讓網路預測的不是一個值，而是一個機率分布。**概似**（likelihood）就是它給實際觀察到的標籤的機率（標籤是數值時，則是機率密度）；樣本互相獨立時，是所有樣本的乘積。**最大概似**（maximum likelihood）原理說：選擇讓概似最大的權重。取對數把乘積變成總和，不會移動最大值的位置；加上負號，把「最大」變成「最小」。所以每個樣本貢獻的損失是 $-\ln(\text{它的標籤的機率})$。
#
# - **$K$ 個類別**。觀察到的類別 $t$ 的機率是 $p_t$，所以損失是 $-\ln p_t = -\sum_k y_k\ln p_k$，也就是類別交叉熵。
# - **是或否**。$y=1$ 的機率是 $p$，$y=0$ 的機率是 $1-p$，合成一個式子 $p^y(1-p)^{1-y}$。所以損失是 $-y\ln p - (1-y)\ln(1-p)$，也就是二元交叉熵。
# - **一個數值**。假設 $y$ 以固定標準差 $\sigma$（這裡是一個數，不是 sigmoid）的常態分布散布在預測 $\hat y$ 周圍：
#
# $$-\ln\Bigl(\frac{1}{\sigma\sqrt{2\pi}}\,e^{-(y-\hat y)^2/2\sigma^2}\Bigr) = \frac{(y - \hat y)^2}{2\sigma^2} + \ln(\sigma\sqrt{2\pi}).$$
#
# 最後一項和因子 $1/2\sigma^2$ 都與權重無關，剩下的就是平方誤差。（換成尾部較厚的 Laplace 分布 $\frac{1}{2b}e^{-|y-\hat y|/b}$，同樣的步驟會得到 MAE：不怕離群值的損失，本來就假設會有離群值。）

# %% rows="L9"
from scipy import stats

rng = np.random.default_rng(0)
y_number, guess = rng.normal(size=(2, 20))
sigma = 0.7
gauss = -stats.norm.logpdf(y_number, loc=guess, scale=sigma)
constant = np.log(sigma * np.sqrt(2 * np.pi))
laplace = -stats.laplace.logpdf(y_number, loc=guess, scale=1.0)
bernoulli = -stats.bernoulli.logpmf(y_yes, p_yes)
categorical = -stats.multinomial.logpmf(Y_hard, 1, P_soft)

print("-ln likelihood of the first sample, and the loss")
for name, a, b in [
    ("normal", gauss, squared_error(y_number, guess) / (2 * sigma**2) + constant),
    ("Laplace", laplace, np.abs(y_number - guess) + np.log(2)),
    ("yes or no", bernoulli, binary_cross_entropy(y_yes, p_yes)),
    ("classes", categorical, categorical_cross_entropy(Y_hard, P_soft)),
]:
    print(f"{name:10s} {np.ravel(a)[0]:.4f} {np.ravel(b)[0]:.4f}")
    assert np.allclose(a, b, rtol=1e-5)

# %% [markdown] lang="en"
# A coin shows heads 7 times in 10 throws. Which $p$ makes that most likely?

# %% [markdown] lang="zh-TW" of="13796780"
# 一枚硬幣擲 10 次，出現 7 次正面。哪個 $p$ 讓這件事最有可能發生？

# %% rows="L9"
p_line = np.linspace(0.01, 0.99, 981)
throws = np.array([1] * 7 + [0] * 3)
likelihood = np.prod([np.where(y == 1, p_line, 1 - p_line) for y in throws], axis=0)
bce = np.mean([binary_cross_entropy(y, p_line) for y in throws], axis=0)
peak, valley = p_line[likelihood.argmax()], p_line[bce.argmin()]
print(
    f"likelihood is largest at p = {peak:.3f}, cross-entropy least at p = {valley:.3f}"
)
assert np.isclose(peak, 0.7) and np.isclose(valley, 0.7)
assert np.allclose(-np.log(likelihood) / 10, bce)
fig = drawings.plot_coin(p_line, likelihood, bce)
show(
    fig,
    alt="Left: likelihood of seven heads and three tails over p, a hill with its "
    "top at 0.7. Right: mean binary cross-entropy over p, a valley with its "
    "bottom at the same 0.7.",
)

# %% [markdown] lang="en"
# The top of one curve is the bottom of the other. Each loss belongs to an output activation, and the pair belongs to a task:
#
# | task | last layer | loss in Keras | assumed distribution of the label | $\partial C/\partial z$ |
# |---|---|---|---|---|
# | a number | 1 unit, linear | `"mse"` | normal, fixed $\sigma$ | $\hat y - y$ for $\frac12(\hat y - y)^2$; MSE: twice that |
# | a number, outliers | 1 unit, linear | `"mae"`, `Huber()` | Laplace for MAE | sign or limited |
# | yes or no | 1 unit, sigmoid | `BinaryCrossentropy` | Bernoulli | $p - y$ |
# | one of $K$ classes | $K$ units, softmax | `CategoricalCrossentropy`, `Sparse…` | categorical | $p - y$ |
# | several of $K$ labels at once | $K$ units, sigmoid | `BinaryCrossentropy` | $K$ Bernoullis | $(p - y)/K$ |
#
# Sigmoid and softmax can move into the loss: linear last layer, `from_logits=True`. That softmax outputs with this loss can be read as class probabilities was put forward by Bridle (1990). In the three standard pairs the error signal is prediction minus truth; the last cell checks it with automatic differentiation.

# %% [markdown] lang="zh-TW" of="53ee8c1f"
# 一條曲線的頂點，就是另一條的谷底。每種損失都有搭配的輸出激活函數，而每一對都對應一種任務：
#
# | 任務 | 最後一層 | Keras 的損失 | 假設的標籤分布 | $\partial C/\partial z$ |
# |---|---|---|---|---|
# | 一個數值 | 1 個單元，線性 | `"mse"` | 常態，固定 $\sigma$ | $\frac12(\hat y - y)^2$ 時為 $\hat y - y$；MSE 為兩倍 |
# | 一個數值，有離群值 | 1 個單元，線性 | `"mae"`、`Huber()` | MAE 對應 Laplace | 正負號，或加上限制 |
# | 是或否 | 1 個單元，sigmoid | `BinaryCrossentropy` | Bernoulli | $p - y$ |
# | $K$ 個類別選一個 | $K$ 個單元，softmax | `CategoricalCrossentropy`、`Sparse…` | 類別分布 | $p - y$ |
# | $K$ 個標籤可同時成立 | $K$ 個單元，sigmoid | `BinaryCrossentropy` | $K$ 個 Bernoulli | $(p - y)/K$ |
#
# sigmoid 和 softmax 也可以搬進損失裡：最後一層用線性，並設 `from_logits=True`。Bridle（1990）指出，softmax 的輸出搭配這種損失，可以解讀為類別機率。三個標準組合的誤差訊號都是「預測減真實」；最後一個儲存格用自動微分驗證。

# %% slides="A056" rows="L9"
z3, t3 = tf.constant([[1.5, -0.4, 0.3]]), tf.constant([[0.0, 1.0, 0.0]])
yes = tf.constant([[1.0]])
trio = {
    "linear + half squared error": (
        z3, t3, z3, lambda z: tf.reduce_sum((z - t3) ** 2) / 2,
    ),
    "softmax + categorical": (
        z3, t3, tf.nn.softmax(z3), lambda z: cce(t3, z, from_logits=True),
    ),
    "sigmoid + binary": (
        z3[:, :1], yes, tf.sigmoid(z3[:, :1]),
        lambda z: keras.losses.binary_crossentropy(yes, z, from_logits=True),
    ),
}  # fmt: skip
for name, (z, truth, prediction, loss) in trio.items():
    with tf.GradientTape() as tape:
        tape.watch(z)
        cost = loss(z)
    slope_of_z = tape.gradient(cost, z).numpy()
    print(f"{name:28s} dC/dz = {np.round(slope_of_z[0], 3)}")
    assert np.allclose(slope_of_z, prediction - truth, atol=1e-6)

# %% [markdown] lang="en"
# ## 5.13 Explore: move the prediction
#
# In a live kernel, move the three sliders. They are shares, which are divided by their sum to become probabilities. Choose the truth; the last choice is a picture on which 7 of 10 people saw a dog and 3 a cat.
#
# 1. Truth "dog": move only cat and cow against each other. What does the loss do?
# 2. Bring dog close to 0, then close to 1. Where does a small step change the loss most?
# 3. Truth "70% dog, 30% cat": how small can you make the loss?
#
# <details><summary>What you find</summary>
#
# 1. Dog's probability changes only through the sum; as long as cat + cow stays equal, the loss stays equal. 2. Near 0, where the slope $-1/p$ is steep. 3. Shares 0.3, 0.7 and 0.01 give 0.621 nats. The bound is 0.611, the entropy of (0.3, 0.7, 0); the slider leaves cow a small rest, and every rest costs.
# </details>

# %% [markdown] lang="zh-TW" of="0e9c30f4"
# ## 5.13 動手探索：移動預測
#
# 在執行中的 kernel 裡移動三個滑桿。它們是份量，除以總和之後才是機率。再選擇真實答案；最後一個選項是一張照片，10 個人裡有 7 個說是狗、3 個說是貓。
#
# 1. 答案是「dog」：只讓貓和牛互相消長，損失怎麼變？
# 2. 把狗調到接近 0，再調到接近 1。在哪裡，小小一步對損失影響最大？
# 3. 答案是「70% dog, 30% cat」：損失最小能到多少？
#
# <details><summary>你會發現</summary>
#
# 1. 狗的機率只透過總和改變；只要貓加牛不變，損失就不變。2. 接近 0 的地方，那裡斜率 $-1/p$ 很陡。3. 份量取 0.3、0.7、0.01 時是 0.621 nat。下限是 (0.3, 0.7, 0) 的熵 0.611；滑桿總會留一點給牛，留多少就多付多少代價。
# </details>

# %% rows="L4"
from utils.explore import explore

truths = dict(zip(["cat", "dog", "cow"], np.eye(3), strict=True))
truths["70% dog, 30% cat"] = np.array([0.3, 0.7, 0.0])


def draw_classes(cat, dog, cow, truth):
    y = truths[truth]
    p = np.array([cat, dog, cow]) / (cat + dog + cow)
    return drawings.plot_contributions(
        ["cat", "dog", "cow"], y, p, "nats", -y * np.log(p)
    )


reached = -0.3 * np.log(0.3 / 1.01) - 0.7 * np.log(0.7 / 1.01)  # shares 0.3, 0.7, 0.01
bound = entropy([0.3, 0.7], np.log)
print(f"entropy of (0.3, 0.7): {bound:.3f} nats; with cow's share 0.01: {reached:.3f}")
assert np.allclose([bound, reached], [0.611, 0.621], atol=5e-4)
explore(
    draw_classes,
    alt="Truth dog, prediction 0.30, 0.45, 0.25. Only the bar of dog contributes "
    "to the cross-entropy, 0.799 nats; cat and cow contribute 0.",
    cat=(0.01, 1.0, 0.01, 0.30),
    dog=(0.01, 1.0, 0.01, 0.45),
    cow=(0.01, 1.0, 0.01, 0.25),
    truth=["dog", "cat", "cow", "70% dog, 30% cat"],
)

# %% [markdown] lang="en"
# ## Check yourself
#
# 1. A network predicts (0.1, 0.6, 0.3), the third class is true. What is the loss in nats and in bits?
# <details><summary>Answer</summary>
#
# $-\ln 0.3 = 1.204$ nats; divided by $\ln 2$: 1.737 bits.
# </details>
#
# 2. An untrained network for 10 classes gives about 0.1 to each. Which loss do you expect? With label smoothing 0.1, below which loss can it never get?
# <details><summary>Answer</summary>
#
# $\ln 10 = 2.303$. The smoothed truth is 0.91 once and 0.01 nine times; its entropy is $-0.91\ln 0.91 - 9\cdot 0.01\ln 0.01 = 0.500$.
# </details>
#
# 3. By mistake softmax outputs are passed as logits (10 classes). What is the smallest possible loss?
# <details><summary>Answer</summary>
#
# Softmax of (1, 0, …, 0) gives the true class at most $e/(e + 9) = 0.232$, so the loss is at least $\ln(e + 9) - 1 = 1.461$. Training seems to stop there.
# </details>
#
# 4. All sample weights are doubled. What changes with the default reduction, what with `"mean_with_sample_weight"`?
# <details><summary>Answer</summary>
#
# By default loss and gradient double, which for plain SGD acts like a doubled learning rate. With the other reduction numerator and denominator both double: nothing changes.
# </details>
#
# 5. The loss starts at 16.1 and hardly moves. What do you suspect, and what do you try?
# <details><summary>Answer</summary>
#
# Predictions are sure and wrong, and probabilities are clipped at $10^{-7}$: $-\ln 10^{-7} = 16.118$, gradient 0. Remove the last activation, use `from_logits=True`, and look for the cause of the huge logits, such as inputs that are not scaled.
# </details>

# %% [markdown] lang="zh-TW" of="c01ad271"
# ## 自我檢測
#
# 1. 網路預測 (0.1, 0.6, 0.3)，第三類才是答案。損失是多少 nat？多少位元？
# <details><summary>答案</summary>
#
# $-\ln 0.3 = 1.204$ nat；除以 $\ln 2$，得 1.737 位元。
# </details>
#
# 2. 一個尚未訓練的 10 類網路，給每一類大約 0.1。損失大概是多少？若使用 0.1 的標籤平滑，損失永遠不可能低於多少？
# <details><summary>答案</summary>
#
# $\ln 10 = 2.303$。平滑後的答案有一個 0.91、九個 0.01，熵是 $-0.91\ln 0.91 - 9\cdot 0.01\ln 0.01 = 0.500$。
# </details>
#
# 3. 不小心把 softmax 的輸出當成 logit 傳入（10 類）。損失最小可能是多少？
# <details><summary>答案</summary>
#
# (1, 0, …, 0) 的 softmax 最多給正確類別 $e/(e + 9) = 0.232$，所以損失至少是 $\ln(e + 9) - 1 = 1.461$。訓練看起來就像停在那裡。
# </details>
#
# 4. 把所有樣本權重加倍，預設的 reduction 會有什麼變化？`"mean_with_sample_weight"` 呢？
# <details><summary>答案</summary>
#
# 預設時，損失和梯度都加倍，對單純的 SGD 而言等於學習率加倍。另一種 reduction 的分子和分母同時加倍，沒有任何變化。
# </details>
#
# 5. 損失一開始就是 16.1，而且幾乎不動。你懷疑什麼？會怎麼處理？
# <details><summary>答案</summary>
#
# 預測很有把握卻是錯的，機率被裁剪在 $10^{-7}$：$-\ln 10^{-7} = 16.118$，梯度是 0。拿掉最後的激活函數，改用 `from_logits=True`，並找出 logit 過大的原因，例如輸入沒有縮放。
# </details>

# %% rows="L3 L6"
answers = [
    -np.log(0.3),
    -np.log2(0.3),
    np.log(10),
    entropy([0.91, *[0.01] * 9], np.log),
    np.log(np.e + 9) - 1,
    -np.log(1e-7),
]
print("the numbers in the answers:", *(f"{a:.3f}" for a in answers))
assert np.allclose(answers, [1.204, 1.737, 2.303, 0.5, 1.461, 16.118], atol=5e-4)

# %% [markdown] lang="en"
# ## Summary
#
# - A loss gives one number per sample. Keras' default reduction divides by the number of samples, also when weights are given.
# - Information is $-\log P$, entropy its mean, cross-entropy the mean surprise of one who believes $p$ while $y$ is true. The gap is the KL divergence, never negative. The base of the logarithm is a unit.
# - Through a saturated sigmoid or softmax the gradient of squared error vanishes; that of cross-entropy is $p - y$. From a good start the difference may be nil.
# - Compute cross-entropy from logits. The naive forms give `inf`, `nan` or, silently, a wrong gradient; clipping gives no gradient.
# - Integer and one-hot labels give the same loss with their own function. Some confusions raise an error, others only a wrong number.
# - MSE leads to the mean, MAE to the median, Huber lies between. Half SSE is MSE with another learning rate.
# - MSE, binary and categorical cross-entropy are the negative log-likelihoods of normal, Bernoulli and categorical labels.

# %% [markdown] lang="zh-TW" of="50d6df9f"
# ## 總結
#
# - 損失對每個樣本給出一個數。Keras 預設的 reduction 除以樣本數，有權重時也一樣。
# - 資訊量是 $-\log P$，熵是它的平均；真實機率是 $y$ 而相信 $p$ 的人，平均的意外程度就是交叉熵。兩者的差距是 KL 散度，永遠不為負。對數的底數只是單位。
# - 平方誤差的梯度經過飽和的 sigmoid 或 softmax 時會消失；交叉熵的梯度是 $p - y$。起點良好時，兩者可能毫無差別。
# - 從 logit 計算交叉熵。直接套公式會得到 `inf`、`nan`，或默默算錯的梯度；裁剪則沒有梯度。
# - 整數標籤和獨熱編碼各用各的函式，損失相同。混用時，有些會出現錯誤訊息，有些只會得到錯的數字。
# - MSE 趨向平均數，MAE 趨向中位數，Huber 介於其間。½ SSE 就是換了學習率的 MSE。
# - MSE、二元交叉熵與類別交叉熵，分別是標籤服從常態、Bernoulli 與類別分布時的負對數概似。

# %% [markdown] lang="en"
# ## References
#
# - Blanchard, P., Higham, D. J., and Higham, N. J. (2021). Accurately computing the log-sum-exp and softmax functions. *IMA Journal of Numerical Analysis*, 41(4), 2311–2330. doi:10.1093/imanum/draa038
# - Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs, with relationships to statistical pattern recognition. In *Neurocomputing*, NATO ASI Series 68, Springer, 227–236. doi:10.1007/978-3-642-76153-9_28
# - Cortes, C., and Vapnik, V. (1995). Support-vector networks. *Machine Learning*, 20, 273–297. doi:10.1007/BF00994018
# - Huber, P. J. (1964). Robust estimation of a location parameter. *Annals of Mathematical Statistics*, 35(1), 73–101. doi:10.1214/aoms/1177703732
# - Hui, L., and Belkin, M. (2021). Evaluation of neural architectures trained with square loss vs cross-entropy in classification tasks. *ICLR*. arXiv:2006.07322
# - Kullback, S., and Leibler, R. A. (1951). On information and sufficiency. *Annals of Mathematical Statistics*, 22(1), 79–86. doi:10.1214/aoms/1177729694
# - Lin, T.-Y., Goyal, P., Girshick, R., He, K., and Dollár, P. (2017). Focal loss for dense object detection. *ICCV*, 2980–2988. doi:10.1109/ICCV.2017.324
# - Shannon, C. E. (1948). A mathematical theory of communication. *Bell System Technical Journal*, 27(3), 379–423. doi:10.1002/j.1538-7305.1948.tb01338.x
# - Solla, S. A., Levin, E., and Fleisher, M. (1988). Accelerated learning in layered neural networks. *Complex Systems*, 2(6), 625–640.
# - Szegedy, C., Vanhoucke, V., Ioffe, S., Shlens, J., and Wojna, Z. (2016). Rethinking the Inception architecture for computer vision. *CVPR*, 2818–2826. doi:10.1109/CVPR.2016.308
# - TensorFlow manual, `tf.nn.sparse_softmax_cross_entropy_with_logits`: <https://www.tensorflow.org/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits> (labels out of range on CPU and GPU).

# %% [markdown] lang="zh-TW" of="b70ddf9f"
# ## 參考文獻
#
# - Blanchard, P., Higham, D. J., and Higham, N. J. (2021). Accurately computing the log-sum-exp and softmax functions. *IMA Journal of Numerical Analysis*, 41(4), 2311–2330. doi:10.1093/imanum/draa038
# - Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs, with relationships to statistical pattern recognition. In *Neurocomputing*, NATO ASI Series 68, Springer, 227–236. doi:10.1007/978-3-642-76153-9_28
# - Cortes, C., and Vapnik, V. (1995). Support-vector networks. *Machine Learning*, 20, 273–297. doi:10.1007/BF00994018
# - Huber, P. J. (1964). Robust estimation of a location parameter. *Annals of Mathematical Statistics*, 35(1), 73–101. doi:10.1214/aoms/1177703732
# - Hui, L., and Belkin, M. (2021). Evaluation of neural architectures trained with square loss vs cross-entropy in classification tasks. *ICLR*. arXiv:2006.07322
# - Kullback, S., and Leibler, R. A. (1951). On information and sufficiency. *Annals of Mathematical Statistics*, 22(1), 79–86. doi:10.1214/aoms/1177729694
# - Lin, T.-Y., Goyal, P., Girshick, R., He, K., and Dollár, P. (2017). Focal loss for dense object detection. *ICCV*, 2980–2988. doi:10.1109/ICCV.2017.324
# - Shannon, C. E. (1948). A mathematical theory of communication. *Bell System Technical Journal*, 27(3), 379–423. doi:10.1002/j.1538-7305.1948.tb01338.x
# - Solla, S. A., Levin, E., and Fleisher, M. (1988). Accelerated learning in layered neural networks. *Complex Systems*, 2(6), 625–640.
# - Szegedy, C., Vanhoucke, V., Ioffe, S., Shlens, J., and Wojna, Z. (2016). Rethinking the Inception architecture for computer vision. *CVPR*, 2818–2826. doi:10.1109/CVPR.2016.308
# - TensorFlow 文件，`tf.nn.sparse_softmax_cross_entropy_with_logits`：<https://www.tensorflow.org/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits>（標籤超出範圍時，CPU 與 GPU 的行為）。
