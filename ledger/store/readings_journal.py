"""The journal as pages show it: a page of it by number, one posting, the postings of one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from ledger.domain.journal import Posting
from ledger.store.journal import to_journal_posting
from ledger.store.rows import AccountRow, EntryRow, JournalRow, OutcomeRow, PersonRow, PostedShareRow
from ledger.store.visibility import visible_postings

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50


@dataclass(frozen=True)
class JournalFilter:
    """What the journal is narrowed to."""

    who: str = ""
    """Part of the name of the cadre whose record it is, or of one who shares it."""
    object_kind: str = ""
    act: str = ""
    before: int | None = None
    """Only postings with a smaller number: where the page before ended."""


@dataclass(frozen=True)
class JournalLine:
    """One posting with the names of whom it speaks of."""

    posting: Posting
    by: str
    """Who did it; empty for the command line."""
    person_name: str
    """Whose record it is; empty where several share it."""
    public_id: str | None
    """The name in addresses of the entry or outcome."""
    reversed_by: int | None
    """The number of the reversal that cancels it."""


@dataclass(frozen=True)
class JournalPage:
    """One page of the journal; `further` is where the next, older one begins."""

    lines: tuple[JournalLine, ...]
    further: int | None


def journal_page(session: Session, actor: Actor, wanted: JournalFilter) -> JournalPage:
    """The latest postings in the actor's sight that the filter lets through."""
    query = _lines().where(visible_postings(actor), *_conditions(wanted))
    rows = session.execute(query.order_by(JournalRow.seq.desc()).limit(PAGE + 1)).all()
    lines = tuple(_line(row) for row in rows[:PAGE])
    return JournalPage(lines, lines[-1].posting.seq if len(rows) > PAGE else None)


def journal_line(session: Session, actor: Actor, seq: int) -> JournalLine | None:
    """One posting, if the actor may see it."""
    row = session.execute(_lines().where(visible_postings(actor), JournalRow.seq == seq)).first()
    return None if row is None else _line(row)


def postings_of(session: Session, object_kind: str, object_id: int) -> list[JournalLine]:
    """The postings of one entry or outcome, for whoever may see that, in order."""
    query = _lines().where(JournalRow.object_kind == object_kind, JournalRow.object_id == object_id)
    return [_line(row) for row in session.execute(query.order_by(JournalRow.seq))]


def _lines() -> Select[Any]:
    reversal = aliased(JournalRow)
    return (
        select(
            *JournalRow.__table__.columns,
            AccountRow.display_name.label("by"),
            PersonRow.name.label("person_name"),
            EntryRow.public_id.label("entry_name"),
            OutcomeRow.public_id.label("outcome_name"),
            reversal.seq.label("reversed_by"),
        )
        .outerjoin(AccountRow, AccountRow.id == JournalRow.account_id)
        .outerjoin(PersonRow, PersonRow.id == JournalRow.person_id)
        .outerjoin(EntryRow, and_(JournalRow.object_kind == "entry", EntryRow.id == JournalRow.object_id))
        .outerjoin(
            OutcomeRow, and_(JournalRow.object_kind == "outcome", OutcomeRow.id == JournalRow.object_id)
        )
        .outerjoin(reversal, reversal.reverses == JournalRow.seq)
    )


def _conditions(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.who:
        named = PersonRow.name.contains(wanted.who, autoescape=True)
        shared = select(PostedShareRow.seq).join(PersonRow, PersonRow.id == PostedShareRow.person_id)
        found.append(or_(named, JournalRow.seq.in_(shared.where(named))))
    if wanted.object_kind:
        found.append(JournalRow.object_kind == wanted.object_kind)
    if wanted.act:
        found.append(JournalRow.act == wanted.act)
    if wanted.before is not None:
        found.append(JournalRow.seq < wanted.before)
    return found


def _line(row: Any) -> JournalLine:
    return JournalLine(
        to_journal_posting(row),
        row.by or "",
        row.person_name or "",
        row.entry_name or row.outcome_name,
        row.reversed_by,
    )
