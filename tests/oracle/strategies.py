"""Hypothesis strategies for valid policies, small enough that bounds bind often."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.oracle.toml_text import toml_text

Table = dict[str, Any]
Draw = st.DrawFn

MODES = ["browse", "reply", "video_meeting"]
VISIT_MODES = ["visit", "stationed"]
PLATFORMS = ["12345热线", "微信"]
TOPICS = ["housing", "schools", "water"]
KINDS = ["research_report", "policy_adopted", "problem_solved"]
LEVELS = ["city", "county"]
RANKS = ["121", "131", "132"]
PLACES = [
    "330106001000",
    "330106001002",
    "330106",
    "330100",
    "330106002001",
    "440300",
    "330110001",
    "441900003",
]
PLACE_LEVELS = ["province", "city", "county", "township", "village"]
RATES = ["1/2", "1/3", "2/3", "3/4", "1"]
SHORT = ["30m", "45m", "1h", "2h", "4h", "0.5d", "1d"]
LONGER = ["1h", "4h", "0.5d", "1d", "1.5d", "2d", "3d", "5d", "30d"]
PERIODS: list[Any] = [
    *("year", "year", "year", "month", "quarter", "half", "week", "day"),
    *({"months": 2}, {"months": 4}, {"months": 1}, {"months": 6}),
    *({"from": "02-20", "to": "04-10"}, {"from": "12-01", "to": "12-31"}, {"from": "02-29", "to": "03-31"}),
]
CAP_CHAINS: list[list[Any]] = [
    ["day", "month", "quarter", "half", "year"],
    ["day", "week", "year"],
    ["day", {"months": 2}, "half", "year"],
    ["month", {"months": 2}, {"months": 4}, "year"],
    ["day", "month", {"from": "02-01", "to": "04-30"}],
    ["day", {"from": "03-30", "to": "03-31"}, {"from": "04-01", "to": "04-02"}, "month"],
]


def seldom(draw: Draw, one_in: int) -> bool:
    """True about once in so many draws (always for 1); shrinks to False where it can."""
    return draw(st.sampled_from([False] * (one_in - 1) + [True]))


def some(draw: Draw, values: list[Any], least: int = 1) -> list[Any]:
    """A few of the values, each once."""
    return draw(st.lists(st.sampled_from(values), min_size=least, max_size=2, unique_by=str))


def maybe(draw: Draw, table: Table, key: str, values: st.SearchStrategy[Any], one_in: int = 3) -> None:
    """Give the table a key now and then."""
    if seldom(draw, one_in):
        table[key] = draw(values)


def filters(draw: Draw, table: Table, one_in: int = 6) -> None:
    """Give the table a few filters on pieces."""
    maybe(draw, table, "channel", st.sampled_from(["online", "field"]), one_in)
    for key, values in (("modes", MODES + VISIT_MODES), ("topics", TOPICS), ("weekdays", [1, 2, 4, 5, 6, 7])):
        maybe(
            draw, table, key, st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True), one_in
        )
    maybe(draw, table, "platforms", st.just(some(draw, PLATFORMS)), 2 * one_in)
    maybe(draw, table, "place_levels", st.just(some(draw, PLACE_LEVELS)), 2 * one_in)
    maybe(draw, table, "contact_point", st.booleans(), 2 * one_in)


def weight(draw: Draw) -> Table:
    """A weight, now and then a generous one or one of nothing."""
    table: Table = {}
    filters(draw, table, 4)
    table["rate"] = draw(st.sampled_from([*RATES, "0", "3/2"]))
    if table["rate"] == "3/2":
        table["generous"] = True
    return table


def caps(draw: Draw) -> list[Table]:
    """Caps that nest on each account."""
    found = []
    for account in ("online", "field"):
        for per in some(draw, draw(st.sampled_from(CAP_CHAINS)), 0):
            table = {"account": account, "per": per, "at_most": draw(st.sampled_from(SHORT + LONGER))}
            if per == "year" and draw(st.booleans()):
                del table["per"]
            found.append(table)
    return draw(st.permutations(found))


def exchanges(draw: Draw) -> list[Table]:
    """Rules that make no circle: time one way only, and outcomes into either account."""
    way = draw(st.sampled_from([("online", "field"), ("field", "online")]))
    found = []
    for number in range(draw(st.sampled_from([2, 1, 3, 0]))):
        table: Table = {"code": f"rule-{number}"}
        if draw(st.booleans()):
            table |= {"from": way[0], "to": way[1], "rate": draw(st.sampled_from([*RATES, "2/1", "3/2"]))}
            if table["rate"] in ("2/1", "3/2"):
                table["generous"] = True
            maybe(draw, table, "keep", st.sampled_from(["0d", "30m", "1d"]))
        else:
            table |= {"from": draw(st.sampled_from(KINDS)), "to": draw(st.sampled_from(["field", "online"]))}
            table["each"] = draw(st.sampled_from(["1m", "2m", "100m", "1d", "2d"]))
            maybe(draw, table, "spends", st.booleans())
        maybe(draw, table, "at_most", st.sampled_from(["1/2", "1/3", "1/7", "1h", "1d", "0d"]), 2)
        maybe(draw, table, "beyond", st.booleans())
        found.append(table)
    return found


def ceilings(draw: Draw) -> list[Table]:
    """At most one ceiling into each account."""
    accounts = some(draw, ["field", "online"], 0)
    values = st.sampled_from(["1/2", "1/3", "1/7", "0d", "100m", "1d"])
    return [{"to": account, "at_most": draw(values)} for account in accounts]


def who(draw: Draw, table: Table) -> None:
    """Give the table a `who` now and then."""
    chosen: Table = {}
    maybe(draw, chosen, "ranks", st.just(some(draw, RANKS)), 3)
    maybe(draw, chosen, "unit_levels", st.just(some(draw, ["county", "city"])), 5)
    maybe(draw, chosen, "posts", st.just(some(draw, ["head", "deputy"])), 5)
    maybe(draw, chosen, "tags", st.just(some(draw, ["rural", "new"])), 5)
    if chosen:
        table["who"] = chosen


def days_table(draw: Draw, table: Table) -> st.SearchStrategy[Any]:
    """A `days` requirement; returns what `at_least` may be."""
    table["account"] = draw(st.sampled_from(["field", "online"]))
    if draw(st.booleans()):
        filters(draw, table)
        maybe(draw, table, "per", st.sampled_from(PERIODS), 2)
        maybe(draw, table, "earned_only", st.booleans(), 2)
    return st.sampled_from([*LONGER, *LONGER, "0d"])


def pieces_table(draw: Draw, table: Table) -> st.SearchStrategy[Any]:
    """A requirement that reads pieces; returns what `at_least` may be."""
    filters(draw, table)
    maybe(draw, table, "per", st.sampled_from(PERIODS), 2)
    measure = table["measure"]
    if measure == "share":
        table["account"] = draw(st.sampled_from(["field", "online"]))
        return st.sampled_from(["1/3", "1/10", "1", "1/365"])
    if measure == "longest_stay":
        maybe(draw, table, "same_place", st.booleans(), 2)
        if table.get("same_place"):
            maybe(draw, table, "places_at", st.sampled_from(PLACE_LEVELS), 2)
        maybe(draw, table, "times", st.integers(1, 3), 2)
        return st.sampled_from(["0.5d", "1d", "1.5d", "2d", "4d"])
    if measure == "sum":
        table["what"] = draw(st.sampled_from(["households", "nights"]))
        return st.sampled_from([1, 2, 5, 9, 0])
    maybe(draw, table, "each", st.sampled_from(SHORT))
    if measure == "places":
        maybe(draw, table, "places_at", st.sampled_from(PLACE_LEVELS), 2)
        maybe(draw, table, "list", st.just(some(draw, PLACES)))
    if measure in ("topics", "places"):
        maybe(draw, table, "times", st.integers(1, 3))
    return st.sampled_from([1, 2, 3, 0, 1])


def outcomes_table(draw: Draw, table: Table) -> st.SearchStrategy[Any]:
    """A requirement on outcomes; returns what `at_least` may be."""
    maybe(draw, table, "kinds", st.just(some(draw, KINDS)), 2)
    maybe(draw, table, "levels", st.just(some(draw, LEVELS)))
    maybe(draw, table, "per", st.sampled_from(PERIODS), 2)
    return st.sampled_from([1, 2, 3, 0, 1])


MEASURES = ["days", "days", "days", "visits", "longest_stay", "outcomes", "topics", "places", "sum", "share"]


def requirement(draw: Draw, code: str, earlier: list[Table]) -> list[Table]:
    """The tables of one code: they differ in `at_least`, `who` and title only."""
    base: Table = {"code": code, "title": code, "measure": draw(st.sampled_from(MEASURES))}
    measure = base["measure"]
    kinds = {"days": days_table, "outcomes": outcomes_table}
    values = kinds.get(measure, pieces_table)(draw, base)
    others = [t for t in earlier if t["measure"] == measure and t.get("per") == base.get("per")]
    if others and measure not in ("share", "longest_stay") and draw(st.booleans()):
        base["of"] = draw(st.sampled_from(sorted({table["code"] for table in others})))
        values = st.sampled_from(["1/2", "2/3", "1", "1/7"])
    else:
        maybe(draw, base, "prorate", st.booleans(), 2)
    tables = []
    for number in range(draw(st.sampled_from([1, 1, 2, 3]))):
        table = base | {"title": f"{code} {number}", "at_least": draw(values)}
        who(draw, table)
        tables.append(table)
    return tables


def plain_requirements(draw: Draw) -> list[Table]:
    """Most often plain yearly `days`, so that the exchanges have something to fill."""
    found: list[Table] = []
    for account in draw(st.sampled_from([["field"], ["field", "online"], []])):
        table: Table = {"code": f"plain-{account}", "title": account, "measure": "days", "account": account}
        maybe(draw, table, "prorate", st.booleans(), 2)
        found.append(
            table | {"at_least": draw(st.sampled_from(["3d", "30d", "7d"])), "who": {"ranks": ["121"]}}
        )
        found.append(table | {"at_least": draw(st.sampled_from(["2d", "10d", "1d"]))})
    return found


@st.composite
def policies(draw: Draw) -> str:
    """A valid policy as TOML text, for any year."""
    policy: Table = {"format": 1, "code": "drawn", "title": "试行办法", "basis": ["示例"], "years_from": 2000}
    if draw(st.booleans()):
        policy["day"] = {"minutes": draw(st.sampled_from([480, 480, 420, 362]))}
    if not seldom(draw, 5):
        count: Table = {"rest_days": draw(st.booleans()), "leave_days": draw(st.booleans())}
        maybe(draw, count, "min_minutes", st.sampled_from(["0m", "15m", "1h"]))
        maybe(draw, count, "late_days", st.integers(0, 2))
        maybe(draw, count, "outcome_required", st.booleans(), 6)
        policy["count"] = count
    policy["weight"] = [weight(draw) for _ in range(draw(st.integers(0, 3)))]
    policy["cap"] = caps(draw)
    policy["exchange"] = exchanges(draw)
    policy["ceiling"] = ceilings(draw)
    tables: list[Table] = plain_requirements(draw)
    for number in range(draw(st.sampled_from([2, 3, 1, 4]))):
        tables += requirement(draw, f"req-{number}", tables)
    policy["requirement"] = tables
    return toml_text({key: value for key, value in policy.items() if value != []})
