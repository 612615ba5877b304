"""Municipalities' profiles a second way: straight from the raw grids, with plain Python."""

from __future__ import annotations

import csv
import math
from functools import cache
from statistics import fmean, pstdev

from by_hand import RAW


@cache
def grid(source: str, edition: str, code_column: str) -> dict[str, dict[str, str]]:
    """The rows of one raw table by the first five digits of the printed code."""
    with (RAW / source / edition / "table.csv").open(encoding="utf-8", newline="") as file:
        return {row[code_column][:5]: row for row in csv.DictReader(file) if row[code_column][:5].isdigit()}


def number(text: str) -> float:
    return float(text.replace(",", ""))


@cache
def profile(code: str, *, of_tokyo: bool) -> tuple[float, ...]:
    """Log population, shares under 15 and from 65 on, fiscal index, log income; in Tokyo log day/night, foreigners."""
    five = code[:5]
    people = grid("mic_population", "2023-01-01", "A")[five]
    everyone = number(people["E"])
    tax = grid("mic_municipal_tax", "FY2024", "B")[five]
    measured = [
        math.log(everyone),
        sum(number(people[letter]) for letter in "FGH") / everyone,
        sum(number(people[letter]) for letter in "STUVWXYZ") / everyone,
        number(grid("mic_finance", "FY2023", "A")[five]["D"]),
        math.log(number(tax["N"]) / number(tax["F"])),
    ]
    if of_tokyo:
        residents = grid("tokyo_residents_by_age", "2026-01-01", "B")[five]
        foreign = number(grid("tokyo_foreign_residents", "2026-01-01", "B")[five]["D"])
        measured.append(math.log(number(grid("tokyo_daytime_population", "2020-10-01", "B")[five]["J"])))
        measured.append(foreign / sum(number(residents[letter]) for letter in "DGJ"))
    return tuple(measured)


def distances(code: str, pool: list[str], *, of_tokyo: bool, leave_out: int | None = None) -> dict[str, float]:
    """How far the others are from one: the root of the mean squared difference of standard scores."""
    columns = list(zip(*(profile(member, of_tokyo=of_tokyo) for member in pool), strict=True))
    kept = [number for number in range(len(columns)) if number != leave_out]
    scaled = {number: (fmean(columns[number]), pstdev(columns[number])) for number in kept}

    def distance(other: str) -> float:
        mine, theirs = profile(code, of_tokyo=of_tokyo), profile(other, of_tokyo=of_tokyo)
        return math.sqrt(fmean(((mine[number] - theirs[number]) / scaled[number][1]) ** 2 for number in kept))

    return {other: distance(other) for other in pool if other != code}


def nearest(code: str, pool: list[str], count: int, *, of_tokyo: bool, leave_out: int | None = None) -> list[str]:
    """The codes nearest to one."""
    far = distances(code, pool, of_tokyo=of_tokyo, leave_out=leave_out)
    return sorted(far, key=lambda other: (far[other], other))[:count]
