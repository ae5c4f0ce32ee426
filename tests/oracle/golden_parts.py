"""What golden cases are built from: policies by the table, cases by the entry."""

from __future__ import annotations

from typing import Any, NamedTuple

Table = dict[str, Any]


class Golden(NamedTuple):
    """A policy, a case of one cadre, and what must be found at some places of the printed document."""

    name: str
    policy: str
    case: Table
    expected: dict[str, Any]


HEAD = 'format = 1\ncode = "p"\ntitle = "t"\nbasis = ["b"]\nyears_from = 2020\n'
ALL_DAYS = HEAD + "[count]\nrest_days = true\nleave_days = true\n"
HALF_BROWSE = '[[weight]]\nmodes = ["browse"]\nrate = "1/2"\n'
FOUR_HOURS = '[[cap]]\naccount = "online"\nper = "day"\nat_most = "4h"\n'


def need(measure: str, at_least: str, more: str = "", code: str = "r") -> str:
    """A requirement table; `at_least` is written as TOML."""
    return (
        f'[[requirement]]\ncode = "{code}"\ntitle = "t"\nmeasure = "{measure}"\nat_least = {at_least}\n{more}'
    )


def days(at_least: str, more: str = "", code: str = "r", account: str = "field") -> str:
    """A requirement on days of an account."""
    return need("days", f'"{at_least}"', f'account = "{account}"\n{more}', code)


def rule(source: str, target: str, worth: str, more: str = "", code: str = "x") -> str:
    """An exchange rule; `worth` is its `rate` or `each` line."""
    return f'[[exchange]]\ncode = "{code}"\nfrom = "{source}"\nto = "{target}"\n{worth}\n{more}'


def online(name: str, on: str, minutes: int, start: str | None = None, **more: Any) -> Table:
    """An approved session."""
    entry = {
        "id": name,
        "cadre": "C1",
        "channel": "online",
        "on": on,
        "minutes": minutes,
        "status": "approved",
    }
    return entry | ({} if start is None else {"start": start}) | {"mode": "reply"} | more


def visit(name: str, first: str, last: str, **more: Any) -> Table:
    """An approved visit."""
    entry = {"id": name, "cadre": "C1", "channel": "field", "from": first, "to": last, "status": "approved"}
    return entry | more


def outcome(name: str, kind: str, on: str, share: str | None = None, **more: Any) -> Table:
    """A verified outcome of the cadre."""
    mine = {"cadre": "C1"} if share is None else {"cadre": "C1", "share": share}
    return {"id": name, "kind": kind, "on": on, "verified": True, "entries": [], "shares": [mine]} | more


def case_of(*entries: Table, year: int = 2026, outcomes: list[Table] | None = None, **cadre: Any) -> Table:
    """A case of one cadre, appointed over every year unless said otherwise."""
    person = {"id": "C1", "name": "n", "appointments": [{"from": "2015-01-01", "rank": "121"}]} | cadre
    return {
        "year": year,
        "as_of": f"{year}-12-31",
        "cadres": [person],
        "entries": list(entries),
        "outcomes": outcomes or [],
    }


def found(document: Table, place: str) -> Any:
    """What the printed document of one cadre holds at a place such as `r.2026-Q1.status`."""
    cadre = document["cadres"][0]
    head, *rest = place.split(".", 1)
    if head == "accounts":
        account, key = rest[0].split(".")
        return cadre["accounts"][account][key]
    if head == "entries":
        name, key = rest[0].split(".")
        return next(entry[key] for entry in cadre["entries"] if entry["id"] == name)
    if not rest:
        done = next(item for item in cadre["exchanges"] if item["code"] == head)
        return (done["taken"], done["given"], done["limited_by"])
    requirement = next(item for item in cadre["requirements"] if item["code"] == head)
    if rest[0] in ("periods", "segments"):
        return len(requirement[rest[0]])
    if rest[0] in requirement:
        return requirement[rest[0]]
    label, key = rest[0].rsplit(".", 1)
    return next(period[key] for period in requirement["periods"] if period["period"] == label)
