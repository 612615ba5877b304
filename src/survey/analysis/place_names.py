"""What municipalities are called beside others: by their prefecture too, where that is another one."""

from __future__ import annotations

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.marks import municipalities_by_code
from survey.tidy.tables import Tables


def full_names(tables: Tables) -> pd.Series:
    """By code every municipality's name behind its prefecture's."""
    known = municipalities_by_code(tables)
    return known["prefecture"] + known["name_ja"]


def names_beside(tables: Tables, subject: Subject) -> pd.Series:
    """By code every municipality's name, behind its prefecture's where that is not the subject's."""
    known = municipalities_by_code(tables)
    is_near = known["prefecture"] == known.at[subject.code, "prefecture"]
    return known["name_ja"].where(is_near, full_names(tables))
