"""The 27 by their deadline: ``progress``, the September report by procedure, for any municipality."""

from __future__ import annotations

import pandas as pd

from survey.analysis import deadlines as in_time
from survey.analysis import marks as measures
from survey.analysis import two_definitions as two_lists
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.memo import members_rows
from survey.analysis.rate_flags import doubts
from survey.findings import common, wording
from survey.findings.charts import Bars, Chart, Series, TextTable
from survey.findings.finding import Finding
from survey.findings.september.verdict_words import procedures_of
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# The 27 were due online by the end of this fiscal year (see procedures.number_27 in catalog/tables).
DEADLINE_YEAR = 2022
PROVEN, ONLINE_NOW, UNMARKED, NOT_APPLICABLE = "proven_by_deadline", "online_now", "unmarked", "not_applicable"
STATES = (PROVEN, ONLINE_NOW, UNMARKED, NOT_APPLICABLE)
_ROLES = {PROVEN: "main", ONLINE_NOW: "second", UNMARKED: "quiet", NOT_APPLICABLE: "absent"}
MOST_ROWS = 10


def progress(tables: Tables, subject: Subject) -> Finding:
    """Each of the 27: proven online by the deadline, marked ○ without a known beginning, blank, or not applicable.

    deadline_state: proven_by_deadline where a positive online application rate of a fiscal year that had ended by
    the deadline is printed and not set aside (or a list of that time marks ○); else online_now, unmarked or
    not_applicable by the newest mark. online_share_pct is the deadline year's rate as printed. Where the
    municipality's minutes are stored, obstacles_ja names what they say is in the way. Sources: da_procedures_online,
    da_dx_dashboard, the minutes.
    """
    due_on = in_time.fiscal_year_end(DEADLINE_YEAR)
    year = wording.day(f"FY{DEADLINE_YEAR}")
    marks = measures.own_priority_marks(tables, subject)
    marks = marks[marks["municipality_code"] == subject.code]
    rates = in_time.printed_rates(tables, subject.code)
    rates = rates[rates["procedure_id"].isin(marks["procedure_id"]) & (rates["fiscal_year"] <= DEADLINE_YEAR)]
    proven = in_time.proven(rates, marks, due_on)
    of_year = rates[rates["fiscal_year"] == DEADLINE_YEAR][["procedure_id", "online_share_pct", "cell_state"]]
    table = marks.rename(columns={"status": "status_here"}).merge(of_year, on="procedure_id", how="left")
    table["deadline_state"] = [
        PROVEN if procedure_id in proven else {"online": ONLINE_NOW}.get(status, status)
        for procedure_id, status in zip(table["procedure_id"], table["status_here"], strict=True)
    ]
    columns = [
        "number_27", "procedure_id", "name_ja", "group", "status_here", "online_share_pct", "cell_state",
        "deadline_state",
    ]  # fmt: skip
    problems = tables.problems[tables.problems["municipality_code"] == subject.code]
    if len(problems):
        table["obstacles_ja"] = table["procedure_id"].map(_by_procedure(problems)).fillna("")
        columns.append("obstacles_ja")
    counts = {state: int((table["deadline_state"] == state).sum()) for state in STATES}
    in_doubt = doubts(tables, subject.group)
    in_doubt = set(in_doubt.loc[in_doubt["municipality_code"] == subject.code, "procedure_id"])
    to_check = table.loc[(table["deadline_state"] == PROVEN) & table["procedure_id"].isin(in_doubt), "short_ja"]
    shares = _share_of_26(tables, subject)
    date = measures.as_of(marks)
    charts: tuple[Chart, ...] = (_bars(table, subject),)
    if blocking := _blocking(problems):
        charts += (_obstacles(table, blocking),)
    return Finding(
        id="progress",
        texts=texts("progress").asking(f"{len(table)}手続は期限の{year}末までにどこまで進んだか"),
        headline_ja=_headline(subject, counts, len(to_check), year),
        method_ja=(
            f"{year}までに終わった年度のオンライン申請率が0%より大きく印字されている手続を、"
            f"期限の{year}末までに使われたと見た。ほかは最新の一覧の印で分けた。"
            "○は一覧の日にオンラインであることを示し、いつ始まったかは示さない。"
            "空欄と0%は、期限にオンラインでなかったことを示さない。"
        ),
        as_of=" / ".join([date, f"FY{DEADLINE_YEAR}", *sorted(set(problems["said_on"]))]),
        facts={"procedures": len(table), **counts, "to_check": len(to_check), "due_on": due_on},
        table=table[columns],
        charts=charts,
        caveats_ja=(
            f"○は{wording.day(date)}時点、申請率は{year}の実績で、時点が異なります。"
            "○だけからは、期限にオンラインだったかは分かりません",
            f"{year}末は、国の計画が27手続に定めた期限です。計画の原文は確かめていません",
            common.YEAR_INFERRED,
            *([f"使う前に確かめたい率によるもの：{wording.some(list(to_check))}"] if len(to_check) else []),
            *_contradicted(table, year),
            *(_dashboard_caveat(row) for _, row in shares.iterrows()),
            *(
                f"課題は{wording.day(day)}の会議で挙がったもので、今も残るかは分かりません"
                for day in sorted(set(problems["said_on"]))
            ),
            common.BLANK,
            common.PARTIAL,
        ),
        evidence=pd.concat(
            [
                evidence("availability", marks),
                evidence("take_up", rates),
                evidence("indicators", shares),
                evidence("problems", problems),
            ]
        ),
    )


