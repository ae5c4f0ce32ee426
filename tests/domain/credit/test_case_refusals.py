"""A case is refused with every fault, each naming what it is about."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from ledger.domain.calendar import LAST_YEAR
from ledger.domain.credit.amounts import LARGEST
from ledger.domain.credit.case import MOST_MINUTES, parse_case
from ledger.domain.credit.case_reader import LONGEST_TEXT
from ledger.domain.credit.faults import CaseFaultsError
from tests.domain.credit.making import Json, cadre, make_case, online, outcome, visit


def refused(case: Any) -> list[tuple[str, str]]:
    with pytest.raises(CaseFaultsError) as caught:
        parse_case(case)
    assert all("\n" not in fault.say() for fault in caught.value.faults)
    return [(fault.table, fault.key) for fault in caught.value.faults]


def sentences(case: object) -> list[str]:
    """The faults of a case as they are read."""
    with pytest.raises(CaseFaultsError) as caught:
        parse_case(case)
    return [fault.say() for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (online("E1", "2026-03-02", 60, cadre="C9"), "cadre"),
        (online("E1", "2026-03-02", -1), "minutes"),
        (online("E1", "2026-03-02", 10**30), "minutes"),
        (online("E1", "2026-02-30", 60), "on"),
        (online("E1", "20260302", 60), "on"),
        (online("E1", "2026-03-02", 60, start="24:00"), "start"),
        (online("E1", "2026-03-02", 60, start=9), "start"),
        ({**online("E1", "2026-03-02", 60), "minutes": 60.0}, "minutes"),
        ({**online("E1", "2026-03-02", 60), "minutes": True}, "minutes"),
        (online("E1", "2026-03-02", 60, channel="phone"), "channel"),
        (online("E1", "2026-03-02", 60, logged_on="soon"), "logged_on"),
        (online("E1", "2026-03-02", 60, topic="\ud800"), "topic"),
        (online("E1", "2026-03-02", 60, topic="a\0b"), "topic"),
        (visit("E1", "2026-03-02", "2026-03-01"), "to"),
        (visit("E1", "2026-03-02", from_half="pm", to_half="am"), "to_half"),
        (visit("E1", "2026-03-02", from_half="noon"), "from_half"),
        (visit("E1", "2026-03-02", counts={"households": 1.5}), "counts.households"),
        (visit("E1", "2026-03-02", contact_point="yes"), "contact_point"),
    ],
)
def test_a_faulty_entry_is_named(entry: Json, key: str) -> None:
    assert refused(make_case(entry)) == [('entries[0]("E1")', key)]


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (outcome("O1", "2026-03-02", kind="book"), "kind"),
        (outcome("O1", "2026-03-02", share="3/2"), "shares"),
        (outcome("O1", "2026-03-02", shares=[{"cadre": "C1"}, {"cadre": "C9", "share": "1/9"}]), "shares"),
        (outcome("O1", "2026-03-02", verified="yes"), "verified"),
        (outcome("O1", "2026-03-02", entries=[1]), "entries"),
    ],
)
def test_a_faulty_outcome_is_named(one: Json, key: str) -> None:
    assert refused(make_case(outcomes=(one,))) == [('outcomes[0]("O1")', key)]


ADJUSTMENT: Json = {
    "id": "A1", "cadre": "C1", "account": "field", "on": "2026-05-05", "amount": -480, "of_year": 2025,
}  # fmt: skip


@pytest.mark.parametrize("key", ["id", "kind", "on"])
def test_an_outcome_says_what_it_cannot_do_without(key: str) -> None:
    one = {name: value for name, value in outcome("O1", "2026-03-02").items() if name != key}
    assert [named for _, named in refused(make_case(outcomes=(one,)))] == [key]


@pytest.mark.parametrize("key", ["id", "cadre", "account", "on", "amount", "of_year"])
def test_a_correction_says_what_it_cannot_do_without(key: str) -> None:
    one = {name: value for name, value in ADJUSTMENT.items() if name != key}
    assert [named for _, named in refused(make_case() | {"adjustments": [one]})] == [key]


@pytest.mark.parametrize(("share", "exact"), [(0, Fraction(0)), (1, Fraction(1)), ("1/3", Fraction(1, 3))])
def test_a_share_is_a_whole_number_or_a_fraction(share: object, exact: Fraction) -> None:
    one = outcome("O1", "2026-03-02", shares=[{"cadre": "C1", "share": share}])
    assert parse_case(make_case(outcomes=(one,))).outcomes[0].shares[0].share == exact


@pytest.mark.parametrize(("share", "key"), [(LARGEST, "shares"), (LARGEST + 1, "share"), (True, "share")])
def test_a_share_too_large_is_no_share_and_one_above_the_whole_is_too_much(share: object, key: str) -> None:
    one = outcome("O1", "2026-03-02", shares=[{"cadre": "C1", "share": share}])
    assert [named for _, named in refused(make_case(outcomes=(one,)))] == [key]


@pytest.mark.parametrize("amount", [LARGEST, -LARGEST])
def test_a_correction_may_be_as_large_as_any_number(amount: int) -> None:
    read = parse_case(make_case() | {"adjustments": [ADJUSTMENT | {"amount": amount}]})
    assert read.adjustments[0].amount == amount


def test_a_faulty_share_is_named() -> None:
    one = outcome(
        "O1", "2026-03-02", shares=[{"cadre": "C1", "share": "-1/2"}, {"cadre": "C1", "share": 0.5}]
    )
    assert [key for _, key in refused(make_case(outcomes=(one,)))] == ["share", "share"]


def test_a_duplicate_id_is_named_in_each_list() -> None:
    case = make_case(
        online("E1", "2026-03-02", 60),
        online("E1", "2026-03-03", 60),
        outcomes=(outcome("O1", "2026-03-02"), outcome("O1", "2026-03-02")),
        cadres=(cadre(), cadre()),
    )
    assert refused(case) == [
        ('cadres[1]("C1")', "id"),
        ('entries[1]("E1")', "id"),
        ('outcomes[1]("O1")', "id"),
    ]


def test_intervals_of_appointments_and_leave_run_forwards() -> None:
    wrong = {"from": "2026-03-02", "to": "2026-03-01"}
    case = make_case(cadres=(cadre(appointments=[wrong], leave=[wrong]),))
    assert [key for _, key in refused(case)] == ["to", "to"]


def test_a_rank_that_the_standard_does_not_know_is_refused() -> None:
    case = make_case(cadres=(cadre(appointments=[{"from": "2026-01-01", "rank": "133"}]),))
    assert [key for _, key in refused(case)] == ["rank"]


@pytest.mark.parametrize(
    "case", [None, [], "x", 1, {}, {"year": 2026}, {"year": "2026", "as_of": "2026-01-01"}]
)
def test_what_is_no_case_is_refused(case: Any) -> None:
    assert refused(case)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"topic": 1}, "topic = 1：应是一段文字"),
        ({"topic": "\0"}, 'topic = "\\u0000"：应是一段文字'),
        ({"topic": "\ud800"}, 'topic = "\\ud800"：应是一段文字'),
        ({"topic": "\udfff"}, 'topic = "\\udfff"：应是一段文字'),
        ({"id": ""}, 'id = ""：必须写明'),
        ({"cadre": None}, "cadre：必须写明"),
        ({"channel": "phone"}, 'channel = "phone"：不在可用的范围内'),
        ({"minutes": -1}, "minutes = -1：不能是负数"),
        ({"minutes": MOST_MINUTES + 1}, "minutes = 1000001：应在 0 至 1000000 之间"),
        ({"minutes": "60"}, 'minutes = "60"：应是整数'),
        ({"minutes": True}, "minutes = true：应是整数"),
        ({"on": "2026-2-3"}, 'on = "2026-2-3"：应是写成 2026-01-31 的日期'),
        ({"on": 20260203}, "on = 20260203：应是写成 2026-01-31 的日期"),
        ({"start": "9:30"}, 'start = "9:30"：应是写成 "09:30" 的时刻'),
        ({"counts": [1]}, "counts = [1]：应是整数的表"),
        ({"counts": {"nights": -1}}, "counts.nights = -1：应是不为负的整数"),
        ({"counts": {"nights": True}}, "counts.nights = true：应是不为负的整数"),
        ({"counts": {"nights": LARGEST + 1}}, f"counts.nights = {LARGEST + 1}：应是不为负的整数"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_with_what_is_written(entry: Json, said: str) -> None:
    written = online("E1", "2026-03-02", 60) | entry
    assert sentences(make_case(written)) == [f'entries[0]("{written["id"]}") {said}']


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"entries": "E1"}, 'entries = "E1"：应是文字的列表'),
        ({"entries": ["E1", "\0"]}, "entries = ['E1', '\\x00']：应是文字的列表"),
        ({"verified": 1}, "verified = 1：应是 true 或 false"),
        ({"shares": {}}, "shares = {}：应是列表"),
        ({"shares": [{"cadre": "C1", "share": "2"}]}, "shares：各人份额合计不能大于 1"),
    ],
)
def test_what_is_wrong_with_an_outcome_is_said(one: Json, said: str) -> None:
    found = sentences(make_case(outcomes=(outcome("O1", "2026-03-02") | one,)))
    assert [text.replace(" = [{'cadre': 'C1', 'share': '2'}]", "") for text in found] == [
        f'outcomes[0]("O1") {said}'
    ]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("-1/2", 'share = "-1/2"：应是写成 "1/3" 的分数，且不为负'),
        (True, 'share = true：应是写成 "1/3" 的分数，且不为负'),
        (-1, 'share = -1：应是写成 "1/3" 的分数，且不为负'),
    ],
)
def test_what_is_wrong_with_a_share_is_said_at_its_place(share: object, said: str) -> None:
    shares = [{"cadre": "C1", "share": share}]
    assert sentences(make_case(outcomes=(outcome("O1", "2026-03-02", shares=shares),))) == [
        f'outcomes[0]("O1").shares[0] {said}'
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": 0}, "amount = 0：应是整数，且不为 0"),
        ({"amount": "1/2"}, 'amount = "1/2"：应是整数，且不为 0'),
        ({"amount": LARGEST + 1}, f"amount = {LARGEST + 1}：应是整数，且不为 0"),
        ({"amount": True}, "amount = true：应是整数，且不为 0"),
        ({"account": "proposal", "amount": "x"}, 'amount = "x"：应是整数或写成 "-1/3" 的分数，且不为 0'),
        ({"of_year": 1}, "of_year = 1：应在 1900 至 2999 之间"),
        ({"cadre": "C9"}, 'cadre = "C9"：没有这名干部'),
    ],
)
def test_what_is_wrong_with_a_correction_is_said(change: Json, said: str) -> None:
    assert sentences(make_case() | {"adjustments": [ADJUSTMENT | change]}) == [f'adjustments[0]("A1") {said}']


def test_a_part_of_an_outcome_may_be_taken_back_exactly() -> None:
    change = {"account": "proposal", "amount": "-1/3"}
    assert parse_case(make_case() | {"adjustments": [ADJUSTMENT | change]}).adjustments[0].amount == Fraction(
        -1, 3
    )


def test_what_is_no_record_is_said_and_the_next_are_still_read() -> None:
    case = make_case() | {"entries": [7, online("E1", "2026-03-02", -1), None]}
    assert sentences(case) == [
        "entries[0] = 7：应是一个 JSON 对象",
        "entries[2]：应是一个 JSON 对象",
        'entries[1]("E1") minutes = -1：不能是负数',
    ]


@pytest.mark.parametrize(("case", "said"), [(7, " = 7"), ("x", ' = "x"'), (None, "")])
def test_what_is_no_case_at_all_is_said(case: object, said: str) -> None:
    assert sentences(case) == [f"核算材料{said}：应是一个 JSON 对象"]


@pytest.mark.parametrize("key", ["year", "as_of"])
def test_a_case_says_its_year_and_its_day(key: str) -> None:
    case = {name: value for name, value in make_case().items() if name != key}
    assert sentences(case) == [f"{key}：必须写明"]


@pytest.mark.parametrize("kind", ["cadres", "entries"])
def test_a_cadre_and_an_entry_have_an_id(kind: str) -> None:
    one = {"cadres": cadre(), "entries": online("E1", "2026-03-02", 60)}[kind]
    case = make_case() | {kind: [{name: value for name, value in one.items() if name != "id"}]}
    assert sentences(case) == [f"{kind}[0] id：必须写明"]


def test_a_value_just_on_its_bound_is_taken() -> None:
    longest = "字" * LONGEST_TEXT
    entry = online(
        "E1", "2026-03-02", MOST_MINUTES, topic=longest, counts={"nights": LARGEST, "households": 0}
    )
    (read,) = parse_case(make_case(entry, year=LAST_YEAR)).entries
    assert (read.minutes, read.topic) == (MOST_MINUTES, longest)
    assert read.counts == {"nights": LARGEST, "households": 0}
    assert sentences(make_case(entry | {"topic": longest + "长"}))[0].endswith("：应是一段文字")


def test_an_empty_text_is_as_if_absent() -> None:
    (read,) = parse_case(make_case(online("E1", "2026-03-02", 60, topic="", mode=None))).entries
    assert (read.topic, read.mode) == (None, None)


def test_a_leave_keeps_its_reason() -> None:
    away = [{"from": "2026-03-02", "to": "2026-03-05", "reason": "病假"}, {"from": "2026-04-01"}]
    (read,) = parse_case(make_case(cadres=(cadre(leave=away),))).cadres
    assert [one.reason for one in read.leave] == ["病假", ""]


def test_all_faults_come_in_one_go() -> None:
    case = make_case(online("E1", "2026-03-02", -1, cadre="C9", start="x"), {"id": 1}, year=2026)
    assert len(refused(case)) >= 6


def test_shares_may_name_people_whom_the_case_does_not_have() -> None:
    one = outcome("O1", "2026-03-02", shares=[{"cadre": "somebody"}])
    assert parse_case(make_case(outcomes=(one,))).outcomes[0].shares[0].share == 1


def test_an_empty_case_is_a_case() -> None:
    assert parse_case({"year": 2026, "as_of": "2026-01-01"}).cadres == ()
