"""The mark of a data directory that holds demo data: its passwords are public."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MARK = "DEMO"
WORDS = "演示数据：账号和密码都是公开的。真实使用请另建数据目录并运行 taizhang init。\n"
FILLED = "已填好\n"


def is_demo(data_dir: Path) -> bool:
    """Whether the data directory is one of a demo."""
    return (data_dir / MARK).exists()


def is_filled(data_dir: Path) -> bool:
    """Whether the filling of the demo came to its end."""
    return is_demo(data_dir) and (data_dir / MARK).read_text("utf-8").endswith(FILLED)


def mark_demo(data_dir: Path) -> None:
    """Marks a data directory before anything of the demo is in it."""
    (data_dir / MARK).write_text(WORDS, "utf-8")


def mark_filled(data_dir: Path) -> None:
    """Notes that the demo is whole."""
    (data_dir / MARK).write_text(WORDS + FILLED, "utf-8")
