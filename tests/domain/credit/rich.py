"""A policy in which every table and nearly every key stands, and a case that runs into most of its rules."""

from __future__ import annotations

from tests.domain.credit.making import cadre, make_case, online, outcome, visit

DOCUMENT = """\
format = 1
code = "rich"
title = "样样都有的办法"
basis = ["第一条依据", "第二条依据"]
years_from = 2020
years_to = 2029

[day]
minutes = 480

[count]
min_minutes = "15m"
late_days = 30
rest_days = true
leave_days = true
outcome_required = false

[[weight]]
channel = "online"
modes = ["browse", "自定方式"]
platforms = ["12345热线", "自建平台"]
rate = "1/2"

[[weight]]
channel = "field"
topics = ["住房", "教育"]
place_levels = ["village", "township"]
weekdays = [6, 7]
contact_point = true
rate = "3/2"
generous = true

[[weight]]
contact_point = false
modes = ["forum"]
rate = "3/7"

[[cap]]
account = "online"
per = "day"
at_most = "4h"

[[cap]]
account = "online"
per = { months = 2 }
at_most = "2d"

[[cap]]
account = "field"
per = { from = "08-01", to = "08-31" }
at_most = "90m"

[[cap]]
account = "field"
per = "year"
at_most = "6.3d"

[[exchange]]
code = "online-to-field"
title = "网上调研折算"
from = "online"
to = "field"
rate = "1/3"
at_most = "1/3"
keep = "20m"

[[exchange]]
code = "adopted-to-field"
from = "policy_adopted"
to = "field"
each = "1d"
at_most = "4d"
spends = true

[[exchange]]
code = "solved-to-field"
title = "解决问题折算"
from = "problem_solved"
to = "field"
each = "0.5d"
beyond = true

[[ceiling]]
to = "field"
at_most = "1/2"

[[requirement]]
code = "field-days"
title = "到基层调研"
measure = "days"
account = "field"
at_least = "12d"
who = { ranks = ["111", "132"], posts = ["书记", "县长"], unit_levels = ["county"], tags = ["联村", "包案"] }
prorate = true

[[requirement]]
code = "field-days"
title = "到基层调研（副职）"
measure = "days"
account = "field"
at_least = "3.1d"
who = { tags = ["副职"] }
prorate = true

[[requirement]]
code = "own-feet"
title = "其中亲自到基层"
measure = "days"
account = "field"
earned_only = true
at_least = "1/2"
of = "field-days"

[[requirement]]
code = "online-days"
title = "网上调研"
measure = "days"
account = "online"
at_least = "0.5d"

[[requirement]]
code = "quarter-days"
title = "每季度到基层"
measure = "days"
account = "field"
at_least = "1d"
per = "quarter"
prorate = true

[[requirement]]
code = "browsing"
title = "浏览"
measure = "days"
account = "online"
at_least = "1h"
modes = ["browse"]
channel = "online"

[[requirement]]
code = "visits"
title = "下访"
measure = "visits"
at_least = 2
each = "4h"
place_levels = ["village"]

[[requirement]]
code = "visits-monthly"
title = "每两月下访"
measure = "visits"
at_least = 1
per = { months = 2 }
prorate = true

[[requirement]]
code = "stay"
title = "蹲点"
measure = "longest_stay"
at_least = "2d"
same_place = true
places_at = "township"
channel = "field"

[[requirement]]
code = "stays"
title = "多次蹲点"
measure = "longest_stay"
at_least = "1d"
times = 2

[[requirement]]
code = "topics"
title = "主题"
measure = "topics"
at_least = 2
each = "1h"
times = 1

[[requirement]]
code = "places"
title = "联系点"
measure = "places"
at_least = 2
places_at = "county"
list = ["330106", "330110"]

[[requirement]]
code = "households"
title = "走访户数"
measure = "sum"
what = "households"
at_least = 10

[[requirement]]
code = "nights"
title = "住村"
measure = "sum"
what = "自定数目"
at_least = 1
per = { from = "03-01", to = "05-31" }

[[requirement]]
code = "share"
title = "调研占工作日"
measure = "share"
account = "field"
at_least = "0.01"

[[requirement]]
code = "reports"
title = "调研报告"
measure = "outcomes"
kinds = ["research_report", "policy_adopted"]
levels = ["city", "自定级别"]
at_least = 2

[[requirement]]
code = "more-reports"
title = "比报告再多"
measure = "outcomes"
at_least = "1"
of = "reports"
"""

