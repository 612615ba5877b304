"""What was answered? ``hearings``: the answers recorded so far, by problem, and the questions that are still open."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.hearings import Hearings
from survey.analysis.hearings import hearings as analysed
from survey.catalog.hearing_kit import kit_layout
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

MOST_ROWS = 8
# A slide's cell holds so much of an answer; the table holds all of it.
_MOST_SHOWN = 60
_METHOD = (
    "聞き取り票に書かれた答えを、課題ごと、質問の順に書かれたまま並べた。答えの正しさは確かめていない。"
    "どの団体からも答えがないか、答えが「不明」だけの質問を、まだ分からないものと数えた。"
    "取組ごとの質問と、票に追加した質問は、答えには数え、票の質問には数えない。"
)
_CAVEATS = (
    "相手が答えたことの記録で、公表値ではありません。公表してよい範囲は相手に確かめてから使ってください",
    "確からしさは聞き取った側が選んだもので、選ばれていない答えもあります",
    "氏名は記録しない決まりですが、答えの文に氏名がないことは機械では確かめられません",
)


def hearings(tables: Tables, subject: Subject) -> Finding:
    """What did others answer, how surely, and what is still open? (``analysis.hearings``)."""
    found = analysed(tables, subject)
    facts = found.facts
    return Finding(
        id="hearings",
        texts=texts("hearings"),
        headline_ja=(
            f"{facts.municipalities}団体への聞き取りで{facts.answers}の答えがあり、確かな事実は{facts.certain}。"
            f"票の{facts.questions}問のうち、まだ答えがないか不明なのは{facts.open}問"
        ),
        method_ja=_METHOD,
        as_of=found.as_of,
        facts=facts,
        table=found.table.assign(problem_ja=_problems_ja(found.table)),
        charts=(_chart(facts),),
        caveats_ja=_CAVEATS,
        evidence=found.evidence,
    )


def _chart(facts: Hearings) -> TextTable:
    drawn = facts.first_shown.head(MOST_ROWS)
    drawn = drawn.assign(problem_ja=_problems_ja(drawn))
    return TextTable(
        title_ja="聞き取りの答え",
        shown=common.rows_shown(facts.answers, len(drawn)),
        headings=("課題", "質問", "相手", "答え（冒頭）", "確からしさ"),
        rows=tuple(
            (
                row["problem_ja"],
                _cut(row["question_ja"], _MOST_SHOWN // 2),
                f"{row['name_ja']}（{wording.day(row['held_on'])}）",
                _cut(row["answer_ja"], _MOST_SHOWN),
                wording.state(row["certainty"]) if pd.notna(row["certainty"]) else "",
            )
            for _, row in drawn.iterrows()
        ),
        widths=(0.15, 0.22, 0.15, 0.39, 0.09),
        alt_ja=f"聞き取りで得た{len(drawn)}の答えと、その相手、確からしさ",
    )


def _problems_ja(table: pd.DataFrame) -> pd.Series:
    """Each answer's problem, or the kit's heading of the questions that are about none."""
    return table["problem_ja"].fillna(kit_layout().general_ja)


def _cut(text: str, most: int) -> str:
    """The beginning of a text on one line; … where more follows."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
