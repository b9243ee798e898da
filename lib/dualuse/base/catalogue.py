"""What can be asked about: series, by their code or in words, and countries.

A series in words is its code read aloud: "China's exports to Russia, all goods, by
Chinese customs".
"""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache
from typing import NoReturn

import pandas as pd

from dualuse.base import categories, claims, tables
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.series import SERIES_NAME, Series
from dualuse.base.wording import join_words, name_one

FLOW_PHRASES = {"export": "exports to", "import": "imports from", "trade": "trade with"}
WORD = re.compile(r"[a-z0-9]+")
# "and" is none of them: drone parts are not drones and parts
SMALL_WORDS = {"s", "to", "from", "with", "by", "of", "the", "in", "for", "a"}
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
OTHER_SIDE = {"export": "import", "import": "export", "trade": "trade"}
PAGES_OF = "the pages of "
MOST_NEAR = 5  # series that a refusal names
OWN = "OWN"  # the source of rows that name none
TOTALS = "official_totals.csv"
UNITS_OF_ROWS = ["USD", "units", "tonnes"]  # what official rows can be asked in


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
    ends = rows[["period_start", "period_end"]]
    rows = rows.assign(**ends.mask(ends == ""))  # "every month": no months are named
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


def list_namesakes() -> dict[str, list[str]]:
    """Return what each word names that an answer can leave out: outlets, sources.

    Examples
    --------
    >>> names = list_namesakes()
    >>> names["chinese customs"], names["tass"]
    (['chinese-customs', 'GACC'], ['tass'])
    """
    named: dict[str, list[str]] = {}
    for row in tables.read_reference("outlets").to_dict("records"):
        for word in [row["name"], *row["spellings"].split("; ")]:
            short = word.casefold().removeprefix("the ")
            for each in dict.fromkeys([word.casefold(), short]):
                if each:
                    named.setdefault(each, []).append(row["id"])
    for row in tables.read_reference("sources").to_dict("records"):
        for word in dict.fromkeys([row["source"], row["label"], row["name"]]):
            named.setdefault(word.casefold(), []).append(row["source"])
    return {word: list(dict.fromkeys(ids)) for word, ids in named.items()}


def name_left_out(ids: Collection[str]) -> list[str]:
    """Return what is left out in words, a name that is an outlet and a source once.

    Examples
    --------
    >>> name_left_out(["chinese-customs", "GACC", "F205"])
    ['Chinese customs', 'F205']
    >>> name_left_out(["chinese-customs"])
    ['the pages of Chinese customs']
    """
    outlets = read_words("outlets", "id", "name")
    labels = read_words("sources", "source", "label")
    namesakes = list_namesakes()
    words = []
    for each in ids:
        name = outlets.get(each, labels.get(each, each))
        others = set(namesakes.get(name.casefold(), [])) & labels.keys()
        # its figures stay where another page printed them: only its pages go
        is_page = each in outlets and not others <= {*ids}
        words.append(f"{PAGES_OF}{name}" if is_page else name)
    return list(dict.fromkeys(words))


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
        words = f"{describe_way(line)}, {words}"
    else:
        if line.partner:
            words = f"{words} from {name_area(line.partner)}"
        words = f"{name_area(line.reporter)}'s {words}"
    if line.unit != "USD":
        words += f", in {line.unit}"
    if with_source:
        words += f", by {name_source(line.source)}"
    return words


def describe_way(line: Series) -> str:
    """Return whose trade with whom a series counts.

    >>> describe_way(Series.read("CHN-WLD-export-all-GACC"))
    "China's exports to the world"
    """
    partner = "the world" if line.partner == "WLD" else name_area(line.partner)
    phrase = FLOW_PHRASES.get(line.flow, line.flow)
    return f"{name_area(line.reporter)}'s {phrase} {partner}"


def count_words(text: str) -> Counter[str]:
    """Return the words of a text that tell one series from another, and how often.

    >>> count_words("Drones and drone parts of the world")["drones"]
    1
    """
    return Counter(word for word in list_words(text) if word not in SMALL_WORDS)


def list_words(text: str) -> list[str]:
    """Return the words of a text in small letters, in its order."""
    return WORD.findall(text.casefold())


def list_row_series(rows: Collection[str]) -> list[str]:
    """Return series of official rows, each in dollars, pieces and weight.

    >>> list_row_series(["CHN-RUS-export-helmets-OWN"])[1]
    'CHN-RUS-export-helmets-OWN:units'
    """
    names = []
    for name in rows:
        names += [str(Series.read(name)._replace(unit=unit)) for unit in UNITS_OF_ROWS]
    return names


