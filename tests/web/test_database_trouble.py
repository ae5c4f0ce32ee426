"""When the database can't be written to or is gone: a calm page, nothing saved, nothing typed lost."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask, g
from sqlalchemy import event, select
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.pool import QueuePool

from ledger.app import create_app
from ledger.config import Config
from ledger.store.rows import EntryRow
from ledger.web.context import db, quietly
from tests.conftest import SignIn
from tests.lost_commits import losing_commit
from tests.web.pages import online_entry

TROUBLES = [OperationalError, InternalError, InterfaceError]


def break_down(app: Flask, kind: type[OperationalError], *, everything: bool) -> None:
    """From now on the database fails at writes, or at everything."""

    def fail(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if everything or statement.startswith("INSERT"):
            raise kind(statement, {}, Exception("disk full"))

    with app.app_context():
        for engine in {db.get_engine("default"), db.get_engine("read")}:
            event.listen(engine, "before_cursor_execute", fail)


@pytest.mark.parametrize("kind", TROUBLES)
@pytest.mark.parametrize("everything", [False, True], ids=["read-only", "gone"])
def test_a_form_that_could_not_be_saved_stands_in_the_page(
    app: Flask, browse: SignIn, kind: type[OperationalError], everything: bool
) -> None:
    alice = browse("alice")
    typed = alice.hidden("/entries/new") | online_entry(done="第一行\n  a<b & “引号”")
    break_down(app, kind, everything=everything)
    answer = alice.client.post("/entries/new", data=typed)
    html = answer.get_data(as_text=True)

    assert answer.status_code == 503
    assert "没有保存，请稍后再试；填写的内容还在。" in html
    kept = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', html, re.DOTALL)
    found = {unescape(name): unescape(value) for name, value in kept}
    assert found == {name: str(value) for name, value in typed.items()}
    assert "Traceback" not in html
    assert "disk full" not in html


def test_a_page_that_cannot_be_read_says_so_in_words(app: Flask, browse: SignIn) -> None:
    alice = browse("alice")
    break_down(app, OperationalError, everything=True)
    answer = alice.get("/entries")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "暂时打不开，请稍后再试。" in answer.get_data(as_text=True)
    assert alice.get("/healthz").status_code == 503
    assert alice.get("/readyz").status_code == 503


def test_an_answer_stays_what_it_is_when_the_connection_breaks_right_after_it(app: Flask) -> None:
    told: list[str] = []

    class Broken:
        """A session whose connection is gone."""

        def close(self) -> None:
            raise OperationalError("ROLLBACK", {}, Exception("server closed the connection"))

        def invalidate(self) -> None:
            told.append("invalidated")

    with app.app_context():
        g.sessions_in_use = [Broken(), Broken()]
        quietly(lambda _: told.append("closed"))(None)
        assert told == ["invalidated", "invalidated", "closed"]


def lost(app: Flask, *, is_done: bool) -> AbstractContextManager[None]:
    """From now on the answers to COMMIT are lost."""
    with app.app_context():
        return losing_commit(db.get_engine("default"), is_done=is_done)


def entries(app: Flask) -> int:
    with app.app_context():
        return len(db.get_session("read").scalars(select(EntryRow.id)).all())


@pytest.mark.parametrize("is_done", [True, False], ids=["saved", "not-saved"])
def test_a_form_whose_commit_was_lost_is_sent_again_and_stands_once(
    app: Flask, browse: SignIn, is_done: bool
) -> None:
    alice, before = browse("alice"), entries(app)
    typed = alice.hidden("/entries/new") | online_entry(done="答复留言")
    with lost(app, is_done=is_done):
        answer = alice.client.post("/entries/new", data=typed)
    html = answer.get_data(as_text=True)

    assert answer.status_code == 503
    assert "不知道是否已经保存。请稍后再提交一次：同一张表单只记一次，不会重复。" in html
    assert "没有保存" not in html
    assert entries(app) == before + is_done
    kept = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', html, re.DOTALL)
    again = alice.client.post("/entries/new", data={unescape(name): unescape(text) for name, text in kept})
    assert again.status_code == 302
    assert entries(app) == before + 1


def test_a_form_that_has_no_key_is_not_to_be_sent_again_unseen(app: Flask, browse: SignIn) -> None:
    alice = browse("alice")
    token = {"csrf_token": alice.hidden("/entries/new")["csrf_token"]}
    with lost(app, is_done=True):
        part = alice.client.post("/type-size", data=token | {"large": "1"}, headers={"HX-Request": "1"})
        html = alice.client.post("/type-size", data=token | {"large": "1"}).get_data(as_text=True)
    for text in (part.get_data(as_text=True), html):
        assert "请先回到原来的页面看一看，没有保存再重新提交。" in text


def test_as_many_requests_have_a_connection_as_are_answered_at_a_time(config: Config) -> None:
    app = create_app(replace(config, threads=20))
    with app.app_context():
        pools = [engine.pool for engine in db.engines.values()]
    assert [pool.size() for pool in pools if isinstance(pool, QueuePool)] == [20, 20]
