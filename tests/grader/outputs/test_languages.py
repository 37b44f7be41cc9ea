"""A student's page in the language of the notebook: words, the grader's sentences, messages."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import grader
from grader.outputs import languages
from grader.outputs.decisions import DECIDED
from grader.outputs.languages import said
from grader.session import verdict
from grader.submissions import submission

ROOT = Path(grader.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")

PARTS = """\
Question 5, f (5 points): f() is 0.4,
expected 0.2.
第 5 題，f（5 分）：f() 是 0.4，
應為 0.2。
Question 5, the last layer (4 points): it stopped
第 5 題，最後一層（4 分）：中斷了
The other parts pass: 3 of 12 points · 其餘部分通過：12 分中的 3 分"""


def test_a_message_of_two_languages_is_told_in_one() -> None:
    assert said(PARTS, "en") == (
        "Question 5, f (5 points): f() is 0.4,\nexpected 0.2.\n"
        "Question 5, the last layer (4 points): it stopped\n"
        "The other parts pass: 3 of 12 points"
    )
    assert said(PARTS, "zh-TW") == (
        "第 5 題，f（5 分）：f() 是 0.4，\n應為 0.2。\n第 5 題，最後一層（4 分）：中斷了\n"
        "其餘部分通過：12 分中的 3 分"
    )


def test_a_line_of_both_languages_ends_what_stood_above_it() -> None:
    text = "Question 1: no f\nThe rest passes · 其餘通過\n3 == 4\n第 1 題：沒有 f"
    assert said(text, "en") == "Question 1: no f\nThe rest passes\n3 == 4"
    assert said(text, "zh-TW") == "其餘通過\n3 == 4\n第 1 題：沒有 f"


def test_a_page_and_check_have_words_of_their_own() -> None:
    assert languages.words("zh-TW")["score"] == "得分"
    assert languages.words("en")["score"] == "Points"
    assert languages.words("zh-TW", "check")["manual"] == "{}：由老師批改"
    assert [languages.quoted("f", one) for one in ("en", "zh-TW")] == ["“f”", "「f」"]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("", True),
        ("a hidden test failed", True),
        ("cell 'q1' stopped at line 2 with ValueError: one\ntwo", True),
        ("a hidden test failed, he said", False),
        ("f(1) is 2", False),
    ],
)
def test_the_graders_own_sentences_are_known(text: str, own: bool) -> None:
    assert languages.is_own(text) == own


TITLES = {"q1_f": "第 1 題：f", "q1_test": "第 1 題：f", "q2": "Question 2: “g”"}


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (
            "answer cell 'q1_f' has a syntax error in line 2: f( (never closed)",
            "the answer cell of “第 1 題：f” has a syntax error in line 2: f( (never closed)",
            "「第 1 題：f」作答的儲存格在第 2 行有語法錯誤：f( (never closed)",
        ),
        (
            "cell 'q2' stopped at line 1 with KeyError: 'q1_f'",
            "a cell of “Question 2: “g”” stopped at line 1 with KeyError: 'q1_f'",
            "「Question 2: “g”」的儲存格在第 1 行中斷：KeyError: 'q1_f'",
        ),
        (
            "cell 'given' stopped at line 1 with KeyError: 3",
            "cell 'given' stopped at line 1 with KeyError: 3",
            "儲存格 'given' 在第 1 行中斷：KeyError: 3",
        ),
        (
            "answer cell 'given' is missing",
            "answer cell 'given' is missing",
            "作答的儲存格 'given' 不見了",
        ),
        (
            "answer cell 'q1_f' is missing",
            "the answer cell of “第 1 題：f” is missing",
            "「第 1 題：f」作答的儲存格不見了",
        ),
        (
            "the text of cell 'q1_test' was changed: the instructor's is used",
            "the text of a cell of “第 1 題：f” was changed: the instructor's is used",
            "「第 1 題：f」的儲存格的內容被改過：批改時用的是老師的版本",
        ),
        ("an added cell stopped with SystemExit", "", "自己新增的儲存格中斷了：SystemExit"),
        ("a cell stopped at line 3 with OSError", "", "有一個儲存格在第 3 行中斷：OSError"),
    ],
)  # fmt: skip
def test_a_cell_is_named_by_its_title(text: str, english: str, chinese: str) -> None:
    assert said(text, "en", TITLES) == (english or text)
    assert said(text, "zh-TW", TITLES) == chinese
    both = f"{text}\nQuestion 1: no f\n第 1 題：沒有 f"
    assert said(both, "en", TITLES) == f"{english or text}\nQuestion 1: no f"
    assert said(both, "zh-TW", TITLES) == f"{chinese}\n第 1 題：沒有 f"
    assert languages.is_own(text)
    assert languages.is_own(both) == (" stopped " in text or "syntax error" in text)


@pytest.mark.parametrize(
    "text",
    [
        "NameError: name 'f' is not defined at: f(1)",
        "f(1) should be 1 · f(2) should be 2",
        "Question 5 is not answered\nas it should be",
        "ValueError: 錯誤",
        "你忘了負號。",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_a_message_of_one_language_stays_whole(text: str, language: str) -> None:
    assert said(text, language) == text


def written_in(path: str, *calls: str) -> list[str]:
    """Return the texts that a module hands to these calls, with "x1" for each value in them.

    A cell's id is a value in quotation marks.
    """
    found = []
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in calls:
            continue
        text = node.args[0]
        parts = text.values if isinstance(text, ast.JoinedStr) else [text]
        whole = "".join(p.value if isinstance(p, ast.Constant) else "x1" for p in parts)  # type: ignore[misc]
        found.append(whole.replace("cell x1", "cell 'x1'"))
    return found


def test_all_that_the_grader_itself_says_to_students_has_its_chinese() -> None:
    remarks = written_in("notebook/merge.py", "notes.append", "NotebookError")
    assert len(remarks) == 10
    sentences = [*remarks, verdict.HELD, verdict.HIDDEN, verdict.OTHERWISE, DECIDED]
    sentences += ["to be graded by a person", "no response", "not run", "not written yet"]
    sentences += ["the notebook took longer than 600 s", "took longer than 60 s"]
    sentences += ["step 7 was stopped: took longer than 60 s", "1 day 1 minute", "23 hours"]
    sentences += ["the time of handing in is not known"]
    unreadable = written_in("notebook/cells.py", "NotebookError")
    assert len(unreadable) == 9
    sentences += [*unreadable, submission.RENAMED, "the submission is not a regular file"]
    sentences += ["the file is larger than 77 MiB without its outputs", "cannot be read: x1"]
    sentences += [
        "cannot be unpacked: x1",
        "the submission is a link",
        "x1 was not handed in: this is x1",
    ]
    sentences += ["no notebook was handed in", "several notebooks were handed in, none is named x1"]
    for text in sentences:
        assert said(text, "en") == text
        chinese = said(text, "zh-TW")
        words = chinese.replace(".ipynb", "")
        assert HAN.search(words) and not re.search(r"[a-z]{2,}(?! s$)", words), chinese
        assert re.findall("x1|[0-9]+", chinese) == re.findall("x1|[0-9]+", text)


def test_both_languages_have_every_word_with_the_same_values() -> None:
    texts = tomllib.loads(Path(languages.__file__).with_name("texts.toml").read_text("utf-8"))
    for pair in [*texts["words"].values(), *texts["sentence"], *texts["cell"]]:
        assert pair.keys() == {"en", "zh-TW"}
        fields = [[field for _, field, *_ in string.Formatter().parse(t)] for t in pair.values()]
        # A cell comes first in both, since its place is one of the values'.
        assert [f for f in fields[0] if f is not None] == [f for f in fields[1] if f is not None]
