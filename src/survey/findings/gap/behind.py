"""What do others offer that we do not? ``behind``, within the 27."""

from __future__ import annotations

from survey.analysis.group_gap import behind as analysed
from survey.analysis.groups import Subject
from survey.findings.finding import Finding
from survey.findings.gap.gap_words import finding_of, some_procedures
from survey.tidy.tables import Tables


def behind(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are unmarked here and online in at least half of the group? (``analysis.group_gap``)."""
    found = analysed(tables, subject)
    group = subject.group
    headline = f"{group.name_ja}の半数以上がオンラインで{subject.name_ja}が空欄の手続は、27手続にはない"
    if found.facts.procedures:
        headline = (
            f"{group.name_ja}の半数以上がオンラインで{subject.name_ja}が空欄なのは"
            f"27手続中{found.facts.procedures}：{some_procedures(found.table, subject)}"
        )
    method = (
        f"27手続のうち{subject.name_ja}が空欄で、該当する団体（○か空欄）の半数以上が○のものを、割合の高い順に並べた。"
    )
    return finding_of("behind", found, headline, method, subject)
