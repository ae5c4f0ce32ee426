"""Signed notes (C2SP signed-note): a text, an empty line, and lines of signatures that each name their key.

Public keys are written as `name+id+base64(0x01 || key)`, so that the usual tools for logs read both.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

DASH = "\u2014"
ED25519 = b"\x01"
ID_BYTES = 4
KEY_BYTES = 32
SIGNATURE_BYTES = 64


class NoteError(ValueError):
    """A text is no signed note, or a line is no public key."""


@dataclass(frozen=True)
class PublicKey:
    """A key that checks signatures, and the name it signs under."""

    name: str
    key: bytes

    @property
    def id(self) -> str:
        """The short name of the key in signatures: eight hexadecimal digits."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:ID_BYTES].hex()

    def line(self) -> str:
        """The key as one line of text."""
        return f"{self.name}+{self.id}+{base64.b64encode(ED25519 + self.key).decode()}"


@dataclass(frozen=True)
class NoteSignature:
    """A signature under a text, the name and the id of the key that made it."""

    name: str
    key_id: str
    signature: bytes

    def line(self) -> str:
        """The signature as a note carries it."""
        packed = base64.b64encode(bytes.fromhex(self.key_id) + self.signature).decode()
        return f"{DASH} {self.name} {packed}\n"


@dataclass(frozen=True)
class SignedNote:
    """A text that ends with a line break, and the signatures under it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def whole(self) -> str:
        """The note as it is kept and handed on."""
        return self.text + "\n" + "".join(one.line() for one in self.signatures)


def read_public_key(line: str) -> PublicKey:
    """The key that a line names.

    Raises:
        NoteError: the line is none, or its id is not the key's own.
    """
    name, _, rest = line.strip().partition("+")
    key_id, _, packed = rest.partition("+")
    raw = _unpacked(packed)
    if not name or " " in name or raw[:1] != ED25519 or len(raw) != 1 + KEY_BYTES:
        raise NoteError("not a public key")
    found = PublicKey(name, raw[1:])
    if found.id != key_id:
        raise NoteError("the id is not that of the key")
    return found


def read_note(whole: str) -> SignedNote:
    """The note that a text holds.

    Raises:
        NoteError: it is not one.
    """
    text, mark, lines = whole.rpartition("\n\n")
    if not mark or not text or not lines.endswith("\n"):
        raise NoteError("not a signed note")
    return SignedNote(text + "\n", tuple(_read_signature(line) for line in lines[:-1].split("\n")))


def _read_signature(line: str) -> NoteSignature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != DASH or not parts[1]:
        raise NoteError("not a line of a signature")
    raw = _unpacked(parts[2])
    if len(raw) != ID_BYTES + SIGNATURE_BYTES:
        raise NoteError("not an Ed25519 signature")
    return NoteSignature(parts[1], raw[:ID_BYTES].hex(), raw[ID_BYTES:])


def _unpacked(packed: str) -> bytes:
    """The bytes behind base64 that is written in the one way in which it can be."""
    try:
        raw = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if base64.b64encode(raw).decode() != packed:
        raise NoteError("not base64")
    return raw
