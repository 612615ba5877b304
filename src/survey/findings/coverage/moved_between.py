"""``movers`` where there are two editions of one list: who put what online between them."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.edition_changes import Moved, moved
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.findings import common, wording
from survey.findings.charts import Bars, Series, TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

# Rows of words that fit beside the bars, the municipality itself among them.
MOST_WORDED = 11


def moved_between(tables: Tables, subject: Subject, older: str, newer: str) -> Finding:
    """Who gained most of the 27 between two editions, and who gained what is blank here?

    gained: not ○ in the older edition, ○ in the newer one; ranked by competition ranking. ○ that vanished are set
    aside as contradictions, not counted as losses: the blank may be no answer. Members that only one edition has
    (mergers) or that left one of them wholly blank are named and not ranked; so are procedures that one edition
    leaves blank for everybody. Source: da_procedures_online, one definition.
    """
    group = subject.group
    both = moved(tables, subject, older, newer)
    compared = both.compared
    dates = [measures.as_of(side) for side in (both.older, both.newer)]
    gained = compared[compared["gained_count"] > 0]
    ask = compared[(compared["blank_here_gained_names_ja"] != "") & (compared["municipality_code"] != subject.code)]
    period = "から".join(map(wording.month, dates))
    mine = both.table[both.table["municipality_code"] == subject.code].iloc[0]
    return Finding(
        id="movers",
        texts=texts("movers"),
        headline_ja=_headline(both, period, mine, list(ask["name_ja"]), subject),
        method_ja=(
            f"同じ一覧の{wording.day(dates[0])}時点と{wording.day(dates[1])}時点を比べ、27手続のうち新たに○が付いたものを"
            "数えて多い順に並べた（同数は同順位、次は飛ばす）。○でなくなったものは差し引かず、食い違いとして別に示した。"
            "片方の版にしかない団体、片方の版がすべて空欄の団体、片方の版で全国すべてが空欄の手続は比べない。"
        ),
        as_of=" / ".join(dates),
        facts={
            "definitions": 1,
            "procedures": both.of,
            "compared": len(compared),
            "gained_here": None if pd.isna(mine["gained_count"]) else int(mine["gained_count"]),
            "rank_here": None if pd.isna(mine["rank_by_gained"]) else int(mine["rank_by_gained"]),
            "vanished": int(compared["vanished_count"].sum()),
            "set_aside": list(both.table.loc[both.table["set_aside_reason"].notna(), "name_ja"]),
            "blank_here": both.blanks_here,
            "ask": [
                {
                    "municipality_code": row["municipality_code"],
                    "name_ja": row["name_ja"],
                    "procedures": len(row["blank_here_gained_names_ja"].split("、")),
                }
                for _, row in ask.iterrows()
            ],
            "group_size": group.size,
        },
        table=both.table,
        charts=_charts(compared, subject, period) if len(gained) else (),
        caveats_ja=(
            f"{wording.day(dates[0])}時点と{wording.day(dates[1])}時点の同じ一覧を比べました。{common.BLANK}",
            _vanished(compared),
            *_set_aside(both),
            common.PARTIAL,
        ),
        evidence=evidence("availability", pd.concat([both.older, both.newer])),
    )


def _headline(both: Moved, period: str, mine: pd.Series, ask: list[str], subject: Subject) -> str:
    compared, unit = both.compared, subject.group.unit_ja
    is_compared = pd.isna(mine["set_aside_reason"])
    aside = "" if is_compared else f"、{subject.name_ja}は{wording.state(mine['set_aside_reason'])}のため比べない"
    if is_compared and len(compared) == 1:
        return (
            f"{period}に{subject.name_ja}で新たに○が付いたのは{both.of}手続中{mine['gained_count']}（比べる相手はない）"
        )
    if not compared["gained_count"].gt(0).any():
        return f"{period}に{both.of}手続で新たに○が付いた{unit}は{subject.group.name_ja}にない{aside}"
    top = compared[compared["rank_by_gained"] == 1]
    names, most = list(top["name_ja"]), top["gained_count"].iloc[0]
    who = f"{names[0]}の{most}手続" if len(top) == 1 else f"{wording.some_of(names, unit)}（各{most}手続）"
    leads = f"{period}に新たに○が最も多く付いたのは{who}"
    if not is_compared:
        return leads + aside
    tied = measures.tied(compared["rank_by_gained"], mine["rank_by_gained"])
    among = wording.among(subject.group, len(compared))
    here = f"、{subject.name_ja}は{mine['gained_count']}手続で{among}中{wording.place(mine['rank_by_gained'], tied)}"
    leads += "" if names == [subject.name_ja] else here
    return f"{leads}、{wording.whom(ask, both.blanks_here, both.of, subject.name_ja, unit)}"


def _charts(compared: pd.DataFrame, subject: Subject, period: str) -> tuple[Bars, TextTable]:
    drawn = measures.shown(compared, subject)
    gained = compared[(compared["gained_count"] > 0) | (compared["municipality_code"] == subject.code)]
    first = gained[gained["municipality_code"] != subject.code].head(MOST_WORDED - 1)
    worded = gained[gained["municipality_code"].isin([*first["municipality_code"], subject.code])]
    return (
        Bars(
            title_ja=f"{period}に新たに○が付いた手続{common.members_note(compared, drawn, subject)}",
            labels=tuple(drawn["name_ja"]),
            series=(Series("新たに○", tuple(drawn["gained_count"].astype(float))),),
            unit_ja="手続",
            alt_ja=f"{subject.group.name_ja}の、{period}に新たに○が付いた手続の数。{subject.name_ja}を強調",
            highlight=measures.highlighted(drawn, subject),
        ),
        TextTable(
            title_ja=f"新たに○が付いた手続{common.shown_note(len(gained), len(worded))}",
            headings=(subject.group.unit_ja, "手続"),
            rows=tuple(
                (row["name_ja"], wording.some(row["gained_names_ja"].split("、"), most=2) or "なし")
                for _, row in worded.iterrows()
            ),
            widths=(0.24, 0.76),
            alt_ja=f"{subject.group.name_ja}で新たに○が付いた手続",
            highlight=measures.highlighted(worded, subject),
        ),
    )


def _vanished(compared: pd.DataFrame) -> str:
    rows = compared[compared["vanished_count"] > 0]
    if rows.empty:
        return "○でなくなった手続はありません"
    names, times = wording.some(list(rows["name_ja"]), most=5), rows["vanished_count"].sum()
    return (
        f"○でなくなった手続が{len(rows)}団体に延べ{times}あります（{names}）。"
        "取りやめたのか未回答なのかはこの数値では分からず、当該団体に確かめるまで減ったとは数えません"
    )


def _set_aside(both: Moved) -> list[str]:
    """A caveat each for the members and the procedures that are not compared."""
    said = []
    for reason, rows in both.table.dropna(subset=["set_aside_reason"]).groupby("set_aside_reason"):
        said.append(f"比べない団体（{wording.state(reason)}）：{'、'.join(rows['name_ja'])}")
    if both.unasked:
        said.append(f"比べない手続（片方の版で全国すべてが空欄か、載っていない）：{'、'.join(both.unasked)}")
    return said
