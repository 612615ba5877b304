"""The public names for analysts: ``Study("豊島区")``, ``load(table)``, ``readable(table)``, ``trace(finding)``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from survey.study import Study

__all__ = ["Study", "load", "readable", "trace"]


def __getattr__(name: str) -> object:
    if name == "Study":
        from survey.study import Study

        _use_house_style_in_notebook()
        return Study
    raise AttributeError(f"module 'survey' has no attribute {name!r}")


def _use_house_style_in_notebook() -> None:
    """Analysts' own plots get Japanese letters and the house's colours; commands and scripts need not wait for it."""
    if "ipykernel" in sys.modules:
        from survey.outputs.style import use_house_style

        use_house_style()


def load(table: str) -> pd.DataFrame:
    """One tidy table (see data/processed/datapackage.json) with its types."""
    from survey.paths import find_project
    from survey.tidy import files

    _use_house_style_in_notebook()
    return files.load(find_project(), table)


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """A table as people read it: Japanese headings, states in words, numbers as text.

    A table does not know whose group it compares: its headings say 団体 and 比べる相手.
    """
    from survey.outputs.text.displayed import ColumnWords

    return ColumnWords().displayed(table)


def trace(finding_id: str, municipality: str | None = None) -> pd.DataFrame:
    """The published cells that a finding rests on for one municipality, each read again from data/raw."""
    from survey.findings.trace import walked_back
    from survey.study import Study

    study = Study(municipality)
    return walked_back(study.page(finding_id), study.project, study.subject.code)
