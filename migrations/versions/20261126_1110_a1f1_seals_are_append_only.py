"""Seals, corrections and adjustments can only be added to, by the schema itself, as the trail (a1c1).

An insert with a key that is there would replace on SQLite without firing the DELETE trigger, whatever key
it meets: each unique one is looked at before.

Revises: a1f0
"""

from alembic import op

revision = "a1f1"
down_revision = "a1f0"
branch_labels = None
depends_on = None

KEYS = {
    "sealed_assessment": "closing_id = NEW.closing_id AND person_id = NEW.person_id",
    "correction": "public_id = NEW.public_id OR (seal_id = NEW.seal_id AND object_kind = NEW.object_kind"
    " AND object_id = NEW.object_id AND effect = NEW.effect)",
    "adjustment": "correction_id = NEW.correction_id AND account = NEW.account",
}


def sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {KEYS[table]}) {refuse}""",
    ]


def postgresql(table: str) -> list[str]:
    return [
        f"""CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$""",
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()""",
        f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()""",
    ]


def upgrade() -> None:
    guards = sqlite if op.get_bind().dialect.name == "sqlite" else postgresql
    for table in KEYS:
        for statement in guards(table):
            op.execute(statement)


def downgrade() -> None:
    for table in KEYS:
        if op.get_bind().dialect.name == "sqlite":
            for name in ("no_update", "no_delete", "no_replace"):
                op.execute(f"DROP TRIGGER {table}_{name}")
            continue
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
        op.execute(f"DROP FUNCTION {table}_is_append_only()")
