"""Is the layout the one the catalog knows? A heading that moved or appeared is an error, never a guess."""

from __future__ import annotations

import re

import pandas as pd

from survey.catalog.models import Item, MinutesLayout, Part, RecordsLayout
from survey.errors import BadFile, BadLayout
from survey.printed.eras import find_as_of, find_month, find_year
from survey.printed.text import label
from survey.raw.locators import columns_at
from survey.sources.readers import Original

_CELL = re.compile(r"([A-Z]+)([0-9]+)")
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


def cell(grid: pd.DataFrame, address: str) -> str:
    """The text at a cell address (U11); empty outside the grid."""
    letters, number = _CELL.fullmatch(address).groups()
    if letters not in grid or int(number) > len(grid):
        return ""
    return grid.at[int(number) - 1, letters]


def layout(grid: pd.DataFrame, part: Part, file_name: str) -> None:
    """Check every heading the catalog names, and that there is none it does not name.

    Raises:
        BadLayout: names the first cell that differs, and where the heading was found instead.
    """
    expected = {**part.fixed_cells, **(_headings(part) if part.headings_at else {})}
    for address, heading in expected.items():
        if label(cell(grid, address)) != label(heading):
            raise BadLayout(
                "a heading is not where the catalog says it is",
                where=place(file_name, part, address),
                expected=label(heading),
                got=(label(cell(grid, address)) or "an empty cell") + _found_elsewhere(grid, heading),
                next_step="compare the file with catalog/sources; if the publisher changed the layout, "
                "mend the catalog file",
            )
    for address, text in (_heading_cells(grid, part) if part.headings_at else {}).items():
        if label(text) and address not in expected:
            raise BadLayout(
                "there is a column or row of figures that the catalog does not know",
                where=place(file_name, part, address),
                expected="nothing here",
                got=label(text),
                next_step="say in catalog/sources what it means, then add the file again",
            )


def nothing_else(grid: pd.DataFrame, part: Part, file_name: str) -> None:
    """Check that no figure stands outside the columns (or rows) the catalog knows, headed or not.

    Raises:
        BadLayout: names the first such cell.
    """
    along_rows = part.municipalities.along == "rows"
    first = (part.headings_at if along_rows else None) or part.municipalities.first
    known = {column for item in part.items for column in _span(grid, item, along_rows)}
    axis = part.municipalities
    known |= {*part.other_headings, axis.name, axis.code or "", axis.prefecture or ""}
    known |= {_CELL.fullmatch(address)[1 if along_rows else 2] for address in part.fixed_cells}
    body = grid[grid["row"].astype(int) >= int(first)].set_index("row") if along_rows else grid.set_index("row").T
    if not along_rows:
        body = body.loc[first:]
    strangers = body.loc[:, ~body.columns.isin(known)]
    filled = strangers.apply(lambda column: column.str.strip() != "")
    for name in filled.columns[filled.any()]:
        at = filled.index[filled[name]][0]
        raise BadLayout(
            "there is a figure outside the columns and rows that the catalog knows",
            where=place(file_name, part, f"{name}{at}" if along_rows else f"{at}{name}"),
            expected="an empty cell",
            got=strangers.at[at, name],
            next_step="say in catalog/sources what it means, then add the file again",
        )


def _span(grid: pd.DataFrame, item: Item, along_rows: bool) -> list[str]:
    return columns_at(item.at, grid.columns) if along_rows else [item.at]


def edition(grid: pd.DataFrame, part: Part, named: str, file_name: str) -> None:
    """Check that the file prints the edition it is added as (a folder called ``latest`` was once not the latest).

    Where it prints only a month or year, the edition must be a date in it.

    Raises:
        BadLayout: the printed date is another one, or none.
    """
    if part.edition_printed_at is None:
        return
    printed = cell(grid, part.edition_printed_at)
    found = _FINDERS[part.edition_printed_to](printed)
    is_begun = found is not None and find_as_of(named) == named and named.startswith(found)
    if not (found == named if part.edition_printed_to == "day" else is_begun):
        raise BadLayout(
            "the file is of another date than the edition it is added as",
            where=place(file_name, part, part.edition_printed_at),
            expected=named,
            got=f"{label(printed)!r}, which is {found or 'no date'}",
            next_step="repeat with --edition as the file prints it, if that is the file you mean",
        )


def _headings(part: Part) -> dict[str, str]:
    named = {first_column(item): item.heading for item in part.items} | part.other_headings
    return {_address(part, at): heading for at, heading in named.items()}


def first_column(item: Item) -> str:
    """The column (or row) that carries the item's heading; several are headed by their first."""
    return re.split("[:+/]", item.at)[0]


def _address(part: Part, at: str) -> str:
    return f"{at}{part.headings_at}" if part.municipalities.along == "rows" else f"{part.headings_at}{at}"


def _heading_cells(grid: pd.DataFrame, part: Part) -> dict[str, str]:
    if part.municipalities.along == "rows":
        row = grid.iloc[int(part.headings_at) - 1].drop("row")
        return {f"{letter}{part.headings_at}": text for letter, text in row.items()}
    return {f"{part.headings_at}{row}": text for row, text in zip(grid["row"], grid[part.headings_at], strict=True)}


def _found_elsewhere(grid: pd.DataFrame, heading: str) -> str:
    wanted = label(heading)
    for letter in grid.columns.drop("row"):
        for index, text in grid[letter].items():
            if wanted and text and label(text) == wanted:
                return f" (that heading stands in {letter}{index + 1})"
    return ""


def place(file_name: str, part: Part, address: str) -> str:
    """A cell in the words of an error: file, sheet, address."""
    return f"{file_name}, {'sheet ' + part.sheet + ', ' if part.sheet else ''}cell {address}"
