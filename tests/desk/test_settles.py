"""What would settle a claim does settle it: what is named is planted, and it is asked again.

Questions are drawn as for `test_thousand_questions`. Where the desk is undecided and
names figures, these very figures are planted, with many digits, at amounts that all
others allow; each way of several that it names is tried. Then the answer is decided, or
says that no further figure can settle it: customs revised what they printed, no release
gives these months together, or the number of the claim may be cut off or rounded.
"""

import math
import random
import re
from collections import Counter
from copy import copy

import pandas as pd
import pytest
from test_thousand_questions import (
    draw_question,
    draw_subject,
    draw_worlds,
    read_seed,
    tables_read_once,  # noqa: F401 (a fixture)
    write_words,
)

from dualuse.base.catalogue import describe_series
from dualuse.base.errors import InputError
from dualuse.base.periods import parse_period
from dualuse.base.series import Series, read_month, write_month
from dualuse.base.units import is_whole
from dualuse.desk import desk
from dualuse.desk.questions import read_question
from dualuse.desk.settles import write_settles
from dualuse.engine.evidence import Question, ask_source
from dualuse.engine.ranges import Span
from dualuse.engine.verdicts import read_words

OPEN = ["possible", "not settled", "no evidence found"]
LAST_WORDS = ("Only ", "No further figure can")
DIGITS = 7
ID = "PLANTED"
MINIMUM = "A complete count, and no minimum: "

FACTORS = [0.31, 0.807, 0.953, 0.9937, 1.00031, 1.0043, 1.031, 1.207, 2.93]
NAMED = re.compile(
    r"(?P<what>figures?|complete counts?) for (?P<months>.*?)(?P<finer> with more digits)?"
)
RATE = re.compile(
    r"(?:this growth|the growth of .* on .*?) as (?:customs print it|printed)"
    r"(?:, with more digits)?"
)
ITEM = r"(?:a )?(?:figure|complete count)s? for|(?:this|the) growth"
LINK = re.compile(rf", (and|or) (?={ITEM})")


def list_known():
    """Return the series by their words."""
    return {describe_series(name): name for name in desk.list_series().index}


def read_named(text, asked, known):
    """Return the ways to settle a question that words name, each a list of figures.

    A figure is its series, its months, the base if it is a growth, its status.
    """
    ways = [[]]
    if text.startswith(MINIMUM):
        for side in text.removeprefix(MINIMUM).removesuffix(".").split("; "):
            name, _, periods = side.rpartition(", ")
            for months in list_months(periods):
                ways[-1].append((known[name], months, "", "complete"))
        return ways
    for side in text.removesuffix(".").split("; and "):
        items, _, names = side.partition(": ")
        listed = [known[name] for name in names.split("; ")]
        items = items.removesuffix(" of each")
        link = "and"
        for number, item in enumerate(LINK.split(items[0].lower() + items[1:])):
            if number % 2:
                link = item
                continue
            if link == "or":
                ways.append([])
            for series in listed:
                ways[-1] += read_item(item, series, asked)
    return ways


def read_item(item, series, asked):
    """Return the figures that a few words name."""
    if RATE.fullmatch(item):
        return [(series, tuple(asked.period), asked.base, "")]
    named = NAMED.fullmatch(item.removeprefix("a "))
    assert named, item
    status = "complete" if "complete" in named["what"] else ""
    return [(series, months, "", status) for months in list_months(named["months"])]


def list_months(words):
    """Return the periods of a list; what is of each month is several of them."""
    periods = []
    is_each = words.startswith("each month of ")
    for part in re.split(", | and ", words.removeprefix("each month of ")):
        start, end = parse_period(part.removesuffix(" together"))
        if is_each:
            numbers = range(read_month(start), read_month(end) + 1)
            periods += [(write_month(each),) * 2 for each in numbers]
        else:
            periods.append((start, end))
    return periods


