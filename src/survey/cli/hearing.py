"""``survey hearing``: whom to ask, the kit for it, and the answers back in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from survey.cli.shared import For
from survey.raw.lock import project_lock

app = typer.Typer(
    help="Whom to ask, the kit to ask with, and the answers back in.", no_args_is_help=True, add_completion=False
)


@app.command()
def suggest(for_: For = None) -> None:
    """Print whom to ask, and why."""
    from survey.study import Study

    study = Study(for_)
    found = study.compute(["hearing_list"])[0]
    typer.echo(repr(study))
    typer.echo(found.headline_ja)
    for row in found.table.to_dict("records"):
        typer.echo(f"{row['hearing_rank']:>3}  {row['name_ja']}  {row['reasons_ja']}")
    if len(found.table):
        typer.echo(f"next: survey hearing kit --ask {found.table['name_ja'].iloc[0]}")


@app.command()
def kit(
    ask: Annotated[str, typer.Option(help="Whom to ask: a municipality's name or six-digit code.")],
    for_: For = None,
    to: Annotated[Path | None, typer.Option(help="Folder; default: hearing/ in the outputs.")] = None,
    letter: Annotated[Path | None, typer.Option(help="An office's own .docx of the letter.")] = None,
) -> None:
    """Write the workbook to be filled in and the letter to be sent ahead."""
    from survey import study

    with project_lock("hearing kit") as project:
        for path in study.hearing_kit(study.Study(for_, project), ask, to, letter):
            typer.echo(path)
    typer.echo("next: fill in the workbook, then survey hearing add FILE")


@app.command()
def add(file: Annotated[Path, typer.Argument(help="The kit, filled in and saved.")]) -> None:
    """Bring a filled-in kit into data/raw; nothing that is recorded already is changed."""
    from datetime import date

    from survey.collect import hearings

    with project_lock("hearing add") as project:
        added = hearings.add(project, file, date.today())
    result = f"{added.answers} answer(s) stored" if added.state == "new" else "already stored, the same answers"
    typer.echo(f"hearings {added.edition}: {result}")
    for sheet in added.sheets_unread:
        typer.echo(f"not read: sheet {sheet}; what stands there is in the original only")
    typer.echo("next: survey study")
