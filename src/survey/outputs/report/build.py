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
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.errors import required
from survey.findings import wording
from survey.findings.finding import Finding
from survey.findings.summary import marks_as_of
from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.drawing import pictures as figures
from survey.outputs.drawing import scale as drawing
from survey.outputs.report.cells import packed
from survey.outputs.report.colours import style_sheet
from survey.outputs.report.matrix import Grid, grid
from survey.outputs.text import cite
from survey.outputs.text.displayed import ColumnWords
from survey.outputs.text.html_table import Table, is_address, laid_out

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
    """A page with all that its place in the report needs; ``total`` counts its cells."""

    page: Page
    finding: Finding
    as_of: str
    picture: Picture | None
    grid: Grid | None
    table: Table
    sources: list[Source]
    total: int


def build(document: Document) -> bytes:
    """The page for one municipality, the same bytes for the same document.

    Raises:
        RawConflict: a raw cell no longer prints what a finding used.
    """
    sections = [(name, [_entry(page, document.words) for page in pages]) for name, pages in document.sections]
    grids = (entry.grid.as_data() for _, entries in sections for entry in entries if entry.grid)
    colours_and_page, script = style_sheet() + _text("page.css"), _text("page.js")
    subject = document.subject
    page = _template().render(
        subject=subject,
        dates=[wording.day(date) for date in marks_as_of(document.findings)],
        conclusion=document.conclusion_ja,
        answers=document.answers,
        sections=sections,
        sources=_sources(document.cited),
        data=_embedded(
            {
                "subject": {"code": subject.code, "name": subject.name_ja},
                **packed(document),
                "grid": next(grids, None),
            }
        ),
        style_sheet=colours_and_page,
        script=script,
        policy=_policy(colours_and_page, script),
    )
    return page.encode("utf-8")


def _entry(page: Page, words: ColumnWords) -> Entry:
    shown = grid(page)
    return Entry(
        page=page,
        finding=page.finding,
        as_of=cite.as_of(page.finding.as_of),
        picture=None if shown else _picture(page.finding),
        grid=shown,
        table=laid_out(page.finding.table, page.subject, words),
        sources=_sources(page.sources),
        total=len(page.cells),
    )


def _picture(finding: Finding) -> Picture | None:
    if not drawing.pictures(finding.charts):
        return None
    drawn = figures.svg(finding.charts, finding.headline_ja)
    size = required(re.search(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn), "a figure has no viewBox")
    address = "data:image/svg+xml;base64," + base64.b64encode(drawn).decode("ascii")
    # The figure is drawn in points; a page counts 96 pixels to 72 of them.
    return Picture(address, figures.alt_text(finding.charts), *(round(float(side) * 96 / 72) for side in size.groups()))


def _sources(sources: pd.DataFrame) -> list[Source]:
    return [
        Source(
            publisher=row["publisher_ja"],
            title=row["title_ja"],
            edition=row["edition"],
            date=cite.date(row),
            address=row["landing_url"] if is_address(str(row["landing_url"])) else "",
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
