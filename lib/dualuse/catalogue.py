"""What can be asked about: series, by their code or in words, and countries.

A series in words is its code read aloud: "China's exports to Russia, all goods, by
Chinese customs".
"""

import difflib
import re
from collections.abc import Collection
from functools import cache

import pandas as pd

from dualuse import categories, tables
from dualuse.errors import InputError, did_you_mean
from dualuse.series import SERIES_NAME, Series

FLOW_PHRASES = {"export": "exports to", "import": "imports from", "trade": "trade with"}
WORD = re.compile(r"[a-z0-9]+")
SMALL_WORDS = {"s", "to", "from", "with", "by", "of", "the", "in", "and", "for", "a"}
FLOW_WORDS = {
    "export": "export",
    "exports": "export",
    "import": "import",
    "imports": "import",
    "trade": "trade",
}
EXAMPLE = "words such as 'China exports to Russia, all goods'"
NEARLY = 0.8  # of the letters: "Rusia", and not "iron" for Iran
CUSTOMS = "customs statistics"
OWN = "OWN"  # the source of rows that name none


def read_words(table: str, key: str, column: str) -> dict[str, str]:
    """Return one column of a table of data/reference, by another."""
    return remember_words(tables.verify_data(), table, key, column)


@cache
def remember_words(state: str, table: str, key: str, column: str) -> dict[str, str]:
    """Return what `read_words` does, once for each state of data/."""
    return tables.read_reference(table).set_index(key)[column].to_dict()


def find_country(word: str) -> str:
    """Return the code of a country, by its code or its name.

    Examples
    --------
    >>> find_country("russia")
    'RUS'
    """
    countries = tables.read_reference("countries")
    names = countries["name"].str.casefold()
    match = (countries["iso3"] == word.upper()) | (names == word.casefold())
    if match.any():
        return countries.loc[match, "iso3"].item()
    known = did_you_mean(word.title(), countries["name"], "country")
    raise InputError("country", repr(word), known)


def require_one(name: str, value: object) -> str:
    """Return a field that takes one word; refuse a list, with how to ask instead."""
    if not isinstance(value, str):
        raise InputError(name, repr(value), "one word; ask once for each of several")
    return value


