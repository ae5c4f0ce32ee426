"""Step 2, weigh: the first matching weight gives each piece its rate; no match means 1."""

from __future__ import annotations

from ledger.domain.credit.facts import EntryFacts
from ledger.domain.credit.filters import passes
from ledger.domain.credit.frame import Frame, WeightPlan
from ledger.domain.credit.packed import Kind
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.trace import Trace

MOST_KNOWN = 1 << 12
WEEK = range(1, 8)


def weigh(pieces: list[Piece], frame: Frame, trace: Trace | None) -> None:
    """Sets rate and credit of every piece, in units; a new piece is weighed by 1 already."""
    if not frame.weights:
        return
    known, alike, scale, monday = frame.weighed, frame.weighed_alike, frame.scale, frame.first - 1
    for piece in pieces:
        key = alike(piece.entry)
        by_weekday = known.get(key)
        if by_weekday is None:
            by_weekday = weights_by_weekday(piece.entry, frame)
        found = by_weekday[(monday + piece.day) % 7]
        if found is None or found.units == scale:
            continue
        piece.rate = found.units
        piece.credit = piece.minutes * found.units
        if trace is not None:
            trace.note(piece.at, found.rule, "weight", piece.minutes * (scale - found.units))


def weights_by_weekday(entry: EntryFacts | Kind, frame: Frame) -> tuple[WeightPlan | None, ...]:
    """The weight of such entries on Monday to Sunday, found once for all that are alike."""
    if len(frame.weighed) >= MOST_KNOWN:
        frame.weighed.clear()
    found = tuple(_first_match(entry, frame, weekday) for weekday in WEEK)
    frame.weighed[frame.weighed_alike(entry)] = found
    return found


def _first_match(entry: EntryFacts | Kind, frame: Frame, weekday: int) -> WeightPlan | None:
    for weight in frame.weights:
        if passes(weight.filter, entry, weekday):
            return weight
    return None
