"""The schema itself keeps the administrators apart, whatever a program asks of it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ledger.domain.account import KINDS, ROLES_OF_KIND
from ledger.domain.permissions import Role
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY

OF_A_PERSON = (Role.CADRE, Role.DELEGATE)
OF_A_UNIT = (Role.REVIEWER, Role.ORGANISATION)


def scope(uow: UnitOfWork, role: Role) -> dict[str, Any]:
    """The scope that a role asks for."""
    if role in OF_A_PERSON:
        return {"person_id": uow.people.add("某某").id}
    return {"unit_id": uow.units.all()[0].id} if role in OF_A_UNIT else {}


@pytest.mark.parametrize(("kind", "role"), list(itertools.product(KINDS, Role)))
def test_an_account_holds_only_the_roles_of_its_kind(uow: UnitOfWork, kind: str, role: Role) -> None:
    with uow:
        account = uow.accounts.add("somebody", "no hash", "某某", kind, NOW)
        if role in ROLES_OF_KIND[kind]:
            assert uow.accounts.grant(account, role, TODAY, **scope(uow, role))
            return
        with pytest.raises(IntegrityError):
            uow.accounts.grant(account, role, TODAY, **scope(uow, role))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "audit"])
def test_an_account_that_holds_a_role_cannot_turn_into_another_kind(uow: UnitOfWork, kind: str) -> None:
    with uow, pytest.raises(IntegrityError):
        uow.session.execute(text("UPDATE account SET kind = :kind WHERE username = 'ada'"), {"kind": kind})


def test_a_grant_cannot_claim_another_kind_than_its_account_has(uow: UnitOfWork) -> None:
    with uow, pytest.raises(IntegrityError):
        uow.session.execute(
            text(
                "INSERT INTO role_grant (public_id, account_id, kind, role, begins_on)"
                " SELECT 'forged', id, 'system', 'system', '2026-01-01' FROM account WHERE username = 'alice'"
            )
        )


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_exactly_the_scope_that_it_asks_for(uow: UnitOfWork, role: Role) -> None:
    kind = next(kind for kind, roles in ROLES_OF_KIND.items() if role in roles)
    wrong: dict[str, Any] = {} if role in (*OF_A_PERSON, *OF_A_UNIT) else {"unit_id": 1}
    with uow:
        account = uow.accounts.add("somebody", "no hash", "某某", kind, NOW)
        with pytest.raises(IntegrityError):
            uow.accounts.grant(account, role, TODAY, **wrong)


def test_a_person_is_the_cadre_of_one_account_at_a_time(uow: UnitOfWork) -> None:
    with uow:
        account = uow.accounts.add("somebody", "no hash", "某某", "business", NOW)
        alice = uow.accounts.by_username("alice")
        assert alice is not None
        with pytest.raises(IntegrityError):
            uow.accounts.grant(account, Role.CADRE, TODAY, person_id=alice.person_id)
