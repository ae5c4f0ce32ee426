"""Checkpoints can only be added, each with a higher number and no smaller a journal than the one before.

Update, delete, replace and truncate are refused. An insert with a number that is there is refused before
INSERT OR REPLACE could delete the row without firing the DELETE trigger; TRUNCATE has a trigger of its own.

Revises: a1m0
"""

from __future__ import annotations

from alembic import op

revision = "a1m1"
down_revision = "a1m0"
branch_labels = None
depends_on = None

TABLE = "checkpoint"
NO = f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
BACK = (
    f"NEW.number <= (SELECT coalesce(max(number), 0) FROM {TABLE})"
    f" OR NEW.size < (SELECT coalesce(max(size), 0) FROM {TABLE})"
)
SQLITE = [
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {NO}",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {NO}",
    f"CREATE TRIGGER {TABLE}_goes_on BEFORE INSERT ON {TABLE} WHEN {BACK} {NO}",
]
POSTGRESQL = [
    f"""CREATE FUNCTION {TABLE}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$""",
    f"""CREATE FUNCTION {TABLE}_goes_on() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF {BACK} THEN RAISE EXCEPTION '{TABLE} is append-only'; END IF; RETURN NEW; END $$""",
    f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_is_append_only()""",
    f"""CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_is_append_only()""",
    f"""CREATE TRIGGER {TABLE}_in_order BEFORE INSERT ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_goes_on()""",
]


def upgrade() -> None:
    """Make the guards."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take the guards away."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("no_update", "no_delete", "goes_on"):
            op.execute(f"DROP TRIGGER {TABLE}_{name}")
        return
    for name in ("no_change", "no_truncate", "in_order"):
        op.execute(f"DROP TRIGGER {TABLE}_{name} ON {TABLE}")
    for name in ("is_append_only", "goes_on"):
        op.execute(f"DROP FUNCTION {TABLE}_{name}")
