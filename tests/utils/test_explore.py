"""Explorables and figures in real kernels: live with sliders, static without."""

import base64
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from utils import plotting
from utils.explore import explore
from utils.plotting.display import png_of

ROOT = Path(__file__).parents[2]
DRAW = """
from utils.explore import explore
from utils.plotting import plot_curves, show
drawn = []
def draw(w, n, gate):
    drawn.append((w, n, gate))
    return plot_curves({gate: [w, n, 3.0]})
"""
EXPLORE = """
explore(
    draw, alt="A line.", w=(-1.0, 1.0, 0.05, 0.5), n=(1, 9, 1, 2), gate=["AND", "OR"]
)
"""
MOVE = """
import gc, ipywidgets
def find(kind):
    (widget,) = [w for w in gc.get_objects() if isinstance(w, kind)]
    return widget
slider = find(ipywidgets.FloatSlider)
print(slider.readout_format, slider.continuous_update, find(ipywidgets.IntSlider).max)
slider.value = -0.25
find(ipywidgets.Dropdown).value = "OR"
print(drawn)
"""


def run(*cells: str) -> Any:
    """Execute cells in a new kernel and return the notebook."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    resources = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=600, iopub_timeout=600, resources=resources).execute()
    return notebook


@pytest.fixture(scope="module")
def static() -> Any:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("COURSE_STATIC", "1")
        return run(
            DRAW,
            "import matplotlib.pyplot as plt\n"
            'show(plot_curves({"a": [1, 2, 3]}), alt=\'A "line" < 4.\')',
            EXPLORE,
            "print(drawn, plt.get_fignums())",
            "figure, axes = plt.subplots()\nprint(figure.get_layout_engine())\nplt.close(figure)",
        )


def test_a_figure_appears_once_with_its_alt_text(static: Any) -> None:
    (output,) = static.cells[1].outputs
    assert output.metadata == {"image/png": {"alt": 'A "line" < 4.'}}
    assert output.data["text/plain"] == "<Figure size 640x400 with 1 Axes>"
    # nbconvert 7's template "lab" passes no description on; "classic" does.
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(static)
    page = BeautifulSoup(html, "html.parser")
    alts = [image["alt"] for image in page.find_all("img")]
    assert alts == ['A "line" < 4.', "A line."]


def test_the_same_figure_has_the_same_bytes_in_another_process(static: Any) -> None:
    here = png_of(plotting.plot_curves({"a": [1, 2, 3]}))
    plt.close("all")
    assert base64.b64decode(static.cells[1].outputs[0].data["image/png"]) == here


def test_static_shows_the_start_and_draws_every_end(static: Any) -> None:
    (output,) = static.cells[2].outputs
    assert output.metadata["image/png"]["alt"] == "A line."
    drawn = [
        (0.5, 2, "AND"),
        (-1.0, 2, "AND"),
        (1.0, 2, "AND"),
        (0.5, 1, "AND"),
        (0.5, 9, "AND"),
        (0.5, 2, "OR"),
    ]
    assert static.cells[3].outputs[0].text == f"{drawn} []\n"


def test_plain_subplots_in_a_kernel_have_the_style(static: Any) -> None:
    assert "ConstrainedLayoutEngine" in static.cells[4].outputs[0].text


@pytest.fixture(scope="module")
def live() -> Any:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("COURSE_STATIC", raising=False)
        return run(DRAW, EXPLORE, MOVE)


def test_live_shows_controls_above_the_figure(live: Any) -> None:
    (output,) = live.cells[1].outputs
    view = "application/vnd.jupyter.widget-view+json"
    state = live.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    box = state[output.data[view]["model_id"]]
    children = [state[child.removeprefix("IPY_MODEL_")] for child in box["state"]["children"]]
    kinds = [child["model_name"] for child in children]
    assert box["model_name"] == "VBoxModel"
    assert kinds == [
        "FloatSliderModel",
        "IntSliderModel",
        "DropdownModel",
        "OutputModel",
    ]
    assert [child["state"]["description"] for child in children[:3]] == [
        "w",
        "n",
        "gate",
    ]
    (figure,) = children[3]["state"]["outputs"]
    assert figure["metadata"]["image/png"]["alt"] == "A line."


def test_live_draws_again_when_a_slider_is_let_go(live: Any) -> None:
    settings, drawn = "".join(out.text for out in live.cells[2].outputs).splitlines()
    assert settings == ".2f False 9"
    assert drawn == str([(0.5, 2, "AND"), (-0.25, 2, "AND"), (-0.25, 2, "OR")])


# Static mode without a kernel


def figure(**values: Any) -> Figure:
    return plotting.plot_curves({"a": list(values.values())})


def test_outside_a_kernel_nothing_is_printed_or_left_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    explore(figure, alt="A line.", w=(0.0, 1.0, 0.1, 0.5))
    assert capsys.readouterr() == ("", "")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("broken", [0.5, 0.0, 1.0, "XOR"])
def test_an_error_at_any_end_surfaces_and_says_where(broken: Any) -> None:
    def draw(w: float, gate: str) -> Figure:
        if broken in (w, gate):
            raise ZeroDivisionError("a lesson")
        return figure(w=w)

    with pytest.raises(ZeroDivisionError, match="a lesson") as caught:
        explore(draw, alt="A line.", w=(0.0, 1.0, 0.1, 0.5), gate=["AND", "OR", "XOR"])
    (note,) = caught.value.__notes__
    assert note.startswith("explore was drawing the figure at {'w': ")
    assert repr(broken) in note


def test_draw_must_return_a_figure() -> None:
    with pytest.raises(TypeError, match=r"^draw must return a figure, got NoneType"):
        explore(lambda w: None, alt="A line.", w=[1, 2])  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    "control",
    [(1, 0, 0.1, 0.5), (0, 1, 0, 0.5), (0, 1, 0.1, 2), (0, 1, 0.1), [], "AND", 3],
)
def test_a_malformed_control_is_named(control: Any) -> None:
    with pytest.raises(ValueError, match=r"^control gate=.* must be a tuple"):
        explore(figure, alt="A line.", gate=control)