def list_newer() -> list[str]:
    """Return the files of official rows that were written after the last build."""
    built = tables.PROCESSED / TOTALS
    folder = tables.DATA / "official"
    if not built.is_file() or not folder.is_dir():
        return []
    time = built.stat().st_mtime
    files = [path for path in folder.rglob("*") if path.suffix not in ("", ".md")]
    return sorted(path.name for path in files if path.stat().st_mtime > time)


def find_series(name: str, field: str = "series", rows: Collection[str] = ()) -> str:
    """Return the code of a series, by its code or in words; refuse any other by name.

    The first country named is the one that reports. Goods are named by the whole title
    of a series, in any order: "drone parts" never means "drones and drone parts". Goods
    that are not named are all goods. Of several series of one trade it is the one in US
    dollars, of customs; `list_others` names the others.

    Parameters
    ----------
    rows : collection of str
        Series of official rows, which may be asked though nobody printed a figure: by
        their code, or in words that name their source, or that fit no other series.

    Examples
    --------
    >>> find_series("China exports to Russia, all goods")
    'CHN-RUS-export-all-GACC'
    """
    require_one(field, name)
    known = list_series().index
    if name in known or is_of_rows(name, rows):
        return name
    fitting = find_fitting(name, known)
    if not fitting:
        of_rows = find_fitting(name, list_row_series(rows))
        fitting = {
            code: distance
            for code, distance in of_rows.items()
            if names_source(name, Series.read(code))
        }
        trades = {code.partition(":")[0] for code in of_rows}
        if not fitting and len(trades) > 1:
            refuse_unnamed_rows(name, field, [*of_rows])
        fitting = fitting or of_rows
    if not fitting:
        refuse_words(name, field, known, rows)
    best = min(fitting.values())
    nearest = [code for code, distance in fitting.items() if distance == best]
    if len(nearest) > 1:
        choices = "; ".join(f"{describe_series(code)}: {code}" for code in nearest)
        raise InputError(field, repr(name), f"one of: {choices}")
    return nearest[0]


def find_fitting(name: str, known: Iterable[str]) -> dict[str, tuple]:
    """Return the series that words name, and how far each is from them.

    The very words of one mean that one alone.
    """
    if SERIES_NAME.fullmatch(name):
        return {}
    text = name.casefold()
    for code in known:
        if describe_series(code).casefold() == text:
            return {code: ()}
    named = list_countries(text)
    fitting = {}
    for code in known:
        distance = compare_words(text, named, Series.read(code))
        if distance is not None:
            fitting[code] = distance
    return fitting


def names_source(text: str, line: Series) -> bool:
    """Tell whether words name the source of a series, by its title or its code.

    >>> names_source("helmets, rows of your own", Series.read("CHN-RUS-export-helmets-OWN"))
    True
    """
    words = count_words(text.casefold())
    return count_words(name_source(line.source)) <= words or (
        count_words(line.source) <= words
    )


def refuse_unnamed_rows(name: str, field: str, codes: list[str]) -> NoReturn:
    """Refuse words that fit rows of several series, whose source they do not name."""
    of_units: dict[str, list[str]] = {}
    for code in codes:
        base, _, unit = code.partition(":")
        of_units.setdefault(base, []).append(f":{unit}")
    told = []
    for base, units in of_units.items():
        beside = f" (and {', '.join(units[1:])})" if len(units) > 1 else ""
        told.append(f"{describe_series(base)}: {base}{beside}")
    found = f"{name!r}, of which there are official rows alone"
    offer = offer_on_goods(list_goods(name.casefold()))
    raise InputError(field, found, f"one of: {'; '.join(told)}{offer}")


def list_others(name: str) -> list[str]:
    """Return the other series of one trade in words: of another source, unit or side.

    >>> list_others("CHN-RUS-export-drones-NYT-TRADE")[0]
    "China's exports to Russia, drones, by Chinese customs: CHN-RUS-export-drones-GACC"
    """
    line = Series.read(name)
    flow = OTHER_SIDE.get(line.flow, "")
    same_trade = [line[:4], (line.partner, line.reporter, flow, line.product)]
    others = []
    for code in list_series().index:
        if code != name and Series.read(code)[:4] in same_trade:
            others.append(f"{describe_series(code)}: {code}")
    return others


