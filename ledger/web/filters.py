"""How figures and dates are written on pages."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton
from flask_babel import get_locale

from ledger.clock import CHINA, today
from ledger.domain import policy_draft, suggestion, vocabulary
from ledger.domain.credit.amounts import DAY_MINUTES
from ledger.domain.journal import ACT_NAMES, OPENING, UNDONE
from ledger.domain.minutes import format_minutes
from ledger.domain.period import REQUEST_STATUSES
from ledger.domain.ranks import BY_CODE
from ledger.domain.trail_words import TAG_NAMES
from ledger.domain.wording import Sentence
from ledger.web.translating import gettext as _

if TYPE_CHECKING:
    from flask import Flask

TABLES: dict[str, dict[str, str]] = {
    "channel": vocabulary.CHANNELS,
    "mode": vocabulary.ONLINE_MODES | vocabulary.FIELD_MODES,
    "platform": vocabulary.PLATFORMS,
    "outcome_kind": vocabulary.OUTCOME_KINDS,
    "level": vocabulary.LEVELS,
    "unit_level": vocabulary.UNIT_LEVELS,
    "status": vocabulary.STATUSES,
    "outcome_status": vocabulary.OUTCOME_STATUSES,
    "standing": vocabulary.STANDINGS,
    "role": vocabulary.ROLES,
    "half": vocabulary.HALVES,
    "suggestion_kind": suggestion.KINDS,
    "suggestion_status": suggestion.STATUSES,
    "posting_act": {act.value: name for act, name in ACT_NAMES.items()},
    "posting_reason": {text: text for text in (OPENING, UNDONE)},
    "policy_draft": policy_draft.STATUSES,
    "late_status": {status.value: name for status, name in REQUEST_STATUSES.items()},
    "act": {tag.value: name for tag, name in TAG_NAMES.items()},
}


def register(app: Flask) -> None:
    """Give the templates our filters."""
    app.jinja_env.filters.update(
        days=days,
        minutes=minutes,
        day=day,
        long_day=long_day,
        moment=moment,
        named=named,
        rank=rank,
        said=said,
    )


def is_chinese() -> bool:
    """Whether the page is in Chinese."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def tenth(value: Fraction) -> str:
    """An amount rounded half up to a tenth, without an empty decimal."""
    tenths = (value * 20 + 1) // 2 if value >= 0 else -((-value * 20 + 1) // 2)
    whole, part = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def days(minutes_of_credit: int | Fraction, day_minutes: int = DAY_MINUTES) -> str:
    """Minutes of credit as days for display: "41.5"."""
    return tenth(Fraction(minutes_of_credit) / day_minutes)


def minutes(value: int) -> str:
    """A time as people say it: "3 小时 20 分"."""
    return format_minutes(value, _)


def day(value: date, year: int | None = None) -> str:
    """A day as in "11月22日 周日"; with its year where that isn't the present one or the page's own."""
    with_year = value.year != (year or today().year)
    return _day_in("zh_Hans" if is_chinese() else str(get_locale()), value, with_year=with_year)


@lru_cache(maxsize=4096)
def _day_in(language: str, value: date, *, with_year: bool) -> str:
    if language == "zh_Hans":
        return format_date(value, "y年M月d日 EEE" if with_year else "M月d日 EEE", locale=language)
    return format_skeleton("yMMMEd" if with_year else "MMMEd", value, locale=language)


def long_day(value: date) -> str:
    """A day with its year: "2026年11月22日"."""
    return format_date(value, "long", locale=get_locale() or "zh_Hans")


def moment(value: datetime) -> str:
    """A moment in China's time, to the minute."""
    local = value.astimezone(CHINA)
    return f"{local:%Y-%m-%d %H:%M}"


def named(code: str | None, table: str) -> str:
    """The name of a code of the field's lists; an open list's own word stands for itself."""
    return "" if code is None else _(TABLES[table].get(code, code)) if code else ""


def rank(code: str) -> str:
    """The name of a rank of GB/T 12407."""
    found = BY_CODE.get(code)
    return code if found is None else _(found.name)


def said(sentence: Sentence) -> str:
    """A sentence of the ledger in the reader's language."""
    return sentence.say(_)
