"""Batches of summaries: who is in them, what is done, and which workers live."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, update

from ledger.domain.batch import OPEN, Batch
from ledger.store.base import table_of
from ledger.store.rows import AssessmentRow, BatchItemRow, BatchPartRow, BatchRow, UnitRow, WorkerRow
from ledger.store.visibility import department_units, visible_years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

LARGE, PART, SMALL_PART = 500, 50, 10

ITEM = table_of(BatchItemRow)
NOTE_CODE = (
    update(ITEM)
    .where(ITEM.c.batch_id == bindparam("of_batch"), ITEM.c.place == bindparam("at_place"))
    .values(code=bindparam("issued"))
)


class Item(NamedTuple):
    """One cadre of a batch."""

    place: int
    person_id: int


def part_size(total: int) -> int:
    """How many summaries are made together; fewer in a small batch, so that its progress is seen."""
    return PART if total >= LARGE else SMALL_PART


def _to_batch(row: BatchRow) -> Batch:
    return Batch(**{one.name: getattr(row, one.name) for one in fields(Batch)})


def _batch_or_none(row: BatchRow | None) -> Batch | None:
    return None if row is None else _to_batch(row)


class Batches:
    """The batches of the ledger."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self,
        person_ids: Sequence[int],
        *,
        account_id: int,
        unit_id: int,
        year: int,
        form: str,
        language: str,
        now: datetime,
    ) -> Batch:
        """A new batch of these cadres in this order."""
        row = BatchRow(
            account_id=account_id,
            unit_id=unit_id,
            year=year,
            form=form,
            language=language,
            state="waiting",
            total=len(person_ids),
            created_at=now,
            sha256="",
            size=0,
        )
        self.session.add(row)
        self.session.flush()
        items = [
            {"batch_id": row.id, "place": place, "person_id": person_id}
            for place, person_id in enumerate(person_ids)
        ]
        self.session.execute(insert(table_of(BatchItemRow)), items)
        return _to_batch(row)

    def by_public_id(self, public_id: str) -> Batch | None:
        """The batch of that name in addresses, for the workers."""
        return _batch_or_none(self.session.scalar(select(BatchRow).where(BatchRow.public_id == public_id)))

    def visible(self, public_id: str, actor: Actor) -> Batch | None:
        """The batch, if its unit lies in what the actor sees as organisation department."""
        units = select(UnitRow.id).where(department_units(actor))
        query = select(BatchRow).where(BatchRow.public_id == public_id, BatchRow.unit_id.in_(units))
        return _batch_or_none(self.session.scalar(query))

    def of_department(self, actor: Actor, most: int = 20) -> list[tuple[Batch, str]]:
        """The latest batches of the actor's units, each with the unit's name."""
        query = (
            select(BatchRow, UnitRow.name)
            .join(UnitRow, UnitRow.id == BatchRow.unit_id)
            .where(department_units(actor))
            .order_by(BatchRow.id.desc())
            .limit(most)
        )
        return [(_to_batch(row), name) for row, name in self.session.execute(query)]

    def sees_all(self, batch: Batch, actor: Actor) -> bool:
        """Whether the actor may see the year of every cadre in it, now."""
        seen = exists().where(
            AssessmentRow.person_id == BatchItemRow.person_id,
            AssessmentRow.year == batch.year,
            visible_years(actor),
        )
        query = select(BatchItemRow.place).where(BatchItemRow.batch_id == batch.id, ~seen).limit(1)
        return self.session.scalar(query) is None

    def made(self, batch_id: int) -> int:
        """How many summaries of a batch are issued and written."""
        query = select(func.count()).where(BatchItemRow.batch_id == batch_id, BatchItemRow.code.is_not(None))
        return self.session.scalar(query) or 0

    def open(self) -> list[str]:
        """The batches of which more is to come, by name, the earliest first."""
        query = select(BatchRow.public_id).where(BatchRow.state.in_(OPEN)).order_by(BatchRow.id)
        return list(self.session.scalars(query))

    def items(self, batch: Batch, number: int) -> list[Item]:
        """The cadres of one part, in order."""
        size = part_size(batch.total)
        query = (
            select(BatchItemRow.place, BatchItemRow.person_id)
            .where(
                BatchItemRow.batch_id == batch.id,
                BatchItemRow.place >= number * size,
                BatchItemRow.place < (number + 1) * size,
            )
            .order_by(BatchItemRow.place)
        )
        return [Item(place, person_id) for place, person_id in self.session.execute(query)]

    def parts(self, batch_id: int) -> dict[int, str]:
        """The parts that are done, by number: the digests of their files."""
        query = select(BatchPartRow.number, BatchPartRow.sha256).where(BatchPartRow.batch_id == batch_id)
        return {number: sha256 for number, sha256 in self.session.execute(query)}  # noqa: C416 - rows

    def claim_part(self, batch: Batch, number: int, sha256: str, now: datetime) -> bool:
        """Note a part as done, once; False where it is already, or the batch is wanted no longer.

        The row of the batch is locked till the end of the transaction: a cancelled batch issues nothing.
        """
        query = select(BatchRow.state).where(BatchRow.id == batch.id).with_for_update()
        if self.session.scalar(query) not in OPEN or number in self.parts(batch.id):
            return False
        values = {"batch_id": batch.id, "number": number, "sha256": sha256, "made_at": now}
        self.session.execute(insert(table_of(BatchPartRow)).values(**values))
        return True

    def note_codes(self, batch_id: int, codes: Mapping[int, str]) -> None:
        """Keep the code of each summary that was issued, by place."""
        if codes:
            self.session.execute(
                NOTE_CODE,
                [{"of_batch": batch_id, "at_place": place, "issued": code} for place, code in codes.items()],
            )

    def move(self, batch_id: int, state: str, **columns: object) -> bool:
        """Bring a batch that is not finished into a state; False where it is finished."""
        moved = self.session.execute(
            update(BatchRow)
            .where(BatchRow.id == batch_id, BatchRow.state.in_(OPEN))
            .values(state=state, **columns)
            .execution_options(synchronize_session=False)
        )
        return bool(moved.rowcount)  # type: ignore[attr-defined] # an update has a count

    def without_files(self, names: Sequence[str], now: datetime) -> list[str]:
        """Those of some batches that came to nothing, whose time is over, or that are not there at all."""
        kept = select(BatchRow.public_id).where(
            BatchRow.public_id.in_(names),
            or_(
                BatchRow.state.in_(OPEN),
                and_(BatchRow.state == "done", or_(BatchRow.expires_at.is_(None), BatchRow.expires_at > now)),
            ),
        )
        return sorted(set(names) - set(self.session.scalars(kept)))

    def forget_file(self, public_id: str) -> None:
        """Note that the result is there no longer."""
        self.session.execute(
            update(BatchRow).where(BatchRow.public_id == public_id).values(sha256="", size=0)
        )

    def seen(self, name: str, now: datetime) -> None:
        """Note that a worker lives."""
        row = self.session.get(WorkerRow, name)
        if row is None:
            self.session.add(WorkerRow(name=name, started_at=now, seen_at=now))
        else:
            row.seen_at = now
        self.session.flush()

    def dead_workers(self, before: datetime) -> list[str]:
        """The workers that were last seen before a moment."""
        return list(self.session.scalars(select(WorkerRow.name).where(WorkerRow.seen_at < before)))

    def live_workers(self, since: datetime) -> int:
        """How many workers were seen since a moment."""
        return self.session.scalar(select(func.count()).where(WorkerRow.seen_at >= since)) or 0

    def bury(self, name: str) -> None:
        """Take a worker off the list."""
        self.session.execute(delete(WorkerRow).where(WorkerRow.name == name))
