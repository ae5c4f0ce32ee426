"""`run.py mutate [MODULE …]`: judges the mutants of some modules of the engine, or all, and prints the table.

What was killed stays so while its function is what it was; new mutants and those that survived are judged.
`--unjudged` leaves those that survived as they are. `--table` only prints, `--survivors` prints the names
that `mutmut show` takes.
"""

from __future__ import annotations

import subprocess
import sys

from mutation.table import ENGINE, names_of_modules, print_table, survivors


def main(args: list[str]) -> int:
    """0 when enough mutants of the modules are killed."""
    modules = [arg for arg in args if not arg.startswith("-")]
    if "--survivors" not in args and "--table" not in args:
        patterns = [f"{ENGINE}.{module}.*" for module in modules] or [f"{ENGINE}.*"]
        chosen = [*(["--unjudged"] if "--unjudged" in args else []), *patterns]
        done = subprocess.run([sys.executable, "-m", "mutation.mutants", *chosen], check=False)  # noqa: S603
        if done.returncode:
            return done.returncode
    told = modules or names_of_modules()
    if "--survivors" in args:
        print(*survivors(told), sep="\n")
        return 0
    return print_table(told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
