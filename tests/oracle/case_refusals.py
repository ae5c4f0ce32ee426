"""Cases that must be refused, each with the number of faults and what must be named."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple


class FaultyCase(NamedTuple):
    """A case that must be refused: the object, how many faults, and a word each fault must name."""

    name: str
    case: Any
    faults: int
    named: tuple[str, ...]


SESSION: dict[str, Any] = {
    "id": "E1",
    "cadre": "C1",
    "channel": "online",
    "on": "2026-03-04",
    "start": "09:00",
    "minutes": 60,
    "mode": "browse",
    "status": "approved",
}
VISIT: dict[str, Any] = {
    "id": "E2",
    "cadre": "C1",
    "channel": "field",
    "from": "2026-03-05",
    "to": "2026-03-06",
    "status": "approved",
}
OUTCOME: dict[str, Any] = {
    "id": "O1",
    "kind": "research_report",
    "on": "2026-04-01",
    "verified": True,
    "entries": ["E1"],
    "shares": [{"cadre": "C1"}],
}
CADRE: dict[str, Any] = {
    "id": "C1",
    "name": "n",
    "appointments": [{"from": "2020-01-01", "rank": "121"}],
    "leave": [{"from": "2026-05-01", "to": "2026-05-02", "reason": "r"}],
}
GOOD_CASE: dict[str, Any] = {
    "year": 2026,
    "as_of": "2026-12-31",
    "cadres": [CADRE],
    "entries": [SESSION, VISIT],
    "outcomes": [OUTCOME],
}
ADJUSTMENT: dict[str, Any] = {
    "id": "A1",
    "cadre": "C1",
    "account": "field",
    "on": "2026-02-03",
    "amount": -240,
    "of_year": 2025,
}
GONE = object()


def but(place: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The good case with one value changed, added, or taken away."""
    case: Any = deepcopy(GOOD_CASE)
    inside = case
    for step in place[:-1]:
        inside = inside[step]
    if value is GONE:
        del inside[place[-1]]
    else:
        inside[place[-1]] = value
    return dict(case)


def with_more(list_name: str, *items: dict[str, Any]) -> dict[str, Any]:
    """The good case with more items in one of its lists."""
    case = deepcopy(GOOD_CASE)
    case[list_name] += [deepcopy(item) for item in items]
    return case


def faulty(name: str, place: tuple[str | int, ...], value: Any, named: str) -> FaultyCase:
    """A case with exactly one fault, made by one change."""
    return FaultyCase(name, but(place, value), 1, (named,))


def adjusted(name: str, **changes: Any) -> FaultyCase:
    """A case with one adjustment, which has exactly one fault."""
    one = {key: value for key, value in (ADJUSTMENT | changes).items() if value is not GONE}
    return faulty(name, ("adjustments",), [one], "A1")


SHARED_OUT = [{"cadre": "C1", "share": "2/3"}, {"cadre": "C9", "share": "1/2"}]

