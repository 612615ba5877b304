"""The tidy table ``channels``: online channels found on wards' pages, and the procedures that their text names."""

from __future__ import annotations

import pandas as pd

from survey.catalog.specs import listed, table_specs
from survey.raw.store import RawEdition
from survey.tidy.channels import channels
from survey.tidy.match import match_titles


def channels_table(editions: list[RawEdition]) -> pd.DataFrame:
    """Every edition's channels, one row a page, address and link text; columns as in catalog/tables/channels.yml.

    The link's own text is matched first. Where no rule matches it and the page has just one channel, the page's title
    is matched; a title that a rule refuses stays refused.
    """
    columns = table_specs()["channels"].columns
    frames = [_of(raw) for raw in editions]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    return found[columns]


def _of(raw: RawEdition) -> pd.DataFrame:
    found = channels(raw.table).reset_index(drop=True)
    by_link = match_titles(found[["link_text"]].rename(columns={"link_text": "title"}))
    by_page = match_titles(found[["page_title"]].rename(columns={"page_title": "title"}))
    pages = found.groupby(["municipality_code", "page_url"])["url"].transform("nunique")
    takes_title = (by_link["rule"] == "") & (pages == 1) & (by_page["rule"] != "")
    numbers = by_link["number_27"].mask(takes_title, by_page["number_27"])
    rules = by_link["rule"].mask(takes_title, by_page["rule"])
    return found.assign(
        procedure_ids=numbers.map(_ids),
        matched_by=takes_title.map({True: "page_title", False: "link_text"}).where(rules != ""),
        match_rule=rules,
        source_id=raw.source_id,
        edition=raw.edition,
        locator=found["selector"],
    )


def _ids(numbers: str) -> str:
    procedures = listed("procedures").set_index("number_27")["procedure_id"]
    return "|".join(procedures[number] for number in numbers.split("|") if number)
