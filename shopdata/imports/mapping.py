"""Which column of a file holds which field; can be kept in a file and used again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from crm.errors import Invalid


@dataclass(frozen=True)
class Field:
    """A field to be found in a file.

    Parameters
    ----------
    name:
        What we call it.
    required:
        Whether an import makes sense without it.
    known_as:
        Column names taken for it when none is given; case, spaces and underscores do not matter.
    """

    name: str
    required: bool
    known_as: tuple[str, ...]


def find_columns(
    fields: Sequence[Field], columns: Sequence[str], given: Mapping[str, str]
) -> dict[str, int]:
    """Return the position of each field's column.

    Parameters
    ----------
    fields:
        What is looked for.
    columns:
        The file's header.
    given:
        Column names that were said by option or mapping file, by field.

    Raises
    ------
    Invalid
        If a required field has no column, or a given column is not there.
    """
    known = {_plain(name): i for i, name in reversed(list(enumerate(columns)))}
    found: dict[str, int] = {}
    for field in fields:
        said = given.get(field.name)
        if said is not None:
            if said not in columns:
                raise Invalid("missing_column", f"no column {said!r}; {_there(columns)}")
            found[field.name] = list(columns).index(said)
            continue
        names = (field.name, *field.known_as)
        position = next((known[_plain(n)] for n in names if _plain(n) in known), None)
        if position is not None:
            found[field.name] = position
        elif field.required:
            raise Invalid(
                "missing_column",
                f"no column for the {field.name}: say which with "
                f"--column {field.name}=COLUMN; {_there(columns)}",
            )
    return found


def read_mapping(path: Path, fields: Sequence[Field]) -> dict[str, str]:
    """Return the column names in a mapping file (YAML, ``field: column``).

    Raises
    ------
    Invalid
        If the file is missing, no mapping, or names an unknown field.
    """
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeError) as error:
        raise Invalid("bad_mapping", f"the mapping {path} cannot be read: {error}") from error
    names = {field.name for field in fields}
    if not isinstance(loaded, dict) or not set(loaded) <= names:
        unknown = sorted(set(loaded) - names) if isinstance(loaded, dict) else [type(loaded)]
        raise Invalid(
            "bad_mapping", f"{path} names {unknown}; known fields are {', '.join(sorted(names))}"
        )
    return {str(field): str(column) for field, column in loaded.items()}


def write_mapping(path: Path, columns: Sequence[str], found: Mapping[str, int]) -> None:
    """Keep the columns that were used, for the next file of the same form."""
    used = {field: columns[i] for field, i in found.items()}
    path.write_text(yaml.safe_dump(used, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _there(columns: Sequence[str]) -> str:
    return f"the file has {', '.join(columns[:30])}"
