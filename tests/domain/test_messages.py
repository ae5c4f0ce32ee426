"""Handled messages checked before they become entries."""

from __future__ import annotations

from datetime import date, time

import pytest

from ledger.domain.messages import DryRun as MessagesDryRun
from ledger.domain.messages import MessageField, check_rows, missing_fields, read_number, recognise, shorten
from ledger.domain.tables import Row

COLUMNS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
GOOD = (
    "2549",
    "UU008511",
    "路灯不亮",
    "2019/4/25 9:32:09",
    "\n\t路灯坏了",
    "网友“UU008511”您好，已修好。",
    "2019/5/10 14:56",
)


def check(*rows: tuple[str, ...], known: frozenset[str] = frozenset()) -> MessagesDryRun:
    numbered = [Row(n, cells) for n, cells in enumerate(rows, start=2)]
    today = date(2026, 11, 22)
    return check_rows(
        numbered, recognise(COLUMNS), minutes_per_reply=30, known=known, today=today, names=COLUMNS
    )


def changed(**cells: str) -> tuple[str, ...]:
    at = {f.value: i for f, i in recognise(COLUMNS).items()}
    return tuple(next((v for k, v in cells.items() if at[k] == i), old) for i, old in enumerate(GOOD))


@pytest.mark.parametrize(
    "columns",
    [
        COLUMNS,
        (" 编 号 ", "网友昵称", "标题（必填）", "留言日期", "留言内容", "回复内容", "回复时间"),
        ("tid", "nickName", "subject", "createDateline", "content", "replyContent", "replyDateline"),
        ("Number", "User", "Subject", "Time", "Text", "Reply", "Reply time"),
    ],
)
def test_columns_are_recognised_by_the_names_in_use(columns: tuple[str, ...]) -> None:
    assert recognise(columns) == {field: at for at, field in enumerate(MessageField)}


def test_columns_that_are_missing_are_named() -> None:
    assert missing_fields(recognise(("编号", "备注"))) == (
        MessageField.SUBJECT,
        MessageField.REPLY,
        MessageField.REPLY_TIME,
    )


def test_a_good_row_becomes_a_message_on_the_day_of_its_reply() -> None:
    (message,) = check(GOOD).good
    assert (message.row, message.number, message.on, message.replied_at) == (
        2,
        "2549",
        date(2019, 5, 10),
        time(14, 56),
    )
    assert (message.subject, message.heard, message.minutes) == ("路灯不亮", "路灯坏了", 30)
    assert message.done == "网友“某某”您好，已修好。"


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"number": " "}, "留言编号", "没有编号"),
        ({"number": "1.23E+11"}, "留言编号", "科学计数"),
        ({"subject": ""}, "留言主题", "没有主题"),
        ({"reply": "\t"}, "答复意见", "还没有答复"),
        ({"reply_time": ""}, "答复时间", "没有日期"),
        ({"reply_time": "五月"}, "答复时间", "不是日期"),
        ({"reply_time": "2026-11-23"}, "答复时间", "今天之后"),
        ({"reply_time": "2019-04-24"}, "答复时间", "早于留言日期"),
        ({"time": "不详"}, "留言时间", "不是日期"),
    ],
)
def test_a_faulty_row_is_named_with_its_cell(cells: dict[str, str], column: str, words: str) -> None:
    run = check(changed(**cells))
    assert not run.good
    (fault,) = run.faulty
    assert (fault.row, fault.column) == (2, column)
    assert words in fault.sentence.say()


def test_a_reply_on_the_messages_day_without_a_time_is_not_before_it() -> None:
    assert check(changed(reply_time="2019/4/25")).good


def test_a_number_twice_in_the_file_names_the_first_row() -> None:
    run = check(GOOD, changed(number="2549.0"))
    assert len(run.good) == 1
    assert run.faulty[0].row == 3
    assert "第 2 行" in run.faulty[0].sentence.say()


def test_what_is_in_the_ledger_already_is_present_and_not_good() -> None:
    run = check(GOOD, changed(number="2550"), known=frozenset({"2549"}))
    assert [p.number for p in run.present] == ["2549"]
    assert [m.number for m in run.good] == ["2550"]


def test_a_long_text_is_cut_with_a_note_and_after_it_was_masked() -> None:
    text = "字" * 293 + "13812345678" + "。" * 50
    (message,) = check(changed(text=text)).good
    assert len(message.heard) <= 300
    assert "1381" not in message.heard
    assert "留言详情" in message.notes[0].say()


def test_a_cut_comes_after_a_sentence_where_one_ends_near() -> None:
    assert shorten("一二三四五六七。八九十", 10) == "一二三四五六七。…"
    assert shorten("一二\n三", 10) == "一二 三"
    assert len(shorten("字" * 50, 10)) == 10


def test_a_thread_number_loses_spaces_and_the_decimals_of_a_number_cell() -> None:
    assert [read_number(t) for t in (" 12 345", "2549.0", "A-1.0")] == ["12345", "2549", "A-1.0"]
