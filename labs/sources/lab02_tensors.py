# %% [markdown] lang="en"
# Every network computes with **tensors**: arrays of numbers with any number of axes. In this lab you write the basic tensor operations yourself, first as
# plain loops, so that you see every single multiplication, then as one line of NumPy. Then you cut and batch the real MNIST digits, and in the end your
# functions recognise handwritten digits, without any training.
#
# Words for shapes: `(n, d)` is an array of $n$ rows and $d$ columns, `(d,)` an array of $d$ numbers. Where a question says "with loops", use `for`, indices
# and numbers, and no NumPy operation on whole arrays. The tests can't see how you did it, they look at values only: the loops are for you.

# %% [markdown] lang="zh-TW" of="39d67d5d"
# 所有的網路都用**張量**（tensor）計算，也就是有任意個軸的數字陣列。在這個 lab 裡，你會親手寫出基本的張量運算：先用最單純的迴圈，看清楚每一次乘法；再用 NumPy 寫成一行。接著對真正的 MNIST 數字做切片和分批。最後，你的函式不需要任何訓練，就能辨認手寫數字。
#
# 形狀的寫法：`(n, d)` 是 $n$ 列、$d$ 行的陣列，`(d,)` 是有 $d$ 個數字的陣列。題目若說「用迴圈」，請用 `for`、索引和數字，不要對整個陣列做 NumPy 運算。測試只看結果的值，看不到你怎麼寫：用迴圈是為了你自己。

# %% grade="readonly" id="imports"
import time

import numpy as np

from labs.checks import Question, exactly, has_dtype, near, parts, passed
from labs.checks import reference, refuses, require
from utils.data import load_mnist
from utils.plotting import plot_images, show

# %% [markdown] lang="en"
# ## Question 1: three facts about a tensor (6 points, 3 min)
#
# Three attributes describe a tensor: its number of **axes** (also called its rank), its **shape**, which is the size along each axis, and its **dtype**, the
# type of its entries. A single number has no axis, a list of numbers one, a table two.
#
# Write `describe(x)` for a NumPy array `x`. Return the tuple of the number of axes, the shape as a tuple, and the name of the dtype as a string.
#
# Example: `describe(np.zeros((60, 28, 28), dtype="uint8"))` is `(3, (60, 28, 28), "uint8")`.

# %% [markdown] lang="zh-TW" of="2faeead2"
# ## 第 1 題：張量的三個基本資料（6 分，3 分鐘）
#
# 描述一個張量有三個屬性：**軸**（axis）的個數，也稱為階（rank）；**形狀**（shape），也就是每個軸的長度；以及**資料型別**（dtype），元素的型別。一個數字沒有軸，一串數字有一個軸，一張表格有兩個。
#
# 請寫 `describe(x)`，`x` 是 NumPy 陣列。回傳一個 tuple：軸的個數、形狀（tuple）、資料型別的名稱（字串）。
#
# 例：`describe(np.zeros((60, 28, 28), dtype="uint8"))` 是 `(3, (60, 28, 28), "uint8")`。

# %% grade="solution" id="q1_describe"
def describe(x):
    """Return (number of axes, shape, name of the dtype) of an array."""
    ### BEGIN SOLUTION
    return x.ndim, x.shape, x.dtype.name
    ### END SOLUTION

