"""Handled messages of a message board, checked row by row before they become entries in draft.

Each becomes an online entry on the day of the reply (mode reply, platform 领导留言板, no start: a duration
without a start overlaps nothing) with one outcome message_closed. Who wrote the message is masked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from ledger.domain.dates import WrittenDate, read_datetime
from ledger.domain.masking import Masked, mask_text
from ledger.domain.tables import Row, RowFault, cell, recognise_columns
from ledger.domain.wording import N_, Sentence

SUBJECT_LENGTH, HEARD_LENGTH, DONE_LENGTH, NUMBER_LENGTH = 100, 300, 300, 64


class MessageField(StrEnum):
    """What a column of handled messages can hold."""

    NUMBER = "number"
    USER = "user"
    SUBJECT = "subject"
    TIME = "time"
    TEXT = "text"
    REPLY = "reply"
    REPLY_TIME = "reply_time"


FIELD_NAMES: Mapping[MessageField, str] = {
    MessageField.NUMBER: N_("留言编号"),
    MessageField.USER: N_("留言用户"),
    MessageField.SUBJECT: N_("留言主题"),
    MessageField.TIME: N_("留言时间"),
    MessageField.TEXT: N_("留言详情"),
    MessageField.REPLY: N_("答复意见"),
    MessageField.REPLY_TIME: N_("答复时间"),
}
REQUIRED = (MessageField.NUMBER, MessageField.SUBJECT, MessageField.REPLY, MessageField.REPLY_TIME)
"""The columns without which nothing can be imported."""

_WORDS: Mapping[MessageField, Sequence[str]] = {
    MessageField.NUMBER: (
        *("留言编号", "编号", "留言号", "信件编号", "工单编号", "工单号", "帖子编号", "留言ID"),
        *("tid", "threadId", "thread number", "message number", "number", "id"),
    ),
    MessageField.USER: (
        *("留言用户", "留言人", "用户", "网友", "昵称", "网名", "来信人", "诉求人", "姓名"),
        *("nickName", "userName", "user", "author"),
    ),
    MessageField.SUBJECT: (
        *("留言主题", "主题", "标题", "留言标题", "信件标题", "诉求标题"),
        *("subject", "title"),
    ),
    MessageField.TIME: (
        *("留言时间", "留言日期", "来信时间", "来信日期", "提交时间", "发布时间", "诉求时间"),
        *("createDateline", "threadTime", "created", "time", "date"),
    ),
    MessageField.TEXT: (
        *("留言详情", "留言内容", "详情", "内容", "来信内容", "诉求内容", "问题描述"),
        *("content", "message", "text", "body"),
    ),
    MessageField.REPLY: (
        *("答复意见", "答复内容", "回复内容", "回复意见", "答复", "回复", "办理结果", "办理情况"),
        *("answerContent", "replyContent", "answer.content", "reply.content", "reply", "answer"),
    ),
    MessageField.REPLY_TIME: (
        *("答复时间", "答复日期", "回复时间", "回复日期", "办结时间", "办结日期"),
        *("answerDateline", "replyDateline", "answer.dateline", "reply.dateline"),
        *("reply time", "replyTime", "answer time", "reply date", "answer date"),
    ),
}


@dataclass(frozen=True)
class HandledMessage:
    """One good row: what the entry in draft and its outcome will say, already masked and shortened."""

    row: int
    number: str
    on: date
    replied_at: time | None
    subject: str
    heard: str
    done: str
    minutes: int
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class PresentMessage:
    """A row whose number is in the ledger already; it will not be imported again."""

    row: int
    number: str


@dataclass(frozen=True)
class DryRun:
    """What an import would do: rows in the file's order, and what was masked in the good ones."""

    good: tuple[HandledMessage, ...]
    faulty: tuple[RowFault, ...]
    present: tuple[PresentMessage, ...]
    masked: Mapping[Masked, int] = field(default_factory=dict)


def recognise(columns: Sequence[str]) -> dict[MessageField, int]:
    """Which column holds which field, as a proposal that the user may correct."""
    return recognise_columns(columns, _WORDS)


def missing_fields(columns: Mapping[MessageField, int]) -> tuple[MessageField, ...]:
    """The required fields that no column serves."""
    return tuple(f for f in REQUIRED if f not in columns)


def check_rows(
    rows: Iterable[Row],
    columns: Mapping[MessageField, int],
    *,
    minutes_per_reply: int,
    known: Collection[str],
    today: date,
    names: Sequence[str] = (),
) -> DryRun:
    """Every row as good, faulty or already present; nothing is written.

    Args:
        rows: the rows below the column names.
        columns: the column of each field, as recognised or corrected.
        minutes_per_reply: what the user declares for each reply.
        known: the thread numbers already in the ledger.
        today: replies after it are faulty.
        names: the columns' names, to say where a fault stands; the field's own name without them.
    """
    checker = _Checker(columns, names, minutes_per_reply, today)
    known = frozenset(known)
    good: list[HandledMessage] = []
    faulty: list[RowFault] = []
    present: list[PresentMessage] = []
    for row in rows:
        number = read_number(cell(row, columns, MessageField.NUMBER))
        faults = checker.faults(row, number)
        if not faults and number in known:
            present.append(PresentMessage(row.number, number))
        elif not faults:
            good.append(checker.message(row, number))
        faulty.extend(faults)
    return DryRun(tuple(good), tuple(faulty), tuple(present), dict(checker.masked))


def read_number(text: str) -> str:
    """A thread number as it is kept: without spaces, and without the ".0" of a number cell."""
    return re.sub(r"^(\d+)\.0+$", r"\1", "".join(text.split()))


