"""A function on content from outside takes no more than its child may take, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.files import confined as confined_module
from ledger.files import faults
from ledger.files.confined import AT_ONCE, Limits, confined
from tests import hungry

LITTLE = Limits(cpu_seconds=1, wall_seconds=30, memory_bytes=256 << 20, open_files=16, answer_bytes=1 << 20)
"""Far below what a workbook may take, so that a test is over soon."""


def processes_below(parent: int) -> dict[int, str]:
    """The processes that come from one, each with its state: Z is one that nobody has waited for."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                state, above = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(above) == parent:
                    found |= {int(entry.name): state} | processes_below(int(entry.name))
    return found


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """After each test there is at most a helper that waits for work, and no child of one."""
    before = set(processes_below(os.getpid()))
    yield
    for _moment in range(500):
        left = {pid: s for pid, s in processes_below(os.getpid()).items() if pid not in before}
        if len(left) <= AT_ONCE and "Z" not in left.values() and not any(map(processes_below, left)):
            return
        time.sleep(0.01)  # a child that has just answered is about to be waited for
    raise AssertionError(left)


def test_what_the_child_gives_comes_back() -> None:
    assert confined(hungry.echo, {"a": [1, "二"]}, "内容".encode()) == [{"a": [1, "二"]}, "内容"]
    assert confined(hungry.echo, "", b"") == ["", ""]


def test_a_megabyte_goes_in_and_comes_out_whole() -> None:
    text = "长" * 500_000
    assert confined(hungry.echo, "", text.encode()) == ["", text]


@pytest.mark.parametrize(
    ("function", "question"),
    [
        pytest.param(hungry.busy_loop, None, id="a busy loop"),
        pytest.param(hungry.memory, 1 << 30, id="a hog of memory"),
        pytest.param(hungry.killed, None, id="killed by the system"),
        pytest.param(hungry.long_answer, 1 << 20, id="more to say than is heard"),
    ],
)
def test_what_is_over_a_limit_or_dies_is_one_sentence(
    function: Callable[[Any, bytes], Any], question: object
) -> None:
    with pytest.raises(faults.TooHeavyError, match="这个文件太大或太复杂"):
        confined(function, question, b"", LITTLE)
    assert confined(hungry.echo, 1, b"next") == [1, "next"]


def test_what_only_waits_is_ended_by_the_clock() -> None:
    with pytest.raises(faults.TooHeavyError):
        confined(hungry.sleep, None, b"", replace(LITTLE, wall_seconds=0.5))


def test_content_that_is_not_even_read_does_not_hold_the_service_up() -> None:
    with pytest.raises(faults.TooHeavyError):
        confined(hungry.echo, None, bytes(64 << 20), replace(LITTLE, memory_bytes=96 << 20))


def test_memory_within_the_limit_can_be_had() -> None:
    assert confined(hungry.memory, 16 << 20, b"", LITTLE) == 16 << 20


def test_each_limit_stands_in_the_child() -> None:
    assert confined(hungry.limits, None, b"", LITTLE) == {
        "RLIMIT_CPU": [1, 1],
        "RLIMIT_AS": [256 << 20, 256 << 20],
        "RLIMIT_NOFILE": [16, 16],
        "RLIMIT_FSIZE": [0, 0],
        "RLIMIT_CORE": [0, 0],
    }


def test_files_can_be_opened_only_up_to_the_limit() -> None:
    assert 0 < confined(hungry.files, 100, b"", LITTLE) < LITTLE.open_files


def test_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(faults.FileError):
        confined(hungry.write, str(tmp_path / "left"), b"behind")
    assert (tmp_path / "left").read_bytes() == b""


def test_a_refusal_comes_back_as_itself() -> None:
    with pytest.raises(faults.SheetTooLargeError, match="到第 7 行、第 3 列"):
        confined(hungry.refuse, 7, b"")


