"""What an entry will be worth before it is saved: the year assessed with it and without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.domain.credit.amounts import floor
from ledger.domain.credit.explain import explain_entry
from ledger.domain.credit.wording import LIMITED_TEXTS
from ledger.domain.entry import EntryStatus
from ledger.domain.errors import InvalidError
from ledger.domain.figures import rounded, small
from ledger.domain.flags import Flags, late_days, meet, overlap_sentences
from ledger.domain.minutes import format_minutes
from ledger.domain.named_assessment import with_names
from ledger.domain.vocabulary import Channel
from ledger.domain.wording import N_, Say, Sentence, in_chinese
from ledger.services.assess_year import AssessedYear, assess_one
from ledger.services.engine_facts import draft_facts
from ledger.services.period_guard import Span, refusals
from ledger.store.readings_reviews import counted_around

if TYPE_CHECKING:
    from ledger.domain.credit.assessment import CadreAssessment, EntryResult
    from ledger.domain.credit.facts import EntryFacts
    from ledger.domain.credit.policy import Policy
    from ledger.domain.entry import EntryDraft
    from ledger.domain.summary import Derivation
    from ledger.store.unit_of_work import UnitOfWork

UNSAVED = "9" * 12
"""The id under which an entry is tried: after all that stand in the ledger, as if it were logged last."""


@dataclass(frozen=True)
class Preview:
    """The live line under a form: what it will be worth, and what is quietly said of it."""

    lines: tuple[Sentence, ...]
    flags: tuple[Sentence, ...] = ()
    complete: bool = True
    why: Derivation | None = None
    """How its worth comes about, where it is told."""


def preview_entry(
    uow: UnitOfWork,
    person_id: int,
    draft: EntryDraft,
    *,
    on: date,
    besides: int | None = None,
    logged_on: date | None = None,
    say: Say = in_chinese,
) -> Preview:
    """What a draft would be worth if it were approved as it is, logged today unless `logged_on` says when.

    `besides` is the entry that it is the content of, if there is one. Kind words instead where it is not
    complete yet. Nothing is written.
    """
    logged_on = logged_on or on
    try:
        draft.checked(on=on)
    except InvalidError as error:
        first = next(iter(error.faults.values()))
        return Preview((Sentence(N_("填好之后，这里会显示本条折算多少。")), first), complete=False)
    year = draft.ends_on.year
    codes = {topic.id: topic.code for topic in uow.topics.all()}
    extra = _as_approved(draft, codes, person_id, logged_on)
    after = assess_one(uow, person_id, year, as_of=on, extra=[extra])
    lines: tuple[Sentence, ...]
    why = None
    if after is None:
        lines = (Sentence(N_("%(year)s 年没有任职记录，本条先记入台账，暂不折算。"), {"year": year}),)
    elif after.assessment is None or after.policy is None:
        lines = (Sentence(N_("本单位还没有发布折算办法，本条先记入台账。")),)
    else:
        lines = _worth(draft, after.without_extra, after.assessment, after.policy, on, say)
        named = with_names(after.assessment, {UNSAVED: say(N_("本条"))}, {})
        why = explain_entry(named, say(N_("本条")), after.policy, say)
    flags = _flags(uow, person_id, draft, logged_on, besides)
    shut = _shut(uow, Span(person_id, draft.begins_on, draft.ends_on), on)
    return Preview(lines, (*shut, *flags, *_provisional(after)), why=why)


def _shut(uow: UnitOfWork, span: Span, on: date) -> tuple[Sentence, ...]:
    """That the days are of a month that is locked or a year that is closed, where they are."""
    if not refusals(uow, None, [span], on=on):
        return ()
    return (Sentence(N_("所在的月份已锁定或年度已结账，要先提交补记申请")),)


def _provisional(after: AssessedYear | None) -> tuple[Sentence, ...]:
    """That the year's holidays are not known yet, where they are not."""
    if after is None or not after.provisional:
        return ()
    return (Sentence(N_("%(year)s 年未公布放假安排，暂按周末计算"), {"year": after.year}),)


def _as_approved(draft: EntryDraft, codes: dict[int, str], person_id: int, logged_on: date) -> EntryFacts:
    return draft_facts(
        draft,
        codes,
        id=UNSAVED,
        person_id=person_id,
        status=EntryStatus.APPROVED,
        logged_on=logged_on,
        counts=draft.counts,
    )


