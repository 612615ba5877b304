"""What next? ``priorities``: procedures to offer, and procedures to get used, by need, feasibility and readiness."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis import practice_records as listing
from survey.analysis.candidates import OFFER, USE, candidates
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.weighting import COMPONENTS, TOP, telling, top_shares_pct, weighed
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.next_steps.priorities_words import UNKNOWN_JA, caveats, has_obstacles, method
from survey.findings.texts import texts
from survey.settings import Weights
from survey.tidy.tables import Tables

# Only what stays in the top in every weighting, on the worst reading of the unknown, is said to stay.
ALWAYS_PCT = 100.0
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
    """In which order could the ward take up what is not online, and what is online and hardly used?

    The two tasks are put in order apart, since what makes them feasible is counted differently. Scores: see
    ``candidates``. priority_score = weighted mean, weights from study.toml, unknown scores read as UNKNOWN_READ_AS;
    priority_rank = competition ranking by it within the task. top_five_share_pct: in which share of DRAWS seeded random
    weightings a procedure is among the TOP of its task; the next two are its ends when the unknown may be anything
    (see ``weighing``). practices_count: practices of others on record that name the procedure or an obstacle of it
    (see ``practice_list.others_for``); it is shown and does not enter the score: a list collected from public pages is
    not complete, and a deed elsewhere is no measure of how easy it would be here. Sources: see ``candidates``;
    practices.

    Raises:
        NotComputable: nothing is left to do, nothing can be compared, or nothing that carries weight is known.
    """
    found = candidates(tables, subject)
    if found.table.empty:
        raise NotComputable(
            f"{subject.name_ja}には、空欄の手続も、申請率が{REAL_USE_PCT:.0f}%未満と印字された手続もない"
        )
    if not telling(found.table, subject.weights):
        raise NotComputable(f"重みを付けた要素が{subject.name_ja}のどの候補でも分からず、次の一手の順を付けられない")
    on_record = {name: listing.others_for(tables, subject, name) for name in found.table["procedure_id"]}
    counted = found.table.assign(practices_count=found.table["procedure_id"].map(on_record).map(len))
    table = pd.concat([_ordered(rows, subject.weights) for _, rows in counted.groupby("task")], ignore_index=True)
    date = measures.as_of(found.marks)
    years = [f"FY{year}" for year in sorted(set(found.rates["fiscal_year"]))]
    unknown = table[list(COMPONENTS)].isna().sum()
    return Finding(
        id="priorities",
        texts=texts("priorities"),
        headline_ja=_headline(table),
        method_ja=method(subject, table),
        as_of=" / ".join([date, *years, *sorted(set(found.indicators["edition"]))]),
        facts={
            "candidates": len(table),
            "tasks": {task: _values(rows) for task, rows in table.groupby("task")},
            "need_unknown": int(unknown["need_score"]),
            "readiness_unknown": int(unknown["readiness_score"]),
            "use_unknown": found.use_unknown,
            "weights": vars(subject.weights),
            "group_size": subject.group.size,
        },
        table=table[_columns(table, subject)],
        charts=(_chart(table, subject),),
        caveats_ja=caveats(found, table, tables, subject, date, years),
        evidence=pd.concat(
            [
                evidence("availability", found.marks[found.marks["procedure_id"].isin(table["procedure_id"])]),
                evidence("take_up", found.rates[found.rates["procedure_id"].isin(table["procedure_id"])]),
                evidence("indicators", found.indicators),
                evidence("problems", found.problems),
                evidence(
                    "practices", tables.practices.loc[sorted(set().union(*(rows.index for rows in on_record.values())))]
                ),
            ]
        ),
    )


def _ordered(table: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """The candidates of one task, highest score first."""
    names = listed("indicators").set_index("indicator_id")["name_ja"]
    score = weighed(table, weights)
    table = table.assign(
        residents_concerned_ja=table["residents_indicator_id"].map(names).astype("object").fillna(UNKNOWN_JA),
        obstacles_ja=table["obstacles_ja"].astype("object").fillna(UNKNOWN_JA),
        priority_score=score,
        priority_rank=measures.competition_rank(score),
    ).join(top_shares_pct(table))
    return table.sort_values("priority_rank", kind="stable")


def _columns(table: pd.DataFrame, subject: Subject) -> list[str]:
    unknown = [] if has_obstacles(table) else ["readiness_score", "obstacles_ja"]
    columns = [
        "task", "priority_rank", "number_27", "procedure_id", "short_ja", "name_ja", "top_five_share_pct",
        "top_five_lowest_pct", "top_five_highest_pct", "priority_score", *COMPONENTS, "residents_concerned_ja",
        "residents_concerned_count", "applications_count", "group_share_pct", "peers_online_share_pct",
        "group_real_use_share_pct", "country_reporting", "country_real_use", "online_share_pct",
        "obstacles_ja", "practices_count",
    ]  # fmt: skip
    return [name for name in columns if name not in unknown]


def _first(rows: pd.DataFrame) -> str:
    """The first of a task: its name, or the first of several and their number."""
    first = rows[rows["priority_rank"] == 1]
    return first["short_ja"].iloc[0] + (f"など同順{len(first)}手続" if len(first) > 1 else "")


def _values(rows: pd.DataFrame) -> dict:
    first = rows.iloc[0]
    return {
        "candidates": len(rows),
        "first": list(rows.loc[rows["priority_rank"] == 1, "procedure_id"]),
        **{name: round(float(first[name]), 1) for name in first.index if name.startswith("top_five_")},
    }


def _headline(table: pd.DataFrame) -> str:
    named = [
        f"{'新たに受ける' if task == OFFER else '使われるようにする'}なら{_first(rows)}"
        for task, rows in table.groupby("task", sort=True)
    ]
    lowest = [rows["top_five_lowest_pct"].iloc[0] for _, rows in table.groupby("task") if len(rows) > TOP]
    unknown = int(table["need_score"].isna().sum())
    sure = f"どう読んでも先頭は上位{TOP}に残る"
    if any(share < ALWAYS_PCT for share in lowest):
        sure = "不明な点の読み方で順は動く"
    return f"次の一手の先頭は、{'、'.join(named)}。{len(table)}候補のうち{unknown}は必要性が不明で、{sure}"


def _chart(table: pd.DataFrame, subject: Subject) -> TextTable:
    drawn = table.groupby("task").head(MOST_ROWS)
    widths = dict(_COLUMNS)
    if not has_obstacles(table):
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
