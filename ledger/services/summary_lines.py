"""The lines of a summary: entries, outcomes, appointments, accounts and exchanges, as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.assessment import CadreAssessment, EntryResult
from ledger.domain.credit.explain_adjustments import signed_text
from ledger.domain.credit.policy import TIME_ACCOUNTS, Policy
from ledger.domain.credit.wording import days_text, minutes_text
from ledger.domain.entry import Entry
from ledger.domain.minutes import format_minutes
from ledger.domain.outcome import Outcome
from ledger.domain.people import Absence, Posting, Unit
from ledger.domain.period import Correction, state_since
from ledger.domain.ranks import BY_CODE
from ledger.domain.summary import SummaryAccount, SummaryEntry, SummaryExchange, SummaryOutcome
from ledger.domain.vocabulary import (
    LEVELS,
    MODES,
    OUTCOME_KINDS,
    OUTCOME_STATUSES,
    PLATFORMS,
    Channel,
)
from ledger.domain.wording import N_, Say, Sentence
from ledger.domain.year_words import ACCOUNTS, exchange_title, limit_sentence

LONGEST_REFERENCE = 24
"""A thread number names an entry; a long address does not."""

LONGEST_WHAT = 60

SHORT_CHANNELS = {Channel.FIELD: N_("实地"), Channel.ONLINE: N_("网上")}


@dataclass(frozen=True)
class Tongue:
    """How this reader is spoken to: texts in the language, and the names of topics by key."""

    say: Say
    topics: Mapping[int, str]


def entry_lines(
    results: Iterable[EntryResult], entries: Mapping[str, Entry], day_minutes: int, tongue: Tongue
) -> tuple[SummaryEntry, ...]:
    """One line for each entry that was assessed, by day."""
    found = sorted(results, key=lambda one: (entries[one.id].draft.begins_on, one.id))
    return tuple(_entry_line(one, entries[one.id], day_minutes, tongue) for one in found)


def _entry_line(result: EntryResult, entry: Entry, day_minutes: int, tongue: Tongue) -> SummaryEntry:
    say, draft = tongue.say, entry.draft
    online = draft.channel is Channel.ONLINE
    where = say(PLATFORMS.get(draft.platform or "", draft.platform or "")) if online else draft.place_name
    return SummaryEntry(
        on=days_of(draft.begins_on, draft.ends_on, say),
        channel=draft.channel.value,
        channel_label=say(SHORT_CHANNELS[draft.channel]),
        mode=say(MODES[draft.channel].get(draft.mode, draft.mode)),
        where=where,
        topic=tongue.topics.get(draft.topic_id or 0, ""),
        what=in_brief(draft.done or draft.heard or draft.reached),
        recorded=recorded(entry, result.minutes, day_minutes, say),
        credited=credited(entry, result.credited, day_minutes, say),
        note=say(N_("；")).join(step.why.say(say) for step in result.steps),
    )


def correction_lines(
    corrections: Iterable[Correction], year: int, day_minutes: int, say: Say
) -> tuple[str, ...]:
    """Corrections in words: those of closed years booked in this one, and what was corrected of it later."""
    lines = []
    for one in corrections:
        texts = [
            f"{say(ACCOUNTS[account])} {signed_text(amount, account, day_minutes, say)}"
            for account, amount in one.amounts.items()
        ]
        amounts = say(N_("，")).join(texts) or say(N_("不影响数字"))
        text = N_("更正 %(of_year)s 年：%(amounts)s（%(on)s 记入，%(reason)s）")
        if one.of_year == year:
            text = N_("本年度结账后更正：%(amounts)s，记入 %(booked)s 年（%(on)s，%(reason)s）")
        values = {"of_year": one.of_year, "booked": one.on.year, "amounts": amounts}
        lines.append(say(text) % (values | {"on": one.on.isoformat(), "reason": in_brief(one.reason)}))
    return tuple(lines)


def in_brief(text: str) -> str:
    """A text as a line of the year holds it: on one line, cut after some two of print; the ledger has all."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_WHAT else line[: LONGEST_WHAT - 1] + "…"


def entry_name(entry: Entry, say: Say) -> str:
    """What an entry is called where it stands for itself: day, how, where."""
    draft = entry.draft
    online = draft.channel is Channel.ONLINE
    where = say(PLATFORMS.get(draft.platform or "", draft.platform or "")) if online else draft.place_name
    words = [f"{draft.begins_on:%m-%d}", say(MODES[draft.channel].get(draft.mode, draft.mode)), where]
    if online and draft.reference and len(draft.reference) <= LONGEST_REFERENCE:
        words.append(draft.reference)
    return " ".join(word for word in words if word)


