"""What next? ``priorities``: procedures to offer, and procedures to get used, by need, feasibility and readiness."""

from __future__ import annotations

import pandas as pd

from survey.analysis.candidates import OFFER, USE
from survey.analysis.groups import Subject
from survey.analysis.priorities import Priorities, first_of_each
from survey.analysis.priorities import priorities as analysed
from survey.analysis.weighting import COMPONENTS, TOP
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.next_steps.priorities_words import UNKNOWN_JA, caveats, method
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# Rows of a task on the slide; two tasks share it.
MOST_ROWS = 5
_OBSTACLES_JA = "会議録の課題"
# Heading and width of each column on the slide; what a column that is left out leaves goes to the procedures' names.
_COLUMNS = {
    "すること": 0.12,
    "順": 0.03,
    "手続": 0.16,
    "関係する住民": 0.15,
    "できている割合": 0.17,
    "全国の利用": 0.11,
    _OBSTACLES_JA: 0.14,
    f"上位{TOP}に入る割合（幅）": 0.12,
}

_TASKS_JA = {OFFER: "オンラインで受ける", USE: "使われるようにする"}


def priorities(tables: Tables, subject: Subject) -> Finding:
    """In which order could the ward take up what is not online, and what is hardly used? (``analysis.priorities``)."""
    found = analysed(tables, subject)
    facts = found.facts
    table = found.table.assign(
        residents_concerned_ja=found.table["residents_concerned_ja"].astype("object").fillna(UNKNOWN_JA),
        obstacles_ja=["、".join(names) or UNKNOWN_JA for names in found.table["obstacles"]],
    )
    return Finding(
        id="priorities",
        texts=texts("priorities"),
        headline_ja=_headline(facts),
        method_ja=method(facts, subject),
        as_of=found.as_of,
        facts=facts,
        table=table[_columns(facts)],
        charts=(_chart(table, facts, subject),),
        caveats_ja=(*caveats(facts, subject), *common.noted(facts.notes)),
        evidence=found.evidence,
    )


def _headline(facts: Priorities) -> str:
    first = [
        f"{'新たに受ける' if task == OFFER else '使われるようにする'}なら{short_ja}"
        + (f"など同順{tied}手続" if tied > 1 else "")
        for task, short_ja, tied in facts.firsts
    ]
    order = "どう読んでも先頭は上位{top}に残る" if facts.first_is_stable else "不明な点の読み方で順は動く"
    return (
        f"次の一手の先頭は、{'、'.join(first)}。"
        f"{facts.candidates}候補のうち{facts.need_unknown}は必要性が不明で、{order.format(top=TOP)}"
    )


def _columns(facts: Priorities) -> list[str]:
    unknown = [] if facts.has_obstacles else ["readiness_score", "obstacles_ja"]
    columns = [
        "task", "priority_rank", "number_27", "procedure_id", "short_ja", "name_ja", "top_five_share_pct",
        "top_five_lowest_pct", "top_five_highest_pct", "priority_score", *COMPONENTS, "residents_concerned_ja",
        "residents_concerned_count", "applications_count", "group_share_pct", "peers_online_share_pct",
        "group_real_use_share_pct", "country_reporting", "country_real_use", "online_share_pct",
        "obstacles_ja", "practices_count",
    ]  # fmt: skip
    return [name for name in columns if name not in unknown]


def _chart(table: pd.DataFrame, facts: Priorities, subject: Subject) -> TextTable:
    drawn = first_of_each(table, MOST_ROWS)
    widths = dict(_COLUMNS)
    if not facts.has_obstacles:
        widths["手続"] += widths.pop(_OBSTACLES_JA)
    return TextTable(
        title_ja=f"重みどおりの順、することごとに{MOST_ROWS}つまで",
        shown=common.rows_shown(len(table), len(drawn)),
        headings=tuple(widths),
        rows=tuple(
            (
                _TASKS_JA[row["task"]],
                str(row["priority_rank"]),
                row["short_ja"],
                _need(row),
                _feasible(row, subject),
                _used(row),
                *[row["obstacles_ja"]] * (_OBSTACLES_JA in widths),
                _between(row),
            )
            for _, row in drawn.iterrows()
        ),
        widths=tuple(widths.values()),
        alt_ja=f"{subject.name_ja}の次の一手の候補{len(drawn)}手続と、必要性、できている割合、順の安定",
        numeric=frozenset({1, len(widths) - 1}),
        highlight=frozenset(i for i, rank in enumerate(drawn["priority_rank"]) if rank == 1),
    )


def _need(row: pd.Series) -> str:
    if pd.notna(row["applications_count"]):
        return f"申請{wording.amount(row['applications_count'])}件"
    if pd.isna(row["residents_concerned_count"]):
        return UNKNOWN_JA
    return f"{row['residents_concerned_ja']} {wording.amount(row['residents_concerned_count'])}人"


def _feasible(row: pd.Series, subject: Subject) -> str:
    shares = [(subject.group.unit_ja, row["group_real_use_share_pct"]), ("全国", row["country_real_use_share_pct"])]
    if row["task"] == OFFER:
        shares = [(subject.group.unit_ja, row["group_share_pct"]), ("似た団体", row["peers_online_share_pct"])]
    known = [f"{name}{wording.share(value)}" for name, value in shares if pd.notna(value)]
    return "、".join(known) or UNKNOWN_JA


def _used(row: pd.Series) -> str:
    if row["country_reporting"] == 0:
        return "率の記載なし"
    return f"{wording.amount(row['country_reporting'])}団体中{wording.amount(row['country_real_use'])}"


def _between(row: pd.Series) -> str:
    share, low, high = row["top_five_share_pct"], row["top_five_lowest_pct"], row["top_five_highest_pct"]
    ends = "" if round(low) == round(high) else f"（{low:.0f}〜{high:.0f}）"
    return f"{share:.0f}%{ends}"
