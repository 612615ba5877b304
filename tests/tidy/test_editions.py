"""A later edition with another layout, or other municipalities, is read; what an earlier one says stays as it was.

The list of procedures, cut down to two prefectures' municipalities, is stored as of 2025-03-31; then its cells are
printed otherwise, as a list of a year later. The catalog is mended as the message says, to the letter.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from survey.analysis.groups import find_subject
from survey.catalog import municipalities, specs
from survey.catalog.specs import CATALOG, source_spec
from survey.collect import files as collect
from survey.errors import BadCatalog, BadCell, BadLayout, NotFound, SurveyError
from survey.paths import Project
from survey.printed.codes import check_digit
from survey.raw import store
from survey.raw.store import RawEdition
from survey.sources.readers import column_letter
from survey.tidy import package
from survey.tidy.build import read_edition, tidy_tables

SOURCE, OLD, NEW = "da_procedures_online", "2025-03-31", "2026-03-31"
SHEET = "地方公共団体のデジタル化の取組に関する情報"
PREFECTURES = ("茨城県", "東京都")
HEADINGS, FIRST = 10, 11  # the rows of headings and of the first municipality, counted from 0
CODE, PREFECTURE, NAME, KANA = 0, 2, 3, 4
CERTIFICATE, HOUSING = "罹災証明書の発行申請", "応急仮設住宅の入居申請"

Grid = list[list[str]]


class Desk:
    """A project with a catalog of its own, where somebody adds editions and mends what the messages name."""

    def __init__(self, project: Project, catalog: Path, cells: Grid) -> None:
        self.project, self.catalog, self.cells = project, catalog, cells

    def grid(self) -> Grid:
        """The list as it will be printed a year later; a new copy, to be changed at will."""
        cells = [list(row) for row in self.cells]
        cells[4] = [text.replace("令和６年度末", "令和７年度末") for text in cells[4]]
        return cells

    def add(self, cells: Grid, edition: str = NEW) -> None:
        """Write the cells as the publisher's workbook and add it."""
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet(SHEET)
        for row in cells:
            sheet.append([text or None for text in row])
        path = self.project.root / f"{edition}.xlsx"
        book.save(path)
        collect.add(self.project, [path], SOURCE, edition)

    def refused(self, kind: type[SurveyError], cells: Grid) -> SurveyError:
        """What is said of cells that cannot be added; nothing is stored of them."""
        with pytest.raises(kind) as caught:
            self.add(cells)
        assert store.editions(self.project, SOURCE) == [OLD]
        return caught.value

    def tables(self) -> dict[str, bytes]:
        """The files that tidy makes of every stored edition."""
        return package.contents(tidy_tables(self.project))

    def figures(self, edition: str) -> pd.DataFrame:
        """An edition's figures by municipality and id."""
        rows = read_edition(store.read(self.project, SOURCE, edition))
        return rows.set_index(["municipality_code", "id"]).sort_index()

    def mend(self, name: str, change: Callable[[str], str]) -> None:
        """Edit a file of the catalog."""
        path = self.catalog / name
        text = path.read_text(encoding="utf-8")
        assert change(text) != text
        path.write_text(change(text), encoding="utf-8")
        forget()

    def mend_source(self, old: str, new: str) -> None:
        """Edit the source's file."""
        self.mend(f"sources/{SOURCE}.yml", lambda text: text.replace(old, new))

    def add_municipality(self, line: str) -> None:
        """Add a line to the list of municipalities."""
        self.mend("municipalities.csv", lambda text: f"{text}{line}\n")


def forget() -> None:
    for cached in (source_spec, specs._listed, municipalities._dated_in):
        cached.cache_clear()


