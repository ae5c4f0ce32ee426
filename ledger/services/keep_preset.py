"""Keep what a cadre logs often as a preset, or take it out again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import InvalidError
from ledger.domain.minutes import format_minutes
from ledger.domain.topic import Preset
from ledger.domain.vocabulary import MODES, PLATFORMS, Channel
from ledger.domain.wording import N_, Say, Sentence, in_chinese
from ledger.services.log_entry import check_serves
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.entry import EntryDraft
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

MOST = 12
LONGEST_NAME = 40


def suggested_name(draft: EntryDraft, say: Say = in_chinese) -> str:
    """What a preset would be called by what is in it: 领导留言板·留言回复·30 分."""
    where = draft.place_name
    if draft.channel is Channel.ONLINE:
        where = say(PLATFORMS.get(draft.platform or "", draft.platform or ""))
    parts = [where, say(MODES[draft.channel].get(draft.mode, ""))]
    if draft.minutes:
        parts.append(format_minutes(draft.minutes, say))
    return "·".join(part for part in parts if part)[:LONGEST_NAME]


def keep_preset(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    name: str,
    draft: EntryDraft,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Keep what a draft says of mode, platform, place, topic and time under a name; the same name anew.

    Raises:
        InvalidError: when the cadre has as many presets as fit above the form, or the name is too long.
        ForbiddenError: when the actor does not enter for this cadre.
    """
    check_serves(actor, person_id)
    name = name.strip() or suggested_name(draft)
    if not name or len(name) > LONGEST_NAME or "\x00" in name:
        said = Sentence(N_("请起一个 %(most)s 字以内的名称。"), {"most": LONGEST_NAME})
        raise InvalidError({"preset_name": said})
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        known = uow.presets.of_person(person_id)
        for preset in known:
            if preset.name == name:
                uow.presets.remove(preset.public_id, person_id)
        if len([preset for preset in known if preset.name != name]) >= MOST:
            said = Sentence(N_("常用最多 %(most)s 个，请先移除不用的。"), {"most": MOST})
            raise InvalidError({"preset_name": said})
        uow.presets.add(_preset(person_id, name, draft))
        settle(uow, actor, form_key, name)
        uow.commit()


def remove_preset(uow: UnitOfWork, actor: Actor, person_id: int, public_id: str) -> None:
    """Take a preset of a cadre out; one that is gone stays gone.

    Raises:
        ForbiddenError: when the actor does not enter for this cadre.
    """
    check_serves(actor, person_id)
    with uow:
        uow.presets.remove(public_id, person_id)
        uow.commit()


def _preset(person_id: int, name: str, draft: EntryDraft) -> Preset:
    return Preset(
        id=0,
        public_id="",
        person_id=person_id,
        name=name,
        channel=draft.channel.value,
        mode=draft.mode,
        minutes=draft.minutes,
        platform=draft.platform,
        place_code=draft.place_code,
        place_name=draft.place_name,
        topic_id=draft.topic_id,
    )