def refuse_words(
    name: str, field: str, known: Collection[str], rows: Collection[str] = ()
) -> NoReturn:
    """Refuse words that are the title of no series, with the series that are near."""
    text = name.casefold()
    country = find_misspelt_country(text)
    if country:
        raise InputError(field, repr(name), f"{country}, perhaps")
    if SERIES_NAME.fullmatch(name):
        refuse_code(name, field, known, rows)
    if name_source(OWN) in text:
        refuse_own(name, field, rows)
    goods = list_goods(text)
    expected = EXAMPLE
    if goods:
        title = " ".join(goods)
        expected = f"{EXAMPLE}; no such series has the title {title!r}"
    near = find_near_series(text, goods, known)
    if near:
        listed = "; ".join(describe_near(code) for code in near[:MOST_NEAR])
        expected += f", and none is meant by a part of its title. Near are: {listed}"
    if len(near) > MOST_NEAR:
        expected += f"; and {len(near) - MOST_NEAR} more"
    expected += f"{offer_on_goods(goods)}; desk.series() lists all"
    raise InputError(field, repr(name), expected)


def offer_on_goods(goods: list[str]) -> str:
    """Return what there is on goods beside their series: figures, the stories' claims."""
    words = " ".join(goods)
    if not goods or not is_known_product(words):
        return ""
    products = categories.find_products(words)
    has_figures = tables.read_figures()["product"].isin(products).any()
    there = "figures" if has_figures else "search"
    offer = f"; desk.{there}({words!r}) has what was printed on it"
    ids = claims.list_claims_on(products)
    asked = [f"desk.check({claim!r})" for claim in ids]
    if asked:
        offer += f"; the stories' claims on it: {', '.join(asked)}"
    return offer


def is_known_product(words: str) -> bool:
    """Tell whether words name goods, of which there need not be a series.

    >>> is_known_product("body armour"), is_known_product("submarines")
    (True, False)
    """
    with suppress(InputError):
        return bool(categories.find_products(words))
    return False


def refuse_code(
    name: str, field: str, known: Collection[str], rows: Collection[str] = ()
) -> NoReturn:
    """Refuse a code of no series; say so where its figures are context alone."""
    if Series.read(name).source == OWN:
        refuse_own(name, field, rows)
    figures = tables.read_figures()
    figures = figures[figures["series"] == name]
    if figures.empty:
        known = [*known, *rows]
        raise InputError(field, repr(name), did_you_mean(name, known, "series"))
    ids = ", ".join(figures["id"])
    stand = "stands" if len(figures) == 1 else "stand"
    expected = (
        f"a series that evidence is of: {ids} {stand} "
        f"beside the evidence, and no range is reckoned from what does; "
        f"desk.figures({Series.read(name).product!r}) shows it"
    )
    raise InputError(field, repr(name), expected)


def refuse_own(name: str, field: str, rows: Collection[str]) -> NoReturn:
    """Refuse a series of rows of one's own that the last build has not."""
    own = [code for code in rows if Series.read(code).source == OWN]
    expected = "rows of your own in data/official/fetched/, and then `make reports`"
    named = []
    if SERIES_NAME.fullmatch(name):
        trade = Series.read(name)[:4]
        named = [code for code in rows if Series.read(code)[:4] == trade]
    if named:
        expected = f"{join_words(named)}: the rows of this trade name their source"
    elif list_newer() or not (tables.PROCESSED / TOTALS).is_file():
        expected = "`make reports`: the last build failed, or is older than these rows"
    elif own:
        expected = did_you_mean(name, own, "series of rows of your own")
    raise InputError(field, f"{name!r}, of which there is no row", expected)


def list_goods(text: str) -> list[str]:
    """Return the words of a text that are no country, flow or small word.

    >>> list_goods("china's imports from russia, thermal sights")
    ['thermal', 'sights']
    """
    for country in list_countries(text):
        text = text.replace(country, " ")
    small = {"and", *SMALL_WORDS, *FLOW_WORDS}
    return [word for word in list_words(text) if word not in small]


