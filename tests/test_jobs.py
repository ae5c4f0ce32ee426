"""Batches on real worker processes: killed in the middle, cancelled, two at once; each paper once."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import create_engine, func, select, text

from exports.fonts import load_fonts
from ledger.batch_files import folder_of
from ledger.clock import now, today
from ledger.commands.workers import workers
from ledger.config import Config
from ledger.domain.batch import Batch
from ledger.domain.genuine import Answer, Genuine
from ledger.jobs import Bench, done, jobs_file, see
from ledger.secret_key import make_secret_key
from ledger.services.ask_genuine import ask_by_file
from ledger.services.assess_year import reassess
from ledger.services.print_batch import cancel_batch, start_batch
from ledger.store.engine import make_engine
from ledger.store.rows import BatchItemRow, IssuedSummaryRow, TrailRow, WorkerRow
from ledger.store.unit_of_work import UnitOfWork
from tests.conftest import Act

PEOPLE = 45
PATIENCE = 120

Worker = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def installation(config: Config, request: pytest.FixtureRequest) -> Config:
    """An installation whose fonts are ready, as worker processes find it."""
    assert request.config.cache is not None
    fonts = Path(request.config.cache.mkdir("fonts"))
    load_fonts(fonts)
    (config.data_dir / "fonts").symlink_to(fonts)
    make_secret_key(config.secret_key_file)
    return replace(config, secret_key=config.secret_key_file.read_text("utf-8").strip())


@pytest.fixture
def worker(installation: Config) -> Iterator[Worker]:
    """Starts worker processes, and ends those that are left."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {**os.environ, "TAIZHANG_DATABASE_URL": installation.database_url}
        code = "import sys; from ledger.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", code, f"--data={installation.data_dir}", "work"]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def batch_of(uow: UnitOfWork, act: Act, form: str = "zip", people: int = PEOPLE) -> str:
    """A batch of a unit with so many more cadres."""
    with uow:
        unit = next(one for one in uow.units.all() if one.name == "乡")
        added = [uow.people.add(f"干部{number:03d}").id for number in range(people)]
        for person in added:
            uow.people.appoint(person, unit.id, rank="141", post="干事", begins_on=date(2024, 1, 1))
        reassess(uow, added, today().year, on=today(), now=now())
        uow.commit()
    return start_batch(uow, act("dana"), unit, year=today().year, form=form, language="zh", now=now())


def until(uow: UnitOfWork, name: str, reached: Callable[[Batch, int], bool]) -> Batch:
    """The batch once something is so; what it takes too long for fails."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with uow:
            batch = uow.batches.by_public_id(name)
            assert batch is not None
            made = uow.batches.made(batch.id)
        if reached(batch, made):
            return batch
        time.sleep(0.05)
    raise AssertionError(f"{name} stands at {made}")


def wait_for(reached: Callable[[], bool]) -> None:
    """Waits until something is so; what it takes too long for fails."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_over(batch: Batch, _made: int) -> bool:
    """Whether nothing more will come of a batch."""
    return batch.state in ("done", "cancelled", "failed")


def counts(uow: UnitOfWork) -> tuple[int, int, int]:
    """How many codes batches hold, certificates there are, and issues the trail tells of."""
    with uow:
        codes = uow.session.scalar(select(func.count(BatchItemRow.code.distinct())))
        issued = uow.session.scalar(select(func.count()).select_from(IssuedSummaryRow))
        told = uow.session.scalar(select(func.count()).where(TrailRow.tag == "summary:issued"))
    return codes or 0, issued or 0, told or 0


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    installation: Config, uow: UnitOfWork, act: Act, worker: Worker
) -> None:
    name = batch_of(uow, act)
    first = worker()
    until(uow, name, lambda _batch, made: made > 0)
    first.kill()
    first.wait()
    with uow:
        batch = uow.batches.by_public_id(name)
        assert batch is not None
        assert uow.batches.made(batch.id) < batch.total
    worker()
    batch = until(uow, name, is_over)
    assert batch.state == "done"
    assert counts(uow) == (batch.total,) * 3
    file = folder_of(installation.data_dir, name) / batch.sha256
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        assert len(set(names)) == len(names) == batch.total
        assert names == sorted(names)
        assert all(archive.read(one).startswith(b"%PDF") for one in names)
        first_member = hashlib.sha256(archive.read(names[0])).hexdigest()
    wait_for(lambda: [one.name for one in file.parent.iterdir()] == [batch.sha256])
    with uow:
        assert ask_by_file(uow, first_member) == Answer(Genuine.CURRENT)
        assert ask_by_file(uow, batch.sha256) == Answer(Genuine.CURRENT, count=batch.total)


