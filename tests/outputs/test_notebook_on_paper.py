"""A notebook that somebody exports and prints: no figure and no row is cut, and a sentence stays with its figure."""

from __future__ import annotations

import base64
import io
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pandas as pd
import pytest
from PIL import Image

from survey.outputs.notebook import headline_html, table_html
from survey.outputs.text.displayed import ColumnWords
from survey.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.paper]
ROWS = 24


def _printed(chromium: Browser, outputs: list[dict], folder: Path, *, is_wide: bool) -> Path:
    """One cell with these outputs, exported as JupyterLab does it and printed on A4."""
    from nbconvert import HTMLExporter

    shown = [nbformat.v4.new_output("display_data", data=data) for data in outputs]
    cell = nbformat.v4.new_code_cell("仮のセル", outputs=shown)
    page = folder / "printed.html"
    page.write_text(HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))[0], encoding="utf-8")
    opened = chromium.new_context(offline=True).new_page()
    opened.goto(page.as_uri(), wait_until="domcontentloaded")
    opened.pdf(path=page.with_suffix(".pdf"), format="A4", landscape=is_wide)
    opened.context.close()
    return page.with_suffix(".pdf")


def _png(width: int, height: int) -> str:
    written = io.BytesIO()
    Image.new("L", (width, height), 128).save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode("ascii")


def _sheets(pdf: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True)
    return ["".join(sheet.split()) for sheet in done.stdout.split("\f")[:-1]]


def _pages_of_pictures(pdf: Path) -> list[int]:
    done = subprocess.run(["pdfimages", "-list", pdf], capture_output=True, text=True, check=True)
    return [int(line.split()[0]) for line in done.stdout.splitlines()[2:]]


@pytest.mark.parametrize("is_wide", [True, False])
@pytest.mark.parametrize("size", [(1100, 812), (1000, 1600)])
def test_a_figure_stands_on_one_page_whatever_its_height(
    size: tuple[int, int], is_wide: bool, toshima: Study, chromium: Browser, tmp_path: Path
) -> None:
    head = {"text/html": headline_html(toshima.page("matrix"))}
    pdf = _printed(chromium, [head, {"image/png": _png(*size)}], tmp_path, is_wide=is_wide)
    assert len(_pages_of_pictures(pdf)) == 1


def test_a_sentence_stands_on_its_figures_page(toshima: Study, chromium: Browser, tmp_path: Path) -> None:
    found = toshima.compute(["behind"])[0]
    lines = {"text/plain": "\n".join(["仮の行"] * 24)}
    outputs = [lines, {"text/html": headline_html(found)}, {"image/png": _png(1100, 550)}]
    pdf = _printed(chromium, outputs, tmp_path, is_wide=True)
    sentence = "".join(found.headline_ja.split())
    (with_sentence,) = (number for number, sheet in enumerate(_sheets(pdf), 1) if sentence in sheet)
    assert _pages_of_pictures(pdf) == [with_sentence] != [1]


def test_a_row_stands_on_one_page(toshima: Study, chromium: Browser, tmp_path: Path) -> None:
    table = pd.DataFrame({"名": [f"始{row}。{'仮の文章' * 110}終{row}。" for row in range(ROWS)]})
    shown = table_html(table, ColumnWords())
    outputs = [{"text/html": headline_html(toshima.compute(["behind"])[0])}, {"text/html": shown}]
    sheets = _sheets(_printed(chromium, outputs, tmp_path, is_wide=True))
    assert len(sheets) > 1
    for row in range(ROWS):
        (first,) = (number for number, sheet in enumerate(sheets) if f"始{row}。" in sheet)
        (last,) = (number for number, sheet in enumerate(sheets) if f"終{row}。" in sheet)
        assert first == last, row
