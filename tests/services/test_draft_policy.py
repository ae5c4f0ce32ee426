"""A policy is drafted, proposed, looked at on real data, and published by a second person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.faults import PolicyFaultsError
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Grant, Role
from ledger.domain.policy_draft import (
    DraftClosedError,
    DraftMovedError,
    DraftStatus,
    NotProposedError,
    OwnDraftError,
    digest_of,
)
from ledger.domain.trail import TrailTag
from ledger.services.assess_with import assess_with
from ledger.services.draft_policy import (
    change_draft,
    discard_draft,
    load_draft,
    propose_draft,
    start_draft,
    withdraw_proposal,
)
from ledger.services.log_entry import log_entry
from ledger.services.preview_policy import preview_policy
from ledger.services.publish_draft import may_publish, publish_draft
from ledger.services.publish_policy import SamePolicyError, publish_policy
from ledger.services.recompute_years import check_year
from ledger.services.review_entries import approve_entries
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import PolicyRow, TrailRow
from tests.cast import NOW, PILOT, TODAY
from tests.entries import visit

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor
    from ledger.domain.policy_draft import PolicyDraft
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act

OWN = PILOT.read_bytes().replace(b'at_least = "60d"', b'at_least = "1d"')
OTHER = OWN + "# 再改\n".encode()


def unit_named(uow: UnitOfWork, name: str) -> Unit:
    with uow:
        return next(unit for unit in uow.units.all() if unit.name == name)


@pytest.fixture
def second(uow: UnitOfWork, act: Act) -> Actor:
    """Another account of the city's organisation department."""
    with uow:
        known = uow.accounts.credentials("alice")
        assert known is not None
        unit = next(unit for unit in uow.units.all() if unit.name == "市")
        account = uow.accounts.add("derek", known.password_hash, "德瑞克", "business", NOW)
        uow.accounts.grant(account, Role.ORGANISATION, TODAY.replace(month=1), unit_id=unit.id)
        uow.commit()
    return act("derek")


def drafted(uow: UnitOfWork, actor: Actor, document: bytes = OWN, unit: str = "甲县") -> str:
    place = unit_named(uow, unit)
    return start_draft(uow, actor, place.public_id, document, "gallery:pilot", now=NOW)


def draft_of(uow: UnitOfWork, actor: Actor, name: str) -> PolicyDraft:
    with uow:
        return load_draft(uow, actor, name)


def proposed(uow: UnitOfWork, actor: Actor, document: bytes = OWN, unit: str = "甲县") -> str:
    name = drafted(uow, actor, document, unit)
    propose_draft(uow, actor, name, digest_of(document), now=NOW)
    return name


def test_the_whole_life_of_a_policy(uow: UnitOfWork, act: Act, second: Actor) -> None:
    dana = act("dana")
    name = proposed(uow, dana)

    public_id = publish_draft(uow, second, name, digest_of(OWN), on=TODAY, now=NOW)

    with uow:
        version = uow.policies.by_public_id(public_id)
        assert version is not None
        row = uow.session.scalars(select(PolicyRow).where(PolicyRow.public_id == public_id)).one()
        query = select(TrailRow).where(TrailRow.tag == TrailTag.POLICY_PUBLISHED.value)
        left = uow.session.scalars(query.order_by(TrailRow.id.desc())).first()
        draft = load_draft(uow, dana, name)
        alice = act("alice").own_cadre
        kept = kept_rows(uow.session, 2026)[alice or 0]
    assert (row.drafted_by, row.published_by) == (dana.account_id, second.account_id)
    assert version.document == OWN
    assert left is not None
    assert left.account_id == second.account_id
    assert left.changes["drafted_by"] == left.changes["proposed_by"] == [None, "dana"]
    assert left.changes["reassessed"][1] >= 3
    assert (draft.status, draft.policy_id) == (DraftStatus.PUBLISHED, version.id)
    assert kept["policy_id"] == version.id
    assert check_year(uow, 2026, on=TODAY, now=NOW) == []


def test_whoever_drafted_changed_or_proposed_it_does_not_publish_it(
    uow: UnitOfWork, act: Act, second: Actor
) -> None:
    dana = act("dana")
    name = drafted(uow, dana)
    change_draft(uow, second, name, OTHER, 1, now=NOW)
    propose_draft(uow, dana, name, digest_of(OTHER), now=NOW)

    for actor in (dana, second):
        with pytest.raises(OwnDraftError):
            publish_draft(uow, actor, name, digest_of(OTHER), on=TODAY, now=NOW)
        with uow:
            assert not may_publish(uow, actor, load_draft(uow, actor, name))


