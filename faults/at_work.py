"""Faults that come while people work: processes killed, a database that crashes, a disk that fails."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from sqlalchemy import create_engine, text

from faults.browsing import Person, Watch, at_work
from faults.outcome import Outcome, counted
from faults.standing import APP, Standing, workers_of
from tests.databases import Databases

WRITERS = ("alice", "amy", "tom", "charlie")
SETTLE_SECONDS = 3.0
DISK = "3g"
"""A disk in memory: as much as the start-up check asks for; it is used up only where it is filled."""
Injecting = Callable[[Standing, "subprocess.Popen[bytes]", Watch], int]


def under_load(
    databases: Databases,
    inject: Injecting,
    *,
    folder: Path | None = None,
    before: Sequence[str] = (),
    app: str = APP,
) -> Outcome:
    """People work, the fault comes, they go on until it is over; then the books are compared and verified."""
    standing, watch = Standing(databases, folder), Watch()
    try:
        with standing.served(before=before, app=app) as server:
            people = at_work(standing.port, WRITERS, watch, reviewer="bob")
            try:
                injected = inject(standing, server, watch)
                ends, told = time.monotonic() + 20, len(watch.acknowledged)
                while len(watch.acknowledged) < told + 4 and time.monotonic() < ends:
                    time.sleep(0.1)  # that people can work again is part of what is promised
                recovered = len(watch.acknowledged) >= told + 4
            finally:
                watch.stop.set()
                for one in people:
                    one.join(60)
        outcome = counted(standing, watch, injected)
        if not recovered:
            outcome.damages.append("故障过去之后仍不能保存")
        return outcome
    finally:
        standing.remove()


def killed_workers(databases: Databases, *, short: bool) -> Outcome:
    """A process of the server is killed (SIGKILL), again and again."""

    def inject(_: Standing, server: subprocess.Popen[bytes], watch: Watch) -> int:
        killed, ends = 0, time.monotonic() + (8 if short else 60)
        while time.monotonic() < ends:
            told, patience = len(watch.acknowledged), time.monotonic() + 3
            while len(watch.acknowledged) < told + 6 and time.monotonic() < patience:
                time.sleep(random.random() / 10)
            workers = workers_of(server)
            if workers:
                os.kill(random.choice(workers), signal.SIGKILL)
                killed += 1
        return killed

    return under_load(databases, inject)


def crashed_database(databases: Databases, *, short: bool) -> Outcome:
    """A process of PostgreSQL is killed: the server drops everybody and recovers from its log."""
    if databases.backend != "postgresql":
        return Outcome(applies=False, notes=["SQLite 没有自己的进程：见 killed-workers 与 crash-points"])

    def inject(standing: Standing, _: subprocess.Popen[bytes], __: Watch) -> int:
        killed = 0
        for _round in range(2 if short else 6):
            time.sleep(1.5)
            pids = standing.patiently(lambda: sessions_of(standing.url))
            if pids:
                os.kill(random.choice(pids), signal.SIGKILL)
                killed += 1
            time.sleep(SETTLE_SECONDS)
        return killed

    return under_load(databases, inject)


def sessions_of(url: str) -> list[int]:
    """The processes of PostgreSQL that serve a database, but for the one that is asked."""
    engine = create_engine(url)
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    try:
        with engine.connect() as connection:
            return list(connection.scalars(text(others)))
    finally:
        engine.dispose()


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A disk of its own in memory, as large as said."""
    folder = Path(tempfile.mkdtemp(prefix="taizhang-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)  # noqa: S603, S607
    try:
        (folder / "data").mkdir()
        yield folder / "data"
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)  # noqa: S603, S607
        folder.rmdir()


def full_disk(databases: Databases, *, short: bool) -> Outcome:
    """The disk of SQLite is full to the last byte, and then has room again."""

    def inject(standing: Standing, _: subprocess.Popen[bytes], watch: Watch) -> int:
        times = 0
        for _round in range(1 if short else 4):
            time.sleep(1)
            filler = standing.folder / "filler"
            with filler.open("wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError:
                    times += 1
            time.sleep(SETTLE_SECONDS)
            before = watch.statuses["503"]
            filler.unlink()
            times += before > 0
        return times

    with small_disk(DISK) as folder:
        return under_load(databases, inject, folder=folder)


def read_only_disk(databases: Databases, *, short: bool) -> Outcome:
    """Nothing can be written for a while: the system says so (EROFS), or PostgreSQL does."""
    if databases.backend == "sqlite":
        spans = [
            f"inject=pwrite64:error=EROFS:when={at}..{at + 60}" for at in ((150,) if short else (150, 900))
        ]
        return failing_calls(databases, "pwrite64", spans, 7 if short else 25)

    def inject(_: Standing, __: subprocess.Popen[bytes], ___: Watch) -> int:
        times = 0
        for _round in range(1 if short else 4):
            time.sleep(1)
            switch(databases, read_only=True)
            times += 1
            time.sleep(SETTLE_SECONDS)
            switch(databases, read_only=False)
        return times

    return under_load(databases, inject)


def switch(databases: Databases, *, read_only: bool) -> None:
    """Make PostgreSQL refuse to write, or write again."""
    with databases.admin.connect() as connection:
        connection.execute(text(f"ALTER SYSTEM SET default_transaction_read_only = {str(read_only).lower()}"))
        connection.execute(text("SELECT pg_reload_conf()"))


def failing_sync(databases: Databases, *, short: bool) -> Outcome:
    """To every so many calls of SQLite that write what is to last, the system answers with an error (EIO)."""
    return failing_calls(
        databases, "fdatasync,fsync", ["inject=fdatasync,fsync:error=EIO:when=20+7"], 6 if short else 30
    )


def failing_calls(databases: Databases, calls: str, injections: Sequence[str], seconds: int) -> Outcome:
    """People work while the system fails some calls of the server."""
    folder = Path(tempfile.mkdtemp(prefix="taizhang-strace-"))
    trace = ["strace", "-f", "-qq", "--seccomp-bpf", "-o", str(folder / "calls"), "-e", f"trace={calls}"]
    options = [word for one in injections for word in ("-e", one)]

    def inject(_: Standing, __: subprocess.Popen[bytes], ___: Watch) -> int:
        time.sleep(seconds)
        return (folder / "calls").read_text("utf-8", "replace").count("(INJECTED)")

    try:
        return under_load(databases, inject, before=[*trace, *options])
    finally:
        shutil.rmtree(folder)


def clicked_twice(databases: Databases, *, short: bool) -> Outcome:
    """Each form is sent by several hands at the very same time, and one entry approved by two reviewers."""
    return under_load(databases, lambda standing, _, watch: click(standing, watch, 5 if short else 60))


def click(standing: Standing, watch: Watch, times: int) -> int:
    """Send forms at once; gives how many."""
    amy = Person(standing.port, "amy").sign_in()
    for at in range(times):
        together(watch, amy, "/entries/new?channel=online", amy.entry(f"twice-{os.getpid()}-{at}"))
        watch.acknowledged.add(f"twice-{os.getpid()}-{at}")
    return times


def together(watch: Watch, person: Person, path: str, fields: object, hands: int = 4) -> None:
    """One form from several hands at once."""
    from_hands = [Thread(target=lambda: watch.note(person.ask("POST", path, fields))) for _ in range(hands)]
    for hand in from_hands:
        hand.start()
    for hand in from_hands:
        hand.join(60)
