"""Two editions of the list, under one definition: who put what online between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from survey.analysis.edition_changes import edition_changes
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.marks import as_of, competition_rank, marks_of, tied
from survey.analysis.moved_facts import Between, Moved, Named, priority_short_names, whom_to_ask
from survey.analysis.result import Result
from survey.tidy.tables import Tables


def between_editions(tables: Tables, subject: Subject, older: str, newer: str) -> Result[Moved]:
    """Who gained most of the 27 between two editions, and who gained what is blank here?

    gained: not ○ in the older edition, ○ in the newer one; ranked by competition ranking. ○ that vanished are set
    aside as contradictions, not counted as losses: the blank may be no answer. Members that only one edition has
    (mergers) or that left one of them wholly blank are named and not ranked; so are procedures that one edition
    leaves blank for everybody. Source: da_procedures_online, one definition.

    Table, most gained first: municipality_code, name_ja, older_online_count, newer_online_count, gained_count,
    vanished_count, rank_by_gained, set_aside_reason. A member that is set aside has a reason and no counts.
    """
    codes, shorts = subject.group.codes, priority_short_names(tables)
    sides = [marks_of(tables, edition) for edition in (older, newer)]
    changes = edition_changes(*sides, procedures=list(shorts), codes=codes)
    members = tables.municipalities[["municipality_code", "name_ja"]]
    table = members[members["municipality_code"].isin(codes)]
    counts = {
        "older_online_count": changes.was_online,
        "newer_online_count": changes.is_online,
        "gained_count": changes.gained,
        "vanished_count": changes.vanished,
    }
    by_code = table["municipality_code"]
    table = table.assign(
        **{name: by_code.map(chosen.sum(axis=1)).astype("Int64") for name, chosen in counts.items()},
        set_aside_reason=by_code.map(changes.set_aside),
    )
    table.insert(6, "rank_by_gained", competition_rank(table["gained_count"]))
    table = table.sort_values(["rank_by_gained", "municipality_code"], na_position="last").reset_index(drop=True)
    after = changes.after
    is_listed = subject.code in after.index
    is_blank_here = after.loc[subject.code].eq("unmarked") if is_listed else pd.Series(False, index=after.columns)
    blank_here_gained = _named(changes.gained & is_blank_here, shorts, by_code)
    compared = table[table["set_aside_reason"].isna()]
    gained, codes_compared = _named(changes.gained, shorts, by_code), compared["municipality_code"]
    top = compared[compared["rank_by_gained"] == 1]
    mine = table[table["municipality_code"] == subject.code].iloc[0]
    reason = mine["set_aside_reason"]
    marks = pd.concat([_of_group(side, shorts, codes) for side in sides])
    dates = tuple(map(as_of, sides))
    facts = Moved(
        definitions=1,
        procedures=len(changes.procedures),
        compared=len(compared),
        dashboard_share_pct=None,
        list_online_count=None,
        list_share_pct=None,
        looks_lower_here=None,
        looks_higher=None,
        gained_here=None if pd.isna(mine["gained_count"]) else int(mine["gained_count"]),
        rank_here=None if pd.isna(mine["rank_by_gained"]) else int(mine["rank_by_gained"]),
        vanished=int(compared["vanished_count"].sum()),
        contradictions=tuple(compared.loc[compared["vanished_count"] > 0, "name_ja"]),
        set_aside=tuple(table.loc[table["set_aside_reason"].notna(), "name_ja"]),
        blank_here=int(is_blank_here.sum()),
        ask=whom_to_ask(table, blank_here_gained, subject),
        group_size=subject.group.size,
        detail=Between(
            older_on=dates[0],
            newer_on=dates[1],
            reason_here=None if pd.isna(reason) else str(reason),
            most=0 if compared.empty else int(compared["gained_count"].max()),
            most_names=tuple(top["name_ja"]),
            tied_here=tied(compared["rank_by_gained"], mine["rank_by_gained"]),
            set_aside={
                str(reason): tuple(rows["name_ja"])
                for reason, rows in table.dropna(subset=["set_aside_reason"]).groupby("set_aside_reason")
            },
            not_compared=tuple(shorts[name] for name in changes.not_compared),
            gained=gained,
            vanished=_named(changes.vanished, shorts, by_code),
            blank_here_gained=blank_here_gained,
            compared=compared,
            worth_showing=compared[codes_compared.map(gained).map(bool) | (codes_compared == subject.code)],
        ),
    )
    return Result(facts=facts, table=table, as_of=dates, evidence=evidence("availability", marks))


def _of_group(marks: pd.DataFrame, procedures: Mapping[str, str], codes: Sequence[str]) -> pd.DataFrame:
    return marks[marks["procedure_id"].isin(procedures) & marks["municipality_code"].isin(codes)]


def _named(chosen: pd.DataFrame, shorts: Mapping[str, str], codes: pd.Series) -> Named:
    """Each member's chosen procedures by their short names; () for one that is not compared."""
    return {
        code: tuple(shorts[name] for name, is_chosen in chosen.loc[code].items() if is_chosen)
        if code in chosen.index
        else ()
        for code in codes
    }
