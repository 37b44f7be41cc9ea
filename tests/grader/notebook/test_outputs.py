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
    large = b'{"cells": "' + b"x" * MAX_BYTES + b'"}'
    assert fitting(large) == "the file is larger than 32 MiB without its outputs"
    assert fitting(b" " * (MAX_FILE + 1)) == "the file is larger than 128 MiB"


def test_what_is_as_large_as_allowed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.notebook.outputs.MAX_BYTES", 20)
    monkeypatch.setattr("grader.notebook.outputs.MAX_FILE", 30)
    assert fitting(b'{"outputs":[123456]}') == b'{"outputs":[123456]}'
    assert fitting(b'{"outputs":[1234567],"a":1}') == b'{"outputs":[],"a":1}'
    assert fitting(b'{"outputs":[1234567890],"a":1}') == b'{"outputs":[],"a":1}'
    assert fitting(b'{"outputs":[12345678901],"a":1}') == "the file is larger than 0 MiB"


@pytest.mark.parametrize(
    "raw",
    [
        {"outputs": [1, {"a": ["]"]}], "source": '"outputs": [1]'},
        {"source": ["outputs", "]"], "outputs": "none"},
        {"attachments": {"a.png": {}}, "outputs": [], "metadata": {"a": {}}},
    ],
)
def test_only_outputs_go(raw: dict[str, object]) -> None:
    found = json.loads(without_outputs(json.dumps(raw).encode()))
    gone: dict[str, object] = {"outputs": [], "attachments": {}}
    assert found == {k: gone.get(k, v) if v != "none" else v for k, v in raw.items()}


def test_outputs_go_wherever_they_begin() -> None:
    assert without_outputs(b'"outputs": [1]') == b'"outputs": []'


def test_outputs_of_too_many_parts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.notebook.outputs._MAX_TOKENS", 4)
    assert without_outputs(b'"outputs": [[]]') == b'"outputs": []'
    assert without_outputs(b'"outputs": [[1, []]]') == b'"outputs": [[1, []]]'


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
