"""The way back: from a finding to the publisher's cells, file, address and hash."""

from __future__ import annotations

import pandas as pd

from survey.errors import RawConflict
from survey.findings.finding import Finding
from survey.paths import Project
from survey.printed.text import label
from survey.raw import store
from survey.raw.locators import printed_at


def cited_sources(finding: Finding, sources: pd.DataFrame) -> pd.DataFrame:
    """The rows of table ``sources`` that a finding rests on, in order."""
    wanted = pd.MultiIndex.from_tuples(finding.editions, names=["source_id", "edition"])
    held = pd.MultiIndex.from_frame(sources[["source_id", "edition"]])
    return sources[held.isin(wanted)].reset_index(drop=True)


def walked_back(finding: Finding, project: Project, municipality_code: str | None = None) -> pd.DataFrame:
    """The finding's cells (those of one municipality, if given), each read again from data/raw.

    Columns: those of ``Finding.evidence`` and raw_printed.

    Raises:
        RawConflict: a raw cell no longer prints what the finding used.
    """
    rows = finding.evidence
    if municipality_code is not None:
        rows = rows[rows["municipality_code"] == municipality_code]
    rows = rows.reset_index(drop=True)
    found = pd.Series("", index=rows.index, dtype="object")
    for source_id, edition in dict.fromkeys(zip(rows["source_id"], rows["edition"], strict=True)):
        cells = rows[(rows["source_id"] == source_id) & (rows["edition"] == edition)]
        raw = store.read(project, source_id, edition).table
        split = cells["locator"].str.partition("!")
        for part_id, addresses in split[2].groupby(split[0]):
            part = raw[raw["part"] == part_id].set_index("row")
            found.loc[addresses.index] = printed_at(part, addresses)
    differs = rows[found.map(label) != rows["cell_printed"].map(label)]
    if len(differs):
        row = differs.iloc[0]
        raise RawConflict(
            "a finding rests on a cell that data/raw prints otherwise",
            where=f"{row['source_id']} {row['edition']} {row['locator']}",
            expected=repr(row["cell_printed"]),
            got=repr(found[row.name]),
            next_step="survey tidy",
        )
    return rows.assign(raw_printed=found)
