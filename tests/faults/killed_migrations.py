"""A migration that is killed at each of its statements in turn, and run again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect, text

from ledger.store.engine import make_engine
from ledger.store.revision import current_revision, head_revision
from ledger.store.schema import alembic_config, migrate
from tests.databases import Databases

Schema = Mapping[str, list[str]]


@dataclass(frozen=True)
class Kill:
    """One killed migration: where, what was left, and what a second run made of it."""

    revision: str
    statement: int
    left: str | None
    """The revision right after the kill."""
    left_whole: bool
    """Whether schema and rows were exactly those before the migration, or those after it."""


def revisions() -> list[str]:
    """All revisions, oldest first."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def sweep(databases: Databases, revision: str) -> Iterator[Kill]:
    """Kill the migration to a revision at its first statement, its second, … until it comes to its end.

    Each try goes on from what the killed one left: where that is exactly what was there before, each is the
    second run of the one before it, and the last must come to what an undisturbed one comes to.
    """
    known = revisions()
    before = known[known.index(revision) - 1] if revision != known[0] else None
    start = databases.empty()
    if before is not None:
        step(start, before)
    untouched, finished = state_of(start), state_after(databases, start, revision)
    url = databases.copy(start)
    for statement in count(1):
        was_killed = killed_at(url, revision, statement)
        left, state = current(url), state_of(url)
        if not was_killed:
            assert state == finished
            assert revision != head_revision() or matches_models(url)
            break
        yield Kill(revision, statement, left, state == (finished if left == revision else untouched))
        if state != untouched:
            step(url, revision)
            assert state_of(url) == finished
            databases.drop(url)
            url = databases.copy(start)
    databases.drop(url)
    databases.drop(start)


def state_after(databases: Databases, start: str, revision: str) -> tuple[Schema, Schema]:
    """Schema and rows after a migration that nothing disturbed."""
    url = databases.copy(start)
    step(url, revision)
    found = state_of(url)
    databases.drop(url)
    return found


def killed_at(url: str, revision: str, statement: int) -> bool:
    """Migrate in a child process that dies before its n-th statement; False if it got through."""
    child = os.fork()  # COMMIT counts as a statement
    if child == 0:
        try:
            engine = make_engine(url)
            seen = count(1)

            def one_more(*_: Any) -> None:
                if next(seen) == statement:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(engine, "before_cursor_execute", one_more)
            event.listen(engine, "commit", one_more)
            migrate(engine, revision)
            os._exit(0)
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def step(url: str, revision: str) -> None:
    """Migrate to a revision, undisturbed."""
    engine = make_engine(url)
    migrate(engine, revision)
    engine.dispose()


def current(url: str) -> str | None:
    """The revision of a database."""
    engine = make_engine(url)
    try:
        return current_revision(engine)
    finally:
        engine.dispose()


def matches_models(url: str) -> bool:
    """Whether the schema is the one that the models say; alembic raises where it is not."""
    engine = make_engine(url)
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)
    engine.dispose()
    return True


def state_of(url: str) -> tuple[Schema, Schema]:
    """The schema and all rows, as values that can be compared."""
    engine = make_engine(url)
    try:
        return schema_of(engine), rows_of(engine)
    finally:
        engine.dispose()


def schema_of(engine: Engine) -> Schema:
    """Tables with their columns, indexes and triggers."""
    found = inspect(engine)
    tables = {
        table: sorted(str((c["name"], str(c["type"]), c["nullable"])) for c in found.get_columns(table))
        + sorted(str(index["name"]) for index in found.get_indexes(table))
        for table in sorted(found.get_table_names())
        if table != "alembic_version"
    }
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        tables["(triggers)"] = sorted(str(row[0]) for row in connection.execute(text(query)))
    return tables


def rows_of(engine: Engine) -> Schema:
    """All rows of all tables, as text."""
    with engine.connect() as connection:
        return {
            table: sorted(map(str, connection.execute(text(f'SELECT * FROM "{table}"')).all()))  # noqa: S608
            for table in sorted(inspect(engine).get_table_names())
        }
