"""What do we offer that most others do not? ``ahead``, within the 27."""

from __future__ import annotations

from survey.analysis.group_gap import ahead as analysed
from survey.analysis.groups import Subject
from survey.findings.finding import Finding
from survey.findings.gap.gap_words import finding_of, some_procedures
from survey.tidy.tables import Tables


def ahead(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are online here and in under half of the group? (``analysis.group_gap``)."""
    found = analysed(tables, subject)
    group = subject.group
    headline = f"{subject.name_ja}がオンラインで{group.name_ja}の半数に届かない手続は、27手続にはない"
    if found.facts.procedures:
        headline = (
            f"{subject.name_ja}がオンラインで{group.name_ja}の半数に届かないのは"
            f"27手続中{found.facts.procedures}：{some_procedures(found.table, subject)}"
        )
    method = (
        f"27手続のうち{subject.name_ja}が○で、該当する団体（○か空欄）のうち○が半数に満たないものを表にし、"
        "ほかの○の手続も割合の低い順に並べて比べた。"
    )
    return finding_of("ahead", found, headline, method, subject)
