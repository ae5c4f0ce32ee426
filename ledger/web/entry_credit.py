"""What an entry was credited with, as its page says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.clock import today
from ledger.domain.credit.explain import explain_entry
from ledger.domain.credit.wording import days_text, minutes_text
from ledger.domain.entry import Entry, EntryStatus
from ledger.domain.vocabulary import Channel
from ledger.services.assess_year import assess_one
from ledger.web.context import reading
from ledger.web.translating import gettext as _

if TYPE_CHECKING:
    from ledger.domain.summary import Derivation


@dataclass(frozen=True)
class Credit:
    """What an approved entry was credited with: in one sentence, and why."""

    sentence: str
    why: tuple[Derivation, ...]


def credit_of(entry: Entry) -> Credit | None:
    """What an approved entry was credited with, step by step; None before, or where no policy governs."""
    if entry.status is not EntryStatus.APPROVED:
        return None
    found = assess_one(reading(), entry.person_id, entry.draft.ends_on.year, as_of=today())
    if found is None or found.assessment is None or found.policy is None:
        return None
    key = f"{entry.id:012d}"
    result = found.assessment.entry(key)
    counted = minutes_text(result.credited).say(_)
    if entry.draft.channel is Channel.FIELD:
        counted = days_text(result.credited, found.policy.day_minutes).say(_)
    sentence = _("本条计 %(counted)s，照记录全部计入。", counted=counted)
    if result.steps:
        sentence = _("本条计 %(counted)s。为什么？", counted=counted)
    if found.provisional:
        year = entry.draft.ends_on.year
        sentence += _("%(year)s 年未公布放假安排，暂按周末计算，结果为暂定。", year=year)
    parts = explain_entry(found.assessment, key, found.policy, _).parts
    return Credit(sentence, parts)
