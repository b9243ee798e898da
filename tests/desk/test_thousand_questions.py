"""Questions by the thousand: the desk and an oracle that shares no code answer the same.

Questions are drawn at random, other ones each day (see seeds.py): some eighty in a run,
thousands by hand. The seed is that of the release's version, and is printed.
Half of the numbers are near the truth, half far from it; months are odd, single, or
those that somebody printed; bases are a year, a month or anything ago, and may have
come to nothing; among the numbers are those of figures that are set aside, of other
releases, nought, minus signs, and counts of one digit. What both refuse is refused by
both.
"""

import random
import tomllib
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import seeds
from second_path import desk as oracle
from second_path import rows as second

from dualuse import desk
from dualuse.base import tables
from dualuse.base.errors import InputError
from dualuse.desk.asking import read_claim
from dualuse.desk.evidence import read_doubted, read_evidence
from dualuse.engine.judging import ask_sources, judge_readings
from dualuse.engine.ranges import Ranges

ROOT = Path(__file__).resolve().parents[2]
MAIN = [f"CHN-RUS-{flow}-all-GACC" for flow in ("export", "import", "trade")]
FIRST, LAST = 12 * 2021, 12 * 2024 + 11  # months that questions are about
YEARS = range(2018, 2027)
HEDGES = [*oracle.LITERAL, "exact", "exact", "more than", "less than", "about"]
ENDS = [0.97, 0.99, 0.999, 1, 1, 1.001, 1.01, 1.03]
FAR = [0.1, 0.3, 0.6, 0.8, 0.9, 1.1, 1.2, 1.5, 2, 4]
OUTLETS = ["tass", "sputnik", "portnews", "interfax", "GACC", "reuters"]
OPERATORS = {"rose": ">", "fell": "<"}
WORDS = ["confirmed", "contradicted", "possible", "not settled", "no evidence found"]
WORDS += ["refused"]


def read_seed():
    """Return the version of the release, which seeds the draw as it does the faults'."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]


class Remembered(Ranges):
    """The library's ranges, each asked once."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.range = cache(super().range)
        self.growth = cache(super().growth)


class World:
    """The evidence, perhaps with something left out, as the desk and the oracle see it."""

    def __init__(self, without=()):
        self.evidence = read_evidence(without=without)
        whole = self.evidence
        self.evidence.ranges = Remembered(whole.figures, whole.sources, whole.set_aside)
        wrong = whole.set_aside.sort_values("contradiction").groupby("contradiction")
        findings = [group.to_dict("records") for _, group in wrong]
        kinds = dict(zip(whole.sources["source"], whole.sources["kind"], strict=True))
        rows = whole.figures.to_dict("records")
        self.oracle = oracle.Desk(rows, kinds, findings, self.evidence.ranges)
        self.rows = rows

    def ask_both(self, question):
        """Return what the desk and the oracle answer.

        What the oracle refuses is nonsense in words; the desk may give its numbers.
        """
        there = self.ask_oracle(question)
        here = there if there.word == "refused" else self.ask_desk(question)
        return here, there

    def ask_desk(self, question):
        """Return the desk's word and side, or the refusal."""
        try:
            entry = read_claim(write_fields(question), self.evidence)
        except InputError:
            return oracle.Answer("refused")
        part = {"id": "own", "says": entry["claim"], **entry}
        readings = ask_sources(part, self.evidence)
        (verdict,) = judge_readings(readings, 1).values()
        return oracle.Answer(verdict.word, verdict.direction)

    def ask_oracle(self, question):
        try:
            return self.oracle.answer(question)
        except oracle.Refused:
            return oracle.Answer("refused")


def write_fields(question):
    """Return a question as the desk takes it."""
    first, last = question.months
    fields = {
        "series": question.series,
        "unit": question.unit,
        "first": oracle.write_month(first),
        "last": oracle.write_month(last),
        "kind": question.kind,
    }
    if question.hedge != "exact":
        fields["hedge"] = question.hedge
    if question.value in OPERATORS:
        fields["operator"] = OPERATORS[question.value]
    else:
        fields["value"] = "0" if question.value == "unchanged" else question.value
    if question.kind == "growth" and question.base != first - 12:
        fields["base"] = oracle.write_month(question.base)
    if question.kind == "ratio":
        fields["over"] = question.over
    return fields


def draw_months(rng, series, world):
    """Return months that somebody printed, a single one, or odd ones."""
    way = rng.random()
    printed = [key for key in world.oracle.prints if key[0] == series and key[1]]
    if way < 0.45 and printed:
        _, start, end = rng.choice(sorted(printed))
        return second.count_months(start), second.count_months(end or start)
    first = rng.randint(FIRST, LAST)
    if way < 0.65:
        return first, first
    return first, min(first + rng.randint(1, 17), LAST)


