"""Let all processors compute with the same instructions, so that digits travel.

NumPy, the OpenBLAS within it and TensorFlow's matrix products look at the processor and take the
widest instructions that it has. Wider ones add up in another order, the last digits differ, and a
network that trains for long makes another result of that: on a processor with AVX-512, nine cells
of the chapters gave other numbers than on one without. So on Linux they are told to take AVX2,
which processors for PCs and servers have had for ten years. Elsewhere digits may differ, and where
NumPy was imported before.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import MutableMapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
# NumPy 2.4 has new names for its groups of instructions, and warns of names that it does not know.
_WIDE = "X86_V4 AVX512_ICL AVX512_SPR"
_WIDE_BEFORE = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"


def use_avx2(environ: MutableMapping[str, str] = os.environ, cpuinfo: Path = CPUINFO) -> None:
    """Set the variables that NumPy and TensorFlow read when they are imported.

    What the user has set stays. Nothing is set where the processor has no AVX2, or where the system
    does not tell: OpenBLAS would believe the variable and crash.

    Args:
        environ: the variables.
        cpuinfo: Linux' list of what the processor can do.
    """
    if platform.machine() != "x86_64" or not cpuinfo.is_file():
        return
    can = cpuinfo.read_text(encoding="utf-8").split()
    if not {"avx2", "fma"} <= set(can):
        return
    environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
    environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX2")  # oneDNN's product serves without oneDNN too
    if "avx512f" in can and "NPY_ENABLE_CPU_FEATURES" not in environ:  # NumPy refuses both
        environ.setdefault("NPY_DISABLE_CPU_FEATURES", _WIDE if _new_names() else _WIDE_BEFORE)


def _new_names() -> bool:
    try:
        numpy = version("numpy")
    except PackageNotFoundError:  # the setup cell will install the newest
        return True
    return tuple(map(int, re.findall(r"\d+", numpy)[:2])) >= (2, 4)
