"""A policy is published for a unit, inherited below it, and the years that it governs are assessed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from ledger.domain.credit.faults import PolicyFaultsError
from ledger.domain.errors import ForbiddenError
from ledger.domain.trail import TrailTag
from ledger.services.publish_policy import SamePolicyError, publish_policy
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import TrailRow
from tests.cast import NOW, PILOT, TODAY

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.domain.policy_version import PolicyVersion
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act

OWN = PILOT.read_bytes().replace(b'at_least = "60d"', b'at_least = "40d"').replace(b'"pilot"', b'"county"')


def unit_named(uow: UnitOfWork, name: str) -> Unit:
    with uow:
        return next(unit for unit in uow.units.all() if unit.name == name)


def required(uow: UnitOfWork, act: Act, username: str) -> str:
    person = act(username).own_cadre
    assert person is not None
    with uow:
        return str(kept_rows(uow.session, 2026)[person]["requirements"][0]["required"])


def governing(uow: UnitOfWork, name: str) -> PolicyVersion | None:
    unit = unit_named(uow, name)
    with uow:
        return uow.policies.governing(unit, 2026)


def test_a_county_policy_wins_over_that_of_the_province_there_and_only_there(
    uow: UnitOfWork, act: Act
) -> None:
    county = unit_named(uow, "甲县")

    version = publish_policy(uow, act("dana"), county, OWN, on=TODAY, now=NOW)

    assert required(uow, act, "alice") == "40"
    assert required(uow, act, "charlie") == "60"
    assert governing(uow, "乡") == version, "inherited below"
    other = governing(uow, "乙县")
    assert other is not None
    assert other.code == "pilot"


def test_publishing_again_gives_the_next_version(uow: UnitOfWork, act: Act) -> None:
    county = unit_named(uow, "甲县")
    publish_policy(uow, act("dana"), county, OWN, on=TODAY, now=NOW)

    second = publish_policy(uow, act("dana"), county, OWN + b"\n# later\n", on=TODAY, now=NOW)

    assert second.version == 2
    assert governing(uow, "甲县") == second


def test_publishing_leaves_a_trail(uow: UnitOfWork, act: Act) -> None:
    version = publish_policy(uow, None, unit_named(uow, "甲县"), OWN, on=TODAY, now=NOW)

    with uow:
        published = select(TrailRow).where(TrailRow.tag == TrailTag.POLICY_PUBLISHED.value)
        left = uow.session.scalars(published).one()

    assert (left.object_id, left.account_id) == (version.id, None)
    assert left.changes["digest"] == [None, version.digest]


def test_the_same_bytes_are_not_published_twice(uow: UnitOfWork, act: Act) -> None:
    province = unit_named(uow, "省")

    with pytest.raises(SamePolicyError):
        publish_policy(uow, None, province, PILOT.read_bytes(), on=TODAY, now=NOW)


def test_a_faulty_document_is_refused_with_all_its_faults(uow: UnitOfWork) -> None:
    faulty = OWN.replace(b'rate = "1/2"', b'rate = "3/2"').replace(b"years_from = 2026", b"years_from = 1")

    with pytest.raises(PolicyFaultsError) as refused:
        publish_policy(uow, None, unit_named(uow, "甲县"), faulty, on=TODAY, now=NOW)

    assert len(refused.value.faults) >= 3
    assert governing(uow, "甲县") is not None


def test_a_time_zone_that_does_not_exist_is_not_published(uow: UnitOfWork) -> None:
    document = PILOT.read_bytes().replace(b"Asia/Shanghai", b"Asia/Nowhere")

    with pytest.raises(PolicyFaultsError) as refused:
        publish_policy(uow, None, unit_named(uow, "甲县"), document, on=TODAY, now=NOW)

    assert [(one.key, one.value) for one in refused.value.faults] == [("time_zone", '"Asia/Nowhere"')]


@pytest.mark.parametrize("username", ["alice", "bob", "olga"])
def test_only_the_department_above_publishes(uow: UnitOfWork, act: Act, username: str) -> None:
    with pytest.raises(ForbiddenError):
        publish_policy(uow, act(username), unit_named(uow, "甲县"), OWN, on=TODAY, now=NOW)

    assert required(uow, act, "alice") == "60"
