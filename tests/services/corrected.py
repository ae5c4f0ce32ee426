"""A correction of alice's closed year, for tests of what stands after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.services.correct_year import correct_entry
from ledger.store.rows import EntryRow
from tests.closing import LATER, NOW_LATER, YEAR, actor_of

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork


def correct_one(uow: UnitOfWork) -> None:
    """Take the first approved entry out."""
    name = uow.session.scalars(select(EntryRow.public_id).order_by(EntryRow.id)).first()
    uow.session.rollback()
    assert name is not None
    correct_entry(uow, actor_of(uow, "dana"), name, YEAR, "查实未成行", on=LATER, now=NOW_LATER)
