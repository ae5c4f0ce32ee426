"""A case is refused with every fault, each naming what it is about."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from ledger.domain.credit.amounts import LARGEST
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.faults import CaseFaultsError
from tests.domain.credit.making import Json, cadre, make_case, online, outcome, visit


def refused(case: Any) -> list[tuple[str, str]]:
    with pytest.raises(CaseFaultsError) as caught:
        parse_case(case)
    assert all("\n" not in fault.say() for fault in caught.value.faults)
    return [(fault.table, fault.key) for fault in caught.value.faults]


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


def test_all_faults_come_in_one_go() -> None:
    case = make_case(online("E1", "2026-03-02", -1, cadre="C9", start="x"), {"id": 1}, year=2026)
    assert len(refused(case)) >= 6


def test_shares_may_name_people_whom_the_case_does_not_have() -> None:
    one = outcome("O1", "2026-03-02", shares=[{"cadre": "somebody"}])
    assert parse_case(make_case(outcomes=(one,))).outcomes[0].shares[0].share == 1


def test_an_empty_case_is_a_case() -> None:
    assert parse_case({"year": 2026, "as_of": "2026-01-01"}).cadres == ()
