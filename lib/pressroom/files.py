"""Files: read so that nothing is lost or shifted in silence, known by their hash, written whole or not at all."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from pressroom.errors import InputError, near

SUMS = "SHA256SUMS"
LISTED = f"data/{SUMS}"
# What systems and editors leave behind: never read, so it may lie about.
LEFT = re.compile(r"\.DS_Store|\._.*|\.#.*|\..*\.(sw[a-z]|part)")
REMEDY = "restore it, or run `make describe` if the change is meant"
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def text(path: Path, where: str) -> str:
    """Return a file's text; anything but UTF-8 without NUL is an InputError. A byte order mark is not text."""
    try:
        found = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(where, "no such file", "a file in UTF-8") from None
    except UnicodeDecodeError as error:
        raise InputError(where, f"byte {error.start}: {error.reason}", "UTF-8") from None
    if "\0" in found:
        raise InputError(where, "a NUL character", "text")
    return found


def table(path: Path, where: str, may_be_empty: bool = False) -> "pd.DataFrame":
    """Return a CSV as text columns: every row has one field a column, no more and no fewer.

    pandas would take a field too many for an index, fill up what is missing and rename a column that stands twice.

    Returns
    -------
    pandas.DataFrame
        All columns text; an empty cell is the empty string.

    Raises
    ------
    InputError
        With the line of the file.
    """
    import pandas as pd

    reader = csv.reader(io.StringIO(text(path, where), newline=""), strict=True)
    rows = []
    try:
        for row in reader:
            if row and rows and len(row) != len(rows[0]):
                found = f"{len(row)} fields"
                raise InputError(where, found, f"{len(rows[0])}, as in the first line", reader.line_num)
            rows += [row] if row else []
    except csv.Error as error:
        raise InputError(where, str(error), "CSV", max(reader.line_num, 1)) from None
    if len(rows) < (1 if may_be_empty else 2):
        raise InputError(where, "no rows", "a first line with names, and rows")
    header, *body = rows
    for name in header:
        if header.count(name) > 1 or not name.strip():
            raise InputError(where, f"the column {name!r}", "columns with names that differ", 1)
    return pd.DataFrame(body, columns=header, dtype=str)


def records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows as dicts; of text, several times as fast as `to_dict` is.

    Examples
    --------
    >>> records(__import__("pandas").DataFrame({"id": ["F001"]}))
    [{'id': 'F001'}]
    """
    columns = [*frame.columns]  # a list: pandas takes long to go through its own
    return [dict(zip(columns, row, strict=True)) for row in frame.to_numpy(dtype=object).tolist()]


def document(content: str, where: str) -> Any:
    """Return what a YAML text says: plain values, no key twice, no anchors.

    PyYAML would keep the last of two equal keys; anchors can make a small file into a huge one.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C, five times as fast

    class Plain(loader):
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key in (key for key, _ in node.value if isinstance(key.value, str)):
                if key.value in seen:
                    twice = f"the key {key.value!r} twice"
                    raise yaml.constructor.ConstructorError(None, None, twice, key.start_mark)
                seen.add(key.value)
            return super().construct_mapping(node, deep)

    try:
        if marked := [e for e in yaml.parse(content, loader) if getattr(e, "anchor", None)]:
            raise yaml.composer.ComposerError(None, None, "an anchor or alias", marked[0].start_mark)
        return Plain(content).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2022-02-31
        words = "too many brackets" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise InputError(where, words[:200], "plain YAML") from None


@cache
def _compiled(schema: Path, detailed: bool) -> Callable:
    """Return what refuses a content that is not of a schema; what says why takes four times as long to make."""
    import fastjsonschema

    rules = json.loads(schema.read_text(encoding="utf-8"))
    return fastjsonschema.compile(rules, use_default=False, detailed_exceptions=detailed)


def shaped(content: object, schema: Path, where: str) -> None:
    """Refuse what a JSON schema does not allow; an entry of a list is named by its `id`, or by its place.

    Raises
    ------
    InputError
        For the first fault: its key, what was found, what the schema allows.
    """
    from fastjsonschema import JsonSchemaValueException

    with suppress(JsonSchemaValueException):
        _compiled(schema, False)(content)
        return
    try:
        _compiled(schema, True)(content)
    except JsonSchemaValueException as fault:
        path, entry = [str(step) for step in fault.path[1:]], None
        listed = content.get(path[0]) if isinstance(content, dict) and path[1:] else None
        if isinstance(listed, list):
            held, number = listed[int(path[1])], int(path[1]) + 1
            name = held.get("id", number) if isinstance(held, dict) else number
            entry, path = f"{path[0].removesuffix('s')} {name}", path[2:]
        key, rule, value = ".".join(path) or "the entry", fault.rule, fault.rule_definition
        if rule == "additionalProperties":
            known = fault.definition["properties"]
            extra = sorted(str(k) for k in set(fault.value) - set(known))
            expected = near(extra[0], known, f"key: {', '.join(sorted(known))}")
            raise InputError(
                where, f"unknown key {', '.join(extra)[:60]} in {key}", expected, entry
            ) from None
        if rule == "required":
            lost = ", ".join(sorted(set(value) - set(fault.value)))
            raise InputError(where, f"no {lost} in {key}", "a value for it", entry) from None
        words = ", ".join(map(str, value)) if isinstance(value, list) else value
        allowed = {
            "enum": f"one of {words}",
            "pattern": f"text like {words}",
            "type": f"a value of type {words}",
        }
        expected = fault.definition.get("description") or allowed.get(str(rule), f"{rule} {words}")
        raise InputError(where, f"{str(fault.value)[:60]!r} in {key}", expected, entry) from None


