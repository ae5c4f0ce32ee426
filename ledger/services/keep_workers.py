"""Which workers live, and whose results are gone: what the workers keep in the books of themselves."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork


def note_worker(uow: UnitOfWork, name: str, *, seen: datetime) -> None:
    """Note that a worker was seen at a moment."""
    with uow:
        uow.batches.seen(name, seen)
        uow.commit()


def bury_worker(uow: UnitOfWork, name: str) -> None:
    """Take a dead worker off the list, once what it had begun is in other hands."""
    with uow:
        uow.batches.bury(name)
        uow.commit()


def forget_result(uow: UnitOfWork, public_id: str) -> None:
    """Note that the result of a batch is there no longer."""
    with uow:
        uow.batches.forget_file(public_id)
        uow.commit()
