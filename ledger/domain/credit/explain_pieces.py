"""Where credited time comes from: months, then days, then entries, then what each rule did to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from ledger.domain.credit.assessment import CadreAssessment, CreditedPiece, EntryResult
from ledger.domain.credit.explain_words import clause_of, day_text, month_text
from ledger.domain.credit.filters import passes
from ledger.domain.credit.policy import Policy, Requirement
from ledger.domain.credit.wording import days_text, minutes_text
from ledger.domain.summary import Derivation
from ledger.domain.wording import N_, Say, Sentence

ZERO = Fraction(0)


def pieces_for(cadre: CadreAssessment, requirement: Requirement) -> tuple[CreditedPiece, ...]:
    """The pieces that a requirement looks at."""
    facts = {entry.id: entry.facts for entry in cadre.entries}
    return tuple(
        piece
        for piece in cadre.pieces
        if requirement.account in (None, piece.account)
        and passes(requirement.filter, facts[piece.entry], piece.day.isoweekday())
    )


def months_of(
    pieces: Iterable[CreditedPiece], cadre: CadreAssessment, policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """The pieces by month, each opening into its days: their sum is the sum of the pieces."""
    ordered = sorted((p for p in pieces if p.units), key=lambda p: (p.day, p.entry))
    entries = {entry.id: entry for entry in cadre.entries}
    return tuple(
        _derivation(month_text(month), list(own), policy, say, lambda some: _days(some, entries, policy, say))
        for month, own in groupby(ordered, key=lambda p: p.day.month)
    )


def entry_derivation(entry: EntryResult, say: Say) -> Derivation:
    """An entry: recorded minutes, credited minutes, and the steps between."""
    text = N_("%(entry)s：记录 %(recorded)s，计 %(credited)s")
    values = {
        "entry": entry.id,
        "recorded": minutes_text(Fraction(entry.minutes)),
        "credited": minutes_text(entry.credited),
    }
    return Derivation(Sentence(text, values).say(say), step_derivations(entry, say))


def step_derivations(entry: EntryResult, say: Say) -> tuple[Derivation, ...]:
    """What each rule did, with the section of the policy that it stands in."""
    text = N_("%(before)s → %(after)s：%(why)s（%(clause)s）")
    return tuple(
        Derivation(
            Sentence(
                text,
                {
                    "before": minutes_text(step.before),
                    "after": minutes_text(step.after),
                    "why": step.why,
                },
                {"clause": clause_of(step.rule)},
            ).say(say)
        )
        for step in entry.steps
    )


def total_of(pieces: Iterable[CreditedPiece]) -> Fraction:
    """Credited minutes of the pieces together."""
    return sum((piece.minutes for piece in pieces), ZERO)


def _derivation(
    name: Sentence,
    pieces: Sequence[CreditedPiece],
    policy: Policy,
    say: Say,
    open_: Callable[[Sequence[CreditedPiece]], tuple[Derivation, ...]],
) -> Derivation:
    values = {"name": name, "amount": days_text(total_of(pieces), policy.day_minutes)}
    return Derivation(Sentence(N_("%(name)s %(amount)s"), values).say(say), open_(pieces))


def _days(
    pieces: Sequence[CreditedPiece], entries: dict[str, EntryResult], policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """The days of a month; a day of one entry is that entry, so that nobody opens a line to read it again."""
    found: list[Derivation] = []
    for day, group in groupby(pieces, key=lambda p: p.day):
        own = list(group)
        if len(own) == 1:
            found += _on_day(
                own, entries, policy, say, N_("%(on)s %(entry)s：当日 %(recorded)s，计 %(credited)s")
            )
        else:
            found.append(
                _derivation(day_text(day), own, policy, say, lambda some: _on_day(some, entries, policy, say))
            )
    return tuple(found)


def _on_day(
    pieces: Sequence[CreditedPiece],
    entries: dict[str, EntryResult],
    policy: Policy,
    say: Say,
    text: str = N_("%(entry)s：当日 %(recorded)s，计 %(credited)s"),
) -> tuple[Derivation, ...]:
    """Each piece of the day; an entry of several days says what it brought on this one.

    A name that begins with the day itself (01-04) goes without it: the line or the one above it says it.
    """
    return tuple(
        Derivation(
            Sentence(
                text,
                {
                    "on": day_text(piece.day),
                    "entry": piece.entry.removeprefix(f"{piece.day:%m-%d} "),
                    "recorded": minutes_text(Fraction(piece.admitted)),
                    "credited": days_text(piece.minutes, policy.day_minutes),
                },
            ).say(say),
            step_derivations(entries[piece.entry], say),
        )
        for piece in pieces
    )
