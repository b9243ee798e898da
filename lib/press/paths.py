"""Where things are, and what the running notebook may touch.

The build sets the first three environment variables for each notebook it runs; without them (JupyterLab,
VS Code, a shell) everything declared in `notebooks/pipeline.yml` by any notebook may be read, and pictures go to
`build/interactive/`.

DUALUSE_NOTEBOOK   stem of the running notebook: only what pipeline.yml declares for it may be touched
DUALUSE_PROCESSED  folder for built tables, default data/processed
DUALUSE_OUT        folder for pictures and their CSV twins, default build/interactive
DUALUSE_ROOT       the project, if it is not the one this package is part of
"""

import os
from functools import cache
from pathlib import Path

from press.errors import InputError

# a test builds a small project of its own elsewhere
ROOT = Path(os.environ.get("DUALUSE_ROOT") or Path(__file__).resolve().parents[2])
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"


def processed():
    """Return the folder of built tables."""
    return Path(os.environ.get("DUALUSE_PROCESSED") or DATA / "processed")


def out():
    """Return the folder that pictures and their CSV twins are written to."""
    return Path(os.environ.get("DUALUSE_OUT") or ROOT / "build" / "interactive")


def building():
    """Return whether the build runs this notebook (and pictures become files beside its page)."""
    return bool(os.environ.get("DUALUSE_NOTEBOOK"))


@cache
def pipeline():
    """Return notebooks/pipeline.yml as {stem: {"reads": [...], "writes": [...], ...}}."""
    from press import strict

    where = "notebooks/pipeline.yml"
    return strict.document(strict.text(NOTEBOOKS / "pipeline.yml", where), where)["notebooks"]


def permit(name, action):
    """Refuse a read or a write that pipeline.yml does not declare for the running notebook.

    Parameters
    ----------
    name : str
        Path as pipeline.yml writes it, e.g. "published/figures.csv" or "processed/bounds.csv".
    action : {"reads", "writes"}
    """
    notebook = os.environ.get("DUALUSE_NOTEBOOK")
    if not notebook:
        return
    allowed = pipeline()[notebook].get(action) or []
    if not any(name == a or (a.endswith("/") and name.startswith(a)) for a in allowed):
        raise InputError(
            "notebooks/pipeline.yml",
            f"{notebook} {action} {name}",
            f"one of its declared {action}: {', '.join(allowed) or 'nothing'}",
        )
