from __future__ import annotations

from course.book.site import launch_links, stylesheets_and_scripts
from course.config import repository


def test_all_stylesheets_and_scripts_are_loaded_scripts_as_modules() -> None:
    styles, scripts = stylesheets_and_scripts()
    assert styles == ["live.css", "site.css"]
    assert [name for name, _ in scripts] == [
        *("digit.js", "explorables.js", "site.js", "stepper.js")
    ]
    assert all(attributes == {"type": "module"} for _, attributes in scripts)


def test_a_notebook_can_be_opened_elsewhere_and_downloaded() -> None:
    home = repository().removeprefix("https://github.com")
    assert launch_links("labs/lab01_perceptron", "zh-TW") == [
        (
            "在 Colab 開啟",
            f"https://colab.research.google.com/github{home}/blob/main/"
            "labs/zh-TW/lab01_perceptron.ipynb",
        ),
        (
            "在 Binder 開啟",
            f"https://mybinder.org/v2/gh{home}/main?labpath=labs%2Fzh-TW%2Flab01_perceptron.ipynb",
        ),
        ("下載筆記本", "lab01_perceptron.ipynb"),
    ]


def test_what_is_no_notebook_cannot() -> None:
    assert launch_links("glossary", "en") == launch_links("search", "en") == []
