"""Whose word an entry goes to review on: the cadre's own, an agreement given in advance, or none yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.review import Act

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Word:
    """What handing in an entry of one cadre comes to for this actor."""

    act: Act
    """SUBMIT: it goes to review; OFFER: the cadre is asked to confirm it first."""
    agreement_id: int | None = None


OWN = Word(Act.SUBMIT)
NONE_YET = Word(Act.OFFER)


def words_of(uow: UnitOfWork, actor: Actor, person_ids: Iterable[int], *, on: date) -> dict[int, Word]:
    """By cadre, on whose word the actor hands in on a day."""
    wanted = set(person_ids)
    others = wanted - {actor.own_cadre}
    agreed = uow.delegations.covering(actor.account_id, others, on) if others else {}
    words = {person: Word(Act.SUBMIT, agreed[person]) if person in agreed else NONE_YET for person in others}
    return words | dict.fromkeys(wanted - others, OWN)
