"""The checks of rows that people bring, of messages and of rosters, made in a child process with limits.

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
from ledger.domain.roster import RosterDryRun, RosterField, RosterPerson, check_roster
from ledger.domain.tables import Row, RowFault
from ledger.domain.unit_names import UnitName
from ledger.domain.wording import as_plain, of_plain
from ledger.files.confined import ORDINARY, Limits, confined

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
    found = confined(check_plain_rows, question, _plain_rows(rows), LIMITS)
    return DryRun(
        good=tuple(_message(*one) for one in found["good"]),
        faulty=_faults(found["faulty"]),
        present=tuple(PresentMessage(row, number) for row, number in found["present"]),
        masked={Masked(kind): count for kind, count in found["masked"].items()},
    )


def check_plain_rows(question: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The checks of rows in values that JSON can hold; runs in the child."""
    run = check_rows(
        _rows(content),
        {MessageField(of): at for of, at in question["columns"].items()},
        minutes_per_reply=question["minutes_per_reply"],
        known=question["known"],
        today=date.fromisoformat(question["today"]),
        names=question["names"],
    )
    return {
        "good": [_plain_message(one) for one in run.good],
        "faulty": _plain_faults(run.faulty),
        "present": [(one.row, one.number) for one in run.present],
        "masked": dict(run.masked),
    }


def check_roster_apart(
    rows: Sequence[Row],
    columns: Mapping[RosterField, int],
    *,
    units: Sequence[UnitName],
    today: date,
    names: Sequence[str],
) -> RosterDryRun:
    """What `check_roster` finds where nobody is known; values in its sentences are texts.

    Raises:
        FileError: the checks take too much.
    """
    question = {
        "columns": {of.value: at for of, at in columns.items()},
        "units": [(unit.key, unit.path) for unit in units],
        "today": today.isoformat(),
        "names": list(names),
    }
    found = confined(check_plain_roster, question, _plain_rows(rows), ORDINARY)
    return RosterDryRun(tuple(_person(*one) for one in found["good"]), _faults(found["faulty"]), ())


def check_plain_roster(question: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The checks of a roster's rows in values that JSON can hold; runs in the child."""
    run = check_roster(
        _rows(content),
        {RosterField(of): at for of, at in question["columns"].items()},
        units=[UnitName(key, tuple(path)) for key, path in question["units"]],
        known=(),
        today=date.fromisoformat(question["today"]),
        names=question["names"],
    )
    return {"good": [_plain_person(one) for one in run.good], "faulty": _plain_faults(run.faulty)}


def _plain_person(one: RosterPerson) -> tuple[object, ...]:
    """A person as `_person` takes one."""
    begin = one.begin and one.begin.isoformat()
    return (one.row, one.name, one.unit_key, one.post, one.rank, one.staff_number, begin)


def _person(
    row: int, name: str, unit_key: str, post: str, rank: str, staff_number: str, begin: str | None
) -> RosterPerson:
    day = None if begin is None else date.fromisoformat(begin)
    return RosterPerson(row, name, unit_key, post, rank, staff_number, day)


def _plain_rows(rows: Sequence[Row]) -> bytes:
    plain = json.dumps([(row.number, row.cells) for row in rows], ensure_ascii=False)
    return plain.encode("utf-8", "surrogatepass")


def _rows(content: bytes) -> list[Row]:
    plain = json.loads(content.decode("utf-8", "surrogatepass"))
    return [Row(number, tuple(cells)) for number, cells in plain]


def _plain_faults(faults: Sequence[RowFault]) -> list[tuple[object, ...]]:
    return [(one.row, one.column, as_plain(one.sentence)) for one in faults]


def _faults(plain: Sequence[Any]) -> tuple[RowFault, ...]:
    return tuple(RowFault(row, column, of_plain(said)) for row, column, said in plain)


def _plain_message(one: HandledMessage) -> tuple[object, ...]:
    """A message as `_message` takes it."""
    at = one.replied_at and one.replied_at.isoformat()
    texts = (one.subject, one.heard, one.done)
    notes = [as_plain(note) for note in one.notes]
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
        notes=tuple(of_plain(note) for note in notes),
    )