def test_two_batches_at_once_on_two_workers_are_both_whole(
    installation: Config, uow: UnitOfWork, act: Act, worker: Worker
) -> None:
    first = batch_of(uow, act, "volume", people=12)
    second = batch_of(uow, act, "zip", people=3)
    worker(), worker()
    bound, apart = until(uow, first, is_over), until(uow, second, is_over)
    assert (bound.state, apart.state) == ("done", "done")
    book = pypdf.PdfReader(folder_of(installation.data_dir, first) / bound.sha256)
    titles = [str(one.title) for one in book.outline]  # type: ignore[union-attr]
    assert len(titles) == bound.total
    assert "干部000" in titles[1] or "干部000" in titles[0]
    assert "干部011" in (book.pages[-1].extract_text() + titles[-1])
    assert bound.size / bound.total < 40_000
    with uow:
        uow.batches.forget_file(first)
        assert ask_by_file(uow, bound.sha256) == Answer(Genuine.CURRENT, count=bound.total)
    with zipfile.ZipFile(folder_of(installation.data_dir, second) / apart.sha256) as archive:
        assert len(archive.namelist()) == apart.total
    assert counts(uow)[2] == bound.total + apart.total


def test_a_cancelled_batch_issues_nothing_more_and_leaves_no_file(
    installation: Config, uow: UnitOfWork, act: Act, worker: Worker
) -> None:
    name = batch_of(uow, act)
    worker()
    until(uow, name, lambda _batch, made: made > 0)
    cancel_batch(uow, act("dana"), name, now=now())
    made = counts(uow)
    folder = folder_of(installation.data_dir, name)
    wait_for(lambda: not folder.exists())
    assert counts(uow) == made
    with uow:
        batch = uow.batches.by_public_id(name)
        assert batch is not None
        assert (batch.state, batch.sha256) == ("cancelled", "")
        assert uow.batches.made(batch.id) < batch.total


def lose_jobs(installation: Config) -> None:
    """Removes all that DBOS keeps, as a restored ledger has none of it."""
    if installation.database_url.startswith("sqlite:"):
        for file in installation.data_dir.glob(f"{jobs_file(installation).name}*"):
            file.unlink()
        return
    engine = create_engine(installation.database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA dbos CASCADE"))
    engine.dispose()


def test_a_batch_whose_jobs_were_lost_is_finished_from_what_was_not_done(
    installation: Config, uow: UnitOfWork, act: Act, worker: Worker
) -> None:
    name = batch_of(uow, act)
    first = worker()
    until(uow, name, lambda _batch, made: made > 0)
    first.kill()
    first.wait()
    lose_jobs(installation)
    worker()
    batch = until(uow, name, is_over)
    assert batch.state == "done"
    assert counts(uow) == (batch.total,) * 3


def test_a_killed_worker_of_the_service_is_replaced_and_all_end_with_it(
    installation: Config, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAIZHANG_DATABASE_URL", installation.database_url)

    def seen() -> set[str]:
        with uow:
            return set(uow.session.scalars(select(WorkerRow.name)))

    with workers(replace(installation, workers=1)) as (keeper,):
        wait_for(lambda: bool(seen()))
        first, before = seen(), keeper.process
        before.kill()
        wait_for(lambda: bool(seen() - first))
        after = keeper.process
        assert after.poll() is None
    assert before.poll() is not None
    assert after.poll() is not None


def test_a_worker_that_the_database_refuses_asks_again(installation: Config, uow: UnitOfWork) -> None:
    nowhere = make_engine(f"sqlite:///{installation.data_dir / 'nowhere' / 'ledger.sqlite'}")
    engine = make_engine(installation.database_url)
    assert not done(see, Bench(installation, nowhere, nowhere), "worker")
    assert done(see, Bench(installation, engine, engine), "worker")
    with uow:
        assert uow.batches.live_workers(now() - timedelta(minutes=1)) == 1
    engine.dispose()
