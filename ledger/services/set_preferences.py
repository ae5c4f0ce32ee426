"""Set what a person prefers for their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def set_language(uow: UnitOfWork, actor: Actor, language: str) -> None:
    """Show everything in this language to the actor from now on."""
    with uow:
        uow.accounts.change(actor.account_id, language=language)
        uow.commit()


def set_large_type(uow: UnitOfWork, actor: Actor, *, large: bool) -> None:
    """Show everything in large type to the actor, or in the usual one."""
    with uow:
        uow.accounts.change(actor.account_id, large_type=large)
        uow.commit()
