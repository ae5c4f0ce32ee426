"""People as lists show them, in official order; only those of the organisation department's subtree."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select

from ledger.domain.people import Posting, Unit, posting_on
from ledger.store.base import table_of
from ledger.store.mapping import to_posting
from ledger.store.rows import AccountRow, AppointmentRow, PersonRow, UnitRow
from ledger.store.visibility import department_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class PersonLine:
    """One person in a list, with the appointment that governs the day, or the last one."""

    id: int
    public_id: str
    name: str
    staff_no: str | None
    posting: Posting
    unit: Unit
    serving: bool
    """Whether the appointment is in force on the day."""
    has_account: bool


def people_of_department(
    session: Session,
    actor: Actor,
    units: Sequence[Unit],
    on: date,
    *,
    text: str = "",
) -> list[PersonLine]:
    """The people whose present or last appointment lies in one of these units, in official order.

    `units` are in tree order and give the order of the list; what isn't the actor's to see stays out.
    """
    order = {unit.id: place for place, unit in enumerate(units)}
    appointed = select(AppointmentRow.person_id).where(
        AppointmentRow.unit_id.in_(select(UnitRow.id).where(department_units(actor)))
    )
    query = (
        select(PersonRow.id, PersonRow.public_id, PersonRow.name, PersonRow.staff_no, AccountRow.id)
        .outerjoin(AccountRow, AccountRow.person_id == PersonRow.id)
        .where(PersonRow.id.in_(appointed), *_named(text))
    )
    people = session.execute(query).all()
    postings = _postings(session, appointed)
    lines: list[PersonLine] = []
    for person_id, public_id, name, staff_no, account_id in people:
        own = tuple(postings.get(person_id, ()))
        present = posting_on(own, on)
        posting = present or own[-1]
        if posting.unit_id in order:
            unit = units[order[posting.unit_id]]
            lines.append(
                PersonLine(
                    person_id, public_id, name, staff_no,
                    posting, unit, present is not None, account_id is not None,
                )
            )  # fmt: skip
    return sorted(lines, key=lambda line: _place(line, order))


def people_appointed_in(session: Session, unit_id: int) -> list[int]:
    """Everybody who was ever appointed in a unit."""
    query = select(AppointmentRow.person_id).where(AppointmentRow.unit_id == unit_id).distinct()
    return list(session.scalars(query))


def staff_numbers(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """Which of these staff numbers are taken, with the person."""
    found: dict[str, int] = {}
    for begin in range(0, len(numbers), 500):
        query = select(PersonRow.staff_no, PersonRow.id).where(
            PersonRow.staff_no.in_(numbers[begin : begin + 500])
        )
        found.update({number: person for number, person in session.execute(query) if number is not None})
    return found


def _place(line: PersonLine, order: dict[int, int]) -> tuple[object, ...]:
    """Those in office first, by unit, then by post as the unit orders them, never by amount."""
    posting = line.posting
    return not line.serving, order[posting.unit_id], posting.position, posting.rank, posting.id


def _named(text: str) -> list[ColumnElement[bool]]:
    """Each word in the name, at the beginning of its pinyin or of its initials, or as the number."""
    words = unicodedata.normalize("NFKC", text[:LONGEST_SEARCH]).replace("\x00", "").split()
    return [
        or_(
            PersonRow.name.contains(word, autoescape=True),
            PersonRow.pinyin.startswith(word.lower(), autoescape=True),
            PersonRow.pinyin.contains(" " + word.lower(), autoescape=True),
            PersonRow.staff_no == word,
        )
        for word in words
    ]


def _postings(session: Session, appointed: object) -> dict[int, list[Posting]]:
    query = (
        # Plain columns: rows as objects take several times as long, and the list reads all of a tree.
        select(table_of(AppointmentRow))
        .where(AppointmentRow.person_id.in_(appointed))  # type: ignore[arg-type]
        .order_by(AppointmentRow.begins_on, AppointmentRow.id)
    )
    found: dict[int, list[Posting]] = {}
    for row in session.execute(query):
        found.setdefault(row.person_id, []).append(to_posting(row))
    return found
