"""A delegate's entries wait for the cadre's word, or come under an agreement; a deputy reviews for a span.

On SQLite a CHECK is changed by making the table anew from its own text; foreign keys are off meanwhile.

Revises: a1c2
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Callable

revision = "a1b0"
down_revision = "a1c2"
branch_labels = None
depends_on = None

BEFORE = "status IN ('draft', 'submitted', 'approved', 'returned', 'withdrawn')"
AFTER = "status IN ('draft', 'unconfirmed', 'submitted', 'approved', 'returned', 'withdrawn')"
DEPUTY = "deputy_of IS NULL OR (role = 'reviewer' AND ends_on IS NOT NULL AND deputy_of <> account_id)"

ADDED = (
    ("entry", "confirmed_by", "account"),
    ("entry", "confirmed_at", None),
    ("entry", "agreement_id", "agreement"),
    ("entry", "decided_for", "account"),
    ("outcome", "decided_for", "account"),
    ("role_grant", "deputy_of", "account"),
)


def upgrade() -> None:
    """Add agreements, who confirmed, in whose stead was decided, and whose deputy somebody is."""
    create_agreement()
    if on_sqlite():
        for table in dict.fromkeys(where for where, _, _ in ADDED):
            make_anew(table, lambda text, table=table: widened(text, table).replace(BEFORE, AFTER))
    else:
        for table, column, referred in ADDED:
            op.add_column(table, sa.Column(column, kind_of(referred), nullable=True))
            if referred is not None:
                op.create_foreign_key(
                    name_of(table, column, referred), table, referred, [column], ["id"], ondelete="RESTRICT"
                )
        op.create_check_constraint("deputy_for_a_span", "role_grant", DEPUTY)
        replace_check(AFTER)
    op.create_index("ix_role_grant_deputy_of", "role_grant", ["deputy_of"])


def downgrade() -> None:
    """Take them away; what waits for a word is a draft again, and deputies' grants are taken back."""
    op.execute("UPDATE entry SET status = 'draft' WHERE status = 'unconfirmed'")
    now = "strftime('%Y-%m-%d %H:%M:%S.000000', 'now')" if on_sqlite() else "CURRENT_TIMESTAMP"
    op.execute(f"UPDATE role_grant SET revoked_at = {now} WHERE deputy_of IS NOT NULL")
    op.drop_index("ix_role_grant_deputy_of", table_name="role_grant")
    if on_sqlite():
        for table in dict.fromkeys(where for where, _, _ in ADDED):
            make_anew(table, lambda text, table=table: narrowed(text, table).replace(AFTER, BEFORE))
    else:
        op.drop_constraint("deputy_for_a_span", "role_grant", type_="check")
        replace_check(BEFORE)
        for table, column, _ in ADDED:
            op.drop_column(table, column)
    op.drop_table("agreement")


def create_agreement() -> None:
    """The table of agreements."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(14), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sa.UniqueConstraint("public_id", name="uq_agreement_public_id"),
        sa.CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_agreement_person_id_person", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_agreement_account_id_account", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["account.id"], name="fk_agreement_given_by_account", ondelete="RESTRICT"
        ),
    )
    op.create_index("ix_agreement_person_id_account_id", "agreement", ["person_id", "account_id"])


def on_sqlite() -> bool:
    """Whether the database is SQLite."""
    return op.get_bind().dialect.name == "sqlite"


def kind_of(referred: str | None) -> sa.types.TypeEngine:
    """The type of a new column."""
    return sa.DateTime(timezone=True) if referred is None else sa.Integer()


def name_of(table: str, column: str, referred: str) -> str:
    """The name of the foreign key of a new column."""
    return f"fk_{table}_{column}_{referred}"


def replace_check(condition: str) -> None:
    """The states that an entry can be in."""
    op.drop_constraint("status_known", "entry", type_="check")
    op.create_check_constraint("status_known", "entry", condition)


def additions(table: str) -> tuple[list[str], list[str]]:
    """The lines of a table on SQLite that say its new columns, and those that say their constraints."""
    mine = [(column, referred) for where, column, referred in ADDED if where == table]
    columns = [f"{column} {'DATETIME' if referred is None else 'INTEGER'}" for column, referred in mine]
    constraints = [
        f"CONSTRAINT {name_of(table, column, referred)} "
        f"FOREIGN KEY({column}) REFERENCES {referred} (id) ON DELETE RESTRICT"
        for column, referred in mine
        if referred is not None
    ]
    if table == "role_grant":
        constraints.append(f"CONSTRAINT ck_role_grant_deputy_for_a_span CHECK ({DEPUTY})")
    return columns, constraints


def widened(text: str, table: str) -> str:
    """The table's text with the new columns before its constraints, and theirs at the end."""
    columns, constraints = additions(table)
    begin, end = text.index("CONSTRAINT"), text.rindex(")")
    said = "".join(f"{line}, \n\t" for line in columns)
    closing = "".join(f", \n\t{line}" for line in constraints)
    return text[:begin] + said + text[begin:end].rstrip() + closing + text[end:]


def narrowed(text: str, table: str) -> str:
    """The table's text without them."""
    columns, constraints = additions(table)
    for line in columns:
        text = text.replace(f"{line}, \n\t", "")
    for line in constraints:
        text = text.replace(f", \n\t{line}", "")
    return text


def make_anew(table: str, edited: Callable[[str], str]) -> None:
    """The table as its edited text says, with the rows of the columns that both have; the rest stays."""
    bind = op.get_bind()
    read = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL")
    parts = bind.execute(read, {"name": table}).all()
    text = edited(next(sql for kind, sql in parts if kind == "table"))
    before = columns_of(table)
    bind.exec_driver_sql(f"CREATE TABLE {table}_anew {text[text.index('(') :]}")
    columns = ", ".join(column for column in columns_of(f"{table}_anew") if column in before)
    bind.exec_driver_sql(f"INSERT INTO {table}_anew ({columns}) SELECT {columns} FROM {table}")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in parts:
        if kind != "table":
            bind.exec_driver_sql(sql)


def columns_of(table: str) -> list[str]:
    """The columns that a table has on SQLite."""
    return [row[1] for row in op.get_bind().execute(sa.text(f"PRAGMA table_info({table})"))]
