"""Functions on content from outside, run in a child process with limits of time, memory and open files.

A file can be made so that reading it takes hours or all memory. What it takes then is the child's: the child
is killed, the person reads one sentence, and the service goes on. What comes back is JSON, never code.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from ledger.domain.errors import LedgerError
from ledger.files import faults
from ledger.files.confined_child import FORKS, read_part, write_part

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Children at work at the same time in one server process; who comes later waits."""
WAIT_SECONDS = 20.0
"""How long somebody waits for a child to be free before hearing that the service is busy."""
_ENDING_SECONDS = 0.5
_MAIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from ledger.files.confined_child import serve; serve()"
)


@dataclass(frozen=True)
class Limits:
    """What one child may take; where the system has no such limits (Windows), the wall time alone."""

    cpu_seconds: int = 20
    wall_seconds: float = 45.0
    memory_bytes: int = 1 << 30
    open_files: int = 32
    answer_bytes: int = 128 << 20


ORDINARY = Limits()


def confined(
    function: Callable[[Any, bytes], Any], question: Any, content: bytes, limits: Limits = ORDINARY
) -> Any:
    """What a function of a module gives for a question and a content, worked out in a child with limits.

    Args:
        function: found by its name in the child; takes and gives values that JSON can hold.
        question: what to do with the content; written by the service.
        content: from outside; only the child looks at it.
        limits: of the child.

    Raises:
        LedgerError: the function refused, in its own sentence.
        TooHeavyError: the child was over a limit, or died.
        FileError: the function broke; the log says where.
        ReadersBusyError: no child was free for a while, or none could be started.
    """
    task = {
        "function": f"{function.__module__}:{function.__qualname__}",
        "question": question,
        "limits": {
            "cpu_seconds": limits.cpu_seconds,
            "memory_bytes": limits.memory_bytes,
            "open_files": limits.open_files,
        },
    }
    with _HELPERS.borrowed() as helper:
        said = helper.ask(task, content, limits)
    if "refused" in said:
        raise _refusal(said["refused"], said["values"])
    if "broke" in said:
        log.error("%s broke in its child:\n%s", function.__qualname__, said["broke"])
        raise faults.FileError
    return said["given"]


def _refusal(name: str, values: dict[str, Any]) -> LedgerError:
    """The refusal of this name; anything else that is named is none."""
    module, _, kind = name.partition(":")
    found = getattr(sys.modules.get(module), kind, None)
    if isinstance(found, type) and issubclass(found, LedgerError):
        return found(**values)
    return faults.FileError()


class Helper:
    """A process of ours that has the readers loaded and forks a child with limits for each content."""

    def __init__(self) -> None:
        # The environment may hold the database's password: none of it is the business of a reader.
        kept = {name: value for name, value in {**os.environ}.items() if not name.startswith("TAIZHANG_")}
        self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-I", "-c", _MAIN, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=kept,
            start_new_session=True,
        )
        self._killed = False
        self.sound = True

    def ask(self, task: dict[str, Any], content: bytes, limits: Limits) -> dict[str, Any]:
        """What the child says: `given`, `refused` with `values`, or `broke`.

        Raises:
            TooHeavyError: it said nothing, because it was over a limit or died.
        """
        timer = threading.Timer(limits.wall_seconds, self._kill)
        timer.start()
        self.sound = False
        try:
            answer = self._exchange(json.dumps(task).encode(), content, limits.answer_bytes)
        finally:
            timer.cancel()
            timer.join()
        if answer is None:
            log.warning("a child ended without an answer: %s", self._ending(limits))
            raise faults.TooHeavyError
        self.sound = FORKS and not self._killed
        said: dict[str, Any] = json.loads(answer.decode("utf-8", "surrogatepass"))
        return said

    def _exchange(self, task: bytes, content: bytes, most: int) -> bytes | None:
        """The answer to a task; None where there is none, or one that is too long."""
        send, hear = self._process.stdin, self._process.stdout
        if send is None or hear is None:
            return None
        with suppress(BrokenPipeError):
            write_part(send.fileno(), task)
            write_part(send.fileno(), content)
        return read_part(hear.fileno(), most)

    def _ending(self, limits: Limits) -> str:
        """How it came to an end without an answer, for the log."""
        if self._killed:
            return f"not done after {limits.wall_seconds:g} s"
        try:
            return f"status {self._process.wait(_ENDING_SECONDS)}"
        except subprocess.TimeoutExpired:
            return f"more than {limits.answer_bytes} bytes to say"

    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def _kill(self) -> None:
        """End the helper and the child that it may have."""
        self._killed = True
        with suppress(OSError):
            if FORKS:
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def close(self) -> None:
        """End it, and leave no process and no pipe behind."""
        if self._process.returncode is None:
            self._kill()
        self.let_go()
        self._process.wait()

    def let_go(self) -> None:
        """Close this process's ends of its pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class Helpers:
    """The helpers of this process: started when they are needed, kept for the next content."""

    def __init__(self) -> None:
        self._begin()
        atexit.register(self.close)
        if FORKS:
            os.register_at_fork(after_in_child=self._forget)

    def _begin(self) -> None:
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._idle: list[Helper] = []

    @contextmanager
    def borrowed(self) -> Iterator[Helper]:
        """A helper for one content.

        Raises:
            ReadersBusyError: none is free for a while, or none could be started.
        """
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise faults.ReadersBusyError
        try:
            helper = self._idle_or_new()
            try:
                yield helper
            finally:
                if helper.sound:
                    self._idle.append(helper)
                else:
                    helper.close()
        finally:
            self._free.release()

    def _idle_or_new(self) -> Helper:
        while self._idle:
            helper = self._idle.pop()
            if helper.is_alive():
                return helper
            helper.close()
        try:
            return Helper()
        except OSError as error:
            log.exception("no process could be started to read a file")
            raise faults.ReadersBusyError from error

    def close(self) -> None:
        """End those that wait for work."""
        while self._idle:
            self._idle.pop().close()

    def _forget(self) -> None:
        """After a fork of the whole service: the helpers are the other process's."""
        for helper in self._idle:
            helper.let_go()
        self._begin()


_HELPERS = Helpers()
