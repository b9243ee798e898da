"""What a table of data/ must be: its columns, its rows, and its rows beside others.

What one row must be is data, in schemas.json and a story's datapackage.json. What needs
other rows is a function here that is named after what it asserts: it returns the rows
that break it, and its docstring says which column to name and what is expected there.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from dualuse import printed
from dualuse.errors import InputError, did_you_mean

Table = pd.DataFrame
Mask = pd.Series  # of bool, one a row
Read = Callable[[str], Table]  # another table by its path or name; none: no columns
ROWS = json.loads((Path(__file__).parent / "schemas.json").read_text("utf-8"))["rows"]

LONGEST = 1_000  # characters of a cell; the longest address has 334
WIDE = "[\u3040-\u30ff\u4e00-\u9fff]"  # Chinese, Japanese: two characters, one word
HIDDEN = (  # control codes, marks that hide text or turn its direction, private letters
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f"
    "\ufeff\ue000-\uf8ff\ufffd]"
)
LATIN, OTHER = "[A-Za-z\u00c0-\u024f]", "[\u0370-\u058f\u13a0-\u13ff]"
MIXED = f"{LATIN}{OTHER}|{OTHER}{LATIN}"  # one word of two alphabets: a look-alike
VISIBLE = f"visible text of at most {LONGEST} characters, each word of one alphabet"
SHAPES = {
    "string": r".*",
    "integer": r"-?\d{1,15}",
    "number": r"-?\d{1,15}(\.\d{1,9})?",
    "year": r"\d{4}",
    "yearmonth": r"\d{4}-(0[1-9]|1[0-2])",
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
}
# Beyond it a number is a slip of scale: world trade is some 2.4e13 US dollars (a
# hundred roubles each) and 1.2e10 tonnes by sea a year, people are some 8e9.
CEILINGS = {"money": 1e16, "count": 1e11, "quantity": 1e12, "rate": 1e6}
PLACES = ["reference/countries.csv", "reference/places.csv"]  # a story has one of them
LISTS = {  # the tables whose first column lists the words of a column
    "reporter": PLACES,
    "partner": PLACES,
    "claims": ["claims.yaml"],
    "part": ["claims.yaml"],
}
SITE = r"://(?:www\.)?(github\.com/[^/]+|[^/?#]+)"  # many accounts share GitHub
ENDS = ["period_start", "period_end"]
SERIES = ["reporter", "partner", "flow", "product", "source", "role"]
PRINT = [*SERIES[:4], *ENDS, "value", "page"]


def check_table(where: str, table: Table, resource: dict, read: Read) -> None:
    """Refuse a table that breaks its schema or a rule across its rows.

    Parameters
    ----------
    where : str
        File, as the error names it.
    table : pandas.DataFrame
        All columns text, an empty cell the empty string.
    resource : dict
        The file's entry in datapackage.json; a file without a schema passes.
    read : callable
        Gives another table, as text, by its path or its name in datapackage.json.

    Raises
    ------
    InputError
        With the file, the row's id and line, what was found and what is expected.
    """
    if "schema" not in resource:
        return
    fields = resource["schema"]["fields"]
    check_columns(where, table, fields)
    for field in fields:
        if field["name"] in table:
            check_text(where, table, field["name"])
            check_cells(where, table, field)
    check_keys(where, table, resource, read)
    check_totals(where, table, resource)
    names = [field["name"] for field in fields]
    table = table.reindex(columns=names, fill_value="")
    if {"value", "unit", "hedge"} <= set(names):
        check_numbers(where, table)
    check_rows(where, table, ROWS.get(resource["path"], []))
    for assertion in ACROSS.get(resource["path"], []):
        column, _, expected = str(assertion.__doc__).partition(": ")
        refuse(where, table, column, assertion(table, read), expected)


def check_rows(where: str, table: Table, rows: list[dict]) -> None:
    """Refuse rows for which a condition in SQL holds."""
    for rule in rows:
        answer = duckdb.sql(f"SELECT {rule['wrong']} AS wrong FROM 'table'")
        refuse(where, table, rule["column"], answer.df()["wrong"], rule["expected"])


def refuse(where: str, table: Table, column: str, wrong: Mask, expected: str) -> None:
    """Raise an InputError for the first row that is wrong, if one is."""
    if wrong.any():
        place = int(wrong.to_numpy().argmax())
        cell = repr(table[column].iloc[place])[:100]
        row = name_row(table, place)
        raise InputError(where, f"{column} {cell}", expected, row)


def name_row(table: Table, place: int) -> str:
    """Return a row as errors name it: by what stands in its first column, and line."""
    name = ascii(table.iloc[place, 0]).strip("'")
    return f"{name[:40]} (line {place + 2})"


def check_columns(where: str, table: Table, fields: list[dict]) -> None:
    """Refuse a column that the schema lacks, and the lack of one that it has."""
    names = [field["name"] for field in fields]
    for column in table:
        if column not in names:
            expected = did_you_mean(column, names, "column")
            raise InputError(where, f"the column {column!r}", expected)
    for field in fields:
        name = field["name"]
        if name not in table and not field.get("optional"):
            raise InputError(where, f"no column {name!r}", f"{', '.join(names)}")


def check_text(where: str, table: Table, column: str) -> None:
    """Refuse cells that a reader cannot see, or would take for another."""
    cells = table[column]
    # quotations keep the page's own characters, an ellipsis or a full-width comma
    form = "NFC" if column.startswith("quote") else "NFKC"
    wrong = cells.str.contains(HIDDEN) | cells.str.contains(MIXED)
    wrong |= cells != cells.str.normalize(form).str.strip()
    wrong |= cells.str.len() > LONGEST
    refuse(where, table, column, wrong, f"{VISIBLE}, in Unicode's form {form}")


def check_cells(where: str, table: Table, field: dict) -> None:
    """Refuse cells that break the type or a constraint of their column."""
    column, kind = field["name"], field.get("type", "string")
    limits = field.get("constraints", {})
    title = field.get("title", column)
    cells = table[column]
    empty = cells == ""
    if limits.get("required"):
        refuse(where, table, column, empty, f"text: {title}")
    if "enum" in limits:
        words = limits["enum"]
        refuse(where, table, column, ~empty & ~cells.isin(words), ", ".join(words))
    shaped = cells.str.fullmatch(limits.get("pattern", SHAPES[kind]), flags=re.ASCII)
    example = field.get("example", title)
    refuse(where, table, column, ~empty & ~shaped, f"{kind} such as: {example}")
    if "minimum" in limits:
        least, most = limits["minimum"], limits["maximum"]
        outside = ~pd.to_numeric(cells, errors="coerce").between(least, most)
        refuse(where, table, column, ~empty & outside, f"{least} to {most}")
    if limits.get("unique"):
        twice = cells.duplicated() & ~empty
        refuse(where, table, column, twice, "text that no other row has")


def check_keys(where: str, table: Table, resource: dict, read: Read) -> None:
    """Refuse a row that stands twice, and a word that its table does not list."""
    schema = resource["schema"]
    key = schema.get("primaryKey")
    if key:
        twice = table.duplicated(key)
        refuse(where, table, key[0], twice, f"one row for each {', '.join(key)}")
    for link in schema.get("foreignKeys", []):
        column, target = link["fields"][0], link["reference"]
        words = read(target["resource"])[target["fields"][0]]
        refuse_unlisted(where, table, column, words)
    for column in set(LISTS) & set(table):
        tables = [read(name) for name in LISTS[column]]
        words = [words.iloc[:, 0] for words in tables if len(words)]
        refuse_unlisted(where, table, column, pd.concat(words))


def refuse_unlisted(where: str, table: Table, column: str, words: Mask) -> None:
    """Refuse words, several joined by + or blanks, that no table lists."""
    cells = table[column].str.split(r"[+ ]").explode()
    unlisted = cells[(cells != "") & ~cells.isin(words)]
    if len(unlisted):
        word = unlisted.iloc[0]
        row = name_row(table, unlisted.index[0])
        expected = did_you_mean(word, words, column)
        raise InputError(where, f"{column} {word!r}", expected, row)


def check_totals(where: str, table: Table, resource: dict) -> None:
    """Refuse rows that do not add up to what is known of the whole.

    `rows` of a total is a pattern of their key, its columns joined by a slash.
    """
    for total in resource.get("totals", []):
        keys = table[resource["schema"]["primaryKey"]].agg("/".join, axis=1)
        rows = table[keys.str.fullmatch(total["rows"])]
        amount = pd.to_numeric(rows[total["column"]]).sum()
        if abs(amount - total["is"]) > total["within"]:
            found = f"{total['column']} that adds up to {amount:,.2f}"
            expected = f"{total['is']:,.2f}: {total['because']}"
            raise InputError(where, found, expected, total["rows"])


def check_numbers(where: str, table: Table) -> None:
    """Refuse a printed number that cannot be read, or is a slip of scale."""
    for place, row in enumerate(table.to_dict("records")):
        try:
            read_numbers(row)
        except InputError as error:
            found = f"{error.where} {error.found}"
            raise InputError(
                where, found, error.expected, name_row(table, place)
            ) from None


def read_numbers(row: dict) -> None:
    """Read the unit, the value and the growth of a row, whatever they say."""
    _, base = printed.split_unit(row["unit"] or "USD")
    if row["value"]:
        level = printed.read_level(row["value"], row["unit"], row["hedge"])
        kind = printed.read_kinds()[base.partition(" per ")[0]]
        if level.left > CEILINGS[kind]:
            expected = f"no slip of scale: at most {CEILINGS[kind]:.0e} {base}"
            raise InputError("value", repr(row["value"]), expected)
    if row["growth"]:
        printed.read_growth(row["growth"], row.get("growth_hedge", "exact"))


# --- names, addresses, quotations -------------------------------------------------


def fold_name(name: str) -> str:
    """Return a name as it is compared: without case, accents, width, blanks.

    Examples
    --------
    >>> fold_name("El Pa\u00eds"), fold_name("\uff30\uff4f\uff4c\uff49tico")
    ('el pais', 'politico')
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\u0300-\u036f]", "", letters).strip()


