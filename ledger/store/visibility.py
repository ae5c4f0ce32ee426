"""Who may see what, as conditions on rows: the one answer for lists, details, counts, files and exports."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    extract,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from ledger.domain.entry import EntryStatus
from ledger.domain.permissions import Permission
from ledger.store.base import table_of
from ledger.store.rows import (
    AppointmentRow,
    AssessmentRow,
    EntryRow,
    JournalRow,
    LateRequestRow,
    OutcomeRow,
    OutcomeShareRow,
    PersonRow,
    SuggestionRow,
    UnitRow,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

ACTORS = 1024
"""For so many actors of a day the conditions are kept: a page asks for the same ones several times, and to
make one takes longer than the database takes to answer."""

SHOWN_TO_OTHERS = (EntryStatus.APPROVED, EntryStatus.SUBMITTED, EntryStatus.RETURNED)
"""The most frequent first. Each is compared by itself: SQLite looks a list up in a table that it makes of it,
which takes a third longer over all entries of a department."""


def below(path: str) -> ColumnElement[bool]:
    """Units in the subtree whose root has this path: a range of digits, so that the index serves it."""
    after = str(int(path) + 1).zfill(len(path))
    return and_(UnitRow.path >= path, UnitRow.path < after)


def below_units(path: str) -> Select[int]:
    """The keys of the units in the subtree whose root has this path."""
    return select(UnitRow.id).where(below(path))


def department_units(actor: Actor) -> ColumnElement[bool]:
    """Units that the actor sees as organisation department."""
    return or_(false(), *(below(path) for path in actor.department_paths))


def visible_entries(actor: Actor) -> ColumnElement[bool]:
    """Entries that the actor may see.

    A cadre and a delegate see all of the cadre's; a reviewer those of the unit once submitted; the
    organisation department those of its subtree once submitted, by the unit on the entry's last day or by
    the unit that governs the cadre's year.
    """
    return _visible_entries(actor, SHOWN_TO_OTHERS)


@lru_cache(maxsize=ACTORS)
def _visible_entries(actor: Actor, statuses: tuple[EntryStatus, ...]) -> ColumnElement[bool]:
    shown = or_(*[EntryRow.status == status.value for status in statuses])
    units = select(UnitRow.id).where(department_units(actor))
    conditions = _of_cadres_and_units(actor, shown)
    if actor.department_paths:
        conditions.append(and_(shown, or_(EntryRow.unit_id.in_(units), _governed_by(units))))
    return or_(false(), *conditions)


def entry_parts(actor: Actor, *, from_outside: bool = False) -> tuple[ColumnElement[bool], ...]:
    """The same as `visible_entries` in parts, to each of which an index leads; an entry may lie in several.

    The last of a department's parts are the entries of other units in years that it governs: few, but to be
    found among its cadres, or, with `from_outside`, among the entries of the units that are not its own.
    """
    return _entry_parts(actor, SHOWN_TO_OTHERS, from_outside)


@lru_cache(maxsize=ACTORS)
def _entry_parts(
    actor: Actor, statuses: tuple[EntryStatus, ...], from_outside: bool
) -> tuple[ColumnElement[bool], ...]:
    shown = or_(*[EntryRow.status == status.value for status in statuses])
    units = select(UnitRow.id).where(department_units(actor))
    parts = _of_cadres_and_units(actor, shown)
    if actor.department_paths:
        parts.append(and_(shown, EntryRow.unit_id.in_(units)))
    if actor.department_paths and from_outside:
        others = select(UnitRow.id).where(not_(department_units(actor)))
        parts += [
            and_(shown, elsewhere, _governed_by(units))
            for elsewhere in (EntryRow.unit_id.in_(others), EntryRow.unit_id.is_(None))
        ]
    elif actor.department_paths:
        parts.append(and_(shown, EntryRow.id.in_(_governed_elsewhere(units))))
    return tuple(parts)


def _of_cadres_and_units(actor: Actor, shown: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """What is seen of the cadres that are served and, where it is shown to others, of the units reviewed."""
    found: list[ColumnElement[bool]] = []
    if actor.served_cadres:
        found.append(EntryRow.person_id.in_(actor.served_cadres))
    if actor.reviewed_units:
        found.append(and_(shown, EntryRow.unit_id.in_(actor.reviewed_units)))
    return found


def is_wide(session: Session, actor: Actor) -> bool:
    """Whether the actor sees more than half of all units as organisation department."""
    if not actor.department_paths:
        return False
    inside = func.count().filter(department_units(actor))
    seen, there_are = session.execute(select(inside, func.count()).select_from(UnitRow)).one()
    return bool(seen * 2 > there_are)


def _governed_by(units: Select[int], entry: Any = EntryRow) -> ColumnElement[bool]:
    """Entries in years of their cadres that one of some units governs."""
    return exists().where(
        AssessmentRow.person_id == entry.person_id,
        AssessmentRow.year == extract("year", entry.ends_on),
        AssessmentRow.unit_id.in_(units),
    )


def _governed_elsewhere(units: Select[int]) -> CompoundSelect[int]:
    """Entries of another unit, or of none, than the one of some units that governs the cadre's year."""
    entry = table_of(EntryRow).alias()
    return union_all(
        *(
            select(entry.c.id)
            .join(AssessmentRow, AssessmentRow.person_id == entry.c.person_id)
            .where(
                elsewhere,
                AssessmentRow.unit_id.in_(units),
                AssessmentRow.year == extract("year", entry.c.ends_on),
            )
            for elsewhere in (
                entry.c.unit_id < AssessmentRow.unit_id,
                entry.c.unit_id > AssessmentRow.unit_id,
                entry.c.unit_id.is_(None),
            )
        )
    )


