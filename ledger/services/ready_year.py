"""Make a year ready to be assessed: what is the same for all cadres under a version, found once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from ledger.domain.credit.assess import made_ready
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.terms import KnownTerms
from ledger.domain.people import Unit
from ledger.domain.policy_version import PolicyVersion
from ledger.services.working_calendar import calendar_of

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork


@lru_cache(maxsize=64)
def policy_of(document: bytes) -> Policy:
    """The policy that a published document says; published documents have no faults."""
    return parse_policy(document)


TRIED = PolicyVersion(0, "", 0, "", 0, "", 0, None, b"", "", "draft", None, None)
"""Stands for a policy that is tried in the place of whatever is published."""


class ReadyYear:
    """What is the same for all people of a year, found once: the calendar, and what each version says."""

    def __init__(self, uow: UnitOfWork, year: int, tried: Policy | None = None) -> None:
        self.year = year
        self.calendar = calendar_of(uow, [year])
        self.provisional = not self.calendar.announced(year)
        self._versions = uow.policies.published()
        self._policies = uow.policies
        self._units = uow.units
        self._found: dict[int, Unit] = {}
        self._governing: dict[int, PolicyVersion | None] = {}
        self._known: dict[int, KnownTerms] = {}
        self._tried = tried
        if tried is not None:
            self._known[TRIED.id] = made_ready(tried, year, self.calendar)

    def units(self, unit_ids: set[int]) -> dict[int, Unit]:
        """Those units, and others that came up before, by key; each is read once."""
        unknown = unit_ids - self._found.keys()
        if unknown:
            self._found |= self._units.by_ids(unknown)
        return self._found

    def version_of(self, unit: Unit) -> PolicyVersion | None:
        """The version that governs a unit's year."""
        if self._tried is not None:
            return TRIED
        if unit.id not in self._governing:
            self._governing[unit.id] = self._policies.governing(unit, self.year, self._versions)
        return self._governing[unit.id]

    def policy(self, version: PolicyVersion | None) -> Policy | None:
        """What a version says; the policy that is tried has none."""
        if version is None or version is TRIED:
            return self._tried
        return policy_of(version.document)

    def known(self, version: PolicyVersion) -> KnownTerms:
        """A version made ready for the year, with the terms under it that came up so far."""
        found = self._known.get(version.id)
        if found is None:
            found = self._known[version.id] = made_ready(
                policy_of(version.document), self.year, self.calendar
            )
        return found

    def looked_at(self, versions: Iterable[PolicyVersion | None]) -> set[str]:
        """The facts of an entry that some of these versions look at."""
        known = [self.known(version) for version in versions if version is not None]
        return {fact for terms in known for fact in terms.frame.looked_at}
