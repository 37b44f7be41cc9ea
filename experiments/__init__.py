"""Runs that are too long for a chapter, and their recorded results."""

from experiments.runner import Experiment, RecordError

__all__ = ["Experiment", "RecordError"]
