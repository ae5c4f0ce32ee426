"""Places in an article and in an explanation stand by their names, whatever the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.domain.calendar import WEEKENDS_ONLY
from ledger.domain.credit.article import describe
from ledger.domain.credit.assess import assess
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.explain import explain_requirement
from ledger.domain.credit.facts import Appointment, CadreFacts, EntryFacts
from ledger.domain.summary import Derivation
from ledger.domain.wording import in_chinese
from ledger.language import say_in
from ledger.services.place_names import naming_places

POLICY = parse_policy(
    """
format = 1
code = "points"
title = "联系点"
basis = ["本单位规定"]
years_from = 2026

[[requirement]]
code = "points"
title = "联系点"
measure = "places"
places_at = "county"
list = ["330106", "610602001", "990000"]
at_least = 2
""".encode()
)


def test_an_article_lists_places_by_name_and_what_has_none_by_its_code() -> None:
    owed = describe(POLICY, naming_places(in_chinese))[0].paragraphs[0]
    assert "只计浙江省杭州市西湖区、陕西省延安市宝塔区 610602001、990000" in owed
    assert "浙江省杭州市西湖区" in describe(POLICY, naming_places(say_in("en")))[0].paragraphs[0]
    assert "330106" in describe(POLICY)[0].paragraphs[0]


def test_an_explanation_names_the_places_that_count() -> None:
    cadre = CadreFacts("C1", "", (Appointment(date(2026, 1, 1)),))
    day = date(2026, 3, 4)
    entry = EntryFacts(
        "E1", "C1", "field", "approved", begin=day, end_inclusive=day, mode="visit", place="330106001"
    )
    (found,) = assess(POLICY, (cadre,), (entry,), (), 2026, date(2026, 12, 31), WEEKENDS_ONLY).cadres
    parts = explain_requirement(found, "points", POLICY, naming_places(in_chinese)).parts
    assert any("浙江省杭州市西湖区：1 次" in one.sentence for one in _all(parts))


def _all(parts: Iterable[Derivation]) -> Iterator[Derivation]:
    for one in parts:
        yield one
        yield from _all(one.parts)
