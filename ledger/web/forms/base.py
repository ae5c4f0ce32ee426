"""The base of all forms: protected, sent once, faults at their fields."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField

from ledger.services.once import FormKey

if TYPE_CHECKING:
    from ledger.domain.errors import InvalidError

NOT_CONTENT = frozenset({"csrf_token", "form_key", "form_page"})


def new_form_key() -> str:
    """A key for a form that is about to be shown."""
    return uuid.uuid4().hex


class LedgerForm(FlaskForm):  # type: ignore[misc]
    """A form whose second sending changes nothing, and which keeps what was typed."""

    form_errors: list[str]
    form_key = HiddenField(default=new_form_key)
    form_page = HiddenField(default=lambda: request.full_path.rstrip("?") if request else "")

    def once(self) -> FormKey:
        """The key of this sending, and the digest of what it held."""
        items = sorted((k, v) for k, v in request.form.items(multi=True) if k not in NOT_CONTENT)
        digest = hashlib.sha256(repr((request.path, items)).encode("utf-8", "surrogatepass")).hexdigest()
        return FormKey((self.form_key.data or new_form_key())[:64], digest)

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
