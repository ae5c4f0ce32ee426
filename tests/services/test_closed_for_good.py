"""Totals at closing are totals at any later time, whatever happens to the ledger through its services.

`CLOSED_EXAMPLES=20` in the environment plays so many histories on each database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger.domain.errors import LedgerError
from ledger.domain.period import Seal
from ledger.services.assess_year import assess_one
from ledger.services.close_year import confirm_closing, propose_closing, rehearse_closing
from ledger.services.correct_year import correct_entry, correct_outcome
from ledger.services.ready_year import policy_of
from ledger.services.recompute_years import check_year, recompute_year
from ledger.services.sealed_years import canonical_text, holds, read_inputs, result_text
from ledger.services.verify_sealed import check_sealed_years
from ledger.store.engine import make_engine
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import EntryRow, OutcomeRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.closing import actor_of, second_department, unit_name
from tests.databases import Databases
from tests.services.histories import DEPARTMENT, WHO, History

EXAMPLES = int(os.environ.get("CLOSED_EXAMPLES", "2"))
BEFORE, AFTER, LOOKED_AT_EVERY = 60, 60, 20
CLOSED = 2025


@contextmanager
def fresh(databases: Databases) -> Iterator[UnitOfWork]:
    """A ledger with the cast in it."""
    url = databases.new()
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        yield UnitOfWork(session)
    engine.dispose()
    databases.drop(url)


def close(uow: UnitOfWork) -> None:
    """Settle what waits and close the city's year that is past."""
    with uow:
        uow.session.execute(
            update(EntryRow)
            .where(EntryRow.status == "submitted", EntryRow.begins_on <= date(CLOSED, 12, 31))
            .values(status="returned")
        )
        uow.commit()
    unit, dana, olga = unit_name(uow, "市"), actor_of(uow, "dana", TODAY), actor_of(uow, "olga", TODAY)
    recompute_year(uow, CLOSED, on=TODAY, now=NOW)
    rehearse_closing(uow, dana, unit, CLOSED, on=TODAY, now=NOW)
    propose_closing(uow, olga, unit, CLOSED, "", on=TODAY, now=NOW)
    confirm_closing(uow, dana, unit, CLOSED, on=TODAY, now=NOW)


def correct(history: History) -> bool:
    """Try to correct something of the closed year."""
    dana = history.actors["dana"]
    for kind, verb in ((EntryRow, correct_entry), (OutcomeRow, correct_outcome)):
        states = ("approved", "submitted") if kind is EntryRow else ("verified", "recorded")
        for row in history.some(dana, kind, 1, *states):
            try:
                return bool(verb(history.uow, dana, row.public_id, CLOSED, "核对", on=TODAY, now=NOW))
            except LedgerError:
                continue
    return False


def check_as_sealed(uow: UnitOfWork, seals: dict[int, Seal]) -> None:
    """The seals, what lists keep, and what pages count from the seals are what they were at closing."""
    with uow:
        assert uow.periods.sealed(seals, CLOSED) == seals
        kept = kept_rows(uow.session, CLOSED)
        for person, seal in seals.items():
            assert canonical_text(kept[person]) == seal.kept
            version = None if seal.policy_id is None else uow.policies.get(seal.policy_id)
            assert holds(seal, None if version is None else policy_of(version.document))
            found = assess_one(uow, person, CLOSED, as_of=TODAY)
            assert found is not None
            if found.assessment is not None:
                assert {c: a.total for c, a in found.assessment.accounts.items()} == _totals(seal)
        assert [one.say() for one in check_sealed_years(uow)] == []
    assert check_year(uow, CLOSED, on=TODAY, now=NOW) == []


def _totals(seal: Seal) -> object:
    """The totals of the accounts in a seal, in the engine's numbers."""
    sealed = read_inputs(seal.inputs)
    assert sealed.year == CLOSED
    return EXPECTED[seal.id]


EXPECTED: dict[int, object] = {}
"""By seal the totals at closing."""


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_totals_at_closing_are_totals_for_good(databases: Databases, seed: int) -> None:
    with fresh(databases) as uow:
        second_department(uow)
        names = {name for who in WHO.values() for name in who} | set(DEPARTMENT)
        history = History(uow, {name: actor_of(uow, name, TODAY) for name in names}, Random(seed))
        for _ in range(BEFORE):
            history.step()
        close(uow)
        with uow:
            seals = uow.periods.sealed(uow.periods.sealed_people(CLOSED), CLOSED)
            for person, seal in seals.items():
                found = assess_one(uow, person, CLOSED, as_of=TODAY)
                assert found is not None
                if found.assessment is not None:
                    EXPECTED[seal.id] = {c: a.total for c, a in found.assessment.accounts.items()}
                assert (result_text(None) == seal.result) == (found.assessment is None)
        assert seals
        for number in range(AFTER):
            history.step()
            if number % 6 == 0:
                correct(history)
            if number % LOOKED_AT_EVERY == 0:
                check_as_sealed(uow, seals)
        recompute_year(uow, CLOSED, on=TODAY, now=NOW)
        check_as_sealed(uow, seals)