def count_words(text: str) -> int:
    """Return how many words a quotation has.

    Examples
    --------
    >>> count_words("worth over $2 million"), count_words("\u5411\u6230\u5834")
    (4, 2)
    """
    wide = len(re.findall(WIDE, text))
    words = re.findall(r"\w\S*", re.sub(WIDE, " ", text))
    return len(words) + (wide + 1) // 2


def list_names(read: Read) -> Table:
    """Return the outlets, a row for each id, name, spelling and site: `spelling`."""
    outlets = read("reference/outlets.csv")
    every = outlets["id"] + ";" + outlets["name"] + ";" + outlets["spellings"]
    outlets["spelling"] = every.str.split(";")
    names = outlets.explode("spelling")
    names["spelling"] = names["spelling"].map(fold_name)
    return names[names["spelling"] != ""].drop_duplicates(["id", "spelling"])


def name_an_outlet_under_test(table: Table, columns: list[str], read: Read) -> Mask:
    """Tell which rows name an outlet under test, by id, spelling or address."""
    names = list_names(read).query("under_test == 'yes'")["spelling"]
    pattern = "|".join(re.escape(name) for name in names) or "(?!)"
    text = table[columns].agg("\n".join, axis=1).map(fold_name)
    return text.str.contains(rf"(?<!\w)(?:{pattern})(?!\w)")


