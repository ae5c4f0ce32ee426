"""What an installation prints with, loaded once in a process: its letters, and its signature if any."""

from __future__ import annotations

import importlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from exports.fonts import Fonts, FontSlots, load_fonts

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.config import Config, SignatureFiles

    Sign = Callable[[bytes], bytes]

_loading = threading.Lock()
_signers: dict[SignatureFiles, Sign] = {}
_loaded: dict[tuple[Path, FontSlots], Fonts] = {}


def fonts_of(config: Config) -> Fonts:
    """The fonts of an installation, built first where they are not there yet."""
    own = config.fonts
    slots = FontSlots(title=own.title, body=own.body, kai=own.kai, hei=own.hei)
    key = (config.data_dir / "fonts", slots)
    with _loading:
        if key not in _loaded:
            key[0].mkdir(parents=True, exist_ok=True)
            _loaded[key] = load_fonts(*key)
        return _loaded[key]


def signer_of(config: Config) -> Sign:
    """What puts an installation's signature into a file; without a certificate the file stays as it is.

    Raises:
        LedgerError: the certificate can't be used.
    """
    files = config.signature
    if files is None:
        return unsigned
    with _loading:
        if files not in _signers:
            # Imported only here: it needs an extra, and a second.
            _signers[files] = importlib.import_module("ledger.signing_pdf").make_signer(files)
        return _signers[files]


def unsigned(data: bytes) -> bytes:
    """The file as it is."""
    return data
