"""The file of the jobs: it keeps a log, whoever makes it and however it was made before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import create_engine, text

from ledger.store.jobs_file import jobs_options, journal_mode, make_jobs_file

NORMAL, FULL = 1, 2


def test_jobs_are_written_to_a_log_that_is_not_forced_each_time(tmp_path: Path) -> None:
    file = tmp_path / "jobs.sqlite"
    make_jobs_file(file)
    engine = create_engine(f"sqlite:///{file}", **jobs_options())
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == NORMAL
    engine.dispose()


def test_a_file_without_a_log_is_forced_to_the_disk_each_time(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'jobs.sqlite'}", **jobs_options())
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "delete"
        assert connection.scalar(text("PRAGMA synchronous")) == FULL
    engine.dispose()


def test_jobs_of_an_earlier_version_are_kept_and_get_a_log(tmp_path: Path) -> None:
    file = tmp_path / "jobs.sqlite"
    connection = fixed_sqlite.connect(str(file))
    connection.execute("CREATE TABLE job (name TEXT)")
    connection.execute("INSERT INTO job VALUES ('batch')")
    connection.commit()
    connection.close()
    make_jobs_file(file)
    connection = fixed_sqlite.connect(str(file))
    assert journal_mode(connection) == "wal"
    assert connection.execute("SELECT name FROM job").fetchall() == [("batch",)]
    connection.close()


def test_several_workers_make_the_file_at_once(tmp_path: Path) -> None:
    file = tmp_path / "jobs.sqlite"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make_jobs_file, [file] * 32))
    connection = fixed_sqlite.connect(str(file))
    assert journal_mode(connection) == "wal"
    connection.close()