@pytest.fixture
def desk(scratch: Project, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    copy = tmp_path / "catalog"
    shutil.copytree(CATALOG, copy, ignore=shutil.ignore_patterns("__pycache__"))
    lines = (copy / "municipalities.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [lines[0], *(line for line in lines if line.split(",")[3] in PREFECTURES)]
    (copy / "municipalities.csv").write_text("".join(kept), encoding="utf-8")
    shutil.rmtree(copy / "corrections")
    (copy / "corrections").mkdir()
    monkeypatch.setattr(specs, "CATALOG", copy)
    specs.corrections.cache_clear()
    forget()
    cells = store.read(project, SOURCE, OLD).table.drop(columns=["part", "row"]).to_numpy().tolist()
    cells = cells[:FIRST] + [row for row in cells[FIRST:] if row[PREFECTURE] in PREFECTURES]
    desk = Desk(scratch, copy, cells)
    desk.add(cells, OLD)
    yield desk
    specs.corrections.cache_clear()
    forget()


def position(cells: Grid, heading: str) -> int:
    """The column under a heading, counted from 0."""
    (found,) = [number for number, text in enumerate(cells[HEADINGS]) if text.split() == heading.split()]
    return found


def row_of(cells: Grid, name: str) -> list[str]:
    (found,) = [row for row in cells if row[NAME] == name]
    return found


def with_column(cells: Grid, at: int, heading: str, figure: str) -> Grid:
    """The cells with a column more, before the one that was at ``at``."""
    more = {HEADINGS: heading}
    return [
        [*row[:at], more.get(number, figure if number >= FIRST else ""), *row[at:]] for number, row in enumerate(cells)
    ]


def line_of_the_message(error: SurveyError) -> str:
    """The line of municipalities.csv that a message ends in."""
    return error.next_step.rpartition(": ")[2]


def unchanged(before: dict[str, bytes], after: dict[str, bytes]) -> bool:
    """Whether every file of the old edition is byte for byte as it was, and there are files of the new one."""
    old = [name for name in before if OLD in name and name.endswith(".csv")]
    assert len(old) == 2
    assert {name.replace(OLD, NEW) for name in old} <= set(after)
    return all(before[name] == after[name] for name in old)


def test_two_columns_that_changed_places_are_read_by_their_headings(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    one, other = position(cells, CERTIFICATE), position(cells, HOUSING)
    for row in cells[HEADINGS - 1 :]:
        row[one], row[other] = row[other], row[one]
    desk.add(cells)
    assert unchanged(before, desk.tables())
    old, new = desk.figures(OLD), desk.figures(NEW)
    assert old["cell_printed"].equals(new["cell_printed"])
    assert old.loc[("131164", "disaster_certificate"), "locator"].startswith(f"marks!{column_letter(one + 1)}")
    assert new.loc[("131164", "disaster_certificate"), "locator"].startswith(f"marks!{column_letter(other + 1)}")


def test_a_column_more_is_refused_until_it_is_listed_as_not_read(desk: Desk) -> None:
    before = desk.tables()
    cells = with_column(desk.grid(), 6, "試験手続", "○")
    error = desk.refused(BadLayout, cells)
    assert f"cell G{HEADINGS + 1}" in error.where
    line = f'- {{heading: "試験手続", since: "{NEW}"}}'
    assert line in error.next_step
    desk.mend_source("    other_headings:\n", f"    other_headings:\n      {line}\n")
    desk.add(cells)
    assert unchanged(before, desk.tables())
    assert desk.figures(OLD)["cell_printed"].equals(desk.figures(NEW)["cell_printed"])


def test_a_column_more_is_read_once_it_is_an_item_since_its_edition(desk: Desk) -> None:
    before = desk.tables()
    cells = with_column(desk.grid(), 10, "犬の登録申請、死亡届", "○")
    desk.refused(BadLayout, cells)
    item = '{heading: "犬の登録申請、死亡届", since: "2026-03-31", table: availability, id: dog_registration, '
    desk.mend_source("    items:\n", f"    items:\n      - {item}reading: availability}}\n")
    desk.add(cells)
    assert unchanged(before, desk.tables())
    assert "dog_registration" not in desk.figures(OLD).index.get_level_values("id")
    assert set(desk.figures(NEW).xs("dog_registration", level="id")["state"]) == {"online"}


def test_an_item_whose_id_no_list_words_is_refused_before_anything_is_stored(desk: Desk) -> None:
    cells = with_column(desk.grid(), 6, "試験手続", "○")
    item = f'{{heading: "試験手続", since: "{NEW}", table: availability, id: not_listed, reading: availability}}'
    desk.mend_source("    items:\n", f"    items:\n      - {item}\n")
    error = desk.refused(BadCatalog, cells)
    assert error.got == "not_listed (試験手続)"
    assert "procedures.csv" in error.next_step


def test_an_item_that_is_said_of_all_editions_makes_the_stored_one_refused_not_changed(desk: Desk) -> None:
    item = '{heading: "試験手続", table: availability, id: dog_registration, reading: availability}'
    desk.mend_source("    items:\n", f"    items:\n      - {item}\n")
    with pytest.raises(BadLayout, match=f"missing in edition {OLD}") as caught:
        desk.tables()
    assert caught.value.expected == "試験手続"
    assert "since:" in caught.value.next_step


def test_a_column_less_is_refused_until_the_catalog_says_which_edition_had_it_last(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    gone = position(cells, CERTIFICATE)
    cells = [[*row[:gone], *row[gone + 1 :]] for row in cells]
    error = desk.refused(BadLayout, cells)
    assert error.expected == CERTIFICATE
    assert "until:" in error.next_step
    desk.mend_source(f'{{heading: "{CERTIFICATE}", ', f'{{heading: "{CERTIFICATE}", until: "{OLD}", ')
    desk.add(cells)
    assert unchanged(before, desk.tables())
    gone_ids = set(desk.figures(OLD).index.unique("id")) - set(desk.figures(NEW).index.unique("id"))
    assert gone_ids == {"disaster_certificate"}


def test_a_renamed_heading_is_refused_until_its_line_lists_both_spellings(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    cells[HEADINGS][position(cells, CERTIFICATE)] = "罹災証明書の\n交付申請"
    error = desk.refused(BadLayout, cells)
    both = f'heading: ["{CERTIFICATE}", "罹災証明書の 交付申請"]'
    assert both in error.next_step
    desk.mend_source(f'heading: "{CERTIFICATE}"', both)
    desk.add(cells)
    assert unchanged(before, desk.tables())
    assert desk.figures(OLD)["cell_printed"].equals(desk.figures(NEW)["cell_printed"])


def test_a_line_more_above_the_headings_is_refused_until_the_edition_says_where_they_are(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    cells.insert(6, [""] * len(cells[0]))
    error = desk.refused(BadLayout, cells)
    assert f'changes: {{"{NEW}": {{headings_at: …' in error.next_step
    axis = "{along: rows, first: 13, code: コード, name: 団体名, coverage: all}"
    changes = f'    changes: {{"{NEW}": {{headings_at: [12, 8], municipalities: {axis}}}}}\n'
    desk.mend_source("    items:\n", f"{changes}    items:\n")
    desk.add(cells)
    assert unchanged(before, desk.tables())
    assert desk.figures(OLD)["cell_printed"].equals(desk.figures(NEW)["cell_printed"])


def test_a_spelling_that_the_catalog_forgets_is_found_in_the_stored_edition(desk: Desk) -> None:
    desk.mend_source(f'heading: "{CERTIFICATE}"', 'heading: "試験手続"')
    with pytest.raises(BadLayout, match=f"missing in edition {OLD}") as caught:
        desk.tables()
    assert CERTIFICATE in caught.value.got


def test_a_town_that_becomes_a_city_needs_the_one_line_that_the_message_prints(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    town = row_of(cells, "阿見町")
    city = "08239" + check_digit("08239")
    town[CODE], town[NAME], town[KANA] = city.lstrip("0"), "阿見市", "アミシ"
    line = line_of_the_message(desk.refused(BadCell, cells))
    assert line == f"{city},阿見市,アミシ,茨城県,city,{NEW},,,084433,"
    desk.add_municipality(line)
    desk.add(cells)
    after = desk.tables()
    assert unchanged(before, after)
    listed = pd.read_csv(pd.io.common.BytesIO(after["municipalities.csv"]), dtype=str).set_index("municipality_code")
    assert listed.loc[[city, "084433"], "kind"].tolist() == ["city", "ended"]
    for name in ("阿見町", "茨城県阿見町", "084433"):
        with pytest.raises(NotFound, match=f"阿見市 {city}"):
            find_subject(listed.reset_index(), name)
    assert find_subject(listed.reset_index(), "阿見市").code == city
    assert "084433" not in desk.figures(NEW).index.get_level_values("municipality_code")


def test_until_the_new_list_is_stored_the_city_is_to_come_and_nothing_else_changes(desk: Desk) -> None:
    before = desk.tables()
    desk.add_municipality(f"08239{check_digit('08239')},阿見市,アミシ,茨城県,city,{NEW},,,084433,")
    after = desk.tables()
    changed = [name for name in after if after[name] != before.get(name) and name.endswith(".csv")]
    assert changed == ["municipalities.csv"]
    assert ",to_come," in after["municipalities.csv"].decode()


def test_two_towns_that_become_one_city_need_one_line_and_their_figures_stay(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    cells.remove(row_of(cells, "五霞町"))
    merged = row_of(cells, "境町")
    city = "08241" + check_digit("08241")
    merged[CODE], merged[NAME], merged[KANA] = city.lstrip("0"), "試験市", "シケンシ"
    line = line_of_the_message(desk.refused(BadCell, cells))
    assert line == f"{city},試験市,KANA,茨城県,city,{NEW},,,085421|085464,"
    desk.add_municipality(line.replace("KANA", "シケンシ"))
    desk.add(cells)
    assert unchanged(before, desk.tables())
    assert {"085421", "085464"} <= set(desk.figures(OLD).index.unique("municipality_code"))
    gone = set(desk.figures(OLD).index.unique("municipality_code")) - set(
        desk.figures(NEW).index.unique("municipality_code")
    )
    assert gone == {"085421", "085464"}


def test_a_town_that_joins_a_city_ends_by_its_own_line(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    cells.remove(row_of(cells, "五霞町"))
    error = desk.refused(BadLayout, cells)
    assert "085421 五霞町" in error.got
    line = line_of_the_message(error)
    own = "085421,五霞町,ゴカマチ,茨城県,town,,"
    assert line == f"{own}LAST-DAY,SUCCESSOR-CODE,,"
    ended = line.replace("LAST-DAY", "2026-01-31").replace("SUCCESSOR-CODE", "082040")
    desk.mend("municipalities.csv", lambda text: text.replace(f"{own},,,\n", f"{ended}\n"))
    desk.add(cells)
    assert unchanged(before, desk.tables())


def test_a_town_under_a_new_name_is_known_by_both(desk: Desk) -> None:
    before, cells = desk.tables(), desk.grid()
    row_of(cells, "五霞町")[NAME] = "試験町"
    assert "former_names_ja" in desk.refused(BadCell, cells).next_step
    own = "085421,五霞町,ゴカマチ,茨城県,town,,,,,\n"
    new = "085421,試験町,シケンマチ,茨城県,town,,,,,五霞町\n"
    desk.mend("municipalities.csv", lambda text: text.replace(own, new))
    desk.add(cells)
    assert unchanged(before, desk.tables())


def test_a_municipality_printed_outside_its_days_is_refused_with_them(desk: Desk) -> None:
    desk.add_municipality(f"08239{check_digit('08239')},阿見市,アミシ,茨城県,city,2026-04-01,,,084433,")
    cells = desk.grid()
    town = row_of(cells, "阿見町")
    town[CODE], town[NAME] = f"8239{check_digit('08239')}", "阿見市"
    error = desk.refused(BadCell, cells)
    assert "from 2026-04-01" in error.next_step
    assert NEW in error.next_step
    desk.mend_source("editions:\n", f'editions:\n  "{NEW}": {{municipalities_on: "2026-04-01"}}\n')
    desk.add(cells)


def test_columns_that_are_joined_by_position_follow_the_list_of_their_own_day(desk: Desk, project: Project) -> None:
    source, old, new = "da_dx_dashboard", "2024-07-12", "2026-07-10"
    raw = store.read(project, source, old)
    listed = pd.read_csv(CATALOG / "municipalities.csv", dtype=str)
    is_kept = [True] * 4 + listed["prefecture"].isin(PREFECTURES).tolist()
    letters = ["part", "row", *(column_letter(number) for number in range(1, sum(is_kept) - 1))]
    table = raw.table.iloc[:, : len(is_kept)].loc[:, is_kept].set_axis(letters, axis="columns")
    before = read_edition(RawEdition(source, old, table, raw.origin))
    # The town's column moves to where its new code stands, as the publisher prints them in the order of codes.
    city = "08239" + check_digit("08239")
    town = list(table.iloc[0]).index("阿見町")
    moved = table.columns[town]
    cells = table.copy()
    cells.loc[cells["row"] == "1", moved] = "阿見市"
    order = list(cells.columns)
    order.insert(order.index(moved) - _towns_before(listed), order.pop(order.index(moved)))
    cells = cells[order].set_axis(letters, axis="columns")
    later = RawEdition(source, new, cells, raw.origin)
    desk.mend(f"sources/{source}.yml", lambda text: text.replace("editions:\n", f"editions:\n  '{new}': {{}}\n"))
    with pytest.raises(BadCell, match="name is not its code's"):
        read_edition(later)
    desk.add_municipality(f"{city},阿見市,アミシ,茨城県,city,2026-04-01,,,084433,")
    after = read_edition(later).replace({"municipality_code": {city: "084433"}})
    key = ["municipality_code", "id"]
    assert after.set_index(key)["cell_printed"].sort_index().equals(before.set_index(key)["cell_printed"].sort_index())
    assert read_edition(RawEdition(source, old, table, raw.origin)).equals(before)


def _towns_before(listed: pd.DataFrame) -> int:
    """How many of 茨城県 have a code between the city's and the town's."""
    return int(listed["municipality_code"].between("082393", "084432").sum())
