"""Random draws: a few at every commit, all of them before a release."""

import pytest


def draw_few(few, every):
    """Return the numbers below `every`; those from `few` on are marked `long`."""
    rest = [pytest.param(seed, marks=pytest.mark.long) for seed in range(few, every)]
    return [*range(few), *rest]
