"""A file of official rows: which there are, of whose form each is, what its columns mean."""

import csv
import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.base.files import read_records
from dualuse.base.state import NOT_ROWS

FORMATS = {  # the column by which a file is recognised
    "k": "baci",
    "cmdcode": "comtrade",
    "commodity code": "gacc",
    "商品编码": "gacc",
    "value_usd": "own",
    "value": "own",
}
OPTIONAL = [  # columns that a file in the library's own form may lack
    "source",
    "partner",
    "origin",
    "flow",
    "period",
    "date",
    "hs",
    "code",
    "hs_code",
    "quantity",
    "unit",
    "net_weight_kg",
]
CODES = ("code", "hs_code")
TEXT = ("varchar", "string")
NUMBERS = ("value_usd", "quantity", "net_weight_kg")
ALSO = {"value": "value_usd"}  # another name of a column
# A cell of these alone is blank: of a space, a tab, a space of Word or of Chinese.
BLANKS = "[ \t\r\n\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+"
BLANK = f"^{BLANKS}$"
UNCLEAR = "^ *[1-9][0-9]{0,2}[.,][0-9]{3} *$"  # 1.152 of a German is 1152
TOGETHER = {  # what a number counts stands in a column of its own, beside it
    "gacc": [["quantity", "unit"], ["第一数量", "第一计量单位"]],
    "comtrade": [["qty", "qtyunitcode", "netwgt"]],
}


def list_row_files(rows: Path) -> list[Path]:
    """Return the files of rows: one file, or those below a folder."""
    if re.match("[a-z0-9]+:/", str(rows)):
        raise InputError(rows, "an address", "a file or a folder here: download it")
    if not rows.exists():
        raise InputError(
            rows, "no such folder", "a folder, or a file, of official rows"
        )
    files = []
    for name in tables.list_files(rows):
        path = rows / name  # a file is its own only one: "."
        if re.search("[*?[]", str(path)):  # DuckDB would match other files
            raise InputError(path.name, "* ? or [ in its path", "a path without them")
        if path.suffix == ".part":
            raise InputError(path.name, "a download that did not end", "the whole file")
        if path.name.lower() not in NOT_ROWS:
            files.append(path)
        elif holds_rows(path):
            expected = "another name: no file of this name is read as rows"
            raise InputError(path.name, "rows of trade", expected)
    return files


def holds_rows(path: Path) -> bool:
    """Tell whether a table begins with the names of columns of official rows."""
    with path.open(encoding="utf-8", errors="replace") as file:
        header = file.readline(10_000).lower()
    return any(column in FORMATS for column in re.split('[,;\\t\\r\\n"]', header))


def unpack_archive(path: Path, folder: Path) -> list[Path]:
    """Return the CSVs of BACI's zip: one a year, beside lists of codes."""
    try:
        inside = tempfile.mkdtemp(dir=folder)  # not of the zip's name: it may be ".."
        shutil.unpack_archive(path, inside)
    except Exception as error:  # of zip, zlib or the disk
        raise InputError(path.name, str(error), "a zip that is whole") from None
    listed = sorted(Path(inside).rglob("*_Y*.csv"))
    if listed:
        return listed
    raise InputError(path.name, "no *_Y*.csv in it", "BACI's zip")


def copy_in_utf8(path: Path, folder: Path) -> Path:
    """Return a copy in UTF-8: customs write CSV in GB18030, ISO-8859-1 or UTF-16."""
    content = path.read_bytes()
    encoding = "latin-1"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif "商品编码".encode("gb18030") in content:
        encoding = "gb18030"
    copy = Path(tempfile.mkdtemp(dir=folder)) / path.name
    copy.write_text(content.decode(encoding, errors="replace"), encoding="utf-8")
    return copy


def recognise_format(path: Path, columns: list[str]) -> str:
    """Return the name of a file's format, by its columns.

    Of a CSV in which a row has a field less, or more, DuckDB guesses columns: that row is
    named first.
    """
    names = {column.lower() for column in columns}
    for column, name in FORMATS.items():  # `value` last: others may have it too
        if column in names:
            return name
    if path.suffix == ".csv":
        read_records(path)
    found = f"columns {', '.join(columns)[:200]}"
    raise InputError(path.name, found, f"a column {', '.join(FORMATS)}")


def refuse_lone_columns(where: str, columns: list[str], name: str) -> None:
    """Refuse a file that has a number, and not the column of what it counts.

    A column under a misspelt name would be one that is not there.
    """
    lower = [column.lower() for column in columns]
    for group in TOGETHER.get(name, []):
        missing = [column for column in group if column not in lower]
        if missing and len(missing) < len(group):
            expected = f"{' and '.join(group)} together"
            found = f"columns {', '.join(columns)[:200]}"
            raise InputError(where, found, expected)


