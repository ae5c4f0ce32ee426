"""The form of a holiday notice: its text as published, and the days that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from ledger.domain.calendar import HolidayNotice
from ledger.domain.errors import InvalidError
from ledger.domain.holiday_text import LONGEST_NOTICE, read_days, read_notice, written_days
from ledger.domain.wording import N_, Joined
from ledger.web.forms.base import LedgerForm

if TYPE_CHECKING:
    from ledger.domain.wording import Sentence

FITS = Length(max=LONGEST_NOTICE, message=_l("文字太长，请缩短。"))


class NoticeForm(LedgerForm):
    """A notice, pasted as it is or written as days."""

    text = TextAreaField(_l("通知原文"), validators=[Optional(), FITS], render_kw={"rows": 8})
    reference = StringField(_l("文号或网址"), validators=[Optional()])
    days_off = TextAreaField(_l("放假"), validators=[Optional(), FITS], render_kw={"rows": 8})
    working = TextAreaField(_l("调休上班"), validators=[Optional(), FITS], render_kw={"rows": 8})

    def show(self, notice: HolidayNotice, reference: str) -> None:
        """Fill in a notice."""
        self.reference.data = reference
        self.days_off.data = written_days(notice.days_off, notice.year)
        self.working.data = written_days(notice.working_weekends, notice.year)

    def take_text(self, year: int) -> None:
        """Read the pasted notice into the two lists; what it cannot mean is a fault of the text."""
        found = read_notice(self.text.data or "", year)
        self.text.errors = [*self.text.errors, *(one.say(_) for one in found.faults)]
        if not found.faults:
            self.days_off.data = written_days(found.days_off, year)
            self.working.data = written_days(found.working_weekends, year)

    def notice(self, year: int) -> HolidayNotice:
        """The days that were written.

        Raises:
            InvalidError: naming the list that cannot be read.
        """
        off, working = read_days(self.days_off.data or "", year), read_days(self.working.data or "", year)
        faults: dict[str, Sentence] = {}
        for name, found in (("days_off", off), ("working", working)):
            if found.faults:
                faults[name] = Joined(N_("；"), parts=tuple(found.faults))
        if faults:
            raise InvalidError(faults)
        return HolidayNotice(year, frozenset(off.days_off), frozenset(working.days_off))
