"""An entry of the ledger: what a well-formed one is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from ledger.domain.errors import InvalidError
from ledger.domain.vocabulary import MODES, Channel
from ledger.domain.wording import N_, Sentence

MINUTES_A_DAY = 24 * 60
LONGEST_TEXT = 4000
LONGEST_LINE = 500
LONGEST_VISIT_DAYS = 366


class EntryStatus(StrEnum):
    """Where an entry is on its way."""

    DRAFT = "draft"
    UNCONFIRMED = "unconfirmed"
    """Handed in by a delegate, and not yet the cadre's word."""
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


def halves_of(begins_on: date, ends_on: date, from_half: str | None, to_half: str | None) -> int:
    """How many half days a visit took: it may begin in the afternoon and end at noon."""
    days = (ends_on - begins_on).days + 1
    return days * 2 - (from_half == "pm") - (to_half == "am")


@dataclass(frozen=True)
class EntryDraft:
    """What a person fills in; both ends of the days are inclusive, minutes are of an online sitting."""

    channel: Channel
    begins_on: date
    ends_on: date
    mode: str
    start: str | None = None
    minutes: int | None = None
    from_half: str | None = None
    to_half: str | None = None
    platform: str | None = None
    place_code: str | None = None
    place_name: str = ""
    contact_point: bool = False
    topic_id: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    reference: str = ""
    reached: str = ""
    heard: str = ""
    done: str = ""
    companions: str = ""

    def checked(self, *, on: date) -> EntryDraft:
        """The same draft, found well formed on the day `on`.

        Raises:
            InvalidError: with a sentence per faulty field.
        """
        faults = dict(_faults(self, on))
        if faults:
            raise InvalidError(faults)
        return self

    @property
    def half_days(self) -> int:
        """How many half days a visit took, as declared; 0 for a sitting."""
        if self.channel is Channel.ONLINE:
            return 0
        return halves_of(self.begins_on, self.ends_on, self.from_half, self.to_half)


@dataclass(frozen=True)
class Entry:
    """An entry as it stands in the ledger."""

    id: int
    public_id: str
    person_id: int
    unit_id: int | None
    draft: EntryDraft
    status: EntryStatus
    version: int
    logged_on: date
    created_by: int
    created_at: datetime
    updated_at: datetime
    submitted_by: int | None = None
    submitted_at: datetime | None = None
    confirmed_by: int | None = None
    """The cadre's account, where a delegate handed it in and the cadre confirmed it."""
    confirmed_at: datetime | None = None
    agreement_id: int | None = None
    """The agreement under which a delegate handed it in without asking again."""
    decided_by: int | None = None
    decided_at: datetime | None = None
    decided_for: int | None = None
    """The reviewer in whose stead a deputy decided."""
    reason: str = ""
    source_key: str | None = None
    upload_id: int | None = None

    def with_draft(self, draft: EntryDraft, *, now: datetime) -> Entry:
        """The entry with other content, one version on."""
        return replace(self, draft=draft, version=self.version + 1, updated_at=now)


def _faults(draft: EntryDraft, on: date) -> list[tuple[str, Sentence]]:
    found = list(_faults_of_days(draft, on))
    if draft.mode not in MODES[draft.channel]:
        found.append(("mode", Sentence(N_("请选一种方式。"))))
    if draft.channel is Channel.ONLINE:
        found += _faults_online(draft)
    elif not draft.place_name.strip():
        found.append(("place", Sentence(N_("请写到了哪里，例如“某县某镇某村”。"))))
    for name in ("place_name", "reference", "reached", "companions"):
        if len(getattr(draft, name)) > LONGEST_LINE:
            found.append((name, Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST_LINE})))
    for name in ("heard", "done"):
        if len(getattr(draft, name)) > LONGEST_TEXT:
            found.append((name, Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST_TEXT})))
    if any("\x00" in value for value in vars(draft).values() if isinstance(value, str)):
        found.append(("done", Sentence(N_("文字里有无法保存的控制字符，请删去后再提交。"))))
    return found


def _faults_of_days(draft: EntryDraft, on: date) -> list[tuple[str, Sentence]]:
    found: list[tuple[str, Sentence]] = []
    if draft.ends_on < draft.begins_on:
        found.append(("ends_on", Sentence(N_("结束日期早于开始日期，请调整。"))))
    elif draft.ends_on > on:
        name = "ends_on" if draft.channel is Channel.FIELD else "begins_on"
        found.append((name, Sentence(N_("日期还没有到。台账记已经做过的调研，请在完成之后再记。"))))
    elif (draft.ends_on - draft.begins_on).days >= LONGEST_VISIT_DAYS:
        found.append(("ends_on", Sentence(N_("一次调研不超过一年，请分开记。"))))
    if draft.begins_on.year < 2000:
        found.append(("begins_on", Sentence(N_("年份过早，请检查日期。"))))
    same_day = draft.begins_on == draft.ends_on
    if same_day and draft.from_half == "pm" and draft.to_half == "am":
        found.append(("to_half", Sentence(N_("同一天里不能从下午开始、上午结束，请改其中一个。"))))
    return found


def _faults_online(draft: EntryDraft) -> list[tuple[str, Sentence]]:
    found: list[tuple[str, Sentence]] = []
    if draft.minutes is None or not 1 <= draft.minutes <= MINUTES_A_DAY:
        found.append(("minutes", Sentence(N_("请写用了多长时间，例如 40、1:30、1.5小时。"))))
    if not draft.platform:
        found.append(("platform", Sentence(N_("请选一个平台。"))))
    if draft.start is not None and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", draft.start):
        found.append(("minutes", Sentence(N_("开始时刻请写成 14:30 这样。"))))
    return found
