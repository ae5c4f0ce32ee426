"""The form beside the text: what it shows, what it carries over, and what it leaves alone."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.domain.credit.document import load_document, parse_policy
from ledger.domain.credit.faults import PolicyFaultsError
from ledger.domain.credit.writer import write_document
from ledger.domain.policy_edit import is_changed, with_form
from ledger.domain.policy_form import field_of, form_of
from ledger.services.policy_gallery import gallery, gallery_template
from tests.oracle.strategies import policies

EXCHANGE = gallery_template("exchange").document.decode()


def tables(text: str = EXCHANGE) -> dict[str, Any]:
    return load_document(text.encode())[1]


def changed(**fields: str) -> dict[str, Any]:
    """The exchange template with some fields of its form typed anew; `__` stands for a hyphen."""
    before = tables()
    typed = {name.replace("__", "-"): (value,) for name, value in fields.items()}
    return with_form(before, dict(form_of(before).values) | typed)


def test_the_form_shows_the_common_case_and_says_what_it_does_not_show() -> None:
    form = form_of(tables())

    assert form.values["title"] == ("网上实地互换互补",)
    assert form.values["count-min_minutes"] == ("15",)
    assert form.values["requirement-1-at_least"] == ("60",)
    assert form.values["requirement-1-ranks"] == ("121", "122", "131", "132")
    assert form.values["exchange-0-rate"] == ("1/2",)
    assert form.beyond == {"requirement": 1, "weight": 1}


def test_every_row_of_the_gallery_is_in_the_form_or_is_counted() -> None:
    for template in gallery():
        document = tomllib.loads(template.document.decode())
        form = form_of(document)
        for table in ("requirement", "exchange", "ceiling", "cap", "weight"):
            assert len(form.rows_of(table)) + form.beyond.get(table, 0) == len(document.get(table, []))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies())
def test_a_form_sent_as_it_was_shown_changes_nothing(text: str) -> None:
    before = tables(text)
    sent = dict(form_of(before).values)

    assert not is_changed(before, sent)
    assert with_form(before, sent) == before


def test_what_is_typed_reaches_its_table_and_nothing_else() -> None:
    after, before = changed(requirement__1__at_least="45", years_from="2027"), tables()

    assert after["years_from"] == 2027
    assert after["requirement"][1].pop("at_least") == "45d"
    before["requirement"][1].pop("at_least")
    assert after["requirement"] == before["requirement"]
    assert after["weight"] == before["weight"]


@pytest.mark.parametrize(
    ("field", "said", "written"),
    [
        ("requirement__0__at_least", "30.5 天", "30.5d"),
        ("requirement__0__at_least", "4小时", "4h"),
        ("requirement__0__at_least", "很多", "很多"),
        ("count__min_minutes", "20", "20m"),
        ("cap__0__at_most", "3", "3h"),
        ("exchange__0__rate", "50%", "1/2"),
        ("exchange__0__at_most", "10天", "10d"),
        ("exchange__0__at_most", "25％", "1/4"),
        ("exchange__0__keep", "2", "2d"),
        ("ceiling__0__at_most", "1/3", "1/3"),
        ("years_to", "二〇二七", "二〇二七"),
    ],
)
def test_amounts_are_taken_as_people_write_them(field: str, said: str, written: str) -> None:
    place: Any = changed(**{field: said})
    for part in field.split("__"):
        place = place[int(part) if part.isdigit() else part]

    assert place == written


def test_rows_are_taken_out_and_added_and_a_switch_is_let_go() -> None:
    before = tables()
    sent = dict(form_of(before).values) | {"cap-0-remove": ("1",), "count-rest_days": ()}

    after = with_form(before, sent, add="outcomes")

    assert "cap" not in after
    assert "rest_days" not in after["count"]
    assert len(after["requirement"]) == len(before["requirement"]) + 1
    assert after["requirement"][-1]["measure"] == "outcomes"


def test_ranks_are_written_in_official_order_and_none_means_everybody() -> None:
    before = tables()
    sent = dict(form_of(before).values)

    after = with_form(before, sent | {"requirement-0-ranks": ("132", "111"), "requirement-1-ranks": ()})

    assert after["requirement"][0]["who"] == {"ranks": ["111", "132"]}
    assert "who" not in after["requirement"][1]


def test_each_fault_finds_its_field_or_is_left_to_its_line() -> None:
    text = (
        EXCHANGE.replace('rate = "1/2"                         # 网上', 'rate = "3"  # 网上')
        .replace('at_least = "30d"', 'at_least = "many"')
        .replace("years_from = 2026", "years_from = 26")
        .replace('of = "field-days"', 'of = "nothing"')
        .replace('ranks = ["111", "112"] }\nprorate', 'ranks = ["999"] }\nprorate')
    )
    with pytest.raises(PolicyFaultsError) as refused:
        parse_policy(text.encode())

    places = {
        (fault.table, fault.key): field_of(fault, form_of(tables(text))) for fault in refused.value.faults
    }

    assert places == {
        ("", "years_from"): "years_from",
        ("[[exchange]] 1", "rate"): "exchange-0-rate",
        ("[[requirement]] 1", "at_least"): "requirement-0-at_least",
        ("[[requirement]] 1", "who.ranks"): "requirement-0-ranks",
        ("[[requirement]] 4", "of"): None,
    }


def test_a_document_rewritten_by_the_form_is_a_sound_one() -> None:
    policy = parse_policy(write_document(changed(requirement__1__at_least="45")).encode())

    assert [quota.at_least for quota in policy.requirement("field-days").quotas] == [30 * 480, 45 * 480]
