"""Whom to ask, and what? ``hearing_list``: who is ahead where the municipality is not, with every reason."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.hearing_reasons import (
    ALIKE,
    KINDS,
    LOW_BESIDE,
    MOVED,
    OFFERS,
    SAME_PROBLEM,
    USES,
    Reasons,
    reasons,
)
from survey.analysis.rate_flags import FULL_PCT
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.similarity import PEERS
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.coverage import similarity_words as likeness_words
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

MOST_ROWS = 8
_MOST_NAMED = 2
_KINDS_JA = {
    OFFERS: "空欄の手続が○",
    USES: "申請率が高い",
    SAME_PROBLEM: "会議録の課題と同じ手続",
    ALIKE: "似た団体",
    MOVED: "新しい一覧で高く見える",
}
_COLUMNS = [
    "hearing_rank", "municipality_code", "name_ja", "reasons_count", "reasons_ja", "problems_ja", "procedures_ja",
    "distance",
]  # fmt: skip


def hearing_list(tables: Tables, subject: Subject) -> Finding:
    """Whom is it worth asking how they did it, in which order, and about which procedures?

    One row a municipality with a reason (see ``hearing_reasons``). reasons_count: how many of the five kinds hold;
    hearing_rank: by reasons_count, then by distance (the most alike first, who was not compared last), then by code.
    problems_ja: the recorded problems whose procedures it is ahead in. Sources: those of ``hearing_reasons``.

    Raises:
        NotComputable: the list does not have the municipality.
    """
    found = reasons(tables, subject)
    table = _table(found, tables, subject)
    fiscal_year = int(found.rates["fiscal_year"].max()) if len(found.rates) else None
    date = measures.as_of(found.marks)
    year = wording.day(f"FY{fiscal_year}") if fiscal_year else ""
    # Without minutes nobody can be ahead on a recorded problem.
    kinds = [kind for kind in KINDS if kind != SAME_PROBLEM or not found.problems.empty]
    near = int(found.table["is_near"].sum())
    used = found.ahead[found.ahead["kind"] == USES]
    problems = found.problems[found.problems["procedure_id"].isin(found.ahead["procedure_id"])]
    return Finding(
        id="hearing_list",
        texts=texts("hearing_list"),
        headline_ja=_headline(table, near, len(kinds), subject),
        method_ja=(
            f"27手続について、{subject.name_ja}が空欄で相手が○（空欄でも申請率が0%より大きいものを除く）、または相手の申請率が"
            f"{REAL_USE_PCT:.0f}%以上（一覧の印と食い違う率と、まれな{FULL_PCT:.0f}%を除く）で{subject.name_ja}は記載なし・要確認・{REAL_USE_PCT:.0f}%未満・"
            f"相手の{LOW_BESIDE:.0%}以下のいずれか、の団体を挙げた。相手は{subject.group.name_ja}と、そこで使われていない手続を"
            f"使っている全国の団体。理由の種類は、{'、'.join(_KINDS_JA[kind] for kind in kinds)}の{len(kinds)}つで、"
            "種類の多い順、同じなら指標の近い順に並べた。"
            f"要確認は「{texts('doubtful_rates').question_ja}」の決まりに当たる率。"
        ),
        as_of=f"{date} / FY{fiscal_year}" if fiscal_year else date,
        facts={
            "municipalities": len(table),
            "near": near,
            "elsewhere": len(table) - near,
            "ask": [
                {
                    "municipality_code": row["municipality_code"],
                    "name_ja": row["name_ja"],
                    "reasons": int(row["reasons_count"]),
                }
                for _, row in table.head(MOST_ROWS).iterrows()
            ],
            "by_kind": {kind: int(found.table[kind].sum()) for kind in KINDS},
        },
        table=table[_COLUMNS],
        charts=_chart(table, subject, date, year),
        caveats_ja=(
            f"○は{wording.day(date)}時点、申請率は{year}の実績で、時点が異なります"
            if year
            else wording.day(date) + "時点",
            "空欄は「できない」と「未回答」を区別できません。聞くときは、公表値が今の姿かから確かめてください",
            "申請の件数は公表されておらず、高い率が数件の申請によることがあります",
            *[common.MARK_JA] * bool(used["rate_mark"].ne("").any()),
            "順は、聞く理由の種類の数によります。空欄のうちいくつが相手で○かの順ではありません",
            f"「似た団体」は公表された指標の近い{PEERS}団体に、{likeness_words.in_group_ja(tables, subject)}か"
            f"{likeness_words.in_country_ja(tables, subject)}で入ること（距離は全国で数えた近さで、道のりではない）、"
            "「新しい一覧で高く見える」は前の資料の割合より高いことで、"
            "数え方が異なるため動いたとは言えません。それだけの団体は挙げていません",
            *common.procedure_notes(tables, used["procedure_id"]),
            *[f"{subject.name_ja}の会議録はこの調査に取り込んでいないため、課題による理由は数えていません"]
            * found.problems.empty,
        ),
        evidence=pd.concat(
            [
                evidence("availability", found.marks[found.marks["procedure_id"].isin(found.ahead["procedure_id"])]),
                evidence("take_up", found.rates[found.rates["procedure_id"].isin(used["procedure_id"])]),
                evidence("indicators", found.indicators),
                evidence("problems", problems.drop(columns="procedure_id").drop_duplicates("problem_id")),
            ]
        ),
    )


def _table(found: Reasons, tables: Tables, subject: Subject) -> pd.DataFrame:
    table = found.table
    places = measures.places(tables)
    table = table.assign(
        reasons_count=table[list(KINDS)].sum(axis="columns").astype(int),
        name_ja=[named_beside(places, code, subject) for code in table["municipality_code"]],
    )
    table = table.sort_values(
        ["reasons_count", "distance", "municipality_code"], ascending=[False, True, True], na_position="last"
    ).reset_index(drop=True)
    table["hearing_rank"] = range(1, len(table) + 1)
    shorts = tables.procedures.set_index("procedure_id")["short_ja"]
    ahead = found.ahead.assign(short_ja=found.ahead["procedure_id"].map(shorts))
    by_code: dict[str, list[dict]] = {code: [] for code in table["municipality_code"]}
    for row in ahead.to_dict("records"):
        by_code[row["municipality_code"]].append(row)
    names = found.problems.groupby("procedure_id")["name_ja"].agg(list)
    order = list(tables.procedures["procedure_id"])
    worded = [_worded(row, by_code[row["municipality_code"]], subject) for row in table.to_dict("records")]
    asked = [sorted({row["procedure_id"] for row in by_code[code]}, key=order.index) for code in by_code]
    return table.assign(
        reasons_ja=worded,
        procedures_ja=["、".join(shorts[name] for name in ids) for ids in asked],
        problems_ja=[
            "、".join(dict.fromkeys(problem for name in ids for problem in names.get(name, []))) for ids in asked
        ],
    )


def named_beside(places: pd.DataFrame, code: str, subject: Subject) -> str:
    """A municipality's name, with its prefecture where that is not the subject's; ``places`` is indexed by code."""
    name, prefecture = places.at[code, "name_ja"], places.at[code, "prefecture"]
    return name if prefecture == places.at[subject.code, "prefecture"] else prefecture + name


def _worded(row: dict, ahead: list[dict], subject: Subject) -> str:
    """One municipality's reasons, the figures first."""
    words = _ahead_in_words(ahead, subject)
    return "、".join(words + [_KINDS_JA[kind] for kind in (ALIKE, MOVED) if row[kind]])


