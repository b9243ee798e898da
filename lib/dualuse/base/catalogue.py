"""What can be asked about: series, by their code or in words, and countries.

A series in words is its code read aloud: "China's exports to Russia, all goods, by
Chinese customs".
"""

import difflib
import os
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache, lru_cache
from itertools import permutations
from typing import NoReturn

import pandas as pd

from dualuse.base import categories, claims, state, tables
from dualuse.base.errors import InputError, did_you_mean
from dualuse.base.files import read_sums
from dualuse.base.parts import OWN
from dualuse.base.periods import parse_period
from dualuse.base.series import SERIES_NAME, WORLD, Series
from dualuse.base.wording import join_words, name_one

POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
FIGURE = re.compile(r"\b[A-Z]+-?[A-Z]*\d+[a-z]?\b")  # an id of figures.csv
PUNCTUATION = re.compile(r"[^\w]+")
NEAREST = 3  # series that are offered
MOST_WORDS = 3  # of a name of goods
MISSPELT = 0.75  # how like in letters a word must be that was meant, of 1
FLOW_PHRASES = {"export": "exports to", "import": "imports from", "trade": "trade with"}
ALL_GOODS = "all"  # the product that every other is a part of
COUNTED_APART = "customs count these partners apart"
CHAPTER = "chapter"  # a column of public tables: the first two digits of HS codes
CUSTOMS = "customs statistics"
RECONCILED = "reconciled statistics"  # of what both countries reported
OTHER_SIDE = {"export": "import", "import": "export", "trade": "trade"}
PAGES_OF = "the pages of "
NONE_OF_THESE = " (none of these months)"
TOTALS = "official_totals.csv"
FETCHED = "data/official/fetched"
REBUILD = "the files that were added up: run `make reports`"
MOST_FILES = 3  # of rows of one's own that a line names
UNITS_OF_ROWS = ["USD", "units", "tonnes"]  # what official rows can be asked in


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
    series = count_series(tables.verify_data())
    if product:
        is_wanted = series["product"].isin(categories.find_products(product))
        series = series[is_wanted]
    return keep_country(series, country)[["figures", "first", "last"]].copy()


@lru_cache(maxsize=1)
def count_series(_: str) -> pd.DataFrame:
    """Return all series of a state of data/, with what each is of."""
    rows = tables.read_figures(role="evidence")
    rows = rows[rows["series"].str.fullmatch(SERIES_NAME.pattern)]
    ends = rows[["period_start", "period_end"]]
    rows = rows.assign(**ends.mask(ends == ""))  # "every month": no months are named
    sides = rows.columns.intersection(
        ["reporter", "partner", "product"]
    )  # some have one
    return rows.groupby("series").agg(
        figures=("id", "count"),
        first=("period_start", "min"),
        last=("period_end", "max"),
        **{column: (column, "first") for column in sides},
    )


def name_area(area: str) -> str:
    """Return the name of a country, or of several.

    >>> name_area("KAZ+KGZ")
    'Kazakhstan and Kyrgyzstan'
    """
    countries = read_labels("countries", "iso3", "name")
    names = [countries.get(code, code) for code in area.split("+")]
    return " and ".join(names)


def name_product(product: str) -> str:
    """Return a product in words."""
    products = read_labels("products", "product", "label")
    return products.get(product, product.replace("-", " "))


def name_source(source: str) -> str:
    """Return a source in words."""
    labels = read_labels("sources", "source", "label")
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
    return read_namesakes(tables.verify_data())


@lru_cache(maxsize=1)
def read_namesakes(_: str) -> dict[str, list[str]]:
    """Return what each word names, of a state of data/."""
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
    outlets = read_labels("outlets", "id", "name")
    labels = read_labels("sources", "source", "label")
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
    partner = "the world" if line.partner == WORLD else name_area(line.partner)
    phrase = FLOW_PHRASES.get(line.flow, line.flow)
    return f"{name_area(line.reporter)}'s {phrase} {partner}"


def list_row_series(rows: Collection[str]) -> list[str]:
    """Return series of official rows, each in dollars, pieces and weight.

    >>> list_row_series(["CHN-RUS-export-helmets-OWN"])[1]
    'CHN-RUS-export-helmets-OWN:units'
    """
    names = []
    for name in rows:
        names += [str(Series.read(name)._replace(unit=unit)) for unit in UNITS_OF_ROWS]
    return names


