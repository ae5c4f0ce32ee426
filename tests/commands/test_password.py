"""`taizhang password`: the way back for an administrator who forgot theirs."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from ledger.cli import main
from ledger.services.passwords import is_password
from ledger.store.rows import AccountRow
from ledger.store.unit_of_work import UnitOfWork

NEW = "spring-meadow-lantern-42"


def call(url: str, data: Path, username: str, typed: str) -> Result:
    environ = {"TAIZHANG_DATABASE_URL": url}
    answers = f"{typed}\n{typed}\n"
    return CliRunner().invoke(main, ["--data", str(data), "password", username], input=answers, env=environ)


def row_of(uow: UnitOfWork, username: str) -> AccountRow:
    account = uow.accounts.by_username(username)
    assert account is not None
    return uow.session.get_one(AccountRow, account.id, populate_existing=True)


def test_a_forgotten_password_is_set_anew_and_must_be_changed(
    database_url: str, uow: UnitOfWork, tmp_path: Path
) -> None:
    with uow:
        before = row_of(uow, "ada").fs_uniquifier

    done = call(database_url, tmp_path, "Ada", NEW)

    assert done.exit_code == 0, done.output
    with uow:
        ada = row_of(uow, "ada")
        assert is_password(ada.password, NEW)
        assert ada.must_change_password
        assert ada.fs_uniquifier != before
        assert [event.tag for event in uow.trail.of("account", ada.id)] == ["account:password_reset"]


def test_a_weak_password_or_an_unknown_name_changes_nothing(database_url: str, tmp_path: Path) -> None:
    weak = call(database_url, tmp_path, "ada", "123456")
    nobody = call(database_url, tmp_path, "nobody", NEW)

    assert (weak.exit_code, nobody.exit_code) == (1, 1)
    assert "nobody" in nobody.output
