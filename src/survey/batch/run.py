"""Makes a pack for each of many municipalities: skips finished ones, reports those that could not be made and why."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from survey.batch import pack
from survey.batch.pack import Job
from survey.batch.pool import WorkerPool
from survey.catalog.specs import listed
from survey.errors import NotFound, SurveyError, WrongWorker, from_os_error


@dataclass(frozen=True)
class Failure:
    """A municipality whose pack could not be made, and why."""

    job: Job
    reason: str


@dataclass
class Progress:
    """How far a run is: of ``total`` packs, some were made, some were skipped because they are finished, some failed.

    ``running``: the municipalities whose packs are being made now.
    """

    total: int
    made: int = 0
    skipped: int = 0
    failures: list[Failure] = field(default_factory=list)
    running: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many are over: made, skipped or failed."""
        return self.made + self.skipped + len(self.failures)


def chosen(prefecture: str | None = None) -> dict[str, str]:
    """Code to name of the municipalities of the country, or of one prefecture, in the order of their codes.

    Raises:
        NotFound: there is no such prefecture.
    """
    names = listed("municipalities")
    if prefecture is not None:
        known = list(dict.fromkeys(names["prefecture"]))
        if prefecture not in known:
            near = difflib.get_close_matches(prefecture, known, n=4, cutoff=0.3)
            raise NotFound(
                f"there is no prefecture {prefecture!r}",
                expected="a name as the ministry writes it, such as 東京都",
                got=f"near names: {', '.join(near)}" if near else "",
                next_step="repeat with its full name, or without --prefecture for all",
            )
        names = names[names["prefecture"] == prefecture]
    return names.set_index("municipality_code")["name_ja"].sort_index().to_dict()


def run(
    wanted: list[Job],
    workers: WorkerPool,
    on_progress: Callable[[Progress], None] = lambda _: None,
    *,
    fresh: bool = False,
) -> Progress:
    """Make the packs that are not finished yet (all with ``fresh``). One that cannot be made stops no other.

    Raises:
        WrongWorker: a worker does not see the project as it is here; no pack that it makes could be relied on.
        SurveyError: stopped by hand, or the workers are gone; what is finished stays.
    """
    progress = Progress(len(wanted))

    def unfinished() -> Iterator[Job]:
        for job in wanted:
            if fresh:
                pack.forget(job)
            if pack.is_finished(job):
                progress.skipped += 1
                on_progress(progress)
            else:
                yield job

    def show_running(jobs: list[Job]) -> None:
        progress.running = [job.name_ja for job in jobs]
        on_progress(progress)

    try:
        for outcome in workers.run(pack.make, unfinished(), show_running):
            if isinstance(outcome.error, WrongWorker):
                raise outcome.error
            if outcome.error is None:
                progress.made += 1
            else:
                progress.failures.append(Failure(outcome.item, _reason(outcome.error)))
            on_progress(progress)
    except KeyboardInterrupt as stop:
        finished = progress.made + progress.skipped
        raise SurveyError(
            "stopped by hand",
            got=f"{finished} of {progress.total} packs are finished and stay; so will those being made now",
            next_step="repeat the command: what is finished is skipped",
        ) from stop
    show_running([])
    return progress


def _reason(error: BaseException) -> str:
    """The message of a fault; of an unexpected exception, its type and last line."""
    error = from_os_error(error) or error
    if isinstance(error, SurveyError):
        return str(error)
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[-1]}"