def test_another_account_of_the_same_person_is_no_second_person(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    name = proposed(uow, dana)
    twin = replace(dana, account_id=act("olga").account_id)

    with pytest.raises(OwnDraftError):
        publish_draft(uow, twin, name, digest_of(OWN), on=TODAY, now=NOW)


def test_an_edit_after_the_proposal_ends_it(uow: UnitOfWork, act: Act, second: Actor) -> None:
    dana = act("dana")
    name = proposed(uow, dana)
    seen = draft_of(uow, dana, name).edition

    change_draft(uow, dana, name, OTHER, seen, now=NOW)

    assert draft_of(uow, dana, name).status is DraftStatus.DRAFT
    for digest in (digest_of(OWN), digest_of(OTHER)):
        with pytest.raises(NotProposedError):
            publish_draft(uow, second, name, digest, on=TODAY, now=NOW)


def test_saving_the_same_text_again_leaves_the_proposal_standing(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    name = proposed(uow, dana)

    change_draft(uow, dana, name, OWN, draft_of(uow, dana, name).edition, now=NOW)

    assert draft_of(uow, dana, name).status is DraftStatus.PROPOSED


def test_what_was_seen_is_what_is_published(uow: UnitOfWork, act: Act, second: Actor) -> None:
    name = proposed(uow, act("dana"))

    with pytest.raises(NotProposedError):
        publish_draft(uow, second, name, digest_of(OTHER), on=TODAY, now=NOW)


def test_a_faulty_draft_is_kept_but_not_proposed(uow: UnitOfWork, act: Act) -> None:
    dana, faulty = act("dana"), b'title = "x"\nformat = 2\n['
    name = drafted(uow, dana, faulty)

    with pytest.raises(PolicyFaultsError):
        propose_draft(uow, dana, name, digest_of(faulty), now=NOW)

    assert draft_of(uow, dana, name).document == faulty
    with pytest.raises(InvalidError):
        change_draft(uow, dana, name, b"\xff\xfe", 1, now=NOW)


def test_a_draft_with_a_time_zone_that_does_not_exist_is_not_proposed(uow: UnitOfWork, act: Act) -> None:
    faulty = OWN.replace(b"Asia/Shanghai", b"Asia/Nowhere")
    name = drafted(uow, act("dana"), faulty)

    with pytest.raises(PolicyFaultsError) as refused:
        propose_draft(uow, act("dana"), name, digest_of(faulty), now=NOW)

    assert [one.key for one in refused.value.faults] == ["time_zone"]


def test_of_two_edits_at_once_the_later_is_told(uow: UnitOfWork, act: Act, second: Actor) -> None:
    dana = act("dana")
    name = drafted(uow, dana)
    change_draft(uow, dana, name, OTHER, 1, now=NOW)

    with pytest.raises(DraftMovedError):
        change_draft(uow, second, name, OWN, 1, now=NOW)


def test_a_proposal_is_sent_back_with_a_reason(uow: UnitOfWork, act: Act, second: Actor) -> None:
    dana = act("dana")
    name = proposed(uow, dana)

    withdraw_proposal(uow, second, name, "比例偏高", now=NOW)

    draft = draft_of(uow, dana, name)
    assert (draft.status, draft.note, draft.proposed_by) == (DraftStatus.DRAFT, "比例偏高", None)
    assert second.account_id not in draft.editors, "who sends it back may still publish what comes of it"


def test_what_is_given_up_or_published_stays_so(uow: UnitOfWork, act: Act, second: Actor) -> None:
    dana = act("dana")
    given_up, out = drafted(uow, dana), proposed(uow, dana)
    discard_draft(uow, dana, given_up, now=NOW)
    publish_draft(uow, second, out, digest_of(OWN), on=TODAY, now=NOW)

    for name in (given_up, out):
        with pytest.raises(DraftClosedError):
            change_draft(uow, dana, name, OTHER, draft_of(uow, dana, name).edition, now=NOW)
    again = proposed(uow, dana)
    with pytest.raises(SamePolicyError):
        publish_draft(uow, second, again, digest_of(OWN), on=TODAY, now=NOW)


@pytest.mark.parametrize("username", ["alice", "bob", "olga"])
def test_drafts_are_the_departments_alone(uow: UnitOfWork, act: Act, username: str) -> None:
    name = drafted(uow, act("dana"))

    with pytest.raises(NotFoundError):
        draft_of(uow, act(username), name)
    with pytest.raises((NotFoundError, ForbiddenError)):
        drafted(uow, act(username))


def test_a_department_below_does_not_see_the_drafts_of_that_above(uow: UnitOfWork, act: Act) -> None:
    city, county = unit_named(uow, "市"), unit_named(uow, "甲县")
    name = drafted(uow, act("dana"), unit="市")
    below = replace(act("dana"), grants=(Grant(Role.ORGANISATION, unit_id=county.id, unit_path=county.path),))

    with pytest.raises(NotFoundError):
        draft_of(uow, below, name)
    assert city.covers(county)


def test_the_preview_says_who_moves_and_why_and_writes_nothing(uow: UnitOfWork, act: Act) -> None:
    alice, county = act("alice"), unit_named(uow, "甲县")
    assert alice.own_cadre is not None
    entry = log_entry(uow, alice, alice.own_cadre, visit(), on=TODAY, now=NOW, submit=True)
    approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)
    policy = parse_policy(
        OWN.replace(b'at_least = "1/2"', b'at_least = "0"').replace(b"at_least = 1\n", b"at_least = 0\n")
    )
    with uow:
        kept = kept_rows(uow.session, 2026)

    with uow:
        found = preview_policy(uow, county, policy, 2026, as_of=TODAY)

    with uow:
        assert kept_rows(uow.session, 2026) == kept
    moved = {one.who.person_id: one.move for unit in found.units for one in unit.moved}
    assert moved[alice.own_cadre].kind == "short-met"
    first = moved[alice.own_cadre].requirements[0]
    assert first.before is not None
    assert first.after is not None
    assert (first.before.figures.required, first.after.figures.required) == ("60", "1")
    assert (first.before.figures.short, first.after.figures.short) == ("59", "0")
    assert "60" in first.before.sentence
    assert first.is_reworded
    assert found.cadres == sum(found.counts.values())
    assert {unit.unit.name for unit in found.units} <= {"甲县", "乡"}


def test_the_preview_is_what_publishing_then_brings(uow: UnitOfWork, act: Act, second: Actor) -> None:
    county, policy = unit_named(uow, "甲县"), parse_policy(OWN)
    with uow:
        before = kept_rows(uow.session, 2026)
        found = preview_policy(uow, county, policy, 2026, as_of=TODAY)
        tried = {one.person_id: one for one in assess_with(uow, before, 2026, policy, as_of=TODAY)}
    publish_draft(uow, second, proposed(uow, act("dana")), digest_of(OWN), on=TODAY, now=NOW)

    with uow:
        after = kept_rows(uow.session, 2026)
        statuses = {one.who.person_id: one.move.after for unit in found.units for one in unit.moved}
    for person, row in after.items():
        if row["policy_id"] != before[person]["policy_id"]:
            assert row["status"] == statuses.get(person, before[person]["status"])
            assert tried[person].assessment is not None


def test_units_with_a_policy_of_their_own_keep_it_in_the_preview(uow: UnitOfWork, act: Act) -> None:
    publish_policy(uow, None, unit_named(uow, "乡"), OWN, on=TODAY, now=NOW)

    with uow:
        found = preview_policy(uow, unit_named(uow, "甲县"), parse_policy(OWN), 2026, as_of=TODAY)

    assert "乡" not in {unit.unit.name for unit in found.units}
    assert found.cadres == 3


CHANGES = [
    update(PolicyRow).values(document=b"x"),
    update(PolicyRow).values(digest="sha256:0"),
    update(PolicyRow).values(years_from=2020),
    update(PolicyRow).values(status="draft"),
    delete(PolicyRow),
    text("INSERT OR REPLACE INTO policy SELECT * FROM policy"),
    text("TRUNCATE policy CASCADE"),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_published_version_never_changes_in_the_database(uow: UnitOfWork, change: object) -> None:
    with uow:
        before = uow.policies.all()
    with pytest.raises(DBAPIError), uow:
        uow.session.execute(change)  # type: ignore[call-overload]

    with uow:
        assert uow.policies.all() == before


def test_a_superseded_version_stays_superseded(uow: UnitOfWork) -> None:
    publish_policy(uow, None, unit_named(uow, "省"), OWN, on=TODAY, now=NOW)

    with uow:
        assert "superseded" in {version.status for version in uow.policies.all()}
    with pytest.raises(DBAPIError), uow:
        uow.session.execute(
            update(PolicyRow).where(PolicyRow.status == "superseded").values(status="published")
        )
