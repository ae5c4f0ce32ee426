"""Packed entries are credited as their facts are, and put their facts together in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from ledger.domain.credit.frame import Frame, frame_of
from ledger.domain.credit.packed import Kind, PackedEntries, Span, days_of
from ledger.domain.credit.tally import tally
from tests.domain.credit.making import CALENDAR, make_policy

ON = date(2026, 3, 2)
REPLY, BROWSE = Kind("online", mode="reply"), Kind("online", mode="browse")
VISIT, MORNING, AFTERNOON = Kind("field"), Kind("field", end_half="am"), Kind("field", begin_half="pm")
RULES = '[[weight]]\nmodes = ["browse"]\nweekdays = [7]\nrate = "1/2"\n'


def frame(**count: object) -> Frame:
    text = "".join(f"{name} = {value}\n" for name, value in count.items())
    return frame_of(make_policy(RULES, count=f"[count]\nrest_days = true\n{text}"), 2026, CALENDAR)


@dataclass(frozen=True)
class One:
    """An entry of one day or more."""

    kind: Kind = REPLY
    minutes: int = 60
    start: int | None = None
    begin: date = ON
    end_inclusive: date | None = None
    logged_on: date | None = None


def packed(*some: One) -> PackedEntries:
    days = [days_of(one.begin, one.end_inclusive or one.begin, one.logged_on or one.begin) for one in some]
    spans, kinds = [Span(one.start, one.minutes) for one in some], [one.kind for one in some]
    return PackedEntries("7", " ".join(str(9 + n) for n in range(len(some))), days, spans, kinds)


def credited(made: Frame, *some: One, blocked: bytes | None = None) -> tuple[int, int]:
    """Whole minutes of field and online work; the facts put together give the same."""
    entries = packed(*some)
    found = tally(entries, made, blocked, ())
    assert found == tally(list(entries), made, blocked, ())
    return found[0] // made.scale, found[1] // made.scale


@pytest.mark.parametrize(("minutes", "counted"), [(14, 0), (15, 15), (16, 16)])
def test_what_is_too_short_earns_nothing(minutes: int, counted: int) -> None:
    assert credited(frame(min_minutes='"15m"'), One(minutes=minutes)) == (0, counted)


@pytest.mark.parametrize(("kind", "full"), [(REPLY, (0, 60)), (VISIT, (480, 0))])
@pytest.mark.parametrize(("lag", "in_time"), [(2, True), (3, True), (4, False)])
def test_what_is_logged_late_earns_nothing(
    kind: Kind, full: tuple[int, int], lag: int, *, in_time: bool
) -> None:
    one = One(kind, logged_on=ON.replace(day=ON.day + lag))
    assert credited(frame(late_days=3), one) == (full if in_time else (0, 0))
    assert credited(frame(), one) == full


def test_a_session_over_midnight_earns_on_both_days() -> None:
    last = One(start=1400, minutes=100, begin=date(2026, 12, 31))
    first = One(start=1400, minutes=40, begin=date(2026, 12, 31))
    assert credited(frame(), last) == (0, 40), "what lies in the next year is not this year's"
    assert credited(frame(), first) == (0, 40)
    assert credited(frame(), One(start=1400, minutes=100), One(start=1400, minutes=40)) == (0, 100)


def test_a_visit_of_several_days_and_half_days() -> None:
    three = One(VISIT, end_inclusive=ON.replace(day=4))
    assert credited(frame(), three) == (1440, 0)
    assert credited(frame(), three, One(VISIT, begin=ON.replace(day=3))) == (1440, 0)
    assert credited(frame(), One(MORNING)) == credited(frame(), One(AFTERNOON)) == (240, 0)
    assert credited(frame(), One(MORNING), One(AFTERNOON)) == (480, 0)
    assert credited(frame(), One(MORNING), One(MORNING)) == (240, 0)


def test_what_lies_together_counts_once() -> None:
    both = One(start=600), One(start=630)
    assert credited(frame(), *both) == (0, 90)
    assert credited(frame(), *both, One(start=600, minutes=120)) == (0, 120)


@pytest.mark.parametrize("day", range(2, 9))
def test_each_day_is_weighed_by_its_own_weekday(day: int) -> None:
    on = date(2026, 3, day)
    assert credited(frame(), One(BROWSE, begin=on)) == (0, 30 if on.isoweekday() == 7 else 60)
    assert credited(frame(), One(REPLY, begin=on)) == (0, 60)


def test_closed_days_and_other_years_earn_nothing() -> None:
    closed = bytearray(365)
    closed[(ON - date(2026, 1, 1)).days] = 3
    tomorrow = One(begin=ON.replace(day=3))
    assert credited(frame(), One(), tomorrow, One(VISIT), blocked=bytes(closed)) == (0, 60)
    others = One(begin=date(2025, 12, 31)), One(begin=date(2027, 1, 1))
    assert credited(frame(), *others) == (0, 0)


def test_where_outcomes_are_required_only_what_they_came_from_earns() -> None:
    made, entries = frame(outcome_required="true"), packed(One(), One(begin=ON.replace(day=3), minutes=20))
    assert tally(entries, made, None, {"000000000010"}) == (0, 20 * made.scale)


def test_facts_come_by_day_and_key_and_one_by_one() -> None:
    entries = packed(One(begin=ON.replace(day=5)), One(), One(VISIT))
    assert [one.id for one in entries] == ["000000000010", "000000000011", "000000000009"]
    assert (entries[0], len(entries)) == (entries.lying(1), 3)
    assert entries[1:] == (entries.lying(2), entries.lying(0))
    assert entries.lying(2).begin == ON
    assert (entries.lying(1).on, entries.lying(1).minutes, entries.lying(2).minutes) == (ON, 60, 0)


def test_a_policy_looks_at_citations_only_where_it_requires_an_outcome() -> None:
    assert "cited" in frame(outcome_required="true").looked_at
    assert "cited" not in frame().looked_at
