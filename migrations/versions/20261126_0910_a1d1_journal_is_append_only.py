"""The journal can only be added to, in order; and what is posted stays as it was until it is reversed.

Update, delete, replace and truncate are refused; a posting takes the number and the hash that follow the last
one; a reversal is not reversed. INSERT OR REPLACE on SQLite deletes without firing the DELETE trigger, so an
insert with a key that is there is refused before; TRUNCATE on PostgreSQL passes row triggers, so it has one.

The facts and words of an entry or outcome can't change, nor can it leave its state, while a posting of it is
live. Whoever rebuilds `entry`, `outcome`, `outcome_share` or `outcome_entry` on SQLite must make these
triggers again: they go with the table.

Revises: a1d0
"""

from __future__ import annotations

from alembic import op

revision = "a1d1"
down_revision = "a1d0"
branch_labels = None
depends_on = None

KEYS = {
    "journal": ("seq",),
    "posted_entry": ("seq",),
    "posted_outcome": ("seq",),
    "posted_share": ("seq", "position"),
    "posted_outcome_entry": ("seq", "position"),
}
FACTS = "person_id channel begins_on ends_on start minutes from_half to_half mode platform place_code"
MORE = "contact_point topic_id counts logged_on place_name reference reached heard done companions"
ENTRY = f"id {FACTS} {MORE} status".split()
OUTCOME = ["id", "kind", "level", "on_date", "title", "reference", "note", "status"]
PARTS = {
    "outcome_share": ("outcome_id", "person_id", "part", "whole"),
    "outcome_entry": ("outcome_id", "entry_id"),
}
STAYS = "what is posted stays until it is reversed"


def upgrade() -> None:
    """Make the guards."""
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    """Take the guards away."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in reversed(_sqlite() if sqlite else _postgresql()):
        kind, name, *rest = statement.split()[1:]
        table = rest[rest.index("ON") + 1]
        name = name.split("(")[0]
        if sqlite:
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP {kind} {name}{'()' if kind == 'FUNCTION' else ' ON ' + table}")


def _live(table: str, key: str, value: str) -> str:
    """Whether an entry or outcome has a posting that nothing reverses."""
    return (
        f"EXISTS (SELECT 1 FROM {table} p WHERE p.{key} = {value}"
        " AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = p.seq))"
    )


def _sqlite() -> list[str]:
    found = []
    for table, keys in KEYS.items():
        there = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        no = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        found += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {no}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {no}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) {no}",
        ]
    found.append(
        "CREATE TRIGGER journal_in_order BEFORE INSERT ON journal"
        " WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)"
        " OR NEW.previous IS NOT coalesce((SELECT hash FROM journal ORDER BY seq DESC LIMIT 1), '')"
        " OR (SELECT act FROM journal WHERE seq = NEW.reverses) IS 'reversed'"
        " BEGIN SELECT RAISE(ABORT, 'journal goes on from its last posting'); END"
    )
    stays = f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
    for table, columns in (("entry", ENTRY), ("outcome", OUTCOME)):
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)
        live = _live(f"posted_{table}", f"{table}_id", "OLD.id")
        found.append(
            f"CREATE TRIGGER {table}_stays_as_posted BEFORE UPDATE OF {', '.join(columns)} ON {table}"
            f" WHEN ({changed}) AND {live} {stays}"
        )
    for table, columns in PARTS.items():
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)
        old, new = (_live("posted_outcome", "outcome_id", f"{row}.outcome_id") for row in ("OLD", "NEW"))
        found += [
            f"CREATE TRIGGER {table}_no_more_when_posted BEFORE INSERT ON {table} WHEN {new} {stays}",
            f"CREATE TRIGGER {table}_no_less_when_posted BEFORE DELETE ON {table} WHEN {old} {stays}",
            f"CREATE TRIGGER {table}_stays_as_posted BEFORE UPDATE OF {', '.join(columns)} ON {table}"
            f" WHEN ({changed}) AND ({old} OR {new}) {stays}",
        ]
    return found


def _function(name: str, body: str, on: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN /* ON {on} */ {body} END $$"
    )


def _postgresql() -> list[str]:
    found = []
    for table in KEYS:
        guard = f"{table}_is_append_only"
        found += [
            _function(guard, f"RAISE EXCEPTION '{table} is append-only';", table),
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {guard}()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {guard}()",
        ]
    found += [
        _function(
            "journal_goes_on",
            "IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM journal)"
            " OR NEW.previous IS DISTINCT FROM"
            " coalesce((SELECT hash FROM journal ORDER BY seq DESC LIMIT 1), '')"
            " OR (SELECT act FROM journal WHERE seq = NEW.reverses) = 'reversed'"
            " THEN RAISE EXCEPTION 'journal goes on from its last posting'; END IF; RETURN NEW;",
            "journal",
        ),
        "CREATE TRIGGER journal_in_order BEFORE INSERT ON journal"
        " FOR EACH ROW EXECUTE FUNCTION journal_goes_on()",
    ]
    for table, columns in (("entry", ENTRY), ("outcome", OUTCOME)):
        live = _live(f"posted_{table}", f"{table}_id", "OLD.id")
        found += [
            _function(
                f"{table}_is_posted",
                f"IF {live} THEN RAISE EXCEPTION '{STAYS}'; END IF; RETURN NEW;",
                table,
            ),
            f"CREATE TRIGGER {table}_stays_as_posted BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({_changed(columns)}) EXECUTE FUNCTION {table}_is_posted()",
        ]
    for table, columns in PARTS.items():
        old, new = (_live("posted_outcome", "outcome_id", f"{row}.outcome_id") for row in ("OLD", "NEW"))
        found += [
            _function(
                f"{table}_is_posted",
                f"IF TG_OP <> 'INSERT' THEN IF {old} THEN RAISE EXCEPTION '{STAYS}'; END IF; END IF;"
                f" IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
                f" IF {new} THEN RAISE EXCEPTION '{STAYS}'; END IF; RETURN NEW;",
                table,
            ),
            f"CREATE TRIGGER {table}_no_more_or_less_when_posted BEFORE INSERT OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_is_posted()",
            f"CREATE TRIGGER {table}_stays_as_posted BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({_changed(columns)}) EXECUTE FUNCTION {table}_is_posted()",
        ]
    return found


def _changed(columns: list[str] | tuple[str, ...]) -> str:
    """Whether one of the columns differs; JSON has no equality of its own."""
    casts = {"counts": "counts::text"}
    names = [casts.get(name, name) for name in columns]
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)
