"""What tests of what is shown share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from pptx.presentation import Presentation as Deck

from survey.outputs.report import build as report
from survey.outputs.slides import build as slides
from survey.study import Study


@pytest.fixture(scope="session")
def deck_of(study_of: Callable[[str], Study]) -> Callable[[str], Deck]:
    """The whole deck of any municipality, made once. Tests do not change it."""

    def made(name: str) -> Deck:
        study = study_of(name)
        return slides.build(study.document())

    return cache(made)


@pytest.fixture(scope="session")
def whole_report(toshima: Study) -> bytes:
    """The whole report of 豊島区, made once."""
    return report.build(toshima.document())
