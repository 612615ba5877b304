"""The report: every finding with its way back, nothing loaded, nothing that is printed can act."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from documents import document_of, page_of, section_ja, shown
from hypothesis import given
from hypothesis import strategies as st

from survey.findings.finding import Finding
from survey.findings.trace import cited_sources
from survey.outputs import style
from survey.outputs.document.document import document
from survey.outputs.drawing import scale as drawing
from survey.outputs.report import build as report
from survey.outputs.report import colours as report_colours
from survey.outputs.report import matrix as report_matrix
from survey.outputs.text import html_table as report_table
from survey.outputs.text.displayed import ColumnWords, written
from survey.paths import Project
from survey.raw import store
from survey.study import Study

pytestmark = pytest.mark.slow

WORDS = ColumnWords("区", "23区")
MOST_BYTES = 8_000_000
ATTACK = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> ' </script>"


def _page(study: Study, findings: list[Finding]) -> BeautifulSoup:
    return BeautifulSoup(report.build(document_of(study, findings)), "lxml")


@pytest.fixture(scope="module")
def page(report_of: Callable[[str], bytes]) -> BeautifulSoup:
    return BeautifulSoup(report_of("豊島区"), "lxml")


def _data(page: BeautifulSoup) -> dict:
    return json.loads(page.find(id="data").string)


def _articles(page: BeautifulSoup) -> dict[str, Tag]:
    return {article["id"]: article for article in page.find_all("article")}


def test_every_finding_is_there_in_order_under_its_sentence(page: BeautifulSoup, toshima: Study) -> None:
    found = shown(toshima)
    assert list(_articles(page)) == [finding.id for finding in found]
    assert [heading.get_text() for heading in page.find_all("h3")] == [finding.headline_ja for finding in found]


def test_findings_stand_in_the_decks_sections(page: BeautifulSoup, toshima: Study) -> None:
    for finding in shown(toshima):
        section = _articles(page)[finding.id].find_parent("section")
        assert section.find("h2").get_text() == section_ja(toshima, finding)
    names = [heading.get_text() for heading in page.main.find_all("h2")]
    assert names[0] == "要約"
    assert names[-1] == "資料"
    assert len(set(names)) == len(names)


def test_question_date_caveats_method_and_sources_stand_with_each_finding(page: BeautifulSoup, toshima: Study) -> None:
    for finding in shown(toshima):
        text = _articles(page)[finding.id].get_text()
        assert str(finding.method_ja) in text
        if finding.computable:
            assert finding.question_ja in text
            assert [item.get_text() for item in _articles(page)[finding.id].select(".caveats li")] == list(
                map(str, finding.caveats_ja)
            )
        for _, source in cited_sources(finding, toshima.tables.sources).iterrows():
            expected = [source["publisher_ja"], source["title_ja"], source["edition"]]
            expected += [*source["file_names"].split("; "), *source["file_sha256"].split("; ")]
            if isinstance(source["landing_url"], str):
                expected.append(source["landing_url"])
            assert all(part in text for part in expected), (finding.id, source["source_id"])


def test_the_whole_table_is_there_but_for_the_programs_ids(page: BeautifulSoup, toshima: Study) -> None:
    for finding in shown(toshima):
        read = [name for name in finding.table.columns if name not in report_table.IDS]
        names = [name for name in read if any(written(value, name) for value in finding.table[name])]
        table = page.find(id=f"{finding.id}-table")
        if finding.table.empty:
            assert table is None
            continue
        heads = [button.get_text() for button in table.select("thead .sort")]
        assert heads == [WORDS.heading(name) for name in names]
        cells = [[cell.get_text() for cell in row.find_all(["td", "th"])[:-1]] for row in table.select("tbody tr")]
        texts = [[written(row[name], name) for name in names] for _, row in finding.table.iterrows()]
        # A cell's address without the program's name for the file or sheet.
        assert cells == [[re.sub(r"^[a-z_]+!", "", text) for text in row] for row in texts], finding.id
        omitted = [WORDS.heading(name) for name in read if name not in names]
        note = table.find_parent("article").find(class_="omitted")
        assert [part for part in omitted if part in (note.get_text() if note else "")] == omitted


def test_every_chart_is_shown_with_its_words(page: BeautifulSoup, toshima: Study) -> None:
    for finding in shown(toshima):
        article, drawn = _articles(page)[finding.id], drawing.pictures(finding.charts)
        words = "／".join(chart.alt_ja for chart in drawn)
        if finding.id == "matrix":
            assert words in article.find(id="grid").caption.get_text()
        elif drawn:
            assert article.img["alt"] == words
            assert article.img["src"].startswith("data:image/svg+xml;base64,")
        else:
            assert article.find("figure") is None


def test_a_figure_needs_no_font_and_nothing_from_elsewhere(page: BeautifulSoup) -> None:
    for image in page.find_all("img"):
        drawn = base64.b64decode(image["src"].partition(",")[2]).decode("utf-8")
        assert "<text" not in drawn
        assert "<path" in drawn
        assert all(address.startswith("#") for address in re.findall(r'href="([^"]*)"', drawn))


def test_nothing_is_loaded_and_the_page_forbids_it(page: BeautifulSoup) -> None:
    assert not page.find_all(["link", "iframe", "object", "embed", "base", "form"])
    for tag in page.find_all(src=True):
        assert tag.name == "img"
        assert tag["src"].startswith("data:")
    assert not page.find_all(style=True)
    assert not page.find_all(attrs={"srcset": True})
    assert not re.search(r"@import|url\(", page.style.string)
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe" not in policy
    for text in (page.style.string, page.find_all("script")[-1].string):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_links_lead_to_publishers_or_within_the_page(page: BeautifulSoup) -> None:
    ids = {tag["id"] for tag in page.find_all(id=True)}
    for link in page.find_all("a"):
        assert link["href"].startswith(("https://", "http://")) or link["href"].removeprefix("#") in ids


def test_what_is_printed_cannot_act(toshima: Study) -> None:
    found = [
        dataclasses.replace(
            finding,
            texts=finding.texts.asking(ATTACK),
            views=(),
            headline_ja=ATTACK,
            method_ja=ATTACK,
            caveats_ja=(ATTACK,),
            table=finding.table.assign(name_ja=ATTACK, online_names_ja="javascript:alert(3)"),
        )
        for finding in toshima.compute(["standing", "behind"])
    ]
    attacker = dataclasses.replace(toshima.subject, name_ja=ATTACK)
    page = BeautifulSoup(report.build(document(found, attacker, toshima.tables)), "lxml")
    assert len(page.find_all("script")) == 2
    assert not page.find_all(onerror=True)
    assert all(image["src"].startswith("data:") for image in page.find_all("img"))
    assert not [link for link in page.find_all("a") if link["href"].startswith("javascript:")]
    assert [heading.get_text() for heading in page.find_all("h3")] == [ATTACK, ATTACK]
    assert _data(page)["subject"]["name"] == ATTACK


def test_data_in_the_page_cannot_end_its_element(toshima: Study) -> None:
    written = report._embedded({"cells": ["</script><!--", "&amp;"]})
    assert "<" not in written
    assert "&" not in written
    assert json.loads(written) == {"cells": ["</script><!--", "&amp;"]}


def test_the_same_findings_give_the_same_bytes(toshima: Study) -> None:
    first, second = (
        report.build(Study("131164", toshima.project, toshima.tables).document(["standing", "behind"]))
        for _ in range(2)
    )
    assert first == second


def test_a_findings_own_cells_are_the_ones_that_trace_names(page: BeautifulSoup, toshima: Study) -> None:
    data = _data(page)
    for finding in shown(toshima):
        if finding.evidence.empty:
            assert finding.id not in data["findings"]
            continue
        packed, own = data["findings"][finding.id], finding.evidence
        own = own[own["municipality_code"] == toshima.subject.code]
        assert packed["total"] == len(finding.evidence)
        assert sorted(data["cells"][index][1] for index in packed["own"]) == sorted(own["locator"])
        assert len(packed["rows"]) == len(finding.table)


def test_a_cell_prints_what_the_raw_table_prints_there(page: BeautifulSoup, toshima: Study) -> None:
    data, project = _data(page), toshima.project
    raw = store.read(project, "da_procedures_online", "2025-03-31").table
    marks = raw[raw["part"] == "marks"].set_index("row")
    mine = [data["cells"][index] for index in data["findings"]["standing"]["own"]]
    assert len(mine) == 27
    for _, locator, printed, place, _ in mine:
        letters, row = re.fullmatch(r"marks!([A-Z]+)(\d+)", locator).groups()
        assert printed == marks.at[row, letters]
        assert data["places"][place] == toshima.subject.name_ja


def test_a_row_of_a_member_leads_to_that_members_cells(page: BeautifulSoup, toshima: Study) -> None:
    data, (standing,) = _data(page), toshima.compute(["standing"])
    for (cells, left_out), name in zip(data["findings"]["standing"]["rows"], standing.table["name_ja"], strict=True):
        assert {data["places"][data["cells"][index][3]] for index in cells} == {name}
        assert (len(cells), left_out) == (27, 0)


def test_a_row_of_a_procedure_leads_to_the_groups_cells_and_counts_the_countrys(
    page: BeautifulSoup, toshima: Study
) -> None:
    data, (found,) = _data(page), toshima.compute(["used_elsewhere"])
    items, group = found.evidence["item_id"], found.evidence["municipality_code"].isin(toshima.subject.group.codes)
    for (cells, left_out), procedure in zip(
        data["findings"]["used_elsewhere"]["rows"], found.table["procedure_id"], strict=True
    ):
        assert len(cells) == ((items == procedure) & group).sum()
        assert left_out == ((items == procedure) & ~group).sum() > 0


def test_every_row_leads_to_cells_or_says_how_many_are_left_out(page: BeautifulSoup) -> None:
    for finding_id, packed in _data(page)["findings"].items():
        assert all(cells or left_out for cells, left_out in packed["rows"]), finding_id


@pytest.mark.parametrize("name", ["豊島区", "音更町"])
def test_the_page_stays_light_for_a_small_and_a_large_group(name: str, report_of: Callable[[str], bytes]) -> None:
    assert len(report_of(name)) < MOST_BYTES


def test_the_four_values_stay_apart(toshima: Study) -> None:
    words = [report_matrix.rate_ja("value", "6.4%"), report_matrix.rate_ja("zero", "0%")]
    words += [report_matrix.rate_ja("no_base", "ー"), report_matrix.rate_ja("blank", float("nan"))]
    grid = report_matrix.grid(page_of(toshima, toshima.page("matrix")))
    words += [report_matrix.NOT_LISTED_JA, *grid.states.values()]
    assert len(set(words)) == len(words)
    assert words[:2] == ["6.4%", "0%"]
    assert len(set(grid.marks.values())) == len(grid.marks) == 3


def test_the_grid_says_of_every_member_what_is_printed(page: BeautifulSoup, toshima: Study) -> None:
    grid, states = _data(page)["grid"], {"○": "online", "〇": "online", "ー": "not_applicable", "": "unmarked"}
    raw = store.read(toshima.project, "da_procedures_online", "2025-03-31").table
    marks = raw[raw["part"] == "marks"].set_index("row")
    assert set(grid["members"]) == set(toshima.subject.group.codes)
    for member in grid["members"].values():
        for state, locator in zip(member["states"], member["locators"], strict=True):
            letters, row = re.fullmatch(r"([A-Z]+)(\d+)", locator).groups()
            assert states[marks.at[row, letters].strip()] == state
        counted = {state: member["states"].count(state) for state in grid["states"]}
        assert member["counts"] == counted
    rates = {rate for member in grid["members"].values() for rate in member["rates"]}
    assert {"0%", report_matrix.RATE_STATES_JA["blank"]} <= rates
    assert any(report_matrix.SET_ASIDE_JA in rate for rate in rates) == _any_set_aside(toshima)


def _any_set_aside(study: Study) -> bool:
    rates = study.tables.take_up[study.tables.take_up["municipality_code"].isin(study.subject.group.codes)]
    listed = study.tables.procedures.set_index("procedure_id")["number_27"]
    return bool((rates["correction_id"].notna() & rates["procedure_id"].map(listed).notna()).any())


def test_a_finding_that_cannot_be_computed_says_why_and_has_no_table(study_of: Callable[[str], Study]) -> None:
    study = study_of("青ヶ島村")
    missing = [each for each in study.compute() if not each.computable]
    assert missing
    page = _page(study, missing)
    for finding in missing:
        article = _articles(page)[finding.id]
        assert article.h3.get_text() == finding.headline_ja
        assert article.find(["table", "figure", "button"]) is None


def test_a_number_leads_back_and_a_name_made_of_digits_does_not(toshima: Study) -> None:
    frame = pd.DataFrame({"number_27": [3], "name_ja": ["試験"], "online": [0], "applicable": [None]})
    # A second row has the value that the first has not, so that its column is shown.
    frame = pd.concat([frame, frame.assign(applicable=1)], ignore_index=True)
    row = report_table.laid_out(frame, toshima.subject, WORDS).rows[0]
    assert [cell.leads_back for cell in row] == [False, False, True, False]
    assert [cell.sort_by for cell in row] == ["3.0", "", "0.0", ""]
    assert [cell.text for cell in row] == ["3", "試験", "0", ""]


def test_days_and_fiscal_years_are_sorted_by_when_they_are(toshima: Study) -> None:
    frame = pd.DataFrame(
        {"name_ja": ["試験"] * 5, "due_on": ["2028-03-31", "2019-04-30", None, "FY2025", "2025-03-31"]}
    )
    cells = [row[1] for row in report_table.laid_out(frame, toshima.subject, WORDS).rows]
    assert [cell.text for cell in cells] == ["令和10年3月31日", "平成31年4月30日", "", "令和7年度", "令和7年3月31日"]
    in_order = sorted((cell for cell in cells if cell.text), key=lambda cell: float(cell.sort_by))
    assert [cell.text for cell in in_order] == ["平成31年4月30日", "令和7年3月31日", "令和7年度", "令和10年3月31日"]
    assert cells[2].sort_by == "", "a blank has no place among the days"


def test_a_month_or_a_year_is_written_by_its_era_and_sorted_before_its_days(toshima: Study) -> None:
    frame = pd.DataFrame({"name_ja": ["試験"] * 4, "started": ["2022-04-25", "2022-04", "2022", "2019"]})
    cells = [row[1] for row in report_table.laid_out(frame, toshima.subject, WORDS).rows]
    assert [cell.text for cell in cells] == ["令和4年4月25日", "令和4年4月", "令和4年", "平成31年・令和元年"]
    assert [float(cell.sort_by) for cell in cells] == sorted((float(cell.sort_by) for cell in cells), reverse=True)


def test_every_date_is_written_by_its_era(page: BeautifulSoup) -> None:
    """But for what a machine reads (commands, editions' and files' names, addresses) and what a page prints itself."""
    body = BeautifulSoup(str(page.body), "lxml")
    for tag in body.find_all(["script", "code", "a"]) + body.select(".file"):
        tag.decompose()
    assert re.findall(r".{0,20}\d{4}-\d{2}.{0,9}", body.get_text()) == []
    assert re.search(r"\d{4}-\d{2}", " ".join(text for text, *_ in _data(page)["sources"])) is None


def test_a_cell_is_named_by_its_column_and_row_not_by_the_programs_name_for_its_sheet(toshima: Study) -> None:
    frame = pd.DataFrame({"name_ja": ["試験"], "locator": ["試験!C98"]})
    assert report_table.laid_out(frame, toshima.subject, WORDS).rows[0][1].text == "C98"


def test_a_headings_short_brackets_are_kept_together(toshima: Study) -> None:
    (column,) = report_table.laid_out(pd.DataFrame({"need_score": [0.5]}), toshima.subject, WORDS).columns
    assert "".join(text for text, _ in column.pieces) == column.heading
    assert [text for text, is_kept in column.pieces if is_kept] == [column.heading[column.heading.index("（") :]]


@given(heading=st.text("試験の数（、）オンーラ10%", max_size=20))
def test_a_headings_words_are_the_heading(heading: str) -> None:
    column = report_table.Column(heading, "number", 0.0, names_rows=False, part=None)
    assert "".join(text for text, _ in column.pieces) == heading


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "https://example.invalid/a b", "www"])
def test_only_a_web_address_becomes_a_link(text: str) -> None:
    assert not report_table.is_address(text)
    assert report_table.is_address("https://example.invalid/a?b=c")


@pytest.mark.parametrize("colours", [report_colours.LIGHT, report_colours.DARK])
def test_every_ink_can_be_read_on_its_grounds(colours: dict[str, str]) -> None:
    for ink, grounds in report_colours.INKS.items():
        for ground in grounds:
            assert style.contrast(colours[ink], colours[ground]) >= style.LEAST_CONTRAST, (ink, ground)


def test_what_the_page_is_made_of_is_installed_with_the_package(project: Project) -> None:
    from hatchling.builders.wheel import WheelBuilder

    included = {Path(file.distribution_path) for file in WheelBuilder(str(project.root)).recurse_included_files()}
    parts = {Path("survey/outputs/report/page") / path.name for path in report._PAGE.iterdir()}
    assert parts
    assert parts <= included


def test_the_study_leaves_one_file_beside_the_deck(scratch: Project, toshima: Study) -> None:
    from survey import study

    aimed = Study("131164", scratch, toshima.tables)
    (path,) = study.write(aimed, "report", ["standing"])
    assert path == aimed.outputs / "豊島区_オンライン化.html"
    assert path.read_bytes().startswith(b"<!doctype html>")
