"""Chinese customs: what its statistics site (stats.customs.gov.cn) lets one download, as CSV or as a workbook.

The file does not say whether it lists exports or imports, so its name or its folder must. English headers
come in ISO-8859-1 or UTF-8, Chinese ones in GB18030; codes have lost leading zeros, numbers have thousands
separators, and rows may end in a comma. Rows by trade mode or province are added up to partner and code.
Exports are FOB, imports CIF.
"""

import math
import re
from pathlib import Path

import duckdb
import pandas as pd

from dualuse.official.formats import _file, _grid, customs, observations
from pressroom.errors import InputError

LOOKS_LIKE = "Date of data,Trading partner code,... or 数据年月,商品编码,..., with US dollar or 美元"
SOURCES = ["GACC"]
NAMES = {
    "date of data": "period",
    "trading partner code": "partner_code",
    "trading partner": "partner",
    "commodity code": "code",
    "quantity": "quantity",
    "unit": "unit",
    "us dollar": "value",
    "renminbi yuan": "yuan",
    "数据年月": "period",
    "贸易伙伴编码": "partner_code",
    "贸易伙伴名称": "partner",
    "商品编码": "code",
    "第一数量": "quantity",
    "第一计量单位": "unit",
    "美元": "value",
    "人民币": "yuan",
}
NEEDED = {"partner", "code"}
MOST_ROWS = 10_000  # of one download; more are cut without a word
NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)  # 1.234,56 and 1,2,3 are no numbers here
CODE, MONTH = re.compile(r"(\d\d){1,4}", re.ASCII), re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
LOOKED_AT = ["iso3", "partner", "partner_code", "code", "digits", "period"]
LOOKED_AT += ["value", "number", "quantity", "amount"]
UNITS = dict.fromkeys(("千克", "公斤", "kilogram", "kg"), "kg")
UNITS |= dict.fromkeys(("台", "个", "架", "件", "套", "set", "piece", "unit"), "units")
EDITION = "CASE WHEN period >= '2022' THEN 'HS22' WHEN period >= '2017' THEN 'HS17' ELSE 'HS12' END"


def matches(path: Path) -> bool:
    """Say whether a file's first line has the columns of a Chinese customs download."""
    return {NAMES.get(c) for c in _grid.header(path)} >= NEEDED


def read(path: Path) -> duckdb.DuckDBPyRelation:
    """Return the rows of a Chinese customs download as observations.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Columns of `formats.SCHEMA`.

    Raises
    ------
    InputError
        If the flow or the period cannot be told, values are in yuan, or the download was cut at its cap.
    """
    path = Path(path)
    flow = said(f"{path.parent.name} {path.stem}", path)
    rows = _columns(path)
    if "period" not in rows:
        rows["period"] = month(path.stem, path)
    spelled = {text: re.sub(r"^(\d{4})-?(\d\d)$", r"\1-\2", text) for text in rows["period"].unique()}
    rows["period"] = rows["period"].map(spelled)
    for column in ("quantity", "unit", "partner_code"):
        rows[column] = rows.get(column, pd.Series("", index=rows.index))
    rows["number"], rows["amount"] = rows["value"].map(number), rows["quantity"].map(number)
    rows["unit"] = rows["unit"].str.lower().map(UNITS).fillna(rows["unit"])
    known = customs()
    rows["iso3"] = rows["partner"].str.lower().map(known)
    rows["digits"] = rows["code"].where(rows["code"].str.len() % 2 == 0, "0" + rows["code"])  # a lost zero
    codes: dict[str, set[str]] = {}
    for word, iso3 in known.items():
        codes.setdefault(iso3, set()).update([word] if word.isdecimal() else [])
    rows["problem"] = [_problem(row, known, codes) for row in rows[LOOKED_AT].to_numpy(object).tolist()]
    again = rows.duplicated() & rows["problem"].isna()
    rows.loc[again, "problem"] = "the same row again"
    return _relation(rows, flow)


