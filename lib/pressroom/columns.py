"""The words, unit and format of a column of shown tables: said once, in data/datapackage.json."""

import json
from functools import cache
from pathlib import Path

from pressroom import files, project
from pressroom.errors import InputError


def read() -> dict[str, dict[str, str]]:
    """Return {column: {`title`, `unit`, `format`}} as data/datapackage.json has them; empty if it has none."""
    return _read(project.DATA / "datapackage.json")


@cache
def _read(path: Path) -> dict[str, dict[str, str]]:
    found = json.loads(files.text(path, f"data/{path.name}")).get("columns", {}) if path.is_file() else {}
    for name, said in found.items():
        if not said or not set(said) <= {"title", "unit", "format"}:
            raise InputError("data/datapackage.json", f"columns: {name}: {said}", "title, unit, format")
    return found
