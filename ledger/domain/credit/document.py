"""The policy document: TOML bytes in, a Policy out, or all its faults in one go."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping
from typing import Any

from ledger.domain.calendar import FIRST_YEAR, LAST_YEAR
from ledger.domain.credit.amounts import DAY_MINUTES
from ledger.domain.credit.document_rules import read_cap, read_ceiling, read_exchange, read_weight
from ledger.domain.credit.document_tables import read_requirements
from ledger.domain.credit.faults import Fault, PolicyFaultsError
from ledger.domain.credit.lines import Lines
from ledger.domain.credit.periods import first_crossing
from ledger.domain.credit.policy import Cap, Ceiling, Count, Exchange, Policy
from ledger.domain.credit.reader import Faults, Reader, WrittenFloat
from ledger.domain.credit.toml_words import toml_fault
from ledger.domain.wording import N_, Sentence

LARGEST_DOCUMENT = 250_000
"""Bytes; the longest policy known to us has some ten thousand."""
DEEPEST = 12
"""Tables in tables and lists in lists; a policy needs four."""
MOST_DOTS = 200
"""Dots on one line: the standard library takes the square of the dots in a key, hours for a long one."""
_TABLES = ("weight", "cap", "exchange", "ceiling", "requirement")
_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+\-]+){0,2}")


def parse_policy(source: bytes, zones: Collection[str] | None = None) -> Policy:
    """The policy that the document states.

    A time zone has to be one of `zones`, the names that there are; without them its form alone is looked at,
    so that what was published reads the same wherever it is read.

    Raises:
        PolicyFaultsError: with every fault, named by table, key, value and line.
    """
    text, data = load_document(source)
    faults = Faults(Lines(text))
    return _sound(_policy(data, faults, "sha256:" + hashlib.sha256(source).hexdigest(), zones), faults)


def tables_of(source: bytes) -> dict[str, object]:
    """The tables of a document as they are written, to be changed and read again.

    Raises:
        PolicyFaultsError: it is no TOML at all.
    """
    return load_document(source)[1]


def policy_from_tables(data: Mapping[str, object]) -> Policy:
    """The policy that tables state; one that was never written down has no digest and no lines.

    Raises:
        PolicyFaultsError: with every fault, named by table, key and value.
    """
    faults = Faults(Lines(""))
    return _sound(_policy(data, faults, "", None), faults)


def _sound(policy: Policy, faults: Faults) -> Policy:
    found = faults.found()
    if found:
        raise PolicyFaultsError(found)
    return policy


def check_year(policy: Policy, year: int) -> None:
    """Refuses a year that the policy does not govern.

    Raises:
        PolicyFaultsError: the year is before `years_from` or after `years_to`.
    """
    last = policy.years_to
    if year >= policy.years_from and (last is None or year <= last):
        return
    key = "years_from" if year < policy.years_from else "years_to"
    value = str(policy.years_from if key == "years_from" else last)
    what = Sentence(N_("本办法不适用于 %(year)s 年度"), {"year": year})
    raise PolicyFaultsError((Fault("", key, value, None, what),))


def load_document(source: bytes) -> tuple[str, dict[str, object]]:
    """The text and its tables; floats stay as they are written, to be refused where they stand.

    Raises:
        PolicyFaultsError: it is no TOML at all.
    """
    if len(source) > LARGEST_DOCUMENT:
        raise PolicyFaultsError((_whole(Sentence(N_("文件太大")), None),))
    try:
        text = source.decode("utf-8-sig")
        if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
            raise PolicyFaultsError((_whole(Sentence(N_("有一行里的点太多")), None),))
        tables = tomllib.loads(text, parse_float=WrittenFloat)
    except UnicodeDecodeError:
        raise PolicyFaultsError((_whole(Sentence(N_("文件不是 UTF-8 编码")), None),)) from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyFaultsError((_whole(*toml_fault(str(error))),)) from None
    except (ValueError, RecursionError):
        raise PolicyFaultsError((_whole(Sentence(N_("不是有效的 TOML")), None),)) from None
    if _is_too_deep(tables):
        raise PolicyFaultsError((_whole(Sentence(N_("表格或列表嵌套得太深")), None),))
    return text, tables


def _is_too_deep(value: object) -> bool:
    """Whether tables and lists lie in one another more often than anything that reads them expects."""
    level: list[Any] = [value]
    for _depth in range(DEEPEST):
        inside = (one.values() if isinstance(one, dict) else one for one in level)
        level = [value for values in inside for value in values if isinstance(value, dict | list)]
    return bool(level)


def _whole(what: Sentence, line: int | None) -> Fault:
    return Fault(N_("折算办法"), "", "", line, what)


def _policy(data: Mapping[str, object], faults: Faults, digest: str, zones: Collection[str] | None) -> Policy:
    day_minutes = _day_minutes(data)
    top = Reader("", -1, data, faults, day_minutes)
    if top.integer("format", 0, required=True) not in (1, None):
        top.fault("format", Sentence(N_("只认得格式 1")))
    code = top.string("code", required=True) or ""
    title = top.string("title") or code
    years_from = top.integer("years_from", FIRST_YEAR, LAST_YEAR, required=True) or 0
    years_to = top.integer("years_to", FIRST_YEAR, LAST_YEAR)
    if years_to is not None and years_to < years_from:
        top.fault("years_to", Sentence(N_("不能早于 years_from")))
    basis = _basis(top)
    time_zone, holidays = _day(top, zones)
    count = _count(top)
    readers = {name: _readers(top, name, faults, day_minutes) for name in _TABLES}
    top.finish()
    requirements = read_requirements(readers["requirement"])
    exchanges = [x for r in readers["exchange"] if (x := read_exchange(r)) is not None]
    _refuse_cycles(exchanges, readers["exchange"])
    return Policy(
        code=code,
        title=title,
        basis=basis,
        years_from=years_from,
        years_to=years_to,
        day_minutes=day_minutes,
        time_zone=time_zone,
        holidays=holidays,
        count=count,
        weights=tuple(w for r in readers["weight"] if (w := read_weight(r)) is not None),
        caps=_caps(readers["cap"]),
        exchanges=tuple(exchanges),
        ceilings=_ceilings(readers["ceiling"]),
        requirements=requirements,
        digest=digest,
    )


def _day_minutes(data: Mapping[str, object]) -> int:
    """The day's minutes, needed to read every duration; faults about it are noted by `_day`."""
    day = data.get("day")
    minutes = day.get("minutes") if isinstance(day, dict) else None
    if isinstance(minutes, bool) or not isinstance(minutes, int):
        return DAY_MINUTES
    return minutes if 2 <= minutes <= 1440 and minutes % 2 == 0 else DAY_MINUTES


