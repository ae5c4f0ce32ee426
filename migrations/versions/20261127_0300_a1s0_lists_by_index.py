"""Indexes that answer a department's lists and table by themselves."""

from __future__ import annotations

from alembic import op

revision = "a1s0"
down_revision = "a1p0"
branch_labels = None
depends_on = None

LISTED = [
    "begins_on", "ends_on", "person_id", "channel", "minutes", "from_half", "to_half", "mode", "topic_id",
]  # fmt: skip
SUMMED = ["rank", "status", "day_minutes", "reports", "field_earned", "field_in", "person_id"]


def upgrade() -> None:
    """Make the wider index of entries by unit in the place of the narrow one, and two more."""
    op.create_index("ix_entry_of_unit", "entry", ["unit_id", "status", *LISTED])
    op.drop_index("ix_entry_unit_id_status", table_name="entry")
    op.create_index("ix_entry_person_id_unit_id", "entry", ["person_id", "unit_id"])
    op.create_index("ix_assessment_of_unit", "assessment", ["year", "unit_id", *SUMMED])


def downgrade() -> None:
    """Take them away; the narrow one comes back."""
    op.drop_index("ix_assessment_of_unit", table_name="assessment")
    op.drop_index("ix_entry_person_id_unit_id", table_name="entry")
    op.create_index("ix_entry_unit_id_status", "entry", ["unit_id", "status"])
    op.drop_index("ix_entry_of_unit", table_name="entry")
