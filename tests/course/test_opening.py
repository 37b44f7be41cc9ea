"""What chapters and labs open with."""

from __future__ import annotations

import base64
import io

import nbformat
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from nbconvert import HTMLExporter
from PIL import Image

from course.config import LANGUAGES, CourseError, load_chapters
from course.labs.model import load_labs
from course.opening import badges, setup_cell

HOME = "https://github.com/someone/a-course"


def pictures(html: str) -> list[tuple[str, str, str]]:
    """Address, alt text and picture of every badge."""
    found = BeautifulSoup(html, "html.parser").select("a > img")
    return [(str(i.parent["href"]), str(i["alt"]), str(i["src"])) for i in found if i.parent]


@pytest.mark.parametrize("language, alt", [("en", "Open in Colab"), ("zh-TW", "在 Colab 開啟")])
def test_badges_show_without_network_and_lead_to_the_notebook(language: str, alt: str) -> None:
    shown, data = badges(language, HOME, "notebooks/a b.ipynb")
    for part, start in ((shown, "[!["), (data, "[")):
        assert [line[: len(start)] for line in part.splitlines()] == [start] * 2
    colab, binder = pictures(MarkdownIt().render(f"{shown}\n\n{data}"))
    assert colab[:2] == (
        "https://colab.research.google.com/github/someone/a-course/blob/main/notebooks/a%20b.ipynb",
        alt,
    )
    assert binder[:2] == (
        "https://mybinder.org/v2/gh/someone/a-course/main?labpath=notebooks%2Fa%20b.ipynb",
        alt.replace("Colab", "Binder"),
    )
    for _, _, source in (colab, binder):
        kind, _, text = source.partition(",")
        assert kind == "data:image/png;base64"
        with Image.open(io.BytesIO(base64.b64decode(text))) as image:
            assert image.height == 26 and len(text) < 1000


def test_another_renderer_shows_them_too() -> None:
    """Notebooks on the web are rendered by nbconvert, which has a Markdown parser of its own."""
    chapter = load_chapters()[0]
    notebook = nbformat.read(chapter.notebook("en"), as_version=4)
    notebook.cells = notebook.cells[:1]
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    assert [p[2][:21] for p in pictures(html)] == ["data:image/png;base64"] * 2


def test_another_home_is_refused() -> None:
    with pytest.raises(CourseError) as error:
        badges("en", "https://example.org/someone/a-course", "a.ipynb")
    assert str(error.value) == (
        "https://example.org/someone/a-course is not on github.com, so Colab can't open it; set "
        "[project.urls] Repository in pyproject.toml to an address there."
    )


def test_the_setup_cell_is_folded_under_what_it_does() -> None:
    cell = setup_cell(f"{HOME}.git")
    assert cell.fold.startswith("Setup: find the course")
    assert 'Path("a-course")' in cell.text and f'"{HOME}.git"' in cell.text
    compile(cell.text, "setup", "exec")


@pytest.mark.parametrize("address", [HOME, f"{HOME}/", f"{HOME}.git", f"{HOME}.git/"])
def test_the_course_is_looked_for_under_the_last_part_of_its_address(address: str) -> None:
    assert '\nhome = Path("a-course").resolve()\n' in setup_cell(address).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notebook_opens_so(language: str) -> None:
    files = [chapter.notebook(language) for chapter in load_chapters()]
    for path in [*files, *(lab.notebook(language) for lab in load_labs())]:
        notebook = nbformat.read(path, as_version=4)
        setup = notebook.cells[1]
        assert setup.source.startswith("# @title Setup: find the course")
        assert setup.metadata.jupyter.source_hidden and setup.metadata.cellView == "form"
        assert notebook.cells[0].source.count("data:image/png;base64,") == 2
        assert notebook.metadata.kernelspec.display_name == "Python 3 (ipykernel)"
