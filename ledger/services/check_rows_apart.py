"""The checks of a table of handled messages, made in a child process with limits.

Masking looks through every letter of every text, seconds for a few thousand rows: the child takes them, the
pages of others do not wait, and no text can hold up the service.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any

from ledger.domain.masking import Masked
from ledger.domain.messages import DryRun, HandledMessage, MessageField, PresentMessage, check_rows
from ledger.domain.tables import Row, RowFault
from ledger.domain.wording import Sentence
from ledger.files.confined import Limits, confined

LIMITS = Limits(cpu_seconds=90, wall_seconds=150.0)
"""Enough for as many rows as a table may have, with texts as long as people write them."""


def check_rows_apart(
    rows: Sequence[Row],
    columns: Mapping[MessageField, int],
    *,
    minutes_per_reply: int,
    known: Collection[str],
    today: date,
    names: Sequence[str],
) -> DryRun:
    """What `check_rows` finds; values in its sentences are texts.

    Raises:
        FileError: the checks take too much.
    """
    question = {
        "columns": {of.value: at for of, at in columns.items()},
        "minutes_per_reply": minutes_per_reply,
        "known": sorted(known),
        "today": today.isoformat(),
        "names": list(names),
    }
    content = json.dumps([(row.number, row.cells) for row in rows], ensure_ascii=False)
    found = confined(check_plain_rows, question, content.encode("utf-8", "surrogatepass"), LIMITS)
    return DryRun(
        good=tuple(_message(*one) for one in found["good"]),
        faulty=tuple(RowFault(row, column, _sentence(said)) for row, column, said in found["faulty"]),
        present=tuple(PresentMessage(row, number) for row, number in found["present"]),
        masked={Masked(kind): count for kind, count in found["masked"].items()},
    )


def check_plain_rows(question: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The checks of rows in values that JSON can hold; runs in the child."""
    rows = json.loads(content.decode("utf-8", "surrogatepass"))
    run = check_rows(
        [Row(number, tuple(cells)) for number, cells in rows],
        {MessageField(of): at for of, at in question["columns"].items()},
        minutes_per_reply=question["minutes_per_reply"],
        known=question["known"],
        today=date.fromisoformat(question["today"]),
        names=question["names"],
    )
    return {
        "good": [_plain_message(one) for one in run.good],
        "faulty": [(one.row, one.column, _plain_sentence(one.sentence)) for one in run.faulty],
        "present": [(one.row, one.number) for one in run.present],
        "masked": dict(run.masked),
    }


def _plain_message(one: HandledMessage) -> tuple[object, ...]:
    """A message as `_message` takes it."""
    at = one.replied_at and one.replied_at.isoformat()
    texts = (one.subject, one.heard, one.done)
    notes = [_plain_sentence(note) for note in one.notes]
    return (one.row, one.number, one.on.isoformat(), at, texts, one.minutes, notes)


def _message(
    row: int, number: str, on: str, at: str | None, texts: list[str], minutes: int, notes: list[Any]
) -> HandledMessage:
    subject, heard, done = texts
    return HandledMessage(
        row=row,
        number=number,
        on=date.fromisoformat(on),
        replied_at=None if at is None else time.fromisoformat(at),
        subject=subject,
        heard=heard,
        done=done,
        minutes=minutes,
        notes=tuple(_sentence(note) for note in notes),
    )


def _plain_sentence(sentence: Sentence) -> tuple[object, ...]:
    values = {name: v if isinstance(v, int) else str(v) for name, v in sentence.values.items()}
    return sentence.text, values, dict(sentence.terms)


def _sentence(plain: Sequence[Any]) -> Sentence:
    text, values, terms = plain
    return Sentence(text, values, terms)
