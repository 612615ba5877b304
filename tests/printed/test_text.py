"""Labels and place names: what publishers print differently and mean alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.printed.text import is_same_place, label, place_key

BLANKS = st.text(alphabet=" \u3000\n\r\t\u00a0", max_size=4)
WORDS = st.lists(st.text(alphabet="試験市区町村届出あアA1", min_size=1, max_size=5), min_size=1, max_size=4)


@given(st.text())
def test_a_label_of_a_label_is_itself(printed: str) -> None:
    assert label(label(printed)) == label(printed)


@given(st.text(alphabet="試験市町村郡ヶケヵ檮梼惠恵あがアガｱｶ \u3000\n"))
def test_a_place_key_of_a_place_key_is_itself(printed: str) -> None:
    assert place_key(place_key(printed)) == place_key(printed)


@given(WORDS, BLANKS, BLANKS)
def test_outer_blanks_do_not_matter_and_inner_ones_are_one(words: list[str], before: str, after: str) -> None:
    assert label(before + "\r\n\u3000".join(words) + after) == " ".join(words)


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("試験届出\n及び申請 ", "試験届出 及び申請"),
        ("ＣＩＯの任命", "CIOの任命"),
        ("申込（仮）", "申込(仮)"),
        ("ｼｹﾝｼ", "シケンシ"),
        ("\u3000試験市\u3000", "試験市"),
        ("", ""),
        (" \n\u3000", ""),
    ],
)
def test_width_and_line_breaks_do_not_change_a_label(printed: str, wanted: str) -> None:
    assert label(printed) == wanted


def test_a_circle_and_an_ideographic_zero_stay_two_marks() -> None:
    assert label("○") != label("〇")


@pytest.mark.parametrize(
    ("one", "other"),
    [("試験ヶ丘町", "試験ケ丘町"), ("檮試験町", "梼試験町"), ("惠試験市", "恵試験市"), ("試験 市", "試験市")],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)
    assert is_same_place(one, other)
    assert is_same_place(other, one)


def test_the_key_does_not_merge_names_that_differ() -> None:
    assert len({place_key(name) for name in ("試験市", "試験町", "試験村", "試検市", "しけん市")}) == 5


def test_a_district_in_front_names_the_same_town() -> None:
    assert is_same_place("見本郡試験町", "試験町")


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("北試験町", "試験町"),  # another town whose name ends alike
        ("見本県試験町", "試験町"),  # a prefecture is not a district
        ("試験町", "見本郡試験町"),  # what is known has no district to take away
        ("試験市", "試験町"),
        ("", "試験町"),
    ],
)
def test_only_a_district_may_stand_in_front(printed: str, known: str) -> None:
    assert not is_same_place(printed, known)
