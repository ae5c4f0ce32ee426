"""Faults on purpose: `python -m faults [--short] [names…]`; one line for each and kind of database.

Each is put into a real server or a real process of a ledger of its own; afterwards what people were told is
compared with what is kept, and the verifier goes over the books. The exit status is 1 where anything that was
acknowledged is lost, anything is doubled, left between two states, answered by a bare failure, or damaged.
"""

from __future__ import annotations

import argparse
import sys
import time

from faults.running import FAULTS, run_all
from tests.databases import BACKENDS


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="run.py faults", description="故障演练")
    parser.add_argument("names", nargs="*", metavar="名称", help="、".join(FAULTS))
    parser.add_argument("--short", action="store_true", help="持续集成所用的短时一组")
    parser.add_argument("--database", choices=BACKENDS, action="append", help="只在这种数据库上")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - FAULTS.keys())
    if unknown:
        parser.error(f"没有这种故障：{'、'.join(unknown)}")
    begin, failed = time.monotonic(), 0
    for line, is_well in run_all(chosen.names, chosen.database or BACKENDS, short=chosen.short):
        print(line, flush=True)
        failed += not is_well
    print(f"共 {time.monotonic() - begin:.0f} 秒，{'全部守住' if not failed else f'{failed} 项没有守住'}。")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
