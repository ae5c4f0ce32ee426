"""The filter of the trail."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from ledger.clock import CHINA
from ledger.domain.trail_words import OBJECT_NAMES, TAG_NAMES
from ledger.store.readings_trail import TrailFilter

if TYPE_CHECKING:
    from datetime import date

LARGEST_KEY = 2**31 - 1


class TrailForm(FlaskForm):  # type: ignore[misc]
    """What to look for; it changes nothing, so it carries no key and no token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """A form of an address: no token."""

        csrf = False

    who = StringField(_l("操作人"), [Length(max=100)])
    about = StringField(_l("涉及的人或账号"), [Length(max=100)])
    object_kind = SelectField(_l("对象"), default="")
    tag = SelectField(_l("事项"), default="")
    begins = DateField(_l("从"), [Optional()])
    ends = DateField(_l("到"), [Optional()])
    before = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_KEY)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("全部"))
        self.object_kind.choices = [every, *((kind, _(name)) for kind, name in OBJECT_NAMES.items())]
        self.tag.choices = [every, *((tag.value, _(name)) for tag, name in TAG_NAMES.items())]

    def wanted(self) -> TrailFilter:
        """The filter; a faulty field narrows nothing."""
        good = {name: field.data for name, field in self._fields.items() if not field.errors}
        return TrailFilter(
            who=(good.get("who") or "").strip(),
            about=(good.get("about") or "").strip(),
            object_kind=good.get("object_kind") or "",
            tag=good.get("tag") or "",
            begin=_start_of(good.get("begins"), 0),
            end=_start_of(good.get("ends"), 1),
            before_id=good.get("before"),
        )


def _start_of(day: date | None, days_later: int) -> datetime | None:
    """When a day begins in China, or one that follows it; a year that no clock has shown narrows nothing."""
    if day is None or not 1900 < day.year < 9000:
        return None
    return datetime.combine(day + timedelta(days=days_later), time(), CHINA)
