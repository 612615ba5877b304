"""How far are the 27 priority procedures? ``standing`` counts and ranks, ``matrix`` shows every mark."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached_recent
from survey.findings import common, wording
from survey.findings.charts import Bars, Matrix, Series
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

GROUPS_JA = {
    "childcare": "子育て",
    "care": "介護",
    "disaster": "災害",
    "high_volume": "件数が多い",
    "moving": "転出転入",
}


def priority_marks(tables: Tables, subject: Subject) -> pd.DataFrame:
    """The group's marks for the 27 procedures (see ``measures.marks_with``)."""
    measures.marks_with(tables, subject)
    return measures.priority_marks(tables, subject.group)


def standing(tables: Tables, subject: Subject) -> Finding:
    """How many of the 27 are online here, and which place does that give?

    Count = procedures marked ○. Share = ○ over (○ + blank); ー is out of the denominator. Competition ranking
    among the group, blanks read as not online; rank_best and rank_worst give the ends of the rank by count if
    blanks may be online. Source: da_procedures_online.
    """
    marks = priority_marks(tables, subject)
    table = measures.ranked_members(tables, subject.group)
    me = table[table["municipality_code"] == subject.code].iloc[0]
    group, of = subject.group, marks["procedure_id"].nunique()
    among = wording.among(group, len(table))
    tied = {key: measures.tied(table[key], me[key]) for key in ("rank_by_count", "rank_by_share")}
    date = measures.as_of(marks)
    ranked = f"{among}中、数で{wording.place(me['rank_by_count'], tied['rank_by_count'])}"
    if me["rank_best"] < me["rank_worst"]:
        ranked += f"（空欄の読み方で{me['rank_best']}〜{me['rank_worst']}位）"
    if pd.notna(me["rank_by_share"]):
        ranked += f"、該当する手続に占める割合で{wording.place(me['rank_by_share'], tied['rank_by_share'])}"
    headline = f"{subject.name_ja}は{of}手続のうち{me['online']}手続がオンライン、{ranked}"
    if me["online"] == 0:
        headline = (
            f"{subject.name_ja}は{of}手続のどれにも○がなく、空欄が{me['unmarked']}、該当なしが{me['not_applicable']}"
        )
    drawn = measures.shown(table, subject)
    chart = Bars(
        title_ja=f"{of}手続の状況{common.members_note(table, drawn, subject)}",
        labels=tuple(drawn["name_ja"]),
        series=(
            Series("オンライン", tuple(drawn["online"].astype(float))),
            Series("空欄（不可か未回答）", tuple(drawn["unmarked"].astype(float)), "quiet"),
            Series("該当なし（ー）", tuple(drawn["not_applicable"].astype(float)), "absent"),
        ),
        unit_ja="手続",
        alt_ja=f"{among}の{of}手続のオンライン化。{subject.name_ja}は{me['online']}手続",
        stacked=True,
        highlight=measures.highlighted(drawn, subject),
        maximum=float(of),
    )
    return Finding(
        id="standing",
        texts=texts("standing").asking(f"{of}手続はどこまで進んだか"),
        headline_ja=headline,
        method_ja=(
            "○の数を数え、多い順に順位を付けた（同数は同順位、次は飛ばす）。割合は○÷（○＋空欄）で、"
            "ー（該当する手続がない）は分母に入れない。空欄は未対応と読んだ。"
            "空欄が実はオンラインだった場合に取りうる最上位と最下位を並べて示す。"
            "空欄を除いて割合を取ると○だけが残り、全団体が100%になって差を示さない。"
        ),
        as_of=date,
        facts={
            "municipality_code": subject.code,
            "online": int(me["online"]),
            "unmarked": int(me["unmarked"]),
            "not_applicable": int(me["not_applicable"]),
            "share_of_applicable_pct": _number(me["share_of_applicable_pct"]),
            "rank_by_count": int(me["rank_by_count"]),
            "rank_by_share": None if pd.isna(me["rank_by_share"]) else int(me["rank_by_share"]),
            "tied_by_count": tied["rank_by_count"],
            "tied_by_share": tied["rank_by_share"],
            "rank_best": int(me["rank_best"]),
            "rank_worst": int(me["rank_worst"]),
            "group_size": group.size,
        },
        table=table,
        charts=(chart,),
        caveats_ja=(
            f"{wording.day(date)}時点",
            f"{common.BLANK}。順位は空欄をオンライン未対応と読んだものです",
            _range_caveat(subject, me),
            common.PARTIAL,
            *common.not_listed(table, group, tables.municipalities),
        ),
        evidence=measures.priority_evidence(tables, group),
    )


