"""What an answer hangs on: the smallest things without which it changes, as rows."""

from typing import TypedDict

from dualuse.base.claims import list_parts
from dualuse.engine.robustness import Case
from dualuse.engine.verdicts import OPINION


class Hang(TypedDict):
    """What an answer hangs on, as processed/claims/*.json has it."""

    kinds: list[str]
    names: list[str]  # of each kind
    becomes: str


def find_hangs(case: Case) -> list[Hang]:
    """Return what the answer of a case hangs on: what is left out, and what it is then."""
    if case.verdict.word == OPINION or is_of_dates(case.claim):
        return []
    hangs: list[Hang] = []
    for things, becomes in case.list_changes():
        kinds, names = map(list, zip(*things, strict=True))
        hangs.append({"kinds": kinds, "names": names, "becomes": becomes})
    return hangs


def is_of_dates(claim: dict) -> bool:
    """Tell whether nothing but dates is asked about a claim."""
    specs = [spec for part in list_parts(claim) for spec in part.get("evidence", [])]
    return bool(specs) and all("calendar" in spec for spec in specs)
