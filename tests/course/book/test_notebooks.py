from __future__ import annotations

import base64
import hashlib
import io

import nbformat
import pytest
from nbformat import NotebookNode
from PIL import Image

from course.book.notebooks import prepare
from course.book.pages import pages

PAGE = pages()["chapters/01_perceptron"]


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20)).save(buffer, "PNG")
    return buffer.getvalue()


def notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def code(text: str, **more: object) -> NotebookNode:
    return nbformat.v4.new_code_cell(text, id="c", **more)


def prepared(
    *cells: NotebookNode,
    anchors: dict[str, list[str]] | None = None,
    widgets: dict[str, str] | None = None,
) -> tuple[list[NotebookNode], dict[str, bytes]]:
    book, figures = prepare(
        notebook(*cells), notebook(*cells), PAGE, "en", anchors=anchors or {}, widgets=widgets or {}
    )
    return book.cells, figures


def test_badges_pictures_and_the_other_language_leave_the_header() -> None:
    text = (
        "# 1 Perceptron\n\n[![Open in Colab][Colab]](https://colab)\n[![B][Binder]](https://b)\n\n"
        "Chapter 1 of 8.\nRuns long. | [繁體中文](zh-TW/01_perceptron.ipynb)\n\n"
        "[Colab]: data:image/png;base64,iV\n"
        "[Binder]: data:image/png;base64,iV"
    )
    ((cell,), _) = prepared(nbformat.v4.new_markdown_cell(text, id="header"))
    assert cell.source.split() == [
        "{.at-perceptron}",
        "#",
        "1",
        "Perceptron",
        "Chapter",
        "1",
        "of",
        "8.",
        "Runs",
        "long.",
    ]


def test_a_fold_has_its_title_and_no_line_that_repeats_it() -> None:
    cell = code(
        "# @title Check {a}\na = 1\nassert a", metadata={"tags": ["hide-input"], "jupyter": {}}
    )
    ((made,), _) = prepared(cell)
    assert made.source == "a = 1\nassert a"
    assert made.metadata == {
        "tags": ["hide-input"],
        "mystnb": {"code_prompt_show": "Check {{a}}", "code_prompt_hide": "Check {{a}}"},
    }


def test_a_figure_becomes_an_image_with_size_and_alt_text() -> None:
    png = picture()
    output = nbformat.v4.new_output(
        "display_data",
        {"image/png": base64.b64encode(png).decode(), "text/plain": "<Figure>"},
        metadata={"image/png": {"alt": 'rises & "falls"'}},
    )
    ((made,), figures) = prepared(code("x", outputs=[output]))
    name = f"{hashlib.sha256(png).hexdigest()[:16]}.png"
    assert figures == {name: png}
    assert made.outputs == [nbformat.v4.new_output("display_data", {"text/html": shown(png)})]


def shown(png: bytes, alt: str = "rises &amp; &quot;falls&quot;") -> str:
    name = f"../../images/{hashlib.sha256(png).hexdigest()[:16]}.png"
    return (
        f'<a class="enlarge" href="{name}"><img class="figure" src="{name}" width="30" '
        f'height="20" loading="lazy" decoding="async" alt="{alt}"></a>'
    )


@pytest.mark.parametrize("metadata", [{}, {"image/png": {}}])
def test_a_figure_without_words_has_no_alt_text(metadata: dict[str, object]) -> None:
    png = picture()
    data = {"image/png": base64.b64encode(png).decode()}
    output = nbformat.v4.new_output("execute_result", data, metadata=metadata)
    ((made,), _) = prepared(code("x", outputs=[output]))
    assert made.outputs[0]["data"] == {"text/html": shown(png, "")}


def test_text_output_stays() -> None:
    output = nbformat.v4.new_output("stream", name="stdout", text="3.14\n")
    ((made,), figures) = prepared(code("x", outputs=[output], execution_count=3))
    assert (made.outputs, made.execution_count, figures) == ([output], 3, {})


def test_anchors_stand_before_their_cell_and_widgets_behind() -> None:
    cells, _ = prepared(code("x"), anchors={"c": ["a004", "a005"]}, widgets={"c": "<p>live</p>"})
    assert [c.cell_type for c in cells] == ["markdown", "code", "markdown"]
    assert [c.id for c in cells] == ["c-at", "c", "c-live"]
    assert cells[0].source == (
        '<span class="anchor" id="a004"></span><span class="anchor" id="a005"></span>'
    )
    assert (cells[1].source, cells[1].metadata) == ("x", {"tags": []})
    assert cells[2].source == "<p>live</p>"


def test_prose_has_the_english_ids_and_its_own_language_s_links() -> None:
    chinese, english = (
        nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_markdown_cell(f"## {one} [n](notation.md)", id="one"),
                nbformat.v4.new_markdown_cell(f"## {two}\n[![A](b)](c)", id="two"),
            ],
            metadata={"language": one},
        )
        for one, two in (("一", "二"), ("One", "Two"))
    )
    book, figures = prepare(chinese, english, PAGE, "zh-TW", anchors={}, widgets={})
    assert book.metadata == {"language": "一"}
    assert [(c.cell_type, c.id, c.source) for c in book.cells] == [
        ("markdown", "one", '{.at-one-n-notation-md}\n## 一 <a href="../notation.html">n</a>'),
        ("markdown", "two", "{.at-two}\n## 二\n[![A](b)](c)"),
    ]
    assert figures == {}


def test_a_fold_on_a_chinese_page_has_a_chinese_title(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        nbformat.v4.new_code_cell(f"# @title {title}\nassert 1", id=f"c{i}")
        for i, title in enumerate(["Check the answers", "Check what nobody has translated"])
    ]
    book, _ = prepare(notebook(*cells), notebook(*cells), PAGE, "zh-TW", anchors={}, widgets={})
    shown = [cell.metadata["mystnb"]["code_prompt_show"] for cell in book.cells]
    assert shown == ["檢查解答", "檢查與畫圖"]
    assert "no Chinese title for 'Check what nobody has translated'" in capsys.readouterr().out
