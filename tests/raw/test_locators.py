"""A cell's address leads from an item of the catalog to the cell and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.raw.locators import addresses_in_rows, columns_at, printed_at

LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "AB"]
COLUMNS = pd.Index(["part", *LETTERS])


@pytest.mark.parametrize(
    ("at", "columns"),
    [
        ("F", ["F"]),
        ("F:H", ["F", "G", "H"]),
        ("Z:AB", ["Z", "AA", "AB"]),
        ("D+G+J", ["D", "G", "J"]),
        ("J+D", ["J", "D"]),
        ("B+F:H+AA", ["B", "F", "G", "H", "AA"]),
        ("I/H", ["I", "H"]),
    ],
)
def test_an_item_names_its_columns_in_its_own_order(at: str, columns: list[str]) -> None:
    assert columns_at(at, COLUMNS) == columns


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="AC"):
        columns_at("A:AC", COLUMNS)


@pytest.mark.parametrize(
    ("at", "address"), [("U", "U12"), ("F:H", "F12:H12"), ("D+G+AA", "D12+G12+AA12"), ("H/I", "H12/I12")]
)
def test_an_address_bears_the_row_behind_every_column(at: str, address: str) -> None:
    assert addresses_in_rows(at, ["12"]) == [address]


runs = st.lists(st.sampled_from(range(len(LETTERS))), min_size=1, max_size=2).map(
    lambda ends: ":".join(LETTERS[end] for end in sorted(set(ends)))
)


@given(at=st.lists(runs, min_size=1, max_size=4).map("+".join), row=st.integers(1, 9999).map(str))
def test_the_way_from_an_item_to_its_address_leads_back_to_the_same_cells(at: str, row: str) -> None:
    others = sorted({"1", "12", "9999", row})
    part = pd.DataFrame([[f"{letter}{number}" for letter in LETTERS] for number in others], others, LETTERS)
    (printed,) = printed_at(part, addresses_in_rows(at, [row]))
    assert printed.split(" + ") == [f"{letter}{row}" for letter in columns_at(at, part.columns)]


def test_a_sum_prints_its_parts_with_a_plus_and_a_ratio_its_two_with_a_stroke() -> None:
    part = pd.DataFrame([["8", "2", "5"]], ["7"], ["H", "I", "J"])
    texts = {"H7": "8", "H7:J7": "8 + 2 + 5", "J7+H7": "5 + 8", "H7/I7": "8 / 2"}
    assert printed_at(part, texts) == list(texts.values())
