"""Frames: a small explorable is drawn, and each mistake of an author is one sentence."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from course.book import frames
from course.config import CourseError
from course.directives import Page
from utils import plotting
from utils.plotting.display import png_of

CODE = """
from utils.explore import explore
from utils.plotting import plot_curves
KINDS = {"rising": 1, "falling": -1}

def draw(slope, kind):
    figure = plot_curves({"line": [0, slope * KINDS[kind]]}, title=f"{kind}: ${slope}$")
    figure.axes[0].set_ylim(-3, 3)
    return figure

explore(draw, alt="A line.", slope=(0.0, 2.0, 0.5, 1.0), kind=list(KINDS))
"""
SLOPE = Page("slope", ("slope", "斜率"), "0, 1, 2")
KIND = Page("kind", ("kind", "種類"), "")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what a process of its own may leave behind."""
    import utils.explore

    monkeypatch.setenv("COURSE_STATIC", "1")
    monkeypatch.setattr(utils.explore, "explore", utils.explore.explore)


def drawn(slope: float, kind: str) -> bytes:
    figure = plotting.plot_curves(
        {"line": [0, slope * (1 if kind == "rising" else -1)]}, title=f"{kind}: ${slope:g}$"
    )
    figure.axes[0].set_ylim(-3, 3)
    png = png_of(figure)
    plt.close("all")
    return png


def pixels(data: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_every_setting_has_its_frame(here: None, tmp_path: Path) -> None:
    stored = base64.b64encode(drawn(1, "rising")).decode()
    frames.draw(CODE, [SLOPE, KIND], tmp_path / "out", stored)
    index = json.loads((tmp_path / "out" / frames.INDEX).read_text(encoding="utf-8"))
    first, second = index["controls"]
    assert first == {
        "name": "slope",
        "menu": False,
        "values": ["0", "1", "2"],
        "start": 1,
    }
    assert (second["menu"], second["values"], second["start"]) == (True, ["rising", "falling"], 0)
    assert index["words"][5] == "falling: 2"
    settings = [(s, k) for s in (0, 1, 2) for k in ("rising", "falling")]
    for number, setting in enumerate(settings):
        frame = (tmp_path / "out" / f"{number}.webp").read_bytes()
        assert (pixels(frame) == pixels(drawn(*setting))).all(), setting
    assert len(list((tmp_path / "out").glob("*.webp"))) == 6
    assert plt.get_fignums() == []


def test_another_figure_than_the_notebook_s_is_refused(here: None, tmp_path: Path) -> None:
    stored = base64.b64encode(drawn(1, "falling")).decode()
    with pytest.raises(CourseError, match=r"^looks different from the figure in its notebook; run"):
        frames.draw(CODE, [SLOPE, KIND], tmp_path / "out", stored)
    assert not (tmp_path / "out" / frames.INDEX).exists()


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        (
            [SLOPE],
            r"lacks page values for kind; add a line `#! page kind \(label; 標籤\): VALUE, VALUE`",
        ),
        ([KIND], "lacks page values for slope; add"),
        ([SLOPE, KIND, Page("b", ("b", "b"), "1")], "has no control 'b'; correct"),
        ([Page("slope", ("s", "s"), "0, 1, 3"), KIND], "cannot take slope = 3; correct"),
        ([SLOPE, Page("kind", ("k", "k"), '"rising", "flat"')], "cannot take kind = 'flat'"),
        ([Page("slope", ("s", "s"), "0, 2"), KIND], "starts at slope = 1.0, which is not among"),
        ([Page("slope", ("s", "s"), "np.arange(3)"), KIND], r"cannot run without .*\(NameError"),
        (
            [Page("slope", ("s", "s"), "*(i / 200 for i in range(400))"), KIND],
            "has 800 frames; name",
        ),
    ],
)
def test_a_mistake_is_one_sentence(
    here: None, tmp_path: Path, pages: list[Page], message: str
) -> None:
    with pytest.raises(CourseError, match=message):
        frames.draw(CODE, pages, tmp_path / "out", "")
    assert not (tmp_path / "out").exists()


def test_too_many_bytes_are_refused(
    here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_BYTES", 10_000)
    with pytest.raises(CourseError, match=r"has 6 frames of 0\.\d MB together; name fewer"):
        frames.draw(CODE, [SLOPE, KIND], tmp_path / "out", "")


def test_a_slice_that_lacks_something_says_so(here: None, tmp_path: Path) -> None:
    with pytest.raises(
        CourseError, match=r"^cannot run without the rest of its chapter \(NameError"
    ):
        frames.draw(CODE.replace("KINDS = ", "OTHERS = "), [SLOPE, KIND], tmp_path / "out", "")


def test_ranges_and_arrays_stand_for_their_values(here: None, tmp_path: Path) -> None:
    pages = [Page("slope", ("s", "s"), "range(3)"), Page("kind", ("k", "k"), "KINDS")]
    frames.draw(CODE, pages, tmp_path / "out", "")
    index = json.loads((tmp_path / "out" / frames.INDEX).read_text(encoding="utf-8"))
    assert [c["values"] for c in index["controls"]] == [["0", "1", "2"], ["rising", "falling"]]


def test_words_are_titles_and_texts_without_ticks_and_legends() -> None:
    figure = plotting.plot_curves({"a": [1, 2], "b": [2, 1]}, title="Two $\\sigma_1$", xlabel="x")
    figure.axes[0].text(0, 1, "here")
    assert sorted(frames.words_in(figure).split("; ")) == ["Two \\sigma_1", "here"]
    plt.close(figure)


def test_numbers_are_written_with_a_true_minus_sign() -> None:
    assert [frames.written(v) for v in (-0.5, 3, 0.0125, "He")] == ["−0.5", "3", "0.0125", "He"]


def test_pictures_of_different_sizes_differ() -> None:
    one, other = drawn(1, "rising"), png_of(plotting.subplots(width=3, height=2)[0])
    assert 0.05 < frames.difference(one, drawn(1, "falling")) < 1
    plt.close("all")
    assert frames.difference(one, one) == 0
    assert frames.difference(one, other) == 1
