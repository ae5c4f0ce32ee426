"""Step 2, weigh: the first matching weight gives each piece its rate; no match means 1."""

from __future__ import annotations

from ledger.domain.credit.filters import passes
from ledger.domain.credit.frame import Frame, WeightPlan
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.trace import Trace


def weigh(pieces: list[Piece], frame: Frame, trace: Trace | None) -> None:
    """Sets rate and credit of every piece, in units."""
    scale = frame.scale
    if not frame.weights:
        for piece in pieces:
            piece.rate = scale
            piece.credit = piece.minutes * scale
        return
    at, found = -1, None
    for piece in pieces:
        # The pieces of one entry stand together and match alike, unless weekdays are asked for.
        if piece.at != at or frame.weekdays_weigh:
            at, found = piece.at, _first_match(piece, frame)
        piece.rate = scale if found is None else found.units
        piece.credit = piece.minutes * piece.rate
        if trace is not None and found is not None and found.units != scale:
            trace.note(at, found.rule, "weight", piece.minutes * (scale - found.units))


def _first_match(piece: Piece, frame: Frame) -> WeightPlan | None:
    weekday = frame.weekday(piece.day)
    for weight in frame.weights:
        if passes(weight.filter, piece.entry, weekday):
            return weight
    return None