class Planter:
    """Evidence to which figures are added, at amounts that those before allow."""

    def __init__(self, rng, question, evidence):
        self.rng, self.question, self.evidence = rng, question, evidence
        self.planted = []

    def plant(self, series, months, base, status):
        row = self.write_growth(series, months, base)
        if not base:
            row = self.write_level(series, months, status)
        line = Series.read(series)
        blank = dict.fromkeys(self.evidence.figures.columns, "")
        place = {"id": f"{ID}{len(self.planted)}", "role": "evidence"}
        names = ["reporter", "partner", "flow", "product", "source"]
        place |= {name: getattr(line, name) for name in names}
        place |= {"series": series, "period_start": months[0], "period_end": months[1]}
        self.planted.append(blank | place | row)
        figures = pd.concat(
            [self.evidence.figures, pd.DataFrame([self.planted[-1]])], ignore_index=True
        )
        self.evidence = copy(self.evidence)
        self.evidence.set_figures(figures, self.evidence.literal)

    def list_places(self):
        """Return the series and months of what was planted, and the base of a growth."""
        columns = ["series", "period_start", "period_end", "growth_base"]
        return [tuple(row[column] for column in columns) for row in self.planted]

    def write_level(self, series, months, status):
        release = "revised" if status == "later print" else "own"
        line = Series.read(series)
        span = Span(line.flow, *map(read_month, months), release)
        allowed = self.evidence.ranges.find_programme(series).range(span)
        amount = self.take(allowed, self.guess(series))
        unit = line.unit
        if is_whole(unit):
            text = str(max(math.ceil(allowed.left), min(round(amount), allowed.right)))
        else:
            unit, text = f"m {unit}", write_digits(amount / 1e6)
        return {"value": text, "unit": unit, "hedge": "exact", "status": status}

    def write_growth(self, series, months, base):
        if not base:
            return {}
        line = Series.read(series)
        span = Span(line.flow, *map(read_month, months))
        programme = self.evidence.ranges.find_programme(series)
        is_own = span.start - read_month(base) < 12 or not programme.allowance
        before = span._replace(
            start=read_month(base),
            end=read_month(base) + span.end - span.start,
            release="own" if is_own else "revised",
        )
        allowed = programme.growth(span, before)
        says = read_words(self.question.test).says
        near = [end for end in (says.left, says.right) if math.isfinite(end)]
        rate = self.take(
            pd.Interval(allowed.left + 100, allowed.right + 100, "both"),
            100 + self.rng.choice(near),
        )
        return {
            "growth": f"{rate - 100:.6f}",
            "growth_hedge": "exact",
            "growth_base": base,
        }

    def take(self, allowed, guess):
        """Return an amount that is allowed, and near a guess if that is."""
        low, high = allowed.left, allowed.right
        amount = guess * self.rng.choice(FACTORS)
        if math.isinf(high):
            high = max(2 * low, 2 * amount)
        room = (high - low) * 1e-3
        if not low + room < amount < high - room:
            amount = self.rng.uniform(low + room, high - room)
        return amount

    def guess(self, series):
        """Return about what a side would be if the claim were true."""
        question, ranges = self.question, self.evidence.ranges
        says = read_words(question.test).says
        ends = [end for end in (says.left, says.right) if math.isfinite(end) and end]
        claimed = self.rng.choice(ends or [1])
        if question.test["kind"] == "level":
            return claimed
        other, times = question.series, 1 / (1 + max(claimed, -99) / 100)
        months = question.period
        if question.test["kind"] == "ratio":
            other, times = question.spec["over"], claimed
            if series == other:
                other, times = question.series, 1 / claimed
        allowed = ranges.range(other, *months, "own")
        if allowed is None or math.isinf(allowed.right) or not allowed.right:
            return 1e9
        return self.rng.uniform(allowed.left, allowed.right) * times


def write_digits(amount):
    """Return an amount with seven digits that count."""
    if amount <= 0:
        return "0"
    places = max(0, DIGITS - 1 - math.floor(math.log10(amount)))
    return f"{amount:.{places}f}"


