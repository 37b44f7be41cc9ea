"""Questions whose tests explain themselves and never stop a run.

A test cell looks like this:

    with Question(1, points=10) as q1:
        near(weighted_sum([4, 32], [0.1, 0.1], 0), 3.6, "weighted_sum(...)")
    q1.score

When a check fails, the rest of the block is left out, the message goes to stderr in both
languages, no exception leaves the block, and the cell's value is 0. So "Run All" gets to
the end in every front end, nbgrader scores the cell 0 (its rule for stderr, and its rule
for a cell whose value is a number), its Validate button repeats the message, and a grader
that ignores stderr still reads the 0. When all is well the cell has no value: full points.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import warnings
from types import TracebackType

from labs.checks import ready_made
from labs.checks.messages import CheckError

_questions: dict[int, Question] = {}


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
        frame = sys._getframe(1)
        ready_made.begin(self.number, frame.f_code.co_filename, frame.f_globals)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._quiet.close()
        cause = ready_made.end(error)
        # Anything else comes from the student's keyboard or from the grader.
        if not isinstance(error, Exception | SystemExit | None):
            return False
        number, points = self.number, self.points
        if cause is None:
            self.score, self.state = None, "passed"
            self.message = (
                f"Question {number}: the tests here pass ({points} points) · "
                f"第 {number} 題：這裡的測試都通過（{points} 分）"
            )
            print(self.message)
            return False
        if isinstance(cause, NotImplementedError):
            self.state = "not written"
            self.message = f"Question {number}: not written yet · 第 {number} 題：尚未作答"
        else:
            en, zh = _explain(cause)
            self.message = f"Question {number}: {en}\n第 {number} 題：{zh}"
        sys.stdout.flush()
        # Our grader takes what is printed about an error for the reason, so there must be one,
        # also where an answer caught it.
        with contextlib.suppress(type(cause)):
            try:
                raise cause
            finally:
                # In one write: a kernel may show two as two outputs.
                sys.stderr.write(f"{self.message}\n")
        return True


def passed(number: int) -> bool:
    """Tell whether a question's tests ran and passed: given cells that use an answer ask this."""
    ready_made.given(sys._getframe(1).f_code.co_filename)
    return number in _questions and _questions[number].state == "passed"


def forget() -> None:
    """Forget all questions, as a fresh kernel would."""
    _questions.clear()
    ready_made.forget()


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


def _explain(error: BaseException) -> tuple[str, str]:
    """Return what an error says to a student, in English and in Chinese."""
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
    """Return the innermost function of a notebook cell in an error's traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    # The code of a cell has a file name, but no file.
    cells = [f for f in frames if f.name != "<module>" and not os.path.exists(f.filename)]
    return cells[-1] if cells else None
