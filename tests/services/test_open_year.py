"""A year is assessed for everybody at the first look, and a recount confirms what is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import update

from ledger.services.open_year import is_to_open, open_year
from ledger.services.recompute_years import check_year, recompute_year, years_of_ledger
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import AssessmentRow
from tests.cast import CADRES, NOW, TODAY
from tests.year_facts import approved, field

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act

NEW_YEAR = date(2027, 1, 2)
NEW_YEAR_NOW = datetime(2027, 1, 2, 1, 0, tzinfo=UTC)


def test_a_new_year_is_opened_once(uow: UnitOfWork) -> None:
    assert is_to_open(uow, 2027, on=NEW_YEAR)

    first = open_year(uow, 2027, on=NEW_YEAR, now=NEW_YEAR_NOW)
    second = open_year(uow, 2027, on=NEW_YEAR, now=NEW_YEAR_NOW)

    assert (first, second) == (len(CADRES), 0)
    assert not is_to_open(uow, 2027, on=NEW_YEAR)
    assert len(kept_rows(uow.session, 2027)) == len(CADRES)


def test_years_to_come_and_years_without_a_policy_are_not_opened(uow: UnitOfWork) -> None:
    assert not is_to_open(uow, 2027, on=TODAY)
    assert not is_to_open(uow, 2025, on=TODAY), "no policy governs it"
    assert not is_to_open(uow, 2026, on=TODAY), "nobody is missing"


def test_an_untouched_ledger_is_confirmed_by_a_recount(uow: UnitOfWork, act: Act) -> None:
    approved(uow, act("alice"), act("bob"), field(date(2026, 3, 4)))

    assert check_year(uow, 2026, on=TODAY, now=NOW) == []
    assert years_of_ledger(uow, on=TODAY) == [2026]


def test_a_kept_figure_that_is_wrong_is_named_and_put_right(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice").own_cadre
    with uow:
        spoil = update(AssessmentRow).where(AssessmentRow.person_id == alice)
        uow.session.execute(spoil.values(field_earned=480, status="met"))
        uow.commit()

    drifts = check_year(uow, 2026, on=TODAY, now=NOW)
    counted = recompute_year(uow, 2026, on=TODAY, now=NOW)

    assert {(one.name, one.column, one.kept, one.found) for one in drifts} == {
        ("艾丽", "field_earned", 480, 0),
        ("艾丽", "status", "met", "short"),
    }
    assert counted == len(CADRES)
    assert check_year(uow, 2026, on=TODAY, now=NOW) == []


def test_a_year_that_nobody_kept_is_named_as_missing(uow: UnitOfWork) -> None:
    drifts = check_year(uow, 2027, on=NEW_YEAR, now=NEW_YEAR_NOW)

    assert len(drifts) == len(CADRES)
    assert all(one.kept is None and one.found for one in drifts)


def test_a_past_year_that_somebody_has_never_looked_at_is_no_difference(uow: UnitOfWork, act: Act) -> None:
    approved(uow, act("alice"), act("bob"), field(date(2025, 3, 4)))

    assert years_of_ledger(uow, on=TODAY) == [2025, 2026]
    assert check_year(uow, 2025, on=TODAY, now=NOW) == []
