"""Chinese customs' monthly bulletin, tables (15) and (16): trade with selected countries by HS section and chapter.

One row a chapter, one group of columns a country: this month, since January, perhaps growth in per cent. A web page
as saved, a workbook or a CSV, in Chinese or English. Only tables in thousand US dollars are read. What was printed
for several months keeps its months: period 2023-01/2023-05. Exports are FOB, imports CIF.
"""

import re
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pandas as pd

from dualuse.official.formats import _file, _grid, customs, gacc
from pressroom.errors import InputError

Line: TypeAlias = tuple[int, list[str]]  # its number and its cells
Column: TypeAlias = tuple[int, str, str | None]  # place, country, period (None: a rate of growth)
LOOKS_LIKE = "a table of chapters (第69章, Chapter 69) by country, in thousand US dollars"
SOURCES = []  # gacc names the source
CHAPTER = re.compile(r"(?:第\s*|chapter\s*|division\s*)(\d{1,2})(?:\s*章)?(?!\d)", re.I)
SECTION = re.compile(r"第[一二三四五六七八九十]+类|section\s+[IVX]+\b", re.I)
ALL = re.compile(r"总[值额计]|合计|total\b", re.I)
GROWTH = re.compile(r"[%％]|同比|增|±|growth|change", re.I)
SO_FAR = re.compile(
    r"累计|since january|(?:1|一|jan\w*)\s*(?:月|\.)?\s*(?:-|–|—|至|to)\s*(\d{1,2}|[a-z]+)", re.I
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
THIS = re.compile(
    rf"本月|当月|(?<!\d)(1[0-2]|[1-9])\s*月|this month|\bmonth\b|\b({'|'.join(MONTHS)})[a-z]*\b", re.I
)
THOUSAND = re.compile(
    r"千美元|thousand (?:us |u\.s\. )?dollars|(?:us\$|usd|us dollars?)\s*1,?000|1,?000\s*(?:us\$|usd|us dollars?)",
    re.I,
)
YUAN = re.compile(r"人民币|万元|亿元|yuan|rmb|cny", re.I)
DATE = re.compile(
    rf"(20\d\d)\s*(?:年|[-./])\s*(1[0-2]|0?[1-9])(?!\d)|\b({'|'.join(MONTHS)})[a-z]*\.?,?\s*(20\d\d)", re.I
)
NOTHING = ("-", "–", "—", "--")


def matches(path: Path) -> bool:
    """Say whether a file is a table of chapters by country: a row of each is enough."""
    if _file.packed(path) or _file.head(path)[:4] == _file.PARQUET:
        return False
    if not (_file.workbook(path) or _file.page(_file.head(path))):
        text = _file.decode(_file.head(path))[0]
        return CHAPTER.search(text) is not None and not gacc.matches(path)
    return any(CHAPTER.match(cell) for _, cells in _grid.rows(path) for cell in cells[:2])


def read(path: Path) -> duckdb.DuckDBPyRelation:
    """Return the chapters of a bulletin as observations.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Columns of `formats.SCHEMA`; sections (their chapters count) and rates of growth are set aside.

    Raises
    ------
    InputError
        If the unit is not thousand US dollars, or flow, month or the meaning of a column cannot be told.
    """
    path = Path(path)
    grid, known = _grid.rows(path), customs()
    named = [any(c.lower() in known and not c.isdecimal() for c in cells) for _, cells in grid]
    start = named.index(True) if any(named) else None
    if start is None or start + 1 >= len(grid):
        raise InputError(_file.name(path), "no row of countries", "countries above the columns of values")
    title = " ".join(cell for _, cells in grid[:start] for cell in cells if cell)
    _unit(f"{title} {' '.join(grid[start][1])}", path)
    flow, month = gacc.said(f"{title} {path.stem}" if not _flow(title) else title, path), _month(title, path)
    columns = _columns(grid[start], grid[start + 1], month, path)
    rows = [row for line, cells in grid[start + 2 :] for row in _rows(line, cells, columns, known, path)]
    if not any(row["problem"] is None for row in rows):
        raise InputError(_file.name(path), "no chapter with a value", "rows such as 第69章 or Chapter 69")
    return gacc.relation(pd.DataFrame(rows).astype({"iso3": object, "problem": object}), flow)


def _flow(title: str) -> re.Match | None:
    return re.search(r"export|import|出口|进口", title, re.I)


def _unit(title: str, path: Path) -> None:
    if not THOUSAND.search(title):
        found = "values in yuan (人民币, 万元)" if YUAN.search(title) else "no unit of the values"
        raise InputError(_file.name(path), found, "the edition in thousand US dollars (千美元, US$1,000)")


def _month(title: str, path: Path) -> str:
    """Return the month of the title, else of the file's name, as YYYY-MM."""
    dates = {_date(match) for match in DATE.finditer(title)} or {gacc.month(path.stem, path)}
    if len(dates) != 1:
        raise InputError(_file.name(path), f"the months {', '.join(sorted(dates))} in the title", "one month")
    return dates.pop()


def _date(match: re.Match) -> str:
    year, number, word, after = match.groups()
    return f"{year or after}-{int(number) if number else MONTHS.index(word[:3].lower()) + 1:02}"


def _columns(names: Line, kinds: Line, month: str, path: Path) -> list[Column]:
    """Return [(place, country, period)] of the columns that hold values; period None is a rate of growth."""
    (_line, countries), (below, words) = names, kinds
    found: list[Column] = []
    country = ""
    for place, word in enumerate(words):
        country = countries[place] if place < len(countries) and countries[place] else country
        if not word:
            continue
        if GROWTH.search(word):
            found.append((place, country, None))
        elif (so_far := SO_FAR.search(word)) and _same(so_far[1], month):
            found.append((place, country, _since_january(month)))
        elif not so_far and (this := THIS.search(word)) and _same(this[1] or this[2], month):
            found.append((place, country, month))
        elif country and place:
            expected = f"{month}, the months since January, or growth"
            raise InputError(_file.name(path), f"the column {word!r}", expected, row=below)
    if not any(period for *_, period in found):
        expected = "this month, and the months since January"
        raise InputError(_file.name(path), "no column of a month", expected, row=below)
    return found


def _same(word: str | None, month: str) -> bool:
    """Say whether a month named in a column is the bulletin's own; a column may name none."""
    if not word or word.lower() == "month":
        return True
    word = word.lower()
    number = int(word) if word.isdecimal() else MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else 0
    return number == int(month[5:])


def _since_january(month: str) -> str:
    return {"01": month, "12": month[:4]}.get(month[5:], f"{month[:4]}-01/{month}")


def _rows(
    line: int, cells: list[str], columns: list[Column], known: dict[str, str], path: Path
) -> list[dict[str, Any]]:
    """Return the observations of one row of the table: none, or one a column of values."""
    first = min(place for place, *_ in columns)
    label = " ".join(c for c in cells[:first] if c)
    chapter = CHAPTER.match(label)
    if (not label and any(cells)) or (GROWTH.search(label) and not chapter):
        label, aside = "growth", "a rate of growth, no value"
    elif chapter or ALL.match(label):
        aside = None
    elif SECTION.match(label):
        aside = "a section: its chapters count"
    else:
        return []  # a note below the table
    last = max(place for place, *_ in columns)
    if (chapter or aside is None) and len(cells) <= last:
        raise InputError(_file.name(path), f"{len(cells)} cells", f"{last + 1}: a row cut off?", row=line)
    code = f"{int(chapter[1]):02}" if chapter else "TOTAL"
    return [
        _row(cells[p] if p < len(cells) else "", country, period, code, aside, known)
        for p, country, period in columns
    ]


def _row(
    text: str, country: str, period: str | None, code: str, aside: str | None, known: dict[str, str]
) -> dict[str, Any]:
    value, iso3 = gacc.number(text), known.get(country.lower())
    problem = aside or ("a rate of growth, no value" if period is None else None)
    if problem is None and iso3 is None:
        problem = f"unknown partner {country}"
    if problem is None and text not in NOTHING and pd.isna(value):
        problem = f"no number: {text[:40]}" if text else "no value"
    number = 0.0 if text in NOTHING else value * 1000
    row = {"iso3": iso3, "period": period or "", "digits": code, "number": number}
    return row | {"amount": float("nan"), "unit": "", "problem": problem}
