"""Functions that take what a child may not take; the tests of `confined` have them run in one."""

from __future__ import annotations

import os
import resource
import signal
import time
from pathlib import Path
from typing import Any

from ledger.files import faults


def echo(question: Any, content: bytes) -> Any:
    """What came in."""
    return [question, content.decode()]


def busy_loop(_question: Any, _content: bytes) -> Any:
    """Never ends, and uses the processor."""
    while True:
        pass


def sleep(_question: Any, _content: bytes) -> Any:
    """Never ends, and uses nothing."""
    time.sleep(3600)


def memory(question: int, _content: bytes) -> Any:
    """So many bytes, each written to."""
    return len(bytearray(question).replace(b"\0", b"x"))


def nested_calls(_question: Any, _content: bytes) -> Any:
    """A function that calls itself without end."""
    return nested_calls(_question, _content)


def files(question: int, _content: bytes) -> Any:
    """How many of so many files it could open."""
    held = []
    for _number in range(question):
        try:
            held.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            break
    return len(held)


def write(question: str, content: bytes) -> Any:
    """Writes the content into a file."""
    return Path(question).write_bytes(content)


def limits(_question: Any, _content: bytes) -> Any:
    """The limits of the process."""
    names = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE")
    return {name: list(resource.getrlimit(getattr(resource, name))) for name in names}


def surroundings(_question: Any, _content: bytes) -> Any:
    """Which processes it and its parent are, the environment, and the files that are open."""
    handles = [path.name for path in Path("/proc/self/fd").iterdir()]
    return {"me": os.getpid(), "parent": os.getppid(), "environment": dict(os.environ), "open": handles}


def killed(_question: Any, _content: bytes) -> Any:
    """Dies as by the system's out-of-memory killer."""
    os.kill(os.getpid(), signal.SIGKILL)


def long_answer(question: int, _content: bytes) -> Any:
    """An answer of so many characters."""
    return "字" * question


def refuse(question: int, _content: bytes) -> Any:
    """Refuses in a sentence of its own."""
    raise faults.SheetTooLargeError(row=question, column=3)


def broken(_question: Any, _content: bytes) -> Any:
    """Breaks as a reader with a mistake in it."""
    raise KeyError("planted")


def say_where(question: str, _content: bytes) -> Any:
    """Leaves its process's number as the name of an empty file, then sleeps."""
    (Path(question) / str(os.getpid())).touch()
    time.sleep(3600)


def meet(question: list[str], _content: bytes) -> Any:
    """Comes to a place and waits until another has come there as well."""
    place, me = Path(question[0]), question[1]
    (place / me).touch()
    while len(list(place.iterdir())) < 2:
        time.sleep(0.01)
    return me
