"""Make a checkpoint: the root over the journal, signed, kept in the database and as a copy beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from ledger.domain.errors import ConflictError, LedgerError
from ledger.domain.journal import hash_of
from ledger.domain.merkle import ALGORITHMS, Frontier
from ledger.domain.signed_note import NoteError, SignedNote
from ledger.domain.wording import N_
from ledger.services.checkpoint_files import copies, copy_of, newest_number, read_copy, write_copy
from ledger.services.verify_journal import raw_hash
from ledger.signing_key import SigningKey, read_public_keys, read_signing_key, signed_by
from ledger.store.readings_verification import trail_head
from ledger.store.table_text import digests_text, seal_lines, seals_figure, table_digests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.store.checkpoints import KeptCheckpoint
    from ledger.store.unit_of_work import UnitOfWork

PART = 5000
"""How many postings are read at once: on SQLite nobody else writes meanwhile."""


class BrokenBooksError(LedgerError):
    """The journal is not what it was: nothing is signed over it."""

    text = N_("第 %(seq)s 笔记账与散列不符，没有签署检查点。请运行 taizhang verify 查明。")


class OlderBooksError(LedgerError):
    """A copy is newer than the database knows: an old database was put back."""

    text = N_(
        "检查点文件已到第 %(file)s 号，数据库里只到第 %(table)s 号：数据库可能是从旧备份恢复的。"
        "没有签署。先运行 taizhang verify；确属恢复的，用 taizhang checkpoint make --after-restore 接上。"
    )


class UnsignedCheckpointError(LedgerError):
    """The last checkpoint is not one of ours: nothing is built on it."""

    text = N_("第 %(number)s 号检查点的签名或内容不对，没有签署新的。请运行 taizhang verify 查明。")


class CheckpointRaceError(ConflictError):
    """Somebody else made one at the same time."""

    text = N_("没有签署：别处同时签署了检查点。看过 taizhang checkpoint list，仍要签的再运行一次。")


@dataclass(frozen=True)
class Seal:
    """With what checkpoints are made: the key's file and the folder of the copies."""

    key_file: Path
    folder: Path


@dataclass(frozen=True)
class Tables:
    """The digests of the tables, taken in one reading, and how far the trail was."""

    trail: int
    text: str
    digest: str


def read_tables(reader: UnitOfWork) -> Tables:
    """The digests of the tables now; `reader` sees one moment throughout."""
    with reader:
        trail = trail_head(reader.session)
        return Tables(trail, *digests_text(table_digests(reader.session)))


def make_checkpoint(
    uow: UnitOfWork,
    seal: Seal,
    *,
    now: datetime,
    tables: Tables | None = None,
    force: bool = False,
    after_restore: bool = False,
    also: Sequence[SigningKey] = (),
) -> SignedCheckpoint | None:
    """Sign what the journal is now; None where nothing is new and `force` does not ask for one all the same.

    With digests of `tables` these are covered as well. `after_restore` takes up after an old database was put
    back: the newest copy is named as superseded. Keys in `also` sign beside the present one.

    Raises:
        BrokenBooksError: a posting is not what its hash says.
        OlderBooksError: the database is older than the copies.
        UnsignedCheckpointError: the last checkpoint is not one of ours.
        CheckpointRaceError: somebody else made one meanwhile.
        NoSigningKeyError: there is no key.
    """
    key = read_signing_key(seal.key_file)
    last, tree, superseded = _begin(uow, seal, after_restore=after_restore)
    _grow(uow, tree, "" if last is None else _previous_hash(uow, last.size))
    with uow:
        uow.checkpoints.lock()
        if uow.checkpoints.last() != last:
            raise CheckpointRaceError
        figure = seals_figure(seal_lines(uow.session))
        known = (0, "") if last is None else _seals_of(last)
        if not (force or superseded) and last is not None and (last.size, known) == (tree.size, figure):
            return None
        found = _sign(_next(key, last, superseded, tree, figure, tables, now), [key, *also])
        uow.checkpoints.add(found, tree, "" if tables is None else tables.text)
        uow.commit()
    write_copy(seal.folder, found.checkpoint.number, found.note.whole())
    return found


