"""The time: the only place that reads it. Everything else is given `now` or `on`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The civil date in China, whatever the server's own time zone."""
    return datetime.now(CHINA).date()