def keep_country(rows: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return the rows of which a country is reporter or partner; all, if it is empty."""
    if not country:
        return rows
    code = find_country(require_one("country", country))
    sides = rows.filter(["reporter", "partner"]).to_numpy()
    return rows.loc[[code in "+".join(pair) for pair in sides]]


def list_series(product: str = "", country: str = "") -> pd.DataFrame:
    """Return the series that there are figures of: how many, and for which months.

    A share, or a count of finds, is no series: its months do not add up.
    """
    rows = tables.read_figures(role="evidence")
    rows = rows[rows["series"].str.fullmatch(SERIES_NAME.pattern)]
    if product:
        rows = rows[rows["product"].isin(categories.find_products(product))]
    rows = keep_country(rows, country)
    return rows.groupby("series").agg(
        figures=("id", "count"),
        first=("period_start", "min"),
        last=("period_end", "max"),
    )


def name_area(area: str) -> str:
    """Return the name of a country, or of several.

    >>> name_area("KAZ+KGZ")
    'Kazakhstan and Kyrgyzstan'
    """
    countries = read_words("countries", "iso3", "name")
    names = [countries.get(code, code) for code in area.split("+")]
    return " and ".join(names)


def name_product(product: str) -> str:
    """Return a product in words."""
    products = read_words("products", "product", "label")
    return products.get(product, product.replace("-", " "))


def name_source(source: str) -> str:
    """Return a source in words."""
    labels = read_words("sources", "source", "label")
    own = {OWN: "rows of your own"}
    return labels.get(source, own.get(source, source))


def describe_series(name: str, with_source: bool = True) -> str:
    """Return a series in words.

    Examples
    --------
    >>> describe_series("CHN-RUS-export-all-GACC")
    "China's exports to Russia, all goods, by Chinese customs"
    """
    line = Series.read(name)
    words = name_product(line.product)
    if line.flow in FLOW_PHRASES:
        partner = name_area(line.partner)
        if line.partner == "WLD":
            partner = "the world"
        words = f"{FLOW_PHRASES[line.flow]} {partner}, {words}"
    elif line.partner:
        words = f"{words} from {name_area(line.partner)}"
    words = f"{name_area(line.reporter)}'s {words}"
    if line.unit != "USD":
        words += f", in {line.unit}"
    if with_source:
        words += f", by {name_source(line.source)}"
    return words


def list_words(text: str) -> set[str]:
    """Return the words of a text that tell one series from another."""
    return set(WORD.findall(text.casefold())) - SMALL_WORDS


def find_series(name: str, field: str = "series") -> str:
    """Return the code of a series, by its code or in words; refuse any other by name.

    The first country named is the one that reports. Goods that are not named are all
    goods; of several series that the words fit, it is the one in US dollars, of customs.

    Examples
    --------
    >>> find_series("China exports to Russia, all goods")
    'CHN-RUS-export-all-GACC'
    """
    require_one(field, name)
    known = list_series().index
    if name in known:
        return name
    text = name.casefold()
    named = list_countries(text)
    fitting = {}
    if not SERIES_NAME.fullmatch(name):
        for code in known:
            if describe_series(code).casefold() == text:
                return code
            distance = compare_words(list_words(text), named, Series.read(code))
            if distance is not None:
                fitting[code] = distance
    if not fitting:
        country = find_misspelt_country(text)
        if country:
            raise InputError(field, repr(name), f"{country}, perhaps")
        near = did_you_mean(name, known, "series")
        raise InputError(field, repr(name), f"{near}; or {EXAMPLE}")
    best = min(fitting.values())
    nearest = [code for code in known if fitting.get(code) == best]
    if len(nearest) > 1:
        raise InputError(field, repr(name), f"one of: {', '.join(nearest)}")
    return nearest[0]


def list_countries(text: str) -> list[str]:
    """Return the countries that a text names, in its order.

    >>> list_countries("china's imports from russia")
    ['china', 'russia']
    """
    names = [
        name.casefold() for name in read_words("countries", "iso3", "name").values()
    ]
    named = [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
    return sorted(named, key=text.index)


def find_misspelt_country(text: str) -> str:
    """Return the country that a word of a text is nearly the name of, or nothing.

    >>> find_misspelt_country("china exports to rusia, all goods")
    'Russia'
    """
    names = {}
    for name in read_words("countries", "iso3", "name").values():
        names[name.casefold()] = name
    for word in WORD.findall(text):
        near = difflib.get_close_matches(word, names, n=1, cutoff=NEARLY)
        if near and word not in names and word not in FLOW_WORDS:
            return names[near[0]]
    return ""


def compare_words(asked: set[str], named: list[str], line: Series) -> tuple | None:
    """Return how near a series is to words, small is near; None if they do not fit."""
    if not fits_countries(named, line):
        return None
    flows = {FLOW_WORDS[word] for word in asked & FLOW_WORDS.keys()}
    if flows and flows != {line.flow}:
        return None
    areas = list_words(name_area(f"{line.reporter}+{line.partner}".strip("+")))
    asked -= areas | FLOW_WORDS.keys()
    goods = list_words(name_product(line.product)) | list_words(line.product)
    unit = list_words(line.unit)
    source = list_words(name_source(line.source)) | list_words(line.source)
    if asked - goods - unit - source:
        return None
    if not asked & goods and line.product != "all":
        return None
    kinds = read_words("sources", "source", "kind")
    is_other_unit = line.unit != "USD" and not asked & unit
    is_other_source = kinds.get(line.source) != CUSTOMS and not asked & source
    return len(goods - asked), is_other_unit, is_other_source


def fits_countries(named: list[str], line: Series) -> bool:
    """Tell whether the countries that words name are those of a series, in this order."""
    reporter = name_area(line.reporter).casefold()
    partner = name_area(line.partner).casefold()
    both = f"{reporter} and {partner}"
    if len(named) == 1:
        return named[0] in both.split(" and ")
    return not named or " and ".join(named) == both


def is_of_rows(name: str, rows: Collection[str]) -> bool:
    """Tell whether official rows are of a series, in dollars or in any other unit."""
    return name.partition(":")[0] in rows


def require_over(name: str, line: Series, rows: Collection[str] = ()) -> str:
    """Return the series that another is divided by: of the same source.

    `rows` are series of official rows, which may have no figure.
    """
    code = name if is_of_rows(name, rows) else find_series(name, "over")
    over = Series.read(code)
    if over.source != line.source or over == line:
        raise InputError("over", name, f"another series of {line.source}")
    return code
