"""Units: kept in a tree by their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.domain.people import Unit
from ledger.store.base import table_of
from ledger.store.mapping import to_unit
from ledger.store.rows import UnitRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

UNIT = table_of(UnitRow)
EVERY_UNIT = select(
    UNIT.c.id, UNIT.c.public_id, UNIT.c.name, UNIT.c.level, UNIT.c.path, UNIT.c.parent_id, UNIT.c.position
).order_by(UNIT.c.position, UNIT.c.id)
"""All units, their columns as `Unit` takes them."""


class Units:
    """The units of the organisation."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, name: str, level: str, parent: Unit | None = None, position: int | None = None) -> Unit:
        """A new unit below `parent`, at the end of its siblings unless a position is given."""
        if position is None:
            parent_id = None if parent is None else parent.id
            count = select(func.count()).select_from(UnitRow).where(UnitRow.parent_id == parent_id)
            position = self.session.scalar(count) or 0
        row = UnitRow(
            name=name, level=level, parent_id=parent.id if parent else None, path="", position=position
        )
        self.session.add(row)
        row.path = f"new {id(row)}"
        self.session.flush()
        row.path = (parent.path if parent else "") + f"{row.id:08d}"
        self.session.flush()
        return to_unit(row)

    def get(self, unit_id: int) -> Unit | None:
        """The unit with this key."""
        row = self.session.get(UnitRow, unit_id)
        return None if row is None else to_unit(row)

    def by_public_id(self, public_id: str) -> Unit | None:
        """The unit with this name in addresses."""
        row = self.session.scalar(select(UnitRow).where(UnitRow.public_id == public_id))
        return None if row is None else to_unit(row)

    def by_ids(self, unit_ids: Iterable[int]) -> dict[int, Unit]:
        """Units by key."""
        rows = self.session.execute(select(UNIT).where(UNIT.c.id.in_(set(unit_ids))))
        return {row.id: to_unit(row) for row in rows}

    def all(self) -> list[Unit]:
        """All units, parents before children, siblings in official order."""
        rows = self.session.connection().execute(EVERY_UNIT)
        return in_tree_order([Unit(*row) for row in rows])

    def roots(self) -> list[Unit]:
        """The units that have none above them, in official order."""
        query = select(UnitRow).where(UnitRow.parent_id.is_(None))
        return [to_unit(row) for row in self.session.scalars(query.order_by(UnitRow.position, UnitRow.id))]

    def ancestors(self, unit: Unit) -> list[Unit]:
        """The unit and all above it, nearest first."""
        paths = [unit.path[:end] for end in range(8, len(unit.path) + 1, 8)]
        rows = self.session.scalars(select(UnitRow).where(UnitRow.path.in_(paths)))
        return sorted((to_unit(row) for row in rows), key=lambda found: -len(found.path))

    def children(self, unit: Unit) -> list[Unit]:
        """The units right below a unit, in official order."""
        return self._in_order(unit.id)

    def siblings(self, unit: Unit) -> list[Unit]:
        """The units below the same parent, this one among them, in official order."""
        return self._in_order(unit.parent_id)

    def _in_order(self, parent_id: int | None) -> list[Unit]:
        query = select(UnitRow).where(UnitRow.parent_id == parent_id)
        return [to_unit(row) for row in self.session.scalars(query.order_by(UnitRow.position, UnitRow.id))]

    def change(self, unit_id: int, **columns: object) -> None:
        """Set columns of a unit (name, level, position)."""
        row = self.session.get_one(UnitRow, unit_id)
        for name, value in columns.items():
            setattr(row, name, value)
        self.session.flush()


def in_tree_order(units: list[Unit]) -> list[Unit]:
    """The same units, each followed by its children in the order given."""
    known = {unit.id for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    ordered: list[Unit] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(reversed(children.get(unit.id, [])))
    return ordered
