"""The rule: what a claim says, beside what the evidence allows, is a verdict.

confirmed          the evidence lies inside the claim's words, as first released
contradicted       it lies outside them in every release: lower or higher
possible           some release allows them, and nothing shows them
no evidence found  nothing we found shows or excludes them
partly confirmed   some parts are confirmed; each part is shown
opinion            not rated
"""

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd
from dualuse.printed import read_growth, read_level

CONFIRMED, PARTLY = "confirmed", "partly confirmed"
CONTRADICTED, POSSIBLE = "contradicted", "possible"
NO_EVIDENCE, OPINION = "no evidence found", "opinion"
WEAKEST_FIRST = [CONTRADICTED, POSSIBLE, CONFIRMED]
RELATIONS = {">": "more than", ">=": "at least", "<": "less than", "<=": "up to"}
LEAST = {"growth": -100.0}  # nothing falls by more than all of it
IN_POINTS = ["growth", "share"]
SHOWS = {  # what a page must be to show that it was said, or that it is so
    "said": ["primary", "quoted", "first"],
    "so": ["primary", "first-hand", "admission"],
}


class Words(NamedTuple):
    """What a claim says, and the most that its words allow: "46%" may be cut off."""

    says: pd.Interval
    allows: pd.Interval


@dataclass(frozen=True)
class Verdict:
    """The word of the scale, with which way and how far the evidence lies off.

    `apart` is a factor, or points for growth and shares. `parts` counts the verdicts of
    a claim's parts.
    """

    word: str
    direction: str = ""
    apart: float = math.nan
    sources: int = 0
    parts: tuple = ()

    def __str__(self) -> str:
        text = f"{self.word} ({self.direction})" if self.direction else self.word
        if self.sources == 1 and self.word in (CONFIRMED, CONTRADICTED):
            text += ", on one source"
        if self.word == PARTLY:
            counts = [f"{number} {word}" for word, number in self.parts]
            text += f": {', '.join(counts)}"
        return text


def read_words(test: dict, goods: int = 0) -> Words:
    """Return what a test of data/claims.yaml says, held to its words.

    >>> read_words({"kind": "growth", "value": "46", "hedge": "exact"}).says
    Interval(45.5, 46.5, closed='both')
    >>> read_words({"kind": "growth", "value": "0", "operator": ">"}).says
    Interval(0.0, inf, closed='right')
    """
    if test["kind"] == "tally":  # most, or many, is more than half of the goods
        most = pd.Interval(goods / 2, math.inf, closed="right")
        return Words(most, most)
    hedge = test.get("hedge") or RELATIONS[test["operator"]]
    if hedge == "exact":
        return Words(read_value(test, "rounded"), read_value(test, "exact"))
    literal = read_value(test, hedge, literal=True)
    return Words(literal, literal)


def read_value(test: dict, hedge: str, literal: bool = False) -> pd.Interval:
    """Return the number of a test by one way of reading it, in its base unit."""
    if test["kind"] == "growth":
        return read_growth(test["value"], hedge, literal)
    return read_level(test["value"], test["unit"], hedge, literal)


def judge(
    words: Words,
    own: pd.Interval | None,
    widest: pd.Interval | None,
    kind: str = "level",
    is_printed_so: bool = False,
) -> Verdict:
    """Return the verdict of one source on one test.

    Parameters
    ----------
    own : pandas.Interval or None
        What had been printed when the claim was made; None where nothing was.
    widest : pandas.Interval or None
        What any release gives.
    kind : {"level", "growth", "ratio", "share", "months", "tally"}
    is_printed_so : bool
        A release has the very number of the claim.

    Examples
    --------
    >>> words = read_words({"kind": "growth", "value": "40", "hedge": "exact"})
    >>> rate = pd.Interval(46.85, 47, closed="both")
    >>> print(judge(words, rate, rate, "growth"))
    contradicted (higher)
    """
    if own is None or widest is None:
        return Verdict(NO_EVIDENCE)
    if is_printed_so or is_inside(own, words.says):
        return Verdict(CONFIRMED)
    if not words.allows.overlaps(widest):
        return contradict(words.allows, widest, kind)
    is_floor = widest.right == math.inf
    is_ceiling = widest.left <= LEAST.get(kind, 0.0)
    if is_floor or is_ceiling or kind == "tally":
        return Verdict(NO_EVIDENCE)
    return Verdict(POSSIBLE)


