"""How ``goes_with_use`` shows its pairs: by companion, and those of the group beside the country's."""

from __future__ import annotations

import pandas as pd

from survey.findings import measures
from survey.findings.charts import TextTable
from survey.findings.companions import Companion
from survey.findings.correlation_words import brief, scaled_ja
from survey.findings.subject import Group

MOST_ROWS = 10
MOST_NAMED = 3
NONE_JA = "計算なし"


def charts(table: pd.DataFrame, beside: list[Companion], group: Group, year: str) -> tuple[TextTable, ...]:
    """By companion how the pairs of the 27 read, and the group's own pairs whose interval leaves out 0."""
    return (_by_companion(table, beside, group, year), *_of_group(table, group, year))


def in_group(table: pd.DataFrame, group: Group) -> list[str]:
    """What the same pairs say within the group, where that contradicts the country, and how little it is."""
    name_ja, unit = group.name_ja, group.unit
    within = table[table[f"{unit}_rank_correlation"].notna()]
    if within.empty:
        return [f"{name_ja}の中だけでは、率を記載した団体が少なく計算できません"]
    both = within[within["rank_correlation"].notna()]
    apart = within[within[f"{unit}_is_apart_from_zero"]]
    against = apart[apart["is_reversed"]]
    named = [
        f"{pair['short_ja']}×{pair['companion_ja']}は全国{scaled_ja(pair['rank_correlation'])}、"
        f"{name_ja}{scaled_ja(pair[f'{unit}_rank_correlation'])}"
        for _, pair in against.iterrows()
    ]
    compared = within[f"{unit}_in_pair"]
    few, many = compared.min(), compared.max()
    return [
        f"{name_ja}と全国の両方で計算できる{len(both)}組（27手続の外も含む）のうち、"
        f"{int(both['is_reversed'].sum())}組は向きが逆です。全国の関係は{name_ja}に当てはまるとは限りません",
        f"{name_ja}の中で区間が0を含まないのは{len(within)}組中{len(apart)}組で、"
        f"うち全国と逆向きは{len(against)}組です"
        + (f"（{'；'.join(named[:MOST_NAMED])}{'など' if len(named) > MOST_NAMED else ''}）" if named else ""),
        f"{name_ja}の中では比べた団体が{few if few == many else f'{few}〜{many}'}と少なく、区間が広いため、"
        "強さの順は読めません",
    ]


def _by_companion(table: pd.DataFrame, beside: list[Companion], group: Group, year: str) -> TextTable:
    near = f"{group.unit}_rank_correlation"
    rows = []
    for companion in beside:
        of = table[(table["companion_id"] == companion.id) & table["number_27"].notna()]
        every, both = of[of["rank_correlation"].notna()], of[of["rank_correlation"].notna() & of[near].notna()]
        if every.empty:
            continue
        apart = every.loc[every["is_apart_from_zero"], "rank_correlation"]
        rows.append(
            (
                companion.name_ja,
                str(len(every)),
                str(int((apart > 0).sum())),
                str(int((apart < 0).sum())),
                str(len(every) - len(apart)),
                f"{len(both)}組中{int(both[f'{group.unit}_is_apart_from_zero'].sum())}" if len(both) else NONE_JA,
            )
        )
    return TextTable(
        title_ja=f"27手続の{year}の申請率と団体の数値の順位の関係（全国）",
        headings=("比べた数値", "組", "ともに高い", "逆向き", "見えない", f"{group.unit_ja}だけで見える"),
        rows=tuple(rows),
        widths=(0.32, 0.08, 0.14, 0.12, 0.12, 0.22),
        alt_ja=f"{len(rows)}つの数値ごとに、27手続の申請率と順位の関係が見える組の数と、{group.name_ja}だけで見える組の数",
        numeric=frozenset({1, 2, 3, 4}),
    )


def _of_group(table: pd.DataFrame, group: Group, year: str) -> tuple[TextTable, ...]:
    unit = group.unit
    apart = table[table[f"{unit}_is_apart_from_zero"]]
    if apart.empty:
        return ()
    size = apart[f"{unit}_rank_correlation"].abs()
    apart = apart.loc[size.sort_values(ascending=False, kind="stable").index]
    drawn = apart.head(MOST_ROWS)
    return (
        TextTable(
            title_ja=f"{group.name_ja}の中で関係が見える組と順位相関（27手続の外も含む{year}。−1から1、0はそろわない）"
            + measures.shown_note(len(apart), len(drawn)),
            headings=("手続", f"{group.name_ja}では", "順位相関", "95%区間", "全国（向き）"),
            rows=tuple(
                (
                    pair["short_ja"],
                    brief(pair, f"{unit}_", group.unit_ja),
                    scaled_ja(pair[f"{unit}_rank_correlation"]),
                    f"{scaled_ja(pair[f'{unit}_rank_correlation_low'])}から{scaled_ja(pair[f'{unit}_rank_correlation_high'])}",
                    _beside(pair),
                )
                for _, pair in drawn.iterrows()
            ),
            widths=(0.15, 0.44, 0.1, 0.18, 0.13),
            alt_ja=f"{group.name_ja}の中で95%区間が0を含まない{len(drawn)}組の順位相関と、全国の順位相関",
            numeric=frozenset({2}),
            highlight=frozenset(place for place, is_reversed in enumerate(drawn["is_reversed"]) if is_reversed),
        ),
    )


def _beside(pair: pd.Series) -> str:
    """The country's figure, and whether it points the same way."""
    if pd.isna(pair["rank_correlation"]):
        return NONE_JA
    return f"{scaled_ja(pair['rank_correlation'])}（{'逆' if pair['is_reversed'] else '同じ'}）"
