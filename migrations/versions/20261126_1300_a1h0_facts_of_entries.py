"""An index that holds what the engine looks at of approved entries: a whole year is read from it alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1h0"
down_revision = "a1b0"
branch_labels = None
depends_on = None

FACTS = (
    *("person_id", "begins_on", "id", "ends_on", "channel", "start", "minutes", "from_half", "to_half"),
    *("mode", "platform", "place_code", "contact_point", "topic_id", "logged_on"),
)


def upgrade() -> None:
    """Add the index."""
    approved = sa.text("status = 'approved'")
    op.create_index("ix_entry_facts", "entry", FACTS, sqlite_where=approved, postgresql_where=approved)


def downgrade() -> None:
    """Take the index away."""
    op.drop_index("ix_entry_facts", table_name="entry")
