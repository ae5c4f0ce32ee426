"""What each measure has reached, period by period, in its own unit: days, counts or fractions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ledger.domain.credit.amounts import ZERO, added, in_days, ratio
from ledger.domain.credit.book import Book, selected
from ledger.domain.credit.frame import RequirementPlan
from ledger.domain.credit.measures_places import reach_places, reach_topics
from ledger.domain.credit.measures_stays import reach_longest_stay
from ledger.domain.credit.pieces import Piece
from ledger.domain.credit.policy import TIME_ACCOUNTS


def reach(plan: RequirementPlan, book: Book, amounts: Sequence[Fraction]) -> list[Fraction]:
    """What was reached in each period of the plan; `amounts` are the largest amounts asked for there."""
    if plan.requirement.measure == "longest_stay":
        return reach_longest_stay(plan, book, amounts)
    return _REACH[plan.requirement.measure](plan, book)


def reach_days(plan: RequirementPlan, book: Book) -> list[Fraction]:
    """Days: the account's total for a plain yearly requirement, else credited pieces."""
    account = plan.requirement.account
    if plan.reads_total and account is not None:
        return [in_days(int(book.accounts[account].total), book.frame.policy.day_minutes)]
    return credited_days(plan, book)


def credited_days(plan: RequirementPlan, book: Book) -> list[Fraction]:
    """The credit of the pieces that a requirement looks at, in days, by period."""
    day_units = book.frame.day_units
    if plan.reads_credit:
        field, online = book.units
        account = plan.requirement.account
        units = (field if account != "online" else 0) + (online if account != "field" else 0)
        return [ratio(units, day_units)]
    return [ratio(units, day_units) for units in credited_by_period(plan, selected(plan, book))]


def credited_by_period(plan: RequirementPlan, pieces: Sequence[Piece]) -> list[int]:
    """The credit of the pieces, in units, by period."""
    if plan.is_yearly:
        return [sum([piece.credit for piece in pieces])]
    sums = [0] * len(plan.periods)
    index = plan.index
    for piece in pieces:
        period = index[piece.day]
        if period >= 0:
            sums[period] += piece.credit
    return sums


def reach_visits(plan: RequirementPlan, book: Book) -> list[Fraction]:
    """Field entries of enough admitted minutes in the year, in the period of the first admitted day."""
    first: dict[int, int] = {}
    minutes: dict[int, int] = {}
    for piece in selected(plan, book):
        if piece.in_field:
            first.setdefault(piece.at, piece.day)
            minutes[piece.at] = minutes.get(piece.at, 0) + piece.minutes
    each = plan.requirement.each
    counts = [0] * len(plan.periods)
    for at, day in first.items():
        if minutes[at] >= each and plan.index[day] >= 0:
            counts[plan.index[day]] += 1
    return [ratio(count) for count in counts]


def reach_sum(plan: RequirementPlan, book: Book) -> list[Fraction]:
    """What the entries counted, each in the period of its first admitted piece."""
    sums = [0] * len(plan.periods)
    seen: set[int] = set()
    for piece in selected(plan, book):
        if piece.at not in seen:
            seen.add(piece.at)
            if plan.index[piece.day] >= 0:
                sums[plan.index[piece.day]] += piece.entry.counts.get(plan.requirement.what, 0)
    return [ratio(total) for total in sums]


def reach_outcomes(plan: RequirementPlan, book: Book) -> list[Fraction]:
    """Shares of verified outcomes of the kinds and levels, those spent in an exchange left out.

    Corrections of closed years are kept by kind alone: they count over the year, where no level is asked.
    """
    sums = [ZERO] * len(plan.periods)
    requirement = plan.requirement
    for holding in book.holdings:
        outcome = holding.outcome
        if requirement.kinds is not None and outcome.kind not in requirement.kinds:
            continue
        if requirement.levels is not None and outcome.level not in requirement.levels:
            continue
        if plan.index[holding.day] >= 0 and outcome.id not in book.spent:
            at = plan.index[holding.day]
            sums[at] = added((sums[at], holding.share))
    if book.adjusted and plan.is_yearly and requirement.levels is None:
        kinds = book.adjusted.keys() - TIME_ACCOUNTS
        wanted = kinds if requirement.kinds is None else kinds & set(requirement.kinds)
        sums[0] = max(sums[0] + sum((book.adjusted[kind] for kind in wanted), ZERO), ZERO)
    return sums


_REACH: Mapping[str, Callable[[RequirementPlan, Book], list[Fraction]]] = {
    "days": reach_days,
    "share": credited_days,
    "visits": reach_visits,
    "sum": reach_sum,
    "outcomes": reach_outcomes,
    "topics": reach_topics,
    "places": reach_places,
}
