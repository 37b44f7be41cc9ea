"""What the labs' test cells use: questions that explain themselves and never stop a run.

A test cell looks like this:

    with Question(1, points=10) as q1:
        near(weighted_sum([4, 32], [0.1, 0.1], 0), 3.6, "weighted_sum(...)")
    q1.score

When a check fails, the rest of the block is left out, the message goes to stderr in both
languages, no exception leaves the block, and the cell's value is 0. So "Run All" gets to
the end in every front end, nbgrader scores the cell 0 (its rule for stderr, and its rule
for a cell whose value is a number), its Validate button repeats the message, and a grader
that ignores stderr still reads the 0. When all is well the cell has no value: full points.

Student code is asked for plain values only: numbers, strings, lists, tuples, arrays. So
the same cells work when that code runs in another process.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

_PLAIN = (bool, int, float, np.generic, np.ndarray)
_questions: dict[int, Question] = {}


class CheckError(AssertionError):
    """A check that failed, explained in English and in Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en, zh)
        self.en, self.zh = en, zh


class Question:
    """One question's tests: a `with` block that turns whatever fails into one message.

    Inside the block, warnings and what student code writes to stderr go to stdout, since
    nbgrader gives no points for a test cell that wrote to stderr.

    Attributes:
        score: 0 until all tests of the block pass, then None: the cell's last line is
            `q1.score`, and a cell without a value earns its full points.
        state: "passed", "not written" or "failed".
        message: what was printed.
    """

    def __init__(self, number: int, *, points: int) -> None:
        self.number, self.points = number, points
        self.score: int | None = 0
        self.state, self.message = "failed", ""
        self._quiet = contextlib.ExitStack()
        _questions[number] = self

    def __enter__(self) -> Question:
        self._quiet.enter_context(contextlib.redirect_stderr(sys.stdout))
        self._quiet.enter_context(warnings.catch_warnings())
        warnings.simplefilter("default")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._quiet.close()
        number, points = self.number, self.points
        if error is None:
            self.score, self.state = None, "passed"
            self.message = (
                f"Question {number}: the tests here pass ({points} points) · "
                f"第 {number} 題：這裡的測試都通過（{points} 分）"
            )
            print(self.message)
            return False
        # What is no Exception comes from the student's keyboard or from the grader.
        if not isinstance(error, Exception | SystemExit):
            return False
        if isinstance(error, NotImplementedError):
            self.state = "not written"
            self.message = f"Question {number}: not written yet · 第 {number} 題：尚未作答"
        else:
            en, zh = _explain(error)
            self.message = f"Question {number}: {en}\n第 {number} 題：{zh}"
        sys.stdout.flush()
        # In one write: a kernel may show two as two outputs.
        sys.stderr.write(f"{self.message}\n")
        return True


def passed(number: int) -> bool:
    """Whether a question's tests ran and passed: cells that use an answer ask this first."""
    return number in _questions and _questions[number].state == "passed"


def forget() -> None:
    """Forget all questions, as a fresh kernel would."""
    _questions.clear()


def summary() -> None:
    """Print the state of every question that ran, and the points that pass here."""
    states = {
        "passed": "the tests here pass · 這裡的測試都通過",
        "not written": "not written yet · 尚未作答",
        "failed": "not right yet · 還沒答對",
    }
    for number, question in sorted(_questions.items()):
        points = question.points if question.state == "passed" else 0
        print(f"{number:>2}  {points:>3} / {question.points:<3}  {states[question.state]}")
    total = sum(q.points for q in _questions.values())
    passed = sum(q.points for q in _questions.values() if q.state == "passed")
    print(f"    {passed:>3} / {total}")
    print("Hidden tests with other numbers decide the score.")
    print("最後的分數由使用其他數字的隱藏測試決定。")


