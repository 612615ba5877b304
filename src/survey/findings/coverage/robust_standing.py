"""How far does the rank hang on how the list is read? ``robust_standing``: every reading, its rank, and the range."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.marks import highlighted, shown
from survey.analysis.readings import ALL_ALIKE, INFORMATIVE, NO_DENOMINATOR, NOBODY_ONLINE, PRIORITY_26, Reading
from survey.analysis.result import Result
from survey.analysis.robust_standing import RobustStanding, WithoutBlanks
from survey.analysis.robust_standing import robust_standing as analysed
from survey.findings import common, wording
from survey.findings.charts import Ranges, TextTable
from survey.findings.finding import Finding
from survey.findings.texts import Citing, texts
from survey.tidy.tables import Tables

_NOT_PRINTED = "どの○が一部だけかは一覧に印字されていない"
_SETS = {PRIORITY_26: "罹災証明を除く", INFORMATIVE: "差のつく"}
_WITHOUT_RANK = {
    NOBODY_ONLINE: "どこにも○がなく、差を示さないため幅に入れない",
    ALL_ALIKE: "全団体が同じ割合になり、差を示さないため幅に入れない",
    NO_DENOMINATOR: "分母が0のため、{name_ja}の順位はない",
}
_COUNTS = {"online": "○", "unmarked": "空欄", "not_applicable": "ー"}


def robust_standing(tables: Tables, subject: Subject) -> Finding:
    """Which places does the municipality take under every defensible reading? (``analysis.robust_standing``)."""
    found = analysed(tables, subject)
    facts = found.facts
    return Finding(
        id="robust_standing",
        texts=texts("robust_standing"),
        headline_ja=_headline(facts, subject),
        method_ja=(
            f"手続の範囲（{'、'.join(_set_name(*each) for each in facts.sets)}）、"
            "空欄（オンラインでない、除く）、ー（分母に入れない、入れる）の組み合わせごとに○の割合を"
            "分数のまま比べ、順位を付けた（同じ割合は同順位、次は飛ばす）。"
            "「差のつく」は、一覧の全手続から全国の全団体が同じ印のものを除いたもの。一部だけの○もオンラインと数えた。分母が0の団体はその読み方では順位がない。"
            "一つの点数にまとめることはしていない。"
        ),
        as_of=found.as_of,
        facts=_with_names(facts),
        table=_table(found, subject),
        charts=(_ranges(facts, subject), _places(facts, subject)),
        caveats_ja=(
            f"{wording.day(found.as_of[0])}時点",
            *([_aside(facts.without_blanks, subject)] if facts.without_blanks else []),
            Citing(
                f"{common.BLANK}。空欄が実はオンラインだった場合の幅は、これとは別に{{}}に示しています", ("standing",)
            ),
            f"{common.PARTIAL}。{_NOT_PRINTED}ため、一部だけの○を数えない読み方の順位はありません",
            *common.not_listed(facts.not_listed),
        ),
        evidence=found.evidence,
    )


def _set_name(procedure_set: str, procedures: int) -> str:
    return f"{_SETS.get(procedure_set, '')}{procedures}手続"


def _name(reading: Reading) -> str:
    """What is ranked under a reading, in a few words."""
    # Of the 26 their number says enough.
    short = f"{_SETS[INFORMATIVE] if reading.procedure_set == INFORMATIVE else ''}{reading.procedures}手続"
    match reading.denominator:
        case ["online", "unmarked"]:
            return f"{short}のうち該当する手続に占める割合"
        case ["online", "unmarked", "not_applicable"]:
            return f"{short}の○の数"
        case _:
            return f"{short}の空欄を除いた割合"


def _with_names(facts: RobustStanding[Reading]) -> RobustStanding[str]:
    """The facts with each end's readings by their names, as programs read them."""
    ends = ("rank_best", "rank_worst", "strict_rank_best", "strict_rank_worst")
    named = {f"{end}_readings": tuple(map(_name, getattr(facts, f"{end}_readings"))) for end in ends}
    return cast("RobustStanding[str]", replace(facts, **named))


