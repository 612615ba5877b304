"""Can the printed rates be believed? ``doubtful_rates``: those to ask about before they are used, and by which rule."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached_recent
from survey.analysis.rate_flags import FAR_FROM_PCT, FULL_PCT, MARK, RULES, doubts, fences, in_words, rules_ja
from survey.analysis.rates import FEWEST_REPORTING, group_rates, latest_rates
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

MOST_ROWS = 11
MOST_NAMES = 4


def doubtful_rates(tables: Tables, subject: Subject) -> Finding:
    """Which rates that the group prints want asking about before they are used, by which rule, and what to ask?

    The rules are those of ``doubts``. far_off_limit_pct: the rate in percent above which one is far off (empty
    where none below 100 % is). is_set_aside: a reviewed correction keeps the cell out of medians; is_left_out:
    that, or a rule that leaves out, keeps it out of counts, highest rates and contacts; the others are counted with
    MARK. Sources: da_dx_dashboard (rates), da_procedures_online (marks); their dates differ.

    Raises:
        NotComputable: nobody in the group prints a rate.
    """
    group = subject.group
    _, rows = group_rates(tables, group)
    printed = rows[rows["online_share_pct"].notna()]
    year = wording.day(f"FY{rows['fiscal_year'].max()}")
    if printed.empty:
        raise NotComputable(f"{group.name_ja}に{year}のオンライン申請率の記載が一つもなく、確かめるものがない")
    marks = measures.latest_marks(tables, group)
    table = _table(_flagged(tables, group), subject)
    own = table[table["municipality_code"] == subject.code]
    date = measures.as_of(marks)
    set_aside, left_out = int(table["is_set_aside"].sum()), int(table["is_left_out"].sum())
    priority = marks[marks["number_27"].notna()]["procedure_id"].unique()
    fields = rows[rows["procedure_id"].isin(priority)]
    blank = int(fields["online_share_pct"].isna().sum())
    return Finding(
        id="doubtful_rates",
        texts=texts("doubtful_rates"),
        headline_ja=_headline(table, own, printed, subject, year),
        method_ja=(
            f"{year}のオンライン申請率に四つの決まりを当てた。{rules_ja(group)}"
            "数値は消さず、中央値から除くのは、この調査で理由を記録して除いた率だけ。"
        ),
        as_of=f"FY{rows['fiscal_year'].max()} / {date}",
        facts={
            "flagged": len(table),
            "flagged_here": len(own),
            "set_aside": set_aside,
            "left_out": left_out,
            "rates_printed": len(printed),
            "rates_printed_here": int((printed["municipality_code"] == subject.code).sum()),
            "by_rule": _by_rule(table),
            "blank_of_27": blank,
            "group_size": group.size,
        },
        table=table.drop(columns=["rule_ids", "short_ja"]),
        charts=_chart(table, subject, year),
        caveats_ja=(
            f"申請率は{year}の実績、一覧の印は{wording.day(date)}時点です。時点が異なり、率と印の食い違いは誤りとは限りません",
            _treated(len(table), left_out, set_aside),
            common.YEAR_INFERRED,
            f"27手続の{len(fields):,}欄のうち{blank:,}欄は空欄で、「未提供」「申請なし」「未回答」を区別できません",
            "様式を共にする手続の組は、公開されている様式の例から選びました。その団体の様式は確かめていません",
        ),
        evidence=_cells(tables, group, tuple(sorted(priority))),
    )


def _treated(flagged: int, left_out: int, set_aside: int) -> str:
    """How many of the flagged rates are counted with MARK, left out of counts, and left out of medians, too."""
    if not flagged:
        return "決まりに当たる率がないことは、率が正しいことを示しません"
    medians = f"（うち{set_aside}件は、この調査で理由を記録して中央値からも除いた）" if set_aside else ""
    kept = flagged - left_out
    parts = [f"10%以上などの数に入れないのは{left_out}件{medians}"] * bool(left_out)
    parts += [f"{MARK}を付けて数えるのは{kept}件"] * bool(kept)
    return f"どれも誤りと決めたものではありません。{flagged}件のうち{'、'.join(parts)}です"


@cached_recent
def _cells(tables: Tables, group: Group, of_27: tuple[str, ...]) -> pd.DataFrame:
    """The group's rates, the country's that decide on one of exactly 100 %, and the marks beside those above 0 %."""
    rates, (_, rows) = latest_rates(tables), group_rates(tables, group)
    printed = rows[rows["online_share_pct"].notna()]
    fields = rows[rows["procedure_id"].isin(of_27)]
    full = printed.loc[printed["online_share_pct"] == FULL_PCT, "procedure_id"]
    in_country = rates["online_share_pct"].notna() & rates["procedure_id"].isin(full)
    keys = ["municipality_code", "procedure_id"]
    beside = printed[printed["online_share_pct"] > 0][keys].merge(measures.latest_marks(tables, group), on=keys)
    return pd.concat(
        [
            evidence("take_up", rates[rates.index.isin(printed.index.union(fields.index)) | in_country]),
            evidence("availability", beside),
        ]
    )


@cached_recent
def _flagged(tables: Tables, group: Group) -> pd.DataFrame:
    """The group's cells that a rule flags, with what is said of each; columns beginning with _ order them."""
    medians, rows = group_rates(tables, group)
    limits = fences(rows)
    names = measures.places(tables)["name_ja"]
    table = (
        doubts(tables, group).merge(tables.procedures, on="procedure_id").merge(medians, on="procedure_id", how="left")
    )
    order = {rule_id: place for place, rule_id in enumerate(RULES)}
    first = table["rule_ids"].str.split("|").str[0]
    table = table.assign(
        municipality_ja=table["municipality_code"].map(names),
        # No rate can be far off where the fence lies above 100 %.
        far_off_limit_pct=table["procedure_id"].map(limits[limits < FULL_PCT]).clip(lower=FAR_FROM_PCT).round(2),
        doubts_ja=[in_words(ids) for ids in table["rule_ids"]],
        asks_ja=[in_words(ids, "asks_ja") for ids in table["rule_ids"]],
        is_set_aside=table["correction_id"].notna(),
        is_left_out=table["is_left_out"] | table["correction_id"].notna(),
        _rule=first.map(order),
        _outside=table["number_27"].isna(),
        _place=table["procedure_id"].map({name: place for place, name in enumerate(tables.procedures["procedure_id"])}),
    )
    reporting = "group_reporting"
    table[reporting] = table[reporting].fillna(0).astype(int)
    return table


