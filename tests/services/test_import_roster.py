"""A roster becomes people and appointments: new, changed or there already, all good rows or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Actor
from ledger.domain.roster import RosterField
from ledger.services import import_roster as rosters
from ledger.services.check_roster import RosterCheck, SiftedRoster, check_sifted, read_roster, sift_roster
from ledger.services.import_messages import ChangedCheckError, GoneUploadError, NothingToImportError
from ledger.services.import_roster import (
    check_kept_roster,
    choose_roster_columns,
    import_roster,
    keep_roster,
    load_roster,
)
from ledger.services.manage_units import change_unit
from ledger.services.once import FormKey
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.message_files import csv_file

Act = Callable[[str], Actor]
HEADS = ("姓名", "单位", "职务", "职务层次", "工号", "任职时间")
BEGIN = date(2026, 2, 1)


@dataclass
class Desk:
    """Somebody at work on one roster."""

    uow: UnitOfWork
    actor: Actor
    upload: str = ""

    def bring(self, rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> Desk:
        content = csv_file(rows, heads)
        self.upload = keep_roster(self.uow, self.actor, BEGIN, "名册.csv", content, on=TODAY, now=NOW)
        return self

    def check(self) -> RosterCheck:
        with self.uow:
            upload = load_roster(self.uow, self.actor, self.upload)
            return check_kept_roster(self.uow, self.actor, upload, on=TODAY)

    def take(self, seen: str | None = None, form_key: FormKey | None = None) -> int:
        digest = self.check().digest if seen is None else seen
        return import_roster(self.uow, self.actor, self.upload, digest, on=TODAY, now=NOW, form_key=form_key)

    def count(self, table: str) -> int:
        with self.uow:
            return int(self.uow.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


@pytest.fixture
def desk(uow: UnitOfWork, act: Act) -> Desk:
    return Desk(uow, act("dana"))


def test_new_people_are_entered_with_their_appointment_and_year(desk: Desk) -> None:
    rows = [
        ["张 喆", "甲县", "副县长", "副处级", "A1", "2026.03"],
        ["李堃", "市/乙县", "县长", "县处级正职", "", ""],
    ]
    assert desk.bring(rows).take() == 2
    with desk.uow:
        people = [desk.uow.people.meant(name)[0] for name in ("张喆", "李堃")]
        postings = [desk.uow.people.postings_of(person.id)[0] for person in people]
        years = [desk.uow.assessments.years_of(person.id) for person in people]
    assert [(p.rank, p.post, p.begins_on) for p in postings] == [
        ("132", "副县长", date(2026, 3, 1)),
        ("131", "县长", BEGIN),
    ]
    assert years == [[2026], [2026]]


def test_the_same_roster_twice_adds_nobody(desk: Desk) -> None:
    rows = [["张喆", "甲县", "副县长", "副处级", "", ""]]
    desk.bring(rows).take()
    again = desk.bring(rows).check()
    assert (again.count, again.present) == (0, 1)
    with pytest.raises(NothingToImportError):
        desk.take()


def test_a_changed_appointment_becomes_a_new_one_and_the_dry_run_says_so(desk: Desk) -> None:
    check = desk.bring([["艾丽", "甲县", "常务副县长", "副处级", "", "2026-05-01"]]).check()
    assert [(c.person.name, c.ends_before_on) for c in check.changed] == [("艾丽", date(2026, 4, 30))]
    before = desk.count("person")
    assert desk.take() == 1
    with desk.uow:
        postings = desk.uow.people.postings_of(desk.uow.people.meant("艾丽")[0].id)
    assert [(p.post, p.ends_on) for p in postings] == [("副县长", date(2026, 4, 30)), ("常务副县长", None)]
    assert desk.count("person") == before


def test_a_staff_number_finds_the_person_in_another_unit(desk: Desk) -> None:
    desk.bring([["张喆", "甲县", "副县长", "副处级", "A1", ""]]).take()
    check = desk.bring([["张喆", "乙县", "副县长", "副处级", "A1", "2026-06-01"]]).check()
    assert (len(check.new), len(check.changed)) == (0, 1)


def test_a_namesake_in_another_unit_is_a_new_person_and_the_dry_run_says_so(desk: Desk) -> None:
    check = desk.bring([["艾丽", "乙县", "副县长", "副处级", "", ""]]).check()
    assert [(new.row.name, new.namesakes) for new in check.new] == [("艾丽", 1)]


def test_faults_are_named_and_only_good_rows_come_in(desk: Desk) -> None:
    rows = [
        ["张喆", "国", "局长", "厅级正职", "", ""],
        ["安美", "甲县", "副县长", "副处级", "", "2023-01-01"],
        ["李堃", "乡", "乡长", "四级调研员", "", ""],
        ["好人", "乡", "副乡长", "副科级", "", ""],
    ]
    check = desk.bring(rows).check()
    assert {(fault.row, fault.column, fault.value) for fault in check.faulty} == {
        (2, "单位", "国"),
        (3, "任职时间", "2023-01-01"),
        (4, "职务层次", "四级调研员"),
    }
    assert desk.take() == 1


def test_a_number_of_another_department_is_a_fault_without_a_name(desk: Desk, act: Act) -> None:
    with desk.uow:
        otto = desk.uow.people.meant("欧拓")[0]
        desk.uow.people.change(otto.id, "欧拓", "Z9")
        desk.uow.commit()
    check = desk.bring([["张喆", "乡", "乡长", "正科级", "Z9", ""]]).check()
    assert [(fault.column, fault.value) for fault in check.faulty] == [("工号", "Z9")]
    assert "欧拓" not in check.faulty[0].sentence.say()


def test_columns_can_be_corrected(desk: Desk) -> None:
    desk.bring([["甲县", "张喆", "副县长", "副处级"]], ("一", "二", "三", "四"))
    assert RosterField.NAME in desk.check().missing
    columns = {RosterField.UNIT: 0, RosterField.NAME: 1, RosterField.POST: 2, RosterField.RANK: 3}
    choose_roster_columns(desk.uow, desk.actor, desk.upload, columns, BEGIN, on=TODAY)
    assert len(desk.check().new) == 1
    with pytest.raises(InvalidError):
        choose_roster_columns(
            desk.uow, desk.actor, desk.upload, columns | {RosterField.POST: 3}, BEGIN, on=TODAY
        )


def test_a_double_click_imports_once_and_a_changed_dry_run_is_shown_first(desk: Desk) -> None:
    desk.bring([["张喆", "甲县", "副县长", "副处级", "", ""]])
    with pytest.raises(ChangedCheckError):
        desk.take("something else")
    seen, key = desk.check().digest, FormKey("k" * 32, "d" * 64)
    assert [desk.take(seen, key), desk.take(seen, key)] == [1, 1]
    with pytest.raises(GoneUploadError):
        desk.take(seen, FormKey("l" * 32, "d" * 64))
    with desk.uow:
        assert len(desk.uow.people.meant("张喆")) == 1


def test_only_the_organisation_department_imports_a_roster(desk: Desk, act: Act) -> None:
    for username in ("alice", "bob", "sam"):
        with pytest.raises(ForbiddenError):
            Desk(desk.uow, act(username)).bring([["张喆", "甲县", "副县长", "副处级", "", ""]])
    desk.bring([["张喆", "甲县", "副县长", "副处级", "", ""]])
    with pytest.raises(NotFoundError):
        Desk(desk.uow, act("olga"), desk.upload).check()


def test_the_trail_says_what_was_imported(desk: Desk) -> None:
    desk.bring([["张喆", "甲县", "副县长", "副处级", "", ""]]).take()
    with desk.uow:
        upload = load_roster(desk.uow, desk.actor, desk.upload)
        events = desk.uow.trail.of("upload", upload.id)
    assert [(event.tag.value, event.changes["added"]) for event in events] == [("roster:imported", (None, 1))]


TWO_POSTS = ("姓名", "单位", "职务", "兼任", "职务层次", "任职时间")
ROWS_OF_TWO = [["张喆", "甲县", "副县长", "县委委员", "副处级", "2026.03"]]


def choose_other_post(desk: Desk) -> None:
    """Somebody at the same account finds that the other column is the post."""
    columns = {RosterField.NAME: 0, RosterField.UNIT: 1, RosterField.POST: 3, RosterField.RANK: 4}
    dated = columns | {RosterField.BEGIN: 5}
    choose_roster_columns(desk.uow, desk.actor, desk.upload, dated, BEGIN, on=TODAY)


def test_columns_chosen_anew_after_the_look_ask_for_another_look(desk: Desk) -> None:
    seen = desk.bring(ROWS_OF_TWO, TWO_POSTS).check().digest
    choose_other_post(desk)
    before = desk.count("person")
    with pytest.raises(ChangedCheckError):
        desk.take(seen)
    assert desk.count("person") == before
    assert desk.take() == 1


def test_columns_chosen_anew_while_the_rows_are_read_ask_for_another_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = desk.bring(ROWS_OF_TWO, TWO_POSTS).check().digest
    before = desk.count("person")

    def sift_slowly(*args: Any, **named: Any) -> SiftedRoster:
        found = sift_roster(*args, **named)
        choose_other_post(desk)
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(rosters, "sift_roster", sift_slowly)
        with pytest.raises(ChangedCheckError):
            desk.take(seen)
    assert desk.count("person") == before
    assert desk.take() == 1
    with desk.uow:
        person = desk.uow.people.meant("张喆")[0]
        assert [one.post for one in desk.uow.people.postings_of(person.id)] == ["县委委员"]


def test_a_unit_renamed_while_the_rows_were_checked_asks_for_another_look(desk: Desk) -> None:
    desk.bring([["张喆", "甲县", "副县长", "副处级", "", ""]])
    with desk.uow:
        upload = load_roster(desk.uow, desk.actor, desk.upload)
    assert upload.content is not None
    table = read_roster(upload.file_name, upload.content)
    sifted = sift_roster(desk.uow, desk.actor, table, on=TODAY)
    with desk.uow:
        assert check_sifted(desk.uow, desk.actor, sifted, BEGIN, on=TODAY).count == 1
        unit = next(one for one in desk.uow.units.all() if one.name == "甲县")
    change_unit(desk.uow, desk.actor, unit.public_id, "丙县", unit.level, unit.position, on=TODAY, now=NOW)
    with desk.uow, pytest.raises(ChangedCheckError):
        check_sifted(desk.uow, desk.actor, sifted, BEGIN, on=TODAY)
    assert desk.check().faulty[0].column == "单位"


def test_the_rows_are_checked_with_no_transaction_open(desk: Desk) -> None:
    desk.bring([["张喆", "甲县", "副县长", "副处级", "", ""]])
    with desk.uow:
        upload = load_roster(desk.uow, desk.actor, desk.upload)
    assert upload.content is not None
    sift_roster(desk.uow, desk.actor, read_roster(upload.file_name, upload.content), on=TODAY)
    assert not desk.uow.session.in_transaction()
