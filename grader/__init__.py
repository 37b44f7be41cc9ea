"""Grades nbgrader notebooks (schema 3): results that cannot be forged, at class scale.

The design on one page is in `grader/README.md`. The parts, for use from Python:

- `grader.assignment.load` reads an assignment; `grader.intake.submissions` lists the submissions.
- `grader.doctor.require` finds the isolation that this machine offers.
- `grader.engine.grade` grades them all into a folder; `grader.worker.grade_submission` grades one.
"""

VERSION = "1.1"
