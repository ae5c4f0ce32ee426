"""Hypothesis strategies for valid cases: people, leave, sessions, visits and outcomes near a turn."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.oracle.strategies import (
    KINDS,
    LEVELS,
    MODES,
    PLACES,
    PLATFORMS,
    RANKS,
    TOPICS,
    VISIT_MODES,
    Draw,
    Table,
    maybe,
    seldom,
    some,
)

#: Days at which something turns: years, weeks, quarters, a leap day, a weekend.
TURNS = [(1, 1), (1, 3), (1, 5), (2, 28), (3, 30), (3, 31), (4, 1), (6, 30), (12, 28), (12, 30), (12, 31)]


def near(draw: Draw, year: int) -> date:
    """A day at or near one of the turns of the year, now and then just outside it."""
    month, day = draw(st.sampled_from(TURNS))
    return date(year, month, day) + timedelta(draw(st.integers(-1, 2)))


def interval(draw: Draw, year: int, longest: int) -> Table:
    """An interval that begins near a turn."""
    first = near(draw, year)
    last = first + timedelta(draw(st.integers(0, longest)))
    return {"from": first.isoformat(), "to": last.isoformat()}


def cadre(draw: Draw, name: str, year: int) -> Table:
    """A cadre, most often with an appointment over the whole year."""
    appointments: list[Table] = []
    if not seldom(draw, 6):
        appointments.append({"from": f"{year - 1}-05-01"})
    appointments += [interval(draw, year, 200) for _ in range(draw(st.sampled_from([0, 0, 1, 2])))]
    for appointment in appointments:
        appointment["rank"] = draw(st.sampled_from(RANKS))
        maybe(draw, appointment, "unit_level", st.sampled_from(["county", "city"]), 2)
        maybe(draw, appointment, "post", st.sampled_from(["head", "deputy"]), 2)
        maybe(draw, appointment, "tags", st.just(some(draw, ["rural", "new"], 0)), 2)
        if seldom(draw, 5):
            appointment.pop("to", None)
    found: Table = {"id": name, "name": name, "appointments": draw(st.permutations(appointments))}
    if draw(st.booleans()):
        spans = [interval(draw, year, 20) for _ in range(draw(st.integers(0, 2)))]
        found["leave"] = [span | {"reason": "sick"} for span in spans]
    return found


def online_entry(draw: Draw, entry: Table, year: int) -> date:
    """Make the entry a session; returns the day it is on."""
    on = near(draw, year)
    entry |= {"channel": "online", "on": on.isoformat(), "mode": draw(st.sampled_from(MODES))}
    entry["minutes"] = draw(st.one_of(st.integers(0, 200), st.sampled_from([60, 90, 480, 700, 1500, 3000])))
    start = st.sampled_from(["00:00", "08:00", "08:30", "09:00", "10:15", "22:00", "23:59"])
    maybe(draw, entry, "start", start, 1 if not seldom(draw, 4) else 2)
    maybe(draw, entry, "platform", st.sampled_from(PLATFORMS), 2)
    return on


def field_entry(draw: Draw, entry: Table, year: int) -> date:
    """Make the entry a visit; returns its last day."""
    first = near(draw, year)
    last = first + timedelta(draw(st.sampled_from([0, 0, 0, 1, 2, 5, 40])))
    entry |= {"channel": "field", "from": first.isoformat(), "to": last.isoformat()}
    entry["mode"] = draw(st.sampled_from(VISIT_MODES))
    maybe(draw, entry, "from_half", st.sampled_from(["am", "pm"]), 2)
    halves = ["pm"] if first == last and entry.get("from_half") == "pm" else ["am", "pm"]
    maybe(draw, entry, "to_half", st.sampled_from(halves), 2)
    maybe(draw, entry, "place", st.sampled_from(PLACES), 1 if not seldom(draw, 6) else 9)
    maybe(draw, entry, "contact_point", st.booleans())
    return last


def an_entry(draw: Draw, name: str, cadres: list[str], year: int) -> Table:
    """One entry of one of the cadres."""
    entry: Table = {"id": name, "cadre": draw(st.sampled_from(cadres))}
    last = (online_entry if draw(st.booleans()) else field_entry)(draw, entry, year)
    maybe(draw, entry, "topic", st.sampled_from(TOPICS), 2)
    counts = st.dictionaries(st.sampled_from(["households", "nights"]), st.integers(0, 5))
    maybe(draw, entry, "counts", counts, 2)
    late = draw(st.sampled_from([None, None, 0, 1, 2, 3, 30]))
    if late is not None:
        entry["logged_on"] = (last + timedelta(late)).isoformat()
    status = draw(st.sampled_from(["approved"] * 8 + ["submitted", None]))
    return entry if status is None else entry | {"status": status}


def an_outcome(draw: Draw, name: str, cadres: list[str], entries: list[str], year: int) -> Table:
    """One outcome, shared in one way or another."""
    outcome: Table = {"id": name, "kind": draw(st.sampled_from(KINDS)), "on": near(draw, year).isoformat()}
    maybe(draw, outcome, "level", st.sampled_from(LEVELS), 2)
    if not seldom(draw, 5):
        outcome["verified"] = draw(st.sampled_from([True, True, True, False]))
    if entries:
        outcome["entries"] = some(draw, entries, 0)
    first, other = draw(st.sampled_from(cadres)), draw(st.sampled_from([*cadres, "someone-else"]))
    shares: list[Table] = [{"cadre": first}]
    if other != first and draw(st.booleans()):
        one, two = draw(st.sampled_from([("1/2", "1/2"), ("1/3", "1/3"), ("2/3", "1/7"), ("1/200", "3/4")]))
        shares = [{"cadre": first, "share": one}, {"cadre": other, "share": two}]
    outcome["shares"] = shares
    return outcome


def an_adjustment(draw: Draw, name: str, cadres: list[str], year: int) -> Table:
    """One correction of a year before, most often booked in this one."""
    account = draw(st.sampled_from(["field", "online", *KINDS]))
    amounts: list[int | str] = [-9000, -480, -30, 1, 60, 960]
    if account not in ("field", "online"):
        amounts = [-2, -1, "-1/2", "1/3", 1]
    found: Table = {"id": name, "cadre": draw(st.sampled_from(cadres)), "account": account}
    found |= {"on": near(draw, year).isoformat(), "amount": draw(st.sampled_from(amounts))}
    maybe(draw, found, "note", st.just("查实未成行"), 2)
    return found | {"of_year": year - 1}


@st.composite
def cases(draw: Draw) -> Table:
    """A valid case as a JSON-able dict."""
    year = draw(st.sampled_from([2024, 2025, 2026, 2027, 2021]))
    names = ["C1", "C2"][: draw(st.integers(1, 2))]
    ids = draw(st.permutations(["E1", "E10", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9"]))
    entries = [
        an_entry(draw, name, names, year) for name in ids[: draw(st.sampled_from([6, 3, 1, 10, 8, 0]))]
    ]
    listed = [entry["id"] for entry in entries]
    outcomes = [
        an_outcome(draw, f"O{number}", names, listed, year)
        for number in range(draw(st.sampled_from([3, 1, 5, 0])))
    ]
    found: Table = {
        "year": year,
        "as_of": near(draw, year).isoformat(),
        "cadres": [cadre(draw, name, year) for name in names],
        "entries": entries,
        "outcomes": outcomes,
    }
    if seldom(draw, 3):
        number = draw(st.integers(1, 4))
        found["adjustments"] = [an_adjustment(draw, f"A{at}", names, year) for at in range(number)]
    return found


@st.composite
def irregular_days(draw: Draw, year: int) -> dict[date, bool]:
    """Days that are not what their weekday says: True for a working weekend, False for a holiday."""
    found: dict[date, bool] = {}
    for _ in range(draw(st.sampled_from([0, 2, 5]))):
        day = near(draw, year)
        if day.year == year:
            found[day] = day.isoweekday() > 5
    return found


@st.composite
def cases_and_days(draw: Draw) -> tuple[Table, dict[date, bool]]:
    """A valid case, and the irregular days of its year."""
    case = draw(cases())
    return case, draw(irregular_days(case["year"]))
