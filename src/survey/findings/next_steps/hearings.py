"""What was heard? ``hearings``: the answers recorded so far, by problem, and the questions that are still open."""

from __future__ import annotations

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.catalog.hearing_kit import kit_layout, questions
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

MOST_ROWS = 8
# A slide's cell holds so much of an answer; the table holds all of it.
_MOST_SHOWN = 60
UNCERTAIN = "uncertain"


def hearings(tables: Tables, subject: Subject) -> Finding:
    """What did others answer to the municipality's questions, how surely, and what is still open?

    One row an answer, by problem, then in the order of the questions. An answer whose certainty is 不明 is shown
    and leaves its question open. open: questions of the catalog without any other answer. Source: hearings.

    Raises:
        NotComputable: no hearing is recorded; says what to do.
    """
    heard = tables.hearings
    heard = heard[heard["asked_by_code"] == subject.code]
    if heard.empty:
        raise NotComputable(
            f"{subject.name_ja}の聞き取りはまだ記録されていない。聞き取り票に答えを書いて取り込むと、ここに並ぶ",
            next_step=(
                f"誰に聞くかの案は「{texts('hearing_list').question_ja}」にある。"
                "聞き取り票は相手ごとに作れ、書き込んで取り込むと、答えが課題ごとに並び、まだ答えのない質問が分かる。"
            ),
        )
    table = _table(heard, tables)
    days = sorted(set(heard["held_on"]))
    known = questions()
    told = set(heard.loc[heard["certainty"] != UNCERTAIN, "question_id"])
    still_open = [question for name, question in known.items() if name not in told]
    places = heard["municipality_code"].nunique()
    certain = int((heard["certainty"] == "certain").sum())
    return Finding(
        id="hearings",
        texts=texts("hearings"),
        headline_ja=(
            f"{places}団体への聞き取りで{len(heard)}の答えがあり、確かな事実は{certain}。"
            f"票の{len(known)}問のうち、まだ答えがないか不明なのは{len(still_open)}問"
        ),
        method_ja=(
            "聞き取り票に書かれた答えを、課題ごと、質問の順に書かれたまま並べた。答えの正しさは確かめていない。"
            "どの団体からも答えがないか、答えが「不明」だけの質問を、まだ分からないものと数えた。"
            "取組ごとの質問と、票に追加した質問は、答えには数え、票の質問には数えない。"
        ),
        as_of=" / ".join(days),
        facts={
            "answers": len(heard),
            "municipalities": places,
            "hearings": heard["hearing_id"].nunique(),
            "certain": certain,
            "questions": len(known),
            "open": len(still_open),
            "open_questions": [question.text_ja for question in still_open],
        },
        table=table,
        charts=(_chart(table),),
        caveats_ja=(
            "相手が答えたことの記録で、公表値ではありません。公表してよい範囲は相手に確かめてから使ってください",
            "確からしさは聞き取った側が選んだもので、選ばれていない答えもあります",
            "氏名は記録しない決まりですが、答えの文に氏名がないことは機械では確かめられません",
        ),
        # The record is whoever asked's own, so that the way back shows it without being asked for others' cells.
        evidence=evidence("hearings", heard.assign(municipality_code=heard["asked_by_code"])),
    )


def _table(heard: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    problems = listed("problems")
    names = problems.set_index("problem_id")["name_ja"]
    problem_order = {name: number for number, name in enumerate(problems["problem_id"])}
    question_order = {name: number for number, name in enumerate(questions())}
    places = tables.municipalities.set_index("municipality_code")["name_ja"]
    table = heard.assign(
        problem_ja=heard["problem_id"].map(names).astype("object").fillna(kit_layout().general_ja),
        name_ja=heard["municipality_code"].map(places),
        # General questions and what was added by hand come last.
        problem_number=heard["problem_id"].map(problem_order).fillna(len(problem_order)),
        question_number=heard["question_id"].map(question_order).fillna(len(question_order)),
    )
    order = ["problem_number", "question_number", "municipality_code", "held_on", "hearing_id"]
    columns = [
        "problem_ja", "question_ja", "name_ja", "held_on", "answer_ja", "certainty", "document_ja", "locator",
    ]  # fmt: skip
    return table.sort_values(order, kind="stable")[columns].reset_index(drop=True)


def _chart(table: pd.DataFrame) -> TextTable:
    # First what is sure, in the table's order.
    drawn = table.sort_values("certainty", key=lambda codes: codes != "certain", kind="stable").head(MOST_ROWS)
    return TextTable(
        title_ja="聞き取りの答え",
        shown=common.rows_shown(len(table), len(drawn)),
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


def _cut(text: str, most: int) -> str:
    """The beginning of a text on one line; … where more follows."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
