"""Step 5, total: what each account earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.domain.credit.facts import OutcomeFacts
from ledger.domain.credit.frame import Frame
from ledger.domain.credit.pieces import Piece


@dataclass(frozen=True, slots=True)
class Holding:
    """A cadre's share of one verified outcome of the year, and the day of the year it is dated."""

    outcome: OutcomeFacts
    share: Fraction
    day: int


@dataclass(slots=True)
class Account:
    """One account: whole minutes, or a count for an outcome kind."""

    earned: Fraction
    taken_in: Fraction = Fraction(0)
    given_out: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        """What stands on it after exchange."""
        return self.earned + self.taken_in - self.given_out


def share_of(outcome: OutcomeFacts, cadre: str) -> Fraction | None:
    """What part of the outcome is the cadre's; None when the cadre is not among its shares."""
    shares = [share.share for share in outcome.shares if share.cadre == cadre]
    return sum(shares, Fraction(0)) if shares else None


def holdings_of(cadre: str, outcomes: Sequence[OutcomeFacts], frame: Frame) -> tuple[Holding, ...]:
    """The cadre's shares of verified outcomes dated in the year, by date and id."""
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
    pieces: Sequence[Piece],
    outcomes: Sequence[OutcomeFacts],
    holdings: Sequence[Holding],
    frame: Frame,
) -> dict[str, Account]:
    """The accounts before exchange: field, online, and each outcome kind that the cadre has."""
    field = sum(piece.credit for piece in pieces if piece.in_field)
    online = sum(piece.credit for piece in pieces if not piece.in_field)
    accounts = {
        "field": Account(Fraction(field // frame.scale)),
        "online": Account(Fraction(online // frame.scale)),
    }
    for kind in sorted({one.kind for one in outcomes if share_of(one, cadre) is not None}):
        counted = (holding.share for holding in holdings if holding.outcome.kind == kind)
        accounts[kind] = Account(sum(counted, Fraction(0)))
    return accounts