def near(
    value: Any,
    expected: npt.ArrayLike,
    what: str,
    *,
    en: str = "",
    zh: str = "",
    within: float = 1e-4,
) -> None:
    """Check numbers against expected ones: kind, shape, then every value.

    Args:
        value: what student code returned: a number, or lists or an array of numbers.
        expected: the right numbers, in the right shape.
        what: how the value was made: as code, such as "sigmoid(0)", the same in both
            languages; or in words, "the last loss | 最後一個損失".
        en: a hint in English, added to the message.
        zh: the same in Chinese.
        within: how far a value x may be off, in units of 1 + |x|; float32 passes.

    Raises:
        CheckError: something differs; the message says what, with the hint.
    """
    got, want = _numbers(value, what), np.asarray(expected, dtype=float)
    if got.shape != want.shape:
        raise CheckError(
            _sentence(f"{_en(what)} has shape {got.shape}, expected {want.shape}.", en),
            _sentence(f"{_zh(what)} 的形狀是 {got.shape}，應為 {want.shape}。", zh),
        )
    with np.errstate(invalid="ignore"):
        close = np.abs(got - want) <= within * (1 + np.abs(want))
        right = (got == want) | (close & np.isfinite(want))
    if right.all():
        return
    if got.size <= 6:
        place, a, b, count, zh_count = "", show(got), show(want), "", ""
    else:
        index = tuple(int(i) for i in np.argwhere(~right)[0])
        place = f"[{', '.join(map(str, index))}]"
        a, b = show(got[index]), show(want[index])
        wrong = int((~right).sum())
        count = f" ({wrong} of {got.size} numbers are off)"
        zh_count = f"（{got.size} 個數中有 {wrong} 個不對）"
    raise CheckError(
        _sentence(f"{_en(what)}{place} is {a}, expected {b}{count}.", en),
        _sentence(f"{_zh(what)}{place} 是 {a}，應為 {b}{zh_count}。", zh),
    )


def exactly(value: Any, expected: Any, what: str, *, en: str = "", zh: str = "") -> None:
    """Check whole numbers, strings, or lists and tuples of them; a list equals a tuple.

    Raises:
        CheckError: it differs; the message says how, with the hint.
    """
    if value is None:
        raise _nothing(what)
    got, want = _listed(value), _listed(expected)
    if not _same(got, want):
        raise CheckError(
            _sentence(f"{_en(what)} is {show(value)}, expected {show(expected)}.", en),
            _sentence(f"{_zh(what)} 是 {show(value)}，應為 {show(expected)}。", zh),
        )


def has_dtype(value: Any, dtype: str, what: str, *, en: str = "", zh: str = "") -> None:
    """Check that a value is an array of the given dtype.

    Raises:
        CheckError: it is no array, or of another dtype.
    """
    if value is None:
        raise _nothing(what)
    kind = value.dtype.name if isinstance(value, np.ndarray) else type(value).__name__
    if kind != dtype:
        raise CheckError(
            _sentence(f"{_en(what)} is of type {kind}, expected an array of {dtype}.", en),
            _sentence(f"{_zh(what)} 的型別是 {kind}，應為 {dtype} 的陣列。", zh),
        )


def parts(value: Any, count: int, what: str, *, en: str = "", zh: str = "") -> tuple[Any, ...]:
    """The parts of a tuple or list, checked, so that a cell can unpack them safely.

    Raises:
        CheckError: it is no tuple or list of that many parts.
    """
    if value is None:
        raise _nothing(what)
    if not isinstance(value, list | tuple):
        raise CheckError(
            _sentence(f"{_en(what)} is {show(value)}, expected a tuple of {count} values.", en),
            _sentence(f"{_zh(what)} 是 {show(value)}，應為 {count} 個值的 tuple。", zh),
        )
    if len(value) != count:
        raise CheckError(
            _sentence(f"{_en(what)} has {len(value)} parts, expected {count}.", en),
            _sentence(f"{_zh(what)} 有 {len(value)} 個部分，應有 {count} 個。", zh),
        )
    return tuple(value)


def require(condition: Any, *, en: str, zh: str) -> None:
    """Check anything else; the two sentences say what is wrong when it does not hold.

    Raises:
        CheckError: the condition is false.
    """
    if not condition:
        raise CheckError(en, zh)


