"""Which procedures could be taken up next, and what speaks for each: need, feasibility, readiness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from survey.analysis.group_gap import compared_with_group
from survey.analysis.groups import Subject, nationwide
from survey.analysis.marks import counted, latest_marks, marks_with, newest_indicators, uninformative
from survey.analysis.memo import cached, members_rows
from survey.analysis.rate_flags import left_out_nationwide
from survey.analysis.rates import REAL_USE_PCT, counted_applications, latest_rates
from survey.analysis.similarity import similarity
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.printed.numbers import read_number
from survey.tidy.tables import Tables

OFFER, USE = "offer", "use"


@dataclass(frozen=True)
class Candidates:
    """What could be done next.

    ``table``: one row a procedure (see ``candidates``). ``use_unknown``: how many are online here and print no rate,
    so that nobody can tell whether they are used. ``contradicted``: short names of those that are blank here with a
    printed positive rate, which are no candidates until somebody has asked; ``set_apart``: (short name, the catalog's
    reason) of those that few still have to do. ``peer_pool_ja``: where the nearest were chosen from. The others are
    rows behind the table.
    """

    table: pd.DataFrame
    use_unknown: int
    contradicted: tuple[str, ...]
    set_apart: tuple[tuple[str, str], ...]
    peer_pool_ja: str
    marks: pd.DataFrame
    rates: pd.DataFrame
    indicators: pd.DataFrame
    problems: pd.DataFrame


def candidates(tables: Tables, subject: Subject) -> Candidates:
    """Every listed procedure that is unmarked here (task offer), or online here and hardly used (task use).

    Hardly used: a printed rate below REAL_USE_PCT. Left out: ー, procedures that all municipalities mark alike, those
    online without a printed rate, and those the catalog sets apart. Columns besides the procedure's: task,
    status_here, online_share_pct; applications_count (all applications of the year, where a publisher prints them),
    residents_indicator_id and residents_concerned_count (newest edition; NaN: unknown); of those that have it at all,
    group_share_pct and peers_online_share_pct of the ten nearest; of those that print a rate,
    group_real_use_share_pct with real use, and for the country country_reporting (how many print one),
    country_real_use and country_real_use_share_pct; obstacles_count (NaN: none is on record, which is not none) and
    obstacles (a tuple of their names in the minutes); and the scores, 0 to 1, NaN for unknown: need_score (applications
    if all candidates print them, else residents concerned, over the candidates' largest), feasibility_score (mean of
    the two shares that have it online, task offer, or that get it used, task use), readiness_score
    (1 / (1 + obstacles)).
    Sources: da_procedures_online, da_dx_dashboard, mic_population, the minutes, and those of ``similarity``.

    Raises:
        NotComputable: the list does not have the subject, or nobody can be found that is like it.
    """
    marks = marks_with(tables, subject)
    marks = marks[~marks["procedure_id"].isin(uninformative(tables))]
    procedures = compared_with_group(marks, tables, subject)
    is_hardly_used = (procedures["status_here"] == "online") & (procedures["online_share_pct"] < REAL_USE_PCT)
    is_missing = (procedures["status_here"] == "unmarked") & ~procedures["is_contradicted"]
    reasons = listed("procedure_needs").set_index("procedure_id")["set_apart_ja"].replace("", None).dropna()
    chosen = procedures[is_missing | is_hardly_used]
    is_apart = chosen["procedure_id"].isin(reasons.index)
    table = chosen[~is_apart]
    table = table.assign(task=table["status_here"].map({"unmarked": OFFER, "online": USE}))
    peers = _peers(tables, subject)
    table = _with_feasibility(table, tables, subject, peers.marks)
    table, residents = _with_need(table, tables, subject)
    table, problems = _with_readiness(table, tables, subject)
    online = procedures[procedures["status_here"] == "online"]
    apart = chosen[is_apart]
    return Candidates(
        table=table.reset_index(drop=True),
        use_unknown=int(online["online_share_pct"].isna().sum()),
        contradicted=tuple(procedures.loc[procedures["is_contradicted"], "short_ja"]),
        set_apart=tuple(zip(apart["short_ja"], apart["procedure_id"].map(reasons), strict=True)),
        peer_pool_ja=peers.pool_ja,
        marks=pd.concat([marks, peers.marks]).drop_duplicates(["municipality_code", "procedure_id"]),
        rates=_rates(tables),
        indicators=pd.concat([residents, peers.cells]).drop_duplicates(["municipality_code", "indicator_id"]),
        problems=problems,
    )


@cached
def _rates(tables: Tables) -> pd.DataFrame:
    """The country's newest printed rates, none set aside; ``is_real``: real use, and no nationwide rule leaves out."""
    rows = latest_rates(tables)
    rows = rows[rows["online_share_pct"].notna() & rows["correction_id"].isna()]
    is_left_out = rows.index.isin(left_out_nationwide(tables).index)
    return rows.assign(is_real=(rows["online_share_pct"] >= REAL_USE_PCT) & ~is_left_out)


