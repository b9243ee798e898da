"""Honest mistakes: a few of 300 at every full test; all of them with DRAWS=all."""

import pytest
from faults import honest
from seeds import draw_few

SLIPS = 300
TOGETHER = 10  # they share what the claims are without a slip


@pytest.mark.slow
@pytest.mark.parametrize("draw", draw_few(1, SLIPS // TOGETHER))
def test_no_honest_mistake_moves_what_no_row_tells(draw):
    outcomes = [outcome for *_, outcome in honest.try_slips(TOGETHER, draw)]
    assert len(outcomes) == TOGETHER
    assert set(outcomes) <= {honest.REFUSED, honest.MOVES, honest.HARMLESS}
