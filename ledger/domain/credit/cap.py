"""Step 4, cap: one civil day never earns more than one day, and no cap of the policy is exceeded."""

from __future__ import annotations

from ledger.domain.credit.frame import CapPlan, Frame
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.trace import Trace

Open = tuple[CapPlan, tuple[int, ...], list[int]]
"""A cap, the number of the period of each day, and what is left in each period."""


def apply_caps(pieces: list[Piece], frame: Frame, trace: Trace | None) -> None:
    """Puts the pieces in order and gives each the least of what is left under every cap that covers it."""
    pieces.sort(key=lambda piece: (not piece.in_field, piece.day, piece.recorded, piece.entry.id))
    left = [frame.day_units] * frame.days
    caps = {True: _opened(frame.caps["field"]), False: _opened(frame.caps["online"])}
    for piece in pieces:
        day, room, binding = piece.day, left[piece.day], frame.full_day
        own = caps[piece.in_field]
        for cap, index, rest in own:
            period = index[day]
            if period >= 0 and rest[period] < room:
                room, binding = rest[period], cap
        if piece.credit > room:
            if trace is not None:
                trace.note(piece.at, binding.rule, binding.code, piece.credit - room)
            piece.credit = room
        left[day] -= piece.credit
        for _, index, rest in own:
            if index[day] >= 0:
                rest[index[day]] -= piece.credit


def _opened(caps: tuple[CapPlan, ...]) -> list[Open]:
    return [(cap, cap.index, [cap.limit] * cap.periods) for cap in caps]
