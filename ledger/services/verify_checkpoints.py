"""Verify checkpoints: each signed by a key of ours, linked to the one before, and true of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint, read_checkpoints
from ledger.domain.damage import Damage, damage
from ledger.domain.errors import LedgerError
from ledger.domain.signed_note import NoteError, PublicKey
from ledger.domain.wording import N_
from ledger.services.checkpoint_files import read_copies
from ledger.signing_key import signed_by
from ledger.store.checkpoints import frontier_text
from ledger.store.table_text import seals_figure, text_digest

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from ledger.services.verify_journal import JournalCheck
    from ledger.store.checkpoints import KeptCheckpoint

UNREADABLE = N_("不是检查点：内容被改过")
UNLIKE = N_("各列与签名的内容不符")
UNSIGNED = N_("没有一个已知密钥的有效签名")
UNLINKED = N_("与上一个检查点不相连：中间有检查点被删去或插入")
SHRUNK = N_("当时有 %(then)s 笔记账，现在只有 %(now)s 笔：有记账被删去，或数据库是从旧备份恢复的")
REWRITTEN = N_("与当时的根不符：此前的记账被改写")
OTHER_SEALS = N_("封存的年度与当时不符")
NOT_KEPT = N_("数据库里没有这个检查点：检查点被删去，或数据库是从旧备份恢复的")
NOT_COPY = N_("检查点文件与数据库里的不同")
FOREIGN = N_("来自另一套台账：%(origin)s")

FILE = "checkpoints/"
WITNESS = "witness"


class WitnessError(LedgerError):
    """A file was given as witness that holds no checkpoint."""

    text = N_("%(file)s 里不是检查点，不能作为见证。请用 taizhang checkpoint export 写出的文件。")


@dataclass(frozen=True)
class Points:
    """The checkpoints of the table and of the folder, as far as they can be read."""

    kept: tuple[SignedCheckpoint, ...]
    copied: tuple[SignedCheckpoint, ...]
    superseded: frozenset[str]
    """Digests of copies that a later checkpoint has named as lost with a restored database."""
    damages: tuple[Damage, ...]

    def sizes(self) -> set[int]:
        """The sizes at which the journal's root has to be known."""
        return {one.checkpoint.size for one in (*self.kept, *self.copied)}

    @property
    def newest(self) -> SignedCheckpoint | None:
        """The newest of table and folder."""
        return max((*self.kept, *self.copied), key=lambda one: one.checkpoint.number, default=None)


def read_points(rows: Sequence[KeptCheckpoint], folder: Path, keys: Iterable[PublicKey]) -> Points:
    """The checkpoints, with whatever is wrong with them before the journal is looked at."""
    found, known = list[Damage](), tuple(keys)
    kept = tuple(_read_rows(rows, known, found))
    by_number = {row.number: row.note for row in rows}
    copied = []
    for path, one in read_copies(folder):
        if one is None:
            found.append(damage(FILE + path.name, None, UNREADABLE))
            continue
        copied.append(one)
        if not signed_by(one.note, known):
            found.append(damage(FILE + path.name, None, UNSIGNED))
    lost = _superseded(kept, copied)
    for one in copied:
        place = f"{FILE}{one.checkpoint.number:06d}.txt"
        if one.checkpoint.digest() in lost:
            continue
        if one.checkpoint.number not in by_number:
            found.append(damage(place, None, NOT_KEPT))
        elif by_number[one.checkpoint.number] != one.note.whole():
            found.append(damage(place, None, NOT_COPY))
    return Points(kept, tuple(copied), lost, tuple(found))


