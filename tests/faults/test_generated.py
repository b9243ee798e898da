"""Malformed inputs: a few of each kind in every test run, hundreds by hand."""

import pytest
from faults import generated


@pytest.mark.parametrize(
    "count", [2, pytest.param(generated.MANY, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("kind", generated.KINDS)
def test_none_ends_badly(kind, count):
    outcomes = generated.run_kind(kind, count)
    assert outcomes.total() == count
    assert {outcomes[outcome] for outcome in generated.BAD} == {0}
