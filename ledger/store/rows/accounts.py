"""Accounts that sign in and the roles granted to them."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import SECRET, Base, Code, Key, Name, PartialIndex, PublicId


class AccountRow(Base):
    """An account; its kind settles which roles it can ever hold."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("kind IN ('business', 'system', 'security', 'audit')", name="kind_known"),
        UniqueConstraint("id", "kind"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str] = mapped_column(String(255), info={SECRET: True})
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, info={SECRET: True})
    """Ties cookies to the account; a new one ends every session."""
    kind: Mapped[Code]
    display_name: Mapped[Name]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), unique=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(10))
    large_type: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class GrantRow(Base):
    """A role in a scope: a person (cadre, delegate), a unit (reviewer, organisation), or the installation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "kind"], ["account.id", "account.kind"], ondelete="RESTRICT"),
        CheckConstraint(
            "(kind = 'business' AND role IN ('cadre', 'delegate', 'reviewer', 'organisation'))"
            " OR (kind <> 'business' AND role = kind)",
            name="role_fits_kind",
        ),
        CheckConstraint(
            "(role IN ('cadre', 'delegate')) = (person_id IS NOT NULL)", name="person_scope_fits_role"
        ),
        CheckConstraint(
            "(role IN ('reviewer', 'organisation')) = (unit_id IS NOT NULL)", name="unit_scope_fits_role"
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="ends_after_it_begins"),
        CheckConstraint(
            "deputy_of IS NULL OR (role = 'reviewer' AND ends_on IS NOT NULL AND deputy_of <> account_id)",
            name="deputy_for_a_span",
        ),
        PartialIndex("uq_role_grant_live_cadre", "person_id", where="role = 'cadre' AND revoked_at IS NULL"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[Code]
    role: Mapped[Code]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    revoked_at: Mapped[datetime | None]
    deputy_of: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    """The reviewer in whose stead the holder reviews, where that reviewer named a deputy for a span."""


class AgreementRow(Base):
    """A cadre's agreement in advance: what a delegate hands in during a span needs no word of the cadre's."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
        Index("ix_agreement_person_id_account_id", "person_id", "account_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    """The delegate's."""
    begins_on: Mapped[date]
    """Both ends are days on which the delegate hands in, inclusive."""
    ends_on: Mapped[date]
    given_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
