"""What an answer hangs on: the smallest things without which its words change.

Each figure, outlet and judgement is left out in turn, then the other choices are tried:
figures taken literally, two sources needed, each reading of the months by itself. Where
nothing alone changes the answer, the outlets and judgements of its pages are left out two
at a time.

Only what an answer reads can change it. A figure that no range relies on leaves every
range as it was (`Ranges.list_relied`). Less evidence widens a range, but for a month that
printed totals give: without them that is not asked. What is known to be wrong stays known.
"""

import copy
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

import pandas as pd

from dualuse.base import wording
from dualuse.base.bearing import list_compared
from dualuse.base.parts import list_parts
from dualuse.engine import solved
from dualuse.engine.evidence import OF_A_PAGE, Evidence
from dualuse.engine.judging import judge_claim, judge_part
from dualuse.engine.verdicts import (
    DECIDED,
    NO_EVIDENCE,
    Verdict,
    combine_parts_and_readings,
)

FIGURE, OUTLET, JUDGEMENT = "figure", "outlet", "judgement"
LITERAL, TWO_SOURCES, MONTHS = "taken literally", "two sources", "months"
LEFT_OUT = [OUTLET, JUDGEMENT, FIGURE]


class Thing(NamedTuple):
    """What an answer may hang on: one that is left out, or a choice made otherwise."""

    kind: str
    name: str


class Change(NamedTuple):
    """Things that change an answer together, and what it becomes."""

    things: tuple[Thing, ...]
    becomes: str


def choose_months(part: dict, last: str) -> dict:
    """Return a part that means one last month, if that is open and one of its own."""
    periods = part.get("periods", [])
    chosen = [period for period in periods if period[1] == last]
    if len(periods) > 1 and chosen:
        return {**part, "periods": chosen}
    return part


def read_otherwise(
    evidence: Evidence,
    without: Collection[str] = (),
    literal: bool = False,
    quorum: int = 1,
) -> Evidence:
    """Return the evidence with less of it, or by other choices.

    Parameters
    ----------
    without : collection of str
        Ids of figures, sources, outlets, pages or judgements to leave out.
    literal : bool
        Hedged figures are held to their words.
    quorum : int
        How many sources must confirm, or contradict.
    """
    read = evidence.literally if literal else evidence
    less = read.leave_out(without)
    less.quorum = quorum
    return less


