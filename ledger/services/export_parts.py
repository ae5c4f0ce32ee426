"""What an export holds beside its tables, in the form that verifiers read: each file and who writes it.

The journal, checkpoints and seals enter here, each as `"journal.jsonl": journal_lines`; all of them read the
one state that the tables are written from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

Part = Callable[["UnitOfWork"], Iterator[bytes]]
"""Gives the lines of a file, each with its end."""

PARTS: Mapping[str, Part] = {}
