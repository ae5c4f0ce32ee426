"""How the oracle reads what a policy writes: durations, rates, filters, `who`, places and periods."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Table = dict[str, Any]

FILTERS = ("channel", "modes", "platforms", "topics", "place_levels", "contact_point", "weekdays")
OUTCOME_FILTERS = ("kinds", "levels")
DIGITS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}


def day_minutes(policy: Table) -> int:
    """The minutes of one day under this policy."""
    return int(policy.get("day", {}).get("minutes", 480))


def duration(text: str, policy: Table) -> Fraction:
    """The minutes that "90m", "4h" or "1.5d" stand for."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([mhd])", text)
    if found is None:
        raise ValueError(text)
    unit = {"m": 1, "h": 60, "d": day_minutes(policy)}[found[2]]
    return Fraction(found[1]) * unit


def is_duration(value: object) -> bool:
    """Whether a value is a duration rather than a share."""
    return isinstance(value, str) and value[-1] in "mhd"


def day_of(text: str) -> date:
    """The civil date of an ISO string."""
    return date.fromisoformat(text)


def days_of_year(year: int) -> list[date]:
    """Every civil date of the year, in order."""
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range(366) if (first + timedelta(n)).year == year]


def days_between(first: date, last: date) -> list[date]:
    """Every civil date from first to last, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def label_of(day: date, per: Any) -> str | None:  # noqa: PLR0911 - one line per kind of period
    """The label of the period in which a day lies, or None where it lies in none."""
    if isinstance(per, dict) and "months" in per:
        return f"{day.year}-M{(day.month - 1) // per['months'] + 1}"
    if isinstance(per, dict):
        inside = per["from"] <= day.strftime("%m-%d") <= per["to"]
        return f"{per['from']}..{per['to']}" if inside else None
    if per == "day":
        return day.isoformat()
    if per == "week":
        return f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
    if per == "month":
        return f"{day.year}-{day.month:02d}"
    if per == "quarter":
        return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
    if per == "half":
        return f"{day.year}-H{(day.month - 1) // 6 + 1}"
    return str(day.year)


def judged_periods(per: Any, year: int) -> list[tuple[str, set[date]]]:
    """The periods in which a requirement is judged this year, each with its label and days."""
    found: dict[str, set[date]] = {}
    if isinstance(per, dict) and "from" in per:
        found[f"{per['from']}..{per['to']}"] = set()
    for day in days_of_year(year):
        label = label_of(day, per)
        if label is None or (per == "week" and day.isocalendar().year != year):
            continue
        found.setdefault(label, set()).add(day)
    return list(found.items())


def who_matches(who: Table, appointment: Table) -> bool:
    """Whether an appointment is among those that a `who` selects."""
    for key, fact in (("ranks", "rank"), ("unit_levels", "unit_level"), ("posts", "post")):
        if key in who and appointment.get(fact) not in who[key]:
            return False
    if "tags" not in who:
        return True
    return any(tag in who["tags"] for tag in appointment.get("tags", []))


def plain_place(code: str) -> str:
    """A division code without its trailing groups of zeros."""
    lengths = [0, 2, 4, 6, 9, 12]
    while lengths.index(len(code)) > 0:
        shorter = lengths[lengths.index(len(code)) - 1]
        if set(code[shorter:]) != {"0"}:
            break
        code = code[:shorter]
    return code


def place_level(code: str) -> str:
    """The level of a division code."""
    return {digits: level for level, digits in DIGITS.items()}[len(plain_place(code))]


def place_at(code: str | None, level: str | None) -> str | None:
    """The place that a code stands for at a level; None where it stands for none."""
    if code is None:
        return None
    plain = plain_place(code)
    if level is None:
        return plain
    return plain[: DIGITS[level]] if len(plain) >= DIGITS[level] else None


def has_filter(table: Table) -> bool:
    """Whether a requirement carries any filter."""
    return any(key in table for key in FILTERS + OUTCOME_FILTERS)


def filter_matches(table: Table, entry: Table, day: date) -> bool:
    """Whether the piece of an entry on a day is among those that a filter selects."""
    if "channel" in table and entry["channel"] != table["channel"]:
        return False
    for key, fact in (("modes", "mode"), ("platforms", "platform"), ("topics", "topic")):
        if key in table and entry.get(fact) not in table[key]:
            return False
    if "place_levels" in table:
        place = entry.get("place")
        if place is None or place_level(place) not in table["place_levels"]:
            return False
    if "contact_point" in table and bool(entry.get("contact_point", False)) != table["contact_point"]:
        return False
    return not ("weekdays" in table and day.isoweekday() not in table["weekdays"])
