"""A rank correlation as a reader reads it: which way it points, how strongly, and among how many."""

from __future__ import annotations

from functools import cache

import pandas as pd

from survey.catalog.specs import listed
from survey.findings import wording


def readings(table: pd.DataFrame, prefix: str, unit_ja: str) -> list[str]:
    """Each pair's rank correlation in words, with how many were compared; "" for a pair that has none.

    ``table`` has more_ja and, with the prefix, rank_correlation, in_pair and is_apart_from_zero. How strongly is the
    catalog's to say (correlation_bands.csv), by the figure's size as it is shown: with two decimals.
    """
    return [_in_words(pair, prefix, unit_ja) for pair in table.to_dict("records")]


def brief(pair: dict, prefix: str, unit_ja: str) -> str:
    """One pair's rank correlation, apart from zero, in as few words as a slide's cell holds."""
    compared = f"{pair[f'{prefix}in_pair']:,}{unit_ja}"
    return f"{_direction(pair, prefix, unit_ja)}（{_strength(pair[f'{prefix}rank_correlation'])}、{compared}）"


def _in_words(pair: dict, prefix: str, unit_ja: str) -> str:
    value, count = pair[f"{prefix}rank_correlation"], pair[f"{prefix}in_pair"]
    if pd.isna(value):
        return ""
    counted = f"（{count:,}{unit_ja}）"
    if not pair[f"{prefix}is_apart_from_zero"]:
        return f"関係があるとは言えない{counted}"
    return f"{_direction(pair, prefix, unit_ja)}傾向が{_strength(value)}にある{counted}"


def _direction(pair: dict, prefix: str, unit_ja: str) -> str:
    return f"{pair['more_ja']}{unit_ja}ほど率が{'高い' if pair[f'{prefix}rank_correlation'] > 0 else '低い'}"


def _strength(value: float) -> str:
    """How strongly, by the figure as it is shown: with two decimals."""
    return [words for least, words in _bands() if abs(round(value, 2)) >= least][-1]


@cache
def _bands() -> list[tuple[float, str]]:
    return [(float(least), words) for least, words in listed("correlation_bands").itertuples(index=False, name=None)]


def directions(seen: pd.DataFrame) -> pd.Series:
    """What the seen pairs say and how many say it: 人口が多い団体ほど率が高い."""
    direction = (seen["rank_correlation"] > 0).map({True: "高い", False: "低い"})
    return seen["more_ja"] + "団体ほど率が" + direction


def example(of_27: pd.DataFrame) -> str:
    """What a rank correlation says, by the pair with the most municipalities of the reading that the sentence names."""
    seen = of_27[of_27["is_apart_from_zero"]]
    meant = "順位相関は、二つの順位がどれだけそろうかを−1から1の数で表したもので、一方が他方をもたらすことは示しません"
    if seen.empty:
        return meant
    said = directions(seen)
    pairs = seen[said == said.value_counts(sort=False).idxmax()]
    pair = pairs.loc[pairs["in_pair"].idxmax()]
    return (
        f"{meant}。例えば{pair['short_ja']}の申請率と{pair['companion_ja']}は全国で"
        f"{scaled_ja(pair['rank_correlation'])}：{pair['reading_ja']}"
    )


def scaled_ja(value: float) -> str:
    """A correlation with two decimals, more where they would hide its sign, and a minus sign as printed."""
    return wording.decimal(value).replace("-", "−")