def of_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path | str) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def listed(folder: Path, skip: tuple = (), strict: bool = False) -> list[str]:
    """Return the files below a folder, without hidden ones: the one list for readers, hashes and staleness.

    Parameters
    ----------
    folder : Path
    skip : tuple of str
        Beginnings of names to leave out ("processed/").
    strict : bool
        Refuse what is there and not listed: hidden files, pipes, links that lead nowhere.

    Returns
    -------
    list of str
        Sorted POSIX paths relative to the folder.

    Raises
    ------
    InputError
        For a folder that cannot be read or is a link (what lies behind it would be read by some and not by others).
    """
    found = []
    for place, folders, names in os.walk(folder, onerror=_unreadable):
        here = Path(place)
        for name in sorted(names + folders):
            path = here / name
            relative = path.relative_to(folder).as_posix()
            where = f"{Path(folder).name}/{relative}"
            if f"{relative}/".startswith(skip):
                continue
            if path.is_symlink() and path.is_dir():
                raise InputError(where, "a link to a folder", "a folder, or a link to a file")
            hidden = name.startswith(".")
            if strict and (hidden or (not path.is_dir() and not path.is_file())) and not LEFT.fullmatch(name):
                raise InputError(
                    where, "a hidden file or folder" if hidden else "no plain file", "plain files"
                )
            if path.is_file() and not hidden:
                found.append(relative)
        folders[:] = [f for f in folders if not f.startswith(".")]
    return sorted(found)


def _unreadable(error: OSError) -> None:
    if isinstance(error, FileNotFoundError):
        return
    raise InputError(Path(error.filename).name, error.strerror, "a folder that can be read") from None


def of_tree(path: Path) -> str:
    """Return one SHA-256 of a file, or of a folder's file names and contents; "" if there is nothing."""
    path = Path(path)
    if path.is_dir():
        lines = [f"{of_file(path / name)}  {name}\n" for name in listed(path)]
        return of_bytes("".join(lines).encode())
    return of_file(path) if path.is_file() else ""


def read_sums(path: Path) -> dict[str, str]:
    """Read a file in the format of sha256sum as {name: hash}."""
    sums = {}
    # split at \n alone: splitlines would take a damaged line end (\x0b, \x1c, …) for a line end
    text = path.read_bytes().decode("utf-8", errors="replace")
    *lines, last = text.split("\n")
    if last:
        raise InputError(LISTED, f"the end {last[-20:]!r}", "a line end behind every line", len(lines) + 1)
    for number, line in enumerate(lines, 1):
        match = LINE.fullmatch(line)
        if not match:
            raise InputError(LISTED, repr(line[:80]), "a SHA-256, two spaces and a file name", number)
        if match[2] in sums:
            raise InputError(LISTED, f"{match[2]} twice", "each file once", number)
        sums[match[2]] = match[1]
    return sums


def verify(data: Path, own: tuple = ("processed/",)) -> None:
    """Check the files under data/ against SHA256SUMS: every file, none missing, none added, none hidden.

    Parameters
    ----------
    data : Path
        The data folder.
    own : tuple of str
        Folders of files made or brought on this machine, which SHA256SUMS does not promise.

    Raises
    ------
    InputError
        Naming the first file that is missing, changed or not listed.
    """
    data = Path(data)
    if not (data / SUMS).is_file():
        raise InputError(LISTED, "no such file", "a list of hashes (`make describe` writes it)")
    sums = read_sums(data / SUMS)
    if added := sorted(set(listed(data, skip=(*own, SUMS), strict=True)) - set(sums)):
        found = f"a file that {LISTED} does not list"
        raise InputError(f"data/{added[0]}", found, f"only listed files; {REMEDY}")
    for name in sorted(sums):
        if not (data / name).is_file():
            raise InputError(f"data/{name}", "no such file", f"the file that {LISTED} lists; {REMEDY}")
        found = of_file(data / name)
        if found != sums[name]:
            expected = f"{sums[name][:12]}…, as in {LISTED}; {REMEDY}"
            raise InputError(f"data/{name}", f"SHA-256 {found[:12]}… (changed)", expected)


def promise(data: Path, own: tuple[str, ...] = ("processed/",)) -> None:
    """Write SHA256SUMS of a data folder anew."""
    names = listed(data, skip=(*own, SUMS), strict=True)
    write(data / SUMS, "".join(f"{of_file(data / name)}  {name}\n" for name in names))


def write(path: Path, text: str) -> None:
    """Write text so that a reader never sees half of it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
