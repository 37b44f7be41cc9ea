# %% [markdown] lang="en"
# Seventy thousand digits, written by hand, and a network of five layers that reads them: this is the core lab of the
# course, and it asks for everything you learned in chapters 1 to 7. You prepare the images, build the network, train
# it, and check it on images that it has never seen. Then come the questions that everybody who trains networks has to
# answer: **which batch size, which start, which learning rate, and why?**
#
# | core lab | layers | optimizer | learning rate | batch size | epochs |
# |---|---|---|---|---|---|
# | basic | 5 | Adam | 0.02 | 300 | 20 |
# | medium | 5 | Adam | 0.02 | 640 | 20 |
# | advanced | 5 | Adam | 0.01 against 0.001 | your choice | your choice |
#
# The four hidden layers have 128 units each, the output layer has 10; whether an input counts as a layer the
# assignment leaves open, and here it does not. Questions 1 to 5 build what you need and try it on a few thousand
# images, which takes seconds. **Question 6 is the assignment itself**, on all 60,000 images: about two minutes of
# training on two cores. Questions 7 to 10 judge and explain what came out.

# %% [markdown] lang="zh-TW" of="62abc35f"
# 七萬個手寫數字，加上一個能讀懂它們的五層網路：這就是本課程的核心練習，第 1 到第 7 章學到的東西全都用得上。你要準備圖片、建立網路、訓練它，再用它從沒看過的圖片驗證。接著是每個訓練網路的人都得回答的問題：**批次要多大？權重從哪裡開始？學習率選多少？為什麼？**
#
# | 核心練習 | 層數 | 優化器 | 學習率 | 批次大小 | 週期數（epoch） |
# |---|---|---|---|---|---|
# | 基礎 | 5 | Adam | 0.02 | 300 | 20 |
# | 中等 | 5 | Adam | 0.02 | 640 | 20 |
# | 進階 | 5 | Adam | 0.01 與 0.001 比較 | 自己決定 | 自己決定 |
#
# 四個隱藏層各有 128 個單元，輸出層有 10 個；輸入算不算一層，題目沒有說，這裡不算。第 1 到第 5 題做出需要的工具，用幾千張圖片試跑，幾秒就好。**第 6 題就是作業本身**，用全部 60,000 張圖片，在兩個核心上大約訓練兩分鐘。第 7 到第 10 題再來判定、解釋得到的結果。

# %% grade="readonly" id="imports"
import keras
import numpy as np
from scipy.special import softmax

from labs.checks import Question, exactly, near, parts, passed, require
from labs.stand_ins import lab09 as given
from labs.stand_ins import lab09_run_checks, lab09_runs
from utils.data import load_mnist, to_float
from utils.plotting import plot_curves, plot_images, show, subplots

(images, digits), _ = load_mnist()

# %% [markdown] lang="en"
# ## Question 1: images become numbers (7 points, 6 min)
#
# `images` is an array `(60000, 28, 28)` of whole numbers from 0 (background) to 255 (ink), type `uint8`; `digits`
# `(60000,)` holds the labels.
#
# Write `prepare(images, labels, num_train, num_val)` that returns the tuple `(X, y, X_val, y_val)`:
#
# - `X`: the first `num_train` images, one per row, `(num_train, height * width)`, as `float32` from 0 to 1; `y`: their
#   labels.
# - `X_val`, `y_val`: the same for the `num_val` images that come **right after** them. No image may be in both sets: a
#   network that is tested on what it has practised shows its memory, not what it learned.
#
# Example: for 6 images of 2 × 3 pixels, `num_train = 3` and `num_val = 2`, `X` is `(3, 6)` and `X_val` is `(2, 6)`; the
# sixth image is not used. A pixel 51 becomes 0.2.

# %% [markdown] lang="zh-TW" of="a3d0c4f2"
# ## 第 1 題：把圖片變成數字（7 分，6 分鐘）
#
# `images` 是形狀 `(60000, 28, 28)` 的陣列，元素是 0（背景）到 255（筆跡）的整數，型別 `uint8`；`digits` `(60000,)` 是標籤。
#
# 請寫 `prepare(images, labels, num_train, num_val)`，回傳 tuple `(X, y, X_val, y_val)`：
#
# - `X`：前 `num_train` 張圖片，一列一張，形狀 `(num_train, 高 * 寬)`，`float32`，數值在 0 到 1 之間；`y` 是它們的標籤。
# - `X_val`、`y_val`：**緊接在後**的 `num_val` 張圖片，做法相同。同一張圖片不可以同時出現在兩邊：拿練習過的題目來考，只看得出網路記得多少，看不出它學會多少。
#
# 例：有 6 張 2 × 3 像素的圖片，`num_train = 3`、`num_val = 2`，則 `X` 是 `(3, 6)`，`X_val` 是 `(2, 6)`，第 6 張不會用到。像素值 51 會變成 0.2。

# %% grade="solution" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    """Return (X, y, X_val, y_val): float32 rows from 0 to 1, and their labels."""
    ### BEGIN SOLUTION
    end = num_train + num_val
    rows = images[:end].reshape(end, -1).astype("float32") / 255
    return rows[:num_train], labels[:num_train], rows[num_train:], labels[num_train:end]
    ### END SOLUTION

# %% grade="test" id="q1_test" points=7
with Question(1, points=7) as q1:
    tiny = np.arange(0, 252, 7, dtype=np.uint8).reshape(6, 2, 3)
    result = prepare(tiny, np.array([7, 2, 1, 0, 4, 9]), 3, 2)
    X, y, X_val, y_val = parts(result, 4, "prepare(images, labels, 3, 2)")
    exactly(np.shape(X), (3, 6), "X.shape, images: (6, 2, 3)",
            en="One row per image.", zh="一張圖片一列。")
    near(X[1], np.arange(42, 84, 7) / 255, "X[1]",
         en="Divide by 255, in floating point.", zh="請以浮點數除以 255。")
    exactly(str(getattr(X, "dtype", "")), "float32", "X.dtype")
    exactly(y, [7, 2, 1], "y")
    near(X_val, np.arange(126, 210, 7).reshape(2, 6) / 255, "X_val",
         en="These are the num_val images right after the training images.",
         zh="要取緊接在訓練圖片之後的 num_val 張。")
    exactly(y_val, [0, 4], "y_val")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape, m, k in (((30, 4, 5), 12, 7), ((9, 6, 3), 2, 6), ((50, 1, 8), 20, 30)):
        pixels = rng.integers(0, 256, shape).astype(np.uint8)
        labels = rng.integers(0, 10, shape[0])
        result = prepare(pixels.copy(), labels.copy(), m, k)
        X, y, X_val, y_val = parts(result, 4, f"prepare(images, labels, {m}, {k})")
        rows = [[float(p) / 255 for p in image.ravel()] for image in pixels]
        near(X, rows[:m], f"X, images: {shape}, num_train = {m}")
        near(X_val, rows[m:m + k], f"X_val, num_train = {m}, num_val = {k}")
        exactly(y, labels[:m], f"y, num_train = {m}")
        exactly(y_val, labels[m:m + k], f"y_val, num_train = {m}, num_val = {k}")
        exactly(str(getattr(X_val, "dtype", "")), "float32", "X_val.dtype")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: how many are right, and which are wrong? (6 points, 6 min)
#
# A network with ten outputs gives, for each image, ten probabilities. The predicted class is the place of the largest
# one, and
#
# $$\text{accuracy} = \frac{\text{number right}}{\text{number in all}}.$$
#
# Write `validate(P, y)` for probabilities `P` `(n, classes)` and labels `y` `(n,)`. Return the tuple `(accuracy,
# wrong)`: a number, and the indices of the samples that were classified wrongly, in ascending order. They will show you
# which digits your network misreads.
#
# Example: `P = [[0.7, 0.2, 0.1], [0.3, 0.3, 0.4], [0.5, 0.4, 0.1]]` and `y = [0, 2, 1]`: predicted are 0, 2, 0, so the
# result is `(2/3, [2])`.

# %% [markdown] lang="zh-TW" of="71ad9a78"
# ## 第 2 題：對了幾個？錯了哪些？（6 分，6 分鐘）
#
# 有十個輸出的網路，對每張圖片都會給十個機率。機率最大的位置就是預測的類別，而
#
# $$\text{準確率} = \frac{\text{答對的個數}}{\text{全部的個數}}.$$
#
# 請寫 `validate(P, y)`：`P` 是機率 `(n, 類別數)`，`y` 是標籤 `(n,)`。回傳 tuple `(accuracy, wrong)`：準確率，以及分類錯誤的樣本索引，由小到大排列。之後會用它找出你的網路看錯了哪些數字。
#
# 例：`P = [[0.7, 0.2, 0.1], [0.3, 0.3, 0.4], [0.5, 0.4, 0.1]]`、`y = [0, 2, 1]`：預測是 0、2、0，所以結果是 `(2/3, [2])`。

# %% grade="solution" id="q2_validate"
def validate(P, y):
    """Return (accuracy, indices of the wrong ones) for probabilities P (n, classes)."""
    ### BEGIN SOLUTION
    right = P.argmax(axis=1) == y
    return right.mean(), np.flatnonzero(~right)
    ### END SOLUTION

