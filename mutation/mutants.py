"""Runs mutmut on the mutants that some patterns name, judged as mutation/judging.py does it."""

from __future__ import annotations

import os
import sys
from typing import Any

from mutmut import __main__ as mutmut

from mutation import judging
from mutation.table import KILLED, NO_TEST, STATS

Judged = tuple[Any, str, int | None]


def main(args: list[str]) -> None:
    """Makes what mutants there are, and judges those that are not killed yet, or that were never judged."""
    patterns = [arg for arg in args if arg != "--unjudged"]
    wanted = {None, NO_TEST} if "--unjudged" in args else None
    # The plugin is loaded in every session; those that the tests do not use only cost time.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["PYTEST_PLUGINS"] = "pytest_timeout,mutation.judging"
    os.environ.setdefault("FIXED_DRAWS", "8")
    judging.install()
    # Which test runs through which function is noted anew: of old notes a function made since is in none.
    STATS.unlink(missing_ok=True)
    every = mutmut.collect_source_file_mutation_data

    def alive(*, mutant_names: tuple[str, ...] | list[str]) -> tuple[list[Judged], dict[str, Any]]:
        found, files = every(mutant_names=mutant_names)
        return [one for one in found if (one[2] in wanted if wanted else one[2] not in KILLED)], files

    mutmut.collect_source_file_mutation_data = alive
    workers = os.environ.get("MUTANTS_AT_ONCE", str(os.cpu_count() or 1))
    mutmut.cli(["run", "--max-children", workers, *patterns])


if __name__ == "__main__":
    main(sys.argv[1:])
