"""A view of ``standing``: every member's mark for every one of the 27."""

from __future__ import annotations

from survey.analysis.groups import Subject
from survey.analysis.mark_matrix import MarkMatrix, mark_matrix
from survey.analysis.marks import highlighted, shown
from survey.findings import common, wording
from survey.findings.charts import Matrix
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables


def matrix(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are online where? (``analysis.mark_matrix``)."""
    found = mark_matrix(tables, subject)
    facts, of = found.facts, len(found.facts.listed)
    return Finding(
        id="matrix",
        texts=texts("matrix"),
        headline_ja=_headline(facts, subject),
        method_ja=(
            f"各団体の{of}手続の印を、オンライン（一覧の○）、空欄、該当する手続がない（一覧のー）に分けて、そのまま並べた。"
            "空欄は空白のままにした。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=found.table,
        charts=(_chart(facts, subject),),
        caveats_ja=(
            f"{wording.day(found.as_of[0])}時点",
            common.BLANK,
            "同じ「該当する手続がない」でも、ーとする団体と空欄とする団体があります",
            common.PARTIAL,
            *common.not_listed(facts.not_listed),
        ),
        evidence=found.evidence,
    )


def _headline(facts: MarkMatrix, subject: Subject) -> str:
    unit = subject.group.unit_ja
    headline = (
        f"{len(facts.listed)}手続のうち、該当する{unit}のすべてがオンラインなのは{facts.online_everywhere}、"
        f"半数に届かないのは{facts.online_in_minority}"
    )
    if facts.online_where_least is None:
        return headline
    return headline + f"（割合が最も低いのは{facts.least_short_ja}の{facts.online_where_least}{unit}）"


def _chart(facts: MarkMatrix, subject: Subject) -> Matrix:
    group, of = subject.group, len(facts.listed)
    drawn = shown(facts.members, subject)
    return Matrix(
        title_ja=f"{wording.among(group, len(facts.members))}×{of}手続",
        shown=common.members_shown(facts.members, drawn, subject),
        row_labels=tuple(drawn["name_ja"]),
        column_labels=tuple(facts.listed["short_ja"]),
        column_groups=tuple((common.PROCEDURE_GROUPS[name], count) for name, count in facts.group_spans),
        states=tuple(map(tuple, facts.statuses.loc[drawn["municipality_code"]].to_numpy())),
        legend=(
            ("online", "●", "オンライン"),
            ("unmarked", "", "空欄（不可か未回答）"),
            ("not_applicable", "ー", "該当なし"),
        ),
        alt_ja=f"{group.name_ja}の{of}手続について、オンライン、空欄、該当なしを示す表。{subject.name_ja}の行を枠で囲む",
        highlight_row=min(highlighted(drawn, subject)),
        row_notes=tuple(str(count) for count in drawn["online"]),
        row_notes_title_ja="計",
    )
