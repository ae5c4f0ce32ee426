"""What the form of an entry says: values into a draft, and plain values without making the form.

Nearly every entry that is sent is filled in well, and then a form with its fields, lists and validators is
made for nothing. So what is plainly well is read here; whatever is in any doubt is left to the form itself,
which alone knows what is wrong and how to say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.domain.entry import EntryDraft
from ledger.domain.errors import InvalidError
from ledger.domain.sitting import read_sitting
from ledger.domain.vocabulary import HALVES, MODES, Channel
from ledger.domain.wording import N_, Sentence
from ledger.store.divisions import code_of_place
from ledger.web.forms.base import UNKEEPABLE

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

NO_BOX = ("", "false")
"""What a box that is not ticked may be sent as."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HIDDEN = frozenset({"csrf_token", "form_key", "form_page", "seen_version", "then"})
SHARED = HIDDEN | {"begins_on", "mode", "topic", "done", "outcome_kind", "outcome_title", "preset_name"}
FIELDS = {
    Channel.ONLINE: SHARED | {"minutes", "platform", "reference"},
    Channel.FIELD: SHARED | {"from_half", "ends_on", "to_half", "place_name", "contact_point", "companions"},
}
"""The fields that each form sends; another name in it is left to the form."""


def whole(text: str | None) -> int | None:
    """The number of a topic as a form carries it."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def plain_draft(
    channel: Channel, sent: MultiDict[str, str], is_topic: Callable[[int], bool]
) -> EntryDraft | None:
    """The draft that a form sent, where each field is plainly well and no outcome stands beside it.

    Gives None wherever the form is to be asked. `is_topic` says whether a topic is one that is offered.
    """
    values: dict[str, Any] = {}
    for name, several in sent.lists():
        if len(several) != 1 or name not in FIELDS[channel] or UNKEEPABLE.search(several[0]):
            return None
        values[name] = several[0]
    if not _is_plain(values, channel) or not _is_topic(values.get("topic", ""), is_topic):
        return None
    try:
        for name in ("begins_on", "ends_on"):
            if name in values:
                values[name] = date.fromisoformat(values[name])
        values["contact_point"] = values.get("contact_point", "") not in NO_BOX
        return DRAFTS[channel](values, None)
    except (ValueError, InvalidError):
        return None


def _is_plain(values: Mapping[str, str], channel: Channel) -> bool:
    """Whether what is needed is there, and what is chosen is among what is offered."""
    days = [values.get("begins_on", ""), *([values.get("ends_on", "")] if channel is Channel.FIELD else [])]
    needed = values.get("minutes" if channel is Channel.ONLINE else "place_name")
    halves = (values.get("from_half", "am"), values.get("to_half", "pm"))
    version = values.get("seen_version", "")
    return (
        all(DAY.fullmatch(day) for day in days)
        and bool(needed)
        and values.get("mode") in MODES[channel]
        and all(half in HALVES for half in halves)
        and (not version or whole(version) is not None)
        and not values.get("outcome_kind")
        and not values.get("outcome_title")
    )


def _is_topic(written: str, is_topic: Callable[[int], bool]) -> bool:
    number = whole(written)
    return not written or (number is not None and str(number) == written and is_topic(number))


def online_draft(values: Mapping[str, Any], base: EntryDraft | None) -> EntryDraft:
    """What the form of a sitting says, on top of what it does not ask.

    Raises:
        InvalidError: where the day is none or the time cannot be read.
    """
    on, sitting = values["begins_on"], read_sitting(values.get("minutes") or "")
    if on is None:
        raise InvalidError({"begins_on": Sentence(N_("请选日期。"))})
    return replace(
        _shared(Channel.ONLINE, base, values, on, on),
        minutes=sitting.minutes,
        start=sitting.start,
        platform=values.get("platform") or None,
        reference=(values.get("reference") or "").strip(),
    )


def field_draft(values: Mapping[str, Any], base: EntryDraft | None) -> EntryDraft:
    """What the form of a visit says, on top of what it does not ask; a known place gets its code.

    Raises:
        InvalidError: where a day is none.
    """
    begins_on, ends_on = values["begins_on"], values["ends_on"] or values["begins_on"]
    if begins_on is None or ends_on is None:
        raise InvalidError({"begins_on": Sentence(N_("请选日期。"))})
    place = (values.get("place_name") or "").strip()
    same = base is not None and base.place_name == place
    return replace(
        _shared(Channel.FIELD, base, values, begins_on, ends_on),
        from_half="pm" if values.get("from_half") == "pm" else None,
        to_half="am" if values.get("to_half") == "am" else None,
        place_name=place,
        place_code=base.place_code if same and base is not None else code_of_place(place),
        contact_point=bool(values.get("contact_point")),
        companions=(values.get("companions") or "").strip(),
    )


def _shared(
    channel: Channel, base: EntryDraft | None, values: Mapping[str, Any], begins_on: date, ends_on: date
) -> EntryDraft:
    empty = EntryDraft(channel=channel, begins_on=begins_on, ends_on=ends_on, mode="")
    return replace(
        base or empty,
        begins_on=begins_on,
        ends_on=ends_on,
        mode=values.get("mode") or "",
        topic_id=whole(values.get("topic")),
        done=(values.get("done") or "").strip(),
    )


DRAFTS: dict[Channel, Callable[[Mapping[str, Any], EntryDraft | None], EntryDraft]] = {
    Channel.ONLINE: online_draft,
    Channel.FIELD: field_draft,
}
