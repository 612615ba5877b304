"""How did they get past it? A view of ``practices`` for each problem of the minutes; its id is the problem's."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.practice_records import GROUP_RANK, NATIONWIDE_RANK, SECOND_HAND
from survey.analysis.problem_practices import Problem, ProblemPractices, problem_practices
from survey.analysis.result import Result
from survey.findings import common, wording
from survey.findings.charts import Shown, TextTable
from survey.findings.common import in_country_ja, in_group_ja, two_kinds_ja
from survey.findings.finding import Finding
from survey.findings.practices.practice_words import (
    CAVEAT,
    caveats,
    described,
    minutes_caveat,
    of_group_ja,
    questions_ja,
)
from survey.findings.texts import Texts, texts
from survey.tidy.tables import Tables

MOST_ROWS = 5
LONGEST_HEADLINE = 90
NOT_PRINTED_JA = "ページに記載なし"
_COLUMNS = [
    "practice_id", "who_ja", GROUP_RANK, NATIONWIDE_RANK, "procedures_ja", "action_ja", "outcome_ja", "outcome_value",
    "outcome_unit", "outcome_period", "started", "certainty", "unknown_ja", "practice_note_ja", "source_title",
    "publisher_ja", "page_date", "source_url",
]  # fmt: skip


def by_problem(tables: Tables, subject: Subject, problem_id: str) -> Finding:
    """The practices on record for one problem (``analysis.problem_practices``); procedures_ja, unknown_ja in words."""
    found = problem_practices(tables, subject, problem_id)
    facts = found.facts
    return Finding(
        id=problem_id,
        texts=_texts(facts.problem),
        headline_ja=_headline(facts, subject),
        method_ja=_method(facts, tables, subject),
        as_of=found.as_of,
        facts=facts,
        table=found.table.join(described(tables), on="practice_id")[_COLUMNS],
        charts=(_chart(found, subject),) if len(found.table) else (),
        caveats_ja=_caveats(facts, tables, subject),
        evidence=found.evidence,
    )


def _texts(problem: Problem) -> Texts:
    """The views' words; what the minutes name that is in nobody's way is not something to get past."""
    asked = "をどう乗り越えたか" if problem.is_obstacle else "について、他の自治体はどうしたか"
    return texts("by_problem").asking(f"「{problem.name_ja}」{asked}").on_sheet(f"取組_{problem.short_ja}")


def _headline(facts: ProblemPractices, subject: Subject) -> str:
    start = (
        f"「{facts.problem.short_ja}」に他の自治体などの取組{facts.practices}件"
        f"（{of_group_ja(facts.group_with_practice, subject)}）"
    )
    if not facts.with_outcome:
        return f"{start}、成果の数字はどのページにもない"
    start += f"。成果の数字があるのは{facts.with_outcome}件"
    as_one = "、例えば" if facts.with_outcome > 1 else "、"
    sentences = (f"{start}{as_one}{row['who_ja']}「{row['outcome_ja']}」" for _, row in facts.examples.iterrows())
    return next((sentence for sentence in sentences if len(sentence) <= LONGEST_HEADLINE), start)


def _method(facts: ProblemPractices, tables: Tables, subject: Subject) -> str:
    problem, minutes = facts.problem, facts.minutes
    role = "議題" if problem.said_by_role is None else f"{problem.said_by_role}の発言"
    day = wording.day(minutes.said_on[0])
    return (
        f"課題は会議録から読んだ：「{problem.name_ja}」は{minutes.owners_ja[0]}の{day}の会議の{role}。"
        "取組は公表ページを一件ずつ読み、誰が何をし、どうなったかを一行にした。"
        "並びは、ページで確認したものを二次情報の前に置き、成果の数字があるもの、成果の記述だけのもの、どちらもないものの順、"
        f"その中は{subject.group.name_ja}の近い順、次に全国の近い順（{subject.name_ja}自身の取組は最後）。"
        f"近さは公表された指標の距離による順で、{in_group_ja(tables, subject)}の中と"
        f"{in_country_ja(tables, subject)}で別に数えた。"
        "件数に自分の取組は入れない。ページにない数字は空欄とした。"
    )


def _caveats(facts: ProblemPractices, tables: Tables, subject: Subject) -> tuple[str, ...]:
    asked, problem = questions_ja(facts.counted), facts.problem
    found = [minutes_caveat(facts.minutes, subject)]
    found += [f"尋ねること：{asked}"] if asked else []
    found.append(
        "「成果の数字」は取組のあとに起きたことを一つの数と単位で示すものを数え、規模や見込み、文中の別の数字は数えません"
    )
    found += [f"{problem.short_ja}：{problem.note_ja}"] if problem.note_ja else []
    if facts.own:
        found.append(f"{subject.name_ja}自身の取組{facts.own}件は表の最後にあり、件数に入れていません")
    return (*found, CAVEAT, *caveats(facts.second_hand_rows, two_kinds_ja(tables, subject)))


def _chart(found: Result[ProblemPractices], subject: Subject) -> TextTable:
    drawn = found.table.head(MOST_ROWS)
    return TextTable(
        title_ja="取組（確かさ、成果の記述、近さの順）",
        shown=_shown(found, len(drawn), subject),
        headings=("どこが", "近い順", "何をしたか", "どうなったか", "出典"),
        rows=tuple(
            (
                row["who_ja"],
                _rank_ja(row, subject),
                row["action_ja"],
                row["outcome_ja"] if pd.notna(row["outcome_ja"]) else NOT_PRINTED_JA,
                _source(row),
            )
            for _, row in drawn.iterrows()
        ),
        widths=(0.12, 0.11, 0.38, 0.22, 0.17),
        alt_ja=f"「{found.facts.problem.short_ja}」の課題の取組{len(drawn)}件の、どこが、何をし、どうなったかの表",
        highlight=frozenset(i for i, value in enumerate(drawn["outcome_value"]) if pd.notna(value)),
    )


def _shown(found: Result[ProblemPractices], drawn: int, subject: Subject) -> Shown | None:
    """How many of the rows are drawn; the sentence does not count the subject's own, which the table has."""
    shown, own = common.rows_shown(len(found.table), drawn), found.facts.own
    return replace(shown, including_ja=f"{subject.name_ja}自身の{own}件を含む") if shown and own else shown


def _rank_ja(row: pd.Series, subject: Subject) -> str:
    """How near: within the group where it is a member, else nationwide; "" where it is not compared."""
    if row["is_here"]:
        return "ここ"
    if pd.notna(row[GROUP_RANK]):
        # Without the prefecture's name: a slide's cell is short.
        return f"{subject.group.size}{subject.group.unit_ja}{row[GROUP_RANK]}番目"
    return f"全国{row[NATIONWIDE_RANK]}番目" if pd.notna(row[NATIONWIDE_RANK]) else ""


def _source(row: pd.Series) -> str:
    year = [wording.year(row["page_date"])] if pd.notna(row["page_date"]) else []
    second_hand = ["二次情報"] if row["certainty"] == SECOND_HAND else []
    # In brackets, before which a narrow column can break the line.
    notes = "、".join([*year, *second_hand])
    return f"{row['publisher_ja']}（{notes}）" if notes else row["publisher_ja"]
