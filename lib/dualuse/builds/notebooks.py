"""Notebooks as they are read: whole, of the format 4, or refused in one line."""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from dualuse.base.errors import InputError
from dualuse.base.files import read_text, show_path

KINDS = ["code", "markdown", "raw"]
NOTEBOOK = "a notebook as Jupyter saves it"


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook of the format 4; what is none is one InputError.

    A link, a pipe or a folder is refused as itself: what a link leads to is not read.
    """
    where = show_path(path)
    if path.is_symlink():
        raise InputError(where, "a link", "the notebook itself")
    if path.is_dir():
        raise InputError(where, "a folder", "a notebook")
    if path.exists() and not path.is_file():
        raise InputError(where, "a pipe or a device", "a notebook")
    text = read_text(path)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise InputError(where, f"no JSON from line {line} on", NOTEBOOK) from None
    found = explain_notebook(content)
    if found:
        raise InputError(where, found, NOTEBOOK)
    try:
        notebook = nbformat.reads(text, as_version=4)  # it joins the lines of a cell
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        steps = ".".join(str(step) for step in error.absolute_path)
        found = f"{steps or 'a key'} as no notebook has it"
        raise InputError(where, found, NOTEBOOK) from None
    return notebook


def explain_notebook(content: Any) -> str:
    """Return what is wrong with the content of a notebook, or nothing."""
    if not isinstance(content, dict):
        return f"a {type(content).__name__} of JSON"
    if content.get("nbformat") != 4:
        return f"the format {str(content.get('nbformat'))[:20]!r}, not 4"
    if type(content.get("nbformat_minor")) is not int:
        return "no minor number of the format"
    if not isinstance(content.get("metadata"), dict):
        return "no metadata"
    if not names_python(content["metadata"]):
        return "no language Python in its metadata"
    cells = content.get("cells")
    if not isinstance(cells, list) or not cells:
        return "no cells"
    seen = []
    for number, cell in enumerate(cells, 1):
        wrong = explain_notebook_cell(cell)
        if wrong:
            return f"cell {number}: {wrong}"
        if cell["id"] in seen:
            return f"cell {number}: the id {cell['id']!r} of an earlier cell"
        seen.append(cell["id"])
    return ""


def names_python(metadata: dict) -> bool:
    """Tell whether a notebook says that it is in Python: papermill asks for it."""
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        words = metadata.get(key)
        if isinstance(words, dict) and words.get(name) == "python":
            return True
    return False


def explain_notebook_cell(cell: Any) -> str:
    """Return what is wrong with a cell, or nothing."""
    if not isinstance(cell, dict):
        return "no cell, but other JSON"
    if cell.get("cell_type") not in KINDS:
        return f"the type {str(cell.get('cell_type'))[:20]!r}, not {', '.join(KINDS)}"
    if not isinstance(cell.get("id"), str) or not cell["id"]:
        return "no id"
    if not isinstance(cell.get("metadata"), dict):
        return "no metadata"
    tags = cell["metadata"].get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        return "tags that are no list of words"
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        return "a source that is no text"
    if cell["cell_type"] == "code":
        outputs = cell.get("outputs")
        if not isinstance(outputs, list):
            return "code without a list of outputs"
        if not all(isinstance(output, dict) for output in outputs):
            return "outputs that are none"
    return ""
