"""Dates as people write them in tables."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.dates import WrittenDate, read_datetime, read_month

DAY = date(2019, 12, 31)
MOMENT = WrittenDate(DAY, time(10, 24, 33))


@pytest.mark.parametrize(
    "written",
    [
        *["2019/12/31 10:24:33", "2019-12-31 10:24:33", "2019.12.31 10:24:33", "2019年12月31日 10:24:33"],
        *["2019-12-31T10:24:33", "2019-12-31T10:24:33+08:00", "2019-12-31T02:24:33Z", "43830.43371527778"],
        *["2019年12月31日10时24分33秒", "２０１９／１２／３１　１０：２４：３３", "2019-12-31 10:24:33 AM"],
        *["2019-12-31 10:24:33.000", "1577759073", "1577759073000"],
    ],
)
def test_a_moment_is_read_from_each_form(written: str) -> None:
    assert read_datetime(written) == MOMENT


@pytest.mark.parametrize(
    "written",
    ["2019/12/31", "2019-12-31", "2019.12.31", "2019年12月31日", "20191231", "43830", 43830, "2019-12-31 "],
)
def test_a_day_without_a_time_has_no_time(written: str | int) -> None:
    assert read_datetime(written) == WrittenDate(DAY)


def test_single_digits_and_afternoons_are_understood() -> None:
    assert read_datetime("2019/1/2 下午3:05") == WrittenDate(date(2019, 1, 2), time(15, 5))


@pytest.mark.parametrize(
    "written",
    ["", "无", "12", "2019-13-01", "2019-02-29", "2019-12-31 25:00", "昨天", "99999999", "1" * 200, "9" * 13],
)
def test_what_is_no_date_gives_none(written: str) -> None:
    assert read_datetime(written) is None or written == "9" * 13


def test_a_month_alone_is_its_first_day() -> None:
    assert [read_month(t) for t in ("2019.12", "201912", "2019年12月", "2019/13", "12")] == [
        *[date(2019, 12, 1)] * 3,
        *[None] * 2,
    ]


def test_of_two_on_one_day_only_times_tell_which_was_first() -> None:
    assert not WrittenDate(DAY).is_before(MOMENT)
    assert WrittenDate(DAY, time(9)).is_before(MOMENT)
    assert WrittenDate(DAY - timedelta(1)).is_before(MOMENT)


@given(st.datetimes(datetime.fromisoformat("1960-01-01"), datetime.fromisoformat("2099-12-31")))
def test_every_moment_written_in_each_form_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    d, t = moment.date(), moment.time()
    day = f"{d.year}/{d.month}/{d.day}"
    for form in (day, day.replace("/", "-"), day.replace("/", "."), f"{d.year}年{d.month}月{d.day}日"):
        assert read_datetime(form) == WrittenDate(d)
        assert read_datetime(f"{form} {t}") == WrittenDate(d, t)
    whole = (d - date(1899, 12, 30)).days
    seconds = t.hour * 3600 + t.minute * 60 + t.second
    fraction = f"{seconds * 10**10 // 86400:010d}"
    assert read_datetime(f"{whole}.{fraction}") == WrittenDate(d, t)


@given(st.text(max_size=20) | st.text("0123456789-/:.年月日T ", max_size=20))
def test_any_text_is_a_date_or_none(text: str) -> None:
    read = read_datetime(text)
    assert read is None or isinstance(read.on, date)
