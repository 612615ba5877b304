"""study.toml: what one office sets for its own study."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any, NoReturn, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass
from pydantic_core import ErrorDetails

from survey.errors import BadCatalog

PLACEHOLDER = "someone@example.invalid"
# Only ratios matter; beyond this, a weight says no more than "this alone" and sums lose their digits.
HEAVIEST = 1_000_000
# A study.toml has some twenty lines.
MOST_BYTES = 10_000

Weight = Annotated[
    float,
    Strict(),
    Field(ge=0, le=HEAVIEST, allow_inf_nan=False, description=f"a number from 0 to {HEAVIEST:,}"),
]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Weights:
    """How much need, feasibility and readiness count when the next steps are put in order; only ratios matter."""

    need: Weight = 1.0
    feasibility: Weight = 1.0
    readiness: Weight = 1.0


@dataclass(frozen=True)
class Settings:
    """What study.toml says.

    ``municipality``: the name (豊島区) or six-digit code (131164) of the municipality the study is for.
    ``contact``: how a publisher reaches whoever fetches; None until somebody has set it.
    ``weights``: what counts how much in the priorities; equal unless set.
    """

    municipality: str
    contact: str | None = None
    weights: Weights = Field(default_factory=Weights)


def _fits_header(text: str) -> str:
    """An HTTP header takes printable ASCII only."""
    if not (text.isascii() and text.isprintable()):
        raise ValueError("fetch.contact is sent in an HTTP header, which takes plain letters on one line only")
    return text


def _can_order(weights: Weights) -> Weights:
    if weights.need + weights.feasibility + weights.readiness == 0:
        raise ValueError("the weights under [priorities] add up to zero, so nothing could be put in order")
    return weights


class _Table(BaseModel):
    """One table of study.toml. Unknown keys are refused: a misspelt one would be obeyed by nobody."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Study(_Table):
    municipality: Annotated[
        str,
        Strict(),
        StringConstraints(strip_whitespace=True, min_length=1),
        Field(description="a name or a six-digit code, in quotes"),
    ]


class _Fetch(_Table):
    contact: Annotated[
        str,
        Strict(),
        StringConstraints(strip_whitespace=True),
        AfterValidator(_fits_header),
        Field(description="an address such as name@office.example, in quotes"),
    ] = PLACEHOLDER


class _File(_Table):
    study: _Study
    fetch: _Fetch = _Fetch()
    priorities: Annotated[Weights, AfterValidator(_can_order)] = Weights()


# The keys of each table, and what each must be, as the models above say.
_SCHEMAS: dict[str, dict[str, Any]] = {
    name: TypeAdapter(cast("Any", field.annotation)).json_schema()["properties"]
    for name, field in _File.model_fields.items()
}
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")


def read_settings(path: Path) -> Settings:
    """Read study.toml.

    Raises:
        BadCatalog: not TOML, an unknown or missing key, or a value that cannot be used; says which line.
    """
    content = _bounded(path)
    try:
        text = content.decode("utf-8")
        printed = tomllib.loads(text)
        repr(printed)  # a number of thousands of digits fails only when it is written out
    except (ValueError, RecursionError) as error:
        raise BadCatalog(
            f"{path.name} is not TOML: {error}",
            where=str(path),
            next_step=f"mend {path.name}; README shows a whole one",
        ) from error
    try:
        file = _File.model_validate(printed)
    except ValidationError as error:
        _refuse(path, text, error.errors(include_url=False))
    is_set = file.fetch.contact not in ("", PLACEHOLDER)
    return Settings(file.study.municipality, file.fetch.contact if is_set else None, file.priorities)


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadCatalog(
            f"{path.name} is far longer than any",
            where=str(path),
            expected=f"at most {MOST_BYTES:,} bytes",
            next_step="take it back from git, or write it anew",
        )
    return content


def _refuse(path: Path, text: str, errors: list[ErrorDetails]) -> NoReturn:
    """Say what is wrong: all unknown keys at once, else the first value that cannot be used."""
    mend = f"mend {path.name}; README shows a whole one"
    unknown = sorted(
        (tuple(map(str, error["loc"])) for error in errors if error["type"] in _UNKNOWN), key=lambda at: at[-1]
    )
    if unknown:
        near = [name for at in unknown for name in difflib.get_close_matches(at[-1], _known(at), n=1)]
        raise BadCatalog(
            f"unknown key in {path.name}",
            where=_where(path, text, unknown[0]),
            expected=", ".join(f"[{table}] {' '.join(keys)}" for table, keys in _SCHEMAS.items()),
            got=", ".join(at[-1] for at in unknown),
            next_step=f"did you mean {', '.join(near)}? {mend}" if near else mend,
        )
    error = errors[0]
    at = tuple(map(str, error["loc"]))
    if error["type"] == "missing":
        # Nothing but study.municipality must be set.
        at, fault, got = ("study", "municipality"), "is missing", "nothing"
    else:
        fault, got = "cannot be used", repr(error["input"])
    key = _SCHEMAS[at[0]].get(at[1]) if len(at) > 1 else None
    expected = key["description"] if key else f"a table: [{at[0]}], and below it {' '.join(_SCHEMAS[at[0]])}"
    own = error.get("ctx", {}).get("error")
    raise BadCatalog(
        str(own) if own else f"{'.'.join(at)} {fault}",
        where=_where(path, text, at),
        expected="one of need, feasibility and readiness above zero" if own and not key else expected,
        got=got,
        next_step=mend,
    )


def _known(at: tuple[str, ...]) -> list[str]:
    """The names that may stand where an unknown one does."""
    return list(_SCHEMAS) if len(at) == 1 else list(_SCHEMAS[at[0]])


def _where(path: Path, text: str, at: tuple[str, ...]) -> str:
    """The file and, where a plain line of it sets that key, the line."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line.startswith("["):
            table = line.partition("#")[0].strip("[] \t")
            is_it = table == ".".join(at)
        else:
            key = line.partition("=")[0].strip().strip("\"'")
            is_it = "=" in line and tuple(filter(None, (table, key))) == at
        if is_it:
            return f"{path}, line {number}"
    return str(path)


def fetching_contact(path: Path) -> str:
    """How a publisher reaches whoever fetches.

    Raises:
        BadCatalog: nobody set it yet; nothing is fetched anonymously.
    """
    contact = read_settings(path).contact
    if contact is None:
        raise BadCatalog(
            "nobody is named as fetching, so nothing is fetched",
            where=str(path),
            expected='[fetch] contact = "your address"',
            next_step="set it: it is sent with every request, so that a publisher can reach you",
        )
    return contact
