"""An act is cut off at each of its steps: before every statement, and at every write to the disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from faults.acts import ACTS, on_ledger, seen
from faults.outcome import Outcome
from ledger.store.engine import make_engine
from tests.databases import Databases

WRITES = "pwrite64,fdatasync,fsync,ftruncate,unlink"
"""The calls by which SQLite writes: each of them is a point at which the power of the process may end."""

Cut = Callable[[str, str, int], bool]


def crash_points(databases: Databases, *, short: bool) -> Outcome:
    """Sweep all acts, by statement on both kinds of database, by system call on SQLite."""
    outcome = Outcome()
    for name in ("approve",) if short else ACTS:
        points: Iterator[int] = iter((1, 2, 5, 9, 14)) if short else count(1)
        sweep(databases, name, cut_at_statement, count(1, 4) if short else count(1), outcome)
        if databases.backend == "sqlite" and shutil.which("strace") and (name == "approve" or not short):
            sweep(databases, name, cut_at_call, points, outcome)
    return outcome


def sweep(databases: Databases, name: str, cut: Cut, points: Iterator[int], outcome: Outcome) -> None:
    """Cut an act off at these points until it comes to its end; each time the same form is sent again."""
    start, act = databases.new(), ACTS[name]
    on_ledger(start, act.prepare)
    before = seen(start)
    whole = databases.copy(start)
    on_ledger(whole, act.do)
    after, cuts = seen(whole), 0
    for point in points:
        url = databases.copy(start)
        was_cut = cut(url, name, point)
        left = seen(url)
        outcome.injected += was_cut
        cuts += was_cut
        outcome.between += left not in (before, after)
        on_ledger(url, act.do)
        again = seen(url)
        outcome.acknowledged += 1
        outcome.lost += again == before
        outcome.doubled += again not in (before, after)
        databases.drop(url)
        if not was_cut:
            break
    outcome.notes.append(f"{name} {cut.__name__}: {cuts}")
    databases.drop(whole)
    databases.drop(start)


def cut_at_statement(url: str, name: str, point: int) -> bool:
    """Do the act in a child that kills itself before its n-th statement or COMMIT; False if it ended."""
    child = os.fork()
    if child == 0:
        try:
            engine, steps = make_engine(url), count(1)

            def one_more(*_: Any) -> None:
                if next(steps) == point:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(engine, "before_cursor_execute", one_more)
            event.listen(engine, "commit", one_more)
            on_ledger(url, ACTS[name].do, engine)
            os._exit(0)
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return ended_by_kill(os.waitstatus_to_exitcode(status))


def cut_at_call(url: str, name: str, point: int) -> bool:
    """The same in a process that the system kills at its n-th call that writes."""
    inject = ["-e", f"trace={WRITES}", "-e", f"inject={WRITES}:signal=SIGKILL:when={point}"]
    command = [
        "strace",
        "-f",
        "-qq",
        "-o",
        os.devnull,
        *inject,
        sys.executable,
        "-m",
        "faults.acts",
        url,
        name,
    ]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=120)  # noqa: S603
    return ended_by_kill(done.returncode)


def ended_by_kill(status: int) -> bool:
    """Whether a process was killed; raises where it failed otherwise."""
    if status in (-signal.SIGKILL, 128 + signal.SIGKILL):
        return True
    if status:
        raise RuntimeError(f"the act failed: {status}")
    return False
