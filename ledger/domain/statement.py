"""A month of a cadre as it is printed: what was logged, what it earned, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ledger.domain.summary import SummaryEntry, SummaryOutcome


@dataclass(frozen=True)
class Statement:
    """A month's statement; all texts in the reader's language."""

    language: str
    """"zh" or "en"."""
    year: int
    month: int
    as_of: date
    complete: bool
    """Whether the month was over."""
    made_at: datetime
    cadre_name: str
    unit_name: str
    post: str
    rank: str
    headline: str
    figures: tuple[tuple[str, str], ...]
    """What the month earned and where the year stood at its end: a name and an amount with its unit."""
    entries: tuple[SummaryEntry, ...]
    outcomes: tuple[SummaryOutcome, ...]
    checkpoint: str
