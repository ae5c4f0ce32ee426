"""Accounts: the system administrator creates them, resets passwords, locks out and lets in again."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from ledger.config import Config
from ledger.domain.errors import ForbiddenError, InvalidError
from ledger.domain.permissions import Role
from ledger.services.manage_accounts import create_account, create_first_administrators, reset_password
from ledger.services.passwords import is_password
from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, PASSWORD, TODAY
from tests.conftest import Act, Browser, SignIn
from tests.databases import Databases

OTHERS = ("alice", "bob", "eve", "dana", "sue", "ada")
NEW = "seven lanterns over quiet water"


def account_name(uow: UnitOfWork, username: str) -> str:
    """The name of an account in addresses."""
    with uow:
        account = uow.accounts.by_username(username)
        assert account is not None
        return account.public_id


def create(browser: Browser, **fields: str) -> TestResponse:
    """The answer to a new account."""
    return browser.post("/accounts/new", {"username": "newcomer", "kind": "business"} | fields)


def shown_password(answer: TestResponse) -> str:
    """The one-time password on a page."""
    found = re.search(r'class="one-time">([^<]+)<', answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def sign_in(browse: SignIn, username: str, password: str = PASSWORD) -> int:
    """The status of an attempt to sign in, in a browser of its own."""
    return browse("").post("/sign-in", {"username": username, "password": password}).status_code


def events(uow: UnitOfWork, username: str) -> list[str]:
    """The tags of what the trail holds about an account, signing in left out."""
    with uow:
        account = uow.accounts.by_username(username)
        assert account is not None
        tags = [event.tag.value for event in uow.trail.of("account", account.id)]
    return [tag for tag in tags if "sign" not in tag]


def test_a_new_account_signs_in_with_its_one_time_password_and_must_change_it(browse: SignIn) -> None:
    password = shown_password(create(browse("sam"), display_name="新来的"))
    newcomer = browse("")
    newcomer.post("/sign-in", {"username": "newcomer", "password": password})
    assert newcomer.get("/").location == "/password"
    assert newcomer.post("/type-size", {}, page="/password").location == "/password"
    answer = newcomer.post("/password", {"old": password, "new": NEW, "again": NEW})
    assert answer.status_code == 302
    assert sign_in(browse, "newcomer", password) == 422


def test_an_account_bound_to_a_person_takes_the_persons_name(browse: SignIn, uow: UnitOfWork) -> None:
    with uow:
        person = uow.people.add("新同志")
        uow.commit()
    assert create(browse("sam"), person="xintongzhi").status_code == 200
    with uow:
        account = uow.accounts.by_username("newcomer")
    assert account is not None
    assert (account.person_id, account.display_name) == (person.id, "新同志")


def test_of_people_with_one_name_one_is_chosen(browse: SignIn, uow: UnitOfWork) -> None:
    with uow:
        people = [uow.people.add("王伟") for _ in range(2)]
        uow.commit()
    browser = browse("sam")
    asked = create(browser, person="王伟")
    assert asked.status_code == 422
    assert all(person.public_id in asked.get_data(as_text=True) for person in people)
    assert create(browser, person="王伟", person_choice=people[1].public_id).status_code == 200
    with uow:
        account = uow.accounts.by_username("newcomer")
    assert account is not None
    assert account.person_id == people[1].id


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"username": "Alice", "display_name": "某人"}, "已经有人使用"),
        ({"username": "有空格 的", "display_name": "某人"}, "字母、数字"),
        ({"display_name": ""}, "使用人姓名"),
        ({"person": "查无此人"}, "没有找到"),
        ({"person": "艾丽"}, "已经有账号"),
        ({"person": "艾丽", "kind": "audit"}, "不能绑定干部"),
        ({"kind": "root", "display_name": "某人"}, "fault-summary"),
    ],
)
def test_a_faulty_account_is_refused_and_what_was_typed_stays(
    browse: SignIn, fields: dict[str, str], said: str
) -> None:
    answer = create(browse("sam"), **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert f'value="{fields.get("username", "newcomer")}"' in page


def test_the_same_form_twice_makes_one_account_and_shows_the_password_once(
    browse: SignIn, uow: UnitOfWork
) -> None:
    browser = browse("sam")
    sent = browser.hidden("/accounts/new") | {
        "username": "newcomer",
        "kind": "business",
        "display_name": "新来的",
        "person": "",
    }
    first = browser.client.post("/accounts/new", data=sent)
    second = browser.client.post("/accounts/new", data=sent)
    assert shown_password(first)
    assert second.status_code == 200
    assert "one-time" not in second.get_data(as_text=True)
    assert events(uow, "newcomer") == ["account:created"]


def test_a_reset_password_replaces_the_old_one_and_ends_sessions(browse: SignIn, uow: UnitOfWork) -> None:
    alice, sam = browse("alice"), browse("sam")
    answer = sam.post(f"/accounts/{account_name(uow, 'alice')}/password", {}, page="/accounts")
    password = shown_password(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert alice.get("/password").location == "/sign-in?next=/password"
    assert sign_in(browse, "alice") == 422
    assert sign_in(browse, "alice", password) == 302
    assert events(uow, "alice") == ["account:password_reset"]


def test_an_account_out_of_use_is_let_in_again_but_its_old_session_is_not(
    browse: SignIn, uow: UnitOfWork
) -> None:
    alice, sam = browse("alice"), browse("sam")
    path = f"/accounts/{account_name(uow, 'alice')}/use"
    assert sam.post(path, {"active": "0"}, page="/accounts").status_code == 302
    assert sign_in(browse, "alice") == 422
    assert sam.post(path, {"active": "1"}, page="/accounts").status_code == 302
    assert alice.get("/password").status_code == 302
    assert sign_in(browse, "alice") == 302
    assert events(uow, "alice") == ["account:changed", "account:changed"]


def test_the_system_administrator_unlocks(browse: SignIn, uow: UnitOfWork, config: Config) -> None:
    for _ in range(config.login_attempts):
        sign_in(browse, "alice", "not the password")
    assert sign_in(browse, "alice") == 422
    sam = browse("sam")
    assert "已锁定" in sam.get("/accounts?q=alice").get_data(as_text=True)
    sam.post(f"/accounts/{account_name(uow, 'alice')}/unlock", {}, page="/accounts")
    assert sign_in(browse, "alice") == 302
    assert events(uow, "alice") == ["account:locked", "account:unlocked"]


def test_the_last_administrator_of_a_kind_stays_in_use(browse: SignIn, uow: UnitOfWork) -> None:
    answer = browse("sam").post(
        f"/accounts/{account_name(uow, 'ada')}/use", {"active": "0"}, page="/accounts"
    )
    assert answer.status_code == 409
    assert sign_in(browse, "ada") == 302


@pytest.mark.parametrize("username", ["sue", "ada"])
def test_nobody_becomes_another_administrator_by_resetting_a_password(
    browse: SignIn, uow: UnitOfWork, username: str
) -> None:
    sam = browse("sam")
    answer = sam.post(f"/accounts/{account_name(uow, username)}/password", {}, page="/accounts")
    assert answer.status_code == 403
    assert "三员互相独立" in answer.get_data(as_text=True)
    assert sign_in(browse, username) == 302


def test_nobody_manages_their_own_account(browse: SignIn, uow: UnitOfWork) -> None:
    answer = browse("sam").post(f"/accounts/{account_name(uow, 'sam')}/password", {}, page="/accounts")
    assert answer.status_code == 403


@pytest.mark.parametrize("username", OTHERS)
def test_accounts_are_closed_to_everybody_else(browse: SignIn, uow: UnitOfWork, username: str) -> None:
    browser = browse(username)
    assert browser.get("/accounts").status_code == 403
    assert browser.get("/accounts/new").status_code == 403
    path = f"/accounts/{account_name(uow, 'tom')}"
    for step in ("password", "use", "unlock"):
        assert browser.post(f"{path}/{step}", {}, page="/password").status_code == 403
    assert events(uow, "tom") == []


def test_the_services_ask_for_the_right_themselves(uow: UnitOfWork, act: Act) -> None:
    alice, target = act("alice"), account_name(uow, "tom")
    with pytest.raises(ForbiddenError):
        create_account(uow, alice, "newcomer", "新来的", now=NOW)
    with pytest.raises(ForbiddenError):
        reset_password(uow, alice, target, now=NOW)


def test_an_account_that_is_not_there_is_not_found(browse: SignIn) -> None:
    assert browse("sam").post("/accounts/nothing/password", {}, page="/accounts").status_code == 404


def test_accounts_are_found_by_name(browse: SignIn) -> None:
    page = browse("sam").get("/accounts?q=艾丽").get_data(as_text=True)
    assert "alice" in page
    assert "charlie" not in page


def test_the_first_administrators_do_not_come_into_a_ledger_in_use(uow: UnitOfWork) -> None:
    three = {role: (f"first-{role.value}", NEW) for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT)}
    with pytest.raises(ForbiddenError):
        create_first_administrators(uow, three, now=NOW)
    with pytest.raises(InvalidError):
        create_first_administrators(uow, dict.fromkeys(three, ("same", NEW)), now=NOW)
    with pytest.raises(InvalidError):
        create_first_administrators(uow, {role: (role.value, "weak") for role in three}, now=NOW)


def test_a_first_run_that_was_cut_off_is_taken_up_again(databases: Databases) -> None:
    engine = make_engine(databases.empty())
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        for password in (NEW, "another lantern under quiet snow"):
            three = {role: (role.value, password) for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT)}
            create_first_administrators(uow, three, now=NOW)
        with uow:
            held = {a.username: uow.accounts.grants_of(a.id, TODAY) for a in uow.accounts.all()}
            found = uow.accounts.credentials("audit")
    engine.dispose()
    assert {name: [g.role.value for g in grants] for name, grants in held.items()} == {
        "audit": ["audit"],
        "security": ["security"],
        "system": ["system"],
    }
    assert found is not None
    assert is_password(found.password_hash, "another lantern under quiet snow")
