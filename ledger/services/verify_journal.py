"""Verify the journal: every posting has its hash, holds that of the one before, and none is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from ledger.domain.damage import Damage, damage
from ledger.domain.journal import LEAF, moment_text
from ledger.domain.merkle import ALGORITHMS, SIZE, Frontier
from ledger.domain.wording import N_
from ledger.store.readings_verification import journal_rows

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

BROKEN = bytes(SIZE)
"""What stands in the tree for a posting whose hash is none."""

TICK = 20_000


@dataclass
class JournalCheck:
    """The journal as it was found."""

    size: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    """The roots at the sizes that were asked for."""
    damages: list[Damage] = field(default_factory=list)


def check_journal(
    uow: UnitOfWork, wanted: Collection[int], tick: Callable[[int], None] = lambda _: None
) -> JournalCheck:
    """Go through the whole journal; `tick` is told how many postings were read."""
    found, tree, expected, previous, last_at = JournalCheck(), None, 1, "", ""
    for row, at, kept in _read(journal_rows(uow.session)):
        seq, algorithm = row[11], row[2]
        if seq != expected:
            found.damages.append(damage("journal", seq, GAP, seq=expected))
        if hash_of_row(row, at) != kept:
            found.damages.append(damage("journal", seq, CHANGED))
        if row[8] != previous:
            found.damages.append(damage("journal", seq, UNLINKED))
        if at[:-1] < last_at:
            found.damages.append(damage("journal", seq, CLOCK))
        expected, previous, last_at = _after(seq, expected), kept, at[:-1]
        if tree is None:
            tree = Frontier(algorithm if algorithm in ALGORITHMS else "sha256")
        tree.add(raw_hash(kept))
        if tree.size in wanted:
            found.roots[tree.size] = tree.root()
        if not tree.size % TICK:
            tick(tree.size)
    found.size = 0 if tree is None else tree.size
    return found


GAP = N_("序号应为 %(seq)s：中间有记账被删去或插入")
CHANGED = N_("内容与散列不符：被改过")
UNLINKED = N_("与上一笔不相连")
CLOCK = N_("时间早于上一笔")


def _read(rows: Iterator[Sequence[Any]]) -> Iterator[tuple[Sequence[Any], str, str]]:
    """Each row with its moment as it was hashed, and its hash."""
    for row in rows:
        at = row[3]
        yield row, at_text(at), row[14]


def at_text(at: object) -> str:
    """A moment as it was hashed, from what the driver gives: SQLite text, PostgreSQL a moment."""
    if isinstance(at, str):
        return at.replace(" ", "T", 1).removesuffix(".000000") + "Z"
    return moment_text(at) if isinstance(at, datetime) else str(at)


def hash_of_row(row: Sequence[Any], at: str) -> str:
    """The hash that a row must have; "" where its values can't be a posting's.

    The leaf is put together from the row: the body is kept as the canonical JSON that was hashed, so that it
    need not be read and written again, which would take most of the time.
    """
    (
        account,
        act,
        algorithm,
        _,
        body,
        object_id,
        kind,
        person,
        previous,
        reason,
        reverses,
        seq,
        version,
        year,
        _,
    ) = row
    if algorithm not in ALGORITHMS:
        return ""
    try:
        leaf = (
            f'{{"account_id":{number(account)},"act":{encode_basestring(act)},"algorithm":"{algorithm}","at":"{at}"'
            f',"body":{body},"object_id":{object_id:d},"object_kind":{encode_basestring(kind)}'
            f',"person_id":{number(person)},"previous":{encode_basestring(previous)}'
            f',"reason":{encode_basestring(reason)},"reverses":{number(reverses)},"seq":{seq:d}'
            f',"version":{version:d},"year":{number(year)}}}'
        ).encode()
    except (TypeError, ValueError):
        return ""
    if algorithm == "sha256":
        return "sha256:" + hashlib.sha256(LEAF + leaf).hexdigest()
    return f"{algorithm}:{ALGORITHMS[algorithm](LEAF + leaf).hexdigest()}"


def number(value: object) -> str:
    """A whole number or nothing, as JSON writes it."""
    return "null" if value is None else format(value, "d")


def raw_hash(kept: object) -> bytes:
    """The bytes of a hash with its algorithm before it; zeros where it is none."""
    try:
        raw = bytes.fromhex(str(kept).partition(":")[2])
    except ValueError:
        return BROKEN
    return raw if len(raw) == SIZE else BROKEN


def _after(seq: object, expected: int) -> int:
    return (seq if isinstance(seq, int) else expected) + 1
