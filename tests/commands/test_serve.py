"""Serving: what must be whole before it, and what is said where it is not."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ledger.cli import main
from ledger.commands.demo import DemoDatabaseError, RealDataError, refuse_unsuitable
from ledger.commands.demo_mark import is_demo, is_filled, mark_demo, mark_filled
from ledger.commands.serve import (
    CannotListenError,
    DemoInPublicError,
    NotInitialisedError,
    OldSchemaError,
    PortTakenError,
    keep_for_good,
    open_listener,
    refuse_unready,
)
from ledger.config import Config, load_config
from ledger.secret_key import make_secret_key
from ledger.store.engine import make_engine
from ledger.store.schema import migrate, migrate_down


def configured(folder: Path, **given: object) -> Config:
    """The configuration of a folder without any variable of ours."""
    return load_config(folder, given=given, environ={})


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A data directory with a key and a database of the newest schema."""
    make_secret_key(tmp_path / "secret.key")
    migrate(make_engine(configured(tmp_path).database_url))
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_whole_installation_may_be_served(ready: Path) -> None:
    refuse_unready(configured(ready))


def test_a_directory_without_a_key_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(NotInitialisedError, match="taizhang init"):
        refuse_unready(configured(tmp_path))


def test_an_older_schema_is_not_served(ready: Path) -> None:
    migrate_down(make_engine(configured(ready).database_url), "-1")
    with pytest.raises(OldSchemaError, match="taizhang db upgrade"):
        refuse_unready(configured(ready))


def test_a_demo_is_served_to_this_machine_only(ready: Path) -> None:
    mark_demo(ready)
    refuse_unready(configured(ready))
    with pytest.raises(DemoInPublicError):
        refuse_unready(configured(ready, host="0.0.0.0", trusted_hosts=("a.example",)))  # noqa: S104


def test_a_taken_port_is_named_with_a_way_out(taken: int) -> None:
    with pytest.raises(PortTakenError, match=f"端口 {taken} 已被别的程序占用.*--port {taken + 1}"):
        open_listener("127.0.0.1", taken)


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(CannotListenError, match=r"192\.0\.2\.1"):
        open_listener("192.0.2.1", 8000)


def test_a_free_port_is_held_for_us() -> None:
    with open_listener("127.0.0.1", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_demo_does_not_open_to_the_network(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--data", str(tmp_path), "demo", "--host", "0.0.0.0"])  # noqa: S104
    assert done.exit_code == 1
    assert "请只在本机打开" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_demo_does_not_touch_real_data(ready: Path) -> None:
    with pytest.raises(RealDataError):
        refuse_unsuitable(configured(ready))
    mark_demo(ready)
    refuse_unsuitable(configured(ready))


def test_a_demo_does_not_touch_a_database_of_one_s_own(tmp_path: Path) -> None:
    with pytest.raises(DemoDatabaseError):
        refuse_unsuitable(configured(tmp_path, database_url="postgresql+psycopg://me@host/real"))


def test_a_demo_counts_as_filled_only_at_its_end(tmp_path: Path) -> None:
    assert not is_demo(tmp_path)
    mark_demo(tmp_path)
    assert (is_demo(tmp_path), is_filled(tmp_path)) == (True, False)
    mark_filled(tmp_path)
    assert is_filled(tmp_path)


def test_what_is_loaded_before_serving_is_not_searched_again_and_what_comes_later_is() -> None:
    loaded: list[list[int]] = [[]]
    try:
        keep_for_good()
        later: list[list[int]] = [[]]
        searched = [id(one) for one in gc.get_objects()]
        assert id(loaded) not in searched
        assert id(later) in searched
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