def is_in_build() -> bool:
    """Tell whether a notebook of a build asks."""
    return bool(os.environ.get("DUALUSE_NOTEBOOK"))


def tell_changed() -> str:
    """Return which files of rows of one's own the last build did not read as they are.

    Nothing within a build: it has just read them.
    """
    if is_in_build():
        return ""
    told = []
    for how, names in state.list_changed_rows(tables.PROCESSED).items():
        listed = names[:MOST_FILES]
        if len(names) > MOST_FILES:
            listed.append(f"{len(names) - MOST_FILES} more")
        told.append(f"{join_words(listed)} {how}")
    return f"{'; '.join(told)} since the last build" if told else ""


def write_changed() -> str:
    """Return the same with what to do.

    >>> write_changed()
    ''
    """
    changed = tell_changed()
    return f"{changed}: run `make reports`" if changed else ""


def offer_build() -> str:
    """Return that what is asked for may be in rows of one's own that no build has read."""
    changed = write_changed()
    return f"; or rows of your own: {changed}" if changed else ""


def refuse_changed(products: Collection[str]) -> None:
    """Refuse an answer on goods of which the last build added up other rows of one's own.

    A build that did not end may have written totals, too; within one they are its own.
    """
    if is_in_build():
        return
    changed = tell_changed()
    if not changed and not state.is_of_build(tables.PROCESSED, TOTALS):
        changed = f"{TOTALS}, of a build that did not end"
    if changed and {*products} & {*list_own_goods()}:
        raise InputError(FETCHED, changed, REBUILD)


def list_own_goods() -> list[str]:
    """Return the goods that rows of one's own are of, among the totals of a build."""
    if not (tables.PROCESSED / TOTALS).is_file():
        return []
    rows = tables.read_built(TOTALS)
    return [*rows.loc[mark_own(rows), "category"].unique()]


def mark_own(totals: pd.DataFrame) -> pd.Series:
    """Return which totals rows of one's own are in, or those of a file that one brought."""
    names = [files for files in totals["files"].unique() if names_own_file(files)]
    return totals["files"].isin(names) | totals["source"].eq(OWN)


def names_own_file(files: str) -> bool:
    """Tell whether a total is of a file that this project does not come with.

    >>> names_own_file("helmets.csv"), names_own_file("2 files, from a.csv to b.csv")
    (True, True)
    """
    names = re.split(r" and | to |.* from ", files)
    listed = read_sums(tables.DATA / tables.SUMS)
    ours = {name.rpartition("/")[2] for name in listed if name.startswith("official/")}
    return any(name and name not in ours for name in names)


def write_title(words: str) -> str:
    """Return words without what two writers of one title may write differently.

    >>> write_title("China's exports to Russia, all goods")
    'china exports to russia all goods'
    """
    return " ".join(PUNCTUATION.sub(" ", POSSESSIVE.sub("", words.casefold())).split())


