"""Every verb that writes is tried against a closed year: each is refused with its sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ledger.domain.people import Unit
from ledger.domain.period import ClosedPeriodError
from ledger.domain.posting_draft import LeaveDraft, PersonDraft, PostingDraft
from ledger.domain.roster import RosterField
from ledger.services.import_messages import (
    check_upload,
    import_checked_file,
    keep_messages,
    load_upload,
)
from ledger.services.import_roster import check_kept_roster, import_roster, keep_roster, load_roster
from ledger.services.log_entry import change_entry, log_entry, submit_entries, withdraw_entry
from ledger.services.log_research import log_research
from ledger.services.manage_people import (
    add_leave,
    add_person,
    appoint_person,
    end_posting,
    remove_leave,
)
from ledger.services.publish_policy import publish_policy
from ledger.services.record_outcome import (
    change_outcome,
    record_outcome,
    refuse_outcomes,
    verify_outcomes,
)
from ledger.services.review_entries import approve_entries, return_entries
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import EntryRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import PILOT
from tests.closing import LATER, NOW_LATER, YEAR, actor_of, approved, close, second_department
from tests.entries import logged, person_id, report, visit
from tests.message_files import csv_file, message

DAY = date(YEAR, 7, 1)
WHEN: dict[str, Any] = {"on": LATER, "now": NOW_LATER}


class Desk:
    """The ledger with 2026 closed, and in it one thing of each kind that was left open on purpose."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        second_department(uow)
        approved(uow)
        self.alice, self.bob, self.dana = (actor_of(uow, name) for name in ("alice", "bob", "dana"))
        self.who = person_id(uow, "alice")
        self.draft = self._logged(visit(on=DAY), submit=False)
        content = csv_file([message(7, DAY.isoformat(), asked="")])
        self.upload = keep_messages(uow, self.alice, self.who, 20, "留言.csv", content, now=NOW_LATER)
        found = load_upload(uow, self.alice, self.upload)
        self.check = check_upload(uow, self.alice, found, on=LATER)
        with uow:
            person = uow.people.get(self.who)
            self.unit = next(unit for unit in uow.units.all() if unit.name == "甲县")
            (self.posting,) = uow.people.postings_of(self.who)
        assert person is not None
        self.person = person
        away = LeaveDraft(date(YEAR, 8, 3), date(YEAR, 8, 4), "病假")
        add_leave(uow, self.dana, person.public_id, away, **WHEN)
        with uow:
            (self.absence,) = uow.people.absences([self.who])[self.who]
        self.outcome = record_outcome(uow, self.alice, report(self.who, on=DAY), **WHEN)
        close(uow)
        self.waiting = self._left_waiting()

    def _logged(self, draft: object, *, submit: bool) -> str:
        entry = logged(self.uow, self.alice, self.who, draft, submit=submit, on=DAY, now=NOW_LATER)  # type: ignore[arg-type]
        return entry.public_id

    def _left_waiting(self) -> str:
        """An entry of the closed year that waits for review: closing lets none through but by a request."""
        with self.uow:
            row = self.uow.session.query(EntryRow).filter_by(public_id=self.draft).one()
            copy = {c.name: getattr(row, c.name) for c in EntryRow.__table__.columns if c.name != "id"}
            copy |= {"public_id": "waitingwaiting", "status": "submitted", "submitted_at": NOW_LATER}
            self.uow.session.add(EntryRow(**copy))
            self.uow.commit()
        return "waitingwaiting"

    def unit_of(self) -> Unit:
        """The county."""
        return self.unit


def log(desk: Desk) -> object:
    return log_entry(desk.uow, desk.alice, desk.who, visit(on=DAY), submit=False, **WHEN)


def log_with_outcome(desk: Desk) -> object:
    draft = report(desk.who, on=DAY)
    return log_research(desk.uow, desk.alice, desk.who, visit(on=DAY), draft, submit=True, **WHEN)


def log_across_the_turn(desk: Desk) -> object:
    draft = replace(visit(on=date(YEAR, 12, 31)), ends_on=date(YEAR + 1, 1, 2))
    return log_entry(desk.uow, desk.alice, desk.who, draft, submit=False, **WHEN)


def change(desk: Desk) -> object:
    draft = visit(on=DAY, done="改")
    return change_entry(desk.uow, desk.alice, desk.draft, draft, 1, submit=False, **WHEN)


def move_into_the_open_year(desk: Desk) -> object:
    draft = visit(on=date(YEAR + 1, 1, 5))
    return change_entry(desk.uow, desk.alice, desk.draft, draft, 1, submit=False, **WHEN)


def hand_in(desk: Desk) -> object:
    return submit_entries(desk.uow, desk.alice, [desk.draft], **WHEN)


def withdraw(desk: Desk) -> object:
    return withdraw_entry(desk.uow, desk.alice, desk.draft, now=NOW_LATER)


def approve(desk: Desk) -> object:
    return approve_entries(desk.uow, desk.bob, [desk.waiting], **WHEN)


def give_back(desk: Desk) -> object:
    return return_entries(desk.uow, desk.bob, [desk.waiting], "请补充", **WHEN)


def bring(desk: Desk) -> object:
    content = csv_file([message(7, DAY.isoformat(), asked="")])
    return import_checked_file(
        desk.uow, desk.check, desk.who, desk.alice.account_id, "留言.csv", content, **WHEN
    )


