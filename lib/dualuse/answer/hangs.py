"""What an answer hangs on, in words: the smallest things without which it changes."""

from collections.abc import Mapping
from typing import TypedDict

from dualuse.answer import sentences
from dualuse.base import wording
from dualuse.base.claims import list_parts
from dualuse.engine.robustness import (
    FIGURE,
    LEFT_OUT,
    LITERAL,
    OUTLET,
    TWO_SOURCES,
    Case,
    Change,
    Thing,
)
from dualuse.engine.verdicts import OPINION, Verdict


class Hangs(TypedDict):
    """What an answer hangs on, as processed/claims/*.json has it."""

    text: str
    kinds: list[list[str]]
    sets: list[list[str]]
    then: list[str]


def find_hangs(case: Case, unless: str = "") -> Hangs:
    """Return what the answer of a case hangs on, as JSON and in a sentence or two.

    Parameters
    ----------
    unless : str
        What the page says of months and of words taken literally.
    """
    if case.verdict.word == OPINION:
        return {"text": "", "kinds": [], "sets": [], "then": []}
    changes = case.list_changes()
    is_silent = case.is_undecided and not case.list_things()
    if is_of_dates(case.claim):
        text = sentences.write("hangs_dates")
        return {"text": text, "kinds": [], "sets": [], "then": []}
    names = name_what_is_left_out(case)
    told = []
    for change in choose_told(case, changes):
        becomes = tell_becoming(change, case.verdict)
        told.append(([names[thing] for thing in change.things], becomes))
    choices = dict.fromkeys([TWO_SOURCES, LITERAL], "")
    for change in changes:
        choices[change.things[0].kind] = tell_becoming(change, case.verdict)
    two_sources = choices[TWO_SOURCES]
    literally = "" if unless else choices[LITERAL]
    text = sentences.tell_hangs(told, two_sources, literally, is_silent)
    if case.is_undecided and not is_silent:
        text = sentences.write("hangs_undecided")
    return {
        "text": f"{unless} {text}".strip(),
        "kinds": [[thing.kind for thing in each.things] for each in changes],
        "sets": [[thing.name for thing in each.things] for each in changes],
        "then": [each.becomes for each in changes],
    }


def is_of_dates(claim: dict) -> bool:
    """Tell whether nothing but dates is asked about a claim."""
    specs = [spec for part in list_parts(claim) for spec in part.get("evidence", [])]
    return bool(specs) and all("calendar" in spec for spec in specs)


def tell_becoming(change: Change, published: Verdict) -> str:
    """Return what an answer becomes; that it loses its condition is said."""
    if change.becomes == published.word:
        return sentences.write("same_word", change.becomes)
    return change.becomes


def name_what_is_left_out(case: Case) -> Mapping[Thing, str]:
    """Return the name of each thing for readers."""
    names, known = {}, case.evidence.outlets.names
    for thing in case.list_things(case.tried):
        outlets = sentences.list_outlets(case.list_outlets(thing), known)
        names[thing] = outlets
        if thing.kind == FIGURE:
            row = case.figures.set_index("id").loc[thing.name].to_dict()
            printed = wording.format_figure(row)
            names[thing] = sentences.write("a_figure", printed, outlets)
        elif thing.kind != OUTLET:
            names[thing] = sentences.write(f"a_{thing.kind}", thing.name, outlets)
    return names


def choose_told(case: Case, changes: list[Change]) -> list[Change]:
    """Return the changes that a sentence tells: each outlet, not all that it printed.

    A page read at another outlet's address goes by the outlet that wrote it.
    """
    left_out = [each for each in changes if each.things[0].kind in LEFT_OUT]
    writers = {*case.list_relied(case.tried)["outlet"], *case.counted_pages["outlet"]}
    told: list[Change] = []
    named: dict[tuple, int] = {}  # how many outlets stand for these pages
    for change in left_out:
        outlets = [thing.name for thing in change.things if thing.kind == OUTLET]
        origins = [frozenset(case.list_outlets(thing)) for thing in change.things]
        key = (frozenset(origins), change.becomes)
        if len(outlets) < named.get(key, 0) or not writers.issuperset(outlets):
            continue
        told.append(change)
        named.setdefault(key, len(outlets))
    return told
