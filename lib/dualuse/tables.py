"""Read and write the tables of a story: hash first, then schema, then a frame of text.

data/SHA256SUMS says what every file under data/ must be; data/datapackage.json says
what its columns are. Bad input is one `InputError` with the file and the row.
"""

import csv
import io
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from dualuse import printed, rules
from dualuse.errors import InputError, did_you_mean
from dualuse.files import hash_file, read_sums
from dualuse.series import Series

SUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
CLAIMS = "claims.yaml"
STORY = "story.yml"
TEXT = ("hs_code", "code", "chapter")  # digits that are names keep their leading zeros
NOT_HASHED = ("processed/", "official/fetched/")
FORMULA = r"^(?=[=@\t\r]|[+-](?![\d.,]*$))"  # what a spreadsheet runs; -34 is a number
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
REPORTS = ROOT / "reports"
PROCESSED = Path(os.environ.get("DUALUSE_PROCESSED", DATA / "processed"))
OUTPUT = Path(os.environ.get("DUALUSE_OUT", ROOT / "build" / "output" / "here"))


def list_files(folder: Path, skipped: Iterable[str] = ()) -> list[str]:
    """Return the names of all files below a folder, sorted, without editors' litter.

    A link, a pipe or a socket is refused by name: what it leads to is not ours.
    """
    names = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if LITTER.fullmatch(path.name) or f"{name}/".startswith(tuple(skipped)):
            continue
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise InputError(show_path(path), "a link or a pipe", "a file or a folder")
        if path.is_file():
            names.append(name)
    return sorted(names)


@cache
def verify_data(folder: Path = DATA) -> str:
    """Compare data/ with its checksums, once in a process; return their hash.

    Raises
    ------
    InputError
        Naming the first file that differs, is missing or is not listed.
    """
    sums = read_sums(folder / SUMS)
    names = list_files(folder, (*NOT_HASHED, SUMS))
    remedy = "restore it, or run `make describe` if the change is meant"
    for name in sorted({*names, *sums}):
        where = f"data/{name}"
        if name not in sums:
            raise InputError(where, "a file that SHA256SUMS lacks", remedy)
        if name not in names:
            raise InputError(where, "no such file", remedy)
        if hash_file(folder / name) != sums[name]:
            raise InputError(where, "other content than its hash", remedy)
    return hash_file(folder / SUMS)


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


def read_csv(path: Path, may_be_empty: bool = False) -> pd.DataFrame:
    """Return a CSV as text columns: every row has one field a column.

    pandas would take a field too many for an index, and fill up what is missing.
    "NA" stays Namibia, an empty cell is the empty string.
    """
    where = show_path(path)
    text = io.StringIO(read_text(path), newline="")
    try:
        rows = [row for row in csv.reader(text, strict=True) if row]
    except csv.Error as error:
        raise InputError(where, str(error), "CSV") from None
    if not rows or (len(rows) == 1 and not may_be_empty):
        raise InputError(where, "no rows", "a first line with names, and rows")
    header = rows[0]
    names = {name.strip() for name in header if name.strip()}
    if len(names) < len(header):
        raise InputError(where, f"columns {header}", "names that differ")
    for line, row in enumerate(rows, start=1):
        if len(row) != len(header):
            expected = f"{len(header)}, as in the first line"
            raise InputError(where, f"{len(row)} fields", expected, line)
    return pd.DataFrame(rows[1:], columns=header, dtype=str)


@cache
def read_schemas() -> dict[str, dict]:
    """Return {file name: what it is}: of datapackage.json, else of schemas.json."""
    resources = [*rules.SCHEMAS["resources"]]
    if (DATA / PACKAGE).exists():
        resources += read_json(DATA / PACKAGE)["resources"]
    return {resource["path"]: resource for resource in resources}


