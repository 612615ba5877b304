"""The command line: every command in the order of the data's way, and how a fault ends it."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from survey.cli import data, hearing, results
from survey.cli.batch import study_all
from survey.cli.shared import For, findings_text
from survey.errors import SurveyError, from_os_error
from survey.outputs.formats import FORMATS
from survey.raw.lock import project_lock

app = typer.Typer(
    help="How far have Tokyo's wards put public procedures online, and what follows for one of them?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="First time: survey study. New figures: survey add, then survey study. Doubts: survey trace FINDING.",
)


def main() -> None:
    """Run the command line; a SurveyError is printed as it reads and ends with status 1, and so does a disk's fault."""
    try:
        app()
    except SurveyError as error:
        _fail(error)
    except (OSError, UnicodeEncodeError) as error:
        fault = from_os_error(error)
        if fault is None:
            raise
        _fail(fault)


def _fail(error: SurveyError) -> NoReturn:
    typer.echo(f"survey: {error}", err=True)
    sys.exit(1)


@app.command()
def study(
    for_: For = None,
    all_: Annotated[bool, typer.Option("--all", help="A pack for every municipality; no notebooks.")] = False,
    prefecture: Annotated[str | None, typer.Option(help="With --all: of this prefecture (東京都) only.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="With --all: processes; default: one a core.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="With --all: a Dask cluster, tcp://127.0.0.1:8786.")] = None,
    parts: Annotated[str | None, typer.Option(help="With --all: only these files of a pack, by name.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="With --all: also make what is finished again.")] = False,
) -> None:
    """The main job: tidy, check, findings, slides, workbook, report, notebooks."""
    if all_:
        study_all(for_, prefecture, workers, scheduler, parts, fresh=fresh)
        return
    if fresh or any(option is not None for option in (prefecture, workers, scheduler, parts)):
        raise SurveyError(
            "--prefecture, --workers, --scheduler, --parts and --fresh belong to --all",
            next_step="add --all, or leave them out",
        )
    from rich.console import Console

    from survey.study import run

    console = Console(stderr=True)
    with project_lock("study") as project, console.status("starting") as status:
        made = run(project, for_, status.update)
    typer.echo(findings_text(made.study, made.findings))
    typer.echo("outputs:")
    for path in made.files:
        typer.echo(f"  {path.relative_to(made.study.project.root)}")


for _command in (data.fetch, data.add, data.match, data.tidy, data.check, results.findings, results.trace):
    app.command()(_command)
for _format_id, _command in results.WRITERS.items():
    _format = FORMATS[_format_id]
    app.command(_format.command, help=f"Write the {_format_id}: {_format.about}.")(_command)
app.command()(results.notebooks)
app.command(hidden=True)(results.readme)
app.add_typer(hearing.app, name="hearing")
app.command()(data.status)
