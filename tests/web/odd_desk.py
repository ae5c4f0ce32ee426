"""Where odd input is tried: the scene, a fresh session for every sending, and what every answer has to be."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import time_machine

from exports.fonts import load_fonts
from ledger.app import create_app
from ledger.config import load_config
from tests.cast import NOW
from tests.databases import Databases
from tests.web.odd_forms import GOOD, one_row_of_each
from tests.web.rights_desk import Desk

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.web.route_rows import Row


ROUTES = one_row_of_each()


@contextmanager
def opened_desk(databases: Databases, folder: Path, fonts: Path) -> Iterator[Desk]:
    """The scene in a fresh database, with fonts and a low limit for files."""
    load_fonts(fonts)
    (folder / "fonts").symlink_to(fonts)
    url = databases.new()
    config = replace(load_config(folder, environ={}), database_url=url, secret_key=secrets.token_hex(32))
    with time_machine.travel(NOW, tick=False):
        found = Desk(create_app(replace(config, upload_limit_mb=3)))
        yield found
        found.close()
    databases.drop(url)


def send(desk: Desk, role: str, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
    """What a role is answered, in a session as it was after signing in."""
    client = desk.app.test_client()
    client.set_cookie("taizhang", desk.cookies[role])
    return client.open(path, method=method, data=body, **more)


def in_words(answer: TestResponse, asked: str) -> str:
    """The text of an answer, once it is found to be a page of ours and no failure."""
    assert answer.status_code < 500, f"{asked}: {answer.status_code}"
    if answer.mimetype == "application/pdf" or "HX-Redirect" in answer.headers:
        return ""
    text = str(answer.get_data(as_text=True))
    assert "Traceback" not in text, asked
    assert "<script>alert" not in text, asked
    if answer.status_code >= 400:
        assert answer.mimetype == "text/html", asked
        assert "<h1" in text or "fault" in text, f"{asked}: {text[:200]}"
    return text


def unchanged(desk: Desk, answer: TestResponse, asked: str) -> None:
    """Nothing was written, unless it was accepted; then it is put back."""
    changed = desk.before.differs()
    if changed:
        assert answer.status_code in (200, 302), f"{asked}: {answer.status_code} wrote to {changed}"
        desk.before.restore()


def address(desk: Desk, row: Row) -> str:
    """The address of a row with a name that succeeds."""
    return desk._path(row, desk.names(row)[0]).partition("?")[0]


def filled(desk: Desk, row: Row, role: str) -> dict[str, Any]:
    """What the form of a row sends when nothing is odd about it."""
    body: dict[str, Any] = {"csrf_token": desk.tokens[role], "form_key": uuid.uuid4().hex} | GOOD.get(
        row.rule, {}
    )
    if row.field and not row.field.startswith("?"):
        body[row.field] = desk.names(row)[0]
    if row.rule.endswith("/edit") and row.thing.partition(":")[0] in {"entry", "outcome"}:
        body["seen_version"] = str(desk._version(desk.names(row)[0]))
    return body
