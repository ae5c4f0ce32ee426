"""The forms about people: name and number, an appointment, its end, leave; and about units."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Form, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from ledger.domain.errors import InvalidError
from ledger.domain.posting_draft import LeaveDraft, PersonDraft, PostingDraft
from ledger.domain.ranks import RANKS
from ledger.domain.vocabulary import UNIT_LEVELS
from ledger.web.forms.base import LedgerForm
from ledger.web.forms.units import UnitField

if TYPE_CHECKING:
    from ledger.domain.people import Posting, Unit

Given = TypeVar("Given")

NEEDED = InputRequired(_l("请填写这一项。"))
CHOSEN = InputRequired(_l("请选一项。"))
DAY = InputRequired(_l("请写日期，例如 2026-03-01。"))


class UnitAsked(Form):
    """The unit to which a list is narrowed, as an address names it."""

    unit = UnitField(_l("单位"), optional=True)


class PersonForm(LedgerForm):
    """A person's name and staff number."""

    name = StringField(_l("姓名"), validators=[NEEDED])
    staff_no = StringField(_l("工号"), validators=[Optional()])

    def person(self) -> PersonDraft:
        """What was filled in."""
        return PersonDraft(self.name.data or "", self.staff_no.data or "")


def given(value: Given | None) -> Given:
    """What was filled in; a required field's validator lets nothing else through.

    Raises:
        InvalidError: when nothing was.
    """
    if value is None:
        raise InvalidError
    return value


class PostingForm(LedgerForm):
    """An appointment: unit, post, rank, from when to when, and its place in the unit's order."""

    unit = UnitField(_l("单位"))
    post = StringField(_l("职务"), validators=[NEEDED])
    rank = SelectField(_l("职务层次"), validators=[CHOSEN])
    begins_on = DateField(_l("任职开始"), validators=[DAY])
    ends_on = DateField(_l("任职结束"), validators=[Optional()])
    position = IntegerField(_l("单位内排位"), default=0, validators=[InputRequired(_l("请写整数。"))])
    tags = StringField(_l("标记"), validators=[Optional()])

    def offer(self) -> None:
        """Give the list of ranks."""
        ranks = [(rank.code, f"{_(rank.name)} {rank.code}") for rank in RANKS]
        self.rank.choices = [("", _("请选择")), *ranks]

    def show(self, posting: Posting, unit: Unit | None) -> None:
        """Fill in the present appointment, from which the new one is likely to differ little."""
        self.unit.data = "" if unit is None else unit.public_id
        self.post.data, self.rank.data = posting.post, posting.rank
        self.position.data, self.tags.data = posting.position, "，".join(posting.tags)

    def posting(self) -> PostingDraft:
        """What was filled in; the field has let only units of the actor through."""
        unit = given(self.unit.unit)
        words = (self.tags.data or "").replace("，", ",").replace("、", ",").split(",")
        return PostingDraft(
            unit.id,
            self.rank.data,
            self.post.data or "",
            given(self.begins_on.data),
            self.ends_on.data,
            tuple(word.strip()[:40] for word in words if word.strip()),
            given(self.position.data),
        )


class AppointForm(PostingForm):
    """A further appointment, which may end the one before."""

    end_before = BooleanField(_l("原任职到新任职前一天结束"), default=True)


class NewPersonForm(PostingForm, PersonForm):
    """A person and the first appointment."""


class EndForm(LedgerForm):
    """The last day of an appointment."""

    ends_on = DateField(_l("任职结束"), validators=[DAY])


class LeaveForm(LedgerForm):
    """An interval of leave and why."""

    begins_on = DateField(_l("开始"), validators=[DAY])
    ends_on = DateField(_l("结束"), validators=[DAY])
    reason = StringField(_l("事由"), validators=[NEEDED])

    def leave(self) -> LeaveDraft:
        """What was filled in."""
        return LeaveDraft(given(self.begins_on.data), given(self.ends_on.data), self.reason.data or "")


class UnitForm(LedgerForm):
    """A unit: the one above it, its name and level, its place among its siblings."""

    parent = UnitField(_l("上级单位"))
    name = StringField(_l("单位名称"), validators=[NEEDED])
    level = SelectField(_l("层级"), validators=[CHOSEN])
    position = IntegerField(_l("在同级中的排位"), default=1, validators=[InputRequired(_l("请写整数。"))])

    def offer(self) -> None:
        """Give the list of levels."""
        self.level.choices = [("", _("请选择")), *((code, _(name)) for code, name in UNIT_LEVELS.items())]
