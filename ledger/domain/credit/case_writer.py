"""Facts as the JSON of a case, such that reading it gives the same facts: what a closed year keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ledger.domain.calendar import Calendar
from ledger.domain.credit.amounts import whole_or_text
from ledger.domain.credit.facts import (
    AdjustmentFacts,
    Appointment,
    CadreFacts,
    CadreYear,
    EntryFacts,
    Leave,
    OutcomeFacts,
)

Json = dict[str, object]


def case_json(facts: CadreYear, year: int, as_of: date) -> Json:
    """One cadre's year as a case; what is absent is left out."""
    return {
        "year": year,
        "as_of": as_of.isoformat(),
        "cadres": [_cadre(facts.cadre)],
        "entries": [entry_json(entry) for entry in facts.entries],
        "outcomes": [outcome_json(outcome) for outcome in facts.outcomes],
        "adjustments": [_adjustment(one) for one in facts.adjustments],
    }


def calendar_json(calendar: Calendar, year: int) -> Json:
    """What a calendar knows of a year."""
    return {
        "announced": calendar.announced(year),
        "days_off": sorted(day.isoformat() for day in calendar.days_off if day.year == year),
        "working_weekends": sorted(day.isoformat() for day in calendar.working_weekends if day.year == year),
    }


def read_calendar(data: Mapping[str, object], year: int) -> Calendar:
    """The calendar that `calendar_json` wrote.

    Raises:
        ValueError: it is not what was written: a closed year is never counted with days that were guessed.
    """
    announced = data.get("announced")
    if not isinstance(announced, bool):
        raise ValueError(f"announced: {announced!r}")
    days_off, working_weekends = _days(data, "days_off"), _days(data, "working_weekends")
    return Calendar(days_off, working_weekends, frozenset({year} if announced else ()))


def entry_json(entry: EntryFacts) -> Json:
    """An entry of a case."""
    found: Json = {
        "id": entry.id,
        "cadre": entry.cadre,
        "channel": entry.channel,
        "status": entry.status,
        "mode": entry.mode,
        "topic": entry.topic,
        "counts": dict(entry.counts),
        "logged_on": _day(entry.logged_on),
    }
    if entry.channel == "online":
        start = None if entry.start is None else f"{entry.start // 60:02d}:{entry.start % 60:02d}"
        found |= {"on": _day(entry.on), "start": start, "minutes": entry.minutes, "platform": entry.platform}
    else:
        found |= {
            "from": _day(entry.begin),
            "to": _day(entry.end_inclusive),
            "from_half": entry.begin_half,
            "to_half": entry.end_half,
            "place": entry.place,
            "contact_point": entry.contact_point,
        }
    return _given(found)


def outcome_json(outcome: OutcomeFacts) -> Json:
    """An outcome of a case."""
    shares = [{"cadre": one.cadre, "share": whole_or_text(one.share)} for one in outcome.shares]
    found: Json = {
        "id": outcome.id,
        "kind": outcome.kind,
        "on": outcome.on.isoformat(),
        "level": outcome.level,
        "verified": outcome.verified,
        "entries": list(outcome.entries),
        "shares": shares,
    }
    return _given(found)


def _cadre(cadre: CadreFacts) -> Json:
    return {
        "id": cadre.id,
        "name": cadre.name,
        "appointments": [_appointment(one) for one in cadre.appointments],
        "leave": [_leave(one) for one in cadre.leave],
    }


def _appointment(one: Appointment) -> Json:
    return _given(
        {
            "from": one.begin.isoformat(),
            "to": _day(one.end_inclusive),
            "rank": one.rank,
            "unit_level": one.unit_level,
            "post": one.post,
            "tags": list(one.tags),
        }
    )


def _leave(one: Leave) -> Json:
    return _given({"from": one.begin.isoformat(), "to": _day(one.end_inclusive), "reason": one.reason})


def _adjustment(one: AdjustmentFacts) -> Json:
    return {
        "id": one.id,
        "cadre": one.cadre,
        "account": one.account,
        "on": one.on.isoformat(),
        "amount": whole_or_text(one.amount),
        "of_year": one.of_year,
        "note": one.note,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _given(found: Json) -> Json:
    return {key: value for key, value in found.items() if value is not None}


def _days(data: Mapping[str, object], key: str) -> frozenset[date]:
    value = data.get(key)
    if not isinstance(value, list):
        raise ValueError(f"{key}: {value!r}")
    return frozenset(date.fromisoformat(str(day)) for day in value)
