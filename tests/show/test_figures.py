"""Figures: every glyph there, the same bytes each time, the colours saying what the chart says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.findings.charts import Bars, Series
from survey.show import figures, style
from survey.study import Study

ROWS = ("試験市", "見本町", "仮村")


def _bars(**changes: object) -> Bars:
    plain = {
        "title_ja": "試験",
        "labels": ROWS,
        "series": (Series("値", (3.0, None, 0.0)),),
        "unit_ja": "件",
        "alt_ja": "試験用の図",
    }
    return Bars(**{**plain, **changes})


@pytest.mark.parametrize("name", ["豊島区", "鰺ヶ沢町", "東京都府中市"])
def test_every_finding_is_drawn_without_a_missing_glyph(name: str, study_of: Callable[[str], Study]) -> None:
    # A missing glyph is only a warning to matplotlib; here warnings are errors.
    for finding in study_of(name).compute():
        if finding.charts:
            assert figures.png(finding.charts).startswith(b"\x89PNG")


def test_a_missing_glyph_would_be_noticed() -> None:
    with pytest.warns(UserWarning, match="missing from font"):
        figures.png((_bars(title_ja="\U0001f9ff"),))


def test_a_figure_is_the_same_bytes_each_time(toshima: Study) -> None:
    (finding,) = toshima.compute(["behind"])
    assert figures.png(finding.charts) == figures.png(finding.charts)


def test_no_figure_is_drawn_as_zero() -> None:
    axes = figures.figure((_bars(),)).axes[0]
    assert [text.get_text() for text in axes.texts] == ["3", "", "0"]


def test_the_subject_wears_the_accent_and_nobody_else() -> None:
    chart = _bars(highlight=frozenset({1}))
    colours = [figures.bar_colour(chart, 0, label) for label in range(3)]
    assert colours == [style.SECOND, style.ACCENT, style.SECOND]


def test_the_first_label_stands_on_top() -> None:
    axes = figures.figure((_bars(),)).axes[0]
    assert axes.yaxis_inverted()
    assert [label.get_text() for label in axes.get_yticklabels()] == list(ROWS)
