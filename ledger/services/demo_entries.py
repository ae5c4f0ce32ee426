"""The invented work of the demo: a year of entries and outcomes in every state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

from ledger.clock import CHINA
from ledger.domain.account import Account
from ledger.domain.entry import EntryDraft, EntryStatus
from ledger.domain.outcome import OutcomeDraft, OutcomeStatus
from ledger.domain.topic import Preset
from ledger.domain.trail import TrailTag
from ledger.domain.vocabulary import Channel
from ledger.store.entries import new_columns

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.store.unit_of_work import UnitOfWork

ONLINE = (
    ("reply", "liuyanban", (20, 30, 40, 60)),
    ("reply", "hotline_12345", (20, 30, 45)),
    ("browse", "weibo", (30, 45, 60)),
    ("browse", "forum", (30, 60)),
    ("live_qa", "gov_site", (90, 120)),
    ("video_meeting", "wechat", (60, 90, 120)),
    ("reception", "petition", (60, 90)),
    ("data_analysis", "hotline_12345", (60, 120, 180)),
    ("guide", "short_video", (30, 60)),
)
FIELD_MODES = ("visit", "visit", "visit", "forum", "stationed", "unannounced", "case_study", "supervision")
VILLAGES = ("东坪村", "河口社区", "新桥村", "北街社区", "茶园村")
WAITING_DAYS = 18
DRAFT_DAYS = 5


@dataclass(frozen=True)
class DemoCadre:
    """A cadre of the demo."""

    person_id: int
    unit: Unit
    rank: str
    account_id: int
    is_main: bool


def fill_entries(
    uow: UnitOfWork,
    cadres: Sequence[DemoCadre],
    reviewers: Mapping[int, Account],
    texts: dict[str, Any],
    random: Random,
    *,
    on: date,
    now: datetime,
) -> None:
    """A year of entries for each cadre up to the last whole day, with what came of them up to this moment."""
    told = max(date(on.year, 1, 1), on - timedelta(days=1))
    topics = {topic.code: topic.id for topic in uow.topics.all()}
    for number, cadre in enumerate(cadres):
        eager = 0.85 if cadre.is_main else 0.6 + 0.14 * (number * 3 % 7)
        drafts = sorted(
            _field_drafts(cadre, texts, topics, random, told, eager)
            + _online_drafts(texts, topics, random, told, eager),
            key=lambda draft: (draft.ends_on, draft.channel.value),
        )
        _write(uow, cadre, reviewers[cadre.unit.id], drafts, random, on, now)
        _reports(uow, cadre, reviewers[cadre.unit.id], texts, random, told, now)
        if cadre.is_main:
            _presets(uow, cadre, topics)


def _field_drafts(
    cadre: DemoCadre, texts: dict[str, Any], topics: dict[str, int], random: Random, on: date, eager: float
) -> list[EntryDraft]:
    elapsed = (on - date(on.year, 1, 1)).days + 1
    half_days = int(elapsed / 365 * (100 if cadre.rank < "140" else 70) * eager)
    drafts: list[EntryDraft] = []
    while half_days > 0:
        begin = date(on.year, 1, 1) + timedelta(days=random.randrange(elapsed))
        length = min(random.choice((1, 1, 2, 2, 2, 4, 6)), half_days)
        half_days -= length
        end = min(begin + timedelta(days=(length - 1) // 2), on)
        said = random.choice(texts["field"])
        drafts.append(
            EntryDraft(
                channel=Channel.FIELD,
                begins_on=begin,
                ends_on=end,
                from_half="am",
                to_half="am" if length % 2 else "pm",
                mode="stationed" if length >= 6 else random.choice(FIELD_MODES),
                place_name=cadre.unit.name + random.choice(VILLAGES),
                contact_point=random.random() < 0.3,
                topic_id=topics[said["topic"]],
                done=said["done"],
            )
        )
    return drafts


def _online_drafts(
    texts: dict[str, Any], topics: dict[str, int], random: Random, on: date, eager: float
) -> list[EntryDraft]:
    elapsed = (on - date(on.year, 1, 1)).days + 1
    drafts: list[EntryDraft] = []
    for _ in range(int(elapsed / 365 * 110 * eager)):
        day = date(on.year, 1, 1) + timedelta(days=random.randrange(elapsed))
        mode, platform, lengths = random.choice(ONLINE)
        said = random.choice(texts["online"])
        drafts.append(
            EntryDraft(
                channel=Channel.ONLINE,
                begins_on=day,
                ends_on=day,
                start=f"{random.randrange(8, 21):02d}:{random.choice(('00', '15', '30', '45'))}",
                minutes=random.choice(lengths),
                mode=mode,
                platform=platform,
                topic_id=topics[said["topic"]],
                reference=f"{random.randrange(10_000_000, 20_000_000)}" if mode == "reply" else "",
                heard=said["heard"],
                done=said["done"],
            )
        )
    return drafts


def _status(draft: EntryDraft, random: Random, on: date) -> EntryStatus:
    age = (on - draft.ends_on).days
    if age <= DRAFT_DAYS:
        return random.choice((EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.SUBMITTED))
    if age <= WAITING_DAYS:
        return random.choice((EntryStatus.SUBMITTED, EntryStatus.APPROVED, EntryStatus.RETURNED))
    return EntryStatus.APPROVED


def _write(
    uow: UnitOfWork,
    cadre: DemoCadre,
    reviewer: Account,
    drafts: Sequence[EntryDraft],
    random: Random,
    on: date,
    now: datetime,
) -> None:
    rows: list[dict[str, Any]] = []
    for draft in drafts:
        logged = min(draft.ends_on + timedelta(days=random.choice((0, 0, 0, 1, 1, 2, 5))), on)
        status = _status(draft, random, on)
        at = _moment(logged, random, now)
        columns = new_columns(
            cadre.person_id, cadre.unit.id, draft, created_by=cadre.account_id, now=at, on=logged
        )
        submitted = status is not EntryStatus.DRAFT
        decided = status in {EntryStatus.APPROVED, EntryStatus.RETURNED}
        rows.append(
            columns
            | {
                "status": status.value,
                "version": 1 + submitted + decided,
                "submitted_by": cadre.account_id if submitted else None,
                "submitted_at": at if submitted else None,
                "decided_by": reviewer.id if decided else None,
                "decided_at": min(at + timedelta(hours=20), now) if decided else None,
                "reason": "请补充办理结果或联系方式（单位、文号均可）。"
                if status is EntryStatus.RETURNED
                else "",
            }
        )
    keys = uow.entries.add_many(rows)
    uow.trail.append_many(
        [record for key, row in zip(keys, rows, strict=True) for record in _trail(key, row)]
    )
    _closed_messages(uow, cadre, reviewer, keys, rows, random, now)


def _trail(entry_id: int, row: dict[str, Any]) -> list[dict[str, Any]]:
    steps: list[tuple[TrailTag, datetime, int, dict[str, Any], str]] = [
        (TrailTag.ENTRY_LOGGED, row["created_at"], row["created_by"], {}, "")
    ]
    if row["submitted_at"] is not None:
        change = {"status": ["draft", "submitted"]}
        steps.append((TrailTag.ENTRY_SUBMITTED, row["submitted_at"], row["submitted_by"], change, ""))
    if row["decided_at"] is not None:
        approved = row["status"] == EntryStatus.APPROVED.value
        tag = TrailTag.ENTRY_APPROVED if approved else TrailTag.ENTRY_RETURNED
        change = {"status": ["submitted", row["status"]]}
        steps.append((tag, row["decided_at"], row["decided_by"], change, row["reason"]))
    return [
        {
            "tag": tag.value,
            "at": at,
            "account_id": account,
            "object_kind": "entry",
            "object_id": entry_id,
            "subject_id": row["person_id"],
            "changes": changes,
            "note": note,
        }
        for tag, at, account, changes, note in steps
    ]


def _closed_messages(
    uow: UnitOfWork,
    cadre: DemoCadre,
    reviewer: Account,
    keys: Sequence[int],
    rows: Sequence[dict[str, Any]],
    random: Random,
    now: datetime,
) -> None:
    """Every third reply of a message board closed its message."""
    replies = [
        (key, row)
        for key, row in zip(keys, rows, strict=True)
        if row["mode"] == "reply" and row["status"] == EntryStatus.APPROVED.value
    ]
    for key, row in replies[::3]:
        draft = OutcomeDraft(
            kind=random.choice(("message_closed", "message_closed", "problem_solved")),
            title=str(row["heard"])[:40].rstrip("。"),
            on=row["ends_on"],
            level="county",
            reference=row["reference"],
            shares=((cadre.person_id, Fraction(1)),),
            entry_ids=(key,),
        )
        decided_at = min(row["created_at"] + timedelta(days=1), now)
        _outcome(uow, cadre, reviewer, draft, row["created_at"], decided_at)


def _reports(
    uow: UnitOfWork,
    cadre: DemoCadre,
    reviewer: Account,
    texts: dict[str, Any],
    random: Random,
    on: date,
    now: datetime,
) -> None:
    """None to two reports; the main cadre's second one still waits."""
    count = 2 if cadre.is_main else random.choice((0, 1, 1, 2))
    for number, report in enumerate(random.sample(texts["report"], count)):
        month = min(5 + 4 * number, on.month)
        day = min(date(on.year, month, 20), on)
        kind = "research_report" if number == 0 else random.choice(("policy_adopted", "leader_instruction"))
        draft = OutcomeDraft(
            kind=kind,
            title=report["title"],
            on=day,
            level=random.choice(("county", "city")),
            shares=((cadre.person_id, Fraction(1)),),
        )
        at = _moment(day, random, now)
        waits = cadre.is_main and number == 1
        _outcome(uow, cadre, reviewer, draft, at, None if waits else min(at + timedelta(days=1), now))


