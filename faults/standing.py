"""A ledger that is really served: a folder, a database with the cast, a server of several processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ledger.clock import now, today
from ledger.secret_key import make_secret_key
from ledger.services.checkpoint_files import checkpoint_folder
from ledger.services.make_checkpoint import Seal
from ledger.services.verify_ledger import verify_ledger
from ledger.signing_key import make_signing_key
from ledger.store.engine import reading_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.databases import Databases

Found = TypeVar("Found")

HOST = "127.0.0.1"
APP = "ledger.wsgi:make_app()"
START_SECONDS, RECOVERY_SECONDS = 60, 60
SAFE = ("fsync", "synchronous_commit", "full_page_writes")


class Standing:
    """A ledger of its own on one kind of database; `folder` may lie on a disk that is going to fail."""

    def __init__(self, databases: Databases, folder: Path | None = None) -> None:
        self.databases = databases
        self.folder = Path(tempfile.mkdtemp(prefix="taizhang-fault-")) if folder is None else folder
        fresh = databases.new()
        if databases.backend == "sqlite":
            source, target = str(make_url(fresh).database), self.folder / "taizhang.sqlite"
            shutil.copyfile(source, target)
            databases.drop(fresh)
            self.url = f"sqlite:///{target}"
        else:
            self.url = fresh
            self._safely()
        make_secret_key(self.folder / "secret.key")
        make_signing_key(self.folder / "signing.key")
        with socket.socket() as found:
            found.bind((HOST, 0))
            self.port = int(found.getsockname()[1])

    def _safely(self) -> None:
        """The tests' server skips what only a power cut would need; this one does not."""
        with self.databases.admin.connect() as connection:
            for setting in SAFE:
                connection.execute(text(f"ALTER SYSTEM SET {setting} = on"))
            connection.execute(text("SELECT pg_reload_conf()"))

    def environment(self) -> dict[str, str]:
        """What the server is told, and nothing of what the caller was."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        own = {"TAIZHANG_DATA": str(self.folder), "TAIZHANG_DATABASE_URL": self.url}
        return kept | own | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}

    @contextmanager
    def served(
        self, workers: int = 2, *, before: Sequence[str] = (), app: str = APP
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Served by gunicorn meanwhile; `before` is put before its command."""
        bind = ["--bind", f"{HOST}:{self.port}", "--worker-class", "gthread", "--threads", "2"]
        command = [*before, sys.executable, "-m", "gunicorn", *bind, "--workers", str(workers), app]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            child = subprocess.Popen(  # noqa: S603 - our own server
                command, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
            try:
                self.wait(child)
                yield child
            finally:
                end(child)

    def wait(self, child: subprocess.Popen[bytes]) -> None:
        """Until the server answers that all is well."""
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            if child.poll() is not None:
                raise RuntimeError(self.said())
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=5):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise TimeoutError(self.said())

    def said(self, about: str = "") -> str:
        """What the server wrote last, or about something."""
        path = self.folder.parent / f"{self.folder.name}.log"
        written = path.read_text("utf-8", "replace") if path.exists() else ""
        at = written.find(about) if about else -1
        return written[-3000:] if at < 0 else written[at : at + 9000]

    def damages(self) -> list[str]:
        """What the verifier finds in the books, figures counted again included."""
        engine = reading_engine(self.url)
        seal = Seal(self.folder / "signing.key", checkpoint_folder(self.folder))
        with Session(engine) as session:
            found = verify_ledger(UnitOfWork(session), seal, on=today(), now=now())
        engine.dispose()
        return [one.say() for one in found.damages]

    def patiently(self, step: Callable[[], Found]) -> Found:
        """Do something on a PostgreSQL that may still be recovering."""
        ends = time.monotonic() + RECOVERY_SECONDS
        while True:
            try:
                return step()
            except OperationalError:
                self.databases.admin.dispose()
                if time.monotonic() > ends:
                    raise
                time.sleep(0.5)

    def remove(self) -> None:
        """Let it go."""
        if self.databases.backend == "postgresql":
            self.patiently(lambda: self.databases.drop(self.url))
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder.parent / f"{self.folder.name}.log").unlink(missing_ok=True)


def end(child: subprocess.Popen[bytes]) -> None:
    """End a server and all its processes: the group that it leads."""
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            break
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    child.wait()


def workers_of(child: subprocess.Popen[bytes]) -> list[int]:
    """The processes that a server's first one started."""
    listed = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text("ascii")
    return [int(one) for one in listed.split()]
