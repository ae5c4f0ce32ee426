"""The forms of complaints and suggestions."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from ledger.domain.suggestion import KINDS, LONGEST
from ledger.web.forms.base import LedgerForm

NEEDED = InputRequired(_l("请填写这一项。"))


class SuggestionForm(LedgerForm):
    """What somebody wants to say, and whether with their name."""

    kind = RadioField(_l("类别"), [NEEDED], default="suggestion")
    words = TextAreaField(_l("意见内容"), [NEEDED, Length(max=LONGEST)], render_kw={"rows": 6})
    nameless = BooleanField(_l("不署名"))
    about = HiddenField(validators=[Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind, _(name)) for kind, name in KINDS.items()]


class ReceiptForm(LedgerForm):
    """The receipt that was shown when something was written."""

    receipt = StringField(_l("回执号"), [NEEDED, Length(max=40)], render_kw={"autocomplete": "off"})


class AnswerForm(LedgerForm):
    """The department's answer."""

    answer = TextAreaField(_l("答复"), [NEEDED, Length(max=LONGEST)], render_kw={"rows": 5})
