"""What the oracle is told at the beginning: the cast in a fresh ledger, and who else may do what."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from ledger.domain.permissions import Role
from ledger.store.readings_assessments import kept_rows, kept_years
from ledger.store.rows import AppointmentRow, GrantRow, PersonRow, PolicyRow, UnitRow
from ledger.store.unit_of_work import UnitOfWork
from tests.stateful.model import Appointed, Model, Who

SINCE = date(2024, 1, 1)
BUSINESS = ("alice", "amy", "bob", "tom", "charlie", "rita", "eve", "dana", "olga", "otto")
MORE = (
    ("bob", Role.REVIEWER, "乡"),
    ("rita", Role.REVIEWER, "甲县"),
    ("amy", Role.REVIEWER, "甲县"),
    ("eve", Role.REVIEWER, "甲县"),
    ("otto", Role.ORGANISATION, "市"),
)
"""Rights beyond the cast's: a cadre and a delegate review where they enter, and two can close a year."""

SERVED_TOO = "tom"
"""A second cadre of eve's, who is alice's delegate."""


def widen(uow: UnitOfWork) -> None:
    """Give the cast the rights that a machine needs."""
    with uow:
        units = {unit.name: unit.id for unit in uow.units.all()}
        for username, role, unit in MORE:
            account = uow.accounts.by_username(username)
            assert account is not None
            uow.accounts.grant(account, role, SINCE, unit_id=units[unit])
        eve, tom = uow.accounts.by_username("eve"), uow.accounts.by_username(SERVED_TOO)
        assert eve is not None
        assert tom is not None
        uow.accounts.grant(eve, Role.DELEGATE, SINCE, person_id=tom.person_id)
        uow.commit()


def learned(uow: UnitOfWork) -> Model:
    """The model of a ledger with the cast in it."""
    model = Model()
    with uow:
        session = uow.session
        model.units = {row["id"]: row for row in _rows(session, UnitRow)}
        model.people = {row["id"]: row["public_id"] for row in _rows(session, PersonRow)}
        model.policies = _rows(session, PolicyRow)
        model.appointed = {person: [] for person in model.people}
        model.leave = {person: [] for person in model.people}
        for row in session.scalars(select(AppointmentRow).order_by(AppointmentRow.id)):
            model.appointed[row.person_id].append(appointed(row))
        for year in kept_years(session):
            model.kept |= {(person, year) for person in kept_rows(session, year)}
        grants = list(session.scalars(select(GrantRow).order_by(GrantRow.id)))
        for name in BUSINESS:
            account = uow.accounts.by_username(name)
            assert account is not None
            model.who[name] = _who(account, [one for one in grants if one.account_id == account.id])
    return model


def appointed(row: AppointmentRow) -> Appointed:
    """An appointment as the model keeps it."""
    tags = tuple(row.tags)
    span = (row.begins_on, row.ends_on)
    return Appointed(row.id, row.public_id, row.unit_id, row.rank, row.post, *span, tags, row.position)


def _who(account: Any, grants: list[GrantRow]) -> Who:
    own = [one.person_id for one in grants if one.role == "cadre" and one.person_id is not None]
    served = [one.person_id for one in grants if one.role == "delegate" and one.person_id is not None]
    return Who(
        name=account.username,
        account=account.id,
        person=account.person_id,
        own=own[0] if own else None,
        served=(*own, *served),
        reviews={one.unit_id for one in grants if one.role == "reviewer" and one.unit_id is not None},
        departments=tuple(o.unit_id for o in grants if o.role == "organisation" and o.unit_id is not None),
        public_id=account.public_id,
    )


def _rows(session: Any, kind: Any) -> list[dict[str, Any]]:
    table = kind.__table__
    return [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]
