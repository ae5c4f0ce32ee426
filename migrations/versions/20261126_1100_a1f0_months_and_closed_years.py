"""Locked months and closed years: requests to log late, closings, seals and corrections.

Revises: a1n0
"""

import sqlalchemy as sa
from alembic import op

revision = "a1f0"
down_revision = "a1n0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "late_request",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=14), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(status = 'granted') = (open_until IS NOT NULL)",
            name=op.f("ck_late_request_granted_until_a_day"),
        ),
        sa.CheckConstraint(
            "status IN ('asked', 'granted', 'refused')", name=op.f("ck_late_request_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_late_request_asked_by_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account.id"],
            name=op.f("fk_late_request_decided_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_late_request_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_late_request_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_late_request_public_id")),
    )
    op.create_index("ix_late_request_person_id_month", "late_request", ["person_id", "month"], unique=False)
    op.create_index("ix_late_request_unit_id_status", "late_request", ["unit_id", "status"], unique=False)
    op.create_index(
        "uq_late_request_asked",
        "late_request",
        ["person_id", "month"],
        unique=True,
        sqlite_where=sa.text("status = 'asked'"),
        postgresql_where=sa.text("status = 'asked'"),
    )
    op.create_table(
        "year_closing",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=14), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rehearsed_by", sa.Integer(), nullable=False),
        sa.Column("rehearsed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'confirmed') = (confirmed_by IS NOT NULL)",
            name=op.f("ck_year_closing_confirmed_by_somebody"),
        ),
        sa.CheckConstraint("act IN ('close', 'reopen')", name=op.f("ck_year_closing_act_known")),
        sa.CheckConstraint(
            "status IN ('rehearsed', 'proposed', 'confirmed', 'given_up')",
            name=op.f("ck_year_closing_status_known"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name=op.f("ck_year_closing_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"],
            ["account.id"],
            name=op.f("fk_year_closing_confirmed_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["account.id"],
            name=op.f("fk_year_closing_proposed_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["rehearsed_by"],
            ["account.id"],
            name=op.f("fk_year_closing_rehearsed_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_year_closing_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_closing")),
        sa.UniqueConstraint("public_id", name=op.f("uq_year_closing_public_id")),
    )
    op.create_index(
        "uq_year_closing_under_way",
        "year_closing",
        ["unit_id", "year"],
        unique=True,
        sqlite_where=sa.text("status IN ('rehearsed', 'proposed')"),
        postgresql_where=sa.text("status IN ('rehearsed', 'proposed')"),
    )
    op.create_table(
        "closed_year",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopening_id", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(reopening_id IS NULL) = (reopened_at IS NULL)", name=op.f("ck_closed_year_reopened_by_an_act")
        ),
        sa.ForeignKeyConstraint(
            ["closing_id"],
            ["year_closing.id"],
            name=op.f("fk_closed_year_closing_id_year_closing"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reopening_id"],
            ["year_closing.id"],
            name=op.f("fk_closed_year_reopening_id_year_closing"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_closed_year_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_year")),
    )
    op.create_index(
        "uq_closed_year_still_closed",
        "closed_year",
        ["unit_id", "year"],
        unique=True,
        sqlite_where=sa.text("reopening_id IS NULL"),
        postgresql_where=sa.text("reopening_id IS NULL"),
    )
    op.create_table(
        "sealed_assessment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("policy_digest", sa.String(length=80), nullable=False),
        sa.Column("holidays_digest", sa.String(length=80), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("inputs_digest", sa.String(length=80), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_digest", sa.String(length=80), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closing_id"],
            ["year_closing.id"],
            name=op.f("fk_sealed_assessment_closing_id_year_closing"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"],
            ["account.id"],
            name=op.f("fk_sealed_assessment_confirmed_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_sealed_assessment_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["policy.id"],
            name=op.f("fk_sealed_assessment_policy_id_policy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["account.id"],
            name=op.f("fk_sealed_assessment_proposed_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_sealed_assessment_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_assessment")),
        sa.UniqueConstraint(
            "closing_id", "person_id", name=op.f("uq_sealed_assessment_closing_id_person_id")
        ),
    )
    op.create_index(
        "ix_sealed_assessment_person_id_year", "sealed_assessment", ["person_id", "year"], unique=False
    )
    op.create_index(
        "ix_sealed_assessment_unit_id_year", "sealed_assessment", ["unit_id", "year"], unique=False
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=14), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("of_year", sa.Integer(), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("effect IN ('in', 'out')", name=op.f("ck_correction_effect_known")),
        sa.CheckConstraint(
            "object_kind IN ('entry', 'outcome')", name=op.f("ck_correction_object_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_correction_made_by_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_correction_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["seal_id"],
            ["sealed_assessment.id"],
            name=op.f("fk_correction_seal_id_sealed_assessment"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("public_id", name=op.f("uq_correction_public_id")),
        sa.UniqueConstraint(
            "seal_id",
            "object_kind",
            "object_id",
            "effect",
            name=op.f("uq_correction_seal_id_object_kind_object_id_effect"),
        ),
    )
    op.create_index(
        "ix_correction_object_kind_object_id", "correction", ["object_kind", "object_id"], unique=False
    )
    op.create_index("ix_correction_person_id_of_year", "correction", ["person_id", "of_year"], unique=False)
    op.create_table(
        "adjustment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.String(length=80), nullable=False),
        sa.Column("of_year", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["correction.id"],
            name=op.f("fk_adjustment_correction_id_correction"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_adjustment_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
        sa.UniqueConstraint("correction_id", "account", name=op.f("uq_adjustment_correction_id_account")),
    )
    op.create_index("ix_adjustment_person_id_on_date", "adjustment", ["person_id", "on_date"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_adjustment_person_id_on_date", table_name="adjustment")
    op.drop_table("adjustment")
    op.drop_index("ix_correction_person_id_of_year", table_name="correction")
    op.drop_index("ix_correction_object_kind_object_id", table_name="correction")
    op.drop_table("correction")
    op.drop_index("ix_sealed_assessment_unit_id_year", table_name="sealed_assessment")
    op.drop_index("ix_sealed_assessment_person_id_year", table_name="sealed_assessment")
    op.drop_table("sealed_assessment")
    op.drop_index(
        "uq_closed_year_still_closed",
        table_name="closed_year",
        sqlite_where=sa.text("reopening_id IS NULL"),
        postgresql_where=sa.text("reopening_id IS NULL"),
    )
    op.drop_table("closed_year")
    op.drop_index(
        "uq_year_closing_under_way",
        table_name="year_closing",
        sqlite_where=sa.text("status IN ('rehearsed', 'proposed')"),
        postgresql_where=sa.text("status IN ('rehearsed', 'proposed')"),
    )
    op.drop_table("year_closing")
    op.drop_index(
        "uq_late_request_asked",
        table_name="late_request",
        sqlite_where=sa.text("status = 'asked'"),
        postgresql_where=sa.text("status = 'asked'"),
    )
    op.drop_index("ix_late_request_unit_id_status", table_name="late_request")
    op.drop_index("ix_late_request_person_id_month", table_name="late_request")
    op.drop_table("late_request")
