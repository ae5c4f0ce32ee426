"""`taizhang doctor`, `backup`, `restore`, `export-all` and `import-all`, as they are typed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pysqlite3 import dbapi2 as fixed_sqlite

from ledger.cli import main
from ledger.commands.serve import UnsafeError, refuse_unready
from ledger.config import load_config
from ledger.secret_key import make_secret_key
from ledger.signing_key import make_signing_key
from ledger.store.engine import make_engine
from ledger.store.schema import migrate, migrate_down

Call = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An installation with a key and an empty ledger."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "fonts").mkdir()
    make_secret_key(folder / "secret.key")
    engine = make_engine(f"sqlite:///{folder / 'taizhang.sqlite'}")
    migrate(engine)
    engine.dispose()
    return folder


def call(folder: Path, *args: str) -> Result:
    """Calls `taizhang` on an installation."""
    return CliRunner().invoke(main, ["--data", str(folder), *args], env={"TAIZHANG_DATA": ""})


def test_doctor_says_each_thing_and_ends_well(data: Path) -> None:
    said = call(data, "doctor")
    assert said.exit_code == 0, said.output
    for word in (
        "运行状况：注意",
        "SQLite 3.",
        "journal_mode = WAL",
        "synchronous = FULL",
        "备份：还没有做过",
    ):
        assert word in said.output


def test_doctor_verifies_and_remembers(data: Path) -> None:
    assert call(data, "doctor", "--verify").exit_code == 0
    document = json.loads(call(data, "doctor", "--json").output)
    assert {one["name"]: one["state"] for one in document["findings"]}["核验"] == "well"


def test_doctor_looks_at_what_was_never_initialised_and_makes_nothing(tmp_path: Path) -> None:
    said = call(tmp_path / "nothing", "doctor")
    assert said.exit_code == 1
    assert "不安全" in said.output
    assert not (tmp_path / "nothing").exists()


def test_what_is_unsafe_is_not_served_and_the_sentence_says_what_to_do(data: Path) -> None:
    config = load_config(data, environ={})
    refuse_unready(config)
    with fixed_sqlite.connect(str(data / "taizhang.sqlite")) as bare:
        bare.execute("DROP TRIGGER trail_no_delete")
    with pytest.raises(UnsafeError, match=r"trail: BEFORE DELETE.*从备份恢复"):
        refuse_unready(config)
    said = call(data, "serve", "--port", "1")
    assert said.exit_code == 1
    assert "现在运行不安全，没有打开服务" in said.output
    assert call(data, "doctor").exit_code == 1


def test_from_backup_to_release(data: Path, tmp_path: Path) -> None:
    made = call(data, "backup", "--to", str(tmp_path / "b"), "--keep", "3")
    assert made.exit_code == 0, made.output
    (place,) = (tmp_path / "b").iterdir()
    new = tmp_path / "new"
    restored = call(new, "restore", str(place))
    assert restored.exit_code == 0, restored.output
    assert "隔离" in restored.output
    assert "隔离：这是从备份恢复的数据" in call(new, "doctor").output
    released = call(new, "restore", "--release")
    assert (released.exit_code, "已解除隔离" in released.output) == (0, True)
    assert call(new, "restore", "--release").exit_code == 1
    assert call(new, "restore", str(place)).exit_code == 1
    assert call(new, "restore").exit_code == 2
    assert "备份：0 小时前成功" in call(data, "doctor").output


def test_signed_books_ask_for_their_public_keys(data: Path, tmp_path: Path) -> None:
    make_signing_key(data / "signing.key")
    assert call(data, "checkpoint", "make").exit_code == 0
    made = call(data, "backup", "--to", str(tmp_path / "b"))
    assert "signing.key" in made.output
    new = tmp_path / "new"
    restored = call(new, "restore", str(next((tmp_path / "b").iterdir())))
    assert all(name in restored.output for name in ("secret.key", "signing.key", "signing.pub"))
    kept = call(new, "restore", "--release")
    assert (kept.exit_code, "没有公钥" in kept.output, "另一份备份" in kept.output) == (1, True, False)

    shutil.copy(data / "signing.pub", new)
    released = call(new, "restore", "--release")
    assert (released.exit_code, "已解除隔离" in released.output) == (0, True), released.output


def test_the_mark_of_a_demo_goes_wherever_its_accounts_go(data: Path, tmp_path: Path) -> None:
    (data / "DEMO").write_text("演示", "utf-8")
    call(data, "backup", "--to", str(tmp_path / "b"))
    call(tmp_path / "new", "restore", str(next((tmp_path / "b").iterdir())))
    assert (tmp_path / "new" / "DEMO").read_text("utf-8") == "演示"


def test_an_export_comes_in_elsewhere(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.commands.import_all.prepare_fonts", lambda _config: None)
    said = call(data, "export-all", str(tmp_path / "all.zip"))
    assert (said.exit_code, "没有密码" in said.output) == (0, True), said.output
    assert "散列值" in call(data, "export-all", str(tmp_path / "all"), "--with-passwords").output
    assert call(data, "export-all", str(tmp_path / "all")).exit_code == 1
    came = call(tmp_path / "new", "import-all", str(tmp_path / "all.zip"))
    assert came.exit_code == 0, came.output
    assert "secret.key" in came.output
    assert not (tmp_path / "new" / "secret.key").exists()
    other = call(tmp_path / "other", "import-all", str(tmp_path / "all"), "--new-key")
    assert other.exit_code == 0, other.output
    assert (tmp_path / "other" / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("args", [("restore",), ("import-all",)])
def test_what_is_no_backup_is_refused_in_words(data: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some.txt").write_text("x", "utf-8")
    for name in ("some", "some.txt"):
        said = call(tmp_path / "fresh", *args, str(tmp_path / name))
        assert said.exit_code == 1
        assert "不是完整的备份或导出" in said.output


def test_an_upgrade_keeps_a_copy_of_what_was_before(data: Path) -> None:
    engine = make_engine(f"sqlite:///{data / 'taizhang.sqlite'}")
    migrate_down(engine, "a1c2")
    engine.dispose()
    said = call(data, "db", "upgrade")
    assert said.exit_code == 0, said.output
    (copy,) = (data / "backups").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    with fixed_sqlite.connect(str(copy)) as bare:
        assert bare.execute("SELECT version_num FROM alembic_version").fetchone() == ("a1c2",)
