"""Is it the file that is meant? One file a part, and it prints the edition that it is added as."""

from __future__ import annotations

import re

import pandas as pd

from survey.catalog.layouts import MinutesLayout, Part, RecordsLayout
from survey.errors import BadFile, BadLayout
from survey.printed.eras import find_as_of, find_month, find_year
from survey.printed.text import label
from survey.sources.layout import cell
from survey.sources.layout_errors import PartOfFile
from survey.sources.readers import Original

_FINDERS = {"day": find_as_of, "month": find_month, "year": find_year}


def file_of(originals: list[Original], part: Part | MinutesLayout | RecordsLayout, part_id: str) -> Original:
    """The one file that is this part.

    Raises:
        BadFile: none of the files, or more than one, has a name that fits.
    """
    fitting = [original for original in originals if re.search(part.file, original.name)]
    if len(fitting) == 1:
        return fitting[0]
    raise BadFile(
        f"part {part_id!r} needs one file, {len(fitting)} of those given fit",
        where=", ".join(original.name for original in originals),
        expected=f"one name that matches {part.file}",
        next_step="give all files of the edition in one command, under the publisher's names",
    )


def printed_date(grid: pd.DataFrame, part: Part) -> tuple[str, str]:
    """Where a file prints its date and what stands there; "" where ``edition_printed_at`` is a row without just one."""
    at = part.edition_printed_at or ""
    if not at.isdigit():
        return f"cell {at}", cell(grid, at)
    row = grid[grid["row"] == at].drop(columns="row")
    texts = row.iloc[0] if len(row) else pd.Series(dtype="str")
    dated = texts[texts.map(lambda text: _FINDERS[part.edition_printed_to](text) is not None)]
    return (f"cell {dated.index[0]}{at}", dated.iloc[0]) if len(dated) == 1 else (f"row {at}", "")


def check_edition(grid: pd.DataFrame, part: Part, where: PartOfFile) -> None:
    """Check that the file prints the edition it is added as (a folder called ``latest`` was once not the latest).

    Where it prints only a month or year, the edition must be a date in it.

    Raises:
        BadLayout: the printed date is another one, or none.
    """
    if part.edition_printed_at is None:
        return
    named = where.edition
    at, printed = printed_date(grid, part)
    found = _FINDERS[part.edition_printed_to](printed)
    is_begun = found is not None and find_as_of(named) == named and named.startswith(found)
    if not (found == named if part.edition_printed_to == "day" else is_begun):
        raise BadLayout(
            "the file is of another date than the edition it is added as",
            where=f"{where.name}, {at}",
            expected=named,
            got=f"{label(printed)!r}, which is {found or 'no date'}",
            next_step="repeat with --edition as the file prints it, if that is the file you mean"
            + (
                ""
                if found
                else f"; if it prints its date elsewhere, say so under part {where.part_id} of "
                f'{where.catalog_file}: changes: {{"{named}": {{edition_printed_at: …}}}}'
            ),
        )
