"""The rule: what a claim says, beside what the evidence allows, is a verdict.

A claim is held to its words; evidence is read as its writers use words. rule.json has
the words of the scale, and the verdict on every situation; the pages print the words. The code
says which situation it is: of a source, of a page, of several sources, of several
readings of one claim, of its parts. `decide` then looks up the verdict.
"""

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from dualuse.base import shapes, wording
from dualuse.base.printed import read_growth, read_level
from dualuse.base.units import LARGEST_FALL, POINTS


class Word(NamedTuple):
    """A word of the scale: what it means, its sign, its colour on white and on black."""

    word: str
    means: str
    symbol: str
    light: str
    dark: str


WRITTEN = shapes.read_own("rule.json")
SCALE = [Word(**word) for word in WRITTEN["scale"]]
WORDS = [word.word for word in SCALE]
CONFIRMED, PARTLY, POSSIBLE, PARTLY_NOT, CONTRADICTED, *_ = WORDS
*_, NOT_SETTLED, NO_EVIDENCE, OPINION = WORDS
UNDECIDED = [NOT_SETTLED, NO_EVIDENCE]
RULE = {row["situation"]: row["verdict"] for row in WRITTEN["rule"]}
DECIDED = [CONFIRMED, CONTRADICTED]
TELLING = [CONFIRMED, PARTLY, CONTRADICTED, PARTLY_NOT]  # strong enough to count
RESTS_ON = {"parts partly": CONFIRMED, "parts partly not": CONTRADICTED}
DIFFER = "sources differ"  # one confirms, another contradicts
REPORTS_DIFFER = "reports differ"  # one reports it, another reports otherwise
OTHERWISE = "reported otherwise"  # a report against it, and nothing for it
ONLY_REVISED = "only if revised"  # the first release says otherwise
EITHER_WAY = "lower and higher"  # by one source lower, by another higher
BESIDE = "page beside"  # it speaks neither for nor against
OPERATORS = {">": "more than", ">=": "at least", "<": "less than"}
# a growth below nought, in per cent and in points
FELL = pd.Interval(LARGEST_FALL, 0.0, closed="left")
FELL_IN_POINTS = pd.Interval(-math.inf, 0.0, closed="left")
LEAST = {"growth": LARGEST_FALL}
IN_POINTS = ["growth", "share"]
WEAKEST_FIRST = [CONTRADICTED, DIFFER, REPORTS_DIFFER, POSSIBLE, ONLY_REVISED]
WEAKEST_FIRST += [CONFIRMED, OTHERWISE, NOT_SETTLED, NO_EVIDENCE]
PAGE_SHOWS = {  # what a page must be to show that it was said, or that it is so
    "said": ["document", "quotation", "first-hand", "admission"],
    "so": ["document", "first-hand", "admission"],
}


class Words(NamedTuple):
    """What a claim says, and the most that its words allow: "46%" may be cut off."""

    says: pd.Interval
    allows: pd.Interval


@dataclass(frozen=True)
class Verdict:
    """The word of the scale, which way and how far the evidence lies off.

    `apart` is a factor, or points where the numbers are per cent. `parts` counts the verdicts of
    a claim's parts. `lone_pages`: how many pages it would fall without any one of.
    `readings`: where the words of a claim leave readings open that give other verdicts,
    each that would confirm or contradict, and its word; `lone_readings`: those of them
    that would do so on one source; `one_page_readings`: those that would on one page.
    """

    word: str
    direction: str = ""
    apart: float = math.nan
    sources: int = 0
    parts: tuple = ()
    lone_pages: int = 0
    readings: tuple = ()
    lone_readings: tuple = ()
    one_page_readings: tuple = ()

    @property
    def on_one_source(self) -> bool:
        """Tell whether it would fall with its only source."""
        return self.sources == 1 and self.word in TELLING

    @property
    def conditions(self) -> list[str]:
        """Return what it would be under each reading that says more."""
        told = []
        for reading, word in self.readings:
            marks = []
            if reading in self.lone_readings:
                marks.append("one source")
            if reading in self.one_page_readings:
                marks.append("one page")
            on_one = f", on {' and '.join(marks)}," if marks else ""
            told.append(f"{word}{on_one} if it means {reading}")
        return told

    def __str__(self) -> str:
        text = self.word
        if self.direction == ONLY_REVISED:
            text += f", {self.direction}"
        elif self.direction:
            text += f" ({self.direction})"
        if self.word in (PARTLY, PARTLY_NOT):
            counts = [f"{number} {word}" for word, number in self.parts]
            text += f" ({', '.join(counts)})"
        for condition in self.conditions:
            text += f" ({condition})"
        marks = []
        if self.on_one_source:
            marks.append("one source")
        if self.lone_pages == 1:
            marks.append("one page")
        elif self.lone_pages:
            number = wording.format_value(self.lone_pages, "word")
            every = "both" if self.lone_pages == 2 else "all"
            marks.append(f"{number} pages, {every} needed")
        if marks:
            text += f", on {' and '.join(marks)}"
        return text


