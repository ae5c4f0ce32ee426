"""For drawn policies and cases, every sum that an explanation states is the sum of what it opens into.

The sentences themselves are read, in Chinese and in English: what a person adds up is what is held.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, given, settings

from ledger.domain.credit.assess import assess
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.explain import explain_requirement
from ledger.domain.credit.explain_accounts import explain_account, explain_month
from ledger.domain.credit.policy import TIME_ACCOUNTS, Policy
from ledger.domain.summary import Derivation
from tests.oracle.case_strategies import cases
from tests.oracle.strategies import policies
from tests.oracle.test_engine_agrees_with_oracle import calendar_of

EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "60"))
PO = Path(__file__).parents[2] / "ledger/translations/en/LC_MESSAGES/messages.po"
with PO.open("rb") as file:
    KNOWN = {message.id: message.string for message in read_po(file, locale="en")}

AMOUNT = re.compile(r"(?:(\d+)(?:又| )(?=\d+/))?(\d+(?:\.\d+)?(?:/\d+)?)\s*(天|小时|分|days?|h|min)(?![a-z])")
MINUTES = {"小时": 60, "h": 60, "分": 1, "min": 1}


def english(text: str) -> str:
    return str(KNOWN.get(text) or text)


def chinese(text: str) -> str:
    return text


TONGUES = pytest.mark.parametrize("say", [chinese, english])
Say = Callable[[str], str]


def minutes_in(text: str, day: int) -> Fraction:
    """The minutes that the amounts of a text stand for, all together."""
    found = AMOUNT.findall(text)
    return sum(
        ((int(whole or 0) + Fraction(n)) * MINUTES.get(unit, day) for whole, n, unit in found), Fraction(0)
    )


def total_said(node: Derivation, say: Say, day: int) -> Fraction:
    """What a node of time states: the last amounts of its sentence, without what stands in brackets."""
    plain = re.split(r"（|\(", node.sentence)[0]
    counted = re.split(r"计 |on this day, ", plain)[-1]
    return minutes_in(counted, day)


def months_add_up(node: Derivation, say: Say, day: int) -> int:
    """Holds a tree of months, days and entries; gives how many pieces are its leaves."""
    own = [part for part in node.parts if not is_step(part, say)]
    if is_piece(node, say):
        return 1
    dropped = [part for part in own if part.sentence.startswith(say("全年合计取整到分钟，舍去 %(rest)s")[:8])]
    summed = [part for part in own if part not in dropped]
    said = sum((total_said(part, say, day) for part in summed), Fraction(0))
    less = sum((minutes_in(part.sentence, day) for part in dropped), Fraction(0))
    assert total_said(node, say, day) == said - less, node
    return sum(months_add_up(part, say, day) for part in summed)


def is_piece(node: Derivation, say: Say) -> bool:
    return ("：当日 " in node.sentence and "，计 " in node.sentence) or " on this day, " in node.sentence


def is_step(node: Derivation, say: Say) -> bool:
    return " → " in node.sentence


def drawn(text: str, case: dict[str, Any]) -> tuple[Policy, tuple[CadreAssessment, ...]]:
    """The cadres of a drawn case, assessed."""
    policy, facts = parse_policy(text.encode()), parse_case(case)
    calendar = calendar_of({}, {facts.year})
    everything = facts.cadres, facts.entries, facts.outcomes
    found = assess(policy, *everything, facts.year, facts.as_of, calendar)
    return policy, found.cadres


@TONGUES
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=policies(), case=cases())
def test_accounts_add_up_and_hold_every_piece_once(say: Say, text: str, case: dict[str, Any]) -> None:
    policy, cadres = drawn(text, case)
    for cadre in cadres:
        for account in TIME_ACCOUNTS:
            credited = [piece for piece in cadre.pieces if piece.account == account and piece.units]
            node = explain_account(cadre, account, policy, say)
            assert total_said(node, say, policy.day_minutes) == cadre.accounts[account].earned
            assert months_add_up(node, say, policy.day_minutes) == len(credited)
        told = [explain_month(cadre, month, policy, say) for month in range(1, 13)]
        both = sum((minutes_in(one.sentence, policy.day_minutes) for one in told), Fraction(0))
        assert both == sum((piece.minutes for piece in cadre.pieces), Fraction(0))


@TONGUES
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=policies(), case=cases())
def test_requirements_add_up(say: Say, text: str, case: dict[str, Any]) -> None:
    policy, cadres = drawn(text, case)
    for cadre in cadres:
        for result in cadre.requirements:
            requirement = policy.requirement(result.code)
            node = explain_requirement(cadre, result.code, policy, say)
            day = policy.day_minutes
            if requirement.reads_total:
                equation_adds_up(node, cadre, requirement.account or "", say, day)
            elif requirement.measure == "days" and not result.periods:
                reached = sum((total_said(part, say, day) for part in node.parts[:-1]), Fraction(0))
                assert reached == result.reached * day
                for part in node.parts[:-1]:
                    months_add_up(part, say, day)
            elif requirement.measure == "outcomes" and not result.periods:
                shares = [Fraction(re.split("：|: ", part.sentence)[-1]) for part in node.parts[:-1]]
                assert sum(shares, Fraction(0)) == result.reached
            elif requirement.measure in ("visits", "topics", "places") and not result.periods:
                assert len(node.parts) - 1 == result.reached


def equation_adds_up(node: Derivation, cadre: CadreAssessment, account: str, say: Say, day: int) -> None:
    """The total is the sum of its terms, each term the head of the part that opens it."""
    left, right = node.sentence.split(" = ", 1)
    right, *out = re.split(" － | − ", right)
    terms = right.split(say(" ＋ "))
    exact = re.split("，即 |, exactly ", left)[-1]
    given = sum((total_said(Derivation(term), say, day) for term in terms), Fraction(0))
    taken = minutes_in(out[0].split("（")[0].split(" (")[0], day) if out else Fraction(0)
    assert minutes_in(exact, day) == given - taken == cadre.accounts[account].total, node.sentence
    for term, part in zip(terms, node.parts, strict=False):
        assert total_said(Derivation(term), say, day) == minutes_in(
            part.sentence.split(" = ")[0].split("（")[0].split(" (")[0], day
        )
