"""Random draws: a few in each run, other ones each day; all of them by hand.

What is drawn today is among what `pytest -m long` draws before a release, or DRAWS=all at
any time: nobody meets a draw that was never tried. Whatever fails names its day, and
DRAW=2026-11-30 draws the same again.
"""

import os
import random
from datetime import UTC, datetime
from itertools import product

import pytest

# Handed on to the processes that share the tests: all of one run draw the same.
DAY = os.environ.setdefault("DRAW", datetime.now(UTC).date().isoformat())
ALL = os.environ.get("DRAWS") == "all"


def begin(name):
    """Return what chooses among draws that were tried: of the day, and of this name."""
    return random.Random(f"{DAY} {name}")


def draw_few(few, every):
    """Return the numbers below `every`; all but a few of the day are marked `long`."""
    return pick_few(few, range(every))


def pick_few(few, items):
    """Return the items; all but a few of the day are marked `long`.

    An item is the value of a parameter, or a tuple of those of several.
    """
    items = list(items)
    today = begin("few").sample(range(len(items)), few)
    picked = []
    for place, item in enumerate(items):
        values = item if isinstance(item, tuple) else (item,)
        marks = () if ALL or place in today else pytest.mark.long
        picked.append(pytest.param(*values, marks=marks))
    return picked


def pick_pairs(few, ones, others):
    """Return each pair of two lists; all but a few of the day are marked `long`."""
    return pick_few(few, product(ones, others))