def find_near_series(text: str, goods: list[str], known: Collection[str]) -> list[str]:
    """Return the series that share most words with the goods of a text.

    Those of its source, its countries and its flow go before all others.
    """
    wanted = {name_one(word) for word in goods}
    meant = set()
    for row in categories.read_spellings().to_dict("records"):
        if count_words(row["spelling"]) <= Counter(goods):
            meant.add(row["product"])
    shared = {}
    for code in known:
        product = Series.read(code).product
        title = {name_one(word) for word in count_words(name_product(product))}
        shared[code] = len(wanted & title)
    most = max(shared.values(), default=0)
    near = {}
    for code, number in shared.items():
        line = Series.read(code)
        if line.product not in meant and (number < most or not number):
            continue
        source = set(list_words(name_source(line.source))) & set(goods)
        title = name_product(line.product)
        near[code] = (-number, -len(source), len(title), code)
    named, flows = list_countries(text), find_flows(list_words(text))
    of_countries = []
    for code in near:
        line = Series.read(code)
        if has_countries(named, line) and flows <= {line.flow}:
            of_countries.append(code)
    return sorted(of_countries or near, key=lambda code: near[code])


def has_countries(named: list[str], line: Series) -> bool:
    """Tell whether all countries that words name are among those of a series, in order.

    >>> chips = Series.read("RUS-CHN+HKG-import-us-chips-large-transactions-RUS-DECL")
    >>> has_countries(["russia", "china"], chips), has_countries(["china"], chips)
    (True, False)
    """
    places = [line.reporter, *line.partner.split("+")]
    names = [name_area(place).casefold() for place in places if place]
    is_first = not named or named[0] in name_area(line.reporter).casefold()
    return is_first and {*named} <= {
        part for name in names for part in name.split(" and ")
    }


def describe_near(code: str) -> str:
    """Return the title of a series, its code, and what its first figure is of.

    >>> describe_near("RUS-CHN-import-sights-RUS-DECL")
    'optical and thermal sights, RUS-CHN-import-sights-RUS-DECL (F240, of optical sights)'
    """
    title = name_product(Series.read(code).product)
    rows = tables.read_figures(role="evidence")
    first = rows[rows["series"] == code].iloc[0]
    about = first["id"]
    if first["product_text"] != title:
        about += f", of {first['product_text']}"
    return f"{title}, {code} ({about})"


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


def compare_words(text: str, named: list[str], line: Series) -> tuple | None:
    """Return how far a series is from a text that names it; None if it does not.

    Nearer is a series in US dollars, and of customs, if the text says nothing else.
    """
    if not fits_countries(named, line):
        return None
    words = count_words(drop_countries(text, line))
    flows = find_flows(words)
    if flows and flows != {line.flow}:
        return None
    for word in FLOW_WORDS:
        words.pop(word, None)
    unit = set(list_words(line.unit))
    source = set(list_words(f"{name_source(line.source)} {line.source}"))
    kinds = read_words("sources", "source", "kind")
    for title in list_titles(line.product):
        others = words - title
        if title <= words and others.keys() <= unit | source:
            is_other_unit = line.unit != "USD" and not others.keys() & unit
            is_unasked = not others.keys() & source
            is_other_source = kinds.get(line.source) != CUSTOMS and is_unasked
            return is_other_unit, is_other_source
    return None


def list_titles(product: str) -> list[Counter[str]]:
    """Return the words that name a product whole: its title, its code.

    No word at all is all goods.

    >>> [sorted(words) for words in list_titles("lithium-ion-batteries")]
    [['batteries', 'ion', 'lithium'], ['batteries', 'ion', 'lithium']]
    """
    titles = [count_words(name_product(product)), count_words(product)]
    if product == "all":
        titles.append(Counter())
    return titles


def find_flows(words: Iterable[str]) -> set[str]:
    """Return the flows that words name.

    >>> find_flows(["china", "exports", "drones"])
    {'export'}
    """
    return {FLOW_WORDS[word] for word in words if word in FLOW_WORDS}


def drop_countries(text: str, line: Series) -> str:
    """Return a text without the names of a series' countries.

    >>> line = Series.read("CHN-RUS-trade-all-GACC")
    >>> drop_countries("china and russia, trade", line).split()
    [',', 'trade']
    """
    reporter = name_area(line.reporter).casefold()
    partner = name_area(line.partner).casefold()
    for name in (f"{reporter} and {partner}", reporter, partner):
        if name:
            text = re.sub(rf"\b{re.escape(name)}\b", " ", text)
    return text


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
    code = find_series(name, "over", rows)
    over = Series.read(code)
    if over.unit != line.unit:
        expected = (
            f"a series in {line.unit}: a price, such as dollars a unit, is no ratio of "
            "like amounts, and cannot be asked. By hand: desk.range_of of either series"
        )
        raise InputError("over", f"a series in {over.unit}", expected)
    if over.source != line.source or over == line:
        raise InputError("over", name, f"another series of {line.source}")
    return code
