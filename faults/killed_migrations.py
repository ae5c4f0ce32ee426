"""Each migration is killed at each of its statements in turn, and run again."""

from __future__ import annotations

from faults.outcome import Outcome
from tests.databases import Databases
from tests.faults.killed_migrations import revisions, sweep

NEWEST = 2
"""So many of the newest migrations belong to the short set."""


def killed_migrations(databases: Databases, *, short: bool) -> Outcome:
    """What a kill leaves is what was there before or what comes after; a second run comes to the end."""
    outcome, known = Outcome(), revisions()
    for revision in known[-NEWEST:] if short else known:
        kills = list(sweep(databases, revision))
        outcome.injected += len(kills)
        outcome.between += sum(not kill.left_whole for kill in kills)
        outcome.acknowledged += 1  # the sweep itself checks schema and rows after the second run
    outcome.notes.append(f"迁移 {outcome.acknowledged} 个，每条语句和 COMMIT 之前各杀一次")
    return outcome
