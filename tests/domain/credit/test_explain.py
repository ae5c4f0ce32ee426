"""Every figure can be explained, and the sums of what is shown are the figures."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from ledger.domain.credit.article import describe
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.explain import explain_entry, explain_exchange, explain_requirement
from ledger.domain.credit.explain_accounts import explain_forecast
from ledger.domain.credit.policy import Policy
from ledger.domain.summary import Derivation
from tests.domain.credit.making import (
    FIELD_DAYS,
    assessed,
    cadre,
    make_case,
    make_policy,
    online,
    outcome,
    visit,
)

PILOT = parse_policy((Path(__file__).parents[3] / "ledger/data/policies/pilot.toml").read_bytes())
CASE = make_case(
    visit("F1", "2026-03-02", "2026-03-04", to_half="am", topic="住房", place="330106001201"),
    visit("F2", "2026-04-07", "2026-04-07", topic="教育", place="330106002", counts={"households": 7}),
    online("O1", "2026-05-06", 300, start="22:00"),
    online("O2", "2026-05-07", 301, mode="browse", start="00:30"),
    online("O3", "2026-05-08", 10),
    outcomes=(outcome("P1", "2026-05-05", kind="policy_adopted", share="1/3"), outcome("R1", "2026-06-05")),
)
UNITS = {"天": 480, "小时": 60, "分": 1}


def minutes_in(text: str) -> Fraction:
    """The minutes that an amount such as "41 天 3 小时 20 分" stands for."""
    found = re.findall(r"(?:(\d+)又)?(\d+(?:\.\d+)?(?:/\d+)?) (天|小时|分)", text)
    return sum(
        ((int(whole or 0) + Fraction(number)) * UNITS[unit] for whole, number, unit in found), Fraction(0)
    )


def explained(policy: Policy, code: str) -> Derivation:
    return explain_requirement(assessed(policy, CASE).cadres[0], code, policy)


def test_a_requirement_opens_with_an_equation_whose_terms_add_up() -> None:
    top = explained(PILOT, "field-days")
    left, right = top.sentence.split(" = ")
    terms = right.split(" ＋ ")
    assert [re.sub(r".*（(.*)）", r"\1", term) for term in terms] == [
        "实地，2 次",
        "网上折算",
        "转化为政策折算",
    ]
    shown, exact = left.split("，即 ")
    assert abs(minutes_in(shown) - minutes_in(exact)) <= Fraction(480, 20)
    assert minutes_in(exact) == sum(minutes_in(term.split("（")[0]) for term in terms)
    assert [part.sentence for part in top.parts[:1]] == [terms[0]]


def test_months_days_and_entries_add_up_on_every_level() -> None:
    earned = explained(PILOT, "field-days").parts[0]
    assert [month.sentence for month in earned.parts] == ["3月 2.5 天", "4月 1 天"]
    for node in (earned, *earned.parts):
        shown = minutes_in(node.sentence.split("（")[0])
        assert shown == sum(minutes_in(part.sentence.split("计 ")[-1]) for part in node.parts)
    assert earned.parts[0].parts[2].sentence == "3月4日 F1：当日 4 小时，计 0.5 天"


def test_an_exchange_is_the_least_of_its_bounds() -> None:
    found = explain_exchange(assessed(PILOT, CASE).cadres[0], "online-to-field", PILOT)
    left, right = found.sentence.removesuffix("）").split(" = 下列最小的一项（")
    bounds = right.split("，")
    assert [bound.split(" ")[0] for bound in bounds] == ["尚差", "上限", "各项合计还可", "网上"]
    source = minutes_in(bounds[-1].split(" × ")[0]) * Fraction(1, 2)
    assert minutes_in(left) == min(*(minutes_in(bound) for bound in bounds[:-1]), source // 1)
    assert found.parts[0].sentence == "可折算的已全部折算（四、互换互补）"


def test_each_step_of_an_entry_names_its_section_of_the_policy() -> None:
    cadre = assessed(PILOT, CASE).cadres[0]
    browse = [part.sentence for part in explain_entry(cadre, "O2", PILOT).parts]
    assert browse == [
        "5 小时 1 分 → 2 小时 30.5 分：此类条目按 1/2 计（三、怎样折算）",
        "2 小时 30.5 分 → 1 小时 15.5 分：与其他条目时间重叠的部分只计一次（二、什么算数）",
    ]
    assert explain_entry(cadre, "O3", PILOT).parts[0].sentence == (
        "10 分钟 → 0 分钟：不足起计时长 15 分钟，不计（二、什么算数）"
    )


def test_the_minute_that_flooring_drops_is_said() -> None:
    policy = make_policy('[[weight]]\nrate = "1/7"\n', FIELD_DAYS.replace('"field"', '"online"'))
    earned = explained(policy, "field-days").parts[0]
    assert earned.parts[-1].sentence.startswith("全年合计取整到分钟，舍去 ")


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ('measure = "visits"\nat_least = 1\n', ["3月2日 F1：2.5 天", "4月7日 F2：1 天"]),
        (
            'measure = "sum"\nwhat = "households"\nat_least = 1\nchannel = "field"\n',
            ["4月7日 F2：7"],
        ),
        ('measure = "topics"\nat_least = 1\n', ["住房：1 次，2.5 天", "教育：1 次，1 天"]),
        ('measure = "places"\nat_least = 1\nplaces_at = "county"\n', ["330106：2 次，3.5 天"]),
        ('measure = "longest_stay"\nat_least = "2d"\n', ["3月2日至3月4日：2.5 天", "4月7日：1 天"]),
        ('measure = "outcomes"\nat_least = 1\n', ["5月5日 转化为政策 P1：1/3", "6月5日 调研报告 R1：1"]),
        ('measure = "share"\nat_least = "1/2"\naccount = "field"\n', ["3月 2.5 天", "4月 1 天"]),
        (
            'measure = "visits"\nat_least = 1\nper = "half"\n',
            ["1月1日至6月30日：2 次，应为 1 次，已达到", "7月1日至12月31日：0 次，应为 1 次，尚差"],
        ),
        (
            'measure = "share"\nat_least = "1/50"\naccount = "field"\nper = "half"\n',
            [
                "1月1日至6月30日：工作日的 7/258，应为工作日的 1/50，已达到",
                "7月1日至12月31日：工作日的 0，应为工作日的 1/50，尚差",
            ],
        ),
    ],
)
def test_every_measure_lists_what_it_counted(table: str, lines: list[str]) -> None:
    policy = make_policy('[[requirement]]\ncode = "r"\n' + table)
    assert [part.sentence for part in explained(policy, "r").parts[:-1]] == lines


def test_a_period_in_which_nobody_was_bound_is_not_told() -> None:
    policy = make_policy('[[requirement]]\ncode = "r"\nmeasure = "visits"\nat_least = 1\nper = "half"\n')
    late = cadre(appointments=[{"from": "2026-07-01"}])
    parts = explain_requirement(assessed(policy, CASE | {"cadres": [late]}).cadres[0], "r", policy).parts
    assert [part.sentence for part in parts] == [
        "7月1日至12月31日：0 次，应为 1 次，尚差",
        "应为 1 次（一、谁应完成什么）",
    ]


def test_what_is_required_opens_into_segments() -> None:
    policy = make_policy(FIELD_DAYS + "prorate = true\n")
    needed = explained(policy, "field-days").parts[-1]
    assert needed.sentence == "应为 60 天（一、谁应完成什么）"
    assert "60 天 × 365/365" in needed.parts[0].sentence


def test_sentences_are_said_in_the_readers_language() -> None:
    cadre = assessed(PILOT, CASE).cadres[0]
    said: list[str] = []

    def english(text: str) -> str:
        said.append(text)
        return "credited" if text.startswith("%(entry)s：记录") else text

    assert explain_entry(cadre, "O3", PILOT, english).sentence == "credited"
    assert "二、什么算数" in said


def test_a_policy_is_an_article_with_a_worked_example() -> None:
    sections = describe(PILOT)
    assert [section.title for section in sections] == [
        "一、谁应完成什么", "二、什么算数", "三、怎样折算", "四、互换互补", "五、依据", "算例",
    ]  # fmt: skip
    example = sections[-1].paragraphs
    assert example[0] == "到基层实地调研一天：计 1 天。"
    assert example[1].startswith("在网上回复群众留言 300 分钟：计 0.5 天；")
    assert (
        example[3]
        == "“到基层调研”：约 1.3 天，即 1 天 2 小时 15 分 = 1 天（实地，1 次） ＋ 2 小时 15 分（网上折算）。"
    )


def test_the_article_says_whatever_the_tables_say() -> None:
    policy = make_policy(
        '[[requirement]]\ncode = "r"\ntitle = "蹲点"\nmeasure = "longest_stay"\nat_least = "3d"\ntimes = 2\n'
        'same_place = true\nplaces_at = "village"\nwho = { posts = ["书记"], tags = ["联村"] }\n',
        '[[weight]]\nmodes = ["visit"]\nweekdays = [6]\ncontact_point = true\nrate = "2"\ngenerous = true\n',
        '[[cap]]\naccount = "field"\nper = { from = "08-01", to = "08-31" }\nat_most = "90m"\n',
    )
    text = "\n".join(line for section in describe(policy) for line in section.paragraphs)
    for words in (
        "职务为书记，且标记为联村",
        "满 3 天的不少于 2 次",
        "同一地点",
        "周六",
        "在联系点",
        "8月1日至8月31日",
    ):
        assert words in text


def test_a_filter_by_weekday_lists_what_lies_on_its_days() -> None:
    mondays = make_policy('[[requirement]]\ncode = "r"\nmeasure = "visits"\nat_least = 1\nweekdays = [1]\n')
    tuesdays = make_policy('[[requirement]]\ncode = "r"\nmeasure = "visits"\nat_least = 1\nweekdays = [2]\n')
    assert [part.sentence for part in explained(mondays, "r").parts[:-1]] == ["3月2日 F1：1 天"]
    assert [part.sentence for part in explained(tuesdays, "r").parts[:-1]] == [
        "3月3日 F1：1 天",
        "4月7日 F2：1 天",
    ]


def test_each_outcome_says_what_it_gave_and_the_last_gives_the_rest() -> None:
    policy = make_policy(
        '[[exchange]]\ncode = "x"\nfrom = "policy_adopted"\nto = "field"\neach = "100m"\nat_most = "50m"\n',
        FIELD_DAYS,
    )
    shares = {"P1": "1/3", "P2": "1/2", "P3": "1"}
    held = tuple(
        outcome(name, f"2026-05-0{at}", kind="policy_adopted", share=share)
        for at, (name, share) in enumerate(shares.items(), start=1)
    )
    cadre = assessed(policy, make_case(outcomes=held)).cadres[0]
    assert [part.sentence for part in explain_exchange(cadre, "x", policy).parts] == [
        "到本条上限为止（四、互换互补）",
        "5月1日 P1：本人份额 1/3，折 33 分钟",
        "5月2日 P2：本人份额 0.5，折 17 分钟",
    ]
    assert cadre.accounts["field"].code == "field"


@pytest.mark.parametrize(
    ("at_least", "said"), [("2", "2"), ("1", "1"), ('"3/2"', "1.5"), ('"1/2"', "1/2"), ('"4/3"', "4/3")]
)
def test_a_number_of_outcomes_is_asked_for_as_a_decimal_or_a_part(at_least: str, said: str) -> None:
    policy = make_policy(f'[[requirement]]\ncode = "r"\nmeasure = "outcomes"\nat_least = {at_least}\n')
    assert describe(policy)[0].paragraphs == (f"全体干部：r，全年成果不少于 {said} 项。",)


def test_a_share_that_is_prorated_keeps_its_fraction_and_names_the_rank() -> None:
    share = '[[requirement]]\ncode = "r"\nmeasure = "share"\nat_least = "1/50"\naccount = "field"\n'
    policy = make_policy(share + "prorate = true\n")
    required = explained(policy, "r").parts[-1]
    assert required.sentence == "应为工作日的 1/50（一、谁应完成什么）"
    assert [part.sentence for part in required.parts] == ["1月1日至12月31日 县处级副职：工作日的 1/50"]


def test_topics_and_places_just_on_their_bound_are_listed() -> None:
    topics = make_policy('[[requirement]]\ncode = "r"\nmeasure = "topics"\nat_least = 1\neach = "2.5d"\n')
    assert [part.sentence for part in explained(topics, "r").parts[:-1]] == ["住房：1 次，2.5 天"]
    counties = '[[requirement]]\ncode = "r"\nmeasure = "places"\nat_least = 1\nplaces_at = "county"\n'
    places = make_policy(counties + 'list = ["330106009"]\n')
    assert [part.sentence for part in explained(places, "r").parts[:-1]] == ["330106：2 次，3.5 天"]


def test_a_stay_of_two_halves_of_a_day_is_that_day() -> None:
    policy = make_policy('[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "1d"\n')
    halves = visit("F1", "2026-03-02", to_half="am"), visit("F2", "2026-03-02", from_half="pm")
    cadre = assessed(policy, make_case(*halves)).cadres[0]
    assert explain_requirement(cadre, "r", policy).parts[0].sentence == "3月2日：1 天"


def test_what_was_exchanged_opens_into_its_source_though_nothing_else_was_done() -> None:
    policy = make_policy(
        '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\nrate = "1/2"\n', FIELD_DAYS
    )
    cadre = assessed(policy, make_case(online("O1", "2026-05-06", 480))).cadres[0]
    assert [part.sentence for part in explain_requirement(cadre, "field-days", policy).parts] == [
        "0 天（实地，0 次）",
        "0.5 天 = 下列最小的一项（尚差 60 天，网上 1 天 × 1/2）",
        "1 天（网上，1 次）",
        "应为 60 天（一、谁应完成什么）",
    ]


def test_a_forecast_that_needs_no_rounding_is_told_exactly() -> None:
    policy = make_policy(FIELD_DAYS)
    case = make_case(visit("F1", "2026-03-02", "2026-03-03")) | {"as_of": "2026-12-31"}
    told = explain_forecast(assessed(policy, case).cadres[0].requirements[0], policy)
    assert told is not None
    assert told.sentence == "预计 2 天 = 已有 2 天 ＋ 每个工作日 2/261 天 × 余下 0 个工作日"
    assert [part.sentence for part in told.parts] == [
        "每个工作日 2/261 天 = 到今天计入 2 天 ÷ 已过 261 个工作日"
    ]
