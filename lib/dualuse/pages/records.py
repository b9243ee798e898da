"""A record for each published figure and each page: what was printed, what it means, what rests on it."""

from functools import cache
from typing import Any

import pandas as pd

from dualuse.data import load, printed
from dualuse.pages import badges
from pressroom import show, wording

ROLES = {
    "evidence": "evidence",
    "context": "context: helps to read, decides nothing",
    "claim": "goes back to the articles under test: shown, never used",
}


def cards(figures: pd.DataFrame, labels: dict | None = None) -> dict:
    """Return {id: what a page shows of a figure} of `load.figures()`.

    Parameters
    ----------
    figures : pandas.DataFrame
        One row a print.
    labels : dict, optional
        Source to its name, as `load.labels()` has it.
    """
    words = printed.as_printed(figures)
    return {row["id"]: _card(row, words[row["id"]], labels or {}) for row in figures.to_dict("records")}


def _card(row: dict, words: str, labels: dict) -> dict:
    """Return one figure as a page shows it."""
    ends = row["period_start"] and row["period_end"]
    growth = row["growth"] if row["value"] else ""
    sign = "" if growth.startswith("-") else "+"
    return {key: row.get(key) or "" for key in KEPT} | {
        "printed": words,
        "source": labels.get(row["source"], row["source"]),
        "what": what(row),
        "growth": f"{sign}{growth}%".replace("-", "−") if growth else "",
        "period": wording.period(row["period_start"], row["period_end"]) if ends else "no month printed",
        "start": row["period_start"],
        "end": row["period_end"],
        "allows": _both(row),
        "role": ROLES.get(row["role"], row["role"]),
    }


KEPT = ("id", "publisher", "page", "outlet", "quote", "note", "inferred", "archived")
FLOWS = {
    "export": "exports to",
    "import": "imports from",
    "trade": "trade with",
    "re-export": "re-exports to",
}


def what(row: Any) -> str:
    """Return what was counted: "China, exports to Russia: drones"."""
    who, whom = (_countries().get(row[c], row[c]) for c in ("reporter", "partner"))
    flow = f"{FLOWS[row['flow']]} {whom}" if row["flow"] in FLOWS else row["flow"]
    return f"{who}, {flow}: {row['product_text'] or row['product']}"


@cache
def _countries() -> dict:
    frame = load.reference("countries")
    return {"WLD": "the world"} | dict(zip(frame["iso3"], frame["name"], strict=True))


def _both(row: dict) -> str:
    """Return the range that a print allows, under both readings of its hedge where they differ."""
    if not row["value"]:
        return ""
    says = (printed.interval(row["value"], row["unit"], row["hedge"], r) for r in printed.READINGS)
    unit = printed.unit(row["unit"])[1]
    said, letter = (wording.between(i.left, i.right, unit) for i in says)
    return said if said == letter else f"{said} as newspapers write; {letter} to the letter"


def named(claim: dict, cards: dict) -> dict:
    """Return the cards of the figures that a claim's page names: what it rests on, and what helps to read it."""
    return {figure: cards[figure] for figure in used_by([claim]) if figure in cards}


def used_by(verdicts: list) -> dict:
    """Return {id of a figure or page: ids of the claims that rest on it or show it}."""
    found: dict = {}
    for v in verdicts:
        ids = [f for i in v["evidence"] for f in i["figures"]] + list(v.get("context") or [])
        for figure in dict.fromkeys(ids):
            found.setdefault(figure, []).append(v["id"])
    return found


def show_figures(
    figures: pd.DataFrame, labels: dict, built: pd.DataFrame, set_aside: pd.DataFrame, verdicts: list
) -> None:
    """Show a record for each figure.

    Parameters
    ----------
    built, set_aside : pandas.DataFrame
        As notebook 01 writes them: what became of each figure, and what was left out with the likely cause.
    """
    fate = dict(zip(built["id"], built["fate"], strict=True))
    why = dict(zip(set_aside["figure"], set_aside["likely_cause"], strict=True))
    rows = [c | {"fate": fate.get(i, ""), "why": why.get(i, "")} for i, c in cards(figures, labels).items()]
    show.display(
        badges.template("figures.html.j2", rows=rows, used=used_by(verdicts)), f"{len(rows)} figures"
    )


def show_gone(gathered: pd.DataFrame, known: Any) -> None:
    """Show a line for each gathered row that was merged or left out, so that its id leads to the reason."""
    rows = gathered[~gathered["id"].isin(known)].to_dict("records")
    show.display(badges.template("gone.html.j2", rows=rows), f"{len(rows)} rows without a record")


def show_pages(statements: pd.DataFrame, figures: pd.DataFrame) -> None:
    """Show a record for each page that speaks to a claim; where a figure has its id, that record stands first.

    A row without a page says that none was found: it stands below the records.
    """
    pages: dict = {}
    for row in statements.to_dict("records"):
        pages.setdefault(row["page_id"], []).append(row)
    unfound = pages.pop("", [])
    markup = badges.template("statements.html.j2", pages=pages, unfound=unfound, taken=set(figures["id"]))
    show.display(markup, f"{len(pages)} pages")
