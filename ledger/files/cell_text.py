"""The text of a cell, from whatever a file holds in it."""

from __future__ import annotations

import re
from datetime import date, datetime, time

MAX_CHARACTERS = 1_000_000
"""More than this in one cell is cut; Excel itself stops at 32,767, other programs write more."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|_x000[Dd]_\n?|\u2028|\u2029")


def text_of(value: object) -> str:
    """The text that a person would read in the cell: ids without ".0", dates in ISO form."""
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else clean(str(value))


def clean(text: str) -> str:
    """The text without characters that no page, paper or database can hold; tabs and line ends stay."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text[:MAX_CHARACTERS]))


def _number(value: float) -> str:
    if isinstance(value, int):
        return f"{value:d}" if abs(value) < 10**40 else ""
    if value.is_integer() and abs(value) < 1e21:
        return f"{value:.0f}"
    # Fifteen digits are what a sheet shows; more is the noise of binary fractions.
    return f"{value:.15g}"
