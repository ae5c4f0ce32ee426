"""Odd text in every field of every form and in files: never a failure, and all of it or nothing is done."""

from __future__ import annotations

import io
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from faults.outcome import Outcome
from tests.cast import TODAY
from tests.databases import Databases
from tests.message_files import csv_file, message
from tests.web.odd_desk import ROUTES, address, filled, opened_desk, send
from tests.web.odd_forms import SECOND_FORMS, player
from tests.web.snapshots import dump

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.web.rights_desk import Desk

FORM = "application/x-www-form-urlencoded"
TEXTS = {
    "NUL": "a\x00b",
    "lone surrogates": "\ud800x\udfff",
    "right to left": "\u202eأبجد\u2067שלום\u2069\u200f",
    "a million characters": "字" * 1_000_000,
    "combining": "e" + "\u0301\u0323" * 2_000 + "\u200d\ufe0f",
    "over-long": "x" * 5_001,
    "controls": "\x01\x1b[31m\x7f\u2028\ufeff\ufffe",
}
"""What is sent, as it would come from a browser or from somebody who has none."""

FILES = {name: text[:200_000] for name, text in TEXTS.items()}
"""The same within a file, where a million characters in a cell would be over the limit of the file."""

ATTEMPTS = ("/sign-in", "/password")
"""Here every attempt is written down, and wrong passwords are counted."""


def odd_text(databases: Databases, *, short: bool) -> Outcome:
    """Each text in each field of each form (short: one of them in turn), then in each column of a file."""
    outcome = Outcome()
    with (
        tempfile.TemporaryDirectory(prefix="taizhang-odd-") as name,
        opened_desk(databases, Path(name), Path(name) / "built") as desk,
    ):
        for at, (role, path, body) in enumerate(tries(desk)):
            texts = list(TEXTS.items())
            for what, text in [texts[at % len(texts)]] if short else texts:
                for field in body:
                    if field not in ("csrf_token", "form_key"):
                        send_twice(desk, outcome, role, path, body | {field: text}, f"{path} {field} {what}")
        for what, text in list(FILES.items())[:3] if short else FILES.items():
            for column in range(7):
                bring(desk, outcome, column, text, f"file {column} {what}")
    outcome.notes.append(f"拒绝 {outcome.injected - outcome.acknowledged} 次，都没有写入")
    return outcome


def tries(desk: Desk) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each form with who may send it, where to, and what it takes."""
    for (method, rule), row in ROUTES.items():
        if method == "POST":
            role = player(row)
            good = filled(desk, row, role)
            yield role, address(desk, row), good
            for path, body in SECOND_FORMS.items():
                if path.startswith(rule + "?"):
                    yield role, path, good | body


def send_twice(desk: Desk, outcome: Outcome, role: str, path: str, body: dict[str, Any], asked: str) -> None:
    """Send a form; refused, nothing is written; taken, the same form once more writes nothing more."""
    raw = encoded(body | {"form_key": uuid.uuid4().hex})
    answer = send(desk, role, "POST", path, raw, content_type=FORM)
    judge(outcome, answer, asked)
    if not desk.before.differs():
        outcome.acknowledged += answer.status_code in (200, 302)
        return
    attempt = path.startswith(ATTEMPTS)
    if answer.status_code >= 400 and not attempt:
        outcome.between += 1
        outcome.damages.append(f"{asked}: {answer.status_code} wrote to {desk.before.differs()}")
    else:
        outcome.acknowledged += 1
        written = dump(desk.engine)
        judge(outcome, send(desk, role, "POST", path, raw, content_type=FORM), asked)
        again = dump(desk.engine)
        grown = [table for table, rows in written.items() if len(again[table]) > len(rows)]
        if grown and not attempt:
            outcome.doubled += 1
            outcome.damages.append(f"{asked}: twice in {grown}")
    desk.before.restore()


def bring(desk: Desk, outcome: Outcome, column: int, text: str, asked: str) -> None:
    """A file with a text in one column between two good rows: looked at, then taken."""
    rows: Sequence[list[str]] = [message(number, TODAY.isoformat()) for number in range(3)]
    rows[1][column] = text
    raw = io.BytesIO(csv_file(rows, errors="surrogatepass"))
    fields = {"csrf_token": desk.tokens["cadre"], "form_key": uuid.uuid4().hex, "minutes": "20"}
    body: dict[str, Any] = fields | {"person": desk.scene.of("person")[0], "file": (raw, "留言.csv")}
    answer = send(desk, "cadre", "POST", "/imports/messages", body)
    judge(outcome, answer, asked)
    if answer.status_code == 302:
        place = answer.headers["Location"]
        look = send(desk, "cadre", "GET", place)
        judge(outcome, look, asked)
        seen = (
            look.get_data(as_text=True).partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
        )
        before = len(dump(desk.engine)["entry"])
        body = fields | {"form_key": uuid.uuid4().hex, "act": "take", "seen": seen}
        for _time in range(2):
            judge(outcome, send(desk, "cadre", "POST", place, body), asked)
        added = len(dump(desk.engine)["entry"]) - before
        outcome.acknowledged += added > 0
        outcome.doubled += max(0, added - len(rows))
        outcome.lost += added < len(rows) - 1  # the two good rows
    if desk.before.differs():
        desk.before.restore()


def judge(outcome: Outcome, answer: TestResponse, asked: str) -> None:
    """Count an answer; a failure is none that anybody may be given."""
    outcome.injected += 1
    is_paper = answer.mimetype != "text/html"
    text = "" if is_paper else answer.get_data(as_text=True)
    if answer.status_code >= 500 or "Traceback" in text:
        outcome.unhandled += 1
        outcome.damages.append(f"{asked}: {answer.status_code}")


def encoded(body: dict[str, Any]) -> bytes:
    """A form as bytes, lone surrogates as their three bytes."""
    sent = {name: value for name, value in body.items() if value is not None}
    return urlencode(sent, doseq=True, errors="surrogatepass").encode("ascii")
