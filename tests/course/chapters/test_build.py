"""Building: two notebooks from one source, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from course.chapters.build import assemble_all, build, read_source, stamp_source, write
from course.chapters.execute import RunError
from course.chapters.results import Run, run_of
from course.config import CourseError
from course.source import parse
from tests.course.chapters.courses import Course, edit, read


def random_output(course: Course) -> list[nbformat.NotebookNode]:
    return next(c.outputs for c in read(course, "en").cells if "random()" in c.source)


def test_building_again_gives_the_same_bytes(small_course: Course) -> None:
    root, chapter = small_course
    files = [chapter.notebook(language, root) for language in ("en", "zh-TW")]
    before = [f.read_bytes() for f in files]
    assert build(chapter, root) == []
    assert [f.read_bytes() for f in files] == before


def test_the_files_that_changed_are_named(small_course: Course, no_run: list[str]) -> None:
    root, chapter = small_course
    edit(small_course, "# 這個數是", "# 這裡的數是")
    assert build(chapter, root) == [chapter.notebook("zh-TW", root)]
    assert "一條上升的線" in chapter.notebook("zh-TW", root).read_text(encoding="utf-8")
    edit(small_course, "# The number is", "# So the number is")
    assert stamp_source(chapter, root) and not stamp_source(chapter, root)
    # A cell's id comes from its English, in both.
    both = [chapter.notebook(language, root) for language in ("en", "zh-TW")]
    assert build(chapter, root) == both
    (root / "labs").mkdir()
    (root / "labs" / "lab01_new.ipynb").touch()
    assert build(chapter, root) == both
    assert all("lab01_new" in path.read_text(encoding="utf-8") for path in both)


def test_a_notebook_is_written_where_it_changed(tmp_path: Path) -> None:
    path, notebook = tmp_path / "one.ipynb", nbformat.v4.new_notebook()
    assert write(notebook, path)
    text = path.read_text(encoding="utf-8")
    assert text == nbformat.writes(notebook) + "\n"
    path.chmod(0o600)  # a file that is written again has the usual rights
    assert not write(notebook, path) and path.stat().st_mode & 0o777 == 0o600
    notebook.metadata["title"] = "二"
    assert write(notebook, path)
    with pytest.raises(nbformat.ValidationError):
        write(nbformat.NotebookNode(notebook, cells=[{"cell_type": "code", "id": "a"}]), path)
    assert nbformat.read(path, as_version=4) == notebook


def test_a_source_that_is_not_fit_to_build_says_all_that_is_wrong(written_course: Course) -> None:
    root, chapter = written_course
    edit(written_course, 'rows="P1"', 'row="P1"')
    edit(written_course, 'print("two")', 'print("two") # ' + "x" * 90)
    with pytest.raises(CourseError) as error:
        read_source(chapter, root)
    one, two = str(error.value).splitlines()
    assert one.startswith("01_one, source cell 3: unknown cell option 'row'")
    assert two.startswith("01_one, source cell 12: a line of 105 columns")
    chapter.source(root).unlink()
    with pytest.raises(CourseError, match=r"^01_one has no source; write notebooks/sources/01_one"):
        read_source(chapter, root)


def test_a_chapter_leads_to_the_labs_that_there_are_in_order(written_course: Course) -> None:
    root, chapter = written_course
    (root / "labs").mkdir()
    for name in ("lab01_b.ipynb", "lab01_a.ipynb", "lab02_c.ipynb", "lab01_d.py"):
        (root / "labs" / name).touch()
    footer = assemble_all(read_source(chapter, root), chapter, root)["en"].cells[-1].source
    assert [line for line in footer.splitlines() if "lab" in line] == [
        "Practise: [lab01_a](../labs/lab01_a.ipynb)",
        "Practise: [lab01_b](../labs/lab01_b.ipynb)",
    ]


def test_only_the_second_edition_credits_the_slides(written_course: Course) -> None:
    root, chapter = written_course
    source = read_source(chapter, root)
    for edition, credited in ((1, False), (2, True), (3, False)):
        notebooks = assemble_all(source, replace(chapter, edition=edition), root)
        assert ("“Lines”, by 甲" in notebooks["en"].cells[-1].source) == credited


def test_building_elsewhere_differs_only_where_a_run_may(small_course: Course) -> None:
    root, chapter = small_course
    first = read(small_course, "en")
    chapter.notebook("en", root).unlink()
    build(chapter, root)
    second = read(small_course, "en")
    different = [
        i for i, (a, b) in enumerate(zip(first.cells, second.cells, strict=True)) if a != b
    ]
    random_cells = [
        i
        for i, c in enumerate(first.cells)
        if "nbval-ignore-output" in c.metadata.get("tags", []) or "x2" in str(c.metadata)
    ]
    assert set(different) <= set(random_cells)


def test_changed_code_brings_fresh_output(small_course: Course) -> None:
    root, chapter = small_course
    old = random_output(small_course)
    source = chapter.source(root)
    source.write_text(source.read_text().replace("print(y)", "print(y, 1)"))
    build(chapter, root)
    new = random_output(small_course)
    assert new != old and new[0].text.endswith(" 1\n")


def test_prose_never_quotes_an_older_run_than_the_output_above_it(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    for old, new in (("random.random()", "0.1"), ("x + 0.1", "x + 0.7")):
        source.write_text(source.read_text().replace(old, new))
        build(chapter, root)
    text = [cell.source for cell in read(small_course, "en").cells]
    assert "It took about 3.7." in text


@pytest.fixture
def no_run(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take the place of execution; says how often it was asked for."""
    asked: list[str] = []

    def refuse(*arguments: object, **options: object) -> None:
        assert options == {"one_thread": True}
        asked.append("run")
        raise RunError("executed")

    monkeypatch.setattr("course.chapters.build.execute", refuse)
    return asked


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The number is {{ x | .2f | 0.5 }}.", "So we have {{ x | .2f | 0.5 }}, at last."),
        ("#! alt zh-TW: 一條上升的線", "#! alt zh-TW: 由左下到右上"),
        ('fold="Draw a line"', 'fold="Draw"'),
        ('slides="A004" ', 'slides="A004 A005" '),
        ('rows="P1"', 'rows="P2"'),
    ],
)
def test_edits_beside_the_code_need_no_run(
    small_course: Course, no_run: list[str], old: str, new: str
) -> None:
    root, chapter = small_course
    before = read(small_course, "en")
    edit(small_course, old, new)
    stamp_source(chapter, root)
    build(chapter, root)
    assert no_run == []
    after = read(small_course, "en")
    assert [c.outputs for c in after.cells if c.cell_type == "code"] == [
        c.outputs for c in before.cells if c.cell_type == "code"
    ]
    assert "3.00" in "\n".join(c.source for c in after.cells)
    assert build(chapter, root) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("total = 7", "total = 8"),
        ("The number is {{ x | .2f | 0.5 }}", "The number is {{ x | .3f | 0.5 }}"),
        ('print("two")', 'print("two")\n\n# %%\nprint("one")'),
    ],
)
def test_changed_code_and_new_numbers_need_a_run(
    small_course: Course, no_run: list[str], old: str, new: str
) -> None:
    root, chapter = small_course
    edit(small_course, old, new)
    if ".3f" in new:
        edit(small_course, "這個數是 {{ x | .2f", "這個數是 {{ x | .3f")
    stamp_source(chapter, root)
    with pytest.raises(CourseError, match="executed"):
        build(chapter, root)


