"""Damaged notebooks: each is refused in one line of our words, and none is run."""

import copy
import json
import os

import pytest
from small_story import make_notebook

from dualuse.base import files
from dualuse.base.errors import InputError
from dualuse.builds.notebooks import read_notebook

TRUE = json.loads(json.dumps(make_notebook("x = 1", "print(x)")))
WRONG = [None, 7, [], {}, "x", [None], True, {"x": 1}]


def set_value(*path):
    """Return damages of one place: each value of another kind, and none at all."""
    damages = []
    for value in WRONG:
        damages.append((".".join(map(str, path)), path, value))
    return damages


PLACES = [
    *set_value("cells"),
    *set_value("metadata"),
    *set_value("nbformat"),
    *set_value("nbformat_minor"),
    *set_value("metadata", "kernelspec"),
    *set_value("cells", 2),
    *set_value("cells", 2, "source"),
    *set_value("cells", 2, "cell_type"),
    *set_value("cells", 2, "metadata"),
    *set_value("cells", 2, "metadata", "tags"),
    *set_value("cells", 2, "outputs"),
    *set_value("cells", 2, "execution_count"),
    *set_value("cells", 2, "id"),
]


def read_damaged(tmp_path, raw):
    path = tmp_path / "05_a.ipynb"
    path.write_bytes(raw)
    return read_notebook(path)


def refuse(tmp_path, raw):
    """Return the one line that refuses a damaged notebook."""
    with pytest.raises(InputError) as error:
        read_damaged(tmp_path, raw)
    line = str(error.value)
    assert "05_a.ipynb: found " in line
    assert "; expected " in line
    assert "\n" not in line
    assert len(line) < 300
    return line


@pytest.mark.parametrize(("name", "path", "value"), PLACES)
def test_a_value_of_another_kind_is_refused_or_harmless(tmp_path, name, path, value):
    tree = copy.deepcopy(TRUE)
    branch = tree
    for key in path[:-1]:
        branch = branch[key]
    branch[path[-1]] = value
    raw = json.dumps(tree).encode()
    try:
        notebook = read_damaged(tmp_path, raw)
    except InputError:
        refuse(tmp_path, raw)
    else:  # a source of one line as a list, metadata that nobody reads
        assert [cell.cell_type for cell in notebook.cells]
        sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        assert all(isinstance(source, str) for source in sources)


TEXT = json.dumps(TRUE).encode()
RAW = {
    "nothing": b"",
    "half of it": TEXT[: len(TEXT) // 2],
    "twice": TEXT + TEXT,
    "a list": b"[1]",
    "nested too deep": b"[" * 100_000,
    "noise": bytes(range(256)),
    "a NUL": TEXT.replace(b"cells", b"ce\0lls"),
    "UTF-16": TEXT.decode().encode("utf-16"),
    "a web page": b"<!DOCTYPE html><p>Sign in",
    "a merge conflict": b"<<<<<<< HEAD\n" + TEXT,
    "format 3": json.dumps({"nbformat": 3, "worksheets": []}).encode(),
}


@pytest.mark.parametrize("damage", RAW)
def test_another_file_is_refused(tmp_path, damage):
    refuse(tmp_path, RAW[damage])


def test_a_link_a_folder_and_a_pipe_are_refused_as_themselves(tmp_path):
    link, folder, pipe = (tmp_path / name for name in ("a", "b", "c"))
    link.symlink_to("/etc/passwd")
    folder.mkdir()
    os.mkfifo(pipe)
    words = {link: "a link", folder: "a folder", pipe: "a pipe or a device"}
    for path, found in words.items():
        with pytest.raises(InputError) as error:
            read_notebook(path)
        assert f"{files.show_path(path)}: found {found}; " in str(error.value)
    with pytest.raises(InputError, match="no such file"):
        read_notebook(tmp_path / "d")
