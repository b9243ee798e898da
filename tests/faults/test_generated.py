"""Malformed inputs: a few of each kind in every test run, more of them in test-all.

All of them are tried by hand, before a release: `python tests/faults/generated.py`
writes benchmarks/generated.csv. How many of them are refused and how many are
harmless changes with the code, and no test holds it; that none ends badly, each does.
"""

import pytest
from faults import generated


def list_bad(outcomes):
    return {
        outcome: outcomes[outcome] for outcome in generated.BAD if outcomes[outcome]
    }


@pytest.fixture(params=generated.KINDS)
def kind(request):
    return request.param


def test_none_of_a_few_ends_badly(kind):
    outcomes = generated.run_kind(kind, 3)
    assert outcomes.total() == 3
    assert list_bad(outcomes) == {}


@pytest.mark.slow
def test_none_of_a_sample_ends_badly(kind):
    outcomes = generated.run_kind(kind, 8)
    assert outcomes.total() == 8
    assert list_bad(outcomes) == {}


def test_the_table_says_how_many_were_tried_and_that_none_ended_badly():
    table = generated.read_result()
    assert set(table) <= set(generated.KINDS)
    for kind, row in table.items():
        _, _, _, count = generated.KINDS[kind]
        tried = sum(int(row[outcome]) for outcome in generated.OUTCOMES)
        assert 0 < tried == int(row["tried"]) <= count
        assert [int(row[outcome]) for outcome in generated.BAD] == [0, 0]
