"""Memoised functions of the tables: what is the same for every municipality is computed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from survey.tidy.tables import Tables

Args = ParamSpec("Args")
Answer = TypeVar("Answer")
# A run over all municipalities meets a prefecture's towns and cities and the country's by turns: no more are kept.
MOST_RECENT = 8


def cached(function: Callable[Concatenate[Tables, Args], Answer]) -> Callable[Concatenate[Tables, Args], Answer]:
    """Answer from the tables alone (and from further arguments of which there are few): computed once, kept for good.

    The answers live in ``tables.memo`` and go with the tables; one whose table is replaced forgets them. What is
    handed out is the asker's own: frames share their figures with the kept ones until somebody writes to them
    (pandas' copy-on-write). An answer that is an error is not kept.
    """
    return _memoised(function, most=None)


def cached_recent(function: Callable[Concatenate[Tables, Args], Answer]) -> Callable[Concatenate[Tables, Args], Answer]:
    """Like ``cached`` for answers about a group or a subject: only the MOST_RECENT last asked for are kept."""
    return _memoised(function, most=MOST_RECENT)


def _memoised(
    function: Callable[Concatenate[Tables, Args], Answer], most: int | None
) -> Callable[Concatenate[Tables, Args], Answer]:
    @wraps(function)
    def memoised(tables: Tables, *args: Args.args, **kwargs: Args.kwargs) -> Answer:
        answers = tables.memo.setdefault(function, {})
        key = (args, tuple(kwargs.items()))
        # Put back last, so that the first is the one that was asked for longest ago.
        answers[key] = answer = answers.pop(key) if key in answers else function(tables, *args, **kwargs)
        if most is not None and len(answers) > most:
            del answers[next(iter(answers))]
        return _handed_out(answer)

    return memoised


def _handed_out(answer: Any) -> Any:  # noqa: ANN401 - whatever was answered
    """The answer with frames of its own."""
    if isinstance(answer, pd.DataFrame | pd.Series):
        return answer.copy(deep=False)
    if is_dataclass(answer) and not isinstance(answer, type):
        framed = {field.name: getattr(answer, field.name) for field in fields(answer)}
        return replace(answer, **{name: _handed_out(value) for name, value in framed.items() if _has_frames(value)})
    if type(answer) is tuple and any(map(_has_frames, answer)):
        return tuple(map(_handed_out, answer))
    return answer


def _has_frames(value: object) -> bool:
    return isinstance(value, pd.DataFrame | pd.Series)


def members_rows(tables: Tables, rows: Callable[[Tables], pd.DataFrame], codes: tuple[str, ...]) -> pd.DataFrame:
    """Of the rows that a function of the tables gives, those of these municipalities, in their order.

    Where each municipality's rows are is found out once.
    """
    rows_of = _row_numbers(tables, rows)
    found = [rows_of[code] for code in codes if code in rows_of]
    return rows(tables).take(np.sort(np.concatenate(found)) if found else [])


@cached
def _row_numbers(tables: Tables, rows: Callable[[Tables], pd.DataFrame]) -> dict[str, np.ndarray]:
    numbers = rows(tables).groupby("municipality_code").indices
    return {str(code): found for code, found in numbers.items()}
