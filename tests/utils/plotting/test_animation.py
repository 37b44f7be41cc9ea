"""An animated PNG, read back by Pillow, holds the frames that were drawn."""

import io
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from utils import plotting
from utils.plotting import animation
from utils.plotting.animation import animated_png, show_animation


def squares(num_frames: int) -> list[Any]:
    """Pictures of a red square that walks over a background of blue and white."""
    frames = []
    for k in range(num_frames):
        frame = np.full((40, 60, 3), 255, np.uint8)
        frame[::2] = (0, 0, 200)
        frame[10:20, 5 * k : 5 * k + 10] = (200, 0, 0)
        frames.append(frame)
    return frames


def read(png: bytes) -> tuple[Any, list[Any], list[float]]:
    """Give the still picture, the frames as a player composes them, and their durations."""
    image = Image.open(io.BytesIO(png))
    still = np.array(image.convert("RGBA"))
    frames, durations = [], []
    # Pillow counts the still picture as frame 0.
    for k in range(1, image.n_frames):  # type: ignore[attr-defined]
        image.seek(k)
        frames.append(np.array(image.convert("RGBA")))
        durations.append(float(image.info["duration"]))
    return still, frames, durations


def test_frames_and_times_survive() -> None:
    given = squares(8)
    still, frames, durations = read(animated_png(given, [0.1] * 7 + [2.0]))
    assert (still[..., :3] == given[-1]).all() and (still[..., 3] == 255).all()
    assert len(frames) == 8
    for frame, expected in zip(frames, given, strict=True):
        assert (frame[..., :3] == expected).all() and (frame[..., 3] == 255).all()
    assert durations == [100] * 7 + [2000]


def test_a_frame_without_change_is_kept() -> None:
    first, second = squares(2)
    _, frames, _ = read(animated_png([first, first, second], [0.1] * 3))
    assert len(frames) == 3 and (frames[1][..., :3] == first).all()


def test_only_changes_are_stored() -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 15, (200, 200, 1)).astype(np.uint8) * np.full(3, 16, np.uint8)
    frames = [noise.copy() for _ in range(50)]
    for k, frame in enumerate(frames):
        frame[k : k + 5, 100:105] = (255, 0, 0)
    one = len(animated_png(frames[:1], [0.1]))
    assert len(animated_png(frames, [0.1] * 50)) < 1.5 * one


class _Notebook:
    """Stands in for IPython and keeps what is displayed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: list[dict[str, Any]] = []
        monkeypatch.setattr(
            animation, "display_png", lambda png, **more: self.shown.append({"png": png} | more)
        )


def moving_dot() -> tuple[Any, Any, Any]:
    figure, axes = plotting.subplots(width=2, height=1.5)
    (dot,) = axes.plot([0], [0], "o", color="#D55E00")
    axes.set(xlim=(-1, 4), ylim=(-1, 1))
    return figure, dot, lambda k: dot.set_data([k], [0])


def test_show_animation_draws_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = _Notebook(monkeypatch)
    for _ in range(2):
        figure, dot, update = moving_dot()
        show_animation(figure, [dot], update, 4, alt="A dot moves to the right.")
    assert plt.get_fignums() == []
    first, second = notebook.shown
    assert first == second  # the same bytes every time
    assert first["alt"] == "A dot moves to the right."
    still, frames, durations = read(first["png"])
    assert durations == [100] * 3 + [3000]
    assert (still == frames[-1]).all()
    reddish = [(f[..., 0] > 180) & (f[..., 2] < 60) for f in frames]
    columns = [np.flatnonzero(mask.any(axis=0)).mean() for mask in reddish]
    assert np.all(np.diff(columns) > 10)
    # Only one dot in each frame: the one before is wiped.
    assert max(mask.sum() for mask in reddish) < 1.5 * min(mask.sum() for mask in reddish)


def test_what_lies_on_top_does_so_in_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = _Notebook(monkeypatch)
    figure, axes = plotting.subplots(width=2, height=1.5)
    (top,) = axes.plot([0], [0], "o", color="#D55E00", markersize=40, zorder=5)
    (below,) = axes.plot([0], [0], "s", color="#0072B2", markersize=60, zorder=4)
    show_animation(figure, [top, below], lambda k: None, 2, alt="A dot on a square.")
    _, frames, _ = read(notebook.shown[0]["png"])
    for frame in frames:  # the square, larger than the dot, would hide all of it
        assert ((frame[..., 0] > 180) & (frame[..., 2] < 60)).sum() > 500
        assert ((frame[..., 0] < 60) & (frame[..., 2] > 150)).sum() > 500


def test_show_animation_refuses_what_it_cannot_show() -> None:
    figure, dot, update = moving_dot()
    with pytest.raises(ValueError, match="needs alt="):
        show_animation(figure, [dot], update, 3, alt=" ")
    with pytest.raises(ValueError, match="at least one frame"):
        show_animation(figure, [dot], update, 0, alt="Nothing.")
    assert plt.get_fignums() == []


def test_outside_a_notebook_nothing_is_printed(
    capsys: pytest.CaptureFixture[str], no_shell: None
) -> None:
    figure, dot, update = moving_dot()
    show_animation(figure, [dot], update, 2, alt="A dot.")
    assert capsys.readouterr() == ("", "")
