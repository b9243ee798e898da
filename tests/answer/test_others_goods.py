"""No sentence says of the story's goods what a row says of others.

Rows are marked as another's in not_bearing.csv, "another seller and another buyer", and in
comparable.csv, where a sum is left out as another buyer's. Who names their number on the
first page, in the README, the feed or the story says whose they are.
"""

import json
import re

import pytest

from dualuse.answer import written
from dualuse.base import tables

ANOTHER = re.compile(r"\b(other|another|elsewhere|other’s|another’s)\b", re.IGNORECASE)
FIGURES = tables.read_figures().to_dict("records")


def list_of_others():
    """Ids of figures that are marked as another buyer's or seller's."""
    reasons = tables.read_table("published/not_bearing.csv")
    is_other = reasons["reason"].str.contains("another seller|another buyer")
    named = " ".join(reasons.loc[is_other, "rows"])
    sums = tables.read_table("published/comparable.csv")
    left = sums[sums["why"].str.contains("Another buyer|Another Russian buyer")]
    return {*re.findall(r"\b[FN]\d{3}\w?\b", named), *left["sum"]}


OTHERS = list_of_others()


def list_sentences():
    """Each written sentence that is shown beyond its claim's page, with its place."""
    story = tables.read_story()
    for key, sentences in story["finding"].items():
        yield from ((f"finding {key}", each["says"]) for each in sentences)
    for key in ("passages", "sums"):
        yield from ((key, each["says"]) for each in story[key])
    for line in [*story["lead"]["besides"], *story["lead"]["limits"]]:
        yield "lead", line
    for name, finding in written.read_findings().items():
        for key in ("line", "says"):
            for each in written.as_list(finding.get(key, [])):
                yield name, each if isinstance(each, str) else each["says"]
    for row in tables.read_table("article_map.csv").to_dict("records"):
        yield f"sentence {row['number']}", row["finding"]


def test_rows_are_marked_as_those_of_others():
    assert {"F234", "F235"} <= OTHERS


@pytest.mark.parametrize(("place", "says"), list(list_sentences()))
def test_who_names_the_goods_of_others_says_so(place, says):
    named = OTHERS & {*re.findall(r"\{(\w+)[ }]", says)}
    in_words = re.search(r"(twenty thousand|20,000) helmets", says)
    if named or in_words:
        assert ANOTHER.search(says), f"{place}: {says}"


def test_no_front_page_gives_the_story_what_is_anothers():
    front = tables.read_text(tables.REPORTS / "index.html")
    heading = re.search(r'<h1 id="finding">(.*?)</h1>', front, re.S)[1]
    assert "helmets" not in heading
    claims = json.loads(tables.read_text(tables.REPORTS / "verdicts.json"))
    for claim in claims:
        assert len(claim["line"].split()) <= 12, claim["id"]
