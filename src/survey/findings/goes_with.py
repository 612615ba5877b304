"""What goes with a higher rate? ``goes_with_use``: rank correlations of rates with what is published beside them."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from survey.errors import NotComputable
from survey.findings import wording
from survey.findings.companions import SCALES, Companion, companions, correlations
from survey.findings.correlation import rank_correlation
from survey.findings.correlation_words import directions, example, readings, scaled_ja
from survey.findings.finding import Finding, evidence
from survey.findings.kept import lately, members_rows, once
from survey.findings.pairs_shown import charts, in_group
from survey.findings.subject import Group, Subject
from survey.findings.take_up import YEAR_INFERRED_JA, latest_rates
from survey.tidy.tables import Tables

# Fewer that report, or fewer above 0 %, say nothing about an order: nationwide, and within the group.
FEWEST, FEWEST_POSITIVE = 30, 10
FEWEST_IN_GROUP, FEWEST_POSITIVE_IN_GROUP = 10, 5
# Of intervals of 95 %, so many leave out 0 by chance alone.
BY_CHANCE = 0.05


def goes_with_use(tables: Tables, subject: Subject) -> Finding:
    """Do rates lie higher where more was online early, more cards are out, people are older, or there are more?

    For every procedure and companion (see ``companions``): Spearman's rank correlation over all municipalities that
    print a rate (0 % is a rate; blanks and set-aside cells are left out), with its interval of 95 % and its limit
    (``rank_correlation``), and the same within the group. in_pair: municipalities compared. reading_ja: the figure in
    words. is_apart_from_zero: the interval leaves out 0. is_reversed: the group's figure has the other sign than the
    country's. A pair that cannot be computed has no figure. The sentence is about the 27.
    Sources: da_dx_dashboard, mic_population, mic_my_number_card.

    Raises:
        NotComputable: no procedure has enough rates.
    """
    # The sentence names the group alone: it is the same for all of its members.
    return _in_country_and_group(tables, subject.group)


@once
def _printed(tables: Tables) -> pd.DataFrame:
    """The country's newest printed rates, none set aside."""
    rates = latest_rates(tables)
    return rates[rates["online_share_pct"].notna() & rates["correction_id"].isna()]


@once
def _nationwide(tables: Tables, fiscal_year: int) -> pd.DataFrame:
    return correlations(_printed(tables), companions(tables, fiscal_year), FEWEST, FEWEST_POSITIVE)


@lately
def _in_country_and_group(tables: Tables, group: Group) -> Finding:
    fiscal_year = int(latest_rates(tables)["fiscal_year"].max())
    rates = _printed(tables)
    year, prefix = wording.day(f"FY{fiscal_year}"), f"{group.unit}_"
    beside = companions(tables, fiscal_year)
    near = members_rows(tables, _printed, group.codes)
    every = _nationwide(tables, fiscal_year)
    within = correlations(near, beside, FEWEST_IN_GROUP, FEWEST_POSITIVE_IN_GROUP, prefix)
    if every.empty:
        raise NotComputable(f"{year}の申請率を記載した団体が{FEWEST}以上ある手続がなく、何とともに高いかを調べられない")
    table = _table(every, within, beside, tables, prefix)
    table = table.assign(
        reading_ja=readings(table, "", "団体"),
        **{f"{prefix}reading_ja": readings(table, prefix, group.unit_ja)},
    )
    pairs = table[table["rank_correlation"].notna()]
    of_27 = pairs[pairs["number_27"].notna()]
    beside = [companion for companion in beside if companion.id in set(table["companion_id"])]
    cells = pd.concat([companion.cells for companion in beside])
    scaled = [*SCALES, "rank_correlation_limit", *(prefix + name for name in SCALES)]
    columns = [
        "number_27", "procedure_id", "name_ja", "companion_ja", "reading_ja", f"{prefix}reading_ja", "in_pair", *SCALES,
        "rank_correlation_limit", "is_apart_from_zero", f"{prefix}in_pair", *(prefix + name for name in SCALES),
        "is_reversed",
    ]  # fmt: skip
    return Finding(
        id="goes_with_use",
        question_ja=wording.question("goes_with_use"),
        headline_ja=_headline(of_27, group),
        method_ja=(
            f"{year}のオンライン申請率と、団体の数値（{_compared(beside, pairs, group)}）の順位の関係を、"
            f"率を記載した団体だけで見た。一つの手続と一つの数値で1組。"
            f"{FEWEST}団体以上が率を記載し、うち{FEWEST_POSITIVE}団体以上が0%を超える手続に限る。"
            "スピアマンの順位相関（同じ値は平均順位）に、フィッシャーのz変換と"
            "BonettとWright（2000年）の標準誤差による95%区間を付けた。"
            "区間が0を含まないものを「関係が見える」とした（0に近い端は、正負が見えるまで小数を示す）。"
            "0%は率に数え、空欄と、この調査で理由を記録して除いた率は入れない。"
            f"同じことを{group.name_ja}の中だけでも見た（{FEWEST_IN_GROUP}団体以上、うち{FEWEST_POSITIVE_IN_GROUP}団体以上が0%超）。"
        ),
        as_of=" / ".join([f"FY{fiscal_year}", *sorted({item.as_of for item in beside if item.as_of})]),
        values={
            "pairs": len(pairs),
            "apart_from_zero": int(pairs["is_apart_from_zero"].sum()),
            "pairs_of_27": len(of_27),
            "apart_from_zero_of_27": int(of_27["is_apart_from_zero"].sum()),
            "by_chance": round(len(pairs) * BY_CHANCE, 1),
            "pairs_in_group": len(within),
            "apart_from_zero_in_group": int(within[f"{prefix}is_apart_from_zero"].sum()),
            "in_both": int(pairs[f"{prefix}rank_correlation"].notna().sum()),
            "reversed": int(pairs["is_reversed"].sum()),
            "in_both_of_27": int(of_27[f"{prefix}rank_correlation"].notna().sum()),
            "reversed_of_27": int(of_27["is_reversed"].sum()),
            "fiscal_year": fiscal_year,
            group.unit: group.size,
        },
        # Rounding turns -0.001 into -0.0, which is 0.
        table=table.assign(**{name: table[name].round(2) + 0.0 for name in scaled})[columns],
        charts=charts(table, beside, group, year),
        caveats_ja=(
            f"申請率は{year}、{_dated(beside)}で、時点が異なります",
            YEAR_INFERRED_JA,
            example(of_27),
            f"27手続の外も含め{len(pairs)}組を一度に見ています。何の関係がなくても"
            f"{len(pairs) * BY_CHANCE:.0f}組ほどは区間が0を含まなくなります",
            _limited(pairs),
            *in_group(table, group),
            *_alike(tables, fiscal_year, tuple(companion.id for companion in beside)),
            *(f"{companion.name_ja}：{companion.note_ja}" for companion in beside),
        ),
        evidence=pd.concat(
            [
                evidence("take_up", rates[rates["procedure_id"].isin(table["procedure_id"])]),
                evidence("indicators", cells[~cells.index.duplicated()]),
            ]
        ),
    )


