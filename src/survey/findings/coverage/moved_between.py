"""``moved`` where there are two editions of one list: who put what online between them."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.marks import highlighted, shown
from survey.analysis.moved_facts import Between, Moved, first_shown
from survey.analysis.result import Result
from survey.findings import common, wording
from survey.findings.charts import Bars, Series, TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts

# Rows of words that fit beside the bars, the municipality itself among them.
MOST_WORDED = 11


def between_editions(found: Result[Moved], detail: Between, subject: Subject) -> Finding:
    """Who gained most of the 27 between two editions, and who gained what is blank here?"""
    facts, older, newer = found.facts, wording.day(detail.older_on), wording.day(detail.newer_on)
    period = f"{wording.month(detail.older_on)}から{wording.month(detail.newer_on)}"
    return Finding(
        id="moved",
        texts=texts("moved"),
        headline_ja=_headline(facts, detail, period, subject),
        method_ja=(
            f"同じ一覧の{older}時点と{newer}時点を比べ、27手続のうち新たに○が付いたものを"
            "数えて多い順に並べた（同数は同順位、次は飛ばす）。○でなくなったものは差し引かず、食い違いとして別に示した。"
            "片方の版にしかない団体、片方の版がすべて空欄の団体、片方の版で全国すべてが空欄の手続は比べない。"
        ),
        as_of=found.as_of,
        facts=facts,
        table=_table(found.table, detail),
        charts=_charts(detail, period, subject) if detail.most else (),
        caveats_ja=(
            f"{older}時点と{newer}時点の同じ一覧を比べました。{common.BLANK}",
            _vanished(facts),
            *_set_aside(detail),
            common.PARTIAL,
        ),
        evidence=found.evidence,
    )


def _headline(facts: Moved, detail: Between, period: str, subject: Subject) -> str:
    name, unit, of = subject.name_ja, subject.group.unit_ja, f"{facts.procedures}手続"
    if detail.reason_here is None and facts.compared == 1:
        return f"{period}に{name}で新たに○が付いたのは{of}中{facts.gained_here}（比べる相手はない）"
    aside = f"、{name}は{wording.state(detail.reason_here)}のため比べない" if detail.reason_here else ""
    if not detail.most:
        return f"{period}に{of}で新たに○が付いた{unit}は{subject.group.name_ja}にない{aside}"
    names = detail.most_names
    who = (
        f"{names[0]}の{detail.most}手続"
        if len(names) == 1
        else f"{wording.some_of(names, unit)}（各{detail.most}手続）"
    )
    leads = f"{period}に新たに○が最も多く付いたのは{who}"
    if facts.rank_here is None:
        return leads + aside
    if names != (name,):
        place = wording.rank(facts.rank_here, detail.tied_here)
        leads += f"、{name}は{facts.gained_here}手続で{wording.among(subject.group, facts.compared)}中{place}"
    ask = [entry["name_ja"] for entry in facts.ask]
    return f"{leads}、{wording.whom(ask, facts.blank_here, facts.procedures, name, unit)}"


def _table(table: pd.DataFrame, detail: Between) -> pd.DataFrame:
    """The analysis' table with the procedures by their names."""
    names = {
        "vanished_names_ja": detail.vanished,
        "gained_names_ja": detail.gained,
        "blank_here_gained_names_ja": detail.blank_here_gained,
    }
    codes = table["municipality_code"]
    return table.assign(**{column: ["、".join(named[code]) for code in codes] for column, named in names.items()})


def _charts(detail: Between, period: str, subject: Subject) -> tuple[Bars, TextTable]:
    compared = detail.compared
    drawn, worded = shown(compared, subject), first_shown(detail.worth_showing, MOST_WORDED, subject)
    return (
        Bars(
            title_ja=f"{period}に新たに○が付いた手続",
            shown=common.members_shown(compared, drawn, subject),
            labels=tuple(drawn["name_ja"]),
            series=(Series("新たに○", tuple(drawn["gained_count"].astype(float))),),
            unit_ja="手続",
            alt_ja=f"{subject.group.name_ja}の、{period}に新たに○が付いた手続の数。{subject.name_ja}を強調",
            highlight=highlighted(drawn, subject),
        ),
        TextTable(
            title_ja="新たに○が付いた手続",
            shown=common.rows_shown(len(detail.worth_showing), len(worded)),
            headings=(subject.group.unit_ja, "手続"),
            rows=tuple(
                (name, wording.some(detail.gained[code], most=2) or "なし")
                for code, name in zip(worded["municipality_code"], worded["name_ja"], strict=True)
            ),
            widths=(0.24, 0.76),
            alt_ja=f"{subject.group.name_ja}で新たに○が付いた手続",
            highlight=highlighted(worded, subject),
        ),
    )


def _vanished(facts: Moved) -> str:
    names = facts.contradictions
    if not names:
        return "○でなくなった手続はありません"
    return (
        f"○でなくなった手続が{len(names)}団体に延べ{facts.vanished}あります（{wording.some(names, most=5)}）。"
        "取りやめたのか未回答なのかはこの数値では分からず、当該団体に確かめるまで減ったとは数えません"
    )


def _set_aside(detail: Between) -> list[str]:
    """A caveat each for the members and the procedures that are not compared."""
    listed = [
        f"比べない団体（{wording.state(reason)}）：{'、'.join(names)}" for reason, names in detail.set_aside.items()
    ]
    if detail.not_compared:
        named = "、".join(detail.not_compared)
        listed.append(f"比べない手続（片方の版で全国すべてが空欄か、載っていない）：{named}")
    return listed