def _table(found: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """One row a flagged cell: the subject's own first, then by first rule, within it the 27 first and highest first."""
    reporting = "group_reporting"
    table = found.assign(_other=found["municipality_code"] != subject.code).sort_values(
        ["_other", "_rule", "_outside", "online_share_pct", "_place", "municipality_code"],
        ascending=[True, True, True, False, True, True],
        kind="stable",
    )
    return table[
        [
            "municipality_code", "municipality_ja", "number_27", "procedure_id", "name_ja", "online_share_pct",
            "group_median_online_share_pct", reporting, "far_off_limit_pct", "doubts_ja", "asks_ja", "is_left_out",
            "is_set_aside", "rule_ids", "short_ja",
        ]
    ].reset_index(drop=True)  # fmt: skip


def _by_rule(table: pd.DataFrame) -> dict[str, int]:
    """How many cells each rule flags; a cell flagged by two counts in both."""
    counts = table["rule_ids"].str.split("|").explode().value_counts()
    return {rule_id: int(counts.get(rule_id, 0)) for rule_id in RULES}


def _headline(table: pd.DataFrame, own: pd.DataFrame, printed: pd.DataFrame, subject: Subject, year: str) -> str:
    group = subject.group
    if len(own):
        listed = [f"{row['short_ja']}{wording.share(row['online_share_pct'])}" for _, row in own.iterrows()]
        return (
            f"{subject.name_ja}の申請率のうち、使う前に確かめたいものは{len(own)}件（{wording.some(listed, most=2)}）。"
            f"{group.name_ja}では{wording.amount(len(printed))}件のうち{len(table)}件（{year}）"
        )
    if table.empty:
        return f"{group.name_ja}の申請率{wording.amount(len(printed))}件のうち、使う前に確かめたいものは0件（{year}）"
    top = table.iloc[0]
    more = "など" if len(table) > 1 else ""
    return (
        f"{group.name_ja}の申請率{wording.amount(len(printed))}件のうち、使う前に確かめたいものは{len(table)}件（{year}、"
        f"{top['municipality_ja']}の{top['short_ja']}{wording.share(top['online_share_pct'])}{more}）。"
        f"{subject.name_ja}にはない"
    )


def _chart(table: pd.DataFrame, subject: Subject, year: str) -> tuple[TextTable, ...]:
    """Flagged cells of one procedure and rule share a row; the rows are cut to what a slide holds."""
    if table.empty:
        return ()
    treated = table["is_left_out"].map({True: "数に入れない", False: f"{MARK}を付けて数える"})
    table = table.assign(
        treated_ja=treated.mask(table["is_set_aside"], "中央値からも除外"),
        cell=table["municipality_ja"] + table["online_share_pct"].map(wording.share),
        is_own=table["municipality_code"] == subject.code,
    )
    # A median of fewer says nothing about the group.
    median = table["group_median_online_share_pct"].where(table["group_reporting"] >= FEWEST_REPORTING)
    table["median_ja"] = ["" if pd.isna(value) else wording.share(value) for value in median]
    rows, highlight = [], set()
    for _, cells in table.groupby(["rule_ids", "procedure_id", "treated_ja"], sort=False):
        first = cells.iloc[0]
        if cells["is_own"].any():
            highlight.add(len(rows))
        rows.append(
            (
                first["short_ja"],
                wording.some(list(cells["cell"]), most=MOST_NAMES),
                first["median_ja"],
                first["doubts_ja"],
                first["treated_ja"],
            )
        )
    drawn = tuple(rows[:MOST_ROWS])
    unit_ja = subject.group.unit_ja
    return (
        TextTable(
            title_ja=f"使う前に確かめたい申請率（{year}）",
            shown=common.rows_shown(len(rows), len(drawn)),
            headings=("手続", f"確かめたい{unit_ja}と率", f"{unit_ja}の中央値", "確かめたい理由", "扱い"),
            rows=drawn,
            widths=(0.2, 0.34, 0.1, 0.22, 0.14),
            alt_ja=f"使う前に確かめたい{len(table)}件の申請率を、手続と決まりごとにまとめた表",
            numeric=frozenset({2}),
            highlight=frozenset(highlight & set(range(len(drawn)))),
        ),
    )
