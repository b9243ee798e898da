"""Customs' own printed totals, one less another, are never contradicted.

It is the commonest arithmetic of a newsroom: the year less its first half. Where customs
printed the months between as well, that print is what they said of them.
"""

from decimal import Decimal
from itertools import combinations

import pytest

from dualuse.base.series import Series, write_month
from dualuse.base.units import split_unit
from dualuse.desk.evidence import read_evidence
from dualuse.engine.judging import ask_source
from dualuse.engine.question import Question
from dualuse.engine.ranges import list_spans


def list_totals(evidence):
    """Return the figures that print a total since January without a hedge, by series."""
    wrong = set(evidence.set_aside["figure"])
    totals = {}
    for row in evidence.rows.values():
        is_used = row["role"] == "evidence" and row["id"] not in wrong
        is_total = row["value"] and row["period_start"][5:] == "01"
        is_plain = row["hedge"] == "exact" and "later print" not in row["status"]
        is_year = row["period_start"][:4] == row["period_end"][:4]
        if is_used and is_total and is_plain and is_year:
            line = Series.read(row["series"])
            unit = split_unit(row["unit"])[1]
            is_amount = unit == line.unit and line.flow in ("export", "import", "trade")
            revises = evidence.ranges.find_programme(row["series"]).allowance > 0
            if is_amount and revises:
                totals.setdefault(row["series"], []).append(row)
    return totals


def subtract(later, earlier):
    """Return one printed total less another, in the unit of the later one.

    It has as many digits as the coarser of the two: more would be nobody's.
    """
    scales = [Decimal(split_unit(row["unit"])[0]) for row in (later, earlier)]
    values = [Decimal(row["value"]) for row in (later, earlier)]
    values[1] = values[1] * scales[1] / scales[0]
    coarser = max(values, key=lambda value: value.as_tuple().exponent)
    return (values[0] - values[1]).quantize(coarser)


def list_differences(evidence):
    """Yield each pair of totals of a year as a question on the months between them."""
    for series, rows in list_totals(evidence).items():
        for one, other in combinations(rows, 2):
            earlier, later = sorted([one, other], key=lambda row: row["period_end"])
            is_same_year = earlier["period_start"] == later["period_start"]
            difference = subtract(later, earlier)
            if not is_same_year or earlier["period_end"] == later["period_end"]:
                continue
            (before,) = list_spans(series, *[earlier["period_end"]] * 2, "own")
            months = [write_month(before.end + 1), later["period_end"]]
            test = {"kind": "level", "value": f"{difference:f}", "hedge": "exact"}
            test["unit"] = later["unit"]
            spec = {"series": series, "source": Series.read(series).source}
            question = Question(spec, test, [], months)
            if not evidence.is_given(question):
                yield question, (later["id"], earlier["id"])


def list_contradicted(evidence, every):
    """Return the differences that are contradicted, and how many were asked."""
    contradicted, asked = [], 0
    for number, (question, ids) in enumerate(list_differences(evidence)):
        if number % every:
            continue
        asked += 1
        answer = ask_source(question, evidence)
        if answer.verdict.word == "contradicted":
            contradicted.append((ids, question.period, question.test["value"]))
    return contradicted, asked


def test_no_tenth_printed_total_less_another_is_contradicted():
    contradicted, asked = list_contradicted(read_evidence(), 10)
    assert contradicted == []
    assert asked > 25


@pytest.mark.long
def test_no_printed_total_less_another_is_contradicted():
    contradicted, asked = list_contradicted(read_evidence(), 1)
    assert contradicted == []
    assert asked > 300
