"""Whether the books as a whole are sound: the database's own checks, guards, references, kept figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.keeping import KeepingAct
from ledger.domain.wording import N_, Sentence
from ledger.services.recompute_years import check_year, years_of_ledger
from ledger.store.database_copy import integrity_faults
from ledger.store.guards import unguarded

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

MOST = 20

Check = Callable[["UnitOfWork", Path | None], list[Sentence]]
"""A further check: of the chain, of the seals, or against a checkpoint kept elsewhere (its file)."""

FURTHER: tuple[Check, ...] = ()


def verify_books(uow: UnitOfWork, *, known: Path | None, on: date, at: datetime) -> list[Sentence]:
    """All that is wrong with the books, in sentences; empty where they are sound. Changes nothing.

    Args:
        uow: on the ledger's database, able to write: the guards are tried.
        known: a checkpoint that was kept elsewhere, or None.
        on: today.
        at: now.
    """
    with uow:
        connection = uow.session.connection()
        faults = [
            Sentence(N_("数据库自检：%(fault)s"), {"fault": one}) for one in integrity_faults(connection)
        ]
        faults += [
            Sentence(N_("只增不改的保护失效：%(what)s"), {"what": one}) for one in unguarded(connection)
        ]
    if faults:
        return faults[:MOST]
    for year in years_of_ledger(uow, on=on):
        if drifts := check_year(uow, year, on=on, now=at):
            text = N_("%(year)s 年度保存的结果与重算有 %(count)s 处不一致，第一处：%(name)s")
            values = {"year": year, "count": len(drifts), "name": drifts[0].name}
            faults.append(Sentence(text, values))
    for check in FURTHER:
        faults += check(uow, known)
    return faults


def verify_and_note(uow: UnitOfWork, *, known: Path | None, on: date, at: datetime) -> list[Sentence]:
    """The same, and recorded, so that the health page knows when the books were last verified."""
    faults = verify_books(uow, known=known, on=on, at=at)
    with uow:
        details = {"faults": [fault.say() for fault in faults[:MOST]]} if faults else {}
        uow.keeping.note(KeepingAct.VERIFICATION, at=at, well=not faults, details=details)
        uow.commit()
    return faults
