"""What an issued summary is known by: the bytes of its files, its inputs, and when it was issued last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1p0"
down_revision = "a1f1"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables and columns; what was issued before was issued last when it was issued."""
    op.create_table(
        "issued_file",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["summary_id"],
            ["issued_summary.id"],
            name=op.f("fk_issued_file_summary_id_issued_summary"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_issued_file_sha256")),
    )
    op.create_index(op.f("ix_issued_file_summary_id"), "issued_file", ["summary_id"])
    op.create_table(
        "question",
        sa.Column("asker", sa.String(64), nullable=False),
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("asker", "minute", name=op.f("pk_question")),
    )
    op.add_column("issued_summary", sa.Column("inputs_digest", sa.String(80), nullable=True))
    op.add_column("issued_summary", sa.Column("last_issued_at", MOMENT, nullable=True))
    op.execute("UPDATE issued_summary SET last_issued_at = issued_at")
    op.add_column("batch", sa.Column("result_sha256", sa.String(64), nullable=True))
    op.execute("UPDATE batch SET result_sha256 = sha256 WHERE sha256 <> ''")
    op.create_index(op.f("ix_batch_result_sha256"), "batch", ["result_sha256"])


def downgrade() -> None:
    """Take them away: what went out can then be asked for by its code alone."""
    op.drop_index(op.f("ix_batch_result_sha256"), "batch")
    op.drop_column("batch", "result_sha256")
    op.drop_column("issued_summary", "last_issued_at")
    op.drop_column("issued_summary", "inputs_digest")
    op.drop_table("question")
    op.drop_table("issued_file")
