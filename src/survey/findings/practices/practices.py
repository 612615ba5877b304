"""``practices``: for each problem of the minutes, how many did something about it; a view a problem says what."""

from __future__ import annotations

from survey.analysis.groups import Subject
from survey.analysis.practice_overview import FEW, PracticeOverview, practice_overview
from survey.findings import wording
from survey.findings.charts import TextTable
from survey.findings.common import in_country_ja, in_group_ja
from survey.findings.finding import Finding
from survey.findings.practices.by_problem import by_problem
from survey.findings.practices.practice_words import CAVEAT, caveats, minutes_caveat, of_group_ja, questions_ja
from survey.findings.texts import texts
from survey.tidy.tables import Tables

MOST_ROWS = 10
_COUNTS = ("practices_count", "group_with_practice", "elsewhere_with_practice", "with_outcome_count")


def practices(tables: Tables, subject: Subject) -> Finding:
    """Per problem of the stored minutes: practices of others, by how many; what is open. A view for each problem.

    The table is ``analysis.practice_overview``'s, and open_question_ja.
    """
    found = practice_overview(tables, subject)
    facts = found.facts
    return Finding(
        id="practices",
        texts=texts("practices"),
        headline_ja=_headline(facts, subject),
        method_ja=_method(tables, subject),
        as_of=found.as_of,
        facts=facts,
        table=found.table.assign(open_question_ja=[questions_ja(facts.counts[name]) for name in facts.short_ja]),
        charts=(_chart(facts, subject),),
        caveats_ja=(
            minutes_caveat(facts.minutes, subject),
            "一つの取組が二つの課題に当たることがあり、課題ごとの件数を足すと全体の件数を超えます",
            CAVEAT,
            *_nameless(facts),
            *_not_in_the_way(facts),
            *caveats(facts.second_hand),
        ),
        evidence=found.evidence,
        views=tuple(by_problem(tables, subject, name) for name in facts.short_ja),
    )


def _headline(facts: PracticeOverview, subject: Subject) -> str:
    owners = () if facts.minutes.is_own else facts.minutes.owners_ja
    whose = f"{wording.some_of(owners, '団体')}の" if owners else ""
    few = [facts.short_ja[name] for name in facts.few]
    each = f"、{FEW}件未満は{wording.some_of(few, '課題')}" if few else f"、どの課題にも{facts.least}件以上"
    return (
        f"{whose}会議で挙がった課題{facts.in_the_way}に他の自治体などの取組{facts.practices_for_those}件"
        f"（{of_group_ja(facts.group_with_practice, subject)}）{each}。成果の数字があるのは{facts.with_outcome}件"
    )


def _method(tables: Tables, subject: Subject) -> str:
    return (
        "会議録に挙がった課題ごとに、公表ページから集めた取組を数えた。二つの課題に当たる取組は両方で数え、合計では一度数えた。"
        f"{subject.name_ja}自身の取組は数えない。成果の数字は、取組のあとに起きたことを示す数字がページにあるものだけを数え、"
        "規模や見込みを示すだけの数字は数えない。"
        f"最も近い団体は、公表された指標の距離が{in_group_ja(tables, subject)}の中で最も小さい団体、"
        f"なければ{in_country_ja(tables, subject)}で最も小さい団体。"
    )


def _not_in_the_way(facts: PracticeOverview) -> list[str]:
    """What the minutes name that stands in no procedure's way, and its practices, which the sentence leaves out."""
    if facts.not_in_way.empty:
        return []
    named = "、".join(f"「{row['problem_ja']}」{row['practices_count']}件" for _, row in facts.not_in_way.iterrows())
    return [f"手続の妨げではない課題の取組は、見出しの数に入れていません：{named}"]


def _nameless(facts: PracticeOverview) -> list[str]:
    """The problems in the way of which the minutes name no procedure: they are not said to block none."""
    if facts.nameless.empty:
        return []
    names = "、".join(f"「{name}」" for name in facts.nameless["problem_ja"])
    return [f"名を挙げられた手続が0の課題（{names}）は、妨げとして挙がり、どの手続かは会議録に書かれていません"]


def _chart(facts: PracticeOverview, subject: Subject) -> TextTable:
    drawn, unit = facts.in_way.head(MOST_ROWS), subject.group.unit_ja
    return TextTable(
        title_ja="課題ごとの取組と、尋ねること",
        headings=(
            "課題",
            "取組（件）",
            f"他{unit}（数）",
            "ほか（数）",
            "成果の数字（件）",
            "最も近い団体",
            "尋ねること",
        ),
        rows=tuple(
            (
                facts.short_ja[row["problem_id"]],
                *(str(row[name]) for name in _COUNTS),
                row["nearest_ja"],
                questions_ja(facts.counts[row["problem_id"]]),
            )
            for _, row in drawn.iterrows()
        ),
        widths=(0.19, 0.07, 0.08, 0.08, 0.1, 0.13, 0.35),
        alt_ja=f"会議で挙がった課題{len(drawn)}の、取組の件数、取り組んだ{unit}とほかの団体の数、成果の数字の数",
        numeric=frozenset({1, 2, 3, 4}),
        highlight=frozenset(i for i, count in enumerate(drawn["practices_count"]) if count < FEW),
    )
