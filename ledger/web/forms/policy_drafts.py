"""The forms about drafts of policies: where to begin, the text, the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from ledger.services.draft_policy import LONGEST_NOTE
from ledger.web.forms.base import LedgerForm
from ledger.web.forms.imports import FileForm
from ledger.web.forms.units import UnitField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.services.policy_gallery import GalleryTemplate

CURRENT, FILE, GALLERY = "current", "file", "gallery:"


class BeginForm(FileForm):
    """For which unit, and from what: the version in force, a file, or a template."""

    for_unit = UnitField(_l("给哪个单位起草"))
    origin = RadioField(_l("从哪里开始"), validators=[InputRequired(_l("请选一项。"))])
    file = FileField(_l("文件"), validators=[Optional()])

    def offer(self, templates: Sequence[GalleryTemplate]) -> None:
        """Give the lists."""
        self.origin.choices = [
            (CURRENT, _("从这个单位现行的办法改起")),
            (FILE, _("从文件开始")),
            *((GALLERY + one.name, _(one.title)) for one in templates),
        ]


class DraftForm(LedgerForm):
    """The text of a draft with what was seen of it; the fields beside it are read on their own."""

    text = TextAreaField(_l("全文"), validators=[Optional()])
    seen_edition = IntegerField(default=0, widget=HiddenInput(), validators=[Optional()])


class SeenForm(LedgerForm):
    """A button about the text that was seen."""

    seen = HiddenField(default="")


class SendBackForm(LedgerForm):
    """Why a proposal is sent back."""

    reason = TextAreaField(
        _l("原因"),
        validators=[Optional(), Length(max=LONGEST_NOTE, message=_l("文字太长，请缩短。"))],
        render_kw={"rows": 2},
    )
