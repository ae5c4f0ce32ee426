"""The table of settings: each name, what it may be, and its value where nobody said anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ledger.domain.journal import can_hash
from ledger.domain.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES = ("zh_Hans", "en")
FONT_SUFFIXES = (".ttf", ".ttc")
SERVER = re.compile(r"(\[[0-9A-Fa-f:]+\]|[^:\[\]]*)(:\d*)?")
HOST_NAME = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|[0-9A-Fa-f:]+|\[[0-9A-Fa-f:]+\]")


@dataclass(frozen=True)
class Setting:
    """One setting: `read` gives its value from what was written, or raises ValueError."""

    name: str
    default: Any
    read: Callable[[object], Any]
    allowed: str
    secret: bool = False
    """Whether its value must not be repeated in a message."""

    @property
    def variable(self) -> str:
        """The environment variable that says it."""
        return "TAIZHANG_" + self.name.upper().replace(".", "_")


def text(written: object) -> str:
    """A text without blanks around it; an empty one is refused."""
    if not isinstance(written, str) or not written.strip():
        raise ValueError
    return written.strip()


def whole(low: int, high: int) -> Callable[[object], int]:
    """Reads a whole number from `low` to `high`, both allowed."""

    def read(written: object) -> int:
        if isinstance(written, bool) or not isinstance(written, str | int):
            raise ValueError
        number = int(written)
        if not low <= number <= high:
            raise ValueError
        return number

    return read


def one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    """Reads one of a few words."""

    def read(written: object) -> str:
        if written not in choices:
            raise ValueError
        return str(written)

    return read


def hash_name(written: object) -> str:
    """Reads the name of a hash that this machine has."""
    name = text(written)
    if not can_hash(name):
        raise ValueError
    return name


def host_names(written: object) -> tuple[str, ...]:
    """Reads host names: a list, or one text with commas; a leading dot stands for all names below."""
    parts = written.split(",") if isinstance(written, str) else written
    if not isinstance(parts, list | tuple):
        raise ValueError
    names = tuple(text(part) for part in parts)
    if not names or not all(HOST_NAME.fullmatch(name) for name in names):
        raise ValueError
    return names


def host_name(written: object) -> str:
    """Reads one address to listen on."""
    name = text(written)
    if not HOST_NAME.fullmatch(name) or name.startswith("."):
        raise ValueError
    return name


def web_address(written: object) -> str:
    """Reads the address at which people open the site, without a slash at its end."""
    address = urlsplit(text(written))
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment:
        raise ValueError
    return address.geturl().rstrip("/")


def database_url(written: object) -> str:
    """Reads the address of a database of a kind that the tests run on."""
    url = text(written)
    kind, _, rest = url.partition("://")
    if kind == "postgresql+psycopg":
        server = re.split(r"[/?]", rest.rpartition("@")[2])[0]
        if not SERVER.fullmatch(server):
            raise ValueError
    elif not url.startswith("sqlite:///"):
        raise ValueError
    return url


def path(written: object) -> Path:
    """Reads a path; a relative one is counted from the data directory later."""
    return Path(text(written)).expanduser()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "database_url",
        None,
        database_url,
        N_("sqlite:/// 加文件路径，或 postgresql+psycopg://用户:密码@主机/库名"),
        secret=True,
    ),
    Setting("secret_key_file", Path("secret.key"), path, N_("密钥文件的路径")),
    Setting("signing_key_file", Path("signing.key"), path, N_("密钥文件的路径")),
    Setting("checkpoint_minutes", 60, whole(1, 1440), N_("1 到 1440 的整数（分钟）")),
    Setting("host", "127.0.0.1", host_name, N_("要监听的地址，例如 127.0.0.1 或 0.0.0.0")),
    Setting("port", 8000, whole(1, 65535), N_("1 到 65535 的整数")),
    Setting("threads", 8, whole(1, 64), N_("1 到 64 的整数")),
    Setting("trusted_hosts", (), host_names, N_("主机名，多个用逗号隔开，例如 taizhang.example.gov.cn")),
    Setting("base_url", None, web_address, N_("以 http:// 或 https:// 开头的网址")),
    Setting("proxy_hops", 0, whole(0, 5), N_("0 到 5 的整数")),
    Setting("language", "zh_Hans", one_of(LANGUAGES), "zh_Hans / en"),
    Setting("fonts.title", None, path, N_("已有的 TrueType 字体文件（.ttf 或 .ttc）")),
    Setting("fonts.body", None, path, N_("已有的 TrueType 字体文件（.ttf 或 .ttc）")),
    Setting("fonts.kai", None, path, N_("已有的 TrueType 字体文件（.ttf 或 .ttc）")),
    Setting("fonts.hei", None, path, N_("已有的 TrueType 字体文件（.ttf 或 .ttc）")),
    Setting("upload_limit_mb", 20, whole(1, 200), N_("1 到 200 的整数（MB）")),
    Setting("result_days", 7, whole(1, 90), N_("1 到 90 的整数（天）")),
    Setting("workers", 1, whole(0, 16), N_("0 到 16 的整数（个）")),
    Setting("session_idle_minutes", 30, whole(5, 720), N_("5 到 720 的整数（分钟）")),
    Setting("login_attempts", 5, whole(3, 20), N_("3 到 20 的整数（次）")),
    Setting("journal_hash", "sha256", hash_name, N_("sha256；或 sm3（需要这台机器的 OpenSSL 带有 SM3）")),
    Setting("month_grace_days", 10, whole(0, 120), N_("0 到 120 的整数（工作日；0 表示不锁定）")),
    Setting("login_lock_minutes", 15, whole(1, 1440), N_("1 到 1440 的整数（分钟）")),
)
