"""Delegation: who enters for a cadre with the cadre's word, and who reviews in a reviewer's stead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ledger.domain.errors import InvalidError
from ledger.domain.wording import N_, Sentence

LONGEST_AGREEMENT = timedelta(days=366)
LONGEST_DEPUTY = timedelta(days=92)


@dataclass(frozen=True)
class Delegate:
    """Somebody who enters for a cadre."""

    account_id: int
    public_id: str
    name: str


@dataclass(frozen=True)
class Agreement:
    """What a delegate hands in on the days from `begins_on` to `ends_on` (inclusive) counts as confirmed."""

    id: int
    public_id: str
    account_id: int
    name: str
    """The delegate's."""
    begins_on: date
    ends_on: date
    ended_at: datetime | None

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.ended_at is None and self.begins_on <= on <= self.ends_on


@dataclass(frozen=True)
class Deputy:
    """Somebody who reviews a unit in a reviewer's stead, both days inclusive."""

    grant_id: int
    account_id: int
    public_id: str
    name: str
    unit_name: str
    begins_on: date
    ends_on: date
    revoked_at: datetime | None

    def in_force(self, on: date) -> bool:
        """Whether the deputy reviews on a day."""
        return self.revoked_at is None and self.begins_on <= on <= self.ends_on


def check_span(begins_on: date, ends_on: date, longest: timedelta, *, on: date) -> None:
    """Pass only if a span holds today or begins before long, and is not longer than allowed.

    Raises:
        InvalidError: at its first or last day.
    """
    if begins_on - on >= longest:
        raise InvalidError({"begins_on": Sentence(N_("开始日期离今天太远，请到时候再定。"))})
    if ends_on < begins_on:
        raise InvalidError({"ends_on": Sentence(N_("结束日期早于开始日期，请调整。"))})
    if ends_on < on:
        raise InvalidError({"ends_on": Sentence(N_("这段时间已经过去了，请改结束日期。"))})
    if ends_on - begins_on >= longest:
        said = Sentence(N_("一次最长 %(most)s 天，到期可以再定。"), {"most": longest.days})
        raise InvalidError({"ends_on": said})