def _columns(path: Path) -> pd.DataFrame:
    """Return the rows as text columns: a comma too many, an ISO-8859-1 name."""
    where = _file.name(path)
    if not _file.workbook(path):
        _file.whole(path)
    (_, first), *body = _grid.rows(path)
    names = [NAMES.get(c.lower()) for c in first]
    if "value" not in names:
        found = "values in yuan (Renminbi, 人民币)" if "yuan" in names else "no column of values"
        raise InputError(where, found, "a download in US dollars (US dollar, 美元)")
    for line, cells in body:
        if len(cells) not in (len(names), len(names) + 1) or any(cells[len(names) :]):
            raise InputError(where, f"{len(cells)} fields", f"{len(names)}, as in the first line", row=line)
    if not body:
        raise InputError(where, "no rows after the first line", "rows")
    if len(body) >= MOST_ROWS:
        found = f"{len(body):,} rows, all that one download holds: it is incomplete"
        raise InputError(where, found, "a narrower download, not cut")
    columns = [n or f"_{i}" for i, n in enumerate(names)]
    frame = pd.DataFrame([cells[: len(names)] for _, cells in body], columns=columns, dtype=object)
    return frame.loc[:, ~frame.columns.duplicated()]


def number(text: str) -> float:
    """Return a number with thousands separators; what is none is NaN."""
    return float(text.replace(",", "")) if NUMBER.fullmatch(text) else math.nan


def _problem(row: tuple, known: dict[str, str], codes: dict[str, set[str]]) -> str | None:
    iso3, partner, numeral, code, digits, period, value, number, quantity, amount = row
    if not isinstance(iso3, str):
        return f"unknown partner {partner}"
    if numeral and (known.get(numeral, iso3) != iso3 or (codes[iso3] and numeral not in codes[iso3])):
        return f"partner code {numeral} beside the name {partner}"
    if not CODE.fullmatch(digits):
        return f"code of odd length {code}"
    if not MONTH.fullmatch(period):
        return f"unknown period {period}"
    for text, found in ((value, number), (quantity, amount)):
        if text not in ("", "-") and found != found:
            return f"no number: {text[:40]}"
    return "negative value" if number < 0 else "negative quantity" if amount < 0 else None


def said(words: str, path: Path) -> str:
    """Return the flow that a name or a title speaks of: "export" or "import"."""
    words = words.lower()
    told = {flow for flow, marks in {"export": ("export", "出口"), "import": ("import", "进口")}.items()
            if any(m in words for m in marks)}  # fmt: skip
    if len(told) != 1:
        found = "a Chinese customs file that does not say whether it lists exports or imports"
        raise InputError(_file.name(path), found, "`export` or `import` in its name or its folder")
    return told.pop()


def month(words: str, path: Path) -> str:
    """Return the month (YYYY-MM) that a name speaks of."""
    found = re.search(r"(?<!\d)(20\d\d)[-.]?(0[1-9]|1[0-2])(?!\d)", words)
    if not found:
        found = "no date column and no month in the name"
        raise InputError(_file.name(path), found, "a name such as 2023-01.csv")
    return f"{found[1]}-{found[2]}"


def _relation(rows: pd.DataFrame, flow: str) -> duckdb.DuckDBPyRelation:
    rows["own"] = rows.index.where(rows["problem"].notna(), -1)  # each row that is set aside is counted
    keys = rows.groupby(["iso3", "period", "digits", "problem", "own"], dropna=False, sort=True)
    summed = keys[["number", "amount"]].sum(min_count=1)
    summed["unit"] = keys["unit"].first().where(keys["unit"].nunique() == 1, "")
    summed.loc[summed["unit"] == "", "amount"] = float("nan")  # kilograms and pieces do not add up
    summed = summed.reset_index().astype({c: object for c in ("iso3", "period", "digits", "problem", "unit")})
    return relation(summed.where(summed.notna(), None), flow)


def relation(frame: pd.DataFrame, flow: str) -> duckdb.DuckDBPyRelation:
    """Return a frame (iso3, period, digits, number, amount, unit, problem) as observations of Chinese customs."""
    fob = "'FOB'" if flow == "export" else "'CIF'"
    select = {"reporter": "'CHN'", "partner": "iso3", "flow": f"'{flow}'", "period": "period", "hs": EDITION}
    select |= {"code": "digits", "value_usd": "round(number, 2)", "valuation": fob, "quantity": "amount"}
    select |= {"unit": "nullif(unit, '')", "net_weight_kg": "CASE WHEN unit = 'kg' THEN amount END"}
    select |= {"estimated": "false", "source": "'GACC'", "retrieved": "''", "problem": "problem"}
    # DuckDB would look through a frame again at each question
    return observations("frame", select, frame).materialize()
