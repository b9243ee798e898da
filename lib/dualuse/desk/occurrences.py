"""Where a word occurs, or another name of its goods: claims, figures, pages, HS codes.

Goods have several names, see `categories.read_spellings`. Whoever asks for "thermal
optics" wants what is on optical sights as well.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache

import pandas as pd

from dualuse.base import categories, claims, tables, wording
from dualuse.base.catalogue import (
    CHAPTER,
    describe_series,
    list_near_codes,
    list_series,
    list_tables,
    name_area,
    name_product,
    read_labels,
)
from dualuse.base.errors import InputError
from dualuse.base.parts import list_rows
from dualuse.base.printed import NUMBER, read_number
from dualuse.base.series import SERIES_NAME, Series
from dualuse.desk.replies import write_printed
from dualuse.engine import contradictions

# Where a word is looked for, column by column; another name of its goods in the first
IN_FIGURES = ["product_text", "product", "publisher", "quote", "note"]
IN_PAGES = ["says", "quote", "quote_english", "speaker", "outlet"]
IN_CODES = ["category", "reason", "hs_code"]
MATERIALS = ["hs_code", "label"]
ALL_GOODS = "all"  # no name of goods: every sentence has the word
HELD_OUT, UNNAMED = "held out", "NOT-NAMED"  # a role, and the source of such a print
NOTED = ["share", "other"]  # flows of which a note says what the number is
SHARE = "share"  # a flow: a code says neither whose it is nor of what
NOT_EVIDENCE = {  # what a figure is that no range is reckoned from
    "claim": "the story's own claim, no evidence: ",
    "context": "beside the evidence: ",
    HELD_OUT: "held out, to test the ranges: ",
}
STANDINGS = {  # the same, of what somebody looked at
    contradictions.KNOWN_SLIP: "as printed, which we think is a slip: ",
    "corrected": "as we correct it, no evidence by itself: ",
}
SET_ASIDE = "set_aside.csv"
CLOSE = "close to it: "  # a note sets one of its figures beside one of the goods
NO_WORD = re.compile(r"(?!)")
CODES_OF_FIGURE = re.compile(r"\d[\d.]+")  # "6909+6914", "6903.20"
Row = list[str]  # kind, id, words


def find_named(wanted: str) -> list[str]:
    """Return the products that a word names, none if it names no goods.

    >>> find_named("thermal optics"), find_named("Wagner")
    (['sights'], [])
    """
    with suppress(InputError):
        return categories.find_products(wanted)
    return []


def list_other_names(products: list[str]) -> list[str]:
    """Return all names of some products, each once.

    >>> list_other_names(["sights"])[:3]
    ['optical sights', 'thermal sights', 'thermal optics']
    """
    rows = categories.read_spellings()
    is_named = rows["product"].isin(products) & (rows["spelling"] != ALL_GOODS)
    names = rows["spelling"][is_named].str.replace("-", " ")
    return names.str.casefold().drop_duplicates().to_list()


def write_pattern(wanted: str) -> re.Pattern[str]:
    """Return what finds a word, and one or several of the thing: no other that begins so.

    >>> bool(write_pattern("batteries").search("a battery"))
    True
    >>> bool(write_pattern("vest").search("Vests")), write_pattern("vests").search("harvest")
    (True, None)
    >>> write_pattern("coal").search("coalition countries")
    """
    one = wording.name_one(wanted)
    forms = {one, f"{one}s", f"{one.removesuffix('y')}ies"}
    if one.endswith("man"):
        forms.add(f"{one[:-2]}en")
    listed = "|".join(re.escape(form) for form in sorted(forms | {wanted}))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def write_names_pattern(names: list[str]) -> re.Pattern[str]:
    """Return what finds any of some names of goods, as one thing or as several.

    >>> bool(write_names_pattern(["scopes", "thermal optics"]).search("Thermal optics"))
    True
    >>> bool(write_names_pattern([]).search("anything"))
    False
    """
    listed = [write_pattern(name).pattern for name in names]
    return re.compile("|".join(listed) or NO_WORD.pattern, re.IGNORECASE)


def list_coded(word: str, series: Collection[str]) -> list[Row]:
    """Return what has an HS code, is a part of it or has it as a part; none, of a word.

    >>> [row[:2] for row in list_coded("HS 880623", [])][:2]
    [['code', '8806'], ['code', '8806']]
    """
    code = categories.read_code(word)
    if not code:
        return []
    products = categories.find_coded(code)
    rows = []
    for row in search_codes(NO_WORD, products):
        if code.startswith(row[1]) or row[1].startswith(code):
            rows.append(row)
    for row in list_rows(tables.read_figures()):
        printed = [
            each.replace(".", "") for each in CODES_OF_FIGURE.findall(row["hs_code"])
        ]
        if any(each.startswith(code) for each in printed):
            rows.append(["figure", row["id"], describe_print(row)])
    for name in [*list_series().index, *series]:
        if Series.read(name).product in products:
            rows.append(["series", name, describe_series(name)])
    for path, title in list_tables().items():
        table = tables.read_other(path)
        chapters = {*table[CHAPTER]} if CHAPTER in table else set()
        if any(has_chapter(each, code) for each in chapters):
            rows.append(["table", f"data/{path}", title])
    return rows


def list_occurrences(wanted: str, series: Collection[str] = ()) -> list[Row]:
    """Return what a word is the id of, where it occurs, or another name of its goods.

    `series` are those of official rows, of which there need be no figure.
    """
    products = find_named(wanted)
    word, names = write_pattern(wanted), write_names_pattern(list_other_names(products))
    return [
        *list_by_id(wanted, series),
        *search_claims(word, names, products),
        *search_left_out(word, names),
        *search_series(word, series),
        *search_figures(word, names, products),
        *search_pages(word, names),
        *search_codes(word, products),
        *search_tables(word),
    ]


def list_by_id(wanted: str, series: Collection[str] = ()) -> list[Row]:
    """Return the claim, the figure, the page, the series of an id, in any case.

    >>> [row[:2] for row in list_by_id("s010")]
    [['figure', 'S010'], ['page', 'S010']]
    """
    rows = []
    for entry in claims.read_claims():
        ids = [entry["id"], *(part["id"] for part in claims.list_parts(entry))]
        if wanted in [each.casefold() for each in ids]:
            rows.append(["claim", entry["id"], entry["claim"]])
    for row in [*list_rows(tables.read_figures()), *list_held_out()]:
        if row["id"].casefold() == wanted:
            rows.append(["figure", row["id"], describe_print(row)])
    for row in list_rows(tables.read_pages()):
        if row["id"].casefold() == wanted:
            rows.append(["page", row["id"], describe_report(row)])
    for name in dict.fromkeys([*list_series().index, *series]):
        if name.casefold() == wanted:
            rows.append(["series", name, describe_series(name)])
            rows += list_figures_of(name)
    return rows


def list_figures_of(series: str) -> list[Row]:
    """Return the figures of a series; of one of official rows there need be none."""
    if series not in list_series().index:
        return []
    rows = list_rows(tables.read_figures(series=series))
    return [["figure", row["id"], describe_print(row)] for row in rows]


def list_prints(number: str) -> list[Row]:
    """Return the figures that print a number, as a level or a growth, and of what.

    Where nobody prints these digits, those that it is rounded from.
    """
    rows = list(find_prints(number).values())
    if not rows:
        known = index_prints(tables.verify_data())
        typed = abs(read_number(number))
        for printed in sorted(known):
            if printed.quantize(typed) == typed:
                rows += known[printed].values()
    return [["figure", row["id"], describe_print(row)] for row in rows]


def find_printed_words(wanted: str) -> list[Row]:
    """Return the figures of which these words are printed: "1,300 tonnes"."""
    rows = [*list_rows(tables.read_figures()), *list_held_out()]
    word = re.compile(rf"(?<![\d,.]){re.escape(wanted)}(?![\d\w])", re.IGNORECASE)
    return [
        ["figure", row["id"], describe_print(row)]
        for row in rows
        if word.search(write_printed(row))
    ]


def find_prints(number: str) -> dict[str, dict[str, str]]:
    """Return the figures that print a number, by id; those held out are among them.

    A fall is printed by its size: "down 61%".
    """
    return index_prints(tables.verify_data()).get(abs(read_number(number)), {})


def list_held_out() -> list[dict[str, str]]:
    """Return the prints that are kept aside to test the ranges, as figures are.

    Their table names no source: all are of what customs gave.
    """
    columns = dict.fromkeys(tables.read_figures().columns, "")
    rows = []
    for row in list_rows(tables.read_other("published/held_out.csv")):
        row = {**columns, "role": HELD_OUT, "source": UNNAMED, **row}
        row["product_text"] = name_product(row["product"])
        rows.append({**row, "series": tables.name_series(row)})
    return rows


@lru_cache(maxsize=1)
def index_prints(_: str) -> dict[Decimal, dict[str, dict[str, str]]]:
    """Return {number: the figures that print it, by id}, of a state of data/."""
    known: dict[Decimal, dict[str, dict[str, str]]] = {}
    for row in [*list_rows(tables.read_figures()), *list_held_out()]:
        for cell in (row["value"], row["growth"]):
            if re.fullmatch(NUMBER, cell):
                known.setdefault(abs(read_number(cell)), {})[row["id"]] = row
    return known


def name_standing(row: dict[str, str]) -> str:
    """Return what a figure is that no range is reckoned from; nothing of evidence.

    What cannot be true beside the others is set aside, and says why if we know.
    """
    for cause in list_wrong(tables.verify_data()).get(row["id"], []):
        return f"set aside, {cause or 'wrong if the others are right'}: "
    for status, words in STANDINGS.items():
        if status in row.get("status", ""):
            return words
    return NOT_EVIDENCE.get(row["role"], "")


@lru_cache(maxsize=1)
def list_wrong(_: str) -> dict[str, list[str]]:
    """Return {figure: why it is wrong} of those set aside, of a state of data/."""
    aside = read_set_aside()
    wrong: dict[str, list[str]] = {}
    for row in list_rows(aside[aside["status"] == "error"]):
        wrong.setdefault(row["figure"], []).append(row["likely_cause"])
    return wrong


def read_set_aside() -> pd.DataFrame:
    """Return which of all figures cannot be true beside the others.

    Notebook 01 has found them, unless what it read has changed since.
    """
    if tables.is_as_built(SET_ASIDE):
        return tables.read_built(SET_ASIDE)
    sources = tables.read_reference("sources")
    return contradictions.find_contradictions(tables.read_figures(), sources)


def describe_print(row: dict[str, str]) -> str:
    """Return what a figure prints, of what, of which months, and who printed it.

    Of one that repeats another, which: several outlets may have one count.
    """
    about = name_goods_printed(row)
    if SERIES_NAME.fullmatch(row["series"]):
        counted = row["product_text"].partition(" (")[0]
        about = describe_series(row["series"], with_source=False)
        if counted.casefold() not in about.casefold():  # what the page calls it
            about += f" (what is counted: {counted})"
    words = f"{name_standing(row)}{write_printed(row)}: {about}"
    if row["period_start"] and row["period_end"]:
        words += f", {wording.format_period(row['period_start'], row['period_end'])}"
    repeats = f"; the same fact as {row['same_fact']}" if row["same_fact"] else ""
    ours = f"; the {row['inferred']} is inferred" if row.get("inferred") else ""
    source = label_source(row)
    counter = f"; by {source}" if source and source not in row["publisher"] else ""
    return f"{words} ({row['publisher']}{counter}{repeats}{ours}){note_share(row)}"


def label_source(row: dict[str, str]) -> str:
    """Return who counted a figure; of what is held out no table says it."""
    return read_labels("sources", "source", "label").get(row.get("source", ""), "")


def name_goods_printed(row: dict[str, str]) -> str:
    """Return what a figure of no series is of, and the countries that it is between."""
    about = row["product_text"]
    sides = [name_area(row[side]) for side in ("reporter", "partner") if row.get(side)]
    if row.get("flow") == SHARE and SHARE not in about:
        about += ", a share"
    return f"{about} ({', '.join(sides)})" if sides else about


def note_share(row: dict[str, str]) -> str:
    """Return whose share it is, and of what, as the note on its figure says."""
    return f" {row['note']}".rstrip() if row.get("flow") in NOTED else ""


def describe_report(row: dict[str, str]) -> str:
    """Return what a page says, and whose report it is."""
    return f"{row['says']} ({row['outlet']})"


def search_claims(
    word: re.Pattern[str], names: re.Pattern[str], products: list[str]
) -> list[Row]:
    """Return the claims that have a word, are searched by it, or are on its goods."""
    rows = []
    for entry in claims.read_claims():
        parts = claims.list_parts(entry)
        says = [part.get("says", "") for part in parts]
        text = " ".join([entry["claim"], entry["slug"], entry.get("topic", ""), *says])
        goods = [part.get("quantity", {}).get("product", "") for part in parts]
        if word.search(text) or names.search(text) or {*goods} & {*products}:
            rows.append(["claim", entry["id"], entry["claim"]])
    return rows


def search_left_out(word: re.Pattern[str], names: re.Pattern[str]) -> list[Row]:
    """Return the sentences that are not among the claims, and why not."""
    rows = []
    for entry in claims.read_left_out():
        text = f"{entry['sentence']} {entry['why']}"
        if word.search(text) or names.search(text):
            rows.append(["left out", "", " ".join(text.split())])
    return rows


def search_series(word: re.Pattern[str], series: Collection[str] = ()) -> list[Row]:
    """Return the series of figures, and those of official rows, whose title has a word.

    >>> [row[1] for row in search_series(write_pattern("trade with Ukraine"))]
    ['CHN-UKR-trade-all-GACC']
    """
    names = dict.fromkeys([*list_series().index, *series])
    titles = {name: describe_series(name) for name in names}
    return [
        ["series", name, titles[name]] for name in titles if word.search(titles[name])
    ]


def search_figures(
    word: re.Pattern[str], names: re.Pattern[str], products: list[str]
) -> list[Row]:
    """Return the figures that have a word, are on its goods, or of the place it names."""
    rows = []
    named = [
        code for code in list_series().index if Series.read(code).product in products
    ]
    near = list_near_codes(named)
    for row in [*list_rows(tables.read_figures()), *list_held_out()]:
        places = [row["reporter"], row.get("partner", "")]
        named = [name_area(place) for place in places if place]
        if word.search("; ".join([*named, label_source(row), row["source"]])):
            rows.append(["figure", row["id"], describe_print(row)])
            continue
        goods = f"{row['product_text']} {name_product(row['product'])}"
        is_on = row["product"] in products or names.search(goods)
        is_near = row["series"] in near
        is_printed = word.search(write_printed(row)) is not None
        if is_on or is_near or is_printed or has_word(row, IN_FIGURES, word):
            words = CLOSE if is_near and not is_on else ""
            words += describe_print(row)
            is_in_note = not (is_on or is_near) and word.search(row["note"])
            is_noted = (row["role"] == "claim" and row["note"]) or is_in_note
            if is_noted and row["note"] not in words:  # of a share it stands already
                words += f" {row['note']}"
            rows.append(["figure", row["id"], words])
    return rows


def search_pages(word: re.Pattern[str], names: re.Pattern[str]) -> list[Row]:
    """Return the pages that have a word, or another name of its goods."""
    rows = []
    for row in list_rows(tables.read_pages()):
        if has_word(row, IN_PAGES, word) or has_word(row, IN_PAGES, names):
            rows.append(["page", row["id"], describe_report(row)])
    return rows


def search_codes(word: re.Pattern[str], products: list[str]) -> list[Row]:
    """Return the HS codes of some products, or that have a word, with their own words."""
    listed = categories.read_list("categories", categories.LINES)
    official = {}
    if "official" in listed:
        official = dict(zip(listed["hs_code"], listed["official"], strict=True))
    materials = categories.read_list("materials", MATERIALS)
    labels = dict(zip(materials["hs_code"], materials["label"], strict=True))
    lines = list_rows(categories.read_categories())
    for code in {*labels} - {line["hs_code"] for line in lines}:
        reason = "official rows may have it"
        lines.append({"category": "in no category", "reason": reason, "hs_code": code})
    rows = []
    for row in lines:
        code = row["hs_code"]
        label, harmonized = labels.get(code, ""), official.get(code, "")
        initials = "".join(part[0] for part in label.split())  # LNG
        text = f"{label}; {initials}; {harmonized}"
        is_on = row["category"] in products or has_word(row, IN_CODES, word)
        if is_on or word.search(text):
            words = f"{row['category']}: {row['reason']}"
            if harmonized:
                words += f" The Harmonized System: {harmonized}"
            if label:  # of no category of its own
                words = f"{label}, desk.official({code!r}). {words}"
            rows.append(["code", code, words])
    return rows


def has_chapter(chapters: str, code: str) -> bool:
    """Tell whether a code is of a chapter, or of one of several: "01-24".

    >>> has_chapter("01-24", "0203"), has_chapter("84", "85"), has_chapter("TOTAL", "84")
    (True, False, False)
    """
    first, _, last = chapters.partition("-")
    return first <= code[:2] <= (last or first)


def search_tables(word: re.Pattern[str]) -> list[Row]:
    """Return the public tables, of which nothing can be asked, whose title has a word.

    >>> [row[1] for row in search_tables(write_pattern("Ukraine"))]
    ['data/published/fcs_imports_from_china_ukraine.csv']
    """
    rows = []
    for path, title in list_tables().items():
        if word.search(title):
            rows.append(["table", f"data/{path}", title])
    return rows


def has_word(row: dict[str, str], columns: list[str], pattern: re.Pattern[str]) -> bool:
    """Tell whether a word stands in a row, in some of its columns."""
    return any(pattern.search(row[column]) for column in columns)
