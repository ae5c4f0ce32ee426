"""The row of column names: which one it is, and names that are never empty and never equal."""

from __future__ import annotations

import re
from collections.abc import Sequence

SAMPLE = 60
"""Rows with something in them among which the head is looked for and the width is taken."""

_LOOKED_AT = 20
_NUMBERISH = re.compile(r"[\d\s.,:/年月日时分秒+%-]+")


def find_head(rows: Sequence[Sequence[str]]) -> int:
    """The index of the row that looks most like column names: many short words, no numbers.

    A title or a "unit, date" line above fills few cells; data below hold numbers, dates and long text.
    The first row that has at least three fifths of the most names is taken.
    """
    counts = [sum(_is_name(c) for c in row) for row in rows[:_LOOKED_AT]]
    most = max(counts)
    return next(i for i, count in enumerate(counts) if count * 5 >= most * 3)


def name_columns(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Names for `width` columns: as written, on one line; "C 列" where empty; "时间 (2)" where it repeats."""
    names: dict[str, None] = {}
    last: dict[str, int] = {}
    for at in range(width):
        written = " ".join(cells[at].split()) if at < len(cells) else ""
        base = written[:60] or f"{letters(at)} 列"
        name, count = base, last.get(base, 1)
        while name in names:
            count += 1
            name = f"{base} ({count})"
        names[name], last[base] = None, count
    return tuple(names)


def letters(at: int) -> str:
    """The letters that a sheet shows above a column: 0 is A, 26 is AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _is_name(cell: str) -> bool:
    plain = cell.strip()
    return 0 < len(plain) <= 24 and not _NUMBERISH.fullmatch(plain)