def _table(
    every: pd.DataFrame, within: pd.DataFrame, beside: list[Companion], tables: Tables, prefix: str
) -> pd.DataFrame:
    """One row a pair that was computed nationwide or within the group: the 27 first, by companion and size."""
    names = {companion.id: companion.name_ja for companion in beside}
    table = every.merge(within, on=["procedure_id", "companion_id"], how="outer")
    table = tables.procedures.merge(table, on="procedure_id")
    counts = table.filter(like="in_pair").astype("Int64")
    apart = ["is_apart_from_zero", f"{prefix}is_apart_from_zero"]
    table = table.assign(
        companion_ja=table["companion_id"].map(names),
        more_ja=table["companion_id"].map({companion.id: companion.more_ja for companion in beside}),
        is_reversed=table["rank_correlation"] * table[f"{prefix}rank_correlation"] < 0,
        **{name: counts[name] for name in counts},
        **{name: table[name].eq(True) for name in apart},
        _outside=table["number_27"].isna(),
        _place=table["companion_id"].map({name: place for place, name in enumerate(names)}),
        _size=table["rank_correlation"].abs(),
    )
    order = ["_outside", "_place", "_size", "procedure_id"]
    return table.sort_values(order, ascending=[True, True, False, True], kind="stable").reset_index(drop=True)


def _headline(of_27: pd.DataFrame, group: Group) -> str:
    """How many pairs are seen, which reading the most of them share, and how many are seen within the group."""
    seen = of_27[of_27["is_apart_from_zero"]]
    kinds = of_27["companion_ja"].nunique()
    both = of_27[of_27[f"{group.unit}_rank_correlation"].notna()]
    near = int(both[f"{group.unit}_is_apart_from_zero"].sum())
    compared = (
        f"{group.name_ja}だけで見えるのは{len(both)}組中{near}組"
        if len(both)
        else f"{group.name_ja}だけでは比べられない"
    )
    counted = (
        f"27手続の申請率と{kinds}つの数値の{len(of_27)}組（手続×数値）のうち、全国で順位に関係が見えるのは{len(seen)}組"
    )
    if seen.empty:
        return f"{counted}で、何とともに高いとも言えない。{compared}"
    said = directions(seen).value_counts(sort=False)
    some = "など" if len(said) > 1 else ""
    return f"{counted}（{said.idxmax()}{said.max()}組{some}）。{compared}"


def _compared(beside: list[Companion], pairs: pd.DataFrame, group: Group) -> str:
    """The figures' names; those that only the group has are told apart."""
    nationwide = set(pairs["companion_ja"])
    apart = [item.name_ja for item in beside if item.name_ja not in nationwide]
    names = "、".join(item.name_ja for item in beside if item.name_ja in nationwide)
    return names + (f"。{group.name_ja}の中では{'、'.join(apart)}も" if apart else "")


def _limited(pairs: pd.DataFrame) -> str:
    """What ties do: two figures of unlike limits are not ranked."""
    lowest = pairs.loc[pairs["rank_correlation_limit"].idxmin()]
    limit = scaled_ja(lowest["rank_correlation_limit"])
    return (
        "率の同じ団体（0%など）が多い手続ほど順位相関は大きくなれず、組どうしの強さは比べられません"
        f"（大きさの上限が最も低い組は{lowest['short_ja']}の{limit}）"
    )


def _dated(beside: list[Companion]) -> str:
    """Which figure is of which date: they are not one date's."""
    return "、".join(f"{item.name_ja}は{wording.day(item.as_of) if item.as_of else '基準日不明'}" for item in beside)


@once
def _alike(tables: Tables, fiscal_year: int, ids: tuple[str, ...]) -> list[str]:
    """The two pairs of companions that most go together themselves: neither can be told from the other."""
    beside = [companion for companion in companions(tables, fiscal_year) if companion.id in ids]
    found = []
    for one, other in combinations(beside, 2):
        pair = rank_correlation(one.values, other.values)
        if pair and pair.n >= FEWEST and pair.is_apart_from_zero:
            found.append((abs(pair.value), f"{one.name_ja}と{other.name_ja}（順位相関{scaled_ja(pair.value)}）"))
    if not found:
        return []
    closest = "、".join(text for _, text in sorted(found, reverse=True)[:2])
    return [f"{closest}のように、比べた数値どうしも順位がそろい、どれが率と結び付くかは分けられません"]
