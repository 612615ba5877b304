"""Tables on paper: everything has room, is set once, and what is read together stands together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.outputs.text import fitting
from survey.outputs.text import paper as report_paper
from survey.outputs.text.paper import LINE_EMS, Measured, Setting, on_paper

HEADS = st.text("試験の割合（%数ab", min_size=1, max_size=24)
NUMBERS = st.builds(
    Measured, HEADS, st.lists(st.integers(0, 10**7).map("{:,}".format), min_size=3, max_size=3), st.just("number")
)
WORDS = st.builds(
    Measured, HEADS, st.lists(st.text("仮の文章、", max_size=90), min_size=3, max_size=3), st.just("long longest")
)
TABLES = st.lists(NUMBERS | WORDS, min_size=1, max_size=40)


@given(columns=TABLES, named=st.integers(0, 3))
def test_every_part_of_a_table_has_room_for_its_words(columns: list[Measured], named: int) -> None:
    paper = on_paper(columns, min(named, len(columns) - 1))
    assert len(paper.part_of) == len(paper.shares_pct) == len(columns)
    for part in range(1, paper.parts + 1):
        inside = [column for column, at in zip(columns, paper.part_of, strict=True) if at in (None, part)]
        assert paper.setting == Setting.BLOCKS or sum(column.least_ems for column in inside) <= LINE_EMS + 1e-6
        assert any(at == part for at in paper.part_of), "a part that says nothing of its own"


@given(columns=TABLES)
def test_shares_are_of_the_whole_line_and_leave_each_column_what_it_needs(columns: list[Measured]) -> None:
    shares = on_paper(columns, 0).shares_pct
    if any(shares):
        assert sum(shares) == pytest.approx(100, abs=0.05 * len(shares) + 1e-6)
        for column, share in zip(columns, shares, strict=True):
            assert share / 100 * LINE_EMS >= column.wrapped_ems - 0.1


def _lines(columns: list[Measured], widths: list[float]) -> float:
    """How many lines the rows fill, each as high as its fullest cell."""
    rows = zip(*(column.texts for column in columns), strict=True)
    return sum(max(fitting.ems(text) / width for text, width in zip(row, widths, strict=True)) for row in rows)


def test_the_room_goes_where_the_words_are() -> None:
    """A column of rare remarks wraps, so that one that is full in every row does not stand in a tall thin column."""
    numbers = [Measured("仮の団体の仮の申請率の仮の値（%）", ["0.5"] * 9, "number")] * 10
    remark = Measured("仮の理由", ["仮に書いた短い理由の文字", *[""] * 8], "short")
    names = Measured("見本の団体と率", ["見本区10.0%、" * 20] * 9, "long longest")
    columns = [*numbers, remark, names]
    shares = on_paper(columns, 0).shares_pct
    widths = [share / 100 * LINE_EMS for share in shares]
    assert widths[-2] < remark.least_ems
    assert widths[-1] > names.least_ems
    even = [column.least_ems for column in columns]
    even = [width + (LINE_EMS - sum(even)) / len(even) for width in even]
    assert _lines(columns, widths) < _lines(columns, even)


@given(columns=TABLES, named=st.integers(0, 3))
def test_the_columns_through_the_name_stand_in_every_part_and_the_rest_in_order(
    columns: list[Measured], named: int
) -> None:
    named = min(named, len(columns) - 1)
    paper = on_paper(columns, named)
    if paper.setting == Setting.PARTS:
        assert paper.part_of[: named + 1] == (None,) * (named + 1)
        rest = list(paper.part_of[named + 1 :])
        assert rest == sorted(rest)


def test_a_table_of_figures_is_parted_and_one_of_words_becomes_blocks() -> None:
    name = Measured("名称", ["試験市", "見本町"], "short")
    figures = [Measured("該当する団体のうちの割合（%）", ["100.0", "0.5"], "number")] * 30
    words = [Measured("何をしたか", ["仮の文章" * 20, "仮"], "long longest")] * 8
    assert on_paper([name, *figures], 0).setting == Setting.PARTS
    assert on_paper([name, *words], 0).setting == Setting.BLOCKS
    assert on_paper([name, figures[0]], 0).setting == Setting.ROWS


def test_a_heading_has_room_for_its_longest_word_in_katakana() -> None:
    assert Measured("オンラインの区", ["1"], "number").least_ems >= len("オンライン")


def test_a_heading_as_short_as_a_word_stands_on_one_line() -> None:
    assert Measured("団体コード", ["999999"], "short").least_ems >= len("団体コード")
    assert Measured("中央値から除外済み", ["該当"], "short").least_ems >= len("中央値から")


def test_a_headings_unit_in_brackets_has_room_on_one_line() -> None:
    assert Measured("見本の団体（全国、数）", ["1"], "number").least_ems >= len("（全国、数）")


def test_short_words_behind_the_name_are_repeated_with_it() -> None:
    names = [Measured(head, ["試験", "試験"], "short") for head in ("名称", "比べた数値")]
    figures = [Measured("該当する団体のうちの割合（%）", ["100.0", "0.5"], "number")] * 30
    assert on_paper([*names, *figures], 0).part_of[:3] == (None, None, 1)


def test_only_a_narrow_table_of_some_length_stands_side_by_side() -> None:
    def beside(rows: int, width: int) -> int:
        return on_paper(
            [Measured("名称", ["字" * width] * rows, "short"), Measured("数", ["1"] * rows, "number")], 0
        ).beside

    assert beside(23, 5) == 3
    assert beside(23, 30) == 2
    assert beside(23, 80) == 1
    assert beside(5, 5) == 1
    assert beside(200, 5) == 1


@given(column=NUMBERS | WORDS)
def test_a_column_never_gets_less_than_its_longest_unbreakable_word(column: Measured) -> None:
    assert column.least_ems <= column.natural_ems + 1e-9
    if column.set_as == "number":
        assert column.least_ems > max(map(fitting.ems, column.texts))
    assert column.least_ems > 0
    assert report_paper.SMALLEST_PT <= report_paper._TABLE_PT
