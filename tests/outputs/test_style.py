"""Colours that can be read: by the contrast that WCAG 2 asks of small text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.outputs import style

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}")


def test_contrast_runs_from_one_to_twenty_one() -> None:
    assert style.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert style.contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert style.contrast("#777777", "#777777") == pytest.approx(1)
    assert style.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)  # WCAG's own example


@given(ground=COLOURS)
def test_on_every_ground_there_is_an_ink_that_can_be_read(ground: str) -> None:
    assert style.contrast(style.ink_on(ground), ground) >= style.LEAST_CONTRAST


@given(one=st.floats(0, 1), other=st.floats(0, 1))
def test_more_is_never_paler(one: float, other: float) -> None:
    less, more = sorted((one, other))
    pale, dark = (style.contrast(style.scale_colour(share), style.WHITE) for share in (less, more))
    assert pale <= dark


@pytest.mark.parametrize(
    ("share", "colour"), [(0, style.PALEST), (1, style.DEEPEST), (-3, style.PALEST), (9, style.DEEPEST)]
)
def test_the_scale_ends_at_its_two_colours(share: float, colour: str) -> None:
    assert style.scale_colour(share) == colour
