"""Tables as rows of text cells: a web page as saved, an Excel workbook (.xlsx, .xls), a CSV."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from dualuse.official.formats import _file
from pressroom.errors import InputError

MOST_CELLS = 2_000_000  # of one table; a bulletin has some 20,000, a customs download at most 200,000


def header(path: Path) -> list[str]:
    """Return a file's first line as a list of column names (lower case, no quotes), or []."""
    if _file.starts(path) == _file.PARQUET:
        return _names(path, *_file.state(path))
    content = _file.head(path)
    if _file.workbook(path) or _file.page(content):
        return next(([c.lower() for c in row] for _, row in rows(path)), [])
    first = _file.decode(content)[0].lstrip("\ufeff").splitlines()[0]
    return [part.strip().strip('"').strip().lower() for part in first.split(",")]


@lru_cache(maxsize=1)  # every format asks for it
def _names(path: Path, *_state: int) -> list[str]:
    try:
        return [c.lower() for c in duckdb.read_parquet(str(path)).columns]
    except duckdb.Error as error:
        raise _file.explain(error, _file.name(path)) from None


def rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return [(line, cells)] of a file's tables, blank rows left out; merged cells hold their text once, first.

    Raises
    ------
    InputError
        If the file is damaged or is no table.
    """
    path = Path(path)
    if _file.workbook(path):
        found = _sheets(path)
    else:
        text, _ = _file.decode(b"".join(_file.opened(path)))
        found = _page(text) if _file.page(text[:400].encode()) else _csv(text, _file.name(path))
    spelled = {cell: " ".join(cell.split()) for cell in {cell for cells in found for cell in cells}}
    plain = [(line, [spelled[cell] for cell in cells]) for line, cells in enumerate(found, 1)]
    if sum(len(cells) for _, cells in plain) > MOST_CELLS:
        raise InputError(_file.name(path), "too many cells", f"a table of at most {MOST_CELLS:,} cells")
    return [(line, cells) for line, cells in plain if any(cells)]


def _sheets(path: Path) -> list[list[str]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(_file.name(path), f"a damaged workbook ({error})", "a whole workbook") from None
    return [[_plain(cell) for cell in cells] for sheet in sheets for cells in sheet]


def _plain(cell: Any) -> str:
    """Return a cell as text: whole numbers without a point, months as YYYY-MM."""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    return cell.strftime("%Y-%m") if hasattr(cell, "strftime") else str(cell)


def _page(text: str) -> list[list[str]]:
    """Return the rows of a page's tables, a cell that spans others in its first place; text outside is a row too."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    found, hanging = [[soup.title.get_text(" ")]] if soup.title else [], {}
    for row in soup.find_all(["tr", "p", "h1", "h2", "h3", "caption"]):
        if row.name != "tr":
            found.append([row.get_text(" ")])
        elif not row.find("tr"):  # a table in a table: its own rows follow
            found.append(_spanned(row.find_all(["td", "th"]), hanging))
    return found


def _spanned(cells: list[Any], hanging: dict[int, int]) -> list[str]:
    """Return one row's cells in their columns; `hanging` holds how many rows a cell above still reaches down."""
    out, queue = [], list(cells)
    while queue or hanging.get(len(out)):
        if hanging.get(len(out)):
            hanging[len(out)] -= 1
            out.append("")
            continue
        cell = queue.pop(0)
        across, down = (
            min(int(n) if (n := str(cell.get(k, 1))).isdecimal() and n.isascii() else 1, 999)
            for k in ("colspan", "rowspan")
        )
        for n in range(max(across, 1)):
            hanging[len(out)] = max(down, 1) - 1
            out.append(cell.get_text(" ") if n == 0 else "")
    return out


def _csv(text: str, where: str) -> list[list[str]]:
    try:
        return list(csv.reader(text.lstrip("\ufeff").splitlines(), strict=True))
    except csv.Error as error:
        raise InputError(where, f"{error}: a file cut off?", "a whole CSV") from None
