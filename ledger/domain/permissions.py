"""Who may do what, as one table that an auditor can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """A role; each is held in a scope."""

    CADRE = "cadre"
    DELEGATE = "delegate"
    REVIEWER = "reviewer"
    ORGANISATION = "organisation"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


class Permission(StrEnum):
    """Something a person may do, before the scope is asked."""

    SIGNED_IN = "signed_in"
    """What everybody with an account may do: own password, language, suggestions."""
    ENTRY_LOG = "entry:log"
    ENTRY_SEE = "entry:see"
    OWN_TAKE = "own:take"
    """To take along all that the ledger holds about oneself."""
    ENTRY_REVIEW = "entry:review"
    DELEGATION_AGREE = "delegation:agree"
    """A cadre's own word: what delegates enter, and agreements in advance."""
    OUTCOME_RECORD = "outcome:record"
    OUTCOME_SEE = "outcome:see"
    OUTCOME_VERIFY = "outcome:verify"
    YEAR_SEE = "year:see"
    SUMMARY_PRINT = "summary:print"
    BATCH_PRINT = "batch:print"
    DEPARTMENT_SEE = "department:see"
    LATE_ASK = "late:ask"
    """To ask for a locked month to be opened for a cadre."""
    LATE_DECIDE = "late:decide"
    LATE_SEE = "late:see"
    YEAR_CLOSE = "year:close"
    """To rehearse, propose and confirm the closing or reopening of a year; always two persons."""
    YEAR_CORRECT = "year:correct"
    """To correct a closed year by an adjustment in the open one."""
    POLICY_SEE = "policy:see"
    POLICY_DRAFT = "policy:draft"
    POLICY_PUBLISH = "policy:publish"
    CALENDAR_SEE = "calendar:see"
    CALENDAR_KEEP = "calendar:keep"
    PEOPLE_SEE = "people:see"
    PEOPLE_MANAGE = "people:manage"
    MESSAGES_IMPORT = "messages:import"
    SUGGESTION_HANDLE = "suggestion:handle"
    ACCOUNT_MANAGE = "account:manage"
    ROLE_GRANT = "role:grant"
    TRAIL_SEE = "trail:see"
    JOURNAL_SEE = "journal:see"
    POSTING_REVERSE = "posting:reverse"
    SYSTEM_SEE = "system:see"
    BOOKS_SEE = "books:see"


_BUSINESS = frozenset({Role.CADRE, Role.DELEGATE, Role.REVIEWER, Role.ORGANISATION})

# Where a person stands is shown to that person and the department only, not to reviewers.
_STANDING = frozenset({Role.CADRE, Role.DELEGATE, Role.ORGANISATION})

PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.SIGNED_IN: frozenset(Role),
    Permission.ENTRY_LOG: frozenset({Role.CADRE, Role.DELEGATE}),
    Permission.ENTRY_SEE: _BUSINESS,
    Permission.OWN_TAKE: frozenset({Role.CADRE}),
    Permission.ENTRY_REVIEW: frozenset({Role.REVIEWER}),
    Permission.DELEGATION_AGREE: frozenset({Role.CADRE}),
    Permission.OUTCOME_RECORD: frozenset({Role.CADRE, Role.DELEGATE}),
    Permission.OUTCOME_SEE: _BUSINESS,
    Permission.OUTCOME_VERIFY: frozenset({Role.REVIEWER, Role.ORGANISATION}),
    Permission.YEAR_SEE: _STANDING,
    Permission.SUMMARY_PRINT: _STANDING,
    Permission.BATCH_PRINT: frozenset({Role.ORGANISATION}),
    Permission.DEPARTMENT_SEE: frozenset({Role.ORGANISATION}),
    Permission.LATE_ASK: frozenset({Role.CADRE, Role.DELEGATE}),
    Permission.LATE_DECIDE: frozenset({Role.ORGANISATION}),
    Permission.LATE_SEE: _STANDING,
    Permission.YEAR_CLOSE: frozenset({Role.ORGANISATION}),
    Permission.YEAR_CORRECT: frozenset({Role.ORGANISATION}),
    Permission.POLICY_SEE: _BUSINESS,
    Permission.POLICY_DRAFT: frozenset({Role.ORGANISATION}),
    # That the second is another person than the first is asked where the draft is loaded.
    Permission.POLICY_PUBLISH: frozenset({Role.ORGANISATION}),
    Permission.CALENDAR_SEE: _BUSINESS | {Role.SYSTEM},
    # One notice for the whole country, and nobody enters it who has figures that hang on it.
    Permission.CALENDAR_KEEP: frozenset({Role.SYSTEM}),
    Permission.PEOPLE_SEE: frozenset({Role.ORGANISATION}),
    Permission.PEOPLE_MANAGE: frozenset({Role.ORGANISATION}),
    Permission.MESSAGES_IMPORT: frozenset({Role.CADRE, Role.DELEGATE}),
    Permission.SUGGESTION_HANDLE: frozenset({Role.ORGANISATION}),
    Permission.ACCOUNT_MANAGE: frozenset({Role.SYSTEM}),
    Permission.ROLE_GRANT: frozenset({Role.SECURITY}),
    Permission.TRAIL_SEE: frozenset({Role.AUDIT}),
    Permission.JOURNAL_SEE: frozenset({Role.ORGANISATION, Role.AUDIT}),
    Permission.POSTING_REVERSE: frozenset({Role.REVIEWER, Role.ORGANISATION}),
    Permission.SYSTEM_SEE: frozenset({Role.SYSTEM}),
    Permission.BOOKS_SEE: frozenset({Role.AUDIT, Role.ORGANISATION}),
}


