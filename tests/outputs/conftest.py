"""What tests of what is shown share: each municipality's outputs, made once a session. Tests do not change them."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest
from documents import whole_of
from pptx.presentation import Presentation as Deck

from survey.outputs.report import build as report
from survey.outputs.slides import build as slides
from survey.outputs.workbook import build as workbook
from survey.study import Study


@pytest.fixture(scope="session")
def deck_of(study_of: Callable[[str], Study]) -> Callable[[str], Deck]:
    """The whole deck of any municipality."""
    return cache(lambda name: slides.build(whole_of(study_of(name))))


@pytest.fixture(scope="session")
def book_of(study_of: Callable[[str], Study]) -> Callable[[str], openpyxl.Workbook]:
    """The whole workbook of any municipality, opened."""
    return cache(lambda name: openpyxl.load_workbook(io.BytesIO(workbook.build(whole_of(study_of(name))))))


@pytest.fixture(scope="session")
def report_of(study_of: Callable[[str], Study]) -> Callable[[str], bytes]:
    """The whole report of any municipality, as it is written."""
    return cache(lambda name: report.build(whole_of(study_of(name))))
