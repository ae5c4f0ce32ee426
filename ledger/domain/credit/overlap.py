"""Step 3, overlap: what several pieces of one channel cover at once counts once."""

from __future__ import annotations

from operator import attrgetter

from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.trace import Trace

RULES = {True: "overlap:field", False: "overlap:online"}
CODE = "overlap"

_IN_ORDER = attrgetter("day", "recorded", "entry.id")


def resolve_overlaps(pieces: list[Piece], half_minutes: int, trace: Trace | None) -> None:
    """Puts the pieces of one channel in order, and takes from each what another one of its day keeps.

    The order is that of the caps: day, start as recorded with untimed last, id. What two cover is kept by the
    higher rate, then the earlier start of the piece, then the lower id. A duration without a start overlaps
    nothing.
    """
    last = -1
    for piece in pieces:
        if piece.day <= last:
            break
        last = piece.day
    else:
        return  # Each has a day of its own.
    pieces.sort(key=_IN_ORDER)
    begin = 0
    for end in range(1, len(pieces) + 1):
        if end == len(pieces) or pieces[end].day != pieces[begin].day:
            if end - begin > 1:
                share_out(pieces[begin:end], half_minutes, trace)
            begin = end


def share_out(together: list[Piece], half_minutes: int, trace: Trace | None) -> None:
    """Takes from each piece of one channel and day what another one keeps."""
    together.sort(key=lambda piece: (-piece.rate, piece.start, piece.entry.id))
    covered = 0
    for piece in together:
        slots = piece.slots
        free = slots & ~covered
        covered |= slots
        if free != slots:
            each = half_minutes if piece.in_field else 1
            credit = free.bit_count() * each * piece.rate
            if trace is not None:
                trace.note(piece.at, RULES[piece.in_field], CODE, piece.credit - credit)
            piece.credit = credit
