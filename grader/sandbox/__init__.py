"""Confinement of the student's process. Knows no notebook."""
