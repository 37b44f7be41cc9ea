"""`python -m experiments.one_job`: measure the job on standard input, as a worker is told to."""

from __future__ import annotations

import importlib
import json
import sys

from experiments.code_hash import code_sha256
from experiments.runner import one_job


def main() -> int:
    """Read which function and which setting, and print the job as one line of JSON."""
    order = json.load(sys.stdin)
    measure = getattr(importlib.import_module(order["module"]), order["function"])
    if code_sha256(measure) != order["sha256"]:
        print(
            "this worker has other measuring code than the machine that records: "
            "bring its copy of the repository up to date and restart it.",
            file=sys.stderr,
        )
        return 1
    print(json.dumps(one_job(measure, order["setting"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
