"""Texts on paper: where lines break, what is shown of characters that cannot be printed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import text as text_module
from exports.text import CONTROL_BOX, NO_LINE_END, NO_LINE_START, capped, cleaned, fitted, wrap, wrap_figures
from tests.exports.hostile import HOSTILE


class Widths(dict[str, float]):
    def __missing__(self, character: str) -> float:
        if "\u0300" <= character <= "\u036f":
            return 0.0
        return 1000.0 if character > "\u2000" else 550.0


WIDTHS = Widths()
SENTENCE = "关于“一网通办”的调研（共3次）：群众反映排队久，工作人员答复“下周修好”。——见《意见》第12.5条！"


def lines_of(text: str, width: float = 100.0) -> list[str]:
    return wrap(text, WIDTHS, 10, width)


@pytest.mark.parametrize("width", range(60, 300, 7))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(width: int) -> None:
    lines = lines_of(SENTENCE, width)
    assert "".join(lines) == SENTENCE
    assert [line for line in lines[1:] if line[0] in NO_LINE_START] == []
    assert [line for line in lines[:-1] if line[-1] in NO_LINE_END] == []


@pytest.mark.parametrize("width", range(60, 300, 11))
def test_words_and_numbers_stay_whole(width: int) -> None:
    text = "回复了12345热线的留言 public service 共 1,024.5 件，见 GB/T9704"
    assert sorted(re.findall(r"[!-~]+", text)) == sorted(
        re.findall(r"[!-~]+", "\n".join(lines_of(text, width)))
    )


def test_a_word_wider_than_the_column_is_broken() -> None:
    address = "https://example.gov.cn/" + "a" * 200
    lines = lines_of(f"见{address}。")
    assert "".join(lines) == f"见{address}。"
    assert all(sum(WIDTHS[c] for c in line) <= 10_000 for line in lines)
    assert lines[-1] != "。"


def test_an_address_wider_than_the_column_is_broken_behind_its_strokes() -> None:
    lines = lines_of("在 https://taizhang.example/verify 输入核验码。", 110.0)
    assert lines == ["在 https://", "taizhang.example/", "verify 输入核验码。"]
    assert lines_of("核验此件的地址https://taizhang.example/a")[:2] == ["核验此件的地址", "https://"]


@pytest.mark.parametrize("count", range(7, 60))
@pytest.mark.parametrize("end", ["", "。", "”。"])
def test_a_last_line_is_more_than_a_character_or_two(count: int, end: str) -> None:
    lines = lines_of("字" * count + end)
    assert "".join(lines) == "字" * count + end
    assert len(lines) == -(-(count + len(end)) // 10) or len(lines[-2]) < 10
    assert min(map(len, lines)) >= 3


def test_a_last_word_takes_another_along_where_it_is_short() -> None:
    assert lines_of("By March the amount is met by 2 days.", 180.0) == [
        "By March the amount is met by",
        "2 days.",
    ]


def test_the_first_line_can_begin_further_in() -> None:
    assert wrap("字" * 25, WIDTHS, 10, 100, indent=20) == ["字" * 8, "字" * 10, "字" * 7]
    assert wrap("字" * 8, WIDTHS, 10, 100, indent=20) == ["字" * 8]
    assert wrap("一行\n" + "字" * 12, WIDTHS, 10, 100, indent=20) == ["一行", "字" * 9, "字" * 3]


def test_line_ends_of_the_writer_are_kept_and_empty_lines_are_not() -> None:
    assert lines_of("一、通水\n\n二、通路\n") == ["一、通水", "二、通路"]


def test_a_line_end_before_closing_punctuation_is_not_kept() -> None:
    assert lines_of("通水\n，通路") == ["通水，通路"]


def test_an_empty_text_has_no_lines() -> None:
    assert lines_of("") == lines_of(" \n　") == []


@given(st.text(alphabet="我们的工作，。：“”（）《》 abc12.5%\n", max_size=300), st.integers(20, 200))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(len(line) == 1 or sum(WIDTHS[c] for c in line) <= width * 100 for line in lines)


@pytest.mark.parametrize("unit", ["，", "a", "字", "（", "字，", " ", "\n", "ab ", "a 。"])
def test_a_hundred_thousand_characters_are_broken_like_a_few(unit: str) -> None:
    long, short = lines_of(unit * 100_000), lines_of(unit * 100)
    assert len(long) <= max(1, 1001 * len(short))


def steps(text: str) -> int:
    """How many lines of the program it takes to clean and break a text: work without a clock."""
    count = 0

    def watch(frame: FrameType, event: str, _value: object) -> Callable[..., Any] | None:
        nonlocal count
        count += event == "line"
        return watch if frame.f_code.co_filename == text_module.__file__ else None

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        lines_of(cleaned(text))
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_much_hostile_text_is_no_more_than_twice_the_work(unit: str) -> None:
    once = (unit * 4000)[:4000]
    assert steps(once * 2) <= 2.1 * steps(once) + 100


def test_one_gap_of_any_length_is_no_more_than_its_length_in_work() -> None:
    assert steps("中" + " " * 8000 + "，") <= 2.1 * steps("中" + " " * 4000 + "，")


def test_control_characters_are_shown_and_invisible_marks_left_out() -> None:
    assert cleaned("甲\x00乙\x1b丙\u202e丁") == f"甲{CONTROL_BOX}乙{CONTROL_BOX}丙{CONTROL_BOX}丁"
    assert cleaned("甲\u200b乙\ufeff丙\ufe00") == "甲乙丙"
    assert cleaned("甲\ud800乙") == f"甲{CONTROL_BOX}乙"
    assert cleaned("甲\t乙\r\n丙\u2028丁\r戊") == "甲 乙\n丙\n丁\n戊"


def test_a_long_text_ends_with_an_ellipsis() -> None:
    assert capped("一二三四五", 4) == "一二三…"
    assert capped("一二三四", 4) == "一二三四"


def test_a_text_that_must_stand_on_one_line_is_cut_to_its_width() -> None:
    assert fitted("一二三四", WIDTHS, 10, 40) == "一二三四"
    assert fitted("一二三四五", WIDTHS, 10, 40) == "一二三…"
    assert fitted("一\n二", WIDTHS, 10, 40) == "一 二"
    assert fitted("", WIDTHS, 10, 40) == ""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1 小时 30 分", ["1 小时", "30 分"]),
        ("1 h 30 min", ["1 h", "30 min"]),
        ("22.5 分钟", ["22.5 分钟"]),
        ("1 天", ["1 天"]),
    ],
)
def test_a_number_and_its_unit_stand_on_one_line(text: str, lines: list[str]) -> None:
    assert wrap_figures(text, WIDTHS, 10, 50) == lines


def test_figures_wider_than_their_column_are_broken_all_the_same() -> None:
    lines = wrap_figures("1234567890 小时", WIDTHS, 10, 30)
    assert "".join(lines).replace(" ", "") == "1234567890小时"
    assert all(sum(WIDTHS[c] for c in line) <= 3_000 for line in lines)
