"""The report in a browser: it loads nothing, sorts, filters, picks, leads back, by mouse and by keyboard alone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from documents import section_ja, shown
from matplotlib.text import Text
from typer.testing import CliRunner

from survey.catalog.specs import source_spec
from survey.cli import main as cli
from survey.outputs.drawing import pictures as figures
from survey.outputs.report import colours as report_colours
from survey.outputs.text import paper as report_paper
from survey.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

# A printed page with less on it than some lines of text is bare.
_FEWEST_LETTERS = 80
DESK = {"width": 1400, "height": 900}


@pytest.fixture(scope="module")
def address(report_of: Callable[[str], bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("report") / "試験.html"
    path.write_bytes(report_of("豊島区"))
    return path.as_uri()


class _Opened:
    """The report in contexts of a browser, with all that it prints on the console and asks for."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.contexts: list[BrowserContext] = []
        self.messages: list[str] = []
        self.urls: list[str] = []

    def page(self, **options: Any) -> Page:  # noqa: ANN401 - whatever a browser's context takes
        """The report in a context of its own."""
        self.contexts.append(self.chromium.new_context(**{"viewport": DESK, **options}))
        page = self.contexts[-1].new_page()
        page.set_default_timeout(120_000)
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("request", lambda request: self.urls.append(request.url))
        page.goto(self.address)
        return page

    def assert_quiet(self) -> None:
        """Nothing was printed on the console, nothing asked for elsewhere."""
        assert self.messages == []
        assert [url for url in self.urls if not url.startswith(("file:", "data:"))] == []

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens the report for one test; at the end it must have been quiet."""
    reports = _Opened(chromium, address)
    yield reports.page
    reports.close()
    reports.assert_quiet()


@pytest.fixture(scope="module")
def _read(chromium: Browser, address: str) -> Iterator[tuple[_Opened, Page]]:
    reports = _Opened(chromium, address)
    yield reports, reports.page(reduced_motion="reduce")
    reports.close()


@pytest.fixture
def page(_read: tuple[_Opened, Page]) -> Iterator[Page]:
    """The report, opened once for all tests that leave it as they found it but for what is sorted or picked.

    Each test's dialog is closed, its filters emptied and its window as wide as a desk's again.
    """
    reports, page = _read
    yield page
    page.evaluate(
        """() => {
            for (const open of document.querySelectorAll("dialog[open]")) open.close();
            for (const field of document.querySelectorAll("article input")) {
                if (!field.value) continue;
                field.value = "";
                field.dispatchEvent(new Event("input", {bubbles: true}));
            }
        }"""
    )
    if page.viewport_size != DESK:
        page.set_viewport_size(DESK)
    reports.assert_quiet()


def _column(page: Page, finding_id: str, heading: str) -> list[str]:
    return page.evaluate(
        """([id, heading]) => {
            const table = document.getElementById(id + "-table");
            const at = [...table.tHead.rows[0].cells].findIndex(
                (cell) => cell.querySelector("button")?.textContent === heading);
            return [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[at].textContent);
        }""",
        [finding_id, heading],
    )


def _colour(page: Page, selector: str, name: str = "backgroundColor") -> tuple[int, ...]:
    text = page.eval_on_selector(selector, f"(found) => getComputedStyle(found).{name}")
    return tuple(int(part) for part in text[text.index("(") + 1 : -1].split(",")[:3])


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def test_every_figure_is_seen(page: Page) -> None:
    widths = page.eval_on_selector_all("img", "(images) => images.map((image) => image.naturalWidth)")
    assert widths
    assert all(widths)


def test_the_page_refuses_what_lies_outside(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    refused = page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
            const image = new Image();
            image.src = "https://example.invalid/x.png";
        })"""
    )
    page.close()
    assert refused == "img-src"


def test_a_heading_sorts_up_down_and_back_and_says_so(page: Page, toshima: Study) -> None:
    (finding,) = toshima.compute(["standing"])
    heading = page.locator("#standing-table thead th", has_text="空欄（手続）")
    counts = [f"{count:,}" for count in finding.table["unmarked"]]
    for order, expected in (
        ("ascending", sorted(counts, key=int)),
        ("descending", sorted(counts, key=int, reverse=True)),
        ("none", counts),
    ):
        heading.get_by_role("button").press("Enter")
        assert heading.get_attribute("aria-sort") == order
        assert _column(page, "standing", "空欄（手続）") == expected


