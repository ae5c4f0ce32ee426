"""Work on many people in several processes: each reads and counts a shard of them, and one gets the results.

A child is started afresh and opens the ledger for reading only; it is told whom to work on, and hands back
nothing but what is to be written or told. It is not forked: SQLite must not be carried into a child.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_
from ledger.store.unit_of_work import UnitOfWork, reading_at
from ledger.store.year_facts import BATCH
from ledger.uncollected import uncollected

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

Result = TypeVar("Result")
Work = Callable[[UnitOfWork, Sequence[int]], Result]
"""What is done with a shard; a function of a module, with its other arguments by `functools.partial`."""

PEOPLE_EACH = 5 * BATCH
"""For fewer people than this a process of their own is not worth the time that it takes to start."""
AHEAD = 2
"""So many shards of each process are under way or wait to be taken: what is held does not grow."""


class ProcessLostError(LedgerError):
    """A process ended in the middle of its work."""

    text = N_("一个核算进程中途结束了（可能内存不足或被结束），什么都没有写入。请再运行一次，或用一个进程。")


def workers_for(people: int, asked: int | None = None) -> int:
    """How many processes work on so many people: as asked for, or by the processors there are for us."""
    return asked or max(1, min(_processors(), people // PEOPLE_EACH))


def _processors() -> int:
    """How many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_shards(
    uow: UnitOfWork, people: Sequence[int], work: Work[Result], *, workers: int
) -> Iterator[Result]:
    """What the work gives for each shard of the people, in their order.

    With one worker it is done here, within the caller's transaction. Children see what is committed.

    Raises:
        ProcessLostError: a child ended before its work was done.
    """
    address = uow.address
    size = max(1, min(BATCH, -(-len(people) // workers)))
    shards = [people[begin : begin + size] for begin in range(0, len(people), size)]
    if workers > 1 and address is not None:
        yield from _in_processes(address, shards, work, workers)
        return
    with uncollected():
        for shard in shards:
            yield work(uow, shard)


def _in_processes(
    address: str, shards: Sequence[Sequence[int]], work: Work[Result], workers: int
) -> Iterator[Result]:
    pool = ProcessPoolExecutor(workers, mp_context=_afresh(), initializer=_begin, initargs=(address,))
    under_way: deque[Future[Result]] = deque()
    try:
        for shard in shards:
            under_way.append(pool.submit(_done, work, shard))
            if len(under_way) > AHEAD * workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        raise ProcessLostError from error
    finally:
        pool.shutdown(cancel_futures=True)


def _afresh() -> BaseContext:
    """How children start with nothing of ours open: where it can be, from one process that has imported."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([__name__])
    return found


_opened: list[UnitOfWork] = []
"""In a child: its way into the ledger."""


def _begin(address: str) -> None:
    """Open the ledger in a child, which ends with its parent."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _opened.append(reading_at(address))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _done(work: Work[Result], shard: Sequence[int]) -> Result:
    """The work on a shard in a child, within one moment of the ledger."""
    (uow,) = _opened
    with uncollected(), uow:
        return work(uow, shard)
