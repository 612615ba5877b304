"""Who moved most, and whom is it worth asking? ``movers``: within one definition where there are two editions of it."""

from __future__ import annotations

import pandas as pd

from survey.findings import measures, wording
from survey.findings.charts import TextTable
from survey.findings.editions import newest_two
from survey.findings.finding import Finding
from survey.findings.moved_between import moved_between
from survey.findings.subject import Subject
from survey.findings.two_lists import ROUNDING_PCT, TwoLists, two_lists
from survey.tidy.tables import Tables

# Rows of words that fit a slide, the municipality itself among them.
MOST_WORDED = 11


def movers(tables: Tables, subject: Subject) -> Finding:
    """Who put most procedures online since the edition before, and whom is it worth asking?

    With two editions of the list: what became ○, under one definition (see ``moved_between``). With one:
    the dashboard's share and the newer list's ○ of the same 26 procedures side by side (see ``looks_higher``).
    """
    editions = newest_two(tables)
    return moved_between(tables, subject, *editions) if editions else looks_higher(tables, subject)


def looks_higher(tables: Tables, subject: Subject) -> Finding:
    """Whose newer list looks highest above the dashboard's share, and who has online what is blank here?

    The two are defined differently, so no difference is shown; it only orders the rows. Members that look lower
    by more than rounding contradict and come last. ``blank_here_online_count``: of the 26, those that are ○ there and
    blank here in the newer list. Sources: da_dx_dashboard, da_procedures_online.

    Raises:
        NotComputable: one of the two prints nothing for the municipality.
    """
    group = subject.group
    lists = two_lists(tables, subject)
    table = _with_what_is_blank_here(lists, subject)
    above = table["list_share_pct"] - table["dashboard_share_pct"]
    table = table.assign(above=above, is_mine=table["municipality_code"] == subject.code)
    table = table.sort_values(["above", "list_share_pct", "municipality_code"], ascending=[False, False, True])
    higher = table[table["above"] > ROUNDING_PCT]
    ask = higher[(higher["blank_here_online_count"] > 0) & ~higher["is_mine"]]
    table = table.drop(columns=["above", "is_mine"]).reset_index(drop=True)
    blanks = _blanks_here(lists, subject)
    return Finding(
        id="movers",
        question_ja="誰が動いたか、誰に聞くか",
        headline_ja=_headline(higher, list(ask["name_ja"]), len(blanks), lists, subject),
        method_ja=(
            f"一覧は一つの版しかないため、{wording.day(lists.release)}公表のダッシュボードの26手続の割合（印字のまま）と、"
            f"{wording.day(lists.date)}時点の一覧の○の数を並べた。前者はマイナポータルから申請できるものだけを数える可能性が"
            "あり、同じ系列とは言えないため、差は数値として示さず、一覧が高く見える順に並べるためだけに使った。"
            f"尋ねる先は、一覧が高く見え、{subject.name_ja}が空欄の手続がオンラインの団体。"
        ),
        as_of=f"release {lists.release} / {lists.date}",
        values={
            "definitions": 2,
            "looks_higher": len(higher),
            "blank_here": len(blanks),
            "ask": [
                {
                    "municipality_code": row["municipality_code"],
                    "name_ja": row["name_ja"],
                    "procedures": int(row["blank_here_online_count"]),
                }
                for _, row in ask.iterrows()
            ],
            "contradictions": lists.lower,
            group.unit: group.size,
        },
        table=table,
        charts=_worded(higher, table, lists, subject),
        caveats_ja=(
            "二つの数値は数え方が異なる可能性があり、一つの系列としてつなげません。増えた数とは読めません",
            *lists.doubts_ja,
            "オンラインになった時期は、どちらの資料にも印字されていません",
        ),
        evidence=lists.evidence,
    )


def _blanks_here(lists: TwoLists, subject: Subject) -> list[str]:
    marks = lists.marks
    mine = marks[(marks["municipality_code"] == subject.code) & (marks["status"] == "unmarked")]
    return list(mine["procedure_id"])


def _with_what_is_blank_here(lists: TwoLists, subject: Subject) -> pd.DataFrame:
    """The two lists' table with what each member has online and the subject leaves blank: how many, and which."""
    marks = lists.marks
    there = marks[(marks["status"] == "online") & marks["procedure_id"].isin(_blanks_here(lists, subject))]
    shorts = there.groupby("municipality_code")["short_ja"].agg(list).to_dict()
    online = [shorts.get(code, []) for code in lists.table["municipality_code"]]
    return lists.table.assign(
        blank_here_online_count=list(map(len, online)),
        blank_here_online_names_ja=list(map("、".join, online)),
    )


def _headline(higher: pd.DataFrame, ask: list[str], blanks: int, lists: TwoLists, subject: Subject) -> str:
    between, unit = "数え方の異なる資料の間で新しい一覧が", subject.group.unit_ja
    if higher.empty:
        return f"{between}高く見える{unit}は{subject.group.name_ja}にない"
    top = higher.iloc[0]
    return (
        f"{between}最も高く見えるのは{top['name_ja']}（{wording.month(lists.release)}公表は{top['dashboard_share_pct']:.0f}%、"
        f"{wording.month(lists.date)}は{lists.of}手続中{top['list_online_count']}）、"
        + wording.whom(ask, blanks, lists.of, subject.name_ja, unit)
    )


def _worded(higher: pd.DataFrame, table: pd.DataFrame, lists: TwoLists, subject: Subject) -> tuple[TextTable, ...]:
    """Those that look highest above, with both numbers and what to ask; the subject always among them."""
    mine = table[table["municipality_code"] == subject.code]
    first = higher[higher["municipality_code"] != subject.code].head(MOST_WORDED - 1)
    drawn = table[table["municipality_code"].isin([*first["municipality_code"], *mine["municipality_code"]])]
    rows = tuple(
        (
            row["name_ja"] + ("※" if row["looks_lower"] else ""),
            f"{row['dashboard_share_pct']:.0f}%",
            str(row["list_online_count"]),
            "" if row["municipality_code"] == subject.code else _some_of(row["blank_here_online_names_ja"]),
        )
        for _, row in drawn.iterrows()
    )
    return (
        TextTable(
            title_ja="一覧が高く見える順（数え方が異なり、差は増えた数ではない）"
            + measures.shown_note(len(table), len(drawn)),
            headings=(
                subject.group.unit_ja,
                f"{wording.month(lists.release)}公表の割合",
                f"{wording.month(lists.date)}の○（{lists.of}手続中）",
                f"{subject.name_ja}が空欄でオンラインの手続",
            ),
            rows=rows,
            widths=(0.14, 0.18, 0.2, 0.48),
            alt_ja=f"{subject.group.name_ja}の二つの資料の数値と、{subject.name_ja}が空欄でオンラインの手続",
            numeric=frozenset({1, 2}),
            highlight=measures.highlighted(drawn, subject),
        ),
    )


def _some_of(joined: str) -> str:
    return wording.some(joined.split("、"), most=2) if joined else "なし"