def _headline(subject: Subject, counts: dict[str, int], to_check: int, year: str) -> str:
    rest = {
        ONLINE_NOW: "○だが始まった時期が分からないのは",
        UNMARKED: "空欄は",
        NOT_APPLICABLE: "該当なしは",
    }
    checked = f"（うち{to_check}の率は要確認）" if to_check else ""
    parts = [f"期限の{year}末までに使われたと確かめられるのは{counts[PROVEN]}{checked}"]
    parts += [f"{words}{counts[state]}" for state, words in rest.items() if counts[state]]
    return f"{subject.name_ja}の{sum(counts.values())}手続のうち、{'、'.join(parts)}"


def _blocking(problems: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Each problem that stands in the way of named procedures, with their ids, in the minutes' order."""
    in_the_way = problems[problems["is_obstacle"] == "true"]
    line = in_the_way["locator"].str.extract(r"(\d+)$")[0].astype(int)
    ordered = in_the_way.assign(line=line).sort_values("line", kind="stable")
    found = [(problem["name_ja"], procedures_of(problem)) for _, problem in ordered.iterrows()]
    return [(name, ids) for name, ids in found if ids]


def _by_procedure(problems: pd.DataFrame) -> dict[str, str]:
    named: dict[str, list[str]] = {}
    for name, ids in _blocking(problems):
        for procedure_id in ids:
            named.setdefault(procedure_id, []).append(name)
    return {procedure_id: "、".join(names) for procedure_id, names in named.items()}


def _share_of_26(tables: Tables, subject: Subject) -> pd.DataFrame:
    """The dashboard's printed share of the 26 here; no row where it prints none."""
    rows = members_rows(tables, two_lists.dashboard_shares, (subject.code,))
    return rows[rows["value"].notna()]


def _dashboard_caveat(row: pd.Series) -> str:
    return (
        f"{wording.month(row['edition'])}公表のダッシュボードは26手続の{row['value']:.0f}%と印字していますが、"
        "基準日が分からず数え方も異なる可能性があるため、判定に使っていません"
    )


def _contradicted(table: pd.DataFrame, year: str) -> list[str]:
    """Procedures that were used by the deadline and that the newer list does not mark ○."""
    found = table[(table["deadline_state"] == PROVEN) & (table["status_here"] != "online")]
    if found.empty:
        return []
    listed = [f"{row['short_ja']}（{wording.state(row['status_here'])}）" for _, row in found.iterrows()]
    return [
        f"{year}の申請率がありながら一覧では○でない手続があり、未回答や変更の可能性があります：{wording.some(listed)}"
    ]


def _bars(table: pd.DataFrame, subject: Subject) -> Bars:
    groups = list(dict.fromkeys(table["group"]))
    counts = table.groupby(["group", "deadline_state"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=groups, columns=list(STATES), fill_value=0)
    return Bars(
        title_ja=f"{subject.name_ja}の{len(table)}手続の期限と今",
        labels=tuple(f"{common.PROCEDURE_GROUPS[group]}（{counts.loc[group].sum()}手続）" for group in groups),
        series=tuple(
            Series(wording.state(state), tuple(counts[state].astype(float)), _ROLES[state]) for state in STATES
        ),
        unit_ja="手続",
        alt_ja=f"{subject.name_ja}の{len(table)}手続を、子育て・介護・災害の別に、期限までの利用、○、空欄、該当なしに分けた図",
        stacked=True,
        maximum=float(counts.sum(axis="columns").max()),
    )


def _obstacles(table: pd.DataFrame, blocking: list[tuple[str, list[str]]]) -> TextTable:
    drawn = blocking[:MOST_ROWS]
    short = table.set_index("procedure_id")["short_ja"]
    rows = []
    for name, ids in drawn:
        states = table.loc[table["procedure_id"].isin(ids), "deadline_state"]
        about = short[ids[0]] + (f"など{len(ids)}手続" if len(ids) > 1 else "")
        rows.append((name, about, *(str(int((states == state).sum())) for state in (PROVEN, ONLINE_NOW, UNMARKED))))
    return TextTable(
        title_ja="会議で挙がった課題と、その手続の今",
        shown=common.rows_shown(len(blocking), len(drawn)),
        headings=("課題", "手続", "期限までに利用", "○（時期不明）", "空欄"),
        rows=tuple(rows),
        widths=(0.36, 0.28, 0.13, 0.13, 0.1),
        alt_ja=f"会議で挙がった課題{len(drawn)}件と、その手続の期限までの利用、○、空欄の数",
        numeric=frozenset({2, 3, 4}),
    )
