"""Changing one's own password: the old one is asked, the new one must be good, other sessions end."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ledger.config import Config
from ledger.services.passwords import hash_password, is_password, one_time_password, password_fault
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import PASSWORD
from tests.conftest import Browser, SignIn

NEW = "seven lanterns over quiet water"


def change(browser: Browser, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> int:
    """The status of an attempt to change the password."""
    data = {"old": old, "new": new, "again": new if again is None else again}
    return browser.post("/password", data).status_code


def sign_in(browse: SignIn, username: str, password: str) -> int:
    """The status of an attempt to sign in, in a browser of its own."""
    return browse("").post("/sign-in", {"username": username, "password": password}).status_code


def test_the_new_password_holds_and_the_old_one_does_not(browse: SignIn) -> None:
    browser = browse("alice")
    assert change(browser) == 302
    assert browser.get("/password").status_code == 200
    assert sign_in(browse, "alice", NEW) == 302
    assert sign_in(browse, "alice", PASSWORD) == 422


def test_a_fault_does_not_promise_that_passwords_are_still_there(browse: SignIn) -> None:
    refused = browse("alice").post("/password", {"old": PASSWORD, "new": NEW, "again": "x"})
    page = refused.get_data(as_text=True)
    assert "密码请重新输入" in page
    assert "已填写的内容都还在" not in page


def test_other_sessions_of_the_account_end_and_this_one_goes_on(browse: SignIn) -> None:
    here, elsewhere = browse("alice"), browse("alice")
    assert change(here) == 302
    assert here.get("/password").status_code == 200
    assert elsewhere.get("/password").status_code == 302


def test_without_the_old_password_nothing_changes(browse: SignIn) -> None:
    assert change(browse("alice"), old="not the password") == 422
    assert sign_in(browse, "alice", PASSWORD) == 302


def test_guessing_the_old_password_in_an_open_session_locks_too(browse: SignIn, config: Config) -> None:
    browser = browse("alice")
    for _ in range(config.login_attempts):
        assert change(browser, old="not the password") == 422
    assert change(browser) == 422
    assert sign_in(browse, "alice", PASSWORD) == 422


@pytest.mark.parametrize(
    ("new", "again"),
    [(NEW, NEW + "x"), ("short", "short"), ("alice has a house", "alice has a house"), (PASSWORD, PASSWORD)],
    ids=["not the same twice", "too short", "holds the username", "the old one"],
)
def test_a_new_password_that_will_not_do_is_refused(browse: SignIn, new: str, again: str) -> None:
    assert change(browse("alice"), new=new, again=again) == 422
    assert sign_in(browse, "alice", PASSWORD) == 302


@pytest.mark.parametrize("weak", ["1234567890", "password123", "aaaaaaaaaaaa", "qwertyuiop", "5201314520"])
def test_what_is_easily_guessed_is_refused(weak: str) -> None:
    assert password_fault(weak, username="alice") is not None


@pytest.mark.parametrize(
    "good", [NEW, "青山依旧在几度夕阳红落", "vTq8-wm3k-zp5d", "长" * 3 + " lanterns 水面静 over"]
)
def test_no_rule_of_composition_stands_in_the_way(good: str) -> None:
    assert password_fault(good, username="alice") is None


def test_a_very_long_password_is_refused_in_words_and_a_long_one_is_measured() -> None:
    assert password_fault("x9-" * 100, username="alice") is not None
    assert password_fault("seven lanterns over quiet water " * 3, username="alice") is None


def test_a_password_typed_in_full_width_letters_is_the_same() -> None:
    assert is_password(hash_password("abc lantern 42"), "ａｂｃ lantern ４２")


def test_one_time_passwords_are_good_enough_and_never_alike() -> None:
    assert len({one_time_password() for _ in range(50)}) == 50
    assert password_fault(one_time_password(), username="alice") is None


def test_whoever_has_a_one_time_password_must_change_it_before_anything_else(
    browse: SignIn, uow: UnitOfWork
) -> None:
    with uow:
        account = uow.accounts.by_username("alice")
        assert account is not None
        uow.accounts.change(account.id, must_change_password=True)
        uow.commit()
    browser = browse("alice")
    assert browser.post("/type-size", {"large": "1"}, page="/password").location == "/password"
    assert "一次性密码" in browser.get("/password").get_data(as_text=True)
    assert change(browser) == 302
    assert browser.post("/type-size", {"large": "1"}, page="/password").location != "/password"


def test_changing_leaves_a_trail_without_the_password(browse: SignIn, uow: UnitOfWork) -> None:
    assert change(browse("alice")) == 302
    with uow:
        account = uow.accounts.by_username("alice")
        assert account is not None
        events = uow.trail.of("account", account.id)
    assert [event.tag.value for event in events] == ["account:signed_in", "account:password_changed"]
    assert NEW not in str(events)


def test_nothing_quickly_computed_from_a_password_is_kept(browse: SignIn, uow: UnitOfWork) -> None:
    assert change(browse("alice")) == 302
    with uow:
        digests = uow.session.scalars(text("SELECT body_digest FROM form_key")).all()
    assert digests == [""]


def test_nobody_changes_a_password_without_signing_in(browse: SignIn) -> None:
    assert browse("").get("/password").location == "/sign-in?next=/password"
