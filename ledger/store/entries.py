"""Entries: kept, found and changed; the version settles who came first."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger.domain.entry import Entry, EntryDraft, EntryStatus
from ledger.domain.errors import ConflictError
from ledger.domain.wording import N_
from ledger.store.base import new_public_id, table_of
from ledger.store.mapping import ENTRY_FIELDS, draft_columns, to_entry
from ledger.store.rows import EntryLinkRow, EntryRow
from ledger.store.visibility import visible_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor


ENTRY = table_of(EntryRow)
ADDING = insert(ENTRY).returning(ENTRY.c.id)
"""Adds one entry; made once, since logging is what is done most."""

PART = 1000
"""How many keys go into one statement."""

SUBMITTED = (
    *("status", "version", "updated_at", "submitted_by", "submitted_at", "logged_on", "reason"),
    *("confirmed_by", "confirmed_at", "agreement_id"),
)
DECIDED = ("status", "version", "updated_at", "decided_by", "decided_at", "decided_for", "reason")
"""The columns that handing in and deciding write; the state comes first."""


class KnownSourceError(ConflictError):
    """What was to be imported came into the ledger meanwhile, by another import."""

    text = N_("有的留言刚刚已由另一次导入登记，这次没有写入任何内容。请重新查看试导结果。")


class Entries:
    """The entries of the ledger."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self,
        person_id: int,
        unit_id: int | None,
        draft: EntryDraft,
        *,
        created_by: int,
        now: datetime,
        on: date,
        public_id: str | None = None,
        source_key: str | None = None,
        upload_id: int | None = None,
        status: EntryStatus = EntryStatus.DRAFT,
        agreement_id: int | None = None,
    ) -> Entry:
        """A new entry in draft, or handed in at once by who enters it (`status` says so)."""
        columns = new_columns(person_id, unit_id, draft, created_by=created_by, now=now, on=on)
        columns |= {"source_key": source_key, "upload_id": upload_id}
        if public_id is not None:
            columns["public_id"] = public_id
        if status is not EntryStatus.DRAFT:
            columns |= {
                "status": status.value,
                "version": 2,
                "agreement_id": agreement_id,
                "submitted_by": created_by,
                "submitted_at": now,
            }
        key = self.session.connection().execute(ADDING, columns).scalar_one()
        own = {name: columns[name] for name in ENTRY_FIELDS if name in columns}
        return Entry(id=key, draft=draft, status=EntryStatus(columns["status"]), **own)

    def add_many(self, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Many new entries at once (columns as `new_columns` gives them); their keys in the same order.

        Raises:
            KnownSourceError: when one of their sources is in the ledger already.
        """
        statement = insert(ENTRY).returning(ENTRY.c.id, sort_by_parameter_order=True)
        try:
            return list(self.session.execute(statement, list(rows)).scalars())
        except IntegrityError as error:
            if "source_key" not in str(error.orig):
                raise
            raise KnownSourceError from error

    def get(self, entry_id: int) -> Entry | None:
        """The entry with this key."""
        row = self.session.get(EntryRow, entry_id, populate_existing=True)
        return None if row is None else to_entry(row)

    def by_ids(self, entry_ids: Iterable[int]) -> list[Entry]:
        """The entries with these keys."""
        ids = sorted(set(entry_ids))
        found: list[Entry] = []
        for begin in range(0, len(ids), PART):
            query = select(EntryRow).where(EntryRow.id.in_(ids[begin : begin + PART]))
            found += [to_entry(row) for row in self.session.scalars(query.order_by(EntryRow.id))]
        return found

    def visible(self, public_id: str, actor: Actor) -> Entry | None:
        """The entry with this name in addresses, if the actor may see it."""
        query = select(ENTRY).where(EntryRow.public_id == public_id, visible_entries(actor))
        row = self.session.execute(query).first()
        return None if row is None else to_entry(row)

    def visible_many(self, public_ids: Iterable[str], actor: Actor) -> list[Entry]:
        """The entries with these names that the actor may see."""
        query = select(ENTRY).where(EntryRow.public_id.in_(set(public_ids)), visible_entries(actor))
        return [to_entry(row) for row in self.session.execute(query.order_by(EntryRow.id)).all()]

    def visible_ids(self, public_ids: Iterable[str], actor: Actor) -> list[int]:
        """The keys of the entries with these names that the actor may see."""
        query = select(EntryRow.id).where(EntryRow.public_id.in_(set(public_ids)), visible_entries(actor))
        return list(self.session.connection().scalars(query))

    def save(self, entry: Entry, seen_version: int) -> None:
        """Write an entry whose version was `seen_version` when it was read.

        Raises:
            ConflictError: when somebody changed it in between.
        """
        columns = draft_columns(entry.draft) | {
            "unit_id": entry.unit_id,
            "status": entry.status.value,
            "version": entry.version,
            "logged_on": entry.logged_on,
            "updated_at": entry.updated_at,
            "submitted_by": entry.submitted_by,
            "submitted_at": entry.submitted_at,
            "confirmed_by": entry.confirmed_by,
            "confirmed_at": entry.confirmed_at,
            "agreement_id": entry.agreement_id,
            "decided_by": entry.decided_by,
            "decided_at": entry.decided_at,
            "decided_for": entry.decided_for,
            "reason": entry.reason,
        }
        changed = self.session.execute(
            update(EntryRow)
            .where(EntryRow.id == entry.id, EntryRow.version == seen_version)
            .values(**columns)
            .returning(EntryRow.id)
            .execution_options(synchronize_session=False)
        )
        if changed.first() is None:
            raise ConflictError

    def move_many(self, moved: Sequence[Entry], columns: tuple[str, ...]) -> None:
        """Write these columns of many entries, each one version on from what was read; all or none.

        Entries that get the same values are written by one statement.

        Raises:
            ConflictError: when somebody changed one in between.
        """
        alike: dict[tuple[Any, ...], list[int]] = {}
        for entry in moved:
            alike.setdefault(tuple(getattr(entry, name) for name in columns), []).append(entry.id)
        for values, ids in alike.items():
            new = dict(zip(columns, values, strict=True)) | {"status": EntryStatus(values[0]).value}
            for begin in range(0, len(ids), PART):
                self._move_part(ids[begin : begin + PART], new)

    def _move_part(self, ids: list[int], new: dict[str, Any]) -> None:
        changed = self.session.execute(
            update(EntryRow)
            .where(EntryRow.id.in_(ids), EntryRow.version == new["version"] - 1)
            .values(**new)
            .returning(EntryRow.id)
            .execution_options(synchronize_session=False)
        )
        if len(changed.all()) != len(ids):
            raise ConflictError

    def drafts_of_upload(self, upload_id: int, actor: Actor) -> list[str]:
        """The names in addresses of the drafts that came from an upload, as far as the actor sees them."""
        query = select(EntryRow.public_id).where(
            EntryRow.upload_id == upload_id,
            EntryRow.status == EntryStatus.DRAFT.value,
            visible_entries(actor),
        )
        return list(self.session.scalars(query.order_by(EntryRow.id)))

    def of_year(self, person_ids: Iterable[int], year: int, *statuses: EntryStatus) -> list[Entry]:
        """The entries of some people that meet a calendar year, in order of day; all states unless named."""
        query = (
            # Plain columns: a year is read at every look, and rows as objects cost four times as much.
            select(*EntryRow.__table__.columns)
            .where(
                EntryRow.person_id.in_(set(person_ids)),
                EntryRow.begins_on <= date(year, 12, 31),
                EntryRow.ends_on >= date(year, 1, 1),
            )
            .order_by(EntryRow.begins_on, EntryRow.id)
        )
        if statuses:
            query = query.where(EntryRow.status.in_(statuses))
        rows: Iterable[Any] = self.session.execute(query)
        return [to_entry(row) for row in rows]

    def known_sources(self, keys: Iterable[str]) -> dict[str, int]:
        """Which of these sources are in the ledger already, with the person they were entered for."""
        wanted = list(set(keys))
        found: dict[str, int] = {}
        for begin in range(0, len(wanted), 500):
            query = select(EntryRow.source_key, EntryRow.person_id).where(
                EntryRow.source_key.in_(wanted[begin : begin + 500])
            )
            found.update({key: person for key, person in self.session.execute(query) if key is not None})
        return found

    def move_to_unit(self, entry_ids: Sequence[int], unit_id: int | None) -> None:
        """Set the unit of entries after an appointment changed."""
        for begin in range(0, len(entry_ids), PART):
            moved = update(EntryRow).where(EntryRow.id.in_(entry_ids[begin : begin + PART]))
            self.session.execute(moved.values(unit_id=unit_id))

    def units_of_person(self, person_id: int) -> list[tuple[int, date, int | None]]:
        """Of each entry of a person the key, the last day and the unit that it lies with."""
        query = select(EntryRow.id, EntryRow.ends_on, EntryRow.unit_id).where(EntryRow.person_id == person_id)
        return [(key, on, unit) for key, on, unit in self.session.execute(query)]

    def link(self, finding_id: int, check_id: int) -> None:
        """Join an online finding to the visit that checked it; once."""
        known = select(EntryLinkRow.id).where(
            EntryLinkRow.finding_id == finding_id, EntryLinkRow.check_id == check_id
        )
        if self.session.scalar(known) is None:
            self.session.add(EntryLinkRow(finding_id=finding_id, check_id=check_id))
            self.session.flush()

    def links(self, entry_id: int) -> tuple[list[Entry], list[Entry]]:
        """The findings that led to an entry, and the checks that followed it."""
        findings = select(EntryRow).join(EntryLinkRow, EntryLinkRow.finding_id == EntryRow.id)
        checks = select(EntryRow).join(EntryLinkRow, EntryLinkRow.check_id == EntryRow.id)
        before = self.session.scalars(findings.where(EntryLinkRow.check_id == entry_id))
        after = self.session.scalars(checks.where(EntryLinkRow.finding_id == entry_id))
        return [to_entry(row) for row in before], [to_entry(row) for row in after]


def new_columns(
    person_id: int, unit_id: int | None, draft: EntryDraft, *, created_by: int, now: datetime, on: date
) -> dict[str, Any]:
    """All columns of a new entry in draft."""
    return draft_columns(draft) | {
        "public_id": new_public_id(),
        "person_id": person_id,
        "unit_id": unit_id,
        "status": EntryStatus.DRAFT.value,
        "version": 1,
        "logged_on": on,
        "created_by": created_by,
        "created_at": now,
        "updated_at": now,
        "reason": "",
    }