def _basis(top: Reader) -> tuple[str, ...]:
    basis = top.ordered_strings("basis")
    if "basis" not in top.data or top.data["basis"] == []:
        top.fault("basis", Sentence(N_("必须写明依据，不能为空")))
    return basis or ()


def _day(top: Reader, zones: Collection[str] | None) -> tuple[str, str]:
    day = _single(top, "day")
    if day is None:
        return "Asia/Shanghai", "CN"
    minutes = day.integer("minutes", 2, 1440)
    if minutes is not None and minutes % 2:
        day.fault("minutes", Sentence(N_("应为偶数，半天才是整分钟")))
    zone = day.string("time_zone") or "Asia/Shanghai"
    if not _ZONE.fullmatch(zone):
        day.fault("time_zone", Sentence(N_("应写时区名，如 Asia/Shanghai")))
    elif zones is not None and zone not in zones:
        day.fault("time_zone", Sentence(N_("没有这个时区，应写已有的时区名，如 Asia/Shanghai")))
    holidays = day.string("holidays", closed=("CN",)) or "CN"
    day.finish()
    return zone, holidays


def _count(top: Reader) -> Count:
    count = _single(top, "count")
    if count is None:
        return Count()
    read = Count(
        min_minutes=count.duration("min_minutes") or 0,
        late_days=count.integer("late_days", 0, 100_000),
        rest_days=count.switch("rest_days"),
        leave_days=count.switch("leave_days"),
        outcome_required=count.switch("outcome_required"),
    )
    count.finish()
    return read


def _single(top: Reader, name: str) -> Reader | None:
    """A table that stands once, as a reader of its own name."""
    inner = top.table_of(name)
    return None if inner is None else top.named(name, inner.data)


def _readers(top: Reader, name: str, faults: Faults, day_minutes: int) -> list[Reader]:
    value = top.raw(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        top.fault(name, Sentence(N_("应写成 [[%(name)s]] 的表"), {"name": name}))
        return []
    return [Reader(name, number, table, faults, day_minutes) for number, table in enumerate(value)]


def _caps(readers: list[Reader]) -> tuple[Cap, ...]:
    read = [(reader, cap) for reader in readers if (cap := read_cap(reader)) is not None]
    for one, other in first_crossing([cap for _, cap in read]):
        what = Sentence(N_("与第 %(number)s 个 [[cap]] 的周期交叉，同一账户的上限应互相包含或互不相交"))
        read[other][0].fault("per", Sentence(what.text, {"number": read[one][0].number + 1}))
    return tuple(cap for _, cap in read)


def _ceilings(readers: list[Reader]) -> tuple[Ceiling, ...]:
    read: list[Ceiling] = []
    for reader in readers:
        one = read_ceiling(reader)
        if one is None:
            continue
        if any(known.target == one.target for known in read):
            reader.fault("to", Sentence(N_("同一账户只能有一个总上限")))
        read.append(one)
    return tuple(read)


def _refuse_cycles(exchanges: list[Exchange], readers: list[Reader]) -> None:
    """Faults each rule through which an account would give to itself in the end."""
    gives: dict[str, set[str]] = {}
    for rule in exchanges:
        gives.setdefault(rule.source, set()).add(rule.target)
    circular = [(rule.source, rule.target) for rule in exchanges if _reaches(gives, rule.target, rule.source)]
    for reader in readers:
        if (reader.data.get("from"), reader.data.get("to")) in circular:
            reader.fault("to", Sentence(N_("折算不能绕成一圈")))


def _reaches(gives: Mapping[str, set[str]], begin: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [begin]
    while waiting:
        account = waiting.pop()
        if account == goal:
            return True
        if account not in seen:
            seen.add(account)
            waiting.extend(gives.get(account, ()))
    return False
