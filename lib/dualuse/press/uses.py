"""What a figure or a page does for the claims that it bears on."""

from dualuse.engine.verdicts import PAGE_SHOWS
from dualuse.press import prints
from dualuse.press.bearings import list_bearings
from dualuse.press.prints import Rows

# What a row does for a claim, strongest first
USES = {"supports": "decides", "against": "decides", "in part": "suggests it"}
USES |= {"leaves open": "leaves it open", "background": "background"}
TOUCHES = {"speaks against it", "suggests it", "leaves it open"}
STRONGEST = ["decides", "speaks against it", *list(USES.values())[2:]]


def name_use(bearing: dict, asks: str) -> str:
    """Return what a figure or page does for a part: a report by itself decides nothing.

    >>> name_use({"relation": "in part"}, "so")
    'suggests it'
    >>> report = {"relation": "against", "shows": "report"}
    >>> name_use({"relation": "against", "page": report}, "so")
    'speaks against it'
    """
    relation = bearing["relation"]
    shows = PAGE_SHOWS.get(asks, [])
    if relation == "against" and "page" in bearing:
        return "decides" if bearing["page"]["shows"] in shows else "speaks against it"
    return USES[relation]


def name_uses(claims: list[dict], rows: Rows) -> dict[str, dict[str, str]]:
    """Return {figure or page: {claim: what it is there}}.

    It decides, or prints another number for a fact that decides, or suggests an answer
    without proving it, or leaves it open, or is background.
    """
    uses: dict[str, dict[str, str]] = {}
    for claim in claims:
        asks = {part["id"]: part["asks"] for part in claim["parts"]}
        for name, bearings in list_bearings(claim, rows).items():
            found = {name_use(row, asks.get(row["part"], "")) for row in bearings}
            uses.setdefault(name, {})[claim["id"]] = min(found, key=STRONGEST.index)
        for row in prints.list_unlike(claim, rows):
            by_claim = uses.setdefault(row["id"], {})
            if by_claim.get(claim["id"]) != "decides":
                by_claim[claim["id"]] = prints.ANOTHER
    return uses
