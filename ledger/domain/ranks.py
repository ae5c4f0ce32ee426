"""Ranks of posts by GB/T 12407-2008: code, Chinese, English, and the ways people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ledger.domain.wording import N_


@dataclass(frozen=True)
class Rank:
    """One class of posts: its code ("132"), its name in Chinese (marked for translation) and English."""

    code: str
    name: str
    english: str


RANKS: tuple[Rank, ...] = (
    Rank("101", N_("国家级正职"), "national-level principal"),
    Rank("102", N_("国家级副职"), "national-level deputy"),
    Rank("111", N_("省部级正职"), "provincial/ministerial principal"),
    Rank("112", N_("省部级副职"), "provincial/ministerial deputy"),
    Rank("121", N_("厅局级正职"), "bureau-level principal"),
    Rank("122", N_("厅局级副职"), "bureau-level deputy"),
    Rank("131", N_("县处级正职"), "county/division principal"),
    Rank("132", N_("县处级副职"), "county/division deputy"),
    Rank("141", N_("乡科级正职"), "township/section principal"),
    Rank("142", N_("乡科级副职"), "township/section deputy"),
    Rank("150", N_("科员级"), "clerk level"),
    Rank("160", N_("办事员级"), "office-worker level"),
    Rank("199", N_("未定职公务员"), "civil servant without post"),
    Rank("211", N_("一级职员"), "grade-1 staff"),
    Rank("212", N_("二级职员"), "grade-2 staff"),
    Rank("221", N_("三级职员"), "grade-3 staff"),
    Rank("222", N_("四级职员"), "grade-4 staff"),
    Rank("231", N_("五级职员"), "grade-5 staff"),
    Rank("232", N_("六级职员"), "grade-6 staff"),
    Rank("241", N_("七级职员"), "grade-7 staff"),
)
"""The published classes that are at hand, in official order."""

BY_CODE = {rank.code: rank for rank in RANKS}

_STEMS = {
    "10": ("国家级", "国家", "国级"),
    "11": ("省部级", "省部", "省级", "部级", "部长级", "省军级"),
    "12": ("厅局级", "厅局", "厅级", "局级", "司局级", "司级", "地厅级", "地级", "地市级", "市厅级", "厅"),
    "13": ("县处级", "县处", "县级", "处级", "县团级", "处"),
    "14": ("乡科级", "乡科", "科级", "乡镇级", "乡级", "镇级", "科"),
}
_MORE = {
    "正国": "101",
    "副国": "102",
    "正部": "111",
    "副部": "112",
    "科员": "150",
    "办事员": "160",
    "未定职": "199",
}
_PARALLEL = re.compile(r"[一二三四]级(?:巡视员|调研员|主任科员|科员)|(?:副)?(?:巡视员|调研员|主任科员)")


def find_rank(written: str) -> Rank | None:
    """The rank that a code, a Chinese name (县处级副职, 副处级, 正科) or an English name means, or None."""
    return _WAYS.get(_plain(written))


def is_parallel_rank(written: str) -> bool:
    """Whether this is a civil servant's 职级 (四级调研员), which does not tell the post's class."""
    return _PARALLEL.fullmatch(_plain(written)) is not None


def _plain(written: str) -> str:
    plain = unicodedata.normalize("NFKC", written).lower()
    return re.sub(r"[\s()\-_/、·.]+", "", plain)


def _all_ways() -> dict[str, Rank]:
    ways = {code: BY_CODE[code] for code in BY_CODE}
    for rank in RANKS:
        ways[_plain(rank.name)] = ways[_plain(rank.english)] = rank
    for prefix, stems in _STEMS.items():
        for place, side in (("1", "正"), ("2", "副")):
            rank = BY_CODE[prefix + place]
            for stem in stems:
                ways[side + stem] = rank
                ways[stem + side] = rank
                ways[f"{stem}{side}职"] = rank
    return ways | {way: BY_CODE[code] for way, code in _MORE.items()}


_WAYS = _all_ways()
