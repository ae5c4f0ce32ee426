"""What a closed year keeps: one and the same text for ever, read as the facts that it was written of."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.domain.calendar import Calendar
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.case_writer import (
    calendar_json,
    case_json,
    entry_json,
    outcome_json,
    read_calendar,
)
from ledger.domain.credit.facts import (
    AdjustmentFacts,
    Appointment,
    CadreFacts,
    CadreYear,
    Case,
    EntryFacts,
    Leave,
    OutcomeFacts,
    Share,
)
from ledger.domain.credit.faults import CaseFaultsError
from ledger.domain.journal import canonical_json
from tests.domain.credit.rich import CASE
from tests.oracle.case_strategies import cases

FULL = CadreYear(
    CadreFacts(
        "C1",
        "王芳",
        (
            Appointment(date(2025, 5, 6), date(2026, 4, 30), "132", "county", "副县长", ("联村", "包案")),
            Appointment(date(2026, 5, 1)),
        ),
        (Leave(date(2026, 2, 3), date(2026, 2, 9), "病假"), Leave(date(2026, 12, 1))),
    ),
    (
        EntryFacts(
            "E1",
            "C1",
            "online",
            "approved",
            on=date(2026, 3, 2),
            start=9 * 60 + 5,
            minutes=90,
            mode="browse",
            platform="12345热线",
            topic="住房",
            counts={"households": 3},
            logged_on=date(2026, 3, 4),
        ),
        EntryFacts(
            "E2",
            "C1",
            "field",
            "submitted",
            begin=date(2026, 4, 7),
            end_inclusive=date(2026, 4, 8),
            begin_half="pm",
            end_half="am",
            mode="visit",
            place="330106001001",
            contact_point=True,
            topic="教育",
            counts={"households": 1, "nights": 2},
            logged_on=date(2026, 4, 9),
        ),
    ),
    (
        OutcomeFacts(
            "O1",
            "research_report",
            date(2026, 6, 1),
            "county",
            True,
            ("E1", "E2"),
            (Share("C1", Fraction(2, 3)), Share("C2", Fraction(1, 3))),
        ),
        OutcomeFacts("O2", "policy_adopted", date(2026, 7, 1), shares=(Share("C1"),)),
    ),
    (AdjustmentFacts("A1", "C1", "field", date(2026, 5, 5), Fraction(-480), 2025, "查实未成行"),),
)
"""A year in which everything is said that a case can say, and that beside what can be left unsaid."""

BARE_ENTRIES = [
    EntryFacts("E1", "C1", "online", on=date(2026, 3, 2)),
    EntryFacts("E2", "C1", "field", begin=date(2026, 3, 2), end_inclusive=date(2026, 3, 2)),
]


def years_of(case: Case) -> list[CadreYear]:
    """Each cadre's part of a case, with all of its outcomes."""
    return [
        CadreYear(
            cadre,
            tuple(entry for entry in case.entries if entry.cadre == cadre.id),
            case.outcomes,
            tuple(one for one in case.adjustments if one.cadre == cadre.id),
        )
        for cadre in case.cadres
    ]


def kept_and_read(facts: CadreYear, year: int, as_of: date) -> Case:
    """What is read from the text that is kept."""
    return parse_case(json.loads(canonical_json(case_json(facts, year, as_of))))


def is_read_as_it_was(facts: CadreYear, year: int, as_of: date) -> bool:
    read = kept_and_read(facts, year, as_of)
    written = Case(year, as_of, (facts.cadre,), tuple(facts.entries), facts.outcomes, facts.adjustments)
    return read == written


def test_the_text_of_a_closed_year_never_changes_since_its_digest_is_kept() -> None:
    text = canonical_json(case_json(FULL, 2026, date(2026, 12, 31))).decode()
    assert text == (
        '{"adjustments":[{"account":"field","amount":-480,"cadre":"C1","id":"A1","note":"查实未成行",'
        '"of_year":2025,"on":"2026-05-05"}],'
        '"as_of":"2026-12-31",'
        '"cadres":[{"appointments":['
        '{"from":"2025-05-06","post":"副县长","rank":"132","tags":["联村","包案"],"to":"2026-04-30",'
        '"unit_level":"county"},'
        '{"from":"2026-05-01","tags":[]}],'
        '"id":"C1",'
        '"leave":[{"from":"2026-02-03","reason":"病假","to":"2026-02-09"},{"from":"2026-12-01","reason":""}],'
        '"name":"王芳"}],'
        '"entries":['
        '{"cadre":"C1","channel":"online","counts":{"households":3},"id":"E1","logged_on":"2026-03-04",'
        '"minutes":90,"mode":"browse","on":"2026-03-02","platform":"12345热线","start":"09:05",'
        '"status":"approved","topic":"住房"},'
        '{"cadre":"C1","channel":"field","contact_point":true,"counts":{"households":1,"nights":2},'
        '"from":"2026-04-07","from_half":"pm","id":"E2","logged_on":"2026-04-09","mode":"visit",'
        '"place":"330106001001","status":"submitted","to":"2026-04-08","to_half":"am","topic":"教育"}],'
        '"outcomes":['
        '{"entries":["E1","E2"],"id":"O1","kind":"research_report","level":"county","on":"2026-06-01",'
        '"shares":[{"cadre":"C1","share":"2/3"},{"cadre":"C2","share":"1/3"}],"verified":true},'
        '{"entries":[],"id":"O2","kind":"policy_adopted","on":"2026-07-01",'
        '"shares":[{"cadre":"C1","share":1}],"verified":false}],'
        '"year":2026}'
    )


