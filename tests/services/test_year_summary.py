"""The summary of a year: one value, figures formatted once, with a code that its content earns."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from sqlalchemy import select

from ledger.domain.trail import TrailTag
from ledger.domain.wording import in_chinese
from ledger.services.issue_summary import ToIssue, issue_summary, summaries_to_issue
from ledger.services.summary_code import NoSecretKeyError, canonical, read_code
from ledger.services.year_summary import NoYearError, build_summary, content_of, load_year
from ledger.store.rows import IssuedSummaryRow, TrailRow
from tests.cast import NOW, TODAY
from tests.year_facts import approved, field, fill_year, online

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.domain.summary import Summary
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act

KEY = "k3y-of-this-test-installation-0001"


def build(uow: UnitOfWork, cadre: Actor, year: int = 2026, on: date = TODAY) -> Summary:
    assert cadre.own_cadre is not None
    with uow:
        return build_summary(uow, cadre.own_cadre, year, on=on, now=NOW, say=in_chinese, language="zh")


def issue(
    uow: UnitOfWork, cadre: Actor, *, key: str = KEY, now: datetime = NOW, language: str = "zh"
) -> Summary:
    assert cadre.own_cadre is not None
    return issue_summary(
        uow,
        cadre,
        cadre.own_cadre,
        2026,
        key=key,
        address="http://ledger.example/verify",
        on=TODAY,
        now=now,
        say=in_chinese if language == "zh" else lambda text: f"*{text}",
        language=language,
        draw=lambda summary: summary.code.encode(),
    ).summary


def test_a_year_says_where_it_stands_and_how_it_ends(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    fill_year(uow, alice, act("bob"))

    summary = build(uow, alice)

    assert summary.headline == "到11月22日，到基层调研 42.5 天，应为 60 天，尚差 17.5 天。"
    assert summary.forecast.startswith("按现在的进度，12 月 31 日约为 ")
    days = summary.requirements[0]
    assert (days.required, days.reached, days.short, days.unit) == ("60", "42.5", "17.5", "天")
    assert days.composed_of == "实地 30 ＋ 网上折算 11.5（上限 20） ＋ 转化为政策折算 1（上限 4）"
    assert [one.status for one in summary.requirements] == ["short", "met", "met"]
    assert [one.title for one in summary.accounts] == ["实地调研", "网上调研", "转化为政策"]
    assert summary.accounts[0].total == "42.5 天"
    assert summary.exchanges[0].limited_by == "可折算的已全部折算（11.5 天）"


def test_the_months_add_up_to_the_figures(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    fill_year(uow, alice, act("bob"))

    months = build(uow, alice).months

    assert sum(month.field for month in months) == 30 * 480
    assert sum(month.online for month in months) == 23 * 480
    assert sum(month.exchanged for month in months) == 12 * 480 + 240
    assert months[-1].cumulative == 42 * 480 + 240
    assert months[8].exchanged == 600 + 480, "half of five sittings, and the policy adopted in September"
    assert months[-1].required == 60 * 480
    assert [m.required for m in months] == sorted(m.required for m in months)


def test_what_a_cap_took_is_said_at_the_entry(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    approved(uow, alice, act("bob"), online(date(2026, 3, 4), 300), online(date(2026, 3, 5), 40))

    entries = build(uow, alice).entries

    assert [(one.recorded, one.credited) for one in entries] == [("5 小时", "4 小时"), ("40 分钟", "40 分钟")]
    assert entries[0].note == "网上每天最多计 4 小时"
    assert entries[1].note == ""
    assert (entries[0].on, entries[0].mode, entries[0].where) == ("2026-03-04", "留言回复", "领导留言板")


def test_explanations_name_entries_as_people_know_them(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    approved(uow, alice, act("bob"), field(date(2026, 3, 4), date(2026, 3, 5)))

    text = repr(build(uow, alice).requirements[0].derivation)

    assert "3月4日 走访 柳湾村：" in text
    assert "3月5日 03-04 走访 柳湾村：" in text
    assert "000000" not in text


def test_someone_short_by_a_little_is_not_shown_as_if_nothing_were_missing(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    visits = [field(date(2026, m, 1), date(2026, m, 20)) for m in (1, 2)]
    sittings = [online(date(2026, 3, 1) + timedelta(days=n), 240) for n in range(79)]
    approved(uow, alice, act("bob"), *visits, *sittings, online(date(2026, 6, 1), 236))

    days = build(uow, alice).requirements[0]

    assert days.status == "short"
    assert (days.reached, days.short) == ("59.996", "0.004")


def test_a_year_without_an_appointment_has_no_summary(uow: UnitOfWork, act: Act) -> None:
    with pytest.raises(NoYearError):
        build(uow, act("alice"), year=2023)


def test_a_year_without_a_policy_says_so(uow: UnitOfWork, act: Act) -> None:
    summary = build(uow, act("alice"), year=2025)

    assert summary.headline == "本单位还没有 2025 年度的折算办法，调研照常记入台账。"
    assert summary.requirements == ()
    assert summary.policy_digest == ""


def test_a_year_whose_holidays_are_unknown_is_provisional(uow: UnitOfWork, act: Act) -> None:
    assert build(uow, act("alice")).provisional == ""
    assert build(uow, act("alice"), year=2031, on=date(2031, 2, 1)).provisional.startswith(
        "2031 年的放假安排"
    )


def test_two_languages_are_one_content(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    approved(uow, alice, act("bob"), field(date(2026, 3, 4)))

    first, second = issue(uow, alice), issue(uow, alice, language="en")

    assert first.headline != second.headline
    assert first.code == second.code


def test_the_same_content_keeps_its_code_and_other_content_has_another(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    approved(uow, alice, act("bob"), field(date(2026, 3, 4)))

    first, again = issue(uow, alice), issue(uow, alice, now=NOW + timedelta(hours=1))
    approved(uow, alice, act("bob"), field(date(2026, 3, 6)))
    other = issue(uow, alice)

    assert first.code == again.code != other.code
    assert read_code(first.code) == first.code
    assert issue(uow, alice, key=KEY + "x").code != other.code
    with uow:
        newest = uow.session.scalar(select(IssuedSummaryRow).where(IssuedSummaryRow.code == other.code))
        assert newest is not None
        assert newest.issued_by == alice.account_id


def test_issuing_leaves_a_trail(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    summary = issue(uow, alice)

    with uow:
        left = uow.session.scalars(
            select(TrailRow).where(TrailRow.tag == TrailTag.SUMMARY_ISSUED.value)
        ).all()

    assert [(row.account_id, row.subject_id) for row in left] == [(alice.account_id, alice.own_cadre)]
    assert left[0].changes["code"] == [None, summary.code]


def test_without_a_key_nothing_is_issued(uow: UnitOfWork, act: Act) -> None:
    with pytest.raises(NoSecretKeyError):
        issue(uow, act("alice"), key="")


def test_a_code_is_read_as_people_write_it() -> None:
    assert read_code(" k7qf 3mzd－9xwa-2hrt ") is None, "9 is in no code"
    assert read_code("k7qf 3mzd_bxwa-2hrt") == "K7QF-3MZD-BXWA-2HRT"
    assert read_code("K7QF3MZD8XWA20RT") == "K7QF-3MZD-BXWA-2ORT"
    assert read_code("K7QF") is None


def test_the_canonical_form_is_that_of_the_standard(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice").own_cadre
    assert alice is not None
    fill_year(uow, act("alice"), act("bob"))
    with uow:
        content: Any = content_of(load_year(uow, alice, TODAY.year, on=TODAY), on=TODAY)
    odd: dict[str, Any] = {
        "引": '\u2028\x7f\x00\x1f\t\n"\\/é𬍛',
        "b": [None, True, 0, -7, []],
        "a": {"z": "", "A": 1},
    }
    for one in (content, odd):
        assert canonical(one) == rfc8785.dumps(dict(one))


def test_many_summaries_loaded_together_are_those_loaded_one_by_one(uow: UnitOfWork, act: Act) -> None:
    fill_year(uow, act("alice"), act("bob"))
    people = [one for name in ("alice", "amy", "tom") if (one := act(name).own_cadre) is not None]

    def made(ids: list[int]) -> dict[int, ToIssue]:
        return summaries_to_issue(
            uow,
            ids,
            TODAY.year,
            key="k" * 64,
            address="http://localhost/verify",
            on=TODAY,
            now=NOW,
            say=in_chinese,
            language="zh",
        )

    with uow:
        together = made([*people, 999_999])
        alone = {person: made([person])[person] for person in people}
    assert together == alone
    assert list(together) == people