# %% grade="test" id="q2_test" points=6 forbids="@accuracy"
with Question(2, points=6) as q2:
    P = np.array([[0.7, 0.2, 0.1], [0.3, 0.3, 0.4], [0.5, 0.4, 0.1]])
    share, wrong = parts(validate(P, np.array([0, 2, 1])), 2, "validate(P, [0, 2, 1])")
    near(share, 2 / 3, "accuracy, y = [0, 2, 1]",
         en="The predicted class is where a row of P is largest.",
         zh="P 每一列中最大值的位置就是預測的類別。")
    exactly(wrong, [2], "wrong, y = [0, 2, 1]",
            en="Give the indices of the wrong samples, not their classes.",
            zh="請給錯誤樣本的索引，不是類別。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, classes in ((8, 3), (1, 5), (60, 10), (10, 10)):
        P, y = rng.dirichlet(np.ones(classes), n), rng.integers(0, classes, n)
        y[: n // 2] = [max(range(classes), key=lambda c: p[c]) for p in P[: n // 2]]
        bad = [i for i in range(n) if any(p > P[i, y[i]] for p in P[i])]
        result = validate(P.copy(), y.copy())
        share, wrong = parts(result, 2, f"validate(P, y), P: ({n}, {classes})")
        near(share, 1 - len(bad) / n, f"accuracy, P: ({n}, {classes})")
        exactly(wrong, bad, f"wrong, P: ({n}, {classes})")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# ## Question 3: batches, updates, epochs (6 points, 8 min)
#
# In one **epoch** the network sees every sample once, `batch_size` at a time; each batch gives one **update** of the
# weights. If the batch size does not divide the number of samples, the last batch is smaller, and it still gives an
# update. Write three functions that return whole numbers:
#
# - `num_updates(num_samples, batch_size, num_epochs)`: the number of updates in all.
# - `last_batch(num_samples, batch_size)`: the number of samples in the last batch of an epoch.
# - `epochs_for(num_samples, batch_size, updates)`: the smallest number of whole epochs that gives **at least** so many
#   updates.
#
# Example: 1,000 samples in batches of 300 make 4 batches, the last one of 100. In 5 epochs that is 20 updates; for 21
# updates you need 6 epochs.

# %% [markdown] lang="zh-TW" of="d751147a"
# ## 第 3 題：批次、更新、週期（6 分，8 分鐘）
#
# 在一個**週期**（epoch）裡，網路把每個樣本各看一次，一次看 `batch_size` 個；每個批次讓權重**更新**一次。樣本數不能被批次大小整除時，最後一個批次比較小，但一樣會更新一次。請寫三個回傳整數的函式：
#
# - `num_updates(num_samples, batch_size, num_epochs)`：總共更新幾次。
# - `last_batch(num_samples, batch_size)`：每個週期最後一個批次有幾個樣本。
# - `epochs_for(num_samples, batch_size, updates)`：要**至少**更新這麼多次，最少需要幾個完整的週期。
#
# 例：1,000 個樣本，批次大小 300，會分成 4 個批次，最後一個只有 100 個樣本。5 個週期共更新 20 次；要更新 21 次，就需要 6 個週期。

# %% grade="solution" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    """Return the number of updates in num_epochs epochs."""
    ### BEGIN SOLUTION
    return -(-num_samples // batch_size) * num_epochs
    ### END SOLUTION


def last_batch(num_samples, batch_size):
    """Return the number of samples in the last batch of an epoch."""
    ### BEGIN SOLUTION
    return num_samples % batch_size or min(batch_size, num_samples)
    ### END SOLUTION


def epochs_for(num_samples, batch_size, updates):
    """Return the smallest number of epochs that gives at least `updates` updates."""
    ### BEGIN SOLUTION
    return -(-updates // -(-num_samples // batch_size))
    ### END SOLUTION

# %% grade="test" id="q3_test" points=6
with Question(3, points=6) as q3:
    with q3.part("num_updates", 2):
        near(num_updates(60000, 300, 20), 4000, "num_updates(60000, 300, 20)")
        near(num_updates(60000, 640, 20), 1880, "num_updates(60000, 640, 20)",
             en="60000 / 640 = 93.75: the last, smaller batch is an update too.",
             zh="60000 / 640 = 93.75：最後那個較小的批次也會更新一次。")
    with q3.part("last_batch", 2):
        near(last_batch(60000, 640), 480, "last_batch(60000, 640)",
             en="What is left after 93 full batches?", zh="93 個完整的批次之後還剩多少？")
        near(last_batch(60000, 300), 300, "last_batch(60000, 300)",
             en="If nothing is left over, the last batch is a full one.",
             zh="剛好分完時，最後一個批次是滿的。")
    with q3.part("epochs_for", 2):
        near(epochs_for(60000, 640, 4000), 43, "epochs_for(60000, 640, 4000)",
             en="42 epochs give 42 * 94 = 3948 updates only.",
             zh="42 個週期只有 42 * 94 = 3948 次更新。")
        near(epochs_for(60000, 300, 4000), 20, "epochs_for(60000, 300, 4000)",
             en="20 epochs are enough.", zh="20 個週期就夠了。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    pairs = [(int(rng.integers(2, 400)), int(rng.integers(1, 90))) for _ in range(25)]
    for n, batch in [*pairs, (120, 30), (7, 7), (5, 8), (50000, 128)]:
        sizes = [len(range(n)[first:first + batch]) for first in range(0, n, batch)]
        epochs, wanted = int(rng.integers(1, 30)), int(rng.integers(1, 4 * len(sizes)))
        enough = next(e for e in range(1, 6) if e * len(sizes) >= wanted)
        with q3.part("num_updates"):
            near(num_updates(n, batch, epochs), len(sizes) * epochs,
                 f"num_updates({n}, {batch}, {epochs})")
        with q3.part("last_batch"):
            near(last_batch(n, batch), sizes[-1], f"last_batch({n}, {batch})")
        with q3.part("epochs_for"):
            near(epochs_for(n, batch, wanted), enough,
                 f"epochs_for({n}, {batch}, {wanted})")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# ## Question 4: the network (10 points, 9 min)
#
# Write `build_dnn(num_inputs, num_layers, units, initializer)` that returns a Keras network (`keras.Sequential`, not
# compiled):
#
# - `keras.Input((num_inputs,))`;
# - `num_layers - 1` hidden `Dense` layers of `units` units with activation `"relu"`;
# - an output `Dense` layer of 10 units with activation `"softmax"`. In all that makes `num_layers` layers: an input is
#   not counted.
# - The weights of **every** layer start from `kernel_initializer=initializer`, a Keras name such as `"glorot_uniform"`;
#   the biases start at 0, as they do in Keras unless you say otherwise.
#
# Example: `build_dnn(784, 5, 128, "glorot_uniform")` has arrays of shapes (784, 128), (128,), three times (128, 128),
# (128,), and (128, 10), (10,): that is 151,306 numbers.

# %% [markdown] lang="zh-TW" of="443b36ff"
# ## 第 4 題：建立網路（10 分，9 分鐘）
#
# 請寫 `build_dnn(num_inputs, num_layers, units, initializer)`，回傳一個 Keras 網路（`keras.Sequential`，不必 compile）：
#
# - `keras.Input((num_inputs,))`；
# - `num_layers - 1` 個隱藏的 `Dense` 層，每層 `units` 個單元，激活函數 `"relu"`；
# - 一個輸出的 `Dense` 層，10 個單元，激活函數 `"softmax"`。總共是 `num_layers` 層：輸入不算一層。
# - **每一層**的權重都用 `kernel_initializer=initializer` 產生初始值，`initializer` 是 Keras 的名稱，例如 `"glorot_uniform"`；偏差從 0 開始，這是 Keras 的預設值。
#
# 例：`build_dnn(784, 5, 128, "glorot_uniform")` 的陣列形狀是 (784, 128)、(128,)，三組 (128, 128)、(128,)，以及 (128, 10)、(10,)，總共 151,306 個數字。

# %% grade="solution" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    """Return a Keras network of num_layers dense layers, the last with 10 outputs."""
    ### BEGIN SOLUTION
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, "softmax", kernel_initializer=initializer))
    return model
    ### END SOLUTION


# %% grade="readonly" id="look_inside"
def look_inside(X, num_layers, units, initializer):
    """Return the arrays of a new network, and its outputs for X (n, d)."""
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    outputs = model.predict(X, verbose=0)
    return [np.array(array) for array in model.get_weights()], np.array(outputs)


def by_hand(A, arrays):
    """Return the outputs for A (n, d): ReLU after each layer, softmax at the end."""
    for W, b in zip(arrays[:-2:2], arrays[1:-2:2]):
        A = np.maximum(A @ W + b, 0)
    return softmax(A @ arrays[-2] + arrays[-1], axis=1)

# %% grade="test" id="q4_test" points=10 forbids="given.dnn"
with Question(4, points=10) as q4:
    X = np.linspace(0, 1, 2 * 784, dtype="float32").reshape(2, 784)
    arrays, P = look_inside(X, 5, 128, "glorot_uniform")
    with q4.part("layers | 層", 4):
        shapes = [(784, 128), (128,), *[(128, 128), (128,)] * 3, (128, 10), (10,)]
        exactly([np.shape(array) for array in arrays], shapes,
                'shapes of build_dnn(784, 5, 128, "glorot_uniform") | '
                'build_dnn(784, 5, 128, "glorot_uniform") 各陣列的形狀',
                en="Four hidden layers and the output layer make five.",
                zh="四個隱藏層加上輸出層，一共五層。")
    with q4.part("activations | 激活函數", 3):
        near(P, by_hand(X, arrays), "outputs of two images | 兩張圖片的輸出",
             en="Hidden layers are ReLU, the output layer is a softmax.",
             zh="隱藏層用 ReLU，輸出層用 softmax。")
    with q4.part("initializer", 3):
        near(max(np.abs(b).max() for b in arrays[1::2]), 0, "largest bias | 最大的偏差",
             en="The biases start at 0.", zh="偏差從 0 開始。")
        near(max(np.abs(a).max() for a in look_inside(X, 3, 20, "zeros")[0]), 0,
             'largest number of build_dnn(784, 3, 20, "zeros") | '
             'build_dnn(784, 3, 20, "zeros") 中絕對值最大的數',
             en="Does every layer get the initializer?",
             zh="每一層都有用到 initializer 嗎？")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    cases = [(40, 2, 200, "he_normal"), (300, 4, 80, "glorot_normal"),
             (90, 6, 70, "lecun_uniform")]
    for d, depth, units, name in cases:
        X = rng.normal(size=(5, d)).astype("float32")
        arrays, P = look_inside(X, depth, units, name)
        what = f'build_dnn({d}, {depth}, {units}, "{name}")'
        shapes = [(d, units), (units,), *[(units, units), (units,)] * (depth - 2),
                  (units, 10), (10,)]
        with q4.part("layers | 層"):
            exactly([np.shape(array) for array in arrays], shapes,
                    f"shapes of {what} | {what} 各陣列的形狀")
        with q4.part("activations | 激活函數"):
            near(P, by_hand(X, arrays), f"outputs of {what} | {what} 的輸出")
        with q4.part("initializer"):
            for W in arrays[:-2:2]:
                fan_in, fan_out = W.shape
                spread = {"he_normal": 2 / fan_in, "lecun_uniform": 1 / fan_in,
                          "glorot_normal": 2 / (fan_in + fan_out)}[name] ** 0.5
                near(np.std(W) / spread, 1, f"standard deviation of W {W.shape} of "
                     f"{what}, over its formula | {what} 的 W {W.shape} 的標準差與公式之比",
                     within=0.05, en="Which initializer made it?",
                     zh="是哪個初始器產生的？")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: train and validate, the basic question (12 points, 12 min)
#
# Write `train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed)`:
#
# 1. `keras.utils.set_random_seed(seed)`, before anything else.
# 2. The network: 5 layers with 128 units, its inputs as many as `X` has columns. Take your `build_dnn`, or
#    `given.dnn(num_inputs, num_layers, units, initializer)`, which is right whatever your answer to question 4.
# 3. `compile` with `keras.optimizers.Adam(learning_rate=lr)`, the loss `"sparse_categorical_crossentropy"` (labels are
#    digits, chapter 5) and `metrics=["accuracy"]`.
# 4. `fit` on `X`, `y` with the batch size, the number of epochs, `validation_data=(X_val, y_val)` and `verbose=0`. It
#    returns an object whose `.history` is a dictionary of lists, one number per epoch: `"loss"`, `"accuracy"`,
#    `"val_accuracy"`.
#
# Return the tuple `(losses, accuracies, val_accuracies, updates, P_val)`: those three lists; the number of updates,
# counted by the optimizer itself, `int(model.optimizer.iterations)`; and the final probabilities for `X_val` as an
# array `(m, 10)`, from `model.predict(X_val, verbose=0)`.
#
# With these four steps the same seed gives the same numbers on every computer, up to rounding; nothing else may draw
# random numbers in between. The test tries the settings of the **basic question** on 3,000 images, for a few seconds.

# %% [markdown] lang="zh-TW" of="316291c3"
# ## 第 5 題：訓練與驗證，核心練習的基礎題（12 分，12 分鐘）
#
# 請寫 `train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed)`：
#
# 1. 最先呼叫 `keras.utils.set_random_seed(seed)`。
# 2. 網路：5 層，隱藏層各 128 個單元，輸入個數等於 `X` 的行數。可以用你的 `build_dnn`，也可以用 `given.dnn(num_inputs, num_layers, units, initializer)`；不論第 4 題答得如何，它都是對的。
# 3. `compile`：優化器 `keras.optimizers.Adam(learning_rate=lr)`，損失 `"sparse_categorical_crossentropy"`（標籤是數字，見第 5 章），以及 `metrics=["accuracy"]`。
# 4. 用 `X`、`y` 呼叫 `fit`，給它批次大小、週期數、`validation_data=(X_val, y_val)` 和 `verbose=0`。它回傳一個物件，其 `.history` 是裝著串列的字典，每個週期一個數字：`"loss"`、`"accuracy"`、`"val_accuracy"`。
#
# 回傳 tuple `(losses, accuracies, val_accuracies, updates, P_val)`：上面三個串列；由優化器自己計算的更新次數 `int(model.optimizer.iterations)`；以及訓練後對 `X_val` 的機率，形狀 `(m, 10)` 的陣列，由 `model.predict(X_val, verbose=0)` 得到。
#
# 照這四個步驟做，同樣的種子在任何電腦上都會得到同樣的數字（捨入誤差除外）；中間不可以再抽別的隨機數。測試用**基礎題**的設定、3,000 張圖片試跑，需要幾秒鐘。

# %% grade="solution" id="q5_train_dnn"
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    """Return (losses, accuracies, val_accuracies, number of updates, P_val (m, 10))."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))
    ### END SOLUTION

# %% grade="test" id="q5_test" points=12 forbids="given.train"
rows = to_float(images[:4000]).reshape(4000, 784)
X_val, y_val = rows[3000:], digits[3000:4000]
with Question(5, points=12) as q5:
    basic = parts(train_dnn(rows[:3000], digits[:3000], X_val, y_val, 0.02, 300, 20,
                            "glorot_uniform", 0), 5, "train_dnn(...)")
    share = float(np.mean(np.argmax(basic[4], axis=-1) == y_val))
    with q5.part("curves | 曲線", 3):
        exactly([np.size(curve) for curve in basic[:3]], [20, 20, 20],
                "lengths of the three lists | 三個串列的長度",
                en="One number per epoch.", zh="每個週期一個數字。")
        near(basic[0][0], 2.28097, "losses[0]", within=0.01,
             en="Another number in the first epoch: is the seed set first, and do "
                "network, optimizer and batch size follow the four steps?",
             zh="第一個週期的數字就不同：種子是不是最先設定？網路、優化器、批次大小是否照四個步驟？")
    with q5.part("updates", 3):
        exactly(basic[3], 200, "updates, 3000 images, batch size 300, 20 epochs | "
                "更新次數：3000 張圖片、批次大小 300、20 個週期",
                en="10 batches an epoch.", zh="每個週期有 10 個批次。")
    with q5.part("P_val", 3):
        exactly(np.shape(basic[4]), (1000, 10), "P_val.shape, X_val: (1000, 784)")
        require(share > 0.8, en=f"P_val has {share:.3f} right, expected more than 0.8.",
                zh=f"P_val 的準確率是 {share:.3f}，應超過 0.8。")
    with q5.part("val_accuracies", 3):
        near(basic[2][-1], share, "val_accuracies[-1]", within=0.002,
             en="It must be the accuracy of P_val: is it measured on X_val, y_val?",
             zh="應與 P_val 的準確率相同：是用 X_val、y_val 測的嗎？")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    seed, batch = int(rng.integers(1, 10_000)), int(rng.integers(70, 130))
    start, names = int(rng.integers(5000, 50_000)), rng.permutation(10)
    more = to_float(images[start:start + 2000]).reshape(2000, 784)
    X, X_val = more[:1500], more[1500:]
    labels = names[digits[start:start + 2000]]
    # Some validation labels are wrong on purpose: 30 % can't be right.
    y_val = np.where(np.arange(500) < 150, (labels[1500:] + 1) % 10, labels[1500:])
    expected = 6 * len(range(0, 1500, batch))
    data = X, labels[:1500], X_val, y_val
    result = train_dnn(*[part.copy() for part in data], 0.003, batch, 6, "he_uniform",
                       seed)
    curves = parts(result, 5, "train_dnn(...)")
    predicted = np.argmax(curves[4], axis=-1)
    share = float(np.mean(predicted == labels[1500:]))
    with q5.part("updates"):
        exactly(curves[3], expected,
                f"updates, 1500 images, batch size {batch}, 6 epochs | "
                f"更新次數：1500 張圖片、批次大小 {batch}、6 個週期")
    with q5.part("P_val"):
        require(share > 0.7, en=f"It must learn any labels: {share:.3f} right.",
                zh=f"不論標籤如何命名都必須學會：只對了 {share:.3f}。")
    with q5.part("val_accuracies"):
        near(curves[2][-1], np.mean(predicted == y_val), "val_accuracies[-1]",
             within=0.003)
        require(np.ptp(curves[2]) > 0 and 0.4 < curves[2][-1] < 0.8,
                en=f"val_accuracies is {curves[2]}.",
                zh=f"val_accuracies 是 {curves[2]}。")
    for lr, start_name in ((1e-12, "glorot_uniform"), (0.01, "zeros")):
        data = X[:200], labels[:200], X_val, y_val
        result = train_dnn(*[part.copy() for part in data], lr, 100, 2, start_name,
                           seed)
        losses, P = result[0], np.array(result[4])
        with q5.part("curves | 曲線"):
            if start_name != "zeros":
                near(losses[1], losses[0], "losses, lr = 1e-12", within=0.01,
                     en="With such a rate nothing moves: is lr used?",
                     zh="學習率這麼小，什麼都不會動：有用到 lr 嗎？")
        with q5.part("P_val"):
            if start_name == "zeros":
                near(P, np.tile(P[0], (500, 1)), 'P_val, initializer "zeros"',
                     en="From zeros, all images get the same outputs.",
                     zh="權重從零開始時，所有圖片的輸出都相同。")
            else:
                require(np.ptp(P, axis=0).max() > 1e-3, en="The start is not random.",
                        zh="起始權重不是隨機的。")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: the core lab itself (30 points, 15 min)
#
# Now the assignment, on all 60,000 images: five trainings of your network of five layers with Adam.
#
# | run | learning rate | batch size | epochs | initializer |
# |---|---|---|---|---|
# | `basic` | 0.02 | 300 | 20 | `"glorot_uniform"` |
# | `medium` | 0.02 | 640 | 20 | `"glorot_uniform"` |
# | `fast` | 0.01 | yours | yours | `"glorot_uniform"` |
# | `slow` | 0.001 | yours | yours | `"glorot_uniform"` |
# | `initializer` | 0.001 | yours | yours | another one, yours |
#
# 1. Write `my_plan()`: return `(seed, batch_size, num_epochs, initializer)`. The seed is the digits of your student number
#    (a whole number, at least 100). Choose a batch size from 100 to 2,000, 5 to 20 epochs, and a Keras initializer
#    other than `"glorot_uniform"` with which the network learns. **Before you train:** write down, in
#    the answer cell of question 11 at the end, which of `fast` and `slow` will end with the higher training accuracy, and why.
# 2. Run the cell, leaving the other two functions as they are, then the training cell below it. It uses your `train_dnn`
#    if question 5 passes, otherwise `given.train`, which does the same in NumPy. It prints the training accuracy of each run,
#    and at the end a **record** of all five.
# 3. `my_runs()`: return the record as text. Write `return """`, paste all that was printed, from `[` to `]`, and close with
#    `"""`. Nothing is trained again while the record is there, by nobody: who grades reads it, checks settings and
#    numbers, begins two of your trainings again with your seed, and compares.
# 4. `my_findings()`: read off the printed lines, and return `(basic, medium, batch_size, lr, initializer)`: the last training
#    accuracies of `basic` and `medium`, then the batch size (of these two), the learning rate (of `fast` and `slow`) and the
#    initializer (of `slow` and `initializer`) whose last training accuracy is the higher one.
#
# On a slow machine try first with 3,000 images, in a cell of your own:
# `lab09_runs.train_once(train_dnn, my_plan, my_runs, 3000)`. That is not the assignment and earns no points.

# %% [markdown] lang="zh-TW" of="acc69122"
# ## 第 6 題：核心練習本身（30 分，15 分鐘）
#
# 現在用全部 60,000 張圖片來做作業：用 Adam 把你的五層網路訓練五次。
#
# | 名稱 | 學習率 | 批次大小 | 週期數 | 初始器 |
# |---|---|---|---|---|
# | `basic` | 0.02 | 300 | 20 | `"glorot_uniform"` |
# | `medium` | 0.02 | 640 | 20 | `"glorot_uniform"` |
# | `fast` | 0.01 | 自己決定 | 自己決定 | `"glorot_uniform"` |
# | `slow` | 0.001 | 自己決定 | 自己決定 | `"glorot_uniform"` |
# | `initializer` | 0.001 | 自己決定 | 自己決定 | 自己選另一個 |
#
# 1. 寫 `my_plan()`：回傳 `(seed, batch_size, num_epochs, initializer)`。種子用你學號裡的數字（整數，至少 100）。批次大小選 100 到 2,000，週期數選 5 到 20，再選一個 `"glorot_uniform"` 以外、能讓網路學會的 Keras 初始器。**訓練之前**，先在最後第 11 題的作答儲存格裡寫下你的預測：`fast` 和 `slow` 哪一個最後的訓練準確率比較高？為什麼？
# 2. 另外兩個函式先不動，執行這個儲存格，再執行下面的訓練儲存格。第 5 題通過時，它用你的 `train_dnn`，否則用 `given.train`（做同樣的事，以 NumPy 寫成）。它會印出每次訓練的訓練準確率，最後印出五次訓練的**記錄**。
# 3. `my_runs()`：把記錄以文字回傳。寫 `return """`，貼上印出的全部文字，從 `[` 到 `]`，再以 `"""` 結束。記錄在那裡，就不會再訓練，評分時也不會：評分只讀記錄、檢查設定和數字，再用你的種子把其中兩次訓練重做第一個週期來比對。
# 4. `my_findings()`：從印出的結果讀出並回傳 `(basic, medium, batch_size, lr, initializer)`：`basic` 和 `medium` 最後的訓練準確率，接著是最後訓練準確率較高的批次大小（這兩次之中）、學習率（`fast` 和 `slow` 之中）和初始器（`slow` 和 `initializer` 之中）。
#
# 電腦比較慢的話，可以先在自己新增的儲存格裡用 3,000 張試跑：`lab09_runs.train_once(train_dnn, my_plan, my_runs, 3000)`。那不是作業，不會得分。

# %% grade="solution" id="q6_core_lab"
def my_plan():
    """Return (seed, batch_size, num_epochs, initializer)."""
    ### BEGIN SOLUTION
    return 41047, 400, 8, "he_normal"
    ### END SOLUTION


def my_runs():
    """Return the record that the training cell printed, as text."""
    ### BEGIN SOLUTION
    return """
[{"name": "basic", "setting": {"lr": 0.02, "batch_size": 300, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 4000, "losses": [0.46274, 0.19012,
0.16355, 0.14887, 0.13946, 0.12497, 0.11925, 0.11882, 0.11201, 0.11516,
0.11984, 0.10874, 0.11657, 0.10939, 0.105, 0.10181, 0.10571, 0.10523,
0.10933, 0.10146], "accuracies": [0.8634, 0.94473, 0.95347, 0.95943,
0.96213, 0.96598, 0.9672, 0.9681, 0.96998, 0.96863, 0.96872, 0.9715,
0.97038, 0.97118, 0.97302, 0.97327, 0.97242, 0.9742, 0.97267, 0.97405],
"test_accuracies": [0.9403, 0.9461, 0.9542, 0.9607, 0.9588, 0.958, 0.9585,
0.9563, 0.9598, 0.9575, 0.9579, 0.9592, 0.9589, 0.9586, 0.9642, 0.9597,
0.9661, 0.9569, 0.9625, 0.9598], "misread": [8, 38, 126, 149, 151, 200, 247,
259, 340, 372, 403, 435, 445, 460, 495, 565, 571, 582, 610, 646, 659, 684,
691, 707, 720, 726, 740, 748, 774, 810, 844, 883, 924, 938, 947, 950, 951,
956, 959, 965]},
{"name": "medium", "setting": {"lr": 0.02, "batch_size": 640, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1880, "losses": [0.71681, 0.19023,
0.144, 0.13098, 0.11585, 0.10439, 0.10026, 0.09828, 0.09109, 0.08927,
0.08401, 0.08438, 0.07857, 0.07337, 0.07759, 0.0711, 0.07085, 0.07291,
0.06899, 0.06682], "accuracies": [0.78647, 0.94372, 0.95695, 0.961, 0.96573,
0.9689, 0.97003, 0.9704, 0.97312, 0.97387, 0.9754, 0.97487, 0.97635,
0.97857, 0.97752, 0.97925, 0.97958, 0.97893, 0.98042, 0.98127],
"test_accuracies": [0.9388, 0.9424, 0.9539, 0.9587, 0.9605, 0.9604, 0.9584,
0.9544, 0.9663, 0.9659, 0.9654, 0.9597, 0.9631, 0.9668, 0.9629, 0.9656,
0.9636, 0.9626, 0.964, 0.964], "misread": [8, 25, 65, 124, 175, 241, 247,
300, 321, 340, 445, 447, 448, 495, 550, 565, 582, 583, 610, 619, 659, 674,
684, 691, 707, 720, 726, 740, 813, 882, 944, 947, 951, 956]},
{"name": "fast", "setting": {"lr": 0.01, "batch_size": 400, "num_epochs": 8,
"initializer": "glorot_uniform", "seed": 41047}, "trained_by": "train_dnn",
"images": 60000, "updates": 1200, "losses": [0.32448, 0.12954, 0.10183,
0.08044, 0.06854, 0.06204, 0.0595, 0.0572], "accuracies": [0.89718, 0.96103,
0.96992, 0.97618, 0.97908, 0.98108, 0.98202, 0.98297], "test_accuracies":
[0.9461, 0.9659, 0.9653, 0.9693, 0.9705, 0.9712, 0.968, 0.9676], "misread":
[62, 104, 151, 193, 235, 247, 266, 273, 274, 292, 320, 359, 394, 417, 445,
447, 448, 478, 495, 530, 582, 610, 691, 717, 720, 760, 813, 866, 906, 938,
951, 962, 965, 999]},
{"name": "slow", "setting": {"lr": 0.001, "batch_size": 400, "num_epochs":
8, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1200, "losses": [0.45007, 0.15763,
0.10907, 0.08331, 0.06663, 0.05491, 0.04614, 0.04194], "accuracies":
[0.87443, 0.95348, 0.96763, 0.97542, 0.97985, 0.98358, 0.98663, 0.9867],
"test_accuracies": [0.9418, 0.9632, 0.9657, 0.9647, 0.9675, 0.9687, 0.9685,
0.9703], "misread": [65, 104, 115, 149, 151, 241, 247, 250, 259, 274, 321,
340, 381, 445, 447, 448, 495, 571, 582, 619, 659, 707, 717, 720, 740, 760,
774, 881, 900, 924, 938, 951, 965]},
{"name": "initializer", "setting": {"lr": 0.001, "batch_size": 400,
"num_epochs": 8, "initializer": "he_normal", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1200, "losses": [0.41301, 0.14366,
0.10244, 0.07659, 0.05765, 0.04571, 0.03886, 0.03401], "accuracies":
[0.87988, 0.95712, 0.96943, 0.97653, 0.98262, 0.98668, 0.98787, 0.98907],
"test_accuracies": [0.9475, 0.9645, 0.9674, 0.968, 0.9696, 0.9691, 0.9689,
0.9682], "misread": [121, 149, 247, 266, 321, 381, 448, 449, 478, 495, 553,
582, 619, 707, 717, 740, 760, 844, 877, 881, 883, 890, 938, 939, 951, 957,
982]}]
"""
    ### END SOLUTION


def my_findings():
    """Return (basic, medium, batch_size, lr, initializer), read off your runs."""
    ### BEGIN SOLUTION
    return 0.97405, 0.98127, 640, 0.001, "he_normal"
    ### END SOLUTION

# %% grade="readonly" id="core_lab"
lab09_runs.train_once(train_dnn if passed(5) else given.train, my_plan, my_runs)

# %% grade="test" id="q6_test" points=30
with Question(6, points=30) as q6:
    wanted, runs = lab09_runs.settings(my_plan()), lab09_runs.read_runs(my_runs())
    with q6.part("basic", 6):
        lab09_run_checks.check_run(runs, "basic", wanted["basic"])
    with q6.part("medium", 6):
        lab09_run_checks.check_run(runs, "medium", wanted["medium"])
    with q6.part("fast and slow | fast 和 slow", 6):
        lab09_run_checks.check_run(runs, "fast", wanted["fast"])
        lab09_run_checks.check_run(runs, "slow", wanted["slow"])
    with q6.part("initializer", 6):
        lab09_run_checks.check_run(runs, "initializer", wanted["initializer"])
    with q6.part("my_findings", 6):
        for name, setting in wanted.items():
            lab09_run_checks.check_run(runs, name, setting)
        lab09_run_checks.check_findings(parts(my_findings(), 5, "my_findings()"), runs)
    ### BEGIN HIDDEN TESTS
    def train_keras(X, y, X_val, y_val, lr, batch, epochs, initializer, seed):
        keras.utils.set_random_seed(seed)
        width, start = [128] * 4 + [10], {"kernel_initializer": initializer}
        model = keras.Sequential([keras.Input((784,))] + [
            keras.layers.Dense(n, "softmax" if n == 10 else "relu", **start)
            for n in width])
        model.compile(keras.optimizers.Adam(lr), metrics=["accuracy"],
                      loss="sparse_categorical_crossentropy")
        past = model.fit(X, y, batch, epochs, validation_data=(X_val, y_val),
                         verbose=0).history
        return past["loss"], past["accuracy"], 0, 0, model.predict(X_val, verbose=0)

    rng = np.random.default_rng([HIDDEN_SEED, wanted["basic"].seed])
    done, (tests, names) = lab09_run_checks.whole(runs, wanted), load_mnist()[1]
    X, X_val = (to_float(part).reshape(-1, 784) for part in (images, tests[:1000]))
    for group in (("basic", "medium", "fast"), ("slow", "initializer")):
        for name in [n for n in rng.permutation(group) if n in done][:1]:
            run = runs[str(name)]
            trainer = given.train if run.trained_by == "given.train" else train_keras
            again = trainer(X, digits, X_val, names[:1000], run.setting.lr,
                            run.setting.batch_size, 1, run.setting.initializer,
                            run.setting.seed)
            lab09_run_checks.check_start(str(name), run, again, names)
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# Once question 6 passes, the next cell draws your five runs, and test images that your basic run misread, with the digits
# that they show. Compare them with the prediction that you wrote down for question 11.

# %% [markdown] lang="zh-TW" of="068a137e"
# 第 6 題通過之後，下一個儲存格會畫出你的五次訓練，以及 `basic` 看錯的測試圖片和正確的數字。請和你為第 11 題寫下的預測比較。

# %% grade="readonly" id="my_runs"
def show_runs():
    runs = lab09_runs.read_runs(my_runs())
    show(plot_curves({name: 1 - np.array(run.accuracies) for name, run in runs.items()},
                     ylabel="1 - training accuracy", logy=True, title="My five runs"),
         alt="The training error of five runs, epoch by epoch; all fall.")
    tests, names = load_mnist()[1]
    wrong = np.array(runs["basic"].misread[:16], dtype=int)
    show(plot_images(tests[wrong], [str(names[i]) for i in wrong]),
         alt="Digits that the network misread; many are hard to read for people too.")


if passed(6):
    show_runs()

# %% [markdown] lang="en"
# ## Question 7: who wins? The medium question (7 points, 8 min)
#
# Batch size 300 or 640? One run against one run decides nothing, because another seed gives another result, and the
# accuracy jumps from epoch to epoch. A fair verdict needs two things. Write them:
#
# - `level(curve, k)`: the mean of the **last** `k` numbers of a curve.
# - `verdict(a, b, k)`: `a` and `b` are arrays `(runs, epochs)`, one curve per seed; the number of runs may differ.
#   Compare the levels of all runs: return `"a"` if **every** run of a is above **every** run of b, `"b"` if it is the
#   other way round, and `"tie"` otherwise.
#
# Example: the curves of `a` are (0.1, 0.5, 0.6) and (0.2, 0.7, 0.6), those of `b` are (0.3, 0.4, 0.5) and (0.9, 0.5,
# 0.4). For `k = 2` the levels are 0.55 and 0.65 against 0.45 and 0.45: `"a"`. For `k = 3` they are 0.4 and 0.5 against
# 0.4 and 0.6: `"tie"`.

# %% [markdown] lang="zh-TW" of="1a39016b"
# ## 第 7 題：誰贏了？核心練習的中等題（7 分，8 分鐘）
#
# 批次大小該用 300 還是 640？各跑一次並不能決定什麼：換個種子結果就不同，而且準確率在各週期之間也會跳動。公平的判定需要兩個函式，請把它們寫出來：
#
# - `level(curve, k)`：曲線**最後** `k` 個數字的平均，也就是它的水準。
# - `verdict(a, b, k)`：`a` 和 `b` 是形狀 `(執行次數, 週期數)` 的陣列，每個種子一條曲線；兩邊的執行次數可以不同。請比較所有曲線的水準：若 a 的**每一次**都高於 b 的**每一次**，回傳 `"a"`；反過來就回傳 `"b"`；其他情況回傳 `"tie"`（平手）。
#
# 例：`a` 的曲線是 (0.1, 0.5, 0.6) 和 (0.2, 0.7, 0.6)，`b` 的曲線是 (0.3, 0.4, 0.5) 和 (0.9, 0.5, 0.4)。`k = 2` 時，水準是 0.55、0.65 對 0.45、0.45，結果是 `"a"`；`k = 3` 時是 0.4、0.5 對 0.4、0.6，結果是 `"tie"`。

# %% grade="solution" id="q7_verdict"
def level(curve, k):
    """Return the mean of the last k numbers of a curve."""
    ### BEGIN SOLUTION
    return np.mean(curve[-k:])
    ### END SOLUTION


def verdict(a, b, k):
    """Return "a", "b" or "tie" for curves a (runs, epochs) and b (runs, epochs)."""
    ### BEGIN SOLUTION
    levels_a = [np.mean(curve[-k:]) for curve in a]
    levels_b = [np.mean(curve[-k:]) for curve in b]
    if min(levels_a) > max(levels_b):
        return "a"
    return "b" if min(levels_b) > max(levels_a) else "tie"
    ### END SOLUTION

# %% grade="test" id="q7_test" points=7
with Question(7, points=7) as q7:
    a = np.array([[0.1, 0.5, 0.6], [0.2, 0.7, 0.6]])
    b = np.array([[0.3, 0.4, 0.5], [0.9, 0.5, 0.4]])
    with q7.part("level", 2):
        near(level(a[0], 2), 0.55, "level([0.1, 0.5, 0.6], 2)",
             en="Only the last k count.", zh="只算最後 k 個。")
    with q7.part("verdict", 5):
        exactly(verdict(a, b, 2), "a", "verdict(a, b, 2)")
        exactly(verdict(b, a, 2), "b", "verdict(b, a, 2)",
                en="Now the second one wins.", zh="這次是後面那組獲勝。")
        exactly(verdict(a, b, 3), "tie", "verdict(a, b, 3)",
                en="One run of b is above all of a, another is not.",
                zh="b 有一次高於 a 的全部，另一次卻沒有。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for _ in range(40):
        epochs, k = 9, int(rng.integers(1, 9))
        a = rng.uniform(0, 0.5, (int(rng.integers(1, 5)), epochs))
        b = rng.uniform(0, 0.5, (int(rng.integers(1, 5)), epochs))
        b += rng.choice([-0.2, 0, 0.2])
        A, B = (sorted(sum(c[epochs - k:]) / k for c in s) for s in (a, b))
        right = "a" if A[0] > B[-1] else "b" if B[0] > A[-1] else "tie"
        with q7.part("level"):
            near(level(a[0].copy(), k), sum(a[0, epochs - k:]) / k,
                 f"level(curve, {k})")
        with q7.part("verdict"):
            exactly(verdict(a.copy(), b.copy(), k), right,
                    f"verdict(a, b, {k}), levels {np.round(A, 3)} and {np.round(B, 3)}"
                    f" | verdict(a, b, {k})，水準 {np.round(A, 3)} 與 {np.round(B, 3)}")
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# Once question 7 passes, the next cell shows the record: the core lab at full size, 60,000 images, three seeds for each
# setting. `given.record(lr, batch_size)` gives the training accuracies and the accuracies on the 10,000 test images,
# both `(3, 20)`. Your `verdict` judges them for every averaging length `k`, from the last epoch alone to all twenty.

# %% [markdown] lang="zh-TW" of="83592eab"
# 第 7 題通過之後，下一個儲存格會列出實驗記錄：完整規模的核心練習，60,000 張圖片，每種設定用三個種子。`given.record(lr, batch_size)` 會給出訓練準確率，以及在 10,000 張測試圖片上的準確率，形狀都是 `(3, 20)`。你的 `verdict` 會對每一種平均長度 `k` 做出判定，從只看最後一個週期到二十個週期全看。

# %% grade="readonly" id="record"
def judge_record():
    pairs = [(0.02, 300), (0.02, 640), (0.01, 300), (0.001, 300)]
    record = {pair: given.record(*pair) for pair in pairs}
    names = {pair: f"rate {pair[0]}, batch {pair[1]}" for pair in pairs}
    show(plot_curves({names[p]: 1 - record[p][0].mean(axis=0) for p in pairs},
                     ylabel="1 - training accuracy, mean of 3 seeds", logy=True,
                     title="60,000 images"),
         alt="The training error falls: rate 0.001 ends lowest, then 0.01, then 0.02; "
             "at 0.02 batch 640 ends below batch 300, whose curve is the most jagged.")
    for a, b in (pairs[:2], pairs[2:]):
        for i, what in enumerate(("training", "test")):
            answers = [verdict(record[a][i], record[b][i], k) for k in range(1, 21)]
            print(f"{names[a]} (a) or {names[b]} (b), {what} accuracy:")
            for answer in ("a", "b", "tie"):
                lengths = [k for k, found in enumerate(answers, 1) if found == answer]
                print(f"  {answer:<3} for k in {lengths}")


if passed(7):
    judge_record()

# %% [markdown] lang="en"
# At rate 0.02, the batch of 640 has the higher training accuracy in every run, although it made less than half as many
# updates (only over all twenty epochs, the first included, do the runs overlap); and rate 0.001 beats 0.01 whatever `k` is. On
# the test images, the ones that matter, the two batch sizes tie for every `k`. The two rates don't give one answer: 0.001
# wins for `k` = 1, 7 to 9 and 12 to 20, and for `k` = 2 to 6, 10 and 11 it is a tie; 0.01 never wins. At `k` = 5, one pair of nine
# goes to 0.01, by 0.00002. So choose `k` before you look, and say which. Three seeds can't settle a gap this small.
# Questions 9 and 10 find out why a larger batch or a smaller rate helps in training.
#
# ## Question 8: a start that cannot learn (6 points, 8 min)
#
# Where do the weights start? If all of them are **zero**, every hidden unit with ReLU gives $\max(0, 0) = 0$. The
# derivative for each weight contains the output of the layer before, or a weight of the layer after, as a factor
# (chapter 3): all of them are 0, for ever. Only the ten biases of the output layer can learn. So the network gives the
# **same** ten probabilities for every image, and the best it can do is to make them equal to the shares $f_c$ of the
# classes among the labels. Then it always says the most frequent class, and the cross-entropy is
#
# $$-\sum_c f_c \ln f_c \qquad\text{(classes with } f_c = 0 \text{ are left out)}.$$
#
# Weights that are all equal, but not zero, are not much better: units with the same incoming weights compute the same,
# get the same gradient, and stay the same. Ten such units are worth one.
#
# - `zeros_outcome(y)`: for labels `y` `(n,)`, whole numbers from 0 to 9, the tuple `(accuracy, loss)` that such a
#   network ends with on its training images.
# - `distinct_units(kernels)`: for a list of weight arrays, each `(inputs, units)`, the list with the number of
#   **different** units in each: units whose columns are equal count once.
#
# Example: for `y = [3, 3, 1, 3]` the shares are 3/4 and 1/4, so the result is `(0.75, 0.562335)`. For the
# array `[[1, 1, 2, 2], [0, 0, 5, 7]]` the units are (1, 0), (1, 0), (2, 5), (2, 7): 3 different ones.

# %% [markdown] lang="zh-TW" of="ab1630b0"
# 學習率為 0.02 時，批次大小 640 的訓練準確率每一次都比較高，雖然它的更新次數還不到一半（只有把二十個週期連同第一個全部平均，兩邊才會重疊）；不論 `k` 是多少，學習率 0.001 都勝過 0.01。在真正重要的測試圖片上，兩種批次大小對每個 `k` 都是平手。兩個學習率則沒有單一的答案：`k` 是 1、7 到 9、12 到 20 時 0.001 獲勝，2 到 6、10、11 時平手，0.01 從未獲勝。`k` = 5 時，九對之中只有一對是 0.01 較高，差距 0.00002。所以 `k` 要在看結果之前就選好，並且說明選了多少；差距這麼小，三個種子也無法定論。第 9 題和第 10 題會找出：為什麼較大的批次或較小的學習率對訓練有幫助。
#
# ## 第 8 題：學不動的起點（6 分，8 分鐘）
#
# 權重從哪裡開始？如果全部是**零**，每個 ReLU 隱藏單元的輸出都是 $\max(0, 0) = 0$。每個權重的導數，都有一個因子是前一層的輸出，或是後一層的權重（第 3 章），所以導數永遠都是 0。能學習的只有輸出層的十個偏差。所以不管看到哪張圖片，網路都給出**相同**的十個機率；它最多只能讓這些機率等於各類別在標籤中所占的比例 $f_c$。於是它永遠回答出現最多的類別，而交叉熵是
#
# $$-\sum_c f_c \ln f_c \qquad\text{（} f_c = 0 \text{ 的類別不計）}.$$
#
# 權重全部相等但不是零，也好不到哪裡去：輸入權重相同的單元，計算結果相同、梯度也相同，所以永遠相同。十個這樣的單元只抵得上一個。
#
# - `zeros_outcome(y)`：標籤 `y` `(n,)` 是 0 到 9 的整數，回傳 tuple `(accuracy, loss)`，也就是這種網路訓練到最後，在訓練圖片上的準確率和損失。
# - `distinct_units(kernels)`：`kernels` 是由權重陣列組成的串列，每個陣列的形狀是 `(輸入數, 單元數)`；回傳串列，列出每一層有幾個**不同**的單元：行（column）完全相同的單元只算一個。
#
# 例：`y = [3, 3, 1, 3]` 的比例是 3/4 和 1/4，所以結果是 `(0.75, 0.562335)`。`[[1, 1, 2, 2], [0, 0, 5, 7]]` 的單元是 (1, 0)、(1, 0)、(2, 5)、(2, 7)，有 3 個不同的。

# %% grade="solution" id="q8_zeros"
def zeros_outcome(y):
    """Return (accuracy, loss) of a network that started from zeros: two numbers."""
    ### BEGIN SOLUTION
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log(seen))
    ### END SOLUTION


def distinct_units(kernels):
    """Return how many different columns each array (inputs, units) has: a list."""
    ### BEGIN SOLUTION
    return [np.unique(W, axis=1).shape[1] for W in kernels]
    ### END SOLUTION

# %% grade="test" id="q8_test" points=6
with Question(8, points=6) as q8:
    with q8.part("zeros_outcome", 3):
        result = zeros_outcome(np.array([3, 3, 1, 3]))
        share, loss = parts(result, 2, "zeros_outcome(y)")
        near(share, 0.75, "accuracy, y = [3, 3, 1, 3]",
             en="It always says the most frequent class.", zh="它永遠回答出現最多的類別。")
        near(loss, 0.562335, "loss, y = [3, 3, 1, 3]",
             en="Natural logarithm; classes that don't occur are left out.",
             zh="使用自然對數；沒有出現的類別不計。")
    with q8.part("distinct_units", 3):
        W = np.array([[1.0, 1.0, 2.0, 2.0], [0.0, 0.0, 5.0, 7.0]])
        exactly(distinct_units([W, np.zeros((3, 4)), np.eye(2)]), [3, 1, 2],
                "distinct_units([W, zeros (3, 4), eye(2)])",
                en="A unit is a column.", zh="一個單元是一行（column）。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (1, 15, 400):
        y = rng.choice(rng.permutation(10)[:4], n, p=[0.5, 0.3, 0.15, 0.05])
        shares = [np.mean(y == c) for c in set(y.tolist())]
        with q8.part("zeros_outcome"):
            result = zeros_outcome(y.copy())
            share, loss = parts(result, 2, f"zeros_outcome(y), y: ({n},)")
            near(share, max(shares), f"accuracy, y: ({n},)")
            near(loss, sum(f * np.log(1 / f) for f in shares), f"loss, y: ({n},)")
    for d in (3, 6, 9):
        kernels, counts = [], []
        for _ in range(4):
            pool = rng.normal(size=(d, int(rng.integers(1, 9))))
            pool[0] = 0.5  # one weight in common does not make two units equal
            order = [*range(pool.shape[1]), *rng.integers(0, pool.shape[1], 4)]
            kernels.append(pool[:, rng.permutation(order)])
            counts.append(pool.shape[1])
        with q8.part("distinct_units"):
            exactly(distinct_units([W.copy() for W in kernels]), counts,
                    f"distinct_units, {d} inputs | distinct_units，{d} 個輸入")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# Once question 8 passes, the next cell trains the network from zeros, and compares what it ends with to your
# prediction. `given.train` takes the arguments of `train_dnn` and returns the same five parts; it is written in NumPy and
# draws other random numbers, so its values differ a little.

# %% [markdown] lang="zh-TW" of="892618e7"
# 第 8 題通過之後，下一個儲存格會讓網路從零開始訓練，再和你的預測比較。`given.train` 的引數與 `train_dnn` 相同，也回傳同樣的五個部分；但它是用 NumPy 寫的，抽到的隨機數不同，所以數值會略有差異。

# %% grade="readonly" id="zeros"
def start_from_zeros():
    few = to_float(images[:3000]).reshape(3000, 784)
    stuck = given.train(few, digits[:3000], few[:10], digits[:10], 0.01, 300, 10,
                           "zeros", 0)
    share, loss = zeros_outcome(digits[:3000])
    print(f"your prediction: accuracy {share:.3f}, loss {loss:.3f}")
    print(f"trained, epoch 10: accuracy {stuck[1][-1]:.3f}, loss {stuck[0][-1]:.3f}")


if passed(8):
    start_from_zeros()

# %% [markdown] lang="en"
# ## Question 9: a noisy bowl (4 points, 7 min)
#
# Why should a smaller rate, or a larger batch, end at a lower loss? Look at the simplest network there is: one weight
# $w$, and a loss like a bowl, $C(w) = \frac12 w^2$. Its gradient is $w$. But a batch is only a sample of the data, so
# its gradient is $w$ plus **noise**: a random number with mean 0 and variance $\sigma^2/B$, where $B$ is the batch
# size. A mean over more samples is less noisy. One update is
#
# $$w \leftarrow w - \eta\,(w + \text{noise}) = (1 - \eta)\,w - \eta\cdot\text{noise}.$$
#
# Let $M$ be the mean of $w^2$ over many runs. The noise has nothing to do with $w$, so the mixed term has mean 0, and
# one update changes $M$ like this:
#
# $$M \leftarrow (1 - \eta)^2 M + \eta^2\,\frac{\sigma^2}{B}.$$
#
# The first part shrinks, the second part is added in every update. Write `expected_loss(w_0, lr, batch_size, sigma,
# num_updates)`: begin with $M = w_0^2$, make `num_updates` such updates, and return the expected loss $M/2$.
#
# Example: $w_0 = 2$, $\eta = 0.5$, $B = 4$, $\sigma = 2$. $M$ is 4 at first, then $0.25\cdot 4 + 0.25\cdot 1 = 1.25$,
# then 0.5625; so after two updates the expected loss is 0.28125.

# %% [markdown] lang="zh-TW" of="807b195f"
# ## 第 9 題：有雜訊的碗（4 分，7 分鐘）
#
# 為什麼較小的學習率或較大的批次，最後的損失會比較低？來看一個最簡單的網路：只有一個權重 $w$，損失像一個碗，$C(w) = \frac12 w^2$，梯度是 $w$。但批次只是資料的一小部分，所以它的梯度是 $w$ 加上**雜訊**：平均為 0、變異數為 $\sigma^2/B$ 的隨機數，其中 $B$ 是批次大小。樣本愈多，平均值的雜訊愈小。更新一次就是
#
# $$w \leftarrow w - \eta\,(w + \text{雜訊}) = (1 - \eta)\,w - \eta\cdot\text{雜訊}.$$
#
# 把整個過程獨立重跑許多次，令 $M$ 是各次 $w^2$ 的平均。雜訊與 $w$ 無關，所以交叉項的平均是 0，更新一次會讓 $M$ 變成
#
# $$M \leftarrow (1 - \eta)^2 M + \eta^2\,\frac{\sigma^2}{B}.$$
#
# 前一項愈來愈小，後一項則是每次更新都會再加進來。請寫 `expected_loss(w_0, lr, batch_size, sigma, num_updates)`：從 $M = w_0^2$ 開始，更新 `num_updates` 次，回傳期望損失 $M/2$。
#
# 例：$w_0 = 2$、$\eta = 0.5$、$B = 4$、$\sigma = 2$。$M$ 一開始是 4，接著是 $0.25\cdot 4 + 0.25\cdot 1 = 1.25$，然後是 0.5625；所以更新兩次之後，期望損失是 0.28125。

# %% grade="solution" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    """Return the expected loss M / 2 after num_updates noisy updates: a number."""
    ### BEGIN SOLUTION
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2 / batch_size
    return M / 2
    ### END SOLUTION

# %% grade="test" id="q9_test" points=4 forbids="given.bowl_loss"
with Question(9, points=4) as q9:
    near(expected_loss(3.0, 0.5, 4, 2.0, 0), 4.5, "expected_loss(3, 0.5, 4, 2, 0)",
         en="Without an update it is w_0**2 / 2.", zh="沒有更新時就是 w_0**2 / 2。")
    near(expected_loss(2.0, 0.5, 4, 2.0, 2), 0.28125, "expected_loss(2, 0.5, 4, 2, 2)",
         en="The noise comes in at every update, with variance sigma**2 / batch_size.",
         zh="每次更新都會加入雜訊，變異數是 sigma**2 / batch_size。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for steps in (1, 2, 7, 60):
        w_0, sigma = rng.uniform(0.5, 3, 2)
        lr, batch = float(rng.uniform(0.05, 0.9)), int(rng.integers(2, 40))
        keep, noise = (1 - lr) ** 2, lr**2 * sigma**2 / batch
        right = (keep**steps * w_0**2 + noise * (1 - keep**steps) / (1 - keep)) / 2
        what = f"expected_loss({w_0:.3f}, {lr:.3f}, {batch}, {sigma:.3f}, {steps})"
        near(expected_loss(w_0, lr, batch, sigma, steps), right, what)
        near(expected_loss(-w_0, lr, 9 * batch, 3 * sigma, steps), right,
             "expected_loss(-w_0, lr, 9 * batch_size, 3 * sigma, ...)",
             en="Three times the noise in nine times the batch changes nothing.",
             zh="雜訊 3 倍、批次 9 倍，結果不變。")
        near(expected_loss(w_0, 1.0, batch, sigma, steps), sigma**2 / batch / 2,
             "expected_loss(w_0, 1.0, ...)",
             en="With rate 1 the start is forgotten at once.",
             zh="學習率是 1 時，起點會立刻被忘記。")
    ### END HIDDEN TESTS
q9.score

# %% [markdown] lang="en"
# ## Question 10: 0.01 or 0.001, and why (7 points, 6 min)
#
# In the bowl, the rate decides two things: how fast the start is forgotten (the larger, the faster), and how much noise
# stays (the larger, the more). So the answer to "which rate is better?" is another question: **for how many updates?**
# Write two functions. For the expected loss take your own, or `given.bowl_loss(w_0, lr, batch_size, sigma,
# num_updates)`, which is right in any case.
#
# - `best_rate(rates, w_0, batch_size, sigma, num_updates)`: the one of the `rates` (a list) with the lowest expected
#   loss after `num_updates` updates.
# - `turning_point(fast, slow, w_0, batch_size, sigma)`: the smallest number of updates, at least 1, after which the
#   rate `slow` has a **lower** expected loss than `fast`. The tests use cases in which there is one.
#
# Example: with $w_0 = 1$, $B = 4$, $\sigma = 1$, the rates 0.5 and 0.1 give 0.15625 and 0.40625 after one update: best
# is 0.5. After ten updates they give 0.04167 and 0.06657, after twelve 0.04167 and 0.04594, after thirteen 0.04167 and
# 0.03846: the turning point is 13.

# %% [markdown] lang="zh-TW" of="c2d163d6"
# ## 第 10 題：0.01 還是 0.001？為什麼？（7 分，6 分鐘）
#
# 在碗裡，學習率決定兩件事：起點忘得多快（愈大愈快），以及留下多少雜訊（愈大愈多）。所以「哪個學習率比較好？」的答案是另一個問題：**要更新幾次？** 請寫兩個函式。期望損失可以用你自己的，也可以用 `given.bowl_loss(w_0, lr, batch_size, sigma, num_updates)`，它一定是對的。
#
# - `best_rate(rates, w_0, batch_size, sigma, num_updates)`：在串列 `rates` 的學習率當中，回傳更新 `num_updates` 次之後期望損失最低的那一個。
# - `turning_point(fast, slow, w_0, batch_size, sigma)`：最少要更新幾次（至少 1 次），學習率 `slow` 的期望損失才會比 `fast` **低**？測試只會用確實有轉折點的情況。
#
# 例：$w_0 = 1$、$B = 4$、$\sigma = 1$ 時，學習率 0.5 和 0.1 更新一次之後是 0.15625 和 0.40625，最好的是 0.5。更新十次之後是 0.04167 和 0.06657，十二次是 0.04167 和 0.04594，十三次是 0.04167 和 0.03846：轉折點是 13。

# %% grade="solution" id="q10_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    """Return the rate with the lowest expected loss after num_updates updates."""
    ### BEGIN SOLUTION
    return min(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))
    ### END SOLUTION


def turning_point(fast, slow, w_0, batch_size, sigma):
    """Return the smallest number of updates after which slow is below fast."""
    ### BEGIN SOLUTION
    num_updates = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, num_updates)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, num_updates)):
        num_updates += 1
    return num_updates
    ### END SOLUTION

# %% grade="test" id="q10_test" points=7
with Question(10, points=7) as q10:
    rates = [0.1, 0.5]
    with q10.part("best_rate", 3):
        near(best_rate(rates, 1.0, 4, 1.0, 1), 0.5, "best_rate([0.1, 0.5], 1, 4, 1, 1)",
             en="Return the rate itself, not its index or its loss.",
             zh="請回傳學習率本身，不是索引，也不是損失。")
        near(best_rate(rates, 1.0, 4, 1.0, 50), 0.1,
             "best_rate([0.1, 0.5], 1, 4, 1, 50)",
             en="After many updates only the noise is left.",
             zh="更新很多次之後，剩下的只有雜訊。")
    with q10.part("turning_point", 4):
        near(turning_point(0.5, 0.1, 1.0, 4, 1.0), 13,
             "turning_point(0.5, 0.1, 1, 4, 1)",
             en="The first number of updates at which slow has the lower loss.",
             zh="要的是更新次數：更新到第幾次時，slow 的期望損失第一次低於 fast？")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)

    def bowl(w_0, lr, batch, sigma, steps):
        M = [w_0**2]
        for _ in range(steps):
            M.append((1 - lr) ** 2 * M[-1] + lr**2 * sigma**2 / batch)
        return np.array(M) / 2

    for _ in range(6):
        w_0, sigma = rng.uniform(0.8, 2, 2)
        batch, steps = int(rng.integers(1, 30)), int(rng.integers(1, 200))
        rates = [float(r) for r in rng.permutation(10 ** rng.uniform(-3, -0.1, 6))]
        losses = [bowl(w_0, lr, batch, sigma, steps)[-1] for lr in rates]
        fast, slow = float(rng.uniform(0.2, 0.7)), float(rng.uniform(0.02, 0.1))
        gap = (bowl(w_0, slow, batch, sigma, 900) - bowl(w_0, fast, batch, sigma, 900))
        with q10.part("best_rate"):
            near(best_rate(list(rates), w_0, batch, sigma, steps),
                 rates[int(np.argmin(losses))], f"best_rate(rates, ..., {steps})",
                 within=1e-9)
        with q10.part("turning_point"):
            near(turning_point(fast, slow, w_0, batch, sigma),
                 int(np.flatnonzero(gap[1:] < 0)[0]) + 1,
                 f"turning_point({fast:.3f}, {slow:.3f}, {w_0:.3f}, {batch}, "
                 f"{sigma:.3f})")
    ### END HIDDEN TESTS
q10.score

# %% [markdown] lang="en"
# Once question 10 passes, the next cell draws the bowl with the core lab's two rates beside what really happened at full
# size. Adam isn't plain gradient descent, and a network isn't a bowl, so the numbers differ. Look for what is the same in
# both pictures.

# %% [markdown] lang="zh-TW" of="13c10a56"
# 第 10 題通過之後，下一個儲存格會把核心練習的兩個學習率在碗裡的表現，和完整規模的真實結果畫在一起。Adam 不是單純的梯度下降，網路也不是碗，所以數字不同。請找出兩張圖相同的地方。

# %% grade="readonly" id="bowl"
def draw_bowl():
    figure, (left, right) = subplots(1, 2)
    steps = np.unique(np.geomspace(1, 20_000, 80).astype(int))
    rates = (0.01, 0.001)
    plot_curves({f"rate {lr}": [given.bowl_loss(1.0, lr, 300, 10.0, int(t))
                                for t in steps] for lr in rates},
                x={f"rate {lr}": steps for lr in rates}, xlabel="updates",
                ylabel="expected loss", title="Noisy bowl", logx=True, logy=True,
                ax=left)
    plot_curves({f"rate {lr}": 1 - given.record(lr, 300)[0].mean(axis=0)
                 for lr in rates}, ylabel="training error (1 - accuracy)",
                title="Core lab, 60,000 images", logy=True, ax=right)
    show(figure,
         alt="In both pictures the curve of rate 0.01 is lower at first; that of 0.001 "
             "crosses it and ends lower. In the bowl both end flat.")
    try:
        first = turning_point(0.01, 0.001, 1.0, 300, 10.0)
        print("bowl: rate 0.001 is ahead from update", first)
    except RecursionError:
        print("Right, but thousands of updates need a loop, not recursion, here.\n"
              "答案是對的，但這裡有幾千次更新，遞迴太深，要改用迴圈。")


if passed(10):
    draw_bowl()

# %% [markdown] lang="en"
# ## Question 11: the rate that won, and why (5 points, 5 min)
#
# Back to your own runs of question 6, `fast` with the rate 0.01 and `slow` with 0.001.
#
# 1. (1 point) Your prediction from **before** you trained, with its reason. Leave it as you wrote it then.
# 2. (2 points) What happened in your two runs, at the beginning and at the end? Explain it by the two parts of the bowl's formula: what shrinks, and what is added in every update.
# 3. (2 points) Suppose that all 60,000 images were one batch, for 20 epochs. Which of the two rates would you expect to be ahead at the end, and why?
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="d11faf33"
# ## 第 11 題：贏的是哪個學習率？為什麼？（5 分，5 分鐘）
#
# 回到你自己在第 6 題的訓練：`fast` 的學習率是 0.01，`slow` 是 0.001。
#
# 1. （1 分）你在訓練**之前**的預測和理由。請保留當時寫的內容。
# 2. （2 分）這兩次訓練，一開始和最後各是什麼情形？請用碗的公式裡的兩項來解釋：一項會愈來愈小，另一項每次更新都會加進來。
# 3. （2 分）假如把 60,000 張圖片全部當成一個批次，訓練 20 個週期，你預期最後領先的是哪一個學習率？為什麼？
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q11_rates" points=5
# 1. I think that fast will win, because it takes ten times longer steps and both have
#    the same number of updates.
# 2. In the first epochs fast was ahead, at the end slow. The first part, (1 - lr)² M,
#    forgets the start, and does so faster with the larger rate. The second part is the
#    noise of the batches, lr² σ²/B in every update; what stays in the end is about
#    proportional to the rate, so the small rate ends lower once it has forgotten its
#    start.
# 3. The batch is all of the data, so its gradient has no noise: the second part is 0.
#    And there are only 20 updates, one per epoch. Nothing is left but forgetting the
#    start, so 0.01 is ahead.
