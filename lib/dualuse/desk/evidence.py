"""What the desk reads: figures, official rows and pages, less what is left out."""

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache
from typing import Any

import pandas as pd

from dualuse.base import state, tables
from dualuse.base.errors import InputError, require_id
from dualuse.engine import contradictions
from dualuse.engine.evidence import Evidence, leave_out_figures

SET_ASIDE, TOTALS = "set_aside.csv", "official_totals.csv"
HELD_OUT = "held out"  # the role of a print that no range is reckoned from
NOTEBOOK = "DUALUSE_NOTEBOOK"  # of a build, which has just read these rows


def read_held_out() -> pd.DataFrame:
    """Return the prints that are kept aside to test the ranges, as figures are."""
    rows = tables.read_other("published/held_out.csv")
    columns = tables.read_figures().columns
    rows = rows.assign(
        role=HELD_OUT, source="NOT-NAMED", product_text=rows.get("product")
    )
    columns = columns.difference(["start", "end"], sort=False)
    rows = rows.reindex(columns=columns).astype(object).fillna("").astype(str)
    return tables.add_series(rows) if len(rows) else rows


def read_doubted(*without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures, and which of them cannot be true beside the others."""
    rows, wrong = doubt_figures(tables.verify_data(), *without)
    return rows.copy(), wrong.copy()


@cache
def doubt_figures(state: str, *without: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `read_doubted` does, once for each state of data/."""
    rows = tables.read_figures()
    if not without and tables.is_as_built(SET_ASIDE):
        return rows, tables.read_built(SET_ASIDE)
    rows = leave_out_figures(rows, without)
    sources = tables.read_reference("sources")
    return rows, contradictions.find_contradictions(rows, sources)


def read_official() -> pd.DataFrame | None:
    """Return the totals of official rows; None before a build has added them up.

    Raises
    ------
    InputError
        If rows of one's own are others than those that the last build read.
    """
    changed = state.list_changed_rows(tables.PROCESSED)
    if changed and NOTEBOOK not in os.environ:
        raise InputError(
            "data/official/fetched",
            f"{len(changed)} files that the last build did not read so, such as {changed[0]}",
            "`make reports`, which adds them up",
        )
    with suppress(InputError):
        totals = tables.read_built(TOTALS)
        # a column without one number was read as text
        measured = totals[["quantity", "net_weight_kg"]].apply(pd.to_numeric)
        return totals.assign(**measured)
    return None


def list_ids() -> set[str]:
    """Return the ids of all that can be left out."""
    listed = {*tables.read_figures()["id"], *tables.read_pages()["id"]}
    listed |= {*tables.read_reference("outlets")["id"]}
    return listed | {*tables.read_reference("sources")["source"]}


def list_without(without: str | Iterable[str]) -> list[str]:
    """Return the ids of what is left out: of figures, pages, outlets, sources."""
    words = [without] if isinstance(without, str) else [*without]
    known = list_ids() if words else set()
    return [require_id("without", word, known) for word in dict.fromkeys(words)]


def read_evidence(without: str | Iterable[str] = (), literal: bool = False) -> Evidence:
    """Return what speaks to a claim, less figures, pages, outlets or sources."""
    ids = list_without(without)
    rows, wrong = read_doubted(*ids)
    given = rows, tables.read_reference("sources"), wrong
    pages = tables.read_pages(), tables.read_judgements(), read_official()
    return Evidence(*given, *pages, literal=literal, without=ids)


def read_saved(ids: Collection[str]) -> dict[str, Any]:
    """Return the claims as the last build judged them; none, if data has changed."""
    saved = {}
    for name in ids:
        path = f"claims/{name}.json"
        if not tables.is_as_built(path):
            return {}
        saved[name] = tables.read_built_json(path)
    return saved