@pytest.mark.parametrize("facts", [FULL, CadreYear(CadreFacts("C1"), tuple(BARE_ENTRIES))])
def test_what_was_written_is_read_as_the_facts_that_it_was_written_of(facts: CadreYear) -> None:
    assert is_read_as_it_was(facts, 2026, date(2026, 12, 31))


def test_a_year_full_of_rules_is_read_as_it_was_written() -> None:
    case = parse_case(CASE)
    assert all(is_read_as_it_was(facts, case.year, case.as_of) for facts in years_of(case))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_any_cadres_year_is_read_as_it_was_written(case: dict[str, Any]) -> None:
    facts = parse_case(case)
    for one in years_of(facts):
        assert is_read_as_it_was(one, facts.year, facts.as_of)


@pytest.mark.parametrize(("start", "written"), [(0, "00:00"), (61, "01:01"), (23 * 60 + 59, "23:59")])
def test_a_session_keeps_when_it_began(start: int, written: str) -> None:
    entry = EntryFacts("E1", "C1", "online", on=date(2026, 3, 2), start=start)
    assert entry_json(entry)["start"] == written


@pytest.mark.parametrize("entry", BARE_ENTRIES)
def test_what_an_entry_does_not_say_is_left_out(entry: EntryFacts) -> None:
    written = entry_json(entry)
    assert None not in written.values()
    assert not written.keys() & {"status", "start", "mode", "platform", "place", "topic", "logged_on"}
    assert not written.keys() & {"from_half", "to_half"}


@pytest.mark.parametrize("entry", [*FULL.entries, *BARE_ENTRIES])
def test_an_entry_says_nothing_of_the_other_channel(entry: EntryFacts) -> None:
    of_online, of_field = {"on", "start", "minutes", "platform"}, {"from", "to", "place", "contact_point"}
    assert not entry_json(entry).keys() & (of_field if entry.channel == "online" else of_online)


def test_a_correction_of_part_of_an_outcome_stays_exact() -> None:
    third = AdjustmentFacts("A1", "C1", "research_report", date(2026, 5, 5), Fraction(-1, 3), 2025)
    written = case_json(CadreYear(CadreFacts("C1"), adjustments=(third,)), 2026, date(2026, 12, 31))
    adjustments: Any = written["adjustments"]
    assert adjustments[0]["amount"] == "-1/3"
    assert parse_case(written).adjustments == (third,)


def test_an_outcome_without_level_or_shares_is_written() -> None:
    assert outcome_json(OutcomeFacts("O1", "research_report", date(2026, 6, 1))) == {
        "id": "O1",
        "kind": "research_report",
        "on": "2026-06-01",
        "verified": False,
        "entries": [],
        "shares": [],
    }


def test_an_entry_written_with_a_faulty_value_is_refused_when_it_is_read() -> None:
    faulty = FULL.entries[0]._replace(minutes=-1)
    with pytest.raises(CaseFaultsError) as refused:
        kept_and_read(FULL._replace(entries=(faulty, FULL.entries[1])), 2026, date(2026, 12, 31))
    assert [fault.key for fault in refused.value.faults] == ["minutes"]


HOLIDAYS = Calendar(
    frozenset({date(2026, 10, 2), date(2026, 1, 1), date(2027, 1, 1)}),
    frozenset({date(2026, 10, 10), date(2026, 1, 4), date(2025, 9, 28)}),
    frozenset({2025, 2026}),
)


def test_of_a_calendar_the_days_of_the_year_are_written_in_their_order() -> None:
    assert calendar_json(HOLIDAYS, 2026) == {
        "announced": True,
        "days_off": ["2026-01-01", "2026-10-02"],
        "working_weekends": ["2026-01-04", "2026-10-10"],
    }


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_calendar_is_read_as_it_was_written(year: int) -> None:
    read = read_calendar(calendar_json(HOLIDAYS, year), year)
    assert read == Calendar(
        frozenset(day for day in HOLIDAYS.days_off if day.year == year),
        frozenset(day for day in HOLIDAYS.working_weekends if day.year == year),
        HOLIDAYS.announced_years & {year},
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("announced", None),
        ("announced", "false"),
        ("days_off", None),
        ("days_off", "2026-01-01"),
        ("days_off", ["2026-02-30"]),
        ("working_weekends", None),
        ("working_weekends", {}),
        ("working_weekends", ["sunday"]),
    ],
)
def test_a_kept_calendar_that_is_not_what_was_written_is_refused(key: str, value: object) -> None:
    written = calendar_json(HOLIDAYS, 2026)
    for damaged in (written | {key: value}, {name: one for name, one in written.items() if name != key}):
        with pytest.raises(ValueError, match=rf"^{key}: |isoformat|day is out of range"):
            read_calendar(damaged, 2026)
