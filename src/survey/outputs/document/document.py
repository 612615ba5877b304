"""What an output of one municipality is made from: its pages in order, and what columns and cells are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import pandas as pd

from survey.analysis.groups import Subject
from survey.catalog.specs import listed
from survey.findings.finding import Finding
from survey.findings.summary import answers, conclusion
from survey.findings.trace import cited_sources
from survey.outputs.document.page import Page
from survey.outputs.text.displayed import ColumnWords
from survey.paths import Project
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Document:
    """What every output of one municipality is made from.

    ``sources`` is the whole tidy table; ``words`` are the columns' headings and units as the comparison group calls
    them; ``place_names`` and ``item_names`` say what cells are about, by municipality_code and item_id, and
    ``item_short_names`` where many stand in a line. ``is_extract``: only some of the findings are in it.
    """

    subject: Subject
    project: Project
    sources: pd.DataFrame
    pages: tuple[Page, ...]
    words: ColumnWords
    place_names: dict[str, str]
    item_names: dict[str, str]
    item_short_names: dict[str, str]
    is_extract: bool = False

    @property
    def findings(self) -> list[Finding]:
        """The findings and views of its pages, in order."""
        return [page.finding for page in self.pages]

    @cached_property
    def cited(self) -> pd.DataFrame:
        """The sources that any page cites, the first page's first."""
        frames = [self.sources.head(0), *(page.sources for page in self.pages)]
        return pd.concat(frames).drop_duplicates(["source_id", "edition"])

    @property
    def sections(self) -> list[tuple[str, list[Page]]]:
        """The sections' names with their pages, in order."""
        return [(name, list(pages)) for name, pages in groupby(self.pages, lambda page: page.section_ja)]

    @cached_property
    def conclusion_ja(self) -> str:
        """The one sentence on top; "" where findings allow none."""
        return conclusion(self.findings, self.subject)

    @cached_property
    def answers(self) -> list[tuple[str, Finding]]:
        """What is asked first, each with the finding whose sentence answers it."""
        return answers(self.findings, self.subject)


def document(findings: Iterable[Finding], subject: Subject, tables: Tables, *, is_extract: bool = False) -> Document:
    """The findings and their views as a document, a page each, in the order in which they are shown."""
    shown = [(page, None if page is finding else finding) for finding in findings for page in finding.pages]
    return Document(
        subject=subject,
        project=tables.project,
        sources=tables.sources,
        pages=tuple(
            Page(finding, subject, cited_sources(finding, tables.sources), view_of) for finding, view_of in shown
        ),
        words=ColumnWords.of(subject.group),
        place_names=dict(
            zip(tables.municipalities["municipality_code"], tables.municipalities["name_ja"], strict=True)
        ),
        item_names=_item_names(tables),
        item_short_names=_item_names(tables) | _short_names(tables),
        is_extract=is_extract,
    )


def _item_names(tables: Tables) -> dict[str, str]:
    """What a cell is about, in Japanese, by its id."""
    pairs = [
        (tables.procedures, "procedure_id", "name_ja"),
        (listed("indicators"), "indicator_id", "name_ja"),
        (tables.problems, "problem_id", "name_ja"),
        (tables.practices, "practice_id", "source_title"),
        (tables.commitments, "commitment_id", "text_ja"),
        (tables.hearings, "question_id", "question_ja"),
    ]
    return {item: name for table, key, words in pairs for item, name in zip(table[key], table[words], strict=True)}


def _short_names(tables: Tables) -> dict[str, str]:
    """What procedures and problems are called where many stand in a line, by their id."""
    pairs = [(tables.procedures, "procedure_id"), (tables.problems, "problem_id")]
    return {item: name for table, key in pairs for item, name in zip(table[key], table["short_ja"], strict=True)}
