import math

import pandas as pd
import pytest

from dualuse.data import printed
from dualuse.verdicts import judge
from pressroom import wording


@pytest.mark.parametrize(
    "low, high, unit, text",
    [
        (14.5e6, 14.6e6, "USD", "$14.5m to $14.6m"),
        (0, 33e6, "USD", "at most $33m"),
        (32e6, math.inf, "USD", "at least $32m"),
        (None, None, "USD", "any value"),
        (0, None, "USD", "any value"),
        (17.0, 17.0, "months", "17 months"),
        (0, 5, "units", "at most 5 units"),
    ],
)
def test_span(low, high, unit, text):
    assert wording.between(low, high, unit) == text


@pytest.mark.parametrize(
    "distance, kind, text",
    [
        (None, "level", ""),
        (3.0303, "level", "at least 3 times apart"),
        (2.99, "ratio", "at least 2.9 times apart"),
        (1.05, "level", "at least 5% apart"),
        (9.09, "growth", "at least 9 points apart"),
        (math.inf, "level", "without limit apart"),
    ],
)
def test_apart_never_rounds_up(distance, kind, text):
    assert judge.apart(distance, kind) == text


def test_period():
    assert wording.period("2023-01", "2023-06") == "January to June 2023"
    assert wording.period("2023-01", "2023-12") == "2023"
    assert wording.period("2023-06", "2023-06") == "June 2023"
    assert wording.period("2022-03", "2023-05") == "March 2022 to May 2023"


@pytest.mark.parametrize(
    "value, unit, hedge, growth, text",
    [
        ("32", "m USD", "more than", "", "more than $32m"),
        ("14.50", "m USD", "exact", "", "$14.50m"),
        ("30000", "units", "at least", "", "at least 30,000 units"),
        ("5-7", "m USD per month", "between", "", "5-7 m USD per month"),
        ("904000", "USD", "exact", "", "$904,000"),
        ("67", "percent", "exact", "", "67%"),
        ("", "bn USD", "", "78.1", "+78.1%"),
        ("", "bn USD", "", "-16", "−16%"),
    ],
)
def test_a_print_keeps_its_precision_and_hedge(value, unit, hedge, growth, text):
    row = {"id": "F1", "value": value, "unit": unit, "hedge": hedge, "growth": growth}
    assert printed.as_printed(pd.DataFrame([row])) == {"F1": text}
