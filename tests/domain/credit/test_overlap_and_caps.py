"""Steps 2 to 5: weights, overlaps, the day's cap, the policy's caps, and what an account earns."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.credit.making import codes, credited, make_case, make_policy, online, result, visit

PLAIN = make_policy()
WEIGHTED = make_policy(
    '[[weight]]\nchannel = "online"\nmodes = ["browse"]\nrate = "1/2"\n',
    '[[weight]]\nchannel = "online"\nmodes = ["browse", "guide"]\nrate = "1/3"\n',
)


def earned(policy: Any, *entries: dict[str, Any], account: str = "online") -> Any:
    return result(policy, make_case(*entries))["accounts"][account]["earned"]


def test_the_first_matching_weight_counts_and_no_match_means_one() -> None:
    case = make_case(
        online("E1", "2026-03-02", 60, mode="browse"),
        online("E2", "2026-03-03", 60, mode="guide"),
        online("E3", "2026-03-04", 60, mode="reply"),
    )
    assert credited(WEIGHTED, case) == {"E1": 30, "E2": 20, "E3": 60}


def test_a_weight_may_look_at_the_weekday_of_each_piece() -> None:
    policy = make_policy('[[weight]]\nweekdays = [6, 7]\nrate = "1/2"\n')
    assert credited(policy, make_case(visit("E1", "2026-03-06", "2026-03-07"))) == {"E1": 720}


@pytest.mark.parametrize(
    ("filter_", "place", "contact", "matches"),
    [
        ('place_levels = ["village"]', "330106001201", False, True),
        ('place_levels = ["village"]', "330106001000", False, False),
        ('place_levels = ["township"]', "330106001000", False, True),
        ("contact_point = true", "330106", True, True),
        ("contact_point = true", "330106", False, False),
        ("contact_point = false", "330106", False, True),
    ],
)
def test_filters_look_at_places(filter_: str, place: str, contact: bool, matches: bool) -> None:
    policy = make_policy(f'[[weight]]\n{filter_}\nrate = "0"\n')
    case = make_case(visit("E1", "2026-03-02", place=place, contact_point=contact))
    assert credited(policy, case) == {"E1": 0 if matches else 480}


def test_minutes_covered_twice_online_count_once_for_the_higher_rate() -> None:
    case = make_case(
        online("E1", "2026-03-02", 60, start="09:00", mode="browse"),
        online("E2", "2026-03-02", 60, start="09:30", mode="reply"),
    )
    assert credited(WEIGHTED, case) == {"E1": 15, "E2": 60}


def test_at_one_rate_the_earlier_start_keeps_the_minutes_then_the_lower_id() -> None:
    case = make_case(
        online("E3", "2026-03-02", 60, start="09:30"),
        online("E2", "2026-03-02", 60, start="09:00"),
        online("E1", "2026-03-02", 60, start="09:30"),
    )
    assert credited(PLAIN, case) == {"E2": 60, "E1": 30, "E3": 0}


def test_after_midnight_a_piece_starts_at_midnight() -> None:
    case = make_case(
        online("E2", "2026-03-02", 120, start="23:00"),
        online("E1", "2026-03-03", 60, start="00:00"),
    )
    # Both pieces of the second day start at 00:00: the lower id keeps the hour.
    assert credited(PLAIN, case) == {"E1": 60, "E2": 60}


def test_a_duration_without_a_start_overlaps_nothing() -> None:
    case = make_case(online("E1", "2026-03-02", 60), online("E2", "2026-03-02", 60, start="09:00"))
    assert credited(PLAIN, case) == {"E1": 60, "E2": 60}


def test_field_overlaps_field_by_half_days() -> None:
    case = make_case(
        visit("E2", "2026-03-02", to_half="am"),
        visit("E1", "2026-03-02"),
        visit("E3", "2026-03-02", from_half="pm"),
    )
    assert credited(PLAIN, case) == {"E1": 480, "E2": 0, "E3": 0}


def test_of_two_half_days_the_morning_comes_first() -> None:
    case = make_case(visit("E1", "2026-03-02", from_half="pm"), visit("E2", "2026-03-02"))
    assert credited(PLAIN, case) == {"E1": 0, "E2": 480}


def test_between_the_channels_only_the_day_binds_and_field_goes_first() -> None:
    case = make_case(online("E1", "2026-03-02", 300, start="09:00"), visit("E2", "2026-03-02", to_half="am"))
    assert credited(PLAIN, case) == {"E1": 240, "E2": 240}
    assert codes(PLAIN, case)["E1"] == ["full_day"]


def test_no_day_earns_more_than_a_day_however_generous_the_weight() -> None:
    policy = make_policy('[[weight]]\nrate = "3"\ngenerous = true\n')
    assert credited(policy, make_case(visit("E1", "2026-03-02"))) == {"E1": 480}


def test_the_caps_order_is_the_recorded_start_with_untimed_last_then_id() -> None:
    policy = make_policy('[[cap]]\naccount = "online"\nper = "day"\nat_most = "100m"\n')
    case = make_case(
        online("E0", "2026-03-02", 60),
        online("E2", "2026-03-02", 60, start="10:00"),
        online("E1", "2026-03-02", 60, start="12:00"),
    )
    assert credited(policy, case) == {"E2": 60, "E1": 40, "E0": 0}


def test_a_piece_after_midnight_is_capped_in_the_order_of_its_recorded_start() -> None:
    policy = make_policy('[[cap]]\naccount = "online"\nper = "day"\nat_most = "60m"\n')
    case = make_case(
        online("E1", "2026-03-02", 90, start="23:30"),
        online("E2", "2026-03-03", 60, start="08:00"),
    )
    # On the third, E2 (08:00) comes before E1 (recorded 23:30) and takes the whole hour.
    assert credited(policy, case) == {"E1": 30, "E2": 60}


def test_caps_of_several_periods_bind_together() -> None:
    policy = make_policy(
        '[[cap]]\naccount = "online"\nper = "day"\nat_most = "1h"\n',
        '[[cap]]\naccount = "online"\nper = "month"\nat_most = "100m"\n',
        '[[cap]]\naccount = "online"\nper = "quarter"\nat_most = "150m"\n',
    )
    case = make_case(
        online("E1", "2026-03-02", 90),
        online("E2", "2026-03-03", 90),
        online("E3", "2026-02-03", 90),
        online("E4", "2026-04-03", 90),
    )
    assert credited(policy, case) == {"E3": 60, "E1": 60, "E2": 30, "E4": 60}
    assert codes(policy, case)["E2"] == ["quarterly_cap"]


def test_weeks_are_iso_weeks_clipped_to_the_year() -> None:
    policy = make_policy('[[cap]]\naccount = "field"\nper = "week"\nat_most = "1d"\n')
    # 1 to 3 January 2027 belong to the last week of 2026, and are capped all the same.
    case = make_case(visit("E1", "2027-01-01", "2027-01-04"), year=2027)
    assert credited(policy, case) == {"E1": 960}


def test_a_window_caps_only_its_own_days_both_ends_included() -> None:
    policy = make_policy(
        '[[cap]]\naccount = "field"\nper = { from = "03-02", to = "03-03" }\nat_most = "1d"\n'
    )
    assert credited(policy, make_case(visit("E1", "2026-03-01", "2026-03-04"))) == {"E1": 3 * 480}


def test_an_account_is_floored_once_and_not_each_piece() -> None:
    entries = [online(f"E{n}", f"2026-03-0{n}", 1, mode="browse") for n in range(1, 6)]
    assert earned(WEIGHTED, *entries) == 2


def test_amounts_that_are_not_whole_are_written_as_fractions() -> None:
    assert credited(WEIGHTED, make_case(online("E1", "2026-03-02", 7, mode="browse"))) == {"E1": "7/2"}


def test_another_length_of_day_changes_what_a_visit_is_worth() -> None:
    policy = make_policy("[day]\nminutes = 420\n")
    assert credited(policy, make_case(visit("E1", "2026-03-02", to_half="am"))) == {"E1": 210}


def test_of_two_caps_that_leave_the_same_the_first_is_named_and_the_day_before_any() -> None:
    whole = '[[cap]]\naccount = "online"\nper = "day"\nat_most = "8h"\n'
    case = make_case(online("E1", "2026-03-02", 500))
    assert codes(make_policy(whole), case) == {"E1": ["full_day"]}
    less = whole.replace("8h", "7h")
    assert codes(make_policy(less, less.replace('"day"', '"month"')), case) == {"E1": ["daily_cap"]}


def test_a_whole_day_is_counted_before_an_afternoon_of_more_worth() -> None:
    policy = make_policy(
        '[[weight]]\ntopics = ["住房"]\nrate = "1/2"\n',
        '[[cap]]\naccount = "field"\nper = "day"\nat_most = "3h"\n',
    )
    case = make_case(visit("E1", "2026-03-02", from_half="pm"), visit("E2", "2026-03-02", topic="住房"))
    assert credited(policy, case) == {"E1": 60, "E2": 120}


def test_a_weekly_cap_holds_in_the_clipped_weeks_at_both_ends_of_a_year() -> None:
    weekly = make_policy('[[cap]]\naccount = "online"\nper = "week"\nat_most = "1h"\n')
    # 1 January 2027 is a Friday: the three days to Sunday are a week of their own.
    days = {
        "E1": "2027-01-01",
        "E2": "2027-01-03",
        "E3": "2027-01-04",
        "E4": "2027-12-27",
        "E5": "2027-12-31",
    }
    case = make_case(*(online(name, day, 60) for name, day in days.items()), year=2027)
    assert credited(weekly, case) == {"E1": 60, "E2": 0, "E3": 60, "E4": 60, "E5": 0}
