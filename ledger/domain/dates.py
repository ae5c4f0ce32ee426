"""Dates as people write them in tables, read into a date and, where there is one, a time of day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

CHINA_TIME = timezone(timedelta(hours=8))
"""China has one civil time without daylight saving since 1991; no zone table is needed for stamps."""

_EXCEL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Serials of 1954-10-03 and 2119-01-10: what is outside is a number, not a date."""

_WRITTEN = re.compile(
    r"""
    (?P<year>\d{4}) \s*[-/.年]\s* (?P<month>\d{1,2}) \s*[-/.月]\s* (?P<day>\d{1,2}) \s*日?
    (?: \s*(?:\(?(?:周|星期)[一二三四五六日天]\)?)? \s*[T\s]?\s*
        (?P<half>上午|下午|中午|晚上|晚|AM|PM)? \s*
        (?P<hour>\d{1,2}) \s*[:时点]\s* (?P<minute>\d{1,2})? \s*(?:[:分]\s*(?P<second>\d{1,2})?)?
        (?:\.\d+)? \s*秒? \s*(?P<after>AM|PM)? \s*(?P<zone>Z|[+-]\d{2}:?\d{2})?
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_MONTH = re.compile(r"(?P<year>(?:19|20)\d{2})\s*(?:[-/.年]\s*)?(?P<month>\d{1,2})\s*月?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class WrittenDate:
    """A date and the time of day that was written with it, to the second, or none."""

    on: date
    at: time | None = None

    def is_before(self, other: WrittenDate) -> bool:
        """Whether this is certainly earlier: by date alone unless both have a time."""
        if self.on != other.on or self.at is None or other.at is None:
            return self.on < other.on
        return self.at < other.at


def read_datetime(written: str | float) -> WrittenDate | None:
    """The date (and time) that a text or an Excel serial stands for, or None when it is none.

    Reads 2019/12/31 10:24:33, 2019-12-31, 2019.12.31, 2019年12月31日, ISO with T and zone (turned into
    China's time), 20191231, Excel serials, Unix stamps in seconds or milliseconds; single-digit months
    and full-width digits as well.
    """
    text = unicodedata.normalize("NFKC", str(written)).strip()
    if len(text) > 60 or not text.isprintable():
        return None
    if match := _COMPACT.fullmatch(text):
        return _date_of(match)
    if _NUMBER.fullmatch(text):
        return _of_number(text)
    match = _WRITTEN.fullmatch(text)
    return _date_of(match) if match else None


def read_month(written: str | float) -> date | None:
    """The first day of a month written without a day (2019.12, 201912, 2019年12月), or None."""
    text = unicodedata.normalize("NFKC", str(written)).strip()
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match["month"]) <= 12:
        return None
    return date(int(match["year"]), int(match["month"]), 1)


def _date_of(match: re.Match[str]) -> WrittenDate | None:
    parts = match.groupdict()
    try:
        on = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        if not parts.get("hour"):
            return WrittenDate(on)
        at = time(_hour(parts), int(parts["minute"] or 0), int(parts["second"] or 0))
        return _in_china(datetime.combine(on, at), parts["zone"])
    except (ValueError, OverflowError):
        return None


def _hour(parts: dict[str, str | None]) -> int:
    """The hour of 24, after 上午, 下午 and the like."""
    hour = int(parts["hour"] or 0)
    half = (parts["half"] or parts["after"] or "").upper()
    if half in ("下午", "晚上", "晚", "PM") and hour < 12:
        return hour + 12
    if half in ("上午", "AM") and hour == 12:
        return 0
    return hour


def _in_china(moment: datetime, zone: str | None) -> WrittenDate:
    if zone:
        digits = zone.replace(":", "").upper().replace("Z", "+0000")
        offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
        known = timezone(offset if digits[0] == "+" else -offset)
        moment = moment.replace(tzinfo=known).astimezone(CHINA_TIME)
    return WrittenDate(moment.date(), moment.time())


def _of_number(text: str) -> WrittenDate | None:
    """An Excel serial (43830.5) or a Unix stamp of 10 or 13 digits."""
    whole, _, part = text.partition(".")
    if len(whole) in (10, 13) and not part:
        seconds = int(whole[:10])
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(CHINA_TIME)
        return WrittenDate(moment.date(), moment.time())
    if len(whole) > 5 or not _FIRST_SERIAL <= int(whole) <= _LAST_SERIAL:
        return None
    # Excel keeps the time as a fraction of the day; a second is the finest that people mean by it.
    seconds = (int(part[:12]) * 86_400 * 2 // 10 ** len(part[:12]) + 1) // 2 if part else 0
    moment = datetime.combine(_EXCEL_ZERO, time(), UTC) + timedelta(days=int(whole), seconds=seconds)
    return WrittenDate(moment.date(), moment.time() if part else None)
