"""What is required and reached, worked out by hand."""

from __future__ import annotations

from tests.oracle.golden_parts import (
    ALL_DAYS,
    Golden,
    Table,
    case_of,
    days,
    need,
    online,
    outcome,
    visit,
)

TWO_RANKS: Table = {
    "appointments": [
        {"from": "2020-01-01", "to": "2026-03-31", "rank": "121"},
        {"from": "2026-04-01", "rank": "131"},
    ]
}
BY_RANK = days("60d", 'prorate = true\nwho = { ranks = ["121"] }\n') + days(
    "30d", 'prorate = true\nwho = { ranks = ["131"] }\n'
)

REQUIREMENTS = [
    Golden(
        # 60 × 90/365 + 30 × 275/365 = (5400 + 8250)/365 = 13650/365 = 2730/73.
        "pro-rating by segments",
        ALL_DAYS + BY_RANK,
        case_of(**TWO_RANKS),
        {"r.required": "2730/73", "r.short": "2730/73", "r.status": "short", "r.segments": 2},
    ),
    Golden(
        # Ten days of leave (two overlapping spans) in the first segment: (60 × 80 + 30 × 275)/365 = 2610/73.
        "leave days are taken out once",
        ALL_DAYS + BY_RANK,
        case_of(
            **TWO_RANKS,
            leave=[
                {"from": "2026-03-01", "to": "2026-03-08", "reason": "a"},
                {"from": "2026-03-05", "to": "2026-03-10", "reason": "b"},
            ],
        ),
        {"r.required": "2610/73"},
    ),
    Golden(
        # The larger of 60 and 30, once; 61 days reached is met.
        "without pro-rating the largest amount is owed",
        ALL_DAYS + BY_RANK.replace("prorate = true\n", ""),
        case_of(visit("A", "2026-05-01", "2026-06-30"), **TWO_RANKS),
        {"r.required": "60", "r.reached": "61", "r.short": "0", "r.status": "met"},
    ),
    Golden(
        # Nobody of rank 111 here.
        "who is not matched owes nothing",
        ALL_DAYS + days("30d", 'who = { ranks = ["111"] }\n'),
        case_of(),
        {"r.required": "0", "r.status": "not_applicable", "r.segments": 0},
    ),
    Golden(
        # Leap year: 366 days, of which 31 (July) on leave: 366 × 335/366 = 335.
        "a leap year has 366 days",
        ALL_DAYS + days("366d", "prorate = true\n"),
        case_of(year=2024, leave=[{"from": "2024-07-01", "to": "2024-07-31", "reason": "r"}]),
        {"r.required": "335"},
    ),
    Golden(
        # 1 January 2027 is in 2026-W53, whose Thursday is in 2026: not judged in 2027 (W01 to W52).
        # The week of 4 January is 2027-W01 and is met; 51 weeks are short of a day each.
        "weeks are judged in the year of their Thursday",
        ALL_DAYS + days("1d", 'per = "week"\n'),
        case_of(visit("A", "2027-01-01", "2027-01-01"), visit("B", "2027-01-04", "2027-01-05"), year=2027),
        {"r.required": "52", "r.reached": "2", "r.short": "51", "r.periods": 52, "r.2027-W01.reached": "2"},
    ),
    Golden(
        # Appointed from 1 April: three quarters apply. Q2 has 3 of 2 days, Q3 none, Q4 one: short 0 + 2 + 1.
        "a rich quarter fills no poor one",
        ALL_DAYS + days("2d", 'per = "quarter"\n'),
        case_of(
            visit("A", "2026-04-01", "2026-04-03"),
            visit("B", "2026-10-01", "2026-10-01"),
            appointments=[{"from": "2026-04-01", "rank": "121"}],
        ),
        {
            "r.required": "6",
            "r.reached": "4",
            "r.short": "3",
            "r.status": "short",
            "r.2026-Q1.status": "not_applicable",
            "r.2026-Q2.status": "met",
        },
    ),
    Golden(
        # The visit begins on 28 February: it belongs to M1 (January and February), none to M2.
        "a visit belongs to the period of its first admitted day",
        ALL_DAYS + need("visits", "1", "per = { months = 2 }\n"),
        case_of(visit("A", "2026-02-28", "2026-03-02")),
        {"r.2026-M1.reached": "1", "r.2026-M2.reached": "0", "r.periods": 6},
    ),
    Golden(
        # 30 August to 2 September: two days lie in the window.
        "a window is a period of its own",
        ALL_DAYS + days("3d", 'per = { from = "08-01", to = "08-31" }\n'),
        case_of(visit("A", "2026-08-30", "2026-09-02")),
        {"r.08-01..08-31.reached": "2", "r.short": "1", "r.periods": 1},
    ),
    Golden(
        # Half a day, a day, half a day: 2 days on end in two places; in one place 1.5.
        "the longest stay counts half days",
        ALL_DAYS + need("longest_stay", '"3d"') + need("longest_stay", '"3d"', "same_place = true\n", "s"),
        case_of(
            visit("A", "2026-03-02", "2026-03-03", from_half="pm", place="330106001"),
            visit("B", "2026-03-04", "2026-03-04", to_half="am", place="330106002"),
        ),
        {"r.reached": "2", "s.reached": "1.5", "r.required": "3"},
    ),
    Golden(
        # Runs of 5 and 1 days against 2 days each: floor(5/2) + floor(1/2) = 2 of 3.
        "a run counts once per whole at_least",
        ALL_DAYS + need("longest_stay", '"2d"', "times = 3\n"),
        case_of(visit("A", "2026-03-02", "2026-03-06"), visit("B", "2026-03-09", "2026-03-09")),
        {"r.required": "3", "r.reached": "2", "r.short": "1"},
    ),
    Golden(
        # Townships: 330106001 (twice, once written with zeros), 330106002; the county is too coarse.
        "places are read at a level",
        ALL_DAYS
        + need("places", "3", 'places_at = "township"\n')
        + need("places", "1", 'places_at = "township"\ntimes = 2\n', "s")
        + need("places", "1", 'list = ["330106000000"]\n', "t"),
        case_of(
            visit("A", "2026-03-02", "2026-03-02", place="330106001000"),
            visit("B", "2026-03-03", "2026-03-03", place="330106001002"),
            visit("C", "2026-03-04", "2026-03-04", place="330106002"),
            visit("D", "2026-03-05", "2026-03-05", place="330106"),
        ),
        {"r.reached": "2", "s.reached": "1", "t.reached": "1"},
    ),
    Golden(
        # Topic water has 90 minutes over two entries; schools has 60 of the 80 that `each` wants.
        "topics want their minutes",
        ALL_DAYS + need("topics", "2", 'each = "80m"\n'),
        case_of(
            online("A", "2026-03-02", 45, topic="water"),
            online("B", "2026-03-03", 45, topic="water"),
            online("C", "2026-03-04", 60, topic="schools"),
        ),
        {"r.reached": "1", "r.short": "1"},
    ),
    Golden(
        # Households 3 + 4; the second entry begins in March and counts there whole.
        "counts are summed in the period of the first piece",
        ALL_DAYS + need("sum", "5", 'what = "households"\nper = "month"\n'),
        case_of(
            visit("A", "2026-02-27", "2026-03-02", counts={"households": 3}),
            visit("B", "2026-03-31", "2026-04-02", counts={"households": 4}),
        ),
        {"r.2026-02.reached": "3", "r.2026-03.reached": "4", "r.2026-04.reached": "0"},
    ),
    Golden(
        # March 2026 has 22 working days (1 March is a Sunday); 11 are asked for, 4 credited: 4/22 = 2/11.
        "a share is of the working days",
        ALL_DAYS + need("share", '"1/2"', 'account = "field"\nper = "month"\n'),
        case_of(visit("A", "2026-03-02", "2026-03-05")),
        {"r.2026-03.reached": "2/11", "r.2026-03.short": "7/22", "r.2026-03.required": "0.5"},
    ),
    Golden(
        # Half of what field-days ask (60 × 365/365, pro-rated): 30; reached before exchange is 10.
        "a fraction of another requirement",
        ALL_DAYS + days("60d", "prorate = true\n") + days("1/2", 'of = "r"\nearned_only = true\n', "s"),
        case_of(visit("A", "2026-03-02", "2026-03-11")),
        {"s.required": "30", "s.reached": "10", "s.short": "20"},
    ),
    Golden(
        # Four days in all, two of them in March: `each` is of the year, the visit is of March.
        "a visit is measured over the year",
        ALL_DAYS + need("visits", "1", 'each = "3d"\nper = "month"\n'),
        case_of(visit("A", "2026-03-30", "2026-04-02")),
        {"r.2026-03.reached": "1", "r.2026-04.reached": "0"},
    ),
    Golden(
        # 2026-W01 is clipped to 1-4 January: 4/4 of a day is owed; W02 lacks one of its seven days: 6/7.
        "a week is clipped to the year",
        ALL_DAYS + days("1d", 'per = "week"\nprorate = true\n'),
        case_of(leave=[{"from": "2026-01-05", "to": "2026-01-05", "reason": "r"}]),
        {"r.2026-W01.required": "1", "r.2026-W02.required": "6/7", "r.periods": 53},
    ),
    Golden(
        # A township straight under a city has a group of zeros inside; it counts for county 441900.
        "zeros inside a code are kept",
        ALL_DAYS + need("places", "2", 'places_at = "county"\n') + need("places", "1", code="s"),
        case_of(
            visit("A", "2026-03-02", "2026-03-02", place="441900003"),
            visit("B", "2026-03-03", "2026-03-03", place="441900003000"),
            visit("C", "2026-03-04", "2026-03-04", place="441900000000"),
        ),
        {"r.reached": "1", "s.reached": "2"},
    ),
    Golden(
        # The larger at_least of the two appointments, 4 days, is what a run of 5 holds once (2 would twice).
        "runs are measured by the largest at_least",
        ALL_DAYS
        + need("longest_stay", '"2d"', 'times = 2\nwho = { ranks = ["121"] }\n')
        + need("longest_stay", '"4d"', "times = 2\n"),
        case_of(visit("A", "2026-03-02", "2026-03-06"), **TWO_RANKS),
        {"r.required": "2", "r.reached": "1"},
    ),
    Golden(
        # `contact_point = false` selects what is no contact point, a session too: 60 + 480 minutes of topics.
        "what is no contact point is selected as such",
        ALL_DAYS + need("topics", "3", "contact_point = false\n"),
        case_of(
            online("A", "2026-03-02", 60, topic="water"),
            visit("B", "2026-03-03", "2026-03-03", topic="schools"),
            visit("C", "2026-03-04", "2026-03-04", topic="housing", contact_point=True),
        ),
        {"r.reached": "2"},
    ),
    Golden(
        # The run of 30 March to 2 April is cut at the month's end: two days each.
        "a stay is measured within its period",
        ALL_DAYS + need("longest_stay", '"2d"', 'per = "month"\n'),
        case_of(visit("A", "2026-03-30", "2026-04-02")),
        {"r.2026-03.reached": "2", "r.2026-04.reached": "2"},
    ),
    Golden(
        # A list is read at the level too: the township in it stands for county 330106, where both were.
        "a list of places is read at the level",
        ALL_DAYS + need("places", "2", 'places_at = "county"\nlist = ["330106001", "330110"]\n'),
        case_of(
            visit("A", "2026-03-02", "2026-03-02", place="330106002"),
            visit("B", "2026-03-03", "2026-03-03", place="330106001"),
            visit("C", "2026-03-04", "2026-03-04", place="330109001"),
        ),
        {"r.reached": "1"},
    ),
    Golden(
        # One visit of two days is one entry; schools has two entries of one day.
        "times wants entries, not days",
        ALL_DAYS + need("topics", "2", "times = 2\n"),
        case_of(
            visit("A", "2026-03-02", "2026-03-03", topic="water"),
            visit("B", "2026-03-04", "2026-03-04", topic="schools"),
            visit("C", "2026-03-05", "2026-03-05", topic="schools"),
        ),
        {"r.reached": "1"},
    ),
    Golden(
        # Water in the field is a day; the session on water belongs to the other account.
        "filtered days read one account",
        ALL_DAYS + days("2d", 'topics = ["water"]\n'),
        case_of(
            visit("A", "2026-03-02", "2026-03-02", topic="water"),
            online("B", "2026-03-03", 480, topic="water"),
            visit("C", "2026-03-04", "2026-03-04", topic="schools"),
        ),
        {"r.reached": "1", "r.short": "1"},
    ),
    Golden(
        # A report at the city (1/2) counts; one at a county, one without a level or a policy do not.
        "outcomes are selected by kind and level",
        ALL_DAYS + need("outcomes", "1", 'kinds = ["research_report"]\nlevels = ["city"]\n'),
        case_of(
            outcomes=[
                outcome("O1", "research_report", "2026-03-02", "1/2", level="city"),
                outcome("O2", "research_report", "2026-03-02", level="county"),
                outcome("O3", "research_report", "2026-03-02"),
                outcome("O4", "policy_adopted", "2026-03-02", level="city"),
            ]
        ),
        {"r.reached": "0.5", "r.short": "0.5"},
    ),
]
