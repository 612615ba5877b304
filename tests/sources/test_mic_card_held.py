"""The card table's described layout. The workbook is made up; no real one has been read yet."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pandas as pd
import pytest

import box
from survey.catalog.specs import listed, source_spec
from survey.collect import files as collect
from survey.collect import status as stored
from survey.errors import SurveyError
from survey.fetch.client import Client, FetchPolicy
from survey.paths import Project
from survey.raw import store
from survey.tidy.build import read_edition

SOURCE, EDITION = "mic_card_held", "2026-09-30"
FIRST_ROW = 119


def made_up(change: Callable[[list[list[object]]], None] = lambda rows: None) -> bytes:
    """A workbook of the described layout: 1,741 municipalities in code order, counts that are plainly synthetic."""
    places = listed("municipalities")
    rows: list[list[object]] = [
        [prefecture, f"試験郡{name}" if name == "与那国町" else name, 1000 + number, number % 1000, 0.5]
        for number, (prefecture, name) in enumerate(zip(places["prefecture"], places["name_ja"], strict=True))
    ]
    change(rows)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("公表用")
    for _ in range(FIRST_ROW - 2):
        sheet.append(["試験"])
    sheet.append(["全国", "", 1, 1, 1])
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def added(project: Project, content: bytes) -> pd.DataFrame:
    path = project.root / "試験.xlsx"
    path.write_bytes(content)
    collect.add(project, [path], SOURCE, EDITION)
    return read_edition(store.read(project, SOURCE, EDITION))


def test_municipalities_without_a_code_are_told_by_prefecture_and_name(scratch: Project) -> None:
    rows = added(scratch, made_up())
    held = rows[rows["id"] == "card_held_count"].set_index("municipality_code")["value"]
    order = list(listed("municipalities")["municipality_code"])
    assert list(held[order]) == [number % 1000 for number in range(len(order))]
    assert held["132063"] != held["342084"], "two cities of one name"


def test_the_population_bears_no_date_that_nobody_established(scratch: Project) -> None:
    rows = added(scratch, made_up())
    dates = rows.groupby("id")["as_of_date"].agg(lambda dates: set(dates.fillna("none")))
    assert dates["card_held_base_population_count"] == {"none"}
    assert dates["card_held_count"] == {EDITION}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows.insert(0, ["試験県", "試験市", 1, 1, 1]), "A119"),
        (lambda rows: rows.__setitem__(5, ["北海道", "試験市", 1, 1, 1]), "試験市"),
        (lambda rows: rows.pop(700), "missing"),
        (lambda rows: rows[9].__setitem__(3, "多数"), "cell D128"),
        (lambda rows: rows[9].append(7), "cell F128"),
    ],
    ids=["a row above", "an unknown name", "a missing row", "a word for a count", "a further column"],
)
def test_what_does_not_fit_the_description_is_refused(
    scratch: Project, change: Callable[[list[list[object]]], None], message: str
) -> None:
    with pytest.raises(SurveyError, match=message):
        added(scratch, made_up(change))
    assert store.editions(scratch, SOURCE) == []


def test_it_is_unverified_until_somebody_adds_a_real_file(scratch: Project, project: Project) -> None:
    from datetime import date

    def verified(of: Project) -> bool:
        return stored.status(of, date(2026, 11, 1)).set_index("source_id").at[SOURCE, "is_verified"]

    assert not source_spec(SOURCE).is_verified
    assert not verified(project)
    added(scratch, made_up())
    assert verified(scratch)


def test_no_made_up_figure_reached_the_committed_data(project: Project) -> None:
    assert not Path(project.raw / SOURCE).exists()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_it_is_fetched_from_its_landing_page(scratch: Project) -> None:
    link, text = ("/main_content/1.xlsx", "市区町村別（令和8年9月末時点）")
    landing = urlsplit(source_spec(SOURCE).landing_url)
    with box.opened() as server:
        page = f'<html><body><a href="{link}">{text}</a></body></html>'.encode("cp932")
        server.routes[f"/{landing.netloc}{landing.path}"] = box.Page(page, "text/html")
        server.routes[f"/{landing.netloc}{link}"] = box.Page(made_up())
        client = Client(FetchPolicy("survey-test (test@example.invalid)", delay_s=0.0), mirror=server.url)
        collected = collect.fetch(scratch, SOURCE, client)
    assert (collected.edition, collected.state) == (EDITION, "new")
