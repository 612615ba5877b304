"""The catalog as it is: valid, one id a thing, every name known; and what it refuses."""

from __future__ import annotations

import csv
import re
import shutil
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
import yaml

from survey.analysis.progress import STATES
from survey.analysis.verdicts import RULES, VERDICTS
from survey.catalog import specs
from survey.catalog.layouts import Item
from survey.catalog.models import FieldSpec
from survey.catalog.source_models import (
    Edition,
    FiguresSource,
    HearingsSource,
    MinutesSource,
    PagesSource,
    RecordsSource,
)
from survey.catalog.specs import CATALOG, corrections, listed, source_ids, source_spec, table_specs
from survey.errors import BadCatalog, NotFound
from survey.paths import Project
from survey.printed.codes import read_code
from survey.printed.text import label, place_key
from survey.raw import store

SOURCES = sorted((CATALOG / "sources").glob("*.yml"))
TABLES = sorted((CATALOG / "tables").glob("*.yml"))
CORRECTIONS = sorted((CATALOG / "corrections").glob("*.yml"))
LISTS = sorted(CATALOG.glob("*.csv"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def relative(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(CATALOG)) for path in paths]


def items() -> Iterator[tuple[str, Item]]:
    for source_id in source_ids():
        for part in source_spec(source_id).parts.values():
            for item in part.items:
                yield source_id, item


def fields() -> Iterator[tuple[str, FieldSpec]]:
    for table, spec in table_specs().items():
        for field in spec.fields:
            yield table, field


def enum(table: str, column: str) -> set[str]:
    (field,) = [field for field in table_specs()[table].fields if field.name == column]
    return set(field.constraints["enum"])


def forget() -> None:
    for cached in (source_spec, table_specs, corrections):
        cached.cache_clear()


def read_all() -> None:
    for source_id in source_ids():
        source_spec(source_id)
    table_specs()
    corrections()


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the catalog that the readers read in place of the real one."""
    copy = tmp_path / "catalog"
    shutil.copytree(CATALOG, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(specs, "CATALOG", copy)
    forget()
    yield copy
    forget()


# The sources


def test_there_are_sources_tables_corrections_and_lists_to_check() -> None:
    assert all((SOURCES, TABLES, CORRECTIONS, LISTS))
    assert source_ids() == [path.stem for path in SOURCES]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_source_is_valid_and_its_id_is_its_files_name(path: Path) -> None:
    spec = source_spec(path.stem)
    assert spec.id == path.stem
    assert bool(spec.parts) == (spec.reads == "figures")
    assert all(part.items or part.blocks for part in spec.parts.values())


@pytest.mark.parametrize("source_id", source_ids())
def test_no_column_is_read_twice_and_no_figure_comes_from_two(source_id: str) -> None:
    for part in source_spec(source_id).parts.values():
        columns = Counter(item.at or item.sum_of or (item.heading, item.under) for item in part.items)
        assert [column for column, times in columns.items() if times > 1] == []
        ids = Counter((item.table, item.id) for item in part.items)
        assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("source_id", source_ids())
def test_every_file_and_sheet_pattern_is_a_regular_expression(source_id: str) -> None:
    for part in source_spec(source_id).parts.values():
        assert re.compile(part.file).pattern
        assert re.compile(part.sheet or "").groups == 0


@pytest.mark.parametrize("source_id", source_ids())
def test_every_workbook_part_names_its_sheet(source_id: str) -> None:
    for part in source_spec(source_id).parts.values():
        assert (part.media_type == "xlsx") == (part.sheet is not None)


@pytest.mark.parametrize("source_id", source_ids())
def test_a_spelling_stands_for_one_heading(source_id: str) -> None:
    for part in source_spec(source_id).parts.values():
        headings = {heading.heading: heading for item in part.items for heading in item.headings if heading.heading}
        headings |= {heading.heading: heading for heading in part.other_headings}
        spellings = [(label(text), heading.under) for heading in headings.values() for text in heading.heading]
        assert [spelling for spelling, times in Counter(spellings).items() if times > 1] == []


@pytest.mark.parametrize("source_id", source_ids())
def test_only_figures_whose_headings_nobody_saw_are_told_by_address(source_id: str) -> None:
    spec = source_spec(source_id)
    for part in spec.parts.values():
        assert bool(part.headings_at) or not spec.is_verified
        assert all(bool(item.at) != bool(part.headings_at) for item in part.items)


@pytest.mark.parametrize("source_id", source_ids())
def test_every_date_an_item_refers_to_is_in_every_listed_edition(source_id: str) -> None:
    spec = source_spec(source_id)
    wanted = {item.as_of for part in spec.parts.values() for item in part.items}
    named = {as_of for as_of in wanted if as_of not in ("edition", "unknown") and not as_of.startswith("heading:")}
    assert all(set(edition.as_of) == named for edition in spec.editions.values())
    assert spec.editions or not named


@pytest.mark.parametrize("source_id", source_ids())
def test_every_listed_edition_is_a_date_or_a_fiscal_year(source_id: str) -> None:
    listed_editions = source_spec(source_id).editions
    assert [name for name in listed_editions if not re.fullmatch(r"\d{4}-\d{2}-\d{2}|FY\d{4}", name)] == []


def test_every_reader_that_a_source_names_reads() -> None:
    figures = [spec for spec in map(source_spec, source_ids()) if isinstance(spec, FiguresSource)]
    readers = {spec.reader for spec in figures}
    assert "figures" in readers
    assert all(callable(import_module(f"survey.sources.{reader}").read) for reader in readers)


def test_an_edition_that_the_catalog_does_not_list_has_nothing_known_of_it() -> None:
    assert source_spec(source_ids()[0]).edition("1900-01-01") == Edition()


def test_a_source_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="made_up") as caught:
        source_spec("made_up")
    assert caught.value.expected == ", ".join(source_ids())


# What is refused


KINDS = {
    "figures": FiguresSource,
    "minutes": MinutesSource,
    "records": RecordsSource,
    "pages": PagesSource,
    "hearings": HearingsSource,
}


@pytest.mark.parametrize("reads", KINDS)
@pytest.mark.parametrize("source_id", ["mic_finance", "toshima_minutes", "practices", "ward_pages", "hearings"])
def test_a_source_says_how_it_is_read_and_has_what_that_needs_and_nothing_else(
    copied: Path, source_id: str, reads: str
) -> None:
    path = copied / "sources" / f"{source_id}.yml"
    # Pages and hearings need neither parts nor minutes, so nothing in the file tells one from the other.
    own, neither = source_spec(source_id).reads, {"pages", "hearings"}
    is_said = own == reads or {own, reads} <= neither
    forget()
    text = re.sub(r"^reads: .*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(f"{text}\nreads: {reads}\n", encoding="utf-8")
    if is_said:
        assert type(source_spec(source_id)) is KINDS[reads]
    else:
        with pytest.raises(BadCatalog, match=rf"{reads}\.") as caught:
            source_spec(source_id)
        assert caught.value.where == str(path)


def test_a_source_that_does_not_say_how_it_is_read_is_refused(copied: Path) -> None:
    path = copied / "sources" / "mic_finance.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("reads: figures\n", ""), encoding="utf-8")
    with pytest.raises(BadCatalog, match="reads"):
        source_spec("mic_finance")


@pytest.mark.parametrize("name", relative(SOURCES + TABLES))
def test_an_unknown_key_is_refused_naming_the_file(copied: Path, name: str) -> None:
    path = copied / name
    path.write_text(path.read_text(encoding="utf-8") + "\nunheard_of: 1\n", encoding="utf-8")
    with pytest.raises(BadCatalog, match="unheard_of") as caught:
        read_all()
    assert caught.value.where == str(path)


@pytest.mark.parametrize("name", relative(CORRECTIONS))
def test_an_unknown_key_of_a_correction_is_refused_naming_the_file(copied: Path, name: str) -> None:
    path = copied / name
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries[-1]["unheard_of"] = 1
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadCatalog, match="unheard_of") as caught:
        read_all()
    assert caught.value.where == str(path)


@pytest.mark.parametrize("name", relative([path for path in SOURCES if source_spec(path.stem).parts]))
@pytest.mark.parametrize("depth", ["licence", "part", "municipalities", "item"])
def test_an_unknown_key_is_refused_at_every_depth(copied: Path, name: str, depth: str) -> None:
    path = copied / name
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    part = next(iter(spec["parts"].values()))
    place = {"licence": spec["licence"], "part": part}
    items = part["items"][0] if "items" in part else part["blocks"]
    place |= {"municipalities": part["municipalities"], "item": items}
    place[depth]["unheard_of"] = 1
    path.write_text(yaml.safe_dump(spec, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadCatalog, match="unheard_of") as caught:
        source_spec(path.stem)
    assert caught.value.where == str(path)


@pytest.mark.parametrize("key", ["title_ja", "publisher_ja", "definition_ja", "licence", "parts"])
def test_a_source_without_what_every_source_has_is_refused(copied: Path, key: str) -> None:
    path = copied / relative(SOURCES)[0]
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    del spec[key]
    path.write_text(yaml.safe_dump(spec, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadCatalog, match=key):
        source_spec(path.stem)


def test_a_source_whose_id_is_not_its_files_name_is_refused(copied: Path) -> None:
    path = copied / relative(SOURCES)[0]
    path.rename(path.with_name("made_up.yml"))
    with pytest.raises(BadCatalog) as caught:
        source_spec("made_up")
    assert caught.value.where == str(path.with_name("made_up.yml"))
    assert caught.value.got == SOURCES[0].stem


@pytest.mark.parametrize("name", relative([SOURCES[0], TABLES[0], CORRECTIONS[0]]))
@pytest.mark.parametrize(
    "content",
    [b"- {id: [\n", "- id: 試験市\n".encode("cp932"), b"5\n", b"[5]\n"],
    ids=["not YAML", "not UTF-8", "a number", "a list of a number"],
)
def test_a_damaged_file_is_refused_naming_it(copied: Path, name: str, content: bytes) -> None:
    path = copied / name
    path.write_bytes(content)
    with pytest.raises(BadCatalog) as caught:
        read_all()
    assert caught.value.where == str(path)


def test_a_corrections_file_whose_last_decision_was_deleted_holds_none(copied: Path) -> None:
    # What the study itself tells people to do once the publisher has repaired the figure.
    first, *_ = relative(CORRECTIONS)
    gone = {entry["id"] for entry in yaml.safe_load((copied / first).read_text(encoding="utf-8"))}
    kept = {entry.id for entry in corrections()} - gone
    forget()
    (copied / first).write_text("# none at present\n", encoding="utf-8")
    assert {entry.id for entry in corrections()} == kept


@pytest.mark.parametrize("path", SOURCES + TABLES + CORRECTIONS, ids=name_of)
def test_no_key_is_said_twice(path: Path) -> None:
    # The loader would keep the second and say nothing.
    twice = []
    to_see = [yaml.compose(path.read_text(encoding="utf-8"))]
    while to_see:
        node = to_see.pop()
        if isinstance(node, yaml.MappingNode):
            twice += [key for key, times in Counter(key.value for key, _ in node.value).items() if times > 1]
            to_see += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            to_see += node.value
    assert twice == []


# What sources, lists and tables say of each other


def test_every_procedure_that_a_source_prints_is_in_the_list_and_the_other_way_round() -> None:
    printed = {item.id for _, item in items() if item.table in ("availability", "take_up")}
    assert printed == set(listed("procedures")["procedure_id"])


def test_every_indicator_that_a_source_prints_is_in_the_list_and_the_other_way_round() -> None:
    printed = {item.id for _, item in items() if item.table == "indicators"}
    assert printed == set(listed("indicators")["indicator_id"])


def test_a_site_is_a_column_of_the_municipalities() -> None:
    printed = {item.id for _, item in items() if item.table == "sites"}
    assert printed
    assert printed <= set(table_specs()["municipalities"].columns)


def test_marks_are_read_only_where_marks_are_listed() -> None:
    readings = {item.reading for _, item in items()} - {"share", "number", "text"}
    assert readings == set(listed("marks")["reading"])


def test_every_mark_is_listed_once_and_read_as_a_state_its_table_knows() -> None:
    marks = listed("marks")
    assert not marks.duplicated(["reading", "printed"]).any()
    assert [printed for printed in marks["printed"] if label(printed) != printed] == []
    by_reading = {reading: set(rows["state"]) for reading, rows in marks.groupby("reading")}
    assert by_reading["availability"] == enum("availability", "status")
    assert by_reading["yes_no"] <= enum("indicators", "cell_state")


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_every_tables_name_is_its_files_name_and_its_columns_are_named_once(path: Path) -> None:
    spec = table_specs()[path.stem]
    assert len(set(spec.columns)) == len(spec.columns)
    assert set(spec.primary_key) <= set(spec.columns)
    required = {field.name for field in spec.fields if field.constraints.get("required")}
    assert set(spec.primary_key) <= required


@pytest.mark.parametrize("table", sorted(table_specs()))
def test_every_foreign_key_leads_to_the_primary_key_of_a_table(table: str) -> None:
    spec = table_specs()[table]
    for key in spec.foreign_keys:
        assert set(key.fields) <= set(spec.columns)
        assert key.table_fields == table_specs()[key.table].primary_key


def test_a_column_has_one_type_in_every_table() -> None:
    types: dict[str, set[str]] = {}
    for _, field in fields():
        types.setdefault(field.name, set()).add(field.type)
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}
    assert {"municipality_code", "source_id", "edition", "procedure_id"} <= set(types)


def test_a_column_that_refers_to_another_table_is_described_alike_wherever_it_does() -> None:
    said: dict[str, set[str]] = {}
    for table, field in fields():
        if any(field.name in key.fields for key in table_specs()[table].foreign_keys):
            said.setdefault(field.name, set()).add(field.description)
    assert {name: texts for name, texts in said.items() if len(texts) > 1} == {}
    assert {"municipality_code", "source_id", "edition", "procedure_id"} <= set(said)


def test_every_column_of_every_table_is_described() -> None:
    assert [(table, field.name) for table, field in fields() if not field.description.strip()] == []


@pytest.mark.parametrize(
    ("name", "table"),
    [("municipalities", "municipalities"), ("procedures", "procedures"), ("indicators", "indicator_definitions")],
)
def test_a_list_that_becomes_a_table_has_its_columns_in_its_order(name: str, table: str) -> None:
    dated = {"valid_from", "valid_until", "successor_code", "predecessor_codes", "former_names_ja"}
    columns = [column for column in listed(name).columns if column not in dated or name != "municipalities"]
    assert columns == [column for column in table_specs()[table].columns if column in columns]
    assert not listed(name).duplicated(list(table_specs()[table].primary_key)).any()


# The lists


@pytest.mark.parametrize("path", LISTS, ids=name_of)
def test_every_list_has_as_many_cells_in_a_row_as_headings(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    assert len(set(headings)) == len(headings)
    assert rows
    assert [row for row in rows if len(row) != len(headings)] == []
    assert [cell for row in rows for cell in row if cell != cell.strip()] == []


def test_a_list_given_away_can_be_changed_without_changing_the_catalog() -> None:
    own = listed("procedures")
    own.loc[:, "name_ja"] = "試験"
    assert "試験" not in set(listed("procedures")["name_ja"])


def test_an_empty_cell_of_a_list_is_empty_text() -> None:
    assert (listed("procedures")["number_27"] == "").any()
    assert not listed("procedures").isna().any().any()


@pytest.mark.parametrize(("column", "last"), [("number_27", 27), ("number_26", 26)])
def test_the_priority_procedures_are_numbered_from_1_in_order(column: str, last: int) -> None:
    assert [int(number) for number in listed("procedures")[column] if number] == list(range(1, last + 1))


def test_the_26_are_the_27_without_the_disaster_certificate() -> None:
    procedures = listed("procedures").set_index("procedure_id")
    in_27 = procedures.index[procedures["number_27"] != ""]
    in_26 = procedures.index[procedures["number_26"] != ""]
    assert set(in_27) - set(in_26) == {"disaster_certificate"}
    assert set(in_26) <= set(in_27)
    assert (procedures.loc[in_26, "number_26"] == procedures.loc[in_26, "number_27"]).all()
    assert set(procedures.loc[in_26, "group"]) == {"childcare", "care"}


@pytest.mark.parametrize("column", ["procedure_id", "name_ja", "short_ja"])
def test_no_two_procedures_share_a_name(column: str) -> None:
    assert listed("procedures")[column].is_unique


def test_every_procedure_is_in_a_known_group() -> None:
    assert set(listed("procedures")["group"]) == enum("procedures", "group")


def test_there_are_1741_municipalities_each_with_a_valid_code_of_its_own_in_order() -> None:
    codes = listed("municipalities")["municipality_code"].tolist()
    assert len(codes) == 1741
    assert [read_code(code) for code in codes] == codes
    assert sorted(set(codes)) == codes


def test_the_special_wards_are_the_23_of_tokyo() -> None:
    municipalities = listed("municipalities")
    wards = municipalities[municipalities["kind"] == "special_ward"]
    assert wards["municipality_code"].str[:5].tolist() == [str(number) for number in range(13101, 13124)]
    assert set(wards["prefecture"]) == {"東京都"}
    assert wards["name_ja"].str.endswith("区").all()


def test_the_kinds_of_municipality_are_those_the_table_knows_and_fit_the_names() -> None:
    municipalities = listed("municipalities")
    assert set(municipalities["kind"]) | {"ended", "to_come"} == enum("municipalities", "kind")
    assert (municipalities["kind"] == "designated_city").sum() == 20
    last = {
        "designated_city": "市",
        "core_city": "市",
        "city": "市",
        "special_ward": "区",
        "town": "町",
        "village": "村",
    }
    assert (municipalities["name_ja"].str[-1] == municipalities["kind"].map(last)).all()


def test_each_of_the_47_prefectures_has_one_code() -> None:
    municipalities = listed("municipalities")
    pairs = set(zip(municipalities["municipality_code"].str[:2], municipalities["prefecture"], strict=True))
    assert sorted(code for code, _ in pairs) == [f"{number:02}" for number in range(1, 48)]
    assert len({prefecture for _, prefecture in pairs}) == 47


def test_a_name_stands_for_one_municipality_within_its_prefecture() -> None:
    municipalities = listed("municipalities")
    keys = municipalities["prefecture"] + municipalities["name_ja"].map(place_key)
    # 泊村 of Hokkaido is two: one lies in the Northern Territories and has no figures, so it is not listed.
    assert keys[keys.duplicated()].tolist() == []


@pytest.mark.parametrize(("name", "key"), [("states", "state"), ("indicators", "indicator_id")])
def test_nothing_is_listed_twice(name: str, key: str) -> None:
    counted = Counter(listed(name)[key])
    assert [entry for entry, times in counted.items() if times > 1] == []


def test_every_state_that_the_tables_of_findings_show_has_a_word() -> None:
    known = set(listed("states")["state"])
    shown = enum("availability", "status") | enum("take_up", "cell_state") | enum("procedures", "group")
    shown |= enum("practices", "certainty") | enum("problems", "is_obstacle")
    assert shown | enum("sources", "how") | set(VERDICTS) | set(STATES) <= known


# What minutes said


def test_every_commitment_is_judged_by_a_rule_that_there_is() -> None:
    assert enum("commitments", "judged_by") == set(RULES) == set(listed("commitments")["judged_by"])


def test_every_kind_of_problem_is_named_and_stands_in_the_way_or_does_not() -> None:
    rows = listed("problems")
    assert set(rows["obstacle"]) == enum("problems", "obstacle")
    assert set(rows.loc[rows["is_obstacle"] == "false", "obstacle"]) == {"record_missing", "plan_as_driver"}


@pytest.mark.parametrize("name", ["commitments", "problems"])
def test_what_minutes_said_is_listed_once_and_names_minutes_that_are_stored(name: str, project: Project) -> None:
    rows = listed(name)
    key = table_specs()[name].primary_key[0]
    assert rows[key].is_unique
    assert set(rows.columns) - {"row"} <= set(table_specs()[name].columns)
    for source_id, edition in set(zip(rows["source_id"], rows["edition"], strict=True)):
        assert edition in store.editions(project, source_id)


def test_a_due_date_is_what_the_printed_words_say_counted_from_the_meeting() -> None:
    """The catalog's dates, read a second way: months and fiscal years from the words alone."""
    ends = {"の半ば": "{0}-09-30", "中": "{1}-03-31", "末": "{1}-03-31", "": "{1}-03-31"}
    for row in listed("commitments").query("due_on != ''").itertuples():
        said_year = int(row.edition[:4])
        fiscal_year = said_year if row.edition[5:] >= "04-01" else said_year - 1
        if found := re.fullmatch(r"令和(\d+)年度(.*)", row.due_words):
            year, end = 2018 + int(found[1]), ends[found[2]]
        elif row.due_words == "来年度":
            year, end = fiscal_year + 1, ends[""]
        else:
            found = re.fullmatch(r"(?:本年)?(\d+)月(の上旬)?", row.due_words)
            last = monthrange(said_year, int(found[1]))[1]
            year, end = said_year, f"{{0}}-{int(found[1]):02}-{10 if found[2] else last}"
        assert row.due_on == end.format(year, year + 1), row.commitment_id


def test_a_lists_headings_are_columns_of_its_table_and_lead_to_one_of_them() -> None:
    lists = [spec.records for spec in map(source_spec, source_ids()) if isinstance(spec, RecordsSource)]
    assert lists
    for spec in lists:
        columns = table_specs()[spec.table].columns
        assert list(spec.headings) == [name for name in columns if name in spec.headings]
        assert set(columns) - set(spec.headings) == {"source_id", "edition", "locator", "cell_printed"}
        assert spec.at in spec.headings


# The corrections


def test_every_correction_has_an_id_of_its_own_and_they_come_in_its_order() -> None:
    ids = [entry.id for entry in corrections()]
    assert sorted(set(ids)) == ids


@pytest.mark.parametrize("path", CORRECTIONS, ids=name_of)
def test_corrections_are_filed_under_the_source_they_correct(path: Path) -> None:
    spec = source_spec(path.stem)
    prints = {(item.table, item.id) for part in spec.parts.values() for item in part.items}
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        about = entry["match"].get("procedure_id") or entry["match"].get("indicator_id")
        assert (entry["table"], about) in prints
        assert entry["match"]["edition"] in spec.editions


def test_every_correction_names_a_municipality_and_columns_that_there_are() -> None:
    codes = set(listed("municipalities")["municipality_code"])
    for entry in corrections():
        assert entry.match["municipality_code"] in codes
        assert set(entry.match) <= set(table_specs()[entry.table].columns)
        assert entry.reason_ja


def test_what_the_catalog_hands_out_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        corrections()[0].expect = "1"
    assert isinstance(listed("marks"), pd.DataFrame)
