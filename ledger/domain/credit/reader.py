"""One table of a document, read key by key: what cannot stand becomes a fault and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ledger.domain.credit.amounts import LARGEST, parse_duration, parse_ratio
from ledger.domain.credit.faults import Fault, shown
from ledger.domain.credit.lines import Lines
from ledger.domain.wording import N_, Joined, Sentence

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class WrittenFloat:
    """A float as it was written: it is never computed with, only refused."""

    text: str

    def __str__(self) -> str:
        return self.text


class Faults:
    """The faults of one document, in the order found."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._found: list[Fault] = []

    def add(self, table: str, number: int, key: str, value: object, what: Sentence) -> None:
        """Notes one fault; `number` says which of the tables of that name (-1: a single table)."""
        label = table if number < 0 else f"[[{table}]] {number + 1}"
        label = label if number >= 0 or not table else f"[{table}]"
        text = "" if value is None else shown(value)
        line = self._lines.line_of(table, max(number, 0), key)
        self._found.append(Fault(label, key, text, line, what))

    def found(self) -> tuple[Fault, ...]:
        """All of them, in the order of the document's lines where these are known."""
        return tuple(sorted(self._found, key=lambda fault: fault.line or 0))


class Reader:
    """Typed reading of one table."""

    def __init__(
        self,
        table: str,
        number: int,
        data: Mapping[str, object],
        faults: Faults,
        day_minutes: int,
        inside: str = "",
    ) -> None:
        self.table, self.number, self.data, self.inside = table, number, data, inside
        self._faults, self._day_minutes = faults, day_minutes
        self._known: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self.data

    def fault(self, key: str, what: Sentence) -> None:
        """Notes a fault of this table."""
        name = f"{self.inside}.{key}" if self.inside and key else key or self.inside
        self._faults.add(self.table, self.number, name, self.data.get(key), what)

    def string(
        self, key: str, *, required: bool = False, closed: Collection[str] | None = None
    ) -> str | None:
        """A text that is not empty, from a closed list where there is one."""
        value = self._get(key, required=required)
        if value is None:
            return None
        if not isinstance(value, str) or not _is_text(value):
            self._wrong(key, Sentence(N_("应写一段文字")))
            return None
        if closed is not None and value not in closed:
            self._wrong(key, _not_in(closed))
            return None
        return value

    def integer(self, key: str, low: int, high: int = LARGEST, *, required: bool = False) -> int | None:
        """A whole number within bounds."""
        value = self._get(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, Sentence(N_("应写一个整数")))
            return None
        if not low <= value <= high:
            self._wrong(key, Sentence(N_("应在 %(low)s 至 %(high)s 之间"), {"low": low, "high": high}))
            return None
        return value

    def switch(self, key: str) -> bool:
        """A switch, true or false; absent is false."""
        value = self._get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._wrong(key, Sentence(N_("应写 true 或 false")))
        return False

    def ratio(self, key: str, *, required: bool = False) -> Fraction | None:
        """A share or a rate such as "1/3"."""
        value = self._get(key, required=required)
        if value is None:
            return None
        ratio = _ratio_of(value)
        if ratio is None:
            self._wrong(key, Sentence(N_('应写成带引号的分数，如 "1/3"')))
            return None
        return ratio

    def duration(self, key: str, *, required: bool = False) -> int | None:
        """A duration such as "90m", "4h" or "1.5d", in whole minutes."""
        value = self._get(key, required=required)
        if value is None:
            return None
        minutes = parse_duration(value, self._day_minutes) if isinstance(value, str) else None
        if minutes is None:
            self._wrong(key, Sentence(N_('应写成带引号的时长，如 "90m"、"4h"、"1.5d"')))
            return None
        if minutes.denominator != 1:
            self._wrong(key, Sentence(N_("时长应为整分钟")))
            return None
        return minutes.numerator

    def strings(self, key: str, closed: Collection[str] | None = None) -> frozenset[str] | None:
        """A list of texts, each from a closed list where there is one."""
        values = self.ordered_strings(key, closed)
        return None if values is None else frozenset(values)

    def ordered_strings(self, key: str, closed: Collection[str] | None = None) -> tuple[str, ...] | None:
        """A list of texts in the order written."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(v, str) and _is_text(v) for v in value):
            self._wrong(key, Sentence(N_('应写成文字的列表，如 ["…"]')))
            return None
        for one in value:
            if closed is not None and one not in closed:
                self.fault(key, Sentence(N_("“%(one)s”不在可用的范围内"), {"one": shown(one)[1:-1]}))
        return tuple(value)

    def table_of(self, key: str) -> Reader | None:
        """A table within this one, such as `who`."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._wrong(key, Sentence(N_("应写成一个表，如 { … }")))
            return None
        return Reader(self.table, self.number, value, self._faults, self._day_minutes, inside=key)

    def named(self, name: str, data: Mapping[str, object]) -> Reader:
        """A reader of a single table that stands under its own name, such as [day]."""
        return Reader(name, -1, data, self._faults, self._day_minutes)

    def raw(self, key: str) -> object:
        """The value as it is written."""
        return self._get(key)

    def finish(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self.data:
            if key not in self._known:
                self.fault(key, Sentence(N_("没有这个键，或不能用在这里")))

    def _get(self, key: str, *, required: bool = False) -> object:
        self._known.add(key)
        if required and key not in self.data:
            self.fault(key, Sentence(N_("必须写明")))
        return self.data.get(key)

    def _wrong(self, key: str, what: Sentence) -> None:
        if isinstance(self.data.get(key), WrittenFloat):
            what = Sentence(N_("不能用小数点数值，请写成带引号的分数或时长"))
        self.fault(key, what)


def _is_text(value: str) -> bool:
    return len(value) <= LONGEST_TEXT and "\0" not in value and bool(value.strip())


def _ratio_of(value: object) -> Fraction | None:
    if isinstance(value, str):
        return parse_ratio(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
        return Fraction(value)
    return None


def _not_in(closed: Collection[str]) -> Sentence:
    return Sentence(N_("只能是：%(list)s"), {"list": Joined(N_("、"), parts=tuple(sorted(closed)))})
