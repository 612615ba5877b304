"""What goes with a higher rate? ``goes_with_use``: rank correlations of rates with what is published beside them."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from survey.errors import NotComputable
from survey.findings import wording
from survey.findings.charts import TextTable
from survey.findings.companions import SCALES, Companion, companions, correlations
from survey.findings.correlation import rank_correlation
from survey.findings.finding import Finding, evidence
from survey.findings.subject import Subject
from survey.findings.take_up import latest_rates
from survey.tidy.tables import Tables

# Fewer that report, or fewer above 0 %, say nothing about an order: nationwide, and within the group.
FEWEST, FEWEST_POSITIVE = 30, 10
FEWEST_IN_GROUP, FEWEST_POSITIVE_IN_GROUP = 10, 5
# Of intervals of 95 %, so many leave out 0 by chance alone.
BY_CHANCE = 0.05


def goes_with_use(tables: Tables, subject: Subject) -> Finding:
    """Do rates lie higher where more was online early, more cards are out, people are older, or there are more?

    For every procedure and companion (see ``companions``): Spearman's rank correlation over all municipalities that
    print a rate (0 % is a rate; blanks and set-aside cells are left out), with its interval of 95 %
    (``rank_correlation``), and the same within the group. in_pair: municipalities compared. is_apart_from_zero:
    the interval leaves out 0. A pair that cannot be computed has no figure.
    Sources: da_dx_dashboard, mic_population, mic_my_number_card.

    Raises:
        NotComputable: no procedure has enough rates.
    """
    group = subject.group
    rates = latest_rates(tables)
    fiscal_year = int(rates["fiscal_year"].max())
    rates = rates[rates["online_share_pct"].notna() & rates["correction_id"].isna()]
    year, prefix = wording.day(f"FY{fiscal_year}"), f"{group.unit}_"
    beside = companions(tables, fiscal_year)
    near = rates[rates["municipality_code"].isin(group.codes)]
    every = correlations(rates, beside, FEWEST, FEWEST_POSITIVE)
    within = correlations(near, beside, FEWEST_IN_GROUP, FEWEST_POSITIVE_IN_GROUP, prefix)
    if every.empty:
        raise NotComputable(f"{year}の申請率を記載した団体が{FEWEST}以上ある手続がなく、何とともに高いかを調べられない")
    table = _table(every, within, beside, tables)
    pairs = table[table["rank_correlation"].notna()]
    beside = [companion for companion in beside if companion.id in set(table["companion_id"])]
    near_apart = int(_apart(within, prefix).sum())
    cells = pd.concat([companion.cells for companion in beside])
    scaled = [*SCALES, *(prefix + name for name in SCALES)]
    columns = [
        "number_27", "procedure_id", "name_ja", "companion_ja", "in_pair", *SCALES, "is_apart_from_zero",
        f"{prefix}in_pair", *(prefix + name for name in SCALES),
    ]  # fmt: skip
    return Finding(
        id="goes_with_use",
        question_ja="申請率は何とともに高いか",
        headline_ja=_headline(pairs),
        method_ja=(
            f"{year}のオンライン申請率と、団体の数値（{'、'.join(item.name_ja for item in beside)}）の順位の関係を、"
            f"率を記載した団体だけで見た。{FEWEST}団体以上が率を記載し、うち{FEWEST_POSITIVE}団体以上が0%を超える手続に限る。"
            "スピアマンの順位相関（同じ値は平均順位）に、フィッシャーのz変換と"
            "BonettとWright（2000年）の標準誤差による95%区間を付けた。"
            "区間が0を含まないものを「関係が見える」とした。0%は率に数え、空欄と、記録された判断で除いた率は入れない。"
            f"同じことを{group.name_ja}の中だけでも見た（{FEWEST_IN_GROUP}団体以上、うち{FEWEST_POSITIVE_IN_GROUP}団体以上が0%超）。"
        ),
        as_of=" / ".join([f"FY{fiscal_year}", *sorted({item.as_of for item in beside if item.as_of})]),
        values={
            "pairs": len(pairs),
            "apart_from_zero": int(pairs["is_apart_from_zero"].sum()),
            "by_chance": round(len(pairs) * BY_CHANCE, 1),
            "pairs_in_group": len(within),
            "apart_from_zero_in_group": near_apart,
            "fiscal_year": fiscal_year,
            group.unit: group.size,
        },
        # Rounding turns -0.001 into -0.0, which is 0.
        table=table.assign(**{name: table[name].round(2) + 0.0 for name in scaled})[columns],
        charts=(_chart(pairs, beside, year),),
        caveats_ja=(
            f"申請率は{year}、{_dated(beside)}で、時点が異なります",
            "順位のそろい方を示すだけで、一方が他方をもたらすことは示しません",
            f"{len(pairs)}組を一度に見ています。何の関係がなくても"
            f"{len(pairs) * BY_CHANCE:.0f}組ほどは区間が0を含まなくなります",
            *_alike(beside),
            _in_group(within[f"{prefix}in_pair"], near_apart, subject),
            *(f"{companion.name_ja}：{companion.note_ja}" for companion in beside),
        ),
        evidence=pd.concat(
            [
                evidence("take_up", rates[rates["procedure_id"].isin(table["procedure_id"])]),
                evidence("indicators", cells[~cells.index.duplicated()]),
            ]
        ),
    )


def _table(every: pd.DataFrame, within: pd.DataFrame, beside: list[Companion], tables: Tables) -> pd.DataFrame:
    """One row a pair that was computed nationwide or within the group, the strongest nationwide first."""
    words = [(companion.id, companion.name_ja, companion.more_ja) for companion in beside]
    named = pd.DataFrame(words, columns=["companion_id", "companion_ja", "more_ja"])
    table = every.merge(within, on=["procedure_id", "companion_id"], how="outer")
    table = tables.procedures.merge(table, on="procedure_id").merge(named, on="companion_id")
    counts = table.filter(like="in_pair").astype("Int64")
    table = table.assign(is_apart_from_zero=_apart(table), **{name: counts[name] for name in counts})
    strength = table["rank_correlation"].abs()
    return table.iloc[strength.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _apart(pairs: pd.DataFrame, prefix: str = "") -> pd.Series:
    """Whether the interval leaves out 0."""
    return (pairs[f"{prefix}rank_correlation_low"] > 0) | (pairs[f"{prefix}rank_correlation_high"] < 0)


def _headline(pairs: pd.DataFrame) -> str:
    apart = pairs[pairs["is_apart_from_zero"]]
    counted = (
        f"申請率と人口などの{len(pairs)}組のうち順位に関係が見えるのは{len(apart)}組"
        f"（偶然でも{len(pairs) * BY_CHANCE:.0f}組ほど）"
    )
    if apart.empty:
        return f"{counted}で、何とともに高いとも言えない"
    top = apart.iloc[0]
    direction = "高い" if top["rank_correlation"] > 0 else "低い"
    return (
        f"{counted}。最も強いのは{top['short_ja']}で、{top['more_ja']}団体ほど率が{direction}"
        f"（順位相関{_scaled(top['rank_correlation'])}）"
    )


def _dated(beside: list[Companion]) -> str:
    """Which figure is of which date: they are not one date's."""
    return "、".join(f"{item.name_ja}は{wording.day(item.as_of) if item.as_of else '基準日不明'}" for item in beside)


