"""Confinement of the student's process. It knows nothing of notebooks."""
