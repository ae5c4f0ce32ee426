"""Corrections of closed years: booked in the open year, in what was earned, and explained like all else."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.domain.credit.explain import explain_requirement
from ledger.domain.credit.report import cadre_json
from ledger.domain.summary import Derivation
from ledger.domain.year_months import months_of
from tests.domain.credit.making import FIELD_DAYS, Json, assessed, make_case, make_policy, outcome, visit

REPORTS = """
[[requirement]]
code = "reports"
title = "调研报告"
measure = "outcomes"
kinds = ["research_report"]
at_least = 2
"""
TWO_DAYS = visit("F1", "2026-03-02", "2026-03-03")


def adjusted(*adjustments: tuple[str, int | str], on: str = "2026-02-03", **case: Any) -> Json:
    """A case of two days in the field with corrections of the year before."""
    listed = [
        {"id": f"A{at}", "cadre": "C1", "account": account, "on": on, "amount": amount, "of_year": 2025}
        | {"note": "查实未成行"}
        for at, (account, amount) in enumerate(adjustments)
    ]
    return make_case(TWO_DAYS, **case) | {"adjustments": listed}


def sentences(node: Derivation) -> list[str]:
    """All that an explanation says."""
    return [node.sentence, *(said for part in node.parts for said in sentences(part))]


@pytest.mark.parametrize(("amount", "earned"), [(-240, 720), (-960, 0), (-5000, 0), (480, 1440)])
def test_a_correction_changes_what_was_earned_and_never_below_nothing(amount: int, earned: int) -> None:
    cadre = assessed(make_policy(FIELD_DAYS), adjusted(("field", amount))).cadres[0]
    assert cadre.accounts["field"].earned == earned
    assert cadre.adjusted == {"field": earned - 960}
    assert cadre.requirement("field-days").reached * 480 == earned


def test_a_correction_booked_in_another_year_changes_nothing() -> None:
    cadre = assessed(make_policy(FIELD_DAYS), adjusted(("field", -240), on="2027-01-05")).cadres[0]
    assert cadre.accounts["field"].earned == 960
    assert "adjustments" not in cadre_json(cadre)


def test_a_correction_is_told_in_the_json() -> None:
    cadre = assessed(make_policy(FIELD_DAYS), adjusted(("field", -240))).cadres[0]
    found = cadre_json(cadre)
    assert found["adjusted"] == {"field": -240}
    assert found["adjustments"] == [
        {
            "id": "A0",
            "account": "field",
            "on": "2026-02-03",
            "amount": -240,
            "of_year": 2025,
            "note": "查实未成行",
        }
    ]


def test_the_equation_has_the_correction_as_a_term_and_opens_into_it() -> None:
    policy = make_policy(FIELD_DAYS)
    cadre = assessed(policy, adjusted(("field", -240))).cadres[0]
    top = explain_requirement(cadre, "field-days", policy)
    assert top.sentence == "1.5 天 = 2 天（实地，1 次） － 0.5 天（更正以前年度）"
    assert "2月3日 更正 2025 年实地 −0.5 天：查实未成行" in sentences(top)


def test_where_nothing_was_the_floor_the_explanation_says_so() -> None:
    policy = make_policy(FIELD_DAYS)
    top = explain_requirement(assessed(policy, adjusted(("field", -5000))).cadres[0], "field-days", policy)
    assert "已计的减到 0 为止，本年实际更正 −2 天" in sentences(top)


def test_a_correction_of_a_kind_of_outcome_counts_in_its_requirement() -> None:
    policy = make_policy(REPORTS)
    case = adjusted(
        ("research_report", -1), outcomes=(outcome("R1", "2026-06-05"), outcome("R2", "2026-07-05"))
    )
    cadre = assessed(policy, case).cadres[0]
    assert cadre.requirement("reports").reached == 1
    assert "2月3日 更正 2025 年调研报告 −1 项：查实未成行" in sentences(
        explain_requirement(cadre, "reports", policy)
    )


def test_the_months_run_up_to_the_total() -> None:
    policy = make_policy(FIELD_DAYS)
    for amounts in ((-240,), (-240, -60), (-5000,), (300, -100)):
        case = adjusted(*(("field", amount) for amount in amounts))
        cadre = assessed(policy, case).cadres[0]
        assert months_of(cadre, policy)[-1].cumulative == cadre.accounts["field"].total


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (1, " ＋ 1 分钟（更正以前年度）"),
        (-1, " － 1 分钟（更正以前年度）"),
    ],
)
def test_a_correction_of_a_minute_is_told_with_its_sign(amount: int, said: str) -> None:
    policy = make_policy(FIELD_DAYS)
    cadre = assessed(policy, adjusted(("field", amount))).cadres[0]
    assert explain_requirement(cadre, "field-days", policy).sentence.endswith(f"= 2 天（实地，1 次）{said}")


def test_a_correction_of_what_was_never_earned_changes_nothing_and_says_so() -> None:
    policy = make_policy(FIELD_DAYS.replace('"field"', '"online"'))
    cadre = assessed(policy, adjusted(("online", -60))).cadres[0]
    said = sentences(explain_requirement(cadre, "field-days", policy))
    assert "2月3日 更正 2025 年网上 −1 小时：查实未成行" in said
    assert "已计的减到 0 为止，本年实际更正 0" in said
