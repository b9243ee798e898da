"""How each figure and page of a claim bears on its parts: for, against, beside."""

from dualuse.engine import verdicts

PAGE_RELATIONS = ["supports", "in part", "against", "leaves open", "background"]
FIGURE_RELATIONS = {
    verdicts.CONFIRMED: "supports",
    verdicts.POSSIBLE: "in part",
    verdicts.CONTRADICTED: "against",
    verdicts.NOT_SETTLED: "leaves open",
}


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
