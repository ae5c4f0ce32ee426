"""What stands in for what, worked out by hand."""

from __future__ import annotations

from tests.oracle.golden_parts import (
    ALL_DAYS,
    Golden,
    case_of,
    days,
    need,
    online,
    outcome,
    rule,
    visit,
)

EXCHANGES = [
    Golden(
        # Short by 40 d = 19200; at most 1/3 of 28800 = 9600; ceiling 14400; source 4800 × 1/2 = 2400.
        "the source is what limits",
        ALL_DAYS
        + rule("online", "field", 'rate = "1/2"', 'at_most = "1/3"\n')
        + '[[ceiling]]\nto = "field"\nat_most = "1/2"\n'
        + days("60d"),
        case_of(
            visit("A", "2026-03-01", "2026-03-20"),
            *(online(f"B{day}", f"2026-04-{day}", 480) for day in range(10, 20)),
        ),
        {
            "x": (4800, 2400, "source"),
            "accounts.field.total": 12000,
            "accounts.online.total": 0,
            "r.reached": "25",
            "r.short": "35",
        },
    ),
    Golden(
        # 480 × 364/365 = 478.68…: the shortfall is 479, taken 479 ÷ 1/2 = 958 of 960.
        "the shortfall is rounded up",
        ALL_DAYS + rule("online", "field", 'rate = "1/2"') + days("1d", "prorate = true\n"),
        case_of(
            online("A", "2026-03-02", 480),
            online("B", "2026-03-03", 480),
            leave=[{"from": "2026-05-05", "to": "2026-05-05", "reason": "r"}],
        ),
        {"x": (958, 479, "shortfall"), "r.status": "met", "accounts.online.total": 2},
    ),
    Golden(
        # 110 − 10 kept = 100; 100 × 2/3 = 66.67, given 66, taken 66 ÷ 2/3 = 99.
        "what is given is floored and what is taken is rounded up",
        ALL_DAYS + rule("online", "field", 'rate = "2/3"', 'keep = "10m"\n') + days("1d"),
        case_of(online("A", "2026-03-02", 110)),
        {"x": (99, 66, "source"), "accounts.online.total": 11},
    ),
    Golden(
        # floor(100 × 1/3) = 33 each; 50 are wanted at most: 33 and 17 of the second, which is used up.
        "the last outcome may be used in part",
        ALL_DAYS + rule("policy_adopted", "field", 'each = "100m"', 'at_most = "50m"\n') + days("1d"),
        case_of(
            outcomes=[
                outcome("O1", "policy_adopted", "2026-03-02", "1/3"),
                outcome("O2", "policy_adopted", "2026-03-01", "1/3"),
                outcome("O3", "policy_adopted", "2026-03-03", "1/3"),
            ]
        ),
        {"x": ("2/3", 50, "at_most"), "accounts.field.in": 50, "accounts.policy_adopted.earned": 1},
    ),
    Golden(
        # One of two outcomes fills the day; it is spent, so that one is left for the count.
        "a spent outcome no longer counts",
        ALL_DAYS
        + rule("policy_adopted", "field", 'each = "1d"', "spends = true\n")
        + days("1d")
        + need("outcomes", "2", code="s"),
        case_of(
            outcomes=[
                outcome("O1", "policy_adopted", "2026-03-02"),
                outcome("O2", "policy_adopted", "2026-03-01"),
            ]
        ),
        {"x": (1, 480, "shortfall"), "s.reached": "1", "s.short": "1"},
    ),
    Golden(
        # The first rule gives the ceiling's 100 of 240 (half a day of 1 day); the second finds nothing left.
        "a ceiling holds over all rules",
        ALL_DAYS
        + rule("online", "field", 'rate = "1"', 'at_most = "100m"\n')
        + rule("policy_adopted", "field", 'each = "1d"', code="y")
        + rule("online", "field", 'rate = "1"', code="z")
        + '[[ceiling]]\nto = "field"\nat_most = "1/2"\n'
        + days("1d"),
        case_of(online("A", "2026-03-02", 480), outcomes=[outcome("O1", "policy_adopted", "2026-03-02")]),
        # x gives its own 100; y what is left of 240 under the ceiling, 140; z nothing.
        {"x": (100, 100, "at_most"), "y": (1, 140, "ceiling"), "z": (0, 0, "ceiling")},
    ),
    Golden(
        # No plain requirement: no shortfall, and a share of nothing; `beyond` with a duration still gives 60.
        "without a plain requirement only beyond gives",
        ALL_DAYS
        + rule("online", "field", 'rate = "1"')
        + rule("online", "field", 'rate = "1"', 'beyond = true\nat_most = "1/2"\n', "y")
        + rule("online", "field", 'rate = "1"', 'beyond = true\nat_most = "1h"\n', "z")
        + days("1d", 'per = "month"\n'),
        case_of(online("A", "2026-03-02", 480)),
        {"x": (0, 0, "shortfall"), "y": (0, 0, "at_most"), "z": (60, 60, "at_most")},
    ),
    Golden(
        # The first plain code that matches owes nothing (0 days): the second does not take its place.
        "the first plain requirement is the target even when it owes nothing",
        ALL_DAYS + rule("online", "field", 'rate = "1"') + days("0d") + days("1d", code="s"),
        case_of(online("A", "2026-03-02", 480)),
        {"x": (0, 0, "shortfall"), "r.status": "not_applicable", "s.short": "1"},
    ),
    Golden(
        # The first rule uses O1 for its hour; the second finds O1 used and takes O2; worth 0 is not used.
        "a share is exchanged once at most",
        ALL_DAYS
        + rule("policy_adopted", "field", 'each = "1h"', 'at_most = "1h"\n')
        + rule("policy_adopted", "field", 'each = "2h"', code="y")
        + days("1d"),
        case_of(
            outcomes=[
                outcome("O1", "policy_adopted", "2026-03-01"),
                outcome("O2", "policy_adopted", "2026-03-02", "1/2"),
                outcome("O3", "policy_adopted", "2026-03-03", "1/200"),
                outcome("O4", "policy_adopted", "2025-03-03"),
                outcome("O5", "policy_adopted", "2026-03-03", verified=False),
            ]
        ),
        {
            "x": (1, 60, "at_most"),
            "y": ("1/2", 60, "source"),
            "accounts.policy_adopted.out": "3/2",
            "accounts.policy_adopted.total": "1/200",
        },
    ),
    Golden(
        # The target is the plain code s (2 days = 960), not the fraction of it that comes first: 480 + 480.
        "a fraction of another is no target",
        ALL_DAYS + rule("online", "field", 'rate = "1"') + days("1/2", 'of = "s"\n') + days("2d", code="s"),
        case_of(
            online("A", "2026-03-02", 480), online("B", "2026-03-03", 480), online("C", "2026-03-04", 480)
        ),
        {"x": (960, 960, "shortfall"), "r.required": "1", "r.reached": "2", "s.status": "met"},
    ),
    Golden(
        # Shortfall, at_most and source are all 480: the first that binds is named.
        "the first bound that binds is named",
        ALL_DAYS + rule("online", "field", 'rate = "1"', 'at_most = "1d"\n') + days("1d"),
        case_of(online("A", "2026-03-02", 480)),
        {"x": (480, 480, "shortfall")},
    ),
]
