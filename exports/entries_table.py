"""Entries as a list for files: the columns of the page, each fact in a cell of its own kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exports.sheet import Column, Kind, Row, Sheet
from ledger.domain.listed import ListedEntry
from ledger.domain.vocabulary import CHANNELS, FIELD_MODES, ONLINE_MODES, PLATFORMS, STATUSES
from ledger.domain.wording import N_, Say


def entries_table(
    lines: Iterable[ListedEntry], say: Say, *, named: bool, minutes: int, half_days: int
) -> Sheet:
    """The entries of a list, with the cadres' names where they are not all of one.

    `minutes` and `half_days` are what its sittings and visits come to, as the page sums them up.
    """
    columns = [
        Column(say(N_("开始日期")), Kind.DATE, 12),
        Column(say(N_("结束日期")), Kind.DATE, 12),
        *([Column(say(N_("干部")), width=10)] if named else []),
        Column(say(N_("渠道")), width=10),
        Column(say(N_("方式")), width=12),
        Column(say(N_("平台或地点")), width=20),
        Column(say(N_("网上（分）")), Kind.WHOLE, 11),
        Column(say(N_("实地（天）")), Kind.DAYS, 11),
        Column(say(N_("做了什么")), width=48),
        Column(say(N_("主题")), width=14),
        Column(say(N_("成果（项）")), Kind.WHOLE, 11),
        Column(say(N_("状态")), width=10),
    ]
    first = 5 + named
    label = N_("合计") if named else N_("合计（已撤回的不计）")
    return Sheet(
        title=say(N_("台账")),
        columns=tuple(columns),
        rows=_rows(lines, say, named=named),
        totals={0: say(label), first: minutes, first + 1: halves_text(half_days)},
    )


def _rows(lines: Iterable[ListedEntry], say: Say, *, named: bool) -> Iterator[Row]:
    channels, modes, platforms, statuses = (
        {code: say(name) for code, name in table.items()}
        for table in (CHANNELS, ONLINE_MODES | FIELD_MODES, PLATFORMS, STATUSES)
    )
    for line in lines:
        half_days = line.half_days
        where = (
            line.place_name if half_days is not None else platforms.get(line.platform or "", line.platform)
        )
        yield (
            line.begins_on,
            line.ends_on,
            *((line.person_name,) if named else ()),
            channels[line.channel],
            modes.get(line.mode, line.mode),
            where,
            line.minutes,
            None if half_days is None else halves_text(half_days),
            line.done,
            line.topic and say(line.topic),
            line.outcomes,
            statuses[line.status],
        )


def halves_text(half_days: int) -> str:
    """Half days as days: "1.5", "2"."""
    return f"{half_days // 2}.5" if half_days % 2 else str(half_days // 2)
