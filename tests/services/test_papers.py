"""Papers of a unit, a department and a month: the figures of the page, neutral words, official order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ledger.domain.errors import ForbiddenError
from ledger.domain.wording import in_chinese
from ledger.language import say_in
from ledger.services.build_report import build_report
from ledger.services.build_statement import build_statement
from ledger.services.year_summary import build_summary, load_year
from ledger.store.readings_departments import DepartmentFilter, department
from tests.cast import NOW, TODAY
from tests.year_facts import approved, field, fill_year

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor
    from ledger.domain.report import Report
    from ledger.domain.wording import Say
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act


def unit_of(uow: UnitOfWork, actor: Actor) -> Unit:
    """The unit at the top of a department."""
    with uow:
        return next(unit for unit in uow.units.all() if unit.path == actor.department_paths[0])


def report(
    uow: UnitOfWork, actor: Actor, unit: Unit, *, subtree: bool, say: Say = in_chinese, language: str = "zh"
) -> Report:
    with uow:
        return build_report(
            uow, actor, unit, 2026, subtree=subtree, on=TODAY, now=NOW, say=say, language=language
        )


def test_a_report_has_the_figures_of_the_departments_page(uow: UnitOfWork, act: Act) -> None:
    fill_year(uow, act("alice"), act("bob"))
    dana = act("dana")
    unit = unit_of(uow, dana)

    made = report(uow, dana, unit, subtree=True)

    with uow:
        page = department(uow.session, unit, DepartmentFilter(2026))
    states = page.whole.by_status
    assert made.headline == (
        f"共 {page.whole.cadres} 名干部：已达到 {states['met']}，尚差 {states['short']}，"
        f"不适用 {states['not_applicable']}。"
    )
    assert [(one.name, one.cadres) for one in made.units] == [
        (line.unit.name, line.standings.cadres) for line in page.units
    ]
    assert [one.name for one in made.cadres] == [line.name for line in page.cadres]
    assert dict(made.exchanges)["实地调研"].removesuffix(" 天") in {
        str(float(page.whole.field_days)).removesuffix(".0")
    }
    assert not made.closed


def test_a_unit_counts_its_own_cadres_alone(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    unit = unit_of(uow, dana)
    below, alone = report(uow, dana, unit, subtree=True), report(uow, dana, unit, subtree=False)

    assert alone.units == ()
    assert alone.cadres == below.cadres
    assert sum(one.met + one.short + one.not_applicable for one in alone.requirements) <= sum(
        one.met + one.short + one.not_applicable for one in below.requirements
    )
    for made in (below, alone):
        for one in made.requirements:
            assert one.title in {"到基层调研", "其中实地调研", "调研报告"}


def test_months_count_what_was_approved_and_outcomes_once(uow: UnitOfWork, act: Act) -> None:
    fill_year(uow, act("alice"), act("bob"))
    dana = act("dana")

    made = report(uow, dana, unit_of(uow, dana), subtree=True)

    assert [one.month for one in made.months] == list(range(1, 13))
    assert sum(one.field for one in made.months) > 0
    assert sum(one.online for one in made.months) > 0
    assert sum(one.outcomes for one in made.months) == sum(one.count for one in made.outcomes) > 0


def test_a_report_is_the_departments_alone(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    unit = unit_of(uow, dana)
    for other in ("alice", "bob", "olga"):
        with pytest.raises(ForbiddenError):
            report(uow, act(other), unit, subtree=True)


def test_a_statement_has_what_lies_in_its_month(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    fill_year(uow, alice, act("bob"))
    assert alice.own_cadre is not None
    with uow:
        whole = load_year(uow, alice.own_cadre, 2026, on=TODAY)
        made = [
            build_statement(whole, month, on=TODAY, now=NOW, say=in_chinese, language="zh")
            for month in range(1, 13)
        ]
    assert whole.found.assessment is not None
    assert sum(len(one.entries) for one in made) == len(whole.found.assessment.entries)
    assert sum(len(one.outcomes) for one in made) == len(
        [one for one in whole.outcomes if one.draft.on.year == 2026]
    )
    assert [one.complete for one in made] == [month < TODAY.month for month in range(1, 13)]
    assert made[0].as_of == date(2026, 1, 31)
    assert made[TODAY.month - 1].as_of == TODAY


def test_papers_in_english_name_our_own_policies_in_english(uow: UnitOfWork, act: Act) -> None:
    alice, dana, english = act("alice"), act("dana"), say_in("en")
    fill_year(uow, alice, act("bob"))
    unit, cadre = unit_of(uow, dana), alice.own_cadre
    assert cadre is not None

    made = report(uow, dana, unit, subtree=True, say=english, language="en")
    with uow:
        summary = build_summary(uow, cadre, 2026, on=TODAY, now=NOW, say=english, language="en")
        adopted = uow.policies.all()[0]

    assert made.policies == ("Online research pilot rules (example) (version 1)",)
    assert summary.policy_title == "Online research pilot rules (example)"
    assert adopted.title == "网上调研折算试行办法（示例）"
    assert report(uow, dana, unit, subtree=True).policies == ("网上调研折算试行办法（示例）（第 1 版）",)


def test_one_day_in_english_is_a_day(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    approved(uow, alice, act("bob"), field(date(2026, 3, 4)))
    assert alice.own_cadre is not None
    with uow:
        whole = load_year(uow, alice.own_cadre, 2026, on=TODAY)
        statement = build_statement(whole, 3, on=TODAY, now=NOW, say=say_in("en"), language="en")
        summary = build_summary(
            uow, alice.own_cadre, 2026, on=TODAY, now=NOW, say=say_in("en"), language="en"
        )

    assert dict(statement.figures)["Field, this month"] == "1 day"
    assert summary.headline.startswith("By 22 Nov, ")
