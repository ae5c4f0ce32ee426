"""How pieces are admitted, weighed, freed of overlap and capped, worked out by hand."""

from __future__ import annotations

from tests.oracle.golden_parts import (
    ALL_DAYS,
    FOUR_HOURS,
    HALF_BROWSE,
    HEAD,
    Golden,
    case_of,
    days,
    online,
    visit,
)

PIECES = [
    Golden(
        # 300 × 1/2 = 150 is under 4 h; 300 × 1 is cut to 240.
        "a weight and a daily cap",
        ALL_DAYS + HALF_BROWSE + FOUR_HOURS,
        case_of(online("A", "2026-03-02", 300, mode="browse"), online("B", "2026-03-03", 300)),
        {"entries.A.credited": 150, "entries.B.credited": 240, "accounts.online.earned": 390},
    ),
    Golden(
        # 23:00 to 02:00: one hour lies in 2026, two in 2027.
        "a session across the end of the year",
        ALL_DAYS,
        case_of(online("A", "2026-12-31", 180, "23:00")),
        {"entries.A.minutes": 180, "entries.A.credited": 60, "accounts.online.earned": 60},
    ),
    Golden(
        # B (rate 1) keeps 9:30-10:30; A keeps 9:00-9:30 at 1/2 = 15.
        "the higher rate keeps shared minutes",
        ALL_DAYS + HALF_BROWSE,
        case_of(
            online("A", "2026-03-02", 60, "09:00", mode="browse"), online("B", "2026-03-02", 60, "09:30")
        ),
        {"entries.A.credited": 15, "entries.B.credited": 60},
    ),
    Golden(
        # Equal rates: B started first and keeps 9:00-10:00; A is left with 10:00-10:30.
        "the earlier start keeps shared minutes",
        ALL_DAYS,
        case_of(online("A", "2026-03-02", 60, "09:30"), online("B", "2026-03-02", 60, "09:00")),
        {"entries.A.credited": 30, "entries.B.credited": 60},
    ),
    Golden(
        # After midnight B's piece starts at 00:00 as A does: the lower id keeps 00:00-00:30.
        # A has 00:00-00:30, B has 23:30-24:00 and 00:30-01:00.
        "a piece after midnight starts at midnight",
        ALL_DAYS,
        case_of(online("A", "2026-03-03", 30, "00:00"), online("B", "2026-03-02", 90, "23:30")),
        {"entries.A.credited": 30, "entries.B.credited": 60},
    ),
    Golden(
        # One hour untimed overlaps nothing: 60 + 60.
        "a session without a start overlaps nothing",
        ALL_DAYS,
        case_of(online("A", "2026-03-02", 60), online("B", "2026-03-02", 60, "09:00")),
        {"accounts.online.earned": 120},
    ),
    Golden(
        # A: pm, whole, am = 4 half days = 960. B's morning of 4 March is A's (lower id): 240.
        "half days count once",
        ALL_DAYS,
        case_of(
            visit("A", "2026-03-02", "2026-03-04", from_half="pm", to_half="am"),
            visit("B", "2026-03-04", "2026-03-04"),
        ),
        {"entries.A.credited": 960, "entries.B.credited": 240, "accounts.field.earned": 1200},
    ),
    Golden(
        # Half a day in the field leaves half a day, 240 of 300.
        "one day never earns more than a day",
        ALL_DAYS,
        case_of(online("A", "2026-03-02", 300), visit("B", "2026-03-02", "2026-03-02", to_half="am")),
        {"entries.A.credited": 240, "entries.B.credited": 240},
    ),
    Golden(
        # Friday 6 to Monday 9 March: switches are false when absent, so the weekend earns nothing.
        # Leave on Monday takes that day as well: 480.
        "rest days and leave earn nothing unless the policy says so",
        HEAD,
        case_of(
            visit("A", "2026-03-06", "2026-03-09"),
            leave=[{"from": "2026-03-09", "to": "2026-03-10", "reason": "r"}],
        ),
        {"entries.A.minutes": 1920, "entries.A.credited": 480},
    ),
    Golden(
        # The last day of A is 3 March (it runs past midnight): 5 March is 2 days after, in time.
        # B, logged 3 days after, is late. C is one minute too short; D is not approved.
        "late, short and unapproved entries earn nothing",
        ALL_DAYS + 'late_days = 2\nmin_minutes = "15m"\n',
        case_of(
            online("A", "2026-03-02", 90, "23:00", logged_on="2026-03-05"),
            online("B", "2026-03-02", 60, "20:00", logged_on="2026-03-05"),
            online("C", "2026-03-09", 14),
            online("D", "2026-03-10", 60, status="submitted"),
        ),
        {"entries.A.credited": 90, "entries.B.credited": 0, "entries.C.credited": 0, "entries.D.credited": 0},
    ),
    Golden(
        # 7 × 1/2 = 3.5 each: 7 exactly, floored once for the account of two, shown as it is for an entry.
        "credit is exact and floored once",
        ALL_DAYS + HALF_BROWSE,
        case_of(online("A", "2026-03-02", 7, mode="browse"), online("B", "2026-03-02", 7, mode="browse")),
        {"entries.A.credited": "7/2", "accounts.online.earned": 7},
    ),
    Golden(
        # January takes 60 and 60 of 90 under 2 h a month; the year's 3 h leave 60 of 100 for February.
        "caps nest",
        ALL_DAYS
        + '[[cap]]\naccount = "online"\nper = "month"\nat_most = "2h"\n'
        + '[[cap]]\naccount = "online"\nat_most = "3h"\n',
        case_of(online("A", "2026-01-05", 60), online("B", "2026-01-06", 90), online("C", "2026-02-06", 100)),
        {"entries.A.credited": 60, "entries.B.credited": 60, "entries.C.credited": 60},
    ),
    Golden(
        # The day has 480: B (recorded at 23:00 the day before) comes after A (20:00), untimed C last.
        # A 300; B's 2 hours after midnight 120; C gets the remaining 60. B also has 60 on 2 March.
        "caps go by the start as recorded",
        ALL_DAYS,
        case_of(
            online("A", "2026-03-03", 300, "12:00"),
            online("B", "2026-03-02", 180, "23:00"),
            online("C", "2026-03-03", 100),
        ),
        {"entries.A.credited": 300, "entries.B.credited": 180, "entries.C.credited": 60},
    ),
    Golden(
        # The account has half a day: B, in the morning, comes before A, in the afternoon.
        "a morning visit comes before an afternoon visit",
        ALL_DAYS + '[[cap]]\naccount = "field"\nper = "day"\nat_most = "0.5d"\n',
        case_of(
            visit("A", "2026-03-02", "2026-03-02", from_half="pm"),
            visit("B", "2026-03-02", "2026-03-02", to_half="am"),
        ),
        {"entries.A.credited": 0, "entries.B.credited": 240},
    ),
    Golden(
        # B is timed and takes 300 of 480; A, without a start, comes last and gets 180.
        "a session without a start comes last",
        ALL_DAYS,
        case_of(online("A", "2026-03-02", 300), online("B", "2026-03-02", 300, "12:00")),
        {"entries.A.credited": 180, "entries.B.credited": 300},
    ),
    Golden(
        # Both appointments govern from 1 May; equal `from`: the later in the list, rank 131, takes half.
        "of two appointments of one day the later in the list governs",
        ALL_DAYS + days("10d", 'who = { ranks = ["131"] }\n') + days("20d", 'who = { ranks = ["121"] }\n'),
        case_of(
            appointments=[
                {"from": "2026-05-01", "rank": "121"},
                {"from": "2026-05-01", "to": "2026-05-31", "rank": "131"},
            ]
        ),
        {"r.segments": 2, "r.required": "20"},
    ),
]
