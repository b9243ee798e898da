"""Notebooks as they are read: whole, of the format 4, or refused in one line."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from dualuse.base.errors import InputError
from dualuse.base.files import read_text, show_path

NOTEBOOK = "a notebook as Jupyter saves it"


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook of the format 4; what is none is one InputError."""
    where = show_path(path)
    if path.is_symlink() or not path.is_file():  # what a link leads to is not read
        raise InputError(where, "no file of its own", NOTEBOOK)
    try:
        notebook = nbformat.reads(read_text(path), as_version=4)
        nbformat.validate(notebook)
        if not notebook.cells:
            raise ValueError("no cells")
    except Exception as error:  # of many kinds: nbformat takes what it gets
        found = str(error).strip().partition("\n")[0][:120] or "nothing"
        raise InputError(where, found, NOTEBOOK) from None
    return notebook
