"""Units of the organisation department's subtree as they are chosen and walked through, in official order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.store.mapping import to_unit
from ledger.store.rows import UnitRow
from ledger.store.searching import searchable
from ledger.store.units import in_tree_order
from ledger.store.visibility import below, department_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor

DIGITS = 8
"""So many of a path belong to one unit."""

MOST_LISTED = 200
"""A list to choose from holds no more; where there are more units, one is looked for by its name."""

MOST_FOUND = 12
BLOCK = 400
SEPARATOR = " / "


@dataclass(frozen=True)
class PlacedUnit:
    """A unit with the names of those above it, from the top of what the actor sees."""

    unit: Unit
    above: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The names from the top down to the unit, by which it is told from others of its name."""
        return SEPARATOR.join((*self.above, self.unit.name))


def few_units(session: Session, actor: Actor) -> list[Unit] | None:
    """All units of the actor's department in official order; None where they are too many for a list."""
    query = select(UnitRow).where(department_units(actor)).limit(MOST_LISTED + 1)
    units = [to_unit(row) for row in session.scalars(query)]
    return None if len(units) > MOST_LISTED else in_official_order(session, units)


def find_units_below(session: Session, actor: Actor, text: str, most: int = MOST_FOUND) -> list[PlacedUnit]:
    """The units of the actor's department that a text means: one alone where it says which one.

    A text is a name or a part of it; the names of units above may stand before it: 甲县 / 城关镇.
    """
    *above, name = (searchable(part) for part in re.split("[/／]", text))
    if not name:
        return []
    query = (
        select(UnitRow)
        .where(department_units(actor), UnitRow.name.contains(name, autoescape=True))
        .order_by(UnitRow.name != name, func.length(UnitRow.path), UnitRow.path)
    )
    if not any(above):
        query = query.limit(most + 1)
    found = placed(session, actor, [to_unit(row) for row in session.scalars(query)])
    found = [one for one in found if _lies_below(one, [part for part in above if part])]
    exact = [one for one in found if one.unit.name == name]
    return exact if len(exact) == 1 else found[:most]


def _lies_below(one: PlacedUnit, names: Sequence[str]) -> bool:
    """Whether these are, in this order, among the names above the unit or parts of them."""
    left = iter(one.above)
    return all(any(name in above for above in left) for name in names)


def placed(session: Session, actor: Actor, units: Sequence[Unit]) -> list[PlacedUnit]:
    """The units with the names of those above them that the actor sees as well."""
    paths = {path for unit in units for path in _above(unit.path) if actor.in_department(path)}
    query = select(UnitRow.path, UnitRow.name).where(UnitRow.path.in_(paths))
    names = {row.path: row.name for row in session.execute(query)}
    return [
        PlacedUnit(unit, tuple(names[path] for path in _above(unit.path) if path in names)) for unit in units
    ]


def in_official_order(session: Session, units: Iterable[Unit]) -> list[Unit]:
    """Any units in the order of the whole tree, for which only those above them are read."""
    wanted = list(units)
    places = {unit.path: (unit.position, unit.id) for unit in wanted}
    others = {path for unit in wanted for path in _above(unit.path)} - places.keys()
    query = select(UnitRow.path, UnitRow.position, UnitRow.id).where(UnitRow.path.in_(others))
    places |= {path: (position, key) for path, position, key in session.execute(query)}
    return sorted(wanted, key=lambda unit: [places[path] for path in (*_above(unit.path), unit.path)])


def in_blocks(session: Session, roots: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The roots with everything below them in official order, some hundreds at a time.

    They are read as they are asked for.
    """
    for root in roots:
        query = select(UnitRow).where(below(root.path)).order_by(UnitRow.position, UnitRow.id)
        units = [to_unit(row) for row in session.scalars(query.limit(BLOCK + 1))]
        if len(units) <= BLOCK:
            yield in_tree_order(units)
            continue
        yield [root]
        children = session.scalars(
            select(UnitRow).where(UnitRow.parent_id == root.id).order_by(UnitRow.position, UnitRow.id)
        )
        yield from in_blocks(session, [to_unit(row) for row in children])


def with_units_below(session: Session, units: Iterable[Unit]) -> set[int]:
    """The keys of those that have units below them."""
    query = select(UnitRow.parent_id).where(UnitRow.parent_id.in_({unit.id for unit in units})).distinct()
    return {key for key in session.scalars(query) if key is not None}


def _above(path: str) -> list[str]:
    """The paths of the units above, from the root down."""
    return [path[:end] for end in range(DIGITS, len(path), DIGITS)]
