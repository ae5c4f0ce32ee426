"""An index of entries by day: the first page of a department's list without sorting all of them."""

from __future__ import annotations

from alembic import op

revision = "a1c2"
down_revision = "a1c1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_entry_begins_on_id", "entry", ["begins_on", "id"])


def downgrade() -> None:
    """Take the index away."""
    op.drop_index("ix_entry_begins_on_id", table_name="entry")
