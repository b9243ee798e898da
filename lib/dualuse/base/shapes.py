"""JSON files of a known shape: rule.json, schemas.json, a story's datapackage.json.

Their schemas say which keys and values there are. Here stands what a schema cannot say:
that a name stands once, and that what one entry names is there.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

from dualuse.base.errors import InputError, did_you_mean

HERE = Path(__file__).parents[1]
TABLES = "tables.schema.json"
NUMBERS = ["integer", "number", "year"]


def read_own(name: str) -> Any:
    """Return a JSON file of this library as plain data; the tests hold it to its schema."""
    return json.loads((HERE / name).read_text("utf-8"))


@cache
def compile_schema(name: str) -> Any:
    """Return a function that refuses what a schema of this folder does not allow."""
    return fastjsonschema.compile(read_own(name))


def check_shape(where: str, loaded: Any, name: str) -> None:
    """Refuse plain data that a schema of this folder does not allow.

    Raises
    ------
    InputError
        With the file, the place in it, and what is expected there.
    """
    try:
        compile_schema(name)(loaded)
    except fastjsonschema.JsonSchemaValueException as error:
        place = str(error.name)
        found = f"{json.dumps(error.value)[:60]} in {place.removeprefix('data.')}"
        expected = error.message.removeprefix(place).strip()
        described = error.definition.get("description", expected)
        raise InputError(where, found, described) from None


def require_once(where: str, names: Iterable[str], what: str) -> None:
    """Refuse a name that stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(where, f"the {what} {name!r} twice", "it once")
        seen.add(name)


def require_known_keys(where: str, names: Iterable[str], known: list[str]) -> None:
    """Refuse a column that a table does not have."""
    for name in names:
        if name not in known:
            expected = did_you_mean(name, known, "column")
            raise InputError(where, f"the column {name!r}", expected)


def check_package(where: str, package: Any) -> None:
    """Refuse a description of tables that this library could not use."""
    check_shape(where, package, TABLES)
    resources = package.get("resources", [])
    require_once(where, [resource["path"] for resource in resources], "path")
    require_once(where, [resource["name"] for resource in resources], "name")
    columns = {}
    for resource in resources:
        if "schema" in resource:
            path, fields = resource["path"], resource["schema"]["fields"]
            columns[path] = [field["name"] for field in fields]
            check_resource(f"{where}, {path}", resource)
    for path, conditions in package.get("rows", {}).items():
        if path not in columns:
            raise InputError(where, f"rows of {path!r}", "the path of a resource")
        names = [rule["column"] for rule in conditions]
        require_known_keys(where, names, columns[path])


def check_resource(where: str, resource: dict) -> None:
    """Refuse a table whose keys, limits or totals do not fit its columns."""
    schema = resource["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    columns = list(fields)
    require_once(where, [field["name"] for field in schema["fields"]], "column")
    require_known_keys(where, schema.get("primaryKey", []), columns)
    for link in schema.get("foreignKeys", []):
        require_known_keys(where, link["fields"], columns)
    for field in schema["fields"]:
        limits = field.get("constraints", {})
        if "minimum" in limits and field["type"] not in NUMBERS:
            found = f"a minimum of {field['name']}, which is a {field['type']}"
            raise InputError(where, found, "one of a number alone")
        if limits.get("minimum", 0) > limits.get("maximum", 0):
            found = f"a minimum of {field['name']} above its maximum"
            raise InputError(where, found, "one that is not above it")
    for total in resource.get("totals", []):
        require_known_keys(where, [total["column"]], columns)
        kind = fields[total["column"]]["type"]
        if kind not in NUMBERS or "primaryKey" not in schema:
            found = f"a total of {total['column']}, a {kind}"
            raise InputError(where, found, "a number, and a key of the rows")
