"""What every page shows around its content: the places that this person can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from ledger.clock import today
from ledger.domain.permissions import Actor, Permission
from ledger.domain.wording import N_
from ledger.web.context import actor_or_none, reading, subject
from ledger.web.forms.base import Confirmation

if TYPE_CHECKING:
    from ledger.domain.people import Person


@dataclass(frozen=True)
class Place:
    """A place in the bar: its name, where it leads, and what belongs to it."""

    name: str
    endpoint: str
    permission: Permission
    blueprint: str
    """Pages of this blueprint show the place as the present one."""
    icon: str
    """A character that stands for it on a phone."""


PLACES = (
    Place(N_("年度"), "years.own", Permission.ENTRY_LOG, "years", N_("年")),
    Place(N_("台账"), "entries.list_entries", Permission.ENTRY_SEE, "entries", N_("账")),
    Place(N_("成果"), "outcomes.list_outcomes", Permission.OUTCOME_SEE, "outcomes", N_("果")),
    Place(N_("审核"), "reviews.queue", Permission.ENTRY_REVIEW, "reviews", N_("审")),
    Place(N_("部门"), "departments.show", Permission.DEPARTMENT_SEE, "departments", N_("部")),
    Place(N_("人员"), "people.list_people", Permission.PEOPLE_SEE, "people", N_("人")),
    Place(N_("口径"), "policies.show", Permission.POLICY_SEE, "policies", N_("则")),
    Place(N_("账号"), "accounts.list_accounts", Permission.ACCOUNT_MANAGE, "accounts", N_("号")),
    Place(N_("日历"), "calendars.show", Permission.CALENDAR_KEEP, "calendars", N_("历")),
    Place(N_("授权"), "grants.list_grants", Permission.ROLE_GRANT, "grants", N_("权")),
    Place(N_("留痕"), "trail.list_trail", Permission.TRAIL_SEE, "trail", N_("痕")),
    Place(N_("账册核验"), "books.show", Permission.TRAIL_SEE, "books", N_("验")),
    Place(N_("运行"), "health.show", Permission.SYSTEM_SEE, "health", N_("运")),
)


def has_page(endpoint: str) -> bool:
    """Whether the application has this page: a frame can leave out a link instead of failing."""
    return endpoint in current_app.view_functions


def places_of(actor: Actor | None) -> tuple[Place, ...]:
    """The places that this person may go to, in the order of the bar."""
    if actor is None:
        return ()
    return tuple(place for place in PLACES if actor.may(place.permission) and has_page(place.endpoint))


def served(actor: Actor | None) -> list[Person]:
    """The cadres that this person enters for, own first."""
    if actor is None or not actor.served_cadres:
        return []
    people = reading().people.by_ids(actor.served_cadres)
    return [people[person] for person in actor.served_cadres]


def for_templates() -> dict[str, Any]:
    """What the frame of every page needs."""
    actor = actor_or_none()
    people = served(actor)
    locale = get_locale()
    return {
        "actor": actor,
        "nav_places": places_of(actor),
        "has_page": has_page,
        "here": request.blueprint,
        "served_cadres": people,
        "subject": subject() if people else None,
        "can": lambda permission: actor is not None and actor.may(Permission(permission)),
        "large_type": bool(getattr(current_user, "large_type", False)),
        "lang": "en" if locale is not None and locale.language == "en" else "zh-Hans",
        "today": today(),
        "confirm_form": Confirmation,
        "product": _("调研台账"),
    }
