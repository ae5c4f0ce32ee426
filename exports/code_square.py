"""The printed square (QR) that a telephone reads: the address at which a paper can be checked.

The matrix comes from ReportLab's encoder. Of its eight masks one is taken and not searched for, which is nine
tenths of its time: every mask is read, and the same text always gives the same square.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK = 0
QUIET = 4
"""Modules that stay white around the square, as the standard asks."""
LONGEST = 200
"""Characters; a longer address would make a square that is too fine to be printed small."""

Run = tuple[int, int, int]
"""A row from the top, the first module of a dark run in it, and how many there are."""


def code_square(text: str) -> tuple[int, list[Run]]:
    """How many modules the square is wide, and its dark runs."""
    code: Any = QRCode(None, QRErrorCorrectLevel.M)  # the stubs leave its methods untyped
    code.addData(text[:LONGEST])
    code.version = code.calculate_version()
    code.makeImpl(False, MASK)
    return code.getModuleCount(), [run for row, line in enumerate(code.modules) for run in _runs(row, line)]


def _runs(row: int, line: list[bool]) -> Iterator[Run]:
    begin = 0
    for dark, modules in groupby(line, bool):
        count = sum(1 for _ in modules)
        if dark:
            yield row, begin, count
        begin += count
