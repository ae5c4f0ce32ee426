"""What an export carries for verifiers: journal, checkpoints, seals, public keys, the verifier itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.journal import canonical_json, leaf_bytes
from ledger.domain.merkle import ALGORITHMS
from ledger.domain.signed_note import SignedNote
from ledger.resources import resource_dir
from ledger.signing_key import read_public_keys, read_signing_key
from ledger.store.table_text import line_of, seal_lines

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

VERIFIER = "verify_taizhang.py"
MANIFEST_NOTE = "manifest.note"
PUBLIC_KEYS = "public_keys.json"


def journal_lines(uow: UnitOfWork) -> Iterator[bytes]:
    """`journal.jsonl`: each posting as it was hashed, and its hash."""
    for posting in uow.journal.stream():
        yield canonical_json(json.loads(leaf_bytes(posting)) | {"hash": posting.hash}) + b"\n"


def checkpoint_lines(uow: UnitOfWork) -> Iterator[bytes]:
    """`checkpoints.jsonl`: each checkpoint's number and signed note."""
    for row in uow.checkpoints.all():
        yield canonical_json({"number": row.number, "note": row.note}) + b"\n"


def seals_lines(uow: UnitOfWork) -> Iterator[bytes]:
    """`seals.jsonl`: each seal with all its columns and the digest of them."""
    for seal in seal_lines(uow.session):
        yield line_of(seal) + b"\n"


def public_keys_file(key_file: Path) -> bytes:
    """`public_keys.json`: all public keys, oldest first."""
    lines = [key.line() for key in read_public_keys(key_file)]
    return json.dumps({"format": 1, "keys": lines}, ensure_ascii=False, indent=1).encode() + b"\n"


def manifest_note(key_file: Path, manifest: bytes) -> bytes:
    """`manifest.note`: the manifest's digest, signed, so that no other file can be exchanged along with it.

    Raises:
        NoSigningKeyError: there is no key.
    """
    key = read_signing_key(key_file)
    text = f"{key.name}\nexport\nsha256:{ALGORITHMS['sha256'](manifest).hexdigest()}\n"
    return SignedNote(text, (key.signature(text),)).whole().encode()


def verifier_file() -> Path:
    """The verifier that stands alone, wherever it is installed."""
    return resource_dir("verifier") / VERIFIER
