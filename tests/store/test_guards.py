"""Append-only tables: marked as such, and a guard that is gone is noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ledger.domain.trail import TrailTag
from ledger.store.guards import append_only_tables, unguarded
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW


@pytest.fixture
def with_a_row(uow: UnitOfWork) -> UnitOfWork:
    """A ledger whose trail holds something."""
    with uow:
        uow.trail.append(TrailTag.TRAIL_VIEWED, at=NOW, account_id=None, object_kind="trail")
        uow.commit()
    return uow


def test_the_tables_that_migrations_guard_are_the_ones_marked(uow: UnitOfWork) -> None:
    with uow:
        connection = uow.session.connection()
        query = {
            "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master"
            " WHERE type = 'trigger' AND sql LIKE '%append-only%'",
            "postgresql": "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.prosrc LIKE '%append-only%'",
        }[connection.dialect.name]
        guarded = {row[0] for row in connection.execute(text(query))}

    assert guarded == {table.name for table in append_only_tables()}
    assert "trail" in guarded


def test_guards_that_stand_are_found_standing_and_nothing_changes(with_a_row: UnitOfWork) -> None:
    count = text("SELECT count(*), min(note) FROM trail")
    with with_a_row as uow:
        before = uow.session.execute(count).one()
        assert unguarded(uow.session.connection()) == []
        assert uow.session.execute(count).one() == before


def test_a_guard_that_was_dropped_is_named(with_a_row: UnitOfWork) -> None:
    with with_a_row as uow:
        connection = uow.session.connection()
        if connection.dialect.name == "sqlite":
            for trigger, acts in (
                ("no_update", {"BEFORE UPDATE", "UPDATE"}),
                ("no_replace", {"BEFORE INSERT"}),
            ):
                connection.exec_driver_sql(f"DROP TRIGGER trail_{trigger}")
                assert {f"trail: {act}" for act in acts} <= set(unguarded(connection))
            return
        connection.exec_driver_sql("ALTER TABLE trail DISABLE TRIGGER trail_no_truncate")
        assert unguarded(connection) == ["trail: TRUNCATE"]
        connection.exec_driver_sql("ALTER TABLE trail DISABLE TRIGGER trail_no_change")
        assert set(unguarded(connection)) == {
            "trail: TRUNCATE",
            "trail: UPDATE",
            "trail: DELETE",
        }


def test_a_guard_that_lets_through_is_found_by_trying(with_a_row: UnitOfWork) -> None:
    with with_a_row as uow:
        connection = uow.session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER trail_no_delete")
            connection.exec_driver_sql(
                "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail WHEN 0"
                " BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END"
            )
        else:
            connection.exec_driver_sql(
                "CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
                " RAISE EXCEPTION 'trail is append-only'; END $$"
            )
        found = unguarded(connection)
        assert "trail: DELETE" in found
        assert "trail: UPDATE" not in found
        assert uow.session.execute(text("SELECT count(*) FROM trail")).scalar() == 1
