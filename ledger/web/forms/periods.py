"""The forms of late requests, closings and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ledger.domain.period import OPEN_DAYS
from ledger.services.review_entries import LONGEST_REASON
from ledger.web.forms.base import LedgerForm

NEEDED = InputRequired(_l("请填写这一项。"))
SHORT = Length(max=LONGEST_REASON)


class LateForm(LedgerForm):
    """A request to log facts of a locked month."""

    month = SelectField(_l("补记哪个月"), [NEEDED])
    reason = TextAreaField(_l("为什么没有及时记录"), [NEEDED, SHORT], render_kw={"rows": 4})

    def offer(self, months: Sequence[date]) -> None:
        """The months that are locked, latest first."""
        self.month.choices = [
            (f"{one:%Y-%m}", _("%(year)s 年 %(month)s 月", year=one.year, month=one.month)) for one in months
        ]

    @property
    def first(self) -> date:
        """The first day of the month that was chosen."""
        return date.fromisoformat(f"{self.month.data}-01")


class LateDecisionForm(LedgerForm):
    """The department's decision on a request: open the month for some days, or not."""

    open_days = RadioField(_l("办理"), [NEEDED], default="7")
    answer = TextAreaField(_l("说明"), [Optional(), SHORT], render_kw={"rows": 3})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = [(str(days), _("同意，开放 %(days)s 天", days=days)) for days in OPEN_DAYS]
        self.open_days.choices = [*granted, ("0", _("不同意"))]

    @property
    def days(self) -> int | None:
        """For how many days the month opens; None where it does not."""
        return int(self.open_days.data) or None


class ProposalForm(LedgerForm):
    """The first person's word to the second, where there is something to say."""

    reason = TextAreaField(_l("给确认人的说明"), [Optional(), SHORT], render_kw={"rows": 3})


class ReasonForm(LedgerForm):
    """A reason that is kept with what it is for."""

    reason = TextAreaField(_l("原因"), [NEEDED, SHORT], render_kw={"rows": 3})
