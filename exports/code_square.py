"""The printed square (QR) that a telephone reads: the address at which a paper can be checked.

Of the eight masks of a square one is taken and not searched for, which is four fifths of the encoder's time:
every mask is read (ISO/IEC 18004), and the same text always gives the same square.
"""

from __future__ import annotations

import re

import segno

MASK = 0
QUIET = 4
"""Modules that stay white around the square, as the standard asks."""
LONGEST = 200
"""Characters; a longer address would make a square that is too fine to be printed small."""

Run = tuple[int, int, int]
"""A row from the top, the first module of a dark run in it, and how many there are."""
_DARK = re.compile(b"\x01+")


def code_square(text: str) -> tuple[int, list[Run]]:
    """How many modules the square is wide, and its dark runs."""
    code = segno.make_qr(text[:LONGEST], error="m", mode="byte", mask=MASK, boost_error=False)
    runs = ((row, *dark.span()) for row, line in enumerate(code.matrix) for dark in _DARK.finditer(line))
    return len(code.matrix), [(row, begin, end - begin) for row, begin, end in runs]
