"""The State Council's notice as it is written, read into days off and weekend days worked.

A sentence such as 「2月15日（周日）至23日放假调休，共9天。2月14日上班。」 says its days, what they are, how
many there are and on which weekdays they fall: what it says twice has to agree, and nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledger.domain.wording import N_, Sentence

LONGEST_NOTICE = 20_000
LONGEST_RANGE = 31
WEEKDAYS = "一二三四五六日天"

_TOKEN = re.compile(
    r"(?P<date>(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日)"
    r"|(?P<weekday>(?:星期|周|礼拜)(?P<which>[一二三四五六日天]))"
    r"|(?P<to>至|到|[-－—–~～]+)"
    r"|(?P<count>共(?P<many>\d{1,2})天)"
    r"|(?P<off>放假|休息)"
    r"|(?P<works>上班)"
)
_HEAD = re.compile(r"(?:[一二三四五六七八九十]+|\d{1,2})[、.．]")
_LIST = re.compile(r"[\s,，;；、]+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass
class NoticeText:
    """What a notice says: its days, and every sentence in which it cannot be taken at its word."""

    days_off: set[date] = field(default_factory=set)
    working_weekends: set[date] = field(default_factory=set)
    faults: list[Sentence] = field(default_factory=list)


def read_notice(text: str, year: int) -> NoticeText:
    """The days that the text names, of the year unless it names another."""
    found = NoticeText()
    for clause in re.split(r"[。；;\n\r]+", _plain(text)):
        _Clause(_HEAD.sub("", clause, count=1), year, found).read()
    if not found.days_off and not found.working_weekends and not found.faults:
        found.faults.append(
            Sentence(N_("没有读到“×月×日放假”或“×月×日上班”这样的句子。请核对贴上的原文，或者直接写日期。"))
        )
    return found


def read_days(text: str, year: int) -> NoticeText:
    """A plain list of days and ranges, such as 「1月1日至3日、2月15日」 or 2026-01-01, as days off."""
    plain = _ISO.sub(lambda day: f"{day[1]}年{day[2]}月{day[3]}日", _plain(text))
    found = NoticeText()
    for clause in _LIST.split(plain):
        if clause:
            _Clause(clause + "放假", year, found).read()
    return found


def written_days(days: set[date] | frozenset[date], year: int) -> str:
    """The days as people write them, ranges drawn together, one to a line; `read_days` reads them again."""
    lines: list[str] = []
    for begin, end in _runs(sorted(days)):
        text = _written(begin, year)
        lines.append(text if begin == end else f"{text}至{_written(end, begin.year)}")
    return "\n".join(lines)


def _written(day: date, year: int) -> str:
    shown = f"{day.month}月{day.day}日"
    return shown if day.year == year else f"{day.year}年{shown}"


def _runs(days: list[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _plain(text: str) -> str:
    """Full-width figures as plain ones, without blanks within a line."""
    wide = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() else c for c in text[:LONGEST_NOTICE])
    return re.sub(r"[ \t\u3000]+", "", wide)


class _Clause:
    """One sentence, read from left to right: days wait until a word says what they are."""

    def __init__(self, text: str, year: int, found: NoticeText) -> None:
        self.text, self.year, self.found = text, year, found
        self.last: date | None = None
        self.waiting: list[date] = []
        self.said: set[date] = set()
        self.until = False

    def read(self) -> None:
        """Take the sentence in."""
        for token in _TOKEN.finditer(self.text):
            if token["date"]:
                self._day(token)
            elif token["weekday"]:
                self._weekday(token["which"])
            elif token["to"]:
                self.until = bool(self.waiting)
            elif token["count"]:
                self._count(int(token["many"]))
            else:
                self._settle(works=bool(token["works"]))
        if self.waiting:
            self._fault(N_("没有写明放假还是上班"))

    def _day(self, token: re.Match[str]) -> None:
        month = int(token["month"]) if token["month"] else self.last.month if self.last else 0
        year = int(token["year"]) if token["year"] else self.last.year if self.last else self.year
        try:
            day = date(year, month, int(token["day"]))
        except ValueError:
            self._fault(N_("日历上没有“%(day)s”这一天"), day=token["date"])
            return
        if self.until and self.last is not None:
            self._range(self.last, day)
        else:
            self.waiting.append(day)
        self.until, self.last = False, day

    def _range(self, begin: date, end: date) -> None:
        length = (end - begin).days
        if not 0 < length <= LONGEST_RANGE:
            self._fault(N_("“至”后面的日期不在前面的日期之后一个月内"))
            return
        self.waiting += [begin + timedelta(days=number) for number in range(1, length + 1)]

    def _weekday(self, which: str) -> None:
        wanted = min(WEEKDAYS.index(which), 6)
        if self.last is not None and self.last.weekday() != wanted:
            self._fault(N_("%(day)s不是周%(which)s"), day=_written(self.last, self.year), which=which)

    def _settle(self, *, works: bool) -> None:
        if works:
            self.found.working_weekends |= set(self.waiting)
        else:
            self.found.days_off |= set(self.waiting)
        self.said = set(self.waiting) or self.said
        self.waiting = []

    def _count(self, many: int) -> None:
        if self.said and len(self.said) != many:
            self._fault(N_("写的是共 %(many)s 天，日期却是 %(days)s 天"), many=many, days=len(self.said))

    def _fault(self, what: str, **values: object) -> None:
        shown = self.text if len(self.text) <= 40 else self.text[:39] + "…"
        said = Sentence(N_("“%(text)s”：%(what)s。"), {"text": shown, "what": Sentence(what, values)})
        if said not in self.found.faults:
            self.found.faults.append(said)
