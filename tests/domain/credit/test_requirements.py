"""Step 7: who owes what, by segments, periods and pro-rating."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.credit.making import Json, cadre, make_case, make_policy, requirement, visit

TWO_POSTS = cadre(
    appointments=[
        {"from": "2020-01-01", "to": "2026-06-30", "rank": "132"},
        {"from": "2026-07-01", "rank": "111"},
    ]
)
BY_RANK = """
[[requirement]]
code = "r"
measure = "days"
account = "field"
at_least = "73d"
who = { ranks = ["132"] }
%(more)s
[[requirement]]
code = "r"
measure = "days"
account = "field"
at_least = "36.5d"
who = { ranks = ["111"] }
%(more)s
"""


def owed(*, more: str = "", cadres: tuple[Json, ...] = (), table: str = BY_RANK, **case: Any) -> Json:
    policy = make_policy(table % {"more": more})
    return requirement(policy, make_case(*case.get("entries", ()), cadres=cadres))


def test_a_cadre_whom_no_table_matches_is_not_measured() -> None:
    stranger = cadre(appointments=[{"from": "2020-01-01", "rank": "141"}])
    found = owed(cadres=(stranger,), entries=(visit("E1", "2026-03-02"),))
    assert (found["status"], found["required"], found["short"]) == ("not_applicable", "0", "0")
    assert found["segments"] == []


def test_without_prorating_the_largest_amount_is_owed_once() -> None:
    found = owed(cadres=(TWO_POSTS,))
    assert found["required"] == "73"
    assert found["segments"] == [
        {"from": "2026-01-01", "to": "2026-06-30", "required": "73"},
        {"from": "2026-07-01", "to": "2026-12-31", "required": "36.5"},
    ]


def test_with_prorating_each_segment_owes_its_part_of_the_year() -> None:
    assert owed(more="prorate = true", cadres=(TWO_POSTS,))["required"] == "54.6"


def test_leave_is_taken_out_each_day_once() -> None:
    away = cadre(
        leave=[{"from": "2026-01-01", "to": "2026-01-10"}, {"from": "2026-01-06", "to": "2026-01-15"}]
    )
    assert owed(more="prorate = true", cadres=(away,))["required"] == "70"
    assert owed(cadres=(away,))["required"] == "73"


def test_a_whole_year_of_leave_owes_nothing() -> None:
    away = cadre(leave=[{"from": "2025-12-01"}])
    found = owed(more="prorate = true", cadres=(away,))
    assert (found["required"], found["status"]) == ("0", "not_applicable")


def test_the_appointment_that_began_last_governs_a_day_then_the_later_in_the_list() -> None:
    overlapping = cadre(
        appointments=[
            {"from": "2026-03-01", "to": "2026-03-31", "rank": "111"},
            {"from": "2026-01-01", "rank": "141"},
            {"from": "2026-01-01", "rank": "132"},
        ]
    )
    segments = owed(cadres=(overlapping,))["segments"]
    assert [(s["from"], s["to"]) for s in segments] == [
        ("2026-01-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
        ("2026-04-01", "2026-12-31"),
    ]


def test_each_segment_takes_the_first_table_that_matches() -> None:
    table = BY_RANK.replace('ranks = ["111"]', 'ranks = ["132", "111"]')
    assert owed(table=table)["required"] == "73"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ('ranks = ["131", "132"]', "short"),
        ('ranks = ["132"], posts = ["县长"]', "not_applicable"),
        ('ranks = ["132"], posts = ["副县长"]', "short"),
        ('tags = ["a", "b"]', "short"),
        ('unit_levels = ["county"], tags = ["c"]', "not_applicable"),
    ],
)
def test_every_key_of_who_must_match_and_one_of_its_values_is_enough(who: str, status: str) -> None:
    post = {"from": "2020-01-01", "rank": "132", "post": "副县长", "tags": ["b"], "unit_level": "county"}
    table = f'[[requirement]]\ncode="r"\nmeasure="visits"\nat_least=1\nwho = {{ {who} }}\n'
    found = owed(table=table.replace("%", "%%"), cadres=(cadre(appointments=[post]),))
    assert found["status"] == status


def test_a_rich_month_fills_no_poor_one() -> None:
    table = '[[requirement]]\ncode="r"\nmeasure="days"\naccount="field"\nat_least="1d"\nper="month"\n'
    found = owed(table=table, entries=(visit("E1", "2026-03-02", "2026-03-13"),))
    assert (found["required"], found["reached"], found["short"]) == ("12", "12", "11")
    assert found["periods"][2] == {
        "period": "2026-03",
        "required": "1",
        "reached": "12",
        "short": "0",
        "status": "met",
    }


def test_a_period_without_a_matched_day_is_not_applicable_and_not_summed() -> None:
    table = '[[requirement]]\ncode="r"\nmeasure="visits"\nat_least=1\nper="quarter"\n'
    since = cadre(appointments=[{"from": "2026-09-30", "rank": "132"}])
    found = owed(table=table, cadres=(since,))
    assert [p["status"] for p in found["periods"]] == ["not_applicable"] * 2 + ["short"] * 2
    assert (found["required"], found["short"]) == ("2", "2")


def test_months_owe_what_their_own_segment_asks_for() -> None:
    found = owed(more='per = "half"', cadres=(TWO_POSTS,))
    assert [p["required"] for p in found["periods"]] == ["73", "36.5"]


@pytest.mark.parametrize(
    ("per", "labels"),
    [
        ('"quarter"', ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ('"half"', ["2026-H1", "2026-H2"]),
        ("{ months = 6 }", ["2026-M1", "2026-M2"]),
        ('{ from = "08-01", to = "08-31" }', ["08-01..08-31"]),
        ('"year"', []),
    ],
)
def test_periods_have_labels(per: str, labels: list[str]) -> None:
    table = f'[[requirement]]\ncode="r"\nmeasure="visits"\nat_least=1\nper={per}\n'
    assert [p["period"] for p in owed(table=table)["periods"]] == labels


def test_days_and_weeks_have_labels_and_a_week_belongs_to_the_year_of_its_thursday() -> None:
    table = '[[requirement]]\ncode="r"\nmeasure="visits"\nat_least=1\nper="%s"\n'
    by_week = [p["period"] for p in owed(table=table % "week")["periods"]]
    assert (by_week[0], by_week[-1], len(by_week)) == ("2026-W01", "2026-W53", 53)
    policy = make_policy(table % "week")
    next_year = requirement(policy, make_case(visit("E1", "2027-01-02"), year=2027))
    assert next_year["periods"][0]["period"] == "2027-W01"
    assert next_year["reached"] == "0"
    by_day = [p["period"] for p in owed(table=table % "day")["periods"]]
    assert (by_day[0], len(by_day)) == ("2026-01-01", 365)


def test_a_clipped_week_is_prorated_over_its_own_days() -> None:
    table = '[[requirement]]\ncode="r"\nmeasure="days"\naccount="field"\nat_least="1d"\nper="week"\n'
    since = cadre(appointments=[{"from": "2026-01-03", "rank": "132"}])
    found = owed(table=table + "prorate = true\n", cadres=(since,))
    # The first week of 2026 has four days in the year, two of them in the appointment.
    assert found["periods"][0]["required"] == "0.5"


def test_a_window_that_ends_on_a_leap_day_ends_on_the_last_of_february_otherwise() -> None:
    table = '[[requirement]]\ncode="r"\nmeasure="days"\naccount="field"\nat_least="1d"\n'
    table += 'per={ from="02-01", to="02-29" }\n'
    policy = make_policy(table)
    plain = requirement(policy, make_case(visit("E1", "2026-02-28", "2026-03-01")))
    leap = requirement(policy, make_case(visit("E1", "2024-02-28", "2024-03-01"), year=2024))
    assert (plain["reached"], leap["reached"]) == ("1", "2")


@pytest.mark.parametrize("more", ["", "prorate = true\n"])
def test_a_window_of_a_leap_day_alone_is_not_applicable_in_other_years(more: str) -> None:
    table = '[[requirement]]\ncode="r"\nmeasure="days"\naccount="field"\nat_least="1d"\n'
    policy = make_policy(table + 'per={ from="02-29", to="02-29" }\n' + more)
    assert requirement(policy, make_case())["status"] == "not_applicable"
    assert requirement(policy, make_case(year=2024))["status"] == "short"


def test_of_is_a_fraction_of_what_the_other_code_requires_in_the_same_period() -> None:
    own = '[[requirement]]\ncode="o"\nmeasure="days"\naccount="field"\nearned_only=true\n'
    own += 'at_least="1/2"\nof="r"\n'
    policy = make_policy(own, BY_RANK % {"more": "prorate = true"})
    found = requirement(policy, make_case(cadres=(TWO_POSTS,)), "o")
    assert found["required"] == "27.3"
    assert [s["required"] for s in found["segments"]] == ["0.5", "0.5"]


def test_of_something_not_owed_is_not_owed() -> None:
    own = '[[requirement]]\ncode="o"\nmeasure="days"\naccount="field"\nat_least="1/2"\nof="r"\n'
    stranger = cadre(appointments=[{"from": "2020-01-01", "rank": "141"}])
    policy = make_policy(own, BY_RANK % {"more": ""})
    assert requirement(policy, make_case(cadres=(stranger,)), "o")["status"] == "not_applicable"


@pytest.mark.parametrize(
    "held",
    [
        {"from": "2020-01-01", "to": "2025-12-31"},
        {"from": "2020-01-01", "to": "2025-06-30"},
        {"from": "2027-01-01"},
    ],
)
def test_an_appointment_of_another_year_alone_owes_nothing(held: Json) -> None:
    other = cadre(appointments=[held | {"rank": "132"}])
    found = owed(cadres=(other,))
    assert (found["status"], found["required"], found["segments"]) == ("not_applicable", "0", [])


def test_runs_that_are_prorated_keep_their_length_and_fall_in_number() -> None:
    half_a_year = cadre(appointments=[{"from": "2026-07-02", "rank": "132"}])
    stays = '[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "1d"\ntimes = 365\n'
    afternoons = visit("E1", "2026-08-03", from_half="pm"), visit("E2", "2026-08-05", "2026-08-06")
    found = requirement(
        make_policy(stays + "prorate = true\n"), make_case(*afternoons, cadres=(half_a_year,))
    )
    assert (found["required"], found["reached"]) == ("183", "2")
