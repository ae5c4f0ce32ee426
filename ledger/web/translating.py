"""Texts in the reader's language, as quickly as a page with hundreds of them asks for.

flask-babel finds out anew at each text which language the request has; here that is done once in a request.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import g
from flask_babel import get_translations
from markupsafe import Markup

if TYPE_CHECKING:
    from babel.support import NullTranslations
    from flask import Flask

MOST_KEPT = 4096
"""How many texts are kept as templates show them: ours are fewer, and what else is asked for goes again."""


def translations() -> NullTranslations:
    """The translations into the language of this request."""
    found: NullTranslations | None = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def gettext(text: str, /, **values: object) -> str:
    """A text in the language of this request, with its values."""
    said: str = translations().ugettext(text)
    return said % values if values else said


def in_template(text: str, /, **values: object) -> Markup:
    """A text as a template shows it: always a format, its values escaped."""
    words = translations()
    if not values:
        return _without_values(words, text)
    return Markup(words.ugettext(text)) % values  # noqa: S704 - a text of ours; values are escaped


@lru_cache(maxsize=MOST_KEPT)
def _without_values(words: NullTranslations, text: str) -> Markup:
    nothing: dict[str, Any] = {}
    return Markup(words.ugettext(text)) % nothing  # noqa: S704 - as above


def register(app: Flask) -> None:
    """Let the templates ask here; after flask-babel, whose functions these take the place of."""
    app.jinja_env.globals.update(_=in_template, gettext=in_template)
