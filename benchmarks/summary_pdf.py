"""Times the printing of a year of 60 entries: warm, and cold in a process of its own."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from exports.fonts import load_fonts
from exports.summary_pdf import print_summary
from ledger.domain.summary import (
    Derivation,
    Summary,
    SummaryAccount,
    SummaryEntry,
    SummaryMonth,
    SummaryRequirement,
)
from ledger.domain.wording import in_chinese

RUNS = 41
_COLD_RUNS = 5
_MATTER = "群众反映夏季午后水压不足，实地查看二级泵站，现场商定加装增压设备，并约定九月底前回访。"


def year(entries: int) -> Summary:
    """A year with this many entries; no two say the same."""
    return Summary(
        language="zh",
        year=2026,
        as_of=date(2026, 11, 22),
        issued_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        cadre_name="欧阳喆",
        unit_name="清溪县人民政府办公室",
        post="县委副书记",
        rank="县处级副职",
        appointments=(),
        headline="到 11 月 22 日，到基层调研 41.5 天，应为 60 天，尚差 18.5 天。",
        forecast="按现在的进度，12 月 31 日约为 47 天。",
        provisional="",
        closed=False,
        requirements=tuple(_requirement(title) for title in ("到基层调研", "其中实地", "调研报告")),
        months=tuple(SummaryMonth(n, 960, 480, 240, 1200 * n, 2400 * n) for n in range(1, 13)),
        day_minutes=480,
        accounts=(SummaryAccount("实地调研", "30 天", "11.5 天", "0 天", "41.5 天"),),
        exchanges=(),
        outcomes=(),
        entries=tuple(_entry(n) for n in range(entries)),
        policy_title="清溪县干部网上调研与实地调研互换互补办法（试行）",
        policy_version="2026年第2版",
        policy_digest="sha256:" + "0123456789abcdef" * 4,
        policy_basis=("本单位规定，自 2026 年 1 月 1 日起执行",),
        code="K7QF-3MZD-9XWA-2HRT",
        verify_hint="在单位调研台账的“核验”页输入，可查此件真伪。",
    )


def _requirement(title: str) -> SummaryRequirement:
    parts = tuple(Derivation(f"第 {n} 次：清溪镇柳湾村，1 天。") for n in range(1, 13))
    return SummaryRequirement(
        code="days",
        title=title,
        required="60",
        reached="41.5",
        short="18.5",
        unit="天",
        status="short",
        status_label="尚差",
        share_field=0.5,
        share_exchanged=0.19,
        composed_of="实地 30 ＋ 网上折算 11.5（上限 20）",
        derivation=Derivation("41.5 天 ＝ 30 天（实地）＋ 11.5 天（网上折算）", parts),
    )


def _entry(n: int) -> SummaryEntry:
    return SummaryEntry(
        on=(date(2026, 1, 6) + timedelta(days=5 * n % 320)).isoformat(),
        channel="online",
        channel_label="网上",
        mode="留言回复",
        where="领导留言板",
        topic="农村饮水",
        what=f"第 {n + 1} 件：{_MATTER}",
        recorded=f"{20 + n % 50} 分",
        credited="0.1 天",
        note="",
    )


def warm(cache: Path, entries: int, runs: int) -> tuple[list[float], int, int]:
    """The milliseconds of each printing, the bytes and the pages, with everything loaded."""
    fonts, summary = load_fonts(cache), year(entries)
    printed = print_summary(summary, fonts, in_chinese)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        print_summary(summary, fonts, in_chinese)
        times.append((time.perf_counter() - start) * 1000)
    return times, len(printed.data), printed.pages


def cold(cache: Path, entries: int) -> float:
    """The median milliseconds from the start of a fresh process to its end, with one document printed."""
    command = [sys.executable, "-m", __spec__.name, "--once", str(cache), str(entries)]
    times = []
    for _ in range(_COLD_RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True)  # noqa: S603 - this very module
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main(arguments: list[str] | None = None) -> None:
    """Prints the figures; `--once FOLDER COUNT` prints one document and nothing else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", nargs=2, metavar=("FOLDER", "COUNT"))
    parser.add_argument("--entries", type=int, default=60)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--cache", type=Path, help="folder of the built fonts; a temporary one if left out")
    options = parser.parse_args(arguments)
    if options.once:
        print_summary(year(int(options.once[1])), load_fonts(Path(options.once[0])), in_chinese)
        return
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.cache or Path(temporary)
        times, size, pages = warm(cache, options.entries, options.runs)
        print(
            f"summary_pdf: {options.entries} entries, {pages} pages, {size} bytes;"
            f" warm {statistics.median(times):.1f} ms (median of {options.runs}, best {min(times):.1f}),"
            f" cold process {cold(cache, options.entries):.0f} ms (median of {_COLD_RUNS})"
        )


if __name__ == "__main__":
    main()
