"""Every reading of the whole site: what each claim is under each choice of a reader.

A reader may choose the story's last month, how "more than" is read, how many sources are
needed, and an outlet to leave out. Each source is asked once for each that changes what
it says; the verdicts of all combinations follow from these answers.
"""

from collections.abc import Mapping
from copy import copy
from itertools import combinations, product
from typing import NamedTuple

from dualuse.base import tables, wording
from dualuse.base.parts import list_parts
from dualuse.engine.evidence import (
    Evidence,
    SourceAnswer,
    ask_sources,
    judge_counted,
    judge_readings,
)
from dualuse.engine.verdicts import (
    NO_EVIDENCE,
    OPINION,
    Verdict,
    combine_parts_and_readings,
)

Answers = dict[str, list[SourceAnswer]]  # by the months that they are asked of


class Reading(NamedTuple):
    """How all claims are read. The first of each choice is what we publish.

    `end` is the story's last month, or nothing: whichever it is. `without` is the id of
    an outlet that is left out, or nothing.
    """

    end: str = ""
    is_literal: bool = False
    quorum: int = 1
    without: str = ""

    @property
    def address(self) -> str:
        """The reading as the address of the first page has it.

        >>> Reading("2023-05", is_literal=True).address
        'to=2023-05&more=literal'
        """
        pairs = []
        if self.end:
            pairs.append(f"to={self.end}")
        if self.is_literal:
            pairs.append("more=literal")
        if self.quorum > 1:
            pairs.append("need=two")
        if self.without:
            pairs.append(f"without={self.without}")
        return "&".join(pairs)

    def list_changes(self) -> list[str]:
        """Return the choices in which it is not what we publish."""
        changes = []
        for name, value in self._asdict().items():
            if value != self._field_defaults[name]:
                changes.append(name)
        return changes

    def tell(self, names: Mapping[str, str]) -> str:
        """Return in words how it differs from what we publish.

        >>> Reading(quorum=2, without="tass").tell({"tass": "TASS"})
        'two sources are needed, without TASS'
        """
        told = []
        if self.end:
            told.append(
                f"the story counts to {wording.format_period(self.end, self.end)}"
            )
        if self.is_literal:
            told.append("“more than” is any larger number")
        if self.quorum > 1:
            told.append("two sources are needed")
        if self.without:
            told.append(f"without {names[self.without]}")
        return ", ".join(told)

    def keep(self, changes: tuple[str, ...]) -> "Reading":
        """Return what we publish, but for some of the choices."""
        return Reading(**{name: getattr(self, name) for name in changes})


PUBLISHED = Reading()


def list_ends() -> list[str]:
    """Return the last months that the story may mean; none, if only one."""
    months = tables.read_story().get("months", [])
    ends = sorted({end for _, end in months})
    return ends if len(ends) > 1 else []


def list_readings(ends: list[str], outlets: list[str]) -> list[Reading]:
    """Return all combinations of choices, the published one first."""
    choices = product(["", *ends], [False, True], [1, 2], dict.fromkeys(["", *outlets]))
    return [Reading(*each) for each in choices]


def choose_months(part: dict, end: str) -> dict:
    """Return a part that means one last month, if that is open and one of its own."""
    periods = part.get("periods", [])
    chosen = [period for period in periods if period[1] == end]
    if len(periods) > 1 and chosen:
        return {**part, "periods": chosen}
    return part


