"""A table of holiday notices that an administrator enters over what the library knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1g0"
down_revision = "a1h0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "holiday_notice",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("days_off", sa.JSON(), nullable=False),
        sa.Column("working_weekends", sa.JSON(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("year BETWEEN 1900 AND 2999", name=op.f("ck_holiday_notice_year_known")),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["account.id"],
            name=op.f("fk_holiday_notice_entered_by_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_holiday_notice")),
    )


def downgrade() -> None:
    """Remove the table, and with it what was entered."""
    op.drop_table("holiday_notice")
