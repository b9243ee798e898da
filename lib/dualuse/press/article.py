"""The article sentence by sentence, with what was found about each."""

from dualuse.base import tables
from dualuse.base.claims import read_left_out
from dualuse.press import finding, front
from dualuse.press.built import Built, Page
from dualuse.press.pages import template

MAP = "article_map.csv"
TITLE = "The story, sentence by sentence"


def make_story(built: Built) -> Page:
    """Return the article in its own order, with today's verdict on each claim in it.

    The sentences of the first topic of story.yml are underlined.
    """
    rows = tables.read_table(MAP)
    marked = front.read_topics(built.claims)[0]
    sentences = front.read_article(rows, built.claims, marked["claims"])
    elsewhere = front.list_elsewhere(sentences, built.claims)
    apart = [claim for listed in elsewhere.values() for claim in listed]
    passages = [each for sentence in sentences for each in sentence["passages"]]
    conditions = [each for passage in passages for each in passage["conditions"]]
    counts = finding.count_passages(marked, sentences)
    written = built.story.get("passages", [])
    headline = finding.write_findings("passages", written, counts) or [TITLE]
    page = template(
        "story.html",
        headline=headline,
        conditional={
            each: front.list_conditional_claims([each]) for each in conditions
        },
        sentences=sentences,
        marked=marked["of"],
        note=marked["note"],
        marks=front.list_square_marks(sentences, apart),
        elsewhere=elsewhere,
        left_out=read_left_out(),
        has_hashes=rows["sha256"].any(),
    )
    reads = [MAP, "claims.yaml", "findings.yaml", "reference/", "processed/claims/"]
    return Page("story.html", TITLE, [page], reads)
