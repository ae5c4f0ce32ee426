"""Durations as people write them, read into whole minutes, and minutes as people read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

from ledger.domain.errors import InvalidError
from ledger.domain.wording import N_, Say, Sentence, in_chinese

DAY = 24 * 60
"""The longest duration that can be written: one day, in minutes."""


class MinutesError(InvalidError):
    """What was written is no duration that can be logged."""

    text = N_("看不懂时长“%(given)s”，请写成 90、1:30、1.5小时、1小时30分 或 90分。")

    def __init__(self, given: str, **values: object) -> None:
        shown = "".join(c if c.isprintable() else " " for c in given.strip())
        shown = shown if len(shown) <= 20 else shown[:20] + "…"
        sentence = Sentence(self.text, {"given": shown, **values})
        super().__init__({"minutes": sentence}, given=shown, **values)


class NoMinutesError(MinutesError):
    """Nothing was written, or nothing but zero."""

    text = N_("时长要多于 0 分钟，例如 30 或 1小时。")


class NegativeMinutesError(MinutesError):
    """The duration has a minus sign."""

    text = N_("时长“%(given)s”是负数，请去掉负号。")


class TooManyMinutesError(MinutesError):
    """The duration is longer than a day."""

    text = N_("时长“%(given)s”超过 24 小时，请分日填写。")


class FractionOfMinuteError(MinutesError):
    """The duration does not come out in whole minutes."""

    text = N_("时长“%(given)s”折合 %(minutes)s 分钟，不是整数；请写成整分钟，例如 %(near)s 分钟。")


_NUMBER = r"(?:\d{1,6}(?:\.\d{1,6})?|[零一二两三四五六七八九十]{1,3})"
_HOURS = r"(?:个?小时|个?钟头|h(?:ours?|rs?)?)"
_MINUTES = r"(?:分钟?|m(?:in(?:ute)?s?)?)"
_CLOCK = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>\d{2})")
_BARE = re.compile(r"(?P<minutes>\d{1,6}(?:\.\d{1,6})?)")
_HALF = re.compile(rf"(?P<hours>{_NUMBER})(?:个半(?:小时|钟头)|{_HOURS}半)")
_QUARTERS = re.compile(rf"(?:(?P<hours>{_NUMBER}){_HOURS}零?)?(?P<quarters>[一二两三123])刻钟?")
_SPOKEN = re.compile(
    rf"(?:(?P<hours>{_NUMBER}){_HOURS})?(?:零|又)?(?:(?P<minutes>{_NUMBER}){_MINUTES}|(?P<rest>\d{{1,2}}))?"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def parse_minutes(text: str) -> int:
    """The whole minutes that a text means: 90, 1:30, 1.5小时, 1小时30分, 90分, 1h30, 半小时, 一个半小时.

    Raises:
        MinutesError: nothing, nonsense, zero, negative, over a day, or no whole minutes.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    if not plain:
        raise NoMinutesError(text)
    if plain[0] in "-−负" and _duration(plain[1:]) is not None:
        raise NegativeMinutesError(text)
    duration = _duration(plain)
    if duration is None:
        raise MinutesError(text)
    return _whole(duration, text)


def format_minutes(minutes: int, say: Say = in_chinese) -> str:
    """Minutes as people read them: 45 分钟, 2 小时, 3 小时 20 分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return Sentence(N_("%(minutes)s 分钟"), {"minutes": rest}).say(say)
    if not rest:
        return Sentence(N_("%(hours)s 小时"), {"hours": hours}).say(say)
    return Sentence(N_("%(hours)s 小时 %(minutes)s 分"), {"hours": hours, "minutes": rest}).say(say)


def _whole(duration: Fraction, text: str) -> int:
    if duration == 0:
        raise NoMinutesError(text)
    if duration > DAY:
        raise TooManyMinutesError(text)
    if duration.denominator != 1:
        near = max(1, min(DAY, round(duration)))
        raise FractionOfMinuteError(text, minutes=_decimal(duration), near=near)
    return int(duration)


def _duration(plain: str) -> Fraction | None:
    """The duration in minutes, exactly; None when the text is none."""
    if plain in ("半小时", "半个小时", "半个钟头", "半个钟"):
        return Fraction(30)
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(plain):
            return read(match)
    return None


def _of_clock(match: re.Match[str]) -> Fraction | None:
    return _sum(match["hours"], match["minutes"])


def _of_bare(match: re.Match[str]) -> Fraction | None:
    return Fraction(match["minutes"])


def _of_half(match: re.Match[str]) -> Fraction | None:
    return _sum(match["hours"], "30")


def _of_quarters(match: re.Match[str]) -> Fraction | None:
    quarters = _number(match["quarters"])
    return None if quarters is None else _sum(match["hours"], str(15 * int(quarters)))


def _of_words(match: re.Match[str]) -> Fraction | None:
    if match["hours"] is None and match["minutes"] is None:
        return None
    return _sum(match["hours"], match["minutes"] or match["rest"])


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Fraction | None]], ...] = (
    (_CLOCK, _of_clock),
    (_BARE, _of_bare),
    (_HALF, _of_half),
    (_QUARTERS, _of_quarters),
    (_SPOKEN, _of_words),
)


def _sum(hours: str | None, minutes: str | None) -> Fraction | None:
    """Hours and minutes together; None where a number is none, or minutes beside hours reach an hour."""
    whole, rest = _number(hours or "0"), _number(minutes or "0")
    if whole is None or rest is None or (hours and rest >= 60):
        return None
    return whole * 60 + rest


def _number(text: str) -> Fraction | None:
    """A number in digits or in Chinese up to 九十九; None when it is neither."""
    if text[0].isdigit():
        return Fraction(text)
    tens, ten, ones = text.rpartition("十")
    if ten and len(tens) <= 1 and len(ones) <= 1 and tens != "零" and ones not in ("零", "两"):
        return Fraction(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
    return Fraction(_DIGITS[text]) if text in _DIGITS else None


def _decimal(duration: Fraction) -> str:
    """An exact decimal to two places, cut: 90.6; integers only on the way."""
    hundredths = int(duration * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
