"""Times a batch on two worker processes, from the form to the result, as both archive and volume."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.ledgers import demo_ledger
from ledger.clock import now, today
from ledger.domain.permissions import Actor
from ledger.papers import fonts_of
from ledger.services.assess_year import reassess
from ledger.services.print_batch import start_batch
from ledger.store.base import new_public_id, table_of
from ledger.store.engine import make_engine
from ledger.store.rows import AccountRow, EntryRow
from ledger.store.unit_of_work import UnitOfWork

PEOPLE = 3000
ENTRIES = 20
WORKERS = 2
MAIN = "import sys; from ledger.cli import main; sys.exit(main())"


def main(folder: Path) -> None:
    """Prints the figures."""
    scratch = folder / "batches"
    shutil.rmtree(scratch, ignore_errors=True)
    config = demo_ledger(scratch)
    fonts_of(config)
    engine = make_engine(config.database_url)
    environment = {**os.environ, "TAIZHANG_DATABASE_URL": config.database_url}
    command = [sys.executable, "-c", MAIN, f"--data={scratch}", "work"]
    workers = [subprocess.Popen(command, env=environment) for _number in range(WORKERS)]  # noqa: S603
    try:
        with Session(engine, expire_on_commit=False) as session:
            uow = UnitOfWork(session)
            actor = fill(uow)
            for form in ("zip", "volume"):
                tell(uow, actor, form)
    finally:
        for worker in workers:
            worker.terminate()
    engine.dispose()


def fill(uow: UnitOfWork) -> Actor:
    """A unit with so many cadres and their entries; the department that looks after it."""
    with uow:
        accounts = list(uow.session.scalars(select(AccountRow.id)))
        actors = [uow.accounts.actor(key, today()) for key in accounts]
        actor = next(one for one in actors if one is not None and one.department_paths)
        above = next(unit for unit in uow.units.all() if actor.in_department(unit.path))
        unit = uow.units.add("批量单位", "township", above)
        people = [uow.people.add(f"干部{number:04d}").id for number in range(PEOPLE)]
        for person in people:
            uow.people.appoint(person, unit.id, rank="141", post="干事", begins_on=date(2020, 1, 1))
        rows = [entry(person, unit.id, actor.account_id, day) for person in people for day in range(ENTRIES)]
        uow.session.execute(insert(table_of(EntryRow)), rows)
        reassess(uow, people, today().year, on=today(), now=now())
        uow.commit()
    return replace(actor)


def entry(person: int, unit: int, account: int, number: int) -> dict[str, object]:
    """An approved sitting online."""
    on = date(today().year, 1 + number % 10, 1 + number)
    blank = dict.fromkeys(("place_name", "reference", "reached", "heard", "companions", "reason"), "")
    return blank | {
        "public_id": new_public_id(),
        "person_id": person,
        "unit_id": unit,
        "channel": "online",
        "begins_on": on,
        "ends_on": on,
        "minutes": 90,
        "mode": "reply",
        "platform": "liuyanban",
        "done": f"答复了三条留言，第 {number} 次，都已办结",
        "status": "approved",
        "logged_on": on,
        "created_by": account,
        "created_at": now(),
        "updated_at": now(),
    }


def tell(uow: UnitOfWork, actor: Actor, form: str) -> None:
    """Says how long one batch takes and how large its result is."""
    with uow:
        unit = next(one for one in uow.units.all() if one.name == "批量单位")
    begun = time.perf_counter()
    name = start_batch(uow, actor, unit, year=today().year, form=form, language="zh", now=now())
    while True:
        with uow:
            batch = uow.batches.by_public_id(name)
        if batch is None or not batch.is_open:
            break
        time.sleep(0.1)
    if batch is None or batch.state != "done":
        raise RuntimeError("the batch did not get done")
    seconds = time.perf_counter() - begun
    print(
        f"batches {form}: {batch.total} summaries in {seconds:.1f} s on {WORKERS} workers, "
        f"{batch.size / batch.total / 1024:.1f} KB each"
    )
