"""Restore a backup into quarantine, and let it out once everything about it was verified."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.domain.errors import LedgerError
from ledger.domain.keeping import KeepingAct
from ledger.domain.wording import N_, Sentence
from ledger.files.export_folder import (
    DamagedFileError,
    FolderReader,
    NotAnExportError,
    PlaceTakenError,
    sync_folder,
)
from ledger.services.back_up import (
    DATABASE,
    ROWS,
    SQLITE_COPY,
    refuse_unsound_copy,
    sums_in,
)
from ledger.services.import_all import bring_in, pieces, refuse_other_schema, restore_folders
from ledger.services.verify_books import verify_books
from ledger.store.opened import opened_ledger, sqlite_file
from ledger.store.revision import head_revision
from ledger.store.snapshot import differing, sums_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from ledger.services.make_checkpoint import Seal
    from ledger.store.unit_of_work import UnitOfWork


class OtherDatabaseError(LedgerError):
    """A copy of a SQLite file can't become a PostgreSQL database."""

    text = N_("这是 SQLite 的备份，不能直接恢复到 PostgreSQL。请先恢复到 SQLite，再用 export-all 迁移。")


class NothingToReleaseError(LedgerError):
    """The installation is not in quarantine."""

    text = N_("这套台账不在隔离中，不用解除。")


@dataclass(frozen=True)
class Restored:
    """What was restored: when the backup was made and how many rows it holds."""

    made_at: str
    rows: int


def restore(url: str, data_dir: Path, reader: FolderReader, *, at: datetime) -> Restored:
    """Put a backup into an installation without data; it is in quarantine until it is released.

    Raises:
        NotAnExportError, DamagedFileError: the backup is not whole.
        PlaceTakenError, NotEmptyError: there is a ledger already.
        OtherDatabaseError: the backup does not fit the configured kind of database.
        DamagedFileError: what was restored is not what was backed up.
    """
    method = reader.about.get("method")
    if reader.about.get("kind") != "backup" or method not in (SQLITE_COPY, ROWS):
        raise NotAnExportError(place=reader.place, reason=N_("这不是备份；导出请用 taizhang import-all"))
    reader.check_all()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if method == ROWS:
        restore_rows(url, reader, at=at)
    elif (file := sqlite_file(url)) is None:
        raise OtherDatabaseError
    else:
        restore_copy(file, reader, at=at)
    restore_folders(reader, data_dir)
    return Restored(str(reader.about["made_at"]), sum(one.rows for one in sums_in(reader.about).values()))


def mark(uow: UnitOfWork, reader: FolderReader, at: datetime) -> None:
    """Note in the database itself that it was restored: from then on it is in quarantine."""
    details: dict[str, Any] = {"made_at": reader.about["made_at"], "version": reader.about["version"]}
    uow.keeping.note(KeepingAct.RESTORE, at=at, place=str(reader.place), details=details)


def restore_copy(file: Path, reader: FolderReader, *, at: datetime) -> None:
    """Put a database file in place: verified, brought up to this version, marked, then named."""
    if file.exists():
        raise PlaceTakenError(place=file)
    building = file.with_name(file.name + ".restoring")
    remove_leftovers(building)
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        for piece in pieces(reader, reader.files[DATABASE]):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    # Sums are taken over the tables of this version; of an older one the digest of the file has to do.
    same = reader.about.get("schema") == head_revision()
    refuse_unsound_copy(building, sums_in(reader.about) if same else None)
    # The last connection to it writes the WAL back into the file and removes it.
    with opened_ledger(f"sqlite:///{building}", migrated=True) as uow, uow:
        mark(uow, reader, at)
        uow.commit()
    building.rename(file)
    remove_leftovers(building)
    sync_folder(file.parent)


def remove_leftovers(building: Path) -> None:
    """Remove what a restore that was cut off left, and the files beside it."""
    for end in ("", "-wal", "-shm", "-journal", "-queue", "-writer"):
        building.with_name(building.name + end).unlink(missing_ok=True)


def restore_rows(url: str, reader: FolderReader, *, at: datetime) -> None:
    """Put all rows into an empty database of either kind, in one transaction with the mark."""
    refuse_other_schema(reader)
    with opened_ledger(url, migrated=True) as uow, uow:
        bring_in(uow, reader)
        if faults := differing(sums_in(reader.about), sums_of(uow.session.connection())):
            raise DamagedFileError(place=reader.place, name="、".join(faults))
        mark(uow, reader, at)
        uow.commit()


def release(uow: UnitOfWork, seal: Seal, *, known: Path | None, on: date, at: datetime) -> list[Sentence]:
    """Verify a restored ledger and let it out of quarantine; gives what is wrong, and then it stays in.

    Args:
        uow: on the restored database.
        seal: the key and the folder of the checkpoints.
        known: a checkpoint kept elsewhere, which the restored books must reach back to.
        on: today.
        at: now.

    Raises:
        NothingToReleaseError: it is not in quarantine.
    """
    with uow:
        if not uow.keeping.in_quarantine():
            raise NothingToReleaseError
    faults = verify_books(uow, seal, known=known, on=on, at=at)
    with uow:
        uow.keeping.note(KeepingAct.VERIFICATION, at=at, well=not faults)
        if not faults:
            uow.keeping.note(KeepingAct.RELEASE, at=at)
        uow.commit()
    return faults
