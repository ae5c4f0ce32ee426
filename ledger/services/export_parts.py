"""What an export holds beside its tables, in the form that verifiers read: each file and who writes it.

All of them read the one state that the tables are written from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ledger.services.export_checkpoints import checkpoint_lines, journal_lines, seals_lines

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

Part = Callable[["UnitOfWork"], Iterator[bytes]]
"""Gives the lines of a file, each with its end."""

PARTS: Mapping[str, Part] = {
    "journal.jsonl": journal_lines,
    "checkpoints.jsonl": checkpoint_lines,
    "seals.jsonl": seals_lines,
}
"""What an export carries for verifiers, beside public keys and the verifier itself."""
