"""What a reader would see wrong in rendered prose."""

from __future__ import annotations

import pytest

from course.typography import typography_problems


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("這是**重點。**接著說", "the bold text does not close at"),
        ("第一行\n第二行", "join the two lines"),
        ("- 項目一\n  續行", "join the two lines"),
        ("結束了。\n「下一句」", "join the two lines"),
        ("好,不好", "half-width punctuation at '好,'"),
        ("神經元(neuron)", "half-width punctuation at '元('"),
        ("用Keras訓練", "no space at '用K'"),
        ("共 60000張", "no space at '0張'"),
        ("| 甲,乙 | b |\n|---|---|\n| 1 | 2 |", "half-width"),
    ],
)
def test_each_mistake_is_found(text: str, message: str) -> None:
    assert message in " ".join(typography_problems(text, "zh-TW"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("**重點。**接著說，用 Keras", "**重點。**接著說"),
        ("一二三四五六七八九十**重點。**接著說，再說", "三四五六七八九十**重點。**接著說"),
    ],
)
def test_the_place_is_shown_with_what_stands_around_it(text: str, place: str) -> None:
    assert list(typography_problems(text, "en")) == [
        f"the bold text does not close at {place!r}; move the punctuation behind the **"
    ]


@pytest.mark.parametrize(
    ("text", "near"),
    [("第一行\n第二行", "第一行"), ("一二三四五六七八九十\n下一行", "三四五六七八九十")],
)
def test_a_broken_line_is_shown_by_its_end(text: str, near: str) -> None:
    assert list(typography_problems(text, "zh-TW")) == [
        f"a line break after {near!r} shows as a space; join the two lines"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "這是**重點**。接著說，用 Keras 訓練 60,000 張（train）。",
        "第一段\n\n第二段",
        "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |",
        "函式 `f(x)`回傳 $a_1$，也就是 $$f(x),\n g(x)$$",
        "- 一\n- 二\n\n```python\nx = [1,2]  # 註解,不管\n```",
        "English line,\nthen more; 中文在後。",
        "2 \\* 3 與 `a**b`",
    ],
)
def test_good_chinese_passes(text: str) -> None:
    assert list(typography_problems(text, "zh-TW")) == []


def test_english_has_only_the_bold_rule() -> None:
    assert list(typography_problems("one,\ntwo 中文,", "en")) == []
    assert list(typography_problems("a**b.**c", "en"))
