"""What outputs are made from, for tests: documents, and pages by the id of their finding or view."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from survey.findings.finding import Finding
from survey.findings.texts import filled, texts
from survey.outputs.document.document import Document, document
from survey.outputs.document.page import Page
from survey.study import Study


@cache
def whole_of(study: Study) -> Document:
    """The document of all findings, made once. Tests do not change it."""
    return study.document()


def document_of(study: Study, findings: Iterable[Finding] | None = None) -> Document:
    """The document of some findings (default: all)."""
    return whole_of(study) if findings is None else document(findings, study.subject, study.tables)


def page_of(study: Study, finding: Finding) -> Page:
    """The page of a finding."""
    return document_of(study, [finding]).pages[0]


def shown(study: Study) -> list[Finding]:
    """Every finding with its views, in the order in which they are shown."""
    return [page for finding in study.compute() for page in finding.pages]


def sheet_ja(finding_id: str) -> str:
    """What the sheet of a finding with words of its own is called; a problem's view: ``page.texts.sheet_ja``."""
    return texts(finding_id).sheet_ja


def section_ja(study: Study, finding: Finding) -> str:
    """The section that a finding or view stands in: the finding's."""
    (whole,) = (each for each in study.compute() if finding.id in {page.id for page in each.pages})
    return filled(whole.texts.section_ja, study.subject.group)
