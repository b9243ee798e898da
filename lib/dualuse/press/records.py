"""What a row of figures.csv or pages.csv is, in words: its goods, its way, its badge."""

from collections.abc import Collection, Iterable, Mapping

from dualuse.base.catalogue import name_area
from dualuse.base.wording import join_words

# A page's badge: how far it is from whoever counted or said it. Where several rows were
# read at one address, all have the badge of the furthest.
NEAREST_FIRST = ["table", "own page", "copy", "retelling", "excerpt"]
Row = Mapping[str, str]


def name_way(row: Row) -> str:
    """Return from where to where goods went; a share or a count has no way.

    >>> row = {"reporter": "CHN", "partner": "RUS", "flow": "import"}
    >>> name_way(row), name_way({**row, "flow": "trade"})
    ('Russia to China', 'China and Russia, two-way trade')
    >>> name_way({**row, "flow": "share"})
    'China, Russia'
    """
    areas = [row.get(key, "") for key in ("reporter", "partner")]
    names = [name_area(area) for area in areas if area]
    flow = row.get("flow", "")  # a story of something else than trade has none
    if flow == "import":
        names.reverse()
    if flow in ("export", "import"):
        return " to ".join(names)
    if flow == "trade":
        return f"{join_words(names)}, two-way trade"
    return ", ".join(names)


def name_page(page: str, figures: Collection[str]) -> str:
    """Return the name of a page's record: no figure has the same.

    >>> name_page("S012", ["S012", "F205"]), name_page("N536", ["F205"])
    ('S012-page', 'N536')
    """
    return f"{page}-page" if page in figures else page


def find_badges(rows: Iterable[Row]) -> dict[str, str]:
    """Return {address: badge}, one a page.

    >>> own = {"url": "https://a.org", "access": "own page"}
    >>> find_badges([own, {**own, "kind": "retelling"}])
    {'https://a.org': 'retelling'}
    """
    badges: dict[str, str] = {}
    for row in rows:
        address = row.get("url") or row.get("page", "")
        badge = "retelling" if row.get("kind") == "retelling" else row["access"]
        if badge:
            both = badge, badges.get(address, badge)
            badges[address] = max(both, key=NEAREST_FIRST.index)
    return badges
