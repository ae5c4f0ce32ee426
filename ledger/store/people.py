"""People, their appointments and leave."""

from __future__ import annotations

import importlib
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, or_, select

from ledger.domain.people import Person, Posting
from ledger.store.among import among
from ledger.store.base import table_of
from ledger.store.mapping import to_absence, to_person, to_posting
from ledger.store.rows import AppointmentRow, LeaveRow, PersonRow
from ledger.store.visibility import visible_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from ledger.domain.people import Absence
    from ledger.domain.permissions import Actor

APPOINTMENT = table_of(AppointmentRow)
LEAVE = table_of(LeaveRow)
PERSON = table_of(PersonRow)
POSTING_FIELDS = [field.name for field in fields(Posting)]
BY_KEY = select(PERSON).where(PERSON.c.id == bindparam("person"))
POSTINGS_OF = (
    select(APPOINTMENT)
    .where(APPOINTMENT.c.person_id == bindparam("person"))
    .order_by(APPOINTMENT.c.begins_on, APPOINTMENT.c.id)
)
"""Asked for one person in most requests, and so made once."""
SURNAMES = {
    "曾": "zeng",
    "仇": "qiu",
    "区": "ou",
    "单": "shan",
    "解": "xie",
    "查": "zha",
    "盖": "ge",
    "任": "ren",
    "朴": "piao",
    "翟": "zhai",
    "覃": "qin",
    "纪": "ji",
    "宁": "ning",
    "尉": "wei",
    "缪": "miao",
    "乐": "yue",
}
"""Readings of characters as surnames where they differ from the usual one."""


def search_key(name: str) -> str:
    """Full pinyin and initials of a name, for search by latin letters."""
    # Imported only here: its dictionary takes half a second, and most commands write no names.
    library = importlib.import_module("pypinyin")
    full = library.lazy_pinyin(name)
    first = library.lazy_pinyin(name, style=library.Style.FIRST_LETTER)
    if name[:1] in SURNAMES:
        full[0], first[0] = SURNAMES[name[0]], SURNAMES[name[0]][0]
    return f"{''.join(full)} {''.join(first)}"[:200].lower()


