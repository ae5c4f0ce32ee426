"""The line before SQLite's write lock: in order, let go of whatever happens, over processes too."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from ledger.store.engine import is_safe_for_wal, make_engine
from ledger.store.write_queue import Line, Place


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with one table."""
    made = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)"))
    yield made
    made.dispose()


def file_of(engine: Engine) -> str:
    """The database's file."""
    return str(engine.url.database)


def test_who_asks_first_writes_first() -> None:
    line, order, threads = Line(), list[int](), list[threading.Thread]()
    assert line.enter(1)

    def ask(number: int) -> None:
        assert line.enter(10)
        order.append(number)
        line.leave()

    for number in range(8):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:
            time.sleep(0.001)
    line.leave()
    for thread in threads:
        thread.join()

    assert order == list(range(8))


def test_who_gave_up_waiting_is_not_waited_for() -> None:
    line = Line()
    assert line.enter(1)
    assert not line.enter(0.01)
    line.leave()
    assert line.enter(0)


@pytest.mark.parametrize("end", ["commit", "rollback", "error", "close"])
def test_the_turn_ends_with_the_transaction_however_it_ends(engine: Engine, end: str) -> None:
    connection = engine.connect()
    connection.execute(text("INSERT INTO t VALUES (1, 'x')"))
    if end == "commit":
        connection.commit()
    elif end == "rollback":
        connection.rollback()
    elif end == "close":
        connection.close()
    else:
        with pytest.raises(IntegrityError), connection:
            connection.execute(text("INSERT INTO t VALUES (1, 'y')"))

    assert Place(file_of(engine)).take(0)


def test_nobody_else_writes_meanwhile(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO t VALUES (1, 'x')"))
        assert not Place(file_of(engine)).take(0.01)


def test_reading_never_stands_in_line(engine: Engine) -> None:
    reader = make_engine(str(engine.url), read_only=True)
    with engine.connect() as writing, reader.connect() as reading:
        writing.execute(text("INSERT INTO t VALUES (1, 'x')"))
        begin = time.monotonic()
        assert reading.execute(text("SELECT count(*) FROM t")).scalar() == 0
        assert time.monotonic() - begin < 1
    reader.dispose()


def test_a_killed_process_holds_nothing(engine: Engine) -> None:
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        Place(file_of(engine)).take()
        os.write(told, b"x")
        time.sleep(60)
        os._exit(0)
    os.read(ready, 1)
    place = Place(file_of(engine))
    taken_before = place.take(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    assert not taken_before
    assert place.take(5)
    place.give_up()


def test_two_processes_take_turns(engine: Engine) -> None:
    file, ready, told = file_of(engine), *os.pipe()
    child = os.fork()
    if child == 0:
        place = Place(file)
        os.write(told, b"x")
        while True:  # wants to write again as soon as it has written
            place.take()
            time.sleep(0.005)
            place.give_up()
    os.read(ready, 1)
    waits = []
    for _ in range(20):
        begin = time.monotonic()
        place = Place(file)
        assert place.take(10)
        waits.append(time.monotonic() - begin)
        place.give_up()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    assert sorted(waits)[len(waits) // 2] < 0.5


def test_a_folder_that_cannot_be_written_to_is_left_to_sqlite(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "nowhere" / "a.db"))
    assert place.take(0.1)
    place.give_up()


def test_eight_writers_lose_nothing_and_none_waits_for_long(engine: Engine) -> None:
    waits: list[float] = []

    def write() -> None:
        for _ in range(20):
            begin = time.monotonic()
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO t (v) VALUES ('x')"))
            waits.append(time.monotonic() - begin)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 160
    assert len(waits) == 160


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 4), True),
    ],
)
def test_wal_is_used_with_repaired_libraries_only(version: tuple[int, ...], safe: bool) -> None:
    assert is_safe_for_wal(version) is safe


def test_a_write_that_cannot_begin_fails_as_the_engine_says_it_and_leaves_its_place(engine: Engine) -> None:
    other = fixed_sqlite.connect(file_of(engine), isolation_level=None)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
    other.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection, pytest.raises(OperationalError, match="database is locked"):
        connection.begin()
    other.execute("ROLLBACK")
    other.close()
    with engine.begin() as connection:  # in its turn at once, since nobody stands before it
        connection.execute(text("INSERT INTO t (v) VALUES ('a')"))
