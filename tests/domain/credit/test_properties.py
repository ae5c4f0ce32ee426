"""What holds for every case: the properties that the specification ends with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.credit.amounts import ceiling
from ledger.domain.credit.assessment import CadreAssessment
from tests.domain.credit.making import FIELD_DAYS, Json, assessed, make_case, make_policy, online, visit

POLICY = make_policy(
    '[[weight]]\nmodes = ["browse"]\nrate = "1/2"\n',
    '[[weight]]\nmodes = ["guide"]\nrate = "3/7"\n',
    '[[weight]]\nmodes = ["forum"]\nrate = "5/4"\ngenerous = true\n',
    '[[cap]]\naccount = "online"\nper = "day"\nat_most = "4h"\n',
    '[[cap]]\naccount = "online"\nper = "month"\nat_most = "11h"\n',
    '[[cap]]\naccount = "field"\nper = "day"\nat_most = "7h"\n',
    FIELD_DAYS,
    '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\nrate = "3/7"\nat_most = "1/3"\nkeep = "13m"\n',
)
QUICK = settings(max_examples=60, deadline=None)

_days = st.integers(1, 4).map(lambda day: f"2026-03-{day:02d}")
_starts = st.none() | st.integers(0, 1439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
_halves = st.sampled_from([{}, {"from_half": "pm"}, {"to_half": "am"}])


@st.composite
def _entry(draw: st.DrawFn) -> Json:
    day = draw(_days)
    if draw(st.booleans()):
        mode = draw(st.sampled_from(["browse", "guide", "reply"]))
        return online("", day, draw(st.integers(0, 700)), start=draw(_starts), mode=mode)
    last = max(day, draw(_days))
    return visit("", day, last, mode=draw(st.sampled_from(["visit", "forum"])), **draw(_halves))


entries = st.lists(_entry(), max_size=8).map(
    lambda drawn: [{**entry, "id": f"E{number}"} for number, entry in enumerate(drawn)]
)


def standing(*given: Json) -> CadreAssessment:
    return assessed(POLICY, make_case(*given)).cadres[0]


def exact(cadre: CadreAssessment, account: str) -> Fraction:
    return sum((piece.minutes for piece in cadre.pieces if piece.account == account), Fraction(0))


@QUICK
@given(entries)
def test_nothing_is_earned_above_a_cap(drawn: list[Json]) -> None:
    pieces = standing(*drawn).pieces
    for day in {piece.day for piece in pieces}:
        own = [piece for piece in pieces if piece.day == day]
        assert sum(piece.minutes for piece in own) <= 480
        assert sum(piece.minutes for piece in own if piece.account == "online") <= 240
        assert sum(piece.minutes for piece in own if piece.account == "field") <= 420
    assert sum(piece.minutes for piece in pieces if piece.account == "online") <= 660


@QUICK
@given(entries, _entry())
def test_another_entry_of_a_channel_never_takes_from_its_account(drawn: list[Json], more: Json) -> None:
    account = more["channel"]
    before, after = standing(*drawn), standing(*drawn, {**more, "id": "Z"})
    assert exact(after, account) >= exact(before, account)
    assert after.accounts[account].earned >= before.accounts[account].earned


@QUICK
@given(entries, st.integers(1, 300))
def test_more_minutes_never_take_from_the_account(drawn: list[Json], more: int) -> None:
    longer = [dict(entry) for entry in drawn]
    for entry in longer[:1]:
        if entry["channel"] == "online":
            entry["minutes"] += more
    assert exact(standing(*longer), "online") >= exact(standing(*drawn), "online")


@QUICK
@given(entries, _entry())
def test_all_accounts_together_never_fall(drawn: list[Json], more: Json) -> None:
    before, after = standing(*drawn), standing(*drawn, {**more, "id": "Z"})
    together = [exact(one, "field") + exact(one, "online") for one in (before, after)]
    assert together[1] >= together[0]


@QUICK
@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_approval_does_not_matter(drawn: list[Json], random: Any) -> None:
    shuffled = list(drawn)
    random.shuffle(shuffled)
    one, other = standing(*drawn), standing(*shuffled)
    assert (one.accounts, one.requirements, one.exchanges) == (
        other.accounts,
        other.requirements,
        other.exchanges,
    )
    assert {e.id: e.credited for e in one.entries} == {e.id: e.credited for e in other.entries}


@QUICK
@given(
    entries,
    st.integers(2, 700),
    st.integers(1, 699),
    st.integers(0, 1439),
    st.sampled_from(["browse", "reply"]),
)
def test_splitting_a_session_never_earns_more(
    drawn: list[Json], minutes: int, cut: int, start: int, mode: str
) -> None:
    cut = min(cut, minutes - 1)
    whole = online("W", "2026-03-02", minutes, start=_clock(start), mode=mode)
    first = online("W1", "2026-03-02", cut, start=_clock(start), mode=mode)
    later = start + cut
    second = online(
        "W2", f"2026-03-{2 + later // 1440:02d}", minutes - cut, start=_clock(later % 1440), mode=mode
    )
    split = standing(*drawn, first, second)
    assert exact(split, "online") <= exact(standing(*drawn, whole), "online")


@QUICK
@given(entries)
def test_what_is_taken_is_what_was_given_by_the_rate_rounded_up(drawn: list[Json]) -> None:
    cadre = standing(*drawn)
    moved = cadre.exchanges[0]
    assert moved.taken == ceiling(moved.given / Fraction(3, 7))
    assert moved.taken <= moved.available
    assert cadre.accounts["online"].total >= 0


@QUICK
@given(entries)
def test_the_steps_of_every_entry_lead_from_its_minutes_to_its_credit(drawn: list[Json]) -> None:
    for entry in standing(*drawn).entries:
        ends = [entry.minutes * entry.scale, *(step.after_units for step in entry.steps)]
        assert [step.before_units for step in entry.steps] == ends[:-1]
        assert ends[-1] == entry.credited_units


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
