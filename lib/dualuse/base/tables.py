"""Read and write the tables of a story: hash first, then schema, then a frame of text.

data/SHA256SUMS says what every file under data/ must be; data/datapackage.json says
what its columns are. Bad input is one `InputError` with the file and the row.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dualuse.base import files, rules, shapes, state, units
from dualuse.base.bearing import (
    BEARS_ON,
    Bearing,
    find_bearing_of_all,
)
from dualuse.base.errors import LINE, InputError, require_id
from dualuse.base.files import (
    DATA,
    ROOT,
    STORY,
    hash_file,
    list_files,
    read_json,
    read_records,
    read_sums,
    read_text,  # noqa: F401 - for notebooks and tools, with the tables
    read_yaml,
    show_path,
    write_text,
)
from dualuse.base.parts import list_rows
from dualuse.base.series import Series

SUMS = "SHA256SUMS"
PIPELINE = "notebooks/pipeline.yml"
PACKAGE = "datapackage.json"
CLAIMS = "claims.yaml"
FIGURES = "published/figures.csv"
TEXT = (
    "hs_code",
    "code",
    "codes",
    "chapter",
)  # digits that are names keep their leading zeros
NOT_HASHED = ("processed/", "official/fetched/")
FORMULA = r"^(?=[=@\t\r]|[+-](?![\d.,]*$))"  # what a spreadsheet runs; -34 is a number
REPORTS = ROOT / "reports"
PROCESSED = Path(os.environ.get("DUALUSE_PROCESSED", DATA / "processed"))
HELD: ContextVar[str] = ContextVar("HELD", default="")  # the state that is asked about
BY_HAND = ROOT / "my" / "out"  # for what a notebook writes that the build does not run
OUTPUT = Path(os.environ.get("DUALUSE_OUT", ROOT / "build" / "output" / "here"))


def verify_data(folder: Path = DATA) -> str:
    """Compare data/ with its checksums, again when a file was written; return their hash.

    What a kernel read before is read again as well: one that stays open in JupyterLab
    answers from the tables of today.

    Raises
    ------
    InputError
        Naming the first file that differs, is missing or is not listed.
    """
    if files.AS_THEY_ARE:
        return ""
    held = HELD.get()
    if held and folder == DATA:
        return held
    return verify_state(folder, read_times(folder))


@contextmanager
def hold_data() -> Iterator[None]:
    """Compare data/ once for all that is read inside: a question is of one state."""
    token = HELD.set(verify_data())
    try:
        yield
    finally:
        HELD.reset(token)


def read_times(folder: Path) -> tuple[int, ...]:
    """Return when the story, the checksums and what they list were last written."""
    sums = folder / SUMS
    names = [f"{ROOT}/{STORY}", str(sums)]
    names += [f"{folder}/{name}" for name in read_sums(sums)]
    return tuple(map(read_time, names))


def read_time(name: str) -> int:
    """Return when a file was last written; nought if there is none."""
    try:
        return os.stat(name).st_mtime_ns  # noqa: PTH116 - asked a thousand times a build
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=1)
def verify_state(folder: Path, times: tuple[int, ...]) -> str:
    """Compare data/ with its checksums; forget what was read of another state."""
    for remembered in (
        read_package,
        read_quantities,
        read_checked,
        read_named,
        read_bearing,
        read_story,
    ):
        remembered.cache_clear()
    units.read_file.cache_clear()
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


def read_csv(path: Path, may_be_empty: bool = False) -> pd.DataFrame:
    """Return a CSV as text columns: every row has one field a column.

    pandas would take a field too many for an index, and fill up what is missing.
    "NA" stays Namibia, an empty cell is the empty string.
    """
    return read_lines(path, may_be_empty).reset_index(drop=True)


def read_lines(path: Path, may_be_empty: bool = False) -> pd.DataFrame:
    """Return a CSV as `read_csv` does, each row under the line where it begins."""
    (_, header), *records = read_records(path, may_be_empty)
    lines = pd.Index([line for line, _ in records], name=LINE, dtype=int)
    rows = [cells for _, cells in records]
    return pd.DataFrame(rows, columns=header, index=lines, dtype=str)


@cache
def read_package() -> dict[str, Any]:
    """Return datapackage.json; a small story may do without."""
    path = DATA / PACKAGE
    if not path.exists():
        return {}
    return shapes.check_shape(f"data/{PACKAGE}", read_json(path), "tables.schema.json")


def read_schemas() -> dict[str, dict]:
    """Return {file name: what it is}: of datapackage.json, else of schemas.json.

    A story may describe a table without a schema of its own: that of the library holds.
    """
    described: dict[str, dict] = {}
    for resource in [*rules.SCHEMAS["resources"], *read_package().get("resources", [])]:
        path = resource["path"]
        described[path] = {**described.get(path, {}), **resource}
    return described


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
    """Return a table whose rows are what they must be; checked once in a process.

    A build checks all tables before it runs a notebook, which then reads the tables that
    it lists, and no others to compare them with. Nor is a table checked again as long as
    data, story and library are those of the last build.
    """
    table = read_lines(DATA / name, may_be_empty=True)
    if not (files.AS_THEY_ARE or was_checked()):
        schema = read_schemas().get(name, {})
        rules.check_table(f"data/{name}", table, schema, read_other)
    return table.reset_index(drop=True)


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
        return pd.DataFrame({"id": list_claim_ids()}, dtype=str)
    if name.startswith("reference/"):
        return read_checked(name).copy()
    table = read_csv(DATA / name, may_be_empty=True)
    schema = read_schemas().get(name, {}).get("schema", {})
    if schema:
        rules.check_columns(f"data/{name}", table, schema["fields"])
    return table


def list_claim_ids() -> list[str]:
    """Return the ids of claims.yaml, each claim's before those of its parts."""
    ids = []
    try:
        for claim in read_yaml(DATA / CLAIMS)["claims"]:
            ids.append(claim["id"])
            ids += [part["id"] for part in claim.get("parts", [])]
    except (AttributeError, KeyError, TypeError):
        expected = "claims, each with an id, and so each of its parts"
        raise InputError(f"data/{CLAIMS}", "an entry without", expected) from None
    return ids


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

    Adds `start` and `end` (monthly periods, missing where the page names none),
    `series`, the name that ranges and claims use, and `quantity`, what that series is.

    Parameters
    ----------
    **filters : str
        Column to the word to keep: `read_figures(product="drones")`. And
        `bears_on="claims"` for those that bear on a claim of the story, `"B C"` for
        those that bear on one of these groups, `"A1 B5"` for those that bear on these.

    Examples
    --------
    >>> read_figures(reporter="CHN", product="drones")["flow"].unique().tolist()
    ['export']
    """
    require_listed(name_table_rows(FIGURES, filters), "reads")
    verify_data()
    figures = read_named()
    for column, word in filters.items():
        if column == BEARS_ON:
            figures = keep_bearing(figures, read_bearing(word))
        else:
            figures = keep_rows(figures, column, word)
    return figures.reset_index(drop=True)


@cache
def read_named() -> pd.DataFrame:
    """Return all figures, each with the name of its series; made once in a process."""
    return add_series(read_checked(FIGURES))


def name_table_rows(table: str, filters: dict[str, str]) -> str:
    """Return the rows of a table that have some words, as pipeline.yml names them.

    >>> name_table_rows("published/figures.csv", {"product": "all"})
    'published/figures.csv?product=all'
    """
    words = [f"{column}={word}" for column, word in filters.items()]
    return "?".join([table, *words])


def add_series(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures with `start`, `end`, `series`, `quantity`; see `read_figures`."""
    figures = figures.copy()
    for column in ("start", "end"):
        months = figures[f"period_{column}"].replace("", None)
        figures[column] = pd.PeriodIndex(months, freq="M")
    rows = list_rows(figures)
    figures["series"] = [name_series(row) for row in rows]
    measured = [units.find_measured(row["unit"], row["value"]) for row in rows]
    goods = zip(figures["product"], measured, strict=True)
    figures["quantity"] = [find_quantity(product, unit) for product, unit in goods]
    return figures


