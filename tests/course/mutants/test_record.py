"""The record of the mutants that may survive."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.config import ROOT, CourseError
from course.mutants.record import Mutant, Record, Rule, entry, read_record

EQUAL = Mutant("utils/nn/small.py", "return a if a > b else b", "return a if a >= b else b")


def test_what_the_command_prints_is_an_entry_of_the_record(tmp_path: Path) -> None:
    path = tmp_path / "mutants.toml"
    path.write_text(entry(EQUAL).replace('why = ""', 'why = "equal numbers"'))
    record = read_record(path)
    assert record.survivors == {EQUAL: "equal numbers"} and record.explains(EQUAL)
    assert not record.explains(Mutant(EQUAL.file, EQUAL.before, "return a"))


def test_a_rule_explains_one_change_of_its_text_wherever_it_stands() -> None:
    rule = Rule(", n=1", (", n=2", ", "), "equal")
    for before, after, explained in [
        ("f(a, n=1)", "f(a, n=2)", True),
        ("f(a, n=1)", "f(a, )", True),
        ("f(a, n=1), f(b, n=1)", "f(a, n=1), f(b, n=2)", True),
        ("f(a, n=1), f(b, n=1)", "f(a, n=2), f(b, n=1)", True),
        ("f(a, n=1), f(b, n=1)", "f(a, n=2), f(b, n=2)", False),
        ("f(a)", "f(a, n=2)", False),
        ("f(a, n=1)", "f(a, n=3)", False),
        ("f(a, n=1)", "f(b, n=2)", False),
        ("f(a, n=2)", "f(a, n=1)", False),
        (", n=1", ", n=2", True),
        (", n=1, n=1, n=1", ", n=1, n=1, n=2", True),
    ]:
        mutant = Mutant("utils/nn/small.py", before, after)
        assert Record({}, (rule,), frozenset()).explains(mutant) is explained, (before, after)
    assert Rule("11", ("12",), "equal").explains(Mutant("a.py", "111", "112"))


def test_all_kinds_of_entries_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mutants.toml"
    path.write_text("")
    assert read_record(path) == Record({}, (), frozenset())
    path.write_text(
        '[[survivor]]\nfile = "a.py"\nbefore = "a"\nafter = "b"\nwhy = "equal"\n'
        '[[rule]]\nbefore = "c"\nafter = ["d", "e"]\nwhy = "the same"\n'
        '[[at_import]]\nfile = "b.py"\nfunction = "_table"\nwhy = "by hand"\n'
    )
    rules = (Rule("c", ("d", "e"), "the same"),)
    expected = Record({Mutant("a.py", "a", "b"): "equal"}, rules, frozenset({("b.py", "_table")}))
    assert read_record(path) == expected


def test_an_entry_can_be_read_as_it_is_printed() -> None:
    assert entry(Mutant("a.py", 'f("中")', "f()")) == (
        '[[survivor]]\nfile = "a.py"\nbefore = "f(\\"中\\")"\nafter = "f()"\nwhy = ""'
    )


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (entry(EQUAL), "'return a if a >= b else b'"),
        ('[[rule]]\nbefore = "a"\nafter = ["b"]\nwhy = " "', r"\['b'\]"),
        ('[[at_import]]\nfile = "a.py"\nfunction = "_table"', "'_table'"),
    ],
)
def test_an_entry_needs_a_reason(text: str, subject: str, tmp_path: Path) -> None:
    record = tmp_path / "mutants.toml"
    record.write_text(text)
    with pytest.raises(CourseError, match=f"does not say why {subject} may survive"):
        read_record(record)


def test_the_record_can_be_read_and_its_code_is_there() -> None:
    record = read_record()
    for mutant in record.survivors:
        text = (ROOT / mutant.file).read_text(encoding="utf-8")
        for line in mutant.before.splitlines():
            assert line in text, mutant
    for file, function in record.at_import:
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")
