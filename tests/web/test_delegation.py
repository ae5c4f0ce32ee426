"""The cadre confirms what a delegate entered, agrees in advance; a reviewer asks somebody to stand in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from ledger.clock import today
from ledger.store.rows import EntryRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import TODAY
from tests.conftest import Browser, SignIn
from tests.web.pages import online_entry

NEW = "/entries/new"
WEEK = {"begins_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=7)).isoformat()}


def entered(browser: Browser) -> str:
    """The page of an entry that a delegate hands in."""
    answer = browser.post(NEW, online_entry(begins_on=TODAY.isoformat()))
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def text(browser: Browser, path: str) -> str:
    """What a page says."""
    return browser.get(path, follow_redirects=True).get_data(as_text=True)


def test_the_delegate_is_told_that_the_cadre_is_asked(browse: SignIn) -> None:
    eve = browse("eve")
    page = text(eve, entered(eve))
    assert "请艾丽本人确认后进入审核" in page
    assert "待本人确认" in page
    assert "确认，提交审核" not in page


def test_the_cadre_sees_it_on_the_year_and_confirms_with_one_tap(browse: SignIn) -> None:
    path, alice = entered(browse("eve")), browse("alice")
    assert "1 条代录等待本人确认" in text(alice, "/year")
    page = text(alice, path)
    assert "确认，提交审核" in page
    assert alice.post(f"{path}/submit", {}, page=path).status_code == 302
    assert "待审核" in text(alice, path)
    assert "本人确认代录" in text(alice, path)
    assert "查看" in text(browse("bob"), "/reviews")


def test_all_that_wait_are_confirmed_at_once(browse: SignIn) -> None:
    eve, alice = browse("eve"), browse("alice")
    paths = [entered(eve) for _ in range(3)]
    waiting = "/entries?status=unconfirmed"
    assert "确认全部 3 条" in text(alice, waiting)
    assert alice.post(f"/entries/submit{waiting[8:]}", {"every": "1"}, page=waiting).status_code == 302
    assert all("待审核" in text(alice, path) for path in paths)


def test_a_delegate_is_offered_no_way_to_confirm(browse: SignIn) -> None:
    eve = browse("eve")
    path = entered(eve)
    assert eve.post(f"{path}/submit", {}, page=NEW).status_code == 409
    assert "确认全部" not in text(eve, "/entries?status=unconfirmed")


def test_under_an_agreement_nothing_waits_and_the_history_says_why(browse: SignIn) -> None:
    alice, eve = browse("alice"), browse("eve")
    assert "伊芙" in text(alice, "/delegation/agreements")
    delegate = text(alice, "/delegation/agreements").split('name="delegate"')[1].split('value="')[1][:14]
    assert alice.post("/delegation/agreements", WEEK | {"delegate": delegate}).status_code == 302
    page = text(eve, entered(eve))
    assert "待审核" in page
    assert "按本人的代录约定" in page


def test_an_agreement_ahead_says_when_it_begins_and_one_far_ahead_is_refused(browse: SignIn) -> None:
    alice = browse("alice")
    delegate = text(alice, "/delegation/agreements").split('name="delegate"')[1].split('value="')[1][:14]
    for days, told in ((400, "开始日期离今天太远"), (5, "约定已记下：从")):
        day = (today() + timedelta(days=days)).isoformat()
        asked = {"begins_on": day, "ends_on": day, "delegate": delegate}
        answer = alice.post("/delegation/agreements", asked, follow_redirects=True)
        assert told in answer.get_data(as_text=True)
    assert "约定已生效" not in text(alice, "/delegation/agreements")


def test_a_cadre_for_whom_nobody_enters_is_told_so(browse: SignIn) -> None:
    assert "现在没有人代录" in text(browse("amy"), "/delegation/agreements")


def test_a_deputy_sees_in_whose_stead_and_the_history_names_both(browse: SignIn, uow: UnitOfWork) -> None:
    alice, bob, rita = browse("alice"), browse("bob"), browse("rita")
    path = entered(alice)
    assert bob.post("/delegation/deputies", WEEK | {"username": "rita"}).status_code == 302
    assert "芮塔" in text(bob, "/delegation/deputies")
    queue = text(rita, "/reviews")
    assert "正在代 鲍博 审核" in queue
    name = path.rpartition("/")[2]
    assert rita.post("/reviews/approve", {"entry": name}, page="/reviews").status_code == 302
    assert "（代鲍博审核）" in text(alice, path)


def test_a_name_that_cant_stand_in_keeps_what_was_typed(browse: SignIn) -> None:
    bob = browse("bob")
    answer = bob.post("/delegation/deputies", WEEK | {"username": "nobody-there"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "没有可以请的这个账号" in page
    assert 'value="nobody-there"' in page


def test_a_deputy_can_be_ended_before_the_day(browse: SignIn) -> None:
    bob = browse("bob")
    bob.post("/delegation/deputies", WEEK | {"username": "rita"})
    page = text(bob, "/delegation/deputies")
    end = page.split('action="/delegation/deputies/')[1].split('"')[0]
    assert bob.post(f"/delegation/deputies/{end}", {}, page="/delegation/deputies").status_code == 302
    assert "已结束" in text(bob, "/delegation/deputies")
    assert "正在代 " not in text(browse("rita"), "/reviews")


def test_an_entry_that_waits_for_the_word_is_not_shown_to_the_unit(browse: SignIn, uow: UnitOfWork) -> None:
    path = entered(browse("eve"))
    assert browse("bob").get(path).status_code == 404
    assert browse("dana").get(path).status_code == 404
    with uow:
        uow.session.execute(update(EntryRow).values(status="submitted"))
        uow.commit()
    assert browse("bob").get(path).status_code == 200
