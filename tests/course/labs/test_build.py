"""Building a lab, and finding what is stale."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from course.labs.build import build_lab, built_files, check_lab, record_table, stamp_lab
from course.labs.model import Lab, load_labs
from course.labs.notebook import student_file


def test_build_check_and_stamp(small: tuple[Path, Lab]) -> None:
    root, lab = small
    assert check_lab(lab, root) == [
        "labs/lab01_small.ipynb: not built yet; run `make notebooks`",
        "labs/zh-TW/lab01_small.ipynb: not built yet; run `make notebooks`",
    ]
    assert len(build_lab(lab, root)) == 2 and build_lab(lab, root) == []
    assert check_lab(lab, root) == []
    path = lab.notebook("zh-TW", root)
    path.write_text(path.read_text(encoding="utf-8").replace("你好", "您好"), encoding="utf-8")
    assert check_lab(lab, root) == [
        "labs/zh-TW/lab01_small.ipynb: not what its source builds; "
        "edit the source, then run `make notebooks`"
    ]
    source = lab.source(root)
    source.write_text(source.read_text(encoding="utf-8").replace("Hello", "Good day"))
    assert "changed after its translation" in check_lab(lab, root)[0]
    assert stamp_lab(lab, root) and not stamp_lab(lab, root)
    assert build_lab(lab, root) == [lab.notebook("en", root), path]
    assert check_lab(lab, root) == []


def test_only_what_changed_is_written(small: tuple[Path, Lab]) -> None:
    root, lab = small
    build_lab(lab, root)
    english, chinese = (lab.notebook(language, root) for language in ("en", "zh-TW"))
    assert english.read_text(encoding="utf-8") == student_file(lab, "en", root)
    assert chinese.read_text(encoding="utf-8") == student_file(lab, "zh-TW", root)
    english.unlink()
    assert build_lab(lab, root) == [english]
    assert english.is_file()


def test_each_problem_of_a_source_stands_on_a_line_of_its_own(small: tuple[Path, Lab]) -> None:
    root, lab = small
    source = lab.source(root)
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("points=60", "points=6").replace('id="imports"', 'id="a b"'))
    problems = check_lab(lab, root)
    assert len(problems) > 1 and all(p.startswith("lab01_small, ") for p in problems)


@pytest.fixture
def recorded(small: tuple[Path, Lab]) -> tuple[Path, Lab]:
    """The small lab, which shows what an experiment recorded."""
    root, lab = small
    path = root / "experiments" / "results" / "race.json"
    path.parent.mkdir(parents=True)
    jobs = [
        {"setting": {"name": "慢, 小", "lr": 0.1}, "result": {"loss": [2.5, 1.5], "right": [3, 4]}},
        {"setting": {"name": "fast", "lr": 1}, "result": {"loss": [0.5], "right": [9]}},
    ]
    path.write_text(json.dumps({"jobs": jobs}, ensure_ascii=False), encoding="utf-8")
    return root, replace(lab, record="race")


def test_a_record_becomes_a_table_with_a_line_for_each_epoch(recorded: tuple[Path, Lab]) -> None:
    root, _ = recorded
    assert record_table("race", root) == (
        'name,lr,epoch,loss,right\n"慢, 小",0.1,1,2.5,3\n"慢, 小",0.1,2,1.5,4\nfast,1,1,0.5,9\n'
    )
    alone = root / "experiments" / "results" / "alone.json"
    alone.write_text('{"jobs": [{"setting": {"lr": 1}, "result": {"loss": [2]}}]}')
    assert record_table("alone", root) == "lr,epoch,loss\n1,1,2\n"


def test_a_lab_with_a_record_has_its_table_beside_the_notebooks(
    recorded: tuple[Path, Lab],
) -> None:
    root, lab = recorded
    files = built_files(lab, root)
    notebooks = [lab.notebook(language, root) for language in ("en", "zh-TW")]
    assert list(files) == [*notebooks, lab.data(root)]
    assert files[lab.data(root)] == record_table("race", root)
    build_lab(lab, root)
    assert lab.data(root).read_text(encoding="utf-8") == files[lab.data(root)]
    assert lab.data(root).name == "race.csv"


def test_sources_notebooks_are_json_of_this_course() -> None:
    for lab in load_labs():
        stored = json.loads(lab.notebook("en").read_text(encoding="utf-8"))
        assert all(c["outputs"] == [] for c in stored["cells"] if c["cell_type"] == "code")
