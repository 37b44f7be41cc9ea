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


def test_a_cell_need_not_say_anything() -> None:
    assert parse("# %%\nx = 1\n").cells == [Code("x = 1")]


def test_a_cell_may_be_folded_and_name_the_statements_that_it_settles() -> None:
    (cell,) = parse('# %% fold="Check the sums" slides="A004 B031"\nx = 1\n').cells
    assert isinstance(cell, Code)
    assert (cell.fold, cell.slides) == ("Check the sums", ("A004", "B031"))
    assert (Code("x = 1").fold, Code("x = 1").slides) == ("", ())


def test_each_language_is_held_to_its_own_typography() -> None:
    assert problems(PAIR.replace("Hello", "Hello 你好,")) == ""
    assert "half-width punctuation" in problems(PAIR.replace("你好", "你好,好"))


def test_the_texts_of_a_pair_belong_together() -> None:
    long = "Once upon a time there was a network that learned {{ x }}"
    begins = f"(it begins {long[:40]!r})"
    text = PAIR.replace("Hello {{ x }}", long)
    assert (
        parse(text).problems
        == parse(text.replace(' of=""', "")).problems
        == [
            "source cell 1: the English text changed after its translation; correct the Chinese, "
            f"then run `make stamp` {begins}"
        ]
    )
    assert parse(stamp(text.replace("你好 {{ x }}", "你好"))).problems == [
        "source cell 1: the two languages quote different computed numbers; make the {{ … }} "
        f"of both the same {begins}"
    ]


def test_prose_names_the_statements_that_stand_on_a_source() -> None:
    text = stamp(PAIR).replace('lang="en"', 'lang="en" slides="A001 A002"')
    assert parse(text).cells == [Prose("Hello {{ x }}", "你好 {{ x }}", ("A001", "A002"))]


def test_a_translation_of_nothing_gets_no_hash() -> None:
    alone = '# %% [markdown] lang="zh-TW" of="1a2b3c4d"\n# 單獨\n'
    assert stamp(alone) == alone.replace("1a2b3c4d", "")


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
    # The first eight digits of SHA-256, as `printf 'one\ntwo' | sha256sum` says.
    assert text_hash("one\ntwo") == "21066d10"


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


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('row="P1"\nx = 1', "unknown cell option 'row'; use only rows=, tags=, fold=, slides="),
        (
            'tags=["skip"]\nx = 1',
            "unknown tag 'skip'; nbval would ignore it. The only one is nbval-ignore-output",
        ),
        (
            "\nx = 1  # NBVAL_SKIP\n  # nb val",
            "nbval marker '# nb val' in the code; "
            'say tags=["nbval-ignore-output"] in the cell\'s first line instead',
        ),
        (
            'tags=["nbval-ignore-output"]\nreassert = 1',
            "its output is not compared, so it must assert something",
        ),
        (
            'fold=" "\nx = 1',
            'fold= has no title; write what the cell does, as in fold="Check the sums"',
        ),
        (
            'slides="A004 b031"\nx = 1',
            "slides= names 'b031'; write ids of the ledger, as in slides=\"A004 B031\"",
        ),
        (
            "\nx = 1\n#! alt zh-TW:",
            "'#! alt zh-TW:' has no text; write #! alt zh-TW: and the alt text",
        ),
    ],
)
def test_the_sentence_says_what_to_do(text: str, problem: str) -> None:
    assert parse(f"# %% {text}\n").problems == [f"source cell 1: {problem}"]


def test_labs_have_other_options_and_no_directives() -> None:
    text = '# %% fold="x"\n' + "x = 1\n" * 31 + "#! falsify: x => y"
    found = [p.split(": ", 1)[1] for p in parse(text, frozenset({"grade"})).problems]
    assert found == [
        "unknown cell option 'fold'; use only rows=, tags=, grade=",
        "31 lines of code; split it, or move some to utils",
        "only chapters have directive lines (#! …); take them out",
        "falsify: 'x' occurs 31 times in this cell; write more of the line",
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "\n" + "x = 1\n" * 30,
        "\n" + "x" * 88,
        'tags=["nbval-ignore-output"]\nx = 1\n    assert x',
        'tags=["nbval-ignore-output"]\nexplore(x)',
    ],
    ids=["empty", "30 lines", "88 columns", "assert", "explore"],
)
def test_what_is_just_allowed(cell: str) -> None:
    assert parse(f"# %% {cell}\n").problems == []


def test_a_graded_cell_may_be_long_for_it_holds_hidden_tests_too() -> None:
    text = '# %% grade="test"\n' + "x = 1\n" * 31
    assert parse(text, frozenset({"grade"})).problems == []


def test_all_problems_are_found_at_once() -> None:
    text = "# %%\n# NBVAL_SKIP\n\n# %% tags=['x']\n1\n\n# %% [markdown] lang=\"en\"\n# alone\n"
    assert len(parse(text).problems) == 3
    assert len(parse(PAIR + "\n" + PAIR.replace("Hello", "Bye")).problems) == 2
