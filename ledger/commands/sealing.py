"""With what the checkpoints of an installation are made: its key and the folder of their copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.services.checkpoint_files import checkpoint_folder
from ledger.services.make_checkpoint import Seal

if TYPE_CHECKING:
    from ledger.config import Config


def seal_of(config: Config) -> Seal:
    """The key's file and the folder of an installation."""
    return Seal(config.signing_key_file, checkpoint_folder(config.data_dir))