@lru_cache(maxsize=ACTORS)
def visible_outcomes(actor: Actor) -> ColumnElement[bool]:
    """Outcomes that the actor may see: by the cadres that share them, or as who recorded them."""
    units = select(UnitRow.id).where(department_units(actor))
    shares = select(OutcomeShareRow.outcome_id).where(
        or_(
            OutcomeShareRow.person_id.in_(actor.served_cadres),
            OutcomeShareRow.unit_id.in_(actor.reviewed_units),
            OutcomeShareRow.unit_id.in_(units) if actor.department_paths else false(),
        )
    )
    return OutcomeRow.id.in_(shares)


def visible_people(actor: Actor, begins: date | None = None, ends: date | None = None) -> ColumnElement[bool]:
    """People that the actor may see by name: own and served, and those appointed in the units in scope.

    With a span of days, only appointments that meet it count.
    """
    during: ColumnElement[bool] = true()
    if begins is not None and ends is not None:
        during = and_(
            AppointmentRow.begins_on <= ends,
            or_(AppointmentRow.ends_on.is_(None), AppointmentRow.ends_on >= begins),
        )
    units = select(UnitRow.id).where(department_units(actor))
    appointed = select(AppointmentRow.person_id).where(
        during,
        or_(
            AppointmentRow.unit_id.in_(actor.reviewed_units),
            AppointmentRow.unit_id.in_(units) if actor.department_paths else false(),
        ),
    )
    return or_(PersonRow.id.in_(actor.served_cadres), PersonRow.id.in_(appointed))


def visible_years(actor: Actor) -> ColumnElement[bool]:
    """Assessments that the actor may see: own and served, and those governed by units of the department."""
    units = select(UnitRow.id).where(department_units(actor))
    return or_(
        AssessmentRow.person_id.in_(actor.served_cadres),
        AssessmentRow.unit_id.in_(units) if actor.department_paths else false(),
    )


def visible_postings(actor: Actor) -> ColumnElement[bool]:
    """Postings that the actor may see: all for the audit administrator, the department's subtree for it.

    What an entry or outcome was posted with stays in sight when it is open again, or taken back.
    """
    if actor.may(Permission.TRAIL_SEE):
        return true()
    if not actor.department_paths:
        return false()
    units = select(UnitRow.id).where(department_units(actor))
    # Asked of each posting that is looked at: the latest fill a page long before all are gone through.
    entry, share = aliased(EntryRow), aliased(OutcomeShareRow)
    entries = exists(
        select(entry.id)
        .where(entry.id == JournalRow.object_id)
        .where(or_(entry.unit_id.in_(units), _governed_by(units, entry)))
        .correlate(JournalRow)
    )
    outcomes = exists(
        select(share.id)
        .where(share.outcome_id == JournalRow.object_id, share.unit_id.in_(units))
        .correlate(JournalRow)
    )
    years = exists().where(
        AssessmentRow.person_id == JournalRow.person_id,
        AssessmentRow.year == JournalRow.year,
        AssessmentRow.unit_id.in_(units),
    )
    # A choice, not alternatives: for those all postings of a kind would be gathered by its index and sorted.
    return case(
        (JournalRow.object_kind == "entry", entries),
        (JournalRow.object_kind == "outcome", outcomes),
        (JournalRow.object_kind.in_(("year", "adjustment")), years),
        else_=false(),
    )


def visible_suggestions(actor: Actor) -> ColumnElement[bool]:
    """Suggestions that the actor may see: own, and those of the department's subtree."""
    units = select(UnitRow.id).where(department_units(actor))
    return or_(
        SuggestionRow.account_id == actor.account_id,
        SuggestionRow.unit_id.in_(units) if actor.department_paths else false(),
    )


def visible_late_requests(actor: Actor) -> ColumnElement[bool]:
    """Requests to log late that the actor may see: of cadres served, and of the department's subtree."""
    units = select(UnitRow.id).where(department_units(actor))
    return or_(
        LateRequestRow.person_id.in_(actor.served_cadres),
        LateRequestRow.unit_id.in_(units) if actor.department_paths else false(),
    )
