"""Durations as people write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import minutes as m
from ledger.domain.minutes import format_minutes, parse_minutes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[("90", 90), ("９０", 90), (" 90 ", 90), ("1:30", 90), ("1：30", 90), ("24:00", 1440)],
        *[
            ("1.5小时", 90),
            ("1小时30分", 90),
            ("1小时30", 90),
            ("90分", 90),
            ("90分钟", 90),
            ("1 小时 30 分", 90),
        ],
        *[("1h30", 90), ("1h30m", 90), ("1.5h", 90), ("90m", 90), ("90min", 90), ("2 hours", 120)],
        *[
            ("半小时", 30),
            ("半个小时", 30),
            ("一个半小时", 90),
            ("1小时半", 90),
            ("两小时", 120),
            ("三刻钟", 45),
        ],
        *[("二十五分钟", 25), ("1小时零5分", 65), ("0.25小时", 15), ("0:45", 45)],
    ],
)
def test_every_way_of_writing_is_understood(written: str, meant: int) -> None:
    assert parse_minutes(written) == meant


@pytest.mark.parametrize(
    ("written", "error"),
    [
        *[("", m.NoMinutesError), ("0", m.NoMinutesError), ("0小时", m.NoMinutesError)],
        *[("-5", m.NegativeMinutesError), ("负5分", m.NegativeMinutesError)],
        *[("1441", m.TooManyMinutesError), ("25小时", m.TooManyMinutesError)],
        *[("1.51小时", m.FractionOfMinuteError), ("1.5", m.FractionOfMinuteError)],
        *[
            ("abc", m.MinutesError),
            ("1:75", m.MinutesError),
            ("1小时90分", m.MinutesError),
            ("小时", m.MinutesError),
        ],
        *[("很久", m.MinutesError), ("1e3", m.MinutesError), ("90" * 2000, m.MinutesError)],
    ],
)
def test_what_cannot_be_logged_is_refused_by_its_own_error(written: str, error: type[m.MinutesError]) -> None:
    with pytest.raises(error) as refused:
        parse_minutes(written)
    assert refused.type is error
    assert set(refused.value.faults) == {"minutes"}


def test_a_fraction_of_a_minute_is_named_with_the_nearest_whole_one() -> None:
    with pytest.raises(m.FractionOfMinuteError, match=r"1\.51小时.*90\.6 分钟.*91 分钟"):
        parse_minutes("1.51小时")


@given(st.integers(1, 1440))
def test_what_is_formatted_is_read_back(minutes: int) -> None:
    assert parse_minutes(format_minutes(minutes)) == minutes
    assert parse_minutes(f"{minutes // 60}:{minutes % 60:02d}") == minutes


@given(st.text(max_size=12) | st.text("0123456789.:小时半个分钟刻hm一二十 ", max_size=8))
def test_any_text_is_minutes_within_a_day_or_refused(text: str) -> None:
    with suppress(m.MinutesError):
        assert 1 <= parse_minutes(text) <= 1440
