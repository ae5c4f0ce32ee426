"""Faults put into ledgers on purpose, and counts of what was found, lost and doubled."""
