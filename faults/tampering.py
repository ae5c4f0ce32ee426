"""Tampering: books are changed behind the ledger's back, in many ways, and each change has to be found.

    python -m faults.tampering [--count 10000] [--seed 1]

Every edit is made on a fresh copy of the same books (database, copies of checkpoints, a witness's note).
Before one counts as missed, all rows of all tables are compared with those of the untouched books: an edit
of a byte that holds nothing is no edit of the books; how many there were is printed. A covered edit that
verification does not find is a miss. Every so often the untouched books are verified again: a damage there
is a false alarm. Ctrl+C ends it early, and what was counted so far is printed.
"""

from __future__ import annotations

import argparse
import functools
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from faults.edits import BIT, EDITS, SHARES
from faults.rewriting import REWRITES
from faults.tampered_books import WITNESS, Books, guards_of, make_books, opened, restore_guards
from ledger.domain.checkpoint import SignedCheckpoint, read_checkpoints
from ledger.services.checkpoint_files import copies
from ledger.services.verify_ledger import Verification, damages_of, verify_ledger
from ledger.store.engine import reading_engine
from ledger.store.revision import head_revision
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY

NOT_BOOKS = {"form_key", "preset", "upload", "assessment"}
"""Tables that no checkpoint covers; of kept assessments the figures are counted again."""

MEMORY = next((str(path) for path in (Path("/dev/shm"),) if os.access(path, os.W_OK)), None)  # noqa: S108
"""Where copies are made: a disk in memory where there is one, for nothing here has to last."""


@dataclass
class Tally:
    """Per kind how many edits were tried, found, found without the witness, empty, beside the books."""

    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    nothing: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    untouched: int = 0
    false_alarms: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The figures as a table."""
        columns = (self.tried, self.found, self.alone, self.nothing, self.beside)
        heads = ("tried", "found", "alone", "nothing", "beside", "missed")
        yield f"{'kind':<24}" + "".join(f"{head:>9}" for head in heads)
        for kind in self.tried:
            missed = self.tried[kind] - self.found[kind] - self.nothing[kind] - self.beside[kind]
            yield f"{kind:<24}" + "".join(f"{count[kind]:>9}" for count in columns) + f"{missed:>9}"
        totals = "".join(f"{count.total():>9}" for count in columns)
        yield f"{'all':<24}{totals}{len(self.missed):>9}"
        yield f"untouched books verified {self.untouched} times, false alarms {len(self.false_alarms)}"


@functools.cache
def engine_of(path: Path) -> Engine:
    """An engine that reads; kept, for making one anew each time takes longer than all reading."""
    return reading_engine(f"sqlite:///{path}")


def verify(books: Books) -> Verification:
    """What verification finds in some books."""
    with reading(books) as reader:
        return verify_ledger(reader, books.seal, on=TODAY, now=NOW, witness=witness_of(books))


@contextmanager
def reading(books: Books) -> Iterator[UnitOfWork]:
    """The books, to be read."""
    engine = engine_of(books.database)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield UnitOfWork(session)
    finally:
        engine.dispose()


def witness_of(books: Books) -> list[SignedCheckpoint]:
    """What the witness kept."""
    return read_checkpoints((books.folder / WITNESS).read_text("utf-8"))


def is_found(books: Books, *, witness: bool = True) -> bool:
    """Whether verification finds anything; a database that can't even be opened is found, too.

    It is asked for the first damage alone: what else there may be makes no difference here.
    """
    try:
        if revision_of(books.database) != newest_revision():
            return True  # the command refuses, and says why
        seen = witness_of(books) if witness else []
        with reading(books) as reader:
            damages = damages_of(reader, books.seal, Verification(NOW), on=TODAY, now=NOW, witness=seen)
            with closing(damages) as found:
                return next(found, None) is not None
    except Exception:
        return True


def is_whole(books: Books) -> bool:
    """Whether SQLite itself finds nothing wrong with a file."""
    try:
        with opened(books.database) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
    except sqlite.Error:
        return False


@functools.cache
def newest_revision() -> str | None:
    """The revision that this program needs."""
    return head_revision()


def revision_of(path: Path) -> str:
    """The revision of the schema that a database says it has."""
    with opened(path) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def dump(path: Path) -> dict[str, list[str]] | None:
    """All rows of all tables, and the schema; None where the database can't be read."""
    try:
        with opened(path) as connection:
            connection.text_factory = bytes
            schema = connection.execute("SELECT name, type, sql FROM sqlite_master ORDER BY name").fetchall()
            tables = [row[0].decode() for row in schema if row[1] == b"table"]
            return {"schema": [repr(row) for row in schema]} | {
                name: [repr(row) for row in connection.execute(f'SELECT * FROM "{name}" NOT INDEXED')]
                for name in tables
            }
    except (sqlite.Error, UnicodeDecodeError):
        return None


