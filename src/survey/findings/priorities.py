"""What next? ``priorities``: procedures to offer or to get used, by need, feasibility and readiness."""

from __future__ import annotations

import pandas as pd

from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings import measures, wording
from survey.findings.candidates import OFFER, Candidates, candidates
from survey.findings.charts import TextTable
from survey.findings.finding import Finding, evidence
from survey.findings.subject import Subject
from survey.findings.take_up import REAL_USE_PCT
from survey.findings.weighing import COMPONENTS, DRAWS, TOP, top_shares_pct, weighed
from survey.settings import Weights
from survey.tidy.tables import Tables

MOST_ROWS = 10
UNKNOWN_JA = "不明"
_TASKS_JA = {OFFER: "オンラインで受ける", "use": "使われるようにする"}
_COLUMNS = [
    "priority_rank", "number_27", "procedure_id", "name_ja", "task", "top_five_share_pct", "top_five_lowest_pct",
    "top_five_highest_pct", "priority_score", *COMPONENTS, "residents_concerned_ja", "residents_concerned_count",
    "applications_count", "feasible_here_pct", "feasible_wider_pct", "status_here", "online_share_pct", "obstacles_ja",
]  # fmt: skip


def priorities(tables: Tables, subject: Subject) -> Finding:
    """In which order could the ward take up what is not online, or is online and hardly used?

    Scores: see ``candidates``. priority_score = weighted mean of the known scores, weights from study.toml; order
    by it, competition ranking. top_five_share_pct: in which share of DRAWS seeded random weightings a procedure is
    among the TOP highest; the next two are its ends when the unknown may be anything (see ``weighing``). Sources:
    see ``candidates``.

    Raises:
        NotComputable: nothing is left to do, or nothing can be compared.
    """
    found = candidates(tables, subject)
    if found.table.empty:
        raise NotComputable(
            f"{subject.name_ja}には、空欄の手続も、申請率が{REAL_USE_PCT:.0f}%未満と印字された手続もない"
        )
    table = _ordered(found.table, subject.weights)
    first = table.iloc[0]
    of_first = table[table["priority_rank"] == 1]
    leading = f"先頭は{wording.some(list(of_first['short_ja']), most=2)}"
    if len(of_first) == 1 and len(table) > 1:
        leading += f"、次は{table['short_ja'].iloc[1]}"
    unknown = table[["need_score", "readiness_score"]].isna()
    date, year = measures.as_of(found.marks), f"FY{found.rates['fiscal_year'].max()}"
    headline = (
        f"次の一手の候補{len(table)}手続の{leading}。重みを{DRAWS:,}通りに変えて先頭が上位{TOP}に入る割合は"
        f"{first['top_five_share_pct']:.0f}%、必要性は{int(unknown['need_score'].sum())}手続で不明"
    )
    return Finding(
        id="priorities",
        question_ja="次の一手は何か",
        headline_ja=headline,
        method_ja=_method(subject),
        as_of=f"{date} / {year}",
        values={
            "candidates": len(table),
            "to_offer": int((table["task"] == OFFER).sum()),
            "first": list(of_first["procedure_id"]),
            "top_five_share_pct": float(first["top_five_share_pct"]),
            "top_five_lowest_pct": float(first["top_five_lowest_pct"]),
            "top_five_highest_pct": float(first["top_five_highest_pct"]),
            "need_unknown": int(unknown["need_score"].sum()),
            "readiness_unknown": int(unknown["readiness_score"].sum()),
            "use_unknown": found.use_unknown,
            "weights": vars(subject.weights),
            subject.group.unit: subject.group.size,
        },
        table=table[_COLUMNS],
        charts=(_chart(table, subject),),
        caveats_ja=_caveats(found, table, tables, date, year),
        evidence=pd.concat(
            [
                evidence("availability", found.marks[found.marks["procedure_id"].isin(table["procedure_id"])]),
                evidence("take_up", found.rates[found.rates["procedure_id"].isin(table["procedure_id"])]),
                evidence("indicators", found.residents),
                evidence("problems", found.problems),
            ]
        ),
    )


