"""The environment variables of the grader's own processes and of the student's."""

from __future__ import annotations

from grader.sandbox.jail import Paths

QUIET = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    # As nbgrader says it: a notebook can ask, and leave out what nobody looks at.
    "NBGRADER_EXECUTION": "autograde",
}
# What utils/_processor.py sets, so that the grader's digits are those of the notebooks.
SAME_DIGITS = ("OPENBLAS_CORETYPE", "ONEDNN_MAX_CPU_ISA", "NPY_DISABLE_CPU_FEATURES")


def environment(paths: Paths) -> dict[str, str]:
    """Return the environment of the student's process."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": paths.work,
        "TMPDIR": paths.work,
        "USER": "student",
        "LOGNAME": "student",
        "MPLCONFIGDIR": paths.work,
    }