def decide(situation: str, **fields: Any) -> Verdict:
    """Return what the rule says of a situation, with the direction, sources, ..."""
    return Verdict(RULE[situation], **fields)


def read_words(test: dict, goods: int = 0) -> Words:
    """Return what a test of data/claims.yaml says, held to its words.

    >>> read_words({"kind": "growth", "value": "46", "hedge": "exact"}).says
    Interval(45.5, 46.5, closed='both')
    >>> read_words({"kind": "growth", "value": "0", "operator": ">"}).says
    Interval(0.0, inf, closed='right')
    """
    if "low" in test:  # plain ends, of a claim that nobody worded
        ends = pd.Interval(test["low"], test["high"], closed="both")
        ends *= test.get("times", 1)
        return Words(ends, ends)
    if test["kind"] == "tally":  # over half the goods
        more = pd.Interval(goods / 2, math.inf, closed="right")
        return Words(more, more)
    if test.get("operator") == "<":
        fell = FELL_IN_POINTS if test.get("unit") == POINTS else FELL
        return Words(fell, fell)
    hedge = test.get("hedge") or OPERATORS[test["operator"]]
    if hedge == "exact":
        allows = open_far_end(read_value(test, "exact"), test["value"])
        return Words(read_value(test, "rounded"), allows)
    literal = read_value(test, hedge, literal=True)
    return Words(literal, literal)


def open_far_end(reads: pd.Interval, printed: str) -> pd.Interval:
    """Return what a number may mean, without the next one away from nought.

    "1.9" may be 1.99, cut off, and not 2.0: that would be printed as 2.0.

    >>> open_far_end(pd.Interval(1.85, 2.0, "both"), "1.9")
    Interval(1.85, 2.0, closed='left')
    >>> open_far_end(pd.Interval(-100, -99.5, "both"), "-100")
    Interval(-100, -99.5, closed='both')
    """
    if reads.length == 0 or reads.left == LARGEST_FALL:
        return reads
    falls = printed.startswith(("-", "\u2212"))
    return pd.Interval(reads.left, reads.right, "right" if falls else "left")


def read_value(test: dict, hedge: str, literal: bool = False) -> pd.Interval:
    """Return the number of a test by one way of reading it, in its base unit."""
    if test["kind"] == "growth":
        unit = test.get("unit", "")
        return read_growth(test["value"], hedge, literal, unit)
    level = read_level(test["value"], test["unit"], hedge, literal)
    return level * test.get("times", 1)  # of an average: the months or days it is of


def judge(
    words: Words,
    own: pd.Interval | None,
    widest: pd.Interval | None,
    kind: str = "level",
    is_printed_so: bool = False,
    bears: bool = False,
    in_points: bool = False,
    is_implied: bool = False,
) -> Verdict:
    """Return the verdict of one source on one test.

    Parameters
    ----------
    own : pandas.Interval or None
        What the first release of the months says; None where none does.
    widest : pandas.Interval or None
        What any release gives.
    kind : {"level", "growth", "ratio", "share", "months", "tally"}
    is_printed_so : bool
        A release that we count prints the number of the claim, or one inside its words.
    bears : bool
        Where no range answers: it counts the goods in some of the months.
    in_points : bool
        The numbers are per cent, as those of growth and shares are in any case.
    is_implied : bool
        A release that we count says so in its own words: "more than 32" of "more than 30".

    Examples
    --------
    >>> words = read_words({"kind": "growth", "value": "40", "hedge": "exact"})
    >>> rate = pd.Interval(46.85, 47, closed="both")
    >>> print(judge(words, rate, rate, "growth"))
    contradicted (higher)
    """
    if own is None or widest is None:
        return decide("source open" if bears else "source silent")
    situation = "inside"
    if not is_implied:
        situation = compare(words, own, widest, kind, is_printed_so)
    if situation == "outside":
        direction, apart = measure_distance(
            words.allows, widest, in_points or kind in IN_POINTS
        )
        return decide("source outside", direction=direction, apart=apart)
    if situation == "revised":
        return decide("source revised", direction=ONLY_REVISED)
    return decide(f"source {situation}")


