"""The year of one cadre as it is shown: one value behind the page, the PDF and the command line.

All texts in it are already in the reader's language and all figures already formatted exactly once,
so that the screen and the paper can't disagree. Minutes stay beside where a chart needs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Derivation:
    """One node of an explanation: a sentence that can be read out, and what stands behind it."""

    sentence: str
    parts: tuple[Derivation, ...] = ()


@dataclass(frozen=True)
class SummaryRequirement:
    """One requirement and where the cadre stands: amounts as shown ("41.5"), with their unit ("天")."""

    code: str
    title: str
    required: str
    reached: str
    short: str
    unit: str
    status: str
    """"met", "short" or "not_applicable"."""
    status_label: str
    share_field: float
    """Parts of the bar, 0..1 of the longer of required and reached: earned itself …"""
    share_exchanged: float
    """… and what came by exchange."""
    composed_of: str
    """A short text such as "实地 30 ＋ 网上折算 11.5（上限 20）", or ""."""
    derivation: Derivation


@dataclass(frozen=True)
class SummaryMonth:
    """One month of the chart, in minutes credited, and the running totals at its end, in minutes."""

    month: int
    field: int
    online: int
    exchanged: int
    cumulative: int
    required: int
    """What an even pace would have reached by the end of the month."""


@dataclass(frozen=True)
class SummaryAccount:
    """One account: earned, taken in, given out, total, as shown with the unit."""

    title: str
    earned: str
    taken_in: str
    given_out: str
    total: str


@dataclass(frozen=True)
class SummaryExchange:
    """One exchange rule and what it moved, with the sentence that says what limited it."""

    title: str
    taken: str
    given: str
    limited_by: str


@dataclass(frozen=True)
class SummaryOutcome:
    """One outcome line of the summary."""

    on: str
    kind: str
    title: str
    level: str
    reference: str
    share: str
    state: str


@dataclass(frozen=True)
class SummaryEntry:
    """One entry line: when, how, where, what; recorded and credited as shown, and why they differ."""

    on: str
    channel: str
    """"field" or "online"."""
    channel_label: str
    mode: str
    where: str
    topic: str
    what: str
    recorded: str
    credited: str
    note: str


@dataclass(frozen=True)
class Summary:
    """The whole year of a cadre, ready for the page and for paper."""

    language: str
    """"zh" or "en"."""
    year: int
    as_of: date
    issued_at: datetime
    cadre_name: str
    unit_name: str
    post: str
    rank: str
    appointments: tuple[str, ...]
    """Lines such as "1月1日至6月30日 县委办公室主任（县处级副职）", when there was more than one or leave."""
    headline: str
    forecast: str
    provisional: str
    """A sentence where holidays are not announced yet, else ""."""
    closed: bool
    requirements: tuple[SummaryRequirement, ...]
    months: tuple[SummaryMonth, ...]
    day_minutes: int
    accounts: tuple[SummaryAccount, ...]
    exchanges: tuple[SummaryExchange, ...]
    outcomes: tuple[SummaryOutcome, ...]
    entries: tuple[SummaryEntry, ...]
    policy_title: str
    policy_version: str
    policy_digest: str
    """"sha256:…" of the policy document's bytes."""
    policy_basis: tuple[str, ...]
    code: str
    """The verification code, as printed: groups of four letters and digits."""
    verify_hint: str
    """A sentence saying where the code can be checked."""
    checkpoint: str = ""
    """The newest checkpoint of the books, as the foot of each page says it; "" before the first."""
    closed_on: date | None = None
    """The day on which the year was closed."""
    corrections: tuple[str, ...] = ()
    """Corrections of closed years booked in this one, and those of this one wherever booked, in words."""
