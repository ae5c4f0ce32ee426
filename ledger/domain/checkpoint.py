"""Checkpoints: what the books were at a moment, as a text that is signed and handed to witnesses.

The first three lines are those of a checkpoint of a transparency log (C2SP tlog-checkpoint): origin, size
of the journal, its Merkle root. The lines after them are ours, each a word and what it says.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.domain.merkle import ALGORITHMS, SIZE
from ledger.domain.signed_note import NoteError, SignedNote, read_note

NONE = "-"
BETWEEN = "----\n"
"""The line between checkpoints where a file holds several."""

SHOWN_DIGITS = 16
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sm3:[0-9a-f]{64}|-")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_WORDS = ("number", "time", "algorithm", "previous", "seals", "state", "supersedes")


@dataclass(frozen=True)
class Checkpoint:
    """The state of the books that a signature vouches for."""

    origin: str
    """The installation, under whose name the key signs."""
    number: int
    """Counts the checkpoints from 1."""
    size: int
    """How many postings the journal had."""
    root: bytes
    """Over their hashes, as RFC 9162 says."""
    algorithm: str
    made_at: datetime
    previous: str
    """The digest of the checkpoint before, "" for the first."""
    seals: int = 0
    """How many seals of closed years there were …"""
    seals_digest: str = ""
    """… and the digest of all of them, in order."""
    trail: int = 0
    """The last record of the trail that the state below knows of …"""
    state_digest: str = ""
    """… and the digest of all tables then; "" where the checkpoint does not cover them."""
    supersedes: str = ""
    """The digest of the newest checkpoint that a restored backup knew nothing of."""

    @property
    def shown_root(self) -> str:
        """As much of the root as is printed on papers."""
        return self.root.hex()[:SHOWN_DIGITS]

    def text(self) -> str:
        """What is signed."""
        lines = [
            self.origin,
            str(self.size),
            base64.b64encode(self.root).decode(),
            f"number {self.number}",
            f"time {self.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            f"algorithm {self.algorithm}",
            f"previous {self.previous or NONE}",
            f"seals {self.seals} {self.seals_digest or NONE}",
        ]
        if self.state_digest:
            lines.append(f"state {self.trail} {self.state_digest}")
        if self.supersedes:
            lines.append(f"supersedes {self.supersedes}")
        return "\n".join(lines) + "\n"

    def digest(self) -> str:
        """By what the next checkpoint names this one."""
        return "sha256:" + hashlib.sha256(self.text().encode()).hexdigest()


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint and the note that it was read from."""

    checkpoint: Checkpoint
    note: SignedNote


def read_checkpoint(whole: str) -> SignedCheckpoint:
    """The checkpoint that a signed note holds; the signatures are for others to check.

    Raises:
        NoteError: it is none, or not written in the one way in which it can be.
    """
    note = read_note(whole)
    lines = note.text.split("\n")
    if len(lines) < 4:
        raise NoteError("not a checkpoint")
    said = _said(lines[3:-1])
    seals, state = said["seals"].split(" "), said.get("state", f"0 {NONE}").split(" ")
    if len(seals) != 2 or len(state) != 2 or said["algorithm"] not in ALGORITHMS:
        raise NoteError("not a checkpoint")
    found = Checkpoint(
        origin=lines[0],
        size=_number(lines[1]),
        root=_root(lines[2]),
        number=_number(said["number"]),
        made_at=_moment(said["time"]),
        algorithm=said["algorithm"],
        previous=_digest(said["previous"]),
        seals=_number(seals[0]),
        seals_digest=_digest(seals[1]),
        trail=_number(state[0]),
        state_digest=_digest(state[1]),
        supersedes=_digest(said.get("supersedes", NONE)),
    )
    if found.text() != note.text:
        raise NoteError("not a checkpoint")
    return SignedCheckpoint(found, note)


def read_checkpoints(written: str) -> list[SignedCheckpoint]:
    """The checkpoints of a file that holds one or several.

    Raises:
        NoteError: one of them is none.
    """
    return [read_checkpoint(whole) for whole in written.replace("\r\n", "\n").split(BETWEEN)]


def _said(lines: list[str]) -> dict[str, str]:
    """What the lines after the root say, by their first word."""
    said = dict(line.partition(" ")[::2] for line in lines)
    if not said.keys() <= set(_WORDS) or not said.keys() >= set(_WORDS[:5]) or len(said) != len(lines):
        raise NoteError("not a checkpoint")
    return said


def _number(written: str) -> int:
    if not _NUMBER.fullmatch(written):
        raise NoteError("not a number")
    return int(written)


def _digest(written: str) -> str:
    if not _DIGEST.fullmatch(written):
        raise NoteError("not a digest")
    return "" if written == NONE else written


def _root(written: str) -> bytes:
    try:
        root = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not a root") from error
    if len(root) != SIZE:
        raise NoteError("not a root")
    return root


def _moment(written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise NoteError("not a moment") from error