def _outcome(
    uow: UnitOfWork,
    cadre: DemoCadre,
    reviewer: Account,
    draft: OutcomeDraft,
    at: datetime,
    decided_at: datetime | None,
) -> None:
    units = {cadre.person_id: cadre.unit.id}
    outcome = uow.outcomes.add(draft, units, recorded_by=cadre.account_id, now=at)
    tags = [(TrailTag.OUTCOME_RECORDED, at, cadre.account_id)]
    if decided_at is not None:
        decided = replace(
            outcome,
            status=OutcomeStatus.VERIFIED,
            version=2,
            decided_by=reviewer.id,
            decided_at=decided_at,
        )
        uow.outcomes.decide(decided, outcome.version)
        tags.append((TrailTag.OUTCOME_VERIFIED, decided_at, reviewer.id))
    for tag, moment, account in tags:
        uow.trail.append(
            tag,
            at=moment,
            account_id=account,
            object_kind="outcome",
            object_id=outcome.id,
            subject_id=cadre.person_id,
        )


def _presets(uow: UnitOfWork, cadre: DemoCadre, topics: dict[str, int]) -> None:
    for preset in (
        Preset(0, "", cadre.person_id, "领导留言板·回复·30分", "online", "reply", 30, "liuyanban"),
        Preset(
            0, "", cadre.person_id, "12345·数据分析·1小时", "online", "data_analysis", 60, "hotline_12345"
        ),
        Preset(
            0,
            "",
            cadre.person_id,
            "东坪村走访",
            "field",
            "visit",
            place_name="青山县柳溪镇东坪村",
            topic_id=topics["rural"],
        ),
    ):
        uow.presets.add(preset)


def _moment(day: date, random: Random, now: datetime) -> datetime:
    """A moment of office hours or the evening of a day, not after now."""
    return min(datetime.combine(day, time(random.randrange(9, 21), random.randrange(60)), CHINA), now)
