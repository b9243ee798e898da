"""Cards: a question and its answer, none written over another."""

import json
import re
from itertools import combinations

import pytest
from browser.published import SITE, read_page, read_text
from seeds import pick_few

from dualuse.base import tables
from dualuse.base.claims import read_claims
from dualuse.engine import verdicts
from dualuse.press import cards, gauges

LONG = "If the story counts June, our figures cannot tell, " * 12


def list_boxes(figure):
    """Return where each text of a card stands, signs in squares apart."""
    renderer = figure.canvas.get_renderer()
    texts = [text for text in figure.axes[0].texts if len(text.get_text()) > 1]
    return [text.get_window_extent(renderer) for text in texts]


def check_boxes(figure):
    """Nothing is written over anything, over the squares or beyond the card."""
    boxes = list_boxes(figure)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    for box in boxes:
        assert box.x0 >= 0 and box.x1 <= cards.WIDTH
    return boxes


PUBLISHED = json.loads((SITE / "verdicts.json").read_text("utf-8"))


@pytest.mark.parametrize("claim", pick_few(8, PUBLISHED))
def test_the_card_of_a_claim_has_its_words_and_its_range(claim):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    question = tables.read_story()["questions"][claim["id"]]
    drawn = next(filter(None, map(gauges.draw_gauge, claim["parts"])), None)
    lines = [*claim["conditions"], claim["we_found"]]
    lone = "on one source" if claim["on_one_source"] else ""
    row = ["possible"] * 33
    figure = cards.draw_card(
        "A site", question, claim["verdict"], lines, [row], 3, lone, drawn
    )
    FigureCanvasAgg(figure)
    boxes = check_boxes(figure)
    assert min(box.y0 for box in boxes) >= cards.HEIGHT - cards.SQUARES
    told = " ".join(text.get_text() for text in figure.axes[0].texts)
    assert claim["verdict"] in told and (
        not lone or f"{claim['verdict']}, {lone}" in told
    )
    if drawn:
        assert f"the claim: {drawn['claim']['words']}" in told
        assert drawn["entries"][0]["says"] in told


def test_the_card_of_the_site_has_room_for_its_finding():
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    title = re.search(r"<h1[^>]*>(.*?)</h1>", read_page("index.html"), re.S)[1]
    rows = [["possible"] * 16, ["confirmed"] * 2, ["opinion"] * 4, ["confirmed"] * 11]
    figure = cards.draw_card("A site", read_text(title), "", ["We checked."], rows)
    FigureCanvasAgg(figure)
    boxes = check_boxes(figure)
    highest = cards.HEIGHT - (cards.SQUARES - 50 * (len(rows) - 1))
    assert len(boxes) > 3 and min(box.y0 for box in boxes) >= highest


@pytest.mark.parametrize("claim", pick_few(8, [claim["id"] for claim in read_claims()]))
def test_nothing_on_a_card_is_written_over_another(claim):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    question = tables.read_story()["questions"][claim]
    row = [verdicts.WORDS[place % 7] for place in range(33)]
    figure = cards.draw_card("A site", question, "no evidence found", [LONG], [row], 3)
    FigureCanvasAgg(figure)
    boxes = check_boxes(figure)
    assert min(box.y0 for box in boxes) >= cards.HEIGHT - cards.SQUARES


def test_a_card_of_the_site_has_a_row_a_group_and_the_same_bytes():
    rows = [["possible"] * 3, ["confirmed"] * 2, ["opinion"]]
    title = "What the story says about trade holds up. What it says about gear we cannot say."
    one = cards.draw_card("A site", title, "", ["We checked six claims."], rows)
    other = cards.draw_card("A site", title, "", ["We checked six claims."], rows)
    assert cards.write_png(one) == cards.write_png(other)
    signs = [text for text in one.axes[0].texts if len(text.get_text()) == 1]
    assert len(signs) == 6