def _headline(facts: RobustStanding[Reading], subject: Subject) -> str:
    leads = f"{subject.name_ja}の順位は空欄を未対応と読めば"
    among = wording.among(subject.group, len(facts.members))
    best, worst = facts.strict_rank_best, facts.strict_rank_worst
    if best == worst:
        place = wording.rank(best, facts.strict_most_tied)
        return f"{leads}手続や割合の取り方によらず{among}中{place}"
    first, last = (
        _name(readings[0]) + "など" * (len(readings) > 1)
        for readings in (facts.strict_rank_best_readings, facts.strict_rank_worst_readings)
    )
    return f"{leads}{among}中{wording.rank_range(best, worst)}（{first}で最良、{last}で最低）"


def _aside(without: WithoutBlanks, subject: Subject) -> str:
    """Why the places without the blanks are no measure of progress."""
    reading = without.reading
    return (
        f"空欄を除くと、{_set_name(reading.procedure_set, reading.procedures)}では"
        f"{wording.among(subject.group, without.compared)}中{without.whole}{subject.group.unit_ja}が100%で並びます。"
        "ーの有無で決まり、進み具合の順位にはならないため、順位の幅に入れていません"
    )


def _table(found: Result[RobustStanding[Reading]], subject: Subject) -> pd.DataFrame:
    """The analysis' table with the sets and the shares' formulas in words."""
    rows = found.table
    sets = [_set_name(*each) for each in zip(rows["procedure_set"], rows["procedures"], strict=True)]
    formulas = [_formula(row, subject) for _, row in rows.iterrows()]
    table = rows.drop(columns=["procedure_set", "procedures", "without_rank_reason"])
    table.insert(0, "set_ja", sets)
    return table.assign(share_formula_ja=formulas)


def _formula(row: pd.Series, subject: Subject) -> str:
    reading = Reading(row["procedure_set"], row["procedures"], row["blank_reading"], row["dash_reading"])
    below = "＋".join(_COUNTS[name] for name in reading.denominator)
    formula = f"○÷（{below}）" if "＋" in below else f"○÷{below}"
    reason = row["without_rank_reason"]
    return formula if pd.isna(reason) else f"{formula}。{_WITHOUT_RANK[reason].format(name_ja=subject.name_ja)}"


def _ranges(facts: RobustStanding[Reading], subject: Subject) -> Ranges:
    members, drawn = facts.members, shown(facts.members, subject)
    best, worst = tuple(map(int, drawn["strict_rank_best"])), tuple(map(int, drawn["strict_rank_worst"]))
    return Ranges(
        title_ja=f"順位の幅（空欄を未対応と読む{facts.strict_readings}通り）",
        shown=common.members_shown(members, drawn, subject),
        labels=tuple(drawn["name_ja"]),
        best=best,
        worst=worst,
        written=tuple(map(wording.rank_range, best, worst)),
        last_place=len(members),
        alt_ja=f"{subject.group.name_ja}の、読み方による順位の幅。{subject.name_ja}を強調",
        highlight=highlighted(drawn, subject),
    )


def _places(facts: RobustStanding[Reading], subject: Subject) -> TextTable:
    ends = {facts.strict_rank_best_readings[0], facts.strict_rank_worst_readings[0]}
    return TextTable(
        title_ja=f"{subject.name_ja}の割合と順位（空欄は未対応と読む）",
        headings=("読み方", "割合", "順位"),
        rows=tuple(
            (_name(each.reading), wording.share(each.share_pct), wording.rank(each.rank, each.tied))
            for each in facts.strict
        ),
        widths=(0.64, 0.16, 0.2),
        alt_ja=f"{subject.name_ja}の、読み方ごとの割合と順位",
        numeric=frozenset({1, 2}),
        highlight=frozenset(i for i, each in enumerate(facts.strict) if each.reading in ends and len(ends) > 1),
    )