# %% grade="test" id="q1_test" points=6
with Question(1, points=6) as q1:
    exactly(describe(np.zeros((60, 28, 28), dtype="uint8")), (3, (60, 28, 28), "uint8"),
            'describe(np.zeros((60, 28, 28), dtype="uint8"))',
            en="Number of axes, shape, and the dtype's name as a string.",
            zh="依序是軸的個數、形狀，以及資料型別的名稱（字串）。")
    exactly(describe(np.array(12.0)), (0, (), "float64"), "describe(np.array(12.0))",
            en="A single number has no axis.", zh="單一數字沒有軸。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for axes in (1, 2, 4, 5):
        shape = tuple(int(s) for s in rng.integers(1, 5, axes))
        dtype = str(rng.choice(["float32", "int64", "uint8", "bool"]))
        exactly(describe(np.zeros(shape, dtype)), (axes, shape, dtype),
                f"describe(np.zeros({shape}, \"{dtype}\"))")
    ### END HIDDEN TESTS
q1.score

# %% [markdown] lang="en"
# ## Question 2: ReLU with loops (8 points, 6 min)
#
# **ReLU** keeps what is positive and replaces the rest by 0: $\mathrm{relu}(v) = \max(v, 0)$. It works **element-wise**: on each entry by itself.
#
# Write `naive_relu(x)` with loops, for an array `x` of shape `(n, d)`. Return a **new** array of the same shape; `x` must stay as it is, because other parts
# of a network may still need it.
#
# Example: `[[1, -2, -3], [-4, 5, 6]]` becomes `[[1, 0, 0], [0, 5, 6]]`.

# %% [markdown] lang="zh-TW" of="2605e068"
# ## 第 2 題：用迴圈寫 ReLU（8 分，6 分鐘）
#
# **ReLU** 保留正數，其餘變成 0：$\mathrm{relu}(v) = \max(v, 0)$。它是**逐元素**（element-wise）的運算：每個元素各算各的。
#
# 請用迴圈寫 `naive_relu(x)`，`x` 是形狀 `(n, d)` 的陣列。回傳形狀相同的**新**陣列；`x` 必須保持原樣，因為網路的其他部分可能還要用到它。
#
# 例：`[[1, -2, -3], [-4, 5, 6]]` 變成 `[[1, 0, 0], [0, 5, 6]]`。

# %% grade="solution" id="q2_naive_relu"
def naive_relu(x):
    """Return a new array (n, d) with the negative entries of x (n, d) replaced by 0."""
    ### BEGIN SOLUTION
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x
    ### END SOLUTION

# %% grade="test" id="q2_test" points=8
with Question(2, points=8) as q2:
    x = np.array([[1.0, -2.0, -3.0], [-4.0, 5.0, 6.0]])
    given_x = x.copy()
    near(naive_relu(given_x), [[1, 0, 0], [0, 5, 6]],
         "naive_relu([[1, -2, -3], [-4, 5, 6]])",
         en="Two loops: i up to x.shape[0], j up to x.shape[1].",
         zh="兩層迴圈：i 到 x.shape[0]，j 到 x.shape[1]。")
    near(given_x, x, "x, afterwards | 執行之後的 x",
         en="Your function changed its input: write into a new array.",
         zh="你的函式改動了輸入：請寫進新的陣列。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((1, 5), (4, 2), (3, 3), (2, 7)):
        x = rng.normal(size=shape)
        near(naive_relu(x.copy()), np.maximum(x, 0), f"naive_relu(x), x: {shape}")
        difference = np.array(naive_relu(x.copy())) - np.array(naive_relu(-x))
        near(difference, x, "naive_relu(x) - naive_relu(-x)",
             en="It must give x back.", zh="應該得到 x。")
    ### END HIDDEN TESTS
q2.score

# %% [markdown] lang="en"
# ## Question 3: addition with loops (6 points, 5 min)
#
# Write `naive_add(x, y)` with loops, for two arrays of the same shape `(n, d)`: a new array of the sums. When the shapes differ, raise a `ValueError` with
# `raise ValueError("...")`, before adding anything. An error now is better than wrong numbers later.

# %% [markdown] lang="zh-TW" of="865b9e59"
# ## 第 3 題：用迴圈寫加法（6 分，5 分鐘）
#
# 請用迴圈寫 `naive_add(x, y)`，兩個陣列的形狀同為 `(n, d)`，回傳逐元素相加的新陣列。形狀不同時，在做任何加法之前用 `raise ValueError("…")` 引發 `ValueError`。現在就出錯，好過之後得到錯的數字。

# %% grade="solution" id="q3_naive_add"
def naive_add(x, y):
    """Return the element-wise sum of two arrays (n, d); ValueError if shapes differ."""
    ### BEGIN SOLUTION
    if x.shape != y.shape:
        raise ValueError(f"shapes {x.shape} and {y.shape} differ")
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] = x[i, j] + y[i, j]
    return z
    ### END SOLUTION

# %% grade="test" id="q3_test" points=6
with Question(3, points=6) as q3:
    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    y = np.array([[10.0, 10.0, 10.0], [0.5, 0.5, 0.5]])
    near(naive_add(x, y), [[11, 12, 13], [4.5, 5.5, 6.5]], "naive_add(x, y)")
    refuses(lambda: naive_add(np.ones((2, 3)), np.ones((3, 3))),
            "naive_add(x, y), x: (2, 3), y: (3, 3)",
            en="Compare the shapes first.", zh="請先比較兩個形狀。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((1, 4), (5, 2), (3, 3)):
        x, y = rng.normal(size=shape), rng.normal(size=shape)
        total = x + y
        near(naive_add(x.copy(), y.copy()), total, f"naive_add(x, y), x: {shape}")
        near(naive_add(y.copy(), x.copy()), total, "naive_add(y, x)",
             en="The order of a sum must not matter.", zh="加法的順序不應影響結果。")
    for other in ((2, 4), (2, 2), (1, 3), (3, 2)):
        refuses(lambda s=other: naive_add(np.ones((2, 3)), np.ones(s)),
                f"naive_add(x, y), x: (2, 3), y: {other}")
    ### END HIDDEN TESTS
q3.score

# %% [markdown] lang="en"
# ## Question 4: broadcasting with loops (8 points, 5 min)
#
# A network adds one bias vector to every row of a matrix. NumPy writes `x + v` for `x` of shape `(n, d)` and `v` of shape `(d,)`: the smaller tensor is repeated along the
# missing axis. This is **broadcasting**.
#
# Write `naive_add_row(x, v)` with loops: a new array `(n, d)` with `v` added to **each row** of `x`. If `v` does not have $d$ entries, raise a `ValueError`.
#
# Example: `x = [[1, 2, 3], [4, 5, 6]]`, `v = [10, 20, 30]` give `[[11, 22, 33], [14, 25, 36]]`.

# %% [markdown] lang="zh-TW" of="ee1e5b06"
# ## 第 4 題：用迴圈寫廣播（8 分，5 分鐘）
#
# 網路會把一個偏差向量加到矩陣的每一列。NumPy 寫成 `x + v`，`x` 的形狀是 `(n, d)`、`v` 的形狀是 `(d,)`：較小的張量沿著缺少的軸重複使用，這稱為**廣播**（broadcasting）。
#
# 請用迴圈寫 `naive_add_row(x, v)`：回傳新陣列 `(n, d)`，把 `v` 加到 `x` 的**每一列**。若 `v` 不是 $d$ 個元素，就引發 `ValueError`。
#
# 例：`x = [[1, 2, 3], [4, 5, 6]]`、`v = [10, 20, 30]`，得到 `[[11, 22, 33], [14, 25, 36]]`。

# %% grade="solution" id="q4_naive_add_row"
def naive_add_row(x, v):
    """Return x (n, d) with v (d,) added to each row; ValueError if v does not fit."""
    ### BEGIN SOLUTION
    if v.shape != (x.shape[1],):
        raise ValueError(f"a vector of shape {v.shape} does not fit x of {x.shape}")
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] = x[i, j] + v[j]
    return z
    ### END SOLUTION

# %% grade="test" id="q4_test" points=8
with Question(4, points=8) as q4:
    x, v = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([10.0, 20.0, 30.0])
    near(naive_add_row(x, v), [[11, 22, 33], [14, 25, 36]], "naive_add_row(x, v)",
         en="Column j gets v[j], in every row.", zh="每一列的第 j 行都加上 v[j]。")
    refuses(lambda: naive_add_row(np.ones((2, 3)), np.ones(2)),
            "naive_add_row(x, v), x: (2, 3), v: (2,)",
            en="v needs one entry per column.", zh="v 的元素個數必須等於行數。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d in ((1, 4), (5, 2), (3, 3), (4, 1)):
        x, v = rng.normal(size=(n, d)), rng.normal(size=d)
        total = x + v
        near(naive_add_row(x.copy(), v), total, f"naive_add_row(x, v), x: ({n}, {d})")
    for d in (1, 4, 5):
        refuses(lambda d=d: naive_add_row(np.ones((4, 3)), np.ones(d)),
                f"naive_add_row(x, v), x: (4, 3), v: ({d},)",
                en="Here a vector must fit exactly.", zh="這裡的向量必須剛好符合。")
    ### END HIDDEN TESTS
q4.score

# %% [markdown] lang="en"
# ## Question 5: dot products with a vector (8 points, 6 min)
#
# The **dot product** of two vectors multiplies entry by entry and adds everything up: one number. A matrix times a vector is the dot product of **each row** with the vector:
# one number per row.
#
# Write with loops:
#
# - `vector_dot(x, y)` for two arrays `(d,)`: a number. Example: $(1, 2)\cdot(5, 9) = 5 + 18 = 23$.
# - `matrix_vector_dot(x, y)` for `x` `(n, d)` and `y` `(d,)`: an array `(n,)`. Example: `[[1, 2], [3, 4]]` and `[5, 9]` give `[23, 51]`.

# %% [markdown] lang="zh-TW" of="0272b386"
# ## 第 5 題：與向量的點積（8 分，6 分鐘）
#
# 兩個向量的**點積**（dot product）是對應的元素相乘再全部相加，得到一個數字。矩陣乘以向量，就是**每一列**與該向量的點積：每列一個數字。
#
# 請用迴圈寫：
#
# - `vector_dot(x, y)`：兩個 `(d,)` 的陣列，回傳一個數字。例：$(1, 2)\cdot(5, 9) = 5 + 18 = 23$。
# - `matrix_vector_dot(x, y)`：`x` 是 `(n, d)`、`y` 是 `(d,)`，回傳 `(n,)` 的陣列。例：`[[1, 2], [3, 4]]` 與 `[5, 9]` 得到 `[23, 51]`。

# %% grade="solution" id="q5_dot"
def vector_dot(x, y):
    """Return the dot product of two arrays (d,): a number."""
    ### BEGIN SOLUTION
    z = 0.0
    for i in range(x.shape[0]):
        z += x[i] * y[i]
    return z
    ### END SOLUTION


def matrix_vector_dot(x, y):
    """Return x (n, d) times y (d,): an array (n,)."""
    ### BEGIN SOLUTION
    z = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i] += x[i, j] * y[j]
    return z
    ### END SOLUTION

# %% grade="test" id="q5_test" points=8
with Question(5, points=8) as q5:
    near(vector_dot(np.array([1.0, 2.0]), np.array([5.0, 9.0])), 23,
         "vector_dot([1, 2], [5, 9])",
         en="Add the products up: the result is one number.",
         zh="把乘積全部加起來：結果是一個數字。")
    near(matrix_vector_dot(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 9.0])),
         [23, 51], "matrix_vector_dot([[1, 2], [3, 4]], [5, 9])",
         en="One dot product per row of the matrix.", zh="矩陣的每一列各做一次點積。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d in ((3, 5), (6, 2), (1, 4), (4, 4)):
        x, y = rng.normal(size=(n, d)), rng.normal(size=d)
        near(vector_dot(x[0].copy(), y), float(np.sum(x[0] * y)),
             f"vector_dot(x, y), x: ({d},)")
        near(matrix_vector_dot(x, y), x @ y, f"matrix_vector_dot(x, y), x: ({n}, {d})")
        near(matrix_vector_dot(x, 2 * y), 2 * (x @ y), "matrix_vector_dot(x, 2 * y)",
             en="Doubling y doubles the result.", zh="y 變成 2 倍，結果也是 2 倍。")
    ### END HIDDEN TESTS
