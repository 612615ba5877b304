"""The commands, in the order of the data's way. They ask the rooms below; they compute nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from survey.cli import batch as cli_packs
from survey.cli import hearing as cli_hearing
from survey.errors import SurveyError, of_disk
from survey.outputs.formats import FORMATS, Options
from survey.paths import find_project
from survey.raw.lock import writing

if TYPE_CHECKING:
    from survey.collect.files import Collected
    from survey.findings.finding import Finding
    from survey.study import Study

app = typer.Typer(
    help="How far have Tokyo's wards put public procedures online, and what follows for one of them?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="First time: survey study. New figures: survey add, then survey study. Doubts: survey trace FINDING.",
)
app.add_typer(cli_hearing.app, name="hearing")
For = Annotated[str | None, typer.Option("--for", help="Municipality, by name or six-digit code; default: study.toml.")]

Only = Annotated[str | None, typer.Option(help="Findings, separated by commas.")]


def _writes(format_id: str) -> str:
    return f"Write the {format_id}: {FORMATS[format_id].about}."


def main() -> None:
    """Run the command line; a SurveyError is printed as it reads and ends with status 1, and so does a disk's fault."""
    try:
        app()
    except SurveyError as error:
        _fail(error)
    except (OSError, UnicodeEncodeError) as error:
        known = of_disk(error)
        if known is None:
            raise
        _fail(known)


def _fail(error: SurveyError) -> NoReturn:
    typer.echo(f"survey: {error}", err=True)
    sys.exit(1)


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="The publisher's own file(s), unopened.")],
    source: Annotated[str, typer.Option(help="Source, as in src/survey/catalog/sources.")],
    edition: Annotated[str, typer.Option(help="Date (2025-03-31) or fiscal year (FY2023) of the figures.")],
    replace: Annotated[bool, typer.Option(help="Replace the stored edition.")] = False,
) -> None:
    """Bring a publisher's file into data/raw, once every cell of it can be read."""
    from survey.collect import files as collect

    with writing("add") as project:
        _say_collected(collect.add(project, files, source, edition, replace=replace))
    typer.echo("next: survey study")


_SHORTEST_DELAY_S = 1.0
_STATES = {
    "new": "stored",
    "same": "already stored, the same figures",
    "unchanged": "unchanged, says the server",
}


def _say_collected(collected: Collected) -> None:
    typer.echo(f"{collected.source_id} {collected.edition}: {collected.rows:,} rows {_STATES[collected.state]}")


@app.command()
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
    from survey.fetch.client import Client, Manners
    from survey.settings import fetching_contact

    if mirror is None and delay < _SHORTEST_DELAY_S:
        raise SurveyError(
            "publishers' sites are asked slowly",
            expected=f"--delay {_SHORTEST_DELAY_S:g} or more; less only with --mirror",
            next_step="repeat without --delay",
        )
    failed = []
    with writing("fetch") as project, Console(stderr=True).status("starting") as status:
        manners = Manners(user_agent=f"survey ({fetching_contact(project.settings)})", delay_s=delay)
        client = Client(manners, mirror)
        for source_id in sources or source_ids():
            try:
                spec = source_spec(source_id)
                if spec.reads == "pages":
                    _say_collected(collect_pages.fetch(project, client, replace=replace, step=status.update))
                elif spec.fetch or sources:
                    _say_collected(collect.fetch(project, source_id, client, replace=replace, step=status.update))
            except SurveyError as error:
                failed.append(source_id)
                typer.echo(f"{source_id}: {error}", err=True)
    if failed:
        raise SurveyError(
            f"{len(failed)} source(s) could not be fetched: {', '.join(failed)}",
            next_step="each one's reason and next step is above; what is stored was left as it is",
        )
    typer.echo("next: survey study")


@app.command()
def match(
    title: Annotated[str | None, typer.Argument(help="A printed title of a procedure.")] = None,
    file: Annotated[Path | None, typer.Option(help="CSV with a column title; prints title,number_27,rule.")] = None,
) -> None:
    """Which of the 27 procedures is a printed title: one, several or none, and by which rule?"""
    from survey.catalog.specs import listed
    from survey.catalog.title_rules import title_rules
    from survey.raw.store import as_csv
    from survey.sources.original import from_disk
    from survey.sources.readers import csv_table
    from survey.tidy.match import match as match_title
    from survey.tidy.match import match_titles

    if (title is None) == (file is None):
        raise SurveyError("give either one title or --file", next_step="survey match --help")
    if file is not None:
        try:
            found = match_titles(csv_table(from_disk(file), "utf-8-sig"))
        except SurveyError as error:
            error.where = error.where or file.name
            raise
        typer.echo(as_csv(found).decode("utf-8"), nl=False)
        return
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


@app.command()
def tidy(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; fail if something would change.")] = False,
) -> None:
    """Build data/processed from data/raw."""
    from survey import study

    if not dry_run:
        with writing("tidy") as project:
            changed = study.tidy(project)
    elif changed := study.tidy(find_project(), dry_run=True):
        raise SurveyError(
            "data/processed is not what data/raw and the catalog give",
            got=f"{', '.join(changed)} would change",
            next_step="survey tidy",
        )
    typer.echo("changed: " + ", ".join(changed) if changed else "data/processed is up to date")


@app.command()
def check() -> None:
    """Check that the tidy tables keep their promises: schemas, keys, figures that are printed twice."""
    from survey.tidy.check import check_project

    held = check_project(find_project())
    for checked in held:
        typer.echo(f"held  {checked.promise} ({checked.rows:,})")
    typer.echo(f"{len(held)} promises held")


