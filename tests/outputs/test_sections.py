"""The deck's native sections: every finding in one, in order, none empty; of whole decks see test_slides."""

from __future__ import annotations

from documents import whole_of
from pptx.presentation import Presentation as Deck

from survey.outputs.slides import build as slides
from survey.study import Study

P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"


def _sections(deck: Deck) -> list[tuple[str, list[int]]]:
    return [
        (section.get("name"), [int(slide.get("id")) for slide in section.iter(f"{P14}sldId")])
        for section in deck.part._element.iter(f"{P14}section")
    ]


def _made(study: Study, ids: list[str]) -> Deck:
    return slides.build(study.document(ids))


def test_a_section_without_slides_is_left_out(toshima: Study) -> None:
    assert [name for name, _ in _sections(_made(toshima, ["standing"]))] == ["要約", "現在地", "資料"]
    assert [name for name, _ in _sections(_made(toshima, ["behind"]))] == ["要約", "他区", "資料"]


def test_sections_follow_each_other_as_the_questions_do(toshima: Study) -> None:
    names = [page.section_ja for page in whole_of(toshima).pages]
    assert list(dict.fromkeys(names)) == [
        "現在地",
        "他区",
        "使われているか",
        "どう乗り越えたか",
        "次の一手",
        "9月報告",
        "資料編",
    ]
    assert names == sorted(names, key=list(dict.fromkeys(names)).index)


def test_every_finding_of_the_register_has_a_section(toshima: Study) -> None:
    assert all(page.section_ja for page in whole_of(toshima).pages)


def test_ids_are_unlike_and_the_same_each_time(toshima: Study) -> None:
    few = ["standing", "behind", "ahead"]
    first, second = (
        [section.get("id") for section in _made(toshima, few).part._element.iter(f"{P14}section")] for _ in range(2)
    )
    assert first == second
    assert len(set(first)) == len(first)


def test_the_list_is_the_presentations_last_part_as_the_schema_wants(toshima: Study) -> None:
    root = _made(toshima, ["behind"]).part._element
    assert root[-1].tag.endswith("}extLst")
    assert len(list(root.iter(f"{P14}sectionLst"))) == 1
