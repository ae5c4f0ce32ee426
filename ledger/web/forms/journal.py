"""The filter of the journal."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from ledger.domain.journal import ACT_NAMES, KIND_NAMES
from ledger.store.readings_journal import JournalFilter
from ledger.store.searching import searchable

LARGEST_NUMBER = 2**31 - 1


class JournalForm(FlaskForm):  # type: ignore[misc]
    """What to look for; it changes nothing, so it carries no key and no token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """A form of an address: no token."""

        csrf = False

    who = StringField(_l("干部"), [Length(max=100)])
    object_kind = SelectField(_l("对象"), default="")
    act = SelectField(_l("事项"), default="")
    before = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_NUMBER)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("全部"))
        self.object_kind.choices = [every, *((kind, _(name)) for kind, name in KIND_NAMES.items())]
        self.act.choices = [every, *((act.value, _(name)) for act, name in ACT_NAMES.items())]

    def wanted(self) -> JournalFilter:
        """The filter; a faulty field narrows nothing."""
        good = {name: field.data for name, field in self._fields.items() if not field.errors}
        return JournalFilter(
            who=searchable(good.get("who") or ""),
            object_kind=good.get("object_kind") or "",
            act=good.get("act") or "",
            before=good.get("before"),
        )
