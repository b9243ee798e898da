"""A thousand claims on stocks, and a thousand on rates, whose truth is known.

The worlds are made up: a level walks from month to month, and is printed as newsrooms
print: rounded or cut off, "more than" what it passed, "nearly" what it all but reached.
Truth is read off the walk by the words of this file, which share no code with the
library's: no strong word may be false.
"""

import math
import random
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from second_path.rows import limit
from seeds import draw_few

from dualuse.answer.findings import check_claim
from dualuse.base import units
from dualuse.engine import question
from dualuse.engine.contradictions import find_contradictions
from dualuse.engine.evidence import Evidence
from dualuse.engine.judging import judge_claim
from dualuse.press.arithmetic import redo_growth

MONTHS = [
    f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)
]
FEW, MANY = 100, 1_000
PER_WORLD = 20
SOURCES = pd.DataFrame(
    {"source": ["OFFICE"], "label": ["the office"], "kind": ["count"]}
)
NOBODY = pd.DataFrame(columns=["id", "name", "owner", "under_test", "kind"])
COLUMNS = ["value", "unit", "hedge", "growth", "growth_hedge", "growth_base", "status"]
SERIES = {"stock": "ENG-waiting-OFFICE:cases", "rate": "ENG-waiting-OFFICE:percent"}
READ = ["outlet", "read_at", "access", "same_fact"]
GAPS = [0.0, 0.002, 0.01, 0.03, 0.1]
STRONG = ("confirmed", "contradicted")


def cut(number, digits):
    """A number cut off after so many decimals."""
    return math.floor(number * 10**digits) / 10**digits


def print_number(draw, number, digits):
    """How a newsroom prints a number: (value, hedge)."""
    step = 10**-digits
    hedge = draw.choice(["exact", "exact", "exact", "more than", "nearly", "about"])
    down = cut(number, digits)
    value = {"more than": down, "nearly": down + step}.get(hedge, round(number, digits))
    if hedge == "exact" and draw.random() < 0.3:
        value = down
    return f"{value:.{digits}f}", hedge


def walk(draw, first, size):
    """A level of each month: {month: amount}, whole things."""
    level, levels = first, {}
    for month in MONTHS:
        level *= 1 + draw.uniform(-size, size)
        levels[month] = round(level)
    return levels


def write_row(number, quantity, start, end, **cells):
    row = dict.fromkeys(COLUMNS, "") | {
        "id": f"P{number:03d}",
        "series": SERIES[quantity],
    }
    row |= {"quantity": quantity, "source": "OFFICE", "role": "evidence", "flow": ""}
    row |= {"period_start": start, "period_end": end, "page": f"page {number}"}
    return row | cells


def print_stock(draw, levels):
    """The prints of a stock: levels of some months, growth between two of them."""
    rows = []
    for month in draw.sample(MONTHS, 14):
        value, hedge = print_number(
            draw, levels[month] / 1e6, draw.choice([1, 2, 2, 3])
        )
        cells = {"value": value, "unit": "m cases", "hedge": hedge}
        rows.append(write_row(len(rows), "stock", month, month, **cells))
    for month in draw.sample(MONTHS[12:], 8):
        base = draw.choice(MONTHS[: MONTHS.index(month)])
        rose = (levels[month] / levels[base] - 1) * 100
        cells = {"growth": f"{rose:.1f}", "growth_hedge": "exact", "growth_base": base}
        rows.append(write_row(len(rows), "stock", month, month, **cells))
    return rows


def print_rates(draw, rates):
    """The prints of a rate, of single periods: {(first month, last): per cent}."""
    rows = []
    for start, end in draw.sample(sorted(rates), 16):
        value, hedge = print_number(draw, rates[start, end], draw.choice([0, 1, 1, 2]))
        cells = {"value": value, "unit": "percent", "hedge": hedge}
        rows.append(write_row(len(rows), "rate", start, end, **cells))
    return rows


def make_claim(draw, truth, digits, kind="level"):
    """A number that is said of an amount, near it or off: (value, hedge)."""
    off = truth * (1 + draw.choice([-1, 1]) * draw.choice(GAPS))
    if kind == "growth":
        off = truth + draw.choice([-1, 1]) * draw.choice([0, 0.1, 0.5, 2, 10])
    hedge = draw.choice(["exact", "exact", "more than", "less than", "at least"])
    text = f"{off:.{digits}f}"
    if float(text) == 0:  # "less than nothing" is no claim: it fell
        return text.lstrip("-"), "exact"
    return text, hedge


