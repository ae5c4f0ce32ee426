"""Edits behind the ledger's back: bits of files, and rows with the guards taken away."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pysqlite3 import dbapi2 as sqlite

from faults.tampered_books import Books, drop_guards, opened
from ledger.services.checkpoint_files import copies
from ledger.store.table_text import COVERED, SEALS

CHECKED = {
    "journal",
    "posted_entry",
    "posted_outcome",
    "posted_share",
    "posted_outcome_entry",
    "checkpoint",
} | {SEALS}
"""Tables that verification reads for themselves, beside those that a checkpoint covers."""

Edit = Callable[[Books, random.Random], str]


def flip_a_bit(books: Books, chance: random.Random) -> str:
    """One bit of the database's file."""
    size = books.database.stat().st_size
    at, bit = chance.randrange(size), chance.randrange(8)
    with books.database.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << bit]))
    return f"byte {at} bit {bit}"


def flip_a_bit_of_a_checkpoint(books: Books, chance: random.Random) -> str:
    """One bit of a copy of a checkpoint."""
    path = chance.choice(copies(books.seal.folder))
    raw = bytearray(path.read_bytes())
    at, bit = chance.randrange(len(raw)), chance.randrange(8)
    raw[at] ^= 1 << bit
    path.write_bytes(bytes(raw))
    return f"{path.name} byte {at} bit {bit}"


def edit_a_row(books: Books, chance: random.Random) -> str:
    """One column of one row of a covered table."""
    with opened(books.database) as connection:
        drop_guards(connection)
        table = chance.choice(tables_of(connection))
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        columns = [name for name in columns if name not in COVERED.get(table, ())]
        column, row = chance.choice(columns), row_of(connection, table, chance)
        old = connection.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)).fetchone()[0]
        new = other_value(old, chance)
        connection.execute(f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE rowid = ?', (new, row))
        return f"{table}.{column} row {row}: {old!r} -> {new!r}"


def rewrite_a_value(books: Books, chance: random.Random) -> str:
    """One value is put down in another form that reads like it, or nearly."""
    with opened(books.database) as connection:
        drop_guards(connection)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        table = chance.choice(tables_of(connection))
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        column = chance.choice([name for name in columns if name not in COVERED.get(table, ())])
        row = row_of(connection, table, chance)
        old = connection.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)).fetchone()[0]
        new = chance.choice(alike(old))
        with suppress(sqlite.IntegrityError):
            connection.execute(f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE rowid = ?', (new, row))
        return f"{table}.{column} row {row}: {old!r} -> {new!r}"


def alike(old: object) -> list[object]:
    """Other forms of a value: another kind, more behind it, other blanks, other letters of the same."""
    if isinstance(old, bytes):
        return [old.decode("utf-8", "replace"), old + b"\0", old + b"\n"]
    if not isinstance(old, str):
        return ["", "null", f"{old}x", str(old).encode(), 0.5, b""]
    forms = [
        *(old.replace(" ", blank) for blank in "!T\t_"),
        *(old + more for more in ("\0", " ", "\n", "Z", "0")),
        *(old.upper(), old.swapcase(), old.partition(".")[0], old.replace(",", ", "), old.replace(" ", "")),
    ]
    return [old.encode(), *(one for one in forms if one != old)]


def delete_a_row(books: Books, chance: random.Random) -> str:
    """One row of a covered table."""
    with opened(books.database) as connection:
        drop_guards(connection)
        table = chance.choice(tables_of(connection))
        row = row_of(connection, table, chance)
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
        return f"{table} row {row}"


def insert_a_row(books: Books, chance: random.Random) -> str:
    """One row more: the copy of another under a key of its own."""
    with opened(books.database) as connection:
        drop_guards(connection)
        table = chance.choice([name for name in tables_of(connection) if name != "role_grant"])
        info = list(connection.execute(f"PRAGMA table_info({table})"))
        columns = [row[1] for row in info]
        row = row_of(connection, table, chance)
        values = list(connection.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,)).fetchone())
        for at, name in enumerate(columns):
            if info[at][5] or name in (
                "public_id",
                "username",
                "code",
                "fs_uniquifier",
                "source_key",
                "receipt",
            ):
                values[at] = (
                    f"{chance.random()}"[:14]
                    if isinstance(values[at], str)
                    else chance.randrange(10**6, 10**9)
                )
            if table == "trail" and info[at][5]:
                values[at] = -values[at]  # at its end it would be an act like any other after the checkpoint
            if name == "person_id" and table in ("account", "outcome_share"):
                values[at] = None if table == "account" else chance.randrange(10**6, 10**9)
        marks = ", ".join("?" for _ in columns)
        connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)
        return f"{table} like row {row}"


def swap_two_rows(books: Books, chance: random.Random) -> str:
    """Two rows of the journal or of the trail change places."""
    with opened(books.database) as connection:
        drop_guards(connection)
        table, key = chance.choice(
            [("journal", "seq"), ("trail", "id"), ("entry", "id"), ("posted_entry", "seq")]
        )
        keys = [row[0] for row in connection.execute(f"SELECT {key} FROM {table}")]
        one, two = chance.sample(keys, 2)
        connection.execute(f"DROP INDEX IF EXISTS uq_{table}_posted_version")
        for old, new in ((one, -1), (two, one), (-1, two)):
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute(f"UPDATE {table} SET {key} = ? WHERE {key} = ?", (new, old))
        return f"{table} {one} and {two}"


def tables_of(connection: Any) -> list[str]:
    """The tables of the books that hold anything."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [
        name
        for name in sorted(names)
        if name in COVERED.keys() | CHECKED
        if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()
    ]


def row_of(connection: Any, table: str, chance: random.Random) -> int:
    """Any row of a table."""
    rows = [row[0] for row in connection.execute(f"SELECT rowid FROM {table}")]
    return int(chance.choice(rows))


def other_value(old: object, chance: random.Random) -> object:
    """A value that somebody might put in the place of another."""
    if isinstance(old, int):
        return old + chance.choice([-1, 1, 7])
    if isinstance(old, str) and old:
        at = chance.randrange(len(old))
        return old[:at] + chr(ord(old[at]) ^ 1) + old[at + 1 :]
    return chance.choice(["x", 1])


BIT = "bit of the database"
EDITS: dict[str, Edit] = {
    BIT: flip_a_bit,
    "bit of a checkpoint": flip_a_bit_of_a_checkpoint,
    "row edited": edit_a_row,
    "value rewritten": rewrite_a_value,
    "row deleted": delete_a_row,
    "row inserted": insert_a_row,
    "rows swapped": swap_two_rows,
}
SHARES = {BIT: 12, "row edited": 6, "value rewritten": 3}
"""How often a kind is tried beside the others, each of which is tried once."""
