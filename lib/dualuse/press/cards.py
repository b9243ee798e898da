"""The picture by which a page is shared: a question, the answer, its range, all squares.

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
AMBER, NAVY = "#bd7100", "#27476e"  # the claim, and what others printed: as on pages
TITLES = [  # lines of a question: the first size at which it leaves room
    {"size": 30, "letters": 43, "step": 52},
    {"size": 26, "letters": 50, "step": 45},
    {"size": 22, "letters": 60, "step": 39},
]
MOST_LINES = 4  # of a question, in its first size
TEXTS = [  # lines of an answer: the first size at which all of it has room
    {"size": 22, "letters": 64, "step": 41},
    {"size": 18, "letters": 80, "step": 34},
]
SQUARES = 560  # where the last row of squares stands
BAR = 16  # the height of a bar
RANGE = 54  # of a source: its words, and its bar
WORDS = {word.word: word for word in verdicts.SCALE}


def draw_card(
    site: str,
    title: str,
    verdict: str,
    lines: list[str],
    squares: list[list[str]],
    lit: int | None = None,
    caveat: str = "",
    gauge: dict[str, Any] | None = None,
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
        The only square of the last row that is drawn in full; -1 for none.
    caveat : str
        Beside the word: "on one source".
    gauge : dict, optional
        The ranges beside the claim, as `gauges.draw_gauge` places them.
    """
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")
    axes.add_patch(Rectangle((0, 0), WIDTH, 10, color=INK))
    write_card(axes, site, 36, size=15, weight="bold")
    bottom = SQUARES - 50 * (len(squares) - 1)
    for number, row in enumerate(squares):
        draw_squares(axes, row, bottom + 50 * number, lit)
    if gauge:
        bottom = draw_ranges(axes, gauge, bottom)
    y = 84.0
    style = choose_title(title, bottom - y)
    for line in textwrap.wrap(title, style["letters"]):
        font: dict[str, Any] = {"weight": "bold", "family": "DejaVu Serif"}
        write_card(axes, line, y, size=style["size"], **font)
        y += style["step"]
    if verdict:
        word = WORDS[verdict]
        pill = {"boxstyle": "round,pad=.4,rounding_size=.5", "fc": word.light, "lw": 0}
        words = f"{word.symbol}  {word.word}{', ' if caveat else ''}{caveat}"
        font = {"color": "white", "weight": "bold", "size": 20, "bbox": pill}
        write_card(axes, words, y + 14, x=LEFT + 12, **font)
        y += 66
    style, told = choose_text(lines, bottom - y)
    for line in told:
        write_card(axes, line, y, size=style["size"])
        y += style["step"]
    return figure


def choose_title(title: str, room: float) -> dict[str, int]:
    """Return the first size at which a title is short, or else has room.

    >>> choose_title("Was it enough?", 400)["size"], choose_title("word " * 60, 320)["size"]
    (30, 26)
    """
    first = TITLES[0]
    if len(textwrap.wrap(title, first["letters"])) <= MOST_LINES:
        return first
    for style in TITLES:
        if len(textwrap.wrap(title, style["letters"])) * style["step"] <= room:
            return style
    return TITLES[-1]


def choose_text(lines: list[str], room: float) -> tuple[dict[str, int], list[str]]:
    """Return the first size at which all lines have room, and what has room in it."""
    for style in TEXTS:
        told = []
        for text in lines:
            told += textwrap.wrap(text, style["letters"])
        most = max(int(room // style["step"]), 0)
        if len(told) <= most:
            break
    if len(told) > most:
        told = told[:most]
        told[-1:] = [f"{line.rpartition(' ')[0]} …" for line in told[-1:]]
    return style, told


def draw_ranges(axes: Axes, gauge: dict[str, Any], bottom: float) -> float:
    """Draw the claim and what sources allow, above a place; return where it begins."""
    entries = gauge["entries"][:2]
    top = bottom - RANGE * len(entries) - 40
    width = RIGHT - LEFT

    def place(percent: float) -> float:
        return LEFT + width * min(max(percent, 0), 100) / 100

    claim = gauge["claim"]
    left, right = float(claim["left"]), float(claim["left"]) + float(claim["width"])
    band = Rectangle((place(left), top), place(right) - place(left), bottom - top - 20)
    band.set(fc=AMBER, alpha=0.18, lw=0)
    axes.add_patch(band)
    axes.plot([place(left)] * 2, [top, bottom - 20], color=AMBER, linewidth=2)
    is_late = left > 50
    side = "right" if is_late else "left"
    x = place(left) + (-8 if is_late else 8)
    font = {"size": 14, "color": "#7a4a00", "weight": "bold"}
    write_card(axes, f"the claim: {claim['words']}", top - 2, x=x, ha=side, **font)
    for number, entry in enumerate(entries):
        y = top + 26 + RANGE * number
        says = f"{entry['says']}, {entry['source']}"
        says = textwrap.shorten(says, 96, placeholder=" …")
        halo = {"fc": "white", "alpha": 0.8, "lw": 0, "pad": 1}
        write_card(axes, says, y, size=14, color=NAVY, bbox=halo)
        for bar in entry["own"]["bars"]:
            start, end = place(bar["left"]), place(bar["left"] + bar["width"])
            box = Rectangle((start, y + 24), end - start, BAR)
            is_sure = bar["kind"] == "sure"
            box.set(fc=NAVY if is_sure else "white", ec=NAVY, lw=1)
            box.set_hatch("" if is_sure else "////")
            axes.add_patch(box)
        for at in entry["own"]["strokes"]:
            axes.plot([place(at)] * 2, [y + 20, y + 28 + BAR], color=NAVY, linewidth=3)
    return top - 12


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
