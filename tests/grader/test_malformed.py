"""Damaged and tampered notebooks: each gets a row and a plain reason, and no power."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.notebook.assignment import Assignment
from grader.notebook.cells import MAX_BYTES, NotebookError, parse
from grader.notebook.merge import merge
from grader.outputs.pages import feedback, file_name, summary
from grader.outputs.tables import as_table
from grader.outputs.text import plain_text
from grader.submissions.listing import submissions
from grader.submissions.submission import SubmissionsError
from tests.grader import samples
from tests.grader.attacking import SECOND, notebook_with
from tests.grader.conftest import Grade
from tests.grader.hostile import HONEST

Raw = samples.Raw


def honest() -> Raw:
    raw: Raw = json.loads(notebook_with(HONEST))
    return raw


def marks(raw: Raw, name: str) -> dict[str, Any]:
    found: dict[str, Any] = find(raw, name)["metadata"]["nbgrader"]
    return found


def find(raw: Raw, name: str) -> Raw:
    return next(
        c for c in raw["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def without(raw: Raw, key: str) -> Raw:
    return {name: value for name, value in raw.items() if name != key}


def for_all_cells(change: Callable[[dict[str, Any]], Any]) -> Callable[[Raw], Raw]:
    def tamper(raw: Raw) -> Raw:
        for cell in raw["cells"]:
            if "nbgrader" in cell["metadata"]:
                change(cell["metadata"]["nbgrader"])
        return raw

    return tamper


def edit(name: str, **changes: Any) -> Callable[[Raw], Raw]:
    def tamper(raw: Raw) -> Raw:
        find(raw, name).update(changes)
        return raw

    return tamper


def cells(change: Callable[[list[Raw]], list[Raw]]) -> Callable[[Raw], Raw]:
    return lambda raw: {**raw, "cells": change(raw["cells"])}


# The test `third_test` gives half a point for nothing.
BLANK = 0.5

TAMPERED: dict[str, tuple[Callable[[Raw], Raw], float]] = {
    "points raised": (for_all_cells(lambda m: m.update(points=1000)), 10),
    "points negative": (for_all_cells(lambda m: m.update(points=-1)), 10),
    "points not a number": (for_all_cells(lambda m: m.update(points="a lot")), 10),
    "schema version 99": (for_all_cells(lambda m: m.update(schema_version=99)), 10),
    "schema version removed": (for_all_cells(lambda m: m.pop("schema_version")), 10),
    "all flags turned": (
        for_all_cells(lambda m: m.update(grade=not m["grade"], solution=not m["solution"])), 10
    ),
    "flags of other types": (for_all_cells(lambda m: m.update(grade=[], solution=3)), 10),
    "checksums": (for_all_cells(lambda m: m.update(checksum="0" * 32)), 10),
    "tests emptied": (edit("first_test", source="pass"), 10),
    "tests replaced by points": (edit("third_test", source="1000"), 10),
    "tests turned into text": (edit("first_test", cell_type="markdown", source=""), 10),
    "answers turned into text": (edit("second", cell_type="markdown"), 10),
    "answers turned into raw cells": (edit("second", cell_type="raw"), 10),
    "order reversed": (cells(lambda c: c[::-1]), 10),
    "tests deleted": (cells(lambda c: [x for x in c if "_test" not in str(x["metadata"])]), 10),
    "given cell deleted": (cells(lambda c: c[1:]), 10),
    "all cells deleted": (cells(lambda c: []), BLANK),
    "an answer deleted": (cells(lambda c: c[:3] + c[4:]), 7),
    "every cell copied": (cells(lambda c: [x for x in c for _ in range(2)]), 10),
    "a test copied with another text": (
        cells(lambda c: [*c, {**c[2], "source": "import sys; sys.exit()"}]), 10
    ),
    "an id taken twice": (cells(lambda c: [*c, {**c[1], "source": "total = 3"}]), 5),
    "ids of tests given to answers": (
        lambda raw: (marks(raw, "first").update(grade_id="first_test"), raw)[1], 5
    ),
    "unknown ids": (for_all_cells(lambda m: m.update(grade_id="x" + m["grade_id"])), BLANK),
    "ids of other types": (for_all_cells(lambda m: m.update(grade_id=["first"])), BLANK),
    "ids with paths": (for_all_cells(lambda m: m.update(grade_id="../../first")), BLANK),
    "own tests added": (
        cells(lambda c: [samples.test_cell("mine", 1000, "1000"), *c]), 10
    ),
    "kernel replaced": (
        lambda raw: {**raw, "metadata": {"kernelspec": {"name": "evil", "argv": ["sh"]}}}, 10
    ),
    "cell ids equal": (cells(lambda c: [{**x, "id": "a"} for x in c]), 10),
    "source as a list": (
        cells(lambda c: [{**x, "source": x["source"].splitlines(True)} for x in c]), 10
    ),
    "metadata missing": (cells(lambda c: [{**x, "metadata": None} for x in c]), BLANK),
    "cells of other types": (cells(lambda c: c + cast(Any, [3, None, "x", [], {}])), 10),
    "format 3": (
        lambda raw: {
            "nbformat": 3,
            "worksheets": [
                {"cells": [{**without(c, "source"), "input": c["source"]} for c in raw["cells"]]}
            ],
        }, 10
    ),
    "future format": (lambda raw: {**raw, "nbformat": 99}, 10),
    "an added helper cell": (
        cells(lambda c: [*c[:1], samples.cell("def helper(v):\n    return sum(v)"),
                         {**c[1], "source": "def total(v):\n    return helper(v)"}, *c[2:]]),
        10,
    ),
    "an added cell that fails": (cells(lambda c: [samples.cell("1 / 0"), *c]), 10),
    "a given cell extended": (
        cells(lambda c: [{**c[0], "source": c[0]["source"] + "\nimport math"},
                         {**c[1], "source": "def total(v):\n    return math.floor(1) * sum(v)"},
                         *c[2:]]),
        10,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_has_no_power(name: str, grade: Grade, target: Assignment) -> None:
    tamper, points = TAMPERED[name]
    row = grade(target, samples.as_bytes(tamper(honest())))
    assert (row["status"], row["score"], row["max_score"]) == ("graded", points, 10.0), row


@pytest.mark.parametrize(
    ("name", "word"),
    [("points raised", "points"), ("all flags turned", "flags"), ("tests emptied", "text"),
     ("order reversed", "order"), ("tests deleted", "deleted"), ("an answer deleted", "missing"),
     ("every cell copied", "more than once"), ("unknown ids", "unknown"),
     ("answers turned into text", "type")],
)  # fmt: skip
def test_oddities_are_noted(name: str, word: str) -> None:
    ours = parse(samples.as_bytes(samples.instructor("target")))
    theirs = parse(samples.as_bytes(TAMPERED[name][0](honest())))
    assert any(word in note for note in merge(ours, theirs).notes)
    assert merge(ours, parse(samples.as_bytes(honest()))).notes == ()


DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "spaces": b"  \n ",
    "NUL": b"\0" * 100,
    "bad UTF-8": b'{"cells": "\xff\xfe"}',
    "UTF-16": '{"cells": []}'.encode("utf-16"),
    "no JSON": b"my homework",
    "cut off": notebook_with(HONEST)[:-40],
    "a number": b"3",
    "a list": b"[1, 2]",
    "no cells": b'{"nbformat": 4}',
    "cells of another type": b'{"cells": {"a": 1}}',
    "deep nesting": b"[" * 200_000,
    "deep nesting inside": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "huge": b" " * (MAX_BYTES + 1),
    "many cells": b'{"cells": [' + b"{}," * 10_000 + b"{}]}",
    "much source": json.dumps({"cells": [samples.cell("#" * 5_000_000)]}).encode(),
    "huge number": b'{"cells": [], "nbformat": ' + b"9" * 100_000 + b"}",
    "a zip": b"PK\x03\x04" + b"x" * 50,
    "a pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_get_a_row(name: str, grade: Grade, target: Assignment) -> None:
    row = grade(target, DAMAGED[name])
    assert row["status"] == "unreadable" and row["score"] == 0 and row["max_score"] == 10.0
    assert len(row["reason"]) > 10 and "Traceback" not in row["reason"]


@pytest.mark.parametrize(
    "source", ["\0", "x = '\ud800'", "\x1b[2J", "(" * 3000, "\t\r\x0b\x0c", "é" * 1000, "%%nope\n1",
               "?", "!", "def total(", "x = " + "9" * 10_000, "\u202e"],
)  # fmt: skip
def test_strange_source_costs_only_its_question(
    source: str, grade: Grade, target: Assignment
) -> None:
    row = grade(target, notebook_with(source))
    assert row["status"] == "graded"
    assert [q["score"] for q in row["questions"].values()] == [0.0, 3.0, 2.0]
    json.dumps(row).encode()
    feedback(row).encode("utf-8", "replace")


def test_byte_order_mark_is_forgiven(grade: Grade, target: Assignment) -> None:
    assert grade(target, b"\xef\xbb\xbf" + notebook_with(HONEST))["score"] == 10


# Output that attacks the reader.

_NASTY = (
    "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\x1b]0;title\x07\x1b[31mred\x9b2J"
)


@pytest.mark.parametrize("where", ["print", "error", "comment", "student", "html", "markdown"])
def test_pages_hold_no_live_script(where: str, grade: Grade, target: Assignment) -> None:
    code = {
        "print": f"print({_NASTY!r})",
        "error": f"raise ValueError({_NASTY!r})",
        "comment": f"# {_NASTY}",
        "html": f"from IPython.display import HTML, display\ndisplay(HTML({_NASTY!r}))",
        "markdown": "from IPython.display import Javascript\nJavascript('alert(1)')",
    }.get(where, "pass")
    row = grade(target, notebook_with(code), student=_NASTY if where == "student" else "x")
    row["notes"].append(_NASTY)
    row["reason"] = _NASTY
    for page in (feedback(row), summary([row])):
        for word in ("<script", "<img", "\x1b", "\x9b", "\x07"):
            assert word not in page
    assert "default-src 'none'" in feedback(row)


def test_tables_hold_no_formula_and_no_terminal_code(grade: Grade, target: Assignment) -> None:
    for name in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x1b[2J", "a\nb"):
        row = grade(target, b"", student=name)
        line = as_table([row]).split("\n")[1].lstrip('"')
        assert not line.startswith(("=", "+", "-", "@", "\t", "\r", "\x1b"))
        assert as_table([row]).count("\n") == 2
    assert plain_text("\x1b[2J\n\u202e") == "\\x1b[2J\\x0a\\x202e"


def test_names_of_feedback_files_are_safe_and_distinct() -> None:
    names = ["../../etc/passwd", "a/b", ".hidden", "..", "x" * 500, "x" * 501, "a\0b", "ü", "Ü",
             "a%2Fb", "con", "\ud800", "a b", " a"]  # fmt: skip
    files = [file_name(name) for name in names]
    assert len(set(files)) == len(files)
    for file in files:
        assert "/" not in file and not file.startswith(".") and len(file) < 130
        assert file.isascii()


# Folders and zips.


def test_links_pipes_and_huge_files_are_not_read(tmp_path: Path) -> None:
    import os

    secret = tmp_path / "secret.ipynb"
    secret.write_text("secret")
    folder = tmp_path / "handed_in"
    folder.mkdir()
    (folder / "link.ipynb").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path)
    (folder / "inner").mkdir()
    (folder / "inner" / "x.ipynb").symlink_to(secret)
    (folder / "deep").mkdir()
    (folder / "deep" / "a").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "empty").mkdir()
    with open(folder / "huge.ipynb", "wb") as file:
        file.truncate(MAX_BYTES + 1)
    (folder / "good.ipynb").write_text("good")
    found = {item.student: item.read() for item in submissions(folder, "x", "x")}
    assert found == {
        "link": "the submission is a link",
        "linked": "the submission is a link",
        "inner": "the submission is a link",
        "deep": "the submission is a link",
        "pipe": "the submission is no regular file",
        "empty": "no notebook was handed in",
        "huge": "the file is larger than 32 MiB",
        "good": b"good",
    }


def test_zip_of_a_platform(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Mei Lin_4711_assignsubmission_file_/lab.ipynb", b"mei")
        archive.writestr("wang_12345_67890_lab.ipynb", b"wang")
        archive.writestr("lee_LATE_12346_67891_lab-1.ipynb", b"lee")
        archive.writestr("../../../etc/cron.d/evil.ipynb", b"evil")
        archive.writestr("/absolute.ipynb", b"absolute")
        archive.writestr("C:\\windows\\x.ipynb", b"windows")
        archive.writestr("__MACOSX/._lab.ipynb", b"")
        archive.writestr("Tan_9_assignsubmission_file_/report.pdf", b"")
        archive.writestr("Su_8_assignsubmission_file_/a.ipynb", b"a")
        archive.writestr("Su_8_assignsubmission_file_/b.ipynb", b"b")
        archive.writestr("bomb.ipynb", b"\0" * (MAX_BYTES + 10))
        archive.writestr("submitted/anna/lab/lab.ipynb", b"anna")
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    before = sorted(tmp_path.rglob("*"))
    found = {item.student: item.read() for item in submissions(path, "lab", "lab")}
    assert found == {
        "Mei Lin_4711": b"mei",
        "wang_12345": b"wang",
        "lee_12346": b"lee",
        "etc": b"evil",
        "absolute": b"absolute",
        "C:": b"windows",
        "Tan_9": "no notebook was handed in",
        "Su_8": "several notebooks were handed in, none is named lab.ipynb",
        "bomb": "the file is larger than 32 MiB",
        "anna": b"anna",
        "link": "the submission is a link",
    }
    assert sorted(tmp_path.rglob("*")) == before


def test_damaged_zips(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ipynb", b"text of the first")
        archive.writestr("b.ipynb", b"text of the second")
    data = bytearray(path.read_bytes())
    at = data.index(b"text of the first")
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    found = {item.student: item.read() for item in submissions(path, "x", "x")}
    assert found["b"] == b"text of the second"
    assert isinstance(found["a"], str) and "cannot be unpacked" in found["a"]
    path.write_bytes(b"PK no zip")
    with pytest.raises(SubmissionsError):
        submissions(path, "x", "x")
    with pytest.raises(SubmissionsError):
        submissions(tmp_path / "nowhere", "x", "x")


def test_no_two_submissions_bear_the_same_name(tmp_path: Path) -> None:
    for name in ("a", "a (2)"):
        (tmp_path / f"{name}.ipynb").write_text(name)
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.ipynb").write_text(name + "/")
    found = submissions(tmp_path, "x", "x")
    assert sorted(item.student for item in found) == ["a", "a (2)", "a (2) (2)", "a (3)"]
    assert sorted(str(item.read()) for item in found) == [
        "b'a (2)'", "b'a (2)/'", "b'a'", "b'a/'"
    ]  # fmt: skip


def test_nbgraders_tree(tmp_path: Path) -> None:
    for student in ("anna", "ben"):
        for name in ("lab", "other"):
            folder = tmp_path / student / name
            folder.mkdir(parents=True)
            (folder / "problem.ipynb").write_text(student + name)
            (folder / ".ipynb_checkpoints").mkdir()
            (folder / ".ipynb_checkpoints" / "problem.ipynb").write_text("old")
    found = {item.student: item.read() for item in submissions(tmp_path, "problem", "lab")}
    assert found == {"anna": b"annalab", "ben": b"benlab"}


# Fuzzing.

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A notebook with some of its parts replaced, removed, doubled, or its bytes broken."""
    raw: Any = honest()
    for _ in range(draw(st.integers(0, 5))):
        place: Any = raw
        while isinstance(place, (dict, list)) and place:
            keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = draw(st.sampled_from(keys))
            act = draw(
                st.sampled_from(["deeper", "deeper", "deeper", "replace", "remove", "double"])
            )
            if act == "replace":
                place[key] = draw(_JSON)
            elif act == "remove":
                del place[key]
            elif act == "double" and isinstance(place, list):
                place.insert(key, place[key])
            else:
                place = place[key]
                continue
            break
    data = bytearray(json.dumps(raw).encode())
    for _ in range(draw(st.integers(0, 3)) if draw(st.booleans()) else 0):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        data[at : at + draw(st.integers(0, 20))] = draw(st.binary(max_size=10))
    return bytes(data)