def matrix(tables: Tables, subject: Subject) -> Finding:
    """Which of the 27 are online where? Every member by every procedure, ー and blank told apart.

    Source: da_procedures_online.
    """
    marks = priority_marks(tables, subject)
    order = measures.ranked_members(tables, subject.group)
    procedures = measures.by_procedure(tables, marks, subject)
    group, of = subject.group, len(procedures)
    online, applicable = procedures["group_online"], procedures["group_applicable"]
    everywhere = procedures[(online == applicable) & (applicable > 0)]
    minority = procedures[(online * 2 < applicable)].sort_values(["group_share_pct", "number_27"])
    headline = (
        f"{of}手続のうち、該当する{group.unit_ja}のすべてがオンラインなのは{len(everywhere)}、"
        f"半数に届かないのは{len(minority)}"
    )
    if len(minority):
        least = minority.iloc[0]
        headline += f"（割合が最も低いのは{least['short_ja']}の{least['group_online']}{group.unit_ja}）"
    drawn = measures.shown(order, subject)
    wide, printed = _wide(tables, group)
    wide = wide.loc[drawn["municipality_code"], procedures["procedure_id"]]
    spans = procedures.groupby("group", sort=False).size()
    chart = Matrix(
        title_ja=f"{wording.among(group, len(order))}×{of}手続{common.members_note(order, drawn, subject)}",
        row_labels=tuple(drawn["name_ja"]),
        column_labels=tuple(procedures["short_ja"]),
        column_groups=tuple((GROUPS_JA[name], int(count)) for name, count in spans.items()),
        states=tuple(map(tuple, wide.to_numpy())),
        legend=(
            ("online", "●", "オンライン"),
            ("unmarked", "", "空欄（不可か未回答）"),
            ("not_applicable", "ー", "該当なし"),
        ),
        alt_ja=f"{group.name_ja}の{of}手続について、オンライン、空欄、該当なしを示す表。{subject.name_ja}の行を枠で囲む",
        highlight_row=min(measures.highlighted(drawn, subject)),
        row_notes=tuple(str(count) for count in drawn["online"]),
        row_notes_title_ja="計",
    )
    return Finding(
        id="matrix",
        texts=texts("matrix"),
        headline_ja=headline,
        method_ja=(
            f"各団体の{of}手続の印を、オンライン（一覧の○）、空欄、該当する手続がない（一覧のー）に分けて、そのまま並べた。"
            "空欄は空白のままにした。"
        ),
        as_of=measures.as_of(marks),
        facts={
            "online_everywhere": len(everywhere),
            "online_in_minority": len(minority),
            "online_where_least": int(minority.iloc[0]["group_online"]) if len(minority) else None,
            "group_size": group.size,
        },
        table=printed,
        charts=(chart,),
        caveats_ja=(
            f"{wording.day(measures.as_of(marks))}時点",
            common.BLANK,
            "同じ「該当する手続がない」でも、ーとする団体と空欄とする団体があります",
            common.PARTIAL,
            *common.not_listed(order, group, tables.municipalities),
        ),
        evidence=measures.priority_evidence(tables, group),
    )


@cached_recent
def _wide(tables: Tables, group: Group) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row a member and a column a procedure: the status; a row a procedure, the best member first: as printed."""
    marks = measures.priority_marks(tables, group)
    order = list(measures.ranked_members(tables, group)["municipality_code"])
    printed = marks.pivot(
        index=["number_27", "procedure_id", "name_ja"], columns="municipality_code", values="mark_printed"
    )
    printed = printed.fillna("").loc[:, order].rename(columns=measures.places(tables)["name_ja"]).reset_index()
    return marks.pivot(index="municipality_code", columns="procedure_id", values="status"), printed


def _range_caveat(subject: Subject, me: pd.Series) -> str:
    if me["rank_best"] == me["rank_worst"]:
        return f"空欄をどう読んでも、{subject.name_ja}の数の順位は変わりません"
    return (
        f"空欄がオンラインの場合もあると読むと、{subject.name_ja}の数の順位は"
        f"{me['rank_best']}位から{me['rank_worst']}位の間になります"
    )


def _number(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 2)