def record(desk: Desk) -> object:
    return record_outcome(desk.uow, desk.alice, report(desk.who, on=DAY), **WHEN)


def mend(desk: Desk) -> object:
    draft = report(desk.who, on=date(YEAR + 1, 1, 5))
    return change_outcome(desk.uow, desk.alice, desk.outcome.public_id, draft, 1, **WHEN)


def verify(desk: Desk) -> object:
    return verify_outcomes(desk.uow, desk.bob, [desk.outcome.public_id], **WHEN)


def refuse(desk: Desk) -> object:
    return refuse_outcomes(desk.uow, desk.bob, [desk.outcome.public_id], "不是本人的", **WHEN)


def enter_person(desk: Desk) -> object:
    posting = PostingDraft(desk.unit.id, "132", "职务", date(YEAR, 5, 1))
    return add_person(desk.uow, desk.dana, PersonDraft("新人"), posting, **WHEN)


def promote(desk: Desk) -> None:
    posting = PostingDraft(desk.unit.id, "131", "县长", date(YEAR, 12, 1))
    appoint_person(desk.uow, desk.dana, desk.person.public_id, posting, end_before=True, **WHEN)


def end(desk: Desk) -> None:
    name, posting = desk.person.public_id, desk.posting.public_id
    end_posting(desk.uow, desk.dana, name, posting, date(YEAR, 12, 30), **WHEN)


def leave(desk: Desk) -> None:
    draft = LeaveDraft(date(YEAR, 9, 1), date(YEAR, 9, 2), "病假")
    add_leave(desk.uow, desk.dana, desk.person.public_id, draft, **WHEN)


def unleave(desk: Desk) -> None:
    remove_leave(desk.uow, desk.dana, desk.person.public_id, desk.absence.public_id, **WHEN)


def roster(desk: Desk) -> object:
    heads = ("姓名", "单位", "职务", "职务层次")
    content = csv_file([["新人", "甲县", "副县长", "县处级副职"]], heads=heads)
    begin = date(YEAR, 3, 1)
    name = keep_roster(desk.uow, desk.dana, begin, "名册.csv", content, on=LATER, now=NOW_LATER)
    check = check_kept_roster(desk.uow, desk.dana, load_roster(desk.uow, desk.dana, name), on=LATER)
    assert check.count == 1, RosterField
    return import_roster(desk.uow, desk.dana, name, check.digest, **WHEN)


def publish(desk: Desk) -> object:
    document = PILOT.read_bytes() + b"\n# once more\n"
    return publish_policy(desk.uow, desk.dana, desk.unit, document, **WHEN)


VERBS = (
    log, log_with_outcome, log_across_the_turn, change, move_into_the_open_year, hand_in, withdraw, approve,
    give_back, bring, record, mend, verify, refuse, enter_person, promote, end, leave, unleave, roster,
    publish,
)  # fmt: skip


@pytest.fixture
def desk(uow: UnitOfWork) -> Desk:
    """2026 is closed."""
    return Desk(uow)


def test_every_verb_is_refused_in_a_closed_year_and_nothing_changes(desk: Desk) -> None:
    before = kept_rows(desk.uow.session, YEAR)
    desk.uow.session.rollback()
    verbs: tuple[Callable[[Desk], object], ...] = VERBS
    for verb in verbs:
        with pytest.raises(ClosedPeriodError) as refused:
            verb(desk)
        assert str(YEAR) in refused.value.say(), verb.__name__
    assert kept_rows(desk.uow.session, YEAR) == before
    seals = desk.uow.periods.sealed(before, YEAR)
    assert {person: json.loads(seal.kept) for person, seal in seals.items()} == {
        person: row for person, row in before.items() if person in seals
    }
    assert desk.who in seals


def test_the_open_year_stays_open_to_all_of_it(desk: Desk) -> None:
    on = date(YEAR + 1, 1, 5)
    entry = logged(desk.uow, desk.alice, desk.who, visit(on=on), on=LATER, now=NOW_LATER)
    assert approve_entries(desk.uow, desk.bob, [entry.public_id], **WHEN) == 1
    outcome = record_outcome(desk.uow, desk.alice, report(desk.who, on=on), **WHEN)
    assert verify_outcomes(desk.uow, desk.bob, [outcome.public_id], **WHEN) == 1
    posting = PostingDraft(desk.unit.id, "131", "县长", date(YEAR + 1, 1, 10))
    appoint_person(desk.uow, desk.dana, desk.person.public_id, posting, end_before=True, **WHEN)
    add_leave(desk.uow, desk.dana, desk.person.public_id, LeaveDraft(on, on + timedelta(1), "病假"), **WHEN)


def test_the_dry_run_of_an_import_names_the_rows_of_closed_years(desk: Desk) -> None:
    rows = [message(8, DAY.isoformat(), asked=""), message(9, "2027-01-05", asked="")]
    name = keep_messages(desk.uow, desk.alice, desk.who, 20, "留言.csv", csv_file(rows), now=NOW_LATER)
    check = check_upload(desk.uow, desk.alice, load_upload(desk.uow, desk.alice, name), on=LATER)
    assert (len(check.good), check.faulty_rows) == (1, 1)
    assert "已经结账" in check.faulty[0].sentence.say()
