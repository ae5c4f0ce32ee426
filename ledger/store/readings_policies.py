"""Whose policies a person may read, and who published them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.domain.people import last_posting_in
from ledger.store.mapping import to_unit
from ledger.store.readings_departments import roots_of
from ledger.store.rows import AccountRow, UnitRow

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor
    from ledger.domain.policy_version import PolicyVersion
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Adopted:
    """A version with the unit that adopted it and who published it ("" for the command line)."""

    version: PolicyVersion
    unit: Unit
    publisher: str


def own_units(uow: UnitOfWork, actor: Actor, year: int) -> list[Unit]:
    """The units whose policy concerns the actor in a year: of cadres served, reviewed, of departments."""
    postings = uow.people.postings(actor.served_cadres)
    last = [last_posting_in(postings[person], year) for person in actor.served_cadres]
    keys = [posting.unit_id for posting in last if posting is not None] + list(actor.reviewed_units)
    units = uow.units.by_ids(keys)
    found = [units[key] for key in keys] + roots_of(uow.session, actor)
    return list({unit.id: unit for unit in found}.values())


def visible_policies(uow: UnitOfWork, actor: Actor, year: int) -> list[Adopted]:
    """All versions adopted above or at the actor's units, or below those of the department; newest first."""
    versions = uow.policies.all()
    units = uow.units.by_ids({version.unit_id for version in versions})
    own = own_units(uow, actor, year)
    names = _names(uow, versions)
    return [
        Adopted(version, units[version.unit_id], names.get(version.published_by or 0, ""))
        for version in versions
        if any(units[version.unit_id].covers(unit) for unit in own)
        or actor.in_department(units[version.unit_id].path)
    ]


def unit_in_sight(uow: UnitOfWork, actor: Actor, public_id: str, year: int) -> Unit | None:
    """The unit of this name, if its policy concerns the actor."""
    row = uow.session.scalar(select(UnitRow).where(UnitRow.public_id == public_id))
    if row is None:
        return None
    unit = to_unit(row)
    own = own_units(uow, actor, year)
    return unit if actor.in_department(unit.path) or any(unit.covers(one) for one in own) else None


def _names(uow: UnitOfWork, versions: list[PolicyVersion]) -> dict[int, str]:
    keys = {version.published_by for version in versions if version.published_by is not None}
    rows = uow.session.execute(select(AccountRow.id, AccountRow.display_name).where(AccountRow.id.in_(keys)))
    return {row.id: row.display_name for row in rows}
