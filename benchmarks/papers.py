"""Times the yearly summary beside platypus, WeasyPrint and typst: the same content, in turns, in one run."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks import paper_load
from benchmarks.figures import timed
from benchmarks.ledgers import demo_ledger
from benchmarks.paper_load import ENTRIES, another, content
from benchmarks.paper_peers import PEERS, Print
from exports.fonts import Fonts, build_fonts, load_fonts
from exports.summary_pdf import loose_summary, print_summary, summary_pdf
from exports.volume_pdf import Volume
from ledger.clock import today
from ledger.domain.summary import Summary
from ledger.domain.wording import in_chinese
from ledger.store.engine import make_engine
from ledger.store.rows import AssessmentRow, PersonRow

ROUNDS = 15
COLD = 5
DOCUMENTS = 200
BOUND = 300


def main(folder: Path) -> None:
    """Prints the figures and the ratios."""
    cache = folder / "fonts"
    cache.mkdir(parents=True, exist_ok=True)
    fonts = load_fonts(cache)
    summary = content(ENTRIES)
    pages = print_summary(summary, fonts, in_chinese).pages
    print(
        f"papers: a summary of {len(summary.entries)} entries on {pages} pages, medians of {ROUNDS} in turns"
    )
    beside_peers(summary, fonts, cache)
    wall, busy = cold(folder, cache)
    print(f"  cold, from the command line: {wall:.0f} ms, of them at work {busy:.0f} ms (medians of {COLD})")
    two_processes(cache)
    volume(fonts)
    whereabouts(summary, fonts)


def beside_peers(summary: Summary, fonts: Fonts, cache: Path) -> None:
    """Ours and every peer that is installed, in turns."""
    engines: dict[str, Print] = {"ours": lambda one: summary_pdf(one, fonts, in_chinese)}
    engines |= dict(peers(cache))
    sizes = {name: len(draw(summary)) for name, draw in engines.items()}
    # No engine gets the same year twice: typst would answer from what it remembers.
    several = [another(summary, number) for number in range(ROUNDS)]
    times: list[list[float]] = [[] for _ in engines]
    for one in several:
        for found, draw in zip(times, engines.values(), strict=True):
            found.append(timed(partial(draw, one), time.process_time))
    medians = {name: statistics.median(found) for name, found in zip(engines, times, strict=True)}
    for (name, median), found in zip(medians.items(), times, strict=True):
        print(
            f"  {name:<12}{median:8.1f} ms   best {min(found):7.1f}   {sizes[name] / 1024:6.0f} KB"
            f"   ours / it {medians['ours'] / median:5.2f}"
        )


def peers(cache: Path) -> Iterator[tuple[str, Print]]:
    """The peers that are installed here; of the others a sentence."""
    made = build_fonts(cache)
    for name, make in PEERS.items():
        try:
            yield name, make(made / "NotoSansSC-Regular.ttf", made / "NotoSansSC-Bold.ttf")
        except (ImportError, OSError) as error:
            print(
                f"  {name} is left out: {str(error).splitlines()[0]} (requirements-bench.lock; pango by apt)"
            )


def cold(folder: Path, cache: Path) -> tuple[float, float]:
    """The milliseconds of `taizhang summary` on the demo's ledger, by the clock and of the processor."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        ledger = Path(scratch) / "ledger"
        cadre = a_cadre(demo_ledger(ledger).database_url)
        (ledger / "fonts").symlink_to(cache.resolve())
        program = "from ledger.cli import main; main()"
        command = [sys.executable, "-c", program, "--data", str(ledger), "summary"]
        command += ["--cadre", cadre, "--year", str(today().year), "-o", str(ledger / "a.pdf")]
        times = [timed_child(command) for _ in range(COLD)]
        return statistics.median(wall for wall, _ in times), statistics.median(busy for _, busy in times)


def timed_child(command: list[str]) -> tuple[float, float]:
    """The milliseconds of a process, by the clock and of the processor."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - of ours
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, busy * 1000


def a_cadre(url: str) -> str:
    """The public name of a cadre who has a year to print."""
    engine = make_engine(url)
    query = (
        select(PersonRow.public_id)
        .join(AssessmentRow, AssessmentRow.person_id == PersonRow.id)
        .where(AssessmentRow.year == today().year)
        .order_by(AssessmentRow.field_total.desc(), PersonRow.id)
    )
    with Session(engine) as session:
        found = session.scalars(query).first()
    engine.dispose()
    if found is None:
        raise LookupError(url)
    return found


def two_processes(cache: Path) -> None:
    """Documents a second of one process and of two, and how much memory one takes."""
    command = [sys.executable, "-m", paper_load.__name__, str(cache), str(DOCUMENTS)]
    rates, at_work, memory = {}, {}, []
    for count in (1, 2):
        running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]  # noqa: S603
        told = [process.communicate()[0].split() for process in running]
        rates[count] = sum(DOCUMENTS / float(seconds) for seconds, _busy, _kilobytes in told)
        at_work[count] = sum(DOCUMENTS / float(busy) for _seconds, busy, _kilobytes in told)
        memory += [int(kilobytes) for _seconds, _busy, kilobytes in told]
    print(
        f"  documents a second: {rates[1]:.0f} in one process, {rates[2]:.0f} in two"
        f" ({rates[2] / rates[1]:.2f} times); had nobody else worked: {at_work[1]:.0f} and {at_work[2]:.0f};"
        f" at most {max(memory) / 1024:.0f} MB each"
    )


def volume(fonts: Fonts) -> None:
    """The bytes that one more cadre takes in a volume, and whether its memory grows."""
    sizes = {}
    for count in (BOUND // 10, BOUND):
        with tempfile.TemporaryFile() as target:
            bound = Volume(target, fonts)
            for number in range(count):
                bound.add(loose_summary(another(content(ENTRIES), number), fonts, in_chinese))
            bound.close(title="合订本", producer="调研台账", language="zh-CN")
            sizes[count] = target.tell()
    each = (sizes[BOUND] - sizes[BOUND // 10]) / (BOUND - BOUND // 10)
    whole = sizes[BOUND] / BOUND
    print(f"  a volume of {BOUND}: {whole / 1024:.1f} KB a cadre, {each / 1024:.1f} KB for one more")


def whereabouts(summary: Summary, fonts: Fonts) -> None:
    """What the time goes to: the fonts, the square, the pages, and what ReportLab adds to them."""
    loose = timed_median(lambda: loose_summary(summary, fonts, in_chinese))
    whole = timed_median(lambda: summary_pdf(summary, fonts, in_chinese))
    plain = timed_median(lambda: summary_pdf(replace(summary, verify_url=""), fonts, in_chinese))
    print(
        f"  of {whole:.1f} ms: the pages {loose:.1f} (in them the square {whole - plain:.1f}),"
        f" fonts and file {whole - loose:.1f}"
    )


def timed_median(act: Callable[[], object]) -> float:
    """The median milliseconds of an act."""
    return statistics.median([timed(act, time.process_time) for _ in range(ROUNDS)])