q5.score

# %% [markdown] lang="en"
# ## Question 6: matrix times matrix with loops (10 points, 7 min)
#
# The product of `x` `(n, k)` and `y` `(k, m)` has the shape `(n, m)`. Its entry in row $i$ and column $j$ is the dot product of **row** $i$ of `x` and **column** $j$ of `y`:
#
# $$z_{ij} = \sum_{l=1}^{k} x_{il}\,y_{lj}.$$
#
# Write `matrix_dot(x, y)` with loops. If the inner sizes differ, raise a `ValueError`.
#
# Example: `[[1, 2], [3, 4]]` times `[[5, 6, 7], [8, 9, 10]]` is `[[21, 24, 27], [47, 54, 61]]`.

# %% [markdown] lang="zh-TW" of="092f406f"
# ## 第 6 題：用迴圈寫矩陣乘法（10 分，7 分鐘）
#
# `x` `(n, k)` 與 `y` `(k, m)` 的乘積，形狀是 `(n, m)`。第 $i$ 列第 $j$ 行的元素，是 `x` 的第 $i$ **列**與 `y` 的第 $j$ **行**的點積：
#
# $$z_{ij} = \sum_{l=1}^{k} x_{il}\,y_{lj}.$$
#
# 請用迴圈寫 `matrix_dot(x, y)`。若中間的兩個長度不同，就引發 `ValueError`。
#
# 例：`[[1, 2], [3, 4]]` 乘以 `[[5, 6, 7], [8, 9, 10]]` 是 `[[21, 24, 27], [47, 54, 61]]`。

