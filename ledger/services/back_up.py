"""A backup of everything while the ledger is in use, verified before it counts as one."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ledger.domain.errors import LedgerError
from ledger.domain.keeping import KeepingAct
from ledger.domain.wording import N_
from ledger.files.export_folder import FolderWriter, new_folder, opened_export
from ledger.services.export_all import about, copy_folders
from ledger.store.database_copy import copy_snapshot, integrity_faults, opened_copy
from ledger.store.revision import revision_on
from ledger.store.snapshot import Snapshot, TableSum, differing, snapshot, sums_of
from ledger.store.table_rows import carried_tables, line_of, rows_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ledger.store.unit_of_work import UnitOfWork

DATABASE = "taizhang.sqlite"
PREFIX = "taizhang-"
SQLITE_COPY, ROWS = "sqlite-copy", "rows"
"""How a backup was made: SQLite's own online copy, or all rows of one REPEATABLE READ transaction."""


class BackupUnsoundError(LedgerError):
    """The copy is not what was copied, and was thrown away."""

    text = N_("备份与数据库不一致，已作废：%(reason)s。请检查磁盘后再备份一次。")


@dataclass(frozen=True)
class BackedUp:
    """A verified backup: where, how it was made, its rows and size, and older ones that made room."""

    place: Path
    method: str
    rows: int
    bytes: int
    removed: tuple[Path, ...]


def back_up(
    uow: UnitOfWork,
    url: str,
    data_dir: Path,
    to: Path,
    *,
    version: str,
    at: datetime,
    generations: int | None = None,
) -> BackedUp:
    """Write a backup below a folder, verify it, and record it; with `generations` keep so many.

    Raises:
        BackupUnsoundError: the copy differs from the database; that, too, is recorded.
    """
    place = to / f"{PREFIX}{at:%Y%m%dT%H%M%SZ}"
    try:
        method, sums = write_backup(url, data_dir, place, version=version, at=at)
    except BackupUnsoundError as error:
        with uow:
            uow.keeping.note(
                KeepingAct.BACKUP, at=at, well=False, place=str(place), details={"why": str(error)}
            )
            uow.commit()
        raise
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    rows = sum(one.rows for one in sums.values())
    with uow:
        details = {"method": method, "rows": rows, "bytes": size}
        uow.keeping.note(KeepingAct.BACKUP, at=at, place=str(place), details=details)
        uow.commit()
    removed = () if generations is None else remove_older(to, generations)
    return BackedUp(place, method, rows, size, removed)


def write_backup(
    url: str, data_dir: Path, place: Path, *, version: str, at: datetime
) -> tuple[str, dict[str, TableSum]]:
    """Write and verify a backup; it gets its name only once it is sound. Gives the method and the sums."""
    with new_folder(place) as writer:
        with snapshot(url) as connection:
            sums = sums_of(connection)
            backend, schema = connection.dialect.name, revision_on(connection)
            method = SQLITE_COPY if backend == "sqlite" else ROWS
            write = write_copy if method == SQLITE_COPY else write_rows
            write(writer, connection, sums)
        copy_folders(writer, data_dir)
        head = about(version, schema, at, backend=backend, secrets=True)
        tables = {name: asdict(one) for name, one in sums.items()}
        writer.finish(head | {"kind": "backup", "method": method, "tables": tables})
        with opened_export(writer.folder) as reader:
            reader.check_all()
    return method, sums


def write_copy(writer: FolderWriter, connection: Snapshot, sums: dict[str, TableSum]) -> None:
    """SQLite's own copy of the state that was summed up, opened again and found the same.

    Raises:
        BackupUnsoundError: it is not.
    """
    file = writer.folder / DATABASE
    copy_snapshot(connection, file)
    refuse_unsound_copy(file, sums)
    writer.take(DATABASE)


def copy_database(url: str, file: Path) -> None:
    """SQLite's own copy of a database of any version into a new file, checked.

    Raises:
        BackupUnsoundError: the copy is damaged.
    """
    with snapshot(url) as connection:
        revision_on(connection)
        copy_snapshot(connection, file)
    file.chmod(0o600)
    refuse_unsound_copy(file, None)


def refuse_unsound_copy(file: Path, sums: dict[str, TableSum] | None) -> None:
    """Refuses a database file that is damaged or holds other rows; None where the sums can't be taken.

    Raises:
        BackupUnsoundError: it is or does.
    """
    with opened_copy(file) as copy:
        faults = integrity_faults(copy)
        if not faults and sums is not None:
            faults = differing(sums, sums_of(copy))
    if faults:
        raise BackupUnsoundError(reason="; ".join(faults[:5]))


def write_rows(writer: FolderWriter, connection: Snapshot, sums: dict[str, TableSum]) -> None:
    """All rows of the transaction's state, each file the same as was summed up.

    Raises:
        BackupUnsoundError: one is not.
    """
    written: dict[str, TableSum] = {}
    for table in carried_tables():
        lines = (line_of(row) for row in rows_of(connection, table, secrets=True))
        file = writer.write(f"tables/{table.name}.jsonl", lines, rows=True)
        written[table.name] = TableSum(file.rows or 0, file.sha256)
    if faults := differing(sums, written):
        raise BackupUnsoundError(reason="; ".join(faults))


def remove_older(to: Path, generations: int) -> tuple[Path, ...]:
    """Remove whole backups beyond the newest few; what is no backup of ours is left alone."""
    whole = sorted(path for path in to.glob(f"{PREFIX}*Z") if (path / "manifest.json").is_file())
    older = whole[: max(0, len(whole) - max(1, generations))]
    for path in older:
        shutil.rmtree(path)
    return tuple(older)


def sums_in(about_backup: dict[str, Any]) -> dict[str, TableSum]:
    """The sums that a backup's manifest names."""
    return {name: TableSum(**one) for name, one in about_backup.get("tables", {}).items()}
