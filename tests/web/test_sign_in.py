"""Signing in and out: who gets in, what is said to whom does not, and what a session is worth afterwards."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from ledger.config import Config
from ledger.services.passwords import is_password
from ledger.services.sign_in import Lock, SignInRefusedError
from ledger.services.sign_in import sign_in as sign_in_service
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import PASSWORD
from tests.conftest import Browser, SignIn

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WRONG = "not the password"


def try_in(browser: Browser, username: str, password: str = PASSWORD, path: str = "/sign-in") -> int:
    """The status of an attempt to sign in."""
    return browser.post("/sign-in", {"username": username, "password": password}, page=path).status_code


def said(browser: Browser, username: str, password: str) -> str:
    """The faults that a refused attempt shows."""
    html = browser.post("/sign-in", {"username": username, "password": password}).get_data(as_text=True)
    found = re.search(r'<div class="fault-summary".*?</div>', html, re.DOTALL)
    assert found is not None
    return found[0]


def events_of(uow: UnitOfWork, username: str) -> list[str]:
    """The tags of what the trail holds about an account."""
    with uow:
        account = uow.accounts.by_username(username)
        assert account is not None
        return [event.tag.value for event in uow.trail.of("account", account.id)]


def test_the_right_password_opens_the_door(browse: SignIn) -> None:
    browser = browse("alice")
    assert browser.get("/password").status_code == 200


@pytest.mark.parametrize("typed", ["Alice", "ALICE", "  alice "])
def test_a_username_may_be_typed_in_any_case(browse: SignIn, typed: str) -> None:
    assert try_in(browse(""), typed) == 302


def test_nobody_is_sent_to_sign_in_and_back_to_where_they_wanted_to_go(browse: SignIn) -> None:
    browser = browse("")
    sent = browser.get("/password")
    assert sent.location == "/sign-in?next=/password"
    page = browser.get(sent.location).get_data(as_text=True)
    assert 'value="/password"' in page
    answer = browser.post(
        "/sign-in", {"username": "alice", "password": PASSWORD, "next": "/password"}, page=sent.location
    )
    assert answer.location == "/password"


@pytest.mark.parametrize(
    "tricky",
    [
        "//evil.example",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/ /evil.example",
        "http://evil.example/",
        "https:evil.example",
        "http:\\\\evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "evil.example",
        "@evil.example",
        "/no-such-page",
        "/sign-out",
        "/\x00/evil.example",
        "/password\r\nSet-Cookie: a=b",
        "/sign-in?next=//evil.example",
        "/sign-in?next=/sign-in?next=/sign-in",
    ],
)
def test_no_way_back_leads_out_of_the_house(browse: SignIn, tricky: str) -> None:
    answer = browse("").post("/sign-in", {"username": "alice", "password": PASSWORD, "next": tricky})
    assert answer.status_code == 302
    assert answer.location == "/"
    assert browse("alice").get("/sign-in", query_string={"next": tricky}).location == "/"


def test_a_way_back_through_the_sign_in_page_leads_where_that_would(browse: SignIn) -> None:
    way = "/sign-in?next=%2Fpassword"
    answer = browse("").post("/sign-in", {"username": "alice", "password": PASSWORD, "next": way})
    assert answer.location == "/password"


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(browse: SignIn) -> None:
    browser = browse("")
    assert try_in(browser, "alice", WRONG) == 422
    assert said(browser, "alice", WRONG) == said(browser, "nobody-of-that-name", WRONG)


def test_an_unknown_name_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch, browse: SignIn) -> None:
    asked: list[str | None] = []

    def counting(password_hash: str | None, password: str) -> bool:
        asked.append(password_hash)
        return is_password(password_hash, password)

    monkeypatch.setattr("ledger.services.sign_in.is_password", counting)
    assert try_in(browse(""), "nobody-of-that-name", WRONG) == 422
    assert asked == [None]


def test_what_was_typed_is_kept_but_never_the_password(browse: SignIn) -> None:
    page = browse("").post("/sign-in", {"username": "alice", "password": WRONG}).get_data(as_text=True)
    assert 'value="alice"' in page
    assert WRONG not in page


def test_an_account_out_of_use_stays_out_and_its_open_session_ends(browse: SignIn, uow: UnitOfWork) -> None:
    browser = browse("alice")
    with uow:
        account = uow.accounts.by_username("alice")
        assert account is not None
        uow.accounts.change(account.id, active=False)
        uow.commit()
    assert browser.get("/password").location == "/sign-in?next=/password"
    assert try_in(browse(""), "alice") == 422


def test_too_many_failures_lock_the_account_even_for_the_right_password(
    browse: SignIn, config: Config, uow: UnitOfWork
) -> None:
    browser = browse("")
    for _ in range(config.login_attempts):
        assert try_in(browser, "alice", WRONG) == 422
    assert try_in(browser, "alice") == 422
    assert try_in(browser, "amy") == 302
    tags = events_of(uow, "alice")
    assert tags.count("account:sign_in_failed") == config.login_attempts + 1
    assert tags.count("account:locked") == 1


def test_a_locked_account_is_told_what_an_unknown_name_is_told(browse: SignIn, config: Config) -> None:
    browser = browse("")
    for _ in range(config.login_attempts):
        try_in(browser, "alice", WRONG)
    assert said(browser, "alice", PASSWORD) == said(browser, "nobody-of-that-name", PASSWORD)


def test_the_lock_opens_by_itself_after_its_time(uow: UnitOfWork) -> None:
    lock = Lock(attempts=2, minutes=15)
    for _ in range(2):
        with pytest.raises(SignInRefusedError):
            sign_in_service(uow, "alice", WRONG, lock=lock, now=NOW)
    with pytest.raises(SignInRefusedError):
        sign_in_service(uow, "alice", PASSWORD, lock=lock, now=NOW + timedelta(minutes=14, seconds=59))
    assert sign_in_service(uow, "alice", PASSWORD, lock=lock, now=NOW + timedelta(minutes=15))


def test_a_lock_that_ran_out_gives_all_tries_again(uow: UnitOfWork) -> None:
    lock = Lock(attempts=2, minutes=15)
    for _ in range(2):
        with pytest.raises(SignInRefusedError):
            sign_in_service(uow, "alice", WRONG, lock=lock, now=NOW)
    later = NOW + timedelta(minutes=16)
    with pytest.raises(SignInRefusedError):
        sign_in_service(uow, "alice", WRONG, lock=lock, now=later)
    assert sign_in_service(uow, "alice", PASSWORD, lock=lock, now=later)


def test_success_forgets_the_failures_before_it(uow: UnitOfWork) -> None:
    lock = Lock(attempts=2, minutes=15)
    for _ in range(3):
        with pytest.raises(SignInRefusedError):
            sign_in_service(uow, "alice", WRONG, lock=lock, now=NOW)
        assert sign_in_service(uow, "alice", PASSWORD, lock=lock, now=NOW)


def test_of_many_guesses_at_once_only_as_many_as_allowed_are_judged(database_url: str) -> None:
    engine = make_engine(database_url)
    until = NOW + timedelta(minutes=15)

    def guess(account_id: int) -> int | None:
        with Session(engine) as session, UnitOfWork(session) as uow:
            number = uow.accounts.count_attempt(account_id, most=3, locked_until=until, now=NOW)
            uow.commit()
            return number

    with Session(engine) as session, UnitOfWork(session) as uow:
        account = uow.accounts.by_username("alice")
        assert account is not None
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(guess, [account.id] * 8))
    engine.dispose()
    assert sorted(number for number in numbers if number is not None) == [1, 2, 3]


def test_signing_out_makes_a_copied_cookie_worthless(browse: SignIn, app: Flask) -> None:
    browser = browse("alice")
    cookie = browser.client.get_cookie("taizhang")
    assert cookie is not None
    assert browser.post("/sign-out", {}, page="/password").location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("taizhang", cookie.value)
    assert thief.get("/password").location == "/sign-in?next=/password"
    assert browser.get("/password").location == "/sign-in?next=/password"


def test_a_session_ends_after_a_time_without_use(browse: SignIn, config: Config) -> None:
    idle = timedelta(minutes=config.session_idle_minutes)
    with time_machine.travel(NOW) as clock:
        browser = browse("alice")
        clock.shift(idle - timedelta(minutes=1))
        assert browser.get("/password").status_code == 200
        clock.shift(idle - timedelta(minutes=1))
        assert browser.get("/password").status_code == 200
        clock.shift(idle + timedelta(minutes=1))
        assert browser.get("/password").status_code == 302


def test_signing_in_and_out_leaves_a_trail(browse: SignIn, uow: UnitOfWork) -> None:
    browser = browse("alice")
    browser.post("/sign-out", {}, page="/password")
    assert events_of(uow, "alice") == ["account:signed_in", "account:signed_out"]


def test_a_form_without_its_token_signs_nobody_in(app: Flask) -> None:
    client = app.test_client()
    client.post("/sign-in", data={"username": "alice", "password": PASSWORD})
    assert client.get("/password").status_code == 302


def test_the_service_says_that_it_is_well_to_whoever_asks(browse: SignIn) -> None:
    assert browse("").get("/healthz").json == {"status": "ok"}


def test_nobody_is_led_from_the_front_page_to_sign_in(browse: SignIn) -> None:
    assert browse("").get("/").location == "/sign-in"