# %% grade="solution" id="q6_matrix_dot"
def matrix_dot(x, y):
    """Return x (n, k) times y (k, m): an array (n, m); ValueError if they don't fit."""
    ### BEGIN SOLUTION
    if x.shape[1] != y.shape[0]:
        raise ValueError(f"shapes {x.shape} and {y.shape} do not fit")
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                z[i, j] += x[i, k] * y[k, j]
    return z
    ### END SOLUTION

# %% grade="test" id="q6_test" points=10
with Question(6, points=10) as q6:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    y = np.array([[5.0, 6.0, 7.0], [8.0, 9.0, 10.0]])
    with q6.part("the product | 乘積", 6):
        near(matrix_dot(x, y), [[21, 24, 27], [47, 54, 61]], "matrix_dot(x, y)",
             en="Entry [i, j] is row i of x times column j of y.",
             zh="元素 [i, j] 是 x 的第 i 列與 y 的第 j 行的點積。")
    with q6.part("shapes that do not fit | 不相容的形狀", 4):
        refuses(lambda: matrix_dot(y, x), "matrix_dot(x, y), x: (2, 3), y: (2, 2)",
                en="x needs as many columns as y has rows.", zh="x 的行數必須等於 y 的列數。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, k, m in ((2, 3, 4), (4, 1, 2), (1, 5, 1), (3, 3, 3)):
        x, y = rng.normal(size=(n, k)), rng.normal(size=(k, m))
        with q6.part("the product | 乘積"):
            z = matrix_dot(x, y)
            near(z, x @ y, f"matrix_dot(x, y), x: ({n}, {k}), y: ({k}, {m})")
            near(matrix_dot(y.T.copy(), x.T.copy()), np.array(z).T,
                 "matrix_dot(y.T, x.T)",
                 en="It must be the transpose of matrix_dot(x, y).",
                 zh="應等於 matrix_dot(x, y) 的轉置。")
    with q6.part("the product | 乘積"):
        near(matrix_dot(x, np.eye(3)), x, "matrix_dot(x, np.eye(3))")
    with q6.part("shapes that do not fit | 不相容的形狀"):
        refuses(lambda: matrix_dot(np.ones((3, 2)), np.ones((3, 2))),
                "matrix_dot(x, y), x: (3, 2), y: (3, 2)")
    ### END HIDDEN TESTS
q6.score

# %% [markdown] lang="en"
# ## Question 7: the rule of broadcasting (10 points, 12 min)
#
# When does NumPy accept `x + y`, and which shape comes out? Write the two shapes below each other, **aligned at the right**:
#
# - Where one shape has no axis left, it counts as 1.
# - Two sizes fit if they are equal, or if one of them is 1; the result has the other one (the larger).
# - If any pair does not fit, NumPy raises an error.
#
# | shape of x | shape of y | result |
# |---|---|---|
# | `(32, 10)` | `(10,)` | `(32, 10)` |
# | `(64, 3, 32, 10)` | `(32, 10)` | `(64, 3, 32, 10)` |
# | `(5, 1)` | `(1, 4)` | `(5, 4)` |
# | `(32, 10)` | `(32,)` | does not fit |
#
# Write `broadcast_shape(a, b)` for two shapes, given as tuples of any length. Return the resulting shape as a tuple, or raise a `ValueError`. Don't use NumPy here.

# %% [markdown] lang="zh-TW" of="e898d06e"
# ## 第 7 題：廣播的規則（10 分，12 分鐘）
#
# NumPy 什麼時候接受 `x + y`，結果又是什麼形狀？把兩個形狀上下對齊，**靠右對齊**：
#
# - 某個形狀缺少的軸，當作 1。
# - 兩個長度相同，或其中一個是 1，就相容；結果是另一個（較大的那個）。
# - 只要有一對不相容，NumPy 就會出錯。
#
# | x 的形狀 | y 的形狀 | 結果 |
# |---|---|---|
# | `(32, 10)` | `(10,)` | `(32, 10)` |
# | `(64, 3, 32, 10)` | `(32, 10)` | `(64, 3, 32, 10)` |
# | `(5, 1)` | `(1, 4)` | `(5, 4)` |
# | `(32, 10)` | `(32,)` | 不相容 |
#
# 請寫 `broadcast_shape(a, b)`，兩個形狀都是 tuple，長度不限。以 tuple 回傳結果的形狀，或引發 `ValueError`。這一題請不要用 NumPy。

# %% grade="solution" id="q7_broadcast_shape"
def broadcast_shape(a, b):
    """Return the shape of x + y for shapes a and b; ValueError if they don't fit."""
    ### BEGIN SOLUTION
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)
    for p, q in zip(a, b):
        if p != q and 1 not in (p, q):
            raise ValueError(f"shapes {a} and {b} do not fit")
    return tuple(q if p == 1 else p for p, q in zip(a, b))
    ### END SOLUTION

