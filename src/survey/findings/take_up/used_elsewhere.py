"""What nobody near here is known to use, who does? ``used_elsewhere``: the list of whom to call, nationwide."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.analysis.rate_flags import (
    LEFT_OUT_JA,
    LEFT_OUT_METHOD_JA,
    MARK_JA,
    doubts_nationwide,
    marked_nationwide,
    written,
)
from survey.analysis.rates import REAL_USE_PCT, latest_rates
from survey.analysis.use_by_procedure import rates_by_procedure
from survey.findings import common, wording
from survey.findings.charts import TextTable
from survey.findings.finding import Finding
from survey.findings.texts import texts
from survey.tidy.tables import Tables

MOST_ROWS = 11
# So many are named to be asked, and nobody with a rate below this: there is hardly anything to ask about.
MOST_ASKED, ASK_FROM_PCT = 3, 1.0
_KEYS = ["municipality_code", "procedure_id"]


def used_elsewhere(tables: Tables, subject: Subject) -> Finding:
    """For the procedures of the 27 for which nobody in the group prints 10 % or more: who in the country does?

    ``…_reporting``: members of the group that print a rate; where none does, use near here is unknown, not low.
    country_reporting: municipalities that print a rate (zero included, none set aside); country_above_zero;
    country_left_out: left out of the next by ``doubts_nationwide``; country_real_use: at least 10 %;
    country_highest_online_share_pct: the highest rate; ask_names_ja: who prints the highest ones of 1 % or more,
    with the prefecture. None of these but the first depends on who asks.
    Sources: da_dx_dashboard (rates), da_procedures_online (marks).
    """
    group = subject.group
    near, near_rates, _ = rates_by_procedure(tables, subject)
    near = near[near["number_27"].notna()]
    columns = ["number_27", "procedure_id", "name_ja", "short_ja", "status_here", "group_reporting"]
    table = near.loc[near["group_real_use"] == 0, columns]
    table = table.join(_in_country(tables), on="procedure_id").sort_values(
        ["country_real_use", "country_highest_online_share_pct", "number_27"],
        ascending=[False, False, True],
        kind="stable",
    )
    table = table.reset_index(drop=True)
    marks = measures.newest_marks(tables)
    unreported = int((table["group_reporting"] == 0).sum())
    fiscal_year = int(near_rates["fiscal_year"].max())
    year, date = wording.day(f"FY{fiscal_year}"), measures.as_of(marks)
    unused, of_27 = tuple(sorted(table["procedure_id"])), tuple(near["procedure_id"])
    cells, beside = _cells(tables, group, unused, of_27)
    mine = members_rows(tables, measures.newest_marks, (subject.code,))
    mine = mine[mine["procedure_id"].isin(unused)]
    beside = marks.loc[beside.union(mine.index)]
    somewhere = table[table["country_real_use"] > 0]
    return Finding(
        id="used_elsewhere",
        texts=texts("used_elsewhere"),
        headline_ja=_headline(table, unreported, subject, year),
        method_ja=(
            f"27手続のうち、{group.name_ja}に{year}の申請率{REAL_USE_PCT:.0f}%以上を記載した団体がない手続について、"
            "全国で率を記載した団体、0%を超える団体、10%以上の団体を数え、率の高い順に問い合わせ先を"
            f"{MOST_ASKED}団体まで挙げた（{ASK_FROM_PCT:.0f}%に満たない団体は挙げない）。"
            f"10%以上の団体が多い手続を先に並べた。{LEFT_OUT_METHOD_JA}全国の数は、どの自治体から見ても同じ。"
        ),
        as_of=f"FY{fiscal_year} / {date}",
        facts={
            "not_used_near": len(table),
            "unreported_near": unreported,
            "used_somewhere": len(somewhere),
            "used_nowhere": len(table) - len(somewhere),
            "left_out": int(table["country_left_out"].sum()),
            "fiscal_year": fiscal_year,
            "group_size": group.size,
        },
        table=table.drop(columns="short_ja"),
        charts=_chart(somewhere, subject, year),
        caveats_ja=(
            f"率は{year}の実績、{subject.name_ja}の印は{wording.day(date)}時点で、時点が異なります",
            common.YEAR_INFERRED,
            f"{group.name_ja}に10%以上がない{len(table)}手続のうち{unreported}手続は率を記載した{group.unit_ja}がなく、"
            "使われていないとは言えません",
            "申請の件数は公表されていません。高い率がわずかな件数によることもあるので、件数も合わせて聞いてください",
            f"ちょうど100%の率と、一覧の印が空欄かーの率など延べ{int(table['country_left_out'].sum())}件は、"
            "10%以上にも問い合わせ先にも入れていません",
            MARK_JA,
            "率を記載しない団体にも、使われているところがあるかもしれません",
        ),
        evidence=pd.concat([cells, evidence("availability", beside)]),
    )


@cached
def _rates(tables: Tables) -> pd.DataFrame:
    """The country's newest printed rates."""
    rates = latest_rates(tables)
    return rates[rates["online_share_pct"].notna()]


