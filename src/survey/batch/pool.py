"""One function over many items in worker processes, here or on a Dask cluster: what is finished is never lost.

Knows nothing of municipalities. Nothing is kept of an item once it is done, and no more are handed out than there are
workers, so that memory does not grow with the number of items.
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
# How often an item is tried again after the worker that had it in hand died.
MOST_RETRIES = 2


@dataclass(frozen=True)
class Outcome(Generic[Item]):
    """An item that was dealt with, and what went wrong with it (None: nothing)."""

    item: Item
    error: BaseException | None


class Crew(Protocol):
    """Workers, ready for work."""

    def run(
        self, function: Callable[[Item], None], items: Iterable[Item], told: Callable[[list[Item]], None]
    ) -> Iterator[Outcome[Item]]:
        """Put each item through the function, in no order; ``told`` hears which are in hand whenever that changes."""


class ProcessPool:
    """Worker processes of this machine. A dead one costs its item a try and nobody else anything.

    Leave the ``with`` block to end them; what they have in hand is finished first.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._pool = self._new_pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def run(
        self, function: Callable[[Item], None], items: Iterable[Item], told: Callable[[list[Item]], None]
    ) -> Iterator[Outcome[Item]]:
        """As ``Crew.run``."""
        waiting, in_hand = iter(items), dict[Future, Item]()
        while True:
            for item in islice(waiting, self.workers - len(in_hand)):
                in_hand[self._submit(function, item)] = item
                told(list(in_hand.values()))
            if not in_hand:
                return
            done, _ = wait(in_hand, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenExecutor) for future in done):
                # One worker's death takes the pool with it, and nobody can say whose item it was.
                done, _ = wait(in_hand)
            suspects = []
            for future in done:
                item, error = in_hand.pop(future), future.exception()
                if isinstance(error, BrokenExecutor):
                    suspects.append(item)
                else:
                    yield Outcome(item, error)
            for item in suspects:
                told([item])
                yield Outcome(item, self._tried_alone(function, item))

    def _tried_alone(self, function: Callable[[Item], None], item: Item) -> BaseException | None:
        """What goes wrong with an item that is alone in the pool, so that a death is its own and no other's."""
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
            self._pool.shutdown(wait=True)
            self._pool = self._new_pool()
            return self._pool.submit(function, item)

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, multiprocessing.get_context("spawn"), _follow_the_asker)


def _follow_the_asker() -> None:
    """In a worker: Ctrl-C is the asker's to answer, and nobody works on for an asker that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asker = multiprocessing.parent_process()

    def follow() -> None:
        asker.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
