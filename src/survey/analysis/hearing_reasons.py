"""Why ask whom? What another municipality has ahead of one's own, and what else speaks for asking it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.groups import Subject, nationwide
from survey.analysis.marks import marks_with, newest_marks
from survey.analysis.memo import cached, members_rows
from survey.analysis.moved import moved
from survey.analysis.rate_flags import left_out_nationwide, to_check_nationwide
from survey.analysis.rates import REAL_USE_PCT, latest_rates
from survey.analysis.similarity import similarity
from survey.errors import NotComputable
from survey.tidy.tables import Tables

OFFERS, USES, SAME_PROBLEM, ALIKE, MOVED = KINDS = ("offers", "uses", "same_problem", "alike", "moved")
# A rate of one's own that is at most this share of another's is low beside it.
LOW_BESIDE = 0.5
_KEYS = ["municipality_code", "procedure_id"]


@dataclass(frozen=True)
class Reasons:
    """Whom there is a reason to ask.

    ``table``: one row a municipality: municipality_code, one column a kind of KINDS (true or false), distance (to the
    subject among the country's like; NaN where it was not compared), is_near (of the subject's group).
    ``ahead``: what it is ahead in, in the publisher's order: municipality_code, procedure_id, kind (OFFERS or USES),
    online_share_pct there, wants_check (a rule flags that rate and it is counted all the same), own_share_pct and
    own_is_flagged here.
    ``problems``: the subject's recorded problems, one row a problem and procedure. The others are rows behind them.
    """

    table: pd.DataFrame
    ahead: pd.DataFrame
    problems: pd.DataFrame
    marks: pd.DataFrame
    rates: pd.DataFrame
    indicators: pd.DataFrame


def reasons(tables: Tables, subject: Subject) -> Reasons:
    """Everybody who is ahead of the subject in one of the 27, and why to ask.

    offers: ○ there, blank here with no positive rate of one's own. uses: a rate of at least REAL_USE_PCT there,
    none that is left out, while the own one is not printed, flagged, below REAL_USE_PCT, or at most LOW_BESIDE
    of theirs; not for what is ー here. same_problem: one of these procedures is one that the subject's minutes
    name as blocked. alike: among the ten nearest of the group or of the country. moved: gained between two
    editions of the list; while there is one, looks higher in it than in the dashboard, which counts otherwise.
    Asked are the group's members, and elsewhere those who use what nobody in the group uses. Being alike or
    having moved alone is no reason: there would be nothing to ask about. Sources: da_procedures_online,
    da_dx_dashboard, the minutes, and those of ``similarity`` and ``moved``.

    Raises:
        NotComputable: the list does not have the subject.
    """
    marks_with(tables, subject)
    uses = _uses(tables, subject)
    asked = set(subject.group.codes) | set(uses["municipality_code"])
    ahead = pd.concat([_offers(asked, tables, subject), uses], ignore_index=True)
    order = {name: number for number, name in enumerate(tables.procedures["procedure_id"])}
    ahead = ahead.sort_values("procedure_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
    codes = sorted(set(ahead["municipality_code"]))
    problems = recorded_problems(tables, subject)
    alike, distances, indicators = _alike(tables, subject)
    is_blocked = ahead["procedure_id"].isin(problems["procedure_id"])
    codes_of = {
        OFFERS: set(ahead.loc[ahead["kind"] == OFFERS, "municipality_code"]),
        USES: set(uses["municipality_code"]),
        SAME_PROBLEM: set(ahead.loc[is_blocked, "municipality_code"]),
        ALIKE: alike,
        MOVED: _moved(tables, subject),
    }
    table = pd.DataFrame({"municipality_code": codes}, dtype="str")
    table = table.assign(**{kind: table["municipality_code"].isin(codes_of[kind]) for kind in KINDS})
    table["distance"] = table["municipality_code"].map(distances).astype("float64")
    table["is_near"] = table["municipality_code"].isin(subject.group.codes)
    used = (*codes, subject.code)
    return Reasons(
        table=table,
        ahead=ahead,
        problems=problems,
        marks=members_rows(tables, _marks_of_27, used),
        rates=members_rows(tables, _rates_of_27, used),
        indicators=indicators,
    )


@cached
def _marks_of_27(tables: Tables) -> pd.DataFrame:
    marks, procedures = newest_marks(tables), tables.procedures
    return marks[marks["procedure_id"].isin(procedures.loc[procedures["number_27"].notna(), "procedure_id"])]


@cached
def _rates_of_27(tables: Tables) -> pd.DataFrame:
    """The printed rates of the procedures that ``_marks_of_27`` lists."""
    rates = latest_rates(tables)
    listed = set(_marks_of_27(tables)["procedure_id"])
    return rates[rates["procedure_id"].isin(listed) & rates["online_share_pct"].notna()]


@cached
def _trusted(tables: Tables) -> pd.DataFrame:
    """Of those the rates that nothing speaks against."""
    rates = _rates_of_27(tables)
    return rates[rates["correction_id"].isna() & ~rates.index.isin(left_out_nationwide(tables).index)]


def recorded_problems(tables: Tables, subject: Subject) -> pd.DataFrame:
    """What the subject's minutes name as in the way: rows of ``problems``, one a problem and procedure (NA: none)."""
    rows = tables.problems
    rows = rows[(rows["municipality_code"] == subject.code) & (rows["is_obstacle"] == "true")]
    return rows.assign(procedure_id=rows["procedure_ids"].str.split("|")).explode("procedure_id", ignore_index=True)