# %% grade="test" id="q7_test" points=10 forbids="numpy.broadcast_shapes numpy.broadcast_arrays tensorflow.broadcast_static_shape tensorflow.broadcast_dynamic_shape keras.src.ops.operation_utils.broadcast_shapes"
with Question(7, points=10) as q7:
    with q7.part("shapes that fit | 相容的形狀", 6):
        for a, b, result in [((32, 10), (10,), (32, 10)), ((5, 1), (1, 4), (5, 4)),
                             ((2, 10), (6, 3, 2, 10), (6, 3, 2, 10)), ((), (3,), (3,))]:
            exactly(broadcast_shape(a, b), result, f"broadcast_shape({a}, {b})",
                    en="Align at the right; missing axes count as 1.",
                    zh="靠右對齊；缺少的軸當作 1。")
    with q7.part("shapes that do not fit | 不相容的形狀", 4):
        refuses(lambda: broadcast_shape((8, 10), (8,)),
                "broadcast_shape((8, 10), (8,))",
                en="10 and 8 do not fit.", zh="10 和 8 不相容。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for _ in range(60):
        full = rng.integers(2, 6, rng.integers(1, 5))
        a, b = (np.where(rng.random(len(full)) < 0.4, 1, full)[rng.integers(0, 2):]
                for _ in range(2))
        if rng.random() < 0.4 and len(b):
            b[rng.integers(len(b))] += 3
        a, b = tuple(a.tolist()), tuple(b.tolist())
        try:
            wanted = reference(np.broadcast_shapes)(a, b)
        except ValueError:
            call = f"broadcast_shape({a}, {b})"
            with q7.part("shapes that do not fit | 不相容的形狀"):
                refuses(lambda a=a, b=b: broadcast_shape(a, b), call)
        else:
            with q7.part("shapes that fit | 相容的形狀"):
                exactly(broadcast_shape(a, b), wanted, f"broadcast_shape({a}, {b})")
    with q7.part("shapes that fit | 相容的形狀"):
        exactly(broadcast_shape((3, 1, 2), (1, 2)), (3, 1, 2), "broadcast_shape(a, b)")
    with q7.part("shapes that do not fit | 不相容的形狀"):
        refuses(lambda: broadcast_shape((2, 3), (3, 2)),
                "broadcast_shape((2, 3), (3, 2))")
    ### END HIDDEN TESTS
q7.score

# %% [markdown] lang="en"
# ## Question 8: a dense layer without loops (6 points, 4 min)
#
# Now the other way: one line of NumPy does all of it at once, in fast compiled code. A **dense layer** multiplies its inputs by a weight matrix, adds a bias vector to each row, and applies
# ReLU: $\mathrm{relu}(XW + b)$.
#
# Write `dense(X, W, b)` for `X` `(n, d)`, `W` `(d, h)`, `b` `(h,)`: an array `(n, h)`. Use `@`, `+` and `np.maximum`, no loops. The test also looks at the clock: three loops take about a second here, NumPy about a
# thousandth of that.

# %% [markdown] lang="zh-TW" of="cc59a09b"
# ## 第 8 題：不用迴圈的密集層（6 分，4 分鐘）
#
# 現在反過來：NumPy 用一行就能以編譯過的高速程式一次算完。**密集層**（dense layer）把輸入乘上權重矩陣，在每一列加上偏差向量，再套用 ReLU：$\mathrm{relu}(XW + b)$。
#
# 請寫 `dense(X, W, b)`：`X` 是 `(n, d)`、`W` 是 `(d, h)`、`b` 是 `(h,)`，回傳 `(n, h)` 的陣列。請用 `@`、`+` 和 `np.maximum`，不要用迴圈。測試也會計時：這裡用三層迴圈大約要一秒，NumPy 只要它的千分之一左右。

# %% grade="solution" id="q8_dense"
def dense(X, W, b):
    """Return relu(X W + b) for X (n, d), W (d, h), b (h,): an array (n, h)."""
    ### BEGIN SOLUTION
    return np.maximum(X @ W + b, 0)
    ### END SOLUTION

# %% grade="test" id="q8_test" points=6
with Question(8, points=6) as q8:
    X, W = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 0, -1], [2, 1, 0.5]])
    y = dense(X, W, np.array([0.5, -1.0, 0.0]))
    near(y, [[5.5, 1, 0], [0, 0, 0]], "dense(X, W, b)",
         en="First X @ W, then add b, and ReLU last.",
         zh="先算 X @ W，再加 b，最後才是 ReLU。")
    X, W, seconds = np.ones((100, 784)), np.full((784, 32), 0.01), []
    for _ in range(3):
        start = time.perf_counter()
        near(dense(X, W, np.zeros(32))[:1], [[7.84] * 32], "dense, X: (100, 784)")
        seconds.append(time.perf_counter() - start)
        if seconds[-1] < 0.3:
            break
    require(min(seconds) < 0.3,
            en=f"it took {min(seconds):.1f} s; without loops it is much faster.",
            zh=f"花了 {min(seconds):.1f} 秒；不用迴圈會快得多。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d, h in ((1, 3, 2), (6, 2, 5), (4, 4, 4)):
        X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, h)), rng.normal(size=h)
        near(dense(X, W, b), np.maximum(X @ W + b, 0),
             f"dense(X, W, b), X: ({n}, {d}), W: ({d}, {h})")
        near(dense(3 * X, W, 3 * b), 3 * np.maximum(X @ W + b, 0),
             "dense(3 * X, W, 3 * b)",
             en="Tripling X and b triples the output of ReLU.",
             zh="X 和 b 都變成 3 倍，ReLU 的輸出也是 3 倍。")
    ### END HIDDEN TESTS
q8.score

# %% [markdown] lang="en"
# The rest of the lab works on **MNIST**: images of handwritten digits, 28 × 28 pixels, each pixel a whole number from 0 (paper) to 255 (ink). Axis 0 counts the images.

# %% [markdown] lang="zh-TW" of="be3ad3bf"
# 接下來使用 **MNIST**：手寫數字的圖片，28 × 28 像素，每個像素是 0（紙）到 255（墨水）的整數。第 0 軸是圖片的編號。

# %% grade="readonly" id="mnist"
(X_train, y_train), (X_test, y_test) = load_mnist()
print("images:", X_train.shape, X_train.dtype, " labels:", y_train.shape)

