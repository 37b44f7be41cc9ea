"""Explorables: a figure under sliders in a live kernel, a still figure elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from utils.plotting import show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw: TypeAlias = "Callable[..., Figure]"
Control: TypeAlias = tuple[float, float, float, float] | list[Any]


def explore(draw: Draw, /, *, alt: str, **controls: Control) -> None:
    """Show a figure with one control for each of its arguments.

    In a live kernel the controls stand above the figure. When the course is built or
    tested (`COURSE_STATIC=1`), outside a kernel, or without ipywidgets, the figure is
    shown once, at the start values; then it is drawn, unseen, at both ends of every
    slider and at every choice, the others at their start, so that errors surface.

    Args:
        draw: called as `draw(**values)`; returns a figure.
        alt: what one sees at the start values, and what it means.
        **controls: a tuple `(low, high, step, start)` makes a slider, of integers if
            all four are integers; a list makes a menu that starts at its first choice.

    Raises:
        ValueError: a control is neither of the two; the message names it.
        TypeError: `draw` returned no figure.
    """
    for name, control in controls.items():
        _check(name, control)
    if _live():
        _show_live(draw, alt, controls)
    else:
        _show_static(draw, alt, controls)


def _check(name: str, control: Any) -> None:
    if isinstance(control, list) and control:
        return
    if isinstance(control, tuple) and len(control) == 4:
        low, high, step, start = control
        if low < high and step > 0 and low <= start <= high:
            return
    raise ValueError(
        f"control {name}={control!r} must be a tuple (low, high, step, start) with "
        "low <= start <= high and step > 0, or a list of choices."
    )


def _live() -> bool:
    if os.environ.get("COURSE_STATIC") == "1":
        return False
    try:
        import ipywidgets  # noqa: F401
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None


def _show_static(draw: Draw, alt: str, controls: dict[str, Control]) -> None:
    import matplotlib.pyplot as plt

    start = {k: c[3] if isinstance(c, tuple) else c[0] for k, c in controls.items()}
    show(_drawn(draw, start), alt=alt)
    for name, control in controls.items():
        others = control[:2] if isinstance(control, tuple) else control[1:]
        for value in others:
            plt.close(_drawn(draw, start | {name: value}))


def _drawn(draw: Draw, values: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    try:
        figure = draw(**values)
    except Exception as error:
        error.add_note(f"explore was drawing the figure at {values}")
        raise
    if not isinstance(figure, Figure):
        raise TypeError(f"draw must return a figure, got {type(figure).__name__}.")
    return figure


def _show_live(draw: Draw, alt: str, controls: dict[str, Control]) -> None:
    import ipywidgets as widgets
    from IPython.display import display

    made = {name: _widget(name, control) for name, control in controls.items()}
    figure = widgets.interactive_output(lambda **values: show(_drawn(draw, values), alt=alt), made)
    display(widgets.VBox([*made.values(), figure]))


def _widget(name: str, control: Control) -> Any:
    import ipywidgets as widgets

    if isinstance(control, list):
        return widgets.Dropdown(options=control, description=name)
    low, high, step, start = control
    settings = {
        "min": low,
        "max": high,
        "step": step,
        "value": start,
        "description": name,
        # Draw when the slider is let go: a figure takes too long to follow the mouse.
        "continuous_update": False,
        "style": {"description_width": "initial"},
    }
    if all(isinstance(number, int) for number in control):
        return widgets.IntSlider(**settings)
    decimals = max(-int(Decimal(str(n)).as_tuple().exponent) for n in (low, step, start))
    return widgets.FloatSlider(**settings, readout_format=f".{max(decimals, 0)}f")
