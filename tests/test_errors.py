"""Every fault says what, where, what was expected, what came and what to do next."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import errors
from survey.errors import BadCell, NotComputable, SurveyError

KINDS = sorted(
    (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SurveyError)),
    key=lambda kind: kind.__name__,
)
LINES = {
    "where": "  where:    試験市.xlsx",
    "expected": "  expected: 試験市.xlsx",
    "got": "  got:      試験市.xlsx",
    "next_step": "  next:     試験市.xlsx",
}


def test_the_message_has_what_where_expected_got_and_next_in_this_order() -> None:
    error = BadCell("no number", where="一覧!B3", expected="94", got="'九十四'", next_step="mend the cell")
    assert str(error).splitlines() == [
        "no number",
        "  where:    一覧!B3",
        "  expected: 94",
        "  got:      '九十四'",
        "  next:     mend the cell",
    ]


@pytest.mark.parametrize("field", sorted(LINES))
def test_a_line_that_has_nothing_to_say_is_left_out(field: str) -> None:
    assert str(SurveyError("no number", **{field: "試験市.xlsx"})) == "no number\n" + LINES[field]


def test_a_fault_that_is_one_sentence_is_one_line() -> None:
    assert str(SurveyError("no number")) == "no number"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not NotComputable])
@given(fields=st.tuples(*[st.text(max_size=20)] * 5))
def test_pickling_keeps_class_fields_and_message(kind: type[SurveyError], fields: tuple[str, ...]) -> None:
    what, where, expected, got, next_step = fields
    error = kind(what, where=where, expected=expected, got=got, next_step=next_step)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (again.what, again.where, again.expected, again.got, again.next_step) == fields
    assert str(again) == str(error)


def test_pickling_keeps_the_code_and_facts_of_what_cannot_be_computed() -> None:
    error = NotComputable("no_marks", municipalities=3)
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.facts) == ("no_marks", {"municipalities": 3})
    assert str(again) == str(error)


def test_an_error_can_be_pickled_twice() -> None:
    error = BadCell("no number", got="'九十四'")
    pickle.dumps(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_copy_of_an_error_says_the_same() -> None:
    error = BadCell("no number", where="一覧!B3")
    assert str(copy.copy(error)) == str(error)


def test_a_note_added_on_the_way_up_survives_pickling() -> None:
    error = BadCell("no number", where="一覧!B3")
    error.add_note("while 試験市 was read")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert again.__notes__ == ["while 試験市 was read"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not SurveyError])
def test_every_kind_of_fault_is_caught_as_a_survey_error_and_says_what_it_is_for(kind: type[SurveyError]) -> None:
    with pytest.raises(SurveyError, match="no number"):
        raise kind("no number")
    assert kind.__doc__
