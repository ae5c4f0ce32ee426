"""What the tests of several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ledger.cli import main

Call = Callable[..., Result]


@pytest.fixture
def call(database_url: str, tmp_path: Path) -> Call:
    """Calls `taizhang` on the cast's database."""

    def run(*args: str) -> Result:
        environ = {"TAIZHANG_DATABASE_URL": database_url}
        return CliRunner().invoke(main, ["--data", str(tmp_path), *args], env=environ)

    return run
