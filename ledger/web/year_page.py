"""What the page of a year shows, put together from the summary and from what waits."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from flask import url_for

from exports.chart import year_chart_svg
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.explain import explain_entry, explain_exchange, explain_requirement
from ledger.domain.credit.explain_accounts import explain_account, explain_forecast, explain_month
from ledger.domain.credit.policy import TIME_ACCOUNTS
from ledger.domain.credit.wording import days_text, minutes_text
from ledger.domain.entry import Entry, EntryStatus
from ledger.domain.errors import NotFoundError
from ledger.domain.period import state_since
from ledger.domain.summary import Derivation, Summary
from ledger.domain.vocabulary import Channel
from ledger.domain.wording import N_, Say, Sentence
from ledger.domain.year_months import main_requirement
from ledger.services.place_names import naming_places
from ledger.services.summary_lines import recorded
from ledger.services.year_summary import WholeYear, summary_of
from ledger.store.readings_years import Waiting, recent_entries, waiting_of, years_of
from ledger.web.navigation import has_page

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


MONTH_CODES = frozenset(str(month) for month in range(1, 13))


@dataclass(frozen=True)
class NextStep:
    """Something that can be done now, and where."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class RecentEntry:
    """A recent entry with its time and its worth as shown; no worth before it is approved."""

    entry: Entry
    recorded: str
    worth: str
    href: str
    since: Sentence | None
    """What it is after corrections of the closed year."""


@dataclass(frozen=True)
class YearPage:
    """Everything on the page of a year."""

    summary: Summary
    is_own: bool
    """Whether the actor is the cadre or enters for them."""
    years: tuple[int, ...]
    chart: str
    """Addresses of the pictures that hold the pictures themselves: what is seen is of this one look."""
    small_chart: str
    next_steps: tuple[NextStep, ...]
    recent: tuple[RecentEntry, ...]
    exchange_codes: tuple[str, ...]
    main_code: str
    """The requirement that the line at the top is about; "" where there is none."""


def year_page(
    uow: UnitOfWork, actor: Actor, whole: WholeYear, *, on: date, now: datetime, say: Say, language: str
) -> YearPage:
    """The page of a year that is loaded, for the actor."""
    summary = summary_of(whole, on=on, now=now, say=say, language=language)
    person, year = whole.found.person_id, whole.found.year
    is_own = person in actor.served_cadres
    waiting = waiting_of(uow.session, actor, person, year)
    recent = recent_entries(uow.session, actor, person, year)
    policy = whole.found.policy
    return YearPage(
        summary=summary,
        is_own=is_own,
        years=tuple(sorted({*years_of(uow.session, actor, person), year, on.year}, reverse=True)),
        chart=_picture(summary, say, compact=False),
        small_chart=_picture(summary, say, compact=True),
        next_steps=tuple(_next_steps(whole, summary, waiting, say)) if is_own and not summary.closed else (),
        recent=tuple(_recent(one, whole, summary.day_minutes, say) for one in recent),
        main_code=main_code(whole),
        exchange_codes=() if policy is None else tuple(rule.code for rule in policy.exchanges),
    )


def derivation_of(whole: WholeYear, told: CadreAssessment, kind: str, code: str, say: Say) -> Derivation:
    """The explanation of a requirement, exchange, account, month, forecast or entry (by its name).

    Raises:
        NotFoundError: the year has nothing of that name.
    """
    policy = whole.found.policy
    if policy is None:
        raise NotFoundError
    if kind == "exchange":
        if code not in {rule.code for rule in policy.exchanges}:
            raise NotFoundError
        return explain_exchange(told, code, policy, say)
    if kind == "entry":
        keys = [key for key, entry in whole.entries.items() if entry.public_id == code]
        found = None if whole.found.assessment is None else whole.found.assessment
        if not keys or found is None:
            raise NotFoundError
        at = next(n for n, one in enumerate(found.entries) if one.id == keys[0])
        return explain_entry(told, told.entries[at].id, policy, say)
    if kind == "account" and code in TIME_ACCOUNTS:
        return explain_account(told, code, policy, say)
    if kind == "month" and code in MONTH_CODES:
        return explain_month(told, int(code), policy, say)
    if kind in ("account", "month") or code not in {one.code for one in policy.requirements}:
        raise NotFoundError
    if kind == "forecast":
        at_this_pace = explain_forecast(told.requirement(code), policy, say)
        if at_this_pace is None:
            raise NotFoundError
        return at_this_pace
    return explain_requirement(told, code, policy, naming_places(say))


def main_code(whole: WholeYear) -> str:
    """The code of the requirement that the year is about."""
    policy, found = whole.found.policy, whole.found.assessment
    main = None if policy is None or found is None else main_requirement(found, policy)
    return "" if main is None else main.result.code


def _picture(summary: Summary, say: Say, *, compact: bool) -> str:
    if not summary.months:
        return ""
    through = summary.as_of.month if summary.as_of.year == summary.year else 12
    drawn = year_chart_svg(summary.months, summary.day_minutes, say, compact=compact, through=through)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn).decode("ascii")


def _next_steps(whole: WholeYear, summary: Summary, waiting: Waiting, say: Say) -> Iterator[NextStep]:
    entries = (
        (waiting.unconfirmed, "unconfirmed", N_("%(count)s 条代录等待本人确认")),
        (waiting.drafts, "draft", N_("%(count)s 条草稿还没有提交")),
        (waiting.returned, "returned", N_("%(count)s 条被退回，改好可以再提交")),
        (waiting.submitted, "submitted", N_("%(count)s 条正在等待审核")),
    )
    for count, status, text in entries:
        if count:
            href = _href("entries.list_entries", status=status, year=whole.found.year)
            yield NextStep(Sentence(text, {"count": count}).say(say), href)
    if waiting.outcomes:
        text = Sentence(N_("%(count)s 项成果等待核实"), {"count": waiting.outcomes}).say(say)
        yield NextStep(text, _href("outcomes.list_outcomes"))
    for one in summary.requirements:
        if one.status == "short":
            values = {"title": one.title, "short": one.short, "unit": one.unit}
            yield NextStep(Sentence(N_("%(title)s还差 %(short)s %(unit)s"), values).say(say))


def _recent(entry: Entry, whole: WholeYear, day_minutes: int, say: Say) -> RecentEntry:
    found = whole.found.assessment
    key = f"{entry.id:012d}"
    result = None
    if found is not None and entry.status is EntryStatus.APPROVED:
        result = next((one for one in found.entries if one.id == key), None)
    draft = entry.draft
    online = draft.channel is Channel.ONLINE
    minutes = draft.minutes or 0 if online else draft.half_days * day_minutes // 2
    return RecentEntry(
        entry=entry,
        recorded=recorded(entry, minutes, day_minutes, say),
        worth="" if result is None else _counted(result.credited, day_minutes, say, online=online),
        href=_href("entries.show", public_id=entry.public_id),
        since=state_since([one for one in whole.corrections if one.is_of("entry", entry.id)]),
    )


def _counted(credited: Fraction, day_minutes: int, say: Say, *, online: bool) -> str:
    """What of an entry counts, in the unit in which its page says it."""
    counted = minutes_text(credited) if online else days_text(credited, day_minutes)
    return Sentence(N_("计 %(counted)s"), {"counted": counted}).say(say)


def _href(endpoint: str, **values: object) -> str:
    return url_for(endpoint, **values) if has_page(endpoint) else ""  # type: ignore[arg-type]
