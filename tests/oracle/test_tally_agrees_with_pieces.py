"""The quick way through steps 1 to 4 credits each channel with what the steps one by one credit it with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import HealthCheck, given, settings

from ledger.domain.credit.admit import admitted
from ledger.domain.credit.assess import group_by_cadre
from ledger.domain.credit.cap import apply_caps
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.facts import APPROVED, CadreYear, EntryFacts
from ledger.domain.credit.frame import Frame, frame_of
from ledger.domain.credit.overlap import resolve_overlaps
from ledger.domain.credit.packed import ID_DIGITS, Kind, PackedEntries, Span, days_of
from ledger.domain.credit.tally import tally
from ledger.domain.credit.tenure import blocked_days, tenure_of
from ledger.domain.credit.trace import Trace
from ledger.domain.credit.weigh import weigh
from tests.oracle.case_strategies import cases_and_days
from tests.oracle.strategies import policies
from tests.oracle.test_engine_agrees_with_oracle import EXAMPLES, Table, calendar_of


def step_by_step(group: CadreYear, frame: Frame, blocked: bytes | None, cited: set[str]) -> tuple[int, int]:
    """Steps 1 to 4 piece by piece, as they are taken where every step is kept."""
    trace = Trace()
    field, online = admitted(group.entries, frame, blocked, cited, trace)
    for pieces in (field, online):
        weigh(pieces, frame, trace)
        resolve_overlaps(pieces, frame.half_minutes, trace)
    return apply_caps(field, online, frame, trace)


def as_kept(group: CadreYear) -> list[EntryFacts]:
    """The approved entries of a group as a ledger would hold them: keys for ids, and a day of logging."""
    keys = {name: f"{n:0{ID_DIGITS}d}" for n, name in enumerate(sorted(one.id for one in group.entries))}
    kept = [
        one._replace(id=keys[one.id], logged_on=one.logged_on or one.on or one.begin)
        for one in group.entries
        if one.status == APPROVED and (one.on or (one.begin and one.end_inclusive))
    ]
    return sorted(kept, key=lambda one: (one.on or one.begin or date.min, one.id))


def packed(entries: Sequence[EntryFacts]) -> PackedEntries:
    """The same packed, the last one first."""
    columns = [
        (
            one.id.lstrip("0") or "0",
            days_of(begin, one.end_inclusive or begin, one.logged_on or begin),
            Span(one.start, one.minutes),
            Kind(
                *(one.channel, one.begin_half, one.end_half, one.mode, one.platform, one.place),
                one.contact_point,
                one.topic,
                one.counts,
            ),
        )
        for one in reversed(entries)
        for begin in [one.on or one.begin or date.min]
    ]
    keys, days, spans, kinds = zip(*columns, strict=True) if columns else ((), (), (), ())
    return PackedEntries(entries[0].cadre if entries else "", " ".join(keys), days, spans, kinds)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(policies(), cases_and_days())
def test_the_tally_agrees_with_the_pieces_whatever_a_policy_reads(
    text: str, drawn: tuple[Table, dict[date, bool]]
) -> None:
    case, irregular = drawn
    policy, facts = parse_policy(text.encode()), parse_case(case)
    frame = frame_of(policy, facts.year, calendar_of(irregular, {facts.year}))
    for group in group_by_cadre(facts.cadres, facts.entries, facts.outcomes):
        blocked = blocked_days(tenure_of(group.cadre, frame), frame)
        cited = {entry for outcome in group.outcomes for entry in outcome.entries}
        expected = step_by_step(group, frame, blocked, cited)
        assert tally(group.entries, frame, blocked, cited) == expected
        kept = as_kept(group)
        cited = {one.id for one in kept[::2]}
        assert list(packed(kept)) == kept
        assert tally(packed(kept), frame, blocked, cited) == tally(kept, frame, blocked, cited)
