"""Cards: a question and its answer, none written over another."""

from itertools import combinations

import pytest

from dualuse.base import tables
from dualuse.base.claims import read_claims
from dualuse.engine import verdicts
from dualuse.press import cards

LONG = "If the story counts June, our figures cannot tell, " * 12


def list_boxes(figure):
    """Return where each text of a card stands, signs in squares apart."""
    renderer = figure.canvas.get_renderer()
    texts = [text for text in figure.axes[0].texts if len(text.get_text()) > 1]
    return [text.get_window_extent(renderer) for text in texts]


@pytest.mark.parametrize("claim", [claim["id"] for claim in read_claims()])
def test_nothing_on_a_card_is_written_over_another(claim):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    question = tables.read_story()["questions"][claim]
    row = [verdicts.WORDS[place % 7] for place in range(33)]
    figure = cards.draw_card("A site", question, "no evidence found", [LONG], [row], 3)
    FigureCanvasAgg(figure)
    boxes = list_boxes(figure)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    for box in boxes:  # above the squares, and inside the card
        assert box.x0 >= 0 and box.x1 <= cards.WIDTH
        assert box.y0 >= cards.HEIGHT - cards.SQUARES


def test_a_card_of_the_site_has_a_row_a_group_and_the_same_bytes():
    rows = [["possible"] * 3, ["confirmed"] * 2, ["opinion"]]
    title = "What the story says about trade holds up. What it says about gear we cannot say."
    one = cards.draw_card("A site", title, "", ["We checked six claims."], rows)
    other = cards.draw_card("A site", title, "", ["We checked six claims."], rows)
    assert cards.write_png(one) == cards.write_png(other)
    signs = [text for text in one.axes[0].texts if len(text.get_text()) == 1]
    assert len(signs) == 6
