"""Who sees what: the conditions on rows agree with a plain reading of the rule, for anybody and anything."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from ledger.domain.entry import EntryDraft
from ledger.domain.permissions import Actor, Grant, Role
from ledger.domain.vocabulary import Channel
from ledger.store.entry_filter import EntryFilter
from ledger.store.readings_entries import entry_lines, page_of_entries
from ledger.store.readings_entry_totals import entry_totals
from ledger.store.rows import EntryRow, UnitRow
from ledger.store.unit_of_work import UnitOfWork
from ledger.store.visibility import below, entry_parts, is_wide, visible_entries
from tests.cast import NOW, TODAY
from tests.conftest import Act

SHOWN = {"submitted", "approved", "returned"}


def grow_tree(uow: UnitOfWork, random: Random, size: int) -> dict[int, str]:
    units = uow.units.all()
    for number in range(size):
        units.append(uow.units.add(f"单位{number}", "county", random.choice(units)))
    return {unit.id: unit.path for unit in units}


def write_entries(uow: UnitOfWork, random: Random, units: dict[int, str], people: list[int]) -> None:
    draft = EntryDraft(
        channel=Channel.ONLINE, begins_on=TODAY, ends_on=TODAY, mode="reply", minutes=30, platform="qq"
    )
    account = uow.accounts.by_username("alice")
    assert account is not None
    for _ in range(120):
        entry = uow.entries.add(
            random.choice(people), random.choice(list(units)), draft, created_by=account.id, now=NOW, on=TODAY
        )
        row = uow.session.get_one(EntryRow, entry.id)
        row.status = random.choice(["draft", "submitted", "approved", "returned", "withdrawn"])
    uow.session.flush()


def some_actor(random: Random, units: dict[int, str], people: list[int]) -> Actor:
    grants: list[Grant] = []
    for _ in range(random.randrange(4)):
        role = random.choice([Role.CADRE, Role.DELEGATE, Role.REVIEWER, Role.ORGANISATION, Role.SYSTEM])
        if role in {Role.CADRE, Role.DELEGATE}:
            grants.append(Grant(role, person_id=random.choice(people)))
        elif role is Role.SYSTEM:
            grants.append(Grant(role))
        else:
            unit = random.choice(list(units))
            grants.append(Grant(role, unit_id=unit, unit_path=units[unit]))
    return Actor(1, "x", "x", "business", None, tuple(grants), TODAY)


def may_see(actor: Actor, row: EntryRow, units: dict[int, str], governing: dict[int, int]) -> bool:
    """The rule as a person would say it."""
    for grant in actor.grants:
        if grant.role in {Role.CADRE, Role.DELEGATE} and grant.person_id == row.person_id:
            return True
        if row.status not in SHOWN or row.unit_id is None:
            continue
        if grant.role is Role.REVIEWER and grant.unit_id == row.unit_id:
            return True
        if grant.role is Role.ORGANISATION and grant.unit_path is not None:
            theirs = [units[row.unit_id], units.get(governing.get(row.person_id, 0), "none")]
            if any(path.startswith(grant.unit_path) for path in theirs):
                return True
    return False


@pytest.mark.parametrize("seed", range(3))
def test_entries_seen_are_those_the_rule_allows(uow: UnitOfWork, seed: int) -> None:
    random = Random(seed)
    with uow:
        units = grow_tree(uow, random, 40)
        people = [uow.people.add(f"干部{number}").id for number in range(20)]
        alice = uow.accounts.by_username("alice")
        assert alice is not None
        assert alice.person_id is not None
        people.append(alice.person_id)
        first = uow.people.postings_of(alice.person_id)[0]
        write_entries(uow, random, units, people)
        rows = list(uow.session.scalars(select(EntryRow)))
        governing = {alice.person_id: first.unit_id}
        for _ in range(60):
            actor = some_actor(random, units, people)
            seen = set(uow.session.scalars(select(EntryRow.id).where(visible_entries(actor))))
            assert seen == {row.id for row in rows if may_see(actor, row, units, governing)}
            for from_outside in (False, True):
                parts = entry_parts(actor, from_outside=from_outside)
                found = [set(uow.session.scalars(select(EntryRow.id).where(part))) for part in parts]
                assert set().union(*found) == seen


@pytest.mark.parametrize("seed", range(3))
def test_a_page_holds_what_is_seen_however_far_the_list_is_counted(
    uow: UnitOfWork, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    for module in ("readings_entries", "readings_entry_totals"):
        monkeypatch.setattr(f"ledger.store.{module}.PAGE", 7)
    with uow:
        units = grow_tree(uow, random, 12)
        alice = uow.accounts.by_username("alice")
        assert alice is not None
        assert alice.person_id is not None
        people = [alice.person_id, *(uow.people.add(f"干部{number}").id for number in range(4))]
        write_entries(uow, random, units, people)
        session = uow.session
        for _ in range(25):
            actor = some_actor(random, units, people)
            wanted = EntryFilter(
                status=random.choice(["", "", "submitted", "approved"]),
                text=random.choice(["", "", "艾丽"]),
                without_served=random.choice([(), actor.served_cadres]),
            )
            whole = [line.id for at in range(1, 20) for line in entry_lines(session, actor, wanted, at)]
            assert len(set(whole)) == len(whole)
            for counted in (1000, 5):
                monkeypatch.setattr("ledger.store.readings_entry_totals.COUNTED", counted)
                for page in (1, 2, 3):
                    found = page_of_entries(session, actor, wanted, page)
                    at = (found.page - 1) * 7
                    assert [line.id for line in found.lines] == whole[at : at + 7]
                    assert found.totals.more is (len(whole) > counted)
                    assert found.totals.count == min(len(whole), counted)
            exact = page_of_entries(session, actor, wanted, exact=True).totals
            assert exact == entry_totals(session, actor, wanted)
            assert exact.count == len(whole)


def test_more_than_half_of_all_units_is_wide(uow: UnitOfWork) -> None:
    with uow:
        units = grow_tree(uow, Random(1), 30)
        for unit, path in units.items():
            actor = Actor(
                1,
                "x",
                "x",
                "business",
                None,
                (Grant(Role.ORGANISATION, unit_id=unit, unit_path=path),),
                TODAY,
            )
            inside = [other for other in units.values() if other.startswith(path)]
            assert is_wide(uow.session, actor) is (len(inside) * 2 > len(units))
        assert not is_wide(uow.session, Actor(1, "x", "x", "business", None, (), TODAY))


def test_a_subtree_is_a_range_of_paths(uow: UnitOfWork) -> None:
    with uow:
        units = grow_tree(uow, Random(5), 60)
        for root in units.values():
            found = set(uow.session.scalars(select(UnitRow.path).where(below(root))))
            assert found == {path for path in units.values() if path.startswith(root)}


def test_rights_end_with_the_grant(uow: UnitOfWork, act: Act) -> None:
    bob = act("bob")
    with uow:
        account = uow.accounts.by_username("bob")
        assert account is not None
        before = uow.accounts.actor(account.id, date(2023, 12, 31))

    assert bob.reviewed_units
    assert before is not None
    assert before.grants == ()
