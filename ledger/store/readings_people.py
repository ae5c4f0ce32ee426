"""People as lists show them, in official order; only those of the organisation department's subtree."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, case, exists, false, func, or_, select

from ledger.domain.people import Posting, Unit
from ledger.store.base import table_of
from ledger.store.mapping import to_posting, to_unit
from ledger.store.readings_units import in_blocks, in_official_order
from ledger.store.rows import AccountRow, AppointmentRow, PersonRow, UnitRow
from ledger.store.visibility import below, department_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50
PART = 1000
COUNTED = 3000
"""The people of a department are counted up to so many when the list is opened."""

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
    people = select(PersonRow.id).where(*_named(text)) if _named(text) else None
    placed = _placed(session, actor, units, on, people)
    return _lines(session, [Placed._make(one) for one in placed], units)


@dataclass(frozen=True)
class PeoplePage:
    """One page of the people of a department."""

    lines: list[PersonLine]
    count: int
    """How many they are; where there are more, how many were counted."""
    more: bool
    page: int
    """The page itself: the last one where a later one was asked for."""
    pages: int


def people_page(
    session: Session, actor: Actor, roots: Sequence[Unit], on: date, page: int, *, text: str = ""
) -> PeoplePage:
    """One page of the people of these units and all below them, in official order.

    Unit after unit is read till more than `COUNTED` people are found: of a longer list only so many are
    shown, those in office alone. Names are looked for everywhere at once.
    """
    people = _people_named(session, actor, text) if _named(text) else None
    blocks = in_blocks(session, roots) if people is None else [_units_of(session, actor, roots, people)]
    units: list[Unit] = []
    placed: list[tuple[Any, ...]] = []
    for block in blocks:
        found = _placed(session, actor, block, on, people)
        placed += [(left, at + len(units), *rest) for left, at, *rest in found]
        units += block
        if len(placed) > COUNTED:
            break
    more = len(placed) > COUNTED
    placed = sorted(one for one in placed if not (more and one[0]))
    pages = pages_of(min(len(placed), COUNTED))
    page = min(max(page, 1), pages)
    shown = placed[(page - 1) * PAGE : page * PAGE]
    lines = _lines(session, [Placed._make(one) for one in shown], units)
    return PeoplePage(lines, COUNTED if more else len(placed), more, page, pages)


def _people_named(session: Session, actor: Actor, text: str) -> list[int]:
    """The keys of those of the department whom a name means; of very many, one more than are counted."""
    appointed = exists().where(
        AppointmentRow.person_id == PersonRow.id,
        AppointmentRow.unit_id.in_(select(UnitRow.id).where(department_units(actor))),
    )
    query = select(PersonRow.id).where(*_named(text), appointed).order_by(PersonRow.id)
    return list(session.scalars(query.limit(COUNTED + 1)))


def _units_of(session: Session, actor: Actor, roots: Sequence[Unit], people: Sequence[int]) -> list[Unit]:
    """The units below some roots in which these people were ever appointed, in official order."""
    held = select(AppointmentRow.unit_id).where(AppointmentRow.person_id.in_(people))
    query = select(UnitRow).where(
        UnitRow.id.in_(held), department_units(actor), or_(false(), *(below(root.path) for root in roots))
    )
    return in_official_order(session, [to_unit(row) for row in session.scalars(query)])


def serving_by_unit(session: Session, actor: Actor, units: Sequence[Unit], on: date) -> dict[int, int]:
    """How many people serve in each of these units, by its key."""
    placed = _placed(session, actor, units, on)
    return Counter([units[unit].id for left, unit, *_ in placed if not left])


def pages_of(count: int) -> int:
    """How many pages so many people fill."""
    return max(1, -(-count // PAGE))


def _placed(
    session: Session, actor: Actor, units: Sequence[Unit], on: date, people: Any = None
) -> list[tuple[Any, ...]]:
    """Everybody's place, or that of some people, as the columns of `Placed` in order."""
    order = {unit.id: place for place, unit in enumerate(units)}
    own = table_of(AppointmentRow).c
    serving = case((and_(own.begins_on <= on, or_(own.ends_on.is_(None), own.ends_on >= on)), 1), else_=0)
    latest = (serving.desc(), own.begins_on.desc(), own.id.desc())
    seen: Any = select(UnitRow.id).where(department_units(actor))
    if len(units) < PART:  # A few are named one by one: thousands need not be looked up for them.
        seen = [unit.id for unit in units if actor.in_department(unit.path)]
    visible = select(own.person_id).where(own.unit_id.in_(seen))
    if people is not None:
        visible = visible.where(own.person_id.in_(people))
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
