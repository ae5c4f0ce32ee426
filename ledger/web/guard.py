"""The guard: every view names its permission, and what names none is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response, current_app, redirect, request, url_for
from flask_login import current_user

from ledger.domain.errors import ForbiddenError, NotFoundError
from ledger.domain.permissions import Permission
from ledger.web.context import actor_or_none, set_actor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., Any])
Found = TypeVar("Found")

PUBLIC = "public"
PUBLIC_ENDPOINTS = frozenset({"static", "bootstrap.static", "htmx.static"})
BEFORE_NEW_PASSWORD = frozenset({"sign_in.password", "sign_in.sign_out", "preferences.language"})


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission that it needs; put it right below the route."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that anybody may open without signing in."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def permission_of(app: Flask, endpoint: str) -> Permission | str | None:
    """The permission that a view names; None where it names none, and so is closed."""
    if endpoint in PUBLIC_ENDPOINTS:
        return PUBLIC
    found: Permission | str | None = getattr(app.view_functions.get(endpoint), "permission", None)
    return found


def check() -> ResponseReturnValue | None:
    """Let the request through, send it to sign in, or refuse it."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    permission = permission_of(current_app, endpoint)
    if endpoint in PUBLIC_ENDPOINTS:
        return None
    if current_user.is_authenticated:
        set_actor(current_user.actor)
    if permission == PUBLIC:
        return None
    actor = actor_or_none()
    if actor is None:
        return to_sign_in()
    if current_user.must_change_password and endpoint not in BEFORE_NEW_PASSWORD:
        return redirect(url_for("sign_in.password"))
    if not isinstance(permission, Permission) or not actor.may(permission):
        raise ForbiddenError
    return None


def to_sign_in() -> ResponseReturnValue:
    """The way to the sign-in page and back; what was typed stays in the browser meanwhile."""
    back = request.full_path.rstrip("?") if request.method == "GET" else request.form.get("form_page", "")
    address = url_for("sign_in.sign_in", next=back or None)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def found_or_404(found: Found | None) -> Found:
    """What was found.

    Raises:
        NotFoundError: where nothing was found that the actor may see.
    """
    if found is None:
        raise NotFoundError
    return found
