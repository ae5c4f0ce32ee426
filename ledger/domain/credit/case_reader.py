"""One record of a case, read key by key: what cannot stand becomes a fault and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction

from ledger.domain.credit.amounts import LARGEST, parse_ratio
from ledger.domain.credit.faults import Fault, shown
from ledger.domain.wording import N_, Sentence

LONGEST_TEXT = 10_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class CaseFaults:
    """The faults of one case, in the order found."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, record: str, key: str, value: object, what: Sentence) -> None:
        """Notes one fault."""
        self._found.append(Fault(record, key, "" if value is None else shown(value), None, what))

    def found(self) -> tuple[Fault, ...]:
        """All of them."""
        return tuple(self._found)


class Record:
    """Typed reading of one JSON object: null is as if absent, and keys that are not ours are left alone."""

    def __init__(self, label: str, data: Mapping[str, object], faults: CaseFaults) -> None:
        self.label, self.data, self._faults = label, data, faults

    def fault(self, key: str, what: Sentence) -> None:
        """Notes a fault of this record."""
        self._faults.add(self.label, key, self.data.get(key), what)

    def text(self, key: str, *, required: bool = False, closed: Collection[str] | None = None) -> str | None:
        """A text, from a closed list where there is one; an empty one is as if absent."""
        value = self._get(key, required=required)
        if value is None:
            return None
        if not isinstance(value, str) or not is_clean(value):
            self._wrong(key, Sentence(N_("应是一段文字")))
            return None
        if closed is not None and value not in closed:
            self._wrong(key, Sentence(N_("不在可用的范围内")))
            return None
        if not value:
            if required:
                self.fault(key, Sentence(N_("必须写明")))
            return None
        return value

    def integer(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """A whole number within bounds."""
        value = self._get(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, Sentence(N_("应是整数")))
            return None
        if value < 0 <= low:
            self._wrong(key, Sentence(N_("不能是负数")))
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
        self._wrong(key, Sentence(N_("应是 true 或 false")))
        return False

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date written 2026-01-31."""
        value = self._get(key, required=required)
        if value is None:
            return None
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self._wrong(key, Sentence(N_("应是写成 2026-01-31 的日期")))
        return None

    def clock(self, key: str) -> int | None:
        """A time written "HH:MM", as minutes after midnight."""
        value = self._get(key)
        if value is None:
            return None
        match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            self._wrong(key, Sentence(N_('应是写成 "09:30" 的时刻')))
            return None
        return int(match[1]) * 60 + int(match[2])

    def ratio(self, key: str, default: Fraction) -> Fraction:
        """An exact fraction as a text."""
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
            return Fraction(value)
        ratio = parse_ratio(value) if isinstance(value, str) else None
        if ratio is None:
            self._wrong(key, Sentence(N_('应是写成 "1/3" 的分数，且不为负')))
            return Fraction(0)
        return ratio

    def signed(self, key: str, *, whole: bool) -> Fraction:
        """An exact amount that may be negative and must not be 0: a whole number, or "-1/2" where allowed."""
        value = self._get(key, required=True)
        if value is None:
            return Fraction(0)
        amount: Fraction | None = None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
            amount = Fraction(value)
        elif isinstance(value, str) and not whole:
            amount = parse_ratio(value.removeprefix("-"))
            amount = -amount if amount is not None and value.startswith("-") else amount
        if not amount:
            said = N_("应是整数，且不为 0") if whole else N_('应是整数或写成 "-1/3" 的分数，且不为 0')
            self._wrong(key, Sentence(said))
            return Fraction(0)
        return amount

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) and is_clean(v) for v in value):
            self._wrong(key, Sentence(N_("应是文字的列表")))
            return ()
        return tuple(value)

    def records(self, key: str) -> Sequence[Record]:
        """A list of objects, each labelled by this record, the key and its number or id; absent is empty."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._wrong(key, Sentence(N_("应是列表")))
            return ()
        found = []
        for number, one in enumerate(value):
            label = f"{self.label}.{key}[{number}]" if self.label else f"{key}[{number}]"
            if not isinstance(one, dict):
                self._faults.add(label, "", one, Sentence(N_("应是一个 JSON 对象")))
                continue
            name = one.get("id")
            found.append(
                Record(f"{label}({shown(name)})" if isinstance(name, str) else label, one, self._faults)
            )
        return found

    def counts(self, key: str) -> dict[str, int]:
        """A table of whole numbers; absent is empty."""
        value = self._get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._wrong(key, Sentence(N_("应是整数的表")))
            return {}
        for name, number in value.items():
            sound = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST
            if not sound:
                self._faults.add(
                    self.label, f"{key}.{shown(name)[1:-1]}", number, Sentence(N_("应是不为负的整数"))
                )
        return {k: v for k, v in value.items() if isinstance(v, int)}

    def _get(self, key: str, *, required: bool = False) -> object:
        value = self.data.get(key)
        if required and value is None:
            self.fault(key, Sentence(N_("必须写明")))
        return value

    def _wrong(self, key: str, what: Sentence) -> None:
        self.fault(key, what)


def is_clean(text: str) -> bool:
    """Whether a text can be stored and printed: no NUL, no half of a surrogate pair, not endless."""
    return len(text) <= LONGEST_TEXT and not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)
