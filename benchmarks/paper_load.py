"""Prints many summaries in a process of their own: `python -m benchmarks.paper_load FOLDER COUNT`."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.summary_pdf import year
from exports.fonts import load_fonts
from exports.summary_pdf import summary_pdf
from ledger.domain.summary import Summary
from ledger.domain.wording import in_chinese

ENTRIES = 14
"""With so many the paper has three pages in the standard's geometry."""

URL = "https://taizhang.example.gov.cn/verify?code=K7QF-3MZD-9XWA-2HRT"


def content(entries: int) -> Summary:
    """A year as every engine prints it: with few sentences of derivation and a printed square."""
    made = year(entries)
    short = tuple(
        replace(one, derivation=replace(one.derivation, parts=one.derivation.parts[:3]))
        for one in made.requirements
    )
    return replace(made, requirements=short, verify_url=URL)


def another(summary: Summary, number: int) -> Summary:
    """The year of somebody else: another name, other matters, another code in the square."""
    entries = tuple(replace(one, what=f"{number}：{one.what}") for one in summary.entries)
    address = f"{URL[:-4]}{number:04d}"
    return replace(summary, cadre_name=f"干部{number}", entries=entries, verify_url=address)


def main() -> None:
    """Prints the seconds for the documents alone, those of them at work, and the most memory in KB."""
    fonts, count = load_fonts(Path(sys.argv[1])), int(sys.argv[2])
    summary = content(ENTRIES)
    summary_pdf(summary, fonts, in_chinese)
    begin, at_work = time.perf_counter(), time.process_time()
    for number in range(count):
        summary_pdf(another(summary, number), fonts, in_chinese)
    seconds, busy = time.perf_counter() - begin, time.process_time() - at_work
    # Not from getrusage: there a new process begins with the most that its parent had.
    most = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("ascii"))
    print(seconds, busy, most[1] if most else 0)


if __name__ == "__main__":
    main()
