"""`print_code` prints a function's source, and only its docstring is missing."""

import pytest

from utils.show_code import print_code


def documented(x: int) -> int:
    """Add one.

    More words.
    """
    # a comment that stays
    return x + 1


def plain(x: int) -> int:
    return x


def only_words() -> None:
    """Do nothing."""


def test_docstring_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    print_code(documented, plain)
    assert capsys.readouterr().out == (
        "def documented(x: int) -> int:\n"
        "    # a comment that stays\n"
        "    return x + 1\n"
        "\n"
        "def plain(x: int) -> int:\n"
        "    return x\n"
    )


def test_a_body_of_nothing_but_a_docstring_stays_a_function(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_code(only_words)
    assert capsys.readouterr().out.endswith('    """Do nothing."""\n')


def test_what_has_no_source_is_refused() -> None:
    with pytest.raises(TypeError):
        print_code(len)
