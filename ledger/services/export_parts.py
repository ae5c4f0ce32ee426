"""What an export holds beside its tables: the journal, checkpoints and seals in the form verifiers read.

Each part is a table of the books under a fixed name, its text columns of JSON opened; where the schema has
no such table there is no such file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.store.table_rows import carried_tables, line_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.store.snapshot import Snapshot


@dataclass(frozen=True)
class Part:
    """A file of an export that repeats a table for verifiers."""

    name: str
    table: str
    opened: tuple[str, ...] = ()
    """Columns whose text is JSON, written as what it says."""


PARTS = (
    Part("journal.jsonl", "journal", opened=("body",)),
    Part("checkpoints.jsonl", "checkpoint"),
    Part("seals.jsonl", "seal"),
)


def parts_here() -> list[Part]:
    """The parts that this schema has."""
    names = {table.name for table in carried_tables()}
    return [part for part in PARTS if part.table in names]


def lines_of(connection: Snapshot, part: Part) -> Iterator[bytes]:
    """The lines of a part, in the order of its table's key."""
    table = next(table for table in carried_tables() if table.name == part.table)
    for row in rows_of(connection, table, secrets=False):
        yield line_of(row | {name: json.loads(row[name]) for name in part.opened if row[name]})
