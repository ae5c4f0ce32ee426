"""The left side of the review queue: hundreds of rows, so each text is made once and shared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from flask import url_for

from ledger.domain.credit.amounts import floor
from ledger.domain.vocabulary import FIELD_MODES, ONLINE_MODES, PLATFORMS
from ledger.web.filters import day, days, minutes
from ledger.web.translating import gettext as _
from ledger.web.translating import translations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from ledger.domain.flags import Flags
    from ledger.domain.wording import Say
    from ledger.services.weigh_queue import Weighed
    from ledger.store.readings_reviews import Waiting


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One entry that waits, in words."""

    public_id: str
    person_name: str
    channel: str
    span: str
    mode: str
    where: str
    worth: str
    flags: tuple[str, ...]
    href: str
    part: str


def queue_rows(
    waiting: Sequence[Waiting], worth: Mapping[int, Weighed], flags: Mapping[int, Flags]
) -> list[QueueRow]:
    """The rows of the queue: what a reviewer needs on one line."""
    say: Say = translations().ugettext
    modes, platforms = (
        {code: say(name) for code, name in table.items()} for table in (ONLINE_MODES | FIELD_MODES, PLATFORMS)
    )
    href, part = url_for("reviews.queue", entry="-"), url_for("reviews.one", public_id="-")
    written: Callable[[date], str] = cache(day)
    told: Callable[[str, int, int, Weighed | None], str] = cache(_worth)
    flagged: Callable[[Flags], tuple[str, ...]] = cache(partial(_flags, say))
    rows = []
    for one in waiting:
        days_apart = one.channel == "field" and one.begins_on != one.ends_on
        span = written(one.begins_on) + (f" – {written(one.ends_on)}" if days_apart else "")
        where = one.place_name if one.channel == "field" else platforms.get(one.platform or "", one.platform)
        rows.append(
            QueueRow(
                public_id=one.public_id,
                person_name=one.person_name,
                channel=one.channel,
                span=span,
                mode=modes.get(one.mode, one.mode),
                where=where or "",
                worth=told(one.channel, one.minutes or 0, one.half_days, worth.get(one.id)),
                flags=flagged(flags[one.id]),
                href=href[:-1] + one.public_id,
                part=part[:-1] + one.public_id,
            )
        )
    return rows


def _flags(say: Say, flags: Flags) -> tuple[str, ...]:
    return tuple([flag.say(say) for flag in flags.sentences()])


def _worth(channel: str, recorded: int, half_days: int, credited: Weighed | None) -> str:
    """Recorded → counted: "1 小时 → 计 30 分"."""
    shown: str = _("%(days)s 天", days=days(half_days, 2)) if channel == "field" else minutes(recorded)
    if credited is None:
        return shown
    counted: str = minutes(floor(credited.minutes))
    if channel == "field":
        counted = _("%(days)s 天", days=days(*credited))
    text: str = _("%(recorded)s → 计 %(counted)s", recorded=shown, counted=counted)
    return text if credited.minutes else str(_("%(recorded)s → 不计", recorded=shown))
