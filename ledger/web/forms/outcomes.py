"""The form of an outcome: what came of entries, and whose part is which."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from ledger.domain.errors import InvalidError
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.shares import read_share
from ledger.domain.vocabulary import LEVELS, OUTCOME_KINDS, OUTCOME_STATUSES
from ledger.domain.wording import N_, Sentence
from ledger.store.readings_outcomes import OutcomeFilter
from ledger.web.forms.base import LedgerForm
from ledger.web.forms.entries import choices, day_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger.store.readings_outcomes import Namesake

NEEDED = InputRequired(_l("请填写这一项。"))
ROWS = 3
_WRITTEN = re.compile(r"(?P<name>[^（(]+)(?:[（(](?P<unit>.*)[）)])?")


class ShareForm(Form):
    """One who shares it, and the part."""

    person = StringField(_l("姓名"))
    share = StringField(_l("份额"))


class OutcomeForm(LedgerForm):
    """种类 名称 日期 级别 文号或链接 说明 参与干部 来自哪些台账."""

    seen_version = IntegerField(default=0, widget=HiddenInput(), validators=[Optional()])
    kind = SelectField(_l("种类"))
    title = StringField(_l("名称"), validators=[NEEDED])
    on = DateField(_l("形成日期"), validators=[NEEDED])
    level = SelectField(_l("级别"), validators=[Optional()])
    reference = StringField(_l("文号或链接"), validators=[Optional()])
    note = TextAreaField(_l("说明"), validators=[Optional()], render_kw={"rows": 3})
    shares = FieldList(FormField(ShareForm), _l("参与干部和份额"), min_entries=ROWS, max_entries=20)
    entries = SelectMultipleField(
        _l("来自哪些台账"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Optional()],
    )

    def offer(self, entries: Sequence[tuple[str, str]]) -> None:
        """Give the lists their choices, in the reader's language."""
        self.kind.choices = choices(OUTCOME_KINDS)
        levels = choices(LEVELS, _("不填"))
        if self.level.data and self.level.data not in LEVELS:
            levels.append((self.level.data, self.level.data))
        self.level.choices = levels
        self.entries.choices = list(entries)

    def draft(self, find: Callable[[str], Sequence[Namesake]], entry_ids: tuple[int, ...]) -> OutcomeDraft:
        """What was filled in; `find` gives the people of a name.

        Raises:
            InvalidError: where somebody or a part cannot be read.
        """
        if self.on.data is None:
            raise InvalidError({"on": Sentence(N_("请选日期。"))})
        return OutcomeDraft(
            kind=self.kind.data or "",
            title=(self.title.data or "").strip(),
            on=self.on.data,
            level=self.level.data or "",
            reference=(self.reference.data or "").strip(),
            note=(self.note.data or "").strip(),
            shares=tuple(self._shares(find)),
            entry_ids=entry_ids,
        )

    def show(self, draft: OutcomeDraft, names: dict[int, Namesake], public_ids: list[str]) -> None:
        """Fill the form with an outcome."""
        self.kind.data, self.title.data, self.on.data = draft.kind, draft.title, draft.on
        self.level.data, self.reference.data, self.note.data = draft.level, draft.reference, draft.note
        self.entries.data = public_ids
        self.show_shares([(names[p].written if p in names else "", share) for p, share in draft.shares])

    def show_shares(self, shares: Sequence[tuple[str, Fraction]]) -> None:
        """Fill in who shares it, with empty rows after."""
        while self.shares.entries:
            self.shares.pop_entry()
        for name, share in shares:
            self.shares.append_entry({"person": name, "share": str(share)})
        while len(self.shares.entries) < max(ROWS, len(shares) + 1) and len(self.shares.entries) < 20:
            self.shares.append_entry({"person": "", "share": ""})

    def _shares(self, find: Callable[[str], Sequence[Namesake]]) -> list[tuple[int, Fraction]]:
        written = [
            ((row.person.data or "").strip(), (row.share.data or "").strip()) for row in self.shares.entries
        ]
        rows = [(name, share) for name, share in written if name or share]
        found: list[tuple[int, Fraction]] = []
        for name, share in rows:
            part = read_share(share) if share else Fraction(1, len(rows))
            if part is None:
                said = Sentence(N_("份额“%(given)s”看不懂，请写成 1/2、0.5 或 1。"), {"given": share[:20]})
                raise InvalidError({"shares": said})
            found.append((_one(name, find).id, part))
        return found


def _one(written: str, find: Callable[[str], Sequence[Namesake]]) -> Namesake:
    match = _WRITTEN.fullmatch(written)
    name, unit = (match["name"].strip(), (match["unit"] or "").strip()) if match else (written, "")
    found = [one for one in find(name) if one.name == name and (not unit or one.unit == unit)]
    if len(found) == 1:
        return found[0]
    shown = {"name": written[:20]}
    if found:
        said = Sentence(N_("叫“%(name)s”的不止一位，请从提示中选，写明单位。"), shown)
    else:
        said = Sentence(N_("没有找到“%(name)s”，请核对姓名。"), shown)
    raise InvalidError({"shares": said})


def outcome_filter(person_id: int | None, *, to_verify: bool) -> OutcomeFilter:
    """What the address asks the list to be narrowed to; what no list knows is left out."""
    kind, status = request.args.get("kind", ""), request.args.get("status", "")
    return OutcomeFilter(
        person_id=person_id,
        kind=kind if kind in OUTCOME_KINDS else "",
        status=status if status in OUTCOME_STATUSES else "",
        begins=day_asked("begins"),
        ends=day_asked("ends"),
        text=request.args.get("text", "").strip(),
        to_verify=to_verify,
    )
