"""Drafts of policies; and a published version never changes, except that a later one takes its place.

INSERT OR REPLACE on SQLite deletes without firing the DELETE trigger, so an insert with a key that is there
is refused before; TRUNCATE on PostgreSQL passes row triggers, so it has one of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1g1"
down_revision = "a1g0"
branch_labels = None
depends_on = None

FIXED = (
    *("id", "public_id", "unit_id", "code", "version", "title", "years_from", "years_to", "document"),
    *("digest", "drafted_by", "published_by", "published_at"),
)
STEPS = "NEW.status = OLD.status OR (OLD.status = 'published' AND NEW.status = 'superseded')"
REFUSAL = "a published policy never changes"


def sqlite_guards() -> list[str]:
    """The triggers of SQLite."""
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED)
    present = (
        "EXISTS (SELECT 1 FROM policy WHERE status <> 'draft' AND (id = NEW.id OR public_id = NEW.public_id"
        " OR (unit_id = NEW.unit_id AND code = NEW.code AND version = NEW.version)))"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        "CREATE TRIGGER policy_no_change BEFORE UPDATE ON policy"
        f" WHEN OLD.status <> 'draft' AND ({changed} OR NOT ({STEPS})) {refuse}",
        f"CREATE TRIGGER policy_no_delete BEFORE DELETE ON policy WHEN OLD.status <> 'draft' {refuse}",
        f"CREATE TRIGGER policy_no_replace BEFORE INSERT ON policy WHEN {present} {refuse}",
    ]


def postgresql_guards() -> list[str]:
    """The triggers of PostgreSQL and the functions behind them."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)
    refuse = f"RAISE EXCEPTION '{REFUSAL}'"
    return [
        f"""CREATE FUNCTION policy_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF OLD.status = 'draft' THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' THEN {refuse}; END IF;
            IF {changed} OR NOT ({STEPS}) THEN {refuse}; END IF;
            RETURN NEW;
        END $$""",
        f"""CREATE FUNCTION policy_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN {refuse}; END $$""",
        """CREATE TRIGGER policy_no_change BEFORE UPDATE OR DELETE ON policy
            FOR EACH ROW EXECUTE FUNCTION policy_never_changes()""",
        """CREATE TRIGGER policy_no_truncate BEFORE TRUNCATE ON policy
            FOR EACH STATEMENT EXECUTE FUNCTION policy_is_not_emptied()""",
    ]


def account(column: str) -> sa.ForeignKeyConstraint:
    """The reference of a column to an account."""
    name = op.f(f"fk_policy_draft_{column}_account")
    return sa.ForeignKeyConstraint([column], ["account.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    """Add drafts with their editors, and the guards of versions."""
    op.create_table(
        "policy_draft",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=14), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_digest", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'proposed', 'published', 'discarded')",
            name=op.f("ck_policy_draft_status_known"),
        ),
        sa.CheckConstraint(
            "(status = 'published') = (policy_id IS NOT NULL)",
            name=op.f("ck_policy_draft_published_as_a_version"),
        ),
        account("created_by"),
        account("proposed_by"),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_policy_draft_policy_id_policy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_policy_draft_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_policy_draft_public_id")),
    )
    op.create_index(op.f("ix_policy_draft_unit_id"), "policy_draft", ["unit_id"])
    op.create_table(
        "policy_draft_editor",
        sa.Column("draft_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_policy_draft_editor_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["policy_draft.id"],
            name=op.f("fk_policy_draft_editor_draft_id_policy_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "account_id", name=op.f("pk_policy_draft_editor")),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite_guards() if on_sqlite else postgresql_guards():
        op.execute(statement)


def downgrade() -> None:
    """Take the guards away, and the drafts with them."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("no_change", "no_delete", "no_replace"):
            op.execute(f"DROP TRIGGER policy_{name}")
    else:
        op.execute("DROP TRIGGER policy_no_truncate ON policy")
        op.execute("DROP TRIGGER policy_no_change ON policy")
        op.execute("DROP FUNCTION policy_is_not_emptied()")
        op.execute("DROP FUNCTION policy_never_changes()")
    op.drop_table("policy_draft_editor")
    op.drop_index(op.f("ix_policy_draft_unit_id"), table_name="policy_draft")
    op.drop_table("policy_draft")
