"""The demo tells of a year that has happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.services.demo_data import fill_demo_data
from ledger.store.rows import EntryRow, OutcomeRow, TrailRow

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

EARLY = datetime(2026, 11, 26, 22, 12, tzinfo=UTC)
"""A quarter past six in the morning in China: of that day nothing has been done yet."""


def test_nothing_of_the_demo_happens_after_the_moment_it_is_made(uow: UnitOfWork) -> None:
    fill_demo_data(uow, now=EARLY)

    with uow:
        moments = [
            uow.session.scalar(select(func.max(column)))
            for column in (
                TrailRow.at,
                EntryRow.created_at,
                EntryRow.submitted_at,
                EntryRow.decided_at,
                OutcomeRow.created_at,
                OutcomeRow.decided_at,
            )
        ]
        assert all(at is not None and at <= EARLY for at in moments), moments