# --- what rows assert beside others -----------------------------------------------


def outlet_under_test_is_no_evidence(figures: Table, read: Read) -> Mask:
    """publisher: role claim or context for what an outlet under test prints"""
    columns = ["outlet", "read_at", "publisher"]
    named = name_an_outlet_under_test(figures, columns, read)
    return named & (figures["role"] == "evidence")


def evidence_is_not_the_articles_number(figures: Table, read: Read) -> Mask:
    """value: role claim; product, period and value are those of the article"""
    same = ["reporter", "partner", "product", "amount"]
    numbers = figures.query("value != ''").reset_index()
    numbers["amount"] = [read_amount(row) for row in numbers.to_dict("records")]
    claims = numbers.query("role == 'claim'")
    pairs = numbers.query("role == 'evidence'").merge(claims, on=same)
    for end in ENDS:  # an end that the article leaves open is any
        pairs = pairs.query(f"{end}_y == '' or {end}_x == {end}_y")
    return figures.index.isin(pairs["index_x"])


def read_amount(row: dict) -> str:
    """Return a printed value in its base unit: 14.5 m USD is 14500000.0 USD."""
    scale, base = printed.split_unit(row["unit"])
    if row["hedge"] == "between":
        return row["value"] + base
    return f"{float(printed.read_number(row['value'])) * scale} {base}"


