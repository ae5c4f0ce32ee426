"""Migrations: up, down, up again, with data, and the same as the models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from ledger.store.base import Base, PartialIndex
from ledger.store.engine import make_engine
from ledger.store.revision import current_revision, head_revision
from ledger.store.schema import alembic_config, migrate, migrate_down
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import fill
from tests.databases import Databases
from tests.faults.killed_migrations import Schema, revisions, schema_of, sweep

NEWEST = 1
"""How many of the newest revisions every run kills; the fault runner kills all of them."""


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    url = databases.empty()
    found = make_engine(url)
    yield found
    found.dispose()
    databases.drop(url)


def test_the_newest_schema_is_what_the_models_say(engine: Engine) -> None:
    migrate(engine)

    assert current_revision(engine) == head_revision()
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def partial_indexes(engine: Engine) -> dict[str, tuple[list[str], str]]:
    """Columns and condition of each index of some rows alone, as the database itself tells them."""
    found = {}
    with engine.connect() as connection:
        for table in Base.metadata.tables:
            for index in inspect(connection).get_indexes(table):
                where = index.get("dialect_options", {}).get(f"{engine.dialect.name}_where")
                if where is not None:
                    found[str(index["name"])] = ([str(name) for name in index["column_names"]], str(where))
    return found


def test_indexes_of_some_rows_alone_are_those_of_the_models(engine: Engine, databases: Databases) -> None:
    migrate(engine)
    url = databases.empty()
    made = make_engine(url)
    Base.metadata.create_all(made)

    of_models = [one for table in Base.metadata.tables.values() for one in table.indexes]
    said = {str(one.name) for one in of_models if isinstance(one, PartialIndex)}
    assert set(partial_indexes(engine)) == said
    assert partial_indexes(made) == partial_indexes(engine)
    made.dispose()
    databases.drop(url)


def test_each_migration_goes_down_and_up_to_the_same_schema(engine: Engine) -> None:
    before: list[Schema] = [schema_of(engine)]
    for revision in revisions():
        migrate(engine, revision)
        before.append(schema_of(engine))

    for revision, below in zip(reversed(["base", *revisions()[:-1]]), reversed(before[:-1]), strict=True):
        migrate_down(engine, revision)
        assert schema_of(engine) == below

    migrate(engine)
    assert schema_of(engine) == before[-1]


def test_data_survive_going_down_one_step_and_up_again(engine: Engine) -> None:
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        fill(UnitOfWork(session))
    with engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM person ORDER BY id")).all()

    migrate_down(engine, revisions()[-2])
    migrate(engine)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM person ORDER BY id")).all() == names


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    before = schema_of(engine)

    migrate(engine)

    assert schema_of(engine) == before


@pytest.mark.parametrize("revision", revisions()[-NEWEST:])
def test_a_migration_killed_at_any_statement_leaves_all_or_nothing_and_goes_through_the_next_time(
    databases: Databases, revision: str
) -> None:
    kills = list(sweep(databases, revision))

    assert [kill.statement for kill in kills] == list(range(1, len(kills) + 1))
    assert len(kills) >= 5
    assert [kill for kill in kills if not kill.left_whole] == []


def test_a_migration_that_leaves_orphans_is_undone(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'orphans.db'}")
    migrate(engine, "a1c1")
    with closing(fixed_sqlite.connect(str(tmp_path / "orphans.db"))) as bare:
        bare.execute(
            "INSERT INTO leave (id, public_id, person_id, begins_on, ends_on, reason)"
            " VALUES (1, 'x', 99, '2026-01-01', '2026-01-02', '')"
        )
        bare.commit()

    with pytest.raises(RuntimeError, match="without their parents"):
        migrate(engine, "a1c2")

    assert current_revision(engine) == "a1c1"
    engine.dispose()
