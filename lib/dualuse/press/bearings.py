"""How each figure and page of a claim bears on its parts: for, against, beside."""

from collections.abc import Mapping
from types import MappingProxyType

from dualuse.engine import verdicts

PAGE_RELATIONS = ["supports", "in part", "against", "leaves open", "background"]
FIGURE_RELATIONS = {
    verdicts.CONFIRMED: "supports",
    verdicts.POSSIBLE: "in part",
    verdicts.CONTRADICTED: "against",
    verdicts.NOT_SETTLED: "leaves open",
}


def list_bearings(
    claim: dict, rows: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> dict[str, list[dict]]:
    """Return how each figure and page of a claim bears on its parts.

    A figure and the page that it was read on bear alike: where figures decide, the page
    stands with them, and where pages do, what is only shown stands with its page.

    Parameters
    ----------
    rows : dict
        The figures by id, which say where each was read.

    Returns
    -------
    dict
        {name: bearings}; a name is a figure's id, or a page's with "-page", for a page
        may print a figure of the same id. A bearing has part, relation, and the entry
        of the claim's JSON (`series` or `page`). What stands beside is background.
    """
    bearings: dict[str, list[dict]] = {}
    for part in claim["parts"]:
        for series in part["figures"]:
            bearing = {"part": part["id"], "relation": relate_figure(series)}
            bearing["series"] = series
            for name in series["figures"]:
                bearings.setdefault(name, []).append(bearing)
        for page in part["pages"]:
            relation = relate_page(page, part["asks"])
            relation = [*list_read_there(page, part, rows), relation][0]
            bearing = {"part": part["id"], "relation": relation, "page": page}
            bearings.setdefault(f"{page['id']}-page", []).append(bearing)
    for name in claim["context"]:
        alone = [{"part": "", "relation": "background"}]
        page = find_page_of(rows.get(name), claim)
        judged = bearings.get(f"{page}-page", [])
        bearings.setdefault(name, [omit(each, "page") for each in judged] or alone)
    return {name: drop_idle(each) for name, each in bearings.items()}


def omit(entry: dict, key: str) -> dict:
    """Return an entry without a key."""
    return {name: entry[name] for name in entry if name != key}


def find_page_of(row: Mapping[str, str] | None, claim: dict) -> str:
    """Return the page of a claim that a figure was read on; nothing if it is none.

    Figures decide a part that is tested, so a page of such a part decides nothing.
    """
    for part in claim["parts"]:
        for page in part["pages"] if part["asks"] != "tests" else []:
            if row and row["page"] == page["url"]:
                return page["id"]
    return ""


def list_read_there(page: dict, part: dict, rows: Mapping) -> list[str]:
    """Return the relations of the figures of a part that were read on a page."""
    relations = []
    for series in part["figures"]:
        addresses = [rows[name]["page"] for name in series["figures"] if name in rows]
        if addresses and page["url"] in addresses:
            relations.append(relate_figure(series))
    return sorted(relations, key=PAGE_RELATIONS.index)


def drop_idle(bearings: list[dict]) -> list[dict]:
    """Return the bearings of a figure that decide, where there are any.

    One figure may decide in one series and stand beside in another: it decides.
    """
    deciding = [row for row in bearings if row["relation"] != "background"]
    if deciding and "series" in deciding[0]:
        return deciding
    return bearings


def relate_page(page: dict, asks: str) -> str:
    """Return the heading under which a page stands: a report suggests, a document shows.

    >>> relate_page({"relation": "supports", "shows": "report"}, "so")
    'in part'
    >>> relate_page({"relation": "supports", "shows": "quotation"}, "said")
    'supports'
    """
    if page["relation"] != "supports" or asks not in verdicts.PAGE_SHOWS:
        return page["relation"]
    return "supports" if page["shows"] in verdicts.PAGE_SHOWS[asks] else "in part"


def relate_figure(series: dict) -> str:
    """Return the heading under which a series of figures stands."""
    if not series["counts"]:
        return "background"
    return FIGURE_RELATIONS.get(series["verdict"], "background")
