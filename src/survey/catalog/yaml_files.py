"""Reads a YAML file of the catalog as one of its models; what does not fit, or would swamp the reader, is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from survey.errors import BadCatalog

# The catalog's own files are at most six deep, repeat eight parts, and hold no text of more than some hundred letters.
DEEPEST_YAML, MOST_ALIASES, LONGEST_YAML = 40, 20, 10_000

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds; the models judge it
    """What a catalog file holds.

    Raises:
        BadCatalog: not YAML, or not UTF-8; or nested or repeated as no catalog file is.
    """
    try:
        text = path.read_text(encoding="utf-8")
        _check_yaml(text, path)
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadCatalog(
            f"the catalog file is not YAML in UTF-8: {error}", where=str(path), next_step="mend the file"
        ) from error


def _check_yaml(text: str, path: Path) -> None:
    """Refuse what the loader would die of: tags in tags without end, a repeated part that repeats others."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        aliases += isinstance(event, yaml.AliasEvent)
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST_YAML:
            raise BadCatalog(
                "the catalog file holds a longer text than any",
                where=f"{path}, line {event.start_mark.line + 1}",
                expected=f"at most {LONGEST_YAML:,} characters",
                got=f"{len(event.value):,} characters",
                next_step="mend the file",
            )
        if depth > DEEPEST_YAML or aliases > MOST_ALIASES:
            raise BadCatalog(
                "the catalog file nests deeper, or repeats itself more, than any",
                where=f"{path}, line {event.start_mark.line + 1}",
                expected=f"at most {DEEPEST_YAML} levels and {MOST_ALIASES} repeated parts (*name)",
                next_step="mend the file",
            )


def load_model(model: type[Model] | TypeAdapter[Model], path: Path, printed: object) -> Model:
    """What was read from ``path``, as ``model``, or as the one of several models that an adapter chooses.

    Raises:
        BadCatalog: it does not fit.
    """
    try:
        adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
        return adapter.validate_python(printed)
    except ValidationError as error:
        raise BadCatalog(
            f"the catalog file does not fit its model: {error}", where=str(path), next_step="mend the file"
        ) from error
