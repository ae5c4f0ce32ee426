"""A list as a file shows it: columns with their kinds, rows one at a time, and totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Cell = str | int | date | datetime | None
Row = Sequence[Cell]


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    """A str that somebody may have written: never a formula, whatever it begins with."""
    DATE = "date"
    """A date."""
    MOMENT = "moment"
    """A datetime in the reader's civil time, without a zone."""
    WHOLE = "whole"
    """An int."""
    DAYS = "days"
    """A number of days as its decimal digits, "41.5": never a float."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, what its cells hold, and how wide it is in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 12


@dataclass(frozen=True)
class Sheet:
    """A list to be written once: its rows come one at a time and are not kept."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    totals: Mapping[int, Cell] = field(default_factory=dict)
    """The last row of a spreadsheet by index of column; empty where a total means nothing."""
