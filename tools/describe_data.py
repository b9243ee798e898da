"""Bring data/datapackage.json and data/SHA256SUMS up to date after a meant change.

What a file is, its licence, source and columns are written by hand in datapackage.json;
sizes, hashes and rows are put there by this tool: `make describe`. A story that has no
datapackage.json has its tables described by the library, and gets SHA256SUMS alone. One
that has a data/README.md gets it written anew: what each column may hold.
"""

import json
import sys

import pandas as pd

from dualuse.base import shapes, tables
from dualuse.base.errors import InputError
from dualuse.builds.lock import take_turn

PACKAGE = tables.DATA / tables.PACKAGE
README = tables.DATA / "README.md"
# A table that `make accept` writes: it needs no words of a person.
ACCEPTED = {"name": "accepted-csv", "path": "accepted.csv"}


def describe_file(resource):
    """Return a resource with its size and hash, and a table with its rows."""
    path = tables.DATA / resource["path"]
    resource["bytes"] = path.stat().st_size
    resource["hash"] = f"sha256:{tables.hash_file(path)}"
    if ".csv" in path.name:
        resource["rows"] = len(pd.read_csv(path, dtype=str))
    return resource


def list_described(package, names):
    """Return {path: its resource}; refuse a file that no resource describes."""
    known = {ACCEPTED["path"]: ACCEPTED}
    known |= {resource["path"]: resource for resource in package.get("resources", [])}
    for name in names:
        if name not in known:
            found, expected = f"nothing of {name}", "a resource for each file of data/"
            raise InputError(f"data/{tables.PACKAGE}", found, expected)
    return known


def describe_files(names):
    """Write datapackage.json anew; stop at a file that it says nothing of."""
    package = tables.read_json(PACKAGE)
    shapes.check_shape(f"data/{tables.PACKAGE}", package, "tables.schema.json")
    known = list_described(package, names)
    package["resources"] = [describe_file(known[name]) for name in names]
    text = json.dumps(package, indent=1, ensure_ascii=False)
    tables.write_text(PACKAGE, f"{text}\n")


def tell_column(field, cells):
    """Return what a column may hold, as a row of a Markdown table.

    Its example is a cell of the story's own, the shortest, where there is one.
    """
    limits = field.get("constraints", {})
    holds = []
    if limits.get("enum"):
        holds.append(", ".join(f"`{word}`" for word in limits["enum"]))
    example = min(filter(None, cells), key=len, default="")
    if "example" in field and example:
        holds.append(f"such as `{example}`")
    if field.get("optional"):
        holds.append("the column may be missing")
    elif not limits.get("required"):
        holds.append("may be empty")
    title = field.get("title", "")
    cells = [f"`{field['name']}`", title, "; ".join(holds)]
    return f"| {' | '.join(cells)} |".replace("\\", "")


def write_readme(names):
    """Write data/README.md: the columns of each table that the story has."""
    schemas = tables.read_schemas()
    lines = ["# What the tables hold", ""]
    lines.append(
        "Written by `make describe`. `make check-story` names each cell that is"
    )
    lines.append("not so, with what would pass.")
    for name in names:
        fields = schemas.get(name, {}).get("schema", {}).get("fields")
        if fields:
            lines += ["", f"## {name}", "", "| column | is | holds |", "|---|---|---|"]
            table = tables.read_csv(tables.DATA / name, may_be_empty=True)
            for field in fields:
                if field["name"] in table or not field.get("optional"):
                    lines.append(tell_column(field, table.get(field["name"], [])))
    tables.write_text(README, "\n".join(lines) + "\n")


def write_sums():
    """Write SHA256SUMS anew."""
    lines = []
    for name in tables.list_files(tables.DATA, tables.NOT_HASHED):
        if name != tables.SUMS:
            lines.append(f"{tables.hash_file(tables.DATA / name)}  {name}\n")
    tables.write_text(tables.DATA / tables.SUMS, "".join(lines))


def main():
    with take_turn():
        describe()


def describe():
    """Describe and hash all files below data/."""
    names = tables.list_files(tables.DATA, tables.NOT_HASHED)
    names = [name for name in names if name not in (tables.SUMS, tables.PACKAGE)]
    if README.exists():
        write_readme(names)
    if PACKAGE.exists():
        describe_files(names)
    write_sums()
    print(f"data: {len(names)} files described")


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(f"describe: {error}")
    except Exception as error:  # of pandas, or of a package of another shape
        sys.exit(f"describe: {error!r}")
