from __future__ import annotations

import pytest

from course.book.words import fold_title, words_of


def test_a_piece_has_its_words_in_both_languages() -> None:
    assert words_of("digit", "en")["title"] == "Draw a digit"
    assert words_of("stepper", "zh-TW")["step"] == "步驟"


def test_a_fold_has_the_title_of_its_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert fold_title("Nobody has translated this", "en") == "Nobody has translated this"
    assert fold_title("Check the answers", "zh-TW") == "檢查解答"
    assert capsys.readouterr().out == ""
    assert fold_title("Nobody has translated this", "zh-TW") == "檢查與畫圖"
    assert capsys.readouterr().out == (
        "course/book/folds.toml has no Chinese title for 'Nobody has translated this'.\n"
    )
