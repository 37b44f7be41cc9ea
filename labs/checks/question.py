"""Questions whose tests explain themselves and never stop a run.

A test cell looks like this:

    with Question(1, points=10) as q1:
        with q1.part("weighted_sum", 4):
            near(weighted_sum([4, 32], [0.1, 0.1], 0), 3.6, "weighted_sum(...)")
        with q1.part("sigmoid", 6):
            near(sigmoid(0), 0.5, "sigmoid(0)")
    q1.score

Every part is tried. One that fails says so in both languages and costs its own points; no
exception leaves the question, so that "Run All" gets to the end in every front end. The cell's
value is the points of the parts that passed, which nbgrader takes for the score; when all is well
the cell has no value: full points. Where nothing passes the message goes to stderr, so that
nbgrader's Validate button repeats it; where something does it may not, since nbgrader gives no
points for a cell that wrote to stderr. A question of few points needs no parts.

The first failure says what was seen and expected. A hint comes with the second failure of a
question, and in what graders tell after the notebook was handed in.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TextIO

from labs.checks import ready_made
from labs.checks.messages import CheckError, chinese, english, sentence

HINT_LATER = (
    "In the notebook, a second failure gives a hint. · 在筆記本裡，第二次沒通過時會出現提示。"
)

_questions: dict[int, Question] = {}
_failures: Counter[int] = Counter()


@dataclass
class Part:
    """A part of a question: its points, and the first error of its tests."""

    points: int
    error: BaseException | None = None


class Question:
    """One question's tests: a `with` block that turns whatever fails into messages.

    Inside the block, warnings and what student code writes to stderr go to stdout, since
    nbgrader gives no points for a test cell that wrote to stderr.

    Attributes:
        score: the points of the parts that pass, and None where everything does: the cell's
            last line is `q1.score`, and a cell without a value earns its full points.
        state: "passed", "in parts", "not written" or "failed".
        message: what was printed.
    """

    def __init__(self, number: int, *, points: int) -> None:
        self.number, self.points = number, points
        self.score: int | None = 0
        self.state, self.message = "failed", ""
        self._parts: dict[str, Part] = {}
        self._quiet = contextlib.ExitStack()
        _questions[number] = self

    @contextlib.contextmanager
    def part(self, name: str, points: int = 0) -> Iterator[None]:
        """Run a part's tests: what fails here leaves the other parts alone.

        A part may have several blocks, visible and hidden; the first says what it is worth, and
        all of them must pass.

        Args:
            name: the function that it tests, or words: "the last layer | 最後一層".
            points: what it earns.
        """
        part = self._parts.setdefault(name, Part(points))
        try:
            yield
        except (Exception, SystemExit) as error:
            part.error = part.error or error

    def __enter__(self) -> Question:
        self._quiet.enter_context(contextlib.redirect_stderr(sys.stdout))
        self._quiet.enter_context(warnings.catch_warnings())
        warnings.simplefilter("default")
        frame = sys._getframe(1)
        ready_made.begin(self.number, frame.f_code, frame.f_globals)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._quiet.close()
        errors = [part.error for part in self._parts.values() if part.error is not None]
        refused = ready_made.end(*errors, *([error] if error else []))
        # Anything else comes from the student's keyboard or from the grader.
        if not isinstance(error, Exception | SystemExit | None):
            return False
        whole = refused or error
        if whole is not None:
            self._fail(whole)
        elif errors:
            self._fail_parts(errors)
        else:
            self.score, self.state = None, "passed"
            self.message = (
                f"Question {self.number}: the tests here pass ({self.points} points) · "
                f"第 {self.number} 題：這裡的測試都通過（{self.points} 分）"
            )
            print(self.message)
        return True

    @property
    def earned(self) -> int:
        """Return the points that the tests here give."""
        return self.points if self.score is None else self.score

    def _fail(self, cause: BaseException) -> None:
        """Say what stopped the whole question."""
        number = self.number
        if isinstance(cause, NotImplementedError):
            self.state = "not written"
            self.message = f"Question {number}: not written yet · 第 {number} 題：尚未作答"
        else:
            hints = self._hints([cause])
            en, zh = _explain(cause, hints)
            self.message = f"Question {number}: {en}\n第 {number} 題：{zh}"
            if not hints and _has_hint(cause):
                self.message += f"\n{HINT_LATER}"
        _print_as_reason(self.message, cause, sys.stderr)

    def _fail_parts(self, errors: list[BaseException]) -> None:
        """Say which parts failed, and why; the others keep their points."""
        written = [error for error in errors if not isinstance(error, NotImplementedError)]
        if not written and len(errors) == len(self._parts):
            self._fail(errors[0])
            return
        number, lines, hints = self.number, [], self._hints(errors)
        for name, part in self._parts.items():
            if part.error is not None:
                en, zh = _explain(part.error, hints)
                lines.append(
                    f"Question {number}, {english(name)} ({part.points} points): {en}\n"
                    f"第 {number} 題，{chinese(name)}（{part.points} 分）：{zh}"
                )
        self.score = sum(part.points for part in self._parts.values() if part.error is None)
        if self.score:
            self.state = "in parts"
            lines.append(
                f"The other parts pass: {self.score} of {self.points} points · "
                f"其餘部分通過：{self.points} 分中的 {self.score} 分"
            )
        if not hints and any(map(_has_hint, errors)):
            lines.append(HINT_LATER)
        self.message = "\n".join(lines)
        cause = written[0] if written else CheckError(lines[0], "")
        _print_as_reason(self.message, cause, sys.stdout if self.score else sys.stderr)

    def _hints(self, errors: Iterable[BaseException]) -> bool:
        """Count a failure of what was written and has run; tell whether to give hints."""
        _failures[self.number] += not all(map(_is_to_come, errors))
        # Both graders say this: who has handed in reads everything.
        return _failures[self.number] > 1 or os.environ.get("NBGRADER_EXECUTION") == "autograde"


def passed(number: int) -> bool:
    """Tell whether a question's tests ran and passed: given cells that use an answer ask this."""
    ready_made.given(sys._getframe(1).f_code.co_filename)
    return number in _questions and _questions[number].state == "passed"