class People:
    """The people of the ledger."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, name: str, staff_no: str | None = None) -> Person:
        """A new person."""
        row = PersonRow(name=name, pinyin=search_key(name), staff_no=staff_no or None)
        self.session.add(row)
        self.session.flush()
        return to_person(row)

    def change(self, person_id: int, name: str, staff_no: str | None) -> None:
        """Set a person's name and number."""
        row = self.session.get_one(PersonRow, person_id)
        row.name, row.pinyin, row.staff_no = name, search_key(name), staff_no or None
        self.session.flush()

    def get(self, person_id: int) -> Person | None:
        """The person with this key."""
        row = self.session.connection().execute(BY_KEY, {"person": person_id}).first()
        return None if row is None else to_person(row)

    def by_ids(self, person_ids: Iterable[int]) -> dict[int, Person]:
        """People by key."""
        ids = set(person_ids)
        query = select(PERSON.c.id, PERSON.c.public_id, PERSON.c.name, PERSON.c.staff_no)
        rows = self.session.execute(query.where(among(PERSON.c.id, ids)))
        return {key: Person(key, *rest) for key, *rest in rows if key in ids}

    def by_public_id(self, public_id: str, actor: Actor | None = None) -> Person | None:
        """The person with this name in addresses, if the actor may see them (no actor: the command line)."""
        query = select(PersonRow).where(PersonRow.public_id == public_id)
        if actor is not None:
            query = query.where(visible_people(actor))
        row = self.session.scalar(query)
        return None if row is None else to_person(row)

    def by_staff_no(self, staff_no: str) -> Person | None:
        """The person with this staff number."""
        row = self.session.scalar(select(PersonRow).where(PersonRow.staff_no == staff_no))
        return None if row is None else to_person(row)

    def meant(self, text: str) -> list[Person]:
        """Who is meant on the command line: by name in addresses or staff number, else all of that name."""
        exact = select(PersonRow).where(or_(PersonRow.public_id == text, PersonRow.staff_no == text))
        named = select(PersonRow).where(PersonRow.name == text).order_by(PersonRow.id)
        found = self.session.scalars(exact).all() or self.session.scalars(named).all()
        return [to_person(row) for row in found]

    def named(self, text: str, actor: Actor, limit: int = 20) -> list[Person]:
        """People whose name, pinyin, initials or number begin with or hold the text, as far as visible."""
        found = or_(
            PersonRow.name.contains(text, autoescape=True),
            PersonRow.pinyin.contains(text.lower(), autoescape=True),
            PersonRow.staff_no == text,
        )
        query = select(PersonRow).where(found, visible_people(actor)).order_by(PersonRow.pinyin).limit(limit)
        return [to_person(row) for row in self.session.scalars(query)]

    def postings(self, person_ids: Iterable[int]) -> dict[int, tuple[Posting, ...]]:
        """Appointments by person, in order of their beginning."""
        ids = set(person_ids)
        columns = [APPOINTMENT.c[name] for name in POSTING_FIELDS]
        query = select(*columns).where(among(APPOINTMENT.c.person_id, ids))
        found: dict[int, list[Posting]] = {person_id: [] for person_id in ids}
        for row in self.session.execute(query.order_by(APPOINTMENT.c.begins_on, APPOINTMENT.c.id)):
            # By place: there are as many as people, and to go by names costs as much again.
            key, public_id, person_id, unit_id, rank, post, begins_on, ends_on, tags, position = row
            if person_id in ids:
                found[person_id].append(
                    Posting(
                        *(key, public_id, person_id, unit_id, rank, post, begins_on, ends_on),
                        tags=tuple(tags),
                        position=position,
                    )
                )
        return {person_id: tuple(postings) for person_id, postings in found.items()}

    def postings_of(self, person_id: int) -> tuple[Posting, ...]:
        """One person's appointments, in order of their beginning."""
        rows = self.session.connection().execute(POSTINGS_OF, {"person": person_id})
        return tuple([to_posting(row) for row in rows])

    def appoint(
        self,
        person_id: int,
        unit_id: int,
        *,
        rank: str,
        post: str,
        begins_on: date,
        ends_on: date | None = None,
        tags: tuple[str, ...] = (),
        position: int = 0,
    ) -> Posting:
        """A new appointment."""
        row = AppointmentRow(
            person_id=person_id,
            unit_id=unit_id,
            rank=rank,
            post=post,
            begins_on=begins_on,
            ends_on=ends_on,
            tags=list(tags),
            position=position,
        )
        self.session.add(row)
        self.session.flush()
        return to_posting(row)

    def end_posting(self, posting_id: int, ends_on: date) -> None:
        """Let an appointment end on a day."""
        self.session.get_one(AppointmentRow, posting_id).ends_on = ends_on
        self.session.flush()

    def absences(self, person_ids: Iterable[int]) -> dict[int, tuple[Absence, ...]]:
        """Leave by person."""
        ids = set(person_ids)
        query = select(LEAVE).where(among(LEAVE.c.person_id, ids)).order_by(LEAVE.c.begins_on)
        found: dict[int, list[Absence]] = {person_id: [] for person_id in ids}
        for row in self.session.execute(query):
            if row.person_id in ids:
                found[row.person_id].append(to_absence(row))
        return {person_id: tuple(absences) for person_id, absences in found.items()}

    def add_absence(self, person_id: int, begins_on: date, ends_on: date, reason: str) -> Absence:
        """A new interval of leave."""
        row = LeaveRow(person_id=person_id, begins_on=begins_on, ends_on=ends_on, reason=reason)
        self.session.add(row)
        self.session.flush()
        return to_absence(row)

    def remove_absence(self, absence_id: int) -> None:
        """Take an interval of leave out again."""
        self.session.execute(delete(LeaveRow).where(LeaveRow.id == absence_id))