CASES = [
    faulty("an entry of an unknown cadre", ("entries", 0, "cadre"), "C7", "E1"),
    FaultyCase("a duplicate entry", with_more("entries", SESSION), 1, ("E1",)),
    FaultyCase("a duplicate cadre", with_more("cadres", CADRE), 1, ("C1",)),
    FaultyCase("a duplicate outcome", with_more("outcomes", OUTCOME), 1, ("O1",)),
    faulty("a visit that ends first", ("entries", 1, "to"), "2026-03-04", "E2"),
    faulty("an appointment that ends first", ("cadres", 0, "appointments", 0, "to"), "2019-12-31", "C1"),
    faulty("leave that ends first", ("cadres", 0, "leave", 0, "to"), "2026-04-30", "C1"),
    FaultyCase(
        "afternoon to morning of one day",
        with_more("entries", VISIT | {"id": "E3", "to": "2026-03-05", "from_half": "pm", "to_half": "am"}),
        1,
        ("E3",),
    ),
    faulty("negative minutes", ("entries", 0, "minutes"), -1, "E1"),
    faulty("minutes as a float", ("entries", 0, "minutes"), 1.5, "E1"),
    faulty("minutes as text", ("entries", 0, "minutes"), "60", "E1"),
    faulty("minutes as a truth", ("entries", 0, "minutes"), True, "E1"),
    faulty("no minutes", ("entries", 0, "minutes"), GONE, "E1"),
    faulty("no day of a session", ("entries", 0, "on"), GONE, "E1"),
    faulty("no first day of a visit", ("entries", 1, "from"), GONE, "E2"),
    faulty("no last day of a visit", ("entries", 1, "to"), GONE, "E2"),
    faulty("a day that does not exist", ("entries", 0, "on"), "2026-02-29", "E1"),
    faulty("a day in another notation", ("entries", 0, "on"), "4.3.2026", "E1"),
    faulty("a start after the end of the day", ("entries", 0, "start"), "24:00", "E1"),
    faulty("a start of letters", ("entries", 0, "start"), "noon", "E1"),
    faulty("an unknown half", ("entries", 1, "from_half"), "night", "E2"),
    faulty("an unknown last half", ("entries", 1, "to_half"), "noon", "E2"),
    faulty("an unknown channel", ("entries", 0, "channel"), "phone", "E1"),
    faulty("no channel", ("entries", 0, "channel"), GONE, "E1"),
    faulty("no cadre", ("entries", 0, "cadre"), GONE, "E1"),
    faulty("counts that are not whole", ("entries", 0, "counts"), {"households": 1.5}, "E1"),
    faulty("counts that are no table", ("entries", 0, "counts"), [1], "E1"),
    faulty("a bad day of logging", ("entries", 0, "logged_on"), "soon", "E1"),
    faulty("shares above 1", ("outcomes", 0, "shares"), SHARED_OUT, "O1"),
    faulty("a share over 0", ("outcomes", 0, "shares"), [{"cadre": "C1", "share": "1/0"}], "O1"),
    faulty("a share as a float", ("outcomes", 0, "shares"), [{"cadre": "C1", "share": 0.5}], "O1"),
    faulty("a negative share", ("outcomes", 0, "shares"), [{"cadre": "C1", "share": "-1/2"}], "O1"),
    faulty("a share of nobody", ("outcomes", 0, "shares"), [{"share": "1/2"}], "O1"),
    faulty("an unknown outcome kind", ("outcomes", 0, "kind"), "medal", "O1"),
    faulty("no outcome kind", ("outcomes", 0, "kind"), GONE, "O1"),
    faulty("no date of an outcome", ("outcomes", 0, "on"), GONE, "O1"),
    faulty("an unknown rank", ("cadres", 0, "appointments", 0, "rank"), "999", "C1"),
    faulty("an appointment without a day", ("cadres", 0, "appointments", 0, "from"), GONE, "C1"),
    faulty("no year", ("year",), GONE, "year"),
    faulty("a year as text", ("year",), "2026", "year"),
    faulty("no as_of", ("as_of",), GONE, "as_of"),
    faulty("a bad as_of", ("as_of",), "2026-13-01", "as_of"),
    faulty("entries that are no list", ("entries",), {}, "entries"),
    adjusted("an adjustment of an unknown cadre", cadre="C7"),
    adjusted("an adjustment of an unknown account", account="points"),
    adjusted("an adjustment of nothing", amount=0),
    adjusted("an adjustment of half a minute", amount="-1/2"),
    adjusted("an adjustment as a float", account="research_report", amount=-0.5),
    adjusted("an adjustment over 0", account="research_report", amount="-1/0"),
    adjusted("an adjustment twice negative", account="research_report", amount="--1"),
    adjusted("an adjustment without an amount", amount=GONE),
    adjusted("an adjustment without a day", on=GONE),
    adjusted("an adjustment of no year", of_year=GONE),
    FaultyCase("a duplicate adjustment", but(("adjustments",), [ADJUSTMENT, ADJUSTMENT]), 1, ("A1",)),
    faulty("verified as text", ("outcomes", 0, "verified"), "yes", "O1"),
    FaultyCase(
        "three faults in three places",
        with_more(
            "entries", SESSION | {"id": "E4", "minutes": -5}, VISIT | {"id": "E5", "cadre": "C8"}, SESSION
        ),
        3,
        ("E4", "E5", "E1"),
    ),
    FaultyCase(
        "two entries of unknown cadres",
        with_more("entries", SESSION | {"id": "E4", "cadre": "C8"}, VISIT | {"id": "E5", "cadre": "C8"}),
        2,
        ("E4", "E5"),
    ),
]
