"""Chinese customs: the CSV that its statistics site (stats.customs.gov.cn) lets one download.

The file does not say whether it lists exports or imports, so its name or its folder must. English headers
come in ISO-8859-1 or UTF-8, Chinese ones in GB18030; codes have lost leading zeros, numbers have thousands
separators, and rows may end in a comma. Rows by trade mode or province are added up to partner and code.
Exports are FOB, imports CIF.
"""

import csv
import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dualuse.official.formats import _file, _reference, columns
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
# The customs' own partner codes are known here for one country only; the rest go by name.
RUSSIA = "344"
PARTNERS = {
    "russia": "RUS",
    "俄罗斯": "RUS",
    "俄罗斯联邦": "RUS",
    "乌克兰": "UKR",
    "哈萨克斯坦": "KAZ",
    "吉尔吉斯斯坦": "KGZ",
    "亚美尼亚": "ARM",
    "白俄罗斯": "BLR",
    "turkey": "TUR",
    "土耳其": "TUR",
    "阿联酋": "ARE",
    "阿拉伯联合酋长国": "ARE",
    "united arab emirates": "ARE",
}
UNITS = {
    "千克": "kg",
    "公斤": "kg",
    "kilogram": "kg",
    "kg": "kg",
    "台": "units",
    "个": "units",
    "架": "units",
}
UNITS |= {"set": "units", "piece": "units", "unit": "units", "件": "units", "套": "units"}


def matches(path):
    """Say whether a file's first line has the columns of a Chinese customs download."""
    return {NAMES.get(c) for c in _file.header(path)} >= NEEDED


def read(path, flow=None, period=None):
    """Return the rows of a Chinese customs download as observations.

    A download holds at most 10,000 rows, so its text is brought to UTF-8 in memory before DuckDB has it.

    Parameters
    ----------
    path : path
    flow : {"export", "import"}, optional
        By default what the name or the folder says.
    period : str, optional
        YYYY-MM for a file without a date column; by default what the name says.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Columns of `formats.SCHEMA`.

    Raises
    ------
    InputError
        If the flow or the period cannot be told, or values are in yuan.
    """
    path = Path(path)
    where = _file.name(path)
    flow = flow or _said(path)
    text, _ = _file.decode(path.read_bytes())
    first, _, body = text.lstrip("\ufeff").partition("\n")
    names = [NAMES.get(c.strip().strip('"').strip().lower()) for c in first.rstrip("\r").split(",")]
    if "value" not in names:
        found = "values in yuan (Renminbi, 人民币)" if "yuan" in names else "no column of values"
        raise InputError(where, found, "a download in US dollars (US dollar, 美元)")
    rows = _rows(body, names, where)
    if "period" not in rows:
        rows["period"] = period or _month(path)
    rows["period"] = rows["period"].str.replace(r"^(\d{4})-?(\d\d)$", r"\1-\2", regex=True)
    rows["number"] = pd.to_numeric(rows["value"].str.replace(",", ""), errors="coerce")
    for column in ("quantity", "unit", "partner_code"):
        rows[column] = rows.get(column, pd.Series("", index=rows.index))
    rows["amount"] = pd.to_numeric(rows["quantity"].str.replace(",", ""), errors="coerce")
    units = rows["unit"].str.strip()
    rows["unit"] = units.str.lower().map(UNITS).fillna(units)
    by_name = (
        dict(zip((n.lower() for n in _reference()["name"]), _reference()["iso3"], strict=True)) | PARTNERS
    )
    rows["iso3"] = rows["partner"].str.strip().str.lower().map(by_name)
    code = rows["code"].str.strip()
    rows["digits"] = code.where(code.str.len() % 2 == 0, "0" + code)  # the download loses a leading zero
    rows["problem"] = [_problem(row) for row in rows.to_dict("records")]
    return _relation(rows, flow)


def _problem(row):
    if not isinstance(row["iso3"], str):
        return f"unknown partner {row['partner']}"
    if row["partner_code"].strip() and (row["partner_code"].strip() == RUSSIA) != (row["iso3"] == "RUS"):
        return f"partner code {row['partner_code']} beside the name {row['partner']}"
    if not re.fullmatch(r"(\d\d){1,4}", row["digits"]):
        return f"code of odd length {row['code']}"
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", row["period"]):
        return f"unknown period {row['period']}"
    if pd.isna(row["number"]) or not np.isfinite(row["number"]):
        return "no value"
    return "negative value" if row["number"] < 0 else None


def _rows(body, names, where):
    """Return the body as text columns: quoted thousands separators, a comma too many, an ISO-8859-1 name."""
    rows = []
    try:
        for line, parts in enumerate(csv.reader(body.splitlines(), strict=True), start=2):
            if not any(p.strip() for p in parts):
                continue
            if len(parts) not in (len(names), len(names) + 1) or any(p.strip() for p in parts[len(names) :]):
                raise InputError(
                    where, f"{len(parts)} fields", f"{len(names)}, as in the first line", row=line
                )
            rows.append(parts[: len(names)])
    except csv.Error as error:
        raise InputError(where, f"{error}: a file cut off?", "a whole CSV") from None
    if not rows:
        raise InputError(where, "no rows after the first line", "rows")
    if len(rows) >= MOST_ROWS:
        raise InputError(
            where, f"{len(rows)} rows, all that one download holds", "a narrower download, not cut"
        )
    frame = pd.DataFrame(rows, columns=[n or f"_{i}" for i, n in enumerate(names)], dtype=str)
    return frame.loc[:, ~frame.columns.duplicated()]


def _said(path):
    words = f"{path.parent.name} {path.stem}".lower()
    said = {flow for flow, marks in {"export": ("export", "出口"), "import": ("import", "进口")}.items()
            if any(m in words for m in marks)}  # fmt: skip
    if len(said) != 1:
        raise InputError(
            _file.name(path),
            "a Chinese customs file whose name does not say whether it lists exports or imports",
            "`export` or `import` in its name or its folder",
        )
    return said.pop()


def _month(path):
    found = re.search(r"(20\d\d)-?(0[1-9]|1[0-2])(?!\d)", path.stem)
    if not found:
        raise InputError(
            _file.name(path), "no date column and no month in the name", "a name such as 2023-01.csv"
        )
    return f"{found[1]}-{found[2]}"


def _relation(rows, flow):
    keys = rows.groupby(["iso3", "period", "digits", "problem"], dropna=False, sort=True)
    summed = keys[["number", "amount"]].sum(min_count=1)
    summed["unit"] = keys["unit"].agg(lambda units: units.iloc[0] if units.nunique() == 1 else "")
    summed.loc[summed["unit"] == "", "amount"] = float("nan")  # kilograms and pieces do not add up
    summed = summed.reset_index().astype({c: object for c in ("iso3", "period", "digits", "problem", "unit")})
    select = columns(
        {
            "reporter": "'CHN'",
            "partner": "iso3",
            "flow": f"'{flow}'",
            "period": "period",
            "hs": "CASE WHEN period >= '2022' THEN 'HS22' WHEN period >= '2017' THEN 'HS17' ELSE 'HS12' END",
            "code": "digits",
            "value_usd": "round(number, 2)",
            "valuation": "'FOB'" if flow == "export" else "'CIF'",
            "quantity": "amount",
            "unit": "nullif(unit, '')",
            "net_weight_kg": "CASE WHEN unit = 'kg' THEN amount END",
            "estimated": "false",
            "source": "'GACC'",
            "retrieved": "''",
            "problem": "problem",
        }
    )
    return duckdb.from_df(summed.where(summed.notna(), None)).project(select)
