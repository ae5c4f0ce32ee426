"""Recomputes of a country in a process of its own: `python -m benchmarks.country_recompute URL CADRES N`.

Prints as JSON the medians over N rounds: of each part, of the whole and of the bare streamed loop, once by
the clock on the wall and once by the processor time of this process and of those it started, in seconds, and
the most memory that this one and one of those held, in megabytes. With 0 cadres, of everybody, and then what
is kept is checked. The processor time of a PostgreSQL server is not in it: it works elsewhere.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.engine import bare_loop
from ledger.clock import now, today
from ledger.services import assess_year
from ledger.services.assess_in_shards import in_shards, workers_for
from ledger.services.recompute_years import check_year, counted_afresh, recompute_year
from ledger.store.assessments import Assessments
from ledger.store.engine import make_engine
from ledger.store.people import People
from ledger.store.readings_assessments import people_appointed
from ledger.store.unit_of_work import UnitOfWork
from ledger.store.year_facts import POSTED

BARE = f"""
    SELECT person_id, begins_on, coalesce(minutes, 480) FROM {POSTED.name}
    WHERE person_id <= :last ORDER BY person_id, begins_on
"""  # noqa: S608 - the name is that of a table of ours

PARTS = (
    (People, "postings", "reading"),
    (assess_year, "facts_of_year", "reading"),
    (assess_year, "assess_ready", "engine"),
    (Assessments, "put", "writing"),
)
"""The functions of the product whose time is told apart where one process does it all."""

Parts = dict[str, float]
"""By part, with `.cpu` behind the name for the processor time."""


class Took(NamedTuple):
    """A time on the wall, and that of the processors for this process and its descendants."""

    elapsed: float
    cpu: float


def main(url: str, cadres: int, rounds: int) -> None:
    """Prints what it took."""
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        people = sorted(people_appointed(session, today().year))
        people = people[:cadres] if cadres else people
        session.rollback()
        uow = UnitOfWork(session)
        found: dict[str, list[float]] = defaultdict(list)
        for _ in range(rounds):
            for part, took in _round(uow, people, everybody=not cadres).items():
                found[part].append(took)
    print(json.dumps({part: statistics.median(times) for part, times in found.items()}))


def _round(uow: UnitOfWork, people: list[int], *, everybody: bool) -> Parts:
    """One round: the bare loop, one process beside it, and for everybody several processes and a check."""
    parts: Parts = {}
    _note(parts, "bare", _took(partial(_bare, uow.session, people[-1])))
    parts |= _alone(uow, people)
    parts["memory"] = _most_memory("self")
    if not everybody:
        return parts
    workers = workers_for(len(people))
    parts["workers"], parts["child memory"] = workers, 0.0

    def count() -> None:
        work = partial(counted_afresh, year=today().year, on=today(), now=now())
        for number, _ in enumerate(in_shards(uow, people, work, workers=workers)):
            if number % SAMPLED == 0:  # To look takes time that is not the product's.
                children = [_most_memory(one) for one in _descendants(os.getpid())]
                parts["child memory"] = max(parts["child memory"], *children, 0.0)

    assess = partial(_assessed, year=today().year, on=today())
    _note(parts, "assessing", _took(lambda: sum(in_shards(uow, people, assess, workers=workers))))
    _note(parts, "counting", _took(count))
    again = partial(recompute_year, uow, today().year, on=today(), now=now(), workers=workers)
    _note(parts, "recompute", _took(again))
    drifts: list[Any] = []
    check = partial(check_year, uow, today().year, on=today(), now=now(), workers=workers)
    _note(parts, "check", _took(lambda: drifts.extend(check())))
    return parts | {"drifts": len(drifts)}


def _note(parts: Parts, name: str, took: Took) -> None:
    parts[name], parts[f"{name}.cpu"] = took


def _alone(uow: UnitOfWork, people: list[int]) -> Parts:
    """What each part takes where one process reads, counts and writes everything."""
    parts: Parts = defaultdict(float)
    watched = [_watch(where, name, part, parts) for where, name, part in PARTS]
    with uow:
        took = _took(lambda: assess_year.reassess(uow, people, today().year, on=today(), now=now()))
        commit = _took(uow.commit)
    for restore in watched:
        restore()
    parts["writing"] += commit.elapsed
    parts["writing.cpu"] += commit.cpu
    _note(parts, "alone", Took(took.elapsed + commit.elapsed, took.cpu + commit.cpu))
    return parts


def _assessed(uow: UnitOfWork, people: Sequence[int], *, year: int, on: date) -> int:
    """How many of a shard were read and assessed: what one process's reading and engine are beside."""
    return sum(1 for _ in assess_year.assess_people(uow, people, year, as_of=on, keep_steps=False))


def _bare(session: Session, last: int) -> None:
    """The least there is to do: the rows streamed in order, and a cap on each day."""
    options = {"stream_results": True, "yield_per": 10_000}
    rows: Any = session.execute(text(BARE), {"last": last}, execution_options=options)
    plain = rows.cursor is not None and session.get_bind().dialect.name == "sqlite"
    bare_loop(rows.cursor if plain else rows)
    session.rollback()


def _took(act: Callable[[], object]) -> Took:
    begin, cpu = time.perf_counter(), _family_seconds()
    act()
    return Took(time.perf_counter() - begin, _family_seconds() - cpu)


def _watch(where: Any, name: str, part: str, parts: Parts) -> Callable[[], None]:
    """Lets the time that a function of the product takes be added up from outside; gives what ends that."""
    original = getattr(where, name)

    def watched(*args: Any, **options: Any) -> Any:
        begin, cpu = time.perf_counter(), time.process_time()
        found = original(*args, **options)
        found = iter(list(found)) if isinstance(found, Iterator) else found
        parts[part] += time.perf_counter() - begin
        parts[f"{part}.cpu"] += time.process_time() - cpu
        return found

    setattr(where, name, watched)
    return lambda: setattr(where, name, original)


SAMPLED = 9
"""The memory of other processes is looked at after one of so many shards: what is seen is their most."""
TICK = os.sysconf("SC_CLK_TCK")


def _family_seconds() -> float:
    """The processor time of this process and of all that it started, also of those that have ended."""
    return time.process_time() + sum(_seconds_of(one) for one in _descendants(os.getpid()))


def _seconds_of(pid: str) -> float:
    """The processor time of a process, with that of its own children that have ended."""
    return sum(map(int, _status_of(pid)[11:15])) / TICK


def _descendants(pid: int) -> list[str]:
    """The processes that this one started, and those that they started."""
    below: dict[str, list[str]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _status_of(folder.name)
        if fields:
            below[fields[1]].append(folder.name)
    found, todo = list[str](), [str(pid)]
    while todo:
        children = below[todo.pop()]
        found += children
        todo += children
    return found


def _status_of(pid: str) -> list[str]:
    """What the system says of a process, behind its name; nothing of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _most_memory(pid: str) -> float:
    """The most megabytes that a program held; `getrusage` would count those of whoever started it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8", "replace")
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0
    )


def recomputed(url: str, cadres: int, rounds: int) -> Parts:
    """What it took for so many, or for all (0), as a process of its own tells.

    Raises:
        RuntimeError: it failed; with what it said.
    """
    command = [sys.executable, "-m", "benchmarks.country_recompute", url, str(cadres), str(rounds)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - ourselves
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: Parts = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
