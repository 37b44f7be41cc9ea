"""Build, prove and release the graded labs."""