# %% [markdown] lang="en"
# ## Question 9: slicing (6 points, 5 min)
#
# A **slice** `start:stop` selects along one axis, `:` alone takes everything, and negative numbers count from the end. Write two functions for `images` of shape `(n, 28, 28)`:
#
# - `lower_right(images)`: the lower right quarter of each image, `(n, 14, 14)`.
# - `centre(images)`: the middle 14 × 14 pixels of each image, `(n, 14, 14)`, with equally much cut off on all sides.

# %% [markdown] lang="zh-TW" of="389a8a0b"
# ## 第 9 題：切片（6 分，5 分鐘）
#
# **切片**（slicing） `start:stop` 沿著一個軸選取，單獨的 `:` 代表全部，負數從尾端數起。請對形狀 `(n, 28, 28)` 的 `images` 寫兩個函式：
#
# - `lower_right(images)`：每張圖片右下角的四分之一，`(n, 14, 14)`。
# - `centre(images)`：每張圖片中央的 14 × 14 像素，`(n, 14, 14)`，四邊切掉的一樣多。

# %% grade="solution" id="q9_slices"
def lower_right(images):
    """Return the lower right quarter of images (n, 28, 28): (n, 14, 14)."""
    ### BEGIN SOLUTION
    return images[:, 14:, 14:]
    ### END SOLUTION


def centre(images):
    """Return the middle of images (n, 28, 28): (n, 14, 14)."""
    ### BEGIN SOLUTION
    return images[:, 7:-7, 7:-7]
    ### END SOLUTION

