"""Scratch ledgers: the demo's invented province, and the same with thousands of cadres more."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ledger.clock import now, today
from ledger.config import Config, load_config
from ledger.domain.entry import EntryDraft
from ledger.domain.people import Unit
from ledger.domain.vocabulary import Channel
from ledger.secret_key import make_secret_key
from ledger.services.assess_year import reassess
from ledger.services.demo_data import DEPARTMENT, HOME, fill_demo_data
from ledger.store.base import new_public_id
from ledger.store.engine import make_engine
from ledger.store.entries import new_columns
from ledger.store.rows import AccountRow, AppointmentRow, PersonRow, UnitRow
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork

CADRES = 5000
IN_A_UNIT = 20
UNITS_IN_A_COUNTY = 10
ENTRIES_EACH = 16
WAITING = 300


def demo_ledger(folder: Path) -> Config:
    """The configuration of a fresh ledger with the demo's province in it."""
    folder.mkdir(parents=True)
    config = load_config(folder, environ={})
    make_secret_key(config.secret_key_file)
    engine = make_engine(config.database_url)
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        fill_demo_data(UnitOfWork(session), now=now())
    engine.dispose()
    return load_config(folder, environ={})


def large_ledger(folder: Path, cadres: int, *, entries_each: int = ENTRIES_EACH) -> Config:
    """The configuration of a ledger with so many cadres in one tree; made once in a folder that is kept."""
    made = folder / f"large-{cadres}-{entries_each}"
    if not made.exists():
        begin = time.perf_counter()
        building = made.with_suffix(".building")
        shutil.rmtree(building, ignore_errors=True)
        enlarge(demo_ledger(building), cadres, entries_each)
        building.rename(made)
        print(f"made a ledger of {cadres} cadres in {time.perf_counter() - begin:.0f} s", flush=True)
    return load_config(made, environ={})


def enlarge(config: Config, cadres: int, entries_each: int = ENTRIES_EACH) -> None:
    """Put cadres with approved entries below the demo's city, and a long queue before its reviewer."""
    engine = make_engine(config.database_url)
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        with uow:
            units = _units(uow, cadres // IN_A_UNIT)
            people = _people(uow, units, today())
            _entries(uow, people, entries_each, today(), now())
            _waiting(uow, today(), now())
            reassess(uow, people, today().year, on=today(), now=now())
            uow.commit()
    engine.dispose()


def _units(uow: UnitOfWork, count: int) -> list[Unit]:
    """Counties with townships below the demo's city."""
    city = next(unit for unit in uow.units.all() if unit.name == DEPARTMENT)
    made: list[Unit] = []
    county = city
    for number in range(count):
        if number % UNITS_IN_A_COUNTY == 0:
            county = uow.units.add(f"第{number // UNITS_IN_A_COUNTY + 1}县", "county", city)
            made.append(county)
        else:
            made.append(uow.units.add(f"第{number}镇", "township", county))
    return made


def _people(uow: UnitOfWork, units: Sequence[Unit], on: date) -> dict[int, int]:
    """Twenty cadres in each unit; gives each one's unit."""
    named = [
        {"public_id": new_public_id(), "name": f"示{number:04d}", "pinyin": f"shi{number:04d}"}
        for number in range(len(units) * IN_A_UNIT)
    ]
    statement = insert(PersonRow).returning(PersonRow.id, sort_by_parameter_order=True)
    keys = uow.session.scalars(statement, named).all()
    unit_of = {key: units[at // IN_A_UNIT] for at, key in enumerate(keys)}
    posts: list[dict[str, Any]] = [
        {
            "public_id": new_public_id(),
            "person_id": key,
            "unit_id": unit.id,
            "rank": "132" if unit.level == "county" else "142",
            "post": "副职",
            "tags": [],
            "position": at % IN_A_UNIT,
            "begins_on": date(on.year - 1, 3, 1),
        }
        for at, (key, unit) in enumerate(unit_of.items())
    ]
    uow.session.execute(insert(AppointmentRow), posts)
    return {key: unit.id for key, unit in unit_of.items()}


def _entries(uow: UnitOfWork, people: dict[int, int], each: int, on: date, now: datetime) -> None:
    account = uow.session.scalars(select(AccountRow.id).order_by(AccountRow.id)).first() or 0
    approved = {"status": "approved", "version": 3, "decided_by": account, "decided_at": now}
    drafts = ((person, unit, draft(n, person, on)) for person, unit in people.items() for n in range(each))
    rows = [
        new_columns(person, unit, one, created_by=account, now=now, on=one.ends_on) | approved
        for person, unit, one in drafts
    ]
    uow.entries.add_many(rows)


def _waiting(uow: UnitOfWork, on: date, now: datetime) -> None:
    """Entries of the demo's county that wait for its reviewer."""
    unit = uow.session.scalars(select(UnitRow.id).where(UnitRow.name == HOME)).one()
    query = (
        select(AccountRow.id, AppointmentRow.person_id)
        .join(AppointmentRow, AppointmentRow.person_id == AccountRow.person_id)
        .where(AppointmentRow.unit_id == unit, AccountRow.username != "reviewer")
    )
    owners = uow.session.execute(query).all()
    rows: list[dict[str, Any]] = []
    for n in range(WAITING):
        account, person = owners[n % len(owners)].tuple()
        columns = new_columns(person, unit, draft(n, person, on), created_by=account, now=now, on=on)
        rows.append(
            columns | {"status": "submitted", "version": 2, "submitted_by": account, "submitted_at": now}
        )
    uow.entries.add_many(rows)


def draft(n: int, person: int, on: date) -> EntryDraft:
    """An entry on some day of this year up to today, every third one in the field."""
    begins = date(on.year, 1, 1)
    day = begins + timedelta(days=(n * 23 + person * 7) % ((on - begins).days + 1))
    if n % 3 == 0:
        return EntryDraft(Channel.FIELD, day, day, mode="visit", place_name="东坪村", done="入户走访。")
    return EntryDraft(
        Channel.ONLINE,
        day,
        day,
        start=f"{8 + n % 12:02d}:00",
        minutes=30 + n % 4 * 15,
        mode="reply",
        platform="liuyanban",
        reference=f"{person}-{n}",
        heard="反映夏季午后水压不足。",
        done="联系供水站检修，已回复。",
    )