def read_json(path: Path) -> Any:
    """Return a JSON file as plain data."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise InputError(show_path(path), str(error), "JSON") from None


def read_table(name: str) -> pd.DataFrame:
    """Return a table under data/ as text, its hash and schema checked.

    Parameters
    ----------
    name : str
        Path below data/, such as "published/figures.csv".
    """
    require_listed(name, "reads")
    verify_data()
    return read_checked(name).copy()


@cache
def read_checked(name: str) -> pd.DataFrame:
    """Return a table whose rows are what they must be; checked once in a process."""
    table = read_csv(DATA / name, may_be_empty=True)
    rules.check_table(f"data/{name}", table, read_schemas().get(name, {}), read_other)
    return table


def read_other(name: str) -> pd.DataFrame:
    """Return a table, beside which another is checked, by its path or its name.

    A table that this story does not have has no columns. Of claims.yaml: the ids of
    claims and of their parts.
    """
    paths = {resource["name"]: path for path, resource in read_schemas().items()}
    name = paths.get(name, name)
    if not (DATA / name).exists():
        return pd.DataFrame()
    if name == CLAIMS:
        ids = re.findall(r"\bid: *([\w-]+)", read_text(DATA / CLAIMS))
        return pd.DataFrame({"id": ids})
    if name.startswith("reference/"):
        return read_checked(name).copy()
    return read_csv(DATA / name, may_be_empty=True)


def read_reference(name: str) -> pd.DataFrame:
    """Return a table of data/reference, such as "categories" or "sources".

    Examples
    --------
    >>> read_reference("countries").set_index("iso3").loc["CHN", "name"]
    'China'
    """
    return read_table(f"reference/{name}.csv")


def read_figures(**filters: str) -> pd.DataFrame:
    """Return the published figures, one row a printed number, all text.

    Adds `start` and `end` (monthly periods, missing where the page names none) and
    `series`, the name that ranges and claims use.

    Parameters
    ----------
    **filters : str
        Column to the word to keep: `read_figures(product="drones")`.

    Examples
    --------
    >>> read_figures(reporter="CHN", product="drones")["flow"].unique().tolist()
    ['export']
    """
    figures = add_series(read_table("published/figures.csv"))
    for column, word in filters.items():
        figures = keep_rows(figures, column, word)
    return figures.reset_index(drop=True)


def add_series(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures with `start`, `end` and `series`; see `read_figures`."""
    figures = figures.copy()
    for column in ("start", "end"):
        months = figures[f"period_{column}"].replace("", None)
        figures[column] = pd.PeriodIndex(months, freq="M")
    # pandas takes cells out of its own type for text one by one
    rows = figures.astype(object).to_dict("records")
    figures["series"] = [name_series(row) for row in rows]
    return figures


def name_series(row: dict) -> str:
    """Return the name of the series that a figure is of.

    A multiple, or a growth alone, says nothing of the unit of what grew: USD.
    """
    _, base = printed.split_unit(row["unit"] or "USD")
    base, _, _ = base.partition(" per ")
    if base == "times" or (base == "percent" and not row["value"]):
        base = "USD"
    words = [row.get(field, "") for field in Series._fields[:5]]
    return str(Series._make([*words, base]))


def keep_rows(table: pd.DataFrame, column: str, word: str) -> pd.DataFrame:
    """Return the rows with a word in a column; refuse a word that no row has."""
    if column not in table:
        known = did_you_mean(column, table.columns, "column")
        raise InputError("figures", f"no column {column!r}", known)
    rows = table[table[column] == word]
    if rows.empty:
        known = did_you_mean(word, table[column], column)
        raise InputError("figures", f"no {column} {word!r}", known)
    return rows


def read_pages() -> pd.DataFrame:
    """Return the pages that speak to records and statements, one row a page."""
    return read_table("published/pages.csv")


def read_judgements() -> pd.DataFrame:
    """Return how each page bears on each part of a claim, one row a page and part."""
    return read_table("published/judgements.csv")


