"""A queue before SQLite's write lock: who asks first writes first, in one process and over several.

SQLite lets one connection write and leaves the others to try again after ever longer naps, so that with
eight writers the slowest wait a hundred times the median. Here they stand in line instead. The queue only
orders: what is right is settled by BEGIN IMMEDIATE, and a writer who has stood too long goes ahead and lets
SQLite decide. The kernel lets go of the files of a process that was killed, so nothing is ever left held.
"""

from __future__ import annotations

import collections
import os
import threading
import time
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # Windows has no such locks: there the line is kept within the process alone
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_WAIT = 10.0
NAPS = ((0.02, 0.0001), (0.5, 0.001), (LONGEST_WAIT, 0.005))
"""Up to how many seconds of waiting for another process, how long to sleep between two looks."""


class Line:
    """The line of the threads of one process before one database."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: collections.deque[threading.Lock] = collections.deque()
        self._taken = False

    def enter(self, longest: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=longest):
            return True
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it came in the very moment in which the wait ended

    def leave(self) -> None:
        """Let the next one write."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


LINES: dict[str, Line] = {}
_lines_guard = threading.Lock()


def line_before(path: str) -> Line:
    """The line of this process before a database file."""
    with _lines_guard:
        return LINES.setdefault(path, Line())


def forget_lines() -> None:
    """In a child of a fork nobody stands in line: the threads that did are not in it."""
    global _lines_guard  # noqa: PLW0603 - the parent may have held the old one
    _lines_guard = threading.Lock()
    LINES.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_lines)


class Place:
    """One writer's place: in the line of the process, then among the heads of the processes' lines."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._line: Line | None = None
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether it is this writer's turn."""
        return self._line is not None

    def take(self, longest: float = LONGEST_WAIT) -> bool:
        """Wait for the turn; False when it did not come in time, and then nothing is held."""
        if self.held:
            return True
        ends = time.monotonic() + longest
        line = line_before(self.path)
        if not line.enter(longest):
            return False
        self._line = line
        try:
            self._file = lock_files(self.path, ends)
        except TimeoutError:
            self.give_up()
            return False
        except OSError:
            pass  # a folder that can't be written to: SQLite will say so better
        return True

    def give_up(self) -> None:
        """Let the next one write; nothing happens where nothing is held."""
        file, self._file = self._file, None
        line, self._line = self._line, None
        if file is not None:
            os.close(file)
        if line is not None:
            line.leave()


def lock_files(path: str, ends: float) -> int | None:
    """Locks a file beside the database for this process; gives it, open.

    Two files make the processes take turns: who waits for the second holds the first, so that whoever has
    just written and wants to again stands behind.

    Raises:
        TimeoutError: another process has written all the time.
    """
    if fcntl is None:
        return None
    first = open_locked(path + "-queue", ends)
    try:
        return open_locked(path + "-writer", ends)
    finally:
        os.close(first)


def open_locked(path: str, ends: float, sleep: Callable[[float], None] = time.sleep) -> int:
    """The file, open and locked; it holds nothing.

    Raises:
        TimeoutError: it did not come free in time.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    begins = time.monotonic()
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            now = time.monotonic()
            if now >= ends:
                os.close(file)
                raise TimeoutError(path) from None
            sleep(next((nap for until, nap in NAPS if now - begins < until), NAPS[-1][1]))
        except BaseException:
            os.close(file)
            raise
        else:
            return file