def forget() -> None:
    """Forget all questions, as a fresh kernel would."""
    _questions.clear()
    _failures.clear()
    ready_made.forget()


def summary(by_a_person: Mapping[int, int] | None = None) -> None:
    """Print the state of every question that ran, and the points that pass here.

    Args:
        by_a_person: the points of the open questions by number, which no test gives.
    """
    states = {
        "passed": "the tests here pass · 這裡的測試都通過",
        "in parts": "part of it passes here · 有一部分通過",
        "not written": "not written yet · 尚未作答",
        "failed": "not right yet · 還沒答對",
    }
    for number, question in sorted(_questions.items()):
        mark = f"{question.earned:>3} / {question.points:<3}"
        print(f"{number:>2}  {mark}  {states[question.state]}")
    total = sum(q.points for q in _questions.values())
    earned = sum(q.earned for q in _questions.values())
    print(f"    {earned:>3} / {total}")
    for number, points in (by_a_person or {}).items():
        print(f"{number:>2}    ? / {points:<3}  a person reads your answer · 由老師批改")
    print("Hidden tests with other numbers decide the score.")
    print("最後的分數由使用其他數字的隱藏測試決定。")


def _is_to_come(error: BaseException) -> bool:
    """Tell whether an answer is not written, or the cell that defines it has not run."""
    unknown = isinstance(error, NameError) and _student_frame(error) is None
    return unknown or isinstance(error, NotImplementedError)


def _has_hint(error: BaseException) -> bool:
    return isinstance(error, CheckError) and any(error.hint)


def _explain(error: BaseException, hints: bool) -> tuple[str, str]:
    """Return what an error says to a student, in English and in Chinese."""
    if isinstance(error, NotImplementedError):
        return "not written yet", "尚未作答"
    if isinstance(error, CheckError):
        en, zh = error.hint if hints else ("", "")
        return sentence(error.en, en), sentence(error.zh, zh)
    if isinstance(error, AssertionError) and error.args:
        return str(error), str(error)
    kind = type(error).__name__
    text = f"{kind}: {error}" if str(error) else kind
    frame = _student_frame(error)
    if frame is None:
        en_where, zh_where = "", ""
        if isinstance(error, NameError):
            en_where = "; run the cells above first, and correct those that stop"
            zh_where = "；請先執行上面的儲存格，並更正會中斷的儲存格"
            if "NBGRADER_EXECUTION" in os.environ:  # a grader has run them all
                en_where = "; none of the cells above defined it"
                zh_where = "；上面的儲存格都沒有定義它"
    else:
        line = f": {frame.line}" if frame.line else ""
        en_where = f" (in {frame.name}, line {frame.lineno}{line})"
        zh_where = f"（在 {frame.name} 的第 {frame.lineno} 行{line}）"
    if isinstance(error, TimeoutError):
        return (
            f"your code took longer than the grader waits: does its loop end?{en_where}",
            f"你的程式執行太久，評分程式不再等待：迴圈會結束嗎？{zh_where}",
        )
    return (
        f"your code stopped with {text}{en_where}",
        f"你的程式中斷了，{text}{zh_where}",
    )


def _student_frame(error: BaseException) -> traceback.FrameSummary | None:
    """Return the innermost function of a notebook cell in an error's traceback."""
    trace = error.__traceback__
    frames = zip(traceback.walk_tb(trace), traceback.extract_tb(trace), strict=True)
    # A notebook is not imported, unlike all modules; their files may be out of sight.
    own = [shown for (frame, _), shown in frames if frame.f_globals.get("__spec__") is None]
    cells = [shown for shown in own if shown.name != "<module>"]
    return cells[-1] if cells else None


def _print_as_reason(message: str, cause: BaseException, stream: TextIO) -> None:
    """Print a message while its cause is handled, which may have been caught before.

    Our grader takes what is printed about an error for the reason.
    """
    sys.stdout.flush()
    with contextlib.suppress(type(cause)):
        try:
            raise cause
        finally:
            # In one write: a kernel may show two as two outputs.
            stream.write(f"{message}\n")
