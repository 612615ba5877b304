"""The way in: fetch or add a publisher's figures, build and check the tidy tables, see what is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from survey.errors import SurveyError
from survey.paths import find_project
from survey.raw.lock import project_lock

if TYPE_CHECKING:
    from survey.collect.files import Collected

_SHORTEST_DELAY_S = 1.0
_STATES = {
    "new": "stored",
    "same": "already stored, the same figures",
    "unchanged": "unchanged, says the server",
}


def _print_collected(collected: Collected) -> None:
    typer.echo(f"{collected.source_id} {collected.edition}: {collected.rows:,} rows {_STATES[collected.state]}")


def fetch(
    sources: Annotated[list[str] | None, typer.Argument(help="Sources; default: all that can be fetched.")] = None,
    mirror: Annotated[str | None, typer.Option(help="Ask URL/<host>/<path> in the place of every address.")] = None,
    replace: Annotated[bool, typer.Option(help="Replace a stored edition that the publisher revised.")] = False,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one site.")] = 2.0,
) -> None:
    """Get the newest edition of each source from its publisher."""
    from rich.console import Console

    from survey.catalog.specs import source_ids, source_spec
    from survey.collect import files as collect
    from survey.collect import pages as collect_pages
    from survey.fetch.client import Client, FetchPolicy
    from survey.settings import fetching_contact

    if mirror is None and delay < _SHORTEST_DELAY_S:
        raise SurveyError(
            "publishers' sites are asked slowly",
            expected=f"--delay {_SHORTEST_DELAY_S:g} or more; less only with --mirror",
            next_step="repeat without --delay",
        )
    failed = []
    with project_lock("fetch") as project, Console(stderr=True).status("starting") as status:
        policy = FetchPolicy(user_agent=f"survey ({fetching_contact(project.settings)})", delay_s=delay)
        client = Client(policy, mirror)
        for source_id in sources or source_ids():
            try:
                spec = source_spec(source_id)
                if spec.reads == "pages":
                    _print_collected(collect_pages.fetch(project, client, replace=replace, step=status.update))
                elif spec.fetch or sources:
                    _print_collected(collect.fetch(project, source_id, client, replace=replace, step=status.update))
            except SurveyError as error:
                failed.append(source_id)
                typer.echo(f"{source_id}: {error}", err=True)
    if failed:
        raise SurveyError(
            f"{len(failed)} source(s) could not be fetched: {', '.join(failed)}",
            next_step="each one's reason and next step is above; what is stored was left as it is",
        )
    typer.echo("next: survey study")


def add(
    files: Annotated[list[Path], typer.Argument(help="The publisher's own file(s), unopened.")],
    source: Annotated[str, typer.Option(help="Source, as in src/survey/catalog/sources.")],
    edition: Annotated[str, typer.Option(help="Date (2025-03-31) or fiscal year (FY2023) of the figures.")],
    replace: Annotated[bool, typer.Option(help="Replace the stored edition.")] = False,
) -> None:
    """Bring a publisher's file into data/raw, once every cell of it can be read."""
    from survey.collect import files as collect

    with project_lock("add") as project:
        _print_collected(collect.add(project, files, source, edition, replace=replace))
    typer.echo("next: survey study")


def match(
    title: Annotated[str | None, typer.Argument(help="A printed title of a procedure.")] = None,
    file: Annotated[Path | None, typer.Option(help="CSV with a column title; prints title,number_27,rule.")] = None,
) -> None:
    """Which of the 27 procedures is a printed title: one, several or none, and by which rule?"""
    if title is not None and file is None:
        _match_title(title)
    elif file is not None and title is None:
        _match_file(file)
    else:
        raise SurveyError("give either one title or --file", next_step="survey match --help")


def _match_title(title: str) -> None:
    from survey.catalog.specs import listed
    from survey.catalog.title_rules import title_rules
    from survey.tidy.match import match as match_title

    matched = match_title(title)
    names = listed("procedures").set_index("number_27")["name_ja"]
    for number in matched.numbers:
        typer.echo(f"{number:>2}  {names[str(number)]}")
    if not matched.numbers:
        typer.echo("none of the 27")
    rules = {rule.id: rule.why for rule in (*title_rules().rules, *title_rules().refuse)}
    for rule_id in filter(None, matched.rule.split("+")):
        typer.echo(f"by  {rule_id}: {rules[rule_id]}")
    if not matched.rule:
        typer.echo("by  no rule: nothing in src/survey/catalog/title_rules.yml fits, and nothing is guessed")


def _match_file(file: Path) -> None:
    from survey.raw.store import as_csv
    from survey.sources.original import from_disk
    from survey.sources.readers import csv_table
    from survey.tidy.match import match_titles

    try:
        found = match_titles(csv_table(from_disk(file), "utf-8-sig"))
    except SurveyError as error:
        error.where = error.where or file.name
        raise
    typer.echo(as_csv(found).decode("utf-8"), nl=False)


def tidy(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; fail if something would change.")] = False,
) -> None:
    """Build data/processed from data/raw."""
    from survey import study

    if not dry_run:
        with project_lock("tidy") as project:
            changed = study.tidy(project)
    elif changed := study.tidy(find_project(), dry_run=True):
        raise SurveyError(
            "data/processed is not what data/raw and the catalog give",
            got=f"{', '.join(changed)} would change",
            next_step="survey tidy",
        )
    typer.echo("changed: " + ", ".join(changed) if changed else "data/processed is up to date")


def check() -> None:
    """Check that the tidy tables keep their promises: schemas, keys, figures that are printed twice."""
    from survey.tidy.check import check_project

    held = check_project(find_project())
    for checked in held:
        typer.echo(f"held  {checked.promise} ({checked.rows:,})")
    typer.echo(f"{len(held)} promises held")


def status() -> None:
    """What is stored, as of when, how old, whole or not, verified or not, and the next command."""
    from datetime import date

    from survey.collect.status import status as stored_sources

    for row in stored_sources(find_project(), date.today()).to_dict("records"):
        newest = f", newest {row['edition']}" if row["editions"] else ""
        typer.echo(f"{row['source_id']}: {row['editions']} edition(s){newest}")
        if row["editions"]:
            dated = (
                f"as of {row['as_of_date']}, {row['age_days']} days ago"
                if isinstance(row["as_of_date"], str)
                else "dates differ by figure"
            )
            typer.echo(f"  {dated}; raw table {'whole' if row['is_whole'] else 'NOT the one that was stored'}")
        if not row["is_verified"]:
            typer.echo("  unverified: the layout was built on a description, no real file has been read yet")
        typer.echo(f"  next: {row['next_step']}")