def compare(
    words: Words, own: pd.Interval, widest: pd.Interval, kind: str, is_printed_so: bool
) -> str:
    """Return the situation of `RULE` that a source and a test are in."""
    is_bounded = widest.right < math.inf
    if own in words.says or (is_printed_so and is_bounded):
        return "inside"
    if not words.allows.overlaps(widest):
        return "outside"
    is_ceiling = widest.left <= LEAST.get(kind, 0.0)
    is_open = not is_bounded or is_ceiling or kind == "tally"
    if is_open and not is_printed_so:
        return "open"
    return "between" if words.allows.overlaps(own) or is_printed_so else "revised"


def hold_to_revision(
    verdict: Verdict,
    words: Words,
    own: pd.Interval,
    revised: pd.Interval | None,
    is_given: bool,
    in_points: bool,
) -> Verdict:
    """Return what a claim is that the first release alone does not allow.

    Only a release that gives the months together can be revised as one: where there is
    none, months added up allow it as well, and it is possible.

    Parameters
    ----------
    revised : pandas.Interval
        What the release of a year later says.
    is_given : bool
        A release gives these months together: then its months as first printed, added
        up, are no other reading of them.

    Examples
    --------
    >>> words = read_words({"kind": "growth", "value": "40", "hedge": "exact"})
    >>> first, later = pd.Interval(46.85, 47, "both"), pd.Interval(45, 46, "both")
    >>> beyond = Verdict("possible", ONLY_REVISED)
    >>> print(hold_to_revision(beyond, words, first, later, True, True))
    contradicted (higher)
    >>> print(hold_to_revision(beyond, words, first, later, False, True))
    possible
    """
    if not is_given:
        return decide("source between")
    if revised is None:
        return verdict
    least, most = min(own.left, revised.left), max(own.right, revised.right)
    both = pd.Interval(least, most, "both")  # a release in between may lie in between
    if words.allows.overlaps(both):
        return verdict
    direction, apart = measure_distance(words.allows, both, in_points)
    return decide("source outside", direction=direction, apart=apart)


def measure_distance(
    words: pd.Interval, evidence: pd.Interval, in_points: bool
) -> tuple[str, float]:
    """Return on which side of the words the evidence lies, and how far at least."""
    direction, near, far = "lower", evidence.right, words.left
    if evidence.left >= words.right:
        direction, near, far = "higher", words.right, evidence.left
    if in_points:
        return direction, far - near
    if near <= 0:
        return direction, math.inf
    return direction, far / near


def bear_in_part(verdict: Verdict) -> Verdict:
    """Return what a source says of a claim if it counts only something near it.

    Examples
    --------
    >>> print(bear_in_part(Verdict("confirmed")))
    possible
    >>> print(bear_in_part(Verdict("contradicted", "lower")))
    not settled (reported otherwise)
    """
    if verdict.word == CONFIRMED:
        return decide("source near inside")
    if verdict.word == CONTRADICTED:
        return decide("source near outside", direction=OTHERWISE)
    return verdict


def find_weakest(verdicts: list[Verdict]) -> Verdict:
    """Return the weakest of some verdicts that anything decides, of the fewest sources.

    Where nothing decides, what is reported otherwise goes first, and silence last.
    """
    ordered = sorted(verdicts, key=lambda verdict: verdict.sources)
    return min(ordered, key=rank_verdict, default=Verdict(NO_EVIDENCE))


def rank_verdict(verdict: Verdict) -> int:
    """Return the place of a verdict in `WEAKEST_FIRST`: by its direction, or its word."""
    if verdict.direction in WEAKEST_FIRST:
        return WEAKEST_FIRST.index(verdict.direction)
    return WEAKEST_FIRST.index(verdict.word)