def is_inside(evidence: pd.Interval, words: pd.Interval) -> bool:
    """Tell whether all that the evidence allows is what the words say."""
    above = evidence.left > words.left
    if words.closed_left:
        above = evidence.left >= words.left
    below = evidence.right < words.right
    if words.closed_right:
        below = evidence.right <= words.right
    return above and below


def contradict(words: pd.Interval, evidence: pd.Interval, kind: str) -> Verdict:
    """Return on which side of the words the evidence lies, and how far."""
    direction, near, far = "lower", evidence.right, words.left
    if evidence.left >= words.right:
        direction, near, far = "higher", words.right, evidence.left
    if kind in IN_POINTS:
        return Verdict(CONTRADICTED, direction, far - near)
    return Verdict(CONTRADICTED, direction, far / near if near > 0 else math.inf)


def find_weakest(verdicts: list[Verdict]) -> Verdict:
    """Return the first contradicted, else possible, else confirmed of one source."""
    for word in WEAKEST_FIRST:
        for verdict in verdicts:
            if verdict.word == word:
                return verdict
    return Verdict(NO_EVIDENCE)


def combine_sources(by_source: dict[str, list[Verdict]]) -> Verdict:
    """Return the verdict of independent sources, and how many it rests on.

    One source is enough on either side. Where one confirms and another contradicts, the
    claim is possible. Sources that may have read one file are one key.

    >>> print(combine_sources({"GACC": [Verdict("confirmed")], "NYT": []}))
    confirmed, on one source
    """
    verdicts = [find_weakest(verdicts) for verdicts in by_source.values()]
    words = Counter(verdict.word for verdict in verdicts)
    if words[CONFIRMED] and words[CONTRADICTED]:
        return Verdict(POSSIBLE, sources=words[CONFIRMED] + words[CONTRADICTED])
    if words[CONFIRMED]:
        return Verdict(CONFIRMED, sources=words[CONFIRMED])
    weakest = find_weakest(verdicts)
    if weakest.word == NO_EVIDENCE:
        return weakest
    return replace(weakest, sources=words[weakest.word])


def combine_parts(parts: list[Verdict]) -> Verdict:
    """Return the verdict of a claim of several parts, with how many are what.

    >>> print(combine_parts([Verdict("confirmed"), Verdict("no evidence found")]))
    partly confirmed: 1 confirmed, 1 no evidence found
    """
    if len(parts) == 1:
        return parts[0]
    words = Counter(part.word for part in parts)
    composition = tuple(words.items())
    rated = [part for part in parts if part.word != OPINION]
    if not rated:
        return Verdict(OPINION, parts=composition)
    if words[CONFIRMED] and words[CONFIRMED] < len(rated):
        return Verdict(PARTLY, parts=composition)
    return replace(find_weakest(rated), parts=composition)


def judge_pages(pages: list[dict], question: str) -> Verdict:
    """Return what independent pages say: was it said, or is it so?

    A page that shows confirms or contradicts, one that reports makes possible, and a
    party's denial decides nothing.

    Parameters
    ----------
    pages : list of dict
        `outlet`, `relation` (supports, contradicts, qualifies, context) and `seen`
        (primary, quoted, first, first-hand, admission, denial, reported).
    question : {"said", "so"}

    Examples
    --------
    >>> page = {"outlet": "BBC", "relation": "supports", "seen": "quoted"}
    >>> print(judge_pages([page], "said"))
    confirmed, on one source
    >>> print(judge_pages([page], "so"))
    possible
    """
    by_outlet = {}
    for page in pages:
        if page["relation"] == "context" or page["seen"] == "denial":
            continue
        word = POSSIBLE
        if page["seen"] in SHOWS[question]:
            shown = {"supports": CONFIRMED, "contradicts": CONTRADICTED}
            word = shown.get(page["relation"], POSSIBLE)
        by_outlet.setdefault(page["outlet"], []).append(Verdict(word))
    verdict = combine_sources(by_outlet)
    if verdict.word == CONTRADICTED:
        return replace(verdict, direction="other words")
    return verdict


def count_fallen(growths: list[pd.Interval | None]) -> pd.Interval:
    """Return how many goods fell, at least and at most; of None nothing is known."""
    fallen, unknown = 0, 0
    for growth in growths:
        if growth is None or growth.left < 0 <= growth.right:
            unknown += 1
        elif growth.right < 0:
            fallen += 1
    return pd.Interval(fallen, fallen + unknown, closed="both")
