"""Where the cadres of a department stand, as a list for files: in official order, as on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from exports.sheet import Column, Kind, Row, Sheet
from ledger.domain.figures import rounded
from ledger.domain.listed import ListedStanding
from ledger.domain.ranks import BY_CODE
from ledger.domain.vocabulary import STANDINGS
from ledger.domain.wording import N_, Say

DECIMALS = 2


def standings_table(
    lines: Iterable[ListedStanding],
    say: Say,
    *,
    year: int,
    field_days: Fraction,
    exchanged_days: Fraction,
    reports: Fraction,
) -> Sheet:
    """The cadres of a list with their figures; the sums are those that the page shows for the unit."""
    columns = (
        Column(say(N_("单位")), width=22),
        Column(say(N_("姓名")), width=10),
        Column(say(N_("职务")), width=18),
        Column(say(N_("职级")), width=14),
        Column(say(N_("情况")), width=10),
        Column(say(N_("暂定")), width=8),
        Column(say(N_("已完成（天）")), Kind.DAYS, 12),
        Column(say(N_("应完成（天）")), Kind.DAYS, 12),
        Column(say(N_("实地（天）")), Kind.DAYS, 11),
        Column(say(N_("折算（天）")), Kind.DAYS, 11),
        Column(say(N_("报告")), Kind.DAYS, 9),
    )
    sums = {8: field_days, 9: exchanged_days, 10: reports}
    return Sheet(
        title=say(N_("%(year)s 年度")) % {"year": year},
        columns=columns,
        rows=_rows(lines, say),
        totals={0: say(N_("合计")), **{place: rounded(amount, DECIMALS) for place, amount in sums.items()}},
    )


def _rows(lines: Iterable[ListedStanding], say: Say) -> Iterator[Row]:
    ranks = {code: say(rank.name) for code, rank in BY_CODE.items()}
    for line in lines:
        yield (
            line.unit_name,
            line.name,
            line.post,
            ranks.get(line.rank, line.rank),
            say(STANDINGS[line.status]),
            say(N_("暂定")) if line.provisional else "",
            rounded(line.reached, DECIMALS) if line.required else None,
            rounded(line.required, DECIMALS) if line.required else None,
            rounded(line.field_days, DECIMALS),
            rounded(line.exchanged_days, DECIMALS),
            rounded(line.reports, DECIMALS),
        )
