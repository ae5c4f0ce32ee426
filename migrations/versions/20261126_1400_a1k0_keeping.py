"""The record of how this installation is kept: backups, verifications, restores and releases.

Revises: a1m1
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1k0"
down_revision = "a1m1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "keeping",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("well", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "act IN ('backup', 'verification', 'export', 'import', 'restore', 'release')",
            name=op.f("ck_keeping_act_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeping")),
    )
    op.create_index(op.f("ix_keeping_act_id"), "keeping", ["act", "id"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index(op.f("ix_keeping_act_id"), table_name="keeping")
    op.drop_table("keeping")
