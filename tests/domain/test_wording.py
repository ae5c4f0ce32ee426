"""Sentences are filled in the reader's language, and say one of a thing as that language does."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from ledger.domain.credit.wording import days_text, minutes_text, number_text
from ledger.domain.singulars import OF_ONE
from ledger.domain.wording import Joined, Sentence, as_plain, of_plain

PO = Path(__file__).parents[2] / "ledger/translations/en/LC_MESSAGES/messages.po"


def english(text: str) -> str:
    return str(KNOWN.get(text) or text)


with PO.open("rb") as file:
    KNOWN = {message.id: message.string for message in read_po(file, locale="en")}


@pytest.mark.parametrize(
    ("minutes", "chinese", "said"),
    [
        (480, "1 天", "1 day"),
        (960, "2 天", "2 days"),
        (481, "1 天 1 分钟", "1 day 1 min"),
        (720, "1.5 天", "1.5 days"),
        (0, "0 天", "0 days"),
    ],
)
def test_one_day_is_one_day(minutes: int, chinese: str, said: str) -> None:
    sentence = days_text(Fraction(minutes), 480)
    assert sentence.say() == chinese
    assert sentence.say(english) == said


@pytest.mark.parametrize(
    ("number", "chinese", "said"),
    [
        ("0", "0", "0"),
        ("3", "3", "3"),
        ("5/2", "2.5", "2.5"),
        ("1/3", "1/3", "1/3"),
        ("4/3", "1又1/3", "1 1/3"),
        ("125/3", "41又2/3", "41 2/3"),
    ],
)
def test_a_number_is_written_exactly(number: str, chinese: str, said: str) -> None:
    sentence = number_text(Fraction(number))
    assert sentence.say() == chinese
    assert sentence.say(english) == said


@pytest.mark.parametrize(
    ("minutes", "chinese", "said"),
    [
        ("0", "0 分钟", "0 min"),
        ("45", "45 分钟", "45 min"),
        ("7/3", "2又1/3 分钟", "2 1/3 min"),
        ("60", "1 小时", "1 h"),
        ("200", "3 小时 20 分", "3 h 20 min"),
    ],
)
def test_minutes_are_told_as_hours_and_minutes(minutes: str, chinese: str, said: str) -> None:
    sentence = minutes_text(Fraction(minutes))
    assert sentence.say() == chinese
    assert sentence.say(english) == said


@pytest.mark.parametrize("text", OF_ONE)
def test_what_is_said_of_one_differs_from_what_is_said_of_more(text: str) -> None:
    more = {known for known in KNOWN if isinstance(known, str) and text in _with_one(known)}
    assert more, "no sentence becomes this one"
    assert english(text) != text


def test_a_parameter_beside_keeps_its_place() -> None:
    sentence = Sentence(
        "%(amount)s（%(account)s，%(number)s 次）", {"amount": "1 day", "number": 1}, {"account": "实地"}
    )
    assert sentence.say(english) == "1 day (Field, 1 time)"


def test_one_outcome_of_an_exchange_is_not_several() -> None:
    values = {"number": Sentence("%(number)s", {"number": "1"}), "each": days_text(Fraction(480), 480)}
    sentence = Sentence("%(account)s %(number)s 项 × %(each)s", values, {"account": "转化为政策"})
    assert sentence.say() == "转化为政策 1 项 × 1 天"
    assert sentence.say(english) == "Adopted as policy 1 outcome × 1 day"


def _with_one(known: str) -> set[str]:
    names = [part.split(")")[0] for part in known.split("%(")[1:]]
    return {known.replace(f"%({name})s", "1") for name in names}


def test_a_sentence_that_was_put_away_is_said_in_any_language() -> None:
    days = Sentence("%(begin)s 至 %(end)s", {"begin": date(2026, 6, 1), "end": date(2026, 6, 20)})
    both = Joined("、", parts=(days, "x"))
    sentence = Sentence("%(place)s：%(what)s", {"place": 3, "what": both}, {})
    kept = of_plain(json.loads(json.dumps(as_plain(sentence))))
    assert kept.say() == "3：2026-06-01 至 2026-06-20、x"
    assert kept.say(english) == "3: 2026-06-01 to 2026-06-20, x"


@pytest.mark.parametrize(
    "plain", [[], "x", {}, {"text": "%(a)s", "values": {"b": 1}}, {"text": "x", "values": [1]}]
)
def test_what_is_no_sentence_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match="no sentence"):
        of_plain(plain)  # type: ignore[arg-type]
