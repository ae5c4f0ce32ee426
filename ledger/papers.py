"""The letters in which an installation prints, loaded once in a process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from exports.fonts import Fonts, FontSlots, load_fonts

if TYPE_CHECKING:
    from ledger.config import Config

_loading = threading.Lock()
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
