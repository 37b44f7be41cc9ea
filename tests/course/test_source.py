"""Reading bilingual sources: one test per thing an author can get wrong."""

from __future__ import annotations

import pytest

from course.source import Code, Prose, parse, stamp, text_hash

PAIR = """\
# %% [markdown] lang="en"
# Hello {{ x }}

# %% [markdown] lang="zh-TW" of=""
# 你好 {{ x }}
"""


def problems(text: str) -> str:
    return "\n".join(parse(stamp(text)).problems)


def test_cells_are_read_in_order() -> None:
    source = parse(stamp(PAIR + '\n# %% rows="P1 P2" tags=["nbval-ignore-output"]\nassert 1\n'))
    assert source.problems == []
    assert source.cells == [
        Prose("Hello {{ x }}", "你好 {{ x }}"),
        Code("assert 1", ("nbval-ignore-output",), ("P1", "P2")),
    ]


def test_prose_has_a_text_in_each_language() -> None:
    prose = Prose("Hello", "你好")
    assert (prose.text("en"), prose.text("zh-TW")) == ("Hello", "你好")


def test_stale_translation_is_named_and_stamp_accepts_it() -> None:
    stamped = stamp(PAIR)
    assert parse(stamped).problems == []
    edited = stamped.replace("Hello", "Good morning")
    (problem,) = parse(edited).problems
    assert "changed after its translation" in problem and "Good morning" in problem
    assert parse(stamp(edited)).problems == []


def test_stamp_changes_nothing_but_hashes() -> None:
    stamped = stamp(PAIR)
    assert stamp(stamped) == stamped
    assert stamped.replace(text_hash("Hello {{ x }}"), "") == PAIR


def test_the_hash_stands_for_the_text_whatever_its_trailing_white_space() -> None:
    assert text_hash("\n one \n\ttwo\t\n\n") == text_hash("one\n\ttwo")
    assert len({text_hash(text) for text in ("one\ntwo", "one two", "one\n two", "onetwo")}) == 4
    assert len(text_hash("")) == 8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('# %% [markdown] lang="en"\n# alone\n', "English prose without Chinese"),
        ('# %% [markdown] lang="zh-TW" of=""\n# 單獨\n', "without its English text"),
        ("# %% [markdown]\n# no language\n", "without its English text"),
        (PAIR.replace("你好 {{ x }}", "你好"), "quote different computed numbers"),
        (PAIR.replace("{{ x }}", "{{ x + }}"), "not a Python expression"),
        ("# %%\n# NBVAL_IGNORE_OUTPUT\nprint(1)\n", "nbval marker"),
        ("# %%\n# nbval-ignore_output\nprint(1)\n", "nbval marker"),
        ('# %% tags=["nbval-skip"]\nprint(1)\n', "unknown tag 'nbval-skip'"),
        ('# %% tags=["nbval-ignore-outputs"]\nassert 1\n', "unknown tag"),
        ('# %% tags=["nbval-ignore-output"]\nprint(1)\n', "must assert something"),
        ('# %% row="P1"\nprint(1)\n', "unknown cell option 'row'"),
        ("# %%\n" + "x = 1\n" * 31, "31 lines of code"),
        ("# %%\nx = '" + "a" * 90 + "'\n", "a line of 96 columns"),
    ],
)
def test_each_mistake_is_one_sentence(text: str, message: str) -> None:
    found = problems(text)
    assert message in found
    assert found.startswith("source cell 1: ") and "\n" not in found


def test_all_problems_are_found_at_once() -> None:
    text = "# %%\n# NBVAL_SKIP\n\n# %% tags=['x']\n1\n\n# %% [markdown] lang=\"en\"\n# alone\n"
    assert len(parse(text).problems) == 3
