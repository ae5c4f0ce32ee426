"""The base of all forms: protected, sent once, faults at their fields."""

from __future__ import annotations

import hashlib
import re
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.support import NullTranslations, Translations
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import HiddenField
from wtforms.i18n import messages_path

from ledger.services.once import FormKey

if TYPE_CHECKING:
    from ledger.domain.errors import InvalidError

WAYS_BACK = frozenset({"form_page", "next"})
"""Fields that say where to go afterwards; they are read as paths of ours and never kept."""

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of characters, which no database takes as text."""

NOT_CONTENT = frozenset({"csrf_token", "form_key", "form_page"})


def new_form_key() -> str:
    """A key for a form that is about to be shown."""
    return uuid.uuid4().hex


def page_of_form() -> str:
    """The page that a form is on, so that one comes back to it."""
    return request.full_path.rstrip("?") if request else ""


@lru_cache(maxsize=8)
def library_words(language: str) -> NullTranslations:
    """The sentences of WTForms itself in a language; by itself it would read the file in every request."""
    return Translations.load(messages_path(), [language], domain="wtforms")


def sent_once(key: str | None) -> FormKey:
    """The key under which the form of this request was sent, and the digest of what it held."""
    items = sorted((k, v) for k, v in request.form.items(multi=True) if k not in NOT_CONTENT)
    digest = hashlib.sha256(repr((request.path, items)).encode("utf-8", "surrogatepass")).hexdigest()
    return FormKey((key or new_form_key())[:64], digest)


class LedgerForm(FlaskForm):  # type: ignore[misc]
    """A form whose second sending changes nothing, and which keeps what was typed."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How forms are protected and in which language WTForms speaks."""

        def get_translations(self, form: object) -> NullTranslations:
            """The sentences of WTForms in the language of the request."""
            del form
            return library_words(str(get_locale()))

    form_errors: list[str]
    form_key = HiddenField(default=new_form_key)
    form_page = HiddenField(default=page_of_form)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is well; a text that no database keeps is a fault of its field, like any other."""
        well = bool(super().validate(extra_validators))
        for field in self:
            kept = field.name not in WAYS_BACK and isinstance(field.data, str)
            if kept and UNKEEPABLE.search(field.data):
                said = _("文字里有无法保存的控制字符，请删去后再提交。")
                field.errors, well = [*field.errors, said], False
        return well

    def once(self) -> FormKey:
        """The key of this sending, and the digest of what it held."""
        return sent_once(self.form_key.data)

    def add_faults(self, error: InvalidError) -> None:
        """Put the ledger's faults at their fields; those without a field go to the top of the form."""
        for name, sentence in error.faults.items():
            target: Any = getattr(self, name, None)
            text = sentence.say(_)
            if target is not None and hasattr(target, "errors"):
                target.errors = [*target.errors, text]
            else:
                self.form_errors = [*self.form_errors, text]
        if not error.faults:
            self.form_errors = [*self.form_errors, error.say(_)]


class ConfirmForm(LedgerForm):
    """A form without fields of its own: a button that changes something."""


class Confirmation:
    """The hidden fields of a `ConfirmForm` as a template shows them, without making one: a page has many."""

    def hidden_tag(self) -> Markup:
        """The token, a key of its own and the page, as hidden fields."""
        fields = {"csrf_token": generate_csrf(), "form_key": new_form_key(), "form_page": page_of_form()}
        field = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup("").join(field.format(name, value) for name, value in fields.items())
