"""An excerpt of a table, declared like a query: `published/days.csv?place=sea&kind=drone-*` is the rows that have both.

A notebook that quotes a few rows of a long table declares these, and runs again when one of them changes, not for the
rest. `*` stands for any text.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import parse_qsl

from pressroom import files
from pressroom.errors import InputError, near


def split(declared: str) -> tuple[str, dict[str, str]]:
    """Return the file that a declared name means, and what its rows must have: {} for the whole of it.

    Examples
    --------
    >>> split("published/days.csv?place=sea")
    ('published/days.csv', {'place': 'sea'})
    """
    name, _, query = declared.partition("?")
    return name, dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))


def hold(declared: Iterable[str], name: str, rows: Iterable[Mapping[str, str]]) -> bool:
    """Return whether each row is in one of the declared parts of a file."""
    parts = [wanted for of, wanted in map(split, declared) if of == name and wanted]
    return bool(parts) and all(any(_has(row, wanted) for wanted in parts) for row in rows)


def _has(row: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(fnmatchcase(row[column], value) for column, value in wanted.items())


def digest(declared: str, path: Path, hashed: Callable[[Path], str] = files.of_tree) -> str:
    """Return the SHA-256 of a file or folder, as `hashed` finds it, or of the rows of it that are declared.

    Raises
    ------
    InputError
        The table has no such column.
    """
    whole = hashed(path)
    return _digest(declared, path, whole) if split(declared)[1] and path.is_file() else whole


@cache  # a build asks four times: before a run and after it, before its page and for it
def _digest(declared: str, path: Path, whole: str) -> str:
    name, wanted = split(declared)
    columns, table = _read(path, whole)
    for column in wanted:
        if column not in columns:
            raise InputError("notebooks/pipeline.yml", declared, near(column, columns, f"column of {name}"))
    rows = [columns, *(list(row.values()) for row in table if _has(row, wanted))]
    return files.of_bytes(repr(rows).encode())


@lru_cache(maxsize=8)  # notebooks quote several parts of few tables
def _read(path: Path, _whole: str) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restval="")
        return [*(reader.fieldnames or [])], [*reader]
