"""Look at the machine below the books: its clock, its disk, the modes of keys, the fonts."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ledger.domain.health import Finding, unsafe, watch, well
from ledger.domain.wording import N_

CLOCK, DISK, KEYS, FONTS, PYTHON = N_("时钟"), N_("磁盘"), N_("密钥"), N_("字体"), N_("运行环境")
BACK = timedelta(minutes=2)
"""A clock set back by more than this behind what the trail recorded would put the books out of order."""

APART = timedelta(seconds=5)
LEAST_FREE, LITTLE_FREE = 100_000_000, 1_000_000_000
KEY_NAMES = ("*.key", "*.pem", "keys/*")
OTHERS = 0o027
"""Writing by the group, and anything by others."""


def check_machine(
    data_dir: Path,
    secret_key_file: Path,
    fonts_dir: Path,
    *,
    now: datetime,
    last_moment: datetime | None,
    server_clock: datetime | None,
) -> list[Finding]:
    """The findings about the machine, given the database's last recorded moment and its own clock."""
    return [
        clock_finding(data_dir, now, last_moment, server_clock),
        disk_finding(data_dir),
        keys_finding(data_dir, secret_key_file),
        fonts_finding(fonts_dir),
        well(
            PYTHON,
            N_("Python %(version)s，%(system)s"),
            version=platform.python_version(),
            system=platform.platform(),
        ),
    ]


def clock_finding(
    data_dir: Path, now: datetime, last_moment: datetime | None, server_clock: datetime | None
) -> Finding:
    """Whether the clock goes with what was recorded, with the file system and with the database's server."""
    advice = N_("请校准系统时间（打开 NTP 或 chrony），再重新启动。")
    if last_moment is not None and now < last_moment - BACK:
        text = N_("比最近一次留痕还早 %(minutes)s 分钟")
        return unsafe(CLOCK, text, advice, minutes=int((last_moment - now).total_seconds() // 60))
    if server_clock is not None and abs(server_clock - now) > APART:
        text = N_("与数据库服务器相差 %(seconds)s 秒")
        return watch(CLOCK, text, advice, seconds=int(abs((server_clock - now).total_seconds())))
    written = file_clock(data_dir)
    if written is not None and abs(written - now) > APART:
        text = N_("与存放数据的文件系统相差 %(seconds)s 秒")
        return watch(CLOCK, text, advice, seconds=int(abs((written - now).total_seconds())))
    return well(CLOCK, N_("与留痕、文件系统一致"))


def file_clock(folder: Path) -> datetime | None:
    """What time the file system of a folder thinks it is; None where nothing can be written."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
            return datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    except OSError:
        return None


def disk_finding(data_dir: Path) -> Finding:
    """Whether there is room for what is yet to be written, and whether anything can be."""
    if file_clock(data_dir) is None:
        advice = N_("请检查磁盘是否已满、是否以只读方式挂载，以及目录的权限。")
        return unsafe(DISK, N_("数据目录不能写入"), advice)
    usage = shutil.disk_usage(data_dir)
    free, share = f"{usage.free / 1e9:.1f}", usage.free * 100 // usage.total
    if usage.free < LEAST_FREE:
        advice = N_("请马上清理或扩容：写满之后不能再保存。")
        return unsafe(DISK, N_("只剩 %(free)s GB"), advice, free=free)
    if usage.free < LITTLE_FREE or share < 5:
        advice = N_("请清理或扩容。")
        return watch(DISK, N_("剩余 %(free)s GB（%(share)s%%）"), advice, free=free, share=share)
    return well(DISK, N_("剩余 %(free)s GB（%(share)s%%）"), free=free, share=share)


def keys_finding(data_dir: Path, secret_key_file: Path) -> Finding:
    """Whether there is a key, and whether the keys are readable by their owner alone."""
    if not secret_key_file.is_file():
        advice = N_("请运行 taizhang init；恢复或迁移的，请把原来的密钥文件复制过来。")
        return unsafe(KEYS, N_("没有密钥文件 %(file)s"), advice, file=secret_key_file.name)
    loose = sorted({path.name for path in _keys(data_dir, secret_key_file) if path.stat().st_mode & OTHERS})
    if loose and os.name != "nt":
        advice = N_("请运行 chmod 600，只让运行台账的账号读取。")
        return unsafe(KEYS, N_("其他用户可以读取或改写：%(files)s"), advice, files=", ".join(loose))
    if os.name != "nt" and data_dir.stat().st_mode & 0o007:
        advice = N_("请运行 chmod 700，只让运行台账的账号进入。")
        return watch(KEYS, N_("其他用户可以进入数据目录"), advice)
    return well(KEYS, N_("只有运行台账的账号可以读取"))


def _keys(data_dir: Path, secret_key_file: Path) -> Iterator[Path]:
    """The files that hold keys."""
    yield secret_key_file
    for pattern in KEY_NAMES:
        yield from (path for path in data_dir.glob(pattern) if path.is_file())


def fonts_finding(fonts_dir: Path) -> Finding:
    """Whether the fonts that papers are printed in are built."""
    if not any(fonts_dir.rglob("*.ttf")):
        advice = N_("请运行 taizhang fonts build，否则打印第一份年度总结时要等它做好。")
        return watch(FONTS, N_("还没有准备好"), advice)
    return well(FONTS, N_("已备好"))