def name_series(row: dict) -> str:
    """Return the name of the series that a figure is of.

    A growth alone says nothing of the unit of what grew: USD. Nor does a multiple that
    does not name it, as "times in units" does.
    """
    base = units.find_measured(row["unit"], row["value"])
    words = [row.get(field, "") for field in Series._fields[:5]]
    return str(Series._make([*words, base]))


def find_quantity(product: str, unit: str) -> str:
    """Return what a series is: a flow, a stock or a rate; "" where no table says it.

    products.csv says it of a subject, else units.csv of all that is in a unit.

    >>> find_quantity("all", "USD")
    'flow'
    """
    said = read_quantities().get(product, "")
    return said or units.get_unit(unit).quantity


@cache
def read_quantities() -> dict[str, str]:
    """Return {product: what a series of it is}, of those for which products.csv says it."""
    return units.list_quantities(read_other("reference/products.csv"))


def keep_rows(table: pd.DataFrame, column: str, word: str) -> pd.DataFrame:
    """Return the rows with a word in a column; refuse a word that no row has."""
    require_id("column", column, table.columns)
    cells = table[column].astype(str)  # a month or a number as it is written
    return table[cells == require_id(column, str(word), cells)]


def keep_bearing(figures: pd.DataFrame, bearing: Bearing) -> pd.DataFrame:
    """Return the figures that bear on some claims."""
    is_kept = [bearing.holds(row) for row in list_rows(figures)]
    return figures[pd.Series(is_kept, index=figures.index, dtype=bool)]


