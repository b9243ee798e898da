import math

import pytest

from dualuse import wording


@pytest.mark.parametrize(
    "low, high, unit, text",
    [
        (14.5e6, 14.6e6, "USD", "$14.5m to $14.6m"),
        (0, 33e6, "USD", "at most $33m"),
        (32e6, math.inf, "USD", "$32m or more"),
        (None, None, "USD", "anything"),
        (77.9, 78.2, "percent", "77.9% to 78.2%"),
        (0, 5, "percent", "0% to 5%"),
        (17.0, 17.0, "months", "17 months"),
        (52.284e9, 52.284e9, "USD", "$52.28bn"),
    ],
)
def test_span(low, high, unit, text):
    assert wording.span(low, high, unit) == text


@pytest.mark.parametrize(
    "distance, kind, text",
    [
        (None, "level", ""),
        (3.0303, "level", "at least 3 times apart"),
        (2.99, "ratio", "at least 2.9 times apart"),
        (1.05, "level", "at least 5% apart"),
        (9.0, "growth", "at least 9 points apart"),
        (math.inf, "level", "without limit apart"),
    ],
)
def test_apart_never_rounds_up(distance, kind, text):
    assert wording.apart(distance, kind) == text


def test_period():
    assert wording.period("2023-01", "2023-06") == "January to June 2023"
    assert wording.period("2023-01", "2023-12") == "2023"
    assert wording.period("2023-06", "2023-06") == "June 2023"
    assert wording.period("2022-03", "2023-05") == "March 2022 to May 2023"