def _worth(
    draft: EntryDraft,
    before: CadreAssessment | None,
    after: CadreAssessment,
    policy: Policy,
    on: date,
    say: Say,
) -> tuple[Sentence, ...]:
    result = after.entry(UNSAVED)
    if not result.credited:
        why = result.steps[-1].why if result.steps else Sentence(N_("不在本年度的部分不计"))
        return (Sentence(N_("按现行办法，本条不计入：%(why)s。"), {"why": why}),)
    if draft.channel is Channel.FIELD:
        told = Sentence(N_("本条计实地 %(days)s 天。"), {"days": _days(result.credited, policy)})
        return (told, *_limits(result))
    gained = _field_total(after) - _field_total(before)
    told = _online(result, gained, after, policy, say)
    return (told, *_limits(result), *_left_today(draft, after, policy, on, say))


def _online(
    result: EntryResult, gained: Fraction, after: CadreAssessment, policy: Policy, say: Say
) -> Sentence:
    values: dict[str, object] = {"minutes": format_minutes(floor(result.credited), say)}
    if gained > 0:
        text = N_("本条约折算 %(days)s 天（网上计 %(minutes)s）。")
        return Sentence(text, values | {"days": _days(gained, policy)})
    limits = [one.limited_by for one in after.exchanges if one.source == "online"]
    if not limits or limits[-1] == "source":
        return Sentence(N_("本条计网上调研 %(minutes)s。"), values)
    why = Sentence(LIMITED_TEXTS[limits[-1]])
    text = N_("本条计网上调研 %(minutes)s；折算天数不再增加（%(why)s）。")
    return Sentence(text, values | {"why": why})


def _limits(result: EntryResult) -> tuple[Sentence, ...]:
    """Why less than was recorded is counted, where it is."""
    return tuple(Sentence(N_("%(why)s。"), {"why": step.why}) for step in result.steps)


def _left_today(
    draft: EntryDraft, after: CadreAssessment, policy: Policy, on: date, say: Say
) -> tuple[Sentence, ...]:
    """How much more can be counted online on that day."""
    of_day = [piece for piece in after.pieces if piece.day == draft.begins_on]
    all_day = sum((piece.minutes for piece in of_day), Fraction(0))
    online = sum((piece.minutes for piece in of_day if piece.account == "online"), Fraction(0))
    room = policy.day_minutes - all_day
    for cap in policy.caps:
        if cap.account == "online" and cap.per.kind == "day":
            room = min(room, cap.minutes - online)
    same = draft.begins_on == on
    if room < 1:
        return (Sentence(N_("今天的网上时长已经计满。") if same else N_("当天的网上时长已经计满。")),)
    text = N_("今天还可计 %(minutes)s。") if same else N_("当天还可计 %(minutes)s。")
    return (Sentence(text, {"minutes": format_minutes(floor(room), say)}),)


def _flags(
    uow: UnitOfWork, person_id: int, draft: EntryDraft, logged_on: date, besides: int | None
) -> tuple[Sentence, ...]:
    late = Flags(late_days=late_days(draft.ends_on, logged_on)).sentences()
    return (*overlaps_of(uow, person_id, draft, besides=besides), *late)


def overlaps_of(
    uow: UnitOfWork, person_id: int, draft: EntryDraft, *, besides: int | None = None
) -> tuple[Sentence, ...]:
    """Which of the cadre's other entries cover some of the same time; all may stand, it counts once."""
    last = draft.ends_on + timedelta(days=draft.channel is Channel.ONLINE)
    near = counted_around(uow.session, person_id, draft.begins_on, last)
    met = [other for other in near if other.id != besides and meet(draft, other)]
    met.sort(key=lambda other: (other.begins_on, other.id))
    return overlap_sentences(met)


def _field_total(result: CadreAssessment | None) -> Fraction:
    if result is None or "field" not in result.accounts:
        return Fraction(0)
    return Fraction(result.accounts["field"].total)


def _days(minutes: Fraction, policy: Policy) -> str:
    """Days to a hundredth; a smaller amount with as many decimals as it takes to be seen."""
    days = Fraction(minutes) / policy.day_minutes
    shown = rounded(days, 2)
    return small(days) if shown == "0" else shown
