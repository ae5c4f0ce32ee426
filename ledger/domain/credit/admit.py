"""Step 1, admit: which entries count at all, and which of their pieces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from ledger.domain.credit.facts import APPROVED, EntryFacts
from ledger.domain.credit.frame import NOT_APPOINTED, ON_LEAVE, REST_DAY, Frame
from ledger.domain.credit.pieces import Piece, field_pieces, last_day, online_pieces, recorded_minutes
from ledger.domain.credit.policy import Count
from ledger.domain.credit.trace import Trace

OUTSIDE_YEAR = "outside_year"
PIECE_CODES = {NOT_APPOINTED: "not_appointed", REST_DAY: "rest_day", ON_LEAVE: "on_leave"}


def refusal(entry: EntryFacts, count: Count, cited: Collection[str]) -> str | None:
    """Why an entry as a whole is dropped, or None; `cited` are the entries that outcomes came from."""
    if entry.status != APPROVED:
        return "not_approved"
    if entry.minutes < count.min_minutes and entry.channel == "online":
        return "too_short"
    late_days, logged = count.late_days, entry.logged_on
    if late_days is not None and logged is not None and _is_late(entry, logged, late_days):
        return "logged_late"
    if count.outcome_required and entry.id not in cited:
        return "no_outcome"
    return None


def _is_late(entry: EntryFacts, logged: date, late_days: int) -> bool:
    # What is in time for its first day is in time for its last; most is logged on the very day.
    begin = entry.on or entry.begin
    if begin is None or logged == begin:
        return False
    day = logged.toordinal()
    return day - begin.toordinal() > late_days and day - last_day(entry) > late_days


def admitted(
    entries: Sequence[EntryFacts],
    frame: Frame,
    blocked: bytes | None,
    cited: Collection[str],
    trace: Trace | None,
) -> tuple[list[Piece], list[Piece]]:
    """The pieces that are admitted, of field work and online, entry by entry and day by day."""
    count = frame.policy.count
    in_field: list[Piece] = []
    online: list[Piece] = []
    for at, entry in enumerate(entries):
        code = refusal(entry, count, cited)
        if code is not None:
            if trace is not None:
                units = recorded_minutes(entry, frame.half_minutes) * frame.scale
                trace.note(at, f"admit:{code}", code, units)
            continue
        if entry.channel == "field":
            own, kept = field_pieces(at, entry, frame), in_field
        else:
            own, kept = online_pieces(at, entry, frame), online
        if trace is not None:
            _note_outside(at, entry, own, frame, trace)
        if blocked is None:
            kept += own
        else:
            _admit_open(own, blocked, frame.scale, kept, trace)
    return in_field, online


def _admit_open(
    own: list[Piece], blocked: bytes, scale: int, pieces: list[Piece], trace: Trace | None
) -> None:
    """Keeps the pieces on days that are open."""
    for piece in own:
        why = blocked[piece.day]
        if not why:
            pieces.append(piece)
        elif trace is not None:
            code = PIECE_CODES[why]
            trace.note(piece.at, f"admit:{code}", code, piece.minutes * scale)


def _note_outside(at: int, entry: EntryFacts, own: list[Piece], frame: Frame, trace: Trace) -> None:
    recorded = recorded_minutes(entry, frame.half_minutes)
    outside = recorded - sum(piece.minutes for piece in own)
    if outside:
        trace.note(at, f"admit:{OUTSIDE_YEAR}", OUTSIDE_YEAR, outside * frame.scale)
    elif not recorded:
        trace.note(at, "admit:no_minutes", "no_minutes", 0)
