"""Durable jobs: the only module that calls DBOS. A batch is one workflow, and each of its parts another.

The web does not know DBOS: it writes the row of a batch, and the workers find it. Whatever is killed is taken
up again by a worker that lives; what was done of it once is not done twice (services/print_batch.py).
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ledger.batch_files import Press, folder_of, keep_part, keep_result, remove, remove_all_but
from ledger.clock import now, today
from ledger.domain.batch import Batch
from ledger.domain.wording import N_, Say
from ledger.language import say_in
from ledger.papers import fonts_of, signer_of
from ledger.services.keep_workers import bury_worker, forget_result, note_worker
from ledger.services.print_batch import (
    Imprint,
    Kept,
    Placed,
    begin_batch,
    end_batch,
    finish_batch,
    issue_part,
)
from ledger.store.batches import part_size
from ledger.store.engine import make_engine
from ledger.store.jobs_file import jobs_options, make_jobs_file
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.config import Config

BATCHES, PARTS = "batches", "parts"
BATCHES_AT_ONCE = 4
PARTS_AT_ONCE = 2
"""One is drawn, which keeps a processor busy; meanwhile another is read, or recorded."""

BATCH_POLLING, PART_POLLING, RESULT_POLLING = 1.0, 0.2, 0.5
"""Seconds between two looks at a queue or a part: at 0.02 an idle worker took a fifth of a processor."""
LOOK_EVERY = 1.0
SEEN_EVERY = timedelta(seconds=3)
DEAD_AFTER = timedelta(seconds=12)
ENDING_SECONDS = 2
PATIENT = 8
"""How often a step is tried while the database is busy, each time after twice as long."""

LANGUAGES = {"zh": "zh_Hans", "en": "en"}


@dataclass(frozen=True)
class Bench:
    """What a worker works with."""

    config: Config
    write: Engine
    read: Engine

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A unit of work for a change."""
        with Session(self.write, expire_on_commit=False) as session:
            yield UnitOfWork(session)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """Repositories on a connection that cannot write."""
        with Session(self.read, expire_on_commit=False) as session:
            yield UnitOfWork(session)

    def batch(self, name: str) -> Batch:
        """The batch as it is now."""
        with self.reading() as uow:
            found = uow.batches.by_public_id(name)
        if found is None:
            raise LookupError(name)
        return found


_bench: list[Bench] = []
"""The one bench of this process: workflows are called by name and bring nothing along."""

_drawing = threading.Lock()
"""Held by the part that is being drawn: two at a time would only wait for each other."""


@DBOS.workflow()
def print_batch(name: str) -> None:
    """All parts of a batch, wherever they are worked on, then the result."""
    count = count_parts(name)
    waiting = []
    for number in range(count):
        with SetWorkflowID(f"{name}-{number}"):
            waiting.append(DBOS.enqueue_workflow(PARTS, print_part, name, number))
    try:
        for part in waiting:
            part.get_result(polling_interval_sec=RESULT_POLLING)
        make_result(name)
    except Exception:
        DBOS.logger.exception("batch %s failed", name)
        give_up(name)
        raise


@DBOS.workflow()
def print_part(name: str, number: int) -> None:
    """Some neighbouring summaries of a batch."""
    make_part(name, number)


