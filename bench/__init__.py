"""Speeds beside others', recorded in `records/`; the assignments are those of the tests."""
