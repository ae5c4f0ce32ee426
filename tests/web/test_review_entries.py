"""A reviewer decides on entries: one, several, with a reason; never on what is their own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from ledger.clock import now, today
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.entries import sitting
from tests.web.pages import NEW, NEW_FIELD, all_entries, field_visit, log, online_entry

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import Browser, SignIn

QUEUE = "/reviews"


def chosen(browser: Browser, page: str = QUEUE) -> str:
    """The name of the entry on the right."""
    html = browser.get(page).get_data(as_text=True)
    found = re.search(r'class="decide".*?name="entry" value="([a-z0-9]+)"', html, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_queue_says_on_one_line_what_a_reviewer_needs(browse: SignIn) -> None:
    alice = browse("alice")
    past = (today() - timedelta(days=21)).isoformat()
    log(alice, online_entry(begins_on=past, minutes="9:00-10:00", mode="browse"))
    log(alice, online_entry(begins_on=past, minutes="9:30-10:30"))
    html = browse("bob").get(QUEUE).get_data(as_text=True)
    for text in ("艾丽", "1 小时 → 计", "与 1 条时间重叠", "补记 21 天", "台账 2"):
        assert text in html


def test_a_meeting_is_called_so_though_a_platform_has_the_same_code(browse: SignIn) -> None:
    alice = browse("alice")
    log(alice, field_visit(mode="forum"), NEW_FIELD)
    log(alice, online_entry(mode="browse", platform="forum"))
    html = browse("bob").get(QUEUE).get_data(as_text=True)
    said = re.findall(r'<span class="channel channel-(\w+)">([^<]*)</span> ([^<]*)<', html)
    assert ("field", "座谈", "某县某镇") in said
    assert ("online", "浏览倾听", "论坛") in said


def test_what_is_approved_leaves_and_the_next_one_comes(browse: SignIn, app: Flask) -> None:
    alice, bob = browse("alice"), browse("bob")
    names = [log(alice, online_entry(reference=str(number))) for number in range(3)]
    assert chosen(bob) == names[0]
    answer = bob.post("/reviews/approve", {"entry": names[0]}, page=QUEUE)
    assert answer.headers["Location"] == f"/reviews?entry={names[1]}"
    assert chosen(bob, answer.headers["Location"]) == names[1]
    assert [entry.status for entry in all_entries(app)] == ["approved", "submitted", "submitted"]


def test_several_are_approved_at_once(browse: SignIn, app: Flask) -> None:
    alice, bob = browse("alice"), browse("bob")
    names = [log(alice, online_entry(reference=str(number))) for number in range(3)]
    bob.post("/reviews/approve", {"entry": names[:2]}, page=QUEUE)
    assert [entry.status for entry in all_entries(app)] == ["approved", "approved", "submitted"]


def test_a_return_asks_for_a_reason_and_the_cadre_reads_it(browse: SignIn, app: Flask) -> None:
    alice, bob = browse("alice"), browse("bob")
    name = log(alice, online_entry())
    answer = bob.post("/reviews/return", {"entry": name, "reason": " "}, page=QUEUE)
    assert "请写明退回的原因" in bob.get(answer.headers["Location"]).get_data(as_text=True)
    assert [entry.status for entry in all_entries(app)] == ["submitted"]
    bob.post("/reviews/return", {"entry": name, "reason": "请补上编号"}, page=QUEUE)
    assert [entry.status for entry in all_entries(app)] == ["returned"]
    assert "请补上编号" in alice.get(f"/entries/{name}").get_data(as_text=True)


def test_approval_shows_the_credit_on_the_page_of_the_entry(browse: SignIn) -> None:
    alice, bob = browse("alice"), browse("bob")
    name = log(alice, online_entry(mode="browse", minutes="60"))
    bob.post("/reviews/approve", {"entry": name}, page=QUEUE)
    page = alice.get(f"/entries/{name}").get_data(as_text=True)
    assert "已审核" in page
    assert "按 1/2 计" in page
    assert "鲍博" in page


def test_nobody_decides_on_their_own(browse: SignIn, app: Flask) -> None:
    bob = browse("bob")
    name = log(bob, online_entry())
    assert "没有等待审核的台账" in bob.get(QUEUE).get_data(as_text=True)
    assert bob.post("/reviews/approve", {"entry": name}, page=NEW).status_code == 403
    assert [entry.status for entry in all_entries(app)] == ["submitted"]


def test_a_reviewer_of_another_unit_and_a_cadre_are_refused(browse: SignIn, app: Flask) -> None:
    name = log(browse("alice"), online_entry())
    assert browse("rita").post("/reviews/approve", {"entry": name}, page=NEW).status_code == 404
    for username in ("alice", "amy", "dana"):
        assert browse(username).post("/reviews/approve", {"entry": name}, page=NEW).status_code == 403
        assert browse(username).get(QUEUE).status_code == 403
    assert [entry.status for entry in all_entries(app)] == ["submitted"]


def test_one_that_is_gone_stops_all_of_a_choice(browse: SignIn, app: Flask) -> None:
    alice, bob = browse("alice"), browse("bob")
    first, second = log(alice, online_entry()), log(alice, online_entry(reference="2"))
    alice.post(f"/entries/{second}/withdraw", {}, page=f"/entries/{second}")
    answer = bob.post("/reviews/approve", {"entry": [first, second]}, page=QUEUE)
    assert answer.status_code in {404, 409}
    assert [entry.status for entry in all_entries(app)] == ["submitted", "withdrawn"]


def test_the_pane_alone_comes_for_moving_along_the_list(browse: SignIn) -> None:
    name = log(browse("alice"), online_entry())
    bob = browse("bob")
    part = bob.get(f"/reviews/entries/{name}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "答复了三条留言" in part
    assert "<html" not in part
    assert browse("rita").get(f"/reviews/entries/{name}").status_code == 404


def statements(browser: Browser, page: str) -> int:
    """How many statements a page sends to the database."""
    asked: list[str] = []

    def listen(*args: Any) -> None:
        asked.append(args[2])

    event.listen(Engine, "before_cursor_execute", listen)
    browser.get(page)
    event.remove(Engine, "before_cursor_execute", listen)
    return len(asked)


def many_wait(app: Flask, count: int) -> None:
    """Let that many sittings of alice wait."""
    engine = make_engine(app.config["TAIZHANG"].database_url)
    with Session(engine, expire_on_commit=False) as session:
        sitting(UnitOfWork(session), "alice", count=count, on=today(), now=now())
    engine.dispose()


def test_a_longer_queue_asks_the_database_no_more_often(browse: SignIn, app: Flask) -> None:
    bob = browse("bob")
    many_wait(app, 2)
    statements(bob, QUEUE)  # what is asked once for all pages is not the queue's
    few = statements(bob, QUEUE)
    many_wait(app, 30)
    assert statements(bob, QUEUE) == few


def test_three_hundred_that_wait_are_all_listed_a_page_at_a_time(browse: SignIn, app: Flask) -> None:
    many_wait(app, 300)
    bob = browse("bob")
    listed: set[str] = set()
    for page in range(1, 7):
        html = bob.get(f"{QUEUE}?page={page}").get_data(as_text=True)
        assert html.count('type="checkbox" class="tick" name="entry"') == 50
        assert "本页 50 条" in html
        assert "各页共 300 条" in html
        listed.update(re.findall(r'name="entry" value="([a-z0-9]+)" aria-label', html))
    assert len(listed) == 300
    assert bob.get(f"{QUEUE}?page=99").get_data(as_text=True).count('aria-label="勾选 ') == 50


def test_the_page_of_the_entry_asked_for_is_shown(browse: SignIn, app: Flask) -> None:
    many_wait(app, 60)
    bob = browse("bob")
    last = re.findall(r'name="entry" value="([a-z0-9]+)" aria-label', text(bob, f"{QUEUE}?page=2"))[-1]
    html = text(bob, f"{QUEUE}?entry={last}")
    assert "第 2 页，共 2 页" in html
    assert chosen(bob, f"{QUEUE}?entry={last}") == last


def test_all_pages_are_approved_as_they_stood(browse: SignIn, app: Flask) -> None:
    many_wait(app, 60)
    bob = browse("bob")
    html = text(bob, QUEUE)
    names = re.search(r'name="all" value="([^"]+)"', html)
    assert names is not None
    log(browse("alice"), online_entry())  # comes in after the page was shown, and keeps waiting
    ticked = re.findall(r'name="entry" value="([a-z0-9]+)" aria-label', html)
    sent = {"whole": "1", "all": names[1], "entry": ticked}
    page = bob.post(f"{QUEUE}/approve", sent, page=QUEUE, follow_redirects=True).get_data(as_text=True)
    assert "已审核 60 条" in page
    assert "台账 1<" in page


def test_without_a_tick_for_all_pages_only_those_ticked_are_approved(browse: SignIn, app: Flask) -> None:
    many_wait(app, 60)
    bob = browse("bob")
    html = text(bob, QUEUE)
    names = re.search(r'name="all" value="([^"]+)"', html)
    assert names is not None
    sent = {"all": names[1], "entry": names[1].split()[:3]}
    page = bob.post(f"{QUEUE}/approve", sent, page=QUEUE, follow_redirects=True).get_data(as_text=True)
    assert "已审核 3 条" in page
    assert "台账 57<" in page


def test_names_of_others_among_all_pages_are_refused(browse: SignIn, app: Flask) -> None:
    many_wait(app, 2)
    name = log(browse("charlie"), online_entry())
    answer = browse("bob").post(f"{QUEUE}/approve", {"whole": "1", "all": name}, page=QUEUE)
    assert answer.status_code == 404


def text(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)
