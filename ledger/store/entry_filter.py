"""What a list of entries is narrowed to, as conditions on rows: with those of sight, whole or in parts."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, or_, select, true

from ledger.domain.entry import EntryStatus
from ledger.domain.vocabulary import MODES, PLATFORMS
from ledger.store.rows import EntryRow, PersonRow, UploadRow
from ledger.store.visibility import entry_parts, is_wide, visible_entries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

LONGEST_SEARCH = 100

FEW = (EntryStatus.SUBMITTED, EntryStatus.RETURNED)
"""States that an entry is in for a time."""


@dataclass(frozen=True)
class EntryFilter:
    """What a list of entries is narrowed to; both ends of the span of days are inclusive."""

    person_id: int | None = None
    status: str = ""
    channel: str = ""
    mode: str = ""
    topic_id: int | None = None
    begins: date | None = None
    ends: date | None = None
    text: str = ""
    upload: str = ""
    """The import that they came from, by its name in addresses."""
    without_served: tuple[int, ...] = ()
    """Cadres whose entries are left out: a reviewer's list of the unit is of others."""


def conditions(actor: Actor, wanted: EntryFilter) -> list[ColumnElement[bool]]:
    """The conditions of the list: what the actor may see of what the filter lets through."""
    return [visible_entries(actor), *_narrowed(wanted)]


def _narrowed(wanted: EntryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.person_id is not None:
        found.append(EntryRow.person_id == wanted.person_id)
    if wanted.without_served:
        found.append(EntryRow.person_id.not_in(wanted.without_served))
    for column, value in (
        (EntryRow.status, wanted.status),
        (EntryRow.channel, wanted.channel),
        (EntryRow.mode, wanted.mode),
        (EntryRow.topic_id, wanted.topic_id),
    ):
        if value:
            found.append(column == value)
    if wanted.begins is not None:
        found.append(EntryRow.ends_on >= wanted.begins)
    if wanted.ends is not None:
        found.append(EntryRow.begins_on <= wanted.ends)
    if wanted.upload:
        uploads = select(UploadRow.id).where(UploadRow.public_id == wanted.upload)
        found.append(EntryRow.upload_id.in_(uploads))
    found += [_holds(word) for word in search_words(wanted.text)]
    return found


def search_words(text: str) -> list[str]:
    """The words of a search, each of which must be found; full-width forms read as usual ones."""
    return unicodedata.normalize("NFKC", text[:LONGEST_SEARCH]).replace("\x00", "").split()


def _holds(word: str) -> ColumnElement[bool]:
    columns = (
        EntryRow.done,
        EntryRow.heard,
        EntryRow.reference,
        EntryRow.place_name,
        EntryRow.companions,
        PersonRow.name,
    )
    names = MODES["online"] | MODES["field"]
    modes = [code for code, name in names.items() if word in name]
    platforms = [code for code, name in PLATFORMS.items() if word in name]
    return or_(
        *(column.icontains(word, autoescape=True) for column in columns),
        EntryRow.mode.in_(modes),
        EntryRow.platform.in_(platforms),
    )


def named_too(query: Any, wanted: EntryFilter) -> Any:
    """With the persons where a name may be what is searched for; every entry has its person."""
    return query.join(PersonRow, PersonRow.id == EntryRow.person_id) if wanted.text else query


def disjoint(session: Session, actor: Actor, wanted: EntryFilter) -> list[list[ColumnElement[bool]]]:
    """The conditions of the list in parts that have no entry in common, each served by an index."""
    few = wanted.status in FEW  # then few of the other units' entries are looked at, however many units
    parts = entry_parts(actor, from_outside=few or is_wide(session, actor))
    if wanted.person_id is not None or wanted.upload or len(parts) < 2:
        return [conditions(actor, wanted)]
    narrowed = _narrowed(wanted)
    return [
        [part, *(before.is_not(true()) for before in parts[:at]), *narrowed] for at, part in enumerate(parts)
    ]
