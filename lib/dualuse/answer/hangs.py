"""What an answer hangs on: the smallest things without which it changes, as rows."""

from typing import TypedDict

from dualuse.base.claims import list_parts
from dualuse.engine.robustness import Case
from dualuse.engine.verdicts import OPINION


class Hangs(TypedDict):
    """What an answer hangs on, as processed/claims/*.json has it."""

    tried: bool  # or nobody left anything out
    kinds: list[list[str]]
    sets: list[list[str]]
    then: list[str]


def find_hangs(case: Case) -> Hangs:
    """Return what the answer of a case hangs on: what is left out, and what it is then."""
    is_tried = case.verdict.word != OPINION and not is_of_dates(case.claim)
    changes = case.list_changes() if is_tried else []
    return {
        "tried": is_tried,
        "kinds": [[thing.kind for thing in each.things] for each in changes],
        "sets": [[thing.name for thing in each.things] for each in changes],
        "then": [each.becomes for each in changes],
    }


def is_of_dates(claim: dict) -> bool:
    """Tell whether nothing but dates is asked about a claim."""
    specs = [spec for part in list_parts(claim) for spec in part.get("evidence", [])]
    return bool(specs) and all("calendar" in spec for spec in specs)