def combine_sources(by_source: dict[str, list[Verdict]], quorum: int = 1) -> Verdict:
    """Return the verdict of independent sources, and how many it rests on.

    Sources that may have read one file are one key. Fewer sources than the quorum show
    nothing: what they confirm or contradict is only reported. One that confirms beside
    one that contradicts differ, whatever the quorum.

    Examples
    --------
    >>> print(combine_sources({"GACC": [Verdict("confirmed")], "NYT": []}))
    confirmed, on one source
    """
    verdicts = [find_weakest(verdicts) for verdicts in by_source.values()]
    words = Counter(verdict.word for verdict in verdicts)
    confirming, contradicting = words[CONFIRMED], words[CONTRADICTED]
    directions = {each.direction for listed in by_source.values() for each in listed}
    allowing = confirming + words[POSSIBLE]
    is_doubted = contradicting > 0 or OTHERWISE in directions
    if confirming and contradicting:
        both = confirming + contradicting
        return decide("sources differ", direction=DIFFER, sources=both)
    if confirming >= quorum:
        return decide("sources confirm", sources=confirming)
    if contradicting >= quorum:
        against = [each for each in verdicts if each.word == CONTRADICTED]
        distance = measure_common_distance(against)
        return decide("sources contradict", sources=contradicting, **distance)
    if DIFFER in directions:  # one file, read in two ways
        return decide("sources differ", direction=DIFFER, sources=allowing)
    if allowing and is_doubted:
        return decide("reports differ", direction=REPORTS_DIFFER, sources=allowing)
    if allowing:
        ways = {each.direction for each in verdicts if each.word == POSSIBLE}
        is_revised = ways == {ONLY_REVISED} and not confirming
        direction = ONLY_REVISED if is_revised else ""
        return decide("sources allow", direction=direction, sources=allowing)
    if is_doubted:
        return decide("reports otherwise", direction=OTHERWISE)
    if words[NOT_SETTLED]:
        return decide("sources open")
    return decide("sources silent")


def measure_common_distance(verdicts: list[Verdict]) -> dict[str, Any]:
    """Return which way and how far all of several verdicts lie off, at least.

    Where they lie off in more ways than one, no direction holds.
    """
    nearest = min(verdicts, key=lambda verdict: verdict.apart)
    directions = {verdict.direction for verdict in verdicts}
    if len(directions) > 1:
        return {"direction": EITHER_WAY}
    return {"direction": nearest.direction, "apart": nearest.apart}


def combine_readings(by_reading: dict[str, Verdict]) -> Verdict:
    """Return what a claim is under every reading that its words leave open.

    A word must hold under each. Else it is what the least telling reading gives, beside
    what the others would.

    Examples
    --------
    >>> months = {"January to June 2023": Verdict("not settled")}
    >>> months["January to May 2023"] = Verdict("contradicted", "lower")
    >>> print(combine_readings(months))
    not settled (contradicted if it means January to May 2023)
    """
    verdicts = list(by_reading.values())
    words = {verdict.word for verdict in verdicts}
    if len(words) == 1:
        return find_common(verdicts)
    would, lone, on_one_page = [], [], []
    for reading, verdict in by_reading.items():
        if verdict.word in TELLING:
            would.append((reading, verdict.word))
            if verdict.lone_pages == 1:
                on_one_page.append(reading)
        if verdict.on_one_source:
            lone.append(reading)
    is_open = not words.isdisjoint(UNDECIDED)
    situation = "readings open" if is_open else "readings differ"
    return decide(
        situation,
        readings=tuple(would),
        lone_readings=tuple(lone),
        one_page_readings=tuple(on_one_page),
    )


def find_common(verdicts: list[Verdict]) -> Verdict:
    """Return what verdicts of one word have in common: the fewest sources, the way."""
    fewest = min(verdicts, key=lambda verdict: verdict.sources)
    if fewest.word == CONTRADICTED:
        return replace(fewest, **measure_common_distance(verdicts))
    if len({verdict.direction for verdict in verdicts}) > 1:
        return replace(fewest, direction="")
    return fewest


def combine_parts(parts: list[Verdict]) -> Verdict:
    """Return the verdict of a claim of several parts, with how many are what.

    Examples
    --------
    >>> print(combine_parts([Verdict("confirmed"), Verdict("no evidence found")]))
    partly confirmed (1 confirmed, 1 no evidence found)
    """
    if len(parts) == 1:
        return parts[0]
    composition = count_words(parts)
    rated = [part for part in parts if part.word != OPINION]
    situation = place_parts([part.word for part in rated])
    if situation == "parts opinion":
        return decide(situation, parts=composition)
    deciding = RESTS_ON.get(situation, RULE[situation])
    fewest = find_weakest([part for part in rated if part.word == deciding])
    whole = replace(fewest, word=RULE[situation], parts=composition)
    if situation in RESTS_ON:  # the others lie off in no way, or in another
        return replace(whole, direction="", apart=math.nan)
    return whole