class Case:
    """A claim beside all that bears on it, to be judged with some of it left out.

    Parameters
    ----------
    claim : dict
        One of `claims.read_claims()`.
    evidence : Evidence
        As the published answer reads it.
    """

    def __init__(self, claim: dict, evidence: Evidence) -> None:
        self.claim = drop_uncounted(claim)
        official = evidence.official_hash  # once, not once a claim
        self.whole = evidence.narrow(list_parts(claim))
        self.figures = self.whole.figures
        self.kept = self.read_kept(official)
        self.verdict = judge_claim(self.claim, self.whole)
        self.relied = self.find_relied()

    def read_kept(self, official: str) -> solved.Answers:
        """Return what earlier builds answered of the same claim and evidence."""
        held = self.whole
        evidence = [held.rows, held.pages, held.outlets.rows, held.literal]
        for table in (held.sources, held.set_aside):
            evidence.append([] if table is None else table.to_numpy().tolist())
        evidence += [sorted(held.official), official]
        return solved.Answers(("without", self.claim, evidence))

    def judge(self, things: Collection[Thing]) -> str:
        """Return the words of the answer without some things, or by other choices."""
        question = str([tuple(thing) for thing in things])
        if question not in self.kept:
            self.kept[question] = self.judge_anew(things)
        return self.kept[question]

    def judge_anew(self, things: Collection[Thing]) -> str:
        """Return the same, worked out."""
        names = {
            wording.format_period(*period): period[1]
            for period in self.claim.get("periods", [])
        }
        kinds = [thing.kind for thing in things]
        ends = [names[thing.name] for thing in things if thing.kind == MONTHS]
        less = read_otherwise(
            self.whole,
            without=[thing.name for thing in things if thing.kind in LEFT_OUT],
            literal=LITERAL in kinds,
            quorum=2 if TWO_SOURCES in kinds else self.whole.quorum,
        )
        last = "".join(
            ends
        )  # the month that the claim counts up to, where that is open
        parts = [choose_months(part, last) for part in list_parts(self.claim)]
        judged = [judge_part(part, less) for part in parts]
        return tell_verdict(combine_parts_and_readings(judged))

    def find_relied(self) -> set[str]:
        """Return the figures that the answer rests on."""
        relied = set(self.whole.ranges.list_relied())
        for part in list_parts(self.claim):
            tests = part.get("tests", [])
            is_number = any(test["kind"] in ("level", "growth") for test in tests)
            for spec in part.get("evidence", []):
                if "figures" in spec:
                    relied.update(list_compared(spec))
                elif is_number:  # a release may print it, or a number inside its words
                    periods = [spec["period"]] if "period" in spec else part["periods"]
                    for series, months in product(list_compared(spec), periods):
                        asked = ("evidence", series, *months)
                        rows = self.whole.prints_by_place.get(asked, [])
                        relied.update(row["id"] for row in rows)
        return relied

    @cached_property
    def counted_pages(self) -> pd.DataFrame:
        """The pages that speak for or against, one row a judgement."""
        counted = []
        for rows in self.whole.pages.values():
            for row in rows:
                if row["independent"] == "yes" and row["relation"] != "background":
                    counted.append(row)
        return pd.DataFrame(counted, columns=OF_A_PAGE)

    @property
    def relied_figures(self) -> pd.DataFrame:
        """The figures that the answer rests on."""
        return self.figures[self.figures["id"].isin(self.relied)]

    def list_alone(self) -> list[Change]:
        """Return what changes the answer by itself: outlets, judgements, figures.

        A decided answer that stands without an outlet is taken to stand without any one
        of its figures.
        """
        figures, pages = self.relied_figures, self.counted_pages
        outlets = name_outlets(pd.concat([figures, pages]))
        changes = list(self.try_sets(zip(outlets + name_judgements(pages))))
        if self.verdict.word in DECIDED:
            changing = [change.things[0].name for change in changes]
            figures = figures[figures["outlet"].isin(changing)]
        things = [Thing(FIGURE, name) for name in figures["id"]]
        return changes + list(self.try_sets(zip(things)))

    def list_choices(self) -> list[Thing]:
        """Return the choices that could have been made otherwise."""
        choices = [Thing(TWO_SOURCES, TWO_SOURCES)]
        periods = self.claim.get("periods", [])
        if len(periods) > 1:
            months = [wording.format_period(*period) for period in periods]
            choices += [Thing(MONTHS, name) for name in months]
        if not self.whole.literal:
            choices.append(Thing(LITERAL, LITERAL))
        return choices

    @property
    def is_undecided(self) -> bool:
        """Tell whether nothing decides the answer, so that nothing left out can."""
        return self.verdict.word == NO_EVIDENCE and not self.verdict.readings

    def list_changes(self) -> list[Change]:
        """Return the smallest things that change the answer, and what it becomes."""
        choices = list(self.try_sets(zip(self.list_choices())))
        if self.is_undecided:
            return choices
        alone = self.list_alone()
        if alone:
            return alone + choices
        pages = self.counted_pages
        things = name_outlets(pages) + name_judgements(pages)
        return list(self.try_sets(combinations(things, 2))) + choices

    def list_outlets_that_decide(self) -> list[Change]:
        """Return the outlets without which the answer is another, one at a time."""
        if self.is_undecided:
            return []
        rows = pd.concat([self.relied_figures, self.counted_pages])
        return list(self.try_sets(zip(name_outlets(rows))))

    def try_sets(self, sets: Iterable[tuple[Thing, ...]]) -> Iterator[Change]:
        """Yield the sets of things that change the answer."""
        published = tell_verdict(self.verdict)
        for things in sets:
            becomes = self.judge(things)
            is_months = things[0].kind == MONTHS
            stays = self.verdict.word if is_months else published
            if becomes not in (stays, published):
                yield Change(things, becomes)


def name_outlets(rows: pd.DataFrame) -> list[Thing]:
    """Return the outlets of figures or pages, and those below which these were read."""
    names = dict.fromkeys(rows[["outlet", "read_at"]].to_numpy().ravel())
    return [Thing(OUTLET, name) for name in names if name]


def name_judgements(pages: pd.DataFrame) -> list[Thing]:
    """Return the judgements on pages, each once."""
    return [Thing(JUDGEMENT, name) for name in dict.fromkeys(pages["judgement"])]


def drop_uncounted(claim: dict) -> dict:
    """Return a claim without the series that are only shown beside it.

    Official rows stay: a claim that names them says that they do not count.
    """
    claim = copy.deepcopy(claim)
    for part in [claim, *claim.get("parts", [])]:
        specs = part.get("evidence", [])
        kept = [
            spec for spec in specs if spec.get("counts", True) or "official" in spec
        ]
        if "evidence" in part:
            part["evidence"] = kept
    return claim


def tell_verdict(verdict: Verdict) -> str:
    """Return the words that may change: of the claim, its parts and its readings."""
    bare = replace(verdict, direction="", sources=0, lone_pages=0)
    return str(bare)
