"""What a claim is under other readings: its last month, hedges to the letter, two sources."""

from collections.abc import Mapping
from copy import copy
from itertools import product

from dualuse.base import tables
from dualuse.base.parts import list_parts
from dualuse.engine.evidence import Evidence, judge_part
from dualuse.engine.verdicts import Verdict, combine_parts_and_readings

# Whether hedges are taken literally, and how many sources are needed; first what we publish
CHOICES = [*product([False, True], [1, 2])]


def list_ends() -> list[str]:
    """Return the last months that the story may mean; none, if only one."""
    months = tables.read_story().get("months", [])
    ends = sorted({end for _, end in months})
    return ends if len(ends) > 1 else []


def choose_months(part: Mapping, end: str) -> Mapping:
    """Return a part that means one last month, if that is open and one of its own."""
    periods = part.get("periods", [])
    chosen = [period for period in periods if period[1] == end]
    if len(periods) > 1 and chosen:
        return {**part, "periods": chosen}
    return part


def read_grid(claim: dict, evidence: Evidence) -> dict[str, list[Verdict]]:
    """Return the verdict on a claim by last month, "" for whichever, a column a choice."""
    columns = []
    for is_literal, quorum in CHOICES:
        choice = copy(evidence.literally if is_literal else evidence)
        choice.quorum = quorum
        columns.append(choice)
    grid = {}
    for end in ["", *list_ends()]:
        parts = [dict(choose_months(part, end)) for part in list_parts(claim)]
        grid[end] = [
            combine_parts_and_readings([judge_part(part, choice) for part in parts])
            for choice in columns
        ]
    return grid