@cached
def _country(tables: Tables) -> pd.DataFrame:
    rates = _rates(tables)
    return rates["is_real"].groupby(rates["procedure_id"]).agg(["size", "sum", "mean"])


class _Peers(NamedTuple):
    """The ten nearest municipalities' marks, where they were chosen from, and the cells of their similarity."""

    pool_ja: str
    marks: pd.DataFrame
    cells: pd.DataFrame


def _peers(tables: Tables, subject: Subject) -> _Peers:
    """The ten nearest of the group, or of the country where the group is small."""
    for pool in (subject.group, nationwide(tables, subject)):
        try:
            found = similarity(tables, subject, pool)
        except NotComputable:
            continue
        nearest = replace(pool, codes=tuple(found.nearest["municipality_code"]))
        return _Peers(pool.name_ja, latest_marks(tables, nearest), found.cells)
    raise NotComputable("no_similar_municipalities")


def _with_feasibility(table: pd.DataFrame, tables: Tables, subject: Subject, peer_marks: pd.DataFrame) -> pd.DataFrame:
    peers = counted(peer_marks, "procedure_id", "status").reindex(columns=["online", "unmarked"], fill_value=0)
    peers_pct = peers["online"] / peers.sum(axis="columns").where(lambda total: total > 0) * 100
    near = members_rows(tables, _rates, subject.group.codes)
    country = _country(tables)
    ids = table["procedure_id"]
    table = table.assign(
        peers_online_share_pct=ids.map(peers_pct),
        group_real_use_share_pct=ids.map(near.groupby("procedure_id")["is_real"].mean() * 100),
        country_reporting=ids.map(country["size"]).fillna(0).astype(int),
        country_real_use=ids.map(country["sum"]).fillna(0).astype(int),
        country_real_use_share_pct=ids.map(country["mean"] * 100),
    )
    offered = table[["group_share_pct", "peers_online_share_pct"]].mean(axis="columns")
    used = table[["group_real_use_share_pct", "country_real_use_share_pct"]].mean(axis="columns")
    return table.assign(feasibility_score=offered.where(table["task"] == OFFER, used) / 100)


def _with_need(table: pd.DataFrame, tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    needs = listed("procedure_needs").set_index("procedure_id")["residents_indicator_id"].replace("", None)
    rows = members_rows(tables, _residents, (subject.code,))
    rows = rows[rows["edition"] == rows.groupby("indicator_id")["edition"].transform("max")]
    indicator = table["procedure_id"].map(needs)
    residents = indicator.map(rows.set_index("indicator_id")["value"])
    applications = table["procedure_id"].map(_applications(tables, subject))
    need = applications if len(table) and applications.notna().all() else residents
    return table.assign(
        residents_indicator_id=indicator,
        residents_concerned_count=residents,
        applications_count=applications,
        need_score=need / need.max() if need.max() > 0 else float("nan"),
    ), rows


@cached
def _residents(tables: Tables) -> pd.DataFrame:
    needed = listed("procedure_needs")["residents_indicator_id"]
    return newest_indicators(tables, frozenset(needed) - {""})


def _applications(tables: Tables, subject: Subject) -> pd.Series:
    """All applications of the newest year by procedure, where a publisher prints them before the online ones."""
    rows = members_rows(tables, counted_applications, (subject.code,))
    rows = rows.sort_values(["fiscal_year", "edition"]).drop_duplicates("procedure_id", keep="last")
    totals = [text.partition(" / ")[0] for text in rows["cell_printed"]]
    return pd.Series([read_number(text).value for text in totals], index=rows["procedure_id"], dtype="float64")


def _with_readiness(table: pd.DataFrame, tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    problems = tables.problems
    problems = problems[(problems["municipality_code"] == subject.code) & (problems["is_obstacle"] == "true")]
    blocked = problems.assign(procedure_id=problems["procedure_ids"].str.split("|")).explode("procedure_id")
    blocked = blocked[blocked["procedure_id"].isin(table["procedure_id"])]
    named = blocked.groupby("procedure_id")["name_ja"].agg(tuple)
    count = table["procedure_id"].map(blocked.groupby("procedure_id").size())
    return table.assign(
        obstacles_count=count,
        obstacles=[named.get(procedure_id, ()) for procedure_id in table["procedure_id"]],
        readiness_score=1 / (1 + count),
    ), problems[problems["problem_id"].isin(blocked["problem_id"])]
