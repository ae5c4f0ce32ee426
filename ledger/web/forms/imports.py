"""The forms of an import of handled messages: the file, its columns, the last word."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired

from ledger.domain.messages import FIELD_NAMES, MessageField
from ledger.domain.minutes import parse_minutes
from ledger.services.once import FormKey
from ledger.web.forms.base import LedgerForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.domain.people import Person

NO_COLUMN = -1


class FileForm(LedgerForm):
    """A file that is brought; its content counts for whether the form is the same."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))])

    def content(self) -> tuple[str, bytes]:
        """The file's name and what is in it."""
        return self.file.data.filename or "", self.file.data.read()

    def once_with(self, content: bytes) -> FormKey:
        """The key of this sending, and the digest of what it held together with the file."""
        once = self.once()
        digest = hashlib.sha256(once.body_digest.encode() + hashlib.sha256(content).digest())
        return FormKey(once.key, digest.hexdigest())


class UploadForm(FileForm):
    """A file of handled messages, for whom, and how long a reply took."""

    person = SelectField(_l("给哪位干部导入"))
    minutes = StringField(_l("每条答复用时"), validators=[InputRequired(_l("请填写这一项。"))])

    def offer(self, people: Sequence[Person], chosen: Person) -> None:
        """Give the list of cadres whom the actor enters for."""
        self.person.choices = [(person.public_id, person.name) for person in people]
        if self.person.data is None:
            self.person.data = chosen.public_id

    def minutes_each(self) -> int:
        """The minutes per reply.

        Raises:
            InvalidError: when they cannot be read.
        """
        return parse_minutes(self.minutes.data or "")


class ColumnsForm(LedgerForm):
    """Which column holds what; fields are named as `MessageField` says."""

    number = SelectField(_l("留言编号"), coerce=int)
    user = SelectField(_l("留言用户"), coerce=int)
    subject = SelectField(_l("留言主题"), coerce=int)
    time = SelectField(_l("留言时间"), coerce=int)
    text = SelectField(_l("留言详情"), coerce=int)
    reply = SelectField(_l("答复意见"), coerce=int)
    reply_time = SelectField(_l("答复时间"), coerce=int)
    minutes = StringField(_l("每条答复用时"), validators=[InputRequired(_l("请填写这一项。"))])

    def offer(self, columns: Sequence[str]) -> None:
        """Give each list the columns of the file, after one that stands for none."""
        options = [(NO_COLUMN, _("（没有这一列）")), *enumerate(columns)]
        for of in FIELD_NAMES:
            self[of.value].choices = options

    def show(self, chosen: Mapping[MessageField, int], minutes: int) -> None:
        """Fill in what is chosen now."""
        for of in FIELD_NAMES:
            self[of.value].data = chosen.get(of, NO_COLUMN)
        self.minutes.data = str(minutes)

    def chosen(self) -> dict[MessageField, int]:
        """The columns that were chosen."""
        return {of: self[of.value].data for of in FIELD_NAMES if self[of.value].data != NO_COLUMN}

    def minutes_each(self) -> int:
        """The minutes per reply.

        Raises:
            InvalidError: when they cannot be read.
        """
        return parse_minutes(self.minutes.data or "")


class TakeForm(LedgerForm):
    """The last word: import what was shown."""

    seen = HiddenField()
