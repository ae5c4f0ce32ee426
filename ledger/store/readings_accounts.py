"""Accounts, their grants and the people to choose from, as the administrators' pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from ledger.domain.errors import ForbiddenError
from ledger.domain.permissions import Permission
from ledger.store.rows import AccountRow, AppointmentRow, GrantRow, PersonRow, UnitRow
from ledger.store.searching import searchable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50
MOST_FOUND = 12


@dataclass(frozen=True)
class AccountLine:
    """One account in a list, with the roles that it holds on the day."""

    public_id: str
    username: str
    display_name: str
    kind: str
    active: bool
    locked_until: datetime | None
    roles: tuple[str, ...] = ()

    def is_locked(self, now: datetime) -> bool:
        """Whether it may not try to sign in at the moment."""
        return self.locked_until is not None and self.locked_until > now


@dataclass(frozen=True)
class AccountPage:
    """One page of the list of accounts."""

    lines: tuple[AccountLine, ...]
    count: int
    page: int
    """The page itself: the last one where a later one was asked for."""

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return pages_of(self.count)


@dataclass(frozen=True)
class GrantLine:
    """A grant with its scope by name; both days inclusive."""

    public_id: str
    role: str
    unit_name: str | None
    person_name: str | None
    begins_on: date
    ends_on: date | None
    revoked_at: datetime | None
    granted_by: str | None

    def state(self, on: date) -> str:
        """Whether it was taken back, has ended, begins later, or is in force."""
        if self.revoked_at is not None:
            return "revoked"
        if self.ends_on is not None and self.ends_on < on:
            return "ended"
        return "later" if self.begins_on > on else "in_force"


@dataclass(frozen=True)
class Candidate:
    """Somebody or something to choose, told apart by what it says beside the name."""

    id: int
    public_id: str
    name: str
    beside: str


def account_page(session: Session, actor: Actor, on: date, text: str = "", page: int = 1) -> AccountPage:
    """A page of the accounts whose username or name holds the text, by username."""
    _check(actor)
    where: list[ColumnElement[bool]] = []
    wanted = searchable(text)
    if wanted:
        where.append(
            or_(
                AccountRow.username.contains(wanted.lower(), autoescape=True),
                AccountRow.display_name.contains(wanted, autoescape=True),
            )
        )
    count = session.scalar(select(func.count()).select_from(AccountRow).where(*where)) or 0
    query = select(AccountRow).where(*where).order_by(AccountRow.username)
    page = min(max(1, page), pages_of(count))
    rows = list(session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)))
    roles = _roles(session, [row.id for row in rows], on)
    return AccountPage(tuple(_line(row, roles.get(row.id, ())) for row in rows), count, page)


def grant_lines(session: Session, actor: Actor, account_id: int) -> list[GrantLine]:
    """All grants of an account, the latest first, those taken back and ended included."""
    _check(actor)
    giver = aliased(AccountRow)
    query = (
        select(GrantRow, UnitRow.name, PersonRow.name, giver.display_name)
        .outerjoin(UnitRow, UnitRow.id == GrantRow.unit_id)
        .outerjoin(PersonRow, PersonRow.id == GrantRow.person_id)
        .outerjoin(giver, giver.id == GrantRow.granted_by)
        .where(GrantRow.account_id == account_id)
        .order_by(GrantRow.id.desc())
    )
    return [
        GrantLine(
            row.public_id, row.role, unit, person, row.begins_on, row.ends_on, row.revoked_at, granted_by
        )
        for row, unit, person, granted_by in session.execute(query)
    ]


def find_people(session: Session, actor: Actor, text: str, on: date) -> list[Candidate]:
    """People whose name, pinyin, initials or number hold the text, with unit and post on the day."""
    _check(actor)
    wanted = searchable(text)
    if not wanted:
        return []
    found = or_(
        PersonRow.name.contains(wanted, autoescape=True),
        PersonRow.pinyin.contains(wanted.lower(), autoescape=True),
        PersonRow.staff_no == wanted,
    )
    people = list(session.scalars(select(PersonRow).where(found).order_by(PersonRow.id).limit(MOST_FOUND)))
    posts = _posts(session, [person.id for person in people], on)
    return [Candidate(row.id, row.public_id, row.name, posts.get(row.id, "")) for row in people]


def find_units(session: Session, actor: Actor, text: str) -> list[Candidate]:
    """Units whose name holds the text, an exact name alone where there is one, with the unit above."""
    _check(actor)
    wanted = searchable(text)
    if not wanted:
        return []
    above = aliased(UnitRow)
    query = (
        select(UnitRow.id, UnitRow.public_id, UnitRow.name, above.name)
        .outerjoin(above, above.id == UnitRow.parent_id)
        .order_by(UnitRow.name != wanted, UnitRow.path)
        .where(UnitRow.name.contains(wanted, autoescape=True))
    )
    found = [Candidate(*row[:3], row[3] or "") for row in session.execute(query.limit(MOST_FOUND))]
    return [unit for unit in found if unit.name == wanted] or found


def pages_of(count: int) -> int:
    """How many pages so many accounts fill."""
    return max(1, -(-count // PAGE))


def _check(actor: Actor) -> None:
    if not (actor.may(Permission.ACCOUNT_MANAGE) or actor.may(Permission.ROLE_GRANT)):
        raise ForbiddenError


def _line(row: AccountRow, roles: tuple[str, ...]) -> AccountLine:
    return AccountLine(
        public_id=row.public_id,
        username=row.username,
        display_name=row.display_name,
        kind=row.kind,
        active=row.active,
        locked_until=row.locked_until,
        roles=roles,
    )


def _roles(session: Session, account_ids: Iterable[int], on: date) -> dict[int, tuple[str, ...]]:
    query = (
        select(GrantRow.account_id, GrantRow.role)
        .where(
            GrantRow.account_id.in_(set(account_ids)),
            GrantRow.revoked_at.is_(None),
            GrantRow.begins_on <= on,
            or_(GrantRow.ends_on.is_(None), GrantRow.ends_on >= on),
        )
        .order_by(GrantRow.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for account_id, role in session.execute(query):
        known = found.get(account_id, ())
        found[account_id] = known if role in known else (*known, role)
    return found


def _posts(session: Session, person_ids: Iterable[int], on: date) -> dict[int, str]:
    query = (
        select(AppointmentRow.person_id, UnitRow.name, AppointmentRow.post)
        .join(UnitRow, UnitRow.id == AppointmentRow.unit_id)
        .where(
            AppointmentRow.person_id.in_(set(person_ids)),
            AppointmentRow.begins_on <= on,
            or_(AppointmentRow.ends_on.is_(None), AppointmentRow.ends_on >= on),
        )
        .order_by(AppointmentRow.begins_on, AppointmentRow.id)
    )
    return {person_id: f"{unit} {post}" for person_id, unit, post in session.execute(query)}
