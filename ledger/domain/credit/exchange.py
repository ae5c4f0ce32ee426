"""Step 6, exchange: what the rules, in the order written, move from one account to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from ledger.domain.credit.amounts import ZERO, added, ceiling, floor, ratio
from ledger.domain.credit.book import Book
from ledger.domain.credit.frame import Frame
from ledger.domain.credit.policy import Exchange
from ledger.domain.credit.require import Owed
from ledger.domain.credit.total import Holding

LimitedBy = Literal["shortfall", "at_most", "ceiling", "source"]


class Exchanged(NamedTuple):
    """What one rule moved, and every bound it was held to (None: there is no such bound).

    Minutes, but for an outcome rule's `available` and `taken`, which are counts.
    """

    code: str
    source: str
    target: str
    rate: Fraction | None
    each: int | None
    available: Fraction
    source_bound: int
    """What the source alone would allow."""
    shortfall: int | None
    at_most: int | None
    ceiling: int | None
    """What the target's ceiling left when the rule was reached."""
    required: Fraction
    taken: Fraction
    given: int
    limited_by: LimitedBy
    used: tuple[str, ...] = ()
    """The outcomes that were used, by id."""


class _Bounds(NamedTuple):
    required: Fraction
    shortfall: int | None
    at_most: int | None
    ceiling: int | None

    def least_with(self, source: int) -> tuple[int, LimitedBy]:
        """The least bound, and the first that has it."""
        least: int = source
        name: LimitedBy = "source"
        if self.ceiling is not None and self.ceiling <= least:
            least, name = self.ceiling, "ceiling"
        if self.at_most is not None and self.at_most <= least:
            least, name = self.at_most, "at_most"
        if self.shortfall is not None and self.shortfall <= least:
            least, name = self.shortfall, "shortfall"
        return least, name


class Limit(NamedTuple):
    """What holds a rule back that follows from the terms alone."""

    required: Fraction
    need: int
    """The same, rounded up to a whole minute."""
    at_most: int | None
    ceiling: int | None


def limits_of(targets: Mapping[str, Owed], frame: Frame) -> tuple[Limit, ...]:
    """The limits of every rule; `targets` are the requirements that exchanges fill, by account."""
    limits = []
    for rule in frame.policy.exchanges:
        target, total_bound = targets.get(rule.target), frame.ceilings.get(rule.target)
        required = ZERO if target is None else target.in_year
        limits.append(
            Limit(
                required,
                ceiling(required),
                None if rule.at_most is None else rule.at_most.within(required),
                None if total_bound is None else total_bound.within(required),
            )
        )
    return tuple(limits)


def run_exchanges(book: Book, limits: Sequence[Limit]) -> tuple[Exchanged, ...]:
    """Runs every rule of the policy on the accounts of the book; they fill the target requirements."""
    used: set[str] = set()
    given: dict[str, int] = {}
    moved = []
    for rule, limit in zip(book.frame.policy.exchanges, limits, strict=True):
        before, account = given.get(rule.target, 0), book.accounts[rule.target]
        bounds = _Bounds(
            limit.required,
            None if rule.beyond else max(limit.need - int(account.total), 0),
            limit.at_most,
            None if limit.ceiling is None else max(limit.ceiling - before, 0),
        )
        if rule.rate is not None:
            one = _by_rate(rule, rule.rate, book, bounds)
        else:
            one = _by_outcomes(rule, rule.each or 0, book, bounds, used)
        given[rule.target] = before + one.given
        account.taken_in += one.given
        moved.append(one)
    return tuple(moved)


def _by_rate(rule: Exchange, rate: Fraction, book: Book, bounds: _Bounds) -> Exchanged:
    account = book.accounts[rule.source]
    worth, of = rate.as_integer_ratio()
    available = max(int(account.total) - rule.keep, 0)  # A time account holds whole minutes.
    source = available * worth // of
    given, limited_by = bounds.least_with(source)
    taken = -(-given * of // worth)
    account.given_out += taken
    return _exchanged(rule, bounds, ratio(available), source, ratio(taken), given, limited_by)


def _by_outcomes(rule: Exchange, each: int, book: Book, bounds: _Bounds, used: set[str]) -> Exchanged:
    """Uses outcomes by date and id until a bound is reached; the last may be used in part."""
    held = [h for h in book.holdings if h.outcome.kind == rule.source and h.outcome.id not in used]
    if not held:
        given, limited_by = bounds.least_with(0)
        return _exchanged(rule, bounds, ZERO, 0, ZERO, given, limited_by)
    worth = [(holding, floor(each * holding.share)) for holding in held]
    source = sum(minutes for _, minutes in worth)
    given, limited_by = bounds.least_with(source)
    chosen = _chosen(worth, given)
    used.update(holding.outcome.id for holding in chosen)
    taken = added(holding.share for holding in chosen)
    if rule.spends:
        book.spent.update(holding.outcome.id for holding in chosen)
    if chosen:
        book.accounts[rule.source].given_out += taken
    available = added(holding.share for holding in held)
    ids = tuple(holding.outcome.id for holding in chosen)
    return _exchanged(rule, bounds, available, source, taken, given, limited_by, ids)


def _chosen(worth: Sequence[tuple[Holding, int]], given: int) -> list[Holding]:
    chosen = []
    for holding, minutes in worth:
        if given <= 0:
            break
        if minutes:
            chosen.append(holding)
            given -= minutes
    return chosen


def _exchanged(
    rule: Exchange,
    bounds: _Bounds,
    available: Fraction,
    source: int,
    taken: Fraction,
    given: int,
    limited_by: LimitedBy,
    used: tuple[str, ...] = (),
) -> Exchanged:
    return Exchanged(
        rule.code,
        rule.source,
        rule.target,
        rule.rate,
        rule.each,
        available,
        source,
        bounds.shortfall,
        bounds.at_most,
        bounds.ceiling,
        bounds.required,
        taken,
        given,
        limited_by,
        used,
    )
