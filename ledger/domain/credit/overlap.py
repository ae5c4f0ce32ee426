"""Step 3, overlap: what several pieces of one channel cover at once counts once."""

from __future__ import annotations

from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.trace import Trace

RULES = {True: "overlap:field", False: "overlap:online"}
CODE = "overlap"


def resolve_overlaps(pieces: list[Piece], trace: Trace | None) -> None:
    """Takes from each piece what another one of its day and channel keeps.

    The higher rate keeps it, then the earlier start of the piece, then the lower id. A duration without a
    start overlaps nothing.
    """
    by_day: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.slots:
            key = piece.day * 2 + piece.in_field
            known = by_day.get(key)
            if known is None:
                by_day[key] = [piece]
            else:
                known.append(piece)
    for together in by_day.values():
        if len(together) > 1:
            _share_out(together, trace)


def _share_out(together: list[Piece], trace: Trace | None) -> None:
    together.sort(key=lambda piece: (-piece.rate, piece.start, piece.entry.id))
    covered = 0
    for piece in together:
        free = piece.slots & ~covered
        covered |= piece.slots
        if free != piece.slots:
            credit = free.bit_count() * piece.slot_minutes * piece.rate
            if trace is not None:
                trace.note(piece.at, RULES[piece.in_field], CODE, piece.credit - credit)
            piece.credit = credit
