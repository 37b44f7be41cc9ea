"""Digits that do not depend on how wide the processor's registers are."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from tests.utils.fresh import python
from utils import _processor
from utils._processor import use_avx2

OLD, AVX2, AVX512 = "flags : sse avx fma", "flags : avx avx2 fma", "flags : fma avx2 avx512f"


def without_numpy(name: str) -> str:
    raise PackageNotFoundError(name)


def variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, numpy: str = "2.4.6", **mine: str
) -> dict[str, str]:
    """What is set on a PC with these abilities, beside what the user has set."""
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(_processor, "version", {"numpy": numpy}.__getitem__)
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor : 0\n{flags}\n", encoding="utf-8")
    use_avx2(mine, cpuinfo)
    return mine


def test_the_widest_registers_are_left_unused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = {"OPENBLAS_CORETYPE": "Haswell", "ONEDNN_MAX_CPU_ISA": "AVX2"}
    assert variables(tmp_path, monkeypatch, AVX2) == narrow
    wide = {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"}
    assert variables(tmp_path, monkeypatch, AVX512) == narrow | wide
    before = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"
    for numpy in ("1.26.4", "2.3.5"):
        set_ = variables(tmp_path, monkeypatch, AVX512, numpy)
        assert set_["NPY_DISABLE_CPU_FEATURES"] == before
    for numpy in ("2.10.0", "3.0"):
        assert variables(tmp_path, monkeypatch, AVX512, numpy) == narrow | wide
    # The setup cell of a lone notebook imports utils, and then installs NumPy.
    monkeypatch.undo()
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(_processor, "version", without_numpy)
    lone: dict[str, str] = {}
    use_avx2(lone, tmp_path / "cpuinfo")
    assert lone == narrow | wide


def test_nothing_is_set_that_the_processor_may_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert variables(tmp_path, monkeypatch, OLD) == {}
    assert variables(tmp_path, monkeypatch, "flags : avx2") == {}  # masked on a virtual machine
    unknown: dict[str, str] = {}
    use_avx2(unknown, tmp_path / "no such file")  # Windows
    assert unknown == {}
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    use_avx2(unknown, tmp_path / "cpuinfo")
    assert unknown == {}


def test_what_the_user_has_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = {"OPENBLAS_CORETYPE": "Zen", "ONEDNN_MAX_CPU_ISA": "ALL", "NPY_DISABLE_CPU_FEATURES": ""}
    assert variables(tmp_path, monkeypatch, AVX512, **mine) == mine
    # NumPy is not imported where both are set.
    asked = variables(tmp_path, monkeypatch, AVX512, NPY_ENABLE_CPU_FEATURES="X86_V3")
    assert "NPY_DISABLE_CPU_FEATURES" not in asked


@pytest.mark.skipif(
    platform.machine() != "x86_64" or not _processor.CPUINFO.is_file(), reason="not Linux on a PC"
)
def test_numpy_and_openblas_use_avx2() -> None:
    """What the chapters import first; a warning of NumPy's about a name would be an error."""
    code = (
        "import utils, warnings; warnings.simplefilter('error'); import numpy;"
        "from numpy._core._multiarray_umath import __cpu_features__ as can;"
        "from threadpoolctl import threadpool_info;"
        "wide = [name for name in ('X86_V4', 'AVX512_SKX', 'AVX512_ICL') if can.get(name)];"
        "print(threadpool_info()[0]['architecture'], wide)"
    )
    result = python(code)
    assert (result.stdout, result.stderr) == ("Haswell []\n", "")
