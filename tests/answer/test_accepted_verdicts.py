"""The published verdicts: each accepted by a person, and said with what it rests on.

`tests/second_path/` works each of them out again, without the library.
"""

import re

import pytest

from dualuse.base import tables
from dualuse.builds import published
from dualuse.engine.verdicts import WORDS

STRONG = ["confirmed", "partly confirmed", "contradicted", "partly contradicted"]


@pytest.fixture(scope="module")
def checked(judged_claims):
    return judged_claims


@pytest.fixture(scope="module")
def parts(checked):
    return [part for claim in checked for part in claim["parts"]]


def test_what_is_published_is_what_was_accepted(checked):
    """Each verdict, source, page and printed figure: else `make accept REASON=...`."""
    figures = tables.read_figures().to_dict("records")
    rows = published.list_published(checked, figures)
    assert (
        published.list_moves(published.read_published(published.ACCEPTED), rows) == []
    )


def test_every_verdict_is_a_word_of_the_scale(checked, parts):
    assert {each["verdict"] for each in [*checked, *parts]} <= set(WORDS)


def test_a_condition_stands_wherever_the_verdict_is_told(checked):
    for claim in checked:
        for condition in claim["conditions"]:
            assert f"({condition})" in claim["text"]
        for reading in claim["readings"]:
            assert any(reading in each for each in claim["conditions"])


def test_every_verdict_on_one_source_says_so(checked):
    for claim in checked:
        is_on_one = claim["verdict"] in STRONG and claim["sources"] == 1
        assert claim["on_one_source"] == is_on_one
        is_said = re.search(", on one source(?!( and one page)?, if)", claim["text"])
        assert bool(is_said) == is_on_one


def test_a_figure_that_decides_alone_has_a_second_page_or_the_verdict_says_so(parts):
    for part in parts:
        deciding = [
            entry
            for entry in part["figures"]
            if entry["counts"] and entry["verdict"] == part["verdict"]
        ]
        if len(deciding) != 1 or part["verdict"] not in ("confirmed", "contradicted"):
            continue
        if part["on_one_page"]:
            assert deciding[0]["figures"]


def test_the_word_that_the_legend_leaves_out_is_nobodys(checked):
    """The legend of templates/scale.html.j2 has six words; the rule has a seventh."""
    words = [claim["verdict"] for claim in checked]
    assert "partly contradicted" not in words


def test_higher_and_lower_are_told_apart(checked):
    for claim in checked:
        for part in claim["parts"]:
            if part["verdict"] == "contradicted":
                assert part["direction"] in ("lower", "higher", "other words")
