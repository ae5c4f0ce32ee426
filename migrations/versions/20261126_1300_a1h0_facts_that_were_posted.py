"""An index that holds what the engine looks at of posted entries: a whole year is read from it alone."""

from __future__ import annotations

from alembic import op

revision = "a1h0"
down_revision = "a1d2"
branch_labels = None
depends_on = None

FACTS = [
    *("person_id", "begins_on", "entry_id", "ends_on", "channel", "start", "minutes", "from_half"),
    *("to_half", "mode", "platform", "place_code", "contact_point", "topic_id", "logged_on", "seq"),
]
NARROW = "ix_posted_entry_person_id_begins_on"


def upgrade() -> None:
    """Put it in the place of the narrow one."""
    op.create_index("ix_posted_entry_facts", "posted_entry", FACTS)
    op.drop_index(NARROW, table_name="posted_entry")


def downgrade() -> None:
    """Put the narrow one back."""
    op.create_index(NARROW, "posted_entry", ["person_id", "begins_on"])
    op.drop_index("ix_posted_entry_facts", table_name="posted_entry")
