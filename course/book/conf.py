"""Sphinx's configuration of the book; the build names language and folders on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from course.book.mathjax import PARTS
from course.book.site import TEXTS, stylesheets_and_scripts
from course.config import repository

_HERE = Path(__file__).parent
_LANGUAGE = os.environ["BOOK_LANGUAGE"]
_WORDS = TEXTS[_LANGUAGE]

project = _WORDS["title"]
author = _WORDS["authors"]
project_copyright = author
language = _LANGUAGE.replace("-", "_")
extensions = ["myst_nb", "sphinx.ext.mathjax", "course.book.extension"]
templates_path = [str(_HERE / "templates")]
exclude_patterns: list[str] = []
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "attrs_block", "dollarmath"]
mathjax_path = "../../mathjax/es5/startup.js"
mathjax3_config = {"loader": {"load": list(PARTS)}}

html_theme = "pydata_sphinx_theme"
html_favicon = str(_HERE / "static" / "icon.png")
html_static_path = [str(_HERE / "static")]
html_css_files, html_js_files = stylesheets_and_scripts()
html_title = _WORDS["title"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_last_updated_fmt = None
html_additional_pages = {"search": "search.html"}
html_sidebars = {"**": ["contents.html"], "search": []}
html_context = {
    "default_mode": "auto",
    "words": _WORDS,
    "other_words": TEXTS["zh-TW" if _LANGUAGE == "en" else "en"],
    "repository": repository(),
}
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-link", "language-switch"],
    "article_header_start": ["breadcrumbs"],
    "article_header_end": ["launch"],
    "secondary_sidebar_items": ["page-toc", "open-all"],
    "footer_start": ["licence"],
    "footer_end": [],
    "disable_search": True,
    "show_toc_level": 1,
    "show_nav_level": 1,
    "navigation_with_keys": False,
    "logo": {"text": _WORDS["title"]},
}