def refuse_namesakes(where: str, columns: list[str]) -> None:
    """Refuse two columns of one name, in whatever case: either may be the one meant.

    DuckDB calls the second `value_1`.
    """
    names: dict[str, str] = {}
    for column in columns:
        written = re.sub(r"_[0-9]+$", "", column.strip())
        name = ALSO.get(written.lower(), written.lower())
        if name in names:
            found = f"the columns {names[name]!r} and {written!r}"
            raise InputError(where, found, "one of them")
        names[name] = written


def read_cell(column: str) -> str:
    """Return SQL for the cells of a column as text; a cell of blanks alone is empty."""
    return f"nullif(regexp_replace(CAST({column} AS STRING), '{BLANK}', ''), '')"


def write_columns(types: dict[str, str]) -> str:
    """Return SQL for the columns of a publisher's file, as text.

    >>> print(write_columns({"US dollar": "VARCHAR"}).rpartition(" AS ")[2])
    "US dollar"
    """
    columns = []
    for column in types:
        name = quote_name(column)
        columns.append(f"{read_cell(name)} AS {name}")
    return ", ".join(columns)


def quote_name(column: str) -> str:
    """Return the name of a column as SQL takes it, whatever letters it has."""
    return '"{}"'.format(column.replace('"', '""'))


def write_own_columns(types: dict[str, str]) -> str:
    """Return SQL for the columns of a file in the library's own form, for both engines.

    Parameters
    ----------
    types : dict
        The type of each column, as DuckDB or Spark names it.

    Examples
    --------
    Of a code that is a number, a leading zero may be lost.

    >>> write_own_columns({"value": "DOUBLE", "code": "BIGINT"}).partition(",")[0]
    'value AS value_usd'
    """
    known = {column.lower(): kind.lower() for column, kind in types.items()}
    columns = []
    for column in ("reporter", "value_usd", *OPTIONAL):
        name = column
        if column not in known:
            name = next((other for other in ALSO if ALSO[other] == column), column)
        kind = known.get(name, "")
        cells = read_cell(name)
        if not kind:
            if column not in OPTIONAL:
                continue
            cells = "CAST(NULL AS STRING)"
        elif column in NUMBERS and kind not in TEXT:
            cells = name
        elif column in CODES and "int" in kind:
            digits = f"CAST({name} AS STRING)"
            cells = f"""CASE WHEN length({digits}) % 2 = 1 THEN concat('0', {digits})
                ELSE {digits} END"""
        columns.append(f"{cells} AS {column}")
    return ", ".join(columns)


def refuse_unclear(engine: Any, path: Path, types: dict[str, str]) -> None:
    """Refuse a column in which 1.152 may be 1152: nothing in it says what its mark is.

    A thousand times as much is no slip that anybody sees in a sum.
    """
    for column, kind in types.items():
        name = ALSO.get(column.lower(), column.lower())
        if name not in NUMBERS or kind.lower() not in TEXT:
            continue
        is_unclear = f"regexp_replace({name}, '{UNCLEAR}', '') = ''"
        is_marked = f"({name} LIKE '%.%' OR {name} LIKE '%,%')"
        unclear = fetch(
            engine,
            f"""SELECT min(row_of_file), min_by({name}, coalesce(row_of_file, 0))
            FROM file
            WHERE {is_marked}
            HAVING bool_and({is_unclear})""",
        )
        for row, cell in unclear:
            raise InputError(
                f"{find_place(path, row)}, {column}",
                repr(cell),
                f"a number that is clear, {re.sub('[.,]', '', cell.strip())} or "
                f"{cell.strip().replace(',', '.')}0: no other cell of this column "
                "says which mark is which",
            )


def find_place(path: Path, row: int | None) -> str:
    """Return where a row of a file stands: its line, in a CSV."""
    if row is None:
        return path.name
    if path.suffix == ".csv":
        (line,) = find_lines(path, [row])
        return f"{path.name}, line {line}"
    return f"{path.name}, row {row}"


def fetch(engine: Any, statement: str) -> list:
    """Return the rows that a statement gives on DuckDB or on Spark."""
    answer = engine.sql(statement)
    if isinstance(engine, duckdb.DuckDBPyConnection):
        return answer.fetchall()
    return answer.collect()


def find_lines(path: Path, rows: list[int]) -> list[int]:
    """Return the lines of a CSV file in which its rows stand, the header apart."""
    lines = []
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.reader(file)
        last = 0
        for cells in reader:
            if cells:
                lines.append(last + 1)
            last = reader.line_num
    return [lines[row] for row in rows]


def name_files(files: list[Path], rows: Path) -> dict[Path, str]:
    """Return the names of files: with their folder, where two have one name."""
    counts = Counter(path.name for path in files)
    return {
        path: path.relative_to(rows).as_posix() if counts[path.name] > 1 else path.name
        for path in files
    }
