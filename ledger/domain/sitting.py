"""The time of a sitting as people write it: a duration, or a span of the clock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ledger.domain.minutes import DAY, MinutesError, NoMinutesError, parse_minutes

_CLOCK = r"(\d{1,2})[:点时](\d{2})分?"
_SPAN = re.compile(rf"{_CLOCK}(?:[-–—―−~至到]|--|——){_CLOCK}")


@dataclass(frozen=True)
class Sitting:
    """How long a sitting took, and when it began where that was written."""

    minutes: int
    start: str | None = None


def read_sitting(text: str) -> Sitting:
    """The sitting that a text means: whatever `parse_minutes` reads, or 14:30-15:10.

    A span whose end is before its beginning crosses midnight.

    Raises:
        MinutesError: nothing, nonsense, zero, negative, over a day, or no whole minutes.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = _SPAN.fullmatch(plain)
    if match is None:
        return Sitting(parse_minutes(text))
    begin_hour, begin_minute, end_hour, end_minute = (int(part) for part in match.groups())
    begin, end = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
    if begin_minute > 59 or end_minute > 59 or begin >= DAY or end > DAY:
        raise MinutesError(text)
    if begin == end:
        raise NoMinutesError(text)
    return Sitting((end - begin) % DAY or DAY, f"{begin_hour:02d}:{begin_minute:02d}")


def written_sitting(minutes: int | None, start: str | None) -> str:
    """The sitting as a form shows it again: "40", or "14:30-15:10" where its start is known."""
    if minutes is None:
        return ""
    if start is None:
        return str(minutes)
    begin = int(start[:2]) * 60 + int(start[3:])
    end = (begin + minutes) % DAY
    return f"{start}-{end // 60:02d}:{end % 60:02d}"
