"""What a deputy must keep to: whoever's stead it is in is barred from the record as well, and is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

Record = TypeVar("Record")


def deciding(
    uow: UnitOfWork, actor: Actor, records: Sequence[Record], stead: Callable[[Record], int | None]
) -> Iterator[tuple[int, int | None, list[Record]]]:
    """Account and person of everybody who decides on some records, each with the records concerned.

    That is the actor on all of them, and the reviewer in whose `stead` it is on each: a deputy can't
    decide for somebody what that person may not decide.
    """
    yield actor.account_id, actor.person_id, list(records)
    by_principal: dict[int, list[Record]] = {}
    for record in records:
        principal = stead(record)
        if principal is not None:
            by_principal.setdefault(principal, []).append(record)
    accounts = uow.accounts.by_ids(by_principal)
    for principal, concerned in by_principal.items():
        yield principal, accounts[principal].person_id, concerned


def stead_of(uow: UnitOfWork, decided_for: int | None) -> dict[str, tuple[object, object]]:
    """The change that the trail tells where a deputy decided: in whose stead."""
    if decided_for is None:
        return {}
    account = uow.accounts.get(decided_for)
    return {"decided_for": (None, None if account is None else account.display_name)}
