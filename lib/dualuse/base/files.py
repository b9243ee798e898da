"""Files: where the story is, their names, hashes, text and YAML.

It imports nothing slow: a build that has nothing to do is quick.
"""

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dualuse.base.errors import InputError, name_row

LIBRARY = Path(__file__).parents[1]
STORY = "story.yml"
# Codes of a terminal, marks that hide text or turn its direction, letters of private use.
HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f"
    "\u2800\u3164\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\uffa0\ue000-\uf8ff\ufffd\U000e0000-\U0010ffff"
)
LITTER = re.compile(r"\.DS_Store|\._.*|\.#.*|\..*\.(sw[a-z]|part)")


def find_root() -> Path:
    """Return the folder of the story: DUALUSE_ROOT, or the nearest with a story.yml."""
    if "DUALUSE_ROOT" in os.environ:
        return Path(os.environ["DUALUSE_ROOT"]).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents, *Path(__file__).parents):
        if (folder / STORY).is_file():
            return folder.resolve()
    raise InputError(here, f"no {STORY} here or above", "the folder of a story")


ROOT = find_root()
DATA = ROOT / "data"
# Whoever checks what was just typed takes data/ as it is, whatever SHA256SUMS says, and
# wants to hear of all that is wrong: `make check-story` sets it, and nobody else.
AS_THEY_ARE = False


def list_files(folder: Path, skipped: Iterable[str] = ()) -> list[str]:
    """Return the names of all files below a folder, sorted, without editors' litter.

    A link, a pipe or a socket is refused by name: what it leads to is not ours. A lock
    of Emacs, ".#name", is a link that leads nowhere.
    """
    names = []
    for path in [folder, *folder.rglob("*")]:
        name = path.relative_to(folder).as_posix()
        if f"{name}/".startswith(tuple(skipped)):
            continue
        is_odd = path.exists() and not (path.is_file() or path.is_dir())
        if (path.is_symlink() and path.name[:2] != ".#") or is_odd:
            raise InputError(show_path(path), "a link or a pipe", "a file or a folder")
        if LITTER.fullmatch(path.name):
            continue
        if path.is_file():
            names.append(name)
    return sorted(names)


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file; "" if there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def hash_library() -> str:
    """Return one hash of this library: modules, templates, schemas, sentences.

    What Python and Jinja compiled of them comes and goes, in each room's own folder.
    """
    files = list_files(LIBRARY)
    names = [name for name in files if "__pycache__/" not in name]
    lines = [f"{hash_file(LIBRARY / name)}  {name}" for name in names]
    return hash_bytes("\n".join(lines).encode())


def read_sums(listing: Path) -> dict[str, str]:
    """Return {name: hash} of a file of checksums; none if there is no such file."""
    sums = {}
    if listing.is_file():
        for line in read_text(listing).splitlines():
            digest, _, name = line.partition("  ")
            sums[name] = digest
    return sums


def show_path(path: Path) -> str:
    """Return a path as errors name it: from the story's folder on."""
    name = os.path.relpath(path, ROOT)
    return name.encode(errors="replace").decode()


def read_text(path: Path) -> str:
    """Return a file's text; anything but UTF-8 is an InputError."""
    where = show_path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise InputError(where, "no such file", "a file in UTF-8") from None
    except UnicodeDecodeError as error:
        raise InputError(
            where, f"byte {error.start}: {error.reason}", "UTF-8"
        ) from None
    if "\0" in text:
        raise InputError(where, "a NUL character", "text")
    return text


def read_records(path: Path, may_be_empty: bool = False) -> list[tuple[int, list]]:
    """Return the records of a CSV, the one with the names first, as (line, cells).

    Every record has one cell a column. The line is that of the file on which a record
    begins: blank lines are skipped but counted, and a cell may have several.
    """
    where = show_path(path)
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    records = []
    line = 1
    try:
        for cells in reader:
            if cells:
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(where, str(error), "CSV", f"(line {line})") from None
    if not records or (len(records) == 1 and not may_be_empty):
        raise InputError(where, "no rows", "a first line with names, and rows")
    header = records[0][1]
    names = {name.strip() for name in header if name.strip()}
    if len(names) < len(header):
        raise InputError(where, f"columns {header}", "names that differ")
    for line, cells in records:
        if len(cells) != len(header):
            expected = f"{len(header)}, as in the first line"
            row = name_row(cells[0], line)
            raise InputError(where, f"{len(cells)} fields", expected, row)
    return records


def read_json(path: Path) -> Any:
    """Return a JSON file as plain data, in which no sign is hidden."""
    where = show_path(path)
    try:
        loaded = json.loads(read_text(path))
        refuse_hidden(where, loaded)
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(where, str(error), "JSON") from None
    return loaded


def refuse_hidden(where: str, loaded: Any) -> None:
    """Refuse plain data with a sign that nobody sees: an escape can write any."""
    if isinstance(loaded, dict):
        for key, branch in loaded.items():
            refuse_hidden(where, key)
            refuse_hidden(where, branch)
    elif isinstance(loaded, list):
        for branch in loaded:
            refuse_hidden(where, branch)
    elif isinstance(loaded, str) and re.search(f"[{HIDDEN}]", loaded):
        raise InputError(where, ascii(loaded)[:80], "letters that can be seen")


class PlainYaml(yaml.CSafeLoader):
    """YAML as plain text, numbers, lists and maps: dates stay text, no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if not isinstance(key, str) or keys.count(key) > 1:
                reason = "stands twice or is no text"
                raise yaml.YAMLError(f"the key {key!r}, which {reason}")
        return super().construct_mapping(node, deep)


# YAML reads 0100 as 64, 1:40 as 100 and no as False: here a number is what a reader
# would call one, only true and false are answers, and all else is the text that it is.
PlainYaml.yaml_implicit_resolvers = {}
PLAIN_TYPES = {
    "null": ("~|null|", ["~", "n", ""]),
    "bool": ("true|false", ["t", "f"]),
    "int": (r"[-+]?(0|[1-9]\d*)", list("-+0123456789")),
    "float": (r"[-+]?(0|[1-9]\d*)\.\d+", list("-+0123456789")),
    "merge": ("<<", ["<"]),
}
for name, (pattern, first) in PLAIN_TYPES.items():
    tag = f"tag:yaml.org,2002:{name}"
    PlainYaml.add_implicit_resolver(tag, re.compile(rf"(?:{pattern})\Z"), first)


def read_yaml(path: Path) -> Any:
    """Return a YAML file as plain data; anchors, which can blow it up, are refused."""
    where, text = show_path(path), read_text(path)
    try:
        for event in yaml.parse(text, PlainYaml):
            if getattr(event, "anchor", None):
                raise yaml.YAMLError(f"the anchor or alias {event.anchor!r}")
        loaded = yaml.load(text, PlainYaml)  # noqa: S506 - a safe loader
        refuse_hidden(where, loaded)
    except InputError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(where, reason, "plain YAML, each key once") from None
    return loaded


def to_json(content: object) -> str:
    """Return plain data as JSON for readers: no number that JSON has not."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)  # it may be a link
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise InputError(show_path(path), error.strerror, "a file to write") from None
