"""Import a whole export into an empty instance: the same rows, whatever database they came from."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledger.domain.errors import LedgerError
from ledger.domain.keeping import KeepingAct
from ledger.domain.wording import N_
from ledger.files.export_folder import PIECE, FolderReader, NotAnExportError, WrittenFile, new_folder
from ledger.services.export_all import DEMO_MARK, FOLDERS
from ledger.store.base import SECRET
from ledger.store.fill_empty import RowRefusedError, fill_empty, tables_with_rows
from ledger.store.revision import head_revision

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ledger.store.table_rows import Carried
    from ledger.store.unit_of_work import UnitOfWork


class NotEmptyError(LedgerError):
    """Only an empty instance takes an import: two ledgers can't be told apart once they are one."""

    text = N_("这套台账里已经有数据（%(tables)s），没有导入。请导入到新建的空库。")


class OtherSchemaError(LedgerError):
    """The export is of another version of the schema."""

    text = N_("%(place)s 的数据结构是 %(theirs)s，本程序是 %(ours)s。请用 %(version)s 版导入，再升级程序。")


class RowsRefusedError(LedgerError):
    """The database refused a row; nothing was kept."""

    text = N_("%(place)s 里有本库不能接受的内容，没有导入，请换用另一份：%(reason)s")


@dataclass(frozen=True)
class Imported:
    """What came in: how many rows in how many tables, and whether passwords came along."""

    rows: int
    tables: int
    secrets: bool


def refuse_other_schema(reader: FolderReader) -> None:
    """Refuses what another version of the schema wrote.

    Raises:
        OtherSchemaError: it did.
    """
    ours, theirs = head_revision(), reader.about.get("schema")
    if ours != theirs:
        version = reader.about.get("version", "")
        raise OtherSchemaError(place=reader.place, theirs=theirs, ours=ours, version=version)


def import_all(uow: UnitOfWork, reader: FolderReader, data_dir: Path, *, at: datetime) -> Imported:
    """Put everything of an export into an empty database and data directory, whole or not at all.

    Raises:
        NotEmptyError: there are rows already.
        NotAnExportError, DamagedFileError: the export is not whole.
        OtherSchemaError: another version wrote it.
        RowsRefusedError: a row does not fit.
    """
    if reader.about.get("kind") != "export":
        raise NotAnExportError(place=reader.place, reason=N_("这是备份，请用 taizhang restore"))
    refuse_other_schema(reader)
    with uow:
        imported = bring_in(uow, reader)
        uow.keeping.note(KeepingAct.IMPORT, at=at, place=str(reader.place))
        uow.commit()
    restore_folders(reader, data_dir)
    return imported


def bring_in(uow: UnitOfWork, reader: FolderReader) -> Imported:
    """Put all rows of an export into the empty database; the caller's transaction keeps or drops them.

    Raises:
        NotEmptyError: there are rows already.
        DamagedFileError: a file is not what was written.
        RowsRefusedError: a row does not fit.
    """
    connection = uow.session.connection()
    if filled := tables_with_rows(connection):
        raise NotEmptyError(tables=", ".join(filled))
    try:
        counts = fill_empty(connection, lambda table: rows_in(reader, table))
    except RowRefusedError as error:
        raise RowsRefusedError(place=reader.place, reason=str(error)) from error
    return Imported(sum(counts.values()), len(counts), bool(reader.about.get("secrets")))


def rows_in(reader: FolderReader, table: Carried) -> Iterator[dict[str, Any]]:
    """The rows of a table in an export; secrets that were left out become such that nothing fits them."""
    name = f"tables/{table.name}.jsonl"
    if name not in reader.files:
        raise NotAnExportError(place=reader.place, reason=name)
    hidden = [] if reader.about.get("secrets") else [c for c in table.columns if c.info.get(SECRET)]
    for line in reader.lines(name):
        row = json.loads(line)
        for column in hidden:
            row[column.name] = None if column.nullable else "!" + secrets.token_hex(20)
        yield row


def restore_folders(reader: FolderReader, data_dir: Path) -> None:
    """Put the files of the books back beside the database."""
    for folder in FOLDERS:
        names = [name for name in reader.files if name.startswith(folder + "/")]
        if names and not (data_dir / folder).exists():
            with new_folder(data_dir / folder) as writer:
                for name in names:
                    writer.write(name.removeprefix(folder + "/"), pieces(reader, reader.files[name]))
    if DEMO_MARK in reader.files:
        (data_dir / DEMO_MARK).write_bytes(b"".join(pieces(reader, reader.files[DEMO_MARK])))


def pieces(reader: FolderReader, file: WrittenFile) -> Iterator[bytes]:
    """The content of a file, piece by piece."""
    with reader.open_file(file.name) as opened:
        while piece := opened.read(PIECE):
            yield piece
