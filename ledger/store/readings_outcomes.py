"""Outcomes as lists show them: filtered, searched, counted; only what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, or_, select, true

from ledger.domain.listed import ListedOutcome
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.store.entry_filter import search_words
from ledger.store.readings_entries import AT_ONCE
from ledger.store.readings_entry_totals import PAGE
from ledger.store.readings_reviews import verifiable
from ledger.store.rows import AppointmentRow, OutcomeRow, OutcomeShareRow, PersonRow, UnitRow
from ledger.store.searching import searchable
from ledger.store.visibility import visible_outcomes, visible_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor


@dataclass(frozen=True)
class OutcomeFilter:
    """What a list of outcomes is narrowed to; both ends of the span of days are inclusive."""

    person_id: int | None = None
    kind: str = ""
    status: str = ""
    begins: date | None = None
    ends: date | None = None
    text: str = ""
    to_verify: bool = False
    """Only those that the actor may decide on now."""


@dataclass(frozen=True)
class ShareLine:
    """What part of an outcome is whose."""

    person_id: int
    person_name: str
    share: Fraction


@dataclass(frozen=True)
class OutcomeLine:
    """One outcome in a list, with those who share it."""

    id: int
    public_id: str
    kind: str
    title: str
    level: str
    on: date
    reference: str
    status: str
    decidable: bool
    shares: tuple[ShareLine, ...] = ()


@dataclass(frozen=True)
class OutcomeTotals:
    """What a list comes to: how many, and how many of them are verified."""

    count: int
    verified: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.count // PAGE))


@dataclass(frozen=True)
class Namesake:
    """A person that an outcome can be shared with, told apart by the unit."""

    id: int
    name: str
    unit: str

    @property
    def written(self) -> str:
        """As a form writes it: 姓名（单位）."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


def outcome_totals(session: Session, actor: Actor, wanted: OutcomeFilter) -> OutcomeTotals:
    """What the filtered list comes to."""
    verified = func.count().filter(OutcomeRow.status == "verified")
    query = select(func.count(), verified).select_from(OutcomeRow).where(*_conditions(actor, wanted))
    count, done = session.execute(query).one()
    return OutcomeTotals(count, done)


def outcome_lines(
    session: Session, actor: Actor, wanted: OutcomeFilter, page: int = 1, most: int = PAGE
) -> list[OutcomeLine]:
    """One page of the filtered list, the latest first; two queries whatever its length."""
    query = (
        _lines(actor)
        .where(*_conditions(actor, wanted))
        .order_by(OutcomeRow.on_date.desc(), OutcomeRow.id.desc())
        .limit(most)
        .offset((max(1, page) - 1) * PAGE)
    )
    return _with_shares(session, session.execute(query).all())


def outcomes_of_entry(session: Session, actor: Actor, outcome_ids: Iterable[int]) -> list[OutcomeLine]:
    """Some outcomes by key, as far as visible."""
    query = _lines(actor).where(OutcomeRow.id.in_(set(outcome_ids)), visible_outcomes(actor))
    return _with_shares(session, session.execute(query.order_by(OutcomeRow.on_date, OutcomeRow.id)).all())


def every_outcome(session: Session, actor: Actor, wanted: OutcomeFilter) -> Iterator[ListedOutcome]:
    """The whole filtered list in the order of its pages, read a part at a time."""
    query = (
        _lines(actor)
        .where(*_conditions(actor, wanted))
        .order_by(OutcomeRow.on_date.desc(), OutcomeRow.id.desc())
    )
    for part in session.execute(query, execution_options={"yield_per": AT_ONCE}).partitions():
        for line in _with_shares(session, part):
            shares = tuple((one.person_name, one.share) for one in line.shares)
            yield ListedOutcome(line.on, line.title, line.kind, line.level, line.status, shares)


def sharers(session: Session, actor: Actor, text: str = "", most: int = 20) -> list[Namesake]:
    """People that an outcome can be shared with, by name, pinyin or initials: visible ones and colleagues.

    A colleague is who was ever appointed in a unit in which a cadre that the actor enters for was.
    """
    found: ColumnElement[bool] = true()
    if text:
        wanted = searchable(text)
        if not wanted:
            return []
        found = or_(
            PersonRow.name.contains(wanted, autoescape=True),
            PersonRow.pinyin.contains(wanted.lower(), autoescape=True),
        )
    query = select(PersonRow.id, PersonRow.name).where(found, _nameable(actor)).order_by(PersonRow.pinyin)
    people = session.execute(query.limit(most)).all()
    units = _units_of(session, [row.id for row in people])
    return [Namesake(row.id, row.name, units.get(row.id, "")) for row in people]


