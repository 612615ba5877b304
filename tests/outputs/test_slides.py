"""The deck says what the findings say, in native charts, with a source on every page."""

from __future__ import annotations

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Callable

import pytest
import real_font
from documents import whole_of
from pptx.chart.plot import LinePlot
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from survey.findings.charts import Bars, Matrix, Ranges, Slopes
from survey.findings.finding import Finding
from survey.findings.summary import conclusion
from survey.outputs import style
from survey.outputs.document.document import document
from survey.outputs.slides import build as slides
from survey.outputs.slides import deck, page_layout
from survey.study import Study

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def made(deck_of: Callable[[str], Deck]) -> Deck:
    return deck_of("豊島区")


def _title(slide: Slide) -> str:
    return slide.shapes.title.text_frame.text.replace("\v", "")


def _texts(slide: Slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def _shown(study: Study) -> list[Finding]:
    findings = whole_of(study).findings
    return [finding for finding in findings if finding.computable and (finding.charts or len(finding.table))]


def _headline(slide: Slide) -> str:
    """The title without the number of the slide among those with the same sentence."""
    return re.sub(r"（\d+/\d+）$", "", _title(slide))


def _pages(made: Deck, study: Study) -> list[tuple[list[Slide], Finding]]:
    """Each finding's slides with the finding, as many as the study shows."""
    slides = [slide for slide in list(made.slides)[2:] if not _title(slide).startswith("出典は")]
    runs = [list(run) for _, run in itertools.groupby(slides, key=_headline)]
    return list(zip(runs, _shown(study), strict=True))


def test_the_deck_is_wide_and_has_title_summary_findings_and_sources(made: Deck, toshima: Study) -> None:
    assert made.slide_width * 9 == pytest.approx(made.slide_height * 16, rel=0.001)
    titles = [_title(slide) for slide in made.slides]
    shown = _shown(toshima)
    assert titles[1] == conclusion(toshima.compute(), toshima.subject)
    pages = _pages(made, toshima)
    assert [_headline(slides[0]) for slides, _ in pages] == [finding.headline_ja for finding in shown]
    count = sum(len(slides) for slides, _ in pages)
    assert titles[2 + count :]
    assert all(title.startswith("出典") for title in titles[2 + count :])


def test_native_charts_hold_the_findings_values(made: Deck, toshima: Study) -> None:
    for run, finding in _pages(made, toshima):
        plots = [shape.chart.plots[0] for slide in run for shape in slide.shapes if shape.has_chart]
        lines = [plot for plot in plots if isinstance(plot, LinePlot)]
        plots = [plot for plot in plots if not isinstance(plot, LinePlot)]
        slopes = [chart for chart in finding.charts if isinstance(chart, Slopes)]
        assert [tuple(plot.categories) for plot in lines] == [chart.ends_ja for chart in slopes]
        for plot, chart in zip(lines, slopes, strict=True):
            told = dict(zip(chart.labels, zip(chart.starts, chart.ends, strict=True), strict=True))
            assert {series.name: tuple(series.values) for series in plot.series} == told
        described = [chart for chart in finding.charts if isinstance(chart, Bars | Ranges)]
        drawn = [label for plot in plots for label in plot.categories]
        assert drawn == [label for chart in described for label in chart.labels]
        if not all(isinstance(chart, Bars) for chart in described):
            continue
        cells = [row for plot in plots for row in zip(*(series.values for series in plot.series), strict=True)]
        told = [row for chart in described for row in zip(*(series.values for series in chart.series), strict=True)]
        assert cells == told
        names = {tuple(series.name for series in plot.series) for plot in plots}
        assert names == {tuple(series.name_ja for series in chart.series) for chart in described}


def test_the_matrix_is_a_native_table_with_a_mark_for_every_cell(made: Deck, toshima: Study) -> None:
    (((slide,), finding),) = [page for page in _pages(made, toshima) if page[1].id == "matrix"]
    (chart,) = finding.charts
    assert isinstance(chart, Matrix)
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    marks = {state: mark for state, mark, _ in chart.legend}
    for row, states in enumerate(chart.states):
        printed = [table.cell(row + 2, column + 1).text for column in range(len(states))]
        assert printed == [marks[state] for state in states]


def test_every_finding_has_its_source_on_the_page_and_method_and_caveats_in_the_notes(
    made: Deck, toshima: Study
) -> None:
    for slide, finding in [(slide, finding) for run, finding in _pages(made, toshima) for slide in run]:
        assert any(text.startswith("出典：") for text in _texts(slide))
        notes = slide.notes_slide.notes_text_frame.text
        assert str(finding.method_ja) in notes
        assert all(str(caveat) in notes for caveat in finding.caveats_ja)
        assert f"survey trace {finding.id}" in notes
        assert re.search(r"sha256 [0-9a-f]{64}", notes)


def test_charts_and_tables_carry_alt_text(made: Deck) -> None:
    frames = [shape for slide in made.slides for shape in slide.shapes if shape.has_chart or shape.has_table]
    assert frames
    assert all(shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in frames)


def test_every_run_has_the_east_asian_font(made: Deck) -> None:
    for slide in made.slides:
        assert real_font.fonts(slide._element) == {(style.OFFICE_FONT, style.OFFICE_FONT)}


# The ward of the minutes, a city, a village without any mark, a city of the twenty largest, a rare letter in a name.
_DECKS = ["豊島区", "八王子市", "青ヶ島村", "札幌市", "鰺ヶ沢町"]


@pytest.mark.parametrize("name", _DECKS)
def test_nothing_lies_outside_the_page_or_on_anything_else_and_no_text_is_cut(
    name: str, deck_of: Callable[[str], Deck]
) -> None:
    made = deck_of(name)
    for slide in made.slides:
        assert _title(slide)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height
        assert not real_font.overlapping(slide.shapes), _title(slide)
        assert not real_font.too_long(slide), _title(slide)


@pytest.mark.parametrize("length", [20, 60, 80, 90, 100])
def test_a_title_of_up_to_a_hundred_characters_stays_in_its_two_lines(length: int) -> None:
    slide = deck.add_slide(deck.new_deck(), ("仮の見出しの文" * 20)[:length], "問い")
    assert not real_font.too_long(slide)
    assert not real_font.overlapping(slide.shapes)


def _summary(study: Study, findings: list[Finding]) -> tuple[list[str], list[str], str]:
    """What is asked, what is answered, the notes."""
    slide = slides.build(document(findings, study.subject, study.tables)).slides[1]
    asked, answered = (
        [shape.text_frame.text.replace("\v", "") for shape in slide.shapes if shape.name.startswith(kind)]
        for kind in ("question ", "headline ")
    )
    return asked, answered, slide.notes_slide.notes_text_frame.text


def test_the_summary_answers_with_the_place_the_gap_and_what_next(toshima: Study) -> None:
    findings = {finding.id: finding for finding in toshima.compute(["standing", "beyond_27", "offered_not_used"])}
    priorities = dataclasses.replace(findings["standing"], id="priorities", headline_ja="まず仮の手続、次に仮の手続")
    asked, answered, _ = _summary(toshima, [*findings.values(), priorities])
    assert asked == ["いまの位置", "他区との差", "次の一手"]
    assert answered == [findings[name].headline_ja for name in ("standing", "beyond_27")] + [priorities.headline_ja]


def test_the_summarys_notes_name_the_page_behind_every_number_of_its_title(made: Deck, toshima: Study) -> None:
    notes = made.slides[1].notes_slide.notes_text_frame.text
    (line,) = [line for line in notes.splitlines() if line.startswith("見出しの数値の元")]
    for finding in toshima.compute(["standing", "offered_not_used", "behind", "beyond_27"]):
        assert f"ページ「{finding.question_ja}」（survey trace {finding.id}）" in line


def test_without_priorities_the_summary_says_what_is_used_and_the_notes_say_why(toshima: Study) -> None:
    findings = toshima.compute(["standing", "beyond_27", "offered_not_used"])
    why = dataclasses.replace(findings[0], id="priorities", headline_ja="仮の理由で計算できない", computable=False)
    for given, reason in ((findings, ""), ([*findings, why], why.headline_ja)):
        asked, answered, notes = _summary(toshima, given)
        assert asked == ["いまの位置", "他区との差", "使われているか"]
        assert answered[2] == findings[2].headline_ja
        assert reason in notes


def test_a_question_that_nothing_answers_is_left_out_of_the_summary(toshima: Study) -> None:
    assert _summary(toshima, toshima.compute(["standing"]))[0] == ["いまの位置"]


def test_a_finding_that_cannot_be_computed_gets_no_slide(toshima: Study) -> None:
    standing, behind = toshima.compute(["standing", "behind"])
    why = dataclasses.replace(behind, headline_ja="仮の理由で計算できない", computable=False, charts=())
    made = slides.build(document([standing, why], toshima.subject, toshima.tables))
    assert why.headline_ja not in [_title(slide) for slide in made.slides]
    assert why.headline_ja in made.slides[1].notes_slide.notes_text_frame.text


@pytest.mark.parametrize("name", _DECKS)
def test_a_finding_with_nothing_to_show_is_named_in_the_notes_instead(
    name: str, deck_of: Callable[[str], Deck], study_of: Callable[[str], Study]
) -> None:
    made, found = deck_of(name), whole_of(study_of(name)).findings
    shown = {_headline(slide) for slide in made.slides}
    notes = made.slides[1].notes_slide.notes_text_frame.text
    for finding in found:
        assert finding.headline_ja in shown or finding.headline_ja in notes


def _fits_two_lines(slide: Slide) -> bool:
    size_pt = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt
    full_width = sum(1.0 if ord(character) > 0x2E80 else 0.6 for character in _title(slide))
    return full_width * size_pt / 72 <= 2 * page_layout.HOUSE.title[2]


@pytest.mark.parametrize("name", ["豊島区", "八王子市"])
def test_every_title_fits_two_lines(name: str, deck_of: Callable[[str], Deck]) -> None:
    for slide in deck_of(name).slides:
        assert _fits_two_lines(slide), _title(slide)


@pytest.mark.parametrize("name", ["えりも町", "奥尻町", "つくばみらい市"])
def test_every_sentence_of_a_long_name_fits_a_title(name: str, study_of: Callable[[str], Study]) -> None:
    """Without the whole deck: its titles are these sentences, one of several slides with its number."""
    study, open_deck = study_of(name), deck.new_deck()
    sentences = [f"{finding.headline_ja}（2/3）" for finding in _shown(study)]
    for title in [slides.title_ja(study.subject), conclusion(study.compute(), study.subject), *sentences]:
        slide = deck.add_slide(open_deck, title, "問い")
        assert _fits_two_lines(slide), title
        assert not real_font.too_long(slide), title


def test_findings_that_allow_no_summary_get_a_deck_without_one(toshima: Study) -> None:
    made = slides.build(toshima.document(["behind"]))
    titles = [_title(slide) for slide in made.slides]
    assert titles[0] == slides.title_ja(toshima.subject)
    assert titles[1] == toshima.compute(["behind"])[0].headline_ja
    assert all(titles)


@pytest.fixture(scope="module", params=_DECKS)
def any_deck(
    request: pytest.FixtureRequest, deck_of: Callable[[str], Deck], study_of: Callable[[str], Study]
) -> tuple[Deck, Study]:
    return deck_of(request.param), study_of(request.param)


def _sections(made: Deck) -> list[tuple[str, list[int]]]:
    namespace = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    return [
        (section.get("name"), [int(slide.get("id")) for slide in section.iter(f"{namespace}sldId")])
        for section in made.part._element.iter(f"{namespace}section")
    ]


def test_every_slide_is_in_one_section_in_the_slides_order(any_deck: tuple[Deck, Study]) -> None:
    listed = [slide_id for _, ids in _sections(any_deck[0]) for slide_id in ids]
    assert listed == [slide.slide_id for slide in any_deck[0].slides]


@pytest.mark.parametrize(("name", "others"), [("豊島区", "他区"), ("八王子市", "他市"), ("青ヶ島村", "他町村")])
def test_the_sections_call_the_others_what_they_are(name: str, others: str, deck_of: Callable[[str], Deck]) -> None:
    names = [section for section, _ in _sections(deck_of(name))]
    assert others in names
    assert names[0] == "要約"
    assert names[-1] == "資料"


def test_no_placeholder_is_left_empty(any_deck: tuple[Deck, Study]) -> None:
    for slide in any_deck[0].slides:
        assert [holder.text_frame.text.strip() for holder in slide.placeholders if holder.has_text_frame] != []
        assert all(holder.text_frame.text.strip() for holder in slide.placeholders)


def test_every_text_is_as_large_as_its_role_wants(any_deck: tuple[Deck, Study]) -> None:
    smaller = {
        "question": page_layout.QUESTION_PT,
        "source": page_layout.SOURCE_PT,
        "slide number": page_layout.NUMBER_PT,
    }
    made, study = any_deck
    fine = [slide for run, finding in _pages(made, study) if finding.id == "matrix" for slide in run]
    for slide in made.slides:
        for shape in slide.shapes:
            if shape.has_table and slide.slide_id in {found.slide_id for found in fine}:
                assert "細かい表です" in "".join(_texts(slide))
                continue
            least_pt = smaller.get(shape.name, page_layout.BODY_PT)
            assert min(real_font.sizes_pt(shape), default=least_pt) >= least_pt, (_title(slide), shape.name)


def _numbers(text: str) -> set[str]:
    """The numbers in a text, full-width or with thousands separators, as plain numbers."""
    ascii_text = unicodedata.normalize("NFKC", text).replace(",", "")
    return {f"{float(number):g}" for number in re.findall(r"\d+(?:\.\d+)?", ascii_text)}


def test_every_number_in_a_title_occurs_in_the_slides_own_data_or_notes(any_deck: tuple[Deck, Study]) -> None:
    made, study = any_deck
    for run, finding in _pages(made, study):
        known = "\n".join(slide.notes_slide.notes_text_frame.text for slide in run)
        for slide in run:
            known += "\n".join(
                text for shape in slide.shapes for text in real_font.texts(shape) if shape.name != "Title 1"
            )
        # A title may print as a whole number what its chart prints with a decimal.
        exact = _numbers(known)
        assert _numbers(finding.headline_ja) <= exact | {f"{float(number):.0f}" for number in exact}, finding.id


def test_the_notes_say_where_cells_stand_even_of_a_thousand_municipalities(toshima: Study, made: Deck) -> None:
    (run,) = [run for run, finding in _pages(made, toshima) if finding.id == "priorities"]
    notes = run[0].notes_slide.notes_text_frame.text
    told = re.search(r"ほかの[\d,]{5,}団体：.*児童扶養手当 現況届 ([A-Z]+)(\d+)から([A-Z]+)(\d+)のうち(\d+)欄", notes)
    (finding,) = toshima.compute(["priorities"])
    cells = finding.evidence[finding.evidence["item_id"] == "child_rearing_allowance_status_report"]
    rates = cells[(cells["source_id"] == "da_dx_dashboard") & (cells["municipality_code"] != toshima.subject.code)]
    assert rates["locator"].str.endswith(told[2]).all()
    assert (told[2], int(told[5])) == (told[4], len(rates))


def test_the_notes_alone_say_where_the_numbers_come_from(any_deck: tuple[Deck, Study]) -> None:
    made, study = any_deck
    sources = study.tables.sources.set_index(["source_id", "edition"])
    for run, finding in _pages(made, study):
        notes = run[0].notes_slide.notes_text_frame.text
        for source_id, edition in finding.editions:
            source = sources.loc[(source_id, edition)]
            assert all(name in notes for name in source["file_names"].split("; "))
            assert all(digest in notes for digest in source["file_sha256"].split("; "))
        mine = finding.evidence[finding.evidence["municipality_code"] == study.subject.code]
        addresses = mine["locator"].str.partition("!")[2]
        assert all(f" {address}" in notes for address in addresses.head(60)), finding.id


def test_cells_of_nobody_among_the_municipalities_are_in_the_notes_too(made: Deck, toshima: Study) -> None:
    """What a prefecture or a ministry did is no municipality's cell; it is cited all the same."""
    seen = []
    for run, finding in _pages(made, toshima):
        nobodys = finding.evidence[finding.evidence["municipality_code"].isna()]
        if len(nobodys):
            notes = run[0].notes_slide.notes_text_frame.text
            first = min(nobodys["locator"].str.partition("!")[2], key=lambda address: (len(address), address))
            assert f"市区町村によらない欄：{first}" in notes
            seen.append(finding.id)
    assert seen


def test_the_notes_speak_japanese_but_for_addresses_files_and_commands(any_deck: tuple[Deck, Study]) -> None:
    made, study = any_deck
    used = study.tables.sources["file_names"].str.split("; ").explode()
    for run, _ in _pages(made, study):
        notes = re.sub(r"https?://\S+", "", run[0].notes_slide.notes_text_frame.text)
        for name in used:
            notes = notes.replace(name, "")
        left = re.sub(r"survey trace [a-z0-9_]+ --for \d{6}", "", notes)
        assert not re.findall(r"(?<![A-Za-z])[a-z]+(?:_[a-z0-9]+)+", left)
