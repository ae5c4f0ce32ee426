"""Outcomes with their shares and entries."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, or_, select, update

from ledger.domain.errors import ConflictError
from ledger.domain.outcome import Outcome, OutcomeDraft, OutcomeStatus
from ledger.store.base import new_public_id, table_of
from ledger.store.mapping import to_outcome
from ledger.store.rows import EntryRow, OutcomeEntryRow, OutcomeRow, OutcomeShareRow
from ledger.store.visibility import visible_outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor


PART = 1000
"""How many keys go into one statement."""

DECIDED = ("status", "version", "decided_by", "decided_at", "decided_for", "reason")
"""The columns that a decision writes."""


class Outcomes:
    """The outcomes of the ledger."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self,
        draft: OutcomeDraft,
        units: Mapping[int, int | None],
        *,
        recorded_by: int,
        now: datetime,
        source_key: str | None = None,
    ) -> Outcome:
        """A new outcome; `units` gives each sharing person's unit on its date."""
        row = OutcomeRow(**new_columns(draft, recorded_by=recorded_by, now=now), source_key=source_key)
        self.session.add(row)
        self.session.flush()
        self._write_parts(row.id, draft, units)
        return self._whole([row])[0]

    def _write_parts(self, outcome_id: int, draft: OutcomeDraft, units: Mapping[int, int | None]) -> None:
        self.session.execute(insert(OutcomeShareRow), share_columns(outcome_id, draft, units))
        if draft.entry_ids:
            self.session.execute(insert(OutcomeEntryRow), link_columns(outcome_id, draft))

    def add_many(
        self,
        drafts: Sequence[OutcomeDraft],
        units: Sequence[Mapping[int, int | None]],
        source_keys: Sequence[str | None],
        *,
        recorded_by: int,
        now: datetime,
    ) -> list[int]:
        """Many new outcomes with their shares and entries at once; their keys in the same order."""
        rows = [
            new_columns(draft, recorded_by=recorded_by, now=now) | {"source_key": source_key}
            for draft, source_key in zip(drafts, source_keys, strict=True)
        ]
        table = table_of(OutcomeRow)
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        keys = list(self.session.execute(statement, rows).scalars())
        parts = list(zip(keys, drafts, units, strict=True))
        shares = [row for key, draft, own in parts for row in share_columns(key, draft, own)]
        links = [row for key, draft, _ in parts for row in link_columns(key, draft)]
        for kind, found in ((OutcomeShareRow, shares), (OutcomeEntryRow, links)):
            if found:
                self.session.execute(insert(table_of(kind)), found)
        return keys

    def save(self, outcome: Outcome, seen_version: int, units: Mapping[int, int | None]) -> None:
        """Write an outcome whose version was `seen_version` when it was read.

        Raises:
            ConflictError: when somebody changed it in between.
        """
        changed = self.session.execute(
            update(OutcomeRow)
            .where(OutcomeRow.id == outcome.id, OutcomeRow.version == seen_version)
            .values(
                kind=outcome.draft.kind,
                title=outcome.draft.title,
                level=outcome.draft.level,
                on_date=outcome.draft.on,
                reference=outcome.draft.reference,
                note=outcome.draft.note,
                status=outcome.status.value,
                version=outcome.version,
                decided_by=outcome.decided_by,
                decided_at=outcome.decided_at,
                decided_for=outcome.decided_for,
                reason=outcome.reason,
            )
            .returning(OutcomeRow.id)
            .execution_options(synchronize_session=False)
        )
        if changed.first() is None:
            raise ConflictError
        self.session.execute(delete(OutcomeShareRow).where(OutcomeShareRow.outcome_id == outcome.id))
        self.session.execute(delete(OutcomeEntryRow).where(OutcomeEntryRow.outcome_id == outcome.id))
        self._write_parts(outcome.id, outcome.draft, units)

    def decide_many(self, decided: Sequence[Outcome]) -> None:
        """Write decisions on outcomes, each one version on from what was read; all or none.

        Raises:
            ConflictError: when somebody changed one in between.
        """
        alike: dict[tuple[Any, ...], list[int]] = {}
        for outcome in decided:
            alike.setdefault(tuple(getattr(outcome, name) for name in DECIDED), []).append(outcome.id)
        for values, ids in alike.items():
            new = dict(zip(DECIDED, values, strict=True)) | {"status": OutcomeStatus(values[0]).value}
            for begin in range(0, len(ids), PART):
                self._decide_part(ids[begin : begin + PART], new)

    def decide(self, outcome: Outcome, seen_version: int) -> None:
        """Write a decision on one outcome whose version was `seen_version` when it was read.

        Raises:
            ConflictError: when somebody changed it in between.
        """
        if outcome.version != seen_version + 1:
            raise ConflictError
        self.decide_many([outcome])

    def _decide_part(self, ids: list[int], new: dict[str, Any]) -> None:
        changed = self.session.execute(
            update(OutcomeRow)
            .where(OutcomeRow.id.in_(ids), OutcomeRow.version == new["version"] - 1)
            .values(**new)
            .returning(OutcomeRow.id)
            .execution_options(synchronize_session=False)
        )
        if len(changed.all()) != len(ids):
            raise ConflictError

    def units_of(self, outcome_ids: Iterable[int]) -> dict[int, set[int]]:
        """Of each outcome the units of those who share it, on its date."""
        ids = sorted(set(outcome_ids))
        found: dict[int, set[int]] = {key: set() for key in ids}
        for begin in range(0, len(ids), PART):
            query = select(OutcomeShareRow.outcome_id, OutcomeShareRow.unit_id).where(
                OutcomeShareRow.outcome_id.in_(ids[begin : begin + PART])
            )
            for key, unit_id in self.session.execute(query):
                if unit_id is not None:
                    found[key].add(unit_id)
        return found

    def get(self, outcome_id: int) -> Outcome | None:
        """The outcome with this key."""
        return next(iter(self._found(select(OutcomeRow).where(OutcomeRow.id == outcome_id))), None)

    def visible(self, public_id: str, actor: Actor) -> Outcome | None:
        """The outcome with this name in addresses, if the actor may see it."""
        query = select(OutcomeRow).where(OutcomeRow.public_id == public_id, visible_outcomes(actor))
        return next(iter(self._found(query)), None)

    def visible_many(self, public_ids: Iterable[str], actor: Actor) -> list[Outcome]:
        """The outcomes with these names that the actor may see."""
        query = select(OutcomeRow).where(OutcomeRow.public_id.in_(set(public_ids)), visible_outcomes(actor))
        return self._found(query.order_by(OutcomeRow.id))

    def of_year(self, person_ids: Iterable[int], year: int) -> list[Outcome]:
        """The outcomes that matter to some people's calendar year, in order of day.

        Those dated in it that they share, and those of any year that came of their entries in this one.
        """
        people, begin, end = set(person_ids), date(year, 1, 1), date(year, 12, 31)
        mine = select(OutcomeShareRow.outcome_id).where(OutcomeShareRow.person_id.in_(people))
        from_entries = (
            select(OutcomeEntryRow.outcome_id)
            .join(EntryRow, EntryRow.id == OutcomeEntryRow.entry_id)
            .where(EntryRow.person_id.in_(people), EntryRow.begins_on <= end, EntryRow.ends_on >= begin)
        )
        query = select(OutcomeRow).where(
            or_(
                and_(OutcomeRow.id.in_(mine), OutcomeRow.on_date.between(begin, end)),
                OutcomeRow.id.in_(from_entries),
            )
        )
        return self._found(query.order_by(OutcomeRow.on_date, OutcomeRow.id))

    def of_entries(self, entry_ids: Iterable[int]) -> list[Outcome]:
        """The outcomes that came from some entries."""
        wanted = select(OutcomeEntryRow.outcome_id).where(OutcomeEntryRow.entry_id.in_(set(entry_ids)))
        return self._found(select(OutcomeRow).where(OutcomeRow.id.in_(wanted)).order_by(OutcomeRow.on_date))

    def known_sources(self, keys: Iterable[str]) -> set[str]:
        """Which of these sources are in the ledger already."""
        wanted = list(set(keys))
        found: set[str] = set()
        for begin in range(0, len(wanted), 500):
            part = wanted[begin : begin + 500]
            found |= {
                key
                for key in self.session.scalars(
                    select(OutcomeRow.source_key).where(OutcomeRow.source_key.in_(part))
                )
                if key is not None
            }
        return found

    def _found(self, query: Select[OutcomeRow]) -> list[Outcome]:
        options = {"populate_existing": True}
        return self._whole(self.session.scalars(query, execution_options=options).all())

    def _whole(self, rows: Sequence[OutcomeRow]) -> list[Outcome]:
        ids = [row.id for row in rows]
        shares: dict[int, list[OutcomeShareRow]] = {key: [] for key in ids}
        entries: dict[int, list[int]] = {key: [] for key in ids}
        for begin in range(0, len(ids), 500):
            part = ids[begin : begin + 500]
            query = select(OutcomeShareRow).where(OutcomeShareRow.outcome_id.in_(part))
            for share in self.session.scalars(query.order_by(OutcomeShareRow.id)):
                shares[share.outcome_id].append(share)
            links = select(OutcomeEntryRow).where(OutcomeEntryRow.outcome_id.in_(part))
            for link in self.session.scalars(links.order_by(OutcomeEntryRow.id)):
                entries[link.outcome_id].append(link.entry_id)
        return [to_outcome(row, shares[row.id], entries[row.id]) for row in rows]

    def move_to_unit(self, person_id: int, outcome_ids: Sequence[int], unit_id: int | None) -> None:
        """Set the unit of a person's shares after an appointment changed."""
        for begin in range(0, len(outcome_ids), PART):
            self.session.execute(
                update(OutcomeShareRow)
                .where(
                    OutcomeShareRow.person_id == person_id,
                    OutcomeShareRow.outcome_id.in_(outcome_ids[begin : begin + PART]),
                )
                .values(unit_id=unit_id)
            )

    def units_of_person(self, person_id: int) -> list[tuple[int, date, int | None]]:
        """Of each share of a person the outcome's key, its date and the unit that the share lies with."""
        query = (
            select(OutcomeRow.id, OutcomeRow.on_date, OutcomeShareRow.unit_id)
            .join(OutcomeShareRow, OutcomeShareRow.outcome_id == OutcomeRow.id)
            .where(OutcomeShareRow.person_id == person_id)
        )
        return [(key, on, unit) for key, on, unit in self.session.execute(query)]


def new_columns(draft: OutcomeDraft, *, recorded_by: int, now: datetime) -> dict[str, Any]:
    """All columns of a new outcome that waits to be verified."""
    return {
        "public_id": new_public_id(),
        "kind": draft.kind,
        "title": draft.title,
        "level": draft.level,
        "on_date": draft.on,
        "reference": draft.reference,
        "note": draft.note,
        "status": OutcomeStatus.RECORDED.value,
        "version": 1,
        "recorded_by": recorded_by,
        "created_at": now,
        "reason": "",
    }


def share_columns(
    outcome_id: int, draft: OutcomeDraft, units: Mapping[int, int | None]
) -> list[dict[str, Any]]:
    """The columns of an outcome's shares."""
    return [
        {
            "outcome_id": outcome_id,
            "person_id": person_id,
            "unit_id": units.get(person_id),
            "part": share.numerator,
            "whole": share.denominator,
        }
        for person_id, share in draft.shares
    ]


def link_columns(outcome_id: int, draft: OutcomeDraft) -> list[dict[str, Any]]:
    """The columns of the entries that an outcome came from."""
    return [{"outcome_id": outcome_id, "entry_id": entry_id} for entry_id in draft.entry_ids]
