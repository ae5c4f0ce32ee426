"""Whether the books as a whole are sound, in sentences, and a record of when that was found out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.keeping import KeepingAct
from ledger.domain.wording import N_, Sentence
from ledger.services.verify_checkpoints import read_witness
from ledger.services.verify_ledger import record_verification, verify_ledger
from ledger.store.guards import unguarded

if TYPE_CHECKING:
    from ledger.services.make_checkpoint import Seal
    from ledger.store.unit_of_work import UnitOfWork

MOST = 20


def verify_books(
    uow: UnitOfWork, seal: Seal, *, known: Path | None, on: date, at: datetime
) -> list[Sentence]:
    """All that is wrong with the books, in sentences; empty where they are sound. Changes nothing.

    The guards are tried first, and then everything is verified as `taizhang verify` does.

    Args:
        uow: on the ledger's database, able to write: the guards are tried.
        seal: the key and the folder of the checkpoints.
        known: a checkpoint that was kept elsewhere, or None.
        on: today.
        at: now.

    Raises:
        LedgerError: the checkpoint kept elsewhere can't be read.
    """
    with uow:
        faults = [
            Sentence(N_("只增不改的保护失效：%(what)s"), {"what": one})
            for one in unguarded(uow.session.connection())
        ]
    witness = [] if known is None else read_witness(known)
    found = verify_ledger(uow, seal, on=on, now=at, witness=witness)
    record_verification(seal.folder, found)
    return [*faults, *(damage.sentence() for damage in found.damages)]


def note_verification(uow: UnitOfWork, faults: list[Sentence], *, at: datetime) -> None:
    """Record when the books were verified and what was wrong, so that the health page knows."""
    with uow:
        details = {"faults": [fault.say() for fault in faults[:MOST]]} if faults else {}
        uow.keeping.note(KeepingAct.VERIFICATION, at=at, well=not faults, details=details)
        uow.commit()


def verify_and_note(
    uow: UnitOfWork, seal: Seal, *, known: Path | None, on: date, at: datetime
) -> list[Sentence]:
    """The books verified, and recorded."""
    faults = verify_books(uow, seal, known=known, on=on, at=at)
    note_verification(uow, faults, at=at)
    return faults
