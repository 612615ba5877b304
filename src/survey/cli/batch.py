"""``survey study --all``: chooses the workers, shows the progress, prints the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from survey.errors import SurveyError
from survey.raw.lock import project_lock

if TYPE_CHECKING:
    from survey.batch.pool import WorkerPool
    from survey.batch.run import Progress


_MOST_NAMES = 4


def study_all(
    for_: str | None,
    prefecture: str | None,
    workers: int | None,
    scheduler: str | None,
    parts: str | None,
    *,
    fresh: bool,
) -> None:
    """Tidy, check, then a pack for each municipality.

    Raises:
        SurveyError: options that exclude one another; or some packs could not be made, and the others are there.
    """
    if for_ is not None:
        raise SurveyError("--all and --for exclude one another", next_step="leave one of them out")
    if workers is not None and scheduler is not None:
        raise SurveyError(
            "--workers and --scheduler exclude one another: a cluster has the workers it was started with",
            next_step="leave one of them out",
        )
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from survey import study
    from survey.batch import pack
    from survey.batch.run import chosen, run

    wanted_parts, municipalities = pack.named_parts(parts), chosen(prefecture)
    columns = (MofNCompleteColumn(), BarColumn(bar_width=20), TimeRemainingColumn(), TextColumn("{task.description}"))
    console = Console(stderr=True)
    with (
        project_lock("study --all") as project,
        _worker_pool(workers, scheduler) as pool,
        Bar(*columns, console=console) as bar,
    ):
        task = bar.add_task("", total=len(municipalities))
        study.tidy(project, lambda edition: bar.update(task, description=f"tidy {edition}"))

        def show(now: Progress) -> None:
            failed = f"{len(now.failures)} failed  " if now.failures else ""
            bar.update(task, completed=now.done, description=failed + "、".join(now.running[:_MOST_NAMES]))

        ran = run(pack.jobs(project, municipalities, wanted_parts), pool, show, fresh=fresh)
    typer.echo(f"{ran.total} packs: {ran.made} made, {ran.skipped} as they were, {len(ran.failures)} not made")
    typer.echo("outputs: outputs/<code>-<name>/")
    for failure in ran.failures:
        typer.echo(f"{failure.job.municipality_code} {failure.job.name_ja}: {failure.reason}", err=True)
    if ran.failures:
        raise SurveyError(
            f"{len(ran.failures)} of {ran.total} packs could not be made",
            next_step="each one's reason is above; mend it and repeat the command: what is finished is skipped",
        )


def _worker_pool(workers: int | None, scheduler: str | None) -> WorkerPool:
    if scheduler is not None:
        from survey.batch.dask import Cluster

        return Cluster(scheduler)
    from survey.batch.pool import ProcessPool

    return ProcessPool(workers)
