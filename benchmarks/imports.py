"""Times an import of 2,000 handled messages with invented texts, from the file to the verified outcomes."""

from __future__ import annotations

import io
import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.ledgers import demo_ledger
from ledger.clock import now, today
from ledger.domain.permissions import Actor
from ledger.services.import_messages import (
    check_upload,
    import_messages,
    keep_messages,
    load_upload,
    submit_imported,
)
from ledger.services.record_outcome import verify_outcomes
from ledger.services.review_entries import approve_entries
from ledger.store.engine import make_engine
from ledger.store.rows import EntryRow, OutcomeRow
from ledger.store.unit_of_work import UnitOfWork

ROWS = 2000
MINUTES = 20
HEADS = ("编号", "留言人", "主题", "内容", "留言时间", "答复内容", "答复时间")


def main(folder: Path) -> None:
    """Prints the figures."""
    scratch = folder / "imports"
    shutil.rmtree(scratch, ignore_errors=True)
    engine = make_engine(demo_ledger(scratch).database_url)
    with Session(engine, expire_on_commit=False) as session:
        run(UnitOfWork(session), workbook())
    engine.dispose()


def run(uow: UnitOfWork, content: bytes) -> None:
    """Brings the file in and takes it all the way, telling the time of each step."""
    cadre, reviewer = actor(uow, "cadre"), actor(uow, "reviewer")
    if cadre.own_cadre is None:
        raise LookupError("the account enters for nobody")
    moment: dict[str, Any] = {"on": today(), "now": now()}
    clock = Clock()
    name = keep_messages(uow, cadre, cadre.own_cadre, MINUTES, "留言.xlsx", content, now=now())
    clock.tell("kept")
    with uow:
        upload = load_upload(uow, cadre, name)
    check = check_upload(uow, cadre, upload, on=today())
    clock.tell("dry run")
    count = import_messages(uow, cadre, name, check.digest, **moment)
    clock.tell("imported as drafts")
    submit_imported(uow, cadre, name, **moment)
    clock.tell("handed in")
    entries = names(uow, select(EntryRow.public_id).where(EntryRow.upload_id == upload.id))
    clock.begin()
    approve_entries(uow, reviewer, entries, **moment)
    clock.tell("approved")
    outcomes = names(uow, select(OutcomeRow.public_id).where(OutcomeRow.source_key.is_not(None)))
    clock.begin()
    verify_outcomes(uow, reviewer, outcomes, **moment)
    clock.tell("verified")
    print(f"import: {count} entries, {len(outcomes)} outcomes in all {clock.total:.2f} s", flush=True)


class Clock:
    """Tells how long each step took, one after the other."""

    def __init__(self) -> None:
        self.total = 0.0
        self.begin()

    def begin(self) -> None:
        """Start the next step now."""
        self.began = time.perf_counter()

    def tell(self, step: str) -> None:
        """Print the step that has just ended, and start the next."""
        took = time.perf_counter() - self.began
        self.total += took
        print(f"import of {ROWS} rows: {step:20s} {took:6.2f} s", flush=True)
        self.begin()


def actor(uow: UnitOfWork, username: str) -> Actor:
    """Who an account of the demo is."""
    with uow:
        account = uow.accounts.by_username(username)
        found = None if account is None else uow.accounts.actor(account.id, today())
    if found is None:
        raise LookupError(username)
    return found


def names(uow: UnitOfWork, query: Any) -> list[str]:
    """The names in addresses that a query finds."""
    with uow:
        return list(uow.session.scalars(query))


def workbook() -> bytes:
    """A workbook of handled messages; no two say the same."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("留言")
    sheet.append(HEADS)
    for n in range(ROWS):
        asked = today() - timedelta(days=3 + n % 200)
        sheet.append(_row(n, asked.isoformat(), (asked + timedelta(days=2)).isoformat()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(n: int, asked: str, replied: str) -> tuple[str, ...]:
    heard = f"第 {n} 件：村里夏季午后水压不足，楼上基本没有水，联系电话 1380000{n:04d}，盼尽快解决。" * 3
    done = f"第 {n} 件经核实，加压站设备老化，已安排更换，预计月底前完成，期间每日送水两次。" * 4
    return (f"9{n:07d}", f"网友{n:04d}", f"关于第 {n} 号片区供水的留言", heard, asked, done, replied)
