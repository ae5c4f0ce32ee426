"""A country in the product's own schema: 10,000 units in a tree, 100,000 cadres, 2,000,000 entries."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlalchemy.orm import Session

from ledger.domain.people import Unit
from ledger.services.demo_data import DEPARTMENT
from ledger.services.open_journal import post_what_stands
from ledger.store.base import table_of
from ledger.store.rows import (
    AccountRow,
    AppointmentRow,
    EntryRow,
    JournalRow,
    OutcomeEntryRow,
    OutcomeRow,
    OutcomeShareRow,
    PersonRow,
    PostedEntryRow,
    UnitRow,
)
from ledger.store.unit_of_work import UnitOfWork

PROVINCES = 30
COUNTIES = 11
TOWNSHIPS = 29
"""Below each of the one above: 30 x (1 + 11 x (1 + 29)) = 9,930 units beside those of the demo."""

MOMENT = "2026-11-01 08:00:00.000000"
TEXT_HEARD = "群众反映夏季午后水压不足，高层住户用水困难，希望尽快检修。"
TEXT_DONE = "联系供水站检修增压泵，当天回复，并约定九月底前回访。"
ONLINE_MODES = ("reply", "reply", "reply", "browse", "live_qa", "reception")
OUTCOMES_IN_100 = 40
"""So many of a hundred cadres have a verified report of their own."""

FIRST_ENTRY = 10_000_001
"""The key of the first entry; the first of each cadre come before the second."""

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Size:
    """How large a country is."""

    cadres: int = 100_000
    entries_each: int = 20

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self.cadres * self.entries_each


def fill_country(engine: Engine, size: Size, year: int) -> None:
    """Put the country below the demo's city, by the bulk loading of the database itself."""
    with engine.begin() as connection:
        units = _units(connection, size)
        account = connection.scalar(select(func.min(table_of(AccountRow).c.id))) or 0
        first = (connection.scalar(select(func.max(table_of(PersonRow).c.id))) or 0) + 1
    people = range(first, first + size.cadres)
    _load(engine, PersonRow, _people(people))
    _load(engine, AppointmentRow, _appointments(people, units, year))
    _load(engine, EntryRow, entry_rows(people, size, units, account, year))
    with engine.begin() as connection:
        start = (connection.scalar(select(func.max(table_of(OutcomeRow).c.id))) or 0) + 1
    authors = [person for person in people if person * 37 % 100 < OUTCOMES_IN_100]
    _load(engine, OutcomeRow, _outcomes(authors, start, account, year))
    _load(engine, OutcomeShareRow, _shares(authors, people, start, units))
    _load(engine, OutcomeEntryRow, _sources(authors, people, start))
    with engine.begin() as connection:
        last = connection.execute(
            select(JournalRow.seq, JournalRow.hash).order_by(JournalRow.seq.desc()).limit(1)
        ).one()
    entries = entry_rows(people, size, units, account, year)
    _load(engine, JournalRow, _journal(entries, last.seq, last.hash, account))
    entries = entry_rows(people, size, units, account, year)
    _load(engine, PostedEntryRow, _posted(entries, last.seq))
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        with uow:
            post_what_stands(uow)  # The outcomes, as the product posts them.
            uow.commit()


