"""Step 5, total: what each account earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.domain.credit.amounts import added
from ledger.domain.credit.facts import AdjustmentFacts, OutcomeFacts
from ledger.domain.credit.frame import Frame
from ledger.domain.credit.policy import TIME_ACCOUNTS


@dataclass(frozen=True, slots=True)
class Holding:
    """A cadre's share of one verified outcome of the year, and the day of the year it is dated."""

    outcome: OutcomeFacts
    share: Fraction
    day: int


@dataclass(slots=True)
class Account:
    """One account: whole minutes, or a count for an outcome kind."""

    earned: int | Fraction
    taken_in: int = 0
    given_out: int | Fraction = 0

    @property
    def total(self) -> int | Fraction:
        """What stands on it after exchange."""
        return self.earned + self.taken_in - self.given_out


def share_of(outcome: OutcomeFacts, cadre: str) -> Fraction | None:
    """What part of the outcome is the cadre's; None when the cadre is not among its shares."""
    shares = [share.share for share in outcome.shares if share.cadre == cadre]
    return added(shares) if shares else None


def holdings_of(cadre: str, outcomes: Sequence[OutcomeFacts], frame: Frame) -> tuple[Holding, ...]:
    """The cadre's shares of verified outcomes dated in the year, by date and id."""
    if not outcomes:
        return ()
    held = []
    for outcome in outcomes:
        day = outcome.on.toordinal() - frame.first
        if outcome.verified and 0 <= day < frame.days:
            share = share_of(outcome, cadre)
            if share is not None:
                held.append(Holding(outcome, share, day))
    held.sort(key=lambda holding: (holding.day, holding.outcome.id))
    return tuple(held)


def opened_accounts(
    cadre: str,
    units: tuple[int, int],
    outcomes: Sequence[OutcomeFacts],
    holdings: Sequence[Holding],
    frame: Frame,
) -> dict[str, Account]:
    """The accounts before exchange: field, online (of so many units), and each kind of outcome there is."""
    field, online = units
    accounts = {"field": Account(field // frame.scale), "online": Account(online // frame.scale)}
    if not outcomes:
        return accounts
    for kind in sorted({one.kind for one in outcomes if share_of(one, cadre) is not None}):
        counted = (holding.share for holding in holdings if holding.outcome.kind == kind)
        accounts[kind] = Account(added(counted))
    return accounts


def adjustments_of(adjustments: Sequence[AdjustmentFacts], frame: Frame) -> tuple[AdjustmentFacts, ...]:
    """Those booked in the year, by date and id."""
    found = [one for one in adjustments if one.on.year == frame.year]
    return tuple(sorted(found, key=lambda one: (one.on, one.id)))


def adjust(accounts: dict[str, Account], adjustments: Sequence[AdjustmentFacts]) -> dict[str, Fraction]:
    """Put corrections of closed years into what was earned; gives by how much each account changed.

    Of one account all are taken together, and nothing earned falls below 0.
    """
    sums: dict[str, Fraction] = {}
    for one in adjustments:
        sums[one.account] = sums.get(one.account, Fraction(0)) + one.amount
    changed = {}
    for code, amount in sums.items():
        account = accounts.setdefault(code, Account(Fraction(0)))
        before = account.earned
        after = max(before + amount, Fraction(0))
        account.earned = int(after) if code in TIME_ACCOUNTS else after
        changed[code] = Fraction(account.earned - before)
    return changed
