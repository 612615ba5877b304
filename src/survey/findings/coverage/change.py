"""What moved? ``change``: two lists with two definitions, side by side, never as one series."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.groups import Subject
from survey.analysis.two_definitions import ROUNDING_PCT, two_lists
from survey.findings import common, wording
from survey.findings.charts import Bars, Series
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables


def change(tables: Tables, subject: Subject) -> Finding:
    """The 26 procedures' share in the dashboard's release beside the marks of the newer list.

    dashboard_share_pct: as printed (whole percent of 26; may count only what Mynaportal takes).
    list_online_count: ○ among the 26; list_share_pct: that over 26. looks_lower: the newer share lies below
    the older printed one by more than rounding, which the definitions alone cannot explain. No difference is
    computed: the two are not one series. Sources: da_dx_dashboard, da_procedures_online.

    Raises:
        NotComputable: one of the two prints nothing for the municipality.
    """
    group = subject.group
    lists = two_lists(tables, subject)
    table, of = lists.table, lists.of
    me = table[table["municipality_code"] == subject.code].iloc[0]
    release, date = wording.day(lists.release), lists.date
    headline = (
        f"{subject.name_ja}の{of}手続は{wording.month(lists.release)}公表で"
        f"{me['dashboard_share_pct']:.0f}%、{wording.month(date)}の一覧で{me['list_share_pct']:.0f}%。{_reading(me)}"
    )
    drawn = measures.shown(table, subject)
    labels = tuple(
        name + ("※" if flag else "") for name, flag in zip(drawn["name_ja"], drawn["looks_lower"], strict=True)
    )
    note = common.members_note(table, drawn, subject)
    charts = tuple(
        Bars(
            title_ja=title + note,
            labels=labels,
            series=(Series("割合", tuple(drawn[column].astype(float))),),
            unit_ja="%",
            alt_ja=f"{group.name_ja}の{of}手続の割合（{title}）。{subject.name_ja}を強調",
            highlight=measures.highlighted(drawn, subject),
            maximum=100.0,
        )
        for column, title in (
            ("dashboard_share_pct", f"{release}公表のダッシュボード"),
            ("list_share_pct", f"{wording.day(date)}時点の一覧（○÷{of}）"),
        )
    )
    return Finding(
        id="change",
        texts=texts("change"),
        headline_ja=headline,
        method_ja=(
            f"{release}公表の26手続の割合（印字のまま）と、新しい一覧の26手続の○の数を並べた。"
            "前者はマイナポータルから申請できるものだけを数える可能性があり、後者は他のシステムも含む。"
            "同じ系列とは言えないため、差は計算しない。"
        ),
        as_of=f"release {lists.release} / {date}",
        facts={
            "dashboard_share_pct": float(me["dashboard_share_pct"]),
            "list_online_count": int(me["list_online_count"]),
            "list_share_pct": float(me["list_share_pct"]),
            "looks_lower_here": bool(me["looks_lower"]),
            "contradictions": lists.lower,
            "group_size": group.size,
        },
        table=table,
        charts=charts,
        caveats_ja=("二つの割合は数え方が異なる可能性があり、一つの系列としてつなげません", *lists.doubts_ja),
        evidence=lists.evidence,
    )


def _reading(me: pd.Series) -> str:
    """What the two shares side by side do not say. The dashboard prints whole percent, so half a point is rounding."""
    if abs(me["list_share_pct"] - me["dashboard_share_pct"]) <= ROUNDING_PCT:
        return "数え方が異なる可能性があるが、どちらの資料でも同じ水準"
    direction = "下がったとは言えない" if me["looks_lower"] else "伸びたとは言えない"
    return f"数え方が異なる可能性があり、{direction}"
