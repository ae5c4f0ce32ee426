"""An account: who signs in. Its kind settles which roles it can ever hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.domain.permissions import Role

KINDS = ("business", "system", "security", "audit")
ROLES_OF_KIND: dict[str, tuple[Role, ...]] = {
    "business": (Role.CADRE, Role.DELEGATE, Role.REVIEWER, Role.ORGANISATION),
    "system": (Role.SYSTEM,),
    "security": (Role.SECURITY,),
    "audit": (Role.AUDIT,),
}


@dataclass(frozen=True)
class Account:
    """An account without its secrets."""

    id: int
    public_id: str
    username: str
    display_name: str
    kind: str
    person_id: int | None
    active: bool
    failed_count: int
    locked_until: datetime | None
    must_change_password: bool
    language: str | None
    large_type: bool
    created_at: datetime


@dataclass(frozen=True)
class Credentials:
    """What proves that somebody is an account's owner; never leaves services and the session."""

    account: Account
    password_hash: str
    session_key: str
    """Ties cookies to the account; a new one ends every session."""