def _ordered(table: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    names = listed("indicators").set_index("indicator_id")["name_ja"]
    score = weighed(table, weights)
    table = table.assign(
        residents_concerned_ja=table["residents_indicator_id"].map(names).astype("object").fillna(UNKNOWN_JA),
        obstacles_ja=table["obstacles_ja"].astype("object").fillna(UNKNOWN_JA),
        priority_score=score,
        priority_rank=measures.competition_rank(score),
    ).join(top_shares_pct(table))
    return table.sort_values("priority_rank", na_position="last", kind="stable").reset_index(drop=True)


def _chart(table: pd.DataFrame, subject: Subject) -> TextTable:
    drawn = table.head(MOST_ROWS)
    return TextTable(
        title_ja=f"重みどおりの順{measures.shown_note(len(table), len(drawn))}",
        headings=(
            "順",
            "手続",
            "すること",
            "関係する住民",
            "できている割合",
            "会議録の課題",
            f"上位{TOP}に入る割合（幅）",
        ),
        rows=tuple(
            (
                "" if pd.isna(row["priority_rank"]) else str(row["priority_rank"]),
                row["short_ja"],
                _TASKS_JA[row["task"]],
                _need(row),
                _feasible(row, subject),
                row["obstacles_ja"],
                _between(row),
            )
            for _, row in drawn.iterrows()
        ),
        widths=(0.04, 0.17, 0.13, 0.17, 0.19, 0.17, 0.13),
        alt_ja=f"{subject.name_ja}の次の一手の候補{len(drawn)}手続と、必要性、できている割合、課題、順の安定",
        numeric=frozenset({0, 6}),
        highlight=frozenset(i for i, rank in enumerate(drawn["priority_rank"]) if rank is not pd.NA and rank == 1),
    )


def _need(row: pd.Series) -> str:
    if pd.notna(row["applications_count"]):
        return f"申請{wording.amount(row['applications_count'])}件"
    if pd.isna(row["residents_concerned_count"]):
        return UNKNOWN_JA
    return f"{row['residents_concerned_ja']} {wording.amount(row['residents_concerned_count'])}人"


def _feasible(row: pd.Series, subject: Subject) -> str:
    unit = "似た団体" if row["task"] == OFFER else "全国"
    shares = [(subject.group.unit_ja, row["feasible_here_pct"]), (unit, row["feasible_wider_pct"])]
    known = [f"{name} {wording.share(value)}" for name, value in shares if pd.notna(value)]
    return "、".join(known) or UNKNOWN_JA


def _between(row: pd.Series) -> str:
    share, low, high = row["top_five_share_pct"], row["top_five_lowest_pct"], row["top_five_highest_pct"]
    ends = "" if round(low) == round(high) else f"（{low:.0f}〜{high:.0f}）"
    return f"{share:.0f}%{ends}"


def _method(subject: Subject) -> str:
    weights, group = subject.weights, subject.group
    return (
        f"候補は、空欄の手続（オンラインで受ける）と、オンラインで申請率が{REAL_USE_PCT:.0f}%未満と印字された手続"
        "（使われるようにする）。必要性は関係する住民の数（申請の件数が全候補で分かれば件数）を候補の最大で割った。"
        f"実現性は、オンラインで受けるなら該当する{group.unit_ja}と似た団体のうちオンラインの割合、"
        f"使われるようにするなら率を報告した{group.unit_ja}と全国のうち{REAL_USE_PCT:.0f}%以上の割合の平均。"
        "準備は会議録に挙がった課題の数をnとして1÷（1＋n）。"
        f"重みは必要性{weights.need:g}、実現性{weights.feasibility:g}、準備{weights.readiness:g}（study.toml）で、"
        f"分かる要素だけの加重平均の順。さらに重みをでたらめに{DRAWS:,}通り（乱数の種は固定）変えて上位{TOP}に入る割合を求めた。"
        "かっこ内は、その手続の不明な点を最低・ほかを最高と読んだ場合から、その逆の場合までの幅。"
    )


def _caveats(found: Candidates, table: pd.DataFrame, tables: Tables, date: str, year: str) -> tuple[str, ...]:
    caveats = [
        f"印は{wording.day(date)}時点、申請率は{wording.day(year)}の実績で、時点が異なります",
        "関係する住民は対象に近い年齢の人数などの目安で、申請の件数ではありません。"
        "課題が「不明」の手続は、会議録に課題の記録がないもので、課題がないという意味ではありません",
        f"オンラインで申請率の記載がない{found.use_unknown}手続は、使われているか分からないため候補に入れていません",
        f"実現性の「似た団体」は{found.peer_pool_ja}から選んだものです",
        "順は検討の入口で、費用や職員の手間は公表資料になく、入っていません",
    ]
    noted = tables.procedures[tables.procedures["procedure_id"].isin(table["procedure_id"])].dropna(subset=["note_ja"])
    caveats += [f"{row['name_ja']}：{row['note_ja']}" for _, row in noted.iterrows()]
    if found.contradicted:
        caveats.append(f"空欄でも申請率の印字がある手続は候補に入れていません：{wording.some(found.contradicted)}")
    return tuple(caveats)
