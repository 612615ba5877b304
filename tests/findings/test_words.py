"""What a reader meets needs no explaining: it holds in the deck, the workbook, the report and a notebook alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

import by_hand
from survey.catalog.specs import listed
from survey.findings import wording
from survey.findings.charts import title_and_note_ja
from survey.findings.finding import Finding
from survey.findings.next_steps.hearing_list import hearing_list
from survey.findings.next_steps.priorities import priorities
from survey.findings.take_up.offered_not_used import offered_not_used
from survey.findings.texts import texts
from survey.study import Study

PLACES = ["豊島区", "渋谷区", "八王子市", "青ヶ島村"]
# What not every output has, what only an analyst knows, and a year as the store writes it.
UNSEEN = re.compile(r"(?<!地)図[にはで]|かっこ内|●|survey |study\.toml|乱数|FY\d{4}|当該団体が|[a-z]+_[a-z]+")
# Proper names that are written so in Japanese, too.
LATIN_NAMES = {"Bonett", "Wright", "eLTAX"}


@pytest.fixture(params=PLACES)
def study(request: pytest.FixtureRequest, study_of: Callable[[str], Study]) -> Study:
    return study_of(request.param)


def _texts(finding: Finding) -> Iterator[str]:
    yield from map(str, (finding.question_ja, finding.headline_ja, finding.method_ja, *finding.caveats_ja))
    yield from (title_and_note_ja(chart) for chart in finding.charts)


def test_no_text_speaks_of_a_figure_a_command_or_a_setting_that_the_reader_does_not_see(study: Study) -> None:
    for finding in study.compute():
        for text in _texts(finding):
            assert not UNSEEN.search(text), (finding.id, text)


def test_sentences_methods_and_caveats_have_no_english_words(study: Study) -> None:
    for finding in study.compute():
        for text in map(str, (finding.headline_ja, finding.method_ja, *finding.caveats_ja)):
            assert set(re.findall(r"[A-Za-z]{4,}", text)) <= LATIN_NAMES, (finding.id, text)


def test_every_finding_has_its_question_even_where_it_has_no_figures(study: Study) -> None:
    for finding in study.compute():
        assert finding.question_ja.endswith(("か", "）")), finding.id
        if not finding.computable:
            assert finding.question_ja == texts(finding.id).question_ja
            assert finding.method_ja.endswith("。")


def test_what_the_study_has_not_taken_in_is_not_said_to_be_unpublished(study_of: Callable[[str], Study]) -> None:
    city = {finding.id: finding for finding in study_of("八王子市").compute()}
    assert not city["card_movers"].computable
    assert "この調査に取り込んだのが23区の分だけ" in city["card_movers"].headline_ja
    assert "総務省は市区町村別" in city["card_movers"].method_ja
    assert "数値がないのではなく" in city["standing"].views[-1].method_ja
    assert "会議録がないという意味ではない" in city["commitments"].method_ja
    for finding in city.values():
        assert "公表されていないため" not in finding.headline_ja


def test_the_kinds_of_reasons_that_the_sentence_counts_are_the_ones_that_the_method_names(study: Study) -> None:
    finding = hearing_list(study.tables, study.subject)
    (counted,) = re.findall(r"聞く理由の(\d)種類", finding.headline_ja)
    named, number = re.search(r"理由の種類は、(.+?)の(\d)つで", str(finding.method_ja)).groups()
    assert len(named.split("、")) == int(number) == int(counted)
    assert ("会議録の課題" in named) == (study.subject.name_ja == "豊島区")
    assert finding.table["reasons_count"].max() <= int(counted)


def _of_one_form(code: str) -> set[int]:
    """Which of the 27 a ward prints a rate for that is the same as that of a procedure with the same form."""
    numbers = {
        row["procedure_id"]: int(row["number_27"]) for _, row in listed("procedures").iterrows() if row["number_27"]
    }
    found = set()
    for _, pair in listed("shared_forms").iterrows():
        ends = [numbers.get(pair[name]) for name in ("procedure_id", "other_procedure_id")]
        rates = [by_hand.rates_of(number).get(code) for number in ends if number]
        if len(rates) == 2 and rates[0] == rates[1] and rates[0] is not None and rates[0] >= 1:
            found |= set(ends)
    return found


def test_a_count_that_holds_rates_to_be_asked_about_says_how_many(study_of: Callable[[str], Study]) -> None:
    study = study_of("渋谷区")
    finding = offered_not_used(study.tables, study.subject)
    code = study.subject.code
    flagged = _of_one_form(code)
    real = {number for number in range(1, 28) if by_hand.rates_of(number).get(code, 0) >= 10}
    assert real
    assert real == flagged, "what is used in 渋谷区 is just what wants asking about"
    assert finding.values["real_use_flagged"] == len(real & flagged)
    assert f"10%以上が{len(real)}（うち{len(real)}は要確認※）" in finding.headline_ja
    assert any(caveat.startswith("※は") for caveat in map(str, finding.caveats_ja))
    (chart,) = finding.charts
    assert sum(label.endswith("※") for label in chart.labels) == len(flagged)


def test_where_no_rate_wants_asking_about_no_mark_is_explained(toshima: Study) -> None:
    finding = offered_not_used(toshima.tables, toshima.subject)
    assert finding.values["real_use_flagged"] == finding.values["some_use_flagged"] == 0
    assert not any("※" in text for text in _texts(finding))


def test_the_27_that_the_sentence_counts_stand_first(study: Study) -> None:
    numbers = offered_not_used(study.tables, study.subject).table["number_27"]
    assert list(numbers.head(27)) == list(range(1, 28))
    assert numbers.iloc[27:].isna().all()


def test_a_village_that_prints_no_rate_is_not_given_three_zeros(study_of: Callable[[str], Study]) -> None:
    study = study_of("青ヶ島村")
    assert not any(study.subject.code in by_hand.rates_of(number) for number in range(1, 28))
    assert offered_not_used(study.tables, study.subject).headline_ja.endswith("申請率の記載が一つもない")


def test_without_minutes_the_next_steps_have_no_column_of_problems_and_say_so(study: Study) -> None:
    finding = priorities(study.tables, study.subject)
    has = study.subject.name_ja == "豊島区"
    (chart,) = finding.charts
    for column in ("obstacles_ja", "readiness_score"):
        assert (column in finding.table.columns) == has
    assert ("会議録の課題" in chart.headings) == has
    assert any("会議録はこの調査に取り込んでおらず" in caveat for caveat in map(str, finding.caveats_ja)) != has


def test_the_mark_is_explained_just_where_it_stands(study: Study) -> None:
    (finding,) = study.compute(["used"])
    names = finding.table[["real_use_names_ja", "highest_names_ja"]].apply(lambda column: column.str.contains("※"))
    assert any(caveat.startswith("※は") for caveat in map(str, finding.caveats_ja)) == bool(names.any(axis=None))


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2025-03-31", "令和7年3月31日"),
        ("2021-03", "令和3年3月"),
        ("2019-04", "平成31年4月"),
        ("2019-05", "令和元年5月"),
        ("2024", "令和6年"),
        ("2018", "平成30年"),
        ("2019", "平成31年・令和元年"),
        ("FY2022", "令和4年度"),
        ("不明", "不明"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(iso: str, said: str) -> None:
    assert wording.day(iso) == said
    if "年" in said and "年度" not in said:
        assert wording.year(iso) == (said if "・" in said else said.partition("年")[0] + "年")


@pytest.mark.parametrize(("value", "said"), [(0.57, "0.57"), (-0.004, "-0.004"), (0.0, "0.00"), (-0.0, "0.00")])
def test_a_decimal_never_hides_its_sign(value: float, said: str) -> None:
    assert wording.decimal(value) == said
