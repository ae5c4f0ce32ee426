"""A year of the cast that is over and closed, for tests: 2026, looked at from January 2027."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ledger.domain.permissions import Role
from ledger.services.close_year import confirm_closing, propose_closing, rehearse_closing
from ledger.services.review_entries import approve_entries
from tests.entries import logged, online, person_id, visit

if TYPE_CHECKING:
    from ledger.domain.entry import Entry
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

YEAR = 2026
LATER = date(2027, 1, 20)
NOW_LATER = datetime(2027, 1, 20, 2, 0, tzinfo=UTC)


def actor_of(uow: UnitOfWork, username: str, on: date = LATER) -> Actor:
    """Somebody of the cast with the rights held on a day."""
    with uow:
        account = uow.accounts.by_username(username)
        assert account is not None
        found = uow.accounts.actor(account.id, on)
        assert found is not None
    return found


def second_department(uow: UnitOfWork) -> None:
    """Let olga be of dana's department, too: it takes two to close."""
    with uow:
        account = uow.accounts.by_username("olga")
        assert account is not None
        unit = next(unit for unit in uow.units.all() if unit.name == "市")
        uow.accounts.grant(account, Role.ORGANISATION, date(2024, 1, 1), unit_id=unit.id)
        uow.commit()


def unit_name(uow: UnitOfWork, name: str) -> str:
    """A unit's name in addresses."""
    with uow:
        return next(unit.public_id for unit in uow.units.all() if unit.name == name)


def approved(uow: UnitOfWork, count: int = 4) -> list[Entry]:
    """Some entries of alice's that bob approved: visits and sittings."""
    alice, bob = actor_of(uow, "alice"), actor_of(uow, "bob")
    drafts = [visit(on=date(YEAR, 3, 2 + at)) for at in range(count - 1)]
    drafts.append(online(on=date(YEAR, 5, 6), minutes=300))
    entries = [
        logged(uow, alice, person_id(uow, "alice"), draft, on=draft.ends_on, now=NOW_LATER)
        for draft in drafts
    ]
    approve_entries(uow, bob, [entry.public_id for entry in entries], on=LATER, now=NOW_LATER)
    return entries


def close(uow: UnitOfWork, name: str = "市", year: int = YEAR) -> int:
    """Close a unit's year by dana and olga; gives how many were sealed."""
    unit = unit_name(uow, name)
    dana, olga = actor_of(uow, "dana"), actor_of(uow, "olga")
    rehearse_closing(uow, dana, unit, year, on=LATER, now=NOW_LATER)
    propose_closing(uow, dana, unit, year, "", on=LATER, now=NOW_LATER)
    return confirm_closing(uow, olga, unit, year, on=LATER, now=NOW_LATER)
