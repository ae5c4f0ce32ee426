"""The dry run of a roster import: who is new, whose appointment changes, who is there as written."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledger.domain.people import Unit
from ledger.domain.roster import (
    FIELD_NAMES,
    RosterDryRun,
    RosterField,
    RosterPerson,
    missing_fields,
    recognise,
)
from ledger.domain.tables import Row, RowFault, cell
from ledger.domain.unit_names import UnitName
from ledger.domain.wording import N_, Sentence
from ledger.files.whole_table import read_whole_table
from ledger.services.check_messages import FaultyCell, MessageTable
from ledger.services.check_rows_apart import check_roster_apart
from ledger.services.import_messages import ChangedCheckError
from ledger.store.readings_people import PersonLine, people_of_department, staff_numbers

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ChangedPerson:
    """Someone in the ledger whose appointment a roster gives anew; the one before ends the day before."""

    person: PersonLine
    row: RosterPerson
    begins_on: date

    @property
    def ends_before_on(self) -> date:
        """The day on which the present appointment will end."""
        return self.begins_on - timedelta(days=1)


@dataclass(frozen=True)
class NewPerson:
    """Someone who is to be entered; `namesakes` counts those of the same name in other units."""

    row: RosterPerson
    begins_on: date
    namesakes: int


@dataclass(frozen=True)
class RosterCheck:
    """What an import would do, with the digest that says so."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    chosen: Mapping[RosterField, int]
    default_begin: date
    units: Mapping[str, Unit]
    missing: tuple[RosterField, ...] = ()
    new: tuple[NewPerson, ...] = ()
    changed: tuple[ChangedPerson, ...] = ()
    faulty: tuple[FaultyCell, ...] = ()
    present: int = 0
    digest: str = ""

    @property
    def faulty_rows(self) -> int:
        """How many rows have at least one fault."""
        return len({fault.row for fault in self.faulty})

    @property
    def count(self) -> int:
        """How many people the import would touch."""
        return len(self.new) + len(self.changed)


def read_roster(name: str, content: bytes) -> MessageTable:
    """The table in a roster file.

    Raises:
        FileError: when the file is none that can be read.
    """
    return MessageTable(*read_whole_table(name, content))


def department_tree(uow: UnitOfWork, actor: Actor) -> list[Unit]:
    """The units that the actor sees as organisation department, in official order."""
    return [unit for unit in uow.units.all() if actor.in_department(unit.path)]


@dataclass(frozen=True)
class SiftedRoster:
    """A roster whose rows were checked for what can be seen without the people in the ledger."""

    table: MessageTable
    chosen: Mapping[RosterField, int]
    units: Sequence[UnitName]
    """The units as they were named meanwhile: a row names one of them."""
    run: RosterDryRun

    @property
    def missing(self) -> tuple[RosterField, ...]:
        """The fields that no column serves; then no row was checked."""
        return missing_fields(self.chosen)


def sift_roster(
    uow: UnitOfWork,
    actor: Actor,
    table: MessageTable,
    columns: Mapping[RosterField, int] | None = None,
    *,
    on: date,
) -> SiftedRoster:
    """The rows of a roster checked in a child process; columns are recognised unless given.

    No transaction is open meanwhile: others can read and write.

    Raises:
        FileError: the checks take too much.
    """
    chosen = recognise(table.columns) if columns is None else columns
    with uow:
        units = _names_in_department(uow, actor)
    run = RosterDryRun((), (), ())
    if not missing_fields(chosen):
        run = check_roster_apart(table.rows, chosen, units=units, today=on, names=table.columns)
    return SiftedRoster(table, chosen, units, run)


def check_sifted(
    uow: UnitOfWork, actor: Actor, sifted: SiftedRoster, default_begin: date, *, on: date
) -> RosterCheck:
    """The dry run within the actor's subtree, in the caller's transaction.

    Raises:
        ChangedCheckError: the units are others than those that the rows were checked against.
    """
    table, chosen = sifted.table, sifted.chosen
    units = department_tree(uow, actor)
    if _names_in_department(uow, actor) != sifted.units:
        raise ChangedCheckError
    by_key = {unit.public_id: unit for unit in units}
    empty = RosterCheck(table.columns, table.rows, chosen, default_begin, by_key, sifted.missing)
    if empty.missing:
        return empty
    known = people_of_department(uow.session, actor, units, on)
    numbers = [row.staff_number for row in sifted.run.good if row.staff_number]
    sorter = _Sorter(known, staff_numbers(uow.session, numbers), by_key, default_begin)
    for row in sifted.run.good:
        sorter.put(row)
    rows = {row.number: row for row in table.rows}
    faulty = [_faulty(table.columns, rows[fault.row], fault) for fault in sifted.run.faulty]
    faulty += [_refused(table.columns, rows[number], chosen, of, why) for number, of, why in sorter.faults]
    return replace(
        empty,
        new=tuple(sorter.new),
        changed=tuple(sorter.changed),
        present=sorter.present,
        faulty=tuple(sorted(faulty, key=lambda fault: fault.row)),
        digest=sorter.digest(),
    )


