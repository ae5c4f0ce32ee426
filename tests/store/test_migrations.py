"""Migrations: up, down, up again, with data, and the same as the models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from ledger.store.engine import make_engine
from ledger.store.schema import alembic_config, current_revision, head_revision, migrate, migrate_down
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import fill
from tests.databases import Databases


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    url = databases.empty()
    found = make_engine(url)
    yield found
    found.dispose()
    databases.drop(url)


def revisions() -> list[str]:
    scripts = ScriptDirectory.from_config(alembic_config())
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def schema_of(engine: Engine) -> dict[str, list[str]]:
    found = inspect(engine)
    found.clear_cache()
    return {
        table: sorted(str((c["name"], str(c["type"]), c["nullable"])) for c in found.get_columns(table))
        + sorted(str(index["name"]) for index in found.get_indexes(table))
        for table in sorted(found.get_table_names())
        if table != "alembic_version"
    }


def test_the_newest_schema_is_what_the_models_say(engine: Engine) -> None:
    migrate(engine)

    assert current_revision(engine) == head_revision()
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_each_migration_goes_down_and_up_to_the_same_schema(engine: Engine) -> None:
    before: list[dict[str, list[str]]] = [schema_of(engine)]
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
