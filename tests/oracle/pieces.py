"""From entries to credited pieces, step by step: admit, weigh, overlap, cap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.document import (
    Table,
    day_minutes,
    day_of,
    days_between,
    duration,
    filter_matches,
    label_of,
)

WorkingDays = Callable[[date], bool]


@dataclass
class Piece:
    """One entry on one civil day, with the clock minutes or the half days it covers."""

    entry: Table
    day: date
    clock: set[int] = field(default_factory=set)
    halves: set[str] = field(default_factory=set)
    untimed: int = 0
    rate: Fraction = Fraction(1)
    counted: Fraction = Fraction(0)
    credited: Fraction = Fraction(0)

    def minutes(self, policy: Table) -> int:
        """The minutes of the piece before anything is taken from it."""
        return len(self.clock) + self.untimed + len(self.halves) * day_minutes(policy) // 2


def pieces_of(entry: Table) -> list[Piece]:
    """Every piece of an entry, in the order of days, inside the year or not; nothing has no piece."""
    if entry["channel"] == "field":
        return field_pieces(entry)
    if entry["minutes"] == 0:
        return []
    first = day_of(entry["on"])
    if "start" not in entry:
        return [Piece(entry, first, untimed=entry["minutes"])]
    hours, minutes = entry["start"].split(":")
    pieces = {first: Piece(entry, first)}
    for minute in range(entry["minutes"]):
        clock = int(hours) * 60 + int(minutes) + minute
        day = first + timedelta(clock // 1440)
        pieces.setdefault(day, Piece(entry, day)).clock.add(clock % 1440)
    return list(pieces.values())


def field_pieces(entry: Table) -> list[Piece]:
    """The pieces of a visit, with the half days of each."""
    first, last = day_of(entry["from"]), day_of(entry["to"])
    pieces = []
    for day in days_between(first, last):
        halves = {"am", "pm"}
        if day == first and entry.get("from_half") == "pm":
            halves.discard("am")
        if day == last and entry.get("to_half") == "am":
            halves.discard("pm")
        pieces.append(Piece(entry, day, halves=halves))
    return pieces


def recorded_minutes(entry: Table, policy: Table) -> int:
    """The minutes of an entry as recorded."""
    return sum(piece.minutes(policy) for piece in pieces_of(entry))


def entry_is_admitted(entry: Table, policy: Table, outcomes: list[Table]) -> bool:
    """Whether an entry as a whole gets past the first step."""
    count = policy.get("count", {})
    if entry.get("status") != "approved" or not pieces_of(entry):
        return False
    shortest = duration(count.get("min_minutes", "0m"), policy)
    if entry["channel"] == "online" and entry["minutes"] < shortest:
        return False
    if "late_days" in count and "logged_on" in entry:
        last = pieces_of(entry)[-1].day
        if (day_of(entry["logged_on"]) - last).days > count["late_days"]:
            return False
    if count.get("outcome_required", False):
        return any(entry["id"] in outcome.get("entries", []) for outcome in outcomes)
    return True


def on_leave(cadre: Table, day: date) -> bool:
    """Whether the cadre is on leave on a day."""
    return any(day_of(leave["from"]) <= day <= day_of(leave["to"]) for leave in cadre.get("leave", []))


def governing(cadre: Table, day: date) -> int | None:
    """The number of the appointment that governs a day: the latest `from`, then the later in the list."""
    best: tuple[date, int] | None = None
    for number, appointment in enumerate(cadre.get("appointments", [])):
        begin = day_of(appointment["from"])
        ended = "to" in appointment and day_of(appointment["to"]) < day
        if begin <= day and not ended and (best is None or (begin, number) > best):
            best = (begin, number)
    return None if best is None else best[1]


def piece_is_admitted(piece: Piece, policy: Table, cadre: Table, year: int, working: WorkingDays) -> bool:
    """Whether a piece of an admitted entry is admitted."""
    count = policy.get("count", {})
    if piece.day.year != year or governing(cadre, piece.day) is None:
        return False
    if not count.get("rest_days", False) and not working(piece.day):
        return False
    return bool(count.get("leave_days", False)) or not on_leave(cadre, piece.day)


def weigh(piece: Piece, policy: Table) -> None:
    """Give the piece the rate of the first weight that matches it."""
    for weight in policy.get("weight", []):
        if filter_matches(weight, piece.entry, piece.day):
            piece.rate = Fraction(weight["rate"])
            return


def keeping_order(piece: Piece) -> tuple[Fraction, int, str, str]:
    """Which piece keeps shared time: the higher rate, the earlier start of the piece, the lower id."""
    return (-piece.rate, min(piece.clock, default=0), min(piece.halves, default=""), piece.entry["id"])


def overlap(pieces: list[Piece], policy: Table) -> None:
    """Let each clock minute and each half day count once, for the piece that keeps it."""
    for piece in pieces:
        piece.counted = Fraction(piece.untimed)
    for day in {piece.day for piece in pieces}:
        first_come = sorted((piece for piece in pieces if piece.day == day), key=keeping_order)
        for minute in range(1440):
            among = [piece for piece in first_come if minute in piece.clock]
            if among:
                among[0].counted += 1
        for half in ("am", "pm"):
            among = [piece for piece in first_come if half in piece.halves]
            if among:
                among[0].counted += Fraction(day_minutes(policy), 2)


def cap_order(piece: Piece) -> tuple[bool, date, bool, str, str]:
    """Field before online, then day, then start as recorded with untimed last, then id."""
    entry = piece.entry
    start = entry.get("from_half", "am") if entry["channel"] == "field" else entry.get("start", "")
    return (entry["channel"] == "online", piece.day, start == "", start, entry["id"])


def cap(pieces: list[Piece], policy: Table) -> None:
    """Give each piece in turn the least of what is left under every cap that covers it."""
    used: dict[tuple[object, ...], Fraction] = {}
    for piece in sorted(pieces, key=cap_order):
        bounds: list[tuple[tuple[object, ...], Fraction]] = [
            (("one day", piece.day), Fraction(day_minutes(policy)))
        ]
        for number, table in enumerate(policy.get("cap", [])):
            label = label_of(piece.day, table.get("per", "year"))
            if table["account"] == piece.entry["channel"] and label is not None:
                bounds.append(((number, label), duration(table["at_most"], policy)))
        piece.credited = piece.counted * piece.rate
        for key, most in bounds:
            piece.credited = min(piece.credited, most - used.get(key, Fraction(0)))
        for key, _ in bounds:
            used[key] = used.get(key, Fraction(0)) + piece.credited


def credited_pieces(policy: Table, case: Table, cadre: Table, working: WorkingDays) -> list[Piece]:
    """The admitted pieces of one cadre, weighed, freed of overlap and capped."""
    pieces = []
    for entry in case.get("entries", []):
        if entry["cadre"] == cadre["id"] and entry_is_admitted(entry, policy, case.get("outcomes", [])):
            for piece in pieces_of(entry):
                if piece_is_admitted(piece, policy, cadre, case["year"], working):
                    weigh(piece, policy)
                    pieces.append(piece)
    overlap(pieces, policy)
    cap(pieces, policy)
    return pieces
