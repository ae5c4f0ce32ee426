"""The form of a year's trial: a few sittings, visits and outcomes; the address holds them all."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import Optional

from ledger.domain.errors import InvalidError
from ledger.domain.shares import read_share
from ledger.domain.sitting import read_sitting
from ledger.domain.vocabulary import MODES, OUTCOME_KINDS, PLATFORMS
from ledger.domain.year_plan import PlannedOutcome, PlannedSitting, PlannedVisit, YearPlan
from ledger.store.divisions import code_of_place
from ledger.web.forms.entries import choices

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MOST_LINES = 20
MOST_HALF_DAYS = 2 * 366
LONGEST = 100
NAME = re.compile(r"(sittings|visits|outcomes)-([0-9]{1,3})-([a-z]{1,10})")
_DAYS = re.compile(r"([0-9]{1,3})(?:\.([05]))?天?")
_ON = _l("日期")


class SittingLine(Form):
    """A piece of online research; without a time it is none."""

    on = DateField(_ON, validators=[Optional()])
    minutes = StringField(_l("时长"))
    mode = SelectField(_l("方式"), default="reply", validate_choice=False)
    platform = SelectField(_l("平台"), default="liuyanban", validate_choice=False)


class VisitLine(Form):
    """A visit; without its days it is none."""

    on = DateField(_l("从哪天起"), validators=[Optional()])
    days = StringField(_l("几天"))
    place = StringField(_l("地点"))


class OutcomeLine(Form):
    """An outcome; without a kind it is none."""

    kind = SelectField(_l("种类"), validate_choice=False)
    on = DateField(_l("形成日期"), validators=[Optional()])
    share = StringField(_l("本人份额"))


class YearLabForm(Form):
    """网上调研 实地调研 成果, as many of each as are thought of."""

    sittings = FieldList(FormField(SittingLine), max_entries=MOST_LINES)
    visits = FieldList(FormField(VisitLine), max_entries=MOST_LINES)
    outcomes = FieldList(FormField(OutcomeLine), max_entries=MOST_LINES)

    def offer(self, on: date) -> None:
        """One empty line after those of each list, and the choices in the reader's language."""
        for lines in (self.sittings, self.visits, self.outcomes):
            if len(lines.entries) < MOST_LINES:
                lines.append_entry({"on": on})
        for line in self.sittings:
            offered(line.form.mode, MODES["online"])
            offered(line.form.platform, PLATFORMS)
        for came in self.outcomes:
            offered(came.form.kind, OUTCOME_KINDS, _("不加"))

    def plan(self, year: int) -> YearPlan | None:
        """What was filled in; None where something cannot be read, which then stands at its field."""
        self.validate()
        sittings = [_sitting(line.form, year) for line in self.sittings if _said(line.form.minutes)]
        visits = [_visit(line.form, year) for line in self.visits if _said(line.form.days)]
        outcomes = [_outcome(line.form, year) for line in self.outcomes if _said(line.form.kind)]
        if None in (*sittings, *visits, *outcomes):
            return None
        return YearPlan(
            tuple(one for one in sittings if one), tuple(one for one in visits if one),
            tuple(one for one in outcomes if one),
        )  # fmt: skip

    def address(self) -> dict[str, str]:
        """The lines that say something, as an address holds them."""
        found: dict[str, str] = {}
        for lines, telling in ((self.sittings, "minutes"), (self.visits, "days"), (self.outcomes, "kind")):
            kept = [line.form for line in lines if _said(line.form[telling])]
            for number, line in enumerate(kept):
                for field in line:
                    value = field.raw_data[0] if field.raw_data else ""
                    if value:
                        found[f"{lines.name}-{number}-{field.short_name}"] = value
        return found


def lab_form(asked: MultiDict[str, str], on: date) -> YearLabForm:
    """The form with what the address says; names that are no field's are left out."""
    known: Any = type(asked)(
        (name, value[:LONGEST]) for name, value in asked.items(multi=True) if NAME.fullmatch(name)
    )
    form = YearLabForm(known)
    form.offer(on)
    return form


def offered(field: SelectField, codes: dict[str, str], first: str | None = None) -> None:
    """Give a list its choices; what it does not know becomes the first of them."""
    field.choices = choices(codes, first)
    if field.data not in dict(field.choices):
        field.data = field.choices[0][0]


def _said(field: Any) -> bool:
    return bool((field.data or "").strip())


def _fault(field: Any, text: str) -> None:
    field.errors = [*field.errors, text]


def _day(field: Any, year: int) -> date | None:
    """The day, which lies in the year; else a fault at its field."""
    if field.data is None:
        if not field.errors:
            _fault(field, _("请选日期。"))
        return None
    if field.data.year != year:
        _fault(field, _("请选 %(year)s 年里的一天。", year=year))
        return None
    return field.data  # type: ignore[no-any-return]


def _sitting(line: Any, year: int) -> PlannedSitting | None:
    on = _day(line.on, year)
    try:
        sitting = read_sitting(line.minutes.data)
    except InvalidError as error:
        for sentence in error.faults.values():
            _fault(line.minutes, sentence.say(_))
        return None
    if on is None:
        return None
    start = None if sitting.start is None else int(sitting.start[:2]) * 60 + int(sitting.start[3:])
    return PlannedSitting(on, sitting.minutes, line.mode.data, line.platform.data, start)


def _visit(line: Any, year: int) -> PlannedVisit | None:
    on = _day(line.on, year)
    match = _DAYS.fullmatch(line.days.data.strip())
    halves = 2 * int(match[1]) + (match[2] == "5") if match else 0
    if not 0 < halves <= MOST_HALF_DAYS:
        _fault(line.days, _("请写几天，例如 4 或 1.5。"))
        return None
    if on is None:
        return None
    place = (line.place.data or "").strip()
    return PlannedVisit(on, halves, place, code_of_place(place) if place else None)


def _outcome(line: Any, year: int) -> PlannedOutcome | None:
    on = _day(line.on, year)
    text = (line.share.data or "").strip()
    share = read_share(text) if text else Fraction(1)
    if share is None or not 0 < share <= 1:
        _fault(line.share, _("份额“%(given)s”看不懂，请写成 1/2、0.5 或 1。", given=text[:20]))
        return None
    return None if on is None else PlannedOutcome(line.kind.data, on, share)
