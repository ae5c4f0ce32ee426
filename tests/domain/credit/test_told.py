"""What the engine tells people, whole: articles, explanations and printed assessments.

The texts lie in the folder `told`; with TELL=1 in the environment they are written anew, to be read again.
What is looked up in the translations stands in ‹ ›.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.domain.credit.article import describe
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.document import parse_policy, tables_of
from ledger.domain.credit.explain import explain_entry, explain_exchange, explain_requirement
from ledger.domain.credit.explain_accounts import explain_account, explain_forecast, explain_month
from ledger.domain.credit.knob_steps import shown, steps_of
from ledger.domain.credit.knobs import knobs_of
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.report import as_json
from ledger.domain.summary import Derivation
from tests.domain.credit.making import assessed
from tests.domain.credit.rich import BARE, CASE, DOCUMENT, OWED_IN_PART

TOLD = Path(__file__).parent / "told"
POLICIES = Path(__file__).parents[3] / "ledger/data/policies"
DOCUMENTS = {path.stem: path.read_bytes() for path in [*sorted((POLICIES / "gallery").glob("*.toml"))]}
DOCUMENTS |= {
    "rich": DOCUMENT.encode(),
    "bare": BARE.encode(),
    "owed-in-part": OWED_IN_PART.encode(),
    "pilot": (POLICIES / "pilot.toml").read_bytes(),
}
EXPLAINED = ("rich", "pilot", "bare", "owed-in-part", "topics", "visits-and-days")


def marked(text: str) -> str:
    """Shows where a text is looked up in the translations."""
    return f"‹{text}›"


def held(name: str, lines: Iterator[str]) -> None:
    """Holds a text to what was read before."""
    path, text = TOLD / f"{name}.txt", "".join(f"{line}\n" for line in lines)
    if "TELL" in os.environ:
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def opened(node: Derivation, depth: int = 0) -> Iterator[str]:
    """An explanation, line by line."""
    yield "  " * depth + node.sentence
    for part in node.parts:
        yield from opened(part, depth + 1)


def explanations(policy: Policy, cadre: CadreAssessment) -> Iterator[str]:
    """Everything that can be asked about a cadre's year."""
    for result in cadre.requirements:
        yield f"# {result.code}"
        yield from opened(explain_requirement(cadre, result.code, policy, marked))
        told = explain_forecast(result, policy, marked)
        yield from [] if told is None else opened(told)
    for exchange in cadre.exchanges:
        yield f"# {exchange.code}"
        yield from opened(explain_exchange(cadre, exchange.code, policy, marked))
    for entry in cadre.entries:
        yield from opened(explain_entry(cadre, entry.id, policy, marked))
    for account in ("field", "online"):
        yield from opened(explain_account(cadre, account, policy, marked))
    for month in (3, 5, 8):
        yield from opened(explain_month(cadre, month, policy, marked))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_policy_is_told_as_an_article(name: str) -> None:
    sections = describe(parse_policy(DOCUMENTS[name]), marked)
    held(f"article-{name}", (line for one in sections for line in (f"# {one.title}", *one.paragraphs)))


@pytest.mark.parametrize("name", EXPLAINED)
def test_every_figure_of_a_year_is_told_with_its_reasons(name: str) -> None:
    policy = parse_policy(DOCUMENTS[name])
    held(f"reasons-{name}", explanations(policy, assessed(policy, CASE).cadres[0]))


@pytest.mark.parametrize("name", ["rich", "pilot", "bare"])
def test_a_year_is_printed_with_every_step(name: str) -> None:
    printed = as_json(assessed(parse_policy(DOCUMENTS[name]), CASE), marked)
    printed["policy"].pop("digest")  # type: ignore[attr-defined] # it is a table
    held(f"printed-{name}", iter(json.dumps(printed, ensure_ascii=False, indent=1).splitlines()))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_can_be_turned_in_a_policy_is_told_with_its_steps(name: str) -> None:
    knobs = knobs_of(tables_of(DOCUMENTS[name]), parse_policy(DOCUMENTS[name]))
    held(
        f"knobs-{name}",
        (
            f"{one.name} {one.kind} {one.section} {one.label.say(marked)} = {shown(one.written, marked)}"
            f"{'?' if one.optional else ''}: {' '.join(steps_of(one))}"
            for one in knobs
        ),
    )