def test_a_number_that_moves_past_code_needs_a_run(small_course: Course, no_run: list[str]) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    cells = source.read_text(encoding="utf-8").split("\n\n# %%")
    cells.append(cells.pop(next(i for i, c in enumerate(cells) if "The number is" in c)))
    cells.append(cells.pop(next(i for i, c in enumerate(cells) if "這個數是" in c)))
    source.write_text("\n\n# %%".join(c.rstrip() for c in cells) + "\n", encoding="utf-8")
    assert not parse(source.read_text(encoding="utf-8")).problems
    with pytest.raises(CourseError, match="executed"):
        build(chapter, root)


def test_what_the_code_imports_needs_a_run(small_course: Course, no_run: list[str]) -> None:
    root, chapter = small_course
    folder = root / "experiments" / "of_i5"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__pycache__" / "new.pyc").touch()
    (root / "notes.txt").touch()
    assert build(chapter, root) == [] == no_run
    (folder / "new.py").touch()
    with pytest.raises(CourseError, match=r"^01_one, executed$"):
        build(chapter, root)


@pytest.mark.parametrize(
    ("name", "content"),
    [("experiments/a.py", "x = 2"), ("experiments/b.py", "x = 1"), ("constraints.txt", "keras==3")],
    ids=["content", "name", "versions"],
)
def test_a_run_is_known_by_the_files_that_it_imported(
    small_course: Course, monkeypatch: pytest.MonkeyPatch, name: str, content: str
) -> None:
    root, chapter = small_course
    (root / "experiments").mkdir()
    (root / "experiments" / "a.py").write_text("x = 1", encoding="utf-8")
    runs: list[Run] = []

    def execute(notebook: nbformat.NotebookNode, folder: Path, *, one_thread: bool) -> Run:
        assert folder == root / "notebooks" and one_thread
        runs.append(run_of(read(small_course, "en")))
        # In whatever order a kernel sends the parts of an output.
        for outputs in runs[-1].outputs.values():
            outputs[:] = [nbformat.NotebookNode(reversed(o.items())) for o in outputs]
        return runs[-1]

    monkeypatch.setattr("course.chapters.build.execute", execute)
    assert build(chapter, root) == build(chapter, root) == []
    assert len(runs) == 1
    # Which git ignores.
    assert [p.name for p in (root / "notebooks" / ".executed").iterdir()] == ["01_one.txt"]
    if name == "experiments/b.py":
        (root / "experiments" / "a.py").unlink()
    (root / name).write_text(content, encoding="utf-8")
    build(chapter, root)
    build(chapter, root)
    assert len(runs) == 2
    build(chapter, root, rerun=True)
    assert len(runs) == 3


