"""The steps of each entry, put together from what the trace noted: they begin at the minutes recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ledger.domain.credit.article_words import cap_text, per_text
from ledger.domain.credit.assessment import CreditedPiece, EntryResult, HeldOutcome, Step
from ledger.domain.credit.book import Book
from ledger.domain.credit.facts import EntryFacts
from ledger.domain.credit.frame import Frame
from ledger.domain.credit.pieces import Piece, recorded_minutes
from ledger.domain.credit.policy import Cap, Per
from ledger.domain.credit.trace import Trace
from ledger.domain.credit.wording import ACCOUNTS, STEP_TEXTS, minutes_text
from ledger.domain.wording import Sentence

Whys = Mapping[str, Sentence]


def whys_of(frame: Frame) -> dict[str, Sentence]:
    """For each rule of the policy that can leave a step, its sentence: the same for every cadre."""
    policy = frame.policy
    values: dict[str, dict[str, object]] = {
        "too_short": {"minutes": policy.count.min_minutes},
        "logged_late": {"days": policy.count.late_days},
        "full_day": {"limit": minutes_text(Fraction(policy.day_minutes))},
    }
    whys = {f"admit:{code}": Sentence(text, values.get(code, {})) for code, text in STEP_TEXTS.items()}
    whys["cap:day"] = Sentence(STEP_TEXTS["full_day"], values["full_day"])
    for rule in ("overlap:field", "overlap:online"):
        whys[rule] = Sentence(STEP_TEXTS["overlap"])
    for plan, weight in zip(frame.weights, policy.weights, strict=True):
        whys[plan.rule] = Sentence(STEP_TEXTS["weight"], {"rate": str(weight.rate)})
    remaining = {account: iter(plans) for account, plans in frame.caps.items()}
    for cap in policy.caps:
        cap_plan = next(remaining[cap.account])
        whys[cap_plan.rule] = _cap_sentence(cap, cap_plan.code, policy.day_minutes)
    return whys


def entry_results(
    entries: Sequence[EntryFacts], pieces: Sequence[Piece], frame: Frame, trace: Trace, whys: Whys
) -> tuple[EntryResult, ...]:
    """Every entry, in the order given, with its credit and its steps."""
    credit = [0] * len(entries)
    for piece in pieces:
        credit[piece.at] += piece.credit
    scale, half = frame.scale, frame.half_minutes
    results = []
    for at, entry in enumerate(entries):
        recorded = recorded_minutes(entry, half)
        steps = []
        units = recorded * scale
        for (rule, code), lost in trace.of(at).items():
            steps.append(Step(rule, code, units, units - lost, scale, whys[rule]))
            units -= lost
        results.append(EntryResult(entry, recorded, credit[at], scale, tuple(steps)))
    return tuple(results)


def credited_pieces(pieces: Sequence[Piece], frame: Frame) -> tuple[CreditedPiece, ...]:
    """The admitted pieces with what they were credited with, field before online, by day."""
    scale, dates = frame.scale, frame.dates
    return tuple(
        [CreditedPiece(p.entry.id, dates[p.day], p.entry.channel, p.credit, scale, p.minutes) for p in pieces]
    )


def held_outcomes(book: Book) -> tuple[HeldOutcome, ...]:
    """The outcomes that the cadre holds, by date and id."""
    return tuple(
        HeldOutcome(one.id, one.kind, one.level, one.on, held.share, one.id in book.spent)
        for held in book.holdings
        for one in (held.outcome,)
    )


def _cap_sentence(cap: Cap, code: str, day_minutes: int) -> Sentence:
    values: dict[str, object] = {"limit": cap_text(cap, day_minutes), **_per_values(cap.per)}
    return Sentence(STEP_TEXTS[code], values, {"account": ACCOUNTS[cap.account]})


def _per_values(per: Per) -> dict[str, object]:
    if per.kind == "months":
        return {"months": per.months}
    if per.kind == "window":
        return {"window": per_text(per)}
    return {}
