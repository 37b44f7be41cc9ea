"""Outputs that make a notebook too large."""

from __future__ import annotations

import json

import pytest

from grader.notebook.cells import MAX_BYTES, parse
from grader.notebook.outputs import MAX_FILE, fitting, without_outputs
from tests.grader import samples


def test_a_large_plot_costs_nothing() -> None:
    raw = samples.instructor("target")
    raw["cells"][1]["outputs"] = [{"data": {"image/png": "A" * (MAX_BYTES + 1)}, "text": ['\\"]']}]
    raw["cells"][0]["attachments"] = {"a.png": {"image/png": "B" * MAX_BYTES}}
    found = fitting(samples.as_bytes(raw))
    assert isinstance(found, bytes) and len(found) < 100_000
    assert parse(found) == parse(samples.as_bytes(samples.instructor("target")))
    small = samples.as_bytes(samples.instructor("target"))
    assert fitting(small) is small


def test_what_is_large_without_outputs_is_refused() -> None:
    assert "without its outputs" in fitting(b'{"cells": "' + b"x" * MAX_BYTES + b'"}')
    assert "128 MiB" in fitting(b" " * (MAX_FILE + 1))


@pytest.mark.parametrize(
    "raw",
    [
        {"outputs": [1, {"a": ["]"]}], "source": '"outputs": [1]'},
        {"source": ["outputs", "]"], "outputs": "none"},
    ],
)
def test_only_outputs_go(raw: dict[str, object]) -> None:
    found = json.loads(without_outputs(json.dumps(raw).encode()))
    assert found == {**raw, "outputs": [] if isinstance(raw["outputs"], list) else "none"}


@pytest.mark.parametrize(
    "data",
    [
        b'"outputs": [' * 1000,
        b'"\\' * 100_000,
        b'\\"' * 100_000,
        b'{"outputs": [1, "2',
        b"[" * 9999,
    ],
)
def test_what_is_cut_off_stays_as_it_is(data: bytes) -> None:
    assert without_outputs(data) == data
