"""Closed years are assessed again from what the journal held at their closing; a difference is named."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.domain.period import Seal
from ledger.services.log_entry import log_entry
from ledger.services.make_checkpoint import Seal as SigningSeal
from ledger.services.reopen_year import confirm_reopening, propose_reopening
from ledger.services.sealed_years import canonical_text, digest_of
from ledger.services.verify_ledger import verify_ledger
from ledger.services.verify_sealed import check_sealed_years
from ledger.signing_key import make_signing_key
from ledger.store.unit_of_work import UnitOfWork
from tests.books import sign
from tests.cast import NOW
from tests.closing import LATER, NOW_LATER, YEAR, actor_of, approved, close, second_department, unit_name
from tests.entries import online, person_id
from tests.services.corrected import correct_one
from tests.services.test_verify_ledger import change


@pytest.fixture
def closed(uow: UnitOfWork) -> UnitOfWork:
    second_department(uow)
    approved(uow)
    close(uow)
    return uow


def found(uow: UnitOfWork) -> list[str]:
    with uow:
        return [one.say() for one in check_sealed_years(uow)]


def seal_of(uow: UnitOfWork, username: str) -> Seal:
    with uow:
        who = person_id(uow, username)
        return uow.periods.sealed([who], YEAR)[who]


def first_entry(uow: UnitOfWork) -> int:
    with uow:
        return int(uow.session.execute(text("SELECT min(entry_id) FROM posted_entry")).scalar_one())


OF_ALICE = "艾丽的 2026 年度："
NOT_THE_JOURNALS = "封存的依据与结账时的记账流水不符："
OTHER_FIGURES = "列表所用的数字与重新核算的不符："


def test_a_sealed_year_is_what_the_journal_comes_to(closed: UnitOfWork) -> None:
    assert found(closed) == []


def test_what_comes_after_the_closing_makes_no_difference(closed: UnitOfWork) -> None:
    correct_one(closed)
    alice = actor_of(closed, "alice")
    draft = online(on=LATER - timedelta(days=1))
    log_entry(closed, alice, alice.served_cadres[0], draft, submit=True, on=LATER, now=NOW_LATER)
    with closed:
        closed.session.execute(text("UPDATE person SET name = '改了名' WHERE name = '艾丽'"))
        closed.commit()
    assert found(closed) == []


def test_a_year_opened_again_is_still_what_it_was_closed_as(closed: UnitOfWork) -> None:
    dana, olga, unit = actor_of(closed, "dana"), actor_of(closed, "olga"), unit_name(closed, "市")
    propose_reopening(closed, dana, unit, YEAR, "漏了", now=NOW_LATER)
    confirm_reopening(closed, olga, unit, YEAR, on=LATER, now=NOW_LATER)
    entry = first_entry(closed)
    change(closed, "UPDATE appointment SET rank = '141' WHERE person_id = 1")
    assert found(closed) == []

    change(closed, "UPDATE posted_entry SET from_half = 'pm' WHERE entry_id = :id", id=entry)
    assert [line.partition("：")[2] for line in found(closed)] == [
        f"{OF_ALICE}{NOT_THE_JOURNALS}编号 {entry} 的台账条目",
        f"{OF_ALICE}按结账时的依据重新核算，结果与封存的不符",
        f"{OF_ALICE}{OTHER_FIGURES}实地调研、实地合计、各项要求",
    ]


def test_a_fact_posted_before_the_closing_and_changed_since_is_named(closed: UnitOfWork) -> None:
    entry, seal = first_entry(closed), seal_of(closed, "alice")
    change(closed, "UPDATE posted_entry SET topic_id = 2 WHERE entry_id = :id", id=entry)
    lines = found(closed)
    assert f"sealed_assessment {seal.id}：{OF_ALICE}{NOT_THE_JOURNALS}编号 {entry} 的台账条目" in lines
    assert all("艾丽" in line for line in lines)


REWRITES = {
    "inputs": "UPDATE sealed_assessment SET inputs = :value, inputs_digest = :digest WHERE id = :id",
    "result": "UPDATE sealed_assessment SET result = :value, result_digest = :digest WHERE id = :id",
}


def rewrite(uow: UnitOfWork, seal: Seal, column: str, value: str) -> None:
    """Write a column of a seal anew with a digest that fits, as somebody would who knows of it."""
    change(uow, REWRITES[column], value=value, digest=digest_of(value), id=seal.id)


def test_a_result_with_a_digest_that_fits_is_still_found(closed: UnitOfWork) -> None:
    seal = seal_of(closed, "alice")
    rewrite(closed, seal, "result", seal.result.replace("1440", "1920"))
    assert found(closed) == [
        f"sealed_assessment {seal.id}：{OF_ALICE}按结账时的依据重新核算，结果与封存的不符"
    ]


def test_inputs_with_a_digest_that_fits_are_held_against_the_journal(closed: UnitOfWork) -> None:
    seal = seal_of(closed, "alice")
    data = json.loads(seal.inputs)
    gone = data["entries"].pop()
    rewrite(closed, seal, "inputs", canonical_text(data))
    number = gone["id"].lstrip("0")
    assert found(closed) == [
        f"sealed_assessment {seal.id}：{OF_ALICE}封存的依据与结账时的记账流水不符：编号 {number} 的台账条目"
    ]

    rewrite(closed, seal, "inputs", seal.inputs.replace('"announced":true', '"announced":false'))
    assert any("节假日安排与封存时的摘要值不符" in line for line in found(closed))

    rewrite(closed, seal, "inputs", "{}")
    assert found(closed) == [f"sealed_assessment {seal.id}：{OF_ALICE}封存的内容无法读取"]


def test_figures_of_lists_changed_in_the_seal_and_outside_are_found(closed: UnitOfWork) -> None:
    seal = seal_of(closed, "alice")
    kept = canonical_text(json.loads(seal.kept) | {"field_earned": 9600})
    change(closed, "UPDATE sealed_assessment SET kept = :kept WHERE id = :id", kept=kept, id=seal.id)
    change(closed, "UPDATE assessment SET field_earned = 9600 WHERE person_id = :id", id=seal.person_id)
    assert found(closed) == [f"sealed_assessment {seal.id}：{OF_ALICE}{OTHER_FIGURES}实地调研"]


def test_terms_and_policies_changed_behind_the_closing_are_found(closed: UnitOfWork) -> None:
    amy = seal_of(closed, "amy").person_id
    change(closed, "UPDATE appointment SET rank = '999' WHERE person_id = :id", id=amy)
    (line,) = found(closed)
    assert "结账之后当年的任职、请假或所在单位被改过：现在的任职（" in line

    change(closed, "UPDATE sealed_assessment SET policy_digest = 'sha256:0'")
    lines = [line for line in found(closed) if "折算办法与封存时的不同" in line]
    assert len(lines) == 7


def test_a_closing_that_was_never_posted_is_found(closed: UnitOfWork) -> None:
    change(closed, "UPDATE journal SET object_id = 999 WHERE act = 'closed'")
    lines = found(closed)
    assert len(lines) == 7
    assert all(line.endswith("没有这次结账的记账，封存无从核对") for line in lines)


def test_the_verification_of_the_ledger_says_so(closed: UnitOfWork, tmp_path: Path) -> None:
    make_signing_key(tmp_path / "signing.key")
    seal = SigningSeal(tmp_path / "signing.key", tmp_path)
    assert not [
        one for one in verify_ledger(closed, seal, on=LATER, now=NOW).damages if one.table == "sealed"
    ]

    change(closed, "UPDATE sealed_assessment SET policy_digest = 'sha256:0'")
    lines = [one.say() for one in verify_ledger(closed, seal, on=LATER, now=NOW).damages]
    assert len([line for line in lines if "折算办法与封存时的不同" in line]) == 7


def test_a_closing_that_was_changed_behind_the_program_is_named(closed: UnitOfWork, tmp_path: Path) -> None:
    make_signing_key(tmp_path / "signing.key")
    seal = SigningSeal(tmp_path / "signing.key", tmp_path)
    sign(closed, seal, now=NOW_LATER)
    assert verify_ledger(closed, seal, on=LATER, now=NOW_LATER).damages == []

    change(closed, "UPDATE year_closing SET reason = 'x'")
    lines = [one.say() for one in verify_ledger(closed, seal, on=LATER, now=NOW_LATER).damages]
    (line,) = [line for line in lines if line.startswith("year_closing")]
    assert "在系统之外被改过" in line
