"""The credit engine: a policy and facts in, an Assessment out; no clock, no database, no settings inside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from ledger.domain.calendar import Calendar
from ledger.domain.credit.admit import admitted
from ledger.domain.credit.amounts import exact, ratio
from ledger.domain.credit.assessment import (
    AccountResult,
    Assessment,
    CadreAssessment,
    CreditedPiece,
    EntryResult,
    HeldOutcome,
)
from ledger.domain.credit.book import Book
from ledger.domain.credit.cap import apply_caps
from ledger.domain.credit.document import check_year
from ledger.domain.credit.exchange import run_exchanges
from ledger.domain.credit.facts import AdjustmentFacts, CadreFacts, CadreYear, EntryFacts, OutcomeFacts
from ledger.domain.credit.frame import Frame, frame_of
from ledger.domain.credit.judge import judged
from ledger.domain.credit.overlap import resolve_overlaps
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.steps import Whys, credited_pieces, entry_results, held_outcomes, whys_of
from ledger.domain.credit.tally import tally
from ledger.domain.credit.terms import KnownTerms, Terms, own_segments
from ledger.domain.credit.total import adjust, adjustments_of, holdings_of, opened_accounts
from ledger.domain.credit.trace import Trace
from ledger.domain.credit.weigh import weigh


def assess(
    policy: Policy,
    cadres: Iterable[CadreFacts],
    entries: Iterable[EntryFacts],
    outcomes: Iterable[OutcomeFacts],
    year: int,
    as_of: date,
    calendar: Calendar,
    *,
    keep_steps: bool = True,
    adjustments: Iterable[AdjustmentFacts] = (),
) -> Assessment:
    """Where every cadre stands under the policy in the year.

    Raises:
        PolicyFaultsError: the policy does not govern the year.
    """
    check_year(policy, year)
    groups = group_by_cadre(cadres, entries, outcomes, adjustments)
    return Assessment(
        year=year,
        as_of=as_of,
        policy_code=policy.code,
        policy_digest=policy.digest,
        provisional=not calendar.announced(year),
        cadres=tuple(assess_each(policy, groups, year, as_of, calendar, keep_steps=keep_steps)),
    )


def assess_each(
    policy: Policy,
    groups: Iterable[CadreYear],
    year: int,
    as_of: date,
    calendar: Calendar,
    *,
    keep_steps: bool = True,
) -> Iterator[CadreAssessment]:
    """One result at a time, from facts already grouped by cadre: memory stays flat whatever the number.

    Without steps, figures and standings alone: no entries, no pieces, no forecast.

    Raises:
        PolicyFaultsError: the policy does not govern the year.
    """
    yield from assess_ready(made_ready(policy, year, calendar), groups, as_of, keep_steps=keep_steps)


def made_ready(policy: Policy, year: int, calendar: Calendar) -> KnownTerms:
    """A policy made ready for a year, to be used for one batch of cadres after the other.

    Raises:
        PolicyFaultsError: the policy does not govern the year.
    """
    check_year(policy, year)
    return KnownTerms(frame_of(policy, year, calendar))


def assess_ready(
    known: KnownTerms, groups: Iterable[CadreYear], as_of: date, *, keep_steps: bool = True
) -> Iterator[CadreAssessment]:
    """One result at a time under a policy that was made ready."""
    whys = whys_of(known.frame) if keep_steps else None
    for group in groups:
        yield _assess_one(group, known, as_of, whys)


def group_by_cadre(
    cadres: Iterable[CadreFacts],
    entries: Iterable[EntryFacts],
    outcomes: Iterable[OutcomeFacts],
    adjustments: Iterable[AdjustmentFacts] = (),
) -> Iterator[CadreYear]:
    """Each cadre with what is its own, and the outcomes it shares or that came of its entries."""
    by_cadre: dict[str, list[EntryFacts]] = {}
    owner: dict[str, str] = {}
    for entry in entries:
        by_cadre.setdefault(entry.cadre, []).append(entry)
        owner[entry.id] = entry.cadre
    touching: dict[str, list[OutcomeFacts]] = {}
    for outcome in outcomes:
        sharers = {share.cadre for share in outcome.shares}
        for cadre in sharers | {owner[entry] for entry in outcome.entries if entry in owner}:
            touching.setdefault(cadre, []).append(outcome)
    corrections: dict[str, list[AdjustmentFacts]] = {}
    for adjustment in adjustments:
        corrections.setdefault(adjustment.cadre, []).append(adjustment)
    for one in cadres:
        yield CadreYear(
            one,
            tuple(by_cadre.get(one.id, ())),
            tuple(touching.get(one.id, ())),
            tuple(corrections.get(one.id, ())),
        )


def _assess_one(group: CadreYear, known: KnownTerms, as_of: date, whys: Whys | None) -> CadreAssessment:
    cadre, frame = group.cadre, known.frame
    trace = None if whys is None else Trace()
    terms = known.of(cadre)
    by_pieces = trace is not None or frame.reads_pieces
    entries = tuple(group.entries) if by_pieces else group.entries
    pieces, units = _credit(entries, group.outcomes, terms, frame, trace)
    holdings = holdings_of(cadre.id, group.outcomes, frame)
    accounts = opened_accounts(cadre.id, units, group.outcomes, holdings, frame)
    booked = adjustments_of(group.adjustments, frame) if group.adjustments else ()
    adjusted = adjust(accounts, booked) if booked else {}
    book = Book(frame, pieces, holdings, accounts, units, adjusted=adjusted)
    exchanges = run_exchanges(book, terms.limits)
    day = None if trace is None else as_of
    requirements = tuple([judged(one, own_segments(one, cadre), book, day) for one in terms.asked])
    kept: tuple[tuple[EntryResult, ...], tuple[CreditedPiece, ...], tuple[HeldOutcome, ...]] = ((), (), ())
    if trace is not None and whys is not None:
        results = entry_results(entries, pieces, frame, trace, whys)
        kept = results, credited_pieces(pieces, frame), held_outcomes(book)
    return CadreAssessment(
        cadre,
        {
            code: AccountResult(code, exact(one.earned), ratio(one.taken_in), exact(one.given_out))
            for code, one in accounts.items()
        },
        requirements,
        kept[0],
        exchanges,
        *kept[1:],
        adjustments=booked,
        adjusted=book.adjusted,
    )


def _credit(
    entries: Sequence[EntryFacts],
    outcomes: Sequence[OutcomeFacts],
    terms: Terms,
    frame: Frame,
    trace: Trace | None,
) -> tuple[list[Piece], tuple[int, int]]:
    """Steps 1 to 4: the admitted pieces of one cadre with their credit, and the units of each channel."""
    cited: Collection[str] = ()
    if frame.policy.count.outcome_required:
        cited = {entry for outcome in outcomes for entry in outcome.entries}
    if trace is None and not frame.reads_pieces:
        return [], tally(entries, frame, terms.blocked, cited)
    field, online = admitted(entries, frame, terms.blocked, cited, trace)
    weigh(field, frame, trace)
    weigh(online, frame, trace)
    resolve_overlaps(field, frame.half_minutes, trace)
    resolve_overlaps(online, frame.half_minutes, trace)
    units = apply_caps(field, online, frame, trace)
    return field + online, units
