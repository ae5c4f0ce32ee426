"""Rosters of cadres, checked row by row before anyone is entered: name, unit, post and rank only.

Whatever else a roster holds (family, identity numbers, birth dates) is left where it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ledger.domain.dates import read_datetime, read_month
from ledger.domain.ranks import find_rank, is_parallel_rank
from ledger.domain.tables import Row, RowFault, cell, recognise_columns
from ledger.domain.unit_names import UnitName, UnitNames
from ledger.domain.wording import N_, Sentence

NAME_LENGTH, POST_LENGTH, STAFF_NUMBER_LENGTH = 60, 120, 40


class RosterField(StrEnum):
    """What a column of a roster can hold."""

    NAME = "name"
    UNIT = "unit"
    POST = "post"
    RANK = "rank"
    STAFF_NUMBER = "staff_number"
    BEGIN = "begin"


FIELD_NAMES: Mapping[RosterField, str] = {
    RosterField.NAME: N_("姓名"),
    RosterField.UNIT: N_("单位"),
    RosterField.POST: N_("职务"),
    RosterField.RANK: N_("职务层次"),
    RosterField.STAFF_NUMBER: N_("工号"),
    RosterField.BEGIN: N_("任职时间"),
}
REQUIRED = (RosterField.NAME, RosterField.UNIT, RosterField.POST, RosterField.RANK)
"""The columns without which nothing can be imported."""

_WORDS: Mapping[RosterField, Sequence[str]] = {
    RosterField.NAME: ("姓名", "干部姓名", "领导姓名", "人员姓名", "name"),
    RosterField.UNIT: ("单位", "工作单位", "所在单位", "单位名称", "任职单位", "部门", "unit"),
    RosterField.POST: ("职务", "现任职务", "职务名称", "岗位", "post", "position", "title"),
    RosterField.RANK: (
        *("职务层次", "职务级别", "职级", "级别", "行政级别", "现职级", "职务层次代码", "层次"),
        *("rank", "level", "grade"),
    ),
    RosterField.STAFF_NUMBER: (
        *("工号", "人员编号", "干部编号", "员工编号", "编号"),
        *("staff number", "staff no", "staff id"),
    ),
    RosterField.BEGIN: (
        *("任职时间", "任职日期", "任现职时间", "任现职日期", "任现职务时间", "任现职级时间", "起始日期"),
        *("begin", "since", "from", "start date", "appointed"),
    ),
}


@dataclass(frozen=True)
class KnownPerson:
    """Someone already in the ledger: the staff number ("" when none), the name and the unit's key."""

    staff_number: str
    name: str
    unit_key: str


@dataclass(frozen=True)
class RosterPerson:
    """One good row: a person and the appointment to be entered; `begin` is None where none was given."""

    row: int
    name: str
    unit_key: str
    post: str
    rank: str
    staff_number: str
    begin: date | None


@dataclass(frozen=True)
class PresentPerson:
    """A row about someone who is in the ledger already."""

    row: int
    name: str


@dataclass(frozen=True)
class RosterDryRun:
    """What a roster import would do: rows in the file's order."""

    good: tuple[RosterPerson, ...]
    faulty: tuple[RowFault, ...]
    present: tuple[PresentPerson, ...]


def recognise(columns: Sequence[str]) -> dict[RosterField, int]:
    """Which column holds which field, as a proposal that the user may correct."""
    return recognise_columns(columns, _WORDS)


def missing_fields(columns: Mapping[RosterField, int]) -> tuple[RosterField, ...]:
    """The required fields that no column serves."""
    return tuple(f for f in REQUIRED if f not in columns)


def check_roster(
    rows: Iterable[Row],
    columns: Mapping[RosterField, int],
    *,
    units: Iterable[UnitName],
    known: Collection[KnownPerson],
    today: date,
    names: Sequence[str] = (),
) -> RosterDryRun:
    """Every row as good, faulty or already present; nothing is written.

    A person is present by staff number, or without one by name and unit; so is someone in the file twice
    a fault. `names` are the columns' names, to say where a fault stands.
    """
    checker = _Checker(columns, names, UnitNames(units), today)
    numbers = {p.staff_number for p in known if p.staff_number}
    people = {(p.name, p.unit_key) for p in known}
    good: list[RosterPerson] = []
    present: list[PresentPerson] = []
    for row in rows:
        person = checker.person(row)
        if person is None:
            continue
        by_number = person.staff_number in numbers
        if by_number or (not person.staff_number and (person.name, person.unit_key) in people):
            present.append(PresentPerson(row.number, person.name))
        else:
            good.append(person)
    return RosterDryRun(tuple(good), tuple(checker.found), tuple(present))


