"""The 27 by their deadline: ``progress``, the September report by procedure, for any municipality."""

from __future__ import annotations

from survey.analysis.groups import Subject
from survey.analysis.progress import NOT_APPLICABLE, ONLINE_NOW, PROVEN, STATES, UNMARKED, Progress
from survey.analysis.progress import progress as analysed
from survey.findings import common, wording
from survey.findings.charts import Bars, Chart, Series, TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

_ROLES = {PROVEN: "main", ONLINE_NOW: "second", UNMARKED: "quiet", NOT_APPLICABLE: "absent"}
MOST_ROWS = 10
_COLUMNS = [
    "number_27", "procedure_id", "name_ja", "group", "status_here", "online_share_pct", "cell_state", "deadline_state",
]  # fmt: skip


def progress(tables: Tables, subject: Subject) -> Finding:
    """Each of the 27 by its deadline, and what the minutes name as in the way (``analysis.progress``)."""
    found = analysed(tables, subject)
    facts, table, columns = found.facts, found.table, _COLUMNS
    year = wording.day(facts.fiscal_year)
    if "obstacles" in table:
        table, columns = table.assign(obstacles_ja=table["obstacles"].map("、".join)), [*_COLUMNS, "obstacles_ja"]
    charts: tuple[Chart, ...] = (_bars(facts, subject),)
    if facts.obstacles:
        charts += (_obstacles(facts),)
    return Finding(
        id="progress",
        texts=texts("progress").asking(f"{facts.procedures}手続は期限の{year}末までにどこまで進んだか"),
        headline_ja=_headline(facts, subject, year),
        method_ja=(
            f"{year}までに終わった年度のオンライン申請率が0%より大きく印字されている手続を、"
            f"期限の{year}末までに使われたと見た。ほかは最新の一覧の印で分けた。"
            "○は一覧の日にオンラインであることを示し、いつ始まったかは示さない。"
            "空欄と0%は、期限にオンラインでなかったことを示さない。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=table[columns],
        charts=charts,
        caveats_ja=_caveats(facts, year),
        evidence=found.evidence,
    )


def _headline(facts: Progress, subject: Subject, year: str) -> str:
    rest = {
        "○だが始まった時期が分からないのは": facts.online_now,
        "空欄は": facts.unmarked,
        "該当なしは": facts.not_applicable,
    }
    checked = f"（うち{facts.to_check}の率は要確認）" if facts.to_check else ""
    parts = [f"期限の{year}末までに使われたと確かめられるのは{facts.proven_by_deadline}{checked}"]
    parts += [f"{words}{count}" for words, count in rest.items() if count]
    return f"{subject.name_ja}の{facts.procedures}手続のうち、{'、'.join(parts)}"


def _caveats(facts: Progress, year: str) -> tuple[str, ...]:
    return (
        f"○は{wording.day(facts.marks_as_of)}時点、申請率は{year}の実績で、時点が異なります。"
        "○だけからは、期限にオンラインだったかは分かりません",
        f"{year}末は、国の計画が27手続に定めた期限です。計画の原文は確かめていません",
        common.YEAR_INFERRED,
        *([f"使う前に確かめたい率によるもの：{wording.some(facts.to_check_ja)}"] if facts.to_check else []),
        *_contradicted(facts, year),
        *(
            f"{wording.month(release)}公表のダッシュボードは26手続の{share:.0f}%と印字していますが、"
            "基準日が分からず数え方も異なる可能性があるため、判定に使っていません"
            for release, share in facts.dashboard
        ),
        *(f"課題は{wording.day(day)}の会議で挙がったもので、今も残るかは分かりません" for day in facts.problem_days),
        common.BLANK,
        common.PARTIAL,
    )


def _contradicted(facts: Progress, year: str) -> list[str]:
    """Procedures that were used by the deadline and that the newer list does not mark ○."""
    if not facts.contradicted:
        return []
    named = [f"{short_ja}（{wording.state(status)}）" for short_ja, status in facts.contradicted]
    return [
        f"{year}の申請率がありながら一覧では○でない手続があり、未回答や変更の可能性があります：{wording.some(named)}"
    ]


def _bars(facts: Progress, subject: Subject) -> Bars:
    counts = facts.by_group
    return Bars(
        title_ja=f"{subject.name_ja}の{facts.procedures}手続の期限と今",
        labels=tuple(f"{common.PROCEDURE_GROUPS[group]}（{facts.group_totals[group]}手続）" for group in counts.index),
        series=tuple(
            Series(wording.state(state), tuple(counts[state].astype(float)), _ROLES[state]) for state in STATES
        ),
        unit_ja="手続",
        alt_ja=f"{subject.name_ja}の{facts.procedures}手続を、子育て・介護・災害の別に、期限までの利用、○、空欄、該当なしに分けた図",
        stacked=True,
        maximum=float(facts.largest_group),
    )


def _obstacles(facts: Progress) -> TextTable:
    drawn = facts.obstacles[:MOST_ROWS]
    return TextTable(
        title_ja="会議で挙がった課題と、その手続の今",
        shown=common.rows_shown(len(facts.obstacles), len(drawn)),
        headings=("課題", "手続", "期限までに利用", "○（時期不明）", "空欄"),
        rows=tuple(
            (
                each.name_ja,
                each.short_ja + (f"など{each.procedures}手続" if each.procedures > 1 else ""),
                *(str(each.states[state]) for state in (PROVEN, ONLINE_NOW, UNMARKED)),
            )
            for each in drawn
        ),
        widths=(0.36, 0.28, 0.13, 0.13, 0.1),
        alt_ja=f"会議で挙がった課題{len(drawn)}件と、その手続の期限までの利用、○、空欄の数",
        numeric=frozenset({2, 3, 4}),
    )
