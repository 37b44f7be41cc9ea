"""Write a lab's student notebooks and its recorded data, and find what is stale."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from course.chapters.build import stamp_file
from course.config import LANGUAGES, ROOT, CourseError
from course.labs.model import Lab
from course.labs.notebook import student_file
from course.labs.rules import read_lab
from utils.files import write_whole


def built_files(lab: Lab, root: Path = ROOT) -> dict[Path, str]:
    """Return the text of each file that a lab's source and its experiment's record give."""
    texts = {
        lab.notebook(language, root): student_file(lab, language, root) for language in LANGUAGES
    }
    if lab.record:
        texts[lab.data(root)] = record_table(lab.record, root)
    return texts


def build_lab(lab: Lab, root: Path = ROOT) -> list[Path]:
    """Write a lab's two student notebooks and its data; return the files that changed."""
    texts = built_files(lab, root)
    changed = [path for path, text in texts.items() if _stored(path) != text]
    for path in changed:
        write_whole(path, texts[path])
    return changed


def check_lab(lab: Lab, root: Path = ROOT) -> list[str]:
    """Return which files are not what the source builds, as sentences."""
    try:
        read_lab(lab, root)
    except CourseError as error:
        return str(error).splitlines()
    problems = []
    for path, text in built_files(lab, root).items():
        name, stored = path.relative_to(root).as_posix(), _stored(path)
        if stored is None:
            problems.append(f"{name}: not built yet; run `make notebooks`")
        elif stored != text:
            problems.append(
                f"{name}: not what its source builds; edit the source, then run `make notebooks`"
            )
    return problems


def stamp_lab(lab: Lab, root: Path = ROOT) -> bool:
    """Mark a lab's Chinese as translating its present English; tell if the source changed."""
    return stamp_file(lab.source(root))


def record_table(experiment: str, root: Path = ROOT) -> str:
    """Return an experiment's record as CSV: its settings, then a line for each epoch."""
    path = root / "experiments" / "results" / f"{experiment}.json"
    jobs = json.loads(path.read_text(encoding="utf-8"))["jobs"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*jobs[0]["setting"], "epoch", *jobs[0]["result"]])
    for job in jobs:
        epochs = zip(*job["result"].values(), strict=True)
        writer.writerows(
            [*job["setting"].values(), epoch, *values] for epoch, values in enumerate(epochs, 1)
        )
    return out.getvalue()


def _stored(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