def read_name(text: str) -> str:
    """A person's name as it is kept: composed, without the blanks that fill up two-character names."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    return name if re.search(r"[A-Za-z]", name) else name.replace(" ", "")


@dataclass
class _Checker:
    """The checks of one file; it collects the faults and remembers who was seen."""

    columns: Mapping[RosterField, int]
    names: Sequence[str]
    units: UnitNames
    today: date
    found: list[RowFault] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def person(self, row: Row) -> RosterPerson | None:
        """The person of a row, or None after its faults were noted."""
        before = len(self.found)
        name = self._name(row)
        unit = self._unit(row)
        post = self._post(row)
        rank = self._rank(row)
        number = "".join(self._cell(row, RosterField.STAFF_NUMBER).split())[:STAFF_NUMBER_LENGTH]
        begin = self._begin(row)
        if len(self.found) == before:
            self._note_twice(row, name, unit, number)
        if len(self.found) > before:
            return None
        return RosterPerson(row.number, name, unit, post, rank, number, begin)

    def _name(self, row: Row) -> str:
        name = read_name(self._cell(row, RosterField.NAME))
        if not name:
            self._note(row, RosterField.NAME, N_("没有姓名，请补上。"))
        elif len(name) > NAME_LENGTH or re.search(r"\d", name):
            self._note(row, RosterField.NAME, N_("“%(name)s”不像姓名，请核对是否选错了列。"), name=name[:30])
        return name

    def _unit(self, row: Row) -> str:
        """The unit's key, or "" after a fault."""
        written = self._cell(row, RosterField.UNIT)
        if not written:
            self._note(row, RosterField.UNIT, N_("没有单位，请补上。"))
            return ""
        units = self.units.find(written)
        if len(units) == 1:
            return units[0].key
        if units:
            text = N_("叫“%(unit)s”的单位有 %(count)s 个，请写出上级，例如 %(example)s。")
            example = "/".join(units[0].path)
            self._note(row, RosterField.UNIT, text, unit=written[:60], count=len(units), example=example)
        else:
            text = N_("没有叫“%(unit)s”的单位，请改成机构树中的名称，或先建立该单位。")
            self._note(row, RosterField.UNIT, text, unit=written[:60])
        return ""

    def _post(self, row: Row) -> str:
        post = " ".join(self._cell(row, RosterField.POST).split())
        if not post:
            self._note(row, RosterField.POST, N_("没有职务，请补上。"))
        elif len(post) > POST_LENGTH:
            self._note(row, RosterField.POST, N_("职务超过 %(length)s 个字，请缩短。"), length=POST_LENGTH)
        return post

    def _rank(self, row: Row) -> str:
        """The rank's code, or "" after a fault."""
        written = self._cell(row, RosterField.RANK)
        rank = find_rank(written)
        if rank is not None:
            return rank.code
        if not written:
            self._note(row, RosterField.RANK, N_("没有职务层次，请补上，例如 县处级副职。"))
        elif is_parallel_rank(written):
            text = N_("“%(rank)s”是职级，不是职务层次，请写成 县处级副职 的样子。")
            self._note(row, RosterField.RANK, text, rank=written[:30])
        else:
            text = N_("不认识职务层次“%(rank)s”，请写成 县处级副职、正科级，或代码 132。")
            self._note(row, RosterField.RANK, text, rank=written[:30])
        return ""

    def _begin(self, row: Row) -> date | None:
        """The day the appointment began; a month without a day means its first."""
        written = self._cell(row, RosterField.BEGIN)
        if not written:
            return None
        read = read_datetime(written)
        begin = read.on if read else read_month(written)
        if begin is None:
            text = N_("“%(written)s”不是日期，请写成 2026-01-31 或 2026.01 的样子。")
            self._note(row, RosterField.BEGIN, text, written=written[:40])
        elif begin > self.today:
            self._note(row, RosterField.BEGIN, N_("任职时间 %(on)s 在今天之后，请核对。"), on=begin)
        return begin

    def _note_twice(self, row: Row, name: str, unit: str, number: str) -> None:
        key = ("", number) if number else (name, unit)
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            of = RosterField.STAFF_NUMBER if number else RosterField.NAME
            text = N_("与第 %(first)s 行是同一人；如是同名，请加上工号一列。")
            self._note(row, of, text, first=first)

    def _note(self, row: Row, of: RosterField, text: str, **values: object) -> None:
        at = self.columns.get(of, -1)
        name = self.names[at] if 0 <= at < len(self.names) else FIELD_NAMES[of]
        self.found.append(RowFault(row.number, name, Sentence(text, values)))

    def _cell(self, row: Row, of: RosterField) -> str:
        return cell(row, self.columns, of)
