"""Checkpoints: what the books were at a moment, signed.

Going down takes them away; the copies in the folder of the installation stay.

Revises: a1g1
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1m0"
down_revision = "a1g1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(length=80), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_checkpoint_numbered_from_one")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_checkpoint_size_not_negative")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("checkpoint")
