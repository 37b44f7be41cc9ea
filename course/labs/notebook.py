"""Build the graded labs: one bilingual source in, student and instructor notebooks out.

A lab's source is written like a chapter's (`course.source`). Its code cells may say
`grade="solution"`, `grade="test"` or `grade="readonly"` with an `id`, tests also
`points`; solution cells hold `### BEGIN SOLUTION … ### END SOLUTION`, test cells
`### BEGIN HIDDEN TESTS … ### END HIDDEN TESTS`. The notebooks carry nbgrader's metadata
(schema 3), so nbgrader, its formgrader and any grader that reads its format accept them.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import secrets
import shutil
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.build import stamp_file, write, write_text
from course.config import LANGUAGES, ROOT, Chapter, CourseError, load_chapters, repository
from course.notebook import assemble
from course.source import MAX_LINES, Code, Prose, Source, parse, text_hash

OPTIONS = frozenset({"grade", "id", "points"})
KINDS = ("solution", "test", "readonly")
SEED_NAME = "HIDDEN_SEED"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")
HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
TOTAL_POINTS = 100
# What a lab imports; it travels with every bundle, so that a bundle runs by itself.
MODULES = (
    "labs/__init__.py",
    "labs/checks.py",
    "labs/given.py",
    "labs/core_lab.py",
    "requirements.txt",
)
REBUILD = "run `make labs`"

_HEADER = {
    "en": """\
# Lab {number}: {title}