def namesakes(session: Session, actor: Actor, person_ids: Iterable[int]) -> dict[int, Namesake]:
    """Some people by key with their units, whoever may be named by the actor."""
    ids = set(person_ids)
    query = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids), _nameable(actor))
    units = _units_of(session, ids)
    return {row.id: Namesake(row.id, row.name, units.get(row.id, "")) for row in session.execute(query)}


def _nameable(actor: Actor) -> ColumnElement[bool]:
    units = select(AppointmentRow.unit_id).where(AppointmentRow.person_id.in_(actor.served_cadres))
    colleagues = select(AppointmentRow.person_id).where(AppointmentRow.unit_id.in_(units))
    return or_(visible_people(actor), PersonRow.id.in_(colleagues))


def _units_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    query = (
        select(AppointmentRow.person_id, UnitRow.name)
        .join(UnitRow, UnitRow.id == AppointmentRow.unit_id)
        .where(AppointmentRow.person_id.in_(set(person_ids)))
        .order_by(AppointmentRow.begins_on, AppointmentRow.id)
    )
    return {person_id: name for person_id, name in session.execute(query)}  # noqa: C416 - rows, not pairs


def _lines(actor: Actor) -> Any:
    return select(
        OutcomeRow.id,
        OutcomeRow.public_id,
        OutcomeRow.kind,
        OutcomeRow.title,
        OutcomeRow.level,
        OutcomeRow.on_date.label("on"),
        OutcomeRow.reference,
        OutcomeRow.status,
        verifiable(actor).label("decidable"),
    )


def _with_shares(session: Session, rows: Sequence[Any]) -> list[OutcomeLine]:
    query = (
        select(
            OutcomeShareRow.outcome_id,
            OutcomeShareRow.person_id,
            PersonRow.name,
            OutcomeShareRow.part,
            OutcomeShareRow.whole,
        )
        .join(PersonRow, PersonRow.id == OutcomeShareRow.person_id)
        .where(OutcomeShareRow.outcome_id.in_([row.id for row in rows]))
        .order_by(OutcomeShareRow.id)
    )
    shares: dict[int, list[ShareLine]] = {row.id: [] for row in rows}
    for outcome_id, person_id, name, part, whole in session.execute(query):
        shares[outcome_id].append(ShareLine(person_id, name, Fraction(part, whole)))
    return [OutcomeLine(**row._mapping, shares=tuple(shares[row.id])) for row in rows]


def _conditions(actor: Actor, wanted: OutcomeFilter) -> list[ColumnElement[bool]]:
    conditions = [verifiable(actor) if wanted.to_verify else visible_outcomes(actor)]
    if wanted.person_id is not None:
        mine = select(OutcomeShareRow.outcome_id).where(OutcomeShareRow.person_id == wanted.person_id)
        conditions.append(OutcomeRow.id.in_(mine))
    if wanted.kind:
        conditions.append(OutcomeRow.kind == wanted.kind)
    if wanted.status:
        conditions.append(OutcomeRow.status == wanted.status)
    if wanted.begins is not None:
        conditions.append(OutcomeRow.on_date >= wanted.begins)
    if wanted.ends is not None:
        conditions.append(OutcomeRow.on_date <= wanted.ends)
    conditions += [_holds(word) for word in search_words(wanted.text)]
    return conditions


def _holds(word: str) -> ColumnElement[bool]:
    columns = (OutcomeRow.title, OutcomeRow.reference, OutcomeRow.note)
    named = (
        select(OutcomeShareRow.outcome_id)
        .join(PersonRow, PersonRow.id == OutcomeShareRow.person_id)
        .where(PersonRow.name.icontains(word, autoescape=True))
    )
    kinds = [code for code, name in OUTCOME_KINDS.items() if word in name]
    return or_(
        *(column.icontains(word, autoescape=True) for column in columns),
        OutcomeRow.kind.in_(kinds),
        OutcomeRow.id.in_(named),
    )
