"""The ground of a trial: a subtree's facts as the engine takes them, kept for the next turn of a knob.

A ground is used again only while the database itself says that nothing was committed since before it was
read (`BooksWatch`), so it can't be stale; there are few of them and together they hold so many entries at
most, so that memory is bounded.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from ledger.services.engine_facts import facts_of_year
from ledger.store.readings_trials import KeptStanding, kept_standings
from ledger.store.year_facts import BATCH
from ledger.uncollected import uncollected

if TYPE_CHECKING:
    from collections.abc import Collection

    from ledger.domain.credit.facts import CadreYear
    from ledger.domain.people import Unit
    from ledger.domain.policy_version import PolicyVersion
    from ledger.store.books_watch import BooksWatch
    from ledger.store.unit_of_work import UnitOfWork

MOST_GROUNDS = 4
MOST_ENTRIES = 400_000
"""So many entries are kept over all grounds: some hundred megabytes."""

Key = tuple[str, int, int, frozenset[str]]


@dataclass(frozen=True)
class Ground:
    """Whom a version governs in a subtree and year, as kept, and each one's facts in the same order."""

    standings: tuple[KeptStanding, ...]
    facts: tuple[CadreYear, ...]
    entries: int


class Grounds:
    """The grounds of one database that were read last."""

    def __init__(self, watch: BooksWatch) -> None:
        self._watch = watch
        self._lock = Lock()
        self._kept: OrderedDict[Key, tuple[str, Ground]] = OrderedDict()

    def of(
        self, uow: UnitOfWork, root: Unit, year: int, version: PolicyVersion, looked_at: frozenset[str]
    ) -> Ground:
        """The ground of a subtree, as the books stand now, with the facts that the tried policy looks at."""
        # What is read from here on begins after the mark: a commit in between shows in the second mark.
        uow.session.rollback()
        mark, key = self._watch.mark(uow.session), (root.path, year, version.id, looked_at)
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known[0] == mark:
                self._kept.move_to_end(key)
                return known[1]
        uow.session.rollback()
        ground = read_ground(uow, root, year, version, looked_at)
        uow.session.rollback()
        if self._watch.mark(uow.session) == mark:
            self._keep(key, mark, ground)
        return ground

    def _keep(self, key: Key, mark: str, ground: Ground) -> None:
        with self._lock:
            self._kept.pop(key, None)
            for other in [other for other, (old, _) in self._kept.items() if old != mark]:
                del self._kept[other]
            self._kept[key] = mark, ground
            while self._kept and (len(self._kept) > MOST_GROUNDS or self._entries() > MOST_ENTRIES):
                self._kept.popitem(last=False)

    def _entries(self) -> int:
        return sum(ground.entries for _, ground in self._kept.values())


def read_ground(
    uow: UnitOfWork, root: Unit, year: int, version: PolicyVersion, looked_at: Collection[str]
) -> Ground:
    """Read the facts of everybody whom the version governs in the subtree, as far as they are looked at."""
    standings = kept_standings(uow.session, root, year, version.id)
    facts: list[CadreYear] = []
    with uncollected():
        for begin in range(0, len(standings), BATCH):
            people = [one.person_id for one in standings[begin : begin + BATCH]]
            postings = uow.people.postings(people)
            units = uow.units.by_ids({posting.unit_id for own in postings.values() for posting in own})
            found = facts_of_year(uow, people, year, postings, units, looked_at=looked_at)
            facts.extend(found[person] for person in people)
    return Ground(tuple(standings), tuple(facts), sum(len(one.entries) for one in facts))
