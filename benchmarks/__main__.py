"""Runs the benchmarks that are named, or all of them: `python -m benchmarks pages --data FOLDER`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    batches,
    country,
    engine,
    entry_http,
    files,
    imports,
    pages,
    papers,
    summary_pdf,
    what_if,
)
from benchmarks.ledgers import CADRES

BENCHMARKS: dict[str, Callable[[Path, int], None]] = {
    "engine": lambda _folder, _cadres: engine.main(),
    "summary_pdf": lambda _folder, _cadres: summary_pdf.main([]),
    "papers": lambda folder, _cadres: papers.main(folder),
    "entry_http": entry_http.main,
    "pages": pages.main,
    "what_if": lambda folder, _cadres: what_if.main(folder),
    "imports": lambda folder, _cadres: imports.main(folder),
    "batches": lambda folder, _cadres: batches.main(folder),
    "files": lambda folder, _cadres: files.main(folder),
}

COUNTRY = "country"
"""The one that is run in short, or in full where that is asked for."""


def main() -> None:
    """Runs what was asked for, one after the other, in a folder of their own unless one is given."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="、".join([*BENCHMARKS, COUNTRY]))
    parser.add_argument("--data", type=Path, help="keep the scratch ledgers here, and use those kept")
    parser.add_argument("--cadres", type=int, default=CADRES, help="how many cadres the large ledger has")
    parser.add_argument("--full", action="store_true", help="the country with 100,000 cadres, not 10,000")
    given = parser.parse_args()
    known = [*BENCHMARKS, COUNTRY]
    if unknown := set(given.names) - set(known):
        parser.error(f"no benchmark {'、'.join(sorted(unknown))}; there are {'、'.join(known)}")
    with tempfile.TemporaryDirectory(prefix="taizhang-bench-") as temporary:
        folder = given.data or Path(temporary)
        for name in given.names or [*BENCHMARKS, COUNTRY]:
            if name == COUNTRY:
                country.main(folder, full=given.full)
            else:
                BENCHMARKS[name](folder, given.cadres)


if __name__ == "__main__":
    main()