def _alike(beside: list[Companion]) -> list[str]:
    """The two pairs of companions that most go together themselves: neither can be told from the other."""
    found = []
    for one, other in combinations(beside, 2):
        pair = rank_correlation(one.values, other.values)
        if pair and pair.n >= FEWEST and pair.is_apart_from_zero:
            found.append((abs(pair.value), f"{one.name_ja}と{other.name_ja}（順位相関{_scaled(pair.value)}）"))
    if not found:
        return []
    closest = "、".join(text for _, text in sorted(found, reverse=True)[:2])
    return [f"{closest}のように、比べた数値どうしも順位がそろい、どれが率と結び付くかは分けられません"]


def _in_group(compared: pd.Series, apart: int, subject: Subject) -> str:
    """What the same pairs say within the group, and how little that is."""
    group = subject.group.name_ja
    if compared.empty:
        return f"{group}の中だけでは、率を記載した団体が少なく計算できません"
    few, many = compared.min(), compared.max()
    return (
        f"{group}の中だけで見ると、{len(compared)}組のうち区間が0を含まないのは{apart}組です"
        f"（偶然でも{len(compared) * BY_CHANCE:.0f}組ほど）。"
        f"比べた団体が{few if few == many else f'{few}〜{many}'}と少なく、区間が広いため、強さの順は読めません"
    )


def _chart(pairs: pd.DataFrame, beside: list[Companion], year: str) -> TextTable:
    """For each companion, the strongest pair among the 27 and the strongest outside them."""
    rows = []
    for companion in beside:
        of = pairs[pairs["companion_id"] == companion.id]
        seen = f"{companion.name_ja}（{len(of)}組中{int(of['is_apart_from_zero'].sum())}組で関係）"
        inside = of["number_27"].notna()
        for _, pair in pd.concat([of[inside].head(1), of[~inside].head(1)]).iterrows():
            low, high = _scaled(pair["rank_correlation_low"]), _scaled(pair["rank_correlation_high"])
            compared, value = wording.amount(pair["in_pair"]), _scaled(pair["rank_correlation"])
            rows.append((seen, pair["short_ja"], compared, value, f"{low}から{high}", _reading(pair)))
            seen = ""
    return TextTable(
        title_ja=f"{year}の申請率と団体の数値の順位相関（全国。数値ごとに、27手続の中と外で最も強い組）",
        headings=("比べた数値", "手続", "団体数", "順位相関", "95%区間", "読み方"),
        rows=tuple(rows),
        widths=(0.36, 0.18, 0.08, 0.1, 0.15, 0.13),
        alt_ja=f"申請率と団体の数値の順位相関を、数値ごとに最も強い{len(rows)}組について示す表",
        numeric=frozenset({2, 3}),
    )


def _reading(pair: pd.Series) -> str:
    if not pair["is_apart_from_zero"]:
        return "関係は見えない"
    return "ともに高い" if pair["rank_correlation"] > 0 else "逆向き"


def _scaled(value: float) -> str:
    """A correlation with two decimals and a minus sign as printed."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")