def _begin(
    uow: UnitOfWork, seal: Seal, *, after_restore: bool
) -> tuple[KeptCheckpoint | None, Frontier, SignedCheckpoint | None]:
    """The last checkpoint, the tree as it was then, and the newest copy where it is to be superseded."""
    with uow:
        last = uow.checkpoints.last()
        head = uow.journal.get(1)
    newest, number = newest_number(seal.folder), 0 if last is None else last.number
    superseded = None
    if newest > number:
        if not after_restore:
            raise OlderBooksError(file=newest, table=number)
        superseded = read_copy(copies(seal.folder)[-1])
        if superseded is None:
            raise OlderBooksError(file=newest, table=number)
    algorithm = head.algorithm if head is not None and head.algorithm in ALGORITHMS else "sha256"
    if last is None:
        return None, Frontier(algorithm), superseded
    return last, trusted_tree(last, seal), superseded


def trusted_tree(last: KeptCheckpoint, seal: Seal) -> Frontier:
    """The tree of a checkpoint that one of our keys signed; its copy is written if it was not.

    Raises:
        UnsignedCheckpointError: it is none.
    """
    try:
        signed = read_checkpoint(last.note)
        tree = last.grown(signed.checkpoint.algorithm)
    except (NoteError, ValueError) as error:
        raise UnsignedCheckpointError(number=last.number) from error
    said = (signed.checkpoint.number, signed.checkpoint.size, signed.checkpoint.root)
    if said != (last.number, last.size, tree.root()) or not signed_by(
        signed.note, read_public_keys(seal.key_file)
    ):
        raise UnsignedCheckpointError(number=last.number)
    if not copy_of(seal.folder, last.number).exists():
        write_copy(seal.folder, last.number, last.note)
    return tree


def _previous_hash(uow: UnitOfWork, size: int) -> str:
    """The hash of the last posting that a checkpoint covers."""
    with uow:
        posting = uow.journal.get(size)
        return "" if posting is None else posting.hash


def _grow(uow: UnitOfWork, tree: Frontier, previous: str) -> None:
    """Add the postings behind the tree, each checked, a part at a time.

    Raises:
        BrokenBooksError: one is not what its hash says.
    """
    while True:
        begin = tree.size
        with uow:
            for posting in uow.journal.stream(after=tree.size):
                if (posting.seq, posting.previous, posting.hash) != (
                    tree.size + 1,
                    previous,
                    hash_of(posting),
                ):
                    raise BrokenBooksError(seq=posting.seq)
                tree.add(raw_hash(posting.hash))
                previous = posting.hash
                if tree.size - begin == PART:
                    break
        if tree.size - begin < PART:
            return


def _seals_of(last: KeptCheckpoint) -> tuple[int, str]:
    found = read_checkpoint(last.note).checkpoint
    return found.seals, found.seals_digest


def _next(
    key: SigningKey,
    last: KeptCheckpoint | None,
    superseded: SignedCheckpoint | None,
    tree: Frontier,
    figure: tuple[int, str],
    tables: Tables | None,
    now: datetime,
) -> Checkpoint:
    before = None if last is None else read_checkpoint(last.note).checkpoint
    newest = max(
        0 if before is None else before.number, 0 if superseded is None else superseded.checkpoint.number
    )
    return Checkpoint(
        origin=key.name,
        number=newest + 1,
        size=tree.size,
        root=tree.root(),
        algorithm=tree.algorithm,
        made_at=now.astimezone(UTC).replace(microsecond=0),
        previous="" if before is None else before.digest(),
        seals=figure[0],
        seals_digest=figure[1],
        trail=0 if tables is None else tables.trail,
        state_digest="" if tables is None else tables.digest,
        supersedes="" if superseded is None else superseded.checkpoint.digest(),
    )


def _sign(found: Checkpoint, keys: Sequence[SigningKey]) -> SignedCheckpoint:
    text = found.text()
    return SignedCheckpoint(found, SignedNote(text, tuple(key.signature(text) for key in keys)))
