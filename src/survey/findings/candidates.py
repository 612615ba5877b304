"""Which procedures could be taken up next, and what speaks for each: need, feasibility, readiness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.findings import measures
from survey.findings.doubts import doubts, doubts_nationwide
from survey.findings.gap import compared_with_group
from survey.findings.likeness import likeness
from survey.findings.subject import Subject, nationwide
from survey.findings.take_up import REAL_USE_PCT, latest_rates
from survey.printed.numbers import read_number
from survey.tidy.tables import Tables

OFFER, USE = "offer", "use"


@dataclass(frozen=True)
class Candidates:
    """What could be done next.

    ``table``: one row a procedure (see ``candidates``). ``use_unknown``: how many are online here and print no rate,
    so that nobody can tell whether they are used. ``contradicted``: short names of those that are blank here with a
    printed positive rate, which are no candidates until somebody has asked. ``peer_pool_ja``: where the nearest were
    chosen from. The others are rows behind the table.
    """

    table: pd.DataFrame
    use_unknown: int
    contradicted: tuple[str, ...]
    peer_pool_ja: str
    marks: pd.DataFrame
    rates: pd.DataFrame
    residents: pd.DataFrame
    problems: pd.DataFrame


def candidates(tables: Tables, subject: Subject) -> Candidates:
    """Every listed procedure that is unmarked here (task offer), or online here and hardly used (task use).

    Hardly used: a printed rate below REAL_USE_PCT. Left out: ー, procedures that all municipalities mark alike, and
    those online without a printed rate. Columns besides the procedure's: task, status_here, online_share_pct,
    applications_count (all applications of the year, where a publisher prints them), residents_indicator_id and
    residents_concerned_count (newest edition; NaN: unknown); feasible_here_pct and feasible_wider_pct (task offer:
    share of the group, and of the ten nearest, that has it online, of those that have it at all; task use: share of
    the group, and of the country's like, with an undoubted rate from REAL_USE_PCT on, of those that print one);
    obstacles_count and obstacles_ja (named in the minutes; NaN: none is on record, which is not none); and the
    scores, 0 to 1, NaN for unknown: need_score (applications if all candidates print them, else residents
    concerned, over the candidates' largest), feasibility_score (mean of the two shares), readiness_score
    (1 / (1 + obstacles)). Sources: da_procedures_online, da_dx_dashboard, mic_population, the minutes.
    """
    marks = measures.marks_with(tables, subject)
    marks = marks[~marks["procedure_id"].isin(measures.uninformative(tables))]
    procedures = compared_with_group(marks, tables, subject)
    is_hardly_used = (procedures["status_here"] == "online") & (procedures["online_share_pct"] < REAL_USE_PCT)
    is_missing = (procedures["status_here"] == "unmarked") & ~procedures["is_contradicted"]
    table = procedures[is_missing | is_hardly_used]
    table = table.assign(task=table["status_here"].map({"unmarked": OFFER, "online": USE}))
    rates = _rates(tables, subject)
    peer_pool_ja, peer_marks = _peer_marks(tables, subject)
    table = _with_feasibility(table, subject, peer_marks, rates)
    table, residents = _with_need(table, tables, subject)
    table, problems = _with_readiness(table, tables, subject)
    online = procedures[procedures["status_here"] == "online"]
    return Candidates(
        table=table.reset_index(drop=True),
        use_unknown=int(online["online_share_pct"].isna().sum()),
        contradicted=tuple(procedures.loc[procedures["is_contradicted"], "short_ja"]),
        peer_pool_ja=peer_pool_ja,
        marks=pd.concat([marks, peer_marks]).drop_duplicates(["municipality_code", "procedure_id"]),
        rates=rates,
        residents=residents,
        problems=problems,
    )


def _rates(tables: Tables, subject: Subject) -> pd.DataFrame:
    """The newest printed rates of all the country's like, without those set aside or to be asked about first."""
    wider = nationwide(tables.municipalities, subject)
    rows = latest_rates(tables)
    rows = rows[rows["municipality_code"].isin(wider.codes)]
    rows = rows[rows["online_share_pct"].notna() & rows["correction_id"].isna()]
    doubted = doubts(tables, subject.group).index.union(doubts_nationwide(tables).index)
    return rows.assign(is_doubtful=rows.index.isin(doubted))


def _peer_marks(tables: Tables, subject: Subject) -> tuple[str, pd.DataFrame]:
    """The ten nearest municipalities' marks: of the group, or of the country where the group is small."""
    for pool in (subject.group, nationwide(tables.municipalities, subject)):
        try:
            nearest = likeness(tables, subject, pool).nearest["municipality_code"]
        except NotComputable:
            continue
        return pool.name_ja, measures.latest_marks(tables, replace(pool, codes=tuple(nearest)))
    raise NotComputable(f"{subject.name_ja}に似た団体が選べず、実現のしやすさを比べられない")


def _with_feasibility(
    table: pd.DataFrame, subject: Subject, peer_marks: pd.DataFrame, rates: pd.DataFrame
) -> pd.DataFrame:
    peers = peer_marks.groupby(["procedure_id", "status"]).size().unstack(fill_value=0)
    peers = peers.reindex(columns=["online", "unmarked"], fill_value=0)
    peers_pct = peers["online"] / peers.sum(axis="columns").where(lambda total: total > 0) * 100
    is_real = (rates["online_share_pct"] >= REAL_USE_PCT) & ~rates["is_doubtful"]
    is_here = rates["municipality_code"].isin(subject.group.codes)
    used_here = is_real[is_here].groupby(rates["procedure_id"]).mean() * 100
    used_wider = is_real.groupby(rates["procedure_id"]).mean() * 100
    is_offer = table["task"] == OFFER
    here = table[subject.group.share_column].where(is_offer, table["procedure_id"].map(used_here))
    wider = table["procedure_id"].map(peers_pct).where(is_offer, table["procedure_id"].map(used_wider))
    shares = pd.DataFrame({"feasible_here_pct": here, "feasible_wider_pct": wider})
    return table.assign(**shares, feasibility_score=shares.mean(axis="columns") / 100)


def _with_need(table: pd.DataFrame, tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    needs = listed("procedure_needs").set_index("procedure_id")["residents_indicator_id"].replace("", None)
    rows = tables.indicators
    rows = rows[(rows["municipality_code"] == subject.code) & rows["indicator_id"].isin(set(needs.dropna()))]
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


def _applications(tables: Tables, subject: Subject) -> pd.Series:
    """All applications of the newest year by procedure, where a publisher prints them before the online ones."""
    rows = tables.take_up[tables.take_up["municipality_code"] == subject.code]
    rows = rows[rows["cell_printed"].str.contains(" / ", regex=False, na=False)]
    rows = rows.sort_values(["fiscal_year", "edition"]).drop_duplicates("procedure_id", keep="last")
    totals = [text.partition(" / ")[0] for text in rows["cell_printed"]]
    return pd.Series([read_number(text).value for text in totals], index=rows["procedure_id"], dtype="float64")


def _with_readiness(table: pd.DataFrame, tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    problems = tables.problems
    problems = problems[(problems["municipality_code"] == subject.code) & (problems["is_obstacle"] == "true")]
    blocked = problems.assign(procedure_id=problems["procedure_ids"].str.split("|")).explode("procedure_id")
    blocked = blocked[blocked["procedure_id"].isin(table["procedure_id"])]
    named = blocked.groupby("procedure_id")["name_ja"].agg(["size", "、".join])
    count = table["procedure_id"].map(named["size"])
    return table.assign(
        obstacles_count=count,
        obstacles_ja=table["procedure_id"].map(named["join"]),
        readiness_score=1 / (1 + count),
    ), problems[problems["problem_id"].isin(blocked["problem_id"])]
