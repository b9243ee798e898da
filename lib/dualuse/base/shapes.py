"""JSON files of a known shape: rule.json, schemas.json, a story's datapackage.json.

Their schemas say which keys and values there are.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

from dualuse.base.errors import InputError

HERE = Path(__file__).parents[1]


def read_own(name: str) -> Any:
    """Return a JSON file of this library as plain data; the tests hold it to its schema."""
    return json.loads((HERE / name).read_text("utf-8"))


@cache
def compile_schema(name: str) -> Any:
    """Return a function that refuses what a schema of this folder does not allow."""
    return fastjsonschema.compile(read_own(name))


def check_shape(where: str, loaded: Any, name: str) -> Any:
    """Return plain data with its defaults, if a schema of this folder allows it.

    Raises
    ------
    InputError
        With the file, the entry that has an id, the place, and what is expected there.
    """
    try:
        return compile_schema(name)(loaded)
    except fastjsonschema.JsonSchemaValueException as error:
        row, branch = "", loaded
        for step in error.path[1:]:
            branch = branch[int(step) if isinstance(branch, list) else step]
            row = branch.get("id", row) if isinstance(branch, dict) else row
        place = str(error.name)
        found = f"{json.dumps(error.value)[:60]} in {place.removeprefix('data.')}"
        expected = error.message.removeprefix(place).strip()
        if error.rule not in ("additionalProperties", "required"):  # they name keys
            expected = error.definition.get("description", expected)
        raise InputError(where, found, expected, row) from None
