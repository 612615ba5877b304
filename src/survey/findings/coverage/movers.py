"""Who moved most, and whom is it worth asking? ``movers``: within one definition where there are two editions of it."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.edition_changes import newest_two
from survey.analysis.groups import Subject
from survey.analysis.memo import cached_recent
from survey.analysis.two_definitions import ROUNDING_PCT, TwoLists, two_lists
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.coverage.moved_between import MOST_WORDED, moved_between
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables


@cached_recent
def movers(tables: Tables, subject: Subject) -> Finding:
    """Who put most procedures online since the edition before, and whom is it worth asking?

    With two editions of the list: what became ○, under one definition (see ``moved_between``). With one: nobody can
    be called a mover; who has online what is blank here (see ``whom_to_ask``).
    """
    editions = newest_two(tables)
    return moved_between(tables, subject, *editions) if editions else whom_to_ask(tables, subject)


def whom_to_ask(tables: Tables, subject: Subject) -> Finding:
    """Who in the whole group has online most of what is blank here, of the 26 procedures?

    blank_here_online_count: of the 26, those that are ○ there and blank here in the newer list; it orders the rows,
    ties by code. Beside it stand the dashboard's share and the newer list's ○. The two are defined differently:
    no difference is computed and nobody is ranked by one; looks_higher only marks whose newer share lies above the
    printed one by more than rounding. Sources: da_dx_dashboard, da_procedures_online.

    Raises:
        NotComputable: one of the two prints nothing for the municipality.
    """
    group = subject.group
    lists = two_lists(tables, subject)
    blanks = _blanks_here(lists, subject)
    table = _with_what_is_blank_here(lists, blanks)
    if blanks:
        table = table.sort_values(["blank_here_online_count", "municipality_code"], ascending=[False, True])
        table = table.reset_index(drop=True)
    ask = table[table["blank_here_online_count"] > 0]
    higher = table[table["looks_higher"]]
    return Finding(
        id="movers",
        texts=texts("movers"),
        headline_ja=_headline(ask, len(blanks), lists, subject),
        method_ja=(
            f"一覧は一つの版しかないため、誰が動いたかは数えない。尋ねる先は、{wording.day(lists.date)}時点の一覧で"
            f"{subject.name_ja}が空欄の手続をオンラインにしている数の多い順に並べた（同数は団体コードの順）。"
            f"{wording.day(lists.release)}公表のダッシュボードの{lists.of}手続の割合（印字のまま）と一覧の○の数を並べて示す。"
            "前者はマイナポータルから申請できるものだけを数える可能性があり、同じ系列とは言えないため、差は計算しない。"
        ),
        as_of=f"release {lists.release} / {lists.date}",
        facts={
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
            "group_size": group.size,
        },
        table=table,
        charts=_worded(table, ask if len(ask) else higher, len(blanks), lists, subject),
        caveats_ja=(
            "二つの数値は数え方が異なる可能性があり、一つの系列としてつなげません。増えた数とは読めません",
            *_on_the_27(tables, blanks, lists, subject),
            *lists.doubts_ja,
            f"新しい一覧が高く見えるのは{len(table)}団体中{len(higher)}団体です"
            if len(higher)
            else "新しい一覧が高く見える団体はありません",
            "オンラインになった時期は、どちらの資料にも印字されていません",
        ),
        evidence=lists.evidence,
    )


def _blanks_here(lists: TwoLists, subject: Subject) -> list[str]:
    marks = lists.marks
    mine = marks[(marks["municipality_code"] == subject.code) & (marks["status"] == "unmarked")]
    return list(mine["procedure_id"])


def _on_the_27(tables: Tables, blanks: list[str], lists: TwoLists, subject: Subject) -> list[str]:
    """Why another page counts more blanks: of the 27 some are not among those that both sources tell of."""
    status = measures.statuses(tables, subject.code)
    procedures = tables.procedures[tables.procedures["number_27"].notna()].set_index("procedure_id")["short_ja"]
    of_27 = [name for name in procedures.index if status.get(name) == "unmarked"]
    rest = [procedures[name] for name in of_27 if name not in blanks]
    if not rest:
        return []
    more = f"{lists.of}手続にない{'、'.join(rest)}も空欄です"
    return [f"空欄{len(blanks)}は二つの資料に共通する{lists.of}手続の中の数で、27手続では{len(of_27)}です（{more}）"]


def _with_what_is_blank_here(lists: TwoLists, blanks: list[str]) -> pd.DataFrame:
    """The two lists' table with what each member has online of what is blank here: how many, and which."""
    marks, table = lists.marks, lists.table
    there = marks[(marks["status"] == "online") & marks["procedure_id"].isin(blanks)]
    shorts = there.groupby("municipality_code")["short_ja"].agg(list).to_dict()
    online = [shorts.get(code, []) for code in table["municipality_code"]]
    return table.assign(
        looks_higher=table["list_share_pct"] > table["dashboard_share_pct"] + ROUNDING_PCT,
        blank_here_online_count=list(map(len, online)),
        blank_here_online_names_ja=list(map("、".join, online)),
    )


