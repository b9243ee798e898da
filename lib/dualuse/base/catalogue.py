"""What codes mean: series, areas, products and sources in words."""

from functools import cache

from dualuse.base import tables
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.parts import OWN
from dualuse.base.series import WORLD, Series
from dualuse.base.wording import join_words

FLOW_PHRASES = {"export": "exports to", "import": "imports from", "trade": "trade with"}


def read_labels(table: str, key: str, column: str) -> dict[str, str]:
    """Return one column of a table of data/reference, by another."""
    return remember_words(tables.verify_data(), table, key, column)


@cache
def remember_words(state: str, table: str, key: str, column: str) -> dict[str, str]:
    """Return what `read_labels` does, once for each state of data/."""
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


def name_area(area: str) -> str:
    """Return the name of a country, or of several.

    >>> name_area("KAZ+KGZ"), name_area("WLD")
    ('Kazakhstan and Kyrgyzstan', 'the world')
    """
    names = read_labels("countries", "iso3", "name") | {WORLD: "the world"}
    return join_words([names.get(code, code) for code in area.split("+")])


def name_product(product: str) -> str:
    """Return a product in words."""
    products = read_labels("products", "product", "label")
    return products.get(product, product.replace("-", " "))


def name_source(source: str) -> str:
    """Return a source in words."""
    labels = read_labels("sources", "source", "label")
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
        way = f"{FLOW_PHRASES[line.flow]} {name_area(line.partner)}"
        words = f"{name_area(line.reporter)}'s {way}, {words}"
    else:
        if line.partner:
            words = f"{words} from {name_area(line.partner)}"
        words = f"{name_area(line.reporter)}'s {words}"
    if line.unit != "USD":
        words += f", in {line.unit}"
    if with_source:
        words += f", by {name_source(line.source)}"
    return words


def list_tables() -> dict[str, str]:
    """Return the public tables that no series is of, with what each has, by its path.

    Of such a table datapackage.json says what its columns add up to.

    >>> [path for path in list_tables() if "chapter" in path]
    ['published/fcs_trade_with_world_by_chapter.csv']
    """
    return {
        path: resource["title"]
        for path, resource in tables.read_schemas().items()
        if path.startswith("published/") and "totals" in resource
    }