def draw_subject(rng, world):
    """Return what several questions are about: a kind, a series, months, a base."""
    known = sorted(set(world.oracle.where) & set(desk_series()))
    series = rng.choice(MAIN if rng.random() < 0.6 else known)
    months = draw_months(rng, series, world)
    kind = rng.choice(["level", "level", "growth", "growth", "ratio"])
    base, over = 0, ""
    if kind == "growth":
        ways = [12, 12, 12, 1, months[1] - months[0] + 1, 24, rng.randint(1, 30)]
        base = months[0] - rng.choice(ways)
    if kind == "ratio":
        system = world.oracle.where[series][0]
        same = [each for each in known if each.split("-")[-1] == series.split("-")[-1]]
        same = [each for each in same if world.oracle.where[each][0][3] == system[3]]
        over = rng.choice([*same, *MAIN] if series in MAIN else same)
        if world.oracle.where[over][0][3] != system[3] or over == series:
            kind, over = "level", ""
    return kind, series, months, base, over


@cache
def desk_series():
    return tuple(desk.figures(role="evidence")["series"].unique())


def write_number(rng, amount, unit):
    """Return an amount as a newsroom prints it, with one to four digits that count."""
    scale, _ = second.split(unit)
    digits = rng.choice([1, 2, 2, 3, 3, 4])
    number = Decimal(f"{amount / scale:.{digits - 1}e}")
    text = f"{number:f}"
    if text.startswith("-") and rng.random() < 0.5:
        text = text.replace("-", "\u2212")
    return text


def draw_unit(rng, kind, series):
    """Return the unit of a level, in a scale or without one."""
    if kind != "level":
        return {"growth": "percent", "ratio": "times"}[kind]
    base = series.partition(":")[2] or "USD"
    if rng.random() < 0.02:
        return "bn EUR"
    scales = (
        ["bn ", "bn ", "m ", "tn "] if base in ("USD", "CNY", "GBP") else ["", "", "m "]
    )
    return f"{rng.choice(scales)}{base}"


def draw_value(rng, world, subject, unit):
    """Return a number: near the truth, far from it, printed, or none."""
    kind, series, months, base, over = subject
    way = rng.random()
    if way < 0.04:
        return rng.choice(["0", "-0", "0.0", "-5", "\u2212101"])
    if way < 0.10 and kind == "growth":
        return rng.choice(["rose", "fell", "unchanged"])
    if way < 0.25:
        ends = [oracle.write_month(month) for month in months]
        rows = [row for row in world.rows if row["period_start"] == ends[0]]
        rows = [row for row in rows if row["period_end"] == ends[1]]
        column = "growth" if kind == "growth" else "value"
        printed = sorted({row[column] for row in rows if row[column]})
        if printed and kind != "ratio":
            return rng.choice(printed)
    probe = oracle.Question(kind, series, "1", unit, "exact", months, base, over)
    own, widest, close = world.oracle.measure(probe)
    ends = [end for range_ in (own, widest) if range_ for end in range_]
    # an end that is a solver's noise is nought, and no amount to ask about
    ends = [end for end in ends if close < abs(end) < oracle.INFINITE]
    truth = rng.choice(ends or [0.0])
    if not truth or rng.random() < 0.1:
        truth = rng.choice([3, 5, 7, 9]) * second.split(unit)[0]
    far = rng.choice(FAR if rng.random() < 0.5 else ENDS)
    if kind == "growth":
        return write_number(rng, (100 + truth) * far - 100, unit)
    return write_number(rng, truth * far, unit)


def list_quotes(world, subject):
    """Return what was printed with a hedge of these very months: a claim may repeat it."""
    kind, series, months, *_ = subject
    ends = [oracle.write_month(month) for month in months]
    quotes = []
    for row in world.oracle.prints.get((series, *ends), []):
        is_level = kind == "level" and row["value"] and " per " not in row["unit"]
        if (
            is_level
            and not row["unit"].startswith("times")
            and row["hedge"] not in ("", "exact")
        ):
            quotes.append((row["value"], row["unit"], row["hedge"]))
        if kind == "growth" and row["growth_hedge"] not in ("", "exact"):
            quotes.append((row["growth"], "percent", row["growth_hedge"]))
    return quotes


def draw_question(rng, world, subject):
    kind, series, months, base, over = subject
    unit = draw_unit(rng, kind, series)
    value = draw_value(rng, world, subject, unit)
    hedge = rng.choice(HEDGES)
    quoted = list_quotes(world, subject)
    if quoted and rng.random() < 0.3:
        value, unit, hedge = rng.choice(quoted)
    if value in ("rose", "fell", "unchanged") and rng.random() < 0.9:
        hedge = "exact"
    if rng.random() < 0.05 and value[0].isdigit() and "-" not in value:
        other = draw_value(rng, world, subject, unit)
        value, hedge = f"{value}-{other}", "between"
    return oracle.Question(kind, series, value, unit, hedge, months, base, over)


