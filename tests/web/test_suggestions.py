"""投诉建议: written with one's name or without, handled by the department of the writer's unit."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from ledger.domain.suggestion import LONGEST
from ledger.store.unit_of_work import UnitOfWork
from tests.conftest import Browser, SignIn

WORDS = "希望增加常用主题"


def write(browser: Browser, **fields: str) -> TestResponse:
    """The answer to a suggestion."""
    return browser.post("/suggestions/new", {"kind": "suggestion", "words": WORDS} | fields)


def receipt_of(browser: Browser) -> str:
    """The receipt that is shown to this browser."""
    page = browser.get("/suggestions/receipt").get_data(as_text=True)
    found = re.search(r'class="one-time">([^<]+)<', page)
    assert found is not None
    return found[1]


def path_in_list(browser: Browser) -> str:
    """Where the first suggestion of the list is."""
    found = re.search(
        r'href="(/suggestions/[a-z0-9]{14})"', browser.get("/suggestions").get_data(as_text=True)
    )
    assert found is not None
    return found[1]


def test_what_was_written_is_in_ones_own_list_with_its_state(browse: SignIn) -> None:
    alice = browse("alice")
    assert write(alice).location == "/suggestions/receipt"
    page = alice.get("/suggestions").get_data(as_text=True)
    assert WORDS in page
    assert "已收到" in page


def test_without_a_name_only_the_receipt_leads_to_it(browse: SignIn) -> None:
    alice = browse("alice")
    write(alice, nameless="y")
    receipt = receipt_of(alice)
    assert WORDS not in alice.get("/suggestions").get_data(as_text=True)
    elsewhere = browse("tom")
    sent = elsewhere.post("/suggestions/receipt", {"receipt": f" {receipt.upper()} "})
    assert sent.location == "/suggestions/receipt"
    assert WORDS in elsewhere.get("/suggestions/receipt").get_data(as_text=True)


def test_without_a_name_nothing_kept_leads_to_the_account(browse: SignIn, uow: UnitOfWork) -> None:
    write(browse("alice"), nameless="y")
    with uow:
        row = uow.session.execute(text("SELECT id, account_id FROM suggestion")).one()
        events = uow.trail.of("suggestion", row.id)
        keys = uow.session.execute(text("SELECT * FROM form_key")).all()
    assert row.account_id is None
    assert [event.account_id for event in events] == [None]
    assert keys == []


def test_an_unknown_receipt_finds_nothing(browse: SignIn) -> None:
    alice = browse("alice")
    alice.post("/suggestions/receipt", {"receipt": "abcdefghijklmn"})
    assert "没有找到回执号" in alice.get("/suggestions/receipt").get_data(as_text=True)


def test_the_department_takes_up_and_answers_and_the_writer_reads_it(browse: SignIn, uow: UnitOfWork) -> None:
    alice, dana = browse("alice"), browse("dana")
    write(alice, nameless="y", about="/log")
    path = path_in_list(dana)
    page = dana.get(path).get_data(as_text=True)
    assert "/log" in page
    assert "艾丽" not in page
    assert dana.post(f"{path}/take-up", {}, page=path).status_code == 302
    assert "办理中" in alice.get("/suggestions/receipt").get_data(as_text=True)
    assert dana.post(path, {"answer": "下周增加"}).status_code == 302
    answered = alice.get("/suggestions/receipt").get_data(as_text=True)
    assert "下周增加" in answered
    assert "已答复" in answered
    with uow:
        number = uow.session.scalar(text("SELECT id FROM suggestion"))
        tags = [event.tag.value for event in uow.trail.of("suggestion", number)]
    assert tags == ["suggestion:received", "suggestion:taken_up", "suggestion:answered"]


def test_an_answer_is_given_once(browse: SignIn) -> None:
    dana = browse("dana")
    write(browse("alice"))
    path = path_in_list(dana)
    assert dana.post(path, {"answer": "第一次"}).status_code == 302
    assert dana.post(path, {"answer": "第二次"}).status_code == 409
    assert dana.post(f"{path}/take-up", {}, page=path).status_code == 409


@pytest.mark.parametrize(("username", "status"), [("alice", 403), ("amy", 404), ("bob", 404), ("olga", 404)])
def test_only_the_department_of_the_unit_answers(browse: SignIn, username: str, status: int) -> None:
    write(browse("alice"))
    path = path_in_list(browse("dana"))
    browser = browse(username)
    assert browser.get(path).status_code == (200 if status == 403 else 404)
    assert browser.post(path, {"answer": "代答"}, page="/suggestions/new").status_code == status
    assert WORDS not in browser.get("/suggestions").get_data(as_text=True) or username == "alice"


@pytest.mark.parametrize("username", ["alice", "bob", "sam"])
def test_only_a_department_takes_up(browse: SignIn, username: str) -> None:
    write(browse("alice"))
    path = path_in_list(browse("dana"))
    assert browse(username).post(f"{path}/take-up", {}, page="/suggestions/new").status_code == 403


@pytest.mark.parametrize(
    "fields",
    [{"words": "  "}, {"words": "长" * (LONGEST + 1)}, {"kind": "poem"}],
    ids=["empty", "long", "kind"],
)
def test_a_faulty_one_is_refused_and_what_was_typed_stays(browse: SignIn, fields: dict[str, str]) -> None:
    answer = write(browse("alice"), **fields)
    assert answer.status_code == 422
    assert fields.get("words", WORDS) in answer.get_data(as_text=True)


def test_the_same_form_twice_is_received_once(browse: SignIn, uow: UnitOfWork) -> None:
    alice = browse("alice")
    sent = alice.hidden("/suggestions/new") | {"kind": "suggestion", "words": WORDS, "nameless": "y"}
    assert [alice.client.post("/suggestions/new", data=sent).status_code for _ in range(2)] == [302, 302]
    changed = alice.client.post("/suggestions/new", data=sent | {"words": "另一件事"})
    assert changed.status_code == 409
    with uow:
        assert uow.session.scalar(text("SELECT count(*) FROM suggestion")) == 1


@pytest.mark.parametrize("username", ["sam", "eve", "olga"])
def test_everybody_with_an_account_may_write(browse: SignIn, username: str) -> None:
    browser = browse(username)
    assert write(browser).status_code == 302
    assert WORDS in browser.get("/suggestions").get_data(as_text=True)


def test_nobody_is_asked_to_sign_in_and_led_back(browse: SignIn) -> None:
    assert browse("").get("/suggestions/new").location == "/sign-in?next=/suggestions/new"
