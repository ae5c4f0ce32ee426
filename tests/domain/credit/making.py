"""Short ways to write a policy, a case and what the engine makes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.domain.calendar import Calendar
from ledger.domain.credit.assess import assess
from ledger.domain.credit.assessment import Assessment
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.report import as_json

Json = dict[str, Any]

HEAD = """
format = 1
code = "p"
title = "办法"
basis = ["依据"]
years_from = 2020
"""
OPEN = """
[count]
rest_days = true
leave_days = true
"""
FIELD_DAYS = """
[[requirement]]
code = "field-days"
measure = "days"
account = "field"
at_least = "60d"
"""
CALENDAR = Calendar(frozenset({date(2026, 1, 1)}), frozenset({date(2026, 1, 4)}), frozenset({2026}))


def make_policy(*tables: str, head: str = HEAD, count: str = OPEN) -> Policy:
    """A policy of a sound head, with rest days and leave counted, and these tables."""
    return parse_policy((head + count + "\n".join(tables)).encode())


def online(name: str, on: str, minutes: int, **more: Any) -> Json:
    """An approved online entry of C1."""
    base = {"id": name, "cadre": "C1", "channel": "online", "on": on, "minutes": minutes}
    return {**base, "status": "approved", **more}


def visit(name: str, begin: str, end: str | None = None, **more: Any) -> Json:
    """An approved field entry of C1."""
    base = {"id": name, "cadre": "C1", "channel": "field", "from": begin, "to": end or begin}
    return {**base, "status": "approved", **more}


def outcome(name: str, on: str, kind: str = "research_report", share: str = "1", **more: Any) -> Json:
    """A verified outcome of C1."""
    base = {"id": name, "kind": kind, "on": on, "verified": True, "entries": []}
    return {**base, "shares": [{"cadre": "C1", "share": share}], **more}


def cadre(name: str = "C1", **more: Any) -> Json:
    """A cadre who has been a county deputy (132) since 2020."""
    return {"id": name, "appointments": [{"from": "2020-01-01", "rank": "132"}], **more}


def make_case(
    *entries: Json, outcomes: tuple[Json, ...] = (), cadres: tuple[Json, ...] = (), year: int = 2026
) -> Json:
    """A case of the year 2026 with C1 in it."""
    return {
        "year": year,
        "as_of": f"{year}-06-30",
        "cadres": list(cadres or (cadre(),)),
        "entries": list(entries),
        "outcomes": list(outcomes),
    }


def assessed(policy: Policy, case: Json, *, keep_steps: bool = True) -> Assessment:
    """What the engine makes of a case."""
    facts = parse_case(case)
    return assess(
        policy,
        facts.cadres,
        facts.entries,
        facts.outcomes,
        facts.year,
        facts.as_of,
        CALENDAR,
        keep_steps=keep_steps,
        adjustments=facts.adjustments,
    )


def result(policy: Policy, case: Json) -> Json:
    """The first cadre's part of the JSON."""
    cadres: Any = as_json(assessed(policy, case))["cadres"]
    found: Json = cadres[0]
    return found


def requirement(policy: Policy, case: Json, code: str = "r") -> Json:
    """One requirement of the first cadre."""
    found: Json = next(one for one in result(policy, case)["requirements"] if one["code"] == code)
    return found


def credited(policy: Policy, case: Json) -> dict[str, Any]:
    """What each entry of the first cadre was credited with."""
    return {entry["id"]: entry["credited"] for entry in result(policy, case)["entries"]}


def codes(policy: Policy, case: Json) -> dict[str, list[str]]:
    """The step codes of each entry of the first cadre."""
    return {e["id"]: [step["code"] for step in e["steps"]] for e in result(policy, case)["entries"]}