def holds(text, hedge, truth):
    """Whether a claim is true, false, or neither: its last digit may be cut off."""
    value = Decimal(text)
    digit = Decimal(1).scaleb(value.as_tuple().exponent)
    number, size, amount = float(value), float(digit), truth
    if number < 0:  # words on a fall are of its size
        number, amount = -number, -truth
    if hedge == "more than":
        return amount > number
    if hedge == "less than":
        return 0 <= amount < number  # what rose has not fallen by less
    if hedge == "at least":
        return amount >= number
    if abs(amount - number) <= size / 2:
        return True
    return None if number <= amount < number + size else False


def ask(evidence, quantity, test, period):
    """The library's word."""
    return judge(evidence, quantity, test, period).word


def judge(evidence, quantity, test, period):
    """The library's verdict."""
    return judge_claim(make_question(quantity, test, period), evidence)


def make_question(quantity, test, period):
    """A claim of one test."""
    claim = {"id": "X1", "claim": "So many.", "tests": [test], "periods": [[*period]]}
    claim["quantity"] = {"place": "ENG", "product": "waiting"}
    claim["evidence"] = [{"series": SERIES[quantity], "source": "OFFICE"}]
    return claim


def read_world(rows):
    figures = pd.DataFrame(rows)
    wrong = find_contradictions(figures, SOURCES)
    assert wrong.empty, "all prints are true of one walk"
    return Evidence(figures, SOURCES, wrong, outlets=NOBODY)


def draw_stock(draw):
    """Yield (word, truth) of claims on one stock."""
    levels = walk(draw, draw.uniform(2e6, 8e6), draw.choice([0.01, 0.04]))
    evidence = read_world(print_stock(draw, levels))
    for _ in range(PER_WORLD):
        month = draw.choice(MONTHS[1:])
        if draw.random() < 0.6:
            value, hedge = make_claim(draw, levels[month] / 1e6, draw.choice([1, 2]))
            test = {"kind": "level", "value": value, "unit": "m cases", "hedge": hedge}
            truth = holds(value, hedge, levels[month] / 1e6)
        else:
            base = draw.choice(MONTHS[: MONTHS.index(month)])
            rose = (levels[month] / levels[base] - 1) * 100
            value, hedge = make_claim(draw, rose, draw.choice([0, 1]), "growth")
            test = {"kind": "growth", "value": value, "unit": "percent", "base": base}
            test["hedge"] = hedge
            truth = holds(value, hedge, rose)
        yield ask(evidence, "stock", test, (month, month)), truth


def draw_rate(draw):
    """Yield (word, truth) of claims on one rate: of months, and of years by themselves."""
    rate, rates = draw.uniform(40, 70), {}
    for month in MONTHS:
        rate += draw.uniform(-2, 2)
        rates[month, month] = rate
    for year in (2021, 2022, 2023):  # no mean of its months: some weigh more
        rates[f"{year}-01", f"{year}-12"] = draw.uniform(40, 70)
    rows = print_rates(draw, rates)
    printed = {(row["period_start"], row["period_end"]) for row in rows}
    evidence = read_world(rows)
    for _ in range(PER_WORLD):
        period = draw.choice(sorted(rates))
        value, hedge = make_claim(draw, rates[period], draw.choice([0, 1]))
        test = {"kind": "level", "value": value, "unit": "percent", "hedge": hedge}
        word = ask(evidence, "rate", test, period)
        assert period in printed or word not in STRONG
        yield word, holds(value, hedge, rates[period])
        base = draw.choice([each for each in rates if is_as_long(each, period)])
        if base >= period:
            continue
        truth = rates[period] - rates[base]
        test = draw_change(draw, truth) | {"base": base[0]}
        word = ask(evidence, "rate", test, period)
        assert {period, base} <= printed or word not in STRONG
        if "operator" in test:
            yield word, truth > 0 if test["operator"] == ">" else truth < 0
        else:
            yield word, holds(test["value"], test["hedge"], truth)


def is_as_long(one, other):
    """Whether both are months, or both are years."""
    return (one[0] == one[1]) == (other[0] == other[1])


def draw_change(draw, truth):
    """A claim that a rate rose or fell, by so many points or by none that is said."""
    test = {"kind": "growth", "unit": "points"}
    if draw.random() < 0.2:
        return test | {"value": "0", "operator": draw.choice("<>")}
    value, hedge = make_claim(draw, truth, draw.choice([0, 1]), "growth")
    return test | {"value": value, "hedge": hedge}


DRAWS = {"stock": draw_stock, "rate": draw_rate}


