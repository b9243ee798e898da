"""The evidence of a claim as rows of one table: a row a source, a row a page.

What decides nothing is not among them; figures.html has it, by claim.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dualuse.answer import cells
from dualuse.base import wording
from dualuse.base.series import FLOWS
from dualuse.press import arithmetic, prints
from dualuse.press.bearings import relate_figure, relate_page
from dualuse.press.prints import Rows

QUOTED = 2  # of a row with more figures than this each is given without its words
ORDER = ["supports", "against", "in part", "leaves open", "denial"]
Source = dict[str, Any]


def list_read(figures: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Return where figures were read, each page once."""
    pages: dict[str, dict[str, Any]] = {}
    for figure in figures:
        outlet, access = figure["read_at"] or figure["outlet"], figure["access"]
        page: dict[str, Any] = {"outlet": outlet, "url": figure["page"]}
        page |= {"access": access, "records": []}
        page = pages.setdefault(f"{outlet} {access}", page)
        page["records"].append(figure["id"])
    return list(pages.values())


def make_print(
    figure: Mapping[str, str], is_quoted: bool, names_flow: bool = False
) -> dict[str, str]:
    """Return a figure as printed, for which months, in the words of its page."""
    months = ""
    if figure["period_start"] and figure["period_end"]:
        months = wording.format_period(figure["period_start"], figure["period_end"])
    if names_flow:
        months = f"{FLOWS.get(figure['flow'], figure['flow'])}, {months}"
    quote = figure["quote"] if is_quoted else ""
    return {
        "words": wording.format_figure(dict(figure)),
        "months": months,
        "quote": quote,
        "lang": figure.get("quote_lang", ""),
        "english": figure.get("quote_english", ""),
    }


def make_figures_row(part: Mapping, entry: dict, figures: Rows) -> Source:
    """Return the row of a source that counted something."""
    shown = [figures[name] for name in entry["figures"] if name in figures]
    is_quoted = len(shown) <= QUOTED
    is_known = entry["low"] is not None or entry["high"] is not None
    is_mixed = len({figure.get("flow", "") for figure in shown}) > 1
    says = cells.tell_range(entry)
    if any(figure["period_start"] for figure in shown):
        says += f", {wording.format_period(*entry['period'])}"
    return {
        "id": shown[0]["id"],
        "who": entry["label"],
        "what": entry["what"],
        "prints": [make_print(figure, is_quoted, is_mixed) for figure in shown],
        "read": list_read(shown),
        "does": [{"part": part["id"], "relation": relate_figure(entry)}],
        "because": entry["because"],
        "says": says if is_known and entry["counts"] else "",
        "judgements": "",
    }


def make_unlike_row(figure: Mapping[str, str], relation: str) -> Source:
    """Return the row of a page that prints the same fact otherwise."""
    return {
        "id": figure["id"],
        "who": "",
        "what": "",
        "prints": [make_print(figure, is_quoted=True)],
        "read": list_read([figure]),
        "does": [{"part": "", "relation": relation}],
        "because": "",
        "says": "",
        "judgements": "",
    }


def list_figure_rows(claim: Mapping, figures: Rows) -> list[Source]:
    """Return a row for each source of figures, those that count first."""
    rows = []
    for part in claim["parts"]:
        for entry in part["figures"]:
            if any(name in figures for name in entry["figures"]):
                rows.append(make_figures_row(part, entry, figures))
    rows.sort(key=lambda row: bool(row["because"]))
    counted = [row for row in rows if not row["because"]]
    others = prints.list_unlike(dict(claim), figures)
    unlike = [make_unlike_row(row, prints.ANOTHER) for row in others]
    for row in prints.list_totals(dict(claim), figures):
        unlike.append(make_unlike_row(row, prints.TOTAL))
    return [*counted, *unlike, *rows[len(counted) :]]


def list_page_rows(claim: Mapping) -> list[Source]:
    """Return a row for each page that bears on a part, once for all its parts."""
    rows: dict[str, Source] = {}
    for part in claim["parts"]:
        for page in part["pages"]:
            relation = relate_page(page, part["asks"])
            if relation == "background":
                continue
            if page["shows"] == "denial":
                relation = "denial"
            read = {"outlet": page["read_at"] or page["outlet"], "url": page["url"]}
            read |= {"access": page["access"], "records": [page["id"]]}
            printed = {"words": "", "months": "", "quote": page["quote"]}
            printed |= {"lang": page["quote_lang"], "english": page["quote_english"]}
            row = {
                "id": f"{page['id']}-page",
                "who": page["speaker"] or page["outlet"],
                "what": "",
                "prints": [printed],
                "read": [read],
                "does": [],
                "because": "",
                "says": "" if page["quote"] else page["says"],
                "judgements": page["judgement"],
            }
            row = rows.setdefault(page["id"], row)
            row["does"].append({"part": part["id"], "relation": relation})
    return sorted(rows.values(), key=rank)


def rank(row: Source) -> int:
    """Return the place of a row: what decides stands first."""
    return min(ORDER.index(each["relation"]) for each in row["does"])


def count_background(claim: Mapping, rows: list[Source]) -> int:
    """Return how many records stand with a claim and decide nothing."""
    shown: set[str] = set()
    for row in rows:
        for read in row["read"]:
            shown.update(read["records"])
    beside = set(claim["context"])
    for part in claim["parts"]:
        beside |= {page["id"] for page in part["pages"]}
    return len(beside - shown)


def list_by_hand(claim: Mapping, figures: Rows) -> dict[str, list[dict[str, Any]]]:
    """Return {source: lines} of the growth and the shares that a reader can work out."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for part in claim["parts"]:
        for entry in part["figures"]:
            redone: list[dict[str, Any]] = []
            if entry["base"] and entry["counts"] and not entry["goods"]:
                redone = arithmetic.redo_growth(entry, figures)
            elif entry["over"] and entry["counts"] and entry["own_low"] is not None:
                redone = arithmetic.redo_ratio(entry, figures)
            if redone:
                lines[cells.name_counted(entry)] = redone
    return lines