def same_fact_is_of_the_same_series(figures: Table, read: Read) -> Mask:
    """same_fact: the id of another row of the same series that repeats none itself"""
    first = figures.set_index("id").reindex(figures["same_fact"])
    first = first.set_axis(figures.index)
    differs = first[SERIES] != figures[SERIES]
    # a context may repeat evidence of other goods, if not of other places
    differs.loc[figures["role"] == "context", ["product", "source", "role"]] = False
    crosses = (first["role"] == "claim") != (figures["role"] == "claim")
    wrong = differs.any(axis=1) | crosses | (first["same_fact"] != "")
    return wrong & (figures["same_fact"] != "")


def held_out_is_no_figure(figures: Table, read: Read) -> Mask:
    """id: a figure that held_out.csv does not keep from the solver"""
    held_out = read("published/held_out.csv").reindex(columns=["id", *PRINT])
    prints = figures[PRINT].agg("\t".join, axis=1)
    kept = held_out[PRINT].agg("\t".join, axis=1)
    return figures["id"].isin(held_out["id"]) | prints.isin(kept)


def page_is_on_the_site_of_its_outlet(pages: Table, read: Read) -> Mask:
    """outlet: the outlet on whose site the address is, or that outlet as read_at"""
    names = list_names(read)
    sites = dict(zip(names["spelling"], names["id"], strict=True))
    address = pages["page" if "page" in pages else "url"]
    site = address.str.lower().str.extract(SITE)[0].map(sites)
    return site.notna() & (site != pages["outlet"]) & (site != pages["read_at"])


def quotation_is_short(pages: Table, read: Read) -> Mask:
    """quote: at most fifteen words of the page"""
    return pages["quote"].map(count_words) > 15


def repetition_is_not_independent(pages: Table, read: Read) -> Mask:
    """independent: no, where outlet, speaker or address is under test"""
    columns = ["outlet", "read_at", "speaker"]
    named = name_an_outlet_under_test(pages, columns, read)
    return named & (pages["independent"] == "yes")


def copy_is_of_a_text_of_the_same_outlet(pages: Table, read: Read) -> Mask:
    """same_text_as: a page of the same outlet that is no copy itself"""
    first = pages.set_index("id").reindex(pages["same_text_as"]).set_axis(pages.index)
    wrong = (first["same_text_as"] != "") | (first["outlet"] != pages["outlet"])
    return wrong & (pages["same_text_as"] != "")


def name_is_of_one_outlet(outlets: Table, read: Read) -> Mask:
    """spellings: names and sites, joined by semicolons, that no other outlet has"""
    names = list_names(lambda _: outlets.copy())
    return outlets["id"].isin(names[names.duplicated("spelling")]["id"])


ACROSS = {
    "published/figures.csv": [
        outlet_under_test_is_no_evidence,
        evidence_is_not_the_articles_number,
        same_fact_is_of_the_same_series,
        held_out_is_no_figure,
        page_is_on_the_site_of_its_outlet,
        quotation_is_short,
    ],
    "published/held_out.csv": [quotation_is_short],
    "published/pages.csv": [
        repetition_is_not_independent,
        copy_is_of_a_text_of_the_same_outlet,
        page_is_on_the_site_of_its_outlet,
        quotation_is_short,
    ],
    "reference/outlets.csv": [name_is_of_one_outlet],
}
