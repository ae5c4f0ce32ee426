"""What a year earns where nobody asks for steps: the quick way through admission, overlap and caps."""

from __future__ import annotations

import pytest

from tests.domain.credit.making import OPEN, Json, assessed, make_case, make_policy, online, outcome, visit

AN_HOUR_A_DAY = '[[cap]]\naccount = "online"\nper = "day"\nat_most = "1h"\n'
HALF_DAYS = '[[cap]]\naccount = "field"\nper = "day"\nat_most = "4h"\n'


def earned(*entries: Json, tables: str = "", count: str = "", outcomes: tuple[Json, ...] = ()) -> list[int]:
    """Minutes of field work and of online work; every entry was logged on its very day."""
    logged = [{"logged_on": one.get("on") or one["from"], **one} for one in entries]
    case = make_case(*logged, outcomes=outcomes)
    cadre = assessed(make_policy(tables, count=OPEN + count), case, keep_steps=False).cadres[0]
    return [int(cadre.accounts[account].earned) for account in ("field", "online")]


def test_what_is_not_approved_earns_nothing_however_soon_it_was_logged() -> None:
    waiting = [online("E1", "2026-03-02", 60, status="submitted"), visit("E2", "2026-03-03", status=None)]
    assert earned(*waiting) == [0, 0]


@pytest.mark.parametrize(("minutes", "found"), [(14, 0), (15, 15), (16, 16)])
def test_a_session_counts_from_the_least_duration_on(minutes: int, found: int) -> None:
    assert earned(online("E1", "2026-03-02", minutes), count='min_minutes = "15m"\n') == [0, found]


def test_the_least_duration_binds_no_visit() -> None:
    assert earned(visit("E1", "2026-03-02"), count='min_minutes = "9h"\n') == [480, 0]


def test_an_entry_without_an_outcome_earns_nothing_where_one_is_wanted() -> None:
    entries = (
        online("E1", "2026-03-02", 60), online("E2", "2026-03-03", 30),
        visit("E3", "2026-03-04"), visit("E4", "2026-03-05", to_half="am"),
    )  # fmt: skip
    cited = outcome("O1", "2026-03-06", entries=["E2", "E4"])
    wanted = "outcome_required = true\n"
    assert earned(*entries, count=wanted) == [0, 0]
    assert earned(*entries, count=wanted, outcomes=(cited,)) == [240, 30]
    assert earned(*entries) == [720, 90]


@pytest.mark.parametrize(
    ("on", "start", "found"),
    [
        ("2026-03-02", "23:00", 120),  # An hour on either day, under a cap of an hour a day.
        ("2026-03-02", "22:00", 60),
        ("2026-12-31", "23:00", 60),
        ("2025-12-31", "23:30", 60),
        ("2025-12-31", None, 0),
        ("2026-01-01", None, 60),
        ("2026-12-31", None, 60),
        ("2027-01-01", None, 0),
    ],
)
def test_a_session_earns_on_the_days_of_the_year_that_it_lies_on(
    on: str, start: str | None, found: int
) -> None:
    assert earned(online("E1", on, 120, start=start), tables=AN_HOUR_A_DAY) == [0, found]


@pytest.mark.parametrize(
    ("starts", "found"),
    [
        (("09:00", "09:30"), 90),
        (("09:30", "09:00"), 90),
        (("09:00", "09:30", "09:45"), 105),
        (("09:00", "10:00", "09:30"), 120),
        ((None, None), 120),
        (("09:00", None, "09:00"), 120),
    ],
)
def test_what_sessions_of_a_day_cover_together_counts_once(
    starts: tuple[str | None, ...], found: int
) -> None:
    entries = [online(f"E{at}", "2026-03-02", 60, start=start) for at, start in enumerate(starts)]
    assert earned(*entries) == [0, found]


def test_visits_of_a_day_count_each_half_once() -> None:
    morning, whole = visit("E1", "2026-03-02", to_half="am"), visit("E2", "2026-03-02")
    afternoon = visit("E3", "2026-03-02", from_half="pm")
    assert earned(morning) == earned(afternoon) == [240, 0]
    assert earned(morning, afternoon) == earned(morning, whole) == earned(whole) == [480, 0]
    assert earned(morning, {**morning, "id": "E4"}) == [240, 0]


def test_a_visit_of_several_days_earns_on_each_of_them_beside_what_else_lies_there() -> None:
    long = visit("E1", "2026-03-02", "2026-03-04", from_half="pm", to_half="am")
    assert earned(long) == [960, 0]
    assert earned(long, visit("E2", "2026-03-02")) == [1200, 0]
    assert earned(long, tables=HALF_DAYS) == [720, 0]
    assert earned(visit("E3", "2025-12-30", "2026-01-02")) == [960, 0]


def test_the_rate_of_a_weight_holds_on_its_weekdays_alone() -> None:
    weekend = '[[weight]]\nweekdays = [6, 7]\nrate = "1/3"\n'
    friday, saturday = online("E1", "2026-03-06", 60), online("E2", "2026-03-07", 61)
    assert earned(friday, saturday, tables=weekend) == [0, 60 + 20]
    assert earned(saturday, {**saturday, "id": "E3", "minutes": 2}, tables=weekend) == [0, 21]
