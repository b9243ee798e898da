"""Malformed inputs: a sample in every test run, all of them in test-all."""

import csv

import pytest
from faults import generated


def list_bad(outcomes):
    return {
        outcome: outcomes[outcome] for outcome in generated.BAD if outcomes[outcome]
    }


@pytest.fixture(params=generated.KINDS)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def table():
    """Return benchmarks/generated.csv, {kind: its row}."""
    with generated.RESULT.open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row for row in csv.DictReader(file)}


def test_a_sample_is_refused_or_harmless_and_the_table_says_no_less(kind, table):
    outcomes = generated.run_kind(kind, 6)
    assert list_bad(outcomes) == {}
    for outcome, count in outcomes.items():
        assert count <= int(table[kind][outcome])


@pytest.mark.slow
def test_all_are_refused_or_harmless_and_the_table_says_so(kind, table):
    outcomes = generated.run_kind(kind)
    assert list_bad(outcomes) == {}
    said = {outcome: int(table[kind][outcome]) for outcome in generated.OUTCOMES}
    assert outcomes == generated.Counter(said), (
        "python tests/faults/generated.py writes the table"
    )


def test_the_table_has_no_other_kind_and_enough_cases(table):
    assert list(table) == list(generated.KINDS)
    assert sum(int(row["tried"]) for row in table.values()) >= 800