@dataclass(frozen=True)
class Grant:
    """A role in its scope: a person for cadre and delegate, a unit for reviewer and organisation."""

    role: Role
    person_id: int | None = None
    unit_id: int | None = None
    unit_path: str | None = None
    deputy_of: int | None = None
    """The account in whose stead a deputy reviews."""


@dataclass(frozen=True)
class Actor:
    """Who is doing it now, with the grants in force today."""

    account_id: int
    username: str
    name: str
    kind: str
    person_id: int | None
    grants: tuple[Grant, ...]
    on: date

    def may(self, permission: Permission) -> bool:
        """Whether any grant carries the permission; the object's scope is asked where it is loaded."""
        if permission is Permission.SIGNED_IN:
            return True
        return any(grant.role in PERMISSIONS[permission] for grant in self.grants)

    @property
    def own_cadre(self) -> int | None:
        """The person whose year is the actor's own, if the actor is a cadre."""
        return next((g.person_id for g in self.grants if g.role is Role.CADRE), None)

    @property
    def served_cadres(self) -> tuple[int, ...]:
        """The persons that the actor may enter for: own first, then those served as a delegate."""
        own = [g.person_id for g in self.grants if g.role is Role.CADRE and g.person_id is not None]
        return tuple(
            own + [g.person_id for g in self.grants if g.role is Role.DELEGATE and g.person_id is not None]
        )

    @property
    def reviewed_units(self) -> tuple[int, ...]:
        """The units whose entries the actor reviews."""
        return tuple(g.unit_id for g in self.grants if g.role is Role.REVIEWER and g.unit_id is not None)

    def in_stead_of(self, unit_id: int | None) -> int | None:
        """The account in whose stead the actor reviews a unit; None where it is the actor's own to review."""
        found = [g.deputy_of for g in self.grants if g.role is Role.REVIEWER and g.unit_id == unit_id]
        return None if None in found else next(iter(found), None)

    @property
    def steads(self) -> dict[int, tuple[int, ...]]:
        """By account in whose stead the actor reviews, the units reviewed as a deputy alone."""
        found: dict[int, tuple[int, ...]] = {}
        for unit_id in dict.fromkeys(self.reviewed_units):
            principal = self.in_stead_of(unit_id)
            if principal is not None:
                found[principal] = (*found.get(principal, ()), unit_id)
        return found

    @property
    def department_paths(self) -> tuple[str, ...]:
        """The roots of the subtrees that the actor sees as organisation department."""
        return tuple(
            g.unit_path for g in self.grants if g.role is Role.ORGANISATION and g.unit_path is not None
        )

    def in_department(self, path: str) -> bool:
        """Whether a unit's path lies in a subtree that the actor sees as organisation department."""
        return any(path.startswith(root) for root in self.department_paths)
