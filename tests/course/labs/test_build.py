"""Building a lab, and finding what is stale."""

from __future__ import annotations

import json
from pathlib import Path

from course.labs.build import build_lab, check_lab, stamp_lab
from course.labs.model import Lab, load_labs


def test_build_check_and_stamp(small: tuple[Path, Lab]) -> None:
    root, lab = small
    assert check_lab(lab, root)[0] == "labs/lab01_small.ipynb: not built yet; run `make notebooks`"
    assert len(build_lab(lab, root)) == 2 and build_lab(lab, root) == []
    assert check_lab(lab, root) == []
    path = lab.notebook("zh-TW", root)
    path.write_text(path.read_text(encoding="utf-8").replace("你好", "您好"), encoding="utf-8")
    (problem,) = check_lab(lab, root)
    assert "labs/zh-TW/lab01_small.ipynb: not what its source builds" in problem
    source = lab.source(root)
    source.write_text(source.read_text(encoding="utf-8").replace("Hello", "Good day"))
    assert "changed after its translation" in check_lab(lab, root)[0]
    assert stamp_lab(lab, root) and not stamp_lab(lab, root)
    build_lab(lab, root)
    assert check_lab(lab, root) == []


def test_sources_notebooks_are_json_of_this_course() -> None:
    for lab in load_labs():
        stored = json.loads(lab.notebook("en").read_text(encoding="utf-8"))
        assert all(c["outputs"] == [] for c in stored["cells"] if c["cell_type"] == "code")
