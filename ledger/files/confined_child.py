"""The other side of `confined`: a helper process that waits for work and forks a limited child for each.

What comes in on the standard input was written by the service itself; only the content, which the child
alone reads, is from outside. The standard library only, so that a helper is there at once.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from typing import Any

from ledger.domain.errors import LedgerError

try:
    import resource
except ImportError:  # Windows has no such limits; there only the time is limited, by the service
    resource = None  # type: ignore[assignment]

FORKS = hasattr(os, "fork")
"""Where there is no fork (Windows), a helper does one task itself and ends."""
IN, OUT = 0, 1
LENGTH = 8
"""Bytes before each part that say how long it is."""
_AT_ONCE = 1 << 20
_NO_MEMORY = 3


def serve() -> None:
    """Answer until the service closes the standard input, or a child ends otherwise than by an answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while head := read_part(IN):
        task = json.loads(head)
        module, _, name = task["function"].partition(":")
        function = getattr(importlib.import_module(module), name)
        if not FORKS:
            answer(function, task["question"])
            return
        child = os.fork()
        if not child:
            _be_the_child(function, task)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if ended:
            # What is left in the pipe is nobody's any more; the service begins anew, and its log says why.
            sys.exit(128 - ended if ended < 0 else ended)


def _be_the_child(function: Any, task: dict[str, Any]) -> None:
    """Answers within the limits and ends without cleaning up after the helper."""
    status = _NO_MEMORY
    try:
        confine(**task["limits"])
        answer(function, task["question"])
        status = 0
    finally:
        os._exit(status)


def confine(*, cpu_seconds: int, memory_bytes: int, open_files: int) -> None:
    """Put the limits on this process; what cannot be had on this system is left out."""
    if resource is None:
        return
    limits = {
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_AS": memory_bytes,
        "RLIMIT_NOFILE": open_files,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    for name, wanted in limits.items():
        which = getattr(resource, name)
        hard = resource.getrlimit(which)[1]
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))


def answer(function: Any, question: Any) -> None:
    """Read the content, and write what the function gives, refuses or breaks with."""
    content = read_part(IN)
    if content is None:
        return
    try:
        said: dict[str, Any] = {"given": function(question, content)}
    except LedgerError as refusal:
        kind = type(refusal)
        said = {"refused": f"{kind.__module__}:{kind.__name__}", "values": dict(refusal.sentence.values)}
    except MemoryError:
        raise
    except BaseException:  # a panic of the reader is no Exception; whatever it breaks with is told
        said = {"broke": traceback.format_exc()}
    write_part(OUT, json.dumps(said, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"))


def read_part(handle: int, most: int = sys.maxsize) -> bytes | None:
    """One part from a pipe; None where the other side has closed it, or the part is longer than `most`."""
    length = _read(handle, LENGTH)
    size = int.from_bytes(length or b"", "big")
    return None if length is None or size > most else _read(handle, size)


def _read(handle: int, size: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < size:
        piece = os.read(handle, min(size - len(pieces), _AT_ONCE))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)


def write_part(handle: int, part: bytes) -> None:
    """Write one part into a pipe, whole."""
    for piece in (len(part).to_bytes(LENGTH, "big"), part):
        left = memoryview(piece)
        while left:
            left = left[os.write(handle, left) :]
