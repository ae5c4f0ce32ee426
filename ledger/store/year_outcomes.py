"""The outcomes that matter to many people's year, read in bulk for the credit engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Table, select, union

from ledger.domain.credit.amounts import ratio
from ledger.domain.credit.facts import OutcomeFacts, Share
from ledger.store.among import among
from ledger.store.base import table_of
from ledger.store.journal import live
from ledger.store.rows import (
    OutcomeEntryRow,
    OutcomeRow,
    OutcomeShareRow,
    PostedOutcomeEntryRow,
    PostedOutcomeRow,
    PostedShareRow,
)
from ledger.store.year_facts import BATCH, COUNTS, KEY, POSTED, counting, ends_of, in_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


class Outcomes(NamedTuple):
    """Tables that hold outcomes with their shares and entries, and what joins and orders them."""

    outcome: Table
    key: Column[int]
    """What shares and entries point to."""
    name: Column[int]
    """The key of the outcome itself."""
    counts: ColumnElement[bool]
    verified: bool
    share: Table
    share_of: Column[int]
    share_at: Column[int]
    entry: Table
    entry_of: Column[int]
    entry_at: Column[int]
    entry_counts: ColumnElement[bool]
    """Which postings of entries counted at the same time."""


def _recorded() -> Outcomes:
    outcome, share, entry = table_of(OutcomeRow), table_of(OutcomeShareRow), table_of(OutcomeEntryRow)
    columns = share, share.c.outcome_id, share.c.id, entry, entry.c.outcome_id, entry.c.id
    waits = outcome.c.status == "recorded"
    return Outcomes(outcome, outcome.c.id, outcome.c.id, waits, False, *columns, COUNTS)


def _posted(before: int | None = None) -> Outcomes:
    outcome = table_of(PostedOutcomeRow)
    share, entry = table_of(PostedShareRow), table_of(PostedOutcomeEntryRow)
    columns = share, share.c.seq, share.c.position, entry, entry.c.seq, entry.c.position
    stands = live(outcome.c.seq, before)
    entries = counting(before)
    return Outcomes(outcome, outcome.c.seq, outcome.c.outcome_id, stands, True, *columns, entries)


RECORDED, VERIFIED = _recorded(), _posted()
"""Outcomes that wait stand where they were recorded; those that were verified stand in the journal."""


def outcomes_of(
    session: Session, people: Sequence[int], year: int, *, cited: bool = True, before: int | None = None
) -> dict[int, list[OutcomeFacts]]:
    """Of each of a batch of people the outcomes that matter to a calendar year, in order of day.

    Those dated in it that the person shares, and, where it matters which entries are `cited`, those of any
    year that came of the person's entries in it that count. One that was refused matters to nobody. With
    `before`, those that stood verified when the journal had come to right before that posting; what waited
    then is not known any more.
    """
    asked: dict[int, list[OutcomeFacts]] = {person: [] for person in people}
    kinds = (RECORDED, VERIFIED) if before is None else (_posted(before),)
    found = [one for tables in kinds for one in _outcomes(session, tables, people, year, cited=cited)]
    for fact, concerned in sorted(found, key=lambda one: (one[0].on, one[0].id)):
        for person in concerned:
            if person in asked:
                asked[person].append(fact)
    return asked


def _outcomes(
    session: Session, tables: Outcomes, people: Sequence[int], year: int, *, cited: bool
) -> Iterator[tuple[OutcomeFacts, set[int]]]:
    """The outcomes of some tables, each with those whom it concerns."""
    outcome = tables.outcome.c
    query = select(tables.key, tables.name, outcome.kind, outcome.on_date, outcome.level).where(
        tables.key.in_(_wanted(tables, people, year, cited=cited)), tables.counts
    )
    rows = session.execute(query).all()
    ids = [row[0] for row in rows]
    if not ids:
        return
    owners = _owners(session, tables, people, year) if cited else {}
    shares, entries = _shares(session, tables, ids), _entries(session, tables, ids)
    for key, name, kind, on, level in rows:
        own = shares[key]
        fact = OutcomeFacts(
            id=f"{name:012d}",
            kind=kind,
            on=on,
            level=level or None,
            verified=tables.verified,
            entries=tuple([f"{entry:012d}" for entry in entries[key]]),
            shares=tuple([Share(str(person), share) for person, share in own]),
        )
        sharers = {person for person, _ in own} if on.year == year else set()
        yield fact, sharers | {owners[entry] for entry in entries[key] if entry in owners}


def _wanted(tables: Outcomes, people: Sequence[int], year: int, *, cited: bool) -> Select[Any]:
    """The keys of outcomes dated in the year that the people share, or that came of their entries in it."""
    shared = (
        select(tables.share_of.label("key"))
        .join(tables.outcome, tables.key == tables.share_of)
        .where(among(tables.share.c.person_id, people), tables.outcome.c.on_date.between(*ends_of(year)))
    )
    if not cited:
        return shared
    came = _came_of(tables, people, year, tables.entry_of.label("key"))
    return select(union(shared, came).subquery().c.key)


def _came_of(tables: Outcomes, people: Sequence[int], year: int, *columns: Any) -> Select[Any]:
    """Columns about what came of the people's entries in the year."""
    query: Select[Any] = (
        select(*columns).select_from(tables.entry).join(POSTED, tables.entry.c.entry_id == KEY)
    )
    return query.where(tables.entry_counts, among(POSTED.c.person_id, people), in_year(year))


def _owners(session: Session, tables: Outcomes, people: Sequence[int], year: int) -> dict[int, int]:
    """Whose each entry is that an outcome came from, of the people's entries in the year."""
    query = _came_of(tables, people, year, tables.entry.c.entry_id, POSTED.c.person_id)
    return {row.entry_id: row.person_id for row in session.execute(query)}


def _shares(
    session: Session, tables: Outcomes, ids: Sequence[int]
) -> Mapping[int, list[tuple[int, Fraction]]]:
    found: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for part in _parts(ids):
        share = tables.share.c
        query = select(tables.share_of, share.person_id, share.part, share.whole)
        query = query.where(among(tables.share_of, part)).order_by(tables.share_of, tables.share_at)
        for key, person, own, whole in session.execute(query):
            found[key].append((person, ratio(own, whole)))
    return found


def _entries(session: Session, tables: Outcomes, ids: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for part in _parts(ids):
        query = select(tables.entry_of, tables.entry.c.entry_id).where(among(tables.entry_of, part))
        for key, entry in session.execute(query.order_by(tables.entry_of, tables.entry_at)):
            found[key].append(entry)
    return found


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[begin : begin + BATCH] for begin in range(0, len(ids), BATCH))
