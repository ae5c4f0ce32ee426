"""Figures of published local rules: what each asks for, of whom and how often; facts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Who = Mapping[str, str]
"""One group as an appointment has it: its rank or its post."""

PROVINCE, CITY, COUNTY, SECTION = ({"rank": code} for code in ("112", "122", "132", "142"))
EVERYBODY: Who = {}


def post(name: str) -> Who:
    """Those who hold a post."""
    return {"post": name}


@dataclass(frozen=True, slots=True)
class More:
    """One more thing that a rule asks of everybody it binds; `seen` is the mark of it in the row."""

    kind: str
    amount: int
    seen: str


@dataclass(frozen=True, slots=True)
class LocalRule:
    """The parameters of one row: amounts by group in a unit and a period, and what goes with them."""

    unit: str = ""
    period: str = "year"
    amounts: tuple[int | str, ...] = ()
    who: tuple[Who, ...] = (EVERYBODY,)
    stay: int | None = None
    reports: int | None = None
    topics: int | None = None
    substitutes: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys that narrow the main requirement, as the document writes them."""
    more: tuple[More, ...] = ()


VILLAGE_STAY = {"modes": '["stationed"]', "place_levels": '["village"]'}

RULES: Mapping[str, LocalRule] = {
    "AH-2012": LocalRule("day", amounts=(30,), who=(PROVINCE,)),
    "AH-2014-zhucun": LocalRule(
        "day(stay overnight in village)",
        amounts=(3, 5),
        who=(PROVINCE, CITY),
        keys=VILLAGE_STAY,
        more=(More("households", 20, ">=20 households"),),
    ),
    "CGS-2013": LocalRule(more=(More("talks", 1, ">=1 heart-to-heart talk"),)),
    "CITY-LIANXIDIAN-2005": LocalRule(
        more=(
            More("contact_town", 1, "1 town"),
            More("contact_village", 1, "1 village"),
            More("contact_enterprise", 1, "1 enterprise"),
            More("contact_project", 1, "1 project"),
            More("contact_household", 1, "1 tech household"),
        )
    ),
    "CN-2010-learning": LocalRule("day", amounts=(30, 60), who=(PROVINCE, COUNTY), reports=1),
    "CSU-TZB-2021": LocalRule(topics=1, more=(More("november_report", 1, "report due November"),)),
    "CUN-LXFW": LocalRule(
        "household-visit",
        "month",
        (20,),
        (post("两委成员"),),
        more=(
            More("special_households", 1, "special groups >=1 per quarter"),
            More("analysis", 1, "monthly"),
        ),
    ),
    "DHU-2011": LocalRule("activity", "school-year", (1,), (post("校领导"),)),
    "DY-LXQZ": LocalRule("percent coverage", "quarter", (85,)),
    "HEFEI-2012": LocalRule(
        "day",
        amounts=(60, 70),
        who=(COUNTY, post("乡镇党委书记")),
        reports=1,
        substitutes=("policy_adopted",),
    ),
    "JINGSHAN-2013": LocalRule("day", amounts=(60,), stay=10, reports=1, topics=1),
    "NM-MZW-2013": LocalRule("day", amounts=(40,), more=(More("visits", 3, ">=3 research trips"),)),
    "QZDAJ-2016": LocalRule("day", amounts=(20,), who=(post("党组成员"),), stay=7, reports=1),
    "QZYC": LocalRule("visit", "quarter", (1,), (post("市局领导"),)),
    "SC-2013": LocalRule(
        "day",
        amounts=(60,),
        who=(PROVINCE,),
        more=(
            More("place_city", 1, "1 city"),
            More("place_county", 1, "1 county"),
            More("place_township", 1, "1 township"),
            More("place_village", 1, "1 village"),
            More("contact_household", 1, "1-2 poor households"),
        ),
    ),
    "SD-2019": LocalRule("month", amounts=(2,), who=(PROVINCE,), keys={"modes": '["unannounced"]'}),
    "SX-2010": LocalRule(
        "day(stay in village)",
        amounts=(3, 5, 7),
        who=(PROVINCE, CITY, COUNTY),
        reports=1,
        keys=VILLAGE_STAY,
    ),
    "TIANMEN-2015": LocalRule(
        "day", "month", (10,), stay=3, more=(More("stays", 2, ">=2 stays of >=3 days"),)
    ),
    "TJ-2012": LocalRule("day", amounts=(60,), who=(post("市委常委"),)),
    "WUCHUAN-2014": LocalRule(
        "fixed half/whole day (Monday 9-13,15-17:30)",
        "week",
        (1,),
        (SECTION,),
        keys={"weekdays": "[1]", "contact_point": "true", "each": '"0.5d"'},
    ),
    "XUSHUI-2012": LocalRule(
        "month",
        "campaign",
        (10,),
        (post("驻村工作队员"),),
        keys={"modes": '["stationed"]'},
        more=(More("villages", 2, "2-4 villages"),),
    ),
    "XXMZY-GGW": LocalRule(
        "activity", "school-year / semester", (1, 1), (post("关工委"), post("关工委成员")), reports=2
    ),
    "YN-2013": LocalRule(
        "month",
        amounts=(2,),
        who=(PROVINCE,),
        more=(More("special_month", 1, "special-topic research >= 1 month"),),
    ),
    "ZHENGDING-1984": LocalRule("share of working time", amounts=("1/3",), who=(COUNTY,)),
}
"""Every row that asks a person for an amount of research, as its parameters stand in the data."""

_DEADLINE = "逐件留言的答复时限，不是一个人一年应完成的数量"
CANNOT: Mapping[str, str] = {
    "FJ-2014": "只知道规定了天数和次数，具体数字没有见到",
    "HUAIHUA-2023": "限制各批人员到同一个县的次数，管的是地方的接待，不是一个人应完成的数量",
    "ON-CHAOHU-2006": _DEADLINE,
    "ON-NINGBO": _DEADLINE,
    "ON-WENZHENG": _DEADLINE,
    "ON-WUHAN-2018": _DEADLINE,
    "ON-ZHUZHOU-2024": _DEADLINE,
}
"""Rows that the tables of a policy cannot say, and why."""
