"""The department's table: its own subtree, in official order, counted right and quickly."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select

from ledger.store.readings_departments import DepartmentFilter, department
from ledger.store.rows import AssessmentRow, PersonRow, UnitRow
from tests.year_facts import approved, field, fill_year

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, SignIn


def unit_named(uow: UnitOfWork, name: str) -> Unit:
    with uow:
        return next(unit for unit in uow.units.all() if unit.name == name)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_department_begins_at_its_own_unit(browse: SignIn) -> None:
    html = browse("dana").get("/departments").get_data(as_text=True)

    assert "共 7 名干部：已达到 0，尚差 4，不适用 3。" in html
    assert "甲县" in html
    assert "乙县" in html
    assert "戴娜" in html
    assert "国" not in text_of(html).split("下级单位")[1].split("本单位干部")[0]


def test_units_lead_down_to_cadres_and_their_years(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))
    county = unit_named(uow, "甲县")

    html = browse("dana").get(f"/departments/{county.public_id}").get_data(as_text=True)
    link = re.search(r'href="(/cadres/[^"]+)"[^>]*>艾丽', html)

    assert link is not None
    assert browse("dana").get(link[1]).status_code == 200
    assert "42.5 / 60" in text_of(html)
    assert "乡" in html


def test_cadres_stand_in_official_order_whatever_they_brought(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    approved(uow, act("alice"), act("bob"), field(date(2026, 1, 1), date(2026, 1, 20)))
    county = unit_named(uow, "甲县")

    html = browse("dana").get(f"/departments/{county.public_id}?sort=field").get_data(as_text=True)

    assert html.index("安美") < html.index("艾丽") < html.index("鲍博")


def test_filters_narrow_and_keep_the_order(uow: UnitOfWork, browse: SignIn) -> None:
    county = unit_named(uow, "甲县")

    by_rank = browse("dana").get(f"/departments/{county.public_id}?rank=132").get_data(as_text=True)
    by_status = browse("dana").get(f"/departments/{county.public_id}?status=met").get_data(as_text=True)

    assert "艾丽" in by_rank
    assert "安美" not in by_rank
    assert "共 1 名干部" in by_rank
    assert "艾丽" not in by_status
    assert "共 0 名干部" in by_status


@pytest.mark.parametrize("unit", ["省", "国"])
def test_units_outside_the_subtree_are_not_found(uow: UnitOfWork, browse: SignIn, unit: str) -> None:
    assert browse("dana").get(f"/departments/{unit_named(uow, unit).public_id}").status_code == 404


@pytest.mark.parametrize("username", ["alice", "bob", "eve", "sam", "sue", "ada"])
def test_only_a_department_has_one(browse: SignIn, username: str) -> None:
    assert browse(username).get("/departments").status_code == 403


def test_the_chart_has_a_narrow_form_in_larger_type_for_a_telephone(browse: SignIn) -> None:
    dana = browse("dana")
    page = dana.get("/departments").get_data(as_text=True)
    share_of_width = {}
    for name in ("src", "srcset"):
        found = re.search(rf'{name}="(/departments/\w+/months\.svg[^"]*)"', page)
        assert found is not None
        drawn = dana.get(found[1].replace("&amp;", "&")).get_data(as_text=True)
        size, width = re.search(r'font-size="([\d.]+)"', drawn), re.search(r'viewBox="0 0 ([\d.]+)', drawn)
        assert size is not None
        assert width is not None
        share_of_width[name] = float(size[1]) / float(width[1])
    assert share_of_width["srcset"] > 1.5 * share_of_width["src"]


@pytest.mark.parametrize("query", ["year=2099", "year=0", "year=abc", "rank=zzz", "status=nonsense"])
def test_odd_addresses_do_no_harm(browse: SignIn, query: str) -> None:
    assert browse("dana").get(f"/departments?{query}").status_code in (200, 404)


def test_a_year_without_assessments_is_counted_at_the_first_look(uow: UnitOfWork, browse: SignIn) -> None:
    with uow:
        uow.session.execute(delete(AssessmentRow))
        uow.commit()

    html = browse("dana").get("/departments").get_data(as_text=True)

    assert "共 7 名干部：" in html
    with uow:
        assert len(uow.session.scalars(select(AssessmentRow)).all()) == 8


def test_five_thousand_cadres_are_all_counted(uow: UnitOfWork) -> None:
    city = unit_named(uow, "市")
    with uow:
        _many_cadres(uow, city)
        page = department(uow.session, city, DepartmentFilter(2026))

    assert page.whole.cadres == 5007


def _many_cadres(uow: UnitOfWork, city: Unit) -> None:
    units = [uow.units.add(f"县{n}", "county", city) for n in range(50)]
    people = [{"name": f"干部{n}", "pinyin": "", "public_id": f"many{n:010d}"} for n in range(5000)]
    added = insert(PersonRow).returning(PersonRow.id, sort_by_parameter_order=True)
    keys = list(uow.session.execute(added, people).scalars())
    rows: list[dict[str, Any]] = [
        {
            "person_id": key,
            "year": 2026,
            "unit_id": units[n % 50].id,
            "rank": ("131", "132", "141")[n % 3],
            "post": "职务",
            "position": n // 50,
            "policy_id": None,
            "status": ("met", "short", "not_applicable")[n % 3],
            "day_minutes": 480,
            "field_earned": 480 * (n % 60),
            "field_in": n % 500,
            "field_total": 480 * (n % 60) + n % 500,
            "online_earned": 0,
            "online_out": 0,
            "reports": str(n % 3),
            "requirements": [],
            "provisional": False,
            "assessed_at": datetime(2026, 11, 22, tzinfo=UTC),
        }
        for n, key in enumerate(keys)
    ]
    uow.session.execute(insert(AssessmentRow), rows)
    assert uow.session.scalar(select(UnitRow.id).limit(1)) is not None
