"""How the installation stands, on the page; and a ledger in quarantine."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from ledger.domain.keeping import KeepingAct
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW
from tests.conftest import SignIn


def test_the_system_administrator_sees_each_thing_and_what_to_do(browse: SignIn) -> None:
    page = browse("sam").get("/health")
    html = page.get_data(as_text=True)
    assert page.status_code == 200
    for word in ("运行状况", "数据库结构", "只增不改的保护", "请每天运行 taizhang backup"):
        assert word in html


def test_machines_are_told_a_word_and_no_more(app: Flask) -> None:
    client = app.test_client()
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_schema_that_is_not_ours_is_alive_but_not_ready(app: Flask, uow: UnitOfWork) -> None:
    with uow:
        uow.session.execute(text("UPDATE alembic_version SET version_num = 'zzzz'"))
        uow.commit()
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "not ok"})


def test_in_quarantine_nobody_works_until_it_is_released(app: Flask, uow: UnitOfWork, browse: SignIn) -> None:
    with uow:
        uow.keeping.note(KeepingAct.RESTORE, at=NOW)
        uow.commit()
    alice, sam = browse("alice"), browse("sam")

    for path in ("/year", "/entries", "/entries/new"):
        answer = alice.get(path)
        assert answer.status_code == 503
        assert "数据刚从备份恢复，正在核验" in answer.get_data(as_text=True)
    posted = alice.client.post(
        "/entries/new", data={"csrf_token": alice.hidden("/year").get("csrf_token", "")}
    )
    assert posted.status_code in (400, 503)
    assert "taizhang restore --release" not in alice.get("/year").get_data(as_text=True)
    assert sam.get("/accounts").status_code == 503
    assert "taizhang restore --release" in sam.get("/accounts").get_data(as_text=True)
    assert "还没有解除隔离" in sam.get("/health").get_data(as_text=True)
    client = app.test_client()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)

    with uow:
        uow.keeping.note(KeepingAct.RELEASE, at=NOW)
        uow.commit()
    assert alice.get("/entries").status_code == 200
    assert client.get("/readyz").status_code == 200