class _Sorter:
    """Sorts the good rows of a roster into new, changed and present."""

    def __init__(
        self,
        known: Sequence[PersonLine],
        taken: Mapping[str, int],
        units: Mapping[str, Unit],
        default_begin: date,
    ) -> None:
        self.units, self.taken, self.default_begin = units, taken, default_begin
        self.by_number = {line.staff_no: line for line in known if line.staff_no}
        self.by_name: dict[str, list[PersonLine]] = defaultdict(list)
        for line in known:
            self.by_name[line.name].append(line)
        self.new: list[NewPerson] = []
        self.changed: list[ChangedPerson] = []
        self.faults: list[tuple[int, RosterField, Sentence]] = []
        self.present = 0

    def put(self, row: RosterPerson) -> None:
        """Put one row where it belongs."""
        begins_on = row.begin or self.default_begin
        person = self._known(row)
        if person is None:
            if row.staff_number in self.taken:
                text = Sentence(N_("这个工号已在别处登记，请核对。"))
                self.faults.append((row.row, RosterField.STAFF_NUMBER, text))
                return
            self.new.append(NewPerson(row, begins_on, len(self.by_name[row.name])))
        elif self._same(person, row):
            self.present += 1
        elif begins_on <= person.posting.begins_on:
            text = Sentence(
                N_("现任职自 %(since)s 起，新任职要晚于这一天，请写明任职时间。"),
                {"since": person.posting.begins_on},
            )
            self.faults.append((row.row, RosterField.BEGIN, text))
        else:
            self.changed.append(ChangedPerson(person, row, begins_on))

    def digest(self) -> str:
        """A name for what would be done."""
        said = [("new", vars(one)) for one in self.new]
        said += [
            ("changed", {"id": one.person.id, "row": one.row, "on": one.begins_on}) for one in self.changed
        ]
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _known(self, row: RosterPerson) -> PersonLine | None:
        """The person of a row: by staff number; without one, by name in the same unit."""
        if row.staff_number:
            return self.by_number.get(row.staff_number)
        unit_id = self.units[row.unit_key].id
        here = [line for line in self.by_name[row.name] if line.posting.unit_id == unit_id]
        return here[0] if len(here) == 1 else None

    def _same(self, person: PersonLine, row: RosterPerson) -> bool:
        posting = person.posting
        same = (posting.unit_id, posting.rank, posting.post)
        return person.serving and same == (self.units[row.unit_key].id, row.rank, row.post)


def _names_in_department(uow: UnitOfWork, actor: Actor) -> list[UnitName]:
    """The actor's units with the names from the root down, so that any written path finds its unit."""
    everywhere = uow.units.all()
    names = {unit.id: unit.name for unit in everywhere}
    return [
        UnitName(unit.public_id, tuple(names[key] for key in _keys(unit.path)))
        for unit in everywhere
        if actor.in_department(unit.path)
    ]


def _keys(path: str) -> list[int]:
    return [int(path[at : at + 8]) for at in range(0, len(path), 8)]


def _faulty(columns: Sequence[str], row: Row, fault: RowFault) -> FaultyCell:
    """A fault of the pure checks with what stands in its cell."""
    at = columns.index(fault.column) if fault.column in columns else -1
    value = row.cells[at].strip()[:60] if 0 <= at < len(row.cells) else ""
    return FaultyCell(fault.row, fault.column, value, fault.sentence)


def _refused(
    columns: Sequence[str], row: Row, chosen: Mapping[RosterField, int], of: RosterField, sentence: Sentence
) -> FaultyCell:
    """A fault that only the ledger knows, with what stands in its cell."""
    at = chosen.get(of, -1)
    name = columns[at] if 0 <= at < len(columns) else FIELD_NAMES[of]
    return FaultyCell(row.number, name, cell(row, chosen, of)[:60], sentence)
