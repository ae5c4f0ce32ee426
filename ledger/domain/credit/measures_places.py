"""The measures `topics` and `places`: distinct ones, with enough minutes and enough entries each."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ledger.domain.credit.book import Book, selected
from ledger.domain.credit.frame import RequirementPlan
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.places import place_of


def reach_topics(plan: RequirementPlan, book: Book) -> list[Fraction]:
    """Distinct topics by period."""
    return _distinct(plan, book, lambda piece: piece.entry.topic or None)


def reach_places(plan: RequirementPlan, book: Book) -> list[Fraction]:
    """Distinct places by period; only field entries have a place."""
    level = plan.requirement.places_at
    named = plan.requirement.places
    listed = None if named is None else {place_of(code, level) for code in named} - {None}

    def place(piece: Piece) -> str | None:
        found = place_of(piece.entry.place, level) if piece.in_field else None
        return found if listed is None or found in listed else None

    return _distinct(plan, book, place)


def _distinct(plan: RequirementPlan, book: Book, name_of: Callable[[Piece], str | None]) -> list[Fraction]:
    minutes: list[dict[str, int]] = [{} for _ in plan.periods]
    entries: list[dict[str, set[int]]] = [{} for _ in plan.periods]
    for piece in selected(plan, book):
        period, name = plan.index[piece.day], name_of(piece)
        if period >= 0 and name is not None:
            minutes[period][name] = minutes[period].get(name, 0) + piece.minutes
            entries[period].setdefault(name, set()).add(piece.at)
    each, times = plan.requirement.each, plan.requirement.times or 1
    return [
        Fraction(
            sum(1 for name, total in found.items() if total >= each and len(entries[number][name]) >= times)
        )
        for number, found in enumerate(minutes)
    ]
