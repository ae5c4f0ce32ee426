"""Whole histories rewritten with all hashes made anew, and old backups put back."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from faults.tampered_books import BACKUP, Books, drop_guards, guards_of, opened, restore_guards
from ledger.domain.journal import canonical_json
from ledger.services.make_checkpoint import make_checkpoint
from ledger.services.recompute_years import recompute_year
from ledger.services.verify_journal import at_text, hash_of_row
from ledger.signing_key import make_signing_key, public_file
from ledger.store.engine import make_engine
from ledger.store.readings_verification import JOURNAL
from ledger.store.unit_of_work import UnitOfWork
from tests.books import tables_of
from tests.cast import NOW, TODAY

Rewrite = Callable[[Books, random.Random], str]
BODY, PREVIOUS, SEQ, HASH = (JOURNAL.index(name) for name in ("body", "previous", "seq", "hash"))


def rewrite_the_journal(books: Books, chance: random.Random) -> str:
    """One posting says something else, and every hash behind it, every typed fact and the entry agree."""
    with opened(books.database) as connection:
        drop_guards(connection)
        names = ", ".join(f'"{name}"' for name in JOURNAL)
        rows = [list(row) for row in connection.execute(f"SELECT {names} FROM journal ORDER BY seq")]
        online = [at for at, row in enumerate(rows) if json.loads(row[BODY]).get("minutes")]
        at = chance.choice(online)
        rows[at][BODY] = more_minutes(rows[at][BODY])
        write_chain(connection, rows)
        seq = rows[at][SEQ]
        connection.execute("UPDATE posted_entry SET minutes = minutes + 1 WHERE seq = ?", (seq,))
        connection.execute(
            "UPDATE entry SET minutes = minutes + 1"
            " WHERE id = (SELECT entry_id FROM posted_entry WHERE seq = ?)",
            (seq,),
        )
    within(books, lambda uow: recompute_year(uow, TODAY.year, on=TODAY, now=NOW))
    return f"posting {seq}"


def more_minutes(body: str) -> str:
    """The body with a minute more."""
    facts = json.loads(body)
    return canonical_json(facts | {"minutes": facts["minutes"] + 1}).decode()


def write_chain(connection: Any, rows: Sequence[list[Any]]) -> None:
    """Every posting with the hash of the one before, and its own."""
    previous = ""
    for row in rows:
        row[PREVIOUS] = previous
        row[HASH] = previous = hash_of_row(row, at_text(row[JOURNAL.index("at")]))
        connection.execute(
            "UPDATE journal SET body = ?, previous = ?, hash = ? WHERE seq = ?",
            (row[BODY], row[PREVIOUS], row[HASH], row[SEQ]),
        )


def within(books: Books, act: Callable[[UnitOfWork], object]) -> None:
    """Do something by the ledger's own means."""
    engine = make_engine(f"sqlite:///{books.database}")
    with Session(engine, expire_on_commit=False) as session:
        act(UnitOfWork(session))
    engine.dispose()


def rewrite_without_checkpoints(books: Books, chance: random.Random) -> str:
    """The same, and all checkpoints of table and folder gone."""
    where = rewrite_the_journal(books, chance)
    forget_checkpoints(books)
    return where


def forget_checkpoints(books: Books) -> None:
    """No checkpoint is left in the table or in the folder."""
    with opened(books.database) as connection:
        drop_guards(connection)
        connection.execute("DELETE FROM checkpoint")
    restore_guards(books.database, guards_of(books.folder / BACKUP))
    shutil.rmtree(books.seal.folder)


def rewrite_and_sign_with_another_key(books: Books, chance: random.Random) -> str:
    """The same, and new checkpoints signed by a key of the forger's own, public key and all."""
    where = rewrite_without_checkpoints(books, chance)
    books.seal.key_file.unlink()
    public_file(books.seal.key_file).unlink()
    make_signing_key(books.seal.key_file)
    sign_anew(books)
    return where


def rewrite_and_sign_with_the_key(books: Books, chance: random.Random) -> str:
    """The same by somebody who holds the very key: only the witness is left."""
    where = rewrite_without_checkpoints(books, chance)
    sign_anew(books)
    return where


def sign_anew(books: Books) -> None:
    """A first checkpoint over what is there now."""
    within(books, lambda uow: make_checkpoint(uow, books.seal, now=NOW, tables=tables_of(uow), force=True))


def restore_a_backup(books: Books, chance: random.Random) -> str:
    """The database of the first checkpoint is put back; the copies stay."""
    del chance
    shutil.copy(books.folder / BACKUP, books.database)
    return "database"


def restore_a_backup_with_copies(books: Books, chance: random.Random) -> str:
    """The same, and the newer copies are gone, too."""
    restore_a_backup(books, chance)
    newest = max(books.seal.folder.glob("0*.txt"))
    newest.unlink()
    return f"database, without {newest.name}"


def cut_the_end(books: Books, chance: random.Random) -> str:
    """The last postings are gone, with their typed facts and the newest checkpoint of the table."""
    with opened(books.database) as connection:
        drop_guards(connection)
        last = connection.execute("SELECT max(seq) FROM journal").fetchone()[0]
        kept = last - chance.randrange(1, 6)
        connection.execute(
            "UPDATE entry SET status = 'submitted'"
            " WHERE id IN (SELECT entry_id FROM posted_entry WHERE seq > ?)",
            (kept,),
        )
        for table in ("posted_share", "posted_outcome_entry", "posted_outcome", "posted_entry", "journal"):
            connection.execute(f"DELETE FROM {table} WHERE seq > ?", (kept,))
        connection.execute("DELETE FROM checkpoint WHERE number = (SELECT max(number) FROM checkpoint)")
    within(books, lambda uow: recompute_year(uow, TODAY.year, on=TODAY, now=NOW))
    return f"{last - kept} postings"


def lose_a_copy(books: Books, chance: random.Random) -> str:
    """A copy of a checkpoint says what another one says."""
    paths = sorted(books.seal.folder.glob("0*.txt"))
    one, two = chance.sample(paths, 2)
    shutil.copy(one, two)
    return f"{one.name} over {two.name}"


REWRITES: dict[str, Rewrite] = {
    "journal rewritten": rewrite_the_journal,
    "without checkpoints": rewrite_without_checkpoints,
    "signed by another key": rewrite_and_sign_with_another_key,
    "signed by the key": rewrite_and_sign_with_the_key,
    "old backup": restore_a_backup,
    "old backup and copies": restore_a_backup_with_copies,
    "end cut off": cut_the_end,
    "copy exchanged": lose_a_copy,
}
