"""What moved, and whom to ask? ``moved``: two definitions stay side by side; two editions of one are compared."""

from __future__ import annotations

from typing import Any

from survey.analysis.groups import Subject
from survey.analysis.marks import highlighted
from survey.analysis.moved import moved as analysed
from survey.analysis.moved_facts import Between, Moved, SideBySide, first_shown
from survey.analysis.result import Result
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.coverage.moved_between import MOST_WORDED, between_editions
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables


def moved(tables: Tables, subject: Subject) -> Finding:
    """What moved since the edition before, and whom is it worth asking? (``analysis.moved``)."""
    found = analysed(tables, subject)
    detail = found.facts.detail
    if isinstance(detail, Between):
        return between_editions(found, detail, subject)
    return _side_by_side(found, detail, subject)


def _side_by_side(found: Result[Moved], detail: SideBySide, subject: Subject) -> Finding:
    facts = found.facts
    table = found.table.assign(
        blank_here_online_names_ja=["、".join(detail.online[code]) for code in found.table["municipality_code"]]
    )
    ordered = (
        f"行は、{subject.name_ja}が空欄の手続をオンラインにしている数の多い順（同数は団体コードの順）。"
        if facts.blank_here
        else "行は、新しい一覧の○の多い順。"
    )
    return Finding(
        id="moved",
        texts=texts("moved"),
        headline_ja=_headline(facts, detail, subject),
        method_ja=(
            f"一覧は一つの版しかないため、誰が動いたかは数えない。{wording.day(detail.release_on)}公表のダッシュボードの"
            f"{facts.procedures}手続の割合（印字のまま）と、{wording.day(detail.list_on)}時点の一覧の{facts.procedures}手続の"
            "○の数を並べた。前者はマイナポータルから申請できるものだけを数える可能性があり、後者は他のシステムも含む。"
            f"同じ系列とは言えないため、差は計算しない。{ordered}"
        ),
        as_of=found.as_of,
        facts=facts,
        table=table,
        charts=_worded(facts, detail, subject),
        caveats_ja=(
            "二つの数値は数え方が異なる可能性があり、一つの系列としてつなげません。増えた数とは読めません",
            *_beyond_26(facts, detail),
            # Early, since slides have room for few caveats: this one says what ※ is.
            _looks_lower(facts.contradictions),
            f"{wording.day(detail.release_on)}公表の割合は基準日が分かっていません",
            *_left_out(facts.set_aside),
            f"新しい一覧が高く見えるのは{len(table)}団体中{facts.looks_higher}団体です"
            if facts.looks_higher
            else "新しい一覧が高く見える団体はありません",
            "オンラインになった時期は、どちらの資料にも印字されていません",
        ),
        evidence=found.evidence,
    )


def _headline(facts: Moved, detail: SideBySide, subject: Subject) -> str:
    """What the two shares here do not say: it leads, since a rise is what everybody would read into them."""
    if detail.looks_equal:
        reading = "数え方が異なる可能性があるが、どちらの資料でも同じ水準"
    else:
        direction = "下がったとは言えない" if facts.looks_lower_here else "伸びたとは言えない"
        reading = f"数え方が異なる可能性があり、{direction}"
    return (
        f"{subject.name_ja}の{facts.procedures}手続は{wording.month(detail.release_on)}公表で"
        f"{facts.dashboard_share_pct:.0f}%、{wording.month(detail.list_on)}の一覧で{facts.list_share_pct:.0f}%。{reading}"
    )


def _beyond_26(facts: Moved, detail: SideBySide) -> list[str]:
    """Why another page counts more blanks: of the 27 some are not among those that both publications print."""
    if not detail.blank_beyond_26:
        return []
    more = f"{facts.procedures}手続にない{'、'.join(detail.blank_beyond_26)}も空欄です"
    return [
        f"空欄{facts.blank_here}は二つの資料に共通する{facts.procedures}手続の中の数で、"
        f"27手続では{detail.blank_of_27}です（{more}）"
    ]


def _looks_lower(names: tuple[str, ...]) -> str:
    if not names:
        return "新しい一覧で低く見える団体はありません"
    return (
        f"新しい一覧で低く見えるのは{len(names)}団体、{wording.some(names, most=5)}（※または「該当」の印）。"
        "定義の違い、未回答、該当なし（ー）への変更のどれによるかはこの数値では分からず、"
        "当該団体に確かめるまで順位や増減に使いません"
    )


def _left_out(names: tuple[str, ...]) -> list[str]:
    if not names:
        return []
    return [f"どちらかの資料に数値がなく除いたのは{len(names)}団体、{wording.some(names, most=5)}です"]


def _worded(facts: Moved, detail: SideBySide, subject: Subject) -> tuple[TextTable, ...]:
    """Whom to ask about what, or else who looks higher, with both numbers; the subject always among them."""
    unit, blanks = subject.group.unit_ja, facts.blank_here
    is_asked = bool(facts.ask)
    others = len(detail.worth_showing) - 1
    if not others:
        return ()
    drawn = first_shown(detail.worth_showing, MOST_WORDED, subject)
    title = (
        f"{subject.name_ja}の空欄{blanks}手続をオンラインにしている{unit}、多い順"
        if is_asked
        else f"新しい一覧が高く見える{unit}"
    )
    return (
        TextTable(
            title_ja=f"{title}",
            shown=common.rows_shown(others, len(drawn) - 1),
            headings=(
                unit,
                *([f"オンラインの数（{blanks}手続中）", "手続"] if is_asked else []),
                f"{wording.month(detail.release_on)}公表の割合",
                f"{wording.month(detail.list_on)}の○（{facts.procedures}手続中）",
            ),
            rows=tuple(_row(row, detail, subject, is_asked=is_asked) for row in drawn.to_dict("records")),
            widths=(0.14, 0.14, 0.4, 0.16, 0.16) if is_asked else (0.4, 0.3, 0.3),
            alt_ja=f"{subject.group.name_ja}の{title}と、数え方の異なる二つの資料の数値",
            numeric=frozenset({1, 3, 4} if is_asked else {1, 2}),
            highlight=highlighted(drawn, subject),
        ),
    )


def _row(row: dict[str, Any], detail: SideBySide, subject: Subject, *, is_asked: bool) -> tuple[str, ...]:
    online = detail.online[row["municipality_code"]]
    is_here = row["municipality_code"] == subject.code
    asked = ("", "") if is_here else (str(len(online)), wording.some(online, most=2))
    return (
        row["name_ja"] + ("※" if row["looks_lower"] else ""),
        *(asked if is_asked else ()),
        f"{row['dashboard_share_pct']:.0f}%",
        f"{row['list_online_count']}（{row['list_share_pct']:.0f}%）",
    )
