"""Times lists as files: 20,000 entries from the database to the last byte, beside openpyxl."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import IO

import openpyxl
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.ledgers import demo_ledger
from exports.entries_table import entries_table
from exports.sheet import Sheet
from exports.table_csv import table_csv
from exports.table_xlsx import table_xlsx
from ledger.clock import now, today
from ledger.domain.permissions import Actor, Grant, Role
from ledger.domain.wording import in_chinese
from ledger.store.base import new_public_id, table_of
from ledger.store.engine import make_engine
from ledger.store.entry_filter import EntryFilter
from ledger.store.readings_entries import every_entry
from ledger.store.readings_entry_totals import entry_totals
from ledger.store.rows import AccountRow, AppointmentRow, EntryRow

ROWS = 20_000
RUNS = 5


def main(folder: Path) -> None:
    """Prints the figures."""
    scratch = folder / "files"
    shutil.rmtree(scratch, ignore_errors=True)
    engine = make_engine(demo_ledger(scratch).database_url)
    with Session(engine, expire_on_commit=False) as session:
        actor = cadre_with_entries(session)
        session.commit()
        for name, write in (("csv", write_csv), ("xlsx", table_xlsx), ("openpyxl", write_openpyxl)):
            tell(name, session, actor, write)
    engine.dispose()


def cadre_with_entries(session: Session) -> Actor:
    """A cadre with as many entries as are to be written."""
    account = session.execute(
        select(AccountRow.id, AccountRow.person_id).where(AccountRow.person_id.is_not(None))
    ).first()
    if account is None:
        raise LookupError("the demo has no cadre with an account")
    unit = session.scalar(select(AppointmentRow.unit_id).where(AppointmentRow.person_id == account.person_id))
    blank = dict.fromkeys(("place_name", "reference", "reached", "heard", "companions", "reason"), "")
    rows = [
        blank
        | {
            "public_id": new_public_id(),
            "person_id": account.person_id,
            "unit_id": unit,
            "channel": "online",
            "begins_on": today() - timedelta(days=number % 360),
            "ends_on": today() - timedelta(days=number % 360),
            "minutes": number % 120 + 1,
            "mode": "reply",
            "platform": "liuyanban",
            "done": f"答复了三条留言，第 {number} 次，都已办结",
            "status": "approved",
            "logged_on": today(),
            "created_by": account.id,
            "created_at": now(),
            "updated_at": now(),
        }
        for number in range(ROWS)
    ]
    session.execute(insert(table_of(EntryRow)), rows)
    grants = (Grant(Role.CADRE, person_id=account.person_id),)
    return Actor(account.id, "", "", "business", account.person_id, grants, today())


def tell(name: str, session: Session, actor: Actor, write: Callable[[Sheet, IO[bytes]], None]) -> None:
    """Says how long one form takes, from the query to the last byte."""
    wanted, times = EntryFilter(person_id=actor.person_id), []
    for _run in range(RUNS):
        begun = time.process_time()
        totals = entry_totals(session, actor, wanted)
        lines = every_entry(session, actor, wanted)
        sheet = entries_table(
            lines, in_chinese, named=False, minutes=totals.minutes, half_days=totals.half_days
        )
        with tempfile.TemporaryFile() as target:
            write(sheet, target)
            size = target.tell()
        times.append(time.process_time() - begun)
    times.sort()
    print(
        f"files {name}: {totals.count} rows, CPU median {times[RUNS // 2] * 1000:.0f} ms, "
        f"best {times[0] * 1000:.0f} ms, {size:,} bytes"
    )


def write_csv(sheet: Sheet, target: IO[bytes]) -> None:
    """Writes the CSV."""
    for piece in table_csv(sheet):
        target.write(piece)


def write_openpyxl(sheet: Sheet, target: IO[bytes]) -> None:
    """Writes the same rows as openpyxl does where it keeps none of them."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.append([column.title for column in sheet.columns])
    rows: Iterable[object] = sheet.rows
    for row in rows:
        page.append(row)
    book.save(target)