class PlainYaml(yaml.CSafeLoader):
    """YAML as plain text, numbers, lists and maps: dates stay text, no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if not isinstance(key, str) or keys.count(key) > 1:
                reason = "stands twice or is no text"
                raise yaml.YAMLError(f"the key {key!r}, which {reason}")
        return super().construct_mapping(node, deep)


PlainYaml.add_constructor("tag:yaml.org,2002:timestamp", PlainYaml.construct_yaml_str)


def read_yaml(path: Path) -> Any:
    """Return a YAML file as plain data; anchors, which can blow it up, are refused."""
    where, text = show_path(path), read_text(path)
    try:
        for event in yaml.parse(text, PlainYaml):
            if getattr(event, "anchor", None):
                raise yaml.YAMLError(f"the anchor or alias {event.anchor!r}")
        return yaml.load(text, PlainYaml)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(where, reason, "plain YAML, each key once") from None


@cache
def read_story() -> dict:
    """Return story.yml: title, outlets under test, groups of claims, contact."""
    return read_yaml(ROOT / STORY)


def read_built(name: str) -> pd.DataFrame:
    """Return a table that a notebook built, numbers as numbers, words as text.

    Examples
    --------
    >>> read_built("nothing.csv")
    Traceback (most recent call last):
    dualuse.errors.InputError: processed/nothing.csv: found no such file; expected ...
    """
    table = read_csv(find_built(name), may_be_empty=True)
    for column in table.columns.difference(TEXT):
        cells = table[column].replace("", None)
        if cells.notna().any():
            with suppress(ValueError):
                table[column] = pd.to_numeric(cells)
    return table


def read_built_json(name: str) -> Any:
    """Return plain data that a notebook built, such as "claims/A1.json"."""
    return read_json(find_built(name))


def find_built(name: str) -> Path:
    """Return the path of a file that a notebook built, if this one may read it."""
    require_listed(f"processed/{name}", "reads")
    path = PROCESSED / name
    if not path.is_file():
        expected = "a file that a notebook writes: run `make reports` first"
        raise InputError(f"processed/{name}", "no such file", expected)
    return path


def write_built(content: pd.DataFrame | dict | list, name: str) -> None:
    """Write a table, or plain data as JSON, to data/processed, whole or not at all."""
    require_listed(f"processed/{name}", "writes")
    if isinstance(content, pd.DataFrame):
        text = content.to_csv(index=False, lineterminator="\n")
    else:
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_text(PROCESSED / name, text)


def to_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV for readers: a spreadsheet runs no cell of it.

    Text that a spreadsheet would take for a formula begins with an apostrophe; numbers
    stay as they are.

    Examples
    --------
    >>> cells = ["=A1", "-cmd", "-34"]
    >>> to_csv(pd.DataFrame({"cell": cells})).split()
    ['cell', "'=A1", "'-cmd", '-34']
    """
    safe = table.replace(FORMULA, "'", regex=True)
    return safe.to_csv(index=False, lineterminator="\n")


def write_text(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


@cache
def read_pipeline() -> dict[str, dict]:
    """Return notebooks/pipeline.yml: what each notebook reads and writes."""
    return read_yaml(ROOT / "notebooks" / "pipeline.yml")["notebooks"]


def require_listed(name: str, action: str) -> None:
    """Refuse a file that pipeline.yml does not list for the notebook that runs.

    The build runs a notebook when a file that it lists has changed: one that reads what
    it does not list would be stale, and nobody would see it.
    """
    notebook = os.environ.get("DUALUSE_NOTEBOOK", "")
    if not notebook:
        return
    stem, _, claim = notebook.partition("@")
    entries = read_pipeline()[stem].get(action, [])
    listed = [entry.replace("{CLAIM}", claim) for entry in entries]
    folders = tuple(entry for entry in listed if entry.endswith("/"))
    if name in listed or name.startswith(folders):
        return
    expected = f"one of {', '.join(listed) or 'none'}, or a line in pipeline.yml"
    raise InputError(f"notebook {notebook}", f"{action} {name}", expected)
