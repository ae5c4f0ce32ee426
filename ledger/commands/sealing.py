"""With what the checkpoints of an installation are made: its key and the folder of their copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.services.checkpoint_files import checkpoint_folder, copies
from ledger.services.make_checkpoint import Seal
from ledger.signing_key import public_file

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.config import Config


def seal_of(config: Config) -> Seal:
    """The key's file and the folder of an installation."""
    return Seal(config.signing_key_file, checkpoint_folder(config.data_dir))


def missing_public_keys(config: Config) -> Path | None:
    """Where the public keys have to be put so that the checkpoints that are there can be verified.

    None where they are there, or there is no checkpoint.
    """
    place = public_file(config.signing_key_file)
    return place if copies(checkpoint_folder(config.data_dir)) and not place.exists() else None


def keys_to_bring(config: Config) -> list[str]:
    """In lines, which files of keys moved books still need; no backup and no export holds them."""
    lines = []
    if not config.secret_key:
        lines.append(f"请把原来的密钥复制到 {config.secret_key_file}（权限 600），否则以前的核验码不能核验。")
    place = missing_public_keys(config)
    if place is not None:
        lines.append(
            f"请把原来的 {config.signing_key_file.name} 和 {place.name} 复制到 {place.parent}"
            "（前者权限 600），否则检查点的签名不能核验。"
        )
    return lines