BARE = """\
format = 1
code = "bare"
title = "没有要求的办法"
basis = ["依据"]
years_from = 2020

[count]
outcome_required = true

[[exchange]]
code = "x"
from = "policy_adopted"
to = "field"
each = "1d"

[[ceiling]]
to = "field"
at_most = "1.1d"
"""

OWED_IN_PART = (
    BARE
    + """
[[requirement]]
code = "field-days"
title = "到基层"
measure = "days"
account = "field"
at_least = "600m"

[[requirement]]
code = "third"
title = "其中三分之一"
measure = "visits"
at_least = "1"
of = "field-days"
per = "year"
who = { ranks = ["111"] }
"""
)

CADRE = cadre(
    name="甲",
    appointments=[
        {"from": "2020-01-01", "to": "2026-06-30", "rank": "132", "unit_level": "county", "post": "县长",
         "tags": ["联村"]},
        {"from": "2026-07-10", "unit_level": "county", "tags": ["副职"]},
    ],
    leave=[{"from": "2026-02-02", "to": "2026-02-06", "reason": "年休"}],
)  # fmt: skip
CADRE["id"] = "C1"

CASE = make_case(
    visit("F1", "2026-03-06", "2026-03-08", to_half="am", topic="住房", place="330106001201",
          contact_point=True),
    visit("F2", "2026-03-08", topic="教育", place="330106002000", mode="forum", counts={"households": 7}),
    visit("F3", "2026-04-07", from_half="pm", topic="教育", place="330110",
          counts={"households": 7, "自定数目": 2}),
    visit("F4", "2026-07-05", "2026-07-11"),
    visit("F5", "2026-08-03", place="440305"),
    visit("F8", "2026-04-01", mode="forum"),
    visit("F9", "2026-06-30", place="330106001", contact_point=True, topic="教育"),
    visit("F6", "2026-12-31", "2027-01-01"),
    visit("F7", "2026-05-06", logged_on="2026-06-06"),
    online("O1", "2026-05-06", 300, start="22:00", topic="就医"),
    online("O2", "2026-05-07", 301, start="00:30", mode="browse", platform="12345热线"),
    online("O3", "2026-05-08", 10),
    online("O4", "2026-05-09", 50, status="submitted"),
    online("O5", "2026-06-09", 47, mode="browse", platform="自建平台"),
    online("O6", "2026-06-10", 900, topic="就医"),
    online("O7", "2026-05-20", 700),
    online("O8", "2026-06-30", 240),
    outcomes=(
        outcome("P1", "2026-05-05", kind="policy_adopted", share="1/3"),
        outcome("R1", "2026-06-05", level="city"),
        outcome("R2", "2026-06-06", level="province"),
        outcome("S1", "2026-06-07", kind="problem_solved"),
        outcome("S2", "2026-06-07", kind="problem_solved", share="1/1000"),
        outcome("S3", "2026-06-08", kind="problem_solved", share="2/3"),
        outcome("N1", "2026-06-05", verified=False),
    ),
    cadres=(CADRE,),
) | {
    "adjustments": [
        {"id": "A1", "cadre": "C1", "account": "field", "on": "2026-02-03", "amount": 90, "of_year": 2025,
         "note": "漏记一次"},
        {"id": "A2", "cadre": "C1", "account": "online", "on": "2026-02-04", "amount": -60, "of_year": 2024,
         "note": "重复登记"},
        {"id": "A3", "cadre": "C1", "account": "research_report", "on": "2026-02-05", "amount": "1/2",
         "of_year": 2025, "note": "补记份额"},
        {"id": "A4", "cadre": "C1", "account": "proposal", "on": "2026-02-06", "amount": 1, "of_year": 2025,
         "note": "补记建议"},
    ]
}  # fmt: skip
