"""A case: decoded JSON in, facts out, or every fault in one go, each naming what it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeVar

from ledger.domain.calendar import FIRST_YEAR, LAST_YEAR
from ledger.domain.credit.case_reader import CaseFaults, Record
from ledger.domain.credit.facts import (
    AdjustmentFacts,
    Appointment,
    CadreFacts,
    Case,
    Channel,
    EntryFacts,
    Half,
    Leave,
    OutcomeFacts,
    Share,
)
from ledger.domain.credit.faults import CaseFaultsError
from ledger.domain.credit.policy import TIME_ACCOUNTS
from ledger.domain.ranks import BY_CODE
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.domain.wording import N_, Sentence

MOST_MINUTES = 1_000_000
"""No session is longer; it keeps a slip of the pen from becoming thousands of days."""

_CHANNELS: dict[str, Channel] = {"field": "field", "online": "online"}
T = TypeVar("T")
_HALVES: dict[str, Half] = {"am": "am", "pm": "pm"}


def parse_case(data: object) -> Case:
    """The case that decoded JSON states.

    Raises:
        CaseFaultsError: with every fault, naming the record, the key and the value.
    """
    faults = CaseFaults()
    if not isinstance(data, dict):
        faults.add(N_("核算材料"), "", data, Sentence(N_("应是一个 JSON 对象")))
        raise CaseFaultsError(faults.found())
    top = Record("", data, faults)
    year = top.integer("year", FIRST_YEAR, LAST_YEAR, required=True)
    as_of = top.day("as_of", required=True)
    cadres = _all(top, "cadres", _cadre)
    entries = _all(top, "entries", _entry)
    outcomes = _all(top, "outcomes", _outcome)
    adjustments = _all(top, "adjustments", _adjustment)
    known = {cadre.id for _, cadre in cadres}
    _refuse_strangers(entries, known)
    _refuse_strangers(adjustments, known)
    if year is None or as_of is None or faults.found():
        raise CaseFaultsError(faults.found())
    return Case(
        year,
        as_of,
        tuple(cadre for _, cadre in cadres),
        tuple(entry for _, entry in entries),
        tuple(outcome for _, outcome in outcomes),
        tuple(adjustment for _, adjustment in adjustments),
    )


def _all(top: Record, key: str, read: Callable[[Record], T]) -> list[tuple[Record, T]]:
    """Every record of a list, with each id that was used before noted as a fault."""
    seen: set[object] = set()
    found = []
    for record in top.records(key):
        name = record.data.get("id")
        if isinstance(name, str):
            if name in seen:
                record.fault("id", Sentence(N_("编号重复")))
            seen.add(name)
        found.append((record, read(record)))
    return found


def _refuse_strangers(
    own: Sequence[tuple[Record, EntryFacts]] | Sequence[tuple[Record, AdjustmentFacts]], known: set[str]
) -> None:
    """Faults each entry and adjustment of a cadre that the case does not have."""
    for record, one in own:
        if one.cadre and one.cadre not in known:
            record.fault("cadre", Sentence(N_("没有这名干部")))


def _cadre(record: Record) -> CadreFacts:
    return CadreFacts(
        id=record.text("id", required=True) or "",
        name=record.text("name") or "",
        appointments=tuple(_appointment(one) for one in record.records("appointments")),
        leave=tuple(_leave(one) for one in record.records("leave")),
    )


def _appointment(record: Record) -> Appointment:
    begin, end = _interval(record)
    return Appointment(
        begin=begin or date.min,
        end_inclusive=end,
        rank=record.text("rank", closed=BY_CODE),
        unit_level=record.text("unit_level"),
        post=record.text("post"),
        tags=record.texts("tags"),
    )


def _leave(record: Record) -> Leave:
    begin, end = _interval(record)
    return Leave(begin or date.min, end, record.text("reason") or "")


def _interval(record: Record, *, closed: bool = False) -> tuple[date | None, date | None]:
    """`from` and `to`, both inclusive; `to` may be absent unless the interval is closed."""
    begin, end = record.day("from", required=True), record.day("to", required=closed)
    if begin is not None and end is not None and end < begin:
        record.fault("to", Sentence(N_("不能早于 from")))
    return begin, end


def _entry(record: Record) -> EntryFacts:
    channel = _CHANNELS.get(record.text("channel", required=True, closed=_CHANNELS) or "")
    base = EntryFacts(
        id=record.text("id", required=True) or "",
        cadre=record.text("cadre", required=True) or "",
        channel=channel or "online",
        status=record.text("status"),
        mode=record.text("mode"),
        topic=record.text("topic"),
        counts=record.counts("counts"),
        logged_on=record.day("logged_on"),
    )
    if channel is None:
        return base
    return _online(record, base) if channel == "online" else _field(record, base)


def _online(record: Record, base: EntryFacts) -> EntryFacts:
    return base._replace(
        on=record.day("on", required=True),
        start=record.clock("start"),
        minutes=record.integer("minutes", 0, MOST_MINUTES, required=True) or 0,
        platform=record.text("platform"),
    )


def _field(record: Record, base: EntryFacts) -> EntryFacts:
    begin, end = _interval(record, closed=True)
    begin_half = _HALVES.get(record.text("from_half", closed=_HALVES) or "")
    end_half = _HALVES.get(record.text("to_half", closed=_HALVES) or "")
    if begin is not None and begin == end and begin_half == "pm" and end_half == "am":
        record.fault("to_half", Sentence(N_("同一天不能从下午到上午")))
    return base._replace(
        begin=begin,
        end_inclusive=end,
        begin_half=begin_half,
        end_half=end_half,
        place=record.text("place"),
        contact_point=record.switch("contact_point"),
    )


def _outcome(record: Record) -> OutcomeFacts:
    shares = tuple(
        Share(one.text("cadre", required=True) or "", one.ratio("share", Fraction(1)))
        for one in record.records("shares")
    )
    if sum(share.share for share in shares) > 1:
        record.fault("shares", Sentence(N_("各人份额合计不能大于 1")))
    return OutcomeFacts(
        id=record.text("id", required=True) or "",
        kind=record.text("kind", required=True, closed=OUTCOME_KINDS) or "",
        on=record.day("on", required=True) or date.min,
        level=record.text("level"),
        verified=record.switch("verified"),
        entries=record.texts("entries"),
        shares=shares,
    )


def _adjustment(record: Record) -> AdjustmentFacts:
    account = record.text("account", required=True, closed=(*TIME_ACCOUNTS, *OUTCOME_KINDS)) or ""
    return AdjustmentFacts(
        id=record.text("id", required=True) or "",
        cadre=record.text("cadre", required=True) or "",
        account=account,
        on=record.day("on", required=True) or date.min,
        amount=record.signed("amount", whole=account in TIME_ACCOUNTS),
        of_year=record.integer("of_year", FIRST_YEAR, LAST_YEAR, required=True) or FIRST_YEAR,
        note=record.text("note") or "",
    )
