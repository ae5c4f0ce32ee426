"""Published local rules as policies: what just meets one is met, what just misses it is short."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.policy import Policy
from tests.domain.credit.local_rules import CANNOT, EVERYBODY, RULES, Who
from tests.domain.credit.making import Json, make_case, result
from tests.domain.credit.rule_cases import Facts, facts_for
from tests.domain.credit.rule_documents import Ask, asks, document

ROOT = Path(__file__).resolve().parents[3]
ROWS = ROOT.parent / "shared/data/local_quota_rules.jsonl"
GALLERY = ROOT / "ledger" / "data" / "policies" / "gallery"
DOCS = ROOT / "docs" / "local-rules.md"
NOT_HERE = "shared/data holds the rules' parameters beside the checkout; it is absent here"
EACH_ASK = [
    pytest.param(name, number, id=f"{name}-{ask.code}-{number}")
    for name, rule in RULES.items()
    for number, ask in enumerate(asks(rule))
]
with_rows = pytest.mark.skipif(not ROWS.is_file(), reason=NOT_HERE)


@lru_cache
def policy_of(name: str) -> Policy:
    """The policy of a rule, as the engine reads its document."""
    return parse_policy(document(name, RULES[name]))


def statuses(name: str, who: Who, *facts: Facts) -> dict[str, str]:
    """Where somebody of this group stands with each requirement, in office since the first Monday."""
    cadre = {"id": "C1", "appointments": [{"from": "2026-01-05" if is_weekly(name) else "2020-01-01", **who}]}
    entries = [entry for one in facts for entry in one.entries]
    outcomes = tuple(found for one in facts for found in one.outcomes)
    found = result(policy_of(name), make_case(*entries, outcomes=outcomes, cadres=(cadre,)))
    return {one["code"]: one["status"] for one in found["requirements"]}


def is_weekly(name: str) -> bool:
    return RULES[name].period == "week"


@pytest.mark.parametrize(("name", "number"), EACH_ASK)
def test_what_just_meets_a_requirement_is_met_and_what_just_misses_it_is_short(
    name: str, number: int
) -> None:
    ask = asks(RULES[name])[number]
    assert statuses(name, ask.who, facts_for(ask, "E", enough=True))[ask.code] == "met"
    assert statuses(name, ask.who, facts_for(ask, "E", enough=False))[ask.code] == "short"


@pytest.mark.parametrize("name", RULES)
def test_each_group_can_meet_the_whole_rule_and_without_facts_is_short_of_all_of_it(name: str) -> None:
    for who in RULES[name].who:
        owed = [ask for ask in asks(RULES[name]) if ask.who in (who, EVERYBODY)]
        codes = {ask.code for ask in owed}
        assert {code: s for code, s in statuses(name, who).items() if s != "not_applicable"} == dict.fromkeys(
            codes, "short"
        )
        done = statuses(name, who, *narrow_first(owed))
        assert {code: s for code, s in done.items() if s != "not_applicable"} == dict.fromkeys(codes, "met")


def narrow_first(owed: list[Ask]) -> list[Facts]:
    """Facts for all; where two cover one half day the lower id earns, so what is narrowed comes first."""
    order = sorted(owed, key=lambda ask: "modes" not in ask.keys)
    return [facts_for(ask, f"{number}-{ask.code}", enough=True) for number, ask in enumerate(order)]


def test_a_week_whose_monday_lies_in_the_year_before_cannot_hold_a_monday_slot() -> None:
    """2026-W01 begins on 29 December: who was in office then is one short for ever."""
    ask = asks(RULES["WUCHUAN-2014"])[0]
    facts = facts_for(ask, "E", enough=True)
    cadre = {"id": "C1", "appointments": [{"from": "2020-01-01", **ask.who}]}
    found = result(policy_of("WUCHUAN-2014"), make_case(*facts.entries, cadres=(cadre,)))["requirements"][0]
    assert (found["required"], found["short"]) == ("53", "1")
    assert [one["period"] for one in found["periods"] if one["status"] == "short"] == ["2026-W01"]


def test_a_policy_drafted_stands_in_for_a_report_where_the_rule_says_so() -> None:
    drafted = {"id": "O", "kind": "policy_adopted", "on": "2026-05-01", "verified": True}
    facts = Facts(outcomes=({**drafted, "shares": [{"cadre": "C1"}]},))
    assert statuses("HEFEI-2012", {"rank": "132"}, facts)["reports"] == "met"
    assert statuses("JINGSHAN-2013", {"rank": "132"}, facts)["reports"] == "short"


def rows() -> dict[str, Json]:
    """The rows of the data by their id."""
    lines = ROWS.read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines) if row}


def smallest(value: Any) -> int | None:
    """The least that a number of reports or topics may be, whatever form it is given in."""
    if value is None:
        return None
    if "min" in value:
        found: int = value["min"]
        return found
    least: int = min(one["min"] for one in value.values())
    return least


@with_rows
@pytest.mark.parametrize("name", RULES)
def test_the_parameters_are_those_of_the_row(name: str) -> None:
    row, rule = rows()[name], RULES[name]
    amounts = tuple(one["min"] for one in row["applies_to"] if "min" in one)
    if not amounts and row["quota_value"] is not None:
        amounts = (row["quota_value"],)
    assert rule.amounts == amounts
    assert (rule.unit or None) == row["quota_unit"]
    assert rule.period == row["period"]
    assert (rule.stay, rule.reports, rule.topics) == (
        row["min_contiguous_days"],
        smallest(row["reports_per_year"]),
        smallest(row["topics_per_year"]),
    )
    seen = "; ".join(row["other_constraints"])
    assert [more.seen for more in rule.more if more.seen not in seen] == []
    assert [m.kind for m in rule.more if m.seen[:2] == ">=" and str(m.amount) not in m.seen] == []


@with_rows
def test_every_row_is_written_as_a_policy_or_listed_with_a_reason() -> None:
    assert RULES.keys() & CANNOT.keys() == set()
    assert RULES.keys() | CANNOT.keys() == rows().keys()


@with_rows
def test_no_row_with_an_amount_is_left_out() -> None:
    amounts = ("quota_value", "reports_per_year", "topics_per_year", "min_contiguous_days")
    assert [name for name in CANNOT if any(rows()[name][key] is not None for key in amounts)] == []


def table() -> dict[str, list[str]]:
    """The rows of the table in the documentation by their id."""
    lines = re.findall(r"^\| `([\w-]+)` \|(.*)\|$", DOCS.read_text("utf-8"), re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split(" | ")] for name, cells in lines}


def test_the_documentation_lists_every_rule_and_the_same_that_cannot_be_said() -> None:
    told = table()
    assert told.keys() == RULES.keys() | CANNOT.keys()
    assert {name: cells[-1] for name, cells in told.items() if cells[-2] == "—"} == CANNOT


def test_the_documentation_names_templates_that_there_are() -> None:
    there = {path.stem for path in GALLERY.glob("*.toml")}
    named = {name: re.findall(r"`([\w-]+)`", cells[-2]) for name, cells in table().items()}
    assert [name for name in RULES if not named[name] or not set(named[name]) <= there] == []


@with_rows
def test_the_documentation_has_the_years_and_levels_of_the_rows() -> None:
    told = {name: tuple(cells[:2]) for name, cells in table().items()}
    assert told == {
        name: (str(row["year"] or "—"), LEVELS[row["issuer_level"]]) for name, row in rows().items()
    }


LEVELS = {
    "central": "中央",
    "ministry-bureau": "部属单位",
    "province": "省级",
    "province-dept": "省级部门",
    "city": "市级",
    "city-dept": "市级部门",
    "county": "县级",
    "village": "村级",
    "university": "高校",
    "enterprise": "企业",
    "unit": "单位",
}