def _read_rows(
    rows: Sequence[KeptCheckpoint], keys: Sequence[PublicKey], found: list[Damage]
) -> Iterator[SignedCheckpoint]:
    before, number = "", 0
    for row in rows:
        try:
            one = read_checkpoint(row.note)
        except NoteError:
            found.append(damage("checkpoint", row.number, UNREADABLE))
            before, number = "", row.number
            continue
        said = one.checkpoint
        if not _columns_say(row, one):
            found.append(damage("checkpoint", row.number, UNLIKE))
        if not signed_by(one.note, keys):
            found.append(damage("checkpoint", row.number, UNSIGNED))
        wanted = max(said.number, number + 1) if said.supersedes else number + 1
        if (said.previous, said.number) != (before, wanted):
            found.append(damage("checkpoint", row.number, UNLINKED))
        before, number = said.digest(), said.number
        yield one


def _columns_say(row: KeptCheckpoint, one: SignedCheckpoint) -> bool:
    """Whether the columns beside the note say what it says."""
    said = one.checkpoint
    try:
        tree = row.grown(said.algorithm)
    except (ValueError, TypeError, AttributeError):  # SQLite may hold no number as the size, no text as nodes
        return False
    columns = (row.number, row.size, row.root, row.made_at, row.previous, tree.root())
    return (
        columns
        == (
            said.number,
            said.size,
            f"{said.algorithm}:{said.root.hex()}",
            said.made_at,
            said.previous,
            said.root,
        )
        and row.key_id == one.note.signatures[0].key_id
        and row.frontier == frontier_text(tree)
        and (text_digest(row.tables) if row.tables else "") == said.state_digest
    )


def _superseded(kept: Sequence[SignedCheckpoint], copied: Sequence[SignedCheckpoint]) -> frozenset[str]:
    """The copies from the one that a checkpoint supersedes back to where both histories part."""
    before = {one.checkpoint.digest(): one.checkpoint.previous for one in copied}
    standing = {one.checkpoint.digest() for one in kept}
    lost = set()
    for one in kept:
        digest = one.checkpoint.supersedes
        while digest and digest not in standing and digest not in lost:
            lost.add(digest)
            digest = before.get(digest, "")
    return frozenset(lost)


def check_roots(points: Points, journal: JournalCheck) -> Iterator[Damage]:
    """Whether the journal begins with what each checkpoint of table and folder saw."""
    seen = set[str]()
    for one in (*points.kept, *points.copied):
        digest = one.checkpoint.digest()
        if digest in seen or digest in points.superseded:
            continue
        seen.add(digest)
        yield from _against("checkpoint", one.checkpoint, journal)


def _against(table: str, one: Checkpoint, journal: JournalCheck) -> Iterator[Damage]:
    if one.size > journal.size:
        yield damage(table, one.number, SHRUNK, then=one.size, now=journal.size)
    elif one.size and journal.roots.get(one.size) != one.root:
        yield damage(table, one.number, REWRITTEN)


def check_witness(
    seen: Sequence[SignedCheckpoint], points: Points, keys: Sequence[PublicKey], journal: JournalCheck
) -> Iterator[Damage]:
    """Whether the books are those that a witness saw, even if every key and every copy was replaced."""
    newest = points.newest
    for one in seen:
        if newest is not None and one.checkpoint.origin != newest.checkpoint.origin:
            yield damage(WITNESS, one.checkpoint.number, FOREIGN, origin=one.checkpoint.origin)
        elif not signed_by(one.note, keys):
            yield damage(WITNESS, one.checkpoint.number, UNSIGNED)
        yield from _against(WITNESS, one.checkpoint, journal)


def read_witness(path: Path) -> list[SignedCheckpoint]:
    """The checkpoints that a witness kept.

    Raises:
        WitnessError: there is none in the file.
    """
    try:
        return read_checkpoints(path.read_bytes().decode("utf-8"))
    except (NoteError, UnicodeDecodeError) as error:
        raise WitnessError(file=path.name) from error


def check_seals_figure(points: Points, seals: Sequence[Mapping[str, Any]]) -> Iterator[Damage]:
    """Whether the seals begin with those that each checkpoint saw."""
    for one in points.kept:
        said = one.checkpoint
        if seals_figure([dict(seal) for seal in seals[: said.seals]]) != (said.seals, said.seals_digest):
            yield damage("checkpoint", said.number, OTHER_SEALS)
