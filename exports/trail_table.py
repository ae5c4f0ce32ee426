"""The trail as a list for files: the columns of the page, the latest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from exports.sheet import Column, Kind, Sheet
from ledger.domain.wording import N_, Say


class TrailWords(NamedTuple):
    """One record of the trail as the page says it."""

    at: datetime
    """In the civil time of China, without a zone."""
    by: str
    act: str
    about: str
    changes: str
    note: str


def trail_table(lines: Iterable[TrailWords], say: Say) -> Sheet:
    """The records of a list."""
    columns = (
        Column(say(N_("时间")), Kind.MOMENT, 17),
        Column(say(N_("操作人")), width=20),
        Column(say(N_("事项")), width=16),
        Column(say(N_("对象")), width=28),
        Column(say(N_("变化")), width=50),
        Column(say(N_("说明")), width=30),
    )
    return Sheet(say(N_("操作留痕")), columns, lines)
