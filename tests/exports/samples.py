"""Summaries of invented years: every name, place and matter in them is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ledger.domain.summary import (
    Derivation,
    Summary,
    SummaryAccount,
    SummaryEntry,
    SummaryExchange,
    SummaryMonth,
    SummaryOutcome,
    SummaryRequirement,
)

RARE = "喆堃㛃𬍛䶮"
_FIELD_MODES = ("走访", "座谈", "蹲点", "解剖麻雀", "四不两直", "督查")
_ONLINE_MODES = ("留言回复", "浏览倾听", "在线访谈", "数据分析", "网上接访", "网络问卷")
_PLACES = ("清溪镇柳湾村", "东河街道向阳社区", "石桥乡", "高新园区", "云岭镇白鹭村", "城南农贸市场")
_PLATFORMS = ("领导留言板", "12345热线", "政务微博", "网上信访", "政府网站", "短视频")
_TOPICS = ("农村饮水", "老旧小区加装电梯", "校车接送", "养老服务", "营商环境", "乡村道路", "医保报销")
_MATTERS = (
    "群众反映夏季午后水压不足，实地查看二级泵站，现场商定加装增压设备，并约定九月底前回访。",
    "看了近三个月的留言，归出三类：排队时间长、材料重复、电话难打通。已转有关科室逐条办理。",
    "与十二户居民座谈加装电梯的费用分摊；意见不一的有三户，主要担心采光（一层、二层）。",
    "核查网上反映的“断头路”问题：情况属实，长约 400 米，已列入明年计划。",
    "回复关于异地就医备案的询问，说明办理渠道和所需材料，附上了办事指南的链接。",
    "同村里的老人聊了聊送餐：口味偏咸，周末不送；镇里答应从下月起周末也送。",
)


def make_derivation(entries: int = 3) -> Derivation:
    """The explanation of the days reached, over as many entries as asked."""
    return Derivation(
        "41.5 天 ＝ 30 天（实地，12 次）＋ 11.5 天（网上折算）",
        (
            Derivation(
                "实地 30 天：各次实地调研相加，半天按半天计。",
                tuple(
                    Derivation(f"第 {n + 1} 次：{_PLACES[n % 6]}，{n % 3 + 1} 天（第二条第一款）。")
                    for n in range(entries)
                ),
            ),
            Derivation(
                "11.5 ＝ min（尚差 30，上限 20，网上 23 天 × 1/2）（第四条）。",
                (
                    Derivation("网上 23 天：各月计入的分钟数相加，每 480 分钟为一天，单日不超过 240 分钟。"),
                    Derivation("上限 20 天：互换部分不超过应完成天数的三分之一。"),
                ),
            ),
        ),
    )


def make_requirement(**changes: object) -> SummaryRequirement:
    """The requirement of 60 days, short by 18.5."""
    requirement = SummaryRequirement(
        code="days",
        title="到基层调研",
        required="60",
        reached="41.5",
        short="18.5",
        unit="天",
        status="short",
        status_label="尚差",
        share_field=0.5,
        share_exchanged=0.19,
        composed_of="实地 30 ＋ 网上折算 11.5（上限 20）",
        derivation=make_derivation(),
    )
    return replace(requirement, **changes)  # type: ignore[arg-type]


def make_months(until: int = 12) -> tuple[SummaryMonth, ...]:
    """Twelve months of which the first few brought something."""
    field = (960, 1440, 1200, 480, 2400, 1920, 960, 720, 1920, 1440, 960, 0)
    online = (600, 1080, 840, 1320, 960, 1440, 1080, 1200, 960, 1080, 480, 0)
    months: list[SummaryMonth] = []
    total = 0
    for index in range(12):
        worked = (field[index], online[index]) if index < until else (0, 0)
        exchanged = worked[1] // 2
        total += worked[0] + exchanged
        months.append(SummaryMonth(index + 1, *worked, exchanged, total, 2400 * (index + 1)))
    return tuple(months)


def make_entries(count: int) -> tuple[SummaryEntry, ...]:
    """As many entries as asked, field and online by turns."""
    return tuple(_entry(n, count) for n in range(count))


def _entry(n: int, count: int) -> SummaryEntry:
    day = date(2026, 1, 6) + timedelta(days=n * 318 // max(count, 1))
    field = n % 3 == 0
    return SummaryEntry(
        on=day.isoformat(),
        channel="field" if field else "online",
        channel_label="实地" if field else "网上",
        mode=_FIELD_MODES[n % 6] if field else _ONLINE_MODES[n % 6],
        where=_PLACES[n % 6] if field else _PLATFORMS[n % 6],
        topic=_TOPICS[n % 7],
        what=_MATTERS[n % 6],
        recorded="1.5 天" if field else f"{30 + n % 5 * 15} 分",
        credited="1.5 天" if field else "0.1 天",
        note="与另一条时间重叠，重叠部分计一次" if n % 11 == 5 else "",
    )


def make_outcomes() -> tuple[SummaryOutcome, ...]:
    """Three outcomes in different states."""
    return (
        SummaryOutcome(
            "2026-06-18",
            "调研报告",
            "关于提升农村饮水末端水压的调研报告",
            "县级",
            "清政研〔2026〕7号",
            "1/2",
            "已核实",
        ),
        SummaryOutcome(
            "2026-08-03",
            "解决问题",
            "柳湾村二级泵站增压改造",
            "乡镇级",
            "留言编号 20260511-0032",
            "全部",
            "单位已确认",
        ),
        SummaryOutcome(
            "2026-10-27",
            "信息采用",
            "异地就医备案“一次办”的几点做法",
            "市级",
            "第 41 期信息",
            "全部",
            "已登记",
        ),
    )


def make_requirements() -> tuple[SummaryRequirement, ...]:
    """One that is short, one met, one of shared work, one that does not apply."""
    return (
        make_requirement(),
        make_requirement(
            code="field",
            title="其中实地",
            required="30",
            reached="30",
            short="0",
            status="met",
            status_label="已达到",
            share_field=1.0,
            share_exchanged=0.0,
            composed_of="实地 12 次",
            derivation=Derivation("实地 30 天，应为 30 天。"),
        ),
        make_requirement(
            code="report",
            title="调研报告",
            required="1",
            reached="0.5",
            short="0.5",
            unit="篇",
            share_field=0.5,
            share_exchanged=0.0,
            composed_of="与他人合写一篇，份额 1/2",
            derivation=Derivation("调研报告 1/2 篇：合写一篇，按份额计。"),
        ),
        make_requirement(
            code="stay",
            title="驻村蹲点",
            status="not_applicable",
            status_label="不适用",
            composed_of="",
            derivation=Derivation("驻村蹲点只要求乡科级，本人不适用。"),
        ),
    )


SAMPLE = Summary(
    language="zh",
    year=2026,
    as_of=date(2026, 11, 22),
    issued_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    cadre_name="欧阳喆",
    unit_name="清溪县人民政府办公室",
    post="县委副书记",
    rank="县处级副职",
    appointments=(
        "1月1日至6月30日　县委办公室主任（县处级副职）",
        "7月1日起　县委副书记（县处级副职）",
    ),
    headline="到11月22日，到基层调研 41.5 天，应为 60 天，尚差 18.5 天。",
    forecast="按现在的进度，12 月 31 日约为 47 天；网上折算还可计 8.5 天。",
    provisional="",
    closed=False,
    requirements=make_requirements(),
    months=make_months(11),
    day_minutes=480,
    accounts=(
        SummaryAccount("实地调研", "30 天", "11.5 天", "0 天", "41.5 天"),
        SummaryAccount("网上调研", "23 天", "0 天", "23 天", "0 天"),
    ),
    exchanges=(
        SummaryExchange(
            "网上折算实地（二比一）",
            "23 天",
            "11.5 天",
            "网上的天数已全部折算，未到上限 20 天。",
        ),
    ),
    outcomes=make_outcomes(),
    entries=(),
    policy_title="清溪县干部网上调研与实地调研互换互补办法（试行）",
    policy_version="2026年第2版",
    policy_digest="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    policy_basis=(
        "《关于改进调查研究工作的实施细则》第三条",
        "本单位规定，自 2026 年 1 月 1 日起执行",
    ),
    code="K7QF-3MZD-9XWA-2HRT",
    verify_hint="在单位调研台账的“核验”页输入，可查此件真伪。",
)


def make_summary(count: int = 60, **changes: object) -> Summary:
    """A year with this many entries; any field can be changed by name."""
    return replace(SAMPLE, **({"entries": make_entries(count)} | changes))  # type: ignore[arg-type]
