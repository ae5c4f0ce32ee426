"""The copies of checkpoints beside the database: one that was put back cannot take them along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.checkpoint import SignedCheckpoint, read_checkpoint
from ledger.domain.signed_note import NoteError
from ledger.signing_key import write_durably

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "checkpoints"
_NAME = re.compile(r"\d{6,}\.txt")


def checkpoint_folder(data_dir: Path) -> Path:
    """Where an installation keeps its copies."""
    return data_dir / FOLDER


def copy_of(folder: Path, number: int) -> Path:
    """The file of a checkpoint."""
    return folder / f"{number:06d}.txt"


def write_copy(folder: Path, number: int, note: str) -> None:
    """Keep a copy, on the disk when this returns; one that is there stays."""
    path = copy_of(folder, number)
    if not path.exists():
        write_durably(path, note.encode())


def copies(folder: Path) -> list[Path]:
    """The files of all copies, oldest first."""
    found = [path for path in folder.glob("*.txt") if _NAME.fullmatch(path.name)] if folder.is_dir() else []
    return sorted(found, key=lambda path: (len(path.name), path.name))


def read_copies(folder: Path) -> Iterator[tuple[Path, SignedCheckpoint | None]]:
    """Each copy with its checkpoint; None where it holds none."""
    for path in copies(folder):
        yield path, read_copy(path)


def read_copy(path: Path) -> SignedCheckpoint | None:
    """The checkpoint of a file; None where it holds none."""
    try:
        found = read_checkpoint(path.read_bytes().decode("utf-8"))
    except (NoteError, OSError, UnicodeDecodeError):
        return None
    return found if copy_of(path.parent, found.checkpoint.number) == path else None


def newest_number(folder: Path) -> int:
    """The number of the newest copy, by the names of the files; 0 where there is none."""
    found = copies(folder)
    return int(found[-1].stem) if found else 0
