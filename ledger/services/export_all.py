"""Export everything: each table as JSON Lines and CSV, the files beside them, one state of the database."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.files.export_folder import MANIFEST, PIECE, FolderWriter, PlaceTakenError, new_folder, pack
from ledger.services.export_checkpoints import (
    MANIFEST_NOTE,
    PUBLIC_KEYS,
    VERIFIER,
    manifest_note,
    public_keys_file,
    verifier_file,
)
from ledger.services.export_parts import PARTS
from ledger.signing_key import write_durably
from ledger.store.revision import revision_on
from ledger.store.snapshot import reader_on, snapshot
from ledger.store.table_rows import carried_tables, encode, line_of, moment_text, rows_of

if TYPE_CHECKING:
    from datetime import datetime

    from ledger.store.snapshot import Snapshot
    from ledger.store.table_rows import Carried

FOLDERS = ("checkpoints", "files")
"""Folders of the data directory that belong to the books."""

DEMO_MARK = "DEMO"
"""The file that says that passwords are public: it goes wherever the accounts go."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝")
"""A cell that begins so is a formula to a spreadsheet; an apostrophe before it makes it text."""


@dataclass(frozen=True)
class Exported:
    """What was written: where, how many rows in how many tables, and whether secrets are in it."""

    place: Path
    rows: int
    tables: int
    secrets: bool


def export_all(
    url: str,
    data_dir: Path,
    target: Path,
    *,
    key_file: Path | None,
    version: str,
    at: datetime,
    secrets: bool,
) -> Exported:
    """Write all of one state of the database and the files of the books to a new folder, or a ZIP.

    A `target` that ends in .zip is a ZIP of the same content. Files of the books lie in `data_dir`; the key
    that signs checkpoints signs the manifest, where there is one. With `secrets` passwords' hashes go along.

    Raises:
        PlaceTakenError: the target is there already.
    """
    is_zip = target.suffix.lower() == ".zip"
    if is_zip and target.exists():
        raise PlaceTakenError(place=target)
    folder = target.with_name(f".{target.name}.folder") if is_zip else target
    if is_zip:
        shutil.rmtree(folder, ignore_errors=True)
    with new_folder(folder) as writer:
        backend, schema = write_database(writer, url, secrets=secrets)
        copy_folders(writer, data_dir)
        write_verifier(writer, key_file)
        writer.finish(about(version, schema, at, backend=backend, secrets=secrets))
        if key_file is not None:
            sign_manifest(writer.folder, key_file)
    if is_zip:
        pack(folder, target)
        shutil.rmtree(folder)
    rows = [file.rows or 0 for file in writer.files if file.name.startswith("tables/")]
    return Exported(target, sum(rows), len(rows), secrets)


def write_database(writer: FolderWriter, url: str, *, secrets: bool) -> tuple[str, str | None]:
    """Write one state of the database; gives of which kind it is, and its schema."""
    with snapshot(url) as connection:
        write_tables(writer, connection, secrets=secrets)
        for name, lines in PARTS.items():
            writer.write(name, lines(reader_on(connection)), rows=True)
        return connection.dialect.name, revision_on(connection)


def write_verifier(writer: FolderWriter, key_file: Path | None) -> None:
    """Put in the verifier that needs nothing of ours, and the public keys that it checks signatures with."""
    writer.write(VERIFIER, [verifier_file().read_bytes()])
    if key_file is not None:
        writer.write(PUBLIC_KEYS, [public_keys_file(key_file)])


def sign_manifest(folder: Path, key_file: Path) -> None:
    """Sign the manifest, which names every other file by its digest."""
    note = manifest_note(key_file, (folder / MANIFEST).read_bytes())
    write_durably(folder / MANIFEST_NOTE, note)


def about(version: str, schema: str | None, at: datetime, *, backend: str, secrets: bool) -> dict[str, Any]:
    """The head of a manifest."""
    return {
        "kind": "export",
        "product": "taizhang",
        "version": version,
        "schema": schema,
        "made_at": moment_text(at),
        "database": backend,
        "secrets": secrets,
    }


def write_tables(writer: FolderWriter, connection: Snapshot, *, secrets: bool) -> None:
    """Write every table, once for machines and once for people."""
    for table in carried_tables():
        name = f"csv/{table.name}.csv"
        with writer.opened(name) as file:
            sheet = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=False)
            lines = both(connection, table, sheet, secrets=secrets)
            written = writer.write(f"tables/{table.name}.jsonl", lines, rows=True)
            sheet.flush()
            sheet.detach()
        writer.take(name, rows=written.rows)


def both(connection: Snapshot, table: Carried, sheet: io.TextIOWrapper, *, secrets: bool) -> Iterator[bytes]:
    """The lines of a table; each row goes into the sheet as it passes."""
    out = csv.writer(sheet)
    out.writerow([column.name for column in table.columns])
    for row in rows_of(connection, table, secrets=secrets):
        out.writerow([cell_of(value) for value in row.values()])
        yield line_of(row)


def cell_of(value: Any) -> str:
    """A value as a cell of a sheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = value if isinstance(value, str) else encode(value)
    return "'" + text if isinstance(value, str) and text.startswith(DANGEROUS) else text


def copy_folders(writer: FolderWriter, data_dir: Path) -> None:
    """Copy the files of the books that lie beside the database."""
    for folder in (*FOLDERS, DEMO_MARK):
        found = data_dir / folder
        for path in [found] if found.is_file() else sorted(found.rglob("*")):
            if path.is_file() and not path.is_symlink():
                name = path.relative_to(data_dir).as_posix()
                with path.open("rb") as file:
                    writer.write(name, iter(lambda: file.read(PIECE), b""))
