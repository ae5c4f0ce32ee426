"""The dry run of an import of handled messages: what is good, faulty or already there; nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.entry import EntryDraft
from ledger.domain.errors import InvalidError
from ledger.domain.masking import Masked
from ledger.domain.messages import (
    FIELD_NAMES,
    DryRun,
    HandledMessage,
    MessageField,
    missing_fields,
    read_number,
    recognise,
)
from ledger.domain.people import Posting, posting_on
from ledger.domain.tables import Row, cell
from ledger.domain.vocabulary import Channel
from ledger.domain.wording import N_, Sentence
from ledger.files.whole_table import read_whole_table
from ledger.services.check_rows_apart import check_rows_apart
from ledger.services.period_guard import Span, refusals

if TYPE_CHECKING:
    from ledger.domain.period import ClosedPeriodError
    from ledger.domain.tables import RowFault
    from ledger.store.unit_of_work import UnitOfWork

PLATFORM, MODE = "liuyanban", "reply"
LEAST_MINUTES, MOST_MINUTES = 1, 240
_FIELD_OF_DRAFT = {"begins_on": MessageField.REPLY_TIME, "reference": MessageField.NUMBER}


@dataclass(frozen=True)
class MessageTable:
    """A file of messages as it was read: the columns' names and all rows below them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class FaultyCell:
    """A cell that keeps its row from being imported, with what stands in it."""

    row: int
    column: str
    value: str
    sentence: Sentence


@dataclass(frozen=True)
class MessageCheck:
    """What an import would do.

    `here` counts the rows that this cadre has already, `elsewhere` those registered under others; `digest`
    names the good rows with the choices made, so that what is imported is what was shown.
    """

    table: MessageTable
    chosen: Mapping[MessageField, int]
    minutes: int
    missing: tuple[MessageField, ...] = ()
    good: tuple[HandledMessage, ...] = ()
    faulty: tuple[FaultyCell, ...] = ()
    here: int = 0
    elsewhere: int = 0
    masked: Mapping[Masked, int] | None = None
    digest: str = ""

    @property
    def faulty_rows(self) -> int:
        """How many rows have at least one fault."""
        return len({fault.row for fault in self.faulty})


def read_messages(name: str, content: bytes) -> MessageTable:
    """The table in a file of messages.

    Raises:
        FileError: when the file is none that can be read.
    """
    return MessageTable(*read_whole_table(name, content))


def check_minutes(minutes: int) -> None:
    """Pass only a plausible time per reply.

    Raises:
        InvalidError: otherwise.
    """
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        text = N_("每条答复用时请写 %(least)s 到 %(most)s 分钟之间的整数。")
        values = {"least": LEAST_MINUTES, "most": MOST_MINUTES}
        raise InvalidError({"minutes": Sentence(text, values)})


def check_messages(
    uow: UnitOfWork,
    table: MessageTable,
    person_id: int,
    minutes: int,
    *,
    columns: Mapping[MessageField, int] | None = None,
    on: date,
) -> MessageCheck:
    """The dry run for a cadre; columns are recognised unless given.

    Reading and masking thousands of texts takes a second or two, so no transaction is open meanwhile.

    Raises:
        InvalidError: when the minutes are not plausible.
        FileError: when the checks take too much.
    """
    check_minutes(minutes)
    chosen = recognise(table.columns) if columns is None else columns
    missing = missing_fields(chosen)
    if missing:
        return MessageCheck(table, chosen, minutes, missing)
    numbers = [read_number(cell(row, chosen, MessageField.NUMBER)) for row in table.rows]
    with uow:
        known = uow.entries.known_sources(source_key(number) for number in numbers if number)
        postings = uow.people.postings_of(person_id)
    run = check_rows_apart(
        table.rows,
        chosen,
        minutes_per_reply=minutes,
        known={key.removeprefix(f"{PLATFORM}:") for key in known},
        today=on,
        names=table.columns,
    )
    with uow:
        spans = [Span(person_id, message.on, message.on) for message in run.good]
        shut = {span.begins_on: why for span, why in refusals(uow, None, spans, on=on).items()}
    own = {key for key, person in known.items() if person == person_id}
    good, refused = _that_can_stand(run.good, postings, table, chosen, on, shut)
    return _sorted_out(run, MessageCheck(table, chosen, minutes, good=good, faulty=refused), own, person_id)


