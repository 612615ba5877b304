"""While one edition of the list is stored: two publications of two definitions, and who has what is blank here."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.marks import statuses
from survey.analysis.moved_facts import Moved, Named, SideBySide, priority_short_names, whom_to_ask
from survey.analysis.publications import publication
from survey.analysis.result import Result
from survey.analysis.two_definitions import ROUNDING_PCT, TwoLists, two_lists
from survey.tidy.tables import Tables


def side_by_side(tables: Tables, subject: Subject) -> Result[Moved]:
    """The 26 procedures' share in the dashboard's release beside the newer list, and who has online what is blank here.

    dashboard_share_pct: as printed (whole percent of 26; may count only what Mynaportal takes). list_online_count: ○
    among the 26; list_share_pct: that over 26. No difference is computed and nobody is ranked by one: the two are not
    one series. looks_lower and looks_higher only mark what more than rounding sets apart. blank_here_online_count: of
    the 26, those that are ○ there and blank here; it orders the rows, ties by code (the newer list's order where
    nothing is blank here). Sources: da_dx_dashboard, da_procedures_online.

    Raises:
        NotComputable: one of the two prints nothing for the municipality.
    """
    lists = two_lists(tables, subject)
    blanks = _blanks_here(lists, subject)
    online = _online_of(lists, blanks)
    table = lists.table.assign(blank_here_online_count=[len(online[code]) for code in lists.table["municipality_code"]])
    if blanks:
        table = table.sort_values(["blank_here_online_count", "municipality_code"], ascending=[False, True])
        table = table.reset_index(drop=True)
    mine = table[table["municipality_code"] == subject.code].iloc[0]
    blank_of_27 = _blanks_of_27(tables, subject)
    facts = Moved(
        definitions=2,
        procedures=lists.of,
        compared=len(table),
        dashboard_share_pct=float(mine["dashboard_share_pct"]),
        list_online_count=int(mine["list_online_count"]),
        list_share_pct=float(mine["list_share_pct"]),
        looks_lower_here=bool(mine["looks_lower"]),
        looks_higher=int(table["looks_higher"].sum()),
        gained_here=None,
        rank_here=None,
        vanished=None,
        contradictions=tuple(lists.table.loc[lists.table["looks_lower"], "name_ja"]),
        set_aside=lists.left_out,
        blank_here=len(blanks),
        ask=whom_to_ask(table, online, subject),
        group_size=subject.group.size,
        detail=SideBySide(
            release_on=lists.release,
            list_on=lists.date,
            looks_equal=bool(abs(mine["list_share_pct"] - mine["dashboard_share_pct"]) <= ROUNDING_PCT),
            blank_of_27=len(blank_of_27),
            blank_beyond_26=tuple(short for name, short in blank_of_27.items() if name not in blanks),
            online=online,
            worth_showing=_worth_showing(table, online, subject),
        ),
    )
    return Result(facts=facts, table=table, as_of=(publication(lists.release), lists.date), evidence=lists.evidence)


def _worth_showing(table: pd.DataFrame, online: Named, subject: Subject) -> pd.DataFrame:
    codes = table["municipality_code"]
    has_what_is_blank = codes.map(online).map(bool) & (codes != subject.code)
    chosen = has_what_is_blank if has_what_is_blank.any() else table["looks_higher"]
    return table[chosen | (codes == subject.code)]


def _blanks_here(lists: TwoLists, subject: Subject) -> list[str]:
    marks = lists.marks
    mine = marks[(marks["municipality_code"] == subject.code) & (marks["status"] == "unmarked")]
    return list(mine["procedure_id"])


def _blanks_of_27(tables: Tables, subject: Subject) -> dict[str, str]:
    """The blanks here among the 27: short name by procedure_id."""
    status = statuses(tables, subject.code)
    return {name: short for name, short in priority_short_names(tables).items() if status.get(name) == "unmarked"}


def _online_of(lists: TwoLists, blanks: Sequence[str]) -> Named:
    """What each member has online of what is blank here."""
    marks = lists.marks
    there = marks[(marks["status"] == "online") & marks["procedure_id"].isin(blanks)]
    shorts = there.groupby("municipality_code")["short_ja"].agg(tuple).to_dict()
    return {code: shorts.get(code, ()) for code in lists.table["municipality_code"]}
