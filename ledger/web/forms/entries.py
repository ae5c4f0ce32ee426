"""The form of an entry, online or field, and the filter of their list: eight fields at most, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import get_translations
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from ledger.domain.outcome import OutcomeDraft
from ledger.domain.sitting import written_sitting
from ledger.domain.vocabulary import HALVES, MODES, OUTCOME_KINDS, PLATFORMS, STATUSES, Channel
from ledger.store.entry_filter import EntryFilter
from ledger.web.forms.base import LedgerForm
from ledger.web.forms.plain_entry import DRAFTS, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from ledger.domain.entry import EntryDraft
    from ledger.domain.topic import Preset, Topic

NEEDED = InputRequired(_l("请填写这一项。"))


def choices(codes: Mapping[str, str], first: str | None = None) -> list[tuple[str, str]]:
    """The codes of a list with their names, after an empty one where `first` says what it means."""
    found = [] if first is None else [("", first)]
    words = get_translations()  # asked for once: a form has some forty choices
    return found + [(code, words.ugettext(name)) for code, name in codes.items()]


class EntryForm(LedgerForm):
    """What both tabs share; each tab gives the rest."""

    channel: Channel
    seen_version = IntegerField(default=0, widget=HiddenInput(), validators=[Optional()])
    mode = SelectField(_l("方式"))
    topic = SelectField(_l("主题"), validators=[Optional()])
    done = TextAreaField(_l("做了什么"), validators=[Optional()], render_kw={"rows": 3})
    outcome_kind = SelectField(_l("成果种类"), validators=[Optional()])
    outcome_title = StringField(_l("成果名称"))
    preset_name = StringField(_l("名称"))

    def offer(self, topics: Iterable[Topic]) -> None:
        """Give the lists their choices, in the reader's language."""
        self.mode.choices = choices(MODES[self.channel])
        self.topic.choices = choices({str(topic.id): topic.name for topic in topics}, _("不填"))
        self.outcome_kind.choices = choices(OUTCOME_KINDS, _("暂无"))

    def draft(self, base: EntryDraft | None = None) -> EntryDraft:
        """What was filled in, on top of what the form does not ask; a known place gets its code.

        Raises:
            InvalidError: where a day is none or a text cannot be read.
        """
        return DRAFTS[self.channel](self.data, base)

    def show(self, draft: EntryDraft) -> None:
        """Fill the form with a draft."""
        raise NotImplementedError

    def show_usual(self, last: Mapping[str, Any], on: date) -> None:
        """Fill an empty form with today and what was logged last."""
        raise NotImplementedError

    def show_preset(self, preset: Preset) -> None:
        """Fill the form with a preset."""
        self.mode.data = preset.mode
        self.topic.data = str(preset.topic_id or "")

    def outcome(self, draft: EntryDraft, shares: tuple[tuple[int, Fraction], ...]) -> OutcomeDraft | None:
        """The outcome that was written beside it, on the entry's last day; None where there is none."""
        kind, title = self.outcome_kind.data or "", (self.outcome_title.data or "").strip()
        if not kind and not title:
            return None
        return OutcomeDraft(
            kind=kind, title=title, on=draft.ends_on, reference=draft.reference, shares=shares
        )

    def _show_common(self, draft: EntryDraft) -> None:
        self.mode.data = draft.mode
        self.topic.data = str(draft.topic_id or "")
        self.done.data = draft.done