def count_words(verdicts: list[Verdict]) -> tuple:
    """Return how many verdicts have each word, in the order of the scale."""
    words = Counter(verdict.word for verdict in verdicts)
    return tuple((word, words[word]) for word in WORDS if words[word])


def place_parts(words: list[str]) -> str:
    """Return the situation of `RULE` that the rated parts of a claim are in."""
    if not words:
        return "parts opinion"
    if set(words) == {CONFIRMED}:
        return "parts confirmed"
    if CONFIRMED in words:
        return "parts partly"
    if set(words) == {CONTRADICTED}:
        return "parts contradicted"
    if CONTRADICTED in words:
        return "parts partly not"
    if POSSIBLE in words:
        return "parts possible"
    if NOT_SETTLED in words:
        return "parts open"
    return "parts silent"


def combine_parts_and_readings(parts: list[dict[str, Verdict]]) -> Verdict:
    """Return the verdict of a claim whose parts are judged under each reading.

    All parts mean the same months. A part that these leave as it is has one verdict.

    Examples
    --------
    >>> silent, shown = Verdict("no evidence found"), Verdict("confirmed")
    >>> sold = {"to June": silent, "to May": shown}
    >>> print(combine_parts_and_readings([sold, {"": silent}]))
    not settled (partly confirmed if it means to May)
    """
    names: dict[str, None] = {}
    for by_reading in parts:
        names |= dict.fromkeys(by_reading)
    if len(names) > 1:
        names.pop("", None)
    always = [combine_readings(by_reading) for by_reading in parts]
    together = {}
    for name in names:
        judged = []
        for by_reading, verdict in zip(parts, always, strict=True):
            judged.append(by_reading.get(name, verdict))
        together[name] = combine_parts(judged)
    verdict = combine_readings(together)
    if len(parts) == 1:
        return verdict
    return replace(verdict, parts=count_words(always))


def judge_pages(pages: list[dict], asks: str, quorum: int = 1) -> Verdict:
    """Return what independent pages say: was it said, or is it so?

    Parameters
    ----------
    pages : list of dict
        `source` (whose report it is), `relation` (supports, in part, against,
        background) and `shows` (document, quotation, first-hand, admission, report,
        denial).
    asks : {"said", "so"}
    quorum : int
        Sources that must show it.

    Examples
    --------
    >>> page = {"source": "bbc", "relation": "supports", "shows": "quotation"}
    >>> print(judge_pages([page], "said"))
    confirmed, on one source
    >>> print(judge_pages([page], "so"))
    possible
    """
    by_source: dict[str, list[Verdict]] = {}
    for page in pages:
        situation = place_page(page, asks)
        verdict = decide(situation)
        if situation == "page reports otherwise":
            verdict = decide(situation, direction=OTHERWISE)
        by_source.setdefault(page["source"], []).append(verdict)
    for source, verdicts in by_source.items():  # what shows outweighs what reports
        shown = [verdict for verdict in verdicts if verdict.word in DECIDED]
        by_source[source] = shown or verdicts
    verdict = combine_sources(by_source, quorum)
    if verdict.word == CONTRADICTED:
        return replace(verdict, direction="other words")
    return verdict


def place_page(page: dict, asks: str) -> str:
    """Return the situation of `RULE` that a page is in."""
    relation, shows = page["relation"], page["shows"]
    if relation == "background" or shows == "denial":
        return BESIDE
    if relation == "leaves open":
        return "page open"
    if shows in PAGE_SHOWS[asks] and relation == "supports":
        return "page shows"
    if shows in PAGE_SHOWS[asks] and relation == "against":
        return "page shows otherwise"
    if relation == "against":
        return "page reports otherwise"
    return "page reports"


def count_fallen(growths: list[pd.Interval | None]) -> pd.Interval:
    """Return how many goods fell, at least and at most; of None nothing is known."""
    fallen, unknown = 0, 0
    for growth in growths:
        if growth is None or growth.left < 0 <= growth.right:
            unknown += 1
        elif growth.right < 0:
            fallen += 1
    return pd.Interval(fallen, fallen + unknown, closed="both")
