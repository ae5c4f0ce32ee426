"""People as lists show them, in official order; only those of the organisation department's subtree."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select

from ledger.domain.people import Posting, Unit
from ledger.store.base import table_of
from ledger.store.mapping import to_posting
from ledger.store.rows import AccountRow, AppointmentRow, PersonRow, UnitRow
from ledger.store.visibility import department_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50
PART = 1000
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


class Placed(NamedTuple):
    """Where a person stands in the list: the columns in the order in which the list is sorted.

    Those in office first, by unit, then by post as the unit orders them, never by amount.
    """

    left: bool
    unit: int
    """The place of the unit among those asked for."""
    position: int
    rank: str
    appointment_id: int
    person_id: int


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
    placed = _placed(session, actor, units, on, text)
    return _lines(session, [Placed._make(one) for one in placed], units)


def people_page(
    session: Session, actor: Actor, units: Sequence[Unit], on: date, page: int, *, text: str = ""
) -> tuple[int, list[PersonLine]]:
    """How many they are, and one page of them; of the others no more is read than what orders them."""
    placed = _placed(session, actor, units, on, text)
    page = min(max(page, 1), pages_of(len(placed)))
    shown = placed[(page - 1) * PAGE : page * PAGE]
    return len(placed), _lines(session, [Placed._make(one) for one in shown], units)


def serving_by_unit(session: Session, actor: Actor, units: Sequence[Unit], on: date) -> dict[int, int]:
    """How many people serve in each of these units, by its key."""
    placed = _placed(session, actor, units, on, "")
    return Counter([units[unit].id for left, unit, *_ in placed if not left])


def pages_of(count: int) -> int:
    """How many pages so many people fill."""
    return max(1, -(-count // PAGE))


def _placed(
    session: Session, actor: Actor, units: Sequence[Unit], on: date, text: str
) -> list[tuple[Any, ...]]:
    """Everybody's place, as the columns of `Placed` in order."""
    order = {unit.id: place for place, unit in enumerate(units)}
    own = table_of(AppointmentRow).c
    serving = case((and_(own.begins_on <= on, or_(own.ends_on.is_(None), own.ends_on >= on)), 1), else_=0)
    latest = (serving.desc(), own.begins_on.desc(), own.id.desc())
    visible = select(own.person_id).where(own.unit_id.in_(select(UnitRow.id).where(department_units(actor))))
    governing = (
        select(
            own.person_id, own.id, own.unit_id, own.position, own.rank, serving.label("serving"),
            func.row_number().over(partition_by=own.person_id, order_by=latest).label("at"),
        )
        .where(own.person_id.in_(visible))
        .subquery()
        .c
    )  # fmt: skip
    query = select(
        governing.serving, governing.unit_id, governing.position, governing.rank, governing.id,
        governing.person_id,
    ).where(governing.at == 1)  # fmt: skip
    if named := _named(text):
        query = query.where(governing.person_id.in_(select(PersonRow.id).where(*named)))
    # Rows as the driver gives them: numbers and text need nothing made of them, and there are thousands.
    cursor = session.connection().execute(query)
    found = cursor.cursor.fetchall()
    cursor.close()
    return sorted([(not serving, order[unit], *more) for serving, unit, *more in found if unit in order])


def _lines(session: Session, placed: Sequence[Placed], units: Sequence[Unit]) -> list[PersonLine]:
    """What the list shows of people who are placed, in that order."""
    people: dict[int, Row[Any]] = {}
    postings: dict[int, Posting] = {}
    for begin in range(0, len(placed), PART):
        part = placed[begin : begin + PART]
        query = (
            select(
                PersonRow.id,
                PersonRow.public_id,
                PersonRow.name,
                PersonRow.staff_no,
                AccountRow.id.label("account_id"),
            )
            .outerjoin(AccountRow, AccountRow.person_id == PersonRow.id)
            .where(PersonRow.id.in_([one.person_id for one in part]))
        )
        people |= {row.id: row for row in session.execute(query)}
        held = select(table_of(AppointmentRow)).where(
            AppointmentRow.id.in_([one.appointment_id for one in part])
        )
        postings |= {row.id: to_posting(row) for row in session.execute(held)}
    return [
        PersonLine(
            id=one.person_id,
            public_id=people[one.person_id].public_id,
            name=people[one.person_id].name,
            staff_no=people[one.person_id].staff_no,
            posting=postings[one.appointment_id],
            unit=units[one.unit],
            serving=not one.left,
            has_account=people[one.person_id].account_id is not None,
        )
        for one in placed
    ]


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
