"""Runs one function over many items in worker processes; what is finished is never lost.

It knows nothing of municipalities. Nothing is stored of an item once it is done, and no more items are submitted than
there are workers, so memory does not grow with the number of items.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, Self, TypeVar

Item = TypeVar("Item")
# How often an item is tried again after the worker that ran it died.
MOST_RETRIES = 2


@dataclass(frozen=True)
class Outcome(Generic[Item]):
    """An item that was processed, and the exception it ended with (None: it succeeded)."""

    item: Item
    error: BaseException | None


class WorkerPool(Protocol):
    """Started workers: processes of this machine (``ProcessPool``) or a Dask cluster's (``batch.dask.Cluster``)."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def run(
        self, function: Callable[[Item], None], items: Iterable[Item], on_change: Callable[[list[Item]], None]
    ) -> Iterator[Outcome[Item]]:
        """Apply the function to each item, in no order; ``on_change`` gets the items being run whenever they change."""


class ProcessPool:
    """Worker processes of this machine. If one dies, its item loses one try and no other item is affected.

    Leaving the ``with`` block ends them, after the items that they are running.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._pool = self._new_pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def run(
        self, function: Callable[[Item], None], items: Iterable[Item], on_change: Callable[[list[Item]], None]
    ) -> Iterator[Outcome[Item]]:
        """As ``WorkerPool.run``."""
        waiting, running = iter(items), dict[Future, Item]()
        while True:
            for item in islice(waiting, self.workers - len(running)):
                running[self._submit(function, item)] = item
                on_change(list(running.values()))
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenExecutor) for future in done):
                # One worker's death breaks the whole pool, and it cannot be told which item that worker was running.
                done, _ = wait(running)
            suspects = []
            for future in done:
                item, error = running.pop(future), future.exception()
                if isinstance(error, BrokenExecutor):
                    suspects.append(item)
                else:
                    yield Outcome(item, error)
            for item in suspects:
                on_change([item])
                yield Outcome(item, self._tried_alone(function, item))

    def _tried_alone(self, function: Callable[[Item], None], item: Item) -> BaseException | None:
        """The exception of an item that is alone in the pool, so that a worker's death can only be due to it."""
        error = None
        for _ in range(MOST_RETRIES):
            error = self._submit(function, item).exception()
            if not isinstance(error, BrokenExecutor):
                break
        return error

    def _submit(self, function: Callable[[Item], None], item: Item) -> Future:
        try:
            return self._pool.submit(function, item)
        except BrokenExecutor:
            # A worker that was being started while another one died is ended by nobody, and shutdown would wait for it.
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            self._pool.shutdown(wait=True)
            self._pool = self._new_pool()
            return self._pool.submit(function, item)

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, multiprocessing.get_context("spawn"), _end_with_parent)


def _end_with_parent() -> None:
    """In a worker: leave Ctrl-C to the parent process, and exit when the parent process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def exit_after_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=exit_after_parent, daemon=True).start()
