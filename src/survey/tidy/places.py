"""Which municipality is each row or column? Codes, names and completeness, checked against the catalog."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.catalog.models import Axis, Part
from survey.catalog.specs import listed
from survey.errors import BadCatalog, BadCell, BadLayout, SurveyError
from survey.printed.codes import read_code, with_check_digit
from survey.printed.text import is_same_place, place_key


@dataclass(frozen=True)
class Sheet:
    """One part of a raw table, with the words to name a cell of it in an error."""

    part_id: str
    part: Part
    grid: pd.DataFrame
    where: str

    def at(self, address: str) -> str:
        """A cell address in the words of an error: file, sheet, cell."""
        sheet = f"sheet {self.part.sheet}, " if self.part.sheet else ""
        return f"{self.where}, {sheet}cell {address}"


def codes_of(sheet: Sheet, body: pd.DataFrame) -> list[str]:
    """The six-digit code of each row, as printed, or told by prefecture and name where none is.

    Raises:
        BadCell: a false code, or a name that the catalog does not know.
    """
    if sheet.part.municipalities.code is None:
        return _codes_by_name(sheet, body)
    codes = []
    is_short = sheet.part.municipalities.code_digits == 5
    for printed, row in zip(body[sheet.part.municipalities.code], body["row"], strict=True):
        try:
            codes.append(read_code(with_check_digit(printed) if is_short else printed))
        except BadCell as error:
            raise located(error, sheet, f"{sheet.part.municipalities.code}{row}") from error
    return codes


def _codes_by_name(sheet: Sheet, body: pd.DataFrame) -> list[str]:
    """Codes where only prefecture and name are printed; within a prefecture no name occurs twice."""
    axis = sheet.part.municipalities
    known = listed("municipalities")
    codes = {(row.prefecture, place_key(row.name_ja)): row.municipality_code for row in known.itertuples(index=False)}
    found = []
    for prefecture, name, row in zip(body[axis.prefecture], body[axis.name], body["row"], strict=True):
        # A town may be printed behind its district: 八重山郡与那国町.
        key = place_key(name)
        code = codes.get((prefecture, key)) or codes.get((prefecture, key.partition("郡")[2]))
        if code is None:
            raise BadCell(
                "a municipality that the catalog does not know",
                where=sheet.at(f"{axis.name}{row}"),
                got=f"{prefecture} {name}",
                next_step="compare with src/survey/catalog/municipalities.csv",
            )
        found.append(code)
    return found


def located(error: SurveyError, sheet: Sheet, address: str) -> BadCell:
    """The same error, with the cell it is about."""
    return BadCell(
        error.what,
        where=sheet.at(address),
        expected=error.expected,
        got=error.got,
        next_step="compare with the publisher's file; if it really prints this, the catalog must learn it first",
    )


def expected_places(axis: Axis) -> pd.DataFrame:
    """The municipalities that a part must have, in code order (see ``Axis``).

    Raises:
        BadCatalog: the coverage is no kind and no prefecture, or it is without places that it does not cover.
    """
    places = listed("municipalities")
    if axis.coverage != "all":
        places = places[(places["kind"] == axis.coverage) | (places["prefecture"] == axis.coverage)]
    strangers = sorted(set(axis.without) - set(places["municipality_code"]))
    if places.empty or strangers:
        raise BadCatalog(
            "a source's coverage does not fit the list of municipalities",
            where="src/survey/catalog/sources",
            expected="all, a kind or a prefecture as in municipalities.csv; without: codes among these",
            got=f"{axis.coverage}, without {', '.join(strangers) or 'any'}",
            next_step="mend the source's file",
        )
    return places[~places["municipality_code"].isin(axis.without)]


def check_places(sheet: Sheet, places: pd.DataFrame) -> None:
    """Every expected municipality once, no other, each under its own name.

    ``places``: municipality_code, name (as printed), address (of the name's cell).

    Raises:
        BadCell: an unknown municipality, one that occurs twice, or a name that is not the code's.
        BadLayout: some are missing.
    """
    expected = expected_places(sheet.part.municipalities)
    known = dict(zip(expected["municipality_code"], expected["name_ja"], strict=True))
    for code, name, address in places.itertuples(index=False, name=None):
        if code not in known:
            raise BadCell(
                "a municipality that the catalog does not know, or does not expect of this source",
                where=sheet.at(address),
                got=f"{code} {name}",
                next_step="if it is new, add it to src/survey/catalog/municipalities.csv; if the publisher prints it "
                "only now, mend coverage and without in catalog/sources",
            )
        if not is_same_place(name, known[code]):
            raise BadCell(
                "a municipality's name is not its code's",
                where=sheet.at(address),
                expected=f"{known[code]} ({code})",
                got=name,
                next_step="check whether a row or column was moved; if the place was renamed, mend the catalog",
            )
    printed = set(places["municipality_code"])
    missing = [f"{code} {name}" for code, name in known.items() if code not in printed]
    if missing:
        raise BadLayout(
            f"{len(missing)} of {len(known):,} municipalities are missing",
            where=sheet.where,
            got="without " + ", ".join(missing[:5]),
            next_step="take the publisher's file unopened and add it again",
        )
    twice = places[places["municipality_code"].duplicated()]
    if len(twice):
        raise BadCell(
            "a municipality occurs twice",
            where=sheet.at(twice.iloc[0]["address"]),
            got=f"{twice.iloc[0]['municipality_code']} {twice.iloc[0]['name']}",
            next_step="take the publisher's file unopened and add it again",
        )