def _units(connection: Connection, size: Size) -> list[int]:
    """The keys of the new units; a small country has fewer of them."""
    table = table_of(UnitRow)
    city = connection.execute(select(table).where(table.c.name == DEPARTMENT)).one()
    root = Unit(city.id, city.public_id, city.name, city.level, city.path, city.parent_id)
    key = connection.scalar(select(func.max(table.c.id))) or 0
    rows: list[dict[str, Any]] = []

    def add(parent: tuple[int, str], level: str, name: str, position: int) -> tuple[int, str]:
        at = key + len(rows) + 1
        path = f"{parent[1]}{at:08d}"
        row = {"id": at, "public_id": f"u{at:013d}", "parent_id": parent[0], "name": name, "level": level}
        rows.append(row | {"path": path, "position": position})
        return at, path

    wanted = max(size.cadres // 10, 1)
    for province in range(PROVINCES):
        if len(rows) >= wanted:
            break
        above = add((root.id, root.path), "city", f"第{province + 1}州", 100 + province)
        for county in range(COUNTIES):
            here = add(above, "county", f"第{province + 1}州{county + 1}县", county)
            for township in range(TOWNSHIPS):
                add(here, "township", f"{province + 1}州{county + 1}县{township + 1}镇", township)
    connection.execute(insert(table), rows)
    return [row["id"] for row in rows]


def _people(people: Sequence[int]) -> Iterator[dict[str, Any]]:
    for n in people:
        yield {"id": n, "public_id": f"p{n:013d}", "name": f"示{n:06d}", "pinyin": f"shi{n:06d}"}


def _unit_of(person: int, units: Sequence[int]) -> int:
    return units[person * 7919 % len(units)]


def _appointments(people: Sequence[int], units: Sequence[int], year: int) -> Iterator[dict[str, Any]]:
    begin = date(year - 1, 3, 1).isoformat()
    for n in people:
        yield {
            "id": n + len(people),
            "public_id": f"a{n:013d}",
            "person_id": n,
            "unit_id": _unit_of(n, units),
            "rank": ("131", "132")[n % 2],
            "post": "副职",
            "tags": "[]",
            "position": n % 10,
            "begins_on": begin,
        }


def entry_rows(
    people: Sequence[int], size: Size, units: Sequence[int], account: int, year: int
) -> Iterator[dict[str, Any]]:
    """Approved entries as they come in in a year: each cadre's lie far from each other."""
    days = [(date(year, 1, 1) + timedelta(days=n)).isoformat() for n in range(325)]
    fixed = {
        "heard": TEXT_HEARD, "done": TEXT_DONE, "counts": "{}", "status": "approved", "version": 3,
        "created_by": account, "created_at": MOMENT, "updated_at": MOMENT, "submitted_by": account,
        "submitted_at": MOMENT, "decided_by": account, "decided_at": MOMENT, "reason": "",
        "reached": "", "companions": "", "contact_point": False,
    }  # fmt: skip
    key = FIRST_ENTRY - 1
    for n in range(size.entries_each):
        for person in people:
            key += 1
            day = days[(n * 16 + person * 7 + person * n % 13) % len(days)]
            own = {
                "id": key,
                "public_id": f"e{key:013d}",
                "person_id": person,
                "begins_on": day,
                "ends_on": day,
            }
            own |= {"unit_id": _unit_of(person, units), "logged_on": day, "reference": f"{person}-{n}"}
            yield fixed | own | (_visit(person + n) if n % 3 == 0 else _sitting(person, n))


def _visit(at: int) -> dict[str, Any]:
    half = "am" if at % 4 == 0 else None
    return {
        "channel": "field",
        "mode": "visit",
        "place_code": "330106001",
        "place_name": "东坪村",
        "to_half": half,
    }


def _sitting(person: int, n: int) -> dict[str, Any]:
    return {
        "channel": "online",
        "mode": ONLINE_MODES[(person + n) % len(ONLINE_MODES)],
        "platform": "liuyanban",
        "start": None if (person + n) % 5 == 0 else f"{8 + n % 12:02d}:{person % 6}0",
        "minutes": 20 + (person * 3 + n) % 9 * 15,
        "place_name": "",
    }


def _outcomes(authors: Sequence[int], start: int, account: int, year: int) -> Iterator[dict[str, Any]]:
    for at, person in enumerate(authors):
        key = start + at
        yield {
            "id": key, "public_id": f"o{key:013d}", "kind": "research_report", "title": f"调研报告{person}",
            "level": "", "on_date": date(year, 1 + person % 10, 1 + person % 28).isoformat(),
            "reference": "", "note": "", "status": "verified", "version": 2, "recorded_by": account,
            "created_at": MOMENT, "decided_by": account, "decided_at": MOMENT, "reason": "",
        }  # fmt: skip


def _shares(
    authors: Sequence[int], people: Sequence[int], start: int, units: Sequence[int]
) -> Iterator[dict[str, Any]]:
    for at, person in enumerate(authors):
        unit = _unit_of(person, units)
        yield {
            "id": start + at + len(people), "outcome_id": start + at, "person_id": person, "unit_id": unit,
            "part": 1, "whole": 1,
        }  # fmt: skip


def _sources(authors: Sequence[int], people: Sequence[int], start: int) -> Iterator[dict[str, Any]]:
    """Of each outcome the author's first entry, which it came from."""
    for at, person in enumerate(authors):
        entry = FIRST_ENTRY + person - people[0]
        yield {"id": start + at + len(people), "outcome_id": start + at, "entry_id": entry}


def _journal(
    entries: Iterator[dict[str, Any]], seq: int, previous: str, account: int
) -> Iterator[dict[str, Any]]:
    """A posting of each entry; bodies and hashes stand in for real ones, which a recompute never reads."""
    for entry in entries:
        seq += 1
        made = f"sha256:{seq:064x}"
        yield {
            "seq": seq, "at": MOMENT, "account_id": account, "act": "posted", "object_kind": "entry",
            "object_id": entry["id"], "version": 3, "person_id": entry["person_id"], "body": "{}",
            "reason": "", "previous": previous, "hash": made, "algorithm": "sha256",
        }  # fmt: skip
        previous = made


def _posted(entries: Iterator[dict[str, Any]], seq: int) -> Iterator[dict[str, Any]]:
    """The facts of each entry as they were posted."""
    names = [column.name for column in table_of(PostedEntryRow).columns]
    for number, entry in enumerate(entries, seq + 1):
        yield {name: entry[name] for name in names if name in entry} | {
            "seq": number,
            "entry_id": entry["id"],
        }


def _load(engine: Engine, row: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Many rows of one table: COPY on PostgreSQL, one prepared statement on SQLite."""
    table = table_of(row)
    first = next(rows)
    names = sorted({*first, *(c.name for c in table.columns if c.nullable)} & set(table.columns.keys()))
    plain = (tuple([one.get(name) for name in names]) for one in _chained(first, rows))
    columns = ", ".join(f'"{name}"' for name in names)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection, _without_indexes(connection, table.name):
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # Two million rows are one statement.
            cursor = connection.connection.cursor()
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for values in plain:
                    copy.write_row(values)
            if "id" not in table.columns:
                return
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            newest = f'(SELECT max(id) FROM "{table.name}")'  # noqa: S608 - a table of ours
            connection.execute(text(f"SELECT setval({sequence}, {newest})"))
        return
    marks = ", ".join("?" * len(names))
    with engine.begin() as connection, _without_indexes(connection, table.name):
        cursor = connection.connection.cursor()
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - as above
        cursor.executemany(statement, plain)  # type: ignore[arg-type]


def _chained(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


@contextlib.contextmanager
def _without_indexes(connection: Connection, table: str) -> Iterator[None]:
    """A table without its plain indexes meanwhile: they are built again at once, which is quicker."""
    if connection.dialect.name == "postgresql":
        query = text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table AND indexname LIKE 'ix%'"
        )
    else:
        query = text(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = :table AND name LIKE 'ix%'"
        )
    known = connection.execute(query, {"table": table}).all()
    for name, _ in known:
        connection.execute(text(f'DROP INDEX "{name}"'))
    yield
    for _, statement in known:
        connection.execute(text(statement))


def settle(engine: Engine) -> None:
    """Let the database learn what is in its tables, as it does by itself in the course of days."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
        else:
            connection.execute(text("ANALYZE"))