def list_titles(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the series that each title names, with its source and without it."""
    titles: dict[str, list[str]] = {}
    for code in codes:
        for with_source in (True, False):
            title = write_title(describe_series(code, with_source))
            titles.setdefault(title, []).append(code)
    return titles


def find_series(name: str, field: str = "series", rows: Collection[str] = ()) -> str:
    """Return the code of a series, by its code or its title; refuse any other by name.

    Of several series of one title it is the one in US dollars, of customs;
    `list_others` names the others.

    Parameters
    ----------
    rows : collection of str
        Series of official rows, which may be asked though nobody printed a figure.

    Examples
    --------
    >>> find_series("China exports to Russia, all goods")
    'CHN-RUS-export-all-GACC'
    """
    require_one(field, name)
    known = [*list_series().index]
    if name in known or is_of_rows(name, rows):
        return name
    if SERIES_NAME.fullmatch(name):
        refuse_code(name, field, known, rows)
    title = write_title(name)
    codes = list_titles(known).get(title) or []
    codes = codes or list_titles(list_row_series(rows)).get(title) or []
    kinds = read_labels("sources", "source", "kind")
    if len(codes) > 1:
        lines = {code: Series.read(code) for code in codes}
        codes = [code for code in codes if lines[code].unit == "USD"] or codes
        of_customs = [
            each for each in codes if kinds.get(lines[each].source) == CUSTOMS
        ]
        codes = of_customs or codes
    if len(codes) > 1:
        choices = "; ".join(f"{describe_series(code)}: {code}" for code in codes)
        raise InputError(field, repr(name), f"one of: {choices}")
    if not codes:
        refuse_title(name, field, known, rows)
    return codes[0]


def refuse_title(
    name: str, field: str, known: Collection[str], rows: Collection[str]
) -> NoReturn:
    """Refuse words that are the title of no series, with the nearest three."""
    title = write_title(name)
    if write_title(name_source(OWN)) in title:
        refuse_own(name, field, rows)
    mirrored = {}
    for code in known:
        mirrored[write_title(describe_other_side(code))] = code
    if title in mirrored:
        code = mirrored[title]
        expected = f"the same trade, counted by {name_area(Series.read(code).reporter)}"
        raise InputError(field, repr(name), f"{expected}: {code}")
    # a claim can be tested on official rows that nobody printed a figure of
    raise InputError(field, repr(name), offer_series(name, [*known, *rows]))


def offer_series(name: str, known: Collection[str]) -> str:
    """Return what to ask instead of what names no series: on the goods that it means.

    A series of other goods is near in letters alone, and is never offered.
    """
    expected = "a code or a title that desk.series() lists"
    spoken_of = [part for part in name.split(",") if not part.strip().startswith("by ")]
    goods = spoken_of[-1].strip() if spoken_of else name
    if SERIES_NAME.fullmatch(name):
        goods = Series.read(name).product
    products = find_meant(goods, known)
    alike = [code for code in known if Series.read(code).product in products]
    asked = {*write_title(name).split()}
    if not products:  # a title without its goods: "China's trade with Ukraine"
        shown = {code: describe_series(code, with_source=False) for code in known}
        titles = {code: write_title(shown[code]).split() for code in known}
        alike = [code for code in known if asked <= {*titles[code]}]
    figures = list_series()["figures"].to_dict()

    def count_likeness(code: str) -> tuple[int, int]:
        words = {*write_title(f"{code} {describe_series(code)}").split()}
        return len(asked & words), figures.get(code, 0)

    # official rows are of any country: of these, none but the most like
    most = max([count_likeness(code)[0] for code in alike], default=0)
    alike = [
        code for code in alike if code in figures or count_likeness(code)[0] == most
    ]
    nearest = sorted(alike, key=count_likeness, reverse=True)[:NEAREST]
    if nearest:
        listed = [f"{describe_series(code)}: {code}" for code in nearest]
        expected += f". The nearest: {'; '.join(listed)}{offer_on_goods(goods)}"
    else:
        spoken = goods.replace("-", " ")
        words = f", or a word that desk.search({spoken!r}) finds"
        if len(spoken.split()) > MOST_WORDS:  # no goods: a sentence occurs nowhere
            words = "; desk.search(...) of one word shows where it occurs"
        expected += offer_on_goods(goods) or words
    if not nearest or ALL_GOODS in products:  # of some trades there are tables alone
        expected += offer_tables(is_of_goods=not nearest)
    if goods.isdecimal():  # rows of one HS code are added up, and judge no claim
        expected += f"; desk.official({goods!r}) adds up the rows of that one HS code"
    return expected + offer_build()


def find_meant(goods: str, known: Collection[str]) -> list[str]:
    """Return the products that words mean: by name, among other words, or misspelt.

    >>> find_meant("exports of drones to Russia", ["CHN-RUS-export-drones-GACC"])
    ['drones']
    >>> find_meant("dornes", ["CHN-RUS-export-drones-GACC"]), find_meant("submarines", [])
    (['drones'], [])
    """
    if is_known_product(goods):
        return categories.find_products(goods)
    titles = {}
    for product in {Series.read(code).product for code in known}:
        for words in (name_product(product), product):
            title = write_title(words)
            titles |= {title: product, name_one(title): product}
    title = write_title(goods)
    named = [titles[each] for each in titles if f" {each} " in f" {title} "]
    near = difflib.get_close_matches(title, sorted(titles), NEAREST, MISSPELT)
    return sorted({*(named or [titles[each] for each in near])})


def describe_other_side(code: str) -> str:
    """Return a series as the other country would count it.

    >>> describe_other_side("CHN-RUS-import-all-GACC")
    "Russia's exports to China, all goods"
    """
    line = Series.read(code)
    flow = OTHER_SIDE.get(line.flow, line.flow)
    turned = line._replace(reporter=line.partner, partner=line.reporter, flow=flow)
    return describe_series(str(turned), with_source=False)


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


def offer_tables(is_of_goods: bool = True) -> str:
    """Return the tables to open by hand, of which nothing can be asked.

    Parameters
    ----------
    is_of_goods : bool
        Goods were asked: those that have a row a chapter. Else all of them.
    """
    listed = []
    for path, title in list_tables().items():
        if not is_of_goods or CHAPTER in tables.read_other(path):
            listed.append(f"data/{path} ({title})")
    return f"; to open by hand: {'; '.join(listed)}" if listed else ""


def list_tables_on(name: str) -> list[str]:
    """Return the public tables that may have what no figure of a series is of.

    They are of a trade of its reporter; of some goods, those that have a row a chapter.

    >>> [words.partition(" (")[0] for words in list_tables_on("RUS-CHN-import-all-FCS")]
    ['data/published/fcs_imports_from_china_ukraine.csv', 'data/published/fcs_trade_...']
    >>> list_tables_on("UKR-WLD-import-drones-UKR-ORIGIN")
    []
    """
    line = Series.read(name)
    is_all = line.product == ALL_GOODS
    found = []
    for path, title in list_tables().items():
        has_goods = is_all or CHAPTER in tables.read_other(path)
        if has_goods and title.startswith(f"{name_area(line.reporter)}'s "):
            found.append(f"data/{path} ({title})")
    return found


def offer_on_goods(name: str) -> str:
    """Return what there is on the goods that words end with, though no series is of them."""
    goods = name.rpartition(",")[2].strip()
    if not is_known_product(goods):
        return ""
    products = categories.find_products(goods)
    if {Series.read(code).product for code in list_series().index} & {*products}:
        return ""
    rows = tables.read_figures()
    ids = rows.loc[rows["product"].isin(products) & (rows["role"] != "claim"), "id"]
    offer = ""
    if len(ids):
        offer = (
            f"; desk.figures({goods!r}) shows what was printed on it ({len(ids)}): it "
            "stands beside the evidence, and no range is reckoned from it"
        )
    asked = [f"desk.check({each!r})" for each in claims.list_claims_on(products)]
    if asked:
        offer += f"; the stories' claims on it: {', '.join(asked)}"
    return offer


def list_others(
    name: str,
    asked: Collection[Collection[str]] = (),
    rows: pd.DataFrame | None = None,
) -> list[str]:
    """Return the other series of one trade in words: of another source, unit or side.

    One that has nothing in the months asked says so.

    Parameters
    ----------
    asked : collection of pairs
        The first and the last month that was asked; of a growth, those of its base too.
    rows : pandas.DataFrame, optional
        Totals of official rows, of which there need be no figure.

    Examples
    --------
    >>> list_others("CHN-RUS-export-drones-NYT-TRADE", [("2019-01", "2019-12")])[0]
    "China's exports to Russia, drones, by Chinese customs: CHN-... (none of these months)"
    """
    line = Series.read(name)
    flow = OTHER_SIDE.get(line.flow, "")
    same_trade = [line[:4], (line.partner, line.reporter, flow, line.product)]
    months = dict(find_months_of_series(tables.verify_data()))
    same_rows = str(line._replace(unit="USD"))  # in another unit they are no others
    if rows is not None:
        starts = tuple("-".join(filter(None, trade)) + "-" for trade in same_trade)
        rows = rows[rows["series"].str.startswith(starts)]
        for code, of_code in rows.groupby("series"):
            if code in months or code != same_rows:
                ends = zip(of_code["period_start"], of_code["period_end"], strict=True)
                months[str(code)] = [*months.get(str(code), []), *ends]
    others = []
    for code, known in months.items():
        if code != name and Series.read(code)[:4] in same_trade:
            is_silent = asked and not has_month(known, asked)
            remark = NONE_OF_THESE if is_silent else ""
            others.append(f"{describe_series(code)}: {code}{remark}")
    return others


def has_month(
    known: Collection[Collection[str]], asked: Collection[Collection[str]]
) -> bool:
    """Tell whether some months are among others, each a first and a last one.

    >>> has_month([("2023-01", "2023-06")], [("2022-01", "2022-12"), ("2023-06", "2023-06")])
    True
    """
    return any(
        first <= end and start <= last for first, last in known for start, end in asked
    )


@lru_cache(maxsize=1)
def find_months_of_series(_: str) -> dict[str, list[tuple[str, str]]]:
    """Return the months of each figure of a series, of a state of data/."""
    rows = tables.read_figures(role="evidence")
    months: dict[str, list[tuple[str, str]]] = {
        code: [] for code in list_series().index
    }
    for code, first, last in rows[["series", "period_start", "period_end"]].to_numpy():
        if code in months and first and last:
            months[code].append((first, last))
    return months


def list_near(name: str, asked: Collection[str] = ()) -> list[str]:
    """Return the series beside which a note sets one, but for those that were asked.

    The same source counts other goods, or the same otherwise.

    >>> list_near("CHN-RUS-export-metalworking-machines-GACC")
    ["China's exports to Russia, machine tools, by ...: CHN-... (F253: Its scope differs ...)"]
    """
    near = pair_near(tables.verify_data()).get(name, {})
    others = [code for code in near if code not in asked]
    return [f"{describe_series(code)}: {code} ({near[code]})" for code in others]


def find_note_between(name: str, over: str) -> list[str]:
    """Return the note that sets two series beside each other, if there is one."""
    near = pair_near(tables.verify_data()).get(name, {})
    return [near[over]] if over in near else []


def list_near_codes(names: Iterable[str]) -> list[str]:
    """Return the codes of the series close to some."""
    pairs = pair_near(tables.verify_data())
    codes = [code for name in names for code in pairs.get(name, {})]
    return list(dict.fromkeys(codes))


@cache
def pair_near(state: str) -> dict[str, dict[str, str]]:
    """Return by series those close to it, with the note that says so, once for each state.

    They are of one trade, and a figure of one names a figure of the other;
    or of like goods, from partners that a newsroom may count together.
    """
    rows = tables.read_figures()
    series = dict(zip(rows["id"], rows["series"], strict=True))
    known = {*list_series().index}
    near: dict[str, dict[str, str]] = {}
    for row in rows[rows["note"] != ""].to_dict("records"):
        for figure in FIGURE.findall(row["note"]):
            pair = row["series"], series.get(figure, "")
            if not {*pair} <= known:
                continue
            one, other = (Series.read(code) for code in pair)
            is_of_one = one[:3] == other[:3]
            if is_of_one and one.product != other.product:
                why = f"{row['id']}: {row['note']}"
                near.setdefault(pair[0], {}).setdefault(pair[1], why)
                near.setdefault(pair[1], {}).setdefault(pair[0], why)
    joined = [line.partner for line in map(Series.read, known) if "+" in line.partner]
    parts = "+".join(joined).split("+")
    some = [
        each for each in sorted(known) if Series.read(each)[1].split("+")[0] in parts
    ]
    for one_code, other_code in permutations(some, 2):
        one, other = Series.read(one_code), Series.read(other_code)
        if are_counted_apart(one, other, joined):
            near.setdefault(one_code, {}).setdefault(other_code, COUNTED_APART)
    return near


def are_counted_apart(one: Series, other: Series, joined: Collection[str]) -> bool:
    """Tell whether two series of like goods are of other partners that some count as one.

    Parameters
    ----------
    joined : collection of str
        Partners that a series has together, such as "CHN+HKG".

    Examples
    --------
    >>> chips = Series.read("RUS-CHN-import-semiconductors-CNBC")
    >>> are_counted_apart(chips, chips._replace(partner="HKG"), ["CHN+HKG"])
    True
    >>> are_counted_apart(chips, chips._replace(partner="KAZ"), ["CHN+HKG"])
    False
    """
    is_one_way = (one.reporter, one.flow) == (other.reporter, other.flow)
    if one.partner == other.partner or not is_one_way:
        return False
    sides = {*one.partner.split("+"), *other.partner.split("+")}
    is_joined = any(sides <= {*each.split("+")} for each in joined)
    return is_joined and other.product in list_like_goods(one.product)


@lru_cache(maxsize=1)
def read_names_of_goods(_: str) -> dict[str, set[str]]:
    """Return {product: the names that it has}, of a state of data/."""
    words = categories.read_spellings()
    return words.groupby("product")["spelling"].agg(set).to_dict()


def list_like_goods(product: str) -> list[str]:
    """Return the products that share a name with one, itself among them.

    >>> "us-chips-large-transactions" in list_like_goods("semiconductors")
    True
    """
    names = read_names_of_goods(tables.verify_data())
    ours = names.get(product, set())
    like = [other for other in sorted(names) if names[other] & ours]
    return list(dict.fromkeys([product, *like]))


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
        line = Series.read(name)
        other = OTHER_SIDE.get(line.flow, "")
        mirrored = line._replace(
            reporter=line.partner, partner=line.reporter, flow=other
        )
        if str(mirrored) in known:
            expected = (
                f"the same trade, counted by {name_area(line.partner)}: {mirrored}"
            )
            raise InputError(field, repr(name), expected)
        raise InputError(field, repr(name), offer_series(name, known))
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
    changed = tell_changed()
    if changed:
        raise InputError(FETCHED, changed, REBUILD)
    own = [code for code in rows if Series.read(code).source == OWN]
    expected = f"rows of your own in {FETCHED}/, and then `make reports`"
    named = []
    if SERIES_NAME.fullmatch(name):
        trade = Series.read(name)[:4]
        named = [code for code in rows if Series.read(code)[:4] == trade]
    if named:
        expected = f"{join_words(named)}: the rows of this trade name their source"
    elif not (tables.PROCESSED / TOTALS).is_file():
        expected = "`make reports`: no build has added up these rows"
    elif own:
        near = did_you_mean(name, own, "series of rows of your own")
        expected = f"{near}; `make reports` adds up other rows in {FETCHED}/"
    raise InputError(field, f"{name!r}, of which there is no row", expected)


def is_of_rows(name: str, rows: Collection[str]) -> bool:
    """Tell whether official rows are of a series, in dollars or in any other unit."""
    return name.partition(":")[0] in rows


def is_period(words: str) -> bool:
    """Tell whether words name months.

    >>> is_period("2022"), is_period("CHN-RUS-export-all-GACC")
    (True, False)
    """
    with suppress(InputError):
        return bool(parse_period(words))
    return False


def offer_growth(base: str = "2021") -> str:
    """Return how a multiple of the same in an earlier period is asked.

    >>> offer_growth("2021")
    "a multiple of an earlier period is growth: kind='growth', base='2021', in per cent ..."
    """
    example = "twice as much is value='100', three times value='200'"
    words = "a multiple of an earlier period is growth: kind='growth', "
    return f"{words}base={base!r}, in per cent ({example})"


def require_over(name: str, line: Series, rows: Collection[str] = ()) -> str:
    """Return the series that another is divided by: of the same source.

    `rows` are series of official rows, which may have no figure.
    """
    if is_period(name):
        found = f"{name!r}, a period"
        raise InputError("over", found, f"another series; {offer_growth(name)}")
    if not name:
        expected = f"another series of {line.source} in {line.unit}; {offer_growth()}"
        raise InputError("over", "nothing", expected)
    code = find_series(name, "over", rows)
    over = Series.read(code)
    if over.unit != line.unit:
        expected = (
            f"a series in {line.unit}: a price, such as dollars a unit, is no ratio of "
            "like amounts, and cannot be asked. By hand: desk.range_of of either series"
        )
        raise InputError("over", f"a series in {over.unit}", expected)
    if over.source != line.source or over == line:
        expected = f"another series of {line.source}; {offer_growth()}"
        if over != line:
            expected += ": what two sources count is not divided. By hand: desk.range_of of either"
        raise InputError("over", name, expected)
    return code
