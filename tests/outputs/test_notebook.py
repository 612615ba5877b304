"""A finding shows itself in a notebook, escaped and complete."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import synthetic
from documents import document_of, page_of

from survey import study
from survey.outputs.notebook import MOST_ROWS, Shown, headline_html, table_html
from survey.outputs.text.displayed import ColumnWords
from survey.study import Study

WORDS = ColumnWords()


def test_a_finding_shows_sentence_figure_table_caveats_and_source(toshima: Study, monkeypatch) -> None:  # noqa: ANN001
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    toshima.finding("behind")._ipython_display_()
    sentence, figure, words, table, notes = shown
    finding = toshima.compute(["behind"])[0]
    assert finding.headline_ja in sentence.data
    assert figure.data.startswith(b"\x89PNG")
    assert figure.alt == finding.charts[0].alt_ja
    assert finding.charts[0].alt_ja in words.data
    assert finding.table["online_names_ja"].iloc[0] in table.data
    assert all(str(caveat) in notes.data for caveat in finding.caveats_ja)
    assert "出典：" in notes.data


def test_markup_in_a_published_name_is_shown_as_text(toshima: Study) -> None:
    assert "<script>" not in table_html(pd.DataFrame({"name_ja": ["<script>alert(1)</script>"]}), WORDS)


def test_markup_in_a_sentence_a_caveat_or_a_source_is_shown_as_text(toshima: Study, monkeypatch) -> None:  # noqa: ANN001
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    bad = "<img src=x onerror=alert(1)>"
    finding = dataclasses.replace(
        toshima.compute(["behind"])[0], headline_ja=bad, caveats_ja=(bad,), method_ja=bad, charts=()
    )
    finding = dataclasses.replace(finding, texts=finding.texts.asking(bad))
    page = page_of(toshima, finding)
    page = dataclasses.replace(page, sources=page.sources.assign(title_ja=bad))
    Shown(page, WORDS)._ipython_display_()
    output = "".join(output.data for output in shown)
    assert "<img" not in output
    assert output.count("&lt;img") == 4 + len(page.sources)


def test_numbers_stand_right_words_left_and_only_long_words_wrap() -> None:
    table = pd.DataFrame({"name_ja": ["試験市"], "online": [7], "online_names_ja": ["、".join(["試験市"] * 9)]})
    name, online, names = re.findall(r'<td style="([^"]*)"', table_html(table, WORDS))
    assert "text-align: left" in name
    assert "nowrap" in name
    assert "text-align: right" in online
    assert "white-space: normal" in names


def test_a_table_wider_than_paper_says_so_above_and_shrinks_there_and_one_that_fits_does_not(toshima: Study) -> None:
    narrow, wide = (table_html(toshima.page(name).table, WORDS) for name in ("standing", "matrix"))
    assert narrow.startswith("<table>")
    assert wide.startswith("<p>幅の広い表です。")
    above, _, table = wide.partition("<table")
    assert "ワークブックに全列があります" in above
    share = re.match(r' style="--on-paper: (0\.\d\d)">', table)
    assert share
    assert 0 < float(share[1]) < 1
    assert "table{zoom:var(--on-paper,1)}" in headline_html(toshima.page("matrix"))


def test_the_looks_of_a_table_hold_in_a_notebook_that_is_not_trusted_yet() -> None:
    """JupyterLab takes style sheets out of it, style attributes stay."""
    assert "<style" not in table_html(pd.DataFrame({"name_ja": ["試験市"]}), WORDS)


def test_a_pages_address_is_a_link_and_nothing_else_is_one() -> None:
    table = pd.DataFrame({"source_url": ["https://example.invalid/a?b=1&c=2", 'javascript:alert("1")']})
    shown = table_html(table, WORDS)
    assert re.findall(r'href="([^"]*)"', shown) == ["https://example.invalid/a?b=1&amp;c=2"]
    assert ">example.invalid</a>" in shown


def test_ids_of_the_catalog_are_left_out_() -> None:
    shown = table_html(pd.DataFrame({"procedure_id": ["trial"], "name_ja": ["試験の届出"]}), WORDS)
    assert "trial" not in shown
    assert "試験の届出" in shown


def test_a_long_table_says_how_many_rows_it_leaves_out() -> None:
    table = pd.DataFrame({"name_ja": [f"試験{number}市" for number in range(MOST_ROWS + 7)]})
    assert "ほか7行" in table_html(table, WORDS)
    assert "ほか" not in table_html(table.head(MOST_ROWS), WORDS)


def test_a_finding_that_cannot_be_computed_shows_its_reason_alone(toshima: Study, monkeypatch) -> None:  # noqa: ANN001
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    finding = dataclasses.replace(
        toshima.compute(["behind"])[0], computable=False, headline_ja="計算できない", charts=(), table=pd.DataFrame()
    )
    Shown(page_of(toshima, finding), WORDS)._ipython_display_()
    assert len(shown) == 2
    assert "計算できない" in shown[0].data


def test_a_finding_with_tables_of_words_only_shows_its_own_table_and_no_figure(toshima: Study, monkeypatch) -> None:  # noqa: ANN001
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    finding = dataclasses.replace(toshima.compute(["behind"])[0], charts=(synthetic.table(),))
    Shown(page_of(toshima, finding), WORDS)._ipython_display_()
    assert len(shown) == 3
    assert finding.table["online_names_ja"].iloc[0] in shown[1].data


def test_figures_are_written_for_the_findings_that_have_one(toshima: Study, tmp_path: Path, monkeypatch) -> None:  # noqa: ANN001
    (finding,) = toshima.compute(["behind"])
    made = [
        dataclasses.replace(finding, id="words", charts=(synthetic.table(),)),
        dataclasses.replace(finding, id="none", charts=()),
        dataclasses.replace(finding, id="mixed", charts=(synthetic.tiles(), synthetic.table())),
    ]
    monkeypatch.setattr(toshima, "document", lambda only: document_of(toshima, made))
    assert [path.name for path in study.write(toshima, "figures", folder=tmp_path)] == ["mixed.png", "mixed.svg"]
