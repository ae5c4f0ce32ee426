"""The mark of a data directory that holds demo data: its passwords are public."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MARK = "DEMO"
WORDS = "演示数据：账号和口令都是公开的。真实使用请另建数据目录并运行 taizhang init。\n"


def is_demo(data_dir: Path) -> bool:
    """Whether the data directory was filled with demo data."""
    return (data_dir / MARK).exists()


def mark_demo(data_dir: Path) -> None:
    """Marks a data directory before anything of the demo is in it."""
    (data_dir / MARK).write_text(WORDS, "utf-8")
