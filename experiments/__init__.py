"""Runs that are too long for a chapter, and their recorded results."""

from experiments.record import RecordError
from experiments.runner import Experiment

__all__ = ["Experiment", "RecordError"]
