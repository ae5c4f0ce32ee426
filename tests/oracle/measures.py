"""What each measure finds in a period: the reached amount, in the measure's own unit."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.document import (
    Table,
    day_minutes,
    day_of,
    duration,
    filter_matches,
    has_filter,
    is_duration,
    place_at,
)
from tests.oracle.pieces import Piece


def amount(table: Table, value: object, policy: Table) -> Fraction:
    """An `at_least` in the measure's own unit: days for durations, else the number itself."""
    if is_duration(value):
        return duration(str(value), policy) / day_minutes(policy)
    return Fraction(str(value))


def selected(table: Table, pieces: list[Piece], account: str | None = None) -> list[Piece]:
    """The pieces that a requirement's filter (and account) selects."""
    found = [piece for piece in pieces if filter_matches(table, piece.entry, piece.day)]
    return [piece for piece in found if account is None or piece.entry["channel"] == account]


def is_plain_total(table: Table) -> bool:
    """Whether a `days` requirement reads the total of its account."""
    yearly = table.get("per", "year") == "year"
    return yearly and not has_filter(table) and not table.get("earned_only", False)


def credited_days(table: Table, pieces: list[Piece], days: set[date], policy: Table) -> Fraction:
    """The exact credited days of the selected pieces within some days."""
    chosen = [p for p in selected(table, pieces, table.get("account")) if p.day in days]
    return sum((p.credited for p in chosen), Fraction(0)) / day_minutes(policy)


def by_entry(pieces: list[Piece]) -> dict[str, list[Piece]]:
    """The pieces of each entry, in the order of days."""
    found: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda p: p.day):
        found.setdefault(piece.entry["id"], []).append(piece)
    return found


def visits(table: Table, pieces: list[Piece], days: set[date], policy: Table) -> Fraction:
    """The visits of at least `each` admitted minutes whose first admitted day lies in the period."""
    each = duration(table.get("each", "0m"), policy)
    count = 0
    for found in by_entry(selected(table, pieces, "field")).values():
        long_enough = sum(piece.minutes(policy) for piece in found) >= each
        count += long_enough and found[0].day in days
    return Fraction(count)


def runs(halves: set[tuple[date, str]]) -> list[Fraction]:
    """The length in days of every run of consecutive days that hold a half day."""
    found: list[Fraction] = []
    previous: date | None = None
    for day in sorted({day for day, _ in halves}):
        length = Fraction(len([half for half in halves if half[0] == day]), 2)
        if previous is not None and day - previous == timedelta(1):
            found[-1] += length
        else:
            found.append(length)
        previous = day
    return found


def stays(table: Table, pieces: list[Piece], days: set[date]) -> list[Fraction]:
    """The lengths of every stay in the period, in one place each where the table says so."""
    grouped: dict[str, set[tuple[date, str]]] = {}
    for piece in selected(table, pieces, "field"):
        place: str | None = "anywhere"
        if table.get("same_place", False):
            place = place_at(piece.entry.get("place"), table.get("places_at"))
        if place is not None and piece.day in days:
            grouped.setdefault(place, set()).update((piece.day, half) for half in piece.halves)
    return [length for halves in grouped.values() for length in runs(halves)]


def longest_stay(table: Table, pieces: list[Piece], days: set[date], threshold: Fraction) -> Fraction:
    """The longest stay in days, or with `times` how often a stay of the threshold was made."""
    found = stays(table, pieces, days)
    if "times" not in table:
        return max(found, default=Fraction(0))
    if threshold == 0:
        return Fraction(0)
    return Fraction(sum(length // threshold for length in found))


def outcome_share(outcome: Table, cadre: str) -> Fraction:
    """The share that a cadre has in an outcome."""
    mine = [share for share in outcome.get("shares", []) if share["cadre"] == cadre]
    return sum((Fraction(share.get("share", "1")) for share in mine), Fraction(0))


def counts_in(outcome: Table, year: int) -> bool:
    """Whether an outcome is verified and dated in the year."""
    return bool(outcome.get("verified", False)) and day_of(outcome["on"]).year == year


def outcomes(table: Table, case: Table, cadre: str, days: set[date], spent: set[str]) -> Fraction:
    """The sum of the cadre's shares in the outcomes of the period that are not spent."""
    reached = Fraction(0)
    for outcome in case.get("outcomes", []):
        counts = counts_in(outcome, case["year"]) and day_of(outcome["on"]) in days
        kind = "kinds" not in table or outcome["kind"] in table["kinds"]
        level = "levels" not in table or outcome.get("level") in table["levels"]
        if counts and kind and level and outcome["id"] not in spent:
            reached += outcome_share(outcome, cadre)
    return reached


def thing(table: Table, entry: Table) -> str | None:
    """The topic or the place for which an entry counts, None where it counts for none."""
    if table["measure"] == "topics":
        topic = entry.get("topic")
        return None if topic is None else str(topic)
    place = place_at(entry.get("place"), table.get("places_at"))
    if "list" in table and place not in [place_at(code, table.get("places_at")) for code in table["list"]]:
        return None
    return place


def distinct(table: Table, pieces: list[Piece], days: set[date], policy: Table) -> Fraction:
    """The distinct topics or places with enough admitted minutes and enough entries in the period."""
    each = duration(table.get("each", "0m"), policy)
    grouped: dict[str, list[Piece]] = {}
    for piece in selected(table, pieces):
        name = thing(table, piece.entry)
        if name is not None and piece.day in days:
            grouped.setdefault(name, []).append(piece)
    count = 0
    for found in grouped.values():
        long_enough = sum(piece.minutes(policy) for piece in found) >= each
        count += long_enough and len(by_entry(found)) >= table.get("times", 1)
    return Fraction(count)


def sum_of(table: Table, pieces: list[Piece], days: set[date]) -> Fraction:
    """The sum of one of the counts over the entries whose first admitted day lies in the period."""
    total = 0
    for found in by_entry(selected(table, pieces)).values():
        if found[0].day in days:
            total += found[0].entry.get("counts", {}).get(table["what"], 0)
    return Fraction(total)