def _sorted_out(
    run: DryRun,
    stands: MessageCheck,
    own: set[str],
    person_id: int,
) -> MessageCheck:
    """What the ledger takes, with the faults of the pure checks; `own` are this cadre's sources."""
    faulty = (*_with_values(run.faulty, stands.table), *stands.faulty)
    here = sum(source_key(message.number) in own for message in run.present)
    return replace(
        stands,
        faulty=tuple(sorted(faulty, key=lambda fault: fault.row)),
        here=here,
        elsewhere=len(run.present) - here,
        masked=run.masked,
        digest=_digest(person_id, stands.good),
    )


def source_key(number: str) -> str:
    """The key under which a message of this number is in the ledger, once."""
    return f"{PLATFORM}:{number}"


def draft_of(message: HandledMessage) -> EntryDraft:
    """The entry that a handled message becomes: no start, so that it overlaps nothing."""
    heard = f"{message.subject}\n{message.heard}" if message.heard else message.subject
    return EntryDraft(
        channel=Channel.ONLINE,
        begins_on=message.on,
        ends_on=message.on,
        mode=MODE,
        minutes=message.minutes,
        platform=PLATFORM,
        reference=message.number,
        heard=heard,
        done=message.done,
    )


def _that_can_stand(
    messages: Sequence[HandledMessage],
    postings: tuple[Posting, ...],
    table: MessageTable,
    chosen: Mapping[MessageField, int],
    on: date,
    shut: Mapping[date, ClosedPeriodError],
) -> tuple[tuple[HandledMessage, ...], tuple[FaultyCell, ...]]:
    """The messages whose entries the ledger takes, and the faults of the others.

    An entry outside every appointment has no unit that could review it and never counts. `shut` are the
    days of locked months and closed years.
    """
    rows = {row.number: row for row in table.rows}
    good: list[HandledMessage] = []
    faults: list[FaultyCell] = []
    for message in messages:
        found: dict[str, Sentence] = {}
        if posting_on(postings, message.on) is None:
            found["begins_on"] = Sentence(
                N_("这位干部 %(on)s 没有任职记录，请先补全任职。"), {"on": message.on}
            )
        elif message.on in shut:
            found["begins_on"] = shut[message.on].sentence
        try:
            draft_of(message).checked(on=on)
        except InvalidError as error:
            found = {**error.faults, **found}
        if not found:
            good.append(message)
        for name, sentence in found.items():
            of = _FIELD_OF_DRAFT.get(name, MessageField.REPLY)
            value = cell(rows[message.row], chosen, of)[:60]
            faults.append(FaultyCell(message.row, _column(table, chosen, of), value, sentence))
    return tuple(good), tuple(faults)


def _with_values(faults: Sequence[RowFault], table: MessageTable) -> list[FaultyCell]:
    """The faults of the rows, each with what stands in its cell."""
    rows = {row.number: row for row in table.rows}
    places = {name: at for at, name in enumerate(table.columns)}
    found: list[FaultyCell] = []
    for fault in faults:
        cells, at = rows[fault.row].cells, places.get(fault.column, -1)
        value = cells[at].strip()[:60] if 0 <= at < len(cells) else ""
        found.append(FaultyCell(fault.row, fault.column, value, fault.sentence))
    return found


def _column(table: MessageTable, chosen: Mapping[MessageField, int], of: MessageField) -> str:
    at = chosen.get(of, -1)
    return table.columns[at] if 0 <= at < len(table.columns) else FIELD_NAMES[of]


def _digest(person_id: int, good: Sequence[HandledMessage]) -> str:
    said = repr((person_id, [vars(replace(message, notes=())) for message in good]))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
