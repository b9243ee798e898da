"""The verdict of a part of a claim: each source is asked, then all are put together."""

from typing import NamedTuple

from dualuse.base import wording
from dualuse.base.parts import list_parts
from dualuse.engine.evidence import Evidence
from dualuse.engine.question import Question, Range
from dualuse.engine.verdicts import (
    BESIDE,
    DECIDED,
    DIFFER,
    IN_POINTS,
    ONLY_REVISED,
    OPINION,
    PAGE_SHOWS,
    Verdict,
    bear_in_part,
    combine_parts_and_readings,
    combine_sources,
    decide,
    find_weakest,
    hold_to_revision,
    judge,
    judge_pages,
    place_page,
    read_words,
)


class SourceAnswer(NamedTuple):
    """What a source says: in the first release, in any; the verdict."""

    question: Question
    own: Range
    widest: Range
    verdict: Verdict

    @property
    def counts(self) -> bool:
        """Tell whether it counts, or is only shown beside the verdict."""
        return self.question.spec.get("counts", True)


def ask_source(question: Question, evidence: Evidence) -> SourceAnswer:
    """Return what one source says on a test."""
    test = question.test
    words = read_words(test, len(question.goods))
    own = evidence.measure(question, "own")
    widest = evidence.measure(question, "widest")
    is_printed = evidence.is_printed(question)
    bears = (own is None or widest is None) and evidence.bears(question)
    in_points = test.get("unit") == "percent"
    is_implied = evidence.is_implied(question)
    verdict = judge(
        words, own, widest, test["kind"], is_printed, bears, in_points, is_implied
    )
    if verdict.direction == ONLY_REVISED and own is not None:
        revised = evidence.measure(question, "revised")
        is_given = evidence.is_given(question)
        in_points = in_points or test["kind"] in IN_POINTS
        verdict = hold_to_revision(verdict, words, own, revised, is_given, in_points)
    if question.spec.get("in_part"):
        verdict = bear_in_part(verdict)
    return SourceAnswer(question, own, widest, verdict)


def ask_sources(part: dict, evidence: Evidence) -> dict[str, list[SourceAnswer]]:
    """Return what every source says on every test of a part, by the months meant.

    All claims of a story mean the same months: under each reading of it, every source
    is asked for those.
    """
    specs, goods = evidence.list_sources(part), part.get("goods", [])
    readings = {}
    for period in part["periods"]:
        answers = []
        for spec in specs:
            for test in part["tests"]:
                months = spec.get("period", period)
                answers.append(
                    ask_source(Question(spec, test, goods, months), evidence)
                )
        readings[wording.format_period(*period)] = answers
    return readings


def judge_readings(
    readings: dict[str, list[SourceAnswer]], quorum: int
) -> dict[str, Verdict]:
    """Return the verdict of all sources that count on a part, by reading."""
    return {name: judge_answers(each, quorum) for name, each in readings.items()}


def list_answers(readings: dict[str, list[SourceAnswer]]) -> list[SourceAnswer]:
    """Return what each source says, once a verdict: on the longest months that give it."""
    listed = []
    for answers in zip(*readings.values(), strict=True):
        by_word: dict[str, SourceAnswer] = {}
        for answer in answers:
            by_word.setdefault(answer.verdict.word, answer)
        listed += by_word.values()
    return listed


def judge_answers(answers: list[SourceAnswer], quorum: int) -> Verdict:
    """Return the verdict of all sources that count on a part.

    What dates alone show needs no source, and rests on none.
    """
    dated = [each.verdict for each in answers if "calendar" in each.question.spec]
    if dated and len(dated) == len(answers):
        return find_weakest(dated)
    by_test: dict[tuple, list[Verdict]] = {}
    for answer in answers:
        if answer.counts:
            spec = answer.question.spec
            source = spec.get("same_file_as", spec["source"])
            test = str(answer.question.test)
            by_test.setdefault((source, test), []).append(answer.verdict)
    by_source: dict[str, list[Verdict]] = {}
    for (source, _), verdicts in by_test.items():
        if len({each.word for each in verdicts}.intersection(DECIDED)) > 1:
            verdicts = [
                decide("sources differ", direction=DIFFER)
            ]  # one file, read in two ways
        by_source.setdefault(source, []).extend(verdicts)
    return combine_sources(by_source, quorum)


def place_row(row: dict, asks: str, evidence: Evidence) -> str:
    """Return the situation of the rule that a page is in.

    An aggregator prints what others wrote: it is no source of its own.
    """
    if asks not in PAGE_SHOWS or row["outlet"] in evidence.outlets.aggregators:
        return BESIDE
    return place_page(row, asks)


def judge_counted(rows: list[dict], asks: str, evidence: Evidence) -> Verdict:
    """Return what the independent pages say.

    What was said is shown by each outlet that quotes it; what is so, by each owner of
    outlets once, and once by all who report the same thing.
    """
    counted = []
    owners: dict[str, str] = {}
    for row in rows:
        source = row["outlet"]
        if asks == "so":
            owner = evidence.outlets.owners.get(source) or source
            source = owners.setdefault(row["judgement"], owner)
        if place_row(row, asks, evidence) != BESIDE:
            counted.append(row | {"source": source})
    return judge_pages(counted, asks, evidence.quorum)


def judge_part(part: dict, evidence: Evidence) -> dict[str, Verdict]:
    """Return the verdict on one assertion under each reading of it.

    Where its words leave none open, there is one without a name.
    """
    asks = part.get("asks", "tests")
    if asks == "opinion":
        return {"": Verdict(OPINION)}
    if asks != "tests":
        rows = evidence.list_independent(part["id"])
        return {"": judge_counted(rows, asks, evidence)}
    return judge_readings(ask_sources(part, evidence), evidence.quorum)


def judge_claim(claim: dict, evidence: Evidence) -> Verdict:
    """Return the verdict on a claim, without a word of what it comes from."""
    parts = [judge_part(part, evidence) for part in list_parts(claim)]
    return combine_parts_and_readings(parts)