def test_blanks_come_last_whichever_way_a_column_is_sorted(page: Page) -> None:
    heading = "オンライン申請率（%）"
    button = page.locator("#offered_not_used-table").get_by_role("button", name=heading, exact=True)
    for _ in range(2):
        button.click()
        shown = _column(page, "offered_not_used", heading)
        printed = [text for text in shown if text]
        assert shown == printed + [""] * (len(shown) - len(printed))
        assert "" in shown
    assert printed == sorted(printed, key=float, reverse=True)


def test_filtering_leaves_the_rows_with_every_word_and_says_how_many(page: Page) -> None:
    standing = page.locator("#standing")
    field, told = standing.get_by_label("絞り込む"), standing.get_by_role("status")
    assert told.text_content() == "全23行"
    field.fill("豊島 １３１１６４")
    assert _column(page, "standing", "名称") == ["豊島区"]
    assert told.text_content() == "23行中1行"
    field.fill("どこにもない")
    assert told.text_content() == "23行中0行"
    field.fill("")
    assert told.text_content() == "全23行"
    assert told.get_attribute("aria-live") == "polite"


def test_a_picked_ward_is_framed_and_its_marks_and_rates_are_listed(page: Page, toshima: Study) -> None:
    marks = toshima.tables.availability
    listed = toshima.tables.procedures.dropna(subset=["number_27"]).sort_values("number_27")
    names = {"online": "オンライン", "unmarked": "空欄（不可か未回答）", "not_applicable": "該当なし"}
    for name in ("文京区", "葛飾区"):
        page.get_by_label("区を選ぶ").select_option(label=name)
        assert page.locator("#grid tr.picked").count() == 1
        assert page.locator("#grid tr.picked th").text_content() == name
        assert _colour(page, "#grid tr.picked td", "borderTopColor") == _rgb(report_colours.LIGHT["accent"])
        codes = toshima.tables.municipalities.set_index("name_ja")["municipality_code"]
        mine = marks[marks["municipality_code"] == codes[name]].set_index("procedure_id").loc[listed["procedure_id"]]
        shown = [text.split()[-1] for text in page.locator("#picked .mark").all_text_contents()]
        assert shown == [names[status] for status in mine["status"]]
        assert page.locator("#picked code").all_text_contents() == [
            locator.split("!")[1] for locator in mine["locator"]
        ]
        assert name in page.locator("#picked-count").text_content()
        assert f"オンライン{(mine['status'] == 'online').sum()}、" in page.locator("#picked-count").text_content()


def test_the_way_back_opens_and_closes_by_keyboard_and_returns_to_its_place(page: Page, toshima: Study) -> None:
    (finding,) = toshima.compute(["behind"])
    button = page.locator("#behind").get_by_role("button", name="この数字の元")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=finding.headline_ja)
    dialog.wait_for()
    mine = finding.evidence[finding.evidence["municipality_code"] == toshima.subject.code]
    assert sorted(dialog.locator("tbody code").all_text_contents()) == sorted(mine["locator"])
    assert f"{len(finding.evidence)}欄" in dialog.text_content()
    command = dialog.locator("#origin-command").text_content()
    assert command == "survey trace behind --for 131164 --all"
    assert CliRunner().invoke(cli.app, command.split()[1:]).exit_code == 0
    assert f"この調査を入れたパソコンで実行）：{command}" in dialog.text_content()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert button.evaluate("(button) => button === document.activeElement")


def test_the_way_back_says_in_words_which_file_and_sheet_a_cells_name_means(page: Page, toshima: Study) -> None:
    (finding,) = toshima.compute(["peers"])
    page.locator("#peers").get_by_role("button", name="この数字の元").click()
    dialog = page.get_by_role("dialog", name=finding.headline_ja)
    mine = finding.evidence[finding.evidence["municipality_code"] == toshima.subject.code]
    lines = dialog.get_by_role("list", name="表の呼び名が指す発行者の表").get_by_role("listitem").all_text_contents()
    assert len(lines) == len(mine.drop_duplicates(["source_id", "edition"]))
    files = toshima.tables.sources.set_index(["source_id", "edition"])["file_names"]
    for source_id, edition, locator in mine[["source_id", "edition", "locator"]].itertuples(index=False, name=None):
        part = locator.partition("!")[0]
        (told,) = (line for line in lines if line.startswith(f"{part} は、"))
        assert any(f"ファイル「{name}」" in told for name in files[source_id, edition].split("; ")), told
        sheet = source_spec(source_id).parts[part].sheet
        assert ("のシート「" in told) == bool(sheet), told


