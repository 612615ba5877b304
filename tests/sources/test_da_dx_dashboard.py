"""The dashboard: two files or one zip, municipalities without a code, told apart by their place in the row."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from functools import cache
from string import ascii_uppercase

import pandas as pd
import pytest
from grids import Grid, column, committed, csv_file, origin, printed

from survey.errors import BadCell, BadFile, BadLayout
from survey.raw.store import RawEdition, as_csv
from survey.sources import register
from survey.sources.readers import Original, column_letter
from survey.tidy.build import read_edition

pytestmark = pytest.mark.slow

SOURCE, EDITION = "da_dx_dashboard", "2024-07-12"
NAMES = {
    "comparison": "市区町村毎のDX進捗状況_市区町村比較.csv",
    "application_rates": "市区町村毎のDX進捗状況_行政手続のオンライン申請率.csv",
}
FIRST = 2  # the municipalities start in column C
# The ministry of internal affairs prints every municipality with its code, once, here.
CODES = sorted(column(printed("mic_finance", "FY2022", "indicators")[2:], "A"))


def the_grids() -> dict[str, Grid]:
    return {part: printed(SOURCE, EDITION, part) for part in NAMES}


def files(grids: dict[str, Grid]) -> list[Original]:
    return [Original(NAMES[part], csv_file(grid)) for part, grid in grids.items()]


@cache
def rows() -> pd.DataFrame:
    return read_edition(RawEdition(SOURCE, EDITION, table(), origin(SOURCE, EDITION)))


@cache
def table() -> pd.DataFrame:
    return register.read(SOURCE, files(the_grids()), EDITION)


def read_again(grids: dict[str, Grid]) -> pd.DataFrame:
    changed = register.read(SOURCE, files(grids), EDITION)
    return read_edition(RawEdition(SOURCE, EDITION, changed, origin(SOURCE, EDITION)))


def zip_with_cp932_names(members: dict[str, bytes]) -> bytes:
    """A zip as Japanese Windows makes it: names in cp932, not declared as anything.

    Python writes no such names, so each member is stored under a stand-in of the same length, which is replaced.
    """
    stand_ins = {
        name: letter * len(name.encode("cp932")) for name, letter in zip(members, ascii_uppercase, strict=False)
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(stand_ins[name], content, zipfile.ZIP_DEFLATED)
    packed = buffer.getvalue()
    for name, stand_in in stand_ins.items():
        packed = packed.replace(stand_in.encode("ascii"), name.encode("cp932"))
    return packed


def test_the_two_files_give_the_committed_raw_table() -> None:
    assert as_csv(table()) == committed(SOURCE, EDITION)


def test_the_order_of_the_files_on_the_command_line_does_not_matter() -> None:
    assert as_csv(register.read(SOURCE, files(the_grids())[::-1], EDITION)) == committed(SOURCE, EDITION)


def test_the_publishers_zip_gives_the_same_table_beside_members_that_are_not_read() -> None:
    grids = the_grids()
    packed = zip_with_cp932_names(
        {
            "表/都道府県のDX進捗状況_都道府県比較.csv": "試験県,試験".encode("cp932"),
            **{f"表/{NAMES[part]}": csv_file(grid) for part, grid in grids.items()},
            "表/都道府県のDX進捗状況_行政手続のオンライン申請率.csv": b"synthetic",
        }
    )
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert not any(member.flag_bits & 0x800 for member in archive.infolist())
    assert as_csv(register.read(SOURCE, [Original("table_01.zip", packed)], EDITION)) == committed(SOURCE, EDITION)


def test_one_of_the_two_files_alone_is_refused() -> None:
    with pytest.raises(BadFile, match="needs one file, 0 of those given fit"):
        register.read(SOURCE, files(the_grids())[:1], EDITION)


def test_municipalities_of_one_name_each_get_their_own_figures() -> None:
    grids = the_grids()
    repeated = {name for name, times in Counter(grids["comparison"][0][FIRST:]).items() if name and times > 1}
    assert "府中市" in repeated
    indexed = rows().assign(cell=rows()["locator"]).set_index("cell")["municipality_code"]
    for part, grid in grids.items():
        names = grid[0][FIRST:]
        for position, name in enumerate(names):
            if name in repeated:
                letter = column_letter(FIRST + position + 1)
                for number in range(2, len(grid) + 1):
                    assert indexed[f"{part}!{letter}{number}"] == CODES[position]


def test_the_two_fuchu_cities_are_tokyos_and_hiroshimas() -> None:
    grid = the_grids()["application_rates"]
    tokyo, hiroshima = (index for index, name in enumerate(grid[0]) if name == "府中市")
    for code, index in (("132063", tokyo), ("342084", hiroshima)):
        own = rows()[(rows()["municipality_code"] == code) & (rows()["table"] == "take_up")]
        assert list(own["cell_printed"]) == [row[index] for row in grid[1:]]
    assert [row[tokyo] for row in grid[1:]] != [row[hiroshima] for row in grid[1:]]


def test_a_column_moved_by_one_is_refused() -> None:
    grids = the_grids()
    for row in grids["comparison"]:
        row[FIRST], row[FIRST + 1] = row[FIRST + 1], row[FIRST]
    with pytest.raises(BadCell, match="name is not its code's") as caught:
        read_again(grids)
    assert "cell C1" in caught.value.where
    assert NAMES["comparison"] in caught.value.where


def test_a_column_moved_to_the_far_end_is_refused() -> None:
    grids = the_grids()
    for row in grids["application_rates"]:
        row.append(row.pop(FIRST))
    with pytest.raises(BadCell, match="name is not its code's") as caught:
        read_again(grids)
    assert NAMES["application_rates"] in caught.value.where


def test_a_missing_municipality_is_refused_since_all_after_it_would_shift() -> None:
    grids = the_grids()
    for row in grids["application_rates"]:
        del row[FIRST + 100]
    with pytest.raises(BadLayout, match="number of municipalities differs") as caught:
        read_again(grids)
    assert f"{len(CODES):,}" in caught.value.expected
    assert f"{len(CODES) - 1:,}" in caught.value.got


def test_a_procedure_added_at_the_foot_is_refused() -> None:
    grids = the_grids()
    grid = grids["application_rates"]
    grid.append(["試験", "試験手続", *["50%"] * (len(grid[0]) - 2)])
    with pytest.raises(BadLayout, match="does not know") as caught:
        register.read(SOURCE, files(grids), EDITION)
    assert f"cell B{len(grid)}" in caught.value.where
    assert caught.value.got == "試験手続"


def test_two_procedures_that_changed_places_are_read_as_before() -> None:
    grids = the_grids()
    grid = grids["application_rates"]
    grid[1], grid[2] = grid[2], grid[1]
    key, figures = ["municipality_code", "table", "id"], ["cell_printed", "state", "value"]
    swapped = register.read(SOURCE, files(grids), EDITION)
    one, other = (
        read_edition(RawEdition(SOURCE, EDITION, cells, origin(SOURCE, EDITION))).set_index(key).sort_index()
        for cells in (table(), swapped)
    )
    assert one[figures].equals(other[figures])
    assert (one["locator"] != other["locator"]).sum() == 2 * one.index.unique("municipality_code").size


def test_an_edition_that_prints_no_date_needs_an_entry_in_the_catalog() -> None:
    raw = RawEdition(SOURCE, "2099-01-01", table(), origin(SOURCE, EDITION))
    with pytest.raises(BadLayout, match="prints no date of its own"):
        read_edition(raw)