[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab})
[![Open in Binder](https://mybinder.org/badge_logo.svg)]({binder})

{points} points in {count} questions, about {minutes} minutes. {chapter}| [繁體中文]({other})

**How it works**: {how}

Don't copy or delete cells, and leave the test cells as they are. You may add cells
of your own anywhere.""",
    "zh-TW": """\
# Lab {number}：{title}

[![在 Colab 開啟](https://colab.research.google.com/assets/colab-badge.svg)]({colab})
[![在 Binder 開啟](https://mybinder.org/badge_logo.svg)]({binder})

{count} 題共 {points} 分，大約需要 {minutes} 分鐘。{chapter}| [English]({other})

**作答方式**：{how}

請不要複製或刪除儲存格，也不要修改測試的儲存格。你可以在任何地方新增自己的儲存格。""",
}
_HOW = {
    "en": "Each question says what to write. Replace the line `raise NotImplementedError()` "
    "with your code, run the cell, then run the test below it. A test that fails says what it "
    "saw, what it expected, and often why; a mistake in one question can't spoil another. The "
    "tests here use a few small examples. After you hand in, hidden tests try the same "
    "functions on other numbers, and those decide the score.",
    # One line each: a line break inside Chinese text shows as a space.
    "zh-TW": "每一題都會說明要寫什麼。把 `raise NotImplementedError()` 這一行換成你的程式，執行"
    "儲存格，再執行下面的測試。測試沒通過時，會告訴你它看到什麼、期待什麼，通常還有可能的原因；"
    "某一題答錯，不會影響其他題。這裡的測試只用少數簡單的例子。繳交之後，隱藏測試會用其他數字"
    "檢查同樣的函式，並決定分數。",
}
_CHAPTER = {
    "en": "Practises [chapter {number}: {title}]({link}). ",
    "zh-TW": "搭配[第 {number} 章：{title}]({link})。",
}
_FOOTER = {
    "en": """\
## Before you hand in

Restart the kernel and run all cells: *Kernel → Restart Kernel and Run All Cells* in Jupyter,
*Runtime → Restart session and run all* in Colab. The next cell then shows where you stand.
Save, and hand in this file under its own name, `{name}.ipynb`. Handing in the
English or the Chinese notebook makes no difference.""",
    "zh-TW": "## 繳交之前\n\n"
    "重新啟動核心並執行所有儲存格：在 Jupyter 選 *Kernel → Restart Kernel and Run All Cells*，"
    "在 Colab 選 *Runtime → Restart session and run all*（中文介面在「執行階段」選單）。"
    "接著，下面的儲存格會列出你目前的成果。\n\n"
    "存檔後，以原檔名 `{name}.ipynb` 繳交這個檔案。中文版或英文版都可以，分數相同。",
}
_SUMMARY = "from labs.checks import summary\n\nsummary()"

_README = """\
# {title}

Unpack the whole folder, then open the notebook in `labs/` (English) or `labs/zh-TW/`
(Traditional Chinese) in Jupyter. What it needs: `pip install -r requirements.txt`.
Nothing is downloaded. Hand in the one `.ipynb` file you worked in, under its own name.

解壓縮整個資料夾，再用 Jupyter 開啟 `labs/`（英文）或 `labs/zh-TW/`（繁體中文）裡的筆記本。
所需套件：`pip install -r requirements.txt`。不會下載任何東西。
請以原檔名繳交你作答的那一個 `.ipynb` 檔案。
"""

_NBGRADER_CONFIG = """\
# nbgrader's course directory, written by `make nbgrader`. In this folder:
#   nbgrader generate_assignment lab01_perceptron
#   (put submissions into submitted/<student>/<lab>/<lab>.ipynb)
#   nbgrader autograde lab01_perceptron && nbgrader generate_feedback lab01_perceptron
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "keras-course-lab"
# Cells that train a network take longer than the default of 30 s on a busy machine.
c.Execute.timeout = 300
"""


@dataclass(frozen=True)
class Lab:
    """One lab: number, file name without number, titles, minutes that a student takes."""

    number: int
    slug: str
    title: str
    title_zh: str
    minutes: int

    @property
    def name(self) -> str:
        """File name without suffix, such as `lab01_perceptron`."""
        return f"lab{self.number:02d}_{self.slug}"

    def source(self, root: Path = ROOT) -> Path:
        """The bilingual source that authors edit."""
        return root / "labs" / "sources" / f"{self.name}.py"

    def answers(self, root: Path = ROOT) -> Path:
        """The wrong and the other right answers that prove the tests."""
        return root / "labs" / "sources" / "answers" / f"{self.name}.py"

    def notebook(self, language: str, root: Path = ROOT) -> Path:
        """The student notebook in one language."""
        folder = root / "labs"
        return (folder if language == "en" else folder / language) / f"{self.name}.ipynb"


def load_labs(root: Path = ROOT) -> list[Lab]:
    """Read `labs/sources/labs.toml`, in order."""
    text = (root / "labs" / "sources" / "labs.toml").read_text(encoding="utf-8")
    return [Lab(**entry) for entry in tomllib.loads(text)["lab"]]


def select_labs(wanted: list[str], root: Path = ROOT) -> list[Lab]:
    """The labs named by number (`2`, `02`) or file name (`lab02_tensors`); all if none.

    Raises:
        CourseError: a name that no lab has.
    """
    labs = load_labs(root)
    by_name = {lab.name: lab for lab in labs} | {f"{lab.number:02d}": lab for lab in labs}
    unknown = [w for w in wanted if w.zfill(2) not in by_name]
    if unknown:
        known = ", ".join(f"{lab.number:02d}" for lab in labs)
        raise CourseError(f"There is no lab {unknown[0]!r}; choose from {known}, as in LAB=02.")
    return [by_name[w.zfill(2)] for w in wanted] or labs


def read_lab(lab: Lab, root: Path = ROOT) -> Source:
    """A lab's parsed source.

    Raises:
        CourseError: the source has problems; the text lists them all.
    """
    path = lab.source(root)
    if not path.is_file():
        raise CourseError(f"{lab.name} has no source; write labs/sources/{path.name}.")
    source = parse(path.read_text(encoding="utf-8"), OPTIONS)
    problems = [*source.problems, *lab_problems(source)]
    if problems:
        raise CourseError("\n".join(f"{lab.name}, {p}" for p in problems))
    return source


def question_of(grade_id: str) -> str:
    """The question that a cell belongs to: `q3` for `q3_sigmoid`, "" for other ids."""
    match = re.match(r"q\d+(?=_)", grade_id)
    return match[0] if match else ""


def lab_problems(source: Source) -> Iterator[str]:
    """What an author of a lab can get wrong, as sentences that say what to do."""
    solutions, tests, points = [], [], 0.0
    ids: Counter[str] = Counter()
    for cell in source.cells:
        if isinstance(cell, Prose):
            if "{{" in cell.english:
                yield f"prose {cell.english[:30]!r} has {{{{ … }}}}; labs have no run to fill it in"
            continue
        grade, name = cell.option("grade"), cell.option("id")
        where = f"cell {name or cell.text[:30]!r}"
        ids[name] += bool(name)
        if not grade:
            marks = [mark for mark in SOLUTION + HIDDEN if mark in cell.text]
            if marks or cell.options:
                yield f'{where}: has {marks or "id= or points="} but no grade="…"; add it'
            continue
        if grade not in KINDS:
            yield f"{where}: grade={grade!r} is unknown; choose from {', '.join(KINDS)}"
        if not re.fullmatch(r"[a-zA-Z0-9_-]+", name):
            yield f"{where}: needs an id of letters, digits, _ and -"
        yield from _marker_problems(where, cell, grade)
        if grade == "solution":
            solutions.append(question_of(name))
        if grade == "test":
            tests.append(question_of(name))
            points += float(cell.option("points") or 0)
            yield from _test_problems(where, cell, question_of(name))
        elif cell.option("points"):
            yield f"{where}: only test cells have points"
    for name, count in ids.items():
        if count > 1:
            yield f"id {name!r} is used {count} times; nbgrader stops at that: make it unique"
    expected = [f"q{i + 1}" for i in range(len(solutions))]
    if solutions != expected or tests != expected:
        yield (
            'questions must be q1, q2, … in order, each with one solution cell id="q1_name" '
            f'and one test cell id="q1_test"; solutions: {solutions}, tests: {tests}'
        )
    if points != TOTAL_POINTS:
        yield f"the points add up to {points:g} instead of {TOTAL_POINTS}"


def _marker_problems(where: str, cell: Code, grade: str) -> Iterator[str]:
    for (begin, end), kind in ((SOLUTION, "solution"), (HIDDEN, "test")):
        found = [m[0] for m in re.finditer(f"{begin}|{end}", cell.text)]
        wanted = [begin, end] * (len(found) // 2)
        if grade == kind and (not found or found != wanted):
            yield f"{where}: needs `### {begin}` and `### {end}` around its {kind} lines"
        if grade != kind and found:
            yield f"{where}: {begin!r} belongs into {kind} cells only"
    student = student_text(cell)
    try:
        ast.parse(cell.text)
        ast.parse(student)
    except SyntaxError as error:
        yield f"{where}: no valid Python, with or without the parts students don't see ({error})"
    if len(student.splitlines()) > MAX_LINES:
        yield f"{where}: students see {len(student.splitlines())} lines; {MAX_LINES} at most"


def _test_problems(where: str, cell: Code, question: str) -> Iterator[str]:
    points = cell.option("points")
    if not points.isdecimal() or points == "0":
        yield f"{where}: needs points=, a whole number above 0"
    number = question.removeprefix("q")
    if f"with Question({number}, points={points}) as {question}:" not in cell.text:
        yield (
            f"{where}: must begin its tests with "
            f"`with Question({number}, points={points}) as {question}:`"
        )
    if cell.text.rstrip().splitlines()[-1] != f"{question}.score":
        yield f"{where}: its last line must be `{question}.score`"
    if SEED_NAME not in cell.text:
        yield f"{where}: its hidden tests must draw numbers from default_rng({SEED_NAME})"


def student_text(cell: Code) -> str:
    """What students see of a cell: no solution, no hidden test."""
    if cell.option("grade") == "solution":
        return _cut(cell.text, *SOLUTION, stub=STUB)
    return _cut(cell.text, *HIDDEN)


def _cut(text: str, begin: str, end: str, stub: str = "") -> str:
    """Replace the regions between two markers, line by line as nbgrader does."""
    lines, inside = [], False
    for line in text.split("\n"):
        if begin in line:
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + s for s in stub.split("\n")] if stub else []
        elif end in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def hidden_seed(seed: str, lab: Lab, grade_id: str) -> int:
    """The number that a cell's hidden tests start from, made from the instructor's seed."""
    digest = hashlib.sha256(f"{seed}:{lab.name}:{grade_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big")


def instructor_seed(root: Path = ROOT) -> str:
    """The seed in `labs/instructor.toml`; the first call draws one and writes the file.

    Raises:
        CourseError: the file has no seed.
    """
    path = root / "labs" / "instructor.toml"
    if not path.is_file():
        text = (
            "# The hidden tests draw their numbers from this seed. Keep it to yourself and\n"
            "# keep it as long as a class is graded. Delete the file for a new one.\n"
            f'seed = "{secrets.token_hex(8)}"\n'
        )
        write_text(text, path)
        path.chmod(0o600)
    seed = tomllib.loads(path.read_text(encoding="utf-8")).get("seed")
    if not seed:
        raise CourseError('labs/instructor.toml has no seed; write seed = "any text" into it.')
    return str(seed)


def checksum(cell: dict[str, Any]) -> str:
    """The checksum that nbgrader 0.9.6 gives a cell (`nbgrader.utils.compute_checksum`)."""
    meta = cell["metadata"]["nbgrader"]
    locked = not meta["solution"] and (meta["grade"] or meta["locked"])
    parts = [cell["source"], cell["cell_type"], meta["grade"], meta["solution"], locked]
    parts.append(meta["grade_id"])
    if meta["grade"]:
        parts.append(float(meta["points"]))
    return hashlib.md5("".join(map(str, parts)).encode()).hexdigest()


def student_notebook(lab: Lab, language: str, root: Path = ROOT) -> NotebookNode:
    """What a student gets: not executed, without solutions and hidden tests."""
    return _notebook(lab, read_lab(lab, root), language, None, root)


def instructor_notebook(lab: Lab, seed: str, root: Path = ROOT) -> NotebookNode:
    """Solutions and hidden tests, these with numbers from the seed; prose in English."""
    return _notebook(lab, read_lab(lab, root), "en", seed, root)


def _notebook(lab: Lab, source: Source, language: str, seed: str | None, root: Path) -> Any:
    """A notebook for students, or with a seed: for the instructor."""
    frame = assemble(
        Source(),
        Chapter(lab.number, lab.slug, lab.title, lab.title_zh, ()),
        language,
        chapters=[],
        repository=repository(),
    )
    setup = next(c.source for c in frame.cells if c.cell_type == "code")
    cells: list[tuple[str, str | Code]] = [
        ("header", _header(lab, source, language, root)),
        ("setup", _locked("setup", setup)),
    ]
    for cell in source.cells:
        if isinstance(cell, Prose):
            # The id comes from the English text, so both languages have the same ids.
            cells.append((text_hash(cell.english), cell.text(language)))
        else:
            cells.append((cell.option("id") or text_hash(cell.text), cell))
    cells.append(("footer", _FOOTER[language].format(name=lab.name)))
    cells.append(("summary", _locked("summary", _SUMMARY)))
    frame.cells, seen = [], Counter[str]()
    for cell_id, content in cells:
        seen[cell_id] += 1
        unique = cell_id if seen[cell_id] == 1 else f"{cell_id}-{seen[cell_id]}"
        frame.cells.append(nbformat.from_dict(_cell(lab, unique, content, seed)))
    return frame


def _locked(grade_id: str, text: str) -> Code:
    return Code(text, options=(("grade", "readonly"), ("id", grade_id)))


def _cell(lab: Lab, cell_id: str, content: str | Code, seed: str | None) -> dict[str, Any]:
    if isinstance(content, str):
        return {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": content}
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": {"tags": list(content.tags)} if content.tags else {},
        "outputs": [],
        "source": content.text,
    }
    grade = content.option("grade")
    if not grade:
        return cell
    meta: dict[str, Any] = {
        "cell_type": "code",
        "grade": grade == "test",
        "grade_id": content.option("id"),
        "locked": grade != "solution",
        "schema_version": 3,
        "solution": grade == "solution",
        "task": False,
    }
    if grade == "test":
        meta["points"] = int(content.option("points"))
    if seed is None:
        cell["source"] = student_text(content)
        cell["metadata"]["deletable"] = False
        if grade != "solution":
            cell["metadata"]["editable"] = False
    else:
        number = str(hidden_seed(seed, lab, content.option("id")))
        cell["source"] = re.sub(rf"\b{SEED_NAME}\b", number, content.text)
    cell["metadata"]["nbgrader"] = meta
    meta["checksum"] = checksum(cell)
    return cell


def _header(lab: Lab, source: Source, language: str, root: Path) -> str:
    address = repository()
    path = lab.notebook(language, root).relative_to(root).as_posix()
    chapter = next((c for c in load_chapters(root) if c.number == lab.number), None)
    belongs = ""
    if chapter is not None:
        target = chapter.notebook(language, root).relative_to(root).as_posix()
        belongs = _CHAPTER[language].format(
            number=chapter.number,
            title=chapter.title if language == "en" else chapter.title_zh,
            link=f"{address}/blob/main/{target}",
        )
    tests = [c for c in source.cells if isinstance(c, Code) and c.option("grade") == "test"]
    home = address.removeprefix("https://github.com/")
    return _HEADER[language].format(
        number=lab.number,
        title=lab.title if language == "en" else lab.title_zh,
        colab=f"https://colab.research.google.com/github/{home}/blob/main/{path}",
        binder=f"https://mybinder.org/v2/gh/{home}/main?labpath={path.replace('/', '%2F')}",
        points=sum(int(c.option("points")) for c in tests),
        count=len(tests),
        minutes=lab.minutes,
        chapter=belongs,
        how=_HOW[language],
        other=f"zh-TW/{lab.name}.ipynb" if language == "en" else f"../{lab.name}.ipynb",
    )


def build_lab(lab: Lab, root: Path = ROOT) -> list[Path]:
    """Write a lab's two student notebooks; returns the files that changed."""
    read_lab(lab, root)
    return [
        lab.notebook(language, root)
        for language in LANGUAGES
        if write(student_notebook(lab, language, root), lab.notebook(language, root))
    ]


def check_lab(lab: Lab, root: Path = ROOT) -> list[str]:
    """Student notebooks that are not what the source builds, as sentences."""
    try:
        read_lab(lab, root)
    except CourseError as error:
        return str(error).splitlines()
    problems = []
    for language in LANGUAGES:
        path = lab.notebook(language, root)
        name = path.relative_to(root).as_posix()
        wanted = nbformat.writes(student_notebook(lab, language, root)) + "\n"
        if not path.is_file():
            problems.append(f"{name}: not built yet; {REBUILD}")
        elif path.read_text(encoding="utf-8") != wanted:
            problems.append(f"{name}: not what its source builds; edit the source, then {REBUILD}")
    return problems


def stamp_lab(lab: Lab, root: Path = ROOT) -> bool:
    """Mark a lab's Chinese as translating its present English; tells if it moved."""
    return stamp_file(lab.source(root))


def release(labs: list[Lab], out: Path, root: Path = ROOT) -> list[Path]:
    """Write the student bundles: a zip per lab, and one with all of them.

    A bundle holds the notebooks in both languages and what they import, so it runs where
    it is unpacked. It has no line of a solution or of a hidden test.
    """
    out.mkdir(parents=True, exist_ok=True)
    bundles = [(lab.name, f"Lab {lab.number}: {lab.title}", [lab]) for lab in labs]
    bundles.append(("labs", "Labs", labs))
    written = []
    for name, title, contents in bundles:
        files = {f"{name}/README.md": _README.format(title=title).encode()}
        for relative in _support_files(root):
            files[f"{name}/{relative}"] = (root / relative).read_bytes()
        for lab in contents:
            for language in LANGUAGES:
                path = lab.notebook(language, root).relative_to(root).as_posix()
                text = nbformat.writes(student_notebook(lab, language, root)) + "\n"
                files[f"{name}/{path}"] = text.encode()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, content in sorted(files.items()):
                # A fixed date: the same contents give the same bytes.
                entry = zipfile.ZipInfo(file, (2020, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                # A data set is compressed already.
                packed = file.endswith(".npz")
                entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        target = out / f"{name}.zip"
        temporary = target.with_suffix(".part")
        temporary.write_bytes(buffer.getvalue())
        temporary.replace(target)
        written.append(target)
    return written


def nbgrader_course(labs: list[Lab], out: Path, seed: str, root: Path = ROOT) -> list[Path]:
    """Write nbgrader's course directory: configuration, instructor notebooks, modules.

    Submissions, grades and the database that nbgrader keeps there stay as they are.
    """
    out.mkdir(parents=True, exist_ok=True)
    if not (out / "nbgrader_config.py").exists():
        write_text(_NBGRADER_CONFIG, out / "nbgrader_config.py")
    for relative in _support_files(root):
        (out / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / relative, out / relative)
    written = []
    for lab in labs:
        path = out / "source" / lab.name / f"{lab.name}.ipynb"
        write(instructor_notebook(lab, seed, root), path)
        written.append(path)
    return written


def _support_files(root: Path) -> list[str]:
    """What a lab imports, as paths below the course's folder."""
    utils = [
        path.relative_to(root).as_posix()
        for path in sorted((root / "utils").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return [*MODULES, *utils]
