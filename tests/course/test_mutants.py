"""Mutation tests of a room, on a course of one function."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path

import pytest

from course import mutants
from course.config import ROOT, CourseError
from course.mutants import Mutant, Record, Rule

CODE = '''def larger(a: int, b: int) -> int:
    """Return the larger of two numbers."""
    return a if a > b else b
'''
TEST = """from utils.nn.small import larger


def test_larger() -> None:
    assert larger(1, 2) == 2 and larger(2, 1) == 2
"""
NOTHING = Record({}, (), frozenset())
EQUAL = Mutant("utils/nn/small.py", "return a if a > b else b", "return a if a >= b else b")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A course of one function, which one of its mutants does not change."""
    for name, text in {
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n",
        "utils/__init__.py": "",
        "utils/nn/__init__.py": "",
        "utils/nn/small.py": CODE,
        "tests/utils/nn/test_small.py": TEST,
        **{f"{name}/__init__.py": "" for name in mutants.SOURCES[1:]},
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder as mutmut leaves it: two functions, whose mutants had all kinds of ends."""
    codes = (1, 2, 3, 0, 5, 33, 36, -24, 255, None)
    meta = tmp_path / "mutants" / "utils/nn/small.py.meta"
    meta.parent.mkdir(parents=True)
    names = {f"utils.nn.small.x_larger__mutmut_{n}": code for n, code in enumerate(codes)}
    table = {"utils.nn.small.x__table__mutmut_1": 0}
    meta.write_text(json.dumps({"exit_code_by_key": names | table, "more": 7}))
    before, after = (f"def x_larger__mutmut_{n}(a, b):\n    return {{}}\n" for n in ("orig", "{}"))
    (meta.parent / "small.py").write_text(
        before.format("a") + "".join(after.format(n, n) for n in range(len(codes)))
    )
    return tmp_path


def codes(folder: Path) -> dict[str, int | None]:
    text = (folder / "mutants/utils/nn/small.py.meta").read_text()
    found: dict[str, int | None] = json.loads(text)["exit_code_by_key"]
    return {name.rpartition("_")[2]: code for name, code in found.items() if "larger" in name}


@pytest.mark.proof
def test_only_the_mutant_that_changes_nothing_survives(small: Path) -> None:
    folder = mutants.prepare("utils/nn", small)
    mutants.run(folder)
    found = mutants.result(folder, NOTHING)
    assert found.counts["noticed"] >= 1
    assert list(found.alive.values()) == [EQUAL]


def test_each_mutant_is_counted_by_what_became_of_it(results: Path) -> None:
    record = Record({}, (), frozenset({("utils/nn/small.py", "_table")}))
    found = mutants.result(results, record)
    assert found.counts == {"noticed": 3, "survived": 3, "stopped": 3, "not run": 1}
    assert list(found.alive.values()) == [
        Mutant("utils/nn/small.py", "return a", f"return {n}") for n in (3, 4, 5)
    ]


def test_a_run_tests_again_what_it_is_told(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: commands.append(command))
    before = codes(results)
    mutants.run(results, ["utils.nn.small.x_larger__mutmut_3", "utils.nn.gone.x_f__mutmut_1"])
    assert codes(results) == before | {"3": None}
    assert json.loads((results / "mutants/utils/nn/small.py.meta").read_text())["more"] == 7
    assert [command[1:] for command in commands] == [["-m", "mutmut", "run"]]


@pytest.mark.parametrize(
    ("mutmut_gives", "status", "says"),
    [
        ({3: 1, 4: 1, 5: 1, 9: 1}, 0, "7 noticed, 3 stopped, 0 unexplained"),
        ({3: 0, 4: 1, 5: 1, 9: 1}, 1, "1 unexplained\n\n[[survivor]]"),
        ({3: 1, 4: 1, 5: 1, 9: None}, 1, "1 not run, 6 noticed, 3 stopped, 0 unexplained"),
        (dict.fromkeys(range(1, 11), 36), 1, "most mutants were stopped"),
    ],
    ids=["all noticed", "survivor", "stopped early", "tests that hang"],
)
def test_the_exit_status_says_whether_all_were_run_and_noticed(
    results: Path,
    mutmut_gives: dict[int, int | None],
    status: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def mutmut(*_: object, **__: object) -> None:
        assert [codes(results)[n] for n in "345"] == [None] * 3  # survivors run again
        path = results / "mutants/utils/nn/small.py.meta"
        document = json.loads(path.read_text())
        for n, code in mutmut_gives.items():
            document["exit_code_by_key"][f"utils.nn.small.x_larger__mutmut_{n}"] = code
        path.write_text(json.dumps(document))

    record = Record({}, (), frozenset({("utils/nn/small.py", "_table")}))
    monkeypatch.setattr(mutants, "prepare", lambda room: results)
    monkeypatch.setattr(mutants, "read_record", lambda: record)
    monkeypatch.setattr(subprocess, "run", mutmut)
    assert mutants.main(["utils/nn"]) == status
    assert says in capsys.readouterr().out


def test_a_module_is_tested_by_the_tests_of_its_name(small: Path) -> None:
    (small / "utils/nn/other.py").write_text(CODE)
    (small / "tests/utils/nn/test_others.py").write_text(TEST)
    (small / "tests/utils/nn/parts").mkdir()
    (small / "tests/utils/nn/parts/test_small.py").write_text(TEST)

    def chosen(room: str) -> tuple[list[str], list[str]]:
        text = (mutants.prepare(room, small) / "pyproject.toml").read_text()
        options = tomllib.loads(text)["tool"]["mutmut"]
        return options["only_mutate"], options["pytest_add_cli_args_test_selection"]

    tests = ["tests/utils/nn/test_others.py", "tests/utils/nn/test_small.py"]
    assert chosen("utils/nn") == (["utils/nn/other.py", "utils/nn/small.py"], tests)
    assert chosen("utils/nn/small.py") == (["utils/nn/small.py"], tests[1:])
    with pytest.raises(CourseError, match=r"other.py has no tests of its own; name the room, util"):
        mutants.prepare("utils/nn/other.py", small)


def test_a_changed_file_is_copied_again_and_others_keep_their_time(small: Path) -> None:
    folder = mutants.prepare("utils/nn", small)
    before = (folder / "utils/__init__.py").stat().st_mtime_ns
    (small / "utils/nn/small.py").write_text(CODE.replace(">", ">="))
    mutants.prepare("utils/nn", small)
    assert ">=" in (folder / "utils/nn/small.py").read_text()
    assert (folder / "utils/__init__.py").stat().st_mtime_ns == before


def test_what_the_command_prints_is_an_entry_of_the_record(tmp_path: Path) -> None:
    path = tmp_path / "mutants.toml"
    path.write_text(mutants.entry(EQUAL).replace('why = ""', 'why = "equal numbers"'))
    record = mutants.read_record(path)
    assert record.survivors == {EQUAL: "equal numbers"} and record.explains(EQUAL)
    assert not record.explains(Mutant(EQUAL.file, EQUAL.before, "return a"))


def test_a_rule_explains_one_change_of_its_text_wherever_it_stands() -> None:
    rule = Rule(", n=1", (", n=2", ", "), "equal")
    for before, after, explained in [
        ("f(a, n=1)", "f(a, n=2)", True),
        ("f(a, n=1)", "f(a, )", True),
        ("f(a, n=1), f(b, n=1)", "f(a, n=1), f(b, n=2)", True),
        ("f(a, n=1), f(b, n=1)", "f(a, n=2), f(b, n=2)", False),
        ("f(a, n=1)", "f(a, n=3)", False),
        ("f(a, n=1)", "f(b, n=2)", False),
        ("f(a, n=2)", "f(a, n=1)", False),
    ]:
        mutant = Mutant("utils/nn/small.py", before, after)
        assert Record({}, (rule,), frozenset()).explains(mutant) is explained, (before, after)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (mutants.entry(EQUAL), "'return a if a >= b else b'"),
        ('[[rule]]\nbefore = "a"\nafter = ["b"]\nwhy = " "', r"\['b'\]"),
        ('[[at_import]]\nfile = "a.py"\nfunction = "_table"', "'_table'"),
    ],
)
def test_an_entry_needs_a_reason(text: str, subject: str, tmp_path: Path) -> None:
    record = tmp_path / "mutants.toml"
    record.write_text(text)
    with pytest.raises(CourseError, match=f"does not say why {subject} may survive"):
        mutants.read_record(record)


def test_the_record_can_be_read_and_its_code_is_there() -> None:
    record = mutants.read_record()
    for mutant in record.survivors:
        text = (ROOT / mutant.file).read_text(encoding="utf-8")
        for line in mutant.before.splitlines():
            assert line in text, mutant
    for file, function in record.at_import:
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")


def test_an_unknown_room_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("grader/attic", "utils/nn/attic.py", "utils/text.py"):
        assert mutants.main([name]) == 1
        assert f"There is no room {name!r}; choose from utils/nn" in capsys.readouterr().err
