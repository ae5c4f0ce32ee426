"""A notice that is entered counts at once, wherever working days are asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from ledger.domain.calendar import HolidayNotice
from ledger.domain.errors import InvalidError
from ledger.domain.trail import TrailTag
from ledger.services.assess_year import assess_one
from ledger.services.keep_calendar import NothingEnteredError, keep_notice, remove_notice
from ledger.services.log_entry import log_entry
from ledger.services.publish_policy import publish_policy
from ledger.services.recompute_years import check_year, recompute_year
from ledger.services.review_entries import approve_entries
from ledger.services.working_calendar import calendar_of
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import TrailRow
from tests.cast import NOW, PILOT, TODAY
from tests.entries import visit

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act

THURSDAY = date(2026, 11, 12)
NEXT = HolidayNotice(2027, frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 3)}))


def test_a_day_off_that_is_entered_takes_the_credit_of_work_done_on_it(uow: UnitOfWork, act: Act) -> None:
    strict = PILOT.read_bytes().replace(b"rest_days = true", b"rest_days = false")
    with uow:
        root = next(unit for unit in uow.units.all() if unit.name == "省")
    publish_policy(uow, None, root, strict, on=TODAY, now=NOW)
    alice = act("alice")
    assert alice.own_cadre is not None
    entry = log_entry(uow, alice, alice.own_cadre, visit(on=THURSDAY), on=TODAY, now=NOW, submit=True)
    approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)

    def earned() -> int:
        with uow:
            return int(kept_rows(uow.session, 2026)[act("alice").own_cadre or 0]["field_earned"])

    before = earned()
    with uow:
        known = calendar_of(uow, [2026])
    notice = HolidayNotice(2026, known.days_off | {THURSDAY}, known.working_weekends)

    keep_notice(uow, act("sam"), notice, "国办发明电", on=TODAY, now=NOW)

    assert before == 480
    assert earned() == 0
    assert check_year(uow, 2026, on=TODAY, now=NOW) == []

    remove_notice(uow, act("sam"), 2026, on=TODAY, now=NOW)

    assert earned() == 480


def test_a_year_is_provisional_until_its_notice_is_entered(uow: UnitOfWork, act: Act) -> None:
    person = act("alice").own_cadre
    assert person is not None
    recompute_year(uow, 2027, on=TODAY, now=NOW)
    with uow:
        before = assess_one(uow, person, 2027, as_of=TODAY)
        kept_before = kept_rows(uow.session, 2027)[person]["provisional"]

    keep_notice(uow, act("sam"), NEXT, "", on=TODAY, now=NOW)

    with uow:
        after = assess_one(uow, person, 2027, as_of=TODAY)
        kept_after = kept_rows(uow.session, 2027)[person]["provisional"]
    assert before is not None
    assert after is not None
    assert (before.provisional, kept_before) == (True, True)
    assert (after.provisional, kept_after) == (False, False)


def test_entering_leaves_a_trail_of_the_days(uow: UnitOfWork, act: Act) -> None:
    keep_notice(uow, act("sam"), NEXT, "国办发明电〔2026〕1号", on=TODAY, now=NOW)

    with uow:
        query = select(TrailRow).where(TrailRow.tag == TrailTag.CALENDAR_CHANGED.value)
        left = uow.session.scalars(query).one()
    assert left.object_id == 2027
    assert left.changes["days_off"] == [None, ["2027-01-01"]]
    assert left.changes["working_weekends"] == [None, ["2027-01-03"]]
    assert left.note == "国办发明电〔2026〕1号"


def test_a_faulty_notice_changes_nothing(uow: UnitOfWork, act: Act) -> None:
    faulty = HolidayNotice(2027, frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 4)}))

    with pytest.raises(InvalidError):
        keep_notice(uow, act("sam"), faulty, "", on=TODAY, now=NOW)

    with uow:
        assert uow.holidays.notices() == []
    with pytest.raises(NothingEnteredError):
        remove_notice(uow, act("sam"), 2027, on=TODAY, now=NOW)
