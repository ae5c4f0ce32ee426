"""Rows as exports write them: canonical, the same from either database."""

from __future__ import annotations

import json
from typing import Any

import rfc8785
from sqlalchemy import text

from ledger.store.base import HERE_ONLY, SECRET, Base
from ledger.store.table_rows import carried_tables, encode, line_of, rows_of, values_of
from ledger.store.unit_of_work import UnitOfWork


def test_a_line_is_canonical_json() -> None:
    values: tuple[Any, ...] = (
        {"b": 1, "a": None, "Z": True, "文": '字\n\t"\\/\u0001\u007f\u2028😀', "l": [1, {"y": "", "x": -5}]},
        {"é": "é", "\u0001": "", "": []},
    )
    for value in values:
        assert encode(value).encode() == rfc8785.dumps(value)


def test_rows_of_the_cast_are_canonical_and_come_back(uow: UnitOfWork) -> None:
    with uow:
        connection = uow.session.connection()
        for table in carried_tables():
            for row in rows_of(connection, table, secrets=True):
                line = line_of(row)
                assert line == rfc8785.dumps(json.loads(line)) + b"\n"
                again = values_of(table, json.loads(line))
                assert set(again) == {column.name for column in table.columns}


def test_secrets_are_left_out_unless_asked_for(uow: UnitOfWork) -> None:
    account = Base.metadata.tables["account"]
    with uow:
        connection = uow.session.connection()
        without = next(iter(rows_of(connection, account, secrets=False)))
        with_them = next(iter(rows_of(connection, account, secrets=True)))

    assert (without["password"], without["fs_uniquifier"]) == (None, None)
    assert with_them["password"].startswith("$argon2")
    assert without["username"] == with_them["username"]


def test_what_sounds_like_a_secret_is_marked_as_one() -> None:
    words = ("password", "secret", "uniquifier", "totp", "token")
    open_ones = [
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(word in column.name for word in words)
        and not column.info.get(SECRET)
        and column.name != "must_change_password"
    ]
    assert open_ones == []


def test_every_table_is_carried_but_what_belongs_to_this_installation(uow: UnitOfWork) -> None:
    carried = {table.name for table in carried_tables()}
    here = {table.name for table in Base.metadata.sorted_tables} - carried
    assert here == {"keeping", "question"}
    assert all(Base.metadata.tables[name].info[HERE_ONLY] for name in here)
    with uow:
        assert uow.session.execute(text("SELECT count(*) FROM keeping")).scalar() == 0
