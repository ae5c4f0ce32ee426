"""A holiday notice is read as it stands, and what it says twice has to agree."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ledger.domain.calendar import HolidayNotice
from ledger.domain.errors import InvalidError
from ledger.domain.holiday_check import check_notice
from ledger.domain.holiday_text import read_days, read_notice, written_days

NOTICES = Path(__file__).parents[3] / "shared" / "data" / "holidays"
NOTICE_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，遇有重大突发事件，要按规定及时报告。
"""


def days(year: int, *, off: bool) -> set[date]:
    data = json.loads((NOTICES / f"{year}.json").read_text(encoding="utf-8"))
    return {date.fromisoformat(day["date"]) for day in data["days"] if day["isOffDay"] is off}


def test_a_whole_notice_is_read() -> None:
    found = read_notice(NOTICE_2026, 2026)

    assert found.faults == []
    assert len(found.days_off) == 33
    assert {date(2026, 1, 3), date(2026, 2, 15), date(2026, 2, 23), date(2026, 10, 7)} <= found.days_off
    assert found.working_weekends == {
        date(2026, 1, 4),
        *(date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)),
        *(date(2026, 9, 20), date(2026, 10, 10)),
    }


@pytest.mark.skipif(
    not NOTICES.is_dir(), reason="shared/data with the holiday notices is not beside the checkout"
)
def test_the_text_of_the_notice_says_what_the_table_says() -> None:
    found = read_notice(NOTICE_2026, 2026)

    assert found.days_off == days(2026, off=True)
    assert found.working_weekends == days(2026, off=False)


@pytest.mark.skipif(
    not NOTICES.is_dir(), reason="shared/data with the holiday notices is not beside the checkout"
)
@pytest.mark.parametrize("year", range(2010, 2027))
def test_days_that_were_written_out_are_read_again(year: int) -> None:
    for off in (True, False):
        written = written_days(days(year, off=off), year)
        found = read_days(written, year)
        assert (found.days_off, found.faults) == (days(year, off=off), [])


def test_a_holiday_may_begin_in_the_year_before() -> None:
    found = read_notice("2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。", 2019)

    assert found.faults == []
    assert found.days_off == {date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)}
    assert found.working_weekends == {date(2018, 12, 29)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1月1日（周五）放假。", "1月1日不是周五"),
        ("1月1日至3日放假，共2天。", "写的是共 2 天，日期却是 3 天"),
        ("2月30日放假。", "日历上没有“2月30日”这一天"),
        ("10月3日。", "没有写明放假还是上班"),
        ("10月3日至1日放假。", "不在前面的日期之后"),
        ("放假通知", "没有读到"),
        ("3日放假。", "日历上没有“3日”这一天"),
    ],
)
def test_what_a_notice_cannot_mean_is_said(text: str, why: str) -> None:
    (fault,) = read_notice(text, 2026).faults

    assert why in fault.say()


@pytest.mark.parametrize(
    ("off", "working", "field", "why"),
    [
        ([], [], "days_off", "请写放假的日期"),
        ([date(2026, 10, 1)], [date(2026, 10, 8)], "working", "2026-10-08不是周六、周日"),
        ([date(2026, 10, 10)], [date(2026, 10, 10)], "working", "既写了放假又写了上班"),
        ([date(2025, 10, 1)], [], "days_off", "不在 2026 年"),
        ([date(2026, 10, 1)], [date(2027, 1, 2)], "working", "不在 2026 年"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(
    off: list[date], working: list[date], field: str, why: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        check_notice(HolidayNotice(2026, frozenset(off), frozenset(working)))

    assert why in refused.value.faults[field].say()
