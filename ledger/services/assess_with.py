"""Assess people's year with a policy that isn't published, as if it governed it; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ledger.services.assess_year import AssessedYear, assess_people

if TYPE_CHECKING:
    from ledger.domain.credit.policy import Policy
    from ledger.store.unit_of_work import UnitOfWork


def assess_with(
    uow: UnitOfWork,
    person_ids: Iterable[int],
    year: int,
    policy: Policy,
    *,
    as_of: date,
    keep_steps: bool = False,
) -> Iterator[AssessedYear]:
    """The year of each of some people under the policy, one at a time; those without an appointment left out.

    A policy that begins only later is tried on the year all the same: it is the year whose facts are known.
    """
    tried = replace(policy, years_from=min(policy.years_from, year), years_to=None)
    yield from assess_people(uow, person_ids, year, as_of=as_of, keep_steps=keep_steps, instead=tried)
