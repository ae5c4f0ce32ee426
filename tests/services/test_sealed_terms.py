"""Names, appointments and leave are not in the journal: the seal holds them, and a change of them is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ledger.domain.period import Seal
from ledger.language import say_in
from ledger.services.assess_year import assess_one
from ledger.services.make_checkpoint import Seal as SigningSeal
from ledger.services.sealed_years import canonical_text, digest_of, result_text
from ledger.services.verify_ledger import verify_ledger
from ledger.services.verify_sealed import check_sealed_years
from ledger.signing_key import make_signing_key
from ledger.store.unit_of_work import UnitOfWork
from tests.books import sign
from tests.cast import NOW
from tests.closing import LATER, NOW_LATER, YEAR, approved, close, second_department
from tests.entries import person_id
from tests.services.test_verify_ledger import change
from tests.services.test_verify_sealed import OF_ALICE, found, seal_of

TOLD = "结账之后当年的任职、请假或所在单位被改过："
AWAY = f"VALUES (71, 'leave1', :id, '{YEAR}-06-01', '{YEAR}-06-20', '学习')"
LEAVE = f"INSERT INTO leave (id, public_id, person_id, begins_on, ends_on, reason) {AWAY}"
HELD = "person_id, unit_id, rank, post, tags, position, begins_on, ends_on"
OFFICE = f"INSERT INTO appointment (id, public_id, {HELD}) SELECT 91, 'office', {HELD}"


@pytest.fixture
def closed(uow: UnitOfWork) -> UnitOfWork:
    """A year closed while alice had leave in it."""
    second_department(uow)
    change(uow, LEAVE, id=person_of(uow, "alice"))
    approved(uow)
    close(uow)
    return uow


def person_of(uow: UnitOfWork, username: str) -> int:
    with uow:
        return person_id(uow, username)


def appointment_of(uow: UnitOfWork, username: str) -> int:
    person = person_of(uow, username)
    with uow:
        return uow.people.postings([person])[person][0].id


def lines(uow: UnitOfWork) -> list[str]:
    """What is told of alice."""
    return [line.partition(OF_ALICE)[2] for line in found(uow) if OF_ALICE in line]


def test_untouched_terms_are_the_sealed_ones(closed: UnitOfWork) -> None:
    inputs = json.loads(seal_of(closed, "alice").inputs)
    (cadre,) = inputs["cadres"]
    assert (cadre["name"], len(cadre["appointments"])) == ("艾丽", 1)
    assert cadre["leave"] == [{"from": f"{YEAR}-06-01", "to": f"{YEAR}-06-20", "reason": "学习"}]
    assert found(closed) == []


SINCE = "2024-01-01"
SEALED_OFFICE = f"封存的任职（{SINCE} 起）"
SEALED_LEAVE = f"封存的请假（{YEAR}-06-01 至 {YEAR}-06-20）"
OFFICE_SINCE = "现在的任职（%s 起，编号 %s）"
LEAVE_OF = "现在的请假（%s 至 %s，编号 %s）"

OFFICES = {
    "UPDATE appointment SET rank = '141' WHERE id = :key": SINCE,
    "UPDATE appointment SET post = 'x' WHERE id = :key": SINCE,
    """UPDATE appointment SET tags = '["x"]' WHERE id = :key""": SINCE,
    "UPDATE appointment SET begins_on = '2026-05-01' WHERE id = :key": "2026-05-01",
    "UPDATE appointment SET ends_on = '2026-12-30' WHERE id = :key": SINCE,
}
LEAVES = {
    "UPDATE leave SET reason = 'x' WHERE id = 71": ("2026-06-01", "2026-06-20"),
    "UPDATE leave SET ends_on = '2026-06-21' WHERE id = 71": ("2026-06-01", "2026-06-21"),
    "UPDATE leave SET begins_on = '2026-05-31' WHERE id = 71": ("2026-05-31", "2026-06-20"),
}


@pytest.mark.parametrize("statement", OFFICES)
def test_a_changed_appointment_of_a_sealed_year_is_told_by_its_days(
    closed: UnitOfWork, statement: str
) -> None:
    key = appointment_of(closed, "alice")
    change(closed, statement, key=key)
    now = OFFICE_SINCE % (OFFICES[statement], key)
    assert lines(closed) == [f"{TOLD}{now}、{SEALED_OFFICE}"]


@pytest.mark.parametrize("statement", LEAVES)
def test_a_changed_leave_of_a_sealed_year_is_told_by_its_days(closed: UnitOfWork, statement: str) -> None:
    change(closed, statement)
    now = LEAVE_OF % (*LEAVES[statement], 71)
    assert lines(closed) == [f"{TOLD}{now}、{SEALED_LEAVE}"]


def test_a_row_more_or_less_is_told(closed: UnitOfWork) -> None:
    alice = person_of(closed, "alice")
    more = "SELECT 81, 'leave2', person_id, begins_on, ends_on, reason FROM leave WHERE id = 71"
    change(closed, f"INSERT INTO leave (id, public_id, person_id, begins_on, ends_on, reason) {more}")
    assert lines(closed) == [f"{TOLD}{LEAVE_OF % (f'{YEAR}-06-01', f'{YEAR}-06-20', 81)}"]

    change(closed, "DELETE FROM leave")
    assert lines(closed) == [f"{TOLD}{SEALED_LEAVE}"]

    change(closed, LEAVE, id=alice)
    change(closed, f"{OFFICE} FROM appointment WHERE person_id = :id", id=alice)
    assert lines(closed) == [f"{TOLD}{OFFICE_SINCE % (SINCE, 91)}"]


def test_another_governing_unit_is_told(closed: UnitOfWork) -> None:
    elsewhere = seal_of(closed, "charlie").unit_id
    change(
        closed,
        "UPDATE appointment SET unit_id = :unit WHERE id = :key",
        unit=elsewhere,
        key=appointment_of(closed, "alice"),
    )
    assert lines(closed) == [f"{TOLD}年末所在的单位"]


def test_changed_terms_are_told_in_english_too(closed: UnitOfWork) -> None:
    change(closed, "UPDATE leave SET reason = 'x' WHERE id = 71")
    with closed:
        (damaged,) = check_sealed_years(closed)
    said = damaged.say(say_in("en"))
    assert said.endswith(
        f"the present leave ({YEAR}-06-01 to {YEAR}-06-20, no. 71), "
        f"the sealed leave ({YEAR}-06-01 to {YEAR}-06-20)"
    )


def test_terms_beyond_the_sealed_year_are_none_of_its(closed: UnitOfWork) -> None:
    key = appointment_of(closed, "alice")
    change(closed, "UPDATE appointment SET ends_on = '2027-02-01' WHERE id = :key", key=key)
    change(closed, "UPDATE appointment SET position = 99, begins_on = '2017-01-01' WHERE id = :key", key=key)
    assert found(closed) == []


def test_changed_names_and_terms_leave_the_sealed_figures_as_they_were(closed: UnitOfWork) -> None:
    alice, seal = person_of(closed, "alice"), seal_of(closed, "alice")
    change(
        closed,
        "DELETE FROM leave",
        "UPDATE appointment SET rank = '999', begins_on = '2026-12-01'",
        "UPDATE person SET name = 'x'",
    )
    with closed:
        year = assess_one(closed, alice, YEAR, as_of=date(YEAR, 12, 31))
    assert year is not None
    shown, sealed = json.loads(result_text(year.assessment)), json.loads(seal.result)
    assert shown.keys() == sealed.keys() >= {"accounts", "requirements"}
    # A page also shows the entries one by one, which a seal does not repeat.
    assert shown | {"entries": []} == sealed | {"entries": []}


def rewritten(seal: Seal, part: str) -> str:
    """What a seal was made of, with another name, appointment or leave."""
    data = json.loads(seal.inputs)
    cadre = data["cadres"][0]
    if part == "name":
        cadre["name"] = "x"
    elif part == "appointments":
        cadre["appointments"][0]["rank"] = "141"
    else:
        cadre["leave"] = []
    return canonical_text(data)


@pytest.mark.parametrize("part", ["name", "appointments", "leave"])
def test_the_digest_and_the_checkpoint_cover_name_appointments_and_leave(
    closed: UnitOfWork, tmp_path: Path, part: str
) -> None:
    make_signing_key(tmp_path / "signing.key")
    key, seal = SigningSeal(tmp_path / "signing.key", tmp_path), seal_of(closed, "alice")
    sign(closed, key, now=NOW_LATER)
    inputs = rewritten(seal, part)

    change(closed, "UPDATE sealed_assessment SET inputs = :inputs WHERE id = :id", inputs=inputs, id=seal.id)
    told = [one.say() for one in verify_ledger(closed, key, on=LATER, now=NOW).damages]
    assert f"sealed_assessment {seal.id}：inputs 与封存时的摘要值不符：被改过" in told
    assert any(OF_ALICE in line for line in told)

    digest = digest_of(inputs)
    change(
        closed,
        "UPDATE sealed_assessment SET inputs_digest = :digest WHERE id = :id",
        digest=digest,
        id=seal.id,
    )
    told = [one.say() for one in verify_ledger(closed, key, on=LATER, now=NOW).damages]
    assert "checkpoint 1：封存的年度与当时不符" in told
