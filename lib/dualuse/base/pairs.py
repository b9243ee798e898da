"""Which evidence was asked of which part of a claim, and which nobody has decided.

A figure or a page on some goods may bear on every part of a claim on the same goods. For
each such pair somebody has decided: the part uses it, a page is judged, or
`published/not_bearing.csv` says why it does not bear. A pair without a decision is
open, and the tests name it: evidence cannot lie beside the claim that it bears on.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from dualuse.base import tables
from dualuse.base.bearing import find_bearing
from dualuse.base.claims import list_parts
from dualuse.base.errors import InputError

NOT_BEARING = "published/not_bearing.csv"
# What rows of not_bearing.csv choose by, beside the parts; an empty cell chooses all.
CHOSEN_BY = ["reporter", "partner", "source"]
OPEN = ""
USED, NAMED, JUDGED, APART = "used", "shown beside it", "judged", "does not bear"


class Pair(NamedTuple):
    """A figure or a page, a part of a claim on the same goods, and what was decided."""

    part: str
    row: str
    goods: str
    decision: str
    reason: str


def list_evidence(
    figures: pd.DataFrame,
    pages: pd.DataFrame,
    products: pd.DataFrame,
) -> list[dict[str, str]]:
    """Return figures and pages of anybody but the story that are on some goods.

    A story whose tables name no goods has none.
    """
    tested = tables.read_reference("outlets").query("under_test == 'yes'")["id"]
    goods = {}
    if "goods" in products:
        goods = products.set_index("product")["goods"].to_dict()
    evidence = []
    for row in figures.to_dict("records"):
        row["kind"], row["about"] = "figure", goods.get(row["product"], "")
        if row["role"] != "claim" and row["outlet"] not in set(tested):
            evidence.append(row)
    for row in pages.to_dict("records"):
        row["page_kind"] = row["kind"]
        row["kind"], row["about"] = "page", row.get("goods", "")
        row["page"] = row["url"]
        if row["independent"] == "yes":
            evidence.append(row)
    return [row for row in evidence if row["about"]]


def list_used_series(part: Mapping) -> set[str]:
    """Return the series that a part of a claim is compared with.

    Examples
    --------
    >>> tally = {"tally": "CHN-UKR-export-{}-GACC", "units": "units", "source": "GACC"}
    >>> sorted(list_used_series({"evidence": [tally], "goods": ["drones"]}))
    ['CHN-UKR-export-drones-GACC', 'CHN-UKR-export-drones-GACC:units']
    """
    series: set[str] = set()
    for spec in part.get("evidence", []):
        series |= {spec[key] for key in ("series", "official", "over") if key in spec}
        for product in part.get("goods", []) if "tally" in spec else []:
            name = spec["tally"].replace("{}", product)
            series |= {name, f"{name}:{spec['units']}"} if "units" in spec else {name}
    return series


def chooses(choice: Mapping[str, str], row: Mapping[str, str]) -> bool:
    """Tell whether a row of not_bearing.csv is about a figure or a page."""
    if choice["rows"]:
        fact = {row["id"], row.get("same_fact", "")}
        return not fact.isdisjoint(choice["rows"].split())
    shared = {*choice["goods"].split()} & {*row["about"].split()}
    if row["kind"] == "page" or not shared:
        return False
    return all(choice[key] in ("", row[key]) for key in CHOSEN_BY)


def read_choices() -> list[dict]:
    """Return the rows of not_bearing.csv; a row chooses by ids, or figures by goods."""
    if not (tables.DATA / NOT_BEARING).exists():
        return []
    choices = tables.read_table(NOT_BEARING).to_dict("records")
    for choice in choices:
        if bool(choice["rows"]) == bool(choice["goods"]):
            found, expected = repr(choice["parts"]), "either ids in rows, or goods"
            raise InputError(f"data/{NOT_BEARING}", found, expected)
    return choices


def list_pairs(
    figures: pd.DataFrame,
    pages: pd.DataFrame,
    judgements: pd.DataFrame,
    claims: Iterable[dict],
) -> list[Pair]:
    """Return each pair of evidence and a rated part of a claim on the same goods.

    Parameters
    ----------
    figures, pages, judgements : pandas.DataFrame
        As `tables` reads them.
    claims : iterable of dict
        As `claims.read_claims` returns them.

    Examples
    --------
    >>> from dualuse.base.claims import read_claims
    >>> read = tables.read_figures(), tables.read_pages(), tables.read_judgements()
    >>> pairs = list_pairs(*read, read_claims())
    >>> next(pair.decision for pair in pairs if pair[:2] == ("A1", "F205"))
    'used'
    """
    evidence = list_evidence(figures, pages, tables.read_reference("products"))
    addresses = pages.set_index("id")["url"]
    choices = read_choices()
    pairs = []
    for claim in claims:
        shown = find_bearing([{**claim, "evidence": []}]).figures
        for part in list_parts(claim):
            if part.get("asks") == "opinion":
                continue
            judged = judgements.loc[judgements["part"] == part["id"], "page"]
            decided = list_decided(part, shown, evidence, set(addresses[judged]))
            for row in evidence:
                goods = {*row["about"].split()} & {*part.get("about", [])}
                if goods:
                    decision = decided.get((row["kind"], row["id"]), OPEN)
                    reason = "" if decision else explain_apart(row, part["id"], choices)
                    decision = APART if reason else decision
                    words = " ".join(sorted(goods))
                    pairs.append(Pair(part["id"], row["id"], words, decision, reason))
    return pairs


def list_decided(
    part: dict, shown: Collection[str], evidence: list[dict], read: Collection[str]
) -> dict[tuple[str, str], str]:
    """Return what a part of a claim does with figures and pages: {(kind, id): what}.

    Parameters
    ----------
    shown : collection of str
        Figures that its claim shows beside it. Beside a part that numbers test, the page
        that prints one is shown as well; for any other part a page must be judged.
    read : collection of str
        Addresses of the pages that are judged for the part.
    """
    is_tested = "tests" in part
    compared = list_compared_figures(part, evidence)
    beside = {row["id"] for row in evidence if repeats(row, shown)}
    printed = {row["page"] for row in evidence if row["id"] in compared | beside}
    decided = {}
    for row in evidence:
        key = row["kind"], row["id"]
        if row["page"] in read:
            decided[key] = JUDGED
        elif row["kind"] == "page":
            if is_tested and row["page"] in printed:
                decided[key] = NAMED
        elif row["id"] in compared:
            decided[key] = USED
        elif row["id"] in beside:
            decided[key] = NAMED
    return decided


def repeats(row: Mapping[str, str], figures: Collection[str]) -> bool:
    """Tell whether a row is one of some figures, or repeats one."""
    return row["id"] in figures or row.get("same_fact", "") in figures


def list_compared_figures(part: dict, evidence: list[dict]) -> set[str]:
    """Return the figures that a part of a claim is compared with."""
    series = list_used_series(part)
    figures = find_bearing([part]).figures
    rows = [row for row in evidence if row["kind"] == "figure"]
    return {
        row["id"] for row in rows if row["series"] in series or repeats(row, figures)
    }


def explain_apart(row: Mapping[str, str], part: str, choices: list[dict]) -> str:
    """Return why a figure or a page does not bear on a part; nothing if nobody says."""
    for choice in choices:
        if part in choice["parts"].split() and chooses(choice, row):
            return choice["reason"]
    return ""


def name_open(pairs: Iterable[Pair]) -> list[str]:
    """Return the pairs that nobody has decided, a line a row of evidence.

    >>> name_open([Pair("A1", "F9", "drones", "", ""), Pair("A2", "F9", "drones", "", "")])
    ['F9 (drones) is not asked of A1, A2: judge it, use it, or say in \
published/not_bearing.csv why it does not bear']
    """
    by_row: dict[tuple[str, str], list[str]] = {}
    for pair in pairs:
        if pair.decision == OPEN:
            by_row.setdefault((pair.row, pair.goods), []).append(pair.part)
    lines = []
    for (row, goods), parts in by_row.items():
        asked = f"{row} ({goods}) is not asked of {', '.join(parts)}"
        what = f"judge it, use it, or say in {NOT_BEARING} why it does not bear"
        lines.append(f"{asked}: {what}")
    return lines
