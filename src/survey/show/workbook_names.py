"""What a finding's sheet is called, what it needs, and the numbers of its sentence: words from the catalog."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from survey.catalog.specs import listed
from survey.findings import wording
from survey.findings.finding import Finding
from survey.findings.subject import Subject

INDEX, ORIGIN, SOURCES = "目次", "方法と元", "出典"


class Figure(NamedTuple):
    """A number of a finding's sentence with what it counts."""

    label_ja: str
    value: float
    unit_ja: str


@cache
def _sheets() -> dict[str, tuple[str, str]]:
    return {finding: (name, needs) for finding, name, needs in listed("finding_sheets").itertuples(index=False)}


def sheet_ja(finding_id: str) -> str:
    """The name of a finding's sheet.

    Raises:
        KeyError: nobody gave the finding's sheet a name.
    """
    return _sheets()[finding_id][0]


def by_sheet(text: str) -> str:
    """A text with the sheets that it cites by their question cited by the name on their tab."""
    for finding, (name, _) in _sheets().items():
        text = text.replace(f"「{wording.question(finding)}」", f"シート「{name}」")
    return text


def needs_ja(finding_id: str) -> str:
    """What a finding that cannot be computed would need, and who publishes it."""
    return _sheets()[finding_id][1]


def figures(finding: Finding, subject: Subject) -> list[Figure]:
    """The numbers of a finding's sentence that catalog/headline_values.csv labels, in its order."""
    rows, words = _rows(finding), _words(subject)
    named = [(row, finding.values.get(row.value.format(**words))) for row in rows if not row.each_name]
    return [
        Figure(row.label_ja.format(**words), value, row.unit_ja.format(**words))
        for row, value in named
        if value is not None
    ]


def lists_ja(finding: Finding, subject: Subject) -> list[str]:
    """The numbers that a finding's values hold for each of several things, as one text a list."""
    told = []
    for row in _rows(finding):
        each = finding.values.get(row.value) if row.each_name else None
        if each:
            texts = [f"{value[row.each_name]}{value[row.each_number]}{row.unit_ja}" for value in each]
            told.append(f"{row.label_ja.format(**_words(subject))}：{'、'.join(texts)}")
    return told


def _rows(finding: Finding) -> list[Any]:
    """The catalog's rows of a finding; what has none of its own has its family's (how_attachments that of how)."""
    rows = listed("headline_values")
    own = finding.id if finding.id in set(rows["finding"]) else finding.id.partition("_")[0]
    return list(rows[rows["finding"] == own].itertuples(index=False))


def _words(subject: Subject) -> dict[str, str]:
    group = subject.group
    return {"unit": group.unit, "unit_ja": group.unit_ja, "name_ja": group.name_ja}
