"""The keys that sign checkpoints, outside the database.

The present one is in a file that only the service's account reads; its public key and those of all before it
are in a file beside, so that old checkpoints can be checked for ever.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.domain.errors import LedgerError
from ledger.domain.signed_note import (
    ED25519,
    KEY_BYTES,
    NoteError,
    NoteSignature,
    PublicKey,
    SignedNote,
    read_public_key,
)
from ledger.domain.wording import N_
from ledger.secret_key import OTHERS_MAY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
MARK = "PRIVATE+KEY+"
KEPT = ".pub"


class NoSigningKeyError(LedgerError):
    """There is no key to sign with."""

    text = N_("还没有签名密钥（%(path)s）。请先运行 taizhang checkpoint keys --new。")


class SigningKeyError(LedgerError):
    """The file of the key can't be used."""

    text = N_("签名密钥文件 %(path)s 不能用：内容有误，或其他用户可以读取（chmod 600）。")


class SigningKeyExistsError(LedgerError):
    """A key is there already; it is replaced on purpose only."""

    text = N_("已有签名密钥 %(path)s；要换新的，用 taizhang checkpoint keys --rotate。")


@dataclass(frozen=True)
class SigningKey:
    """A key that signs, and the name it signs under."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        return PublicKey(self.name, self.private.public_key().public_bytes_raw())

    def line(self) -> str:
        """The key as its file holds it."""
        seed = base64.b64encode(ED25519 + self.private.private_bytes_raw()).decode()
        return f"{MARK}{self.name}+{self.public.id}+{seed}"

    def signature(self, text: str) -> NoteSignature:
        """A signature under a text."""
        return NoteSignature(self.name, self.public.id, self.private.sign(text.encode()))


def new_signing_key(name: str = "") -> SigningKey:
    """A key drawn by chance; without a name, for a new installation."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(14))
    return SigningKey(name or f"taizhang/{drawn}", Ed25519PrivateKey.generate())


def make_signing_key(path: Path) -> SigningKey:
    """Makes the first key of an installation.

    Raises:
        SigningKeyExistsError: there is one.
    """
    if path.exists() or public_file(path).exists():
        raise SigningKeyExistsError(path=path)
    key = new_signing_key()
    write_keys(path, key, [key.public])
    return key


def rotate_signing_key(path: Path) -> tuple[SigningKey, SigningKey]:
    """Puts a new key in the place of the present one, whose public key is kept; gives the old and the new.

    Raises:
        NoSigningKeyError: there is none yet.
    """
    old = read_signing_key(path)
    new = new_signing_key(old.name)
    write_keys(path, new, [*read_public_keys(path), new.public])
    return old, new


def write_keys(path: Path, key: SigningKey, public: Iterable[PublicKey]) -> None:
    """Writes the public keys, then the key: whatever it signs later can be checked."""
    write_durably(public_file(path), "".join(one.line() + "\n" for one in public).encode())
    write_durably(path, (key.line() + "\n").encode())


def public_file(path: Path) -> Path:
    """Where the public keys are, beside the key."""
    return path.with_name(path.stem + KEPT)


def read_signing_key(path: Path) -> SigningKey:
    """The key that signs now.

    Raises:
        NoSigningKeyError: there is no such file.
        SigningKeyError: it is none, or others can read it.
    """
    try:
        written, mode = path.read_text("ascii").strip(), path.stat().st_mode
    except FileNotFoundError as error:
        raise NoSigningKeyError(path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SigningKeyError(path=path) from error
    name, _, rest = written.removeprefix(MARK).partition("+")
    try:
        seed = base64.b64decode(rest.partition("+")[2], validate=True)
    except ValueError as error:
        raise SigningKeyError(path=path) from error
    if not written.startswith(MARK) or len(seed) != 1 + KEY_BYTES or (os.name != "nt" and mode & OTHERS_MAY):
        raise SigningKeyError(path=path)
    key = SigningKey(name, Ed25519PrivateKey.from_private_bytes(seed[1:]))
    if key.line() != written:
        raise SigningKeyError(path=path)
    return key


def read_public_keys(path: Path) -> tuple[PublicKey, ...]:
    """The public keys beside the key in `path`, oldest first; none where there is no such file.

    Raises:
        SigningKeyError: a line of it is no key.
    """
    try:
        lines = public_file(path).read_text("utf-8").splitlines()
        return tuple(read_public_key(line) for line in lines if line.strip())
    except FileNotFoundError:
        return ()
    except (OSError, NoteError, UnicodeDecodeError) as error:
        raise SigningKeyError(path=public_file(path)) from error


def signed_by(note: SignedNote, keys: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """Those of some keys whose signature under a note holds."""
    known = {(key.name, key.id): key for key in keys}
    found = []
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is not None and _holds(key, one.signature, note.text):
            found.append(key)
    return tuple(found)


def _holds(key: PublicKey, signature: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def write_durably(path: Path, content: bytes) -> None:
    """Writes a file that only its owner reads, whole or not at all, and on the disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    if os.name != "nt":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
