"""`python -m experiments`: list the experiments; with a name: record one."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import re
import sys

# Convolutions are three times faster with oneDNN; utils, which switches it off so that a
# notebook's digits do not depend on the processor, respects a choice made before.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "DEFAULT")

import experiments
from experiments.record import RecordError
from experiments.runner import Experiment
from utils.device import full_run


def load_all() -> dict[str, Experiment]:
    """Load every experiment by name, in the order of the chapters' letters."""
    names = [module.name for module in pkgutil.iter_modules(experiments.__path__)]
    scripts = [name for name in names if re.match(r"[a-z]\d+_", name)]
    modules = (importlib.import_module(f"experiments.{name}") for name in scripts)
    found = (module.EXPERIMENT for module in modules)
    return {e.name: e for e in sorted(found, key=_order)}


def _order(experiment: Experiment) -> tuple[str, int]:
    row = experiment.name.partition("_")[0]
    return row[0], int(row[1:])


def table() -> str:
    """Make the table of the README, with what is recorded, in Markdown."""
    lines = ["| experiment | row | question | jobs | minutes |", "|---|---|---|---|---|"]
    for name, experiment in load_all().items():
        lines.append(
            f"| [`{name}`]({name}.py) | {name.partition('_')[0].upper()} | {experiment.title} "
            f"| {len(experiment.jobs)} | {experiment.minutes():.0f} |"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m experiments", description=__doc__)
    parser.add_argument("name", nargs="?", help="the experiment to record; none: list all")
    parser.add_argument(
        "--fresh", action="store_true", help="start over; the old record stays until the end"
    )
    parser.add_argument("--scheduler", default="", help="address of a Dask scheduler")
    options = parser.parse_args(arguments)
    known = load_all()
    try:
        if options.name is None:
            for name, experiment in known.items():
                print(
                    f"{name:<18} {experiment.done():>3}/{len(experiment.jobs):<3} jobs "
                    f"{experiment.minutes():>5.1f} min  {experiment.title}"
                )
            return 0
        if options.name not in known:
            raise RecordError(f"There is no {options.name!r}: choose from {', '.join(known)}.")
        experiment = known[options.name]
        if experiment.needs_gpu and not options.scheduler and not full_run():
            raise RecordError(
                f"{options.name} would take days on a CPU, and TensorFlow finds no GPU: "
                "use a machine with one, or start it all the same with COURSE_FULL=1."
            )
        experiment.record(options.fresh, options.scheduler)
        print(experiment.provenance())
    except RecordError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Every finished job is recorded: run the same command to resume.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
