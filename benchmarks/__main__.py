"""Runs the benchmarks that are named, or all of them: `python -m benchmarks pages --data FOLDER`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import batches, engine, entry_http, files, imports, pages, summary_pdf
from benchmarks.ledgers import CADRES

BENCHMARKS: dict[str, Callable[[Path, int], None]] = {
    "engine": lambda _folder, _cadres: engine.main(),
    "summary_pdf": lambda _folder, _cadres: summary_pdf.main([]),
    "entry_http": entry_http.main,
    "pages": pages.main,
    "imports": lambda folder, _cadres: imports.main(folder),
    "batches": lambda folder, _cadres: batches.main(folder),
    "files": lambda folder, _cadres: files.main(folder),
}


def main() -> None:
    """Runs what was asked for, one after the other, in a folder of their own unless one is given."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="、".join(BENCHMARKS))
    parser.add_argument("--data", type=Path, help="keep the scratch ledgers here, and use those kept")
    parser.add_argument("--cadres", type=int, default=CADRES, help="how many cadres the large ledger has")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {'、'.join(sorted(unknown))}; there are {'、'.join(BENCHMARKS)}")
    with tempfile.TemporaryDirectory(prefix="taizhang-bench-") as temporary:
        folder = given.data or Path(temporary)
        for name in given.names or BENCHMARKS:
            BENCHMARKS[name](folder, given.cadres)


if __name__ == "__main__":
    main()
