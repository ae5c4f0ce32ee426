"""Corrections of closed years and the adjustments that they book; only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, exists, insert, select
from sqlalchemy.exc import IntegrityError

from ledger.domain.credit.facts import AdjustmentFacts
from ledger.domain.errors import ConflictError
from ledger.domain.journal import JournalAct
from ledger.domain.period import Correction, NewCorrection
from ledger.domain.wording import N_
from ledger.store.among import among
from ledger.store.base import new_public_id, table_of
from ledger.store.rows import AdjustmentRow, CorrectionRow, JournalRow, SealedAssessmentRow
from ledger.store.visibility import below_units

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from ledger.domain.people import Unit

PART = 500
"""How many keys go into one statement."""


NAMES = [name for name in NewCorrection.__dataclass_fields__ if name not in ("on", "amounts")]


class CorrectedAlreadyError(ConflictError):
    """The same was corrected before."""

    text = N_("这一项已经更正过，没有重复记入。请刷新后查看。")


def taken_in(kind: str, key: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether an entry or outcome of a row was taken into a closed year by a correction: it is decided."""
    return exists().where(
        CorrectionRow.object_kind == kind, CorrectionRow.object_id == key, CorrectionRow.effect == "in"
    )


class Corrections:
    """The corrections of the ledger."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, new: NewCorrection) -> Correction:
        """A new correction with what it books by account.

        Raises:
            CorrectedAlreadyError: the same of this seal was corrected before.
        """
        values = {name: getattr(new, name) for name in NAMES} | {"on_date": new.on}
        table = table_of(CorrectionRow)
        try:
            with self.session.begin_nested():
                added = insert(table).values(**values, public_id=new_public_id())
                row = self.session.execute(added.returning(*table.c)).one()
        except IntegrityError as error:
            raise CorrectedAlreadyError from error
        lines = [_line(row.id, new, account, amount) for account, amount in new.amounts.items()]
        if lines:
            self.session.execute(insert(table_of(AdjustmentRow)), lines)
        return _to_correction(row, new.amounts)

    def facts_of_year(
        self, person_ids: Iterable[int], year: int, *, before: int | None = None
    ) -> dict[int, list[AdjustmentFacts]]:
        """What the engine needs of the adjustments booked for some people in a year, in order.

        With `before`, of those that the journal holds under lower numbers.
        """
        found: dict[int, list[AdjustmentFacts]] = {person: [] for person in person_ids}
        query = select(*AdjustmentRow.__table__.columns).where(
            among(AdjustmentRow.person_id, found.keys()),
            AdjustmentRow.on_date.between(date(year, 1, 1), date(year, 12, 31)),
        )
        if before is not None:
            query = query.where(AdjustmentRow.correction_id.in_(_journaled(before)))
        for row in self.session.execute(query.order_by(AdjustmentRow.id)):
            if row.person_id in found:
                found[row.person_id].append(
                    AdjustmentFacts(
                        id=f"{row.id:012d}",
                        cadre=str(row.person_id),
                        account=row.account,
                        on=row.on_date,
                        amount=Fraction(row.amount),
                        of_year=row.of_year,
                        note=row.note,
                    )
                )
        return found

    def of_seals(self, seal_ids: Iterable[int]) -> list[Correction]:
        """The corrections of some seals, oldest first."""
        return self._found(CorrectionRow.seal_id.in_(set(seal_ids)))

    def of_object(self, kind: str, key: int) -> list[Correction]:
        """The corrections that an entry or outcome was the reason of, oldest first."""
        return self.of_objects(kind, [key])[key]

    def of_objects(self, kind: str, keys: Iterable[int]) -> dict[int, list[Correction]]:
        """The same for each of some entries or outcomes, as many as a page shows."""
        found: dict[int, list[Correction]] = {key: [] for key in keys}
        about = (CorrectionRow.object_kind == kind) & CorrectionRow.object_id.in_(found)
        for one in self._found(about):
            found[one.object_id].append(one)
        return found

    def of_person(self, person_id: int, year: int) -> list[Correction]:
        """The corrections booked for a person in a year, and those of that year wherever they are booked."""
        return self.of_people([person_id], year)[person_id]

    def of_people(self, person_ids: Iterable[int], year: int) -> dict[int, list[Correction]]:
        """The same for each of some people."""
        found: dict[int, list[Correction]] = {person: [] for person in person_ids}
        booked = CorrectionRow.on_date.between(date(year, 1, 1), date(year, 12, 31))
        either = booked | (CorrectionRow.of_year == year)
        for one in self._found(CorrectionRow.person_id.in_(found) & either):
            found[one.person_id].append(one)
        return found

    def any_in(self, unit: Unit, year: int) -> bool:
        """Whether the sealed year of a subtree was ever corrected."""
        query = (
            select(CorrectionRow.id)
            .join(SealedAssessmentRow, SealedAssessmentRow.id == CorrectionRow.seal_id)
            .where(CorrectionRow.of_year == year, SealedAssessmentRow.unit_id.in_(below_units(unit.path)))
        )
        return self.session.scalar(query.limit(1)) is not None

    def _found(self, condition: Any) -> list[Correction]:
        query = select(*CorrectionRow.__table__.columns).where(condition).order_by(CorrectionRow.id)
        rows = self.session.execute(query).all()
        if not rows:
            return []
        amounts: dict[int, dict[str, Fraction]] = {row.id: {} for row in rows}
        lines = select(AdjustmentRow.correction_id, AdjustmentRow.account, AdjustmentRow.amount).where(
            AdjustmentRow.correction_id.in_(list(amounts))
        )
        for key, account, amount in self.session.execute(lines.order_by(AdjustmentRow.id)):
            amounts[key][account] = Fraction(amount)
        return [_to_correction(row, amounts[row.id]) for row in rows]


def _journaled(before: int) -> Select[int]:
    """The corrections that the journal holds under lower numbers."""
    return select(JournalRow.object_id).where(
        JournalRow.act == JournalAct.ADJUSTED.value,
        JournalRow.object_kind == "adjustment",
        JournalRow.seq < before,
    )


def _line(correction_id: int, new: NewCorrection, account: str, amount: Fraction) -> dict[str, Any]:
    return {
        "correction_id": correction_id,
        "person_id": new.person_id,
        "account": account,
        "amount": str(amount),
        "of_year": new.of_year,
        "on_date": new.on,
        "note": new.reason,
    }


def _to_correction(row: Row[Any], amounts: Mapping[str, Fraction]) -> Correction:
    values = {name: getattr(row, name) for name in (*NAMES, "id", "public_id")}
    return Correction(**values, on=row.on_date, amounts=amounts)
