"""A PostgreSQL of its own on a disk of its own: the disk fills up, or what is to last can't be written."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from faults import at_work
from faults.browsing import Watch
from faults.outcome import Outcome
from faults.standing import Standing
from tests.databases import Databases

DISK = "320m"
"""Room for the server, its log and the databases of one fault."""

SHIM = Path(__file__).with_name("failing_sync.c")
TRIGGER = "TAIZHANG_FAILING_SYNC"
PATIENCE = 10.0


@contextmanager
def server_in(folder: Path) -> Iterator[Databases]:
    """A PostgreSQL whose files lie in a folder; it is stopped afterwards."""
    databases = Databases("postgresql", folder)
    try:
        yield databases
    finally:
        databases.close()


def stand_up(databases: Databases) -> bool:
    """What whoever runs the server does: start it again where it has given up; whether it had."""
    if databases.is_running():
        return False
    databases.start_again()
    return True


def full_disk(databases: Databases, *, short: bool) -> Outcome:
    """The disk is full to the last byte, and then has room again."""
    if databases.backend != "postgresql":
        return at_work.full_disk(databases, short=short)
    with at_work.small_disk(DISK) as folder, server_in(folder) as own:
        started = 0

        def inject(_: Standing, __: subprocess.Popen[bytes], watch: Watch) -> int:
            nonlocal started
            times = 0
            for _round in range(1 if short else 4):
                time.sleep(1)
                before = refusals(watch)
                filler = folder / "filler"
                fill(filler)
                ends = time.monotonic() + PATIENCE
                while refusals(watch) == before and time.monotonic() < ends:
                    time.sleep(0.1)
                    fill(filler)  # a log that was recycled meanwhile leaves room
                time.sleep(at_work.SETTLE_SECONDS)
                times += refusals(watch) > before
                filler.unlink()
                started += stand_up(own)
            return times

        outcome = at_work.under_load(own, inject)
    outcome.notes.append(f"服务自己停下、由人重新启动 {started} 次")
    return outcome


def fill(path: Path) -> None:
    """Use up all that is left of a disk."""
    with path.open("ab", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


def refusals(watch: Watch) -> int:
    """How often people were told that it could not be saved, or that nobody knows."""
    return sum(number for status, number in watch.statuses.items() if status.startswith("503"))


def failing_sync(databases: Databases, *, short: bool) -> Outcome:
    """A process is told that what it wrote did not reach the disk; PostgreSQL stops and recovers then."""
    if databases.backend != "postgresql":
        return at_work.failing_sync(databases, short=short)
    with tempfile.TemporaryDirectory(prefix="taizhang-sync-") as name:
        folder = Path(name)
        folder.chmod(0o777)  # the server runs as somebody else, and takes the trigger away
        shim, trigger = folder / "failing_sync.so", folder / "now"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(SHIM)], check=True)  # noqa: S603, S607
        started = 0
        with patch.dict(os.environ, {"LD_PRELOAD": str(shim), TRIGGER: str(trigger)}):
            own = Databases("postgresql", Path(tempfile.mkdtemp(prefix="taizhang-sync-pg-")))

        def inject(_: Standing, __: subprocess.Popen[bytes], ___: Watch) -> int:
            nonlocal started
            times = 0
            for _round in range(2 if short else 8):
                time.sleep(1.5)
                trigger.touch()
                ends = time.monotonic() + PATIENCE
                while trigger.exists() and time.monotonic() < ends:
                    time.sleep(0.05)
                times += not trigger.exists()
                trigger.unlink(missing_ok=True)
                time.sleep(at_work.SETTLE_SECONDS)
                started += stand_up(own)
            return times

        try:
            outcome = at_work.under_load(own, inject)
            outcome.notes.append(f"PostgreSQL 因此停机恢复 {own.told('PANIC')} 次，由人启动 {started} 次")
        finally:
            own.close()
    return outcome
