"""Tampered notebooks by name: how each is made, and the points that it still earns."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from tests.grader import samples
from tests.grader.samples import HONEST, notebook_with

Raw = samples.Raw


def honest() -> Raw:
    raw: Raw = json.loads(notebook_with(HONEST))
    return raw


def marks(raw: Raw, name: str) -> dict[str, Any]:
    found: dict[str, Any] = find(raw, name)["metadata"]["nbgrader"]
    return found


def find(raw: Raw, name: str) -> Raw:
    return next(
        c for c in raw["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def without(raw: Raw, key: str) -> Raw:
    return {name: value for name, value in raw.items() if name != key}


def for_all_cells(change: Callable[[dict[str, Any]], Any]) -> Callable[[Raw], Raw]:
    def tamper(raw: Raw) -> Raw:
        for cell in raw["cells"]:
            if "nbgrader" in cell["metadata"]:
                change(cell["metadata"]["nbgrader"])
        return raw

    return tamper


def edit(name: str, **changes: Any) -> Callable[[Raw], Raw]:
    def tamper(raw: Raw) -> Raw:
        find(raw, name).update(changes)
        return raw

    return tamper


def cells(change: Callable[[list[Raw]], list[Raw]]) -> Callable[[Raw], Raw]:
    return lambda raw: {**raw, "cells": change(raw["cells"])}


# The test `third_test` gives half a point for nothing.
BLANK = 0.5
TAMPERED: dict[str, tuple[Callable[[Raw], Raw], float]] = {
    "points raised": (for_all_cells(lambda m: m.update(points=1000)), 10),
    "points negative": (for_all_cells(lambda m: m.update(points=-1)), 10),
    "points not a number": (for_all_cells(lambda m: m.update(points="a lot")), 10),
    "schema version 99": (for_all_cells(lambda m: m.update(schema_version=99)), 10),
    "schema version removed": (for_all_cells(lambda m: m.pop("schema_version")), 10),
    "all flags turned": (
        for_all_cells(lambda m: m.update(grade=not m["grade"], solution=not m["solution"])), 10
    ),
    "flags of other types": (for_all_cells(lambda m: m.update(grade=[], solution=3)), 10),
    "checksums": (for_all_cells(lambda m: m.update(checksum="0" * 32)), 10),
    "tests emptied": (edit("first_test", source="pass"), 10),
    "tests replaced by points": (edit("third_test", source="1000"), 10),
    "tests turned into text": (edit("first_test", cell_type="markdown", source=""), 10),
    "answers turned into text": (edit("second", cell_type="markdown"), 10),
    "answers turned into raw cells": (edit("second", cell_type="raw"), 10),
    "order reversed": (cells(lambda c: c[::-1]), 10),
    "tests deleted": (cells(lambda c: [x for x in c if "_test" not in str(x["metadata"])]), 10),
    "given cell deleted": (cells(lambda c: c[1:]), 10),
    "all cells deleted": (cells(lambda c: []), BLANK),
    "an answer deleted": (cells(lambda c: c[:3] + c[4:]), 7),
    "every cell copied": (cells(lambda c: [x for x in c for _ in range(2)]), 10),
    "a test copied with another text": (
        cells(lambda c: [*c, {**c[2], "source": "import sys; sys.exit()"}]), 10
    ),
    "an id taken twice": (cells(lambda c: [*c, {**c[1], "source": "total = 3"}]), 5),
    "ids of tests given to answers": (
        lambda raw: (marks(raw, "first").update(grade_id="first_test"), raw)[1], 5
    ),
    "unknown ids": (for_all_cells(lambda m: m.update(grade_id="x" + m["grade_id"])), BLANK),
    "ids of other types": (for_all_cells(lambda m: m.update(grade_id=["first"])), BLANK),
    "ids with paths": (for_all_cells(lambda m: m.update(grade_id="../../first")), BLANK),
    "own tests added": (
        cells(lambda c: [samples.test_cell("mine", 1000, "1000"), *c]), 10
    ),
    "kernel replaced": (
        lambda raw: {**raw, "metadata": {"kernelspec": {"name": "evil", "argv": ["sh"]}}}, 10
    ),
    "cell ids equal": (cells(lambda c: [{**x, "id": "a"} for x in c]), 10),
    "source as a list": (
        cells(lambda c: [{**x, "source": x["source"].splitlines(True)} for x in c]), 10
    ),
    "metadata missing": (cells(lambda c: [{**x, "metadata": None} for x in c]), BLANK),
    "cells of other types": (cells(lambda c: c + cast(Any, [3, None, "x", [], {}])), 10),
    "format 3": (
        lambda raw: {
            "nbformat": 3,
            "worksheets": [
                {"cells": [{**without(c, "source"), "input": c["source"]} for c in raw["cells"]]}
            ],
        }, 10
    ),
    "future format": (lambda raw: {**raw, "nbformat": 99}, 10),
    "an added helper cell": (
        cells(lambda c: [*c[:1], samples.cell("def helper(v):\n    return sum(v)"),
                         {**c[1], "source": "def total(v):\n    return helper(v)"}, *c[2:]]),
        10,
    ),
    "an added cell that fails": (cells(lambda c: [samples.cell("1 / 0"), *c]), 10),
    "a given cell extended": (
        cells(lambda c: [{**c[0], "source": c[0]["source"] + "\nimport math"},
                         {**c[1], "source": "def total(v):\n    return math.floor(1) * sum(v)"},
                         *c[2:]]),
        10,
    ),
}  # fmt: skip