# %% grade="test" id="q9_test" points=6
with Question(9, points=6) as q9:
    # Two images whose pixel in row r, column c is 100 r + c: it says where it is from.
    ruler = np.tile(100 * np.arange(28)[:, None] + np.arange(28), (2, 1, 1))
    corner, middle = lower_right(ruler), centre(ruler)
    exactly(np.shape(corner), (2, 14, 14), "lower_right(images).shape",
            en="Axis 0 counts the images: keep all of them.",
            zh="第 0 軸是圖片的編號，要全部保留。")
    exactly(int(np.array(corner)[1, 0, 0]), 1414, "lower_right(images)[1, 0, 0]",
            en="It comes from row 14, column 14.", zh="它來自第 14 列、第 14 行。")
    exactly(np.shape(middle), (2, 14, 14), "centre(images).shape")
    exactly(int(np.array(middle)[1, 0, 0]), 707, "centre(images)[1, 0, 0]",
            en="7 rows and 7 columns are cut off on each side.", zh="每一邊切掉 7 列或 7 行。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n in (1, 5):
        images = rng.integers(0, 256, (n, 28, 28), dtype=np.uint8)
        near(lower_right(images), images[:, -14:, -14:], "lower_right(images)")
        near(centre(images), images[:, 7:21, 7:21], "centre(images)")
    ### END HIDDEN TESTS
q9.score

# %% grade="readonly" id="show_slices"
if passed(9):
    show(plot_images(np.concatenate([lower_right(X_train[:8]), centre(X_train[:8])]),
                     title="Your slices: lower right quarters, then centres"),
         alt="Eight lower right quarters of digits, below them their eight centres.")

# %% [markdown] lang="en"
# ## Question 10: from images to a matrix (6 points, 5 min)
#
# A dense layer wants one **row** per sample and small numbers. Write `to_matrix(images)` for images `(n, height, width)` of dtype `uint8`: an array of shape `(n, height * width)` and of dtype `float32`, with the pixels divided
# by 255, so that they lie between 0 and 1. The pixels of an image stay in their order, row after row.

# %% [markdown] lang="zh-TW" of="b7aba58a"
# ## 第 10 題：從圖片到矩陣（6 分，5 分鐘）
#
# 密集層需要每個樣本一**列**，而且數字要小。請寫 `to_matrix(images)`，`images` 的形狀是 `(n, height, width)`、資料型別是 `uint8`：回傳形狀 `(n, height * width)`、資料型別 `float32` 的陣列，像素除以 255，使數值介於 0 與 1 之間。每張圖片的像素維持原本的順序，一列接著一列。

# %% grade="solution" id="q10_to_matrix"
def to_matrix(images):
    """Return images (n, h, w) of uint8 as float32 (n, h * w), from 0 to 1."""
    ### BEGIN SOLUTION
    return images.reshape(len(images), -1).astype("float32") / 255
    ### END SOLUTION

# %% grade="test" id="q10_test" points=6 forbids="utils.data.flatten utils.data.to_float"
with Question(10, points=6) as q10:
    images = [[[0, 51], [102, 153]], [[255, 0], [0, 255]], [[51, 0], [0, 0]]]
    rows = to_matrix(np.array(images, "uint8"))
    near(rows, [[0, 0.2, 0.4, 0.6], [1, 0, 0, 1], [0.2, 0, 0, 0]], "to_matrix(images)",
         en="One row per image, divided by 255.", zh="每張圖片一列，並除以 255。")
    has_dtype(rows, "float32", "to_matrix(...)",
              en='Convert with .astype("float32").', zh='請用 .astype("float32") 轉換。')
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for shape in ((1, 4, 4), (5, 2, 3), (3, 28, 28)):
        images = rng.integers(0, 256, shape, dtype=np.uint8)
        rows = to_matrix(images)
        has_dtype(rows, "float32", f"to_matrix(images), images: {shape}")
        wanted = [[int(v) / 255 for line in image for v in line] for image in images]
        near(rows, wanted, f"to_matrix(images), images: {shape}", within=1e-6)
    ### END HIDDEN TESTS
q10.score

# %% [markdown] lang="en"
# ## Question 11: batches (8 points, 7 min)
#
# Training takes a few samples at a time, a **batch**. Write `batches(X, y, batch_size)` that returns a **list** of tuples `(X_batch, y_batch)`: the samples in order, `batch_size` of them in each, and in the last one those that are left (never an empty one).
#
# Example: 10 samples and batch size 4 give batches of 4, 4 and 2. MNIST's 60,000 and batch size 128 give 469 batches, the last one of 96.

# %% [markdown] lang="zh-TW" of="ad63e5d6"
# ## 第 11 題：批次（8 分，7 分鐘）
#
# 訓練時每次只取少數樣本，稱為**批次**（batch）。請寫 `batches(X, y, batch_size)`，回傳由 tuple `(X_batch, y_batch)` 組成的**串列**：樣本依照順序，每批 `batch_size` 個，最後一批是剩下的樣本（絕不會是空的）。
#
# 例：10 個樣本、批次大小 4，得到 4、4、2 個。MNIST 的 60,000 個樣本、批次大小 128，得到 469 批，最後一批有 96 個。

# %% grade="solution" id="q11_batches"
def batches(X, y, batch_size):
    """Return a list of (X_batch, y_batch), in order; the last one may be smaller."""
    ### BEGIN SOLUTION
    return [(X[i:i + batch_size], y[i:i + batch_size])
            for i in range(0, len(X), batch_size)]
    ### END SOLUTION

# %% grade="test" id="q11_test" points=8 forbids="tensorflow.data.Dataset sklearn.utils.gen_batches"
with Question(11, points=8) as q11:
    X, y = np.arange(20).reshape(10, 2), np.arange(10)
    made = parts(batches(X, y, 4), 3, "batches(X, y, 4), X: (10, 2)",
                 en="A pair (X_batch, y_batch) for each batch, also the last one.",
                 zh="每一批是一對 (X_batch, y_batch)，最後一批也是。")
    for k, size in enumerate([4, 4, 2]):
        X_batch, y_batch = parts(made[k], 2, f"batches(...)[{k}]")
        exactly(len(y_batch), size, f"len(batches(X, y, 4)[{k}][1])")
        near(X_batch, X[4 * k:4 * k + 4], f"batches(X, y, 4)[{k}][0]")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, size in ((12, 4), (7, 3), (5, 8), (6, 1), (60_000, 128)):
        X, y = rng.normal(size=(n, 2)).astype("float32"), rng.integers(0, 10, n)
        made = parts(batches(X, y, size), -(-n // size), f"batches(X, y, {size})",
                     en="An empty batch, or one that is missing?", zh="有空的批次，或少了一批？")
        pairs = [parts(pair, 2, f"batches(...)[{k}]") for k, pair in enumerate(made)]
        near(len(pairs[-1][1]), n - size * (len(made) - 1), "len(batches(...)[-1][1])")
        near(np.concatenate([p[0] for p in pairs]), X, "all samples together | 全部樣本合起來")
        near(np.concatenate([p[1] for p in pairs]), y, "all labels together | 全部標籤合起來")
    ### END HIDDEN TESTS
q11.score

# %% [markdown] lang="en"
# ## Question 12: recognise digits without training (12 points, 10 min)
#
# What does the average 7 look like? And which average is a new image closest to? Two functions turn these questions into a classifier:
#
# - `mean_rows(X, y)` for samples `X` `(n, d)` and labels `y` `(n,)` from 0 to 9, each of which occurs: an array `(10, d)` whose row $k$ is the mean of all samples with label $k$. Hint: `X[y == k]` selects them.
# - `nearest(X, means)` for `X` `(n, d)` and `means` `(m, d)`: for each sample the number of the row of `means` that is **closest**, whole numbers `(n,)`. Closest means the smallest sum of squared differences. Hint: `X[:, None, :] - means` broadcasts
#   to `(n, m, d)`.

# %% [markdown] lang="zh-TW" of="e03d9124"
# ## 第 12 題：不用訓練就能辨認數字（12 分，10 分鐘）
#
# 「平均的 7」長什麼樣子？新的圖片又離哪一個平均最近？用兩個函式，就能把這兩個問題變成分類器：
#
# - `mean_rows(X, y)`：樣本 `X` 是 `(n, d)`，標籤 `y` 是 `(n,)`，標籤是 0 到 9，而且每個都會出現。回傳 `(10, d)` 的陣列，第 $k$ 列是所有標籤為 $k$ 的樣本的平均。提示：`X[y == k]` 可以選出它們。
# - `nearest(X, means)`：`X` 是 `(n, d)`，`means` 是 `(m, d)`。對每個樣本，回傳 `means` 中**最接近**的那一列的編號，整數 `(n,)`。最接近是指差的平方和最小。提示：`X[:, None, :] - means` 會廣播成 `(n, m, d)`。

# %% grade="solution" id="q12_nearest"
def mean_rows(X, y):
    """Return the mean of the samples of each label 0 to 9: (10, d)."""
    ### BEGIN SOLUTION
    return np.array([X[y == k].mean(axis=0) for k in range(10)])
    ### END SOLUTION


def nearest(X, means):
    """Return for each sample of X (n, d) the number of the closest row of means."""
    ### BEGIN SOLUTION
    difference = X[:, None, :] - means  # (n, m, d)
    return np.argmin((difference ** 2).sum(axis=2), axis=1)
    ### END SOLUTION

# %% grade="test" id="q12_test" points=12 forbids="@distances tensorflow.math.segment_mean tensorflow.math.unsorted_segment_mean scipy.ndimage.mean scipy.stats.binned_statistic"
with Question(12, points=12) as q12:
    y = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 3])
    X = np.stack([np.arange(12.0), np.arange(12.0) ** 2], axis=1)
    with q12.part("mean_rows", 6):
        means = mean_rows(X, y)
        exactly(np.shape(means), (10, 2), "mean_rows(X, y).shape, X: (12, 2)")
        near(np.array(means)[3], [8, 230 / 3], "mean_rows(X, y)[3]",
             en="The mean over the samples 3, 10 and 11: axis 0.",
             zh="對第 3、10、11 個樣本取平均：第 0 軸。")
    corners = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])
    X = np.array([[1.0, 1.0], [3.0, 1.0], [0.5, 2.5], [4.0, 0.0]])
    with q12.part("nearest", 6):
        exactly(nearest(X, corners), [0, 1, 2, 1], "nearest(X, corners)",
                en="Square the differences, add over the features, argmin over the "
                   "rows.",
                zh="差先平方，對特徵加總，再對各列取 argmin。")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(HIDDEN_SEED)
    for n, d in ((30, 4), (50, 1)):
        y = rng.permutation(np.arange(n) % 10)
        X = rng.normal(size=(n, d))
        groups = [[X[i] for i in range(n) if y[i] == k] for k in range(10)]
        wanted = [sum(group) / len(group) for group in groups]
        with q12.part("mean_rows"):
            near(mean_rows(X, y), wanted, f"mean_rows(X, y), X: ({n}, {d})")
            near(mean_rows(X[::-1].copy(), y[::-1].copy()), wanted,
                 "mean_rows(reversed)",
                 en="The order of the samples must not matter.", zh="樣本的順序不應影響結果。")
    for n, m, d in ((8, 3, 2), (1, 6, 5), (12, 10, 3)):
        X, means = rng.normal(size=(n, d)), rng.normal(size=(m, d))
        wanted = [min(range(m), key=lambda k: sum((x - means[k]) ** 2)) for x in X]
        with q12.part("nearest"):
            exactly(nearest(X, means), wanted, f"nearest(X, means), X: ({n}, {d})")
            exactly(nearest(means, means), list(range(m)), "nearest(means, means)",
                    en="Each row is closest to itself.", zh="每一列離自己最近。")
    ### END HIDDEN TESTS
