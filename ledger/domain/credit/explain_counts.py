"""What was counted: the visits, stays, topics, places, sums, shares and outcomes behind a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.assessment import CadreAssessment, CreditedPiece
from ledger.domain.credit.explain_adjustments import adjustment_parts
from ledger.domain.credit.explain_pieces import months_of, pieces_for
from ledger.domain.credit.explain_words import account_text, day_text, span_text
from ledger.domain.credit.facts import EntryFacts
from ledger.domain.credit.pieces import halves_of
from ledger.domain.credit.places import place_of
from ledger.domain.credit.policy import TIME_ACCOUNTS, Policy, Requirement
from ledger.domain.credit.wording import days_text
from ledger.domain.summary import Derivation
from ledger.domain.wording import N_, Say, Sentence

Pieces = tuple[CreditedPiece, ...]


def counted_parts(
    cadre: CadreAssessment, requirement: Requirement, policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """What makes up a yearly count, one line to each thing counted."""
    if requirement.measure == "outcomes":
        return (*_outcomes(cadre, requirement, say), *_corrections(cadre, requirement, policy, say))
    pieces = pieces_for(cadre, requirement)
    if requirement.measure == "share":
        return months_of(pieces, cadre, policy, say)
    if requirement.measure == "longest_stay":
        return _stays(cadre, requirement, pieces, policy, say)
    if requirement.measure in ("visits", "sum"):
        return _entries(cadre, requirement, pieces, policy, say)
    return _distinct(cadre, requirement, pieces, policy, say)


def _outcomes(cadre: CadreAssessment, requirement: Requirement, say: Say) -> tuple[Derivation, ...]:
    return tuple(
        Derivation(
            Sentence(
                N_("%(on)s %(kind)s %(id)s：%(share)s"),
                {"on": day_text(one.on), "id": one.id, "share": exact_text(one.share)},
                {"kind": account_text(one.kind)},
            ).say(say)
        )
        for one in cadre.outcomes
        if not one.spent
        and (requirement.kinds is None or one.kind in requirement.kinds)
        and (requirement.levels is None or one.level in requirement.levels)
    )


def _corrections(
    cadre: CadreAssessment, requirement: Requirement, policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """Corrections of closed years are kept by kind alone, so that a requirement of a level has none."""
    if requirement.levels is not None:
        return ()
    kinds = {one.account for one in cadre.adjustments} - set(TIME_ACCOUNTS)
    wanted = kinds if requirement.kinds is None else kinds & set(requirement.kinds)
    return adjustment_parts(cadre, wanted, policy.day_minutes, say)


def _entries(
    cadre: CadreAssessment, requirement: Requirement, pieces: Pieces, policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """The entries that count, by first day, with their minutes or what they counted."""
    facts = _facts(cadre)
    minutes: dict[str, int] = {}
    first: dict[str, CreditedPiece] = {}
    for piece in pieces:
        minutes[piece.entry] = minutes.get(piece.entry, 0) + piece.admitted
        first.setdefault(piece.entry, piece)
    lines = []
    for name, piece in first.items():
        if requirement.measure == "sum":
            amount: object = facts[name].counts.get(requirement.what)
        else:
            counts = piece.account == "field" and minutes[name] >= requirement.each
            amount = days_text(Fraction(minutes[name]), policy.day_minutes) if counts else None
        if amount:
            values = {"on": day_text(piece.day), "entry": name, "amount": amount}
            lines.append(Derivation(Sentence(N_("%(on)s %(entry)s：%(amount)s"), values).say(say)))
    return tuple(lines)


def _distinct(
    cadre: CadreAssessment, requirement: Requirement, pieces: Pieces, policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    facts, name_of = _facts(cadre), _namer(requirement)
    minutes: dict[str, int] = {}
    entries: dict[str, set[str]] = {}
    for piece in pieces:
        name = name_of(facts[piece.entry])
        if name is not None:
            minutes[name] = minutes.get(name, 0) + piece.admitted
            entries.setdefault(name, set()).add(piece.entry)
    return tuple(
        Derivation(
            Sentence(
                N_("%(name)s：%(number)s 次，%(amount)s"),
                {
                    "name": Sentence(name) if requirement.measure == "places" else name,
                    "number": len(entries[name]),
                    "amount": days_text(Fraction(total), policy.day_minutes),
                },
            ).say(say)
        )
        for name, total in minutes.items()
        if total >= requirement.each and len(entries[name]) >= (requirement.times or 1)
    )


def _namer(requirement: Requirement) -> Callable[[EntryFacts], str | None]:
    """What names the distinct things: topics, or places as the requirement reads them."""
    if requirement.measure == "topics":
        return lambda facts: facts.topic or None
    level, named = requirement.places_at, requirement.places
    listed = None if named is None else {place_of(code, level) for code in named} - {None}

    def place(facts: EntryFacts) -> str | None:
        found = place_of(facts.place, level) if facts.channel == "field" else None
        return found if listed is None or found in listed else None

    return place


def _stays(
    cadre: CadreAssessment, requirement: Requirement, pieces: Pieces, policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """Every run of consecutive days, place by place where that is asked for; the longest comes first."""
    facts = _facts(cadre)
    places: dict[str, dict[int, int]] = {}
    days = {piece.day.toordinal(): piece.day for piece in pieces}
    for piece in pieces:
        entry = facts[piece.entry]
        place = place_of(entry.place, requirement.places_at) if requirement.same_place else ""
        if piece.account == "field" and place is not None:
            halves = halves_of(entry, first=piece.day == entry.begin, last=piece.day == entry.end_inclusive)
            own = places.setdefault(place, {})
            own[piece.day.toordinal()] = own.get(piece.day.toordinal(), 0) | halves
    runs = [(halves, begin, end, place) for place, own in places.items() for halves, begin, end in _runs(own)]
    half = Fraction(policy.day_minutes, 2)
    return tuple(
        Derivation(
            Sentence(
                N_("%(span)s %(place)s：%(amount)s") if place else N_("%(span)s：%(amount)s"),
                {
                    "span": span_text(days[begin], days[end]),
                    "place": Sentence(place),
                    "amount": days_text(halves * half, policy.day_minutes),
                },
            ).say(say)
        )
        for halves, begin, end, place in sorted(runs, key=lambda run: (-run[0], run[1], run[3]))
    )


def _runs(days: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """The runs of consecutive days: half days, first day, last day."""
    runs: list[tuple[int, int, int]] = []
    for day in sorted(days):
        halves = days[day].bit_count()
        if runs and runs[-1][2] == day - 1:
            runs[-1] = (runs[-1][0] + halves, runs[-1][1], day)
        else:
            runs.append((halves, day, day))
    return runs


def _facts(cadre: CadreAssessment) -> dict[str, EntryFacts]:
    return {entry.id: entry.facts for entry in cadre.entries}