def draw_nought(rng, world):
    """Return a growth of months that came to nothing, or may have."""
    rows = [
        row for row in world.rows if row["role"] == "evidence" and row["period_end"]
    ]
    nought = {oracle.name_series(row) for row in rows if row["value"] == "0"}
    nought |= {name.partition(":")[0] for name in nought}  # no piece, no dollar
    known = world.oracle.where
    series = rng.choice(sorted(nought & set(known) if rng.random() < 0.8 else known))
    row = rng.choice(world.oracle.systems[known[series][0]])
    start, end = (second.count_months(row[f"period_{end}"]) for end in ("start", "end"))
    first = rng.randint(start, end)
    last = rng.choice([first, end, min(end, first + 2)])
    length = last - first + 1
    base = first - max(length, rng.choice([1, 2, length, 12, 12, 36]))
    base = max(base, 12 * min(YEARS) + 1)
    value, hedge = (
        rng.choice(["rose", "fell", "unchanged", "-100", "-50", "50"]),
        "exact",
    )
    if value[-1] == "0":
        hedge = rng.choice(["exact", "more than", "at least", "less than"])
    months = (first, last)
    return oracle.Question("growth", series, value, "percent", hedge, months, base)


def ask_nought(rng, world):
    """Yield what is wrong in an answer on months that may have come to nothing."""
    question = draw_nought(rng, world)
    here, there = world.ask_both(question)
    if here != there:
        yield "differ on nought", question, here, there
    length = question.months[1] - question.months[0]
    before = (question.base, question.base + length)
    _, base = world.oracle.find_levels(question.series, before)
    if question.value == "fell" and here.word == "confirmed" and base and not base[0]:
        yield "fell from what may be nothing", question, base


def draw_worlds(rng, number):
    """Return the published evidence, and as many with something left out."""
    worlds = [World()]
    figures = tables.read_figures(role="evidence", source="GACC")["id"].tolist()
    for _ in range(number):
        left_out = [rng.choice(OUTLETS)] if rng.random() < 0.5 else []
        left_out += rng.sample(figures, 2)
        worlds.append(World(tuple(left_out)))
    return worlds


@pytest.fixture
def tables_read_once(monkeypatch):
    """Nobody writes to data/ meanwhile: its hash, and the list of series, stay."""
    monkeypatch.setattr(tables, "verify_data", cache(tables.verify_data))


def ask_many(subjects, each, others, seed):
    """Ask about so many subjects so many questions; return what came, and what failed."""
    rng = random.Random(seed)
    worlds = draw_worlds(rng, others)
    counts, failures = Counter(), []
    for number in range(subjects):
        world = worlds[0] if number % 3 else rng.choice(worlds)
        subject = draw_subject(rng, world)
        for _ in range(each):
            question = draw_question(rng, world, subject)
            here, there = world.ask_both(question)
            counts[question.kind, here.word] += 1
            if here != there:
                failures.append(("differ", question, here, there))
        if number % 3 == 0:
            failures += ask_nought(rng, world)
    return counts, failures


def count_words(counts):
    words = Counter()
    for (_, word), number in counts.items():
        words[word] += number
    return words


def report(counts, failures, seed):
    words = dict(count_words(counts))
    print(f"seed {seed}: {sum(counts.values())} questions, {words}")
    for failure in failures[:10]:
        print(*failure, sep="\n    ")


@pytest.mark.usefixtures("tables_read_once")
@pytest.mark.parametrize(
    ("subjects", "seed"),
    [(8, seeds.DAY), pytest.param(400, read_seed(), marks=pytest.mark.long)],
)
def test_questions_are_answered_as_the_oracle_answers_them(subjects, seed):
    """Ten questions on each subject; nearly every word is among the answers."""
    counts, failures = ask_many(subjects, 10, 1, seed)
    report(counts, failures, seed)
    assert failures == []
    assert len(count_words(counts)) >= len(WORDS) - 2


def test_leaving_a_figure_out_never_narrows_a_range(figures):
    """But where it had contradicted another, or was another print of one number."""
    rng = seeds.begin("left out")
    whole = read_evidence().ranges
    wrong = set(read_doubted()[1]["figure"])
    evidence = figures.query("role == 'evidence' and source == 'GACC'")
    months = ["flow", "product", "partner", "period_start", "period_end"]
    alone = evidence[~evidence.duplicated(months, keep=False)]
    alone = alone[~alone["id"].isin(wrong) & alone["series"].isin(MAIN)]
    less = read_evidence([rng.choice(sorted(alone["id"]))]).ranges
    for series in MAIN:
        first = rng.randrange(FIRST, LAST - 6)
        span = oracle.write_month(first), oracle.write_month(first + 3)
        for release in ("own", "revised"):
            wide = less.range(series, *span, release)
            narrow = whole.range(series, *span, release)
            slack = 1e-7 * narrow.right
            assert wide.left <= narrow.left + slack, (series, span)
            assert narrow.right <= wide.right + slack, (series, span)
