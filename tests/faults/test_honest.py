"""Honest mistakes: a few of them at every full test; 155 by hand, before a release."""

import pytest
from faults import honest


@pytest.mark.slow
def test_no_honest_mistake_moves_a_verdict_without_a_line():
    outcomes = [outcome for *_, outcome in honest.try_slips(8)]
    assert len(outcomes) == 8
    assert set(outcomes) <= set(honest.OUTCOMES) - {honest.SILENT}
    assert honest.REFUSED in outcomes
