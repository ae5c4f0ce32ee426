"""The trail as the audit administrator reads it: filtered, the latest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from ledger.domain.errors import ForbiddenError
from ledger.domain.permissions import Permission
from ledger.store.readings_entries import AT_ONCE
from ledger.store.rows import AccountRow, PersonRow, TrailRow
from ledger.store.trail import to_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor
    from ledger.domain.trail import TrailEvent

PAGE = 50


@dataclass(frozen=True)
class TrailFilter:
    """What the trail is narrowed to; `end` is exclusive."""

    who: str = ""
    """A username, or part of the name of whoever did it."""
    about: str = ""
    """A username that something was done to, or part of the name of the cadre whose record it is."""
    object_kind: str = ""
    tag: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    before_id: int | None = None
    """Only older records than this one: where the page before ended."""


@dataclass(frozen=True)
class TrailLine:
    """One record with the names of whom it speaks of."""

    event: TrailEvent
    by: str | None
    """Who did it; None for the command line, and for whoever failed to sign in."""
    object_name: str | None
    subject_name: str | None


@dataclass(frozen=True)
class TrailPage:
    """One page of the trail; `further` is where the next, older one begins."""

    lines: tuple[TrailLine, ...]
    further: int | None


def trail_page(session: Session, actor: Actor, wanted: TrailFilter) -> TrailPage:
    """The latest records that the filter lets through."""
    rows = session.execute(_records(actor, wanted).limit(PAGE + 1)).all()
    lines = tuple(_line(row) for row in rows[:PAGE])
    return TrailPage(lines, lines[-1].event.id if len(rows) > PAGE else None)


def every_record(session: Session, actor: Actor, wanted: TrailFilter) -> Iterator[TrailLine]:
    """All records that the filter lets through, the latest first, read a part at a time."""
    rows = session.execute(_records(actor, wanted), execution_options={"yield_per": AT_ONCE})
    for part in rows.partitions():
        yield from map(_line, part)


def _records(actor: Actor, wanted: TrailFilter) -> Any:
    if not actor.may(Permission.TRAIL_SEE):
        raise ForbiddenError
    doer, target = aliased(AccountRow), aliased(AccountRow)
    query = (
        select(TrailRow, doer.display_name, doer.username, target.username, PersonRow.name)
        .outerjoin(doer, doer.id == TrailRow.account_id)
        .outerjoin(target, and_(TrailRow.object_kind == "account", target.id == TrailRow.object_id))
        .outerjoin(PersonRow, PersonRow.id == TrailRow.subject_id)
        .where(*_of_records(wanted))
        .order_by(TrailRow.id.desc())
    )
    if wanted.who:
        named = doer.display_name.contains(wanted.who, autoescape=True)
        query = query.where(or_(doer.username == wanted.who.lower(), named))
    if wanted.about:
        named = PersonRow.name.contains(wanted.about, autoescape=True)
        query = query.where(or_(target.username == wanted.about.lower(), named))
    return query


def _line(found: Any) -> TrailLine:
    row, name, username, target_name, subject = found
    return TrailLine(to_event(row), f"{name} ({username})" if username else None, target_name, subject)


def _of_records(wanted: TrailFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.object_kind:
        found.append(TrailRow.object_kind == wanted.object_kind)
    if wanted.tag:
        found.append(TrailRow.tag == wanted.tag)
    if wanted.begin is not None:
        found.append(TrailRow.at >= wanted.begin)
    if wanted.end is not None:
        found.append(TrailRow.at < wanted.end)
    if wanted.before_id is not None:
        found.append(TrailRow.id < wanted.before_id)
    return found
