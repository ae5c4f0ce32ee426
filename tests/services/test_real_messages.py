"""The 2,000 real messages on their whole way: imported, handed in, approved, verified, assessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import text

from ledger.domain.credit.assess import assess
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.facts import Appointment, CadreFacts, EntryFacts, OutcomeFacts, Share
from ledger.domain.people import Person
from ledger.domain.permissions import Actor
from ledger.services.check_messages import MessageCheck
from ledger.services.import_messages import (
    check_upload,
    import_messages,
    keep_messages,
    load_upload,
    submit_imported,
)
from ledger.services.record_outcome import verify_outcomes
from ledger.services.review_entries import approve_entries
from ledger.services.working_calendar import calendar_for
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, PILOT, TODAY
from tests.message_files import NOT_HERE, REAL

Act = Callable[[str], Actor]
YEARS = range(2011, 2021)
MINUTES = 45
POLICY = (
    PILOT.read_bytes().replace(b"years_from = 2026", b"years_from = 2011").replace(b"late_days = 30", b"")
)
"""The pilot policy as if it had been in force then, without a limit on late entries."""

pytestmark = pytest.mark.skipif(not REAL.exists(), reason=NOT_HERE)


def long_in_office(uow: UnitOfWork, actor: Actor) -> Person:
    """The actor's cadre, appointed in the years of the messages under a policy for them."""
    with uow:
        person = uow.people.get(actor.served_cadres[0])
        assert person is not None
        posting = uow.people.postings_of(person.id)[0]
        uow.people.appoint(
            person.id,
            posting.unit_id,
            rank="132",
            post="副县长",
            begins_on=date(2010, 1, 1),
            ends_on=date(2023, 12, 31),
        )
        unit = uow.units.get(posting.unit_id)
        assert unit is not None
        root = uow.units.ancestors(unit)[-1]
        uow.policies.publish(root.id, parse_policy(POLICY), POLICY, published_by=None, now=NOW)
        uow.commit()
    return person


def bring(uow: UnitOfWork, actor: Actor, person: Person) -> tuple[str, MessageCheck]:
    """The file kept, and its dry run."""
    name = keep_messages(uow, actor, person.id, MINUTES, REAL.name, REAL.read_bytes(), now=NOW)
    with uow:
        upload = load_upload(uow, actor, name)
    return name, check_upload(uow, actor, upload, on=TODAY)


def kept(uow: UnitOfWork, person: Person, year: int) -> tuple[int, int, int, str]:
    """The figures of the kept assessment of a year."""
    with uow:
        query = text(
            "SELECT online_earned, online_out, field_total, status FROM assessment"
            " WHERE person_id = :person AND year = :year"
        )
        row = uow.session.execute(query, {"person": person.id, "year": year}).one()
    return int(row[0]), int(row[1]), int(row[2]), str(row[3])


def computed(check: MessageCheck, year: int) -> tuple[int, int, int, str]:
    """The same figures by the engine alone, from the rows of the file."""
    cadre = CadreFacts(
        "1", "某干部", (Appointment(date(2010, 1, 1), date(2023, 12, 31), "132", "county", "副县长", ()),), ()
    )
    entries = [
        EntryFacts(
            id=m.number, cadre="1", channel="online", status="approved", on=m.on, start=None,
            minutes=m.minutes, begin=None, end_inclusive=None, begin_half=None, end_half=None,
            mode="reply", platform="liuyanban", place=None, contact_point=False, topic=None, counts={},
            logged_on=TODAY,
        )
        for m in check.good
    ]  # fmt: skip
    outcomes = [
        OutcomeFacts(m.number, "message_closed", m.on, None, True, (m.number,), (Share("1", Fraction(1)),))
        for m in check.good
    ]
    found = assess(parse_policy(POLICY), [cadre], entries, outcomes, year, TODAY, calendar_for([year]))
    accounts = found.cadres[0].accounts
    assert accounts["message_closed"].earned == sum(m.on.year == year for m in check.good)
    statuses = {requirement.status for requirement in found.cadres[0].requirements}
    online, on_foot = accounts["online"], accounts["field"]
    overall = "short" if "short" in statuses else "met"
    return int(online.earned), int(online.given_out), int(on_foot.total), overall


def names_of(uow: UnitOfWork, table: str) -> list[str]:
    """The names in addresses of all rows of a table."""
    with uow:
        return list(uow.session.scalars(text(f"SELECT public_id FROM {table} ORDER BY id")))  # noqa: S608


def test_the_real_messages_on_their_whole_way(uow: UnitOfWork, act: Act) -> None:
    alice, bob = act("alice"), act("bob")
    person = long_in_office(uow, alice)
    name, check = bring(uow, alice, person)
    assert (len(check.good), check.faulty, check.here, check.elsewhere) == (2000, (), 0, 0)
    assert import_messages(uow, alice, name, check.digest, on=TODAY, now=NOW) == 2000
    assert submit_imported(uow, alice, name, on=TODAY, now=NOW) == 2000
    assert approve_entries(uow, bob, names_of(uow, "entry"), on=TODAY, now=NOW) == 2000
    assert verify_outcomes(uow, bob, names_of(uow, "outcome"), on=TODAY, now=NOW) == 2000
    assert {year: kept(uow, person, year) for year in YEARS} == {y: computed(check, y) for y in YEARS}
    assert sum(kept(uow, person, year)[0] for year in YEARS) > 0
    _, again = bring(uow, alice, person)
    assert (len(again.good), again.faulty, again.here) == (0, (), 2000)
