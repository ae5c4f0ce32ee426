"""The configuration: where it comes from, what it refuses, and that each setting is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.config import Config, ConfigError, NoDataDirError, find_data_dir, load_config, read_answers
from ledger.secret_key import make_secret_key, read_secret_key
from ledger.settings import SETTINGS, Setting

ROOT = Path(__file__).resolve().parent.parent
GOOD_KEY = "q7Jw-Zx0vT3mLr9KdYb2NcHs8PfUg5Ea1RiOoXtVkB4"


def configured(folder: Path, file: str = "", **environ: str) -> Config:
    """The configuration of a folder with a settings file and variables (small letters, no TAIZHANG_)."""
    if file:
        (folder / "taizhang.toml").write_text(file, "utf-8")
    return load_config(folder, environ={f"TAIZHANG_{name.upper()}": value for name, value in environ.items()})


def faults_of(folder: Path, file: str = "", **environ: str) -> str:
    """What the configuration says when it refuses."""
    with pytest.raises(ConfigError) as refused:
        configured(folder, file, **environ)
    return str(refused.value)


def test_nothing_said_gives_a_local_service_on_sqlite(tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert (config.host, config.port, config.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert config.database_url == f"sqlite:///{tmp_path}/taizhang.sqlite"
    assert config.secret_key == ""
    assert config.is_local


def test_command_line_wins_over_variable_over_file(tmp_path: Path) -> None:
    assert configured(tmp_path, "port = 8001").port == 8001
    assert configured(tmp_path, port="8002").port == 8002
    environ = {"TAIZHANG_PORT": "8002"}
    assert load_config(tmp_path, environ=environ, given={"port": 8003, "host": None}).port == 8003


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert configured(tmp_path, port="", host=" ").port == 8000


def test_all_faults_are_named_at_once_with_value_source_and_what_is_allowed(tmp_path: Path) -> None:
    said = faults_of(tmp_path, "port = 99999\nlangage = 'en'\n", threads="many", login_attempts="1")
    assert "有 4 处设置不能用" in said
    assert f"port = 99999（来自 {tmp_path / 'taizhang.toml'}）；应为：1 到 65535 的整数" in said
    assert "threads = 'many'（来自 TAIZHANG_THREADS）；应为：1 到 64 的整数" in said
    assert "login_attempts = '1'" in said
    assert "langage = en" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "0"),
        ("port", "8000.0"),
        ("host", "not a host"),
        ("language", "zh-Hans"),
        ("base_url", "taizhang.example.gov.cn"),
        ("base_url", "javascript:alert(1)"),
        ("proxy_hops", "-1"),
        ("trusted_hosts", "a b"),
        ("upload_limit_mb", "0"),
        ("session_idle_minutes", "4"),
        ("database_url", "mysql://user@host/base"),
        ("fonts_body", "no-such.ttf"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    assert name.replace("fonts_", "fonts.") in faults_of(tmp_path, **{name: value})


@pytest.mark.parametrize(
    "line", ["port = true", "port = 8000.5", "host = ['a']", "trusted_hosts = [1]", "fonts = 1"]
)
def test_a_value_of_the_wrong_kind_in_the_file_is_refused(tmp_path: Path, line: str) -> None:
    assert line.split(" = ", maxsplit=1)[0] in faults_of(tmp_path, line)


def test_a_password_in_the_database_address_is_not_repeated(tmp_path: Path) -> None:
    assert "hunter2" not in faults_of(tmp_path, database_url="postgres://me:hunter2@host/base")
    shown = repr(configured(tmp_path, database_url="postgresql+psycopg://me:hunter2@host/base"))
    assert "hunter2" not in shown


def test_a_misspelt_variable_is_refused(tmp_path: Path) -> None:
    assert "TAIZHANG_PROT" in faults_of(tmp_path, prot="8001")


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 1" in faults_of(tmp_path, "port = = 1")


def test_a_named_file_must_exist_and_replaces_the_one_in_the_data_directory(tmp_path: Path) -> None:
    assert "TAIZHANG_CONFIG" in faults_of(tmp_path, config=str(tmp_path / "absent.toml"))
    other = tmp_path / "other.toml"
    other.write_text("port = 8005", "utf-8")
    assert configured(tmp_path, "port = 8004", config=str(other)).port == 8005


def test_an_address_open_to_the_network_needs_its_host_names(tmp_path: Path) -> None:
    assert "trusted_hosts" in faults_of(tmp_path, host="0.0.0.0")  # noqa: S104 - it is refused
    config = configured(tmp_path, host="0.0.0.0", trusted_hosts="a.example, .b.example")  # noqa: S104
    assert config.trusted_hosts == ("a.example", ".b.example")
    assert not config.is_local


def test_font_files_are_counted_from_the_data_directory(tmp_path: Path) -> None:
    (tmp_path / "kai.ttf").write_bytes(b"font")
    assert configured(tmp_path, "[fonts]\nkai = 'kai.ttf'").fonts.kai == tmp_path / "kai.ttf"


def test_the_key_is_made_for_its_owner_alone_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    make_secret_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert configured(tmp_path).secret_key == read_secret_key(path) != ""
    assert configured(tmp_path).secret_key not in repr(configured(tmp_path))
    with pytest.raises(FileExistsError):
        make_secret_key(path)


@pytest.mark.parametrize(
    ("key", "mode", "reason"),
    [
        ("short", 0o600, "太短"),
        (GOOD_KEY, 0o604, "其他用户可以读取"),
        (GOOD_KEY, 0o620, "改写"),
        ("a" * 64, 0o600, "太容易猜到"),
        ("changeme-" + GOOD_KEY, 0o600, "太容易猜到"),
    ],
)
def test_a_weak_or_open_key_is_refused_without_being_shown(
    tmp_path: Path, key: str, mode: int, reason: str
) -> None:
    path = tmp_path / "secret.key"
    path.write_text(key, "utf-8")
    path.chmod(mode)
    said = faults_of(tmp_path)
    assert reason in said
    assert key not in said.replace(str(tmp_path), "")


def test_the_data_directory_is_the_option_then_the_variable_then_the_checkout_s(tmp_path: Path) -> None:
    environ = {"TAIZHANG_DATA": str(tmp_path / "variable")}
    assert find_data_dir(tmp_path / "option", environ) == tmp_path / "option"
    assert find_data_dir(None, environ) == tmp_path / "variable"
    assert find_data_dir(None, {}) == ROOT / "data"


def test_outside_a_checkout_the_data_directory_must_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.config.checkout_dir", lambda: None)
    with pytest.raises(NoDataDirError, match="--data"):
        load_config(environ={})


def test_answers_for_init_come_from_their_own_variables() -> None:
    environ = {"TAIZHANG_INIT_SYSTEM_USERNAME": "sys", "TAIZHANG_PORT": "1", "HOME": "/"}
    assert read_answers(environ) == {"system_username": "sys"}


def documented() -> dict[str, tuple[str, str]]:
    """The names in the table of docs/configuration.md, each with its variable and default as written."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z_.]+)` \| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE)
    return {name: (variable, default) for name, variable, default in rows}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert set(documented()) == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_documented_variable_and_default_are_the_real_ones(setting: Setting) -> None:
    variable, default = documented()[setting.name]
    assert variable == setting.variable
    if setting.default not in (None, ()):
        assert default == f"`{setting.default}`"
