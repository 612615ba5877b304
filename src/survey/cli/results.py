"""The way out, one file at a time: findings, the cells behind them, slides, workbook, report, figures, notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from survey.cli.shared import For, Only, findings_text, ids
from survey.outputs.formats import FORMATS, Options
from survey.raw.lock import project_lock


def findings(
    for_: For = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object keyed by finding.")] = False,
    only: Only = None,
) -> None:
    """Print what was found, a sentence a finding."""
    from survey.study import Study, json_text

    study = Study(for_)
    found = study.compute(ids(only))
    if json:
        typer.echo(json_text(study, found))
        return
    typer.echo(findings_text(study, found))


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


def slides(
    for_: For = None,
    only: Only = None,
    template: Annotated[Path | None, typer.Option(help="An office's own .pptx: its size, master and fonts.")] = None,
) -> None:
    """Write the deck."""
    _write("deck", for_, only, options=Options(template=template, step=typer.echo))


def workbook(for_: For = None) -> None:
    """Write the workbook."""
    _write("workbook", for_)


def report(for_: For = None) -> None:
    """Write the report."""
    _write("report", for_)


def figures(
    for_: For = None,
    only: Only = None,
    to: Annotated[Path | None, typer.Option(help="Folder; default: figures/ in the outputs.")] = None,
    svg: Annotated[bool, typer.Option(help="Write SVG beside PNG.")] = True,
) -> None:
    """Write each finding's figure."""
    _write("figures", for_, only, to, Options(with_svg=svg))


# The command that writes each of outputs.formats.FORMATS.
WRITERS = {"deck": slides, "workbook": workbook, "report": report, "figures": figures}


def _write(
    format_id: str,
    for_: str | None,
    only: str | None = None,
    folder: Path | None = None,
    options: Options | None = None,
) -> None:
    from survey import study

    with project_lock(FORMATS[format_id].command) as project:
        for path in study.write(study.Study(for_, project), format_id, ids(only), folder, options):
            typer.echo(path)


def notebooks(
    for_: For = None,
    in_place: Annotated[bool, typer.Option(help="Write the executed notebooks back to notebooks/.")] = False,
) -> None:
    """Run every notebook; the executed copies go to outputs/."""
    from survey import study

    with project_lock("notebooks") as project:
        for path in study.notebooks(study.Study(for_, project), in_place=in_place):
            typer.echo(path)


def readme() -> None:
    """Write the findings that README.md and README.ja.md print anew."""
    from survey.cli.readme import rewrite

    with project_lock("readme") as project:
        changed = rewrite(project)
    typer.echo("changed: " + ", ".join(changed) if changed else "README.md and README.ja.md are up to date")
