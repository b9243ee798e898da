"""Bring data/datapackage.json (what each file is) and data/SHA256SUMS (what each file's bytes are) up to date.

For maintainers, after a meant change of the data: `make describe`. Readers never run it: `load` refuses files
that differ from SHA256SUMS. What a file is, its licence, its source and what a column holds are written by hand in
datapackage.json; sizes, hashes, rows and the schemas that the library itself checks are put there by this tool.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

import pressroom.quiet  # noqa: F401

from dualuse.data import load, rules
from pressroom import files, project
from pressroom.errors import InputError

PACKAGE = "datapackage.json"
BY_HAND = ("title", "licenses", "sources", "retrieved")


def resource(name: str, known: dict) -> dict:
    """Return the Frictionless resource of one file; what is known of it already stays."""
    path = project.DATA / name
    if lost := [key for key in BY_HAND if key not in known]:
        expected = "an entry with its path, title, licenses, sources and the day it was retrieved"
        raise InputError(f"data/{PACKAGE}", f"no {', '.join(lost)} of {name}", expected)
    entry = {
        "name": name.replace("/", "-").replace("_", "-").replace(".", "-").lower(),
        "path": name,
        "title": known["title"],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{files.of_file(path)}",
    }
    entry |= {key: known[key] for key in BY_HAND}
    return entry | (table(path, name, known) if ".csv" in name else {})


def table(path: Path, name: str, known: dict) -> dict:
    """Return what a CSV adds: its rows and its schema, the library's own or, of other tables, what is known."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns, count = next(reader), sum(1 for _ in reader)
    shape = {"type": "table", "format": "csv", "encoding": "utf-8", "rows": count}
    if path.suffix == ".gz":
        shape |= {"compression": "gz", "innerpath": path.stem}
    held = {field["name"]: field for field in known.get("schema", {}).get("fields", [])}
    fields = [held.get(column, {"name": column, "type": "string"}) for column in columns]
    return shape | {"schema": rules.SCHEMAS.get(name, {"fields": fields})}


def describe() -> None:
    """Write the descriptor, if the story has one, then the hashes of every file, the descriptor included."""
    names = [n for n in load.listed() if n != PACKAGE]
    if (project.DATA / PACKAGE).exists():
        package = json.loads((project.DATA / PACKAGE).read_text(encoding="utf-8"))
        known = {entry["path"]: entry for entry in package["resources"]}
        package["resources"] = [resource(n, known.get(n, {})) for n in names]
        files.write(project.DATA / PACKAGE, json.dumps(package, indent=1, ensure_ascii=False) + "\n")
    sums = "".join(
        f"{files.of_file(project.DATA / n)}  {n}\n" for n in load.listed()
    )  # beside a figure's lock
    files.write(project.DATA / load.SUMS, sums)
    print(f"data: {len(names)} files described, {len(load.listed())} hashed")


if __name__ == "__main__":
    try:
        describe()
    except InputError as error:
        sys.exit(f"describe: {error}")