@app.command()
def findings(
    for_: For = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object keyed by finding.")] = False,
    only: Only = None,
) -> None:
    """Print what was found, a sentence a finding."""
    from survey.study import Study, json_text

    study = Study(for_)
    found = study.compute(only.split(",") if only else None)
    if json:
        typer.echo(json_text(study, found))
        return
    _say(study, found)


def _say(study: Study, found: list[Finding]) -> None:
    typer.echo(repr(study))
    for finding in found:
        typer.echo(f"{finding.id:<17} {finding.headline_ja}")


@app.command()
def notebooks(
    for_: For = None,
    in_place: Annotated[bool, typer.Option(help="Write the executed notebooks back to notebooks/.")] = False,
) -> None:
    """Run every notebook; the executed copies go to outputs/."""
    from survey import study

    with writing("notebooks") as project:
        for path in study.notebooks(study.Study(for_, project), in_place=in_place):
            typer.echo(path)


@app.command(help=_writes("deck"))
def slides(
    for_: For = None,
    only: Only = None,
    template: Annotated[Path | None, typer.Option(help="An office's own .pptx: its size, master and fonts.")] = None,
) -> None:
    """Write the deck."""
    _write("deck", for_, only, options=Options(template=template, step=typer.echo))


@app.command(help=_writes("figures"))
def figures(
    for_: For = None,
    only: Only = None,
    to: Annotated[Path | None, typer.Option(help="Folder; default: figures/ in the outputs.")] = None,
    svg: Annotated[bool, typer.Option(help="Write SVG beside PNG.")] = True,
) -> None:
    """Write each finding's figure."""
    _write("figures", for_, only, to, Options(with_svg=svg))


@app.command(help=_writes("workbook"))
def workbook(for_: For = None) -> None:
    """Write the workbook."""
    _write("workbook", for_)


@app.command(help=_writes("report"))
def report(for_: For = None) -> None:
    """Write the report."""
    _write("report", for_)


def _write(
    format_id: str,
    for_: str | None,
    only: str | None = None,
    folder: Path | None = None,
    options: Options | None = None,
) -> None:
    from survey import study

    with writing(FORMATS[format_id].command) as project:
        wanted = only.split(",") if only else None
        for path in study.write(study.Study(for_, project), format_id, wanted, folder, options):
            typer.echo(path)


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
        cli_packs.study_all(for_, prefecture, workers, scheduler, parts, fresh=fresh)
        return
    if fresh or any(option is not None for option in (prefecture, workers, scheduler, parts)):
        raise SurveyError(
            "--prefecture, --workers, --scheduler, --parts and --fresh belong to --all",
            next_step="add --all, or leave them out",
        )
    from rich.console import Console

    from survey import study as way_out

    console = Console(stderr=True)
    with writing("study") as project, console.status("starting") as status:
        made = way_out.run(project, for_, lambda text: status.update(text))
    _say(made.study, made.findings)
    typer.echo("outputs:")
    for path in made.files:
        typer.echo(f"  {path.relative_to(made.study.project.root)}")


@app.command()
def trace(
    finding: Annotated[str, typer.Argument(help="The finding's id; survey findings lists them.")],
    for_: For = None,
    all_: Annotated[bool, typer.Option("--all", help="The cells of the whole group, not only one's own.")] = False,
) -> None:
    """The way back: from a finding to the publisher's cells, file, address and sha256."""
    from survey.findings.trace import cited_sources, walked_back
    from survey.study import Study

    study = Study(for_)
    found = study.page(finding)
    typer.echo(found.headline_ja)
    cells = walked_back(found, study.project, None if all_ else study.subject.code)
    for _, source in cited_sources(found, study.tables.sources).iterrows():
        typer.echo(f"\n{source['source_id']} {source['edition']}  {source['publisher_ja']}「{source['title_ja']}」")
        page = source["landing_url"]
        typer.echo(f"  page    {page if isinstance(page, str) else '(address not known)'}")
        typer.echo(f"  from    {source['obtained_from']} ({source['retrieved_at']})")
        for name, digest in zip(source["file_names"].split("; "), source["file_sha256"].split("; "), strict=True):
            typer.echo(f"  file    {name}\n  sha256  {digest}")
        typer.echo(f"  raw     data/raw/{source['source_id']}/{source['edition']}/table.csv")
        used = cells[(cells["source_id"] == source["source_id"]) & (cells["edition"] == source["edition"])]
        for _, cell in used.iterrows():
            printed = cell["raw_printed"] or "(blank)"
            typer.echo(f"  {cell['locator']:<24} {printed:<8} {cell['municipality_code']} {cell['item_id']}")
    typer.echo(f"\n{len(cells)} cells, each read again from data/raw and found the same")


@app.command()
def status() -> None:
    """What is stored, as of when, how old, whole or not, verified or not, and the next command."""
    from datetime import date

    from survey.collect import status as stored

    for row in stored.status(find_project(), date.today()).itertuples():
        typer.echo(f"{row.source_id}: {row.editions} edition(s)" + (f", newest {row.edition}" if row.editions else ""))
        if row.editions:
            dated = (
                f"as of {row.as_of_date}, {row.age_days} days ago"
                if isinstance(row.as_of_date, str)
                else "dates differ by figure"
            )
            typer.echo(f"  {dated}; raw table {'whole' if row.is_whole else 'NOT the one that was stored'}")
        if not row.is_verified:
            typer.echo("  unverified: the layout was built on a description, no real file has been read yet")
        typer.echo(f"  next: {row.next_step}")
