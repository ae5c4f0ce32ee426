"""The key that signs cookies and codes: made once into a file that only the service's account reads."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from ledger.domain.wording import N_

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST = 32
FEWEST_KINDS = 10
"""Fewer kinds of characters than this in so long a key were typed by a hand, not drawn by chance."""

KNOWN = ("secret", "changeme", "change-me", "password", "example", "taizhang", "0123456789", "abcdefgh")
OTHERS_MAY = 0o027
"""Writing by the group, and anything by others."""

ALLOWED = N_("至少 32 个随机字符，文件不能让其他用户读取（chmod 600）；用 taizhang init 生成")


def make_secret_key(path: Path) -> None:
    """Writes a new key to `path`, readable by its owner alone.

    Raises:
        FileExistsError: there is one, and what it signed would become void.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


def read_secret_key(path: Path) -> str:
    """The key in `path`; "" where there is no such file.

    Raises:
        ValueError: it is too weak, or others can read it; the text says which.
    """
    try:
        key = path.read_text("utf-8").strip()
        mode = path.stat().st_mode
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(N_("无法读取")) from error
    if os.name != "nt" and mode & OTHERS_MAY:
        raise ValueError(N_("其他用户可以读取或改写"))
    if len(key) < SHORTEST:
        raise ValueError(N_("太短"))
    if len(set(key)) < FEWEST_KINDS or any(word in key.lower() for word in KNOWN):
        raise ValueError(N_("太容易猜到"))
    return key
