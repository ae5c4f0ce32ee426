"""The faults by name, and running them one after another on each kind of database."""

from __future__ import annotations

import time
import traceback
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from faults import (
    at_work,
    crash_points,
    cut_replies,
    killed_migrations,
    large_workbook,
    odd_text,
    postgres_disk,
    turned_clock,
)
from faults.outcome import Outcome
from tests.databases import Databases


class Fault(Protocol):
    """A fault: put in, looked at afterwards."""

    def __call__(self, databases: Databases, *, short: bool) -> Outcome:
        """What came of it."""


FAULTS: dict[str, Fault] = {
    "killed-workers": at_work.killed_workers,
    "crashed-database": at_work.crashed_database,
    "full-disk": postgres_disk.full_disk,
    "read-only-disk": at_work.read_only_disk,
    "failing-sync": postgres_disk.failing_sync,
    "double-clicks": at_work.clicked_twice,
    "lost-replies": cut_replies.lost_replies,
    "turned-clock": turned_clock.turned_clock,
    "crash-points": crash_points.crash_points,
    "odd-text": odd_text.odd_text,
    "large-workbook": large_workbook.large_workbook,
    "killed-migrations": killed_migrations.killed_migrations,
}


IN_EVERY_RUN = {
    "sqlite": ("killed-workers", "crash-points", "large-workbook"),
    "postgresql": ("crashed-database", "lost-replies", "crash-points"),
}
"""Those that need no disk of their own, where each kind of database has something to show."""


def run_all(names: Collection[str], backends: Sequence[str], *, short: bool) -> Iterator[tuple[str, bool]]:
    """A line for each fault and kind of database, and whether the promise was kept."""
    for backend in backends:
        databases = Databases(backend)
        try:
            for name in names or FAULTS:
                begin = time.monotonic()
                try:
                    outcome = FAULTS[name](databases, short=short)
                except Exception:
                    outcome = Outcome(damages=[traceback.format_exc()[-700:]])
                yield outcome.line(name, backend, time.monotonic() - begin), outcome.is_well
        finally:
            databases.close()