def _headline(ask: pd.DataFrame, blanks: int, lists: TwoLists, subject: Subject) -> str:
    said, name, unit = (
        "数え方の異なる二つの資料だけでは、誰が動いたかは言えない。",
        subject.name_ja,
        subject.group.unit_ja,
    )
    if not blanks:
        return f"{said}{lists.of}手続に{name}の空欄はない"
    if ask.empty:
        among = wording.among(subject.group, len(lists.table))
        return f"{said}{name}の空欄{blanks}手続をオンラインにしている{unit}は{among}にない"
    most = ask["blank_here_online_count"].max()
    best = wording.some_of(list(ask.loc[ask["blank_here_online_count"] == most, "name_ja"]), unit, most=1)
    every = "すべて" if blanks > 1 else ""
    which = f"を{every}" if most == blanks else f"のうち、最も多い{most}手続を"
    return f"{said}{name}の空欄{blanks}手続{which}オンラインにしているのは{best}"


def _worded(
    table: pd.DataFrame, listed: pd.DataFrame, blanks: int, lists: TwoLists, subject: Subject
) -> tuple[TextTable, ...]:
    """Whom to ask about what, or else who looks higher, with both numbers; the subject always among them."""
    others = listed[listed["municipality_code"] != subject.code]
    if others.empty:
        return ()
    is_asked = bool(others["blank_here_online_count"].any())
    unit = subject.group.unit_ja
    first = others["municipality_code"].head(MOST_WORDED - 1)
    drawn = table[table["municipality_code"].isin([*first, subject.code])]
    title = f"空欄{blanks}手続をオンラインにしている{unit}、多い順" if is_asked else f"新しい一覧が高く見える{unit}"
    return (
        TextTable(
            title_ja=f"{title}{common.shown_note(len(others), len(first))}",
            headings=(
                unit,
                *([f"オンラインの数（{blanks}手続中）", "手続"] if is_asked else []),
                f"{wording.month(lists.release)}公表の割合",
                f"{wording.month(lists.date)}の○（{lists.of}手続中）",
            ),
            rows=tuple(_row(row, subject, is_asked=is_asked) for _, row in drawn.iterrows()),
            widths=(0.14, 0.14, 0.4, 0.16, 0.16) if is_asked else (0.4, 0.3, 0.3),
            alt_ja=f"{subject.group.name_ja}の{title}と、数え方の異なる二つの資料の数値",
            numeric=frozenset({1, 3, 4} if is_asked else {1, 2}),
            highlight=measures.highlighted(drawn, subject),
        ),
    )


def _row(row: pd.Series, subject: Subject, *, is_asked: bool) -> tuple[str, ...]:
    names = row["blank_here_online_names_ja"]
    if row["municipality_code"] == subject.code:
        asked = ("", "")
    else:
        asked = (str(row["blank_here_online_count"]), wording.some(names.split("、"), most=2))
    return (
        row["name_ja"] + ("※" if row["looks_lower"] else ""),
        *(asked if is_asked else ()),
        f"{row['dashboard_share_pct']:.0f}%",
        str(row["list_online_count"]),
    )
