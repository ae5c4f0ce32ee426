"""A recompute of a country in a process of its own: `python -m benchmarks.country_recompute URL CADRES`.

Prints as JSON the seconds of each part, of the whole, of the bare streamed loop, and the most memory held.
With 0 cadres, of everybody, and then checks what is kept. On SQLite, where the database works within the
process, seconds are those of the processor: a busy machine does not count.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.engine import bare_loop
from ledger.clock import now, today
from ledger.services import assess_year
from ledger.services.recompute_years import check_year
from ledger.store.assessments import Assessments
from ledger.store.engine import make_engine
from ledger.store.readings_assessments import people_appointed
from ledger.store.unit_of_work import UnitOfWork
from ledger.store.year_facts import POSTED

BARE = f"""
    SELECT person_id, begins_on, coalesce(minutes, 480) FROM {POSTED.name}
    WHERE person_id <= :last ORDER BY person_id, begins_on
"""  # noqa: S608 - the name is that of a table of ours

Parts = dict[str, float]
CLOCK = time.process_time if len(sys.argv) > 1 and sys.argv[1].startswith("sqlite") else time.perf_counter


def main(url: str, cadres: int) -> None:
    """Prints what it took."""
    engine, parts = make_engine(url), dict[str, float]()
    with Session(engine, expire_on_commit=False) as session:
        people = sorted(people_appointed(session, today().year))
        people = people[:cadres] if cadres else people
        session.rollback()
        parts["bare"] = _bare(session, people[-1])
        _watch(assess_year, "facts_of_year", "reading", parts)
        _watch(assess_year, "assess_ready", "engine", parts, drain=True)
        _watch(Assessments, "replace", "writing", parts)
        begin = CLOCK()
        uow = UnitOfWork(session)
        with uow:
            assess_year.reassess(uow, people, today().year, on=today(), now=now())
            parts["writing"] += _took(uow.commit)
        parts["all"] = CLOCK() - begin
        parts["memory"] = _most_memory()
        parts["bare"] = min(parts["bare"], _bare(session, people[-1]))
        if not cadres:
            told, drifts = dict(parts), list[Any]()
            check = _took(lambda: drifts.extend(check_year(uow, today().year, on=today(), now=now())))
            parts = told | {"check": check, "drifts": len(drifts)}
    print(json.dumps(parts))


def _bare(session: Session, last: int) -> float:
    """The seconds of the least there is to do: the rows streamed in order, and a cap on each day."""

    def run() -> None:
        options = {"stream_results": True, "yield_per": 10_000}
        rows: Any = session.execute(text(BARE), {"last": last}, execution_options=options)
        bare_loop(
            rows.cursor if rows.cursor is not None and session.get_bind().dialect.name == "sqlite" else rows
        )
        session.rollback()

    return _took(run)


def _most_memory() -> float:
    """The most megabytes that this program held; `getrusage` would count those of whoever started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _took(act: Callable[[], object]) -> float:
    begin = CLOCK()
    act()
    return CLOCK() - begin


def _watch(where: Any, name: str, part: str, parts: Parts, *, drain: bool = False) -> None:
    """Lets the time that a function of the product takes be added up from outside."""
    original = getattr(where, name)
    parts[part] = 0.0

    def watched(*args: Any, **options: Any) -> Any:
        begin = CLOCK()
        found = original(*args, **options)
        found = iter(list(found)) if drain else found
        parts[part] += CLOCK() - begin
        return found

    setattr(where, name, watched)


def recomputed(url: str, cadres: int) -> Parts:
    """What it took for so many, or for all (0), as a process of its own tells."""
    command = [sys.executable, "-m", "benchmarks.country_recompute", url, str(cadres)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    found: Parts = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
