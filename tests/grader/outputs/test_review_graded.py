"""Answers about which the two runs disagree, graded, decided about, and graded again."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from grader.__main__ import main
from tests.grader import samples
from tests.grader.runs import hand_in, rows_of
from tests.grader.samples import HONEST, notebook_with

SAME = "def total(values):\n    # another comment\n    return  sum(values)\n"
LONGER = "def total(values):\n    return sum(list(values))"
WRONG = "def total(values):\n    return 0"


def words_for(folder: Path) -> list[str]:
    words = ["grade", str(folder / "target.ipynb"), str(folder / "in")]
    return [*words, "--out", str(folder / "out"), "--despite-problems"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the results of a test that inspects code."""
    folder = tmp_path_factory.mktemp("once")
    raw = samples.instructor("target")
    raw["cells"][2]["source"] = "import inspect\nassert 'sum' in inspect.getsource(total)"
    (folder / "target.ipynb").write_bytes(samples.as_bytes(raw))
    hand_in(
        folder / "in",
        ann=notebook_with(HONEST),
        bob=notebook_with(SAME),
        eve=notebook_with(LONGER),
        max=notebook_with(WRONG),
    )
    assert main(words_for(folder)) == 0
    return folder


@pytest.fixture
def graded(once: Path, tmp_path: Path) -> tuple[Path, list[str]]:
    """Those results as one's own: the folder, and the words to grade again."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out", words_for(tmp_path)


def lines(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "review.csv").read_text())))


def fill_in(out: Path, **changes: str) -> None:
    """Decide the first open group."""
    found = lines(out)
    found[0].update(changes)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(found[0]))
    writer.writeheader()
    writer.writerows(found)
    (out / "review.csv").write_text(text.getvalue())


def points(out: Path) -> dict[str, str]:
    table = csv.DictReader(io.StringIO((out / "grades.csv").read_text()))
    return {row["student"]: f"{row['score']} {row['open']}".strip() for row in table}


def test_equal_disagreements_are_one_group_until_somebody_decides(
    graded: tuple[Path, list[str]],
) -> None:
    out, words = graded
    waiting = "5 first_test"
    assert points(out) == {"ann": waiting, "bob": waiting, "eve": waiting, "max": "5"}
    assert [(line["answers"], line["plain"]) for line in lines(out)] == [("2", "5"), ("1", "5")]
    page = (out / "review.html").read_text()
    assert "2 answers: ann, bob" in page and "sum(list(values))" in page and "<b>Open.</b>" in page
    fill_in(out, decision="plain", who="Mei", comment="reads fine")
    assert main(words) == 0
    assert points(out) == {"ann": "10", "bob": "10", "eve": waiting, "max": "5"}
    assert "Decided: 5 points" in (out / "review.html").read_text()
    feedback = (out / "feedback" / "ann.html").read_text()
    assert "10</b> of 10" in feedback and "Mei" not in feedback
    assert "provisional" in (out / "feedback" / "eve.html").read_text()
    records = [json.loads(line) for line in (out / "decisions.jsonl").read_text().splitlines()]
    assert [(item["who"], item["points"], item["question"]) for item in records] == [
        ("Mei", 5.0, "first_test")
    ] * 2
    assert records[0]["when"].startswith("20") and records[0]["answer"] != records[1]["answer"]
    # The rows keep what the runs found out.
    assert rows_of(out)["ann"]["questions"]["first_test"]["review"]


def test_decisions_hold_for_unchanged_answers_only(
    graded: tuple[Path, list[str]], tmp_path: Path
) -> None:
    out, words = graded
    fill_in(out, decision="2,5", who="Mei")
    assert main(["review", str(out)]) == 0
    (out / "review.csv").unlink()
    hand_in(tmp_path / "in", bob=notebook_with(SAME + "extra = 1"))
    assert main([*words, "--regrade", "ann"]) == 0
    assert points(out)["ann"] == "7.5" and points(out)["bob"] == "5 first_test"
    kept = (out / "decisions.jsonl").read_text()
    assert main(["review", str(out)]) == 0
    assert (out / "decisions.jsonl").read_text() == kept  # the table says nothing new
    by_group = {line["decision"]: line["who"] for line in lines(out)}
    assert by_group["2.5"] == "Mei"


def test_a_later_decision_takes_the_place_of_an_earlier_one(
    graded: tuple[Path, list[str]],
) -> None:
    out, words = graded
    fill_in(out, decision="5", who="Mei")
    main(["review", str(out)])
    row = next(at for at, line in enumerate(lines(out)) if line["decision"] == "5")
    text = (out / "review.csv").read_text().splitlines()
    text[row + 1] = text[row + 1].replace(",5,,Mei", ",1,,Ann")
    (out / "review.csv").write_text("\n".join(text))
    assert main(words) == 0
    assert points(out)["ann"] == "6"


def test_what_is_no_decision_is_named_and_loses_nothing(
    graded: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    out, words = graded
    fill_in(out, decision="6", comment="long thought")
    before = (out / "review.csv").read_text()
    for again in (words, ["review", str(out)]):
        assert main(again) == 2
        shown = capsys.readouterr().err
        assert "review.csv, line 2" in shown and "from 0 to 5" in shown
        assert (out / "review.csv").read_text() == before
        assert not (out / "decisions.jsonl").exists()


def test_a_run_that_cannot_tell_decides_nothing(
    graded: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    out, words = graded
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    for row in rows:
        row["questions"]["first_test"]["split"]["score"] = None
    (out / "results.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["review", str(out)]) == 0
    assert lines(out)[0]["split"] == "cannot tell"
    fill_in(out, decision="split", comment="long thought")
    before = (out / "review.csv").read_text()
    for again in (words, ["review", str(out)]):
        assert main(again) == 2
        shown = capsys.readouterr().err
        assert "line 2: the split run cannot tell" in shown and "points from 0 to 5" in shown
        assert (out / "review.csv").read_text() == before
        assert not (out / "decisions.jsonl").exists()


def test_nobody_decides_without_a_name(
    graded: tuple[Path, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def unknown() -> str:
        raise OSError("No username set in the environment")

    out, _ = graded
    monkeypatch.setattr("getpass.getuser", unknown)
    fill_in(out, decision="plain")
    assert main(["review", str(out)]) == 2
    assert "line 2: this system has no name for you" in capsys.readouterr().err
    fill_in(out, decision="plain", who="Mei")
    assert main(["review", str(out)]) == 0


def test_what_was_taken_back_waits_for_nobody(
    graded: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, words = graded
    (tmp_path / "in" / "eve.ipynb").rename(tmp_path / "eve.ipynb")
    assert main(words) == 0
    capsys.readouterr()
    assert main(["review", str(out)]) == 0
    assert "1 group of answers waits for a decision, 0 have one" in capsys.readouterr().out
    assert "eve" not in (out / "review.html").read_text()
    graded_before = rows_of(out)["ann"]
    (tmp_path / "eve.ipynb").rename(tmp_path / "in" / "eve.ipynb")
    assert main(words) == 0
    assert points(out)["eve"] == "5 first_test" and rows_of(out)["ann"] == graded_before


def test_a_table_in_another_encoding_is_named_and_loses_nothing(
    graded: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = graded
    fill_in(out, decision="plain", comment="可以", who="王")
    table = (out / "review.csv").read_text()
    (out / "review.csv").write_text(table, encoding="big5")
    assert main(["review", str(out)]) == 2
    assert "is not in UTF-8; save it as CSV UTF-8" in capsys.readouterr().err
    assert (out / "review.csv").read_text(encoding="big5") == table
    assert not (out / "decisions.jsonl").exists()


def test_a_damaged_file_of_decisions_is_named_with_its_line(
    graded: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    out, words = graded
    fill_in(out, decision="plain")
    assert main(words) == 0
    whole = (out / "decisions.jsonl").read_text()
    (out / "decisions.jsonl").write_text(whole + whole[:20])
    line = whole.count("\n") + 1
    assert main(words) == 2
    assert f"decisions.jsonl, line {line} is not a decision" in capsys.readouterr().err
    assert (out / "decisions.jsonl").read_text() == whole + whole[:20]


def test_a_folder_without_results_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", str(tmp_path)]) == 2
    assert "no results.jsonl" in capsys.readouterr().err