class OnlineForm(EntryForm):
    """网上调研: 日期 时长 方式 平台 链接或编号 主题 做了什么 成果."""

    channel = Channel.ONLINE
    begins_on = DateField(_l("日期"), validators=[NEEDED])
    minutes = StringField(_l("时长"), validators=[NEEDED])
    platform = SelectField(_l("平台"), validate_choice=False)
    reference = StringField(_l("链接或编号"), validators=[Optional()])

    def offer(self, topics: Iterable[Topic]) -> None:
        """Give the lists their choices, in the reader's language."""
        super().offer(topics)
        self.platform.choices = choices(PLATFORMS)

    def show(self, draft: EntryDraft) -> None:
        """Fill the form with a draft."""
        self._show_common(draft)
        self.begins_on.data = draft.begins_on
        self.minutes.data = written_sitting(draft.minutes, draft.start)
        self.platform.data = draft.platform
        self.reference.data = draft.reference

    def show_usual(self, last: Mapping[str, Any], on: date) -> None:
        """Fill an empty form with today and what was logged last."""
        self.begins_on.data = on
        self.mode.data = last.get("mode") or "reply"
        self.platform.data = last.get("platform") or "liuyanban"
        self.topic.data = str(last.get("topic_id") or "")

    def show_preset(self, preset: Preset) -> None:
        """Fill the form with a preset."""
        super().show_preset(preset)
        self.platform.data = preset.platform
        self.minutes.data = written_sitting(preset.minutes, None)


class FieldForm(EntryForm):
    """实地调研: 起止日期 地点 方式 联系点 主题 同行 做了什么 成果."""

    channel = Channel.FIELD
    begins_on = DateField(_l("开始"), validators=[NEEDED])
    from_half = SelectField(_l("从"), default="am")
    ends_on = DateField(_l("结束"), validators=[NEEDED])
    to_half = SelectField(_l("到"), default="pm")
    place_name = StringField(_l("地点"), validators=[NEEDED])
    contact_point = BooleanField(_l("是本人的联系点"))
    companions = StringField(_l("同行"), validators=[Optional()])

    @property
    def place(self) -> StringField:
        """The place under the name by which the ledger speaks of its faults."""
        return self.place_name

    def offer(self, topics: Iterable[Topic]) -> None:
        """Give the lists their choices, in the reader's language."""
        super().offer(topics)
        self.from_half.choices = self.to_half.choices = choices(HALVES)

    def show(self, draft: EntryDraft) -> None:
        """Fill the form with a draft."""
        self._show_common(draft)
        self.begins_on.data, self.ends_on.data = draft.begins_on, draft.ends_on
        self.from_half.data, self.to_half.data = draft.from_half or "am", draft.to_half or "pm"
        self.place_name.data = draft.place_name
        self.contact_point.data = draft.contact_point
        self.companions.data = draft.companions

    def show_usual(self, last: Mapping[str, Any], on: date) -> None:
        """Fill an empty form with today and what was logged last."""
        self.begins_on.data = self.ends_on.data = on
        self.mode.data = last.get("mode") or "visit"
        self.place_name.data = last.get("place_name") or ""
        self.topic.data = str(last.get("topic_id") or "")

    def show_preset(self, preset: Preset) -> None:
        """Fill the form with a preset."""
        super().show_preset(preset)
        self.place_name.data = preset.place_name


FORMS: dict[Channel, type[EntryForm]] = {Channel.ONLINE: OnlineForm, Channel.FIELD: FieldForm}


class LinkForm(LedgerForm):
    """Which other entry an entry is joined to."""

    other = SelectField(_l("关联的台账"))
    entry = HiddenField()


def entry_filter(topics: Sequence[Topic], person_id: int | None, without: tuple[int, ...]) -> EntryFilter:
    """What the address asks the list to be narrowed to; what no list knows is left out."""
    asked = request.args
    modes = MODES["online"] | MODES["field"]
    status, channel, mode = asked.get("status", ""), asked.get("channel", ""), asked.get("mode", "")
    topic = whole(asked.get("topic"))
    return EntryFilter(
        person_id=person_id,
        status=status if status in STATUSES else "",
        channel=channel if channel in MODES else "",
        mode=mode if mode in modes else "",
        topic_id=topic if topic in {t.id for t in topics} else None,
        begins=day_asked("begins"),
        ends=day_asked("ends"),
        text=asked.get("text", "").strip(),
        upload=asked.get("upload", "")[:14],
        without_served=without,
    )


def day_asked(name: str) -> date | None:
    """A day of the address; None where it is none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def page_asked() -> int:
    """Which page of a list the address asks for."""
    return max(1, whole(request.args.get("page")) or 1)
