"""The books that are tampered with: a posted year, two checkpoints, a backup from between, a witness."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.orm import Session

from faults.acts import close, proposed
from ledger.domain.permissions import Actor
from ledger.services.checkpoint_files import checkpoint_folder
from ledger.services.make_checkpoint import Seal
from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books, post_everything, sign
from tests.cast import TODAY, fill
from tests.year_facts import approved, online

WITNESS = "witness.txt"
BACKUP = "backup"


@dataclass
class Books:
    """A data directory with a database at rest, copies of its checkpoints and what a witness kept."""

    folder: Path

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.folder / "taizhang.sqlite"

    @property
    def seal(self) -> Seal:
        """The key and the copies."""
        return Seal(self.folder / "signing.key", checkpoint_folder(self.folder))

    def copy(self, to: Path) -> Books:
        """The same books elsewhere."""
        shutil.copytree(self.folder, to)
        return Books(to)


def make_books(folder: Path) -> Books:
    """The books, with a backup of the database as it was at the first checkpoint."""
    folder.mkdir(parents=True)
    books = Books(folder)
    engine = make_engine(f"sqlite:///{books.database}")
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        fill(uow)
        seal = keep_books(uow, lambda name: actor_of(uow, name), folder)
        sign(uow, seal)
        settle(books)
        shutil.copy(books.database, folder / BACKUP)
        approved(
            uow,
            actor_of(uow, "alice"),
            actor_of(uow, "bob"),
            *(online(TODAY - timedelta(days=day), 60) for day in range(1, 9)),
        )
        post_everything(uow)
        close_last_year(uow)
        made = sign(uow, seal)
    engine.dispose()
    settle(books)
    (folder / WITNESS).write_text(made.note.whole(), "utf-8")
    return books


def close_last_year(uow: UnitOfWork) -> None:
    """Entries of last year are approved, and the year is closed."""
    proposed(uow)
    close(uow)


def actor_of(uow: UnitOfWork, username: str) -> Actor:
    """Somebody of the cast, with the rights held on the day of the tests."""
    with uow:
        account = uow.accounts.by_username(username)
        found = None if account is None else uow.accounts.actor(account.id, TODAY)
    if found is None:
        raise LookupError(username)
    return found


def settle(books: Books) -> None:
    """Bring everything into the one file, as it lies on a disk at night."""
    with opened(books.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The database behind the ledger's back: no guards, no foreign keys; nothing waits for the disk."""
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA recursive_triggers = OFF")
    try:
        yield connection
    finally:
        connection.close()


def drop_guards(connection: Any) -> None:
    """Take the guards away; `restore_guards` puts them back."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("BEGIN IMMEDIATE")
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("COMMIT")


def guards_of(path: Path) -> list[str]:
    """The statements that make the guards."""
    with opened(path) as connection:
        query = "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        return [row[0] for row in connection.execute(query)]


def restore_guards(path: Path, guards: list[str]) -> None:
    """Put back the guards that an edit took away, as somebody would who knows of them."""
    try:
        if len(guards_of(path)) == len(guards):
            return
        with opened(path) as connection:
            drop_guards(connection)
            for statement in guards:
                connection.execute(statement)
    except (sqlite.Error, UnicodeDecodeError):
        return  # the edit broke the schema itself
