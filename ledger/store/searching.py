"""A text that somebody typed to find something, made such that every database can compare it."""

from __future__ import annotations

LONGEST_NAME = 200
"""No name is longer; SQLite takes no pattern beyond 50,000 bytes."""


def searchable(text: str) -> str:
    """The text without blanks around it, cut to what a name can be, and without NUL, which no text holds."""
    return text.strip()[:LONGEST_NAME].replace("\x00", "").strip()
