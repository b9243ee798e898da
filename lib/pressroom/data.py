"""Files that a notebook declares in pipeline.yml, read and written under their names there."""

from typing import Any

import pandas as pd

from pressroom import files, project


def table(name: str) -> pd.DataFrame:
    """Return a CSV, every column as text: "published/days.csv", "processed/verdicts.csv"."""
    project.permit(name, "reads")
    return files.table(project.place(name), f"data/{name}")


def document(name: str) -> Any:
    """Return what a YAML file says: "claims.yaml"."""
    project.permit(name, "reads")
    return files.document(files.text(project.place(name), f"data/{name}"), f"data/{name}")


def save(rows: pd.DataFrame | list[dict], name: str) -> None:
    """Write a table, whole or not at all: "processed/verdicts.csv"."""
    project.permit(name, "writes")
    files.write(project.place(name), pd.DataFrame(rows).to_csv(index=False, lineterminator="\n"))
