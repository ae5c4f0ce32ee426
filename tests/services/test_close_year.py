"""A year is rehearsed, proposed by one person and closed by another; from then on it stands as sealed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.domain.errors import ConflictError, NotFoundError
from ledger.domain.journal import JournalAct
from ledger.domain.period import SamePersonError, Seal
from ledger.services.assess_year import assess_one, reassess
from ledger.services.close_year import (
    ClosedAlreadyError,
    RehearseAgainError,
    StillOpenError,
    YearNotOverError,
    confirm_closing,
    give_up_closing,
    propose_closing,
    rehearse_closing,
)
from ledger.services.log_entry import log_entry
from ledger.services.ready_year import policy_of
from ledger.services.recompute_years import check_year, recompute_year
from ledger.services.reopen_year import CorrectedYearError, confirm_reopening, propose_reopening
from ledger.services.review_entries import approve_entries
from ledger.services.sealed_years import holds
from ledger.store.readings_assessments import kept_rows
from ledger.store.readings_closing import open_counts
from ledger.store.unit_of_work import UnitOfWork
from tests.closing import (
    LATER,
    NOW_LATER,
    YEAR,
    actor_of,
    approved,
    close,
    second_department,
    unit_name,
)
from tests.entries import logged, person_id, visit
from tests.services.corrected import correct_one


@pytest.fixture(autouse=True)
def _two(uow: UnitOfWork) -> None:
    second_department(uow)


def seal_of(uow: UnitOfWork, username: str) -> Seal:
    return uow.periods.sealed([person_id(uow, username)], YEAR)[person_id(uow, username)]


def test_everybody_whose_year_the_subtree_governs_is_sealed(uow: UnitOfWork) -> None:
    approved(uow)
    assert close(uow) == 7
    sealed = uow.periods.sealed_people(YEAR)
    assert sealed == {
        person_id(uow, name) for name in ("alice", "amy", "bob", "tom", "charlie", "rita", "dana")
    }


def test_a_seal_holds_what_the_result_can_be_counted_again_from(uow: UnitOfWork) -> None:
    approved(uow)
    close(uow)
    seal = seal_of(uow, "alice")
    version = None if seal.policy_id is None else uow.policies.get(seal.policy_id)
    assert version is not None
    policy = policy_of(version.document)
    assert holds(seal, policy)
    assert json.loads(seal.result)["accounts"]["field"]["earned"] == 3 * 480
    for damaged in (
        replace(seal, inputs=seal.inputs.replace('"minutes":300', '"minutes":301')),
        replace(seal, result=seal.result.replace("1440", "1441")),
        replace(seal, holidays_digest="sha256:0"),
        replace(seal, policy_digest="sha256:0"),
    ):
        assert not holds(damaged, policy)


def test_kept_figures_are_those_of_the_seals_and_a_recount_leaves_them(uow: UnitOfWork) -> None:
    approved(uow)
    close(uow)
    before = kept_rows(uow.session, YEAR)
    assert json.loads(seal_of(uow, "alice").kept) == before[person_id(uow, "alice")]
    uow.session.rollback()
    recompute_year(uow, YEAR, on=LATER, now=NOW_LATER)
    with uow:
        reassess(uow, [person_id(uow, "alice")], YEAR, on=LATER, now=NOW_LATER)
        uow.commit()
    assert kept_rows(uow.session, YEAR) == before
    assert check_year(uow, YEAR, on=LATER, now=NOW_LATER) == []


def test_a_recount_finds_a_kept_figure_that_is_not_the_sealed_one(uow: UnitOfWork) -> None:
    approved(uow)
    close(uow)
    uow.session.execute(
        text("UPDATE assessment SET field_total = 9 WHERE year = 2026 AND person_id = :who"),
        {"who": person_id(uow, "alice")},
    )
    uow.commit()
    assert [drift.column for drift in check_year(uow, YEAR, on=LATER, now=NOW_LATER)] == ["field_total"]


def test_the_year_is_read_from_the_seal_with_every_step(uow: UnitOfWork) -> None:
    approved(uow)
    close(uow)
    uow.session.execute(text("UPDATE person SET name = 'X'"))
    found = assess_one(uow, person_id(uow, "alice"), YEAR, as_of=LATER)
    assert found is not None
    assert found.sealed_at == NOW_LATER
    assert found.assessment is not None
    assert found.assessment.cadre.name == "艾丽"
    assert found.assessment.accounts["online"].earned == 240
    assert len(found.assessment.entries) == 4


def test_who_proposed_does_not_confirm(uow: UnitOfWork) -> None:
    unit, dana = unit_name(uow, "市"), actor_of(uow, "dana")
    rehearse_closing(uow, dana, unit, YEAR, on=LATER, now=NOW_LATER)
    propose_closing(uow, dana, unit, YEAR, "", on=LATER, now=NOW_LATER)
    with pytest.raises(SamePersonError):
        confirm_closing(uow, dana, unit, YEAR, on=LATER, now=NOW_LATER)
    assert uow.periods.sealed_people(YEAR) == set()


def test_what_changed_after_the_rehearsal_is_rehearsed_again(uow: UnitOfWork) -> None:
    unit, dana, olga = unit_name(uow, "市"), actor_of(uow, "dana"), actor_of(uow, "olga")
    rehearse_closing(uow, dana, unit, YEAR, on=LATER, now=NOW_LATER)
    propose_closing(uow, dana, unit, YEAR, "", on=LATER, now=NOW_LATER)
    approved(uow)
    with pytest.raises(RehearseAgainError):
        confirm_closing(uow, olga, unit, YEAR, on=LATER, now=NOW_LATER)
    assert uow.periods.sealed_people(YEAR) == set()
    with pytest.raises(ConflictError):
        confirm_closing(uow, olga, unit, YEAR, on=LATER, now=NOW_LATER)
    assert close(uow) == 7


def test_a_year_is_closed_once_and_not_before_it_is_over(uow: UnitOfWork) -> None:
    unit, dana = unit_name(uow, "市"), actor_of(uow, "dana")
    with pytest.raises(YearNotOverError):
        rehearse_closing(uow, dana, unit, YEAR, on=date(YEAR, 12, 31), now=NOW_LATER)
    close(uow)
    with pytest.raises(ClosedAlreadyError):
        rehearse_closing(uow, dana, unit, YEAR, on=LATER, now=NOW_LATER)
    with pytest.raises(ClosedAlreadyError):
        rehearse_closing(uow, dana, unit_name(uow, "乡"), YEAR, on=LATER, now=NOW_LATER)


def test_what_is_handed_in_and_not_decided_blocks_and_drafts_only_warn(uow: UnitOfWork) -> None:
    alice, unit, dana = actor_of(uow, "alice"), unit_name(uow, "市"), actor_of(uow, "dana")
    who = person_id(uow, "alice")
    entry = logged(uow, alice, who, visit(on=date(YEAR, 3, 2)), on=LATER, now=NOW_LATER)
    log_entry(uow, alice, who, visit(on=date(YEAR, 3, 3)), on=LATER, now=NOW_LATER, submit=False)
    found = next(one for one in uow.units.all() if one.name == "市")
    counts = open_counts(uow.session, found, YEAR)
    uow.session.rollback()
    assert (counts["submitted"], counts["drafts"]) == (1, 1)
    rehearse_closing(uow, dana, unit, YEAR, on=LATER, now=NOW_LATER)
    with pytest.raises(StillOpenError):
        propose_closing(uow, dana, unit, YEAR, "", on=LATER, now=NOW_LATER)
    approve_entries(uow, actor_of(uow, "bob"), [entry.public_id], on=LATER, now=NOW_LATER)
    assert close(uow) == 7


def test_overlapping_approved_entries_are_told(uow: UnitOfWork) -> None:
    approved(uow)
    alice, who = actor_of(uow, "alice"), person_id(uow, "alice")
    again = logged(uow, alice, who, visit(on=date(YEAR, 3, 2)), on=LATER, now=NOW_LATER)
    approve_entries(uow, actor_of(uow, "bob"), [again.public_id], on=LATER, now=NOW_LATER)
    unit = next(one for one in uow.units.all() if one.name == "市")
    assert open_counts(uow.session, unit, YEAR)["overlaps"] == 2


def test_a_closing_can_be_given_up_and_another_department_closes_nothing(uow: UnitOfWork) -> None:
    unit, dana = unit_name(uow, "市"), actor_of(uow, "dana")
    rehearse_closing(uow, dana, unit, YEAR, on=LATER, now=NOW_LATER)
    give_up_closing(uow, dana, unit, YEAR, now=NOW_LATER)
    with pytest.raises(ConflictError):
        propose_closing(uow, dana, unit, YEAR, "", on=LATER, now=NOW_LATER)
    with pytest.raises(NotFoundError):
        rehearse_closing(uow, dana, unit_name(uow, "国"), YEAR, on=LATER, now=NOW_LATER)


def test_closing_is_journaled_and_reopening_keeps_the_old_seals(uow: UnitOfWork) -> None:
    approved(uow)
    close(uow)
    unit, dana, olga = unit_name(uow, "市"), actor_of(uow, "dana"), actor_of(uow, "olga")
    propose_reopening(uow, olga, unit, YEAR, "上级要求复核", now=NOW_LATER)
    with pytest.raises(SamePersonError):
        confirm_reopening(uow, olga, unit, YEAR, on=LATER, now=NOW_LATER)
    confirm_reopening(uow, dana, unit, YEAR, on=LATER, now=NOW_LATER)
    assert uow.periods.sealed_people(YEAR) == set()
    uow.session.rollback()
    late = logged(
        uow,
        actor_of(uow, "alice"),
        person_id(uow, "alice"),
        visit(on=date(YEAR, 6, 1)),
        on=date(YEAR, 6, 1),
        now=NOW_LATER,
    )
    approve_entries(uow, actor_of(uow, "bob"), [late.public_id], on=LATER, now=NOW_LATER)
    close(uow)
    seals = uow.periods.seals_of(person_id(uow, "alice"), YEAR)
    assert [json.loads(seal.result)["accounts"]["field"]["earned"] for seal in seals] == [1440, 1920]
    acts = [one.act for one in uow.journal.stream() if one.object_kind == "year"]
    assert acts == [JournalAct.CLOSED, JournalAct.REOPENED, JournalAct.CLOSED]


def test_a_county_closes_before_its_city_and_is_sealed_once(uow: UnitOfWork) -> None:
    assert close(uow, "甲县") == 4
    assert close(uow, "市") == 3
    assert len(uow.periods.sealed_people(YEAR)) == 7


@pytest.mark.parametrize("table", ["sealed_assessment", "correction", "adjustment"])
def test_the_schema_refuses_to_change_or_remove_a_seal(uow: UnitOfWork, table: str) -> None:
    approved(uow)
    close(uow)
    if table != "sealed_assessment":
        correct_one(uow)
    statements = [f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"]  # noqa: S608
    if uow.session.get_bind().dialect.name == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
    else:
        statements.append(f"TRUNCATE {table} CASCADE")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"):
            uow.session.execute(text(statement))
        uow.session.rollback()


def test_a_year_with_corrections_is_not_reopened(uow: UnitOfWork) -> None:
    approved(uow)
    close(uow)
    correct_one(uow)
    with pytest.raises(CorrectedYearError):
        propose_reopening(uow, actor_of(uow, "dana"), unit_name(uow, "市"), YEAR, "复核", now=NOW_LATER)
