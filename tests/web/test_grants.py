"""Grants: the security administrator gives roles in scopes and takes them back."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from ledger.domain.errors import ForbiddenError, InvalidError
from ledger.domain.permissions import Role
from ledger.services.grant_roles import WantedGrant, grant_role
from ledger.store.readings_accounts import grant_lines
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.conftest import Act, Browser, SignIn

OTHERS = ("alice", "bob", "eve", "dana", "sam", "ada")


def account_name(uow: UnitOfWork, username: str) -> str:
    """The name of an account in addresses."""
    with uow:
        account = uow.accounts.by_username(username)
        assert account is not None
        return account.public_id


def give(browser: Browser, uow: UnitOfWork, username: str, **fields: str) -> TestResponse:
    """The answer to a grant to an account."""
    path = f"/grants/{account_name(uow, username)}"
    return browser.post(path, {"begins_on": "2024-01-01"} | fields)


def roles(uow: UnitOfWork, act: Act, username: str) -> list[str]:
    """The roles that an account holds today."""
    return [grant.role.value for grant in act(username).grants]


def test_a_reviewer_is_made_for_a_unit(browse: SignIn, uow: UnitOfWork, act: Act) -> None:
    sue = browse("sue")
    assert give(sue, uow, "amy", role="reviewer", unit="乙县").status_code == 302
    with uow:
        unit = next(unit for unit in uow.units.all() if unit.name == "乙县")
    assert act("amy").reviewed_units == (unit.id,)


def test_a_delegate_is_made_for_a_cadre_and_may_then_enter(browse: SignIn, uow: UnitOfWork, act: Act) -> None:
    assert give(browse("sue"), uow, "eve", role="delegate", person="唐木").status_code == 302
    with uow:
        served = uow.people.by_ids(act("eve").served_cadres)
    assert {person.name for person in served.values()} == {"艾丽", "唐木"}


def test_several_units_of_like_name_are_offered(browse: SignIn, uow: UnitOfWork, act: Act) -> None:
    sue = browse("sue")
    asked = give(sue, uow, "amy", role="reviewer", unit="县")
    assert asked.status_code == 422
    with uow:
        first = next(unit for unit in uow.units.all() if unit.name == "甲县")
    assert first.public_id in asked.get_data(as_text=True)
    answer = give(sue, uow, "amy", role="reviewer", unit="县", unit_choice=first.public_id)
    assert answer.status_code == 302
    assert act("amy").reviewed_units == (first.id,)


def test_a_grant_holds_in_its_span_only(browse: SignIn, uow: UnitOfWork, act: Act) -> None:
    sue = browse("sue")
    give(sue, uow, "amy", role="reviewer", unit="乙县", ends_on="2024-12-31")
    give(sue, uow, "tom", role="reviewer", unit="乙县", begins_on="2099-01-01")
    assert act("amy").reviewed_units == ()
    assert act("tom").reviewed_units == ()


@pytest.mark.parametrize(
    ("username", "fields", "said"),
    [
        ("amy", {"role": "reviewer"}, "所在的单位"),
        ("amy", {"role": "delegate"}, "为哪位干部"),
        ("amy", {"role": "delegate", "person": "安美"}, "不用代录"),
        ("amy", {"role": "reviewer", "unit": "查无此县"}, "没有找到"),
        ("amy", {"role": "cadre"}, "已经有这项授权"),
        ("bob", {"role": "reviewer", "unit": "甲县"}, "已经有这项授权"),
        ("eve", {"role": "cadre"}, "没有绑定干部"),
        ("amy", {"role": "reviewer", "unit": "乙县", "ends_on": "2023-12-31"}, "早于开始日期"),
        ("amy", {"role": "reviewer", "unit": "乙县", "begins_on": ""}, "fault-summary"),
        ("amy", {"role": "system"}, "fault-summary"),
        ("ada", {"role": "reviewer", "unit": "乙县"}, "fault-summary"),
    ],
)
def test_a_grant_that_cannot_stand_is_refused_in_words(
    browse: SignIn, uow: UnitOfWork, username: str, fields: dict[str, str], said: str
) -> None:
    answer = give(browse("sue"), uow, username, **fields)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


@pytest.mark.parametrize("username", ["sam", "ada", "alice"])
@pytest.mark.parametrize("role", list(Role))
def test_administrators_exclude_one_another_and_every_business_role(
    uow: UnitOfWork, act: Act, username: str, role: Role
) -> None:
    fits = {"sam": {Role.SYSTEM}, "ada": {Role.AUDIT}}.get(
        username, {Role.CADRE, Role.DELEGATE, Role.REVIEWER, Role.ORGANISATION}
    )
    if role in fits:
        return
    with pytest.raises(InvalidError) as refused:
        grant_role(uow, act("sue"), account_name(uow, username), WantedGrant(role, TODAY), now=NOW)
    assert "三员" in refused.value.faults["role"].say()


def test_a_role_taken_back_is_gone_at_once_and_stays_on_record(
    browse: SignIn, uow: UnitOfWork, act: Act
) -> None:
    sue, bob = browse("sue"), account_name(uow, "bob")
    with uow:
        account = uow.accounts.by_username("bob")
        assert account is not None
        lines = grant_lines(uow.session, act("sue"), account.id)
    review = next(line for line in lines if line.role == "reviewer")
    answer = sue.post(f"/grants/{bob}/{review.public_id}/revoke", {}, page=f"/grants/{bob}")
    assert answer.status_code == 302
    assert roles(uow, act, "bob") == ["cadre"]
    assert "已收回" in sue.get(f"/grants/{bob}").get_data(as_text=True)
    with uow:
        event = uow.trail.of("account", account.id)[-1]
    assert event.tag.value == "role:revoked"
    assert event.changes["unit"] == ("甲县", None)


def test_the_last_administrator_of_a_kind_keeps_the_role(browse: SignIn, uow: UnitOfWork, act: Act) -> None:
    ada = account_name(uow, "ada")
    with uow:
        account = uow.accounts.by_username("ada")
        assert account is not None
        (line,) = grant_lines(uow.session, act("sue"), account.id)
    answer = browse("sue").post(f"/grants/{ada}/{line.public_id}/revoke", {}, page=f"/grants/{ada}")
    assert answer.status_code == 409
    assert roles(uow, act, "ada") == ["audit"]


def test_nobody_settles_their_own_rights(browse: SignIn, uow: UnitOfWork) -> None:
    assert give(browse("sue"), uow, "sue", role="security").status_code == 403


def test_the_same_form_twice_grants_once(browse: SignIn, uow: UnitOfWork, act: Act) -> None:
    sue, path = browse("sue"), f"/grants/{account_name(uow, 'amy')}"
    sent = sue.hidden(path) | {"role": "reviewer", "unit": "乙县", "begins_on": "2024-01-01"}
    assert [sue.client.post(path, data=sent).status_code for _ in range(2)] == [302, 302]
    assert roles(uow, act, "amy") == ["cadre", "reviewer"]


def test_granting_leaves_a_trail_with_the_scope(browse: SignIn, uow: UnitOfWork) -> None:
    give(browse("sue"), uow, "amy", role="reviewer", unit="乙县", ends_on="2030-12-31")
    with uow:
        account = uow.accounts.by_username("amy")
        assert account is not None
        (event,) = uow.trail.of("account", account.id)
    assert event.tag.value == "role:granted"
    assert {name: new for name, (_old, new) in event.changes.items()} == {
        "role": "reviewer",
        "unit": "乙县",
        "begins_on": "2024-01-01",
        "ends_on": "2030-12-31",
    }


@pytest.mark.parametrize("username", OTHERS)
def test_grants_are_closed_to_everybody_else(
    browse: SignIn, uow: UnitOfWork, act: Act, username: str
) -> None:
    browser, path = browse(username), f"/grants/{account_name(uow, 'amy')}"
    assert browser.get("/grants").status_code == 403
    assert browser.get(path).status_code == 403
    sent = {"role": "reviewer", "unit": "乙县", "begins_on": "2024-01-01"}
    assert browser.post(path, sent, page="/password").status_code == 403
    with pytest.raises(ForbiddenError):
        grant_role(uow, act(username), account_name(uow, "amy"), WantedGrant(Role.CADRE, TODAY), now=NOW)


def test_an_account_that_is_not_there_is_not_found(browse: SignIn) -> None:
    assert browse("sue").get("/grants/nothing").status_code == 404