def check_damaged(data: bytes, grade: Grade, target: Assignment) -> None:
    try:
        cells = parse(data)
        readable = True
        merge(target.cells, cells)
    except (NotebookError, RecursionError):
        readable = False
    row = grade(target, data)
    assert (row["status"] == "graded") == readable, row
    assert readable or len(row["reason"]) > 5
    assert 0 <= row["score"] <= 10 and set(row["questions"]) == set(target.points)
    json.loads(json.dumps(row))
    feedback(row).encode("utf-8", "replace")


_FUZZ = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


def test_fuzzed_notebooks_get_a_row(grade: Grade, target: Assignment) -> None:
    @settings(max_examples=40, derandomize=True, **_FUZZ)  # type: ignore[arg-type]
    @given(damaged())
    def run(data: bytes) -> None:
        check_damaged(data, grade, target)

    run()


@pytest.mark.proof
def test_2000_fuzzed_notebooks_get_a_row(grade: Grade, target: Assignment) -> None:
    @settings(max_examples=2000, **_FUZZ)  # type: ignore[arg-type]
    @given(damaged())
    def run(data: bytes) -> None:
        check_damaged(data, grade, target)

    run()


def test_an_honest_second_answer_is_used_in_these_tests() -> None:
    assert "upper" in SECOND