def touched(before: dict[str, list[str]], path: Path) -> set[str] | None:
    """The tables whose content an edit changed; None where it can't be read any more."""
    after = dump(path)
    if after is None:
        return None
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def plan(count: int, kinds: list[str]) -> list[str]:
    """The kinds of so many edits, in turn."""
    turn = [kind for kind in kinds for _ in range(SHARES.get(kind, 1))]
    return [turn[number % len(turn)] for number in range(count)]


def tamper(
    books: Books, count: int, seed: int, tally: Tally, *, say: Callable[[str], None] = lambda _: None
) -> None:
    """Make so many edits, each on a fresh copy, and count in `tally` what is found."""
    chance = random.Random(seed)
    edits = EDITS | REWRITES
    before = dump(books.database)
    if before is None:
        raise ValueError("the untouched books can't be read")
    guards = guards_of(books.database)
    with tempfile.TemporaryDirectory(prefix="taizhang-tampering-", dir=MEMORY) as folder:
        for number, kind in enumerate(plan(count, list(edits))):
            copy = books.copy(Path(folder) / "copy")
            where = edits[kind](copy, chance)
            restore_guards(copy.database, guards)
            judge(tally, kind, f"{number} {kind}: {where}", copy, before)
            tally.tried[kind] += 1
            shutil.rmtree(copy.folder)
            if number % 250 == 0:
                tally.untouched += 1
                tally.false_alarms += [one.say() for one in verify(books).damages]
                say(f"{number} / {count}")


def judge(tally: Tally, kind: str, what: str, copy: Books, before: dict[str, list[str]]) -> None:
    """Count an edit as found, as one that changed nothing of the books, or as missed.

    A bit that no row and no word of the schema holds can't be missed: of such a file only SQLite's own check
    is asked, which may find a broken index.
    """
    if kind == BIT and touched(before, copy.database) == set() and is_whole(copy):
        tally.nothing[kind] += 1
        return
    if is_found(copy):
        tally.alone[kind] += kind not in REWRITES or is_found(copy, witness=False)
        tally.found[kind] += 1
        return
    changed = touched(before, copy.database)
    files = {path.name: path.read_bytes() for path in copies(copy.seal.folder)}
    if changed is not None and not changed and kind != "bit of a checkpoint" and files:
        tally.nothing[kind] += 1
    elif (changed is not None and changed and not changed - NOT_BOOKS - {"schema", "alembic_version"}) or (
        changed is not None and changed == {"account"}
    ):
        tally.beside[kind] += 1
    else:
        tally.missed.append(f"{what} {sorted(changed or ())}")


def main() -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begin = time.perf_counter()
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="taizhang-books-") as folder, suppress(KeyboardInterrupt):
        books = make_books(Path(folder) / "books")
        tamper(books, asked.count, asked.seed, tally, say=lambda line: print(line, file=sys.stderr))
    for line in tally.lines():
        print(line)
    for miss in tally.missed:
        print("missed:", miss)
    print(f"seed {asked.seed}, {time.perf_counter() - begin:.0f} s")
    return 1 if tally.missed or tally.false_alarms else 0


if __name__ == "__main__":
    sys.exit(main())
