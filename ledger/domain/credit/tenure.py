"""A cadre's year by days: which appointment governs, and which days are leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from ledger.domain.credit.facts import Appointment, CadreFacts
from ledger.domain.credit.frame import NOT_APPOINTED, ON_LEAVE, Frame


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive days of the year governed by one appointment (`end` exclusive)."""

    begin: int
    end: int
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Tenure:
    """The segments of the year, and for each day whether it is leave (None: there is none)."""

    segments: tuple[Segment, ...]
    leave: bytes | None
    leave_before: tuple[int, ...]
    """How many days of leave lie before each day, when there are any."""

    def leave_days(self, begin: int, end: int) -> int:
        """How many days of leave lie from `begin` up to, not including, `end`."""
        return 0 if self.leave is None else self.leave_before[end] - self.leave_before[begin]


def tenure_of(cadre: CadreFacts, frame: Frame) -> Tenure:
    """The cadre's year: one appointment governs a day, the latest `from`, then the later in the list."""
    leave = _leave(cadre, frame)
    before = () if leave is None else tuple(accumulate(leave, initial=0))
    return Tenure(_segments(cadre.appointments, frame), leave, before)


def within(begin: date, end_inclusive: date | None, frame: Frame) -> tuple[int, int]:
    """The days of the year that an interval covers, `end` exclusive."""
    end = frame.days if end_inclusive is None else end_inclusive.toordinal() - frame.first + 1
    return max(begin.toordinal() - frame.first, 0), min(end, frame.days)


def blocked_days(tenure: Tenure, frame: Frame) -> bytes | None:
    """For each day why a piece on it is not admitted (0: it is); None when every day is open."""
    segments = tenure.segments
    whole = len(segments) == 1 and segments[0].begin == 0 and segments[0].end == frame.days
    leave = None if frame.policy.count.leave_days else tenure.leave
    if whole and leave is None:
        return frame.rest
    days = bytearray(frame.rest or bytes(frame.days))
    if leave is not None:
        for day, away in enumerate(leave):
            if away and not days[day]:
                days[day] = ON_LEAVE
    covered = bytearray(frame.days)
    for segment in segments:
        covered[segment.begin : segment.end] = b"\1" * (segment.end - segment.begin)
    for day, held in enumerate(covered):
        if not held:
            days[day] = NOT_APPOINTED
    return bytes(days)


def _segments(appointments: tuple[Appointment, ...], frame: Frame) -> tuple[Segment, ...]:
    if len(appointments) == 1:
        begin, end = within(appointments[0].begin, appointments[0].end_inclusive, frame)
        return (Segment(begin, end, appointments[0]),) if begin < end else ()
    governing: list[Appointment | None] = [None] * frame.days
    for one in sorted(appointments, key=lambda appointment: appointment.begin):
        begin, end = within(one.begin, one.end_inclusive, frame)
        if begin < end:
            governing[begin:end] = [one] * (end - begin)
    return tuple(_runs(governing))


def _runs(governing: list[Appointment | None]) -> list[Segment]:
    runs: list[Segment] = []
    begin = 0
    for day in range(1, len(governing) + 1):
        if day == len(governing) or governing[day] is not governing[begin]:
            appointment = governing[begin]
            if appointment is not None:
                runs.append(Segment(begin, day, appointment))
            begin = day
    return runs


def _leave(cadre: CadreFacts, frame: Frame) -> bytes | None:
    days = None
    for one in cadre.leave:
        begin, end = within(one.begin, one.end_inclusive, frame)
        if begin < end:
            days = bytearray(frame.days) if days is None else days
            days[begin:end] = b"\1" * (end - begin)
    return None if days is None else bytes(days)