def recorded(entry: Entry, minutes: int, day_minutes: int, say: Say) -> str:
    """The time as it was recorded: minutes online, days in the field."""
    if entry.draft.channel is Channel.ONLINE:
        return format_minutes(minutes, say)
    return days_text(Fraction(minutes), day_minutes).say(say)


def credited(entry: Entry, minutes: Fraction, day_minutes: int, say: Say) -> str:
    """What an entry counts, in the unit in which it was recorded; exactly, so that a column adds up."""
    online = entry.draft.channel is Channel.ONLINE
    return (minutes_text(minutes) if online else days_text(minutes, day_minutes)).say(say)


def days_of(begins_on: date, ends_on: date, say: Say) -> str:
    """One day or a span of them, as written in tables."""
    if begins_on == ends_on:
        return begins_on.isoformat()
    last = f"{ends_on:%m-%d}" if begins_on.year == ends_on.year else ends_on.isoformat()
    return say(N_("%(begin)s 至 %(end)s")) % {"begin": begins_on.isoformat(), "end": last}


def outcome_lines(
    outcomes: Iterable[Outcome], corrections: Sequence[Correction], person_id: int, year: int, say: Say
) -> tuple[SummaryOutcome, ...]:
    """One line for each outcome of the year that the person shares, by day."""
    lines = []
    for outcome in outcomes:
        share = dict(outcome.draft.shares).get(person_id)
        if share is None or outcome.draft.on.year != year:
            continue
        draft = outcome.draft
        since = state_since([one for one in corrections if one.is_of("outcome", outcome.id)])
        lines.append(
            SummaryOutcome(
                on=draft.on.isoformat(),
                kind=say(OUTCOME_KINDS.get(draft.kind, draft.kind)),
                title=draft.title,
                level=say(LEVELS.get(draft.level, draft.level)) if draft.level else "",
                reference=draft.reference,
                share=exact_text(share) if share != 1 else say(N_("全部")),
                state=say(OUTCOME_STATUSES[outcome.status.value]) if since is None else since.say(say),
            )
        )
    return tuple(lines)


def appointment_lines(
    postings: Sequence[Posting], absences: Sequence[Absence], units: Mapping[int, Unit], year: int, say: Say
) -> tuple[str, ...]:
    """The appointments and leave of the year, where there was more than one appointment or any leave."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = [p for p in postings if p.begins_on <= last and (p.ends_on is None or p.ends_on >= first)]
    away = [a for a in absences if a.begins_on <= last and a.ends_on >= first]
    if len(held) < 2 and not away:
        return ()
    lines = [
        say(N_("%(span)s　%(unit)s %(post)s（%(rank)s）"))
        % {
            "span": _span(max(p.begins_on, first), min(p.ends_on or last, last), say),
            "unit": units[p.unit_id].name,
            "post": p.post,
            "rank": rank_name(p.rank, say),
        }
        for p in held
    ]
    lines += [f"{_span(max(a.begins_on, first), min(a.ends_on, last), say)}　{a.reason}" for a in away]
    return tuple(lines)


def _span(begin: date, end: date, say: Say) -> str:
    values = {"m1": begin.month, "d1": begin.day, "m2": end.month, "d2": end.day}
    return say(N_("%(m1)s月%(d1)s日至%(m2)s月%(d2)s日")) % values


def rank_name(code: str, say: Say) -> str:
    """The name of a rank of GB/T 12407."""
    rank = BY_CODE.get(code)
    return code if rank is None else say(rank.name)


def account_lines(assessment: CadreAssessment, day_minutes: int, say: Say) -> tuple[SummaryAccount, ...]:
    """One line for each account; days exactly, so that each line adds up."""
    lines = []
    for code, account in assessment.accounts.items():
        timed = code in TIME_ACCOUNTS
        if not timed and not account.earned:
            continue
        shown = [
            days_text(amount, day_minutes).say(say) if timed else _items(amount, say)
            for amount in (account.earned, account.taken_in, account.given_out, account.total)
        ]
        lines.append(SummaryAccount(say(ACCOUNTS.get(code, code)), *shown))
    return tuple(lines)


def exchange_lines(assessment: CadreAssessment, policy: Policy, say: Say) -> tuple[SummaryExchange, ...]:
    """One line for each rule of exchange, with what limited it; those that moved nothing too."""
    day = policy.day_minutes
    lines = []
    for rule, one in zip(policy.exchanges, assessment.exchanges, strict=True):
        timed = one.source in TIME_ACCOUNTS
        taken = days_text(one.taken, day).say(say) if timed else _items(one.taken, say)
        given = days_text(Fraction(one.given), day).say(say)
        lines.append(SummaryExchange(exchange_title(rule, say), taken, given, limit_sentence(one, day, say)))
    return tuple(lines)


def _items(count: Fraction, say: Say) -> str:
    return Sentence(N_("%(count)s 项"), {"count": exact_text(count)}).say(say)
