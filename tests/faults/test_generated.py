"""Malformed inputs that hypothesis draws: a sample in every test run, all of them in test-all."""

import csv

import generated
import pytest


def good(outcomes):
    return outcomes.total() and not any(outcomes[bad] for bad in generated.BAD)


@pytest.mark.parametrize("kind", generated.KINDS)
def test_a_sample_is_refused_counted_aside_or_read_to_the_same_answer(kind):
    assert good(generated.tried(kind, 8))


@pytest.mark.slow
@pytest.mark.parametrize("kind", generated.KINDS)
def test_all_are_refused_counted_aside_or_read_to_the_same_answer(kind):
    outcomes = generated.tried(kind)
    assert good(outcomes) and outcomes.total() >= 0.9 * generated.KINDS[kind][2]
    if (
        kind != "what is typed at make"
    ):  # where all arrives as typed; elsewhere one outcome alone would test little
        assert sum(outcomes[seen] > 0 for seen in generated.OUTCOMES) > 1


def test_the_table_has_every_kind_and_nothing_in_silence():
    with generated.RESULT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows] == list(generated.KINDS)
    assert sum(int(row["tried"]) for row in rows) >= 1500
    assert all(int(row[bad]) == 0 for row in rows for bad in generated.BAD)
