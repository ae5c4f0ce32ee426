"""Beginning for real: three administrators, no default passwords, nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from ledger.cli import main
from ledger.commands.demo_mark import mark_demo
from ledger.commands.init import ADMINISTRATORS
from ledger.commands.serve import refuse_unready
from ledger.config import load_config
from ledger.domain.permissions import Role
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork

PASSWORDS = {
    Role.SYSTEM: "harbour-lantern-58",
    Role.SECURITY: "orchard-compass-31",
    Role.AUDIT: "granite-violin-77",
}
ANSWERS = {
    f"TAIZHANG_INIT_{role.value.upper()}_{part}": value
    for role, password in PASSWORDS.items()
    for part, value in (("USERNAME", f"first.{role.value}"), ("PASSWORD", password))
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for data, with the fonts taken for built: their own tests build them."""
    monkeypatch.setattr("ledger.commands.init.prepare_fonts", lambda _config: None)
    return tmp_path / "data"


def init(data: Path, *args: str, typed: str = "", **environ: str) -> Result:
    """What becomes of `taizhang init` there."""
    return CliRunner().invoke(main, ["--data", str(data), "init", *args], input=typed, env=environ)


def kinds(data: Path) -> dict[str, str]:
    """The accounts there: the username and the kind of each."""
    with Session(make_engine(load_config(data, environ={}).database_url)) as session:
        return {account.username: account.kind for account in UnitOfWork(session).accounts.all()}


def test_an_unattended_start_makes_three_administrators_and_may_be_served(data: Path) -> None:
    done = init(data, "--from-env", **ANSWERS)
    assert done.exit_code == 0, done.output
    assert kinds(data) == {"first.system": "system", "first.security": "security", "first.audit": "audit"}
    assert data.stat().st_mode & 0o077 == 0
    refuse_unready(load_config(data, environ={}))


def test_what_is_missing_is_named_all_at_once_and_nothing_is_made(data: Path) -> None:
    some = {name: value for name, value in ANSWERS.items() if "AUDIT" not in name}
    done = init(data, "--from-env", **some)
    assert done.exit_code == 1
    assert "TAIZHANG_INIT_AUDIT_USERNAME、TAIZHANG_INIT_AUDIT_PASSWORD" in done.stderr
    assert not data.exists()


def test_a_weak_password_is_refused_and_init_may_be_run_again(data: Path) -> None:
    done = init(data, "--from-env", **{**ANSWERS, "TAIZHANG_INIT_AUDIT_PASSWORD": "123456"})
    assert done.exit_code == 1
    assert "密码至少" in done.stderr
    assert not (data / "secret.key").exists()
    assert init(data, "--from-env", **ANSWERS).exit_code == 0


def test_the_same_person_can_not_be_two_administrators(data: Path) -> None:
    assert (
        init(data, "--from-env", **{**ANSWERS, "TAIZHANG_INIT_AUDIT_USERNAME": "first.system"}).exit_code == 1
    )
    assert not (data / "secret.key").exists()


def test_a_person_is_asked_and_asked_again_for_a_password_that_is_too_weak(data: Path) -> None:
    typed = ["first.system", "123456", "123456"]
    for role in ADMINISTRATORS:
        typed += ([] if role is Role.SYSTEM else [f"first.{role.value}"]) + [PASSWORDS[role]] * 2
    done = init(data, typed="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert len(kinds(data)) == 3
    assert "密码至少" in done.output
    assert not any(password in done.output for password in PASSWORDS.values())


def test_a_second_init_changes_nothing(data: Path) -> None:
    init(data, "--from-env", **ANSWERS)
    key = (data / "secret.key").read_bytes()
    done = init(data, "--from-env", **ANSWERS)
    assert done.exit_code == 1
    assert "已经初始化过" in done.stderr
    assert (data / "secret.key").read_bytes() == key


def test_real_use_does_not_begin_on_demo_data(data: Path) -> None:
    data.mkdir()
    mark_demo(data)
    assert "演示数据" in init(data, "--from-env", **ANSWERS).stderr
