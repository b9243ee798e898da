"""Files that a notebook declares in pipeline.yml, read and written under their names there."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from pressroom import files, project
from pressroom.errors import InputError

# What makes a file that is not there yet.
MADE = {"processed/": "make reports", "benchmarks/": "make mutate` or `make bench"}


def text(name: str) -> str:
    """Return a file as text: "CHANGES.md"."""
    return files.text(declared(name), where(name))


def table(name: str, may_be_empty: bool = False) -> pd.DataFrame:
    """Return a CSV, every column as text: "published/days.csv", "processed/verdicts.csv"."""
    return files.table(declared(name), where(name), may_be_empty)


def document(name: str) -> Any:
    """Return what a YAML or a JSON file says: "claims.yaml", "processed/claims/C1.json"."""
    content = text(name)
    return json.loads(content) if name.endswith(".json") else files.document(content, where(name))


def save(content: pd.DataFrame | list[dict] | dict, name: str) -> None:
    """Write a table or, under a name in .json, plain data; whole or not at all: "processed/verdicts.csv"."""
    project.permit(name, "writes")
    if name.endswith(".json"):
        words = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    else:
        words = pd.DataFrame(content).to_csv(index=False, lineterminator="\n")
    files.write(project.place(name), words)


def declared(name: str) -> Path:
    """Return where a file is that the running notebook may read."""
    project.permit(name, "reads")
    path = project.place(name)
    for folder, command in MADE.items():
        if name.startswith(folder) and not path.is_file():
            raise InputError(where(name), "no such file", f"a file that `{command}` writes")
    return path


def where(name: str) -> str:
    """Return a name as an error gives it, from the project's folder."""
    return name if name.startswith("benchmarks/") else f"data/{name}"
