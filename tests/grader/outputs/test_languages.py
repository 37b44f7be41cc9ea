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


def test_what_stopped_an_answer_is_told_beside_the_tests_message() -> None:
    stopped = "cell 'q1_f' stopped at line 2 with SyntaxError: invalid syntax"
    text = f"{stopped}\nQuestion 1: no f\n第 1 題：沒有 f"
    assert said(text, "en") == f"{stopped}\nQuestion 1: no f"
    chinese = "儲存格 'q1_f' 在第 2 行中斷：SyntaxError: invalid syntax\n第 1 題：沒有 f"
    assert said(text, "zh-TW") == chinese


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
    """Return the texts that a module hands to these calls, with "x1" for each value in them."""
    found = []
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in calls:
            continue
        text = node.args[0]
        parts = text.values if isinstance(text, ast.JoinedStr) else [text]
        found.append("".join(p.value if isinstance(p, ast.Constant) else "x1" for p in parts))  # type: ignore[misc]
    return found


def test_all_that_the_grader_itself_says_to_students_has_its_chinese() -> None:
    remarks = written_in("notebook/merge.py", "notes.append", "NotebookError")
    assert len(remarks) == 10
    sentences = [*remarks, verdict.HELD, verdict.HIDDEN, verdict.OTHERWISE, DECIDED]
    sentences += ["to be graded by a person", "no response", "not run", "not written yet"]
    sentences += ["the notebook took longer than 600 s", "took longer than 60 s"]
    sentences += ["step 7 was stopped: took longer than 60 s", "1 day 1 minute", "23 hours"]
    sentences += ["the time of handing in is not known"]
    for text in sentences:
        assert said(text, "en") == text
        chinese = said(text, "zh-TW")
        assert HAN.search(chinese) and not re.search(r"[a-z]{2,}(?! s$)", chinese), chinese
        assert re.findall("x1|[0-9]+", chinese) == re.findall("x1|[0-9]+", text)


def test_both_languages_have_every_word_with_the_same_values() -> None:
    texts = tomllib.loads(Path(languages.__file__).with_name("texts.toml").read_text("utf-8"))
    for pair in [*texts["words"].values(), *texts["sentence"]]:
        assert pair.keys() == {"en", "zh-TW"}
        fields = [[field for _, field, *_ in string.Formatter().parse(t)] for t in pair.values()]
        assert fields[0].count("") == fields[1].count(""), pair
