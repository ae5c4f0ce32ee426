"""What a person sets for themselves: language, type size, and whose ledger is open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from babel import Locale, negotiate_locale
from flask import Blueprint, current_app, redirect, request, session, url_for
from flask_login import current_user

from ledger.domain.errors import ForbiddenError
from ledger.domain.permissions import Permission
from ledger.language import LANGUAGES
from ledger.services.set_preferences import set_language, set_large_type
from ledger.web.context import actor, actor_or_none, reading, writing
from ledger.web.forms.base import ConfirmForm
from ledger.web.guard import found_or_404, public, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("preferences", __name__)

ALIASES = {"zh": "zh_Hans", "zh_CN": "zh_Hans", "zh_SG": "zh_Hans", "zh_TW": "zh_Hans", "zh_HK": "zh_Hans"}


LOCALES = {language: Locale.parse(language) for language in LANGUAGES}
"""Found once: by its name, a locale is looked up in the files of the library in every request."""


def choose_locale() -> Locale:
    """The locale of this request."""
    language = choose_language()
    return LOCALES.get(language) or Locale.parse(language)


def choose_language() -> str:
    """The language of this request: chosen, else asked for by the browser, else the installation's."""
    chosen = session.get("language") or getattr(current_user, "language", None)
    if chosen in LANGUAGES:
        return str(chosen)
    wanted = [value.replace("-", "_") for value in request.accept_languages.values()]
    found = negotiate_locale(wanted, list(LANGUAGES), aliases=ALIASES)
    return found or str(current_app.config["TAIZHANG"].language)


def way_back() -> str:
    """The page of ours that the form was on; only its path is taken, so that it leads nowhere else."""
    parts = urlsplit(request.form.get("form_page", ""))
    path = "/" + parts.path.lstrip("/\\")
    return path + (f"?{parts.query}" if parts.query else "")


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Show everything in another language from now on."""
    chosen = request.form.get("language", "")
    if ConfirmForm().validate_on_submit() and chosen in LANGUAGES:
        session["language"] = chosen
        acting = actor_or_none()
        if acting is not None:
            set_language(writing(), acting, chosen)
    return redirect(way_back())


@bp.post("/type-size")
@requires(Permission.SIGNED_IN)
def type_size() -> ResponseReturnValue:
    """Show everything in large type, or in the usual one again."""
    if ConfirmForm().validate_on_submit():
        set_large_type(writing(), actor(), large=request.form.get("large") == "1")
    return redirect(way_back())


@bp.post("/subject")
@requires(Permission.ENTRY_LOG)
def choose_subject() -> ResponseReturnValue:
    """Open the ledger of another cadre whom this person enters for."""
    if ConfirmForm().validate_on_submit():
        person = found_or_404(reading().people.by_public_id(request.form.get("person", ""), actor()))
        if person.id not in actor().served_cadres:
            raise ForbiddenError
        session["subject"] = person.id
    return redirect(url_for("years.own"))