@pytest.mark.parametrize("name", ["os:system", "ledger.files.faults:N_", "no.module:At", ""])
def test_a_child_cannot_name_anything_but_a_refusal(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def say(*_args: object) -> dict[str, Any]:
        return {"refused": name, "values": {"command": "true"}}

    monkeypatch.setattr(confined_module.Helper, "ask", say)
    with pytest.raises(faults.FileError, match="读不出表格"):
        confined(hungry.echo, None, b"")


@pytest.mark.parametrize("function", [hungry.broken, hungry.nested_calls])
def test_a_reader_that_breaks_is_a_sentence_and_a_line_in_the_log(
    function: Callable[[Any, bytes], Any], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(faults.FileError, match="读不出表格"):
        confined(function, None, b"")
    assert re.search("planted|RecursionError", caplog.text)


def test_every_content_has_a_child_of_its_own_from_one_helper() -> None:
    first, second = (confined(hungry.surroundings, None, b"") for _ in range(2))
    assert first["parent"] == second["parent"] != os.getpid()
    assert first["me"] != second["me"]


def test_a_child_sees_no_secret_and_no_open_file_of_the_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(confined_module, "_HELPERS", confined_module.Helpers())
    monkeypatch.setenv("TAIZHANG_DATABASE_URL", "postgresql://taizhang:planted@db/taizhang")
    with (tmp_path / "held").open("w") as held:
        os.set_inheritable(held.fileno(), True)
        found = confined(hungry.surroundings, None, b"")
    confined_module._HELPERS.close()
    assert "planted" not in str(found["environment"])
    assert len(found["open"]) == 4, "its three pipes, and the folder that lists them"


def test_a_child_that_is_killed_from_outside_is_a_sentence(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(confined, hungry.say_where, str(tmp_path), b"")
        while not (names := [path.name for path in tmp_path.iterdir()]):
            time.sleep(0.01)
        os.kill(int(names[0]), signal.SIGKILL)
        with pytest.raises(faults.TooHeavyError):
            asked.result()


def test_a_helper_that_is_killed_while_it_waits_is_replaced() -> None:
    helper = confined(hungry.surroundings, None, b"")["parent"]
    os.kill(helper, signal.SIGKILL)
    os.waitid(os.P_PID, helper, os.WEXITED | os.WNOWAIT)
    assert confined(hungry.surroundings, None, b"")["parent"] != helper


def test_two_are_read_at_the_same_time(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(confined, hungry.meet, [str(tmp_path), name], b"") for name in "ab"]
        assert [one.result() for one in asked] == ["a", "b"]


def test_who_finds_no_child_free_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined_module, "WAIT_SECONDS", 0.05)
    quick = replace(LITTLE, wall_seconds=1.5)
    held = threading.Semaphore(0)

    def hold() -> None:
        with suppress(faults.TooHeavyError):
            held.release()
            confined(hungry.sleep, None, b"", quick)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _number in range(AT_ONCE):
            pool.submit(hold)
            held.acquire()
        time.sleep(0.3)
        with pytest.raises(faults.ReadersBusyError, match="请过一两分钟再传"):
            confined(hungry.echo, None, b"")
    assert confined(hungry.echo, None, b"later") == [None, "later"]


def test_where_no_process_can_be_started_the_sentence_says_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined_module, "_HELPERS", confined_module.Helpers())
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(faults.ReadersBusyError):
        confined(hungry.echo, None, b"")


def test_a_fork_of_the_service_has_helpers_of_its_own() -> None:
    mine = confined(hungry.surroundings, None, b"")["parent"]
    hear, say = os.pipe()
    child = os.fork()
    if not child:
        os.write(say, str(confined(hungry.surroundings, None, b"")["parent"]).encode())
        confined_module._HELPERS.close()
        os._exit(0)
    os.waitpid(child, 0)
    os.close(say)
    assert int(os.read(hear, 20)) != mine
    os.close(hear)
    assert confined(hungry.surroundings, None, b"")["parent"] == mine


def test_without_fork_a_helper_takes_one_content_and_time_alone_is_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on Windows: no fork, no limits of the system."""
    alone = confined_module._MAIN.replace("; serve()", "; serve.__globals__['FORKS'] = False; serve()")
    monkeypatch.setattr(confined_module, "_MAIN", alone)
    monkeypatch.setattr(confined_module, "FORKS", False)
    monkeypatch.setattr(confined_module, "_HELPERS", confined_module.Helpers())
    first, second = (confined(hungry.surroundings, None, b"") for _ in range(2))
    assert first["parent"] == second["parent"] == os.getpid()
    assert first["me"] != second["me"]
    with pytest.raises(faults.SheetTooLargeError):
        confined(hungry.refuse, 7, b"")
    with pytest.raises(faults.TooHeavyError):
        confined(hungry.busy_loop, None, b"", replace(LITTLE, wall_seconds=0.5))
