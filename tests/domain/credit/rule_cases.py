"""Made facts that just reach what a requirement asks for, and facts that just do not."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.domain.credit.making import CALENDAR, Json, outcome, visit
from tests.domain.credit.rule_documents import LISTED, Ask

YEAR = 2026
NEW_YEAR, NEXT_NEW_YEAR = date(YEAR, 1, 1), date(YEAR + 1, 1, 1)
DAY = timedelta(days=1)
PLACE_OF = {"city": "330100", "county": "330106", "township": "330106001", "village": "330106001201"}


@dataclass(frozen=True, slots=True)
class Facts:
    """Entries and outcomes of one cadre."""

    entries: tuple[Json, ...] = ()
    outcomes: tuple[Json, ...] = field(default=())


def facts_for(ask: Ask, name: str, *, enough: bool) -> Facts:
    """Facts that reach the amount in every period; without `enough` the last period is one step short."""
    starts = first_days(ask)
    entries: list[Json] = []
    outcomes: list[Json] = []
    for number, first in enumerate(starts):
        steps = _steps(ask) - (0 if enough or number + 1 < len(starts) else 1)
        label = f"{name}-{number}"
        if ask.measure == "outcomes":
            outcomes += [outcome(f"{label}-{n}", first.isoformat()) for n in range(steps)]
        else:
            entries += [*_ENTRIES[ask.measure](ask, label, first, steps)]
    return Facts(tuple(entries), tuple(outcomes))


def first_days(ask: Ask) -> list[date]:
    """The first day of each period of the year (of a week with a Monday in the year: that Monday)."""
    per = ask.keys.get("per", '"year"').strip('"')
    if per == "week":
        monday = NEW_YEAR + (7 - NEW_YEAR.weekday()) % 7 * DAY
        return [monday + n * 7 * DAY for n in range(53) if monday + n * 7 * DAY < NEXT_NEW_YEAR]
    if per.startswith("{"):
        month, day = per.split('"')[1].split("-")
        return [date(YEAR, int(month), int(day))]
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[per]
    return [date(YEAR, month, 1) for month in range(1, 13, months)]


def _steps(ask: Ask) -> int:
    """The amount in the smallest steps that can be short: half days of time, else ones."""
    if ask.measure == "share":
        working = CALENDAR.working_days(NEW_YEAR, NEXT_NEW_YEAR)
        return math.ceil(ask.amount * working * 2)
    if ask.measure in ("days", "longest_stay"):
        return 2 * int(ask.amount) * int(ask.keys.get("times", 1))
    assert Fraction(ask.amount).denominator == 1
    return int(ask.amount)


def _stays(ask: Ask, label: str, first: date, steps: int) -> Iterator[Json]:
    """Runs of days as long as one amount, a free day between them; the last holds what is left."""
    length = 2 * int(ask.amount) if ask.measure == "longest_stay" else steps
    number = 0
    while steps > 0:
        halves = min(length, steps)
        last = first + (halves - 1) // 2 * DAY
        yield _visit(ask, f"{label}-{number}", first, last, **({"to_half": "am"} if halves % 2 else {}))
        first, steps, number = last + 2 * DAY, steps - halves, number + 1


def _visits(ask: Ask, label: str, first: date, steps: int) -> Iterator[Json]:
    for number in range(steps):
        day = first + number * DAY
        yield _visit(ask, f"{label}-{number}", day, day)


def _counted(ask: Ask, label: str, first: date, steps: int) -> Iterator[Json]:
    yield {**_visit(ask, label, first, first), "counts": {ask.keys["what"].strip('"'): steps}}


def _topics(ask: Ask, label: str, first: date, steps: int) -> Iterator[Json]:
    for number in range(steps):
        yield {**_visit(ask, f"{label}-{number}", first, first), "topic": f"topic {number}"}


def _places(ask: Ask, label: str, first: date, steps: int) -> Iterator[Json]:
    """One visit to each of so many places: those listed, or villages, or the one of a level."""
    names = ast.literal_eval(ask.keys["list"]) if "list" in ask.keys else LISTED
    for number in range(steps):
        entry = _visit(ask, f"{label}-{number}", first + number * DAY, first + number * DAY)
        if "place_levels" not in ask.keys:
            village = "201" if ask.keys.get("places_at") == '"village"' else ""
            entry = {**entry, "place": names[number] + village}
        yield entry


def _visit(ask: Ask, name: str, first: date, last: date, **more: str) -> Json:
    """A field entry that passes every filter of the requirement."""
    entry = visit(name, first.isoformat(), last.isoformat(), **more)
    if "modes" in ask.keys:
        entry["mode"] = ast.literal_eval(ask.keys["modes"])[0]
    if "place_levels" in ask.keys:
        entry["place"] = PLACE_OF[ast.literal_eval(ask.keys["place_levels"])[0]]
    if "contact_point" in ask.keys:
        entry["contact_point"] = True
    return entry


_ENTRIES: dict[str, Callable[[Ask, str, date, int], Iterator[Json]]] = {
    "days": _stays,
    "longest_stay": _stays,
    "share": _stays,
    "visits": _visits,
    "sum": _counted,
    "topics": _topics,
    "places": _places,
}
