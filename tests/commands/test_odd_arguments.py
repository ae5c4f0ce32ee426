"""Odd arguments, files, settings and databases: a sentence and status 1 or 2, never a traceback."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.cli import main
from ledger.secret_key import make_secret_key
from ledger.store.engine import make_engine
from ledger.store.rows import IssuedSummaryRow
from tests.cast import PILOT
from tests.databases import Databases
from tests.message_files import csv_file, message

NOT_UTF8 = "\udcff"
"""What a byte that is no UTF-8 becomes in an argument."""

LONG = "长" * 5000
YEARS = ("0", "-1", "10000", "9" * 30, "9" * 5000, "abc", "2026.5", "")
DATABASES = (
    "postgresql+psycopg://nobody:x@127.0.0.1:1/x",
    "postgresql+psycopg://host:port/x",
    "postgresql+psycopg://[",
    "sqlite:////proc/none/x.db",
    "mysql://x",
)


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    """A ledger with the cast in it, which no call here changes."""
    found = databases.new()
    yield found
    databases.drop(found)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data directory of an installation."""
    folder = tmp_path / "data"
    folder.mkdir()
    make_secret_key(folder / "secret.key")
    return folder


def refused(data: Path, *args: str | Path, **environ: str) -> Result:
    """A call that is refused in words."""
    done = CliRunner().invoke(main, ["--data", str(data), *map(str, args)], env=environ, input="")
    assert isinstance(done.exception, SystemExit), (args, done.exception)
    assert done.exit_code in (1, 2), (args, done.output)
    assert done.stderr.strip(), args
    assert "Traceback" not in done.output
    return done


def odd_files(folder: Path) -> list[Path | str]:
    """Files that are no document of any kind, and names that lead to none."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    contents = {
        "empty": b"",
        "paper.pdf": b"%PDF-1.4",
        "bomb.xlsx": bomb.getvalue(),
        "latin": b"\xff\xfe\xfa",
        "one.csv": b"a",
        "nul.csv": b"a,b\n\x00,1\n",
        "open.toml": b"a = [",
        "deep.toml": b"a = " + b"[" * 5000,
        "deep.json": b"[" * 100_000,
        "huge.toml": b"a = " + b"9" * 5000,
        "huge.json": b'{"year": ' + b"9" * 5000 + b"}",
        "half.json": b'{"year": "\\ud800"}',
        "list.json": b"[]",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [*(folder / name for name in contents), folder, "/no/such/file", "/dev/null", NOT_UTF8, LONG]


def test_odd_files_are_refused(data: Path, url: str, tmp_path: Path) -> None:
    for file in odd_files(tmp_path):
        refused(data, "assess", "--policy", file, "--case", file)
        refused(data, "assess", "--policy", PILOT, "--case", file)
        refused(data, "policy", "check", file)
        refused(data, "policy", "publish", file, "--unit", "省", TAIZHANG_DATABASE_URL=url)
        taken = ("import", file, "--cadre", "艾丽", "--minutes-per-reply", "20")
        refused(data, *taken, TAIZHANG_DATABASE_URL=url)


def test_names_that_nobody_bears_are_refused(data: Path, url: str, tmp_path: Path) -> None:
    file, paper = tmp_path / "good.csv", tmp_path / "paper.pdf"
    file.write_bytes(csv_file([message(1)]))
    for name in ("", " ", "查无此人", "%", "_", NOT_UTF8, LONG, "😀", "' OR 1=1 --"):
        known = {"TAIZHANG_DATABASE_URL": url}
        refused(data, "import", file, "--cadre", name, "--minutes-per-reply", "20", **known)
        refused(data, "summary", "--cadre", name, "--year", "2026", "-o", paper, **known)
        refused(data, "unit", "add", "新单位", "--level", "county", "--under", name, **known)
        refused(data, "policy", "publish", PILOT, "--unit", name, **known)
        refused(data, "policy", "gallery", name or " ")
    for minutes in ("0", "-1", "1e3", "abc", "9" * 5000):
        refused(data, "import", file, "--cadre", "艾丽", "--minutes-per-reply", minutes, **known)
    for column in ("x", "reply", "reply=", "=", "reply=没有", NOT_UTF8):
        taken = ("import", file, "--cadre", "艾丽", "--minutes-per-reply", "20", "--column", column)
        refused(data, *taken, **known)


@pytest.mark.parametrize("year", YEARS)
def test_years_that_are_none_are_refused(data: Path, url: str, tmp_path: Path, year: str) -> None:
    paper = tmp_path / "paper.pdf"
    refused(data, "summary", "--cadre", "艾丽", "--year", year, "-o", paper, TAIZHANG_DATABASE_URL=url)
    refused(data, "recompute", "--year", year, TAIZHANG_DATABASE_URL=url)
    refused(data, "recompute", "--check", "--year", year, TAIZHANG_DATABASE_URL=url)


def test_a_paper_that_cannot_be_kept_is_not_issued(data: Path, url: str, tmp_path: Path) -> None:
    for place in ("/no/such/folder/x.pdf", str(tmp_path), ""):
        refused(data, "summary", "--cadre", "艾丽", "--year", "2026", "-o", place, TAIZHANG_DATABASE_URL=url)
    engine = make_engine(url)
    with Session(engine) as session:
        assert session.scalars(select(IssuedSummaryRow)).all() == []
    engine.dispose()


@pytest.mark.parametrize("address", DATABASES)
def test_a_database_that_does_not_answer_is_said(data: Path, address: str) -> None:
    for command in (("db", "current"), ("db", "upgrade"), ("unit", "list"), ("serve",), ("recompute",)):
        refused(data, *command, TAIZHANG_DATABASE_URL=address)


def test_a_file_that_is_no_database_is_said(data: Path, tmp_path: Path) -> None:
    file = tmp_path / secrets.token_hex(4)
    file.write_bytes(b"%PDF-1.4" * 1000)
    done = refused(data, "db", "upgrade", TAIZHANG_DATABASE_URL=f"sqlite:///{file}")
    assert "数据库没有办成" in done.stderr


@pytest.mark.parametrize("place", ["/proc/none", "/dev/null", LONG])
def test_a_data_directory_that_cannot_be_is_refused(place: str) -> None:
    for command in (
        ("db", "current"),
        ("db", "upgrade"),
        ("init", "--from-env"),
        ("serve",),
        ("unit", "list"),
    ):
        refused(Path(place), *command)


def test_odd_settings_are_refused(data: Path, tmp_path: Path) -> None:
    odd_files(tmp_path)
    for name in ("latin", "open.toml", "deep.toml", "huge.toml", "none"):
        refused(data, "db", "current", TAIZHANG_CONFIG=str(tmp_path / name))
    for setting in (
        {"PORT": "9" * 5000},
        {"HOST": "x y"},
        {"BASE_URL": "http://["},
        {"SECRET_KEY_FILE": "/"},
    ):
        refused(data, "serve", **{f"TAIZHANG_{name}": value for name, value in setting.items()})
    for options in (("--port", "0"), ("--port", "abc"), ("--host", "999.999.999.999"), ("--threads", "0")):
        refused(data, "serve", *options)