def _offers(asked: set[str], tables: Tables, subject: Subject) -> pd.DataFrame:
    """Who among ``asked`` has ○ where the subject is blank and no positive rate of its own contradicts the blank."""
    mine = members_rows(tables, _marks_of_27, (subject.code,))
    own = members_rows(tables, _rates_of_27, (subject.code,))
    own = own[own["online_share_pct"] > 0]
    blank = set(mine.loc[mine["status"] == "unmarked", "procedure_id"]) - set(own["procedure_id"])
    found = members_rows(tables, _marks_of_27, tuple(asked - {subject.code}))
    found = found[found["procedure_id"].isin(blank) & (found["status"] == "online")]
    return found[_KEYS].assign(
        kind=OFFERS, online_share_pct=float("nan"), wants_check=False, own_share_pct=float("nan"), own_is_flagged=False
    )


def _uses(tables: Tables, subject: Subject) -> pd.DataFrame:
    """Who really uses what the subject does not, or far less: near, and elsewhere where nobody near does."""
    trusted = _trusted(tables)
    real = trusted[trusted["online_share_pct"] >= REAL_USE_PCT]
    mine = members_rows(tables, _marks_of_27, (subject.code,)).set_index("procedure_id")["status"]
    own = members_rows(tables, _trusted, (subject.code,)).set_index("procedure_id")["online_share_pct"]
    beside = real["procedure_id"].map(own)
    is_low = beside.isna() | (beside < REAL_USE_PCT) | (beside <= real["online_share_pct"] * LOW_BESIDE)
    is_near = real["municipality_code"].isin(subject.group.codes)
    near = set(real.loc[is_near, "procedure_id"])
    applies = real["procedure_id"].map(mine) != "not_applicable"
    is_other = real["municipality_code"] != subject.code
    found = real[is_low & applies & is_other & (is_near | ~real["procedure_id"].isin(near))]
    printed = set(members_rows(tables, _rates_of_27, (subject.code,))["procedure_id"])
    return found[[*_KEYS, "online_share_pct"]].assign(
        kind=USES,
        wants_check=found.index.isin(to_check_nationwide(tables).index),
        own_share_pct=beside,
        own_is_flagged=found["procedure_id"].isin(printed - set(own.index)),
    )


def _alike(tables: Tables, subject: Subject) -> tuple[set[str], pd.Series, pd.DataFrame]:
    """The ten nearest of the group and of the country, everybody's distance in the country, and the cells behind."""
    nearest: set[str] = set()
    distances = pd.Series(dtype="float64")
    cells = tables.rows_of("indicators", lambda _: False)
    for pool in (subject.group, nationwide(tables, subject)):
        try:
            like = similarity(tables, subject, pool)
        except NotComputable:
            continue
        nearest |= set(like.nearest["municipality_code"])
        distances, cells = like.distances, like.cells
    return nearest, distances, cells


def _moved(tables: Tables, subject: Subject) -> set[str]:
    """Who gained between two editions of one list; with one edition, who looks higher in it than in the dashboard."""
    try:
        found = moved(tables, subject)
    except NotComputable:
        return set()
    if found.facts.definitions == 1:
        return {entry["municipality_code"] for entry in found.facts.ask}
    return set(found.table.loc[found.table["looks_higher"], "municipality_code"])