@DBOS.step(retries_allowed=True, max_attempts=PATIENT)
def count_parts(name: str) -> int:
    """How many parts a batch has; it is under way from now on."""
    with _bench[0].writing() as uow:
        begin_batch(uow, name, now=now())
    total = _bench[0].batch(name).total
    return -(-total // part_size(total))


@DBOS.step(retries_allowed=True, max_attempts=PATIENT)
def make_part(name: str, number: int) -> None:
    """Issues and draws the summaries of a part, unless that was done before."""
    bench = _bench[0]
    batch = bench.batch(name)
    say = say_in(LANGUAGES[batch.language])
    folder = folder_of(bench.config.data_dir, name)
    imprint = Imprint(bench.config.secret_key, f"{bench.config.base_url}/verify", say, batch.language)
    with bench.reading() as reading, bench.writing() as uow:
        issue_part(
            reading,
            uow,
            name,
            number,
            imprint,
            lambda placed: draw_part(folder, batch.form, placed, press_of(bench.config, say)),
            on=today(),
            now=now(),
        )


def draw_part(folder: Path, form: str, placed: Sequence[Placed], press: Press) -> Kept:
    """Draws a part when no other is being drawn."""
    with _drawing:
        return keep_part(folder, form, placed, press)


def press_of(config: Config, say: Say) -> Press:
    """What an installation prints with."""
    return Press(fonts_of(config), say, signer_of(config))


@DBOS.step(retries_allowed=True, max_attempts=PATIENT)
def make_result(name: str) -> None:
    """Makes the result of all parts, unless the batch was stopped or that was done before."""
    bench = _bench[0]
    batch = bench.batch(name)
    folder = folder_of(bench.config.data_dir, name)
    if batch.state == "running":
        bind(bench, batch, folder)
        batch = bench.batch(name)
    if batch.is_there(now()):
        remove_all_but(folder, batch.sha256)


def bind(bench: Bench, batch: Batch, folder: Path) -> None:
    """Makes the result of the parts, and notes the batch as done unless it is over."""
    say = say_in(LANGUAGES[batch.language])
    with bench.reading() as uow:
        parts = uow.batches.parts(batch.id)
    title = say(N_("%(year)s 年度调研总结")) % {"year": batch.year}
    in_order = [parts[number] for number in sorted(parts)]
    sha256, size = keep_result(folder, batch.form, in_order, press_of(bench.config, say), title)
    with bench.writing() as uow:
        finish_batch(uow, batch.public_id, sha256, size, days=bench.config.result_days, now=now())


@DBOS.step(retries_allowed=True, max_attempts=PATIENT)
def give_up(name: str) -> None:
    """Notes that a batch failed."""
    with _bench[0].writing() as uow:
        end_batch(uow, name, "failed", now=now())


def work(config: Config, stop: threading.Event, is_orphan: Callable[[], bool]) -> None:
    """Works on batches until told to stop, or until what started this process is gone."""
    bench = Bench(config, make_engine(config.database_url), make_engine(config.database_url, read_only=True))
    _bench[:] = [bench]
    name = uuid4().hex
    fonts_of(config)
    gc.freeze()  # the fonts are for good: the search for what is not would go through them each time
    while not done(see, bench, name):
        if stop.wait(LOOK_EVERY) or is_orphan():
            return
    launch(config, name)
    seen = now()
    while not stop.wait(LOOK_EVERY) and not is_orphan():
        if now() - seen >= SEEN_EVERY and done(see, bench, name):
            seen = now()
        for turn in (take_up, take_over, tidy):
            done(turn, bench)
    DBOS.destroy(workflow_completion_timeout_sec=ENDING_SECONDS)
    with bench.writing() as uow:
        note_worker(uow, name, seen=now() - 2 * DEAD_AFTER)  # what is left undone is another's at once


def done(act: Callable[..., None], *given: object) -> bool:
    """Whether something could be done; a database that is busy or being restarted is asked again later."""
    try:
        act(*given)
    except SQLAlchemyError:
        DBOS.logger.exception("the database did not let us %s", act.__name__)
        return False
    return True


def launch(config: Config, name: str) -> None:
    """Lets DBOS work in this process under a name."""
    if is_embedded(config):
        make_jobs_file(jobs_file(config))
    DBOS(config=settings(config, name))
    DBOS.launch()
    DBOS.register_queue(BATCHES, worker_concurrency=BATCHES_AT_ONCE, polling_interval_sec=BATCH_POLLING)
    DBOS.register_queue(PARTS, worker_concurrency=PARTS_AT_ONCE, polling_interval_sec=PART_POLLING)


def is_embedded(config: Config) -> bool:
    """Whether the ledger is a file."""
    return config.database_url.startswith("sqlite:")


def settings(config: Config, name: str) -> DBOSConfig:
    """How DBOS is to run here: its tables beside ours, no server of its own, quiet."""
    embedded = is_embedded(config)
    return DBOSConfig(
        name="taizhang",
        system_database_url=f"sqlite:///{jobs_file(config)}" if embedded else config.database_url,
        db_engine_kwargs=jobs_options() if embedded else {},
        executor_id=name,
        application_version="1",
        log_level="WARNING",
    )


def jobs_file(config: Config) -> Path:
    """Where the jobs are kept when the ledger is a file: in another, which backups may leave out."""
    return config.data_dir / "jobs.sqlite"


def see(bench: Bench, name: str) -> None:
    """Notes that this worker lives."""
    with bench.writing() as uow:
        note_worker(uow, name, seen=now())


def take_up(bench: Bench) -> None:
    """Gives DBOS the batches that it does not know, because they are new or the jobs were lost."""
    with bench.reading() as uow:
        names = uow.batches.open()
    for name in names:
        if DBOS.get_workflow_status(name) is None:
            with SetWorkflowID(name):  # one that another worker gave it meanwhile is not doubled
                DBOS.enqueue_workflow(BATCHES, print_batch, name)


def take_over(bench: Bench) -> None:
    """Lets the living work on what a dead worker had begun.

    DBOS itself takes up only what a process of the same name had begun, and each of ours has its own.
    """
    with bench.reading() as uow:
        dead = uow.batches.dead_workers(now() - DEAD_AFTER)
    for name in dead:
        for left in DBOS.list_workflows(status="PENDING", executor_id=name, load_input=False):
            DBOS.resume_workflow(left.workflow_id, queue_name=left.queue_name)
        with bench.writing() as uow:
            bury_worker(uow, name)


def tidy(bench: Bench) -> None:
    """Removes the files of batches that came to nothing or whose time is over."""
    root = folder_of(bench.config.data_dir, "")
    names = [path.name for path in root.iterdir()] if root.is_dir() else []
    with bench.reading() as uow:
        gone = uow.batches.without_files(names, now())
    for name in gone:
        with bench.writing() as uow:
            forget_result(uow, name)
        remove(folder_of(bench.config.data_dir, name))


def end_at_once() -> None:
    """Ends the process: DBOS's threads would hold it."""
    os._exit(0)