def ahead_in_words(ahead: pd.DataFrame, subject: Subject, whose_ja: str = "") -> list[str]:
    """What rows of ``Reasons.ahead`` with short_ja say of one municipality; ``whose_ja`` says whose the blanks are."""
    return _ahead_in_words(ahead.to_dict("records"), subject, whose_ja)


def _ahead_in_words(rows: list[dict], subject: Subject, whose_ja: str = "") -> list[str]:
    words = []
    offers = [row["short_ja"] for row in rows if row["kind"] == OFFERS]
    if len(offers) == 1:
        words.append(f"{whose_ja}空欄の{offers[0]}が○")
    elif offers:
        words.append(f"{whose_ja}空欄の{len(offers)}手続が○（{wording.some(offers, _MOST_NAMED)}）")
    uses = sorted((row for row in rows if row["kind"] == USES), key=lambda row: row["online_share_pct"], reverse=True)
    if uses:
        first, more = uses[0], f"など{len(uses)}手続" if len(uses) > 1 else ""
        here = "は記載なし" if pd.isna(first["own_share_pct"]) else wording.share(first["own_share_pct"])
        here = "は要確認" if first["own_is_doubtful"] else here
        rate = wording.share(first["online_share_pct"]) + first["rate_mark"]
        words.append(f"{first['short_ja']}の申請率{rate}（{subject.name_ja}{here}）{more}")
    return words


def _headline(table: pd.DataFrame, near: int, kinds: int, subject: Subject) -> str:
    if table.empty:
        return f"{subject.name_ja}より27手続で先に進み、聞く理由のある団体は0"
    first = table.iloc[0]
    second = f"、次は{table['name_ja'].iloc[1]}" if len(table) > 1 else ""
    elsewhere = len(table) - near
    where = [f"{subject.group.name_ja}に{near}"] * bool(near) + [f"その外に{elsewhere}"] * bool(elsewhere)
    return (
        f"{subject.name_ja}が先に聞くとよいのは{first['name_ja']}（聞く理由の{kinds}種類のうち{first['reasons_count']}）{second}。"
        f"理由のある団体は{'、'.join(where)}"
    )


def _chart(table: pd.DataFrame, subject: Subject, date: str, year: str) -> tuple[TextTable, ...]:
    if table.empty:
        return ()
    drawn = _drawn(table)
    has_problems = bool(drawn["problems_ja"].any())
    headings = ["順", "相手", "種類", "聞く理由", *["会議録の課題"] * has_problems]
    widths = [0.04, 0.14, 0.05, 0.52, 0.25] if has_problems else [0.04, 0.16, 0.06, 0.74]
    return (
        TextTable(
            title_ja=f"聞く理由の種類の多い順（○は{wording.day(date)}、申請率は{year}"
            + ("。課題ごとに1団体は載せる）" if has_problems else "）"),
            shown=common.rows_shown(len(table), len(drawn)),
            headings=tuple(headings),
            rows=tuple(
                (
                    str(row["hearing_rank"]),
                    row["name_ja"],
                    str(row["reasons_count"]),
                    row["reasons_ja"],
                    *[wording.some(row["problems_ja"].split("、"), _MOST_NAMED)] * has_problems,
                )
                for _, row in drawn.iterrows()
            ),
            widths=tuple(widths),
            alt_ja=f"{subject.name_ja}が聞くとよい{len(drawn)}団体と、その理由",
            numeric=frozenset({0, 2}),
        ),
    )


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The first of each recorded problem, then the first of all, in the table's order."""
    of_problem = table.assign(problem=table["problems_ja"].str.split("、")).explode("problem")
    firsts = of_problem[of_problem["problem"] != ""].drop_duplicates("problem")
    wanted = list(dict.fromkeys([*firsts["hearing_rank"], *table["hearing_rank"]]))[:MOST_ROWS]
    return table[table["hearing_rank"].isin(wanted)]
