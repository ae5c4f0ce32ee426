"""Verify the books: everything that can be checked, damage by damage, without changing anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.checkpoint import SignedCheckpoint
from ledger.domain.damage import Damage, damage
from ledger.domain.journal import moment_text
from ledger.domain.wording import N_, Sentence, as_plain, of_plain
from ledger.services.verify_checkpoints import (
    Points,
    check_roots,
    check_seals_figure,
    check_witness,
    read_points,
)
from ledger.services.verify_journal import JournalCheck, check_journal
from ledger.services.verify_postings import check_postings
from ledger.services.verify_sealed import check_sealed_years
from ledger.services.verify_tables import (
    check_guards,
    check_kept,
    check_seals,
    check_tables,
    check_written,
    seals_of,
)
from ledger.signing_key import read_public_keys, write_durably
from ledger.store.readings_verification import READING_FAULTS, integrity_faults

if TYPE_CHECKING:
    from ledger.services.make_checkpoint import Seal
    from ledger.store.unit_of_work import UnitOfWork

RECORD = "verified.json"
SHOWN = 100
"""How many damages the record of a verification holds in words."""

INTEGRITY = N_("数据库文件损坏：%(fault)s")
CUT_OFF = N_("读到一半出错，没能查完：%(fault)s")

Tick = Callable[[int], None]


@dataclass
class Verification:
    """What was found, and what it was found on."""

    at: datetime
    size: int = 0
    """Postings that were read."""
    checkpoints: int = 0
    newest: SignedCheckpoint | None = None
    tables_compared: bool = False
    witnessed: int = 0
    damages: list[Damage] = field(default_factory=list)


def verify_ledger(
    reader: UnitOfWork,
    seal: Seal,
    *,
    on: date,
    now: datetime,
    witness: Sequence[SignedCheckpoint] = (),
    tick: Tick = lambda _: None,
) -> Verification:
    """Check the whole ledger; `reader` sees one moment throughout and can't write."""
    found = Verification(now, witnessed=len(witness))
    found.damages += damages_of(reader, seal, found, on=on, now=now, witness=witness, tick=tick)
    return found


def damages_of(
    reader: UnitOfWork,
    seal: Seal,
    found: Verification,
    *,
    on: date,
    now: datetime,
    witness: Sequence[SignedCheckpoint] = (),
    tick: Tick = lambda _: None,
) -> Generator[Damage]:
    """The damages one after another, each looked for only when it is asked for; `found` is filled meanwhile.

    Whoever wants to know only whether there is any asks for the first.
    """
    keys = read_public_keys(seal.key_file)
    with reader:
        yield from _all(damage("database", None, INTEGRITY, fault=fault) for fault in _integrity(reader))
        yield from _all(check_guards(reader))
        yield from _all(check_written(reader))
        points = yield from _points(reader, seal)
        journal = JournalCheck()
        yield from _all(_journal(reader, points, witness, tick, journal))
        found.size, found.checkpoints, found.newest = journal.size, len(points.kept), points.newest
        yield from points.damages
        yield from _all(check_roots(points, journal))
        yield from _all(check_witness(witness, points, keys, journal))
        yield from _all(check_postings(reader))
        yield from _all(_seals(reader, points))
        yield from _all(check_sealed_years(reader))
        yield from _all(_tables(reader, found))
    yield from _all(check_kept(reader, on=on, now=now))


def _all(damages: Iterable[Damage]) -> Iterator[Damage]:
    """The damages of one part; where the database itself fails, that is the last of them."""
    try:
        yield from damages
    except READING_FAULTS as error:
        fault = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
        yield damage("database", None, CUT_OFF, fault=fault[0])


def _integrity(reader: UnitOfWork) -> Iterator[str]:
    yield from integrity_faults(reader.session)


def _points(reader: UnitOfWork, seal: Seal) -> Generator[Damage, None, Points]:
    try:
        rows = reader.checkpoints.all()
    except READING_FAULTS as error:
        yield damage("checkpoint", None, CUT_OFF, fault=str(error).splitlines()[0])
        rows = []
    return read_points(rows, seal.folder, read_public_keys(seal.key_file))


def _journal(
    reader: UnitOfWork, points: Points, witness: Sequence[SignedCheckpoint], tick: Tick, journal: JournalCheck
) -> Iterator[Damage]:
    wanted = points.sizes() | {one.checkpoint.size for one in witness}
    found = check_journal(reader, wanted, tick)
    journal.size, journal.roots = found.size, found.roots
    yield from found.damages


def _seals(reader: UnitOfWork, points: Points) -> Iterator[Damage]:
    seals = seals_of(reader)
    yield from check_seals(seals)
    yield from check_seals_figure(points, seals)


def _tables(reader: UnitOfWork, found: Verification) -> Iterator[Damage]:
    found.tables_compared, damages = check_tables(reader, reader.checkpoints.last_with_tables())
    yield from damages


@dataclass(frozen=True)
class VerificationRecord:
    """What is kept of the last verification, for the health page and for 账册核验."""

    at: str
    size: int
    checkpoint: int
    """The number of the newest checkpoint that it was held against; 0 for none."""
    damaged: int
    lines: tuple[Sentence, ...]
    """The first of them."""
    tables_compared: bool = False
    witnessed: int = 0


def record_verification(folder: Path, found: Verification) -> VerificationRecord:
    """Keep when the books were verified and what came of it, beside the database and not in it."""
    told = [as_plain(one.sentence()) for one in found.damages[:SHOWN]]
    record = VerificationRecord(
        at=moment_text(found.at),
        size=found.size,
        checkpoint=0 if found.newest is None else found.newest.checkpoint.number,
        damaged=len(found.damages),
        lines=tuple(map(of_plain, told)),
        tables_compared=found.tables_compared,
        witnessed=found.witnessed,
    )
    kept = asdict(record) | {"lines": told}
    write_durably(folder / RECORD, json.dumps(kept, ensure_ascii=False, indent=1).encode())
    return record


def last_verification(folder: Path) -> VerificationRecord | None:
    """What the last verification came to; None where there was none, or its record can't be read."""
    try:
        found = json.loads((folder / RECORD).read_text("utf-8"))
        return VerificationRecord(**{**found, "lines": tuple(map(of_plain, found["lines"]))})
    except (OSError, ValueError, TypeError, KeyError):
        return None
