"""`make mutants`: test the rooms' tests with mutants of their code.

`make mutants ROOM=utils/nn` tests one room by the tests beside it, `make mutants` all rooms;
`ROOM=utils/nn/stacked.py` one module by the tests of its name. mutmut makes the mutants, in a copy
of the course below `build/mutants`, where a run that was stopped goes on: it tests what has no
verdict yet, and again what survived. What `tests/mutants.toml` explains is not tested.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from course.command_line import command_line
from course.config import ROOT, CourseError
from course.mutants.record import entry, read_record
from course.mutants.room import prepare

# Not grader/processes: its code runs in processes that are made before a mutant is chosen.
ROOMS = (
    "utils/nn",
    "course",
    "course/book",
    "course/chapters",
    "course/labs",
    "course/mutants",
    "grader",
    "grader/notebook",
    "grader/outputs",
    "grader/protocol",
    "grader/sandbox",
    "grader/session",
    "grader/submissions",
)


@command_line
def main(arguments: list[str]) -> int:
    """Test rooms or modules; the exit status is 0 when every mutant is noticed or explained."""
    parser = argparse.ArgumentParser(prog="course.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help="a room or a module")
    parser.add_argument("--workers", type=int, default=1, help="mutants tested at a time")
    options = parser.parse_args(arguments)
    for room in options.rooms:
        of_room = Path(room).parent.as_posix() in ROOMS and (ROOT / room).is_file()
        if not of_room and room not in ROOMS:
            raise CourseError(f"There is no room {room!r}; choose from {', '.join(ROOMS)}.")
    record, open_ones, complete = read_record(), [], True
    for name in options.rooms or ROOMS:
        room = prepare(name)
        room.run(record, options.workers)
        verdicts = room.verdicts(record)
        counts = Counter(verdicts.values())
        told = ", ".join(f"{n} {verdict}" for verdict, n in sorted(counts.items()))
        print(f"{name}: {len(verdicts)} mutants, {told}")
        open_ones += [room.change(m) for m, verdict in verdicts.items() if verdict == "survived"]
        # Where more are stopped than noticed, it is the tests that hang.
        if counts["stopped"] > counts["noticed"]:
            print(f"{name}: most mutants were stopped, so this says nothing; do its tests hang?")
            complete = False
        complete &= not counts["not run"]
    for change in open_ones:
        print(f"\n{entry(change)}")
    return 0 if complete and not open_ones else 1


if __name__ == "__main__":
    sys.exit(main())
