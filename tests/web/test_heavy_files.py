"""A file that takes too much is one sentence at the form, which keeps what was typed."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import text

from ledger.files import confined as confined_module
from ledger.files.confined import Limits
from ledger.services import check_rows_apart
from ledger.store.engine import make_engine
from tests.conftest import Browser, SignIn
from tests.message_files import csv_file, message
from tests.workbooks import hidden_far_cell

MESSAGES, ROSTER = "/imports/messages", "/people/roster"
TOO_HEAVY = "这个文件太大或太复杂"


def choice(html: str) -> str:
    """The cadre for whom messages are brought, as the form says."""
    found = re.search(r'name="person"[^>]*value="([^"]+)"', html)
    assert found is not None
    return found[1]


def bring(browser: Browser, content: bytes, **headers: str) -> Any:
    page = browser.get(MESSAGES).get_data(as_text=True)
    data = {"file": (io.BytesIO(content), "留言.xlsx"), "minutes": "1:25", "person": choice(page)}
    return browser.post(MESSAGES, data, content_type="multipart/form-data", headers=headers)


def kept_files(url: str) -> int:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = int(connection.scalar(text("SELECT count(*) FROM upload")) or 0)
    engine.dispose()
    return found


def test_a_workbook_that_asks_for_all_memory_is_a_sentence_and_the_form_is_kept(
    browse: SignIn, database_url: str
) -> None:
    alice = browse("alice")
    answer = bring(alice, hidden_far_cell())
    html = answer.get_data(as_text=True)
    assert (answer.status_code, TOO_HEAVY in html, 'value="1:25"' in html) == (413, True, True)
    assert choice(html) == choice(alice.get(MESSAGES).get_data(as_text=True))
    assert kept_files(database_url) == 0
    assert bring(alice, csv_file([message(1)])).status_code == 302


def test_the_sentence_is_said_in_english(browse: SignIn) -> None:
    answer = bring(browse("alice"), hidden_far_cell(), **{"Accept-Language": "en"})
    assert "This file is too large or too complex" in answer.get_data(as_text=True)


def test_a_heavy_roster_keeps_the_day(browse: SignIn) -> None:
    data = {"file": (io.BytesIO(hidden_far_cell()), "名册.xlsx"), "begin": "2026-02-03"}
    answer = browse("dana").post(ROSTER, data, content_type="multipart/form-data")
    html = answer.get_data(as_text=True)
    assert (answer.status_code, TOO_HEAVY in html, 'value="2026-02-03"' in html) == (413, True, True)


def test_texts_that_take_too_long_to_look_through_are_a_page_in_words(
    browse: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = browse("alice")
    check = bring(alice, csv_file([message(1)])).headers["Location"]
    monkeypatch.setattr(check_rows_apart, "LIMITS", Limits(wall_seconds=0.001))
    answer = alice.get(check)
    assert (answer.status_code, TOO_HEAVY in answer.get_data(as_text=True)) == (413, True)
    monkeypatch.undo()
    assert alice.get(check).status_code == 200


def test_where_no_reader_is_free_the_form_says_to_wait(
    browse: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined_module, "WAIT_SECONDS", 0.01)
    held = confined_module.Helpers()
    monkeypatch.setattr(confined_module, "_HELPERS", held)
    with held.borrowed(), held.borrowed():
        answer = bring(browse("alice"), csv_file([message(1)]))
    held.close()
    html = answer.get_data(as_text=True)
    assert (answer.status_code, "请过一两分钟再传" in html, 'value="1:25"' in html) == (503, True, True)
