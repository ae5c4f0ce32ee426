"""The printed square (QR) that a telephone reads: the address at which a paper can be checked."""

from __future__ import annotations

import re

from exports.qr_code import qr_rows

QUIET = 4
"""Modules that stay white around the square, as the standard asks."""
LONGEST = 200
"""Characters; a longer address would make a square that is too fine to be printed small."""

Run = tuple[int, int, int]
"""A row from the top, the first module of a dark run in it, and how many there are."""
_DARK = re.compile(b"\x01+")


def code_square(text: str) -> tuple[int, list[Run]]:
    """How many modules the square is wide, and its dark runs."""
    rows = qr_rows(text[:LONGEST])
    runs = ((row, *dark.span()) for row, line in enumerate(rows) for dark in _DARK.finditer(line))
    return len(rows), [(row, begin, end - begin) for row, begin, end in runs]
