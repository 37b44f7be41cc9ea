"""The graded labs: student notebooks, and what they import: `checks` and `stand_ins`."""
