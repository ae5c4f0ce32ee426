"""The journal: numbered, chained postings, and the typed facts of what was posted.

Going down takes the journal away with all its postings: the facts stand in `entry` and `outcome`, and the
trail keeps who decided and who reversed.

Revises: a1c2
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1d0"
down_revision = "a1c2"
branch_labels = None
depends_on = None

TABLES = ("posted_outcome_entry", "posted_share", "posted_outcome", "posted_entry", "journal")


def upgrade() -> None:
    """Make the tables."""
    _journal()
    _posted_entry()
    _posted_outcome()


def downgrade() -> None:
    """Take them away, what points first."""
    for table in TABLES:
        op.drop_table(table)


def _number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def _text(name: str, most: int, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=most), nullable=empty)


def _points(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=name, ondelete="RESTRICT")


def _seq(table: str, other: str = "journal") -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False), _points(
        table, "seq", other, "seq"
    )


def _position() -> sa.Column[int]:
    return sa.Column("position", sa.Integer(), autoincrement=False, nullable=False)


def _journal() -> None:
    acts = "act IN ('posted', 'reversed', 'adjusted', 'closed', 'reopened')"
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _number("account_id", empty=True),
        _text("act", 40),
        _text("object_kind", 40),
        _number("object_id"),
        _number("version"),
        _number("person_id", empty=True),
        _number("year", empty=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _number("reverses", empty=True),
        _text("previous", 80),
        _text("hash", 80),
        _text("algorithm", 40),
        sa.CheckConstraint("seq > 0", name=op.f("ck_journal_numbered_from_one")),
        sa.CheckConstraint(acts, name=op.f("ck_journal_act_known")),
        sa.CheckConstraint(
            "act <> 'reversed' OR reverses IS NOT NULL", name=op.f("ck_journal_reversal_names_its_posting")
        ),
        sa.CheckConstraint(
            "reverses IS NULL OR reverses < seq", name=op.f("ck_journal_reverses_what_came_before")
        ),
        _points("journal", "account_id", "account"),
        _points("journal", "person_id", "person"),
        _points("journal", "reverses", "journal", "seq"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    for name, columns, where in (
        ("uq_journal_posted_version", ["object_kind", "object_id", "version"], "act = 'posted'"),
        ("uq_journal_reverses", ["reverses"], "reverses IS NOT NULL"),
    ):
        condition = sa.text(where)
        op.create_index(
            name, "journal", columns, unique=True, sqlite_where=condition, postgresql_where=condition
        )
    op.create_index("ix_journal_object_kind_object_id", "journal", ["object_kind", "object_id"])
    op.create_index("ix_journal_person_id_seq", "journal", ["person_id", "seq"])


def _posted_entry() -> None:
    op.create_table(
        "posted_entry",
        *_seq("posted_entry"),
        _number("entry_id"),
        _number("version"),
        _number("person_id"),
        _text("channel", 40),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _text("start", 5, empty=True),
        _number("minutes", empty=True),
        _text("from_half", 2, empty=True),
        _text("to_half", 2, empty=True),
        _text("mode", 40),
        _text("platform", 40, empty=True),
        _text("place_code", 12, empty=True),
        sa.Column("contact_point", sa.Boolean(), nullable=False),
        _number("topic_id", empty=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("logged_on", sa.Date(), nullable=False),
        _points("posted_entry", "entry_id", "entry"),
        _points("posted_entry", "person_id", "person"),
        _points("posted_entry", "topic_id", "topic"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_posted_entry")),
    )
    op.create_index("ix_posted_entry_person_id_begins_on", "posted_entry", ["person_id", "begins_on"])
    op.create_index("ix_posted_entry_entry_id", "posted_entry", ["entry_id"])


def _posted_outcome() -> None:
    op.create_table(
        "posted_outcome",
        *_seq("posted_outcome"),
        _number("outcome_id"),
        _text("kind", 40),
        _text("level", 40),
        sa.Column("on_date", sa.Date(), nullable=False),
        _points("posted_outcome", "outcome_id", "outcome"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_posted_outcome")),
    )
    op.create_index("ix_posted_outcome_outcome_id", "posted_outcome", ["outcome_id"])
    op.create_table(
        "posted_share",
        *_seq("posted_share", "posted_outcome"),
        _position(),
        _number("person_id"),
        _number("part"),
        _number("whole"),
        _points("posted_share", "person_id", "person"),
        sa.PrimaryKeyConstraint("seq", "position", name=op.f("pk_posted_share")),
    )
    op.create_index("ix_posted_share_person_id_seq", "posted_share", ["person_id", "seq"])
    op.create_table(
        "posted_outcome_entry",
        *_seq("posted_outcome_entry", "posted_outcome"),
        _position(),
        _number("entry_id"),
        _points("posted_outcome_entry", "entry_id", "entry"),
        sa.PrimaryKeyConstraint("seq", "position", name=op.f("pk_posted_outcome_entry")),
    )
    op.create_index("ix_posted_outcome_entry_entry_id_seq", "posted_outcome_entry", ["entry_id", "seq"])