def test_outputs_of_another_machine_need_a_run(small_course: Course, no_run: list[str]) -> None:
    root, chapter = small_course
    (root / "notebooks" / ".executed" / "01_one.txt").unlink()  # which git ignores
    with pytest.raises(CourseError, match=r"^01_one, executed$"):
        build(chapter, root)


def test_an_output_changed_by_hand_needs_a_run(small_course: Course, no_run: list[str]) -> None:
    root, chapter = small_course
    path = chapter.notebook("en", root)
    path.write_text(path.read_text().replace('"one\\n"', '"won\\n"'))
    with pytest.raises(CourseError, match="executed"):
        build(chapter, root)


def test_a_run_can_be_asked_for(small_course: Course, no_run: list[str]) -> None:
    root, chapter = small_course
    with pytest.raises(CourseError, match="executed"):
        build(chapter, root, rerun=True)


def test_a_failing_cell_writes_nothing(small_course: Course) -> None:
    root, chapter = small_course
    before = chapter.notebook("en", root).read_bytes()
    source = chapter.source(root)
    source.write_text(source.read_text().replace("total = 7", "total = 1 / 0"))
    with pytest.raises(CourseError, match=r"01_one, cell \d+: ZeroDivisionError: division by zero"):
        build(chapter, root)
    assert chapter.notebook("en", root).read_bytes() == before
    assert list(root.glob("notebooks/.01*")) == []


def test_an_undefined_number_writes_nothing(small_course: Course) -> None:
    root, chapter = small_course
    source = chapter.source(root)
    source.write_text(source.read_text().replace("{{ x | .2f", "{{ later | .2f"))
    stamp_source(chapter, root)
    with pytest.raises(CourseError, match=r"\{\{ later \}\} fails with NameError"):
        build(chapter, root)
