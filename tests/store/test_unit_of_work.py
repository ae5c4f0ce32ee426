"""A COMMIT whose answer is lost is told apart from what failed before it and was certainly not saved."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from ledger.store.rows import PersonRow
from ledger.store.unit_of_work import UnitOfWork, UnsureCommitError
from tests.lost_commits import losing_commit


def people(uow: UnitOfWork) -> int:
    with Session(uow.session.get_bind()) as session:
        return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def add_somebody(uow: UnitOfWork) -> None:
    with uow:
        uow.session.add(PersonRow(name="新同志", staff_no="T-99"))
        uow.commit()


def add_one_too_many(uow: UnitOfWork) -> None:
    with uow:
        uow.session.add(PersonRow(name="新同志", staff_no="T-99"))
        uow.session.flush()
        uow.session.add(PersonRow(name="同号的", staff_no="T-99"))
        uow.commit()


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not-done"])
def test_where_the_database_breaks_away_at_commit_nobody_knows(uow: UnitOfWork, is_done: bool) -> None:
    before = people(uow)
    with losing_commit(uow.session.get_bind().engine, is_done=is_done), pytest.raises(UnsureCommitError):
        add_somebody(uow)
    uow.session.close()
    assert people(uow) == before + is_done


def test_what_breaks_before_commit_was_not_saved_and_says_so(uow: UnitOfWork) -> None:
    before = people(uow)
    with pytest.raises(DBAPIError) as caught:
        add_one_too_many(uow)
    assert not isinstance(caught.value, UnsureCommitError)
    assert people(uow) == before


def test_where_the_database_answers_that_it_could_not_it_did_not(uow: UnitOfWork) -> None:
    before, engine = people(uow), uow.session.get_bind().engine
    with losing_commit(engine, is_done=False, breaks=False), pytest.raises(OperationalError):
        add_somebody(uow)
    uow.session.close()
    assert people(uow) == before
