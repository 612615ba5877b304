"""Which municipality is each row or column? Codes, names and completeness, checked against the catalog."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.catalog.layouts import Axis, Part
from survey.catalog.municipalities import (
    every_municipality,
    line_to_add,
    line_to_end,
    municipalities_on,
    names_of,
)
from survey.errors import BadCatalog, BadCell, BadLayout, SurveyError
from survey.printed.codes import read_code, with_check_digit
from survey.printed.text import is_same_place, place_key
from survey.sources.layout_errors import PartOfFile


@dataclass(frozen=True)
class Sheet:
    """One part of an edition: its layout with addresses, its cells, what to call it, the day of its municipalities."""

    part: Part
    grid: pd.DataFrame
    where: PartOfFile
    day: str


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
            raise with_cell(error, sheet, f"{sheet.part.municipalities.code}{row}") from error
    return codes


def _codes_by_name(sheet: Sheet, body: pd.DataFrame) -> list[str]:
    """Codes where only prefecture and name are printed; within a prefecture no name occurs twice."""
    axis = sheet.part.municipalities
    known = municipalities_on(sheet.day)
    codes = {
        (row["prefecture"], place_key(name)): row["municipality_code"]
        for row in known.to_dict("records")
        for name in names_of(row)
    }
    found = []
    for prefecture, name, row in zip(body[axis.prefecture], body[axis.name], body["row"], strict=True):
        # A town may be printed behind its district: 八重山郡与那国町.
        key = place_key(name)
        code = codes.get((prefecture, key)) or codes.get((prefecture, key.partition("郡")[2]))
        if code is None:
            raise BadCell(
                "a municipality that the catalog does not know",
                where=sheet.where.at(f"{axis.name}{row}"),
                got=f"{prefecture} {name}",
                next_step="compare with src/survey/catalog/municipalities.csv; if it is new, add its line with "
                "valid_from and predecessor_codes; a name that it had before goes into former_names_ja",
            )
        found.append(code)
    return found


def with_cell(error: SurveyError, sheet: Sheet, address: str) -> BadCell:
    """The same error, with the cell it is about."""
    return BadCell(
        error.what,
        where=sheet.where.at(address),
        expected=error.expected,
        got=error.got,
        next_step="compare with the publisher's file; if it really prints this, the catalog must learn it first",
    )


def expected_municipalities(axis: Axis, day: str) -> pd.DataFrame:
    """The municipalities that a part must have, of those that there were on a day, in code order (see ``Axis``).

    Raises:
        BadCatalog: the coverage is no kind and no prefecture, or it is without municipalities that it does not cover.
    """
    expected, ever = _covered(axis, municipalities_on(day)), _covered(axis, every_municipality())
    strangers = sorted(set(axis.without) - set(ever["municipality_code"]))
    if expected.empty or strangers:
        raise BadCatalog(
            "a source's coverage does not fit the list of municipalities",
            where="src/survey/catalog/sources",
            expected="all, a kind or a prefecture as in municipalities.csv; without: codes among these",
            got=f"{axis.coverage}, without {', '.join(strangers) or 'any'}",
            next_step="mend the source's file",
        )
    return expected[~expected["municipality_code"].isin(axis.without)]


def check_municipalities(sheet: Sheet, printed: pd.DataFrame) -> None:
    """Every expected municipality once, no other, each under a name of its own.

    ``printed``: municipality_code, name (as printed), address (of the name's cell).

    Raises:
        BadCell: an unknown municipality, one that occurs twice, or a name that is not the code's.
        BadLayout: some are missing.
    """
    axis = sheet.part.municipalities
    expected = expected_municipalities(axis, sheet.day)
    if axis.may_lag:
        expected = _with_those_succeeded(expected, printed, axis, sheet.day)
    missing = expected[~expected["municipality_code"].isin(printed["municipality_code"])]
    names = {row["municipality_code"]: names_of(row) for row in expected.to_dict("records")}
    for code, name, address in printed.itertuples(index=False, name=None):
        if code not in names:
            raise _unexpected(sheet, code, name, address, missing)
        if not any(is_same_place(name, known) for known in names[code]):
            raise BadCell(
                "a municipality's name is not its code's",
                where=sheet.where.at(address),
                expected=f"{' or '.join(names[code])} ({code})",
                got=name,
                next_step="check whether a row or column was moved; if it was renamed, give the new name in its line "
                "of src/survey/catalog/municipalities.csv and the one before in former_names_ja",
            )
    if len(missing):
        raise BadLayout(
            f"{len(missing)} of {len(expected):,} municipalities are missing",
            where=sheet.where.name,
            got="without " + ", ".join((missing["municipality_code"] + " " + missing["name_ja"]).head(5)),
            next_step="take the publisher's file unopened and add it again; one that merged into another has its line "
            f"in src/survey/catalog/municipalities.csv completed: {line_to_end(missing.iloc[0])}",
        )
    twice = printed[printed["municipality_code"].duplicated()]
    if len(twice):
        raise BadCell(
            "a municipality occurs twice",
            where=sheet.where.at(twice.iloc[0]["address"]),
            got=f"{twice.iloc[0]['municipality_code']} {twice.iloc[0]['name']}",
            next_step="take the publisher's file unopened and add it again",
        )


def _covered(axis: Axis, municipalities: pd.DataFrame) -> pd.DataFrame:
    if axis.coverage == "all":
        return municipalities
    is_covered = (municipalities["kind"] == axis.coverage) | (municipalities["prefecture"] == axis.coverage)
    return municipalities[is_covered]


def _with_those_succeeded(expected: pd.DataFrame, printed: pd.DataFrame, axis: Axis, day: str) -> pd.DataFrame:
    """What a list that lags is held against: it may print a municipality that ended, in place of its successor."""
    ever = _covered(axis, every_municipality())
    ended = ever[(ever["valid_until"] != "") & (ever["valid_until"] < day)]
    still = ended[ended["municipality_code"].isin(printed["municipality_code"])]
    is_printed = expected["municipality_code"].isin(printed["municipality_code"])
    not_yet = expected["municipality_code"].isin(still["successor_code"]) & ~is_printed
    return pd.concat([expected[~not_yet], still]).sort_values("municipality_code")


def _unexpected(sheet: Sheet, code: str, name: str, address: str, missing: pd.DataFrame) -> BadCell:
    """A code that the list of the edition's day does not hold; the next step is the line to be written."""
    ever = every_municipality().set_index("municipality_code")
    if code in ever.index and code in set(municipalities_on(sheet.day)["municipality_code"]):
        step = f"if the publisher prints it only now, mend coverage and without in {sheet.where.catalog_file}"
    elif code in ever.index:
        first, last = ever.at[code, "valid_from"] or "…", ever.at[code, "valid_until"] or "…"
        step = (
            f"src/survey/catalog/municipalities.csv has it from {first} to {last}, and the edition is held against the "
            f"list of {sheet.day}: mend its dates there, or give the edition's municipalities_on in "
            f"{sheet.where.catalog_file}"
        )
    else:
        step = (
            "if it is new, add this line to src/survey/catalog/municipalities.csv, with the day on which it came into "
            f"being in the place of {sheet.day} if that is known: {line_to_add(code, name, sheet.day, missing)}"
        )
    return BadCell(
        "a municipality that the catalog does not know, or does not expect of this source",
        where=sheet.where.at(address),
        got=f"{code} {name}",
        next_step=step,
    )
