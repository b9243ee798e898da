"""What a figure or a page does for the claims that it bears on."""

from dualuse.engine.verdicts import PAGE_SHOWS
from dualuse.press import prints
from dualuse.press.bearings import PAGE_RELATIONS, relate_figure, relate_page
from dualuse.press.prints import Rows

# What a row does for a claim, strongest first
USES = {"supports": "decides", "against": "decides", "in part": "suggests it"}
USES |= {"leaves open": "leaves it open", "background": "background"}
DOUBTS = "speaks against it"  # a report, which by itself decides nothing
TOUCHES = {DOUBTS, "suggests it", "leaves it open"}
STRONGEST = ["decides", DOUBTS, *list(USES.values())[2:]]


def relate_read_there(page: dict, part: dict, rows: Rows) -> str:
    """Return how a page bears on a part: as the figures do that were read on it."""
    relations = []
    for series in part["figures"]:
        addresses = [rows[name]["page"] for name in series["figures"] if name in rows]
        if page["url"] in addresses:
            relations.append(relate_figure(series))
    return min(
        relations, key=PAGE_RELATIONS.index, default=relate_page(page, part["asks"])
    )


def list_uses(claim: dict, rows: Rows) -> dict[str, set[str]]:
    """Return {figure or page: what it does for the parts of a claim}.

    A page has "-page" behind its id, for it may print a figure of the same. Where pages
    decide, a figure that is only shown stands with the page that it was read on.
    """
    uses: dict[str, set[str]] = {}
    shown: dict[str, set[str]] = {}  # by the address of the page
    for part in claim["parts"]:
        for series in part["figures"]:
            for name in series["figures"]:
                uses.setdefault(name, set()).add(USES[relate_figure(series)])
        for page in part["pages"]:
            relation = relate_read_there(page, part, rows)
            is_shown = page["shows"] in PAGE_SHOWS.get(part["asks"], [])
            is_doubt = relation == "against" and not is_shown
            use = DOUBTS if is_doubt else USES[relation]
            uses.setdefault(f"{page['id']}-page", set()).add(use)
            if part["asks"] != "tests":
                shown.setdefault(page["url"], set()).add(USES[relation])
    for name in claim["context"]:
        address = rows[name]["page"] if name in rows else ""
        uses.setdefault(name, shown.get(address, {"background"}))
    return uses


def name_uses(claims: list[dict], rows: Rows) -> dict[str, dict[str, str]]:
    """Return {figure or page: {claim: what it is there}}.

    It decides, or prints another number for a fact that decides, or suggests an answer
    without proving it, or leaves it open, or is background.
    """
    uses: dict[str, dict[str, str]] = {}
    for claim in claims:
        for name, found in list_uses(claim, rows).items():
            uses.setdefault(name, {})[claim["id"]] = min(found, key=STRONGEST.index)
        for row in prints.list_unlike(claim, rows):
            by_claim = uses.setdefault(row["id"], {})
            if by_claim.get(claim["id"]) != "decides":
                by_claim[claim["id"]] = prints.ANOTHER
    return uses
