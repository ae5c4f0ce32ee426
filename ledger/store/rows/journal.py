"""The journal and the typed facts of what was posted; append-only by the schema."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import APPEND_ONLY, Base, Code, Long, PartialIndex


class JournalRow(Base):
    """One posting: numbered without gaps, with the hash of the one before."""

    __tablename__ = "journal"
    __table_args__ = (
        CheckConstraint("seq > 0", name="numbered_from_one"),
        CheckConstraint("act IN ('posted', 'reversed', 'adjusted', 'closed', 'reopened')", name="act_known"),
        CheckConstraint("act <> 'reversed' OR reverses IS NOT NULL", name="reversal_names_its_posting"),
        CheckConstraint("reverses IS NULL OR reverses < seq", name="reverses_what_came_before"),
        PartialIndex(
            "uq_journal_posted_version", "object_kind", "object_id", "version", where="act = 'posted'"
        ),
        # Only reversals are in it: whether a posting is live is asked for every posting that is read.
        PartialIndex("uq_journal_reverses", "reverses", where="reverses IS NOT NULL"),
        Index("ix_journal_object_kind_object_id", "object_kind", "object_id"),
        Index("ix_journal_person_id_seq", "person_id", "seq"),
        {"info": {APPEND_ONLY: True}},
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    act: Mapped[Code]
    object_kind: Mapped[Code]
    object_id: Mapped[int]
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    year: Mapped[int | None]
    body: Mapped[str] = mapped_column(Text)
    """The facts in canonical JSON, as they were hashed."""
    reason: Mapped[Long]
    reverses: Mapped[int | None] = mapped_column(ForeignKey("journal.seq", ondelete="RESTRICT"))
    previous: Mapped[str] = mapped_column(String(80))
    hash: Mapped[str] = mapped_column(String(80))
    algorithm: Mapped[Code]


class PostedEntryRow(Base):
    """The facts of an entry as they were posted: the columns of the entry under the same names."""

    __tablename__ = "posted_entry"
    __table_args__ = (
        Index(  # holds all that the engine looks at: a whole year is read from it alone
            "ix_posted_entry_facts",
            *("person_id", "begins_on", "entry_id", "ends_on", "channel", "start", "minutes", "from_half"),
            *("to_half", "mode", "platform", "place_code", "contact_point", "topic_id", "logged_on", "seq"),
        ),
        Index("ix_posted_entry_entry_id", "entry_id"),
        {"info": {APPEND_ONLY: True}},
    )

    seq: Mapped[int] = mapped_column(
        Integer, ForeignKey("journal.seq", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="RESTRICT"))
    version: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    channel: Mapped[Code]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    start: Mapped[str | None] = mapped_column(String(5))
    minutes: Mapped[int | None]
    from_half: Mapped[str | None] = mapped_column(String(2))
    to_half: Mapped[str | None] = mapped_column(String(2))
    mode: Mapped[Code]
    platform: Mapped[str | None] = mapped_column(String(40))
    place_code: Mapped[str | None] = mapped_column(String(12))
    contact_point: Mapped[bool]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="RESTRICT"))
    counts: Mapped[dict[str, Any]]
    logged_on: Mapped[date]


class PostedOutcomeRow(Base):
    """The facts of an outcome as they were posted."""

    __tablename__ = "posted_outcome"
    __table_args__ = (
        Index("ix_posted_outcome_outcome_id", "outcome_id"),
        {"info": {APPEND_ONLY: True}},
    )

    seq: Mapped[int] = mapped_column(
        Integer, ForeignKey("journal.seq", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id", ondelete="RESTRICT"))
    kind: Mapped[Code]
    level: Mapped[str] = mapped_column(String(40))
    on_date: Mapped[date]


class PostedShareRow(Base):
    """The part of a posted outcome that is one cadre's."""

    __tablename__ = "posted_share"
    __table_args__ = (
        Index("ix_posted_share_person_id_seq", "person_id", "seq"),
        {"info": {APPEND_ONLY: True}},
    )

    seq: Mapped[int] = mapped_column(
        ForeignKey("posted_outcome.seq", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The place among the shares, from 0."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    part: Mapped[int]
    whole: Mapped[int]


class PostedOutcomeEntryRow(Base):
    """An entry that a posted outcome came from."""

    __tablename__ = "posted_outcome_entry"
    __table_args__ = (
        Index("ix_posted_outcome_entry_entry_id_seq", "entry_id", "seq"),
        {"info": {APPEND_ONLY: True}},
    )

    seq: Mapped[int] = mapped_column(
        ForeignKey("posted_outcome.seq", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The place among the entries, from 0."""
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="RESTRICT"))