def shorten(text: str, length: int) -> str:
    """The text on one line, cut to a length, after a sentence where one ends in the last third."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    end = max(cut.rfind(mark) for mark in "。！？；")
    return (cut[: end + 1] if end >= length * 2 // 3 else cut) + "…"


@dataclass
class _Checker:
    """The checks of one file; it remembers the numbers seen and counts what was masked."""

    columns: Mapping[MessageField, int]
    names: Sequence[str]
    minutes: int
    today: date
    seen: dict[str, int] = field(default_factory=dict)
    masked: Counter[Masked] = field(default_factory=Counter)

    def faults(self, row: Row, number: str) -> tuple[RowFault, ...]:
        """Every fault of a row."""
        found = (self._number_fault(row, number), *self._text_faults(row), *self._date_faults(row))
        return tuple(fault for fault in found if fault is not None)

    def message(self, row: Row, number: str) -> HandledMessage:
        """The message of a row without faults."""
        replied = read_datetime(self._cell(row, MessageField.REPLY_TIME))
        if replied is None:
            raise AssertionError("a row without faults has a reply date")
        user = self._cell(row, MessageField.USER)
        subject = self._masked(self._cell(row, MessageField.SUBJECT), user)
        heard = self._masked(self._cell(row, MessageField.TEXT), user)
        done = self._masked(self._cell(row, MessageField.REPLY), user)
        parts = (
            (MessageField.SUBJECT, subject, SUBJECT_LENGTH),
            (MessageField.TEXT, heard, HEARD_LENGTH),
            (MessageField.REPLY, done, DONE_LENGTH),
        )
        notes = tuple(_cut_note(of, length) for of, text, length in parts if len(text) > length)
        return HandledMessage(
            row=row.number,
            number=number,
            on=replied.on,
            replied_at=replied.at,
            subject=shorten(subject, SUBJECT_LENGTH),
            heard=shorten(heard, HEARD_LENGTH),
            done=shorten(done, DONE_LENGTH),
            minutes=self.minutes,
            notes=notes,
        )

    def _number_fault(self, row: Row, number: str) -> RowFault | None:
        if not number:
            return self._fault(row, MessageField.NUMBER, N_("没有编号，无法辨认是否已经导入过，请补上。"))
        if len(number) > NUMBER_LENGTH:
            text = N_("编号超过 %(length)s 个字符，请核对是否选错了列。")
            return self._fault(row, MessageField.NUMBER, text, length=NUMBER_LENGTH)
        if re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", number):
            text = N_("编号“%(number)s”已被表格软件改成科学计数，请把该列设为文本后重新导出。")
            return self._fault(row, MessageField.NUMBER, text, number=number)
        first = self.seen.setdefault(number, row.number)
        if first != row.number:
            text = N_("编号 %(number)s 与第 %(first)s 行重复，请删去其中一行。")
            return self._fault(row, MessageField.NUMBER, text, number=number, first=first)
        return None

    def _text_faults(self, row: Row) -> tuple[RowFault | None, ...]:
        no_subject = not self._cell(row, MessageField.SUBJECT)
        no_reply = not self._cell(row, MessageField.REPLY)
        return (
            self._fault(row, MessageField.SUBJECT, N_("没有主题，请补上。")) if no_subject else None,
            self._fault(row, MessageField.REPLY, N_("还没有答复；只导入已答复的留言，请答复后再导入。"))
            if no_reply
            else None,
        )

    def _date_faults(self, row: Row) -> tuple[RowFault | None, ...]:
        replied = self._date(row, MessageField.REPLY_TIME)
        asked = self._date(row, MessageField.TIME) if self._cell(row, MessageField.TIME) else None
        if isinstance(replied, RowFault) or isinstance(asked, RowFault):
            return tuple(fault for fault in (asked, replied) if isinstance(fault, RowFault))
        if replied.on > self.today:
            text = N_("答复日期 %(on)s 在今天之后，请核对。")
            return (self._fault(row, MessageField.REPLY_TIME, text, on=replied.on),)
        if asked is not None and replied.is_before(asked):
            text = N_("答复日期 %(on)s 早于留言日期 %(asked)s，请核对。")
            values = {"on": _shown(replied), "asked": _shown(asked)}
            return (self._fault(row, MessageField.REPLY_TIME, text, **values),)
        return ()

    def _date(self, row: Row, of: MessageField) -> WrittenDate | RowFault:
        written = self._cell(row, of)
        if not written:
            return self._fault(row, of, N_("没有日期，请补上。"))
        text = N_("“%(written)s”不是日期，请写成 2026-01-31 的样子。")
        return read_datetime(written) or self._fault(row, of, text, written=written[:40])

    def _fault(self, row: Row, of: MessageField, text: str, **values: object) -> RowFault:
        at = self.columns.get(of, -1)
        name = self.names[at] if 0 <= at < len(self.names) else str(FIELD_NAMES[of])
        return RowFault(row.number, name, Sentence(text, values))

    def _cell(self, row: Row, of: MessageField) -> str:
        return cell(row, self.columns, of)

    def _masked(self, text: str, user: str) -> str:
        """The whole text masked before it is cut, so that no number is cut in half and stays."""
        masked = mask_text(" ".join(text.split()), names=(user,))
        self.masked.update(masked.counts)
        return masked.text


def _cut_note(of: MessageField, length: int) -> Sentence:
    text = N_("%(field)s较长，只留下前 %(length)s 字以内。")
    return Sentence(text, {"length": length}, {"field": FIELD_NAMES[of]})


def _shown(written: WrittenDate) -> str:
    return f"{written.on} {written.at:%H:%M}" if written.at else str(written.on)