@cache
def read_bearing(word: str) -> Bearing:
    """Return what bears on the claims of claims.yaml, or on some groups of them."""
    return find_bearing_of_all(read_yaml(DATA / CLAIMS)["claims"], word)


def read_pages() -> pd.DataFrame:
    """Return the pages that speak to records and statements, one row a page."""
    return read_table("published/pages.csv")


def read_judgements() -> pd.DataFrame:
    """Return how each page bears on each part of a claim, one row a page and part."""
    return read_table("published/judgements.csv")


@cache
def read_story() -> dict:
    """Return story.yml: title, outlets under test, groups of claims, contact."""
    return read_yaml(ROOT / STORY)


def was_checked() -> bool:
    """Tell whether a build checked today's data: the last one, or the one that runs.

    It does so before it runs a notebook. Of data that `verify_data` has compared with
    their hashes.
    """
    return bool(os.environ.get("DUALUSE_NOTEBOOK")) or state.was_read(PROCESSED)


def is_as_built(name: str) -> bool:
    """Tell whether a file of processed/ is what today's data and library give.

    A build says at its end what it read and what it wrote. Within a build, a notebook
    finds what pipeline.yml lists for it: the build has just made that.
    """
    if os.environ.get("DUALUSE_NOTEBOOK"):
        return is_listed(f"processed/{name}", "reads")
    return state.is_as_written(PROCESSED, name)


def read_built(name: str) -> pd.DataFrame:
    """Return a table that a notebook built: numbers, True and False, words as text.

    Examples
    --------
    >>> read_built("nothing.csv")
    Traceback (most recent call last):
    dualuse.base.errors.InputError: processed/nothing.csv: found no such file; expected ...
    """
    path = find_built(name)
    written = path.stat()
    table = read_numbers(path, (written.st_mtime_ns, written.st_size, written.st_ino))
    return table.copy()


@lru_cache(maxsize=8)
def read_numbers(path: Path, written: tuple[int, ...]) -> pd.DataFrame:
    """Return a table of numbers and words; read again when it was written again."""
    table = read_csv(path, may_be_empty=True)
    for column in table.columns.difference(TEXT):
        cells = table[column].replace("", None)
        if len(cells) and cells.isin(["True", "False"]).all():
            table[column] = cells == "True"
        elif cells.notna().any():
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
    """Write a table, or plain data as JSON, to data/processed, whole or not at all.

    Only the build writes there. A notebook that is run by hand, perhaps with other
    parameters, writes to my/out and says so.
    """
    require_listed(f"processed/{name}", "writes")
    if isinstance(content, pd.DataFrame):
        text = content.to_csv(index=False, lineterminator="\n")
    else:
        text = files.to_json(content)
    folder = PROCESSED
    if "DUALUSE_PROCESSED" not in os.environ:
        folder = BY_HAND
        path = show_path(folder / name)
        print(f"{path}: written here; only `make reports` writes to data/processed")
    write_text(folder / name, text)


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


@cache
def read_pipeline() -> dict[str, dict]:
    """Return notebooks/pipeline.yml: what each notebook reads and writes."""
    loaded = read_yaml(ROOT / PIPELINE)
    shapes.check_shape(PIPELINE, loaded, "pipeline.schema.json")
    return loaded["notebooks"]


def require_listed(name: str, action: str) -> None:
    """Refuse a file that pipeline.yml does not list for the notebook that runs.

    The build runs a notebook when a file that it lists has changed: one that reads what
    it does not list would be stale, and nobody would see it.
    """
    notebook = os.environ.get("DUALUSE_NOTEBOOK", "")
    if not notebook or is_listed(name, action):
        return
    listed = ", ".join(list_listed(notebook, action)) or "none"
    expected = f"one of {listed}, or a line in pipeline.yml"
    raise InputError(f"notebook {notebook}", f"{action} {name}", expected)


def is_listed(name: str, action: str) -> bool:
    """Tell whether pipeline.yml lists a file for the notebook that runs."""
    listed = list_listed(os.environ["DUALUSE_NOTEBOOK"], action)
    folders = tuple(entry for entry in listed if entry.endswith("/"))
    table, _, _ = name.partition("?")  # of which some rows may be listed, or all
    return name in listed or table in listed or name.startswith(folders)


def list_listed(notebook: str, action: str) -> list[str]:
    """Return what pipeline.yml lists for a notebook."""
    return read_pipeline()[notebook].get(action, [])