def test_a_click_on_a_number_shows_the_cells_of_its_row_even_after_sorting(page: Page) -> None:
    table = page.locator("#standing-table")
    table.get_by_role("button", name="名称", exact=True).click()
    row = table.locator("tbody tr", has=page.get_by_role("rowheader", name="葛飾区"))
    row.locator(".leads-back").first.click()
    dialog = page.get_by_role("dialog", name="葛飾区")
    assert set(dialog.locator("tbody tr td:nth-child(4)").all_text_contents()) == {"葛飾区"}
    assert dialog.locator("tbody tr").count() == 27
    dialog.get_by_role("button", name="閉じる").click()
    row.get_by_role("button", name="葛飾区").press("Enter")
    assert dialog.locator("tbody tr").count() == 27


def test_light_and_dark_follow_the_system_until_the_reader_chooses(opened: Callable[..., Page]) -> None:
    grounds = {"light": _rgb(report_colours.LIGHT["ground"]), "dark": _rgb(report_colours.DARK["ground"])}
    page = opened(color_scheme="dark")
    for scheme in ("dark", "light"):
        page.emulate_media(media="screen", color_scheme=scheme)
        assert _colour(page, "body") == grounds[scheme]
    for chosen, system in (("dark", "light"), ("light", "dark")):
        page.emulate_media(media="screen", color_scheme=system)
        page.locator("#theme").click()
        assert _colour(page, "body") == grounds[chosen]
        page.emulate_media(media="print")
        assert _colour(page, "body") == grounds["light"], "paper is light"


@pytest.fixture(scope="module")
def paper(chromium: Browser, address: str) -> Iterator[Page]:
    """The report as it is laid out for paper, on one page as wide as A4 in landscape between its margins."""
    page = chromium.new_page(viewport={"width": round(report_paper.WIDTH_MM / 25.4 * 96), "height": 700})
    page.goto(address)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    yield page
    page.close()


def test_on_paper_everything_is_open_and_nothing_is_cut(paper: Page) -> None:
    seen = paper.eval_on_selector_all(
        "nav, #theme, .tools, button",
        """(found) => found.filter((each) => each.getClientRects().length && each.checkVisibility({
            visibilityProperty: true
        })).map((each) => each.outerHTML.slice(0, 100))""",
    )
    assert seen == []
    assert paper.locator("details.method:not([open])").count() == 0
    cut = paper.evaluate(
        """() => [...document.querySelectorAll(".scroll")].filter(
            (box) => box.scrollWidth > box.clientWidth + 1 || getComputedStyle(box).overflow !== "visible"
        ).map((box) => box.closest("article")?.id ?? box.className)"""
    )
    assert [where for where in cut if where not in ("scroll",)] == []
    beyond = paper.evaluate(
        """() => [...document.querySelectorAll("main :is(th, td)")].filter(
            (cell) => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 1
        ).map((cell) => `${cell.closest("article")?.id}: ${cell.textContent}`)"""
    )
    assert beyond == []


# What is written in an element that takes room; of the grid's heads, which stand upright, no line has a top.
_SEEN = """const seen = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const box = node.parentElement;
        const isSeen = box.checkVisibility() && !box.closest(".hidden, .procedure, script, style");
        if (isSeen && node.data.trim()) found.push(node);
    }
    return found;
};"""


def test_on_paper_no_number_and_no_latin_word_breaks(paper: Page) -> None:
    broken = paper.evaluate(
        "() => {"
        + _SEEN
        + """
            const range = document.createRange(), broken = [];
            for (const table of document.querySelectorAll("table")) for (const node of seen(table))
                for (const word of node.data.matchAll(/[A-Za-z]+|[0-9][0-9.,]*%?/g)) {
                    range.setStart(node, word.index);
                    range.setEnd(node, word.index + word[0].length);
                    if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) broken.push(word[0]);
                }
            return broken;
        }"""
    )
    assert broken == []


def test_on_paper_no_heading_stands_in_single_characters(paper: Page) -> None:
    thin = paper.evaluate(
        """() => [...document.querySelectorAll("thead th:not(.procedure, .sum, .back)")]
            .filter((head) => head.checkVisibility() && !head.closest(".grid"))
            .map((head) => {
                const words = document.createRange();
                words.selectNodeContents(head.querySelector("span.paper") ?? head);
                const em = parseFloat(getComputedStyle(head).fontSize);
                return [words.toString(), words.getBoundingClientRect().width / em];
            })
            .filter(([words, ems]) => ems < Math.min(words.length * 0.5, 2.5))"""
    )
    assert thin == []