def count_words(quantity, number):
    """Judge so many claims; refuse a false strong word; return how many are strong."""
    strong = 0
    for seed in range(number // PER_WORLD):
        for word, truth in DRAWS[quantity](random.Random(f"{quantity} {seed}")):
            assert (word, truth) not in [("confirmed", False), ("contradicted", True)]
            strong += word in STRONG
    return strong


@pytest.fixture(autouse=True)
def own_units():
    kinds = {"cases": "count", "percent": "rate"}
    units.take_units({"unit": unit, "kind": kind} for unit, kind in kinds.items())
    yield
    units.take_units([])


@pytest.mark.parametrize("quantity", DRAWS)
def test_no_strong_word_on_a_stock_or_a_rate_is_false(quantity):
    assert count_words(quantity, FEW) > FEW / 5  # or nothing would be tested


@pytest.mark.long
@pytest.mark.parametrize("quantity", DRAWS)
def test_no_strong_word_of_a_thousand_is_false(quantity):
    assert count_words(quantity, MANY) > MANY / 5


def read_fractions(row):
    """The least and the greatest that a print allows, by the second path."""
    return limit(row["value"], row["hedge"])


@pytest.mark.parametrize("seed", draw_few(10, 200))
def test_a_change_of_a_rate_is_one_print_less_another(seed):
    """In fractions: the least less the other's greatest, the greatest less its least."""
    draw = random.Random(f"change {seed}")
    rates = {(month, month): draw.uniform(0.5, 250) for month in MONTHS}
    listed = print_rates(draw, rates)
    evidence = read_world(listed)
    early, late = sorted(
        draw.sample(listed, 2), key=lambda row: (row["period_start"], row["id"])
    )
    test = {"kind": "growth", "unit": "points", "value": "1", "hedge": "exact"}
    test["base"] = early["period_start"]
    spec = {"series": SERIES["rate"], "source": "OFFICE"}
    months = [late["period_start"], late["period_end"]]
    asked = question.Question(spec, test, [], months)
    (least, most), (before, at_most) = map(read_fractions, (late, early))
    for release in ("own", "widest", "revised"):
        found = evidence.measure(asked, release)
        assert found.left == pytest.approx(float(least - at_most), abs=1e-5)
        assert found.right == pytest.approx(float(most - before), abs=1e-5)
        assert found.left <= least - at_most + Fraction(1, 10**9)
        assert found.right >= most - before - Fraction(1, 10**9)
    assert {*evidence.find_figures(asked)} == {late["id"], early["id"]}


def test_a_change_of_a_rate_lies_off_in_points_beyond_a_hundred():
    """A rate may fall by more than a hundred points: 250% is no share."""
    cells = {"unit": "percent", "hedge": "exact", "value": "250.0"}
    first = write_row(0, "rate", "2022-12", "2022-12", **cells)
    later = write_row(1, "rate", "2023-12", "2023-12", **cells | {"value": "130.0"})
    evidence = read_world([first, later])
    told = {}
    for value in ("-120", "-110", "-130", "120", "more than -100"):
        hedge, _, number = value.rpartition(" ")
        test = {"kind": "growth", "unit": "points", "value": number}
        test |= {"base": "2022-12", "hedge": hedge or "exact"}
        told[value] = str(judge(evidence, "rate", test, ("2023-12", "2023-12")))
    assert told == {
        "-120": "confirmed, on one source",
        "-110": "contradicted (lower), on one source",
        "-130": "contradicted (higher), on one source",
        "120": "contradicted (lower), on one source",
        "more than -100": "confirmed, on one source",
    }


def test_a_change_of_a_rate_is_told_in_points_with_both_prints():
    cells = {"unit": "percent", "hedge": "exact"} | dict.fromkeys(READ, "")
    early = write_row(0, "rate", "2022-12", "2022-12", value="46.3", **cells)
    late = write_row(1, "rate", "2023-12", "2023-12", value="56.0", **cells)
    test = {"kind": "growth", "unit": "points", "value": "10", "hedge": "exact"}
    claim = make_question("rate", test, ("2023-12", "2023-12"))
    (part,) = check_claim(claim, read_world([early, late]))["parts"]
    (told,) = part["figures"]
    assert part["verdict"] == "confirmed"
    assert part["tests"][0]["text"] == "up 10 points"
    assert told["says"] == "up by between 9.55 points and 9.85 points"
    assert told["figures"] == [late["id"], early["id"]]
    (line,) = redo_growth(told, {row["id"]: row for row in (early, late)})
    assert line["words"] == "56.0% − 46.3% = 9.7 points"


def test_a_rate_lies_off_a_claim_in_points():
    """At least so many: never more than from the claim's number to the true one."""
    draw = random.Random("points")
    told = 0
    for _ in range(40):
        rate, said = draw.uniform(1, 90), f"{draw.uniform(0.5, 95):.1f}"
        row = write_row(
            0, "rate", "2023-01", "2023-12", value=f"{rate:.1f}", hedge="exact"
        )
        row["unit"] = "percent"
        test = {"kind": "level", "value": said, "unit": "percent", "hedge": "exact"}
        verdict = judge(read_world([row]), "rate", test, ("2023-01", "2023-12"))
        if verdict.word == "contradicted":
            told += 1
            assert verdict.apart <= abs(float(said) - rate)
    assert told > 20
