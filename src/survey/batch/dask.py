"""Workers on a Dask cluster: dask.distributed's executor, whose scheduler gives a dead worker's items to others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from importlib.util import find_spec
from itertools import islice
from typing import Self

from survey.batch.pool import Item, Outcome
from survey.errors import SurveyError

_ANSWERS_WITHIN_S = 10.0
# How long a cluster may have no worker at all: restarted ones are back within seconds.
_WORKERS_WITHIN_S = 60.0
# Dask has no authentication: whoever reaches one of its ports runs code. So every port, the dashboards' too, is
# on loopback.
START_SCHEDULER = "dask scheduler --host 127.0.0.1 --port 8786 --dashboard-address 127.0.0.1:8787"
START_WORKERS = "dask worker {address} --host 127.0.0.1 --dashboard-address 127.0.0.1:0 --nworkers 2 --nthreads 1"


class Cluster:
    """The workers of the scheduler at ``address`` (tcp://host:8786). Leaving the ``with`` block closes the connection.

    Raises:
        SurveyError: dask.distributed is not installed, the scheduler does not answer, or it has no worker.
    """

    def __init__(
        self, address: str, *, answers_within_s: float = _ANSWERS_WITHIN_S, workers_within_s: float = _WORKERS_WITHIN_S
    ) -> None:
        if find_spec("distributed") is None:
            raise SurveyError(
                "--scheduler needs dask.distributed, which is not installed",
                next_step="pip install .[cluster], or repeat without --scheduler: worker processes of this machine",
            )
        from distributed import Client
        from distributed.comm import get_address_host_port

        self.address, self._workers_within_s = address, workers_within_s
        try:
            # A client that is given no address at all tries in vain to close itself again.
            get_address_host_port(address, strict=False)
            self._client = Client(address, timeout=answers_within_s, set_as_default=False)
        except (OSError, ValueError) as error:
            raise SurveyError(
                "the scheduler does not answer",
                where=address,
                expected=f"a Dask scheduler, such as tcp://127.0.0.1:8786, within {answers_within_s:g} s",
                got=f"{type(error).__name__}: {error}",
                next_step=f"start one with: {START_SCHEDULER}",
            ) from error
        self._executor = self._client.get_executor(pure=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()

    def run(
        self, function: Callable[[Item], None], items: Iterable[Item], on_change: Callable[[list[Item]], None]
    ) -> Iterator[Outcome[Item]]:
        """As ``WorkerPool.run``."""
        from distributed import KilledWorker

        suspects = []
        for outcome in self._outcomes(function, items, on_change):
            if isinstance(outcome.error, KilledWorker):
                suspects.append(outcome.item)
            else:
                yield outcome
        # The scheduler fails every item that a dead worker had been given; run alone, an item fails only for itself.
        for item in suspects:
            yield from self._outcomes(function, [item], on_change)

    def _outcomes(
        self, function: Callable[[Item], None], items: Iterable[Item], on_change: Callable[[list[Item]], None]
    ) -> Iterator[Outcome[Item]]:
        waiting, running = iter(items), dict[Future, Item]()
        while True:
            for item in islice(waiting, max(0, self._threads() - len(running))):
                running[self._executor.submit(function, item)] = item
                on_change(list(running.values()))
            if not running:
                return
            done, _ = wait(running, self._workers_within_s, FIRST_COMPLETED)
            for future in done:
                try:
                    yield Outcome(running.pop(future), future.exception())
                except CancelledError as error:
                    raise self._gone() from error

    def _threads(self) -> int:
        """How many items the workers can run at once; waits for the first worker."""
        try:
            self._client.wait_for_workers(1, timeout=self._workers_within_s)
            return sum(self._client.nthreads().values())
        except TimeoutError as error:
            raise SurveyError(
                "the scheduler has no worker",
                where=self.address,
                got=f"none within {self._workers_within_s:g} s",
                next_step=f"start some: {START_WORKERS.format(address=self.address)}; then repeat the command",
            ) from error
        except OSError as error:
            raise self._gone() from error

    def _gone(self) -> SurveyError:
        return SurveyError(
            "the scheduler went away",
            where=self.address,
            next_step="start it again and repeat the command: what is finished is skipped",
        )
