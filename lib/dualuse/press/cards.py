"""The picture by which a page is shared: a question, the answer, and all squares.

Nothing is drawn over anything: each line begins where the one above it ends.
"""

import io
import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from dualuse.engine import verdicts

WIDTH, HEIGHT = 1200, 630  # pixels, as networks show them
LEFT, RIGHT = 60, 1140
INK, MUTED = "#1b1b19", "#565a60"
TITLE = {"size": 30, "letters": 41, "step": 54}  # a line of the question
TEXT = {"size": 18, "letters": 78, "step": 34}  # a line of the answer
SQUARES = 560  # where the last row of squares stands
WORDS = {word.word: word for word in verdicts.SCALE}


def draw_card(
    site: str,
    title: str,
    verdict: str,
    lines: list[str],
    squares: list[list[str]],
    lit: int | None = None,
) -> Figure:
    """Return a card: the title, the verdict as a pill, lines, rows of squares.

    Parameters
    ----------
    site : str
        The title of the collection.
    verdict : str
        A word of the scale, or nothing: no pill.
    lines : list of str
        What is said below: as many as there is room for.
    squares : list of list of str
        Rows of verdicts, a square each.
    lit : int, optional
        The only square of the last row that is drawn in full.
    """
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")
    axes.add_patch(Rectangle((0, 0), WIDTH, 10, color=INK))
    write_card(axes, site, 36, size=15, weight="bold")
    top = SQUARES - 50 * (len(squares) - 1)
    y = 84
    for line in textwrap.wrap(title, TITLE["letters"]):
        write_card(
            axes, line, y, size=TITLE["size"], weight="bold", family="DejaVu Serif"
        )
        y += TITLE["step"]
    if verdict:
        word = WORDS[verdict]
        pill = {"boxstyle": "round,pad=.4,rounding_size=.5", "fc": word.light, "lw": 0}
        words = f"{word.symbol}  {word.word}"
        style = {"color": "white", "weight": "bold", "size": 20, "bbox": pill}
        write_card(axes, words, y + 14, x=LEFT + 12, **style)
        y += 66
    for text in lines:
        for line in textwrap.wrap(text, TEXT["letters"]):
            if y + TEXT["step"] < top:
                write_card(axes, line, y, size=TEXT["size"])
                y += TEXT["step"]
    for number, row in enumerate(squares):
        draw_squares(axes, row, top + 50 * number, lit)
    return figure


def write_card(axes: Axes, text: str, y: float, x: float = LEFT, **style: Any) -> None:
    """Write one line, its top at y."""
    font = {"family": "DejaVu Sans", "color": INK, "va": "top", **style}
    axes.text(x, y, text, **font)


def draw_squares(axes: Axes, row: list[str], y: float, lit: int | None) -> None:
    """Draw a row of squares; where one is lit, the others are pale."""
    pitch = min(46, (RIGHT - LEFT) / max(len(row), 1))
    side = pitch - 5
    for place, verdict in enumerate(row):
        word = WORDS[verdict]
        is_pale = lit is not None and place != lit
        x = LEFT + place * pitch
        box = FancyBboxPatch((x, y), side, side, boxstyle="round,pad=0,rounding_size=4")
        box.set(fc=word.light, lw=0, alpha=0.25 if is_pale else 1)
        axes.add_patch(box)
        sign = {"ha": "center", "va": "center", "color": "white", "size": side * 0.4}
        axes.text(x + side / 2, y + side / 2, word.symbol, family="DejaVu Sans", **sign)


def write_png(figure: Figure) -> bytes:
    """Return a card as PNG, the same bytes each time."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()
