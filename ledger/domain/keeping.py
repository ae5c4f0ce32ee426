"""What is done to keep the books safe, as it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KeepingAct(StrEnum):
    """An act of keeping."""

    BACKUP = "backup"
    VERIFICATION = "verification"
    EXPORT = "export"
    IMPORT = "import"
    RESTORE = "restore"
    """From here on the installation is in quarantine …"""
    RELEASE = "release"
    """… until it is released."""


@dataclass(frozen=True)
class Kept:
    """One act of keeping: when, whether it went well, where what came of it lies."""

    at: datetime
    act: KeepingAct
    well: bool
    place: str
    details: Mapping[str, object]
