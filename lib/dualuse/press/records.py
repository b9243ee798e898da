"""What a row of figures.csv or pages.csv is, in words: its goods, its way, its badge."""

from collections.abc import Collection, Iterable, Mapping

from dualuse.base.catalogue import FLOW_PHRASES
from dualuse.base.series import WORLD
from dualuse.base.wording import format_figure, format_period, join_words

# A page's badge: how far it is from whoever counted or said it. Where several rows were
# read at one address, all have the badge of the furthest.
NEAREST_FIRST = ["table", "own page", "copy", "retelling", "excerpt"]
Row = Mapping[str, str]


def name_partner(area: str, countries: Mapping[str, str]) -> str:
    """Return the countries of an area in words.

    >>> name_partner("CHN+HKG", {"CHN": "China", "HKG": "Hong Kong"})
    'China and Hong Kong'
    """
    names = []
    for code in area.split("+"):
        names.append("the world" if code == WORLD else countries.get(code, code))
    return join_words(names)


def name_way(row: Row, countries: Mapping[str, str]) -> str:
    """Return from where to where goods went; a share or a count has no way.

    >>> names = {"CHN": "China", "RUS": "Russia"}
    >>> row = {"reporter": "CHN", "partner": "RUS", "flow": "import"}
    >>> name_way(row, names), name_way({**row, "flow": "trade"}, names)
    ('Russia to China', 'China and Russia, two-way trade')
    >>> name_way({**row, "flow": "share"}, names)
    'China, Russia'
    """
    areas = [row.get(key, "") for key in ("reporter", "partner")]
    names = [name_partner(area, countries) for area in areas if area]
    flow = row.get("flow", "")  # a story of something else than trade has none
    if flow == "import":
        names.reverse()
    if flow in ("export", "import"):
        return " to ".join(names)
    if flow == "trade":
        return f"{join_words(names)}, two-way trade"
    return ", ".join(names)


def name_trade(row: Row, countries: Mapping[str, str]) -> str:
    """Return whose trade with whom a figure counts: "China’s exports to Russia"."""
    phrase = FLOW_PHRASES.get(row.get("flow", ""))
    if not phrase:
        return ""
    reporter = name_partner(row["reporter"], countries)
    return f"{reporter}’s {phrase} {name_partner(row['partner'], countries)}"


def shorten_printed(row: Row) -> str:
    """Return a figure as printed; without its unit where the goods after it end in it.

    >>> row = {"value": "20000", "unit": "helmets", "hedge": "exact", "growth": ""}
    >>> shorten_printed({**row, "product_text": "polymer helmets, one buyer"})
    '20,000'
    """
    printed = format_figure(dict(row))
    unit = printed.rpartition(" ")[2]
    kind = row["product_text"].partition(",")[0]
    return printed.removesuffix(f" {unit}") if kind.endswith(f" {unit}") else printed


def describe_row(row: Row, countries: Mapping[str, str]) -> str:
    """Return what a printed figure is about: goods, trade, months."""
    goods = row["product_text"]
    printed = shorten_printed(row)
    for words in (goods, printed.rpartition(" ")[2]):  # said already: "5 drones"
        if words and words in printed and goods.startswith(words):
            goods = goods.removeprefix(words).strip(" ,")
    words = [goods.strip(" ,"), name_trade(row, countries)]
    if row["period_start"] and row["period_end"]:
        words.append(format_period(row["period_start"], row["period_end"]))
    return ", ".join(word for word in words if word)


def name_page(page: str, figures: Collection[str]) -> str:
    """Return the name of a page's record: no figure has the same.

    >>> name_page("S012", ["S012", "F205"]), name_page("N536", ["F205"])
    ('S012-page', 'N536')
    """
    return f"{page}-page" if page in figures else page


def name_badge(row: Row) -> str:
    """Return how far one row is from whoever counted or said it."""
    return "retelling" if row.get("kind") == "retelling" else row["access"]


def find_badges(rows: Iterable[Row]) -> dict[str, str]:
    """Return {address: badge}, one a page.

    >>> own = {"url": "https://a.org", "access": "own page"}
    >>> find_badges([own, {**own, "kind": "retelling"}])
    {'https://a.org': 'retelling'}
    """
    badges: dict[str, str] = {}
    for row in rows:
        address = row.get("url") or row.get("page", "")
        badge = name_badge(row)
        known = badges.get(address, "")
        ranks = [NEAREST_FIRST.index(each) for each in (badge, known) if each]
        if ranks:
            badges[address] = NEAREST_FIRST[max(ranks)]
    return badges
