"""A workbook as large as is taken, with errors in the middle, brought over the web; the server dies at it."""

from __future__ import annotations

import http.client
import io
import os
import re
import signal
import subprocess
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from sqlalchemy import func, select

from faults.browsing import Person, Watch
from faults.outcome import Outcome
from faults.standing import Standing, workers_of
from ledger.clock import today
from ledger.files.table import MAX_ROWS
from ledger.store.engine import make_engine
from ledger.store.rows import EntryRow
from tests.message_files import HEADS, message

if TYPE_CHECKING:
    from faults.browsing import Reply
    from tests.databases import Databases

SHORT_ROWS = 2_000
BAD = {"number": "", "day": "2099-13-45", "reply": ""}
"""What is wrong with some rows in the middle: no number, no day that there is, no reply."""

MOST_MEGABYTES = 2_048
"""What a process of the server may come to hold at the most with the largest workbook."""

PATIENCE = 900.0
PAGE = "/imports/messages"


def large_workbook(databases: Databases, *, short: bool) -> Outcome:
    """Dry run and import: all good rows once or none, the others named by row; then the server is killed."""
    rows = SHORT_ROWS if short else MAX_ROWS
    bad = range(rows // 2, rows // 2 + 9 * len(BAD), 3)
    content, good = workbook(rows, bad), rows - len(bad)
    standing, watch, outcome = Standing(databases), Watch(), Outcome()
    try:
        with standing.served() as server:
            alice = Person(standing.port, "alice", patience=PATIENCE).sign_in()
            begin, place = time.monotonic(), brought(alice, watch, content)
            told = alice.ask("GET", place)
            watch.note(told)
            outcome.damages += named(told.body, good, bad)
            seconds = [time.monotonic() - begin]
            form = {
                "csrf_token": alice.token,
                "form_key": uuid.uuid4().hex,
                "act": "take",
                "seen": seen(told),
            }
            for wait in (0.3,) if short else (4.0, 15.0):
                outcome.injected += killed(server, alice, place, form, wait)
                outcome.between += kept(standing)[0] not in (0, good)
            begin = time.monotonic()
            for _again in range(2):
                outcome.acknowledged += good * watch.note(patiently(alice, place, form))
                seconds.append(time.monotonic() - begin)
            peak = max(peak_megabytes(pid) for pid in workers_of(server))
        count, distinct = kept(standing)
        outcome.injected += len(bad)
        outcome.acknowledged //= 2  # the same form was answered twice
        outcome.lost, outcome.doubled = max(0, good - distinct), count - distinct
        outcome.unhandled = len(watch.unhandled)
        outcome.damages += standing.damages()
        if peak > MOST_MEGABYTES:
            outcome.damages.append(f"一个进程用到 {peak} MB")
        size = f"{rows} 行、{len(content) / 1e6:.1f} MB"
        outcome.notes.append(f"{size}：试导 {seconds[0]:.0f} 秒，导入 {seconds[1]:.0f} 秒，最多 {peak} MB")
        return outcome
    finally:
        standing.remove()


def workbook(rows: int, bad: range) -> bytes:
    """The file, with what is wrong in turn in the bad rows; the heads are its row 1."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADS)
    day, wrong = today().isoformat(), list(BAD.items())
    for number in range(rows):
        if number not in bad:
            sheet.append(message(number, day))
            continue
        what, value = wrong[(number // bad.step) % len(wrong)]
        row = {"number": str(number), "day": day} | {what: value}
        sheet.append(message(**row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought(person: Person, watch: Watch, content: bytes) -> str:
    """Upload it for oneself; gives where the dry run is."""
    page = person.ask("GET", PAGE).body
    found = re.search(r'name="person"[^>]*value="([^"]+)"', page) or re.search(
        r'<option[^>]*value="([^"]+)"', page
    )
    if found is None:
        raise RuntimeError("nobody to import for")
    fields = {"csrf_token": person.token, "form_key": uuid.uuid4().hex, "minutes": "20", "person": found[1]}
    reply = person.bring(PAGE, fields, "留言.xlsx", content)
    watch.note(reply)
    if reply.status != 302:
        raise RuntimeError(f"the workbook was not taken: {reply.status} {reply.body[-500:]}")
    return reply.location


def named(page: str, good: int, bad: range) -> list[str]:
    """What the dry run does not say: how many rows are good and bad, and every bad one by its number."""
    shown = {int(one) for one in re.findall(r'<td class="num"[^>]*>(\d+)</td>', page)}
    missing = sorted({number + 2 for number in bad} - shown)  # the heads, and rows counted from 1
    found = [f"没有指出第 {missing} 行"] if missing else []
    if f"可导入 {good} 条，有问题 {len(bad)} 行" not in page:
        found.append("条数不对：" + "".join(re.findall(r'<p class="lede">(.*)', page)))
    return found


def seen(page: Reply) -> str:
    """The digest of the dry run that a person saw."""
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page.body)
    return "" if found is None else found[1]


def killed(
    server: subprocess.Popen[bytes], person: Person, place: str, form: dict[str, str], wait: float
) -> int:
    """Send the form and kill all processes of the server at it; whether the reply was lost."""
    lost: list[Exception] = []

    def ask() -> None:
        try:
            person.ask("POST", place, form)
        except (OSError, http.client.HTTPException) as error:
            lost.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(wait)
    for pid in workers_of(server):
        os.kill(pid, signal.SIGKILL)
    asking.join()
    return len(lost)


def patiently(person: Person, place: str, form: dict[str, str]) -> Reply:
    """Send a form until there is an answer: the server may still be starting its processes again."""
    ends = time.monotonic() + 60
    while True:
        try:
            reply = person.ask("POST", place, form)
        except (OSError, http.client.HTTPException):
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)
            continue
        if reply.status != 503 or time.monotonic() > ends:
            return reply


def kept(standing: Standing) -> tuple[int, int]:
    """How many entries of messages there are, and of how many messages."""
    engine = make_engine(standing.url)
    with engine.connect() as connection:
        key = EntryRow.source_key
        query = select(func.count(), func.count(key.distinct())).where(key.is_not(None))
        count, distinct = connection.execute(query).one()
    engine.dispose()
    return int(count), int(distinct)


def peak_megabytes(pid: int) -> int:
    """The most memory that a process has held so far."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