def read_asked(question):
    """Return a question drawn as the desk takes it, and its entry."""
    entry = read_question(**write_words(question))
    (spec,), (test,), (months,) = entry["evidence"], entry["tests"], entry["periods"]
    return Question(spec, test, [], months)


def judge_asked(asked, evidence):
    return ask_source(asked, evidence).verdict.word


def plant_all(rng, asked, evidence, text, known):
    """Yield, for each way to settle a question that words name, the evidence with it."""
    for way in read_named(text, asked, known):
        planter = Planter(rng, asked, evidence)
        for figure in way:
            planter.plant(*figure)
        yield planter


def settle(rng, asked, evidence, known):
    """Yield what comes of each way that is named: settled, to the last, digits, open.

    Where figures are printed that are known well enough for such a claim, and the truth
    is so near its end that their digits tell, it asks for these: "digits".
    """
    text = write_settles(asked, evidence)
    if text.startswith(LAST_WORDS):
        return
    for planter in plant_all(rng, asked, evidence, text, known):
        came, then = tell_outcome(asked, planter.evidence)
        if came == "open" and " with more digits" in then:
            ways = [*plant_all(rng, asked, planter.evidence, then, known)]
            outcomes = {tell_outcome(asked, way.evidence)[0] for way in ways}
            named = [row for way in ways for row in way.list_places()]
            is_other = not {*named} & {*planter.list_places()}
            if "open" not in outcomes and is_other:
                came = "digits"
        yield came, text, planter.planted, then


def tell_outcome(asked, evidence):
    """Return what an answer is, and what it then says would settle it."""
    if judge_asked(asked, evidence) not in OPEN:
        return "settled", ""
    then = write_settles(asked, evidence)
    return ("to the last" if then.startswith(LAST_WORDS) else "open"), then


def ask_many(number, others, seed):
    """Return what comes of so many undecided questions, by kind, and what stays open."""
    rng, rng_of_plants = random.Random(seed), random.Random(f"{seed} plants")
    worlds, known = draw_worlds(rng, others), list_known()
    counts, failures = Counter(), []
    while counts["undecided"] < number:
        world = worlds[0] if rng.random() < 0.5 else rng.choice(worlds)
        question = draw_question(rng, world, draw_subject(rng, world))
        try:
            asked = read_asked(question)
            desk.refuse_percentage(
                read_question(**write_words(question)), world.evidence
            )
        except InputError:
            continue
        if judge_asked(asked, world.evidence) not in OPEN:
            continue
        counts["undecided"] += 1
        for came, *how in settle(rng_of_plants, asked, world.evidence, known):
            counts[question.kind, came] += 1
            if came == "open":
                failures.append((question, *how))
    return counts, failures


def report(counts, failures, seed):
    print(f"seed {seed}: {dict(sorted(counts.items(), key=str))}")
    for failure in failures[:10]:
        print(*failure, sep="\n    ")


def count_outcomes(counts):
    outcomes = Counter()
    for key, number in counts.items():
        if key != "undecided":
            outcomes[key[1]] += number
    return outcomes


@pytest.mark.usefixtures("tables_read_once")
def test_what_is_named_settles_a_claim():
    seed = f"{read_seed()} settles"
    counts, failures = ask_many(40, 1, seed)
    report(counts, failures, seed)
    assert failures == []
    outcomes = count_outcomes(counts)
    assert outcomes["settled"] > 20
    assert outcomes["digits"] <= 1


@pytest.mark.long
@pytest.mark.usefixtures("tables_read_once")
def test_what_is_named_settles_each_of_a_thousand_claims():
    seed = f"{read_seed()} settles a thousand"
    counts, failures = ask_many(1000, 3, seed)
    report(counts, failures, seed)
    assert failures == []
    outcomes = count_outcomes(counts)
    assert outcomes["digits"] <= 0.02 * outcomes["settled"]
