"""Assessments as kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Table, TypeDecorator, bindparam, delete, select, text

from ledger.store.base import table_of
from ledger.store.by_database import ByDatabase
from ledger.store.rows import AssessmentRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Dialect
    from sqlalchemy.orm import Session

KEPT = table_of(AssessmentRow)


class WrittenJson(TypeDecorator[Any]):
    """JSON that is text already."""

    impl = JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """The text is given as it is."""
        del dialect


def as_written(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its JSON as text, as it is handed to the database: between processes it travels lighter."""
    return row | {"requirements": json.dumps(row["requirements"])}


def _keeping(insert: Callable[[Table], Any]) -> Any:
    """The statement that keeps an assessment, as written, in the place of the one there is."""
    columns: dict[str, Any] = {column.name: bindparam(column.name) for column in KEPT.columns}
    statement = insert(KEPT).values(columns | {"requirements": bindparam("requirements", type_=WrittenJson)})
    new = {column.name: statement.excluded[column.name] for column in KEPT.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=KEPT.primary_key.columns, set_=new)


KEEPING = ByDatabase(_keeping)


class Assessments:
    """Where cadres stand, as kept for lists."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def replace(self, person_ids: Iterable[int], year: int, rows: Sequence[dict[str, Any]]) -> None:
        """Put new assessments of a year in the place of these people's old ones."""
        self.put(person_ids, year, [as_written(row) for row in rows])

    def put(self, person_ids: Iterable[int], year: int, rows: Sequence[dict[str, Any]]) -> None:
        """The same of rows as they are written (`as_written`)."""
        gone = sorted(set(person_ids) - {row["person_id"] for row in rows})
        for begin in range(0, len(gone), 500):
            part = gone[begin : begin + 500]
            self.session.execute(delete(KEPT).where(KEPT.c.year == year, KEPT.c.person_id.in_(part)))
        if rows:
            statement = KEEPING[self.session.get_bind().dialect.name]
            self.session.execute(statement, list(rows))

    def hold(self) -> None:
        """Let nobody else keep an assessment till this transaction ends; on SQLite nobody else writes anyway.

        Whoever changes a fact meanwhile keeps what follows from it after this: the newest is what stays.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(text(f"LOCK TABLE {KEPT.name} IN SHARE ROW EXCLUSIVE MODE"))

    def years_of(self, person_id: int) -> list[int]:
        """The years for which a person has an assessment, latest first."""
        query = select(AssessmentRow.year).where(AssessmentRow.person_id == person_id)
        return list(self.session.scalars(query.order_by(AssessmentRow.year.desc())))