class Judge:
    """Answers of all sources on all parts, each asked once, and the verdicts on them.

    Parameters
    ----------
    claims : list of dict
        `claims.read_claims()`.
    evidence : Evidence
        As the published answers read it.
    """

    def __init__(self, claims: list[dict], evidence: Evidence) -> None:
        self.parts = {claim["id"]: list_parts(claim) for claim in claims}
        self.evidence = {"": evidence}  # by the outlet that is left out
        self.answers: dict[tuple[str, bool, str], Answers] = {}
        self.judged: dict[tuple[str, Reading], dict[str, Verdict]] = {}
        self.outlets: dict[str, set[str]] = {}
        for parts in self.parts.values():
            for part in parts:
                self.outlets[part["id"]] = self.find_outlets(part)

    def gather(self, without: str = "") -> Evidence:
        """Return all evidence but that of an outlet."""
        if without not in self.evidence:
            self.evidence[without] = self.gather().leave_out([without])
        return self.evidence[without]

    def ask(self, part: dict, is_literal: bool = False, without: str = "") -> Answers:
        """Return what all sources say on a part that figures answer."""
        key = (part["id"], is_literal, without)
        if key not in self.answers:
            evidence = self.gather(without)
            if is_literal:
                evidence = evidence.literally
            self.answers[key] = ask_sources(part, evidence)
        return self.answers[key]

    def find_outlets(self, part: dict) -> set[str]:
        """Return the outlets behind what figures or pages say on a part.

        What says nothing says no more with less: a figure behind no verdict changes
        nothing when it is left out.
        """
        asks = part.get("asks", "tests")
        rows = self.gather().list_independent(part["id"])
        if asks == "tests":
            rows = []
            for is_literal in (False, True):
                evidence = self.gather().literally if is_literal else self.gather()
                for answers in self.ask(part, is_literal).values():
                    for answer in answers:
                        if answer.counts and answer.verdict.word != NO_EVIDENCE:
                            rows += list_behind(answer, evidence)
        return {row[key] for row in rows for key in ("outlet", "read_at")} - {""}

    def judge_part(self, part: dict, reading: Reading) -> dict[str, Verdict]:
        """Return the verdict on a part under a reading, by the months it may mean."""
        if reading.without not in self.outlets[part["id"]]:
            reading = reading._replace(without="")
        key = (part["id"], reading)
        if key not in self.judged:
            self.judged[key] = self.judge_anew(part, reading)
        return self.judged[key]

    def judge_anew(self, part: dict, reading: Reading) -> dict[str, Verdict]:
        """Return the same, whether it was judged before or not."""
        asks = part.get("asks", "tests")
        if asks == "opinion":
            return {"": Verdict(OPINION)}
        without = reading.without
        if asks == "tests":
            answers = self.ask(part, reading.is_literal, without)
            meant = {}
            for period in choose_months(part, reading.end)["periods"]:
                name = wording.format_period(*period)
                meant[name] = answers[name]
            return judge_readings(meant, reading.quorum)
        evidence = copy(self.gather())
        evidence.quorum = reading.quorum
        rows = []
        for row in evidence.list_independent(part["id"]):
            if not without or without not in (row["outlet"], row["read_at"]):
                rows.append(row)
        return {"": judge_counted(rows, asks, evidence)}

    def judge(self, claim: str, reading: Reading) -> Verdict:
        """Return the verdict on a claim under a reading."""
        parts = [self.judge_part(part, reading) for part in self.parts[claim]]
        return combine_parts_and_readings(parts)

    def judge_all(self, reading: Reading) -> dict[str, Verdict]:
        """Return the verdict on every claim under a reading."""
        return {claim: self.judge(claim, reading) for claim in self.parts}

    def list_deciding(self) -> list[str]:
        """Return the outlets without which a verdict is another, under some reading."""
        everyone = sorted(set().union(*self.outlets.values()))
        deciding = []
        for outlet in everyone:
            if any(self.is_moved(claim, outlet) for claim in self.parts):
                deciding.append(outlet)
        return deciding

    def is_moved(self, claim: str, outlet: str) -> bool:
        """Tell whether a verdict is another without an outlet, under some reading."""
        if not any(outlet in self.outlets[part["id"]] for part in self.parts[claim]):
            return False
        for reading in list_readings(list_ends(), []):
            less = reading._replace(without=outlet)
            if self.judge(claim, less).word != self.judge(claim, reading).word:
                return True
        return False


def list_behind(answer: SourceAnswer, evidence: Evidence) -> list[dict]:
    """Return the figures that decide an answer, and those of its very period."""
    question = answer.question
    rows = evidence.find_printed(question)
    return rows + [evidence.rows[name] for name in evidence.find_figures(question)]


def find_reason(judge: Judge, claim: str, reading: Reading) -> list[str]:
    """Return the fewest choices of a reading that give the verdict that it gives."""
    changes = reading.list_changes()
    word = judge.judge(claim, reading).word
    for number in range(len(changes)):
        for few in combinations(changes, number):
            if judge.judge(claim, reading.keep(few)).word == word:
                return list(few)
    return changes


def tell_shown(verdict: Verdict) -> tuple:
    """Return what the first page shows of a verdict."""
    return (verdict.word, verdict.conditions, verdict.on_one_source)


def list_moved_claims(judge: Judge, readings: list[Reading]) -> list[dict]:
    """Return what differs from what we publish: a row a reading and a claim.

    Returns
    -------
    list of dict
        `address` of the reading, `claim`, `word`, `conditions` (in words),
        `on_one_source` and `reasons`: the fewest choices that give that word, none if the word is the same.
    """
    published = judge.judge_all(PUBLISHED)
    moves = []
    for reading in readings:
        for claim, verdict in judge.judge_all(reading).items():
            before = published[claim]
            if tell_shown(verdict) == tell_shown(before):
                continue
            reasons = []
            if verdict.word != before.word:
                reasons = find_reason(judge, claim, reading)
            moves.append(
                {
                    "address": reading.address,
                    "claim": claim,
                    "word": verdict.word,
                    "conditions": verdict.conditions,
                    "on_one_source": verdict.on_one_source,
                    "reasons": reasons,
                }
            )
    return moves
