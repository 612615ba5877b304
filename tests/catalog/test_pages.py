"""The lists of wards' pages, doors and phrases, and the families of pages: whole, official, and readable."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
import yaml

from survey.catalog import pages, specs
from survey.catalog.pages import kept_words, page_families, page_family
from survey.catalog.specs import CATALOG, listed
from survey.errors import BadCatalog, NotFound
from survey.paths import Project
from survey.printed.codes import read_code
from survey.tidy.channels import ASPECTS, MAIL, NO_CHANNEL
from survey.tidy.files import load

MOVED_TO = {"131172": "www.city.kita.lg.jp"}  # the published list of sites still has the old host


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the families' file that the reader reads in place of the real one."""
    path = tmp_path / "page_families.yml"
    shutil.copy(CATALOG / path.name, path)
    monkeypatch.setattr(specs, "CATALOG", tmp_path)
    pages._all.cache_clear()
    yield path
    pages._all.cache_clear()


@pytest.fixture(scope="module")
def municipalities(project: Project) -> pd.DataFrame:
    return load(project, "municipalities").set_index("municipality_code")


# Wards' pages


def test_each_of_the_23_wards_has_a_page_under_its_own_name(municipalities: pd.DataFrame) -> None:
    wards = municipalities[municipalities["kind"] == "special_ward"]["name_ja"]
    listed_pages = listed("ward_pages")
    assert dict(zip(listed_pages["municipality_code"], listed_pages["name_ja"], strict=True)) == wards.to_dict()
    assert [read_code(code) for code in listed_pages["municipality_code"]] == sorted(listed_pages["municipality_code"])


def test_every_page_is_on_the_wards_official_host(municipalities: pd.DataFrame) -> None:
    for row in listed("ward_pages").itertuples():
        known = (
            MOVED_TO.get(row.municipality_code) or urlsplit(municipalities.at[row.municipality_code, "site_url"]).netloc
        )
        host = urlsplit(row.page_url).netloc
        assert host == known or host.endswith("." + known.removeprefix("www."))


def test_every_address_is_https_without_query_and_listed_once() -> None:
    urls = listed("ward_pages")["page_url"]
    assert urls.is_unique
    for url in urls:
        parts = urlsplit(url)
        assert (parts.scheme, parts.query, parts.fragment) == ("https", "", "")
        assert parts.path.startswith("/")


def test_every_page_is_of_a_family_that_is_described() -> None:
    assert set(listed("ward_pages")["family"]) == set(page_families())


# Doors and phrases


@pytest.mark.parametrize(
    ("name", "column"),
    [("channels", "host_pattern"), ("channels", "path_pattern"), ("completeness", "pattern")],
)
def test_every_pattern_is_a_regular_expression(name: str, column: str) -> None:
    for pattern in listed(name)[column]:
        assert pattern
        assert re.compile(pattern).pattern == pattern


def test_every_channel_has_one_japanese_name() -> None:
    table = listed("channels")
    assert (table["name_ja"] != "").all()
    assert (table.groupby("channel")["name_ja"].nunique() == 1).all()
    named = table.drop_duplicates("channel")["name_ja"]
    assert named.is_unique
    assert {NO_CHANNEL, MAIL} <= set(table["channel"])


def test_no_rule_of_a_door_is_said_twice() -> None:
    assert not listed("channels").duplicated(["host_pattern", "path_pattern"]).any()


def test_every_aspect_has_a_phrase_and_no_other_is_listed() -> None:
    assert set(listed("completeness")["aspect"]) == set(ASPECTS)
    assert (listed("completeness")["note"] != "").all()


# Families


def test_a_title_and_a_body_are_asked_of_every_family() -> None:
    for family in page_families().values():
        assert family.title.required
        assert family.body.required


def test_the_kept_words_are_a_regular_expression() -> None:
    assert re.search(kept_words(), "原本")
    assert not re.search(kept_words(), "")


def test_a_family_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="made_up") as caught:
        page_family("made_up")
    assert caught.value.expected == ", ".join(page_families())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"unheard_of": 1}, "unheard_of"),
        ({"title": None}, "title"),
        ({"title": {"selectors": ["h1"], "required": True, "unheard_of": 1}}, "unheard_of"),
        ({"title": {"selectors": ["h1["], "required": True}}, "CSS selector"),
        ({"title": {"selectors": ["h1"], "pattern": "(", "required": True}}, "regular expression"),
        ({"body_begins": {"required": True}}, "selectors or text"),
    ],
    ids=["key", "no title", "deeper key", "selector", "pattern", "empty mark"],
)
def test_a_family_that_says_what_nobody_obeys_is_refused(copied: Path, change: dict, named: str) -> None:
    families = yaml.safe_load(copied.read_text(encoding="utf-8"))
    families["families"]["plain"] |= change
    copied.write_text(yaml.safe_dump(families, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadCatalog, match=named) as caught:
        page_families()
    assert caught.value.where == str(copied)
