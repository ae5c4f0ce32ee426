"""Faults that are made on purpose, for tests and for longer runs."""