def test_nothing_is_printed_smaller_than_can_be_read(paper: Page, toshima: Study) -> None:
    small = paper.evaluate(
        "(least) => {"
        + _SEEN
        + """
            return seen(document.body)
                .filter((node) => parseFloat(getComputedStyle(node.parentElement).fontSize) < least - 0.01)
                .map((node) => node.data.trim());
        }""",
        report_paper.SMALLEST_PT * 96 / 72,
    )
    assert small == []
    drawn_at = paper.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("article:has(.plate)")].map((article) => {
            const image = article.querySelector(".plate img"), box = image.getBoundingClientRect();
            return [article.id, [box.width / image.getAttribute("width"), box.width, box.height]];
        }))"""
    )
    assert drawn_at
    for finding in shown(toshima):
        if finding.id in drawn_at:
            scale, width, height = drawn_at[finding.id]
            drawn = figures.figure(finding.charts)
            words = [text for text in drawn.findobj(Text) if text.get_text() and text.get_visible()]
            assert min(text.get_fontsize() for text in words) * scale >= report_paper.SMALLEST_PT, finding.id
            assert width / 96 * 25.4 <= report_paper.WIDTH_MM
            assert height / 96 * 25.4 <= report_paper.FIGURE_MM, finding.id


@pytest.mark.paper
def test_no_printed_page_is_bare_or_ends_in_a_heading(
    chromium: Browser, address: str, toshima: Study, tmp_path: Path
) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.pdf(path=tmp_path / "report.pdf", format="A4", landscape=True, print_background=True)
    heads = page.eval_on_selector_all(
        "h2, h3, .question, .dated, .method summary, #picked-caption, thead",
        """(found) => found.map((each) =>
            [...each.querySelectorAll("span.paper")].map((head) => head.textContent).join("") || each.textContent)""",
    )
    page.close()
    command = ["pdftotext", "-raw", tmp_path / "report.pdf", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    sheets = ["".join(sheet.split()) for sheet in printed.split("\f")[:-1]]
    endings = tuple({"".join(head.split()) for head in heads} - {""})
    assert [number for number, sheet in enumerate(sheets, 1) if sheet.endswith(endings)] == []
    assert [number for number, sheet in enumerate(sheets, 1) if len(sheet) < _FEWEST_LETTERS] == []
    contents = sheets[0].partition("目次")[2]
    listed = [finding.question_ja if finding.computable else finding.headline_ja for finding in shown(toshima)]
    numbers = _numbers([section_ja(toshima, finding) for finding in shown(toshima)])
    told = ["".join((number + words).split()) for number, words in zip(numbers, listed, strict=True)]
    places = [contents.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)
    # What has a number in the contents stands under the same number further on.
    assert [words for words in told if words not in "".join(sheets[1:])] == []


def _numbers(sections: list[str]) -> list[str]:
    """1.1, 1.2, 2.1 and so on for findings of these sections."""
    order = list(dict.fromkeys(sections))
    return [f"{order.index(name) + 1}.{sections[: at + 1].count(name)}" for at, name in enumerate(sections)]


def test_a_wide_table_says_that_it_goes_on_and_keeps_its_names_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    edge = page.locator(".edge", has=page.locator("#standing-table"))
    hint = page.locator("#standing .hint")
    assert hint.is_visible()
    assert "more" in edge.get_attribute("class").split()
    name = edge.locator("tbody .name").first
    box = edge.locator(".scroll")
    box.evaluate("(box) => { box.scrollLeft = box.scrollWidth; }")
    page.wait_for_function("(edge) => !edge.classList.contains('more')", arg=edge.element_handle())
    assert 0 <= name.bounding_box()["x"] - box.bounding_box()["x"] <= 2
    page.set_viewport_size({"width": 2400, "height": 800})
    hint.wait_for(state="hidden")


def test_a_narrow_screen_scrolls_tables_and_not_the_page(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    contents = page.get_by_role("navigation", name="目次")
    assert not contents.get_by_role("link").first.is_visible()
    contents.get_by_text("目次").click()
    assert contents.get_by_role("link").first.is_visible()


def test_the_keyboard_reaches_the_text_first_and_every_scrolling_region(opened: Callable[..., Page]) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "本文へ"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.locator(".scroll:not([tabindex='0'])").count() == 0


@pytest.mark.axe
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_no_serious_fault(scheme: str, width: int, axe: str, opened: Callable[..., Page]) -> None:
    page = opened(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.evaluate(axe)
    assert _faults(page) == []
    page.locator("#standing").get_by_role("button", name="この数字の元").click()
    assert _faults(page, "#origin") == []


def _faults(page: Page, within: str = "html") -> list[str]:
    found = page.evaluate("(within) => axe.run(within, {resultTypes: ['violations']})", within)["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
