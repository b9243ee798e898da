"""JSON files of a known shape: rule.json, schemas.json, a story's datapackage.json.

Their schemas say which keys and values there are. Here stands what a schema cannot say:
that a name stands once, and that what one entry names is there. The schemas are held to
schema.schema.json themselves: a misspelt keyword would check nothing.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

from dualuse.base.errors import InputError, did_you_mean

HERE = Path(__file__).parents[1]
TABLES = "tables.schema.json"
RULE = "rule.schema.json"
OF_SCHEMAS = "schema.schema.json"
NUMBERS = ["integer", "number", "year"]


def read_own(name: str, check: Callable[[str, Any], None] | None = None) -> Any:
    """Return a JSON file of this library as plain data, held to what it must be.

    Raises
    ------
    InputError
        Naming the file, where it is damaged: a reviewer may have edited it.
    """
    where = f"lib/dualuse/{name}"
    try:
        text = (HERE / name).read_text("utf-8")
        loaded = json.loads(text, object_pairs_hook=make_map)
    except OSError:
        raise InputError(where, "no such file", "a file of the library") from None
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, a key twice
        raise InputError(where, " ".join(str(error).split())[:120], "JSON") from None
    if check:
        check(where, loaded)
    return loaded


def make_map(pairs: list[tuple[str, Any]]) -> dict:
    """Return a map of pairs in which each key stands once."""
    loaded = dict(pairs)
    if len(loaded) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} twice")
    return loaded


@cache
def compile_schema(name: str) -> Any:
    """Return a function that refuses what a schema of this folder does not allow."""
    schema = read_own(name)
    where = f"lib/dualuse/{name}"
    if name != OF_SCHEMAS:
        check_shape(where, schema, OF_SCHEMAS)
        refuse_unlisted(where, schema)
    try:
        return fastjsonschema.compile(schema)
    except Exception as error:  # of many kinds: it writes code of the schema
        found = " ".join(str(error).split())[:120]
        raise InputError(where, found, "a JSON schema") from None


def refuse_unlisted(where: str, schema: Any) -> None:
    """Refuse a schema that asks for a key which it does not allow."""
    if isinstance(schema, list):
        for branch in schema:
            refuse_unlisted(where, branch)
    if not isinstance(schema, dict):
        return
    known, asked = schema.get("properties"), schema.get("required")
    if isinstance(known, dict) and isinstance(asked, list):
        is_closed = schema.get("additionalProperties") is False
        for key in asked:
            if is_closed and key not in known:
                expected = did_you_mean(str(key), known, "key")
                raise InputError(where, f"{key!r} in required", expected)
    for branch in schema.values():
        refuse_unlisted(where, branch)


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


def check_rule(where: str, written: Any) -> None:
    """Refuse a scale or a rule that the code does not know whole."""
    check_shape(where, written, RULE)
    situations = [row["situation"] for row in written["rule"]]
    require_once(where, situations, "situation")
    for key in ("means", "symbol", "light", "dark"):
        require_once(where, [word[key] for word in written["scale"]], key)
