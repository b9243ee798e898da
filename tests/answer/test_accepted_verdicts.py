"""The published verdicts: each accepted by a person, and said with what it rests on.

`tests/second_path/` works each of them out again, without the library.
"""

import re

from dualuse.base import tables
from dualuse.builds import published

STRONG = ["confirmed", "partly confirmed", "contradicted", "partly contradicted"]


def test_what_is_published_is_what_was_accepted(judged_claims):
    """Each verdict, source, page and printed figure: else `make accept REASON=...`."""
    figures = tables.read_figures().to_dict("records")
    rows = published.list_published(judged_claims, figures)
    assert (
        published.list_moves(published.read_published(published.ACCEPTED), rows) == []
    )


def test_every_verdict_on_one_source_says_so(judged_claims):
    for claim in judged_claims:
        is_on_one = claim["verdict"] in STRONG and claim["sources"] == 1
        assert claim["on_one_source"] == is_on_one
        is_said = re.search(", on one source(?!( and one page)?, if)", claim["text"])
        assert bool(is_said) == is_on_one


def test_the_word_that_the_legend_leaves_out_is_nobodys(judged_claims):
    """The legend of templates/scale.html.j2 has six words; the rule has a seventh."""
    words = [claim["verdict"] for claim in judged_claims]
    assert "partly contradicted" not in words
