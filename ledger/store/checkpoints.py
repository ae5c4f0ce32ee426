"""Checkpoints: added, read, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text

from ledger.domain.checkpoint import SignedCheckpoint
from ledger.domain.merkle import Frontier
from ledger.store.base import table_of
from ledger.store.rows import CheckpointRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOCK = 6_021_024
"""The advisory lock of PostgreSQL under which checkpoints are numbered, till the transaction ends."""


@dataclass(frozen=True)
class KeptCheckpoint:
    """A checkpoint as its row has it; nothing of it was checked."""

    number: int
    size: int
    root: str
    made_at: datetime
    previous: str
    key_id: str
    note: str
    frontier: str
    tables: str

    def grown(self, algorithm: str) -> Frontier:
        """The tree as far as it had grown.

        Raises:
            ValueError: what is kept is no such tree.
        """
        return Frontier(algorithm, self.size, [bytes.fromhex(node) for node in self.frontier.split()])


def frontier_text(frontier: Frontier) -> str:
    """A tree as far as it has grown, as its column has it: hexadecimal, a blank between."""
    return " ".join(node.hex() for node in frontier.nodes)


class Checkpoints:
    """The checkpoints of the ledger."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def lock(self) -> None:
        """Wait until this transaction alone may add one; SQLite's began by waiting for that."""
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})

    def add(self, signed: SignedCheckpoint, frontier: Frontier, tables: str) -> None:
        """Keep a checkpoint with the tree that it was taken of and the digests of the tables."""
        found = signed.checkpoint
        row = {
            "number": found.number,
            "size": found.size,
            "root": f"{found.algorithm}:{found.root.hex()}",
            "made_at": found.made_at,
            "previous": found.previous,
            "key_id": signed.note.signatures[0].key_id,
            "note": signed.note.whole(),
            "frontier": frontier_text(frontier),
            "tables": tables,
        }
        self.session.execute(insert(table_of(CheckpointRow)), [row])

    def last(self) -> KeptCheckpoint | None:
        """The newest; None while there is none."""
        query = select(*table_of(CheckpointRow).c).order_by(CheckpointRow.number.desc()).limit(1)
        row = self.session.execute(query).first()
        return None if row is None else KeptCheckpoint(*row)

    def all(self) -> list[KeptCheckpoint]:
        """All of them, oldest first."""
        query = select(*table_of(CheckpointRow).c).order_by(CheckpointRow.number)
        return [KeptCheckpoint(*row) for row in self.session.execute(query)]

    def last_with_tables(self) -> KeptCheckpoint | None:
        """The newest that covers the tables; None while none does."""
        query = select(*table_of(CheckpointRow).c).where(CheckpointRow.tables != "")
        row = self.session.execute(query.order_by(CheckpointRow.number.desc()).limit(1)).first()
        return None if row is None else KeptCheckpoint(*row)