@cached
def _in_country(tables: Tables) -> pd.DataFrame:
    """By procedure_id, what the whole country prints of it: the columns of ``used_elsewhere`` that begin so, and whom
    to ask."""
    rates = _rates(tables)
    rates = rates[rates["correction_id"].isna()]
    is_left_out = rates.index.isin(doubts_nationwide(tables).index)
    counted = rates[~is_left_out]
    ids = pd.Index(tables.procedures["procedure_id"])

    def count(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("procedure_id").size().reindex(ids, fill_value=0)

    above = counted[counted["online_share_pct"] >= ASK_FROM_PCT]
    above = above.sort_values(["online_share_pct", "municipality_code"], ascending=[False, True])
    places = measures.places(tables)
    cells = written(above, places["prefecture"] + places["name_ja"], marked_nationwide(tables).index)
    asked = cells.groupby(above["procedure_id"]).agg(lambda found: wording.some(list(found), most=MOST_ASKED))
    return pd.DataFrame(
        {
            "country_reporting": count(rates),
            "country_above_zero": count(rates[rates["online_share_pct"] > 0]),
            "country_real_use": count(counted[counted["online_share_pct"] >= REAL_USE_PCT]),
            "country_left_out": count(rates[is_left_out]),
            "country_highest_online_share_pct": counted.groupby("procedure_id")["online_share_pct"].max().reindex(ids),
            "ask_names_ja": [asked.get(name, "") for name in ids],
        },
        index=ids,
    )


@cached_recent
def _cells(
    tables: Tables, group: Group, unused: tuple[str, ...], of_27: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.Index]:
    """The cells of the rates that were looked at, and the marks (rows of availability) that could contradict them."""
    every, marks = _rates(tables), measures.newest_marks(tables)
    # What tells that nobody near uses a procedure, too.
    near = members_rows(tables, _rates, group.codes)
    near = near[near["procedure_id"].isin(of_27)]
    is_counted = every["procedure_id"].isin(unused) & every["correction_id"].isna()
    cells = every[is_counted | every.index.isin(near.index)]
    positive = cells.index[cells["online_share_pct"] > 0]
    return evidence("take_up", cells), marks.index[np.isin(_rate_beside(tables), positive)]


@cached
def _rate_beside(tables: Tables) -> np.ndarray:
    """For each of the newest marks, the row of take_up that prints the rate of the same cell; -1 for none."""
    rates = _rates(tables)
    rows = pd.Series(rates.index, index=pd.MultiIndex.from_frame(rates[_KEYS]))
    return rows.reindex(pd.MultiIndex.from_frame(measures.newest_marks(tables)[_KEYS]), fill_value=-1).to_numpy()


def _headline(table: pd.DataFrame, unreported: int, subject: Subject, year: str) -> str:
    """How many are used somewhere, and the one that the fewest use: there it is clearest whom to call."""
    near = f"{subject.group.name_ja}に申請率{REAL_USE_PCT:.0f}%以上がない"
    dated = f"（{year}、{LEFT_OUT_JA}）"
    if table.empty:
        return f"27手続のうち、{near}手続は0{dated}"
    count = f"{near}{len(table)}手続" + (f"（記載なし{unreported}を含む）" if unreported else "")
    somewhere = table[table["country_real_use"] > 0]
    if somewhere.empty:
        return f"{count}は、全国にもない{dated}"
    order = ["country_real_use", "country_highest_online_share_pct"]
    rare = somewhere.sort_values(order, ascending=[True, False], kind="stable").iloc[0]
    first = rare["ask_names_ja"].partition("、")[0].removesuffix("など")
    return (
        f"{count}中{len(somewhere)}は、全国にはある{dated}。"
        f"{rare['short_ja']}は{rare['country_real_use']}団体、"
        f"{'' if rare['country_real_use'] == 1 else '最も高いのは'}{first}"
    )


def _chart(somewhere: pd.DataFrame, subject: Subject, year: str) -> tuple[TextTable, ...]:
    if somewhere.empty:
        return ()
    group = subject.group
    drawn = somewhere.head(MOST_ROWS)
    return (
        TextTable(
            title_ja=f"{group.name_ja}には申請率10%以上がなく、全国にはある手続（{year}）",
            shown=common.rows_shown(len(somewhere), len(drawn)),
            headings=(
                "手続",
                f"{subject.name_ja}の印",
                f"記載した{group.unit_ja}",
                "全国の記載",
                "0%超",
                "10%以上",
                "問い合わせ先（率の高い順）",
            ),
            rows=tuple(
                (
                    row["short_ja"],
                    wording.state(row["status_here"]),
                    wording.amount(row["group_reporting"]),
                    wording.amount(row["country_reporting"]),
                    wording.amount(row["country_above_zero"]),
                    wording.amount(row["country_real_use"]),
                    row["ask_names_ja"],
                )
                for _, row in drawn.iterrows()
            ),
            widths=(0.18, 0.1, 0.09, 0.09, 0.06, 0.08, 0.4),
            alt_ja=f"{len(drawn)}手続について、全国で率を記載した団体、0%を超える団体、10%以上の団体の数と、問い合わせ先",
            numeric=frozenset({2, 3, 4, 5}),
        ),
    )
