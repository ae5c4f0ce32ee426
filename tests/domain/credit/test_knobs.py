"""What can be turned in a policy: how typed values are read, what is changed, and the steps of a slider."""

from __future__ import annotations

import pytest

from ledger.domain.credit.document import parse_policy, policy_from_tables, tables_of
from ledger.domain.credit.faults import Fault
from ledger.domain.credit.knob_steps import shown, steps_of
from ledger.domain.credit.knobs import NO_LIMIT, Kind, Knob, changed_tables, changes_in, knobs_of, written
from ledger.domain.wording import Sentence
from tests.domain.credit.making import HEAD
from tests.domain.credit.rich import DOCUMENT

TABLES = tables_of(DOCUMENT.encode())
KNOBS = knobs_of(TABLES, parse_policy(DOCUMENT.encode()))


def knob(kind: Kind, present: str, *, key: str = "at_most", optional: bool = False) -> Knob:
    return Knob("cap", 0, key, kind, "", Sentence("x"), present, optional)


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("60 天", "duration", "60d"),
        ("６０日", "duration", "60d"),
        ("1.5 Days", "bound", "1.5d"),
        ("3 小时", "duration", "3h"),
        ("90分钟", "duration", "90m"),
        ("90 min", "bound", "90m"),
        ("60 天", "number", "60天"),
        ("6 周", "duration", "6周"),
        ("50%", "ratio", "50/100"),
        ("50％", "bound", "50/100"),
        ("50%", "duration", "50%"),
        ("不限", "bound", NO_LIMIT),
        ("None", "number", NO_LIMIT),
        ("no limit", "number", NO_LIMIT),
        (" 1 / 3 ", "ratio", "1/3"),
        ("", "ratio", ""),
        ("7" * 50, "number", "7" * 40),
    ],
)
def test_what_is_typed_is_read_as_a_document_writes_it(typed: str, kind: Kind, text: str) -> None:
    assert written(typed, knob(kind, "1")) == text


def test_only_what_differs_is_a_change() -> None:
    given = {"exchange-1-rate": "1/3", "cap-1-at_most": "5小时", "count-late_days": "", "nothing-1-x": "1"}
    assert changes_in(KNOBS, given) == {"cap-1-at_most": "5h"}


def test_changes_are_made_in_a_copy_each_at_its_place() -> None:
    changes = {
        "day-minutes": "420",
        "count-rest_days": "false",
        "count-late_days": NO_LIMIT,
        "cap-2-at_most": "3d",
        "exchange-1-rate": "3/4",
        "exchange-2-at_most": NO_LIMIT,
        "exchange-3-at_most": "2d",
        "requirement-7-at_least": "3",
        "ceiling-1-at_most": "2/3",
    }
    before = tables_of(DOCUMENT.encode())
    policy = policy_from_tables(changed_tables(before, KNOBS, changes))
    assert before == TABLES
    assert (policy.day_minutes, policy.count.rest_days, policy.count.late_days) == (420, False, None)
    assert [cap.minutes for cap in policy.caps] == [240, 3 * 420, 90, 2646]
    assert [str(rule.rate) for rule in policy.exchanges] == ["3/4", "None", "None"]
    assert [rule.at_most and rule.at_most.minutes for rule in policy.exchanges] == [None, None, 840]
    assert policy.requirement("visits").quotas[0].at_least == 3
    assert str(policy.ceilings[0].at_most.share) == "2/3"


def test_a_table_that_the_document_leaves_out_is_made() -> None:
    bare = {key: value for key, value in TABLES.items() if key not in ("day", "count")}
    knobs = knobs_of(bare, policy_from_tables(bare))
    changed = changed_tables(bare, knobs, {"day-minutes": "420", "count-leave_days": "true"})
    assert (changed["day"], changed["count"]) == ({"minutes": 420}, {"leave_days": True})
    shown_now = {one.name: one.written for one in knobs}
    assert shown_now["count-min_minutes"] == "0m"
    assert shown_now["count-late_days"] == NO_LIMIT


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("count-rest_days", "yes", "yes"),
        ("requirement-7-at_least", "two", "two"),
        ("exchange-1-rate", NO_LIMIT, NO_LIMIT),
        ("cap-1-at_most", "7", "7"),
    ],
)
def test_what_no_document_can_say_is_left_for_its_parser_to_refuse(name: str, text: str, kept: str) -> None:
    changed = changed_tables(TABLES, KNOBS, {name: text})
    found = next(one for one in KNOBS if one.name == name)
    table = changed[found.table] if found.number < 0 else changed[found.table][found.number]
    assert table[found.key] == kept


