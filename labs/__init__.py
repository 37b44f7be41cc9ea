"""The graded labs: student notebooks, and the two modules that they import."""