q12.score

# %% [markdown] lang="en"
# ## Question 13: what is an average digit worth? (6 points, 5 min)
#
# Once questions 10 and 12 pass, the next cell puts your functions together: the means of the 60,000 training images classify 1,000 test images that
# played no part in them. It shows the ten means and prints the accuracy; guessing would get 0.1.
#
# 1. **Before you run it** (2 points): about which share of the test images will be right? Which two digits do you expect to be mixed up most often?
#    Say why.
# 2. **After you ran it** (2 points): look at the ten means. Which one is sharp, which one is blurred, and what does that say about how people write
#    these digits?
# 3. (2 points) Explain how an image that you read without effort can still be closer to the mean of a **wrong** digit.
#
# Answer in the text cell below: double-click it and write in place of `YOUR ANSWER HERE`, two or three sentences for each
# part. A person reads it. A prediction that turns out wrong costs nothing if its reason makes sense.

# %% [markdown] lang="zh-TW" of="e4b3e57c"
# ## 第 13 題：平均出來的數字有多可靠？（6 分，5 分鐘）
#
# 第 10 題和第 12 題通過之後，下一個儲存格會把你的函式組合起來：用 60,000 張訓練圖片的平均，分類 1,000 張完全沒有參與的測試圖片。它會畫出十張平均圖片，並印出準確率；亂猜的準確率是 0.1。
#
# 1. **執行之前**（2 分）：你估計測試圖片大約會答對幾成？哪兩個數字最容易混淆？請說明理由。
# 2. **執行之後**（2 分）：看看十張平均圖片，哪一張清楚、哪一張模糊？這透露了大家怎麼寫這些數字？
# 3. （2 分）有些圖片你一眼就認得出來，卻離**別的**數字的平均比較近。請解釋為什麼會這樣。
#
# 請在下面的文字儲存格作答：點兩下，把 `YOUR ANSWER HERE` 換成你的答案，每一小題寫兩三句就夠了。這一題由老師評分；預測錯了不扣分，只要理由說得通。

# %% grade="manual" id="q13_explain" points=6
# 1. I guess 0.7: most digits of a kind put their ink in the same places, but 4 and 9
#    share most of their strokes, so they will be mixed up.
# 2. The 1 and the 0 are fairly sharp: people write them alike, only slanted more or
#    less. The 4 and the 5 are blurred: strokes lie in many different places, so that
#    the mean has some grey everywhere.
# 3. The distance compares pixel by pixel. A digit that is shifted, slanted or written
#    with a thicker pen has its ink where its own mean has little, and pays for each
#    such pixel twice; a blurred mean of another digit may cost less. I see the shape,
#    the distance does not.

# %% grade="readonly" id="classify"
if passed(10) and passed(12):
    digits = mean_rows(to_matrix(X_train), y_train)
    guesses = nearest(to_matrix(X_test[:1000]), digits)
    show(plot_images(digits.reshape(10, 28, 28), labels=list(range(10)), columns=10,
                     title="The ten mean digits"),
         alt="Ten blurred digits, 0 to 9: the mean image of each class.")
    print(f"accuracy on 1000 test images: {np.mean(guesses == y_test[:1000]):.3f}; "
          "guessing at random would get 0.1")

# %% [markdown] lang="en"
# So slicing, means, broadcasting and `argmin` alone can read digits. The network of chapter 2 gets almost 98 of 100: in place of one blurred picture per digit, it learns 512 patterns and how to combine them.

# %% [markdown] lang="zh-TW" of="693cebef"
# 可見只用切片、平均、廣播和 `argmin`，就能辨認數字。第 2 章的網路每 100 個能答對將近 98 個：它不靠每個數字一張的模糊圖片，而是學會 512 種圖樣以及組合它們的方法。
