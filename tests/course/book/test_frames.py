"""Frames: a small explorable is drawn, and each mistake of an author is one sentence."""

from __future__ import annotations

import base64
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from course.book import digit, frames
from course.config import CourseError
from course.directives import Page
from utils.plotting.display import png_of

CODE = """
import sys
from matplotlib.figure import Figure
from utils.explore import explore
KINDS = {"rising": 1, "falling": -1}
print("This is said to nobody.")
sys.stdout.write("Nor is this.")

def draw(slope, kind):
    figure = Figure(figsize=(0.8, 0.6), dpi=100)
    axes = figure.add_subplot(title=f"{kind}: ${slope}$", ylim=(-3, 3), xticks=[], yticks=[])
    axes.plot([0, slope * KINDS[kind]])
    return figure

explore(draw, alt="A line.", slope=(0.0, 2.0, 0.5, 1.0), kind=list(KINDS))
"""
SLOPE = Page("slope", ("slope", "斜率"), "0, 1, 2")
KIND = Page("kind", ("kind", "種類"), "")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what a process of its own may leave behind."""
    import utils.explore

    monkeypatch.setattr(utils.explore, "explore", utils.explore.explore)


def drawn(slope: float, kind: str) -> bytes:
    """The picture of a setting, as a notebook has it."""
    figure = Figure(figsize=(0.8, 0.6), dpi=100)
    axes = figure.add_subplot(title=f"{kind}: ${slope:g}$", ylim=(-3, 3), xticks=[], yticks=[])
    axes.plot([0, slope * (1 if kind == "rising" else -1)])
    return png_of(figure)


def index_of(code: str, pages: list[Page], folder: Path, **more: Any) -> Any:
    frames.draw(code, pages, folder, "", **more)
    return json.loads((folder / frames.INDEX).read_text(encoding="utf-8"))


def pixels(data: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_every_setting_has_its_frame(
    here: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = base64.b64encode(drawn(1, "rising")).decode()
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")  # a folder is renamed within a disk
    folder = tmp_path / "a" / "new" / "out"
    for _ in range(2):
        frames.draw(CODE, [SLOPE, KIND], folder, stored)
        assert [path.name for path in folder.parent.iterdir()] == ["out"]
        (folder / "old").touch()
        assert not (folder / "7.webp").exists()
    frames.draw(CODE, [SLOPE, KIND], folder, stored)
    index = json.loads((folder / frames.INDEX).read_text(encoding="utf-8"))
    assert index == {
        "controls": [
            {"name": "slope", "menu": False, "values": ["0", "1", "2"], "start": 1},
            {"name": "kind", "menu": True, "values": ["rising", "falling"], "start": 0},
        ],
        "words": [f"{kind}: {s}" for s in (0, 1, 2) for kind in ("rising", "falling")],
    }
    settings = [(s, k) for s in (0, 1, 2) for k in ("rising", "falling")]
    for number, setting in enumerate(settings):
        frame = (folder / f"{number}.webp").read_bytes()
        assert (pixels(frame) == pixels(drawn(*setting))).all(), setting
    names = {f"{number}.webp" for number in range(6)} | {frames.INDEX}
    assert {path.name for path in folder.iterdir()} == names
    assert plt.get_fignums() == []
    assert capsys.readouterr().out == ""


def test_no_figure_stays_open(here: None, tmp_path: Path) -> None:
    opened = "plt.figure()\n    figure = plt.figure("
    code = CODE.replace("from matplotlib.figure import Figure", "import matplotlib.pyplot as plt")
    frames.draw(code.replace("figure = Figure(", opened), [SLOPE, KIND], tmp_path / "out", "")
    assert plt.get_fignums() == []


def test_another_figure_than_the_notebook_s_is_refused(here: None, tmp_path: Path) -> None:
    stored = base64.b64encode(drawn(1, "falling")).decode()
    with pytest.raises(CourseError) as told:
        frames.draw(CODE, [SLOPE, KIND], tmp_path / "out", stored)
    assert str(told.value) == (
        "looks different from the figure in its notebook; run `make notebooks` for this chapter, "
        "and if that changes nothing, see course/book/slices.py."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        (
            [],
            "lacks page values for slope, kind; add a line `#! page slope (label; 標籤): VALUE, "
            "VALUE` at the end of its cell.",
        ),
        (
            [SLOPE, KIND, Page("b", ("b", "b"), "1")],
            "has no control 'b'; correct the line `#! page b`.",
        ),
        (
            [Page("slope", ("s", "s"), "0, 1, 2.5"), KIND],
            "cannot take slope = 2.5; correct `#! page slope`.",
        ),
        (
            [Page("slope", ("s", "s"), "-0.5, 1"), KIND],
            "cannot take slope = -0.5; correct `#! page slope`.",
        ),
        (
            [SLOPE, Page("kind", ("k", "k"), '"rising", "flat"')],
            "cannot take kind = 'flat'; correct `#! page kind`.",
        ),
        (
            [Page("slope", ("s", "s"), "0, 2"), KIND],
            "starts at slope = 1.0, which is not among its page values; add it to `#! page slope`.",
        ),
        (
            [SLOPE, Page("kind", ("k", "k"), '"falling"')],
            "starts at kind = 'rising', which is not among its page values; add it to "
            "`#! page kind`.",
        ),
        (
            [Page("slope", ("s", "s"), "np.arange(3)"), KIND],
            "cannot run without the rest of its chapter (NameError: name 'np' is not defined); "
            "see course/book/slices.py for what counts as a dependency.",
        ),
        (
            [Page("slope", ("s", "s"), "*(i / 200 for i in range(400))"), KIND],
            "has 800 frames; name fewer page values, so that it has at most 300.",
        ),
    ],
)
def test_a_mistake_is_one_sentence(
    here: None, tmp_path: Path, pages: list[Page], message: str
) -> None:
    with pytest.raises(CourseError) as told:
        frames.draw(CODE, pages, tmp_path / "out", "")
    assert str(told.value) == message
    assert list(tmp_path.iterdir()) == []


def test_as_many_frames_as_the_limit_are_drawn(
    here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_FRAMES", 6)
    frames.draw(CODE, [SLOPE, KIND], tmp_path / "out", "")


def test_too_many_bytes_are_refused(
    here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_BYTES", 1_500_000)
    monkeypatch.setattr(frames, "as_webp", lambda _: bytes(625_000))
    with pytest.raises(CourseError) as told:
        frames.draw(CODE, [SLOPE, KIND], tmp_path / "out", "")
    assert str(told.value) == (
        "has 6 frames of 3.8 MB together; name fewer page values, so that they take at most 2 MB."
    )
    monkeypatch.setattr(frames, "MOST_BYTES", 3_750_000)
    frames.draw(CODE, [SLOPE, KIND], tmp_path / "out", "")


def test_a_slice_that_lacks_something_says_so(here: None, tmp_path: Path) -> None:
    with pytest.raises(
        CourseError, match=r"^cannot run without the rest of its chapter \(NameError"
    ):
        frames.draw(CODE.replace("KINDS = ", "OTHERS = "), [SLOPE, KIND], tmp_path / "out", "")


@pytest.mark.parametrize(
    ("slopes", "shown"),
    [
        ("range(3)", ["0", "1", "2"]),
        ("1", ["1"]),
        ("(0, 1)", ["0", "1"]),
        ("[2, 1]", ["2", "1"]),
        ("__import__('numpy').array([0.5, 1])", ["0.5", "1"]),
    ],
)
def test_ranges_and_arrays_stand_for_their_values(
    here: None, tmp_path: Path, slopes: str, shown: list[str]
) -> None:
    pages = [Page("slope", ("s", "s"), slopes), Page("kind", ("k", "k"), "KINDS")]
    code = CODE.replace("{slope}", "{type(slope).__name__}").replace("list(KINDS)", "[*KINDS, 3]")
    index = index_of(code, pages, tmp_path / "out")
    assert [c["values"] for c in index["controls"]] == [shown, ["rising", "falling"]]
    assert {words.partition(": ")[2] for words in index["words"]} <= {"int", "float"}


def test_statements_run_as_those_of_a_notebook(here: None, tmp_path: Path) -> None:
    code = CODE.replace("list(KINDS)", "[__name__]").replace("KINDS[kind]", "1")
    assert index_of(code, [SLOPE, KIND], tmp_path / "out")["words"][0] == "__main__: 0"


def test_a_network_is_packed_beside_its_frames(
    here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digit, "pack", lambda weights: bytes(weights))
    network = "class net:\n    get_weights = lambda: [1, 2]\n"
    index_of(network + CODE, [SLOPE, KIND], tmp_path / "out", network="net")
    assert (tmp_path / "out" / digit.FILE).read_bytes() == b"\1\2"


def test_words_are_titles_and_texts_without_ticks_and_legends() -> None:
    figure = Figure()
    one, two = figure.subplots(1, 2)
    figure.suptitle("Two  $\\sigma_1$")
    for ax, title in ((one, "$\\mathrm{one}$"), (two, "\\text{other} one")):
        ax.plot([1, 2], label="a line")
        ax.set(title=title, xlabel="x", ylabel="y")
    one.legend()
    figure.legend()
    one.text(0, 1, "here")
    one.text(0, 1, "unseen", visible=False)
    one.text(0, 1, " ")
    words = frames.words_in(figure).split("; ")
    assert sorted(words) == sorted(["Two \\sigma_1", "here", "one", "other one"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((-0.5, "−0.5"), (3, "3"), (0.1234567, "0.123457"), (np.float32(-2), "−2")),
        *(("He-3", "He-3"), ((1, -2), "(1, -2)")),
    ],
)
def test_numbers_are_written_with_a_true_minus_sign(value: object, text: str) -> None:
    assert frames.written(value) == text


def grey(*rows: list[int], mode: str = "RGB") -> bytes:
    packed = io.BytesIO()
    Image.fromarray(np.array(rows, dtype="uint8")).convert(mode).save(packed, "PNG")
    return packed.getvalue()


def test_what_differs_visibly_is_told_as_a_share_of_the_ink() -> None:
    one = grey([30, 255, 255], [255, 200, 255])
    assert frames.difference(one, grey([30, 255, 255], [255, 200, 255], mode="L")) == 0
    assert frames.difference(one, grey([50, 255, 255], [255, 232, 255])) == 0
    assert frames.difference(one, grey([30, 255, 255], [255, 233, 255])) == 1 / 2
    assert frames.difference(one, grey([255, 30, 30], [255, 200, 255])) == 3 / 4
    assert frames.difference(one, grey([30, 255], [255, 200])) == 1
    blank = grey([255, 255, 240])
    assert frames.difference(blank, blank) == 0
    assert frames.difference(blank, grey([0, 255, 240])) == 1


def test_ink_is_what_is_not_paper_in_any_colour() -> None:
    def red(*values: int) -> bytes:
        packed = io.BytesIO()
        Image.fromarray(np.array([[(v, 255, 255) for v in values]], dtype="uint8")).save(
            packed, "PNG"
        )
        return packed.getvalue()

    assert frames.difference(red(223, 224, 255, 0), red(223, 224, 255, 100)) == 1 / 2
