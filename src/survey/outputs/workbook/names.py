"""What a finding's sheet is called, what it needs, and the numbers of its sentence: words from the catalog."""

from __future__ import annotations

from typing import NamedTuple

from survey.analysis.groups import Subject
from survey.findings.finding import Finding
from survey.findings.texts import Citing, filled, texts

INDEX, ORIGIN, SOURCES = "目次", "方法と元", "出典"


class Figure(NamedTuple):
    """A number of a finding's sentence with what it counts."""

    label_ja: str
    value: float
    unit_ja: str


def sheet_ja(finding_id: str) -> str:
    """The name of a finding's sheet."""
    return texts(finding_id).sheet_ja


def by_sheet(text: str | Citing) -> str:
    """A text with the findings that it cites called by the name on their sheet's tab."""
    return text.told(lambda finding_id: f"シート「{sheet_ja(finding_id)}」") if isinstance(text, Citing) else text


def needs_ja(finding_id: str) -> str:
    """What a finding that cannot be computed would need, and who publishes it."""
    return texts(finding_id).needs_ja


def figures(finding: Finding, subject: Subject) -> list[Figure]:
    """The numbers of a finding's sentence that its file of words labels, in its order."""
    found = []
    for name, told in finding.texts.values.items():
        value = finding.values.get(name)
        if value is not None and told.each_name is None:
            found.append(Figure(filled(told.label_ja, subject.group), value, filled(told.unit_ja, subject.group)))
    return found


def lists_ja(finding: Finding, subject: Subject) -> list[str]:
    """The numbers that a finding's values hold for each of several things, as one text a list."""
    listed = []
    for name, told in finding.texts.values.items():
        each = finding.values.get(name) if told.each_name else None
        if each:
            texts_ja = [f"{value[told.each_name]}{value[told.each_number]}{told.unit_ja}" for value in each]
            listed.append(f"{filled(told.label_ja, subject.group)}：{'、'.join(texts_ja)}")
    return listed
