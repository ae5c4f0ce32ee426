"""Publish a version of a policy for a unit and all below it that have none of their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import ConflictError, ForbiddenError
from ledger.domain.people import Unit
from ledger.domain.policy_version import PolicyVersion
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_
from ledger.services.assess_year import reassess
from ledger.services.period_guard import check_policy_years
from ledger.services.read_policy import read_policy
from ledger.store.readings_assessments import kept_people, kept_years

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


class SamePolicyError(ConflictError):
    """The unit's version in force is these very bytes."""

    text = N_("这份办法已经在这个单位施行（第 %(version)s 版），不用再发布。")


def publish_policy(
    uow: UnitOfWork, actor: Actor | None, unit: Unit, document: bytes, *, on: date, now: datetime
) -> PolicyVersion:
    """The version as published; every kept year that it may touch is assessed again. No actor: command line.

    Raises:
        PolicyFaultsError: with every fault of the document.
        ForbiddenError: the unit isn't in a department of the actor.
        SamePolicyError: it is published there already.
    """
    if actor is not None and not actor.in_department(unit.path):
        raise ForbiddenError
    with uow:
        account_id = None if actor is None else actor.account_id
        version = adopt(uow, unit, document, published_by=account_id, on=on, now=now)
        uow.commit()
    return version


def adopt(
    uow: UnitOfWork,
    unit: Unit,
    document: bytes,
    *,
    published_by: int | None,
    drafted_by: int | None = None,
    proposed_by: int | None = None,
    on: date,
    now: datetime,
) -> PolicyVersion:
    """Put a document in force for a unit within the caller's transaction, as one recorded act.

    The trail names who drafted, proposed and published, and how many assessments were made again; without an
    account it was published from the command line. Raises as `publish_policy` does.
    """
    policy = read_policy(document)
    check_policy_years(uow, unit, policy.years_from, policy.years_to)
    before = [one for one in uow.policies.published() if one.unit_id == unit.id]
    for same in (one for one in before if one.digest == policy.digest):
        raise SamePolicyError(version=same.version)
    version = uow.policies.publish(
        unit.id, policy, document, published_by=published_by, drafted_by=drafted_by, now=now
    )
    changes: dict[str, tuple[object, object]] = {
        "digest": (before[0].digest if before else None, version.digest),
        "unit": (None, unit.public_id),
        "reassessed": (None, _assess_again(uow, unit, from_year=policy.years_from, on=on, now=now)),
    }
    changes |= _names(uow, drafted_by=drafted_by, proposed_by=proposed_by)
    uow.trail.append(
        TrailTag.POLICY_PUBLISHED,
        at=now,
        account_id=published_by,
        object_kind="policy",
        object_id=version.id,
        changes=changes,
    )
    return version


def _names(uow: UnitOfWork, **keys: int | None) -> dict[str, tuple[object, object]]:
    """The usernames of those accounts that there are, as the trail has them."""
    accounts = {name: uow.accounts.get(key) for name, key in keys.items() if key is not None}
    return {name: (None, account.username) for name, account in accounts.items() if account is not None}


def _assess_again(uow: UnitOfWork, unit: Unit, *, from_year: int, on: date, now: datetime) -> int:
    """Versions for later years step back for a new one as well, so that every year from its first counts.

    Gives how many assessments were made.
    """
    made = 0
    for year in kept_years(uow.session):
        if year >= from_year:
            people = kept_people(uow.session, year, unit.path)
            reassess(uow, people, year, on=on, now=now)
            made += len(people)
    return made