def refuses(
    call: Callable[[], Any],
    what: str,
    error: type[Exception] = ValueError,
    *,
    en: str = "",
    zh: str = "",
) -> None:
    """Check that a call raises the given error.

    Raises:
        CheckError: it returned, or raised something else.
    """
    try:
        value = call()
    except NotImplementedError:
        raise
    except error:
        return
    except Exception as other:
        en_seen, zh_seen = f"raised {type(other).__name__}", f"引發了 {type(other).__name__}"
    else:
        en_seen, zh_seen = f"returned {show(value)}", f"傳回了 {show(value)}"
    name = error.__name__
    raise CheckError(
        _sentence(f"{_en(what)} {en_seen}, expected it to raise {name}.", en),
        _sentence(f"{_zh(what)} {zh_seen}，應該引發 {name}。", zh),
    )


def show(value: Any) -> str:
    """A value as a reader would write it, on one line and not too long."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        text = np.array2string(
            value,
            separator=", ",
            threshold=12,
            edgeitems=2,
            formatter={"float_kind": lambda number: f"{number:.6g}"},
        )
        text = " ".join(text.split())
    elif isinstance(value, float | np.floating):
        text = f"{float(value):.6g}"
    elif isinstance(value, np.generic):
        text = repr(value.item())
    else:
        text = " ".join(repr(value).split())
    return text if len(text) <= 120 else text[:117] + "..."


def _numbers(value: Any, what: str) -> npt.NDArray[np.float64]:
    if value is None:
        raise _nothing(what)
    stranger = _stranger(value)
    if stranger is not None:
        name = type(stranger).__name__
        raise CheckError(
            f"{_en(what)} holds a value of type {name}, expected numbers, lists or a NumPy array.",
            f"{_zh(what)} 含有型別為 {name} 的值，應為數字、串列或 NumPy 陣列。",
        )
    try:
        return np.asarray(value, dtype=float)
    except (ValueError, TypeError):
        raise CheckError(
            f"{_en(what)} is {show(value)}, expected numbers in rows of equal length.",
            f"{_zh(what)} 是 {show(value)}，應為每列等長的數字。",
        ) from None


def _stranger(value: Any) -> Any:
    """The first part of a value that is no number, array, list or tuple; None if plain."""
    if isinstance(value, list | tuple):
        return next((s for s in map(_stranger, value) if s is not None), None)
    return None if isinstance(value, _PLAIN) else value


def _en(what: str) -> str:
    return what.split(" | ")[0]


def _zh(what: str) -> str:
    return what.split(" | ")[-1]


def _nothing(what: str) -> CheckError:
    return CheckError(
        f"{_en(what)} returned nothing (None): is a `return` missing?",
        f"{_zh(what)} 沒有傳回任何值（None）：是不是少了 `return`？",
    )


def _listed(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    return [_listed(v) for v in value] if isinstance(value, list | tuple) else value


def _same(got: Any, want: Any) -> bool:
    if isinstance(got, list) and isinstance(want, list):
        return len(got) == len(want) and all(map(_same, got, want))
    plain = bool | int | float | str | None
    return isinstance(got, plain) and isinstance(want, plain) and got == want


def _sentence(text: str, hint: str) -> str:
    # Chinese sentences end in a full-width stop, which needs no space after it.
    gap = "" if text.endswith("。") else " "
    return f"{text}{gap}{hint}" if hint else text


def _explain(error: BaseException) -> tuple[str, str]:
    if isinstance(error, CheckError):
        return error.en, error.zh
    if isinstance(error, AssertionError) and error.args:
        return str(error), str(error)
    kind = type(error).__name__
    text = f"{kind}: {error}" if str(error) else kind
    frame = _student_frame(error)
    if frame is None:
        en_where, zh_where = "", ""
        if isinstance(error, NameError):
            en_where, zh_where = "; run the cells above first", "；請先執行上面的儲存格"
    else:
        line = f": {frame.line}" if frame.line else ""
        en_where = f" (in {frame.name}, line {frame.lineno}{line})"
        zh_where = f"（在 {frame.name} 的第 {frame.lineno} 行{line}）"
    return (
        f"your code stopped with {text}{en_where}",
        f"你的程式中斷了，{text}{zh_where}",
    )


def _student_frame(error: BaseException) -> traceback.FrameSummary | None:
    """The innermost function of a notebook cell in an error's traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    # The code of a cell has a file name, but no file.
    cells = [f for f in frames if f.name != "<module>" and not os.path.exists(f.filename)]
    return cells[-1] if cells else None
