"""One cadre's year after step 5: what requirements and exchanges read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.domain.credit.filters import passes
from ledger.domain.credit.frame import Frame
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.policy import EVERYTHING, Requirement
from ledger.domain.credit.tenure import Tenure
from ledger.domain.credit.total import Account, Holding


@dataclass(slots=True)
class Book:
    """Credited pieces (field before online, then by day), outcomes held, accounts, and what was spent."""

    frame: Frame
    tenure: Tenure
    pieces: list[Piece]
    holdings: tuple[Holding, ...]
    accounts: dict[str, Account]
    spent: set[str] = field(default_factory=set)


def selected(requirement: Requirement, book: Book) -> list[Piece]:
    """The admitted pieces that a requirement looks at; those its filter leaves out are as if not admitted."""
    pieces = book.pieces
    if requirement.account is not None:
        in_field = requirement.account == "field"
        pieces = [piece for piece in pieces if piece.in_field == in_field]
    wanted = requirement.filter
    if wanted == EVERYTHING:
        return pieces
    weekday = book.frame.weekday
    return [piece for piece in pieces if passes(wanted, piece.entry, weekday(piece.day))]
