"""Outcomes as a list for files: the columns of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from exports.sheet import Column, Kind, Row, Sheet
from ledger.domain.listed import ListedOutcome
from ledger.domain.vocabulary import LEVELS, OUTCOME_KINDS, OUTCOME_STATUSES
from ledger.domain.wording import N_, Say


def outcomes_table(lines: Iterable[ListedOutcome], say: Say) -> Sheet:
    """The outcomes of a list, each with those who share it."""
    columns = (
        Column(say(N_("日期")), Kind.DATE, 12),
        Column(say(N_("名称")), width=44),
        Column(say(N_("种类")), width=14),
        Column(say(N_("级别")), width=10),
        Column(say(N_("参与干部")), width=30),
        Column(say(N_("状态")), width=10),
    )
    return Sheet(say(N_("成果")), columns, _rows(lines, say))


def _rows(lines: Iterable[ListedOutcome], say: Say) -> Iterator[Row]:
    between = say(N_("、"))
    for line in lines:
        yield (
            line.on,
            line.title,
            say(OUTCOME_KINDS.get(line.kind, line.kind)),
            say(LEVELS.get(line.level, line.level)) if line.level else "",
            between.join(_share(name, part) for name, part in line.shares),
            say(OUTCOME_STATUSES[line.status]),
        )


def _share(name: str, part: Fraction) -> str:
    return name if part == 1 else f"{name} {part}"