def test_a_fault_belongs_to_the_value_at_its_place() -> None:
    def names(table: str, key: str) -> list[str]:
        fault = Fault(table, key, "", None, Sentence("x"))
        return [one.name for one in KNOBS if one.holds(fault)]

    assert names("[[cap]] 2", "at_most") == ["cap-2-at_most"]
    assert names("[count]", "late_days") == ["count-late_days"]
    assert names("[[exchange]] 1", "keep") == ["exchange-1-keep"]
    assert names("[[cap]] 2", "per") == []


@pytest.mark.parametrize(
    ("kind", "key", "present", "steps"),
    [
        ("switch", "rest_days", "true", ()),
        ("number", "at_least", "7", ("0", "1", "2", "14")),
        ("number", "at_least", "21", ("0", "2", "4", "42")),
        ("number", "at_least", "x", ("0", "1", "2", "x")),
        ("number", "minutes", "481", ("240", "270", "300", "600")),
        ("duration", "at_most", "30d", ("0d", "2d", "4d", "60d")),
        ("duration", "at_most", "10d", ("0d", "0.5d", "1d", "20d")),
        ("duration", "at_most", "10.5d", ("0d", "1d", "2d", "21d")),
        ("duration", "at_most", "4h", ("0h", "0.5h", "1h", "8h")),
        ("duration", "at_most", "30m", ("0m", "5m", "10m", "60m")),
        ("duration", "at_most", "29m", ("0m", "5m", "10m", "60m")),
        ("duration", "at_most", "300m", ("0m", "20m", "40m", "600m")),
        ("duration", "each", "1d", ("0.5d", "1d", "1.5d", "10d")),
        ("bound", "at_most", "1/2", ("1/10", "1/8", "1/6", "1")),
        ("bound", "at_most", NO_LIMIT, ("1/10", "1/8", "1/6", NO_LIMIT)),
        ("ratio", "rate", "2", ("1/10", "1/8", "1/6", "2")),
        ("ratio", "rate", "5", ("1/10", "1/8", "1/6", "5")),
    ],
)
def test_a_slider_passes_neat_values_up_to_twice_the_present_one(
    kind: Kind, key: str, present: str, steps: tuple[str, ...]
) -> None:
    found = steps_of(knob(kind, present, key=key))
    assert (*found[:3], *found[-1:]) == steps
    assert kind == "switch" or present in found
    assert len(found) <= 44


def test_a_present_value_stands_where_its_size_belongs() -> None:
    found = steps_of(knob("number", "481", key="minutes"))
    assert found[found.index("481") - 1 :][:3] == ("480", "481", "510")
    odd = steps_of(knob("duration", "13d"))
    assert odd[odd.index("13d") - 1 :][:3] == ("12d", "13d", "14d")
    between = steps_of(knob("bound", "3/7"))
    assert between[between.index("3/7") - 1 :][:3] == ("2/5", "3/7", "1/2")


def test_a_limit_that_may_be_taken_away_ends_with_none() -> None:
    assert steps_of(knob("number", "30", optional=True))[-2:] == ("60", NO_LIMIT)
    assert steps_of(knob("number", NO_LIMIT, optional=True))[-2:] == ("10", NO_LIMIT)


@pytest.mark.parametrize(
    ("text", "said"),
    [("60d", "60天"), ("4h", "4小时"), ("90m", "90分钟"), ("1/2", "1/2"), (NO_LIMIT, "不限"), ("30", "30")],
)
def test_a_value_is_shown_as_people_write_it(text: str, said: str) -> None:
    assert shown(text) == said


def test_a_duration_keeps_the_writing_that_it_has_and_halves_are_steps_of_short_ones() -> None:
    assert steps_of(knob("duration", "2.50d"))[4:7] == ("2d", "2.50d", "3d")
    assert steps_of(knob("duration", "10d"))[:3] == ("0d", "0.5d", "1d")
    assert steps_of(knob("duration", "10.5d"))[:4] == ("0d", "1d", "2d", "3d")
    assert steps_of(knob("duration", "10m"))[:3] == ("0m", "5m", "10m")
    assert steps_of(knob("duration", "300m"))[:3] == ("0m", "20m", "40m")


def test_a_part_of_an_outcome_is_turned_as_a_share() -> None:
    outcomes = '[[requirement]]\ncode = "o"\nmeasure = "outcomes"\nat_least = %s\n'
    kinds = []
    for written_ in ('"1/2"', "2"):
        document = (HEAD + outcomes % written_).encode()
        found = knobs_of(tables_of(document), parse_policy(document))
        kinds += [one.kind for one in found if one.key == "at_least"]
    assert kinds == ["ratio", "number"]
