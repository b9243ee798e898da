"""Labels that a person set by hand, and which of them decide a verdict alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from dualuse.verdicts import records, trade
from dualuse.verdicts.evidence import Page, Trade
from dualuse.verdicts.records import BEARING

Label = tuple[str, str, str]  # the label, the other reading, the verdict that it would make
# What another careful reader might have called it: one step, never from support to contradiction.
NEIGHBOURS: dict[str, tuple[str, ...]] = dict.fromkeys(("supports", "contradicts", "context"), ("qualifies",))
NEIGHBOURS |= {"qualifies": ("supports", "contradicts", "context")}
SEEN = {"primary": "reported", "quoted": "reported"}
COLUMNS = ["claim", "part", "verdict", "label", "other", "becomes"]


def _of_pages(part: dict, items: list[Page]) -> Iterator[Label]:
    """Yield (label, the other reading, verdict) for every label of the pages on an assertion."""
    for n, item in enumerate(items):
        others: list[tuple[str, str, dict[str, Any]]] = [
            (f"{item.id} {item.relation}", other, {"relation": other}) for other in NEIGHBOURS[item.relation]
        ]
        if item.seen in SEEN:
            others.append((f"{item.id} seen {item.seen}", SEEN[item.seen], {"seen": SEEN[item.seen]}))
        fits = ("bears on it", "does not bear on it")[:: 1 if item.fits else -1]
        others.append((f"{item.id} {fits[0]}", fits[1], {"fits": not item.fits}))
        for label, other, change in others:
            changed = [*items[:n], replace(item, **change), *items[n + 1 :]]
            yield label, other, records.judged(part, changed)[0]
    if "first" in part:
        less = {k: v for k, v in part.items() if k != "first"}
        yield f"{part['first']} is the first publication", "a retelling", records.judged(less, items)[0]


def _of_sources(part: dict, gathered: list[tuple[dict, list[Trade]]]) -> Iterator[Label]:
    """Yield (label, the other reading, verdict) for every label of the sources on an assertion."""
    for n, (spec, items) in enumerate(gathered):
        fits = spec.get("fits", True)
        changed = [*gathered[:n], (spec | {"fits": not fits}, items), *gathered[n + 1 :]]
        words = ("fits", "does not fit")[:: 1 if fits else -1]
        yield f"{items[0].source} {words[0]}", words[1], trade.vote(part, changed)[0]
        if "may_be" in spec:
            own = {k: v for k, v in spec.items() if k != "may_be"}
            changed = [*gathered[:n], (own, items), *gathered[n + 1 :]]
            yield f"{items[0].source} may be {spec['may_be']}", "of its own", trade.vote(part, changed)[0]


def decisive(
    part: dict, verdict: str, items: list[Page], gathered: list[tuple[dict, list[Trade]]]
) -> list[Label]:
    """Return the labels that decide an assertion alone, as (label, the other reading, what it would become).

    Parameters
    ----------
    part : dict
        As `claim_file.parts` returns it.
    verdict : str
    items : list of Page
    gathered : list of (dict, list of Trade)
        Each source of data/claims.yaml with what it says; empty where pages decide.
    """
    if part["way"] == "opinion":
        return []
    tried = _of_sources(part, gathered) if part["way"] == "trade" else _of_pages(part, items)
    return [(label, other, becomes) for label, other, becomes in tried if becomes != verdict]


def pages(items: Sequence[Trade | Page], figures: pd.DataFrame) -> int:
    """Return how many pages outside the articles print what a verdict rests on; reprints of a figure count."""
    votes = [i for i in items if i.fits and (isinstance(i, Trade) or i.relation in BEARING)]
    ids = {f for i in votes for f in i.figures}
    prints = (figures["role"] != "claim") & (figures["id"].isin(ids) | figures["same_fact"].isin(ids))
    return len({*figures.loc[prints, "page"], *(i.page for i in votes if isinstance(i, Page))})


def table(verdicts: Iterable[dict]) -> pd.DataFrame:
    """Return every label that decides a verdict alone, one row each.

    Parameters
    ----------
    verdicts : list of dict
        As in reports/verdicts.json.
    """
    rows = [
        (v["id"], part.get("id", ""), part["verdict"], *label)
        for v in verdicts
        for part in (v["parts"] or [v])
        for label in part["rests_on"]["labels"]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
