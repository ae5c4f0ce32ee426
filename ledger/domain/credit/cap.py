"""Step 4, cap: one civil day never earns more than one day, and no cap of the policy is exceeded."""

from __future__ import annotations

from ledger.domain.credit.frame import CapPlan, Frame
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.trace import Trace

Open = tuple[CapPlan, tuple[int, ...], list[int]]
"""A cap, the number of the period of each day, and what is left in each period."""


def apply_caps(field: list[Piece], online: list[Piece], frame: Frame, trace: Trace | None) -> tuple[int, int]:
    """Gives each piece, in order, the least of what is left under every cap; gives each channel's units."""
    left = [frame.day_units] * frame.days
    in_field = _apply(field, left, _opened(frame.caps["field"]), trace)
    return in_field, _apply(online, left, _opened(frame.caps["online"]), trace)


def apply_caps_by_day(field: dict[int, int], online: dict[int, int], frame: Frame) -> tuple[int, int]:
    """The units of each channel from what it is credited with on each day, under every cap.

    Every cap covers whole days: what is left under it is given to a day's sum as to its pieces in turn.
    """
    return _by_day(field, {}, "field", frame), _by_day(online, field, "online", frame)


def _by_day(credited: dict[int, int], taken: dict[int, int], account: str, frame: Frame) -> int:
    """Leaves in `credited` what each day is given, where other work has taken its part of the day already."""
    most, wider = frame.most_a_day[account], frame.wider[account]
    for day, credit in credited.items():
        if day in taken:
            credited[day] = min(credit, most, frame.day_units - taken[day])
        elif credit > most:
            credited[day] = most
    if wider:
        _apply_wider(credited, _opened(wider))
    return sum(credited.values())


def _apply_wider(credited: dict[int, int], own: list[Open]) -> None:
    """Holds the days, in order, to the caps over more than a day."""
    for day in sorted(credited):
        credit = credited[day]
        for _, index, rest in own:
            if index[day] >= 0 and rest[index[day]] < credit:
                credit = rest[index[day]]
        for _, index, rest in own:
            if index[day] >= 0:
                rest[index[day]] -= credit
        credited[day] = credit


def _apply(pieces: list[Piece], left: list[int], own: list[Open], trace: Trace | None) -> int:
    """The units that the pieces are given; no policy can lift what is left of the civil day itself."""
    earned = 0
    for piece in pieces:
        day, credit = piece.day, piece.credit
        room, rule, code = left[day], "cap:day", "full_day"
        for cap, index, rest in own:
            period = index[day]
            if period >= 0 and rest[period] < room:
                room, rule, code = rest[period], cap.rule, cap.code
        if credit > room:
            if trace is not None:
                trace.note(piece.at, rule, code, credit - room)
            piece.credit = credit = room
        left[day] -= credit
        for _, index, rest in own:
            if index[day] >= 0:
                rest[index[day]] -= credit
        earned += credit
    return earned


def _opened(caps: tuple[CapPlan, ...]) -> list[Open]:
    return [(cap, cap.index, [cap.limit] * cap.periods) for cap in caps]
