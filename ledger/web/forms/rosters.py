"""The forms of a roster import: the file, its columns, the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from ledger.domain.roster import FIELD_NAMES, RosterField
from ledger.web.forms.base import LedgerForm
from ledger.web.forms.imports import NO_COLUMN, FileForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

DAY = InputRequired(_l("请写日期，例如 2026-03-01。"))


class RosterUploadForm(FileForm):
    """A roster, and since when appointments count where it doesn't say."""

    begin = DateField(_l("表中未写任职时间的，按这天起算"), validators=[DAY])


class RosterColumnsForm(LedgerForm):
    """Which column holds what; fields are named as `RosterField` says."""

    name = SelectField(_l("姓名"), coerce=int)
    unit = SelectField(_l("单位"), coerce=int)
    post = SelectField(_l("职务"), coerce=int)
    rank = SelectField(_l("职务层次"), coerce=int)
    staff_number = SelectField(_l("工号"), coerce=int)
    begin_column = SelectField(_l("任职时间"), coerce=int)
    begin = DateField(_l("表中未写任职时间的，按这天起算"), validators=[DAY])

    def offer(self, columns: Sequence[str]) -> None:
        """Give each list the columns of the file, after one that stands for none."""
        for of in FIELD_NAMES:
            self._of(of).choices = [(NO_COLUMN, _("（没有这一列）")), *enumerate(columns)]

    def show(self, chosen: Mapping[RosterField, int], begin: date) -> None:
        """Fill in what is chosen now."""
        for of in FIELD_NAMES:
            self._of(of).data = chosen.get(of, NO_COLUMN)
        self.begin.data = begin

    def chosen(self) -> dict[RosterField, int]:
        """The columns that were chosen."""
        return {of: self._of(of).data for of in FIELD_NAMES if self._of(of).data != NO_COLUMN}

    def _of(self, of: RosterField) -> SelectField:
        """The list for a field; "begin" alone is the day for rows without one."""
        found: SelectField = self["begin_column" if of is RosterField.BEGIN else of.value]
        return found
