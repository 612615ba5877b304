"""The report: one html file with every finding, its figure, table, caveats, method, sources and the way back.

It loads nothing: style sheet, script and figures lie inside, and its content security policy forbids the rest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings import wording
from survey.findings.finding import Finding
from survey.findings.summary import answers, conclusion
from survey.findings.trace import cited_sources
from survey.outputs.drawing import pictures as figures
from survey.outputs.drawing import scale as drawing
from survey.outputs.report import cells as report_cells
from survey.outputs.report import colours as report_colours
from survey.outputs.report import matrix as report_matrix
from survey.outputs.text import cite
from survey.outputs.text import html_table as report_table
from survey.outputs.text.sections import section_ja
from survey.tidy.tables import Tables

if TYPE_CHECKING:
    from jinja2 import Template

_PAGE = Path(__file__).parent / "page"


@dataclass(frozen=True)
class Picture:
    """A figure that lies in the page: its address of data, its words, its size in pixels."""

    src: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Source:
    """A cited edition: who published what, when, the page's address ("" if none) and why, files and their hashes."""

    publisher: str
    title: str
    edition: str
    date: str
    address: str
    page_ja: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Entry:
    """A finding with all that its place on the page needs; ``own`` and ``total`` count its cells."""

    finding: Finding
    as_of: str
    picture: Picture | None
    grid: report_matrix.Grid | None
    table: report_table.Table
    sources: list[Source]
    own: int
    total: int

    @property
    def listed_as(self) -> str:
        """What the contents call it: its question, or why there is no answer."""
        return self.finding.question_ja if self.finding.computable else self.finding.headline_ja


def build(findings: list[Finding], subject: Subject, tables: Tables) -> bytes:
    """The page for one municipality, the same bytes for the same findings.

    Raises:
        RawConflict: a raw cell no longer prints what a finding used.
    """
    cells = report_cells.packed(findings, subject, tables)
    entries = [_entry(finding, subject, tables, cells["findings"].get(finding.id)) for finding in findings]
    cited = [cited_sources(finding, tables.sources) for finding in findings]
    used = pd.concat([tables.sources.head(0), *cited]).drop_duplicates(["source_id", "edition"])
    style_sheet, script = report_colours.style_sheet() + _text("page.css"), _text("page.js")
    page = _template().render(
        subject=subject,
        dates=sorted({wording.day(finding.as_of[0]) for finding in findings if finding.id == "standing"} - {""}),
        conclusion=conclusion(findings, subject),
        answers=answers(findings, subject),
        sections=[
            (name, list(members))
            for name, members in groupby(entries, lambda entry: section_ja(entry.finding.id, subject.group))
        ],
        sources=_sources(used),
        data=_embedded(
            {
                "subject": {"code": subject.code, "name": subject.name_ja},
                **cells,
                "grid": next((entry.grid.as_data() for entry in entries if entry.grid), None),
            }
        ),
        style_sheet=style_sheet,
        script=script,
        policy=_policy(style_sheet, script),
    )
    return page.encode("utf-8")


def _entry(finding: Finding, subject: Subject, tables: Tables, cells: dict[str, Any] | None) -> Entry:
    grid = report_matrix.grid(finding, tables, subject)
    return Entry(
        finding=finding,
        as_of=cite.as_of(finding.as_of),
        picture=None if grid else _picture(finding),
        grid=grid,
        table=report_table.laid_out(finding.table, subject),
        sources=_sources(cited_sources(finding, tables.sources)),
        own=len(cells["own"]) if cells else 0,
        total=cells["total"] if cells else 0,
    )


def _picture(finding: Finding) -> Picture | None:
    if not drawing.pictures(finding.charts):
        return None
    drawn = figures.svg(finding.charts, finding.headline_ja)
    width, height = re.search(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn).groups()
    address = "data:image/svg+xml;base64," + base64.b64encode(drawn).decode("ascii")
    # The figure is drawn in points; a page counts 96 pixels to 72 of them.
    return Picture(
        address, figures.alt_text(finding.charts), *(round(float(side) * 96 / 72) for side in (width, height))
    )


def _sources(sources: pd.DataFrame) -> list[Source]:
    return [
        Source(
            publisher=row["publisher_ja"],
            title=row["title_ja"],
            edition=row["edition"],
            date=cite.date(row),
            address=row["landing_url"] if report_table.is_address(str(row["landing_url"])) else "",
            page_ja=cite.page(row),
            files=tuple(zip(row["file_names"].split("; "), row["file_sha256"].split("; "), strict=True)),
        )
        for _, row in sources.iterrows()
    ]


def _embedded(data: dict[str, Any]) -> str:
    """Data as JSON that nothing in it can end: "<", ">" and "&" are written as escapes."""
    from jinja2.utils import htmlsafe_json_dumps

    return htmlsafe_json_dumps(data, json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _policy(style_sheet: str, script: str) -> str:
    """What the page may load: its own style sheet and script by their hashes, its figures, nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(style_sheet)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _text(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")
