"""One cadre's year after step 5: what requirements and exchanges read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from ledger.domain.credit.filters import passes
from ledger.domain.credit.frame import Frame, RequirementPlan
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.total import Account, Holding


@dataclass(slots=True)
class Book:
    """Credited pieces (field before online, then by day), outcomes held, accounts, and what was spent.

    Where nothing looks at pieces, there are none.
    """

    frame: Frame
    pieces: list[Piece]
    holdings: tuple[Holding, ...]
    accounts: dict[str, Account]
    units: tuple[int, int]
    """What field work and online work are credited with, exactly."""
    spent: set[str] = field(default_factory=set)
    adjusted: dict[str, Fraction] = field(default_factory=dict)
    """By account what corrections of closed years changed."""


def selected(plan: RequirementPlan, book: Book) -> list[Piece]:
    """The admitted pieces that a requirement looks at; those its filter leaves out are as if not admitted."""
    pieces, requirement = book.pieces, plan.requirement
    if requirement.account is not None:
        in_field = requirement.account == "field"
        pieces = [piece for piece in pieces if piece.in_field == in_field]
    if not plan.is_filtered:
        return pieces
    wanted = requirement.filter
    weekday = book.frame.weekday
    return [piece for piece in pieces if passes(wanted, piece.entry, weekday(piece.day))]
